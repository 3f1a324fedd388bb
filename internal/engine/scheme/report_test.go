package scheme

import (
	"strings"
	"testing"

	"github.com/jingkai-zone/jingkai/internal/base/fault"
)

func TestReportShowsFileLineAndCounts(t *testing.T) {
	r := Check("example.yaml", []byte(head+"sample:\n  red: {line: 101}\n  limit: 120d\n"))
	if r.OK() || r.Count(SeverityError) != 1 || r.Count(SeverityWarning) != 1 {
		t.Fatalf("%+v", r.Problems)
	}
	zh, en := r.Text(fault.Chinese), r.Text(fault.English)
	for _, want := range []string{
		"example.yaml:7:15: 错误 sample.red.line: 不得大于 100。\n",
		"example.yaml:8:3: 提醒 sample.limit: 时限太长\n",
		"未设定 sample.red.cap: 未设定“样例·红·名额”。在写明以前，限额会被拒绝。\n",
		"example.yaml：1 处错误，1 处提醒，12 个参数未设定\n",
	} {
		if !strings.Contains(zh, want) {
			t.Errorf("missing %q in\n%s", want, zh)
		}
	}
	if !strings.Contains(en, "example.yaml:7:15: error sample.red.line: Must not be more than 100.\n") ||
		!strings.HasSuffix(en, "example.yaml: 1 error(s), 1 warning(s), 12 parameter(s) not set\n") {
		t.Error(en)
	}
}

func TestWeights(t *testing.T) {
	cases := []struct {
		name    string
		weights string
		want    string
	}{
		{"exact thirds", "1/3 1/3 1/3", ""},
		{"sum short", "33.3% 33.3% 33.3%", "scheme.weights_sum"},
		{"sum long", "60% 50%", "scheme.weights_sum"},
		{"one silent, room left", "60% null", ""},
		{"one silent, no room needed", "100% null", ""},
		{"one silent, already over", "60% 50% null", "scheme.weights_over"},
		{"all silent", "null null", ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			text := head + "sample:\n  parts:\n"
			for i, w := range strings.Fields(c.weights) {
				text += "    - {key: p" + string(rune('a'+i)) + ", zh: 部分, weight: " + w + "}\n"
			}
			_, problems := Parse([]byte(text))
			got := ""
			for _, p := range problems {
				got += p.Code
			}
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
