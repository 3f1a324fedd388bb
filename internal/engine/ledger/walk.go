package ledger

import (
	"encoding/json"
	"errors"
	"slices"

	"github.com/jingkai-zone/jingkai/internal/base/merklelog"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// run goes through the log once, a stride at a time.
func (w *walk) run() error {
	for from := int64(0); from < w.h.size; from += stride {
		to := min(from+stride, w.h.size)
		end, err := w.stride(from, to)
		if err != nil {
			return err
		}
		if w.opts.Progress != nil {
			w.opts.Progress(w.h.zone, to, w.h.size)
		}
		if end {
			break
		}
	}
	if err := w.compareNodes(true); err != nil {
		return err
	}
	if err := w.fetch(w.h.size, -1); err != nil {
		return err
	}
	if err := w.audit.Finish(); err != nil {
		return err
	}
	return w.remains()
}

// stride verifies entries [from, to). end says that there are none behind.
func (w *walk) stride(from, to int64) (end bool, err error) {
	if err := w.ctx.Err(); err != nil {
		return false, err
	}
	if err := w.fetch(from, to); err != nil {
		return false, err
	}
	stored, err := w.storedLeaves(from, to)
	if err != nil {
		return false, err
	}
	dense, err := w.leaves(from, to)
	if err != nil {
		return false, err
	}
	if dense {
		for i := range w.hashed {
			if err := w.audit.Hashed(w.hashed[i], at(stored, int64(i))); err != nil {
				return false, err
			}
		}
		return false, w.compareNodes(false)
	}
	return w.holes(from, to, stored)
}

// leaves hashes the bodies of [from, to) and reports whether there is one for
// every place. As a place holds at most one entry, their number tells, and the
// places themselves need not be read: that is a quarter of the time.
func (w *walk) leaves(from, to int64) (dense bool, err error) {
	rows, err := w.r.Query(bodyRange, w.h.zone, from, to)
	if err != nil {
		return false, err
	}
	defer rows.Close()
	// Hashing runs beside reading; between them pass packs of bodies.
	packs, done := make(chan []string, 4), make(chan struct{})
	w.hashed = w.hashed[:0]
	go func() {
		defer close(done)
		for pack := range packs {
			for _, body := range pack {
				w.hashed = append(w.hashed, w.audit.Leaf(body))
			}
		}
	}()
	err = readPacks(rows, packs)
	close(packs)
	<-done
	return int64(len(w.hashed)) == to-from, errors.Join(err, rows.Close())
}

func readPacks(rows *store.Rows, packs chan<- []string) error {
	const size = 128
	var body string
	into := []any{&body}
	pack := make([]string, 0, size)
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		if pack = append(pack, body); len(pack) == size {
			packs <- pack
			pack = make([]string, 0, size)
		}
	}
	packs <- pack
	return rows.Err()
}

// holes verifies entries [from, to) of which some are missing.
func (w *walk) holes(from, to int64, stored []merklelog.Hash) (end bool, err error) {
	rows, err := w.r.Query(entryRange, w.h.zone, from, to)
	if err != nil {
		return false, err
	}
	defer rows.Close()
	for rows.Next() {
		var seq int64
		var body string
		if err := rows.Scan(&seq, &body); err != nil {
			return false, err
		}
		if err := w.gap(from, seq, stored); err != nil {
			return false, err
		}
		if err := w.audit.Entry(body, at(stored, seq-from)); err != nil {
			return false, err
		}
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return false, err
	}
	next := w.audit.Next()
	if next == to {
		return false, w.compareNodes(false)
	}
	// Either a hole, or the end. A head may claim any size, so a hole is
	// bridged only up to the next entry that exists.
	after, err := store.One(w.r, scanInt, nextEntry, w.h.zone, to, w.h.size)
	if errors.Is(err, store.ErrNoRows) {
		w.audit.Report.Add(merklelog.Missing, next, "to", w.h.size-1)
		return true, w.compareNodes(false)
	}
	if err != nil {
		return false, err
	}
	if after-next > maxHole {
		w.audit.Report.Add(merklelog.Missing, next, "to", after-1)
		return true, w.compareNodes(false)
	}
	if err := w.gap(from, to, stored); err != nil {
		return false, err
	}
	return false, w.compareNodes(false)
}

// maxHole bounds how many missing entries are walked over one by one.
const maxHole = 1 << 22

// gap stands in for the entries missing before seq.
func (w *walk) gap(from, seq int64, stored []merklelog.Hash) error {
	if next := w.audit.Next(); next < seq {
		w.audit.Report.Add(merklelog.Missing, next, "to", seq-1)
		for ; next < seq; next++ {
			if err := w.audit.Absent(at(stored, next-from)); err != nil {
				return err
			}
		}
	}
	return nil
}

func at(stored []merklelog.Hash, i int64) *merklelog.Hash {
	if i >= int64(len(stored)) || stored[i] == (merklelog.Hash{}) {
		return nil
	}
	return &stored[i]
}

// storedLeaves reads the leaf hashes kept for [from, to). A missing or short
// tile is a finding, and its hashes are left zero.
func (w *walk) storedLeaves(from, to int64) ([]merklelog.Hash, error) {
	out := make([]merklelog.Hash, to-from)
	first := from / merklelog.TileWidth
	last := (to + merklelog.TileWidth - 1) / merklelog.TileWidth
	rows, err := w.r.Query(tileRange, w.h.zone, first, last)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var index int64
		var raw []byte
		if err := rows.Scan(&index, &raw); err != nil {
			return nil, err
		}
		copy(out[(index-first)*merklelog.TileWidth:], unpack(raw))
	}
	for i := first; i < last; i++ {
		span := out[(i-first)*merklelog.TileWidth : min((i-first+1)*merklelog.TileWidth, to-from)]
		if slices.Contains(span, merklelog.Hash{}) {
			w.audit.Report.Add(merklelog.NodeChanged, i*merklelog.TileWidth, "level", 0, "index", i)
		}
	}
	return out, errors.Join(rows.Err(), rows.Close())
}

// fetch reads the database's checkpoints for sizes in (from, to], or the
// longest beyond from when to is negative.
func (w *walk) fetch(from, to int64) error {
	type kept struct {
		size int64
		note string
	}
	scan := func(r *store.Rows) (k kept, err error) { return k, r.Scan(&k.size, &k.note) }
	var found []kept
	var err error
	if to < 0 {
		found, err = store.All(w.r, scan, lastCheckpoint, w.h.zone, from)
	} else {
		found, err = store.All(w.r, scan, checkpointRange, w.h.zone, from, to)
	}
	if err != nil {
		return err
	}
	for _, k := range found {
		if e, ok := w.vouched([]byte(k.note), "database"); ok && e.Size == k.size {
			w.kept = append(w.kept, e)
		} else if ok {
			w.audit.Report.Add(merklelog.BadSignature, -1, "where", "database")
		}
	}
	w.audit.Resume()
	return nil
}

// node collects the nodes that tiles above the leaves hold.
func (w *walk) node(level int, _ int64, hash merklelog.Hash) {
	if level == 0 || level%merklelog.TileHeight != 0 {
		return
	}
	l := level / merklelog.TileHeight
	for len(w.nodes) <= l {
		w.nodes, w.base = append(w.nodes, nil), append(w.base, 0)
	}
	w.nodes[l] = append(w.nodes[l], hash)
}

// compareNodes compares tiles that are complete; at the end all of them.
func (w *walk) compareNodes(end bool) error {
	for l := range w.nodes {
		for len(w.nodes[l]) >= merklelog.TileWidth || end && len(w.nodes[l]) > 0 {
			n := min(len(w.nodes[l]), merklelog.TileWidth)
			kept, err := tiles(w.r, w.h.zone)(l, w.base[l])
			if err != nil {
				return err
			}
			for i, want := range w.nodes[l][:n] {
				if i >= len(kept) || kept[i] != want {
					index := w.base[l]*merklelog.TileWidth + int64(i)
					w.audit.Report.Add(merklelog.NodeChanged, index<<(l*merklelog.TileHeight), "level", l*merklelog.TileHeight, "index", index)
				}
			}
			w.nodes[l] = w.nodes[l][n:]
			w.base[l]++
		}
	}
	return nil
}

// remains looks at what lies beyond the log: rows nobody placed, entries that
// wait, and a log without any signature.
func (w *walk) remains() error {
	rep := &w.audit.Report
	extra, err := store.All(w.r, scanInt, entriesBeyond, w.h.zone)
	if err != nil {
		return err
	}
	for _, seq := range extra {
		rep.Add(merklelog.Extra, seq, "size", w.h.size)
	}
	if rep.Pending, err = store.One(w.r, scanInt, countPending, w.h.zone); err != nil {
		return err
	}
	waiting, err := store.All(w.r, scanText, pendingBefore+` LIMIT 1000`, w.h.zone)
	if err != nil {
		return err
	}
	for _, body := range waiting {
		if !json.Valid([]byte(body)) {
			rep.Add(merklelog.Unreadable, w.h.size)
		}
	}
	if w.h.size > 0 && rep.Checkpoints == 0 && !w.audit.Lost() {
		rep.Add(merklelog.NoCheckpoint, -1, "size", w.h.size)
	}
	return nil
}
