package attendance

import (
	"slices"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/exact"
	"github.com/jingkai-zone/jingkai/internal/engine/scheme"
)

// Terms are what a scheme says about a month's result, all of it set but the
// points of a missing punch, which only matter when one is missing.
type Terms struct {
	Base, Floor         exact.Decimal
	Late, Early, Absent exact.Decimal
	Missing             *exact.Decimal
	Start, End, Grace   int64 // minutes
}

// TermsOf reads the terms of a scheme, or refuses with scheme.NotSet naming the
// first parameter that it does not set.
func TermsOf(doc *scheme.Doc) (t Terms, err error) {
	s := scheme.Get[Scheme](doc)
	for _, p := range []struct {
		path  string
		value *exact.Decimal
		into  *exact.Decimal
	}{{"base", s.Base, &t.Base}, {"floor", s.Floor, &t.Floor}, {"deductions.late", s.Deductions.Late, &t.Late},
		{"deductions.early", s.Deductions.Early, &t.Early}, {"deductions.absent", s.Deductions.Absent, &t.Absent}} {
		if *p.into, err = scheme.Need(doc, "attendance."+p.path, p.value); err != nil {
			return t, err
		}
	}
	start, err := scheme.Need(doc, "attendance.hours.start", s.Hours.Start)
	if err != nil {
		return t, err
	}
	end, err := scheme.Need(doc, "attendance.hours.end", s.Hours.End)
	if err != nil {
		return t, err
	}
	if t.Grace, err = scheme.Need(doc, "attendance.hours.grace", s.Hours.Grace); err != nil {
		return t, err
	}
	t.Start, t.End, t.Missing = int64(start), int64(end), s.Deductions.Missing
	return t, nil
}

// Cover is a stretch of one day that an approved leave, outing or trip covers,
// in minutes.
type Cover struct {
	Kind     RequestKind
	From, To int64
}

// Finding is what a working day was found to be. It holds no time.
type Finding struct {
	Day     calendar.Date `json:"day"`
	Present bool          `json:"present,omitempty"` // was there, at least in part
	Late    bool          `json:"late,omitempty"`
	Early   bool          `json:"early,omitempty"`
	Absent  bool          `json:"absent,omitempty"`
	Missing int64         `json:"missing,omitempty"` // punches that are not there: 0, 1
	Leave   bool          `json:"leave,omitempty"`
	Outing  bool          `json:"outing,omitempty"`
	Trip    bool          `json:"trip,omitempty"`
	Spared  bool          `json:"spared,omitempty"` // late or early but for an approval
}

// Judge finds what a working day was. A punch up to Grace minutes after Start,
// or before End, is in time. A lateness is none when approved stretches reach
// from Start to the arrival without a gap, and so for leaving early. Who has no
// punch and nothing approved at either end of the day was absent; who has one
// punch only lacks the other.
func (t Terms) Judge(day calendar.Date, punches []Punch, covers []Cover) Finding {
	f := Finding{Day: day}
	for _, c := range covers {
		f.Leave, f.Outing, f.Trip = f.Leave || c.Kind == LeaveRequest, f.Outing || c.Kind == OutingRequest, f.Trip || c.Kind == TripRequest
	}
	in, out, inExcused, outExcused := t.ends(punches)
	from, to := t.reach(covers)
	startCovered, endCovered := from > t.Start || inExcused, to < t.End || outExcused
	f.Present = in >= 0 || out >= 0
	switch {
	case in >= 0 && in > t.Start+t.Grace:
		spared := inExcused || in <= from+t.Grace
		f.Late, f.Spared = !spared, spared
	case in < 0 && !startCovered && (out >= 0 || endCovered):
		f.Missing++
	}
	switch {
	case out >= 0 && out < t.End-t.Grace:
		spared := outExcused || out >= to-t.Grace
		f.Early, f.Spared = !spared, f.Spared || spared
	case out < 0 && !endCovered && (in >= 0 || startCovered):
		f.Missing++
	}
	f.Absent = in < 0 && out < 0 && !startCovered && !endCovered
	return f
}

// ends gives the first punch in and the last punch out, -1 for none, and
// whether the clock itself excuses one. A single record that says no direction
// is taken for the nearer end of the day.
func (t Terms) ends(punches []Punch) (in, out int64, inExcused, outExcused bool) {
	in, out = -1, -1
	middle := (t.Start + t.End) / 2
	for _, p := range punches {
		goesIn, goesOut := p.in(), p.out()
		if goesIn && goesOut && p.Minute >= 0 {
			goesIn, goesOut = p.Minute < middle, p.Minute >= middle
		}
		if p.Validity == Excused {
			inExcused, outExcused = inExcused || goesIn, outExcused || goesOut
		}
		if p.Minute < 0 || p.Validity == Invalid || p.Validity == Missing {
			continue
		}
		if goesIn && (in < 0 || p.Minute < in) {
			in = p.Minute
		}
		if goesOut && p.Minute > out {
			out = p.Minute
		}
	}
	return in, out, inExcused, outExcused
}

// reach gives how far approved stretches reach without a gap from the start of
// the working day on, and from its end back.
func (t Terms) reach(covers []Cover) (from, to int64) {
	from, to = t.Start, t.End
	sorted := slices.Clone(covers)
	slices.SortFunc(sorted, func(a, b Cover) int { return int(a.From - b.From) })
	for _, c := range sorted {
		if c.From <= from+t.Grace && c.To > from {
			from = c.To
		}
	}
	slices.SortFunc(sorted, func(a, b Cover) int { return int(b.To - a.To) })
	for _, c := range sorted {
		if c.To >= to-t.Grace && c.From < to {
			to = c.From
		}
	}
	return from, to
}

// Tally is a month's findings added up, with the points.
type Tally struct {
	Workdays int64 // working days on the staff that have passed
	Present  int64
	Late     int64
	Early    int64
	Absent   int64
	Missing  int64
	Leave    int64 // days with leave, whole or part
	Outing   int64
	Trip     int64
	Score    exact.Decimal
}

// Add adds findings up and computes the points: Base less the deductions, not
// below Floor. It refuses with scheme.NotSet when a punch is missing and the
// scheme does not say what that costs.
func (t Terms) Add(doc *scheme.Doc, findings []Finding) (Tally, error) {
	var s Tally
	for _, f := range findings {
		s.Workdays++
		for _, c := range []struct {
			is   bool
			into *int64
		}{{f.Present, &s.Present}, {f.Late, &s.Late}, {f.Early, &s.Early}, {f.Absent, &s.Absent}, {f.Leave, &s.Leave}, {f.Outing, &s.Outing}, {f.Trip, &s.Trip}} {
			if c.is {
				*c.into++
			}
		}
		s.Missing += f.Missing
	}
	missing := exact.Int(0)
	if s.Missing > 0 {
		var err error
		if missing, err = scheme.Need(doc, "attendance.deductions.missing", t.Missing); err != nil {
			return s, err
		}
	}
	s.Score = t.Base
	for _, d := range []struct {
		n      int64
		points exact.Decimal
	}{{s.Late, t.Late}, {s.Early, t.Early}, {s.Absent, t.Absent}, {s.Missing, missing}} {
		s.Score = s.Score.Sub(d.points.Mul(exact.Int(d.n)))
	}
	if s.Score.Cmp(t.Floor) < 0 {
		s.Score = t.Floor
	}
	return s, nil
}

// minuteOf gives the minute of the day of an instant, in the zone's time.
func minuteOf(at time.Time) int64 {
	local := at.In(calendar.Shanghai)
	return int64(local.Hour()*60 + local.Minute())
}
