package org

import (
	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/exact"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// Comparison is what a reform did to a structure (LW-04, LF-34, PK-05, YT-05).
type Comparison struct {
	Before, After Structure
	Departments   Change
	General       Change // departments counted as general (综合管理)
	Levels        Change
	Posts         Change
	ByKind        map[Kind]Change // kinds there were before or after
	Ended         []Fate          // units of the day before that are gone on the day after, in order
	Orphans       int             // ended departments without a successor
	Founded       []Unit          // units of the day after that were not there before, in order
}

// Change is a count on two days.
type Change struct {
	Before, After int
	Share         *exact.Ratio // (after − before) / before; nil where before is 0
}

// Diff is after minus before.
func (c Change) Diff() int { return c.After - c.Before }

// Fate is what became of a unit that ended.
type Fate struct {
	Unit      Unit
	Successor *Unit // who took over its work on the day after; nil for nobody
}

// Compare holds the structures of two days, the earlier first, against each
// other.
func Compare(r store.Reader, zone int64, from, to calendar.Date) (Comparison, error) {
	before, err := StructureOf(r, zone, from)
	if err != nil {
		return Comparison{}, err
	}
	after, err := StructureOf(r, zone, to)
	if err != nil {
		return Comparison{}, err
	}
	all, err := Units(r, zone)
	return compare(before, after, all), err
}

// compare needs all units of the zone: a successor may have come and gone
// between the two days.
func compare(before, after Structure, all []Unit) Comparison {
	c := Comparison{Before: before, After: after, ByKind: map[Kind]Change{},
		Departments: change(before.Departments, after.Departments),
		General:     change(before.General, after.General),
		Levels:      change(before.Levels, after.Levels),
		Posts:       change(len(before.Posts), len(after.Posts))}
	for _, kind := range Kinds {
		if a, b := before.Counts[kind], after.Counts[kind]; a+b > 0 {
			c.ByKind[kind] = change(a, b)
		}
	}
	was, is, ever := before.units(), after.units(), map[ident.ID]Unit{}
	for _, u := range all {
		ever[u.ID] = u
	}
	walkUnits(after.Units, func(u UnitNode) {
		if _, old := was[u.ID]; !old {
			c.Founded = append(c.Founded, u.Unit)
		}
	})
	walkUnits(before.Units, func(u UnitNode) {
		if _, stays := is[u.ID]; stays {
			return
		}
		f := Fate{Unit: u.Unit, Successor: heir(u.Unit, is, ever)}
		if f.Successor == nil && u.Kind.Department() {
			c.Orphans++
		}
		c.Ended = append(c.Ended, f)
	})
	return c
}

// heir follows the successors of an ended unit to one that is there on the day
// after.
func heir(u Unit, is, ever map[ident.ID]Unit) *Unit {
	for range ever { // no line of successors is longer than all units
		if x, ok := is[u.Successor]; ok {
			return &x
		}
		u = ever[u.Successor]
	}
	return nil
}

func (s Structure) units() map[ident.ID]Unit {
	out := map[ident.ID]Unit{}
	walkUnits(s.Units, func(u UnitNode) { out[u.ID] = u.Unit })
	return out
}

func change(before, after int) Change {
	c := Change{Before: before, After: after}
	if share, err := exact.NewRatio(exact.Int(int64(after-before)), exact.Int(int64(before))); err == nil { // a count of 0 has no share
		c.Share = &share
	}
	return c
}
