package exact

import (
	"database/sql/driver"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Qualifier tells how exactly a figure was stated in the source (requirements
// §3, class Q). Its text is the Chinese word.
type Qualifier string

// The qualifiers of reports and rules.
const (
	Stated  Qualifier = ""   // the number itself
	Near    Qualifier = "近"  // nearly: ≈, not above
	Around  Qualifier = "约"  // about: ≈
	About   Qualifier = "左右" // about, after the number: ≈
	Odd     Qualifier = "余"  // and some: ≥
	Many    Qualifier = "多"  // and some: ≥
	Over    Qualifier = "超"  // over: ≥
	Exceeds Qualifier = "超过" // over: ≥
	AtLeast Qualifier = "以上" // and above, the number included: ≥
)

var (
	beforeNumber = []Qualifier{Exceeds, Over, Near, Around}
	afterNumber  = []Qualifier{Odd, Many}
	afterUnit    = []Qualifier{About, AtLeast}
)

// Sign gives "≈" for approximations, "≥" for lower bounds, "" for the number itself.
func (q Qualifier) Sign() string {
	switch q {
	case Near, Around, About:
		return "≈"
	case Odd, Many, Over, Exceeds, AtLeast:
		return "≥"
	}
	return ""
}

func (q Qualifier) english() string {
	switch q {
	case Near:
		return "nearly "
	case Around, About:
		return "about "
	case Odd, Many, Over, Exceeds:
		return "more than "
	case AtLeast:
		return "at least "
	}
	return ""
}

// Figure is a number as a source states it: 90余, 近70%, 超550亿元. The number is
// never taken for an exact fact; Qualifier.Sign says what it bounds.
type Figure struct {
	Number    Decimal
	Qualifier Qualifier
	Unit      string // "%", "个", "亿元"; at most maxUnit characters; may be empty
}

const maxUnit = 12

// ParseFigure reads a number with at most one qualifier and a unit: "23",
// "90余个", "近70%", "5%左右", "200多名", "超80个".
func ParseFigure(s string) (Figure, error) {
	var f Figure
	rest := s
	for _, q := range beforeNumber {
		if after, ok := strings.CutPrefix(rest, string(q)); ok {
			f.Qualifier, rest = q, after
			break
		}
	}
	end := strings.IndexFunc(rest, func(r rune) bool { return !strings.ContainsRune("-.0123456789", r) })
	if end < 0 {
		end = len(rest)
	}
	number, err := Parse(rest[:end])
	if err != nil {
		return Figure{}, BadFigure.New()
	}
	f.Number, rest = number, rest[end:]
	if f.Qualifier == Stated {
		rest = f.takeTrailing(rest)
	}
	if !goodUnit(rest) {
		return Figure{}, BadFigure.New()
	}
	f.Unit = rest
	return f, nil
}

func (f *Figure) takeTrailing(rest string) string {
	for _, q := range afterNumber {
		if after, ok := strings.CutPrefix(rest, string(q)); ok {
			f.Qualifier = q
			return after
		}
	}
	for _, q := range afterUnit {
		if before, ok := strings.CutSuffix(rest, string(q)); ok {
			f.Qualifier = q
			return before
		}
	}
	return rest
}

// goodUnit refuses digits, spaces, control characters, a second qualifier and
// overlong texts.
func goodUnit(unit string) bool {
	if !utf8.ValidString(unit) || utf8.RuneCountInString(unit) > maxUnit {
		return false
	}
	for _, r := range unit {
		if r != '%' && !unicode.IsLetter(r) {
			return false
		}
	}
	for _, q := range afterNumber {
		if strings.HasPrefix(unit, string(q)) {
			return false
		}
	}
	for _, q := range afterUnit {
		if strings.HasSuffix(unit, string(q)) {
			return false
		}
	}
	return true
}

// String prints the figure in Chinese as it is read: "90余个", "近70%", "5%左右".
func (f Figure) String() string {
	n, q := f.Number.String(), string(f.Qualifier)
	switch f.Qualifier {
	case Odd, Many:
		return n + q + f.Unit
	case About, AtLeast:
		return n + f.Unit + q
	}
	return q + n + f.Unit
}

// English prints the qualifier in English; the unit stays as it is:
// "nearly 70%", "more than 90 个".
func (f Figure) English() string {
	s := f.Qualifier.english() + f.Number.String()
	if f.Unit == "" || f.Unit == "%" {
		return s + f.Unit
	}
	return s + " " + f.Unit
}

// Ratio gives the number as a fraction, a percentage divided by 100. The
// qualifier is lost: use it only to compare, beside Qualifier.Sign.
func (f Figure) Ratio() Ratio {
	if f.Unit == "%" {
		return f.Number.Ratio().Mul(Ratio{n: 1, d: 100})
	}
	return f.Number.Ratio()
}

// MarshalText writes the Chinese form.
func (f Figure) MarshalText() ([]byte, error) { return []byte(f.String()), nil }

// UnmarshalText reads what ParseFigure reads.
func (f *Figure) UnmarshalText(b []byte) error {
	parsed, err := ParseFigure(string(b))
	if err != nil {
		return err
	}
	*f = parsed
	return nil
}

// Value stores the Chinese form.
func (f Figure) Value() (driver.Value, error) { return f.String(), nil }

// Scan reads the stored text.
func (f *Figure) Scan(src any) error { return scanText(src, f.UnmarshalText) }
