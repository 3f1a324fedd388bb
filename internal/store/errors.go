package store

import (
	"context"
	"database/sql"
	"errors"
	"io"
	"net"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/puddle/v2"
	"modernc.org/sqlite"

	"github.com/jingkai-zone/jingkai/internal/base/fault"
)

// class is what a database error means, told by SQLSTATE or SQLite's extended
// code only: on Citus workers the names of constraints are empty or suffixed.
type class uint8

const (
	other class = iota
	unique
	foreignKey
	check
	notNull
	retry
	gone
	full
)

// SQLite result codes (https://sqlite.org/rescode.html).
const (
	sqliteBusy       = 5
	sqliteLocked     = 6
	sqliteReadonly   = 8
	sqliteIOErr      = 10
	sqliteFull       = 13
	sqliteCantOpen   = 14
	sqliteCheck      = 275
	sqliteForeignKey = 787
	sqliteNotNull    = 1299
	sqlitePrimaryKey = 1555
	sqliteUnique     = 2067
	sqliteRowID      = 2579
)

func classify(err error) class {
	var lite *liteError
	if errors.As(err, &lite) {
		return classifySQLite(lite.code)
	}
	var driver *sqlite.Error // from migrations, which go by way of database/sql
	if errors.As(err, &driver) {
		return classifySQLite(driver.Code())
	}
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return classifyPostgres(pg.Code)
	}
	var connect *pgconn.ConnectError
	var network net.Error
	if errors.Is(err, puddle.ErrClosedPool) || errors.As(err, &connect) || errors.As(err, &network) || errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.Is(err, sql.ErrConnDone) || pgconn.SafeToRetry(err) {
		return gone
	}
	return other
}

func classifySQLite(code int) class {
	switch code {
	case sqliteUnique, sqlitePrimaryKey, sqliteRowID:
		return unique
	case sqliteForeignKey:
		return foreignKey
	case sqliteCheck:
		return check
	case sqliteNotNull:
		return notNull
	}
	switch code & 0xff {
	case sqliteBusy, sqliteLocked:
		return retry
	case sqliteFull:
		return full
	case sqliteIOErr, sqliteCantOpen, sqliteReadonly:
		return gone
	}
	return other
}

func classifyPostgres(state string) class {
	switch state {
	case "23505":
		return unique
	case "23503":
		return foreignKey
	case "23514":
		return check
	case "23502":
		return notNull
	case "40001", "40P01", "55P03":
		return retry
	case "53100":
		return full
	case "57P01", "57P02", "57P03", "53300", "25006":
		return gone
	}
	if len(state) == 5 && state[:2] == "08" {
		return gone
	}
	return other
}

// IsUnique reports a violated primary key or unique index.
func IsUnique(err error) bool { return classify(err) == unique }

// IsForeignKey reports a reference to a row that is not there, or still used.
func IsForeignKey(err error) bool { return classify(err) == foreignKey }

// IsCheck reports a violated CHECK or NOT NULL.
func IsCheck(err error) bool { c := classify(err); return c == check || c == notNull }

// IsRetry reports that the same transaction may succeed when run again.
func IsRetry(err error) bool { return classify(err) == retry }

// public turns a database that is gone or full into the refusal a person can
// act on; everything else stays as it is.
func public(err error) error {
	if err == nil {
		return nil
	}
	if _, ok := fault.As(err); ok {
		return err
	}
	if errors.Is(err, pgx.ErrNoRows) || errors.Is(err, sql.ErrNoRows) {
		return ErrNoRows
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return Unavailable.Wrap(err)
	}
	switch classify(err) {
	case full:
		return Full.Wrap(err)
	case gone, retry:
		return Unavailable.Wrap(err)
	}
	return err
}
