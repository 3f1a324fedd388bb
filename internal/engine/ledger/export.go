package ledger

import (
	"context"
	"errors"
	"io"

	"github.com/jingkai-zone/jingkai/internal/base/merklelog"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// Export writes a zone's log, up to its newest signed checkpoint, as a file
// that proves itself: jingkai-verify checks it without this program and
// without the database. The engine seals it with its key. Refusals: [NoEntry]
// when nothing is signed yet, [Broken] when the tree contradicts itself,
// [KeyMissing].
func (e *Engine) Export(ctx context.Context, r store.Reader, zone int64, w io.Writer) error {
	h, err := readHead(r, zone)
	if errors.Is(err, store.ErrNoRows) || err == nil && h.noted == 0 {
		return NoEntry.New()
	}
	if err != nil {
		return err
	}
	key, err := e.keys.signer(h.suite)
	if err != nil {
		return err
	}
	if key.Public().String() != h.key {
		return KeyMissing.New("key", h.key)
	}
	root, err := merklelog.RootAt(h.suite, h.noted, tiles(r, zone))
	if err != nil {
		return Broken.Wrap(err, "zone", zone)
	}
	out, err := merklelog.NewExportWriter(w, merklelog.Header{Origin: h.origin, Zone: zone, Suite: h.suite, Key: h.key,
		Size: h.noted, Root: root, At: r.Now()})
	if err != nil {
		return err
	}
	for from := int64(0); from < h.noted; from += stride {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := exportStride(r, h, key.Public(), out, from, min(from+stride, h.noted)); err != nil {
			return err
		}
	}
	return out.Close(key)
}

func exportStride(r store.Reader, h head, key *merklelog.PublicKey, out *merklelog.ExportWriter, from, to int64) error {
	notes, err := exportNotes(r, h, key, from, to)
	if err != nil {
		return err
	}
	rows, err := r.Query(entryRange, h.zone, from, to)
	if err != nil {
		return err
	}
	defer rows.Close()
	next := from
	for ; rows.Next(); next++ {
		var seq int64
		var body string
		if err := rows.Scan(&seq, &body); err != nil {
			return err
		}
		if seq != next {
			break
		}
		if err := out.Entry(body, h.suite.Leaf(body)); err != nil {
			return err
		}
		if note, ok := notes[seq+1]; ok {
			if err := out.Checkpoint([]byte(note)); err != nil {
				return err
			}
		}
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return err
	}
	if next != to {
		return Broken.New("zone", h.zone)
	}
	return nil
}

// exportNotes gives the checkpoints of a stride by size. Those signed with an
// earlier key are left out: the reader of the file has the present key only.
func exportNotes(r store.Reader, h head, key *merklelog.PublicKey, from, to int64) (map[int64]string, error) {
	rows, err := r.Query(checkpointRange, h.zone, from, to)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	notes := map[int64]string{}
	for rows.Next() {
		var size int64
		var note string
		if err := rows.Scan(&size, &note); err != nil {
			return nil, err
		}
		if _, err := openNote([]byte(note), h, []*merklelog.PublicKey{key}); err == nil {
			notes[size] = note
		}
	}
	if to == h.noted {
		notes[h.noted] = h.note
	}
	return notes, errors.Join(rows.Err(), rows.Close())
}
