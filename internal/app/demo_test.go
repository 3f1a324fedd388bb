package app

import (
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/config"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/domain/org"
	"github.com/jingkai-zone/jingkai/internal/domain/people"
	"github.com/jingkai-zone/jingkai/internal/store"
	"github.com/jingkai-zone/jingkai/internal/store/storetest"
)

// engines are the databases that every demonstration is played on.
var engines = []store.Engine{store.SQLite, store.Postgres}

// house is a demonstration that can be stopped and opened again.
type house struct {
	*App
	t     *testing.T
	cfg   Config
	clock *calendar.Movable
	log   *strings.Builder
}

func newHouse(t *testing.T, engine store.Engine) *house {
	t.Helper()
	h := &house{t: t, clock: calendar.NewMovable(demoBegin), log: &strings.Builder{}}
	h.cfg = Config{Config: config.Default(), Demo: true, Clock: h.clock, World: DemoWorld, Log: slog.New(slog.NewTextHandler(h.log, nil))}
	h.cfg.Data = t.TempDir()
	if engine == store.Postgres {
		h.cfg.DB = storetest.Database(t)
	}
	h.open()
	t.Cleanup(h.close)
	return h
}

func (h *house) open() {
	h.t.Helper()
	var err error
	if h.App, err = Start(context.Background(), h.cfg); err != nil {
		h.t.Fatal(err)
	}
	h.settle()
}

func (h *house) close() {
	h.t.Helper()
	if h.App == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := h.Close(ctx); err != nil {
		h.t.Error(err)
	}
	h.App = nil
}

// settle waits until everything due is done.
func (h *house) settle() {
	h.t.Helper()
	if err := h.runner.Tick(context.Background()); err != nil {
		h.t.Fatal(err)
	}
}

// read asks in a zone.
func (h *house) read(slug string, fn func(r *store.Snapshot, zone int64)) {
	h.t.Helper()
	err := h.db.Read(context.Background(), func(r *store.Snapshot) error {
		z, err := org.ZoneBySlug(r, slug)
		if err == nil {
			fn(r, z.ID)
		}
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
}

// The curtain rises: five zones and the city, the other eight of Linfen, the
// departments that the articles count, and 150 people in Leiyang.
func TestDemonstrationBegins(t *testing.T) {
	for _, engine := range engines {
		t.Run(string(engine), func(t *testing.T) {
			t.Parallel()
			h := newHouse(t, engine)
			h.read("linfen-city", func(r *store.Snapshot, _ int64) {
				zones, err := org.Zones(r, org.ZoneFilter{})
				if err != nil || len(zones) != 14 { // 临汾市, the five, eight more of Linfen
					t.Errorf("zones: %d, %v; want 14", len(zones), err)
				}
			})
			for zone, want := range map[string]string{
				"linwu":   "5部1个事业单位", // 将内设部门精简合并至5个，下设事业单位1个
				"pukou":   "5部1中心",    // 五部一中心
				"yuetang": "6部",       // 内设机构由13个减少到6个
				"leiyang": "14部",      // 14个正科单位
			} {
				h.read(zone, func(r *store.Snapshot, id int64) {
					s, err := org.StructureOf(r, id, calendar.DateOf(demoBegin))
					if err != nil || s.Short(fault.Chinese) != want {
						t.Errorf("%s: %s, %v; want %s", zone, s.Short(fault.Chinese), err, want)
					}
				})
			}
			h.read("leiyang", func(r *store.Snapshot, zone int64) {
				n := int64(0)
				heads, err := people.Headcount(r, zone)
				for _, c := range heads {
					n += c
				}
				if err != nil || n != 150 {
					t.Errorf("staff: %d, %v; want 150", n, err)
				}
				if engaged, err := people.Engaged(r, zone); err != nil || engaged != 150 {
					t.Errorf("engaged: %d, %v; want 150", engaged, err)
				}
				posts, err := org.Posts(r, zone)
				deepest := 0
				for _, p := range posts {
					deepest = max(deepest, p.Level)
				}
				if err != nil || len(posts) != 150 || deepest != 4 {
					t.Errorf("posts: %d, deepest %d, %v; want 150 on 4 levels", len(posts), deepest, err)
				}
			})
			if strings.Contains(h.log.String(), "passed over") {
				t.Errorf("steps were refused:\n%s", h.log)
			}
		})
	}
}
