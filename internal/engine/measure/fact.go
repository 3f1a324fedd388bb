package measure

import (
	"cmp"
	"slices"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/exact"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
)

const (
	// MaxPlaces is the most decimals a fact's value may state.
	MaxPlaces = 6
	// MaxMagnitude bounds a value and a monthly total, in units of the measure.
	MaxMagnitude = 4_000_000_000_000
	// MaxSubjects is the most subjects one fact may concern.
	MaxSubjects = 16

	maxText = 500 // characters of a note, a source or a subject's id
	scale   = 1_000_000
)

// Refusals of this engine.
var (
	Unknown = fault.Define(fault.Invalid, "measure.unknown", "",
		"没有这个指标，请从指标目录中选择。", "There is no such measure; choose one of the catalogue.")
	NoZone = fault.Define(fault.Invalid, "measure.zone", "",
		"事实必须属于一个单位（区）。", "A fact must belong to a zone.")
	NoSubject = fault.Define(fault.Invalid, "measure.subjects", "",
		"请填写 1 至 {limit} 个对象，对象的类别和编号都不能为空。", "Name 1 to {limit} subjects, each with its kind and id.")
	NoDay = fault.Define(fault.Invalid, "measure.day", "",
		"请填写事实发生的日期。", "State the day of the fact.")
	FutureDay = fault.Define(fault.Refused, "measure.future", "",
		"事实的日期不能晚于今天（{today}）。", "A fact cannot lie after today ({today}).")
	TooFine = fault.Define(fault.Invalid, "measure.places", "",
		"数值最多保留 {places} 位小数。", "A value may have at most {places} decimals.")
	TooBig = fault.Define(fault.Invalid, "measure.magnitude", "",
		"数值或当月累计超过 {limit}，请改用更大的计量单位（如万元、亿元）的指标。",
		"The value or the month's total exceeds {limit}; use a measure in a larger unit.")
	NoSource = fault.Define(fault.Invalid, "measure.source", "",
		"请注明事实来自哪条业务记录（不超过 {limit} 字）。", "Name the record the fact comes from (at most {limit} characters).")
	LongNote = fault.Define(fault.Invalid, "measure.note", "",
		"备注不能超过 {limit} 字。", "A note may have at most {limit} characters.")
	NoReason = fault.Define(fault.Invalid, "measure.reason", "",
		"冲销事实必须写明理由（不超过 {limit} 字）。", "Reversing a fact needs a reason (at most {limit} characters).")
	NotFound = fault.Define(fault.NotFound, "measure.not_found", "",
		"没有找到这条事实。", "There is no such fact.")
	SelfVerified = fault.Define(fault.Refused, "measure.self_verified", "",
		"填报人不能核实自己填报的事实，请由其他人核实。", "The person who reported a fact cannot verify it; somebody else must.")
	NeedsPerson = fault.Define(fault.Refused, "measure.needs_person", "",
		"填报和核实都必须由登录的人员完成，系统不能代办。", "Reporting and verifying take a person who is logged in; the system cannot do it.")
	AlreadyVerified = fault.Define(fault.Conflict, "measure.already_verified", "",
		"这条事实已经核实，无须再次核实。", "The fact is verified already.")
	AlreadyReversed = fault.Define(fault.Conflict, "measure.already_reversed", "",
		"这条事实已被冲销，如需更正请重新填报。", "The fact is reversed already; report a new one to correct it.")
	IsReversal = fault.Define(fault.Refused, "measure.is_reversal", "",
		"这是一条冲销记录，不能再核实或冲销；如需恢复，请重新填报。",
		"This record is a reversal and can be neither verified nor reversed; report the fact anew instead.")
	BadPeriod = fault.Define(fault.Invalid, "measure.period", "",
		"请给出起止日期，且开始不晚于结束。", "Give the first and the last day, in that order.")
)

// Subject is somebody or something a fact is about: a person, a unit, a
// project, a goals item. Kinds are words of the rooms.
type Subject struct {
	Kind string `json:"kind"`
	ID   string `json:"id"`
}

// Fact is one thing that happened and was measured.
type Fact struct {
	ID       ident.ID
	Zone     int64
	Measure  string        // name in the catalogue
	Subjects []Subject     // whom or what it is about, in the order of their kinds
	Day      calendar.Date // when it happened
	Value    exact.Decimal // in the unit of the measure
	Source   string        // the record it comes from: "tasks.report/<id>"
	Note     string        // for people; the reason, on a reversal

	ReportedBy ident.ID  // person (or account without one); zero for the system
	At         time.Time // when it was recorded
	VerifiedBy ident.ID  // zero: not verified, or left by the work itself
	VerifiedAt time.Time // since when it counts; zero: pending

	Reverses   ident.ID  // set on a reversal: the fact it takes back
	ReversedBy ident.ID  // set on a fact that was taken back: its reversal
	ReversedAt time.Time // when it was taken back
}

// Pending reports whether the fact still waits for somebody to verify it.
func (f Fact) Pending() bool { return f.VerifiedAt.IsZero() && f.Live() }

// Live reports whether the fact is neither taken back nor itself a reversal.
func (f Fact) Live() bool { return f.Reverses.IsZero() && f.ReversedBy.IsZero() }

// Counts reports whether the fact is part of totals.
func (f Fact) Counts() bool { return !f.VerifiedAt.IsZero() && f.Live() }

// check collects everything wrong with a fact that is to be recorded.
func (f Fact) check(today calendar.Date) error {
	var list fault.List
	if f.Zone == 0 {
		list.Add(NoZone.At("zone"))
	}
	if _, ok := Lookup(f.Measure); !ok {
		list.Add(Unknown.At("measure"))
	}
	if !goodSubjects(f.Subjects) {
		list.Add(NoSubject.At("subjects", "limit", MaxSubjects))
	}
	switch {
	case f.Day.IsZero():
		list.Add(NoDay.At("day"))
	case f.Day.After(today):
		list.Add(FutureDay.At("day", "today", today))
	}
	if _, err := micro(f.Value); err != nil {
		list.Add(err.at("value"))
	}
	if f.Source == "" || len([]rune(f.Source)) > maxText {
		list.Add(NoSource.At("source", "limit", maxText))
	}
	if len([]rune(f.Note)) > maxText {
		list.Add(LongNote.At("note", "limit", maxText))
	}
	return list.Err()
}

func goodSubjects(subjects []Subject) bool {
	if len(subjects) == 0 || len(subjects) > MaxSubjects {
		return false
	}
	for _, s := range subjects {
		if s.Kind == "" || s.ID == "" || len(s.Kind) > maxText || len(s.ID) > maxText {
			return false
		}
	}
	return true
}

// sorted gives each subject once, in one order, so that two commands about the
// same subjects take their rows in the same order and cannot block each other.
func sorted(subjects []Subject) []Subject {
	out := slices.Clone(subjects)
	slices.SortFunc(out, func(a, b Subject) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.ID, b.ID))
	})
	return slices.Compact(out)
}

// refusal is a code with its arguments, put at a field by the caller.
type refusal struct {
	code *fault.Code
	args []any
}

func (r *refusal) at(field string) *fault.Error { return r.code.At(field, r.args...) }

// micro gives a value in millionths.
func micro(value exact.Decimal) (int64, *refusal) {
	n, whole := value.Mul(exact.Int(scale)).Whole()
	if value.Trim().Places() > MaxPlaces {
		return 0, &refusal{TooFine, []any{"places", MaxPlaces}}
	}
	if !whole || n > MaxMagnitude*scale || n < -MaxMagnitude*scale {
		return 0, &refusal{TooBig, []any{"limit", MaxMagnitude}}
	}
	return n, nil
}

var millionth = exact.MustParse("0.000001")

// fromMicro is the inverse of micro, without trailing zeros.
func fromMicro(n int64) exact.Decimal { return exact.Int(n).Mul(millionth).Trim() }
