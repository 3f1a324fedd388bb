package api

import (
	"bytes"
	"net/http"
	"strconv"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/domain/rules"
	"github.com/jingkai-zone/jingkai/internal/edge/exchange"
	"github.com/jingkai-zone/jingkai/internal/engine/access"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// topicView is a topic as the API shows it.
type topicView struct {
	ID          ident.ID          `json:"id"`
	Number      string            `json:"number" example:"议题-2019-000001"`
	Title       string            `json:"title"`
	Summary     string            `json:"summary"`
	Body        string            `json:"body" doc:"The meeting it is for"`
	Unit        *Ref              `json:"unit,omitempty"`
	Person      *Ref              `json:"person,omitempty"`
	Status      rules.TopicStatus `json:"status" enum:"submitted,reviewed,scheduled,decided,returned,withdrawn"`
	Agenda      *ident.ID         `json:"agenda,omitempty"`
	Carried     int64             `json:"carried" doc:"How often a meeting left it undecided"`
	Outcome     rules.Outcome     `json:"outcome,omitempty" enum:"agreed,rejected"`
	Decision    string            `json:"decision,omitempty"`
	Note        string            `json:"note,omitempty" doc:"Why it was returned or withdrawn"`
	ReviewedBy  *Ref              `json:"reviewed_by,omitempty"`
	DecidedBy   *Ref              `json:"decided_by,omitempty"`
	DecidedOn   *calendar.Date    `json:"decided_on,omitempty"`
	SubmittedAt time.Time         `json:"submitted_at"`
	Files       []attachment      `json:"files,omitempty"`
	Version     int64             `json:"version"`
	Actions     []Action          `json:"actions"`
}

// VersionTag makes the topic's version its ETag.
func (t topicView) VersionTag() int64 { return t.Version }

// agendaView is a meeting's agenda as the API shows it.
type agendaView struct {
	ID      ident.ID      `json:"id"`
	Number  string        `json:"number" example:"议程-2019-000001"`
	Body    string        `json:"body"`
	Day     calendar.Date `json:"day"`
	Open    bool          `json:"open"`
	Minutes string        `json:"minutes,omitempty"`
	Topics  []topicView   `json:"topics,omitempty"`
	Version int64         `json:"version"`
	Actions []Action      `json:"actions"`
}

// VersionTag makes the agenda's version its ETag.
func (a agendaView) VersionTag() int64 { return a.Version }

// TopicBody is what a topic is submitted with.
type TopicBody struct {
	Title   string     `json:"title" maxLength:"100"`
	Summary string     `json:"summary" maxLength:"4000"`
	Body    string     `json:"body" maxLength:"40" doc:"The meeting it is for, e.g. 主任办公会"`
	Files   []ident.ID `json:"files,omitempty" maxItems:"20"`
}

func (b TopicBody) draft() rules.TopicDraft {
	return rules.TopicDraft{Title: b.Title, Summary: b.Summary, Body: b.Body, Files: b.Files}
}

func (s *Server) registerTopics() {
	const path = "/zones/{zone}/topics"
	ask(s, Op{ID: "list-topics", Path: path, Action: "topic.read", ZH: "议题", EN: "Topics", Tag: "rules"}, listTopics)
	fetch(s, Op{ID: "export-topics", Path: path + "/export", Action: "topic.read", ZH: "导出议题", EN: "Export topics", Tag: "rules"}, mediaXLSX, exportTopics)
	act(s, Op{ID: "submit-topic", Path: path, Action: "topic.submit", ZH: "申报议题", EN: "Submit a topic", Tag: "rules", Status: http.StatusCreated},
		func(c *Command, in *struct {
			In
			Body TopicBody
		}) (topicView, error) {
			if err := c.May(access.Resource{Unit: c.Actor().Unit, Person: c.Actor().Person}); err != nil {
				return topicView{}, err
			}
			t, err := rules.Submit(c.Tx, in.Body.draft())
			return doneTopic(c, t, err)
		})
	ask(s, Op{ID: "get-topic", Path: path + "/{id}", Action: "topic.read", ZH: "查看议题", EN: "Read a topic", Tag: "rules"},
		func(q *Question, in *ByID) (topicView, error) {
			t, err := rules.TopicByID(q, q.Zone(), in.ID)
			if err != nil {
				return topicView{}, err
			}
			if err := q.May(access.Resource{Unit: t.Unit, Person: t.Person}); err != nil {
				return topicView{}, err
			}
			return wholeTopic(q, q.call, t)
		})
	s.registerTopicActions(path)
	s.registerAgendas()
}

// registerTopicActions declares what is done to a topic.
func (s *Server) registerTopicActions(path string) {
	type plain struct {
		ByID
		IfMatch
		Body struct{}
	}
	type reasoned struct {
		ByID
		IfMatch
		Body Reasoned
	}
	act(s, Op{ID: "review-topic", Path: path + "/{id}/actions/review", Action: "topic.review", ZH: "审核议题", EN: "Review a topic", Tag: "rules"},
		func(c *Command, in *plain) (topicView, error) {
			return onTopic(c, in.ID, in.IfMatch, func(version int64) (rules.Topic, error) { return rules.ReviewTopic(c.Tx, in.ID, version) })
		})
	act(s, Op{ID: "return-topic", Path: path + "/{id}/actions/return", Action: "topic.review", ZH: "退回议题", EN: "Return a topic", Tag: "rules"},
		func(c *Command, in *reasoned) (topicView, error) {
			return onTopic(c, in.ID, in.IfMatch, func(version int64) (rules.Topic, error) {
				return rules.ReturnTopic(c.Tx, in.ID, version, in.Body.Reason)
			})
		})
	act(s, Op{ID: "resubmit-topic", Path: path + "/{id}/actions/resubmit", Action: "topic.submit", ZH: "修改重报议题", EN: "Submit a topic again", Tag: "rules"},
		func(c *Command, in *struct {
			ByID
			IfMatch
			Body TopicBody
		}) (topicView, error) {
			return onTopic(c, in.ID, in.IfMatch, func(version int64) (rules.Topic, error) {
				return rules.ResubmitTopic(c.Tx, in.ID, version, in.Body.draft())
			})
		})
	act(s, Op{ID: "withdraw-topic", Path: path + "/{id}/actions/withdraw", Action: "topic.submit", ZH: "撤回议题", EN: "Withdraw a topic", Tag: "rules"},
		func(c *Command, in *reasoned) (topicView, error) {
			return onTopic(c, in.ID, in.IfMatch, func(version int64) (rules.Topic, error) {
				return rules.WithdrawTopic(c.Tx, in.ID, version, in.Body.Reason)
			})
		})
	act(s, Op{ID: "schedule-topic", Path: path + "/{id}/actions/schedule", Action: "topic.schedule", ZH: "安排议题上会", EN: "Schedule a topic", Tag: "rules"},
		func(c *Command, in *struct {
			ByID
			IfMatch
			Body struct {
				Agenda ident.ID `json:"agenda"`
			}
		}) (topicView, error) {
			return onTopic(c, in.ID, in.IfMatch, func(version int64) (rules.Topic, error) {
				return rules.ScheduleTopic(c.Tx, in.ID, version, in.Body.Agenda)
			})
		})
	act(s, Op{ID: "decide-topic", Path: path + "/{id}/actions/decide", Action: "topic.decide", ZH: "议题定案", EN: "Decide a topic", Tag: "rules"},
		func(c *Command, in *struct {
			ByID
			IfMatch
			Body struct {
				Outcome  rules.Outcome `json:"outcome" enum:"agreed,rejected"`
				Decision string        `json:"decision" maxLength:"2000"`
			}
		}) (topicView, error) {
			return onTopic(c, in.ID, in.IfMatch, func(version int64) (rules.Topic, error) {
				return rules.DecideTopic(c.Tx, in.ID, version, rules.Verdict{Outcome: in.Body.Outcome, Decision: in.Body.Decision})
			})
		})
}

func (s *Server) registerAgendas() {
	const path = "/zones/{zone}/agendas"
	ask(s, Op{ID: "list-agendas", Path: path, Action: "meeting.read", ZH: "会议议程", EN: "Agendas", Tag: "rules"},
		func(q *Question, in *struct {
			In
			Paging
			Meeting string `query:"body" maxLength:"40"`
		}) (List[agendaView], error) {
			q.asked = true // when which body meets is known to everybody who works here
			page, err := rules.Agendas(q, q.Zone(), in.Meeting, in.Cursor, in.Limit)
			out := List[agendaView]{Items: []agendaView{}, Next: page.Next}
			for _, a := range page.Items {
				out.Items = append(out.Items, showAgenda(a, q.call))
			}
			return out, err
		})
	act(s, Op{ID: "open-agenda", Path: path, Action: "topic.schedule", ZH: "建立议程", EN: "Open an agenda", Tag: "rules", Status: http.StatusCreated},
		func(c *Command, in *struct {
			In
			Body struct {
				Body string        `json:"body" maxLength:"40" doc:"The meeting, e.g. 主任办公会"`
				Day  calendar.Date `json:"day"`
			}
		}) (agendaView, error) {
			a, err := rules.OpenAgenda(c.Tx, in.Body.Body, in.Body.Day)
			if err != nil {
				return agendaView{}, err
			}
			return wholeAgenda(c, c.call, a)
		})
	ask(s, Op{ID: "get-agenda", Path: path + "/{id}", Action: "topic.read", ZH: "查看议程", EN: "Read an agenda", Tag: "rules"},
		func(q *Question, in *ByID) (agendaView, error) {
			a, err := rules.AgendaByID(q, q.Zone(), in.ID)
			if err != nil {
				return agendaView{}, err
			}
			return wholeAgenda(q, q.call, a)
		})
	fetch(s, Op{ID: "export-agenda", Path: path + "/{id}/export", Action: "topic.read", ZH: "导出议程", EN: "Export an agenda", Tag: "rules"}, mediaXLSX,
		func(q *Question, in *ByID) (file, error) {
			a, err := rules.AgendaByID(q, q.Zone(), in.ID)
			if err != nil {
				return file{}, err
			}
			whole, err := wholeAgenda(q, q.call, a)
			if err != nil {
				return file{}, err
			}
			return topicSheet(q, a.Body+" "+a.Day.String(), whole.Topics)
		})
	act(s, Op{ID: "close-agenda", Path: path + "/{id}/actions/close", Action: "topic.schedule", ZH: "结束会议", EN: "Close a meeting", Tag: "rules"},
		func(c *Command, in *struct {
			ByID
			IfMatch
			Body struct {
				Minutes string `json:"minutes" maxLength:"500" doc:"Number of the minutes, or their gist"`
			}
		}) (agendaView, error) {
			a, err := rules.AgendaByID(c, c.Zone(), in.ID)
			if err != nil {
				return agendaView{}, err
			}
			version, err := in.orPresent(a.Version)
			if err != nil {
				return agendaView{}, err
			}
			if a, err = rules.CloseAgenda(c.Tx, in.ID, version, in.Body.Minutes); err != nil {
				return agendaView{}, err
			}
			return wholeAgenda(c, c.call, a)
		})
}

// onTopic checks the record, finds the version the caller has read and gives
// the topic after the verb.
func onTopic(c *Command, id ident.ID, m IfMatch, verb func(version int64) (rules.Topic, error)) (topicView, error) {
	t, err := rules.TopicByID(c, c.Zone(), id)
	if err != nil {
		return topicView{}, err
	}
	if err := c.May(access.Resource{Unit: t.Unit, Person: t.Person}); err != nil {
		return topicView{}, err
	}
	version, err := m.orPresent(t.Version)
	if err != nil {
		return topicView{}, err
	}
	t, err = verb(version)
	return doneTopic(c, t, err)
}

func doneTopic(c *Command, t rules.Topic, err error) (topicView, error) {
	if err != nil {
		return topicView{}, err
	}
	return wholeTopic(c, c.call, t)
}

func wholeTopic(r store.Reader, c *call, t rules.Topic) (topicView, error) {
	n, err := namesOf(r, c.zone, t.Person, t.ReviewedBy, t.DecidedBy)
	if err != nil {
		return topicView{}, err
	}
	out := showTopic(t, n, c)
	out.Files, err = filesOf(r, c.zone, "rules.topic/"+t.ID.String())
	return out, err
}

func showTopic(t rules.Topic, n names, c *call) topicView {
	out := topicView{ID: t.ID, Number: t.Number, Title: t.Title, Summary: t.Summary, Body: t.Body, Unit: n.unit(t.Unit), Person: n.person(t.Person),
		Status: t.Status, Carried: t.Carried, Outcome: t.Outcome, Decision: t.Decision, Note: t.Note, ReviewedBy: n.person(t.ReviewedBy),
		DecidedBy: n.person(t.DecidedBy), DecidedOn: day(t.DecidedOn), SubmittedAt: t.SubmittedAt, Version: t.Version}
	if !t.Agenda.IsZero() {
		out.Agenda = &t.Agenda
	}
	res := access.Resource{Unit: t.Unit, Person: t.Person}
	can := func(name, action string, from ...rules.TopicStatus) button {
		why := t.Barred(from...)
		return button{name, action, res, why == nil, why}
	}
	list := []button{can("review", "topic.review", rules.TopicSubmitted), can("schedule", "topic.schedule", rules.TopicReviewed),
		can("decide", "topic.decide", rules.TopicScheduled),
		can("return", "topic.review", rules.TopicSubmitted, rules.TopicReviewed, rules.TopicScheduled)}
	if t.Unit == c.actor.Unit || t.Person == c.actor.Person {
		list = append(list, can("resubmit", "topic.submit", rules.TopicReturned),
			can("withdraw", "topic.submit", rules.TopicSubmitted, rules.TopicReviewed, rules.TopicScheduled, rules.TopicReturned))
	}
	out.Actions = c.press(list...)
	return out
}

// FindTopics is the filter of lists of topics.
type FindTopics struct {
	Status rules.TopicStatus `query:"status" enum:"submitted,reviewed,scheduled,decided,returned,withdrawn"`
	Agenda ident.ID          `query:"agenda"`
}

func (f FindTopics) filter(q *Question) rules.TopicFilter {
	return rules.TopicFilter{Zone: q.Zone(), Reach: rules.Reach{Actor: q.Actor(), Scope: q.Scope()}, Status: f.Status, Agenda: f.Agenda}
}

func listTopics(q *Question, in *struct {
	In
	Paging
	FindTopics
}) (List[topicView], error) {
	f := in.filter(q)
	f.After, f.Limit = in.Cursor, in.Limit
	page, err := rules.Topics(q, f)
	if err != nil {
		return List[topicView]{}, err
	}
	items, err := showTopics(q, q.call, page.Items)
	return List[topicView]{Items: items, Next: page.Next}, err
}

func showTopics(r store.Reader, c *call, list []rules.Topic) ([]topicView, error) {
	var ids []ident.ID
	for _, t := range list {
		ids = append(ids, t.Person, t.ReviewedBy, t.DecidedBy)
	}
	n, err := namesOf(r, c.zone, ids...)
	out := []topicView{}
	for _, t := range list {
		out = append(out, showTopic(t, n, c))
	}
	return out, err
}

func showAgenda(a rules.Agenda, c *call) agendaView {
	closed := rules.AgendaClosed.New()
	return agendaView{ID: a.ID, Number: a.Number, Body: a.Body, Day: a.Day, Open: a.Open, Minutes: a.Minutes, Version: a.Version,
		Actions: c.press(button{"close", "topic.schedule", access.Resource{}, a.Open, closed}, button{"schedule", "topic.schedule", access.Resource{}, a.Open, closed})}
}

// wholeAgenda reads an agenda with those of its topics that the asker may read.
func wholeAgenda(r store.Reader, c *call, a rules.Agenda) (agendaView, error) {
	c.asked = true // topics are kept to those the asker may read, below
	out := showAgenda(a, c)
	topics, err := rules.OnAgenda(r, c.zone, a.ID)
	if err != nil {
		return out, err
	}
	var mine []rules.Topic
	for _, t := range topics {
		if c.Can("topic.read", access.Resource{Unit: t.Unit, Person: t.Person}) {
			mine = append(mine, t)
		}
	}
	out.Topics, err = showTopics(r, c, mine)
	return out, err
}

var topicColumns = []exchange.Column{
	{ZH: "编号", EN: "Number", Width: 20}, {ZH: "议题", EN: "Topic", Width: 30}, {ZH: "会议", EN: "Meeting"}, {ZH: "申报单位", EN: "Unit", Width: 20},
	{ZH: "状态", EN: "Status"}, {ZH: "结转次数", EN: "Carried", Number: true}, {ZH: "议定结果", EN: "Outcome"}, {ZH: "议定内容", EN: "Decision", Width: 40}, {ZH: "议定日", EN: "Decided on"},
}

var topicStatusWords = map[rules.TopicStatus][2]string{rules.TopicSubmitted: {"待审核", "submitted"}, rules.TopicReviewed: {"待上会", "reviewed"},
	rules.TopicScheduled: {"已列入议程", "scheduled"}, rules.TopicDecided: {"已议定", "decided"}, rules.TopicReturned: {"已退回", "returned"}, rules.TopicWithdrawn: {"已撤回", "withdrawn"}}

var outcomeWords = map[rules.Outcome][2]string{rules.Agreed: {"同意", "agreed"}, rules.NotAgreed: {"不同意", "rejected"}}

func exportTopics(q *Question, in *struct {
	In
	FindTopics
}) (file, error) {
	f := in.filter(q)
	f.Limit = store.MaxPage
	var all []topicView
	for {
		page, err := rules.Topics(q, f)
		if err != nil {
			return file{}, err
		}
		items, err := showTopics(q, q.call, page.Items)
		if err != nil {
			return file{}, err
		}
		all = append(all, items...)
		if f.After = page.Next; f.After == "" || len(all) > exchange.MaxExportRows {
			return topicSheet(q, "议题", all)
		}
	}
}

func topicSheet(q *Question, name string, topics []topicView) (file, error) {
	sheet := exchange.Sheet{NameZH: name, NameEN: name, Columns: topicColumns}
	for _, t := range topics {
		sheet.Rows = append(sheet.Rows, []string{t.Number, t.Title, t.Body, refName(t.Unit), ruleWord(topicStatusWords[t.Status], q.Lang()),
			strconv.FormatInt(t.Carried, 10), ruleWord(outcomeWords[t.Outcome], q.Lang()), t.Decision, dayText(t.DecidedOn)})
	}
	var b bytes.Buffer
	err := exchange.WriteXLSX(&b, q.Lang(), sheet)
	return file{name + ".xlsx", mediaXLSX, b.Bytes()}, err
}
