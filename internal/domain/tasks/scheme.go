package tasks

import (
	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/exact"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/engine/scheme"
)

// Scheme is what a zone's scheme says about tasks and their supervision: the
// section "tasks".
type Scheme struct {
	Layers       []scheme.Named `json:"layers" zh:"任务分层" en:"Layers of tasks" needs:"任务分层|the layering of tasks"`
	Immediate    Immediate      `json:"immediate" zh:"A类：即办即督" en:"Class A: at once" needs:"A类任务的判定|the classing of tasks as A"`
	Constant     Constant       `json:"constant" zh:"B类：常督常考" en:"Class B: constant" needs:"B类任务的判定|the classing of tasks as B"`
	Overdue      Overdue        `json:"overdue" zh:"逾期督办" en:"Overdue"`
	Load         LoadLines      `json:"load" zh:"工作负荷" en:"Workload" needs:"负荷表|the workload of people"`
	WeeklyHuddle *bool          `json:"weekly_huddle" zh:"周碰头" en:"Weekly huddle" needs:"周碰头|weekly huddles"`
	StrikeOff    *bool          `json:"strike_off" zh:"销项制" en:"Strike-off list" needs:"问题销项清单|strike-off lists"`
}

// Immediate says which tasks are class A (即办即督, LW-35) and how they are
// checked. A task is class A when its source is one of Sources or its limit is
// within Within.
type Immediate struct {
	Sources    []Source         `json:"sources" zh:"按来源列入" en:"By source"`
	Within     *calendar.Budget `json:"within" zh:"时限在此以内即为紧迫" en:"Urgent when due within" scheme:"positive"`
	FirstCheck *calendar.Budget `json:"first_check" zh:"首次督查时限" en:"First check within" needs:"即办即督的首次督查|the first check of class A"`
	CheckEvery *calendar.Budget `json:"check_every" zh:"此后督查间隔" en:"Then checked every" scheme:"positive" needs:"即办即督的后续督查|further checks of class A"`
}

// Constant says which tasks are class B (常督常考, LW-36) and how often they are
// tested. What is neither A nor B is class C.
type Constant struct {
	SpanMonths *int64       `json:"span_months" zh:"时间跨度达到几个月" en:"When it spans this many months" scheme:"positive"`
	Difficult  *bool        `json:"difficult" zh:"标为难度大的即列入" en:"When it is marked difficult"`
	Checkpoint *Checkpoints `json:"checkpoint" zh:"考核点节奏" en:"Rhythm of checkpoints" needs:"常督常考的考核点|the checkpoints of class B"`
}

// Overdue says when a task that is not concluded goes to formal supervision
// (督查督办, LW-37), and to whom.
type Overdue struct {
	// Day is the day after the due date on which the notice is opened: 1 is the
	// next calendar day.
	Day    *int64 `json:"day" zh:"到期后第几天开督办单" en:"Day after the due date on which the notice is opened" scheme:"positive,max=60" needs:"督办单|supervision notices"`
	Ladder []Rung `json:"ladder" zh:"升级阶梯" en:"Escalation ladder" needs:"督办升级|escalation"`
}

// Rung is one step of escalation: after so long without conclusion, counted
// from the notice, the matter goes to Role.
type Rung struct {
	After calendar.Budget `json:"after" zh:"督办后多久" en:"After" scheme:"required"`
	Role  Escalation      `json:"role" zh:"升级到" en:"Goes to" scheme:"required"`
}

// LoadLines says what full work is (满负荷, PK-36).
type LoadLines struct {
	Standard *exact.Decimal `json:"standard" zh:"标准负荷（任务权重合计）" en:"Standard load in task weights" scheme:"positive"`
	Overload *exact.Ratio   `json:"overload" zh:"高于此为超负荷" en:"Overloaded above" scheme:"min=0"`
	Idle     *exact.Ratio   `json:"idle" zh:"低于此为负荷不足" en:"Idle below" scheme:"min=0"`
}

// Source is where a task comes from.
type Source string

// The sources of tasks.
const (
	FromSuperior   Source = "superior"   // 上级交办
	FromLeader     Source = "leader"     // 领导交办
	FromMeeting    Source = "meeting"    // 会议议定
	FromList       Source = "list"       // 工作要点清单
	FromEnterprise Source = "enterprise" // 企业诉求
	FromUnit       Source = "unit"       // 部门自定
)

// Choices gives the sources.
func (Source) Choices() []scheme.Choice {
	return []scheme.Choice{
		{Value: string(FromSuperior), Text: scheme.Text{ZH: "上级交办", EN: "handed down by a superior"}},
		{Value: string(FromLeader), Text: scheme.Text{ZH: "领导交办", EN: "given by a leader"}},
		{Value: string(FromMeeting), Text: scheme.Text{ZH: "会议议定", EN: "decided at a meeting"}},
		{Value: string(FromList), Text: scheme.Text{ZH: "工作要点清单", EN: "from a list of key points"}},
		{Value: string(FromEnterprise), Text: scheme.Text{ZH: "企业诉求", EN: "asked by an enterprise"}},
		{Value: string(FromUnit), Text: scheme.Text{ZH: "部门自定", EN: "set by the unit"}},
	}
}

// Checkpoints is how often a long task is tested.
type Checkpoints string

// The rhythms of checkpoints.
const (
	EveryWeek    Checkpoints = "week"
	EveryMonth   Checkpoints = "month"
	EveryQuarter Checkpoints = "quarter"
)

// Choices gives the rhythms of checkpoints.
func (Checkpoints) Choices() []scheme.Choice {
	return []scheme.Choice{
		{Value: string(EveryWeek), Text: scheme.Text{ZH: "每周", EN: "every week"}},
		{Value: string(EveryMonth), Text: scheme.Text{ZH: "每月", EN: "every month"}},
		{Value: string(EveryQuarter), Text: scheme.Text{ZH: "每季度", EN: "every quarter"}},
	}
}

// Escalation is who an overdue matter goes to.
type Escalation string

// Who an overdue matter can go to.
const (
	ToDeptHead  Escalation = "dept_head"        // 部门负责人
	ToLeader    Escalation = "leader"           // 分管领导
	ToPrincipal Escalation = "principal_leader" // 主要领导
)

// Choices gives who a matter can go to.
func (Escalation) Choices() []scheme.Choice {
	return []scheme.Choice{
		{Value: string(ToDeptHead), Text: scheme.Text{ZH: "部门负责人", EN: "head of the unit"}},
		{Value: string(ToLeader), Text: scheme.Text{ZH: "分管领导", EN: "leader in charge"}},
		{Value: string(ToPrincipal), Text: scheme.Text{ZH: "主要领导", EN: "principal leader"}},
	}
}

var (
	idleOverOverload = fault.Define(fault.Invalid, "tasks.scheme.idle_over_overload", "PK-36",
		"负荷不足线不低于超负荷线，同一人会同时属于两者。", "The idle line is not below the overload line: one person would be both.")
	ladderOrder = fault.Define(fault.Invalid, "tasks.scheme.ladder_order", "LW-37",
		"升级阶梯的时限应一级比一级长，单位一致。", "The steps of the ladder must grow longer and be counted in one unit.")
)

// SchemeSection gives the tasks' part of a scheme.
var SchemeSection = scheme.Register("tasks", scheme.Options[Scheme]{
	Title:    scheme.Text{ZH: "任务督查", EN: "Tasks and supervision"},
	Place:    40,
	Validate: validateScheme,
})

func validateScheme(s Scheme) []scheme.Problem {
	var out []scheme.Problem
	if l := s.Load; l.Idle != nil && l.Overload != nil && l.Idle.Cmp(*l.Overload) >= 0 {
		out = append(out, scheme.Wrong("load.idle", idleOverOverload))
	}
	for i := 1; i < len(s.Overdue.Ladder); i++ {
		before, after := s.Overdue.Ladder[i-1].After, s.Overdue.Ladder[i].After
		if before.Unit != after.Unit || before.N >= after.N {
			out = append(out, scheme.Wrong("overdue.ladder", ladderOrder))
			break
		}
	}
	return out
}
