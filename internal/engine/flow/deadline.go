package flow

import (
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
)

// Deadline is when a clock runs out, by the calendar it was asked with.
type Deadline struct {
	Due         calendar.Date `json:"due"`         // the last day in time; none while the clock is paused
	At          time.Time     `json:"at,omitzero"` // the first late instant, UTC
	Provisional bool          `json:"provisional"` // rests on a year whose calendar is not published
	Open        bool          `json:"open"`        // paused: the end depends on when it is resumed
}

// Late reports whether an instant is after the deadline.
func (d Deadline) Late(at time.Time) bool { return !d.Open && !at.Before(d.At) }

// pause is a paused stretch in days: the day it began on still counts, the day
// it ended on does not. A zero end means it still lasts.
type pause struct {
	from, to calendar.Date
	cause    string
}

func (p pause) covers(d calendar.Date) bool {
	return d.After(p.from) && (p.to.IsZero() || !d.After(p.to))
}

func (c Clock) pauses() []pause {
	var out []pause
	for _, s := range c.Segments {
		if s.State != Paused {
			continue
		}
		p := pause{from: calendar.DateOf(s.From), cause: s.Cause}
		if !s.To.IsZero() {
			p.to = calendar.DateOf(s.To)
		}
		if p.to != p.from {
			out = append(out, p)
		}
	}
	return out
}

// Deadline computes when the clock runs out. For working days and calendar days
// the day after the start is day 1, paused days are left out, and the due day
// ends at midnight; hours run from instant to instant.
func (c Clock) Deadline(cal *calendar.Calendar) Deadline {
	if len(c.Segments) == 0 {
		return Deadline{Open: true}
	}
	total := c.Total()
	if total.Unit == calendar.Hours {
		return c.hoursDeadline(time.Duration(total.N) * time.Hour)
	}
	at, left, provisional := calendar.DateOf(c.Began()), total.N, false
	for _, p := range c.pauses() {
		run := days(cal, total.Unit, at, p.from)
		if run >= left {
			break
		}
		left -= run
		if total.Unit == calendar.WorkingDays && p.from.After(at) {
			provisional = provisional || !cal.Certain(at.AddDays(1), p.from)
		}
		if p.to.IsZero() {
			return Deadline{Open: true}
		}
		at = p.to
	}
	due, unsure := cal.Due(at, calendar.Budget{N: left, Unit: total.Unit})
	return Deadline{Due: due, At: due.AddDays(1).Start(), Provisional: provisional || unsure}
}

func (c Clock) hoursDeadline(left time.Duration) Deadline {
	for _, s := range c.Segments {
		if s.State != Running {
			continue
		}
		if s.To.IsZero() || s.To.Sub(s.From) >= left || s.To.Equal(c.Ended) {
			at := s.From.Add(left)
			return Deadline{Due: calendar.DateOf(at.Add(-time.Microsecond)), At: at}
		}
		left -= s.To.Sub(s.From)
	}
	if c.Ended.IsZero() {
		return Deadline{Open: true}
	}
	at := c.Ended.Add(left) // stopped while paused: as if resumed at that instant
	return Deadline{Due: calendar.DateOf(at.Add(-time.Microsecond)), At: at}
}

// days counts what running from one day to another uses.
func days(cal *calendar.Calendar, unit calendar.Unit, from, to calendar.Date) int {
	if !to.After(from) {
		return 0
	}
	if unit == calendar.CalendarDays {
		return to.Sub(from)
	}
	return cal.WorkingDays(from, to)
}

// Used counts what has been used of the budget by an instant, in its unit:
// whole days by the end of the instant's day, or whole hours. After the clock
// was stopped it no longer grows, and it goes on past the budget when late.
func (c Clock) Used(cal *calendar.Calendar, at time.Time) int {
	if len(c.Segments) == 0 {
		return 0
	}
	if !c.Ended.IsZero() && c.Ended.Before(at) {
		at = c.Ended
	}
	if c.Budget.Unit == calendar.Hours {
		return int(c.ran(at) / time.Hour)
	}
	until, from, used := calendar.DateOf(at), calendar.DateOf(c.Began()), 0
	for _, p := range c.pauses() {
		if !p.from.Before(until) {
			break
		}
		used += days(cal, c.Budget.Unit, from, p.from)
		if p.to.IsZero() || !p.to.Before(until) {
			return used
		}
		from = p.to
	}
	return used + days(cal, c.Budget.Unit, from, until)
}

// ran sums the running time up to an instant.
func (c Clock) ran(until time.Time) time.Duration {
	var sum time.Duration
	for _, s := range c.Segments {
		to := s.To
		if to.IsZero() || to.After(until) {
			to = until
		}
		if s.State == Running && to.After(s.From) {
			sum += to.Sub(s.From)
		}
	}
	return sum
}

// warnAt gives the instant from which the clock is about to be due: the start
// of the day so many units before the due day; zero when nobody is warned or
// the deadline is open.
func (c Clock) warnAt(cal *calendar.Calendar, d Deadline) time.Time {
	if c.Warn.IsZero() || d.Open {
		return time.Time{}
	}
	switch c.Warn.Unit {
	case calendar.Hours:
		return d.At.Add(-time.Duration(c.Warn.N) * time.Hour)
	case calendar.CalendarDays:
		return d.Due.AddDays(-c.Warn.N).Start()
	}
	day, _ := cal.AddWorkingDays(d.Due, -c.Warn.N)
	return day.Start()
}
