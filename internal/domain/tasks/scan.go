package tasks

import (
	"fmt"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/engine/ledger"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// scanBatch bounds what one scan does in one transaction.
const scanBatch = 200

// Scanned is what a scan did.
type Scanned struct {
	Orders   int  `json:"orders"`   // opened
	Climbed  int  `json:"climbed"`  // orders that went up a step
	Advanced int  `json:"advanced"` // tasks whose checkpoint was missed
	Classed  int  `json:"classed"`  // tasks that a parameter set since then gave a class or a first look
	Huddles  int  `json:"huddles"`  // weekly huddles planned
	More     bool `json:"more"`     // scan again
}

// Scan finds in the actor's zone what became due by a day and acts on it: it
// opens the order of every due day that passed (LW-37), takes orders up the
// scheme's ladder, moves the next look behind missed checkpoints (LW-36), classes
// what waited for a parameter that is set now (LW-38), and plans this week's
// huddles (YT-24). It does nothing that a parameter of the
// scheme would have to say and does not. Run it as ident.System in a
// transaction of its own, again while More, and as often as you like: what was
// done once is not found again, in however many processes.
func Scan(tx *store.Tx, today calendar.Date) (Scanned, error) {
	var done Scanned
	zone := tx.Actor().Zone
	book, err := rulesOf(tx, zone)
	if err != nil {
		return done, err
	}
	book.today = today
	if err := openOverdue(tx, zone, book, &done); err != nil {
		return done, err
	}
	if err := climbOrders(tx, zone, book, &done); err != nil {
		return done, err
	}
	if err := passMissed(tx, zone, book, &done); err != nil {
		return done, err
	}
	if err := classWaiting(tx, zone, book, &done); err != nil {
		return done, err
	}
	if err := planHuddles(tx, zone, book, &done); err != nil {
		return done, err
	}
	if done == (Scanned{}) {
		return done, nil
	}
	return done, ledger.Record(tx, ledger.Entry{Action: "tasks.scan", Detail: map[string]any{"day": today, "orders": done.Orders,
		"climbed": done.Climbed, "advanced": done.Advanced, "classed": done.Classed, "huddles": done.Huddles}})
}

func openOverdue(tx *store.Tx, zone int64, book rulebook, done *Scanned) error {
	if book.set.Overdue.Day == nil {
		return nil
	}
	last := book.today.AddDays(-int(*book.set.Overdue.Day))
	late, err := store.All(tx, scanTask, taskColumns+` WHERE zone_id = $1 AND scan_on <= $2 ORDER BY scan_on, id LIMIT $3`, zone, last, scanBatch)
	if err != nil {
		return err
	}
	for _, t := range late {
		// Whoever clears scan_on first opens the order; the others, waiting
		// for the row, then find it cleared.
		ours, err := tx.Exec(`UPDATE tasks_task SET scan_on = NULL WHERE zone_id = $1 AND id = $2 AND scan_on = $3 AND version = $4`,
			zone, t.ID, t.scanOn, t.Version)
		if err != nil {
			return err
		}
		if ours == 0 {
			done.More = true
			continue
		}
		if _, err := t.order(tx, book, fmt.Sprintf("%s 到期未办结", t.DueOn)); err != nil {
			return err
		}
		if err := updateTask(tx, &t); err != nil {
			return err
		}
		done.Orders++
	}
	done.More = done.More || len(late) == scanBatch
	return nil
}

func climbOrders(tx *store.Tx, zone int64, book rulebook, done *Scanned) error {
	due, err := store.All(tx, scanOrder, orderColumns+` WHERE zone_id = $1 AND escalate_on < $2 ORDER BY escalate_on, id LIMIT $3`,
		zone, book.today, scanBatch)
	if err != nil {
		return err
	}
	for _, o := range due {
		was := o.Level
		o.climb(book)
		if err := updateOrder(tx, &o); err != nil {
			return err
		}
		if o.Level == was {
			continue
		}
		done.Climbed++
		if err := ledger.Record(tx, ledger.Entry{Action: "tasks.order.escalate", Object: o.ID.String(),
			Detail: map[string]any{"number": o.Number, "from": was, "level": o.Level}}); err != nil {
			return err
		}
	}
	done.More = done.More || len(due) == scanBatch
	return nil
}

// passMissed lets supervision look at the next checkpoint when the time to
// score the last one is over.
func passMissed(tx *store.Tx, zone int64, book rulebook, done *Scanned) error {
	missed, err := store.All(tx, scanTask, taskColumns+` WHERE zone_id = $1 AND check_on < $2 AND class = 'B' AND EXISTS (SELECT 1 FROM tasks_checkpoint c
		WHERE c.zone_id = $1 AND c.task_id = tasks_task.id AND c.on_day = tasks_task.check_on AND c.until_on < $2) ORDER BY check_on, id LIMIT $3`,
		zone, book.today, scanBatch)
	if err != nil {
		return err
	}
	for _, t := range missed {
		points, err := CheckpointsOf(tx, zone, t.ID)
		if err != nil {
			return err
		}
		skipped := t.CheckOn
		t.CheckOn = nextPoint(points, book.today)
		if err := updateTask(tx, &t); err != nil {
			return err
		}
		if err := note(tx, t, "missed", "", map[string]any{"on": skipped}); err != nil {
			return err
		}
		done.Advanced++
	}
	done.More = done.More || len(missed) == scanBatch
	return nil
}

// classWaiting applies rules that were set meanwhile to the tasks that waited
// for them: those without a class once every rule of the classes is set, and
// those without a look once the first check or the rhythm is.
func classWaiting(tx *store.Tx, zone int64, book rulebook, done *Scanned) error {
	a, b := book.set.Immediate, book.set.Constant
	ready := map[Class]bool{
		NoClass: a.Sources != nil && a.Within != nil && b.SpanMonths != nil && b.Difficult != nil,
		ClassA:  a.FirstCheck != nil,
		ClassB:  b.Checkpoint != nil,
	}
	for _, class := range Classes {
		if !ready[class] {
			continue
		}
		waiting, err := store.All(tx, scanTask, taskColumns+` WHERE zone_id = $1 AND class = $2 AND unset <> 'null' AND status IN ('open', 'claimed')
			ORDER BY id LIMIT $3`, zone, class, scanBatch)
		if err != nil {
			return err
		}
		for _, t := range waiting {
			if err := t.reclass(tx, book); err != nil {
				return err
			}
			if err := updateTask(tx, &t); err != nil {
				return err
			}
			if err := note(tx, t, "classed", "", map[string]any{"from": class, "to": t.Class}); err != nil {
				return err
			}
			done.Classed++
		}
		done.More = done.More || len(waiting) == scanBatch
	}
	return nil
}
