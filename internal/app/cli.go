package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/alecthomas/kong"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/config"
	"github.com/jingkai-zone/jingkai/internal/edge/admin"
	"github.com/jingkai-zone/jingkai/internal/engine/scheme"
)

// cli is the command line: what runs the house, and the verbs of admin that
// work on its data.
type cli struct {
	Serve    serveCmd    `cmd:"" help:"运行服务 / Run the server"`
	Demo     demoCmd     `cmd:"" help:"运行演示：五个园区、可拨动的时钟、一键登录 / Run the demonstration"`
	Migrate  migrateCmd  `cmd:"" help:"把数据库升级到本程序的结构 / Bring the database up to date"`
	Describe describeCmd `cmd:"" hidden:"" help:"Write the files that are made from code"`
	admin.Verbs
}

// where names the data and the address on the command line.
type where struct {
	admin.Where
	Addr string `help:"监听地址 / Listen address, host:port"`
}

func (w where) load(env []string) (config.Config, error) {
	c, err := w.Load(env)
	if err != nil {
		return c, err
	}
	if w.Addr != "" {
		c.Addr = w.Addr
	}
	return c, c.Check()
}

// Run is the program: it returns the exit code, 0 good, 1 refused or found
// wrong, 2 misused.
func Run(ctx context.Context, args, env []string, stdout, stderr io.Writer) int {
	var c cli
	exit := -1
	parser, err := kong.New(&c, kong.Name("jingkai"), kong.Description("经开：开发区体制改革运行系统 / the operating system of a development zone under reform"),
		kong.Writers(stdout, stderr), kong.Exit(func(code int) { exit = code }), kong.UsageOnError(), kong.BindTo(ctx, (*context.Context)(nil)),
		kong.Bind(admin.Terminal{Out: stdout, Err: stderr, Env: env}))
	if err != nil {
		fmt.Fprintln(stderr, err)
		return 2
	}
	k, err := parser.Parse(args)
	if exit >= 0 {
		return exit // help was asked for
	}
	if err != nil {
		fmt.Fprintln(stderr, err)
		return 2
	}
	if err := k.Run(); err != nil {
		fmt.Fprintln(stderr, admin.Explain(err))
		return 1
	}
	return 0
}

type serveCmd struct{ where }

// Help gives examples.
func (serveCmd) Help() string {
	return `首次启动打印一次性初始化凭据。监听回环以外的地址时需要 TLS（tls_cert、tls_key）或前置代理。
The first start prints a one-time token for the set-up. An address other than loopback needs TLS, here or in a proxy in front.

  jingkai serve --data /var/lib/jingkai
  jingkai serve --config /etc/jingkai.yaml --db postgres://jingkai@db/jingkai --addr 127.0.0.1:8080`
}

// Run serves until the context ends.
func (c serveCmd) Run(ctx context.Context, t admin.Terminal) error {
	cfg, err := c.load(t.Env)
	if err != nil {
		return err
	}
	return listen(ctx, Config{Config: cfg, Log: slog.New(slog.NewJSONHandler(t.Err, nil))}, t.Out, func(*App) {})
}

type demoCmd struct {
	where
	Now   string `help:"演示时钟的起点，如 2019-12-02 / Where the clock begins" default:"2019-12-02"`
	World string `help:"demo（含职工和一个月的工作）或 basic / demo or basic" enum:"demo,basic" default:"demo"`
}

// Help gives examples.
func (demoCmd) Help() string {
	return `在空文件夹上装入五个园区和市级主管部门；登录页点一下角色即可。
Fills an empty folder with the five zones and the city; a click on a role logs in.

  jingkai demo
  jingkai demo --data /tmp/jingkai-demo --addr 127.0.0.1:9000 --now 2019-12-16`
}

// Run serves a demonstration until the context ends.
func (c demoCmd) Run(ctx context.Context, t admin.Terminal) error {
	cfg, err := c.load(t.Env)
	if err != nil {
		return err
	}
	day, err := calendar.ParseDate(c.Now)
	if err != nil {
		return err
	}
	demo := Config{Config: cfg, Demo: true, Clock: calendar.NewRunning(day.At(9, 0)), World: World(c.World), Log: slog.New(slog.NewTextHandler(t.Err, nil))}
	return listen(ctx, demo, t.Out, func(a *App) { a.printCards(ctx, t.Out) })
}

// listen starts the house and answers requests until the context ends; then it
// lets running requests finish.
func listen(ctx context.Context, cfg Config, out io.Writer, started func(*App)) error {
	begin := time.Now()
	l, err := net.Listen("tcp", cfg.Addr)
	if err != nil {
		return err
	}
	a, err := Start(ctx, cfg)
	if err != nil {
		return errors.Join(err, l.Close())
	}
	server := &http.Server{Handler: a.Handler(), ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 5 * time.Minute, IdleTimeout: 2 * time.Minute,
		MaxHeaderBytes: 64 << 10, ErrorLog: slog.NewLogLogger(cfg.Log.Handler(), slog.LevelWarn)}
	failed := make(chan error, 1)
	go func() {
		if cfg.TLSCert != "" {
			failed <- server.ServeTLS(l, cfg.TLSCert, cfg.TLSKey)
			return
		}
		failed <- server.Serve(l)
	}()
	scheme := "http"
	if cfg.TLSCert != "" {
		scheme = "https"
	}
	fmt.Fprintf(out, "%s://%s\n", scheme, l.Addr())
	cfg.Log.Info("serving", "address", l.Addr().String(), "started_in", time.Since(begin).Round(time.Millisecond))
	started(a)
	if err := a.setUp(ctx, out); err != nil {
		return errors.Join(err, server.Close(), a.Close(context.WithoutCancel(ctx)))
	}
	select {
	case err = <-failed:
	case <-ctx.Done():
	}
	ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), 30*time.Second)
	defer cancel()
	if down := server.Shutdown(ending); down != nil {
		err = errors.Join(err, down)
	}
	if errors.Is(err, http.ErrServerClosed) {
		err = nil
	}
	return errors.Join(err, a.Close(ending))
}

type migrateCmd struct{ where }

// Help gives examples.
func (migrateCmd) Help() string {
	return `升级只增不减，旧版服务仍可运行；启动服务时也会自动进行。先备份。
Migrations only add, so the older program goes on running meanwhile; serve does the same at its start. Back up first.

  jingkai migrate --data /var/lib/jingkai`
}

// Run opens the data, which brings its structure up to date, and closes it.
func (c migrateCmd) Run(ctx context.Context, t admin.Terminal) error {
	cfg, err := c.load(t.Env)
	if err != nil {
		return err
	}
	a, err := Start(ctx, Config{Config: cfg, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	fmt.Fprintln(t.Out, "数据库结构已是最新 / the database is up to date")
	return a.Close(ctx)
}

type describeCmd struct {
	Out string `required:"" help:"Folder"`
}

// Run writes openapi.json, permissions.md and scheme.schema.json.
func (c describeCmd) Run(ctx context.Context, _ admin.Terminal) error {
	dir, err := os.MkdirTemp("", "jingkai-describe-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	cfg := config.Default()
	cfg.Data = dir
	a, err := Start(ctx, Config{Config: cfg, Demo: true, Clock: NewClock(time.Unix(0, 0)), Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	openapi, err := a.api.OpenAPI()
	if err != nil {
		return errors.Join(err, a.Close(ctx))
	}
	for name, content := range map[string][]byte{"openapi.json": append(openapi, '\n'), "permissions.md": a.api.PermissionMatrix(), "scheme.schema.json": scheme.JSONSchema()} {
		err = errors.Join(err, os.WriteFile(filepath.Join(c.Out, name), content, 0o644))
	}
	return errors.Join(err, a.Close(ctx))
}
