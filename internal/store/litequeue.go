package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"slices"
	"strings"
	"time"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

// The queue's library wants a *sql.Tx to put a job into the command's own
// transaction. This file shows the writer's connection, inside its running
// transaction, to database/sql; nothing else uses it.

// errNested is the library's mistake of beginning or ending what the writer
// begins and ends.
var errNested = errors.New("store: the writer's transaction is not the queue's to begin or end")

// asTx gives the running transaction as database/sql knows it, and what to
// call when it is over.
func (c *lite) asTx() (tx *sql.Tx, over func(), err error) {
	pool := sql.OpenDB(liteConnector{c})
	pool.SetMaxOpenConns(1)
	tx, err = pool.BeginTx(context.Background(), nil)
	if err != nil {
		return nil, nil, errors.Join(err, pool.Close())
	}
	return tx, func() {
		_ = tx.Commit() // ends nothing but the wrapper
		_ = pool.Close()
	}, nil
}

type liteConnector struct{ c *lite }

// Connect gives the one connection there is.
func (l liteConnector) Connect(context.Context) (driver.Conn, error) { return liteDriverConn(l), nil }

// Driver is asked for by database/sql and opens nothing.
func (l liteConnector) Driver() driver.Driver { return l }

// Open refuses: connections are opened by the store.
func (liteConnector) Open(string) (driver.Conn, error) { return nil, errNested }

type liteDriverConn struct{ c *lite }

// Prepare refuses: the connection has prepared statements of its own.
func (l liteDriverConn) Prepare(string) (driver.Stmt, error) { return nil, errNested }

// Close leaves the connection to the writer.
func (liteDriverConn) Close() error { return nil }

// Begin begins nothing: the writer's transaction runs already.
func (liteDriverConn) Begin() (driver.Tx, error) { return liteTx{}, nil }

type liteTx struct{}

// Commit ends nothing.
func (liteTx) Commit() error { return nil }

// Rollback ends nothing.
func (liteTx) Rollback() error { return nil }

func plain(args []driver.NamedValue) []any {
	out := make([]any, len(args))
	for _, a := range args {
		out[a.Ordinal-1] = a.Value
	}
	return out
}

// ExecContext runs a statement.
func (l liteDriverConn) ExecContext(ctx context.Context, text string, args []driver.NamedValue) (driver.Result, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	n, err := l.c.exec(text, plain(args))
	return driver.RowsAffected(n), err
}

// QueryContext runs a statement that returns rows.
func (l liteDriverConn) QueryContext(ctx context.Context, text string, args []driver.NamedValue) (driver.Rows, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	rows, err := l.c.query(text, plain(args))
	if err != nil {
		return nil, err
	}
	return &liteDriverRows{rows: rows}, nil
}

type liteDriverRows struct {
	rows  *liteRows
	names []string
	times []bool
}

// Columns names the columns.
func (r *liteDriverRows) Columns() []string {
	if r.names != nil || r.rows.s == nil {
		return r.names
	}
	s := r.rows.s
	for i := range s.cols {
		r.names = append(r.names, libc.GoString(sqlite3.Xsqlite3_column_name(s.c.tls, s.ptr, i)))
		declared := strings.ToUpper(libc.GoString(sqlite3.Xsqlite3_column_decltype(s.c.tls, s.ptr, i)))
		r.times = append(r.times, slices.Contains([]string{"DATE", "DATETIME", "TIMESTAMP"}, declared))
	}
	return r.names
}

// Close ends the walk.
func (r *liteDriverRows) Close() error { return r.rows.Close() }

// Next reads a row; the queue's instants are texts in columns declared so.
func (r *liteDriverRows) Next(dest []driver.Value) error {
	r.Columns()
	if !r.rows.Next() {
		if err := r.rows.Err(); err != nil {
			return err
		}
		return io.EOF
	}
	for i := range dest {
		v := r.rows.s.value(int32(i))
		if text, ok := v.(string); ok && r.times[i] {
			at, err := time.Parse("2006-01-02 15:04:05.999999999", strings.TrimSuffix(text, "+00:00"))
			if err != nil {
				return err
			}
			v = at
		}
		dest[i] = v
	}
	return nil
}
