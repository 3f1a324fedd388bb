package board

import (
	"strings"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/domain/account"
	"github.com/jingkai-zone/jingkai/internal/engine/access"
	"github.com/jingkai-zone/jingkai/internal/engine/jobs"
	"github.com/jingkai-zone/jingkai/internal/engine/ledger"
	"github.com/jingkai-zone/jingkai/internal/engine/publish"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// Refusals about corrections.
var (
	NoCorrection = fault.Define(fault.NotFound, "board.correction.none", "LY-39",
		"没有这件更正。", "There is no such correction.")
	CorrectionExists = fault.Define(fault.Conflict, "board.correction.exists", "LY-39",
		"该事项已有一件更正待批准。", "The item has a correction that waits for approval.")
	CorrectionClosed = fault.Define(fault.Conflict, "board.correction.closed", "LY-39",
		"这件更正已经批准或退回。", "The correction was approved or rejected already.")
	AdverseCorrection = fault.Define(fault.Refused, "board.correction.adverse", "LY-39",
		"更正只能把事项撤出榜单（none）或列入红榜（red）；列入黄榜须经测算、告知和异议，不能以更正办理。",
		"A correction takes an item off a board (none) or puts it on the red one (red); the yellow board takes a computation, a notice and a window for objections.")
)

// CorrectedEvent is published when a correction takes effect; the object is the
// board's id, the data the [Correction].
const CorrectedEvent = "board.corrected"

// CorrectionStatus is what became of a correction.
type CorrectionStatus string

// The states of a correction.
const (
	ProposedCorrection CorrectionStatus = "proposed" // 待批准
	ApprovedCorrection CorrectionStatus = "approved" // 已更正
	RejectedCorrection CorrectionStatus = "rejected" // 未批准
)

// Correction is a change of a published result: proposed by one, approved by
// another.
type Correction struct {
	Zone      int64
	ID        ident.ID
	Board     ident.ID
	Item      ident.ID
	Target    Colour
	Reason    string
	Status    CorrectionStatus
	At        time.Time
	By        ident.ID
	ByName    string
	Ruling    string
	DecidedAt time.Time
	DecidedBy ident.ID
	Judge     string
	Version   int64
}

// Object names the correction in duties.
func (c Correction) Object() string { return "board.correction/" + c.ID.String() }

// Correct proposes to correct the published result of an item.
func Correct(tx *store.Tx, board, item ident.ID, target Colour, reason string) (Correction, error) {
	if err := checkReason(reason); err != nil {
		return Correction{}, err
	}
	b, err := ByID(tx, tx.Actor().Zone, board)
	if err != nil {
		return Correction{}, err
	}
	if b.Status != Published {
		return Correction{}, NotPublished.New()
	}
	i, err := ItemByID(tx, b, item)
	if err != nil {
		return Correction{}, err
	}
	switch {
	case target == Yellow:
		return Correction{}, AdverseCorrection.At("final")
	case !isColour(target) || target == i.Final:
		return Correction{}, BadColour.At("final")
	}
	c := Correction{Zone: b.Zone, ID: ident.NewID(tx.Now()), Board: b.ID, Item: i.ID, Target: target, Reason: strings.TrimSpace(reason),
		Status: ProposedCorrection, At: tx.Now(), By: tx.Actor().Person, ByName: tx.Actor().Name, Version: 1}
	if err := access.Act(tx, "propose", c.Object()); err != nil {
		return Correction{}, err
	}
	if err := insertCorrection(tx, c); store.IsUnique(err) {
		return Correction{}, CorrectionExists.New()
	} else if err != nil {
		return Correction{}, err
	}
	if err := b.tellItem(tx, correctionMessage, i, target, nil, account.PrincipalLeader); err != nil {
		return Correction{}, err
	}
	return c, ledger.Record(tx, ledger.Entry{Action: "board.correct.propose", Object: b.ID.String(), Reason: c.Reason,
		Detail: map[string]any{"correction": c.ID, "item": i.ID, "before": i.Final, "after": target}})
}

// DecideCorrection approves or rejects a correction. One that is approved takes
// effect at once: the result is changed and its publication shows the mark with
// the day, points are taken back by visible lines or given, an open
// rectification is cancelled.
func DecideCorrection(tx *store.Tx, id ident.ID, approve bool, reason string) (Correction, error) {
	if err := checkReason(reason); err != nil {
		return Correction{}, err
	}
	c, err := CorrectionByID(tx, tx.Actor().Zone, id)
	if err != nil {
		return Correction{}, err
	}
	if c.Status != ProposedCorrection {
		return Correction{}, CorrectionClosed.New()
	}
	b, err := ByID(tx, c.Zone, c.Board)
	if err != nil {
		return Correction{}, err
	}
	i, err := ItemByID(tx, b, c.Item)
	if err != nil {
		return Correction{}, err
	}
	if me := tx.Actor().Person; !me.IsZero() && me == i.Person {
		return Correction{}, OwnMatter.New()
	}
	if err := access.Act(tx, "decide", c.Object()); err != nil {
		return Correction{}, err
	}
	c.Status, c.Ruling, c.DecidedAt, c.DecidedBy, c.Judge = RejectedCorrection, strings.TrimSpace(reason), tx.Now(), tx.Actor().Person, tx.Actor().Name
	if approve {
		c.Status = ApprovedCorrection
	}
	if err := updateCorrection(tx, c); err != nil {
		return Correction{}, err
	}
	c.Version++
	if approve {
		if err := apply(tx, b, i, c); err != nil {
			return Correction{}, err
		}
		if err := b.tellItem(tx, correctedMessage, i, c.Target, nil); err != nil {
			return Correction{}, err
		}
		if err := jobs.Publish(tx, jobs.Event{Kind: CorrectedEvent, Zone: b.Zone, Object: b.ID.String(), Data: c}); err != nil {
			return Correction{}, err
		}
	}
	return c, ledger.Record(tx, ledger.Entry{Action: "board.correct." + string(c.Status), Object: b.ID.String(), Reason: c.Ruling,
		Detail: map[string]any{"correction": c.ID, "item": i.ID, "before": i.Final, "after": c.Target}})
}

// apply carries an approved correction out.
func apply(tx *store.Tx, b Board, i Item, c Correction) error {
	was := i.Final
	if i.Was == "" {
		i.Was = was
	}
	i.CorrectedOn = calendar.DateOf(tx.Now())
	if err := setFinal(tx, b, i, c.Target, ByCorrection, c.Reason); err != nil {
		return err
	}
	if was == Red {
		if _, err := takeBack(tx, b, i.ID, c.Reason); err != nil {
			return err
		}
	}
	if was == Yellow {
		if err := cancelRectification(tx, b, i.ID, c.Reason); err != nil {
			return err
		}
	}
	items, err := Items(tx, b)
	if err != nil {
		return err
	}
	if c.Target == Red {
		only := i
		only.Final = Red
		follows, err := consequencesOf(tx, b, []Item{only})
		if err != nil {
			return err
		}
		if err := follows.setAside(tx, b); err != nil {
			return err
		}
		if _, err := give(tx, b, follows.titles); err != nil {
			return err
		}
	}
	return republish(tx, b, items)
}

// republish puts the corrected board in the place of the published one, for at
// least as long as a new publication would be shown. A board that was taken
// down meanwhile stays down.
func republish(tx *store.Tx, b Board, items []Item) error {
	notice, err := publish.Get(tx, b.Zone, b.Notice)
	if err != nil {
		return err
	}
	if notice.Status == publish.Live {
		sheet, err := sheetOf(tx, b, items)
		if err != nil {
			return err
		}
		terms, err := termsOf(tx, b)
		if err != nil {
			return err
		}
		c := publish.Correction{Zone: b.Zone, ID: notice.ID, Version: notice.Version, Sheet: sheet, Reason: publicReason}
		if terms.To.After(notice.To) {
			c.To = terms.To
		}
		if b.Notice, err = publish.CorrectIn(tx, c); err != nil {
			return err
		}
	}
	return updateBoard(tx, b, Published)
}

// publicReason stands on the corrected publication: the reason itself may speak
// of people and stays inside.
const publicReason = "经核实更正"
