package exact

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"github.com/jingkai-zone/jingkai/internal/base/fault"
)

// Sums of unlike fractions have terms beyond MaxDigits; they still come back.
func TestLongFraction(t *testing.T) {
	sum := FromInt(0)
	for _, p := range []string{"100003", "100019", "100043", "100049", "100057", "100069", "100103", "100109", "100129", "100151"} {
		sum = sum.Add(MustRatio("1/" + p))
	}
	if _, den := sum.Terms(); len(den) <= MaxDigits {
		t.Fatalf("the case is too short: %s", sum)
	}
	for _, r := range []Ratio{sum, sum.Neg()} {
		b, err := json.Marshal(r)
		var back Ratio
		if err != nil || json.Unmarshal(b, &back) != nil || !back.Equal(r) {
			t.Errorf("%s came back as %s: %v", r, back, err)
		}
	}
	whole := strings.Repeat("7", 60)
	if r, err := ParseRatio(whole); err != nil || r.String() != whole || !r.IsInt() {
		t.Errorf("a whole number of 60 digits: %s %v", r, err)
	}
	for text, code := range map[string]*fault.Code{
		whole + "/0": ZeroDivisor, whole + "/-3": BadRatio, whole + ".5": BadRatio, "1/" + strings.Repeat("9", 1201): LongRatio,
	} {
		if _, err := ParseRatio(text); !code.Is(err) {
			t.Errorf("%.20s…: %v, want %s", text, err, code.Name)
		}
	}
	tooLong := Ratio{wide: sum.rat()}
	for range 6 {
		tooLong = tooLong.Mul(tooLong)
	}
	if _, err := tooLong.Value(); !LongRatio.Is(err) {
		t.Errorf("a fraction of thousands of digits was stored: %v", err)
	}
}

// The smallest int64 has no positive twin; it must not slip into a word.
func TestSmallestWord(t *testing.T) {
	d, r := Int(math.MinInt64), FromInt(math.MinInt64)
	if d.Neg().String() != "9223372036854775808" || r.Neg().String() != "9223372036854775808" || !d.Ratio().Equal(r) || r.Abs().Sign() != 1 {
		t.Errorf("%s, %s", d.Neg(), r.Neg())
	}
	if n := MustParse("-9223372036854775808"); !n.Equal(d) || n.Mul(Int(-1)).String() != "9223372036854775808" {
		t.Errorf("%s", n)
	}
	if MustRatio("1/2").IsInt() || !MustRatio("4/2").IsInt() {
		t.Error("whole numbers are not told apart")
	}
}

func TestMoneyInAndOut(t *testing.T) {
	// Three people share 100.00 yuan: 33.34, 33.33, 33.33.
	parts, err := ApportionFen(MustYuan("100.00"), []Ratio{FromInt(1), FromInt(1), FromInt(1)})
	if err != nil || parts[0] != 3334 || parts[1] != 3333 || parts[2] != 3333 {
		t.Errorf("%v %v", parts, err)
	}
	if _, err := ApportionFen(1, nil); !BadWeights.Is(err) {
		t.Errorf("no weights: %v", err)
	}
	if f, err := FenOf(MustRatio("1/3"), HalfUp); err != nil || f != 33 {
		t.Errorf("a third of a yuan: %d %v", f, err)
	}
	// (3.20 − 2.95) ÷ 3.20 = 7.8 %, requirements §8.4 step 15.
	gap, err := MustYuan("3200000").Sub(MustYuan("2950000"))
	if err != nil {
		t.Fatal(err)
	}
	if share, err := gap.Over(MustYuan("3200000")); err != nil || share.Percent(1, HalfUp).String() != "7.8" {
		t.Errorf("%s %v", share, err)
	}
	if _, err := gap.Over(0); !ZeroDivisor.Is(err) {
		t.Errorf("over nothing: %v", err)
	}
	v, err := gap.Value()
	var back Fen
	if err != nil || v != int64(25000000) || back.Scan(v) != nil || back != gap {
		t.Errorf("stored %v, came back %d: %v", v, back, err)
	}
	if err := back.Scan("25"); fault.KindOf(err) != fault.Internal {
		t.Errorf("a text was read as money: %v", err)
	}
}

func TestModes(t *testing.T) {
	for _, name := range []string{"gb8170", "half-up", "floor", "ceil"} {
		m, err := ParseMode(name)
		zh, en := m.Words()
		if err != nil || !m.Valid() || m.String() != name || zh == "" || en == "" {
			t.Errorf("%s: %v %q %q %v", name, m, zh, en, err)
		}
	}
	for _, name := range []string{"", "bankers", "HALF-UP"} {
		if _, err := ParseMode(name); !BadMode.Is(err) {
			t.Errorf("%q: %v", name, err)
		}
	}
}

func TestStoreRatioAndFigure(t *testing.T) {
	v, err := MustRatio("103.39/153.52").Value()
	var r Ratio
	if err != nil || v != "103.39/153.52" || r.Scan(v) != nil || r.String() != v {
		t.Errorf("%v, %s: %v", v, r, err)
	}
	var f Figure
	if err := f.Scan("90余个"); err != nil || f.String() != "90余个" {
		t.Errorf("%s: %v", f, err)
	}
	if v, err := f.Value(); err != nil || v != "90余个" {
		t.Errorf("%v: %v", v, err)
	}
}
