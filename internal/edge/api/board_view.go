package api

import (
	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/domain/board"
	"github.com/jingkai-zone/jingkai/internal/engine/access"
	"github.com/jingkai-zone/jingkai/internal/engine/flow"
	"github.com/jingkai-zone/jingkai/internal/engine/score"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// boardView is a board as one asker may see it.
type boardView struct {
	c           *call
	r           store.Reader
	board       board.Board
	cal         *calendar.Calendar
	due         calendar.Date
	over        bool
	all         int
	items       []board.Item // visible ones
	titles      map[ident.ID]string
	objections  []board.Objection // about visible items
	pending     int               // objections that wait, about any item
	changes     []board.Change
	corrections []board.Correction
	runs        []board.Computation
	names       names
}

// readBoard reads a board and keeps of it what the asker may see: a row
// belongs to its unit and to who answers for it.
func readBoard(r store.Reader, c *call, id ident.ID) (*boardView, error) {
	b, err := board.ByID(r, c.zone, id)
	if err != nil {
		return nil, err
	}
	c.asked = true
	v := &boardView{c: c, r: r, board: b, titles: map[ident.ID]string{}}
	items, err := board.Items(r, b)
	if err != nil {
		return nil, err
	}
	v.all = len(items)
	people := []ident.ID{b.ConfirmedBy, b.PublishedBy}
	for _, i := range items {
		if c.Can("board.read", rowOf(i)) {
			v.items, v.titles[i.ID] = append(v.items, i), i.Title
			people = append(people, i.Lead, i.Person)
		}
	}
	if err := v.claims(); err != nil {
		return nil, err
	}
	if v.cal, err = flow.CalendarOf(r, c.zone); err != nil {
		return nil, err
	}
	if v.due, v.over, err = board.WindowOf(r, b); err != nil {
		return nil, err
	}
	v.names, err = namesOf(r, c.zone, people...)
	return v, err
}

func rowOf(i board.Item) access.Resource { return access.Resource{Unit: i.Unit, Person: i.Person} }

func (v *boardView) claims() error {
	objections, err := board.Objections(v.r, v.c.zone, v.board.ID)
	if err != nil {
		return err
	}
	for _, o := range objections {
		if o.Status == board.OpenObjection {
			v.pending++
		}
		if v.sees(o.Item) {
			v.objections = append(v.objections, o)
		}
	}
	changes, err := board.Changes(v.r, v.c.zone, v.board.ID)
	if err != nil {
		return err
	}
	for _, h := range changes {
		if v.sees(h.Item) {
			v.changes = append(v.changes, h)
		}
	}
	corrections, err := board.Corrections(v.r, v.c.zone, v.board.ID)
	if err != nil {
		return err
	}
	for _, h := range corrections {
		if v.sees(h.Item) {
			v.corrections = append(v.corrections, h)
		}
	}
	v.runs, err = board.Computations(v.r, v.c.zone, v.board.ID)
	return err
}

func (v *boardView) sees(item ident.ID) bool { return v.titles[item] != "" }

// may is one button: offered to whoever holds the action, barred with a reason.
func (v *boardView) may(list []Action, name, action string, on access.Resource, barred *fault.Error) []Action {
	if !v.c.Can(action, on) {
		return list
	}
	a := Action{Name: name, Allowed: barred == nil}
	if barred != nil {
		a.Why = barred.Text(v.c.lang)
	}
	return append(list, a)
}

// actions are the buttons of the board itself.
func (v *boardView) actions() []Action {
	b, out := v.board, []Action{}
	var settled, ripe, confirmed, published *fault.Error
	if b.Status != board.Computed {
		settled = board.AlreadyConfirmed.New("at", calendar.DateOf(b.ConfirmedAt))
	}
	switch {
	case settled != nil:
		ripe = settled
	case !v.over:
		ripe = board.WindowOpen.New("due", v.due)
	case v.pending > 0:
		ripe = board.ObjectionsOpen.New("count", v.pending)
	}
	switch b.Status {
	case board.Computed:
		confirmed, published = board.NotConfirmed.New(), board.NotPublished.New()
	case board.Confirmed:
		published = board.NotPublished.New()
	case board.Published:
		confirmed = board.AlreadyPublished.New()
	}
	everything := access.Resource{}
	out = v.may(out, "compute", "board.compute", everything, settled)
	out = v.may(out, "confirm", "board.confirm", everything, ripe)
	out = v.may(out, "publish", "board.publish", everything, confirmed)
	out = v.may(out, "post", "board.publish", everything, published)
	return v.may(out, "correct", "board.correct", everything, published)
}

func (v *boardView) item(i board.Item) boardItem {
	s := i.Score
	due, end := board.Until(v.cal, v.board, i)
	out := boardItem{Item: i.ID, Work: i.Work, Line: i.Line, Title: i.Title, Lead: v.names.person(i.Lead), Unit: v.names.unit(i.Unit),
		Person: v.names.person(i.Person), Rank: s.Rank, Tied: s.Tied, Score: s.Score, Exact: s.Exact.String(), Blocks: showParts(s.Blocks),
		Criteria: showParts(s.Criteria), Computed: i.Computed, Reason: words(s.Reason), Final: i.Final, FinalReason: i.Reason, Until: due,
		CorrectedOn: dayOrNil(i.CorrectedOn), Was: i.Was, Actions: []Action{}}
	for _, x := range s.Irrelevant {
		out.Irrelevant = append(out.Irrelevant, leftOut(x))
	}
	if !v.named(i) {
		out.Lead, out.Person = nil, nil
	}
	var closed, late, unpublished *fault.Error
	if v.board.Status != board.Computed {
		closed = board.AlreadyConfirmed.New("at", calendar.DateOf(v.board.ConfirmedAt))
		late = closed
	} else if !v.r.Now().Before(end) {
		late = board.WindowOver.New("due", due)
	}
	if v.board.Status != board.Published {
		unpublished = board.NotPublished.New()
	}
	out.Actions = v.may(out.Actions, "object", "board.object", rowOf(i), late)
	out.Actions = v.may(out.Actions, "change", "board.change", rowOf(i), closed)
	out.Actions = v.may(out.Actions, "correct", "board.correct", rowOf(i), unpublished)
	return out
}

// named reports whether the asker may see who stands behind an item: those
// above the zone see the work and its unit only.
func (v *boardView) named(i board.Item) bool {
	row := rowOf(i)
	row.Kind = access.KindPerson
	return v.c.Can("board.read", row)
}

func showParts(list []board.Part) []boardPart {
	out := []boardPart{}
	for _, p := range list {
		out = append(out, boardPart{Key: p.Key, Name: words{p.ZH, p.EN}, Weight: p.Weight, Used: p.Used, State: p.State, Exact: p.Exact, Shown: p.Shown})
	}
	return out
}

func (v *boardView) objection(o board.Objection) boardObjection {
	out := boardObjection{ID: o.ID, Board: o.Board, Item: o.Item, Title: v.titles[o.Item], Text: o.Text, Evidence: showProof(o.Evidence), Status: o.Status,
		At: o.At, By: o.ByName, Ruling: o.Ruling, DecidedAt: timeOrNil(o.DecidedAt), DecidedBy: o.Judge, Version: o.Version, Actions: []Action{}}
	var closed *fault.Error
	if o.Status != board.OpenObjection {
		closed = board.ObjectionClosed.New()
	}
	row := access.Resource{Unit: o.Unit, Person: o.Person}
	out.Actions = v.may(out.Actions, "decide", "board.decide_objection", row, closed)
	if me := v.c.actor.Person; !me.IsZero() && me == o.By {
		out.Actions = v.may(out.Actions, "withdraw", "board.object", row, closed)
	}
	return out
}

func (v *boardView) correction(h board.Correction) boardCorrection {
	out := boardCorrection{ID: h.ID, Board: h.Board, Item: h.Item, Title: v.titles[h.Item], Final: h.Target, Reason: h.Reason, Status: h.Status,
		At: h.At, By: h.ByName, Ruling: h.Ruling, DecidedAt: timeOrNil(h.DecidedAt), DecidedBy: h.Judge, Version: h.Version, Actions: []Action{}}
	var closed *fault.Error
	if h.Status != board.ProposedCorrection {
		closed = board.CorrectionClosed.New()
	}
	out.Actions = v.may(out.Actions, "decide", "board.confirm", access.Resource{}, closed)
	return out
}

func showProof(list []board.Evidence) []boardProof {
	var out []boardProof
	for _, e := range list {
		out = append(out, boardProof(e))
	}
	return out
}

func proof(list []boardProof) []board.Evidence {
	var out []board.Evidence
	for _, e := range list {
		out = append(out, board.Evidence(e))
	}
	return out
}

func showLine(l *score.Line) *whyLine {
	if l == nil {
		return nil
	}
	out := &whyLine{Key: l.Key, Kind: l.Kind, Name: words(l.Name), State: l.State, Weight: l.Weight, Used: l.Used, Formula: words(l.Formula),
		Exact: l.Exact, Shown: l.Shown, Facts: l.Facts}
	for _, n := range l.Notes {
		out.Notes = append(out.Notes, words(n))
	}
	for _, p := range l.Parts {
		out.Parts = append(out.Parts, showLine(p))
	}
	return out
}
