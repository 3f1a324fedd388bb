package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"

	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
)

// maxTries bounds how often a command is run again after a serialisation
// failure or a deadlock.
const maxTries = 4

// pgBackend is a pool of native pgx connections; pgx caches the prepared
// statements of each.
type pgBackend struct{ pool *pgxpool.Pool }

func openPostgres(ctx context.Context, cfg Config) (backend, error) {
	pc, err := pgxpool.ParseConfig(cfg.URL)
	if err != nil {
		return nil, fmt.Errorf("store: database URL: %w", err)
	}
	if cfg.Pool > 0 {
		pc.MaxConns = int32(cfg.Pool)
	} else {
		pc.MaxConns = 24
	}
	pc.ConnConfig.RuntimeParams["application_name"] = "jingkai"
	if !cfg.existing {
		migrating := stdlib.OpenDB(*pc.ConnConfig)
		err = migrate(ctx, migrating, Postgres, cfg.OnMigrate)
		if err = errors.Join(err, migrating.Close()); err != nil {
			return nil, public(err)
		}
	}
	pool, err := pgxpool.NewWithConfig(ctx, pc)
	if err != nil {
		return nil, public(err)
	}
	return &pgBackend{pool}, nil
}

func (b *pgBackend) close() error {
	b.pool.Close()
	return nil
}

func (b *pgBackend) read(ctx context.Context, consistent bool, fn func(conn) error) error {
	if !consistent {
		c, err := b.pool.Acquire(ctx)
		if err != nil {
			return err
		}
		defer c.Release()
		return fn(&pgConn{ctx: ctx, q: c.Conn()})
	}
	options := pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}
	return pgx.BeginTxFunc(ctx, b.pool, options, func(tx pgx.Tx) error { return fn(&pgConn{ctx: ctx, q: tx}) })
}

func (b *pgBackend) write(ctx context.Context, fn func(conn) error) error {
	var err error
	for try := range maxTries {
		err = b.once(ctx, fn)
		if classify(err) != retry {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Duration(1+try*try*5) * time.Millisecond):
		}
	}
	return err
}

// once runs a command in a transaction. BEGIN travels with the command's first
// statement and COMMIT with whatever was left for later, because a round trip
// costs as much as a short statement.
func (b *pgBackend) once(ctx context.Context, fn func(conn) error) (err error) {
	pooled, err := b.pool.Acquire(ctx)
	if err != nil {
		return err
	}
	defer pooled.Release()
	c := &pgConn{ctx: ctx, q: pooled.Conn(), own: pooled.Conn(), waiting: []statement{{text: "BEGIN"}}}
	done := false
	defer func() {
		if !done && !c.own.IsClosed() && c.own.PgConn().TxStatus() != 'I' {
			ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
			defer cancel()
			_, _ = c.own.Exec(ending, "ROLLBACK") // a connection that cannot even do this is dropped by the pool
		}
	}()
	if err := fn(c); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	err = c.commit()
	done = err == nil
	return err
}

// queryer is what a connection and a transaction of pgx have in common.
type queryer interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

// statement waits to be sent together with the next one.
type statement struct {
	text  string
	args  []any
	twice *fault.Code // what a violated uniqueness means; nil when there is none to violate
}

type pgConn struct {
	ctx     context.Context
	q       queryer
	own     *pgx.Conn // the connection of a command; nil when reading
	waiting []statement
	tx      pgx.Tx // what the queue's library was given
}

func pgID(id ident.ID) any { return [16]byte(id) }

func (c *pgConn) query(ctx context.Context, text string, args []any) (cursor, error) {
	bound, err := bind(args, pgID)
	if err != nil {
		return nil, err
	}
	rows, err := c.send(ctx, text, bound)
	if err != nil {
		return nil, fmt.Errorf("%w\n%s", err, text)
	}
	return rows, nil
}

func (c *pgConn) exec(ctx context.Context, text string, args []any) (int64, error) {
	bound, err := bind(args, pgID)
	if err != nil {
		return 0, err
	}
	rows, err := c.send(ctx, text, bound)
	if err != nil {
		return 0, fmt.Errorf("%w\n%s", err, text)
	}
	if err := rows.Close(); err != nil {
		return 0, fmt.Errorf("%w\n%s", err, text)
	}
	return rows.CommandTag().RowsAffected(), nil
}

func (c *pgConn) later(twice *fault.Code, text string, args []any) error {
	bound, err := bind(args, pgID)
	if err == nil {
		c.waiting = append(c.waiting, statement{text, bound, twice})
	}
	return err
}

// send runs a statement, in one round trip with those that wait.
func (c *pgConn) send(ctx context.Context, text string, args []any) (pgCursor, error) {
	if len(c.waiting) == 0 {
		rows, err := c.q.Query(ctx, text, args...)
		return pgCursor{Rows: rows}, err
	}
	var batch pgx.Batch
	for _, w := range c.waiting {
		batch.Queue(w.text, w.args...)
	}
	batch.Queue(text, args...)
	results := c.own.SendBatch(ctx, &batch)
	for _, w := range c.waiting {
		if _, err := results.Exec(); err != nil {
			return pgCursor{}, errors.Join(w.explain(err), results.Close())
		}
	}
	c.waiting = c.waiting[:0]
	rows, err := results.Query()
	if err != nil {
		return pgCursor{}, errors.Join(err, results.Close())
	}
	return pgCursor{Rows: rows, batch: results}, nil
}

// explain names the statement that failed, which is not the one its caller has
// just asked for.
func (w statement) explain(err error) error {
	if w.twice != nil && IsUnique(err) {
		return w.twice.Wrap(err)
	}
	return fmt.Errorf("%w\n%s", err, w.text)
}

func (c *pgConn) commit() error {
	if len(c.waiting) == 1 && c.own.PgConn().TxStatus() == 'I' {
		return nil // the command asked nothing of the database
	}
	// Once COMMIT is on its way the outcome is awaited, also when the caller
	// has gone: an unknown outcome is worse than a late one.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(c.ctx), 30*time.Second)
	defer cancel()
	rows, err := c.send(ctx, "COMMIT", nil)
	if err == nil {
		err = rows.Close()
	}
	if classify(err) == gone || errors.Is(err, context.DeadlineExceeded) {
		return Unknown.Wrap(err)
	}
	if err != nil {
		return err
	}
	if rows.CommandTag().String() == "ROLLBACK" {
		return pgx.ErrTxCommitRollback
	}
	return nil
}

// native gives the running transaction to the queue's library; nil, which it
// refuses, when that cannot be.
func (c *pgConn) native() any {
	if c.own == nil || c.tx != nil {
		return c.tx
	}
	if rows, err := c.send(c.ctx, "SELECT", nil); err != nil || rows.Close() != nil {
		return nil
	}
	// The transaction has begun already: what the library is told begins nothing.
	tx, err := c.own.BeginTx(c.ctx, pgx.TxOptions{BeginQuery: "SELECT"})
	if err != nil {
		return nil
	}
	c.tx = tx
	return c.tx
}

// pgCursor gives pgx.Rows the shape of the seam.
type pgCursor struct {
	pgx.Rows
	batch pgx.BatchResults // that the rows belong to; nil for none
}

// Close ends the walk.
func (r pgCursor) Close() error {
	r.Rows.Close()
	if r.batch != nil {
		return errors.Join(r.Rows.Err(), r.batch.Close())
	}
	return r.Rows.Err()
}

var _ cursor = (*liteRows)(nil)
