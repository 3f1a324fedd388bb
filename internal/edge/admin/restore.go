package admin

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/domain/org"
	"github.com/jingkai-zone/jingkai/internal/engine/ledger"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// Refusals of restoring.
var (
	NoBackup = fault.Define(fault.Invalid, "admin.no_backup", "",
		"{where} 不是完整的经开备份（缺少或无法识别 manifest.json）。", "{where} is not a complete Jingkai backup: manifest.json is missing or unreadable.")
	BadBackup = fault.Define(fault.Refused, "admin.bad_backup", "",
		"备份中的文件 {file} 缺失或与清单不符，未恢复任何内容，请换用另一份备份。",
		"The backup's file {file} is missing or does not match the manifest; nothing was restored. Use another backup.")
	NotEmpty = fault.Define(fault.Conflict, "admin.not_empty", "",
		"{where} 中已有文件，只能恢复到空文件夹。", "{where} is not empty; a backup is restored into an empty folder only.")
)

type restoreCmd struct {
	From string `required:"" help:"备份文件夹 / Folder of the backup" type:"existingdir" placeholder:"DIR"`
	Data string `required:"" help:"恢复到的空文件夹 / Empty folder to restore into" placeholder:"DIR"`
}

// Help gives examples.
func (restoreCmd) Help() string {
	return `先核对备份的每个文件，再复制，最后核验恢复出的台账。检查点随备份恢复，服务可直接启动；
若仍持有更新的检查点，请放回 checkpoints 文件夹，服务会拒绝启动，由 jingkai ledger adopt 留痕后继续。
Every file is compared with the manifest, then copied, then the restored ledger is verified.

  jingkai restore --from /backup/jingkai-2019-12-31 --data /var/lib/jingkai-new
  cp -p /safe/keys/* /var/lib/jingkai-new/keys/`
}

// Run restores and verifies.
func (c restoreCmd) Run(ctx context.Context, t Terminal) error {
	m, err := readManifest(c.From)
	if err != nil {
		return err
	}
	if err := empty(c.Data); err != nil {
		return err
	}
	if err := compareBackup(ctx, c.From, m, t); err != nil {
		return err
	}
	s := saving{ctx: ctx, from: c.From, to: c.Data, bar: newBar(t.Err, -1, "恢复 / restore", true)}
	for _, f := range m.Files {
		err := s.copy(f.Path)
		if err == nil && s.m.Files[len(s.m.Files)-1] != f {
			err = BadBackup.New("file", f.Path)
		}
		if err != nil {
			return errors.Join(err, discard(c.Data))
		}
	}
	s.bar.end()
	fmt.Fprintf(t.Out, "已恢复 %d 个文件，备份于 / %d files restored, backed up at %s\n", len(m.Files), len(m.Files), m.At.Format("2006-01-02 15:04:05 MST"))
	if m.Engine == string(store.Postgres) {
		fmt.Fprintf(t.Out, "数据库请另行恢复，再核验台账 / restore the database itself, then verify:\n"+
			"  pg_restore --clean --if-exists --dbname=\"$JINGKAI_DB\" %s\n  jingkai ledger verify --data %s --db \"$JINGKAI_DB\"\n", filepath.Join(c.From, "jingkai.dump"), c.Data)
		return nil
	}
	if !m.Keys {
		fmt.Fprintf(t.Out, "启动前请放回密钥 / put the keys back before starting: %s\n", filepath.Join(c.Data, keysFolder))
	}
	return verifyRestored(ctx, c.Data, t)
}

// empty makes the folder, or refuses one that holds anything.
func empty(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	found, err := os.ReadDir(dir)
	if err == nil && len(found) > 0 {
		return NotEmpty.New("where", dir)
	}
	return err
}

// discard empties a folder that was empty before.
func discard(dir string) error {
	found, err := os.ReadDir(dir)
	for _, f := range found {
		err = errors.Join(err, os.RemoveAll(filepath.Join(dir, f.Name())))
	}
	return err
}

// compareBackup reads every file of the backup before anything is written. A
// path that leads out of the backup is a damaged manifest.
func compareBackup(ctx context.Context, dir string, m manifest, t Terminal) error {
	progress := newBar(t.Err, -1, "核对 / compare", true)
	defer progress.end()
	s := saving{m: m}
	done, total := int64(0), s.total()
	for _, want := range m.Files {
		if err := ctx.Err(); err != nil {
			return err
		}
		local := filepath.FromSlash(want.Path)
		if !filepath.IsLocal(local) || strings.ContainsRune(want.Path, '\\') {
			return BadBackup.New("file", want.Path)
		}
		have, err := digest(filepath.Join(dir, local), want.Path)
		if err != nil || have != want {
			return BadBackup.Wrap(err, "file", want.Path)
		}
		done += have.Size
		progress.to(done, total)
	}
	return nil
}

func verifyRestored(ctx context.Context, dir string, t Terminal) (err error) {
	db, err := store.OpenExisting(ctx, store.Config{Path: filepath.Join(dir, databaseFile), Readers: 1})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	progress := newBar(t.Err, -1, "台账 / ledger", false)
	defer progress.end()
	return db.View(ctx, func(r *store.Snapshot) error {
		report, err := ledger.Verify(ctx, r, ledger.VerifyOptions{Dir: dir, All: true,
			Progress: func(_, done, total int64) { progress.to(done, total) }})
		if err != nil {
			return err
		}
		zones, err := org.Zones(r, org.ZoneFilter{})
		if err != nil {
			return err
		}
		names := map[int64]org.Zone{}
		for _, z := range zones {
			names[z.ID] = z
		}
		printReport(t.Out, report, names)
		if !report.OK() {
			return ErrFound
		}
		return nil
	})
}
