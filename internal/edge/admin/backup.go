package admin

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/jingkai-zone/jingkai/internal/store"
)

const (
	manifestFile = "manifest.json"
	databaseFile = "jingkai.db"
	keysFolder   = "keys"
)

// besides are the folders of data beside the database, in the order in which
// they may be copied: checkpoints before the database, which must never be
// behind them; attachments after it, because they are never changed and a
// record must not name one that is missing.
var (
	beforeData = []string{"checkpoints"}
	afterData  = []string{"files"}
)

// manifest says what a backup holds, so that a damaged one is noticed before
// it takes the place of anything.
type manifest struct {
	Form   int         `json:"jingkai-backup"`
	At     time.Time   `json:"at"`
	Engine string      `json:"engine"`
	Keys   bool        `json:"keys"`
	Files  []savedFile `json:"files"`
}

type savedFile struct {
	Path   string `json:"path"` // with slashes, below the backup's folder
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

type backupCmd struct {
	Where
	Out  string `required:"" help:"新建的备份文件夹 / Folder to make" placeholder:"DIR"`
	Keys bool   `help:"连同密钥一起备份（须加密保存）/ Include the keys; store the backup encrypted then"`
}

// Help gives examples.
func (backupCmd) Help() string {
	return `可在服务运行时进行，得到同一时刻的数据。默认不含 keys 文件夹：持有密钥和数据的人可以改写台账并重新签名，
请把它另外封存。PostgreSQL 的数据库用 pg_dump 备份，本命令备份其余部分。
May run beside the server; the data is of one moment. The keys folder is left out unless asked for: whoever holds keys and data
could rewrite the ledger and sign it again, so keep it apart. On PostgreSQL the database itself is for pg_dump.

  jingkai backup --data /var/lib/jingkai --out /backup/jingkai-2019-12-31
  jingkai restore --from /backup/jingkai-2019-12-31 --data /var/lib/jingkai-new`
}

// Run makes the backup.
func (c backupCmd) Run(ctx context.Context, t Terminal) (err error) {
	db, cfg, err := c.open(ctx, t)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if _, err := signed(ctx, db, cfg); err != nil {
		// What cannot be signed can still be saved.
		fmt.Fprintln(t.Err, "未能签名，仍继续备份 / could not sign, backing up all the same:", Explain(err))
	}
	if err := os.Mkdir(c.Out, 0o700); errors.Is(err, fs.ErrExist) {
		return store.Occupied.New("where", c.Out)
	} else if err != nil {
		return err
	}
	b := saving{ctx: ctx, from: cfg.Data, to: c.Out, bar: newBar(t.Err, -1, "备份 / backup", true),
		m: manifest{Form: 1, At: db.Now(), Engine: string(db.Engine()), Keys: c.Keys}}
	err = b.folders(beforeData)
	if err == nil && db.Engine() == store.SQLite {
		if err = db.CopyTo(ctx, filepath.Join(c.Out, databaseFile)); err == nil {
			err = b.list(databaseFile)
		}
	}
	if err == nil {
		err = b.folders(afterData)
	}
	if err == nil && c.Keys {
		err = b.folders([]string{keysFolder})
	}
	if err == nil {
		err = newFile(filepath.Join(c.Out, manifestFile), func(w io.Writer) error { return printJSON(w, b.m) })
	}
	b.bar.end()
	if err != nil {
		return errors.Join(err, os.RemoveAll(c.Out))
	}
	fmt.Fprintf(t.Out, "已备份 %d 个文件，%d 字节 / %d files, %d bytes: %s\n", len(b.m.Files), b.bytes, len(b.m.Files), b.bytes, c.Out)
	if db.Engine() == store.Postgres {
		fmt.Fprintf(t.Out, "数据库请另行备份 / back up the database itself:\n  pg_dump --format=custom --file=%s \"$JINGKAI_DB\"\n", filepath.Join(c.Out, "jingkai.dump"))
	}
	if !c.Keys {
		fmt.Fprintf(t.Out, "不含密钥：请另行封存 / keys are not included; keep them apart: %s\n", filepath.Join(cfg.Data, keysFolder))
	}
	return nil
}

// saving is one backup, or one restoring, under way.
type saving struct {
	ctx      context.Context
	from, to string
	m        manifest
	bytes    int64
	bar      *bar
}

// folders copies whole folders; one that is not there is left out.
func (s *saving) folders(names []string) error {
	for _, name := range names {
		err := filepath.WalkDir(filepath.Join(s.from, name), func(path string, d fs.DirEntry, err error) error {
			if errors.Is(err, fs.ErrNotExist) {
				return nil // removed while we walked, or never there
			}
			if err != nil {
				return err
			}
			rel, err := filepath.Rel(s.from, path)
			if err != nil || !d.Type().IsRegular() || passing(rel) {
				return err
			}
			return s.copy(filepath.ToSlash(rel))
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// passing tells files that are only there for a moment: an upload that is being
// received, a note that is being replaced, a lock.
func passing(rel string) bool {
	inside, err := filepath.Match(filepath.Join("files", "incoming", "*"), rel)
	fresh, err2 := filepath.Match("*.new-*", filepath.Base(rel))
	return err != nil || err2 != nil || inside || fresh || filepath.Base(rel) == ".lock"
}

// copy brings one file to its place on the disk and notes it.
func (s *saving) copy(path string) error {
	if err := s.ctx.Err(); err != nil {
		return err
	}
	in, err := os.Open(filepath.Join(s.from, filepath.FromSlash(path)))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer in.Close()
	place := filepath.Join(s.to, filepath.FromSlash(path))
	if err := os.MkdirAll(filepath.Dir(place), 0o700); err != nil {
		return err
	}
	sum := sha256.New()
	var size int64
	err = newFile(place, func(w io.Writer) error {
		size, err = io.Copy(io.MultiWriter(w, sum), in)
		return err
	})
	s.note(savedFile{path, size, hex.EncodeToString(sum.Sum(nil))})
	return err
}

// list notes a file that is in its place already.
func (s *saving) list(path string) error {
	f, err := digest(filepath.Join(s.to, path), path)
	s.note(f)
	return err
}

func (s *saving) note(f savedFile) {
	s.m.Files = append(s.m.Files, f)
	s.bytes += f.Size
	s.bar.to(s.bytes, max(s.bytes, s.total()))
}

// total is what the manifest of a restored backup announces.
func (s *saving) total() int64 {
	n := int64(0)
	for _, f := range s.m.Files {
		n += f.Size
	}
	return n
}

func digest(file, path string) (savedFile, error) {
	f, err := os.Open(file)
	if err != nil {
		return savedFile{}, err
	}
	defer f.Close()
	sum := sha256.New()
	n, err := io.Copy(sum, f)
	return savedFile{path, n, hex.EncodeToString(sum.Sum(nil))}, err
}

func readManifest(dir string) (m manifest, err error) {
	raw, err := os.ReadFile(filepath.Join(dir, manifestFile))
	if err != nil {
		return m, NoBackup.Wrap(err, "where", dir)
	}
	if err := json.Unmarshal(raw, &m); err != nil || m.Form != 1 {
		return m, NoBackup.Wrap(err, "where", dir)
	}
	return m, nil
}
