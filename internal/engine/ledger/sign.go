package ledger

import (
	"context"
	"errors"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/merklelog"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// signAll signs every zone that has grown since its last checkpoint; keep
// keeps each for good.
func (e *Engine) signAll(ctx context.Context, keep bool) error {
	var heads []head
	err := e.db.Read(ctx, func(s *store.Snapshot) (err error) {
		heads, err = store.All(s, scanHead, unsignedHeads)
		return err
	})
	if err != nil {
		return err
	}
	var errs []error
	for _, h := range heads {
		if err := e.sign(ctx, h, keep); err != nil {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// sign signs one zone's head.
//
// The head was read after its commit, so it is durable: nothing that a crash
// could take back is ever signed. The outside file is written before the
// database is told; a crash between the two leaves a file that is ahead of the
// note in the database but not of the log, which the next start accepts and
// the next checkpoint repairs.
func (e *Engine) sign(ctx context.Context, h head, keep bool) error {
	root, err := merklelog.HashOf(h.root)
	if err != nil {
		return Broken.Wrap(err, "zone", h.zone)
	}
	if err := e.mayFollow(ctx, h, root); err != nil {
		return err
	}
	key, err := e.keys.signer(h.suite)
	if err != nil {
		return err
	}
	if key.Public().String() != h.key {
		return KeyMissing.New("key", h.key)
	}
	signed, err := merklelog.Checkpoint{Origin: h.origin, Size: h.size, Root: root, Suite: h.suite, At: e.db.Now()}.Sign(key)
	if err != nil {
		return err
	}
	last := e.signed[h.zone]
	keep = keep || time.Since(last.kept) >= e.opts.KeepEvery
	if err := e.putOutside(h, signed, keep); err != nil {
		return err
	}
	err = e.db.Maintain(ctx, "ledger: keep checkpoint", func(tx *store.Tx) error {
		if _, err := tx.Exec(noteHead, h.zone, string(signed), h.size); err != nil || !keep {
			return err
		}
		_, err := tx.Exec(insertCheckpoint, h.zone, h.size, string(signed))
		return err
	})
	if err != nil {
		return err
	}
	now := signature{size: h.size, root: root, kept: last.kept}
	if keep {
		now.kept = time.Now()
	}
	e.signed[h.zone] = now
	return nil
}

// mayFollow refuses to sign a head that does not continue what was signed
// before: a database put back or forked under a running program must not get
// this key's word for it.
func (e *Engine) mayFollow(ctx context.Context, h head, root merklelog.Hash) error {
	last, ok := e.signed[h.zone]
	if !ok {
		return nil
	}
	if h.size < last.size || h.size == last.size && root != last.root {
		return RolledBack.New("zone", h.zone, "have", h.size, "signed", last.size)
	}
	return e.db.Read(ctx, func(s *store.Snapshot) error {
		return follows(s, h, merklelog.Checkpoint{Size: last.size, Root: last.root})
	})
}

// follows checks that the log begins with what c covers.
func follows(r store.Reader, h head, c merklelog.Checkpoint) error {
	if c.Size > h.size {
		return RolledBack.New("zone", h.zone, "have", h.size, "signed", c.Size)
	}
	root, err := merklelog.RootAt(h.suite, c.Size, tiles(r, h.zone))
	if err != nil {
		return Broken.Wrap(err, "zone", h.zone)
	}
	if root != c.Root {
		return RolledBack.New("zone", h.zone, "have", h.size, "signed", c.Size)
	}
	return nil
}

// putOutside writes the outside copies, unless another process that shares the
// folder has already written a longer one.
func (e *Engine) putOutside(h head, signed []byte, keep bool) error {
	key, err := merklelog.ParsePublicKey(h.key)
	if err != nil {
		return KeyMissing.Wrap(err, "key", h.key)
	}
	err = e.outside.alone(func() error {
		old, err := e.outside.newest(h.zone)
		if err != nil {
			return err
		}
		if old != nil {
			if c, err := openNote(old, h, []*merklelog.PublicKey{key}); err == nil && c.Size >= h.size {
				return nil
			}
		}
		if keep {
			if err := e.outside.keep(h.zone, signed); err != nil {
				return err
			}
		}
		return e.outside.put(h.zone, signed)
	})
	if err != nil {
		return store.Unavailable.Wrap(err)
	}
	return nil
}
