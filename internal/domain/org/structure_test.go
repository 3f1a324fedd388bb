package org

import (
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/exact"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
)

var day = calendar.MustDate("2020-05-20")

// sixUnits is 五部一中心 (PK-05): five departments and one centre, four of them
// core, and a section in the first.
func sixUnits() []Unit {
	units := []Unit{{ID: idOf(100), Kind: KindLeadership, Name: "领导班子"}}
	for i, category := range []Category{Core, Core, Core, Core, General, General} {
		kind := KindInternal
		if i == 5 {
			kind = KindCentre
		}
		units = append(units, Unit{ID: idOf(101 + i), Kind: kind, Category: category, Name: "示例部门"})
	}
	return append(units, Unit{ID: idOf(110), Kind: KindSection, Parent: idOf(101), Name: "示例股"})
}

func TestFiguresOfAStructure(t *testing.T) {
	posts := []Post{
		{ID: idOf(1), Unit: idOf(100), Title: "主任"},
		{ID: idOf(2), Unit: idOf(101), Title: "部长", ReportsTo: idOf(1)},
		{ID: idOf(3), Unit: idOf(102), Title: "部长", ReportsTo: idOf(1)},
		{ID: idOf(4), Unit: idOf(110), Title: "股长", ReportsTo: idOf(2)},
		{ID: idOf(5), Unit: idOf(101), Title: "科员", ReportsTo: idOf(2)},
	}
	s := newStructure(1, day, sixUnits(), posts, Scheme{MaxLevels: new(int64(3))})
	if want := map[Kind]int{KindLeadership: 1, KindInternal: 5, KindCentre: 1, KindSection: 1}; !maps.Equal(s.Counts, want) {
		t.Errorf("counts %v, want %v", s.Counts, want)
	}
	if s.Departments != 6 || s.UnitDepth != 2 || s.Levels != 3 || s.TooDeep() {
		t.Errorf("%d departments, depth %d, %d levels, too deep %v; want 6, 2, 3, false", s.Departments, s.UnitDepth, s.Levels, s.TooDeep())
	}
	// 4 of 6 departments are core: 66.7 % (PK-06); the leading group and the section are not departments.
	if s.Core == nil || s.Core.Percent(1, exact.HalfUp).String() != "66.7" {
		t.Errorf("core share %v, want 4/6 = 66.7 %%", s.Core)
	}
	if zh, en := s.Short(fault.Chinese), s.Short(fault.English); zh != "5部1中心" || en != "5 departments, 1 centre" {
		t.Errorf("in short: %q, %q", zh, en)
	}
	spans := map[ident.ID][2]int{}
	for _, p := range s.Posts {
		spans[p.ID] = [2]int{p.Span, p.All}
	}
	want := map[ident.ID][2]int{idOf(1): {2, 4}, idOf(2): {2, 2}, idOf(3): {0, 0}, idOf(4): {0, 0}, idOf(5): {0, 0}}
	if !maps.Equal(spans, want) {
		t.Errorf("spans %v, want %v", spans, want)
	}
	if got := len(s.Longest); got != 3 || s.Longest[0].Title != "主任" {
		t.Errorf("longest line %v", s.Longest)
	}
}

func TestCoreShareNeedsEveryCategory(t *testing.T) {
	units := sixUnits()
	units[1].Category = ""
	if s := newStructure(1, day, units, nil, Scheme{}); s.Core != nil || s.Uncategorised != 1 {
		t.Errorf("got %v with %d unknown; want none and 1", s.Core, s.Uncategorised)
	}
	if s := newStructure(1, day, units[:1], nil, Scheme{}); s.Core != nil || s.Departments != 0 {
		t.Errorf("no department: got %v of %d", s.Core, s.Departments)
	}
}

func TestLevelNote(t *testing.T) {
	for _, c := range []struct {
		levels, max int
		zh, en      string
	}{
		{4, 0, "层级上限：方案未设定", "Limit of levels: not set by scheme"},
		{3, 3, "层级上限：3 级，现有 3 级", "Limit of levels: 3, present 3"},
		{4, 3, "层级上限：3 级，现有 4 级，已超过上限", "Limit of levels: 3, exceeded by the present 4"},
	} {
		s := Structure{Levels: c.levels, MaxLevels: c.max}
		if zh, en := s.LevelNote(fault.Chinese), s.LevelNote(fault.English); zh != c.zh || en != c.en {
			t.Errorf("%d of %d: %q, %q", c.levels, c.max, zh, en)
		}
	}
}

// No unit is lost or shown twice, and none stands above its parent.
func TestEveryUnitIsShownOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 40).Draw(t, "units")
		var units []Unit
		for i := 1; i <= n; i++ { // a parent is an earlier unit, none, or one that is gone (200)
			parent := rapid.SampledFrom([]int{0, 200, max(i-1, 0), i / 2, i / 3}).Draw(t, "parent")
			units = append(units, Unit{ID: idOf(i), Parent: idOf(parent), Kind: KindCompany})
		}
		order := rapid.Permutation(units).Draw(t, "order")
		s := newStructure(1, day, order, nil, Scheme{})
		depth := map[ident.ID]int{}
		walkUnits(s.Units, func(u UnitNode) {
			if depth[u.ID] != 0 {
				t.Fatalf("unit %v is shown twice", u.ID)
			}
			depth[u.ID] = u.Depth
			if up, ok := depth[u.Parent]; ok && u.Depth != up+1 {
				t.Fatalf("unit %v is on layer %d, its parent on %d", u.ID, u.Depth, up)
			}
		})
		if len(depth) != n || s.Counts[KindCompany] != n {
			t.Fatalf("%d of %d units shown, %d counted", len(depth), n, s.Counts[KindCompany])
		}
		if n > 0 && slices.Max(slices.Collect(maps.Values(depth))) != s.UnitDepth {
			t.Fatalf("depth %d does not fit %v", s.UnitDepth, depth)
		}
	})
}
