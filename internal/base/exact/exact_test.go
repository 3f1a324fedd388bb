package exact

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/jingkai-zone/jingkai/internal/base/fault"
)

// The traps of requirements §3: one rounding, from the exact value.
func TestPercentTraps(t *testing.T) {
	growth := func(now, base string) Ratio {
		r, err := NewRatio(MustParse(now), MustParse(base))
		if err != nil {
			t.Fatal(err)
		}
		return r.Sub(FromInt(1))
	}
	cases := []struct {
		name   string
		share  Ratio
		places int
		want   string
	}{
		{"103.39/153.52 = 67.3463…", MustRatio("103.39/153.52"), 1, "67.3"},
		{"103.39/153.52 = 67.3463…", MustRatio("103.39/153.52"), 2, "67.35"},
		{"167/270 = 61.851…", MustRatio("167/270"), 0, "62"},
		{"167/270", MustRatio("167/270"), 1, "61.9"},
		{"167/270", MustRatio("167/270"), 2, "61.85"},
		{"17/23 = 73.913…", MustRatio("17/23"), 1, "73.9"},
		{"29/34", MustRatio("29/34"), 1, "85.3"},
		{"24/34", MustRatio("24/34"), 1, "70.6"},
		{"24/29", MustRatio("24/29"), 1, "82.8"},
		{"8/24", MustRatio("8/24"), 1, "33.3"},
		{"130 over 113.50", growth("130", "113.50"), 2, "14.54"},
		{"28.5 over 24.00", growth("28.5", "24.00"), 2, "18.75"},
		{"75 over 67.9964 = 10.29996…", growth("75", "67.9964"), 2, "10.30"},
		{"75 over 68.00 = 10.2941…", growth("75", "68.00"), 2, "10.29"},
		{"23 to 5+1", growth("6", "23"), 1, "-73.9"},
		{"5000.00 to 3202.00", growth("3202.00", "5000.00"), 2, "-35.96"},
	}
	for _, c := range cases {
		if got := c.share.Percent(c.places, HalfUp).String(); got != c.want {
			t.Errorf("%s at %d places: %s, want %s", c.name, c.places, got, c.want)
		}
	}
	// Rounding 67.35 once more gives the wrong 67.4: that is the trap.
	twice := MustRatio("103.39/153.52").Percent(2, HalfUp).Round(1, HalfUp)
	if twice.String() != "67.4" {
		t.Errorf("rounding twice gives %s; the case no longer shows the trap", twice)
	}
}

func TestReported(t *testing.T) {
	base := MustParse("67.9964")
	for _, c := range []struct {
		base, stated string
		differs      bool
		shown        string
	}{
		{"67.9964", "10.30", false, "10.30"},
		{"68.00", "10.30", true, "10.29"},
		{"68.00", "10.3", false, "10.3"}, // 10.2941… at one place
	} {
		base = MustParse(c.base)
		share, err := NewRatio(MustParse("75").Sub(base), base)
		if err != nil {
			t.Fatal(err)
		}
		r := ReportedPercent(MustParse(c.stated), share, HalfUp)
		if r.Differs() != c.differs || r.Shown().String() != c.shown {
			t.Errorf("base %s stated %s: differs %v shown %s", c.base, c.stated, r.Differs(), r.Shown())
		}
	}
	r := ReportedPercent(MustParse("67.4"), MustRatio("103.39/153.52"), HalfUp)
	if !r.Differs() || r.Gap().String() != "0.1" {
		t.Errorf("the twice rounded 67.4 is not found: gap %s", r.Gap())
	}
}

// Modes by hand: GB/T 8170 gives the even neighbour of an exact half only.
func TestRoundModes(t *testing.T) {
	cases := []struct {
		in                           string
		places                       int
		gb8170, halfUp, floor, ceil_ string
	}{
		{"0.5", 0, "0", "1", "0", "1"},
		{"1.5", 0, "2", "2", "1", "2"},
		{"2.5", 0, "2", "3", "2", "3"},
		{"2.51", 0, "3", "3", "2", "3"},
		{"-0.5", 0, "0", "-1", "-1", "0"},
		{"-1.5", 0, "-2", "-2", "-2", "-1"},
		{"-2.5", 0, "-2", "-3", "-3", "-2"},
		{"-2.4", 0, "-2", "-2", "-3", "-2"},
		{"10.115", 2, "10.12", "10.12", "10.11", "10.12"},
		{"10.125", 2, "10.12", "10.13", "10.12", "10.13"},
		{"7", 2, "7.00", "7.00", "7.00", "7.00"},
		{"1250", -2, "1200", "1300", "1200", "1300"},
		{"-1250", -2, "-1200", "-1300", "-1300", "-1200"},
		{"12345678901234567890.5", 0, "12345678901234567890", "12345678901234567891", "12345678901234567890", "12345678901234567891"},
		{"-12345678901234567890.5", 0, "-12345678901234567890", "-12345678901234567891", "-12345678901234567891", "-12345678901234567890"},
	}
	for _, c := range cases {
		for m, want := range map[Mode]string{HalfEven: c.gb8170, HalfUp: c.halfUp, Floor: c.floor, Ceil: c.ceil_} {
			if got := MustParse(c.in).Round(c.places, m).String(); got != want {
				t.Errorf("%s at %d %s: %s, want %s", c.in, c.places, m, got, want)
			}
			if got := MustParse(c.in).Ratio().Round(c.places, m).String(); got != want {
				t.Errorf("ratio %s at %d %s: %s, want %s", c.in, c.places, m, got, want)
			}
		}
	}
}

func TestModeNotSetPanics(t *testing.T) {
	for name, round := range map[string]func(){
		"decimal": func() { MustParse("1.25").Round(1, 0) },
		"whole":   func() { MustParse("1").Round(1, 0) },
		"wide":    func() { MustParse("12345678901234567890.5").Round(0, 0) },
		"ratio":   func() { MustRatio("1/3").Round(1, 0) },
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("rounding without a mode went through")
				}
			}()
			round()
		})
	}
}

func TestParseDecimalRefuses(t *testing.T) {
	bad := []string{"", "-", ".", "1.", ".5", "+1", "--1", "1e3", "1e999999", "1E5", "0x10", "1,000", " 1", "1 ", "1.2.3",
		"NaN", "Inf", "１２", "一", "1_000", "-.5", "1/2"}
	for _, s := range bad {
		if _, err := Parse(s); !BadDecimal.Is(err) {
			t.Errorf("%q: %v", s, err)
		}
	}
	if _, err := Parse(strings.Repeat("9", MaxDigits+1)); !LongDecimal.Is(err) {
		t.Errorf("41 digits: %v", err)
	}
	if _, err := Parse("0." + strings.Repeat("1", MaxDigits)); !LongDecimal.Is(err) {
		t.Errorf("41 digits with a point: %v", err)
	}
	if got := MustParse(strings.Repeat("9", MaxDigits)).String(); got != strings.Repeat("9", MaxDigits) {
		t.Errorf("40 digits: %s", got)
	}
}

func TestDecimalArithmetic(t *testing.T) {
	cases := []struct{ a, b, sum, diff, product string }{
		{"0.1", "0.2", "0.3", "-0.1", "0.02"},
		{"68.00", "1", "69.00", "67.00", "68.00"},
		{"9223372036854775807", "1", "9223372036854775808", "9223372036854775806", "9223372036854775807"},
		{"-9223372036854775807", "2", "-9223372036854775805", "-9223372036854775809", "-18446744073709551614"},
		{"99999999999999999999", "99999999999999999999", "199999999999999999998", "0", "9999999999999999999800000000000000000001"},
		{"0.000000000000000001", "0.000000000000000001", "0.000000000000000002", "0.000000000000000000", "0.000000000000000000000000000000000001"},
	}
	for _, c := range cases {
		a, b := MustParse(c.a), MustParse(c.b)
		for name, pair := range map[string][2]string{
			"+": {a.Add(b).String(), c.sum}, "-": {a.Sub(b).String(), c.diff}, "×": {a.Mul(b).String(), c.product},
		} {
			if pair[0] != pair[1] {
				t.Errorf("%s %s %s = %s, want %s", c.a, name, c.b, pair[0], pair[1])
			}
		}
	}
}

// A sum in memory may pass the cap; keeping it is refused, never shortened.
func TestLongResultIsNotKept(t *testing.T) {
	big := MustParse(strings.Repeat("9", MaxDigits))
	sum := big.Add(Int(1))
	if sum.String() != "1"+strings.Repeat("0", MaxDigits) {
		t.Errorf("sum %s", sum)
	}
	if _, err := sum.Value(); !LongDecimal.Is(err) {
		t.Errorf("stored: %v", err)
	}
	if _, err := json.Marshal(sum); err == nil {
		t.Error("written to JSON")
	}
	if _, err := big.Neg().Value(); err != nil {
		t.Errorf("40 digits and a sign: %v", err)
	}
}

func TestRatioText(t *testing.T) {
	for _, c := range []struct{ in, text, lowest string }{
		{"103.39/153.52", "103.39/153.52", "10339/15352"},
		{"4/6", "4/6", "2/3"},
		{"60%", "3/5", "3/5"},
		{"0.6", "3/5", "3/5"},
		{"-0.5", "-1/2", "-1/2"},
		{"3", "3", "3"},
		{"0/7", "0/7", "0"},
		{"12.50%", "1/8", "1/8"},
	} {
		r, err := ParseRatio(c.in)
		if err != nil {
			t.Errorf("%s: %v", c.in, err)
			continue
		}
		if r.String() != c.text || r.Lowest().String() != c.lowest {
			t.Errorf("%s: %s and %s, want %s and %s", c.in, r, r.Lowest(), c.text, c.lowest)
		}
		if back := MustRatio(r.String()); !back.Equal(r) {
			t.Errorf("%s does not come back", c.in)
		}
	}
	for _, s := range []string{"", "/", "1/", "/2", "1/-2", "1/2/3", "60%%", "%", "1e3", "60 %", "a/b", "-/3"} {
		if _, err := ParseRatio(s); !BadRatio.Is(err) {
			t.Errorf("%q: %v", s, err)
		}
	}
	if _, err := ParseRatio("1/0"); !ZeroDivisor.Is(err) {
		t.Errorf("1/0: %v", err)
	}
	if _, err := ParseRatio("1/0.00"); !ZeroDivisor.Is(err) {
		t.Errorf("1/0.00: %v", err)
	}
	if _, err := ParseRatio(strings.Repeat("9", 60) + "%"); !BadRatio.Is(err) {
		t.Errorf("a percentage of 60 digits: %v", err)
	}
	if _, err := ParseRatio("1/" + strings.Repeat("9", 5000)); !LongRatio.Is(err) {
		t.Errorf("5000 digits: %v", err)
	}
}

func TestRatioZeroValue(t *testing.T) {
	var zero Ratio
	if !zero.IsZero() || zero.String() != "0" || !zero.Add(MustRatio("1/3")).Equal(MustRatio("1/3")) || zero.Cmp(FromInt(0)) != 0 {
		t.Error("the zero Ratio is not 0")
	}
	if _, err := FromInt(1).Quo(zero); !ZeroDivisor.Is(err) {
		t.Errorf("1 ÷ 0: %v", err)
	}
	var none Decimal
	if !none.IsZero() || none.String() != "0" || none.Add(MustParse("1.5")).String() != "1.5" {
		t.Error("the zero Decimal is not 0")
	}
}

func TestRatioDecimal(t *testing.T) {
	for in, want := range map[string]string{"3/8": "0.375", "1/3": "", "5": "5", "-1/50": "-0.02", "1/1024": "0.0009765625"} {
		d, ok := MustRatio(in).Decimal()
		if ok != (want != "") || ok && d.String() != want {
			t.Errorf("%s: %s %v, want %s", in, d, ok, want)
		}
	}
}

func TestPlain(t *testing.T) {
	for in, want := range map[string][2]string{
		"0.6": {"0.6", "60%"}, "4/6": {"2/3", "2/3"}, "98.20": {"98.2", "9820%"}, "1/8": {"0.125", "12.5%"}, "1/128": {"1/128", "0.78125%"}, "0": {"0", "0%"},
		"-5/2": {"-2.5", "-250%"},
	} {
		r := MustRatio(in)
		if r.Plain() != want[0] || r.PlainPercent() != want[1] {
			t.Errorf("%s: %s and %s, want %v", in, r.Plain(), r.PlainPercent(), want)
		}
	}
}

func TestJSON(t *testing.T) {
	type record struct {
		D Decimal `json:"d"`
		R Ratio   `json:"r"`
		F Fen     `json:"f_fen"`
		M Mode    `json:"m"`
		Q Figure  `json:"q"`
	}
	in := record{MustParse("10.30"), MustRatio("103.39/153.52"), 123456, HalfEven, Figure{MustParse("90"), Odd, "个"}}
	b, err := json.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"d":"10.30","r":"103.39/153.52","f_fen":123456,"m":"gb8170","q":"90余个"}`
	if string(b) != want {
		t.Errorf("%s, want %s", b, want)
	}
	var out record
	if err := json.Unmarshal(b, &out); err != nil || out.D.String() != "10.30" || !out.R.Equal(in.R) || out.F != in.F || out.M != in.M || out.Q.String() != "90余个" {
		t.Errorf("came back as %+v: %v", out, err)
	}
	if err := json.Unmarshal([]byte(`{"d":0.60,"r":0.6}`), &out); err != nil || out.D.String() != "0.60" || out.R.String() != "3/5" {
		t.Errorf("plain numbers: %v %v", out, err)
	}
	for _, bad := range []string{`{"d":null}`, `{"r":null}`, `{"d":1e5}`, `{"d":""}`, `{"d":true}`, `{"f_fen":1.5}`, `{"m":"bankers"}`, `{"d":"\u0031"}`} {
		if err := json.Unmarshal([]byte(bad), &out); err == nil {
			t.Errorf("%s went through", bad)
		}
	}
}

func TestStore(t *testing.T) {
	for _, s := range []string{"0", "-1.50", "12345678901234567890.12"} {
		v, err := MustParse(s).Value()
		if err != nil || v != s {
			t.Errorf("%s is stored as %v: %v", s, v, err)
		}
		var back Decimal
		if err := back.Scan([]byte(s)); err != nil || back.String() != s {
			t.Errorf("%s comes back as %s: %v", s, back, err)
		}
	}
	var d Decimal
	if err := d.Scan(nil); fault.KindOf(err) != fault.Internal {
		t.Errorf("NULL was read as a number: %v", err)
	}
	if err := d.Scan(1.5); fault.KindOf(err) != fault.Internal {
		t.Errorf("a float was read as a decimal: %v", err)
	}
}
