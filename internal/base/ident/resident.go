package ident

import (
	"database/sql/driver"
	"strings"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
)

// BadResident refuses a text that cannot be a resident number.
var BadResident = fault.Define(fault.Invalid, "ident.resident", "GB 11643-1999",
	"公民身份号码格式不对：应为 17 位数字加 1 位数字或 X，其中第 7 至 14 位是真实存在的出生日期。",
	"Not a resident number: 17 digits and one digit or X are expected, the 7th to 14th being an existing date of birth.")

// Resident is a resident number (公民身份号码). Because it identifies a person
// for life, printing it, formatting it and writing it as JSON show it masked;
// only [Resident.Reveal] and the database get all of it. The zero Resident means
// none.
type Resident struct{ s string }

// ParseResident reads a number; spaces around it are dropped and a small x
// raised. A malformed number or an impossible date of birth is refused with
// [BadResident], a wrong check digit is not: see [Resident.Check].
func ParseResident(s string) (Resident, error) {
	s = strings.ToUpper(strings.TrimSpace(s))
	if len(s) != 18 {
		return Resident{}, BadResident.New()
	}
	for i := range 17 {
		if s[i] < '0' || s[i] > '9' {
			return Resident{}, BadResident.New()
		}
	}
	if s[17] != 'X' && (s[17] < '0' || s[17] > '9') {
		return Resident{}, BadResident.New()
	}
	if _, err := birth(s); err != nil {
		return Resident{}, BadResident.New()
	}
	return Resident{s}, nil
}

// IsZero reports whether there is no number.
func (r Resident) IsZero() bool { return r.s == "" }

// Reveal gives the whole number. Call it only where a law or an approved look
// demands it.
func (r Resident) Reveal() string { return r.s }

// Masked gives the first three and the last two characters with stars between.
func (r Resident) Masked() string {
	if r.IsZero() {
		return ""
	}
	return r.s[:3] + strings.Repeat("*", 13) + r.s[16:]
}

// String is Masked, so that logs and messages never carry the number.
func (r Resident) String() string { return r.Masked() }

// GoString is Masked as well.
func (r Resident) GoString() string { return r.Masked() }

// Birth gives the date of birth written in the number.
func (r Resident) Birth() calendar.Date {
	if r.IsZero() {
		return calendar.Date{}
	}
	d, err := birth(r.s)
	if err != nil {
		return calendar.Date{} // not reached: parsing has checked it
	}
	return d
}

func birth(s string) (calendar.Date, error) {
	return calendar.ParseDate(s[6:10] + "-" + s[10:12] + "-" + s[12:14])
}

// Check compares the check digit: the digits weighted with 2^(18-i) mod 11.
func (r Resident) Check() Warning {
	if r.IsZero() || residentCheckDigit(r.s[:17]) == r.s[17] {
		return Warning{}
	}
	return residentCheck
}

func residentCheckDigit(body string) byte {
	sum, weight := 0, 2 // 2^(18-17) belongs to the last of the 17 digits
	for i := len(body) - 1; i >= 0; i-- {
		sum += int(body[i]-'0') * weight
		weight = weight * 2 % 11
	}
	return "10X98765432"[sum%11]
}

// MarshalText writes the masked form.
func (r Resident) MarshalText() ([]byte, error) { return []byte(r.Masked()), nil }

// UnmarshalText reads a whole number; an empty text is none. The masked form is
// not a number and is refused.
func (r *Resident) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*r = Resident{}
		return nil
	}
	parsed, err := ParseResident(string(b))
	if err != nil {
		return err
	}
	*r = parsed
	return nil
}

// Value stores the whole number as text; none is NULL.
func (r Resident) Value() (driver.Value, error) { return textValue(r.s) }

// Scan reads what Value stored.
func (r *Resident) Scan(src any) error { return scanText(src, r, BadResident) }
