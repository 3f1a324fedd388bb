package calendar

import (
	"database/sql/driver"
	"fmt"
	"strconv"
	"strings"

	"github.com/jingkai-zone/jingkai/internal/base/fault"
)

// BadBudget refuses a text that is not a time limit.
var BadBudget = fault.Define(fault.Invalid, "calendar.budget", "",
	"时限格式不对，应为数量加单位，例如 10wd（10个工作日）、7d（7个自然日）、48h（48小时），数量不超过 36500。",
	"Not a time limit: a number with a unit is expected, for example 10wd (working days), 7d (calendar days), 48h (hours), the number not above 36500.")

// Unit is what a time limit is counted in.
type Unit string

// The units.
const (
	WorkingDays  Unit = "wd" // public holidays excluded, make-up days counted
	CalendarDays Unit = "d"  // every day counts; the end does not move off a holiday
	Hours        Unit = "h"  // hours of the clock on the wall, nights and holidays included
)

// maxBudget is a hundred years: above it a limit is a typing error.
const maxBudget = 36500

// Budget is a time limit: a number of units. The zero Budget means "none"; zero
// days means "on the same day"; a limit in hours has at least one.
type Budget struct {
	N    int
	Unit Unit
}

var unitWords = []struct {
	word string
	unit Unit
}{
	{"个工作日", WorkingDays}, {"工作日", WorkingDays}, {"wd", WorkingDays},
	{"个自然日", CalendarDays}, {"自然日", CalendarDays}, {"个日历日", CalendarDays}, {"日历日", CalendarDays},
	{"天", CalendarDays}, {"d", CalendarDays},
	{"个小时", Hours}, {"小时", Hours}, {"h", Hours},
}

// NewBudget makes a time limit; it refuses a negative or absurd number and an
// unknown unit with [BadBudget].
func NewBudget(n int, unit Unit) (Budget, error) {
	b := Budget{n, unit}
	if !b.Valid() {
		return Budget{}, BadBudget.New()
	}
	return b, nil
}

// ParseBudget reads "10wd", "10个工作日", "7d", "7个自然日", "48h" or "48小时",
// with or without spaces before the unit.
func ParseBudget(s string) (Budget, error) {
	for _, w := range unitWords {
		head, found := strings.CutSuffix(s, w.word)
		if !found {
			continue
		}
		head = strings.TrimRight(head, " ")
		n, ok := digits(head)
		if !ok || head == "" || len(head) > 5 {
			return Budget{}, BadBudget.New()
		}
		return NewBudget(n, w.unit)
	}
	return Budget{}, BadBudget.New()
}

// MustBudget is ParseBudget for constants and tests; it panics on a bad text.
func MustBudget(s string) Budget {
	b, err := ParseBudget(s)
	if err != nil {
		panic("calendar: " + err.Error())
	}
	return b
}

// IsZero reports whether there is no limit.
func (b Budget) IsZero() bool { return b == Budget{} }

// Valid reports whether the number and the unit make a limit.
func (b Budget) Valid() bool {
	switch b.Unit {
	case WorkingDays, CalendarDays:
		return b.N >= 0 && b.N <= maxBudget
	case Hours:
		return b.N >= 1 && b.N <= maxBudget
	}
	return false
}

// String gives the short form, "10wd"; "" for no limit.
func (b Budget) String() string {
	if b.IsZero() {
		return ""
	}
	return strconv.Itoa(b.N) + string(b.Unit)
}

// Text gives the limit as people say it: 10个工作日, 10 working days.
func (b Budget) Text(lang fault.Lang) string {
	if b.IsZero() {
		return ""
	}
	if lang == fault.English {
		word := map[Unit]string{WorkingDays: "working day", CalendarDays: "calendar day", Hours: "hour"}[b.Unit]
		if b.N != 1 {
			word += "s"
		}
		return fmt.Sprintf("%d %s", b.N, word)
	}
	return strconv.Itoa(b.N) + map[Unit]string{WorkingDays: "个工作日", CalendarDays: "个自然日", Hours: "小时"}[b.Unit]
}

// MarshalText writes the short form.
func (b Budget) MarshalText() ([]byte, error) { return []byte(b.String()), nil }

// UnmarshalText reads any of the forms of [ParseBudget]; an empty text is no
// limit.
func (b *Budget) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*b = Budget{}
		return nil
	}
	parsed, err := ParseBudget(string(text))
	if err != nil {
		return err
	}
	*b = parsed
	return nil
}

// MarshalJSON writes a string, or null for no limit.
func (b Budget) MarshalJSON() ([]byte, error) {
	if b.IsZero() {
		return []byte("null"), nil
	}
	return []byte(`"` + b.String() + `"`), nil
}

// UnmarshalJSON reads a string or null.
func (b *Budget) UnmarshalJSON(text []byte) error { return unquote(text, b, BadBudget) }

// Value stores the short form; no limit is NULL.
func (b Budget) Value() (driver.Value, error) {
	if b.IsZero() {
		return nil, nil
	}
	return b.String(), nil
}

// Scan reads what Value stored.
func (b *Budget) Scan(src any) error { return scanText(src, b, BadBudget) }
