package jobs

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// State is where long work stands.
type State string

// The states. Lost is computed: nobody has written for two minutes, the
// process that did the work is gone.
const (
	Running State = "running"
	Done    State = "done"
	Failed  State = "failed"
	Lost    State = "lost"
)

const (
	// minPause keeps a busy piece of work at four writes a second.
	minPause = 250 * time.Millisecond
	// lostAfter is the silence after which work counts as lost.
	lostAfter = 2 * time.Minute
	// beatEvery keeps slow work from looking lost.
	beatEvery = lostAfter / 4
)

// Task is the progress of one piece of long work, as the task centre
// (任务中心) shows it.
type Task struct {
	ID        ident.ID
	Zone      int64
	Kind      string // "exchange.import"
	TitleZH   string
	TitleEN   string
	State     State
	Done      int64 // of Total; both in whatever the work counts
	Total     int64 // 0: not known yet
	MessageZH string
	MessageEN string
	Result    string   // what came out, for the one who started it: a file id, a record
	StartedBy ident.ID // account
	At        time.Time
}

// Progress is held by the work itself. Its methods may be called often and
// from several goroutines.
type Progress struct {
	db   *store.DB
	ctx  context.Context
	stop chan struct{}

	mu      sync.Mutex
	task    Task
	written time.Time
	ended   bool
}

// Begin opens the progress of long work. Zone, Kind, both titles and
// StartedBy are needed, Total if it is known. End it with [Progress.End].
func Begin(ctx context.Context, db *store.DB, t Task) (*Progress, error) {
	t.ID, t.At, t.State, t.Done = ident.NewID(db.Now()), db.Now(), Running, 0
	p := &Progress{db: db, ctx: context.WithoutCancel(ctx), stop: make(chan struct{}), task: t, written: time.Now()}
	err := db.Maintain(ctx, "jobs", func(tx *store.Tx) error {
		_, err := tx.Exec(insertTask, t.Zone, t.ID, t.Kind, t.TitleZH, t.TitleEN, string(Running), int64(0), t.Total, t.StartedBy, t.At, time.Now())
		return err
	})
	if err != nil {
		return nil, err
	}
	go p.beat()
	return p, nil
}

// ID names the task, for the answer to the one who started it.
func (p *Progress) ID() ident.ID { return p.task.ID }

// Add counts n more as done.
func (p *Progress) Add(n int64) {
	p.mu.Lock()
	p.task.Done += n
	p.mu.Unlock()
	_ = p.write(false) // work does not fail because its progress cannot be shown
}

// Set states how much is done of how much.
func (p *Progress) Set(done, total int64) {
	p.mu.Lock()
	p.task.Done, p.task.Total = done, total
	p.mu.Unlock()
	_ = p.write(false) // work does not fail because its progress cannot be shown
}

// Say states what is being done at present, in both languages.
func (p *Progress) Say(zh, en string) {
	p.mu.Lock()
	p.task.MessageZH, p.task.MessageEN = zh, en
	p.mu.Unlock()
	_ = p.write(false) // work does not fail because its progress cannot be shown
}

// End closes the task: done with its result, or failed. A refusal is shown in
// its own words; of any other error only that it happened, its text is for the
// log.
func (p *Progress) End(result string, err error) error {
	p.mu.Lock()
	if p.ended {
		p.mu.Unlock()
		return nil
	}
	p.ended = true
	p.task.State, p.task.Result = Done, result
	if err != nil {
		p.task.State = Failed
		p.task.MessageZH, p.task.MessageEN = "任务因程序错误中断，请联系系统管理员。", "The task was ended by an error of the program; ask the system administrator."
		if refusal, ok := fault.As(err); ok && refusal.Code.Kind != fault.Internal {
			p.task.MessageZH, p.task.MessageEN = refusal.Text(fault.Chinese), refusal.Text(fault.English)
		}
	}
	p.mu.Unlock()
	close(p.stop)
	return p.write(true)
}

// beat writes now and then so that slow work is not taken for lost.
func (p *Progress) beat() {
	ticker := time.NewTicker(beatEvery)
	defer ticker.Stop()
	for {
		select {
		case <-p.stop:
			return
		case <-ticker.C:
			_ = p.write(false) // a lost beat is made up by the next
		}
	}
}

// write keeps the present state, unless it did so a moment ago.
func (p *Progress) write(now bool) error {
	p.mu.Lock()
	if !now && (p.ended || time.Since(p.written) < minPause) {
		p.mu.Unlock()
		return nil
	}
	p.written = time.Now()
	t := p.task
	p.mu.Unlock()
	return p.db.Maintain(p.ctx, "jobs", func(tx *store.Tx) error {
		_, err := tx.Exec(updateTask, t.Zone, t.ID, string(t.State), t.Done, t.Total, t.MessageZH, t.MessageEN, t.Result, time.Now())
		return err
	})
}

const (
	insertTask = `INSERT INTO jobs_progress (zone_id, id, kind, title_zh, title_en, state, done, total, message_zh, message_en, result, started_by, at, beat)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '', '', '', $9, $10, $11)`

	// A late write of a step must not reopen a task that has ended.
	updateTask = `UPDATE jobs_progress SET state = $3, done = $4, total = $5, message_zh = $6, message_en = $7, result = $8, beat = $9
		WHERE zone_id = $1 AND id = $2 AND state = 'running'`

	taskColumns = `zone_id, id, kind, title_zh, title_en, state, done, total, message_zh, message_en, result, started_by, at, beat`

	selectTask = `SELECT ` + taskColumns + ` FROM jobs_progress WHERE zone_id = $1 AND id = $2`

	selectTasks = `SELECT ` + taskColumns + ` FROM jobs_progress WHERE zone_id = $1 AND started_by = $2
		AND id < $3 ORDER BY id DESC LIMIT $4`

	// Over all zones, once a day, in a table kept short by this very statement.
	deleteTasks = `DELETE FROM jobs_progress WHERE beat < $1`
)

func scanTask(r *store.Rows) (t Task, err error) {
	var state string
	var beat time.Time
	err = r.Scan(&t.Zone, &t.ID, &t.Kind, &t.TitleZH, &t.TitleEN, &state, &t.Done, &t.Total, &t.MessageZH, &t.MessageEN, &t.Result,
		&t.StartedBy, &t.At, &beat)
	t.State = State(state)
	if t.State == Running && time.Since(beat) > lostAfter {
		t.State = Lost
	}
	return t, err
}

// FindTask gives one task, or NoTask.
func FindTask(r store.Reader, zone int64, id ident.ID) (Task, error) {
	t, err := store.One(r, scanTask, selectTask, zone, id)
	if errors.Is(err, store.ErrNoRows) {
		return Task{}, NoTask.New()
	}
	return t, err
}

// Tasks gives a page of the tasks an account started in a zone, newest first.
func Tasks(r store.Reader, zone int64, account ident.ID, cursor string, limit int) (store.Page[Task], error) {
	before := ident.ID{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}
	if cursor != "" {
		parts, err := store.DecodeCursor(cursor, 1)
		if err != nil {
			return store.Page[Task]{}, err
		}
		if before, err = ident.ParseID(parts[0]); err != nil {
			return store.Page[Task]{}, store.BadCursor.New()
		}
	}
	limit = store.PageSize(limit)
	tasks, err := store.All(r, scanTask, selectTasks, zone, account, before, limit+1)
	if err != nil {
		return store.Page[Task]{}, err
	}
	return store.CutPage(tasks, limit, func(t Task) string { return store.EncodeCursor(t.ID.String()) }), nil
}

// keepTasks is how long the task centre remembers what it saw last.
const keepTasks = 30 * 24 * time.Hour

// forgetTasks removes tasks nobody has touched for a month.
func (r *Runner) forgetTasks(ctx context.Context, _ time.Time) error {
	return r.db.Maintain(ctx, "jobs", func(tx *store.Tx) error {
		_, err := tx.Exec(deleteTasks, time.Now().Add(-keepTasks))
		return err
	})
}
