package api

import (
	"encoding"
	"encoding/json"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"github.com/danielgtaylor/huma/v2"

	"github.com/jingkai-zone/jingkai/internal/base/fault"
)

// atField parts the place of a fault from its text where both travel in one
// message: the framework knows no place for what only a type's own reading
// finds wrong, such as a date that does not exist.
const atField = "\x1f"

// culprit finds the field whose text its type does not take, and gives the
// place and the type's refusal; the document has passed the schema before.
func culprit(data []byte, t reflect.Type, path string) (string, error) {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	err := json.Unmarshal(data, reflect.New(t).Interface())
	if err == nil || reads(t) {
		return path, err
	}
	switch t.Kind() {
	case reflect.Struct:
		var parts map[string]json.RawMessage
		if json.Unmarshal(data, &parts) != nil {
			return path, err
		}
		for f := range t.Fields() {
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			switch part, sent := parts[name]; {
			case f.Anonymous && name == "":
				if where, err := culprit(data, f.Type, path); err != nil {
					return where, err
				}
			case sent:
				if where, err := culprit(part, f.Type, strings.TrimPrefix(path+"."+name, ".")); err != nil {
					return where, err
				}
			}
		}
	case reflect.Slice:
		var parts []json.RawMessage
		if json.Unmarshal(data, &parts) != nil {
			return path, err
		}
		for i, part := range parts {
			if where, err := culprit(part, t.Elem(), path+"["+strconv.Itoa(i)+"]"); err != nil {
				return where, err
			}
		}
	}
	return path, err
}

// reads tells whether a type reads its text itself.
func reads(t reflect.Type) bool {
	p := reflect.PointerTo(t)
	return p.Implements(reflect.TypeFor[json.Unmarshaler]()) || p.Implements(reflect.TypeFor[encoding.TextUnmarshaler]())
}

var (
	codeInText = regexp.MustCompile(`(?:^|: )([a-z_]+(?:\.[a-z_]+)+): `)
	codesOnce  = sync.OnceValue(func() map[string]*fault.Code {
		out := map[string]*fault.Code{}
		for _, c := range fault.Catalogue() {
			out[c.Name] = c
		}
		return out
	})
)

// fieldProblem tells one fault that the framework found in the input.
func fieldProblem(d *huma.ErrorDetail, lang fault.Lang) FieldProblem {
	where, text := d.Location, d.Message
	if place, rest, ok := strings.Cut(text, atField); ok {
		where, text = place, rest
	}
	if m := codeInText.FindStringSubmatch(text); m != nil {
		if c := codesOnce()[m[1]]; c != nil && !strings.Contains(c.EN, "{") {
			return FieldProblem{location(where), c.Name, c.New().Text(lang)}
		}
	}
	return FieldProblem{location(where), badInput.Name, inputText(text, lang)}
}
