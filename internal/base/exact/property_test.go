package exact

import (
	"cmp"
	"encoding/json"
	"math/big"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// decimals draws numbers on both sides of the machine word.
func decimals() *rapid.Generator[Decimal] {
	return rapid.Custom(func(t *rapid.T) Decimal {
		text := rapid.OneOf(
			rapid.StringMatching(`-?[0-9]{1,3}(\.[0-9]{1,4})?`),
			rapid.StringMatching(`-?[0-9]{1,20}(\.[0-9]{1,20})?`),
		).Draw(t, "text")
		return MustParse(text)
	})
}

func ratios() *rapid.Generator[Ratio] {
	return rapid.Custom(func(t *rapid.T) Ratio {
		num := decimals().Draw(t, "num")
		den := decimals().Filter(func(d Decimal) bool { return !d.IsZero() }).Draw(t, "den")
		r, err := FromDecimal(num).Quo(FromDecimal(den))
		if err != nil {
			t.Fatal(err)
		}
		return r
	})
}

func modes() *rapid.Generator[Mode] { return rapid.SampledFrom([]Mode{HalfEven, HalfUp, Floor, Ceil}) }

func TestDecimalLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := decimals().Draw(t, "a"), decimals().Draw(t, "b"), decimals().Draw(t, "c")
		if !a.Add(b).Sub(b).Equal(a) {
			t.Fatalf("%s + %s − %s = %s", a, b, b, a.Add(b).Sub(b))
		}
		if !a.Add(b).Mul(c).Equal(a.Mul(c).Add(b.Mul(c))) {
			t.Fatal("multiplication does not distribute")
		}
		if a.Cmp(b) != a.Ratio().Cmp(b.Ratio()) || a.Cmp(b) != -b.Cmp(a) || a.Cmp(b) != a.Sub(b).Sign() {
			t.Fatal("orders differ")
		}
		if !a.Trim().Equal(a) {
			t.Fatal("trimming changed the value")
		}
	})
}

func TestRoundTrips(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, r := decimals().Draw(t, "d"), ratios().Draw(t, "r")
		var d2 Decimal
		b, err := json.Marshal(d)
		if err != nil || json.Unmarshal(b, &d2) != nil || d2.String() != d.String() {
			t.Fatalf("decimal %s came back as %s: %v", d, d2, err)
		}
		var r2 Ratio
		b, err = json.Marshal(r)
		if err != nil || json.Unmarshal(b, &r2) != nil || !r2.Equal(r) {
			t.Fatalf("ratio %s came back as %s: %v", r, r2, err)
		}
		if e := decimals().Draw(t, "e"); e.Sign() > 0 {
			stated, err := NewRatio(d, e)
			if err != nil {
				t.Fatal(err)
			}
			again, err := ParseRatio(stated.String())
			if err != nil || again.String() != stated.String() || !again.Equal(stated) {
				t.Fatalf("stated %s came back as %s: %v", stated, again, err)
			}
		}
	})
}

// The word paths must agree with big.Rat on everything.
func TestRatioAgreesWithBigRat(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := ratios().Draw(t, "a"), ratios().Draw(t, "b")
		x, y := new(big.Rat).Set(a.rat()), new(big.Rat).Set(b.rat())
		same := func(name string, got Ratio, want *big.Rat) {
			if got.rat().Cmp(want) != 0 || got.wide == nil && got.d <= 0 {
				t.Fatalf("%s %s %s = %s, want %s", a, name, b, got, want)
			}
			if n, d := got.Terms(); n != want.Num().String() || d != want.Denom().String() {
				t.Fatalf("%s %s %s is not in lowest terms: %s", a, name, b, got)
			}
		}
		same("+", a.Add(b), new(big.Rat).Add(x, y))
		same("−", a.Sub(b), new(big.Rat).Sub(x, y))
		same("×", a.Mul(b), new(big.Rat).Mul(x, y))
		if b.Sign() != 0 {
			q, err := a.Quo(b)
			if err != nil {
				t.Fatal(err)
			}
			same("÷", q, new(big.Rat).Quo(x, y))
		}
		if a.Cmp(b) != x.Cmp(y) || a.Min(b).Cmp(a.Max(b)) > 0 {
			t.Fatal("orders differ")
		}
	})
}

func TestRoundingLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := ratios().Draw(t, "a"), ratios().Draw(t, "b")
		places, m := rapid.IntRange(-3, 25).Draw(t, "places"), modes().Draw(t, "mode")
		ra, rb := a.Round(places, m), b.Round(places, m)
		if a.Cmp(b)*ra.Cmp(rb) < 0 {
			t.Fatalf("%s < %s but rounded %s > %s", a, b, ra, rb)
		}
		low, high := a.Round(places, Floor), a.Round(places, Ceil)
		if low.Ratio().Cmp(a) > 0 || high.Ratio().Cmp(a) < 0 || ra.Cmp(low) != 0 && ra.Cmp(high) != 0 {
			t.Fatalf("%s is rounded to %s outside %s…%s", a, ra, low, high)
		}
		if m == HalfEven || m == HalfUp {
			down, up := a.Sub(low.Ratio()), high.Ratio().Sub(a)
			if down.Cmp(up) < 0 && !ra.Equal(low) || up.Cmp(down) < 0 && !ra.Equal(high) {
				t.Fatalf("%s is rounded to %s, not to the nearest", a, ra)
			}
			if !a.Neg().Round(places, m).Equal(ra.Neg()) {
				t.Fatal("rounding is not symmetric")
			}
		}
		if !ra.Round(places, m).Equal(ra) {
			t.Fatal("a rounded value was rounded again to another")
		}
	})
}

func TestApportionLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		total := rapid.Int64Range(0, 1<<40).Draw(t, "total")
		var weights []Ratio
		sum := FromInt(0)
		for range rapid.IntRange(1, 12).Draw(t, "n") {
			w := ratios().Draw(t, "w").Abs()
			weights, sum = append(weights, w), sum.Add(w)
		}
		parts, err := Apportion(total, weights)
		if sum.IsZero() {
			if !BadWeights.Is(err) {
				t.Fatal("weights of zero divided something")
			}
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		var all int64
		for i, p := range parts {
			all += p
			share, err := FromInt(total).Mul(weights[i]).Quo(sum)
			if err != nil {
				t.Fatal(err)
			}
			if gap := FromInt(p).Sub(share).Abs(); gap.Cmp(FromInt(1)) >= 0 {
				t.Fatalf("part %d is %d, its share %s: more than a unit apart", i, p, share)
			}
		}
		if all != total {
			t.Fatalf("parts sum to %d of %d", all, total)
		}
		slow, err := apportionBig(total, weights)
		if err != nil || !slices.Equal(slow, parts) {
			t.Fatalf("words and big integers divide differently: %v and %v: %v", parts, slow, err)
		}
	})
}

func TestAlignKeepsOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(ratios(), 0, 6).Draw(t, "values")
		numerators, ok := Align(values)
		if !ok {
			return
		}
		for i := range values {
			for j := range values {
				if values[i].Cmp(values[j]) != cmp.Compare(numerators[i], numerators[j]) {
					t.Fatalf("%s and %s aligned to %d and %d", values[i], values[j], numerators[i], numerators[j])
				}
			}
		}
	})
	if _, ok := Align([]Ratio{MustRatio("1/9223372036854775807"), MustRatio("1/2")}); ok {
		t.Error("a common denominator beyond a word was aligned")
	}
	if _, ok := Align(nil); !ok {
		t.Error("nothing could not be aligned")
	}
}

func TestFenLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := Fen(rapid.Int64Range(-1<<60, 1<<60).Draw(t, "f"))
		back, err := ParseYuan(f.String())
		if err != nil || back != f {
			t.Fatalf("%d came back as %d: %v", f, back, err)
		}
		x := Fen(rapid.Int64Range(-1<<60, 1<<60).Draw(t, "x"))
		sum, err := f.Add(x)
		if err != nil {
			t.Fatal(err)
		}
		if less, err := sum.Sub(x); err != nil || less != f {
			t.Fatalf("%d + %d − %d = %d: %v", f, x, x, less, err)
		}
	})
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"0", "-1.50", "1e999999", "9999999999999999999999999999999999999999", "0.1.2", "١"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := Parse(s)
		if err != nil {
			return
		}
		want, ok := new(big.Rat).SetString(s)
		if !ok || d.Ratio().rat().Cmp(want) != 0 {
			t.Fatalf("%q was read as %s", s, d)
		}
		if again, err := Parse(d.String()); err != nil || !again.Equal(d) || again.Places() != d.Places() {
			t.Fatalf("%q prints as %s, which does not come back: %v", s, d, err)
		}
	})
}

func FuzzParseRatio(f *testing.F) {
	for _, s := range []string{"103.39/153.52", "60%", "0.6", "1/0", "-1/3", "1/-3", "//", "%"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		r, err := ParseRatio(s)
		if err != nil {
			return
		}
		b, err := r.MarshalText()
		if err != nil {
			t.Fatalf("%q was read but cannot be written: %v", s, err)
		}
		if again, err := ParseRatio(string(b)); err != nil || !again.Equal(r) {
			t.Fatalf("%q prints as %s, which does not come back: %v", s, b, err)
		}
	})
}

func FuzzParseFigure(f *testing.F) {
	for _, s := range []string{"90余个", "近70%", "5%左右", "超", "90余左右", "67"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		g, err := ParseFigure(s)
		if err != nil {
			return
		}
		if again, err := ParseFigure(g.String()); err != nil || again.Qualifier != g.Qualifier || again.Unit != g.Unit || !again.Number.Equal(g.Number) {
			t.Fatalf("%q prints as %s, which comes back as %+v: %v", s, g, again, err)
		}
	})
}

func FuzzParseYuan(f *testing.F) {
	for _, s := range []string{"0", "-0.01", "92233720368547758.07", "1.234", "-92233720368547758.08"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		a, err := ParseYuan(s)
		if err != nil {
			return
		}
		if again, err := ParseYuan(a.String()); err != nil || again != a {
			t.Fatalf("%q prints as %s, which does not come back: %v", s, a, err)
		}
	})
}
