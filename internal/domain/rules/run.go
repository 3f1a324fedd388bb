package rules

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/engine/access"
	"github.com/jingkai-zone/jingkai/internal/engine/files"
	"github.com/jingkai-zone/jingkai/internal/engine/flow"
	"github.com/jingkai-zone/jingkai/internal/engine/ledger"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// Refusals of runs.
var (
	NoRun = fault.Define(fault.NotFound, "rules.run.none", "LY-43",
		"没有这项流程办理。", "There is no such run of a workflow.")
	NotAWorkflow = fault.Define(fault.Refused, "rules.run.not_workflow", "LY-43",
		"规章制度不能发起办理，只有工作流程可以。", "A rule cannot be started; only a workflow can.")
	NoSteps = fault.Define(fault.Refused, "rules.run.no_steps", "LY-43",
		"该流程尚未登记步骤，请由责任单位修订补录后再发起。", "The workflow has no steps yet; let its owner revise it first.")
	NotYourStep = fault.Define(fault.Forbidden, "rules.run.unit", "LY-43",
		"本步骤须由“{unit}”的人员办理。", "This step is taken by somebody of {unit}.")
	NotYourRun = fault.Define(fault.Forbidden, "rules.run.starter", "LY-43",
		"退回后的重新提交和撤回须由发起人办理。", "Only who started it may submit it again or withdraw it.")
	PersonNeeded = fault.Define(fault.Refused, "rules.person", "LY-43",
		"须由有人员档案的账号办理。", "This takes an account with a personnel record.")
	BadNote = fault.Define(fault.Invalid, "rules.note", "LY-43",
		"意见最多 1000 字。", "A note has at most 1000 characters.")
	UnknownEvidence = fault.Define(fault.Invalid, "rules.run.evidence", "LY-43",
		"材料须为本步骤所列的种类，并写明文号、说明或附上文件。", "Evidence must be of a kind the step lists, with a reference or a file.")
)

// RunStatus is how far a run has come.
type RunStatus string

// The states of runs.
const (
	Running   RunStatus = "running"
	Returned  RunStatus = "returned" // with whoever started it
	Done      RunStatus = "done"
	Rejected  RunStatus = "rejected"
	Withdrawn RunStatus = "withdrawn"
)

// RunKind is the kind of subject a run is for the flow and files engines.
const RunKind = "rules.run"

// Run is a workflow that was started.
type Run struct {
	Zone      int64
	ID        ident.ID
	Number    string // 流程-2019-000001
	Rule      ident.ID
	Edition   int64
	Title     string // what it is about
	Person    ident.ID
	Unit      ident.ID // of whoever started it, then
	Status    RunStatus
	Step      int64      // the step it waits for, from 1; 0 for none
	StepRole  ident.Role // who may take it; empty for none
	StepUnit  ident.ID   // of which unit; zero for any
	StartedAt time.Time
	EndedAt   time.Time
	OverdueAt time.Time // when the present step was reported overdue
	Version   int64
	Case      flow.Case // where it is and who did which duty
}

// RunAct is one thing done to a run.
type RunAct struct {
	Seq      int64
	Action   string // start, pass, return, reject, resubmit, withdraw
	Step     int64  // from 1; 0 for acts on the whole
	Person   ident.ID
	Unit     ident.ID
	Note     string
	Evidence []Evidence
	At       time.Time
}

// Evidence is a paper a step was taken on: a file, or a reference to one that
// lies elsewhere.
type Evidence struct {
	Kind string   `json:"kind"`           // as the step lists it
	Note string   `json:"note,omitempty"` // its number or what it says
	File ident.ID `json:"file,omitzero"`  // upload of the actor
}

// Start starts the edition of a workflow that is in force today. The actor
// proposes, and therefore neither reviews nor decides.
func Start(tx *store.Tx, rule ident.ID, title string) (Run, error) {
	actor := tx.Actor()
	r, err := ByID(tx, actor.Zone, rule)
	if err != nil {
		return Run{}, err
	}
	e, err := VersionOn(tx, actor.Zone, rule, today(tx))
	switch {
	case err != nil:
		return Run{}, err
	case r.Kind != WorkflowKind:
		return Run{}, NotAWorkflow.New()
	case len(e.Steps) == 0:
		return Run{}, NoSteps.New()
	case actor.Person.IsZero():
		return Run{}, PersonNeeded.New()
	case !oneLine(strings.TrimSpace(title), 2, maxTitle):
		return Run{}, BadTitle.At("title")
	}
	number, err := draw(tx, "流程", "run")
	if err != nil {
		return Run{}, err
	}
	run := Run{Zone: actor.Zone, ID: ident.NewID(tx.Now()), Number: number, Rule: rule, Edition: e.No, Title: strings.TrimSpace(title), Person: actor.Person,
		Unit: actor.Unit, Status: Running, StartedAt: tx.Now(), Version: 1, Case: flow.Case{State: draftState}}
	if err := insertRun(tx, run); err != nil {
		return Run{}, err
	}
	return run.move(tx, e, "start", "start", "", nil)
}

// Take is one act on a run.
type Take struct {
	Verb     string // pass, return, reject, resubmit or withdraw
	Note     string // the opinion; needed except to pass
	Evidence []Evidence
}

// Act takes the present step of a run, or an act of whoever started it. It
// refuses with flow.WrongRole, flow.Exclusive, flow.WrongState,
// flow.NoEvidence, flow.NoReason, [NotYourStep], [NotYourRun], the refusals of
// access.Act and store.Stale.
func Act(tx *store.Tx, id ident.ID, version int64, t Take) (Run, error) {
	run, err := RunByID(tx, tx.Actor().Zone, id)
	if err != nil {
		return Run{}, err
	}
	e, err := editionNo(tx, run.Zone, run.Rule, run.Edition)
	if err != nil {
		return Run{}, err
	}
	if len([]rune(t.Note)) > 1000 {
		return Run{}, BadNote.At("note")
	}
	action := t.Verb
	switch t.Verb {
	case "resubmit", "withdraw":
		if run.Person != tx.Actor().Person {
			return Run{}, NotYourRun.New()
		}
	default:
		if run.Step > 0 {
			action = fmt.Sprintf("%s%d", t.Verb, run.Step)
		} else {
			action = t.Verb + "1" // so that the machine names the state it would need
		}
		if err := run.home(tx); err != nil {
			return Run{}, err
		}
	}
	run.Version = version
	return run.move(tx, e, t.Verb, action, t.Note, t.Evidence)
}

// home refuses a step that belongs to another unit.
func (run Run) home(tx *store.Tx) error {
	if run.StepUnit.IsZero() || run.StepUnit == tx.Actor().Unit {
		return nil
	}
	name, err := unitName(tx, run.Zone, run.StepUnit)
	if err != nil {
		return err
	}
	return NotYourStep.New("unit", name)
}

// duty maps what a step does to the graph of duties.
var duty = map[string][]string{string(Propose): {"propose", "request"}, string(Review): {"approve"}, string(Decide): {"decide"}}

// move carries one action out: the machine, the graph of duties, the clock,
// the record of the act.
func (run Run) move(tx *store.Tx, e Edition, verb, action, note string, evidence []Evidence) (Run, error) {
	m, err := e.machine()
	if err != nil {
		return Run{}, err
	}
	kinds, err := e.cited(evidence)
	if err != nil {
		return Run{}, err
	}
	was := run.Case
	next, out, err := m.Next(run.Case, flow.Move{Action: action, Who: flow.WhoOf(tx.Actor()), Evidence: kinds, Reason: note})
	if err != nil {
		return Run{}, err
	}
	for _, done := range next.Done[len(was.Done):] {
		for _, d := range duty[done.Duty] {
			if err := access.Act(tx, d, RunKind+"/"+run.ID.String()); err != nil {
				return Run{}, err
			}
		}
	}
	taken := run.Step
	run.stand(e, next, tx.Now())
	if err := updateRun(tx, run); err != nil {
		return Run{}, err
	}
	run.Version++
	carry := flow.Carry{Zone: run.Zone, Subject: flow.Subject{Kind: RunKind, ID: run.ID}, Machine: m, Steps: out.Clocks,
		Limits: map[string]flow.Limit{stepClock: {Budget: e.limit(next.State)}}, Act: flow.Act{Note: note}}
	if err := carry.Do(tx); err != nil {
		return Run{}, err
	}
	for _, ev := range evidence {
		if !ev.File.IsZero() {
			if err := files.Link(tx, run.Zone, ev.File, RunKind+"/"+run.ID.String(), e.evidenceName(ev.Kind)); err != nil {
				return Run{}, err
			}
		}
	}
	a := RunAct{Action: verb, Step: taken, Person: tx.Actor().Person, Unit: tx.Actor().Unit, Note: strings.TrimSpace(note), Evidence: evidence, At: tx.Now()}
	if err := insertAct(tx, run, a); err != nil {
		return Run{}, err
	}
	if err := run.tellMoved(tx, e); err != nil {
		return Run{}, err
	}
	return run, ledger.Record(tx, ledger.Entry{Action: "rules.run." + verb, Object: run.ID.String(), Reason: note,
		Detail: map[string]any{"number": run.Number, "rule": run.Rule, "edition": run.Edition, "step": taken, "state": next.State}})
}

// cited gives the machine's names of the evidence brought; a kind that no step
// knows, or one without a reference and without a file, is refused.
func (e Edition) cited(evidence []Evidence) ([]string, error) {
	var out []string
	for i, ev := range evidence {
		name := e.evidenceName(ev.Kind)
		if name == "" || ev.File.IsZero() && !oneLine(strings.TrimSpace(ev.Note), 2, 200) {
			return nil, UnknownEvidence.At(fmt.Sprintf("evidence[%d]", i))
		}
		out = append(out, name)
	}
	return out, nil
}

// stand puts the run into the state of its case.
func (run *Run) stand(e Edition, c flow.Case, now time.Time) {
	run.Case, run.Step, run.StepRole, run.StepUnit, run.OverdueAt = c, 0, "", ident.ID{}, time.Time{}
	switch c.State {
	case returnedState:
		run.Status = Returned
	case doneState:
		run.Status, run.EndedAt = Done, now
	case rejectedState:
		run.Status, run.EndedAt = Rejected, now
	case withdrawnState:
		run.Status, run.EndedAt = Withdrawn, now
	default:
		i := stepOf(c.State)
		s := e.Steps[i]
		run.Status, run.Step, run.StepRole, run.StepUnit = Running, int64(i)+1, s.Role, s.Unit
		if s.Home {
			run.StepUnit = run.Unit
		}
	}
}

// Offered lists what could be done with a run now, and what bars the actor, in
// the order of the workflow: the names are those of [Take].
func (run Run) Offered(e Edition, actor *ident.Actor) ([]flow.Offer, error) {
	m, err := e.machine()
	if err != nil {
		return nil, err
	}
	offers, err := m.Offered(run.Case, flow.WhoOf(actor), nil)
	for i := range offers {
		o := &offers[i]
		o.Action = strings.TrimRight(o.Action, "0123456789")
		own := o.Action == "resubmit" || o.Action == "withdraw"
		if own && run.Person != actor.Person {
			o.Allowed, o.Why = false, append(o.Why, textOf(NotYourRun.New()))
		}
		if !own && !run.StepUnit.IsZero() && run.StepUnit != actor.Unit {
			o.Allowed, o.Why = false, append(o.Why, flow.Text{ZH: "须由指定单位的人员办理。", EN: "Somebody of the named unit takes this step."})
		}
	}
	return offers, err
}

func textOf(e *fault.Error) flow.Text {
	return flow.Text{ZH: e.Text(fault.Chinese), EN: e.Text(fault.English)}
}

// TakenBy reports whether the actor could be asked to take the present step.
func (run Run) TakenBy(actor *ident.Actor) bool {
	return run.Status == Running && slices.Contains(actor.Roles, run.StepRole) && (run.StepUnit.IsZero() || run.StepUnit == actor.Unit)
}

// draw gives the next number of a series of the room.
func draw(tx *store.Tx, series, counter string) (string, error) {
	year := today(tx).Year()
	n, err := store.NextNumber(tx, tx.Actor().Zone, fmt.Sprintf("rules-%s-%d", counter, year))
	if err != nil {
		return "", err
	}
	return ident.Number{Series: series, Year: year, Seq: n}.String(), nil
}

func encode(v any) (string, error) {
	raw, err := json.Marshal(v)
	return string(raw), err
}
