package store

import (
	"database/sql"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"time"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/jingkai-zone/jingkai/internal/base/ident"
)

// liteRows walks the rows of a statement.
type liteRows struct {
	s       *liteStmt // nil once closed
	waiting bool      // the first row is here and was not asked for yet
	on      bool      // a row is here to be scanned
	err     error
}

// Next moves to the next row; after the last it closes the walk.
func (r *liteRows) Next() bool {
	switch {
	case r.s == nil:
		return false
	case r.waiting:
		r.waiting, r.on = false, true
		return true
	case r.on:
		if r.on, r.err = r.s.step(); r.on {
			return true
		}
	}
	_ = r.Close() // never fails
	return false
}

// Err tells what ended the walk early.
func (r *liteRows) Err() error { return r.err }

// Close ends the walk; it may be called twice.
func (r *liteRows) Close() error {
	if r.s == nil {
		return nil
	}
	c := r.s.c
	if i := slices.Index(c.open, r); i >= 0 {
		c.open = slices.Delete(c.open, i, i+1)
	}
	r.s.end()
	r.s, r.on = nil, false
	return nil
}

// Scan reads the present row.
func (r *liteRows) Scan(dest ...any) error {
	if r.s == nil || !r.on {
		return fmt.Errorf("store: scan without a row")
	}
	if len(dest) != int(r.s.cols) {
		return fmt.Errorf("store: %d columns, %d targets\n%s", r.s.cols, len(dest), r.s.text)
	}
	for i, d := range dest {
		if err := r.s.column(int32(i), d); err != nil {
			return fmt.Errorf("column %d: %w\n%s", i+1, err, r.s.text)
		}
	}
	return nil
}

func (s *liteStmt) kind(i int32) int32 { return sqlite3.Xsqlite3_column_type(s.c.tls, s.ptr, i) }

func (s *liteStmt) integer(i int32) int64 { return sqlite3.Xsqlite3_column_int64(s.c.tls, s.ptr, i) }

// bytes gives the library's memory of a text or a blob, which lasts until the
// next step.
func (s *liteStmt) bytes(i, kind int32) []byte {
	tls := s.c.tls
	if kind == sqlite3.SQLITE_BLOB {
		p := sqlite3.Xsqlite3_column_blob(tls, s.ptr, i)
		return libc.GoBytes(p, int(sqlite3.Xsqlite3_column_bytes(tls, s.ptr, i)))
	}
	p := sqlite3.Xsqlite3_column_text(tls, s.ptr, i)
	return libc.GoBytes(p, int(sqlite3.Xsqlite3_column_bytes(tls, s.ptr, i)))
}

// value gives a column as database/sql knows values.
func (s *liteStmt) value(i int32) any {
	switch kind := s.kind(i); kind {
	case sqlite3.SQLITE_INTEGER:
		return s.integer(i)
	case sqlite3.SQLITE_FLOAT:
		return sqlite3.Xsqlite3_column_double(s.c.tls, s.ptr, i)
	case sqlite3.SQLITE_TEXT:
		return string(s.bytes(i, kind))
	case sqlite3.SQLITE_BLOB:
		return append([]byte{}, s.bytes(i, kind)...)
	}
	return nil
}

// column reads a column into a pointer. The common targets are read straight
// from the library's memory.
func (s *liteStmt) column(i int32, dest any) error {
	kind := s.kind(i)
	switch d := dest.(type) {
	case *string:
		if kind != sqlite3.SQLITE_NULL {
			*d = string(s.bytes(i, kind))
			return nil
		}
	case *int64:
		if kind == sqlite3.SQLITE_INTEGER {
			*d = s.integer(i)
			return nil
		}
	case *bool:
		if kind == sqlite3.SQLITE_INTEGER {
			*d = s.integer(i) != 0
			return nil
		}
	case *[]byte:
		if *d = nil; kind != sqlite3.SQLITE_NULL {
			*d = append([]byte{}, s.bytes(i, kind)...)
		}
		return nil
	case *ident.ID:
		if *d = (ident.ID{}); kind == sqlite3.SQLITE_BLOB {
			if b := s.bytes(i, kind); len(b) == len(d) {
				copy(d[:], b)
				return nil
			}
		}
		return (&idTarget{d}).Scan(s.value(i))
	case *time.Time:
		return (&timeTarget{d}).Scan(s.value(i))
	case sql.Scanner:
		return d.Scan(s.value(i))
	case *any:
		*d = s.value(i)
		return nil
	}
	return s.reflected(i, kind, reflect.ValueOf(dest))
}

// reflected reads a column into a pointer to a named type or to a pointer,
// which NULL makes nil.
func (s *liteStmt) reflected(i, kind int32, dest reflect.Value) error {
	if dest.Kind() != reflect.Pointer || dest.IsNil() {
		return fmt.Errorf("store: %s is no target", dest.Type())
	}
	v := dest.Elem()
	if v.Kind() == reflect.Pointer {
		if kind == sqlite3.SQLITE_NULL {
			v.SetZero()
			return nil
		}
		fresh := reflect.New(v.Type().Elem())
		if err := s.column(i, fresh.Interface()); err != nil {
			return err
		}
		v.Set(fresh)
		return nil
	}
	text := kind == sqlite3.SQLITE_TEXT || kind == sqlite3.SQLITE_BLOB
	switch v.Kind() {
	case reflect.String:
		if kind != sqlite3.SQLITE_NULL {
			v.SetString(string(s.bytes(i, kind)))
			return nil
		}
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		n := s.integer(i)
		if text {
			var err error
			if n, err = strconv.ParseInt(string(s.bytes(i, kind)), 10, 64); err != nil {
				return err
			}
		}
		if (text || kind == sqlite3.SQLITE_INTEGER) && !v.OverflowInt(n) {
			v.SetInt(n)
			return nil
		}
	case reflect.Bool:
		if kind == sqlite3.SQLITE_INTEGER {
			v.SetBool(s.integer(i) != 0)
			return nil
		}
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			v.SetZero()
			if kind != sqlite3.SQLITE_NULL {
				v.SetBytes(append([]byte{}, s.bytes(i, kind)...))
			}
			return nil
		}
	}
	return fmt.Errorf("store: cannot read %s into %s", kindNames[kind], v.Type())
}

var kindNames = map[int32]string{sqlite3.SQLITE_INTEGER: "an integer", sqlite3.SQLITE_FLOAT: "a fraction", sqlite3.SQLITE_TEXT: "a text",
	sqlite3.SQLITE_BLOB: "bytes", sqlite3.SQLITE_NULL: "NULL"}
