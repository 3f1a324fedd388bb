package api

import (
	"net/http"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/exact"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/domain/tasks"
	"github.com/jingkai-zone/jingkai/internal/engine/access"
	"github.com/jingkai-zone/jingkai/internal/store"
)

const (
	meetingsTag  = "meetings"
	meetingsPath = "/zones/{zone}/meetings"
)

// meeting is one meeting with its minutes as the API shows it.
type meeting struct {
	ID        ident.ID            `json:"id"`
	Number    string              `json:"number" example:"会议-2019-000001"`
	Kind      tasks.MeetingKind   `json:"kind" enum:"special,dispatch,office,huddle"`
	Series    string              `json:"series" doc:"Meetings of one kind and series carry their open decisions on"`
	Title     string              `json:"title"`
	Project   ident.ID            `json:"project,omitzero"`
	Week      string              `json:"week,omitempty" example:"2021-W31" doc:"ISO week of a huddle"`
	On        calendar.Date       `json:"on"`
	Place     string              `json:"place,omitempty"`
	Unit      *Ref                `json:"unit,omitempty"`
	Chair     *Ref                `json:"chair,omitempty"`
	Secretary *Ref                `json:"secretary,omitempty"`
	Previous  ident.ID            `json:"previous,omitzero" doc:"The meeting of the series before"`
	Status    tasks.MeetingStatus `json:"status" enum:"planned,held,issued"`
	Minutes   string              `json:"minutes,omitempty"`
	IssuedBy  *Ref                `json:"issued_by,omitempty"`
	IssuedAt  *time.Time          `json:"issued_at,omitempty"`
	Version   int64               `json:"version"`
	Agenda    []agendaLine        `json:"agenda,omitempty"`
	Attendees []participant       `json:"attendees,omitempty"`
	Decisions []decision          `json:"decisions,omitempty"`
	Followed  *exact.Decimal      `json:"followed,omitempty" doc:"Share of decisions carried out in percent, one decimal"`
	Actions   []Action            `json:"actions"`
}

// VersionTag makes the meeting's version its ETag.
func (m meeting) VersionTag() int64 { return m.Version }

type agendaLine struct {
	Kind  tasks.AgendaKind `json:"kind" enum:"decision,issue,topic"`
	Ref   ident.ID         `json:"ref,omitzero" doc:"Decision or issue"`
	Text  string           `json:"text"`
	Weeks int64            `json:"weeks" doc:"Whole weeks since it was decided or raised"`
}

type participant struct {
	Person   *Ref           `json:"person,omitempty"`
	Name     string         `json:"name"`
	Presence tasks.Presence `json:"presence" enum:"invited,present,absent,leave"`
}

type decision struct {
	ID      ident.ID      `json:"id"`
	Line    int64         `json:"line"`
	Text    string        `json:"text"`
	Unit    *Ref          `json:"unit,omitempty"`
	Person  *Ref          `json:"person,omitempty"`
	DueOn   calendar.Date `json:"due_on"`
	Task    ident.ID      `json:"task,omitzero" doc:"Task it became"`
	Status  tasks.Status  `json:"status,omitempty" enum:"open,claimed,closed,withdrawn"`
	Overdue bool          `json:"overdue"`
}

func (s *Server) registerMeetings() {
	op := func(id, method, path, action, zh, en string) Op {
		return Op{ID: id, Method: method, Path: path, Action: action, ZH: zh, EN: en, Tag: meetingsTag}
	}
	ask(s, op("list-meetings", "", meetingsPath, "meeting.read", "会议", "Meetings"), listMeetings)
	plan := op("plan-meeting", "", meetingsPath, "meeting.write", "安排会议", "Plan a meeting")
	plan.Status = http.StatusCreated
	act(s, plan, planMeeting)
	ask(s, op("get-meeting", "", meetingsPath+"/{id}", "meeting.read", "查看会议", "Read a meeting"),
		func(q *Question, in *ByID) (meeting, error) { return wholeMeeting(q, q.call, in.ID) })
	act(s, op("edit-meeting", http.MethodPut, meetingsPath+"/{id}", "meeting.write", "修改会议、整理纪要", "Edit a meeting and its minutes"), editMeeting)
	act(s, op("hold-meeting", "", meetingsPath+"/{id}/actions/hold", "meeting.write", "登记会议召开", "Enter that a meeting was held"),
		meetingAct(func(c *Command, id ident.ID, _ Empty) error { _, err := tasks.HoldMeeting(c.Tx, id); return err }))
	act(s, op("add-decision", "", meetingsPath+"/{id}/actions/decide", "meeting.write", "登记议定事项", "Enter a decision"),
		meetingAct(func(c *Command, id ident.ID, in decisionBody) error {
			_, err := tasks.Decide(c.Tx, id, in.input())
			return err
		}))
	act(s, op("drop-decision", "", "/zones/{zone}/decisions/{id}/actions/drop", "meeting.write", "删除议定事项", "Take a decision out"), dropDecision)
	act(s, op("issue-minutes", "", meetingsPath+"/{id}/actions/issue", "meeting.write", "印发纪要", "Issue the minutes"),
		issueMinutes)
	s.registerMeetingPapers()
	s.registerProjects()
}

type decisionBody struct {
	Text   string        `json:"text" maxLength:"200"`
	Unit   ident.ID      `json:"unit,omitempty" doc:"The person's unit when absent"`
	Person ident.ID      `json:"person"`
	DueOn  calendar.Date `json:"due_on"`
}

func (b decisionBody) input() tasks.DecisionInput {
	return tasks.DecisionInput{Text: b.Text, Unit: b.Unit, Person: b.Person, DueOn: b.DueOn}
}

// meetingResource says whose meeting it is for writing it up: its unit's and
// its secretary's. To call it and to issue its minutes, which gives work to
// others, takes the unit's grant alone.
func meetingResource(m tasks.Meeting) access.Resource {
	return access.Resource{Unit: m.Unit, Person: m.Secretary}
}

func issueMinutes(c *Command, in *ByID) (meeting, error) {
	m, err := tasks.MeetingByID(c, c.Zone(), in.ID)
	if err != nil {
		return meeting{}, err
	}
	if err := c.May(access.Resource{Unit: m.Unit}); err != nil {
		return meeting{}, err
	}
	if _, err := tasks.IssueMinutes(c.Tx, in.ID); err != nil {
		return meeting{}, err
	}
	return wholeMeeting(c, c.call, in.ID)
}

func mayMeeting(c *Command, id ident.ID) error {
	m, err := tasks.MeetingByID(c, c.Zone(), id)
	if err != nil {
		return err
	}
	return c.May(meetingResource(m))
}

// meetingAct is the way of every action on one meeting.
func meetingAct[B any](do func(c *Command, id ident.ID, in B) error) func(*Command, *struct {
	ByID
	Body B
}) (meeting, error) {
	return func(c *Command, in *struct {
		ByID
		Body B
	}) (meeting, error) {
		if err := mayMeeting(c, in.ID); err != nil {
			return meeting{}, err
		}
		if err := do(c, in.ID, in.Body); err != nil {
			return meeting{}, err
		}
		return wholeMeeting(c, c.call, in.ID)
	}
}

// meetingBody is what a meeting is written with.
type meetingBody struct {
	Kind      tasks.MeetingKind `json:"kind" enum:"special,dispatch,office,huddle"`
	Series    string            `json:"series,omitempty" maxLength:"60" doc:"The title when absent; a huddle's is its project's name"`
	Title     string            `json:"title" maxLength:"60"`
	Project   ident.ID          `json:"project,omitempty" doc:"Needed for huddles"`
	On        calendar.Date     `json:"on"`
	Place     string            `json:"place,omitempty" maxLength:"60"`
	Chair     ident.ID          `json:"chair,omitempty"`
	Secretary ident.ID          `json:"secretary,omitempty"`
	Topics    []string          `json:"topics,omitempty" maxItems:"50"`
	Attendees []tasks.Attendee  `json:"attendees,omitempty" maxItems:"200"`
	Minutes   string            `json:"minutes,omitempty" maxLength:"20000"`
}

func (b meetingBody) input() tasks.MeetingInput {
	return tasks.MeetingInput{Kind: b.Kind, Series: b.Series, Title: b.Title, Project: b.Project, On: b.On, Place: b.Place, Chair: b.Chair,
		Secretary: b.Secretary, Topics: b.Topics, Attendees: b.Attendees, Minutes: b.Minutes}
}

func planMeeting(c *Command, in *struct {
	In
	Body meetingBody
}) (meeting, error) {
	if err := c.May(access.Resource{Unit: c.Actor().Unit}); err != nil {
		return meeting{}, err
	}
	m, err := tasks.PlanMeeting(c.Tx, in.Body.input())
	if err != nil {
		return meeting{}, err
	}
	return wholeMeeting(c, c.call, m.ID)
}

func editMeeting(c *Command, in *struct {
	ByID
	IfMatch
	Body meetingBody
}) (meeting, error) {
	version, err := in.Expected()
	if err != nil {
		return meeting{}, err
	}
	if err := mayMeeting(c, in.ID); err != nil {
		return meeting{}, err
	}
	if _, err := tasks.EditMeeting(c.Tx, in.ID, version, in.Body.input()); err != nil {
		return meeting{}, err
	}
	return wholeMeeting(c, c.call, in.ID)
}

func dropDecision(c *Command, in *ByID) (meeting, error) {
	d, err := tasks.DecisionByID(c, c.Zone(), in.ID)
	if err != nil {
		return meeting{}, err
	}
	if err := mayMeeting(c, d.Meeting); err != nil {
		return meeting{}, err
	}
	if _, err := tasks.DropDecision(c.Tx, in.ID); err != nil {
		return meeting{}, err
	}
	return wholeMeeting(c, c.call, d.Meeting)
}

// FindMeetings is the filter of lists of meetings.
type FindMeetings struct {
	Kind    tasks.MeetingKind   `query:"kind" enum:"special,dispatch,office,huddle"`
	Status  tasks.MeetingStatus `query:"status" enum:"planned,held,issued"`
	Project ident.ID            `query:"project"`
	Series  string              `query:"series" maxLength:"60"`
	From    calendar.Date       `query:"from"`
	To      calendar.Date       `query:"to"`
}

func (f FindMeetings) filter(zone int64) tasks.MeetingFilter {
	return tasks.MeetingFilter{Zone: zone, Kind: f.Kind, Status: f.Status, Project: f.Project, Series: f.Series, From: f.From, To: f.To}
}

func listMeetings(q *Question, in *struct {
	In
	Paging
	FindMeetings
}) (List[meeting], error) {
	f := in.filter(q.Zone())
	f.After, f.Limit = in.Cursor, in.Limit
	page, err := tasks.Meetings(q, f)
	if err != nil {
		return List[meeting]{}, err
	}
	var ids []ident.ID
	for _, m := range page.Items {
		ids = append(ids, m.Chair, m.Secretary, m.IssuedBy)
	}
	n, err := namesOf(q, q.Zone(), ids...)
	out := List[meeting]{Items: []meeting{}, Next: page.Next}
	for _, m := range page.Items {
		out.Items = append(out.Items, showMeeting(m, n, q.call))
	}
	return out, err
}

func showMeeting(m tasks.Meeting, n names, c *call) meeting {
	res := meetingResource(m)
	locked := when(m.Status == tasks.MinutesIssued, tasks.MinutesLocked)
	return meeting{ID: m.ID, Number: m.Number, Kind: m.Kind, Series: m.Series, Title: m.Title, Project: m.Project, Week: m.Week, On: m.On,
		Place: m.Place, Unit: n.unit(m.Unit), Chair: n.person(m.Chair), Secretary: n.person(m.Secretary), Previous: m.Previous, Status: m.Status,
		Minutes: m.Minutes, IssuedBy: n.person(m.IssuedBy), IssuedAt: someTime(m.IssuedAt), Version: m.Version, Actions: c.press(
			can("edit", "meeting.write", res, locked),
			can("hold", "meeting.write", res, first(locked, when(m.Status == tasks.Held, tasks.HeldAlready))),
			can("decide", "meeting.write", res, locked),
			can("issue", "meeting.write", access.Resource{Unit: m.Unit}, first(locked, when(m.Status == tasks.Planned, tasks.NotHeld))),
		)}
}

// wholeMeeting reads a meeting with agenda, attendance and decisions.
func wholeMeeting(r store.Reader, c *call, id ident.ID) (meeting, error) {
	m, err := tasks.MeetingByID(r, c.zone, id)
	if err != nil {
		return meeting{}, err
	}
	agenda, err := tasks.Agenda(r, m)
	if err != nil {
		return meeting{}, err
	}
	decisions, err := tasks.DecisionsOf(r, c.zone, id)
	if err != nil {
		return meeting{}, err
	}
	ids := []ident.ID{m.Chair, m.Secretary, m.IssuedBy}
	for _, a := range m.Attendees {
		ids = append(ids, a.Person)
	}
	for _, d := range decisions {
		ids = append(ids, d.Person)
	}
	n, err := namesOf(r, c.zone, ids...)
	out := showMeeting(m, n, c)
	for _, a := range agenda {
		out.Agenda = append(out.Agenda, agendaLine(a))
	}
	for _, a := range m.Attendees {
		name := a.Name
		if !a.Person.IsZero() {
			name = refName(n.person(a.Person))
		}
		out.Attendees = append(out.Attendees, participant{n.person(a.Person), name, a.Presence})
	}
	today, done := calendar.DateOf(r.Now()), int64(0)
	for _, d := range decisions {
		if d.Status == tasks.Closed {
			done++
		}
		out.Decisions = append(out.Decisions, decision{d.ID, d.Line, d.Text, n.unit(d.Unit), n.person(d.Person), d.DueOn, d.Task, d.Status,
			d.Standing() && today.After(d.DueOn)})
	}
	out.Followed = percentOf(done, int64(len(decisions)))
	return out, err
}

// project is something with a weekly huddle and a list of issues.
type project struct {
	ID      ident.ID       `json:"id"`
	Name    string         `json:"name"`
	Unit    *Ref           `json:"unit,omitempty"`
	Person  *Ref           `json:"person,omitempty"`
	From    calendar.Date  `json:"from"`
	Until   *calendar.Date `json:"until,omitempty"`
	Issues  issueCount     `json:"issues"`
	Missed  int            `json:"missed" doc:"Weeks without a huddle"`
	Version int64          `json:"version"`
	Actions []Action       `json:"actions"`
}

// VersionTag makes the project's version its ETag.
func (p project) VersionTag() int64 { return p.Version }

type projectWeek struct {
	Week     string             `json:"week" example:"2021-W31"`
	From     calendar.Date      `json:"from"`
	To       calendar.Date      `json:"to"`
	Standing tasks.WeekStanding `json:"standing" enum:"held,waiting,missed"`
	Meeting  ident.ID           `json:"meeting,omitzero"`
}

const projectsPath = "/zones/{zone}/projects"

func (s *Server) registerProjects() {
	op := func(id, path, action, zh, en string) Op {
		return Op{ID: id, Path: path, Action: action, ZH: zh, EN: en, Tag: meetingsTag}
	}
	ask(s, op("list-projects", projectsPath, "meeting.read", "碰头项目", "Projects with huddles"), listProjects)
	open := op("open-project", projectsPath, "meeting.write", "登记碰头项目", "Register a project")
	open.Status = http.StatusCreated
	act(s, open, openProject)
	ask(s, op("get-project", projectsPath+"/{id}", "meeting.read", "查看碰头项目", "Read a project"),
		func(q *Question, in *ByID) (project, error) { return oneProject(q, q.call, in.ID) })
	act(s, op("end-project", projectsPath+"/{id}/actions/end", "meeting.write", "停止碰头", "End a project's huddles"), endProject)
	ask(s, op("list-project-weeks", projectsPath+"/{id}/weeks", "meeting.read", "各周碰头情况", "Weeks of a project"), projectWeeks)
}

func listProjects(q *Question, _ *In) (List[project], error) {
	list, err := tasks.Projects(q, q.Zone())
	out := List[project]{Items: []project{}}
	for _, p := range list {
		if err != nil {
			return out, err
		}
		var one project
		one, err = oneProject(q, q.call, p.ID)
		out.Items = append(out.Items, one)
	}
	return out, err
}

func oneProject(r store.Reader, c *call, id ident.ID) (project, error) {
	p, err := tasks.ProjectByID(r, c.zone, id)
	if err != nil {
		return project{}, err
	}
	count, err := tasks.CountIssues(r, c.zone, id)
	if err != nil {
		return project{}, err
	}
	weeks, err := tasks.Weeks(r, p)
	if err != nil {
		return project{}, err
	}
	n, err := namesOf(r, c.zone, p.Person)
	res := access.Resource{Unit: p.Unit}
	out := project{ID: p.ID, Name: p.Name, Unit: n.unit(p.Unit), Person: n.person(p.Person), From: p.From, Until: someDay(p.Until),
		Issues: issueCount(count), Version: p.Version, Actions: c.press(
			can("plan-huddle", "meeting.write", res, when(!p.Until.IsZero() && calendar.DateOf(r.Now()).After(p.Until), tasks.ProjectEnded)),
			can("end", "meeting.write", res, when(!p.Until.IsZero(), tasks.ProjectEnded)))}
	for _, w := range weeks {
		if w.Standing == tasks.WeekMissed {
			out.Missed++
		}
	}
	return out, err
}

func openProject(c *Command, in *struct {
	In
	Body struct {
		Name   string        `json:"name" maxLength:"60"`
		Unit   ident.ID      `json:"unit,omitempty"`
		Person ident.ID      `json:"person" doc:"Steward of the project"`
		From   calendar.Date `json:"from,omitempty" doc:"First day; today when absent"`
	}
}) (project, error) {
	b := in.Body
	unit, err := c.unitOf(b.Unit, b.Person)
	if err != nil {
		return project{}, err
	}
	if err := c.May(access.Resource{Unit: unit}); err != nil {
		return project{}, err
	}
	p, err := tasks.OpenProject(c.Tx, b.Name, b.Person, b.Unit, b.From)
	if err != nil {
		return project{}, err
	}
	return oneProject(c, c.call, p.ID)
}

func endProject(c *Command, in *struct {
	ByID
	Body struct {
		Until calendar.Date `json:"until"`
	}
}) (project, error) {
	p, err := tasks.ProjectByID(c, c.Zone(), in.ID)
	if err != nil {
		return project{}, err
	}
	if err := c.May(access.Resource{Unit: p.Unit}); err != nil {
		return project{}, err
	}
	if _, err := tasks.EndProject(c.Tx, in.ID, in.Body.Until); err != nil {
		return project{}, err
	}
	return oneProject(c, c.call, in.ID)
}

func projectWeeks(q *Question, in *ByID) (List[projectWeek], error) {
	p, err := tasks.ProjectByID(q, q.Zone(), in.ID)
	if err != nil {
		return List[projectWeek]{}, err
	}
	weeks, err := tasks.Weeks(q, p)
	out := List[projectWeek]{Items: []projectWeek{}}
	for _, w := range weeks {
		out.Items = append(out.Items, projectWeek(w))
	}
	return out, err
}
