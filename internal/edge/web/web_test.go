package web_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/jingkai-zone/jingkai/internal/edge/web"
)

func get(t *testing.T, method, path string) *http.Response {
	t.Helper()
	w := httptest.NewRecorder()
	web.Handler().ServeHTTP(w, httptest.NewRequest(method, path, nil))
	return w.Result()
}

// Every answer forbids other sites, whatever was asked for; a path outside the
// build gets the application and never a file of the machine.
func TestEveryAnswerIsGuarded(t *testing.T) {
	for _, path := range []string{"/", "/board/1", "/.keep", "/../../etc/passwd", "/assets/../web.go", "/docs"} {
		res := get(t, http.MethodGet, path)
		policy := res.Header.Get("Content-Security-Policy")
		if res.StatusCode == http.StatusServiceUnavailable {
			if res.Header.Get("Content-Type") != "text/plain; charset=utf-8" {
				t.Errorf("%s without a build: %v", path, res.Header)
			}
		} else if !strings.HasPrefix(res.Header.Get("Content-Type"), "text/html") {
			t.Errorf("%s: %s", path, res.Header.Get("Content-Type"))
		}
		for _, want := range []string{"default-src 'self'", "script-src 'self';", "frame-ancestors 'none'"} {
			if !strings.Contains(policy, want) {
				t.Errorf("%s: the policy lacks %s", path, want)
			}
		}
	}
	if res := get(t, http.MethodPost, "/"); res.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("POST: %d", res.StatusCode)
	}
}
