package app

import (
	"fmt"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/exact"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// demoMonth is demo_month.yaml.
type demoMonth struct {
	Month       calendar.Month `yaml:"month"`
	EvaluateOn  calendar.Date  `yaml:"evaluate_on"`
	NightsUntil calendar.Date  `yaml:"nights_until"`
	Items       []demoItem     `yaml:"items"`
	Gap         string         `yaml:"gap"`
	IssueAt     demoTime       `yaml:"issue_at"`
	Acknowledge []demoReceipt  `yaml:"acknowledge"`
	ReportAt    []demoTime     `yaml:"report_at"`
	VerifyAt    []demoTime     `yaml:"verify_at"`
	RateAt      demoTime       `yaml:"rate_at"`
	CheckAt     demoTime       `yaml:"check_at"`
	Meetings    []demoMeeting  `yaml:"meetings"`
	Punches     []demoPunch    `yaml:"punches"`
	Script      []demoAct      `yaml:"script"`
}

// demoItem is one item of the list with all that is reported about it.
type demoItem struct {
	Title, Measure, Of, Unit string
	Person, Lead, Head       string // logins
	Plan                     exact.Decimal
	Done                     []exact.Decimal
	Service, Response        exact.Decimal
}

// actual is what the reports come to.
func (i demoItem) actual() exact.Decimal {
	var sum exact.Decimal
	for _, d := range i.Done {
		sum = sum.Add(d)
	}
	return sum.Trim()
}

type demoReceipt struct {
	At demoTime
	By []string
}

type demoMeeting struct {
	At                                             demoTime
	By, Kind, Series, Project, Title, Chair, Place string
	Attend, Topics                                 []string
	Minutes                                        string
	Decisions                                      []demoDecision
}

type demoDecision struct {
	Text, Person string
	Due          calendar.Date
}

// demoAct is one line of the script: who does what to the thing of a title.
type demoAct struct {
	At                           demoTime
	Wait                         demoTime // until then the visitor may do it
	By, Do, Title, Project, Text string
	Person, Lead, Proof          string
	Due                          calendar.Date
}

// demoTime is an instant in China, written 2019-12-02 10:00.
type demoTime struct{ time.Time }

// UnmarshalText reads an instant.
func (t *demoTime) UnmarshalText(b []byte) error {
	at, err := time.ParseInLocation("2006-01-02 15:04", string(b), time.UTC)
	if err != nil {
		return err
	}
	day, ok := calendar.NewDate(at.Year(), at.Month(), at.Day())
	if !ok {
		return fmt.Errorf("no such day: %s", b)
	}
	t.Time = day.At(at.Hour(), at.Minute())
	return nil
}

// monthSteps plays the month.
func monthSteps() ([]step, error) {
	var m demoMonth
	if err := demoText("demo_month.yaml", &m); err != nil {
		return nil, err
	}
	p := &month{demoMonth: m}
	p.lists()
	p.reports()
	for day := p.Month.First(); !day.After(p.NightsUntil); day = day.AddDays(1) {
		if at := day.At(0, 30); at.After(demoBegin) {
			p.add(at, "", "night", night)
		}
	}
	for _, meeting := range m.Meetings {
		p.meeting(meeting)
	}
	for _, a := range m.Script {
		do, ok := verbs[a.Do]
		if !ok {
			return nil, fmt.Errorf("demo_month.yaml: nobody knows how to %q", a.Do)
		}
		if a.Do == "compute" {
			p.computeAt = a.At.Time
		}
		p.add(a.At.Time, a.By, a.Do+" "+a.Title, func(sc *scene, tx *store.Tx) error { return do(p, sc, tx, a) })
		if !a.Wait.IsZero() {
			p.steps[len(p.steps)-1].due = a.Wait.Time
		}
	}
	return p.steps, nil
}

// month collects the steps of the month.
type month struct {
	demoMonth
	steps     []step
	computeAt time.Time // when the play computes the board, if nobody else does
}

func (p *month) add(at time.Time, by, name string, do func(*scene, *store.Tx) error) {
	p.steps = append(p.steps, step{at: at, zone: "leiyang", by: by, name: name, do: do})
}

// lists prepares the list with its gap, closes the gap, issues and receives it.
func (p *month) lists() {
	p.add(demoBegin, "party_office", "prepare the list", p.prepare)
	p.add(p.IssueAt.Time, "party_office", "close the gap", p.closeGap)
	p.add(p.IssueAt.Time, "party_office", "issue the list", p.issue)
	for _, r := range p.Acknowledge {
		for _, login := range r.By {
			p.add(r.At.Time, login, "acknowledge the list", p.acknowledge)
		}
	}
}

// reports lets everybody report, and others verify.
func (p *month) reports() {
	for n, at := range p.ReportAt {
		for _, i := range p.Items {
			p.add(at.Time, "", "report "+i.Title, func(sc *scene, tx *store.Tx) error { return p.report(sc, tx, i, i.Done[n]) })
			p.steps[len(p.steps)-1].who = p.ownerOf(i)
		}
	}
	for _, at := range p.VerifyAt {
		p.add(at.Time, "appraisal_office", "verify reports", p.verifyReports)
	}
	for _, i := range p.Items {
		p.add(p.RateAt.Time, "", "state "+i.Title, func(sc *scene, tx *store.Tx) error { return p.state(sc, tx, i) })
		p.steps[len(p.steps)-1].who = p.ownerOf(i)
		p.add(p.RateAt.Time, i.Head, "rate "+i.Title, func(sc *scene, tx *store.Tx) error { return p.rate(sc, tx, i) })
	}
	p.add(p.CheckAt.Time, "appraisal_office", "verify facts", p.verifyFacts)
}

// ownerOf finds whoever answers for an item when the step is played: a visitor
// may have named somebody else.
func (p *month) ownerOf(i demoItem) func(*scene, store.Reader) (*ident.Actor, error) {
	return func(sc *scene, r store.Reader) (*ident.Actor, error) {
		item, err := p.item(sc, r, i.Title)
		if err != nil {
			return nil, err
		}
		return sc.somebody(r, item.Person)
	}
}

// meeting plans a meeting two hours before it begins, holds it, and issues its
// minutes two hours later.
func (p *month) meeting(m demoMeeting) {
	p.add(m.At.Add(-2*time.Hour), m.By, "plan "+m.Title, func(sc *scene, tx *store.Tx) error { return plan(sc, tx, m) })
	p.add(m.At.Time, m.By, "hold "+m.Title, func(sc *scene, tx *store.Tx) error { return hold(sc, tx, m) })
	p.add(m.At.Add(2*time.Hour), m.By, "minutes of "+m.Title, func(sc *scene, tx *store.Tx) error { return minutes(sc, tx, m) })
}
