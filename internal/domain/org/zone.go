package org

import (
	"regexp"

	"github.com/jingkai-zone/jingkai/internal/base/fault"
)

// Refusals about zones.
var (
	NoZone = fault.Define(fault.NotFound, "org.zone.none", "",
		"没有这个开发区。", "There is no such zone.")
	ZoneTaken = fault.Define(fault.Conflict, "org.zone.taken", "",
		"该英文标识已被使用，请换一个。", "The slug is in use; choose another.")
	BadSlug = fault.Define(fault.Invalid, "org.zone.slug", "",
		"标识应为 2 至 32 位小写字母、数字或连字符，以字母开头。",
		"A slug has 2 to 32 lower-case letters, digits or hyphens and begins with a letter.")
	BadZoneKind = fault.Define(fault.Invalid, "org.zone.kind", "",
		"类别应为市、开发区或公司（city、zone、company）。", "The kind must be city, zone or company.")
	BadStage = fault.Define(fault.Invalid, "org.zone.stage", "LF-06",
		"阶段应为申报、筹建、运行或已并入（applying、preparing、operating、merged）。",
		"The stage must be applying, preparing, operating or merged.")
)

// ZoneKind says what sort of organisation has a zone_id of its own.
type ZoneKind string

// The kinds of organisations.
const (
	City        ZoneKind = "city"    // a city that supervises zones (市)
	Development ZoneKind = "zone"    // a development zone's committee (管委会)
	Group       ZoneKind = "company" // a zone's company group (平台公司、集团)
)

// Stage is where a zone stands in its life.
type Stage string

// The stages of a zone.
const (
	Applying  Stage = "applying"  // 申报
	Preparing Stage = "preparing" // 筹建
	Operating Stage = "operating" // 运行
	Merged    Stage = "merged"    // 已并入
)

// Zone is one organisation with data of its own. Its number is the first
// column of every table; its slug stands in URLs.
type Zone struct {
	ID      int64
	Slug    string
	NameZH  string
	NameEN  string
	Kind    ZoneKind
	Parent  int64 // the supervising city or the zone of a company; 0 for none
	Stage   Stage
	Source  string // where the entry comes from: an article, an approval number
	Version int64
}

// Name gives the zone's name in the language asked for.
func (z Zone) Name(lang fault.Lang) string {
	if lang == fault.English && z.NameEN != "" {
		return z.NameEN
	}
	return z.NameZH
}

var slugForm = regexp.MustCompile(`^[a-z][a-z0-9-]{1,31}$`)

func (z Zone) check() error {
	var list fault.List
	if !slugForm.MatchString(z.Slug) {
		list.Add(BadSlug.At("slug"))
	}
	switch z.Kind {
	case City, Development, Group:
	default:
		list.Add(BadZoneKind.At("kind"))
	}
	switch z.Stage {
	case Applying, Preparing, Operating, Merged:
	default:
		list.Add(BadStage.At("stage"))
	}
	list.Add(checkText("name_zh", z.NameZH))
	list.Add(checkText("name_en", z.NameEN))
	list.Add(checkText("source", z.Source))
	return list.Err()
}
