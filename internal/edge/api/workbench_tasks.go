package api

import (
	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/domain/account"
	"github.com/jingkai-zone/jingkai/internal/domain/tasks"
	"github.com/jingkai-zone/jingkai/internal/engine/access"
	"github.com/jingkai-zone/jingkai/internal/store"
)

var _ = workbench(40, fillTasksBench)

// taskBench fills the tasks' part of a workbench.
type taskBench struct {
	s     *Server
	q     *Question
	b     *bench
	today calendar.Date
}

func fillTasksBench(s *Server, q *Question, b *bench) error {
	t := taskBench{s, q, b, calendar.DateOf(q.Now())}
	for _, part := range []func() error{t.mine, t.unit, t.supervision, t.deciding, t.changed} {
		if err := part(); err != nil {
			return err
		}
	}
	return nil
}

func (t taskBench) scope(action string) access.Scope { return t.s.Access.Scope(t.q.Actor(), action) }

func (t taskBench) say(zh, en string) string { return word([2]string{zh, en}, t.q.Lang()) }

// tasks adds the group of tasks that a filter finds.
func (t taskBench) tasks(into *benchPart, key, zh, en, link string, f tasks.Filter) error {
	f.Zone, f.By, f.Limit = t.q.Zone(), t.q.Actor(), benchCount
	if f.Scope == access.None {
		f.Scope = t.scope("tasks.read")
	}
	page, err := tasks.List(t.q, f)
	if err != nil {
		return err
	}
	t.group(into, key, t.say(zh, en), link, page)
	return nil
}

func (t taskBench) group(into *benchPart, key, title, link string, page store.Page[tasks.Task]) {
	g := benchGroup{Key: key, Title: title, Link: link, More: page.Next != "", Count: int64(len(page.Items))}
	for _, x := range page.Items[:min(len(page.Items), benchRows)] {
		g.Rows = append(g.Rows, benchRow{ID: x.ID, Number: x.Number, Title: x.Title, DueOn: someDay(x.DueOn), Late: x.Late(t.today),
			Note: string(x.Class), Link: "/tasks/" + x.ID.String()})
	}
	into.add(g)
}

func (t taskBench) orders(into *benchPart, key, zh, en, link string, f tasks.OrderFilter) error {
	f.Zone, f.By, f.Limit = t.q.Zone(), t.q.Actor(), benchCount
	page, err := tasks.Orders(t.q, f)
	g := benchGroup{Key: key, Title: t.say(zh, en), Link: link, More: page.Next != "", Count: int64(len(page.Items))}
	for _, o := range page.Items[:min(len(page.Items), benchRows)] {
		g.Rows = append(g.Rows, benchRow{ID: o.ID, Number: o.Number, Title: o.Title, DueOn: someDay(o.DueOn), Late: o.Standing(),
			Note: levelName(o.Level, t.q.Lang()), Link: "/supervision-orders/" + o.ID.String()})
	}
	into.add(g)
	return err
}

func (t taskBench) issues(into *benchPart, key, zh, en, link string, f tasks.IssueFilter) error {
	f.Zone, f.By, f.Limit = t.q.Zone(), t.q.Actor(), benchCount
	page, err := tasks.Issues(t.q, f)
	g := benchGroup{Key: key, Title: t.say(zh, en), Link: link, More: page.Next != "", Count: int64(len(page.Items))}
	for _, i := range page.Items[:min(len(page.Items), benchRows)] {
		g.Rows = append(g.Rows, benchRow{ID: i.ID, Number: i.Number, Title: i.Title, DueOn: someDay(i.DueOn), Late: i.Late(t.today),
			Link: "/issues/" + i.ID.String()})
	}
	into.add(g)
	return err
}

// mine is what I have to do myself.
func (t taskBench) mine() error {
	me := t.q.Actor().Person
	if me.IsZero() || t.scope("tasks.report") == access.None {
		return nil
	}
	id := me.String()
	if err := t.tasks(&t.b.Waiting, "tasks.open", "我的任务", "My tasks", "/tasks?status=open&person="+id, tasks.Filter{Person: me, Statuses: []tasks.Status{tasks.Open}}); err != nil {
		return err
	}
	if err := t.tasks(&t.b.Late, "tasks.overdue", "我的逾期任务", "My overdue tasks", "/tasks?overdue=true&person="+id, tasks.Filter{Person: me, Overdue: true}); err != nil {
		return err
	}
	orders := tasks.OrderFilter{Person: me, Standing: true, Scope: t.scope("tasks.read")}
	if err := t.orders(&t.b.Waiting, "orders.mine", "待我落实的督办单", "Orders I have to answer", "/supervision-orders?status=active&person="+id, orders); err != nil {
		return err
	}
	return t.issues(&t.b.Waiting, "issues.mine", "待我解决的问题", "Issues I have to solve", "/issues?status=active&person="+id,
		tasks.IssueFilter{Person: me, Statuses: []tasks.IssueStatus{tasks.IssueOpen, tasks.IssueReopened}, Scope: t.scope("issue.read")})
}

// unit is what is late in a head's unit.
func (t taskBench) unit() error {
	unit := t.q.Actor().Unit
	if !t.q.Actor().Has(account.DeptHead) || unit.IsZero() {
		return nil
	}
	return t.tasks(&t.b.Late, "tasks.unit_overdue", "本部门逾期任务", "Overdue tasks of the unit", "/tasks?overdue=true&unit="+unit.String(), tasks.Filter{Unit: unit, Overdue: true})
}

// supervision is what the supervision office looks at today.
func (t taskBench) supervision() error {
	if t.scope("tasks.supervise") == access.None || !t.q.Actor().Has(account.Supervision) {
		return nil
	}
	page, err := tasks.SupervisedTasks(t.q, tasks.Supervised{Zone: t.q.Zone(), To: t.today, Scope: access.All, Limit: benchCount})
	if err != nil {
		return err
	}
	t.group(&t.b.Waiting, "tasks.checks", t.say("今日应督查", "To be checked today"), "/supervised-tasks?to="+t.today.String(), page)
	if err := t.tasks(&t.b.Decide, "tasks.claimed", "待验收任务", "Tasks to accept", "/tasks?status=claimed", tasks.Filter{Statuses: []tasks.Status{tasks.Claimed}}); err != nil {
		return err
	}
	orders := tasks.OrderFilter{Status: tasks.Replied, Scope: access.All}
	if err := t.orders(&t.b.Decide, "orders.replied", "待核定新期限的督办单", "Orders that wait for a new date", "/supervision-orders?status=replied", orders); err != nil {
		return err
	}
	return t.tasks(&t.b.Late, "tasks.all_overdue", "全区逾期任务", "Overdue tasks of the zone", "/tasks?overdue=true", tasks.Filter{Overdue: true})
}

// deciding is what waits for somebody's decision: more time, issues to strike
// off, escalated matters.
func (t taskBench) deciding() error {
	if t.scope("tasks.extend") != access.None {
		if err := t.extensions(); err != nil {
			return err
		}
	}
	if scope := t.scope("issue.strike"); scope == access.All {
		err := t.issues(&t.b.Decide, "issues.claimed", "待销项问题", "Issues to strike off", "/issues?status=claimed",
			tasks.IssueFilter{Statuses: []tasks.IssueStatus{tasks.IssueDone}, Scope: scope})
		if err != nil {
			return err
		}
	}
	levels := deskLevels(t.q.call)
	if len(levels) == 0 {
		return nil
	}
	err := t.issues(&t.b.Decide, "issues.escalated", "提级问题", "Escalated issues", "/leader-desk", tasks.IssueFilter{Levels: levels, Scope: access.All})
	if err != nil {
		return err
	}
	return t.orders(&t.b.Late, "orders.escalated", "提级督办单", "Escalated orders", "/leader-desk", tasks.OrderFilter{Standing: true, Levels: levels, Scope: access.All})
}

func (t taskBench) extensions() error {
	asked, err := tasks.ExtensionsAsked(t.q, t.q.Zone(), benchCount)
	g := benchGroup{Key: "tasks.extensions", Title: t.say("待批延期", "Requests for more time"), Link: "/task-extensions", Count: int64(len(asked)), More: len(asked) == benchCount}
	for _, e := range asked[:min(len(asked), benchRows)] {
		task, err := tasks.ByID(t.q, t.q.Zone(), e.Task)
		if err != nil {
			return err
		}
		g.Rows = append(g.Rows, benchRow{ID: e.ID, Number: task.Number, Title: task.Title, DueOn: someDay(e.From), Note: e.To.Text(t.q.Lang()), Link: "/tasks/" + task.ID.String()})
	}
	t.b.Decide.add(g)
	return err
}

// changed is what happened since yesterday morning to tasks the asker may see.
func (t taskBench) changed() error {
	scope := t.scope("tasks.read")
	if scope == access.None {
		return nil
	}
	since := t.today.AddDays(-1).Start()
	list, err := tasks.ChangedSince(t.q, t.q.Zone(), since, scope, t.q.Actor(), benchCount)
	if err != nil {
		return err
	}
	t.group(&t.b.Changed, "tasks.changed", t.say("任务变动", "Tasks that changed"), "/tasks", store.Page[tasks.Task]{Items: list})
	return nil
}

// deskLevels are the levels of escalation that come to the asker's desk.
func deskLevels(c *call) []tasks.Escalation {
	switch {
	case c.actor.Has(account.PrincipalLeader):
		return []tasks.Escalation{tasks.ToPrincipal, tasks.ToLeader}
	case c.actor.Has(account.Leader):
		return []tasks.Escalation{tasks.ToLeader}
	}
	return nil
}
