package flow

import (
	"bytes"

	"github.com/goccy/go-yaml"

	"github.com/jingkai-zone/jingkai/internal/base/fault"
)

// BadDefinition refuses a text that is not a definition, or a definition that
// [Check] finds errors in.
var BadDefinition = fault.Define(fault.Invalid, "flow.definition", "",
	"流程定义有错误：{zh}。请改正后重新载入。",
	"The workflow definition is wrong: {en}. Correct it and load it again.")

// Parse reads a definition from YAML. Unknown and repeated keys are refused, so
// that a misspelt guard does not silently fall away.
func Parse(text []byte) (*Definition, error) {
	var d Definition
	dec := yaml.NewDecoder(bytes.NewReader(text), yaml.Strict())
	if err := dec.Decode(&d); err != nil {
		return nil, BadDefinition.Wrap(err, "zh", "YAML 结构不对或含有未知的键", "en", "the YAML is malformed or has an unknown key")
	}
	return &d, nil
}

// Load parses and compiles a definition.
func Load(text []byte) (*Machine, error) {
	d, err := Parse(text)
	if err != nil {
		return nil, err
	}
	return Compile(d)
}

// MustLoad is Load for definitions embedded in the program; it panics on a bad
// one, at start.
func MustLoad(text []byte) *Machine {
	m, err := Load(text)
	if err != nil {
		panic("flow: " + err.Error())
	}
	return m
}
