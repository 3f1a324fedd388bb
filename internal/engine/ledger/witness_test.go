package ledger_test

import (
	"context"
	"testing"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/merklelog"
	"github.com/jingkai-zone/jingkai/internal/engine/ledger"
	"github.com/jingkai-zone/jingkai/internal/store"
	"github.com/jingkai-zone/jingkai/internal/store/storetest"
)

// A server goes on signing while a log is verified: what it signs after the
// snapshot is no rollback, and a rollback is found all the same.
func TestVerifyingBesideAServerThatSigns(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx, dir := context.Background(), t.TempDir()
		e := open(t, db, ledger.Options{Dir: dir, KeepEvery: time.Nanosecond})
		fill(t, db, e, clerk(7), 40, 10)
		seen, err := ledger.See(dir)
		if err != nil {
			t.Fatal(err)
		}
		err = db.View(ctx, func(r *store.Snapshot) error {
			if _, err := ledger.StateOf(r, 7); err != nil { // from here on the snapshot stands
				return err
			}
			fill(t, db, e, clerk(7), 40, 10)
			rep, err := ledger.Verify(ctx, r, ledger.VerifyOptions{Dir: dir, Witness: seen, Zone: 7})
			if err != nil {
				return err
			}
			if log := rep.Logs[0]; !log.OK() || log.Entries != 40 || log.Signed != 40 {
				t.Errorf("the snapshot of 40 entries: %+v", log)
			}
			// The files as they are now are ahead of the snapshot: without the
			// witness this looks like what a rollback looks like.
			rep, err = ledger.Verify(ctx, r, ledger.VerifyOptions{Dir: dir, Zone: 7})
			if err == nil && !rep.Logs[0].Has(merklelog.RolledBack) {
				t.Errorf("checkpoints ahead of the database were not found: %+v", rep.Logs[0])
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if rep := verify(t, db, ledger.VerifyOptions{Dir: dir, Zone: 7}); !rep.OK() || rep.Logs[0].Entries != 80 {
			t.Errorf("afterwards: %+v", rep.Logs[0])
		}
	})
}
