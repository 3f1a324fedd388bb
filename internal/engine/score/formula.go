package score

import (
	"errors"
	"slices"
	"strings"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/conf"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser"

	"github.com/jingkai-zone/jingkai/internal/base/exact"
)

// Limits of a formula. They also bound the length of the fractions it can make.
const (
	MaxFormulaText  = 1000
	MaxFormulaNodes = 200
)

// Formula is a checked expression over measures, in the syntax of expr: numbers,
// + − * / , comparisons, and or not, cond ? a : b, if/else, min max abs mean
// clamp(value, low, high). It is evaluated over exact fractions; there are no
// loops, no closures, no texts, no rounding (that happens once, at the end),
// and no function of the expression library itself runs. Safe for concurrent use.
type Formula struct {
	text   string
	root   term
	inputs []string // measures in order of first appearance
	truth  bool
}

type opcode uint8

const (
	opNumber opcode = iota
	opInput
	opTruth
	opNeg
	opAdd
	opSub
	opMul
	opQuo
	opMin
	opMax
	opAbs
	opMean
	opClamp
	opIf
	opAnd
	opOr
	opNot
	opLess
	opLessEq
	opMore
	opMoreEq
	opSame
	opDiffer
)

// term is one node of a checked formula.
type term struct {
	op    opcode
	truth bool // the term answers yes or no
	value exact.Ratio
	yes   bool
	input int
	args  []term
}

// CompileFormula checks a formula that gives a number. Names must be in the
// vocabulary and not sealed; the errors are BadFormula, UnknownMeasure and
// SealedName.
func CompileFormula(text string, names Vocabulary) (*Formula, error) {
	return compile(text, names, false)
}

// CompileGuard checks a formula that answers yes or no, under the same rules.
func CompileGuard(text string, names Vocabulary) (*Formula, error) { return compile(text, names, true) }

func compile(text string, names Vocabulary, wantTruth bool) (*Formula, error) {
	if strings.TrimSpace(text) == "" || len(text) > MaxFormulaText {
		return nil, BadFormula.New("column", 1, "rule", "公式为空或过长", "rule_en", "the formula is empty or too long")
	}
	config := conf.CreateNew()
	config.MaxNodes = MaxFormulaNodes
	tree, err := parser.ParseWithConfig(text, config)
	if err != nil {
		column := 1
		var at *file.Error
		if errors.As(err, &at) {
			column = at.From + 1
		}
		return nil, BadFormula.New("column", column, "rule", "语法不对", "rule_en", "the syntax is wrong")
	}
	c := &formulaChecker{source: []rune(text), names: names}
	root, err := c.check(tree.Node)
	if err != nil {
		return nil, err
	}
	if root.truth != wantTruth {
		if wantTruth {
			return nil, c.refuse(tree.Node, "结果应为是或否", "the result must be yes or no")
		}
		return nil, c.refuse(tree.Node, "结果应为数值", "the result must be a number")
	}
	return &Formula{text: text, root: root, inputs: c.inputs, truth: wantTruth}, nil
}

// Text gives the formula as the scheme wrote it.
func (f *Formula) Text() string { return f.text }

// Inputs lists the measures the formula names, each once.
func (f *Formula) Inputs() []string { return slices.Clone(f.inputs) }

type formulaChecker struct {
	source []rune
	names  Vocabulary
	inputs []string
	nodes  int
}

func (c *formulaChecker) refuse(n ast.Node, zh, en string) error {
	column := 1
	if n != nil {
		column = n.Location().From + 1
	}
	return BadFormula.New("column", column, "rule", zh, "rule_en", en)
}

func (c *formulaChecker) check(n ast.Node) (term, error) {
	if c.nodes++; c.nodes > MaxFormulaNodes {
		return term{}, c.refuse(n, "公式过长", "the formula is too long")
	}
	switch n := n.(type) {
	case *ast.IntegerNode, *ast.FloatNode:
		return c.literal(n)
	case *ast.BoolNode:
		return term{op: opTruth, truth: true, yes: n.Value}, nil
	case *ast.IdentifierNode:
		return c.input(n, n.Value)
	case *ast.MemberNode:
		name, ok := dotted(n)
		if !ok {
			return term{}, c.refuse(n, "只能用点连接名称", "only names joined by dots are allowed")
		}
		return c.input(n, name)
	case *ast.UnaryNode:
		return c.unary(n)
	case *ast.BinaryNode:
		return c.binary(n)
	case *ast.ConditionalNode:
		return c.conditional(n)
	case *ast.BuiltinNode:
		return c.call(n, n.Name, n.Arguments)
	case *ast.CallNode:
		if name, ok := n.Callee.(*ast.IdentifierNode); ok {
			return c.call(n, name.Value, n.Arguments)
		}
	}
	return term{}, c.refuse(n, "不允许的写法；可用数字、量名、四则运算、比较、条件和 min、max、abs、mean、clamp",
		"this is not allowed; use numbers, measures, arithmetic, comparisons, conditions and min, max, abs, mean, clamp")
}

// literal reads the number from the source text again: the parser's own value
// is a binary float, in which 0.1 is not 0.1.
func (c *formulaChecker) literal(n ast.Node) (term, error) {
	at := n.Location()
	if at.From < 0 || at.To > len(c.source) || at.From >= at.To {
		return term{}, c.refuse(n, "数字不规范", "not a plain number")
	}
	value, err := exact.Parse(string(c.source[at.From:at.To]))
	if err != nil {
		return term{}, c.refuse(n, "数字不规范，不用科学计数法", "not a plain number; no exponents")
	}
	return term{op: opNumber, value: value.Ratio()}, nil
}

func dotted(n *ast.MemberNode) (string, bool) {
	property, ok := n.Property.(*ast.StringNode)
	if !ok || n.Optional || n.Method {
		return "", false
	}
	switch base := n.Node.(type) {
	case *ast.IdentifierNode:
		return base.Value + "." + property.Value, true
	case *ast.MemberNode:
		name, ok := dotted(base)
		return name + "." + property.Value, ok
	}
	return "", false
}

func (c *formulaChecker) input(n ast.Node, name string) (term, error) {
	if Sealed(name) {
		return term{}, SealedName.New()
	}
	if _, known := c.names[name]; !known {
		return term{}, UnknownMeasure.New()
	}
	at := slices.Index(c.inputs, name)
	if at < 0 {
		at = len(c.inputs)
		c.inputs = append(c.inputs, name)
	}
	return term{op: opInput, input: at}, nil
}

func (c *formulaChecker) unary(n *ast.UnaryNode) (term, error) {
	arg, err := c.check(n.Node)
	if err != nil {
		return term{}, err
	}
	switch n.Operator {
	case "-", "+":
		if arg.truth {
			return term{}, c.refuse(n, "此处应为数值", "a number is needed here")
		}
		if n.Operator == "+" {
			return arg, nil
		}
		return term{op: opNeg, args: []term{arg}}, nil
	case "not", "!":
		if !arg.truth {
			return term{}, c.refuse(n, "此处应为是或否", "yes or no is needed here")
		}
		return term{op: opNot, truth: true, args: []term{arg}}, nil
	}
	return term{}, c.refuse(n, "不允许的运算符", "this operator is not allowed")
}

var binaryOps = map[string]struct {
	op              opcode
	ofTruth, answer bool // works on yes/no; answers yes/no
}{
	"+": {op: opAdd}, "-": {op: opSub}, "*": {op: opMul}, "/": {op: opQuo},
	"and": {opAnd, true, true}, "&&": {opAnd, true, true}, "or": {opOr, true, true}, "||": {opOr, true, true},
	"<": {opLess, false, true}, "<=": {opLessEq, false, true}, ">": {opMore, false, true}, ">=": {opMoreEq, false, true},
	"==": {opSame, false, true}, "!=": {opDiffer, false, true},
}

func (c *formulaChecker) binary(n *ast.BinaryNode) (term, error) {
	op, known := binaryOps[n.Operator]
	if !known {
		return term{}, c.refuse(n, "不允许的运算符", "this operator is not allowed")
	}
	left, err := c.check(n.Left)
	if err != nil {
		return term{}, err
	}
	right, err := c.check(n.Right)
	if err != nil {
		return term{}, err
	}
	if left.truth != op.ofTruth || right.truth != op.ofTruth {
		return term{}, c.refuse(n, "数值与是否不能混用", "numbers and yes/no cannot be mixed")
	}
	return term{op: op.op, truth: op.answer, args: []term{left, right}}, nil
}

func (c *formulaChecker) conditional(n *ast.ConditionalNode) (term, error) {
	args, err := c.all([]ast.Node{n.Cond, n.Exp1, n.Exp2})
	if err != nil {
		return term{}, err
	}
	if !args[0].truth || args[1].truth != args[2].truth {
		return term{}, c.refuse(n.Cond, "条件应为是或否，两个分支类型应相同", "the condition must be yes or no and both branches of one type")
	}
	return term{op: opIf, truth: args[1].truth, args: args}, nil
}

func (c *formulaChecker) all(nodes []ast.Node) ([]term, error) {
	out := make([]term, 0, len(nodes))
	for _, n := range nodes {
		t, err := c.check(n)
		if err != nil {
			return nil, err
		}
		out = append(out, t)
	}
	return out, nil
}

func (c *formulaChecker) call(n ast.Node, name string, arguments []ast.Node) (term, error) {
	calls := map[string]struct {
		op          opcode
		least, most int
	}{"min": {opMin, 2, 20}, "max": {opMax, 2, 20}, "abs": {opAbs, 1, 1}, "mean": {opMean, 1, 20}, "clamp": {opClamp, 3, 3}}
	call, known := calls[name]
	if !known {
		return term{}, c.refuse(n, "不允许的函数；可用 min、max、abs、mean、clamp；修约只在最后进行一次",
			"this function is not allowed; use min, max, abs, mean, clamp; rounding happens once, at the end")
	}
	if len(arguments) < call.least || len(arguments) > call.most {
		return term{}, c.refuse(n, "参数个数不对", "wrong number of arguments")
	}
	args, err := c.all(arguments)
	if err != nil {
		return term{}, err
	}
	for i, a := range args {
		if a.truth {
			return term{}, c.refuse(arguments[i], "此处应为数值", "a number is needed here")
		}
	}
	return term{op: call.op, args: args}, nil
}
