package scheme

import (
	"fmt"
	"reflect"
	"strings"
	"unicode/utf8"

	"github.com/jingkai-zone/jingkai/internal/base/exact"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
)

// decoder turns nodes into values and collects everything that does not fit.
// A value that does not fit is left unset, so that nothing is ever computed
// with half of it.
type decoder struct {
	problems []Problem
	spots    map[string]spot
}

func (d *decoder) wrong(at spot, path string, code *fault.Code, args ...any) {
	d.problems = append(d.problems, Wrong(path, code, args...).at(at))
}

// value reads n into dst, which is settable and of the shape's type.
func (d *decoder) value(n *node, s *shape, r rule, dst reflect.Value, path string) {
	if _, known := d.spots[path]; !known {
		d.spots[path] = n.at
	}
	switch {
	case n.kind == brokenNode:
	case s.kind == objectShape:
		d.object(n, s, dst, path)
	case s.kind == listShape:
		d.list(n, s, dst, path)
	default:
		d.leaf(n, s, r, dst, path)
	}
}

func (d *decoder) expected(n *node, path, zh, en string) {
	d.wrong(n.at, path, wrongShape, "expected_zh", zh, "expected_en", en)
}

func (d *decoder) object(n *node, s *shape, dst reflect.Value, path string) {
	if n.kind != mapNode && n.kind != nullNode {
		d.expected(n, path, "一组键值", "a group of keys")
		return
	}
	given := map[string]bool{}
	for _, p := range n.pairs {
		below := join(path, shownKey(p.key))
		f := s.field(p.key)
		if f == nil {
			d.unknown(p, s.names(), below)
			continue
		}
		d.spots[below] = p.at
		if p.value.kind == nullNode && f.shape.kind != objectShape {
			continue
		}
		given[f.name] = true
		if p.value.kind == brokenNode {
			continue
		}
		into := dst.Field(f.index)
		if into.Kind() != reflect.Pointer {
			d.value(p.value, f.shape, f.rule, into, below)
			continue
		}
		fresh := reflect.New(f.shape.typ)
		before := len(d.problems)
		d.value(p.value, f.shape, f.rule, fresh.Elem(), below)
		if len(d.problems) == before {
			into.Set(fresh)
		}
	}
	for _, f := range s.fields {
		below := join(path, f.name)
		if f.rule.required && !given[f.name] {
			d.wrong(n.at, below, missing, "name_zh", f.title.ZH, "name_en", f.title.EN)
		}
		if used, choice := s.inUse(f, dst); given[f.name] && !used && choice != "" {
			d.wrong(d.spots[below], below, unusedHere, "beside", f.rule.beside, "used", strings.Join(f.rule.usedBy, ", "))
		}
	}
}

func (d *decoder) unknown(p pair, known []string, path string) {
	list := strings.Join(known, ", ")
	if near := nearest(p.key, known); near != "" {
		d.wrong(p.at, path, unknownKeyNear, "near", near, "known", list)
		return
	}
	d.wrong(p.at, path, unknownKey, "known", list)
}

func (d *decoder) list(n *node, s *shape, dst reflect.Value, path string) {
	if n.kind != listNode {
		d.expected(n, path, "列表（每项以“- ”开头，或写在 [ ] 内）", "a list (each item after “- ”, or inside [ ])")
		return
	}
	if len(n.items) > maxListLength {
		d.wrong(n.at, path, manyItems, "limit", maxListLength)
		return
	}
	out := reflect.MakeSlice(s.typ, len(n.items), len(n.items))
	keys := map[string]int{}
	for i, item := range n.items {
		below := indexed(path, i)
		if item.kind == nullNode && s.elem.kind == leafShape {
			d.expected(item, below, s.elem.leaf.expects.ZH, s.elem.leaf.expects.EN)
			continue
		}
		d.value(item, s.elem, rule{}, out.Index(i), below)
		if s.key == "" {
			continue
		}
		key := out.Index(i).Field(s.elem.field(s.key).index).String()
		if before, twice := keys[key]; twice && key != "" {
			d.wrong(item.at, join(below, s.key), elementTwice, "place", before+1)
		}
		keys[key] = i
	}
	dst.Set(out)
}

func (d *decoder) leaf(n *node, s *shape, r rule, dst reflect.Value, path string) {
	l := s.leaf
	if n.kind != scalarNode {
		d.expected(n, path, l.expects.ZH, l.expects.EN)
		return
	}
	if utf8.RuneCountInString(n.text) > maxTextLength {
		d.wrong(n.at, path, longText, "limit", maxTextLength)
		return
	}
	if l.choices != nil && !chosen(l.choices, n.text) {
		zh, en := choiceLists(l.choices)
		d.wrong(n.at, path, badChoice, "known_zh", zh, "known_en", en)
		return
	}
	if l == textLeaf && !d.text(n, r, path) {
		return
	}
	v, err := l.parse(n.text)
	// A number between quotes is text to every other reader of YAML.
	if err != nil || !n.plain && (l == wholeLeaf || l == flagLeaf) {
		d.expected(n, path, l.expects.ZH, l.expects.EN)
		return
	}
	if l.number != nil && !d.bounded(n, l, r, l.number(v), path) {
		return
	}
	dst.Set(reflect.ValueOf(v).Convert(s.typ))
}

func (d *decoder) text(n *node, r rule, path string) bool {
	switch {
	case r.key && !keyForm.MatchString(n.text):
		d.wrong(n.at, path, badKeyForm, "limit", maxKeyLength)
		return false
	case r.required && strings.TrimSpace(n.text) == "":
		d.expected(n, path, "非空的文字", "a text that is not empty")
		return false
	}
	return true
}

func (d *decoder) bounded(n *node, l *leaf, r rule, v exact.Ratio, path string) bool {
	show := func(bound exact.Ratio) string {
		if l.name == "ratio" {
			return percentText(bound)
		}
		return bound.String()
	}
	switch {
	case r.min != nil && v.Cmp(*r.min) < 0:
		d.wrong(n.at, path, belowLeast, "limit", show(*r.min))
	case r.max != nil && v.Cmp(*r.max) > 0:
		d.wrong(n.at, path, aboveMost, "limit", show(*r.max))
	case r.positive && v.Sign() <= 0:
		d.expected(n, path, "大于零的数量", "an amount greater than zero")
	default:
		return true
	}
	return false
}

func chosen(choices []Choice, text string) bool {
	for _, c := range choices {
		if c.Value == text {
			return true
		}
	}
	return false
}

func choiceLists(choices []Choice) (zh, en string) {
	var a, b []string
	for _, c := range choices {
		a = append(a, fmt.Sprintf("%s（%s）", c.Value, c.ZH))
		b = append(b, fmt.Sprintf("%s (%s)", c.Value, c.EN))
	}
	return strings.Join(a, "、"), strings.Join(b, ", ")
}

// nearest gives the known word that the text most likely means: at most two
// letters away, and less than half of it.
func nearest(text string, known []string) string {
	best, least := "", 3
	if len(text) > maxKeyLength {
		return ""
	}
	for _, word := range known {
		if d := distance(text, word); d < least && 2*d < len(word) {
			best, least = word, d
		}
	}
	return best
}

// distance counts the letters to add, drop or change between two words.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		diagonal := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			change := diagonal
			if a[i-1] != b[j-1] {
				change++
			}
			diagonal = row[j]
			row[j] = min(change, row[j]+1, row[j-1]+1)
		}
	}
	return row[len(b)]
}
