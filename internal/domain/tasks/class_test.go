package tasks_test

import (
	"slices"
	"testing"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/domain/tasks"
	"github.com/jingkai-zone/jingkai/internal/store"
	"github.com/jingkai-zone/jingkai/internal/store/storetest"
)

// A task from the county with a limit of three days is class A, and its first
// check is tomorrow (LW-35). Monday 2 December 2019 + 1 working day = Tuesday.
func TestATaskFromTheCountyIsSupervisedAtOnce(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		z := newZone(t, db, clock, rules)
		a := z.create(func(in *tasks.Input) {
			in.Source, in.SourceText, in.DueOn = tasks.FromSuperior, "示例县政府", day("2019-12-05")
		})
		if a.Class != tasks.ClassA || !slices.Equal(a.Grounds, []tasks.Ground{tasks.BySource, tasks.ByLimit}) || a.CheckOn != day("2019-12-03") {
			t.Errorf("class %q by %v, first check %s", a.Class, a.Grounds, a.CheckOn)
		}
		list := ask(z, func(r store.Reader) (store.Page[tasks.Task], error) {
			return tasks.SupervisedTasks(r, tasks.Supervised{Zone: z.id, Scope: all})
		})
		if len(list.Items) != 1 || list.Items[0].ID != a.ID {
			t.Errorf("the supervisor sees %d tasks", len(list.Items))
		}
		// The check on Friday sets the next one: Friday 6 + 1 working day = Monday 9.
		z.on("2019-12-06")
		a = must(z, z.superv, func(tx *store.Tx) (tasks.Task, error) { return tasks.AddCheck(tx, a.ID, "已开工", calendar.Date{}) })
		if a.CheckOn != day("2019-12-09") {
			t.Errorf("next check %s", a.CheckOn)
		}
		_, err := try(z, z.owner, func(tx *store.Tx) (tasks.Task, error) { return tasks.AddCheck(tx, a.ID, "自查", calendar.Date{}) })
		if fault.KindOf(err) != fault.Refused {
			t.Errorf("the owner checks himself: %v", err)
		}
	})
}

// Nine tasks fall into exactly one cell each (LW-38).
func TestTheMatrixHoldsEveryTaskOnce(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		z := newZone(t, db, clock, rules)
		var list []tasks.Input
		for _, layer := range []string{"annual", "phase", "daily"} {
			for n := range 3 {
				list = append(list, z.input(func(in *tasks.Input) {
					in.Layer = layer
					switch n {
					case 0: // five days: class A
						in.DueOn = day("2019-12-07")
					case 1: // marked difficult: class B
						in.Difficult = true
					}
				}))
			}
		}
		made := must(z, z.head, func(tx *store.Tx) ([]tasks.Task, error) { return tasks.CreateAll(tx, list) })
		cells := ask(z, func(r store.Reader) ([]tasks.Cell, error) { return tasks.Matrix(r, z.id, all, nil) })
		var total int64
		for _, c := range cells {
			total += c.Count
			if c.Count != 1 {
				t.Errorf("%+v", c)
			}
		}
		if len(cells) != 9 || total != 9 {
			t.Fatalf("%d cells, %d tasks", len(cells), total)
		}
		// By hand: with a reason that is kept, and the rules leave it alone.
		c := made[2]
		_, err := try(z, z.superv, func(tx *store.Tx) (tasks.Task, error) { return tasks.SetClass(tx, c.ID, tasks.ClassA, "") })
		z.refused(err, tasks.ReasonNeeded)
		c = must(z, z.superv, func(tx *store.Tx) (tasks.Task, error) {
			return tasks.SetClass(tx, c.ID, tasks.ClassA, "主要领导点名督办")
		})
		if c.Class != tasks.ClassA || !c.ByHand || c.CheckOn != day("2019-12-03") {
			t.Errorf("%+v", c)
		}
		c = must(z, z.head, func(tx *store.Tx) (tasks.Task, error) {
			return tasks.Rewrite(tx, c.ID, c.Version, tasks.Edit{Title: c.Title, Layer: "annual", Difficult: true, Weight: c.Weight})
		})
		if c.Class != tasks.ClassA {
			t.Error("a change of difficulty overrode the class set by hand")
		}
		events := ask(z, func(r store.Reader) ([]tasks.Event, error) { return tasks.Events(r, z.id, c.ID) })
		if !slices.ContainsFunc(events, func(e tasks.Event) bool { return e.Kind == "classed" && e.Note == "主要领导点名督办" }) {
			t.Error("the reason of the override is not kept")
		}
		c = must(z, z.superv, func(tx *store.Tx) (tasks.Task, error) {
			return tasks.SetClass(tx, c.ID, tasks.NoClass, "恢复按规则分类")
		})
		if c.Class != tasks.ClassB || c.ByHand {
			t.Errorf("given back to the rules: %q", c.Class)
		}
	})
}

// A zone without rules keeps tasks; they say which parameter is missing.
func TestWithoutRulesTasksAreKeptUnclassed(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		z := newZone(t, db, clock, "")
		u := z.create(nil)
		want := []string{"tasks.immediate.sources", "tasks.immediate.within", "tasks.constant.span_months", "tasks.constant.difficult"}
		if u.Class != tasks.NoClass || !slices.Equal(u.Unset, want) {
			t.Errorf("class %q, unset %v", u.Class, u.Unset)
		}
		why := ask(z, func(r store.Reader) ([]*fault.Error, error) { return tasks.Lacking(r, z.id, u.Unset) })
		if len(why) != 4 || why[0].Code.Kind != fault.NotSet {
			t.Errorf("%v", why)
		}
		_, err := z.tryCreate(func(in *tasks.Input) { in.Layer = "annual" })
		if fault.KindOf(err) != fault.NotSet {
			t.Errorf("a layer nobody set: %v", err)
		}
		z.on("2020-02-01")
		if done := z.scan(); done != (tasks.Scanned{}) {
			t.Errorf("the scan acts without rules: %+v", done)
		}
		// Supervision may still open the order by hand.
		o := must(z, z.superv, func(tx *store.Tx) (tasks.Order, error) { return tasks.Supervise(tx, u.ID, "逾期未办结") })
		if o.Number != "督办-2020-000001" {
			t.Error(o.Number)
		}
	})
}

// Where only some rules are set, they class what they match and the rest says
// what is missing: the source makes class A, difficulty class B, an ordinary
// task cannot be told from an urgent one.
func TestHalfSetRules(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		z := newZone(t, db, clock, without("immediate: {sources: [superior], within: 5d, first_check: 1wd, check_every: 1wd}",
			"immediate: {sources: [superior], within: null, first_check: null, check_every: null}"))
		a := z.create(func(in *tasks.Input) { in.Source, in.SourceText = tasks.FromSuperior, "示例县" })
		b := z.create(func(in *tasks.Input) { in.Difficult = true })
		c := z.create(nil)
		if a.Class != tasks.ClassA || !a.CheckOn.IsZero() || !slices.Equal(a.Unset, []string{"tasks.immediate.first_check"}) {
			t.Errorf("A: %q %s %v", a.Class, a.CheckOn, a.Unset)
		}
		if b.Class != tasks.ClassB || b.CheckOn.IsZero() {
			t.Errorf("B: %q %s", b.Class, b.CheckOn)
		}
		if c.Class != tasks.NoClass || !slices.Equal(c.Unset, []string{"tasks.immediate.within"}) {
			t.Errorf("C: %q %v", c.Class, c.Unset)
		}
	})
}

// What waited for a parameter is classed by the first scan after it is set.
func TestTasksAreClassedWhenTheRulesAreSet(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		z := newZone(t, db, clock, "")
		plain := z.create(nil)
		long := z.create(func(in *tasks.Input) { in.DueOn = day("2020-03-02") })
		urgent := z.create(func(in *tasks.Input) { in.DueOn = day("2019-12-04") })
		z.activate(rules)
		if done := z.scan(); done.Classed != 3 {
			t.Errorf("%+v", done)
		}
		if done := z.scan(); done.Classed != 0 {
			t.Errorf("again: %+v", done)
		}
		for _, c := range []struct {
			task  tasks.Task
			class tasks.Class
			check string
		}{{plain, tasks.ClassC, ""}, {long, tasks.ClassB, "2020-01-02"}, {urgent, tasks.ClassA, "2019-12-03"}} {
			got := z.task(c.task.ID)
			if got.Class != c.class || got.CheckOn.String() != c.check || len(got.Unset) != 0 {
				t.Errorf("%q %s %v, want %q %s", got.Class, got.CheckOn, got.Unset, c.class, c.check)
			}
		}
		if n := len(z.points(long)); n != 3 {
			t.Errorf("%d checkpoints", n)
		}
	})
}

func TestCreateFindsEveryFault(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		z := newZone(t, db, clock, rules)
		for name, c := range map[string]struct {
			change func(*tasks.Input)
			want   *fault.Code
		}{
			"title":    {func(in *tasks.Input) { in.Title = "一" }, tasks.BadTitle},
			"source":   {func(in *tasks.Input) { in.Source = tasks.FromList }, tasks.BadSource},
			"superior": {func(in *tasks.Input) { in.Source = tasks.FromSuperior }, tasks.SourceNeeded},
			"due":      {func(in *tasks.Input) { in.DueOn = day("2019-12-01") }, tasks.BadSpan},
			"weight":   {func(in *tasks.Input) { in.Weight = dec("0") }, tasks.BadWeight},
			"fine":     {func(in *tasks.Input) { in.Weight = dec("0.0000001") }, tasks.BadWeight},
			"plan":     {func(in *tasks.Input) { in.Plan = dec("3") }, tasks.BadPlan},
			"layer":    {func(in *tasks.Input) { in.Layer = "weekly" }, tasks.BadLayer},
			"owner":    {func(in *tasks.Input) { in.Person = z.unit.ID }, tasks.NotServing},
			"lead":     {func(in *tasks.Input) { in.Lead = z.owner.Person }, tasks.NotALeader},
		} {
			if _, err := z.tryCreate(c.change); !c.want.Is(err) {
				t.Errorf("%s: %v", name, err)
			}
		}
		_, err := z.tryCreate(func(in *tasks.Input) { in.Title, in.Weight = "", dec("101") })
		if e, ok := fault.As(err); !ok || len(e.Details) != 2 {
			t.Errorf("both faults at once: %v", err)
		}
	})
}
