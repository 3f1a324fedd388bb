// Package goals is the room of targets and of the lists that break them down
// to somebody's name.
//
// It owns the yearly targets of a zone with their breakdown to departments and
// persons (目标任务分解, LW-33), and the lists of key points with their
// responsibility (工作要点及责任分解表), issued every month (LY-35) or at an
// important time node (LY-36): items, amendments, receipts. It does not own
// the doing of the work (tasks) nor its judgement (board).
//
// Words: 清单 list, 工作要点 item, 牵头领导 lead leader, 责任单位 unit,
// 责任人 responsible person, 签收 receipt, 调整 amendment, 目标 target,
// 分解 breakdown, 预留 reserve, 责任书 letter of responsibility.
//
// Invariants:
//   - a list is issued only when every item names each level of responsibility
//     that the scheme makes compulsory;
//   - an issued list is frozen: what changes afterwards is an amendment with
//     its day and reason, and stays visible beside what was issued;
//   - the same work in a monthly and a node list carries one work id, so that
//     it is judged in each list and counted once for the person;
//   - shares of a target and its reserve never exceed it, and it is issued only
//     when they reach it.
package goals
