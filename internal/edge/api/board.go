package api

import (
	"net/http"
	"strings"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/exact"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/domain/board"
	"github.com/jingkai-zone/jingkai/internal/domain/goals"
	"github.com/jingkai-zone/jingkai/internal/engine/access"
	"github.com/jingkai-zone/jingkai/internal/engine/publish"
	"github.com/jingkai-zone/jingkai/internal/store"
)

var badWeight = fault.Define(fault.Invalid, "board.what_if.weight", "LY-55",
	"权重的写法是“板块代号:比例”，例如 overall:60%。", "A weight is written key:share, for example overall:60%.")

const (
	boardsPath     = "/zones/{zone}/boards"
	boardTag       = "board"
	objectionsPath = "/zones/{zone}/board-objections"
)

func (s *Server) registerBoard() {
	ask(s, Op{ID: "list-boards", Path: boardsPath, Action: "board.read", ZH: "红黄榜", EN: "Red and yellow boards", Tag: boardTag}, listBoards)
	act(s, Op{ID: "create-board", Path: boardsPath, Action: "board.compute", ZH: "测算红黄榜", EN: "Compute a list's board", Tag: boardTag, Status: http.StatusCreated},
		func(c *Command, in *struct {
			In
			Body struct {
				List       ident.ID  `json:"list" doc:"Issued list that is judged"`
				Irrelevant []leftOut `json:"irrelevant,omitempty" maxItems:"500" doc:"Blocks that do not concern items"`
			}
		}) (redBoard, error) {
			b, err := board.Compute(c.Tx, board.ComputeInput{List: in.Body.List, Irrelevant: irrelevances(in.Body.Irrelevant)})
			return answerBoard(c, b.ID, err)
		})
	ask(s, Op{ID: "get-board", Path: boardsPath + "/{id}", Action: "board.read", ZH: "查看红黄榜", EN: "Read a board", Tag: boardTag},
		func(q *Question, in *ByID) (redBoard, error) { return wholeBoard(q, q.call, in.ID) })
	act(s, Op{ID: "compute-board", Path: boardsPath + "/{id}/actions/compute", Action: "board.compute", ZH: "重新测算", EN: "Compute a board again", Tag: boardTag},
		func(c *Command, in *struct {
			ByID
			Body struct {
				Reasoned
				Irrelevant []leftOut `json:"irrelevant,omitempty" maxItems:"500" doc:"Blocks that do not concern items; what was said before when left out"`
			}
		}) (redBoard, error) {
			b, err := board.Again(c.Tx, in.ID, irrelevances(in.Body.Irrelevant), in.Body.Reason)
			return answerBoard(c, b.ID, err)
		})
	act(s, Op{ID: "confirm-board", Path: boardsPath + "/{id}/actions/confirm", Action: "board.confirm", ZH: "审定红黄榜", EN: "Confirm a board", Tag: boardTag},
		func(c *Command, in *ByID) (redBoard, error) {
			b, err := board.Confirm(c.Tx, in.ID)
			return answerBoard(c, b.ID, err)
		})
	act(s, Op{ID: "publish-board", Path: boardsPath + "/{id}/actions/publish", Action: "board.publish", ZH: "公布红黄榜", EN: "Publish a board", Tag: boardTag},
		func(c *Command, in *ByID) (redBoard, error) {
			b, err := board.Publish(c.Tx, in.ID)
			return answerBoard(c, b.ID, err)
		})
	act(s, Op{ID: "post-board", Path: boardsPath + "/{id}/actions/post", Action: "board.publish", ZH: "登记张贴", EN: "Record where the poster hangs", Tag: boardTag},
		func(c *Command, in *struct {
			ByID
			Body struct {
				Place string   `json:"place" minLength:"2" maxLength:"100" doc:"Where it hangs"`
				Photo ident.ID `json:"photo,omitempty" doc:"File that shows it"`
			}
		}) (redBoard, error) {
			b, err := board.ByID(c, c.Zone(), in.ID)
			if err != nil {
				return redBoard{}, err
			}
			if b.Status != board.Published {
				return redBoard{}, board.NotPublished.New()
			}
			_, err = publish.Post(c.Tx, c.Zone(), b.Notice, in.Body.Place, in.Body.Photo.String())
			return answerBoard(c, b.ID, err)
		})
	s.registerBoardItems()
	s.registerBoardClaims()
	s.registerBoardReads()
	s.registerBoardPapers()
	s.registerRectifications()
	s.registerBoardPublic()
}

func irrelevances(list []leftOut) []board.Irrelevance {
	var out []board.Irrelevance
	for _, i := range list {
		out = append(out, board.Irrelevance(i))
	}
	return out
}

func answerBoard(c *Command, id ident.ID, err error) (redBoard, error) {
	if err != nil {
		return redBoard{}, err
	}
	return wholeBoard(c, c.call, id)
}

func listBoards(q *Question, in *struct {
	In
	Paging
	From   calendar.Month `query:"from" doc:"First month"`
	To     calendar.Month `query:"to" doc:"Last month"`
	Kind   goals.Kind     `query:"kind" enum:"month,node"`
	Status board.Status   `query:"status" enum:"computed,confirmed,published"`
}) (List[redBoard], error) {
	q.asked = true // the head of a board says nothing about anybody
	page, err := board.List(q, board.Filter{Zone: q.Zone(), From: in.From, To: in.To, Kind: in.Kind, Status: in.Status, After: in.Cursor, Limit: in.Limit})
	if err != nil {
		return List[redBoard]{}, err
	}
	var by []ident.ID
	for _, b := range page.Items {
		by = append(by, b.ConfirmedBy, b.PublishedBy)
	}
	n, err := namesOf(q, q.Zone(), by...)
	out := List[redBoard]{Items: []redBoard{}, Next: page.Next}
	for _, b := range page.Items {
		one := showBoard(b, n)
		one.Actions = []Action{}
		out.Items = append(out.Items, one)
	}
	return out, err
}

func timeOrNil(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

func dayOrNil(d calendar.Date) *calendar.Date {
	if d.IsZero() {
		return nil
	}
	return &d
}

func showBoard(b board.Board, n names) redBoard {
	return redBoard{ID: b.ID, Number: b.Number, List: b.List, Kind: b.Kind, Month: b.Month, Node: b.Node, Title: words(b.Title()), EvaluateOn: b.EvaluateOn,
		Status: b.Status, ConfirmedAt: timeOrNil(b.ConfirmedAt), ConfirmedBy: n.person(b.ConfirmedBy), PublishedAt: timeOrNil(b.PublishedAt),
		PublishedBy: n.person(b.PublishedBy), Version: b.Version}
}

// wholeBoard reads a board with everything the asker may see of it: all of it,
// the items of the own unit, or one's own.
func wholeBoard(r store.Reader, c *call, id ident.ID) (redBoard, error) {
	v, err := readBoard(r, c, id)
	if err != nil {
		return redBoard{}, err
	}
	out := showBoard(v.board, v.names)
	out.Of = int64(v.all)
	for _, i := range v.items {
		out.Items = append(out.Items, v.item(i))
	}
	for _, o := range v.objections {
		out.Objections = append(out.Objections, v.objection(o))
	}
	for _, h := range v.changes {
		out.Changes = append(out.Changes, boardChange{h.Item, h.Kind, h.Before, h.After, h.Reason, h.At, h.ByName})
	}
	for _, h := range v.corrections {
		out.Corrections = append(out.Corrections, v.correction(h))
	}
	for _, h := range v.runs {
		out.Computations = append(out.Computations, showRun(h, v.board))
		if h.ID == v.board.Computation {
			out.Rules = &boardRules{words(h.Words.Scheme), words(h.Words.Red), words(h.Words.Yellow), words(h.Words.Ties)}
		}
	}
	if v.board.Status == board.Computed {
		out.Window = &boardWindow{v.due, v.over, v.pending}
	}
	if out.Publication, err = boardPublication(r, v.board); err != nil {
		return redBoard{}, err
	}
	out.Actions = v.actions()
	return out, nil
}

func showRun(h board.Computation, b board.Board) boardRun {
	return boardRun{h.ID, h.No, h.At, h.ByName, h.Items, h.Reason, words(h.Words.Scheme), h.ID == b.Computation}
}

func boardPublication(r store.Reader, b board.Board) (*boardNotice, error) {
	if b.Notice.IsZero() {
		return nil, nil
	}
	p, err := publish.Get(r, b.Zone, b.Notice)
	if err != nil {
		return nil, err
	}
	out := &boardNotice{ID: p.ID, From: p.From, To: p.To, Audience: string(p.Audience), Status: string(p.Status), No: p.No, Place: p.Place}
	versions, err := publish.Versions(r, b.Zone, p.Series)
	if err != nil {
		return nil, err
	}
	for _, v := range versions {
		posted, err := publish.Postings(r, b.Zone, v.ID)
		if err != nil {
			return nil, err
		}
		for _, one := range posted {
			out.Postings = append(out.Postings, boardPosting{one.ID, one.Place, one.At, timeOrNil(one.RemovedAt)})
		}
	}
	return out, nil
}

func (s *Server) registerBoardReads() {
	ask(s, Op{ID: "explain-board-item", Path: boardsPath + "/{id}/items/{item}/why", Action: "board.read", ZH: "得分为何如此", EN: "Why this number", Tag: boardTag}, explainItem)
	ask(s, Op{ID: "try-board-weights", Path: boardsPath + "/{id}/what-if", Action: "board.compute", ZH: "试算权重", EN: "Try other weights", Tag: boardTag}, tryWeights)
	ask(s, Op{ID: "work-board-history", Path: "/zones/{zone}/works/{id}/board-history", Action: "board.read", ZH: "工作历次榜单", EN: "A work on past boards", Tag: boardTag}, pastOfWork)
	ask(s, Op{ID: "person-sheet", Path: "/zones/{zone}/people/{id}/sheet", Action: "board.read", ZH: "个人榜单得分", EN: "A person's sheet", Tag: boardTag}, sheetOfPerson)
}

func tryWeights(q *Question, in *struct {
	ByID
	Weights []string `query:"weights" maxItems:"50" doc:"key:share of blocks, e.g. overall:60%; blocks not named keep theirs"`
}) (trial, error) {
	weights := map[string]exact.Ratio{}
	for _, text := range in.Weights {
		key, share, ok := strings.Cut(text, ":")
		w, err := exact.ParseRatio(strings.TrimSpace(share))
		if !ok || err != nil {
			return trial{}, badWeight.At("weights")
		}
		weights[strings.TrimSpace(key)] = w
	}
	if err := q.May(access.Resource{}); err != nil {
		return trial{}, err
	}
	b, err := board.ByID(q, q.Zone(), in.ID)
	if err != nil {
		return trial{}, err
	}
	e, items, err := board.WhatIf(q, b, weights)
	if err != nil {
		return trial{}, err
	}
	out := trial{Items: []trialItem{}, Red: words(e.Red), Yellow: words(e.Yellow)}
	for n, j := range e.Items {
		i := items[n]
		out.Items = append(out.Items, trialItem{i.ID, i.Title, j.Score, j.Rank, j.Colour, words(j.Reason), i.Score.Score, i.Final})
	}
	return out, nil
}

func showPast(p board.Past, n names) pastResult {
	return pastResult{p.Board, p.Number, p.Kind, p.Month, p.Item, p.Title, n.unit(p.Unit), p.Score, p.Final, dayOrNil(p.CorrectedOn)}
}

func pastOfWork(q *Question, in *ByID) (workHistory, error) {
	history, err := board.History(q, q.Zone(), in.ID)
	if err != nil {
		return workHistory{}, err
	}
	if len(history) == 0 {
		return workHistory{}, board.NoItem.New()
	}
	if err := q.May(access.Resource{Unit: history[0].Unit, Person: history[0].Person}); err != nil {
		return workHistory{}, err
	}
	n, err := namesOf(q, q.Zone())
	out := workHistory{Work: in.ID, Title: history[0].Title, Streak: board.Streak(history), Items: []pastResult{}}
	for _, p := range history {
		out.Items = append(out.Items, showPast(p, n))
	}
	return out, err
}
