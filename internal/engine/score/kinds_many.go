package score

import (
	"slices"
	"strconv"
	"strings"

	"github.com/jingkai-zone/jingkai/internal/base/exact"
)

func (*Rating) word() string { return "rating" }

func (k *Rating) inputs() []string { return []string{k.Input} }

func (k *Rating) check(c *checker, path string) {
	c.measure(k.Input, path+".input")
	c.between(k.Low, k.High, path)
	if k.DropHigh < 0 || k.DropLow < 0 {
		c.rule(path+".drop_high", "去掉的个数不能为负", "the number dropped must not be negative")
	}
	switch {
	case k.Least == 0:
		c.notSet(path + ".least")
	case k.Least <= k.DropHigh+k.DropLow:
		c.rule(path+".least", "最少评分数应大于去掉的最高、最低分个数", "least must exceed the number of ratings dropped")
	}
	if k.Scale != nil && k.Scale.Sign() <= 0 {
		c.rule(path+".scale", "换算系数应大于 0", "the scale must be above 0")
	}
}

func (k *Rating) points(s *sheet) (exact.Ratio, error) {
	facts := s.run.item.Facts[k.Input]
	if len(facts) < k.Least {
		s.absent = append(s.absent, s.name(k.Input))
		if s.line != nil {
			s.keepRatings(k.Input, facts)
			have, need := strconv.Itoa(len(facts)), strconv.Itoa(k.Least)
			s.line.note("样本不足：有 "+have+" 份，至少 "+need+" 份", "insufficient sample: "+have+" ratings, at least "+need+" are needed")
		}
		return exact.Ratio{}, errMissing
	}
	values := make([]exact.Ratio, len(facts))
	for i, f := range facts {
		if f.Value.Cmp(*k.Low) < 0 || f.Value.Cmp(*k.High) > 0 {
			return exact.Ratio{}, OutOfRange.New(s.about(k.Input, "low", number(*k.Low), "high", number(*k.High))...)
		}
		values[i] = f.Value
	}
	slices.SortStableFunc(values, exact.Ratio.Cmp)
	kept := values[k.DropLow : len(values)-k.DropHigh]
	sum := exact.FromInt(0)
	for _, v := range kept {
		sum = sum.Add(v)
	}
	mean, err := sum.Quo(exact.FromInt(int64(len(kept))))
	if err != nil {
		return exact.Ratio{}, err
	}
	if k.Scale != nil {
		mean = mean.Mul(*k.Scale)
	}
	if s.line != nil {
		s.keepRatings(k.Input, facts)
		s.read = []exact.Ratio{sum, exact.FromInt(int64(len(kept)))}
	}
	return mean, nil
}

// keepRatings notes one line for all ratings: how many, not who gave what.
func (s *sheet) keepRatings(name string, facts []Fact) {
	n := strconv.Itoa(len(facts))
	l := &Line{Key: name, Kind: "fact", Name: s.name(name), State: Counted, Formula: Words{n + " 份评分", n + " ratings"}}
	for _, f := range facts {
		l.Facts = append(l.Facts, f.IDs...)
	}
	s.line.Parts = append(s.line.Parts, l)
}

func (k *Rating) explain(s *sheet, v exact.Ratio) Words {
	text := number(s.read[0]) + " ÷ " + number(s.read[1])
	if k.Scale != nil {
		text += " × " + number(*k.Scale)
	}
	text += " = " + s.run.program.round(v).String()
	if k.DropHigh+k.DropLow == 0 {
		return Words{"平均：" + text, "mean: " + text}
	}
	high, low := strconv.Itoa(k.DropHigh), strconv.Itoa(k.DropLow)
	return Words{"去掉 " + high + " 个最高分、" + low + " 个最低分后平均：" + text, "mean after dropping the " + high + " highest and " + low + " lowest: " + text}
}

func (*TimeWeighted) word() string { return "time" }

func (k *TimeWeighted) inputs() []string {
	var out []string
	for i := range k.Spans {
		out = append(out, k.Spans[i].Days)
		if k.Spans[i].Value != "" {
			out = append(out, k.Spans[i].Value)
		}
	}
	return out
}

func (k *TimeWeighted) check(c *checker, path string) {
	if len(k.Spans) == 0 {
		c.notSet(path + ".spans")
	}
	if len(k.Spans) > MaxTableRows {
		c.rule(path+".spans", "类别过多", "too many classes")
	}
	seen := map[string]bool{}
	for i := range k.Spans {
		span, at := &k.Spans[i], path+".spans["+strconv.Itoa(i)+"]"
		c.named(span.Name, at+".name")
		c.measure(span.Days, at+".days")
		if seen[span.Days] {
			c.rule(at+".days", "同一天数不能用于两类", "the days of one class must not be used for another")
		}
		seen[span.Days] = true
		switch {
		case span.Value == "" && span.Points == nil:
			c.notSet(at + ".value")
		case span.Value != "" && span.Points != nil:
			c.rule(at+".points", "value 与 points 只能写一个", "give value or points, not both")
		case span.Value != "":
			c.measure(span.Value, at+".value")
		}
	}
	if k.Total != nil && k.Total.Sign() <= 0 {
		c.rule(path+".total", "总天数应大于 0", "the total must be above 0")
	}
}

func (k *TimeWeighted) points(s *sheet) (exact.Ratio, error) {
	sum, days := exact.FromInt(0), exact.FromInt(0)
	var zh, en []string
	for i := range k.Spans {
		span := &k.Spans[i]
		d := s.total(span.Days)
		if d.Sign() < 0 {
			return exact.Ratio{}, OutOfRange.New(s.about(span.Days, "low", "0", "high", "∞")...)
		}
		if d.IsZero() {
			continue
		}
		value, err := span.value(s)
		if err != nil {
			return exact.Ratio{}, err
		}
		sum, days = sum.Add(value.Mul(d)), days.Add(d)
		if s.line != nil {
			text := number(value) + " × " + number(d)
			zh, en = append(zh, span.Name.ZH+" "+text), append(en, span.Name.EN+" "+text)
		}
	}
	if err := s.done(); err != nil {
		return exact.Ratio{}, err
	}
	if k.Total != nil && !days.Equal(*k.Total) {
		return exact.Ratio{}, DaysDiffer.New("sum", number(days), "total", number(*k.Total))
	}
	if days.IsZero() {
		return exact.Ratio{}, ZeroBase.New(s.about(k.Spans[0].Days)...)
	}
	if s.line != nil {
		s.line.Formula = Words{"（" + strings.Join(zh, " + ") + "）÷ " + number(days), "(" + strings.Join(en, " + ") + ") ÷ " + number(days)}
	}
	return sum.Quo(days)
}

func (p *Span) value(s *sheet) (exact.Ratio, error) {
	if p.Points != nil {
		return *p.Points, nil
	}
	return s.single(p.Value)
}

func (k *TimeWeighted) explain(s *sheet, v exact.Ratio) Words {
	shown := " = " + s.run.program.round(v).String()
	return Words{s.line.Formula.ZH + shown, s.line.Formula.EN + shown}
}

// formulaPart is a formula of the scheme as an indicator.
type formulaPart struct {
	text    string
	formula *Formula
}

func (*formulaPart) word() string { return "formula" }

func (k *formulaPart) inputs() []string {
	if k.formula == nil {
		return nil
	}
	return k.formula.inputs
}

func (k *formulaPart) check(c *checker, path string) {
	f, err := CompileFormula(k.text, c.names)
	if err != nil {
		c.fail(err, path+".text")
		return
	}
	k.formula = f
}

func (k *formulaPart) points(s *sheet) (exact.Ratio, error) {
	values := make([]exact.Ratio, len(k.formula.inputs))
	for i, name := range k.formula.inputs {
		values[i] = s.total(name)
	}
	if err := s.done(); err != nil {
		return exact.Ratio{}, err
	}
	return k.formula.Number(values)
}

func (k *formulaPart) explain(s *sheet, v exact.Ratio) Words {
	text := k.formula.text + " = " + s.run.program.round(v).String()
	return Words{text, text}
}
