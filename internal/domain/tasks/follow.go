package tasks

import (
	"slices"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/domain/goals"
	"github.com/jingkai-zone/jingkai/internal/domain/org"
	"github.com/jingkai-zone/jingkai/internal/domain/people"
	"github.com/jingkai-zone/jingkai/internal/engine/jobs"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// Refusals of what would leave work without an owner.
var (
	TasksRemain = fault.Define(fault.Refused, "tasks.remain", "LW-38",
		"名下还有 {count} 项未办结任务，请先改派后再办理。", "{count} tasks are still to be concluded; give them to somebody else first.")
)

// Subscribe makes the room hear of lists that are issued or amended, which
// become tasks (LY-36), and of people who leave and units that close, which
// must not leave work behind.
func Subscribe(bus *jobs.Bus) {
	bus.Subscribe(goals.IssuedEvent, "tasks", listIssued)
	bus.Subscribe(goals.AmendedEvent, "tasks", itemAmended)
	bus.Subscribe(people.EventLeft, "tasks", personLeft)
	bus.Subscribe(org.EventUnitClosed, "tasks", unitClosed)
}

func listIssued(tx *store.Tx, e jobs.Event) error {
	id, err := ident.ParseID(e.Object)
	if err != nil {
		return err
	}
	l, err := goals.ListByID(tx, e.Zone, id)
	if err != nil {
		return err
	}
	book, err := rulesOf(tx, e.Zone)
	if err != nil {
		return err
	}
	for _, i := range l.Items {
		if err := follow(tx, book, l, i); err != nil {
			return err
		}
	}
	return nil
}

func itemAmended(tx *store.Tx, e jobs.Event) error {
	id, err := ident.ParseID(e.Object)
	if err != nil {
		return err
	}
	i, err := goals.ItemByID(tx, e.Zone, id)
	if err != nil {
		return err
	}
	l, err := goals.ListByID(tx, e.Zone, i.List)
	if err != nil {
		return err
	}
	book, err := rulesOf(tx, e.Zone)
	if err != nil {
		return err
	}
	return follow(tx, book, l, i)
}

// follow brings the task of an item's work up to date: a work that has none
// gets one, every other change is a change of it.
func follow(tx *store.Tx, book rulebook, l goals.List, i goals.Item) error {
	if !goodWeight(i.Weight) {
		return BadWeight.At("items[" + i.ID.String() + "].weight")
	}
	t, err := ByOrigin(tx, l.Zone, Subject{FromWork, i.Work})
	switch {
	case NoTask.Is(err) && i.Status == goals.Withdrawn:
		return nil
	case NoTask.Is(err):
		t, err = open(tx, book, fromItem(l, i, book.today))
	}
	if err != nil {
		return err
	}
	mine := Item{ID: i.ID, Task: t.ID, List: l.ID, ListNumber: l.Number, From: l.Month.First(), Until: l.EvaluateOn, DueOn: i.DueOn,
		Plan: one, Standing: i.Status == goals.Active}
	if i.Plan != nil {
		mine.Plan = *i.Plan
	}
	if err := keepItem(tx, l.Zone, mine); err != nil {
		return err
	}
	if err := planItem(tx, l.Zone, mine, "清单调整"); err != nil {
		return err
	}
	return t.take(tx, book, l, i)
}

// fromItem makes the task of a work that has none yet.
func fromItem(l goals.List, i goals.Item, today calendar.Date) Task {
	start := l.Month.First()
	if start.Before(today) {
		start = today
	}
	if start.After(i.DueOn) {
		start = i.DueOn
	}
	t := Task{Zone: l.Zone, Source: FromList, Origin: Subject{FromWork, i.Work}, StartOn: start, DueOn: i.DueOn, AssignedBy: l.IssuedBy}
	t.copy(l, i)
	return t
}

// copy takes over what an item says of its work.
func (t *Task) copy(l goals.List, i goals.Item) {
	t.Title, t.Detail, t.SourceText = i.Title, i.Measure, l.Number
	t.Plan, t.PlanUnit, t.Weight = i.Plan, i.PlanUnit, i.Weight.Trim()
	t.Lead, t.Unit, t.Person = i.Lead, i.Unit, i.Person
}

// take changes the task of a work after one of its items was issued, changed or
// withdrawn. A concluded task stays as it is, unless another list brings the
// work back: then it is open again.
func (t Task) take(tx *store.Tx, book rulebook, l goals.List, i goals.Item) error {
	items, err := ItemsOf(tx, t.Zone, t.ID)
	if err != nil {
		return err
	}
	due, standing := nextDue(items, book.today)
	before := t
	switch {
	case !standing && t.Ended():
		return nil
	case !standing:
		t.end(Withdrawn, book.today)
	case i.Status == goals.Withdrawn:
	case t.Ended() && !newest(items, i.ID):
		return nil
	default:
		if t.Ended() {
			t.Status, t.ClosedOn, t.ClaimedOn = Open, calendar.Date{}, calendar.Date{}
		}
		t.copy(l, i)
	}
	if standing && due != t.DueOn {
		t.move(due)
	}
	if t.same(before) {
		return nil
	}
	if err := t.changeTo(tx, book, before); err != nil {
		return err
	}
	return note(tx, t, "list", l.Number, map[string]any{"item": i.ID, "status": i.Status, "due_on": t.DueOn, "person": t.Person})
}

// newest reports whether the item is the one issued last: ids sort by time.
func newest(items []Item, id ident.ID) bool {
	last := slices.MaxFunc(items, func(a, b Item) int { return slices.Compare(a.ID[:], b.ID[:]) })
	return last.ID == id
}

// same reports whether nothing differs that a list can change.
func (t Task) same(b Task) bool {
	plans := t.Plan == nil && b.Plan == nil || t.Plan != nil && b.Plan != nil && t.Plan.Equal(*b.Plan)
	return plans && t.Title == b.Title && t.Detail == b.Detail && t.SourceText == b.SourceText && t.PlanUnit == b.PlanUnit &&
		t.Weight.Equal(b.Weight) && t.Lead == b.Lead && t.Unit == b.Unit && t.Person == b.Person && t.DueOn == b.DueOn && t.Status == b.Status
}

// changeTo writes a changed task with what follows: its class, its checkpoints,
// its duties and its plan.
func (t *Task) changeTo(tx *store.Tx, book rulebook, before Task) error {
	if !t.Ended() && (t.DueOn != before.DueOn || t.Difficult != before.Difficult || before.Ended()) {
		if err := t.reclass(tx, book); err != nil {
			return err
		}
	}
	if err := updateTask(tx, t); err != nil {
		return err
	}
	if t.Person != before.Person {
		if err := t.assignDuty(tx); err != nil {
			return err
		}
	}
	if t.Status == Withdrawn {
		if err := concludeOrders(tx, t.Zone, t.subject(), "任务已撤销", nil, book.today); err != nil {
			return err
		}
	}
	if !t.Planned().Equal(before.Planned()) || t.Person != before.Person || t.Unit != before.Unit || t.Status == Withdrawn || before.Status == Withdrawn {
		return replan(tx, *t, "任务变更")
	}
	return nil
}

// move gives the task another due day, which the scan has not looked at.
func (t *Task) move(due calendar.Date) {
	t.DueOn = due
	t.scanOn = calendar.Date{}
	if t.Status == Open {
		t.scanOn = due
	}
}

// end concludes the task one way or the other; nobody looks at it any more.
func (t *Task) end(status Status, today calendar.Date) {
	t.Status, t.ClosedOn = status, today
	t.CheckOn, t.scanOn = calendar.Date{}, calendar.Date{}
}

func personLeft(tx *store.Tx, e jobs.Event) error {
	id, err := ident.ParseID(e.Object)
	if err != nil {
		return err
	}
	return ownsNothing(tx, `SELECT COUNT(*) FROM tasks_task WHERE zone_id = $1 AND person_id = $2 AND status IN ('open', 'claimed')`, e.Zone, id)
}

func unitClosed(tx *store.Tx, e jobs.Event) error {
	u, ok := e.Data.(org.Unit)
	if !ok {
		return nil
	}
	return ownsNothing(tx, `SELECT COUNT(*) FROM tasks_task WHERE zone_id = $1 AND unit_id = $2 AND status IN ('open', 'claimed')`, u.Zone, u.ID)
}

func ownsNothing(tx *store.Tx, count string, zone int64, owner ident.ID) error {
	var n int64
	if err := tx.QueryRow(count, zone, owner).Scan(&n); err != nil || n == 0 {
		return err
	}
	return TasksRemain.New("count", n)
}
