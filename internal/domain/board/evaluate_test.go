package board_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/jingkai-zone/jingkai/internal/base/exact"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/domain/board"
	"github.com/jingkai-zone/jingkai/internal/engine/scheme"
	"github.com/jingkai-zone/jingkai/internal/engine/score"
	"github.com/jingkai-zone/jingkai/schemes"
)

// december is the list of the story: actual, plan, service and response, and
// the score by hand: 0.6 × min(100, actual ÷ plan × 100) + 0.2 × service + 0.2 × response.
var december = []struct {
	title                           string
	actual, plan, service, response string
	score                           string
	colour                          board.Colour
}{
	{"新生力", "11", "10", "95", "96", "98.20", board.Red},          // 60 (110 capped at 100) + 19 + 19.2
	{"耒水新城土地储备", "1", "1", "92", "94", "97.20", board.Red},       // 60 + 18.4 + 18.8
	{"湘当靓汤", "1", "1", "90", "91", "96.20", board.Red},           // 60 + 18 + 18.2
	{"示例事项04", "95", "100", "85", "88", "91.60", board.Unlisted}, // 57 + 17 + 17.6
	{"示例事项05", "90", "100", "88", "86", "88.80", board.Unlisted}, // 54 + 17.6 + 17.2
	{"示例事项06", "92", "100", "80", "84", "88.00", board.Unlisted}, // 55.2 + 16 + 16.8
	{"示例事项07", "85", "100", "82", "80", "83.40", board.Unlisted}, // 51 + 16.4 + 16
	{"示例事项08", "65", "100", "74", "76", "69.00", board.Yellow},   // 39 + 14.8 + 15.2
	{"示例事项09", "80", "100", "75", "75", "78.00", board.Unlisted}, // 48 + 15 + 15
	{"示例事项10", "40", "100", "70", "65", "51.00", board.Yellow},   // 24 + 14 + 13
	{"示例事项11", "60", "100", "68", "60", "61.60", board.Yellow},   // 36 + 13.6 + 12
	{"示例事项12", "55", "100", "72", "70", "61.40", board.Yellow},   // 33 + 14.4 + 14
}

// story gives the sample scheme, with changes to its text.
func story(t testing.TB, changes ...string) *scheme.Doc {
	t.Helper()
	text, ok := schemes.Sample("leiyang-story")
	if !ok {
		t.Fatal("no sample scheme")
	}
	for i := 0; i < len(changes); i += 2 {
		if !strings.Contains(string(text), changes[i]) {
			t.Fatalf("the sample does not say %q", changes[i])
		}
		text = []byte(strings.Replace(string(text), changes[i], changes[i+1], 1))
	}
	doc, problems := scheme.Parse(text)
	if scheme.HasErrors(problems) {
		t.Fatal(scheme.Refusal(problems))
	}
	return doc
}

func ruled(t testing.TB, changes ...string) *board.Rule {
	t.Helper()
	r, err := board.RuleOf(story(t, changes...))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func fact(value string) []score.Fact {
	return []score.Fact{{Value: exact.MustRatio(value), IDs: []string{"f-" + value}}}
}

func items() []board.Input {
	out := make([]board.Input, len(december))
	for i, d := range december {
		out[i] = board.Input{Item: ident.NewID(time.Unix(int64(i), 0)), Line: int64(i + 1), Facts: score.Facts{
			"goals.item.actual": fact(d.actual), board.PlanMeasure: fact(d.plan), board.Service: fact(d.service), board.Response: fact(d.response)}}
	}
	return out
}

func TestDecemberByHand(t *testing.T) {
	e, err := ruled(t).Evaluate(items())
	if err != nil {
		t.Fatal(err)
	}
	settled, err := ruled(t).Settle(items())
	if err != nil {
		t.Fatal(err)
	}
	for i, j := range e.Items {
		if bare := settled.Items[i]; bare.Score != j.Score || bare.Rank != j.Rank || bare.Colour != j.Colour || bare.Reason != j.Reason {
			t.Errorf("settled otherwise: %+v", bare)
		}
		if d := december[i]; j.Score.String() != d.score || j.Colour != d.colour {
			t.Errorf("%s: %s %s, want %s %s", d.title, j.Score, j.Colour, d.score, d.colour)
		}
	}
	fourth := e.Items[3]
	if fourth.Rank != 4 || !strings.Contains(fourth.Reason.ZH, "名额 3") || !strings.Contains(fourth.Reason.ZH, "未列入") {
		t.Errorf("the fourth: rank %d, %s", fourth.Rank, fourth.Reason.ZH)
	}
	if got := e.Items[4].Reason.ZH; !strings.Contains(got, "不足红榜线 90，不低于黄榜线 70") {
		t.Errorf("between the lines: %s", got)
	}
	// The three criteria of the first item: min(100, 110) = 100, 95, 96.
	var shown []string
	for _, c := range e.Items[0].Criteria {
		shown = append(shown, c.Key+" "+c.Shown)
	}
	if got := strings.Join(shown, ", "); got != "fast 100.00, service 95.00, response 96.00" {
		t.Errorf("criteria: %s", got)
	}
	if len(e.Items[0].Blocks) != 4 || e.Items[0].Blocks[3].Shown != "95.50" { // (95 + 96) ÷ 2
		t.Errorf("blocks: %+v", e.Items[0].Blocks)
	}
}

// With the weight of the fourth block at 0 only progress counts: item 6 (92)
// passes 90 and item 4 (95) comes before it, but three others are at 100.
func TestAWeightOfZeroChangesTheBoard(t *testing.T) {
	r, err := ruled(t).Reweighted(map[string]exact.Ratio{"overall": exact.MustRatio("1"), "priority": exact.MustRatio("0")})
	if err != nil {
		t.Fatal(err)
	}
	e, err := r.Evaluate(items())
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"100.00", "100.00", "100.00", "95.00", "90.00", "92.00", "85.00", "65.00", "80.00", "40.00", "60.00", "55.00"} {
		if got := e.Items[i].Score.String(); got != want {
			t.Errorf("%s: %s, want %s", december[i].title, got, want)
		}
	}
	if got := e.Items[0].Criteria[1].Shown; got != "95.00" { // shown, though it counts nothing
		t.Errorf("service: %s", got)
	}
	if _, err := ruled(t).Reweighted(map[string]exact.Ratio{"priority": exact.MustRatio("0")}); !score.BadWeights.Is(err) {
		t.Errorf("weights that sum to 60%%: %v", err)
	}
}

// An item that the priority block does not concern is judged on the other
// blocks alone, and the derivation says so.
func TestIrrelevantBlocksAreNormalisedOut(t *testing.T) {
	in := items()
	in[3].Irrelevant = []string{"priority"}
	e, err := ruled(t).Evaluate(in)
	if err != nil {
		t.Fatal(err)
	}
	if got := e.Items[3]; got.Score.String() != "95.00" || got.Blocks[3].State != score.Irrelevant {
		t.Errorf("got %s, %+v", got.Score, got.Blocks[3])
	}
	if note := e.Items[3].Why.Notes[0].ZH; !strings.Contains(note, "归一") {
		t.Errorf("the derivation does not say so: %s", note)
	}
	in[3].Irrelevant = []string{"nothing"}
	if _, err := ruled(t).Evaluate(in); fault.KindOf(err) != fault.Refused {
		t.Errorf("an unknown block: %v", err)
	}
}

func TestTiesAtTheCap(t *testing.T) {
	in := items()
	in[3].Facts = in[2].Facts // a second item at 96.20, on the third place
	for _, c := range []struct {
		ties string
		red  int
	}{{"ties: include", 4}, {"ties: exclude", 2}} {
		e, err := ruled(t, "ties: include", c.ties).Evaluate(in)
		if err != nil {
			t.Fatal(err)
		}
		red := 0
		for _, j := range e.Items {
			if j.Colour == board.Red {
				red++
			}
		}
		if red != c.red {
			t.Errorf("%s: %d red, want %d", c.ties, red, c.red)
		}
	}
}

func TestWhatIsNotSetIsRefusedByName(t *testing.T) {
	_, err := board.RuleOf(story(t, "red: {line: 90, cap: 3}", "red: {line: null, cap: null}", "objection: 2wd", "objection: null"))
	e, ok := fault.As(err)
	if !ok || !scheme.NotSet.Is(err) || len(e.Details) != 3 {
		t.Fatalf("got %v", err)
	}
	var paths []string
	for _, d := range e.Details {
		paths = append(paths, d.Location)
	}
	if got := strings.Join(paths, " "); got != "board.red.line board.red.cap board.objection" {
		t.Errorf("paths: %s", got)
	}
	if _, err := board.RuleOf(story(t, "enabled: true", "enabled: false")); fault.KindOf(err) != fault.Refused {
		t.Errorf("a zone without boards: %v", err)
	}
}

func TestEveryItemWithoutFactsIsNamed(t *testing.T) {
	in := items()
	delete(in[1].Facts, board.Service)
	delete(in[6].Facts, "goals.item.actual")
	_, err := ruled(t).Evaluate(in)
	e, _ := fault.As(err)
	if e == nil || len(e.Details) != 2 || e.Details[0].Location != "items[2]" || e.Details[1].Location != "items[7]" {
		t.Errorf("got %v", err)
	}
}

// Whatever the scores are: red is at or above the line, yellow below its line,
// the order of the items decides nothing, and every item has a reason.
func TestAnyBoardObeysItsRule(t *testing.T) {
	r := ruled(t, "yellow: {line: 70, cap: none}", "yellow: {line: 70, cap: 2}")
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 20).Draw(t, "n")
		in := make([]board.Input, n)
		for i := range in {
			v := func(name string) []score.Fact {
				return fact(fmt.Sprint(rapid.IntRange(0, 100).Draw(t, name)))
			}
			in[i] = board.Input{Item: ident.NewID(time.Unix(int64(i), 0)), Line: int64(i + 1), Facts: score.Facts{
				"goals.item.actual": v("actual"), board.PlanMeasure: fact("100"), board.Service: v("service"), board.Response: v("response")}}
		}
		e, err := r.Evaluate(in)
		if err != nil {
			t.Fatal(err)
		}
		back := make([]board.Input, n)
		for i := range in {
			back[n-1-i] = in[i]
		}
		again, err := r.Evaluate(back)
		if err != nil {
			t.Fatal(err)
		}
		for i, j := range e.Items {
			if j.Colour == board.Red && j.Exact.Cmp(exact.FromInt(90)) < 0 || j.Colour == board.Yellow && j.Exact.Cmp(exact.FromInt(70)) >= 0 {
				t.Fatalf("%s at %s", j.Colour, j.Exact)
			}
			if j.Reason.ZH == "" || j.Reason.EN == "" {
				t.Fatalf("no reason at %s", j.Exact)
			}
			if other := again.Items[n-1-i]; other.Colour != j.Colour || other.Rank != j.Rank {
				t.Fatalf("order decides: %s %d, %s %d", j.Colour, j.Rank, other.Colour, other.Rank)
			}
		}
	})
}

func TestComputeAllGivesWhatEvaluateGives(t *testing.T) {
	r := ruled(t)
	work := make([]board.Work, 40)
	for i := range work {
		work[i] = board.Work{Rule: r, Items: items()[:1+i%12]}
	}
	var mu sync.Mutex
	seen := map[int]string{}
	err := board.ComputeAll(work, func(i int, e board.Evaluation) error {
		mu.Lock()
		defer mu.Unlock()
		seen[i] = e.Items[len(e.Items)-1].Score.String()
		return nil
	})
	if err != nil || len(seen) != len(work) {
		t.Fatalf("%d of %d, %v", len(seen), len(work), err)
	}
	for i := range work {
		if want := december[i%12].score; seen[i] != want {
			t.Errorf("%d: %s, want %s", i, seen[i], want)
		}
	}
	work[7].Items = []board.Input{{Line: 1}}
	if err := board.ComputeAll(work, func(int, board.Evaluation) error { return nil }); err == nil {
		t.Error("a board without facts was computed")
	}
}

// BenchmarkComputeAll is the month end of a nation: 3,000 zones of 100 items.
func BenchmarkComputeAll(b *testing.B) {
	r := ruled(b)
	one := make([]board.Input, 100)
	for i := range one {
		one[i] = items()[i%12]
		one[i].Item = ident.NewID(time.Unix(int64(i), 0))
	}
	work := make([]board.Work, 3000)
	for i := range work {
		work[i] = board.Work{Rule: r, Items: one}
	}
	for b.Loop() {
		if err := board.ComputeAll(work, func(int, board.Evaluation) error { return nil }); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)*3000*100/b.Elapsed().Seconds(), "items/s")
}

func TestASchemeThatNamesNoKnownMeasureIsWarnedOf(t *testing.T) {
	text, _ := schemes.Sample("leiyang-story")
	report := scheme.Check("sample", []byte(strings.Replace(string(text), "measure: board.service", "measure: board.servise", 1)))
	found := false
	for _, p := range report.Problems {
		found = found || p.Code == "board.scheme.measure" && p.Path == "board.blocks[3].indicators[0].measure"
	}
	if !found || !report.OK() {
		t.Errorf("problems: %+v", report.Problems)
	}
}
