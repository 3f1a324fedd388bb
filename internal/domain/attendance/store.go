package attendance

import (
	"errors"
	"strconv"
	"strings"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/engine/access"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// found turns "no rows" into the room's refusal.
func found(err error, none *fault.Code, args ...any) error {
	if errors.Is(err, store.ErrNoRows) {
		return none.New(args...)
	}
	return err
}

// changed turns an update that met another version into a refusal.
func changed(n int64, err error) error {
	if err == nil && n == 0 {
		return store.Stale.New()
	}
	return err
}

// Reach says whose records a list may show: the scope of the asker's grant.
type Reach struct {
	Actor *ident.Actor
	Scope access.Scope
}

// question is a SELECT that grows by conditions; each ? takes the next number.
type question struct {
	sql  string
	args []any
}

func (q *question) and(condition string, args ...any) {
	for _, arg := range args {
		q.args = append(q.args, arg)
		condition = strings.Replace(condition, "?", "$"+strconv.Itoa(len(q.args)), 1)
	}
	q.sql += " AND " + condition
}

func (q *question) reach(reach Reach) {
	text, args := reach.Scope.Where(reach.Actor, "unit_id", "person_id", len(q.args)+1)
	q.args = append(q.args, args...)
	q.sql += " AND " + text
}

// among narrows to some people; none means everybody.
func (q *question) among(only []ident.ID) {
	if len(only) == 0 {
		return
	}
	marks := make([]string, len(only))
	for i, id := range only {
		q.args = append(q.args, id)
		marks[i] = "$" + strconv.Itoa(len(q.args))
	}
	q.sql += " AND person_id IN (" + strings.Join(marks, ", ") + ")"
}

// limit orders and asks for one row more than a page.
func (q *question) limit(order string, limit int) string {
	q.args = append(q.args, int64(limit)+1)
	return q.sql + ` ORDER BY ` + order + ` LIMIT $` + strconv.Itoa(len(q.args))
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

const punchColumns = `SELECT person_id, unit_id, day, slot, minute, validity, batch_id FROM attendance_punch`

func scanPunch(row *store.Rows) (p Punch, err error) {
	return p, row.Scan(&p.Person, &p.Unit, &p.Day, &p.Slot, &p.Minute, &p.Validity, &p.Batch)
}

// many is how many people a statement names at most; more are read whole.
const many = 60

func punchList(r store.Reader, zone int64, from, to calendar.Date, only []ident.ID) ([]Punch, error) {
	q := question{sql: punchColumns + ` WHERE zone_id = $1 AND day >= $2 AND day <= $3`, args: []any{zone, from, to}}
	if len(only) <= many {
		q.among(only)
	}
	return store.All(r, scanPunch, q.sql+` ORDER BY person_id, day, slot`, q.args...)
}

func punchesBetween(r store.Reader, zone int64, from, to calendar.Date) (map[punchKey]Punch, error) {
	list, err := punchList(r, zone, from, to, nil)
	out := make(map[punchKey]Punch, len(list))
	for _, p := range list {
		out[punchKey{p.Person, p.Day, p.Slot}] = p
	}
	return out, err
}

func insertPunch(tx *store.Tx, zone int64, p Punch) error {
	_, err := tx.Exec(`INSERT INTO attendance_punch (zone_id, person_id, day, slot, minute, validity, unit_id, batch_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		zone, p.Person, p.Day, p.Slot, p.Minute, string(p.Validity), p.Unit, p.Batch)
	if store.IsUnique(err) {
		return JustImported.Wrap(err)
	}
	return err
}

func updatePunch(tx *store.Tx, d Difference) error {
	_, err := tx.Exec(`UPDATE attendance_punch SET minute = $5, validity = $6, batch_id = $7 WHERE zone_id = $1 AND person_id = $2 AND day = $3 AND slot = $4`,
		d.Zone, d.Person, d.Day, d.Slot, d.Got.Minute, string(d.Got.Validity), d.Batch)
	return err
}

// PunchFilter narrows a list of punches; zero fields do not, but for Zone and
// Reach.
type PunchFilter struct {
	Zone     int64
	Reach    Reach
	Person   ident.ID
	Unit     ident.ID
	From, To calendar.Date
	After    string
	Limit    int
}

// Punches gives a page of punches, the latest day first.
func Punches(r store.Reader, f PunchFilter) (store.Page[Punch], error) {
	q := question{sql: punchColumns + ` WHERE zone_id = $1`, args: []any{f.Zone}}
	q.reach(f.Reach)
	if !f.Person.IsZero() {
		q.and(`person_id = ?`, f.Person)
	}
	if !f.Unit.IsZero() {
		q.and(`unit_id = ?`, f.Unit)
	}
	if !f.From.IsZero() {
		q.and(`day >= ?`, f.From)
	}
	if !f.To.IsZero() {
		q.and(`day <= ?`, f.To)
	}
	if f.After != "" {
		parts, err := store.DecodeCursor(f.After, 3)
		if err != nil {
			return store.Page[Punch]{}, err
		}
		day, err1 := calendar.ParseDate(parts[0])
		person, err2 := ident.ParseID(parts[1])
		if err1 != nil || err2 != nil {
			return store.Page[Punch]{}, store.BadCursor.New()
		}
		q.and(`(day, person_id, slot) < (?, ?, ?)`, day, person, parts[2])
	}
	limit := store.PageSize(f.Limit)
	rows, err := store.All(r, scanPunch, q.limit(`day DESC, person_id DESC, slot DESC`, limit), q.args...)
	if err != nil {
		return store.Page[Punch]{}, err
	}
	return store.CutPage(rows, limit, func(p Punch) string { return store.EncodeCursor(p.Day.String(), p.Person.String(), p.Slot) }), nil
}

func insertBatch(tx *store.Tx, zone int64, b Batch) error {
	_, err := tx.Exec(`INSERT INTO attendance_batch (zone_id, id, number, kind, from_day, to_day, digest, lines, added, same, differing, skipped, by_id, at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
		zone, b.ID, b.Number, string(b.Kind), b.From, b.To, b.Digest, b.Lines, b.Added, b.Same, b.Differing, b.Skipped, b.By, b.At)
	return err
}

// Batches gives a page of the files taken over, newest first.
func Batches(r store.Reader, zone int64, after string, limit int) (store.Page[Batch], error) {
	q := question{sql: `SELECT id, number, kind, from_day, to_day, digest, lines, added, same, differing, skipped, by_id, at FROM attendance_batch WHERE zone_id = $1`, args: []any{zone}}
	if err := q.before(after); err != nil {
		return store.Page[Batch]{}, err
	}
	limit = store.PageSize(limit)
	rows, err := store.All(r, func(row *store.Rows) (b Batch, err error) {
		return b, row.Scan(&b.ID, &b.Number, &b.Kind, &b.From, &b.To, &b.Digest, &b.Lines, &b.Added, &b.Same, &b.Differing, &b.Skipped, &b.By, &b.At)
	}, q.limit(`id DESC`, limit), q.args...)
	if err != nil {
		return store.Page[Batch]{}, err
	}
	return store.CutPage(rows, limit, func(b Batch) string { return store.EncodeCursor(b.ID.String()) }), nil
}

const differenceColumns = `SELECT zone_id, id, batch_id, person_id, unit_id, day, slot, had_minute, had_validity, got_minute, got_validity, status,
	settled_by, settled_at, reason, version FROM attendance_difference`

func scanDifference(row *store.Rows) (d Difference, err error) {
	err = row.Scan(&d.Zone, &d.ID, &d.Batch, &d.Person, &d.Unit, &d.Day, &d.Slot, &d.Had.Minute, &d.Had.Validity, &d.Got.Minute, &d.Got.Validity, &d.Status,
		&d.SettledBy, &d.SettledAt, &d.Reason, &d.Version)
	d.Had.Slot, d.Got.Slot = d.Slot, d.Slot
	return d, err
}

// DifferenceByID reads a difference, or refuses with [NoDifference].
func DifferenceByID(r store.Reader, zone int64, id ident.ID) (Difference, error) {
	d, err := store.One(r, scanDifference, differenceColumns+` WHERE zone_id = $1 AND id = $2`, zone, id)
	return d, found(err, NoDifference)
}

// DifferenceFilter narrows a list of differences.
type DifferenceFilter struct {
	Zone   int64
	Reach  Reach
	Status DifferenceStatus
	After  string
	Limit  int
}

// Differences gives a page of differences, newest first.
func Differences(r store.Reader, f DifferenceFilter) (store.Page[Difference], error) {
	q := question{sql: differenceColumns + ` WHERE zone_id = $1`, args: []any{f.Zone}}
	q.reach(f.Reach)
	if f.Status != "" {
		q.and(`status = ?`, string(f.Status))
	}
	if err := q.before(f.After); err != nil {
		return store.Page[Difference]{}, err
	}
	limit := store.PageSize(f.Limit)
	rows, err := store.All(r, scanDifference, q.limit(`id DESC`, limit), q.args...)
	if err != nil {
		return store.Page[Difference]{}, err
	}
	return store.CutPage(rows, limit, func(d Difference) string { return store.EncodeCursor(d.ID.String()) }), nil
}

func differencesBetween(r store.Reader, zone int64, from, to calendar.Date) (map[differenceKey]bool, error) {
	list, err := store.All(r, scanDifference, differenceColumns+` WHERE zone_id = $1 AND day >= $2 AND day <= $3`, zone, from, to)
	out := make(map[differenceKey]bool, len(list))
	for _, d := range list {
		out[differenceKey{punchKey{d.Person, d.Day, d.Slot}, d.Got.Minute, d.Got.Validity}] = true
	}
	return out, err
}

func insertDifference(tx *store.Tx, d Difference) error {
	_, err := tx.Exec(`INSERT INTO attendance_difference (zone_id, id, batch_id, person_id, unit_id, day, slot, had_minute, had_validity, got_minute, got_validity,
		status, reason, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, '', $13)`,
		d.Zone, d.ID, d.Batch, d.Person, d.Unit, d.Day, d.Slot, d.Had.Minute, string(d.Had.Validity), d.Got.Minute, string(d.Got.Validity), string(d.Status), d.Version)
	if store.IsUnique(err) {
		return JustImported.Wrap(err)
	}
	return err
}

func updateDifference(tx *store.Tx, d Difference) error {
	return changed(tx.Exec(`UPDATE attendance_difference SET status = $4, settled_by = $5, settled_at = $6, reason = $7, version = version + 1
		WHERE zone_id = $1 AND id = $2 AND version = $3`, d.Zone, d.ID, d.Version, string(d.Status), d.SettledBy, d.SettledAt, d.Reason))
}

func openDifferences(r store.Reader, zone int64, m calendar.Month) (n int64, err error) {
	err = r.QueryRow(`SELECT COUNT(*) FROM attendance_difference WHERE zone_id = $1 AND status = 'open' AND day >= $2 AND day <= $3`, zone, m.First(), m.Last()).Scan(&n)
	return n, err
}

// inClosedMonth keeps rows whose day lies in a month that is closed.
const inClosedMonth = `SUBSTR(day, 1, 7) IN (SELECT month FROM attendance_month WHERE zone_id = $1 AND status = 'closed')`

// duePunches counts the punches before a day that can be erased, and those that
// must wait for their month to be closed.
func duePunches(r store.Reader, zone int64, before calendar.Date) (due, held int64, err error) {
	err = r.QueryRow(`SELECT COUNT(*), COUNT(*) FILTER (WHERE `+inClosedMonth+`) FROM attendance_punch WHERE zone_id = $1 AND day < $2`, zone, before).Scan(&held, &due)
	return due, held - due, err
}

// erase deletes punches, differences and the times of corrections before a day
// in closed months.
func erase(tx *store.Tx, zone int64, before calendar.Date) error {
	for _, sql := range []string{
		`DELETE FROM attendance_punch WHERE zone_id = $1 AND day < $2 AND ` + inClosedMonth,
		`DELETE FROM attendance_difference WHERE zone_id = $1 AND day < $2 AND ` + inClosedMonth,
		`UPDATE attendance_request SET from_minute = -1, to_minute = -1 WHERE zone_id = $1 AND kind = 'punch' AND from_day < $2
			AND SUBSTR(from_day, 1, 7) IN (SELECT month FROM attendance_month WHERE zone_id = $1 AND status = 'closed')`,
		`UPDATE attendance_month SET purged_before = $2, version = version + 1 WHERE zone_id = $1 AND status = 'closed' AND month <= SUBSTR(CAST($2 AS TEXT), 1, 7)`,
	} {
		if _, err := tx.Exec(sql, zone, before); err != nil {
			return err
		}
	}
	return nil
}
