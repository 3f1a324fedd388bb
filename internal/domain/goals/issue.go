package goals

import (
	"fmt"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/engine/jobs"
	"github.com/jingkai-zone/jingkai/internal/engine/ledger"
	"github.com/jingkai-zone/jingkai/internal/engine/scheme"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// IssuedEvent is published in the transaction that issues a list; its object
// is the list's id.
const IssuedEvent = "goals.list.issued"

// AmendedEvent is published in the transaction that amends an issued list; its
// object is the item's id.
const AmendedEvent = "goals.item.amended"

// Issue freezes a draft list and hands it to those it names. It refuses with
// every gap of responsibility at once ([PersonMissing] and its neighbours),
// with [EmptyList], and with scheme.NotSet when the scheme does not say which
// levels of responsibility are compulsory.
func Issue(tx *store.Tx, cal *calendar.Calendar, id ident.ID) (List, error) {
	zone := tx.Actor().Zone
	l, err := ListByID(tx, zone, id)
	if err != nil {
		return List{}, err
	}
	if l.Status != Draft {
		return List{}, Frozen.New()
	}
	doc, err := scheme.At(tx, zone, calendar.DateOf(tx.Now()))
	if err != nil {
		return List{}, err
	}
	s := scheme.Get[Scheme](doc)
	levels, err := scheme.NeedList(doc, "goals.levels", s.Levels)
	if err != nil {
		return List{}, err
	}
	if len(l.Items) == 0 {
		return List{}, EmptyList.New()
	}
	var gaps fault.List
	for _, e := range Lacks(l, levels) {
		gaps.Add(e)
	}
	if err := gaps.Err(); err != nil {
		return List{}, err
	}
	if err := scheme.Use(tx, zone, doc.Version, calendar.DateOf(tx.Now())); err != nil {
		return List{}, err
	}
	l.Status, l.IssuedAt, l.IssuedBy, l.Scheme = Issued, tx.Now(), tx.Actor().Person, doc.Version
	l.Late = l.late(cal, s)
	if err := updateList(tx, l); err != nil {
		return List{}, err
	}
	l.Version++
	if err := jobs.Publish(tx, jobs.Event{Kind: IssuedEvent, Zone: zone, Object: l.ID.String()}); err != nil {
		return List{}, err
	}
	return l, ledger.Record(tx, ledger.Entry{Action: "goals.list.issue", Object: l.ID.String(),
		Detail: map[string]any{"number": l.Number, "items": len(l.Items), "scheme": doc.Version, "late": l.Late, "digest": l.records()}})
}

// late reports whether a monthly list is issued after the scheme's working day
// of the month. A scheme that names no day knows no lateness.
func (l List) late(cal *calendar.Calendar, s Scheme) bool {
	if l.Kind != MonthList || s.MonthIssueBy == nil {
		return false
	}
	by, ok := cal.NthWorkingDay(l.Month, int(*s.MonthIssueBy))
	return ok && calendar.DateOf(l.IssuedAt).After(by)
}

// records gives what was issued, item by item, for the ledger.
func (l List) records() []map[string]any {
	out := make([]map[string]any, len(l.Items))
	for i, item := range l.Items {
		out[i] = item.record()
	}
	return out
}

// record gives the item as the ledger and the amendments keep it.
func (i Item) record() map[string]any {
	m := map[string]any{"item": i.ID, "work": i.Work, "line": i.Line, "title": i.Title, "measure": i.Measure, "weight": i.Weight.String(),
		"due_on": i.DueOn, "lead": i.Lead, "unit": i.Unit, "person": i.Person}
	if i.Plan != nil {
		m["plan"] = fmt.Sprintf("%s%s", i.Plan, i.PlanUnit)
	}
	return m
}

// Acknowledge notes that the actor has received an issued list. Receiving
// twice changes nothing.
func Acknowledge(tx *store.Tx, id ident.ID) (List, error) {
	l, err := ListByID(tx, tx.Actor().Zone, id)
	if err != nil {
		return List{}, err
	}
	if l.Status != Issued {
		return List{}, NotIssued.New()
	}
	me := tx.Actor().Person
	mine := false
	for _, i := range l.Items {
		mine = mine || i.Status == Active && i.Names(me)
	}
	if !mine {
		return List{}, NothingToReceive.New()
	}
	fresh, err := insertReceipt(tx, l, me)
	if err != nil || !fresh {
		return l, err
	}
	return l, ledger.Record(tx, ledger.Entry{Action: "goals.list.acknowledge", Object: l.ID.String()})
}
