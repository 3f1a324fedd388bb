package api

import (
	"net/http"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/exact"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/domain/people"
	"github.com/jingkai-zone/jingkai/internal/domain/tasks"
	"github.com/jingkai-zone/jingkai/internal/engine/access"
	"github.com/jingkai-zone/jingkai/internal/store"
)

const tasksPath = "/zones/{zone}/tasks"

func (s *Server) registerTasks() {
	op := func(id, method, path, action, zh, en string) Op {
		return Op{ID: id, Method: method, Path: path, Action: action, ZH: zh, EN: en, Tag: tasksTag}
	}
	ask(s, op("list-tasks", "", tasksPath, "tasks.read", "任务列表", "List tasks"), listWork)
	create := op("create-task", "", tasksPath, "tasks.create", "交办任务", "Assign a task")
	create.Status = http.StatusCreated
	actWork(s, create, createWork)
	ask(s, op("get-task", "", tasksPath+"/{id}", "tasks.read", "查看任务", "Read a task"), getWork)
	ask(s, op("list-task-events", "", tasksPath+"/{id}/events", "tasks.read", "任务过程", "History of a task"), listWorkEvents)
	actWork(s, op("edit-task", http.MethodPut, tasksPath+"/{id}", "tasks.create", "修改任务", "Edit a task"), editWork)
	actWork(s, op("reassign-task", "", tasksPath+"/{id}/actions/reassign", "tasks.create", "改派任务", "Give a task to somebody else"), reassignWork)
	actWork(s, op("withdraw-task", "", tasksPath+"/{id}/actions/withdraw", "tasks.create", "撤销任务", "Withdraw a task"),
		workAct(func(c *Command, id ident.ID, in Reasoned) (tasks.Task, error) {
			return tasks.Withdraw(c.Tx, id, in.Reason)
		}))
	actWork(s, op("classify-task", "", tasksPath+"/{id}/actions/classify", "tasks.classify", "评定任务分类", "Class a task by hand"),
		workAct(func(c *Command, id ident.ID, in classBody) (tasks.Task, error) {
			return tasks.SetClass(c.Tx, id, in.Class, in.Reason)
		}))
	actWork(s, op("report-task", "", tasksPath+"/{id}/actions/report", "tasks.report", "报告进展", "Report progress"),
		workAct(func(c *Command, id ident.ID, in progressBody) (tasks.Task, error) {
			return tasks.AddReport(c.Tx, id, tasks.Progress{On: in.On, Amount: in.Amount, Percent: in.Percent, Note: in.Note, Evidence: in.Evidence})
		}))
	actWork(s, op("verify-task-report", "", "/zones/{zone}/task-reports/{id}/actions/verify", "fact.verify", "核实进展", "Verify a report"), verifyReport)
	actWork(s, op("claim-task", "", tasksPath+"/{id}/actions/claim", "tasks.report", "报完成", "Claim a task done"),
		workAct(func(c *Command, id ident.ID, in evidenceBody) (tasks.Task, error) {
			return tasks.Claim(c.Tx, id, in.Note, in.Evidence)
		}))
	actWork(s, op("accept-task", "", tasksPath+"/{id}/actions/accept", "tasks.close", "验收办结", "Accept a task as done"),
		workAct(func(c *Command, id ident.ID, in Noted) (tasks.Task, error) { return tasks.Accept(c.Tx, id, in.Note) }))
	actWork(s, op("return-task", "", tasksPath+"/{id}/actions/return", "tasks.close", "退回任务", "Send a task back"),
		workAct(func(c *Command, id ident.ID, in Reasoned) (tasks.Task, error) {
			return tasks.Return(c.Tx, id, in.Reason)
		}))
	ask(s, op("task-matrix", "", "/zones/{zone}/task-matrix", "tasks.read", "分层分类矩阵", "Matrix of layers and classes"), workMatrix)
	s.registerSupervision()
	s.registerTasksExchange()
	s.registerCampaigns()
	s.registerLoad()
	s.registerFacts()
}

// actWork registers a command whose answer is a task, whole.
func actWork[I any](s *Server, op Op, fn func(c *Command, in *I) (ident.ID, error)) {
	actThen(s, op, fn, func(q *Question, id ident.ID) (work, error) { return wholeWork(q, q.call, id) })
}

// workAct is the way of every action on one task: read it, check whose it is,
// act.
func workAct[B any](do func(c *Command, id ident.ID, in B) (tasks.Task, error)) func(*Command, *struct {
	ByID
	Body B
}) (ident.ID, error) {
	return func(c *Command, in *struct {
		ByID
		Body B
	}) (ident.ID, error) {
		if err := mayWork(c, in.ID); err != nil {
			return in.ID, err
		}
		_, err := do(c, in.ID, in.Body)
		return in.ID, err
	}
}

func mayWork(c *Command, id ident.ID) error {
	t, err := tasks.ByID(c, c.Zone(), id)
	if err != nil {
		return err
	}
	return c.May(workResource(t))
}

type classBody struct {
	Class tasks.Class `json:"class" enum:"A,B,C," doc:"Empty gives the class back to the rules"`
	Reasoned
}

// Noted is embedded in the bodies of commands that take a remark.
type Noted struct {
	Note string `json:"note,omitempty" maxLength:"500"`
}

type evidenceBody struct {
	Note     string           `json:"note" maxLength:"500"`
	Evidence []tasks.Evidence `json:"evidence,omitempty" maxItems:"20"`
}

type progressBody struct {
	On       calendar.Date    `json:"on,omitempty" doc:"Day of the progress; today when absent"`
	Amount   *exact.Decimal   `json:"amount,omitempty" doc:"Newly done, for a task with a planned amount"`
	Percent  *exact.Decimal   `json:"percent,omitempty" doc:"Progress so far, for a task without one"`
	Note     string           `json:"note" maxLength:"500"`
	Evidence []tasks.Evidence `json:"evidence,omitempty" maxItems:"20"`
}

// FindTasks is the filter of lists of tasks.
type FindTasks struct {
	Status   string        `query:"status" enum:"open,claimed,closed,withdrawn,active" doc:"active finds what is not concluded: open and claimed"`
	Class    string        `query:"class" enum:"A,B,C,none"`
	Layer    string        `query:"layer" maxLength:"60" doc:"Key of a layer; none finds tasks without one"`
	Source   tasks.Source  `query:"source" enum:"superior,leader,meeting,list,enterprise,unit"`
	Unit     ident.ID      `query:"unit"`
	Person   ident.ID      `query:"person"`
	Lead     ident.ID      `query:"lead"`
	Campaign ident.ID      `query:"campaign"`
	Track    int64         `query:"track" minimum:"1" maximum:"12"`
	Overdue  bool          `query:"overdue"`
	DueFrom  calendar.Date `query:"due_from"`
	DueTo    calendar.Date `query:"due_to"`
	Latest   bool          `query:"latest" doc:"Latest due day first"`
}

func (f FindTasks) filter(c *call) tasks.Filter {
	out := tasks.Filter{Zone: c.zone, Source: f.Source, Unit: f.Unit, Person: f.Person, Lead: f.Lead, Campaign: f.Campaign, Track: f.Track,
		Overdue: f.Overdue, DueFrom: f.DueFrom, DueTo: f.DueTo, Latest: f.Latest, Scope: c.Scope(), By: c.actor}
	switch f.Status {
	case "":
	case "active":
		out.Statuses = []tasks.Status{tasks.Open, tasks.Claimed}
	default:
		out.Statuses = []tasks.Status{tasks.Status(f.Status)}
	}
	if f.Class != "" {
		class := tasks.Class(f.Class)
		if f.Class == "none" {
			class = tasks.NoClass
		}
		out.Class = &class
	}
	if f.Layer != "" {
		layer := f.Layer
		if layer == "none" {
			layer = ""
		}
		out.Layer = &layer
	}
	return out
}

func listWork(q *Question, in *struct {
	In
	Paging
	FindTasks
}) (List[work], error) {
	f := in.filter(q.call)
	f.After, f.Limit = in.Cursor, in.Limit
	page, err := tasks.List(q, f)
	if err != nil {
		return List[work]{}, err
	}
	return showWorks(q, q.call, page)
}

func showWorks(r store.Reader, c *call, page store.Page[tasks.Task]) (List[work], error) {
	n, err := workNamesOf(r, c, workPersons(page.Items...)...)
	out := List[work]{Items: []work{}, Next: page.Next}
	for _, t := range page.Items {
		out.Items = append(out.Items, showWork(t, n, c))
	}
	return out, err
}

func getWork(q *Question, in *ByID) (work, error) {
	t, err := tasks.ByID(q, q.Zone(), in.ID)
	if err != nil {
		return work{}, err
	}
	if err := q.May(workResource(t)); err != nil {
		return work{}, err
	}
	return wholeWork(q, q.call, in.ID)
}

func listWorkEvents(q *Question, in *ByID) (List[workEvent], error) {
	t, err := tasks.ByID(q, q.Zone(), in.ID)
	if err != nil {
		return List[workEvent]{}, err
	}
	if err := q.May(workResource(t)); err != nil {
		return List[workEvent]{}, err
	}
	events, err := tasks.Events(q, q.Zone(), in.ID)
	out := List[workEvent]{Items: []workEvent{}}
	for _, e := range events {
		one := workEvent{ID: e.ID, At: e.At, Kind: e.Kind, By: e.By, Note: e.Note}
		if e.Detail != "" {
			one.Detail = []byte(e.Detail)
		}
		out.Items = append(out.Items, one)
	}
	return out, err
}

// workBody is what a task is assigned with.
type workBody struct {
	Title      string         `json:"title" maxLength:"100"`
	Detail     string         `json:"detail,omitempty" maxLength:"2000"`
	Source     tasks.Source   `json:"source" enum:"superior,leader,meeting,enterprise,unit"`
	SourceText string         `json:"source_text,omitempty" maxLength:"200" doc:"Needed for tasks handed down by a superior"`
	Layer      string         `json:"layer,omitempty" maxLength:"60" doc:"Key of the scheme's layer"`
	Difficult  bool           `json:"difficult,omitempty"`
	StartOn    calendar.Date  `json:"start_on,omitempty" doc:"Today when absent"`
	DueOn      calendar.Date  `json:"due_on"`
	Plan       *exact.Decimal `json:"plan,omitempty"`
	PlanUnit   string         `json:"plan_unit,omitempty" maxLength:"20"`
	Weight     *exact.Decimal `json:"weight,omitempty" doc:"1 when absent"`
	Lead       ident.ID       `json:"lead,omitempty"`
	Unit       ident.ID       `json:"unit,omitempty" doc:"The person's unit when absent"`
	Person     ident.ID       `json:"person"`
	Campaign   ident.ID       `json:"campaign,omitempty"`
	Track      int64          `json:"track,omitempty" minimum:"0" maximum:"12"`
}

func (b workBody) input() tasks.Input {
	return tasks.Input{Title: b.Title, Detail: b.Detail, Source: b.Source, SourceText: b.SourceText, Layer: b.Layer, Difficult: b.Difficult,
		StartOn: b.StartOn, DueOn: b.DueOn, Plan: b.Plan, PlanUnit: b.PlanUnit, Weight: b.Weight, Lead: b.Lead, Unit: b.Unit, Person: b.Person,
		Campaign: b.Campaign, Track: b.Track}
}

func createWork(c *Command, in *struct {
	In
	Body workBody
}) (ident.ID, error) {
	input := in.Body.input()
	if err := c.mayAssign(input.Unit, input.Person); err != nil {
		return ident.ID{}, err
	}
	t, err := tasks.Create(c.Tx, input)
	return t.ID, err
}

// mayAssign checks whose task it would be: the unit named, or the person's.
func (c *Command) mayAssign(unit, person ident.ID) error {
	unit, err := c.unitOf(unit, person)
	if err != nil {
		return err
	}
	return c.May(access.Resource{Unit: unit, Person: person})
}

// unitOf is the unit named, or else the person's.
func (c *Command) unitOf(unit, person ident.ID) (ident.ID, error) {
	if !unit.IsZero() {
		return unit, nil
	}
	found, err := people.ByIDs(c, c.Zone(), []ident.ID{person})
	return found[person].Unit, err
}

func editWork(c *Command, in *struct {
	ByID
	IfMatch
	Body struct {
		Title     string        `json:"title" maxLength:"100"`
		Detail    string        `json:"detail,omitempty" maxLength:"2000"`
		Layer     string        `json:"layer,omitempty" maxLength:"60"`
		Difficult bool          `json:"difficult,omitempty"`
		Weight    exact.Decimal `json:"weight"`
		Lead      ident.ID      `json:"lead,omitempty"`
	}
}) (ident.ID, error) {
	version, err := in.Expected()
	if err != nil {
		return in.ID, err
	}
	if err := mayWork(c, in.ID); err != nil {
		return in.ID, err
	}
	b := in.Body
	_, err = tasks.Rewrite(c.Tx, in.ID, version, tasks.Edit{Title: b.Title, Detail: b.Detail, Layer: b.Layer, Difficult: b.Difficult,
		Weight: b.Weight, Lead: b.Lead})
	return in.ID, err
}

func reassignWork(c *Command, in *struct {
	ByID
	Body struct {
		Person ident.ID `json:"person"`
		Unit   ident.ID `json:"unit,omitempty" doc:"The person's unit when absent"`
		Reasoned
	}
}) (ident.ID, error) {
	if err := mayWork(c, in.ID); err != nil {
		return in.ID, err
	}
	_, err := tasks.Reassign(c.Tx, in.ID, in.Body.Person, in.Body.Unit, in.Body.Reason)
	return in.ID, err
}

func verifyReport(c *Command, in *ByID) (ident.ID, error) {
	r, err := tasks.ReportByID(c, c.Zone(), in.ID)
	if err != nil {
		return ident.ID{}, err
	}
	if err := mayWork(c, r.Task); err != nil {
		return ident.ID{}, err
	}
	t, err := tasks.VerifyReport(c.Tx, in.ID)
	return t.ID, err
}

// workGrid is the tasks that are not concluded by layer and class (LW-38).
type workGrid struct {
	Layers  []matrixRow  `json:"layers"`
	Classes []matrixCell `json:"classes" doc:"Sums of the columns"`
	Total   int64        `json:"total"`
}

type matrixRow struct {
	Layer string       `json:"layer" doc:"Key of the layer; empty for tasks without one"`
	Name  string       `json:"name"`
	Cells []matrixCell `json:"cells"`
	Total int64        `json:"total"`
}

type matrixCell struct {
	Class tasks.Class `json:"class" enum:"A,B,C,"`
	Count int64       `json:"count"`
}

func workMatrix(q *Question, in *In) (workGrid, error) {
	cells, err := tasks.Matrix(q, q.Zone(), q.Scope(), q.Actor())
	if err != nil {
		return workGrid{}, err
	}
	layers, err := tasks.Layers(q, q.Zone())
	if err != nil {
		return workGrid{}, err
	}
	rows := []matrixRow{}
	for _, l := range layers {
		rows = append(rows, matrixRow{Layer: l.Key, Name: l.Text().In(q.Lang())})
	}
	none := map[bool]string{true: "No layer", false: "未分层"}[q.Lang() == "en"]
	rows = append(rows, matrixRow{Name: none})
	// A layer that an earlier scheme had is a row of its own, under its key.
	for _, c := range cells {
		known := false
		for _, r := range rows {
			known = known || r.Layer == c.Layer
		}
		if !known {
			rows = append(rows, matrixRow{Layer: c.Layer, Name: c.Layer})
		}
	}
	return fillMatrix(rows, cells), nil
}

// fillMatrix puts each count into its one cell and sums both ways.
func fillMatrix(rows []matrixRow, cells []tasks.Cell) workGrid {
	out := workGrid{Layers: rows}
	for _, class := range tasks.Classes {
		column := matrixCell{Class: class}
		for i := range out.Layers {
			cell := matrixCell{Class: class}
			for _, c := range cells {
				if c.Layer == out.Layers[i].Layer && c.Class == class {
					cell.Count += c.Count
				}
			}
			out.Layers[i].Cells = append(out.Layers[i].Cells, cell)
			out.Layers[i].Total += cell.Count
			column.Count += cell.Count
		}
		out.Classes = append(out.Classes, column)
		out.Total += column.Count
	}
	return out
}
