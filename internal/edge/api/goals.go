package api

import (
	"net/http"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/exact"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/domain/goals"
	"github.com/jingkai-zone/jingkai/internal/engine/access"
	"github.com/jingkai-zone/jingkai/internal/engine/scheme"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// keyList is a list of key points as the API shows it.
type keyList struct {
	ID         ident.ID       `json:"id"`
	Number     string         `json:"number" example:"要点-2019-000001"`
	Kind       goals.Kind     `json:"kind" enum:"month,node"`
	Month      calendar.Month `json:"month"`
	Node       string         `json:"node,omitempty"`
	EvaluateOn calendar.Date  `json:"evaluate_on"`
	Status     goals.Status   `json:"status" enum:"draft,issued"`
	IssuedAt   *time.Time     `json:"issued_at,omitempty"`
	IssuedBy   *Ref           `json:"issued_by,omitempty"`
	Late       bool           `json:"late"`
	Version    int64          `json:"version"`
	Items      []keyItem      `json:"items,omitempty"`
	Lacks      []FieldProblem `json:"lacks,omitempty" doc:"What the issue rule still misses"`
	Amendments []amendment    `json:"amendments,omitempty"`
	Receipts   []Ref          `json:"receipts,omitempty"`
	Awaited    []Ref          `json:"awaited,omitempty" doc:"Named on the list and not acknowledged yet"`
	Actions    []Action       `json:"actions"`
}

// VersionTag makes the list's version its ETag.
func (l keyList) VersionTag() int64 { return l.Version }

// keyItem is one key point as the API shows it.
type keyItem struct {
	ID        ident.ID         `json:"id"`
	Work      ident.ID         `json:"work" doc:"Identity of the work, shared by lists that name it"`
	Line      int64            `json:"line"`
	Title     string           `json:"title"`
	Measure   string           `json:"measure"`
	Plan      *exact.Decimal   `json:"plan,omitempty"`
	PlanUnit  string           `json:"plan_unit,omitempty"`
	Weight    exact.Decimal    `json:"weight"`
	DueOn     calendar.Date    `json:"due_on"`
	Lead      *Ref             `json:"lead,omitempty"`
	Unit      *Ref             `json:"unit,omitempty"`
	Person    *Ref             `json:"person,omitempty"`
	Origin    string           `json:"origin,omitempty"`
	Status    goals.ItemStatus `json:"status" enum:"active,withdrawn"`
	AmendedOn *calendar.Date   `json:"amended_on,omitempty"`
	Version   int64            `json:"version"`
}

// VersionTag makes the item's version its ETag.
func (i keyItem) VersionTag() int64 { return i.Version }

type amendment struct {
	ID     ident.ID            `json:"id"`
	Item   ident.ID            `json:"item"`
	Kind   goals.AmendmentKind `json:"kind" enum:"add,change,withdraw"`
	On     calendar.Date       `json:"on"`
	Reason string              `json:"reason"`
	By     string              `json:"by"`
	Before string              `json:"before,omitempty" doc:"The item before, as JSON"`
	After  string              `json:"after,omitempty" doc:"The item after, as JSON"`
}

// itemBody is what the office writes for an item.
type itemBody struct {
	Work     ident.ID       `json:"work,omitempty" doc:"Work of another list that this item repeats"`
	Title    string         `json:"title" maxLength:"100"`
	Measure  string         `json:"measure,omitempty" maxLength:"1000"`
	Plan     *exact.Decimal `json:"plan,omitempty"`
	PlanUnit string         `json:"plan_unit,omitempty" maxLength:"20"`
	Weight   *exact.Decimal `json:"weight,omitempty"`
	DueOn    calendar.Date  `json:"due_on,omitempty"`
	Lead     ident.ID       `json:"lead,omitempty"`
	Unit     ident.ID       `json:"unit,omitempty"`
	Person   ident.ID       `json:"person,omitempty"`
	Origin   string         `json:"origin,omitempty" maxLength:"200"`
}

func (b itemBody) draft() goals.ItemDraft {
	return goals.ItemDraft{Work: b.Work, Title: b.Title, Measure: b.Measure, Plan: b.Plan, PlanUnit: b.PlanUnit, Weight: b.Weight,
		DueOn: b.DueOn, Lead: b.Lead, Unit: b.Unit, Person: b.Person, Origin: b.Origin}
}

// Reasoned is embedded in the bodies of commands that need a reason. What is
// embedded in an input must be exported, or the schema does not see its fields.
type Reasoned struct {
	Reason string `json:"reason" minLength:"2" maxLength:"500"`
}

func (s *Server) registerGoals() {
	const lists = "/zones/{zone}/month-lists"
	ask(s, Op{ID: "list-month-lists", Path: lists, Action: "goals.read", ZH: "工作要点清单", EN: "Lists of key points", Tag: "goals"}, s.monthLists)
	act(s, Op{ID: "create-month-list", Path: lists, Action: "goals.edit", ZH: "新建清单", EN: "Open a list", Tag: "goals", Status: http.StatusCreated}, s.createMonthList)
	ask(s, Op{ID: "get-month-list", Path: lists + "/{id}", Action: "goals.read", ZH: "查看清单", EN: "Read a list", Tag: "goals"},
		func(q *Question, in *ByID) (keyList, error) { return wholeList(q, q.call, in.ID) })
	act(s, Op{ID: "add-month-list-item", Path: lists + "/{id}/items", Action: "goals.edit", ZH: "增加事项", EN: "Add an item", Tag: "goals", Status: http.StatusCreated},
		func(c *Command, in *struct {
			ByID
			Body itemBody
		}) (keyItem, error) {
			i, err := goals.AddItem(c.Tx, in.ID, in.Body.draft())
			return oneItem(c, i, err)
		})
	act(s, Op{ID: "edit-month-list-item", Method: http.MethodPut, Path: "/zones/{zone}/month-list-items/{id}", Action: "goals.edit", ZH: "修改事项", EN: "Edit an item", Tag: "goals"}, editItem)
	act(s, Op{ID: "remove-month-list-item", Path: "/zones/{zone}/month-list-items/{id}/actions/remove", Action: "goals.edit", ZH: "删除事项", EN: "Remove an item", Tag: "goals"},
		func(c *Command, in *ByID) (Empty, error) { return Empty{}, goals.RemoveItem(c.Tx, in.ID) })
	act(s, Op{ID: "carry-over-month-list", Path: lists + "/{id}/actions/carry-over", Action: "goals.edit", ZH: "结转上期事项", EN: "Carry items over", Tag: "goals"}, carryOver)
	act(s, Op{ID: "issue-month-list", Path: lists + "/{id}/actions/issue", Action: "goals.issue", ZH: "下发清单", EN: "Issue a list", Tag: "goals"},
		func(c *Command, in *ByID) (keyList, error) {
			if _, err := goals.Issue(c.Tx, s.Calendar, in.ID); err != nil {
				return keyList{}, err
			}
			return wholeList(c, c.call, in.ID)
		})
	act(s, Op{ID: "acknowledge-month-list", Path: lists + "/{id}/actions/acknowledge", Action: "goals.acknowledge", ZH: "签收清单", EN: "Acknowledge a list", Tag: "goals"},
		func(c *Command, in *ByID) (keyList, error) {
			if err := c.May(access.Resource{Unit: c.Actor().Unit, Person: c.Actor().Person}); err != nil {
				return keyList{}, err
			}
			if _, err := goals.Acknowledge(c.Tx, in.ID); err != nil {
				return keyList{}, err
			}
			return wholeList(c, c.call, in.ID)
		})
	ask(s, Op{ID: "person-works", Path: "/zones/{zone}/people/{id}/works", Action: "goals.read", ZH: "个人当月工作", EN: "A person's works of a month", Tag: "goals"}, personWorks)
	s.registerAmendments(lists)
	s.registerTargets()
	s.registerGoalsExchange(lists)
}

func (s *Server) registerAmendments(lists string) {
	act(s, Op{ID: "amend-month-list", Path: lists + "/{id}/actions/amend", Action: "goals.amend", ZH: "调整清单：增加事项", EN: "Amend a list: add an item", Tag: "goals", Status: http.StatusCreated},
		func(c *Command, in *struct {
			ByID
			Body struct {
				Reasoned
				Item itemBody `json:"item"`
			}
		}) (keyItem, error) {
			i, err := goals.AmendAdd(c.Tx, in.ID, in.Body.Item.draft(), in.Body.Reason)
			return oneItem(c, i, err)
		})
	act(s, Op{ID: "amend-month-list-item", Path: "/zones/{zone}/month-list-items/{id}/actions/amend", Action: "goals.amend", ZH: "调整清单：变更事项", EN: "Amend a list: change an item", Tag: "goals"},
		func(c *Command, in *struct {
			ByID
			IfMatch
			Body struct {
				Reasoned
				Item itemBody `json:"item"`
			}
		}) (keyItem, error) {
			version, err := itemVersion(c, in.ID, in.IfMatch)
			if err != nil {
				return keyItem{}, err
			}
			i, err := goals.AmendChange(c.Tx, in.ID, version, in.Body.Item.draft(), in.Body.Reason)
			return oneItem(c, i, err)
		})
	act(s, Op{ID: "withdraw-month-list-item", Path: "/zones/{zone}/month-list-items/{id}/actions/withdraw", Action: "goals.amend", ZH: "调整清单：撤回事项", EN: "Amend a list: withdraw an item", Tag: "goals"},
		func(c *Command, in *struct {
			ByID
			IfMatch
			Body Reasoned
		}) (keyItem, error) {
			version, err := itemVersion(c, in.ID, in.IfMatch)
			if err != nil {
				return keyItem{}, err
			}
			i, err := goals.AmendWithdraw(c.Tx, in.ID, version, in.Body.Reason)
			return oneItem(c, i, err)
		})
}

// itemVersion is the version the caller has read; without If-Match an action
// applies to the item as it stands.
func itemVersion(c *Command, id ident.ID, m IfMatch) (int64, error) {
	if m.Match != "" {
		return m.Expected()
	}
	i, err := goals.ItemByID(c, c.Zone(), id)
	return i.Version, err
}

func editItem(c *Command, in *struct {
	ByID
	IfMatch
	Body itemBody
}) (keyItem, error) {
	version, err := in.Expected()
	if err != nil {
		return keyItem{}, err
	}
	i, err := goals.EditItem(c.Tx, in.ID, version, in.Body.draft())
	return oneItem(c, i, err)
}

func (s *Server) monthLists(q *Question, in *struct {
	In
	Paging
	From   calendar.Month `query:"from" doc:"First month"`
	To     calendar.Month `query:"to" doc:"Last month"`
	Kind   goals.Kind     `query:"kind" enum:"month,node"`
	Status goals.Status   `query:"status" enum:"draft,issued"`
}) (List[keyList], error) {
	page, err := goals.Lists(q, goals.ListFilter{Zone: q.Zone(), From: in.From, To: in.To, Kind: in.Kind, Status: in.Status, After: in.Cursor, Limit: in.Limit})
	if err != nil {
		return List[keyList]{}, err
	}
	var by []ident.ID
	for _, l := range page.Items {
		by = append(by, l.IssuedBy)
	}
	n, err := namesOf(q, q.Zone(), by...)
	out := List[keyList]{Items: []keyList{}, Next: page.Next}
	for _, l := range page.Items {
		out.Items = append(out.Items, showList(l, n, q.call))
	}
	return out, err
}

func (s *Server) createMonthList(c *Command, in *struct {
	In
	Body struct {
		Kind       goals.Kind     `json:"kind" enum:"month,node"`
		Month      calendar.Month `json:"month"`
		Node       string         `json:"node,omitempty" maxLength:"60"`
		EvaluateOn calendar.Date  `json:"evaluate_on,omitempty"`
	}
}) (keyList, error) {
	l, err := goals.CreateList(c.Tx, goals.ListInput{Kind: in.Body.Kind, Month: in.Body.Month, Node: in.Body.Node, EvaluateOn: in.Body.EvaluateOn})
	if err != nil {
		return keyList{}, err
	}
	return wholeList(c, c.call, l.ID)
}

func carryOver(c *Command, in *struct {
	ByID
	Body struct {
		From  ident.ID   `json:"from" doc:"Issued list whose items are carried over"`
		Works []ident.ID `json:"works,omitempty" maxItems:"500" doc:"Only these works; empty for all"`
	}
}) (keyList, error) {
	if _, err := goals.CarryOver(c.Tx, in.ID, in.Body.From, in.Body.Works); err != nil {
		return keyList{}, err
	}
	return wholeList(c, c.call, in.ID)
}

// works is what a person answers for in a month. Count is the number of works:
// one that stands in a monthly and a node list counts once (LY-36).
type works struct {
	Count int64     `json:"count"`
	Items []keyItem `json:"items"`
}

func personWorks(q *Question, in *struct {
	ByID
	Month calendar.Month `query:"month" required:"true"`
}) (works, error) {
	if err := q.May(access.Resource{Person: in.ID, Kind: access.KindPerson}); err != nil {
		return works{}, err
	}
	items, err := goals.PersonItems(q, q.Zone(), in.ID, in.Month)
	if err != nil {
		return works{}, err
	}
	out := works{Items: []keyItem{}}
	if out.Count, err = goals.PersonWorks(q, q.Zone(), in.ID, in.Month); err != nil {
		return out, err
	}
	var ids []ident.ID
	for _, i := range items {
		ids = append(ids, i.Lead, i.Person)
	}
	n, err := namesOf(q, q.Zone(), ids...)
	for _, i := range items {
		out.Items = append(out.Items, showItem(i, n))
	}
	return out, err
}

func oneItem(c *Command, i goals.Item, err error) (keyItem, error) {
	if err != nil {
		return keyItem{}, err
	}
	n, err := namesOf(c, c.Zone(), i.Lead, i.Person)
	return showItem(i, n), err
}

func showItem(i goals.Item, n names) keyItem {
	out := keyItem{ID: i.ID, Work: i.Work, Line: i.Line, Title: i.Title, Measure: i.Measure, Plan: i.Plan, PlanUnit: i.PlanUnit, Weight: i.Weight,
		DueOn: i.DueOn, Lead: n.person(i.Lead), Unit: n.unit(i.Unit), Person: n.person(i.Person), Origin: i.Origin, Status: i.Status, Version: i.Version}
	if !i.AmendedOn.IsZero() {
		out.AmendedOn = &i.AmendedOn
	}
	return out
}

func showList(l goals.List, n names, c *call) keyList {
	out := keyList{ID: l.ID, Number: l.Number, Kind: l.Kind, Month: l.Month, Node: l.Node, EvaluateOn: l.EvaluateOn, Status: l.Status,
		IssuedBy: n.person(l.IssuedBy), Late: l.Late, Version: l.Version, Actions: listActions(l, c)}
	if !l.IssuedAt.IsZero() {
		out.IssuedAt = &l.IssuedAt
	}
	for _, i := range l.Items {
		out.Items = append(out.Items, showItem(i, n))
	}
	return out
}

// listActions are the buttons of a list for the asker.
func listActions(l goals.List, c *call) []Action {
	draft, issued := goals.Frozen.New().Text(c.lang), goals.NotIssued.New().Text(c.lang)
	out := []Action{}
	for _, a := range []struct {
		name, action string
		when         goals.Status
		why          string
	}{{"edit", "goals.edit", goals.Draft, draft}, {"import", "goals.edit", goals.Draft, draft}, {"issue", "goals.issue", goals.Draft, draft},
		{"amend", "goals.amend", goals.Issued, issued}, {"acknowledge", "goals.acknowledge", goals.Issued, issued}} {
		if !c.Can(a.action, access.Resource{Unit: c.actor.Unit, Person: c.actor.Person}) {
			continue
		}
		one := Action{Name: a.name, Allowed: l.Status == a.when}
		if !one.Allowed {
			one.Why = a.why
		}
		out = append(out, one)
	}
	return out
}

// wholeList reads a list with everything its page shows.
func wholeList(r store.Reader, c *call, id ident.ID) (keyList, error) {
	l, err := goals.ListByID(r, c.zone, id)
	if err != nil {
		return keyList{}, err
	}
	c.asked = true // every item of a list is read under the same grant
	receipts, err := goals.Receipts(r, c.zone, id)
	if err != nil {
		return keyList{}, err
	}
	ids := append([]ident.ID{l.IssuedBy}, receipts...)
	for _, i := range l.Items {
		ids = append(ids, i.Lead, i.Person)
	}
	n, err := namesOf(r, c.zone, ids...)
	if err != nil {
		return keyList{}, err
	}
	out := showList(l, n, c)
	received := map[ident.ID]bool{}
	for _, p := range receipts {
		received[p] = true
		out.Receipts = append(out.Receipts, *n.person(p))
	}
	if l.Status == goals.Issued {
		out.Awaited = awaited(l, received, n)
	} else if out.Lacks, err = lacks(r, c, l); err != nil {
		return keyList{}, err
	}
	changes, err := goals.Amendments(r, c.zone, id)
	for _, a := range changes {
		out.Amendments = append(out.Amendments, amendment{a.ID, a.Item, a.Kind, a.On, a.Reason, a.By, a.Before, a.After})
	}
	return out, err
}

func awaited(l goals.List, received map[ident.ID]bool, n names) []Ref {
	var out []Ref
	for _, i := range l.Items {
		for _, p := range []ident.ID{i.Lead, i.Person} {
			if i.Status == goals.Active && !p.IsZero() && !received[p] {
				received[p] = true
				out = append(out, *n.person(p))
			}
		}
	}
	return out
}

// lacks says what the issue rule still misses. A scheme that does not name the
// compulsory levels is itself what is missing.
func lacks(r store.Reader, c *call, l goals.List) ([]FieldProblem, error) {
	doc, err := scheme.At(r, c.zone, calendar.DateOf(r.Now()))
	if err != nil {
		return nil, err
	}
	levels, err := scheme.NeedList(doc, "goals.levels", scheme.Get[goals.Scheme](doc).Levels)
	if e, ok := fault.As(err); ok {
		return []FieldProblem{{e.Location, e.Code.Name, e.Text(c.lang)}}, nil
	} else if err != nil {
		return nil, err
	}
	var out []FieldProblem
	for _, e := range goals.Lacks(l, levels) {
		out = append(out, FieldProblem{e.Location, e.Code.Name, e.Text(c.lang)})
	}
	return out, nil
}
