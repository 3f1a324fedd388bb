// Package tasks is the room of the work that somebody has to do by a day, and
// of those who see to it that it is done.
//
// It owns tasks with their classes and layers (LW-35, LW-36, LW-38), progress,
// completion, extensions, checks and checkpoints, supervision orders (LW-37),
// campaigns with their tracks (LW-02), meetings whose decisions become tasks
// (LY-21), weekly huddles (YT-24), lists of issues that are struck off one by
// one (YT-25), issues that a leader takes in person (YT-28), and the workload
// of people (PK-36). It does not own the lists of key points (goals) nor the
// judgement of what was achieved (board).
//
// Words: 任务 task, 分层 layer, 分类 class (A 即办即督 at once, B 常督常考
// constant, C 一般 ordinary), 考核点 checkpoint, 督办单 supervision order, 延期
// extension, 办结 to close, 活动 campaign, 专项 track, 专题会 special meeting,
// 调度会 dispatch meeting, 办公会 office meeting, 周碰头 huddle, 纪要 minutes,
// 议定事项 decision, 销项 to strike off, 提级 to escalate, 负荷 load.
//
// Invariants:
//   - a task has one class and one layer, or says why it has none; a class set
//     by hand keeps its reason;
//   - a parameter the scheme does not set is never replaced by a number of the
//     program: a zone without rules keeps tasks, its tasks just have no class,
//     no checks and no orders, and say which parameter is missing;
//   - a due day that passes without the task being concluded opens exactly one
//     numbered order, by however many scans (LW-37); a second one goes to the
//     leader;
//   - a due day moves only by an extension approved before it by somebody else,
//     by a new date agreed in an order, or by the list the task comes from;
//   - who does the work does not accept it, and nothing is concluded without
//     evidence; the same holds for issues and for who claims them done;
//   - a work that stands in several lists is one task (LY-36);
//   - what happened stays: reports, checks, orders and minutes that were issued
//     are never rewritten;
//   - a checkpoint nobody scored is missed, not zero.
//
// A claimed task that waits for acceptance is not overdue: its owner has done
// his part. When it is sent back after its day, the next scan opens the order.
//
// Facts: task.plan and task.actual by item, task, unit and person, and the state
// of the work by item (goals.item.actual), which the board reads. What the
// owner reports counts once somebody else has verified it, at the latest when
// the task is accepted.
package tasks
