package calendar

import (
	"database/sql/driver"
	"fmt"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/fault"
)

// BadMonth refuses a text that is not a month.
var BadMonth = fault.Define(fault.Invalid, "calendar.month", "",
	"月份格式不对，应为“年-月”，例如 2026-09。",
	"Not a month: YYYY-MM is expected, for example 2026-09.")

// Month is a month of a year between 0001-01 and 9999-12. The zero Month means
// "no month": "" as text, null in JSON, NULL in the database.
type Month struct {
	n int32 // year*12 + month-1
}

const (
	firstMonth = 12
	lastMonth  = 9999*12 + 11
)

// NewMonth makes a month from its parts; ok is false when there is none such.
func NewMonth(year int, month time.Month) (m Month, ok bool) {
	if year < 1 || year > 9999 || month < time.January || month > time.December {
		return Month{}, false
	}
	return Month{int32(year*12 + int(month) - 1)}, true
}

// ParseMonth reads YYYY-MM, strictly.
func ParseMonth(s string) (Month, error) {
	if len(s) != 7 || s[4] != '-' {
		return Month{}, BadMonth.New()
	}
	year, ok1 := digits(s[:4])
	month, ok2 := digits(s[5:])
	m, ok := NewMonth(year, time.Month(month))
	if !ok1 || !ok2 || !ok {
		return Month{}, BadMonth.New()
	}
	return m, nil
}

// MustMonth is ParseMonth for constants and tests; it panics on a bad text.
func MustMonth(s string) Month {
	m, err := ParseMonth(s)
	if err != nil {
		panic("calendar: " + err.Error())
	}
	return m
}

// IsZero reports whether there is no month.
func (m Month) IsZero() bool { return m.n == 0 }

// Year gives the year, 0 for no month.
func (m Month) Year() int { return int(m.n / 12) }

// Number gives January to December, 0 for no month.
func (m Month) Number() time.Month {
	if m.IsZero() {
		return 0
	}
	return time.Month(m.n%12 + 1)
}

// Quarter gives 1 to 4, 0 for no month.
func (m Month) Quarter() int { return (int(m.Number()) + 2) / 3 }

// First gives the first day.
func (m Month) First() Date {
	if m.IsZero() {
		return Date{}
	}
	return fromCivil(m.Year(), int(m.Number()), 1)
}

// Last gives the last day.
func (m Month) Last() Date {
	if m.IsZero() {
		return Date{}
	}
	return fromCivil(m.Year(), int(m.Number()), m.Days())
}

// Days counts the calendar days of the month, 0 for no month.
func (m Month) Days() int {
	if m.IsZero() {
		return 0
	}
	return daysIn(m.Year(), m.Number())
}

// Next gives the month after.
func (m Month) Next() Month { return m.Add(1) }

// Prev gives the month before.
func (m Month) Prev() Month { return m.Add(-1) }

// Add gives the month n months later (earlier when negative), within the years
// 1 to 9999; no month stays no month.
func (m Month) Add(n int) Month {
	if m.IsZero() {
		return m
	}
	return Month{int32(min(max(int64(m.n)+int64(n), firstMonth), lastMonth))}
}

// Sub counts the months from e to m.
func (m Month) Sub(e Month) int { return int(m.n - e.n) }

// Before reports whether m is earlier than e.
func (m Month) Before(e Month) bool { return m.n < e.n }

// After reports whether m is later than e.
func (m Month) After(e Month) bool { return m.n > e.n }

// Compare gives -1, 0 or 1, for sorting.
func (m Month) Compare(e Month) int {
	switch {
	case m.n < e.n:
		return -1
	case m.n > e.n:
		return 1
	}
	return 0
}

// Contains reports whether the date lies in the month.
func (m Month) Contains(d Date) bool { return !m.IsZero() && d.Month() == m }

// String gives YYYY-MM, and "" for no month.
func (m Month) String() string {
	if m.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d", m.Year(), m.Number())
}

// MarshalText writes YYYY-MM; no month is an empty text.
func (m Month) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// UnmarshalText reads YYYY-MM; an empty text is no month.
func (m *Month) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*m = Month{}
		return nil
	}
	parsed, err := ParseMonth(string(b))
	if err != nil {
		return err
	}
	*m = parsed
	return nil
}

// MarshalJSON writes a string, or null for no month.
func (m Month) MarshalJSON() ([]byte, error) {
	if m.IsZero() {
		return []byte("null"), nil
	}
	return []byte(`"` + m.String() + `"`), nil
}

// UnmarshalJSON reads a string or null.
func (m *Month) UnmarshalJSON(b []byte) error { return unquote(b, m, BadMonth) }

// Value stores the month as text; no month is NULL.
func (m Month) Value() (driver.Value, error) {
	if m.IsZero() {
		return nil, nil
	}
	return m.String(), nil
}

// Scan reads what Value stored.
func (m *Month) Scan(src any) error { return scanText(src, m, BadMonth) }
