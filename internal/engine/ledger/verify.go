package ledger

import (
	"context"
	"encoding/json"
	"errors"
	"path/filepath"
	"slices"

	"github.com/jingkai-zone/jingkai/internal/base/merklelog"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// VerifyOptions say what to verify against.
type VerifyOptions struct {
	// Dir is the data folder with the trusted public keys and the outside
	// checkpoints. Empty: the key in the database is believed, which shows
	// damage but not a forger who owns the database.
	Dir string
	// Zone verifies one zone's log; All verifies every one.
	Zone int64
	All  bool
	// Progress is told after every few thousand entries; may be nil.
	Progress func(zone, done, total int64)
}

// Report is the outcome for all logs looked at.
type Report struct {
	Logs []*merklelog.Report `json:"logs" nullable:"false" doc:"One report per zone"`
}

// OK reports whether nothing is wrong anywhere.
func (r Report) OK() bool {
	return !slices.ContainsFunc(r.Logs, func(l *merklelog.Report) bool { return !l.OK() })
}

// stride is how many entries are read at a time: what one tile of level 1
// covers.
const stride = merklelog.TileWidth * merklelog.TileWidth

// Verify recomputes every leaf from the entry's bytes, every node of the tree,
// the head and every signed checkpoint, inside the database and outside it,
// and reports whatever does not agree: entries changed, inserted, deleted,
// exchanged or cut off, a database rolled back or forked. It reads the log
// once, in order, and its memory does not grow with the log. Entries that
// arrive while it runs are left for the next time.
func Verify(ctx context.Context, r store.Reader, opts VerifyOptions) (Report, error) {
	zones := []int64{opts.Zone}
	if opts.All {
		var err error
		if zones, err = Zones(r, opts.Dir); err != nil {
			return Report{}, err
		}
	}
	out := Report{Logs: []*merklelog.Report{}}
	for _, zone := range zones {
		rep, err := verifyZone(ctx, r, zone, opts)
		if err != nil {
			return Report{}, err
		}
		out.Logs = append(out.Logs, rep)
	}
	return out, nil
}

// Zones lists the zones that have a log: a head, entries, or a checkpoint in
// dir. dir may be empty.
func Zones(r store.Reader, dir string) ([]int64, error) {
	heads, err := store.All(r, scanHead, allHeads)
	if err != nil {
		return nil, err
	}
	var zones []int64
	for _, h := range heads {
		zones = append(zones, h.zone)
	}
	for zone := int64(-1 << 63); ; {
		zone, err = store.One(r, scanInt, nextEntryZone, zone)
		if errors.Is(err, store.ErrNoRows) {
			break
		}
		if err != nil {
			return nil, err
		}
		zones = append(zones, zone)
	}
	if dir != "" {
		out := &outside{filepath.Join(dir, checkpointsFolder)}
		more, err := out.zones()
		if err != nil {
			return nil, err
		}
		zones = append(zones, more...)
	}
	slices.Sort(zones)
	return slices.Compact(zones), nil
}

// walk is one verification of one zone.
type walk struct {
	ctx   context.Context
	r     store.Reader
	h     head
	opts  VerifyOptions
	keys  []*merklelog.PublicKey
	own   bool // keys come from the data folder, not from the database
	audit *merklelog.Audit

	kept  []merklelog.Expectation // checkpoints of the database within the present stride
	nodes [][]merklelog.Hash      // by tile level from 1: hashes since the last tile compared
	base  []int64                 // by tile level: index of that tile
}

func verifyZone(ctx context.Context, r store.Reader, zone int64, opts VerifyOptions) (*merklelog.Report, error) {
	h, err := readHead(r, zone)
	if err != nil && !errors.Is(err, store.ErrNoRows) {
		return nil, err
	}
	w := &walk{ctx: ctx, r: r, h: h, opts: opts}
	if err := w.trust(); err != nil {
		return nil, err
	}
	headless := !h.suite.Valid() // also when there is no head at all
	if headless {
		if err := w.guess(zone); err != nil {
			return nil, err
		}
		h = w.h
	}
	done, err := w.prepare()
	if err != nil {
		return nil, err
	}
	rep := &w.audit.Report
	rep.Origin, rep.Zone, rep.Size, rep.Key = h.origin, zone, h.size, h.key
	rep.KeyTrusted = w.own && slices.ContainsFunc(w.keys, func(k *merklelog.PublicKey) bool { return k.String() == h.key })
	if headless {
		rep.Add(merklelog.HeadChanged, -1, "size", 0)
	}
	if w.own && h.key != "" && !rep.KeyTrusted {
		rep.Add(merklelog.WrongKey, -1)
	}
	err = w.run()
	return rep, errors.Join(err, done())
}

// trust chooses the keys signatures must come from.
func (w *walk) trust() error {
	if w.opts.Dir != "" {
		keys, err := PublicKeys(w.opts.Dir)
		w.keys, w.own = keys, len(keys) > 0
		if err != nil || len(keys) > 0 {
			return err
		}
	}
	if key, err := merklelog.ParsePublicKey(w.h.key); err == nil {
		w.keys = []*merklelog.PublicKey{key}
	}
	return nil
}

// guess makes up for a head that is gone: what the log was called and how it
// was hashed is taken from its checkpoint outside.
func (w *walk) guess(zone int64) error {
	w.h = head{zone: zone, suite: merklelog.SHA256}
	if w.opts.Dir == "" {
		return nil
	}
	newest, err := (&outside{filepath.Join(w.opts.Dir, checkpointsFolder)}).newest(zone)
	if err != nil {
		return err
	}
	if c, err := merklelog.OpenCheckpoint(newest, w.keys...); err == nil {
		w.h.origin, w.h.suite = c.Origin, c.Suite
	}
	return nil
}

// prepare gathers everything that vouches for a root.
func (w *walk) prepare() (done func() error, err error) {
	done = func() error { return nil }
	sources := []merklelog.Expectations{w.fromHead(), w.fromDatabase()}
	// The report exists only once the audit does; what is wrong with a
	// checkpoint is told to it when the walk comes to that checkpoint.
	if w.h.note != "" {
		sources = append(sources, w.once([]byte(w.h.note), "head"))
	}
	if w.opts.Dir != "" {
		out := &outside{filepath.Join(w.opts.Dir, checkpointsFolder)}
		newest, err := out.newest(w.h.zone)
		if err != nil {
			return done, err
		}
		if newest != nil {
			sources = append(sources, w.once(newest, out.noteFile(w.h.zone)))
		}
		next, closeFile, err := out.history(w.h.zone)
		if err != nil {
			return done, err
		}
		done = closeFile
		sources = append(sources, w.notes(next, out.historyFile(w.h.zone)))
		w.audit = merklelog.NewAudit(w.h.suite, sources...)
		if newest == nil && w.h.noted > 0 {
			w.audit.Report.Add(merklelog.NoOutside, -1)
		}
	} else {
		w.audit = merklelog.NewAudit(w.h.suite, sources...)
	}
	w.audit.OnNode(w.node)
	return done, nil
}

func (w *walk) fromHead() merklelog.Expectations {
	var root merklelog.Hash
	copy(root[:], w.h.root)
	return merklelog.FromSlice([]merklelog.Expectation{{Size: w.h.size, Root: root, Where: "head"}}[:min(1, len(w.h.root))])
}

// fromDatabase gives the checkpoints that fetch has read for this stride.
func (w *walk) fromDatabase() merklelog.Expectations {
	return func() (merklelog.Expectation, bool, error) {
		if len(w.kept) == 0 {
			return merklelog.Expectation{}, false, nil
		}
		e := w.kept[0]
		w.kept = w.kept[1:]
		return e, true, nil
	}
}

func (w *walk) once(signed []byte, where string) merklelog.Expectations {
	return w.notes(func() ([]byte, error) {
		note := signed
		signed = nil
		return note, nil
	}, where)
}

// notes checks the signatures of notes that come one by one.
func (w *walk) notes(next func() ([]byte, error), where string) merklelog.Expectations {
	return func() (merklelog.Expectation, bool, error) {
		for {
			signed, err := next()
			if err != nil || signed == nil {
				return merklelog.Expectation{}, false, err
			}
			if e, ok := w.vouched(signed, where); ok {
				return e, true, nil
			}
		}
	}
}

func (w *walk) vouched(signed []byte, where string) (merklelog.Expectation, bool) {
	c, err := openNote(signed, w.h, w.keys)
	if err != nil {
		w.audit.Report.Add(merklelog.BadSignature, -1, "where", where)
		return merklelog.Expectation{}, false
	}
	return merklelog.Expectation{Size: c.Size, Root: c.Root, At: c.At, Where: where, Signed: true}, true
}

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
	rows, err := w.r.Query(entryRange, w.h.zone, from, to)
	if err != nil {
		return false, err
	}
	defer rows.Close()
	var seq int64
	var body string
	for rows.Next() {
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
	if next := w.audit.Next(); next < to {
		// Either a hole, or the end. A head may claim any size, so a hole is
		// bridged only up to the next entry that exists.
		after, err := store.One(w.r, scanInt, `SELECT seq FROM ledger_entry WHERE zone_id = $1 AND seq >= $2 AND seq < $3 ORDER BY seq LIMIT 1`, w.h.zone, to, w.h.size)
		if errors.Is(err, store.ErrNoRows) {
			w.audit.Report.Add(merklelog.Missing, next, "to", w.h.size-1)
			return true, w.compareNodes(false)
		}
		if err != nil {
			return false, err
		}
		if after-next > maxHole {
			w.audit.Report.Add(merklelog.Missing, next, "to", after-1)
			return true, nil
		}
		if err := w.gap(from, to, stored); err != nil {
			return false, err
		}
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
