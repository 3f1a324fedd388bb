package rules

import (
	"strings"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/engine/ledger"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// OpenAgenda opens the agenda of a body's meeting on a day from today on, and
// puts on it every topic that an earlier meeting of the body left undecided.
func OpenAgenda(tx *store.Tx, body string, day calendar.Date) (Agenda, error) {
	body = strings.TrimSpace(body)
	var faults fault.List
	if !oneLine(body, 2, 40) {
		faults.Add(BadBodyName.At("body"))
	}
	if day.Before(today(tx)) {
		faults.Add(AgendaDay.At("day", "from", today(tx)))
	}
	if err := faults.Err(); err != nil {
		return Agenda{}, err
	}
	number, err := draw(tx, "议程", "agenda")
	if err != nil {
		return Agenda{}, err
	}
	a := Agenda{Zone: tx.Actor().Zone, ID: ident.NewID(tx.Now()), Number: number, Body: body, Day: day, Open: true, Version: 1}
	if err := insertAgenda(tx, a); store.IsUnique(err) {
		return Agenda{}, AgendaExists.New()
	} else if err != nil {
		return Agenda{}, err
	}
	carried, err := takeCarried(tx, a)
	if err != nil {
		return Agenda{}, err
	}
	return a, ledger.Record(tx, ledger.Entry{Action: "rules.agenda.open", Object: a.ID.String(),
		Detail: map[string]any{"number": a.Number, "body": a.Body, "day": a.Day, "carried": carried}})
}

// CloseAgenda ends a meeting on its day or later. What it did not decide goes
// to the body's next open agenda, and where there is none waits for it.
func CloseAgenda(tx *store.Tx, id ident.ID, version int64, minutes string) (Agenda, error) {
	a, err := AgendaByID(tx, tx.Actor().Zone, id)
	switch {
	case err != nil:
		return Agenda{}, err
	case !a.Open:
		return Agenda{}, AgendaClosed.New()
	case a.Day.After(today(tx)):
		return Agenda{}, AgendaNotYet.New()
	}
	minutes = strings.TrimSpace(minutes)
	if n := len([]rune(minutes)); n < 2 || n > maxReason {
		return Agenda{}, MinutesNeeded.At("minutes")
	}
	a.Open, a.Minutes, a.Version = false, minutes, version
	if err := updateAgenda(tx, a); err != nil {
		return Agenda{}, err
	}
	a.Version++
	next, err := nextAgenda(tx, a)
	if err != nil {
		return Agenda{}, err
	}
	left, err := carryOver(tx, a, next)
	if err != nil {
		return Agenda{}, err
	}
	return a, ledger.Record(tx, ledger.Entry{Action: "rules.agenda.close", Object: id.String(),
		Detail: map[string]any{"number": a.Number, "undecided": left, "next": next}})
}
