package scheme

import (
	"reflect"
	"slices"
	"strings"

	"github.com/jingkai-zone/jingkai/internal/base/fault"
)

// row is one parameter of a document laid flat.
type row struct {
	path  string // elements by key: "board.blocks[foundation].weight"
	place string // elements by position, as the text has them: "board.blocks[1].weight"
	title Text
	needs Text
	value *string // as a scheme writes it; nil when not set
	param bool    // silence about it counts as not set
}

// rows lays a document flat, section by section in the order of the document.
// A document without a section has all its parameters not set.
func (doc *Doc) rows() []row {
	var out []row
	for _, e := range sections() {
		v, given := doc.values[e.name]
		if !given {
			v = reflect.Zero(e.shape.typ).Interface()
		}
		out = appendObject(out, e.shape, reflect.ValueOf(v), row{path: e.name, place: e.name, title: e.title})
	}
	return out
}

func appendObject(out []row, s *shape, v reflect.Value, at row) []row {
	for _, f := range s.fields {
		used, _ := s.inUse(f, v)
		r := row{
			path: join(at.path, f.name), place: join(at.place, f.name), needs: f.needs,
			title: Text{at.title.ZH + "·" + f.title.ZH, at.title.EN + ": " + f.title.EN},
			param: f.canBe && !f.rule.optional && used,
		}
		out = appendField(out, f.shape, v.Field(f.index), r)
	}
	return out
}

func appendField(out []row, s *shape, v reflect.Value, r row) []row {
	switch s.kind {
	case objectShape:
		return appendObject(out, s, v, r)
	case listShape:
		return appendList(out, s, v, r)
	}
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return append(out, r)
		}
		v = v.Elem()
	}
	text := s.leaf.print(v.Convert(leafType(s)).Interface())
	r.value = &text
	return append(out, r)
}

// leafType is the type a leaf's print function takes.
func leafType(s *shape) reflect.Type {
	switch s.leaf {
	case textLeaf:
		return reflect.TypeFor[string]()
	case flagLeaf:
		return reflect.TypeFor[bool]()
	case wholeLeaf:
		return reflect.TypeFor[int64]()
	}
	return s.typ
}

// appendList adds the list itself, whose value is its order, and then what its
// elements hold.
func appendList(out []row, s *shape, v reflect.Value, r row) []row {
	if v.IsNil() {
		return append(out, r)
	}
	names := make([]string, v.Len())
	for i := range names {
		item := v.Index(i)
		switch {
		case s.key != "":
			names[i] = item.Field(s.elem.field(s.key).index).String()
		case s.elem.kind == leafShape:
			names[i] = s.elem.leaf.print(item.Convert(leafType(s.elem)).Interface())
		default:
			names[i] = indexed("", i)
		}
	}
	text := "[" + strings.Join(names, ", ") + "]"
	r.value = &text
	out = append(out, r)
	if s.elem.kind == leafShape {
		return out
	}
	for i, name := range names {
		below := row{path: indexed(r.path, i), place: indexed(r.place, i), title: r.title, needs: r.needs}
		if s.key != "" && name != "" {
			below.path = r.path + "[" + name + "]"
		}
		out = appendField(out, s.elem, v.Index(i), below)
	}
	return out
}

// UnsetParam is a parameter that a scheme does not set.
type UnsetParam struct {
	Path        string `json:"path"`          // elements by key: "board.blocks[foundation].weight"
	Place       string `json:"place"`         // elements by position: "board.blocks[1].weight"
	Line        int    `json:"line"`          // of the explicit null, or of the nearest key above; 0 when the text has neither
	Name        Text   `json:"name"`          // what the parameter is called
	WhatNeedsIt Text   `json:"what_needs_it"` // what refuses until it is set
}

// Unset lists every parameter the document does not set, in the order of the
// document. Silence is no error: it only makes what needs the parameter refuse.
func Unset(doc *Doc) []UnsetParam {
	var out []UnsetParam
	for _, r := range doc.rows() {
		if r.param && r.value == nil {
			out = append(out, UnsetParam{r.path, r.place, doc.spotOf(r.place).line, r.title, r.needs})
		}
	}
	return out
}

// spotOf gives the place of a path in the text, or of its nearest ancestor.
func (doc *Doc) spotOf(place string) spot {
	for ; place != ""; place = parent(place) {
		if at, ok := doc.spots[place]; ok {
			return at
		}
	}
	return spot{}
}

// Change is one parameter that differs between two documents. Before and After
// are values as a scheme writes them; nil means not set.
type Change struct {
	Path   string  `json:"path"`
	Name   Text    `json:"name"`
	Before *string `json:"before"`
	After  *string `json:"after"`
}

// Diff tells in what b differs from a: parameters, not text. Comments, quotes,
// the order of keys and the way a number is written make no difference. The
// order of a list does, and is shown as a change of the list itself.
func Diff(a, b *Doc) []Change {
	before, after := a.rows(), b.rows()
	was := map[string]*string{}
	for _, r := range before {
		was[r.path] = r.value
	}
	is := map[string]bool{}
	var out []Change
	for _, r := range after {
		is[r.path] = true
		if old := was[r.path]; !equalValue(old, r.value) {
			out = append(out, Change{r.path, r.title, old, r.value})
		}
	}
	for _, r := range before {
		if !is[r.path] && r.value != nil {
			out = append(out, Change{r.path, r.title, r.value, nil})
		}
	}
	// Removed elements come last within their section.
	order := map[string]int{}
	for i, e := range sections() {
		order[e.name] = i
	}
	slices.SortStableFunc(out, func(x, y Change) int {
		first, _ := cutStep(x.Path)
		second, _ := cutStep(y.Path)
		return order[first] - order[second]
	})
	return out
}

func equalValue(a, b *string) bool {
	if a == nil || b == nil {
		return a == b
	}
	return *a == *b
}

// Text gives the change as one line: path, name, before → after.
func (c Change) Text(lang fault.Lang) string {
	unset := Text{"未设定", "not set"}.In(lang)
	show := func(v *string) string {
		if v == nil {
			return unset
		}
		return *v
	}
	return c.Path + "  " + c.Name.In(lang) + ": " + show(c.Before) + " → " + show(c.After)
}
