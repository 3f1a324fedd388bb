package score

import "github.com/jingkai-zone/jingkai/internal/base/exact"

// Number evaluates a formula of CompileFormula. Values are given in the order
// of Inputs. A division by zero is refused with exact.ZeroDivisor.
func (f *Formula) Number(values []exact.Ratio) (exact.Ratio, error) {
	return f.root.number(values)
}

// Holds evaluates a guard of CompileGuard, values in the order of Inputs.
func (f *Formula) Holds(values []exact.Ratio) (bool, error) {
	return f.root.answer(values)
}

func (t *term) number(values []exact.Ratio) (exact.Ratio, error) {
	switch t.op {
	case opNumber:
		return t.value, nil
	case opInput:
		return values[t.input], nil
	case opIf:
		yes, err := t.args[0].answer(values)
		if err != nil {
			return exact.Ratio{}, err
		}
		if yes {
			return t.args[1].number(values)
		}
		return t.args[2].number(values)
	}
	var held [4]exact.Ratio
	args := held[:0]
	for i := range t.args {
		v, err := t.args[i].number(values)
		if err != nil {
			return exact.Ratio{}, err
		}
		args = append(args, v)
	}
	return t.combine(args)
}

func (t *term) combine(args []exact.Ratio) (exact.Ratio, error) {
	switch t.op {
	case opNeg:
		return args[0].Neg(), nil
	case opAdd:
		return args[0].Add(args[1]), nil
	case opSub:
		return args[0].Sub(args[1]), nil
	case opMul:
		return args[0].Mul(args[1]), nil
	case opQuo:
		return args[0].Quo(args[1])
	case opAbs:
		return args[0].Abs(), nil
	case opClamp:
		return args[0].Max(args[1]).Min(args[2]), nil
	case opMean:
		sum := exact.FromInt(0)
		for _, a := range args {
			sum = sum.Add(a)
		}
		return sum.Quo(exact.FromInt(int64(len(args))))
	}
	best := args[0]
	for _, a := range args[1:] {
		if t.op == opMin {
			best = best.Min(a)
		} else {
			best = best.Max(a)
		}
	}
	return best, nil
}

func (t *term) answer(values []exact.Ratio) (bool, error) {
	switch t.op {
	case opTruth:
		return t.yes, nil
	case opNot:
		yes, err := t.args[0].answer(values)
		return !yes, err
	case opAnd, opOr:
		yes, err := t.args[0].answer(values)
		if err != nil || yes == (t.op == opOr) {
			return yes, err
		}
		return t.args[1].answer(values)
	case opIf:
		yes, err := t.args[0].answer(values)
		if err != nil {
			return false, err
		}
		if yes {
			return t.args[1].answer(values)
		}
		return t.args[2].answer(values)
	}
	left, err := t.args[0].number(values)
	if err != nil {
		return false, err
	}
	right, err := t.args[1].number(values)
	if err != nil {
		return false, err
	}
	order := left.Cmp(right)
	switch t.op {
	case opLess:
		return order < 0, nil
	case opLessEq:
		return order <= 0, nil
	case opMore:
		return order > 0, nil
	case opMoreEq:
		return order >= 0, nil
	case opSame:
		return order == 0, nil
	}
	return order != 0, nil
}
