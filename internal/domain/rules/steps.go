package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/engine/access"
	"github.com/jingkai-zone/jingkai/internal/engine/flow"
)

// Refusals of steps.
var (
	StepsOfRule = fault.Define(fault.Invalid, "rules.steps.of_rule", "LY-43",
		"规章制度没有步骤；需要按步骤办理的，请作为工作流程登记。", "A rule has no steps; enter what is carried out in steps as a workflow.")
	TooManySteps = fault.Define(fault.Invalid, "rules.steps.many", "LY-43",
		"流程最多 {limit} 步。", "A workflow has at most {limit} steps.")
	BadStepAction = fault.Define(fault.Invalid, "rules.steps.action", "LY-43",
		"第 {step} 步须写明办理动作，2–60 字。", "Step {step} needs what is done, in 2 to 60 characters.")
	BadStepRole = fault.Define(fault.Invalid, "rules.steps.role", "LY-43",
		"第 {step} 步的岗位须为可以授予的角色之一。", "The role of step {step} must be one that can be granted.")
	BadStepDuty = fault.Define(fault.Invalid, "rules.steps.duty", "LY-43",
		"第 {step} 步的职责须为提出、审核、决定或办理之一。", "The duty of step {step} is one of propose, review, decide and carry out.")
	BadStepLimit = fault.Define(fault.Invalid, "rules.steps.limit", "LY-43",
		"第 {step} 步的时限须大于 0，如 3wd、2d、24h，也可以留空。", "The limit of step {step} must be above 0, such as 3wd, 2d or 24h, or empty.")
	BadStepEvidence = fault.Define(fault.Invalid, "rules.steps.evidence", "LY-43",
		"第 {step} 步的材料最多 10 种，每种 1–40 字，不得重复。", "Step {step} has at most 10 kinds of evidence, each of 1 to 40 characters, none twice.")
	BadStepLine = fault.Define(fault.Invalid, "rules.steps.line", "LY-43",
		"第 {step} 步须写成“岗位|动作|职责|时限|材料”，后三项可以省略。", "Step {step} reads “role|action|duty|limit|evidence”; the last three may be left out.")
)

const maxSteps = 30

// Duty is what a step does to the matter. Who proposes it neither reviews nor
// decides it (LY-03).
type Duty string

// The duties of steps.
const (
	Propose  Duty = "propose"   // 提出
	Review   Duty = "review"    // 审核
	Decide   Duty = "decide"    // 决定
	CarryOut Duty = "carry_out" // 办理
)

var duties = []flow.Kind{
	{Name: string(Propose), Text: flow.Text{ZH: "提出", EN: "propose"}},
	{Name: string(Review), Text: flow.Text{ZH: "审核", EN: "review"}},
	{Name: string(Decide), Text: flow.Text{ZH: "决定", EN: "decide"}},
	{Name: string(CarryOut), Text: flow.Text{ZH: "办理", EN: "carry out"}},
}

// Step is one step of a workflow.
type Step struct {
	Action   string          `json:"action"`         // what is done, e.g. 部门负责人审核
	Role     ident.Role      `json:"role"`           // who may do it
	Unit     ident.ID        `json:"unit,omitzero"`  // only somebody of this unit; zero for any
	Home     bool            `json:"home,omitempty"` // only somebody of the unit that started it
	Duty     Duty            `json:"duty"`
	Limit    calendar.Budget `json:"limit,omitzero"`     // time for the step; zero for none
	Evidence []string        `json:"evidence,omitempty"` // what must be attached or cited
}

func checkSteps(steps []Step, faults *fault.List) {
	if len(steps) > maxSteps {
		faults.Add(TooManySteps.At("steps", "limit", maxSteps))
		return
	}
	for i, s := range steps {
		s.check(i+1, faults)
	}
}

func (s Step) check(n int, faults *fault.List) {
	at := fmt.Sprintf("steps[%d].", n-1)
	if !oneLine(s.Action, 2, 60) {
		faults.Add(BadStepAction.At(at+"action", "step", n))
	}
	if info, ok := access.FindRole(s.Role); !ok || !info.CanGrant() || info.Separate {
		faults.Add(BadStepRole.At(at+"role", "step", n))
	}
	if !slices.ContainsFunc(duties, func(k flow.Kind) bool { return k.Name == string(s.Duty) }) {
		faults.Add(BadStepDuty.At(at+"duty", "step", n))
	}
	if !s.Limit.IsZero() && (!s.Limit.Valid() || s.Limit.N == 0) {
		faults.Add(BadStepLimit.At(at+"limit", "step", n))
	}
	bad := len(s.Evidence) > 10
	for i, e := range s.Evidence {
		bad = bad || !oneLine(e, 1, 40) || slices.Contains(s.Evidence[:i], e)
	}
	if bad {
		faults.Add(BadStepEvidence.At(at+"evidence", "step", n))
	}
}

// ParseSteps reads steps written one a line, as the library's table has them:
// role|action|duty|limit|evidence, the last three optional, several kinds of
// evidence separated by 、. A role or duty is given by its Chinese or English
// name. Without a duty the last step decides and the others review. What the
// steps say is checked with the draft they become part of.
func ParseSteps(text string) ([]Step, *fault.List) {
	var faults fault.List
	var out []Step
	lines := strings.FieldsFunc(text, func(r rune) bool { return r == '\n' || r == ';' || r == '；' })
	lines = slices.DeleteFunc(lines, func(l string) bool { return strings.TrimSpace(l) == "" })
	for i, line := range lines {
		s, ok := parseStep(line, i == len(lines)-1)
		if !ok {
			faults.Add(BadStepLine.At("steps", "step", i+1))
			continue
		}
		out = append(out, s)
	}
	return out, &faults
}

func parseStep(line string, last bool) (Step, bool) {
	parts := strings.Split(strings.ReplaceAll(line, "｜", "|"), "|")
	if len(parts) < 2 || len(parts) > 5 {
		return Step{}, false
	}
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	parts = append(parts, "", "", "")
	s := Step{Action: parts[1], Duty: Review}
	if last {
		s.Duty = Decide
	}
	for _, r := range access.Roles() {
		if parts[0] == r.ZH || parts[0] == string(r.Name) || strings.EqualFold(parts[0], r.EN) {
			s.Role = r.Name
		}
	}
	for _, d := range duties {
		if parts[2] == d.Text.ZH || parts[2] == d.Name || strings.EqualFold(parts[2], d.Text.EN) {
			s.Duty = Duty(d.Name)
		}
	}
	if parts[3] != "" {
		limit, err := calendar.ParseBudget(parts[3])
		if err != nil {
			return Step{}, false
		}
		s.Limit = limit
	}
	s.Evidence = strings.FieldsFunc(parts[4], func(r rune) bool { return r == '、' || r == ',' || r == '，' })
	return s, true
}

// String writes a step as [ParseSteps] reads it.
func (s Step) String() string {
	role, _ := access.FindRole(s.Role)
	duty := slices.IndexFunc(duties, func(k flow.Kind) bool { return k.Name == string(s.Duty) })
	name := ""
	if duty >= 0 {
		name = duties[duty].Text.ZH
	}
	return strings.Join([]string{role.ZH, s.Action, name, s.Limit.String(), strings.Join(s.Evidence, "、")}, "|")
}
