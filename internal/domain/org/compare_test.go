package org

import (
	"testing"

	"github.com/jingkai-zone/jingkai/internal/base/exact"
)

// departments gives n departments; the first few are general.
func departments(n, general int, first int) []Unit {
	var out []Unit
	for i := range n {
		u := Unit{ID: idOf(first + i), Kind: KindInternal, Category: Core}
		if i < general {
			u.Category = General
		}
		out = append(out, u)
	}
	return out
}

// The figures of the articles: LF-34, PK-05 and YT-05.
func TestReformsInFigures(t *testing.T) {
	for _, c := range []struct {
		before, after, diff int
		percent             string
	}{
		{23, 6, -17, "-73.9"}, // 17/23 = 0.7391
		{13, 8, -5, "-38.5"},  // 5/13 = 0.3846
		{13, 6, -7, "-53.8"},  // 7/13 = 0.5385 to one place is 53.8
	} {
		old, young := departments(c.before, 5, 1), departments(c.after, 2, 101)
		got := compare(newStructure(1, day, old, nil, Scheme{}), newStructure(1, day, young, nil, Scheme{}), append(old, young...))
		if got.Departments.Diff() != c.diff || got.Departments.Share.Percent(1, exact.HalfUp).String() != c.percent {
			t.Errorf("%d to %d: got %d, %v", c.before, c.after, got.Departments.Diff(), got.Departments.Share)
		}
		if got.General.Before != 5 || got.General.After != 2 || len(got.Ended) != c.before || len(got.Founded) != c.after || got.Orphans != c.before {
			t.Errorf("%d to %d: got %+v", c.before, c.after, got)
		}
	}
	empty := newStructure(1, day, nil, nil, Scheme{})
	if got := compare(empty, newStructure(1, day, departments(6, 0, 1), nil, Scheme{}), nil); got.Departments.Share != nil || got.Departments.Diff() != 6 {
		t.Errorf("from nothing: got %+v", got.Departments)
	}
}

// A is merged into B, B into C; between the two days B came and went.
func TestSuccessorsAreFollowed(t *testing.T) {
	a, b, c, lost := Unit{ID: idOf(1), Kind: KindInternal, Successor: idOf(2)}, Unit{ID: idOf(2), Kind: KindInternal, Successor: idOf(3)},
		Unit{ID: idOf(3), Kind: KindInternal, Name: "承接部"}, Unit{ID: idOf(4), Kind: KindInternal}
	got := compare(newStructure(1, day, []Unit{a, lost}, nil, Scheme{}), newStructure(1, day, []Unit{c}, nil, Scheme{}), []Unit{a, b, c, lost})
	if len(got.Ended) != 2 || got.Ended[0].Successor == nil || got.Ended[0].Successor.Name != "承接部" || got.Ended[1].Successor != nil || got.Orphans != 1 {
		t.Errorf("got %+v, %d orphans", got.Ended, got.Orphans)
	}
}
