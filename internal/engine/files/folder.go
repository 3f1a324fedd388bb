package files

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/fault"
)

// Lost says that a recorded content is not on the disk, or is not what it was.
var Lost = fault.Define(fault.Unavailable, "files.lost", "",
	"附件内容缺失或校验不符，无法下载，请联系系统管理员从备份恢复。",
	"The file's content is missing or no longer matches its hash; ask the system administrator to restore it from a backup.")

// Hash is the SHA-256 of a content.
type Hash [sha256.Size]byte

// String gives the hash in hexadecimal.
func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// Folder is where contents lie: <dir>/files/<zone>/<2 digits>/<hash>.
type Folder struct{ dir string }

// OpenFolder opens the folder of attachments under the data folder, making it
// if needed, and removes what an interrupted upload left.
func OpenFolder(data string) (*Folder, error) {
	f := &Folder{filepath.Join(data, "files")}
	if err := os.MkdirAll(f.incoming(), 0o700); err != nil {
		return nil, err
	}
	left, err := os.ReadDir(f.incoming())
	if err != nil {
		return nil, err
	}
	for _, e := range left {
		info, err := e.Info()
		if err != nil || time.Since(info.ModTime()) < spoolTime {
			continue // of an upload that another process is receiving
		}
		if err := os.Remove(filepath.Join(f.incoming(), e.Name())); err != nil {
			return nil, err
		}
	}
	return f, nil
}

// spoolTime is the longest an upload may take.
const spoolTime = time.Hour

func (f *Folder) incoming() string { return filepath.Join(f.dir, "incoming") }

func (f *Folder) path(zone int64, h Hash) string {
	name := h.String()
	return filepath.Join(f.dir, strconv.FormatInt(zone, 10), name[:2], name)
}

// Spooled is an upload whose content is safe on the disk and has no record
// yet. Give it to [Put] or [Attach].
type Spooled struct {
	Zone int64
	Hash Hash
	Size int64
	Kind Kind
	Name string // the uploader's, as a text
}

// Spool receives an upload for a zone before any transaction. It stops at the
// cap with TooLarge, refuses an empty upload and a kind that is not accepted,
// and leaves nothing behind when it refuses.
func (f *Folder) Spool(ctx context.Context, zone int64, name string, r io.Reader, limits Limits) (s Spooled, err error) {
	limits = limits.orDefault()
	tmp, err := os.CreateTemp(f.incoming(), "upload-")
	if err != nil {
		return Spooled{}, fmt.Errorf("files: %w", err)
	}
	defer func() {
		err = errors.Join(err, tmp.Close())
		if removed := os.Remove(tmp.Name()); removed != nil && !errors.Is(removed, fs.ErrNotExist) {
			err = errors.Join(err, removed)
		}
	}()
	hash := sha256.New()
	size, err := io.Copy(io.MultiWriter(tmp, hash), io.LimitReader(&patient{ctx, r}, limits.Bytes+1))
	if err != nil {
		return Spooled{}, fmt.Errorf("files: receiving: %w", err)
	}
	switch {
	case size == 0:
		return Spooled{}, Empty.New()
	case size > limits.Bytes:
		return Spooled{}, TooLarge.New("limit", max(limits.Bytes/mebi, 1))
	}
	kind, err := sniff(tmp, size, name, limits)
	if err != nil {
		return Spooled{}, err
	}
	s = Spooled{Zone: zone, Hash: Hash(hash.Sum(nil)), Size: size, Kind: kind, Name: cleanName(name)}
	return s, f.keep(tmp, s)
}

// patient ends a read when its context does.
type patient struct {
	ctx context.Context
	r   io.Reader
}

// Read reads on while the context lives.
func (p *patient) Read(b []byte) (int, error) {
	if err := p.ctx.Err(); err != nil {
		return 0, err
	}
	return p.r.Read(b)
}

// keep moves a received content to its place, durably: first the bytes, then
// the name, then the folder that holds the name.
func (f *Folder) keep(tmp *os.File, s Spooled) error {
	if err := tmp.Sync(); err != nil {
		return err
	}
	place := f.path(s.Zone, s.Hash)
	if f.sound(s) {
		// It is there already; being wanted again keeps it from the sweep.
		now := time.Now()
		return os.Chtimes(place, now, now)
	}
	if err := os.MkdirAll(filepath.Dir(place), 0o700); err != nil {
		return err
	}
	if err := os.Rename(tmp.Name(), place); err != nil {
		return err
	}
	for dir := filepath.Dir(place); len(dir) >= len(f.dir); dir = filepath.Dir(dir) {
		if err := syncDir(dir); err != nil {
			return err
		}
	}
	return nil
}

// sound reports whether the content is on the disk, whole and unchanged.
func (f *Folder) sound(s Spooled) bool {
	file, err := f.open(s.Zone, s.Hash, s.Size)
	if err != nil {
		return false
	}
	return file.Close() == nil
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// Open gives the content of a file, after checking that it is what was
// uploaded. The caller closes it.
func (f *Folder) Open(file File) (*os.File, error) { return f.open(file.Zone, file.Hash, file.Size) }

func (f *Folder) open(zone int64, h Hash, size int64) (*os.File, error) {
	file, err := os.Open(f.path(zone, h))
	if err != nil {
		return nil, Lost.Wrap(err)
	}
	sum := sha256.New()
	n, err := io.Copy(sum, file)
	if err == nil && (n != size || Hash(sum.Sum(nil)) != h) {
		err = errors.New("the content does not match its hash")
	}
	if err == nil {
		_, err = file.Seek(0, io.SeekStart)
	}
	if err != nil {
		return nil, Lost.Wrap(errors.Join(err, file.Close()))
	}
	return file, nil
}
