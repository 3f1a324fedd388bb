package app_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/jingkai-zone/jingkai/internal/app"
	"github.com/jingkai-zone/jingkai/internal/base/config"
	"github.com/jingkai-zone/jingkai/internal/store/storetest"
)

// door is a house that is asked over HTTP.
type door struct {
	t    *testing.T
	h    http.Handler
	sent *int // commands sent, so that each has a key of its own
}

func openDoor(t *testing.T, cfg app.Config) (door, *app.App) {
	t.Helper()
	cfg.Data = t.TempDir()
	cfg.Log = slog.New(slog.DiscardHandler)
	a, err := app.Start(context.Background(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return door{t, a.Handler(), new(int)}, a
}

// ask sends a request and gives the status, the code of a refusal and the
// answer.
func (d door) ask(cookie *http.Cookie, method, path, body string) (int, string, *httptest.ResponseRecorder) {
	d.t.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	if method != http.MethodGet {
		r.Header.Set("Content-Type", "application/json")
		*d.sent++
		r.Header.Set("Idempotency-Key", fmt.Sprintf("matrix-%d", 1000+*d.sent))
	}
	if cookie != nil {
		r.AddCookie(cookie)
	}
	w := httptest.NewRecorder()
	d.h.ServeHTTP(w, r)
	var problem struct {
		Code string `json:"code"`
	}
	if strings.Contains(w.Header().Get("Content-Type"), "json") {
		_ = json.Unmarshal(w.Body.Bytes(), &problem) // an answer without code leaves it empty
	}
	return w.Code, problem.Code, w
}

func (d door) enter(zone, role string) *http.Cookie {
	d.t.Helper()
	body, err := json.Marshal(map[string]string{"zone": zone, "role": role})
	if err != nil {
		d.t.Fatal(err)
	}
	status, code, w := d.ask(nil, http.MethodPost, "/api/v1/demo/session", string(body))
	if status != http.StatusOK {
		d.t.Fatalf("%s of %s cannot enter: %d %s", role, zone, status, code)
	}
	return session(d.t, w)
}

func session(t *testing.T, w *httptest.ResponseRecorder) *http.Cookie {
	t.Helper()
	for _, c := range w.Result().Cookies() {
		if c.Name == "jk_session" {
			return c
		}
	}
	t.Fatalf("no session: %d %s", w.Code, w.Body)
	return nil
}

// permissions is what GET /permissions tells.
type permissions struct {
	Roles []struct {
		Name      string `json:"name"`
		Grantable bool   `json:"grantable"`
	} `json:"roles"`
	Items []struct {
		Operation string            `json:"operation"`
		Method    string            `json:"method"`
		Path      string            `json:"path"`
		Action    string            `json:"action"`
		Roles     map[string]string `json:"roles"`
	} `json:"items"`
}

var parameter = regexp.MustCompile(`\{[a-z]+\}`)

// address fills a pattern: the zone, and for every other parameter the id of
// nothing.
func address(pattern, zone string) string {
	return parameter.ReplaceAllStringFunc(strings.ReplaceAll(pattern, "{zone}", zone), func(string) string {
		return "01900000-0000-7000-8000-000000000000"
	})
}

// Every operation is called by every role in its own zone, by a role of another
// zone, and by nobody. What the matrix calls "none" is answered with 403,
// nobody with 401, a stranger with 403, and whoever may is never turned away at
// the door.
func TestPermissionMatrixHolds(t *testing.T) {
	d, _ := openDoor(t, app.Config{Config: config.Default(), Demo: true, Clock: app.NewClock(storetest.Start), World: app.BasicWorld})
	status, _, w := d.ask(nil, http.MethodGet, "/api/v1/permissions", "")
	var m permissions
	if err := json.NewDecoder(bytes.NewReader(w.Body.Bytes())).Decode(&m); err != nil || status != http.StatusOK || len(m.Items) < 60 {
		t.Fatalf("%d, %d operations, %v", status, len(m.Items), err)
	}
	calls := 0
	for _, op := range m.Items {
		if op.Action != "" {
			calls++
			if status, code, _ := d.ask(nil, op.Method, address(op.Path, "leiyang"), "{}"); status != http.StatusUnauthorized || code != "api.login_needed" {
				t.Errorf("%s by nobody: %d %s", op.Operation, status, code)
			}
		} else if status, code, _ := d.ask(nil, op.Method, address(op.Path, "leiyang"), "{}"); status == http.StatusForbidden || code == "api.login_needed" {
			t.Errorf("%s, which is public, by nobody: %d %s", op.Operation, status, code)
		}
	}
	for _, role := range m.Roles {
		if !role.Grantable {
			continue
		}
		home, other := "leiyang", "linwu"
		if role.Name == "city_supervisor" {
			home, other = "linfen-city", "leiyang" // and linfen, which the city supervises
		}
		cookie := d.enter(home, role.Name)
		for _, op := range m.Items {
			if op.Action == "" {
				continue
			}
			calls += 2
			d.own(cookie, op.Operation, op.Method, address(op.Path, home), role.Name, op.Roles[role.Name])
			if !strings.Contains(op.Path, "{zone}") {
				continue
			}
			if status, code, _ := d.ask(cookie, op.Method, address(op.Path, other), "{}"); status != http.StatusForbidden || code != "account.session.zone" {
				t.Errorf("%s by %s of another zone: %d %s", op.Operation, role.Name, status, code)
			}
		}
	}
	t.Logf("%d calls", calls)
}

// own holds the answer to a role in its own zone against the matrix.
func (d door) own(cookie *http.Cookie, operation, method, path, role, reach string) {
	d.t.Helper()
	status, code, _ := d.ask(cookie, method, path, "{}")
	refused := status == http.StatusForbidden && strings.HasPrefix(code, "access.")
	switch {
	case status == http.StatusUnauthorized:
		d.t.Errorf("%s by %s: %d %s", operation, role, status, code)
	case status >= http.StatusInternalServerError:
		d.t.Errorf("%s by %s: %d %s", operation, role, status, code)
	case reach == "none" && !refused:
		d.t.Errorf("%s by %s, who has no grant: %d %s", operation, role, status, code)
	case reach == "all" && refused:
		d.t.Errorf("%s by %s, who has the grant: %d %s", operation, role, status, code)
	}
}
