package notify

import (
	"errors"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/engine/ledger"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// Acknowledge records that the actor received a message that asks for it
// (签收), with a ledger entry. Doing it again changes nothing.
func Acknowledge(tx *store.Tx, message ident.ID) error {
	b := BoxOf(tx.Actor())
	m, err := Get(tx, b.Zone, message)
	if err != nil {
		return err
	}
	mine, err := inBox(tx, b, message)
	switch {
	case err != nil:
		return err
	case !mine:
		return NotFound.New()
	case !m.NeedAck:
		return NoAckNeeded.New()
	}
	receipt, err := store.One(tx, scanReceipt, selectReceipt, b.Zone, message, b.Owner)
	if err != nil && !errors.Is(err, store.ErrNoRows) {
		return err
	}
	if !receipt.AckedAt.IsZero() {
		return nil
	}
	if _, err := tx.Exec(insertAck, b.Zone, b.Owner, message, tx.Now()); err != nil {
		return err
	}
	return ledger.Record(tx, ledger.Entry{Action: "notify.acknowledge", Object: message.String(), Detail: map[string]string{"about": m.Object}})
}

// Get gives a message as it was sent, or NotFound.
func Get(r store.Reader, zone int64, id ident.ID) (Sent, error) {
	m, err := store.One(r, scanSent, selectMessage, zone, id)
	if errors.Is(err, store.ErrNoRows) {
		return Sent{}, NotFound.New()
	}
	return m, err
}

// About gives the messages that were sent about a record, oldest first: the
// proof that somebody was told.
func About(r store.Reader, zone int64, object string) ([]Sent, error) {
	return store.All(r, scanSent, selectAbout, zone, object)
}

// Receipt says when somebody read and acknowledged a message.
type Receipt struct {
	Owner   ident.ID // person, or account without one
	ReadAt  time.Time
	AckedAt time.Time // zero: not acknowledged
}

// Receipts gives who has read a message. Whom it was sent to stands in
// [Recipients]; who is in the latter and not here has not read it.
func Receipts(r store.Reader, zone int64, message ident.ID) ([]Receipt, error) {
	return store.All(r, scanReceipt, selectReceipts, zone, message)
}

// Recipients gives the persons and roles a message was sent to.
func Recipients(r store.Reader, zone int64, message ident.ID) (persons []ident.ID, roles []ident.Role, err error) {
	keys, err := store.All(r, func(r *store.Rows) (s string, err error) { return s, r.Scan(&s) }, selectRecipients, zone, message)
	if err != nil {
		return nil, nil, err
	}
	for _, k := range keys {
		if k[0] == 'r' {
			roles = append(roles, ident.Role(k[2:]))
			continue
		}
		id, err := ident.ParseID(k[2:])
		if err != nil {
			return nil, nil, err
		}
		persons = append(persons, id)
	}
	return persons, roles, nil
}
