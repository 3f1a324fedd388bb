package jobs_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/engine/jobs"
	"github.com/jingkai-zone/jingkai/internal/store"
	"github.com/jingkai-zone/jingkai/internal/store/storetest"
)

var (
	actor  = &ident.Actor{Account: ident.ID{9}, Person: ident.ID{1}, Zone: 7, Name: "测试甲"}
	refuse = fault.Define(fault.Refused, "jobs_test.refused", "", "不行。", "No.")
)

func write(ctx context.Context, db *store.DB, fn func(tx *store.Tx) error) error {
	return db.Write(ctx, actor, func(tx *store.Tx) error {
		tx.MarkRecorded()
		return fn(tx)
	})
}

func TestSubscribersRunInOrderAndInTheTransaction(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		bus := jobs.NewBus()
		ctx := jobs.With(context.Background(), bus)
		var heard []string
		for _, name := range []string{"board", "appraisal"} {
			bus.Subscribe("tasks.overdue", name, func(tx *store.Tx, e jobs.Event) error {
				heard = append(heard, name+":"+e.Object)
				_, err := store.NextNumber(tx, e.Zone, name)
				return err
			})
		}
		bus.Subscribe("tasks.closed", "refusing", func(*store.Tx, jobs.Event) error { return refuse.New() })
		err := write(ctx, db, func(tx *store.Tx) error {
			return jobs.Publish(tx, jobs.Event{Kind: "tasks.overdue", Zone: 7, Object: "tasks.task/1"})
		})
		if err != nil || !slices.Equal(heard, []string{"board:tasks.task/1", "appraisal:tasks.task/1"}) {
			t.Errorf("heard %v, %v", heard, err)
		}
		// A refusing subscriber takes the publisher's own writes back with it.
		err = write(ctx, db, func(tx *store.Tx) error {
			if err := jobs.Publish(tx, jobs.Event{Kind: "tasks.overdue", Zone: 7}); err != nil {
				return err
			}
			return jobs.Publish(tx, jobs.Event{Kind: "tasks.closed", Zone: 7})
		})
		if !refuse.Is(err) {
			t.Errorf("want the subscriber's refusal, got %v", err)
		}
		_ = write(ctx, db, func(tx *store.Tx) error {
			if n, err := store.NextNumber(tx, 7, "board"); n != 2 || err != nil {
				t.Errorf("counter at %d (%v): the refused command left something", n, err)
			}
			return nil
		})
		err = write(context.Background(), db, func(tx *store.Tx) error { return jobs.Publish(tx, jobs.Event{Kind: "x"}) })
		if !jobs.NoBus.Is(err) {
			t.Errorf("without a bus: %v", err)
		}
	})
}

func TestEventsInACircleAreRefused(t *testing.T) {
	db := storetest.Open(t, store.SQLite, &storetest.Clock{})
	bus := jobs.NewBus()
	again := func(tx *store.Tx, e jobs.Event) error { return jobs.Publish(tx, e) }
	bus.Subscribe("a", "a", again)
	ctx := jobs.With(context.Background(), bus)
	for range 2 { // the second time shows that the depth was taken back
		err := write(ctx, db, func(tx *store.Tx) error { return jobs.Publish(tx, jobs.Event{Kind: "a"}) })
		if !jobs.Circle.Is(err) {
			t.Errorf("want Circle, got %v", err)
		}
	}
	defer func() {
		if recover() == nil {
			t.Error("subscribing after the first event was accepted")
		}
	}()
	bus.Subscribe("b", "late", again)
}

func runner(t *testing.T, db *store.DB, declare func(r *jobs.Runner)) (context.Context, *jobs.Runner) {
	t.Helper()
	bus := jobs.NewBus()
	r, err := jobs.NewRunner(context.Background(), db, bus, jobs.Options{Poll: time.Second})
	if err != nil {
		t.Fatal(err)
	}
	declare(r)
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := r.Stop(ctx); err != nil {
			t.Errorf("stop: %v", err)
		}
	})
	return jobs.With(context.Background(), bus), r
}

type letter struct {
	N int `json:"n"`
}

// wait polls for a condition that background work brings about.
func wait(t *testing.T, what string, done func() bool) {
	t.Helper()
	for range 400 {
		if done() {
			return
		}
		time.Sleep(25 * time.Millisecond)
	}
	t.Fatalf("waited 10 s for %s", what)
}

// Committed jobs run, each once when nothing fails; jobs of rolled-back
// commands never run, also when they shared the writer's commit.
func TestJobsFollowTheirTransaction(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		var mu sync.Mutex
		ran := map[int]int{}
		ctx, r := runner(t, db, func(r *jobs.Runner) {
			jobs.Handle(r, "test.letter", func(ctx context.Context, job jobs.Job, l letter) error {
				mu.Lock()
				defer mu.Unlock()
				ran[l.N]++
				if job.Zone != 7 || job.Kind != "test.letter" {
					t.Errorf("job %+v", job)
				}
				return write(ctx, db, func(tx *store.Tx) error { _, err := store.NextNumber(tx, 7, "letters"); return err })
			})
		})
		if err := r.Start(context.Background()); err != nil {
			t.Fatal(err)
		}
		var wg sync.WaitGroup
		for n := range 40 {
			wg.Add(1)
			go func() {
				defer wg.Done()
				err := write(ctx, db, func(tx *store.Tx) error {
					if err := jobs.Enqueue(tx, 7, "test.letter", letter{n}); err != nil {
						return err
					}
					if n%4 == 0 {
						return refuse.New()
					}
					return nil
				})
				if (err != nil) != (n%4 == 0) {
					t.Errorf("%d: %v", n, err)
				}
			}()
		}
		wg.Wait()
		wait(t, "30 jobs", func() bool { mu.Lock(); defer mu.Unlock(); return len(ran) >= 30 })
		time.Sleep(100 * time.Millisecond)
		mu.Lock()
		defer mu.Unlock()
		for n, times := range ran {
			if n%4 == 0 || times != 1 {
				t.Errorf("job %d ran %d times", n, times)
			}
		}
	})
}

func TestJobsWakeWithoutPollingAndRetry(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		var tries, discarded atomic.Int64
		ctx, r := runner(t, db, func(r *jobs.Runner) {
			jobs.Handle(r, "test.flaky", func(context.Context, jobs.Job, letter) error {
				if tries.Add(1) == 1 {
					return errors.New("the neighbour does not answer")
				}
				return nil
			})
			jobs.Handle(r, "test.hopeless", func(context.Context, jobs.Job, letter) error {
				discarded.Add(1)
				return jobs.Discard(errors.New("never"))
			})
		})
		if err := r.Start(context.Background()); err != nil {
			t.Fatal(err)
		}
		time.Sleep(300 * time.Millisecond) // the first look at the queue is over
		begun := time.Now()
		err := write(ctx, db, func(tx *store.Tx) error {
			return errors.Join(jobs.Enqueue(tx, 7, "test.flaky", letter{}), jobs.Enqueue(tx, 7, "test.hopeless", letter{}))
		})
		if err != nil {
			t.Fatal(err)
		}
		wait(t, "first try", func() bool { return tries.Load() >= 1 })
		if took := time.Since(begun); took > 700*time.Millisecond {
			t.Errorf("woken after %v: that is polling", took)
		}
		wait(t, "retry", func() bool { return tries.Load() >= 2 })
		if discarded.Load() != 1 {
			t.Errorf("the hopeless job ran %d times", discarded.Load())
		}
		if err := write(ctx, db, func(tx *store.Tx) error { return jobs.Enqueue(tx, 7, "test.nobody", nil) }); !jobs.UnknownKind.Is(err) {
			t.Errorf("unknown kind: %v", err)
		}
	})
}

// A job enqueued before the process ended runs in the next one.
func TestJobsSurviveARestart(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		var ran atomic.Int64
		declare := func(r *jobs.Runner) {
			jobs.Handle(r, "test.letter", func(context.Context, jobs.Job, letter) error { ran.Add(1); return nil })
		}
		bus := jobs.NewBus()
		first, err := jobs.NewRunner(context.Background(), db, bus, jobs.Options{})
		if err != nil {
			t.Fatal(err)
		}
		declare(first)
		err = write(jobs.With(context.Background(), bus), db, func(tx *store.Tx) error { return jobs.Enqueue(tx, 7, "test.letter", letter{1}) })
		if err != nil {
			t.Fatal(err)
		}
		if err := first.Stop(context.Background()); err != nil {
			t.Fatal(err)
		}
		_, second := runner(t, db, declare)
		if err := second.Start(context.Background()); err != nil {
			t.Fatal(err)
		}
		wait(t, "the job of the process before", func() bool { return ran.Load() == 1 })
	})
}

func TestLoopsFollowTheInjectedClock(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		var runs []string
		fail := false
		_, r := runner(t, db, func(r *jobs.Runner) {
			r.Every("test.daily", 24*time.Hour, func(_ context.Context, now time.Time) error {
				runs = append(runs, now.Format("02 15h"))
				if fail {
					return errors.New("no luck")
				}
				return nil
			})
		})
		steps := []struct {
			after time.Duration
			fail  bool
			want  string // runs so far; the clock starts on the 2nd at 01h UTC
		}{
			{0, false, "[02 01h]"},
			{0, false, "[02 01h]"},
			{23 * time.Hour, false, "[02 01h]"},
			{time.Hour, true, "[02 01h 03 01h]"},                                  // due, fails
			{0, false, "[02 01h 03 01h 03 01h]"},                                  // and is tried again
			{10 * 24 * time.Hour, false, "[02 01h 03 01h 03 01h 13 01h]"},         // once, however late
			{-11 * 24 * time.Hour, false, "[02 01h 03 01h 03 01h 13 01h 02 01h]"}, // set back: due
		}
		for i, s := range steps {
			clock.Set(clock.Now().Add(s.after))
			fail = s.fail
			err := r.Tick(context.Background())
			if (err != nil) != s.fail {
				t.Errorf("step %d: %v", i, err)
			}
			if got := fmt.Sprint(runs); got != s.want {
				t.Errorf("step %d: %s, want %s", i, got, s.want)
			}
		}
	})
}

// Five processes share a loop: it runs once per interval, never twice at once.
func TestOneProcessRunsALoop(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		var inside, runs atomic.Int64
		var runners []*jobs.Runner
		for range 5 {
			_, r := runner(t, db, func(r *jobs.Runner) {
				r.Every("test.loop", time.Hour, func(context.Context, time.Time) error {
					if inside.Add(1) > 1 {
						t.Error("two processes in the loop at once")
					}
					time.Sleep(20 * time.Millisecond)
					inside.Add(-1)
					runs.Add(1)
					return nil
				})
			})
			runners = append(runners, r)
		}
		for hour := range 3 {
			var wg sync.WaitGroup
			for _, r := range runners {
				wg.Add(1)
				go func() {
					defer wg.Done()
					if err := r.Tick(context.Background()); err != nil {
						t.Error(err)
					}
				}()
			}
			wg.Wait()
			if n := runs.Load(); n != int64(hour+1) {
				t.Errorf("%d runs after %d hours", n, hour+1)
			}
			clock.Set(clock.Now().Add(time.Hour))
		}
	})
}

func TestAPanickingLoopDoesNotEndTheProgram(t *testing.T) {
	db := storetest.Open(t, store.SQLite, &storetest.Clock{})
	_, r := runner(t, db, func(r *jobs.Runner) {
		r.Every("test.panic", time.Hour, func(context.Context, time.Time) error { panic("oh") })
	})
	if err := r.Tick(context.Background()); err == nil || !strings.Contains(err.Error(), "panicked: oh") {
		t.Errorf("got %v", err)
	}
}

// A started runner notices a moved clock without being told within a second or
// two, and at once when woken.
func TestStartedLoopsWake(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		var runs atomic.Int64
		_, r := runner(t, db, func(r *jobs.Runner) {
			r.Every("test.loop", time.Hour, func(context.Context, time.Time) error { runs.Add(1); return nil })
		})
		if err := r.Start(context.Background()); err != nil {
			t.Fatal(err)
		}
		wait(t, "the first run", func() bool { return runs.Load() == 1 })
		time.Sleep(50 * time.Millisecond)
		clock.Set(clock.Now().Add(2 * time.Hour))
		r.Wake()
		begun := time.Now()
		wait(t, "the woken run", func() bool { return runs.Load() == 2 })
		if took := time.Since(begun); took > 500*time.Millisecond {
			t.Errorf("took %v", took)
		}
	})
}

func TestProgress(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		p, err := jobs.Begin(context.Background(), db, jobs.Task{Zone: 7, Kind: "exchange.import", TitleZH: "导入人员", TitleEN: "Import people",
			Total: 1000, StartedBy: actor.Account})
		if err != nil {
			t.Fatal(err)
		}
		task := func() (found jobs.Task) {
			t.Helper()
			if err := db.Read(context.Background(), func(r *store.Snapshot) (err error) { found, err = jobs.FindTask(r, 7, p.ID()); return err }); err != nil {
				t.Fatal(err)
			}
			return found
		}
		// 1000 steps in far less than a quarter of a second: at most a few are
		// written, the end always is.
		for range 1000 {
			p.Add(1)
		}
		if got := task(); got.State != jobs.Running || got.Done > 0 && got.Done == 1000 {
			t.Errorf("while running: %+v", got)
		}
		if err := p.End("files/1", nil); err != nil {
			t.Fatal(err)
		}
		p.Say("迟到", "late")
		if got := task(); got.State != jobs.Done || got.Done != 1000 || got.Result != "files/1" || got.MessageZH != "" {
			t.Errorf("after the end: %+v", got)
		}
		for _, c := range []struct {
			err  error
			want string
		}{{refuse.New(), "不行。"}, {errors.New("pq: password=secret"), "任务因程序错误中断，请联系系统管理员。"}} {
			clock.Set(clock.Now().Add(time.Second))
			if p, err = jobs.Begin(context.Background(), db, jobs.Task{Zone: 7, Kind: "exchange.import", TitleZH: "导入", TitleEN: "Import", StartedBy: actor.Account}); err != nil {
				t.Fatal(err)
			}
			if err := p.End("", c.err); err != nil {
				t.Fatal(err)
			}
			if got := task(); got.State != jobs.Failed || got.MessageZH != c.want {
				t.Errorf("failed: %+v", got)
			}
		}
		var seen []string
		for cursor := ""; ; {
			var page store.Page[jobs.Task]
			if err := db.Read(context.Background(), func(r *store.Snapshot) (err error) {
				page, err = jobs.Tasks(r, 7, actor.Account, cursor, 2)
				return err
			}); err != nil {
				t.Fatal(err)
			}
			for _, task := range page.Items {
				seen = append(seen, string(task.State))
			}
			if cursor = page.Next; cursor == "" {
				break
			}
		}
		if !slices.Equal(seen, []string{"failed", "failed", "done"}) {
			t.Errorf("task centre shows %v", seen)
		}
	})
}
