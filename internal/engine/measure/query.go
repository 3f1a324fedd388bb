package measure

import (
	"errors"
	"slices"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// State says which facts a question is about.
type State uint8

// The states. Counting is the zero value: what totals are made of.
const (
	Counting   State = iota // verified (or left by the work itself) and not taken back
	Pending                 // reported, waiting for somebody to verify it
	Live                    // Counting and Pending together
	Everything              // also facts taken back, and the reversals
)

// Query asks for facts, newest day first.
type Query struct {
	Zone        int64
	Measures    []string      // none: all
	SubjectKind string        // empty: whatever subject
	SubjectIDs  []string      // none: whatever subject; needs SubjectKind
	From, To    calendar.Date // both included; zero: open
	State       State
	AsOf        time.Time // as it was known then; zero: now
	Cursor      string    // where the page before ended; empty: first page
	Limit       int       // at most store.MaxPage; 0 means store.DefaultPage
}

// Get gives one fact of a zone, or NotFound.
func Get(r store.Reader, zone int64, id ident.ID) (Fact, error) {
	f, err := store.One(r, scanFact, selectFact, zone, id)
	if errors.Is(err, store.ErrNoRows) {
		return Fact{}, NotFound.New()
	}
	return f, err
}

// BySource gives every fact one record left, with reversed ones and reversals,
// in the order they were recorded.
func BySource(r store.Reader, zone int64, source string) ([]Fact, error) {
	facts, err := store.All(r, scanFact, selectBySource, zone, source)
	// Sorted here: an ORDER BY id tempts SQLite to walk the zone in that order.
	slices.SortFunc(facts, func(a, b Fact) int { return slices.Compare(a.ID[:], b.ID[:]) })
	return facts, err
}

// Facts gives a page of facts, newest day first.
func Facts(r store.Reader, q Query) (store.Page[Fact], error) {
	limit := store.PageSize(q.Limit)
	s, err := q.statement(limit + 1)
	if err != nil {
		return store.Page[Fact]{}, err
	}
	facts, err := store.All(r, scanFact, s.text.String(), s.args...)
	if err != nil {
		return store.Page[Fact]{}, err
	}
	return store.CutPage(facts, limit, func(f Fact) string { return store.EncodeCursor(f.Day.String(), f.ID.String()) }), nil
}

// statement writes the question in SQL: through the subjects' index when
// subjects are named, else through the measures' index.
func (q Query) statement(limit int) (*statement, error) {
	s := &statement{}
	day, id := "f.day", "f.id"
	bySubject := q.SubjectKind != "" && len(q.SubjectIDs) > 0
	// A fact about two of the subjects asked for is still one fact.
	if bySubject && len(q.SubjectIDs) > 1 {
		s.add("SELECT DISTINCT ")
	} else {
		s.add("SELECT ")
	}
	s.add(factColumns)
	measure := "f.measure"
	if bySubject {
		measure = "s.measure"
		if len(q.SubjectIDs) == 1 {
			day, id = "s.day", "s.fact_id"
		}
		s.add(" FROM measure_subject s JOIN measure_fact f ON f.zone_id = s.zone_id AND f.id = s.fact_id WHERE s.zone_id = ", s.mark(q.Zone),
			" AND s.subject_kind = ", s.mark(q.SubjectKind), " AND s.subject_id IN ", in(s, q.SubjectIDs))
	} else {
		s.add(" FROM measure_fact f WHERE f.zone_id = ", s.mark(q.Zone))
	}
	if len(q.Measures) > 0 {
		s.add(" AND ", measure, " IN ", in(s, q.Measures))
	}
	if !q.From.IsZero() {
		s.add(" AND ", day, " >= ", s.mark(q.From))
	}
	if !q.To.IsZero() {
		s.add(" AND ", day, " <= ", s.mark(q.To))
	}
	s.add(" AND ", s.stateAt(q.State, q.AsOf))
	if q.Cursor != "" {
		atDay, atID, err := parseCursor(q.Cursor)
		if err != nil {
			return nil, err
		}
		s.add(" AND (", day, ", ", id, ") < (", s.mark(atDay), ", ", s.mark(atID), ")")
	}
	s.add(" ORDER BY ", day, " DESC, ", id, " DESC LIMIT ", s.mark(limit))
	return s, nil
}

func parseCursor(text string) (calendar.Date, ident.ID, error) {
	parts, err := store.DecodeCursor(text, 2)
	if err != nil {
		return calendar.Date{}, ident.ID{}, err
	}
	day, err := calendar.ParseDate(parts[0])
	if err != nil {
		return calendar.Date{}, ident.ID{}, store.BadCursor.New()
	}
	id, err := ident.ParseID(parts[1])
	if err != nil {
		return calendar.Date{}, ident.ID{}, store.BadCursor.New()
	}
	return day, id, nil
}
