package board

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/domain/goals"
	"github.com/jingkai-zone/jingkai/internal/engine/access"
	"github.com/jingkai-zone/jingkai/internal/engine/flow"
	"github.com/jingkai-zone/jingkai/internal/engine/jobs"
	"github.com/jingkai-zone/jingkai/internal/engine/ledger"
	"github.com/jingkai-zone/jingkai/internal/engine/scheme"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// ComputedEvent is published when a board is computed: it is the notice that
// opens the window for objections. The object is the board's id, the data the
// [Board].
const ComputedEvent = "board.computed"

// ComputeInput asks for the board of an issued list.
type ComputeInput struct {
	List       ident.ID
	Irrelevant []Irrelevance // blocks that do not concern items, with the reason
}

// Compute judges an issued list for the first time and opens the window for
// objections. It refuses with [NotYet] before the list's day of evaluation,
// with [BoardExists], with scheme.NotSet for everything the scheme leaves open,
// and with every item that cannot be scored.
func Compute(tx *store.Tx, in ComputeInput) (Board, error) {
	zone := tx.Actor().Zone
	list, err := goals.ListByID(tx, zone, in.List)
	if err != nil {
		return Board{}, err
	}
	year := list.Month.First().Year()
	b := Board{Zone: zone, ID: ident.NewID(tx.Now()), List: list.ID, Kind: list.Kind, Month: list.Month, Node: list.Node,
		EvaluateOn: list.EvaluateOn, Status: Computed, Version: 1}
	run, err := newRun(tx, b, list, in.Irrelevant, "")
	if err != nil {
		return Board{}, err
	}
	n, err := store.NextNumber(tx, zone, fmt.Sprintf("board-%d", year))
	if err != nil {
		return Board{}, err
	}
	b = run.board
	b.Number = ident.Number{Series: "红黄榜", Year: year, Seq: n}.String()
	if err := insertBoard(tx, b); store.IsUnique(err) {
		return Board{}, BoardExists.New()
	} else if err != nil {
		return Board{}, err
	}
	return b, run.keep(tx, b, nil)
}

// Again computes a board anew before it is confirmed: the facts, the list or
// the scheme changed. The earlier computation stays; what people decided stays
// too; everybody gets a new window.
func Again(tx *store.Tx, id ident.ID, irrelevant []Irrelevance, reason string) (Board, error) {
	if err := checkReason(reason); err != nil {
		return Board{}, err
	}
	b, err := ByID(tx, tx.Actor().Zone, id)
	if err != nil {
		return Board{}, err
	}
	if err := b.open(); err != nil {
		return Board{}, err
	}
	before, err := Items(tx, b)
	if err != nil {
		return Board{}, err
	}
	if irrelevant == nil {
		for _, i := range before {
			irrelevant = append(irrelevant, i.Score.Irrelevant...)
		}
	}
	list, err := goals.ListByID(tx, b.Zone, b.List)
	if err != nil {
		return Board{}, err
	}
	run, err := newRun(tx, b, list, irrelevant, reason)
	if err != nil {
		return Board{}, err
	}
	b = run.board
	if err := updateBoard(tx, b, Computed); err != nil {
		return Board{}, err
	}
	b.Version++
	return b, run.keep(tx, b, before)
}

// run is one computation under way.
type run struct {
	board       Board
	computation Computation
	items       []goals.Item
	inputs      []Input
	result      Evaluation
	irrelevant  map[ident.ID][]Irrelevance
}

func newRun(tx *store.Tx, b Board, list goals.List, irrelevant []Irrelevance, reason string) (*run, error) {
	today := calendar.DateOf(tx.Now())
	if list.Status != goals.Issued {
		return nil, ListNotIssued.New()
	}
	if today.Before(list.EvaluateOn) {
		return nil, NotYet.New("day", list.EvaluateOn)
	}
	doc, err := scheme.At(tx, b.Zone, list.EvaluateOn)
	if err != nil {
		return nil, err
	}
	rule, err := RuleOf(doc)
	if err != nil {
		return nil, err
	}
	amendments, err := goals.Amendments(tx, b.Zone, list.ID)
	if err != nil {
		return nil, err
	}
	before, err := Computations(tx, b.Zone, b.ID)
	if err != nil {
		return nil, err
	}
	r := &run{items: standingItems(list), irrelevant: map[ident.ID][]Irrelevance{}}
	if len(r.items) == 0 {
		return nil, NothingToJudge.New()
	}
	if r.inputs, err = rule.collect(tx, b.Zone, r.items, list.Month.First(), list.EvaluateOn); err != nil {
		return nil, err
	}
	if err := r.leaveOut(irrelevant); err != nil {
		return nil, err
	}
	if r.result, err = rule.Evaluate(r.inputs); err != nil {
		return nil, err
	}
	r.computation = Computation{ID: ident.NewID(tx.Now()), Board: b.ID, No: int64(len(before) + 1), Scheme: doc.Version,
		ListVersion: list.Version, Amendments: int64(len(amendments)), Items: int64(len(r.items)), Reason: strings.TrimSpace(reason),
		Words: RuleWords{Red: r.result.Red, Yellow: r.result.Yellow, Ties: r.result.Ties, Scheme: doc.Label},
		At:    tx.Now(), By: tx.Actor().Person, ByName: tx.Actor().Name}
	b.Computation, b.Scheme, b.Objection, b.EvaluateOn = r.computation.ID, doc.Version, rule.Objection, list.EvaluateOn
	r.board = b
	return r, nil
}

func standingItems(l goals.List) []goals.Item {
	return slices.DeleteFunc(slices.Clone(l.Items), func(i goals.Item) bool { return i.Status != goals.Active })
}

// leaveOut takes blocks out of items that they do not concern.
func (r *run) leaveOut(list []Irrelevance) error {
	for _, one := range list {
		at := slices.IndexFunc(r.items, func(i goals.Item) bool { return i.ID == one.Item })
		if at < 0 || len(one.Blocks) == 0 {
			continue // the item was taken off the list
		}
		if err := checkReason(one.Reason); err != nil {
			return err
		}
		r.inputs[at].Irrelevant = append(r.inputs[at].Irrelevant, one.Blocks...)
		r.irrelevant[one.Item] = append(r.irrelevant[one.Item], one)
	}
	return nil
}

// keep writes the computation, what stands after it, and opens the window.
func (r *run) keep(tx *store.Tx, b Board, before []Item) error {
	if err := access.Act(tx, "compute", b.Object()); err != nil {
		return err
	}
	if err := insertComputation(tx, b.Zone, r.computation); err != nil {
		return err
	}
	decided := map[ident.ID]Item{}
	for _, i := range before {
		decided[i.ID] = i
	}
	now := make([]Item, len(r.result.Items))
	for n, j := range r.result.Items {
		if err := insertScore(tx, b.Zone, r.computation.ID, r.inputs[n], j, r.irrelevant[j.Item]); err != nil {
			return err
		}
		g := r.items[n]
		i := Item{Board: b.ID, ID: g.ID, Work: g.Work, Month: b.Month, Line: g.Line, Title: g.Title, Lead: g.Lead, Unit: g.Unit, Person: g.Person,
			Computed: j.Colour, Final: j.Colour, NotifiedAt: tx.Now()}
		if was, ok := decided[i.ID]; ok && was.Decided {
			i.Final, i.Decided, i.Reason = was.Final, true, was.Reason
		}
		delete(decided, i.ID)
		now[n] = i
		if err := putItem(tx, b.Zone, i); err != nil {
			return err
		}
	}
	for _, gone := range decided {
		if err := dropItem(tx, b.Zone, gone); err != nil {
			return err
		}
	}
	if err := restartWindow(tx, b); err != nil {
		return err
	}
	if err := b.tellComputed(tx, now); err != nil {
		return err
	}
	if err := jobs.Publish(tx, jobs.Event{Kind: ComputedEvent, Zone: b.Zone, Object: b.ID.String(), Data: b}); err != nil {
		return err
	}
	return ledger.Record(tx, ledger.Entry{Action: "board.compute", Object: b.ID.String(), Reason: r.computation.Reason, Detail: r.record(b)})
}

// record is what the ledger keeps of a computation: enough to prove later what
// was computed from which versions.
func (r *run) record(b Board) map[string]any {
	items := make([]map[string]any, len(r.result.Items))
	for n, j := range r.result.Items {
		items[n] = map[string]any{"item": j.Item, "exact": j.Exact.String(), "score": j.Score.String(), "colour": j.Colour}
	}
	return map[string]any{"number": b.Number, "computation": r.computation.ID, "no": r.computation.No, "scheme": b.Scheme,
		"list_version": r.computation.ListVersion, "amendments": r.computation.Amendments, "items": items}
}

// restartWindow gives the board's window for objections a new beginning now.
func restartWindow(tx *store.Tx, b Board) error {
	if err := stopWindow(tx, b); err != nil {
		return err
	}
	_, err := flow.Start(tx, flow.StartInput{Zone: b.Zone, Subject: b.clock(), Rule: objectionRule, Budget: b.Objection})
	return err
}

func stopWindow(tx *store.Tx, b Board) error {
	record, err := flow.OpenClock(tx, b.Zone, b.clock(), objectionRule.Name)
	if errors.Is(err, store.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	_, err = flow.Stop(tx, record, flow.Act{})
	return err
}
