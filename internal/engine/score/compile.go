package score

import (
	"slices"
	"strconv"

	"github.com/jingkai-zone/jingkai/internal/base/exact"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
)

// Program is a checked tree, ready to score any number of items. It is safe
// for concurrent use.
type Program struct {
	tree   Tree
	root   part
	inputs []string
	blocks map[string]bool // keys that may be named irrelevant
	names  Vocabulary
}

// part is a checked node.
type part struct {
	node    *Node
	path    string
	weight  exact.Ratio
	missing Missing
	parts   []part
	kind    kind
}

// kind is what the indicators have in common.
type kind interface {
	word() string                          // as in the derivation
	inputs() []string                      // measures it reads, each once
	check(c *checker, path string)         // refusals go to the checker
	points(s *sheet) (exact.Ratio, error)  // errMissing when facts are missing
	explain(s *sheet, v exact.Ratio) Words // the formula in words, after points
}

// Compile checks a tree against the vocabulary of measures. All refusals of
// the tree are collected: NotSet, BadTree, BadKey, BadWeights, BadParameter,
// UnknownMeasure, SealedName, BadFormula, each at its path. The tree and the
// vocabulary must not be changed afterwards.
func Compile(tree Tree, names Vocabulary) (*Program, error) {
	c := &checker{names: names, keys: map[string]bool{}, seen: map[string]bool{}}
	c.key(tree.Key, "key")
	c.named(tree.Name, "name")
	switch {
	case tree.Places == nil:
		c.notSet("places")
	case *tree.Places < 0 || *tree.Places > MaxPlaces:
		c.rule("places", "小数位数应在 0 至 "+strconv.Itoa(MaxPlaces)+" 之间", "places must be 0 to "+strconv.Itoa(MaxPlaces))
	}
	if !tree.Mode.Valid() {
		c.notSet("mode")
	}
	if tree.Missing != "" {
		c.policy(tree.Missing, "missing")
	}
	p := &Program{tree: tree, names: names, blocks: map[string]bool{}}
	p.root = part{parts: c.level(tree.Parts, "parts", tree.Missing, 1), missing: tree.Missing}
	if err := c.list.Err(); err != nil {
		return nil, err
	}
	p.inputs = c.order
	for key := range c.keys {
		p.blocks[key] = true
	}
	return p, nil
}

// Inputs lists the measures the tree reads, in the order of the tree: what a
// room must collect before it scores.
func (p *Program) Inputs() []string { return slices.Clone(p.inputs) }

// Tree gives the tree the program was made from.
func (p *Program) Tree() Tree { return p.tree }

type checker struct {
	names Vocabulary
	list  fault.List
	keys  map[string]bool
	seen  map[string]bool
	order []string
	nodes int
}

func (c *checker) refuse(e *fault.Error) { c.list.Add(e) }

// fail puts a refusal of another checker on the list, at a path.
func (c *checker) fail(err error, path string) {
	if e, ok := fault.As(err); ok {
		at := *e
		at.Location = path
		c.refuse(&at)
	}
}

func (c *checker) notSet(path string) { c.refuse(NotSet.At(path, "path", path)) }

func (c *checker) rule(path, zh, en string) {
	c.refuse(BadParameter.At(path, "rule", zh, "rule_en", en))
}

func (c *checker) key(key, path string) {
	if Sealed(key) {
		c.refuse(SealedName.At(path))
	} else if !plainKey(key) {
		c.refuse(BadKey.At(path))
	}
}

func (c *checker) named(w Words, path string) {
	if w.ZH == "" || w.EN == "" {
		c.notSet(path)
	}
}

func (c *checker) policy(m Missing, path string) {
	if m != Refuse && m != Zero && m != Exclude {
		c.rule(path, "缺失处理只能是 refuse、zero 或 exclude", "missing must be refuse, zero or exclude")
	}
}

// measure checks one input name; an empty name is a parameter nobody set.
func (c *checker) measure(name, path string) {
	switch {
	case name == "":
		c.notSet(path)
	case Sealed(name):
		c.refuse(SealedName.At(path))
	default:
		if _, known := c.names[name]; !known {
			c.refuse(UnknownMeasure.At(path))
		}
	}
}

func (c *checker) direction(d Direction, path string) {
	switch d {
	case Up, Down:
	case "":
		c.notSet(path)
	default:
		c.rule(path, "方向只能是 up 或 down", "the direction must be up or down")
	}
}

func (c *checker) level(nodes []Node, path string, missing Missing, depth int) []part {
	if len(nodes) == 0 {
		c.notSet(path)
		return nil
	}
	if c.nodes += len(nodes); depth > MaxDepth || c.nodes > MaxNodes {
		c.refuse(BadTree.At(path, "depth", MaxDepth, "nodes", MaxNodes))
		return nil
	}
	sum, whole := exact.FromInt(0), true
	parts := make([]part, len(nodes))
	for i := range nodes {
		n := &nodes[i]
		at := path + "[" + strconv.Itoa(i) + "]"
		parts[i] = c.node(n, at, missing, depth)
		if n.Weight == nil {
			c.notSet(at + ".weight")
			whole = false
			continue
		}
		if n.Weight.Sign() < 0 {
			whole = false
			c.refuse(BadWeights.At(at+".weight", "sum", "—"))
			continue
		}
		sum = sum.Add(*n.Weight)
	}
	if whole && !sum.Equal(exact.FromInt(1)) {
		c.refuse(BadWeights.At(path, "sum", sum.PlainPercent()))
	}
	return parts
}

func (c *checker) node(n *Node, path string, missing Missing, depth int) part {
	c.key(n.Key, path+".key")
	if c.keys[n.Key] {
		c.refuse(BadKey.At(path + ".key"))
	}
	c.keys[n.Key] = true
	c.named(n.Name, path+".name")
	if n.Missing != "" {
		c.policy(n.Missing, path+".missing")
		missing = n.Missing
	}
	if n.Cap != nil && n.Floor != nil && n.Cap.Cmp(*n.Floor) < 0 {
		c.rule(path+".cap", "封顶不能低于保底", "the cap must not be below the floor")
	}
	out := part{node: n, path: path, missing: missing}
	if n.Weight != nil {
		out.weight = *n.Weight
	}
	kinds := n.kinds()
	switch {
	case len(n.Parts) > 0 && len(kinds) == 0:
		out.parts = c.level(n.Parts, path+".parts", missing, depth+1)
	case len(n.Parts) == 0 && len(kinds) == 1:
		out.kind = kinds[0]
		out.kind.check(c, path+"."+out.kind.word())
		if missing == "" {
			c.notSet(path + ".missing")
		}
		for _, name := range out.kind.inputs() {
			if !c.seen[name] {
				c.seen[name] = true
				c.order = append(c.order, name)
			}
		}
	default:
		c.refuse(BadTree.At(path, "depth", MaxDepth, "nodes", MaxNodes))
	}
	return out
}

// kinds gives the kinds set on a node, in a state of their own for the program.
func (n *Node) kinds() []kind {
	var out []kind
	if n.Attainment != nil {
		out = append(out, n.Attainment)
	}
	if n.Tiers != nil {
		out = append(out, n.Tiers)
	}
	if n.Deductions != nil {
		out = append(out, n.Deductions)
	}
	if n.Rating != nil {
		out = append(out, n.Rating)
	}
	if n.Share != nil {
		out = append(out, n.Share)
	}
	if n.Time != nil {
		out = append(out, n.Time)
	}
	if n.Given != nil {
		out = append(out, n.Given)
	}
	if n.Formula != nil {
		out = append(out, &formulaPart{text: n.Formula.Text})
	}
	return out
}
