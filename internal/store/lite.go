package store

import (
	"encoding/binary"
	"fmt"
	"strconv"
	"strings"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

// lite is one connection to an SQLite file. It calls the library itself: by
// way of database/sql a short read takes more than twice as long, and every
// command of a zone waits behind one writer. Only one goroutine may use it at
// a time, which its owners see to; so it is opened without the library's own
// locks.
type lite struct {
	tls   *libc.TLS
	db    uintptr
	out   uintptr // room for what the library answers by pointer
	stmts map[string]*liteStmt
	open  []*liteRows // results that are being walked
}

// liteStmt is a prepared statement with the memory its arguments lie in.
type liteStmt struct {
	c      *lite
	text   string
	ptr    uintptr
	slots  []int   // by parameter of the library: which argument
	args   []any   // of the present run, as the library takes them
	buf    uintptr // memory of their texts and bytes
	room   int
	cols   int32
	busy   bool
	single bool // not kept: finalised when its result is closed
}

// liteError is what the library refused, by its extended code.
type liteError struct {
	code int
	text string
}

// Error gives the library's words.
func (e *liteError) Error() string { return "sqlite: " + e.text + " (" + strconv.Itoa(e.code) + ")" }

const (
	pointerSize = 8
	// keepRoom is the memory a statement keeps for its next arguments.
	keepRoom = 16 << 10
	// maxStatements bounds a connection's cache; texts built with a varying
	// number of marks must not fill the memory.
	maxStatements = 512
)

// openLite opens path with the settings of the house. Writes are synced in
// full: a commit that was acknowledged survives the loss of power.
func openLite(path string, readonly bool) (*lite, error) {
	c := &lite{tls: libc.NewTLS(), stmts: map[string]*liteStmt{}}
	c.out = sqlite3.Xsqlite3_malloc64(c.tls, pointerSize)
	name, err := libc.CString(path)
	if err != nil {
		return nil, err
	}
	defer libc.Xfree(c.tls, name)
	code := sqlite3.Xsqlite3_open_v2(c.tls, name, c.out, sqlite3.SQLITE_OPEN_READWRITE|sqlite3.SQLITE_OPEN_CREATE|sqlite3.SQLITE_OPEN_NOMUTEX, 0)
	c.db = c.answer()
	if code != sqlite3.SQLITE_OK {
		err := c.failed(code)
		c.close()
		return nil, err
	}
	sqlite3.Xsqlite3_extended_result_codes(c.tls, c.db, 1)
	sqlite3.Xsqlite3_busy_timeout(c.tls, c.db, busyTimeout)
	settings := pragmas
	if readonly {
		settings = append(settings[:len(settings):len(settings)], "query_only(1)")
	}
	for _, p := range settings {
		if _, err := c.exec("PRAGMA "+p, nil); err != nil {
			c.close()
			return nil, err
		}
	}
	return c, nil
}

// answer reads the pointer the library has left.
func (c *lite) answer() uintptr {
	return uintptr(binary.NativeEndian.Uint64(libc.GoBytes(c.out, pointerSize)))
}

func (c *lite) close() {
	for _, s := range c.stmts {
		s.finalize()
	}
	sqlite3.Xsqlite3_close_v2(c.tls, c.db)
	sqlite3.Xsqlite3_free(c.tls, c.out)
	c.tls.Close()
}

// failed gives the library's last refusal.
func (c *lite) failed(code int32) error {
	e := &liteError{code: int(code), text: "out of memory"}
	if c.db != 0 {
		e.code = int(sqlite3.Xsqlite3_extended_errcode(c.tls, c.db))
		e.text = libc.GoString(sqlite3.Xsqlite3_errmsg(c.tls, c.db))
	}
	if e.code == sqlite3.SQLITE_OK {
		e.code = int(code)
	}
	return e
}

// inTransaction tells whether a transaction is open. The library ends one by
// itself when the disk is full.
func (c *lite) inTransaction() bool { return sqlite3.Xsqlite3_get_autocommit(c.tls, c.db) == 0 }

// prepare gives the statement of a text, from the cache when it is not in use.
func (c *lite) prepare(text string) (*liteStmt, error) {
	kept, ok := c.stmts[text]
	if ok && !kept.busy {
		return kept, nil
	}
	s, err := c.compile(text)
	if err != nil {
		return nil, err
	}
	if ok {
		s.single = true
		return s, nil
	}
	if len(c.stmts) >= maxStatements {
		c.evict()
	}
	c.stmts[text] = s
	return s, nil
}

func (c *lite) evict() {
	for text, s := range c.stmts {
		if !s.busy {
			delete(c.stmts, text)
			s.finalize()
			return
		}
	}
}

func (c *lite) compile(text string) (*liteStmt, error) {
	sql, err := libc.CString(text)
	if err != nil {
		return nil, err
	}
	defer libc.Xfree(c.tls, sql)
	code := sqlite3.Xsqlite3_prepare_v3(c.tls, c.db, sql, int32(len(text)+1), sqlite3.SQLITE_PREPARE_PERSISTENT, c.out, 0)
	if code != sqlite3.SQLITE_OK {
		return nil, fmt.Errorf("%w\n%s", c.failed(code), text)
	}
	s := &liteStmt{c: c, text: text, ptr: c.answer()}
	if s.ptr == 0 {
		return nil, fmt.Errorf("store: an empty statement\n%s", text)
	}
	s.cols = sqlite3.Xsqlite3_column_count(c.tls, s.ptr)
	// To the library $2 is a name, not a place.
	for i := range sqlite3.Xsqlite3_bind_parameter_count(c.tls, s.ptr) {
		place := int(i)
		if name := libc.GoString(sqlite3.Xsqlite3_bind_parameter_name(c.tls, s.ptr, i+1)); name != "" {
			n, err := strconv.Atoi(strings.TrimLeft(name, "$?"))
			if err != nil {
				s.finalize()
				return nil, fmt.Errorf("store: parameter %s has no number\n%s", name, text)
			}
			place = n - 1
		}
		s.slots = append(s.slots, place)
	}
	return s, nil
}

// exec runs a statement to its end and tells how many rows it changed.
func (c *lite) exec(text string, args []any) (int64, error) {
	s, err := c.prepare(text)
	if err != nil {
		return 0, err
	}
	defer s.end()
	if err := s.bind(args); err != nil {
		return 0, err
	}
	for more := true; more; {
		if more, err = s.step(); err != nil {
			return 0, err
		}
	}
	return sqlite3.Xsqlite3_changes64(c.tls, c.db), nil
}

// query runs a statement up to its first row, so that what it refuses is told
// now, and gives the walk over its rows.
func (c *lite) query(text string, args []any) (*liteRows, error) {
	s, err := c.prepare(text)
	if err != nil {
		return nil, err
	}
	if err := s.bind(args); err != nil {
		s.end()
		return nil, err
	}
	s.busy = true
	r := &liteRows{s: s}
	if r.waiting, err = s.step(); err != nil {
		s.end()
		return nil, err
	}
	c.open = append(c.open, r)
	return r, nil
}

// settle ends the walks that nobody ended: an open one would keep an old state
// of the file alive.
func (c *lite) settle() {
	for len(c.open) > 0 {
		_ = c.open[len(c.open)-1].Close() // never fails
	}
}
