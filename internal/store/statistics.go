package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
)

// SQLite plans by what it knows of the tables. Knowing nothing it takes a zone
// for ten rows, and answers "of this zone and this task, by id" by reading the
// whole zone in the order of its ids. Statistics that are gathered once tell of
// the tables as they happened to be then. So it is told what every table here
// is like when it has grown: many rows in few zones, a record's id nearly
// unique, a state one of a few words. The same query has the same plan on an
// empty database and on a full one.
const (
	tableRows = 1_000_000
	zoneRows  = 100_000
)

// rowsPer estimates how many of rows rows agree in one more column, by what
// kind of column it is.
func rowsPer(rows int64, column, declared string) int64 {
	switch {
	case column == "zone_id":
		return min(rows, zoneRows)
	case declared == "BLOB": // a record's id
		return min(rows, 20)
	case declared == "BOOLEAN":
		return max(1, rows/2)
	case strings.HasSuffix(column, "status") || strings.HasSuffix(column, "kind") || column == "class" || column == "state" || column == "source" || column == "layer":
		return max(1, rows/4)
	}
	return max(1, rows/200) // days, instants, names
}

const (
	eachIndex = `SELECT m.name, i.name, i."unique", i.origin, i.partial, m.sql LIKE '%WITHOUT ROWID%'
		FROM sqlite_master m JOIN pragma_index_list(m.name) i WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' ORDER BY m.name, i.name`
	eachColumn = `SELECT COALESCE(x.name, ''), COALESCE(t.type, '') FROM pragma_index_xinfo($1) x LEFT JOIN pragma_table_info($2) t ON t.cid = x.cid
		WHERE x.key = 1 ORDER BY x.seqno`
)

// describe writes the statistics after the schema has changed.
func describe(ctx context.Context, db *sql.DB) error {
	type index struct {
		table, name, origin   string
		unique, partial, bare bool
	}
	rows, err := db.QueryContext(ctx, eachIndex)
	if err != nil {
		return err
	}
	defer rows.Close()
	var all []index
	for rows.Next() {
		var i index
		if err := rows.Scan(&i.table, &i.name, &i.unique, &i.origin, &i.partial, &i.bare); err != nil {
			return err
		}
		all = append(all, i)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	var text strings.Builder
	text.WriteString("BEGIN; ANALYZE; DELETE FROM sqlite_stat1; DELETE FROM sqlite_stat4;\n")
	for _, i := range all {
		stat, err := estimate(ctx, db, i.table, i.name, i.unique, i.partial)
		if err != nil {
			return err
		}
		name := i.name
		if i.bare && i.origin == "pk" {
			name = i.table // so SQLite calls the key that is the table
		}
		fmt.Fprintf(&text, "INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('%s', '%s', '%s');\n", i.table, name, stat)
	}
	text.WriteString("COMMIT")
	if _, err := db.ExecContext(ctx, text.String()); err != nil {
		return fmt.Errorf("store: statistics: %w", err)
	}
	return nil
}

// estimate gives the text that SQLite keeps of an index: its rows, then how
// many rows agree in its first column, in its first two, and so on.
func estimate(ctx context.Context, db *sql.DB, table, name string, unique, partial bool) (string, error) {
	columns, err := db.QueryContext(ctx, eachColumn, name, table)
	if err != nil {
		return "", err
	}
	defer columns.Close()
	n := int64(tableRows)
	if partial {
		n /= 10
	}
	counts := []int64{n}
	for columns.Next() {
		var column, declared string
		if err := columns.Scan(&column, &declared); err != nil {
			return "", err
		}
		n = rowsPer(n, column, strings.ToUpper(declared))
		counts = append(counts, n)
	}
	if unique {
		counts[len(counts)-1] = 1
	}
	return strings.Trim(fmt.Sprint(counts), "[]"), columns.Err()
}
