package ledger_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/base/merklelog"
	"github.com/jingkai-zone/jingkai/internal/engine/ledger"
	"github.com/jingkai-zone/jingkai/internal/store"
	"github.com/jingkai-zone/jingkai/internal/store/storetest"
)

func TestOpenRefusesWhatItCannotTrust(t *testing.T) {
	ctx := context.Background()
	note := func(dir string) string { return filepath.Join(dir, "checkpoints", "zone-7.note") }
	key := func(dir string) string { return filepath.Join(dir, "keys", "ledger-sha256-ed25519.key") }
	for name, c := range map[string]struct {
		harm func(t *testing.T, db *store.DB, dir string) error
		is   func(error) bool
	}{
		"checkpoint removed": {func(_ *testing.T, _ *store.DB, dir string) error { return os.Remove(note(dir)) }, ledger.OutsideMissing.Is},
		"checkpoint spoiled": {func(_ *testing.T, _ *store.DB, dir string) error { return os.WriteFile(note(dir), []byte("x"), 0o600) }, ledger.OutsideMissing.Is},
		"key removed":        {func(_ *testing.T, _ *store.DB, dir string) error { return os.Remove(key(dir)) }, ledger.KeyMissing.Is},
		"key spoiled":        {func(_ *testing.T, _ *store.DB, dir string) error { return os.WriteFile(key(dir), []byte("x"), 0o600) }, ledger.BadKeyFile.Is},
		"database emptied": {func(t *testing.T, db *store.DB, _ string) error {
			in := intrude(t, db)
			for _, table := range []string{"entry", "tile", "checkpoint", "head"} {
				in.sql(`DELETE FROM ledger_` + table)
			}
			return nil
		}, ledger.RolledBack.Is},
		"tiles lost": {func(t *testing.T, db *store.DB, _ string) error {
			intrude(t, db).sql(`DELETE FROM ledger_tile`)
			return nil
		}, ledger.Broken.Is},
		"no harm": {func(*testing.T, *store.DB, string) error { return nil }, func(err error) bool { return err == nil }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db, dir := lite(t), t.TempDir()
			fill(t, db, open(t, db, ledger.Options{Dir: dir}), clerk(7), 70, 70)
			if err := c.harm(t, db, dir); err != nil {
				t.Fatal(err)
			}
			if _, err := ledger.Open(ctx, db, ledger.Options{Dir: dir}); !c.is(err) {
				t.Errorf("got %v", err)
			}
		})
	}
	if _, err := ledger.Open(ctx, nil, ledger.Options{}); !ledger.BadOptions.Is(err) {
		t.Errorf("no folder: %v", err)
	}
	if _, err := ledger.Open(ctx, nil, ledger.Options{Dir: t.TempDir(), Suite: "md5"}); !ledger.BadOptions.Is(err) {
		t.Errorf("unknown suite: %v", err)
	}
}

func TestKeysAreForTheOwnerOnly(t *testing.T) {
	db, dir := lite(t), t.TempDir()
	e := open(t, db, ledger.Options{Dir: dir, Suite: merklelog.SM3})
	public, err := e.PublicKey()
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(filepath.Join(dir, "keys", "ledger-sm3-sm2.key"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("private key: %v, %v", info, err)
	}
	keys, err := ledger.PublicKeys(dir)
	if err != nil || len(keys) != 1 || keys[0].String() != public.String() {
		t.Errorf("public keys in the folder: %v, %v; want %s", keys, err, public)
	}
	again, err := open(t, db, ledger.Options{Dir: dir, Suite: merklelog.SM3}).PublicKey()
	if err != nil || again.String() != public.String() {
		t.Errorf("the key changed at the second start: %v, %v", again, err)
	}
}

// Lost keys are replaced on record; what the old key signed still verifies.
func TestLostKeysAreReplacedOnRecord(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		dir := t.TempDir()
		fill(t, db, open(t, db, ledger.Options{Dir: dir}), clerk(7), 100, 25)
		if err := os.RemoveAll(filepath.Join(dir, "keys")); err != nil {
			t.Fatal(err)
		}
		admin := &ident.Actor{Name: "测试系统管理员", Account: ident.NewID(storetest.Start)}
		e := open(t, db, ledger.Options{Dir: dir, Adopt: &ledger.Adoption{Actor: admin, Reason: "密钥遗失"}})
		fill(t, db, e, clerk(7), 10, 10)
		rep := verify(t, db, ledger.VerifyOptions{Dir: dir, Zone: 7})
		if !rep.OK() || rep.Logs[0].Checkpoints < 5 {
			t.Errorf("after the change of key: %+v", rep.Logs[0])
		}
	})
}

// A crash while a checkpoint was appended leaves half of one behind.
func TestAnUnfinishedHistoryIsMended(t *testing.T) {
	db, dir := lite(t), t.TempDir()
	fill(t, db, open(t, db, ledger.Options{Dir: dir}), clerk(7), 100, 25)
	history := filepath.Join(dir, "checkpoints", "zone-7.history")
	whole, err := os.ReadFile(history)
	if err != nil {
		t.Fatal(err)
	}
	for _, cut := range []int{1, 30, 150} {
		if err := os.WriteFile(history, append(append([]byte(nil), whole...), whole[:cut]...), 0o600); err != nil {
			t.Fatal(err)
		}
		if rep := verify(t, db, ledger.VerifyOptions{Dir: dir, Zone: 7}); !rep.OK() {
			t.Errorf("half a checkpoint of %d bytes is taken for a fault: %+v", cut, rep.Logs[0].Findings)
		}
		fill(t, db, open(t, db, ledger.Options{Dir: dir}), clerk(7), 1, 1)
		if rep := verify(t, db, ledger.VerifyOptions{Dir: dir, Zone: 7}); !rep.OK() {
			t.Errorf("after mending %d bytes: %+v", cut, rep.Logs[0].Findings)
		}
		if whole, err = os.ReadFile(history); err != nil {
			t.Fatal(err)
		}
	}
}
