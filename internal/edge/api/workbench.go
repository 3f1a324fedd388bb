package api

import (
	"cmp"
	"slices"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
)

// bench is somebody's workbench: what waits for him, what is late, what he may
// decide, what changed since yesterday. Each room adds what it knows.
type bench struct {
	Waiting benchPart `json:"waiting" doc:"What waits for me"`
	Late    benchPart `json:"late" doc:"What is late"`
	Decide  benchPart `json:"decide" doc:"What I may decide"`
	Changed benchPart `json:"changed" doc:"What changed since yesterday"`
}

// benchPart is one part of a workbench: groups with a count and the first rows,
// the earliest due first.
type benchPart struct {
	Count  int64        `json:"count"`
	More   bool         `json:"more,omitempty" doc:"The count is a lower bound"`
	Groups []benchGroup `json:"groups"`
}

// benchGroup is what one list of a room gives. Link is the list's address
// below the zone with the filter that shows exactly these rows.
type benchGroup struct {
	Key   string     `json:"key" example:"tasks.open"`
	Title string     `json:"title"`
	Count int64      `json:"count"`
	More  bool       `json:"more,omitempty" doc:"There are more than the count"`
	Link  string     `json:"link" example:"/tasks?status=open&person=…"`
	Rows  []benchRow `json:"rows"`
}

type benchRow struct {
	ID     ident.ID       `json:"id"`
	Number string         `json:"number,omitempty"`
	Title  string         `json:"title"`
	DueOn  *calendar.Date `json:"due_on,omitempty"`
	Late   bool           `json:"late,omitempty"`
	Note   string         `json:"note,omitempty"`
	Link   string         `json:"link" doc:"Address of the record below the zone"`
}

// benchRows is how many rows of a group a workbench shows; benchCount is how
// far it counts.
const (
	benchRows  = 5
	benchCount = 100
)

// add puts a group into a part; a group without rows is left out.
func (p *benchPart) add(g benchGroup) {
	if len(g.Rows) == 0 {
		return
	}
	if g.Count == 0 {
		g.Count = int64(len(g.Rows))
	}
	if len(g.Rows) > benchRows {
		g.Rows = g.Rows[:benchRows]
	}
	p.Count += g.Count
	p.More = p.More || g.More
	p.Groups = append(p.Groups, g)
}

// contributor is one room's part of the workbench.
type contributor struct {
	place int
	fill  func(s *Server, q *Question, b *bench) error
}

var contributors []contributor

// workbench adds a room's part, in the order of places. Call it in a
// package-level var of the room's file.
func workbench(place int, fill func(s *Server, q *Question, b *bench) error) bool {
	contributors = append(contributors, contributor{place, fill})
	slices.SortStableFunc(contributors, func(a, b contributor) int { return cmp.Compare(a.place, b.place) })
	return true
}

func (s *Server) registerWorkbench() {
	ask(s, Op{ID: "get-workbench", Path: "/zones/{zone}/workbench", Action: "notify.read", ZH: "工作台", EN: "Workbench", Tag: "workbench"},
		func(q *Question, _ *In) (bench, error) {
			q.asked = true // each part asks for itself what the asker may see
			b := bench{}
			for _, p := range []*benchPart{&b.Waiting, &b.Late, &b.Decide, &b.Changed} {
				p.Groups = []benchGroup{}
			}
			for _, c := range contributors {
				if err := c.fill(s, q, &b); err != nil {
					return bench{}, err
				}
			}
			return b, nil
		})
}
