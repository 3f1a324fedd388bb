package board

import (
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"

	"github.com/jingkai-zone/jingkai/internal/base/exact"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/engine/scheme"
	"github.com/jingkai-zone/jingkai/internal/engine/score"
	"github.com/jingkai-zone/jingkai/internal/engine/standing"
)

var itemRefused = fault.Define(fault.Refused, "board.item_refused", "LY-37",
	"第 {line} 项不能测算：{why_zh}", "Item {line} cannot be computed: {why_en}")

// Colour is where an item stands on a board.
type Colour string

// The colours. Red is praise, yellow is blame; most items are on neither.
const (
	Red      Colour = "red"    // 红榜
	Yellow   Colour = "yellow" // 黄榜
	Unlisted Colour = "none"   // 未列入
)

// Text names the colour.
func (c Colour) Text() scheme.Text {
	switch c {
	case Red:
		return scheme.Text{ZH: "红榜", EN: "red board"}
	case Yellow:
		return scheme.Text{ZH: "黄榜", EN: "yellow board"}
	}
	return scheme.Text{ZH: "未列入", EN: "not listed"}
}

// worth orders the colours: a smaller one is worse for whom it concerns.
func (c Colour) worth() int {
	switch c {
	case Red:
		return 2
	case Yellow:
		return 0
	}
	return 1
}

// Input is one item with the facts found for it.
type Input struct {
	Item       ident.ID
	Line       int64 // in the list, for refusals
	Facts      score.Facts
	Irrelevant []string // keys of blocks that do not concern the item
}

// Part is a partial score of an item: of a block (LY-55) or of a criterion
// (LY-38). Numbers are texts: the exact fraction and what is shown of it.
type Part struct {
	Key    string      `json:"key"`
	ZH     string      `json:"zh"`
	EN     string      `json:"en"`
	Weight string      `json:"weight,omitempty"` // as the scheme states it
	Used   string      `json:"used,omitempty"`   // after normalisation, when different
	State  score.State `json:"state"`
	Exact  string      `json:"exact,omitempty"`
	Shown  string      `json:"shown,omitempty"`
}

// Judgement is what a computation says of one item.
type Judgement struct {
	Item     ident.ID
	Exact    exact.Ratio   // ranked and compared by this
	Score    exact.Decimal // rounded once, shown
	Rank     int
	Tied     int // how many share the rank, itself included
	Colour   Colour
	Reason   scheme.Text // why it has that colour
	Blocks   []Part
	Criteria []Part
	Why      *score.Line
}

// Evaluation is what a computation says of a whole list, in the order of the
// inputs, with the rules of both boards in words.
type Evaluation struct {
	Items  []Judgement
	Red    scheme.Text
	Yellow scheme.Text
	Ties   scheme.Text
}

// Evaluate scores the items and puts them on the boards. It is pure. Items that
// cannot be scored are all named in one refusal.
func (r *Rule) Evaluate(in []Input) (Evaluation, error) { return r.evaluate(in, r.explained) }

// Settle gives the same scores, ranks, colours and reasons without blocks,
// criteria and derivations, several times as fast: for the month end of many
// zones, whose details are asked for one by one.
func (r *Rule) Settle(in []Input) (Evaluation, error) { return r.evaluate(in, r.bare) }

func (r *Rule) explained(one score.Item) (Judgement, error) {
	result, err := r.program.Score(one)
	if err != nil {
		return Judgement{}, err
	}
	return Judgement{Exact: result.Exact, Score: result.Score, Why: result.Why, Blocks: blockParts(result.Why), Criteria: r.criteria(result.Why)}, nil
}

func (r *Rule) bare(one score.Item) (j Judgement, err error) {
	j.Exact, j.Score, err = r.program.Value(one)
	return j, err
}

func (r *Rule) evaluate(in []Input, judge func(score.Item) (Judgement, error)) (Evaluation, error) {
	out := Evaluation{Items: make([]Judgement, len(in))}
	entries := make([]standing.Entry, len(in))
	var faults fault.List
	for i, one := range in {
		j, err := judge(score.Item{Facts: one.Facts, Irrelevant: one.Irrelevant})
		if e, refused := fault.As(err); refused {
			faults.Add(itemRefused.At("items["+strconv.FormatInt(one.Line, 10)+"]", "line", one.Line,
				"why_zh", e.Text(fault.Chinese), "why_en", e.Text(fault.English)))
			continue
		} else if err != nil {
			return Evaluation{}, err
		}
		j.Item, j.Colour = one.Item, Unlisted
		out.Items[i] = j
		entries[i] = standing.Entry{ID: strconv.Itoa(i), Score: &out.Items[i].Exact}
	}
	if err := faults.Err(); err != nil {
		return Evaluation{}, err
	}
	return out, r.stand(&out, entries)
}

// stand ranks the scores and picks both boards.
func (r *Rule) stand(out *Evaluation, entries []standing.Entry) error {
	table, err := standing.Rank(entries, r.ties)
	if err != nil {
		return err
	}
	red, err := table.Pick(r.red.pick(standing.Best, ">="))
	if err != nil {
		return err
	}
	yellow, err := table.Pick(r.yellow.pick(standing.Worst, "<"))
	if err != nil {
		return err
	}
	out.Red, out.Yellow, out.Ties = scheme.Text(red.Formula), scheme.Text(yellow.Formula), scheme.Text(red.Ties)
	low, high := r.yellow.line.Plain(), r.red.line.Plain()
	for _, row := range table.Rows {
		i, err := strconv.Atoi(row.ID)
		if err != nil {
			return err
		}
		j := &out.Items[i]
		j.Rank, j.Tied = row.Rank, row.Tied
		switch {
		case red.Has(row.ID):
			j.Colour, j.Reason = Red, scheme.Text(red.Reason(row))
		case yellow.Has(row.ID):
			j.Colour, j.Reason = Yellow, scheme.Text(yellow.Reason(row))
		case r.red.met(row.Score, ">="):
			j.Reason = scheme.Text(red.Reason(row))
		case r.yellow.met(row.Score, "<"):
			j.Reason = scheme.Text(yellow.Reason(row))
		default:
			rank := strconv.Itoa(row.Rank)
			j.Reason = scheme.Text{ZH: "第 " + rank + " 名，得分 " + j.Score.String() + "，不足红榜线 " + high + "，不低于黄榜线 " + low + "：未列入",
				EN: "rank " + rank + ", score " + j.Score.String() + ": below the red line " + high + ", not below the yellow line " + low + ": not listed"}
		}
	}
	return nil
}

// pick is the cut of one board: by the line, and by rank where the scheme caps
// it. Ties at the cap are in or out as the scheme says.
func (l limits) pick(end standing.End, sign string) standing.Pick {
	p := standing.Pick{End: end, Line: standing.At(sign, l.line)}
	if l.cap >= 0 {
		p.Ranks = &l.cap
	}
	return p
}

func (l limits) met(v exact.Ratio, sign string) bool { return standing.At(sign, l.line).Met(v) }

func blockParts(top *score.Line) []Part {
	out := make([]Part, len(top.Parts))
	for i, l := range top.Parts {
		out[i] = Part{Key: l.Key, ZH: l.Name.ZH, EN: l.Name.EN, Weight: l.Weight, Used: l.Used, State: l.State, Exact: l.Exact, Shown: l.Shown}
	}
	return out
}

// criteria reads the three criteria of LY-38 from the indicators that the
// scheme marks with one: the mean of those that count, by their weight in the
// whole. Indicators whose weight in the whole is 0 still show what they say.
func (r *Rule) criteria(top *score.Line) []Part {
	values := map[string]exact.Ratio{}
	for _, block := range top.Parts {
		for _, l := range block.Parts {
			if v, err := exact.ParseRatio(l.Exact); err == nil && (l.State == score.Counted || l.State == score.ZeroedFact) {
				values[l.Key] = v
			}
		}
	}
	out := make([]Part, 0, len(r.scheme.Criteria))
	for _, c := range r.scheme.Criteria {
		p := Part{Key: c.Key, ZH: c.ZH, EN: c.EN, State: score.Excluded}
		v, ok := r.criterion(c.Key, values, func(i indicator) exact.Ratio { return i.weight.Mul(i.block) })
		if !ok {
			v, ok = r.criterion(c.Key, values, func(i indicator) exact.Ratio { return i.weight })
		}
		if ok {
			places, mode := *r.scheme.Rounding.Places, *r.scheme.Rounding.Mode
			p.State, p.Exact, p.Shown = score.Counted, v.Lowest().String(), v.Round(int(places), mode).String()
		}
		out = append(out, p)
	}
	return out
}

func (r *Rule) criterion(key string, values map[string]exact.Ratio, weight func(indicator) exact.Ratio) (exact.Ratio, bool) {
	sum, total := exact.Ratio{}, exact.Ratio{}
	for _, i := range r.indicators {
		if v, ok := values[i.key]; ok && i.criterion == key {
			sum, total = sum.Add(v.Mul(weight(i))), total.Add(weight(i))
		}
	}
	mean, err := sum.Quo(total)
	return mean, err == nil
}

// Work is one board to be computed: a rule and the items of a list.
type Work struct {
	Rule  *Rule
	Items []Input
}

// ComputeAll settles many boards on all processors and hands each result to
// keep, in no particular order and possibly at the same time. It keeps nothing
// itself, so memory is bounded by the boards in hand. The first error ends it.
func ComputeAll(work []Work, keep func(i int, e Evaluation) error) error {
	var next atomic.Int64
	var failed atomic.Pointer[error]
	var wait sync.WaitGroup
	for range max(1, min(runtime.GOMAXPROCS(0), len(work))) {
		wait.Go(func() {
			for failed.Load() == nil {
				i := int(next.Add(1)) - 1
				if i >= len(work) {
					return
				}
				e, err := work[i].Rule.Settle(work[i].Items)
				if err == nil {
					err = keep(i, e)
				}
				if err != nil {
					failed.CompareAndSwap(nil, &err)
				}
			}
		})
	}
	wait.Wait()
	if err := failed.Load(); err != nil {
		return *err
	}
	return nil
}
