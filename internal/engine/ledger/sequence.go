package ledger

import (
	"context"
	"errors"
	"fmt"
	"sort"

	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/merklelog"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// Broken says that the stored tree of a zone contradicts itself. Nothing is
// built on it: entries wait, recorded and safe, until somebody has looked.
var Broken = fault.Define(fault.Internal, "ledger.broken", "GB/T 22239 8.1.4.7",
	"工作区 {zone} 的台账哈希树自相矛盾，已停止编排新条目。请运行 jingkai ledger verify 查明原因。",
	"The ledger tree of zone {zone} contradicts itself; new entries are not placed. Run jingkai ledger verify to see why.")

// maxBatch bounds how many entries one transaction places. On SQLite commands
// wait behind it for a few milliseconds, as they do behind each other's commits.
const maxBatch = 256

// edge is what must be known of a log to append to it.
type edge struct {
	version int64
	tree    *merklelog.Tree
	tails   [][]merklelog.Hash // by tile level: the hashes of its last, unfilled tile
}

// errIdle ends a transaction that found nothing to do, so that it writes
// nothing.
var errIdle = errors.New("ledger: nothing to place")

// sequence places up to maxBatch waiting entries of one zone and tells how
// many it placed.
//
// Everything happens in one transaction, in this order, so that a crash at any
// point leaves the log as it was before or as it is after:
//
//   - The head row's version is raised first. This is the lock: on PostgreSQL
//     a second process stops here until the first has committed, then sees the
//     new size. A crash rolls it back.
//   - Waiting entries are deleted with RETURNING, which gives exactly the rows
//     that were deleted, also while commands commit new ones. An entry is thus
//     in ledger_pending or in ledger_entry, never in both, never in neither.
//   - Entries, tiles and head are written. The primary key (zone, seq) would
//     refuse a second entry at a place even if the lock were broken.
//
// The edge kept in memory is used only when the version read under the lock is
// the one this process left, so another process's work is never overlooked; it
// is stored only after the commit, so a rolled-back attempt is forgotten.
func (e *Engine) sequence(ctx context.Context, zone int64) (int, error) {
	var placed int
	var after *edge
	err := e.db.Maintain(ctx, "ledger: place entries", func(tx *store.Tx) error {
		placed, after = 0, nil
		h, err := e.lock(tx, zone)
		if err != nil {
			return err
		}
		bodies, err := store.All(tx, scanText, takePending, zone, maxBatch)
		if err != nil {
			return err
		}
		if len(bodies) == 0 {
			return errIdle
		}
		// RETURNING has no order. The id is the first thing that differs in
		// the texts, so their order is the order of the ids, which is time.
		sort.Strings(bodies)
		if after, err = e.place(tx, h, bodies); err != nil {
			return err
		}
		placed = len(bodies)
		return nil
	})
	if err != nil {
		delete(e.edges, zone)
		if errors.Is(err, errIdle) {
			return 0, nil
		}
		return 0, err
	}
	e.edges[zone] = after
	return placed, nil
}

// lock raises the version of the zone's head and makes the head when the zone
// has none.
func (e *Engine) lock(tx *store.Tx, zone int64) (head, error) {
	h, err := store.One(tx, scanHead, lockHead, zone)
	if !errors.Is(err, store.ErrNoRows) {
		return h, err
	}
	key, err := e.keys.signer(e.opts.Suite)
	if err != nil {
		return h, err
	}
	empty, err := merklelog.NewTree(e.opts.Suite).Root()
	if err != nil {
		return h, err
	}
	origin := fmt.Sprintf("%s/%d", e.opts.Name, zone)
	if _, err := tx.Exec(insertHead, zone, origin, string(e.opts.Suite), key.Public().String(), empty[:], tx.Now()); err != nil {
		return h, err
	}
	return store.One(tx, scanHead, lockHead, zone)
}

// place appends bodies to the log whose head is locked.
func (e *Engine) place(tx *store.Tx, h head, bodies []string) (*edge, error) {
	at, err := e.edgeOf(tx, h)
	if err != nil {
		return nil, err
	}
	type tile struct {
		level int
		index int64
		full  []byte
	}
	var full []tile
	grown := map[int]bool{}
	at.tree.OnNode(func(level int, index int64, hash merklelog.Hash) {
		if level%merklelog.TileHeight != 0 {
			return
		}
		l := level / merklelog.TileHeight
		for len(at.tails) <= l {
			at.tails = append(at.tails, nil)
		}
		at.tails[l] = append(at.tails[l], hash)
		grown[l] = true
		if len(at.tails[l]) == merklelog.TileWidth {
			full = append(full, tile{l, index / merklelog.TileWidth, pack(at.tails[l])})
			at.tails[l], grown[l] = at.tails[l][:0], false
		}
	})
	for _, body := range bodies {
		if err := at.tree.Append(h.suite.Leaf(body)); err != nil {
			return nil, err
		}
	}
	if err := insertEntries(tx, h.zone, h.size, bodies); err != nil {
		return nil, err
	}
	size := at.tree.Size()
	for l, tail := range at.tails {
		if grown[l] {
			full = append(full, tile{l, size >> ((l + 1) * merklelog.TileHeight), pack(tail)})
		}
	}
	for _, t := range full {
		if _, err := tx.Exec(upsertTile, h.zone, t.level, t.index, t.full); err != nil {
			return nil, err
		}
	}
	root, err := at.tree.Root()
	if err != nil {
		return nil, err
	}
	n, err := tx.Exec(updateHead, h.zone, size, root[:], tx.Now(), h.version)
	if err == nil && n != 1 {
		err = Broken.New("zone", h.zone)
	}
	at.version = h.version
	return at, err
}

// edgeOf gives the log's edge: from memory if this process was the last to
// append, from the tiles otherwise.
func (e *Engine) edgeOf(tx *store.Tx, h head) (*edge, error) {
	if known := e.edges[h.zone]; known != nil && known.version == h.version-1 && known.tree.Size() == h.size {
		// Until the commit the edge is ahead of the database.
		delete(e.edges, h.zone)
		return known, nil
	}
	if !h.suite.Valid() {
		return nil, Broken.New("zone", h.zone)
	}
	read := tiles(tx, h.zone)
	tree, err := merklelog.OpenTree(h.suite, h.size, read)
	if err != nil {
		return nil, Broken.Wrap(err, "zone", h.zone)
	}
	root, err := tree.Root()
	if err != nil || string(root[:]) != string(h.root) {
		return nil, Broken.Wrap(err, "zone", h.zone)
	}
	at := &edge{tree: tree}
	for l := 0; h.size>>(l*merklelog.TileHeight) > 0; l++ {
		nodes := h.size >> (l * merklelog.TileHeight)
		tail := make([]merklelog.Hash, 0, merklelog.TileWidth)
		if n := int(nodes % merklelog.TileWidth); n > 0 {
			all, err := read(l, nodes/merklelog.TileWidth)
			if err != nil {
				return nil, err
			}
			if len(all) < n {
				return nil, Broken.New("zone", h.zone)
			}
			tail = append(tail, all[:n]...)
		}
		at.tails = append(at.tails, tail)
	}
	return at, nil
}

// sequenceAll places everything that waits, zone by zone.
func (e *Engine) sequenceAll(ctx context.Context) error {
	var errs []error
	for zone := int64(-1 << 63); ; {
		var next int64
		err := e.db.Read(ctx, func(s *store.Snapshot) error {
			return s.QueryRow(nextPendingZone, zone).Scan(&next)
		})
		if errors.Is(err, store.ErrNoRows) {
			return errors.Join(errs...)
		}
		if err != nil {
			return errors.Join(append(errs, err)...)
		}
		zone = next
		for {
			n, err := e.sequence(ctx, zone)
			if err != nil {
				// One zone's broken tree must not keep the others waiting.
				errs = append(errs, err)
			}
			if n < maxBatch {
				break
			}
		}
	}
}
