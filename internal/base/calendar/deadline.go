package calendar

import (
	"strconv"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/fault"
)

// DayLine is one line of the explanation of a deadline.
type DayLine struct {
	Day
	Counted bool `json:"counted"` // the day used some of the limit
	N       int  `json:"n"`       // what is used by the end of the day, in the limit's unit
}

// Text says the line in words: 2026-09-11 周五，工作日，第 1 日.
func (l DayLine) Text(lang fault.Lang) string {
	s := l.Date.String() + " " + l.Day.Text(lang)
	if !l.Counted {
		if lang == fault.English {
			return s + ", not counted"
		}
		return s + "，不计入"
	}
	if lang == fault.English {
		return s + ", counted: " + strconv.Itoa(l.N)
	}
	return s + "，计至 " + strconv.Itoa(l.N)
}

// Result is a deadline and why it is that one.
type Result struct {
	Due         Date      `json:"due"`         // the last day that is still in time
	At          time.Time `json:"at"`          // the first instant that is late, UTC
	Provisional bool      `json:"provisional"` // rests on a year whose notice is not known
	Days        []DayLine `json:"days"`        // from the day after the start to Due
}

// Deadline computes when a limit that started on a day ends, and explains it
// day by day. The day after the start is day 1. A limit in working days is
// provisional when any day from day 1 to the due day lies in an unpublished
// year; limits in calendar days and hours do not depend on notices. A limit in
// hours is counted from the end of the start day, because a date has no hour:
// use [Calendar.DeadlineAt] where the instant is known.
func (c *Calendar) Deadline(start Date, b Budget) Result {
	return c.deadline(start, start.AddDays(1).Start(), b)
}

// DeadlineAt is [Calendar.Deadline] for a limit that started at an instant:
// hours run from that very instant, days from the day it lies on.
func (c *Calendar) DeadlineAt(start time.Time, b Budget) Result {
	return c.deadline(DateOf(start), start, b)
}

// Due is [Calendar.Deadline] without the explanation.
func (c *Calendar) Due(start Date, b Budget) (due Date, provisional bool) {
	switch b.Unit {
	case WorkingDays:
		return c.AddWorkingDays(start, b.N)
	case CalendarDays:
		return start.AddDays(b.N), false
	}
	return hoursDue(start.AddDays(1).Start().Add(time.Duration(b.N) * time.Hour)), false
}

func (c *Calendar) deadline(start Date, instant time.Time, b Budget) Result {
	if start.IsZero() || !b.Valid() {
		return Result{}
	}
	if b.Unit == Hours {
		return c.hours(instant.UTC(), b.N)
	}
	due, provisional := c.Due(start, b)
	r := Result{Due: due, At: due.AddDays(1).Start(), Provisional: provisional}
	r.Days = make([]DayLine, 0, due.Sub(start))
	n := 0
	for d := start.AddDays(1); !d.After(due); d = d.AddDays(1) {
		line := DayLine{Day: c.Day(d)}
		if b.Unit == CalendarDays || line.Working {
			n++
			line.Counted = true
		}
		line.N = n
		r.Days = append(r.Days, line)
		if d == MaxDate {
			break
		}
	}
	return r
}

// hours explains a limit in hours: each day it touches, with the whole hours
// used by its end.
func (c *Calendar) hours(start time.Time, n int) Result {
	r := Result{At: start.Add(time.Duration(n) * time.Hour)}
	r.Due = hoursDue(r.At)
	for d := DateOf(start); !d.After(r.Due); d = d.AddDays(1) {
		used := n
		if d != r.Due {
			used = int(d.AddDays(1).Start().Sub(start) / time.Hour)
		}
		r.Days = append(r.Days, DayLine{Day: c.Day(d), Counted: true, N: used})
		if d == MaxDate {
			break
		}
	}
	return r
}

// hoursDue gives the last day that is still in time when the first late instant
// is at: a limit that ends at midnight ends on the day before it.
func hoursDue(at time.Time) Date { return DateOf(at.Add(-time.Microsecond)) }
