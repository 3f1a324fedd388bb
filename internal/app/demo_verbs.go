package app

import (
	"slices"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/domain/board"
	"github.com/jingkai-zone/jingkai/internal/domain/rules"
	"github.com/jingkai-zone/jingkai/internal/domain/tasks"
	"github.com/jingkai-zone/jingkai/internal/engine/access"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// verbs are what lines of the script can do.
var verbs = map[string]func(*month, *scene, *store.Tx, demoAct) error{
	"project": openProject, "raise": raise, "solve": solve, "strike": strike, "escalate": escalate,
	"task": assign, "check": check, "claim": claim, "accept": accept, "reply": reply, "date": date,
	"read": readRule, "ask": ask, "answer": answer, "start": startRun, "step": passRun,
	"punches": punches, "outing": outing, "correct": correct, "grant": grant, "prepare": prepareMonth,
	"compute": compute, "object": object, "uphold": uphold, "confirm": confirm, "publish": publishBoard,
	"plan": rectify(board.Plan), "submit": rectify(board.Submit), "pass": rectify(board.Accept),
}

func openProject(_ *month, sc *scene, tx *store.Tx, a demoAct) error {
	p, err := sc.person(tx, a.Person)
	if err != nil {
		return err
	}
	_, err = tasks.OpenProject(tx, a.Title, p.ID, p.Unit, calendar.Date{})
	return err
}

func raise(_ *month, sc *scene, tx *store.Tx, a demoAct) error {
	project, err := projectOf(sc, tx, a.Project)
	if err != nil {
		return err
	}
	p, err := sc.person(tx, a.Person)
	if err != nil {
		return err
	}
	_, err = tasks.Raise(tx, tasks.IssueInput{Project: project, Title: a.Title, Person: p.ID, DueOn: a.Due})
	return err
}

func solve(_ *month, sc *scene, tx *store.Tx, a demoAct) error {
	i, err := issueOf(sc, tx, a.Title)
	if err != nil {
		return err
	}
	_, err = tasks.ClaimIssue(tx, i.ID, a.Text, a.evidence())
	return err
}

func (a demoAct) evidence() []tasks.Evidence { return []tasks.Evidence{{Text: a.Proof}} }

func strike(_ *month, sc *scene, tx *store.Tx, a demoAct) error {
	i, err := issueOf(sc, tx, a.Title)
	if err != nil {
		return err
	}
	_, err = tasks.Strike(tx, i.ID, a.Text)
	return err
}

func escalate(_ *month, sc *scene, tx *store.Tx, a demoAct) error {
	i, err := issueOf(sc, tx, a.Title)
	if err != nil {
		return err
	}
	_, err = tasks.Escalate(tx, i.ID, tasks.ToLeader, a.Text)
	return err
}

func assign(_ *month, sc *scene, tx *store.Tx, a demoAct) error {
	p, err := sc.person(tx, a.Person)
	if err != nil {
		return err
	}
	lead, err := sc.person(tx, a.Lead)
	if err != nil {
		return err
	}
	_, err = tasks.Create(tx, tasks.Input{Title: a.Title, Source: tasks.FromSuperior, SourceText: a.Text, Person: p.ID, Lead: lead.ID, DueOn: a.Due})
	return err
}

func check(_ *month, sc *scene, tx *store.Tx, a demoAct) error {
	t, err := taskOf(sc, tx, a.Title)
	if err != nil {
		return err
	}
	_, err = tasks.AddCheck(tx, t.ID, a.Text, calendar.Date{})
	return err
}

func claim(_ *month, sc *scene, tx *store.Tx, a demoAct) error {
	t, err := taskOf(sc, tx, a.Title)
	if err != nil {
		return err
	}
	_, err = tasks.Claim(tx, t.ID, a.Text, a.evidence())
	return err
}

func accept(_ *month, sc *scene, tx *store.Tx, a demoAct) error {
	t, err := taskOf(sc, tx, a.Title)
	if err != nil {
		return err
	}
	_, err = tasks.Accept(tx, t.ID, a.Text)
	return err
}

func reply(_ *month, sc *scene, tx *store.Tx, a demoAct) error {
	o, err := orderOf(sc, tx, a.Title)
	if err != nil {
		return err
	}
	_, err = tasks.ReplyOrder(tx, o.ID, a.Text, a.Due)
	return err
}

func date(_ *month, sc *scene, tx *store.Tx, a demoAct) error {
	o, err := orderOf(sc, tx, a.Title)
	if err != nil {
		return err
	}
	_, err = tasks.DateOrder(tx, o.ID, a.Due, a.Text)
	return err
}

// night is what the house's own loops would find at an hour that a moved clock
// leaps over: what became overdue, and the huddles of a new week.
func night(sc *scene, tx *store.Tx) error {
	done, err := tasks.Scan(tx, calendar.DateOf(tx.Now()))
	if err != nil {
		return err
	}
	late, err := board.Scan(tx, sc.zone, tx.Now())
	if err != nil {
		return err
	}
	unanswered, err := rules.Scan(tx, tx.Now())
	if err == nil && late+unanswered == 0 && done == (tasks.Scanned{}) {
		return errPassed
	}
	return err
}

func compute(p *month, sc *scene, tx *store.Tx, _ demoAct) error {
	l, err := p.list(sc, tx)
	if err != nil {
		return err
	}
	_, err = board.Compute(tx, board.ComputeInput{List: l.ID})
	return err
}

// board finds the month's board, if the play computed it: a visitor who did
// takes it to the end alone.
func (p *month) board(sc *scene, r store.Reader) (board.Board, error) {
	page, err := board.List(r, board.Filter{Zone: sc.zone, From: p.Month, To: p.Month})
	if err != nil {
		return board.Board{}, err
	}
	for _, b := range page.Items {
		runs, err := board.Computations(r, sc.zone, b.ID)
		if err != nil {
			return board.Board{}, err
		}
		if len(runs) > 0 && runs[0].At.Equal(p.computeAt) {
			return b, nil
		}
	}
	return board.Board{}, errPassed
}

func (p *month) boardItem(sc *scene, r store.Reader, title string) (b board.Board, i board.Item, err error) {
	if b, err = p.board(sc, r); err != nil {
		return b, i, err
	}
	items, err := board.Items(r, b)
	if err != nil {
		return b, i, err
	}
	n := slices.IndexFunc(items, func(i board.Item) bool { return i.Title == title })
	if n < 0 {
		return b, i, board.NoItem.New()
	}
	return b, items[n], nil
}

func object(p *month, sc *scene, tx *store.Tx, a demoAct) error {
	b, i, err := p.boardItem(sc, tx, a.Title)
	if err != nil {
		return err
	}
	_, err = board.Object(tx, b.ID, board.ObjectionInput{Item: i.ID, Text: a.Text, Evidence: []board.Evidence{{Text: a.Proof}}})
	return err
}

// uphold decides the objection in favour of who made it: the item is not
// listed.
func uphold(p *month, sc *scene, tx *store.Tx, a demoAct) error {
	b, i, err := p.boardItem(sc, tx, a.Title)
	if err != nil {
		return err
	}
	objections, err := board.Objections(tx, sc.zone, b.ID)
	if err != nil {
		return err
	}
	n := slices.IndexFunc(objections, func(o board.Objection) bool { return o.Item == i.ID && o.Status == board.OpenObjection })
	if n < 0 {
		return board.NoObjection.New()
	}
	_, err = board.Decide(tx, objections[n].ID, board.Ruling{Upheld: true, Final: board.Unlisted, Reason: a.Text})
	return err
}

func confirm(p *month, sc *scene, tx *store.Tx, _ demoAct) error {
	b, err := p.board(sc, tx)
	if err != nil {
		return err
	}
	_, err = board.Confirm(tx, b.ID)
	return err
}

func publishBoard(p *month, sc *scene, tx *store.Tx, _ demoAct) error {
	b, err := p.board(sc, tx)
	if err != nil {
		return err
	}
	_, err = board.Publish(tx, b.ID)
	return err
}

// rectify takes a step of the rectification of a yellow item.
func rectify(verb func(*store.Tx, ident.ID, board.StepInput) (board.Rectification, error)) func(*month, *scene, *store.Tx, demoAct) error {
	return func(p *month, sc *scene, tx *store.Tx, a demoAct) error {
		b, i, err := p.boardItem(sc, tx, a.Title)
		if err != nil {
			return err
		}
		page, err := board.Rectifications(tx, board.RectificationFilter{Zone: sc.zone, Scope: access.All, Actor: tx.Actor(), Board: b.ID})
		if err != nil {
			return err
		}
		n := slices.IndexFunc(page.Items, func(x board.Rectification) bool { return x.Item == i.ID })
		if n < 0 {
			return board.NoRectification.New()
		}
		in := board.StepInput{Text: a.Text}
		if a.Proof != "" {
			in.Evidence = []board.Evidence{{Text: a.Proof}}
		}
		_, err = verb(tx, page.Items[n].ID, in)
		return err
	}
}
