package goals

import (
	"fmt"
	"slices"
	"strings"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/domain/org"
	"github.com/jingkai-zone/jingkai/internal/domain/people"
	"github.com/jingkai-zone/jingkai/internal/engine/ledger"
	"github.com/jingkai-zone/jingkai/internal/engine/scheme"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// ListInput is what a new list is opened with.
type ListInput struct {
	Kind       Kind
	Month      calendar.Month
	Node       string        // node lists only
	EvaluateOn calendar.Date // zero for the last day of the month; node lists must say
}

// CreateList opens an empty list in the actor's zone. It refuses with
// [ListExists] when the month or node has one, and with [RhythmNotUsed] when
// the scheme does not use lists of the kind.
func CreateList(tx *store.Tx, in ListInput) (List, error) {
	zone := tx.Actor().Zone
	l := List{Zone: zone, ID: ident.NewID(tx.Now()), Kind: in.Kind, Month: in.Month, Node: strings.TrimSpace(in.Node),
		EvaluateOn: in.EvaluateOn, Status: Draft, CreatedBy: tx.Actor().Person, Version: 1}
	if err := l.checkNew(); err != nil {
		return List{}, err
	}
	if l.EvaluateOn.IsZero() {
		l.EvaluateOn = l.Month.Last()
	}
	doc, err := scheme.At(tx, zone, calendar.DateOf(tx.Now()))
	if err != nil {
		return List{}, err
	}
	rhythm, err := scheme.NeedList(doc, "goals.rhythm", scheme.Get[Scheme](doc).Rhythm)
	if err != nil {
		return List{}, err
	}
	if !slices.Contains(rhythm, Rhythm(l.Kind)) {
		return List{}, RhythmNotUsed.New()
	}
	n, err := store.NextNumber(tx, zone, fmt.Sprintf("goals-%d", l.Month.First().Year()))
	if err != nil {
		return List{}, err
	}
	l.Number = ident.Number{Series: "要点", Year: l.Month.First().Year(), Seq: n}.String()
	if err := insertList(tx, l); store.IsUnique(err) {
		return List{}, ListExists.New("month", l.Month)
	} else if err != nil {
		return List{}, err
	}
	return l, ledger.Record(tx, ledger.Entry{Action: "goals.list.create", Object: l.ID.String(),
		Detail: map[string]any{"number": l.Number, "kind": l.Kind, "month": l.Month, "node": l.Node, "evaluate_on": l.EvaluateOn}})
}

func (l List) checkNew() error {
	if l.Kind == NodeList {
		if n := len([]rune(l.Node)); n < 2 || n > 60 || l.EvaluateOn.IsZero() {
			return NodeNeeded.At("node")
		}
	}
	from, to := l.Month.First(), l.Month.Next().Last()
	if !l.EvaluateOn.IsZero() && (l.EvaluateOn.Before(from) || l.EvaluateOn.After(to)) {
		return EvaluateOutside.At("evaluate_on", "from", from, "to", to)
	}
	return nil
}

// AddItem puts an item on a draft list.
func AddItem(tx *store.Tx, list ident.ID, d ItemDraft) (Item, error) {
	l, err := draftList(tx, list)
	if err != nil {
		return Item{}, err
	}
	i, err := newItem(tx, l, d)
	if err != nil {
		return Item{}, err
	}
	return i, ledger.Record(tx, ledger.Entry{Action: "goals.item.add", Object: l.ID.String(), Detail: i.record()})
}

// EditItem rewrites an item of a draft list; version is the one the editor
// has read.
func EditItem(tx *store.Tx, id ident.ID, version int64, d ItemDraft) (Item, error) {
	i, err := itemByID(tx, tx.Actor().Zone, id)
	if err != nil {
		return Item{}, err
	}
	l, err := draftList(tx, i.List)
	if err != nil {
		return Item{}, err
	}
	faults := d.check(l)
	if err := named(tx, l.Zone, d, faults); err != nil {
		return Item{}, err
	}
	if err := faults.Err(); err != nil {
		return Item{}, err
	}
	i = d.apply(l, i)
	if err := updateItem(tx, i, version); err != nil {
		return Item{}, err
	}
	i.Version = version + 1
	return i, ledger.Record(tx, ledger.Entry{Action: "goals.item.edit", Object: l.ID.String(), Detail: i.record()})
}

// RemoveItem takes an item off a draft list.
func RemoveItem(tx *store.Tx, id ident.ID) error {
	i, err := itemByID(tx, tx.Actor().Zone, id)
	if err != nil {
		return err
	}
	l, err := draftList(tx, i.List)
	if err != nil {
		return err
	}
	if err := deleteItem(tx, i); err != nil {
		return err
	}
	return ledger.Record(tx, ledger.Entry{Action: "goals.item.remove", Object: l.ID.String(), Detail: i.record()})
}

// CarryOver copies the standing items of an issued list into a draft, each
// keeping its work id; works the draft names already are passed over. It gives
// how many were copied.
func CarryOver(tx *store.Tx, into, from ident.ID, works []ident.ID) (int, error) {
	l, err := draftList(tx, into)
	if err != nil {
		return 0, err
	}
	source, err := ListByID(tx, l.Zone, from)
	if err != nil {
		return 0, err
	}
	have, err := itemsOf(tx, l.Zone, l.ID)
	if err != nil {
		return 0, err
	}
	copied := 0
	for _, old := range source.Items {
		taken := slices.ContainsFunc(have, func(i Item) bool { return i.Work == old.Work })
		if old.Status == Withdrawn || taken || len(works) > 0 && !slices.Contains(works, old.Work) {
			continue
		}
		weight := old.Weight
		d := ItemDraft{Work: old.Work, Title: old.Title, Measure: old.Measure, Plan: old.Plan, PlanUnit: old.PlanUnit,
			Weight: &weight, Lead: old.Lead, Unit: old.Unit, Person: old.Person, Origin: "结转 " + source.Number}
		if _, err := newItem(tx, l, d); err != nil {
			return copied, err
		}
		copied++
	}
	return copied, ledger.Record(tx, ledger.Entry{Action: "goals.list.carry_over", Object: l.ID.String(),
		Detail: map[string]any{"from": source.Number, "copied": copied}})
}

// draftList reads a list that may still be edited, or refuses with [Frozen].
func draftList(tx *store.Tx, id ident.ID) (List, error) {
	l, err := listHead(tx, tx.Actor().Zone, id)
	if err == nil && l.Status != Draft {
		return List{}, Frozen.New()
	}
	return l, err
}

// newItem checks and stores one more item of a list.
func newItem(tx *store.Tx, l List, d ItemDraft) (Item, error) {
	faults := d.check(l)
	if err := named(tx, l.Zone, d, faults); err != nil {
		return Item{}, err
	}
	if err := faults.Err(); err != nil {
		return Item{}, err
	}
	line, err := nextLine(tx, l)
	if err != nil {
		return Item{}, err
	}
	i := d.apply(l, Item{Zone: l.Zone, ID: ident.NewID(tx.Now()), List: l.ID, Work: d.Work, Line: line, Status: Active, Version: 1})
	if i.Work.IsZero() {
		i.Work = i.ID
	}
	if err := insertItem(tx, i); store.IsUnique(err) {
		return Item{}, SameWorkTwice.At("work")
	} else if err != nil {
		return Item{}, err
	}
	return i, nil
}

// named checks that whoever the draft names serves, and in the right place.
// What is not named yet is not checked: the issue asks for it.
func named(r store.Reader, zone int64, d ItemDraft, faults *fault.List) error {
	persons, err := people.ByIDs(r, zone, []ident.ID{d.Lead, d.Person})
	if err != nil {
		return err
	}
	if !d.Lead.IsZero() {
		if p, ok := persons[d.Lead]; !ok || p.Status != people.Active || !p.Leader {
			faults.Add(NotALeader.At("lead"))
		}
	}
	if !d.Person.IsZero() {
		if p, ok := persons[d.Person]; !ok || p.Status != people.Active {
			faults.Add(NotServing.At("person"))
		}
	}
	if !d.Unit.IsZero() {
		u, err := org.UnitByID(r, zone, d.Unit)
		if fault.KindOf(err) == fault.NotFound || err == nil && u.Status != org.Active {
			faults.Add(UnitNotActive.At("unit"))
		} else if err != nil {
			return err
		}
	}
	return nil
}

// CheckDraft gives every fault of a draft that the draft alone shows, for an
// import that reports all rows at once.
func CheckDraft(l List, d ItemDraft) []*fault.Error {
	e, bad := fault.As(d.check(l).Err())
	switch {
	case !bad:
		return nil
	case len(e.Details) == 0:
		return []*fault.Error{e}
	}
	return e.Details
}

// AddItems puts many items on a draft list, all or none, and gives how many.
func AddItems(tx *store.Tx, list ident.ID, drafts []ItemDraft) (int, error) {
	l, err := draftList(tx, list)
	if err != nil {
		return 0, err
	}
	for _, d := range drafts {
		if _, err := newItem(tx, l, d); err != nil {
			return 0, err
		}
	}
	return len(drafts), ledger.Record(tx, ledger.Entry{Action: "goals.list.import", Object: l.ID.String(),
		Detail: map[string]any{"number": l.Number, "items": len(drafts)}})
}
