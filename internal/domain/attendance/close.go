package attendance

import (
	"encoding/json"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/exact"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/domain/people"
	"github.com/jingkai-zone/jingkai/internal/engine/access"
	"github.com/jingkai-zone/jingkai/internal/engine/jobs"
	"github.com/jingkai-zone/jingkai/internal/engine/ledger"
	"github.com/jingkai-zone/jingkai/internal/engine/measure"
	"github.com/jingkai-zone/jingkai/internal/engine/scheme"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// Prepare computes a month that is over for everybody, with the scheme of its
// last day, and asks each for confirmation. Prepared again, only those whose
// result changed are asked anew. It refuses with [NotOver], [MonthClosed] and
// scheme.NotSet.
func Prepare(tx *store.Tx, m calendar.Month) (Month, error) {
	zone := tx.Actor().Zone
	if !calendar.DateOf(tx.Now()).After(m.Last()) {
		return Month{}, NotOver.New("month", m)
	}
	was, err := MonthOf(tx, zone, m)
	if err != nil && !NoMonth.Is(err) {
		return Month{}, err
	}
	if was.Status == Closed {
		return Month{}, MonthClosed.New("month", m)
	}
	if err := access.Act(tx, "compute", monthObject(m)); err != nil {
		return Month{}, err
	}
	doc, err := scheme.At(tx, zone, m.Last())
	if err != nil {
		return Month{}, err
	}
	d, err := layOut(tx, zone, m, doc, m.Last())
	if err != nil {
		return Month{}, err
	}
	results, err := d.results(tx)
	if err != nil {
		return Month{}, err
	}
	now := Month{Zone: zone, Month: m, Status: Prepared, Scheme: doc.Version, PreparedBy: tx.Actor().Person, PreparedAt: tx.Now(), Version: was.Version + 1}
	if err := saveMonth(tx, now); err != nil {
		return Month{}, err
	}
	fresh, err := keepResults(tx, zone, m, results)
	if err != nil {
		return Month{}, err
	}
	if err := tellResults(tx, m, fresh); err != nil {
		return Month{}, err
	}
	return now, ledger.Record(tx, ledger.Entry{Action: "attendance.month.prepare", Object: m.String(),
		Detail: map[string]any{"people": len(results), "asked": len(fresh), "scheme": doc.Version}})
}

// keepResults writes the results that are new or changed, drops those of people
// who have none any more, and gives whom to ask.
func keepResults(tx *store.Tx, zone int64, m calendar.Month, results []Result) ([]ident.ID, error) {
	old, err := resultsOf(tx, zone, m)
	if err != nil {
		return nil, err
	}
	had := map[ident.ID]Result{}
	for _, x := range old {
		had[x.Person] = x
	}
	var fresh []ident.ID
	for _, x := range results {
		before, known := had[x.Person]
		delete(had, x.Person)
		if known && before.same(x) {
			continue
		}
		if err := saveResult(tx, x, before.Version); err != nil {
			return nil, err
		}
		fresh = append(fresh, x.Person)
	}
	for person := range had {
		if err := dropResult(tx, zone, m, person); err != nil {
			return nil, err
		}
	}
	return fresh, nil
}

// Confirm says that the actor agrees with his result of a prepared month.
func Confirm(tx *store.Tx, m calendar.Month) (Result, error) {
	me := tx.Actor().Person
	if me.IsZero() {
		return Result{}, NoPerson.New()
	}
	month, err := prepared(tx, m)
	if err != nil {
		return Result{}, err
	}
	x, err := ResultOf(tx, month.Zone, m, me)
	if err != nil {
		return Result{}, err
	}
	if !x.ConfirmedAt.IsZero() {
		return Result{}, ConfirmedAlready.New("month", m)
	}
	x.ConfirmedAt = tx.Now()
	if err := markResult(tx, x); err != nil {
		return Result{}, err
	}
	x.Version++
	return x, ledger.Record(tx, ledger.Entry{Action: "attendance.result.confirm", Object: m.String(), Detail: x.summary()})
}

func prepared(tx *store.Tx, m calendar.Month) (Month, error) {
	month, err := MonthOf(tx, tx.Actor().Zone, m)
	if err == nil && month.Status == Closed {
		return Month{}, MonthClosed.New("month", m)
	}
	return month, err
}

// Remind reminds everybody who has not confirmed, and gives how many.
func Remind(tx *store.Tx, m calendar.Month) (int, error) {
	month, err := prepared(tx, m)
	if err != nil {
		return 0, err
	}
	results, err := resultsOf(tx, month.Zone, m)
	if err != nil {
		return 0, err
	}
	var late []ident.ID
	for _, x := range results {
		if x.ConfirmedAt.IsZero() {
			x.RemindedAt, x.Reminders = tx.Now(), x.Reminders+1
			if err := markResult(tx, x); err != nil {
				return 0, err
			}
			late = append(late, x.Person)
		}
	}
	if err := tellReminder(tx, m, late); err != nil {
		return 0, err
	}
	return len(late), ledger.Record(tx, ledger.Entry{Action: "attendance.month.remind", Object: m.String(), Detail: map[string]any{"people": len(late)}})
}

// Close closes a prepared month: everybody has confirmed or was reminded, and
// nothing waits to be decided. Who prepared it does not close it. The results
// become facts.
func Close(tx *store.Tx, m calendar.Month, version int64) (Month, error) {
	month, err := prepared(tx, m)
	if err != nil {
		return Month{}, err
	}
	if err := access.Act(tx, "confirm", monthObject(m)); err != nil {
		return Month{}, err
	}
	results, err := resultsOf(tx, month.Zone, m)
	if err != nil {
		return Month{}, err
	}
	if err := ready(tx, month, results); err != nil {
		return Month{}, err
	}
	if err := scheme.Use(tx, month.Zone, month.Scheme, m.Last()); err != nil {
		return Month{}, err
	}
	month.Status, month.ClosedBy, month.ClosedAt, month.Version = Closed, tx.Actor().Person, tx.Now(), version
	if err := updateMonth(tx, month); err != nil {
		return Month{}, err
	}
	month.Version++
	unconfirmed := 0
	for _, x := range results {
		if x.Unconfirmed = x.ConfirmedAt.IsZero(); x.Unconfirmed {
			unconfirmed++
			if err := markResult(tx, x); err != nil {
				return Month{}, err
			}
		}
		if err := recordFacts(tx, x); err != nil {
			return Month{}, err
		}
	}
	if err := jobs.Publish(tx, jobs.Event{Kind: ClosedEvent, Zone: month.Zone, Object: m.String(), Data: month}); err != nil {
		return Month{}, err
	}
	return month, ledger.Record(tx, ledger.Entry{Action: "attendance.month.close", Object: m.String(),
		Detail: map[string]any{"people": len(results), "unconfirmed": unconfirmed, "scheme": month.Scheme, "results": summaries(results)}})
}

// ready says what still stands in the way of closing.
func ready(tx *store.Tx, month Month, results []Result) error {
	requests, err := openRequests(tx, month.Zone, month.Month)
	if err != nil {
		return err
	}
	differences, err := openDifferences(tx, month.Zone, month.Month)
	if err != nil {
		return err
	}
	if requests+differences > 0 {
		return OpenMatters.New("month", month.Month, "requests", requests, "differences", differences)
	}
	count := 0
	for _, x := range results {
		if x.ConfirmedAt.IsZero() && x.Reminders == 0 {
			count++
		}
	}
	if count > 0 {
		return Unconfirmed.New("count", count)
	}
	doc, err := scheme.ByID(tx, month.Zone, month.Scheme)
	if err != nil {
		return err
	}
	d, err := layOut(tx, month.Zone, month.Month, doc, month.Month.Last())
	if err != nil {
		return err
	}
	again, err := d.results(tx)
	if err != nil {
		return err
	}
	had := map[ident.ID]Result{}
	for _, x := range results {
		had[x.Person] = x
	}
	for _, x := range again {
		if before, ok := had[x.Person]; !ok || !before.same(x) {
			return Changed.New()
		}
	}
	if len(again) != len(results) {
		return Changed.New()
	}
	return nil
}

func summaries(results []Result) []map[string]any {
	out := make([]map[string]any, len(results))
	for i, x := range results {
		out[i] = x.summary()
	}
	return out
}

// recordFacts leaves a result as facts about the person and the unit.
func recordFacts(tx *store.Tx, x Result) error {
	for _, f := range []struct {
		measure string
		value   exact.Decimal
		always  bool
	}{{ScoreMeasure, x.Tally.Score, true}, {LateMeasure, exact.Int(x.Tally.Late), false}, {EarlyMeasure, exact.Int(x.Tally.Early), false},
		{AbsentMeasure, exact.Int(x.Tally.Absent), false}, {MissingMeasure, exact.Int(x.Tally.Missing), false}} {
		if !f.always && f.value.IsZero() {
			continue
		}
		_, err := measure.RecordIn(tx, measure.Fact{Zone: x.Zone, Measure: f.measure, Day: x.Month.Last(), Value: f.value, Source: x.source(),
			Subjects: []measure.Subject{{Kind: "person", ID: x.Person.String()}, {Kind: "unit", ID: x.Unit.String()}}})
		if err != nil {
			return err
		}
	}
	return nil
}

// refresh computes again what a prepared month says of some people, after
// something it rests on changed; whose result changed is asked anew.
func refresh(tx *store.Tx, m calendar.Month, persons []ident.ID) error {
	month, err := MonthOf(tx, tx.Actor().Zone, m)
	if NoMonth.Is(err) || err == nil && month.Status == Closed {
		return nil
	}
	if err != nil {
		return err
	}
	doc, err := scheme.ByID(tx, month.Zone, month.Scheme)
	if err != nil {
		return err
	}
	d, err := layOut(tx, month.Zone, m, doc, m.Last(), persons...)
	if err != nil {
		return err
	}
	found, err := people.ByIDs(tx, month.Zone, persons)
	if err != nil {
		return err
	}
	var fresh []ident.ID
	for _, id := range persons {
		x, ok, err := d.result(found[id])
		if err != nil {
			return err
		}
		before, err := ResultOf(tx, month.Zone, m, id)
		if err != nil && !NoResult.Is(err) {
			return err
		}
		if !ok || before.same(x) {
			continue
		}
		if err := saveResult(tx, x, before.Version); err != nil {
			return err
		}
		fresh = append(fresh, id)
	}
	return tellResults(tx, m, fresh)
}

// settle carries an approved or revoked request into its months: a prepared one
// is computed again, a closed one is corrected with a record of before and
// after.
func settle(tx *store.Tx, m calendar.Month, q Request) error {
	month, err := MonthOf(tx, q.Zone, m)
	switch {
	case NoMonth.Is(err):
		return nil
	case err != nil:
		return err
	case month.Status == Prepared:
		return refresh(tx, m, []ident.ID{q.Person})
	case !month.Purged.IsZero():
		return ErasedMonth.New("month", m)
	}
	doc, err := scheme.ByID(tx, month.Zone, month.Scheme)
	if err != nil {
		return err
	}
	d, err := layOut(tx, month.Zone, m, doc, m.Last(), q.Person)
	if err != nil {
		return err
	}
	p, err := people.ByID(tx, month.Zone, q.Person)
	if err != nil {
		return err
	}
	after, ok, err := d.result(p)
	if err != nil || !ok {
		return err
	}
	before, err := ResultOf(tx, month.Zone, m, q.Person)
	if err != nil {
		return err
	}
	if before.same(after) {
		return nil
	}
	return correct(tx, before, after, q)
}

// correct changes a closed result: the row, the facts, and what both were.
func correct(tx *store.Tx, before, after Result, q Request) error {
	after.ConfirmedAt, after.RemindedAt, after.Reminders, after.Unconfirmed = before.ConfirmedAt, before.RemindedAt, before.Reminders, before.Unconfirmed
	if err := saveResult(tx, after, before.Version); err != nil {
		return err
	}
	if _, err := measure.ReverseSource(tx, after.Zone, after.source(), "更正："+q.Number); err != nil {
		return err
	}
	if err := recordFacts(tx, after); err != nil {
		return err
	}
	c := Correction{ID: ident.NewID(tx.Now()), Month: after.Month, Person: after.Person, Request: q.ID, By: tx.Actor().Person, At: tx.Now()}
	for _, side := range []struct {
		x    Result
		into *string
	}{{before, &c.Before}, {after, &c.After}} {
		raw, err := json.Marshal(side.x.summary())
		if err != nil {
			return err
		}
		*side.into = string(raw)
	}
	if err := insertCorrection(tx, after.Zone, c); err != nil {
		return err
	}
	return tellCorrected(tx, after)
}

// SettleDifference decides what a later file says otherwise: take it over, or
// keep what is on record. Nobody settles a difference about himself.
func SettleDifference(tx *store.Tx, id ident.ID, version int64, take bool, reason string) (Difference, error) {
	if err := checkReason(reason); err != nil {
		return Difference{}, err
	}
	d, err := DifferenceByID(tx, tx.Actor().Zone, id)
	switch {
	case err != nil:
		return Difference{}, err
	case d.Status != DifferenceOpen:
		return Difference{}, Settled.New()
	}
	month, err := MonthOf(tx, d.Zone, d.Day.Month())
	if err != nil && !NoMonth.Is(err) {
		return Difference{}, err
	}
	if month.Status == Closed && take {
		return Difference{}, MonthClosed.New("month", d.Day.Month())
	}
	d.Status, d.SettledBy, d.SettledAt, d.Reason, d.Version = DifferenceKept, tx.Actor().Person, tx.Now(), reason, version
	if take {
		d.Status = DifferenceTaken
	}
	if err := updateDifference(tx, d); err != nil {
		return Difference{}, err
	}
	d.Version++
	if take {
		if err := updatePunch(tx, d); err != nil {
			return Difference{}, err
		}
		if err := refresh(tx, d.Day.Month(), []ident.ID{d.Person}); err != nil {
			return Difference{}, err
		}
	}
	return d, ledger.Record(tx, ledger.Entry{Action: "attendance.difference." + string(d.Status), Object: id.String(), Reason: reason,
		Detail: map[string]any{"person": d.Person, "day": d.Day, "slot": d.Slot, "had": d.Had, "got": d.Got}})
}
