package exact

import (
	"math"
	"reflect"
	"testing"
)

func TestYuan(t *testing.T) {
	for in, want := range map[string]Fen{"0": 0, "1234.56": 123456, "-0.5": -50, "0.01": 1, "92233720368547758.07": math.MaxInt64} {
		got, err := ParseYuan(in)
		if err != nil || got != want {
			t.Errorf("%s: %d %v", in, got, err)
		}
	}
	for _, in := range []string{"", "1.234", "1e3", "1,000", "¥5", "1.000"} {
		if _, err := ParseYuan(in); !BadYuan.Is(err) {
			t.Errorf("%q: %v", in, err)
		}
	}
	if _, err := ParseYuan("92233720368547758.08"); !MoneyRange.Is(err) {
		t.Errorf("one fen too many: %v", err)
	}
}

func TestDisplayMoney(t *testing.T) {
	for in, want := range map[string]string{
		"15352000000": "153.52亿元", "18500000": "1850万元", "12345.67": "12345.67元", "100": "100元", "0.50": "0.50元", "0": "0元",
		"6799640000": "67.9964亿元", "100000000": "1亿元", "99999999": "9999.9999万元", "-4200000": "-420万元", "123456789.01": "123456789.01元",
	} {
		if got := MustYuan(in).Display(); got != want {
			t.Errorf("%s: %s, want %s", in, got, want)
		}
	}
	if got := MustYuan("100000").DisplayEN(); got != "10 ten thousand yuan" {
		t.Error(got)
	}
	if got := Fen(math.MinInt64).Display(); got != "-92233720368547758.08元" {
		t.Error(got)
	}
}

func TestMoneyRange(t *testing.T) {
	if _, err := Fen(math.MaxInt64).Add(1); !MoneyRange.Is(err) {
		t.Errorf("added over the edge: %v", err)
	}
	if _, err := Fen(-math.MaxInt64).Sub(2); !MoneyRange.Is(err) {
		t.Errorf("subtracted over the edge: %v", err)
	}
	if _, err := Fen(0).Sub(math.MinInt64); !MoneyRange.Is(err) {
		t.Errorf("negated the smallest: %v", err)
	}
	if _, err := Fen(math.MaxInt64).Times(FromInt(2), HalfUp); !MoneyRange.Is(err) {
		t.Errorf("doubled the largest: %v", err)
	}
	if _, err := SumFen(math.MaxInt64, 1, -5); !MoneyRange.Is(err) {
		t.Errorf("summed over the edge: %v", err)
	}
	// 2.95 (百万) × 80 % = 2.36, requirements §8.4 step 15.
	if got, err := MustYuan("2950000").Times(MustRatio("80%"), HalfUp); err != nil || got != MustYuan("2360000") {
		t.Errorf("%s %v", got, err)
	}
	// 0.05 × 0.5 = 0.025: 3 fen half up, 2 fen by GB/T 8170.
	up, _ := Fen(5).Times(MustRatio("0.5"), HalfUp)
	even, _ := Fen(5).Times(MustRatio("0.5"), HalfEven)
	if up != 3 || even != 2 {
		t.Errorf("half a fen: %d and %d", up, even)
	}
}

func TestApportion(t *testing.T) {
	third := MustRatio("1/3")
	cases := []struct {
		name    string
		total   int64
		weights []Ratio
		want    []int64
	}{
		{"thirds of 100, the first gets the rest", 100, []Ratio{third, third, third}, []int64{34, 33, 33}},
		// 7 seats by 53, 24, 23: 3.71, 1.68, 1.61 → 3,1,1 and the rests .71, .68 win.
		{"largest remainders", 7, []Ratio{FromInt(53), FromInt(24), FromInt(23)}, []int64{4, 2, 1}},
		{"a zero weight gets nothing", 10, []Ratio{FromInt(1), FromInt(0), FromInt(2)}, []int64{3, 0, 7}},
		{"nothing to divide", 0, []Ratio{FromInt(1), FromInt(1)}, []int64{0, 0}},
		{"unlike fractions", 100, []Ratio{MustRatio("1/7"), MustRatio("2/11"), MustRatio("0.3")}, []int64{23, 29, 48}},
		{"the largest total", math.MaxInt64, []Ratio{FromInt(1), FromInt(1)}, []int64{4611686018427387904, 4611686018427387903}},
	}
	for _, c := range cases {
		got, err := Apportion(c.total, c.weights)
		if err != nil || !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %v %v, want %v", c.name, got, err, c.want)
		}
	}
	for name, weights := range map[string][]Ratio{
		"none": nil, "zero sum": {FromInt(0), FromInt(0)}, "negative": {FromInt(2), FromInt(-1)},
	} {
		if _, err := Apportion(10, weights); !BadWeights.Is(err) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Apportion(-1, []Ratio{FromInt(1)}); !BadTotal.Is(err) {
		t.Errorf("a negative total: %v", err)
	}
}

func TestFigure(t *testing.T) {
	for _, c := range []struct{ in, number, sign, unit, english string }{
		{"90余", "90", "≥", "", "more than 90"},
		{"90余个", "90", "≥", "个", "more than 90 个"},
		{"近70%", "70", "≈", "%", "nearly 70%"},
		{"5%左右", "5", "≈", "%", "about 5%"},
		{"200多名", "200", "≥", "名", "more than 200 名"},
		{"超80", "80", "≥", "", "more than 80"},
		{"超过550亿元", "550", "≥", "亿元", "more than 550 亿元"},
		{"10%以上", "10", "≥", "%", "at least 10%"},
		{"约1.5", "1.5", "≈", "", "about 1.5"},
		{"67", "67", "", "", "67"},
		{"10.30%", "10.30", "", "%", "10.30%"},
	} {
		f, err := ParseFigure(c.in)
		if err != nil {
			t.Errorf("%s: %v", c.in, err)
			continue
		}
		if f.Number.String() != c.number || f.Qualifier.Sign() != c.sign || f.Unit != c.unit || f.English() != c.english || f.String() != c.in {
			t.Errorf("%s: %+v, %q", c.in, f, f.English())
		}
	}
	for _, in := range []string{"", "近", "余90", "近90余", "90 余", "九十余", "近近90", "90余多", "9-0", "90个<b>", "90余个左右个左右个左右个左右左右"} {
		if f, err := ParseFigure(in); !BadFigure.Is(err) {
			t.Errorf("%q was read as %+v: %v", in, f, err)
		}
	}
	f, err := ParseFigure("近70%")
	if err != nil || !f.Ratio().Equal(MustRatio("0.7")) {
		t.Errorf("近70%% is %s: %v", f.Ratio(), err)
	}
}
