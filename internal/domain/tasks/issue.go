package tasks

import (
	"strings"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/hanzi"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
)

// Refusals of issues.
var (
	NoIssue     = fault.Define(fault.NotFound, "tasks.issue.none", "YT-25", "没有这个问题。", "There is no such issue.")
	NoStrikeOff = fault.Define(fault.Refused, "tasks.issue.not_practised", "YT-25",
		"本区方案不实行销项制（tasks.strike_off）。", "The zone's scheme has no strike-off lists (tasks.strike_off).")
	BadIssue = fault.Define(fault.Invalid, "tasks.issue.title", "YT-25",
		"问题名称须为一行 2–100 字，情况说明最多 2000 字。", "The issue's title is one line of 2 to 100 characters, its detail has at most 2000.")
	BadIssueDue = fault.Define(fault.Invalid, "tasks.issue.due", "YT-25",
		"解决期限不得早于今天，且不超过一年。", "The due day is not before today and at most a year away.")
	IssueStruck    = fault.Define(fault.Refused, "tasks.issue.struck", "YT-25", "该问题已销项。", "The issue is struck off.")
	IssueClaimed   = fault.Define(fault.Refused, "tasks.issue.claimed", "YT-25", "该问题已报解决，等待核验销项。", "The issue is claimed done and waits to be struck off.")
	IssueUnclaimed = fault.Define(fault.Refused, "tasks.issue.unclaimed", "YT-25",
		"责任人尚未附佐证报解决，不能销项。", "It cannot be struck off before its owner claims it done with evidence.")
	OwnIssue = fault.Define(fault.Refused, "tasks.issue.own", "YT-25",
		"承办人不得为自己承办的问题销项，须由提出人或核验人办理。", "Who handles an issue does not strike it off; who raised it or a verifier does.")
	NotEscalated = fault.Define(fault.Refused, "tasks.issue.not_escalated", "YT-28",
		"该问题未提级，或提级的不是您这一级。", "The issue is not escalated, or not to your level.")
	AlreadyEscalated = fault.Define(fault.Conflict, "tasks.issue.escalated", "YT-28",
		"该问题已提级到这一级。", "The issue is escalated to this level already.")
	BadRuling = fault.Define(fault.Invalid, "tasks.issue.ruling", "YT-28",
		"协调意见须为 2–200 字。", "The decision has 2 to 200 characters.")
)

// IssueStatus is how far an issue has come.
type IssueStatus string

// The states of issues.
const (
	IssueOpen     IssueStatus = "open"
	IssueReopened IssueStatus = "reopened"
	IssueDone     IssueStatus = "claimed" // 报解决，待核验；仍算未销
	StruckOff     IssueStatus = "struck"  // 已销项
)

// Issue is one line of a strike-off list (销项清单, YT-25).
type Issue struct {
	Zone        int64
	ID          ident.ID
	Number      string // 问题-2021-000001
	Project     ident.ID
	Title       string
	Detail      string
	RaisedBy    ident.ID
	RaisedOn    calendar.Date
	Unit        ident.ID
	Person      ident.ID // owner
	DueOn       calendar.Date
	Status      IssueStatus
	Reopened    int64 // how often it came back
	ClaimedBy   ident.ID
	ClaimedOn   calendar.Date
	ClaimNote   string
	Evidence    []Evidence
	StruckBy    ident.ID
	StruckOn    calendar.Date
	StrikeNote  string
	Level       Escalation // whom it waits for; empty for nobody above
	EscalatedBy ident.ID
	EscalatedOn calendar.Date
	Escalation  string // why it was escalated
	ChangedAt   time.Time
	Version     int64
}

// Standing reports whether the issue is still on the list: a claim does not
// take it off.
func (i Issue) Standing() bool { return i.Status != StruckOff }

// Weeks is the issue's age in whole weeks on a day, or when it was struck off.
func (i Issue) Weeks(day calendar.Date) int64 {
	if !i.StruckOn.IsZero() && i.StruckOn.Before(day) {
		day = i.StruckOn
	}
	return weeksBetween(i.RaisedOn, day)
}

// Late reports whether the issue is past its day and on the list.
func (i Issue) Late(today calendar.Date) bool { return i.Standing() && today.After(i.DueOn) }

// object is how the duties on an issue are kept apart.
func (i Issue) object() string { return "tasks.issue/" + i.ID.String() }

// IssueInput is what an issue is raised with.
type IssueInput struct {
	Project ident.ID // zero for the zone's own list
	Title   string
	Detail  string
	Person  ident.ID
	Unit    ident.ID // zero means the person's unit
	DueOn   calendar.Date
}

func (in IssueInput) check(today calendar.Date) *fault.List {
	var faults fault.List
	if title, ok := hanzi.Clean(in.Title, 100); !ok || len([]rune(title)) < 2 || len([]rune(strings.TrimSpace(in.Detail))) > 2000 {
		faults.Add(BadIssue.At("title"))
	}
	if in.DueOn.Before(today) || in.DueOn.After(today.AddYears(1)) {
		faults.Add(BadIssueDue.At("due_on"))
	}
	if in.Person.IsZero() {
		faults.Add(OwnerMissing.At("person"))
	}
	return &faults
}

// Ruling is what a leader decided about an escalated issue (YT-28).
type Ruling struct {
	ID     ident.ID
	Issue  ident.ID
	Level  Escalation
	Reason string // why it was escalated
	Text   string
	By     ident.ID
	On     calendar.Date
	Task   ident.ID
}

// IssueCount is what a strike-off list comes to (YT-25).
type IssueCount struct {
	Opened    int64
	Struck    int64
	Claimed   int64 // claimed done and not struck off: still remaining
	Remaining int64 // opened − struck
	Oldest    int64 // age of the oldest remaining one in whole weeks
}
