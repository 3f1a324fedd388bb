package goals

import (
	"encoding/json"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/engine/jobs"
	"github.com/jingkai-zone/jingkai/internal/engine/ledger"
	"github.com/jingkai-zone/jingkai/internal/engine/scheme"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// AmendAdd adds an item to an issued list. It must name every level of
// responsibility at once.
func AmendAdd(tx *store.Tx, list ident.ID, d ItemDraft, reason string) (Item, error) {
	l, levels, err := issuedList(tx, list, reason)
	if err != nil {
		return Item{}, err
	}
	i, err := newItem(tx, l, d)
	if err != nil {
		return Item{}, err
	}
	if err := i.complete(levels); err != nil {
		return Item{}, err
	}
	i.AmendedOn = calendar.DateOf(tx.Now())
	if err := updateItem(tx, i, i.Version); err != nil {
		return Item{}, err
	}
	i.Version++
	return i, amended(tx, AddItemAmendment, nil, &i, reason)
}

// AmendChange changes an item of an issued list; what it was before stays in
// the amendment.
func AmendChange(tx *store.Tx, id ident.ID, version int64, d ItemDraft, reason string) (Item, error) {
	before, err := itemByID(tx, tx.Actor().Zone, id)
	if err != nil {
		return Item{}, err
	}
	l, levels, err := issuedList(tx, before.List, reason)
	if err != nil {
		return Item{}, err
	}
	faults := d.check(l)
	if err := named(tx, l.Zone, d, faults); err != nil {
		return Item{}, err
	}
	if err := faults.Err(); err != nil {
		return Item{}, err
	}
	i := d.apply(l, before)
	if err := i.complete(levels); err != nil {
		return Item{}, err
	}
	i.AmendedOn = calendar.DateOf(tx.Now())
	if err := updateItem(tx, i, version); err != nil {
		return Item{}, err
	}
	i.Version = version + 1
	return i, amended(tx, ChangeItemAmendment, &before, &i, reason)
}

// AmendWithdraw takes an item off an issued list; it stays visible as
// withdrawn and is not judged.
func AmendWithdraw(tx *store.Tx, id ident.ID, version int64, reason string) (Item, error) {
	before, err := itemByID(tx, tx.Actor().Zone, id)
	if err != nil {
		return Item{}, err
	}
	if _, _, err := issuedList(tx, before.List, reason); err != nil {
		return Item{}, err
	}
	i := before
	i.Status, i.AmendedOn = Withdrawn, calendar.DateOf(tx.Now())
	if err := updateItem(tx, i, version); err != nil {
		return Item{}, err
	}
	i.Version = version + 1
	return i, amended(tx, WithdrawItemAmendment, &before, &i, reason)
}

func issuedList(tx *store.Tx, id ident.ID, reason string) (List, []Level, error) {
	if err := checkReason(reason); err != nil {
		return List{}, nil, err
	}
	l, err := listHead(tx, tx.Actor().Zone, id)
	if err != nil {
		return List{}, nil, err
	}
	if l.Status != Issued {
		return List{}, nil, NotIssued.New()
	}
	doc, err := scheme.At(tx, l.Zone, calendar.DateOf(tx.Now()))
	if err != nil {
		return List{}, nil, err
	}
	levels, err := scheme.NeedList(doc, "goals.levels", scheme.Get[Scheme](doc).Levels)
	return l, levels, err
}

// complete refuses an item that misses a compulsory level.
func (i Item) complete(levels []Level) error {
	var gaps fault.List
	for _, level := range levels {
		gaps.Add(i.lack(level))
	}
	return gaps.Err()
}

func amended(tx *store.Tx, kind AmendmentKind, before, after *Item, reason string) error {
	a := Amendment{ID: ident.NewID(tx.Now()), List: after.List, Item: after.ID, Kind: kind, On: calendar.DateOf(tx.Now()),
		Reason: reason, By: tx.Actor().Name}
	var err error
	if a.Before, err = frozen(before); err != nil {
		return err
	}
	if a.After, err = frozen(after); err != nil {
		return err
	}
	if err := insertAmendment(tx, after.Zone, a); err != nil {
		return err
	}
	if err := jobs.Publish(tx, jobs.Event{Kind: AmendedEvent, Zone: after.Zone, Object: after.ID.String()}); err != nil {
		return err
	}
	return ledger.Record(tx, ledger.Entry{Action: "goals.item.amend_" + string(kind), Object: after.List.String(), Reason: reason, Detail: after.record()})
}

func frozen(i *Item) (string, error) {
	if i == nil {
		return "", nil
	}
	raw, err := json.Marshal(i.record())
	return string(raw), err
}
