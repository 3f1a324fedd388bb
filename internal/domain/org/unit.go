package org

import (
	"slices"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/hanzi"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
)

// Refusals about units, and about texts and days anywhere in the room.
var (
	NoUnit = fault.Define(fault.NotFound, "org.unit.none", "",
		"没有这个部门。", "There is no such unit.")
	UnitClosed = fault.Define(fault.Refused, "org.unit.closed", "",
		"该部门已撤销，请选择在用的部门。", "The unit is closed; choose one in use.")
	UnitNameTaken = fault.Define(fault.Conflict, "org.unit.name_taken", "PK-04",
		"同一上级下已有同名的在用部门，请换一个名称。", "A unit in use has this name under the same parent; choose another name.")
	UnitInUse = fault.Define(fault.Refused, "org.unit.in_use", "LW-04",
		"该部门下还有 {units} 个在用的下级部门和 {posts} 个在用岗位，请先撤销或划转。",
		"The unit still has {units} sub-units and {posts} posts in use; close or move them first.")
	BadUnitKind = fault.Define(fault.Invalid, "org.unit.kind", "LW-04",
		"部门类别应为领导班子、内设机构、事业单位、中心、股室或公司。",
		"The kind must be leadership, internal, institution, centre, section or company.")
	BadCategory = fault.Define(fault.Invalid, "org.unit.category", "PK-06",
		"部门分类应为主责主业或综合管理（core、general），也可以留空。",
		"The category must be core or general, or be left empty.")
	SectionAlone = fault.Define(fault.Invalid, "org.unit.section_alone", "LY-23",
		"股室应设在部门之下，请选择上级部门。", "A section belongs to a unit; choose the parent unit.")
	BadSuccessor = fault.Define(fault.Refused, "org.unit.successor", "LW-04",
		"承接部门应为另一个在用的部门。", "The successor must be another unit in use.")
	BadText = fault.Define(fault.Invalid, "org.text", "",
		"请填写一行 1 至 {max} 字的文字，不含换行和不可见字符。",
		"Write one line of 1 to {max} characters without line breaks or invisible characters.")
	NoReason = fault.Define(fault.Invalid, "org.reason", "",
		"请写明理由（1 至 500 字）。", "Give the reason in 1 to 500 characters.")
	BadDay = fault.Define(fault.Refused, "org.day", "",
		"生效日应在 {from} 至 {to} 之间。", "The day of effect must be from {from} to {to}.")
)

// Caps on texts, in characters.
const (
	maxName   = 100
	maxReason = 500
)

// Kind is what sort of unit it is.
type Kind string

// The kinds of units.
const (
	KindLeadership  Kind = "leadership"  // 领导班子
	KindInternal    Kind = "internal"    // 内设机构
	KindInstitution Kind = "institution" // 下设事业单位
	KindCentre      Kind = "centre"      // 中心
	KindSection     Kind = "section"     // 股室
	KindCompany     Kind = "company"     // 公司
)

// Kinds are all kinds of units in the order in which they are shown.
var Kinds = []Kind{KindLeadership, KindInternal, KindInstitution, KindCentre, KindSection, KindCompany}

// Department reports whether the kind counts as a department of the zone
// (LW-04, PK-05: 五部一中心): internal departments, institutions, centres.
func (k Kind) Department() bool { return k == KindInternal || k == KindInstitution || k == KindCentre }

// Category says whether a unit serves the core business. Empty means that
// nobody has said.
type Category string

// The categories of units.
const (
	Core    Category = "core"    // 主责主业、经济发展部门
	General Category = "general" // 综合管理部门
)

// Status is whether a unit or a post is in use.
type Status string

// The statuses of units and posts.
const (
	Active Status = "active"
	Closed Status = "closed"
)

// Unit is a department, section, institution or company inside a zone.
type Unit struct {
	Zone      int64
	ID        ident.ID
	Parent    ident.ID // zero at the top
	Kind      Kind
	Category  Category
	Name      string
	SortNo    int64 // order among siblings, then by name
	Status    Status
	OpenedOn  calendar.Date
	ClosedOn  calendar.Date // first day it no longer exists; zero while in use
	Successor ident.ID      // the unit that took over its work; zero for none
	Version   int64
}

// On reports whether the unit exists on a day.
func (u Unit) On(day calendar.Date) bool {
	return !day.Before(u.OpenedOn) && (u.ClosedOn.IsZero() || day.Before(u.ClosedOn))
}

func (u Unit) check() error {
	var list fault.List
	list.Add(checkText("name", u.Name))
	if !slices.Contains(Kinds, u.Kind) {
		list.Add(BadUnitKind.At("kind"))
	}
	if u.Category != "" && u.Category != Core && u.Category != General {
		list.Add(BadCategory.At("category"))
	}
	if u.Kind == KindSection && u.Parent.IsZero() {
		list.Add(SectionAlone.At("parent"))
	}
	return list.Err()
}

// checkText refuses what is not a plain line of text; the line must be cleaned
// already.
func checkText(field, s string) *fault.Error {
	if _, ok := hanzi.Clean(s, maxName); !ok {
		return BadText.At(field, "max", maxName)
	}
	return nil
}

// cleaned gives the line as it is kept; what cannot be kept comes back as it
// is, for checkText to refuse.
func cleaned(s string) string {
	if text, ok := hanzi.Clean(s, maxName); ok {
		return text
	}
	return s
}

func checkReason(s string) *fault.Error {
	if _, ok := hanzi.Clean(s, maxReason); !ok {
		return NoReason.At("reason")
	}
	return nil
}
