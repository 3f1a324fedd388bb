package scheme

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/exact"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
)

var (
	wantHere = regexp.MustCompile(`want (\S+) ([a-z_.]+)`)
	wantAt   = regexp.MustCompile(`want-at (\d+) (\S+) ([a-z_.]+)`)
)

// expected reads the problems that a text's own comments announce.
func expected(text string) []string {
	var out []string
	for i, line := range strings.Split(text, "\n") {
		if m := wantAt.FindStringSubmatch(line); m != nil {
			out = append(out, fmt.Sprintf("%s %s %s", m[1], m[2], m[3]))
			continue
		}
		_, comment, _ := strings.Cut(line, " # ")
		for _, m := range wantHere.FindAllStringSubmatch(comment, -1) {
			out = append(out, fmt.Sprintf("%d %s %s", i+1, m[1], m[2]))
		}
	}
	slices.Sort(out)
	return out
}

func found(problems []Problem) []string {
	var out []string
	for _, p := range problems {
		path := p.Path
		if path == "" {
			path = "-"
		}
		out = append(out, fmt.Sprintf("%d %s %s", p.Line, path, p.Code))
	}
	slices.Sort(out)
	return out
}

// Every fault of a text is reported at once, each on its line and path.
func TestProblems(t *testing.T) {
	files, err := filepath.Glob("testdata/problems/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatal("no case books", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			_, problems := Parse(data)
			if diff := cmp.Diff(expected(string(data)), found(problems)); diff != "" {
				t.Errorf("problems (-announced +found):\n%s", diff)
			}
			for _, p := range problems {
				if p.ZH == "" || p.EN == "" || strings.ContainsAny(p.ZH+p.EN, "{}") || p.Column == 0 {
					t.Errorf("incomplete problem: %+v", p)
				}
			}
			if !HasErrors(problems) || !Faulty.Is(Refusal(problems)) {
				t.Error("a faulty text must be refused")
			}
		})
	}
}

const full = head + `sample:
  enabled: true
  red: {line: "90.50", cap: 3}
  hours: {start: 08:30, grace: 5}
  parts:
    - {key: a, zh: 甲, weight: 2/3, steps: [1, 2], note: "x"}
    - {key: b, zh: 乙, weight: 1/3, steps: []}
  ladder:
    - {after: 10个工作日, to: 分管领导}
  words: [甲, 2, true]
  limit: 48h
  from: 2019-12-01
  mode: gb8170
  near: 左右
  ties: chain
  chain: [b, a]
`

func parsed(t *testing.T, text string) *Doc {
	t.Helper()
	doc, problems := Parse([]byte(text))
	if len(problems) > 0 {
		t.Fatalf("unexpected problems: %v", found(problems))
	}
	return doc
}

func TestParseReadsEveryKindOfValue(t *testing.T) {
	doc := parsed(t, full)
	v := sampleSection.Get(doc)
	if got := Get[sample](doc); len(got.Parts) != 2 {
		t.Errorf("Get by type gives %v", got)
	}
	share := func(n int64) exact.Ratio { r, _ := exact.FromInt(n).Quo(exact.FromInt(3)); return r }
	checks := map[string]bool{
		"enabled": *v.Enabled,
		"line":    v.Red.Line.Equal(exact.MustParse("90.5")),
		"cap":     *v.Red.Cap == 3,
		"start":   *v.Hours.Start == 8*60+30,
		"weight":  v.Parts[0].Weight.Equal(share(2)) && v.Parts[1].Weight.Equal(share(1)),
		"steps":   slices.Equal(v.Parts[0].Steps, []int64{1, 2}) && v.Parts[1].Steps != nil && len(v.Parts[1].Steps) == 0,
		"note":    *v.Parts[0].Note == "x" && v.Parts[1].Note == nil,
		"ladder":  *v.Ladder[0].After == calendar.MustBudget("10wd"),
		"words":   slices.Equal(v.Words, []string{"甲", "2", "true"}),
		"limit":   v.Limit.String() == "48h",
		"from":    v.From.String() == "2019-12-01",
		"mode":    *v.Mode == exact.HalfEven,
		"near":    *v.Near == exact.About,
		"ties":    *v.Ties == "chain",
		"header":  doc.Header.ID == "made-up" && doc.Header.Status == Final && doc.Label.ZH == "示例方案",
	}
	for what, ok := range checks {
		if !ok {
			t.Errorf("%s was read wrongly", what)
		}
	}
	if unset := Unset(doc); len(unset) != 0 {
		t.Errorf("everything is set, but Unset gives %v", unset)
	}
}

// A null, an absent key and an absent section all mean the same.
func TestSilenceIsNotSet(t *testing.T) {
	for _, text := range []string{head, head + "sample:\n", head + "sample: {}\n",
		head + "sample: {red: null, parts: ~, limit: }\n",
		head + "sample: {red: {line: null, cap: null}, hours: {}}\n"} {
		doc := parsed(t, text)
		var paths []string
		for _, u := range Unset(doc) {
			paths = append(paths, u.Path)
		}
		want := []string{"sample.enabled", "sample.red.line", "sample.red.cap", "sample.hours.start", "sample.hours.grace",
			"sample.parts", "sample.ladder", "sample.words", "sample.limit", "sample.from", "sample.mode", "sample.near", "sample.ties"}
		if diff := cmp.Diff(want, paths); diff != "" {
			t.Errorf("%q:\n%s", text, diff)
		}
	}
}

func TestUnsetNamesPathLineAndWhatNeedsIt(t *testing.T) {
	doc := parsed(t, head+"sample:\n  red:\n    line: 90\n    cap: null\n  parts:\n    - key: a\n      zh: 甲\n")
	unset := map[string]UnsetParam{}
	for _, u := range Unset(doc) {
		unset[u.Path] = u
	}
	// The header takes lines 1 to 5.
	if u := unset["sample.red.cap"]; u.Line != 9 || u.WhatNeedsIt.ZH != "限额" || u.Name.ZH != "样例·红·名额" {
		t.Errorf("cap: %+v", u)
	}
	if u := unset["sample.parts[a].weight"]; u.Line != 11 || u.Place != "sample.parts[0].weight" || u.WhatNeedsIt.EN != "the sample calculation" {
		t.Errorf("weight: %+v", u)
	}
	if _, listed := unset["sample.parts[a].note"]; listed {
		t.Error("an optional key is no parameter")
	}
}

// A parameter counts as not set only where something would use it.
func TestParameterOfAChoice(t *testing.T) {
	cases := map[string]struct{ unset, problem string }{
		"ties: null":                  {"", ""},
		"ties: include":               {"", ""},
		"ties: chain":                 {"sample.chain", ""},
		"ties: chain, chain: [a]":     {"", ""},
		"ties: include, chain: [a]":   {"", "scheme.unused"},
		"ties: nonsense, chain: [a]":  {"", "scheme.choice"},
		"ties: include, chain: null":  {"", ""},
		"ties: include, chain: [[a]]": {"", "scheme.wrong_type scheme.unused"},
	}
	for text, want := range cases {
		doc, problems := Parse([]byte(head + "sample: {" + text + "}\n"))
		var codes []string
		for _, p := range problems {
			codes = append(codes, p.Code)
		}
		slices.Sort(codes)
		wanted := strings.Fields(want.problem)
		slices.Sort(wanted)
		if !slices.Equal(codes, wanted) {
			t.Errorf("%s: %v, want %v", text, codes, wanted)
		}
		listed := slices.ContainsFunc(Unset(doc), func(u UnsetParam) bool { return u.Path == "sample.chain" })
		if listed != (want.unset != "") {
			t.Errorf("%s: chain listed as not set: %v", text, listed)
		}
	}
}

func TestNeedRefusesNamingPathAndScheme(t *testing.T) {
	doc := parsed(t, head+"sample: {red: {line: 0}}\n")
	v := sampleSection.Get(doc)
	if line, err := Need(doc, "sample.red.line", v.Red.Line); err != nil || !line.IsZero() {
		t.Errorf("a zero is set: %v %v", line, err)
	}
	_, err := Need(doc, "sample.red.cap", v.Red.Cap)
	refusal, ok := fault.As(err)
	if !ok || !NotSet.Is(err) || refusal.Location != "sample.red.cap" || fault.KindOf(err) != fault.NotSet {
		t.Fatalf("want a NotSet refusal, got %v", err)
	}
	for _, want := range []string{"样例·红·名额", "sample.red.cap", "示例方案", "另一人启用"} {
		if text := refusal.Text(fault.Chinese); !strings.Contains(text, want) {
			t.Errorf("%q does not say %q", text, want)
		}
	}
	for _, want := range []string{"Sample: Red: Cap", "sample.red.cap", "Made-up scheme", "activate"} {
		if text := refusal.Text(fault.English); !strings.Contains(text, want) {
			t.Errorf("%q does not say %q", text, want)
		}
	}
	if _, err := NeedList(doc, "sample.parts", v.Parts); !NotSet.Is(err) {
		t.Errorf("an absent list is not set: %v", err)
	}
	if _, err := NeedList(doc, "sample.parts", []samplePart{}); err != nil {
		t.Errorf("an empty list is set: %v", err)
	}
	if _, err := Need[int64](nil, "nowhere.at.all", nil); !NotSet.Is(err) {
		t.Errorf("without a document: %v", err)
	}
}

// A value that does not fit is never half taken.
func TestFaultyValueStaysUnset(t *testing.T) {
	doc, problems := Parse([]byte(head + "sample: {red: {line: 101, cap: 3}, limit: 10, mode: nonsense}\n"))
	v := sampleSection.Get(doc)
	if len(problems) != 3 || v.Red.Line != nil || v.Limit != nil || v.Mode != nil || *v.Red.Cap != 3 {
		t.Errorf("%v %+v", found(problems), v)
	}
}

func TestLimits(t *testing.T) {
	bomb := "a: &a [x,x,x,x,x,x,x,x,x]\n"
	for c := 'b'; c < 'j'; c++ {
		bomb += fmt.Sprintf("%c: &%c [*%c,*%c,*%c,*%c,*%c,*%c,*%c,*%c,*%c]\n", c, c, c-1, c-1, c-1, c-1, c-1, c-1, c-1, c-1, c-1)
	}
	cases := map[string]struct{ text, code string }{
		"size":          {strings.Repeat("#", MaxSize+1), "scheme.too_large"},
		"tokens":        {strings.Repeat("a: b\n", maxTokens), "scheme.too_many"},
		"flow depth":    {"a: " + strings.Repeat("[", 5000), "scheme.too_deep"},
		"entries":       {strings.Repeat("- ", 5000), "scheme.too_deep"},
		"block depth":   {nested(60), "scheme.too_deep"},
		"not UTF-8":     {"scheme: \xff", "scheme.encoding"},
		"nothing":       {"# only a comment\n", "scheme.empty"},
		"empty":         {"", "scheme.empty"},
		"a list":        {"- a\n", "scheme.wrong_type"},
		"billion laugh": {bomb, "scheme.unknown_section"},
		"long text":     {head + "sample: {words: [" + strings.Repeat("长", maxTextLength+1) + "]}", "scheme.long_text"},
		"long list":     {head + "sample: {words: [" + strings.Repeat("a,", maxListLength+1) + "]}", "scheme.many_items"},
		"no header":     {"sample: {}", "scheme.required"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			_, problems := Parse([]byte(c.text))
			if !slices.ContainsFunc(problems, func(p Problem) bool { return p.Code == c.code }) {
				t.Errorf("want %s, got %v", c.code, found(problems))
			}
			if took := time.Since(start); took > 5*time.Second {
				t.Errorf("took %v", took)
			}
		})
	}
}

func nested(depth int) string {
	var b strings.Builder
	for i := range depth {
		b.WriteString(strings.Repeat(" ", i) + "a:\n")
	}
	return b.String()
}

func TestSuggestionNeedsLikeness(t *testing.T) {
	known := []string{"weight", "cap", "line"}
	for word, want := range map[string]string{"wieght": "weight", "weigth": "weight", "lines": "line", "cup": "cap", "xyz": "", "": "", "we": ""} {
		if got := nearest(word, known); got != want {
			t.Errorf("nearest(%q) = %q, want %q", word, got, want)
		}
	}
}

func TestTimeOfDay(t *testing.T) {
	for text, want := range map[string]TimeOfDay{"00:00": 0, "08:30": 510, "23:59": 1439} {
		got, err := ParseTimeOfDay(text)
		if err != nil || got != want || got.String() != text {
			t.Errorf("%s: %d %v %s", text, got, err, got)
		}
	}
	for _, text := range []string{"", "8:30", "24:00", "12:60", "-1:00", "+1:00", "12:5x", "12-30"} {
		if _, err := ParseTimeOfDay(text); !BadTime.Is(err) {
			t.Errorf("%q must be refused", text)
		}
	}
}
