package tasks

import (
	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/domain/goals"
	"github.com/jingkai-zone/jingkai/internal/engine/measure"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// The measures of the room. Plan and actual are in the unit of the task's plan,
// or shares of 1 where the plan is not a number; they are compared with each
// other, never added across tasks of different units.
var (
	MeasurePlan = measure.Define(measure.Measure{Name: "task.plan", TitleZH: "任务计划", TitleEN: "Planned work", Unit: "计划单位",
		Aggregation: measure.Sum, Source: measure.FromWork})
	MeasureActual = measure.Define(measure.Measure{Name: "task.actual", TitleZH: "任务完成", TitleEN: "Work done", Unit: "计划单位",
		Aggregation: measure.Sum, Source: measure.FromReport})
	MeasureOverdue = measure.Define(measure.Measure{Name: "task.overdue", TitleZH: "逾期督办", TitleEN: "Due days missed", Unit: "次",
		Aggregation: measure.Sum, Source: measure.FromWork})
	MeasureService = measure.Define(measure.Measure{Name: "service.rating", TitleZH: "服务评分", TitleEN: "Rating of service", Unit: "分",
		Aggregation: measure.Mean, Source: measure.FromReport})
	MeasureResponse = measure.Define(measure.Measure{Name: "response.rating", TitleZH: "反响评分", TitleEN: "Rating of response", Unit: "分",
		Aggregation: measure.Mean, Source: measure.FromReport})
)

// The kinds of subjects that the room's facts are about.
const (
	ItemSubject   = "item"
	TaskSubject   = "task"
	UnitSubject   = "unit"
	PersonSubject = "person"
)

// Refusals of facts.
var (
	NotReportable = fault.Define(fault.Refused, "tasks.fact.not_reportable", "LY-38",
		"该指标由业务办理自动产生，不能填报。", "Facts of this measure are left by the work itself and cannot be reported.")
	BadRating = fault.Define(fault.Invalid, "tasks.fact.rating", "LY-38",
		"评分须为 0–100。", "A rating is from 0 to 100.")
)

// subjects names whom a fact about the task concerns; more are added before.
func (t Task) subjects(more ...measure.Subject) []measure.Subject {
	out := append(more, measure.Subject{Kind: TaskSubject, ID: t.ID.String()})
	if !t.Unit.IsZero() {
		out = append(out, measure.Subject{Kind: UnitSubject, ID: t.Unit.String()})
	}
	if !t.Person.IsZero() {
		out = append(out, measure.Subject{Kind: PersonSubject, ID: t.Person.String()})
	}
	return out
}

// plan records what the task is to achieve.
func plan(tx *store.Tx, t Task) error {
	_, err := measure.RecordIn(tx, measure.Fact{Zone: t.Zone, Measure: MeasurePlan, Subjects: t.subjects(),
		Day: calendar.DateOf(tx.Now()), Value: t.Planned(), Source: t.object() + "/plan", Note: t.PlanUnit})
	return err
}

// missed records a due day that passed: it counts in what the unit and the
// person are judged by (LW-37).
func missed(tx *store.Tx, t Task, o Order) error {
	_, err := measure.RecordIn(tx, measure.Fact{Zone: t.Zone, Measure: MeasureOverdue, Subjects: t.subjects(), Day: o.OpenedOn, Value: one,
		Source: o.object(), Note: o.Number})
	return err
}

// replan takes the recorded plan back and records the present one.
func replan(tx *store.Tx, t Task, reason string) error {
	if _, err := measure.ReverseSource(tx, t.Zone, t.object()+"/plan", reason); err != nil {
		return err
	}
	if t.Status == Withdrawn {
		return nil
	}
	return plan(tx, t)
}

// planItem records what an item of a list plans, after taking back what it
// planned before. Items are subjects of their own: the unit's plan counts a
// work once, in however many lists it stands.
func planItem(tx *store.Tx, zone int64, i Item, reason string) error {
	source := "goals.item/" + i.ID.String()
	if _, err := measure.ReverseSource(tx, zone, source, reason); err != nil || !i.Standing {
		return err
	}
	_, err := measure.RecordIn(tx, measure.Fact{Zone: zone, Measure: MeasurePlan, Subjects: []measure.Subject{{Kind: ItemSubject, ID: i.ID.String()}},
		Day: calendar.DateOf(tx.Now()), Value: i.Plan, Source: source})
	return err
}

// achieve records what was done on the fact's day: an increment for the task,
// its unit and its person, and the state of the work for each item whose time
// it is, which the board reads (goals.ItemActual). Both wait for verification
// unless the fact names who verified it.
func achieve(tx *store.Tx, t Task, f measure.Fact) error {
	items, err := ItemsOf(tx, t.Zone, t.ID)
	if err != nil {
		return err
	}
	var about []measure.Subject
	for _, i := range concerned(items, f.Day) {
		subject := measure.Subject{Kind: ItemSubject, ID: i.ID.String()}
		about = append(about, subject)
		i.Done = i.Done.Add(f.Value).Trim()
		if err := doneOfItem(tx, t.Zone, i); err != nil {
			return err
		}
		state := f
		state.Zone, state.Measure, state.Subjects, state.Value = t.Zone, goals.ItemActual, []measure.Subject{subject}, i.Done
		if _, err := measure.RecordIn(tx, state); err != nil {
			return err
		}
	}
	f.Zone, f.Measure, f.Subjects = t.Zone, MeasureActual, t.subjects(about...)
	_, err = measure.RecordIn(tx, f)
	return err
}

// verify makes the facts of one record count, on the word of the actor.
func verify(tx *store.Tx, zone int64, source string) error {
	facts, err := measure.BySource(tx, zone, source)
	if err != nil {
		return err
	}
	for _, f := range facts {
		if !f.Pending() {
			continue
		}
		if err := measure.VerifyIn(tx, zone, f.ID); err != nil {
			return err
		}
	}
	return nil
}

// RecordFact enters a fact that an office reports, such as a rating of service
// or response (LY-38). It counts once another person has verified it
// (measure.Verify). Measures that the work leaves by itself are refused.
func RecordFact(tx *store.Tx, f measure.Fact) (ident.ID, error) {
	m, ok := measure.Lookup(f.Measure)
	switch {
	case !ok:
		return ident.ID{}, measure.Unknown.At("measure")
	case m.Source != measure.FromReport || m.Name == MeasureActual:
		return ident.ID{}, NotReportable.At("measure")
	case (m.Name == MeasureService || m.Name == MeasureResponse) && (f.Value.Sign() < 0 || f.Value.Cmp(hundred) > 0):
		return ident.ID{}, BadRating.At("value")
	}
	f.Zone = tx.Actor().Zone
	return measure.Record(tx, f)
}
