package rules

import (
	"strings"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/engine/access"
	"github.com/jingkai-zone/jingkai/internal/engine/files"
	"github.com/jingkai-zone/jingkai/internal/engine/ledger"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// Refusals of topics and agendas.
var (
	NoTopic = fault.Define(fault.NotFound, "rules.topic.none", "LY-44",
		"没有这项议题。", "There is no such topic.")
	NoAgenda = fault.Define(fault.NotFound, "rules.agenda.none", "LY-44",
		"没有这次会议的议程。", "There is no such agenda.")
	AgendaExists = fault.Define(fault.Conflict, "rules.agenda.exists", "LY-44",
		"该会议当天的议程已经建立。", "The body has an agenda for that day already.")
	BadBodyName = fault.Define(fault.Invalid, "rules.agenda.body", "LY-44",
		"会议名称须为 2–40 字的一行文字，如主任办公会。", "The body needs 2 to 40 characters in one line.")
	AgendaDay = fault.Define(fault.Invalid, "rules.agenda.day", "LY-44",
		"会议日期不得早于 {from}。", "The meeting cannot lie before {from}.")
	AgendaClosed = fault.Define(fault.Refused, "rules.agenda.closed", "LY-44",
		"这次会议已经结束；未议定的议题已转入该会议的下一次议程。", "The meeting is over; topics it did not decide went to its next agenda.")
	AgendaNotYet = fault.Define(fault.Refused, "rules.agenda.not_yet", "LY-44",
		"会议尚未召开，不能提前定案或结束议程。", "The meeting has not been held yet; nothing is decided or closed before its day.")
	MinutesNeeded = fault.Define(fault.Invalid, "rules.agenda.minutes", "LY-44",
		"须写明会议纪要的文号或要点，2–500 字。", "Name the minutes or their gist in 2 to 500 characters.")
	TopicState = fault.Define(fault.Refused, "rules.topic.state", "LY-44",
		"议题当前为“{now_zh}”，该操作只能在“{from_zh}”时办理。", "The topic is {now_en}; this is possible only when it is {from_en}.")
	OtherBody = fault.Define(fault.Refused, "rules.topic.body", "LY-44",
		"议题报请“{body}”审议，不能列入其他会议的议程。", "The topic is for {body} and cannot stand on another body's agenda.")
	BadSummary = fault.Define(fault.Invalid, "rules.topic.summary", "LY-44",
		"议题说明须为 2–4000 字。", "A topic needs a summary of 2 to 4000 characters.")
	BadOutcome = fault.Define(fault.Invalid, "rules.topic.outcome", "LY-44",
		"议定结果须为同意（agreed）或不同意（rejected），并写明议定内容，2–2000 字。",
		"The outcome is agreed or rejected, with what was decided in 2 to 2000 characters.")
	NotYourTopic = fault.Define(fault.Forbidden, "rules.topic.not_yours", "LY-44",
		"修改后重报和撤回须由申报单位办理。", "Only the unit that submitted it may submit it again or withdraw it.")
)

// TopicStatus is how far a topic has come.
type TopicStatus string

// The states of topics.
const (
	TopicSubmitted TopicStatus = "submitted" // 已申报，待审核
	TopicReviewed  TopicStatus = "reviewed"  // 已审核，待上会
	TopicScheduled TopicStatus = "scheduled" // 已列入议程
	TopicDecided   TopicStatus = "decided"   // 已议定
	TopicReturned  TopicStatus = "returned"  // 已退回
	TopicWithdrawn TopicStatus = "withdrawn" // 已撤回
)

var topicWords = map[TopicStatus][2]string{
	TopicSubmitted: {"待审核", "waiting for review"}, TopicReviewed: {"待上会", "waiting for a meeting"},
	TopicScheduled: {"已列入议程", "on an agenda"}, TopicDecided: {"已议定", "decided"},
	TopicReturned: {"已退回", "returned"}, TopicWithdrawn: {"已撤回", "withdrawn"},
}

// Outcome is what a meeting decided.
type Outcome string

// The outcomes.
const (
	Agreed     Outcome = "agreed"
	NotAgreed  Outcome = "rejected"
	topicKind          = "rules.topic"
	agendaKind         = "rules.agenda"
)

// Topic is a matter put before a deliberating meeting (议题).
type Topic struct {
	Zone        int64
	ID          ident.ID
	Number      string // 议题-2019-000001
	Title       string
	Summary     string
	Body        string // the meeting it is for, e.g. 主任办公会
	Unit        ident.ID
	Person      ident.ID
	Status      TopicStatus
	Agenda      ident.ID // the agenda it stands on, or was decided on
	Carried     int64    // how often a meeting left it undecided
	Outcome     Outcome  // empty until decided
	Decision    string
	Note        string // why it was returned
	ReviewedBy  ident.ID
	DecidedBy   ident.ID
	DecidedOn   calendar.Date
	SubmittedAt time.Time
	Version     int64
}

// Agenda is one meeting of a deliberating body with the topics it takes up.
type Agenda struct {
	Zone    int64
	ID      ident.ID
	Number  string // 议程-2019-000001
	Body    string // 主任办公会, 党工委会 …
	Day     calendar.Date
	Open    bool
	Minutes string // where the minutes are; empty while open
	Version int64
}

// TopicDraft is what a topic is submitted with.
type TopicDraft struct {
	Title   string
	Summary string
	Body    string
	Files   []ident.ID
}

func (d TopicDraft) check() error {
	var faults fault.List
	if !oneLine(strings.TrimSpace(d.Title), 2, maxTitle) {
		faults.Add(BadTitle.At("title"))
	}
	if n := len([]rune(strings.TrimSpace(d.Summary))); n < 2 || n > 4000 {
		faults.Add(BadSummary.At("summary"))
	}
	if !oneLine(strings.TrimSpace(d.Body), 2, 40) {
		faults.Add(BadBodyName.At("body"))
	}
	return faults.Err()
}

func (t Topic) object() string { return topicKind + "/" + t.ID.String() }

// Submit puts a topic before the office that reviews topics.
func Submit(tx *store.Tx, d TopicDraft) (Topic, error) {
	if err := d.check(); err != nil {
		return Topic{}, err
	}
	number, err := draw(tx, "议题", "topic")
	if err != nil {
		return Topic{}, err
	}
	actor := tx.Actor()
	t := Topic{Zone: actor.Zone, ID: ident.NewID(tx.Now()), Number: number, Title: strings.TrimSpace(d.Title), Summary: strings.TrimSpace(d.Summary),
		Body: strings.TrimSpace(d.Body), Unit: actor.Unit, Person: actor.Person, Status: TopicSubmitted, SubmittedAt: tx.Now(), Version: 1}
	if err := proposes(tx, t.object()); err != nil {
		return Topic{}, err
	}
	if err := insertTopic(tx, t); err != nil {
		return Topic{}, err
	}
	if err := attach(tx, t.object(), d.Files); err != nil {
		return Topic{}, err
	}
	return t, ledger.Record(tx, ledger.Entry{Action: "rules.topic.submit", Object: t.ID.String(), Detail: map[string]any{"number": t.Number, "body": t.Body}})
}

// proposes notes that the actor proposes, and therefore neither approves nor
// decides.
func proposes(tx *store.Tx, object string) error {
	for _, d := range []string{"propose", "request"} {
		if err := access.Act(tx, d, object); err != nil {
			return err
		}
	}
	return nil
}

func attach(tx *store.Tx, object string, uploads []ident.ID) error {
	for _, file := range uploads {
		if err := files.Link(tx, tx.Actor().Zone, file, object, "paper"); err != nil {
			return err
		}
	}
	return nil
}

// topic reads a topic that must be in one of the states.
func topic(tx *store.Tx, id ident.ID, version int64, states ...TopicStatus) (Topic, error) {
	t, err := TopicByID(tx, tx.Actor().Zone, id)
	if err != nil {
		return Topic{}, err
	}
	if e := t.Barred(states...); e != nil {
		return Topic{}, e
	}
	t.Version = version
	return t, nil
}

// Barred says why something that starts from the given states cannot be done
// with the topic now; nil when it can.
func (t Topic) Barred(states ...TopicStatus) *fault.Error {
	var zh, en []string
	for _, s := range states {
		if t.Status == s {
			return nil
		}
		zh, en = append(zh, topicWords[s][0]), append(en, topicWords[s][1])
	}
	return TopicState.New("now_zh", topicWords[t.Status][0], "now_en", topicWords[t.Status][1],
		"from_zh", strings.Join(zh, "”或“"), "from_en", strings.Join(en, " or "))
}

func (t Topic) keep(tx *store.Tx, verb, reason string) (Topic, error) {
	if err := updateTopic(tx, t); err != nil {
		return Topic{}, err
	}
	t.Version++
	return t, ledger.Record(tx, ledger.Entry{Action: "rules.topic." + verb, Object: t.ID.String(), Reason: reason,
		Detail: map[string]any{"number": t.Number, "status": t.Status, "agenda": t.Agenda, "outcome": t.Outcome}})
}

// ReviewTopic finds a topic ready for a meeting. Who submitted it does not
// review it (access.DutyConflict).
func ReviewTopic(tx *store.Tx, id ident.ID, version int64) (Topic, error) {
	t, err := topic(tx, id, version, TopicSubmitted)
	if err != nil {
		return Topic{}, err
	}
	if err := access.Act(tx, "approve", t.object()); err != nil {
		return Topic{}, err
	}
	t.Status, t.ReviewedBy, t.Note = TopicReviewed, tx.Actor().Person, ""
	return t.keep(tx, "review", "")
}

// ReturnTopic sends a topic back to its unit with what is missing; a topic on
// an agenda is taken off it.
func ReturnTopic(tx *store.Tx, id ident.ID, version int64, reason string) (Topic, error) {
	if err := checkReason(reason); err != nil {
		return Topic{}, err
	}
	t, err := topic(tx, id, version, TopicSubmitted, TopicReviewed, TopicScheduled)
	if err != nil {
		return Topic{}, err
	}
	t.Status, t.Note, t.Agenda = TopicReturned, reason, ident.ID{}
	return t.keep(tx, "return", reason)
}

// ResubmitTopic submits a returned topic again, rewritten by its unit.
func ResubmitTopic(tx *store.Tx, id ident.ID, version int64, d TopicDraft) (Topic, error) {
	if err := d.check(); err != nil {
		return Topic{}, err
	}
	t, err := topic(tx, id, version, TopicReturned)
	if err != nil {
		return Topic{}, err
	}
	if !t.own(tx.Actor()) {
		return Topic{}, NotYourTopic.New()
	}
	if err := proposes(tx, t.object()); err != nil {
		return Topic{}, err
	}
	t.Title, t.Summary, t.Body, t.Status = strings.TrimSpace(d.Title), strings.TrimSpace(d.Summary), strings.TrimSpace(d.Body), TopicSubmitted
	if err := attach(tx, t.object(), d.Files); err != nil {
		return Topic{}, err
	}
	return t.keep(tx, "resubmit", "")
}

// WithdrawTopic takes a topic back before it is decided.
func WithdrawTopic(tx *store.Tx, id ident.ID, version int64, reason string) (Topic, error) {
	if err := checkReason(reason); err != nil {
		return Topic{}, err
	}
	t, err := topic(tx, id, version, TopicSubmitted, TopicReviewed, TopicScheduled, TopicReturned)
	if err != nil {
		return Topic{}, err
	}
	if !t.own(tx.Actor()) {
		return Topic{}, NotYourTopic.New()
	}
	t.Status, t.Note, t.Agenda = TopicWithdrawn, reason, ident.ID{}
	return t.keep(tx, "withdraw", reason)
}

func (t Topic) own(actor *ident.Actor) bool {
	return t.Person == actor.Person || !t.Unit.IsZero() && t.Unit == actor.Unit
}

// ScheduleTopic puts a reviewed topic on an open agenda of the body it is for.
func ScheduleTopic(tx *store.Tx, id ident.ID, version int64, agenda ident.ID) (Topic, error) {
	t, err := topic(tx, id, version, TopicReviewed)
	if err != nil {
		return Topic{}, err
	}
	a, err := AgendaByID(tx, t.Zone, agenda)
	switch {
	case err != nil:
		return Topic{}, err
	case !a.Open:
		return Topic{}, AgendaClosed.New()
	case a.Body != t.Body:
		return Topic{}, OtherBody.New("body", t.Body)
	}
	t.Status, t.Agenda = TopicScheduled, a.ID
	return t.keep(tx, "schedule", "")
}

// Verdict is what a meeting decided on a topic.
type Verdict struct {
	Outcome  Outcome
	Decision string
}

// DecideTopic records the decision of the meeting the topic is on, on its day
// or later. Who submitted the topic does not decide it.
func DecideTopic(tx *store.Tx, id ident.ID, version int64, v Verdict) (Topic, error) {
	t, err := topic(tx, id, version, TopicScheduled)
	if err != nil {
		return Topic{}, err
	}
	if n := len([]rune(strings.TrimSpace(v.Decision))); v.Outcome != Agreed && v.Outcome != NotAgreed || n < 2 || n > 2000 {
		return Topic{}, BadOutcome.At("outcome")
	}
	a, err := AgendaByID(tx, t.Zone, t.Agenda)
	switch {
	case err != nil:
		return Topic{}, err
	case a.Day.After(today(tx)):
		return Topic{}, AgendaNotYet.New()
	}
	if err := access.Act(tx, "decide", t.object()); err != nil {
		return Topic{}, err
	}
	t.Status, t.Outcome, t.Decision, t.DecidedBy, t.DecidedOn = TopicDecided, v.Outcome, strings.TrimSpace(v.Decision), tx.Actor().Person, today(tx)
	return t.keep(tx, "decide", "")
}
