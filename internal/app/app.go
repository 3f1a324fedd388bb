package app

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/config"
	"github.com/jingkai-zone/jingkai/internal/base/merklelog"
	"github.com/jingkai-zone/jingkai/internal/domain/account"
	"github.com/jingkai-zone/jingkai/internal/edge/api"
	"github.com/jingkai-zone/jingkai/internal/edge/web"
	"github.com/jingkai-zone/jingkai/internal/engine/access"
	"github.com/jingkai-zone/jingkai/internal/engine/files"
	"github.com/jingkai-zone/jingkai/internal/engine/jobs"
	"github.com/jingkai-zone/jingkai/internal/engine/ledger"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// Config is how one running program is put together.
type Config struct {
	config.Config
	Demo  bool           // one-click logins; the clock must be a [calendar.Movable]
	Clock calendar.Clock // nil means the machine's
	World World          // what an empty database is filled with
	Log   *slog.Logger   // nil means the default
}

// App is the running house.
type App struct {
	cfg      Config
	db       *store.DB
	ledger   *ledger.Engine
	runner   *jobs.Runner
	bus      *jobs.Bus
	accounts *account.Service
	api      *api.Server
	handler  http.Handler
	demo     *demo    // what is played in a demonstration; nil elsewhere
	metrics  *metrics // nil unless an address for them is set
	stop     context.CancelFunc
	stopped  chan error
}

// Start opens the data, brings it up to date, fills an empty database with the
// world asked for, and begins the background work. It listens to nothing;
// [App.Handler] answers requests.
func Start(ctx context.Context, cfg Config) (_ *App, err error) {
	if cfg.Clock == nil {
		cfg.Clock = calendar.System{}
	}
	if cfg.Log == nil {
		cfg.Log = slog.Default()
	}
	a := &App{cfg: cfg, bus: jobs.NewBus(), stopped: make(chan error, 1)}
	defer func() {
		if err != nil {
			err = errors.Join(err, a.Close(context.WithoutCancel(ctx)))
		}
	}()
	a.db, err = store.Open(ctx, store.Config{URL: cfg.DB, Path: filepath.Join(cfg.Data, "jingkai.db"), Clock: cfg.Clock})
	if err != nil {
		return nil, err
	}
	a.ledger, err = ledger.Open(ctx, a.db, ledger.Options{Dir: cfg.Data, Suite: merklelog.Suite(cfg.LedgerSuite), Log: cfg.Log})
	if err != nil {
		return nil, err
	}
	if err := a.keepTime(ctx); err != nil {
		return nil, err
	}
	engine, err := access.New()
	if err != nil {
		return nil, err
	}
	key, err := secret(filepath.Join(cfg.Data, "keys", "account.key"))
	if err != nil {
		return nil, err
	}
	a.accounts, err = account.New(a.db, account.Config{Demo: cfg.Demo, Key: key, Idle: cfg.IdleTimeout, Absolute: cfg.SessionTimeout})
	if err != nil {
		return nil, err
	}
	a.runner, err = jobs.NewRunner(ctx, a.db, a.bus, jobs.Options{Log: cfg.Log})
	if err != nil {
		return nil, err
	}
	folder, err := files.OpenFolder(cfg.Data)
	if err != nil {
		return nil, err
	}
	if cfg.Metrics != "" {
		a.metrics = newMetrics()
	}
	a.wire()
	a.loops(folder)
	ctx = jobs.With(ctx, a.bus)
	if err := a.populate(ctx); err != nil {
		return nil, fmt.Errorf("fill the world: %w", err)
	}
	a.api = api.New(a.deps(engine, folder))
	a.handler = a.routes()
	return a, a.begin(ctx)
}

func (a *App) deps(engine *access.Engine, folder *files.Folder) api.Deps {
	d := api.Deps{DB: a.db, Access: engine, Ledger: a.ledger, Bus: a.bus, Accounts: a.accounts, Calendar: calendar.Builtin(), Files: folder,
		MaxUpload: a.cfg.MaxUpload, Dir: a.cfg.Data,
		Secure: a.cfg.SecureCookies || a.cfg.TLSCert != "", Idle: a.cfg.IdleTimeout}
	if a.metrics != nil {
		d.Observe = a.metrics.observe
	}
	if clock, ok := a.cfg.Clock.(*calendar.Movable); ok && a.cfg.Demo {
		d.Demo = &api.Demo{Clock: clock, Moved: a.runner.Tick}
		if a.demo != nil {
			d.Demo.Until = a.demo.play
		}
	}
	return d
}

// begin starts what runs beside the requests.
func (a *App) begin(ctx context.Context) error {
	running, stop := context.WithCancel(context.WithoutCancel(ctx))
	a.stop = stop
	go func() { a.stopped <- a.ledger.Run(running) }()
	if a.metrics != nil {
		if err := a.metrics.serve(running, a.cfg.Metrics); err != nil {
			return err
		}
	}
	return a.runner.Start(running)
}

// secret reads 32 bytes that seal what the database must not show, and makes
// them at the very first start. They come to the disk under another name first:
// a crash leaves the whole key or none.
func secret(path string) ([]byte, error) {
	key, err := os.ReadFile(path)
	if err == nil && len(key) != 32 {
		return nil, fmt.Errorf("%s: %d bytes, 32 are expected; restore the file from a backup", path, len(key))
	}
	if !errors.Is(err, os.ErrNotExist) {
		return key, err
	}
	key = make([]byte, 32)
	if _, err := rand.Read(key); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(path+".new", os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return nil, err
	}
	_, err = f.Write(key)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return nil, err
	}
	if err := os.Rename(path+".new", path); err != nil {
		return nil, err
	}
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return nil, err
	}
	return key, errors.Join(dir.Sync(), dir.Close())
}

func (a *App) routes() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/api/", a.api)
	mux.Handle("/", web.Handler())
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "ok\n") // the caller is gone if this fails
	})
	mux.HandleFunc("GET /readyz", a.ready)
	// Requests that another site makes a browser send are refused.
	protection := http.NewCrossOriginProtection()
	protection.SetDenyHandler(http.HandlerFunc(api.RefuseCrossSite))
	return protection.Handler(mux)
}

func (a *App) ready(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
	defer cancel()
	err := a.db.Read(ctx, func(s *store.Snapshot) error {
		var one int64
		return s.QueryRow(`SELECT CAST(1 AS BIGINT)`).Scan(&one)
	})
	if err = errors.Join(err, a.ledger.Health()); err != nil {
		a.cfg.Log.Warn("not ready", "error", err)
		http.Error(w, "not ready", http.StatusServiceUnavailable)
		return
	}
	_, _ = io.WriteString(w, "ready\n") // the caller is gone if this fails
}

// Handler answers every request: the API under /api/, the screens elsewhere.
func (a *App) Handler() http.Handler { return a.handler }

// API gives the description side of the interface, for generated files.
func (a *App) API() *api.Server { return a.api }

// DB gives the database, for benchmarks and harnesses.
func (a *App) DB() *store.DB { return a.db }

// Close stops the background work, signs what the ledger has and closes the
// data. It is safe to call on a house that did not start.
func (a *App) Close(ctx context.Context) error {
	var errs []error
	if a.runner != nil {
		errs = append(errs, a.runner.Stop(ctx))
	}
	if a.stop != nil {
		a.stop()
		errs = append(errs, <-a.stopped)
		a.stop = nil
	}
	if a.db != nil {
		errs = append(errs, a.db.Close())
	}
	return errors.Join(errs...)
}
