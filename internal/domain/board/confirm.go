package board

import (
	"errors"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/domain/account"
	"github.com/jingkai-zone/jingkai/internal/domain/goals"
	"github.com/jingkai-zone/jingkai/internal/engine/access"
	"github.com/jingkai-zone/jingkai/internal/engine/flow"
	"github.com/jingkai-zone/jingkai/internal/engine/jobs"
	"github.com/jingkai-zone/jingkai/internal/engine/ledger"
	"github.com/jingkai-zone/jingkai/internal/engine/notify"
	"github.com/jingkai-zone/jingkai/internal/engine/scheme"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// ConfirmedEvent is published when a board is confirmed; the object is the
// board's id, the data the [Board].
const ConfirmedEvent = "board.confirmed"

// Confirm makes a board final. It refuses while the window is open
// ([WindowOpen]) or an objection waits ([ObjectionsOpen]), when the list was
// amended since ([ListChanged]), when the rewards would pass the month's cap
// ([PoolFull]) or the scheme leaves a consequence open (scheme.NotSet), and to
// whoever computed. Of two who confirm at once one gets [AlreadyConfirmed].
func Confirm(tx *store.Tx, id ident.ID) (Board, error) {
	b, err := ByID(tx, tx.Actor().Zone, id)
	if err != nil {
		return Board{}, err
	}
	if err := b.open(); err != nil {
		return Board{}, err
	}
	if err := access.Act(tx, "confirm", b.Object()); err != nil {
		return Board{}, err
	}
	// Taking the board first makes a second confirmation wait here, and lose.
	b.Status, b.ConfirmedAt, b.ConfirmedBy = Confirmed, tx.Now(), tx.Actor().Person
	if err := updateBoard(tx, b, Computed); err != nil {
		return Board{}, err
	}
	b.Version++
	if err := ripe(tx, b); err != nil {
		return Board{}, err
	}
	items, err := Items(tx, b)
	if err != nil {
		return Board{}, err
	}
	c, err := consequencesOf(tx, b, items)
	if err != nil {
		return Board{}, err
	}
	if err := c.setAside(tx, b); err != nil {
		return Board{}, err
	}
	if err := stopWindow(tx, b); err != nil {
		return Board{}, err
	}
	// From here on no other version of the scheme can take this day.
	if err := scheme.Use(tx, b.Zone, b.Scheme, b.EvaluateOn); err != nil {
		return Board{}, err
	}
	if err := tell(tx, notify.Message{Kind: confirmedMessage, Object: b.Object(), Roles: []ident.Role{account.PartyOffice},
		Args: map[string]string{"title": b.Title().ZH}, ArgsEN: map[string]string{"title": b.Title().EN}}); err != nil {
		return Board{}, err
	}
	if err := jobs.Publish(tx, jobs.Event{Kind: ConfirmedEvent, Zone: b.Zone, Object: b.ID.String(), Data: b}); err != nil {
		return Board{}, err
	}
	finals := make([]map[string]any, len(items))
	for n, i := range items {
		finals[n] = map[string]any{"item": i.ID, "computed": i.Computed, "final": i.Final}
	}
	return b, ledger.Record(tx, ledger.Entry{Action: "board.confirm", Object: b.ID.String(),
		Detail: map[string]any{"number": b.Number, "computation": b.Computation, "items": finals}})
}

// ripe refuses what is not ready to be confirmed.
func ripe(tx *store.Tx, b Board) error {
	window, err := flow.OpenClock(tx, b.Zone, b.clock(), objectionRule.Name)
	if err != nil && !errors.Is(err, store.ErrNoRows) {
		return err
	}
	if err == nil && tx.Now().Before(window.DueAt) {
		return WindowOpen.New("due", window.Due)
	}
	open, err := openObjections(tx, b.Zone, b.ID)
	if err != nil {
		return err
	}
	if open > 0 {
		return ObjectionsOpen.New("count", open)
	}
	changed, err := listChanged(tx, b)
	if err == nil && changed {
		return ListChanged.New()
	}
	return err
}

// listChanged reports whether the list is another one than was computed.
func listChanged(r store.Reader, b Board) (bool, error) {
	c, err := computationByID(r, b.Zone, b.Computation)
	if err != nil {
		return false, err
	}
	list, err := goals.ListByID(r, b.Zone, b.List)
	if err != nil {
		return false, err
	}
	amendments, err := goals.Amendments(r, b.Zone, b.List)
	return list.Version != c.ListVersion || int64(len(amendments)) != c.Amendments, err
}

// WindowOf gives the board's window for objections: its last day and whether
// it is over at the reader's instant. A confirmed board's window is over.
func WindowOf(r store.Reader, b Board) (due calendar.Date, over bool, err error) {
	records, err := flow.ClocksOf(r, b.Zone, b.clock())
	if err != nil || len(records) == 0 {
		return due, true, err
	}
	last := records[len(records)-1]
	return last.Due, b.Status != Computed || !r.Now().Before(last.DueAt), nil
}
