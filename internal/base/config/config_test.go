package config_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/config"
)

func file(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "jingkai.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestVariablesOverrideTheFileAndTheFileTheDefaults(t *testing.T) {
	path := file(t, "addr: 127.0.0.1:9000\nidle_timeout: 10m\n")
	c, err := config.Load(path, []string{"JINGKAI_IDLE_TIMEOUT=20m", "HOME=/x"})
	if err != nil {
		t.Fatal(err)
	}
	if c.Addr != "127.0.0.1:9000" || c.IdleTimeout != 20*time.Minute || c.SessionTimeout != 12*time.Hour {
		t.Errorf("got %+v", c)
	}
}

func TestAnEmptyFileIsTheDefault(t *testing.T) {
	c, err := config.Load(file(t, ""), nil)
	if err != nil || c != config.Default() {
		t.Errorf("got %+v, %v", c, err)
	}
}

func TestFaultsAreNamed(t *testing.T) {
	for text, want := range map[string]string{
		"adr: x":               "adr",
		"addr: nowhere":        "addr",
		"tls_cert: a.pem":      "tls_key",
		"db: mysql://x":        "db",
		"ledger_suite: md5":    "ledger_suite",
		"idle_timeout: 1s":     "idle_timeout",
		"max_upload: 10":       "max_upload",
		"session_timeout: 10m": "session_timeout",
	} {
		if _, err := config.Load(file(t, text), nil); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", text, err)
		}
	}
	if _, err := config.Load("", []string{"JINGKAI_MAX_UPLOAD=much"}); err == nil {
		t.Error("a wrong variable was taken")
	}
}
