package scheme

import (
	"bytes"
	"encoding/json"
	"testing"
)

// at walks a decoded JSON document.
func at(t *testing.T, v any, path ...string) any {
	t.Helper()
	for _, step := range path {
		m, ok := v.(map[string]any)
		if !ok || m[step] == nil {
			t.Fatalf("the schema has no %v", path)
		}
		v = m[step]
	}
	return v
}

func TestSchemaDescribesSections(t *testing.T) {
	raw := JSONSchema()
	if !bytes.Equal(raw, JSONSchema()) || raw[len(raw)-1] != '\n' {
		t.Error("the schema must be the same each time and end in a newline")
	}
	var schema any
	if err := json.Unmarshal(raw, &schema); err != nil {
		t.Fatal(err)
	}
	cases := []struct {
		path []string
		want string
	}{
		{[]string{"additionalProperties"}, `false`},
		{[]string{"required"}, `["scheme"]`},
		{[]string{"properties", "sample", "title"}, `"样例"`},
		{[]string{"properties", "sample", "x-title-en"}, `"Sample"`},
		{[]string{"properties", "sample", "type"}, `["object","null"]`},
		{[]string{"properties", "scheme", "type"}, `"object"`},
		{[]string{"properties", "scheme", "required"}, `["id","zone","title","status"]`},
		{[]string{"properties", "sample", "properties", "red", "properties", "cap", "type"}, `["integer","null"]`},
		{[]string{"properties", "sample", "properties", "red", "properties", "cap", "minimum"}, `1`},
		{[]string{"properties", "sample", "properties", "red", "properties", "cap", "x-needs"}, `"限额"`},
		{[]string{"properties", "sample", "properties", "red", "properties", "line", "type"}, `["number","string","null"]`},
		{[]string{"properties", "sample", "properties", "ties", "enum"}, `["include","chain",null]`},
		{[]string{"properties", "sample", "properties", "mode", "x-kind"}, `"mode"`},
		{[]string{"properties", "sample", "properties", "limit", "examples"}, `["10wd"]`},
		{[]string{"properties", "sample", "properties", "parts", "items", "required"}, `["key","zh"]`},
		{[]string{"properties", "sample", "properties", "parts", "items", "additionalProperties"}, `false`},
		{[]string{"properties", "sample", "properties", "words", "items", "type"}, `"string"`},
	}
	for _, c := range cases {
		got, err := json.Marshal(at(t, schema, c.path...))
		if err != nil || string(got) != c.want {
			t.Errorf("%v = %s, want %s (%v)", c.path, got, c.want, err)
		}
	}
}
