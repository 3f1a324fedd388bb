package goals

import (
	"slices"
	"strings"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/exact"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
)

// Refusals of targets.
var (
	NoTarget    = fault.Define(fault.NotFound, "goals.target.none", "LW-33", "没有这项目标。", "There is no such target.")
	BadCategory = fault.Define(fault.Invalid, "goals.target.category", "LW-33",
		"目标类别须为方案所列之一：{categories}。", "The category must be one of the scheme's: {categories}.")
	BadIndicator = fault.Define(fault.Invalid, "goals.target.indicator", "LW-33",
		"指标名称须为 2–100 字，并写明计量单位。", "The indicator needs 2 to 100 characters and a unit of measure.")
	BadValue = fault.Define(fault.Invalid, "goals.target.value", "LW-33",
		"目标值须大于 0。", "The target must be above 0.")
	BadReserve = fault.Define(fault.Invalid, "goals.target.reserve", "LW-33",
		"预留数不得为负，且不得超过未分解的 {left}。", "The reserve must not be negative nor exceed the {left} not broken down.")
	BadYear = fault.Define(fault.Invalid, "goals.target.year", "LW-33",
		"年度须在 2015–2099 之间。", "The year must lie between 2015 and 2099.")
	OverAllocated = fault.Define(fault.Refused, "goals.target.over", "LW-33",
		"分解数之和将超过上级目标：目标 {value}，已分解 {allocated}，预留 {reserve}，尚可分解 {left}。",
		"The shares would exceed the target: target {value}, broken down {allocated}, reserve {reserve}, left {left}.")
	NotAllocated = fault.Define(fault.Refused, "goals.target.unallocated", "LW-33",
		"尚有 {left}{unit} 未分解；请分解到部门，或明确列为预留后再下达。",
		"{left} {unit} are not broken down; allocate them or declare them a reserve before issuing.")
	OwnerMissing = fault.Define(fault.Refused, "goals.target.owner", "LW-33",
		"分解的每一项都须落实责任单位。", "Every share needs a unit that answers for it.")
	TargetIssued = fault.Define(fault.Refused, "goals.target.issued", "LW-33",
		"目标已下达，请以“调整”方式办理并写明理由。", "The target is issued; change it by an adjustment with a reason.")
	TargetDraft = fault.Define(fault.Refused, "goals.target.draft", "LW-33",
		"目标尚未下达。", "The target is not issued yet.")
	IssueFromTop = fault.Define(fault.Refused, "goals.target.top", "LW-33",
		"请从最上级目标下达，其分解项随同下达。", "Issue the topmost target; its shares are issued with it.")
	SignedAlready = fault.Define(fault.Conflict, "goals.target.signed", "LW-33",
		"责任书已签收。", "The letter of responsibility is signed already.")
	NotYourTarget = fault.Define(fault.Forbidden, "goals.target.not_yours", "LW-33",
		"责任书须由责任单位的人员签收。", "The letter is signed by the unit that answers for the target.")
	BelowShares = fault.Define(fault.Refused, "goals.target.below", "LW-33",
		"调整后的目标不得小于已分解与预留之和 {least}。", "The adjusted target must not be below the sum of shares and reserve, {least}.")
)

// Target is a year's target of the zone, or a share of one.
type Target struct {
	Zone      int64
	ID        ident.ID
	Parent    ident.ID // zero for a target of the zone itself
	Year      int64
	Category  string // key of the scheme's category
	Indicator string
	UnitName  string // unit of measure, e.g. 亿元
	Value     exact.Decimal
	Reserve   exact.Decimal // kept back on purpose; counts as allocated
	Weight    exact.Decimal
	Unit      ident.ID // unit that answers for it; zero for the zone
	Person    ident.ID
	Basis     string // the superior's document it comes from
	Status    Status
	IssuedAt  time.Time
	GivenBy   string // who signed the letter for the zone
	SignedBy  string // who signed it for the unit; empty until then
	SignedAt  time.Time
	Version   int64
}

// Breakdown is a target with its shares and what is left.
type Breakdown struct {
	Target    Target
	Shares    []Target
	Allocated exact.Decimal // sum of the shares
	Left      exact.Decimal // value − allocated − reserve
}

// breakdown adds the shares up, exactly.
func breakdown(t Target, shares []Target) Breakdown {
	b := Breakdown{Target: t, Shares: shares}
	for _, s := range shares {
		b.Allocated = b.Allocated.Add(s.Value)
	}
	b.Left = t.Value.Sub(b.Allocated).Sub(t.Reserve)
	return b
}

// TargetInput is what a target or a share is written with.
type TargetInput struct {
	Parent    ident.ID
	Year      int64
	Category  string
	Indicator string
	UnitName  string
	Value     exact.Decimal
	Weight    *exact.Decimal // nil means 1
	Unit      ident.ID
	Person    ident.ID
	Basis     string
}

func (in TargetInput) check(categories []string) error {
	var faults fault.List
	if in.Parent.IsZero() {
		if in.Year < 2015 || in.Year > 2099 {
			faults.Add(BadYear.At("year"))
		}
		if !slices.Contains(categories, in.Category) {
			faults.Add(BadCategory.At("category", "categories", strings.Join(categories, "、")))
		}
		if n := len([]rune(strings.TrimSpace(in.Indicator))); n < 2 || n > 100 || strings.TrimSpace(in.UnitName) == "" {
			faults.Add(BadIndicator.At("indicator"))
		}
	} else if in.Unit.IsZero() {
		faults.Add(OwnerMissing.At("unit"))
	}
	if in.Value.Sign() <= 0 {
		faults.Add(BadValue.At("value"))
	}
	if in.Weight != nil && (in.Weight.Sign() <= 0 || in.Weight.Cmp(exact.MustParse("100")) > 0) {
		faults.Add(BadWeight.At("weight"))
	}
	return faults.Err()
}

// Adjustment is a change of an issued target during the year.
type Adjustment struct {
	ID     ident.ID
	Target ident.ID
	On     calendar.Date
	Before exact.Decimal
	After  exact.Decimal
	Reason string
	By     string
}
