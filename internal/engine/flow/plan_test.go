package flow

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/jingkai-zone/jingkai/internal/store"
	"github.com/jingkai-zone/jingkai/internal/store/storetest"
)

// seedClocks puts n running clocks into one zone, due one minute apart from
// start on, without going through Start: only the scan is looked at.
func seedClocks(t testing.TB, db *store.DB, n int, start time.Time) {
	t.Helper()
	const batch = 100_000
	id := `CAST(substr('0000000000000000' || CAST(n AS TEXT), -16) AS BLOB)`
	if db.Engine() == store.Postgres {
		id = `CAST(lpad(CAST(n AS TEXT), 32, '0') AS uuid)`
	}
	for from := 0; from < n; from += batch {
		err := db.Maintain(context.Background(), "seed", func(tx *store.Tx) error {
			_, err := tx.Exec(`WITH RECURSIVE s(n) AS (SELECT CAST($3 AS BIGINT) UNION ALL SELECT n + 1 FROM s WHERE n + 1 < CAST($4 AS BIGINT))
				INSERT INTO flow_clock (zone_id, id, subject_kind, subject_id, name, budget_n, budget_unit, started_at, state, pauses, extensions,
				due_on, due_at, provisional, next_at, version)
				SELECT CAST($1 AS BIGINT), `+id+`, 'example.case', `+id+`, 'decision', 20, 'wd', CAST($2 AS BIGINT), 'running', 0, 0,
				'2026-10-14', CAST($2 AS BIGINT) + n * 60000000, FALSE, CAST($2 AS BIGINT) + n * 60000000, 1 FROM s`,
				int64(7), start, from, min(from+batch, n))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// The scan walks the index of what has to be reported next and stops at its
// limit; it never reads the clocks that are not due.
func TestScanUsesItsIndex(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		seedClocks(t, db, 20_000, storetest.Start)
		explain := "EXPLAIN QUERY PLAN "
		if db.Engine() == store.Postgres {
			explain = "EXPLAIN "
		}
		var plan []string
		err := db.Maintain(context.Background(), "explain", func(tx *store.Tx) (err error) {
			if db.Engine() == store.Postgres {
				if _, err := tx.Exec("ANALYZE flow_clock"); err != nil {
					return err
				}
			}
			plan, err = store.All(tx, func(r *store.Rows) (line string, err error) {
				if db.Engine() == store.Postgres {
					return line, r.Scan(&line)
				}
				var a, b, c int64
				return line, r.Scan(&a, &b, &c, &line)
			}, explain+scanDue, int64(7), storetest.Start.Add(24*time.Hour), 100)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		text := strings.Join(plan, "\n")
		if strings.Count(text, "flow_clock_next") != 1 || strings.Contains(text, "Seq Scan") || strings.Contains(text, "SCAN flow_clock") {
			t.Errorf("plan:\n%s", text)
		}
	})
}

// BenchmarkScan finds and marks clocks in batches of 500, durably, while a
// million of them run; the reported figure is clocks per second.
func BenchmarkScan(b *testing.B) {
	for _, engine := range []store.Engine{store.SQLite, store.Postgres} {
		b.Run(string(engine), func(b *testing.B) {
			db := storetest.Open(b, engine, &storetest.Clock{})
			const clocks = 1_000_000
			seedClocks(b, db, clocks, storetest.Start)
			now, found := storetest.Start, 0
			for b.Loop() {
				now = now.Add(500 * time.Minute)
				err := db.Maintain(context.Background(), "scan", func(tx *store.Tx) error {
					due, err := ScanDue(tx, 7, now, 500)
					found += len(due)
					return err
				})
				if err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(found)/b.Elapsed().Seconds(), "clocks/s")
		})
	}
}

// BenchmarkScanNothing is the scan that finds nothing among a million running
// clocks, which is what it mostly does.
func BenchmarkScanNothing(b *testing.B) {
	db := storetest.Open(b, store.SQLite, &storetest.Clock{})
	seedClocks(b, db, 1_000_000, storetest.Start)
	for b.Loop() {
		err := db.Maintain(context.Background(), "scan", func(tx *store.Tx) error {
			due, err := ScanDue(tx, 7, storetest.Start.Add(-time.Hour), 500)
			if len(due) != 0 {
				b.Fatal("found clocks that are not due")
			}
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}
