package api

import (
	"bytes"
	"strings"

	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/domain/people"
	"github.com/jingkai-zone/jingkai/internal/domain/rules"
	"github.com/jingkai-zone/jingkai/internal/edge/exchange"
	"github.com/jingkai-zone/jingkai/internal/store"
)

var ruleColumns = []exchange.Column{
	{Key: "number", ZH: "编号", EN: "Number", Must: true, NoteZH: "本区唯一", NoteEN: "unique in the zone"},
	{Key: "title", ZH: "名称", EN: "Title", Width: 36, Must: true},
	{Key: "kind", ZH: "类别", EN: "Kind", Must: true, NoteZH: "制度或流程", NoteEN: "rule or workflow"},
	{Key: "field", ZH: "领域", EN: "Field", Must: true, NoteZH: "方案所列领域的名称", NoteEN: "name of one of the scheme's fields"},
	{Key: "owner", ZH: "责任单位", EN: "Owner", Width: 20, Must: true, NoteZH: "机构全称", NoteEN: "full name of the unit"},
	{Key: "from", ZH: "施行日期", EN: "In force from", NoteZH: "如 2019-08-01，空为当日", NoteEN: "e.g. 2019-08-01; empty means today"},
	{Key: "trial_until", ZH: "试行截止", EN: "Trial until", NoteZH: "不是试行的留空", NoteEN: "empty when not on trial"},
	{Key: "process", ZH: "系统操作", EN: "Operation", NoteZH: "由本系统哪项操作执行，如 goals.issue，可空", NoteEN: "operation of this program that carries it out, e.g. goals.issue, or empty"},
	{Key: "steps", ZH: "步骤", EN: "Steps", Width: 50, NoteZH: "仅流程；每行“岗位|动作|职责|时限|材料”，后三项可省略", NoteEN: "workflows only; one a line: role|action|duty|limit|evidence, the last three optional"},
	{Key: "body", ZH: "正文", EN: "Text", Width: 60},
}

// ruleDate refuses a cell that is no date.
var ruleDate = fault.Define(fault.Invalid, "rules.import.date", "LY-43",
	"第 {row} 行「{column}」须为日期，如 2019-08-01。", "Row {row}: {column} must be a date such as 2019-08-01.")

func (s *Server) registerRulesExchange(path string) {
	actWith(s, Op{ID: "import-rules", Path: path + "/actions/import", Action: "rules.write", ZH: "从 Excel 导入制度", EN: "Import rules from Excel", Tag: "rules", Form: dryRunField},
		readWorkbook[In], importRules)
	fetch(s, Op{ID: "rules-template", Path: path + "/template", Action: "rules.write", ZH: "制度导入模板", EN: "Template of the import of rules", Tag: "rules"}, mediaXLSX,
		func(q *Question, _ *In) (file, error) {
			var b bytes.Buffer
			err := exchange.WriteTemplate(&b, q.Lang(), exchange.Sheet{NameZH: "制度汇编", NameEN: "Rules", Columns: ruleColumns})
			return file{"制度汇编-模板.xlsx", mediaXLSX, b.Bytes()}, err
		})
	fetch(s, Op{ID: "export-rules", Path: path + "/export", Action: "rules.read", ZH: "导出制度汇编", EN: "Export the library of rules", Tag: "rules"}, mediaXLSX, exportRules)
}

func importRules(c *Command, _ *In, u uploaded) (importReport, error) {
	table, err := exchange.ReadTable(u.raw, ruleColumns)
	if err != nil {
		return importReport{}, err
	}
	out := importReport{Rows: len(table), DryRun: u.DryRun}
	var faults exchange.Faults
	rows := make([]rules.Row, 0, len(table))
	for _, r := range table {
		row := rules.Row{Line: r.Number, Number: r.Get("number"), Title: r.Get("title"), Kind: r.Get("kind"), Field: r.Get("field"), Owner: r.Get("owner"),
			Process: r.Get("process"), Steps: r.Get("steps"), Body: r.Get("body")}
		var ok bool
		if text := r.Get("from"); text != "" {
			if row.From, ok = exchange.Day(text); !ok {
				faults.Add(ruleDate.At("from", "row", r.Number, "column", "施行日期 / In force from"))
			}
		}
		if text := r.Get("trial_until"); text != "" {
			if row.TrialUntil, ok = exchange.Day(text); !ok {
				faults.Add(ruleDate.At("trial_until", "row", r.Number, "column", "试行截止 / Trial until"))
			}
		}
		rows = append(rows, row)
	}
	found, err := rules.CheckImport(c, c.Zone(), rows)
	if err != nil {
		return out, err
	}
	for _, e := range found.Faults {
		faults.Add(e)
	}
	c.dry = u.DryRun
	if e, bad := fault.As(faults.Err()); bad {
		out.Faults = render(e, c.Lang()).Errors
		if !u.DryRun {
			return out, e
		}
		return out, nil
	}
	if u.DryRun {
		return out, nil
	}
	done, err := rules.Import(c.Tx, rows)
	out.Added = done.Added
	return out, err
}

func exportRules(q *Question, in *struct {
	In
	FindRules
}) (file, error) {
	q.asked = true // the library is open to whoever may read rules at all
	w, err := ruleWordsOf(q, q.call)
	if err != nil {
		return file{}, err
	}
	f := in.filter(q, q.Zone())
	f.Limit = store.MaxPage
	sheet := exchange.Sheet{NameZH: "制度汇编", NameEN: "Rules", Columns: ruleColumns}
	kinds := map[rules.Kind]string{rules.RuleKind: "制度", rules.WorkflowKind: "流程"}
	for {
		page, err := rules.List(q, f)
		if err != nil {
			return file{}, err
		}
		for _, e := range page.Items {
			var steps []string
			for _, s := range e.Edition.Steps {
				steps = append(steps, s.String())
			}
			editions, err := rules.Editions(q, q.Zone(), e.Rule.ID)
			if err != nil {
				return file{}, err
			}
			sheet.Rows = append(sheet.Rows, []string{e.Rule.Number, e.Edition.Title, kinds[e.Rule.Kind], w.fields[e.Rule.Field], w.units[e.Rule.Owner],
				e.Edition.From.String(), e.Edition.TrialUntil.String(), e.Rule.Process, strings.Join(steps, "\n"),
				editions[e.Edition.No-1].Body})
		}
		if f.After = page.Next; f.After == "" || len(sheet.Rows) > exchange.MaxExportRows {
			break
		}
	}
	var b bytes.Buffer
	err = exchange.WriteXLSX(&b, q.Lang(), sheet)
	return file{"制度汇编.xlsx", mediaXLSX, b.Bytes()}, err
}

// staffCount is how many people are on the staff.
func staffCount(r store.Reader, zone int64) (int64, error) {
	heads, err := people.Headcount(r, zone)
	var n int64
	for _, h := range heads {
		n += h
	}
	return n, err
}
