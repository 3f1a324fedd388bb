package app

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/domain/attendance"
	"github.com/jingkai-zone/jingkai/internal/domain/board"
	"github.com/jingkai-zone/jingkai/internal/domain/org"
	"github.com/jingkai-zone/jingkai/internal/domain/rules"
	"github.com/jingkai-zone/jingkai/internal/domain/tasks"
	"github.com/jingkai-zone/jingkai/internal/engine/files"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// loops declares what is looked for on a schedule. Every loop does what became
// due until now, however long ago the last run was, and finds each thing once.
func (a *App) loops(folder *files.Folder) {
	every := a.cfg.ScanEvery
	a.runner.Every("tasks.scan", every, func(ctx context.Context, now time.Time) error {
		return a.eachZone(ctx, func(tx *store.Tx) (bool, error) {
			done, err := tasks.Scan(tx, calendar.DateOf(now))
			return done.More, err
		})
	})
	a.runner.Every("board.scan", every, func(ctx context.Context, now time.Time) error {
		return a.eachZone(ctx, func(tx *store.Tx) (bool, error) {
			_, err := board.Scan(tx, tx.Actor().Zone, now)
			return false, err
		})
	})
	a.runner.Every("rules.scan", every, func(ctx context.Context, now time.Time) error { return rules.Watch(ctx, a.db, now) })
	a.runner.Every("attendance.erase", 6*time.Hour, func(ctx context.Context, now time.Time) error { return attendance.Watch(ctx, a.db, now) })
	a.runner.Every("account.sweep", time.Hour, a.sweepAccounts)
	a.runner.Every("store.sweep", 6*time.Hour, a.sweepAnswers)
	a.runner.Every("files.sweep", 6*time.Hour, func(ctx context.Context, now time.Time) error { return folder.Sweep(ctx, a.db, now) })
}

// zones lists every zone.
func (a *App) zones(ctx context.Context) (zones []org.Zone, err error) {
	err = a.db.Read(ctx, func(r *store.Snapshot) (err error) {
		zones, err = org.Zones(r, org.ZoneFilter{})
		return err
	})
	return zones, err
}

// eachZone runs a scan in every zone as the program itself, each time in a
// transaction of its own, again while there is more. One zone's failure does
// not keep the others waiting.
func (a *App) eachZone(ctx context.Context, scan func(tx *store.Tx) (more bool, err error)) error {
	zones, err := a.zones(ctx)
	if err != nil {
		return err
	}
	var errs []error
	for _, z := range zones {
		for more := true; more && ctx.Err() == nil; {
			err := a.db.Write(ctx, ident.System(z.ID), func(tx *store.Tx) (err error) {
				more, err = scan(tx)
				return err
			})
			if err != nil {
				errs = append(errs, fmt.Errorf("%s: %w", z.Slug, err))
				break
			}
		}
	}
	return errors.Join(errs...)
}

func (a *App) sweepAccounts(ctx context.Context, _ time.Time) error {
	zones, err := a.zones(ctx)
	if err != nil {
		return err
	}
	for _, z := range zones {
		err := a.db.Maintain(ctx, "account.sweep", func(tx *store.Tx) error { return a.accounts.Sweep(tx, z.ID) })
		if err != nil {
			return err
		}
	}
	return nil
}

func (a *App) sweepAnswers(ctx context.Context, _ time.Time) error {
	zones, err := a.zones(ctx)
	if err != nil {
		return err
	}
	for _, z := range zones {
		if _, err := a.db.SweepAnswers(ctx, z.ID); err != nil {
			return err
		}
	}
	return nil
}
