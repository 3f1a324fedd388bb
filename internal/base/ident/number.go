package ident

import (
	"database/sql/driver"
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/jingkai-zone/jingkai/internal/base/fault"
)

// BadNumber refuses a text that is not a people-readable number.
var BadNumber = fault.Define(fault.Invalid, "ident.number", "",
	"编号格式不对，应为“类别-年份-六位流水号”，例如 审批-2020-000123。",
	"Not a number: series, year and six digits are expected, for example 审批-2020-000123.")

// Number is what people call a record by: a series (审批), a year and a running
// number within both. The zero Number means none.
type Number struct {
	Series string // 1 to 12 letters or digits, Chinese ones included
	Year   int    // 1 to 9999
	Seq    int64  // from 1
}

// NewNumber makes a number, refusing impossible parts with [BadNumber].
func NewNumber(series string, year int, seq int64) (Number, error) {
	n := Number{series, year, seq}
	if !n.valid() {
		return Number{}, BadNumber.New()
	}
	return n, nil
}

// ParseNumber reads 审批-2020-000123. The running number has at least six
// digits, zeros in front, and no more zeros than that needs.
func ParseNumber(s string) (Number, error) {
	series, rest, ok1 := strings.Cut(s, "-")
	year, seq, ok2 := strings.Cut(rest, "-")
	if !ok1 || !ok2 || len(year) != 4 || len(seq) < 6 || len(seq) > 18 {
		return Number{}, BadNumber.New()
	}
	y, err1 := strconv.ParseUint(year, 10, 16)
	q, err2 := strconv.ParseUint(seq, 10, 63)
	n := Number{series, int(y), int64(q)}
	if err1 != nil || err2 != nil || !n.valid() || n.String() != s {
		return Number{}, BadNumber.New()
	}
	return n, nil
}

func (n Number) valid() bool {
	if n.Year < 1 || n.Year > 9999 || n.Seq < 1 || n.Seq > 999_999_999_999_999_999 ||
		n.Series == "" || !utf8.ValidString(n.Series) || utf8.RuneCountInString(n.Series) > 12 {
		return false
	}
	for _, r := range n.Series {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return false
		}
	}
	return true
}

// IsZero reports whether there is no number.
func (n Number) IsZero() bool { return n == Number{} }

// String gives 审批-2020-000123, "" for none.
func (n Number) String() string {
	if n.IsZero() {
		return ""
	}
	return fmt.Sprintf("%s-%04d-%06d", n.Series, n.Year, n.Seq)
}

// MarshalText writes the number.
func (n Number) MarshalText() ([]byte, error) { return []byte(n.String()), nil }

// UnmarshalText reads a number; an empty text is none.
func (n *Number) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*n = Number{}
		return nil
	}
	parsed, err := ParseNumber(string(b))
	if err != nil {
		return err
	}
	*n = parsed
	return nil
}

// Value stores the number as text; none is NULL.
func (n Number) Value() (driver.Value, error) { return textValue(n.String()) }

// Scan reads what Value stored.
func (n *Number) Scan(src any) error { return scanText(src, n, BadNumber) }
