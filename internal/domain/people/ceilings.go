package people

import (
	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/engine/scheme"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// Refusals of the ceilings on headcount (员额总控).
var (
	OverCeiling = fault.Define(fault.Refused, "people.over_ceiling", "LW-15",
		"{label_zh}{which_zh}为 {cap} 人（{path}），现已聘任 {have} 人，不能再聘任。请先空出岗位，或按程序核增员额。",
		"{label_en} sets {which_en} at {cap} ({path}) and {have} people are engaged. Free a post first, or have the ceiling raised.")
	PostsOverCeiling = fault.Define(fault.Refused, "people.posts_over_ceiling", "LW-15",
		"{label_zh}{which_zh}为 {cap} 人（{path}），现已设岗 {have} 个，不能再增设岗位。请先撤销一个岗位，或按程序核增员额。",
		"{label_en} sets {which_en} at {cap} ({path}) and there are {have} posts. Close a post first, or have the ceiling raised.")
)

// ceiling is the one that binds: persons in post ≤ posts ≤ ceiling (LW-15).
type ceiling struct {
	cap   int64
	path  string
	which scheme.Text
	label scheme.Text
}

// lowest gives the lowest of the ceilings that are set (LF-26); set is false
// when none is. Of equal ones the outermost authority is named.
func (c Ceilings) lowest() (low ceiling, set bool) {
	for _, one := range []struct {
		cap   *int64
		path  string
		which scheme.Text
	}{
		{c.Province, "people.ceilings.province", scheme.Text{ZH: "省核定数", EN: "the number approved by the province"}},
		{c.City, "people.ceilings.city", scheme.Text{ZH: "市核定数", EN: "the number approved by the city"}},
		{c.Zone, "people.ceilings.zone", scheme.Text{ZH: "园区员额", EN: "the zone's own ceiling"}},
	} {
		if one.cap != nil && (!set || *one.cap < low.cap) {
			low, set = ceiling{cap: *one.cap, path: one.path, which: one.which}, true
		}
	}
	return low, set
}

// room refuses one more when have are there already and that is all.
func (c ceiling) room(code *fault.Code, field string, have int64) error {
	if have < c.cap {
		return nil
	}
	return c.refusal(code, field, have)
}

func (c ceiling) refusal(code *fault.Code, field string, have int64) *fault.Error {
	return code.At(field, "label_zh", c.label.ZH, "label_en", c.label.EN, "which_zh", c.which.ZH, "which_en", c.which.EN,
		"cap", c.cap, "path", c.path, "have", have)
}

// ceilingOn gives the binding ceiling of a day; set is false when the scheme
// sets none, and while no scheme is in force.
func ceilingOn(r store.Reader, zone int64, day calendar.Date) (low ceiling, set bool, err error) {
	doc, err := scheme.At(r, zone, day)
	if fault.KindOf(err) == fault.NotSet {
		return ceiling{}, false, nil
	}
	if err != nil {
		return ceiling{}, false, err
	}
	low, set = SchemeSection.Get(doc).Ceilings.lowest()
	low.label = doc.Label
	return low, set, nil
}
