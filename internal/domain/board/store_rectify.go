package board

import (
	"strconv"

	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/engine/access"
	"github.com/jingkai-zone/jingkai/internal/store"
)

const rectificationColumns = `SELECT zone_id, id, number, board_id, item_id, work_id, title, lead_id, unit_id, person_id, state, opened_at,
	overdue_at, supervision, ended_at, version FROM board_rectification`

func scanRectification(row *store.Rows) (Rectification, error) {
	var x Rectification
	err := row.Scan(&x.Zone, &x.ID, &x.Number, &x.Board, &x.Item, &x.Work, &x.Title, &x.Lead, &x.Unit, &x.Person, &x.State, &x.OpenedAt,
		&x.OverdueAt, &x.Supervision, &x.EndedAt, &x.Version)
	return x, err
}

func insertRectification(tx *store.Tx, x Rectification) error {
	_, err := tx.Exec(`INSERT INTO board_rectification (zone_id, id, number, board_id, item_id, work_id, title, lead_id, unit_id, person_id,
		state, opened_at, supervision, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, '', $13)`,
		x.Zone, x.ID, x.Number, x.Board, x.Item, x.Work, x.Title, x.Lead, x.Unit, x.Person, x.State, x.OpenedAt, x.Version)
	return err
}

func updateRectification(tx *store.Tx, x Rectification) error {
	n, err := tx.Exec(`UPDATE board_rectification SET state = $4, supervision = $5, ended_at = $6, version = version + 1
		WHERE zone_id = $1 AND id = $2 AND version = $3`, x.Zone, x.ID, x.Version, x.State, x.Supervision, x.EndedAt)
	if err == nil && n == 0 {
		return store.Stale.New()
	}
	return err
}

// markOverdue marks a rectification that nobody has marked before.
func markOverdue(tx *store.Tx, x Rectification) (bool, error) {
	n, err := tx.Exec(`UPDATE board_rectification SET overdue_at = $3, version = version + 1
		WHERE zone_id = $1 AND id = $2 AND overdue_at IS NULL AND ended_at IS NULL`, x.Zone, x.ID, x.OverdueAt)
	return n > 0, err
}

// RectificationByID reads one rectification, or refuses with [NoRectification].
func RectificationByID(r store.Reader, zone int64, id ident.ID) (Rectification, error) {
	x, err := store.One(r, scanRectification, rectificationColumns+` WHERE zone_id = $1 AND id = $2`, zone, id)
	return x, found(err, NoRectification)
}

func rectificationOf(r store.Reader, zone int64, board, item ident.ID) (Rectification, error) {
	return store.One(r, scanRectification, rectificationColumns+` WHERE zone_id = $1 AND board_id = $2 AND item_id = $3`, zone, board, item)
}

func unmarkedRectifications(r store.Reader, zone int64) ([]Rectification, error) {
	return store.All(r, scanRectification, rectificationColumns+` WHERE zone_id = $1 AND state IN ('open', 'planned', 'submitted')
		AND overdue_at IS NULL ORDER BY id`, zone)
}

// RectificationFilter narrows a list of rectifications; zero fields do not, but
// for Zone, Scope and Actor, which say whose rows may be seen.
type RectificationFilter struct {
	Zone  int64
	Scope access.Scope
	Actor *ident.Actor
	Board ident.ID
	Unit  ident.ID
	State State
	After string
	Limit int
}

// Rectifications gives a zone's rectifications, newest first.
func Rectifications(r store.Reader, f RectificationFilter) (store.Page[Rectification], error) {
	last := lastID
	if f.After != "" {
		parts, err := store.DecodeCursor(f.After, 1)
		if err != nil {
			return store.Page[Rectification]{}, err
		}
		if last, err = ident.ParseID(parts[0]); err != nil {
			return store.Page[Rectification]{}, store.BadCursor.New()
		}
	}
	limit := store.PageSize(f.Limit)
	sql, args := rectificationColumns+` WHERE zone_id = $1 AND id < $2`, []any{f.Zone, last}
	and := func(condition string, value any) {
		args = append(args, value)
		sql += " AND " + condition + " = $" + strconv.Itoa(len(args))
	}
	if f.State != "" {
		and("state", f.State)
	}
	if !f.Board.IsZero() {
		and("board_id", f.Board)
	}
	if !f.Unit.IsZero() {
		and("unit_id", f.Unit)
	}
	visible, more := f.Scope.Where(f.Actor, "unit_id", "person_id", len(args)+1)
	args = append(append(args, more...), limit+1)
	sql += " AND " + visible + " ORDER BY id DESC LIMIT $" + strconv.Itoa(len(args))
	rows, err := store.All(r, scanRectification, sql, args...)
	if err != nil {
		return store.Page[Rectification]{}, err
	}
	return store.CutPage(rows, limit, func(x Rectification) string { return store.EncodeCursor(x.ID.String()) }), nil
}

// insertStep adds a step behind the last one. The caller has changed the
// rectification's row before, so that two steps queue there.
func insertStep(tx *store.Tx, zone int64, s Step, evidence string) error {
	err := tx.QueryRow(`SELECT COALESCE(MAX(no), 0) + 1 FROM board_step WHERE zone_id = $1 AND rectification_id = $2`, zone, s.Of).Scan(&s.No)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO board_step (zone_id, rectification_id, no, action, text, evidence, at, by_person, by_name)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, zone, s.Of, s.No, s.Action, s.Text, evidence, s.At, s.By, s.ByName)
	return err
}

// Steps gives what was done to a rectification, in order.
func Steps(r store.Reader, zone int64, rectification ident.ID) ([]Step, error) {
	return store.All(r, func(row *store.Rows) (s Step, err error) {
		var evidence string
		if err := row.Scan(&s.Of, &s.No, &s.Action, &s.Text, &evidence, &s.At, &s.By, &s.ByName); err != nil {
			return s, err
		}
		s.Evidence, err = readEvidence(evidence)
		return s, err
	}, `SELECT rectification_id, no, action, text, evidence, at, by_person, by_name FROM board_step
		WHERE zone_id = $1 AND rectification_id = $2 ORDER BY no`, zone, rectification)
}
