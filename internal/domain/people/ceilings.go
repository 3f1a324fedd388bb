package people

import (
	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/domain/org"
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
	OverLeaders = fault.Define(fault.Refused, "people.over_leaders", "YT-07",
		"{label_zh}{which_zh}为 {cap} 名（{path}），现有班子成员 {have} 名，不能再增加。请先免去一名，或按程序核增职数。",
		"{label_en} sets {which_en} at {cap} ({path}) and the leading group has {have} members. One must step down first, or the cap be raised.")
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

// ceilingOn gives the ceiling on engagements that binds on a day; set is false
// when the scheme sets none, and while no scheme is in force.
func ceilingOn(r store.Reader, zone int64, day calendar.Date) (low ceiling, set bool, err error) {
	doc, err := schemeOn(r, zone, day)
	if doc == nil {
		return ceiling{}, false, err
	}
	low, set = SchemeSection.Get(doc).Ceilings.lowest()
	low.label = doc.Label
	return low, set, nil
}

// leaderCapOn gives the cap on leading posts (领导职数) of a day, likewise.
func leaderCapOn(r store.Reader, zone int64, day calendar.Date) (c ceiling, set bool, err error) {
	doc, err := schemeOn(r, zone, day)
	if doc == nil {
		return ceiling{}, false, err
	}
	limit := org.SchemeSection.Get(doc).LeaderCap
	if limit == nil {
		return ceiling{}, false, nil
	}
	return ceiling{cap: *limit, path: "org.leader_cap", label: doc.Label,
		which: scheme.Text{ZH: "领导职数", EN: "the number of leading posts"}}, true, nil
}

// schemeOn gives the scheme in force on a day, or nil when there is none.
func schemeOn(r store.Reader, zone int64, day calendar.Date) (*scheme.Doc, error) {
	doc, err := scheme.At(r, zone, day)
	if fault.KindOf(err) == fault.NotSet {
		return nil, nil
	}
	return doc, err
}

// engage refuses one more engagement where the lowest ceiling that the scheme
// sets is reached (LW-15, LF-26). The zone's structure must be locked.
func engage(tx *store.Tx, zone int64) error {
	low, set, err := ceilingOn(tx, zone, today(tx))
	if err != nil || !set {
		return err
	}
	engaged, err := Engaged(tx, zone)
	if err != nil {
		return err
	}
	return low.room(OverCeiling, "post", engaged)
}

// lead refuses one more member of the leading group where the scheme's cap is
// reached (YT-07). The zone's structure must be locked.
func lead(tx *store.Tx, zone int64) error {
	limit, set, err := leaderCapOn(tx, zone, today(tx))
	if err != nil || !set {
		return err
	}
	leaders, err := Leaders(tx, zone)
	if err != nil {
		return err
	}
	return limit.room(OverLeaders, "leader", int64(len(leaders)))
}
