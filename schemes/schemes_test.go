package schemes_test

import (
	"bytes"
	"flag"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/jingkai-zone/jingkai/internal/domain/attendance"
	"github.com/jingkai-zone/jingkai/internal/domain/board"
	"github.com/jingkai-zone/jingkai/internal/domain/goals"
	"github.com/jingkai-zone/jingkai/internal/domain/org"
	"github.com/jingkai-zone/jingkai/internal/domain/people"
	"github.com/jingkai-zone/jingkai/internal/domain/rules"
	"github.com/jingkai-zone/jingkai/internal/domain/tasks"
	"github.com/jingkai-zone/jingkai/internal/engine/publish"
	"github.com/jingkai-zone/jingkai/internal/engine/scheme"
	"github.com/jingkai-zone/jingkai/schemes"
)

var update = flag.Bool("update", false, "write scheme.schema.json anew")

// The schema that editors use is the one the rooms' types give.
func TestSchemaIsCurrent(t *testing.T) {
	want := scheme.JSONSchema()
	if *update {
		if err := os.WriteFile("scheme.schema.json", want, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if !bytes.Equal(want, schemes.Schema()) {
		t.Error("scheme.schema.json is out of date; run: go test ./schemes -run TestSchemaIsCurrent -update")
	}
}

func TestNames(t *testing.T) {
	want := []string{"blank", "leiyang", "linfen", "linfen-city", "linwu", "pukou", "yuetang"}
	if diff := cmp.Diff(want, schemes.Names()); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"leiyang-story"}, schemes.Samples()); diff != "" {
		t.Error(diff)
	}
	for _, name := range []string{"nowhere", "../go.mod", "", "samples"} {
		if _, found := schemes.Text(name); found {
			t.Errorf("%q must not be found", name)
		}
	}
}

func load(t *testing.T, name string) *scheme.Doc {
	t.Helper()
	text, found := schemes.Text(name)
	if !found {
		if text, found = schemes.Sample(name); !found {
			t.Fatal("no scheme " + name)
		}
	}
	doc, problems := scheme.Parse(text)
	for _, p := range problems {
		if p.Severity == scheme.SeverityError {
			t.Errorf("%s:%d %s: %s", name, p.Line, p.Path, p.EN)
		}
	}
	return doc
}

// Each scheme is in order and written for the zone its file names.
func TestSchemesAreInOrder(t *testing.T) {
	for _, name := range schemes.Names() {
		doc := load(t, name)
		if name != "blank" && doc.Header.Zone != name {
			t.Errorf("%s is written for %s", name, doc.Header.Zone)
		}
		if len(scheme.Unset(doc)) < 20 {
			t.Errorf("%s sets almost everything: the articles do not", name)
		}
	}
}

// Silence is written down: every parameter that is not set stands in the file
// as an explicit null, so that a reader sees what the article leaves open.
func TestSilenceIsExplicit(t *testing.T) {
	for _, name := range schemes.Names() {
		text, _ := schemes.Text(name)
		lines := strings.Split(string(text), "\n")
		for _, u := range scheme.Unset(load(t, name)) {
			key := u.Path[strings.LastIndex(u.Path, ".")+1:]
			if u.Line == 0 || !strings.Contains(lines[u.Line-1], key+": null") {
				t.Errorf("%s: %s is not set and not written as null", name, u.Path)
			}
		}
	}
}

// What the articles state, and nothing more, is set (requirements 4.2).
func TestWhatTheArticlesSet(t *testing.T) {
	want := map[string][]string{
		"linwu": {"org.caps.internal=5", "org.caps.institution=1", "people.sealed=true", "people.contract_years=1",
			"goals.categories=[investment, financing, applications, construction]", "tasks.layers=[annual, phase]",
			"tasks.immediate.sources=[superior]", "tasks.constant.difficult=true", "tasks.overdue.day=1"},
		"linfen":      {"attendance.counts=true"},
		"linfen-city": nil,
		"leiyang": {"goals.rhythm=[month, node]", "goals.levels=[lead, unit, person]", "board.enabled=true",
			"board.criteria=[fast, service, response]", "board.blocks=[overall, foundation, key, priority]",
			"attendance.sources=[dingtalk]", "rules.fields=[deliberation, requests, investment, land, daily]",
			"publish.documents=[board, evaluation-ranking]", "publish.documents[board].place=办公大楼大门口",
			"publish.documents[evaluation-ranking].place=园区显要位置"},
		"pukou": {"org.caps.internal=5", "org.caps.centre=1", "org.max_levels=3", "org.core_ratio.target=70%",
			"org.core_ratio.qualifier=近", "people.sealed=true"},
		"yuetang": {"org.caps.internal=6", "org.core_ratio.target=70%", "org.core_ratio.qualifier=左右",
			"people.excluded=[city-managed]", "tasks.weekly_huddle=true", "tasks.strike_off=true"},
		"blank": nil,
	}
	blank := load(t, "blank")
	for _, name := range schemes.Names() {
		var set []string
		for _, c := range scheme.Diff(blank, load(t, name)) {
			section, _, _ := strings.Cut(c.Path, ".")
			last := c.Path[strings.LastIndex(c.Path, ".")+1:]
			if section == "scheme" || section == "stated" || slices.Contains([]string{"key", "zh", "en"}, last) {
				continue
			}
			set = append(set, c.Path+"="+*c.After)
		}
		if diff := cmp.Diff(want[name], set); diff != "" {
			t.Errorf("%s (-articles +file):\n%s", name, diff)
		}
	}
}

// The made-up sample sets everything, so that the acceptance story can run.
func TestStorySample(t *testing.T) {
	doc := load(t, "leiyang-story")
	if unset := scheme.Unset(doc); len(unset) != 0 {
		t.Errorf("not set: %v", unset)
	}
	if r := scheme.Check("sample", must(schemes.Sample("leiyang-story"))); len(r.Problems) != 0 {
		t.Errorf("problems: %v", r.Problems)
	}
	b := board.SchemeSection.Get(doc)
	limit, limited := b.Yellow.Cap.Limit()
	if b.Red.Line.String() != "90" || b.Yellow.Line.String() != "70" || limited || limit != 0 ||
		b.Objection.String() != "2wd" || b.Rectify.String() != "10wd" || b.Rewards.Person.String() != "2" {
		t.Errorf("the board's values are not those of the story: %+v", b)
	}
	text, _ := schemes.Sample("leiyang-story")
	if !strings.Contains(string(text), "MADE-UP VALUES") || !strings.Contains(doc.Label.ZH, "虚构") {
		t.Error("the sample must be visibly made up")
	}
}

func must(text []byte, _ bool) []byte { return text }

// The lint finds what law.md warns of.
func TestLegalRiskOfYearlyContracts(t *testing.T) {
	text, _ := schemes.Text("linwu")
	_, problems := scheme.Parse(text)
	found := slices.ContainsFunc(problems, func(p scheme.Problem) bool {
		return p.Path == "people.contract_years" && p.Severity == scheme.SeverityWarning
	})
	if !found {
		t.Error("a yearly contract (一年一签约) must be warned of: 事业单位人事管理条例 12")
	}
}

// Every section of this release is registered under its name.
func TestSections(t *testing.T) {
	got := []string{org.SchemeSection.Name(), people.SchemeSection.Name(), goals.SchemeSection.Name(),
		tasks.SchemeSection.Name(), board.SchemeSection.Name(), attendance.SchemeSection.Name(),
		rules.SchemeSection.Name(), publish.SchemeSection.Name(), scheme.StatedSection.Name()}
	want := []string{"org", "people", "goals", "tasks", "board", "attendance", "rules", "publish", "stated"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
