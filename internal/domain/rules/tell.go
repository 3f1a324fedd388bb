package rules

import (
	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/domain/account"
	"github.com/jingkai-zone/jingkai/internal/engine/notify"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// The messages of the room. They name the paper and the day, never its text.
var (
	askedMessage = notify.Define(notify.Template{Kind: "rules.request.made", LabelZH: "请示报告待阅", LabelEN: "Request or report",
		TitleZH: "{number}：{title}", TitleEN: "{number}: {title}", BodyZH: "请阅处。{limit}", BodyEN: "Please attend to it. {limit}", Mail: true})
	answeredMessage = notify.Define(notify.Template{Kind: "rules.request.answered", LabelZH: "请示已答复", LabelEN: "Request answered",
		TitleZH: "{number} 已答复", TitleEN: "{number} is answered", BodyZH: "请查看批复并办理。", BodyEN: "Read the reply and act on it.", Mail: true})
	overdueMessage = notify.Define(notify.Template{Kind: OverdueEvent, LabelZH: "请示超期未答复", LabelEN: "Reply overdue",
		TitleZH: "{number} 超期未答复", TitleEN: "{number} is overdue", BodyZH: "《{title}》应于 {due} 前答复，请尽快批复。",
		BodyEN: "“{title}” was to be answered by {due}; please reply.", Mail: true})
	stepMessage = notify.Define(notify.Template{Kind: "rules.run.waiting", LabelZH: "流程待办", LabelEN: "Workflow waits",
		TitleZH: "待办：{number} {title}", TitleEN: "To do: {number} {title}", BodyZH: "步骤“{step}”待您办理。", BodyEN: "The step “{step}” waits for you."})
	endedMessage = notify.Define(notify.Template{Kind: "rules.run.moved", LabelZH: "流程进展", LabelEN: "Workflow moved",
		TitleZH: "{number} {state}", TitleEN: "{number}: {state}", BodyZH: "您发起的《{title}》{state}，请查看。", BodyEN: "“{title}”, which you started, is {state}."})
	lateStepMessage = notify.Define(notify.Template{Kind: StepOverdueEvent, LabelZH: "流程步骤超期", LabelEN: "Step overdue",
		TitleZH: "超期：{number} {title}", TitleEN: "Overdue: {number} {title}", BodyZH: "步骤“{step}”已超过时限，请尽快办理。",
		BodyEN: "The step “{step}” is past its limit; please take it."})
)

func tell(tx *store.Tx, m notify.Message) error {
	m.Zone = tx.Actor().Zone
	_, err := notify.Send(tx, m)
	return err
}

// tellAsked tells the leader of a new request.
func (q Request) tellAsked(tx *store.Tx, limit calendar.Budget) error {
	zh, en := "", ""
	if !limit.IsZero() {
		zh, en = "答复时限："+limit.Text(fault.Chinese)+"。", "To be answered within "+limit.Text(fault.English)+"."
	}
	return tell(tx, notify.Message{Kind: askedMessage, Object: q.object(), Persons: []ident.ID{q.To},
		Args: map[string]string{"number": q.Number, "title": q.Title, "limit": zh}, ArgsEN: map[string]string{"limit": en}})
}

// tellOverdue tells the leader, and the office that follows papers up, once.
func (q Request) tellOverdue(tx *store.Tx, due calendar.Date) error {
	return tell(tx, notify.Message{Kind: overdueMessage, Object: q.object(), Persons: []ident.ID{q.To}, Roles: []ident.Role{account.PartyOffice},
		Args: map[string]string{"number": q.Number, "title": q.Title, "due": due.String()}, Once: OverdueEvent + "/" + q.ID.String()})
}

// tellMoved tells whoever takes the next step, or whoever started the run what
// became of it. A step of one unit is told to that unit's people only when they
// look: a role is told as a whole.
func (run Run) tellMoved(tx *store.Tx, e Edition) error {
	if run.Status == Running {
		return tell(tx, notify.Message{Kind: stepMessage, Object: RunKind + "/" + run.ID.String(), Roles: []ident.Role{run.StepRole},
			Args: map[string]string{"number": run.Number, "title": run.Title, "step": e.Steps[run.Step-1].Action}})
	}
	words := map[RunStatus][2]string{Returned: {"已退回", "returned"}, Done: {"已办结", "done"}, Rejected: {"未获同意", "rejected"}, Withdrawn: {"已撤回", "withdrawn"}}[run.Status]
	return tell(tx, notify.Message{Kind: endedMessage, Object: RunKind + "/" + run.ID.String(), Persons: []ident.ID{run.Person},
		Args: map[string]string{"number": run.Number, "title": run.Title, "state": words[0]}, ArgsEN: map[string]string{"state": words[1]}})
}
