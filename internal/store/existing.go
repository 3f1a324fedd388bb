package store

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"github.com/jingkai-zone/jingkai/internal/base/fault"
)

// Refusals of what works on data that must be there already.
var (
	NoDatabase = fault.Define(fault.NotFound, "store.no_database", "",
		"{where} 处没有经开数据库，请检查 --data 或 --db。", "There is no Jingkai database at {where}; check --data or --db.")
	OtherVersion = fault.Define(fault.Refused, "store.other_version", "",
		"数据库结构为第 {have} 版，本程序需要第 {want} 版：请先运行 jingkai migrate（数据库较旧），或换用与数据库相同版本的程序（数据库较新）。",
		"The database is at version {have}, this program needs {want}: run jingkai migrate first when the database is older, or use the program that belongs to it when it is newer.")
	OnlySQLite = fault.Define(fault.Refused, "store.only_sqlite", "",
		"该操作只用于 SQLite；PostgreSQL 请用 pg_dump 和 pg_restore。", "This is for SQLite only; on PostgreSQL use pg_dump and pg_restore.")
	Occupied = fault.Define(fault.Conflict, "store.occupied", "",
		"{where} 已存在，不会覆盖，请换一个位置。", "{where} exists already and is not overwritten; choose another place.")
)

// OpenExisting opens a database that must be there and be of this program's
// version. It changes nothing: no file is made and nothing is migrated.
func OpenExisting(ctx context.Context, cfg Config) (*DB, error) {
	where := cfg.Path
	if cfg.URL != "" {
		where = "--db"
	} else if _, err := os.Stat(cfg.Path); err != nil {
		return nil, NoDatabase.Wrap(err, "where", where)
	}
	cfg.existing = true
	db, err := Open(ctx, cfg)
	if err != nil {
		return nil, err
	}
	if err := db.check(ctx, where); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// check compares the database's version with the program's.
func (db *DB) check(ctx context.Context, where string) error {
	all, err := goMigrations(db.engine)
	if err != nil {
		return err
	}
	want := all[len(all)-1].Version
	var have int64
	err = db.Read(ctx, func(s *Snapshot) error {
		return s.QueryRow(`SELECT COALESCE(MAX(version_id), 0) FROM goose_db_version`).Scan(&have)
	})
	if Unavailable.Is(err) {
		return err
	}
	if err != nil {
		return NoDatabase.Wrap(err, "where", where)
	}
	if have != want {
		return OtherVersion.New("have", have, "want", want)
	}
	return nil
}

// CopyTo writes a copy of the database as it is at one moment to a new file,
// while commands go on, and brings it to the disk. It refuses with [Occupied]
// when the file exists and with [OnlySQLite] on PostgreSQL.
func (db *DB) CopyTo(ctx context.Context, path string) error {
	if db.engine != SQLite {
		return OnlySQLite.New()
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if _, err := os.Lstat(path); err == nil {
		return Occupied.New("where", path)
	}
	c, err := openLite(db.cfg.Path, false)
	if err != nil {
		return public(err)
	}
	defer c.close()
	if _, err := c.exec(`VACUUM INTO $1`, []any{path}); err != nil {
		return public(errors.Join(err, os.Remove(path)))
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return err
	}
	return errors.Join(syncPath(path), syncPath(filepath.Dir(path)))
}

// syncPath brings a file, or the names in a folder, to the disk.
func syncPath(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
