package calendar

import (
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/fault"
)

// Why is the reason for which a day is worked or off.
type Why string

// The reasons.
const (
	Ordinary Why = "ordinary" // a weekday, worked
	Weekend  Why = "weekend"  // Saturday or Sunday, off
	Holiday  Why = "holiday"  // off by a notice
	MakeUp   Why = "make_up"  // worked by a notice (调休上班日)
)

// Day is what the calendar says about one date.
type Day struct {
	Date      Date   `json:"date"`
	Working   bool   `json:"working"`
	Why       Why    `json:"why"`
	Name      string `json:"name,omitempty"` // the holiday, also for its make-up days
	NameEN    string `json:"name_en,omitempty"`
	Published bool   `json:"published"` // the year's notice is known
}

// Day says what kind of day d is.
func (c *Calendar) Day(d Date) Day {
	day := Day{Date: d, Published: c.published[d.Year()]}
	if r, ok := c.rows[d]; ok {
		day.Working, day.Name, day.NameEN = r.Work, r.Name, r.NameEN
		day.Why = Holiday
		if r.Work {
			day.Why = MakeUp
		}
		return day
	}
	if weekend(d) {
		day.Why = Weekend
		return day
	}
	day.Working, day.Why = true, Ordinary
	return day
}

var (
	weekdaysZH = [...]string{"周日", "周一", "周二", "周三", "周四", "周五", "周六"}
	weekdaysEN = [...]string{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"}
)

// Text says it in words: 周四，工作日; 周日，调休上班（国庆节）; Thursday, day off
// (National Day). A day of an unpublished year says so.
func (d Day) Text(lang fault.Lang) string {
	if lang == fault.English {
		s := weekdaysEN[d.Date.Weekday()]
		switch d.Why {
		case Ordinary:
			s += ", working day"
		case Weekend:
			s += ", weekend"
		case Holiday:
			s += ", day off (" + d.NameEN + ")"
		case MakeUp:
			s += ", make-up working day (" + d.NameEN + ")"
		}
		if !d.Published {
			s += ", calendar not published"
		}
		return s
	}
	s := weekdaysZH[d.Date.Weekday()]
	switch d.Why {
	case Ordinary:
		s += "，工作日"
	case Weekend:
		s += "，休息日"
	case Holiday:
		s += "，放假（" + d.Name + "）"
	case MakeUp:
		s += "，调休上班（" + d.Name + "）"
	}
	if !d.Published {
		s += "，放假安排未公布"
	}
	return s
}

// IsWorking reports whether d is worked.
func (c *Calendar) IsWorking(d Date) bool {
	if r, ok := c.rows[d]; ok {
		return r.Work
	}
	return !weekend(d)
}

// WorkingDays counts the working days after from up to and including to: the
// number of days a time limit that started on from has used on to. It is
// negative when to is earlier.
func (c *Calendar) WorkingDays(from, to Date) int { return c.count(to) - c.count(from) }

// WorkingDaysIn counts the working days of a month; certain is false while the
// year is not published.
func (c *Calendar) WorkingDaysIn(m Month) (n int, certain bool) {
	if m.IsZero() {
		return 0, false
	}
	return c.count(m.Last()) - c.count(m.First().AddDays(-1)), c.published[m.Year()]
}

// WorkingDaysOf counts the working days of a year; certain is false while the
// year is not published.
func (c *Calendar) WorkingDaysOf(year int) (n int, certain bool) {
	first, ok := NewDate(year, time.January, 1)
	if !ok {
		return 0, false
	}
	return c.count(fromCivil(year, 12, 31)) - c.count(first.AddDays(-1)), c.published[year]
}

// AddWorkingDays gives the n-th working day after d (the day after d is the
// first that can count), the n-th before when n is negative, and d itself when
// n is 0. The second value says whether the answer rests on a year that is not
// published.
func (c *Calendar) AddWorkingDays(d Date, n int) (due Date, provisional bool) {
	switch {
	case d.IsZero() || n == 0:
		return d, false
	case n > 0:
		due = c.nth(c.count(d) + n)
		return due, !c.Certain(d.AddDays(1), due)
	}
	due = c.nth(c.count(d.AddDays(-1)) + n + 1)
	return due, !c.Certain(due, d.AddDays(-1))
}

// NthWorkingDay gives the n-th working day of a month, counted from its end
// when n is negative; ok is false when the month has fewer.
func (c *Calendar) NthWorkingDay(m Month, n int) (day Date, ok bool) {
	total, _ := c.WorkingDaysIn(m)
	if n < 0 {
		n = total + 1 + n
	}
	if n < 1 || n > total {
		return Date{}, false
	}
	return c.nth(c.count(m.First().AddDays(-1)) + n), true
}

// count gives the number of working days since 0001-01-01, d included.
func (c *Calendar) count(d Date) int {
	n := int(d.n)/7*5 + min(int(d.n)%7, 5) // 0001-01-01 was a Monday
	i := d.Sub(c.first)
	switch {
	case i < 0 || len(c.shift) == 0:
		return n
	case i >= len(c.shift):
		i = len(c.shift) - 1
	}
	return n + int(c.shift[i])
}

// nth gives the working day whose count is k: the first date whose count
// reaches it. Counts differ from five a week by at most the listed days, so the
// search interval is short.
func (c *Calendar) nth(k int) Date {
	slack := len(c.rows) + 14
	guess := (k-1)/5*7 + (k-1)%5 + 1
	lo, hi := clamp(int64(guess-2*slack)).n, clamp(int64(guess+2*slack)).n
	for lo < hi {
		mid := lo + (hi-lo)/2
		if c.count(Date{mid}) >= k {
			hi = mid
		} else {
			lo = mid + 1
		}
	}
	return Date{lo}
}

// Certain reports whether every year from one day to another is published.
func (c *Calendar) Certain(from, to Date) bool {
	for y := from.Year(); y <= to.Year(); y++ {
		if !c.published[y] {
			return false
		}
	}
	return true
}
