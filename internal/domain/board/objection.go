package board

import (
	"strings"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/domain/account"
	"github.com/jingkai-zone/jingkai/internal/engine/access"
	"github.com/jingkai-zone/jingkai/internal/engine/flow"
	"github.com/jingkai-zone/jingkai/internal/engine/jobs"
	"github.com/jingkai-zone/jingkai/internal/engine/ledger"
	"github.com/jingkai-zone/jingkai/internal/engine/scheme"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// Refusals about objections.
var (
	NoObjection = fault.Define(fault.NotFound, "board.objection.none", "LY-37",
		"没有这件异议。", "There is no such objection.")
	ObjectionExists = fault.Define(fault.Conflict, "board.objection.exists", "LY-37",
		"该事项已有一件异议待裁定，请等候裁定或先撤回。", "The item has an objection that waits to be decided; wait for it or withdraw it.")
	ObjectionClosed = fault.Define(fault.Conflict, "board.objection.closed", "LY-37",
		"这件异议已经裁定或撤回。", "The objection was decided or withdrawn already.")
	NotObjector = fault.Define(fault.Forbidden, "board.objection.not_objector", "LY-37",
		"异议由提出人本人撤回。", "An objection is withdrawn by who made it.")
	SameResult = fault.Define(fault.Refused, "board.objection.same", "LY-37",
		"异议成立的，改定后的结果须与现在不同，且不得更差。", "An objection that is upheld changes the result, and not for the worse.")
)

// Events of objections; the object is the objection's id, the data the
// [Objection].
const (
	ObjectedEvent = "board.objection.made"
	RuledEvent    = "board.objection.decided"
)

// ObjectionStatus is what became of an objection.
type ObjectionStatus string

// The states of an objection.
const (
	OpenObjection ObjectionStatus = "open"      // 待裁定
	Upheld        ObjectionStatus = "upheld"    // 成立
	Rejected      ObjectionStatus = "rejected"  // 不成立
	TakenBack     ObjectionStatus = "withdrawn" // 已撤回
)

// Objection is what a unit or a person says against the result of an item.
type Objection struct {
	Zone      int64
	ID        ident.ID
	Board     ident.ID
	Item      ident.ID
	Unit      ident.ID // of the item
	Person    ident.ID // who answers for the item
	Text      string
	Evidence  []Evidence
	Status    ObjectionStatus
	At        time.Time
	By        ident.ID
	ByName    string
	Ruling    string
	DecidedAt time.Time
	DecidedBy ident.ID
	Judge     string
	Version   int64
}

// Object names the objection in duties.
func (o Objection) Object() string { return "board.objection/" + o.ID.String() }

// Until gives the last day of an item's own window for objections and the
// first instant after it.
func Until(cal *calendar.Calendar, b Board, i Item) (calendar.Date, time.Time) {
	d := cal.DeadlineAt(i.NotifiedAt, b.Objection)
	return d.Due, d.At
}

// ObjectionInput is what somebody writes against a result.
type ObjectionInput struct {
	Item     ident.ID
	Text     string
	Evidence []Evidence
}

// Object makes an objection to the result of an item. The edge has checked that
// the actor belongs to the item. It refuses with [WindowOver] after the item's
// window, and with [ObjectionExists] while another one waits.
func Object(tx *store.Tx, board ident.ID, in ObjectionInput) (Objection, error) {
	b, i, err := openItem(tx, board, in.Item)
	if err != nil {
		return Objection{}, err
	}
	if err := checkText("text", in.Text); err != nil {
		return Objection{}, err
	}
	cal, err := flow.CalendarOf(tx, b.Zone)
	if err != nil {
		return Objection{}, err
	}
	if due, end := Until(cal, b, i); !tx.Now().Before(end) {
		return Objection{}, WindowOver.New("due", due)
	}
	o := Objection{Zone: b.Zone, ID: ident.NewID(tx.Now()), Board: b.ID, Item: i.ID, Unit: i.Unit, Person: i.Person, Text: strings.TrimSpace(in.Text),
		Evidence: in.Evidence, Status: OpenObjection, At: tx.Now(), By: tx.Actor().Person, ByName: tx.Actor().Name, Version: 1}
	if err := access.Act(tx, "object", b.Object()); err != nil {
		return Objection{}, err
	}
	evidence, err := attach(tx, o.Object(), "objection", in.Evidence)
	if err != nil {
		return Objection{}, err
	}
	if err := insertObjection(tx, o, evidence); store.IsUnique(err) {
		return Objection{}, ObjectionExists.New()
	} else if err != nil {
		return Objection{}, err
	}
	if err := b.tellItem(tx, objectedMessage, i, i.Final, nil, account.Leader); err != nil {
		return Objection{}, err
	}
	if err := jobs.Publish(tx, jobs.Event{Kind: ObjectedEvent, Zone: b.Zone, Object: o.ID.String(), Data: o}); err != nil {
		return Objection{}, err
	}
	return o, ledger.Record(tx, ledger.Entry{Action: "board.object", Object: b.ID.String(),
		Detail: map[string]any{"objection": o.ID, "item": i.ID, "colour": i.Final}})
}

// WithdrawObjection takes an objection back; only who made it can.
func WithdrawObjection(tx *store.Tx, id ident.ID) (Objection, error) {
	o, err := objectionByID(tx, tx.Actor().Zone, id)
	if err != nil {
		return Objection{}, err
	}
	if o.Status != OpenObjection {
		return Objection{}, ObjectionClosed.New()
	}
	if o.By.IsZero() || o.By != tx.Actor().Person {
		return Objection{}, NotObjector.New()
	}
	o.Status, o.DecidedAt = TakenBack, tx.Now()
	if err := updateObjection(tx, o); err != nil {
		return Objection{}, err
	}
	o.Version++
	return o, ledger.Record(tx, ledger.Entry{Action: "board.objection.withdraw", Object: o.Board.String(), Detail: map[string]any{"objection": o.ID}})
}

// Ruling is a decision on an objection.
type Ruling struct {
	Upheld bool
	Final  Colour // what the item becomes when the objection is upheld
	Reason string
}

// Decide decides an objection. Whoever computed the board, made the objection,
// answers for the item, or would gain its reward points, is refused. An
// objection that is upheld sets the final colour, with its reason beside what
// was computed.
func Decide(tx *store.Tx, id ident.ID, r Ruling) (Objection, error) {
	if err := checkReason(r.Reason); err != nil {
		return Objection{}, err
	}
	o, err := objectionByID(tx, tx.Actor().Zone, id)
	if err != nil {
		return Objection{}, err
	}
	if o.Status != OpenObjection {
		return Objection{}, ObjectionClosed.New()
	}
	b, i, err := openItem(tx, o.Board, o.Item)
	if err != nil {
		return Objection{}, err
	}
	if err := judgeOnly(tx, b, i, o); err != nil {
		return Objection{}, err
	}
	o.Status, o.Ruling, o.DecidedAt, o.DecidedBy, o.Judge = Rejected, strings.TrimSpace(r.Reason), tx.Now(), tx.Actor().Person, tx.Actor().Name
	if r.Upheld {
		o.Status = Upheld
		if !isColour(r.Final) || r.Final.worth() <= i.Final.worth() {
			return Objection{}, SameResult.At("final")
		}
		if err := setFinal(tx, b, i, r.Final, ByObjection, r.Reason); err != nil {
			return Objection{}, err
		}
	}
	if err := updateObjection(tx, o); err != nil {
		return Objection{}, err
	}
	o.Version++
	if err := o.tellRuled(tx, i); err != nil {
		return Objection{}, err
	}
	if err := jobs.Publish(tx, jobs.Event{Kind: RuledEvent, Zone: b.Zone, Object: o.ID.String(), Data: o}); err != nil {
		return Objection{}, err
	}
	return o, ledger.Record(tx, ledger.Entry{Action: "board.objection.decide", Object: b.ID.String(), Reason: o.Ruling,
		Detail: map[string]any{"objection": o.ID, "item": i.ID, "status": o.Status, "before": i.Final, "after": r.Final}})
}

// judgeOnly holds the separation of duties over a decision about an item.
func judgeOnly(tx *store.Tx, b Board, i Item, o Objection) error {
	doc, err := scheme.ByID(tx, b.Zone, b.Scheme)
	if err != nil {
		return err
	}
	rated := []ident.ID{i.Person}
	if points := scheme.Get[Scheme](doc).Rewards.Leader; points == nil || points.Sign() != 0 {
		rated = append(rated, i.Lead)
	}
	for _, person := range rated {
		if person.IsZero() {
			continue
		}
		if err := access.Assign(tx, "rated", o.Object(), access.Holder{Person: person}); err != nil {
			return err
		}
	}
	for _, object := range []string{o.Object(), b.Object()} {
		if err := access.Act(tx, "decide_objection", object); err != nil {
			return err
		}
	}
	return nil
}

// openItem reads an item of a board that is not confirmed yet.
func openItem(tx *store.Tx, board, item ident.ID) (Board, Item, error) {
	b, err := ByID(tx, tx.Actor().Zone, board)
	if err != nil {
		return Board{}, Item{}, err
	}
	if err := b.open(); err != nil {
		return Board{}, Item{}, err
	}
	i, err := ItemByID(tx, b, item)
	return b, i, err
}

// isColour reports whether the colour is one of the three.
func isColour(c Colour) bool { return c == Red || c == Yellow || c == Unlisted }
