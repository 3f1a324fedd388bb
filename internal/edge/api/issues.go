package api

import (
	"bytes"
	"net/http"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/exact"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/domain/tasks"
	"github.com/jingkai-zone/jingkai/internal/edge/exchange"
	"github.com/jingkai-zone/jingkai/internal/engine/access"
	"github.com/jingkai-zone/jingkai/internal/store"
)

const (
	issuesTag  = "issues"
	issuesPath = "/zones/{zone}/issues"
)

// issue is one line of a strike-off list as the API shows it.
type issue struct {
	ID          ident.ID          `json:"id"`
	Number      string            `json:"number" example:"问题-2021-000001"`
	Project     ident.ID          `json:"project,omitzero"`
	Title       string            `json:"title"`
	Detail      string            `json:"detail,omitempty"`
	RaisedBy    *Ref              `json:"raised_by,omitempty"`
	RaisedOn    calendar.Date     `json:"raised_on"`
	Unit        *Ref              `json:"unit,omitempty"`
	Person      *Ref              `json:"person,omitempty"`
	DueOn       calendar.Date     `json:"due_on"`
	Status      tasks.IssueStatus `json:"status" enum:"open,reopened,claimed,struck"`
	Weeks       int64             `json:"weeks" doc:"Age in whole weeks"`
	Overdue     bool              `json:"overdue"`
	Reopened    int64             `json:"reopened" doc:"How often it came back"`
	ClaimedBy   *Ref              `json:"claimed_by,omitempty"`
	ClaimedOn   *calendar.Date    `json:"claimed_on,omitempty"`
	ClaimNote   string            `json:"claim_note,omitempty"`
	Evidence    []tasks.Evidence  `json:"evidence,omitempty"`
	StruckBy    *Ref              `json:"struck_by,omitempty"`
	StruckOn    *calendar.Date    `json:"struck_on,omitempty"`
	StrikeNote  string            `json:"strike_note,omitempty"`
	Level       tasks.Escalation  `json:"level" enum:"leader,principal_leader," doc:"Whom it waits for"`
	EscalatedBy *Ref              `json:"escalated_by,omitempty"`
	EscalatedOn *calendar.Date    `json:"escalated_on,omitempty"`
	Escalation  string            `json:"escalation,omitempty" doc:"Why it was escalated"`
	Version     int64             `json:"version"`
	Rulings     []ruling          `json:"rulings,omitempty"`
	Actions     []Action          `json:"actions"`
}

// VersionTag makes the issue's version its ETag.
func (i issue) VersionTag() int64 { return i.Version }

// ruling is what a leader decided about an escalated issue.
type ruling struct {
	ID     ident.ID         `json:"id"`
	Level  tasks.Escalation `json:"level" enum:"leader,principal_leader"`
	Reason string           `json:"reason"`
	Text   string           `json:"text"`
	By     *Ref             `json:"by,omitempty"`
	On     calendar.Date    `json:"on"`
	Task   ident.ID         `json:"task" doc:"Task it became"`
}

// issueCount is what a strike-off list comes to.
type issueCount struct {
	Opened    int64 `json:"opened"`
	Struck    int64 `json:"struck"`
	Claimed   int64 `json:"claimed" doc:"Claimed done and not struck off: still remaining"`
	Remaining int64 `json:"remaining" doc:"Opened less struck off"`
	Oldest    int64 `json:"oldest" doc:"Age of the oldest remaining one in whole weeks"`
}

func (s *Server) registerIssues() {
	op := func(id, path, action, zh, en string) Op {
		return Op{ID: id, Path: path, Action: action, ZH: zh, EN: en, Tag: issuesTag}
	}
	ask(s, op("list-issues", issuesPath, "issue.read", "问题销项清单", "Strike-off list"), listIssues)
	raise := op("raise-issue", issuesPath, "issue.raise", "提出问题", "Raise an issue")
	raise.Status = http.StatusCreated
	act(s, raise, raiseIssue)
	ask(s, op("get-issue", issuesPath+"/{id}", "issue.read", "查看问题", "Read an issue"), getIssue)
	ask(s, op("count-issues", "/zones/{zone}/issue-counts", "issue.read", "销项统计", "What a strike-off list comes to"), countIssues)
	act(s, op("claim-issue", issuesPath+"/{id}/actions/claim", "issue.claim", "报解决", "Claim an issue solved"),
		issueAct(func(c *Command, id ident.ID, in evidenceBody) error {
			_, err := tasks.ClaimIssue(c.Tx, id, in.Note, in.Evidence)
			return err
		}))
	act(s, op("strike-issue", issuesPath+"/{id}/actions/strike", "issue.strike", "销项", "Strike an issue off"),
		issueAct(func(c *Command, id ident.ID, in Noted) error {
			_, err := tasks.Strike(c.Tx, id, in.Note)
			return err
		}))
	act(s, op("reopen-issue", issuesPath+"/{id}/actions/reopen", "issue.strike", "退回或重新打开", "Reopen an issue"),
		issueAct(func(c *Command, id ident.ID, in Reasoned) error {
			_, err := tasks.Reopen(c.Tx, id, in.Reason)
			return err
		}))
	act(s, op("escalate-issue", issuesPath+"/{id}/actions/escalate", "issue.escalate", "问题提级", "Escalate an issue"),
		issueAct(func(c *Command, id ident.ID, in struct {
			Level tasks.Escalation `json:"level" enum:"leader,principal_leader"`
			Reasoned
		}) error {
			_, err := tasks.Escalate(c.Tx, id, in.Level, in.Reason)
			return err
		}))
	act(s, op("decide-issue", issuesPath+"/{id}/actions/decide", "issue.decide", "领导协调决定", "Decide an escalated issue"),
		issueAct(func(c *Command, id ident.ID, in decisionBody) error {
			_, err := tasks.Rule(c.Tx, id, in.input())
			return err
		}))
	ask(s, op("get-leader-desk", "/zones/{zone}/leader-desk", "issue.decide", "领导协调页", "The leader's desk"), leaderDesk)
	fetch(s, op("export-issues", issuesPath+"/export", "issue.read", "导出问题清单", "Export a strike-off list"), mediaXLSX, exportIssues)
}

// issueResource says whose issue it is for an action: it is struck off by who
// raised it and handled by its owner; both may read and escalate it.
func issueResource(i tasks.Issue, c *call, action string) access.Resource {
	res := access.Resource{Unit: i.Unit, Person: i.Person}
	mine := i.RaisedBy == c.actor.Person && !i.RaisedBy.IsZero()
	if action == "issue.strike" || mine && (action == "issue.read" || action == "issue.escalate") {
		res.Person = i.RaisedBy
	}
	return res
}

// issueAct is the way of every action on one issue.
func issueAct[B any](do func(c *Command, id ident.ID, in B) error) func(*Command, *struct {
	ByID
	Body B
}) (issue, error) {
	return func(c *Command, in *struct {
		ByID
		Body B
	}) (issue, error) {
		i, err := tasks.IssueByID(c, c.Zone(), in.ID)
		if err != nil {
			return issue{}, err
		}
		if err := c.May(issueResource(i, c.call, c.action)); err != nil {
			return issue{}, err
		}
		if err := do(c, in.ID, in.Body); err != nil {
			return issue{}, err
		}
		return wholeIssue(c, c.call, in.ID)
	}
}

func raiseIssue(c *Command, in *struct {
	In
	Body struct {
		Project ident.ID      `json:"project,omitempty" doc:"The zone's own list when absent"`
		Title   string        `json:"title" maxLength:"100"`
		Detail  string        `json:"detail,omitempty" maxLength:"2000"`
		Unit    ident.ID      `json:"unit,omitempty" doc:"The owner's unit when absent"`
		Person  ident.ID      `json:"person" doc:"Owner"`
		DueOn   calendar.Date `json:"due_on"`
	}
}) (issue, error) {
	b := in.Body
	if err := c.May(actorResource(c.call)); err != nil {
		return issue{}, err
	}
	i, err := tasks.Raise(c.Tx, tasks.IssueInput{Project: b.Project, Title: b.Title, Detail: b.Detail, Unit: b.Unit, Person: b.Person, DueOn: b.DueOn})
	if err != nil {
		return issue{}, err
	}
	return wholeIssue(c, c.call, i.ID)
}

// FindIssues is the filter of lists of issues.
type FindIssues struct {
	Project  ident.ID         `query:"project"`
	Status   string           `query:"status" enum:"open,reopened,claimed,struck,active,remaining" doc:"active: to be solved; remaining: not struck off"`
	Level    tasks.Escalation `query:"level" enum:"leader,principal_leader"`
	Unit     ident.ID         `query:"unit"`
	Person   ident.ID         `query:"person"`
	RaisedBy ident.ID         `query:"raised_by"`
	Overdue  bool             `query:"overdue"`
}

func (f FindIssues) filter(c *call) tasks.IssueFilter {
	out := tasks.IssueFilter{Zone: c.zone, Project: f.Project, Unit: f.Unit, Person: f.Person, RaisedBy: f.RaisedBy, Late: f.Overdue, Scope: c.Scope(), By: c.actor}
	switch f.Status {
	case "":
	case "active":
		out.Statuses = []tasks.IssueStatus{tasks.IssueOpen, tasks.IssueReopened}
	case "remaining":
		out.Statuses = []tasks.IssueStatus{tasks.IssueOpen, tasks.IssueReopened, tasks.IssueDone}
	default:
		out.Statuses = []tasks.IssueStatus{tasks.IssueStatus(f.Status)}
	}
	if f.Level != "" {
		out.Levels = []tasks.Escalation{f.Level}
	}
	return out
}

func listIssues(q *Question, in *struct {
	In
	Paging
	FindIssues
}) (List[issue], error) {
	f := in.filter(q.call)
	f.After, f.Limit = in.Cursor, in.Limit
	page, err := tasks.Issues(q, f)
	if err != nil {
		return List[issue]{}, err
	}
	return showIssues(q, q.call, page)
}

func showIssues(r store.Reader, c *call, page store.Page[tasks.Issue]) (List[issue], error) {
	n, err := namesOf(r, c.zone, issuePersons(page.Items...)...)
	out := List[issue]{Items: []issue{}, Next: page.Next}
	for _, i := range page.Items {
		out.Items = append(out.Items, showIssue(i, n, c, calendar.DateOf(r.Now())))
	}
	return out, err
}

func issuePersons(list ...tasks.Issue) []ident.ID {
	var out []ident.ID
	for _, i := range list {
		out = append(out, i.RaisedBy, i.Person, i.ClaimedBy, i.StruckBy, i.EscalatedBy)
	}
	return out
}

func showIssue(i tasks.Issue, n names, c *call, today calendar.Date) issue {
	return issue{ID: i.ID, Number: i.Number, Project: i.Project, Title: i.Title, Detail: i.Detail, RaisedBy: n.person(i.RaisedBy), RaisedOn: i.RaisedOn,
		Unit: n.unit(i.Unit), Person: n.person(i.Person), DueOn: i.DueOn, Status: i.Status, Weeks: i.Weeks(today), Overdue: i.Late(today),
		Reopened: i.Reopened, ClaimedBy: n.person(i.ClaimedBy), ClaimedOn: someDay(i.ClaimedOn), ClaimNote: i.ClaimNote, Evidence: i.Evidence,
		StruckBy: n.person(i.StruckBy), StruckOn: someDay(i.StruckOn), StrikeNote: i.StrikeNote, Level: i.Level, EscalatedBy: n.person(i.EscalatedBy),
		EscalatedOn: someDay(i.EscalatedOn), Escalation: i.Escalation, Version: i.Version, Actions: issueActions(i, c)}
}

func issueActions(i tasks.Issue, c *call) []Action {
	as := func(name, action string, obstacle *fault.Error) button {
		return can(name, action, issueResource(i, c, action), obstacle)
	}
	struck := when(!i.Standing(), tasks.IssueStruck)
	mine := when(c.actor.Person == i.Person || c.actor.Person == i.ClaimedBy && !i.ClaimedBy.IsZero(), tasks.OwnIssue)
	return c.press(
		as("claim", "issue.claim", first(struck, when(i.Status == tasks.IssueDone, tasks.IssueClaimed))),
		as("strike", "issue.strike", first(struck, mine, when(i.Status != tasks.IssueDone, tasks.IssueUnclaimed))),
		as("reopen", "issue.strike", first(mine, when(i.Status != tasks.IssueDone && i.Standing(), tasks.IssueUnclaimed))),
		as("escalate", "issue.escalate", first(struck, when(i.Level == tasks.ToPrincipal, tasks.AlreadyEscalated))),
		as("decide", "issue.decide", first(struck, when(i.Level == "", tasks.NotEscalated))),
	)
}

func getIssue(q *Question, in *ByID) (issue, error) {
	i, err := tasks.IssueByID(q, q.Zone(), in.ID)
	if err != nil {
		return issue{}, err
	}
	if err := q.May(issueResource(i, q.call, q.action)); err != nil {
		return issue{}, err
	}
	return wholeIssue(q, q.call, in.ID)
}

func wholeIssue(r store.Reader, c *call, id ident.ID) (issue, error) {
	i, err := tasks.IssueByID(r, c.zone, id)
	if err != nil {
		return issue{}, err
	}
	rulings, err := tasks.RulingsOf(r, c.zone, id)
	if err != nil {
		return issue{}, err
	}
	ids := issuePersons(i)
	for _, x := range rulings {
		ids = append(ids, x.By)
	}
	n, err := namesOf(r, c.zone, ids...)
	out := showIssue(i, n, c, calendar.DateOf(r.Now()))
	for _, x := range rulings {
		out.Rulings = append(out.Rulings, ruling{x.ID, x.Level, x.Reason, x.Text, n.person(x.By), x.On, x.Task})
	}
	return out, err
}

func countIssues(q *Question, in *struct {
	In
	Project ident.ID `query:"project" doc:"All lists when absent"`
}) (issueCount, error) {
	q.asked = true // counts name nobody
	c, err := tasks.CountIssues(q, q.Zone(), in.Project)
	return issueCount(c), err
}

// desk is what has been brought to a leader: issues to decide and orders that
// went up (YT-28, LW-37).
type desk struct {
	Issues []issue            `json:"issues"`
	Orders []supervisionOrder `json:"orders"`
}

func leaderDesk(q *Question, _ *In) (desk, error) {
	q.asked = true // the levels of the asker's own role
	out := desk{Issues: []issue{}, Orders: []supervisionOrder{}}
	levels := deskLevels(q.call)
	if len(levels) == 0 {
		return out, nil
	}
	issues, err := tasks.Issues(q, tasks.IssueFilter{Zone: q.Zone(), Levels: levels, Scope: access.All, Limit: store.MaxPage})
	if err != nil {
		return out, err
	}
	shown, err := showIssues(q, q.call, issues)
	if err != nil {
		return out, err
	}
	out.Issues = shown.Items
	orders, err := tasks.Orders(q, tasks.OrderFilter{Zone: q.Zone(), Standing: true, Levels: levels, Scope: access.All, Limit: store.MaxPage})
	if err != nil {
		return out, err
	}
	n, err := namesOf(q, q.Zone(), orderPersons(orders.Items...)...)
	for _, o := range orders.Items {
		out.Orders = append(out.Orders, showOrder(o, n, q.call))
	}
	return out, err
}

var issueWords = map[tasks.IssueStatus][2]string{tasks.IssueOpen: {"待解决", "open"}, tasks.IssueReopened: {"重新打开", "reopened"},
	tasks.IssueDone: {"待销项", "claimed"}, tasks.StruckOff: {"已销项", "struck off"}}

func exportIssues(q *Question, in *struct {
	In
	FindIssues
}) (file, error) {
	f := in.filter(q.call)
	f.Limit = store.MaxPage
	today := calendar.DateOf(q.Now())
	sheet := exchange.Sheet{NameZH: "问题销项清单", NameEN: "Strike-off list", Columns: []exchange.Column{{Key: "number", ZH: "编号", EN: "Number", Width: 20},
		{Key: "title", ZH: "问题", EN: "Issue", Width: 30}, {Key: "unit", ZH: "责任单位", EN: "Unit", Width: 20}, {Key: "person", ZH: "责任人", EN: "Owner"},
		{Key: "raised_on", ZH: "提出日期", EN: "Raised on"}, {Key: "due_on", ZH: "解决期限", EN: "Due on"}, {Key: "status", ZH: "状态", EN: "State"},
		{Key: "weeks", ZH: "已历周数", EN: "Age in weeks", Number: true}, {Key: "struck_on", ZH: "销项日期", EN: "Struck off on"}}}
	for {
		page, err := tasks.Issues(q, f)
		if err != nil {
			return file{}, err
		}
		n, err := namesOf(q, q.Zone(), issuePersons(page.Items...)...)
		if err != nil {
			return file{}, err
		}
		for _, i := range page.Items {
			sheet.Rows = append(sheet.Rows, []string{i.Number, i.Title, refName(n.unit(i.Unit)), refName(n.person(i.Person)), i.RaisedOn.String(), i.DueOn.String(),
				word(issueWords[i.Status], q.Lang()), exact.Int(i.Weeks(today)).String(), i.StruckOn.String()})
		}
		if f.After = page.Next; f.After == "" || len(sheet.Rows) > exchange.MaxExportRows {
			break
		}
	}
	var b bytes.Buffer
	err := exchange.WriteXLSX(&b, q.Lang(), sheet)
	return file{"问题销项清单.xlsx", mediaXLSX, b.Bytes()}, err
}
