package board

import (
	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/exact"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/engine/scheme"
	"github.com/jingkai-zone/jingkai/internal/engine/score"
	"github.com/jingkai-zone/jingkai/internal/engine/standing"
)

var (
	notUsed = fault.Define(fault.Refused, "board.not_used", "LY-37",
		"本区方案不实行红黄榜（board.enabled）；要测算，请先在方案中启用。",
		"The zone's scheme does not use the red and yellow board (board.enabled); switch it on in the scheme first.")
	noSuchBlock = fault.Define(fault.Invalid, "board.block", "LY-55",
		"方案的指标板块中没有这个代号。", "The scheme has no block of that key.")
)

// Rule is what one version of a zone's scheme says about the board, checked
// and ready to compute with. It is safe for concurrent use.
type Rule struct {
	Version   ident.ID // of the scheme; zero for a text that is not stored
	Label     scheme.Text
	Objection calendar.Budget // window before confirmation

	doc        *scheme.Doc
	scheme     Scheme
	program    *score.Program
	names      score.Vocabulary
	red        limits
	yellow     limits
	ties       standing.Rule
	indicators []indicator
}

// limits are a line with its cap, -1 for none.
type limits struct {
	line exact.Ratio
	cap  int
}

// indicator is what collecting facts needs to know of one.
type indicator struct {
	key       string // block.indicator
	criterion string
	weight    exact.Ratio // within the block
	block     exact.Ratio
	reads     []reading
	subjects  []SubjectKind
	each      bool // every fact counts by itself (ratings)
}

// reading is a measure under the name the tree knows it by: two indicators may
// read one measure about different subjects.
type reading struct{ measure, as string }

// known gives the name by which an indicator of the tree reads a measure.
func known(in Indicator, measure string) string {
	if measure == "" || measure == PlanMeasure {
		return measure
	}
	for i, k := range in.Subjects {
		measure += []string{"@", "+"}[min(i, 1)] + string(k)
	}
	if in.Kind != nil && *in.Kind == Rating {
		measure += "@each"
	}
	return measure
}

// RuleOf reads the board's part of a scheme. Everything that computing needs
// and the scheme does not set is refused at once with scheme.NotSet, each at
// its path; what cannot be computed with is refused as by score.Compile.
func RuleOf(doc *scheme.Doc) (*Rule, error) { return ruleOf(doc, scheme.Get[Scheme](doc)) }

func ruleOf(doc *scheme.Doc, s Scheme) (*Rule, error) {
	n := &needs{doc: doc}
	r := &Rule{Version: doc.Version, Label: doc.Label, doc: doc, scheme: s, names: vocabulary()}
	if enabled := need(n, "board.enabled", s.Enabled); n.faults.Len() == 0 && !enabled {
		return nil, notUsed.At("board.enabled")
	}
	r.red, r.yellow = n.limits("board.red", s.Red), n.limits("board.yellow", s.Yellow)
	r.Objection = need(n, "board.objection", s.Objection)
	r.ties = standing.Rule{Method: standing.Competition, Order: standing.HighFirst, Ties: standing.IncludeTies}
	if need(n, "board.ties", s.Ties) == ExcludeTies {
		r.ties.Ties = standing.SpareTies
	}
	places := int(need(n, "board.rounding.places", s.Rounding.Places))
	tree := score.Tree{Key: "board", Name: score.Words{ZH: "红黄榜得分", EN: "Score of the board"}, Places: &places,
		Mode: need(n, "board.rounding.mode", s.Rounding.Mode)}
	if _, err := scheme.NeedList(doc, "board.blocks", s.Blocks); err != nil {
		n.add(err)
	}
	for _, b := range s.Blocks {
		tree.Parts = append(tree.Parts, n.block(r, b))
	}
	if err := n.faults.Err(); err != nil {
		return nil, err
	}
	var err error
	r.program, err = score.Compile(tree, r.names)
	return r, err
}

// needs reads parameters and remembers those that are not set.
type needs struct {
	doc    *scheme.Doc
	faults fault.List
}

func (n *needs) add(err error) {
	if e, ok := fault.As(err); ok {
		n.faults.Add(e)
	}
}

func need[T any](n *needs, path string, value *T) T {
	v, err := scheme.Need(n.doc, path, value)
	n.add(err)
	return v
}

func (n *needs) limits(path string, l Line) limits {
	out := limits{line: need(n, path+".line", l.Line).Ratio(), cap: -1}
	if most, limited := need(n, path+".cap", l.Cap).Limit(); limited {
		out.cap = int(most)
	}
	return out
}

func (n *needs) block(r *Rule, b Block) score.Node {
	path := "board.blocks[" + b.Key + "]"
	weight := need(n, path+".weight", b.Weight)
	node := score.Node{Key: b.Key, Name: score.Words{ZH: b.ZH, EN: b.EN}, Weight: &weight}
	if _, err := scheme.NeedList(n.doc, path+".indicators", b.Indicators); err != nil {
		n.add(err)
	}
	for _, in := range b.Indicators {
		at := path + ".indicators[" + in.Key + "]"
		one := n.indicator(at, in)
		one.Key = b.Key + "." + in.Key
		node.Parts = append(node.Parts, one)
		i := indicator{key: one.Key, weight: *one.Weight, block: weight, subjects: in.Subjects, each: one.Rating != nil}
		if in.Criterion != nil {
			i.criterion = *in.Criterion
		}
		if len(i.subjects) == 0 {
			i.subjects = []SubjectKind{OfItem}
		}
		for _, m := range []*string{in.Measure, in.PlanMeasure} {
			if m != nil {
				as := known(in, *m)
				if words, ok := r.names[*m]; ok {
					r.names[as] = words
				}
				i.reads = append(i.reads, reading{*m, as})
			}
		}
		r.indicators = append(r.indicators, i)
	}
	return node
}

func (n *needs) indicator(path string, in Indicator) score.Node {
	weight := need(n, path+".weight", in.Weight)
	node := score.Node{Name: score.Words{ZH: in.ZH, EN: in.EN}, Weight: &weight, Missing: score.Missing(need(n, path+".missing", in.Missing)),
		Cap: ratio(in.Cap), Floor: ratio(in.Floor)}
	kind := need(n, path+".kind", in.Kind)
	measure := known(in, need(n, path+".measure", in.Measure))
	direction := score.Up
	if kind == Attainment || kind == Tiers {
		direction = score.Direction(need(n, path+".direction", in.Direction))
	}
	switch kind {
	case Attainment:
		node.Attainment = &score.Attainment{Actual: measure, Target: ratio(in.Target), Direction: direction}
		if in.PlanMeasure != nil {
			node.Attainment.Plan = known(in, *in.PlanMeasure)
		}
	case Share:
		node.Share = &score.Share{Num: measure, Den: known(in, need(n, path+".plan_measure", in.PlanMeasure))}
	case Rating:
		low, high := need(n, path+".low", in.Low).Ratio(), need(n, path+".high", in.High).Ratio()
		node.Rating = &score.Rating{Input: measure, Least: int(need(n, path+".least", in.Least)), Low: &low, High: &high, Scale: ratio(in.Scale),
			DropHigh: whole(in.DropHigh), DropLow: whole(in.DropLow)}
	case Given:
		low, high := need(n, path+".low", in.Low).Ratio(), need(n, path+".high", in.High).Ratio()
		node.Given = &score.Given{Input: measure, Low: &low, High: &high}
	case Deductions:
		node.Deductions = &score.Deductions{Start: need(n, path+".start", in.Start).Ratio(),
			Items: []score.Deduction{{Input: measure, Points: need(n, path+".points", in.Points).Ratio()}}}
	case Tiers:
		node.Tiers = &score.Tiers{Input: measure, Direction: direction}
		if _, err := scheme.NeedList(n.doc, path+".tiers", in.Tiers); err != nil {
			n.add(err)
		}
		for _, t := range in.Tiers {
			line, points := t.Line.Ratio(), t.Points.Ratio()
			node.Tiers.Rows = append(node.Tiers.Rows, score.Tier{Line: &line, Points: &points})
		}
	}
	return node
}

func ratio(d *exact.Decimal) *exact.Ratio {
	if d == nil {
		return nil
	}
	r := d.Ratio()
	return &r
}

func whole(n *int64) int {
	if n == nil {
		return 0
	}
	return int(*n)
}

// Reweighted gives the same rule with other weights of blocks, for the question
// what the board would be with them (LY-55). Blocks that are not named keep
// theirs; all must sum to 100 %.
func (r *Rule) Reweighted(weights map[string]exact.Ratio) (*Rule, error) {
	s := r.scheme
	s.Blocks = append([]Block(nil), s.Blocks...)
	known := 0
	for i, b := range s.Blocks {
		if w, ok := weights[b.Key]; ok {
			s.Blocks[i].Weight = &w
			known++
		}
	}
	if known != len(weights) {
		return nil, noSuchBlock.At("weights")
	}
	return ruleOf(r.doc, s)
}

// Blocks lists the blocks of the rule in their order.
func (r *Rule) Blocks() []Block { return r.scheme.Blocks }
