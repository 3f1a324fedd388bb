package store_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/jingkai-zone/jingkai/internal/store"
	"github.com/jingkai-zone/jingkai/internal/store/storetest"
)

func TestExistingDatabaseIsOpenedAsItIs(t *testing.T) {
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "jingkai.db")
	if _, err := store.OpenExisting(ctx, store.Config{Path: path}); !store.NoDatabase.Is(err) {
		t.Errorf("no file: %v", err)
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("a file was made")
	}
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := store.OpenExisting(ctx, store.Config{Path: path}); !store.NoDatabase.Is(err) {
		t.Errorf("an empty file: %v", err)
	}
	db, err := store.Open(ctx, store.Config{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	newer := func(tx *store.Tx) error {
		_, err := tx.Exec(`INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, $1)`, true)
		return err
	}
	again, err := store.OpenExisting(ctx, store.Config{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	if err := again.Close(); err != nil {
		t.Error(err)
	}
	if err := db.Maintain(ctx, "test", newer); err != nil {
		t.Fatal(err)
	}
	if _, err := store.OpenExisting(ctx, store.Config{Path: path}); !store.OtherVersion.Is(err) {
		t.Errorf("a newer database: %v", err)
	}
	if err := db.Close(); err != nil {
		t.Error(err)
	}
}

func TestCopyIsOneMomentAndNeverOverwrites(t *testing.T) {
	ctx := context.Background()
	db := storetest.Open(t, store.SQLite, &storetest.Clock{})
	scratch(t, db)
	stop, ended := make(chan struct{}), make(chan int64)
	go func() {
		n := int64(0)
		for ; ; n++ {
			select {
			case <-stop:
				ended <- n
				return
			default:
			}
			err := db.Maintain(ctx, "test", func(tx *store.Tx) error {
				// Two rows a command: a copy holds both or none.
				_, err := tx.Exec(`INSERT INTO store_counter (zone_id, series, value) VALUES (1, $1, $2), (2, $1, $2)`, "n"+string(rune('0'+n%10)), n)
				if err != nil {
					_, err = tx.Exec(`UPDATE store_counter SET value = $1`, n)
				}
				return err
			})
			if err != nil {
				t.Error(err)
			}
		}
	}()
	path := filepath.Join(t.TempDir(), "copy.db")
	if err := db.CopyTo(ctx, path); err != nil {
		t.Fatal(err)
	}
	if err := db.CopyTo(ctx, path); !store.Occupied.Is(err) {
		t.Errorf("a second copy to the same place: %v", err)
	}
	close(stop)
	<-ended
	copied, err := store.OpenExisting(ctx, store.Config{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	defer copied.Close()
	var odd, rows int64
	err = copied.Read(ctx, func(s *store.Snapshot) error {
		return s.QueryRow(`SELECT COUNT(*), COALESCE(SUM(zone_id), 0) FROM store_counter`).Scan(&rows, &odd)
	})
	if err != nil || odd*2 != rows*3 {
		t.Errorf("%d rows, zones add up to %d: half a command was copied; %v", rows, odd, err)
	}
	pg := storetest.Open(t, store.Postgres, &storetest.Clock{})
	if err := pg.CopyTo(ctx, path+"2"); !store.OnlySQLite.Is(err) {
		t.Errorf("PostgreSQL: %v", err)
	}
}
