package ledger

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"

	"github.com/jingkai-zone/jingkai/internal/base/merklelog"
)

const (
	keysFolder        = "keys"
	checkpointsFolder = "checkpoints"
	noteLines         = 7 // five lines of text, an empty one, the signature
)

// outside is the folder of checkpoints beside the database. zone-N.note is the
// newest, zone-N.history all that were kept, one after another. Because it is
// another file than the database, putting back an older database leaves it
// behind and is noticed; copying it to another machine from time to time makes
// it a witness that even the administrator of this one cannot silence.
type outside struct {
	dir  string
	seen *Witness // nil for the files as they are now
}

func openOutside(dir string) (*outside, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	return &outside{dir: dir}, nil
}

func (o *outside) noteFile(zone int64) string {
	return filepath.Join(o.dir, fmt.Sprintf("zone-%d.note", zone))
}

func (o *outside) historyFile(zone int64) string {
	return filepath.Join(o.dir, fmt.Sprintf("zone-%d.history", zone))
}

// newest gives the zone's newest signed note, or nil when there is none.
func (o *outside) newest(zone int64) ([]byte, error) {
	if o.seen != nil {
		return o.seen.notes[zone], nil
	}
	raw, err := os.ReadFile(o.noteFile(zone))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return raw, err
}

// zones lists the zones that have a note.
func (o *outside) zones() ([]int64, error) {
	if o.seen != nil {
		return slices.Sorted(maps.Keys(o.seen.notes)), nil
	}
	files, err := filepath.Glob(filepath.Join(o.dir, "zone-*.note"))
	if err != nil {
		return nil, err
	}
	var out []int64
	for _, file := range files {
		text := strings.TrimSuffix(strings.TrimPrefix(filepath.Base(file), "zone-"), ".note")
		if zone, err := strconv.ParseInt(text, 10, 64); err == nil {
			out = append(out, zone)
		}
	}
	return out, nil
}

// put makes signed the newest note: write beside, fsync, rename, fsync the
// folder. After a crash the file is the old note or the new one, never a mix.
func (o *outside) put(zone int64, signed []byte) error {
	return replaceSynced(o.noteFile(zone), signed, 0o644)
}

// keep appends signed to the history: open, write, fsync. A crash can leave an
// unfinished note at the end; mend cuts it off at the next start.
func (o *outside) keep(zone int64, signed []byte) error {
	f, err := os.OpenFile(o.historyFile(zone), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	_, err = f.Write(signed)
	return errors.Join(err, f.Sync(), f.Close())
}

// alone runs fn while no other process that shares the folder writes a note.
func (o *outside) alone(fn func() error) error {
	f, err := os.OpenFile(filepath.Join(o.dir, ".lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	// Closing the file gives the lock back, also when the process dies.
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX); err != nil {
		return errors.Join(err, f.Close())
	}
	return errors.Join(fn(), f.Close())
}

// mend cuts off what a crash left unfinished at the end of a history.
func (o *outside) mend(zone int64) error {
	raw, err := os.ReadFile(o.historyFile(zone))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	whole, lines := 0, 0
	for i, c := range raw {
		if c == '\n' {
			if lines++; lines%noteLines == 0 {
				whole = i + 1
			}
		}
	}
	if whole == len(raw) {
		return nil
	}
	return replaceSynced(o.historyFile(zone), raw[:whole], 0o644)
}

// retire puts a zone's files aside under a name that says since when. They
// stay as evidence of what was signed.
func (o *outside) retire(zone int64, stamp string) error {
	for _, file := range []string{o.noteFile(zone), o.historyFile(zone)} {
		if err := os.Rename(file, file+".superseded-"+stamp); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return syncDir(o.dir)
}

// history reads the kept notes one by one. next gives nil at the end; an
// unfinished note at the end counts as not written.
func (o *outside) history(zone int64) (next func() ([]byte, error), done func() error, err error) {
	f, err := os.Open(o.historyFile(zone))
	if errors.Is(err, fs.ErrNotExist) {
		return func() ([]byte, error) { return nil, nil }, func() error { return nil }, nil
	}
	if err != nil {
		return nil, nil, err
	}
	whole := io.Reader(f)
	if o.seen != nil {
		whole = io.LimitReader(f, o.seen.history[zone])
	}
	r := bufio.NewReaderSize(whole, 1<<16)
	return func() ([]byte, error) {
		var note []byte
		for range noteLines {
			line, err := r.ReadSlice('\n')
			if errors.Is(err, io.EOF) {
				return nil, nil
			}
			if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
				return nil, err
			}
			note = append(note, line...)
		}
		return note, nil
	}, f.Close, nil
}

// openNote checks a note against the keys and the log's name.
func openNote(signed []byte, h head, keys []*merklelog.PublicKey) (merklelog.Checkpoint, error) {
	c, err := merklelog.OpenCheckpoint(signed, keys...)
	if err == nil && (c.Origin != h.origin || c.Suite != h.suite) {
		err = merklelog.ErrCheckpoint
	}
	return c, err
}

// tempSynced writes a new file of a free name beside file and brings it to the
// disk.
func tempSynced(file string, content []byte, mode os.FileMode) (name string, err error) {
	f, err := os.CreateTemp(filepath.Dir(file), filepath.Base(file)+".new-*")
	if err != nil {
		return "", err
	}
	_, err = f.Write(content)
	if err = errors.Join(err, f.Chmod(mode), f.Sync(), f.Close()); err != nil {
		return "", errors.Join(err, os.Remove(f.Name()))
	}
	return f.Name(), nil
}

// replaceSynced puts content in the place of file in one step.
func replaceSynced(file string, content []byte, mode os.FileMode) error {
	if old, err := os.ReadFile(file); err == nil && bytes.Equal(old, content) {
		return nil
	}
	temp, err := tempSynced(file, content, mode)
	if err != nil {
		return err
	}
	if err := os.Rename(temp, file); err != nil {
		return errors.Join(err, os.Remove(temp))
	}
	return syncDir(filepath.Dir(file))
}

// syncDir brings a folder's names to the disk.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
