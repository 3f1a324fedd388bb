// Package flow moves cases through their states and keeps their clocks.
//
// It has two halves. The machine (状态机) is pure: a [Definition] says which
// states a case can be in, which actions lead from one to another, who may act,
// which guards must hold, which evidence and reasons are needed, which effects
// and clocks follow. [Compile] checks it; [Machine.Next] moves a case;
// [Machine.Offered] tells a screen which buttons to show and why one is barred.
// The clock ledger (时限台账) stores what happened to a time limit: its budget,
// its start, its pauses with a cause from a closed list, its extensions by rank.
// It never stores a target date as truth: the deadline is computed over the
// calendar, can be explained day by day, and moves when a calendar is published.
//
// It owns the tables flow_clock, flow_segment, flow_extension and flow_notice.
// It does not own cases: a room keeps the state in its own table, executes the
// effects, and records the act in the ledger. It does not replace the access
// engine, which checks the same duties against everything a person ever did.
//
// Words: state 状态, action 动作, guard 条件, evidence 材料, stage gate 阶段门,
// duty 职责, clock 时限, pause 暂停计时, extension 延长, overdue 超期.
//
// Invariants:
//   - a definition with an error in it never becomes a machine;
//   - nothing happens to a clock before what already happened to it;
//   - paused days are not counted (行政许可法 45); only causes the definition
//     lists can pause; the day of a pause still counts, the day of resuming does
//     not, as the day of the start does not;
//   - a rank extends a clock once, never by more than the definition grants, and
//     never after the deadline (行政许可法 42);
//   - an overdue episode is reported exactly once, by however many processes and
//     however often it is looked for (LW-37).
package flow
