package goals

import (
	"slices"

	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/engine/scheme"
)

// Scheme is what a zone's scheme says about targets and lists: the section
// "goals".
type Scheme struct {
	Rhythm       []Rhythm       `json:"rhythm" zh:"清单节奏" en:"Rhythm of lists" needs:"工作要点清单|lists of key points"`
	Levels       []Level        `json:"levels" zh:"必须落实的责任层级" en:"Compulsory levels of responsibility" needs:"清单下发|the issue of lists"`
	Categories   []scheme.Named `json:"categories" zh:"目标任务类别" en:"Categories of targets" needs:"目标下达|the issue of targets"`
	MonthIssueBy *int64         `json:"month_issue_by" zh:"每月清单最迟于第几个工作日下发" en:"Working day of the month by which the list is issued" scheme:"positive,max=23" needs:"下发及时性核对|the check that lists are issued in time"`
}

// Rhythm is how often a list is issued (LY-35, LY-36).
type Rhythm string

// The rhythms.
const (
	Monthly Rhythm = "month" // 每月初
	Weekly  Rhythm = "week"  // 每周
	Node    Rhythm = "node"  // 每个重要时间节点
)

// Choices gives the rhythms.
func (Rhythm) Choices() []scheme.Choice {
	return []scheme.Choice{
		{Value: string(Monthly), Text: scheme.Text{ZH: "每月", EN: "every month"}},
		{Value: string(Weekly), Text: scheme.Text{ZH: "每周", EN: "every week"}},
		{Value: string(Node), Text: scheme.Text{ZH: "重要时间节点", EN: "important nodes"}},
	}
}

// Level is a level of responsibility that an item must name (LY-35).
type Level string

// The levels of responsibility.
const (
	LeadLevel   Level = "lead"   // 牵头领导
	UnitLevel   Level = "unit"   // 单位
	PersonLevel Level = "person" // 责任人
)

// Choices gives the levels.
func (Level) Choices() []scheme.Choice {
	return []scheme.Choice{
		{Value: string(LeadLevel), Text: scheme.Text{ZH: "牵头领导", EN: "lead leader"}},
		{Value: string(UnitLevel), Text: scheme.Text{ZH: "单位", EN: "unit"}},
		{Value: string(PersonLevel), Text: scheme.Text{ZH: "责任人", EN: "responsible person"}},
	}
}

var (
	monthWithoutRhythm = fault.Define(fault.Invalid, "goals.scheme.month_without_rhythm", "LY-35",
		"写了每月下发期限，但清单节奏里没有 month。", "An issue day of the month is given, but the rhythm has no month.")
	choiceTwice = fault.Define(fault.Invalid, "goals.scheme.twice", "",
		"同一项写了两次。", "The same entry stands twice.")
)

// SchemeSection gives the goals' part of a scheme.
var SchemeSection = scheme.Register("goals", scheme.Options[Scheme]{
	Title:    scheme.Text{ZH: "目标任务", EN: "Goals"},
	Place:    30,
	Validate: validateScheme,
})

func validateScheme(s Scheme) []scheme.Problem {
	var out []scheme.Problem
	if s.MonthIssueBy != nil && s.Rhythm != nil && !slices.Contains(s.Rhythm, Monthly) {
		out = append(out, scheme.Wrong("month_issue_by", monthWithoutRhythm))
	}
	if repeated(s.Rhythm) {
		out = append(out, scheme.Wrong("rhythm", choiceTwice))
	}
	if repeated(s.Levels) {
		out = append(out, scheme.Wrong("levels", choiceTwice))
	}
	return out
}

func repeated[T ~string](list []T) bool {
	sorted := slices.Sorted(slices.Values(list))
	return len(slices.Compact(sorted)) != len(list)
}
