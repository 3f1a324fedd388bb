package tasks

import (
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/engine/access"
	"github.com/jingkai-zone/jingkai/internal/engine/ledger"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// Refusals of extensions.
var (
	NoExtension   = fault.Define(fault.NotFound, "tasks.extension.none", "LW-37", "没有这份延期申请。", "There is no such request for more time.")
	ExtensionLate = fault.Define(fault.Refused, "tasks.extension.late", "LW-37",
		"延期须在到期（{due}）以前提出并批准；到期后请在督办单中商定新期限。", "More time is asked for and granted before the due day {due} is over; after it a new date is agreed in the supervision order.")
	ExtensionDay = fault.Define(fault.Invalid, "tasks.extension.day", "LW-37",
		"新期限须晚于现期限 {due}，且距开始日期不超过 5 年。", "The new day must be after the present one, {due}, and at most five years after the start.")
	ExtensionAsked = fault.Define(fault.Conflict, "tasks.extension.asked", "LW-37",
		"已有一份延期申请待批。", "A request for more time is waiting already.")
	ExtensionDecided = fault.Define(fault.Conflict, "tasks.extension.decided", "LW-37",
		"该延期申请已有结果。", "The request is decided already.")
)

// ExtensionStatus is how far a request for more time has come.
type ExtensionStatus string

// The states of requests for more time.
const (
	Asked    ExtensionStatus = "asked"
	Approved ExtensionStatus = "approved"
	Refused  ExtensionStatus = "refused"
	Lapsed   ExtensionStatus = "lapsed" // the task ended, or its day passed, before anybody decided
)

// Extension is a request for more time.
type Extension struct {
	Zone      int64
	ID        ident.ID
	Task      ident.ID
	From, To  calendar.Date
	Reason    string
	Status    ExtensionStatus
	AskedBy   ident.ID
	AskedAt   time.Time
	DecidedBy ident.ID
	DecidedAt time.Time
	Answer    string
	Version   int64
}

// object is how the duties on a request are kept apart.
func (e Extension) object() string { return "tasks.extension/" + e.ID.String() }

// AskExtension asks for more time, on or before the due day.
func AskExtension(tx *store.Tx, id ident.ID, to calendar.Date, reason string) (Extension, error) {
	if err := checkReason(reason); err != nil {
		return Extension{}, err
	}
	t, book, err := standing(tx, id)
	if err != nil {
		return Extension{}, err
	}
	switch {
	case t.Status != Open:
		return Extension{}, NotOpen.New()
	case t.FromList():
		return Extension{}, FollowsList.New()
	case book.today.After(t.DueOn):
		return Extension{}, ExtensionLate.New("due", t.DueOn)
	case !to.After(t.DueOn) || to.After(t.StartOn.AddMonths(longestTask)):
		return Extension{}, ExtensionDay.At("to", "due", t.DueOn)
	}
	e := Extension{Zone: t.Zone, ID: ident.NewID(tx.Now()), Task: t.ID, From: t.DueOn, To: to, Reason: reason, Status: Asked,
		AskedBy: tx.Actor().Person, AskedAt: tx.Now(), Version: 1}
	if err := access.Act(tx, "request", e.object()); err != nil {
		return Extension{}, err
	}
	if err := insertExtension(tx, e); store.IsUnique(err) {
		return Extension{}, ExtensionAsked.New()
	} else if err != nil {
		return Extension{}, err
	}
	if err := note(tx, t, "extension_asked", reason, map[string]any{"to": to}); err != nil {
		return Extension{}, err
	}
	return e, ledger.Record(tx, ledger.Entry{Action: "tasks.extension.ask", Object: t.ID.String(), Reason: reason,
		Detail: map[string]any{"from": e.From, "to": to}})
}

// DecideExtension grants or refuses more time, on or before the due day, by
// somebody who neither asked for it nor does the work. Granted, the task is
// classed anew and its checkpoints reach to the new day.
func DecideExtension(tx *store.Tx, id ident.ID, grant bool, answer string) (Task, error) {
	if err := checkReason(answer); err != nil {
		return Task{}, err
	}
	e, err := ExtensionByID(tx, tx.Actor().Zone, id)
	if err != nil {
		return Task{}, err
	}
	if e.Status != Asked {
		return Task{}, ExtensionDecided.New()
	}
	t, book, err := standing(tx, e.Task)
	if err != nil {
		return Task{}, err
	}
	if err := access.Act(tx, "approve", e.object()); err != nil {
		return Task{}, err
	}
	if err := access.Act(tx, "accept_done", t.object()); err != nil {
		return Task{}, err
	}
	e.Status, e.DecidedBy, e.DecidedAt, e.Answer = Refused, tx.Actor().Person, tx.Now(), answer
	before := t
	if grant {
		if book.today.After(t.DueOn) || e.From != t.DueOn {
			return Task{}, ExtensionLate.New("due", t.DueOn)
		}
		e.Status = Approved
		t.move(e.To)
		if err := t.changeTo(tx, book, before); err != nil {
			return Task{}, err
		}
	}
	if err := decideExtension(tx, e); err != nil {
		return Task{}, err
	}
	detail := map[string]any{"from": e.From, "to": e.To, "status": e.Status}
	if err := note(tx, t, "extension_"+string(e.Status), answer, detail); err != nil {
		return Task{}, err
	}
	return t, ledger.Record(tx, ledger.Entry{Action: "tasks.extension.decide", Object: t.ID.String(), Reason: answer, Detail: detail})
}

const extensionColumns = `SELECT zone_id, id, task_id, from_due, to_due, reason, status, asked_by, asked_at, decided_by, decided_at, answer,
	version FROM tasks_extension`

func scanExtension(row *store.Rows) (e Extension, err error) {
	return e, row.Scan(&e.Zone, &e.ID, &e.Task, &e.From, &e.To, &e.Reason, &e.Status, &e.AskedBy, &e.AskedAt, &e.DecidedBy, &e.DecidedAt,
		&e.Answer, &e.Version)
}

// ExtensionByID reads a request for more time, or refuses with [NoExtension].
func ExtensionByID(r store.Reader, zone int64, id ident.ID) (Extension, error) {
	e, err := store.One(r, scanExtension, extensionColumns+` WHERE zone_id = $1 AND id = $2`, zone, id)
	return e, found(err, NoExtension)
}

// ExtensionsOf gives the requests for more time of a task, oldest first, the one
// that waits last.
func ExtensionsOf(r store.Reader, zone int64, task ident.ID) ([]Extension, error) {
	return store.All(r, scanExtension, extensionColumns+` WHERE zone_id = $1 AND task_id = $2
		ORDER BY asked_at, CASE status WHEN 'asked' THEN 1 ELSE 0 END, id`, zone, task)
}

// ExtensionsAsked gives the requests of a zone that wait for a decision, the
// earliest first, at most limit of them.
func ExtensionsAsked(r store.Reader, zone int64, limit int) ([]Extension, error) {
	return store.All(r, scanExtension, extensionColumns+` WHERE zone_id = $1 AND status = 'asked' ORDER BY asked_at, id LIMIT $2`, zone, limit)
}

func insertExtension(tx *store.Tx, e Extension) error {
	_, err := tx.Exec(`INSERT INTO tasks_extension (zone_id, id, task_id, from_due, to_due, reason, status, asked_by, asked_at, answer, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, '', $10)`, e.Zone, e.ID, e.Task, e.From, e.To, e.Reason, e.Status, e.AskedBy, e.AskedAt, e.Version)
	return err
}

func decideExtension(tx *store.Tx, e Extension) error {
	n, err := tx.Exec(`UPDATE tasks_extension SET status = $4, decided_by = $5, decided_at = $6, answer = $7, version = version + 1
		WHERE zone_id = $1 AND id = $2 AND version = $3 AND status = 'asked'`, e.Zone, e.ID, e.Version, e.Status, e.DecidedBy, e.DecidedAt, e.Answer)
	return changed(n, err)
}

// lapseExtensions ends what waits for a decision when a task's day passes or
// the task ends.
func lapseExtensions(tx *store.Tx, zone int64, task ident.ID) error {
	_, err := tx.Exec(`UPDATE tasks_extension SET status = 'lapsed', version = version + 1
		WHERE zone_id = $1 AND task_id = $2 AND status = 'asked'`, zone, task)
	return err
}
