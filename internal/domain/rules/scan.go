package rules

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/domain/org"
	"github.com/jingkai-zone/jingkai/internal/engine/flow"
	"github.com/jingkai-zone/jingkai/internal/engine/jobs"
	"github.com/jingkai-zone/jingkai/internal/engine/ledger"
	"github.com/jingkai-zone/jingkai/internal/engine/notify"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// DueEvent carries a report of flow.ScanDue that is not this room's to the room
// that keeps its subject; its object is the subject, its data the flow.Due.
const DueEvent = "flow.due"

// scanBatch is how many clocks one statement of a scan takes.
const scanBatch = 200

// errNothingDue rolls a scan back that found nothing, so that it leaves no entry.
var errNothingDue = errors.New("rules: nothing is due")

// Watch scans every zone, each in a transaction of its own. It is made to be a
// loop of the jobs engine.
func Watch(ctx context.Context, db *store.DB, now time.Time) error {
	var zones []org.Zone
	err := db.Read(ctx, func(r *store.Snapshot) (err error) {
		zones, err = org.Zones(r, org.ZoneFilter{})
		return err
	})
	if err != nil {
		return err
	}
	var errs []error
	for _, z := range zones {
		err := db.Write(ctx, ident.System(z.ID), func(tx *store.Tx) error {
			n, err := Scan(tx, now)
			if err == nil && n == 0 {
				return errNothingDue
			}
			return err
		})
		if err != nil && !errors.Is(err, errNothingDue) {
			errs = append(errs, fmt.Errorf("%s: %w", z.Slug, err))
		}
	}
	return errors.Join(errs...)
}

// Scan finds the clocks of the actor's zone that have run out by an instant and
// gives how many reports there were. Those of this room are heard at once,
// those of others are handed on as events, because a clock is reported only
// once in all.
func Scan(tx *store.Tx, now time.Time) (int, error) {
	n := 0
	for {
		found, err := flow.ScanDue(tx, tx.Actor().Zone, now, scanBatch)
		if err != nil || n+len(found) == 0 {
			return 0, err
		}
		if len(found) == 0 {
			return n, ledger.Record(tx, ledger.Entry{Action: "rules.scan", Detail: map[string]any{"due": n}})
		}
		for _, d := range found {
			mine, err := Hear(tx, d)
			if err == nil && !mine {
				err = jobs.Publish(tx, jobs.Event{Kind: DueEvent, Zone: tx.Actor().Zone, Object: d.Subject.Kind + "/" + d.Subject.ID.String(), Data: d})
			}
			if err != nil {
				return n, err
			}
			n++
		}
	}
}

// Hear takes in one report of flow.ScanDue and tells whether its subject is
// this room's. An overdue reply or step is marked, recorded and published once,
// as [OverdueEvent] or [StepOverdueEvent], however often it is heard.
func Hear(tx *store.Tx, d flow.Due) (bool, error) {
	switch d.Subject.Kind {
	case RequestClockKind:
		if !d.Overdue {
			return true, nil
		}
		return true, requestOverdue(tx, d)
	case RunKind:
		if !d.Overdue {
			return true, nil
		}
		return true, runOverdue(tx, d)
	}
	return false, nil
}

func requestOverdue(tx *store.Tx, d flow.Due) error {
	zone := tx.Actor().Zone
	fresh, err := markRequestOverdue(tx, zone, d.Subject.ID, tx.Now())
	if err != nil || !fresh {
		return err
	}
	q, err := RequestByID(tx, zone, d.Subject.ID)
	if err != nil {
		return err
	}
	if err := q.tellOverdue(tx, d.Due); err != nil {
		return err
	}
	if err := jobs.Publish(tx, jobs.Event{Kind: OverdueEvent, Zone: zone, Object: q.object(), Data: q}); err != nil {
		return err
	}
	return ledger.Record(tx, ledger.Entry{Action: OverdueEvent, Object: q.ID.String(), Detail: map[string]any{"number": q.Number, "due": d.Due, "to": q.To}})
}

func runOverdue(tx *store.Tx, d flow.Due) error {
	zone := tx.Actor().Zone
	fresh, err := markRunOverdue(tx, zone, d.Subject.ID, tx.Now())
	if err != nil || !fresh {
		return err
	}
	run, err := RunByID(tx, zone, d.Subject.ID)
	if err != nil {
		return err
	}
	e, err := EditionOf(tx, run)
	if err != nil {
		return err
	}
	err = tell(tx, notify.Message{Kind: lateStepMessage, Object: RunKind + "/" + run.ID.String(), Roles: []ident.Role{run.StepRole},
		Args: map[string]string{"number": run.Number, "title": run.Title, "step": e.Steps[run.Step-1].Action}})
	if err != nil {
		return err
	}
	if err := jobs.Publish(tx, jobs.Event{Kind: StepOverdueEvent, Zone: zone, Object: RunKind + "/" + run.ID.String(), Data: run}); err != nil {
		return err
	}
	return ledger.Record(tx, ledger.Entry{Action: StepOverdueEvent, Object: run.ID.String(), Detail: map[string]any{"number": run.Number, "step": run.Step, "due": d.Due}})
}
