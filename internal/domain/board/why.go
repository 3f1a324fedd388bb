package board

import (
	"slices"
	"strings"

	"github.com/jingkai-zone/jingkai/internal/base/exact"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/engine/measure"
	"github.com/jingkai-zone/jingkai/internal/engine/scheme"
	"github.com/jingkai-zone/jingkai/internal/engine/score"
	"github.com/jingkai-zone/jingkai/internal/store"
)

var (
	// NoComputation refuses a computation that the board does not have.
	NoComputation = fault.Define(fault.NotFound, "board.computation_none", "LY-37",
		"这一期红黄榜没有这次测算。", "The board has no such computation.")
	// NotReproduced tells that a kept result does not follow from what was kept
	// with it: somebody has to look.
	NotReproduced = fault.Define(fault.Internal, "board.not_reproduced", "LY-37",
		"按留存的方案和事实重算，结果与留存的不一致，请报告系统管理员核查。",
		"Computing again from what was kept gives another result than was kept; tell the system administrator.")
)

// Explanation is the answer to "why is this number so?".
type Explanation struct {
	Item        Item
	Computation Computation
	Scheme      scheme.Text // what the version is called
	Line        *score.Line // the whole derivation, down to the ids of facts
	Words       scheme.Text // the same in a sentence
	Facts       []measure.Fact
}

// Why explains a score of a board: computation is the one asked about, zero for
// the one that stands. The derivation is computed again from the facts and the
// version that were kept, and must give what was kept.
func Why(r store.Reader, b Board, item, computation ident.ID) (Explanation, error) {
	if computation.IsZero() {
		computation = b.Computation
	}
	c, err := computationByID(r, b.Zone, computation)
	if err == nil && c.Board != b.ID {
		err = NoComputation.New()
	}
	if err != nil {
		return Explanation{}, err
	}
	at := b
	at.Computation = c.ID
	i, err := ItemByID(r, at, item)
	if err != nil {
		return Explanation{}, err
	}
	rule, err := ruleByID(r, b.Zone, c.Scheme)
	if err != nil {
		return Explanation{}, err
	}
	result, err := rule.program.Score(score.Item{Facts: i.Score.Facts, Irrelevant: blocksOf(i.Score.Irrelevant)})
	if err != nil {
		return Explanation{}, err
	}
	if !result.Exact.Equal(i.Score.Exact) {
		return Explanation{}, NotReproduced.New()
	}
	out := Explanation{Item: i, Computation: c, Scheme: rule.Label, Line: result.Why, Words: inWords(i, result.Why)}
	for _, id := range factIDs(i.Score.Facts) {
		f, err := measure.Get(r, b.Zone, id)
		if err != nil {
			return Explanation{}, err
		}
		out.Facts = append(out.Facts, f)
	}
	slices.SortFunc(out.Facts, func(a, b measure.Fact) int {
		return strings.Compare(a.Measure+a.Day.String(), b.Measure+b.Day.String())
	})
	return out, nil
}

func ruleByID(r store.Reader, zone int64, version ident.ID) (*Rule, error) {
	doc, err := scheme.ByID(r, zone, version)
	if err != nil {
		return nil, err
	}
	return RuleOf(doc)
}

func blocksOf(list []Irrelevance) []string {
	var out []string
	for _, i := range list {
		out = append(out, i.Blocks...)
	}
	return out
}

// inWords says a score in one sentence: total, blocks, place, colour.
func inWords(i Item, line *score.Line) scheme.Text {
	s := i.Score
	about := "="
	if !s.Score.Ratio().Equal(s.Exact) {
		about = "≈"
	}
	zh := "《" + i.Title + "》得分 " + s.Score.String() + " " + about + " " + line.Formula.ZH + "；" + s.Reason.ZH
	en := "“" + i.Title + "” scores " + s.Score.String() + " " + about + " " + line.Formula.EN + "; " + s.Reason.EN
	for _, x := range s.Irrelevant {
		zh += "；与本事项不相关的板块：" + strings.Join(x.Blocks, "、") + "（" + x.Reason + "）"
		en += "; blocks that do not concern it: " + strings.Join(x.Blocks, ", ") + " (" + x.Reason + ")"
	}
	if i.Decided {
		final := i.Final.Text()
		zh += "；最终结果：" + final.ZH + "（" + i.Reason + "）"
		en += "; final: " + final.EN + " (" + i.Reason + ")"
	}
	return scheme.Text{ZH: zh + "。", EN: en + "."}
}

// WhatIf judges the facts of the standing computation with other weights of
// blocks, and keeps nothing: what the board would be (LY-55). Items come in the
// order of the board.
func WhatIf(r store.Reader, b Board, weights map[string]exact.Ratio) (Evaluation, []Item, error) {
	rule, err := ruleByID(r, b.Zone, b.Scheme)
	if err != nil {
		return Evaluation{}, nil, err
	}
	if rule, err = rule.Reweighted(weights); err != nil {
		return Evaluation{}, nil, err
	}
	items, err := Items(r, b)
	if err != nil {
		return Evaluation{}, nil, err
	}
	in := make([]Input, len(items))
	for n, i := range items {
		in[n] = Input{Item: i.ID, Line: i.Line, Facts: i.Score.Facts, Irrelevant: blocksOf(i.Score.Irrelevant)}
	}
	e, err := rule.Evaluate(in)
	return e, items, err
}
