package attendance

import (
	"fmt"
	"strings"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
)

// NoMinute stands where there is no time: a missing punch, or one that is
// excused without a time.
const NoMinute = -1

// lastMinute is the latest punch of a day: 23:59 of the day after, for those
// who leave after midnight.
const lastMinute = 2*24*60 - 1

// Validity is whether a punch counts.
type Validity string

// The validities.
const (
	Valid   Validity = "valid"   // a time that counts
	Missing Validity = "missing" // 缺卡
	Excused Validity = "excused" // the clock carries an approval: 请假, 出差, 外出, 补卡, 管理员改为正常
	Invalid Validity = "invalid" // 打卡无效: a time that does not count
)

// Punch is one punch of a day.
type Punch struct {
	Person   ident.ID
	Unit     ident.ID // of the person when it was imported
	Day      calendar.Date
	Slot     string // in1, out1, in2 … of the daily sheet; at0825 of a single record
	Minute   int64  // from midnight of Day, up to the end of the next day; NoMinute for none
	Validity Validity
	Batch    ident.ID
}

// in and out tell which way a punch goes; a single record goes either way.
func (p Punch) in() bool  { return !strings.HasPrefix(p.Slot, "out") }
func (p Punch) out() bool { return !strings.HasPrefix(p.Slot, "in") }

// Mark is a punch as a file has it: what it says of one place of a day.
type Mark struct {
	Slot     string
	Minute   int64
	Validity Validity
}

// Line is one row of an export that concerns somebody's day.
type Line struct {
	Row    int    // as people count rows in the sheet
	Number string // 工号; may be empty
	Name   string
	Day    calendar.Date
	Marks  []Mark
}

// Batch is one file that was taken over.
type Batch struct {
	ID        ident.ID
	Number    string // 打卡导入-2019-000001
	Kind      SheetKind
	From, To  calendar.Date
	Digest    string // SHA-256 of the file
	Lines     int64
	Added     int64
	Same      int64
	Differing int64
	Skipped   int64 // rows left out because of a fault
	By        ident.ID
	At        time.Time
}

// DifferenceStatus is what became of a difference.
type DifferenceStatus string

// The states of differences.
const (
	DifferenceOpen  DifferenceStatus = "open"
	DifferenceTaken DifferenceStatus = "taken" // the later file was right
	DifferenceKept  DifferenceStatus = "kept"  // what is on record stays
)

// Difference is what a later file says otherwise about a punch on record.
type Difference struct {
	Zone      int64
	ID        ident.ID
	Batch     ident.ID
	Person    ident.ID
	Unit      ident.ID
	Day       calendar.Date
	Slot      string
	Had, Got  Mark
	Status    DifferenceStatus
	SettledBy ident.ID
	SettledAt time.Time
	Reason    string
	Version   int64
}

// Refusals of punches and their import.
var (
	NotImported = fault.Define(fault.Refused, "attendance.import.source", "LY-42",
		"本区方案的打卡数据来源不含钉钉（attendance.sources）。", "The zone's scheme does not take punches from DingTalk (attendance.sources).")
	NoSheet = fault.Define(fault.Invalid, "attendance.import.sheet", "LY-42",
		"工作簿中没有可识别的工作表：需要“每日统计”（含姓名、日期、上班1打卡时间、上班1打卡结果）或“原始记录”（含姓名、考勤日期、打卡时间、打卡结果）。",
		"No sheet is recognised: 每日统计 (with 姓名, 日期, 上班1打卡时间, 上班1打卡结果) or 原始记录 (with 姓名, 考勤日期, 打卡时间, 打卡结果) is needed.")
	NoLines = fault.Define(fault.Invalid, "attendance.import.empty", "LY-42",
		"工作表没有打卡数据。", "The sheet has no punches.")
	BadDay = fault.Define(fault.Invalid, "attendance.import.day", "LY-42",
		"第 {row} 行日期无法识别，应如 2019-12-02 或 19-12-02 星期一。", "Row {row}: the day cannot be read; 2019-12-02 or 19-12-02 星期一 is expected.")
	BadTime = fault.Define(fault.Invalid, "attendance.import.time", "LY-42",
		"第 {row} 行「{column}」的时间无法识别，应如 08:25 或 次日 00:10。", "Row {row}: the time in {column} cannot be read; 08:25 or 次日 00:10 is expected.")
	BadResult = fault.Define(fault.Invalid, "attendance.import.result", "LY-42",
		"第 {row} 行「{column}」没有时间，结果也不是缺卡、请假、外出、出差、外勤、补卡审批通过、正常之一。",
		"Row {row}: {column} has no time, and its result is none of those that need none.")
	WhoIsIt = fault.Define(fault.Invalid, "attendance.import.person", "LY-42",
		"第 {row} 行的人员未在人员名册中找到，或有重名；请在钉钉通讯录中填写工号。",
		"Row {row} names nobody on the staff, or more than one person; enter the staff number in DingTalk.")
	OtherName = fault.Define(fault.Invalid, "attendance.import.name", "LY-42",
		"第 {row} 行的工号与姓名在人员名册中不是同一人。", "Row {row}: number and name are not the same person's on the staff.")
	NotOnStaff = fault.Define(fault.Invalid, "attendance.import.not_on_staff", "LY-42",
		"第 {row} 行的人员在该日不在职。", "Row {row}: the person was not on the staff on that day.")
	FutureDay = fault.Define(fault.Invalid, "attendance.import.future", "LY-42",
		"第 {row} 行的日期晚于今天。", "Row {row}: the day lies after today.")
	ClosedDay = fault.Define(fault.Invalid, "attendance.import.closed", "LF-33",
		"第 {row} 行所在月份已月结，不能再导入新的打卡；确有遗漏的，请由本人提出补卡并经批准。",
		"Row {row}: the month is closed and takes no new punches; what was left out is corrected by an approved request.")
	ErasedDay = fault.Define(fault.Invalid, "attendance.import.erased", "个人信息保护法 47",
		"第 {row} 行的打卡已超过方案规定的保存期限，不再导入。", "Row {row}: the punch is older than the scheme lets punches be kept; it is not taken over.")
	TwoMarks = fault.Define(fault.Invalid, "attendance.import.twice", "LY-42",
		"第 {row} 行与前面的行是同一人同一天，内容却不同。", "Row {row} is about the same person and day as a row before, and says otherwise.")
	JustImported = fault.Define(fault.Conflict, "attendance.import.race", "LY-42",
		"另一人刚刚导入了同样的打卡，请重新试导后再导入。", "Somebody else imported the same punches a moment ago; try the dry run again.")
	NoDifference = fault.Define(fault.NotFound, "attendance.difference.none", "LY-42",
		"没有这条差异。", "There is no such difference.")
	Settled = fault.Define(fault.Conflict, "attendance.difference.settled", "LY-42",
		"这条差异已经处理。", "The difference is settled already.")
	MonthClosed = fault.Define(fault.Refused, "attendance.month.closed", "LF-33",
		"{month} 已月结；只能由本人提出更正、经批准后更正。", "{month} is closed; it changes only by an approved request.")
	ReasonNeeded = fault.Define(fault.Invalid, "attendance.reason", "LF-33",
		"须写明理由，2–500 字。", "A reason of 2 to 500 characters is needed.")
	NoPerson = fault.Define(fault.Refused, "attendance.person", "LF-33",
		"须由有人员档案的账号办理。", "This takes an account with a personnel record.")
)

func checkReason(reason string) error {
	if n := len([]rune(strings.TrimSpace(reason))); n < 2 || n > 500 {
		return ReasonNeeded.At("reason")
	}
	return nil
}

// Clock writes a minute of a day as a time: 08:25, or 次日 00:10 past midnight;
// "" for none.
func Clock(minute int64) string {
	switch {
	case minute < 0:
		return ""
	case minute >= 24*60:
		return "次日 " + Clock(minute-24*60)
	}
	return fmt.Sprintf("%02d:%02d", minute/60, minute%60)
}
