package tasks_test

import (
	"context"
	"sync"
	"testing"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/domain/tasks"
	"github.com/jingkai-zone/jingkai/internal/engine/access"
	"github.com/jingkai-zone/jingkai/internal/engine/jobs"
	"github.com/jingkai-zone/jingkai/internal/store"
	"github.com/jingkai-zone/jingkai/internal/store/storetest"
)

// The day after the due day there is exactly one numbered order, after three
// scans as after one; closing it needs evidence and somebody else (LW-37).
func TestOneOrderHoweverOftenTheScanRuns(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		z := newZone(t, db, clock, rules)
		a := z.create(func(in *tasks.Input) { in.DueOn = day("2019-12-10") })
		z.on("2019-12-10")
		z.scan()
		if n := len(z.orders(a)); n != 0 {
			t.Fatalf("%d orders on the due day itself", n)
		}
		z.on("2019-12-11")
		for range 3 {
			z.scan()
		}
		orders := z.orders(a)
		if len(orders) != 1 || orders[0].Number != "督办-2019-000001" || orders[0].Episode != 1 || orders[0].Level != "" {
			t.Fatalf("%+v", orders)
		}
		if got := z.task(a.ID); got.Episodes != 1 {
			t.Errorf("episodes %d", got.Episodes)
		}
		if got := z.value("task.overdue", "person", z.owner.Person); got != "1" {
			t.Errorf("%s due days missed", got)
		}
		_, err := try(z, z.owner, func(tx *store.Tx) (tasks.Task, error) { return tasks.Claim(tx, a.ID, "完成了", nil) })
		z.refused(err, tasks.EvidenceNeeded)
		z.claim(a)
		_, err = try(z, z.owner, func(tx *store.Tx) (tasks.Task, error) { return tasks.Accept(tx, a.ID, "同意") })
		z.refused(err, access.DutyConflict)
		_, err = try(z, z.superv, func(tx *store.Tx) (tasks.Order, error) { return tasks.CloseOrder(tx, orders[0].ID, "办结", proof) })
		z.refused(err, tasks.CloseByTask)
		closed := z.accept(a)
		if closed.OnTime() || closed.Status != tasks.Closed {
			t.Errorf("a late task counts as on time: %+v", closed)
		}
		if o := z.orders(a)[0]; o.Status != tasks.Concluded || len(o.Evidence) != 1 {
			t.Errorf("the order is %s", o.Status)
		}
	})
}

// Scans at the same moment open one order and leave no gap in the numbers.
func TestScansRace(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		z := newZone(t, db, clock, rules)
		const count = 20
		for range count {
			z.create(func(in *tasks.Input) { in.DueOn = day("2019-12-10") })
		}
		z.on("2019-12-12")
		var wg sync.WaitGroup
		for range 6 {
			wg.Go(func() {
				for {
					var done tasks.Scanned
					err := db.Write(jobs.With(context.Background(), z.bus), ident.System(z.id), func(tx *store.Tx) (err error) {
						done, err = tasks.Scan(tx, calendar.DateOf(tx.Now()))
						return err
					})
					if fault.KindOf(err) == fault.Stale {
						continue // another scan was faster; this one wrote nothing
					}
					if err != nil {
						t.Error(err)
					}
					if err != nil || !done.More {
						return
					}
				}
			})
		}
		wg.Wait()
		page := ask(z, func(r store.Reader) (store.Page[tasks.Order], error) {
			return tasks.Orders(r, tasks.OrderFilter{Zone: z.id, Scope: all, Limit: 200})
		})
		seen := map[string]bool{}
		for _, o := range page.Items {
			seen[o.Number] = true
		}
		last := ident.Number{Series: "督办", Year: 2019, Seq: count}.String()
		if len(page.Items) != count || len(seen) != count || !seen[last] {
			t.Errorf("%d orders, %d numbers, last there: %v", len(page.Items), len(seen), seen[last])
		}
	})
}

// The new date that is agreed becomes the task's; when it passes too, a second
// order goes to the leader and the first lapses.
func TestTheSecondOrderGoesToTheLeader(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		z := newZone(t, db, clock, rules)
		a := z.create(func(in *tasks.Input) { in.DueOn = day("2019-12-10") })
		z.on("2019-12-11")
		z.scan()
		o := z.orders(a)[0]
		_, err := try(z, z.superv, func(tx *store.Tx) (tasks.Order, error) { return tasks.DateOrder(tx, o.ID, day("2019-12-13"), "") })
		z.refused(err, tasks.OrderNotReplied)
		must(z, z.owner, func(tx *store.Tx) (tasks.Order, error) {
			return tasks.ReplyOrder(tx, o.ID, "雨天停工", day("2019-12-13"))
		})
		_, err = try(z, z.owner, func(tx *store.Tx) (tasks.Order, error) { return tasks.DateOrder(tx, o.ID, day("2019-12-13"), "") })
		if fault.KindOf(err) != fault.Refused {
			t.Errorf("the owner sets his own date: %v", err)
		}
		must(z, z.superv, func(tx *store.Tx) (tasks.Order, error) { return tasks.DateOrder(tx, o.ID, day("2019-12-13"), "同意") })
		if got := z.task(a.ID); got.DueOn != day("2019-12-13") || got.FirstDue != day("2019-12-10") {
			t.Errorf("due %s, first %s", got.DueOn, got.FirstDue)
		}
		z.on("2019-12-14")
		z.scan()
		z.scan()
		orders := z.orders(a)
		if len(orders) != 2 || orders[0].Status != tasks.OrderLapsed || orders[1].Level != tasks.ToLeader || orders[1].Episode != 2 {
			t.Fatalf("%+v", orders)
		}
	})
}

// The scheme's ladder: opened on Wednesday 11 December, five working days end on
// Wednesday 18, so on Thursday 19 the order is with the leader; ten end on
// Wednesday 25, so on Thursday 26 it is with the principal leader.
func TestTheLadder(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		z := newZone(t, db, clock, rules)
		a := z.create(func(in *tasks.Input) { in.DueOn = day("2019-12-10") })
		z.on("2019-12-11")
		z.scan()
		for _, c := range []struct {
			day  string
			want tasks.Escalation
		}{{"2019-12-18", ""}, {"2019-12-19", tasks.ToLeader}, {"2019-12-25", tasks.ToLeader}, {"2019-12-26", tasks.ToPrincipal}} {
			z.on(c.day)
			z.scan()
			if o := z.orders(a)[0]; o.Level != c.want {
				t.Errorf("%s: %q, want %q", c.day, o.Level, c.want)
			}
		}
		_, err := try(z, z.superv, func(tx *store.Tx) (tasks.Order, error) {
			return tasks.EscalateOrder(tx, z.orders(a)[0].ID, tasks.ToLeader, "再催")
		})
		z.refused(err, tasks.BadLevel)
	})
}

// A claimed task is not overdue while it waits; sent back after its day it is.
func TestAClaimInTimeIsNotOverdue(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		z := newZone(t, db, clock, rules)
		a := z.create(func(in *tasks.Input) { in.DueOn = day("2019-12-10") })
		z.on("2019-12-10")
		z.claim(a)
		z.on("2019-12-13")
		z.scan()
		if n := len(z.orders(a)); n != 0 {
			t.Fatalf("%d orders while the task waits for acceptance", n)
		}
		must(z, z.superv, func(tx *store.Tx) (tasks.Task, error) { return tasks.Return(tx, a.ID, "材料不全") })
		z.scan()
		z.scan()
		if n := len(z.orders(a)); n != 1 {
			t.Errorf("%d orders after it was sent back", n)
		}
		// Claimed late before any scan: the order is there first.
		b := z.create(func(in *tasks.Input) { in.DueOn = day("2019-12-14") })
		z.on("2019-12-20")
		z.claim(b)
		if n := len(z.orders(b)); n != 1 {
			t.Errorf("%d orders for a late claim", n)
		}
		// In time and accepted later: on time.
		c := z.create(func(in *tasks.Input) { in.DueOn = day("2019-12-20") })
		z.claim(c)
		z.on("2019-12-25")
		if c = z.accept(c); !c.OnTime() {
			t.Error("claimed on the due day and accepted, but not on time")
		}
	})
}

func TestMoreTimeOnlyBeforeTheDay(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		z := newZone(t, db, clock, rules)
		a := z.create(func(in *tasks.Input) { in.DueOn = day("2019-12-10") })
		askFor := func(to string) (tasks.Extension, error) {
			return try(z, z.owner, func(tx *store.Tx) (tasks.Extension, error) {
				return tasks.AskExtension(tx, a.ID, day(to), "材料未到")
			})
		}
		_, err := askFor("2019-12-10")
		z.refused(err, tasks.ExtensionDay)
		e, err := askFor("2019-12-16")
		if err != nil {
			t.Fatal(err)
		}
		_, err = askFor("2019-12-17")
		z.refused(err, tasks.ExtensionAsked)
		decide := func(who *ident.Actor, id ident.ID) (tasks.Task, error) {
			return try(z, who, func(tx *store.Tx) (tasks.Task, error) { return tasks.DecideExtension(tx, id, true, "同意延期") })
		}
		_, err = decide(z.owner, e.ID)
		if fault.KindOf(err) != fault.Refused {
			t.Errorf("the owner grants himself more time: %v", err)
		}
		if got, err := decide(z.lead, e.ID); err != nil || got.DueOn != day("2019-12-16") {
			t.Fatalf("%s %v", got.DueOn, err)
		}
		z.on("2019-12-11")
		z.scan()
		if n := len(z.orders(a)); n != 0 {
			t.Error("an order for the day that was moved")
		}
		// Asked in time and not decided in time: the request lapses with the order.
		late, err := askFor("2019-12-20")
		if err != nil {
			t.Fatal(err)
		}
		z.on("2019-12-17")
		_, err = decide(z.lead, late.ID)
		z.refused(err, tasks.ExtensionLate)
		z.scan()
		_, err = decide(z.lead, late.ID)
		z.refused(err, tasks.ExtensionDecided)
		_, err = askFor("2019-12-30")
		z.refused(err, tasks.ExtensionLate)
	})
}

// Any room opens orders for its overdue matters, once for a due day.
func TestOrdersForOtherRooms(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		z := newZone(t, db, clock, rules)
		matter := tasks.SupervisionInput{Subject: tasks.Subject{Kind: "board.rectification", ID: ident.NewID(db.Now())}, Title: "示例整改",
			Unit: z.unit.ID, Person: z.owner.Person, Reason: "整改逾期", Due: day("2019-11-30")}
		var first tasks.Order
		for n := range 3 {
			o, err := try(z, ident.System(z.id), func(tx *store.Tx) (tasks.Order, error) {
				o, fresh, err := tasks.OpenSupervision(tx, matter)
				if fresh != (n == 0) {
					t.Errorf("call %d: fresh %v", n, fresh)
				}
				return o, err
			})
			if err != nil {
				t.Fatal(err)
			}
			if n == 0 {
				first = o
			} else if o.ID != first.ID || o.Number != first.Number {
				t.Errorf("call %d gives another order", n)
			}
		}
		_, err := try(z, z.owner, func(tx *store.Tx) (tasks.Order, error) { return tasks.CloseOrder(tx, first.ID, "已整改", proof) })
		if fault.KindOf(err) != fault.Refused {
			t.Errorf("the owner closes his own order: %v", err)
		}
		o := must(z, z.superv, func(tx *store.Tx) (tasks.Order, error) { return tasks.CloseOrder(tx, first.ID, "已整改", proof) })
		if o.Status != tasks.Concluded {
			t.Error(o.Status)
		}
	})
}
