package rules

import (
	"errors"
	"strings"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/domain/account"
	"github.com/jingkai-zone/jingkai/internal/domain/people"
	"github.com/jingkai-zone/jingkai/internal/engine/access"
	"github.com/jingkai-zone/jingkai/internal/engine/flow"
	"github.com/jingkai-zone/jingkai/internal/engine/ledger"
	"github.com/jingkai-zone/jingkai/internal/engine/notify"
	"github.com/jingkai-zone/jingkai/internal/engine/scheme"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// Refusals of requests.
var (
	NoRequest = fault.Define(fault.NotFound, "rules.request.none", "LY-44",
		"没有这份请示或报告。", "There is no such request or report.")
	BadRequestKind = fault.Define(fault.Invalid, "rules.request.kind", "LY-44",
		"类别须为请示（request）或报告（report）；请示一文一事，报告中不得夹带请示事项。",
		"The kind is request or report: a request asks one thing, a report asks nothing.")
	BadRequestBody = fault.Define(fault.Invalid, "rules.request.body", "LY-44",
		"正文须为 2–10000 字。", "The text needs 2 to 10000 characters.")
	NotALeader = fault.Define(fault.Refused, "rules.request.to", "LY-44",
		"请示报告须报在职的班子成员。", "A request or report goes to a serving member of the leading group.")
	ToOneself = fault.Define(fault.Refused, "rules.request.to_self", "LY-44",
		"不能向本人请示。", "Nobody asks himself.")
	BadLimit = fault.Define(fault.Invalid, "rules.request.limit", "LY-44",
		"答复时限须大于 0，如 5wd、3d、24h。", "The limit of the reply must be above 0, such as 5wd, 3d or 24h.")
	AnsweredAlready = fault.Define(fault.Refused, "rules.request.closed", "LY-44",
		"该请示已答复或撤回。", "It has been answered or withdrawn.")
	BadAnswer = fault.Define(fault.Invalid, "rules.request.answer", "LY-44",
		"答复意见须为同意（agreed）、不同意（rejected）或已阅（noted），并写明批复内容，2–2000 字。",
		"The answer is agreed, rejected or noted, with the reply in 2 to 2000 characters.")
	NotAddressed = fault.Define(fault.Forbidden, "rules.request.not_addressed", "LY-44",
		"该请示须由受文领导或主要领导答复。", "It is answered by the leader it went to or by the principal leader.")
	NotYourRequest = fault.Define(fault.Forbidden, "rules.request.not_yours", "LY-44",
		"只能撤回本人提出的请示报告。", "Only who made it may withdraw it.")
)

// RequestKind tells a request from a report.
type RequestKind string

// The kinds of papers to a leader.
const (
	RequestPaper RequestKind = "request" // 请示: waits for a reply
	ReportPaper  RequestKind = "report"  // 报告: needs none
)

// RequestStatus is whether a request waits.
type RequestStatus string

// The states of requests.
const (
	RequestOpen      RequestStatus = "open"
	RequestAnswered  RequestStatus = "answered"
	RequestWithdrawn RequestStatus = "withdrawn"
)

// Answer is how a request was answered.
type Answer string

// The answers.
const (
	AnswerAgreed   Answer = "agreed"   // 同意
	AnswerRejected Answer = "rejected" // 不同意
	AnswerNoted    Answer = "noted"    // 已阅
)

// RequestClockKind is the kind of subject a request is for the flow engine.
const RequestClockKind = "rules.request"

// OverdueEvent is published in the transaction that first finds a reply
// overdue; its object is "rules.request/<id>" and its data the Request.
const OverdueEvent = "rules.request.overdue"

// StepOverdueEvent is published in the transaction that first finds the step of
// a run overdue; its object is "rules.run/<id>" and its data the Run.
const StepOverdueEvent = "rules.run.overdue"

// replyRule is the clock of a reply.
var replyRule = flow.Rule{Name: "reply", Text: flow.Text{ZH: "请示答复时限", EN: "time for a reply"}}

// Request is a request for instructions, or a report (请示、报告).
type Request struct {
	Zone       int64
	ID         ident.ID
	Number     string // 请示-2019-000001
	Kind       RequestKind
	Title      string
	Body       string
	Unit       ident.ID
	Person     ident.ID
	To         ident.ID // the leader it goes to
	Status     RequestStatus
	Answer     Answer
	Reply      string
	AnsweredBy ident.ID
	AnsweredAt time.Time
	OverdueAt  time.Time // when it was reported overdue
	CreatedAt  time.Time
	Version    int64
}

// RequestDraft is what a request is made with.
type RequestDraft struct {
	Kind  RequestKind
	Title string
	Body  string
	To    ident.ID
	Limit calendar.Budget // for the reply; zero: the scheme's. A report has one only when it is stated
	Files []ident.ID
}

func (d RequestDraft) check() *fault.List {
	var faults fault.List
	if d.Kind != RequestPaper && d.Kind != ReportPaper {
		faults.Add(BadRequestKind.At("kind"))
	}
	if !oneLine(strings.TrimSpace(d.Title), 2, maxTitle) {
		faults.Add(BadTitle.At("title"))
	}
	if n := len([]rune(strings.TrimSpace(d.Body))); n < 2 || n > 10_000 {
		faults.Add(BadRequestBody.At("body"))
	}
	if !d.Limit.IsZero() && (!d.Limit.Valid() || d.Limit.N == 0) {
		faults.Add(BadLimit.At("limit"))
	}
	return &faults
}

// Ask makes a request or a report to a leader. The limit of the reply is the
// one stated, or the scheme's; a request with neither is refused with
// scheme.NotSet.
func Ask(tx *store.Tx, d RequestDraft) (Request, error) {
	actor := tx.Actor()
	if actor.Person.IsZero() {
		return Request{}, PersonNeeded.New()
	}
	faults := d.check()
	if err := d.addressed(tx, faults); err != nil {
		return Request{}, err
	}
	if err := faults.Err(); err != nil {
		return Request{}, err
	}
	limit, err := d.limit(tx)
	if err != nil {
		return Request{}, err
	}
	series := map[RequestKind]string{RequestPaper: "请示", ReportPaper: "报告"}[d.Kind]
	number, err := draw(tx, series, string(d.Kind))
	if err != nil {
		return Request{}, err
	}
	q := Request{Zone: actor.Zone, ID: ident.NewID(tx.Now()), Number: number, Kind: d.Kind, Title: strings.TrimSpace(d.Title), Body: strings.TrimSpace(d.Body),
		Unit: actor.Unit, Person: actor.Person, To: d.To, Status: RequestOpen, CreatedAt: tx.Now(), Version: 1}
	if err := access.Act(tx, "request", q.object()); err != nil {
		return Request{}, err
	}
	if err := insertRequest(tx, q); err != nil {
		return Request{}, err
	}
	if !limit.IsZero() {
		if _, err := flow.Start(tx, flow.StartInput{Zone: q.Zone, Subject: q.subject(), Rule: replyRule, Budget: limit}); err != nil {
			return Request{}, err
		}
	}
	if err := attach(tx, q.object(), d.Files); err != nil {
		return Request{}, err
	}
	if err := q.tellAsked(tx, limit); err != nil {
		return Request{}, err
	}
	return q, ledger.Record(tx, ledger.Entry{Action: "rules.request.make", Object: q.ID.String(),
		Detail: map[string]any{"number": q.Number, "kind": q.Kind, "to": q.To, "limit": limit.String()}})
}

func (q Request) object() string        { return RequestClockKind + "/" + q.ID.String() }
func (q Request) subject() flow.Subject { return flow.Subject{Kind: RequestClockKind, ID: q.ID} }

// addressed checks that the request goes to a serving leader who is not the
// one asking.
func (d RequestDraft) addressed(tx *store.Tx, faults *fault.List) error {
	if d.To == tx.Actor().Person {
		faults.Add(ToOneself.At("to"))
		return nil
	}
	p, err := people.ByID(tx, tx.Actor().Zone, d.To)
	if fault.KindOf(err) == fault.NotFound || err == nil && (p.Status != people.Active || !p.Leader) {
		faults.Add(NotALeader.At("to"))
		return nil
	}
	return err
}

// limit is the time for the reply: stated, or the scheme's; none for a report
// without a stated one.
func (d RequestDraft) limit(tx *store.Tx) (calendar.Budget, error) {
	if !d.Limit.IsZero() || d.Kind == ReportPaper {
		return d.Limit, nil
	}
	doc, err := scheme.At(tx, tx.Actor().Zone, today(tx))
	if err != nil {
		return calendar.Budget{}, err
	}
	return scheme.Need(doc, "rules.request_reply", scheme.Get[Scheme](doc).RequestReply)
}

// Reply answers a request: the leader it went to, or the principal leader,
// never the one who asked. The clock stops with it.
func Reply(tx *store.Tx, id ident.ID, version int64, answer Answer, text string) (Request, error) {
	q, err := RequestByID(tx, tx.Actor().Zone, id)
	actor := tx.Actor()
	switch {
	case err != nil:
		return Request{}, err
	case q.Status != RequestOpen:
		return Request{}, AnsweredAlready.New()
	case actor.Person != q.To && !actor.Has(account.PrincipalLeader):
		return Request{}, NotAddressed.New()
	}
	n := len([]rune(strings.TrimSpace(text)))
	if answer != AnswerAgreed && answer != AnswerRejected && answer != AnswerNoted || n < 2 || n > 2000 {
		return Request{}, BadAnswer.At("answer")
	}
	if err := access.Act(tx, "answer", q.object()); err != nil {
		return Request{}, err
	}
	q.Status, q.Answer, q.Reply, q.AnsweredBy, q.AnsweredAt = RequestAnswered, answer, strings.TrimSpace(text), actor.Person, tx.Now()
	err = tell(tx, notify.Message{Kind: answeredMessage, Object: q.object(), Persons: []ident.ID{q.Person}, Args: map[string]string{"number": q.Number}})
	if err != nil {
		return Request{}, err
	}
	return q.end(tx, version, "answer", map[string]any{"number": q.Number, "answer": answer})
}

// WithdrawRequest takes a request back before it is answered.
func WithdrawRequest(tx *store.Tx, id ident.ID, version int64, reason string) (Request, error) {
	if err := checkReason(reason); err != nil {
		return Request{}, err
	}
	q, err := RequestByID(tx, tx.Actor().Zone, id)
	switch {
	case err != nil:
		return Request{}, err
	case q.Status != RequestOpen:
		return Request{}, AnsweredAlready.New()
	case q.Person != tx.Actor().Person:
		return Request{}, NotYourRequest.New()
	}
	q.Status = RequestWithdrawn
	return q.end(tx, version, "withdraw", map[string]any{"number": q.Number, "reason": reason})
}

// end writes a request that no longer waits and stops its clock.
func (q Request) end(tx *store.Tx, version int64, verb string, detail map[string]any) (Request, error) {
	q.Version = version
	if err := updateRequest(tx, q); err != nil {
		return Request{}, err
	}
	q.Version++
	clock, err := flow.OpenClock(tx, q.Zone, q.subject(), replyRule.Name)
	if err == nil {
		_, err = flow.Stop(tx, clock, flow.Act{})
	}
	if err != nil && !errors.Is(err, store.ErrNoRows) {
		return Request{}, err
	}
	return q, ledger.Record(tx, ledger.Entry{Action: "rules.request." + verb, Object: q.ID.String(), Detail: detail})
}
