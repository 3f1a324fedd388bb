package flow_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/engine/flow"
	"github.com/jingkai-zone/jingkai/internal/store"
	"github.com/jingkai-zone/jingkai/internal/store/storetest"
)

const zone = int64(7)

// keep runs fn in a transaction that keeps clocks; a room would use Write and
// record its act.
func keep(t testing.TB, db *store.DB, fn func(tx *store.Tx) error) {
	t.Helper()
	if err := db.Maintain(context.Background(), "flow test", fn); err != nil {
		t.Fatal(err)
	}
}

func subject(n byte) flow.Subject {
	return flow.Subject{Kind: "example.case", ID: ident.ID{0: 1, 6: 0x70, 8: 0x80, 15: n}}
}

func decisionRule(t testing.TB) flow.Rule {
	t.Helper()
	rule, ok := approval(t).Definition().Clock("decision")
	if !ok {
		t.Fatal("no such clock")
	}
	return rule
}

func TestKeptClockIsTheSameClock(t *testing.T) {
	rule := decisionRule(t)
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		var rec flow.Record
		at := func(d string, do func(tx *store.Tx) (flow.Record, error)) {
			t.Helper()
			clock.Set(day(d).At(9, 0))
			keep(t, db, func(tx *store.Tx) (err error) {
				rec, err = do(tx)
				return err
			})
			keep(t, db, func(tx *store.Tx) error {
				loaded, err := flow.Load(tx, zone, rec.ID)
				if err != nil {
					return err
				}
				want, got := rec.Clock.Explain(calendar.Builtin(), tx.Now()), loaded.Clock.Explain(calendar.Builtin(), tx.Now())
				if want.Text("en") != got.Text("en") || len(want.Lines) != len(got.Lines) || loaded.Head != rec.Head ||
					len(loaded.Clock.Segments) != len(rec.Clock.Segments) || len(loaded.Clock.Grants) != len(rec.Clock.Grants) {
					t.Errorf("on %s kept as\n%+v\nread as\n%+v", d, rec, loaded)
				}
				return nil
			})
		}
		at("2026-07-01", func(tx *store.Tx) (flow.Record, error) {
			return flow.Start(tx, flow.StartInput{Zone: zone, Subject: subject(1), Rule: rule, Budget: calendar.MustBudget("5wd")})
		})
		if rec.Due != day("2026-07-08") || rec.State != flow.Running || rec.Provisional {
			t.Errorf("started: %+v", rec.Head)
		}
		at("2026-07-02", func(tx *store.Tx) (flow.Record, error) {
			return flow.Pause(tx, rec, rule, "hearing", flow.Act{Note: "听证约需四个工作日，已书面告知"})
		})
		if !rec.Due.IsZero() || rec.State != flow.Paused {
			t.Errorf("paused: %+v", rec.Head)
		}
		at("2026-07-03", func(tx *store.Tx) (flow.Record, error) {
			return flow.Extend(tx, rec, rule, "organ_head", calendar.MustBudget("2wd"), flow.Act{Note: "情况复杂"})
		})
		at("2026-07-08", func(tx *store.Tx) (flow.Record, error) { return flow.Resume(tx, rec, flow.Act{}) })
		if rec.Due != day("2026-07-16") { // counted by hand in the case book
			t.Errorf("resumed: %+v", rec.Head)
		}
		at("2026-07-10", func(tx *store.Tx) (flow.Record, error) { return flow.Pause(tx, rec, rule, "expert_review", flow.Act{}) })
		at("2026-07-13", func(tx *store.Tx) (flow.Record, error) { return flow.Stop(tx, rec, flow.Act{}) })
		if rec.State != flow.Stopped || rec.Late(day("2026-12-01").Start()) {
			t.Errorf("stopped: %+v", rec.Head)
		}
		err := db.Maintain(context.Background(), "flow test", func(tx *store.Tx) error {
			_, err := flow.Stop(tx, rec, flow.Act{})
			return err
		})
		if !flow.ClockStopped.Is(err) {
			t.Errorf("stopped twice: %v", err)
		}
	})
}

func TestOneOpenClockOfAName(t *testing.T) {
	rule := decisionRule(t)
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		in := flow.StartInput{Zone: zone, Subject: subject(1), Rule: rule}
		var first flow.Record
		keep(t, db, func(tx *store.Tx) (err error) {
			first, err = flow.Start(tx, in)
			return err
		})
		err := db.Maintain(context.Background(), "flow test", func(tx *store.Tx) error {
			_, err := flow.Start(tx, in)
			return err
		})
		if !flow.ClockOpen.Is(err) {
			t.Errorf("a second open clock: %v", err)
		}
		// Two officers act on the same loaded clock: the second is stale.
		keep(t, db, func(tx *store.Tx) error {
			_, err := flow.Stop(tx, first, flow.Act{})
			return err
		})
		err = db.Maintain(context.Background(), "flow test", func(tx *store.Tx) error {
			_, err := flow.Pause(tx, first, rule, "hearing", flow.Act{})
			return err
		})
		if !store.Stale.Is(err) {
			t.Errorf("a stale clock was paused: %v", err)
		}
		keep(t, db, func(tx *store.Tx) error {
			if _, err := flow.OpenClock(tx, zone, in.Subject, rule.Name); !errors.Is(err, store.ErrNoRows) {
				t.Errorf("a stopped clock is open: %v", err)
			}
			if _, err := flow.Start(tx, in); err != nil { // now it may start again
				return err
			}
			all, err := flow.ClocksOf(tx, zone, in.Subject)
			if len(all) != 2 {
				t.Errorf("%d clocks kept", len(all))
			}
			if other, _ := flow.ClocksOf(tx, zone+1, in.Subject); len(other) != 0 {
				t.Error("another zone sees the clock")
			}
			heads, err2 := flow.Heads(tx, zone, in.Subject.Kind, []ident.ID{subject(9).ID, in.Subject.ID})
			if len(heads) != 1 || len(heads[in.Subject.ID]) != 1 {
				t.Errorf("heads %+v", heads)
			}
			return errors.Join(err, err2)
		})
	})
}

func TestCarry(t *testing.T) {
	m := approval(t)
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		carry := flow.Carry{Zone: zone, Subject: subject(1), Machine: m, Limits: map[string]flow.Limit{"decision": {Budget: calendar.MustBudget("10wd")}}}
		do := func(steps ...flow.Step) error {
			carry.Steps = steps
			return db.Maintain(context.Background(), "flow test", carry.Do)
		}
		for _, step := range []flow.Step{{Do: flow.DoStart}, {Do: flow.DoPause, Cause: "hearing"}, {Do: flow.DoResume},
			{Do: flow.DoExtend, Rank: "organ_head"}, {Do: flow.DoStop}, {Do: flow.DoStop}} {
			step.Clock = "decision"
			if err := do(step); err != nil {
				t.Fatalf("%s: %v", step.Do, err)
			}
		}
		if err := do(flow.Step{Clock: "decision", Do: flow.DoResume}); !flow.NoClock.Is(err) {
			t.Errorf("resumed a stopped clock: %v", err)
		}
		keep(t, db, func(tx *store.Tx) error {
			all, err := flow.ClocksOf(tx, zone, carry.Subject)
			if len(all) != 1 || all[0].Clock.Total().N != 20 {
				t.Errorf("kept %+v", all)
			}
			return err
		})
	})
}

func TestScanReportsEachEpisodeOnce(t *testing.T) {
	rule := decisionRule(t) // 20 working days, warning 3 working days before
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		scan := func() []flow.Due {
			t.Helper()
			var found []flow.Due
			keep(t, db, func(tx *store.Tx) (err error) {
				found, err = flow.ScanDue(tx, zone, tx.Now(), 10)
				return err
			})
			return found
		}
		clock.Set(day("2026-09-10").At(9, 0))
		var rec flow.Record
		keep(t, db, func(tx *store.Tx) (err error) {
			rec, err = flow.Start(tx, flow.StartInput{Zone: zone, Subject: subject(1), Rule: rule})
			return err
		})
		// Due on 14 October; three working days before are 13, 12 and 10 (worked).
		for _, step := range []struct {
			on      time.Time
			found   int
			overdue bool
		}{
			{day("2026-10-09").At(23, 59), 0, false},
			{day("2026-10-10").At(0, 0), 1, false},
			{day("2026-10-12").At(9, 0), 0, false},
			{day("2026-10-14").At(23, 59), 0, false},
			{day("2026-10-15").At(0, 0), 1, true},
			{day("2026-10-16").At(9, 0), 0, false},
			{day("2027-10-16").At(9, 0), 0, false},
		} {
			clock.Set(step.on)
			found := scan()
			if len(found) != step.found || step.found == 1 && (found[0].Overdue != step.overdue || found[0].ID != rec.ID || found[0].Due != rec.Due) {
				t.Errorf("on %s found %+v", step.on, found)
			}
		}
		// A clock that passed both points between two scans is given once.
		clock.Set(day("2027-10-18").At(9, 0))
		keep(t, db, func(tx *store.Tx) error {
			_, err := flow.Start(tx, flow.StartInput{Zone: zone, Subject: subject(2), Rule: rule, At: day("2026-01-05").At(9, 0)})
			return err
		})
		if found := scan(); len(found) != 1 || !found[0].Overdue {
			t.Errorf("found %+v", found)
		}
		if found := scan(); len(found) != 0 {
			t.Errorf("found again %+v", found)
		}
	})
}

// Extending a warned clock begins a new episode: it is warned of again.
func TestExtensionWarnsAgain(t *testing.T) {
	rule := decisionRule(t)
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		var rec flow.Record
		clock.Set(day("2021-08-02").At(9, 0))
		keep(t, db, func(tx *store.Tx) (err error) {
			rec, err = flow.Start(tx, flow.StartInput{Zone: zone, Subject: subject(1), Rule: rule, Budget: calendar.MustBudget("10wd")})
			return err
		})
		reports := map[string]bool{} // day → overdue
		for d := day("2021-08-02"); d.Before(day("2021-09-10")); d = d.AddDays(1) {
			clock.Set(d.At(9, 0))
			keep(t, db, func(tx *store.Tx) error {
				if d == day("2021-08-13") {
					loaded, err := flow.Load(tx, zone, rec.ID)
					if err != nil {
						return err
					}
					if _, err = flow.Extend(tx, loaded, rule, "organ_head", calendar.MustBudget("10wd"), flow.Act{Note: "情况复杂"}); err != nil {
						return err
					}
				}
				found, err := flow.ScanDue(tx, zone, tx.Now(), 10)
				for _, f := range found {
					reports[d.String()] = f.Overdue
				}
				return err
			})
		}
		// Due 16 August, warned on 11 August; extended on the 13th to 30 August,
		// warned on the 25th, overdue on the 31st.
		want := map[string]bool{"2021-08-11": false, "2021-08-25": false, "2021-08-31": true}
		if len(reports) != len(want) {
			t.Fatalf("reports %v, want %v", reports, want)
		}
		for d, overdue := range want {
			if got, ok := reports[d]; !ok || got != overdue {
				t.Errorf("reports %v, want %v", reports, want)
			}
		}
	})
}

func TestManyScannersShareTheWork(t *testing.T) {
	rule := decisionRule(t)
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		const clocks, scanners = 200, 6
		clock.Set(day("2026-07-01").At(9, 0))
		keep(t, db, func(tx *store.Tx) error {
			for i := range clocks {
				if _, err := flow.Start(tx, flow.StartInput{Zone: zone, Subject: subject(byte(i)), Rule: rule}); err != nil {
					return err
				}
			}
			return nil
		})
		clock.Set(day("2026-12-01").At(9, 0))
		var mu sync.Mutex
		times := map[ident.ID]int{}
		var wg sync.WaitGroup
		for range scanners {
			wg.Go(func() {
				for {
					var found []flow.Due
					err := db.Maintain(context.Background(), "flow scan", func(tx *store.Tx) (err error) {
						found, err = flow.ScanDue(tx, zone, tx.Now(), 16)
						return err
					})
					if err != nil {
						t.Error(err)
						return
					}
					mu.Lock()
					for _, f := range found {
						times[f.ID]++
					}
					done := len(times) == clocks
					mu.Unlock()
					if len(found) == 0 && done {
						return
					}
				}
			})
		}
		wg.Wait()
		for id, n := range times {
			if n != 1 {
				t.Errorf("%s was reported %d times", id, n)
			}
		}
	})
}

func TestPublishedCalendarMovesDeadlines(t *testing.T) {
	rule := decisionRule(t)
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		clock.Set(day("2026-12-25").At(9, 0))
		var rec flow.Record
		keep(t, db, func(tx *store.Tx) (err error) {
			for i := range 5 {
				if rec, err = flow.Start(tx, flow.StartInput{Zone: zone, Subject: subject(byte(i)), Rule: rule, Budget: calendar.MustBudget("6wd")}); err != nil {
					return err
				}
			}
			return nil
		})
		if rec.Due != day("2027-01-04") || !rec.Provisional {
			t.Fatalf("started %+v", rec.Head)
		}
		notice := calendar.Notice{Year: 2027, Source: "示例通知", Rows: []calendar.Row{{Date: day("2027-01-01"), Name: "元旦"}}}
		var moved []flow.Moved
		keep(t, db, func(tx *store.Tx) error {
			if err := flow.PublishNotice(tx, zone, notice); err != nil {
				return err
			}
			var after ident.ID
			for done := false; !done; {
				some, next, end, err := flow.Recompute(tx, zone, after, 2)
				if err != nil {
					return err
				}
				moved, after, done = append(moved, some...), next, end
			}
			return nil
		})
		if len(moved) != 5 || moved[0].Was != day("2027-01-04") || moved[0].Due != day("2027-01-05") || moved[0].Provisional || !moved[0].WasProvisional {
			t.Fatalf("moved %+v", moved)
		}
		keep(t, db, func(tx *store.Tx) error {
			again, _, _, err := flow.Recompute(tx, zone, ident.ID{}, 100)
			if len(again) != 0 {
				t.Errorf("moved again %+v", again)
			}
			// Another zone has not published it.
			cal, err2 := flow.CalendarOf(tx, zone+1)
			if cal.Published(2027) {
				t.Error("published in another zone")
			}
			loaded, err3 := flow.Load(tx, zone, rec.ID)
			if loaded.Due != day("2027-01-05") {
				t.Errorf("kept %+v", loaded.Head)
			}
			return errors.Join(err, err2, err3)
		})
	})
}
