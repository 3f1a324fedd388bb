package measure_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/exact"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/engine/measure"
	"github.com/jingkai-zone/jingkai/internal/store"
	"github.com/jingkai-zone/jingkai/internal/store/storetest"
)

// Whatever is recorded, verified and reversed in whatever order, the totals
// say what the facts say, over any period.
func TestTotalsAlwaysEqualTheirFacts(t *testing.T) {
	for _, engine := range []store.Engine{store.SQLite, store.Postgres} {
		t.Run(string(engine), func(t *testing.T) {
			db := storetest.Open(t, engine, clockAt())
			run := 0
			rapid.Check(t, func(rt *rapid.T) {
				run++
				history(rt, t, db, run)
			})
		})
	}
}

func clockAt() *storetest.Clock {
	c := &storetest.Clock{}
	c.Set(storetest.Start)
	return c
}

func history(rt *rapid.T, t *testing.T, db *store.DB, run int) {
	measures := []string{invested, handled, progress}
	ids := []string{fmt.Sprintf("甲%d", run), fmt.Sprintf("乙%d", run)}
	first := calendar.MustDate("2019-09-15")
	var recorded []ident.ID
	for range rapid.IntRange(1, 14).Draw(rt, "steps") {
		err := db.Write(context.Background(), verifier, func(tx *store.Tx) error {
			tx.MarkRecorded()
			if len(recorded) > 0 {
				id := rapid.SampledFrom(recorded).Draw(rt, "which")
				switch rapid.SampledFrom([]string{"record", "record", "verify", "reverse"}).Draw(rt, "act") {
				case "verify":
					return ignore(measure.VerifyIn(tx, zone, id), measure.AlreadyVerified.Is, measure.AlreadyReversed.Is)
				case "reverse":
					_, err := measure.ReverseIn(tx, zone, id, "误报")
					return ignore(err, measure.AlreadyReversed.Is)
				}
			}
			f := measure.Fact{Zone: zone, Measure: rapid.SampledFrom(measures).Draw(rt, "measure"), Source: "test/1", ReportedBy: reporter.Person,
				Day:   first.AddDays(rapid.IntRange(0, 78).Draw(rt, "day")), // to 2 December
				Value: exact.MustParse(fmt.Sprintf("%d.%06d", rapid.IntRange(-1000, 1000).Draw(rt, "whole"), rapid.IntRange(0, 999999).Draw(rt, "micro")))}
			for _, s := range rapid.SampledFrom([][]string{ids, ids[:1], ids[1:]}).Draw(rt, "subjects") {
				f.Subjects = append(f.Subjects, measure.Subject{Kind: "unit", ID: s})
			}
			id, err := measure.RecordIn(tx, f)
			recorded = append(recorded, id)
			return err
		})
		if err != nil {
			rt.Fatal(err)
		}
	}
	from := first.AddDays(rapid.IntRange(0, 78).Draw(rt, "from"))
	to := from.AddDays(rapid.IntRange(0, 100).Draw(rt, "days"))
	sameAsFacts(t, db, measures, "unit", ids, from.String(), to.String())
	sameAsFacts(t, db, measures, "unit", ids, "2019-09-01", "2019-12-31")
}

func ignore(err error, expected ...func(error) bool) error {
	for _, is := range expected {
		if is(err) {
			return nil
		}
	}
	return err
}

// The questions of boards and drill-downs must never walk a zone's facts.
func TestQuestionsUseTheirIndexes(t *testing.T) {
	db := storetest.Open(t, store.SQLite, clockAt())
	day := calendar.MustDate("2019-11-01")
	month := day.Month()
	questions := map[string]func(r store.Reader) error{
		"amounts by month and cut month": func(r store.Reader) error {
			_, err := measure.Amounts(r, measure.AmountQuery{Zone: zone, Measures: []string{invested, handled}, SubjectKind: "unit",
				SubjectIDs: []string{"a", "b", "c"}, From: calendar.MustDate("2019-08-20"), To: calendar.MustDate("2019-11-11")})
			return err
		},
		"totals": func(r store.Reader) error {
			_, err := measure.Totals(r, measure.TotalQuery{Zone: zone, SubjectKind: "unit", From: month, To: month})
			return err
		},
		"facts of a subject": func(r store.Reader) error {
			_, err := measure.Facts(r, measure.Query{Zone: zone, Measures: []string{handled}, SubjectKind: "unit", SubjectIDs: []string{"a"}, From: day})
			return err
		},
		"facts of a measure": func(r store.Reader) error {
			_, err := measure.Facts(r, measure.Query{Zone: zone, Measures: []string{handled}, From: day, To: day})
			return err
		},
		"pending facts": func(r store.Reader) error {
			_, err := measure.Facts(r, measure.Query{Zone: zone, Measures: []string{invested}, State: measure.Pending})
			return err
		},
		"facts of a source": func(r store.Reader) error {
			_, err := measure.BySource(r, zone, "test/1")
			return err
		},
	}
	for name, ask := range questions {
		t.Run(name, func(t *testing.T) {
			err := db.Read(context.Background(), func(s *store.Snapshot) error { return ask(&explaining{s, t}) })
			if err != nil {
				t.Fatal(err)
			}
		})
	}
}

// explaining asks SQLite for the plan of each statement before running it.
type explaining struct {
	*store.Snapshot
	t *testing.T
}

// Query fails the test when the plan walks a table, or a whole zone of it.
func (e *explaining) Query(sql string, args ...any) (*store.Rows, error) {
	plan, err := store.All(e.Snapshot, func(r *store.Rows) (string, error) {
		var id, parent, unused int64
		var detail string
		err := r.Scan(&id, &parent, &unused, &detail)
		return detail, err
	}, "EXPLAIN QUERY PLAN "+sql, args...)
	if err != nil {
		return nil, err
	}
	for _, step := range plan {
		if strings.HasPrefix(step, "SCAN") || strings.HasPrefix(step, "SEARCH") && strings.Count(step, "=?") < 2 {
			e.t.Errorf("%s\n%s", step, sql)
		}
	}
	e.t.Log(strings.Join(plan, "; "))
	return e.Snapshot.Query(sql, args...)
}
