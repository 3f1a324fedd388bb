package config

import (
	"bytes"
	"fmt"
	"os"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml"

	"github.com/jingkai-zone/jingkai/internal/base/fault"
)

// Refusals of a configuration.
var (
	Unreadable = fault.Define(fault.Invalid, "config.unreadable", "",
		"配置文件无法识别：{why}", "The configuration cannot be read: {why}")
	BadValue = fault.Define(fault.Invalid, "config.value", "",
		"配置项 {name} 的值不合要求，应为{want}。", "The setting {name} has a value that does not fit; {want} is expected.")
)

// Config is everything an installation can set. The zero value of a field
// means its default.
type Config struct {
	// Addr is where the server listens, host:port. Default 127.0.0.1:8080. An
	// address other than loopback needs TLS, here or in a proxy in front.
	Addr string `yaml:"addr"`
	// Data is the folder for the SQLite file, attachments, keys and the
	// checkpoints of the ledger. Default ./data. Back it up whole.
	Data string `yaml:"data"`
	// DB is a PostgreSQL URL. Empty means SQLite in Data.
	DB string `yaml:"db"`
	// TLSCert and TLSKey are PEM files; both or none.
	TLSCert string `yaml:"tls_cert"`
	TLSKey  string `yaml:"tls_key"`
	// SecureCookies marks cookies as TLS-only. Set it when a proxy speaks TLS.
	SecureCookies bool `yaml:"secure_cookies"`
	// IdleTimeout ends a session after this time without a request. Default 30m.
	IdleTimeout time.Duration `yaml:"idle_timeout"`
	// SessionTimeout ends a session however busy it is. Default 12h.
	SessionTimeout time.Duration `yaml:"session_timeout"`
	// LedgerSuite is sha256-ed25519 or sm3-sm2. Default sha256-ed25519. It is
	// fixed when the data folder is made.
	LedgerSuite string `yaml:"ledger_suite"`
	// MaxUpload caps one uploaded file in bytes. Default 20 MiB.
	MaxUpload int64 `yaml:"max_upload"`
	// ScanEvery is how often due clocks are looked for. Default 1m.
	ScanEvery time.Duration `yaml:"scan_every"`
	// Metrics is the address of a second listener for /metrics. Empty: none.
	Metrics string `yaml:"metrics"`
	// SMTP is host:port of the mail relay, without login on the inner network.
	// Empty: no mail is sent.
	SMTP string `yaml:"smtp"`
	// MailFrom is the sender of mails.
	MailFrom string `yaml:"mail_from"`
}

// Default is the configuration of an installation that sets nothing.
func Default() Config {
	return Config{Addr: "127.0.0.1:8080", Data: "data", IdleTimeout: 30 * time.Minute, SessionTimeout: 12 * time.Hour,
		LedgerSuite: "sha256-ed25519", MaxUpload: 20 << 20, ScanEvery: time.Minute}
}

// Load reads a YAML file over the defaults and JINGKAI_* variables over both.
// An empty path reads no file. Unknown keys are refused.
func Load(path string, environ []string) (Config, error) {
	c := Default()
	if path != "" {
		raw, err := os.ReadFile(path)
		if err != nil {
			return c, Unreadable.Wrap(err, "why", err)
		}
		// An empty document would reset the defaults instead of keeping them.
		if len(bytes.TrimSpace(raw)) > 0 {
			if err := yaml.NewDecoder(bytes.NewReader(raw), yaml.Strict()).Decode(&c); err != nil {
				return c, Unreadable.Wrap(err, "why", yaml.FormatError(err, false, false))
			}
		}
	}
	if err := c.override(environ); err != nil {
		return c, err
	}
	return c, c.Check()
}

// override sets fields from variables named JINGKAI_ and the YAML key in
// capitals.
func (c *Config) override(environ []string) error {
	values := map[string]string{}
	for _, e := range environ {
		if name, value, ok := strings.Cut(e, "="); ok && strings.HasPrefix(name, "JINGKAI_") {
			values[name] = value
		}
	}
	v := reflect.ValueOf(c).Elem()
	for i := range v.NumField() {
		name := "JINGKAI_" + strings.ToUpper(v.Type().Field(i).Tag.Get("yaml"))
		text, ok := values[name]
		if !ok {
			continue
		}
		if err := setField(v.Field(i), name, text); err != nil {
			return err
		}
	}
	return nil
}

func setField(f reflect.Value, name, text string) error {
	switch f.Interface().(type) {
	case string:
		f.SetString(text)
	case bool:
		b, err := strconv.ParseBool(text)
		if err != nil {
			return BadValue.New("name", name, "want", "true/false")
		}
		f.SetBool(b)
	case time.Duration:
		d, err := time.ParseDuration(text)
		if err != nil {
			return BadValue.New("name", name, "want", "30m/12h")
		}
		f.SetInt(int64(d))
	case int64:
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return BadValue.New("name", name, "want", "1048576")
		}
		f.SetInt(n)
	default:
		return fmt.Errorf("config: no way to set %s", name)
	}
	return nil
}

// Check finds every setting that contradicts another or is out of range.
func (c Config) Check() error {
	var l fault.List
	if c.Addr == "" || !strings.Contains(c.Addr, ":") {
		l.Add(BadValue.At("addr", "name", "addr", "want", "host:port"))
	}
	if (c.TLSCert == "") != (c.TLSKey == "") {
		l.Add(BadValue.At("tls_cert", "name", "tls_cert + tls_key", "want", "PEM + PEM"))
	}
	if c.DB != "" && !strings.HasPrefix(c.DB, "postgres://") && !strings.HasPrefix(c.DB, "postgresql://") {
		l.Add(BadValue.At("db", "name", "db", "want", "postgres://…"))
	}
	if c.LedgerSuite != "sha256-ed25519" && c.LedgerSuite != "sm3-sm2" {
		l.Add(BadValue.At("ledger_suite", "name", "ledger_suite", "want", "sha256-ed25519 | sm3-sm2"))
	}
	if c.IdleTimeout < time.Minute || c.SessionTimeout < c.IdleTimeout {
		l.Add(BadValue.At("idle_timeout", "name", "idle_timeout", "want", "≥ 1m, ≤ session_timeout"))
	}
	if c.MaxUpload < 1<<10 || c.MaxUpload > 1<<30 {
		l.Add(BadValue.At("max_upload", "name", "max_upload", "want", "1024 … 1073741824"))
	}
	if c.ScanEvery < time.Second {
		l.Add(BadValue.At("scan_every", "name", "scan_every", "want", "≥ 1s"))
	}
	return l.Err()
}
