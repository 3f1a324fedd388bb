package ledger_test

import (
	"context"
	"crypto/sha256"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/base/merklelog"
	"github.com/jingkai-zone/jingkai/internal/engine/ledger"
	"github.com/jingkai-zone/jingkai/internal/store"
	"github.com/jingkai-zone/jingkai/internal/store/storetest"
)

func benchDB(b *testing.B, engine store.Engine) *store.DB {
	clock := &storetest.Clock{}
	clock.Set(storetest.Start)
	db := storetest.Open(b, engine, clock)
	// A small action: one transition of a case and its event, as a room does.
	err := db.Maintain(context.Background(), "bench", func(tx *store.Tx) error {
		for _, text := range []string{
			`CREATE TABLE bench_case (zone_id BIGINT, id BIGINT, state TEXT, version BIGINT, PRIMARY KEY (zone_id, id))`,
			`CREATE TABLE bench_event (zone_id BIGINT, case_id BIGINT, version BIGINT, body TEXT, PRIMARY KEY (zone_id, case_id, version))`,
		} {
			if _, err := tx.Exec(text); err != nil {
				return err
			}
		}
		for i := range 1000 {
			if _, err := tx.Exec(`INSERT INTO bench_case VALUES (7, $1, 'open', 0)`, i); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	return db
}

// BenchmarkAction compares the smallest durable action without an entry, with
// one, and with one while the sequencer works: the differences are the
// ledger's share. 32 writers, as in the budget.
func BenchmarkAction(b *testing.B) {
	for _, engine := range []store.Engine{store.SQLite, store.Postgres} {
		for _, mode := range []string{"bare", "record", "record+place"} {
			b.Run(string(engine)+"/"+mode, func(b *testing.B) {
				db := benchDB(b, engine)
				actor := clerk(7)
				ctx, stop := context.WithCancel(context.Background())
				ended := make(chan error, 1)
				if mode == "record+place" {
					e := open(b, db, ledger.Options{})
					go func() { ended <- e.Run(ctx) }()
				} else {
					ended <- nil
				}
				var next atomic.Int64
				b.SetParallelism(16)
				b.ResetTimer()
				b.RunParallel(func(pb *testing.PB) {
					for pb.Next() {
						n := next.Add(1)
						if err := db.Write(ctx, actor, func(tx *store.Tx) error { return transition(tx, n, mode != "bare") }); err != nil {
							b.Fatal(err)
						}
					}
				})
				b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "actions/s")
				b.StopTimer()
				stop()
				if err := <-ended; err != nil {
					b.Fatal(err)
				}
			})
		}
	}
}

func transition(tx *store.Tx, n int64, record bool) error {
	id, version := n%1000, n/1000
	if _, err := tx.Exec(`UPDATE bench_case SET version = version + 1, state = $2 WHERE zone_id = 7 AND id = $1`, id, "next"); err != nil {
		return err
	}
	if _, err := tx.Exec(`INSERT INTO bench_event VALUES (7, $1, $2, $3)`, id, version, strings.Repeat("事", 60)); err != nil {
		return err
	}
	if !record {
		tx.MarkRecorded()
		return nil
	}
	return ledger.Record(tx, ledger.Entry{Action: "approval.finish", Object: ident.NewID(tx.Now()).String(), Reason: "材料齐全", Detail: map[string]int64{"case": id, "version": version}})
}

// BenchmarkVerify compares verifying a log in its database with a bare hash
// chain over the same bodies, in one run.
func BenchmarkVerify(b *testing.B) {
	const n = 50000
	for _, engine := range []store.Engine{store.SQLite, store.Postgres} {
		db := benchDB(b, engine)
		dir := b.TempDir()
		fill(b, db, open(b, db, ledger.Options{Dir: dir}), clerk(7), n, 5000)
		var bodies []string
		if err := db.Read(context.Background(), func(s *store.Snapshot) (err error) {
			bodies, err = store.All(s, func(r *store.Rows) (t string, err error) { return t, r.Scan(&t) }, `SELECT body FROM ledger_entry ORDER BY seq`)
			return err
		}); err != nil {
			b.Fatal(err)
		}
		b.Run(string(engine)+"/chain", func(b *testing.B) {
			buf := make([]byte, 0, 4096)
			var prev merklelog.Hash
			for b.Loop() {
				for _, body := range bodies {
					buf = append(append(buf[:0], prev[:]...), body...)
					prev = sha256.Sum256(buf)
				}
			}
			b.ReportMetric(float64(b.N*n)/b.Elapsed().Seconds(), "entries/s")
		})
		b.Run(string(engine)+"/verify", func(b *testing.B) {
			for b.Loop() {
				if err := db.Read(context.Background(), func(s *store.Snapshot) error {
					rep, err := ledger.Verify(context.Background(), s, ledger.VerifyOptions{Dir: dir, Zone: 7})
					if err == nil && !rep.OK() {
						err = fmt.Errorf("%+v", rep.Logs[0])
					}
					return err
				}); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N*n)/b.Elapsed().Seconds(), "entries/s")
		})
	}
}
