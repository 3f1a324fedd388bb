package ledger

import (
	"bytes"
	"sync"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// Record leaves the command's entry in the zone of its actor, in the command's
// own transaction: when one is rolled back, so is the other. It refuses an
// entry without an action ([NoAction]), names that are no names ([LongName]), a
// detail that is not JSON ([BadDetail], [TooDeep]) and an entry of more than
// [MaxBody] bytes ([TooLong]).
func Record(tx *store.Tx, e Entry) error {
	_, err := record(tx, e, Done)
	return err
}

// RecordID is [Record] for a command that shows the entry's id to its user,
// as a receipt with which an [InclusionProof] can be asked for.
func RecordID(tx *store.Tx, e Entry) (ident.ID, error) { return record(tx, e, Done) }

func record(tx *store.Tx, e Entry, r Result) (ident.ID, error) {
	id, actor := nextID(tx.Now()), tx.Actor()
	body, err := encode(id, tx.Now(), actor, e, r)
	if err != nil {
		return id, err
	}
	if err := tx.Later(nil, insertPending, actor.Zone, id, body); err != nil {
		return id, err
	}
	tx.MarkRecorded()
	tx.OnCommit(ringBells)
	return id, nil
}

// last is the id this process gave to its latest entry.
var last struct {
	sync.Mutex
	id ident.ID
}

// nextID makes an id that sorts after all that this process made for the same
// or an earlier microsecond, so that the entries of one command keep their
// order (RFC 9562, 6.2, method 2: the random half counts up).
func nextID(now time.Time) ident.ID {
	id := ident.NewID(now)
	id[8] &^= 0x20 // room to count: half of the random numbers are not used to begin with
	last.Lock()
	defer last.Unlock()
	// The 62 bits of the first half that come from the instant; its last two
	// bits are random.
	if bytes.Equal(id[:7], last.id[:7]) && id[7]&^0x03 == last.id[7]&^0x03 {
		id = last.id
		for i := len(id) - 1; i >= 8; i-- {
			if id[i]++; id[i] != 0 {
				break
			}
		}
	}
	last.id = id
	return id
}

// bells wake the sequencers of this process. There is one database and one
// engine in a running program; in tests there are many, and waking a sequencer
// that has nothing to do costs one small read.
var bells struct {
	sync.RWMutex
	all map[chan struct{}]bool
}

func hangBell() (bell chan struct{}, remove func()) {
	bell = make(chan struct{}, 1)
	bells.Lock()
	defer bells.Unlock()
	if bells.all == nil {
		bells.all = map[chan struct{}]bool{}
	}
	bells.all[bell] = true
	return bell, func() {
		bells.Lock()
		defer bells.Unlock()
		delete(bells.all, bell)
	}
}

func ringBells() {
	bells.RLock()
	defer bells.RUnlock()
	for bell := range bells.all {
		select {
		case bell <- struct{}{}:
		default: // it rings already
		}
	}
}
