package flow

import (
	"errors"
	"fmt"
	"slices"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/conf"
	"github.com/expr-lang/expr/parser"
	"github.com/expr-lang/expr/vm"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
)

// MissingFact refuses an action whose guards need a fact nobody supplied.
var MissingFact = fault.Define(fault.Refused, "flow.fact_missing", "",
	"办理条件所需的事实“{fact}”没有提供或类型不对，请先补录相应的记录。",
	"The fact {fact} that a condition needs was not supplied or is of another type; enter the record it comes from first.")

// Facts are the values guards look at, by declared name. A room computes them
// from its records; they are not typed in.
type Facts map[string]any

// sealedFacts may not be declared by any definition: nothing about a person's
// origin, age or sex decides how a case moves (身份封存, architecture §1.5).
var sealedFacts = []string{"age", "sex", "gender", "birth", "birthday", "ethnicity", "native_place",
	"origin", "original_status", "sealed_status", "sealed_rank", "identity_status"}

// guard is a compiled [Guard].
type guard struct {
	Guard
	program *vm.Program
	facts   []string // names it uses, in order
}

// holds evaluates the guard; a fact it needs and does not get is a refusal.
func (g guard) holds(kinds map[string]FactKind, facts Facts) (bool, error) {
	env := make(map[string]any, len(g.facts))
	for _, name := range g.facts {
		v, ok := factValue(kinds[name], facts[name])
		if !ok {
			return false, MissingFact.New("fact", name)
		}
		env[name] = v
	}
	out, err := expr.Run(g.program, env)
	if err != nil {
		return false, fmt.Errorf("flow: guard %s: %w", g.Name, err)
	}
	ok, isBool := out.(bool)
	return ok && isBool, nil
}

func factValue(kind FactKind, v any) (any, bool) {
	switch kind {
	case FactBool:
		b, ok := v.(bool)
		return b, ok
	case FactInt:
		switch n := v.(type) {
		case int:
			return n, true
		case int64:
			return int(n), true
		}
	case FactText:
		s, ok := v.(string)
		return s, ok
	case FactDate:
		d, ok := v.(calendar.Date)
		return d.String(), ok
	}
	return nil, false
}

func compileGuard(g Guard, kinds map[string]FactKind) (guard, error) {
	if len(g.When) > 500 {
		return guard{}, errors.New("longer than 500 characters")
	}
	config := conf.CreateNew()
	config.Builtins = nil
	tree, err := parser.ParseWithConfig(g.When, config)
	if err != nil {
		return guard{}, err
	}
	w := &whitelist{kinds: kinds}
	ast.Walk(&tree.Node, w)
	if w.bad != nil {
		return guard{}, w.bad
	}
	env := make(map[string]any, len(kinds))
	for name, kind := range kinds {
		switch kind {
		case FactBool:
			env[name] = false
		case FactInt:
			env[name] = 0
		case FactText, FactDate:
			env[name] = ""
		}
	}
	program, err := expr.Compile(g.When, expr.Env(env), expr.AsBool(), expr.DisableAllBuiltins(), expr.MaxNodes(100))
	if err != nil {
		return guard{}, err
	}
	return guard{Guard: g, program: program, facts: w.names}, nil
}

// whitelist admits only what cannot loop, call, look inside things or make a
// fraction.
type whitelist struct {
	kinds map[string]FactKind
	names []string
	bad   error
}

var guardOperators = []string{"and", "&&", "or", "||", "not", "!", "==", "!=", "<", "<=", ">", ">=", "in", "not in", "+", "-", "*"}

// Visit checks one node of an expression.
func (w *whitelist) Visit(node *ast.Node) {
	if w.bad != nil {
		return
	}
	switch n := (*node).(type) {
	case *ast.BoolNode, *ast.IntegerNode, *ast.StringNode, *ast.ArrayNode, *ast.ConstantNode, *ast.ConditionalNode:
	case *ast.IdentifierNode:
		if _, ok := w.kinds[n.Value]; !ok {
			w.bad = fmt.Errorf("%q is not a declared fact", n.Value)
		} else if !slices.Contains(w.names, n.Value) {
			w.names = append(w.names, n.Value)
		}
	case *ast.UnaryNode:
		w.operator(n.Operator)
	case *ast.BinaryNode:
		w.operator(n.Operator)
	default:
		w.bad = fmt.Errorf("%T is not allowed in a condition", n)
	}
}

func (w *whitelist) operator(op string) {
	if !slices.Contains(guardOperators, op) {
		w.bad = fmt.Errorf("the operator %s is not allowed in a condition", op)
	}
}
