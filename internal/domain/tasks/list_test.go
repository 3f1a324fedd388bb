package tasks

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/engine/access"
	"github.com/jingkai-zone/jingkai/internal/store"
	"github.com/jingkai-zone/jingkai/internal/store/storetest"
)

const seededZone = 7

// numbered is the id that the seed gives to a number.
func numbered(n int) ident.ID {
	var id ident.ID
	copy(id[:], fmt.Sprintf("%016d", n))
	return id
}

// seed puts n tasks into a zone without going through Create: four statuses,
// four classes, three layers, 20 units, 1000 people and 400 due days, mixed by
// primes so that every combination occurs unevenly.
func seed(t testing.TB, db *store.DB, n int) {
	t.Helper()
	id := func(expr string) string {
		if db.Engine() == store.Postgres {
			return `CAST(encode(convert_to(lpad(CAST(` + expr + ` AS TEXT), 16, '0'), 'UTF8'), 'hex') AS uuid)`
		}
		return `CAST(substr('0000000000000000' || CAST(` + expr + ` AS TEXT), -16) AS BLOB)`
	}
	date := `date('2019-01-01', '+' || CAST(n * 7 % 401 AS TEXT) || ' days')`
	if db.Engine() == store.Postgres {
		date = `CAST(DATE '2019-01-01' + CAST(n * 7 % 401 AS INTEGER) AS TEXT)`
	}
	word := func(expr string, words ...string) string {
		s := "CASE " + expr
		for i, w := range words {
			s += fmt.Sprintf(" WHEN %d THEN '%s'", i, w)
		}
		return s + " END"
	}
	const batch = 100_000
	for from := 0; from < n; from += batch {
		err := db.Maintain(context.Background(), "seed", func(tx *store.Tx) error {
			_, err := tx.Exec(`WITH RECURSIVE s(n) AS (SELECT CAST($1 AS BIGINT) UNION ALL SELECT n + 1 FROM s WHERE n + 1 < CAST($2 AS BIGINT))
				INSERT INTO tasks_task (zone_id, id, number, title, detail, source, source_text, origin_kind, layer, difficult, start_on, due_on,
				first_due_on, plan_unit, weight, unit_id, person_id, class, by_hand, grounds, unset, status, done, episodes, track, claim_note,
				evidence, created_at, changed_at, changed_on, version)
				SELECT 7, `+id("n")+`, CAST(n AS TEXT), '示例任务', '', 'unit', '', '', `+word("n * 13 / 7 % 3", "annual", "phase", "daily")+`, FALSE,
				'2019-01-01', `+date+`, '2019-12-31', '', 1000000, `+id("n * 31 % 20")+`, `+id("n * 17 % 1000")+`,
				`+word("n / 3 % 100 / 30", "C", "A", "B", "")+`, FALSE, 'null', 'null', `+word("n / 11 % 100 / 20", "closed", "closed", "closed", "open", "claimed")+`,
				'0', 0, 0, '', 'null', 0, 0, '1970-01-01', 1 FROM s`, from, min(from+batch, n))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if db.Engine() == store.Postgres {
		if err := db.Maintain(context.Background(), "analyze", func(tx *store.Tx) error { _, err := tx.Exec("ANALYZE tasks_task"); return err }); err != nil {
			t.Fatal(err)
		}
	}
}

func ptr[T any](v T) *T { return &v }

// filters are the questions people ask, and the awkward ones between them.
func filters() map[string]Filter {
	me := &ident.Actor{Zone: seededZone, Unit: numbered(3), Person: numbered(17)}
	return map[string]Filter{
		"all":                      {},
		"open":                     {Statuses: []Status{Open}},
		"not concluded":            {Statuses: []Status{Open, Claimed}},
		"class A":                  {Class: ptr(ClassA)},
		"no class":                 {Class: ptr(NoClass)},
		"open class B":             {Statuses: []Status{Open}, Class: ptr(ClassB)},
		"layer":                    {Layer: ptr("annual")},
		"layer, class, claimed":    {Layer: ptr("phase"), Class: ptr(ClassA), Statuses: []Status{Claimed}},
		"unit":                     {Unit: numbered(4)},
		"unit, class, status":      {Unit: numbered(4), Class: ptr(ClassB), Statuses: []Status{Claimed}},
		"unit and layer":           {Unit: numbered(5), Layer: ptr("daily")},
		"person":                   {Person: numbered(21)},
		"person, open":             {Person: numbered(21), Statuses: []Status{Open}},
		"overdue":                  {Overdue: true},
		"overdue of a unit":        {Overdue: true, Unit: numbered(8)},
		"due range":                {DueFrom: calendar.MustDate("2019-06-01"), DueTo: calendar.MustDate("2019-06-30")},
		"latest first":             {Latest: true, Statuses: []Status{Closed}},
		"staff":                    {Scope: access.Unit | access.Own, By: me},
		"staff, open":              {Scope: access.Unit | access.Own, By: me, Statuses: []Status{Open}},
		"nobody's unit":            {Scope: access.All &^ access.Unit, By: me, Statuses: []Status{Open}},
		"own":                      {Scope: access.Own, By: me},
		"own unit, somebody's":     {Scope: access.Unit | access.Own, By: me, Person: numbered(17)},
		"nobody's (empty combina)": {Layer: ptr("none of these")},
	}
}

// found is the oracle: the filter as a plain test of every task.
func (f Filter) found(t Task, today calendar.Date) bool {
	if f.Scope != access.All && !f.Scope.Covers(f.By, access.Resource{Zone: t.Zone, Unit: t.Unit, Person: t.Person}) {
		return false
	}
	return (len(f.Statuses) == 0 || slices.Contains(f.Statuses, t.Status)) && (f.Class == nil || *f.Class == t.Class) &&
		(f.Layer == nil || *f.Layer == t.Layer) && (f.Unit.IsZero() || f.Unit == t.Unit) && (f.Person.IsZero() || f.Person == t.Person) &&
		(!f.Overdue || t.Late(today)) && !t.DueOn.Before(f.DueFrom) && (f.DueTo.IsZero() || !t.DueOn.After(f.DueTo))
}

// Page by page, a list gives exactly what the filter finds, in order, once.
func TestListsAreTheirFilters(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		seed(t, db, 3000)
		today := calendar.DateOf(db.Now())
		err := db.Read(t.Context(), func(r *store.Snapshot) error {
			every, err := store.All(r, scanTask, taskColumns+` WHERE zone_id = $1 ORDER BY due_on, id`, seededZone)
			if err != nil {
				return err
			}
			for name, f := range filters() {
				f.Zone, f.Limit = seededZone, 37
				if f.Scope == 0 {
					f.Scope = access.All
				}
				var want, got []string
				for _, task := range every {
					if f.found(task, today) {
						want = append(want, task.Number)
					}
				}
				if f.Latest {
					slices.Reverse(want)
				}
				for pages := 0; pages < 200; pages++ {
					page, err := List(r, f)
					if err != nil {
						return fmt.Errorf("%s: %w", name, err)
					}
					for _, task := range page.Items {
						got = append(got, task.Number)
					}
					if f.After = page.Next; f.After == "" {
						break
					}
				}
				if !slices.Equal(got, want) {
					t.Errorf("%s: %d found, %d expected", name, len(got), len(want))
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

// Every walk of every filter goes along an index in the order of the list: no
// scan of the table, no sort of what a walk reads, and whole rows are read only of
// the tasks that are shown.
func TestListsWalkTheirIndexes(t *testing.T) {
	db := storetest.Open(t, store.SQLite, &storetest.Clock{})
	seed(t, db, 2000)
	err := db.Read(t.Context(), func(r *store.Snapshot) error {
		for name, f := range filters() {
			f.Zone = seededZone
			if f.Scope == 0 {
				f.Scope = access.All
			}
			text, args, err := f.statement(calendar.MustDate("2019-12-02"), 51)
			if err != nil {
				return err
			}
			plan, err := store.All(r, func(row *store.Rows) (line string, err error) {
				var a, b, c int64
				return line, row.Scan(&a, &b, &c, &line)
			}, "EXPLAIN QUERY PLAN "+text, args...)
			if err != nil {
				return err
			}
			whole := strings.Join(plan, "\n")
			sorted := false // a walk that has to sort read everything first
			for i, line := range plan[1:] {
				sorted = sorted || strings.HasPrefix(plan[i], "SEARCH tasks_task") && strings.HasPrefix(line, "USE TEMP B-TREE")
			}
			if sorted || strings.Contains(whole, "SCAN tasks_task") || strings.Count(whole, "autoindex_tasks_task_1 (zone_id=? AND id=?)") != 1 {
				t.Errorf("%s:\n%s", name, whole)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// BenchmarkList reads pages of 50 among a million tasks of one zone.
func BenchmarkList(b *testing.B) {
	for _, engine := range []store.Engine{store.SQLite, store.Postgres} {
		b.Run(string(engine), func(b *testing.B) {
			db := storetest.Open(b, engine, &storetest.Clock{})
			seed(b, db, 1_000_000)
			all := filters()
			names := slices.Sorted(maps.Keys(all))
			for _, name := range names {
				f := all[name]
				f.Zone = seededZone
				if f.Scope == 0 {
					f.Scope = access.All
				}
				b.Run(name, func(b *testing.B) {
					for b.Loop() {
						err := db.Read(b.Context(), func(r *store.Snapshot) error { _, err := List(r, f); return err })
						if err != nil {
							b.Fatal(err)
						}
					}
				})
			}
		})
	}
}

func TestDueDayOfSeveralItems(t *testing.T) {
	d := calendar.MustDate
	item := func(due string, standing bool) Item { return Item{DueOn: d(due), Standing: standing} }
	for _, c := range []struct {
		items []Item
		want  string
	}{
		{[]Item{item("2019-12-31", true)}, "2019-12-31"},
		{[]Item{item("2019-12-31", true), item("2019-12-20", true)}, "2019-12-20"},
		{[]Item{item("2019-11-30", true), item("2019-12-31", true)}, "2019-12-31"},  // November's has passed
		{[]Item{item("2019-11-30", true), item("2019-10-31", true)}, "2019-11-30"},  // both passed: the later one
		{[]Item{item("2019-12-10", false), item("2019-12-31", true)}, "2019-12-31"}, // withdrawn
		{[]Item{item("2019-10-31", true), item("2019-12-31", true), item("2019-12-20", true)}, "2019-12-20"},
	} {
		if got, _ := nextDue(c.items, d("2019-12-02")); got != d(c.want) {
			t.Errorf("%v: %s, want %s", c.items, got, c.want)
		}
	}
}

func TestISOWeeks(t *testing.T) {
	for on, want := range map[string]string{"2021-08-02": "2021-W31", "2021-01-03": "2020-W53", "2019-12-30": "2020-W01", "2020-12-31": "2020-W53"} {
		if got := isoWeek(calendar.MustDate(on)); got != want {
			t.Errorf("%s: %s, want %s", on, got, want)
		}
	}
	if m := monday(calendar.MustDate("2021-08-08")); m != calendar.MustDate("2021-08-02") {
		t.Errorf("Monday of Sunday 8 August: %s", m)
	}
}
