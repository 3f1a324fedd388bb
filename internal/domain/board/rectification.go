package board

import (
	_ "embed"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/engine/access"
	"github.com/jingkai-zone/jingkai/internal/engine/flow"
	"github.com/jingkai-zone/jingkai/internal/engine/jobs"
	"github.com/jingkai-zone/jingkai/internal/engine/ledger"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// Refusals about rectifications.
var (
	NoRectification = fault.Define(fault.NotFound, "board.rectification.none", "LY-41",
		"没有这份整改单。", "There is no such rectification.")
	SelfAcceptance = fault.Define(fault.Forbidden, "board.rectification.self_acceptance", "LY-41",
		"整改须由责任单位以外的人员验收，本单位和责任人不得验收自己的整改。",
		"A rectification is accepted by somebody outside the unit; neither the unit nor who answers for the item accepts its own.")
)

// Events of rectifications; the object is the rectification's id, the data the
// [Rectification]. A listener to OverdueEvent opens the supervision order
// (LW-37); it may keep its number with [LinkSupervision].
const (
	RectificationOpenedEvent = "board.rectification.opened"
	RectificationMovedEvent  = "board.rectification.moved"
	OverdueEvent             = "board.rectification.overdue"
)

// State is how far a rectification has come.
type State string

// The states of a rectification.
const (
	Open      State = "open"      // 待制定方案
	Planned   State = "planned"   // 整改中
	Submitted State = "submitted" // 待验收
	Accepted  State = "accepted"  // 整改到位
	Cancelled State = "cancelled" // 榜单更正后撤销
)

//go:embed rectification.yaml
var rectificationText []byte

// machine moves rectifications and names the limit's rule.
var machine = flow.MustBuild(rectificationText)

// RectifyClock names the limit of a rectification.
const RectifyClock = "rectify"

// Rectification is the order to put right what a yellow item is blamed for
// (整改单, LY-41).
type Rectification struct {
	Zone        int64
	ID          ident.ID
	Number      string // 整改-2019-000001
	Board       ident.ID
	Item        ident.ID
	Work        ident.ID
	Title       string
	Lead        ident.ID
	Unit        ident.ID
	Person      ident.ID
	State       State
	OpenedAt    time.Time
	OverdueAt   time.Time // when it was found overdue; zero while it never was
	Supervision string    // the supervision order that followed; empty for none
	EndedAt     time.Time
	Version     int64
}

// Object names the rectification in duties.
func (x Rectification) Object() string { return "board.rectification/" + x.ID.String() }

// Clock is the subject of its limit.
func (x Rectification) Clock() flow.Subject {
	return flow.Subject{Kind: "board.rectification", ID: x.ID}
}

// Step is one thing done to a rectification.
type Step struct {
	Of       ident.ID
	No       int64
	Action   string // open, plan, submit, return, accept, cancel, overdue
	Text     string
	Evidence []Evidence
	At       time.Time
	By       ident.ID
	ByName   string
}

// StepInput is what somebody writes with a step.
type StepInput struct {
	Text     string
	Evidence []Evidence // needed to submit
}

// openRectification opens the order for a yellow item, due within the scheme's
// limit from today.
func openRectification(tx *store.Tx, b Board, i Item, limit calendar.Budget) error {
	year := calendar.DateOf(tx.Now()).Year()
	n, err := store.NextNumber(tx, b.Zone, fmt.Sprintf("rectification-%d", year))
	if err != nil {
		return err
	}
	x := Rectification{Zone: b.Zone, ID: ident.NewID(tx.Now()), Number: ident.Number{Series: "整改", Year: year, Seq: n}.String(), Board: b.ID,
		Item: i.ID, Work: i.Work, Title: i.Title, Lead: i.Lead, Unit: i.Unit, Person: i.Person, State: Open, OpenedAt: tx.Now(), Version: 1}
	if err := insertRectification(tx, x); err != nil {
		return err
	}
	clock, err := flow.Start(tx, flow.StartInput{Zone: b.Zone, Subject: x.Clock(), Rule: RectifyRule(), Budget: limit})
	if err != nil {
		return err
	}
	if err := x.tellStep(tx, "open", clock.Due.String()); err != nil {
		return err
	}
	if err := step(tx, x, "open", StepInput{Text: b.Number}); err != nil {
		return err
	}
	return jobs.Publish(tx, jobs.Event{Kind: RectificationOpenedEvent, Zone: b.Zone, Object: x.ID.String(), Data: x})
}

func step(tx *store.Tx, x Rectification, action string, in StepInput) error {
	evidence, err := attach(tx, x.Object(), action, in.Evidence)
	if err != nil {
		return err
	}
	return insertStep(tx, x.Zone, Step{Of: x.ID, Action: action, Text: strings.TrimSpace(in.Text), At: tx.Now(), By: tx.Actor().Person,
		ByName: tx.Actor().Name}, evidence)
}

// Plan writes or rewrites how the unit puts things right.
func Plan(tx *store.Tx, id ident.ID, in StepInput) (Rectification, error) {
	return move(tx, id, "plan", in)
}

// Submit says that things are put right, with the evidence. The limit rests
// until somebody has looked.
func Submit(tx *store.Tx, id ident.ID, in StepInput) (Rectification, error) {
	return move(tx, id, "submit", in)
}

// Accept closes a rectification. Nobody accepts for his own unit, nor what he
// answers for or has done himself ([SelfAcceptance]).
func Accept(tx *store.Tx, id ident.ID, in StepInput) (Rectification, error) {
	return move(tx, id, "accept", in)
}

// Return sends a rectification back: it is not put right yet. The limit runs on.
func Return(tx *store.Tx, id ident.ID, in StepInput) (Rectification, error) {
	return move(tx, id, "return", in)
}

func move(tx *store.Tx, id ident.ID, action string, in StepInput) (Rectification, error) {
	if err := checkText("text", in.Text); err != nil {
		return Rectification{}, err
	}
	if action == "submit" && len(in.Evidence) == 0 {
		return Rectification{}, EvidenceNeeded.At("evidence")
	}
	x, err := RectificationByID(tx, tx.Actor().Zone, id)
	if err != nil {
		return Rectification{}, err
	}
	if x, err = advance(tx, x, action, in); err != nil {
		return Rectification{}, err
	}
	return x, ledger.Record(tx, ledger.Entry{Action: "board.rectification." + action, Object: x.ID.String(), Reason: strings.TrimSpace(in.Text),
		Detail: map[string]any{"number": x.Number, "item": x.Item, "state": x.State}})
}

// advance moves a rectification without a ledger entry of its own.
func advance(tx *store.Tx, x Rectification, action string, in StepInput) (Rectification, error) {
	next, outcome, err := machine.Next(flow.Case{State: string(x.State)}, flow.Move{Action: action, Who: flow.WhoOf(tx.Actor()), Reason: in.Text})
	if err != nil {
		return Rectification{}, err
	}
	if err := dutyOf(tx, x, action); err != nil {
		return Rectification{}, err
	}
	if err := carry(tx, x, outcome.Clocks); err != nil {
		return Rectification{}, err
	}
	x.State = State(next.State)
	if x.State == Accepted || x.State == Cancelled {
		x.EndedAt = tx.Now()
	}
	if err := updateRectification(tx, x); err != nil {
		return Rectification{}, err
	}
	x.Version++
	if err := step(tx, x, action, in); err != nil {
		return Rectification{}, err
	}
	if err := x.tellStep(tx, action, ""); err != nil {
		return Rectification{}, err
	}
	return x, jobs.Publish(tx, jobs.Event{Kind: RectificationMovedEvent, Zone: x.Zone, Object: x.ID.String(), Data: x})
}

// dutyOf holds the two sides of a rectification apart.
func dutyOf(tx *store.Tx, x Rectification, action string) error {
	me := tx.Actor()
	switch action {
	case "plan", "submit":
		return access.Act(tx, "rectify", x.Object())
	case "accept", "return":
		if !me.Unit.IsZero() && me.Unit == x.Unit || !me.Person.IsZero() && me.Person == x.Person {
			return SelfAcceptance.New()
		}
		return access.Act(tx, "accept_rectified", x.Object())
	}
	return nil
}

// carry does what a step does to the limit. A limit that is past cannot rest or
// run on any more: it stays overdue.
func carry(tx *store.Tx, x Rectification, steps []flow.Step) error {
	record, err := flow.OpenClock(tx, x.Zone, x.Clock(), RectifyClock)
	if errors.Is(err, store.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, s := range steps {
		switch {
		case s.Do == flow.DoStop:
			record, err = flow.Stop(tx, record, flow.Act{})
		case s.Do == flow.DoPause && record.State == flow.Running && tx.Now().Before(record.DueAt):
			record, err = flow.Pause(tx, record, RectifyRule(), s.Cause, flow.Act{})
		case s.Do == flow.DoResume && record.State == flow.Paused:
			record, err = flow.Resume(tx, record, flow.Act{})
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// cancelRectification ends the order of an item whose blame was taken back. One
// that is closed already stays as it is.
func cancelRectification(tx *store.Tx, b Board, item ident.ID, reason string) error {
	x, err := rectificationOf(tx, b.Zone, b.ID, item)
	if errors.Is(err, store.ErrNoRows) || err == nil && !x.EndedAt.IsZero() {
		return nil
	}
	if err != nil {
		return err
	}
	_, err = advance(tx, x, "cancel", StepInput{Text: reason})
	return err
}

// LinkSupervision keeps the supervision order that followed an overdue
// rectification. The caller's ledger entry covers it.
func LinkSupervision(tx *store.Tx, id ident.ID, order string) error {
	x, err := RectificationByID(tx, tx.Actor().Zone, id)
	if err != nil {
		return err
	}
	x.Supervision = order
	return updateRectification(tx, x)
}

// Scan finds rectifications of a zone that are past their limit, marks each
// once, and publishes [OverdueEvent] for it in this transaction. It gives how
// many it found. However often and from however many processes it runs, one
// rectification is reported once.
func Scan(tx *store.Tx, zone int64, now time.Time) (int, error) {
	open, err := unmarkedRectifications(tx, zone)
	if err != nil {
		return 0, err
	}
	found, raced := 0, false
	for len(open) > 0 {
		some := open[:min(500, len(open))]
		open = open[len(some):]
		ids := make([]ident.ID, len(some))
		for n, x := range some {
			ids[n] = x.ID
		}
		heads, err := flow.Heads(tx, zone, "board.rectification", ids)
		if err != nil {
			return found, err
		}
		for _, x := range some {
			clocks := heads[x.ID]
			if len(clocks) == 0 || clocks[0].State != flow.Running || now.Before(clocks[0].DueAt) {
				continue
			}
			marked, err := report(tx, x, now)
			if err != nil {
				return found, err
			}
			found += marked
			raced = raced || marked == 0
		}
	}
	if found == 0 && raced { // it wrote nothing, but it tried to
		return 0, ledger.Record(tx, ledger.Entry{Action: "board.rectification.scan"})
	}
	return found, nil
}

// report marks one overdue rectification and tells the listeners; it gives 0
// when another process was faster.
func report(tx *store.Tx, x Rectification, now time.Time) (int, error) {
	x.OverdueAt = now
	first, err := markOverdue(tx, x)
	if err != nil || !first {
		return 0, err
	}
	if err := step(tx, x, "overdue", StepInput{}); err != nil {
		return 0, err
	}
	if err := jobs.Publish(tx, jobs.Event{Kind: OverdueEvent, Zone: x.Zone, Object: x.ID.String(), Data: x}); err != nil {
		return 0, err
	}
	return 1, ledger.Record(tx, ledger.Entry{Action: "board.rectification.overdue", Object: x.ID.String(), Detail: map[string]any{"number": x.Number}})
}

// Offered tells which steps a rectification's state allows, whoever takes them.
func Offered(x Rectification) (map[string]bool, error) {
	offers, err := machine.Offered(flow.Case{State: string(x.State)}, flow.Who{}, nil)
	out := map[string]bool{}
	for _, o := range offers {
		out[o.Action] = true
	}
	return out, err
}

// RectifyRule gives the rule of a rectification's limit, for explanations.
func RectifyRule() flow.Rule {
	rule, _ := machine.Definition().Clock(RectifyClock)
	return rule
}

// StateText names a state of a rectification.
func StateText(s State) flow.Text {
	for _, one := range machine.Definition().States {
		if one.Name == string(s) {
			return one.Text
		}
	}
	return flow.Text{ZH: string(s), EN: string(s)}
}
