package attendance

import (
	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/exact"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/engine/scheme"
)

// Scheme is what a zone's scheme says about attendance: the section
// "attendance". A month's result is Base less the deductions, not below Floor
// (LF-33).
type Scheme struct {
	Counts     *bool            `json:"counts" zh:"考勤纳入绩效" en:"Counts in performance" needs:"考勤计入绩效|attendance in performance"`
	Weight     *exact.Ratio     `json:"weight" zh:"在绩效中的权重" en:"Weight in performance" scheme:"percent" needs:"考勤计入绩效|attendance in performance"`
	Base       *exact.Decimal   `json:"base" zh:"起始分" en:"Starting points" scheme:"positive" needs:"月度考勤得分|the month's points"`
	Floor      *exact.Decimal   `json:"floor" zh:"最低分" en:"Lowest points" needs:"月度考勤得分|the month's points"`
	Deductions Deductions       `json:"deductions" zh:"扣分" en:"Deductions" needs:"月度考勤得分|the month's points"`
	Hours      Hours            `json:"hours" zh:"工作时间" en:"Working hours" needs:"迟到早退的认定|the finding of lateness"`
	Sources    []Source         `json:"sources" zh:"打卡数据来源" en:"Sources of punches" needs:"打卡数据导入|the import of punches"`
	Retention  *calendar.Budget `json:"retention" zh:"打卡数据保存期限" en:"Punches are kept for" scheme:"positive" needs:"打卡数据的清除|the erasure of punches"`
}

// Deductions are the points taken off for each occurrence, written as positive
// numbers.
type Deductions struct {
	Late   *exact.Decimal `json:"late" zh:"迟到每次" en:"Each lateness" scheme:"min=0"`
	Early  *exact.Decimal `json:"early" zh:"早退每次" en:"Each early leave" scheme:"min=0"`
	Absent *exact.Decimal `json:"absent" zh:"旷工每天" en:"Each day absent" scheme:"min=0"`
	// Missing is one punch of the day that is not there although the other is:
	// neither late nor absent, and for the scheme to say what it is.
	Missing *exact.Decimal `json:"missing" zh:"缺卡每次" en:"Each missing punch" scheme:"min=0"`
}

// Hours is the working day. A punch up to Grace minutes after Start or before
// End is in time.
type Hours struct {
	Start *scheme.TimeOfDay `json:"start" zh:"上班" en:"Start"`
	End   *scheme.TimeOfDay `json:"end" zh:"下班" en:"End"`
	Grace *int64            `json:"grace" zh:"宽限分钟" en:"Minutes of grace" scheme:"min=0,max=120"`
}

// Source is where punches come from (LY-42).
type Source string

// The sources of punches.
const (
	DingTalk Source = "dingtalk" // 钉钉导出表
	WeCom    Source = "wecom"    // 企业微信导出表
	Terminal Source = "terminal" // 考勤机导出表
	Manual   Source = "manual"   // 人工登记
)

// Choices gives the sources of punches.
func (Source) Choices() []scheme.Choice {
	return []scheme.Choice{
		{Value: string(DingTalk), Text: scheme.Text{ZH: "钉钉", EN: "DingTalk"}},
		{Value: string(WeCom), Text: scheme.Text{ZH: "企业微信", EN: "WeCom"}},
		{Value: string(Terminal), Text: scheme.Text{ZH: "考勤机", EN: "time clock"}},
		{Value: string(Manual), Text: scheme.Text{ZH: "人工登记", EN: "entered by hand"}},
	}
}

var (
	endBeforeStart = fault.Define(fault.Invalid, "attendance.scheme.end_before_start", "LF-33",
		"下班时刻不晚于上班时刻。", "Work ends no later than it starts.")
	floorOverBase = fault.Define(fault.Invalid, "attendance.scheme.floor_over_base", "LF-33",
		"最低分不低于起始分，扣分没有意义。", "The lowest points are not below the starting points: deductions would mean nothing.")
	weightWithoutCounting = fault.Define(fault.Invalid, "attendance.scheme.weight_without_counting", "LF-33",
		"考勤不纳入绩效，却写了权重。", "Attendance does not count in performance, yet has a weight.")
	keptLong = fault.Define(fault.Invalid, "attendance.scheme.kept_long", "个人信息保护法 6、19",
		"打卡数据保存超过三年。个人信息的保存期限应当为实现目的所必要的最短时间，请写明理由或缩短。",
		"Punches are kept for more than three years. Personal information is kept for the shortest time its purpose needs: give the reason or shorten it.")
)

// SchemeSection gives the attendance part of a scheme.
var SchemeSection = scheme.Register("attendance", scheme.Options[Scheme]{
	Title:    scheme.Text{ZH: "考勤", EN: "Attendance"},
	Place:    60,
	Validate: validateScheme,
	Lint:     func(_ *scheme.Doc, s Scheme) []scheme.Problem { return lintScheme(s) },
})

func validateScheme(s Scheme) []scheme.Problem {
	var out []scheme.Problem
	if h := s.Hours; h.Start != nil && h.End != nil && *h.End <= *h.Start {
		out = append(out, scheme.Wrong("hours.end", endBeforeStart))
	}
	if s.Base != nil && s.Floor != nil && s.Floor.Cmp(*s.Base) >= 0 {
		out = append(out, scheme.Wrong("floor", floorOverBase))
	}
	if s.Counts != nil && !*s.Counts && s.Weight != nil {
		out = append(out, scheme.Wrong("weight", weightWithoutCounting))
	}
	return out
}

func lintScheme(s Scheme) []scheme.Problem {
	if s.Retention == nil {
		return nil
	}
	// Three years in each unit; working days are about 248 a year.
	longest := map[calendar.Unit]int{calendar.CalendarDays: 1096, calendar.WorkingDays: 3 * 248, calendar.Hours: 1096 * 24}
	if s.Retention.N > longest[s.Retention.Unit] {
		return []scheme.Problem{scheme.Risk("retention", keptLong)}
	}
	return nil
}
