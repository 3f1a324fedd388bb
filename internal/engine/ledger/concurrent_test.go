package ledger_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/engine/ledger"
	"github.com/jingkai-zone/jingkai/internal/store"
	"github.com/jingkai-zone/jingkai/internal/store/storetest"
)

// errChange makes a command fail after it has recorded.
var errChange = errors.New("changed its mind")

// Three engines, as three processes would, place and sign what sixteen writers
// commit in three zones, while a tenth of the commands fail. Afterwards every
// acknowledged entry stands in its log exactly once and no other does.
func TestSeveralEnginesOneLog(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		dir := t.TempDir()
		ctx, stop := context.WithCancel(context.Background())
		open(t, db, ledger.Options{Dir: dir}) // the key is made once
		ended := make(chan error, 3)
		for range 3 {
			e := open(t, db, ledger.Options{Dir: dir, Gather: time.Millisecond, SignEvery: 5 * time.Millisecond, KeepEvery: time.Millisecond})
			go func() { ended <- e.Run(ctx) }()
		}
		var mu sync.Mutex
		acknowledged := map[string]bool{}
		var writers sync.WaitGroup
		for w := range 16 {
			writers.Go(func() {
				actor := clerk(int64(7 + w%3))
				for i := range 40 {
					var id ident.ID
					err := db.Write(ctx, actor, func(tx *store.Tx) (err error) {
						id, err = ledger.RecordID(tx, ledger.Entry{Action: "test.act", Detail: i})
						if err == nil && i%10 == 3 {
							err = errChange
						}
						return err
					})
					if err == nil {
						mu.Lock()
						acknowledged[fmt.Sprint(actor.Zone, id)] = true
						mu.Unlock()
					} else if !errors.Is(err, errChange) {
						t.Error(err)
					}
				}
			})
		}
		writers.Wait()
		stop()
		for range 3 {
			if err := <-ended; err != nil {
				t.Error(err)
			}
		}
		rep := verify(t, db, ledger.VerifyOptions{Dir: dir, All: true})
		if !rep.OK() || len(rep.Logs) != 3 {
			t.Fatalf("%+v", rep.Logs)
		}
		placed := 0
		read(t, db, func(r store.Reader) error {
			rows, err := store.All(r, func(r *store.Rows) (s string, err error) {
				var zone int64
				var id string
				err = r.Scan(&zone, &id)
				return fmt.Sprint(zone, ident.MustID(id)), err
			}, `SELECT zone_id, body ->> 'id' FROM ledger_entry`)
			for _, row := range rows {
				placed++
				if !acknowledged[row] {
					t.Errorf("placed but never acknowledged: %s", row)
				}
			}
			return err
		})
		if placed != len(acknowledged) || placed != 16*36 {
			t.Errorf("%d placed, %d acknowledged, want %d", placed, len(acknowledged), 16*36)
		}
	})
}

// A failure at any statement of placing leaves the log as it was: the
// database is made to fail at each table in turn, as a full disk would.
func TestPlacingFailsWhole(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx, dir := context.Background(), t.TempDir()
		e := open(t, db, ledger.Options{Dir: dir})
		fill(t, db, e, clerk(7), 130, 65)
		rename := func(from, to string) {
			if err := db.Maintain(ctx, "rename", func(tx *store.Tx) error {
				_, err := tx.Exec(`ALTER TABLE ` + from + ` RENAME TO ` + to)
				return err
			}); err != nil {
				t.Fatal(err)
			}
		}
		for i, table := range []string{"ledger_entry", "ledger_tile", "ledger_checkpoint"} {
			for range 3 {
				act(t, db, clerk(7), ledger.Entry{Action: "test.act"})
			}
			rename(table, "hidden")
			if err := e.Flush(ctx); err == nil {
				t.Errorf("%s is gone and nothing failed", table)
			}
			rename("hidden", table)
			rep := verify(t, db, ledger.VerifyOptions{Dir: dir, Zone: 7}).Logs[0]
			if !rep.OK() || table != "ledger_checkpoint" && (rep.Pending != 3 || rep.Size != int64(130+3*i)) {
				t.Errorf("after a failure at %s: %+v", table, rep)
			}
			flush(t, e)
			if rep := verify(t, db, ledger.VerifyOptions{Dir: dir, Zone: 7}).Logs[0]; !rep.OK() || rep.Size != int64(133+3*i) || rep.Pending != 0 {
				t.Errorf("after the repair of %s: %+v", table, rep)
			}
		}
	})
}

// When the folder outside cannot be written, nothing is lost and the state is
// told; when it can be again, signing goes on.
func TestSigningWaitsForItsFolder(t *testing.T) {
	db, dir := lite(t), t.TempDir()
	e := open(t, db, ledger.Options{Dir: dir})
	fill(t, db, e, clerk(7), 10, 10)
	folder := filepath.Join(dir, "checkpoints")
	if err := os.Rename(folder, folder+"-away"); err != nil {
		t.Fatal(err)
	}
	act(t, db, clerk(7), ledger.Entry{Action: "test.act"})
	if err := e.Flush(context.Background()); !store.Unavailable.Is(err) {
		t.Errorf("signing without a folder: %v", err)
	}
	if err := os.Rename(folder+"-away", folder); err != nil {
		t.Fatal(err)
	}
	flush(t, e)
	if rep := verify(t, db, ledger.VerifyOptions{Dir: dir, Zone: 7}); !rep.OK() || rep.Logs[0].Signed != 11 {
		t.Errorf("%+v", rep.Logs[0])
	}
}
