package stories_test

import (
	"context"
	"encoding/csv"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"sort"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/jingkai-zone/jingkai/internal/app"
	"github.com/jingkai-zone/jingkai/internal/base/config"
	"github.com/jingkai-zone/jingkai/internal/store"
	"github.com/jingkai-zone/jingkai/internal/store/storetest"
)

// TestStories runs every script of the folder on each engine asked for, and
// then holds two laws over the whole run: every operation of the API is used
// by a story, and coverage names only mechanisms that exist.
func TestStories(t *testing.T) {
	dir := os.Getenv("STORIES_DIR")
	own := dir == "" || sameDir(dir, ".")
	if dir == "" {
		dir = "."
	}
	scripts := find(t, dir)
	engines := []store.Engine{store.SQLite, store.Postgres}
	if e := os.Getenv("STORIES_ENGINE"); e != "" {
		engines = []store.Engine{store.Engine(e)}
	}
	run := &outcome{passed: map[string]bool{}, used: map[string]bool{}}
	for _, engine := range engines {
		t.Run(string(engine), func(t *testing.T) { runAll(t, engine, scripts, run) })
	}
	if own && !t.Failed() && run.whole(scripts) {
		run.everyOperationIsUsed(t)
	}
	coverage(t, scripts, run)
}

func sameDir(a, b string) bool {
	x, err1 := filepath.Abs(a)
	y, err2 := filepath.Abs(b)
	return err1 == nil && err2 == nil && x == y
}

func find(t *testing.T, dir string) []string {
	t.Helper()
	var out []string
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(path, ".txtar") {
			out = append(out, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(out) == 0 {
		t.Fatalf("no *.txtar in %s", dir)
	}
	sort.Strings(out)
	return out
}

// outcome is what a run leaves for the laws.
type outcome struct {
	mu     sync.Mutex
	passed map[string]bool // by the script's name: it ran, and on no engine it failed
	used   map[string]bool
	ops    []string
}

func (o *outcome) use(ops []string, op string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.ops = ops
	if op != "" {
		o.used[op] = true
	}
}

// end notes how a script ended on one engine.
func (o *outcome) end(name string, failed bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	before, ran := o.passed[name]
	o.passed[name] = !failed && (before || !ran)
}

// whole tells whether every script ran; with "go test -run" some may not.
func (o *outcome) whole(scripts []string) bool {
	for _, s := range scripts {
		if _, ran := o.passed[scriptName(s)]; !ran {
			return false
		}
	}
	return true
}

// scriptName is what a script is called in test names.
func scriptName(path string) string { return strings.TrimSuffix(filepath.Base(path), ".txtar") }

func (o *outcome) everyOperationIsUsed(t *testing.T) {
	for _, op := range o.ops {
		if !o.used[op] {
			t.Errorf("operation %s is used by no story", op)
		}
	}
}

func runAll(t *testing.T, engine store.Engine, scripts []string, run *outcome) {
	testscript.Run(t, testscript.Params{
		Files:         scripts,
		TestWork:      false,
		UpdateScripts: false,
		Setup: func(env *testscript.Env) error {
			tt := env.T().(interface{ Name() string })
			p, err := newPlayer(env, engine, run)
			if err != nil {
				return fmt.Errorf("%s: %w", tt.Name(), err)
			}
			env.Values[playerKey{}] = p
			return nil
		},
		Cmds: commands,
	})
}

type playerKey struct{}

// newPlayer starts a server of its own for one story.
func newPlayer(env *testscript.Env, engine store.Engine, run *outcome) (*player, error) {
	clock := app.NewClock(storetest.Start)
	cfg := app.Config{Config: config.Default(), Demo: true, Clock: clock, World: app.BasicWorld, Log: slog.New(slog.DiscardHandler)}
	cfg.Data = filepath.Join(env.WorkDir, ".data")
	if engine == store.Postgres {
		cfg.DB = storetest.Database(env.T().(testing.TB))
	}
	a, err := app.Start(context.Background(), cfg)
	if err != nil {
		return nil, err
	}
	server := httptest.NewServer(a.Handler())
	tb := env.T().(testing.TB)
	env.Defer(func() {
		run.end(filepath.Base(tb.Name()), tb.Failed())
		server.Close()
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := a.Close(ctx); err != nil {
			env.T().Fatal("close: ", err)
		}
	})
	return &player{app: a, base: server.URL, zone: "leiyang", lang: "zh-CN", tags: map[string]string{}, kept: map[string]*http.Cookie{}, run: run}, nil
}

var coversLine = regexp.MustCompile(`(?m)^#\s*covers:\s*(.*)$`)

// coverage prints one line per mechanism of the spec: done when a story that
// names it passed in this run.
func coverage(t *testing.T, scripts []string, run *outcome) {
	ids := mechanisms(t)
	named := map[string][]string{}
	for _, script := range scripts {
		raw, err := os.ReadFile(script)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range coversLine.FindAllStringSubmatch(string(raw), -1) {
			for _, id := range strings.FieldsFunc(m[1], func(r rune) bool { return r == ' ' || r == ',' }) {
				if !slices.Contains(ids, id) {
					t.Errorf("%s covers %s, which is no mechanism", script, id)
				}
				if run.passed[scriptName(script)] {
					named[id] = append(named[id], filepath.ToSlash(script))
				}
			}
		}
	}
	path := os.Getenv("STORIES_COVERAGE")
	if path == "" {
		return
	}
	var b strings.Builder
	done := 0
	for _, id := range ids {
		state := "open"
		if len(named[id]) > 0 {
			state = "done"
			done++
		}
		fmt.Fprintf(&b, "%s\t%s\t%s\n", id, state, strings.Join(named[id], " "))
	}
	fmt.Fprintf(&b, "total\t%d\ndone\t%d\nopen\t%d\n", len(ids), done, len(ids)-done)
	if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
}

func mechanisms(t *testing.T) []string {
	t.Helper()
	f, err := os.Open("../docs/mechanisms.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil || len(rows) < 200 {
		t.Fatalf("mechanisms.csv: %d rows, %v", len(rows), err)
	}
	var ids []string
	for _, row := range rows[1:] {
		ids = append(ids, row[0])
	}
	return ids
}
