package measure

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/exact"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/store"
)

const factColumns = `f.zone_id, f.id, f.measure, f.subjects, f.day, f.value, f.source, f.note, f.reported_by, f.at,
	f.verified_by, f.verified_at, f.reverses, f.reversed_by, f.reversed_at`

func scanFact(r *store.Rows) (f Fact, err error) {
	var subjects []byte
	err = r.Scan(&f.Zone, &f.ID, &f.Measure, &subjects, &f.Day, &f.Value, &f.Source, &f.Note, &f.ReportedBy, &f.At,
		&f.VerifiedBy, &f.VerifiedAt, &f.Reverses, &f.ReversedBy, &f.ReversedAt)
	if err != nil {
		return Fact{}, err
	}
	return f, json.Unmarshal(subjects, &f.Subjects)
}

const (
	insertFactRow = `INSERT INTO measure_fact (zone_id, id, measure, day, value, micro, subjects, source, note, reported_by, at,
		verified_by, verified_at, reverses) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`
	insertSubject = `INSERT INTO measure_subject (zone_id, measure, day, fact_id, subject_kind, subject_id) VALUES ($1, $2, $3, $4, $5, $6)`
)

// insertSubjects are the statements for one subject, two, three and so on: a
// fact has few, and one statement for all of them is one round trip.
var insertSubjects = func() []string {
	texts := []string{"", insertSubject}
	for n := 2; n <= 6; n++ {
		last := texts[n-1]
		texts = append(texts, last+fmt.Sprintf(`, ($1, $2, $3, $4, $%d, $%d)`, 2*n+3, 2*n+4))
	}
	return texts
}()

func insertFact(tx *store.Tx, f Fact) error {
	subjects, err := json.Marshal(f.Subjects)
	if err != nil {
		return err
	}
	n, refused := micro(f.Value)
	if refused != nil {
		return refused.at("value")
	}
	err = tx.Later(nil, insertFactRow, f.Zone, f.ID, f.Measure, f.Day, f.Value, n, string(subjects), f.Source, f.Note,
		f.ReportedBy, f.At, f.VerifiedBy, f.VerifiedAt, f.Reverses)
	if err != nil {
		return err
	}
	for some := range slices.Chunk(f.Subjects, len(insertSubjects)-1) {
		args := []any{f.Zone, f.Measure, f.Day, f.ID}
		for _, s := range some {
			args = append(args, s.Kind, s.ID)
		}
		if err := tx.Later(nil, insertSubjects[len(some)], args...); err != nil {
			return err
		}
	}
	return nil
}

const (
	selectFact = `SELECT ` + factColumns + ` FROM measure_fact f WHERE f.zone_id = $1 AND f.id = $2`

	selectBySource = `SELECT ` + factColumns + ` FROM measure_fact f WHERE f.zone_id = $1 AND f.source = $2`

	stampVerified = `UPDATE measure_fact SET verified_by = $3, verified_at = $4
		WHERE zone_id = $1 AND id = $2 AND verified_at IS NULL AND reversed_by IS NULL AND reverses IS NULL`

	stampReversed = `UPDATE measure_fact SET reversed_by = $3, reversed_at = $4
		WHERE zone_id = $1 AND id = $2 AND reversed_by IS NULL AND reverses IS NULL RETURNING verified_at`
)

// scanCounted tells whether the stamped fact counted.
func scanCounted(r *store.Rows) (bool, error) {
	var verified time.Time
	err := r.Scan(&verified)
	return !verified.IsZero(), err
}

const (
	// One statement, without reading first: concurrent commands queue on the
	// row and each adds to what the one before left.
	addTotal = `INSERT INTO measure_total (zone_id, subject_kind, subject_id, measure, month, n, micro, last_day, last_id, last_micro)
		VALUES ($1, $2, $3, $4, $5, 1, $6, $7, $8, $6)
		ON CONFLICT (zone_id, subject_kind, subject_id, measure, month) DO UPDATE SET
		n = measure_total.n + 1, micro = measure_total.micro + excluded.micro,
		last_day = CASE WHEN ` + newer + ` THEN excluded.last_day ELSE measure_total.last_day END,
		last_id = CASE WHEN ` + newer + ` THEN excluded.last_id ELSE measure_total.last_id END,
		last_micro = CASE WHEN ` + newer + ` THEN excluded.last_micro ELSE measure_total.last_micro END`

	newer = `measure_total.last_day IS NULL OR (excluded.last_day, excluded.last_id) > (measure_total.last_day, measure_total.last_id)`

	subtractTotal = `UPDATE measure_total SET n = n - 1, micro = micro - $6
		WHERE zone_id = $1 AND subject_kind = $2 AND subject_id = $3 AND measure = $4 AND month = $5 RETURNING last_id`

	// The newest fact that still counts, after the row of the total is locked.
	selectNewest = `SELECT f.day, f.id, f.micro FROM measure_subject s JOIN measure_fact f ON f.zone_id = s.zone_id AND f.id = s.fact_id
		WHERE s.zone_id = $1 AND s.subject_kind = $2 AND s.subject_id = $3 AND s.measure = $4 AND s.day BETWEEN $5 AND $6
		AND f.verified_at IS NOT NULL AND f.reversed_by IS NULL AND f.reverses IS NULL
		ORDER BY s.day DESC, s.fact_id DESC LIMIT 1`

	setNewest = `UPDATE measure_total SET last_day = $6, last_id = $7, last_micro = $8
		WHERE zone_id = $1 AND subject_kind = $2 AND subject_id = $3 AND measure = $4 AND month = $5`
)

// addTotals adds a fact that counts to the totals of its subjects.
func addTotals(tx *store.Tx, f Fact) error {
	n, refused := micro(f.Value)
	if refused != nil {
		return refused.at("value")
	}
	for _, s := range f.Subjects {
		_, err := tx.Exec(addTotal, f.Zone, s.Kind, s.ID, f.Measure, f.Day.Month(), n, f.Day, f.ID)
		if store.IsCheck(err) {
			return TooBig.At("value", "limit", MaxMagnitude)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// subtractTotals takes a fact that counted out of the totals of its subjects.
func subtractTotals(tx *store.Tx, f Fact) error {
	n, refused := micro(f.Value)
	if refused != nil {
		return refused.at("value")
	}
	month := f.Day.Month()
	for _, s := range f.Subjects {
		var last ident.ID
		err := tx.QueryRow(subtractTotal, f.Zone, s.Kind, s.ID, f.Measure, month, n).Scan(&last)
		if store.IsCheck(err) {
			return TooBig.At("value", "limit", MaxMagnitude)
		}
		if err != nil {
			return err
		}
		if last != f.ID {
			continue
		}
		newest, err := store.One(tx, scanNewest, selectNewest, f.Zone, s.Kind, s.ID, f.Measure, month.First(), month.Last())
		if err != nil && !errors.Is(err, store.ErrNoRows) {
			return err
		}
		if _, err := tx.Exec(setNewest, f.Zone, s.Kind, s.ID, f.Measure, month, newest.day, newest.id, newest.micro); err != nil {
			return err
		}
	}
	return nil
}

// newestFact is the fact a [Last] measure takes its value from; the zero value
// stands for none.
type newestFact struct {
	day   calendar.Date
	id    ident.ID
	micro *int64
}

func scanNewest(r *store.Rows) (f newestFact, err error) {
	return f, r.Scan(&f.day, &f.id, &f.micro)
}

// statement puts an SQL text together from constants of this file and marks
// for values; no value ever becomes text.
type statement struct {
	text strings.Builder
	args []any
}

func (s *statement) add(parts ...string) *statement {
	for _, p := range parts {
		s.text.WriteString(p)
	}
	return s
}

// mark keeps a value and gives its $n.
func (s *statement) mark(v any) string {
	s.args = append(s.args, v)
	return "$" + strconv.Itoa(len(s.args))
}

// in gives a list of marks, filled up with the last value to a power of two:
// otherwise every length of list would be a statement of its own to prepare.
func in[T any](s *statement, values []T) string {
	size := 1
	for size < len(values) {
		size *= 2
	}
	marks := make([]string, size)
	for i := range marks {
		marks[i] = s.mark(values[min(i, len(values)-1)])
	}
	return "(" + strings.Join(marks, ", ") + ")"
}

// stateAt gives the condition for facts in a state, as known now (zero asOf)
// or at an earlier instant.
func (s *statement) stateAt(state State, asOf time.Time) string {
	verified, pending, reversed := "f.verified_at IS NOT NULL", "f.verified_at IS NULL", "f.reversed_by IS NULL"
	known := ""
	if !asOf.IsZero() {
		at := s.mark(asOf)
		verified = "f.verified_at <= " + at
		pending = "(f.verified_at IS NULL OR f.verified_at > " + at + ")"
		reversed = "(f.reversed_at IS NULL OR f.reversed_at > " + at + ")"
		known = " AND f.at <= " + at
	}
	live := reversed + " AND f.reverses IS NULL"
	switch state {
	case Counting:
		return verified + " AND " + live + known
	case Pending:
		return pending + " AND " + live + known
	case Live:
		return live + known
	}
	return "f.zone_id IS NOT NULL" + known
}

// scanShare reads a fact's share in an amount: subject, measure, day, id, value.
func scanShare(r *store.Rows) (s share, err error) {
	return s, r.Scan(&s.subject, &s.measure, &s.day, &s.id, &s.micro)
}

const totalColumns = `subject_id, measure, month, n, micro, last_day, last_id, last_micro`

func scanTotal(r *store.Rows) (t Total, err error) {
	var sum int64
	var last *int64
	if err := r.Scan(&t.Subject.ID, &t.Measure, &t.Month, &t.Count, &sum, &t.LastDay, &t.lastID, &last); err != nil {
		return Total{}, err
	}
	t.Sum = fromMicro(sum)
	if last != nil {
		t.Last = fromMicro(*last)
	}
	return t, nil
}

// The sums are taken in units and millionths apart, so that a long period
// cannot leave 64 bits where each month did not. Both engines divide integers
// towards zero.
const summedColumns = `subject_id, measure, CAST(SUM(n) AS BIGINT), CAST(SUM(micro / 1000000) AS BIGINT), CAST(SUM(micro % 1000000) AS BIGINT), MAX(last_day)`

func scanSum(r *store.Rows) (a Amount, err error) {
	var units, rest int64
	err = r.Scan(&a.Subject.ID, &a.Measure, &a.Count, &units, &rest, &a.LastDay)
	a.Sum = exact.Int(units).Add(fromMicro(rest)).Trim()
	return a, err
}
