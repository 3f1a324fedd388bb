package bench

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/tidwall/gjson"

	"github.com/jingkai-zone/jingkai/internal/app"
	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/config"
	"github.com/jingkai-zone/jingkai/internal/base/exact"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/domain/tasks"
	"github.com/jingkai-zone/jingkai/internal/store"
	"github.com/jingkai-zone/jingkai/internal/store/storetest"
)

// house is the whole program, answering on a port of this machine.
type house struct {
	app  *app.App
	addr string
	keys int
}

// open starts the house on an empty database with the basic world; an empty
// url means SQLite.
func open(b *testing.B, url string) *house {
	b.Helper()
	cfg := app.Config{Config: config.Default(), Demo: true, Clock: calendar.NewRunning(storetest.Start), World: app.BasicWorld,
		Log: slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))}
	cfg.Data, cfg.DB = b.TempDir(), url
	a, err := app.Start(context.Background(), cfg)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := a.Close(context.Background()); err != nil {
			b.Error(err)
		}
	})
	return &house{app: a, addr: listen(b, a.Handler())}
}

// listen serves a handler on a free port of the loopback until the end.
func listen(b *testing.B, h http.Handler) string {
	b.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	server := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = server.Serve(l) // ends with ErrServerClosed
	}()
	b.Cleanup(func() {
		_ = server.Close()
		<-ended
	})
	return l.Addr().String()
}

// login opens a session with a role and gives its cookie.
func (h *house) login(b *testing.B, zone, role string) string {
	b.Helper()
	body := fmt.Sprintf(`{"zone":%q,"role":%q}`, zone, role)
	res, err := http.Post("http://"+h.addr+"/api/v1/demo/session", "application/json", strings.NewReader(body))
	if err != nil {
		b.Fatal(err)
	}
	defer res.Body.Close()
	for _, c := range res.Cookies() {
		if c.Name == "jk_session" {
			return c.Name + "=" + c.Value
		}
	}
	b.Fatalf("login as %s: %s", role, res.Status)
	return ""
}

// ask makes one request of the preparation and gives the answer.
func (h *house) ask(b *testing.B, cookie, method, path string, body any) gjson.Result {
	b.Helper()
	text := ""
	if body != nil {
		raw, err := json.Marshal(body)
		if err != nil {
			b.Fatal(err)
		}
		text = string(raw)
	}
	w, err := dial(h.addr)
	if err != nil {
		b.Fatal(err)
	}
	defer w.conn.Close()
	h.keys++
	status, err := w.send(request(method, path, map[string]string{"Cookie": cookie, "Idempotency-Key": fmt.Sprintf("prepare-%d", h.keys)}, text))
	if err != nil || status > 299 {
		b.Fatalf("%s %s: %d %v %s", method, path, status, err, w.body)
	}
	return gjson.ParseBytes(w.body)
}

// person finds somebody of the basic world with the unit they serve in.
func (h *house) person(b *testing.B, zone, name string) (person, unit ident.ID) {
	b.Helper()
	err := h.app.DB().Read(context.Background(), func(r *store.Snapshot) error {
		return r.QueryRow(`SELECT p.id, p.unit_id FROM people_person p JOIN org_zone z ON z.zone_id = p.zone_id WHERE z.slug = $1 AND p.name = $2`,
			zone, name).Scan(&person, &unit)
	})
	if err != nil {
		b.Fatal(err)
	}
	return person, unit
}

// zone gives the number of a zone.
func (h *house) zone(b *testing.B, slug string) (id int64) {
	b.Helper()
	err := h.app.DB().Read(context.Background(), func(r *store.Snapshot) error {
		return r.QueryRow(`SELECT zone_id FROM org_zone WHERE slug = $1`, slug).Scan(&id)
	})
	if err != nil {
		b.Fatal(err)
	}
	return id
}

// tasks assigns tasks to a clerk of the basic world.
func (h *house) tasks(b *testing.B, zone string, n int) []ident.ID {
	b.Helper()
	clerk, unit := h.person(b, zone, "测试丁")
	office, officeUnit := h.person(b, zone, "测试戊")
	var out []ident.ID
	id := h.zone(b, zone)
	actor := &ident.Actor{Zone: id, Home: id, Account: ident.NewID(time.Now()), Person: office, Unit: officeUnit, Name: "测试戊", Factors: 2}
	plan := exact.Int(1_000_000)
	for len(out) < n {
		err := h.app.DB().Write(context.Background(), actor, func(tx *store.Tx) error {
			list := make([]tasks.Input, 0, 500)
			for i := range 500 {
				list = append(list, tasks.Input{Title: fmt.Sprintf("示例任务 %d", len(out)+i), Source: tasks.FromLeader,
					DueOn: calendar.DateOf(tx.Now()).AddDays(20), Plan: &plan, PlanUnit: "平方米", Unit: unit, Person: clerk})
			}
			made, err := tasks.CreateAll(tx, list)
			for _, t := range made {
				out = append(out, t.ID)
			}
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	return out
}
