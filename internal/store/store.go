package store

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
)

// Engine names the database product behind a [DB].
type Engine string

// The engines.
const (
	SQLite   Engine = "sqlite"
	Postgres Engine = "postgres"
)

// Refusals of the seam.
var (
	NoActor = fault.Define(fault.Internal, "store.no_actor", "",
		"写入必须有操作人。", "A write needs an actor.")
	Unrecorded = fault.Define(fault.Internal, "store.unrecorded", "",
		"写入未留台账记录，已整体撤销。", "The command changed data and left no ledger entry; it was rolled back.")
	Unavailable = fault.Define(fault.Unavailable, "store.unavailable", "",
		"数据库暂时不可用，本次操作未写入任何内容，请稍后重试。", "The database is not available; nothing was written. Try again later.")
	Unknown = fault.Define(fault.Unavailable, "store.unknown", "",
		"数据库在提交时中断，本次操作可能已经生效：请稍后刷新核对，或用同一个 Idempotency-Key 重试，不会重复办理。",
		"The database broke off while committing; the command may have been carried out. Look again later, or retry with the same Idempotency-Key: it is never carried out twice.")
	Full = fault.Define(fault.Unavailable, "store.full", "",
		"磁盘空间已满，本次操作未写入任何内容，请联系系统管理员清理空间。", "The disk is full; nothing was written. Ask the system administrator to free space.")
	Stale = fault.Define(fault.Stale, "store.stale", "",
		"该记录已被他人修改，请刷新后再操作。", "The record was changed by someone else; reload it and act again.")
)

// ErrNoRows says that a query for one row found none.
var ErrNoRows = errors.New("store: no rows")

// Config says where the data is.
type Config struct {
	URL     string // "postgres://…", or empty for SQLite in Path
	Path    string // SQLite file
	Readers int    // SQLite reader connections; 0 means 4
	Pool    int    // PostgreSQL connections; 0 means 24
	Clock   interface{ Now() time.Time }
	// OnMigrate is told of each migration applied at opening; may be nil.
	OnMigrate func(name string)

	existing bool // see OpenExisting
}

// backend is one database product. The methods give connections in the mode
// asked for; everything else is shared.
type backend interface {
	read(ctx context.Context, consistent bool, fn func(conn) error) error
	write(ctx context.Context, fn func(conn) error) error
	close() error
}

// conn runs statements on one connection.
type conn interface {
	query(ctx context.Context, sql string, args []any) (cursor, error)
	exec(ctx context.Context, sql string, args []any) (int64, error)
	later(twice *fault.Code, sql string, args []any) error
	native() any
}

// cursor walks a result.
type cursor interface {
	Next() bool
	Scan(dest ...any) error
	Err() error
	Close() error
}

// DB is an open database.
type DB struct {
	backend backend
	engine  Engine
	clock   interface{ Now() time.Time }
	cfg     Config
}

// Open connects, brings the schema up to date and returns the database.
func Open(ctx context.Context, cfg Config) (*DB, error) {
	if cfg.Clock == nil {
		cfg.Clock = wallClock{}
	}
	db := &DB{clock: cfg.Clock, cfg: cfg}
	var err error
	if cfg.URL != "" {
		db.engine = Postgres
		db.backend, err = openPostgres(ctx, cfg)
	} else {
		db.engine = SQLite
		db.backend, err = openSQLite(ctx, cfg)
	}
	if err != nil {
		return nil, err
	}
	return db, nil
}

type wallClock struct{}

func (wallClock) Now() time.Time { return time.Now().UTC() }

// Engine tells which product is behind the seam.
func (db *DB) Engine() Engine { return db.engine }

// Config gives what the database was opened with.
func (db *DB) Config() Config { return db.cfg }

// Now reads the injected clock.
func (db *DB) Now() time.Time { return db.clock.Now().UTC().Truncate(time.Microsecond) }

// Close waits for running commands and closes all connections.
func (db *DB) Close() error { return db.backend.close() }

// Read gives fn a reader. Each statement sees what is committed when it runs.
func (db *DB) Read(ctx context.Context, fn func(*Snapshot) error) error {
	return db.read(ctx, false, fn)
}

// View gives fn one consistent snapshot for all its statements.
func (db *DB) View(ctx context.Context, fn func(*Snapshot) error) error {
	return db.read(ctx, true, fn)
}

func (db *DB) read(ctx context.Context, consistent bool, fn func(*Snapshot) error) error {
	now := db.Now()
	return public(db.backend.read(ctx, consistent, func(c conn) error {
		return fn(&Snapshot{session{ctx: ctx, conn: c, now: now}})
	}))
}

// Write runs a business command in a transaction on behalf of actor. It
// returns after the commit is durable. When fn fails, or wrote without leaving
// a ledger entry, nothing is written. fn may run more than once and must have
// no effect outside the transaction; use [Tx.OnCommit] for those.
func (db *DB) Write(ctx context.Context, actor *ident.Actor, fn func(*Tx) error) error {
	if actor == nil {
		return NoActor.New()
	}
	return db.run(ctx, actor, fn, true)
}

// Maintain runs an engine's own bookkeeping (sequencing the ledger, touching a
// session, moving a queue). It needs no ledger entry and must not change
// business records; name says who keeps what and appears in errors.
func (db *DB) Maintain(ctx context.Context, name string, fn func(*Tx) error) error {
	err := db.run(ctx, ident.System(0), fn, false)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

func (db *DB) run(ctx context.Context, actor *ident.Actor, fn func(*Tx) error, business bool) error {
	var tx *Tx
	err := db.backend.write(ctx, func(c conn) error {
		tx = &Tx{session: session{ctx: ctx, conn: c, now: db.Now()}, actor: actor}
		if err := fn(tx); err != nil {
			return err
		}
		if business && tx.wrote && !tx.recorded {
			return Unrecorded.New()
		}
		return nil
	})
	if err != nil {
		return public(err)
	}
	for _, hook := range tx.hooks {
		hook()
	}
	return nil
}

// Reader is what questions need: a [*Tx] or a [*Snapshot].
type Reader interface {
	Query(sql string, args ...any) (*Rows, error)
	QueryRow(sql string, args ...any) *Row
	Context() context.Context
	Now() time.Time
}

// session is the part that reading and writing share.
type session struct {
	ctx  context.Context
	conn conn
	now  time.Time
}

// Context is the caller's context.
func (s *session) Context() context.Context { return s.ctx }

// Now is the instant of this transaction: one transaction, one instant.
func (s *session) Now() time.Time { return s.now }

// Query runs a statement that returns rows. The rows must be closed.
func (s *session) Query(sql string, args ...any) (*Rows, error) {
	c, err := s.conn.query(s.ctx, sql, args)
	if err != nil {
		return nil, err
	}
	return &Rows{c}, nil
}

// QueryRow runs a statement for its first row; the error comes from Scan.
func (s *session) QueryRow(sql string, args ...any) *Row {
	rows, err := s.Query(sql, args...)
	return &Row{rows: rows, err: err}
}

// Snapshot reads.
type Snapshot struct{ session }

// Tx reads and writes in one transaction.
type Tx struct {
	session
	actor    *ident.Actor
	wrote    bool
	recorded bool
	hooks    []func()
}

// Actor is the one on whose behalf the transaction runs.
func (tx *Tx) Actor() *ident.Actor { return tx.actor }

// Exec runs a statement that changes rows and tells how many.
func (tx *Tx) Exec(sql string, args ...any) (int64, error) {
	tx.wrote = true
	return tx.conn.exec(tx.ctx, sql, args)
}

// Later runs a statement that changes rows and whose outcome nobody waits for:
// on PostgreSQL it travels with the transaction's next statement or with its
// commit. A failure fails the transaction, with twice as the refusal when a
// uniqueness is violated; nil when there is none to violate.
func (tx *Tx) Later(twice *fault.Code, sql string, args ...any) error {
	tx.wrote = true
	return tx.conn.later(twice, sql, args)
}

// Query runs a statement that returns rows, which may be a RETURNING clause.
func (tx *Tx) Query(sql string, args ...any) (*Rows, error) {
	tx.noteWrite(sql)
	return tx.session.Query(sql, args...)
}

// QueryRow runs a statement for its first row, which may be a RETURNING clause.
func (tx *Tx) QueryRow(sql string, args ...any) *Row {
	tx.noteWrite(sql)
	return tx.session.QueryRow(sql, args...)
}

func (tx *Tx) noteWrite(sql string) {
	if s := strings.TrimSpace(sql); len(s) < 6 || !strings.EqualFold(s[:4], "WITH") && !strings.EqualFold(s[:6], "SELECT") {
		tx.wrote = true
	}
}

// MarkRecorded is called by the ledger when it has written its entry.
func (tx *Tx) MarkRecorded() { tx.recorded = true }

// OnCommit runs hook after the transaction is durable, in the caller's
// goroutine. A rolled-back transaction runs none.
func (tx *Tx) OnCommit(hook func()) { tx.hooks = append(tx.hooks, hook) }

// Native is the driver's transaction, for the queue of the jobs engine only.
func (tx *Tx) Native() any { return tx.conn.native() }

// Rows walks the rows of a query.
type Rows struct{ c cursor }

// Next moves to the next row.
func (r *Rows) Next() bool { return r.c.Next() }

// Scan reads the present row into pointers.
func (r *Rows) Scan(dest ...any) error { return r.c.Scan(scanTargets(dest)...) }

// Err tells what ended the walk early, if anything.
func (r *Rows) Err() error { return r.c.Err() }

// Close ends the walk; it may be called twice.
func (r *Rows) Close() error { return r.c.Close() }

// Row is the first row of a query.
type Row struct {
	rows *Rows
	err  error
}

// Scan reads the row into pointers, or gives [ErrNoRows].
func (r *Row) Scan(dest ...any) error {
	if r.err != nil {
		return r.err
	}
	defer r.rows.Close()
	if !r.rows.Next() {
		if err := r.rows.Err(); err != nil {
			return err
		}
		return ErrNoRows
	}
	if err := r.rows.Scan(dest...); err != nil {
		return err
	}
	return r.rows.Close()
}

// All collects every row through scan.
func All[T any](r Reader, scan func(*Rows) (T, error), sql string, args ...any) ([]T, error) {
	rows, err := r.Query(sql, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []T
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, rows.Err()
}

// One reads the first row through scan, or gives [ErrNoRows].
func One[T any](r Reader, scan func(*Rows) (T, error), sql string, args ...any) (T, error) {
	var zero T
	rows, err := r.Query(sql, args...)
	if err != nil {
		return zero, err
	}
	defer rows.Close()
	if !rows.Next() {
		if err := rows.Err(); err != nil {
			return zero, err
		}
		return zero, ErrNoRows
	}
	return scan(rows)
}

// NextNumber draws the next number of a zone's series, starting at 1. It is
// gapless over committed transactions: a rolled-back draw is drawn again.
func NextNumber(tx *Tx, zone int64, series string) (int64, error) {
	var n int64
	err := tx.QueryRow(`INSERT INTO store_counter (zone_id, series, value) VALUES ($1, $2, 1)
		ON CONFLICT (zone_id, series) DO UPDATE SET value = store_counter.value + 1
		RETURNING value`, zone, series).Scan(&n)
	return n, err
}
