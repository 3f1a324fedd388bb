package attendance

import (
	"encoding/json"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/store"
)

const requestColumns = `SELECT zone_id, id, number, kind, person_id, unit_id, from_day, from_minute, to_day, to_minute, slot, sort, reason, status,
	asked_by, decided_by, decided_at, decision, created_at, version FROM attendance_request`

func scanRequest(row *store.Rows) (q Request, err error) {
	return q, row.Scan(&q.Zone, &q.ID, &q.Number, &q.Kind, &q.Person, &q.Unit, &q.FromDay, &q.FromMinute, &q.ToDay, &q.ToMinute, &q.Slot, &q.Sort, &q.Reason, &q.Status,
		&q.AskedBy, &q.DecidedBy, &q.DecidedAt, &q.Decision, &q.CreatedAt, &q.Version)
}

// RequestByID reads a request, or refuses with [NoRequest].
func RequestByID(r store.Reader, zone int64, id ident.ID) (Request, error) {
	q, err := store.One(r, scanRequest, requestColumns+` WHERE zone_id = $1 AND id = $2`, zone, id)
	return q, found(err, NoRequest)
}

func insertRequest(tx *store.Tx, q Request) error {
	_, err := tx.Exec(`INSERT INTO attendance_request (zone_id, id, number, kind, person_id, unit_id, from_day, from_minute, to_day, to_minute, slot, sort, reason,
		status, asked_by, decision, created_at, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, '', $16, $17)`,
		q.Zone, q.ID, q.Number, string(q.Kind), q.Person, q.Unit, q.FromDay, q.FromMinute, q.ToDay, q.ToMinute, q.Slot, q.Sort, q.Reason,
		string(q.Status), q.AskedBy, q.CreatedAt, q.Version)
	return err
}

func updateRequest(tx *store.Tx, q Request) error {
	return changed(tx.Exec(`UPDATE attendance_request SET status = $4, decided_by = $5, decided_at = $6, decision = $7, version = version + 1
		WHERE zone_id = $1 AND id = $2 AND version = $3`, q.Zone, q.ID, q.Version, string(q.Status), q.DecidedBy, q.DecidedAt, q.Decision))
}

func approvedBetween(r store.Reader, zone int64, from, to calendar.Date, only []ident.ID) ([]Request, error) {
	q := question{sql: requestColumns + ` WHERE zone_id = $1 AND to_day >= $2 AND from_day <= $3 AND status = 'approved'`, args: []any{zone, from, to}}
	if len(only) <= many {
		q.among(only)
	}
	return store.All(r, scanRequest, q.sql+` ORDER BY from_day, from_minute, id`, q.args...)
}

func openRequests(r store.Reader, zone int64, m calendar.Month) (n int64, err error) {
	err = r.QueryRow(`SELECT COUNT(*) FROM attendance_request WHERE zone_id = $1 AND status = 'open' AND to_day >= $2 AND from_day <= $3`, zone, m.First(), m.Last()).Scan(&n)
	return n, err
}

// RequestFilter narrows a register; zero fields do not, but for Zone and Reach.
type RequestFilter struct {
	Zone     int64
	Reach    Reach
	Kind     RequestKind
	Status   RequestStatus
	Person   ident.ID
	From, To calendar.Date // that touch these days
	After    string
	Limit    int
}

// Requests gives a page of requests, newest first: with Kind it is the register
// of leave, outings or business trips.
func Requests(r store.Reader, f RequestFilter) (store.Page[Request], error) {
	q := question{sql: requestColumns + ` WHERE zone_id = $1`, args: []any{f.Zone}}
	q.reach(f.Reach)
	if f.Kind != "" {
		q.and(`kind = ?`, string(f.Kind))
	}
	if f.Status != "" {
		q.and(`status = ?`, string(f.Status))
	}
	if !f.Person.IsZero() {
		q.and(`person_id = ?`, f.Person)
	}
	if !f.From.IsZero() {
		q.and(`to_day >= ?`, f.From)
	}
	if !f.To.IsZero() {
		q.and(`from_day <= ?`, f.To)
	}
	if err := q.before(f.After); err != nil {
		return store.Page[Request]{}, err
	}
	limit := store.PageSize(f.Limit)
	rows, err := store.All(r, scanRequest, q.limit(`id DESC`, limit), q.args...)
	if err != nil {
		return store.Page[Request]{}, err
	}
	return store.CutPage(rows, limit, func(x Request) string { return store.EncodeCursor(x.ID.String()) }), nil
}

const monthColumns = `SELECT zone_id, month, status, scheme_version, prepared_by, prepared_at, closed_by, closed_at, purged_before, version FROM attendance_month`

func scanMonth(row *store.Rows) (m Month, err error) {
	return m, row.Scan(&m.Zone, &m.Month, &m.Status, &m.Scheme, &m.PreparedBy, &m.PreparedAt, &m.ClosedBy, &m.ClosedAt, &m.Purged, &m.Version)
}

// MonthOf reads a month, or refuses with [NoMonth].
func MonthOf(r store.Reader, zone int64, m calendar.Month) (Month, error) {
	out, err := store.One(r, scanMonth, monthColumns+` WHERE zone_id = $1 AND month = $2`, zone, m)
	return out, found(err, NoMonth, "month", m)
}

// Months gives the months that were prepared or closed, newest first.
func Months(r store.Reader, zone int64) ([]Month, error) {
	return store.All(r, scanMonth, monthColumns+` WHERE zone_id = $1 ORDER BY month DESC`, zone)
}

func monthsOf(r store.Reader, zone int64) (map[calendar.Month]Month, error) {
	list, err := Months(r, zone)
	out := make(map[calendar.Month]Month, len(list))
	for _, m := range list {
		out[m.Month] = m
	}
	return out, err
}

// saveMonth writes a month that is prepared, for the first time or again.
func saveMonth(tx *store.Tx, m Month) error {
	if m.Version == 1 {
		_, err := tx.Exec(`INSERT INTO attendance_month (zone_id, month, status, scheme_version, prepared_by, prepared_at, version) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			m.Zone, m.Month, string(m.Status), m.Scheme, m.PreparedBy, m.PreparedAt, m.Version)
		if store.IsUnique(err) {
			return store.Stale.Wrap(err) // two prepared it at once
		}
		return err
	}
	return changed(tx.Exec(`UPDATE attendance_month SET scheme_version = $3, prepared_by = $4, prepared_at = $5, version = $6 WHERE zone_id = $1 AND month = $2 AND version = $6 - 1`,
		m.Zone, m.Month, m.Scheme, m.PreparedBy, m.PreparedAt, m.Version))
}

func updateMonth(tx *store.Tx, m Month) error {
	return changed(tx.Exec(`UPDATE attendance_month SET status = $4, closed_by = $5, closed_at = $6, version = version + 1 WHERE zone_id = $1 AND month = $2 AND version = $3`,
		m.Zone, m.Month, m.Version, string(m.Status), m.ClosedBy, m.ClosedAt))
}

// StandingOf counts who has confirmed a month.
func StandingOf(r store.Reader, zone int64, m calendar.Month) (s Standing, err error) {
	err = r.QueryRow(`SELECT COUNT(*), COUNT(confirmed_at), COUNT(*) FILTER (WHERE confirmed_at IS NULL AND reminders > 0), COUNT(*) FILTER (WHERE confirmed_at IS NULL)
		FROM attendance_result WHERE zone_id = $1 AND month = $2`, zone, m).Scan(&s.People, &s.Confirmed, &s.Reminded, &s.Unconfirmed)
	return s, err
}

const resultColumns = `SELECT zone_id, month, person_id, unit_id, workdays, present, late, early, absent, missing, leave_days, outing_days, trip_days, score, days,
	confirmed_at, reminded_at, reminders, unconfirmed, version FROM attendance_result`

func scanResult(row *store.Rows) (x Result, err error) {
	var days string
	t := &x.Tally
	err = row.Scan(&x.Zone, &x.Month, &x.Person, &x.Unit, &t.Workdays, &t.Present, &t.Late, &t.Early, &t.Absent, &t.Missing, &t.Leave, &t.Outing, &t.Trip, &t.Score, &days,
		&x.ConfirmedAt, &x.RemindedAt, &x.Reminders, &x.Unconfirmed, &x.Version)
	if err == nil {
		err = json.Unmarshal([]byte(days), &x.Findings)
	}
	return x, err
}

// ResultOf reads one person's result of a month, or refuses with [NoResult].
func ResultOf(r store.Reader, zone int64, m calendar.Month, person ident.ID) (Result, error) {
	x, err := store.One(r, scanResult, resultColumns+` WHERE zone_id = $1 AND month = $2 AND person_id = $3`, zone, m, person)
	return x, found(err, NoResult, "month", m)
}

func resultsOf(r store.Reader, zone int64, m calendar.Month) ([]Result, error) {
	return store.All(r, scanResult, resultColumns+` WHERE zone_id = $1 AND month = $2 ORDER BY person_id`, zone, m)
}

// ResultFilter narrows the results of a month.
type ResultFilter struct {
	Zone        int64
	Reach       Reach
	Month       calendar.Month
	Unit        ident.ID
	Unconfirmed bool
	After       string
	Limit       int
}

// Results gives a page of a month's results, by unit and person.
func Results(r store.Reader, f ResultFilter) (store.Page[Result], error) {
	q := question{sql: resultColumns + ` WHERE zone_id = $1 AND month = $2`, args: []any{f.Zone, f.Month}}
	q.reach(f.Reach)
	if !f.Unit.IsZero() {
		q.and(`unit_id = ?`, f.Unit)
	}
	if f.Unconfirmed {
		q.sql += ` AND confirmed_at IS NULL`
	}
	if f.After != "" {
		parts, err := store.DecodeCursor(f.After, 1)
		if err != nil {
			return store.Page[Result]{}, err
		}
		id, err := ident.ParseID(parts[0])
		if err != nil {
			return store.Page[Result]{}, store.BadCursor.New()
		}
		q.and(`person_id > ?`, id)
	}
	limit := store.PageSize(f.Limit)
	rows, err := store.All(r, scanResult, q.limit(`person_id`, limit), q.args...)
	if err != nil {
		return store.Page[Result]{}, err
	}
	return store.CutPage(rows, limit, func(x Result) string { return store.EncodeCursor(x.Person.String()) }), nil
}

// saveResult writes a result over the version before it, 0 for none. What was
// confirmed or reminded of an earlier one is taken from x.
func saveResult(tx *store.Tx, x Result, was int64) error {
	days, err := json.Marshal(x.Findings)
	if err != nil {
		return err
	}
	t := x.Tally
	args := []any{x.Zone, x.Month, x.Person, x.Unit, t.Workdays, t.Present, t.Late, t.Early, t.Absent, t.Missing, t.Leave, t.Outing, t.Trip, t.Score, string(days),
		x.ConfirmedAt, x.RemindedAt, x.Reminders, x.Unconfirmed, was + 1}
	if was == 0 {
		_, err := tx.Exec(`INSERT INTO attendance_result (zone_id, month, person_id, unit_id, workdays, present, late, early, absent, missing, leave_days, outing_days,
			trip_days, score, days, confirmed_at, reminded_at, reminders, unconfirmed, version)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)`, args...)
		return err
	}
	return changed(tx.Exec(`UPDATE attendance_result SET unit_id = $4, workdays = $5, present = $6, late = $7, early = $8, absent = $9, missing = $10, leave_days = $11,
		outing_days = $12, trip_days = $13, score = $14, days = $15, confirmed_at = $16, reminded_at = $17, reminders = $18, unconfirmed = $19, version = $20
		WHERE zone_id = $1 AND month = $2 AND person_id = $3 AND version = $20 - 1`, args...))
}

// markResult writes confirmation and reminders.
func markResult(tx *store.Tx, x Result) error {
	return changed(tx.Exec(`UPDATE attendance_result SET confirmed_at = $5, reminded_at = $6, reminders = $7, unconfirmed = $8, version = version + 1
		WHERE zone_id = $1 AND month = $2 AND person_id = $3 AND version = $4`, x.Zone, x.Month, x.Person, x.Version, x.ConfirmedAt, x.RemindedAt, x.Reminders, x.Unconfirmed))
}

func dropResult(tx *store.Tx, zone int64, m calendar.Month, person ident.ID) error {
	_, err := tx.Exec(`DELETE FROM attendance_result WHERE zone_id = $1 AND month = $2 AND person_id = $3`, zone, m, person)
	return err
}

func insertCorrection(tx *store.Tx, zone int64, c Correction) error {
	_, err := tx.Exec(`INSERT INTO attendance_correction (zone_id, id, month, person_id, request_id, before, after, by_id, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		zone, c.ID, c.Month, c.Person, c.Request, c.Before, c.After, c.By, c.At)
	return err
}

// Corrections gives what was changed in a person's closed month, oldest first.
func Corrections(r store.Reader, zone int64, m calendar.Month, person ident.ID) ([]Correction, error) {
	return store.All(r, func(row *store.Rows) (c Correction, err error) {
		return c, row.Scan(&c.ID, &c.Month, &c.Person, &c.Request, &c.Before, &c.After, &c.By, &c.At)
	}, `SELECT id, month, person_id, request_id, before, after, by_id, at FROM attendance_correction WHERE zone_id = $1 AND month = $2 AND person_id = $3 ORDER BY id`, zone, m, person)
}
