package scheme

import (
	"cmp"
	"slices"
	"strings"

	"github.com/jingkai-zone/jingkai/internal/base/exact"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
)

// Severity tells what a problem prevents.
type Severity string

// The severities.
const (
	SeverityError   Severity = "error"   // the text cannot be proposed
	SeverityWarning Severity = "warning" // a risk of law or a contradiction that people must weigh
	SeverityUnset   Severity = "unset"   // the scheme is silent; what needs the parameter will refuse
)

// Problem is one finding about a scheme text, at a path and, where the text has
// the place, at a line and column (both from 1; 0 when there is no place).
type Problem struct {
	Path     string   `json:"path"`
	Line     int      `json:"line"`
	Column   int      `json:"column"`
	Severity Severity `json:"severity"`
	Code     string   `json:"code"`
	ZH       string   `json:"zh"`
	EN       string   `json:"en"`

	refusal *fault.Error
}

// Text gives the finding in the language asked for.
func (p Problem) Text(lang fault.Lang) string { return Text{p.ZH, p.EN}.In(lang) }

// Wrong makes an error found by a section's validation. The path is relative to
// the section ("blocks[2].weight"); args are as in [fault.Code.New].
func Wrong(path string, code *fault.Code, args ...any) Problem {
	return problem(SeverityError, path, code, args)
}

// Risk makes a warning found by a section's lint: a legal risk or a
// contradiction. The path is relative to the section.
func Risk(path string, code *fault.Code, args ...any) Problem {
	return problem(SeverityWarning, path, code, args)
}

func problem(severity Severity, path string, code *fault.Code, args []any) Problem {
	e := code.At(path, args...)
	return Problem{Path: path, Severity: severity, Code: code.Name,
		ZH: e.Text(fault.Chinese), EN: e.Text(fault.English), refusal: e}
}

// under moves the problem below a section and gives it the place of its path,
// or of the nearest ancestor that the text has.
func (p Problem) under(section string, spots map[string]spot) Problem {
	p.Path = join(section, p.Path)
	for path := p.Path; p.Line == 0; path = parent(path) {
		at := spots[path]
		p.Line, p.Column = at.line, at.col
		if path == "" {
			break
		}
	}
	return p
}

func (p Problem) at(s spot) Problem {
	p.Line, p.Column = s.line, s.col
	return p
}

// HasErrors reports whether any problem prevents the text from being proposed.
func HasErrors(problems []Problem) bool {
	return slices.ContainsFunc(problems, func(p Problem) bool { return p.Severity == SeverityError })
}

// Refusal gives nil when the problems contain no error, otherwise a [Faulty]
// whose details are the errors, each at its path.
func Refusal(problems []Problem) error {
	var details []*fault.Error
	for _, p := range problems {
		if p.Severity == SeverityError {
			e := *p.refusal
			e.Location = p.Path
			details = append(details, &e)
		}
	}
	if len(details) == 0 {
		return nil
	}
	refusal := Faulty.New("count", len(details))
	refusal.Details = details
	return refusal
}

func sortProblems(problems []Problem) {
	slices.SortStableFunc(problems, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column), strings.Compare(a.Path, b.Path))
	})
}

// Weights checks that shares which divide a whole do so: when all are set they
// must sum to exactly 100%, when some are not set the others must leave room.
// It gives at most one problem, at path.
func Weights(path string, shares ...*exact.Ratio) []Problem {
	var sum exact.Ratio
	whole, all := exact.FromInt(1), true
	for _, share := range shares {
		if share == nil {
			all = false
			continue
		}
		sum = sum.Add(*share)
	}
	switch over := sum.Cmp(whole); {
	case len(shares) == 0 || all && over == 0 || !all && over <= 0:
		return nil
	case all:
		return []Problem{Wrong(path, weightSum, "sum", percentText(sum))}
	default:
		return []Problem{Wrong(path, weightOver, "sum", percentText(sum))}
	}
}

func join(path, rest string) string {
	switch {
	case path == "":
		return rest
	case rest == "":
		return path
	case rest[0] == '[':
		return path + rest
	}
	return path + "." + rest
}

// parent cuts the last step of a path: "a.b[2]" → "a.b" → "a" → "".
func parent(path string) string {
	if i := strings.LastIndexAny(path, ".["); i >= 0 {
		return path[:i]
	}
	return ""
}
