package scheme

import (
	"encoding/json"

	"github.com/invopop/jsonschema"
)

// Schema describes a scheme text as JSON Schema (draft 2020-12), generated from
// the registered sections. Titles are Chinese; English names stand under
// x-title-en, what refuses while a parameter is not set under x-needs and
// x-needs-en, the kind of a value under x-kind, and the names of choices under
// x-choices.
func Schema() *jsonschema.Schema {
	root := &jsonschema.Schema{
		Version:              jsonschema.Version,
		ID:                   "https://jingkai.example/scheme.schema.json",
		Title:                "方案",
		Description:          "一个单位的方案。未写或写 null 的参数为“方案未设定”。 A parameter that is absent or null is not set by the scheme.",
		Type:                 "object",
		Properties:           jsonschema.NewProperties(),
		AdditionalProperties: jsonschema.FalseSchema,
		Required:             []string{headerName},
	}
	for _, e := range sections() {
		s := e.shape.schema(rule{}, true)
		s.Title, s.Extras["x-title-en"] = e.title.ZH, e.title.EN
		root.Properties.Set(e.name, s)
	}
	return root
}

// JSONSchema gives [Schema] as indented JSON with a final newline: the content
// of schemes/scheme.schema.json.
func JSONSchema() []byte {
	out, err := json.MarshalIndent(Schema(), "", "  ")
	if err != nil {
		// The schema is made of strings only; failing here is a mistake of the
		// program that the drift test finds.
		panic("scheme: " + err.Error())
	}
	return append(out, '\n')
}

func (s *shape) schema(r rule, nullable bool) *jsonschema.Schema {
	out := &jsonschema.Schema{Extras: map[string]any{}}
	var types []string
	switch s.kind {
	case objectShape:
		types = []string{"object"}
		out.Properties = jsonschema.NewProperties()
		out.AdditionalProperties = jsonschema.FalseSchema
		for _, f := range s.fields {
			out.Properties.Set(f.name, f.schema())
			if f.rule.required {
				out.Required = append(out.Required, f.name)
			}
		}
		// A group without required keys may be left empty in the text.
		nullable = nullable && len(out.Required) == 0
	case listShape:
		types = []string{"array"}
		out.Items = s.elem.schema(rule{}, false)
		out.MaxItems = length(maxListLength)
	default:
		types = s.leafSchema(out, r, nullable)
	}
	if nullable {
		types = append(types, "null")
	}
	if len(types) == 1 {
		out.Type = types[0]
	} else {
		out.Extras["type"] = types
	}
	return out
}

func (f field) schema() *jsonschema.Schema {
	out := f.shape.schema(f.rule, !f.rule.required)
	out.Title, out.Extras["x-title-en"] = f.title.ZH, f.title.EN
	if f.canBe && !f.rule.optional && f.needs != (Text{}) {
		out.Extras["x-needs"], out.Extras["x-needs-en"] = f.needs.ZH, f.needs.EN
	}
	return out
}

// leafSchema fills in what a single value may be and gives its JSON types.
func (s *shape) leafSchema(out *jsonschema.Schema, r rule, nullable bool) []string {
	l := s.leaf
	out.Extras["x-kind"] = l.name
	switch l {
	case flagLeaf:
		return []string{"boolean"}
	case wholeLeaf:
		if r.min != nil {
			out.Minimum = json.Number(r.min.String())
		}
		if r.max != nil {
			out.Maximum = json.Number(r.max.String())
		}
		if r.positive {
			out.Minimum = "1"
		}
		return []string{"integer"}
	case textLeaf:
		out.MaxLength = length(maxTextLength)
		if r.key {
			out.Pattern = keyForm.String()
		}
		return []string{"string"}
	}
	if l.sample != "" {
		out.Examples = []any{l.sample}
	}
	out.Pattern = l.pattern
	if l.choices != nil {
		choices := make([]map[string]string, len(l.choices))
		for i, c := range l.choices {
			out.Enum = append(out.Enum, c.Value)
			choices[i] = map[string]string{"value": c.Value, "zh": c.ZH, "en": c.EN}
		}
		if nullable {
			out.Enum = append(out.Enum, nil)
		}
		out.Extras["x-choices"] = choices
	}
	switch l.name {
	case "decimal": // 2 and 0.5 are numbers to YAML, "2" between quotes is text; both are read.
		return []string{"number", "string"}
	case "cap":
		return []string{"integer", "string"}
	}
	return []string{"string"}
}

func length(n uint64) *uint64 { return &n }
