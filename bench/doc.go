// Package bench measures the house against the budgets of docs/guide.
//
// It owns the load generator, the bare handlers that a figure is compared
// with, the synthetic nation (a million tasks, three thousand zones) and the
// table of results. It holds no rule and nothing imports it.
//
// Every budget is a ratio to a limit that is measured in the same run, on the
// same machine, with the same load generator, in alternating rounds: a bare
// net/http handler that makes one durable two-statement transition through the
// same group commit, a bare handler that lists the same rows, a hash chain
// over the same bytes. Absolute figures are printed beside them; on a machine
// shared with others only the ratios mean anything.
//
// Nothing here runs in go test ./...: there are benchmarks only, each of one
// iteration. scripts/bench runs them and keeps the table in bench/out.
package bench
