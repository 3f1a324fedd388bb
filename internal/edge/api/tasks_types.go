package api

import (
	"encoding/json"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/exact"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/domain/tasks"
	"github.com/jingkai-zone/jingkai/internal/engine/access"
	"github.com/jingkai-zone/jingkai/internal/store"
)

const tasksTag = "tasks"

// work is a task as the API shows it.
type work struct {
	ID          ident.ID           `json:"id"`
	Number      string             `json:"number" example:"任务-2019-000001"`
	Title       string             `json:"title"`
	Detail      string             `json:"detail,omitempty"`
	Source      tasks.Source       `json:"source" enum:"superior,leader,meeting,list,enterprise,unit"`
	SourceText  string             `json:"source_text,omitempty" doc:"Who handed it down, or the document, list or meeting"`
	Origin      *matter            `json:"origin,omitempty" doc:"Record it comes from"`
	Layer       string             `json:"layer,omitempty" doc:"Key of the scheme's layer"`
	LayerName   string             `json:"layer_name,omitempty"`
	Difficult   bool               `json:"difficult"`
	StartOn     calendar.Date      `json:"start_on"`
	DueOn       calendar.Date      `json:"due_on"`
	FirstDueOn  calendar.Date      `json:"first_due_on" doc:"The due day it was given first"`
	Plan        *exact.Decimal     `json:"plan,omitempty"`
	PlanUnit    string             `json:"plan_unit,omitempty"`
	Done        exact.Decimal      `json:"done" doc:"Reported so far, in the plan's unit, or as a share of 1"`
	Progress    exact.Decimal      `json:"progress" doc:"Percent of the plan, two decimals"`
	Weight      exact.Decimal      `json:"weight"`
	Lead        *Ref               `json:"lead,omitempty"`
	Unit        *Ref               `json:"unit,omitempty"`
	Person      *Ref               `json:"person,omitempty"`
	AssignedBy  *Ref               `json:"assigned_by,omitempty"`
	Class       tasks.Class        `json:"class" enum:"A,B,C," doc:"Empty while the scheme does not say enough"`
	ByHand      bool               `json:"by_hand" doc:"The class was set by hand"`
	Grounds     []tasks.Ground     `json:"grounds,omitempty" doc:"Rules that gave the class"`
	Supervision string             `json:"supervision" enum:"immediate,constant,ordinary,undetermined"`
	Status      tasks.Status       `json:"status" enum:"open,claimed,closed,withdrawn"`
	Overdue     bool               `json:"overdue"`
	OnTime      *bool              `json:"on_time,omitempty" doc:"Of closed tasks: done by its day, without an order"`
	CheckOn     *calendar.Date     `json:"check_on,omitempty" doc:"Next look of supervision"`
	Episodes    int64              `json:"episodes" doc:"Due days that passed"`
	Campaign    ident.ID           `json:"campaign,omitzero"`
	Track       int64              `json:"track,omitempty"`
	ClaimedOn   *calendar.Date     `json:"claimed_on,omitempty"`
	ClaimNote   string             `json:"claim_note,omitempty"`
	Evidence    []tasks.Evidence   `json:"evidence,omitempty"`
	ClosedOn    *calendar.Date     `json:"closed_on,omitempty"`
	Version     int64              `json:"version"`
	Lacks       []FieldProblem     `json:"lacks,omitempty" doc:"What the scheme would have to say to class and supervise the task"`
	Reports     []workReport       `json:"reports,omitempty"`
	Checks      []workCheck        `json:"checks,omitempty"`
	Checkpoints []workCheckpoint   `json:"checkpoints,omitempty"`
	Series      *checkpointSeries  `json:"series,omitempty" doc:"What the checkpoints come to"`
	Extensions  []workExtension    `json:"extensions,omitempty"`
	Orders      []supervisionOrder `json:"orders,omitempty"`
	Items       []workItem         `json:"items,omitempty" doc:"Items of lists it answers for"`
	Actions     []Action           `json:"actions"`
}

// matter is a record of any room: what a task comes from, what an order is
// about.
type matter struct {
	Kind string   `json:"kind" example:"tasks.task" doc:"Room and kind"`
	ID   ident.ID `json:"id"`
}

// VersionTag makes the task's version its ETag.
func (w work) VersionTag() int64 { return w.Version }

type workReport struct {
	ID         ident.ID         `json:"id"`
	On         calendar.Date    `json:"on"`
	Person     *Ref             `json:"person,omitempty"`
	Amount     exact.Decimal    `json:"amount"`
	Done       exact.Decimal    `json:"done"`
	Note       string           `json:"note"`
	Evidence   []tasks.Evidence `json:"evidence,omitempty"`
	VerifiedBy *Ref             `json:"verified_by,omitempty"`
	VerifiedAt *time.Time       `json:"verified_at,omitempty"`
	At         time.Time        `json:"at"`
}

type workCheck struct {
	On      calendar.Date  `json:"on"`
	Person  *Ref           `json:"person,omitempty"`
	Finding string         `json:"finding"`
	NextOn  *calendar.Date `json:"next_on,omitempty"`
	At      time.Time      `json:"at"`
}

type workCheckpoint struct {
	ID       ident.ID       `json:"id"`
	From     calendar.Date  `json:"from"`
	On       calendar.Date  `json:"on"`
	Until    *calendar.Date `json:"until,omitempty" doc:"Last day on which it can be scored"`
	Standing tasks.Standing `json:"standing" enum:"coming,due,scored,missed"`
	Score    *exact.Decimal `json:"score,omitempty" doc:"Absent while nobody scored it; never zero for that"`
	Comment  string         `json:"comment,omitempty"`
	ScoredBy *Ref           `json:"scored_by,omitempty"`
}

type checkpointSeries struct {
	Points  int            `json:"points"`
	Scored  int            `json:"scored"`
	Missed  int            `json:"missed"`
	Average *exact.Decimal `json:"average,omitempty" doc:"Mean of the scores, weighted by the days each judges, two decimals"`
	Exact   string         `json:"exact,omitempty" doc:"The same as an exact fraction"`
}

type workExtension struct {
	ID        ident.ID              `json:"id"`
	From      calendar.Date         `json:"from"`
	To        calendar.Date         `json:"to"`
	Reason    string                `json:"reason"`
	Status    tasks.ExtensionStatus `json:"status" enum:"asked,approved,refused,lapsed"`
	AskedBy   *Ref                  `json:"asked_by,omitempty"`
	DecidedBy *Ref                  `json:"decided_by,omitempty"`
	Answer    string                `json:"answer,omitempty"`
}

type workItem struct {
	ID    ident.ID      `json:"id"`
	List  ident.ID      `json:"list"`
	Name  string        `json:"name" doc:"Number of the list"`
	DueOn calendar.Date `json:"due_on"`
	Plan  exact.Decimal `json:"plan"`
	Done  exact.Decimal `json:"done"`
	State string        `json:"state" enum:"standing,withdrawn"`
}

// workEvent is one line of a task's history.
type workEvent struct {
	ID     ident.ID        `json:"id"`
	At     time.Time       `json:"at"`
	Kind   string          `json:"kind"`
	By     string          `json:"by"`
	Note   string          `json:"note,omitempty"`
	Detail json.RawMessage `json:"detail,omitempty"`
}

var supervisions = map[tasks.Class]string{tasks.ClassA: "immediate", tasks.ClassB: "constant", tasks.ClassC: "ordinary", tasks.NoClass: "undetermined"}

// someDay is a day that may be none.
func someDay(d calendar.Date) *calendar.Date {
	if d.IsZero() {
		return nil
	}
	return &d
}

func someTime(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// workNames is what rows of tasks are named with.
type workNames struct {
	names
	layers map[string]string
	today  calendar.Date
}

func workNamesOf(r store.Reader, c *call, persons ...ident.ID) (workNames, error) {
	out := workNames{today: calendar.DateOf(r.Now())}
	var err error
	if out.names, err = namesOf(r, c.zone, persons...); err != nil {
		return out, err
	}
	out.layers, err = tasks.LayerNames(r, c.zone, c.lang)
	return out, err
}

func showWork(t tasks.Task, n workNames, c *call) work {
	out := work{ID: t.ID, Number: t.Number, Title: t.Title, Detail: t.Detail, Source: t.Source, SourceText: t.SourceText, Layer: t.Layer,
		LayerName: n.layers[t.Layer], Difficult: t.Difficult, StartOn: t.StartOn, DueOn: t.DueOn, FirstDueOn: t.FirstDue, Plan: t.Plan,
		PlanUnit: t.PlanUnit, Done: t.Done, Progress: t.Progress().Percent(2, exact.HalfUp), Weight: t.Weight, Lead: n.person(t.Lead),
		Unit: n.unit(t.Unit), Person: n.person(t.Person), AssignedBy: n.person(t.AssignedBy), Class: t.Class, ByHand: t.ByHand, Grounds: t.Grounds,
		Supervision: supervisions[t.Class], Status: t.Status, Overdue: t.Late(n.today), CheckOn: someDay(t.CheckOn), Episodes: t.Episodes,
		Campaign: t.Campaign, Track: t.Track, ClaimedOn: someDay(t.ClaimedOn), ClaimNote: t.ClaimNote, Evidence: t.Evidence,
		ClosedOn: someDay(t.ClosedOn), Version: t.Version, Actions: workActions(t, n.today, c)}
	if !t.Origin.ID.IsZero() {
		out.Origin = &matter{t.Origin.Kind, t.Origin.ID}
	}
	if t.Status == tasks.Closed {
		onTime := t.OnTime()
		out.OnTime = &onTime
	}
	return out
}

// workResource says whose task it is.
func workResource(t tasks.Task) access.Resource {
	return access.Resource{Unit: t.Unit, Person: t.Person}
}

// workPersons are the people a task names.
func workPersons(list ...tasks.Task) []ident.ID {
	var out []ident.ID
	for _, t := range list {
		out = append(out, t.Lead, t.Person, t.AssignedBy)
	}
	return out
}

// wholeWork reads a task with everything its page shows.
func wholeWork(r store.Reader, c *call, id ident.ID) (work, error) {
	t, err := tasks.ByID(r, c.zone, id)
	if err != nil {
		return work{}, err
	}
	page := workPage{r: r, c: c, t: t}
	return page.read()
}

// workPage gathers the parts of a task's page.
type workPage struct {
	r           store.Reader
	c           *call
	t           tasks.Task
	reports     []tasks.Report
	checks      []tasks.Check
	checkpoints []tasks.Checkpoint
	extensions  []tasks.Extension
	orders      []tasks.Order
	items       []tasks.Item
}

func (p *workPage) read() (work, error) {
	zone, id := p.c.zone, p.t.ID
	for _, part := range []func() error{
		func() (err error) { p.reports, err = tasks.ReportsOf(p.r, zone, id); return err },
		func() (err error) { p.checks, err = tasks.ChecksOf(p.r, zone, id); return err },
		func() (err error) { p.checkpoints, err = tasks.CheckpointsOf(p.r, zone, id); return err },
		func() (err error) { p.extensions, err = tasks.ExtensionsOf(p.r, zone, id); return err },
		func() (err error) {
			p.orders, err = tasks.OrdersOf(p.r, zone, tasks.Subject{Kind: tasks.TaskKind, ID: id})
			return err
		},
		func() (err error) { p.items, err = tasks.ItemsOf(p.r, zone, id); return err },
	} {
		if err := part(); err != nil {
			return work{}, err
		}
	}
	n, err := workNamesOf(p.r, p.c, p.persons()...)
	if err != nil {
		return work{}, err
	}
	out := showWork(p.t, n, p.c)
	p.show(&out, n)
	lacking, err := tasks.Lacking(p.r, zone, p.t.Unset)
	for _, e := range lacking {
		out.Lacks = append(out.Lacks, FieldProblem{e.Location, e.Code.Name, e.Text(p.c.lang)})
	}
	return out, err
}

func (p *workPage) persons() []ident.ID {
	out := workPersons(p.t)
	for _, r := range p.reports {
		out = append(out, r.Person, r.VerifiedBy)
	}
	for _, x := range p.checks {
		out = append(out, x.Person)
	}
	for _, x := range p.checkpoints {
		out = append(out, x.ScoredBy)
	}
	for _, x := range p.extensions {
		out = append(out, x.AskedBy, x.DecidedBy)
	}
	return append(out, orderPersons(p.orders...)...)
}

func (p *workPage) show(out *work, n workNames) {
	for _, r := range p.reports {
		out.Reports = append(out.Reports, workReport{r.ID, r.On, n.person(r.Person), r.Amount, r.Done, r.Note, r.Evidence, n.person(r.VerifiedBy), someTime(r.VerifiedAt), r.At})
	}
	for _, x := range p.checks {
		out.Checks = append(out.Checks, workCheck{x.On, n.person(x.Person), x.Finding, someDay(x.NextOn), x.At})
	}
	for _, x := range p.checkpoints {
		out.Checkpoints = append(out.Checkpoints, workCheckpoint{x.ID, x.From, x.On, someDay(x.Until), x.StandingOn(n.today), x.Score, x.Comment, n.person(x.ScoredBy)})
	}
	if len(p.checkpoints) > 0 {
		s := tasks.SeriesOf(p.checkpoints, n.today)
		out.Series = &checkpointSeries{Points: s.Points, Scored: s.Scored, Missed: s.Missed}
		if s.Average != nil {
			average := s.Average.Round(2, exact.HalfEven)
			out.Series.Average, out.Series.Exact = &average, s.Average.Plain()
		}
	}
	for _, x := range p.extensions {
		out.Extensions = append(out.Extensions, workExtension{x.ID, x.From, x.To, x.Reason, x.Status, n.person(x.AskedBy), n.person(x.DecidedBy), x.Answer})
	}
	for _, o := range p.orders {
		out.Orders = append(out.Orders, showOrder(o, n.names, p.c))
	}
	for _, i := range p.items {
		state := "standing"
		if !i.Standing {
			state = "withdrawn"
		}
		out.Items = append(out.Items, workItem{i.ID, i.List, i.ListNumber, i.DueOn, i.Plan, i.Done, state})
	}
}
