// Package api is Jingkai's JSON interface over HTTP.
//
// It owns the translation between HTTP and the rooms: paths, bodies, status
// codes, problems (RFC 9457), cursors, entity tags, idempotent commands, and
// who may call what. It owns no rule of any room and no table.
//
// # How an operation is made
//
// A room's file (goals.go, board.go, …) registers its operations with [ask]
// for questions and [act] for commands. Both name an [Op]: method, path, the
// access action, and the title in both languages. The way of a command is
// always the same, and written once in op.go:
//
//	authenticate → may this actor do this action in this zone at all?
//	→ answer stored under this Idempotency-Key? → open the transaction
//	→ the room's verb (row-level check, rule, tables, ledger entry)
//	→ store the answer → commit → reply
//
// An actor whose grant for the action is narrower than the whole zone must be
// checked against the record; the framework fails the request when a handler
// forgets to ask [call.May].
package api
