package scheme

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/jingkai-zone/jingkai/internal/base/fault"
)

// made is a made-up document: parameters by path, as a scheme writes them.
type made struct {
	values map[string]string // single values
	parts  []string          // keys in order; nil when the list is not set
}

// madeScheme draws a document with each parameter set or silent.
func madeScheme(t *rapid.T, name string) made {
	m := made{values: map[string]string{}}
	maybe := func(path string, values ...string) {
		if v := rapid.SampledFrom(append(values, "")).Draw(t, name+path); v != "" {
			m.values[path] = v
		}
	}
	maybe("sample.enabled", "true", "false")
	maybe("sample.red.line", "90", "90.5")
	maybe("sample.red.cap", "1", "2")
	maybe("sample.hours.start", "08:30", "09:00")
	maybe("sample.limit", "10wd", "10d", "48h")
	maybe("sample.from", "2019-12-01", "2020-01-01")
	maybe("sample.mode", "gb8170", "half-up")
	maybe("sample.ties", "include", "chain")
	if rapid.Bool().Draw(t, name+"has parts") {
		m.parts = []string{}
		for _, key := range rapid.Permutation([]string{"a", "b", "c"}).Draw(t, name+"order") {
			if rapid.Bool().Draw(t, name+"has "+key) {
				m.parts = append(m.parts, key)
				m.values["sample.parts["+key+"].key"] = key
				m.values["sample.parts["+key+"].zh"] = rapid.SampledFrom([]string{"甲", "乙"}).Draw(t, name+key)
				maybe("sample.parts["+key+"].weight", "10%", "33.3%")
			}
		}
		m.values["sample.parts"] = "[" + strings.Join(m.parts, ", ") + "]"
	}
	return m
}

// text writes the document; quote and comment change its looks only.
func (m made) text(quote, comment string, backwards bool) string {
	q := func(path string) string {
		v, set := m.values[path]
		if !set {
			return "null"
		}
		if path == "sample.enabled" || path == "sample.red.cap" {
			return v // a flag or a whole number between quotes is a text
		}
		return quote + v + quote
	}
	lines := []string{
		"  enabled: " + q("sample.enabled"),
		fmt.Sprintf("  red: {line: %s, cap: %s}", q("sample.red.line"), q("sample.red.cap")),
		"  hours:\n    start: " + q("sample.hours.start"),
		"  limit: " + q("sample.limit"),
		"  from: " + q("sample.from"),
		"  mode: " + q("sample.mode"),
		"  ties: " + q("sample.ties"),
	}
	switch {
	case m.parts == nil:
	case len(m.parts) == 0:
		lines = append(lines, "  parts: []")
	default:
		list := "  parts:"
		for _, key := range m.parts {
			at := "sample.parts[" + key + "]."
			list += fmt.Sprintf("\n    - zh: %s\n      key: %s\n      weight: %s", q(at+"zh"), q(at+"key"), q(at+"weight"))
		}
		lines = append(lines, list)
	}
	if backwards {
		slices.Reverse(lines)
	}
	return head + "sample:\n" + strings.Join(lines, comment+"\n") + "\n"
}

// Looks make no difference.
func TestDiffOfEqualSchemesIsEmpty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := madeScheme(t, "a")
		a, problems := Parse([]byte(m.text("", "", false)))
		b, more := Parse([]byte(m.text(`"`, "  # a comment\n", true)))
		// That made-up weights do not sum to 100% is not this test's matter.
		sums := func(p Problem) bool { return p.Code == "scheme.weights_sum" }
		if len(slices.DeleteFunc(slices.Concat(problems, more), sums)) > 0 {
			t.Fatalf("%v %v\n%s", found(problems), found(more), m.text(`"`, "  # a comment\n", true))
		}
		for _, changes := range [][]Change{Diff(a, a), Diff(a, b), Diff(b, a)} {
			if len(changes) != 0 {
				t.Fatalf("changes between equal schemes: %v", changes)
			}
		}
	})
}

// Every difference of the model is a change, and nothing else is.
func TestDiffFindsExactlyWhatDiffers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before, after := madeScheme(t, "before"), madeScheme(t, "after")
		a, _ := Parse([]byte(before.text("", "", false)))
		b, _ := Parse([]byte(after.text("", "", true)))
		want := map[string][2]string{}
		for path := range before.values {
			if before.values[path] != after.values[path] {
				want[path] = [2]string{before.values[path], after.values[path]}
			}
		}
		for path := range after.values {
			if before.values[path] != after.values[path] {
				want[path] = [2]string{before.values[path], after.values[path]}
			}
		}
		if diff := cmp.Diff(want, changed(Diff(a, b), 0, 1)); diff != "" {
			t.Fatalf("forwards (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff(want, changed(Diff(b, a), 1, 0)); diff != "" {
			t.Fatalf("backwards (-want +got):\n%s", diff)
		}
	})
}

func changed(changes []Change, before, after int) map[string][2]string {
	out := map[string][2]string{}
	for _, c := range changes {
		var pair [2]string
		if c.Before != nil {
			pair[before] = *c.Before
		}
		if c.After != nil {
			pair[after] = *c.After
		}
		out[c.Path] = pair
	}
	return out
}

func TestDiffOfHeaderAndText(t *testing.T) {
	a := parsed(t, head+"sample: {red: {line: 90}}\n")
	b := parsed(t, strings.Replace(head, "final", "trial\n  trial_until: 2020-12-31", 1)+"sample: {red: {line: 90.0, cap: 3}}\n")
	want := "scheme.status  方案·试行或正式: final → trial\n" +
		"scheme.trial_until  方案·试行截止日期: 未设定 → 2020-12-31\n" +
		"sample.red.cap  样例·红·名额: 未设定 → 3\n"
	if diff := cmp.Diff(want, DiffText(a, b, fault.Chinese)); diff != "" {
		t.Error(diff)
	}
	if got := DiffText(a, a, fault.English); !strings.Contains(got, "same parameters") {
		t.Error(got)
	}
	if got := slices.Collect(maps.Keys(changed(Diff(b, a), 0, 1))); len(got) != 3 {
		t.Error(got)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(full))
	f.Add([]byte(head + "sample: {red: {line: 1}, parts: [{key: a, zh: 甲, weight: 10%}]}\n"))
	f.Add([]byte("scheme: &a\n  <<: *a\n? [x]\n: - - |\n  x\n"))
	f.Add([]byte("%YAML 1.1\n---\n!!map {a: !!binary xx, 'b': \"\\x\"}\n...\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		doc, problems := Parse(data)
		for _, p := range problems {
			if p.Code == "" || p.ZH == "" || p.EN == "" || p.Severity == "" {
				t.Fatalf("incomplete problem %+v", p)
			}
		}
		if len(Diff(doc, doc)) != 0 {
			t.Fatal("a document differs from itself")
		}
		if !HasErrors(problems) && doc.Header.ID == "" {
			t.Fatal("a text without a header passed")
		}
		Check("fuzz", data)
	})
}
