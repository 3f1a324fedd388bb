package goals

import (
	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/exact"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/domain/org"
	"github.com/jingkai-zone/jingkai/internal/domain/people"
	"github.com/jingkai-zone/jingkai/internal/engine/ledger"
	"github.com/jingkai-zone/jingkai/internal/engine/scheme"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// SetTarget writes a target of the zone, or a share of a target. A share takes
// year, category, indicator and unit of measure from its parent. It refuses
// with [OverAllocated] when the shares would exceed the parent.
func SetTarget(tx *store.Tx, in TargetInput) (Target, error) {
	zone := tx.Actor().Zone
	doc, err := scheme.At(tx, zone, calendar.DateOf(tx.Now()))
	if err != nil {
		return Target{}, err
	}
	named, err := scheme.NeedList(doc, "goals.categories", scheme.Get[Scheme](doc).Categories)
	if err != nil {
		return Target{}, err
	}
	categories := make([]string, len(named))
	for i, n := range named {
		categories[i] = n.Key
	}
	if err := in.check(categories); err != nil {
		return Target{}, err
	}
	t := Target{Zone: zone, ID: ident.NewID(tx.Now()), Parent: in.Parent, Year: in.Year, Category: in.Category, Indicator: in.Indicator,
		UnitName: in.UnitName, Value: in.Value, Weight: exact.MustParse("1"), Unit: in.Unit, Person: in.Person, Basis: in.Basis,
		Status: Draft, Version: 1}
	if in.Weight != nil {
		t.Weight = *in.Weight
	}
	if err := t.ownersServe(tx); err != nil {
		return Target{}, err
	}
	if !t.Parent.IsZero() {
		if err := t.fitsUnder(tx); err != nil {
			return Target{}, err
		}
	}
	if err := insertTarget(tx, t); err != nil {
		return Target{}, err
	}
	return t, ledger.Record(tx, ledger.Entry{Action: "goals.target.set", Object: t.ID.String(), Detail: t.record()})
}

// fitsUnder takes over what a share shares with its parent, and touches the
// parent's version so that two shares set at once cannot both fit.
func (t *Target) fitsUnder(tx *store.Tx) error {
	b, err := BreakdownOf(tx, t.Zone, t.Parent)
	if err != nil {
		return err
	}
	if b.Target.Status == Issued {
		return TargetIssued.New()
	}
	if t.Value.Cmp(b.Left) > 0 {
		return OverAllocated.At("value", "value", b.Target.Value, "allocated", b.Allocated, "reserve", b.Target.Reserve, "left", b.Left)
	}
	t.Year, t.Category, t.Indicator, t.UnitName = b.Target.Year, b.Target.Category, b.Target.Indicator, b.Target.UnitName
	return updateTarget(tx, b.Target)
}

func (t Target) ownersServe(r store.Reader) error {
	var faults fault.List
	if !t.Unit.IsZero() {
		u, err := org.UnitByID(r, t.Zone, t.Unit)
		if fault.KindOf(err) == fault.NotFound || err == nil && u.Status != org.Active {
			faults.Add(UnitNotActive.At("unit"))
		} else if err != nil {
			return err
		}
	}
	if !t.Person.IsZero() {
		found, err := people.ByIDs(r, t.Zone, []ident.ID{t.Person})
		if err != nil {
			return err
		}
		if p, ok := found[t.Person]; !ok || p.Status != people.Active {
			faults.Add(NotServing.At("person"))
		}
	}
	return faults.Err()
}

// SetReserve declares how much of a target is kept back on purpose.
func SetReserve(tx *store.Tx, id ident.ID, version int64, reserve exact.Decimal) (Target, error) {
	b, err := BreakdownOf(tx, tx.Actor().Zone, id)
	if err != nil {
		return Target{}, err
	}
	t := b.Target
	if t.Status == Issued {
		return Target{}, TargetIssued.New()
	}
	room := b.Left.Add(t.Reserve)
	if reserve.Sign() < 0 || reserve.Cmp(room) > 0 {
		return Target{}, BadReserve.At("reserve", "left", room)
	}
	t.Reserve, t.Version = reserve, version
	if err := updateTarget(tx, t); err != nil {
		return Target{}, err
	}
	t.Version++
	return t, ledger.Record(tx, ledger.Entry{Action: "goals.target.reserve", Object: id.String(), Detail: t.record()})
}

// IssueTarget issues a target of the zone with all shares below it. It refuses
// with [NotAllocated] while anything is neither broken down nor reserved. A
// share without shares of its own is complete as it is.
func IssueTarget(tx *store.Tx, id ident.ID) (Breakdown, error) {
	b, err := BreakdownOf(tx, tx.Actor().Zone, id)
	if err != nil {
		return Breakdown{}, err
	}
	switch {
	case !b.Target.Parent.IsZero():
		return Breakdown{}, IssueFromTop.New()
	case b.Target.Status == Issued:
		return Breakdown{}, TargetIssued.New()
	}
	if err := issueTree(tx, b); err != nil {
		return Breakdown{}, err
	}
	if err := ledger.Record(tx, ledger.Entry{Action: "goals.target.issue", Object: id.String(), Detail: b.Target.record()}); err != nil {
		return Breakdown{}, err
	}
	return BreakdownOf(tx, b.Target.Zone, id)
}

func issueTree(tx *store.Tx, b Breakdown) error {
	top := b.Target.Parent.IsZero()
	if (top || len(b.Shares) > 0) && b.Left.Sign() != 0 {
		return NotAllocated.New("left", b.Left, "unit", b.Target.UnitName)
	}
	for _, share := range b.Shares {
		below, err := BreakdownOf(tx, share.Zone, share.ID)
		if err != nil {
			return err
		}
		if err := issueTree(tx, below); err != nil {
			return err
		}
	}
	t := b.Target
	t.Status, t.IssuedAt, t.GivenBy = Issued, tx.Now(), tx.Actor().Name
	return updateTarget(tx, t)
}

// SignTarget signs the letter of responsibility for the unit that answers for
// a share: the receiving side, never the one who issued it.
func SignTarget(tx *store.Tx, id ident.ID) (Target, error) {
	t, err := targetByID(tx, tx.Actor().Zone, id)
	if err != nil {
		return Target{}, err
	}
	switch {
	case t.Status != Issued:
		return Target{}, TargetDraft.New()
	case t.SignedBy != "":
		return Target{}, SignedAlready.New()
	case t.Unit.IsZero() || t.Unit != tx.Actor().Unit || t.GivenBy == tx.Actor().Name:
		return Target{}, NotYourTarget.New()
	}
	t.SignedBy, t.SignedAt = tx.Actor().Name, tx.Now()
	if err := updateTarget(tx, t); err != nil {
		return Target{}, err
	}
	t.Version++
	return t, ledger.Record(tx, ledger.Entry{Action: "goals.target.sign", Object: id.String()})
}

// AdjustTarget changes the value of an issued target; the value before stays
// in the record. Shares and reserve must still fit, and a share must still fit
// its parent.
func AdjustTarget(tx *store.Tx, id ident.ID, version int64, value exact.Decimal, reason string) (Target, error) {
	if err := checkReason(reason); err != nil {
		return Target{}, err
	}
	b, err := BreakdownOf(tx, tx.Actor().Zone, id)
	if err != nil {
		return Target{}, err
	}
	t := b.Target
	if t.Status != Issued {
		return Target{}, TargetDraft.New()
	}
	if value.Sign() <= 0 {
		return Target{}, BadValue.At("value")
	}
	if least := b.Allocated.Add(t.Reserve); value.Cmp(least) < 0 {
		return Target{}, BelowShares.At("value", "least", least)
	}
	if err := t.growthFits(tx, value); err != nil {
		return Target{}, err
	}
	a := Adjustment{ID: ident.NewID(tx.Now()), Target: id, On: calendar.DateOf(tx.Now()), Before: t.Value, After: value, Reason: reason, By: tx.Actor().Name}
	t.Value, t.Version = value, version
	if err := updateTarget(tx, t); err != nil {
		return Target{}, err
	}
	if err := insertAdjustment(tx, t.Zone, a); err != nil {
		return Target{}, err
	}
	t.Version++
	return t, ledger.Record(tx, ledger.Entry{Action: "goals.target.adjust", Object: id.String(), Reason: reason,
		Detail: map[string]any{"before": a.Before.String(), "after": a.After.String()}})
}

// growthFits checks a share's new value against what its parent has left, and
// touches the parent's version.
func (t Target) growthFits(tx *store.Tx, value exact.Decimal) error {
	if t.Parent.IsZero() {
		return nil
	}
	p, err := BreakdownOf(tx, t.Zone, t.Parent)
	if err != nil {
		return err
	}
	if value.Cmp(p.Left.Add(t.Value)) > 0 {
		return OverAllocated.At("value", "value", p.Target.Value, "allocated", p.Allocated, "reserve", p.Target.Reserve, "left", p.Left)
	}
	return updateTarget(tx, p.Target)
}

func (t Target) record() map[string]any {
	return map[string]any{"year": t.Year, "category": t.Category, "indicator": t.Indicator, "value": t.Value.String(), "unit_name": t.UnitName,
		"reserve": t.Reserve.String(), "weight": t.Weight.String(), "unit": t.Unit, "person": t.Person, "parent": t.Parent}
}

const targetColumns = `SELECT zone_id, id, parent_id, year, category, indicator, unit_name, value, reserve, weight, unit_id, person_id, basis,
	status, issued_at, given_by, signed_by, signed_at, version FROM goals_target`

func scanTarget(row *store.Rows) (t Target, err error) {
	return t, row.Scan(&t.Zone, &t.ID, &t.Parent, &t.Year, &t.Category, &t.Indicator, &t.UnitName, &t.Value, &t.Reserve, &t.Weight,
		&t.Unit, &t.Person, &t.Basis, &t.Status, &t.IssuedAt, &t.GivenBy, &t.SignedBy, &t.SignedAt, &t.Version)
}

func targetByID(r store.Reader, zone int64, id ident.ID) (Target, error) {
	t, err := store.One(r, scanTarget, targetColumns+` WHERE zone_id = $1 AND id = $2`, zone, id)
	return t, found(err, NoTarget)
}

// BreakdownOf reads a target with its shares, or refuses with [NoTarget].
func BreakdownOf(r store.Reader, zone int64, id ident.ID) (Breakdown, error) {
	t, err := targetByID(r, zone, id)
	if err != nil {
		return Breakdown{}, err
	}
	shares, err := store.All(r, scanTarget, targetColumns+` WHERE zone_id = $1 AND parent_id = $2 ORDER BY id`, zone, id)
	if err != nil {
		return Breakdown{}, err
	}
	return breakdown(t, shares), nil
}

// Targets gives the zone's own targets of a year, by category.
func Targets(r store.Reader, zone, year int64) ([]Breakdown, error) {
	all, err := store.All(r, scanTarget, targetColumns+` WHERE zone_id = $1 AND year = $2 ORDER BY category, id`, zone, year)
	if err != nil {
		return nil, err
	}
	below := map[ident.ID][]Target{}
	for _, t := range all {
		below[t.Parent] = append(below[t.Parent], t)
	}
	var out []Breakdown
	for _, t := range below[ident.ID{}] {
		out = append(out, breakdown(t, below[t.ID]))
	}
	return out, nil
}

func insertTarget(tx *store.Tx, t Target) error {
	_, err := tx.Exec(`INSERT INTO goals_target (zone_id, id, parent_id, year, category, indicator, unit_name, value, reserve, weight, unit_id,
		person_id, basis, status, given_by, signed_by, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, '', '', $15)`,
		t.Zone, t.ID, t.Parent, t.Year, t.Category, t.Indicator, t.UnitName, t.Value, t.Reserve, t.Weight, t.Unit, t.Person, t.Basis, t.Status, t.Version)
	return err
}

func updateTarget(tx *store.Tx, t Target) error {
	n, err := tx.Exec(`UPDATE goals_target SET value = $4, reserve = $5, status = $6, issued_at = $7, given_by = $8, signed_by = $9, signed_at = $10,
		version = version + 1 WHERE zone_id = $1 AND id = $2 AND version = $3`,
		t.Zone, t.ID, t.Version, t.Value, t.Reserve, t.Status, t.IssuedAt, t.GivenBy, t.SignedBy, t.SignedAt)
	return changed(n, err)
}

func insertAdjustment(tx *store.Tx, zone int64, a Adjustment) error {
	_, err := tx.Exec(`INSERT INTO goals_adjustment (zone_id, id, target_id, on_day, before, after, reason, by_name)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`, zone, a.ID, a.Target, a.On, a.Before, a.After, a.Reason, a.By)
	return err
}

// Adjustments gives the changes of an issued target, oldest first.
func Adjustments(r store.Reader, zone int64, target ident.ID) ([]Adjustment, error) {
	return store.All(r, func(row *store.Rows) (a Adjustment, err error) {
		return a, row.Scan(&a.ID, &a.Target, &a.On, &a.Before, &a.After, &a.Reason, &a.By)
	}, `SELECT id, target_id, on_day, before, after, reason, by_name FROM goals_adjustment WHERE zone_id = $1 AND target_id = $2 ORDER BY id`, zone, target)
}
