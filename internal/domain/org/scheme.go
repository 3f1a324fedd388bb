package org

import (
	"github.com/jingkai-zone/jingkai/internal/base/exact"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/engine/scheme"
)

// Scheme is what a zone's scheme says about its organisation: the section
// "org". Every limit counts what is in use on one day.
type Scheme struct {
	Caps      Caps      `json:"caps" zh:"机构限额" en:"Caps on units"`
	MaxLevels *int64    `json:"max_levels" zh:"管理层级上限" en:"Most levels of management" scheme:"positive,max=12" needs:"层级检查|the check of levels"`
	CoreRatio CoreRatio `json:"core_ratio" zh:"主责主业部门占比" en:"Share of core departments" needs:"占比核对|the check of the share"`
	LeaderCap *int64    `json:"leader_cap" zh:"领导职数上限" en:"Cap on leading posts" scheme:"min=0" needs:"领导职数检查|the check of leading posts"`
}

// Caps are the most units in use by kind (LW-04, PK-05, YT-05).
type Caps struct {
	Internal    *int64 `json:"internal" zh:"内设机构" en:"Internal departments" scheme:"min=0" needs:"内设机构限额检查|the cap on internal departments"`
	Institution *int64 `json:"institution" zh:"下设事业单位" en:"Public institutions" scheme:"min=0" needs:"事业单位限额检查|the cap on institutions"`
	Centre      *int64 `json:"centre" zh:"中心" en:"Centres" scheme:"min=0" needs:"中心限额检查|the cap on centres"`
}

// CoreRatio is the target share of core departments (PK-06, YT-06). "近" means
// from Target minus Tolerance to below Target, "左右" that far to both sides;
// the tolerance is in percentage points, written as a percentage.
type CoreRatio struct {
	Target    *exact.Ratio     `json:"target" zh:"目标" en:"Target" scheme:"percent"`
	Qualifier *exact.Qualifier `json:"qualifier" zh:"限定词" en:"Qualifier" scheme:"optional"`
	Tolerance *exact.Ratio     `json:"tolerance" zh:"允许偏差（百分点）" en:"Tolerance in percentage points" scheme:"percent"`
}

var qualifierAlone = fault.Define(fault.Invalid, "org.scheme.qualifier_alone", "PK-06",
	"写了限定词而没有目标：补上 target，或删去 qualifier。", "A qualifier without a target: give the target or drop the qualifier.")

// SchemeSection gives the organisation's part of a scheme.
var SchemeSection = scheme.Register("org", scheme.Options[Scheme]{
	Title: scheme.Text{ZH: "组织架构", EN: "Organisation"},
	Place: 10,
	Validate: func(s Scheme) []scheme.Problem {
		if s.CoreRatio.Qualifier != nil && s.CoreRatio.Target == nil {
			return []scheme.Problem{scheme.Wrong("core_ratio.qualifier", qualifierAlone)}
		}
		return nil
	},
})
