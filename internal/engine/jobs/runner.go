package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/riverqueue/river"

	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// Options say how a runner works. The zero value suits a server.
type Options struct {
	Workers int           // jobs at the same time; 0 means 8
	Poll    time.Duration // how often the queue is looked at when nothing woke it, at least 1 s; 0 means 2 s
	Log     *slog.Logger  // nil: warnings and errors to the default logger
}

// Runner works the queue and the loops of one process.
type Runner struct {
	db       *store.DB
	bus      *Bus
	options  Options
	handlers map[string]handler
	loops    []*loop
	queue    queue
	process  string // who we are in leases

	mu      sync.Mutex
	started bool
	cancel  context.CancelFunc
	running sync.WaitGroup
}

// Job is one run of background work.
type Job struct {
	Zone    int64
	Kind    string
	Attempt int  // 1 on the first run
	Last    bool // no further attempt follows when this one fails
}

type handler func(ctx context.Context, job Job, args []byte) error

// NewRunner prepares the queue's tables and becomes the runner behind the bus.
// Declare handlers and loops, then [Runner.Start]; jobs can be enqueued before.
func NewRunner(ctx context.Context, db *store.DB, bus *Bus, options Options) (*Runner, error) {
	if options.Workers == 0 {
		options.Workers = 8
	}
	options.Poll = max(options.Poll, time.Second)
	if options.Log == nil {
		options.Log = slog.Default()
	}
	r := &Runner{db: db, bus: bus, options: options, handlers: map[string]handler{}, process: ident.NewID(time.Now()).String()}
	var err error
	if r.queue, err = openQueue(ctx, db, r); err != nil {
		return nil, fmt.Errorf("jobs: queue: %w", err)
	}
	r.Every("jobs.tasks", 24*time.Hour, r.forgetTasks)
	bus.mu.Lock()
	bus.runner = r
	bus.mu.Unlock()
	return r, nil
}

// Handle declares who does a kind of background work. fn gets the arguments
// that were enqueued and a context with the bus; it opens its own
// transactions. An error is tried again later unless it is [Discard] or
// [Later]; a job may run more than once and must bear it. Declaring a kind
// twice, or after the start, panics.
func Handle[T any](r *Runner, kind string, fn func(ctx context.Context, job Job, args T) error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, twice := r.handlers[kind]; twice || r.started {
		panic("jobs: handler of " + kind + " is declared twice or after the start")
	}
	r.handlers[kind] = func(ctx context.Context, job Job, raw []byte) error {
		var args T
		if err := json.Unmarshal(raw, &args); err != nil {
			return Discard(fmt.Errorf("arguments of %s: %w", kind, err))
		}
		return fn(ctx, job, args)
	}
}

// Discard marks an error after which trying again is useless.
func Discard(err error) error { return river.JobCancel(err) }

// Later makes a job run again after d without counting as a failed attempt.
func Later(d time.Duration) error { return river.JobSnooze(d) }

// Option changes how one job is enqueued.
type Option func(tx *store.Tx, o *river.InsertOpts)

// At lets a job begin no earlier than an instant of the injected clock; the
// pause is then waited out by the machine's clock.
func At(t time.Time) Option {
	return func(tx *store.Tx, o *river.InsertOpts) {
		if wait := t.Sub(tx.Now()); wait > 0 {
			o.ScheduledAt = time.Now().Add(wait)
		}
	}
}

// Attempts sets how often a job is tried in all; the default is 12, which
// spans about half a day.
func Attempts(n int) Option {
	return func(_ *store.Tx, o *river.InsertOpts) { o.MaxAttempts = n }
}

const defaultAttempts = 12

// Enqueue writes a job into the transaction; it runs after the commit, and
// not at all when the transaction is rolled back. args must survive JSON, and
// must hold record ids rather than personal data.
func Enqueue(tx *store.Tx, zone int64, kind string, args any, options ...Option) error {
	bus, err := busOf(tx)
	if err != nil {
		return err
	}
	bus.mu.RLock()
	r := bus.runner
	bus.mu.RUnlock()
	if r == nil {
		return NoRunner.New()
	}
	if !r.handles(kind) {
		return UnknownKind.New()
	}
	raw, err := json.Marshal(args)
	if err != nil {
		return err
	}
	opts := &river.InsertOpts{MaxAttempts: defaultAttempts}
	for _, o := range options {
		o(tx, opts)
	}
	if err := r.queue.insert(tx.Context(), tx.Native(), work{Job: kind, Zone: zone, Args: raw}, opts); err != nil {
		return fmt.Errorf("jobs: enqueue %s: %w", kind, err)
	}
	tx.OnCommit(r.queue.wake)
	return nil
}

// run is what the queue calls for each job.
func (r *Runner) run(ctx context.Context, j *river.Job[work]) (err error) {
	fn, ok := r.handlers[j.Args.Job]
	if !ok {
		return UnknownKind.New() // an older program's queue: the next version may know it
	}
	job := Job{Zone: j.Args.Zone, Kind: j.Args.Job, Attempt: j.Attempt, Last: j.Attempt >= j.MaxAttempts}
	err = fn(With(ctx, r.bus), job, j.Args.Args)
	var snooze *river.JobSnoozeError
	if err != nil && !errors.As(err, &snooze) {
		r.options.Log.Warn("job failed", "kind", job.Kind, "zone", job.Zone, "attempt", job.Attempt, "last", job.Last, "err", err)
	}
	return err
}

// Start begins to work the queue and the loops until Stop.
func (r *Runner) Start(ctx context.Context) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.started {
		return errors.New("jobs: started twice")
	}
	r.started = true
	ctx, r.cancel = context.WithCancel(With(context.WithoutCancel(ctx), r.bus))
	if err := r.queue.start(ctx); err != nil {
		r.cancel()
		return fmt.Errorf("jobs: start: %w", err)
	}
	for _, l := range r.loops {
		r.running.Add(1)
		go r.keep(ctx, l)
	}
	return nil
}

// Stop lets running jobs and loops finish until ctx ends, then cancels them.
// Jobs that were cut off run again after the next start. Close the database
// after it, not before.
func (r *Runner) Stop(ctx context.Context) error {
	r.mu.Lock()
	started, cancel := r.started, r.cancel
	r.mu.Unlock()
	if !started {
		return r.queue.stop(ctx)
	}
	err := r.queue.stop(ctx)
	for _, l := range r.loops {
		l.stopOnce()
	}
	done := make(chan struct{})
	go func() {
		r.running.Wait()
		close(done)
	}()
	select {
	case <-done:
	case <-ctx.Done():
	}
	cancel()
	<-done
	return err
}
