// Package store is the one seam between Jingkai and its databases.
//
// It owns connections, transactions, the translation of Go values to columns
// and back, the classification of database errors, and the migrations. It is
// the only package that imports database drivers (jobs adds the queue's own).
// It owns no table but the counters of people-readable numbers and the stored
// answers of idempotent commands.
//
// One SQL text serves SQLite, PostgreSQL and Citus; what may differ is written
// in migrations behind the marks --@sqlite and --@pg, and nowhere else except
// the ledger and jobs engines.
//
// # Reading and writing
//
// [DB.Read] gives a reader without a transaction, one statement at a time;
// [DB.View] gives one consistent snapshot for answers made of several
// statements. [DB.Write] runs a business command: it refuses a nil actor, and
// it refuses to commit when the command changed something and left no ledger
// entry. [DB.Maintain] is for the engines' own bookkeeping, which is not a
// business act.
//
// On SQLite one writer goroutine commits waiting commands together, each in
// its own savepoint: a failing command does not hurt its neighbours, and a
// command is acknowledged only after the common commit has reached the disk
// (synchronous=FULL). Commands must therefore wait for nothing but the
// database. On PostgreSQL a command is a plain transaction, retried when the
// server reports a serialisation failure or a deadlock.
package store
