package app

import (
	"slices"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/exact"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/domain/board"
	"github.com/jingkai-zone/jingkai/internal/domain/goals"
	"github.com/jingkai-zone/jingkai/internal/domain/tasks"
	"github.com/jingkai-zone/jingkai/internal/engine/access"
	"github.com/jingkai-zone/jingkai/internal/engine/measure"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// list finds the month's list, with its items.
func (p *month) list(sc *scene, r store.Reader) (goals.List, error) {
	page, err := goals.Lists(r, goals.ListFilter{Zone: sc.zone, From: p.Month, To: p.Month, Kind: goals.MonthList})
	if err != nil {
		return goals.List{}, err
	}
	if len(page.Items) == 0 {
		return goals.List{}, goals.NoList.New()
	}
	return goals.ListByID(r, sc.zone, page.Items[0].ID)
}

// item finds a standing item of the list by its title.
func (p *month) item(sc *scene, r store.Reader, title string) (goals.Item, error) {
	l, err := p.list(sc, r)
	if err != nil {
		return goals.Item{}, err
	}
	i := slices.IndexFunc(l.Items, func(i goals.Item) bool { return i.Title == title && i.Status == goals.Active })
	if i < 0 {
		return goals.Item{}, goals.NoItem.New()
	}
	return l.Items[i], nil
}

// draft writes an item as the office does; the one of the gap has no person.
func (p *month) draft(sc *scene, r store.Reader, i demoItem, gap bool) (goals.ItemDraft, error) {
	unit, err := sc.unit(r, i.Unit)
	if err != nil {
		return goals.ItemDraft{}, err
	}
	lead, err := sc.person(r, i.Lead)
	if err != nil {
		return goals.ItemDraft{}, err
	}
	d := goals.ItemDraft{Title: i.Title, Measure: i.Measure, Plan: &i.Plan, PlanUnit: i.Of, DueOn: p.Month.Last(), Lead: lead.ID, Unit: unit.ID, Origin: "示例"}
	if gap {
		return d, nil
	}
	person, err := sc.person(r, i.Person)
	d.Person = person.ID
	return d, err
}

func (p *month) prepare(sc *scene, tx *store.Tx) error {
	l, err := goals.CreateList(tx, goals.ListInput{Kind: goals.MonthList, Month: p.Month, EvaluateOn: p.EvaluateOn})
	if err != nil {
		return err
	}
	drafts := make([]goals.ItemDraft, len(p.Items))
	for n, i := range p.Items {
		if drafts[n], err = p.draft(sc, tx, i, i.Title == p.Gap); err != nil {
			return err
		}
	}
	_, err = goals.AddItems(tx, l.ID, drafts)
	return err
}

func (p *month) closeGap(sc *scene, tx *store.Tx) error {
	i, err := p.item(sc, tx, p.Gap)
	if err != nil {
		return err
	}
	if !i.Person.IsZero() {
		return errPassed
	}
	n := slices.IndexFunc(p.Items, func(d demoItem) bool { return d.Title == p.Gap })
	person, err := sc.person(tx, p.Items[n].Person)
	if err != nil {
		return err
	}
	_, err = goals.EditItem(tx, i.ID, i.Version, goals.ItemDraft{Work: i.Work, Title: i.Title, Measure: i.Measure, Plan: i.Plan, PlanUnit: i.PlanUnit,
		Weight: &i.Weight, DueOn: i.DueOn, Lead: i.Lead, Unit: i.Unit, Person: person.ID, Origin: i.Origin})
	return err
}

func (p *month) issue(sc *scene, tx *store.Tx) error {
	l, err := p.list(sc, tx)
	if err != nil {
		return err
	}
	_, err = goals.Issue(tx, calendar.Builtin(), l.ID)
	return err
}

func (p *month) acknowledge(sc *scene, tx *store.Tx) error {
	l, err := p.list(sc, tx)
	if err != nil {
		return err
	}
	_, err = goals.Acknowledge(tx, l.ID)
	return err
}

// report enters what was newly done of an item's task.
func (p *month) report(sc *scene, tx *store.Tx, i demoItem, amount exact.Decimal) error {
	item, err := p.item(sc, tx, i.Title)
	if err != nil {
		return err
	}
	t, err := tasks.TaskOfItem(tx, sc.zone, item.ID)
	if err != nil {
		return err
	}
	_, err = tasks.AddReport(tx, t.ID, tasks.Progress{Amount: &amount, Note: "示例：" + i.Measure + "推进", Evidence: []tasks.Evidence{{Text: "示例台账"}}})
	return err
}

// verifyReports makes every report count that waits.
func (p *month) verifyReports(sc *scene, tx *store.Tx) error {
	l, err := p.list(sc, tx)
	if err != nil {
		return err
	}
	done := 0
	for _, item := range l.Items {
		t, err := tasks.TaskOfItem(tx, sc.zone, item.ID)
		if err != nil {
			return err
		}
		reports, err := tasks.ReportsOf(tx, sc.zone, t.ID)
		if err != nil {
			return err
		}
		for _, r := range reports {
			if t.Ended() || !r.VerifiedAt.IsZero() {
				continue
			}
			if _, err := tasks.VerifyReport(tx, r.ID); err != nil {
				return err
			}
			done++
		}
	}
	if done == 0 {
		return errPassed
	}
	return nil
}

// state reports how far the whole item has come, which the board reads.
func (p *month) state(sc *scene, tx *store.Tx, i demoItem) error {
	return p.fact(sc, tx, i, goals.ItemActual, i.actual(), "示例：月度完成情况")
}

// rate reports what the survey says of service and response.
func (p *month) rate(sc *scene, tx *store.Tx, i demoItem) error {
	if err := p.fact(sc, tx, i, board.Service, i.Service, "示例：服务评议表"); err != nil {
		return err
	}
	return p.fact(sc, tx, i, board.Response, i.Response, "示例：企业和群众评议表")
}

func (p *month) fact(sc *scene, tx *store.Tx, i demoItem, name string, value exact.Decimal, note string) error {
	item, err := p.item(sc, tx, i.Title)
	if err != nil {
		return err
	}
	_, err = tasks.RecordFact(tx, measure.Fact{Measure: name, Subjects: []measure.Subject{{Kind: tasks.ItemSubject, ID: item.ID.String()}},
		Day: calendar.DateOf(tx.Now()), Value: value, Source: "goals.item/" + item.ID.String(), Note: note})
	return err
}

// verifyFacts makes every stated value of the month count that waits.
func (p *month) verifyFacts(sc *scene, tx *store.Tx) error {
	page, err := measure.Facts(tx, measure.Query{Zone: sc.zone, Measures: []string{goals.ItemActual, board.Service, board.Response},
		From: p.Month.First(), To: p.Month.Last(), State: measure.Pending, Limit: store.MaxPage})
	if err != nil {
		return err
	}
	if len(page.Items) == 0 {
		return errPassed
	}
	for _, f := range page.Items {
		if err := measure.Verify(tx, f.ID); err != nil {
			return err
		}
	}
	return nil
}

func plan(sc *scene, tx *store.Tx, m demoMeeting) error {
	in, err := m.input(sc, tx, tasks.Invited)
	if err != nil {
		return err
	}
	in.Minutes = ""
	_, err = tasks.PlanMeeting(tx, in)
	return err
}

func hold(sc *scene, tx *store.Tx, m demoMeeting) error {
	meeting, err := m.find(sc, tx)
	if err != nil {
		return err
	}
	_, err = tasks.HoldMeeting(tx, meeting.ID)
	return err
}

// minutes writes who came and what was decided, and issues it.
func minutes(sc *scene, tx *store.Tx, m demoMeeting) error {
	meeting, err := m.find(sc, tx)
	if err != nil {
		return err
	}
	if meeting.Status != tasks.Held {
		return errPassed
	}
	in, err := m.input(sc, tx, tasks.Present)
	if err != nil {
		return err
	}
	if meeting, err = tasks.EditMeeting(tx, meeting.ID, meeting.Version, in); err != nil {
		return err
	}
	for _, d := range m.Decisions {
		person, err := sc.person(tx, d.Person)
		if err != nil {
			return err
		}
		if _, err := tasks.Decide(tx, meeting.ID, tasks.DecisionInput{Text: d.Text, Person: person.ID, DueOn: d.Due}); err != nil {
			return err
		}
	}
	_, err = tasks.IssueMinutes(tx, meeting.ID)
	return err
}

func (m demoMeeting) input(sc *scene, r store.Reader, presence tasks.Presence) (tasks.MeetingInput, error) {
	in := tasks.MeetingInput{Kind: tasks.MeetingKind(m.Kind), Series: m.Series, Title: m.Title, On: calendar.DateOf(m.At.Time), Place: m.Place,
		Topics: m.Topics, Minutes: m.Minutes}
	chair, err := sc.person(r, m.Chair)
	if err != nil {
		return in, err
	}
	secretary, err := sc.person(r, m.By)
	if err != nil {
		return in, err
	}
	in.Chair, in.Secretary = chair.ID, secretary.ID
	in.Attendees = append(in.Attendees, tasks.Attendee{Person: chair.ID, Presence: presence})
	for _, login := range m.Attend {
		person, err := sc.person(r, login)
		if err != nil {
			return in, err
		}
		in.Attendees = append(in.Attendees, tasks.Attendee{Person: person.ID, Presence: presence})
	}
	if m.Project != "" {
		in.Project, err = projectOf(sc, r, m.Project)
	}
	return in, err
}

func (m demoMeeting) find(sc *scene, r store.Reader) (tasks.Meeting, error) {
	on := calendar.DateOf(m.At.Time)
	page, err := tasks.Meetings(r, tasks.MeetingFilter{Zone: sc.zone, From: on, To: on})
	if err != nil {
		return tasks.Meeting{}, err
	}
	for _, found := range page.Items {
		if found.Title == m.Title {
			return tasks.MeetingByID(r, sc.zone, found.ID)
		}
	}
	return tasks.Meeting{}, tasks.NoMeeting.New()
}

func projectOf(sc *scene, r store.Reader, name string) (ident.ID, error) {
	projects, err := tasks.Projects(r, sc.zone)
	if err != nil {
		return ident.ID{}, err
	}
	i := slices.IndexFunc(projects, func(p tasks.Project) bool { return p.Name == name })
	if i < 0 {
		return ident.ID{}, tasks.NoProject.New()
	}
	return projects[i].ID, nil
}

// issueOf finds an issue on the strike-off lists by its title.
func issueOf(sc *scene, tx *store.Tx, title string) (tasks.Issue, error) {
	page, err := tasks.Issues(tx, tasks.IssueFilter{Zone: sc.zone, Scope: access.All, By: tx.Actor(), Limit: store.MaxPage})
	if err != nil {
		return tasks.Issue{}, err
	}
	i := slices.IndexFunc(page.Items, func(i tasks.Issue) bool { return i.Title == title })
	if i < 0 {
		return tasks.Issue{}, tasks.NoIssue.New()
	}
	return page.Items[i], nil
}

// taskOf finds a task that is not concluded by its title.
func taskOf(sc *scene, tx *store.Tx, title string) (tasks.Task, error) {
	page, err := tasks.List(tx, tasks.Filter{Zone: sc.zone, Statuses: []tasks.Status{tasks.Open, tasks.Claimed}, Scope: access.All, By: tx.Actor(), Limit: store.MaxPage})
	if err != nil {
		return tasks.Task{}, err
	}
	i := slices.IndexFunc(page.Items, func(t tasks.Task) bool { return t.Title == title })
	if i < 0 {
		return tasks.Task{}, tasks.NoTask.New()
	}
	return page.Items[i], nil
}

// orderOf finds the standing supervision order of a task.
func orderOf(sc *scene, tx *store.Tx, title string) (tasks.Order, error) {
	t, err := taskOf(sc, tx, title)
	if err != nil {
		return tasks.Order{}, err
	}
	orders, err := tasks.OrdersOf(tx, sc.zone, tasks.Subject{Kind: tasks.TaskKind, ID: t.ID})
	if err != nil {
		return tasks.Order{}, err
	}
	i := slices.IndexFunc(orders, tasks.Order.Standing)
	if i < 0 {
		return tasks.Order{}, tasks.NoOrder.New()
	}
	return orders[i], nil
}
