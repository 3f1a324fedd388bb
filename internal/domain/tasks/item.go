package tasks

import (
	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/exact"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
)

// Item is an item of an issued list that a task answers for. One task may
// answer for several: the same work in a monthly and a node list, or carried
// over into the next month (LY-36).
type Item struct {
	ID         ident.ID
	Task       ident.ID
	List       ident.ID
	ListNumber string
	From       calendar.Date // first day on which progress belongs to the item
	Until      calendar.Date // its day of evaluation
	DueOn      calendar.Date
	Plan       exact.Decimal // planned amount, 1 where the plan is not a number
	Done       exact.Decimal // reported while it was the item's time
	Standing   bool          // not withdrawn
}

// nextDue is the due day of a task that answers for several items: the earliest
// that has not passed, else the latest.
func nextDue(items []Item, today calendar.Date) (due calendar.Date, ok bool) {
	for _, i := range items {
		if !i.Standing {
			continue
		}
		switch {
		case due.IsZero():
			due = i.DueOn
		case !i.DueOn.Before(today) && (due.Before(today) || i.DueOn.Before(due)):
			due = i.DueOn
		case due.Before(today) && i.DueOn.After(due):
			due = i.DueOn
		}
	}
	return due, !due.IsZero()
}

// concerned picks the items to which progress of a day belongs: those whose
// time it is, or else the latest.
func concerned(items []Item, day calendar.Date) []Item {
	var out []Item
	var latest *Item
	for n, i := range items {
		if !i.Standing {
			continue
		}
		if day.Between(i.From, i.Until) {
			out = append(out, i)
		}
		if latest == nil || i.Until.After(latest.Until) {
			latest = &items[n]
		}
	}
	if len(out) == 0 && latest != nil {
		out = append(out, *latest)
	}
	return out
}
