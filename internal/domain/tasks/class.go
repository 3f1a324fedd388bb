package tasks

import (
	"slices"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
)

// Class is how a task is supervised (LW-38).
type Class string

// The classes.
const (
	ClassA  Class = "A" // 即办即督: at once (LW-35)
	ClassB  Class = "B" // 常督常考: constant (LW-36)
	ClassC  Class = "C" // 一般: ordinary
	NoClass Class = ""  // the scheme does not say enough to tell
)

// Classes are the columns of the matrix, in order.
var Classes = []Class{ClassA, ClassB, ClassC, NoClass}

// Ground is a rule that gave a task its class.
type Ground string

// The grounds.
const (
	BySource     Ground = "source"    // handed down by one of the scheme's sources
	ByLimit      Ground = "limit"     // due within the scheme's urgent limit
	BySpan       Ground = "span"      // spans the scheme's number of months
	ByDifficulty Ground = "difficult" // marked difficult
	ByResidue    Ground = "residue"   // neither A nor B by any rule
	ByHand       Ground = "hand"      // set by hand
)

// classing is what the rules said about a task.
type classing struct {
	class   Class
	grounds []Ground
	unset   []string // parameters that are missing for a class
}

// classify applies the scheme's rules to a task. A rule that is not set puts
// nothing into a class. Class A goes before class B. What no rule takes is
// class C only when every rule is set: otherwise nobody can tell, and the
// missing parameters are named.
func classify(s Scheme, cal *calendar.Calendar, t Task) classing {
	var a, b []Ground
	var unset []string
	if s.Immediate.Sources == nil {
		unset = append(unset, "tasks.immediate.sources")
	} else if slices.Contains(s.Immediate.Sources, t.Source) {
		a = append(a, BySource)
	}
	if s.Immediate.Within == nil {
		unset = append(unset, "tasks.immediate.within")
	} else if by, _ := cal.Due(t.StartOn, *s.Immediate.Within); !t.DueOn.After(by) {
		a = append(a, ByLimit)
	}
	if s.Constant.SpanMonths == nil {
		unset = append(unset, "tasks.constant.span_months")
	} else if spans(t, int(*s.Constant.SpanMonths)) {
		b = append(b, BySpan)
	}
	if s.Constant.Difficult == nil {
		unset = append(unset, "tasks.constant.difficult")
	} else if *s.Constant.Difficult && t.Difficult {
		b = append(b, ByDifficulty)
	}
	switch {
	case len(a) > 0:
		return classing{ClassA, a, nil}
	case len(b) > 0:
		return classing{ClassB, b, nil}
	case len(unset) > 0:
		return classing{NoClass, nil, unset}
	}
	return classing{ClassC, []Ground{ByResidue}, nil}
}

// spans reports whether a task lasts at least so many months: 1 December to 29
// February is three, and so is 2 December to 2 March.
func spans(t Task, months int) bool {
	return !t.StartOn.AddMonths(months).After(t.DueOn.AddDays(1))
}
