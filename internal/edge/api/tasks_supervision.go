package api

import (
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/exact"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/domain/tasks"
	"github.com/jingkai-zone/jingkai/internal/engine/access"
	"github.com/jingkai-zone/jingkai/internal/store"
)

const ordersPath = "/zones/{zone}/supervision-orders"

// supervisionOrder is a 督办单 as the API shows it.
type supervisionOrder struct {
	ID         ident.ID          `json:"id"`
	Number     string            `json:"number" example:"督办-2019-000001"`
	Subject    matter            `json:"subject" doc:"The matter: a task, a rectification, …"`
	Title      string            `json:"title"`
	MissedOn   calendar.Date     `json:"missed_on" doc:"The due day that passed"`
	Episode    int64             `json:"episode" doc:"1 for the first due day missed"`
	Unit       *Ref              `json:"unit,omitempty"`
	Person     *Ref              `json:"person,omitempty"`
	Lead       *Ref              `json:"lead,omitempty"`
	Reason     string            `json:"reason"`
	OpenedOn   calendar.Date     `json:"opened_on"`
	Status     tasks.OrderStatus `json:"status" enum:"open,replied,dated,lapsed,closed"`
	Level      tasks.Escalation  `json:"level" enum:"dept_head,leader,principal_leader," doc:"Whom it was escalated to"`
	Reply      string            `json:"reply,omitempty"`
	RepliedBy  *Ref              `json:"replied_by,omitempty"`
	RepliedAt  *time.Time        `json:"replied_at,omitempty"`
	ProposedOn *calendar.Date    `json:"proposed_on,omitempty"`
	DueOn      *calendar.Date    `json:"due_on,omitempty" doc:"New date that was set"`
	Result     string            `json:"result,omitempty"`
	Evidence   []tasks.Evidence  `json:"evidence,omitempty"`
	ClosedBy   *Ref              `json:"closed_by,omitempty"`
	ClosedOn   *calendar.Date    `json:"closed_on,omitempty"`
	Version    int64             `json:"version"`
	Actions    []Action          `json:"actions"`
}

// VersionTag makes the order's version its ETag.
func (o supervisionOrder) VersionTag() int64 { return o.Version }

func orderPersons(list ...tasks.Order) []ident.ID {
	var out []ident.ID
	for _, o := range list {
		out = append(out, o.Person, o.Lead, o.RepliedBy, o.ClosedBy)
	}
	return out
}

func showOrder(o tasks.Order, n names, c *call) supervisionOrder {
	return supervisionOrder{ID: o.ID, Number: o.Number, Subject: matter(o.Subject), Title: o.Title, MissedOn: o.MissedOn, Episode: o.Episode,
		Unit: n.unit(o.Unit), Person: n.person(o.Person), Lead: n.person(o.Lead), Reason: o.Reason, OpenedOn: o.OpenedOn, Status: o.Status,
		Level: o.Level, Reply: o.Reply, RepliedBy: n.person(o.RepliedBy), RepliedAt: someTime(o.RepliedAt), ProposedOn: someDay(o.ProposedOn),
		DueOn: someDay(o.DueOn), Result: o.Result, Evidence: o.Evidence, ClosedBy: n.person(o.ClosedBy), ClosedOn: someDay(o.ClosedOn),
		Version: o.Version, Actions: orderActions(o, c)}
}

func (s *Server) registerSupervision() {
	op := func(id, path, action, zh, en string) Op {
		return Op{ID: id, Path: path, Action: action, ZH: zh, EN: en, Tag: tasksTag}
	}
	ask(s, op("list-supervised-tasks", "/zones/{zone}/supervised-tasks", "tasks.supervise", "督查清单", "What supervision looks at"), listSupervised)
	actWork(s, op("check-task", tasksPath+"/{id}/actions/check", "tasks.supervise", "登记督查情况", "Enter a check"),
		workAct(func(c *Command, id ident.ID, in struct {
			Finding string        `json:"finding" maxLength:"500"`
			NextOn  calendar.Date `json:"next_on,omitempty" doc:"Next look; by the scheme's rhythm when absent"`
		}) (tasks.Task, error) {
			return tasks.AddCheck(c.Tx, id, in.Finding, in.NextOn)
		}))
	actWork(s, op("score-checkpoint", "/zones/{zone}/checkpoints/{id}/actions/score", "tasks.checkpoint.score", "考核点评分", "Score a checkpoint"), scorePoint)
	actWork(s, op("ask-task-extension", tasksPath+"/{id}/actions/ask-extension", "tasks.report", "申请延期", "Ask for more time"),
		workAct(func(c *Command, id ident.ID, in struct {
			To calendar.Date `json:"to"`
			Reasoned
		}) (tasks.Task, error) {
			_, err := tasks.AskExtension(c.Tx, id, in.To, in.Reason)
			return tasks.Task{}, err
		}))
	ask(s, op("list-task-extensions", "/zones/{zone}/task-extensions", "tasks.extend", "待批延期", "Requests for more time"), listExtensions)
	actWork(s, op("approve-task-extension", "/zones/{zone}/task-extensions/{id}/actions/approve", "tasks.extend", "批准延期", "Grant more time"), decideExtension(true))
	actWork(s, op("refuse-task-extension", "/zones/{zone}/task-extensions/{id}/actions/refuse", "tasks.extend", "不批准延期", "Refuse more time"), decideExtension(false))
	actWork(s, op("supervise-task", tasksPath+"/{id}/actions/supervise", "tasks.supervise", "开具督办单", "Open a supervision order"),
		workAct(func(c *Command, id ident.ID, in Reasoned) (tasks.Task, error) {
			_, err := tasks.Supervise(c.Tx, id, in.Reason)
			return tasks.Task{}, err
		}))
	ask(s, op("list-supervision-orders", ordersPath, "tasks.read", "督办单", "Supervision orders"), listOrders)
	ask(s, op("get-supervision-order", ordersPath+"/{id}", "tasks.read", "查看督办单", "Read a supervision order"), getOrder)
	act(s, op("reply-supervision-order", ordersPath+"/{id}/actions/reply", "tasks.report", "回复督办单", "Reply to an order"),
		orderAct(func(c *Command, id ident.ID, in struct {
			Reply      string        `json:"reply" maxLength:"1000"`
			ProposedOn calendar.Date `json:"proposed_on"`
		}) (tasks.Order, error) {
			return tasks.ReplyOrder(c.Tx, id, in.Reply, in.ProposedOn)
		}))
	act(s, op("date-supervision-order", ordersPath+"/{id}/actions/set-date", "tasks.supervise", "核定新期限", "Set the new date of an order"),
		orderAct(func(c *Command, id ident.ID, in struct {
			DueOn calendar.Date `json:"due_on"`
			Noted
		}) (tasks.Order, error) {
			return tasks.DateOrder(c.Tx, id, in.DueOn, in.Note)
		}))
	act(s, op("close-supervision-order", ordersPath+"/{id}/actions/close", "tasks.supervise", "办结督办单", "Close an order"),
		orderAct(func(c *Command, id ident.ID, in struct {
			Result   string           `json:"result" maxLength:"1000"`
			Evidence []tasks.Evidence `json:"evidence,omitempty" maxItems:"20"`
		}) (tasks.Order, error) {
			return tasks.CloseOrder(c.Tx, id, in.Result, in.Evidence)
		}))
	act(s, op("escalate-supervision-order", ordersPath+"/{id}/actions/escalate", "tasks.supervise", "督办单提级", "Escalate an order"),
		orderAct(func(c *Command, id ident.ID, in struct {
			Level tasks.Escalation `json:"level" enum:"dept_head,leader,principal_leader"`
			Reasoned
		}) (tasks.Order, error) {
			return tasks.EscalateOrder(c.Tx, id, in.Level, in.Reason)
		}))
}

// orderAct is the way of every action on one order.
func orderAct[B any](do func(c *Command, id ident.ID, in B) (tasks.Order, error)) func(*Command, *struct {
	ByID
	Body B
}) (supervisionOrder, error) {
	return func(c *Command, in *struct {
		ByID
		Body B
	}) (supervisionOrder, error) {
		o, err := tasks.OrderByID(c, c.Zone(), in.ID)
		if err != nil {
			return supervisionOrder{}, err
		}
		if err := c.May(access.Resource{Unit: o.Unit, Person: o.Person}); err != nil {
			return supervisionOrder{}, err
		}
		if o, err = do(c, in.ID, in.Body); err != nil {
			return supervisionOrder{}, err
		}
		return oneOrder(c, c.call, o)
	}
}

func oneOrder(r store.Reader, c *call, o tasks.Order) (supervisionOrder, error) {
	n, err := namesOf(r, c.zone, orderPersons(o)...)
	return showOrder(o, n, c), err
}

func getOrder(q *Question, in *ByID) (supervisionOrder, error) {
	o, err := tasks.OrderByID(q, q.Zone(), in.ID)
	if err != nil {
		return supervisionOrder{}, err
	}
	if err := q.May(access.Resource{Unit: o.Unit, Person: o.Person}); err != nil {
		return supervisionOrder{}, err
	}
	return oneOrder(q, q.call, o)
}

// FindOrders is the filter of lists of orders.
type FindOrders struct {
	Status string           `query:"status" enum:"open,replied,dated,lapsed,closed,active" doc:"active finds those that still ask for something"`
	Level  tasks.Escalation `query:"level" enum:"dept_head,leader,principal_leader"`
	Unit   ident.ID         `query:"unit"`
	Person ident.ID         `query:"person"`
}

func (f FindOrders) filter(c *call) tasks.OrderFilter {
	out := tasks.OrderFilter{Zone: c.zone, Unit: f.Unit, Person: f.Person, Scope: c.Scope(), By: c.actor, Standing: f.Status == "active"}
	if !out.Standing {
		out.Status = tasks.OrderStatus(f.Status)
	}
	if f.Level != "" {
		out.Levels = []tasks.Escalation{f.Level}
	}
	return out
}

func listOrders(q *Question, in *struct {
	In
	Paging
	FindOrders
}) (List[supervisionOrder], error) {
	f := in.filter(q.call)
	f.After, f.Limit = in.Cursor, in.Limit
	page, err := tasks.Orders(q, f)
	if err != nil {
		return List[supervisionOrder]{}, err
	}
	n, err := namesOf(q, q.Zone(), orderPersons(page.Items...)...)
	out := List[supervisionOrder]{Items: []supervisionOrder{}, Next: page.Next}
	for _, o := range page.Items {
		out.Items = append(out.Items, showOrder(o, n, q.call))
	}
	return out, err
}

func listSupervised(q *Question, in *struct {
	In
	Paging
	Class string        `query:"class" enum:"A,B,C"`
	To    calendar.Date `query:"to" doc:"Only looks due by this day"`
}) (List[work], error) {
	f := tasks.Supervised{Zone: q.Zone(), To: in.To, Scope: q.Scope(), By: q.Actor(), After: in.Cursor, Limit: in.Limit}
	if in.Class != "" {
		class := tasks.Class(in.Class)
		f.Class = &class
	}
	page, err := tasks.SupervisedTasks(q, f)
	if err != nil {
		return List[work]{}, err
	}
	return showWorks(q, q.call, page)
}

func scorePoint(c *Command, in *struct {
	ByID
	Body struct {
		Score   exact.Decimal `json:"score" doc:"0 to 100"`
		Comment string        `json:"comment" maxLength:"500"`
	}
}) (ident.ID, error) {
	p, err := tasks.CheckpointByID(c, c.Zone(), in.ID)
	if err != nil {
		return ident.ID{}, err
	}
	if err := mayWork(c, p.Task); err != nil {
		return ident.ID{}, err
	}
	_, err = tasks.Score(c.Tx, in.ID, in.Body.Score, in.Body.Comment)
	return p.Task, err
}

func decideExtension(grant bool) func(c *Command, in *struct {
	ByID
	Body Reasoned
}) (ident.ID, error) {
	return func(c *Command, in *struct {
		ByID
		Body Reasoned
	}) (ident.ID, error) {
		e, err := tasks.ExtensionByID(c, c.Zone(), in.ID)
		if err != nil {
			return ident.ID{}, err
		}
		if err := mayWork(c, e.Task); err != nil {
			return ident.ID{}, err
		}
		_, err = tasks.DecideExtension(c.Tx, in.ID, grant, in.Body.Reason)
		return e.Task, err
	}
}

// askedExtension is a request for more time that waits for a decision.
type askedExtension struct {
	ID      ident.ID      `json:"id"`
	From    calendar.Date `json:"from"`
	To      calendar.Date `json:"to"`
	Reason  string        `json:"reason"`
	AskedBy *Ref          `json:"asked_by,omitempty"`
	Task    ident.ID      `json:"task"`
	Number  string        `json:"number"`
	Title   string        `json:"title"`
	Unit    *Ref          `json:"unit,omitempty"`
	Actions []Action      `json:"actions"`
}

func listExtensions(q *Question, _ *In) (List[askedExtension], error) {
	scope := q.Scope()
	asked, err := tasks.ExtensionsAsked(q, q.Zone(), store.MaxPage)
	if err != nil {
		return List[askedExtension]{}, err
	}
	var ids []ident.ID
	for _, e := range asked {
		ids = append(ids, e.AskedBy)
	}
	n, err := namesOf(q, q.Zone(), ids...)
	out := List[askedExtension]{Items: []askedExtension{}}
	for _, e := range asked {
		t, err := tasks.ByID(q, q.Zone(), e.Task)
		if err != nil {
			return out, err
		}
		res := workResource(t)
		res.Zone = q.Zone()
		if !scope.Covers(q.Actor(), res) {
			continue
		}
		self := when(e.AskedBy == q.Actor().Person || t.Person == q.Actor().Person, tasks.OwnWork)
		out.Items = append(out.Items, askedExtension{
			ID: e.ID, From: e.From, To: e.To, Reason: e.Reason, AskedBy: n.person(e.AskedBy), Task: t.ID, Number: t.Number, Title: t.Title, Unit: n.unit(t.Unit),
			Actions: q.press(can("approve", "tasks.extend", workResource(t), self), can("refuse", "tasks.extend", workResource(t), self))})
	}
	return out, err
}
