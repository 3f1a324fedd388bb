package scheme

import (
	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
)

// Status tells whether a scheme is on trial (试行).
type Status string

// The two statuses of a scheme.
const (
	Trial Status = "trial" // 试行: ends on its last day unless a renewed version follows (LF-37)
	Final Status = "final" // in force until replaced
)

// Choices gives the statuses.
func (Status) Choices() []Choice {
	return []Choice{
		{string(Trial), Text{"试行", "on trial"}},
		{string(Final), Text{"正式", "final"}},
	}
}

// Source says where the scheme's statements come from.
type Source struct {
	Article  string `json:"article" zh:"文章或文件" en:"Article or document" scheme:"optional"`
	Sentence string `json:"sentence" zh:"原文" en:"Sentence" scheme:"optional"`
}

// Header is the section "scheme": what the document is, for whom and since when.
type Header struct {
	ID     string `json:"id" zh:"方案编号" en:"Scheme id" scheme:"key"`
	Zone   string `json:"zone" zh:"单位代号" en:"Organisation" scheme:"key"`
	Title  Text   `json:"title" zh:"方案名称" en:"Title" scheme:"required"`
	Source Source `json:"source" zh:"依据" en:"Source"`
	Status Status `json:"status" zh:"试行或正式" en:"Trial or final" scheme:"required"`

	// EffectiveFrom is the first day in force. A scheme that does not say takes
	// effect on the day it is activated.
	EffectiveFrom *calendar.Date `json:"effective_from" zh:"施行日期" en:"Effective from" scheme:"optional"`
	// TrialUntil is the last day of a trial; a trial without one has no end.
	TrialUntil *calendar.Date `json:"trial_until" zh:"试行截止日期" en:"Trial until" scheme:"optional"`
	// Supersedes is the id of the scheme that this one replaces.
	Supersedes *string `json:"supersedes" zh:"所替代的方案编号" en:"Supersedes" scheme:"optional"`
	Note       *string `json:"note" zh:"说明" en:"Note" scheme:"optional"`
}

var (
	trialOfFinal = fault.Define(fault.Invalid, "scheme.trial_of_final", "LF-37",
		"正式方案没有试行截止日期：删去 trial_until，或把 status 改为 trial。",
		"A final scheme has no end of trial: drop trial_until, or make status trial.")
	trialBeforeStart = fault.Define(fault.Invalid, "scheme.trial_before_start", "LF-37",
		"试行截止日期早于施行日期。", "The trial ends before the scheme takes effect.")
	trialWithoutEnd = fault.Define(fault.Invalid, "scheme.trial_without_end", "LF-37",
		"试行方案没有写截止日期，将一直有效而无人复核。建议写明 trial_until。",
		"A trial without an end stays in force and nobody reviews it. Give trial_until.")
)

const headerName = "scheme"

var header = Register(headerName, Options[Header]{
	Title:    Text{"方案", "Scheme"},
	Place:    -100,
	Validate: validateHeader,
	Lint:     lintHeader,
})

func validateHeader(h Header) []Problem {
	var out []Problem
	if h.TrialUntil != nil && h.Status == Final {
		out = append(out, Wrong("trial_until", trialOfFinal))
	}
	if h.TrialUntil != nil && h.EffectiveFrom != nil && h.TrialUntil.Before(*h.EffectiveFrom) {
		out = append(out, Wrong("trial_until", trialBeforeStart))
	}
	return out
}

func lintHeader(_ *Doc, h Header) []Problem {
	if h.Status == Trial && h.TrialUntil == nil {
		return []Problem{Risk("status", trialWithoutEnd)}
	}
	return nil
}

// Fact is something the source states that no typed section holds yet, kept so
// that nothing stated is lost. No calculation reads it.
type Fact struct {
	Key       string  `json:"key" zh:"代号" en:"Key" scheme:"key"`
	ZH        string  `json:"zh" zh:"事项" en:"Matter" scheme:"required"`
	Value     string  `json:"value" zh:"所述内容" en:"What is stated" scheme:"required"`
	Qualifier *string `json:"qualifier" zh:"限定词" en:"Qualifier" scheme:"optional"`
	Source    string  `json:"source" zh:"原文" en:"Sentence of the source" scheme:"required"`
}

// Stated is the section "stated".
type Stated struct {
	Facts []Fact `json:"facts" zh:"原文所述" en:"Stated facts" scheme:"optional"`
}

// StatedSection gives the facts that the source states and no typed section
// holds.
var StatedSection = Register("stated", Options[Stated]{
	Title: Text{"原文所述其他事项", "Other matters stated by the source"},
	Place: 1000,
})
