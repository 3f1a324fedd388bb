package app

import (
	"fmt"
	"slices"
	"strings"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/domain/rules"
	"github.com/jingkai-zone/jingkai/internal/engine/access"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// demoRules is demo_rules.yaml.
type demoRules struct {
	Rules     []demoShelf
	Workflows []demoShelf
}

// demoShelf is a field of the library.
type demoShelf struct {
	Field, Owner string
	From         calendar.Date
	Titles       []string       // of rules
	List         []demoWorkflow // of workflows
}

type demoWorkflow struct {
	Title string
	Steps []string
}

// rows gives the library as a table.
func (f demoRules) rows() []rules.Row {
	var out []rules.Row
	for _, s := range f.Rules {
		for _, title := range s.Titles {
			n := len(out) + 1
			out = append(out, rules.Row{Line: n, Number: fmt.Sprintf("示例制度-%02d", n), Title: "示例：" + title, Kind: string(rules.RuleKind), Field: s.Field,
				Owner: s.Owner, From: s.From, Body: "本文本为演示用示例，不是任何单位的规章制度。"})
		}
	}
	books := len(out)
	for _, s := range f.Workflows {
		for _, w := range s.List {
			n := len(out) + 1
			out = append(out, rules.Row{Line: n, Number: fmt.Sprintf("示例流程-%02d", n-books), Title: "示例：" + w.Title, Kind: string(rules.WorkflowKind), Field: s.Field,
				Owner: s.Owner, From: s.From, Body: "本流程为演示用示例。", Steps: strings.Join(w.Steps, "\n")})
		}
	}
	return out
}

// librarySteps enters the library of Leiyang.
func librarySteps() ([]step, error) {
	var f demoRules
	if err := demoText("demo_rules.yaml", &f); err != nil {
		return nil, err
	}
	return []step{{at: demoBegin, zone: "leiyang", by: "party_office", name: "library", do: func(_ *scene, tx *store.Tx) error {
		_, err := rules.Import(tx, f.rows())
		return err
	}}}, nil
}

// readRule acknowledges the rule of a title.
func readRule(_ *month, sc *scene, tx *store.Tx, a demoAct) error {
	id, err := ruleOf(sc, tx, a.Title)
	if err != nil {
		return err
	}
	_, err = rules.Acknowledge(tx, id.ID)
	return err
}

func ruleOf(sc *scene, r store.Reader, title string) (rules.Rule, error) {
	page, err := rules.List(r, rules.Filter{Zone: sc.zone, Day: calendar.DateOf(r.Now()), Query: title, Limit: store.MaxPage})
	if err != nil {
		return rules.Rule{}, err
	}
	for _, e := range page.Items {
		if e.Rule.Title == title {
			return e.Rule, nil
		}
	}
	return rules.Rule{}, rules.NoRule.New()
}

// ask puts a request for instructions to a leader.
func ask(_ *month, sc *scene, tx *store.Tx, a demoAct) error {
	leader, err := sc.person(tx, a.Lead)
	if err != nil {
		return err
	}
	_, err = rules.Ask(tx, rules.RequestDraft{Kind: rules.RequestPaper, Title: a.Title, Body: a.Text, To: leader.ID})
	return err
}

// answer replies to a request.
func answer(_ *month, sc *scene, tx *store.Tx, a demoAct) error {
	page, err := rules.Requests(tx, rules.RequestFilter{Zone: sc.zone, Reach: rules.Reach{Actor: tx.Actor(), Scope: access.All}, Limit: store.MaxPage})
	if err != nil {
		return err
	}
	i := slices.IndexFunc(page.Items, func(q rules.Request) bool { return q.Title == a.Title })
	if i < 0 {
		return rules.NoRequest.New()
	}
	_, err = rules.Reply(tx, page.Items[i].ID, page.Items[i].Version, rules.AnswerAgreed, a.Text)
	return err
}

// startRun starts the workflow of a project's name; the title says what it is
// about.
func startRun(_ *month, sc *scene, tx *store.Tx, a demoAct) error {
	rule, err := ruleOf(sc, tx, a.Project)
	if err != nil {
		return err
	}
	_, err = rules.Start(tx, rule.ID, a.Title)
	return err
}

// passRun takes the present step of a workflow under way.
func passRun(_ *month, sc *scene, tx *store.Tx, a demoAct) error {
	page, err := rules.Runs(tx, rules.RunFilter{Zone: sc.zone, Reach: rules.Reach{Actor: tx.Actor(), Scope: access.All}, Limit: store.MaxPage})
	if err != nil {
		return err
	}
	i := slices.IndexFunc(page.Items, func(x rules.Run) bool { return x.Title == a.Title })
	if i < 0 {
		return rules.NoRun.New()
	}
	_, err = rules.Act(tx, page.Items[i].ID, page.Items[i].Version, rules.Take{Verb: "pass", Note: a.Text})
	return err
}
