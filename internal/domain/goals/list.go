package goals

import (
	"strings"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/exact"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
)

// Refusals of lists.
var (
	NoList = fault.Define(fault.NotFound, "goals.list.none", "LY-35",
		"没有这份清单。", "There is no such list.")
	ListExists = fault.Define(fault.Conflict, "goals.list.exists", "LY-35",
		"{month} 的这份清单已经存在，请在原清单上编制。", "This list of {month} exists already; work on that one.")
	RhythmNotUsed = fault.Define(fault.Refused, "goals.list.rhythm", "LY-36",
		"本区方案的清单节奏不含这一种（goals.rhythm）。", "The zone's scheme does not use this rhythm of lists (goals.rhythm).")
	NodeNeeded = fault.Define(fault.Invalid, "goals.list.node", "LY-36",
		"节点清单须写明节点名称和评比日期。", "A node list needs the node's name and its day of evaluation.")
	EvaluateOutside = fault.Define(fault.Invalid, "goals.list.evaluate_on", "LY-35",
		"评比日期须在 {from} 至 {to} 之间。", "The day of evaluation must lie between {from} and {to}.")
	EmptyList = fault.Define(fault.Refused, "goals.list.empty", "LY-35",
		"清单没有事项，不能下发。", "A list without items cannot be issued.")
	Frozen = fault.Define(fault.Refused, "goals.list.frozen", "LY-35",
		"清单已下发，不能直接修改；请以“调整”方式办理并写明理由。", "The list is issued and frozen; change it by an amendment with a reason.")
	NotIssued = fault.Define(fault.Refused, "goals.list.not_issued", "LY-35",
		"清单尚未下发；请先下发。", "The list is not issued yet; issue it first.")
	ReasonNeeded = fault.Define(fault.Invalid, "goals.reason", "LY-35",
		"须写明理由，2–500 字。", "A reason of 2 to 500 characters is needed.")
	NothingToReceive = fault.Define(fault.Refused, "goals.receipt.none", "LY-35",
		"清单中没有由您牵头或负责的事项，无须签收。", "No item of the list names you; there is nothing to acknowledge.")
)

// Kind is what a list is issued for.
type Kind string

// The kinds of lists.
const (
	MonthList Kind = "month" // 每月工作要点
	NodeList  Kind = "node"  // 重要时间节点清单
)

// Status is how far a list or a target has come.
type Status string

// The states of lists and targets.
const (
	Draft  Status = "draft"  // 编制中
	Issued Status = "issued" // 已下发
)

// List is one list of key points.
type List struct {
	Zone       int64
	ID         ident.ID
	Number     string // 要点-2019-000001
	Kind       Kind
	Month      calendar.Month
	Node       string        // name of the node; empty for monthly lists
	EvaluateOn calendar.Date // day on which the board is computed
	Status     Status
	IssuedAt   time.Time
	IssuedBy   ident.ID
	Scheme     ident.ID // version of the scheme the list was issued under
	Late       bool     // issued after the scheme's working day of the month
	CreatedBy  ident.ID
	Version    int64
	Items      []Item // in line order; only when read whole
}

// Item is one key point.
type Item struct {
	Zone      int64
	ID        ident.ID
	List      ident.ID
	Work      ident.ID // identity of the work, shared by lists that name it
	Line      int64
	Title     string         // project or work
	Measure   string         // what is to be done
	Plan      *exact.Decimal // planned amount; nil when the plan is not a number
	PlanUnit  string         // unit of the planned amount, e.g. 亩
	Weight    exact.Decimal
	DueOn     calendar.Date
	Lead      ident.ID // 牵头领导
	Unit      ident.ID // 责任单位
	Person    ident.ID // 责任人
	Origin    string   // where it comes from: year plan, instruction, carried over
	Status    ItemStatus
	AmendedOn calendar.Date // day it was added or changed after issue; zero otherwise
	Version   int64
}

// ItemStatus tells whether an item still stands.
type ItemStatus string

// The states of items.
const (
	Active    ItemStatus = "active"
	Withdrawn ItemStatus = "withdrawn"
)

// Refusals of items.
var (
	NoItem      = fault.Define(fault.NotFound, "goals.item.none", "LY-35", "没有这个事项。", "There is no such item.")
	LeadMissing = fault.Define(fault.Refused, "goals.item.lead_missing", "LY-35",
		"第 {line} 项未落实牵头领导；三级责任齐全方可下发。", "Item {line} has no lead leader; all levels of responsibility are needed to issue.")
	UnitMissing = fault.Define(fault.Refused, "goals.item.unit_missing", "LY-35",
		"第 {line} 项未落实责任单位；三级责任齐全方可下发。", "Item {line} has no unit; all levels of responsibility are needed to issue.")
	PersonMissing = fault.Define(fault.Refused, "goals.item.person_missing", "LY-35",
		"第 {line} 项未落实责任人；三级责任齐全方可下发。", "Item {line} has no responsible person; all levels of responsibility are needed to issue.")
	BadTitle = fault.Define(fault.Invalid, "goals.item.title", "LY-35",
		"事项名称须为 2–100 字。", "The item's title needs 2 to 100 characters.")
	BadMeasure = fault.Define(fault.Invalid, "goals.item.measure", "LY-35",
		"工作要点最多 1000 字。", "The key point has at most 1000 characters.")
	BadWeight = fault.Define(fault.Invalid, "goals.item.weight", "LY-35",
		"权重须为大于 0、不超过 100 的数。", "The weight must be above 0 and at most 100.")
	BadPlan = fault.Define(fault.Invalid, "goals.item.plan", "LY-35",
		"计划数须大于 0。", "The planned amount must be above 0.")
	BadDue = fault.Define(fault.Invalid, "goals.item.due_on", "LY-35",
		"完成时限须在 {from} 至 {to} 之间。", "The due day must lie between {from} and {to}.")
	NotALeader = fault.Define(fault.Refused, "goals.item.lead", "LY-35",
		"牵头领导须为在职的班子成员。", "The lead leader must be a serving member of the leading group.")
	NotServing = fault.Define(fault.Refused, "goals.item.person", "LY-35",
		"责任人须为在职人员。", "The responsible person must be serving.")
	UnitNotActive = fault.Define(fault.Refused, "goals.item.unit", "LY-35",
		"责任单位须为现有机构。", "The unit must be one that exists.")
	SameWorkTwice = fault.Define(fault.Conflict, "goals.item.twice", "LY-36",
		"同一项工作在一份清单中只能列一次。", "One work stands only once in a list.")
)

// Draft carries what the office writes for an item. Zero ids are allowed while
// the list is a draft; the issue demands them.
type ItemDraft struct {
	Work     ident.ID // an item's work this one repeats (LY-36); zero for a new work
	Title    string
	Measure  string
	Plan     *exact.Decimal
	PlanUnit string
	Weight   *exact.Decimal // nil means 1
	DueOn    calendar.Date  // zero means the day of evaluation
	Lead     ident.ID
	Unit     ident.ID
	Person   ident.ID
	Origin   string
}

// check finds every fault of a draft that the draft alone shows.
func (d ItemDraft) check(l List) *fault.List {
	var faults fault.List
	if n := len([]rune(d.Title)); n < 2 || n > 100 {
		faults.Add(BadTitle.At("title"))
	}
	if len([]rune(d.Measure)) > 1000 {
		faults.Add(BadMeasure.At("measure"))
	}
	if d.Weight != nil && (d.Weight.Sign() <= 0 || d.Weight.Cmp(exact.MustParse("100")) > 0) {
		faults.Add(BadWeight.At("weight"))
	}
	if d.Plan != nil && d.Plan.Sign() <= 0 {
		faults.Add(BadPlan.At("plan"))
	}
	first, last := l.span()
	if !d.DueOn.IsZero() && (d.DueOn.Before(first) || d.DueOn.After(last)) {
		faults.Add(BadDue.At("due_on", "from", first, "to", last))
	}
	return &faults
}

// span is the time in which items of the list fall due: its month, or for a
// node list from the start of its month to the day of evaluation.
func (l List) span() (first, last calendar.Date) {
	first, last = l.Month.First(), l.Month.Last()
	if l.EvaluateOn.After(last) || l.Kind == NodeList {
		last = l.EvaluateOn
	}
	return first, last
}

func (d ItemDraft) apply(l List, i Item) Item {
	i.Title, i.Measure, i.PlanUnit, i.Origin = strings.TrimSpace(d.Title), strings.TrimSpace(d.Measure), strings.TrimSpace(d.PlanUnit), strings.TrimSpace(d.Origin)
	i.Plan, i.Lead, i.Unit, i.Person = d.Plan, d.Lead, d.Unit, d.Person
	i.Weight = exact.MustParse("1")
	if d.Weight != nil {
		i.Weight = *d.Weight
	}
	i.DueOn = d.DueOn
	if i.DueOn.IsZero() {
		i.DueOn = l.EvaluateOn
	}
	return i
}

// Lacks lists what the issue rule still misses in a list, in line order: the
// screen shows it while the list is being prepared.
func Lacks(l List, levels []Level) []*fault.Error {
	var out []*fault.Error
	for _, i := range l.Items {
		if i.Status == Withdrawn {
			continue
		}
		for _, level := range levels {
			if e := i.lack(level); e != nil {
				out = append(out, e)
			}
		}
	}
	return out
}

func (i Item) lack(level Level) *fault.Error {
	at := "items[" + i.ID.String() + "]."
	switch {
	case level == LeadLevel && i.Lead.IsZero():
		return LeadMissing.At(at+"lead", "line", i.Line)
	case level == UnitLevel && i.Unit.IsZero():
		return UnitMissing.At(at+"unit", "line", i.Line)
	case level == PersonLevel && i.Person.IsZero():
		return PersonMissing.At(at+"person", "line", i.Line)
	}
	return nil
}

// Names reports whether the item names the person as lead or responsible.
func (i Item) Names(person ident.ID) bool {
	return !person.IsZero() && (i.Lead == person || i.Person == person)
}

// Amendment is one change of an issued list.
type Amendment struct {
	ID     ident.ID
	List   ident.ID
	Item   ident.ID
	Kind   AmendmentKind
	On     calendar.Date
	Reason string
	Before string // the item before, as JSON; empty for an addition
	After  string // the item after, as JSON; empty for a withdrawal
	By     string
}

// AmendmentKind is what an amendment does.
type AmendmentKind string

// The kinds of amendments.
const (
	AddItemAmendment      AmendmentKind = "add"
	ChangeItemAmendment   AmendmentKind = "change"
	WithdrawItemAmendment AmendmentKind = "withdraw"
)

// checkReason refuses a reason that says nothing.
func checkReason(reason string) error {
	if n := len([]rune(strings.TrimSpace(reason))); n < 2 || n > 500 {
		return ReasonNeeded.At("reason")
	}
	return nil
}
