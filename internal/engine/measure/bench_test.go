package measure_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/exact"
	"github.com/jingkai-zone/jingkai/internal/engine/measure"
	"github.com/jingkai-zone/jingkai/internal/store"
	"github.com/jingkai-zone/jingkai/internal/store/storetest"
)

// fillYear records a year of facts: 12 months × 100 units × 3 measures × 10.
func fillYear(b *testing.B, db *store.DB, clock *storetest.Clock) {
	b.Helper()
	clock.Set(calendar.MustDate("2019-12-31").At(23, 0))
	for month := range 12 {
		err := db.Write(context.Background(), reporter, func(tx *store.Tx) error {
			tx.MarkRecorded()
			for i := range 100 * 3 * 10 {
				name := []string{invested, handled, progress}[i%3]
				_, err := measure.RecordIn(tx, measure.Fact{Zone: zone, Measure: name, Source: fmt.Sprint("bench/", month, i), VerifiedBy: verifier.Person,
					Subjects: []measure.Subject{{Kind: "unit", ID: fmt.Sprint("U", i/30)}, project},
					Day:      calendar.MustDate(fmt.Sprintf("2019-%02d-%02d", month+1, 1+i%28)), Value: exact.MustParse("1.25")})
				if err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkBoard is the sheet of a board: 100 units × 3 measures, a year to a
// day in the middle of a month, over 36,000 facts.
func BenchmarkBoard(b *testing.B) {
	for _, engine := range []store.Engine{store.SQLite, store.Postgres} {
		b.Run(string(engine), func(b *testing.B) {
			clock := clockAt()
			db := storetest.Open(b, engine, clock)
			fillYear(b, db, clock)
			q := measure.AmountQuery{Zone: zone, Measures: []string{invested, handled, progress}, SubjectKind: "unit",
				From: calendar.MustDate("2019-01-01"), To: calendar.MustDate("2019-11-15")}
			for i := range 100 {
				q.SubjectIDs = append(q.SubjectIDs, fmt.Sprint("U", i))
			}
			b.ResetTimer()
			for b.Loop() {
				err := db.Read(context.Background(), func(r *store.Snapshot) error {
					sheet, err := measure.Amounts(r, q)
					if err == nil && len(sheet) != 300 {
						b.Fatalf("%d amounts", len(sheet))
					}
					return err
				})
				if err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkRecord is one fact about two subjects, durably, by 32 writers.
func BenchmarkRecord(b *testing.B) {
	for _, engine := range []store.Engine{store.SQLite, store.Postgres} {
		b.Run(string(engine), func(b *testing.B) {
			db := storetest.Open(b, engine, clockAt())
			b.SetParallelism(16)
			b.RunParallel(func(p *testing.PB) {
				for p.Next() {
					err := db.Write(context.Background(), reporter, func(tx *store.Tx) error {
						tx.MarkRecorded()
						_, err := measure.RecordIn(tx, fact(handled, "2019-11-20", "2.3", unit, project))
						return err
					})
					if err != nil {
						b.Error(err)
					}
				}
			})
		})
	}
}
