package board

import (
	"strings"

	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/engine/access"
	"github.com/jingkai-zone/jingkai/internal/engine/jobs"
	"github.com/jingkai-zone/jingkai/internal/engine/ledger"
	"github.com/jingkai-zone/jingkai/internal/engine/scheme"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// ChangedEvent is published when a leader changes a result for the worse: it
// is the notice that opens the item's own window. The object is the board's
// id, the data the [Item].
const ChangedEvent = "board.item.changed"

// ChangeFinal lets a leader set the final colour of an item before the board is
// confirmed, with a reason; what was computed stays beside it (LY-37). A change
// for the worse opens a new window for the item. The score is never changed:
// other facts make another score, by computing again.
func ChangeFinal(tx *store.Tx, board, item ident.ID, to Colour, reason string) (Item, error) {
	if err := checkReason(reason); err != nil {
		return Item{}, err
	}
	b, i, err := openItem(tx, board, item)
	if err != nil {
		return Item{}, err
	}
	if !isColour(to) || to == i.Final {
		return Item{}, BadColour.At("final")
	}
	if me := tx.Actor().Person; !me.IsZero() && me == i.Person {
		return Item{}, OwnMatter.New()
	}
	// Changing a result is part of confirming it, so who computed is refused.
	if err := access.Act(tx, "confirm", b.Object()); err != nil {
		return Item{}, err
	}
	before := i.Final
	if err := setFinal(tx, b, i, to, ByLeader, reason); err != nil {
		return Item{}, err
	}
	if i, err = ItemByID(tx, b, item); err != nil {
		return Item{}, err
	}
	if to.worth() < before.worth() {
		if err := restartWindow(tx, b); err != nil {
			return Item{}, err
		}
		due, _, err := WindowOf(tx, b)
		if err != nil {
			return Item{}, err
		}
		if err := b.tellItem(tx, changedMessage, i, to, map[string]string{"due": due.String()}); err != nil {
			return Item{}, err
		}
		if err := jobs.Publish(tx, jobs.Event{Kind: ChangedEvent, Zone: b.Zone, Object: b.ID.String(), Data: i}); err != nil {
			return Item{}, err
		}
	}
	return i, ledger.Record(tx, ledger.Entry{Action: "board.change", Object: b.ID.String(), Reason: strings.TrimSpace(reason),
		Detail: map[string]any{"item": i.ID, "computed": i.Computed, "before": before, "after": to}})
}

// setFinal writes another final colour and the change's record. The caller has
// checked who may, and leaves the ledger entry.
func setFinal(tx *store.Tx, b Board, i Item, to Colour, kind ChangeKind, reason string) error {
	c := Change{ID: ident.NewID(tx.Now()), Board: b.ID, Item: i.ID, Kind: kind, Before: i.Final, After: to, Reason: strings.TrimSpace(reason),
		At: tx.Now(), By: tx.Actor().Person, ByName: tx.Actor().Name}
	if to.worth() < i.Final.worth() {
		i.NotifiedAt = tx.Now()
	}
	i.Final, i.Decided, i.Reason = to, to != i.Computed, c.Reason
	if err := putItem(tx, b.Zone, i); err != nil {
		return err
	}
	if err := insertChange(tx, b.Zone, c); err != nil {
		return err
	}
	return redFits(tx, b)
}

// redFits refuses more red items than the scheme has places for, unless the
// rule itself listed them (ties that the scheme includes).
func redFits(tx *store.Tx, b Board) error {
	doc, err := scheme.ByID(tx, b.Zone, b.Scheme)
	if err != nil {
		return err
	}
	places, err := scheme.Need(doc, "board.red.cap", scheme.Get[Scheme](doc).Red.Cap)
	if err != nil {
		return err
	}
	most, limited := places.Limit()
	items, err := bareItems(tx, b.Zone, b.ID)
	if err != nil || !limited {
		return err
	}
	var computed, final int64
	for _, i := range items {
		if i.Computed == Red {
			computed++
		}
		if i.Final == Red {
			final++
		}
	}
	if final > max(most, computed) {
		return RedFull.New("cap", most, "count", final)
	}
	return nil
}
