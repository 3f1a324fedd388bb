package exact

import (
	"database/sql/driver"
	"math"
	"math/big"
	"strconv"
	"strings"

	"github.com/cockroachdb/apd/v3"
)

// MaxDigits is the most digits a Decimal may have when it is read, written or
// stored. Sums and products made in memory may be longer; they only have to
// come back under the cap before they are kept.
const MaxDigits = 40

// Decimal is an exact decimal number. It keeps the number of decimals it was
// stated with (68.00 is not printed as 68), but compares by value. It is
// immutable; the zero value is 0. Compare with Cmp or Equal, not with ==.
//
// Small values live in one machine word; wider ones in an apd.Decimal that is
// never changed after it was made (see docs/adr/0002-exact-decimal.md).
type Decimal struct {
	coef  int64 // value = coef / 10^scale while wide is nil; never math.MinInt64
	scale int32 // 0…maxWordScale
	wide  *apd.Decimal
}

const maxWordScale = 18

var (
	oneInt = big.NewInt(1)
	pow10  = func() (p [maxWordScale + 1]int64) {
		p[0] = 1
		for i := 1; i < len(p); i++ {
			p[i] = 10 * p[i-1]
		}
		return p
	}()
	unbounded = apd.BaseContext.WithPrecision(0) // precision 0: results are exact
)

// Parse reads a plain decimal: optional minus sign, digits, optionally a point
// and digits. Exponents, separators, spaces and more than MaxDigits digits are
// refused with BadDecimal or LongDecimal.
func Parse(s string) (Decimal, error) {
	body := strings.TrimPrefix(s, "-")
	whole, fraction, pointed := strings.Cut(body, ".")
	if whole == "" || pointed && fraction == "" || !digitsOnly(whole) || !digitsOnly(fraction) {
		return Decimal{}, BadDecimal.New()
	}
	if len(whole)+len(fraction) > MaxDigits {
		return Decimal{}, LongDecimal.New("limit", MaxDigits)
	}
	if len(whole)+len(fraction) <= maxWordScale {
		coef, err := strconv.ParseInt(whole+fraction, 10, 64)
		if err != nil {
			return Decimal{}, BadDecimal.New()
		}
		if len(body) != len(s) {
			coef = -coef
		}
		return Decimal{coef: coef, scale: int32(len(fraction))}, nil
	}
	coef, ok := new(big.Int).SetString(whole+fraction, 10)
	if !ok {
		return Decimal{}, BadDecimal.New()
	}
	if len(body) != len(s) {
		coef.Neg(coef)
	}
	return fromBig(coef, int32(len(fraction))), nil
}

func digitsOnly(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// MustParse is Parse for constants and tests; it panics on a bad text.
func MustParse(s string) Decimal {
	d, err := Parse(s)
	if err != nil {
		panic(err)
	}
	return d
}

// Int gives the whole number n.
func Int(n int64) Decimal { return scaled(n, 0) }

// scaled gives coef / 10^scale.
func scaled(coef int64, scale int32) Decimal {
	if coef == math.MinInt64 || scale > maxWordScale {
		return fromBig(big.NewInt(coef), scale)
	}
	return Decimal{coef: coef, scale: scale}
}

func fromBig(coef *big.Int, scale int32) Decimal {
	if scale <= maxWordScale && coef.IsInt64() && coef.Int64() != math.MinInt64 {
		return Decimal{coef: coef.Int64(), scale: scale}
	}
	w := &apd.Decimal{Exponent: -scale}
	w.Coeff.SetMathBigInt(coef)
	if coef.Sign() < 0 {
		w.Negative = true
		w.Coeff.Abs(&w.Coeff)
	}
	return Decimal{wide: w}
}

func fromWide(w *apd.Decimal) Decimal {
	if scale := -w.Exponent; scale >= 0 && scale <= maxWordScale && w.Coeff.IsInt64() {
		coef := w.Coeff.Int64()
		if w.Negative {
			coef = -coef
		}
		return Decimal{coef: coef, scale: scale}
	}
	return Decimal{wide: w}
}

func (d Decimal) widened() *apd.Decimal {
	if d.wide != nil {
		return d.wide
	}
	return apd.New(d.coef, -d.scale)
}

// parts gives the signed coefficient and the scale.
func (d Decimal) parts() (*big.Int, int32) {
	if d.wide == nil {
		return big.NewInt(d.coef), d.scale
	}
	coef := d.wide.Coeff.MathBigInt()
	if d.wide.Negative {
		coef.Neg(coef)
	}
	return coef, -d.wide.Exponent
}

// must turns a condition of the unbounded context into a panic: its results
// are exact, and exponents near apd's limit cannot be built from MaxDigits.
func must(_ apd.Condition, err error) {
	if err != nil {
		panic("exact: " + err.Error())
	}
}

// aligned brings both coefficients to the larger scale, if they fit a word.
func aligned(a, b Decimal) (x, y int64, scale int32, ok bool) {
	if a.wide != nil || b.wide != nil {
		return 0, 0, 0, false
	}
	x, y = a.coef, b.coef
	switch {
	case a.scale == b.scale:
		return x, y, a.scale, true
	case a.scale < b.scale:
		x, ok = mulWord(x, pow10[b.scale-a.scale])
		return x, y, b.scale, ok
	default:
		y, ok = mulWord(y, pow10[a.scale-b.scale])
		return x, y, a.scale, ok
	}
}

// Add gives d + x, exactly, with the larger number of decimals of both.
func (d Decimal) Add(x Decimal) Decimal {
	if a, b, scale, ok := aligned(d, x); ok {
		if sum, fits := addWord(a, b); fits {
			return Decimal{coef: sum, scale: scale}
		}
	}
	w := new(apd.Decimal)
	must(unbounded.Add(w, d.widened(), x.widened()))
	return fromWide(w)
}

// Sub gives d − x, exactly.
func (d Decimal) Sub(x Decimal) Decimal { return d.Add(x.Neg()) }

// Mul gives d × x, exactly, with the decimals of both added.
func (d Decimal) Mul(x Decimal) Decimal {
	if d.wide == nil && x.wide == nil && d.scale+x.scale <= maxWordScale {
		if p, ok := mulWord(d.coef, x.coef); ok {
			return Decimal{coef: p, scale: d.scale + x.scale}
		}
	}
	w := new(apd.Decimal)
	must(unbounded.Mul(w, d.widened(), x.widened()))
	return fromWide(w)
}

// Neg gives −d.
func (d Decimal) Neg() Decimal {
	if d.wide == nil {
		return Decimal{coef: -d.coef, scale: d.scale}
	}
	return Decimal{wide: new(apd.Decimal).Neg(d.wide)}
}

// Cmp compares by value: −1, 0 or 1. 1.50 and 1.5 are equal.
func (d Decimal) Cmp(x Decimal) int {
	if a, b, _, ok := aligned(d, x); ok {
		switch {
		case a < b:
			return -1
		case a > b:
			return 1
		}
		return 0
	}
	return d.widened().Cmp(x.widened())
}

// Equal reports whether both are the same number, whatever their decimals.
func (d Decimal) Equal(x Decimal) bool { return d.Cmp(x) == 0 }

// Sign gives −1, 0 or 1.
func (d Decimal) Sign() int {
	if d.wide != nil {
		return d.wide.Sign()
	}
	return signWord(d.coef)
}

// IsZero reports whether d is 0.
func (d Decimal) IsZero() bool { return d.Sign() == 0 }

// Places gives the number of decimals d is stated with: 2 for 10.30.
func (d Decimal) Places() int {
	if d.wide != nil {
		return int(-d.wide.Exponent)
	}
	return int(d.scale)
}

// Round gives d with exactly this many decimals (67.3 at 2 places is 67.30);
// negative places round to tens, hundreds … and print without a point. Places
// beyond ±MaxDigits are taken as ±MaxDigits. It panics when the mode is not set.
func (d Decimal) Round(places int, m Mode) Decimal {
	if !m.Valid() {
		panic("exact: rounding mode not set")
	}
	if places >= 0 && places <= maxWordScale && d.wide == nil {
		if p := int32(places); p <= d.scale {
			return Decimal{coef: divideWord(d.coef, pow10[d.scale-p], m), scale: p}
		}
	}
	return d.Ratio().Round(places, m)
}

// Trim gives d without trailing zeros after the point: 10.30 → 10.3.
func (d Decimal) Trim() Decimal {
	if d.wide != nil {
		coef, scale := d.parts()
		ten, r := big.NewInt(10), new(big.Int)
		for scale > 0 {
			q, rest := new(big.Int).QuoRem(coef, ten, r)
			if rest.Sign() != 0 {
				break
			}
			coef, scale = q, scale-1
		}
		return fromBig(coef, scale)
	}
	for d.scale > 0 && d.coef%10 == 0 {
		d.coef, d.scale = d.coef/10, d.scale-1
	}
	return d
}

// Ratio gives d as an exact fraction.
func (d Decimal) Ratio() Ratio { return FromDecimal(d) }

// Whole gives d as an int64 when it is a whole number that fits one.
func (d Decimal) Whole() (int64, bool) {
	t := d.Trim()
	return t.coef, t.wide == nil && t.scale == 0
}

// String prints the number plainly with the decimals it has.
func (d Decimal) String() string {
	if d.wide != nil {
		return plain(d.wide.Sign() < 0, d.wide.Coeff.String(), int(-d.wide.Exponent))
	}
	if d.scale == 0 {
		return strconv.FormatInt(d.coef, 10)
	}
	magnitude := d.coef
	if magnitude < 0 {
		magnitude = -magnitude
	}
	return plain(d.coef < 0, strconv.FormatInt(magnitude, 10), int(d.scale))
}

func plain(negative bool, digits string, scale int) string {
	if missing := scale + 1 - len(digits); missing > 0 {
		digits = strings.Repeat("0", missing) + digits
	}
	sign := ""
	if negative {
		sign = "-"
	}
	if scale <= 0 {
		return sign + digits
	}
	return sign + digits[:len(digits)-scale] + "." + digits[len(digits)-scale:]
}

// MarshalText writes the plain number; more than MaxDigits digits is LongDecimal.
func (d Decimal) MarshalText() ([]byte, error) {
	s := d.String()
	if d.wide != nil && len(strings.Trim(s, "-"))-strings.Count(s, ".") > MaxDigits {
		return nil, LongDecimal.New("limit", MaxDigits)
	}
	return []byte(s), nil
}

// UnmarshalText reads what Parse reads.
func (d *Decimal) UnmarshalText(b []byte) error {
	parsed, err := Parse(string(b))
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}

// MarshalJSON writes a JSON string, so that no reader loses digits.
func (d Decimal) MarshalJSON() ([]byte, error) { return quoted(d.MarshalText()) }

// UnmarshalJSON reads a JSON string or a plain JSON number; null is refused,
// because a missing number is not zero.
func (d *Decimal) UnmarshalJSON(b []byte) error { return d.UnmarshalText(unquoted(b)) }

// UnmarshalYAML reads the scalar as it is written in a scheme; see Parse. The
// reader skips a YAML null: a parameter that may be left open must be a pointer.
func (d *Decimal) UnmarshalYAML(b []byte) error { return d.UnmarshalText(yamlScalar(b)) }

// Value stores the plain text.
func (d Decimal) Value() (driver.Value, error) {
	b, err := d.MarshalText()
	return string(b), err
}

// Scan reads the stored text.
func (d *Decimal) Scan(src any) error { return scanText(src, d.UnmarshalText) }
