package measure

import (
	"slices"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/exact"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// Amount is what the facts of one measure about one subject come to.
type Amount struct {
	Measure string
	Subject Subject
	Count   int64         // facts in it; 0: there are none, and no value either
	Sum     exact.Decimal // of all values
	LastDay calendar.Date // the newest day with a fact
	Last    exact.Decimal // the value of that day (of one day: the one recorded last); in a Sheet only for Last measures

	lastID ident.ID
}

// Value gives the exact number by the measure's aggregation; ok is false when
// there is no fact. No fact is not zero: a caller that wants zero says so.
func (a Amount) Value() (v exact.Ratio, ok bool) {
	if a.Count == 0 {
		return exact.Ratio{}, false
	}
	m, known := Lookup(a.Measure)
	if !known {
		return exact.Ratio{}, false
	}
	switch m.Aggregation {
	case Last:
		return a.Last.Ratio(), true
	case Mean:
		mean, err := exact.NewRatio(a.Sum, exact.Int(a.Count))
		return mean, err == nil
	default:
		return a.Sum.Ratio(), true
	}
}

// Decimal is Value as a decimal number; ok is also false when the exact value
// is none (a mean of 10 over 3).
func (a Amount) Decimal() (exact.Decimal, bool) {
	v, ok := a.Value()
	if !ok {
		return exact.Decimal{}, false
	}
	return v.Decimal()
}

// plus joins two amounts of different facts.
func (a Amount) plus(b Amount) Amount {
	if b.Count == 0 {
		return a
	}
	a.Count += b.Count
	a.Sum = a.Sum.Add(b.Sum).Trim()
	if a.LastDay.IsZero() || later(b.LastDay, b.lastID, a.LastDay, a.lastID) {
		a.Last, a.LastDay, a.lastID = b.Last, b.LastDay, b.lastID
	}
	return a
}

func later(day calendar.Date, id ident.ID, thanDay calendar.Date, thanID ident.ID) bool {
	if c := day.Compare(thanDay); c != 0 {
		return c > 0
	}
	return slices.Compare(id[:], thanID[:]) > 0
}

// Evidence is an amount with the facts it is made of.
type Evidence struct {
	Amount
	Facts []ident.ID // oldest day first
}

// share is one fact's part in an amount.
type share struct {
	subject string
	measure string
	day     calendar.Date
	id      ident.ID
	micro   int64
}

func (s share) amount(kind string) Amount {
	value := fromMicro(s.micro)
	return Amount{Measure: s.measure, Subject: Subject{kind, s.subject}, Count: 1, Sum: value, Last: value, LastDay: s.day, lastID: s.id}
}

// Value computes one amount from the facts themselves, as known at asOf (zero:
// now), and names them: the answer to "why is this number so?".
func Value(r store.Reader, zone int64, measure string, subject Subject, from, to calendar.Date, asOf time.Time) (Evidence, error) {
	e := Evidence{Amount: Amount{Measure: measure, Subject: subject}}
	q := AmountQuery{Zone: zone, Measures: []string{measure}, SubjectKind: subject.Kind, SubjectIDs: []string{subject.ID}, From: from, To: to, AsOf: asOf}
	if err := q.check(); err != nil {
		return e, err
	}
	shares, err := q.shares(r, q.SubjectIDs, from, to)
	if err != nil {
		return e, err
	}
	for _, s := range shares {
		e.Amount = e.plus(s.amount(subject.Kind))
		e.Facts = append(e.Facts, s.id)
	}
	return e, nil
}

// AmountQuery asks for many amounts at once.
type AmountQuery struct {
	Zone        int64
	Measures    []string // at least one
	SubjectKind string
	SubjectIDs  []string      // at least one
	From, To    calendar.Date // both included
	State       State         // Counting, Pending or Live
	AsOf        time.Time     // as it was known then; zero: now
}

// Key names an amount of a [Sheet].
type Key struct{ Measure, Subject string }

// Sheet holds many amounts; pairs without facts are not in it.
type Sheet map[Key]Amount

// Of gives an amount; one without facts has Count 0.
func (s Sheet) Of(measure, subject string) Amount { return s[Key{measure, subject}] }

func (q AmountQuery) check() error {
	if q.From.IsZero() || q.To.IsZero() || q.To.Before(q.From) {
		return BadPeriod.At("from")
	}
	for _, name := range q.Measures {
		if _, ok := Lookup(name); !ok {
			return Unknown.At("measures")
		}
	}
	return nil
}

// chunk bounds how many subjects one statement names.
const chunk = 256

// Amounts answers a whole board in one statement or two, one more for each end
// of the period that cuts a month, and again per 256 subjects. Whole months
// come from the totals, cut months from their facts. Questions about an
// earlier state of knowledge, or about pending facts, are answered from the
// facts alone.
func Amounts(r store.Reader, q AmountQuery) (Sheet, error) {
	sheet := Sheet{}
	if err := q.check(); err != nil {
		return nil, err
	}
	if len(q.Measures) == 0 || len(q.SubjectIDs) == 0 {
		return sheet, nil
	}
	add := func(a Amount) {
		key := Key{a.Measure, a.Subject.ID}
		if have, ok := sheet[key]; ok {
			a = have.plus(a)
		}
		sheet[key] = a
	}
	months, cut := q.split(calendar.DateOf(r.Now()))
	subjects := slices.Compact(slices.Sorted(slices.Values(q.SubjectIDs))) // named twice, counted once
	for ids := range slices.Chunk(subjects, chunk) {
		if months != nil {
			if err := q.whole(r, ids, months, add); err != nil {
				return nil, err
			}
		}
		for _, days := range cut {
			shares, err := q.shares(r, ids, days[0], days[1])
			if err != nil {
				return nil, err
			}
			for _, s := range shares {
				add(s.amount(q.SubjectKind))
			}
		}
	}
	return sheet, nil
}

// whole adds up whole months: in the database where only sums are wanted, row
// by row where the newest value counts.
func (q AmountQuery) whole(r store.Reader, ids []string, months []calendar.Month, add func(Amount)) error {
	var summed, newest []string
	for _, name := range q.Measures {
		if m, _ := Lookup(name); m.Aggregation == Last {
			newest = append(newest, name)
		} else {
			summed = append(summed, name)
		}
	}
	if len(newest) > 0 {
		totals, err := Totals(r, TotalQuery{Zone: q.Zone, SubjectKind: q.SubjectKind, SubjectIDs: ids, Measures: newest, From: months[0], To: months[1]})
		if err != nil {
			return err
		}
		for _, t := range totals {
			add(t.Amount)
		}
	}
	if len(summed) == 0 {
		return nil
	}
	s := &statement{}
	s.add("SELECT ", summedColumns, " FROM measure_total WHERE zone_id = ", s.mark(q.Zone), " AND subject_kind = ", s.mark(q.SubjectKind),
		" AND subject_id IN ", in(s, ids), " AND measure IN ", in(s, summed),
		" AND month BETWEEN ", s.mark(months[0]), " AND ", s.mark(months[1]), " AND n > 0 GROUP BY subject_id, measure")
	sums, err := store.All(r, scanSum, s.text.String(), s.args...)
	for _, a := range sums {
		a.Subject.Kind = q.SubjectKind
		add(a)
	}
	return err
}

// split cuts the period into whole months, which the totals know, and the days
// outside them. No fact lies after today, so a month that has begun is whole
// when the period reaches today.
func (q AmountQuery) split(today calendar.Date) (months []calendar.Month, cut [][2]calendar.Date) {
	from, to := q.From, q.To
	if q.State != Counting || !q.AsOf.IsZero() {
		return nil, [][2]calendar.Date{{from, to}}
	}
	if !to.Before(today) {
		to = to.Month().Last()
	}
	first, last := from.Month(), to.Month()
	if from != first.First() {
		first = first.Next()
	}
	if to != last.Last() {
		last = last.Prev()
	}
	if last.Before(first) {
		return nil, [][2]calendar.Date{{from, to}}
	}
	if from.Before(first.First()) {
		cut = append(cut, [2]calendar.Date{from, first.First().AddDays(-1)})
	}
	if to.After(last.Last()) {
		cut = append(cut, [2]calendar.Date{last.Last().AddDays(1), to})
	}
	return []calendar.Month{first, last}, cut
}

// shares reads the facts of subjects between two days, oldest first.
func (q AmountQuery) shares(r store.Reader, ids []string, from, to calendar.Date) ([]share, error) {
	s := &statement{}
	s.add(`SELECT s.subject_id, s.measure, s.day, s.fact_id, f.micro
		FROM measure_subject s JOIN measure_fact f ON f.zone_id = s.zone_id AND f.id = s.fact_id WHERE s.zone_id = `, s.mark(q.Zone),
		" AND s.subject_kind = ", s.mark(q.SubjectKind), " AND s.subject_id IN ", in(s, ids), " AND s.measure IN ", in(s, q.Measures),
		" AND s.day BETWEEN ", s.mark(from), " AND ", s.mark(to), " AND ", s.stateAt(q.State, q.AsOf),
		" ORDER BY s.day, s.fact_id")
	return store.All(r, scanShare, s.text.String(), s.args...)
}

// Total is the amount of one month.
type Total struct {
	Amount
	Month calendar.Month
}

// TotalQuery asks for monthly totals.
type TotalQuery struct {
	Zone        int64
	SubjectKind string
	SubjectIDs  []string       // none: every subject of the kind
	Measures    []string       // none: every measure
	From, To    calendar.Month // both included
}

// Totals gives monthly totals of facts that count, by subject, measure and
// month. Name subjects unless the zone is small; see [EachTotal].
func Totals(r store.Reader, q TotalQuery) ([]Total, error) {
	var out []Total
	err := EachTotal(r, q, func(t Total) error {
		out = append(out, t)
		return nil
	})
	return out, err
}

// EachTotal walks the totals without collecting them, in the order of subject,
// measure, month: a year's settlement reads a whole zone this way. fn must not
// use r meanwhile; its error ends the walk.
func EachTotal(r store.Reader, q TotalQuery, fn func(Total) error) error {
	if q.From.IsZero() || q.To.IsZero() || q.To.Before(q.From) {
		return BadPeriod.At("from")
	}
	s := &statement{}
	s.add("SELECT ", totalColumns, " FROM measure_total WHERE zone_id = ", s.mark(q.Zone), " AND subject_kind = ", s.mark(q.SubjectKind))
	if len(q.SubjectIDs) > 0 {
		s.add(" AND subject_id IN ", in(s, q.SubjectIDs))
	}
	if len(q.Measures) > 0 {
		s.add(" AND measure IN ", in(s, q.Measures))
	}
	s.add(" AND month BETWEEN ", s.mark(q.From), " AND ", s.mark(q.To), " AND n > 0 ORDER BY subject_id, measure, month")
	rows, err := r.Query(s.text.String(), s.args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		t, err := scanTotal(rows)
		if err != nil {
			return err
		}
		t.Subject.Kind = q.SubjectKind
		if err := fn(t); err != nil {
			return err
		}
	}
	return rows.Err()
}
