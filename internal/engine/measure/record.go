package measure

import (
	"errors"
	"slices"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/exact"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/engine/ledger"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// Record is RecordIn as a command of its own, with a ledger entry.
func Record(tx *store.Tx, f Fact) (ident.ID, error) {
	id, err := RecordIn(tx, f)
	if err != nil {
		return ident.ID{}, err
	}
	return id, ledger.Record(tx, ledger.Entry{Action: "measure.record", Object: id.String(),
		Detail: detail{f.Measure, f.Day, f.Value, sorted(f.Subjects), f.Source}})
}

// detail is what the ledger keeps of a fact.
type detail struct {
	Measure  string        `json:"measure"`
	Day      calendar.Date `json:"day"`
	Value    exact.Decimal `json:"value"`
	Subjects []Subject     `json:"subjects"`
	Source   string        `json:"source"`
}

// RecordIn adds a fact inside a room's command and gives its id. Zone,
// Measure, Subjects, Day, Value and Source are needed. ReportedBy is the actor
// unless it is set. A fact [FromReport] is pending unless VerifiedBy names
// another person than the reporter; a fact [FromWork] counts at once.
// ID, At, VerifiedAt and the reversal fields are set here, whatever is given.
func RecordIn(tx *store.Tx, f Fact) (ident.ID, error) {
	if err := f.check(calendar.DateOf(tx.Now())); err != nil {
		return ident.ID{}, err
	}
	m, _ := Lookup(f.Measure)
	if f.ReportedBy.IsZero() {
		f.ReportedBy = who(tx.Actor())
	}
	if m.Source == FromReport && f.ReportedBy.IsZero() {
		return ident.ID{}, NeedsPerson.New()
	}
	if !f.VerifiedBy.IsZero() && f.VerifiedBy == f.ReportedBy {
		return ident.ID{}, SelfVerified.At("verified_by")
	}
	f.ID, f.At, f.Subjects = ident.NewID(tx.Now()), tx.Now(), sorted(f.Subjects)
	f.Reverses, f.ReversedBy = ident.ID{}, ident.ID{}
	f.VerifiedAt = f.At
	if m.Source == FromReport && f.VerifiedBy.IsZero() {
		f.VerifiedAt = time.Time{}
	}
	if err := insertFact(tx, f); err != nil {
		return ident.ID{}, err
	}
	if f.Counts() {
		return f.ID, addTotals(tx, f)
	}
	return f.ID, nil
}

// Verify is VerifyIn in the actor's zone as a command of its own, with a
// ledger entry.
func Verify(tx *store.Tx, fact ident.ID) error {
	if err := VerifyIn(tx, tx.Actor().Zone, fact); err != nil {
		return err
	}
	return ledger.Record(tx, ledger.Entry{Action: "measure.verify", Object: fact.String()})
}

// VerifyIn makes a pending fact count, on the word of the actor, who must be
// somebody else than its reporter.
func VerifyIn(tx *store.Tx, zone int64, fact ident.ID) error {
	f, err := Get(tx, zone, fact)
	if err != nil {
		return err
	}
	verifier := who(tx.Actor())
	switch {
	case !f.Reverses.IsZero():
		return IsReversal.New()
	case !f.ReversedBy.IsZero():
		return AlreadyReversed.New()
	case !f.VerifiedAt.IsZero():
		return AlreadyVerified.New()
	case verifier.IsZero():
		return NeedsPerson.New()
	case isReporter(tx.Actor(), f.ReportedBy):
		return SelfVerified.New()
	}
	n, err := tx.Exec(stampVerified, zone, fact, verifier, tx.Now())
	if err != nil {
		return err
	}
	if n == 0 { // another command verified or reversed it since it was read
		return store.Stale.New()
	}
	f.VerifiedBy, f.VerifiedAt = verifier, tx.Now()
	return addTotals(tx, f)
}

// Reverse is ReverseIn in the actor's zone as a command of its own, with a
// ledger entry.
func Reverse(tx *store.Tx, fact ident.ID, reason string) (ident.ID, error) {
	id, err := ReverseIn(tx, tx.Actor().Zone, fact, reason)
	if err != nil {
		return ident.ID{}, err
	}
	return id, ledger.Record(tx, ledger.Entry{Action: "measure.reverse", Object: fact.String(), Reason: reason,
		Detail: map[string]ident.ID{"reversal": id}})
}

// ReverseIn takes a fact back, for a reason, and gives the id of the reversal:
// a record of the same measure, day, subjects and source with the opposite
// value.
func ReverseIn(tx *store.Tx, zone int64, fact ident.ID, reason string) (ident.ID, error) {
	if reason == "" || len([]rune(reason)) > maxText {
		return ident.ID{}, NoReason.At("reason", "limit", maxText)
	}
	f, err := Get(tx, zone, fact)
	if err != nil {
		return ident.ID{}, err
	}
	if !f.Reverses.IsZero() {
		return ident.ID{}, IsReversal.New()
	}
	r := f
	r.ID, r.At, r.Reverses = ident.NewID(tx.Now()), tx.Now(), f.ID
	r.Value, r.Note, r.ReportedBy = f.Value.Neg(), reason, who(tx.Actor())
	r.VerifiedBy, r.VerifiedAt = ident.ID{}, time.Time{}
	// The stamp tells whether the fact counted until now: the row's lock
	// orders this command against one that verifies the same fact.
	counted, err := store.One(tx, scanCounted, stampReversed, zone, fact, r.ID, tx.Now())
	if errors.Is(err, store.ErrNoRows) {
		return ident.ID{}, AlreadyReversed.New()
	}
	if err != nil {
		return ident.ID{}, err
	}
	if err := insertFact(tx, r); err != nil {
		return ident.ID{}, err
	}
	if counted {
		return r.ID, subtractTotals(tx, f)
	}
	return r.ID, nil
}

// Correct is CorrectIn as a command of its own, with a ledger entry.
func Correct(tx *store.Tx, old ident.ID, corrected Fact, reason string) (ident.ID, error) {
	id, err := CorrectIn(tx, old, corrected, reason)
	if err != nil {
		return ident.ID{}, err
	}
	return id, ledger.Record(tx, ledger.Entry{Action: "measure.correct", Object: old.String(), Reason: reason,
		Detail: map[string]any{"fact": id, "now": detail{corrected.Measure, corrected.Day, corrected.Value, sorted(corrected.Subjects), corrected.Source}}})
}

// CorrectIn reverses a fact and records the corrected one, whose id it gives.
// A corrected report is pending again.
func CorrectIn(tx *store.Tx, old ident.ID, corrected Fact, reason string) (ident.ID, error) {
	if _, err := ReverseIn(tx, corrected.Zone, old, reason); err != nil {
		return ident.ID{}, err
	}
	return RecordIn(tx, corrected)
}

// ReverseSource takes back every live fact of one source record inside a
// room's command and gives how many there were.
func ReverseSource(tx *store.Tx, zone int64, source, reason string) (int, error) {
	facts, err := BySource(tx, zone, source)
	if err != nil {
		return 0, err
	}
	facts = slices.DeleteFunc(facts, func(f Fact) bool { return !f.Live() })
	for _, f := range facts {
		if _, err := ReverseIn(tx, zone, f.ID, reason); err != nil {
			return 0, err
		}
	}
	return len(facts), nil
}

// who gives the person acting, or the account when it has no person.
func who(a *ident.Actor) ident.ID {
	if !a.Person.IsZero() {
		return a.Person
	}
	return a.Account
}

// isReporter also catches a reporter recorded under an account that has been
// given its person since.
func isReporter(a *ident.Actor, reporter ident.ID) bool {
	return !reporter.IsZero() && (a.Person == reporter || a.Account == reporter)
}
