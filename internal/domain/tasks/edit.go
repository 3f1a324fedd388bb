package tasks

import (
	"slices"
	"strings"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/exact"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/hanzi"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/engine/ledger"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// Edit is what may change of a task after it was assigned. The due day is not
// among it: it moves by an extension or in an order.
type Edit struct {
	Title     string
	Detail    string
	Layer     string
	Difficult bool
	Weight    exact.Decimal
	Lead      ident.ID
}

// Rewrite changes a task's particulars and classes it anew (LW-38). Of a task
// that follows a list only layer and difficulty change here; anything else is
// refused with [FollowsList].
func Rewrite(tx *store.Tx, id ident.ID, version int64, in Edit) (Task, error) {
	t, book, err := standing(tx, id)
	if err != nil {
		return Task{}, err
	}
	before := t
	faults, err := in.check(tx, t, book)
	if err != nil {
		return Task{}, err
	}
	if err := faults.Err(); err != nil {
		return Task{}, err
	}
	t.Title, t.Detail, t.Layer, t.Difficult = strings.TrimSpace(in.Title), strings.TrimSpace(in.Detail), in.Layer, in.Difficult
	t.Weight, t.Lead, t.Version = in.Weight.Trim(), in.Lead, version
	if t.FromList() && !t.same(before) {
		return Task{}, FollowsList.New()
	}
	if err := t.changeTo(tx, book, before); err != nil {
		return Task{}, err
	}
	if err := note(tx, t, "edited", "", t.record()); err != nil {
		return Task{}, err
	}
	return t, ledger.Record(tx, ledger.Entry{Action: "tasks.edit", Object: t.ID.String(), Detail: t.record()})
}

func (in Edit) check(r store.Reader, t Task, book rulebook) (*fault.List, error) {
	var faults fault.List
	if title, ok := hanzi.Clean(in.Title, 100); !ok || len([]rune(title)) < 2 {
		faults.Add(BadTitle.At("title"))
	}
	if len([]rune(in.Detail)) > 2000 {
		faults.Add(BadDetail.At("detail"))
	}
	if !goodWeight(in.Weight) {
		faults.Add(BadWeight.At("weight"))
	}
	e, err := book.layer(in.Layer)
	if err != nil {
		return nil, err
	}
	faults.Add(e)
	if in.Lead == t.Lead {
		return &faults, nil
	}
	return &faults, owners(r, t.Zone, in.Lead, ident.ID{}, ident.ID{}, &faults)
}

// Reassign gives a task to another person, and to that person's unit unless one
// is named. It refuses with [FollowsList] for tasks of lists.
func Reassign(tx *store.Tx, id ident.ID, person, unit ident.ID, reason string) (Task, error) {
	if err := checkReason(reason); err != nil {
		return Task{}, err
	}
	t, book, err := standing(tx, id)
	if err != nil {
		return Task{}, err
	}
	if t.FromList() {
		return Task{}, FollowsList.New()
	}
	filled := Input{Unit: unit, Person: person}
	if filled.Person.IsZero() {
		return Task{}, OwnerMissing.At("person")
	}
	if err := filled.fillUnit(tx, t.Zone); err != nil {
		return Task{}, err
	}
	var faults fault.List
	if err := owners(tx, t.Zone, ident.ID{}, filled.Unit, filled.Person, &faults); err != nil {
		return Task{}, err
	}
	if err := faults.Err(); err != nil {
		return Task{}, err
	}
	before := t
	t.Person, t.Unit = filled.Person, filled.Unit
	if err := t.changeTo(tx, book, before); err != nil {
		return Task{}, err
	}
	if err := t.tellOwner(tx); err != nil {
		return Task{}, err
	}
	if err := note(tx, t, "reassigned", reason, map[string]any{"from": before.Person, "to": t.Person}); err != nil {
		return Task{}, err
	}
	return t, ledger.Record(tx, ledger.Entry{Action: "tasks.reassign", Object: t.ID.String(), Reason: reason,
		Detail: map[string]any{"from": before.Person, "to": t.Person, "unit": t.Unit}})
}

// Withdraw takes a task back that was assigned by mistake or is no longer
// needed; it stays visible as withdrawn, and its orders are closed with the
// reason. It refuses with [FollowsList] for tasks of lists.
func Withdraw(tx *store.Tx, id ident.ID, reason string) (Task, error) {
	if err := checkReason(reason); err != nil {
		return Task{}, err
	}
	t, book, err := standing(tx, id)
	if err != nil {
		return Task{}, err
	}
	if t.FromList() {
		return Task{}, FollowsList.New()
	}
	before := t
	t.end(Withdrawn, book.today)
	if err := t.changeTo(tx, book, before); err != nil {
		return Task{}, err
	}
	if err := note(tx, t, "withdrawn", reason, nil); err != nil {
		return Task{}, err
	}
	return t, ledger.Record(tx, ledger.Entry{Action: "tasks.withdraw", Object: t.ID.String(), Reason: reason})
}

// SetClass classes a task by hand, with the reason, and from then on the rules
// leave its class alone (LW-38). An empty class gives it back to the rules.
func SetClass(tx *store.Tx, id ident.ID, class Class, reason string) (Task, error) {
	if err := checkReason(reason); err != nil {
		return Task{}, err
	}
	t, book, err := standing(tx, id)
	if err != nil {
		return Task{}, err
	}
	before := t
	t.ByHand = class != NoClass
	if t.ByHand {
		t.Class, t.Grounds = class, []Ground{ByHand}
	}
	if err := t.reclass(tx, book); err != nil {
		return Task{}, err
	}
	if err := updateTask(tx, &t); err != nil {
		return Task{}, err
	}
	detail := map[string]any{"from": before.Class, "to": t.Class, "by_hand": t.ByHand}
	if err := note(tx, t, "classed", reason, detail); err != nil {
		return Task{}, err
	}
	return t, ledger.Record(tx, ledger.Entry{Action: "tasks.classify", Object: t.ID.String(), Reason: reason, Detail: detail})
}

// reclass applies the rules to a task that exists. Checkpoints that were scored
// or whose day has come stay; those to come are laid out anew.
func (t *Task) reclass(tx *store.Tx, book rulebook) error {
	was, checked := t.Class, t.CheckOn
	wanted := t.class(book)
	if t.Class == ClassA && was == ClassA && !checked.IsZero() {
		t.CheckOn = checked // the rhythm of checks goes on
	}
	have, err := CheckpointsOf(tx, t.Zone, t.ID)
	if err != nil {
		return err
	}
	var kept []Checkpoint
	for _, p := range have {
		if p.Score != nil || p.On.Before(book.today) {
			kept = append(kept, p)
		} else if err := clearCheckpoint(tx, t.Zone, p.ID); err != nil {
			return err
		}
	}
	return relay(tx, *t, kept, wanted, book.today)
}

// relay joins the checkpoints that stay with those that come after them.
func relay(tx *store.Tx, t Task, kept, wanted []Checkpoint, today calendar.Date) error {
	wanted = slices.DeleteFunc(wanted, func(p Checkpoint) bool {
		return p.On.Before(today) || len(kept) > 0 && !p.On.After(kept[len(kept)-1].On)
	})
	if len(kept) > 0 {
		last := kept[len(kept)-1]
		until := calendar.Date{}
		if len(wanted) > 0 {
			wanted[0].From, until = last.On.AddDays(1), wanted[0].On.AddDays(-1)
		}
		if until != last.Until {
			if err := reachCheckpoint(tx, t.Zone, last.ID, until); err != nil {
				return err
			}
		}
	}
	for _, p := range wanted {
		p.ID, p.Task = ident.NewID(tx.Now()), t.ID
		if err := insertCheckpoint(tx, t.Zone, p); err != nil {
			return err
		}
	}
	return nil
}

// standing reads a task that may still change, with the rules of its zone.
func standing(tx *store.Tx, id ident.ID) (Task, rulebook, error) {
	t, err := ByID(tx, tx.Actor().Zone, id)
	if err != nil {
		return Task{}, rulebook{}, err
	}
	if t.Ended() {
		return Task{}, rulebook{}, Ended.New()
	}
	book, err := rulesOf(tx, t.Zone)
	return t, book, err
}
