package flow

import (
	"encoding/json"
	"fmt"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// CalendarOf gives the calendar of a zone: the built-in notices and those
// published since.
func CalendarOf(r store.Reader, zone int64) (*calendar.Calendar, error) {
	notices, err := Notices(r, zone)
	if err != nil || len(notices) == 0 {
		return calendar.Builtin(), err
	}
	return calendar.Builtin().With(notices...)
}

// Notices lists the holiday notices published in a zone, in the order they
// were published.
func Notices(r store.Reader, zone int64) ([]calendar.Notice, error) {
	return store.All(r, func(r *store.Rows) (n calendar.Notice, err error) {
		var days string
		if err := r.Scan(&n.Year, &n.Source, &days); err != nil {
			return n, err
		}
		if err := json.Unmarshal([]byte(days), &n.Rows); err != nil {
			return n, fmt.Errorf("flow: notice for %d: %w", n.Year, err)
		}
		return n, nil
	}, `SELECT year, source, days FROM flow_notice WHERE zone_id = $1 ORDER BY seq`, zone)
}

// PublishNotice adds a holiday notice to a zone's calendar. Deadlines that are
// kept do not move yet: call [Recompute] until it is done, in transactions of
// bounded size. A notice that cannot be is refused as by [calendar.Notice.Check].
// The caller records the act.
func PublishNotice(tx *store.Tx, zone int64, n calendar.Notice) error {
	if err := n.Check(); err != nil {
		return err
	}
	days, err := json.Marshal(n.Rows)
	if err != nil {
		return err
	}
	seq, err := store.NextNumber(tx, zone, "flow.notice")
	if err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO flow_notice (zone_id, seq, year, source, days, at) VALUES ($1, $2, $3, $4, $5, $6)`,
		zone, seq, n.Year, n.Source, string(days), tx.Now())
	return err
}

// Moved is a clock whose deadline a published calendar moved or made certain.
type Moved struct {
	Head
	Was            calendar.Date `json:"was"` // the due day before
	WasProvisional bool          `json:"was_provisional"`
}

// Recompute computes the deadlines of a zone's open clocks again, limit of
// them after the clock with the given id (zero: from the beginning). It gives
// those that changed and the id to go on from; done is true when none is left.
func Recompute(tx *store.Tx, zone int64, after ident.ID, limit int) (moved []Moved, next ident.ID, done bool, err error) {
	cal, err := CalendarOf(tx, zone)
	if err != nil {
		return nil, after, false, err
	}
	if after.IsZero() {
		after[len(after)-1] = 1 // the zero id is NULL in SQL, and no id is that small
	}
	records, err := store.All(tx, readClock, selectClock+` WHERE zone_id = $1 AND id > $2 AND state <> 'stopped' ORDER BY id LIMIT $3`,
		zone, after, limit)
	if err != nil {
		return nil, after, false, err
	}
	for _, r := range records {
		after = r.ID
		if r, err = withHistory(tx, r); err != nil {
			return nil, after, false, err
		}
		was, next := r.Head, r.next
		r.recompute(cal, tx.Now())
		if r.Head == was && r.next.Equal(next) {
			continue
		}
		if err := updateClock(tx, &r); err != nil {
			return nil, after, false, err
		}
		if was.Due != r.Due || was.Provisional != r.Provisional {
			moved = append(moved, Moved{r.Head, was.Due, was.Provisional})
		}
	}
	return moved, after, len(records) < limit, nil
}
