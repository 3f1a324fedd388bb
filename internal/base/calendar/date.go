package calendar

import (
	"database/sql/driver"
	"encoding/json"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/fault"
)

// BadDate refuses a text that is not a day of the calendar.
var BadDate = fault.Define(fault.Invalid, "calendar.date", "",
	"日期格式不对，应为真实存在的“年-月-日”，例如 2026-09-10。",
	"Not a date: an existing day written as YYYY-MM-DD is expected, for example 2026-09-10.")

// Shanghai is the time of every zone: UTC+8 all year. It is a fixed offset, so
// a server without a time zone database counts the same days.
var Shanghai = time.FixedZone("Asia/Shanghai", 8*60*60)

// Date is a civil date between 0001-01-01 and 9999-12-31. The zero Date means
// "no date": it is "" as text, null in JSON and NULL in the database, and it
// sorts before every other. Dates compare with == and serve as map keys.
type Date struct {
	n int32 // days; 0001-01-01 is 1
}

const (
	unixDay = 719163 // the number of 1970-01-01
	lastDay = 3652059
)

// The first and the last date that can be written in four digits of year.
var (
	MinDate = Date{1}
	MaxDate = Date{lastDay}
)

// NewDate makes a date from its parts; ok is false when there is no such day.
func NewDate(year int, month time.Month, day int) (d Date, ok bool) {
	if year < 1 || year > 9999 || month < time.January || month > time.December ||
		day < 1 || day > daysIn(year, month) {
		return Date{}, false
	}
	return fromCivil(year, int(month), day), true
}

// ParseDate reads YYYY-MM-DD, strictly: ten characters, an existing day.
func ParseDate(s string) (Date, error) {
	if len(s) != 10 || s[4] != '-' || s[7] != '-' {
		return Date{}, BadDate.New()
	}
	year, ok1 := digits(s[:4])
	month, ok2 := digits(s[5:7])
	day, ok3 := digits(s[8:])
	if !ok1 || !ok2 || !ok3 {
		return Date{}, BadDate.New()
	}
	d, ok := NewDate(year, time.Month(month), day)
	if !ok {
		return Date{}, BadDate.New()
	}
	return d, nil
}

// MustDate is ParseDate for constants and tests; it panics on a bad text.
func MustDate(s string) Date {
	d, err := ParseDate(s)
	if err != nil {
		panic("calendar: " + err.Error())
	}
	return d
}

// DateOf gives the zone's day (UTC+8) at an instant. Instants outside the
// years 1 to 9999 give the nearest date there is.
func DateOf(t time.Time) Date {
	sec := t.Unix() + 8*60*60
	day := sec / 86400
	if sec%86400 < 0 {
		day--
	}
	return clamp(day + unixDay)
}

// IsZero reports whether there is no date.
func (d Date) IsZero() bool { return d.n == 0 }

// AddDays gives the date n calendar days later (earlier when negative). It
// stays within MinDate and MaxDate; no date stays no date.
func (d Date) AddDays(n int) Date {
	if d.IsZero() {
		return d
	}
	return clamp(int64(d.n) + int64(n))
}

// Sub gives the number of calendar days from e to d: positive when d is later.
func (d Date) Sub(e Date) int { return int(d.n - e.n) }

// Before reports whether d is earlier than e.
func (d Date) Before(e Date) bool { return d.n < e.n }

// After reports whether d is later than e.
func (d Date) After(e Date) bool { return d.n > e.n }

// Compare gives -1, 0 or 1, for sorting.
func (d Date) Compare(e Date) int {
	switch {
	case d.n < e.n:
		return -1
	case d.n > e.n:
		return 1
	}
	return 0
}

// Between reports whether d lies in [from, to]. A zero bound is open.
func (d Date) Between(from, to Date) bool {
	return d.n >= from.n && (to.IsZero() || d.n <= to.n)
}

// Weekday gives the day of the week.
func (d Date) Weekday() time.Weekday { return time.Weekday(d.n % 7) } // 0001-01-01 was a Monday

// Civil gives year, month and day; all zero for no date.
func (d Date) Civil() (year int, month time.Month, day int) {
	if d.IsZero() {
		return 0, 0, 0
	}
	return toCivil(d.n)
}

// Year gives the year, 0 for no date.
func (d Date) Year() int {
	year, _, _ := d.Civil()
	return year
}

// Day gives the day of the month, 0 for no date.
func (d Date) Day() int {
	_, _, day := d.Civil()
	return day
}

// Month gives the month the date lies in.
func (d Date) Month() Month {
	year, month, _ := d.Civil()
	if year == 0 {
		return Month{}
	}
	return Month{int32(year*12 + int(month) - 1)}
}

// AddYears gives the same day n years later; 29 February becomes 28 February
// in a year without it.
func (d Date) AddYears(n int) Date {
	if d.IsZero() {
		return d
	}
	year, month, day := d.Civil()
	year = min(max(year+n, 1), 9999)
	return fromCivil(year, int(month), min(day, daysIn(year, month)))
}

// AddMonths gives the same day n months later, or the last day of that month
// when it is shorter.
func (d Date) AddMonths(n int) Date {
	if d.IsZero() {
		return d
	}
	m := d.Month().Add(n)
	return fromCivil(m.Year(), int(m.Number()), min(d.Day(), m.Days()))
}

// Start gives the first instant of the day in the zone, in UTC.
func (d Date) Start() time.Time { return d.At(0, 0) }

// At gives the instant of a time of day in the zone (UTC+8), in UTC.
func (d Date) At(hour, minute int) time.Time {
	if d.IsZero() {
		return time.Time{}
	}
	sec := (int64(d.n)-unixDay)*86400 - 8*60*60 + int64(hour)*3600 + int64(minute)*60
	return time.Unix(sec, 0).UTC()
}

// String gives YYYY-MM-DD, and "" for no date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return string(d.append(make([]byte, 0, 10)))
}

// Text gives the date as it is written in a sentence: 2026年9月10日 or
// 10 September 2026; "" for no date.
func (d Date) Text(lang fault.Lang) string {
	if d.IsZero() {
		return ""
	}
	t := d.At(12, 0)
	if lang == fault.English {
		return t.In(Shanghai).Format("2 January 2006")
	}
	return t.In(Shanghai).Format("2006年1月2日")
}

func (d Date) append(b []byte) []byte {
	year, month, day := toCivil(d.n)
	return append(b,
		byte('0'+year/1000), byte('0'+year/100%10), byte('0'+year/10%10), byte('0'+year%10), '-',
		byte('0'+month/10), byte('0'+month%10), '-',
		byte('0'+day/10), byte('0'+day%10))
}

// MarshalText writes YYYY-MM-DD; no date is an empty text.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads YYYY-MM-DD; an empty text is no date.
func (d *Date) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*d = Date{}
		return nil
	}
	parsed, err := ParseDate(string(b))
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}

// MarshalJSON writes a string, or null for no date.
func (d Date) MarshalJSON() ([]byte, error) {
	if d.IsZero() {
		return []byte("null"), nil
	}
	b := append(make([]byte, 0, 12), '"')
	return append(d.append(b), '"'), nil
}

// UnmarshalJSON reads a string or null.
func (d *Date) UnmarshalJSON(b []byte) error { return unquote(b, d, BadDate) }

// Value stores the date as text; no date is NULL.
func (d Date) Value() (driver.Value, error) {
	if d.IsZero() {
		return nil, nil
	}
	return d.String(), nil
}

// Scan reads what Value stored.
func (d *Date) Scan(src any) error { return scanText(src, d, BadDate) }

// texter is what Date, Month and Budget share when they are read.
type texter interface{ UnmarshalText([]byte) error }

func unquote(b []byte, into texter, refusal *fault.Code) error {
	if string(b) == "null" {
		return into.UnmarshalText(nil)
	}
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return refusal.New()
	}
	return into.UnmarshalText([]byte(s))
}

func scanText(src any, into texter, refusal *fault.Code) error {
	switch v := src.(type) {
	case nil:
		return into.UnmarshalText(nil)
	case string:
		return into.UnmarshalText([]byte(v))
	case []byte:
		return into.UnmarshalText(v)
	}
	return refusal.New()
}

func digits(s string) (int, bool) {
	n := 0
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		n = n*10 + int(s[i]-'0')
	}
	return n, true
}

func clamp(n int64) Date { return Date{int32(min(max(n, 1), lastDay))} }

func leap(year int) bool { return year%4 == 0 && (year%100 != 0 || year%400 == 0) }

func daysIn(year int, month time.Month) int {
	switch month {
	case time.April, time.June, time.September, time.November:
		return 30
	case time.February:
		if leap(year) {
			return 29
		}
		return 28
	}
	return 31
}

// fromCivil and toCivil count in years that begin on 1 March, so that the leap
// day is the last day of its year and month lengths follow (153m+2)/5.
func fromCivil(year, month, day int) Date {
	if month <= 2 {
		year--
		month += 12
	}
	era, yoe := year/400, year%400
	doy := (153*(month-3)+2)/5 + day - 1
	doe := yoe*365 + yoe/4 - yoe/100 + doy
	return Date{int32(era*146097 + doe - 305)} // 0001-01-01 is 306 days after 0000-03-01
}

func toCivil(n int32) (year int, month time.Month, day int) {
	z := int(n) + 305
	era, doe := z/146097, z%146097
	yoe := (doe - doe/1460 + doe/36524 - doe/146096) / 365
	doy := doe - (365*yoe + yoe/4 - yoe/100)
	mp := (5*doy + 2) / 153
	day = doy - (153*mp+2)/5 + 1
	m := mp + 3
	year = yoe + era*400
	if m > 12 {
		m -= 12
		year++
	}
	return year, time.Month(m), day
}
