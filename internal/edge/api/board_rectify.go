package api

import (
	"bytes"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/domain/board"
	"github.com/jingkai-zone/jingkai/internal/edge/exchange"
	"github.com/jingkai-zone/jingkai/internal/engine/access"
	"github.com/jingkai-zone/jingkai/internal/engine/flow"
	"github.com/jingkai-zone/jingkai/internal/store"
)

const rectifyPath = "/zones/{zone}/rectifications"

// rectification is the order to put a yellow item right.
type rectification struct {
	ID          ident.ID      `json:"id"`
	Number      string        `json:"number" example:"整改-2019-000001"`
	Board       ident.ID      `json:"board"`
	Item        ident.ID      `json:"item"`
	Work        ident.ID      `json:"work"`
	Title       string        `json:"title"`
	Lead        *Ref          `json:"lead,omitempty"`
	Unit        *Ref          `json:"unit,omitempty"`
	Person      *Ref          `json:"person,omitempty"`
	State       board.State   `json:"state" enum:"open,planned,submitted,accepted,cancelled"`
	OpenedAt    time.Time     `json:"opened_at"`
	DueOn       calendar.Date `json:"due_on,omitempty" doc:"Last day in time; empty while it waits for acceptance"`
	Provisional bool          `json:"provisional" doc:"Rests on a year whose holidays are not published"`
	Overdue     bool          `json:"overdue" doc:"Past its limit at present"`
	OverdueAt   *time.Time    `json:"overdue_at,omitempty" doc:"When it was found overdue"`
	Supervision string        `json:"supervision,omitempty" doc:"Supervision order that followed"`
	EndedAt     *time.Time    `json:"ended_at,omitempty"`
	Streak      int           `json:"streak,omitempty" doc:"Months in a row on the yellow board"`
	Version     int64         `json:"version"`
	Steps       []rectifyStep `json:"steps,omitempty"`
	Days        []clockDay    `json:"days,omitempty" doc:"The limit day by day"`
	Limit       string        `json:"limit,omitempty" doc:"The limit in words"`
	Actions     []Action      `json:"actions"`
}

// VersionTag makes the rectification's version its ETag.
func (x rectification) VersionTag() int64 { return x.Version }

type rectifyStep struct {
	No       int64        `json:"no"`
	Action   string       `json:"action" enum:"open,plan,submit,return,accept,cancel,overdue"`
	Text     string       `json:"text"`
	Evidence []boardProof `json:"evidence,omitempty"`
	At       time.Time    `json:"at"`
	By       string       `json:"by"`
}

type clockDay struct {
	Date    calendar.Date `json:"date"`
	Text    string        `json:"text"`
	Counted bool          `json:"counted"`
}

type rectifyBody struct {
	Text     string       `json:"text" minLength:"2" maxLength:"2000"`
	Evidence []boardProof `json:"evidence,omitempty" maxItems:"20" doc:"Needed to submit"`
}

// FindRectifications narrows a list of rectifications.
type FindRectifications struct {
	In
	Paging
	Board ident.ID    `query:"board"`
	Unit  ident.ID    `query:"unit"`
	State board.State `query:"state" enum:"open,planned,submitted,accepted,cancelled"`
}

func (f FindRectifications) filter(q *Question) board.RectificationFilter {
	return board.RectificationFilter{Zone: q.Zone(), Scope: q.Scope(), Actor: q.Actor(), Board: f.Board, Unit: f.Unit, State: f.State, After: f.Cursor, Limit: f.Limit}
}

func (s *Server) registerRectifications() {
	ask(s, Op{ID: "list-rectifications", Path: rectifyPath, Action: "rectification.read", ZH: "整改单", EN: "Rectifications", Tag: boardTag},
		func(q *Question, in *FindRectifications) (List[rectification], error) {
			page, err := board.Rectifications(q, in.filter(q))
			if err != nil {
				return List[rectification]{}, err
			}
			items, err := showRectifications(q, q.call, page.Items)
			return List[rectification]{Items: items, Next: page.Next}, err
		})
	fetch(s, Op{ID: "export-rectifications", Path: rectifyPath + "/export", Action: "rectification.read", ZH: "导出整改单", EN: "Export rectifications", Tag: boardTag}, mediaXLSX, exportRectifications)
	ask(s, Op{ID: "get-rectification", Path: rectifyPath + "/{id}", Action: "rectification.read", ZH: "查看整改单", EN: "Read a rectification", Tag: boardTag},
		func(q *Question, in *ByID) (rectification, error) {
			x, err := board.RectificationByID(q, q.Zone(), in.ID)
			if err != nil {
				return rectification{}, err
			}
			if err := q.May(access.Resource{Unit: x.Unit, Person: x.Person}); err != nil {
				return rectification{}, err
			}
			return wholeRectification(q, q.call, x)
		})
	for _, one := range []struct {
		name, action, zh, en string
		do                   func(*store.Tx, ident.ID, board.StepInput) (board.Rectification, error)
	}{{"plan", "rectification.plan", "制定整改方案", "Plan a rectification", board.Plan}, {"submit", "rectification.submit", "提交整改结果", "Submit a rectification", board.Submit},
		{"accept", "rectification.accept", "验收整改", "Accept a rectification", board.Accept}, {"return", "rectification.accept", "退回整改", "Send a rectification back", board.Return}} {
		act(s, Op{ID: one.name + "-rectification", Path: rectifyPath + "/{id}/actions/" + one.name, Action: one.action, ZH: one.zh, EN: one.en, Tag: boardTag},
			func(c *Command, in *struct {
				ByID
				Body rectifyBody
			}) (rectification, error) {
				x, err := board.RectificationByID(c, c.Zone(), in.ID)
				if err != nil {
					return rectification{}, err
				}
				if err := c.May(access.Resource{Unit: x.Unit, Person: x.Person}); err != nil {
					return rectification{}, err
				}
				if x, err = one.do(c.Tx, in.ID, board.StepInput{Text: in.Body.Text, Evidence: proof(in.Body.Evidence)}); err != nil {
					return rectification{}, err
				}
				return wholeRectification(c, c.call, x)
			})
	}
}

// showRectifications shows a page of them with their limits.
func showRectifications(r store.Reader, c *call, list []board.Rectification) ([]rectification, error) {
	out := []rectification{}
	if len(list) == 0 {
		return out, nil
	}
	var people, ids []ident.ID
	for _, x := range list {
		people, ids = append(people, x.Lead, x.Person), append(ids, x.ID)
	}
	n, err := namesOf(r, c.zone, people...)
	if err != nil {
		return nil, err
	}
	heads, err := flow.Heads(r, c.zone, list[0].Clock().Kind, ids)
	if err != nil {
		return nil, err
	}
	for _, x := range list {
		one := rectification{ID: x.ID, Number: x.Number, Board: x.Board, Item: x.Item, Work: x.Work, Title: x.Title, Lead: n.person(x.Lead), Unit: n.unit(x.Unit),
			Person: n.person(x.Person), State: x.State, OpenedAt: x.OpenedAt, OverdueAt: timeOrNil(x.OverdueAt), Supervision: x.Supervision, EndedAt: timeOrNil(x.EndedAt),
			Version: x.Version, Actions: rectifyActions(x, c)}
		for _, h := range heads[x.ID] {
			one.DueOn, one.Provisional, one.Overdue = h.Due, h.Provisional, h.Late(r.Now())
		}
		out = append(out, one)
	}
	return out, nil
}

// rectifyActions are the buttons of a rectification for the asker.
func rectifyActions(x board.Rectification, c *call) []Action {
	offers, err := board.Offered(x)
	out := []Action{}
	if err != nil {
		return out
	}
	row := access.Resource{Unit: x.Unit, Person: x.Person}
	for _, a := range []struct{ name, action string }{{"plan", "rectification.plan"}, {"submit", "rectification.submit"},
		{"accept", "rectification.accept"}, {"return", "rectification.accept"}} {
		if offers[a.name] && c.Can(a.action, row) {
			out = append(out, Action{Name: a.name, Allowed: true})
		}
	}
	return out
}

func wholeRectification(r store.Reader, c *call, x board.Rectification) (rectification, error) {
	list, err := showRectifications(r, c, []board.Rectification{x})
	if err != nil {
		return rectification{}, err
	}
	out := list[0]
	steps, err := board.Steps(r, c.zone, x.ID)
	if err != nil {
		return rectification{}, err
	}
	for _, s := range steps {
		out.Steps = append(out.Steps, rectifyStep{s.No, s.Action, s.Text, showProof(s.Evidence), s.At, s.ByName})
	}
	history, err := board.History(r, c.zone, x.Work)
	if err != nil {
		return rectification{}, err
	}
	out.Streak = board.Streak(history)
	records, err := flow.ClocksOf(r, c.zone, x.Clock())
	if err != nil || len(records) == 0 {
		return out, err
	}
	clock := records[len(records)-1]
	cal, err := flow.CalendarOf(r, c.zone)
	if err != nil {
		return rectification{}, err
	}
	if clock.State == flow.Stopped {
		out.DueOn = clock.Due
	}
	e := clock.Clock.Explain(cal, r.Now())
	out.Limit = e.Text(c.lang)
	for _, l := range e.Lines {
		out.Days = append(out.Days, clockDay{l.Date, l.Text(c.lang, board.RectifyRule()), l.Counted})
	}
	return out, nil
}

func exportRectifications(q *Question, in *FindRectifications) (file, error) {
	sheet := exchange.Sheet{NameZH: "整改单", NameEN: "Rectifications", Columns: []exchange.Column{{Key: "number", ZH: "编号", EN: "Number", Width: 20},
		{Key: "title", ZH: "事项", EN: "Item", Width: 30}, {Key: "unit", ZH: "责任单位", EN: "Unit", Width: 20}, {Key: "lead", ZH: "牵头领导", EN: "Lead leader"},
		{Key: "person", ZH: "责任人", EN: "Responsible person"}, {Key: "state", ZH: "状态", EN: "State"}, {Key: "due", ZH: "期限", EN: "Due on"},
		{Key: "overdue", ZH: "逾期", EN: "Overdue"}, {Key: "supervision", ZH: "督办单", EN: "Supervision order", Width: 20}}}
	f := in.filter(q)
	f.Limit, f.After = store.MaxPage, ""
	for {
		page, err := board.Rectifications(q, f)
		if err != nil {
			return file{}, err
		}
		items, err := showRectifications(q, q.call, page.Items)
		if err != nil {
			return file{}, err
		}
		for _, x := range items {
			overdue := ""
			if x.Overdue || x.OverdueAt != nil {
				overdue = map[bool]string{true: "yes", false: "是"}[q.Lang() == "en"]
			}
			sheet.Rows = append(sheet.Rows, []string{x.Number, x.Title, refName(x.Unit), refName(x.Lead), refName(x.Person),
				board.StateText(x.State).In(q.Lang()), x.DueOn.String(), overdue, x.Supervision})
		}
		if f.After = page.Next; f.After == "" {
			break
		}
	}
	var b bytes.Buffer
	err := exchange.WriteXLSX(&b, q.Lang(), sheet)
	return file{"整改单.xlsx", mediaXLSX, b.Bytes()}, err
}
