package score

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/jingkai-zone/jingkai/internal/base/exact"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
)

// book is one file of testdata: a tree and what it must give.
type book struct {
	Source     string     `json:"source"`
	Vocabulary Vocabulary `json:"vocabulary"`
	Tree       Tree       `json:"tree"`
	Cases      []struct {
		Name       string                   `json:"name"`
		Facts      map[string][]exact.Ratio `json:"facts"`
		Irrelevant []string                 `json:"irrelevant"`
		Want       string                   `json:"want"`
		Note       string                   `json:"note"`
		Refused    string                   `json:"refused"`
	} `json:"cases"`
}

func readBook(t testing.TB, file string) book {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var b book
	if err := json.Unmarshal(raw, &b); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return b
}

func facts(values map[string][]exact.Ratio) Facts {
	out := Facts{}
	for key, list := range values {
		for i, v := range list {
			out[key] = append(out[key], Fact{Value: v, IDs: []string{key + "#" + digits(i)}})
		}
	}
	return out
}

func TestCaseBooks(t *testing.T) {
	files, err := filepath.Glob("testdata/*.json")
	if err != nil || len(files) < 9 {
		t.Fatalf("case books are missing: %v %v", files, err)
	}
	for _, file := range files {
		b := readBook(t, file)
		program, err := Compile(b.Tree, b.Vocabulary)
		if err != nil {
			t.Errorf("%s: %v", file, err)
			continue
		}
		for _, c := range b.Cases {
			item := Item{Facts: facts(c.Facts), Irrelevant: c.Irrelevant}
			result, err := program.Score(item)
			v, rounded, fastErr := program.Value(item)
			if c.Refused != "" {
				e, _ := fault.As(err)
				f, _ := fault.As(fastErr)
				if e == nil || e.Code.Name != c.Refused || f == nil || f.Code != e.Code {
					t.Errorf("%s, %s: %v and %v, want refusal %s", file, c.Name, err, fastErr, c.Refused)
				}
				continue
			}
			if err != nil || fastErr != nil {
				t.Errorf("%s, %s: %v, %v", file, c.Name, err, fastErr)
				continue
			}
			if result.Score.String() != c.Want || rounded.String() != c.Want || !v.Equal(result.Exact) {
				t.Errorf("%s, %s: %s and %s, want %s", file, c.Name, result.Score, rounded, c.Want)
			}
			if notes := allNotes(result.Why); c.Note != "" && !slices.Contains(notes, c.Note) {
				t.Errorf("%s, %s: no note %q in %q", file, c.Name, c.Note, notes)
			}
			checkLines(t, result.Why)
		}
	}
}

func allNotes(l *Line) []string {
	var out []string
	for _, n := range l.Notes {
		out = append(out, n.ZH)
	}
	for _, p := range l.Parts {
		out = append(out, allNotes(p)...)
	}
	return out
}

// checkLines finds lines a person could not read: without a name, without an
// English formula, or a fact without its record.
func checkLines(t *testing.T, l *Line) {
	t.Helper()
	if l.Name.ZH == "" || l.Name.EN == "" || l.State == "" || (l.Formula.ZH == "") != (l.Formula.EN == "") {
		t.Errorf("line %s is not told in both languages: %+v", l.Key, *l)
	}
	if l.State == Counted && l.Formula.ZH == "" {
		t.Errorf("line %s has no formula", l.Key)
	}
	if l.Kind == "fact" && l.State == Counted && len(l.Facts) == 0 {
		t.Errorf("fact %s does not open to a record", l.Key)
	}
	for _, p := range l.Parts {
		checkLines(t, p)
	}
}

// The derivation of 新生力 as the panel "why this number" gets it.
func TestDerivation(t *testing.T) {
	b := readBook(t, "testdata/leiyang_board.json")
	program, err := Compile(b.Tree, b.Vocabulary)
	if err != nil {
		t.Fatal(err)
	}
	result, err := program.Score(Item{Facts: facts(b.Cases[0].Facts)})
	if err != nil {
		t.Fatal(err)
	}
	why := result.Why
	if why.Exact != "491/5" || why.Shown != "98.20" {
		t.Errorf("the score is %s, shown %s", why.Exact, why.Shown)
	}
	if want := "推进快 100.00 × 60% + 服务佳 95.00 × 20% + 反响好 96.00 × 20%"; why.Formula.ZH != want {
		t.Errorf("%s\nwant %s", why.Formula.ZH, want)
	}
	fast := why.Parts[0]
	if fast.Formula.ZH != "实际 11 ÷ 计划 10 × 100 = 110.00" || fast.Notes[0].ZH != "封顶 100（原值 110）" || fast.Shown != "100.00" {
		t.Errorf("progress: %+v", *fast)
	}
	if got := fast.Parts[0]; got.Name.ZH != "完成量" || got.Shown != "11" || !slices.Equal(got.Facts, []string{"progress.actual#0"}) {
		t.Errorf("the fact under progress: %+v", *got)
	}
	first, err := json.Marshal(result)
	if err != nil {
		t.Fatal(err)
	}
	for range 20 {
		again, err := program.Score(Item{Facts: facts(b.Cases[0].Facts)})
		if err != nil {
			t.Fatal(err)
		}
		if second, err := json.Marshal(again); err != nil || string(second) != string(first) {
			t.Fatalf("the same facts gave other bytes: %v\n%s\n%s", err, first, second)
		}
	}
	if !strings.Contains(string(first), `"exact":"491/5","score":"98.20"`) {
		t.Errorf("%s", first)
	}
}

// LY-25: K = 100−0.3i, W = 98−0.2i, S = 96−0.25i, J = 95−0.15i by 30/30/20/20
// is 97.6 − 0.23i for every person, without noise.
func TestEvaluationOf150(t *testing.T) {
	given := func(key, weight string) Node {
		return Node{Key: key, Name: Words{key, key}, Weight: new(exact.MustRatio(weight)),
			Given: &Given{Input: key, Low: new(exact.FromInt(0)), High: new(exact.FromInt(100))}}
	}
	tree := Tree{Key: "evaluation", Name: Words{"综合素质评价", "evaluation"}, Places: new(2), Mode: exact.HalfEven, Missing: Refuse,
		Parts: []Node{given("K", "30%"), given("W", "30%"), given("S", "20%"), given("J", "20%")}}
	program, err := Compile(tree, Vocabulary{"K": {}, "W": {}, "S": {}, "J": {}})
	if err != nil {
		t.Fatal(err)
	}
	line := func(start, step string, i int64) []Fact {
		return []Fact{{Value: exact.MustRatio(start).Sub(exact.MustRatio(step).Mul(exact.FromInt(i)))}}
	}
	for i := int64(1); i <= 150; i++ {
		v, _, err := program.Value(Item{Facts: Facts{"K": line("100", "0.3", i), "W": line("98", "0.2", i), "S": line("96", "0.25", i), "J": line("95", "0.15", i)}})
		want := exact.MustRatio("97.6").Sub(exact.MustRatio("0.23").Mul(exact.FromInt(i)))
		if err != nil || !v.Equal(want) {
			t.Fatalf("person %d: %s, want %s: %v", i, v, want, err)
		}
	}
}

func BenchmarkValue(b *testing.B) {
	k := readBook(b, "testdata/leiyang_board.json")
	program, err := Compile(k.Tree, k.Vocabulary)
	if err != nil {
		b.Fatal(err)
	}
	item := Item{Facts: facts(k.Cases[0].Facts)}
	b.Run("value", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, _, err := program.Value(item); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("explained", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := program.Score(item); err != nil {
				b.Fatal(err)
			}
		}
	})
}
