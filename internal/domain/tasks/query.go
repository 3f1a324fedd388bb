package tasks

import (
	"strconv"
	"strings"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/engine/access"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// query writes the conditions of a list's statement. Names of columns come from
// this room's code only; values are always arguments.
type query struct {
	args  []any
	terms []string
}

// newQuery starts the conditions of one zone.
func newQuery(zone int64) *query {
	q := &query{}
	q.equal("zone_id", zone)
	return q
}

// mark adds an argument and gives its mark.
func (q *query) mark(v any) string {
	q.args = append(q.args, v)
	return "$" + strconv.Itoa(len(q.args))
}

func (q *query) equal(column string, v any) { q.terms = append(q.terms, column+" = "+q.mark(v)) }

// is narrows to an id; the zero id does not.
func (q *query) is(column string, id ident.ID) {
	if !id.IsZero() {
		q.equal(column, id)
	}
}

// from and to narrow to days; no day does not.
func (q *query) from(column string, day calendar.Date) {
	if !day.IsZero() {
		q.terms = append(q.terms, column+" >= "+q.mark(day))
	}
}

func (q *query) to(column string, day calendar.Date) {
	if !day.IsZero() {
		q.terms = append(q.terms, column+" <= "+q.mark(day))
	}
}

// within keeps what the asker may see.
func (q *query) within(scope access.Scope, by *ident.Actor) {
	if scope == access.All {
		return
	}
	text, args := scope.Where(by, "unit_id", "person_id", len(q.args)+1)
	q.args = append(q.args, args...)
	q.terms = append(q.terms, text)
}

// before and after go on behind the row of a cursor, in descending or ascending
// order of a day and the id.
func (q *query) before(column, cursor string) error { return q.beyond(column, "<", cursor) }

func (q *query) after(column, cursor string) error { return q.beyond(column, ">", cursor) }

func (q *query) beyond(column, sign, cursor string) error {
	if cursor == "" {
		return nil
	}
	day, id, err := readCursor(cursor)
	if err == nil {
		q.terms = append(q.terms, "("+column+", id) "+sign+" ("+q.mark(day)+", "+q.mark(id)+")")
	}
	return err
}

func readCursor(cursor string) (calendar.Date, ident.ID, error) {
	parts, err := store.DecodeCursor(cursor, 2)
	if err != nil {
		return calendar.Date{}, ident.ID{}, err
	}
	day, err1 := calendar.ParseDate(parts[0])
	id, err2 := ident.ParseID(parts[1])
	if err1 != nil || err2 != nil {
		return calendar.Date{}, ident.ID{}, store.BadCursor.New()
	}
	return day, id, nil
}

func (q *query) where() string { return " WHERE " + strings.Join(q.terms, " AND ") }

func (q *query) limit(n int) string { return " LIMIT " + q.mark(n) }

// oneOf narrows a column to some words.
func oneOf[T ~string](q *query, column string, words []T) {
	if len(words) == 0 {
		return
	}
	marks := make([]string, len(words))
	for i, w := range words {
		marks[i] = q.mark(w)
	}
	q.terms = append(q.terms, column+" IN ("+strings.Join(marks, ", ")+")")
}
