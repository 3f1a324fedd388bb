package store_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/jingkai-zone/jingkai/internal/store"
	"github.com/jingkai-zone/jingkai/internal/store/storetest"
)

// Both engines end with the same tables and columns, and every table but the
// catalogues shared by all zones is keyed by its zone first.
func TestBothEnginesEndInTheSameSchema(t *testing.T) {
	lite := columns(t, store.SQLite, `SELECT m.name || '.' || p.name FROM sqlite_master m, pragma_table_info(m.name) p
		WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' ORDER BY 1`)
	pg := columns(t, store.Postgres, `SELECT table_name || '.' || column_name FROM information_schema.columns
		WHERE table_schema = 'public' ORDER BY 1`)
	for _, c := range lite {
		if !slices.Contains(pg, c) {
			t.Errorf("%s is only on SQLite", c)
		}
	}
	for _, c := range pg {
		if !slices.Contains(lite, c) {
			t.Errorf("%s is only on PostgreSQL", c)
		}
	}
}

func columns(t *testing.T, engine store.Engine, query string) []string {
	t.Helper()
	db := storetest.Open(t, engine, &storetest.Clock{})
	var out []string
	err := db.Read(context.Background(), func(s *store.Snapshot) (err error) {
		out, err = store.All(s, func(r *store.Rows) (c string, err error) { return c, r.Scan(&c) }, query)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(out, func(c string) bool {
		return strings.HasPrefix(c, "goose_") || strings.HasPrefix(c, "river_")
	})
}

func TestEveryTableIsKeyedByZoneFirst(t *testing.T) {
	db := storetest.Open(t, store.SQLite, &storetest.Clock{})
	err := db.Read(context.Background(), func(s *store.Snapshot) error {
		tables, err := store.All(s, func(r *store.Rows) (n string, err error) { return n, r.Scan(&n) },
			`SELECT m.name FROM sqlite_master m WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' AND m.name NOT LIKE 'goose%' AND m.name NOT LIKE 'river%'
			 AND NOT EXISTS (SELECT 1 FROM pragma_table_info(m.name) p WHERE p.name = 'zone_id' AND p.pk = 1)`)
		if err != nil {
			return err
		}
		for _, name := range tables {
			if !slices.Contains(sharedTables, name) {
				t.Errorf("table %s: zone_id must be the first column of its primary key", name)
			}
		}
		indexes, err := store.All(s, func(r *store.Rows) (n string, err error) { return n, r.Scan(&n) },
			`SELECT m.name FROM sqlite_master m WHERE m.type = 'index' AND m.sql IS NOT NULL AND m.name NOT LIKE 'river%'
			 AND NOT EXISTS (SELECT 1 FROM pragma_index_info(m.name) p WHERE p.name = 'zone_id' AND p.seqno = 0)`)
		if err != nil {
			return err
		}
		for _, name := range indexes {
			if !slices.Contains(sharedIndexes, name) {
				t.Errorf("index %s: zone_id must come first", name)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// sharedTables are reference tables that all zones read.
var sharedTables = []string{"account_login", "org_zone", "calendar_day"}

// sharedIndexes serve searches that have no zone yet: a login, a due scan.
var sharedIndexes = []string{}
