package exact

import "math/big"

// Mode names how a value is rounded to a number of places. The zero Mode means
// "not set": rounding with it panics, because no default is invented in code;
// a mode read from text is always one of the four.
type Mode uint8

// The modes a rule row may name.
const (
	// HalfEven rounds an exact half to the even digit (GB/T 8170 修约, "四舍六入五成双"): for scores.
	HalfEven Mode = iota + 1
	// HalfUp rounds an exact half away from zero (四舍五入): for money and published percentages.
	HalfUp
	// Floor rounds towards minus infinity: for ceilings ("not more than").
	Floor
	// Ceil rounds towards plus infinity: for minimums ("not less than").
	Ceil
)

var modeNames = [...]string{"", "gb8170", "half-up", "floor", "ceil"}

// ParseMode reads the name used in schemes: gb8170, half-up, floor, ceil.
func ParseMode(s string) (Mode, error) {
	for m := HalfEven; m <= Ceil; m++ {
		if modeNames[m] == s {
			return m, nil
		}
	}
	return 0, BadMode.New()
}

// Valid reports whether the mode is one of the four.
func (m Mode) Valid() bool { return m >= HalfEven && m <= Ceil }

// String gives the name used in schemes; "" when not set.
func (m Mode) String() string {
	if m.Valid() {
		return modeNames[m]
	}
	return ""
}

// MarshalText writes the name used in schemes.
func (m Mode) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// UnmarshalText reads the name used in schemes.
func (m *Mode) UnmarshalText(b []byte) error {
	parsed, err := ParseMode(string(b))
	if err != nil {
		return err
	}
	*m = parsed
	return nil
}

// Words gives the mode in a sentence, Chinese and English.
func (m Mode) Words() (zh, en string) {
	switch m {
	case HalfEven:
		return "按 GB/T 8170 修约（五成双）", "rounded by GB/T 8170 (half to even)"
	case HalfUp:
		return "四舍五入", "rounded half up"
	case Floor:
		return "向下取整", "rounded down"
	case Ceil:
		return "向上取整", "rounded up"
	}
	return "", ""
}

// away tells whether a quotient truncated to q must move one unit away from
// zero. half compares twice the remainder with the divisor, both absolute.
func (m Mode) away(negative, odd bool, half int) bool {
	switch m {
	case HalfEven:
		return half > 0 || half == 0 && odd
	case HalfUp:
		return half >= 0
	case Floor:
		return negative
	case Ceil:
		return !negative
	}
	panic("exact: rounding mode not set")
}

// divide gives n/d rounded to an integer; d must be positive.
func divide(n, d *big.Int, m Mode) *big.Int {
	if !m.Valid() {
		panic("exact: rounding mode not set")
	}
	q, r := new(big.Int).QuoRem(n, d, new(big.Int))
	if r.Sign() == 0 {
		return q
	}
	negative := r.Sign() < 0
	half := new(big.Int).Lsh(r.Abs(r), 1).Cmp(d)
	if m.away(negative, q.Bit(0) == 1, half) {
		if negative {
			q.Sub(q, oneInt)
		} else {
			q.Add(q, oneInt)
		}
	}
	return q
}

// divideWord is divide for machine words; d must be positive and n must not be
// the smallest int64.
func divideWord(n, d int64, m Mode) int64 {
	if !m.Valid() {
		panic("exact: rounding mode not set")
	}
	q, r := n/d, n%d
	if r == 0 {
		return q
	}
	negative := r < 0
	if negative {
		r = -r
	}
	// 2r against d without overflow: r > d-r.
	half := 0
	if r > d-r {
		half = 1
	} else if r < d-r {
		half = -1
	}
	if !m.away(negative, q%2 != 0, half) {
		return q
	}
	if negative {
		return q - 1
	}
	return q + 1
}
