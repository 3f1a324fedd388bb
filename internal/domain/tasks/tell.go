package tasks

import (
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/domain/account"
	"github.com/jingkai-zone/jingkai/internal/engine/notify"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// The messages of the room.
var (
	assignedMessage = notify.Define(notify.Template{Kind: "tasks.assigned", LabelZH: "交办任务", LabelEN: "Task assigned",
		TitleZH: "新任务：{title}", TitleEN: "New task: {title}",
		BodyZH: "{number}《{title}》由您负责，{due} 前完成。", BodyEN: "{number} “{title}” is yours to conclude by {due}."})
	claimedMessage = notify.Define(notify.Template{Kind: "tasks.claimed", LabelZH: "任务待验收", LabelEN: "Task waits for acceptance",
		TitleZH: "待验收：{title}", TitleEN: "To be accepted: {title}",
		BodyZH: "{number}《{title}》已报完成，请验收或退回。", BodyEN: "{number} “{title}” is claimed done; accept it or send it back."})
	orderMessage = notify.Define(notify.Template{Kind: "tasks.order", LabelZH: "督办单", LabelEN: "Supervision order",
		TitleZH: "督办单 {number}：{title}", TitleEN: "Supervision order {number}: {title}",
		BodyZH: "《{title}》{missed} 到期未办结，请回复原因、措施和新期限。", BodyEN: "“{title}” was due on {missed} and is not concluded; reply with the cause, the measures and a new date.",
		NeedAck: true, Mail: true})
	escalatedMessage = notify.Define(notify.Template{Kind: "tasks.issue.escalated", LabelZH: "问题提级", LabelEN: "Issue escalated",
		TitleZH: "提级问题：{title}", TitleEN: "Escalated issue: {title}",
		BodyZH: "{number}《{title}》已提请您协调。", BodyEN: "{number} “{title}” is brought to you for coordination."})
)

func tell(tx *store.Tx, m notify.Message) error {
	m.Zone = tx.Actor().Zone
	_, err := notify.Send(tx, m)
	return err
}

// tellOwner says that a task was assigned, unless the owner did it.
func (t Task) tellOwner(tx *store.Tx) error {
	if t.Person.IsZero() || t.Person == tx.Actor().Person || t.FromList() {
		return nil
	}
	return tell(tx, notify.Message{Kind: assignedMessage, Object: t.object(), Persons: []ident.ID{t.Person},
		Args: map[string]string{"title": t.Title, "number": t.Number, "due": t.DueOn.String()}})
}

func (t Task) tellClaimed(tx *store.Tx) error {
	return tell(tx, notify.Message{Kind: claimedMessage, Object: t.object(), Roles: []ident.Role{account.Supervision},
		Args: map[string]string{"title": t.Title, "number": t.Number}})
}

// tellAll says that an order was opened: to the owner, to supervision, and to
// the leader it goes to.
func (o Order) tellAll(tx *store.Tx) error {
	m := notify.Message{Kind: orderMessage, Object: o.object(), Roles: []ident.Role{account.Supervision}, Once: o.object(),
		Args: map[string]string{"title": o.Title, "number": o.Number, "missed": o.MissedOn.String()}}
	if !o.Person.IsZero() {
		m.Persons = append(m.Persons, o.Person)
	}
	if rank(o.Level) >= rank(ToLeader) {
		if o.Lead.IsZero() {
			m.Roles = append(m.Roles, account.Leader)
		} else {
			m.Persons = append(m.Persons, o.Lead)
		}
	}
	if o.Level == ToPrincipal {
		m.Roles = append(m.Roles, account.PrincipalLeader)
	}
	return tell(tx, m)
}
