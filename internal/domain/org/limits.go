package org

import (
	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/engine/scheme"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// OverCap refuses a unit beyond the number of its kind that the scheme allows.
var OverCap = fault.Define(fault.Refused, "org.unit.over_cap", "LW-04",
	"{label_zh}规定{kind_zh}不超过 {cap} 个（{path}），现已有 {have} 个。请先撤并一个，或先按程序修订方案。",
	"{label_en} allows {cap} units of this kind ({path}) and there are {have}. Close or merge one, or amend the scheme first.")

// rules is the organisation's part of the scheme of a day, with its name.
type rules struct {
	Scheme
	label scheme.Text
}

// rulesOn reads the scheme of a day. Where none is in force nothing is set:
// structures are entered before the scheme that describes them is activated.
func rulesOn(r store.Reader, zone int64, day calendar.Date) (rules, error) {
	doc, err := scheme.At(r, zone, day)
	if fault.KindOf(err) == fault.NotSet {
		return rules{}, nil
	}
	if err != nil {
		return rules{}, err
	}
	return rules{SchemeSection.Get(doc), doc.Label}, nil
}

// levels gives the limit of reporting levels.
func (s rules) levels() limit {
	if s.MaxLevels == nil {
		return limit{}
	}
	return limit{max: int(*s.MaxLevels), labelZH: s.label.ZH, labelEN: s.label.EN}
}

// room refuses one more unit of a kind whose cap is reached (LW-04, PK-05,
// YT-05). A cap the scheme does not set limits nothing.
func (s rules) room(kind Kind, units []Unit) *fault.Error {
	caps := map[Kind]struct {
		cap  *int64
		path string
		zh   string
	}{
		KindInternal:    {s.Caps.Internal, "org.caps.internal", "内设机构"},
		KindInstitution: {s.Caps.Institution, "org.caps.institution", "下设事业单位"},
		KindCentre:      {s.Caps.Centre, "org.caps.centre", "中心"},
	}
	c := caps[kind]
	if c.cap == nil {
		return nil
	}
	have := int64(0)
	for _, u := range units {
		if u.Kind == kind && u.Status == Active {
			have++
		}
	}
	if have < *c.cap {
		return nil
	}
	return OverCap.At("kind", "label_zh", s.label.ZH, "label_en", s.label.EN, "kind_zh", c.zh,
		"path", c.path, "cap", *c.cap, "have", have)
}
