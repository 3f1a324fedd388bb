package flow

import (
	"strconv"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
)

// Line is one day of a clock's life.
type Line struct {
	calendar.DayLine
	Paused bool   `json:"paused"`
	Cause  string `json:"cause,omitempty"` // of the pause
}

// Text says the line in words; the rule supplies the wording of the cause.
func (l Line) Text(lang fault.Lang, rule Rule) string {
	if !l.Paused || l.Counted {
		return l.DayLine.Text(lang)
	}
	s := l.Date.String() + " " + l.Day.Text(lang)
	cause := rule.CauseText(l.Cause).In(lang)
	if lang == fault.English {
		return s + ", paused (" + cause + ")"
	}
	return s + "，暂停计时（" + cause + "）"
}

// Explanation is a clock opened up: why its deadline is that day.
type Explanation struct {
	Name   string          `json:"name"`
	State  ClockState      `json:"state"`
	Budget calendar.Budget `json:"budget"`
	Grants []Grant         `json:"grants,omitempty"`
	Total  calendar.Budget `json:"total"`
	Start  calendar.Date   `json:"start"`
	Deadline
	Used  int    `json:"used"` // by now, in the unit of the budget
	Left  int    `json:"left"` // negative when late
	Lines []Line `json:"lines"`
}

// Explain opens the clock as of an instant: each day from the day after the
// start to the due day, and while it is paused to the present day. Days of a
// stopped clock end with the stop.
func (c Clock) Explain(cal *calendar.Calendar, now time.Time) Explanation {
	e := Explanation{Name: c.Name, State: c.State(), Budget: c.Budget, Grants: c.Grants, Total: c.Total(),
		Start: calendar.DateOf(c.Began()), Deadline: c.Deadline(cal), Used: c.Used(cal, now)}
	e.Left = e.Total.N - e.Used
	if len(c.Segments) == 0 {
		return e
	}
	last := e.Due
	switch {
	case !c.Ended.IsZero():
		last = calendar.DateOf(c.Ended)
	case e.Open:
		last = calendar.DateOf(now)
	}
	if c.Budget.Unit == calendar.Hours {
		e.Lines = c.hourLines(cal, e, last)
		return e
	}
	pauses := c.pauses()
	n := 0
	for d := e.Start.AddDays(1); !d.After(last); d = d.AddDays(1) {
		line := Line{DayLine: calendar.DayLine{Day: cal.Day(d)}}
		for len(pauses) > 0 && !pauses[0].to.IsZero() && d.After(pauses[0].to) {
			pauses = pauses[1:]
		}
		if len(pauses) > 0 && pauses[0].covers(d) {
			line.Paused, line.Cause = true, pauses[0].cause
		} else if c.Budget.Unit == calendar.CalendarDays || line.Working {
			line.Counted = true
			n++
		}
		line.N = n
		e.Lines = append(e.Lines, line)
		if d == calendar.MaxDate {
			break
		}
	}
	return e
}

// hourLines gives each day a clock in hours touches, with the whole hours used
// by the end of the day.
func (c Clock) hourLines(cal *calendar.Calendar, e Explanation, last calendar.Date) []Line {
	var lines []Line
	for d := e.Start; !d.After(last); d = d.AddDays(1) {
		from, to := d.Start(), d.AddDays(1).Start()
		if !c.Ended.IsZero() && c.Ended.Before(to) {
			to = c.Ended
		} else if !e.Open && e.At.Before(to) {
			to = e.At
		}
		line := Line{DayLine: calendar.DayLine{Day: cal.Day(d), N: int(c.ran(to) / time.Hour)}}
		line.Counted = c.ran(to) > c.ran(from)
		for _, s := range c.Segments {
			if s.State == Paused && s.From.Before(to) && (s.To.IsZero() || s.To.After(from)) {
				line.Paused, line.Cause = true, s.Cause
			}
		}
		lines = append(lines, line)
		if d == calendar.MaxDate {
			break
		}
	}
	return lines
}

// Text says the whole in one sentence, for the head of an explanation.
func (e Explanation) Text(lang fault.Lang) string {
	if lang == fault.English {
		s := "From " + e.Start.String() + ", " + e.Total.Text(lang)
		switch {
		case e.Open:
			return s + ", paused: the end depends on when it is resumed; " + strconv.Itoa(e.Left) + " left."
		case e.Provisional:
			return s + ", due on " + e.Due.String() + " (provisional: the calendar of that year is not published)."
		}
		return s + ", due on " + e.Due.String() + "."
	}
	s := "自 " + e.Start.String() + " 起 " + e.Total.Text(lang)
	switch {
	case e.Open:
		return s + "，现暂停计时，恢复后再定到期日，尚余 " + strconv.Itoa(e.Left) + "。"
	case e.Provisional:
		return s + "，" + e.Due.String() + " 到期（暂定：该年度放假安排尚未公布）。"
	}
	return s + "，" + e.Due.String() + " 到期。"
}
