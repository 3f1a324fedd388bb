package flow

import (
	"bytes"
	"cmp"
	"slices"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// Due is one report of [ScanDue].
type Due struct {
	ID          ident.ID      `json:"id"`
	Subject     Subject       `json:"subject"`
	Name        string        `json:"name"`
	Due         calendar.Date `json:"due"`
	DueAt       time.Time     `json:"due_at"`
	Overdue     bool          `json:"overdue"` // false: about to be due
	Provisional bool          `json:"provisional"`
}

// scanDue marks and returns in one statement: whoever comes second, in another
// transaction or another process, finds next_at moved on and gets nothing. The
// plus sign keeps the outer condition off the index, so that a long backlog is
// read through the inner limit only.
const scanDue = `UPDATE flow_clock SET version = version + 1,
	warned_at = CASE WHEN due_at > CAST($2 AS BIGINT) THEN CAST($2 AS BIGINT) ELSE warned_at END,
	overdue_at = CASE WHEN due_at <= CAST($2 AS BIGINT) THEN CAST($2 AS BIGINT) ELSE overdue_at END,
	next_at = CASE WHEN due_at > CAST($2 AS BIGINT) THEN due_at ELSE NULL END
	WHERE zone_id = $1 AND +next_at <= CAST($2 AS BIGINT) AND id IN (
		SELECT id FROM flow_clock WHERE zone_id = $1 AND next_at <= CAST($2 AS BIGINT)
		ORDER BY next_at, id LIMIT $3)
	RETURNING id, subject_kind, subject_id, name, due_on, due_at, overdue_at, provisional`

// ScanDue finds the running clocks of a zone that have become about to be due
// or overdue by an instant, marks them, and gives them ordered by deadline, at
// most limit of them. Each episode is given exactly once, however often the scan
// runs and from however many processes; it counts as reported when the
// transaction commits, so what the caller does about it belongs into the same
// transaction. A clock that went past both points between two scans is given
// once, as overdue. Fewer than limit does not mean that none is left while
// other processes scan too: scan again until none comes.
func ScanDue(tx *store.Tx, zone int64, now time.Time, limit int) ([]Due, error) {
	found, err := store.All(tx, readDue, scanDue, zone, now, limit)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(found, func(a, b Due) int {
		return cmp.Or(a.DueAt.Compare(b.DueAt), bytes.Compare(a.ID[:], b.ID[:]))
	})
	return found, nil
}

func readDue(r *store.Rows) (d Due, err error) {
	var overdue time.Time
	err = r.Scan(&d.ID, &d.Subject.Kind, &d.Subject.ID, &d.Name, &d.Due, &d.DueAt, &overdue, &d.Provisional)
	d.Overdue = !overdue.IsZero()
	return d, err
}
