package score

import (
	"strconv"
	"strings"

	"github.com/jingkai-zone/jingkai/internal/base/exact"
)

var hundred = exact.FromInt(100)

func (*Attainment) word() string { return "attainment" }

func (k *Attainment) inputs() []string {
	if k.Plan == "" {
		return []string{k.Actual}
	}
	return []string{k.Actual, k.Plan}
}

func (k *Attainment) check(c *checker, path string) {
	c.measure(k.Actual, path+".actual")
	c.direction(k.Direction, path+".direction")
	switch {
	case k.Plan == "" && k.Target == nil:
		c.notSet(path + ".plan")
	case k.Plan != "" && k.Target != nil:
		c.rule(path+".target", "plan 与 target 只能写一个", "give plan or target, not both")
	case k.Plan != "":
		c.measure(k.Plan, path+".plan")
	case k.Target.Sign() <= 0:
		c.rule(path+".target", "目标值应大于 0", "the target must be above 0")
	}
}

func (k *Attainment) points(s *sheet) (exact.Ratio, error) {
	actual := s.total(k.Actual)
	plan, planName := exact.Ratio{}, k.Plan
	if k.Target != nil {
		plan = *k.Target
	} else {
		plan = s.total(k.Plan)
	}
	if err := s.done(); err != nil {
		return exact.Ratio{}, err
	}
	num, den, base := actual, plan, planName
	if k.Direction == Down {
		num, den, base = plan, actual, k.Actual
		if limit := s.part.node.Cap; actual.IsZero() && limit != nil && plan.Sign() > 0 {
			return *limit, nil
		}
	}
	share, err := s.divide(num, den, base)
	return share.Mul(hundred), err
}

func (k *Attainment) explain(s *sheet, v exact.Ratio) Words {
	actual := s.read[0]
	var plan exact.Ratio
	if k.Target != nil {
		plan = *k.Target
	} else {
		plan = s.read[1]
	}
	if k.Direction == Down && actual.IsZero() {
		return Words{"实际为 0，按封顶计 " + number(v), "the actual is 0: the cap of " + number(v) + " counts"}
	}
	a, p := number(actual), number(plan)
	shown := s.run.program.round(v).String()
	if k.Direction == Down {
		return Words{"计划 " + p + " ÷ 实际 " + a + " × 100 = " + shown, "plan " + p + " ÷ actual " + a + " × 100 = " + shown}
	}
	return Words{"实际 " + a + " ÷ 计划 " + p + " × 100 = " + shown, "actual " + a + " ÷ plan " + p + " × 100 = " + shown}
}

func (*Tiers) word() string { return "tiers" }

func (k *Tiers) inputs() []string { return []string{k.Input} }

func (k *Tiers) check(c *checker, path string) {
	c.measure(k.Input, path+".input")
	c.direction(k.Direction, path+".direction")
	if len(k.Rows) == 0 {
		c.notSet(path + ".rows")
	}
	if len(k.Rows) > MaxTableRows {
		c.rule(path+".rows", "分档过多", "too many tiers")
	}
	want := 1 // Up: lines fall from row to row
	if k.Direction == Down {
		want = -1
	}
	for i, row := range k.Rows {
		at := path + ".rows[" + strconv.Itoa(i) + "]"
		if row.Points == nil {
			c.notSet(at + ".points")
		}
		if row.Line == nil {
			c.notSet(at + ".line")
		} else if i > 0 && k.Rows[i-1].Line != nil && k.Rows[i-1].Line.Cmp(*row.Line) != want {
			c.rule(at, "各档界限应从好到差依次排列且不重复", "lines must run from best to worst without repeats")
		}
	}
}

func (k *Tiers) row(v exact.Ratio) *Tier {
	for i := range k.Rows {
		order := v.Cmp(*k.Rows[i].Line)
		if k.Direction == Up && order >= 0 || k.Direction == Down && order <= 0 {
			return &k.Rows[i]
		}
	}
	return nil
}

func (k *Tiers) points(s *sheet) (exact.Ratio, error) {
	v := s.total(k.Input)
	if err := s.done(); err != nil {
		return exact.Ratio{}, err
	}
	if row := k.row(v); row != nil {
		return *row.Points, nil
	}
	if k.Else == nil {
		return exact.Ratio{}, NoTier.New(s.about(k.Input)...)
	}
	return *k.Else, nil
}

func (k *Tiers) explain(s *sheet, v exact.Ratio) Words {
	value, points := number(s.read[0]), number(v)
	row := k.row(s.read[0])
	if row == nil {
		return Words{value + " 未达任何一档，计 " + points + " 分", value + " reaches no tier: " + points + " points"}
	}
	sign := " ≥ "
	if k.Direction == Down {
		sign = " ≤ "
	}
	line := value + sign + number(*row.Line)
	return Words{line + "，计 " + points + " 分", line + ": " + points + " points"}
}

func (*Deductions) word() string { return "deductions" }

func (k *Deductions) inputs() []string {
	out := make([]string, len(k.Items))
	for i := range k.Items {
		out[i] = k.Items[i].Input
	}
	return out
}

func (k *Deductions) check(c *checker, path string) {
	if len(k.Items) == 0 {
		c.notSet(path + ".items")
	}
	if len(k.Items) > MaxTableRows {
		c.rule(path+".items", "扣分项过多", "too many deductions")
	}
	if k.Start.Sign() <= 0 {
		c.rule(path+".start", "起始分应大于 0", "the start must be above 0")
	}
	seen := map[string]bool{}
	for i := range k.Items {
		d, at := &k.Items[i], path+".items["+strconv.Itoa(i)+"]"
		c.measure(d.Input, at+".input")
		if seen[d.Input] {
			c.rule(at+".input", "同一事项不能扣两次", "one occurrence must not be deducted twice")
		}
		seen[d.Input] = true
		if d.Points.Sign() <= 0 {
			c.rule(at+".points", "每次扣分应大于 0", "points per occurrence must be above 0")
		}
		if d.Max != nil && d.Max.Sign() <= 0 {
			c.rule(at+".max", "扣分上限应大于 0", "the most that is deducted must be above 0")
		}
	}
}

func (d *Deduction) taken(count exact.Ratio) exact.Ratio {
	t := count.Mul(d.Points)
	if d.Max != nil {
		t = t.Min(*d.Max)
	}
	return t
}

func (k *Deductions) points(s *sheet) (exact.Ratio, error) {
	left := k.Start
	for i := range k.Items {
		count := s.total(k.Items[i].Input)
		if count.Sign() < 0 {
			return exact.Ratio{}, OutOfRange.New(s.about(k.Items[i].Input, "low", "0", "high", "∞")...)
		}
		left = left.Sub(k.Items[i].taken(count))
	}
	return left, s.done()
}

func (k *Deductions) explain(s *sheet, v exact.Ratio) Words {
	var zh, en strings.Builder
	zh.WriteString(number(k.Start))
	en.WriteString(number(k.Start))
	for i := range k.Items {
		d, name := &k.Items[i], s.name(k.Items[i].Input)
		product := number(s.read[i]) + " × " + number(d.Points)
		zh.WriteString(" − " + name.ZH + " " + product)
		en.WriteString(" − " + name.EN + " " + product)
		if raw := s.read[i].Mul(d.Points); !raw.Equal(d.taken(s.read[i])) {
			zh.WriteString("（最多扣 " + number(*d.Max) + "）")
			en.WriteString(" (at most " + number(*d.Max) + ")")
		}
	}
	return Words{zh.String() + " = " + number(v), en.String() + " = " + number(v)}
}

func (*Share) word() string { return "share" }

func (k *Share) inputs() []string { return []string{k.Num, k.Den} }

func (k *Share) check(c *checker, path string) {
	c.measure(k.Num, path+".num")
	c.measure(k.Den, path+".den")
}

func (k *Share) points(s *sheet) (exact.Ratio, error) {
	num, den := s.total(k.Num), s.total(k.Den)
	if err := s.done(); err != nil {
		return exact.Ratio{}, err
	}
	share, err := s.divide(num, den, k.Den)
	return share.Mul(hundred), err
}

func (k *Share) explain(s *sheet, v exact.Ratio) Words {
	text := number(s.read[0]) + " ÷ " + number(s.read[1]) + " × 100 = " + s.run.program.round(v).String()
	return Words{text, text}
}

func (*Given) word() string { return "given" }

func (k *Given) inputs() []string { return []string{k.Input} }

func (k *Given) check(c *checker, path string) {
	c.measure(k.Input, path+".input")
	c.between(k.Low, k.High, path)
}

// between checks the bounds of a stated value.
func (c *checker) between(low, high *exact.Ratio, path string) {
	switch {
	case low == nil:
		c.notSet(path + ".low")
	case high == nil:
		c.notSet(path + ".high")
	case low.Cmp(*high) >= 0:
		c.rule(path+".low", "下限应低于上限", "low must be below high")
	}
}

func (k *Given) points(s *sheet) (exact.Ratio, error) {
	v, err := s.single(k.Input)
	if err != nil {
		return exact.Ratio{}, err
	}
	if err := s.done(); err != nil {
		return exact.Ratio{}, err
	}
	if len(s.run.item.Facts[k.Input]) > 0 && (v.Cmp(*k.Low) < 0 || v.Cmp(*k.High) > 0) {
		return exact.Ratio{}, OutOfRange.New(s.about(k.Input, "low", number(*k.Low), "high", number(*k.High))...)
	}
	return v, nil
}

func (k *Given) explain(_ *sheet, v exact.Ratio) Words {
	return Words{"认定值 " + number(v), "stated value " + number(v)}
}
