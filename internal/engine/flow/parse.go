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

// maxText keeps a hostile text from costing time: a real workflow has some
// hundred lines.
const maxText = 256 << 10

// Parse reads a definition from YAML. Unknown and repeated keys are refused, so
// that a misspelt guard does not silently fall away.
func Parse(text []byte) (*Definition, error) {
	if len(text) > maxText {
		return nil, BadDefinition.New("zh", "文本超过 256 KiB", "en", "the text is longer than 256 KiB")
	}
	var d Definition
	dec := yaml.NewDecoder(bytes.NewReader(text), yaml.Strict())
	if err := dec.Decode(&d); err != nil {
		return nil, BadDefinition.Wrap(err, "zh", "YAML 结构不对或含有未知的键", "en", "the YAML is malformed or has an unknown key")
	}
	return &d, nil
}

// Build parses and compiles a definition.
func Build(text []byte) (*Machine, error) {
	d, err := Parse(text)
	if err != nil {
		return nil, err
	}
	return Compile(d)
}

// MustBuild is Build for definitions embedded in the program; it panics on a bad
// one, at start.
func MustBuild(text []byte) *Machine {
	m, err := Build(text)
	if err != nil {
		panic("flow: " + err.Error())
	}
	return m
}
