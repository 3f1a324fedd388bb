package org

import (
	"slices"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/engine/jobs"
	"github.com/jingkai-zone/jingkai/internal/engine/ledger"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// RenameInput names a unit anew.
type RenameInput struct {
	ID      ident.ID
	Version int64 // as read
	Name    string
	Reason  string
}

// RenameUnit gives a unit in use another name from today; earlier days keep
// the earlier name. It refuses with [store.Stale] when the unit changed since
// it was read.
func RenameUnit(tx *store.Tx, in RenameInput) (Unit, error) {
	var list fault.List
	name := cleaned(in.Name)
	list.Add(checkText("name", name))
	list.Add(checkReason(in.Reason))
	if err := list.Err(); err != nil {
		return Unit{}, err
	}
	was, units, err := unitToChange(tx, in.ID)
	if err != nil {
		return Unit{}, err
	}
	was.Version = in.Version
	u := was
	u.Name, u.Version = name, in.Version+1
	if namesake(units, u) {
		return Unit{}, UnitNameTaken.At("name")
	}
	if err := changeUnit(tx, was, u); err != nil {
		return Unit{}, err
	}
	return u, ledger.Record(tx, ledger.Entry{Action: "org.unit.rename", Object: u.ID.String(), Reason: in.Reason,
		Detail: map[string]any{"name": []string{was.Name, u.Name}}})
}

// CategoriseInput says what a unit serves.
type CategoriseInput struct {
	ID       ident.ID
	Version  int64 // as read
	Category Category
	Reason   string
}

// CategoriseUnit counts a unit in use as core or general from today (PK-06,
// YT-06); earlier days keep the earlier category. It refuses with
// [BadCategory] and [store.Stale].
func CategoriseUnit(tx *store.Tx, in CategoriseInput) (Unit, error) {
	if err := checkReason(in.Reason); err != nil {
		return Unit{}, err
	}
	was, _, err := unitToChange(tx, in.ID)
	if err != nil {
		return Unit{}, err
	}
	was.Version = in.Version
	u := was
	u.Category, u.Version = in.Category, in.Version+1
	if err := u.check(); err != nil {
		return Unit{}, err
	}
	if err := changeUnit(tx, was, u); err != nil {
		return Unit{}, err
	}
	return u, ledger.Record(tx, ledger.Entry{Action: "org.unit.categorise", Object: u.ID.String(), Reason: in.Reason,
		Detail: map[string]any{"category": []Category{was.Category, u.Category}}})
}

// CloseUnitInput ends a unit.
type CloseUnitInput struct {
	ID        ident.ID
	Version   int64         // as read
	Day       calendar.Date // first day without it; zero for today
	Successor ident.ID      // the unit that takes over its work; zero for none
	Reason    string
}

// CloseUnit ends a unit in use (LW-04, PK-05). It refuses with [UnitInUse]
// while units or posts in use remain in it, [BadSuccessor], [BadDay] for a day
// to come or before its parts ended, and [store.Stale], and when a subscriber
// of [EventUnitClosed] refuses because something is left in it.
func CloseUnit(tx *store.Tx, in CloseUnitInput) (Unit, error) {
	if err := checkReason(in.Reason); err != nil {
		return Unit{}, err
	}
	u, units, err := unitToChange(tx, in.ID)
	if err != nil {
		return Unit{}, err
	}
	posts, err := Posts(tx, u.Zone)
	if err != nil {
		return Unit{}, err
	}
	u.Version, u.Status, u.ClosedOn, u.Successor = in.Version, Closed, in.Day, in.Successor
	if u.ClosedOn.IsZero() {
		u.ClosedOn = today(tx)
	}
	if err := u.mayClose(units, posts, today(tx)); err != nil {
		return Unit{}, err
	}
	if err := closeUnit(tx, u); err != nil {
		return Unit{}, err
	}
	u.Version++
	if err := jobs.Publish(tx, jobs.Event{Kind: EventUnitClosed, Zone: u.Zone, Object: u.ID.String(), Data: u}); err != nil {
		return Unit{}, err
	}
	return u, ledger.Record(tx, ledger.Entry{Action: "org.unit.close", Object: u.ID.String(), Reason: in.Reason,
		Detail: map[string]any{"name": u.Name, "closed_on": u.ClosedOn, "successor": u.Successor}})
}

// mayClose checks that nothing in use is left in the unit, and that its last
// day is not before that of anything that was in it.
func (u Unit) mayClose(units []Unit, posts []Post, today calendar.Date) error {
	openUnits, openPosts, first := 0, 0, u.OpenedOn
	for _, x := range units {
		if x.Parent == u.ID {
			if x.Status == Active {
				openUnits++
			}
			first = later(first, x.ClosedOn)
		}
		if x.ID == u.Successor && (x.Status == Closed || x.ID == u.ID) {
			return BadSuccessor.At("successor")
		}
	}
	for _, p := range posts {
		if p.Unit == u.ID {
			if p.Status == Active {
				openPosts++
			}
			first = later(first, p.ClosedOn)
		}
	}
	if openUnits+openPosts > 0 {
		return UnitInUse.New("units", openUnits, "posts", openPosts)
	}
	if !u.Successor.IsZero() && !slices.ContainsFunc(units, func(x Unit) bool { return x.ID == u.Successor }) {
		return BadSuccessor.At("successor")
	}
	if err := within("day", u.ClosedOn, first, today); err != nil {
		return err
	}
	return nil
}

// unitToChange locks the structure of the actor's zone and gives a unit in use
// with all units of the zone.
func unitToChange(tx *store.Tx, id ident.ID) (Unit, []Unit, error) {
	zone := tx.Actor().Zone
	if err := Lock(tx, zone); err != nil {
		return Unit{}, nil, err
	}
	units, err := Units(tx, zone)
	if err != nil {
		return Unit{}, nil, err
	}
	i := slices.IndexFunc(units, func(u Unit) bool { return u.ID == id })
	switch {
	case i < 0:
		return Unit{}, nil, NoUnit.New()
	case units[i].Status == Closed:
		return Unit{}, nil, UnitClosed.New()
	}
	return units[i], units, nil
}

func later(a, b calendar.Date) calendar.Date {
	if b.After(a) {
		return b
	}
	return a
}
