package score

import (
	"errors"
	"slices"
	"strings"

	"github.com/jingkai-zone/jingkai/internal/base/exact"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
)

// Item is what is scored once: a task, a unit, a person in a period.
type Item struct {
	Facts Facts
	// Irrelevant names the keys of blocks or indicators that do not apply to
	// this item; their siblings share the weight and the derivation says so.
	Irrelevant []string
}

// Result is a score with its reasons.
type Result struct {
	Exact exact.Ratio   `json:"exact"` // compare with lines and rank by this
	Score exact.Decimal `json:"score"` // rounded once by the tree's mode: show and store this
	Why   *Line         `json:"why"`
}

// errMissing is how an indicator says that facts are missing; the sheet knows which.
var errMissing = errors.New("score: facts are missing")

// Score computes an item with its derivation. Refusals: MissingFact,
// NothingCounted, ManyFacts, ZeroBase, OutOfRange, NoTier, DaysDiffer,
// UnknownBlock, exact.ZeroDivisor (in a formula).
func (p *Program) Score(item Item) (Result, error) {
	for _, key := range item.Irrelevant {
		if !p.blocks[key] {
			return Result{}, UnknownBlock.New()
		}
	}
	r := &run{program: p, item: item, explain: true}
	top := &Line{Key: p.tree.Key, Kind: "tree", Name: p.tree.Name, State: Counted}
	v, counted, err := r.block(&p.root, top)
	if err != nil {
		return Result{}, err
	}
	if !counted {
		return Result{}, NothingCounted.New()
	}
	out := Result{Exact: v.Lowest(), Score: p.round(v), Why: top}
	zh, en := p.tree.Mode.Words()
	r.value(top, v)
	top.note("只在最后修约一次："+zh+"，保留 "+digits(*p.tree.Places)+" 位小数",
		"rounded once, at the end: "+en+", "+digits(*p.tree.Places)+" decimals")
	return out, nil
}

// Value computes an item without its derivation, for settlements of many. It
// gives exactly what Score gives.
func (p *Program) Value(item Item) (exact.Ratio, exact.Decimal, error) {
	for _, key := range item.Irrelevant {
		if !p.blocks[key] {
			return exact.Ratio{}, exact.Decimal{}, UnknownBlock.New()
		}
	}
	r := &run{program: p, item: item}
	v, counted, err := r.block(&p.root, nil)
	if err != nil {
		return exact.Ratio{}, exact.Decimal{}, err
	}
	if !counted {
		return exact.Ratio{}, exact.Decimal{}, NothingCounted.New()
	}
	return v.Lowest(), p.round(v), nil
}

func (p *Program) round(v exact.Ratio) exact.Decimal { return v.Round(*p.tree.Places, p.tree.Mode) }

func digits(n int) string { return exact.Int(int64(n)).String() }

// run is one calculation.
type run struct {
	program *Program
	item    Item
	explain bool
	idle    int // how many weights of 0 stand above the present part
}

func (r *run) value(l *Line, v exact.Ratio) {
	if l != nil {
		l.Exact, l.Shown = v.Lowest().String(), r.program.round(v).String()
	}
}

// block computes the weighted sum of its parts over those that count. counted
// is false when none does.
func (r *run) block(b *part, line *Line) (v exact.Ratio, counted bool, err error) {
	sum, weights := exact.FromInt(0), exact.FromInt(0)
	var lines []*Line
	complete := true
	for i := range b.parts {
		p := &b.parts[i]
		l := r.newLine(p)
		idle := p.weight.IsZero()
		if idle {
			r.idle++
		}
		value, ok, err := r.part(p, l)
		if idle {
			r.idle--
		}
		if err != nil {
			return exact.Ratio{}, false, err
		}
		if l != nil {
			lines = append(lines, l)
		}
		if !ok {
			complete = complete && idle // a weight of 0 leaves nothing to share out
			continue
		}
		sum, weights = sum.Add(value.Mul(p.weight)), weights.Add(p.weight)
	}
	if line != nil {
		line.Parts = lines
	}
	if weights.IsZero() {
		return exact.Ratio{}, false, nil
	}
	if !complete {
		if sum, err = sum.Quo(weights); err != nil {
			return exact.Ratio{}, false, err
		}
		normalised(line, lines, weights)
	}
	if line != nil {
		line.Formula = Words{weighted(lines, nameZH), weighted(lines, nameEN)}
		r.value(line, sum)
	}
	return sum, true, nil
}

// normalised says over which parts the weights were shared out again.
func normalised(line *Line, lines []*Line, weights exact.Ratio) {
	if line == nil {
		return
	}
	var counted, left [2][]string
	for _, l := range lines {
		if l.State == Irrelevant || l.State == Excluded {
			left[0], left[1] = append(left[0], l.Name.ZH+"（"+stateZH(l.State)+"）"), append(left[1], l.Name.EN+" ("+string(l.State)+")")
			continue
		}
		counted[0], counted[1] = append(counted[0], l.Name.ZH), append(counted[1], l.Name.EN)
		if w, err := exact.ParseRatio(l.Weight); err == nil {
			if used, err := w.Quo(weights); err == nil && !used.Equal(w) {
				l.Used = used.PlainPercent()
			}
		}
	}
	line.note("权重在以下部分之间归一："+strings.Join(counted[0], "、")+"；未计："+strings.Join(left[0], "、"),
		"weights normalised over: "+strings.Join(counted[1], ", ")+"; not counted: "+strings.Join(left[1], ", "))
}

func stateZH(s State) string {
	if s == Irrelevant {
		return "不相关"
	}
	return "缺失，不计入"
}

func (r *run) newLine(p *part) *Line {
	if !r.explain {
		return nil
	}
	l := &Line{Key: p.node.Key, Kind: "block", Name: p.node.Name, State: Counted, Weight: p.weight.PlainPercent()}
	if p.kind != nil {
		l.Kind = p.kind.word()
	}
	return l
}

// part computes a block or an indicator; ok is false when it does not count.
func (r *run) part(p *part, line *Line) (v exact.Ratio, ok bool, err error) {
	if slices.Contains(r.item.Irrelevant, p.node.Key) {
		if line != nil {
			line.State = Irrelevant
			line.note("与本事项不相关", "not relevant for this item")
		}
		return exact.Ratio{}, false, nil
	}
	if p.kind == nil {
		v, ok, err = r.block(p, line)
		if err == nil && !ok && line != nil {
			line.State = Excluded
			line.note("没有可计分的下级", "no part of it can be counted")
		}
	} else {
		v, ok, err = r.indicator(p, line)
	}
	if err != nil || !ok {
		return exact.Ratio{}, false, err
	}
	v = r.bound(p.node, v, line)
	r.value(line, v)
	return v, true, nil
}

func (r *run) indicator(p *part, line *Line) (exact.Ratio, bool, error) {
	s := &sheet{run: r, part: p, line: line}
	v, err := p.kind.points(s)
	if errors.Is(err, errMissing) {
		return r.missing(s)
	}
	if e, is := fault.As(err); is && e.Location == "" {
		at := *e
		at.Location = p.path
		return exact.Ratio{}, false, &at
	}
	if err != nil {
		return exact.Ratio{}, false, err
	}
	if line != nil {
		line.Formula = p.kind.explain(s, v)
	}
	return v, true, nil
}

// missing applies the scheme's policy to an indicator whose facts are missing.
// With Zero a sheet has already counted missing facts as 0, so only an
// insufficient sample arrives here: the whole indicator is 0 then. Under a
// weight of 0 nothing needs the fact, so nothing is refused for it.
func (r *run) missing(s *sheet) (exact.Ratio, bool, error) {
	var zh, en []string
	for _, w := range s.absent {
		zh, en = append(zh, w.ZH), append(en, w.EN)
	}
	namesZH, namesEN := strings.Join(zh, "、"), strings.Join(en, ", ")
	switch {
	case s.part.missing == Zero:
		if s.line != nil {
			s.line.State = ZeroedFact
			s.line.Formula = Words{"缺失，按方案计 0", "missing, counted as 0 by the scheme"}
			s.line.note("缺少"+namesZH+"，按方案计 0", "missing "+namesEN+": counted as 0 by the scheme")
		}
		return exact.FromInt(0), true, nil
	case s.part.missing == Exclude, r.idle > 0:
		if s.line != nil {
			s.line.State = Excluded
			s.line.note("缺少"+namesZH+"，不计入", "missing "+namesEN+": not counted")
		}
		return exact.Ratio{}, false, nil
	}
	return exact.Ratio{}, false, MissingFact.At(s.part.path, "measure", namesZH, "measure_en", namesEN)
}

// bound applies cap and floor, saying so when they bite.
func (r *run) bound(n *Node, v exact.Ratio, line *Line) exact.Ratio {
	switch {
	case n.Cap != nil && v.Cmp(*n.Cap) > 0:
		if line != nil {
			line.note("封顶 "+number(*n.Cap)+"（原值 "+number(v)+"）", "capped at "+number(*n.Cap)+" (was "+number(v)+")")
		}
		return *n.Cap
	case n.Floor != nil && v.Cmp(*n.Floor) < 0:
		if line != nil {
			line.note("保底 "+number(*n.Floor)+"（原值 "+number(v)+"）", "raised to the floor "+number(*n.Floor)+" (was "+number(v)+")")
		}
		return *n.Floor
	}
	return v
}
