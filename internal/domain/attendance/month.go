package attendance

import (
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
)

// Refusals of months.
var (
	NoMonth = fault.Define(fault.NotFound, "attendance.month.none", "LF-33",
		"{month} 尚未汇总考勤。", "The attendance of {month} is not prepared yet.")
	NotOver = fault.Define(fault.Refused, "attendance.month.not_over", "LF-33",
		"{month} 尚未结束，须在次月 1 日及以后汇总。", "{month} is not over; prepare it on the first of the next month or later.")
	NoResult = fault.Define(fault.NotFound, "attendance.result.none", "LF-33",
		"该人员在 {month} 没有考勤结果。", "The person has no attendance in {month}.")
	ConfirmedAlready = fault.Define(fault.Conflict, "attendance.result.confirmed", "LF-33",
		"您已确认 {month} 的考勤结果。", "You have confirmed your result of {month} already.")
	Unconfirmed = fault.Define(fault.Refused, "attendance.month.unconfirmed", "LF-33",
		"还有 {count} 人未确认且未提醒；请先提醒，仍不确认的，月结时注明“未确认”。",
		"{count} people have not confirmed and were not reminded; remind them first. Who still does not is noted as unconfirmed.")
	OpenMatters = fault.Define(fault.Refused, "attendance.month.open_matters", "LF-33",
		"{month} 还有 {requests} 份申请未审批、{differences} 条打卡差异未处理，请先办理。",
		"{month} still has {requests} requests to decide and {differences} differences to settle.")
	Changed = fault.Define(fault.Conflict, "attendance.month.changed", "LF-33",
		"汇总之后日历或人员有变动，结果已不同；请重新汇总。", "The calendar or the staff changed since it was prepared; prepare it again.")
	ErasedMonth = fault.Define(fault.Refused, "attendance.month.erased", "个人信息保护法 47",
		"{month} 的打卡已按方案规定的期限清除，结果不能再重新计算。", "The punches of {month} were erased when their time was over; the result can no longer be computed again.")
)

// MonthStatus is how far a month has come.
type MonthStatus string

// The states of months.
const (
	Prepared MonthStatus = "prepared" // 已汇总，待本人确认
	Closed   MonthStatus = "closed"   // 已月结
)

// ClosedEvent is published in the transaction that closes a month; its object
// is the month.
const ClosedEvent = "attendance.month.closed"

// Month is the attendance of a zone in a month.
type Month struct {
	Zone       int64
	Month      calendar.Month
	Status     MonthStatus
	Scheme     ident.ID // version its results are computed with
	PreparedBy ident.ID
	PreparedAt time.Time
	ClosedBy   ident.ID
	ClosedAt   time.Time
	Purged     calendar.Date // punches before this day are erased; zero for none
	Version    int64
}

// Standing says how many have confirmed.
type Standing struct {
	People      int64
	Confirmed   int64
	Reminded    int64 // of those who have not
	Unconfirmed int64
}

// Result is what a month was for one person.
type Result struct {
	Zone        int64
	Month       calendar.Month
	Person      ident.ID
	Unit        ident.ID // at the end of the month, or when the person left
	Tally       Tally
	Findings    []Finding
	ConfirmedAt time.Time
	RemindedAt  time.Time
	Reminders   int64
	Unconfirmed bool // closed without the person's confirmation
	Version     int64
}

// Correction is a change of a result after its month was closed.
type Correction struct {
	ID      ident.ID
	Month   calendar.Month
	Person  ident.ID
	Request ident.ID // the approved request it rests on
	Before  string   // score and counts, as JSON
	After   string
	By      ident.ID
	At      time.Time
}

// source names the record that a result's facts come from.
func (x Result) source() string {
	return "attendance.result/" + x.Month.String() + "/" + x.Person.String()
}

func monthObject(m calendar.Month) string { return "attendance.month/" + m.String() }

// same reports whether two results say the same.
func (x Result) same(y Result) bool {
	if x.Unit != y.Unit || len(x.Findings) != len(y.Findings) || !x.Tally.Score.Equal(y.Tally.Score) {
		return false
	}
	for i := range x.Findings {
		if x.Findings[i] != y.Findings[i] {
			return false
		}
	}
	return true
}

// summary is what the ledger and a correction keep of a result.
func (x Result) summary() map[string]any {
	return map[string]any{"person": x.Person, "score": x.Tally.Score.String(), "late": x.Tally.Late, "early": x.Tally.Early, "absent": x.Tally.Absent, "missing": x.Tally.Missing}
}
