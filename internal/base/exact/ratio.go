package exact

import (
	"database/sql/driver"
	"math"
	"math/big"
	"strings"
)

// maxTermDigits caps the digits of each term of a fraction that is read,
// written or stored. Sums of many unlike fractions have long terms, so it is
// far above MaxDigits; it only stops texts made to exhaust the machine.
const maxTermDigits = 1200

// Ratio is an exact fraction, the type of shares (占比), weights and scores.
// It is immutable; the zero value is 0. A ratio made by NewRatio or read from
// text remembers the terms it was stated in (103.39/153.52, 4/6), so that
// people recognise it; arithmetic gives lowest terms. Compare with Cmp or
// Equal, not with ==.
type Ratio struct {
	n, d   int64    // lowest terms while wide is nil; d == 0 stands for 1; n is never math.MinInt64
	wide   *big.Rat // for terms beyond a word; never changed after it was made
	stated *terms
}

type terms struct{ num, den Decimal }

// NewRatio gives num/den, refusing a zero den with ZeroDivisor. The terms are
// remembered for display.
func NewRatio(num, den Decimal) (Ratio, error) {
	r, err := FromDecimal(num).Quo(FromDecimal(den))
	if err != nil {
		return Ratio{}, err
	}
	if den.Sign() > 0 {
		r.stated = &terms{num, den}
	}
	return r, nil
}

// MustRatio is ParseRatio for constants and tests; it panics on a bad text.
func MustRatio(s string) Ratio {
	r, err := ParseRatio(s)
	if err != nil {
		panic(err)
	}
	return r
}

// FromInt gives the whole number n.
func FromInt(n int64) Ratio {
	if n == math.MinInt64 {
		return Ratio{wide: new(big.Rat).SetInt64(n)}
	}
	return Ratio{n: n, d: 1}
}

// FromDecimal gives the value of a decimal.
func FromDecimal(d Decimal) Ratio {
	if d.wide == nil {
		return lowest(d.coef, pow10[d.scale])
	}
	coef, scale := d.parts()
	return fromRat(new(big.Rat).SetFrac(coef, tenTo(int(scale))))
}

func tenTo(n int) *big.Int {
	return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil)
}

// lowest reduces n/d, d positive.
func lowest(n, d int64) Ratio {
	if d == 1 || n == 0 {
		return Ratio{n: n, d: 1}
	}
	g := int64(gcdWord(uint64(d), magnitude(n)))
	return Ratio{n: n / g, d: d / g}
}

func fromRat(r *big.Rat) Ratio {
	if r.Num().IsInt64() && r.Denom().IsInt64() && r.Num().Int64() != math.MinInt64 {
		return Ratio{n: r.Num().Int64(), d: r.Denom().Int64()}
	}
	return Ratio{wide: r}
}

func (r Ratio) den() int64 {
	if r.d == 0 {
		return 1
	}
	return r.d
}

func (r Ratio) rat() *big.Rat {
	if r.wide != nil {
		return r.wide
	}
	return big.NewRat(r.n, r.den())
}

// Add gives r + x.
func (r Ratio) Add(x Ratio) Ratio {
	if r.wide == nil && x.wide == nil {
		if r.den() == x.den() {
			if s, ok := addWord(r.n, x.n); ok {
				return lowest(s, r.den())
			}
		} else if n, d, ok := crossSum(r, x); ok {
			return lowest(n, d)
		}
	}
	return fromRat(new(big.Rat).Add(r.rat(), x.rat()))
}

// crossSum adds unlike fractions in words, over the least common denominator.
func crossSum(a, b Ratio) (n, d int64, ok bool) {
	g := int64(gcdWord(uint64(a.den()), uint64(b.den())))
	fa, fb := b.den()/g, a.den()/g
	x, ok1 := mulWord(a.n, fa)
	y, ok2 := mulWord(b.n, fb)
	d, ok3 := mulWord(a.den(), fa)
	n, ok4 := addWord(x, y)
	return n, d, ok1 && ok2 && ok3 && ok4
}

// Sub gives r − x.
func (r Ratio) Sub(x Ratio) Ratio { return r.Add(x.Neg()) }

// Neg gives −r.
func (r Ratio) Neg() Ratio {
	if r.wide != nil {
		return fromRat(new(big.Rat).Neg(r.wide))
	}
	return Ratio{n: -r.n, d: r.d}
}

// Mul gives r × x.
func (r Ratio) Mul(x Ratio) Ratio {
	if r.wide == nil && x.wide == nil {
		// Cancelling crosswise first keeps the products in lowest terms.
		a, d := lowestPair(r.n, x.den())
		b, c := lowestPair(x.n, r.den())
		n, ok1 := mulWord(a, b)
		m, ok2 := mulWord(c, d)
		if ok1 && ok2 {
			if n == 0 {
				m = 1
			}
			return Ratio{n: n, d: m}
		}
	}
	return fromRat(new(big.Rat).Mul(r.rat(), x.rat()))
}

func lowestPair(n, d int64) (int64, int64) {
	if d == 1 || n == 0 {
		return n, d
	}
	g := int64(gcdWord(uint64(d), magnitude(n)))
	return n / g, d / g
}

// Quo gives r ÷ x; a zero x is refused with ZeroDivisor.
func (r Ratio) Quo(x Ratio) (Ratio, error) {
	switch {
	case x.Sign() == 0:
		return Ratio{}, ZeroDivisor.New()
	case x.wide != nil:
		return fromRat(new(big.Rat).Quo(r.rat(), x.wide)), nil
	case x.n < 0:
		return r.Mul(Ratio{n: -x.den(), d: -x.n}), nil
	}
	return r.Mul(Ratio{n: x.den(), d: x.n}), nil
}

// Abs gives the magnitude of r.
func (r Ratio) Abs() Ratio {
	if r.Sign() < 0 {
		return r.Neg()
	}
	return r
}

// Cmp compares by value: −1, 0 or 1.
func (r Ratio) Cmp(x Ratio) int {
	if r.wide == nil && x.wide == nil {
		a, ok1 := mulWord(r.n, x.den())
		b, ok2 := mulWord(x.n, r.den())
		if ok1 && ok2 {
			switch {
			case a < b:
				return -1
			case a > b:
				return 1
			}
			return 0
		}
	}
	return r.rat().Cmp(x.rat())
}

// Equal reports whether both are the same number.
func (r Ratio) Equal(x Ratio) bool { return r.Cmp(x) == 0 }

// Sign gives −1, 0 or 1.
func (r Ratio) Sign() int {
	if r.wide != nil {
		return r.wide.Sign()
	}
	return signWord(r.n)
}

// IsZero reports whether r is 0.
func (r Ratio) IsZero() bool { return r.Sign() == 0 }

// IsInt reports whether r is a whole number.
func (r Ratio) IsInt() bool {
	if r.wide != nil {
		return r.wide.IsInt()
	}
	return r.den() == 1
}

// Min gives the smaller of both.
func (r Ratio) Min(x Ratio) Ratio {
	if x.Cmp(r) < 0 {
		return x
	}
	return r
}

// Max gives the larger of both.
func (r Ratio) Max(x Ratio) Ratio {
	if x.Cmp(r) > 0 {
		return x
	}
	return r
}

// Round gives r with exactly this many decimals; negative places round to
// tens, hundreds … . Places beyond ±MaxDigits are taken as ±MaxDigits. It
// panics when the mode is not set.
func (r Ratio) Round(places int, m Mode) Decimal {
	places = min(max(places, -MaxDigits), MaxDigits)
	if r.wide == nil && places >= 0 && places <= maxWordScale {
		if n, ok := mulWord(r.n, pow10[places]); ok {
			return Decimal{coef: divideWord(n, r.den(), m), scale: int32(places)}
		}
	}
	v := r.rat()
	if places >= 0 {
		n := new(big.Int).Mul(v.Num(), tenTo(places))
		return fromBig(divide(n, v.Denom(), m), int32(places))
	}
	unit := tenTo(-places)
	q := divide(v.Num(), new(big.Int).Mul(v.Denom(), unit), m)
	return fromBig(q.Mul(q, unit), 0)
}

// Percent gives r × 100 rounded: 103.39/153.52 at 1 place, half up, is 67.3.
func (r Ratio) Percent(places int, m Mode) Decimal { return r.Mul(FromInt(100)).Round(places, m) }

// Decimal gives r as a decimal when it has a finite one of at most MaxDigits
// places, as 3/8 = 0.375 has and 1/3 has not.
func (r Ratio) Decimal() (Decimal, bool) {
	q := r.rat()
	rest := new(big.Int).Set(q.Denom())
	places := 0
	for _, prime := range []int64{2, 5} {
		p, rem, count := big.NewInt(prime), new(big.Int), 0
		for {
			quo, left := new(big.Int).QuoRem(rest, p, rem)
			if left.Sign() != 0 {
				break
			}
			rest, count = quo, count+1
		}
		places = max(places, count)
	}
	if rest.Cmp(oneInt) != 0 || places > MaxDigits {
		return Decimal{}, false
	}
	return r.Round(places, Floor), true
}

// Whole gives r as an int64 rounded by the mode, and whether it fits one.
func (r Ratio) Whole(m Mode) (int64, bool) {
	return r.Round(0, m).Whole()
}

// Terms gives the numerator and denominator of the lowest terms as text.
func (r Ratio) Terms() (num, den string) {
	q := r.rat()
	return q.Num().String(), q.Denom().String()
}

// Lowest gives r without the memory of the terms it was stated in.
func (r Ratio) Lowest() Ratio { r.stated = nil; return r }

// String prints "num/den" in the terms r was stated in, otherwise in lowest
// terms; a whole number in lowest terms prints without a denominator.
func (r Ratio) String() string {
	if r.stated != nil {
		return r.stated.num.String() + "/" + r.stated.den.String()
	}
	num, den := r.Terms()
	if den == "1" {
		return num
	}
	return num + "/" + den
}

// shortPlaces is how many decimals people read in a formula; longer values are
// shown as the fraction they are, never rounded.
const shortPlaces = 6

// Plain prints r for a formula in words: as a decimal when that is exact with
// at most six places (98.2), otherwise as a fraction in lowest terms (2/3).
func (r Ratio) Plain() string {
	if d, ok := r.Decimal(); ok && d.Trim().Places() <= shortPlaces {
		return d.Trim().String()
	}
	return r.Lowest().String()
}

// PlainPercent prints a share for a formula in words: "60%" when the
// percentage is exact with at most six places, otherwise the fraction.
func (r Ratio) PlainPercent() string {
	if d, ok := r.Mul(FromInt(100)).Decimal(); ok && d.Trim().Places() <= shortPlaces {
		return d.Trim().String() + "%"
	}
	return r.Lowest().String()
}

// ParseRatio reads "103.39/153.52", "60%", "0.6" or "3". A share written as a
// fraction is shown again as it was written.
func ParseRatio(s string) (Ratio, error) {
	if len(s) > 2*maxTermDigits+3 {
		return Ratio{}, LongRatio.New("limit", maxTermDigits)
	}
	if num, den, isFraction := strings.Cut(s, "/"); isFraction {
		return parseFraction(num, den)
	}
	body, percent := strings.CutSuffix(s, "%")
	d, err := Parse(body)
	if err != nil {
		if LongDecimal.Is(err) && !percent {
			return longFraction(body, "1")
		}
		return Ratio{}, BadRatio.New()
	}
	r := FromDecimal(d)
	if percent {
		r = r.Mul(Ratio{n: 1, d: 100})
	}
	return r, nil
}

func parseFraction(num, den string) (Ratio, error) {
	n, err1 := Parse(num)
	d, err2 := Parse(den)
	switch {
	case err1 == nil && err2 == nil && d.Sign() >= 0:
		return NewRatio(n, d)
	case LongDecimal.Is(err1) || LongDecimal.Is(err2):
		return longFraction(num, den)
	}
	return Ratio{}, BadRatio.New()
}

// longFraction reads whole terms beyond MaxDigits, which sums of many unlike
// fractions have.
func longFraction(num, den string) (Ratio, error) {
	if len(num) > maxTermDigits+1 || len(den) > maxTermDigits {
		return Ratio{}, LongRatio.New("limit", maxTermDigits)
	}
	if !digitsOnly(strings.TrimPrefix(num, "-")) || !digitsOnly(den) {
		return Ratio{}, BadRatio.New()
	}
	n, ok1 := new(big.Int).SetString(num, 10)
	d, ok2 := new(big.Int).SetString(den, 10)
	if !ok1 || !ok2 {
		return Ratio{}, BadRatio.New()
	}
	if d.Sign() == 0 {
		return Ratio{}, ZeroDivisor.New()
	}
	return fromRat(new(big.Rat).SetFrac(n, d)), nil
}

// MarshalText writes what String prints; terms beyond the cap are LongRatio.
func (r Ratio) MarshalText() ([]byte, error) {
	s := r.String()
	if r.wide != nil {
		num, den := r.Terms()
		if len(num) > maxTermDigits || len(den) > maxTermDigits {
			return nil, LongRatio.New("limit", maxTermDigits)
		}
	}
	return []byte(s), nil
}

// UnmarshalText reads what ParseRatio reads.
func (r *Ratio) UnmarshalText(b []byte) error {
	parsed, err := ParseRatio(string(b))
	if err != nil {
		return err
	}
	*r = parsed
	return nil
}

// MarshalJSON writes a JSON string such as "103.39/153.52".
func (r Ratio) MarshalJSON() ([]byte, error) { return quoted(r.MarshalText()) }

// UnmarshalJSON reads a JSON string or a plain JSON number; null is refused.
func (r *Ratio) UnmarshalJSON(b []byte) error { return r.UnmarshalText(unquoted(b)) }

// UnmarshalYAML reads the scalar as it is written in a scheme; see ParseRatio. The
// reader skips a YAML null: a parameter that may be left open must be a pointer.
func (r *Ratio) UnmarshalYAML(b []byte) error { return r.UnmarshalText(yamlScalar(b)) }

// Value stores the text.
func (r Ratio) Value() (driver.Value, error) {
	b, err := r.MarshalText()
	return string(b), err
}

// Scan reads the stored text.
func (r *Ratio) Scan(src any) error { return scanText(src, r.UnmarshalText) }
