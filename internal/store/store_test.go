package store_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/store"
	"github.com/jingkai-zone/jingkai/internal/store/storetest"
)

var actor = &ident.Actor{Name: "测试甲", Zone: 1}

// scratch makes a table to write into; it stands for a room's table.
func scratch(t *testing.T, db *store.DB) {
	t.Helper()
	id, bytes := "BLOB", "BLOB"
	if db.Engine() == store.Postgres {
		id, bytes = "uuid", "bytea"
	}
	maintain(t, db, `CREATE TABLE scratch (zone_id BIGINT NOT NULL, id `+id+` NOT NULL, name TEXT, amount BIGINT,
		at BIGINT, flag BOOLEAN, raw `+bytes+`, parent `+id+`, PRIMARY KEY (zone_id, id), CHECK (amount >= 0))`)
}

func maintain(t *testing.T, db *store.DB, sql string, args ...any) {
	t.Helper()
	err := db.Maintain(context.Background(), "test", func(tx *store.Tx) error {
		_, err := tx.Exec(sql, args...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func insert(tx *store.Tx, id ident.ID, amount int64) error {
	_, err := tx.Exec(`INSERT INTO scratch (zone_id, id, name, amount, at, flag, raw, parent) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		1, id, "甲", amount, tx.Now(), true, []byte{1, 2}, ident.ID{})
	return err
}

func count(t *testing.T, db *store.DB) (n int64) {
	t.Helper()
	err := db.Read(context.Background(), func(s *store.Snapshot) error {
		return s.QueryRow(`SELECT COUNT(*) FROM scratch WHERE zone_id = $1`, 1).Scan(&n)
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestValuesComeBackAsTheyWent(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		scratch(t, db)
		id := ident.NewID(db.Now())
		err := db.Write(context.Background(), actor, func(tx *store.Tx) error {
			tx.MarkRecorded()
			return insert(tx, id, 5)
		})
		if err != nil {
			t.Fatal(err)
		}
		err = db.View(context.Background(), func(s *store.Snapshot) error {
			var gotID, parent ident.ID
			var at time.Time
			var flag bool
			var raw []byte
			var name *string
			var amount int64
			err := s.QueryRow(`SELECT id, name, amount, at, flag, raw, parent FROM scratch WHERE zone_id = $1 AND id = $2 AND flag = $3`,
				1, id, true).Scan(&gotID, &name, &amount, &at, &flag, &raw, &parent)
			if err != nil {
				return err
			}
			if gotID != id || *name != "甲" || amount != 5 || !at.Equal(db.Now()) || !flag || string(raw) != "\x01\x02" || !parent.IsZero() {
				return fmt.Errorf("got %v %v %v %v %v %v %v", gotID, *name, amount, at, flag, raw, parent)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestWriteRefusesWithoutActorOrLedgerEntry(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		scratch(t, db)
		id := ident.NewID(db.Now())
		err := db.Write(context.Background(), nil, func(tx *store.Tx) error { return nil })
		if !store.NoActor.Is(err) {
			t.Errorf("nil actor: %v", err)
		}
		err = db.Write(context.Background(), actor, func(tx *store.Tx) error { return insert(tx, id, 1) })
		if !store.Unrecorded.Is(err) {
			t.Errorf("unrecorded: %v", err)
		}
		err = db.Write(context.Background(), actor, func(tx *store.Tx) error {
			return tx.QueryRow(`INSERT INTO scratch (zone_id, id) VALUES (1, $1) RETURNING id`, id).Scan(&id)
		})
		if !store.Unrecorded.Is(err) {
			t.Errorf("unrecorded through RETURNING: %v", err)
		}
		if n := count(t, db); n != 0 {
			t.Errorf("%d rows left by refused commands", n)
		}
	})
}

// Every third command fails after having written; every seventh panics. The
// others must all be there, and nothing of the failing ones.
func TestFailingNeighbours(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		scratch(t, db)
		boom := errors.New("boom")
		var wg sync.WaitGroup
		errs := make([]error, 210)
		for i := range errs {
			wg.Add(1)
			go func() {
				defer wg.Done()
				defer func() {
					if p := recover(); p != nil {
						errs[i] = boom
					}
				}()
				errs[i] = db.Write(context.Background(), actor, func(tx *store.Tx) error {
					tx.MarkRecorded()
					if err := insert(tx, ident.NewID(time.Now()), int64(i)); err != nil {
						return err
					}
					if i%3 == 0 {
						return boom
					}
					if i%7 == 0 {
						panic("a command's mistake")
					}
					return nil
				})
			}()
		}
		wg.Wait()
		good := int64(0)
		for i, err := range errs {
			failing := i%3 == 0 || i%7 == 0
			if failing != (err != nil) {
				t.Errorf("command %d: %v", i, err)
			}
			if !failing {
				good++
			}
		}
		// 210 commands: 70 fail, of the other 140 every seventh panics: 20.
		if n := count(t, db); n != good || good != 120 {
			t.Errorf("%d rows, %d acknowledged, want 120", n, good)
		}
	})
}

func TestErrorsAreClassified(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		scratch(t, db)
		id := ident.NewID(db.Now())
		try := func(amount int64) error {
			return db.Write(context.Background(), actor, func(tx *store.Tx) error {
				tx.MarkRecorded()
				return insert(tx, id, amount)
			})
		}
		if err := try(1); err != nil {
			t.Fatal(err)
		}
		if err := try(1); !store.IsUnique(err) {
			t.Errorf("twice: %v", err)
		}
		id = ident.NewID(db.Now())
		if err := try(-1); !store.IsCheck(err) {
			t.Errorf("check: %v", err)
		}
	})
}

func TestNumbersAreGapless(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		var wg sync.WaitGroup
		seen := sync.Map{}
		for i := range 60 {
			wg.Add(1)
			go func() {
				defer wg.Done()
				err := db.Write(context.Background(), actor, func(tx *store.Tx) error {
					tx.MarkRecorded()
					n, err := store.NextNumber(tx, 1, "督办-2019")
					if err != nil {
						return err
					}
					if i%4 == 0 {
						return errors.New("rolled back")
					}
					if _, twice := seen.LoadOrStore(n, i); twice {
						t.Errorf("number %d drawn twice", n)
					}
					return nil
				})
				if (err != nil) != (i%4 == 0) {
					t.Errorf("draw %d: %v", i, err)
				}
			}()
		}
		wg.Wait()
		// 60 draws, every fourth rolled back: 45 numbers, 1 to 45.
		for n := int64(1); n <= 45; n++ {
			if _, ok := seen.Load(n); !ok {
				t.Errorf("number %d is missing", n)
			}
		}
	})
}

func TestHooksRunOnlyAfterCommit(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ran := 0
		for _, fail := range []bool{true, false} {
			_ = db.Write(context.Background(), actor, func(tx *store.Tx) error {
				tx.OnCommit(func() { ran++ })
				if fail {
					return errors.New("no")
				}
				return nil
			})
		}
		if ran != 1 {
			t.Errorf("hooks ran %d times", ran)
		}
	})
}

func TestReadersCannotWrite(t *testing.T) {
	db := storetest.Open(t, store.SQLite, &storetest.Clock{})
	err := db.Read(context.Background(), func(s *store.Snapshot) error {
		_, err := store.All(s, func(r *store.Rows) (int64, error) { return 0, nil },
			`INSERT INTO store_counter (zone_id, series, value) VALUES (1, 'x', 1) RETURNING value`)
		return err
	})
	if err == nil || !strings.Contains(err.Error(), "readonly") {
		t.Errorf("a reader wrote: %v", err)
	}
}

// The pragmas of the running connection, not of the text of the DSN.
func TestSQLiteRunsDurably(t *testing.T) {
	db := storetest.Open(t, store.SQLite, &storetest.Clock{})
	want := map[string]string{"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1"}
	err := db.Maintain(context.Background(), "pragmas", func(tx *store.Tx) error {
		for pragma, value := range want {
			var got string
			if err := tx.QueryRow("PRAGMA " + pragma).Scan(&got); err != nil {
				return err
			}
			if got != value {
				t.Errorf("%s = %s, want %s", pragma, got, value)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestStoppedDatabaseRefusesClearly(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		err := db.Write(context.Background(), actor, func(tx *store.Tx) error { return nil })
		if !store.Unavailable.Is(err) {
			t.Errorf("write after close: %v", err)
		}
	})
}
