package api

import (
	"strings"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/engine/notify"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// notice is a message in the asker's inbox. Link is the page it is about,
// relative to the zone: room and record, as in "tasks/<id>".
type notice struct {
	ID      ident.ID   `json:"id"`
	Kind    string     `json:"kind"`
	Object  string     `json:"object,omitempty"`
	Link    string     `json:"link,omitempty"`
	TitleZH string     `json:"title_zh"`
	TitleEN string     `json:"title_en"`
	BodyZH  string     `json:"body_zh"`
	BodyEN  string     `json:"body_en"`
	NeedAck bool       `json:"need_ack"`
	At      time.Time  `json:"at"`
	ReadAt  *time.Time `json:"read_at,omitempty"`
	AckedAt *time.Time `json:"acked_at,omitempty"`
}

func showNotice(i notify.Item) notice {
	n := notice{ID: i.ID, Kind: i.Kind, Object: i.Object, TitleZH: i.TitleZH, TitleEN: i.TitleEN, BodyZH: i.BodyZH, BodyEN: i.BodyEN,
		NeedAck: i.NeedAck, At: i.At}
	if room, id, ok := strings.Cut(i.Object, "/"); ok {
		room, _, _ = strings.Cut(room, ".")
		n.Link = room + "/" + id
	}
	if !i.ReadAt.IsZero() {
		n.ReadAt = &i.ReadAt
	}
	if !i.AckedAt.IsZero() {
		n.AckedAt = &i.AckedAt
	}
	return n
}

func (s *Server) registerNotify() {
	const path = "/zones/{zone}/notifications"
	ask(s, Op{ID: "list-notifications", Path: path, Action: "notify.read", ZH: "本人消息", EN: "One's own messages", Tag: "notify"},
		func(q *Question, in *struct {
			In
			Paging
			Unread bool `query:"unread" doc:"Only those not read yet"`
		}) (List[notice], error) {
			q.asked = true // a box is its owner's
			box := notify.BoxOf(q.Actor())
			page, err := notify.Inbox(q, box, in.Unread, in.Cursor, in.Limit)
			if err != nil {
				return List[notice]{}, err
			}
			out := List[notice]{Items: []notice{}, Next: page.Next}
			for _, i := range page.Items {
				out.Items = append(out.Items, showNotice(i))
			}
			unread, _, err := notify.Unread(q, box)
			if in.Unread {
				out.Total = &unread
			}
			return out, err
		})
	// Reading is bookkeeping of the box, not a business act: it has a
	// transaction of its own and no ledger entry.
	actWith(s, Op{ID: "read-notification", Path: path + "/{id}/actions/read", Action: "notify.read", ZH: "消息已读", EN: "Mark a message as read", Tag: "notify"},
		func(c *call, in *ByID) (Empty, error) {
			c.asked = true
			return Empty{}, s.db.Maintain(c.http.Context(), "notify.read", func(tx *store.Tx) error {
				return notify.MarkRead(tx, notify.BoxOf(c.actor), in.ID)
			})
		}, func(c *Command, _ *ByID, _ Empty) (Empty, error) {
			c.asked, c.dry = true, true
			return Empty{}, nil
		})
	act(s, Op{ID: "acknowledge-notification", Path: path + "/{id}/actions/acknowledge", Action: "notify.read", ZH: "签收消息", EN: "Acknowledge a message", Tag: "notify"},
		func(c *Command, in *ByID) (Empty, error) {
			c.asked = true
			return Empty{}, notify.Acknowledge(c.Tx, in.ID)
		})
}
