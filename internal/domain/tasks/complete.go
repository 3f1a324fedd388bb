package tasks

import (
	"strings"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/engine/access"
	"github.com/jingkai-zone/jingkai/internal/engine/jobs"
	"github.com/jingkai-zone/jingkai/internal/engine/ledger"
	"github.com/jingkai-zone/jingkai/internal/engine/measure"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// ClosedEvent is published in the transaction that accepts a task as done; its
// object is the task's id, its data the Task.
const ClosedEvent = "tasks.closed"

// NotClaimed refuses to accept what nobody says is done.
var NotClaimed = fault.Define(fault.Refused, "tasks.not_claimed", "LW-37",
	"任务尚未报完成；责任人附佐证材料报完成后方可验收。", "The task is not claimed done yet; it can be accepted after its owner claims it with evidence.")

// Claim says that a task is done, with evidence. It then waits for acceptance
// by somebody else. A task claimed after its day has its order first, also when
// no scan has run since (LW-37).
func Claim(tx *store.Tx, id ident.ID, text string, evidence []Evidence) (Task, error) {
	t, book, err := standing(tx, id)
	if err != nil {
		return Task{}, err
	}
	if t.Status != Open {
		return Task{}, NotOpen.New()
	}
	if n := len([]rune(strings.TrimSpace(text))); n < 2 || n > 500 {
		return Task{}, BadNote.At("note")
	}
	if err := checkEvidence(evidence, true); err != nil {
		return Task{}, err
	}
	if err := access.Act(tx, "carry_out", t.object()); err != nil {
		return Task{}, err
	}
	if err := attach(tx, t.object(), "completion", evidence); err != nil {
		return Task{}, err
	}
	if err := t.overdue(tx, book); err != nil {
		return Task{}, err
	}
	t.Status, t.ClaimedOn, t.ClaimNote, t.Evidence = Claimed, book.today, strings.TrimSpace(text), evidence
	t.ClaimedBy = acting(tx)
	t.scanOn = calendar.Date{}
	if err := updateTask(tx, &t); err != nil {
		return Task{}, err
	}
	if err := t.tellClaimed(tx); err != nil {
		return Task{}, err
	}
	if err := note(tx, t, "claimed", t.ClaimNote, map[string]any{"evidence": len(evidence)}); err != nil {
		return Task{}, err
	}
	return t, ledger.Record(tx, ledger.Entry{Action: "tasks.claim", Object: t.ID.String(), Detail: map[string]any{"evidence": evidence, "on": t.ClaimedOn}})
}

// Accept concludes a claimed task: everything reported about it counts, and its
// orders are closed with it. Whoever did any of the work is refused.
func Accept(tx *store.Tx, id ident.ID, text string) (Task, error) {
	t, book, err := claimed(tx, id)
	if err != nil {
		return Task{}, err
	}
	// A task without a planned amount that is accepted is done whole.
	if rest := one.Sub(t.Done); t.Plan == nil && rest.Sign() > 0 {
		f := measure.Fact{Day: t.ClaimedOn, Value: rest, Note: "验收", Source: t.object(), ReportedBy: t.ClaimedBy, VerifiedBy: acting(tx)}
		if err := achieve(tx, t, f); err != nil {
			return Task{}, err
		}
		t.Done = one
	}
	if err := verifyAll(tx, t); err != nil {
		return Task{}, err
	}
	t.end(Closed, book.today)
	if err := updateTask(tx, &t); err != nil {
		return Task{}, err
	}
	if err := concludeOrders(tx, t.Zone, t.subject(), "任务验收办结", t.Evidence, book.today); err != nil {
		return Task{}, err
	}
	detail := map[string]any{"on_time": t.OnTime(), "claimed_on": t.ClaimedOn, "episodes": t.Episodes}
	if err := note(tx, t, "accepted", text, detail); err != nil {
		return Task{}, err
	}
	if err := jobs.Publish(tx, jobs.Event{Kind: ClosedEvent, Zone: t.Zone, Object: t.ID.String(), Data: t}); err != nil {
		return Task{}, err
	}
	return t, ledger.Record(tx, ledger.Entry{Action: "tasks.close", Object: t.ID.String(), Reason: text, Detail: detail})
}

// Return sends a claimed task back to its owner, with the reason. When its day
// has passed meanwhile, the next scan opens the order.
func Return(tx *store.Tx, id ident.ID, reason string) (Task, error) {
	if err := checkReason(reason); err != nil {
		return Task{}, err
	}
	t, _, err := claimed(tx, id)
	if err != nil {
		return Task{}, err
	}
	ordered, err := hasOrder(tx, t.Zone, t.subject(), t.DueOn)
	if err != nil {
		return Task{}, err
	}
	t.Status, t.ClaimedOn = Open, calendar.Date{}
	if !ordered {
		t.scanOn = t.DueOn
	}
	if err := updateTask(tx, &t); err != nil {
		return Task{}, err
	}
	if err := note(tx, t, "returned", reason, nil); err != nil {
		return Task{}, err
	}
	return t, ledger.Record(tx, ledger.Entry{Action: "tasks.return", Object: t.ID.String(), Reason: reason})
}

func claimed(tx *store.Tx, id ident.ID) (Task, rulebook, error) {
	t, book, err := standing(tx, id)
	if err != nil {
		return t, book, err
	}
	if t.Status != Claimed {
		return t, book, NotClaimed.New()
	}
	return t, book, access.Act(tx, "accept_done", t.object())
}

// acting is the person who acts, or the account when it has no person.
func acting(tx *store.Tx) ident.ID {
	if a := tx.Actor(); a.Person.IsZero() {
		return a.Account
	}
	return tx.Actor().Person
}

// verifyAll makes everything reported about the task count.
func verifyAll(tx *store.Tx, t Task) error {
	reports, err := ReportsOf(tx, t.Zone, t.ID)
	if err != nil {
		return err
	}
	for _, r := range reports {
		if !r.VerifiedBy.IsZero() {
			continue
		}
		if err := r.verify(tx, t.Zone); err != nil {
			return err
		}
	}
	return nil
}
