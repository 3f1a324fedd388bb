package org

import (
	"strings"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
)

// Refusals about posts.
var (
	NoPost = fault.Define(fault.NotFound, "org.post.none", "",
		"没有这个岗位。", "There is no such post.")
	PostClosed = fault.Define(fault.Refused, "org.post.closed", "",
		"该岗位已撤销，请选择在用的岗位。", "The post is closed; choose one in use.")
	TooDeep = fault.Define(fault.Refused, "org.post.too_deep", "LW-13",
		"{label_zh}规定管理层级不超过 {max} 级（org.max_levels），这样设置会出现第 {level} 级：{chain_zh}。请改为向更高一级的岗位汇报，或先按程序修订方案。",
		"{label_en} allows {max} levels (org.max_levels); this would make level {level}: {chain_en}. Let the post report to a higher one, or amend the scheme first.")
	Circle = fault.Define(fault.Refused, "org.post.circle", "LW-13",
		"汇报关系会形成循环：{chain_zh}。请选择该岗位下级以外的岗位作为上级。",
		"The reporting line would be a circle: {chain_en}. Choose a superior that is not below this post.")
	HasReports = fault.Define(fault.Refused, "org.post.has_reports", "LW-13",
		"还有 {reports} 个在用岗位向该岗位汇报，请先调整它们的上级。",
		"{reports} posts in use report to this post; move them first.")
)

// Post is a place of work in a unit. Who holds it is kept by the people room.
type Post struct {
	Zone      int64
	ID        ident.ID
	Unit      ident.ID
	ReportsTo ident.ID // the superior post; zero at the top
	Title     string
	Level     int // 1 at the top of a reporting line; superior's level + 1
	Status    Status
	OpenedOn  calendar.Date
	ClosedOn  calendar.Date // first day it no longer exists; zero while in use
	Version   int64
}

// On reports whether the post exists on a day.
func (p Post) On(day calendar.Date) bool {
	return !day.Before(p.OpenedOn) && (p.ClosedOn.IsZero() || day.Before(p.ClosedOn))
}

// limit is the scheme's word on levels; max 0 means that it sets none.
type limit struct {
	max              int
	labelZH, labelEN string
}

// chart is the posts of one zone that are in use, with the names of its units.
type chart struct {
	posts   map[ident.ID]Post
	reports map[ident.ID][]Post // direct reports, in the order of the list given
	units   map[ident.ID]string
}

func newChart(posts []Post, units []Unit) chart {
	c := chart{posts: map[ident.ID]Post{}, reports: map[ident.ID][]Post{}, units: map[ident.ID]string{}}
	for _, u := range units {
		c.units[u.ID] = u.Name
	}
	for _, p := range posts {
		c.posts[p.ID] = p
		c.reports[p.ReportsTo] = append(c.reports[p.ReportsTo], p)
	}
	return c
}

// line gives the reporting line from its top down to the post, which may be
// none. A superior that is not in the chart ends the line. The line is never
// longer than the chart, so it ends even if what it was given had a circle.
func (c chart) line(id ident.ID) []Post {
	var up []Post
	for p, ok := c.posts[id]; ok && len(up) <= len(c.posts); p, ok = c.posts[p.ReportsTo] {
		up = append(up, p)
	}
	for i, j := 0, len(up)-1; i < j; i, j = i+1, j-1 {
		up[i], up[j] = up[j], up[i]
	}
	return up
}

// below gives the post and all under it, superiors before their reports.
func (c chart) below(id ident.ID) []Post {
	var out []Post
	if p, ok := c.posts[id]; ok {
		out = append(out, p)
	}
	for i := 0; i < len(out) && len(out) <= len(c.posts); i++ {
		out = append(out, c.reports[out[i].ID]...)
	}
	return out
}

// admit gives the level of a new post under a superior, or refuses.
func (c chart) admit(unit, superior ident.ID, max limit) (int, error) {
	line := c.line(superior)
	level := len(line) + 1
	if max.max > 0 && level > max.max {
		zh, en := c.chain(line)
		return 0, max.refuse(level, zh+" → 新岗位（"+c.units[unit]+"）", en+" → the new post ("+c.units[unit]+")")
	}
	return level, nil
}

// move gives the new levels of a post and all below it when it comes under
// another superior, or refuses. A move that makes no line longer is never
// refused for its depth: a zone whose scheme was tightened must be able to
// flatten step by step.
func (c chart) move(id, superior ident.ID, max limit) (map[ident.ID]int, error) {
	branch, line := c.below(id), c.line(superior)
	for i, p := range line {
		if p.ID == id {
			zh, en := c.chain(append(append([]Post(nil), line[i:]...), p))
			return nil, Circle.At("reports_to", "chain_zh", zh, "chain_en", en)
		}
	}
	old := len(c.line(id))
	shift := len(line) + 1 - old
	levels, deepest, bottom := map[ident.ID]int{}, 0, ident.ID{}
	for _, p := range branch {
		levels[p.ID] = len(c.line(p.ID)) + shift
		if levels[p.ID] > deepest {
			deepest, bottom = levels[p.ID], p.ID
		}
	}
	if max.max > 0 && shift > 0 && deepest > max.max {
		zh, en := c.chain(append(line, c.line(bottom)[old-1:]...))
		return nil, max.refuse(deepest, zh, en)
	}
	return levels, nil
}

// chain writes a reporting line for people: each title with its unit.
func (c chart) chain(line []Post) (zh, en string) {
	var z, e []string
	for _, p := range line {
		z = append(z, p.Title+"（"+c.units[p.Unit]+"）")
		e = append(e, p.Title+" ("+c.units[p.Unit]+")")
	}
	return strings.Join(z, " → "), strings.Join(e, " → ")
}

func (l limit) refuse(level int, zh, en string) error {
	return TooDeep.At("reports_to", "max", l.max, "level", level, "chain_zh", zh, "chain_en", en,
		"label_zh", l.labelZH, "label_en", l.labelEN)
}
