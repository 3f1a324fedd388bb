package scheme

import (
	"fmt"
	"strings"

	"github.com/jingkai-zone/jingkai/internal/base/fault"
)

// Report is everything there is to say about a scheme text.
type Report struct {
	Name     string // what the text is called, usually its file name
	Doc      *Doc
	Problems []Problem // errors, warnings and what is not set, ordered by line
}

var silent = fault.Define(fault.NotSet, "scheme.silent", "LF-37",
	"未设定“{name_zh}”。在写明以前，{needs_zh}会被拒绝。",
	"“{name_en}” is not set. Until it is, {needs_en} will be refused.")

// Check reads a text and reports its errors, its warnings and every parameter
// it does not set.
func Check(name string, data []byte) Report {
	doc, problems := Parse(data)
	r := Report{name, doc, problems}
	for _, u := range Unset(doc) {
		needs := u.WhatNeedsIt
		if needs == (Text{}) {
			needs = Text{"用到它的事项", "what uses it"}
		}
		p := problem(SeverityUnset, u.Path, silent, []any{"name_zh", u.Name.ZH, "name_en", u.Name.EN,
			"needs_zh", needs.ZH, "needs_en", needs.EN})
		r.Problems = append(r.Problems, p.at(doc.spotOf(u.Place)))
	}
	sortProblems(r.Problems)
	return r
}

// Count gives how many problems have the severity.
func (r Report) Count(s Severity) int {
	n := 0
	for _, p := range r.Problems {
		if p.Severity == s {
			n++
		}
	}
	return n
}

// OK reports whether the text may be proposed: it has no error.
func (r Report) OK() bool { return !HasErrors(r.Problems) }

var severityWords = map[Severity]Text{
	SeverityError:   {"错误", "error"},
	SeverityWarning: {"提醒", "warning"},
	SeverityUnset:   {"未设定", "unset"},
}

// Text gives the report a line per problem, "file:line:column: severity path:
// sentence", and the counts at the end.
func (r Report) Text(lang fault.Lang) string {
	var b strings.Builder
	for _, p := range r.Problems {
		b.WriteString(r.Name)
		if p.Line > 0 {
			fmt.Fprintf(&b, ":%d:%d", p.Line, p.Column)
		}
		fmt.Fprintf(&b, ": %s ", severityWords[p.Severity].In(lang))
		if p.Path != "" {
			fmt.Fprintf(&b, "%s: ", p.Path)
		}
		b.WriteString(p.Text(lang))
		b.WriteByte('\n')
	}
	counts := Text{"%s：%d 处错误，%d 处提醒，%d 个参数未设定\n", "%s: %d error(s), %d warning(s), %d parameter(s) not set\n"}
	fmt.Fprintf(&b, counts.In(lang), r.Name,
		r.Count(SeverityError), r.Count(SeverityWarning), r.Count(SeverityUnset))
	return b.String()
}

// DiffText gives the changes from a to b a line each, or says that there are
// none.
func DiffText(a, b *Doc, lang fault.Lang) string {
	changes := Diff(a, b)
	if len(changes) == 0 {
		return Text{"两份方案的参数完全相同。\n", "The two schemes set the same parameters.\n"}.In(lang)
	}
	var out strings.Builder
	for _, c := range changes {
		out.WriteString(c.Text(lang))
		out.WriteByte('\n')
	}
	return out.String()
}
