package tasks

import (
	"strings"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/exact"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/hanzi"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
)

// Refusals of tasks.
var (
	NoTask   = fault.Define(fault.NotFound, "tasks.none", "LW-38", "没有这项任务。", "There is no such task.")
	BadTitle = fault.Define(fault.Invalid, "tasks.title", "LW-38",
		"任务名称须为一行 2–100 字。", "The title is one line of 2 to 100 characters.")
	BadDetail = fault.Define(fault.Invalid, "tasks.detail", "LW-38",
		"任务要求最多 2000 字。", "The detail has at most 2000 characters.")
	BadSource = fault.Define(fault.Invalid, "tasks.source", "LW-35",
		"来源须为上级交办、领导交办、会议议定、企业诉求或部门自定；清单任务由清单下发时生成。",
		"The source is superior, leader, meeting, enterprise or unit; tasks of a list arise when the list is issued.")
	SourceNeeded = fault.Define(fault.Invalid, "tasks.source_text", "LW-35",
		"上级交办的任务须写明交办单位或文号，2–200 字。", "A task handed down names the superior or the document, in 2 to 200 characters.")
	BadSpan = fault.Define(fault.Invalid, "tasks.span", "LW-36",
		"完成时限不得早于开始日期，跨度不超过 5 年。", "The due day is not before the start and at most five years after it.")
	BadWeight = fault.Define(fault.Invalid, "tasks.weight", "PK-36",
		"权重须为大于 0、不超过 100 的数，最多 6 位小数。", "The weight is above 0 and at most 100, with at most 6 decimals.")
	BadPlan = fault.Define(fault.Invalid, "tasks.plan", "LW-38",
		"计划数须大于 0，最多 6 位小数，并写明计量单位。", "The planned amount is above 0 with at most 6 decimals, and has a unit of measure.")
	BadLayer = fault.Define(fault.Invalid, "tasks.layer", "LW-38",
		"分层须为方案所列之一：{layers}。", "The layer must be one of the scheme's: {layers}.")
	OwnerMissing = fault.Define(fault.Invalid, "tasks.owner", "LW-38",
		"每项任务须落实责任人。", "Every task needs a responsible person.")
	NotServing = fault.Define(fault.Refused, "tasks.person", "LW-38",
		"责任人须为在职人员。", "The responsible person must be serving.")
	UnitNotActive = fault.Define(fault.Refused, "tasks.unit", "LW-38",
		"责任单位须为现有机构。", "The unit must be one that exists.")
	NotALeader = fault.Define(fault.Refused, "tasks.lead", "LW-38",
		"分管领导须为在职的班子成员。", "The leader in charge must be a serving member of the leading group.")
	ReasonNeeded = fault.Define(fault.Invalid, "tasks.reason", "LW-38",
		"须写明理由，2–500 字。", "A reason of 2 to 500 characters is needed.")
	Ended = fault.Define(fault.Refused, "tasks.ended", "LW-37",
		"任务已办结或已撤销，不能再变动。", "The task is closed or withdrawn and no longer changes.")
	OwnWork = fault.Define(fault.Refused, "tasks.own", "LW-37",
		"承办人不得督查、验收自己承办的任务，须由他人办理。", "Who carries a task out neither supervises nor accepts it; somebody else does.")
	FollowsList = fault.Define(fault.Refused, "tasks.follows_list", "LY-36",
		"该任务来自工作要点清单，请在清单中以“调整”方式变更。", "The task comes from a list of key points; change it by an amendment of the list.")
)

// Status is how far a task has come.
type Status string

// The states of tasks.
const (
	Open      Status = "open"      // 办理中
	Claimed   Status = "claimed"   // 已报完成，待验收
	Closed    Status = "closed"    // 已办结
	Withdrawn Status = "withdrawn" // 已撤销
)

// statuses in the order of a task's life.
var statuses = []Status{Open, Claimed, Closed, Withdrawn}

// Subject is a record of any room: what a task comes from, what an order is
// about. Kind starts with the room: "goals.work".
type Subject struct {
	Kind string   `json:"kind"`
	ID   ident.ID `json:"id"`
}

// The kinds of records that tasks come from.
const (
	FromWork     = "goals.work"     // a work of issued lists
	FromDecision = "tasks.decision" // a decision of a meeting
	FromRuling   = "tasks.ruling"   // a leader's decision about an issue
)

// TaskKind is the kind of subject that a task itself is, in orders and facts.
const TaskKind = "tasks.task"

// Task is one piece of work that somebody answers for.
type Task struct {
	Zone       int64
	ID         ident.ID
	Number     string // 任务-2019-000001
	Title      string
	Detail     string
	Source     Source
	SourceText string  // who handed it down, or the document
	Origin     Subject // the record it comes from; zero when it was assigned by hand
	Layer      string  // key of the scheme's layer; empty for none
	Difficult  bool    // 落实难度大
	StartOn    calendar.Date
	DueOn      calendar.Date
	FirstDue   calendar.Date  // the due day it was given first
	Plan       *exact.Decimal // nil when the plan is not a number: its progress is a share of 1
	PlanUnit   string
	Weight     exact.Decimal
	Lead       ident.ID // 分管（牵头）领导
	Unit       ident.ID
	Person     ident.ID // zero only for tasks of lists whose scheme does not demand a person
	AssignedBy ident.ID
	Class      Class
	ByHand     bool     // the class was set by hand
	Grounds    []Ground // the rules that gave the class
	Unset      []string // scheme parameters without which it could not be classed or supervised further
	Status     Status
	Done       exact.Decimal // reported so far, in the unit of the plan, or as a share of 1
	CheckOn    calendar.Date // next look of supervision; zero for none
	Episodes   int64         // due days that passed without conclusion
	Campaign   ident.ID
	Track      int64 // line of the campaign's track; 0 without a campaign
	ClaimedOn  calendar.Date
	ClaimedBy  ident.ID
	ClaimNote  string
	Evidence   []Evidence
	ClosedOn   calendar.Date
	CreatedAt  time.Time
	ChangedAt  time.Time
	Version    int64

	scanOn calendar.Date // due day the scan has yet to look at
}

// Ended reports whether the task is closed or withdrawn.
func (t Task) Ended() bool { return t.Status == Closed || t.Status == Withdrawn }

// Late reports whether the task is past its due day and still to be done.
func (t Task) Late(today calendar.Date) bool { return t.Status == Open && today.After(t.DueOn) }

// FromList reports whether the task follows a list of key points.
func (t Task) FromList() bool { return t.Origin.Kind == FromWork }

// Planned is the planned amount: the plan, or 1 where the plan is not a number.
func (t Task) Planned() exact.Decimal {
	if t.Plan == nil {
		return exact.Int(1)
	}
	return *t.Plan
}

// Progress is what is done as an exact share of the plan, not capped.
func (t Task) Progress() exact.Ratio {
	r, err := exact.NewRatio(t.Done, t.Planned())
	if err != nil { // the plan is above 0 by BadPlan
		return exact.FromInt(0)
	}
	return r
}

// OnTime reports whether a closed task was done by its due day, without an
// overdue episode before.
func (t Task) OnTime() bool {
	return t.Status == Closed && t.Episodes == 0 && !t.ClaimedOn.After(t.DueOn)
}

// subject is the task as a subject of orders.
func (t Task) subject() Subject { return Subject{TaskKind, t.ID} }

// object is how the duties on a task are kept apart.
func (t Task) object() string { return TaskKind + "/" + t.ID.String() }

// record gives the task as the ledger keeps it.
func (t Task) record() map[string]any {
	m := map[string]any{"number": t.Number, "source": t.Source, "layer": t.Layer, "class": t.Class, "start_on": t.StartOn, "due_on": t.DueOn,
		"weight": t.Weight.String(), "unit": t.Unit, "person": t.Person, "lead": t.Lead, "status": t.Status}
	if t.Plan != nil {
		m["plan"] = t.Plan.String() + t.PlanUnit
	}
	return m
}

// Input is what a task is assigned with.
type Input struct {
	Title      string
	Detail     string
	Source     Source
	SourceText string
	Layer      string
	Difficult  bool
	StartOn    calendar.Date // zero means today
	DueOn      calendar.Date
	Plan       *exact.Decimal
	PlanUnit   string
	Weight     *exact.Decimal // nil means 1
	Lead       ident.ID
	Unit       ident.ID // zero means the person's unit
	Person     ident.ID
	Campaign   ident.ID
	Track      int64 // line of the campaign's track
}

var (
	one         = exact.Int(1)
	mostWeight  = exact.Int(100)
	maxPlaces   = 6
	longestTask = 5 * 12 // months
)

// check finds every fault that the input alone shows.
func (in Input) check(today calendar.Date) *fault.List {
	var faults fault.List
	if title, ok := hanzi.Clean(in.Title, 100); !ok || len([]rune(title)) < 2 {
		faults.Add(BadTitle.At("title"))
	}
	if len([]rune(in.Detail)) > 2000 {
		faults.Add(BadDetail.At("detail"))
	}
	switch in.Source {
	case FromSuperior, FromLeader, FromMeeting, FromEnterprise, FromUnit:
	default:
		faults.Add(BadSource.At("source"))
	}
	if n := len([]rune(strings.TrimSpace(in.SourceText))); n > 200 || in.Source == FromSuperior && n < 2 {
		faults.Add(SourceNeeded.At("source_text"))
	}
	start := in.start(today)
	if in.DueOn.IsZero() || in.DueOn.Before(start) || in.DueOn.After(start.AddMonths(longestTask)) {
		faults.Add(BadSpan.At("due_on"))
	}
	if in.Weight != nil && !goodWeight(*in.Weight) {
		faults.Add(BadWeight.At("weight"))
	}
	if in.Plan != nil && (in.Plan.Sign() <= 0 || in.Plan.Trim().Places() > maxPlaces || strings.TrimSpace(in.PlanUnit) == "") {
		faults.Add(BadPlan.At("plan"))
	}
	if in.Person.IsZero() {
		faults.Add(OwnerMissing.At("person"))
	}
	return &faults
}

func (in Input) start(today calendar.Date) calendar.Date {
	if in.StartOn.IsZero() {
		return today
	}
	return in.StartOn
}

func goodWeight(w exact.Decimal) bool {
	return w.Sign() > 0 && w.Cmp(mostWeight) <= 0 && w.Trim().Places() <= maxPlaces
}

// checkReason refuses a reason that says nothing.
func checkReason(reason string) error {
	if n := len([]rune(strings.TrimSpace(reason))); n < 2 || n > 500 {
		return ReasonNeeded.At("reason")
	}
	return nil
}

// Event is one thing that happened to a task.
type Event struct {
	ID     ident.ID
	Task   ident.ID
	At     time.Time
	Kind   string // created, classed, reported, claimed, …
	Person ident.ID
	By     string // name of who did it, at that time
	Note   string
	Detail string // JSON
}
