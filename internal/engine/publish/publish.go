package publish

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"unicode/utf8"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/engine/ledger"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// detail is what the ledger keeps of a publication: enough to prove later
// which body was shown to whom and how long.
type detail struct {
	Kind     string        `json:"kind"`
	Object   string        `json:"object"`
	Audience Audience      `json:"audience"`
	From     calendar.Date `json:"from"`
	To       calendar.Date `json:"to"`
	Body     string        `json:"body_sha256"`
	Replaces ident.ID      `json:"replaces,omitzero"`
}

// Publish is PublishIn as a command of its own, with a ledger entry.
func Publish(tx *store.Tx, zone int64, t Terms, s Sheet) (ident.ID, error) {
	p, err := publish(tx, zone, t, s)
	if err != nil {
		return ident.ID{}, err
	}
	return p.ID, record(tx, "publish.publish", p, ident.ID{}, "")
}

// PublishIn shows a sheet under terms inside a room's command, and gives the
// publication's id. The body is masked here; what the terms do not list is
// not kept. It refuses what may not be shown, with all faults at once.
func PublishIn(tx *store.Tx, zone int64, t Terms, s Sheet) (ident.ID, error) {
	p, err := publish(tx, zone, t, s)
	return p.ID, err
}

func publish(tx *store.Tx, zone int64, t Terms, s Sheet) (Publication, error) {
	if err := t.check(tx.Now()); err != nil {
		return Publication{}, err
	}
	body, err := masked(s, t)
	if err != nil {
		return Publication{}, err
	}
	id := ident.NewID(tx.Now())
	p := Publication{Terms: t, ID: id, Zone: zone, Series: id, No: 1, Body: body, PublishedBy: tx.Actor().Person, At: tx.Now(), Status: Live, Version: 1}
	return p, insertNotice(tx, p)
}

func record(tx *store.Tx, action string, p Publication, replaces ident.ID, reason string) error {
	text, err := bodyText(p.Body)
	if err != nil {
		return err
	}
	sum := sha256.Sum256([]byte(text))
	return ledger.Record(tx, ledger.Entry{Action: action, Object: p.ID.String(), Reason: reason,
		Detail: detail{p.Kind, p.Object, p.Audience, p.From, p.To, hex.EncodeToString(sum[:]), replaces}})
}

// Correction is a new version of a publication.
type Correction struct {
	Zone           int64
	ID             ident.ID // the version it takes the place of
	Version        int64    // of that row, as it was read
	Sheet          Sheet
	Reason         string        // shown with the new version
	To             calendar.Date // longer period; zero: as before
	ObjectionUntil calendar.Date // longer window, e.g. for people newly affected; zero: as before
}

// Correct is CorrectIn as a command of its own, with a ledger entry.
func Correct(tx *store.Tx, c Correction) (ident.ID, error) {
	p, err := correct(tx, c)
	if err != nil {
		return ident.ID{}, err
	}
	return p.ID, record(tx, "publish.correct", p, c.ID, c.Reason)
}

// CorrectIn puts a new version in the place of a live one inside a room's
// command, under the same terms, and gives its id. The old version is marked
// corrected with the day and the reason and is no longer shown; the new one
// shows that it is a correction.
func CorrectIn(tx *store.Tx, c Correction) (ident.ID, error) {
	p, err := correct(tx, c)
	return p.ID, err
}

func correct(tx *store.Tx, c Correction) (Publication, error) {
	old, err := change(tx, c.Zone, c.ID, c.Version, Corrected, c.Reason)
	if err != nil {
		return Publication{}, err
	}
	p := old
	if !c.To.IsZero() {
		p.To = c.To
	}
	if !c.ObjectionUntil.IsZero() {
		p.ObjectionUntil = c.ObjectionUntil
	}
	if p.To.Before(old.To) || p.ObjectionUntil.Before(old.ObjectionUntil) {
		return Publication{}, OverdueWindow.At("to")
	}
	if !p.ObjectionUntil.IsZero() && p.ObjectionUntil.After(p.To) {
		return Publication{}, BadWindow.At("to")
	}
	if p.Body, err = masked(c.Sheet, p.Terms); err != nil {
		return Publication{}, err
	}
	p.ID, p.No, p.Correction = ident.NewID(tx.Now()), old.No+1, c.Reason
	p.PublishedBy, p.At, p.Status, p.Version = tx.Actor().Person, tx.Now(), Live, 1
	return p, insertNotice(tx, p)
}

// Withdraw is WithdrawIn as a command of its own, with a ledger entry.
func Withdraw(tx *store.Tx, zone int64, id ident.ID, version int64, reason string) error {
	p, err := change(tx, zone, id, version, Withdrawn, reason)
	if err != nil {
		return err
	}
	return record(tx, "publish.withdraw", p, ident.ID{}, reason)
}

// WithdrawIn takes a live publication down inside a room's command. Its place
// shows that it was withdrawn, when and why, until its period ends.
func WithdrawIn(tx *store.Tx, zone int64, id ident.ID, version int64, reason string) error {
	_, err := change(tx, zone, id, version, Withdrawn, reason)
	return err
}

// change gives a live version another status and gives the row as it was.
func change(tx *store.Tx, zone int64, id ident.ID, version int64, to Status, reason string) (Publication, error) {
	if n := utf8.RuneCountInString(reason); n == 0 || n > maxText {
		return Publication{}, NoReason.At("reason", "limit", maxText)
	}
	p, err := Get(tx, zone, id)
	if err != nil {
		return Publication{}, err
	}
	if p.Status != Live {
		return Publication{}, NotLive.New()
	}
	n, err := tx.Exec(updateStatus, zone, id, version, string(to), tx.Now(), tx.Actor().Person, reason)
	if err != nil {
		return Publication{}, err
	}
	if n == 0 {
		return Publication{}, store.Stale.New()
	}
	return p, nil
}

// Post records that the printed form of a publication was hung somewhere.
// evidence is a photograph's file id, or empty. It leaves a ledger entry.
func Post(tx *store.Tx, zone int64, notice ident.ID, place, evidence string) (ident.ID, error) {
	p, err := Get(tx, zone, notice)
	if err != nil {
		return ident.ID{}, err
	}
	if n := utf8.RuneCountInString(place); n == 0 || n > maxText {
		return ident.ID{}, NoPlace.At("place", "limit", maxText)
	}
	if p.Form == "" {
		return ident.ID{}, NoForm.New()
	}
	if p.Status != Live {
		return ident.ID{}, NotLive.New()
	}
	id := ident.NewID(tx.Now())
	if _, err := tx.Exec(insertPosting, zone, id, notice, place, evidence, tx.Actor().Person, tx.Now()); err != nil {
		return ident.ID{}, err
	}
	return id, ledger.Record(tx, ledger.Entry{Action: "publish.post", Object: notice.String(), Detail: map[string]string{"posting": id.String(), "place": place}})
}

// Remove records that a printed form was taken down. It leaves a ledger entry.
func Remove(tx *store.Tx, zone int64, posting ident.ID) error {
	n, err := tx.Exec(removePosting, zone, posting, tx.Actor().Person, tx.Now())
	if err != nil {
		return err
	}
	if n == 0 {
		return NotPosted.New()
	}
	return ledger.Record(tx, ledger.Entry{Action: "publish.remove", Object: posting.String()})
}

// Get gives one version with its whole body, whatever its status: for those
// who may read the log.
func Get(r store.Reader, zone int64, id ident.ID) (Publication, error) {
	p, err := store.One(r, scanNotice, selectNotice, zone, id)
	if errors.Is(err, store.ErrNoRows) {
		return Publication{}, NotFound.New()
	}
	return p, err
}
