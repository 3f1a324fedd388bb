package api

import (
	"bytes"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/domain/rules"
	"github.com/jingkai-zone/jingkai/internal/edge/exchange"
	"github.com/jingkai-zone/jingkai/internal/engine/access"
	"github.com/jingkai-zone/jingkai/internal/engine/flow"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// workRunView is a started workflow as the API shows it.
type workRunView struct {
	ID        ident.ID        `json:"id"`
	Number    string          `json:"number" example:"流程-2019-000001"`
	Title     string          `json:"title"`
	Rule      ident.ID        `json:"rule"`
	RuleTitle string          `json:"rule_title,omitempty"`
	Edition   int64           `json:"edition"`
	Starter   *Ref            `json:"starter"`
	Unit      *Ref            `json:"unit,omitempty"`
	Status    rules.RunStatus `json:"status" enum:"running,returned,done,rejected,withdrawn"`
	Step      int64           `json:"step" doc:"The step it waits for, from 1; 0 for none"`
	StepRole  ident.Role      `json:"step_role,omitempty"`
	DueOn     string          `json:"due_on,omitempty" doc:"Last day for the step"`
	Overdue   bool            `json:"overdue"`
	StartedAt time.Time       `json:"started_at"`
	EndedAt   *time.Time      `json:"ended_at,omitempty"`
	Steps     []ruleStep      `json:"steps,omitempty"`
	Acts      []workRunAct    `json:"acts,omitempty"`
	Files     []attachment    `json:"files,omitempty"`
	Version   int64           `json:"version"`
	Actions   []Action        `json:"actions"`
}

// VersionTag makes the run's version its ETag.
func (r workRunView) VersionTag() int64 { return r.Version }

type workRunAct struct {
	Action   string            `json:"action" enum:"start,pass,return,reject,resubmit,withdraw"`
	Step     int64             `json:"step"`
	Person   *Ref              `json:"person,omitempty"`
	Unit     *Ref              `json:"unit,omitempty"`
	Note     string            `json:"note,omitempty"`
	Evidence []workRunEvidence `json:"evidence,omitempty"`
	At       time.Time         `json:"at"`
}

type workRunEvidence struct {
	Kind string   `json:"kind" maxLength:"40" doc:"As the step lists it"`
	Note string   `json:"note,omitempty" maxLength:"200" doc:"Its number or what it says"`
	File ident.ID `json:"file,omitempty,omitzero" doc:"Upload"`
}

func (s *Server) registerRuns() {
	const path = "/zones/{zone}/workflow-runs"
	ask(s, Op{ID: "list-workflow-runs", Path: path, Action: "workflow.read", ZH: "流程办理", EN: "Runs of workflows", Tag: "rules"}, listWorkRuns)
	fetch(s, Op{ID: "export-workflow-runs", Path: path + "/export", Action: "workflow.read", ZH: "导出流程办理", EN: "Export runs of workflows", Tag: "rules"}, mediaXLSX, exportWorkRuns)
	act(s, Op{ID: "start-workflow", Path: "/zones/{zone}/rules/{id}/actions/start", Action: "workflow.start", ZH: "发起流程", EN: "Start a workflow", Tag: "rules", Status: http.StatusCreated},
		func(c *Command, in *struct {
			ByID
			Body struct {
				Title string `json:"title" maxLength:"100" doc:"What it is about"`
			}
		}) (workRunView, error) {
			if err := c.May(access.Resource{Unit: c.Actor().Unit, Person: c.Actor().Person}); err != nil {
				return workRunView{}, err
			}
			run, err := rules.Start(c.Tx, in.ID, in.Body.Title)
			return doneWorkRun(c, run, err)
		})
	ask(s, Op{ID: "get-workflow-run", Path: path + "/{id}", Action: "workflow.read", ZH: "查看流程办理", EN: "Read a run of a workflow", Tag: "rules"},
		func(q *Question, in *ByID) (workRunView, error) {
			run, err := rules.RunByID(q, q.Zone(), in.ID)
			if err != nil {
				return workRunView{}, err
			}
			if err := mayReadWorkRun(q, run); err != nil {
				return workRunView{}, err
			}
			return wholeWorkRun(q, q.call, run)
		})
	for _, verb := range []struct{ name, zh, en string }{{"pass", "办理步骤", "Take a step"}, {"return", "退回", "Return"}, {"reject", "不同意", "Reject"},
		{"resubmit", "重新提交", "Submit again"}, {"withdraw", "撤回", "Withdraw"}} {
		act(s, Op{ID: verb.name + "-workflow-run", Path: path + "/{id}/actions/" + verb.name, Action: "workflow.step", ZH: "流程：" + verb.zh, EN: verb.en + " (workflow)", Tag: "rules"},
			func(c *Command, in *struct {
				ByID
				IfMatch
				Body struct {
					Note     string            `json:"note,omitempty" maxLength:"1000"`
					Evidence []workRunEvidence `json:"evidence,omitempty" maxItems:"20"`
				}
			}) (workRunView, error) {
				return takeStep(c, verb.name, in.ID, in.IfMatch, in.Body.Note, in.Body.Evidence)
			})
	}
}

func takeStep(c *Command, verb string, id ident.ID, m IfMatch, note string, evidence []workRunEvidence) (workRunView, error) {
	run, err := rules.RunByID(c, c.Zone(), id)
	if err != nil {
		return workRunView{}, err
	}
	if err := c.May(access.Resource{Unit: run.Unit, Person: run.Person}); err != nil {
		return workRunView{}, err
	}
	version, err := m.orPresent(run.Version)
	if err != nil {
		return workRunView{}, err
	}
	t := rules.Take{Verb: verb, Note: note}
	for _, e := range evidence {
		t.Evidence = append(t.Evidence, rules.Evidence{Kind: e.Kind, Note: e.Note, File: e.File})
	}
	run, err = rules.Act(c.Tx, id, version, t)
	return doneWorkRun(c, run, err)
}

// mayReadWorkRun lets in whoever may read the run, and whoever is to take its
// present step.
func mayReadWorkRun(q *Question, run rules.Run) error {
	err := q.May(access.Resource{Unit: run.Unit, Person: run.Person})
	if err != nil && run.TakenBy(q.Actor()) {
		return nil
	}
	return err
}

func doneWorkRun(c *Command, run rules.Run, err error) (workRunView, error) {
	if err != nil {
		return workRunView{}, err
	}
	return wholeWorkRun(c, c.call, run)
}

// FindRuns is the filter of lists of runs.
type FindRuns struct {
	Rule    ident.ID        `query:"rule"`
	Status  rules.RunStatus `query:"status" enum:"running,returned,done,rejected,withdrawn"`
	Waiting bool            `query:"waiting" doc:"Only those whose present step the asker may take"`
}

func (f FindRuns) filter(q *Question) rules.RunFilter {
	return rules.RunFilter{Zone: q.Zone(), Reach: rules.Reach{Actor: q.Actor(), Scope: q.Scope()}, Rule: f.Rule, Status: f.Status, Waiting: f.Waiting}
}

func listWorkRuns(q *Question, in *struct {
	In
	Paging
	FindRuns
}) (List[workRunView], error) {
	f := in.filter(q)
	f.After, f.Limit = in.Cursor, in.Limit
	page, err := rules.Runs(q, f)
	if err != nil {
		return List[workRunView]{}, err
	}
	items, err := showWorkRuns(q, q.call, page.Items)
	return List[workRunView]{Items: items, Next: page.Next}, err
}

// showWorkRuns shows many runs with two queries more than the list itself.
func showWorkRuns(r store.Reader, c *call, list []rules.Run) ([]workRunView, error) {
	out := []workRunView{}
	var persons, ids []ident.ID
	for _, run := range list {
		persons, ids = append(persons, run.Person), append(ids, run.ID)
	}
	n, err := namesOf(r, c.zone, persons...)
	if err != nil {
		return nil, err
	}
	clocks, err := flow.Heads(r, c.zone, rules.RunKind, ids)
	for _, run := range list {
		out = append(out, showWorkRun(r, run, clocks[run.ID], n))
	}
	return out, err
}

func showWorkRun(r store.Reader, run rules.Run, clocks []flow.Head, n names) workRunView {
	out := workRunView{ID: run.ID, Number: run.Number, Title: run.Title, Rule: run.Rule, Edition: run.Edition, Starter: n.person(run.Person), Unit: n.unit(run.Unit),
		Status: run.Status, Step: run.Step, StepRole: run.StepRole, StartedAt: run.StartedAt, EndedAt: instant(run.EndedAt), Version: run.Version, Actions: []Action{}}
	for _, h := range clocks {
		out.DueOn, out.Overdue = h.Due.String(), h.Late(r.Now())
	}
	return out
}

// wholeWorkRun reads a run with its steps and everything done to it.
func wholeWorkRun(r store.Reader, c *call, run rules.Run) (workRunView, error) {
	acts, err := rules.Acts(r, run)
	if err != nil {
		return workRunView{}, err
	}
	e, err := rules.EditionOf(r, run)
	if err != nil {
		return workRunView{}, err
	}
	ids := []ident.ID{run.Person}
	for _, a := range acts {
		ids = append(ids, a.Person)
	}
	w, err := ruleWordsOf(r, c, ids...)
	if err != nil {
		return workRunView{}, err
	}
	clocks, err := flow.Heads(r, c.zone, rules.RunKind, []ident.ID{run.ID})
	if err != nil {
		return workRunView{}, err
	}
	out := showWorkRun(r, run, clocks[run.ID], w.names)
	out.RuleTitle, out.Steps = e.Title, w.show(rules.Entry{Edition: e}, c).Steps
	for _, a := range acts {
		x := workRunAct{Action: a.Action, Step: a.Step, Person: w.person(a.Person), Unit: w.unit(a.Unit), Note: a.Note, At: a.At}
		for _, ev := range a.Evidence {
			x.Evidence = append(x.Evidence, workRunEvidence{ev.Kind, ev.Note, ev.File})
		}
		out.Acts = append(out.Acts, x)
	}
	if out.Files, err = filesOf(r, c.zone, rules.RunKind+"/"+run.ID.String()); err != nil {
		return workRunView{}, err
	}
	offers, err := run.Offered(e, c.actor)
	for _, o := range offers {
		if !o.Allowed && (o.Action == "resubmit" || o.Action == "withdraw") {
			continue // not even shown to whoever did not start it
		}
		a := Action{Name: o.Action, Allowed: o.Allowed}
		var why []string
		for _, t := range o.Why {
			why = append(why, t.In(c.lang))
		}
		a.Why = strings.Join(why, "")
		out.Actions = append(out.Actions, a)
	}
	return out, err
}

var workRunColumns = []exchange.Column{
	{ZH: "编号", EN: "Number", Width: 20}, {ZH: "事项", EN: "Matter", Width: 30}, {ZH: "发起人", EN: "Started by"}, {ZH: "单位", EN: "Unit", Width: 20},
	{ZH: "状态", EN: "Status"}, {ZH: "当前步骤", EN: "Step", Number: true}, {ZH: "步骤到期日", EN: "Step due on"}, {ZH: "发起日", EN: "Started on"},
}

var workRunWords = map[rules.RunStatus][2]string{rules.Running: {"办理中", "running"}, rules.Returned: {"已退回", "returned"}, rules.Done: {"已办结", "done"},
	rules.Rejected: {"不同意", "rejected"}, rules.Withdrawn: {"已撤回", "withdrawn"}}

func exportWorkRuns(q *Question, in *struct {
	In
	FindRuns
}) (file, error) {
	f := in.filter(q)
	f.Limit = store.MaxPage
	sheet := exchange.Sheet{NameZH: "流程办理", NameEN: "Runs", Columns: workRunColumns}
	for {
		page, err := rules.Runs(q, f)
		if err != nil {
			return file{}, err
		}
		items, err := showWorkRuns(q, q.call, page.Items)
		if err != nil {
			return file{}, err
		}
		for _, x := range items {
			sheet.Rows = append(sheet.Rows, []string{x.Number, x.Title, refName(x.Starter), refName(x.Unit), ruleWord(workRunWords[x.Status], q.Lang()),
				strconv.FormatInt(x.Step, 10), x.DueOn, calendar.DateOf(x.StartedAt).String()})
		}
		if f.After = page.Next; f.After == "" || len(sheet.Rows) > exchange.MaxExportRows {
			break
		}
	}
	var b bytes.Buffer
	err := exchange.WriteXLSX(&b, q.Lang(), sheet)
	return file{"流程办理.xlsx", mediaXLSX, b.Bytes()}, err
}

// ruleWord picks a word in the language asked for.
func ruleWord(w [2]string, lang fault.Lang) string {
	if lang == fault.English {
		return w[1]
	}
	return w[0]
}
