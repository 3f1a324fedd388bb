// Package jobs carries causes to their effects, now or later.
//
// It owns the bus of events inside a transaction (事件), durable background
// work (后台作业), loops that run on a schedule (定时任务), and the progress of
// long work (任务进度). It does not own what any of them does.
//
// Words: event 事件, job 作业, loop 定时任务, lease 值守权, progress 进度,
// task centre 任务中心.
//
// # Events
//
// A room that must cause something in a later room publishes an event; the
// later room has subscribed at start. Subscribers run at once, in the
// publisher's transaction and in the order they subscribed: when one refuses,
// the whole command is refused. Use this for what must be true together.
//
// # Jobs
//
// What waits for the outside world (a mail, a webhook) or takes long is
// enqueued: the job is written in the same transaction as its cause, and runs
// after the commit, at least once, with growing pauses after failures. It must
// therefore bear being run twice. The queue is River (riverqueue.com) on both
// engines. On SQLite it has a connection of its own beside the writer, and is
// woken in the process after a commit instead of polling.
//
// # Loops
//
// A loop (find overdue clocks, take down expired notices) is due when the
// injected clock says so, and runs in one process only, guarded by a lease in
// the database. A loop must find by itself everything that became due since
// its last run: the clock may have been moved by a month.
//
// Invariants:
//   - an event or a job without a bus in the context is a mistake of the
//     program and fails the command: nothing is lost in silence;
//   - subscribers and handlers are known before the first command runs;
//   - leases and heartbeats use the machine's clock, because they are about
//     processes; everything else uses the injected clock.
package jobs
