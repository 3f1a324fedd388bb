package api

import (
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/exact"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/domain/board"
	"github.com/jingkai-zone/jingkai/internal/domain/goals"
	"github.com/jingkai-zone/jingkai/internal/domain/org"
	"github.com/jingkai-zone/jingkai/internal/engine/publish"
)

// publicBoard is a published board as everybody sees it: no persons at all.
type publicBoard struct {
	ID          ident.ID       `json:"id"`
	Zone        words          `json:"zone"`
	Title       words          `json:"title"`
	Kind        goals.Kind     `json:"kind" enum:"month,node"`
	Month       calendar.Month `json:"month"`
	PublishedOn calendar.Date  `json:"published_on"`
	Until       calendar.Date  `json:"until" doc:"Last day it is shown"`
	Corrected   bool           `json:"corrected" doc:"This is a corrected version"`
	CorrectedOn *calendar.Date `json:"corrected_on,omitempty"`
	Withdrawn   bool           `json:"withdrawn" doc:"Taken down; nothing else is shown"`
	Groups      []publicGroup  `json:"groups"`
	Note        words          `json:"note"`
}

type publicGroup struct {
	Key   string      `json:"key" enum:"red,yellow"`
	Title words       `json:"title"`
	Rows  []publicRow `json:"rows"`
}

type publicRow struct {
	Item        string         `json:"item,omitempty"`
	Unit        string         `json:"unit,omitempty"`
	Rank        int64          `json:"rank,omitempty"`
	Score       *exact.Decimal `json:"score,omitempty"`
	Parts       []publicPart   `json:"parts,omitempty"`
	Result      string         `json:"result,omitempty"`
	Reason      string         `json:"reason,omitempty"`
	CorrectedOn *calendar.Date `json:"corrected_on,omitempty" doc:"Since when the row stands corrected (更正)"`
}

type publicPart struct {
	Title words         `json:"title"`
	Score exact.Decimal `json:"score"`
}

// display is what the wall shows, turning by itself: the newest board, the
// colours of the past months, and where the rectifications stand.
type display struct {
	Zone           words          `json:"zone"`
	At             time.Time      `json:"at"`
	Board          *publicBoard   `json:"board,omitempty"`
	Months         []displayMonth `json:"months"`
	Rectifications []displayState `json:"rectifications"`
}

type displayMonth struct {
	Month  calendar.Month `json:"month"`
	Kind   goals.Kind     `json:"kind" enum:"month,node"`
	Node   string         `json:"node,omitempty"`
	Red    int64          `json:"red"`
	Yellow int64          `json:"yellow"`
	None   int64          `json:"none"`
}

type displayState struct {
	State   board.State `json:"state" enum:"open,planned,submitted,accepted,cancelled"`
	Name    words       `json:"name"`
	N       int64       `json:"n"`
	Overdue int64       `json:"overdue"`
}

func (s *Server) registerBoardPublic() {
	const public = "/public/zones/{zone}/boards"
	ask(s, Op{ID: "public-boards", Path: public, Public: true, ZH: "红黄榜公示", EN: "Published boards", Tag: "public"},
		func(q *Question, in *struct {
			In
			Paging
		}) (List[publicBoard], error) {
			page, err := board.List(q, board.Filter{Zone: q.Zone(), Status: board.Published, After: in.Cursor, Limit: min(max(in.Limit, 1), 24)})
			if err != nil {
				return List[publicBoard]{}, err
			}
			out := List[publicBoard]{Items: []publicBoard{}, Next: page.Next}
			for _, b := range page.Items {
				one, err := publicView(q, b, publish.Public)
				if publish.NotFound.Is(err) {
					continue // its period is over, or the scheme shows it to others only
				}
				if err != nil {
					return List[publicBoard]{}, err
				}
				out.Items = append(out.Items, one)
			}
			return out, nil
		})
	ask(s, Op{ID: "public-board", Path: public + "/{id}", Public: true, ZH: "查看公示的红黄榜", EN: "Read a published board", Tag: "public"},
		func(q *Question, in *ByID) (publicBoard, error) {
			b, err := board.ByID(q, q.Zone(), in.ID)
			if err != nil {
				return publicBoard{}, err
			}
			if b.Status != board.Published {
				return publicBoard{}, publish.NotFound.New()
			}
			return publicView(q, b, publish.Public)
		})
	ask(s, Op{ID: "wall-display", Path: "/zones/{zone}/display", Public: true, ZH: "大屏", EN: "Wall display", Tag: "public"}, wallDisplay)
}

// publicView shows a published board as an audience may see it today.
func publicView(q *Question, b board.Board, audience publish.Audience) (publicBoard, error) {
	p, err := publish.View(q, b.Zone, publish.Viewer{Audience: audience}, b.Notice, calendar.DateOf(q.Now()))
	if err != nil {
		return publicBoard{}, err
	}
	z, err := org.ZoneByID(q, b.Zone)
	if err != nil {
		return publicBoard{}, err
	}
	out := publicBoard{ID: b.ID, Zone: words{z.NameZH, z.NameEN}, Title: words{p.TitleZH, p.TitleEN}, Kind: b.Kind, Month: b.Month,
		PublishedOn: calendar.DateOf(b.PublishedAt), Until: p.To, Corrected: p.No > 1, Withdrawn: p.Status == publish.Withdrawn,
		Groups: []publicGroup{}, Note: words{p.Body.NoteZH, p.Body.NoteEN}}
	if out.Corrected {
		on := calendar.DateOf(p.At)
		out.CorrectedOn = &on
	}
	for _, g := range p.Body.Groups {
		group := publicGroup{Key: g.Key, Title: words{g.TitleZH, g.TitleEN}, Rows: []publicRow{}}
		for _, r := range g.Rows {
			row := publicRow{Item: r.Item, Unit: r.Unit, Rank: r.Rank, Score: r.Total, Result: r.Result, Reason: r.Reason, CorrectedOn: dayOrNil(r.Corrected)}
			for _, part := range r.Parts {
				row.Parts = append(row.Parts, publicPart{words{part.TitleZH, part.TitleEN}, part.Score})
			}
			group.Rows = append(group.Rows, row)
		}
		out.Groups = append(out.Groups, group)
	}
	return out, nil
}

// monthsShown is how far back the wall shows the colours.
const monthsShown = 6

func wallDisplay(q *Question, _ *In) (display, error) {
	z, err := org.ZoneByID(q, q.Zone())
	if err != nil {
		return display{}, err
	}
	out := display{Zone: words{z.NameZH, z.NameEN}, At: q.Now(), Months: []displayMonth{}, Rectifications: []displayState{}}
	page, err := board.List(q, board.Filter{Zone: q.Zone(), Status: board.Published, Limit: 1})
	if err != nil {
		return display{}, err
	}
	for _, b := range page.Items {
		shown, err := publicView(q, b, publish.Screen)
		if err == nil && !shown.Withdrawn {
			out.Board = &shown
		} else if err != nil && !publish.NotFound.Is(err) {
			return display{}, err
		}
	}
	if out.Board == nil { // nothing is published to this wall, so nothing is counted on it
		return out, nil
	}
	return out, out.count(q)
}

func (d *display) count(q *Question) error {
	zone := q.Zone()
	counts, err := board.Counts(q, zone, d.Board.Month.Add(1-monthsShown))
	if err != nil {
		return err
	}
	var last ident.ID
	for _, c := range counts {
		if c.Board != last {
			d.Months, last = append(d.Months, displayMonth{Month: c.Month, Kind: c.Kind, Node: c.Node}), c.Board
		}
		m := &d.Months[len(d.Months)-1]
		switch c.Colour {
		case board.Red:
			m.Red = c.N
		case board.Yellow:
			m.Yellow = c.N
		default:
			m.None = c.N
		}
	}
	states, err := board.RectificationCounts(q, zone)
	for _, s := range states {
		name := board.StateText(s.State)
		d.Rectifications = append(d.Rectifications, displayState{s.State, words{name.In(fault.Chinese), name.In(fault.English)}, s.N, s.Overdue})
	}
	return err
}
