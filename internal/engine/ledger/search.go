package ledger

import (
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// Filter says which entries to read. The zero value of a field does not
// filter; Zone is always used.
type Filter struct {
	Zone   int64
	Actor  ident.ID  // account
	Action string    // one action, or a whole room when it ends with a dot: "goals."
	Object string    // exact
	From   time.Time // at this instant or later
	To     time.Time // before this instant
	After  string    // cursor of the page before
	Limit  int       // see store.PageSize
}

// Recorded is an entry read back.
type Recorded struct {
	Seq  int64  `json:"seq" doc:"Place in the log, or -1 while it waits to be placed"`
	Text string `json:"-"` // the signed bytes
	Body
}

// waiting is the Seq of an entry that has no place yet.
const waiting = -1

// Entries reads entries, newest first, including those that are not placed in
// the tree yet. Refusal: store.BadCursor.
func Entries(r store.Reader, f Filter) (store.Page[Recorded], error) {
	limit := store.PageSize(f.Limit)
	bound, err := f.bounds()
	if err != nil {
		return store.Page[Recorded]{}, err
	}
	// Waiting entries are read first: one that is placed in between is then
	// seen twice and dropped, not missed.
	found, err := readWaiting(r, f, bound, limit+1)
	if err != nil {
		return store.Page[Recorded]{}, err
	}
	actions := []string{f.Action}
	if strings.HasSuffix(f.Action, ".") {
		if actions, err = actionsOf(r, f.Zone, f.Action); err != nil {
			return store.Page[Recorded]{}, err
		}
	}
	for _, action := range actions {
		placed, err := readPlaced(r, f, action, bound, limit+1)
		if err != nil {
			return store.Page[Recorded]{}, err
		}
		found = append(found, placed...)
	}
	slices.SortStableFunc(found, func(a, b Recorded) int {
		// Placed before waiting where both are the same entry.
		return 2*strings.Compare(b.ID.String(), a.ID.String()) + compareInt(b.Seq, a.Seq)
	})
	found = slices.CompactFunc(found, func(a, b Recorded) bool { return a.ID == b.ID })
	return store.CutPage(found, limit, func(e Recorded) string { return store.EncodeCursor(e.ID.String()) }), nil
}

// ByID reads one entry. Refusal: [NoEntry].
func ByID(r store.Reader, zone int64, id ident.ID) (Recorded, error) {
	e, err := store.One(r, scanRecorded, entryByID, zone, id.String())
	if !errors.Is(err, store.ErrNoRows) {
		return e, err
	}
	body, err := store.One(r, scanText, pendingByID, zone, id)
	if errors.Is(err, store.ErrNoRows) {
		return e, NoEntry.New()
	}
	if err != nil {
		return e, err
	}
	return recorded(waiting, body)
}

// window is a filter's range of ids: an id begins with its instant, so a range
// of time is a range of ids, and newest first is descending ids.
type window struct{ from, before string }

func (f Filter) bounds() (window, error) {
	w := window{from: "0", before: "g"} // below and above every hexadecimal text
	if !f.From.IsZero() {
		w.from = floor(f.From)
	}
	if !f.To.IsZero() {
		w.before = floor(f.To)
	}
	if f.After == "" {
		return w, nil
	}
	parts, err := store.DecodeCursor(f.After, 1)
	if err != nil {
		return w, err
	}
	id, err := ident.ParseID(parts[0])
	if err != nil {
		return w, store.BadCursor.New()
	}
	w.before = min(w.before, id.String())
	return w, nil
}

// floor is the lowest id of an instant: the two random bits of its first half
// and all of its second are zero.
func floor(t time.Time) string {
	id := ident.NewID(t)
	id[7] &^= 0x03
	clear(id[8:])
	id[8] = 0x80
	return id.String()
}

// Each read walks one index in the descending order of ids and stops at the
// limit; further conditions are checked on the way. The lower bound is not in
// the SQL: with two bounds SQLite prefers the index of ids to the one that
// narrows more. The rows come in order, so what is too old is cut off after.
const (
	placedBase = `SELECT seq, body FROM ledger_entry WHERE zone_id = $1 AND body ->> 'id' < $2`
	placedEnd  = ` ORDER BY body ->> 'id' DESC LIMIT $3`

	nextAction = `SELECT body ->> 'action' FROM ledger_entry WHERE zone_id = $1 AND body ->> 'action' >= $2
		ORDER BY body ->> 'action' LIMIT 1`
)

// placedText is the SQL for a set of conditions; there are eight in all.
func placedText(actor, action, object bool) string {
	text, n := placedBase, 3
	for _, c := range []struct {
		on    bool
		field string
	}{{object, "object"}, {actor, "account"}, {action, "action"}} {
		if c.on {
			n++
			text += ` AND body ->> '` + c.field + `' = $` + string(rune('0'+n))
		}
	}
	return text + placedEnd
}

func readPlaced(r store.Reader, f Filter, action string, w window, limit int) ([]Recorded, error) {
	args := []any{f.Zone, w.before, limit}
	if f.Object != "" {
		args = append(args, f.Object)
	}
	if !f.Actor.IsZero() {
		args = append(args, f.Actor.String())
	}
	if action != "" {
		args = append(args, action)
	}
	found, err := store.All(r, scanRecorded, placedText(!f.Actor.IsZero(), action != "", f.Object != ""), args...)
	for i, e := range found {
		if e.ID.String() < w.from {
			return found[:i], err
		}
	}
	return found, err
}

// actionsOf lists the actions of a room that occur in the zone, by leaps
// through the index: one read for each action there is, however long the log.
func actionsOf(r store.Reader, zone int64, prefix string) ([]string, error) {
	var out []string
	for at := prefix; ; {
		action, err := store.One(r, scanText, nextAction, zone, at)
		if errors.Is(err, store.ErrNoRows) || err == nil && !strings.HasPrefix(action, prefix) {
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		out = append(out, action)
		at = action + "\x01"
	}
}

// readWaiting goes through what is not placed yet, which is little.
func readWaiting(r store.Reader, f Filter, w window, limit int) ([]Recorded, error) {
	rows, err := r.Query(pendingBefore, f.Zone)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Recorded
	for rows.Next() && len(out) < limit {
		body, err := scanText(rows)
		if err != nil {
			return nil, err
		}
		e, err := recorded(waiting, body)
		if err != nil {
			return nil, err
		}
		if f.matches(e.Body, w) {
			out = append(out, e)
		}
	}
	return out, errors.Join(rows.Err(), rows.Close())
}

func (f Filter) matches(b Body, w window) bool {
	id := b.ID.String()
	return id >= w.from && id < w.before &&
		(f.Actor.IsZero() || b.Account == f.Actor) &&
		(f.Object == "" || b.Object == f.Object) &&
		(f.Action == "" || b.Action == f.Action || strings.HasSuffix(f.Action, ".") && strings.HasPrefix(b.Action, f.Action))
}

func scanRecorded(r *store.Rows) (Recorded, error) {
	var seq int64
	var body string
	if err := r.Scan(&seq, &body); err != nil {
		return Recorded{}, err
	}
	return recorded(seq, body)
}

func recorded(seq int64, body string) (Recorded, error) {
	b, err := decode(body)
	return Recorded{Seq: seq, Text: body, Body: b}, err
}

func compareInt(a, b int64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}
