package ledger

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// Witness is what the checkpoints outside the database said at one moment.
type Witness struct {
	notes   map[int64][]byte // newest signed note by zone
	history map[int64]int64  // length of the file of kept notes by zone
}

// See reads the checkpoints under the data folder dir. Seen first, they cannot
// be ahead of a database snapshot that is taken afterwards, unless the database
// was rolled back: a checkpoint is written outside only after the entries it
// covers are committed.
func See(dir string) (*Witness, error) {
	o := &outside{dir: filepath.Join(dir, checkpointsFolder)}
	zones, err := o.zones()
	if err != nil {
		return nil, err
	}
	w := &Witness{notes: map[int64][]byte{}, history: map[int64]int64{}}
	for _, zone := range zones {
		// The history first: its newest note is never ahead of the newest note.
		info, err := os.Stat(o.historyFile(zone))
		if err == nil {
			w.history[zone] = info.Size()
		} else if !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		note, err := o.newest(zone)
		if err != nil {
			return nil, err
		}
		if note != nil {
			w.notes[zone] = note
		}
	}
	return w, nil
}
