package ledger

import (
	"context"
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
	// Witness is what the checkpoints in Dir were before the reader's snapshot
	// was taken, see [See]. Nil reads them as they are: beside a running server
	// they may then be newer than the snapshot, which looks like a rollback.
	Witness *Witness
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
		if zones, err = opts.zones(r); err != nil {
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
	return VerifyOptions{Dir: dir}.zones(r)
}

func (o VerifyOptions) outside() *outside {
	return &outside{filepath.Join(o.Dir, checkpointsFolder), o.Witness}
}

func (o VerifyOptions) zones(r store.Reader) ([]int64, error) {
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
	if o.Dir != "" {
		more, err := o.outside().zones()
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

	hashed []merklelog.Hash        // leaves of the present stride
	kept   []merklelog.Expectation // checkpoints of the database within the present stride
	nodes  [][]merklelog.Hash      // by tile level from 1: hashes since the last tile compared
	base   []int64                 // by tile level: index of that tile
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
	newest, err := w.opts.outside().newest(zone)
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
		out := w.opts.outside()
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
