package api

import (
	"bytes"
	"net/http"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/domain/account"
	"github.com/jingkai-zone/jingkai/internal/domain/rules"
	"github.com/jingkai-zone/jingkai/internal/edge/exchange"
	"github.com/jingkai-zone/jingkai/internal/engine/access"
	"github.com/jingkai-zone/jingkai/internal/engine/flow"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// requestView is a request or a report as the API shows it.
type requestView struct {
	ID         ident.ID            `json:"id"`
	Number     string              `json:"number" example:"请示-2019-000001"`
	Kind       rules.RequestKind   `json:"kind" enum:"request,report"`
	Title      string              `json:"title"`
	Body       string              `json:"body,omitempty"`
	Unit       *Ref                `json:"unit,omitempty"`
	Person     *Ref                `json:"person"`
	To         *Ref                `json:"to"`
	Status     rules.RequestStatus `json:"status" enum:"open,answered,withdrawn"`
	DueOn      *calendar.Date      `json:"due_on,omitempty" doc:"Last day for the reply; absent when there is no limit"`
	Overdue    bool                `json:"overdue"`
	ReportedAt *time.Time          `json:"overdue_reported_at,omitempty" doc:"When the leader was told that it is overdue"`
	Answer     rules.Answer        `json:"answer,omitempty" enum:"agreed,rejected,noted"`
	Reply      string              `json:"reply,omitempty"`
	AnsweredBy *Ref                `json:"answered_by,omitempty"`
	AnsweredAt *time.Time          `json:"answered_at,omitempty"`
	CreatedAt  time.Time           `json:"created_at"`
	Files      []attachment        `json:"files,omitempty"`
	Version    int64               `json:"version"`
	Actions    []Action            `json:"actions"`
}

// VersionTag makes the request's version its ETag.
func (r requestView) VersionTag() int64 { return r.Version }

func (s *Server) registerRequests() {
	const path = "/zones/{zone}/requests"
	ask(s, Op{ID: "list-requests", Path: path, Action: "request.read", ZH: "请示报告", EN: "Requests and reports", Tag: "rules"}, listRequests)
	fetch(s, Op{ID: "export-requests", Path: path + "/export", Action: "request.read", ZH: "导出请示报告", EN: "Export requests and reports", Tag: "rules"}, mediaXLSX, exportRequests)
	ask(s, Op{ID: "list-unanswered-requests", Path: "/zones/{zone}/unanswered-requests", Action: "request.read", ZH: "未答复请示", EN: "Unanswered requests", Tag: "rules"}, unanswered)
	act(s, Op{ID: "make-request", Path: path, Action: "request.create", ZH: "提出请示报告", EN: "Make a request or report", Tag: "rules", Status: http.StatusCreated},
		func(c *Command, in *struct {
			In
			Body struct {
				Kind  rules.RequestKind `json:"kind" enum:"request,report"`
				Title string            `json:"title" maxLength:"100"`
				Body  string            `json:"body" maxLength:"10000"`
				To    ident.ID          `json:"to" doc:"Leader it goes to"`
				Limit string            `json:"limit,omitempty" maxLength:"20" doc:"For the reply, e.g. 5wd; the scheme's when empty"`
				Files []ident.ID        `json:"files,omitempty" maxItems:"20"`
			}
		}) (requestView, error) {
			if err := c.May(access.Resource{Unit: c.Actor().Unit, Person: c.Actor().Person}); err != nil {
				return requestView{}, err
			}
			d := rules.RequestDraft{Kind: in.Body.Kind, Title: in.Body.Title, Body: in.Body.Body, To: in.Body.To, Files: in.Body.Files}
			if in.Body.Limit != "" {
				limit, err := calendar.ParseBudget(in.Body.Limit)
				if err != nil {
					return requestView{}, rules.BadLimit.At("limit")
				}
				d.Limit = limit
			}
			q, err := rules.Ask(c.Tx, d)
			return doneRequest(c, q, err)
		})
	ask(s, Op{ID: "get-request", Path: path + "/{id}", Action: "request.read", ZH: "查看请示报告", EN: "Read a request or report", Tag: "rules"},
		func(q *Question, in *ByID) (requestView, error) {
			x, err := rules.RequestByID(q, q.Zone(), in.ID)
			if err != nil {
				return requestView{}, err
			}
			if err := q.May(access.Resource{Unit: x.Unit, Person: x.Person}); err != nil && x.To != q.Actor().Person {
				return requestView{}, err
			}
			return wholeRequest(q, q.call, x)
		})
	act(s, Op{ID: "answer-request", Path: path + "/{id}/actions/answer", Action: "request.answer", ZH: "答复请示", EN: "Answer a request", Tag: "rules"},
		func(c *Command, in *struct {
			ByID
			IfMatch
			Body struct {
				Answer rules.Answer `json:"answer" enum:"agreed,rejected,noted"`
				Reply  string       `json:"reply" maxLength:"2000"`
			}
		}) (requestView, error) {
			return onRequest(c, in.ID, in.IfMatch, func(x rules.Request) access.Resource { return access.Resource{Unit: x.Unit, Person: x.Person} },
				func(version int64) (rules.Request, error) {
					return rules.Reply(c.Tx, in.ID, version, in.Body.Answer, in.Body.Reply)
				})
		})
	act(s, Op{ID: "withdraw-request", Path: path + "/{id}/actions/withdraw", Action: "request.create", ZH: "撤回请示报告", EN: "Withdraw a request or report", Tag: "rules"},
		func(c *Command, in *struct {
			ByID
			IfMatch
			Body Reasoned
		}) (requestView, error) {
			return onRequest(c, in.ID, in.IfMatch, func(x rules.Request) access.Resource { return access.Resource{Unit: x.Unit, Person: x.Person} },
				func(version int64) (rules.Request, error) {
					return rules.WithdrawRequest(c.Tx, in.ID, version, in.Body.Reason)
				})
		})
}

func onRequest(c *Command, id ident.ID, m IfMatch, res func(rules.Request) access.Resource, verb func(version int64) (rules.Request, error)) (requestView, error) {
	x, err := rules.RequestByID(c, c.Zone(), id)
	if err != nil {
		return requestView{}, err
	}
	if err := c.May(res(x)); err != nil {
		return requestView{}, err
	}
	version, err := m.orPresent(x.Version)
	if err != nil {
		return requestView{}, err
	}
	x, err = verb(version)
	return doneRequest(c, x, err)
}

func doneRequest(c *Command, x rules.Request, err error) (requestView, error) {
	if err != nil {
		return requestView{}, err
	}
	return wholeRequest(c, c.call, x)
}

func wholeRequest(r store.Reader, c *call, x rules.Request) (requestView, error) {
	n, err := namesOf(r, c.zone, x.Person, x.To, x.AnsweredBy)
	if err != nil {
		return requestView{}, err
	}
	clocks, err := rules.Clocks(r, c.zone, []ident.ID{x.ID})
	if err != nil {
		return requestView{}, err
	}
	out := showRequest(r, x, clocks[x.ID], n, c)
	out.Body = x.Body
	out.Files, err = filesOf(r, c.zone, rules.RequestClockKind+"/"+x.ID.String())
	return out, err
}

func showRequest(r store.Reader, x rules.Request, clock flow.Head, n names, c *call) requestView {
	out := requestView{ID: x.ID, Number: x.Number, Kind: x.Kind, Title: x.Title, Unit: n.unit(x.Unit), Person: n.person(x.Person), To: n.person(x.To),
		Status: x.Status, Answer: x.Answer, Reply: x.Reply, AnsweredBy: n.person(x.AnsweredBy), AnsweredAt: instant(x.AnsweredAt),
		ReportedAt: instant(x.OverdueAt), CreatedAt: x.CreatedAt, Version: x.Version}
	if !clock.ID.IsZero() {
		out.DueOn, out.Overdue = day(clock.Due), clock.Late(r.Now())
	}
	open := x.Status == rules.RequestOpen
	closed := rules.AnsweredAlready.New()
	var list []button
	if x.To == c.actor.Person || c.actor.Has(account.PrincipalLeader) && x.Person != c.actor.Person {
		list = append(list, button{"answer", "request.answer", access.Resource{Unit: x.Unit, Person: x.Person}, open, closed})
	}
	if x.Person == c.actor.Person {
		list = append(list, button{"withdraw", "request.create", access.Resource{Unit: x.Unit, Person: x.Person}, open, closed})
	}
	out.Actions = c.press(list...)
	return out
}

// FindRequests is the filter of lists of requests.
type FindRequests struct {
	Kind   rules.RequestKind   `query:"kind" enum:"request,report"`
	Status rules.RequestStatus `query:"status" enum:"open,answered,withdrawn"`
	To     ident.ID            `query:"to" doc:"Leader it went to"`
}

func (f FindRequests) filter(q *Question) rules.RequestFilter {
	return rules.RequestFilter{Zone: q.Zone(), Reach: rules.Reach{Actor: q.Actor(), Scope: q.Scope()}, Kind: f.Kind, Status: f.Status, To: f.To}
}

func listRequests(q *Question, in *struct {
	In
	Paging
	FindRequests
}) (List[requestView], error) {
	f := in.filter(q)
	f.After, f.Limit = in.Cursor, in.Limit
	page, err := rules.Requests(q, f)
	if err != nil {
		return List[requestView]{}, err
	}
	items, err := showRequests(q, q.call, page.Items)
	return List[requestView]{Items: items, Next: page.Next}, err
}

func showRequests(r store.Reader, c *call, list []rules.Request) ([]requestView, error) {
	var persons, ids []ident.ID
	for _, x := range list {
		persons, ids = append(persons, x.Person, x.To, x.AnsweredBy), append(ids, x.ID)
	}
	n, err := namesOf(r, c.zone, persons...)
	if err != nil {
		return nil, err
	}
	clocks, err := rules.Clocks(r, c.zone, ids)
	out := []requestView{}
	for _, x := range list {
		out = append(out, showRequest(r, x, clocks[x.ID], n, c))
	}
	return out, err
}

// unanswered is the list a leader works off: what waits for a reply, over the
// limit first.
func unanswered(q *Question, in *struct {
	In
	Paging
	To   ident.ID `query:"to" doc:"Only this leader's"`
	Mine bool     `query:"mine" doc:"Only the asker's own"`
}) (List[requestView], error) {
	f := rules.RequestFilter{Zone: q.Zone(), Reach: rules.Reach{Actor: q.Actor(), Scope: q.Scope()}, To: in.To, After: in.Cursor, Limit: in.Limit}
	if in.Mine {
		f.To = q.Actor().Person
	}
	page, err := rules.Unanswered(q, f)
	if err != nil {
		return List[requestView]{}, err
	}
	list := make([]rules.Request, len(page.Items))
	for i, w := range page.Items {
		list[i] = w.Request
	}
	items, err := showRequests(q, q.call, list)
	return List[requestView]{Items: items, Next: page.Next}, err
}

var requestColumns = []exchange.Column{
	{ZH: "编号", EN: "Number", Width: 20}, {ZH: "标题", EN: "Title", Width: 36}, {ZH: "单位", EN: "Unit", Width: 20}, {ZH: "提出人", EN: "Made by"}, {ZH: "受文领导", EN: "To"},
	{ZH: "提出日", EN: "Made on"}, {ZH: "答复期限", EN: "Reply due on"}, {ZH: "状态", EN: "Status"}, {ZH: "答复", EN: "Answer"}, {ZH: "批复内容", EN: "Reply", Width: 40}, {ZH: "答复人", EN: "Answered by"},
}

var requestWords = map[rules.RequestStatus][2]string{rules.RequestOpen: {"待答复", "waiting"}, rules.RequestAnswered: {"已答复", "answered"}, rules.RequestWithdrawn: {"已撤回", "withdrawn"}}

var answerWords = map[rules.Answer][2]string{rules.AnswerAgreed: {"同意", "agreed"}, rules.AnswerRejected: {"不同意", "rejected"}, rules.AnswerNoted: {"已阅", "noted"}}

func exportRequests(q *Question, in *struct {
	In
	FindRequests
}) (file, error) {
	f := in.filter(q)
	f.Limit = store.MaxPage
	sheet := exchange.Sheet{NameZH: "请示报告", NameEN: "Requests", Columns: requestColumns}
	for {
		page, err := rules.Requests(q, f)
		if err != nil {
			return file{}, err
		}
		items, err := showRequests(q, q.call, page.Items)
		if err != nil {
			return file{}, err
		}
		for _, x := range items {
			status := ruleWord(requestWords[x.Status], q.Lang())
			if x.Overdue {
				status = ruleWord([2]string{"超期未答复", "overdue"}, q.Lang())
			}
			sheet.Rows = append(sheet.Rows, []string{x.Number, x.Title, refName(x.Unit), refName(x.Person), refName(x.To), calendar.DateOf(x.CreatedAt).String(),
				dayText(x.DueOn), status, ruleWord(answerWords[x.Answer], q.Lang()), x.Reply, refName(x.AnsweredBy)})
		}
		if f.After = page.Next; f.After == "" || len(sheet.Rows) > exchange.MaxExportRows {
			break
		}
	}
	var b bytes.Buffer
	err := exchange.WriteXLSX(&b, q.Lang(), sheet)
	return file{"请示报告.xlsx", mediaXLSX, b.Bytes()}, err
}
