package flow_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/engine/flow"
)

// Each case breaks the good definition in one place and names what must be
// found there.
func TestCheckFindsFaults(t *testing.T) {
	good, err := os.ReadFile("testdata/approval.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, old, new, where, says string }{
		{"action without who", "    roles: [head]\n", "", "actions.extend", "nobody may do it"},
		{"unknown state", "to: hearing\n", "to: nowhere\n", "actions.hold_hearing", "is not defined"},
		{"unknown fact", "papers_complete or", "papers or", "stages.review.guards.papers", "not a declared fact"},
		{"function call", "when: papers_complete or", "when: len(class) > 0 or", "stages.review.guards.papers", "does not compile"},
		{"fraction", "fee_fen > 100", "fee_fen > 0.5", "actions.decide.guards.fee", "not allowed"},
		{"division", "fee_fen > 100", "fee_fen / 2 > 1", "actions.decide.guards.fee", "not allowed"},
		{"looking inside", "fee_fen > 100", "class.first == \"A\"", "actions.decide.guards.fee", "not allowed"},
		{"not boolean", "fee_fen == 0 or fee_fen > 100", "fee_fen + 1", "actions.decide.guards.fee", "does not compile"},
		{"types do not fit", "fee_fen == 0 or", "class > 5 or", "actions.decide.guards.fee", "does not compile"},
		{"sealed fact", "  class: text\n", "  class: text\n  original_status: text\n", "facts.original_status", "sealed identity"},
		{"wording missing", "text: {zh: 出件, en: Issue}", "text: {zh: 出件}", "actions.issue", "wording is missing"},
		{"unreachable", "    to: hearing\n", "    to: accepted\n", "states.hearing", "cannot be reached"},
		{"dead end", "text: {zh: 已出件, en: issued}, stage: issue, terminal: true", "text: {zh: 已出件, en: issued}, stage: issue", "states.issued", "dead end"},
		{"terminal left", "from: [decided]\n    to: issued", "from: [decided, issued]\n    to: issued", "actions.issue", "terminal state"},
		{"two beginnings", "stage: review}\n  - {name: hearing", "stage: review, initial: true}\n  - {name: hearing", "states", "exactly one"},
		{"cause not listed", "cause: hearing", "cause: holiday", "actions.hold_hearing", "not among its causes"},
		{"rank not listed", "rank: organ_head}", "rank: clerk}", "actions.extend", "may not extend"},
		{"clock left open", "    reason: true\n    clocks: [{clock: decision, do: stop}]\nclocks", "    reason: true\nclocks", "clocks.decision", "may still be open"},
		{"clock never started", "    clocks: [{clock: decision, do: start}]\n", "", "actions.hold_hearing", "has not been started"},
		{"duty unknown", "duty: seal\n", "duty: stamp\n", "actions.seal", "is not defined"},
		{"evidence unknown", "evidence: [decision]", "evidence: [drawing]", "actions.decide", "is not defined"},
		{"extension in another unit", "most: 10wd", "most: 10d", "clocks.decision.extensions.organ_head", "own unit"},
		{"action twice", "name: withdraw\n", "name: issue\n", "actions.issue", "occurs twice"},
		{"bad name", "name: withdraw\n", "name: Withdraw!\n", "actions.Withdraw!", "small letters"},
		{"stage unknown", "stage: window, initial", "stage: door, initial", "states.submitted", "is not defined"},
		{"duty excludes itself", "[approve, seal]", "[seal, seal]", "exclusive", "excludes itself"},
	} {
		t.Run(c.name, func(t *testing.T) {
			text := strings.Replace(string(good), c.old, c.new, 1)
			if text == string(good) {
				t.Fatal("the case changes nothing")
			}
			def, err := flow.Parse([]byte(text))
			if err != nil {
				t.Fatal(err)
			}
			problems := flow.Check(def)
			if !slices.ContainsFunc(problems, func(p flow.Problem) bool {
				return p.Level == flow.Wrong && p.Where == c.where && strings.Contains(p.Text.EN, c.says) && p.Text.ZH != ""
			}) {
				t.Fatalf("found only %v", problems)
			}
			if _, err := flow.Compile(def); !flow.BadDefinition.Is(err) {
				t.Fatalf("compiled: %v", err)
			}
		})
	}
}

func TestCheckDoubts(t *testing.T) {
	m := approval(t)
	var doubts []string
	for _, p := range flow.Check(m.Definition()) {
		if p.Level != flow.Doubted {
			t.Errorf("wrong in a good definition: %s", p)
		}
		doubts = append(doubts, p.Text.EN)
	}
	if len(doubts) != 2 || !strings.Contains(doubts[0], "accept → decide") || !strings.Contains(doubts[1], "decide → seal") {
		t.Errorf("doubts %q", doubts)
	}
	conflicts := flow.Conflicts(m.Definition())
	if len(conflicts) != 2 || !slices.Equal(conflicts[0].Path, []string{"accept", "decide"}) || len(conflicts[0].Roles) != 2 {
		t.Errorf("conflicts %+v", conflicts)
	}
	// No path back from sealing to approval: only one order is a conflict.
	if slices.ContainsFunc(conflicts, func(c flow.Conflict) bool { return c.First == "seal" }) {
		t.Error("a path that does not exist was found")
	}
	def, err := flow.Parse([]byte(cycle))
	if err != nil {
		t.Fatal(err)
	}
	problems := flow.Check(def)
	if len(problems) != 2 || problems[0].Level != flow.Doubted || !strings.Contains(problems[0].Text.EN, "no terminal state") {
		t.Errorf("a cycle without a way out: %v", problems)
	}
}

const cycle = `
name: example.cycle
text: {zh: 示例循环, en: Example cycle}
states:
  - {name: a, text: {zh: 甲, en: A}, initial: true}
  - {name: b, text: {zh: 乙, en: B}}
actions:
  - {name: go, text: {zh: 去, en: Go}, from: [a], to: b, roles: [clerk]}
  - {name: back, text: {zh: 回, en: Back}, from: [b], to: a, roles: [clerk]}
`

func TestParseIsStrict(t *testing.T) {
	for _, text := range []string{"", "name: [", "name: a\nnamee: b\n", "name: a\nname: b\n", "states: 3", "clocks: [{name: x, budget: soon}]"} {
		if d, err := flow.Build([]byte(text)); err == nil {
			t.Errorf("%q gives %+v", text, d.Definition())
		} else if _, ok := fault.As(err); !ok {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func FuzzBuild(f *testing.F) {
	good, err := os.ReadFile("testdata/approval.yaml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add([]byte(cycle))
	f.Fuzz(func(t *testing.T, text []byte) {
		m, err := flow.Build(text)
		if err != nil {
			if _, ok := fault.As(err); !ok {
				t.Fatalf("not a refusal: %v", err)
			}
			return
		}
		if _, err := m.Offered(m.New(), flow.Who{}, nil); err != nil {
			t.Fatal(err)
		}
	})
}
