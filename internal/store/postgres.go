package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"

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
	migrating := stdlib.OpenDB(*pc.ConnConfig)
	err = migrate(ctx, migrating, Postgres, cfg.OnMigrate)
	if err = errors.Join(err, migrating.Close()); err != nil {
		return nil, public(err)
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
		return fn(&pgConn{q: c.Conn()})
	}
	options := pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}
	return pgx.BeginTxFunc(ctx, b.pool, options, func(tx pgx.Tx) error { return fn(&pgConn{q: tx, tx: tx}) })
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

func (b *pgBackend) once(ctx context.Context, fn func(conn) error) error {
	return pgx.BeginTxFunc(ctx, b.pool, pgx.TxOptions{}, func(tx pgx.Tx) error { return fn(&pgConn{q: tx, tx: tx}) })
}

// queryer is what a connection and a transaction of pgx have in common.
type queryer interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

type pgConn struct {
	q  queryer
	tx pgx.Tx
}

func pgID(id ident.ID) any { return [16]byte(id) }

func (c *pgConn) query(ctx context.Context, text string, args []any) (cursor, error) {
	bound, err := bind(args, pgID)
	if err != nil {
		return nil, err
	}
	rows, err := c.q.Query(ctx, text, bound...)
	if err != nil {
		return nil, fmt.Errorf("%w\n%s", err, text)
	}
	return pgCursor{rows}, nil
}

func (c *pgConn) exec(ctx context.Context, text string, args []any) (int64, error) {
	bound, err := bind(args, pgID)
	if err != nil {
		return 0, err
	}
	rows, err := c.q.Query(ctx, text, bound...)
	if err != nil {
		return 0, fmt.Errorf("%w\n%s", err, text)
	}
	rows.Close()
	if err := rows.Err(); err != nil {
		return 0, fmt.Errorf("%w\n%s", err, text)
	}
	return rows.CommandTag().RowsAffected(), nil
}

func (c *pgConn) native() any { return c.tx }

// pgCursor gives pgx.Rows the shape of the seam.
type pgCursor struct{ pgx.Rows }

// Close ends the walk.
func (r pgCursor) Close() error {
	r.Rows.Close()
	return r.Rows.Err()
}

var _ cursor = (*sql.Rows)(nil)
