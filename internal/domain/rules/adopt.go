package rules

import (
	"fmt"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/domain/org"
	"github.com/jingkai-zone/jingkai/internal/engine/access"
	"github.com/jingkai-zone/jingkai/internal/engine/files"
	"github.com/jingkai-zone/jingkai/internal/engine/ledger"
	"github.com/jingkai-zone/jingkai/internal/engine/scheme"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// Adopt enters a rule or workflow with its first edition into the library of
// the actor's zone. The first edition may have begun in the past: a library is
// often older than its register. It refuses all faults of the draft at once,
// with [NumberTaken], and with scheme.NotSet while the scheme names no fields.
func Adopt(tx *store.Tx, d Draft) (Rule, error) {
	d = d.trimmed()
	if d.From.IsZero() {
		d.From = today(tx)
	}
	fields, err := Fields(tx, tx.Actor().Zone, today(tx))
	if err != nil {
		return Rule{}, err
	}
	faults := d.check(fields, today(tx))
	if err := d.checkRecords(tx, tx.Actor().Zone, faults); err != nil {
		return Rule{}, err
	}
	if err := faults.Err(); err != nil {
		return Rule{}, err
	}
	r, err := enter(tx, d)
	if err != nil {
		return Rule{}, err
	}
	return r, ledger.Record(tx, ledger.Entry{Action: "rules.adopt", Object: r.ID.String(), Detail: r.record(d.From)})
}

// enter writes a checked draft as a rule with its first edition.
func enter(tx *store.Tx, d Draft) (Rule, error) {
	actor := tx.Actor()
	r := Rule{Zone: actor.Zone, ID: ident.NewID(tx.Now()), Number: d.Number, Title: d.Title, Kind: d.Kind, Field: d.Field, Owner: d.Owner,
		Process: d.Process, CreatedBy: actor.Person, Version: 1}
	if err := insertRule(tx, r); store.IsUnique(err) {
		return Rule{}, NumberTaken.At("number")
	} else if err != nil {
		return Rule{}, err
	}
	return r, addEdition(tx, Edition{Rule: r.ID, No: 1}, d, "")
}

// addEdition writes the edition of a draft and its files.
func addEdition(tx *store.Tx, e Edition, d Draft, reason string) error {
	e.Title, e.From, e.TrialUntil, e.Body, e.Steps = d.Title, d.From, d.TrialUntil, d.Body, d.Steps
	e.Reason, e.By, e.At = reason, tx.Actor().Person, tx.Now()
	if err := insertEdition(tx, tx.Actor().Zone, e); err != nil {
		return err
	}
	for _, file := range d.Files {
		if err := files.Link(tx, tx.Actor().Zone, file, EditionObject(e.Rule, e.No), "text"); err != nil {
			return err
		}
	}
	return nil
}

// EditionObject names an edition for the files engine.
func EditionObject(rule ident.ID, no int64) string {
	return fmt.Sprintf("rules.edition/%s/%d", rule, no)
}

// Revise adds an edition that begins today or later and after the one before;
// it takes the earlier edition's place on that day. A revision without a trial
// makes a rule on trial final. It refuses with [Repealed], [FromTooEarly],
// store.Stale and the faults of the draft.
func Revise(tx *store.Tx, id ident.ID, version int64, d Draft, reason string) (Rule, error) {
	if err := checkReason(reason); err != nil {
		return Rule{}, err
	}
	r, editions, err := standing(tx, id)
	if err != nil {
		return Rule{}, err
	}
	last := editions[len(editions)-1]
	d = d.trimmed()
	d.Kind = r.Kind
	if d.From.IsZero() {
		d.From = today(tx)
	}
	fields, err := Fields(tx, r.Zone, today(tx))
	if err != nil {
		return Rule{}, err
	}
	var faults fault.List
	if first := later(today(tx), last.From.AddDays(1)); d.From.Before(first) {
		faults.Add(FromTooEarly.At("from", "first", first))
	} else if latest := today(tx).AddYears(1); d.From.After(latest) {
		faults.Add(FromNeeded.At("from", "to", latest))
	}
	d.checkText(fields, &faults)
	if err := d.checkRecords(tx, r.Zone, &faults); err != nil {
		return Rule{}, err
	}
	if err := faults.Err(); err != nil {
		return Rule{}, err
	}
	r.Title, r.Field, r.Owner, r.Process, r.Version = d.Title, d.Field, d.Owner, d.Process, version
	if err := updateRule(tx, r); err != nil {
		return Rule{}, err
	}
	r.Version++
	if err := endEdition(tx, r.Zone, id, last.No, d.From); err != nil {
		return Rule{}, err
	}
	if err := addEdition(tx, Edition{Rule: id, No: last.No + 1}, d, reason); err != nil {
		return Rule{}, err
	}
	return r, ledger.Record(tx, ledger.Entry{Action: "rules.revise", Object: id.String(), Reason: reason, Detail: r.record(d.From)})
}

// Repeal ends a rule on a day that is not past, today unless stated: from that
// day on it is not counted. An edition that would have begun by then never
// begins. Nothing is deleted.
func Repeal(tx *store.Tx, id ident.ID, version int64, day calendar.Date, reason string) (Rule, error) {
	if err := checkReason(reason); err != nil {
		return Rule{}, err
	}
	r, editions, err := standing(tx, id)
	if err != nil {
		return Rule{}, err
	}
	if day.IsZero() {
		day = today(tx)
	}
	if day.Before(today(tx)) {
		return Rule{}, FromTooEarly.At("day", "first", today(tx))
	}
	r.RepealedOn, r.RepealReason, r.RepealedBy, r.Version = day, reason, tx.Actor().Person, version
	if err := updateRule(tx, r); err != nil {
		return Rule{}, err
	}
	r.Version++
	for _, e := range editions {
		if e.Until.IsZero() || e.Until.After(day) {
			if err := endEdition(tx, r.Zone, id, e.No, later(day, e.From)); err != nil {
				return Rule{}, err
			}
		}
	}
	return r, ledger.Record(tx, ledger.Entry{Action: "rules.repeal", Object: id.String(), Reason: reason, Detail: r.record(day)})
}

// standing reads a rule that may still change, with its editions.
func standing(tx *store.Tx, id ident.ID) (Rule, []Edition, error) {
	r, err := ByID(tx, tx.Actor().Zone, id)
	if err != nil {
		return Rule{}, nil, err
	}
	if !r.RepealedOn.IsZero() {
		return Rule{}, nil, Repealed.New("day", r.RepealedOn)
	}
	editions, err := Editions(tx, r.Zone, id)
	return r, editions, err
}

// checkRecords finds what is wrong with the records a draft names.
func (d Draft) checkRecords(r store.Reader, zone int64, faults *fault.List) error {
	u, err := org.UnitByID(r, zone, d.Owner)
	if fault.KindOf(err) == fault.NotFound || err == nil && u.Status != org.Active {
		faults.Add(OwnerNotActive.At("owner"))
	} else if err != nil {
		return err
	}
	if d.Process != "" {
		if _, ok := access.Find(d.Process); !ok {
			faults.Add(BadProcess.At("process"))
		}
	}
	return nil
}

// Fields gives the fields of the library that the scheme of a day names, or
// refuses with scheme.NotSet.
func Fields(r store.Reader, zone int64, day calendar.Date) ([]scheme.Named, error) {
	doc, err := scheme.At(r, zone, day)
	if err != nil {
		return nil, err
	}
	return scheme.NeedList(doc, "rules.fields", scheme.Get[Scheme](doc).Fields)
}

func today(r store.Reader) calendar.Date { return calendar.DateOf(r.Now()) }

func later(a, b calendar.Date) calendar.Date {
	if a.Before(b) {
		return b
	}
	return a
}

// record gives what the ledger keeps of a rule.
func (r Rule) record(day calendar.Date) map[string]any {
	return map[string]any{"number": r.Number, "title": r.Title, "kind": r.Kind, "field": r.Field, "owner": r.Owner, "process": r.Process, "day": day}
}
