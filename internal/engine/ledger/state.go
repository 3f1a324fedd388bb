package ledger

import (
	"errors"
	"math"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/merklelog"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// State is how a zone's log stands.
type State struct {
	Origin  string
	Suite   merklelog.Suite
	Key     string // public key; empty before the first entry
	Size    int64  // entries placed in the tree
	Signed  int64  // of them proved by the newest signed checkpoint
	Waiting int64  // recorded and not placed yet
	Newest  string // that checkpoint as a note; empty while nothing is signed
}

// StateOf tells how a zone's log stands. A zone without entries has the zero
// state.
func StateOf(r store.Reader, zone int64) (State, error) {
	var s State
	h, err := readHead(r, zone)
	if err != nil && !errors.Is(err, store.ErrNoRows) {
		return s, err
	}
	s = State{Origin: h.origin, Suite: h.suite, Key: h.key, Size: h.size, Signed: h.noted, Newest: h.note}
	return s, r.QueryRow(countPending, zone).Scan(&s.Waiting)
}

// Noted is a signed checkpoint that was kept. What it says is there only when
// one of the trusted keys signed it.
type Noted struct {
	Size  int64
	Note  string // the signed bytes
	Valid bool   // signed by a trusted key
	At    time.Time
	Root  merklelog.Hash
}

// Checkpoints lists the signed checkpoints of a zone that the database keeps,
// newest first, from below a size on; 0 begins with the newest of all. The keys
// are those to be trusted, see [PublicKeys].
func Checkpoints(r store.Reader, zone, before int64, limit int, keys []*merklelog.PublicKey) ([]Noted, error) {
	first := before <= 0
	if first {
		before = math.MaxInt64
	}
	found, err := store.All(r, func(rows *store.Rows) (n Noted, err error) { return n, rows.Scan(&n.Size, &n.Note) },
		checkpointsBefore, zone, before, limit)
	if err != nil {
		return nil, err
	}
	h, err := readHead(r, zone)
	if errors.Is(err, store.ErrNoRows) {
		return found, nil
	}
	if err != nil {
		return nil, err
	}
	if first && h.noted > 0 && (len(found) == 0 || found[0].Size < h.noted) {
		found = append([]Noted{{Size: h.noted, Note: h.note}}, found...)
		found = found[:min(len(found), limit)]
	}
	for i := range found {
		if c, err := openNote([]byte(found[i].Note), h, keys); err == nil && c.Size == found[i].Size {
			found[i].Valid, found[i].At, found[i].Root = true, c.At, c.Root
		}
	}
	return found, nil
}

const checkpointsBefore = `SELECT size, note FROM ledger_checkpoint WHERE zone_id = $1 AND size < $2 ORDER BY size DESC LIMIT $3`
