package scheme

import (
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"github.com/jingkai-zone/jingkai/internal/base/fault"
)

// Limits of a text. A real scheme has a few hundred lines; the limits keep a
// hostile one from costing time or memory.
const (
	MaxSize   = 1 << 20 // bytes
	maxTokens = 20000   // the parser's time grows with their square
	maxDepth  = 24      // levels of nesting
)

// spot is a place in the text, from 1; the zero spot is "no place".
type spot struct{ line, col int }

type nodeKind uint8

const (
	nullNode   nodeKind = iota
	brokenNode          // already reported; what it stands for is neither given nor missing
	scalarNode
	listNode
	mapNode
)

// node is a scheme text reduced to what a scheme may contain: no anchors, no
// tags, keys that are plain words, everything with its place.
type node struct {
	kind  nodeKind
	text  string // of a scalar, as written
	plain bool   // a scalar written without quotes
	items []*node
	pairs []pair
	at    spot
}

type pair struct {
	key   string
	at    spot
	value *node
}

// source reads a text into nodes and collects what is wrong with its form.
type source struct{ problems []Problem }

// readSource gives the root of the text, or nil when there is none to speak of,
// with the problems of form.
func readSource(data []byte) (root *node, problems []Problem) {
	s := &source{}
	if p, bad := unreadable(data); bad {
		return nil, []Problem{p}
	}
	tokens := lexer.Tokenize(string(data))
	if p, bad := tooComplex(tokens); bad {
		return nil, []Problem{p}
	}
	file, err := parseTokens(tokens)
	if err != nil {
		return nil, []Problem{syntaxProblem(err)}
	}
	var body ast.Node
	for _, doc := range file.Docs {
		if doc.Body == nil {
			continue
		}
		if body != nil {
			return nil, []Problem{Wrong("", oneDocument).at(spotOf(doc.Body.GetToken()))}
		}
		body = doc.Body
	}
	if body == nil {
		return nil, []Problem{Wrong("", emptyText).at(spot{1, 1})}
	}
	root = s.convert(body, "", 0)
	return root, s.problems
}

func unreadable(data []byte) (Problem, bool) {
	switch {
	case len(data) > MaxSize:
		return Wrong("", tooLarge, "limit", MaxSize), true
	case !utf8.Valid(data):
		return Wrong("", notUTF8), true
	}
	return Problem{}, false
}

// tooComplex looks at the tokens before the recursive parser does.
func tooComplex(tokens token.Tokens) (Problem, bool) {
	if len(tokens) > maxTokens {
		return Wrong("", tooMany, "limit", maxTokens).at(spotOf(tokens[maxTokens])), true
	}
	flow, entries, line := 0, 0, 0
	for _, t := range tokens {
		if at := spotOf(t); at.line != line {
			line, entries = at.line, 0
		}
		switch t.Type {
		case token.SequenceStartType, token.MappingStartType:
			flow++
		case token.SequenceEndType, token.MappingEndType:
			flow--
		case token.SequenceEntryType, token.MappingKeyType:
			entries++
		}
		if flow > maxDepth || entries > maxDepth {
			return Wrong("", tooDeep, "limit", maxDepth).at(spotOf(t)), true
		}
	}
	return Problem{}, false
}

var errParserPanic = errors.New("scheme: the YAML parser gave up")

// parseTokens runs the library's parser, which may panic on texts that are no
// YAML at all.
func parseTokens(tokens token.Tokens) (file *ast.File, err error) {
	defer func() {
		if r := recover(); r != nil {
			file, err = nil, errParserPanic
		}
	}()
	return parser.Parse(tokens, 0, parser.AllowDuplicateMapKey())
}

func syntaxProblem(err error) Problem {
	reason, at := "unreadable", spot{}
	var syntax yaml.Error
	if errors.As(err, &syntax) {
		at = spotOf(syntax.GetToken())
		// The library's own reasons are fixed sentences; one that quotes the
		// text is not repeated.
		if m := syntax.GetMessage(); len(m) < 80 && !strings.ContainsAny(m, "\"`") {
			reason = m
		}
	}
	return Wrong("", badSyntax, "reason", reason).at(at)
}

func spotOf(t *token.Token) spot {
	if t == nil || t.Position == nil {
		return spot{}
	}
	return spot{t.Position.Line, t.Position.Column}
}

func (s *source) add(p Problem) { s.problems = append(s.problems, p) }

func (s *source) refuse(n *node, path string, code *fault.Code, args ...any) {
	n.kind = brokenNode
	s.add(Wrong(path, code, args...).at(n.at))
}

// convert gives the node's reduced form; what a scheme may not contain becomes
// a problem and a broken node.
func (s *source) convert(n ast.Node, path string, depth int) *node {
	out := &node{at: spotOf(n.GetToken())}
	if depth > maxDepth {
		s.refuse(out, path, tooDeep, "limit", maxDepth)
		return out
	}
	switch n := n.(type) {
	case *ast.NullNode:
	case *ast.StringNode:
		out.kind, out.text = scalarNode, n.Value
		out.plain = n.Token.Type != token.SingleQuoteType && n.Token.Type != token.DoubleQuoteType
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		out.kind, out.text, out.plain = scalarNode, n.GetToken().Value, true
	case *ast.LiteralNode:
		out.kind, out.text = scalarNode, strings.TrimRight(n.Value.Value, "\n")
	case *ast.SequenceNode:
		out.kind = listNode
		for i, item := range n.Values {
			out.items = append(out.items, s.convert(item, indexed(path, i), depth+1))
		}
	case *ast.MappingNode:
		s.mapping(out, n.Values, path, depth)
	case *ast.MappingValueNode:
		s.mapping(out, []*ast.MappingValueNode{n}, path, depth)
	case *ast.AnchorNode, *ast.AliasNode:
		s.refuse(out, path, noAlias)
	case *ast.TagNode:
		s.refuse(out, path, noTag)
	default:
		s.refuse(out, path, badSyntax, "reason", "unexpected content")
	}
	return out
}

func (s *source) mapping(out *node, values []*ast.MappingValueNode, path string, depth int) {
	out.kind = mapNode
	seen := map[string]spot{}
	for _, v := range values {
		at := spotOf(v.Key.GetToken())
		if len(out.pairs) == 0 {
			out.at = at
		}
		key, ok := plainKeyOf(v.Key)
		if !ok {
			code := plainKey
			if v.Key.IsMergeKey() {
				code = noAlias
			}
			s.add(Wrong(path, code).at(at))
			continue
		}
		below := join(path, shownKey(key))
		if before, twice := seen[key]; twice {
			s.add(Wrong(below, keyTwice, "line", before.line).at(at))
			continue
		}
		seen[key] = at
		out.pairs = append(out.pairs, pair{key, at, s.convert(v.Value, below, depth+1)})
	}
}

func plainKeyOf(key ast.MapKeyNode) (string, bool) {
	switch k := key.(type) {
	case *ast.StringNode:
		return k.Value, k.Value != ""
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
		return k.GetToken().Value, true
	}
	return "", false
}

// shownKey is a key as paths show it: what is no short word is not repeated.
func shownKey(key string) string {
	if utf8.RuneCountInString(key) > 40 {
		return "?"
	}
	for _, r := range key {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '_' && r != '-' {
			return "?"
		}
	}
	return key
}
