package jobs

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"

	"github.com/jingkai-zone/jingkai/internal/store"
)

// work is the one kind of job the library sees; which handler it is for is
// ours to know.
type work struct {
	Job  string          `json:"job"`
	Zone int64           `json:"zone"`
	Args json.RawMessage `json:"args"`
}

// Kind names the job to the library.
func (work) Kind() string { return "jingkai" }

// queue is the library's client behind either driver.
type queue struct {
	start  func(context.Context) error
	stop   func(context.Context) error
	insert func(ctx context.Context, native any, w work, o *river.InsertOpts) error
	wake   func() // after a commit that enqueued
}

func openQueue(ctx context.Context, db *store.DB, r *Runner) (queue, error) {
	if db.Engine() == store.Postgres {
		pool, err := db.QueuePool()
		if err != nil {
			return queue{}, err
		}
		// LISTEN and NOTIFY wake every process; nobody needs to be told here.
		return newQueue[pgx.Tx](ctx, riverpgxv5.New(pool), r, func() {})
	}
	own, err := db.QueueSQLite()
	if err != nil {
		return queue{}, err
	}
	driver := &bellDriver{Driver: riversqlite.New(own), bell: make(chan struct{}, 1)}
	q, err := newQueue[*sql.Tx](ctx, driver, r, driver.ring)
	if err != nil {
		return queue{}, errors.Join(err, own.Close())
	}
	stop := q.stop
	q.stop = func(ctx context.Context) error { return errors.Join(stop(ctx), own.Close()) }
	return q, nil
}

func newQueue[T any](ctx context.Context, driver riverdriver.Driver[T], r *Runner, wake func()) (queue, error) {
	log := slog.New(quiet{r.options.Log.Handler()})
	migrator, err := rivermigrate.New(driver, &rivermigrate.Config{Logger: log})
	if err != nil {
		return queue{}, err
	}
	if _, err := migrator.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return queue{}, err
	}
	workers := river.NewWorkers()
	river.AddWorker(workers, river.WorkFunc(r.run))
	client, err := river.NewClient(driver, &river.Config{
		Queues:            map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: r.options.Workers}},
		Workers:           workers,
		FetchPollInterval: r.options.Poll,
		FetchCooldown:     20 * time.Millisecond,
		JobTimeout:        10 * time.Minute,
		Logger:            log,
	})
	if err != nil {
		return queue{}, err
	}
	started := false
	return queue{
		start: func(ctx context.Context) error { started = true; return client.Start(ctx) },
		stop: func(ctx context.Context) error {
			if !started {
				return nil
			}
			err := client.Stop(ctx)
			if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
				return client.StopAndCancel(context.WithoutCancel(ctx))
			}
			return err
		},
		insert: func(ctx context.Context, native any, w work, o *river.InsertOpts) error {
			tx, ok := native.(T)
			if !ok {
				return fmt.Errorf("the transaction is a %T", native)
			}
			_, err := client.InsertTx(ctx, tx, w, o)
			return err
		},
		wake: wake,
	}, nil
}

// quiet lets only what an operator must know through to the log: the library
// reports its routine at lower levels.
type quiet struct{ slog.Handler }

// Enabled keeps warnings and errors.
func (q quiet) Enabled(ctx context.Context, level slog.Level) bool {
	return level >= slog.LevelWarn && q.Handler.Enabled(ctx, level)
}

// WithAttrs keeps the threshold on derived loggers.
func (q quiet) WithAttrs(attrs []slog.Attr) slog.Handler { return quiet{q.Handler.WithAttrs(attrs)} }

// WithGroup keeps the threshold on derived loggers.
func (q quiet) WithGroup(name string) slog.Handler { return quiet{q.Handler.WithGroup(name)} }

// bellDriver is the library's SQLite driver with another way of waking up:
// instead of asking a table of notifications twenty times a second, the
// process that committed a job rings.
type bellDriver struct {
	*riversqlite.Driver
	bell chan struct{}
}

func (d *bellDriver) ring() {
	select {
	case d.bell <- struct{}{}:
	default: // it rings already
	}
}

// GetListener gives the listener that hears the bell.
func (d *bellDriver) GetListener(*riverdriver.GetListenenerParams) riverdriver.Listener {
	return &bellListener{d.bell}
}

// bellListener turns the bell into the library's notification of new jobs.
type bellListener struct{ bell chan struct{} }

// Close has nothing to release.
func (*bellListener) Close(context.Context) error { return nil }

// Connect has nothing to open.
func (*bellListener) Connect(context.Context) error { return nil }

// Listen accepts every topic; only new jobs are ever announced.
func (*bellListener) Listen(context.Context, string) error { return nil }

// Ping always succeeds.
func (*bellListener) Ping(context.Context) error { return nil }

// Schema is none on SQLite.
func (*bellListener) Schema() string { return "" }

// SetAfterConnectExec is for the library's own tests.
func (*bellListener) SetAfterConnectExec(string) {}

// Unlisten has nothing to release.
func (*bellListener) Unlisten(context.Context, string) error { return nil }

// WaitForNotification waits for the bell.
func (l *bellListener) WaitForNotification(ctx context.Context) (*riverdriver.Notification, error) {
	select {
	case <-l.bell:
		return &riverdriver.Notification{Topic: "river_insert", Payload: `{"queue":"` + river.QueueDefault + `"}`}, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
