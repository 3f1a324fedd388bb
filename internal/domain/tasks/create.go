package tasks

import (
	"fmt"
	"slices"
	"strings"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/domain/org"
	"github.com/jingkai-zone/jingkai/internal/domain/people"
	"github.com/jingkai-zone/jingkai/internal/engine/access"
	"github.com/jingkai-zone/jingkai/internal/engine/ledger"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// Create assigns a task in the actor's zone. Its class follows from the
// scheme's rules at once, and with it the first check (LW-35) or the
// checkpoints (LW-36). It refuses with all faults of the input at once.
func Create(tx *store.Tx, in Input) (Task, error) {
	t, err := create(tx, in)
	if err != nil {
		return Task{}, err
	}
	return t, ledger.Record(tx, ledger.Entry{Action: "tasks.create", Object: t.ID.String(), Detail: t.record()})
}

// CreateAll assigns many tasks, all or none, and gives them in the same order.
func CreateAll(tx *store.Tx, list []Input) ([]Task, error) {
	out := make([]Task, 0, len(list))
	numbers := make([]string, 0, len(list))
	for _, in := range list {
		t, err := create(tx, in)
		if err != nil {
			return nil, err
		}
		out, numbers = append(out, t), append(numbers, t.Number)
	}
	return out, ledger.Record(tx, ledger.Entry{Action: "tasks.import", Detail: map[string]any{"count": len(out), "numbers": numbers}})
}

func create(tx *store.Tx, in Input) (Task, error) {
	zone := tx.Actor().Zone
	book, err := rulesOf(tx, zone)
	if err != nil {
		return Task{}, err
	}
	if err := in.verify(tx, zone, book); err != nil {
		return Task{}, err
	}
	if err := in.fillUnit(tx, zone); err != nil {
		return Task{}, err
	}
	t := in.task(book.today)
	t.Zone, t.AssignedBy = zone, tx.Actor().Person
	return open(tx, book, t)
}

// fillUnit takes the person's unit where none is named.
func (in *Input) fillUnit(r store.Reader, zone int64) error {
	if !in.Unit.IsZero() {
		return nil
	}
	p, err := people.ByIDs(r, zone, []ident.ID{in.Person})
	in.Unit = p[in.Person].Unit
	return err
}

// task makes the task that the input describes.
func (in Input) task(today calendar.Date) Task {
	t := Task{Title: strings.TrimSpace(in.Title), Detail: strings.TrimSpace(in.Detail), Source: in.Source,
		SourceText: strings.TrimSpace(in.SourceText), Layer: in.Layer, Difficult: in.Difficult, StartOn: in.start(today), DueOn: in.DueOn,
		Plan: in.Plan, PlanUnit: strings.TrimSpace(in.PlanUnit), Weight: one, Lead: in.Lead, Unit: in.Unit, Person: in.Person,
		Campaign: in.Campaign, Track: in.Track}
	if in.Weight != nil {
		t.Weight = in.Weight.Trim()
	}
	return t
}

// Verify gives every fault of an input without assigning anything: the dry run
// of an import.
func Verify(r store.Reader, zone int64, in Input) error {
	book, err := rulesOf(r, zone)
	if err != nil {
		return err
	}
	return in.verify(r, zone, book)
}

func (in Input) verify(r store.Reader, zone int64, book rulebook) error {
	faults := in.check(book.today)
	e, err := book.layer(in.Layer)
	if err != nil {
		return err
	}
	faults.Add(e)
	if err := owners(r, zone, in.Lead, in.Unit, in.Person, faults); err != nil {
		return err
	}
	if err := faults.Err(); err != nil {
		return err
	}
	return onTrack(r, zone, in.Campaign, in.Track)
}

// owners checks that whoever is named serves, and in the right place.
func owners(r store.Reader, zone int64, lead, unit, person ident.ID, faults *fault.List) error {
	var ids []ident.ID
	for _, id := range []ident.ID{lead, person} {
		if !id.IsZero() && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	persons, err := people.ByIDs(r, zone, ids)
	if err != nil {
		return err
	}
	if p, ok := persons[lead]; !lead.IsZero() && (!ok || p.Status != people.Active || !p.Leader) {
		faults.Add(NotALeader.At("lead"))
	}
	if p, ok := persons[person]; !person.IsZero() && (!ok || p.Status != people.Active) {
		faults.Add(NotServing.At("person"))
	}
	if unit.IsZero() {
		return nil
	}
	u, err := org.UnitByID(r, zone, unit)
	if fault.KindOf(err) == fault.NotFound || err == nil && u.Status != org.Active {
		faults.Add(UnitNotActive.At("unit"))
		return nil
	}
	return err
}

// open brings a task into being: number, class, supervision, duties, facts. The
// caller has checked it and records the act.
func open(tx *store.Tx, book rulebook, t Task) (Task, error) {
	year := book.today.Year()
	n, err := store.NextNumber(tx, t.Zone, fmt.Sprintf("tasks-%d", year))
	if err != nil {
		return Task{}, err
	}
	t.ID, t.Number = ident.NewID(tx.Now()), ident.Number{Series: "任务", Year: year, Seq: n}.String()
	t.Status, t.FirstDue, t.scanOn = Open, t.DueOn, t.DueOn
	t.CreatedAt, t.ChangedAt, t.Version = tx.Now(), tx.Now(), 1
	points := t.class(book)
	if err := insertTask(tx, t); err != nil {
		return Task{}, err
	}
	for _, p := range points {
		p.ID, p.Task = ident.NewID(tx.Now()), t.ID
		if err := insertCheckpoint(tx, t.Zone, p); err != nil {
			return Task{}, err
		}
	}
	if err := t.assignDuty(tx); err != nil {
		return Task{}, err
	}
	if err := plan(tx, t); err != nil {
		return Task{}, err
	}
	if err := t.tellOwner(tx); err != nil {
		return Task{}, err
	}
	return t, note(tx, t, "created", "", map[string]any{"class": t.Class, "due_on": t.DueOn, "person": t.Person})
}

// class applies the rules to the task, unless somebody set its class by hand,
// and lays out its supervision: the first check of class A, the checkpoints of
// class B, which are given back.
func (t *Task) class(book rulebook) []Checkpoint {
	t.Unset = nil
	if !t.ByHand {
		c := classify(book.set, book.cal, *t)
		t.Class, t.Grounds, t.Unset = c.class, c.grounds, c.unset
	}
	t.CheckOn = calendar.Date{}
	switch t.Class {
	case ClassA:
		if limit := book.set.Immediate.FirstCheck; limit != nil {
			t.CheckOn = book.due(book.today, *limit)
		} else {
			t.Unset = append(t.Unset, "tasks.immediate.first_check")
		}
	case ClassB:
		rhythm := book.set.Constant.Checkpoint
		if rhythm == nil {
			t.Unset = append(t.Unset, "tasks.constant.checkpoint")
			return nil
		}
		points := checkpoints(*rhythm, t.StartOn, t.DueOn)
		t.CheckOn = nextPoint(points, book.today)
		return points
	}
	return nil
}

// nextPoint is the day of the first checkpoint that can still be scored.
func nextPoint(points []Checkpoint, today calendar.Date) calendar.Date {
	for _, p := range points {
		if s := p.StandingOn(today); s == Coming || s == DueNow {
			return p.On
		}
	}
	return calendar.Date{}
}

// assignDuty notes that the owner does the work: whoever does it will not
// accept it.
func (t Task) assignDuty(tx *store.Tx) error {
	if t.Person.IsZero() {
		return nil
	}
	return access.Assign(tx, "carry_out", t.object(), access.Holder{Person: t.Person})
}
