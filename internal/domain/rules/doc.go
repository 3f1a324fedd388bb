// Package rules is the room of the zone's own rules and of the working papers
// they ask for.
//
// It owns the library of rules and workflows (制度、流程) with their editions
// and who has read them (LY-43), the workflows that were started and their
// steps, the topics put before a deliberating meeting with its agendas, and
// requests for instructions with their replies (LY-44). It does not own the
// minutes of meetings (tasks), the months' lists (goals) or the approval of
// applications from outside the zone.
//
// Words: 制度 rule, 流程 workflow, 领域 field, 版本 edition, 试行 trial, 废止
// repeal, 阅知 reading, 流程实例 run, 步骤 step, 退回 return, 议题 topic, 议程
// agenda, 议定 decision, 请示 request, 报告 report, 批复 reply.
//
// Invariants:
//   - how many rules and workflows there are is never entered: it is counted
//     as of a day from the editions in force on it;
//   - editions of a rule follow each other without overlap, begin today or
//     later except for the first, and are never changed, so that what was
//     decided in December shows the edition of December;
//   - a run follows the edition it was started with; each step is taken by
//     somebody with the step's role, and nobody decides what he proposed;
//   - a topic that a meeting did not decide is on the agenda of the body's next
//     one;
//   - a request has a limit for its reply, from the scheme or stated by hand,
//     and its overrunning is reported once; a report needs no reply (党政机关公文
//     处理工作条例 8).
package rules
