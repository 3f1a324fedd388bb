package jobs

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"time"

	"github.com/jingkai-zone/jingkai/internal/store"
)

const (
	// look is how often a loop compares the injected clock with its interval.
	look = time.Second
	// leaseTime is how long a process that died keeps others from a loop.
	leaseTime = 30 * time.Second
	// maxPause bounds the pause after a failed run.
	maxPause = 30 * time.Second
)

// loop is scheduled work.
type loop struct {
	name     string
	interval time.Duration
	fn       func(ctx context.Context, now time.Time) error
	wake     chan struct{}
	stop     chan struct{}
	stopped  sync.Once

	mu     sync.Mutex // held while it runs
	last   time.Time  // injected clock: the last run this process knows of
	paused time.Time  // machine's clock: no try before, after a failure
}

func (l *loop) stopOnce() { l.stopped.Do(func() { close(l.stop) }) }

// Every declares work that is due each interval of the injected clock, in one
// process at a time. fn gets the instant of the run and does everything that
// became due until then, however long ago the last run was. A failed run is
// tried again after a pause. Declare loops before the start.
func (r *Runner) Every(name string, interval time.Duration, fn func(ctx context.Context, now time.Time) error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.started || interval <= 0 {
		panic("jobs: loop " + name + " needs an interval and must be declared before the start")
	}
	for _, l := range r.loops {
		if l.name == name {
			panic("jobs: loop " + name + " is declared twice")
		}
	}
	r.loops = append(r.loops, &loop{name: name, interval: interval, fn: fn, wake: make(chan struct{}, 1), stop: make(chan struct{})})
}

// Wake makes every loop look at the clock now: call it after moving the clock.
func (r *Runner) Wake() {
	for _, l := range r.loops {
		select {
		case l.wake <- struct{}{}:
		default: // it is awake already
		}
	}
}

// Tick runs every loop that is due and returns when they are done, with what
// failed. It needs no started runner: a moved clock, a story or a test can
// settle everything before it goes on.
func (r *Runner) Tick(ctx context.Context) error {
	ctx = With(ctx, r.bus)
	var errs []error
	for _, l := range r.loops {
		l.mu.Lock()
		l.paused = time.Time{}
		l.mu.Unlock()
		errs = append(errs, r.runDue(ctx, l))
	}
	return errors.Join(errs...)
}

// keep looks at one loop until it is stopped.
func (r *Runner) keep(ctx context.Context, l *loop) {
	defer r.running.Done()
	ticker := time.NewTicker(look)
	defer ticker.Stop()
	for {
		if err := r.runDue(ctx, l); err != nil {
			r.options.Log.Error("loop failed", "loop", l.name, "err", err)
		}
		select {
		case <-ticker.C:
		case <-l.wake:
		case <-l.stop:
			return
		case <-ctx.Done():
			return
		}
	}
}

// runDue runs the loop if it is due and no other process has it.
func (r *Runner) runDue(ctx context.Context, l *loop) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := r.db.Now()
	// A clock set back (a demonstration started anew) makes it due as well.
	if since := now.Sub(l.last); !l.last.IsZero() && since >= 0 && since < l.interval || time.Now().Before(l.paused) {
		return nil
	}
	ours, err := r.takeLease(ctx, l, now)
	if err != nil || !ours {
		return err
	}
	run, cancel := context.WithCancel(ctx)
	renewed := make(chan struct{})
	go func() {
		defer close(renewed)
		r.renewLease(run, cancel, l)
	}()
	err = protect(func() error { return l.fn(run, now) })
	cancel()
	<-renewed
	if err != nil {
		err = fmt.Errorf("loop %s: %w", l.name, err)
		l.paused = time.Now().Add(min(l.interval, maxPause))
		return errors.Join(err, r.returnLease(ctx, l, time.Time{}))
	}
	l.last = now
	return r.returnLease(ctx, l, now)
}

// protect keeps a panicking loop from ending the program.
func protect(fn func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panicked: %v\n%s", p, debug.Stack())
		}
	}()
	return fn()
}

const (
	// $4 is the machine's clock: a lease nobody renewed is free. $6 and $7 are
	// the injected clock: due since an interval ago, or set back.
	takeLease = `INSERT INTO jobs_lease (zone_id, name, holder, until, last_run) VALUES (0, $1, $2, $3, 0)
		ON CONFLICT (zone_id, name) DO UPDATE SET holder = excluded.holder, until = excluded.until
		WHERE (jobs_lease.until < $4 OR jobs_lease.holder = $5) AND (jobs_lease.last_run <= $6 OR jobs_lease.last_run > $7)`

	readLease = `SELECT last_run FROM jobs_lease WHERE zone_id = 0 AND name = $1`

	renewLease = `UPDATE jobs_lease SET until = $3 WHERE zone_id = 0 AND name = $1 AND holder = $2`

	returnLease = `UPDATE jobs_lease SET until = 0, last_run = CASE WHEN CAST($3 AS BIGINT) IS NULL THEN last_run ELSE $3 END
		WHERE zone_id = 0 AND name = $1 AND holder = $2`
)

func (r *Runner) takeLease(ctx context.Context, l *loop, now time.Time) (ours bool, err error) {
	err = r.db.Maintain(ctx, "jobs", func(tx *store.Tx) error {
		machine := time.Now()
		n, err := tx.Exec(takeLease, l.name, r.process, machine.Add(leaseTime), machine, r.process, now.Add(-l.interval), now)
		ours = n == 1
		if err != nil || ours {
			return err
		}
		// Another process ran it, or runs it: remember when.
		return tx.QueryRow(readLease, l.name).Scan(&l.last)
	})
	return ours, err
}

// renewLease keeps the lease while the loop runs, and stops the loop when the
// lease is lost.
func (r *Runner) renewLease(ctx context.Context, lost context.CancelFunc, l *loop) {
	ticker := time.NewTicker(leaseTime / 3)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		err := r.db.Maintain(ctx, "jobs", func(tx *store.Tx) error {
			n, err := tx.Exec(renewLease, l.name, r.process, time.Now().Add(leaseTime))
			if err == nil && n == 0 {
				lost()
			}
			return err
		})
		if err != nil && ctx.Err() == nil {
			r.options.Log.Error("lease not renewed", "loop", l.name, "err", err)
		}
	}
}

func (r *Runner) returnLease(ctx context.Context, l *loop, ran time.Time) error {
	return r.db.Maintain(context.WithoutCancel(ctx), "jobs", func(tx *store.Tx) error {
		_, err := tx.Exec(returnLease, l.name, r.process, ran)
		return err
	})
}
