package store

import (
	"bytes"
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/jingkai-zone/jingkai/internal/base/ident"
)

func openTestLite(t *testing.T) *lite {
	t.Helper()
	c, err := openLite(filepath.Join(t.TempDir(), "x.db"), false)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.close)
	return c
}

func mustExec(t *testing.T, c *lite, text string, args ...any) {
	t.Helper()
	if _, err := c.exec(text, args); err != nil {
		t.Fatal(err)
	}
}

// Whatever goes in comes out, through memory that is reused from run to run.
func TestValuesComeBackFromTheLibrary(t *testing.T) {
	c := openTestLite(t)
	mustExec(t, c, `CREATE TABLE v (i, s, b, f, d, n, t)`)
	rapid.Check(t, func(rt *rapid.T) {
		i, s := rapid.Int64().Draw(rt, "int"), rapid.StringN(0, 50, 40000).Draw(rt, "text")
		b, flag := rapid.SliceOfN(rapid.Byte(), 0, 30000).Draw(rt, "bytes"), rapid.Bool().Draw(rt, "flag")
		at := time.UnixMicro(rapid.Int64Range(1, 1<<52).Draw(rt, "instant")).UTC()
		id := ident.NewID(at)
		mustExec(t, c, `DELETE FROM v`)
		mustExec(t, c, `INSERT INTO v VALUES ($1, $2, $3, $4, $5, $6, $7)`, i, s, b, flag, id, nil, at)
		rows, err := c.query(`SELECT i, s, b, f, d, n, t FROM v`, nil)
		if err != nil || !rows.Next() {
			rt.Fatal(err)
		}
		var gi int64
		var gs string
		var gb []byte
		var gf bool
		var gd ident.ID
		var gn *string
		var gt time.Time
		if err := rows.Scan(&gi, &gs, &gb, &gf, &gd, &gn, &gt); err != nil {
			rt.Fatal(err)
		}
		if gi != i || gs != s || !bytes.Equal(gb, b) || gf != flag || gd != id || gn != nil || !gt.Equal(at) {
			rt.Fatalf("got %v %q %d bytes %v %v %v %v", gi, gs, len(gb), gf, gd, gn, gt)
		}
		if rows.Next() || rows.Err() != nil {
			rt.Fatal("one row expected")
		}
	})
}

// $2 names the second argument wherever it stands, as often as it stands.
func TestParametersGoByTheirNumber(t *testing.T) {
	c := openTestLite(t)
	rows, err := c.query(`SELECT $2, $1, $2, $3`, []any{"one", "two", "three"})
	if err != nil || !rows.Next() {
		t.Fatal(err)
	}
	var got [4]string
	if err := rows.Scan(&got[0], &got[1], &got[2], &got[3]); err != nil {
		t.Fatal(err)
	}
	if want := [4]string{"two", "one", "two", "three"}; got != want {
		t.Errorf("got %v, want %v", got, want)
	}
	if _, err := c.exec(`SELECT $1, $2`, []any{"one"}); err == nil {
		t.Error("a missing argument passed")
	}
}

// A text that is being walked can be asked again, and walks nobody ended are
// ended before the next command.
func TestOneTextCanBeWalkedTwiceAtOnce(t *testing.T) {
	c := openTestLite(t)
	const text = `SELECT * FROM (VALUES (1), (2), (3))`
	outer, err := c.query(text, nil)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for outer.Next() {
		inner, err := c.query(text, nil)
		if err != nil {
			t.Fatal(err)
		}
		for inner.Next() {
			n++
		}
	}
	if n != 9 {
		t.Errorf("%d steps, want 3 × 3", n)
	}
	left, err := c.query(text, nil)
	if err != nil || !left.Next() {
		t.Fatal(err)
	}
	c.settle()
	if left.Next() || len(c.open) != 0 {
		t.Error("an open walk survived")
	}
	if err := left.Scan(new(int64)); err == nil {
		t.Error("a closed walk was scanned")
	}
}

func TestScanRefusesWhatDoesNotFit(t *testing.T) {
	c := openTestLite(t)
	for text, dest := range map[string]any{
		`SELECT NULL`:          new(string),
		`SELECT NULL + 0`:      new(int64),
		`SELECT 'seven'`:       new(int64),
		`SELECT 300`:           new(int8),
		`SELECT 'x' || 'true'`: new(bool),
		`SELECT x'0102'`:       new(ident.ID),
		`SELECT 1.5`:           new(time.Time),
		`SELECT 1`:             new(chan int),
	} {
		rows, err := c.query(text, nil)
		if err != nil || !rows.Next() {
			t.Fatal(text, err)
		}
		if err := rows.Scan(dest); err == nil {
			t.Errorf("%s went into %T", text, dest)
		}
		_ = rows.Close()
	}
}

func TestStatementsInTheCacheAreBounded(t *testing.T) {
	c := openTestLite(t)
	for i := range maxStatements + 50 {
		mustExec(t, c, `SELECT 1 /* `+strings.Repeat("x", i)+` */`)
	}
	if len(c.stmts) > maxStatements {
		t.Errorf("%d statements kept", len(c.stmts))
	}
}

// A full disk makes SQLite give up the whole transaction by itself. What a
// command wrote before and would write after must both be gone, and the next
// command must find the file as it was.
func TestFullDiskLeavesNothingHalfWritten(t *testing.T) {
	path := filepath.Join(t.TempDir(), "full.db")
	b, err := openSQLite(context.Background(), Config{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	defer b.close()
	run := func(fn func(c conn) error) error { return b.write(context.Background(), fn) }
	do := func(c conn, text string, args ...any) error {
		_, err := c.exec(context.Background(), text, args)
		return err
	}
	if err := run(func(c conn) error { return do(c, `CREATE TABLE t (n, filler)`) }); err != nil {
		t.Fatal(err)
	}
	pages := func(n string) {
		if err := run(func(c conn) error { return do(c, `PRAGMA max_page_count(`+n+`)`) }); err != nil {
			t.Fatal(err)
		}
	}
	pages("1") // clamped to the present size: no page more
	err = run(func(c conn) error {
		if err := do(c, `INSERT INTO t VALUES (1, 'small')`); err != nil {
			return err
		}
		// The command goes on as if nothing had happened.
		first := do(c, `INSERT INTO t VALUES (2, zeroblob(100000))`)
		if first == nil {
			t.Error("the full file took 100 kB")
		}
		if second := do(c, `INSERT INTO t VALUES (3, 'after')`); c.(*sqliteConn).lite.inTransaction() == (second != nil) {
			t.Errorf("after the failure: %v", second)
		}
		return first
	})
	if !Full.Is(public(err)) {
		t.Errorf("a full disk was reported as %v", err)
	}
	pages("1000000")
	var n int64
	err = run(func(c conn) error {
		rows, err := c.query(context.Background(), `SELECT COUNT(*) FROM t`, nil)
		if err != nil {
			return err
		}
		rows.Next()
		return errors.Join(rows.Scan(&n), rows.Close(), do(c, `INSERT INTO t VALUES (4, zeroblob(100000))`))
	})
	if err != nil || n != 0 {
		t.Errorf("after room was made: %d rows, %v", n, err)
	}
}
