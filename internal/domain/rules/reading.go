package rules

import (
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/engine/ledger"
	"github.com/jingkai-zone/jingkai/internal/engine/scheme"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// Reading says that somebody has read an edition.
type Reading struct {
	Person ident.ID
	At     time.Time
}

// Acknowledge notes that the actor has read the edition in force today and
// gives it. Reading it twice keeps the first time. It refuses with [NotInForce],
// with [NotAcknowledged] when the scheme asks for no acknowledgement and with
// scheme.NotSet when it does not say.
func Acknowledge(tx *store.Tx, id ident.ID) (Edition, error) {
	zone, me := tx.Actor().Zone, tx.Actor().Person
	doc, err := scheme.At(tx, zone, today(tx))
	if err != nil {
		return Edition{}, err
	}
	used, err := scheme.Need(doc, "rules.acknowledge", scheme.Get[Scheme](doc).Acknowledge)
	if err != nil {
		return Edition{}, err
	}
	if !used {
		return Edition{}, NotAcknowledged.New()
	}
	if me.IsZero() {
		return Edition{}, PersonNeeded.New()
	}
	e, err := VersionOn(tx, zone, id, today(tx))
	if err != nil {
		return Edition{}, err
	}
	fresh, err := insertReading(tx, zone, e, me)
	if err != nil {
		return Edition{}, err
	}
	return e, ledger.Record(tx, ledger.Entry{Action: "rules.acknowledge", Object: id.String(), Detail: map[string]any{"edition": e.No, "again": !fresh}})
}
