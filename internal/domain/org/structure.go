package org

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/exact"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
)

// Structure is the organisation of a zone on one day, with its figures.
type Structure struct {
	Zone  int64
	Day   calendar.Date
	Units []UnitNode // the units at the top; the rest hang below them
	Posts []PostNode // by level, then by unit and title

	Counts      map[Kind]int // units by kind; a kind without units is absent
	Departments int          // internal departments, institutions and centres (PK-05)
	UnitDepth   int          // layers of units, 0 without any
	Levels      int          // levels of posts, 0 without any
	Longest     []Post       // a reporting line of that many levels, from the top
	MaxLevels   int          // the scheme's org.max_levels; 0 when not set (方案未设定)

	// Core is the share of core departments among all (PK-06 主责主业部门占比), in
	// its terms (4/6); nil while a department has no category, and without
	// departments.
	Core          *exact.Ratio
	CoreStanding  CoreStanding
	General       int // departments counted as general (综合管理, YT-05)
	Uncategorised int // departments whose category nobody has said
}

// UnitNode is a unit with what hangs below it.
type UnitNode struct {
	Unit
	Depth    int // 1 at the top
	Posts    int // posts in the unit itself
	Children []UnitNode
}

// PostNode is a post with its span of control (管理幅度).
type PostNode struct {
	Post
	Span int // posts that report to it directly
	All  int // posts below it in any depth
}

// TooDeep reports whether the structure has more levels than the scheme
// allows, as can be after the scheme was tightened (LW-13).
func (s Structure) TooDeep() bool { return s.MaxLevels > 0 && s.Levels > s.MaxLevels }

// LevelNote says in a sentence how the levels stand to the scheme's limit.
func (s Structure) LevelNote(lang fault.Lang) string {
	have, may := strconv.Itoa(s.Levels), strconv.Itoa(s.MaxLevels)
	switch {
	case s.MaxLevels == 0 && lang == fault.English:
		return "Limit of levels: not set by scheme"
	case s.MaxLevels == 0:
		return "层级上限：方案未设定"
	case s.TooDeep() && lang == fault.English:
		return "Limit of levels: " + may + ", exceeded by the present " + have
	case s.TooDeep():
		return "层级上限：" + may + " 级，现有 " + have + " 级，已超过上限"
	case lang == fault.English:
		return "Limit of levels: " + may + ", present " + have
	}
	return "层级上限：" + may + " 级，现有 " + have + " 级"
}

// Short writes the departments as people say them: 5部1中心 (PK-05).
func (s Structure) Short(lang fault.Lang) string {
	kinds := []struct {
		kind   Kind
		zh, en string
	}{{KindInternal, "部", "department"}, {KindInstitution, "个事业单位", "institution"}, {KindCentre, "中心", "centre"}}
	var zh string
	var en []string
	for _, k := range kinds {
		if n := s.Counts[k.kind]; n > 0 {
			zh += strconv.Itoa(n) + k.zh
			if n > 1 {
				k.en += "s"
			}
			en = append(en, strconv.Itoa(n)+" "+k.en)
		}
	}
	if lang == fault.English {
		return strings.Join(en, ", ")
	}
	return zh
}

// newStructure builds the structure from the units and posts of a day, each in
// the order in which siblings are shown.
func newStructure(zone int64, day calendar.Date, units []Unit, posts []Post, set Scheme) Structure {
	s := Structure{Zone: zone, Day: day, Counts: map[Kind]int{}, MaxLevels: rules{Scheme: set}.levels().max}
	held := map[ident.ID]int{}
	for _, p := range posts {
		held[p.Unit]++
	}
	s.Units, s.UnitDepth = unitTree(units, held)
	s.placePosts(newChart(posts, units), posts)
	s.countUnits(units)
	s.CoreStanding = set.CoreRatio.standing(s.Core)
	return s
}

func (s *Structure) countUnits(units []Unit) {
	core := 0
	for _, u := range units {
		s.Counts[u.Kind]++
		if !u.Kind.Department() {
			continue
		}
		s.Departments++
		switch u.Category {
		case "":
			s.Uncategorised++
		case Core:
			core++
		case General:
			s.General++
		}
	}
	if s.Departments > 0 && s.Uncategorised == 0 {
		share, err := exact.NewRatio(exact.Int(int64(core)), exact.Int(int64(s.Departments)))
		if err == nil { // fails only for a divisor of zero
			s.Core = &share
		}
	}
}

func (s *Structure) placePosts(c chart, posts []Post) {
	unitOrder := map[ident.ID]int{}
	walkUnits(s.Units, func(u UnitNode) { unitOrder[u.ID] = len(unitOrder) })
	for _, p := range posts {
		line := c.line(p.ID)
		p.Level = len(line)
		if p.Level > s.Levels {
			s.Levels, s.Longest = p.Level, line
		}
		s.Posts = append(s.Posts, PostNode{Post: p, Span: len(c.reports[p.ID]), All: len(c.below(p.ID)) - 1})
	}
	slices.SortStableFunc(s.Posts, func(a, b PostNode) int {
		return cmp.Or(cmp.Compare(a.Level, b.Level), cmp.Compare(unitOrder[a.Unit], unitOrder[b.Unit]))
	})
}

// unitTree hangs units below their parents. A unit whose parent is not there
// on that day stands at the top, so that none is ever lost from sight.
func unitTree(units []Unit, held map[ident.ID]int) (roots []UnitNode, depth int) {
	here, children := map[ident.ID]bool{}, map[ident.ID][]Unit{}
	for _, u := range units {
		here[u.ID] = true
	}
	for _, u := range units {
		parent := u.Parent
		if !here[parent] {
			parent = ident.ID{}
		}
		children[parent] = append(children[parent], u)
	}
	var hang func(parent ident.ID, at int) []UnitNode
	hang = func(parent ident.ID, at int) []UnitNode {
		var out []UnitNode
		for _, u := range children[parent] {
			depth = max(depth, at)
			out = append(out, UnitNode{Unit: u, Depth: at, Posts: held[u.ID], Children: hang(u.ID, at+1)})
		}
		return out
	}
	return hang(ident.ID{}, 1), depth
}

// walkUnits visits every unit of the tree, parents first.
func walkUnits(nodes []UnitNode, visit func(UnitNode)) {
	for _, n := range nodes {
		visit(n)
		walkUnits(n.Children, visit)
	}
}
