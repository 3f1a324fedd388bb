package scheme

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/jingkai-zone/jingkai/internal/base/exact"
)

type shapeKind uint8

const (
	objectShape shapeKind = iota
	listShape
	leafShape
)

// shape describes a type that a section is made of. It is built once from the
// Go type and its tags; reading, comparing, listing what is not set and the
// JSON Schema all follow it.
type shape struct {
	kind   shapeKind
	typ    reflect.Type
	fields []field // of an object
	elem   *shape  // of a list
	key    string  // of a list of objects: the field that names an element; or ""
	leaf   *leaf   // of a leaf
}

// field is one key of an object.
type field struct {
	name  string
	index int
	title Text
	needs Text // what refuses while it is not set
	canBe bool // it can be unset: a pointer or a list
	rule  rule
	shape *shape
}

// rule is what the tag `scheme:"…"` of a field asks for.
type rule struct {
	required bool         // must be given
	optional bool         // may be silent without being a parameter that is not set
	key      bool         // names the element in its list
	percent  bool         // a share from 0 to 100%
	positive bool         // more than zero
	min, max *exact.Ratio // bounds, included

	// A parameter that only some values of a choice beside it use: the choice's
	// key and those values.
	beside string
	usedBy []string
}

const (
	maxKeyLength  = 40
	maxTextLength = 2000
	maxListLength = 500
)

var keyForm = regexp.MustCompile(`^[a-z][a-z0-9_-]{0,39}$`)

// shapeOf describes a type. What a scheme cannot hold is a mistake of the
// program and panics when the section is registered.
func shapeOf(t reflect.Type, needs Text, depth int) *shape {
	if depth > maxDepth {
		panic("scheme: the type " + t.String() + " is nested too deep or in itself")
	}
	if l, ok := leaves[t]; ok {
		return &shape{kind: leafShape, typ: t, leaf: l}
	}
	if c, ok := reflect.Zero(t).Interface().(Chooser); ok && t.Kind() == reflect.String {
		return &shape{kind: leafShape, typ: t, leaf: chosenLeaf(t, c.Choices())}
	}
	switch t.Kind() {
	case reflect.String:
		return &shape{kind: leafShape, typ: t, leaf: textLeaf}
	case reflect.Bool:
		return &shape{kind: leafShape, typ: t, leaf: flagLeaf}
	case reflect.Int64:
		return &shape{kind: leafShape, typ: t, leaf: wholeLeaf}
	case reflect.Slice:
		return listOf(t, needs, depth)
	case reflect.Struct:
		return objectOf(t, needs, depth)
	}
	panic("scheme: a section cannot hold a " + t.String())
}

func chosenLeaf(t reflect.Type, choices []Choice) *leaf {
	return &leaf{
		name: "choice", choices: choices, expects: Text{"可选值之一", "one of the choices"},
		parse: func(s string) (any, error) { return reflect.ValueOf(s).Convert(t).Interface(), nil },
		print: func(v any) string { return reflect.ValueOf(v).String() },
	}
}

func listOf(t reflect.Type, needs Text, depth int) *shape {
	s := &shape{kind: listShape, typ: t, elem: shapeOf(t.Elem(), needs, depth+1)}
	if s.elem.kind == objectShape {
		if i := slices.IndexFunc(s.elem.fields, func(f field) bool { return f.rule.key }); i >= 0 {
			s.key = s.elem.fields[i].name
		}
	}
	return s
}

func objectOf(t reflect.Type, needs Text, depth int) *shape {
	s := &shape{kind: objectShape, typ: t}
	for i := range t.NumField() {
		f := t.Field(i)
		if !f.IsExported() {
			continue
		}
		s.fields = append(s.fields, fieldOf(f, i, needs, depth))
	}
	for _, f := range s.fields {
		if f.rule.beside != "" && s.field(f.rule.beside) == nil {
			panic("scheme: field " + f.name + " depends on a key that is not beside it")
		}
	}
	return s
}

func fieldOf(f reflect.StructField, index int, needs Text, depth int) field {
	out := field{index: index, needs: needs, rule: parseRule(f)}
	out.name, _, _ = strings.Cut(f.Tag.Get("json"), ",")
	out.title = Text{f.Tag.Get("zh"), f.Tag.Get("en")}
	if out.name == "" || out.title.ZH == "" || out.title.EN == "" {
		panic(fmt.Sprintf("scheme: field %s of a section needs the tags json, zh and en", f.Name))
	}
	if zh, en, both := strings.Cut(f.Tag.Get("needs"), "|"); both {
		out.needs = Text{zh, en}
	}
	t := f.Type
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
		out.canBe = true
	}
	out.shape = shapeOf(t, out.needs, depth+1)
	switch {
	case out.canBe && out.shape.kind != leafShape:
		panic("scheme: field " + f.Name + ": only single values may be pointers")
	case out.shape.kind == listShape:
		out.canBe = true
	}
	return out
}

func parseRule(f reflect.StructField) rule {
	var r rule
	for word := range strings.SplitSeq(f.Tag.Get("scheme"), ",") {
		name, value, _ := strings.Cut(word, "=")
		switch name {
		case "":
		case "required":
			r.required = true
		case "optional":
			r.optional = true
		case "key":
			r.key, r.required = true, true
		case "percent":
			r.percent = true
			r.min, r.max = bound("0"), bound("1")
		case "positive":
			r.positive = true
		case "min":
			r.min = bound(value)
		case "max":
			r.max = bound(value)
		case "for":
			key, values, _ := strings.Cut(value, ":")
			r.beside, r.usedBy = key, strings.Split(values, "|")
		default:
			panic("scheme: field " + f.Name + ": unknown rule " + strconv.Quote(name))
		}
	}
	return r
}

func bound(s string) *exact.Ratio {
	r := exact.MustRatio(s)
	return &r
}

// field gives the field of that name, or nil.
func (s *shape) field(name string) *field {
	for i := range s.fields {
		if s.fields[i].name == name {
			return &s.fields[i]
		}
	}
	return nil
}

// names lists the keys of an object for a message.
func (s *shape) names() []string {
	out := make([]string, len(s.fields))
	for i, f := range s.fields {
		out[i] = f.name
	}
	return out
}

// inUse tells whether the object's choices make use of the field; a choice that
// is not set uses nothing yet.
func (s *shape) inUse(f field, object reflect.Value) (used bool, choice string) {
	if f.rule.beside == "" {
		return true, ""
	}
	by := s.field(f.rule.beside)
	v := object.Field(by.index)
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return false, ""
		}
		v = v.Elem()
	}
	choice = v.String()
	return slices.Contains(f.rule.usedBy, choice), choice
}

// name follows a path ("red.line", "blocks[key].weight") and gives the names of
// its steps, each with its separator before it.
func (s *shape) name(path string) (name Text, known bool) {
	for step := range strings.SplitSeq(path, ".") {
		key, _, _ := strings.Cut(step, "[")
		for s.kind == listShape {
			s = s.elem
		}
		f := s.field(key)
		if f == nil {
			return Text{}, false
		}
		name = Text{name.ZH + "·" + f.title.ZH, name.EN + ": " + f.title.EN}
		s = f.shape
	}
	return name, true
}

func indexed(path string, i int) string { return path + "[" + strconv.Itoa(i) + "]" }
