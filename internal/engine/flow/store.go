package flow

import (
	"errors"
	"strconv"
	"strings"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/store"
)

const selectClock = `SELECT zone_id, id, subject_kind, subject_id, name, budget_n, budget_unit, warn, started_at, ended_at,
	state, pauses, extensions, due_on, due_at, provisional, next_at, warned_at, overdue_at, version FROM flow_clock`

func readClock(rows *store.Rows) (r Record, err error) {
	err = rows.Scan(&r.Zone, &r.ID, &r.Subject.Kind, &r.Subject.ID, &r.Name, &r.Budget.N, &r.Budget.Unit, &r.warn,
		&r.StartedAt, &r.EndedAt, &r.State, &r.pauses, &r.grants, &r.Due, &r.DueAt, &r.Provisional,
		&r.next, &r.WarnedAt, &r.OverdueAt, &r.version)
	return r, err
}

const insertClockSQL = `INSERT INTO flow_clock (zone_id, id, subject_kind, subject_id, name, budget_n, budget_unit, warn,
	started_at, state, pauses, extensions, due_on, due_at, provisional, next_at, version)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, 0, $11, $12, $13, $14, 1)`

func insertClock(tx *store.Tx, r Record) error {
	_, err := tx.Exec(insertClockSQL, r.Zone, r.ID, r.Subject.Kind, r.Subject.ID, r.Name, r.Budget.N, r.Budget.Unit, r.warn,
		r.StartedAt, r.State, r.Due, r.DueAt, r.Provisional, r.next)
	return err
}

const updateClockSQL = `UPDATE flow_clock SET version = version + 1, state = $4, ended_at = $5, pauses = $6, extensions = $7,
	due_on = $8, due_at = $9, provisional = $10, next_at = $11, warned_at = $12, overdue_at = $13
	WHERE zone_id = $1 AND id = $2 AND version = $3`

func updateClock(tx *store.Tx, r *Record) error {
	n, err := tx.Exec(updateClockSQL, r.Zone, r.ID, r.version, r.State, r.EndedAt, r.pauses, r.grants,
		r.Due, r.DueAt, r.Provisional, r.next, r.WarnedAt, r.OverdueAt)
	if err != nil {
		return err
	}
	if n == 0 {
		return store.Stale.New()
	}
	r.version++
	return nil
}

// writePauses adds the pauses a change began and closes the one it ended.
func writePauses(tx *store.Tx, before Record, after *Record) error {
	var seq int64
	for i, s := range after.Clock.Segments {
		if s.State != Paused {
			continue
		}
		seq++
		if i < len(before.Clock.Segments) {
			if before.Clock.Segments[i].To.Equal(s.To) {
				continue
			}
			if _, err := tx.Exec(`UPDATE flow_segment SET to_at = $4 WHERE zone_id = $1 AND clock_id = $2 AND seq = $3`,
				after.Zone, after.ID, seq, s.To); err != nil {
				return err
			}
			continue
		}
		if _, err := tx.Exec(`INSERT INTO flow_segment (zone_id, clock_id, seq, cause, note, from_at) VALUES ($1, $2, $3, $4, $5, $6)`,
			after.Zone, after.ID, seq, s.Cause, s.Note, s.From); err != nil {
			return err
		}
	}
	after.pauses = seq
	return nil
}

// writeGrants adds the extension a change gave.
func writeGrants(tx *store.Tx, before Record, after *Record) error {
	for i := len(before.Clock.Grants); i < len(after.Clock.Grants); i++ {
		g := after.Clock.Grants[i]
		if _, err := tx.Exec(`INSERT INTO flow_extension (zone_id, clock_id, rank, seq, n, note, at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			after.Zone, after.ID, g.Rank, i+1, g.By.N, g.Note, g.At); err != nil {
			return err
		}
	}
	after.grants = int64(len(after.Clock.Grants))
	return nil
}

// withHistory rebuilds the clock's ledger: the running stretches lie between
// the pauses that are kept.
func withHistory(r store.Reader, rec Record) (Record, error) {
	var pauses []Segment
	var grants []Grant
	var err error
	if rec.pauses > 0 {
		pauses, err = store.All(r, func(r *store.Rows) (Segment, error) {
			s := Segment{State: Paused}
			return s, r.Scan(&s.Cause, &s.Note, &s.From, &s.To)
		}, `SELECT cause, note, from_at, to_at FROM flow_segment WHERE zone_id = $1 AND clock_id = $2 ORDER BY seq`, rec.Zone, rec.ID)
		if err != nil {
			return rec, err
		}
	}
	if rec.grants > 0 {
		grants, err = store.All(r, func(r *store.Rows) (Grant, error) {
			g := Grant{By: calendar.Budget{Unit: rec.Budget.Unit}}
			return g, r.Scan(&g.Rank, &g.By.N, &g.Note, &g.At)
		}, `SELECT rank, n, note, at FROM flow_extension WHERE zone_id = $1 AND clock_id = $2 ORDER BY seq`, rec.Zone, rec.ID)
		if err != nil {
			return rec, err
		}
	}
	c := Clock{Name: rec.Name, Budget: rec.Budget, Warn: rec.warn, Grants: grants, Ended: rec.EndedAt}
	from := rec.StartedAt
	for _, p := range pauses {
		c.Segments = append(c.Segments, Segment{State: Running, From: from, To: p.From}, p)
		from = p.To
	}
	paused := len(pauses) > 0 && (from.IsZero() || rec.State == Stopped && from.Equal(rec.EndedAt))
	if !paused {
		c.Segments = append(c.Segments, Segment{State: Running, From: from, To: rec.EndedAt})
	}
	rec.Clock = c
	return rec, nil
}

// Load gives a kept clock by its id, or store.ErrNoRows.
func Load(r store.Reader, zone int64, id ident.ID) (Record, error) {
	rec, err := store.One(r, readClock, selectClock+` WHERE zone_id = $1 AND id = $2`, zone, id)
	if err != nil {
		return rec, err
	}
	return withHistory(r, rec)
}

// OpenClock gives the open clock of a subject by name, or store.ErrNoRows.
func OpenClock(r store.Reader, zone int64, s Subject, name string) (Record, error) {
	rec, err := store.One(r, readClock, selectClock+` WHERE zone_id = $1 AND subject_kind = $2 AND subject_id = $3 AND name = $4
		AND state <> 'stopped'`, zone, s.Kind, s.ID, name)
	if err != nil {
		return rec, err
	}
	return withHistory(r, rec)
}

// ClocksOf gives every clock a subject ever had, the earliest first.
func ClocksOf(r store.Reader, zone int64, s Subject) ([]Record, error) {
	records, err := store.All(r, readClock, selectClock+` WHERE zone_id = $1 AND subject_kind = $2 AND subject_id = $3
		ORDER BY started_at, id`, zone, s.Kind, s.ID)
	if err != nil {
		return nil, err
	}
	for i := range records {
		if records[i], err = withHistory(r, records[i]); err != nil {
			return nil, err
		}
	}
	return records, nil
}

// Heads gives the open clocks of many subjects of one kind in one statement,
// for lists, by subject. It takes at most 500 subjects.
func Heads(r store.Reader, zone int64, kind string, subjects []ident.ID) (map[ident.ID][]Head, error) {
	if len(subjects) == 0 {
		return nil, nil
	}
	if len(subjects) > 500 {
		return nil, errors.New("flow: more than 500 subjects at once")
	}
	args := []any{zone, kind}
	marks := make([]string, len(subjects))
	for i, id := range subjects {
		args = append(args, id)
		marks[i] = "$" + strconv.Itoa(i+3)
	}
	records, err := store.All(r, readClock, selectClock+` WHERE zone_id = $1 AND subject_kind = $2 AND state <> 'stopped'
		AND subject_id IN (`+strings.Join(marks, ", ")+`) ORDER BY due_at NULLS LAST, id`, args...)
	if err != nil {
		return nil, err
	}
	out := make(map[ident.ID][]Head, len(subjects))
	for _, rec := range records {
		out[rec.Subject.ID] = append(out[rec.Subject.ID], rec.Head)
	}
	return out, nil
}
