package store

import (
	"fmt"
	"time"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/jingkai-zone/jingkai/internal/base/ident"
)

// bind puts the arguments into the statement. Texts and bytes are copied once,
// into memory that stays until the next bind.
func (s *liteStmt) bind(args []any) error {
	s.args = append(s.args[:0], args...)
	defer clear(s.args)
	need := 1
	for i, arg := range s.args {
		switch arg.(type) {
		case nil, int64, int, bool, string, []byte, ident.ID, time.Time, float64:
		default:
			plain, err := bindOne(arg, sqliteID)
			if err != nil {
				return fmt.Errorf("argument $%d: %w", i+1, err)
			}
			s.args[i] = plain
		}
		switch v := s.args[i].(type) {
		case string:
			need += len(v)
		case []byte:
			need += len(v)
		case ident.ID:
			need += len(v)
		}
	}
	if err := s.reserve(need); err != nil {
		return err
	}
	mem, used := libc.GoBytes(s.buf, s.room), 0
	for i, place := range s.slots {
		if place < 0 || place >= len(s.args) {
			return fmt.Errorf("store: %d arguments, $%d is asked for\n%s", len(args), place+1, s.text)
		}
		if code := s.bindAt(int32(i+1), s.args[place], mem, &used); code != sqlite3.SQLITE_OK {
			return s.c.failed(code)
		}
	}
	return nil
}

// reserve finds memory for the arguments; a large one is not kept for small
// ones to come.
func (s *liteStmt) reserve(need int) error {
	if need <= s.room && (s.room <= keepRoom || need > keepRoom) {
		return nil
	}
	sqlite3.Xsqlite3_clear_bindings(s.c.tls, s.ptr)
	sqlite3.Xsqlite3_free(s.c.tls, s.buf)
	s.room = max(256, need)
	if s.buf = sqlite3.Xsqlite3_malloc64(s.c.tls, uint64(s.room)); s.buf == 0 {
		s.room = 0
		return &liteError{code: sqlite3.SQLITE_NOMEM, text: "out of memory"}
	}
	return nil
}

// bindAt binds one argument. The last 0 of text and blob says that the memory
// stays where it is.
func (s *liteStmt) bindAt(i int32, arg any, mem []byte, used *int) int32 {
	tls, at := s.c.tls, s.buf+uintptr(*used)
	switch v := arg.(type) {
	case int64:
		return sqlite3.Xsqlite3_bind_int64(tls, s.ptr, i, v)
	case int:
		return sqlite3.Xsqlite3_bind_int64(tls, s.ptr, i, int64(v))
	case bool:
		n := int64(0)
		if v {
			n = 1
		}
		return sqlite3.Xsqlite3_bind_int64(tls, s.ptr, i, n)
	case time.Time:
		if v.IsZero() {
			return sqlite3.Xsqlite3_bind_null(tls, s.ptr, i)
		}
		return sqlite3.Xsqlite3_bind_int64(tls, s.ptr, i, v.UnixMicro())
	case string:
		*used += copy(mem[*used:], v)
		return sqlite3.Xsqlite3_bind_text(tls, s.ptr, i, at, int32(len(v)), 0)
	case []byte:
		if v == nil {
			return sqlite3.Xsqlite3_bind_null(tls, s.ptr, i)
		}
		*used += copy(mem[*used:], v)
		return sqlite3.Xsqlite3_bind_blob(tls, s.ptr, i, at, int32(len(v)), 0)
	case ident.ID:
		if v.IsZero() {
			return sqlite3.Xsqlite3_bind_null(tls, s.ptr, i)
		}
		*used += copy(mem[*used:], v[:])
		return sqlite3.Xsqlite3_bind_blob(tls, s.ptr, i, at, int32(len(v)), 0)
	case float64: // of the queue's library only
		return sqlite3.Xsqlite3_bind_double(tls, s.ptr, i, v)
	}
	return sqlite3.Xsqlite3_bind_null(tls, s.ptr, i)
}

// step moves the statement on: true for a row, false for the end.
func (s *liteStmt) step() (bool, error) {
	switch code := sqlite3.Xsqlite3_step(s.c.tls, s.ptr); code {
	case sqlite3.SQLITE_ROW:
		return true, nil
	case sqlite3.SQLITE_DONE:
		return false, nil
	default:
		return false, fmt.Errorf("%w\n%s", s.c.failed(code), s.text)
	}
}

// end gives the statement back to the cache, or drops it when it is not kept.
func (s *liteStmt) end() {
	if s.single {
		s.finalize()
		return
	}
	sqlite3.Xsqlite3_reset(s.c.tls, s.ptr)
	s.busy = false
}

func (s *liteStmt) finalize() {
	sqlite3.Xsqlite3_finalize(s.c.tls, s.ptr)
	sqlite3.Xsqlite3_free(s.c.tls, s.buf)
}
