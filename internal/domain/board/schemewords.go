package board

import (
	"strconv"

	"github.com/jingkai-zone/jingkai/internal/base/exact"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/engine/scheme"
)

// Kind is how an indicator makes points from facts. The words are those of the
// score engine.
type Kind string

// The kinds of indicators that a board may use.
const (
	Attainment Kind = "attainment" // 完成率
	Share      Kind = "share"      // 占比
	Rating     Kind = "rating"     // 评分
	Given      Kind = "given"      // 直接给定
	Deductions Kind = "deductions" // 扣分
	Tiers      Kind = "tiers"      // 分档
)

// Choices gives the kinds.
func (Kind) Choices() []scheme.Choice {
	return []scheme.Choice{
		choice(string(Attainment), "完成率", "attainment of a plan"), choice(string(Share), "占比", "share"),
		choice(string(Rating), "评分", "mean of ratings"), choice(string(Given), "直接给定", "stated value"),
		choice(string(Deductions), "扣分", "deductions"), choice(string(Tiers), "分档", "tiers"),
	}
}

// Direction says whether more or less of a measure is better.
type Direction string

// The directions.
const (
	Up   Direction = "up"   // 越大越好
	Down Direction = "down" // 越小越好
)

// Choices gives the directions.
func (Direction) Choices() []scheme.Choice {
	return []scheme.Choice{choice(string(Up), "越大越好", "more is better"), choice(string(Down), "越小越好", "less is better")}
}

// Missing says what a missing fact does to an indicator.
type Missing string

// What a missing fact can do.
const (
	Refuse  Missing = "refuse"  // 缺数不评
	Zero    Missing = "zero"    // 计零分
	Exclude Missing = "exclude" // 不计入，权重由其余指标分担
)

// Choices gives what a missing fact can do.
func (Missing) Choices() []scheme.Choice {
	return []scheme.Choice{
		choice(string(Refuse), "缺数不评", "no score without it"), choice(string(Zero), "计零分", "counts as zero"),
		choice(string(Exclude), "不计入，权重由其余指标分担", "left out, the others share its weight"),
	}
}

// SubjectKind is whose facts an indicator reads.
type SubjectKind string

// The subjects whose facts an item can be judged by.
const (
	OfItem   SubjectKind = "item"   // 事项本身
	OfWork   SubjectKind = "work"   // 同一工作（跨清单）
	OfUnit   SubjectKind = "unit"   // 责任单位
	OfPerson SubjectKind = "person" // 责任人
)

// Choices gives the subjects.
func (SubjectKind) Choices() []scheme.Choice {
	return []scheme.Choice{choice(string(OfItem), "事项本身", "the item itself"), choice(string(OfWork), "同一工作", "the same work"),
		choice(string(OfUnit), "责任单位", "the unit"), choice(string(OfPerson), "责任人", "the responsible person")}
}

// Ties says what happens when items tie at the last place of a cap (S3).
type Ties string

// What can happen to items that tie at a cap.
const (
	IncludeTies Ties = "include" // 并列的全部列入
	ExcludeTies Ties = "exclude" // 并列的都不列入
)

// Choices gives what can happen to ties.
func (Ties) Choices() []scheme.Choice {
	return []scheme.Choice{choice(string(IncludeTies), "并列的全部列入，可以超出名额", "all that tie are listed, beyond the cap"),
		choice(string(ExcludeTies), "并列的都不列入，名额可以空缺", "none that tie is listed, places stay empty")}
}

func choice(value, zh, en string) scheme.Choice {
	return scheme.Choice{Value: value, Text: scheme.Text{ZH: zh, EN: en}}
}

var (
	linesCross = fault.Define(fault.Invalid, "board.scheme.lines_cross", "LY-37",
		"红榜线低于黄榜线，同一项工作会同时上红榜和黄榜。", "The red line is below the yellow line: one item would be on both boards.")
	unknownCriterion = fault.Define(fault.Invalid, "board.scheme.criterion", "LY-38",
		"评价标准里没有这个代号。", "The criteria have no such key.")
	planAndTarget = fault.Define(fault.Invalid, "board.scheme.plan_and_target", "LY-37",
		"plan_measure 与 target 只能写一个。", "Give plan_measure or target, not both.")
	noPlan = fault.Define(fault.Invalid, "board.scheme.no_plan", "LY-37",
		"完成率要有 plan_measure 或 target，占比要有 plan_measure。", "Attainment needs plan_measure or target; a share needs plan_measure.")
	capUnderFloor = fault.Define(fault.Invalid, "board.scheme.cap_under_floor", "LY-37",
		"上限不高于下限。", "The upper bound is not above the lower.")
	tierOrder = fault.Define(fault.Invalid, "board.scheme.tier_order", "LY-37",
		"各档界限应从好到差依次排列且不重复。", "The lines of the tiers run from best to worst without repeats.")
	noBlocks = fault.Define(fault.Invalid, "board.scheme.no_blocks", "LY-55",
		"实行红黄榜，但没有任何指标板块。", "The board is used, but has no block of indicators.")
	unknownMeasure = fault.Define(fault.Invalid, "board.scheme.measure", "LY-37",
		"指标目录里没有这个取数，测算时会被拒绝；请核对名称。", "The catalogue has no such measure; a computation would be refused. Check the name.")
	listless = fault.Define(fault.Invalid, "board.scheme.switched_off", "LY-37",
		"不实行红黄榜，但写了红榜线或黄榜线，这些设置不会被用到。", "The board is not used, yet lines are given; nothing uses them.")
)

func validateScheme(s Scheme) []scheme.Problem {
	var out []scheme.Problem
	if s.Red.Line != nil && s.Yellow.Line != nil && s.Red.Line.Cmp(*s.Yellow.Line) < 0 {
		out = append(out, scheme.Wrong("red.line", linesCross))
	}
	if s.Enabled != nil && *s.Enabled && s.Blocks != nil && len(s.Blocks) == 0 {
		out = append(out, scheme.Wrong("blocks", noBlocks))
	}
	weights := make([]*exact.Ratio, len(s.Blocks))
	criteria := map[string]bool{}
	for _, c := range s.Criteria {
		criteria[c.Key] = true
	}
	for i, b := range s.Blocks {
		weights[i] = b.Weight
		path := "blocks[" + strconv.Itoa(i) + "].indicators"
		inner := make([]*exact.Ratio, len(b.Indicators))
		for j, in := range b.Indicators {
			inner[j] = in.Weight
			out = append(out, validateIndicator(in, path+"["+strconv.Itoa(j)+"]", s.Criteria != nil, criteria)...)
		}
		out = append(out, scheme.Weights(path, inner...)...)
	}
	return append(out, scheme.Weights("blocks", weights...)...)
}

func validateIndicator(in Indicator, path string, named bool, criteria map[string]bool) []scheme.Problem {
	var out []scheme.Problem
	if in.Criterion != nil && named && !criteria[*in.Criterion] {
		out = append(out, scheme.Wrong(path+".criterion", unknownCriterion))
	}
	if in.PlanMeasure != nil && in.Target != nil {
		out = append(out, scheme.Wrong(path+".target", planAndTarget))
	}
	if in.Kind != nil && in.Measure != nil && in.PlanMeasure == nil &&
		(*in.Kind == Share || *in.Kind == Attainment && in.Target == nil) {
		out = append(out, scheme.Wrong(path, noPlan))
	}
	if in.Cap != nil && in.Floor != nil && in.Cap.Cmp(*in.Floor) <= 0 {
		out = append(out, scheme.Wrong(path+".cap", capUnderFloor))
	}
	if in.Low != nil && in.High != nil && in.High.Cmp(*in.Low) <= 0 {
		out = append(out, scheme.Wrong(path+".high", capUnderFloor))
	}
	for i := 1; in.Direction != nil && i < len(in.Tiers); i++ {
		order := in.Tiers[i-1].Line.Cmp(in.Tiers[i].Line)
		if *in.Direction == Up && order <= 0 || *in.Direction == Down && order >= 0 {
			out = append(out, scheme.Wrong(path+".tiers", tierOrder))
			break
		}
	}
	return out
}

func lintScheme(_ *scheme.Doc, s Scheme) []scheme.Problem {
	var out []scheme.Problem
	if s.Enabled != nil && !*s.Enabled && (s.Red.Line != nil || s.Yellow.Line != nil) {
		out = append(out, scheme.Risk("enabled", listless))
	}
	names := vocabulary()
	for i, b := range s.Blocks {
		for j, in := range b.Indicators {
			at := "blocks[" + strconv.Itoa(i) + "].indicators[" + strconv.Itoa(j) + "]."
			if in.Measure != nil && names[*in.Measure].ZH == "" {
				out = append(out, scheme.Risk(at+"measure", unknownMeasure))
			}
			if in.PlanMeasure != nil && names[*in.PlanMeasure].ZH == "" {
				out = append(out, scheme.Risk(at+"plan_measure", unknownMeasure))
			}
		}
	}
	return out
}
