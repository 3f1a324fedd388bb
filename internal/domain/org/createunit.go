package org

import (
	"slices"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/engine/ledger"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// UnitInput is what a new unit is set up with.
type UnitInput struct {
	Parent   ident.ID // zero for the top
	Kind     Kind
	Category Category // empty while nobody has said
	Name     string
	SortNo   int64
	OpenedOn calendar.Date // zero for today
	Reason   string        // the decision it rests on; may be empty
}

// CreateUnit sets up a unit in the actor's zone. It refuses with all faults of
// the input at once, with [UnitClosed] under a closed parent, [UnitNameTaken]
// beside a namesake, [BadDay] for a day to come or before its parent's, and
// [OverCap] where the scheme caps the kind and the cap is reached (LW-04).
func CreateUnit(tx *store.Tx, in UnitInput) (Unit, error) {
	u := Unit{Zone: tx.Actor().Zone, ID: ident.NewID(tx.Now()), Parent: in.Parent, Kind: in.Kind, Category: in.Category,
		Name: cleaned(in.Name), SortNo: in.SortNo, Status: Active, OpenedOn: in.OpenedOn, Version: 1}
	if u.OpenedOn.IsZero() {
		u.OpenedOn = today(tx)
	}
	if err := u.check(); err != nil {
		return Unit{}, err
	}
	if err := Lock(tx, u.Zone); err != nil {
		return Unit{}, err
	}
	units, err := Units(tx, u.Zone)
	if err != nil {
		return Unit{}, err
	}
	if err := u.fits(units, today(tx)); err != nil {
		return Unit{}, err
	}
	rules, err := rulesOn(tx, u.Zone, today(tx))
	if err != nil {
		return Unit{}, err
	}
	if err := rules.room(u.Kind, units); err != nil {
		return Unit{}, err
	}
	if err := insertUnit(tx, u); err != nil {
		return Unit{}, err
	}
	return u, ledger.Record(tx, ledger.Entry{Action: "org.unit.create", Object: u.ID.String(), Reason: in.Reason,
		Detail: map[string]any{"name": u.Name, "kind": u.Kind, "category": u.Category, "parent": u.Parent, "opened_on": u.OpenedOn}})
}

// fits checks a new unit against those there are.
func (u Unit) fits(units []Unit, today calendar.Date) error {
	first := calendar.MinDate
	if !u.Parent.IsZero() {
		i := slices.IndexFunc(units, func(p Unit) bool { return p.ID == u.Parent })
		switch {
		case i < 0:
			return NoUnit.At("parent")
		case units[i].Status == Closed:
			return UnitClosed.At("parent")
		}
		first = units[i].OpenedOn
	}
	if namesake(units, u) {
		return UnitNameTaken.At("name")
	}
	if err := within("opened_on", u.OpenedOn, first, today); err != nil {
		return err
	}
	return nil
}

// namesake reports whether another unit in use has the name beside it.
func namesake(units []Unit, u Unit) bool {
	return slices.ContainsFunc(units, func(x Unit) bool {
		return x.ID != u.ID && x.Status == Active && x.Parent == u.Parent && x.Name == u.Name
	})
}

// within refuses a day outside [from, to].
func within(field string, day, from, to calendar.Date) *fault.Error {
	if day.Before(from) || day.After(to) {
		return BadDay.At(field, "from", from, "to", to)
	}
	return nil
}
