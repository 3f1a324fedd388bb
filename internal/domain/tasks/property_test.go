package tasks

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/exact"
)

func anyDay(t *rapid.T, name string) calendar.Date {
	return calendar.MustDate("2018-01-01").AddDays(rapid.IntRange(0, 1500).Draw(t, name))
}

// Whatever the rhythm and the span, the checkpoints judge every day of the task
// exactly once, in order, the last on the due day, and each can be scored until
// the day before the next.
func TestCheckpointsCoverTheTask(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		start := anyDay(t, "start")
		due := start.AddDays(rapid.IntRange(0, 1800).Draw(t, "days"))
		rhythm := rapid.SampledFrom([]Checkpoints{EveryWeek, EveryMonth, EveryQuarter}).Draw(t, "rhythm")
		points := checkpoints(rhythm, start, due)
		from := start
		for i, p := range points {
			if p.From != from || p.On.Before(p.From) {
				t.Fatalf("point %d judges %s to %s, expected from %s", i, p.From, p.On, from)
			}
			if last := i == len(points)-1; last != p.Until.IsZero() || !last && p.Until.AddDays(1) != points[i+1].On {
				t.Fatalf("point %d can be scored until %s", i, p.Until)
			}
			from = p.On.AddDays(1)
		}
		if len(points) == 0 || points[len(points)-1].On != due {
			t.Fatalf("%d points, due %s", len(points), due)
		}
	})
}

// The average of checkpoints lies between the lowest and the highest score, and
// missed ones do not move it.
func TestMissedCheckpointsDoNotMoveTheAverage(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		start := anyDay(t, "start")
		points := checkpoints(EveryMonth, start, start.AddDays(rapid.IntRange(90, 900).Draw(t, "days")))
		low, high, scored := exact.Int(100), exact.Int(0), 0
		for i := range points {
			if !rapid.Bool().Draw(t, "scored") {
				continue
			}
			score := exact.Int(int64(rapid.IntRange(0, 100).Draw(t, "score")))
			points[i].Score = &score
			if scored++; score.Cmp(low) < 0 {
				low = score
			}
			if score.Cmp(high) > 0 {
				high = score
			}
		}
		end := points[len(points)-1].On.AddDays(1)
		s := SeriesOf(points, end)
		if s.Scored != scored || (s.Average == nil) != (scored == 0) {
			t.Fatalf("%+v, %d scored", s, scored)
		}
		if s.Average == nil {
			return
		}
		if s.Average.Cmp(low.Ratio()) < 0 || s.Average.Cmp(high.Ratio()) > 0 {
			t.Fatalf("average %s outside %s to %s", s.Average, low, high)
		}
		var only []Checkpoint
		for _, p := range points {
			if p.Score != nil {
				only = append(only, p)
			}
		}
		if again := SeriesOf(only, end); !again.Average.Equal(*s.Average) {
			t.Fatalf("without the missed ones %s, with them %s", again.Average, s.Average)
		}
	})
}

// A task has a class exactly when nothing that matters is unset, class A goes
// before B, and every class has its grounds.
func TestClassesAreDetermined(t *testing.T) {
	cal := calendar.Builtin()
	rapid.Check(t, func(t *rapid.T) {
		var s Scheme
		if rapid.Bool().Draw(t, "sources set") {
			s.Immediate.Sources = []Source{FromSuperior}
		}
		if rapid.Bool().Draw(t, "within set") {
			s.Immediate.Within = ptr(calendar.MustBudget("5d"))
		}
		if rapid.Bool().Draw(t, "span set") {
			s.Constant.SpanMonths = ptr(int64(3))
		}
		if rapid.Bool().Draw(t, "difficult set") {
			s.Constant.Difficult = ptr(true)
		}
		start := anyDay(t, "start")
		task := Task{Source: rapid.SampledFrom([]Source{FromSuperior, FromUnit}).Draw(t, "source"), StartOn: start,
			DueOn: start.AddDays(rapid.IntRange(0, 200).Draw(t, "days")), Difficult: rapid.Bool().Draw(t, "difficult")}
		c := classify(s, cal, task)
		if (c.class == NoClass) != (len(c.unset) > 0) || (c.class == NoClass) != (len(c.grounds) == 0) {
			t.Fatalf("%+v", c)
		}
		everything := s.Immediate.Sources != nil && s.Immediate.Within != nil && s.Constant.SpanMonths != nil && s.Constant.Difficult != nil
		if everything && c.class == NoClass || c.class == ClassC && !everything {
			t.Fatalf("all rules set: %v, class %q", everything, c.class)
		}
		superior := s.Immediate.Sources != nil && task.Source == FromSuperior
		soon := s.Immediate.Within != nil && task.DueOn.Sub(start) <= 5
		if (c.class == ClassA) != (superior || soon) {
			t.Fatalf("class %q of %+v", c.class, task)
		}
	})
}

// The due day of a task with several items is one of theirs, and one that has
// not passed whenever there is any.
func TestNextDueIsOneOfTheItems(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		today := calendar.MustDate("2020-01-15")
		var items []Item
		ahead, any := false, false
		for range rapid.IntRange(0, 6).Draw(t, "items") {
			i := Item{DueOn: today.AddDays(rapid.IntRange(-60, 60).Draw(t, "due")), Standing: rapid.Bool().Draw(t, "standing")}
			items = append(items, i)
			any = any || i.Standing
			ahead = ahead || i.Standing && !i.DueOn.Before(today)
		}
		due, ok := nextDue(items, today)
		if ok != any || ok && due.Before(today) == ahead {
			t.Fatalf("%s %v of %v", due, ok, items)
		}
		for _, i := range items {
			if !i.Standing || !ok {
				continue
			}
			if !i.DueOn.Before(today) && i.DueOn.Before(due) || due.Before(today) && i.DueOn.After(due) {
				t.Fatalf("%s is not the one of %v", due, items)
			}
		}
	})
}
