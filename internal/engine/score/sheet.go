package score

import (
	"github.com/jingkai-zone/jingkai/internal/base/exact"
)

// sheet is the paper on which one indicator is worked out for one item: it
// fetches facts, remembers which were missing, and keeps the fact lines.
type sheet struct {
	run    *run
	part   *part
	line   *Line
	absent []Words // measures without facts (or with too few)
	read   []exact.Ratio
}

// total adds the facts of a measure. A measure without facts counts as 0 under
// the policy Zero and makes the indicator missing otherwise.
func (s *sheet) total(name string) exact.Ratio {
	facts := s.run.item.Facts[name]
	if len(facts) == 0 {
		return s.none(name)
	}
	sum := facts[0].Value
	for _, f := range facts[1:] {
		sum = sum.Add(f.Value)
	}
	s.keep(name, sum, facts)
	return sum
}

// single is total for a measure that must be one fact.
func (s *sheet) single(name string) (exact.Ratio, error) {
	facts := s.run.item.Facts[name]
	switch len(facts) {
	case 0:
		return s.none(name), nil
	case 1:
		s.keep(name, facts[0].Value, facts)
		return facts[0].Value, nil
	}
	return exact.Ratio{}, ManyFacts.New(s.about(name, "count", len(facts))...)
}

func (s *sheet) none(name string) exact.Ratio {
	zero := exact.FromInt(0)
	if s.part.missing != Zero {
		s.absent = append(s.absent, s.name(name))
		return zero
	}
	if s.line != nil {
		s.line.Parts = append(s.line.Parts, &Line{Key: name, Kind: "fact", Name: s.name(name), State: ZeroedFact, Exact: "0", Shown: "0",
			Formula: Words{"缺失，按方案计 0", "missing, counted as 0 by the scheme"}})
	}
	s.read = append(s.read, zero)
	return zero
}

// keep notes a fact that was read, for the derivation.
func (s *sheet) keep(name string, v exact.Ratio, facts []Fact) {
	if s.line == nil {
		return
	}
	s.read = append(s.read, v)
	l := &Line{Key: name, Kind: "fact", Name: s.name(name), State: Counted, Exact: v.Lowest().String(), Shown: number(v)}
	for _, f := range facts {
		l.Facts = append(l.Facts, f.IDs...)
	}
	if n := len(facts); n > 1 {
		l.Formula = Words{digits(n) + " 条事实合计", "sum of " + digits(n) + " facts"}
	} else {
		l.Formula = Words{"事实", "fact"}
	}
	s.line.Parts = append(s.line.Parts, l)
}

// name gives the words of a measure, its key where the vocabulary has none.
func (s *sheet) name(key string) Words {
	w := s.run.program.names[key]
	if w.ZH == "" {
		w.ZH = key
	}
	if w.EN == "" {
		w.EN = key
	}
	return w
}

// about gives the arguments of a refusal that names a measure.
func (s *sheet) about(key string, more ...any) []any {
	w := s.name(key)
	return append([]any{"measure", w.ZH, "measure_en", w.EN}, more...)
}

// done reports errMissing when facts were missing.
func (s *sheet) done() error {
	if len(s.absent) > 0 {
		return errMissing
	}
	return nil
}

// divide gives a ÷ b, naming the measure whose zero stands in the way.
func (s *sheet) divide(a, b exact.Ratio, measure string) (exact.Ratio, error) {
	if b.IsZero() {
		return exact.Ratio{}, ZeroBase.New(s.about(measure)...)
	}
	return a.Quo(b)
}
