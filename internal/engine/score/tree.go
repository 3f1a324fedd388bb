package score

import "github.com/jingkai-zone/jingkai/internal/base/exact"

// Words is one text in the two languages of the product.
type Words struct {
	ZH string `json:"zh"`
	EN string `json:"en"`
}

// Missing says what a missing fact does to an indicator.
type Missing string

// The policies a scheme may name. There is no default.
const (
	Refuse  Missing = "refuse"  // no score without the fact
	Zero    Missing = "zero"    // the fact counts as 0, and the derivation says so
	Exclude Missing = "exclude" // the indicator is left out and its siblings share the weight
)

// Limits of a tree, so that a derivation stays readable and checking is quick.
const (
	MaxDepth     = 8
	MaxNodes     = 2000
	MaxPlaces    = 6
	MaxTableRows = 100
)

// Tree is the indicator tree of a scheme: one level of weighted nodes, each a
// block of further nodes or an indicator. Its JSON is what schemes write.
type Tree struct {
	Key     string     `json:"key"`
	Name    Words      `json:"name"`
	Places  *int       `json:"places"`            // decimals of the final score, 0…MaxPlaces
	Mode    exact.Mode `json:"mode"`              // the one rounding; GB/T 8170 for scores
	Missing Missing    `json:"missing,omitempty"` // for every indicator below that names none
	Parts   []Node     `json:"parts"`
}

// Node is a block (Parts) or an indicator (exactly one of the kinds). Its
// value is in points, usually 0…100.
type Node struct {
	Key     string       `json:"key"`
	Name    Words        `json:"name"`
	Weight  *exact.Ratio `json:"weight"` // share of the parent; siblings sum to exactly 1; 0 is allowed and shown
	Missing Missing      `json:"missing,omitempty"`
	Cap     *exact.Ratio `json:"cap,omitempty"`   // highest points that count (封顶)
	Floor   *exact.Ratio `json:"floor,omitempty"` // lowest points that count (保底)

	Parts []Node `json:"parts,omitempty"`

	Attainment *Attainment   `json:"attainment,omitempty"`
	Tiers      *Tiers        `json:"tiers,omitempty"`
	Deductions *Deductions   `json:"deductions,omitempty"`
	Rating     *Rating       `json:"rating,omitempty"`
	Share      *Share        `json:"share,omitempty"`
	Time       *TimeWeighted `json:"time,omitempty"`
	Given      *Given        `json:"given,omitempty"`
	Formula    *FormulaKind  `json:"formula,omitempty"`
}

// Direction says whether more or less of a measure is better.
type Direction string

// The directions. There is no default.
const (
	Up   Direction = "up"   // more is better: actual ÷ plan
	Down Direction = "down" // less is better: plan ÷ actual (days, complaints)
)

// Attainment (完成率) is actual against plan × 100. Exactly one of Plan, a
// measure, and Target, a number of the scheme, is given. Several facts of one
// measure are added. An actual of zero that should be small (Down) gives the
// cap, and is refused when there is no cap.
type Attainment struct {
	Actual    string       `json:"actual"`
	Plan      string       `json:"plan,omitempty"`
	Target    *exact.Ratio `json:"target,omitempty"`
	Direction Direction    `json:"direction"`
}

// Tiers (分档) gives the points of the best row the value reaches. Rows run
// from best to worst; with Up a row is reached at value ≥ line, with Down at
// value ≤ line. Else is for values that reach no row; without it they are refused.
type Tiers struct {
	Input     string       `json:"input"`
	Direction Direction    `json:"direction"`
	Rows      []Tier       `json:"rows"`
	Else      *exact.Ratio `json:"else,omitempty"`
}

// Tier is one row of the table.
type Tier struct {
	Line   *exact.Ratio `json:"line"`
	Points *exact.Ratio `json:"points"`
}

// Deductions (扣分) starts from Start and takes Points for each unit counted.
type Deductions struct {
	Start exact.Ratio `json:"start"`
	Items []Deduction `json:"items"`
}

// Deduction is one kind of occurrence: 2 lates at 0.5 points each. Max bounds
// what this kind can take in all.
type Deduction struct {
	Input  string       `json:"input"`
	Points exact.Ratio  `json:"points"`
	Max    *exact.Ratio `json:"max,omitempty"`
}

// Rating (评分) is the mean of several ratings after the highest and lowest are
// dropped. With fewer than Least ratings the sample is insufficient and the
// indicator is missing (LW-31).
type Rating struct {
	Input    string       `json:"input"`
	DropHigh int          `json:"drop_high,omitempty"`
	DropLow  int          `json:"drop_low,omitempty"`
	Least    int          `json:"least"`
	Low      *exact.Ratio `json:"low"`  // lowest allowed rating
	High     *exact.Ratio `json:"high"` // highest allowed rating
	// Scale turns a rating into points, e.g. 20 for grades 1…5; nil leaves it as it is.
	Scale *exact.Ratio `json:"scale,omitempty"`
}

// Share (占比) is num ÷ den × 100.
type Share struct {
	Num string `json:"num"`
	Den string `json:"den"`
}

// TimeWeighted (按时间加权) is the mean of class values by days spent in each
// class (LF-32): 120 days at 80 and 245 at 90 give 86.71. A span of zero days
// needs no value. Total, if given, is what the days must sum to.
type TimeWeighted struct {
	Spans []Span       `json:"spans"`
	Total *exact.Ratio `json:"total,omitempty"`
}

// Span is one class: the measure of its days, and either the measure of its
// value or fixed points of the scheme.
type Span struct {
	Name   Words        `json:"name"`
	Days   string       `json:"days"`
	Value  string       `json:"value,omitempty"`
	Points *exact.Ratio `json:"points,omitempty"`
}

// Given (直接给定) is a value stated by people as one fact, within Low…High.
type Given struct {
	Input string       `json:"input"`
	Low   *exact.Ratio `json:"low"`
	High  *exact.Ratio `json:"high"`
}

// FormulaKind is a formula over measures, see [CompileFormula].
type FormulaKind struct {
	Text string `json:"text"`
}

// Vocabulary names the measures a tree may use, with their words. Rooms build
// it from the catalogue of measures; a name outside it does not compile.
type Vocabulary map[string]Words

// Fact is one value under a measure with the ids of the records it came from.
type Fact struct {
	Value exact.Ratio `json:"value"`
	IDs   []string    `json:"ids,omitempty"`
}

// Facts holds what was found for one item (person, unit, task), by measure.
type Facts map[string][]Fact
