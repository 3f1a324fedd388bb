package store

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
	"strconv"
	"strings"

	"github.com/pressly/goose/v3"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// tokens are the few words of DDL that differ between the engines.
var tokens = map[Engine]*strings.Replacer{
	SQLite:   strings.NewReplacer("{{uuid}}", "BLOB", "{{blob}}", "BLOB", "{{strict}}", "WITHOUT ROWID"),
	Postgres: strings.NewReplacer("{{uuid}}", "uuid", "{{blob}}", "bytea", "{{strict}}", ""),
}

// render gives a migration's text for one engine: tokens replaced, lines
// marked --@sqlite or --@pg kept only where they belong.
func render(text string, engine Engine) string {
	keep, drop := "--@sqlite ", "--@pg "
	if engine == Postgres {
		keep, drop = drop, keep
	}
	lines := strings.Split(text, "\n")
	out := lines[:0]
	for _, line := range lines {
		trimmed := strings.TrimSpace(line)
		switch {
		case strings.HasPrefix(trimmed, drop):
		case strings.HasPrefix(trimmed, keep):
			out = append(out, strings.TrimPrefix(trimmed, keep))
		default:
			out = append(out, line)
		}
	}
	return tokens[engine].Replace(strings.Join(out, "\n"))
}

func migrate(ctx context.Context, db *sql.DB, engine Engine, told func(string)) error {
	migrations, err := goMigrations(engine)
	if err != nil {
		return err
	}
	dialect := goose.DialectSQLite3
	if engine == Postgres {
		dialect = goose.DialectPostgres
	}
	provider, err := goose.NewProvider(dialect, db, nil,
		goose.WithGoMigrations(migrations...), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return fmt.Errorf("store: migrations: %w", err)
	}
	results, err := provider.Up(ctx)
	if err != nil {
		return fmt.Errorf("store: migrate: %w", err)
	}
	if told != nil {
		for _, r := range results {
			told(fmt.Sprintf("%03d", r.Source.Version))
		}
	}
	return nil
}

func goMigrations(engine Engine) ([]*goose.Migration, error) {
	names, err := fs.Glob(migrationFiles, "migrations/*.sql")
	if err != nil {
		return nil, err
	}
	out := make([]*goose.Migration, 0, len(names))
	for _, name := range names {
		base := strings.TrimPrefix(name, "migrations/")
		number, _, ok := strings.Cut(base, "_")
		version, err := strconv.ParseInt(number, 10, 64)
		if !ok || err != nil {
			return nil, fmt.Errorf("store: migration %s: the name must start with a number and an underscore", base)
		}
		raw, err := migrationFiles.ReadFile(name)
		if err != nil {
			return nil, err
		}
		text := render(string(raw), engine)
		up := &goose.GoFunc{RunTx: func(ctx context.Context, tx *sql.Tx) error {
			if _, err := tx.ExecContext(ctx, text); err != nil {
				return fmt.Errorf("%s: %w", base, err)
			}
			return nil
		}}
		out = append(out, goose.NewGoMigration(version, up, nil))
	}
	return out, nil
}
