package tasks_test

import (
	"testing"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/exact"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/domain/goals"
	"github.com/jingkai-zone/jingkai/internal/domain/people"
	"github.com/jingkai-zone/jingkai/internal/domain/tasks"
	"github.com/jingkai-zone/jingkai/internal/engine/access"
	"github.com/jingkai-zone/jingkai/internal/engine/measure"
	"github.com/jingkai-zone/jingkai/internal/store"
	"github.com/jingkai-zone/jingkai/internal/store/storetest"
)

// value is what the facts of a measure about a subject come to, in December
// 2019 and January 2020; absent when there is none that counts.
func (z *zone) value(name, kind string, id ident.ID) string {
	z.t.Helper()
	e := ask(z, func(r store.Reader) (measure.Evidence, error) {
		return measure.Value(r, z.id, name, measure.Subject{Kind: kind, ID: id.String()}, day("2019-12-01"), day("2020-01-31"), r.Now())
	})
	v, ok := e.Value()
	if !ok {
		return "absent"
	}
	return v.Plain()
}

// A work in a monthly and a node list is one task, its progress one fact for the
// person and a state of the work for each list (LY-36).
func TestAWorkInTwoListsIsOneTask(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		z := newZone(t, db, clock, rules)
		month := z.list(goals.ListInput{Kind: goals.MonthList, Month: calendar.MustMonth("2019-12")},
			goals.ItemDraft{Title: "新生力项目", Plan: dec("10"), PlanUnit: "层", DueOn: day("2019-12-31")})
		work := month.Items[0].Work
		node := z.list(goals.ListInput{Kind: goals.NodeList, Month: calendar.MustMonth("2019-12"), Node: "集中开工", EvaluateOn: day("2019-12-20")},
			goals.ItemDraft{Title: "新生力项目", Plan: dec("10"), PlanUnit: "层", Work: work})
		page := ask(z, func(r store.Reader) (store.Page[tasks.Task], error) {
			return tasks.List(r, tasks.Filter{Zone: z.id, Scope: all})
		})
		if len(page.Items) != 1 {
			t.Fatalf("%d tasks", len(page.Items))
		}
		a := page.Items[0]
		// Of both due days the earlier one that has not passed.
		if a.DueOn != day("2019-12-20") || a.Source != tasks.FromList || a.Lead != z.lead.Person {
			t.Errorf("%+v", a)
		}
		if got := z.value("task.plan", "person", z.owner.Person); got != "10" {
			t.Errorf("the person's plan counts the work %s", got)
		}
		must(z, z.owner, func(tx *store.Tx) (tasks.Task, error) {
			return tasks.AddReport(tx, a.ID, tasks.Progress{Amount: dec("4"), Note: "封顶四层", Evidence: proof})
		})
		z.on("2019-12-05")
		must(z, z.owner, func(tx *store.Tx) (tasks.Task, error) {
			return tasks.AddReport(tx, a.ID, tasks.Progress{Amount: dec("7"), Note: "全部封顶", Evidence: proof})
		})
		if got := z.value("task.actual", "person", z.owner.Person); got != "absent" {
			t.Errorf("an unverified report counts: %s", got)
		}
		reports := ask(z, func(r store.Reader) ([]tasks.Report, error) { return tasks.ReportsOf(r, z.id, a.ID) })
		_, err := try(z, z.owner, func(tx *store.Tx) (tasks.Task, error) { return tasks.VerifyReport(tx, reports[0].ID) })
		z.refused(err, access.DutyConflict)
		for _, r := range reports {
			must(z, z.superv, func(tx *store.Tx) (tasks.Task, error) { return tasks.VerifyReport(tx, r.ID) })
		}
		_, err = try(z, z.superv, func(tx *store.Tx) (tasks.Task, error) { return tasks.VerifyReport(tx, reports[0].ID) })
		z.refused(err, tasks.ReportVerified)
		for _, c := range []struct {
			name, kind string
			id         ident.ID
			want       string
		}{
			{"task.actual", "person", z.owner.Person, "11"},
			{"task.actual", "unit", z.unit.ID, "11"},
			{"task.actual", "task", a.ID, "11"},
			{"task.actual", "item", month.Items[0].ID, "11"},
			{"goals.item.actual", "item", month.Items[0].ID, "11"},
			{"goals.item.actual", "item", node.Items[0].ID, "11"},
			{"task.plan", "item", node.Items[0].ID, "10"},
			{"task.plan", "unit", z.unit.ID, "10"},
		} {
			if got := z.value(c.name, c.kind, c.id); got != c.want {
				t.Errorf("%s by %s: %s, want %s", c.name, c.kind, got, c.want)
			}
		}
		if p := z.task(a.ID).Progress(); p.String() != "11/10" {
			t.Errorf("progress %s", p)
		}
	})
}

// Amendments of a list change the task; carried over into January the work goes
// on with January's plan, and December's item keeps what December reached.
func TestATaskFollowsItsList(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		z := newZone(t, db, clock, rules)
		l := z.list(goals.ListInput{Kind: goals.MonthList, Month: calendar.MustMonth("2019-12")},
			goals.ItemDraft{Title: "土地储备", Plan: dec("100"), PlanUnit: "亩", DueOn: day("2019-12-25")}, goals.ItemDraft{Title: "另一事项"})
		i := l.Items[0]
		a := ask(z, func(r store.Reader) (tasks.Task, error) { return tasks.TaskOfItem(r, z.id, i.ID) })
		_, err := try(z, z.owner, func(tx *store.Tx) (tasks.Extension, error) {
			return tasks.AskExtension(tx, a.ID, day("2020-01-10"), "来不及")
		})
		z.refused(err, tasks.FollowsList)
		must(z, z.head, func(tx *store.Tx) (goals.Item, error) {
			return goals.AmendChange(tx, i.ID, i.Version, goals.ItemDraft{Title: "土地储备", Plan: dec("80"), PlanUnit: "亩", DueOn: day("2019-12-28"),
				Lead: z.lead.Person, Unit: z.unit.ID, Person: z.head.Person}, "任务调减")
		})
		a = z.task(a.ID)
		if a.DueOn != day("2019-12-28") || a.Person != z.head.Person || a.Planned().String() != "80" {
			t.Errorf("after the amendment: %+v", a)
		}
		if got := z.value("task.plan", "task", a.ID); got != "80" {
			t.Errorf("plan %s", got)
		}
		report := func(amount string) {
			t.Helper()
			must(z, z.head, func(tx *store.Tx) (tasks.Task, error) {
				return tasks.AddReport(tx, a.ID, tasks.Progress{Amount: dec(amount), Note: "完成储备", Evidence: proof})
			})
		}
		report("50")
		// Withdrawn, the other item's task is withdrawn with its plan.
		other := ask(z, func(r store.Reader) (tasks.Task, error) { return tasks.TaskOfItem(r, z.id, l.Items[1].ID) })
		must(z, z.head, func(tx *store.Tx) (goals.Item, error) {
			return goals.AmendWithdraw(tx, l.Items[1].ID, l.Items[1].Version, "工作取消")
		})
		if got := z.task(other.ID); got.Status != tasks.Withdrawn || z.value("task.plan", "task", other.ID) != "absent" {
			t.Errorf("withdrawn item: task %s, plan %s", got.Status, z.value("task.plan", "task", other.ID))
		}
		// January: 30 left, of which 20 are done.
		z.on("2020-01-02")
		january := z.list(goals.ListInput{Kind: goals.MonthList, Month: calendar.MustMonth("2020-01")},
			goals.ItemDraft{Title: "土地储备", Plan: dec("30"), PlanUnit: "亩", DueOn: day("2020-01-20"), Work: i.Work})
		if a = z.task(a.ID); a.DueOn != day("2020-01-20") {
			t.Errorf("due %s", a.DueOn)
		}
		must(z, z.owner, func(tx *store.Tx) (tasks.Task, error) {
			return tasks.AddReport(tx, a.ID, tasks.Progress{Amount: dec("20"), Note: "完成储备", Evidence: proof})
		})
		must(z, z.owner, func(tx *store.Tx) (tasks.Task, error) { return tasks.Claim(tx, a.ID, "收尾", proof) })
		z.accept(a)
		for item, want := range map[ident.ID]string{i.ID: "50", january.Items[0].ID: "20"} {
			if got := z.value("goals.item.actual", "item", item); got != want {
				t.Errorf("item: %s, want %s", got, want)
			}
		}
	})
}

// A task without a planned amount takes progress in percent and is done whole
// when it is accepted.
func TestProgressInPercent(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		z := newZone(t, db, clock, rules)
		a := z.create(nil)
		report := func(p tasks.Progress) error {
			p.Note = "推进中"
			_, err := try(z, z.owner, func(tx *store.Tx) (tasks.Task, error) { return tasks.AddReport(tx, a.ID, p) })
			return err
		}
		z.refused(report(tasks.Progress{Amount: dec("1")}), tasks.AmountNotPercent)
		z.refused(report(tasks.Progress{Percent: dec("100.01")}), tasks.BadPercent)
		if err := report(tasks.Progress{Percent: dec("40")}); err != nil {
			t.Fatal(err)
		}
		z.refused(report(tasks.Progress{Percent: dec("39.99")}), tasks.BadPercent)
		if err := report(tasks.Progress{Percent: dec("72.5")}); err != nil {
			t.Fatal(err)
		}
		if got := z.task(a.ID).Progress().Percent(2, exact.HalfUp).String(); got != "72.50" {
			t.Errorf("progress %s", got)
		}
		z.claim(a)
		z.refused(report(tasks.Progress{Percent: dec("90")}), tasks.NotOpen)
		z.accept(a)
		if got := z.value("task.actual", "task", a.ID); got != "1" {
			t.Errorf("accepted: %s", got)
		}
		z.refused(report(tasks.Progress{Percent: dec("100")}), tasks.Ended)
	})
}

// Nobody leaves work behind.
func TestWorkKeepsItsOwner(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		z := newZone(t, db, clock, rules)
		a := z.create(nil)
		p := ask(z, func(r store.Reader) (people.Person, error) { return people.ByID(r, z.id, z.owner.Person) })
		leave := func() error {
			_, err := try(z, z.head, func(tx *store.Tx) (people.Person, error) {
				return people.Leave(tx, people.LeaveInput{ID: p.ID, Version: p.Version, Reason: "调出"})
			})
			return err
		}
		z.refused(leave(), tasks.TasksRemain)
		a = must(z, z.head, func(tx *store.Tx) (tasks.Task, error) {
			return tasks.Reassign(tx, a.ID, z.head.Person, ident.ID{}, "调出改派")
		})
		if err := leave(); err != nil {
			t.Error(err)
		}
		if got := z.value("task.plan", "person", z.head.Person); got != "1" {
			t.Errorf("the plan has not gone along: %s", got)
		}
	})
}

func TestRatingsWaitForAnotherPerson(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		z := newZone(t, db, clock, rules)
		rate := func(name, value string) (ident.ID, error) {
			return try(z, z.head, func(tx *store.Tx) (ident.ID, error) {
				return tasks.RecordFact(tx, measure.Fact{Measure: name, Day: day("2019-12-02"), Value: *dec(value), Source: "企业评价表",
					Subjects: []measure.Subject{{Kind: "unit", ID: z.unit.ID.String()}}})
			})
		}
		_, err := rate("service.rating", "100.1")
		z.refused(err, tasks.BadRating)
		_, err = rate("task.plan", "1")
		z.refused(err, tasks.NotReportable)
		id, err := rate("service.rating", "95")
		if err != nil {
			t.Fatal(err)
		}
		if got := z.value("service.rating", "unit", z.unit.ID); got != "absent" {
			t.Errorf("counts unverified: %s", got)
		}
		_, err = try(z, z.head, func(tx *store.Tx) (bool, error) { return true, measure.Verify(tx, id) })
		z.refused(err, measure.SelfVerified)
		must(z, z.superv, func(tx *store.Tx) (bool, error) { return true, measure.Verify(tx, id) })
		if got := z.value("service.rating", "unit", z.unit.ID); got != "95" {
			t.Errorf("verified: %s", got)
		}
	})
}
