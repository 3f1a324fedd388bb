package publish

import (
	"strconv"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/engine/scheme"
)

// Refusals about terms.
var (
	NotListed = fault.Define(fault.NotSet, "publish.not_listed", "LY-26",
		"方案的“公示”一章没有列出这种文书，不能公示；请先在方案中写明其范围、内容、称谓和公示期。",
		"The scheme does not list this document under publication; set its audience, fields, naming and period first.")
	BadTerms = fault.Define(fault.Invalid, "publish.terms", "LY-26",
		"公示须写明文种、标题、范围、内容、个人的称谓和起止日期；限本部门公示的还须写明部门。",
		"A publication needs its kind, titles, audience, fields, naming of people and period, and its unit when only a unit sees it.")
	Backdated = fault.Define(fault.Refused, "publish.backdated", "LY-26",
		"公示不能从今天（{today}）以前开始。", "A publication cannot begin before today ({today}).")
	BadWindow = fault.Define(fault.Invalid, "publish.window", "LY-26",
		"公示结束和异议截止都不能早于公示开始，异议截止不能晚于公示结束。",
		"Neither the end nor the objection limit may lie before the beginning, nor the limit after the end.")
	OverdueWindow = fault.Define(fault.Refused, "publish.window_over", "LY-26",
		"公示期或异议期不能缩短，更正后的期限应晚于原期限。", "A correction cannot shorten the period or the objection window.")
)

// Terms say how something is published. They come from the scheme and the
// room, never from this engine.
type Terms struct {
	Kind           string // the document's key in the scheme: "month_board"
	Object         string // the record it is about: "board.issue/<id>"
	TitleZH        string
	TitleEN        string
	Audience       Audience
	Unit           string // whose members see it, when Audience is OwnOne
	Fields         []Field
	Mask           Mask
	Basis          string        // in law, or the record of consent; needed for names to everybody
	From, To       calendar.Date // both included
	ObjectionUntil calendar.Date // zero: nobody can object to it
	Form           string        // printed form: "poster", "list", "notice"; empty: none
	Place          string        // where the printed form hangs
}

// TermsOf reads the terms of a type of document from the scheme, for a
// publication that begins on a day. Titles, object, objection limit and form
// are for the room to add. What the scheme leaves open is a NotSet refusal.
func TermsOf(doc *scheme.Doc, cal *calendar.Calendar, key string, from calendar.Date) (Terms, error) {
	for i, d := range scheme.Get[Scheme](doc).Documents {
		if d.Key != key {
			continue
		}
		at := "publish.documents[" + strconv.Itoa(i) + "]."
		audience, err := scheme.Need(doc, at+"audience", d.Audience)
		if err != nil {
			return Terms{}, err
		}
		fields, err := scheme.NeedList(doc, at+"fields", d.Fields)
		if err != nil {
			return Terms{}, err
		}
		mask, err := scheme.Need(doc, at+"mask", d.Mask)
		if err != nil {
			return Terms{}, err
		}
		period, err := scheme.Need(doc, at+"period", d.Period)
		if err != nil {
			return Terms{}, err
		}
		to, _ := cal.Due(from, period)
		t := Terms{Kind: key, TitleZH: d.ZH, TitleEN: d.EN, Audience: audience, Fields: fields, Mask: mask, From: from, To: to}
		if d.Place != nil {
			t.Place = *d.Place
		}
		return t, nil
	}
	return Terms{}, NotListed.At("publish.documents")
}

func (t Terms) check(now time.Time) error {
	var list fault.List
	if t.Kind == "" || t.TitleZH == "" || t.TitleEN == "" || len(t.Fields) == 0 || t.From.IsZero() || t.To.IsZero() ||
		!known(t.Audience, Public, Screen, Inside, OwnOne) || !known(t.Mask, FullName, EmployeeNo, Nobody) || (t.Audience == OwnOne) != (t.Unit != "") {
		list.Add(BadTerms.New())
	}
	if today := calendar.DateOf(now); t.From.Before(today) {
		list.Add(Backdated.At("from", "today", today))
	}
	if t.To.Before(t.From) || !t.ObjectionUntil.IsZero() && !t.ObjectionUntil.Between(t.From, t.To) {
		list.Add(BadWindow.At("to"))
	}
	return list.Err()
}

func known[T comparable](v T, all ...T) bool {
	for _, k := range all {
		if v == k {
			return true
		}
	}
	return false
}
