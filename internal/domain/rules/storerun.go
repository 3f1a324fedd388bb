package rules

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/engine/access"
	"github.com/jingkai-zone/jingkai/internal/store"
)

const runColumns = `SELECT zone_id, id, number, rule_id, edition, title, person_id, unit_id, status, step, step_role, step_unit, state,
	started_at, ended_at, overdue_at, version FROM rules_run`

func scanRun(row *store.Rows) (x Run, err error) {
	var state string
	err = row.Scan(&x.Zone, &x.ID, &x.Number, &x.Rule, &x.Edition, &x.Title, &x.Person, &x.Unit, &x.Status, &x.Step, &x.StepRole, &x.StepUnit, &state,
		&x.StartedAt, &x.EndedAt, &x.OverdueAt, &x.Version)
	if err == nil {
		err = json.Unmarshal([]byte(state), &x.Case)
	}
	return x, err
}

// RunByID reads a run, or refuses with [NoRun].
func RunByID(r store.Reader, zone int64, id ident.ID) (Run, error) {
	run, err := store.One(r, scanRun, runColumns+` WHERE zone_id = $1 AND id = $2`, zone, id)
	return run, found(err, NoRun)
}

// EditionOf gives the edition that a run follows.
func EditionOf(r store.Reader, run Run) (Edition, error) {
	return editionNo(r, run.Zone, run.Rule, run.Edition)
}

func insertRun(tx *store.Tx, x Run) error {
	state, err := encode(x.Case)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO rules_run (zone_id, id, number, rule_id, edition, title, person_id, unit_id, status, step, step_role, step_unit, state,
		started_at, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
		x.Zone, x.ID, x.Number, x.Rule, x.Edition, x.Title, x.Person, x.Unit, x.Status, x.Step, string(x.StepRole), x.StepUnit, state, x.StartedAt, x.Version)
	return err
}

func updateRun(tx *store.Tx, x Run) error {
	state, err := encode(x.Case)
	if err != nil {
		return err
	}
	return changed(tx.Exec(`UPDATE rules_run SET status = $4, step = $5, step_role = $6, step_unit = $7, state = $8, ended_at = $9, overdue_at = $10,
		version = version + 1 WHERE zone_id = $1 AND id = $2 AND version = $3`,
		x.Zone, x.ID, x.Version, x.Status, x.Step, string(x.StepRole), x.StepUnit, state, x.EndedAt, x.OverdueAt))
}

func insertAct(tx *store.Tx, run Run, a RunAct) error {
	if a.Evidence == nil {
		a.Evidence = []Evidence{}
	}
	evidence, err := encode(a.Evidence)
	if err != nil {
		return err
	}
	err = tx.QueryRow(`SELECT COALESCE(MAX(seq), 0) + 1 FROM rules_act WHERE zone_id = $1 AND run_id = $2`, run.Zone, run.ID).Scan(&a.Seq)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO rules_act (zone_id, run_id, seq, action, step, person_id, unit_id, note, evidence, at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`, run.Zone, run.ID, a.Seq, a.Action, a.Step, a.Person, a.Unit, a.Note, evidence, a.At)
	return err
}

// Acts gives what was done to a run, in order.
func Acts(r store.Reader, run Run) ([]RunAct, error) {
	return store.All(r, func(row *store.Rows) (a RunAct, err error) {
		var evidence string
		err = row.Scan(&a.Seq, &a.Action, &a.Step, &a.Person, &a.Unit, &a.Note, &evidence, &a.At)
		if err == nil {
			err = json.Unmarshal([]byte(evidence), &a.Evidence)
		}
		return a, err
	}, `SELECT seq, action, step, person_id, unit_id, note, evidence, at FROM rules_act WHERE zone_id = $1 AND run_id = $2 ORDER BY seq`, run.Zone, run.ID)
}

// Reach says whose records a list may show: the scope of the asker's grant.
type Reach struct {
	Actor *ident.Actor
	Scope access.Scope
}

// where gives the condition of the reach; the columns are the table's.
func (q *question) where(reach Reach, unit, person string) string {
	text, args := reach.Scope.Where(reach.Actor, unit, person, len(q.args)+1)
	q.args = append(q.args, args...)
	return text
}

// RunFilter narrows a list of runs; zero fields do not, but for Zone and Reach.
type RunFilter struct {
	Zone    int64
	Reach   Reach
	Rule    ident.ID
	Status  RunStatus
	Waiting bool // only runs whose present step the asker may take
	After   string
	Limit   int
}

// Runs gives a page of runs, newest first: those within the asker's reach, and
// those whose present step the asker may take.
func Runs(r store.Reader, f RunFilter) (store.Page[Run], error) {
	q := question{sql: runColumns + ` WHERE zone_id = $1`, args: []any{f.Zone}}
	mine := q.mine(f.Reach.Actor)
	if f.Waiting {
		q.sql += ` AND ` + mine
	} else {
		q.sql += ` AND (` + mine + ` OR ` + q.where(f.Reach, "unit_id", "person_id") + `)`
	}
	if !f.Rule.IsZero() {
		q.and(`rule_id = ?`, f.Rule)
	}
	q.same("status", string(f.Status))
	if err := q.before(f.After); err != nil {
		return store.Page[Run]{}, err
	}
	limit := store.PageSize(f.Limit)
	rows, err := store.All(r, scanRun, q.limit(`id DESC`, limit), q.args...)
	if err != nil {
		return store.Page[Run]{}, err
	}
	return store.CutPage(rows, limit, func(x Run) string { return store.EncodeCursor(x.ID.String()) }), nil
}

// mine is the condition that the actor may take the present step.
func (q *question) mine(actor *ident.Actor) string {
	if actor == nil || len(actor.Roles) == 0 {
		return "FALSE"
	}
	marks := make([]string, len(actor.Roles))
	for i, role := range actor.Roles {
		q.args = append(q.args, string(role))
		marks[i] = fmt.Sprintf("$%d", len(q.args))
	}
	unit := "step_unit IS NULL"
	if !actor.Unit.IsZero() {
		q.args = append(q.args, actor.Unit)
		unit = fmt.Sprintf("(step_unit IS NULL OR step_unit = $%d)", len(q.args))
	}
	return `(status = 'running' AND step_role IN (` + strings.Join(marks, ", ") + `) AND ` + unit + `)`
}

// before continues a list in descending order of ids after a cursor.
func (q *question) before(cursor string) error {
	if cursor == "" {
		return nil
	}
	parts, err := store.DecodeCursor(cursor, 1)
	if err != nil {
		return err
	}
	id, err := ident.ParseID(parts[0])
	if err != nil {
		return store.BadCursor.New()
	}
	q.and(`id < ?`, id)
	return nil
}

// markRunOverdue notes once that the present step is late.
func markRunOverdue(tx *store.Tx, zone int64, id ident.ID, at time.Time) (bool, error) {
	n, err := tx.Exec(`UPDATE rules_run SET overdue_at = $3 WHERE zone_id = $1 AND id = $2 AND status = 'running' AND overdue_at IS NULL`, zone, id, at)
	return n > 0, err
}
