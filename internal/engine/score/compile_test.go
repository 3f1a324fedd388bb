package score

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/jingkai-zone/jingkai/internal/base/exact"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
)

const goodTree = `{"key":"t","name":{"zh":"总","en":"total"},"places":2,"mode":"gb8170","missing":"refuse","parts":[
 {"key":"a","name":{"zh":"甲","en":"A"},"weight":0.6,"attainment":{"actual":"done","plan":"plan","direction":"up"}},
 {"key":"b","name":{"zh":"乙","en":"B"},"weight":0.4,"given":{"input":"stated","low":0,"high":100}}]}`

var testNames = Vocabulary{"done": {"完成", "done"}, "plan": {"计划", "plan"}, "stated": {"认定", "stated"}, "sex": {"x", "x"}, "年龄段": {"x", "x"}}

// Each case is the good tree with one thing changed.
func TestCompileRefuses(t *testing.T) {
	given := `"given":{"input":"stated","low":0,"high":100}`
	cases := []struct{ name, old, new, code, at string }{
		{"weights of 99.9 %", `"weight":0.4`, `"weight":0.399`, "score.weights", "parts"},
		{"weights of 101 %", `"weight":0.4`, `"weight":"41%"`, "score.weights", "parts"},
		{"thirds that are not thirds", `"weight":0.6`, `"weight":"3333/10000"`, "score.weights", "parts"},
		{"a weight nobody set", `"weight":0.4,`, ``, "score.not_set", "parts[1].weight"},
		{"a negative weight", `"weight":0.4`, `"weight":-0.4`, "score.weights", "parts[1].weight"},
		{"no rounding mode", `"mode":"gb8170",`, ``, "score.not_set", "mode"},
		{"no places", `"places":2,`, ``, "score.not_set", "places"},
		{"nine places", `"places":2`, `"places":9`, "score.parameter", "places"},
		{"no policy for missing facts", `"missing":"refuse",`, ``, "score.not_set", "parts[0].missing"},
		{"an unknown policy", `"missing":"refuse"`, `"missing":"guess"`, "score.parameter", "missing"},
		{"no name in English", `"en":"B"`, `"en":""`, "score.not_set", "parts[1].name"},
		{"a key twice", `"key":"b"`, `"key":"a"`, "score.key", "parts[1].key"},
		{"a key with a blank", `"key":"b"`, `"key":"b b"`, "score.key", "parts[1].key"},
		{"a key that names age", `"key":"b"`, `"key":"person_age"`, "score.sealed_name", "parts[1].key"},
		{"an unknown measure", `"input":"stated"`, `"input":"other"`, "score.measure", "parts[1].given.input"},
		{"sex, even when it is in the vocabulary", `"input":"stated"`, `"input":"sex"`, "score.sealed_name", "parts[1].given.input"},
		{"age in Chinese", `"input":"stated"`, `"input":"年龄段"`, "score.sealed_name", "parts[1].given.input"},
		{"a formula that names sex", given, `"formula":{"text":"stated + sex"}`, "score.sealed_name", "parts[1].formula.text"},
		{"a formula with an error", given, `"formula":{"text":"stated +"}`, "score.formula", "parts[1].formula.text"},
		{"no direction", `,"direction":"up"`, ``, "score.not_set", "parts[0].attainment.direction"},
		{"neither plan nor target", `"plan":"plan",`, ``, "score.not_set", "parts[0].attainment.plan"},
		{"plan and target", `"plan":"plan",`, `"plan":"plan","target":5,`, "score.parameter", "parts[0].attainment.target"},
		{"a target of zero", `"plan":"plan",`, `"target":0,`, "score.parameter", "parts[0].attainment.target"},
		{"two kinds", given, given + `,"share":{"num":"done","den":"plan"}`, "score.tree", "parts[1]"},
		{"no kind", given, `"cap":100`, "score.tree", "parts[1]"},
		{"cap below floor", given, given + `,"cap":10,"floor":20`, "score.parameter", "parts[1].cap"},
		{"no bound of a stated value", `,"high":100`, ``, "score.not_set", "parts[1].given.high"},
		{"bounds upside down", `"low":0,"high":100`, `"low":100,"high":0`, "score.parameter", "parts[1].given.low"},
		{"no least number of ratings", given, `"rating":{"input":"stated","low":0,"high":100}`, "score.not_set", "parts[1].rating.least"},
		{"all ratings dropped", given, `"rating":{"input":"stated","low":0,"high":100,"least":2,"drop_high":1,"drop_low":1}`, "score.parameter", "parts[1].rating.least"},
		{"tiers out of order", given, `"tiers":{"input":"stated","direction":"up","rows":[{"line":60,"points":1},{"line":90,"points":2}]}`, "score.parameter", "parts[1].tiers.rows[1]"},
		{"a tier without points", given, `"tiers":{"input":"stated","direction":"up","rows":[{"line":60}]}`, "score.not_set", "parts[1].tiers.rows[0].points"},
		{"a tier without a line", given, `"tiers":{"input":"stated","direction":"up","rows":[{"points":60}]}`, "score.not_set", "parts[1].tiers.rows[0].line"},
		{"one span for two classes", given, `"time":{"spans":[{"name":{"zh":"甲","en":"a"},"days":"done","points":1},{"name":{"zh":"乙","en":"b"},"days":"done","points":2}]}`, "score.parameter", "parts[1].time.spans[1].days"},
		{"deducting twice for one thing", given, `"deductions":{"start":100,"items":[{"input":"done","points":1},{"input":"done","points":2}]}`, "score.parameter", "parts[1].deductions.items[1].input"},
		{"no parts", `"parts":[`, `"other":[`, "score.not_set", "parts"},
	}
	for _, c := range cases {
		if !strings.Contains(goodTree, c.old) {
			t.Errorf("%s changes nothing", c.name)
			continue
		}
		var tree Tree
		if err := json.Unmarshal([]byte(strings.Replace(goodTree, c.old, c.new, 1)), &tree); err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		_, err := Compile(tree, testNames)
		if !refusedAt(err, c.code, c.at) {
			t.Errorf("%s: %v, want %s at %s", c.name, err, c.code, c.at)
		}
	}
	var tree Tree
	if err := json.Unmarshal([]byte(goodTree), &tree); err != nil {
		t.Fatal(err)
	}
	if _, err := Compile(tree, testNames); err != nil {
		t.Errorf("the good tree: %v", err)
	}
}

func refusedAt(err error, code, at string) bool {
	e, ok := fault.As(err)
	if !ok {
		return false
	}
	for _, d := range append([]*fault.Error{e}, e.Details...) {
		if d.Code.Name == code && d.Location == at {
			return true
		}
	}
	return false
}

// A form shows all its faults at once.
func TestCompileCollects(t *testing.T) {
	_, err := Compile(Tree{}, nil)
	e, ok := fault.As(err)
	if !ok || len(e.Details) < 5 {
		t.Errorf("an empty tree: %v", err)
	}
	if _, err := Compile(deepTree(MaxDepth+1), Vocabulary{}); !BadTree.Is(err) {
		t.Errorf("too deep: %v", err)
	}
}

func deepTree(depth int) Tree {
	parts := []Node(nil)
	for range depth {
		parts = []Node{{Key: "k", Weight: new(exact.FromInt(1)), Parts: parts}}
	}
	return Tree{Key: "t", Parts: parts}
}

func TestSealedNames(t *testing.T) {
	for _, name := range []string{"age", "person.age", "personAge", "AGE", "age_group", "birth_year", "birthday", "sex", "gender", "Gender2",
		"origin", "origin.unit", "ethnic-group", "sealed", "sealedStatus", "identity", "marital_status", "HTTPAge", "年龄", "平均年龄", "性别", "籍贯",
		"民族", "原身份", "封存职级", "出生年月", "婚育情况", "女职工"} {
		if !Sealed(name) {
			t.Errorf("%q may be named", name)
		}
	}
	for _, name := range []string{"average", "coverage.percentage", "stage", "agency_count", "usage", "manage", "approval.days", "investment.actual",
		"企业满意度", "培育企业数", "完成投资", "办结率", "village", "package", "sextant", "original_amount"} {
		if Sealed(name) {
			t.Errorf("%q must not be taken for a sealed field", name)
		}
	}
}

// Every kind of node refuses sealed names, not only formulas.
func TestSealedInEveryKind(t *testing.T) {
	names := Vocabulary{"ok": {}, "age": {}, "days": {}}
	w := new(exact.FromInt(1))
	low, high := new(exact.FromInt(0)), new(exact.FromInt(100))
	for kind, n := range map[string]Node{
		"attainment": {Attainment: &Attainment{Actual: "ok", Plan: "age", Direction: Up}},
		"tiers":      {Tiers: &Tiers{Input: "age", Direction: Up, Rows: []Tier{{}}}},
		"deductions": {Deductions: &Deductions{Start: *high, Items: []Deduction{{Input: "age", Points: *high}}}},
		"rating":     {Rating: &Rating{Input: "age", Least: 1, Low: low, High: high}},
		"share":      {Share: &Share{Num: "ok", Den: "age"}},
		"time":       {Time: &TimeWeighted{Spans: []Span{{Name: Words{"甲", "a"}, Days: "days", Value: "age"}}}},
		"given":      {Given: &Given{Input: "age", Low: low, High: high}},
		"formula":    {Formula: &FormulaKind{Text: "ok + age"}},
	} {
		n.Key, n.Name, n.Weight = "k", Words{"名", "name"}, w
		_, err := Compile(Tree{Key: "t", Name: Words{"名", "name"}, Places: new(2), Mode: exact.HalfEven, Missing: Refuse, Parts: []Node{n}}, names)
		if !SealedName.Is(err) {
			t.Errorf("%s: %v", kind, err)
		}
	}
}

// The inputs are what a room must collect, in the order of the tree.
func TestInputs(t *testing.T) {
	var tree Tree
	if err := json.Unmarshal([]byte(goodTree), &tree); err != nil {
		t.Fatal(err)
	}
	p, err := Compile(tree, testNames)
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(p.Inputs(), " "); got != "done plan stated" {
		t.Error(got)
	}
}
