// Package board is the room of the red and yellow board (红黄榜): the month's or
// a node's work is measured, put side by side, objected to, confirmed,
// published, and has its consequences.
//
// It owns boards and every computation of them, objections, changes made by
// leaders, corrections after publication, the reward points of red items and
// the rectification of yellow ones. It does not own the lists that are judged
// (goals), the facts they are judged by (measure), nor the supervision orders
// that follow a rectification left undone (tasks hears of it by an event).
//
// Words: 红榜 red board (praise), 黄榜 yellow board (blame), 测算 computation,
// 板块 block, 评价标准 criterion, 异议 objection, 审定 confirmation, 公布
// publication, 更正 correction, 奖励分 reward points, 整改单 rectification,
// 验收 acceptance, 连续黄榜 consecutive yellow.
//
// Invariants:
//   - a computation is kept for ever with the versions of the scheme and of the
//     list, the facts and their ids; computing again makes another one;
//   - what the scheme does not set is refused by name, never assumed;
//   - computed and final stand side by side; only a person makes them differ,
//     and says why (LY-37);
//   - who computes neither decides objections nor confirms; who answers for an
//     item does not decide about it;
//   - a change for the worse opens a window of its own for the item it hits;
//   - nothing is confirmed before the window is over and every objection is
//     decided; a board is confirmed once;
//   - a red item rewards each person or unit once a role, also when the work
//     stands in a monthly and a node list (LY-36, LY-40); a correction takes
//     the points back by a visible line;
//   - nobody accepts the rectification of his own unit (LY-41);
//   - no publication names a person (LY-39).
package board
