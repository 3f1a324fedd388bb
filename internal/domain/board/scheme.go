package board

import (
	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/exact"
	"github.com/jingkai-zone/jingkai/internal/engine/scheme"
)

// Scheme is what a zone's scheme says about the red and yellow board (红黄榜):
// the section "board". Red (红榜) is praise, yellow (黄榜) is blame.
type Scheme struct {
	Enabled   *bool            `json:"enabled" zh:"实行红黄榜" en:"Red and yellow board is used" needs:"红黄榜|the red and yellow board"`
	Criteria  []scheme.Named   `json:"criteria" zh:"评价标准" en:"Criteria" needs:"按标准列示得分|scores by criterion"`
	Blocks    []Block          `json:"blocks" zh:"指标板块" en:"Blocks of indicators"`
	Red       Line             `json:"red" zh:"红榜" en:"Red board"`
	Yellow    Line             `json:"yellow" zh:"黄榜" en:"Yellow board"`
	Ties      *Ties            `json:"ties" zh:"名额边界并列时" en:"When items tie at a cap"`
	Rounding  Rounding         `json:"rounding" zh:"得分修约" en:"Rounding of scores"`
	Objection *calendar.Budget `json:"objection" zh:"公布前异议期" en:"Objections before publication within" scheme:"positive" needs:"榜单公布|the publication of the board"`
	Rectify   *calendar.Budget `json:"rectify" zh:"黄榜整改期限" en:"Yellow items are rectified within" scheme:"positive" needs:"黄榜整改单|rectification orders"`
	Rewards   Rewards          `json:"rewards" zh:"红榜奖励分" en:"Reward points of red items" needs:"红榜奖励|rewards for red items"`
	PoolCap   *exact.Decimal   `json:"pool_cap" zh:"每期奖励分总额上限" en:"Most reward points in one period" scheme:"min=0" needs:"红榜奖励|rewards for red items"`
}

// Block is one part of what the board judges (LY-55): 总体标准, 基础, 关键, 重点.
// The weights of all blocks sum to 100 %; a block of weight 0 is shown and
// counts nothing. An item is judged on the blocks that concern it.
type Block struct {
	Key        string       `json:"key" zh:"代号" en:"Key" scheme:"key"`
	ZH         string       `json:"zh" zh:"中文名称" en:"Chinese name" scheme:"required"`
	EN         string       `json:"en" zh:"英文名称" en:"English name" scheme:"required"`
	Weight     *exact.Ratio `json:"weight" zh:"权重" en:"Weight" scheme:"percent"`
	Indicators []Indicator  `json:"indicators" zh:"指标" en:"Indicators"`
}

// Indicator is one measured thing inside a block, in points from Floor to Cap.
// Which keys it uses depends on its kind, as in the score engine:
//
//	attainment  Measure against PlanMeasure or against Target, by Direction
//	share       Measure as a share of PlanMeasure
//	rating      mean of the ratings under Measure, each from Low to High, times Scale
//	given       the one value stated under Measure, from Low to High
//	deductions  Start less Points for each unit of Measure
//	tiers       the points of the best row of Tiers that Measure reaches
//
// Facts are looked up under the item itself; an indicator that is measured by
// unit or by work (attendance of the unit, days of an approval) names under
// Subjects whose facts count, the first that has any. The plan is always the
// item's own.
type Indicator struct {
	Key         string         `json:"key" zh:"代号" en:"Key" scheme:"key"`
	ZH          string         `json:"zh" zh:"中文名称" en:"Chinese name" scheme:"required"`
	EN          string         `json:"en" zh:"英文名称" en:"English name" scheme:"required"`
	Criterion   *string        `json:"criterion" zh:"所属评价标准" en:"Criterion" scheme:"optional"`
	Weight      *exact.Ratio   `json:"weight" zh:"板块内权重" en:"Weight within the block" scheme:"percent"`
	Kind        *Kind          `json:"kind" zh:"计分方式" en:"Kind"`
	Measure     *string        `json:"measure" zh:"取数" en:"Measure"`
	Subjects    []SubjectKind  `json:"subjects" zh:"取数对象，依次查找" en:"Looked up under, in this order" scheme:"optional"`
	PlanMeasure *string        `json:"plan_measure" zh:"计划或基数取数" en:"Measure of the plan or base" scheme:"optional,for=kind:attainment|share"`
	Target      *exact.Decimal `json:"target" zh:"目标值" en:"Target" scheme:"optional,positive,for=kind:attainment"`
	Direction   *Direction     `json:"direction" zh:"方向" en:"Direction" scheme:"for=kind:attainment|tiers"`
	Missing     *Missing       `json:"missing" zh:"缺数时" en:"When a fact is missing"`
	Cap         *exact.Decimal `json:"cap" zh:"封顶" en:"Highest points" scheme:"optional"`
	Floor       *exact.Decimal `json:"floor" zh:"保底" en:"Lowest points" scheme:"optional"`
	Low         *exact.Decimal `json:"low" zh:"最低可给值" en:"Lowest value allowed" scheme:"for=kind:rating|given"`
	High        *exact.Decimal `json:"high" zh:"最高可给值" en:"Highest value allowed" scheme:"for=kind:rating|given"`
	Scale       *exact.Decimal `json:"scale" zh:"折算系数" en:"Points per unit of rating" scheme:"optional,positive,for=kind:rating"`
	Least       *int64         `json:"least" zh:"最少评价份数" en:"Fewest ratings" scheme:"positive,for=kind:rating"`
	DropHigh    *int64         `json:"drop_high" zh:"去掉最高几个" en:"Highest ratings dropped" scheme:"optional,min=0,for=kind:rating"`
	DropLow     *int64         `json:"drop_low" zh:"去掉最低几个" en:"Lowest ratings dropped" scheme:"optional,min=0,for=kind:rating"`
	Start       *exact.Decimal `json:"start" zh:"起始分" en:"Starting points" scheme:"positive,for=kind:deductions"`
	Points      *exact.Decimal `json:"points" zh:"每次扣分" en:"Points off each time" scheme:"positive,for=kind:deductions"`
	Tiers       []Tier         `json:"tiers" zh:"分档" en:"Tiers" scheme:"for=kind:tiers"`
}

// Tier is one row of a table of tiers, written from best to worst.
type Tier struct {
	Line   exact.Decimal `json:"line" zh:"界限" en:"Line" scheme:"required"`
	Points exact.Decimal `json:"points" zh:"得分" en:"Points" scheme:"required"`
}

// Line says which items stand on a board: for red the score is at least Line,
// for yellow it is below Line; of these the Cap best (worst) are listed. No
// limit is written as the cap "none".
type Line struct {
	Line *exact.Decimal `json:"line" zh:"分数线" en:"Line in points"`
	Cap  *scheme.Cap    `json:"cap" zh:"名额" en:"Cap"`
}

// Rounding is the one rounding of a score.
type Rounding struct {
	Mode   *exact.Mode `json:"mode" zh:"修约方式" en:"Mode"`
	Places *int64      `json:"places" zh:"小数位数" en:"Decimals" scheme:"min=0,max=6"`
}

// Rewards are the points that a red item gives, once, to those on it (LY-40).
type Rewards struct {
	Leader *exact.Decimal `json:"leader" zh:"牵头领导" en:"Lead leader" scheme:"min=0"`
	Unit   *exact.Decimal `json:"unit" zh:"单位" en:"Unit" scheme:"min=0"`
	Person *exact.Decimal `json:"person" zh:"责任人" en:"Responsible person" scheme:"min=0"`
}

// SchemeSection gives the board's part of a scheme.
var SchemeSection = scheme.Register("board", scheme.Options[Scheme]{
	Title:    scheme.Text{ZH: "红黄榜", EN: "Red and yellow board"},
	Needs:    scheme.Text{ZH: "月末评比测算", EN: "the evaluation of the month"},
	Place:    50,
	Validate: validateScheme,
	Lint:     lintScheme,
})
