package store

import (
	"database/sql"
	"errors"

	"github.com/jackc/pgx/v5/pgxpool"
)

// errOtherEngine is the programmer's mistake of asking one engine for the
// other's connection.
var errOtherEngine = errors.New("store: the database is of the other engine")

// QueueSQLite opens a connection of its own to the SQLite file for the queue
// of the jobs engine; whoever opened it closes it, before the database. There
// is one connection because the queue's library expects no more. It takes the
// write lock when a transaction begins and waits up to ten seconds for it, so
// that it queues behind the writer instead of failing.
func (db *DB) QueueSQLite() (*sql.DB, error) {
	if db.engine != SQLite {
		return nil, errOtherEngine
	}
	queue, err := sql.Open("sqlite", sqliteDSN(db.cfg.Path))
	if err != nil {
		return nil, err
	}
	queue.SetMaxOpenConns(1)
	return queue, nil
}

// QueuePool gives the PostgreSQL pool to the queue of the jobs engine.
func (db *DB) QueuePool() (*pgxpool.Pool, error) {
	pg, ok := db.backend.(*pgBackend)
	if !ok {
		return nil, errOtherEngine
	}
	return pg.pool, nil
}
