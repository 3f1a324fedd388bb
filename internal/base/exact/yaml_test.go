package exact

import (
	"testing"

	"github.com/goccy/go-yaml"
)

// Schemes are YAML: what is written there must arrive digit for digit.
func TestYAML(t *testing.T) {
	for _, c := range []struct{ in, decimal, ratio string }{
		{"10.30", "10.30", "103/10"},
		{"\"10.30\"", "10.30", "103/10"},
		{"'10.30'", "10.30", "103/10"},
		{"10.30 # 增长率", "10.30", "103/10"},
		{"0.1000000000000000000000000001", "0.1000000000000000000000000001", "1000000000000000000000000001/10000000000000000000000000000"},
		{"60%", "", "3/5"},
		{"103.39/153.52", "", "103.39/153.52"},
		{"-3", "-3", "-3"},
		{"1e3", "", ""}, {"0x10", "", ""}, {"1_000", "", ""}, {".5", "", ""}, {".inf", "", ""}, {"[1]", "", ""}, {"{a: 1}", "", ""},
	} {
		var v struct {
			D Decimal `json:"v"`
		}
		if err := yaml.UnmarshalWithOptions([]byte("v: "+c.in), &v, yaml.Strict()); (err == nil) != (c.decimal != "") || err == nil && v.D.String() != c.decimal {
			t.Errorf("decimal %s: %s %v", c.in, v.D, err)
		}
		var r struct {
			R  Ratio  `json:"v"`
			P  *Ratio `json:"p"`
			P2 *Ratio `json:"q"`
		}
		if err := yaml.UnmarshalWithOptions([]byte("v: "+c.in+"\nq: "+c.in), &r, yaml.Strict()); (err == nil) != (c.ratio != "") || err == nil && (r.R.String() != c.ratio || r.P != nil || r.P2.String() != c.ratio) {
			t.Errorf("ratio %s: %s %v", c.in, r.R, err)
		}
	}
	var null struct {
		P *Ratio `json:"p"`
	}
	if err := yaml.Unmarshal([]byte("p: null"), &null); err != nil || null.P != nil {
		t.Errorf("a parameter left open: %v %v", null.P, err)
	}
	out, err := yaml.Marshal(map[string]any{"v": MustParse("10.30"), "w": MustRatio("60%")})
	if err != nil || string(out) != "v: \"10.30\"\nw: 3/5\n" {
		t.Errorf("%s %v", out, err)
	}
}
