package tasks_test

import (
	"testing"

	"github.com/jingkai-zone/jingkai/internal/domain/tasks"
	"github.com/jingkai-zone/jingkai/internal/store"
	"github.com/jingkai-zone/jingkai/internal/store/storetest"
)

// A task of ten months has ten checkpoints. One that nobody scored when the
// next one came is missed; it is neither zero nor in the average (LW-36).
func TestTenMonthsTenCheckpoints(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		z := newZone(t, db, clock, rules)
		for _, c := range [][2]string{{"2019-12-10", "2020-10-10"}, {"2019-12-02", "2020-09-30"}, {"2019-12-31", "2020-10-31"}} {
			a := z.create(func(in *tasks.Input) { in.StartOn, in.DueOn = day(c[0]), day(c[1]) })
			if a.Class != tasks.ClassB {
				t.Errorf("class %q", a.Class)
			}
			points := z.points(a)
			if len(points) != 10 || points[9].On != day(c[1]) {
				t.Errorf("%v: %d checkpoints, last on %s", c, len(points), points[len(points)-1].On)
			}
		}
		// 2 December to 2 March: three months, on 2 January, 2 February, 2 March.
		a := z.create(func(in *tasks.Input) { in.DueOn = day("2020-03-02") })
		points := z.points(a)
		if len(points) != 3 || points[0].On != day("2020-01-02") || points[0].Until != day("2020-02-01") || a.CheckOn != day("2020-01-02") {
			t.Fatalf("%+v", points)
		}
		score := func(n int, value string) error {
			_, err := try(z, z.superv, func(tx *store.Tx) (tasks.Task, error) {
				return tasks.Score(tx, points[n].ID, *dec(value), "进展正常")
			})
			return err
		}
		z.refused(score(0, "90"), tasks.CheckpointEarly)
		z.on("2020-01-02")
		z.refused(score(0, "100.5"), tasks.BadScore)
		if err := score(0, "90"); err != nil {
			t.Fatal(err)
		}
		z.refused(score(0, "95"), tasks.CheckpointScored)
		if got := z.task(a.ID); got.CheckOn != day("2020-02-02") {
			t.Errorf("next look %s", got.CheckOn)
		}
		// The second is skipped: on 2 March its time is over.
		z.on("2020-03-02")
		z.scan()
		z.refused(score(1, "80"), tasks.CheckpointMissed)
		if got := z.task(a.ID); got.CheckOn != day("2020-03-02") {
			t.Errorf("the look has not moved on: %s", got.CheckOn)
		}
		if err := score(2, "60"); err != nil {
			t.Fatal(err)
		}
		s := tasks.SeriesOf(z.points(a), day("2020-03-02"))
		// 2 December to 2 January judges 32 days, 3 February to 2 March 29:
		// (90 × 32 + 60 × 29) ÷ 61 = 4620 ÷ 61.
		if s.Points != 3 || s.Scored != 2 || s.Missed != 1 || s.Average == nil || s.Average.String() != "4620/61" {
			t.Errorf("%+v %v", s, s.Average)
		}
		if p := z.points(a)[1]; p.Score != nil || p.StandingOn(day("2020-03-02")) != tasks.Missed {
			t.Errorf("the skipped checkpoint: %+v", p)
		}
	})
}

// More time gives more checkpoints; those behind us stay.
func TestCheckpointsReachToTheNewDay(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		z := newZone(t, db, clock, rules)
		a := z.create(func(in *tasks.Input) { in.DueOn = day("2020-03-02") })
		z.on("2020-01-02")
		must(z, z.superv, func(tx *store.Tx) (tasks.Task, error) {
			return tasks.Score(tx, z.points(a)[0].ID, *dec("88"), "进展正常")
		})
		e := must(z, z.owner, func(tx *store.Tx) (tasks.Extension, error) {
			return tasks.AskExtension(tx, a.ID, day("2020-04-20"), "审批未下")
		})
		must(z, z.lead, func(tx *store.Tx) (tasks.Task, error) { return tasks.DecideExtension(tx, e.ID, true, "同意") })
		points := z.points(a)
		var days []string
		for _, p := range points {
			days = append(days, p.On.String())
		}
		want := []string{"2020-01-02", "2020-02-02", "2020-03-02", "2020-04-02", "2020-04-20"}
		if len(days) != len(want) {
			t.Fatalf("%v", days)
		}
		for i := range want {
			if days[i] != want[i] {
				t.Errorf("%v, want %v", days, want)
				break
			}
		}
		if points[0].Score == nil || points[0].Until != day("2020-02-01") || !points[4].Until.IsZero() {
			t.Errorf("%+v", points)
		}
	})
}

func (z *zone) points(t tasks.Task) []tasks.Checkpoint {
	z.t.Helper()
	return ask(z, func(r store.Reader) ([]tasks.Checkpoint, error) { return tasks.CheckpointsOf(r, z.id, t.ID) })
}
