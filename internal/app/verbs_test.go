package app_test

import (
	"bytes"
	"context"
	"database/sql"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jingkai-zone/jingkai/internal/app"
	"github.com/jingkai-zone/jingkai/internal/base/config"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/base/merklelog"
	"github.com/jingkai-zone/jingkai/internal/engine/ledger"
	"github.com/jingkai-zone/jingkai/internal/store"
	"github.com/jingkai-zone/jingkai/internal/store/storetest"
)

// verb runs the program and gives its exit code and everything it printed.
func verb(t *testing.T, args ...string) (int, string) {
	t.Helper()
	var out bytes.Buffer
	code := app.Run(context.Background(), args, nil, &out, &out)
	return code, out.String()
}

func wantVerb(t *testing.T, code int, text string, args ...string) string {
	t.Helper()
	got, out := verb(t, args...)
	if got != code || !strings.Contains(out, text) {
		t.Fatalf("jingkai %s: exit %d, want %d with %q\n%s", strings.Join(args, " "), got, code, text, out)
	}
	return out
}

// house starts the program on a folder with the basic world.
func house(t *testing.T, dir string) (*app.App, error) {
	t.Helper()
	return app.Start(context.Background(), houseConfig(dir))
}

func houseConfig(dir string) app.Config {
	cfg := app.Config{Config: config.Default(), Demo: true, Clock: app.NewClock(storetest.Start), World: app.BasicWorld, Log: slog.New(slog.DiscardHandler)}
	cfg.Data = dir
	return cfg
}

func mustHouse(t *testing.T, dir string) *app.App {
	t.Helper()
	a, err := house(t, dir)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func shut(t *testing.T, a *app.App) {
	t.Helper()
	if err := a.Close(context.Background()); err != nil {
		t.Fatal(err)
	}
}

// filled is a data folder of a house that has stopped.
func filled(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	shut(t, mustHouse(t, dir))
	return dir
}

// note makes one more entry in zone 2.
func note(t *testing.T, a *app.App, reason string) {
	t.Helper()
	err := a.DB().Write(context.Background(), ident.System(2), func(tx *store.Tx) error {
		return ledger.Record(tx, ledger.Entry{Action: "test.note", Reason: reason})
	})
	if err != nil {
		t.Fatal(err)
	}
}

// tamper changes a database behind the program's back.
func tamper(t *testing.T, dir string, texts ...string) {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(dir, "jingkai.db"))
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range texts {
		if _, err := db.Exec(text); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestLedgerVerifySaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	dir := filled(t)
	wantVerb(t, 0, "完好 / intact", "ledger", "verify", "--data", dir)
	wantVerb(t, 0, `"findings": []`, "ledger", "verify", "--data", dir, "--zone", "leiyang", "--json")
	wantVerb(t, 1, "没有这个", "ledger", "verify", "--data", dir, "--zone", "nowhere")
	wantVerb(t, 1, "--data", "ledger", "verify", "--data", filepath.Join(dir, "elsewhere"))
	tamper(t, dir, `DROP TRIGGER ledger_entry_keep`, `UPDATE ledger_entry SET body = replace(body, '"result":"done"', '"result":"none"') WHERE zone_id = 4 AND seq = 3`)
	out := wantVerb(t, 1, "第 3 条", "ledger", "verify", "--data", dir)
	if !strings.Contains(out, "有问题 / WRONG") || !strings.Contains(out, "完好 / intact") {
		t.Errorf("one zone is wrong and the others are not:\n%s", out)
	}
}

func TestLedgerExportIsProvedWithoutTheProgram(t *testing.T) {
	t.Parallel()
	dir := filled(t)
	file := filepath.Join(t.TempDir(), "leiyang.jsonl")
	wantVerb(t, 0, "", "ledger", "export", "--data", dir, "--zone", "leiyang", "--out", file)
	wantVerb(t, 1, "已存在", "ledger", "export", "--data", dir, "--zone", "leiyang", "--out", file)
	keys, err := ledger.PublicKeys(dir)
	if err != nil || len(keys) != 1 {
		t.Fatal(keys, err)
	}
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	report, err := merklelog.VerifyExport(f, merklelog.ExportOptions{Trusted: keys[0]})
	if err != nil || !report.OK() || !report.KeyTrusted || report.Entries < 20 {
		t.Errorf("the export of %d entries: %+v, %v", report.Entries, report.Findings, err)
	}
	piped := wantVerb(t, 0, `{"jingkai-ledger":1`, "ledger", "export", "--data", dir, "--zone", "leiyang", "--out", "-")
	if strings.Count(piped, "\n") < 20 {
		t.Error("standard output got no entries")
	}
}

func TestBackupBesideTheServerIsRestoredWhole(t *testing.T) {
	t.Parallel()
	dir, out, fresh := t.TempDir(), filepath.Join(t.TempDir(), "backup"), filepath.Join(t.TempDir(), "restored")
	a := mustHouse(t, dir)
	note(t, a, "before the backup")
	mustWrite(t, filepath.Join(dir, "files", "2", "ab", "abcd"), "attachment")
	mustWrite(t, filepath.Join(dir, "files", "incoming", "half"), "an upload under way")
	wantVerb(t, 0, "不含密钥", "backup", "--data", dir, "--out", out)
	wantVerb(t, 1, "已存在", "backup", "--data", dir, "--out", out)
	note(t, a, "after the backup")
	shut(t, a)

	for _, gone := range []string{"keys", "files/incoming/half"} {
		if _, err := os.Stat(filepath.Join(out, gone)); err == nil {
			t.Errorf("%s is in the backup", gone)
		}
	}
	wantVerb(t, 0, "完好 / intact", "restore", "--from", out, "--data", fresh)
	wantVerb(t, 1, "空文件夹", "restore", "--from", out, "--data", fresh)
	raw, err := os.ReadFile(filepath.Join(fresh, "files", "2", "ab", "abcd"))
	if err != nil || string(raw) != "attachment" {
		t.Errorf("the attachment: %q, %v", raw, err)
	}
	if _, err := house(t, fresh); !ledger.KeyMissing.Is(err) {
		t.Errorf("a start without keys: %v", err)
	}
	if err := os.RemoveAll(filepath.Join(fresh, "keys")); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(filepath.Join(fresh, "keys"), os.DirFS(filepath.Join(dir, "keys"))); err != nil {
		t.Fatal(err)
	}
	shut(t, mustHouse(t, fresh))
}

func mustWrite(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// Whatever byte of a backup is changed, and whatever file is missing, nothing
// is restored.
func TestDamagedBackupIsNotRestored(t *testing.T) {
	t.Parallel()
	dir, out := filled(t), filepath.Join(t.TempDir(), "backup")
	wantVerb(t, 0, "", "backup", "--data", dir, "--out", out, "--keys")
	var paths []string
	err := filepath.WalkDir(out, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			paths = append(paths, path)
		}
		return err
	})
	if err != nil || len(paths) < 5 {
		t.Fatal(paths, err)
	}
	for _, path := range paths {
		whole, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		flipped := bytes.Clone(whole)
		flipped[len(flipped)/2] ^= 1
		for damage, bytes := range map[string][]byte{"flipped": flipped, "cut": whole[:len(whole)-1], "gone": nil} {
			if err := os.Remove(path); err != nil {
				t.Fatal(err)
			}
			if bytes != nil {
				mustWrite(t, path, string(bytes))
			}
			fresh := filepath.Join(t.TempDir(), "restored")
			code, text := verb(t, "restore", "--from", out, "--data", fresh)
			left, _ := os.ReadDir(fresh)
			// The manifest has an instant, spaces and a last line end, whose change
			// harms nothing.
			if harmless := code == 0 && filepath.Base(path) == "manifest.json" && damage != "gone"; (code != 1 || len(left) > 0) && !harmless {
				t.Errorf("%s %s: exit %d, %d files restored\n%s", filepath.Base(path), damage, code, len(left), text)
			}
			mustWrite(t, path, string(whole))
		}
	}
	mustWrite(t, filepath.Join(out, "manifest.json"), `{"jingkai-backup":1,"files":[{"path":"../outside","size":0,"sha256":""}]}`)
	wantVerb(t, 1, "../outside", "restore", "--from", out, "--data", filepath.Join(t.TempDir(), "restored"))
}

// Putting an older database back is found at the start, and going on with it is
// a decision on record.
func TestOlderDatabaseNeedsADecision(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	a := mustHouse(t, dir)
	older := filepath.Join(t.TempDir(), "older.db")
	if err := a.DB().CopyTo(context.Background(), older); err != nil {
		t.Fatal(err)
	}
	note(t, a, "lost with the older database")
	shut(t, a)
	wantVerb(t, 1, "一致", "ledger", "adopt", "--data", dir, "--by", "测试寅", "--reason", "没有理由")
	raw, err := os.ReadFile(older)
	if err != nil {
		t.Fatal(err)
	}
	mustWrite(t, filepath.Join(dir, "jingkai.db"), string(raw))
	if _, err := house(t, dir); !ledger.RolledBack.Is(err) {
		t.Fatalf("an older database was taken: %v", err)
	}
	wantVerb(t, 1, "回退", "ledger", "verify", "--data", dir, "--zone", "linfen")
	wantVerb(t, 0, "记入台账", "ledger", "adopt", "--data", dir, "--by", "测试寅", "--reason", "磁盘损坏，启用旧备份")
	shut(t, mustHouse(t, dir))
	out := wantVerb(t, 0, "ledger.adopted", "ledger", "export", "--data", dir, "--zone", "linfen", "--out", "-")
	if !strings.Contains(out, "测试寅") || !strings.Contains(out, "磁盘损坏") {
		t.Error("the decision is not in the ledger")
	}
}

func TestLastAdministratorIsReplacedFromTheConsole(t *testing.T) {
	t.Parallel()
	dir := filled(t)
	args := []string{"user", "recover", "--data", dir, "--zone", "leiyang", "--role", "auditor", "--login", "leiyang.auditor9", "--name", "测试辰二", "--reason", "原审计员离职"}
	if code, out := verb(t, args...); code != 1 {
		t.Errorf("a zone that has an auditor got another: %s", out)
	}
	tamper(t, dir, `UPDATE account_account SET status = 'disabled' WHERE login = 'leiyang.auditor'`)
	out := wantVerb(t, 0, "一次性凭据", args...)
	if len(strings.Fields(out)) < 2 {
		t.Errorf("no token: %s", out)
	}
	wantVerb(t, 0, "account.recover", "ledger", "export", "--data", restarted(t, dir), "--zone", "leiyang", "--out", "-")
	wantVerb(t, 2, "", "user", "recover", "--data", dir, "--zone", "leiyang", "--role", "staff", "--login", "x", "--name", "y", "--reason", "z")
}

// restarted lets a house place and sign what the console has recorded.
func restarted(t *testing.T, dir string) string {
	t.Helper()
	shut(t, mustHouse(t, dir))
	return dir
}

func TestConfigurationIsCheckedAndShown(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "jingkai.yaml")
	mustWrite(t, file, "addr: 0.0.0.0:8443\ndb: postgres://jingkai:geheim@db/jingkai\n")
	out := wantVerb(t, 0, "0.0.0.0:8443", "config", "check", "--config", file)
	if strings.Contains(out, "geheim") {
		t.Error("a password was printed")
	}
	mustWrite(t, file, "adress: 0.0.0.0:8443\n")
	wantVerb(t, 1, "adress", "config", "check", "--config", file)
	mustWrite(t, file, "addr: nowhere\nledger_suite: md5\n")
	out = wantVerb(t, 1, "ledger_suite", "config", "check", "--config", file)
	if !strings.Contains(out, "addr") {
		t.Errorf("only one of two faults is named: %s", out)
	}
	wantVerb(t, 2, "", "config", "check", "--config", file+".missing")
}

// Every verb explains itself with an example, and misuse is told from refusal.
func TestEveryVerbHelps(t *testing.T) {
	t.Parallel()
	for _, args := range []string{"serve", "demo", "migrate", "scheme check", "scheme diff", "scheme schema", "ledger verify", "ledger export",
		"ledger adopt", "backup", "restore", "user recover", "config check"} {
		out := wantVerb(t, 0, "", append(strings.Fields(args), "--help")...)
		if !strings.Contains(out, "\n  jingkai "+args) && !strings.Contains(out, "\n    jingkai "+args) {
			t.Errorf("jingkai %s --help shows no example:\n%s", args, out)
		}
	}
	wantVerb(t, 2, "", "backup")
	wantVerb(t, 2, "", "no-such-verb")
	wantVerb(t, 2, "", "ledger", "verify", "--frobnicate")
}
