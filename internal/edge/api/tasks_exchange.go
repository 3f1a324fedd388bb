package api

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/exact"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/domain/org"
	"github.com/jingkai-zone/jingkai/internal/domain/tasks"
	"github.com/jingkai-zone/jingkai/internal/edge/exchange"
	"github.com/jingkai-zone/jingkai/internal/engine/access"
	"github.com/jingkai-zone/jingkai/internal/store"
)

var taskColumns = []exchange.Column{
	{Key: "title", ZH: "任务", EN: "Task", Width: 28, Must: true, NoteZH: "2–100 字", NoteEN: "2 to 100 characters"},
	{Key: "detail", ZH: "工作要求", EN: "Detail", Width: 36},
	{Key: "source", ZH: "来源", EN: "Source", Must: true, NoteZH: "上级交办、领导交办、会议议定、企业诉求或部门自定", NoteEN: "superior, leader, meeting, enterprise or unit"},
	{Key: "source_text", ZH: "交办单位或文号", EN: "Superior or document", Width: 20},
	{Key: "layer", ZH: "分层", EN: "Layer", NoteZH: "方案所列分层的名称或代号，可空", NoteEN: "name or key of the scheme's layer, or empty"},
	{Key: "difficult", ZH: "难度大", EN: "Difficult", NoteZH: "是或否，空为否", NoteEN: "yes or no; empty means no"},
	{Key: "start_on", ZH: "开始日期", EN: "Start on", NoteZH: "空为当日", NoteEN: "empty means today"},
	{Key: "due_on", ZH: "完成时限", EN: "Due on", Must: true, NoteZH: "如 2019-12-31", NoteEN: "e.g. 2019-12-31"},
	{Key: "plan", ZH: "计划数", EN: "Planned amount", Number: true},
	{Key: "plan_unit", ZH: "计量单位", EN: "Unit of measure"},
	{Key: "weight", ZH: "权重", EN: "Weight", Number: true, NoteZH: "空为 1", NoteEN: "empty means 1"},
	{Key: "lead", ZH: "分管领导", EN: "Lead leader", NoteZH: "姓名或工号，可空", NoteEN: "name or number, or empty"},
	{Key: "unit", ZH: "责任单位", EN: "Unit", Width: 20, NoteZH: "机构全称，空为责任人所在部门", NoteEN: "full name; empty means the person's unit"},
	{Key: "person", ZH: "责任人", EN: "Responsible person", Must: true, NoteZH: "姓名或工号", NoteEN: "name or number"},
}

var taskStateColumns = append(append([]exchange.Column{{Key: "number", ZH: "编号", EN: "Number", Width: 20}}, taskColumns...),
	exchange.Column{Key: "class", ZH: "分类", EN: "Class", Width: 8}, exchange.Column{Key: "status", ZH: "状态", EN: "State", Width: 10},
	exchange.Column{Key: "progress", ZH: "进度（%）", EN: "Progress (%)", Number: true}, exchange.Column{Key: "overdue", ZH: "逾期", EN: "Overdue", Width: 8},
	exchange.Column{Key: "episodes", ZH: "逾期次数", EN: "Due days missed", Number: true}, exchange.Column{Key: "closed_on", ZH: "办结日期", EN: "Closed on"})

// Faults of imported rows, beside those of the room.
var (
	taskRowDay = fault.Define(fault.Invalid, "tasks.import.day", "LW-38",
		"第 {row} 行「{column}」须为日期，如 2019-12-31。", "Row {row}: {column} must be a date such as 2019-12-31.")
	taskRowWord = fault.Define(fault.Invalid, "tasks.import.word", "LW-38",
		"第 {row} 行「{column}」只能填：{words}。", "Row {row}: {column} must be one of: {words}.")
)

// statusWords and sourceWords are how tables write states and sources.
var (
	statusWords = map[tasks.Status][2]string{tasks.Open: {"办理中", "open"}, tasks.Claimed: {"待验收", "claimed"}, tasks.Closed: {"已办结", "closed"}, tasks.Withdrawn: {"已撤销", "withdrawn"}}
	yesNo       = map[bool][2]string{true: {"是", "yes"}, false: {"否", "no"}}
)

func word(pair [2]string, lang fault.Lang) string {
	if lang == fault.English {
		return pair[1]
	}
	return pair[0]
}

func (s *Server) registerTasksExchange() {
	actWith(s, Op{ID: "import-tasks", Path: tasksPath + "/actions/import", Action: "tasks.create", ZH: "从 Excel 导入任务", EN: "Import tasks from Excel", Tag: tasksTag, Form: dryRunField},
		readWorkbook[In], importWork)
	fetch(s, Op{ID: "tasks-template", Path: tasksPath + "/template", Action: "tasks.create", ZH: "任务导入模板", EN: "Template of the import of tasks", Tag: tasksTag}, mediaXLSX,
		func(q *Question, _ *In) (file, error) {
			q.asked = true // an empty form
			var b bytes.Buffer
			err := exchange.WriteTemplate(&b, q.Lang(), exchange.Sheet{NameZH: "任务", NameEN: "Tasks", Columns: taskColumns})
			return file{"任务导入-模板.xlsx", mediaXLSX, b.Bytes()}, err
		})
	fetch(s, Op{ID: "export-tasks", Path: tasksPath + "/export", Action: "tasks.read", ZH: "导出任务", EN: "Export tasks", Tag: tasksTag}, mediaXLSX, exportWork)
	fetch(s, Op{ID: "export-supervision-orders", Path: ordersPath + "/export", Action: "tasks.read", ZH: "导出督办单", EN: "Export supervision orders", Tag: tasksTag}, mediaXLSX, exportOrders)
	fetch(s, Op{ID: "print-supervision-order", Path: ordersPath + "/{id}/document", Action: "tasks.read", ZH: "督办单文书", EN: "A supervision order as a paper", Tag: tasksTag}, mediaDOCX, orderPaper)
}

// workTable reads rows of tasks with the names that the zone knows.
type workTable struct {
	directory
	layers map[string]string // name or key → key
	lang   fault.Lang
}

func readWorkTable(r store.Reader, c *call) (workTable, error) {
	t := workTable{layers: map[string]string{}, lang: c.lang}
	var err error
	if t.directory, err = readDirectory(r, c.zone); err != nil {
		return t, err
	}
	layers, err := tasks.Layers(r, c.zone)
	for _, l := range layers {
		t.layers[l.Key], t.layers[l.ZH], t.layers[l.EN] = l.Key, l.Key, l.Key
	}
	return t, err
}

func (t workTable) input(row exchange.Row, faults *exchange.Faults) tasks.Input {
	in := tasks.Input{Title: row.Get("title"), Detail: row.Get("detail"), SourceText: row.Get("source_text"), PlanUnit: row.Get("plan_unit")}
	in.Plan = number(row, "plan", "计划数 / Planned amount", faults)
	in.Weight = number(row, "weight", "权重 / Weight", faults)
	in.Source = t.source(row, faults)
	in.StartOn = t.day(row, "start_on", "开始日期 / Start on", faults)
	in.DueOn = t.day(row, "due_on", "完成时限 / Due on", faults)
	switch text := strings.ToLower(row.Get("difficult")); text {
	case "", "否", "no":
	case "是", "yes":
		in.Difficult = true
	default:
		faults.Add(taskRowWord.At("difficult", "row", row.Number, "column", "难度大 / Difficult", "words", "是、否 / yes, no"))
	}
	if text := row.Get("layer"); text != "" {
		key, ok := t.layers[text]
		if !ok && len(t.layers) > 0 {
			names := slices.Sorted(maps.Keys(t.layers))
			faults.Add(taskRowWord.At("layer", "row", row.Number, "column", "分层 / Layer", "words", strings.Join(names, "、")))
		}
		in.Layer = map[bool]string{true: key, false: text}[ok]
	}
	for _, p := range []struct {
		key, column string
		into        *ident.ID
	}{{"lead", "分管领导 / Lead leader", &in.Lead}, {"person", "责任人 / Responsible person", &in.Person}} {
		if text := row.Get(p.key); text != "" {
			id, ok := t.person(text)
			if !ok {
				faults.Add(rowPerson.At(p.key, "row", row.Number, "column", p.column))
			}
			*p.into = id
		}
	}
	if text := row.Get("unit"); text != "" {
		if in.Unit = unitNamed(t.units, text); in.Unit.IsZero() {
			faults.Add(rowUnit.At("unit", "row", row.Number))
		}
	}
	return in
}

func (t workTable) source(row exchange.Row, faults *exchange.Faults) tasks.Source {
	text := row.Get("source")
	var words []string
	for _, c := range tasks.Source("").Choices() {
		if c.Value == string(tasks.FromList) {
			continue
		}
		if text == c.Value || text == c.ZH {
			return tasks.Source(c.Value)
		}
		words = append(words, c.ZH)
	}
	if text != "" {
		faults.Add(taskRowWord.At("source", "row", row.Number, "column", "来源 / Source", "words", strings.Join(words, "、")))
	}
	return ""
}

func (t workTable) day(row exchange.Row, key, column string, faults *exchange.Faults) calendar.Date {
	text := row.Get(key)
	if text == "" {
		return calendar.Date{}
	}
	day, ok := exchange.Day(text)
	if !ok {
		faults.Add(taskRowDay.At(key, "row", row.Number, "column", column))
	}
	return day
}

func importWork(c *Command, _ *In, u uploaded) (importReport, error) {
	rows, err := exchange.ReadTable(u.raw, taskColumns)
	if err != nil {
		return importReport{}, err
	}
	report := importReport{Rows: len(rows), DryRun: u.DryRun}
	c.dry = u.DryRun
	table, err := readWorkTable(c, c.call)
	if err != nil {
		return importReport{}, err
	}
	var faults exchange.Faults
	inputs := make([]tasks.Input, 0, len(rows))
	for _, row := range rows {
		var own exchange.Faults // a row that cannot be read is not held against the rules as well
		own.Missing(row, taskColumns)
		in := table.input(row, &own)
		if own.Err() == nil {
			if err := c.verifyRow(row, in, &own); err != nil {
				return importReport{}, err
			}
		}
		for _, e := range parts(own.Err()) {
			faults.Add(e)
		}
		inputs = append(inputs, in)
	}
	if e, bad := fault.As(faults.Err()); bad {
		if !u.DryRun {
			return importReport{}, e
		}
		report.Faults = render(e, c.Lang()).Errors
		return report, nil
	}
	if u.DryRun {
		return report, nil
	}
	made, err := tasks.CreateAll(c.Tx, inputs)
	report.Added = len(made)
	return report, err
}

// verifyRow holds one row against the room's rules and the importer's
// permission.
func (c *Command) verifyRow(row exchange.Row, in tasks.Input, faults *exchange.Faults) error {
	if err := c.mayAssign(in.Unit, in.Person); err != nil {
		return err
	}
	err := tasks.Verify(c, c.Zone(), in)
	if _, ok := fault.As(err); !ok {
		return err
	}
	for _, one := range parts(err) {
		faults.Add(rowRule.At(one.Location, "row", row.Number, "why_zh", one.Text(fault.Chinese), "why_en", one.Text(fault.English)))
	}
	return nil
}

// parts gives the refusals that one refusal is made of.
func parts(err error) []*fault.Error {
	e, ok := fault.As(err)
	switch {
	case !ok:
		return nil
	case len(e.Details) == 0:
		return []*fault.Error{e}
	}
	return e.Details
}

func exportWork(q *Question, in *struct {
	In
	FindTasks
}) (file, error) {
	f := in.filter(q.call)
	f.Limit = store.MaxPage
	sheet := exchange.Sheet{NameZH: "任务", NameEN: "Tasks", Columns: taskStateColumns}
	for {
		page, err := tasks.List(q, f)
		if err != nil {
			return file{}, err
		}
		n, err := workNamesOf(q, q.call, workPersons(page.Items...)...)
		if err != nil {
			return file{}, err
		}
		for _, t := range page.Items {
			sheet.Rows = append(sheet.Rows, workRow(t, n, q.Lang()))
		}
		if f.After = page.Next; f.After == "" || len(sheet.Rows) > exchange.MaxExportRows {
			break
		}
	}
	var b bytes.Buffer
	err := exchange.WriteXLSX(&b, q.Lang(), sheet)
	return file{"任务.xlsx", mediaXLSX, b.Bytes()}, err
}

func workRow(t tasks.Task, n workNames, lang fault.Lang) []string {
	source, plan := string(t.Source), ""
	for _, c := range t.Source.Choices() {
		if c.Value == source {
			source = c.In(lang)
			break
		}
	}
	if t.Plan != nil {
		plan = t.Plan.String()
	}
	return []string{t.Number, t.Title, t.Detail, source, t.SourceText, n.layers[t.Layer], word(yesNo[t.Difficult], lang), t.StartOn.String(), t.DueOn.String(),
		plan, t.PlanUnit, t.Weight.String(), refName(n.person(t.Lead)), refName(n.unit(t.Unit)), refName(n.person(t.Person)), string(t.Class),
		word(statusWords[t.Status], lang), t.Progress().Percent(2, exact.HalfUp).String(), word(yesNo[t.Late(n.today)], lang),
		exact.Int(t.Episodes).String(), t.ClosedOn.String()}
}

func exportOrders(q *Question, in *struct {
	In
	FindOrders
}) (file, error) {
	f := in.filter(q.call)
	f.Limit = store.MaxPage
	sheet := exchange.Sheet{NameZH: "督办单", NameEN: "Supervision orders", Columns: []exchange.Column{{Key: "number", ZH: "编号", EN: "Number", Width: 20},
		{Key: "title", ZH: "事项", EN: "Matter", Width: 30}, {Key: "unit", ZH: "责任单位", EN: "Unit", Width: 20}, {Key: "person", ZH: "责任人", EN: "Responsible person"},
		{Key: "missed_on", ZH: "原定期限", EN: "Was due on"}, {Key: "opened_on", ZH: "开具日期", EN: "Opened on"}, {Key: "status", ZH: "状态", EN: "State"},
		{Key: "level", ZH: "提级", EN: "Escalated to"}, {Key: "due_on", ZH: "新期限", EN: "New date"}, {Key: "result", ZH: "结果", EN: "Result", Width: 30}}}
	for {
		page, err := tasks.Orders(q, f)
		if err != nil {
			return file{}, err
		}
		n, err := namesOf(q, q.Zone(), orderPersons(page.Items...)...)
		if err != nil {
			return file{}, err
		}
		for _, o := range page.Items {
			sheet.Rows = append(sheet.Rows, []string{o.Number, o.Title, refName(n.unit(o.Unit)), refName(n.person(o.Person)), o.MissedOn.String(),
				o.OpenedOn.String(), word(orderWords[o.Status], q.Lang()), levelName(o.Level, q.Lang()), o.DueOn.String(), o.Result})
		}
		if f.After = page.Next; f.After == "" || len(sheet.Rows) > exchange.MaxExportRows {
			break
		}
	}
	var b bytes.Buffer
	err := exchange.WriteXLSX(&b, q.Lang(), sheet)
	return file{"督办单.xlsx", mediaXLSX, b.Bytes()}, err
}

var orderWords = map[tasks.OrderStatus][2]string{tasks.Issued: {"待回复", "waits for a reply"}, tasks.Replied: {"已回复", "replied"},
	tasks.Dated: {"已定新期限", "new date set"}, tasks.OrderLapsed: {"转后续督办", "followed by another"}, tasks.Concluded: {"已办结", "closed"}}

func levelName(e tasks.Escalation, lang fault.Lang) string {
	for _, c := range e.Choices() {
		if c.Value == string(e) {
			return c.In(lang)
		}
	}
	return ""
}

// orderPaper prints an order as the paper that is handed to the unit.
func orderPaper(q *Question, in *ByID) (file, error) {
	o, err := tasks.OrderByID(q, q.Zone(), in.ID)
	if err != nil {
		return file{}, err
	}
	if err := q.May(access.Resource{Unit: o.Unit, Person: o.Person}); err != nil {
		return file{}, err
	}
	z, err := org.ZoneByID(q, q.Zone())
	if err != nil {
		return file{}, err
	}
	n, err := namesOf(q, q.Zone(), orderPersons(o)...)
	if err != nil {
		return file{}, err
	}
	text := func(d calendar.Date) string { return d.Text(fault.Chinese) }
	body := []string{fmt.Sprintf("你单位负责的“%s”应于%s前办结，至今未办结。%s，现予督办（第%d次）。", o.Title, text(o.MissedOn), strings.TrimSuffix(o.Reason, "。"), o.Episode),
		"请书面回复未办结原因、采取的措施和拟定的新期限，并在新期限内办结；办结时附佐证材料，经督查验收后销号。"}
	if o.Level != "" {
		body = append(body, "本件已提级至"+levelName(o.Level, fault.Chinese)+"。")
	}
	p := exchange.Paper{Organ: z.NameZH, Title: "督　办　单", Number: o.Number, To: refName(n.unit(o.Unit)) + "：", Body: body,
		Table: &exchange.PaperTable{Head: []string{"事项", "内容"}, Widths: []int{28, 72}, Rows: orderLines(o, n)}, Sign: z.NameZH, Date: text(o.OpenedOn)}
	var b bytes.Buffer
	err = exchange.WriteDOCX(&b, p)
	return file{o.Number + ".docx", mediaDOCX, b.Bytes()}, err
}

func orderLines(o tasks.Order, n names) [][]string {
	rows := [][]string{{"责任单位", refName(n.unit(o.Unit))}, {"责任人", refName(n.person(o.Person))}, {"原定期限", o.MissedOn.Text(fault.Chinese)}}
	for _, line := range []struct{ name, text string }{{"分管领导", refName(n.person(o.Lead))}, {"回复", o.Reply}, {"拟定期限", o.ProposedOn.Text(fault.Chinese)},
		{"核定期限", o.DueOn.Text(fault.Chinese)}, {"办结结果", o.Result}} {
		if line.text != "" {
			rows = append(rows, []string{line.name, line.text})
		}
	}
	return rows
}
