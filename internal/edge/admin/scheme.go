package admin

import (
	"errors"
	"fmt"
	"os"

	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/engine/scheme"
)

// ErrFound says that a check has found something wrong and has said so.
var ErrFound = errors.New("存在问题，见上 / problems were found, see above")

type schemeCmd struct {
	Check  schemeCheck  `cmd:"" help:"逐项报告方案的全部问题（文件:行）/ Report every fault of a scheme, as file:line"`
	Diff   schemeDiff   `cmd:"" help:"比较两份方案 / Compare two schemes"`
	Schema schemeSchema `cmd:"" help:"输出 JSON Schema / Print the JSON Schema"`
}

type schemeCheck struct {
	File string `arg:"" help:"方案文件 / Scheme file" type:"existingfile"`
	EN   bool   `name:"en" help:"英文 / In English"`
}

func language(en bool) fault.Lang {
	if en {
		return fault.English
	}
	return fault.Chinese
}

// Help gives examples.
func (schemeCheck) Help() string {
	return `报告全部问题，不止第一处；退出码 1 表示有错误，警告不影响。
Reports every fault, not the first one only; exit code 1 when there are errors, warnings pass.

  jingkai scheme check schemes/leiyang.yaml`
}

// Run prints the report and fails when the scheme has errors.
func (c schemeCheck) Run(t Terminal) error {
	raw, err := os.ReadFile(c.File)
	if err != nil {
		return err
	}
	report := scheme.Check(c.File, raw)
	fmt.Fprint(t.Out, report.Text(language(c.EN)))
	if !report.OK() {
		return ErrFound
	}
	return nil
}

type schemeDiff struct {
	A  string `arg:"" type:"existingfile"`
	B  string `arg:"" type:"existingfile"`
	EN bool   `name:"en" help:"英文 / In English"`
}

// Help gives examples.
func (schemeDiff) Help() string {
	return `逐项列出后一份与前一份的不同。
Lists what the second has otherwise than the first.

  jingkai scheme diff schemes/leiyang.yaml schemes/pukou.yaml`
}

// Run prints what differs between two schemes.
func (c schemeDiff) Run(t Terminal) error {
	a, err := parse(t, c.A, c.EN)
	if err != nil {
		return err
	}
	b, err := parse(t, c.B, c.EN)
	if err != nil {
		return err
	}
	fmt.Fprint(t.Out, scheme.DiffText(a, b, language(c.EN)))
	return nil
}

func parse(t Terminal, path string, en bool) (*scheme.Doc, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	doc, problems := scheme.Parse(raw)
	if scheme.HasErrors(problems) {
		fmt.Fprint(t.Out, scheme.Check(path, raw).Text(language(en)))
		return nil, ErrFound
	}
	return doc, nil
}

type schemeSchema struct{}

// Help gives examples.
func (schemeSchema) Help() string {
	return `供编辑器和界面校验方案使用。
For editors and screens that check a scheme as it is written.

  jingkai scheme schema > scheme.schema.json`
}

// Run prints the schema that editors and the screens use.
func (schemeSchema) Run(t Terminal) error {
	_, err := t.Out.Write(scheme.JSONSchema())
	return err
}
