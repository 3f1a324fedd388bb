package measure_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/exact"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/engine/measure"
	"github.com/jingkai-zone/jingkai/internal/store"
	"github.com/jingkai-zone/jingkai/internal/store/storetest"
)

var (
	invested = measure.Define(measure.Measure{Name: "test.invested", TitleZH: "完成投资", TitleEN: "Investment completed", Unit: "亿元",
		Aggregation: measure.Sum, Source: measure.FromReport})
	handled = measure.Define(measure.Measure{Name: "test.handled", TitleZH: "办理用时", TitleEN: "Handling time", Unit: "工作日",
		Aggregation: measure.Mean, Source: measure.FromWork})
	progress = measure.Define(measure.Measure{Name: "test.progress", TitleZH: "形象进度", TitleEN: "Progress", Unit: "%",
		Aggregation: measure.Last, Source: measure.FromWork})
)

const zone = 7

func person(n byte) *ident.Actor {
	return &ident.Actor{Account: ident.ID{9, n}, Person: ident.ID{1, n}, Zone: zone, Home: zone, Name: fmt.Sprintf("测试%d", n)}
}

var (
	reporter = person(1)
	verifier = person(2)
	unit     = measure.Subject{Kind: "unit", ID: "经济发展局"}
	project  = measure.Subject{Kind: "project", ID: "P-01"}
)

// as runs a command and fails the test when it is refused.
func as(t *testing.T, db *store.DB, who *ident.Actor, fn func(tx *store.Tx) error) {
	t.Helper()
	if err := db.Write(context.Background(), who, fn); err != nil {
		t.Fatal(err)
	}
}

// refusedAs runs a command that must be refused by code.
func refusedAs(t *testing.T, db *store.DB, who *ident.Actor, code *fault.Code, fn func(tx *store.Tx) error) {
	t.Helper()
	if err := db.Write(context.Background(), who, fn); !code.Is(err) {
		t.Errorf("want %s, got %v", code.Name, err)
	}
}

func read(t *testing.T, db *store.DB, fn func(r store.Reader) error) {
	t.Helper()
	if err := db.View(context.Background(), func(s *store.Snapshot) error { return fn(s) }); err != nil {
		t.Fatal(err)
	}
}

func fact(name, day, value string, subjects ...measure.Subject) measure.Fact {
	if len(subjects) == 0 {
		subjects = []measure.Subject{unit}
	}
	return measure.Fact{Zone: zone, Measure: name, Subjects: subjects, Day: calendar.MustDate(day), Value: exact.MustParse(value), Source: "tasks.report/1"}
}

func record(t *testing.T, db *store.DB, who *ident.Actor, f measure.Fact) (id ident.ID) {
	t.Helper()
	as(t, db, who, func(tx *store.Tx) (err error) {
		id, err = measure.Record(tx, f)
		return err
	})
	return id
}

func value(t *testing.T, db *store.DB, name string, s measure.Subject, from, to string, asOf time.Time) measure.Evidence {
	t.Helper()
	var e measure.Evidence
	read(t, db, func(r store.Reader) (err error) {
		e, err = measure.Value(r, zone, name, s, calendar.MustDate(from), calendar.MustDate(to), asOf)
		return err
	})
	return e
}

func wantSum(t *testing.T, e measure.Evidence, sum string, count int64) {
	t.Helper()
	if e.Sum.String() != sum || e.Count != count || len(e.Facts) != int(count) {
		t.Errorf("got %s from %d facts %v, want %s from %d", e.Sum, e.Count, e.Facts, sum, count)
	}
}

func TestReportedFactsCountAfterSomebodyElseVerified(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		id := record(t, db, reporter, fact(invested, "2019-11-20", "103.39", unit, project))
		wantSum(t, value(t, db, invested, unit, "2019-11-01", "2019-11-30", time.Time{}), "0", 0)
		read(t, db, func(r store.Reader) error {
			page, err := measure.Facts(r, measure.Query{Zone: zone, Measures: []string{invested}, State: measure.Pending})
			if err != nil || len(page.Items) != 1 || !page.Items[0].Pending() || page.Items[0].ReportedBy != reporter.Person {
				t.Errorf("pending: %v %v", page, err)
			}
			return nil
		})
		refusedAs(t, db, reporter, measure.SelfVerified, func(tx *store.Tx) error { return measure.Verify(tx, id) })
		refusedAs(t, db, ident.System(zone), measure.NeedsPerson, func(tx *store.Tx) error { return measure.Verify(tx, id) })
		as(t, db, verifier, func(tx *store.Tx) error { return measure.Verify(tx, id) })
		refusedAs(t, db, verifier, measure.AlreadyVerified, func(tx *store.Tx) error { return measure.Verify(tx, id) })
		wantSum(t, value(t, db, invested, unit, "2019-11-01", "2019-11-30", time.Time{}), "103.39", 1)
		wantSum(t, value(t, db, invested, project, "2019-11-20", "2019-11-20", time.Time{}), "103.39", 1)
	})
}

func TestRefusals(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		good := fact(invested, "2019-11-20", "1")
		cases := map[string]struct {
			code  *fault.Code
			spoil func(*measure.Fact)
		}{
			"unknown measure": {measure.Unknown, func(f *measure.Fact) { f.Measure = "test.nothing" }},
			"no zone":         {measure.NoZone, func(f *measure.Fact) { f.Zone = 0 }},
			"no subject":      {measure.NoSubject, func(f *measure.Fact) { f.Subjects = nil }},
			"empty subject":   {measure.NoSubject, func(f *measure.Fact) { f.Subjects = []measure.Subject{{Kind: "unit"}} }},
			"no day":          {measure.NoDay, func(f *measure.Fact) { f.Day = calendar.Date{} }},
			"tomorrow":        {measure.FutureDay, func(f *measure.Fact) { f.Day = calendar.MustDate("2019-12-03") }},
			"7 decimals":      {measure.TooFine, func(f *measure.Fact) { f.Value = exact.MustParse("0.0000001") }},
			"too big":         {measure.TooBig, func(f *measure.Fact) { f.Value = exact.MustParse("4000000000000.000001") }},
			"no source":       {measure.NoSource, func(f *measure.Fact) { f.Source = "" }},
			"verified by oneself": {measure.SelfVerified, func(f *measure.Fact) {
				f.VerifiedBy = reporter.Person
			}},
		}
		for name, c := range cases {
			f := good
			c.spoil(&f)
			t.Run(name, func(t *testing.T) {
				refusedAs(t, db, reporter, c.code, func(tx *store.Tx) error { _, err := measure.Record(tx, f); return err })
			})
		}
		refusedAs(t, db, ident.System(zone), measure.NeedsPerson, func(tx *store.Tx) error { _, err := measure.Record(tx, good); return err })
		refusedAs(t, db, reporter, measure.NotFound, func(tx *store.Tx) error { _, err := measure.Reverse(tx, ident.ID{5}, "重复"); return err })
		// Today in China is 2 December although it is still 1 December in UTC−1.
		record(t, db, reporter, fact(invested, "2019-12-02", "0.000001"))
	})
}

// A month's total that would leave its range is refused as a whole; what stood
// before stands.
func TestTotalsCannotOverflow(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		record(t, db, reporter, fact(handled, "2019-11-20", "3999999999999.999999"))
		refusedAs(t, db, reporter, measure.TooBig, func(tx *store.Tx) error {
			_, err := measure.Record(tx, fact(handled, "2019-11-21", "0.000002"))
			return err
		})
		record(t, db, reporter, fact(handled, "2019-11-21", "0.000001"))
		wantSum(t, value(t, db, handled, unit, "2019-11-01", "2019-11-30", time.Time{}), "4000000000000", 2)
		// Several full months are more than 64 bits of millionths; their sum
		// is still exact.
		for _, day := range []string{"2019-08-01", "2019-09-01", "2019-10-01"} {
			record(t, db, reporter, fact(handled, day, "3999999999999.999999"))
		}
		wantSum(t, value(t, db, handled, unit, "2019-08-01", "2019-11-30", time.Time{}), "15999999999999.999997", 5)
		sameAsFacts(t, db, []string{handled}, "unit", []string{unit.ID}, "2019-08-01", "2019-11-30")
	})
}

func TestReversalAndCorrection(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		first := record(t, db, reporter, fact(handled, "2019-11-20", "2.3"))
		record(t, db, reporter, fact(handled, "2019-11-21", "4.1"))
		before := clock.Now()
		clock.Set(before.Add(time.Hour))
		refusedAs(t, db, reporter, measure.NoReason, func(tx *store.Tx) error { _, err := measure.Reverse(tx, first, ""); return err })
		var corrected ident.ID
		as(t, db, verifier, func(tx *store.Tx) (err error) {
			corrected, err = measure.Correct(tx, first, fact(handled, "2019-11-19", "2.5"), "系统时间有误")
			return err
		})
		refusedAs(t, db, verifier, measure.AlreadyReversed, func(tx *store.Tx) error { _, err := measure.Reverse(tx, first, "再次"); return err })
		now := value(t, db, handled, unit, "2019-11-01", "2019-11-30", time.Time{})
		wantSum(t, now, "6.6", 2) // 2.5 + 4.1
		if now.Facts[0] != corrected {
			t.Errorf("facts %v", now.Facts)
		}
		// As it was known an hour ago: 2.3 + 4.1, mean 3.2.
		then := value(t, db, handled, unit, "2019-11-01", "2019-11-30", before)
		wantSum(t, then, "6.4", 2)
		if mean, ok := then.Decimal(); !ok || mean.String() != "3.2" {
			t.Errorf("mean %s", mean)
		}
		read(t, db, func(r store.Reader) error {
			all, err := measure.BySource(r, zone, "tasks.report/1")
			if err != nil || len(all) != 4 {
				t.Fatalf("%d records, want 4 (%v)", len(all), err)
			}
			old, err := measure.Get(r, zone, first)
			if err != nil {
				return err
			}
			reversal, err := measure.Get(r, zone, old.ReversedBy)
			if err != nil {
				return err
			}
			if reversal.Reverses != first || reversal.Value.String() != "-2.3" || reversal.Note != "系统时间有误" || old.Value.String() != "2.3" {
				t.Errorf("reversal %+v of %+v", reversal, old)
			}
			refusedAs(t, db, verifier, measure.IsReversal, func(tx *store.Tx) error { _, err := measure.Reverse(tx, reversal.ID, "不行"); return err })
			return nil
		})
		as(t, db, verifier, func(tx *store.Tx) error {
			tx.MarkRecorded() // a room's own command
			n, err := measure.ReverseSource(tx, zone, "tasks.report/1", "报告撤回")
			if n != 2 {
				t.Errorf("%d reversed, want 2", n)
			}
			return err
		})
		wantSum(t, value(t, db, handled, unit, "2019-11-01", "2019-11-30", time.Time{}), "0", 0)
	})
}

func TestLastTakesTheNewestDay(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		last := func() string {
			var text string
			read(t, db, func(r store.Reader) error {
				sheet, err := measure.Amounts(r, measure.AmountQuery{Zone: zone, Measures: []string{progress}, SubjectKind: "project",
					SubjectIDs: []string{project.ID}, From: calendar.MustDate("2019-11-01"), To: calendar.MustDate("2019-11-30")})
				if err != nil {
					return err
				}
				v, ok := sheet.Of(progress, project.ID).Decimal()
				text = fmt.Sprint(v, ok)
				return nil
			})
			return text
		}
		steps := []struct{ day, value, want string }{
			{"2019-11-10", "40", "40 true"},
			{"2019-11-20", "55.5", "55.5 true"},
			{"2019-11-15", "50", "55.5 true"}, // recorded later, but an earlier day
			{"2019-11-20", "56", "56 true"},   // the same day, recorded later
		}
		var ids []ident.ID
		for _, s := range steps {
			clock.Set(clock.Now().Add(time.Minute))
			ids = append(ids, record(t, db, reporter, fact(progress, s.day, s.value, project)))
			if got := last(); got != s.want {
				t.Errorf("after %s on %s: %s, want %s", s.value, s.day, got, s.want)
			}
		}
		for _, s := range []struct {
			reverse int
			want    string
		}{{3, "55.5 true"}, {0, "55.5 true"}, {1, "50 true"}, {2, "0 false"}} {
			as(t, db, verifier, func(tx *store.Tx) error { _, err := measure.Reverse(tx, ids[s.reverse], "误报"); return err })
			if got := last(); got != s.want {
				t.Errorf("after reversing %d: %s, want %s", s.reverse, got, s.want)
			}
		}
	})
}

func TestPagesShowEachFactOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		other := measure.Subject{Kind: "unit", ID: "投资服务局"}
		want := map[ident.ID]bool{}
		for day := range 23 {
			want[record(t, db, reporter, fact(handled, calendar.MustDate("2019-11-01").AddDays(day).String(), "1", unit, other))] = true
		}
		for name, q := range map[string]measure.Query{
			"by measure":      {Zone: zone, Measures: []string{handled}},
			"by one subject":  {Zone: zone, SubjectKind: "unit", SubjectIDs: []string{unit.ID}},
			"by two subjects": {Zone: zone, Measures: []string{handled, invested, progress}, SubjectKind: "unit", SubjectIDs: []string{unit.ID, other.ID}},
		} {
			seen := map[ident.ID]bool{}
			q.Limit = 5
			for pages := 0; pages < 6; pages++ {
				read(t, db, func(r store.Reader) error {
					page, err := measure.Facts(r, q)
					facts := page.Items
					for i, f := range facts {
						if seen[f.ID] || !want[f.ID] || i > 0 && f.Day.After(facts[i-1].Day) {
							t.Errorf("%s: fact %v shown again or out of order", name, f.ID)
						}
						seen[f.ID] = true
					}
					q.Cursor = page.Next
					return err
				})
				if q.Cursor == "" {
					break
				}
			}
			if len(seen) != 23 {
				t.Errorf("%s: %d facts, want 23", name, len(seen))
			}
		}
		read(t, db, func(r store.Reader) error {
			_, err := measure.Facts(r, measure.Query{Zone: zone, Cursor: "x"})
			if !store.BadCursor.Is(err) {
				t.Errorf("cursor: %v", err)
			}
			return nil
		})
	})
}

// Writers race on one subject: some record, some take back what they recorded.
func TestConcurrentWritersLoseNothing(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		var wg sync.WaitGroup
		for w := range 8 {
			wg.Add(1)
			go func() {
				defer wg.Done()
				for i := range 10 {
					err := db.Write(context.Background(), person(byte(w)), func(tx *store.Tx) error {
						tx.MarkRecorded()
						id, err := measure.RecordIn(tx, fact(progress, fmt.Sprintf("2019-11-%02d", 1+i), fmt.Sprint(w*10+i), project, unit))
						if err != nil || i%2 == 0 {
							return err
						}
						_, err = measure.ReverseIn(tx, zone, id, "误报")
						return err
					})
					if err != nil {
						t.Error(err)
					}
				}
			}()
		}
		wg.Wait()
		// 8 writers × i in {0, 2, 4, 6, 8}: 40 facts;
		// Σ(10w + i) = 5·10·28 + 8·20 = 1400 + 160 = 1560.
		wantSum(t, value(t, db, progress, unit, "2019-11-01", "2019-11-30", time.Time{}), "1560", 40)
		sameAsFacts(t, db, []string{progress}, "unit", []string{unit.ID}, "2019-11-01", "2019-11-30")
	})
}

// sameAsFacts compares the sheet built from totals with each amount computed
// from the facts alone.
func sameAsFacts(t testing.TB, db *store.DB, measures []string, kind string, ids []string, from, to string) {
	t.Helper()
	err := db.View(context.Background(), func(r *store.Snapshot) error {
		q := measure.AmountQuery{Zone: zone, Measures: measures, SubjectKind: kind, SubjectIDs: ids, From: calendar.MustDate(from), To: calendar.MustDate(to)}
		sheet, err := measure.Amounts(r, q)
		if err != nil {
			return err
		}
		for _, m := range measures {
			for _, id := range ids {
				e, err := measure.Value(r, zone, m, measure.Subject{Kind: kind, ID: id}, q.From, q.To, time.Time{})
				if err != nil {
					return err
				}
				got := sheet.Of(m, id)
				if got.Count != e.Count || !got.Sum.Equal(e.Sum) || m == progress && !got.Last.Equal(e.Last) || got.LastDay != e.LastDay {
					t.Errorf("%s of %s, %s to %s: totals say %+v, facts say %+v", m, id, from, to, got, e.Amount)
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestCatalogueRefusesNonsense(t *testing.T) {
	for name, m := range map[string]measure.Measure{
		"twice":     {Name: invested, TitleZH: "甲", TitleEN: "A", Unit: "件", Aggregation: measure.Sum, Source: measure.FromWork},
		"no dot":    {Name: "invested", TitleZH: "甲", TitleEN: "A", Unit: "件", Aggregation: measure.Sum, Source: measure.FromWork},
		"no unit":   {Name: "test.a", TitleZH: "甲", TitleEN: "A", Aggregation: measure.Sum, Source: measure.FromWork},
		"no source": {Name: "test.a", TitleZH: "甲", TitleEN: "A", Unit: "件", Aggregation: measure.Sum},
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: accepted", name)
				}
			}()
			measure.Define(m)
		}()
	}
	if !slices.ContainsFunc(measure.Catalogue(), func(m measure.Measure) bool { return m.Name == handled && m.Unit == "工作日" }) {
		t.Error("catalogue lacks a defined measure")
	}
}
