package tasks

import (
	"errors"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/exact"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/store"
)

const taskColumns = `SELECT zone_id, id, number, title, detail, source, source_text, origin_kind, origin_id, layer, difficult, start_on, due_on,
	first_due_on, plan, plan_unit, weight, lead_id, unit_id, person_id, assigned_by, class, by_hand, grounds, unset, status, done, check_on,
	scan_on, episodes, campaign_id, track, claimed_on, claimed_by, claim_note, evidence, closed_on, created_at, changed_at, version FROM tasks_task`

func scanTask(row *store.Rows) (Task, error) {
	var t Task
	var weight int64
	var grounds, unset, evidence string
	err := row.Scan(&t.Zone, &t.ID, &t.Number, &t.Title, &t.Detail, &t.Source, &t.SourceText, &t.Origin.Kind, &t.Origin.ID, &t.Layer,
		&t.Difficult, &t.StartOn, &t.DueOn, &t.FirstDue, &t.Plan, &t.PlanUnit, &weight, &t.Lead, &t.Unit, &t.Person, &t.AssignedBy, &t.Class,
		&t.ByHand, &grounds, &unset, &t.Status, &t.Done, &t.CheckOn, &t.scanOn, &t.Episodes, &t.Campaign, &t.Track, &t.ClaimedOn,
		&t.ClaimedBy, &t.ClaimNote, &evidence, &t.ClosedOn, &t.CreatedAt, &t.ChangedAt, &t.Version)
	if err != nil {
		return t, err
	}
	t.Weight = fromMillionths(weight)
	return t, errors.Join(readDocument(grounds, &t.Grounds), readDocument(unset, &t.Unset), readDocument(evidence, &t.Evidence))
}

// Weights are kept in millionths, so that both engines add them exactly.
const millionths = 1_000_000

var millionth = exact.MustParse("0.000001")

func toMillionths(d exact.Decimal) int64 {
	n, _ := d.Mul(exact.Int(millionths)).Whole()
	return n
}

func fromMillionths(n int64) exact.Decimal { return exact.Int(n).Mul(millionth).Trim() }

func insertTask(tx *store.Tx, t Task) error {
	grounds, unset, evidence, err := t.documents()
	if err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO tasks_task (zone_id, id, number, title, detail, source, source_text, origin_kind, origin_id, layer, difficult,
		start_on, due_on, first_due_on, plan, plan_unit, weight, lead_id, unit_id, person_id, assigned_by, class, by_hand, grounds, unset, status,
		done, check_on, scan_on, episodes, campaign_id, track, claimed_on, claimed_by, claim_note, evidence, closed_on, created_at, changed_at, changed_on, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28,
		$29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41)`,
		t.Zone, t.ID, t.Number, t.Title, t.Detail, t.Source, t.SourceText, t.Origin.Kind, t.Origin.ID, t.Layer, t.Difficult,
		t.StartOn, t.DueOn, t.FirstDue, t.Plan, t.PlanUnit, toMillionths(t.Weight), t.Lead, t.Unit, t.Person, t.AssignedBy, t.Class, t.ByHand,
		grounds, unset, t.Status, t.Done, t.CheckOn, t.scanOn, t.Episodes, t.Campaign, t.Track, t.ClaimedOn, t.ClaimedBy, t.ClaimNote, evidence,
		t.ClosedOn, t.CreatedAt, t.ChangedAt, calendar.DateOf(t.ChangedAt), t.Version)
	return err
}

// updateTask writes everything that can change, if the task is still as it was
// read, and counts the version up.
func updateTask(tx *store.Tx, t *Task) error {
	grounds, unset, evidence, err := t.documents()
	if err != nil {
		return err
	}
	t.ChangedAt = tx.Now()
	n, err := tx.Exec(`UPDATE tasks_task SET title = $4, detail = $5, layer = $6, difficult = $7, due_on = $8, plan = $9, plan_unit = $10,
		weight = $11, lead_id = $12, unit_id = $13, person_id = $14, class = $15, by_hand = $16, grounds = $17, unset = $18, status = $19,
		done = $20, check_on = $21, scan_on = $22, episodes = $23, campaign_id = $24, track = $25, claimed_on = $26, claimed_by = $27, claim_note = $28,
		evidence = $29, closed_on = $30, changed_at = $31, changed_on = $32, version = version + 1 WHERE zone_id = $1 AND id = $2 AND version = $3`,
		t.Zone, t.ID, t.Version, t.Title, t.Detail, t.Layer, t.Difficult, t.DueOn, t.Plan, t.PlanUnit, toMillionths(t.Weight), t.Lead, t.Unit,
		t.Person, t.Class, t.ByHand, grounds, unset, t.Status, t.Done, t.CheckOn, t.scanOn, t.Episodes, t.Campaign, t.Track, t.ClaimedOn,
		t.ClaimedBy, t.ClaimNote, evidence, t.ClosedOn, t.ChangedAt, calendar.DateOf(t.ChangedAt))
	if err := changed(n, err); err != nil {
		return err
	}
	t.Version++
	return nil
}

// updateDone writes what was done and nothing else: reports are what happens
// most, and an UPDATE that names an indexed column rewrites its index.
func updateDone(tx *store.Tx, t *Task) error {
	before := calendar.DateOf(t.ChangedAt)
	t.ChangedAt = tx.Now()
	var n int64
	var err error
	if today := calendar.DateOf(t.ChangedAt); today == before {
		n, err = tx.Exec(`UPDATE tasks_task SET done = $4, changed_at = $5, version = version + 1 WHERE zone_id = $1 AND id = $2 AND version = $3`,
			t.Zone, t.ID, t.Version, t.Done, t.ChangedAt)
	} else {
		n, err = tx.Exec(`UPDATE tasks_task SET done = $4, changed_at = $5, changed_on = $6, version = version + 1
			WHERE zone_id = $1 AND id = $2 AND version = $3`, t.Zone, t.ID, t.Version, t.Done, t.ChangedAt, today)
	}
	if err := changed(n, err); err != nil {
		return err
	}
	t.Version++
	return nil
}

func (t Task) documents() (grounds, unset, evidence string, err error) {
	var e1, e2, e3 error
	grounds, e1 = document(t.Grounds)
	unset, e2 = document(t.Unset)
	evidence, e3 = document(t.Evidence)
	return grounds, unset, evidence, errors.Join(e1, e2, e3)
}

// changed turns an update that met another version into a refusal.
func changed(n int64, err error) error {
	if err == nil && n == 0 {
		return store.Stale.New()
	}
	return err
}

func found(err error, none *fault.Code) error {
	if errors.Is(err, store.ErrNoRows) {
		return none.New()
	}
	return err
}

// ByID reads a task, or refuses with [NoTask].
func ByID(r store.Reader, zone int64, id ident.ID) (Task, error) {
	t, err := store.One(r, scanTask, taskColumns+` WHERE zone_id = $1 AND id = $2`, zone, id)
	return t, found(err, NoTask)
}

// ByOrigin reads the task that came from a record, or refuses with [NoTask].
func ByOrigin(r store.Reader, zone int64, origin Subject) (Task, error) {
	t, err := store.One(r, scanTask, taskColumns+` WHERE zone_id = $1 AND origin_kind = $2 AND origin_id = $3`, zone, origin.Kind, origin.ID)
	return t, found(err, NoTask)
}

// note adds to a task's history.
func note(tx *store.Tx, t Task, kind, text string, detail any) error {
	raw := ""
	if detail != nil {
		var err error
		if raw, err = document(detail); err != nil {
			return err
		}
	}
	a := tx.Actor()
	return tx.Later(nil, `INSERT INTO tasks_event (zone_id, task_id, id, at, kind, by_person, by_name, note, detail)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, t.Zone, t.ID, ident.NewID(tx.Now()), tx.Now(), kind, a.Person, a.Name, text, raw)
}

// Events gives what happened to a task, oldest first.
func Events(r store.Reader, zone int64, task ident.ID) ([]Event, error) {
	return store.All(r, func(row *store.Rows) (e Event, err error) {
		return e, row.Scan(&e.ID, &e.Task, &e.At, &e.Kind, &e.Person, &e.By, &e.Note, &e.Detail)
	}, `SELECT id, task_id, at, kind, by_person, by_name, note, detail FROM tasks_event WHERE zone_id = $1 AND task_id = $2 ORDER BY id`, zone, task)
}

const checkpointColumns = `SELECT id, task_id, from_on, on_day, until_on, score, comment, scored_by, scored_at FROM tasks_checkpoint`

func scanCheckpoint(row *store.Rows) (c Checkpoint, err error) {
	return c, row.Scan(&c.ID, &c.Task, &c.From, &c.On, &c.Until, &c.Score, &c.Comment, &c.ScoredBy, &c.ScoredAt)
}

// CheckpointsOf gives a task's checkpoints by day.
func CheckpointsOf(r store.Reader, zone int64, task ident.ID) ([]Checkpoint, error) {
	return store.All(r, scanCheckpoint, checkpointColumns+` WHERE zone_id = $1 AND task_id = $2 ORDER BY on_day`, zone, task)
}

// CheckpointByID reads a checkpoint, or refuses with [NoCheckpoint].
func CheckpointByID(r store.Reader, zone int64, id ident.ID) (Checkpoint, error) {
	c, err := store.One(r, scanCheckpoint, checkpointColumns+` WHERE zone_id = $1 AND id = $2`, zone, id)
	return c, found(err, NoCheckpoint)
}

func insertCheckpoint(tx *store.Tx, zone int64, c Checkpoint) error {
	_, err := tx.Exec(`INSERT INTO tasks_checkpoint (zone_id, id, task_id, from_on, on_day, until_on, comment) VALUES ($1, $2, $3, $4, $5, $6, '')`,
		zone, c.ID, c.Task, c.From, c.On, c.Until)
	return err
}

func clearCheckpoint(tx *store.Tx, zone int64, id ident.ID) error {
	_, err := tx.Exec(`DELETE FROM tasks_checkpoint WHERE zone_id = $1 AND id = $2 AND score IS NULL`, zone, id)
	return err
}

func reachCheckpoint(tx *store.Tx, zone int64, id ident.ID, until calendar.Date) error {
	_, err := tx.Exec(`UPDATE tasks_checkpoint SET until_on = $3 WHERE zone_id = $1 AND id = $2`, zone, id, until)
	return err
}

func scoreCheckpoint(tx *store.Tx, zone int64, c Checkpoint) (bool, error) {
	n, err := tx.Exec(`UPDATE tasks_checkpoint SET score = $3, comment = $4, scored_by = $5, scored_at = $6
		WHERE zone_id = $1 AND id = $2 AND score IS NULL`, zone, c.ID, c.Score, c.Comment, c.ScoredBy, c.ScoredAt)
	return n > 0, err
}

// Check is one entry of supervision about a task (LW-35).
type Check struct {
	ID      ident.ID
	Task    ident.ID
	On      calendar.Date
	Person  ident.ID
	Finding string
	NextOn  calendar.Date // zero for none
	At      time.Time
}

func insertCheck(tx *store.Tx, zone int64, c Check) error {
	_, err := tx.Exec(`INSERT INTO tasks_check (zone_id, id, task_id, on_day, by_person, finding, next_on, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		zone, c.ID, c.Task, c.On, c.Person, c.Finding, c.NextOn, c.At)
	return err
}

// ChecksOf gives the entries of supervision about a task, oldest first.
func ChecksOf(r store.Reader, zone int64, task ident.ID) ([]Check, error) {
	return store.All(r, func(row *store.Rows) (c Check, err error) {
		return c, row.Scan(&c.ID, &c.Task, &c.On, &c.Person, &c.Finding, &c.NextOn, &c.At)
	}, `SELECT id, task_id, on_day, by_person, finding, next_on, at FROM tasks_check WHERE zone_id = $1 AND task_id = $2 ORDER BY id`, zone, task)
}

const itemColumns = `SELECT item_id, task_id, list_id, list, from_on, until_on, due_on, plan, done, standing FROM tasks_item`

func scanItem(row *store.Rows) (i Item, err error) {
	return i, row.Scan(&i.ID, &i.Task, &i.List, &i.ListNumber, &i.From, &i.Until, &i.DueOn, &i.Plan, &i.Done, &i.Standing)
}

// ItemsOf gives the items of lists that a task answers for, by due day.
func ItemsOf(r store.Reader, zone int64, task ident.ID) ([]Item, error) {
	return store.All(r, scanItem, itemColumns+` WHERE zone_id = $1 AND task_id = $2 ORDER BY due_on, item_id`, zone, task)
}

// TaskOfItem reads the task that answers for an item of an issued list, or
// refuses with [NoTask].
func TaskOfItem(r store.Reader, zone int64, item ident.ID) (Task, error) {
	t, err := store.One(r, scanTask, taskColumns+` WHERE zone_id = $1 AND id = (SELECT task_id FROM tasks_item WHERE zone_id = $1 AND item_id = $2)`, zone, item)
	return t, found(err, NoTask)
}

func keepItem(tx *store.Tx, zone int64, i Item) error {
	_, err := tx.Exec(`INSERT INTO tasks_item (zone_id, item_id, task_id, list_id, list, from_on, until_on, due_on, plan, done, standing)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
		ON CONFLICT (zone_id, item_id) DO UPDATE SET due_on = excluded.due_on, plan = excluded.plan, standing = excluded.standing`,
		zone, i.ID, i.Task, i.List, i.ListNumber, i.From, i.Until, i.DueOn, i.Plan, i.Done, i.Standing)
	return err
}

func doneOfItem(tx *store.Tx, zone int64, i Item) error {
	_, err := tx.Exec(`UPDATE tasks_item SET done = $3 WHERE zone_id = $1 AND item_id = $2`, zone, i.ID, i.Done)
	return err
}
