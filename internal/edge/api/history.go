package api

import (
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/engine/jobs"
	"github.com/jingkai-zone/jingkai/internal/engine/ledger"
)

// trace is one line of a record's history: who did what, when and why. What
// was changed in detail is the auditor's to read.
type trace struct {
	ID     ident.ID      `json:"id"`
	Seq    int64         `json:"seq" doc:"Place in the ledger, -1 while it waits to be placed"`
	At     time.Time     `json:"at"`
	Actor  string        `json:"actor"`
	Action string        `json:"action"`
	Reason string        `json:"reason,omitempty"`
	Result ledger.Result `json:"result" enum:"done,denied,viewed"`
}

func (s *Server) registerHistory() {
	ask(s, Op{ID: "record-history", Path: "/zones/{zone}/history/{id}", Action: "history.read", ZH: "办理记录", EN: "History of a record", Tag: "ledger"},
		func(q *Question, in *struct {
			ByID
			Paging
		}) (List[trace], error) {
			q.asked = true // who did what to a record is open to everybody who works in the zone
			page, err := ledger.Entries(q, ledger.Filter{Zone: q.Zone(), Object: in.ID.String(), After: in.Cursor, Limit: in.Limit})
			out := List[trace]{Items: []trace{}, Next: page.Next}
			for _, e := range page.Items {
				if e.Result == ledger.Done {
					out.Items = append(out.Items, trace{e.ID, e.Seq, e.At, e.Name, e.Action, e.Reason, e.Result})
				}
			}
			return out, err
		})
	ask(s, Op{ID: "list-long-work", Path: "/zones/{zone}/long-work", Action: "account.self", ZH: "任务中心", EN: "Long work", Tag: "jobs"},
		func(q *Question, in *struct {
			In
			Paging
		}) (List[longWork], error) {
			q.asked = true // everybody sees the work they started themselves
			page, err := jobs.Tasks(q, q.Zone(), q.Actor().Account, in.Cursor, in.Limit)
			out := List[longWork]{Items: []longWork{}, Next: page.Next}
			for _, t := range page.Items {
				out.Items = append(out.Items, longWork{t.ID, t.Kind, t.TitleZH, t.TitleEN, t.State, t.Done, t.Total, t.MessageZH, t.MessageEN, t.Result, t.At})
			}
			return out, err
		})
}

// longWork is work that goes on after its request was answered.
type longWork struct {
	ID        ident.ID   `json:"id"`
	Kind      string     `json:"kind"`
	TitleZH   string     `json:"title_zh"`
	TitleEN   string     `json:"title_en"`
	State     jobs.State `json:"state"`
	Done      int64      `json:"done"`
	Total     int64      `json:"total"`
	MessageZH string     `json:"message_zh,omitempty"`
	MessageEN string     `json:"message_en,omitempty"`
	Result    string     `json:"result,omitempty"`
	At        time.Time  `json:"at"`
}
