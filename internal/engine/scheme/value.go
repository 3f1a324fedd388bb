package scheme

import (
	"strconv"
	"strings"

	"github.com/jingkai-zone/jingkai/internal/base/fault"
)

// BadCap refuses a text that is not a cap.
var BadCap = fault.Define(fault.Invalid, "scheme.cap", "",
	"名额应为不小于零的整数，或 none（不限）。", "A cap is a whole number not below zero, or none for no limit.")

// Cap is how many at most. "No limit" is a decision of the scheme, written
// none, and differs from a cap that is not set.
type Cap struct {
	n    int64
	none bool
}

// CapOf gives a cap of n.
func CapOf(n int64) Cap { return Cap{n: n} }

// ParseCap reads a whole number of at most nine digits or "none"; anything else
// is [BadCap].
func ParseCap(s string) (Cap, error) {
	if s == "none" {
		return Cap{none: true}, nil
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 || len(s) > 9 || strings.HasPrefix(s, "+") {
		return Cap{}, BadCap.New()
	}
	return Cap{n: n}, nil
}

// Limit gives the number, and false when there is no limit.
func (c Cap) Limit() (n int64, limited bool) { return c.n, !c.none }

// String gives the number or "none".
func (c Cap) String() string {
	if c.none {
		return "none"
	}
	return strconv.FormatInt(c.n, 10)
}

// MarshalText writes what String gives.
func (c Cap) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalText reads what ParseCap reads.
func (c *Cap) UnmarshalText(b []byte) error {
	parsed, err := ParseCap(string(b))
	if err != nil {
		return err
	}
	*c = parsed
	return nil
}

// BadTime refuses a text that is not a time of day.
var BadTime = fault.Define(fault.Invalid, "scheme.time", "",
	"时刻格式不对，应为 08:30 这样的 24 小时制。", "Not a time of day: 08:30 on the 24-hour clock is expected.")

// TimeOfDay is a time on the clock on the wall, in minutes after midnight
// (0…1439): when work starts and ends.
type TimeOfDay int

// ParseTimeOfDay reads HH:MM, strictly; anything else is [BadTime].
func ParseTimeOfDay(s string) (TimeOfDay, error) {
	if len(s) != 5 || s[2] != ':' || strings.ContainsAny(s, "+-") {
		return 0, BadTime.New()
	}
	hour, err1 := strconv.Atoi(s[:2])
	minute, err2 := strconv.Atoi(s[3:])
	if err1 != nil || err2 != nil || hour > 23 || minute > 59 {
		return 0, BadTime.New()
	}
	return TimeOfDay(hour*60 + minute), nil
}

// Hour gives the hour, 0…23.
func (t TimeOfDay) Hour() int { return int(t) / 60 }

// Minute gives the minute, 0…59.
func (t TimeOfDay) Minute() int { return int(t) % 60 }

// String gives HH:MM.
func (t TimeOfDay) String() string {
	b := []byte("00:00")
	b[0], b[1] = byte('0'+t.Hour()/10), byte('0'+t.Hour()%10)
	b[3], b[4] = byte('0'+t.Minute()/10), byte('0'+t.Minute()%10)
	return string(b)
}

// MarshalText writes HH:MM.
func (t TimeOfDay) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// UnmarshalText reads HH:MM.
func (t *TimeOfDay) UnmarshalText(b []byte) error {
	parsed, err := ParseTimeOfDay(string(b))
	if err != nil {
		return err
	}
	*t = parsed
	return nil
}
