// Package storetest gives tests a real database of each engine.
//
// It owns the life of the databases: a SQLite file in the test's folder, and a
// PostgreSQL server that is started on a free port of 127.0.0.1 on first use
// and ends with the test process. Set JINGKAI_TEST_PG to a URL to use a server
// that runs already.
package storetest
