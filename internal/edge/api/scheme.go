package api

import (
	"encoding/json"
	"net/http"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/engine/access"
	"github.com/jingkai-zone/jingkai/internal/engine/scheme"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// SchemeVersion is a version of the zone's scheme without its text.
type SchemeVersion struct {
	ID            ident.ID        `json:"id"`
	No            int64           `json:"no" doc:"0 for a draft"`
	State         scheme.State    `json:"state" enum:"draft,proposed,active,retired,withdrawn"`
	Standing      scheme.Standing `json:"standing" enum:"not_activated,planned,in_force,lapsed,superseded,withdrawn" doc:"Today"`
	Scheme        string          `json:"scheme" doc:"The header's id"`
	TitleZH       string          `json:"title_zh"`
	TitleEN       string          `json:"title_en"`
	LabelZH       string          `json:"label_zh" doc:"What people call it: title, number, whether on trial"`
	LabelEN       string          `json:"label_en"`
	Trial         bool            `json:"trial"`
	EffectiveFrom *calendar.Date  `json:"effective_from,omitempty"`
	EndedOn       *calendar.Date  `json:"ended_on,omitempty" doc:"First day no longer in force"`
	TrialUntil    *calendar.Date  `json:"trial_until,omitempty"`
	UsedUntil     *calendar.Date  `json:"used_until,omitempty" doc:"Last day for which a kept result was computed"`
	Digest        string          `json:"digest" doc:"SHA-256 of the text"`
	Proposed      *signature      `json:"proposed,omitempty"`
	Activated     *signature      `json:"activated,omitempty"`
	Withdrawn     *signature      `json:"withdrawn,omitempty"`
	Version       int64           `json:"version"`
	Actions       []Action        `json:"actions"`
}

// VersionTag makes the record's version its ETag.
func (v SchemeVersion) VersionTag() int64 { return v.Version }

type signature struct {
	Name   string    `json:"name"`
	At     time.Time `json:"at"`
	Reason string    `json:"reason,omitempty"`
}

// schemePage is a version with its parameters as people read them.
type schemePage struct {
	SchemeVersion
	Sections []schemeSection `json:"sections"`
	Unset    int             `json:"unset" doc:"Parameters that are not set"`
}

type schemeSection struct {
	Name    string        `json:"name"`
	TitleZH string        `json:"title_zh"`
	TitleEN string        `json:"title_en"`
	Params  []schemeParam `json:"params"`
}

type schemeParam struct {
	Path    string  `json:"path"`
	NameZH  string  `json:"name_zh"`
	NameEN  string  `json:"name_en"`
	Value   *string `json:"value" nullable:"true" doc:"As a scheme writes it; null when not set"`
	Unset   bool    `json:"unset" doc:"Silence about it counts as not set (方案未设定)"`
	NeedsZH string  `json:"needs_zh,omitempty" doc:"What refuses until it is set"`
	NeedsEN string  `json:"needs_en,omitempty"`
	Line    int     `json:"line,omitempty"`
}

// schemeText is the text of a version as it was proposed.
type schemeText struct {
	Text   string `json:"text"`
	Digest string `json:"digest"`
}

// schemeDiff is in what one version differs from another.
type schemeDiff struct {
	BeforeZH string         `json:"before_zh"`
	BeforeEN string         `json:"before_en"`
	AfterZH  string         `json:"after_zh"`
	AfterEN  string         `json:"after_en"`
	Changes  []schemeChange `json:"changes"`
}

type schemeChange struct {
	Path   string  `json:"path"`
	NameZH string  `json:"name_zh"`
	NameEN string  `json:"name_en"`
	Before *string `json:"before" nullable:"true" doc:"null when not set"`
	After  *string `json:"after" nullable:"true"`
}

// schemeReport is everything there is to say about a text.
type schemeReport struct {
	OK       bool            `json:"ok" doc:"It may be proposed"`
	Errors   int             `json:"errors"`
	Warnings int             `json:"warnings"`
	Unset    int             `json:"unset"`
	Problems []schemeProblem `json:"problems" doc:"Errors, then warnings, then what is not set; each in the order of the text"`
	Changes  []schemeChange  `json:"changes" doc:"Against the scheme in force"`
}

type schemeProblem struct {
	Path     string          `json:"path"`
	Line     int             `json:"line"`
	Column   int             `json:"column"`
	Severity scheme.Severity `json:"severity" enum:"error,warning,unset"`
	Code     string          `json:"code"`
	Message  string          `json:"message"`
}

// OnDay is the input of questions about the scheme of a day.
type OnDay struct {
	On calendar.Date `query:"on" doc:"Day; today when empty"`
}

func (s *Server) registerScheme() {
	const path = "/zones/{zone}/schemes"
	ask(s, Op{ID: "scheme-schema", Path: "/scheme-schema", Public: true, ZH: "方案的 JSON Schema", EN: "JSON Schema of a scheme", Tag: "scheme"},
		func(*Question, *struct{}) (json.RawMessage, error) { return scheme.JSONSchema(), nil })
	ask(s, Op{ID: "list-schemes", Path: path, Action: "scheme.read", ZH: "方案版本", EN: "Versions of the scheme", Tag: "scheme"}, listSchemes)
	ask(s, Op{ID: "current-scheme", Path: path + "/current", Action: "scheme.read", ZH: "施行中的方案", EN: "Scheme in force", Tag: "scheme"},
		func(q *Question, in *struct {
			In
			OnDay
		}) (schemePage, error) {
			doc, err := in.scheme(q)
			if err != nil {
				return schemePage{}, err
			}
			return oneScheme(q, q.call, doc.Version)
		})
	ask(s, Op{ID: "unset-parameters", Path: path + "/unset", Action: "scheme.read", ZH: "方案未设定的参数", EN: "Parameters that are not set", Tag: "scheme"},
		func(q *Question, in *struct {
			In
			OnDay
		}) (List[schemeParam], error) {
			out := List[schemeParam]{Items: []schemeParam{}}
			doc, err := in.scheme(q)
			if err != nil {
				return out, err
			}
			for _, u := range scheme.Unset(doc) {
				out.Items = append(out.Items, schemeParam{Path: u.Path, NameZH: u.Name.ZH, NameEN: u.Name.EN, Unset: true,
					NeedsZH: u.WhatNeedsIt.ZH, NeedsEN: u.WhatNeedsIt.EN, Line: u.Line})
			}
			total := int64(len(out.Items))
			out.Total = &total
			return out, nil
		})
	ask(s, Op{ID: "get-scheme", Path: path + "/{id}", Action: "scheme.read", ZH: "查看方案", EN: "Read a version", Tag: "scheme"},
		func(q *Question, in *ByID) (schemePage, error) { return oneScheme(q, q.call, in.ID) })
	ask(s, Op{ID: "scheme-text", Path: path + "/{id}/text", Action: "scheme.read", ZH: "方案原文", EN: "Text of a version", Tag: "scheme"},
		func(q *Question, in *ByID) (schemeText, error) {
			v, err := scheme.VersionByID(q, q.Zone(), in.ID)
			if err != nil {
				return schemeText{}, err
			}
			text, err := scheme.TextOf(q, q.Zone(), in.ID)
			return schemeText{text, v.Digest}, err
		})
	ask(s, Op{ID: "diff-schemes", Path: path + "/{id}/diff", Action: "scheme.read", ZH: "版本对比", EN: "Compare two versions", Tag: "scheme"}, diffSchemes)
	ask(s, Op{ID: "check-scheme", Method: http.MethodPost, Path: path + "/actions/check", Action: "scheme.read", ZH: "检查方案文本", EN: "Check a text", Tag: "scheme"}, checkScheme)
	s.registerSchemeActs(path)
}

// ProposedText is the text of a scheme somebody writes.
type ProposedText struct {
	Text string `json:"text" maxLength:"500000" doc:"YAML"`
}

func (s *Server) registerSchemeActs(path string) {
	act(s, Op{ID: "propose-scheme", Path: path, Action: "scheme.propose", ZH: "提出方案", EN: "Propose a scheme", Tag: "scheme", Status: http.StatusCreated},
		func(c *Command, in *struct {
			In
			Body struct {
				ProposedText
				Reasoned
				Draft        ident.ID `json:"draft,omitempty" doc:"The draft this continues"`
				DraftVersion int64    `json:"draft_version,omitempty" doc:"Its version as it was read"`
			}
		}) (schemePage, error) {
			v, err := scheme.Propose(c.Tx, scheme.Proposal{Zone: c.Zone(), Slug: c.slug, Draft: in.Body.Draft, DraftVersion: in.Body.DraftVersion,
				Text: in.Body.Text, Reason: in.Body.Reason})
			return doneScheme(c, v, err)
		})
	act(s, Op{ID: "draft-scheme", Path: path + "/actions/draft", Action: "scheme.propose", ZH: "保存方案草稿", EN: "Keep a draft", Tag: "scheme", Status: http.StatusCreated},
		func(c *Command, in *struct {
			In
			Body ProposedText
		}) (schemePage, error) {
			v, err := scheme.SaveDraft(c.Tx, scheme.Proposal{Zone: c.Zone(), Text: in.Body.Text})
			return doneScheme(c, v, err)
		})
	act(s, Op{ID: "edit-scheme-draft", Method: http.MethodPut, Path: path + "/{id}", Action: "scheme.propose", ZH: "修改方案草稿", EN: "Write on in a draft", Tag: "scheme"},
		func(c *Command, in *struct {
			ByID
			IfMatch
			Body ProposedText
		}) (schemePage, error) {
			version, err := in.Expected()
			if err != nil {
				return schemePage{}, err
			}
			v, err := scheme.SaveDraft(c.Tx, scheme.Proposal{Zone: c.Zone(), Draft: in.ID, DraftVersion: version, Text: in.Body.Text})
			return doneScheme(c, v, err)
		})
	for _, one := range []struct {
		verb, action, zh, en string
		do                   func(tx *store.Tx, id ident.ID, version int64, reason string) (scheme.Version, error)
	}{
		{"activate", "scheme.activate", "启用方案", "Activate a version", scheme.Activate},
		{"withdraw", "scheme.propose", "撤回方案", "Withdraw a version", scheme.Withdraw},
	} {
		act(s, Op{ID: one.verb + "-scheme", Path: path + "/{id}/actions/" + one.verb, Action: one.action, ZH: one.zh, EN: one.en, Tag: "scheme"},
			func(c *Command, in *struct {
				ByID
				IfMatch
				Body Reasoned
			}) (schemePage, error) {
				v, err := scheme.VersionByID(c, c.Zone(), in.ID)
				if err != nil {
					return schemePage{}, err
				}
				version, err := in.orPresent(v.Version)
				if err != nil {
					return schemePage{}, err
				}
				v, err = one.do(c.Tx, in.ID, version, in.Body.Reason)
				return doneScheme(c, v, err)
			})
	}
}

// scheme gives the document in force on the day asked for.
func (d OnDay) scheme(q *Question) (*scheme.Doc, error) {
	if d.On.IsZero() {
		d.On = calendar.DateOf(q.Now())
	}
	return scheme.At(q, q.Zone(), d.On)
}

func listSchemes(q *Question, _ *In) (List[SchemeVersion], error) {
	out := List[SchemeVersion]{Items: []SchemeVersion{}}
	found, err := scheme.List(q, q.Zone())
	if err != nil {
		return out, err
	}
	for _, v := range found {
		one, err := showScheme(q, v, q.call)
		if err != nil {
			return out, err
		}
		out.Items = append(out.Items, one)
	}
	total := int64(len(found))
	out.Total = &total
	return out, nil
}

func showScheme(r store.Reader, v scheme.Version, c *call) (SchemeVersion, error) {
	label := v.Label()
	out := SchemeVersion{ID: v.ID, No: v.No, State: v.State, Standing: v.StandingOn(calendar.DateOf(r.Now())), Scheme: v.Scheme,
		TitleZH: v.Title.ZH, TitleEN: v.Title.EN, LabelZH: label.ZH, LabelEN: label.EN, Trial: v.Trial, EffectiveFrom: day(v.EffectiveFrom),
		EndedOn: day(v.EndedOn), TrialUntil: day(v.TrialUntil), UsedUntil: day(v.UsedUntil), Digest: v.Digest,
		Proposed: signed(v.Proposed), Activated: signed(v.Activated), Withdrawn: signed(v.Withdrawn), Version: v.Version}
	var err error
	out.Actions, err = schemeActions(r, v, c)
	return out, err
}

func signed(s scheme.Signature) *signature {
	if s.At.IsZero() {
		return nil
	}
	return &signature{s.Name, s.At, s.Reason}
}

// schemeActions are the buttons of a version: what its state allows, and that
// another hand than the proposer's decides.
func schemeActions(r store.Reader, v scheme.Version, c *call) ([]Action, error) {
	out := []Action{}
	standing := v.StandingOn(calendar.DateOf(r.Now()))
	if c.Can("scheme.propose", access.Resource{}) {
		if v.State == scheme.Draft {
			out = append(out, Action{Name: "edit", Allowed: true}, Action{Name: "propose", Allowed: true})
		}
		a := Action{Name: "withdraw", Allowed: v.State == scheme.Draft || v.State == scheme.Proposed || standing == scheme.Planned && v.UsedUntil.IsZero()}
		if !a.Allowed {
			a.Why = scheme.NotWithdrawable.New().Text(c.lang)
		}
		out = append(out, a)
	}
	if !c.Can("scheme.activate", access.Resource{}) {
		return out, nil
	}
	a := Action{Name: "activate", Allowed: v.State == scheme.Proposed}
	if !a.Allowed {
		a.Why = scheme.NotProposed.New().Text(c.lang)
	} else if e, bad := fault.As(access.MayAct(r, c.actor, "decide", "scheme/"+v.ID.String())); bad {
		a = Action{Name: "activate", Why: e.Text(c.lang)}
	}
	return append(out, a), nil
}

func oneScheme(r store.Reader, c *call, id ident.ID) (schemePage, error) {
	v, err := scheme.VersionByID(r, c.zone, id)
	if err != nil {
		return schemePage{}, err
	}
	doc, err := scheme.ByID(r, c.zone, id)
	if err != nil {
		return schemePage{}, err
	}
	out := schemePage{}
	if out.SchemeVersion, err = showScheme(r, v, c); err != nil {
		return out, err
	}
	for _, sheet := range scheme.Sheets(doc) {
		section := schemeSection{Name: sheet.Name, TitleZH: sheet.Title.ZH, TitleEN: sheet.Title.EN, Params: []schemeParam{}}
		for _, p := range sheet.Params {
			one := schemeParam{Path: p.Path, NameZH: p.Name.ZH, NameEN: p.Name.EN, Value: p.Value, Unset: p.Counts && p.Value == nil,
				NeedsZH: p.WhatNeedsIt.ZH, NeedsEN: p.WhatNeedsIt.EN, Line: p.Line}
			if one.Unset {
				out.Unset++
			}
			section.Params = append(section.Params, one)
		}
		out.Sections = append(out.Sections, section)
	}
	return out, nil
}

func doneScheme(c *Command, v scheme.Version, err error) (schemePage, error) {
	if err != nil {
		return schemePage{}, err
	}
	return oneScheme(c, c.call, v.ID)
}

func diffSchemes(q *Question, in *struct {
	ByID
	With ident.ID `query:"with" doc:"The earlier version; the one in force today when empty"`
}) (schemeDiff, error) {
	after, err := scheme.ByID(q, q.Zone(), in.ID)
	if err != nil {
		return schemeDiff{}, err
	}
	var before *scheme.Doc
	if in.With.IsZero() {
		before, err = scheme.At(q, q.Zone(), calendar.DateOf(q.Now()))
	} else {
		before, err = scheme.ByID(q, q.Zone(), in.With)
	}
	if err != nil {
		return schemeDiff{}, err
	}
	return schemeDiff{before.Label.ZH, before.Label.EN, after.Label.ZH, after.Label.EN, showChanges(scheme.Diff(before, after))}, nil
}

func showChanges(found []scheme.Change) []schemeChange {
	out := []schemeChange{}
	for _, c := range found {
		out = append(out, schemeChange{c.Path, c.Name.ZH, c.Name.EN, c.Before, c.After})
	}
	return out
}

func checkScheme(q *Question, in *struct {
	In
	Body ProposedText
}) (schemeReport, error) {
	found := scheme.Check("", []byte(in.Body.Text))
	out := schemeReport{OK: found.OK(), Errors: found.Count(scheme.SeverityError), Warnings: found.Count(scheme.SeverityWarning),
		Unset: found.Count(scheme.SeverityUnset), Problems: []schemeProblem{}, Changes: []schemeChange{}}
	for _, of := range []scheme.Severity{scheme.SeverityError, scheme.SeverityWarning, scheme.SeverityUnset} {
		for _, p := range found.Problems {
			if p.Severity == of {
				out.Problems = append(out.Problems, schemeProblem{p.Path, p.Line, p.Column, p.Severity, p.Code, p.Text(q.Lang())})
			}
		}
	}
	now, err := scheme.At(q, q.Zone(), calendar.DateOf(q.Now()))
	if fault.KindOf(err) == fault.NotSet || scheme.TrialEnded.Is(err) {
		return out, nil // there is nothing in force to compare with
	}
	if err != nil {
		return out, err
	}
	out.Changes = showChanges(scheme.Diff(now, found.Doc))
	return out, nil
}
