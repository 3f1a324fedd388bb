package ledger

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"log/slog"
	"path/filepath"
	"sync"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/merklelog"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// BadOptions refuses options that cannot work.
var BadOptions = fault.Define(fault.Invalid, "ledger.options", "",
	"台账配置无效：需要数据文件夹，以及算法套件 sha256-ed25519 或 sm3-sm2。",
	"The ledger's configuration is not valid: a data folder and the suite sha256-ed25519 or sm3-sm2 are needed.")

// Options say where and how the ledger is kept. The zero value of a field
// means its default.
type Options struct {
	// Dir is the data folder; keys and checkpoints are kept in two folders
	// inside it. It must not be restored together with the database unless an
	// older state is really wanted. Required.
	Dir string
	// Suite is that of logs that begin now; existing ones keep theirs. Default
	// sha256-ed25519.
	Suite merklelog.Suite
	// Name is the signer's name and the first part of every log's origin; no
	// space, no plus, no slash. Default "jingkai".
	Name string
	// Gather is how long the sequencer waits after a commit for more entries
	// to place with it. Default 40ms; the lag is this plus one transaction.
	Gather time.Duration
	// SignEvery is the shortest time between two checkpoints. Default 1s.
	SignEvery time.Duration
	// KeepEvery is the shortest time between two checkpoints of one zone that
	// are kept for good; the ones between are replaced. Default 1m.
	KeepEvery time.Duration
	// Log is told of what went wrong in the background. Default slog.Default().
	Log *slog.Logger
	// Random makes keys and SM2 signatures. Default crypto/rand.
	Random io.Reader
	// Adopt accepts a database or keys that contradict the outside
	// checkpoints, on record. Nil, as it must be in normal running, refuses.
	Adopt *Adoption
}

func (o Options) filled() (Options, error) {
	if o.Suite == "" {
		o.Suite = merklelog.SHA256
	}
	if o.Name == "" {
		o.Name = "jingkai"
	}
	for _, d := range []struct {
		value   *time.Duration
		standby time.Duration
	}{{&o.Gather, 40 * time.Millisecond}, {&o.SignEvery, time.Second}, {&o.KeepEvery, time.Minute}} {
		if *d.value == 0 {
			*d.value = d.standby
		}
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if o.Random == nil {
		o.Random = rand.Reader
	}
	if o.Dir == "" || !o.Suite.Valid() {
		return o, BadOptions.New()
	}
	return o, nil
}

// Engine places entries, signs checkpoints and keeps both trustworthy. One
// runs per process; several processes may share a PostgreSQL database when
// they are given copies of the same keys folder.
type Engine struct {
	db      *store.DB
	opts    Options
	keys    *keyring
	outside *outside
	denials *denials

	// working is held by whoever places entries or signs: the background loop
	// or a caller of Flush. It guards what follows.
	working sync.Mutex
	edges   map[int64]*edge
	signed  map[int64]signature

	mu     sync.Mutex
	health error
}

// signature is what this process last signed for a zone.
type signature struct {
	size int64
	root merklelog.Hash
	kept time.Time // by the machine's clock: when one was last kept for good
}

// Open reads the keys (and makes them at the very first start) and compares
// the database with the checkpoints outside it. It refuses with [RolledBack]
// when the database is behind them or contradicts them, with [OutsideMissing]
// when they are gone, and with [KeyMissing] when the database was signed with
// a key that is not here.
func Open(ctx context.Context, db *store.DB, opts Options) (*Engine, error) {
	opts, err := opts.filled()
	if err != nil {
		return nil, err
	}
	e := &Engine{db: db, opts: opts, edges: map[int64]*edge{}, signed: map[int64]signature{}, denials: newDenials()}
	if e.keys, err = openKeyring(filepath.Join(opts.Dir, keysFolder), opts.Name, opts.Random); err != nil {
		return nil, err
	}
	if e.outside, err = openOutside(filepath.Join(opts.Dir, checkpointsFolder)); err != nil {
		return nil, store.Unavailable.Wrap(err)
	}
	if err := e.inspect(ctx); err != nil {
		return nil, err
	}
	// Made now, if at all: before the first entry, not in the middle of work.
	if _, err := e.keys.signer(opts.Suite); err != nil {
		return nil, err
	}
	return e, nil
}

// PublicKey gives the key that outsiders should be given to trust, for logs
// that begin now.
func (e *Engine) PublicKey() (*merklelog.PublicKey, error) {
	key, err := e.keys.signer(e.opts.Suite)
	if err != nil {
		return nil, err
	}
	return key.Public(), nil
}

// Run places entries as they are committed and signs checkpoints until ctx
// ends. Then it places and signs what is left, so that an orderly stop leaves
// nothing unsigned, and returns.
func (e *Engine) Run(ctx context.Context) error {
	bell, remove := hangBell()
	defer remove()
	// The ticker finds what other processes left behind and keeps checkpoints
	// coming; this process's own commits ring the bell.
	ticker := time.NewTicker(e.opts.SignEvery)
	defer ticker.Stop()
	var lastSigned time.Time
	for {
		var err error
		select {
		case <-ctx.Done():
			rest, cancel := context.WithTimeout(context.WithoutCancel(ctx), 30*time.Second)
			defer cancel()
			return e.Flush(rest)
		case <-bell:
			select {
			case <-time.After(e.opts.Gather):
			case <-ctx.Done():
			}
		case <-ticker.C:
			err = e.flushDenials(ctx, false)
		}
		e.working.Lock()
		err = errors.Join(err, e.sequenceAll(ctx))
		if time.Since(lastSigned) >= e.opts.SignEvery {
			err = errors.Join(err, e.signAll(ctx, false))
			lastSigned = time.Now()
		}
		e.working.Unlock()
		if ctx.Err() == nil {
			e.report(err)
		}
	}
}

// Flush places everything that waits and signs every zone that has grown, now.
// Shutting down, exporting and backing up call it.
func (e *Engine) Flush(ctx context.Context) error {
	if err := e.flushDenials(ctx, true); err != nil {
		return err
	}
	e.working.Lock()
	defer e.working.Unlock()
	if err := e.sequenceAll(ctx); err != nil {
		return err
	}
	return e.signAll(ctx, true)
}

// report remembers the state for Health and logs each change of it once.
func (e *Engine) report(err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if err != nil && (e.health == nil || e.health.Error() != err.Error()) {
		e.opts.Log.Error("ledger", "error", err)
	}
	if err == nil && e.health != nil {
		e.opts.Log.Info("ledger: working again")
	}
	e.health = err
}

// Health gives what last went wrong in the background, or nil. Entries are
// recorded all the same, but are not placed or not signed; a readiness check
// should show it.
func (e *Engine) Health() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.health
}
