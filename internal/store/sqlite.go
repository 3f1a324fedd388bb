package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime/debug"
	"sync"
	"time"

	_ "modernc.org/sqlite" // registers the driver "sqlite"

	"github.com/jingkai-zone/jingkai/internal/base/ident"
)

const (
	// maxGroup bounds how many commands share one commit, so that the first
	// of them does not wait for the last of a long queue.
	maxGroup = 128
	// maxGroupTime bounds how long a group collects before it commits.
	maxGroupTime = 4 * time.Millisecond
)

// sqliteBackend is one file with one writer and a few query-only readers.
type sqliteBackend struct {
	writer  *sql.DB
	readers chan *sqliteConn
	pool    *sql.DB
	queue   chan *command
	stop    chan struct{}
	stopped sync.WaitGroup
	closing sync.RWMutex
	closed  bool
}

// command is a transaction waiting for the writer.
type command struct {
	ctx  context.Context
	fn   func(conn) error
	done chan error
}

func sqliteDSN(path string, readonly bool) string {
	q := url.Values{}
	for _, pragma := range []string{"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(ON)",
		"case_sensitive_like(1)", "temp_store(MEMORY)", "cache_size(-8000)", "secure_delete(FAST)"} {
		q.Add("_pragma", pragma)
	}
	if readonly {
		q.Add("_pragma", "query_only(1)")
	} else {
		q.Set("_txlock", "immediate")
	}
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + q.Encode()
}

func openSQLite(ctx context.Context, cfg Config) (backend, error) {
	if err := os.MkdirAll(filepath.Dir(cfg.Path), 0o700); err != nil {
		return nil, Unavailable.Wrap(err)
	}
	writer, err := sql.Open("sqlite", sqliteDSN(cfg.Path, false))
	if err != nil {
		return nil, err
	}
	writer.SetMaxOpenConns(1)
	if err := migrate(ctx, writer, SQLite, cfg.OnMigrate); err != nil {
		return nil, errors.Join(public(err), writer.Close())
	}
	pool, err := sql.Open("sqlite", sqliteDSN(cfg.Path, true))
	if err != nil {
		return nil, errors.Join(err, writer.Close())
	}
	n := cfg.Readers
	if n == 0 {
		n = 4
	}
	b := &sqliteBackend{writer: writer, pool: pool, readers: make(chan *sqliteConn, n),
		queue: make(chan *command, 4*maxGroup), stop: make(chan struct{})}
	for range n {
		c, err := newSQLiteConn(ctx, pool)
		if err != nil {
			return nil, errors.Join(err, pool.Close(), writer.Close())
		}
		b.readers <- c
	}
	wc, err := newSQLiteConn(ctx, writer)
	if err != nil {
		return nil, errors.Join(err, pool.Close(), writer.Close())
	}
	b.stopped.Add(1)
	go b.serve(wc)
	return b, nil
}

func (b *sqliteBackend) read(ctx context.Context, consistent bool, fn func(conn) error) error {
	var c *sqliteConn
	select {
	case c = <-b.readers:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { b.readers <- c }()
	if !consistent {
		return fn(c)
	}
	if _, err := c.exec(ctx, "BEGIN", nil); err != nil {
		return err
	}
	err := fn(c)
	if _, end := c.exec(ctx, "ROLLBACK", nil); end != nil && err == nil {
		err = end
	}
	return err
}

func (b *sqliteBackend) write(ctx context.Context, fn func(conn) error) error {
	cmd := &command{ctx: ctx, fn: fn, done: make(chan error, 1)}
	b.closing.RLock()
	if b.closed {
		b.closing.RUnlock()
		return Unavailable.New()
	}
	select {
	case b.queue <- cmd:
		b.closing.RUnlock()
	case <-ctx.Done():
		b.closing.RUnlock()
		return ctx.Err()
	}
	// Once queued the command may commit, so its outcome is awaited even when
	// the caller has gone: an unknown outcome is worse than a late one.
	return <-cmd.done
}

func (b *sqliteBackend) close() error {
	b.closing.Lock()
	if b.closed {
		b.closing.Unlock()
		return nil
	}
	b.closed = true
	b.closing.Unlock()
	close(b.stop)
	b.stopped.Wait()
	var errs []error
	for range cap(b.readers) {
		errs = append(errs, (<-b.readers).close())
	}
	return errors.Join(append(errs, b.pool.Close(), b.writer.Close())...)
}

// serve is the writer goroutine: it owns the only writing connection.
func (b *sqliteBackend) serve(c *sqliteConn) {
	defer b.stopped.Done()
	defer c.close()
	for {
		select {
		case cmd := <-b.queue:
			b.group(c, cmd)
		case <-b.stop:
			for {
				select {
				case cmd := <-b.queue:
					b.group(c, cmd)
				default:
					return
				}
			}
		}
	}
}

// group runs first and whatever waits behind it in one transaction, a
// savepoint each, commits once and then answers everybody.
func (b *sqliteBackend) group(c *sqliteConn, first *command) {
	tx, err := c.begin()
	if err != nil {
		first.done <- err
		return
	}
	members := make([]*command, 0, 16)
	results := make([]error, 0, 16)
	deadline := time.Now().Add(maxGroupTime)
	broken := error(nil)
	for cmd := first; cmd != nil; cmd = b.next(len(members), deadline) {
		members = append(members, cmd)
		result, fatal := c.member(cmd)
		results = append(results, result)
		if fatal != nil {
			broken = fatal
			break
		}
	}
	if broken != nil {
		// The common transaction is lost (disk full, I/O error): nobody of
		// this group was acknowledged, so everybody is told that nothing was
		// written.
		_ = tx.Rollback()
		for _, cmd := range members {
			cmd.done <- broken
		}
		return
	}
	err = tx.Commit()
	if err != nil {
		_ = tx.Rollback()
	}
	for i, cmd := range members {
		if results[i] == nil {
			cmd.done <- err
		} else {
			cmd.done <- results[i]
		}
	}
}

func (b *sqliteBackend) next(have int, deadline time.Time) *command {
	if have >= maxGroup || time.Now().After(deadline) {
		return nil
	}
	select {
	case cmd := <-b.queue:
		return cmd
	default:
		return nil
	}
}

// sqliteConn is one connection with its prepared statements.
type sqliteConn struct {
	conn  *sql.Conn
	stmts map[string]*sql.Stmt
	tx    *sql.Tx
}

func newSQLiteConn(ctx context.Context, pool *sql.DB) (*sqliteConn, error) {
	c, err := pool.Conn(ctx)
	if err != nil {
		return nil, err
	}
	return &sqliteConn{conn: c, stmts: map[string]*sql.Stmt{}}, nil
}

func (c *sqliteConn) begin() (*sql.Tx, error) {
	tx, err := c.conn.BeginTx(context.Background(), nil)
	c.tx = tx
	return tx, err
}

// member runs one command in its savepoint. result is the command's own
// outcome; fatal says that the whole transaction cannot go on.
func (c *sqliteConn) member(cmd *command) (result, fatal error) {
	if err := cmd.ctx.Err(); err != nil {
		return err, nil
	}
	if _, err := c.exec(cmd.ctx, "SAVEPOINT command", nil); err != nil {
		return err, err
	}
	result = c.protect(cmd.fn)
	if result == nil {
		_, fatal = c.exec(cmd.ctx, "RELEASE command", nil)
		return fatal, fatal
	}
	if _, err := c.exec(cmd.ctx, "ROLLBACK TO command", nil); err != nil {
		return result, errors.Join(result, err)
	}
	if _, err := c.exec(cmd.ctx, "RELEASE command", nil); err != nil {
		return result, err
	}
	return result, nil
}

// protect keeps a panicking command from taking the writer down with it.
func (c *sqliteConn) protect(fn func(conn) error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("store: command panicked: %v\n%s", p, debug.Stack())
		}
	}()
	return fn(c)
}

func sqliteID(id ident.ID) any { return id[:] }

// maxStatements bounds a connection's cache; texts built with a varying number
// of marks must not fill the memory.
const maxStatements = 512

func (c *sqliteConn) prepare(text string) (*sql.Stmt, error) {
	if s, ok := c.stmts[text]; ok {
		return s, nil
	}
	s, err := c.conn.PrepareContext(context.Background(), text)
	if err != nil {
		return nil, fmt.Errorf("%w\n%s", err, text)
	}
	if len(c.stmts) >= maxStatements {
		for old, stmt := range c.stmts {
			delete(c.stmts, old)
			_ = stmt.Close()
			break
		}
	}
	c.stmts[text] = s
	return s, nil
}

// The driver starts a goroutine per statement for a context that can end;
// statements are short, so the context is looked at before each instead.
func (c *sqliteConn) query(ctx context.Context, text string, args []any) (cursor, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	bound, err := bind(args, sqliteID)
	if err != nil {
		return nil, err
	}
	s, err := c.prepare(text)
	if err != nil {
		return nil, err
	}
	rows, err := s.QueryContext(context.Background(), bound...)
	if err != nil {
		return nil, fmt.Errorf("%w\n%s", err, text)
	}
	return rows, nil
}

func (c *sqliteConn) exec(_ context.Context, text string, args []any) (int64, error) {
	bound, err := bind(args, sqliteID)
	if err != nil {
		return 0, err
	}
	s, err := c.prepare(text)
	if err != nil {
		return 0, err
	}
	res, err := s.ExecContext(context.Background(), bound...)
	if err != nil {
		return 0, fmt.Errorf("%w\n%s", err, text)
	}
	return res.RowsAffected()
}

func (c *sqliteConn) native() any { return c.tx }

func (c *sqliteConn) close() error {
	for _, s := range c.stmts {
		_ = s.Close()
	}
	return c.conn.Close()
}
