package tasks

import (
	"strings"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/exact"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/engine/access"
	"github.com/jingkai-zone/jingkai/internal/engine/ledger"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// Refusals of checks.
var (
	FindingNeeded = fault.Define(fault.Invalid, "tasks.check.finding", "LW-35",
		"督查记录须写明所见情况，2–500 字。", "A check says what was found, in 2 to 500 characters.")
	NextInPast = fault.Define(fault.Invalid, "tasks.check.next", "LW-35",
		"下次督查日期须晚于今天。", "The next check must lie after today.")
)

// AddCheck enters what supervision found about a task, and sets the next look:
// the day given, or for class A the day the scheme's rhythm says (LW-35). A
// scheme without a rhythm leaves a task without a next look until somebody
// names one.
func AddCheck(tx *store.Tx, id ident.ID, finding string, next calendar.Date) (Task, error) {
	t, book, err := standing(tx, id)
	if err != nil {
		return Task{}, err
	}
	if n := len([]rune(strings.TrimSpace(finding))); n < 2 || n > 500 {
		return Task{}, FindingNeeded.At("finding")
	}
	if !next.IsZero() && !next.After(book.today) {
		return Task{}, NextInPast.At("next_on")
	}
	if err := access.Act(tx, "accept_done", t.object()); err != nil {
		return Task{}, err
	}
	if every := book.set.Immediate.CheckEvery; next.IsZero() && t.Class == ClassA && every != nil {
		next = book.due(book.today, *every)
	}
	if t.Class != ClassB || !next.IsZero() {
		t.CheckOn = next
	}
	c := Check{ID: ident.NewID(tx.Now()), Task: t.ID, On: book.today, Person: tx.Actor().Person, Finding: strings.TrimSpace(finding),
		NextOn: next, At: tx.Now()}
	if err := insertCheck(tx, t.Zone, c); err != nil {
		return Task{}, err
	}
	if err := updateTask(tx, &t); err != nil {
		return Task{}, err
	}
	if err := note(tx, t, "checked", c.Finding, map[string]any{"next_on": next}); err != nil {
		return Task{}, err
	}
	return t, ledger.Record(tx, ledger.Entry{Action: "tasks.check", Object: t.ID.String(), Detail: map[string]any{"next_on": next}})
}

// Score tests a class B task at one of its checkpoints, from 0 to 100 with a
// comment, from its day on until the next one comes (LW-36).
func Score(tx *store.Tx, checkpoint ident.ID, score exact.Decimal, comment string) (Task, error) {
	zone := tx.Actor().Zone
	p, err := CheckpointByID(tx, zone, checkpoint)
	if err != nil {
		return Task{}, err
	}
	t, book, err := standing(tx, p.Task)
	if err != nil {
		return Task{}, err
	}
	var faults fault.List
	if !goodScore(score) {
		faults.Add(BadScore.At("score"))
	}
	if n := len([]rune(strings.TrimSpace(comment))); n < 2 || n > 500 {
		faults.Add(CommentNeeded.At("comment"))
	}
	if err := faults.Err(); err != nil {
		return Task{}, err
	}
	switch p.StandingOn(book.today) {
	case Coming:
		return Task{}, CheckpointEarly.New("day", p.On)
	case Missed:
		return Task{}, CheckpointMissed.New("day", p.On, "until", p.Until)
	case Scored:
		return Task{}, CheckpointScored.New()
	}
	if err := access.Act(tx, "accept_done", t.object()); err != nil {
		return Task{}, err
	}
	p.Score, p.Comment, p.ScoredBy, p.ScoredAt = &score, strings.TrimSpace(comment), tx.Actor().Person, tx.Now()
	if ok, err := scoreCheckpoint(tx, zone, p); err != nil {
		return Task{}, err
	} else if !ok {
		return Task{}, CheckpointScored.New()
	}
	points, err := CheckpointsOf(tx, zone, t.ID)
	if err != nil {
		return Task{}, err
	}
	t.CheckOn = nextPoint(points, book.today)
	if err := updateTask(tx, &t); err != nil {
		return Task{}, err
	}
	detail := map[string]any{"on": p.On, "score": score.String()}
	if err := note(tx, t, "scored", p.Comment, detail); err != nil {
		return Task{}, err
	}
	return t, ledger.Record(tx, ledger.Entry{Action: "tasks.checkpoint.score", Object: t.ID.String(), Reason: p.Comment, Detail: detail})
}
