package api

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/exact"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/domain/goals"
	"github.com/jingkai-zone/jingkai/internal/domain/org"
	"github.com/jingkai-zone/jingkai/internal/domain/people"
	"github.com/jingkai-zone/jingkai/internal/edge/exchange"
	"github.com/jingkai-zone/jingkai/internal/store"
)

var goalColumns = []exchange.Column{
	{Key: "title", ZH: "事项", EN: "Item", Width: 28, Must: true, NoteZH: "2–100 字", NoteEN: "2 to 100 characters"},
	{Key: "measure", ZH: "工作要点", EN: "Key point", Width: 40},
	{Key: "plan", ZH: "计划数", EN: "Planned amount", Number: true, NoteZH: "大于 0 的数，可空", NoteEN: "a number above 0, or empty"},
	{Key: "plan_unit", ZH: "计量单位", EN: "Unit of measure"},
	{Key: "weight", ZH: "权重", EN: "Weight", Number: true, NoteZH: "空为 1", NoteEN: "empty means 1"},
	{Key: "due_on", ZH: "完成时限", EN: "Due on", NoteZH: "如 2019-12-31，空为评比日", NoteEN: "e.g. 2019-12-31; empty means the day of evaluation"},
	{Key: "lead", ZH: "牵头领导", EN: "Lead leader", NoteZH: "姓名或工号", NoteEN: "name or number"},
	{Key: "unit", ZH: "责任单位", EN: "Unit", Width: 20, NoteZH: "机构全称", NoteEN: "full name"},
	{Key: "person", ZH: "责任人", EN: "Responsible person", NoteZH: "姓名或工号", NoteEN: "name or number"},
	{Key: "origin", ZH: "来源", EN: "Origin", Width: 20},
}

// Faults of imported rows, beside those of the room.
var (
	rowNumber = fault.Define(fault.Invalid, "goals.import.number", "LY-35",
		"第 {row} 行「{column}」须为数字。", "Row {row}: {column} must be a number.")
	rowDate = fault.Define(fault.Invalid, "goals.import.date", "LY-35",
		"第 {row} 行「完成时限」须为日期，如 2019-12-31。", "Row {row}: due day must be a date such as 2019-12-31.")
	rowPerson = fault.Define(fault.Invalid, "goals.import.person", "LY-35",
		"第 {row} 行「{column}」在职人员中没有或有重名，请改填工号。", "Row {row}: {column} names nobody serving, or more than one person; use the number.")
	rowUnit = fault.Define(fault.Invalid, "goals.import.unit", "LY-35",
		"第 {row} 行「责任单位」不是现有机构的全称。", "Row {row}: the unit is not the full name of an existing unit.")
	rowRule = fault.Define(fault.Invalid, "goals.import.row", "LY-35",
		"第 {row} 行：{why_zh}", "Row {row}: {why_en}")
)

// uploaded is a workbook with the way it is to be treated.
type uploaded struct {
	raw    []byte
	Sum    string
	DryRun bool
}

// readWorkbook reads an import's form: the file, and dry_run.
func readWorkbook[I any](c *call, _ *I) (uploaded, error) {
	return readForm(c, func(string, string) {})
}

// readForm reads an import's form whose other fields go to more.
func readForm(c *call, more func(name, value string)) (uploaded, error) {
	u := uploaded{}
	raw, err := c.workbook(func(name, value string) {
		if name == "dry_run" {
			u.DryRun = value == "true" || value == "1"
		} else {
			more(name, value)
		}
	})
	sum := sha256.Sum256(raw)
	u.raw, u.Sum = raw, hex.EncodeToString(sum[:])
	return u, err
}

var dryRunField = map[string]*huma.Schema{"dry_run": {Type: huma.TypeBoolean, Description: "Only check and report"}}

// importReport says what an import would do, or has done.
type importReport struct {
	Rows    int            `json:"rows" doc:"Rows read"`
	Added   int            `json:"added" doc:"Rows taken over; 0 in a dry run"`
	Changed int            `json:"changed,omitempty" doc:"Records on file brought up to date"`
	DryRun  bool           `json:"dry_run"`
	Faults  []FieldProblem `json:"faults,omitempty" doc:"Row faults; with any of them nothing is taken over"`
	Message string         `json:"message"`
}

func (s *Server) registerGoalsExchange(lists string) {
	actWith(s, Op{ID: "import-month-list", Path: lists + "/{id}/actions/import", Action: "goals.edit", ZH: "从 Excel 导入事项", EN: "Import items from Excel", Tag: "goals", Form: dryRunField},
		readWorkbook[ByID], importItems)
	fetch(s, Op{ID: "month-list-template", Path: "/zones/{zone}/month-list-template", Action: "goals.read", ZH: "清单导入模板", EN: "Template of the import", Tag: "goals"}, mediaXLSX,
		func(q *Question, in *In) (file, error) {
			var b bytes.Buffer
			err := exchange.WriteTemplate(&b, q.Lang(), exchange.Sheet{NameZH: "工作要点", NameEN: "Key points", Columns: goalColumns})
			return file{"工作要点及责任分解表-模板.xlsx", mediaXLSX, b.Bytes()}, err
		})
	fetch(s, Op{ID: "export-month-list", Path: lists + "/{id}/export", Action: "goals.read", ZH: "导出清单", EN: "Export a list", Tag: "goals"}, mediaXLSX, exportList)
}

func importItems(c *Command, in *ByID, u uploaded) (importReport, error) {
	rows, err := exchange.ReadTable(u.raw, goalColumns)
	if err != nil {
		return importReport{}, err
	}
	report := importReport{Rows: len(rows), DryRun: u.DryRun}
	c.dry = u.DryRun
	directory, err := readDirectory(c, c.Zone())
	if err != nil {
		return importReport{}, err
	}
	l, err := goals.ListByID(c, c.Zone(), in.ID)
	if err != nil {
		return importReport{}, err
	}
	if l.Status != goals.Draft {
		return importReport{}, goals.Frozen.New()
	}
	var faults exchange.Faults
	drafts := make([]goals.ItemDraft, 0, len(rows))
	for _, row := range rows {
		faults.Missing(row, goalColumns)
		d := directory.draft(row, &faults)
		for _, e := range goals.CheckDraft(l, d) {
			faults.Add(rowRule.At(e.Location, "row", row.Number, "why_zh", e.Text(fault.Chinese), "why_en", e.Text(fault.English)))
		}
		drafts = append(drafts, d)
	}
	if e, bad := fault.As(faults.Err()); bad {
		report.Faults = render(e, c.Lang()).Errors
		if !u.DryRun {
			return importReport{}, e
		}
		return report, nil
	}
	if u.DryRun {
		return report, nil
	}
	report.Added, err = goals.AddItems(c.Tx, in.ID, drafts)
	return report, err
}

// directory resolves the names that a table is written with.
type directory struct {
	units   []org.Unit
	byName  map[string][]ident.ID
	byCount map[string]ident.ID
}

func readDirectory(r store.Reader, zone int64) (directory, error) {
	d := directory{byName: map[string][]ident.ID{}, byCount: map[string]ident.ID{}}
	var err error
	if d.units, err = org.Units(r, zone); err != nil {
		return d, err
	}
	cursor := ""
	for {
		page, err := people.List(r, people.Filter{Zone: zone, Status: people.Active, After: cursor, Limit: store.MaxPage})
		if err != nil {
			return d, err
		}
		for _, p := range page.Items {
			d.byName[p.Name] = append(d.byName[p.Name], p.ID)
			d.byCount[p.Number] = p.ID
		}
		if cursor = page.Next; cursor == "" {
			return d, nil
		}
	}
}

// person finds somebody by name or number; ok is false when the text names
// nobody or more than one.
func (d directory) person(text string) (ident.ID, bool) {
	if id, ok := d.byCount[text]; ok {
		return id, true
	}
	if ids := d.byName[text]; len(ids) == 1 {
		return ids[0], true
	}
	return ident.ID{}, false
}

func (d directory) draft(row exchange.Row, faults *exchange.Faults) goals.ItemDraft {
	out := goals.ItemDraft{Title: row.Get("title"), Measure: row.Get("measure"), PlanUnit: row.Get("plan_unit"), Origin: row.Get("origin")}
	out.Plan = number(row, "plan", "计划数 / Planned amount", faults)
	out.Weight = number(row, "weight", "权重 / Weight", faults)
	if text := row.Get("due_on"); text != "" {
		day, err := calendar.ParseDate(strings.ReplaceAll(text, "/", "-"))
		if err != nil {
			faults.Add(rowDate.At("due_on", "row", row.Number))
		}
		out.DueOn = day
	}
	for _, p := range []struct {
		key, column string
		into        *ident.ID
	}{{"lead", "牵头领导 / Lead leader", &out.Lead}, {"person", "责任人 / Responsible person", &out.Person}} {
		if text := row.Get(p.key); text != "" {
			id, ok := d.person(text)
			if !ok {
				faults.Add(rowPerson.At(p.key, "row", row.Number, "column", p.column))
			}
			*p.into = id
		}
	}
	if text := row.Get("unit"); text != "" {
		if out.Unit = unitNamed(d.units, text); out.Unit.IsZero() {
			faults.Add(rowUnit.At("unit", "row", row.Number))
		}
	}
	return out
}

func number(row exchange.Row, key, column string, faults *exchange.Faults) *exact.Decimal {
	text := strings.ReplaceAll(row.Get(key), ",", "")
	if text == "" {
		return nil
	}
	n, err := exact.Parse(text)
	if err != nil {
		faults.Add(rowNumber.At(key, "row", row.Number, "column", column))
		return nil
	}
	return &n
}

func exportList(q *Question, in *ByID) (file, error) {
	l, err := wholeList(q, q.call, in.ID)
	if err != nil {
		return file{}, err
	}
	sheet := exchange.Sheet{NameZH: l.Number, NameEN: l.Number, Columns: goalColumns}
	name := func(r *Ref) string {
		if r == nil {
			return ""
		}
		return r.Name
	}
	for _, i := range l.Items {
		plan := ""
		if i.Plan != nil {
			plan = i.Plan.String()
		}
		sheet.Rows = append(sheet.Rows, []string{i.Title, i.Measure, plan, i.PlanUnit, i.Weight.String(), i.DueOn.String(),
			name(i.Lead), name(i.Unit), name(i.Person), i.Origin})
	}
	var b bytes.Buffer
	err = exchange.WriteXLSX(&b, q.Lang(), sheet)
	return file{l.Number + ".xlsx", mediaXLSX, b.Bytes()}, err
}
