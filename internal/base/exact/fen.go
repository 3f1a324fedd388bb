package exact

import (
	"database/sql/driver"
	"math"
)

// Fen is money in 分, the hundredth of a yuan. JSON and the database carry the
// integer. Its operations refuse what does not fit with MoneyRange.
type Fen int64

// ParseYuan reads an amount in yuan with at most two decimals: "1234.56" is
// 123456 fen. More decimals are refused, not rounded.
func ParseYuan(s string) (Fen, error) {
	d, err := Parse(s)
	if err != nil || d.Places() > 2 {
		return 0, BadYuan.New()
	}
	n, ok := d.Mul(Int(100)).Whole()
	if !ok {
		return 0, MoneyRange.New()
	}
	return Fen(n), nil
}

// MustYuan is ParseYuan for constants and tests; it panics on a bad text.
func MustYuan(s string) Fen {
	f, err := ParseYuan(s)
	if err != nil {
		panic(err)
	}
	return f
}

// FenOf gives an exact number of yuan as money, rounded to the fen by the mode.
func FenOf(yuan Ratio, m Mode) (Fen, error) {
	return whole(yuan.Mul(FromInt(100)), m)
}

func whole(r Ratio, m Mode) (Fen, error) {
	n, ok := r.Whole(m)
	if !ok {
		return 0, MoneyRange.New()
	}
	return Fen(n), nil
}

// Add gives f + x.
func (f Fen) Add(x Fen) (Fen, error) {
	s, ok := addWord(int64(f), int64(x))
	if !ok {
		return 0, MoneyRange.New()
	}
	return Fen(s), nil
}

// Sub gives f − x.
func (f Fen) Sub(x Fen) (Fen, error) {
	if x == math.MinInt64 {
		return 0, MoneyRange.New()
	}
	return f.Add(-x)
}

// SumFen adds all amounts; none gives zero.
func SumFen(amounts ...Fen) (Fen, error) {
	var sum Fen
	for _, a := range amounts {
		s, err := sum.Add(a)
		if err != nil {
			return 0, err
		}
		sum = s
	}
	return sum, nil
}

// Times gives f × r rounded to the fen by the mode.
func (f Fen) Times(r Ratio, m Mode) (Fen, error) { return whole(f.Ratio().Mul(r), m) }

// Over gives f ÷ x as a share, e.g. paid over verified; x zero is ZeroDivisor.
func (f Fen) Over(x Fen) (Ratio, error) { return NewRatio(f.Yuan(), x.Yuan()) }

// Ratio gives the number of fen as an exact fraction.
func (f Fen) Ratio() Ratio { return FromInt(int64(f)) }

// Yuan gives the amount in yuan with two decimals.
func (f Fen) Yuan() Decimal { return scaled(int64(f), 2) }

// String prints yuan with two decimals, without a unit: "1234.56".
func (f Fen) String() string { return f.Yuan().String() }

// Units in which money is told, as powers of ten of a fen.
const (
	fenInYuan = 2
	fenInWan  = 6
	fenInYi   = 10
)

// Display prints the amount exactly in the largest of 亿元, 万元, 元 that it
// reaches and that needs at most four decimals: 153.52亿元, 1850万元,
// 12345.67元. Nothing is rounded.
func (f Fen) Display() string {
	number, unit := f.display()
	return number + [...]string{"元", "万元", "亿元"}[unit]
}

// DisplayEN is Display in English: "153.52 hundred million yuan".
func (f Fen) DisplayEN() string {
	number, unit := f.display()
	return number + [...]string{" yuan", " ten thousand yuan", " hundred million yuan"}[unit]
}

func (f Fen) display() (string, int) {
	for unit := 2; unit >= 1; unit-- {
		scale := [...]int32{fenInYuan, fenInWan, fenInYi}[unit]
		d := scaled(int64(f), scale).Trim()
		if f != math.MinInt64 && magnitude(int64(f)) >= uint64(pow10[scale]) && d.Places() <= 4 {
			return d.String(), unit
		}
	}
	if f%100 == 0 {
		return f.Yuan().Trim().String(), 0
	}
	return f.String(), 0
}

// Value stores the integer.
func (f Fen) Value() (driver.Value, error) { return int64(f), nil }

// Scan reads the stored integer.
func (f *Fen) Scan(src any) error {
	n, ok := src.(int64)
	if !ok {
		return BadStored.New()
	}
	*f = Fen(n)
	return nil
}
