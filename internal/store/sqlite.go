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
	"strconv"
	"sync"
	"time"

	_ "modernc.org/sqlite" // registers the driver "sqlite"

	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
)

const (
	// maxGroup bounds how many commands share one commit, so that the first
	// of them does not wait for the last of a long queue.
	maxGroup = 128
	// maxGroupTime bounds how long a group collects before it commits.
	maxGroupTime = 4 * time.Millisecond
)

// busyTimeout is how many milliseconds a connection waits for another
// process, or the queue's own connection, to let go of the file.
const busyTimeout = 10000

// pragmas are the settings of every connection. The log is moved into the file
// every 16 MiB instead of every 4: moving it writes each page again.
var pragmas = []string{"journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(ON)", "case_sensitive_like(1)", "temp_store(MEMORY)",
	"cache_size(-16000)", "secure_delete(FAST)", "wal_autocheckpoint(4000)"}

// sqliteBackend is one file with one writer and a few query-only readers.
type sqliteBackend struct {
	readers chan *sqliteConn
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

// sqliteDSN names the file for what needs database/sql: migrations and the
// queue.
func sqliteDSN(path string) string {
	q := url.Values{}
	q.Add("_pragma", "busy_timeout("+strconv.Itoa(busyTimeout)+")")
	for _, pragma := range pragmas {
		q.Add("_pragma", pragma)
	}
	q.Set("_txlock", "immediate")
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + q.Encode()
}

func openSQLite(ctx context.Context, cfg Config) (_ backend, err error) {
	if !cfg.existing {
		if err := migrateSQLite(ctx, cfg); err != nil {
			return nil, err
		}
	}
	n := cfg.Readers
	if n == 0 {
		n = 4
	}
	b := &sqliteBackend{readers: make(chan *sqliteConn, n), queue: make(chan *command, 4*maxGroup), stop: make(chan struct{})}
	for range n {
		c, err := openLite(cfg.Path, true)
		if err != nil {
			for len(b.readers) > 0 {
				(<-b.readers).lite.close()
			}
			return nil, public(err)
		}
		b.readers <- &sqliteConn{lite: c}
	}
	writer, err := openLite(cfg.Path, false)
	if err != nil {
		for len(b.readers) > 0 {
			(<-b.readers).lite.close()
		}
		return nil, public(err)
	}
	b.stopped.Add(1)
	go b.serve(&sqliteConn{lite: writer})
	return b, nil
}

func migrateSQLite(ctx context.Context, cfg Config) error {
	if err := os.MkdirAll(filepath.Dir(cfg.Path), 0o700); err != nil {
		return Unavailable.Wrap(err)
	}
	db, err := sql.Open("sqlite", sqliteDSN(cfg.Path))
	if err != nil {
		return err
	}
	db.SetMaxOpenConns(1)
	changed := false
	err = migrate(ctx, db, SQLite, func(name string) {
		changed = true
		if cfg.OnMigrate != nil {
			cfg.OnMigrate(name)
		}
	})
	if err == nil && changed {
		err = describe(ctx, db)
	}
	return public(errors.Join(err, db.Close()))
}

func (b *sqliteBackend) read(ctx context.Context, consistent bool, fn func(conn) error) error {
	var c *sqliteConn
	select {
	case c = <-b.readers:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() {
		c.lite.settle()
		b.readers <- c
	}()
	if !consistent {
		return fn(c)
	}
	if _, err := c.lite.exec("BEGIN", nil); err != nil {
		return err
	}
	defer func() {
		c.lite.settle()
		if c.lite.inTransaction() {
			_, _ = c.lite.exec("ROLLBACK", nil) // a reader has nothing to lose
		}
	}()
	return fn(c)
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
	for range cap(b.readers) {
		(<-b.readers).lite.close()
	}
	return nil
}

// serve is the writer goroutine: it owns the only writing connection.
func (b *sqliteBackend) serve(c *sqliteConn) {
	defer b.stopped.Done()
	defer c.lite.close()
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
	if _, err := c.lite.exec("BEGIN IMMEDIATE", nil); err != nil {
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
	c.endQueueTx()
	if broken == nil {
		_, broken = c.lite.exec("COMMIT", nil)
	}
	if broken != nil {
		// The common transaction is lost (disk full, I/O error): nobody of
		// this group was acknowledged, so everybody is told that nothing was
		// written.
		if c.lite.inTransaction() {
			_, _ = c.lite.exec("ROLLBACK", nil) // the next BEGIN tells if even this is impossible
		}
	}
	for i, cmd := range members {
		if results[i] == nil {
			cmd.done <- broken
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

// sqliteConn is one connection as the seam sees it.
type sqliteConn struct {
	lite    *lite
	writing bool    // a command runs: its transaction must not vanish under it
	queueTx *sql.Tx // what the queue's library was given in this group, or nil
	giveUp  func()
}

// errLost says that SQLite gave up the common transaction by itself, as it does
// when the disk is full. Whatever ran now would be committed on its own.
var errLost = Unavailable.New()

// member runs one command in its savepoint. result is the command's own
// outcome; fatal says that the whole transaction cannot go on.
func (c *sqliteConn) member(cmd *command) (result, fatal error) {
	if err := cmd.ctx.Err(); err != nil {
		return err, nil
	}
	if _, err := c.lite.exec("SAVEPOINT command", nil); err != nil {
		return err, err
	}
	c.writing = true
	result = c.protect(cmd.fn)
	c.writing = false
	c.lite.settle()
	if result == nil {
		_, fatal = c.lite.exec("RELEASE command", nil)
		return fatal, fatal
	}
	if _, err := c.lite.exec("ROLLBACK TO command", nil); err != nil {
		return result, errors.Join(result, err)
	}
	if _, err := c.lite.exec("RELEASE command", nil); err != nil {
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

// Statements are short, so the context is looked at before each of them and
// does not interrupt one.
func (c *sqliteConn) query(ctx context.Context, text string, args []any) (cursor, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if c.writing && !c.lite.inTransaction() {
		return nil, errLost
	}
	rows, err := c.lite.query(text, args)
	if err != nil {
		return nil, err
	}
	return rows, nil
}

func (c *sqliteConn) exec(_ context.Context, text string, args []any) (int64, error) {
	if c.writing && !c.lite.inTransaction() {
		return 0, errLost
	}
	return c.lite.exec(text, args)
}

// later runs the statement at once: there is no way to save.
func (c *sqliteConn) later(twice *fault.Code, text string, args []any) error {
	_, err := c.exec(context.Background(), text, args)
	if twice != nil && IsUnique(err) {
		return twice.Wrap(err)
	}
	return err
}

// native gives the running transaction to the queue's library; nil, which it
// refuses, when that cannot be.
func (c *sqliteConn) native() any {
	if c.queueTx == nil {
		tx, giveUp, err := c.lite.asTx()
		if err != nil {
			return nil
		}
		c.queueTx, c.giveUp = tx, giveUp
	}
	return c.queueTx
}

func (c *sqliteConn) endQueueTx() {
	if c.queueTx != nil {
		c.giveUp()
		c.queueTx, c.giveUp = nil, nil
	}
}
