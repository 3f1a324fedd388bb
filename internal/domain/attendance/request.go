package attendance

import (
	"strings"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/domain/people"
	"github.com/jingkai-zone/jingkai/internal/engine/access"
	"github.com/jingkai-zone/jingkai/internal/engine/ledger"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// Refusals of requests.
var (
	NoRequest = fault.Define(fault.NotFound, "attendance.request.none", "LF-33",
		"没有这份申请。", "There is no such request.")
	BadKind = fault.Define(fault.Invalid, "attendance.request.kind", "LF-33",
		"类别须为补卡（punch）、请假（leave）、外出（outing）或出差（trip）。", "The kind is punch, leave, outing or trip.")
	BadSpan = fault.Define(fault.Invalid, "attendance.request.span", "LF-33",
		"起止时间须写明且先后有序，最长 366 天。", "State from when to when, in that order, over at most 366 days.")
	BadPunch = fault.Define(fault.Invalid, "attendance.request.punch", "LY-42",
		"补卡须写明上班（in）或下班（out）和时间，日期不得晚于今天。", "A correction states in or out and the time, on a day not after today.")
	BadSort = fault.Define(fault.Invalid, "attendance.request.sort", "LF-33",
		"请假须写明假别，2–20 字，如事假、病假、年休假。", "Leave needs its sort in 2 to 20 characters.")
	NotServing = fault.Define(fault.Refused, "attendance.request.person", "LF-33",
		"须为该期间在职的人员。", "The person must be on the staff at that time.")
	Decided = fault.Define(fault.Refused, "attendance.request.decided", "LF-33",
		"该申请已办结。", "The request has been dealt with.")
	NotApproved = fault.Define(fault.Refused, "attendance.request.not_approved", "LF-33",
		"只有已批准的申请可以撤销。", "Only an approved request can be revoked.")
	NotYours = fault.Define(fault.Forbidden, "attendance.request.not_yours", "LF-33",
		"只能撤回本人或由本人代为提出的申请。", "Only who it is about, or who made it, may withdraw it.")
)

// RequestKind is what is asked for.
type RequestKind string

// The kinds of requests.
const (
	PunchRequest  RequestKind = "punch"  // 补卡
	LeaveRequest  RequestKind = "leave"  // 请假
	OutingRequest RequestKind = "outing" // 外出
	TripRequest   RequestKind = "trip"   // 出差
)

// RequestStatus is how far a request has come.
type RequestStatus string

// The states of requests.
const (
	RequestOpen      RequestStatus = "open"
	RequestApproved  RequestStatus = "approved"
	RequestRefused   RequestStatus = "refused"
	RequestWithdrawn RequestStatus = "withdrawn"
	RequestRevoked   RequestStatus = "revoked" // approved, and taken back (销假)
)

// Request is a correction of a punch, a leave, an outing or a business trip.
type Request struct {
	Zone       int64
	ID         ident.ID
	Number     string // 考勤申请-2019-000001
	Kind       RequestKind
	Person     ident.ID // whom it is about
	Unit       ident.ID // of the person when it was made
	FromDay    calendar.Date
	FromMinute int64
	ToDay      calendar.Date
	ToMinute   int64
	Slot       string // in or out, of a punch
	Sort       string // 假别, of leave
	Reason     string
	Status     RequestStatus
	AskedBy    ident.ID
	DecidedBy  ident.ID
	DecidedAt  time.Time
	Decision   string // what the one who decided wrote
	CreatedAt  time.Time
	Version    int64
}

// Draft is what a request is made with.
type Draft struct {
	Kind   RequestKind
	Person ident.ID // zero means oneself
	From   time.Time
	To     time.Time // of a punch: ignored
	Slot   string    // in or out, of a punch
	Sort   string    // of leave
	Reason string
}

func (d Draft) check(now time.Time) *fault.List {
	var faults fault.List
	switch d.Kind {
	case PunchRequest:
		if d.Slot != "in" && d.Slot != "out" || d.From.IsZero() || calendar.DateOf(d.From).After(calendar.DateOf(now)) {
			faults.Add(BadPunch.At("from"))
		}
	case LeaveRequest, OutingRequest, TripRequest:
		if d.From.IsZero() || !d.To.After(d.From) || calendar.DateOf(d.To).Sub(calendar.DateOf(d.From)) > 366 {
			faults.Add(BadSpan.At("to"))
		}
	default:
		faults.Add(BadKind.At("kind"))
	}
	if n := len([]rune(strings.TrimSpace(d.Sort))); d.Kind == LeaveRequest && (n < 2 || n > 20) {
		faults.Add(BadSort.At("sort"))
	}
	if e, bad := fault.As(checkReason(d.Reason)); bad {
		faults.Add(e)
	}
	return &faults
}

// Ask makes a request for oneself, or for somebody else where the edge allows
// it. It counts when somebody else has approved it, also for a day that has
// passed and for a month that is closed.
func Ask(tx *store.Tx, d Draft) (Request, error) {
	actor := tx.Actor()
	if d.Person.IsZero() {
		d.Person = actor.Person
	}
	if d.Person.IsZero() {
		return Request{}, NoPerson.New()
	}
	faults := d.check(tx.Now())
	if err := faults.Err(); err != nil {
		return Request{}, err
	}
	if d.Kind == PunchRequest {
		d.To = d.From
	}
	p, err := people.ByID(tx, actor.Zone, d.Person)
	if fault.KindOf(err) == fault.NotFound || err == nil && !p.On(calendar.DateOf(d.From)) {
		return Request{}, NotServing.At("person")
	}
	if err != nil {
		return Request{}, err
	}
	number, err := draw(tx, "考勤申请", "request")
	if err != nil {
		return Request{}, err
	}
	q := Request{Zone: actor.Zone, ID: ident.NewID(tx.Now()), Number: number, Kind: d.Kind, Person: d.Person, Unit: p.Unit,
		FromDay: calendar.DateOf(d.From), FromMinute: minuteOf(d.From), ToDay: calendar.DateOf(d.To), ToMinute: minuteOf(d.To),
		Reason: strings.TrimSpace(d.Reason), Status: RequestOpen, AskedBy: actor.Person, CreatedAt: tx.Now(), Version: 1}
	if d.Kind == PunchRequest {
		q.Slot = d.Slot
	}
	if d.Kind == LeaveRequest {
		q.Sort = strings.TrimSpace(d.Sort)
	}
	if err := access.Act(tx, "request", q.object()); err != nil {
		return Request{}, err
	}
	if err := insertRequest(tx, q); err != nil {
		return Request{}, err
	}
	return q, ledger.Record(tx, ledger.Entry{Action: "attendance.request.make", Object: q.ID.String(), Detail: q.record()})
}

func (q Request) object() string { return "attendance.request/" + q.ID.String() }

// record gives what the ledger keeps: no reason, which may say something of a
// person's health or family.
func (q Request) record() map[string]any {
	return map[string]any{"number": q.Number, "kind": q.Kind, "person": q.Person, "from": q.FromDay, "to": q.ToDay}
}

// Decide approves or refuses an open request; a refusal needs a reason. Who
// made the request does not decide it, nor does the person it is about. An
// approved one changes what a prepared month says, and corrects a closed one.
func Decide(tx *store.Tx, id ident.ID, version int64, approve bool, note string) (Request, error) {
	q, err := RequestByID(tx, tx.Actor().Zone, id)
	switch {
	case err != nil:
		return Request{}, err
	case q.Status != RequestOpen:
		return Request{}, Decided.New()
	}
	if !approve {
		if err := checkReason(note); err != nil {
			return Request{}, err
		}
	}
	if err := q.byAnother(tx); err != nil {
		return Request{}, err
	}
	q.Status = RequestRefused
	verb := "refuse"
	if approve {
		q.Status, verb = RequestApproved, "approve"
	}
	return q.decided(tx, version, verb, note)
}

// Revoke takes an approval back (销假): the person came back early, or it was
// given in error.
func Revoke(tx *store.Tx, id ident.ID, version int64, reason string) (Request, error) {
	if err := checkReason(reason); err != nil {
		return Request{}, err
	}
	q, err := RequestByID(tx, tx.Actor().Zone, id)
	switch {
	case err != nil:
		return Request{}, err
	case q.Status != RequestApproved:
		return Request{}, NotApproved.New()
	}
	if err := q.byAnother(tx); err != nil {
		return Request{}, err
	}
	q.Status = RequestRevoked
	return q.decided(tx, version, "revoke", reason)
}

// byAnother notes the approval; the graph of duties refuses who asked, and who
// it is about cannot decide it even if somebody else asked.
func (q Request) byAnother(tx *store.Tx) error {
	if !q.Person.IsZero() {
		if err := access.Assign(tx, "request", q.object(), access.Holder{Person: q.Person}); err != nil {
			return err
		}
	}
	return access.Act(tx, "approve", q.object())
}

func (q Request) decided(tx *store.Tx, version int64, verb, note string) (Request, error) {
	q.DecidedBy, q.DecidedAt, q.Decision, q.Version = tx.Actor().Person, tx.Now(), strings.TrimSpace(note), version
	if err := updateRequest(tx, q); err != nil {
		return Request{}, err
	}
	q.Version++
	if verb != "refuse" {
		for m := q.FromDay.Month(); !m.After(q.ToDay.Month()); m = m.Next() {
			if err := settle(tx, m, q); err != nil {
				return Request{}, err
			}
		}
	}
	if err := q.tellDecided(tx); err != nil {
		return Request{}, err
	}
	return q, ledger.Record(tx, ledger.Entry{Action: "attendance.request." + verb, Object: q.ID.String(), Detail: q.record()})
}

// Withdraw takes an open request back.
func Withdraw(tx *store.Tx, id ident.ID, version int64) (Request, error) {
	q, err := RequestByID(tx, tx.Actor().Zone, id)
	me := tx.Actor().Person
	switch {
	case err != nil:
		return Request{}, err
	case q.Status != RequestOpen:
		return Request{}, Decided.New()
	case q.Person != me && q.AskedBy != me:
		return Request{}, NotYours.New()
	}
	q.Status, q.Version = RequestWithdrawn, version
	if err := updateRequest(tx, q); err != nil {
		return Request{}, err
	}
	q.Version++
	return q, ledger.Record(tx, ledger.Entry{Action: "attendance.request.withdraw", Object: q.ID.String(), Detail: q.record()})
}

// cover gives the stretch of a day that an approved request covers; ok is
// false when it does not touch the day, or is a punch.
func (q Request) cover(day calendar.Date) (Cover, bool) {
	if q.Kind == PunchRequest || day.Before(q.FromDay) || day.After(q.ToDay) {
		return Cover{}, false
	}
	c := Cover{Kind: q.Kind, From: 0, To: 24 * 60}
	if day == q.FromDay {
		c.From = q.FromMinute
	}
	if day == q.ToDay {
		c.To = q.ToMinute
	}
	return c, c.To > c.From
}
