package api

import (
	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/domain/tasks"
	"github.com/jingkai-zone/jingkai/internal/engine/access"
)

// can is a button for whoever has the permission: possible unless something
// stands in the way, which it then says.
func can(name, action string, res access.Resource, obstacle *fault.Error) button {
	return button{name, action, res, obstacle == nil, obstacle}
}

// first is the first obstacle, nil when there is none.
func first(obstacles ...*fault.Error) *fault.Error {
	for _, e := range obstacles {
		if e != nil {
			return e
		}
	}
	return nil
}

// when gives the refusal of a code if the condition holds.
func when(condition bool, code *fault.Code, args ...any) *fault.Error {
	if !condition {
		return nil
	}
	return code.New(args...)
}

func workActions(t tasks.Task, today calendar.Date, c *call) []Action {
	res := workResource(t)
	ended := when(t.Ended(), tasks.Ended)
	busy := first(ended, when(t.Status == tasks.Claimed, tasks.NotOpen))
	listed := first(ended, when(t.FromList(), tasks.FollowsList))
	mine := when(t.Person == c.actor.Person && !t.Person.IsZero(), tasks.OwnWork)
	unclaimed := first(ended, when(t.Status != tasks.Claimed, tasks.NotClaimed), mine)
	late := when(today.After(t.DueOn), tasks.ExtensionLate, "due", t.DueOn)
	return c.press(
		can("report", "tasks.report", res, busy),
		can("claim", "tasks.report", res, busy),
		can("ask-extension", "tasks.report", res, first(busy, when(t.FromList(), tasks.FollowsList), late)),
		can("accept", "tasks.close", res, unclaimed),
		can("return", "tasks.close", res, unclaimed),
		can("check", "tasks.supervise", res, first(ended, mine)),
		can("supervise", "tasks.supervise", res, first(ended, when(!t.Late(today), tasks.NotOverdue, "due", t.DueOn))),
		can("classify", "tasks.classify", res, ended),
		can("edit", "tasks.create", res, ended),
		can("reassign", "tasks.create", res, listed),
		can("withdraw", "tasks.create", res, listed),
		can("move-track", "tasks.create", res, when(t.Status == tasks.Withdrawn, tasks.Ended)),
	)
}

func orderActions(o tasks.Order, c *call) []Action {
	res := access.Resource{Unit: o.Unit, Person: o.Person}
	closed := when(!o.Standing(), tasks.OrderClosed)
	mine := when(o.Person == c.actor.Person && !o.Person.IsZero(), tasks.OwnWork)
	return c.press(
		can("reply", "tasks.report", res, first(closed, when(o.Status == tasks.Replied, tasks.OrderReplied))),
		can("set-date", "tasks.supervise", res, first(closed, when(o.Status != tasks.Replied, tasks.OrderNotReplied), mine)),
		can("close", "tasks.supervise", res, first(closed, when(o.Subject.Kind == tasks.TaskKind, tasks.CloseByTask), mine)),
		can("escalate", "tasks.supervise", res, first(closed, when(o.Level == tasks.ToPrincipal, tasks.BadLevel))),
	)
}
