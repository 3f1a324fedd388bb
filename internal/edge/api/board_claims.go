package api

import (
	"net/http"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/domain/board"
	"github.com/jingkai-zone/jingkai/internal/domain/people"
	"github.com/jingkai-zone/jingkai/internal/engine/access"
	"github.com/jingkai-zone/jingkai/internal/engine/measure"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// BoardRow is the input of operations on one item of a board.
type BoardRow struct {
	ByID
	Item ident.ID `path:"item" doc:"Item of the list"`
}

func (s *Server) registerBoardItems() {
	act(s, Op{ID: "change-board-item", Path: boardsPath + "/{id}/items/{item}/actions/change", Action: "board.change", ZH: "改定结果", EN: "Change a result", Tag: boardTag},
		func(c *Command, in *struct {
			BoardRow
			Body struct {
				Reasoned
				Final board.Colour `json:"final" enum:"red,yellow,none"`
			}
		}) (redBoard, error) {
			if err := mayRow(c, in.ID, in.Item); err != nil {
				return redBoard{}, err
			}
			_, err := board.ChangeFinal(c.Tx, in.ID, in.Item, in.Body.Final, in.Body.Reason)
			return answerBoard(c, in.ID, err)
		})
	act(s, Op{ID: "object-to-board", Path: boardsPath + "/{id}/objections", Action: "board.object", ZH: "提出异议", EN: "Object to a result", Tag: boardTag, Status: http.StatusCreated},
		func(c *Command, in *struct {
			ByID
			Body struct {
				Item     ident.ID     `json:"item"`
				Text     string       `json:"text" minLength:"2" maxLength:"2000" doc:"What is wrong and why"`
				Evidence []boardProof `json:"evidence,omitempty" maxItems:"20"`
			}
		}) (boardObjection, error) {
			if err := mayRow(c, in.ID, in.Body.Item); err != nil {
				return boardObjection{}, err
			}
			o, err := board.Object(c.Tx, in.ID, board.ObjectionInput{Item: in.Body.Item, Text: in.Body.Text, Evidence: proof(in.Body.Evidence)})
			return answerObjection(c, o, err)
		})
	act(s, Op{ID: "correct-board", Path: boardsPath + "/{id}/corrections", Action: "board.correct", ZH: "提出更正", EN: "Propose a correction", Tag: boardTag, Status: http.StatusCreated},
		func(c *Command, in *struct {
			ByID
			Body struct {
				Reasoned
				Item  ident.ID     `json:"item"`
				Final board.Colour `json:"final" enum:"red,yellow,none" doc:"none takes the item off the board"`
			}
		}) (boardCorrection, error) {
			if err := mayRow(c, in.ID, in.Body.Item); err != nil {
				return boardCorrection{}, err
			}
			h, err := board.Correct(c.Tx, in.ID, in.Body.Item, in.Body.Final, in.Body.Reason)
			return answerCorrection(c, h, err)
		})
}

// mayRow checks the operation's action against an item of a board.
func mayRow(c *Command, id, item ident.ID) error {
	b, err := board.ByID(c, c.Zone(), id)
	if err != nil {
		return err
	}
	i, err := board.ItemByID(c, b, item)
	if err != nil {
		return err
	}
	return c.May(rowOf(i))
}

func answerObjection(c *Command, o board.Objection, err error) (boardObjection, error) {
	if err != nil {
		return boardObjection{}, err
	}
	v, err := readBoard(c, c.call, o.Board)
	if err != nil {
		return boardObjection{}, err
	}
	return v.objection(o), nil
}

func answerCorrection(c *Command, h board.Correction, err error) (boardCorrection, error) {
	if err != nil {
		return boardCorrection{}, err
	}
	v, err := readBoard(c, c.call, h.Board)
	if err != nil {
		return boardCorrection{}, err
	}
	return v.correction(h), nil
}

func (s *Server) registerBoardClaims() {
	ask(s, Op{ID: "list-board-objections", Path: boardsPath + "/{id}/objections", Action: "board.read", ZH: "榜单异议", EN: "Objections to a board", Tag: boardTag},
		func(q *Question, in *ByID) (List[boardObjection], error) {
			v, err := readBoard(q, q.call, in.ID)
			if err != nil {
				return List[boardObjection]{}, err
			}
			out := List[boardObjection]{Items: []boardObjection{}}
			for _, o := range v.objections {
				out.Items = append(out.Items, v.objection(o))
			}
			return out, nil
		})
	act(s, Op{ID: "decide-board-objection", Path: objectionsPath + "/{id}/actions/decide", Action: "board.decide_objection", ZH: "裁定异议", EN: "Decide an objection", Tag: boardTag},
		func(c *Command, in *struct {
			ByID
			Body struct {
				Reasoned
				Upheld bool         `json:"upheld"`
				Final  board.Colour `json:"final,omitempty" enum:"red,yellow,none" doc:"What the item becomes; needed when the objection is upheld"`
			}
		}) (boardObjection, error) {
			if err := mayObjection(c, in.ID); err != nil {
				return boardObjection{}, err
			}
			o, err := board.Decide(c.Tx, in.ID, board.Ruling{Upheld: in.Body.Upheld, Final: in.Body.Final, Reason: in.Body.Reason})
			return answerObjection(c, o, err)
		})
	act(s, Op{ID: "withdraw-board-objection", Path: objectionsPath + "/{id}/actions/withdraw", Action: "board.object", ZH: "撤回异议", EN: "Withdraw an objection", Tag: boardTag},
		func(c *Command, in *ByID) (boardObjection, error) {
			if err := mayObjection(c, in.ID); err != nil {
				return boardObjection{}, err
			}
			o, err := board.WithdrawObjection(c.Tx, in.ID)
			return answerObjection(c, o, err)
		})
	act(s, Op{ID: "decide-board-correction", Path: "/zones/{zone}/board-corrections/{id}/actions/decide", Action: "board.confirm", ZH: "批准更正", EN: "Decide a correction", Tag: boardTag},
		func(c *Command, in *struct {
			ByID
			Body struct {
				Reasoned
				Approve bool `json:"approve"`
			}
		}) (boardCorrection, error) {
			h, err := board.DecideCorrection(c.Tx, in.ID, in.Body.Approve, in.Body.Reason)
			return answerCorrection(c, h, err)
		})
}

func mayObjection(c *Command, id ident.ID) error {
	o, err := board.ObjectionByID(c, c.Zone(), id)
	if err != nil {
		return err
	}
	return c.May(access.Resource{Unit: o.Unit, Person: o.Person})
}

func explainItem(q *Question, in *struct {
	BoardRow
	Computation ident.ID `query:"computation" doc:"An earlier computation; the one that stands when left out"`
}) (whyAnswer, error) {
	v, err := readBoard(q, q.call, in.ID)
	if err != nil {
		return whyAnswer{}, err
	}
	if !v.sees(in.Item) {
		i, err := board.ItemByID(q, v.board, in.Item)
		if err != nil {
			return whyAnswer{}, err
		}
		return whyAnswer{}, q.May(rowOf(i))
	}
	e, err := board.Why(q, v.board, in.Item, in.Computation)
	if err != nil {
		return whyAnswer{}, err
	}
	facts, err := showFacts(q, q.Zone(), e.Facts)
	for n := range facts {
		if !v.named(e.Item) {
			facts[n].ReportedBy, facts[n].VerifiedBy = nil, nil
		}
	}
	out := whyAnswer{Item: v.item(e.Item), Words: words(e.Words), Exact: e.Line.Exact, Derivation: showLine(e.Line), Facts: facts,
		Scheme: words(e.Scheme), SchemeID: e.Computation.Scheme, Computation: showRun(e.Computation, v.board)}
	for _, h := range v.changes {
		if h.Item == in.Item {
			out.Changes = append(out.Changes, boardChange{h.Item, h.Kind, h.Before, h.After, h.Reason, h.At, h.ByName})
		}
	}
	return out, err
}

func showFacts(r store.Reader, zone int64, list []measure.Fact) ([]whyFact, error) {
	var by []ident.ID
	for _, f := range list {
		by = append(by, f.ReportedBy, f.VerifiedBy)
	}
	n, err := namesOf(r, zone, by...)
	out := []whyFact{}
	for _, f := range list {
		m, _ := measure.Lookup(f.Measure)
		one := whyFact{ID: f.ID, Measure: f.Measure, Title: words{m.TitleZH, m.TitleEN}, Day: f.Day, Value: f.Value, Unit: m.Unit, Source: f.Source, Note: f.Note,
			ReportedBy: n.person(f.ReportedBy), At: f.At, VerifiedBy: n.person(f.VerifiedBy), VerifiedAt: timeOrNil(f.VerifiedAt), ReversedAt: timeOrNil(f.ReversedAt)}
		for _, s := range f.Subjects {
			one.Subjects = append(one.Subjects, factSubject(s))
		}
		out = append(out, one)
	}
	return out, err
}

func sheetOfPerson(q *Question, in *struct {
	ByID
	Month calendar.Month `query:"month" required:"true" doc:"Month of the boards"`
}) (personSheet, error) {
	p, err := people.ByID(q, q.Zone(), in.ID)
	if err != nil {
		return personSheet{}, err
	}
	if err := q.May(access.Resource{Unit: p.Unit, Person: p.ID, Kind: access.KindPerson}); err != nil {
		return personSheet{}, err
	}
	sheet, err := board.SheetOf(q, q.Zone(), p.ID, in.Month)
	if err != nil {
		return personSheet{}, err
	}
	n, err := namesOf(q, q.Zone())
	out := personSheet{Person: Ref{p.ID, p.Name}, Month: sheet.Month, Total: sheet.Total, Lines: []sheetLine{}, Works: []pastResult{}}
	for _, l := range sheet.Lines {
		m, _ := measure.Lookup(l.Measure)
		out.Lines = append(out.Lines, sheetLine{l.ID, l.Measure, words{m.TitleZH, m.TitleEN}, l.Item, l.Day, l.Value, l.Note,
			!l.Reverses.IsZero(), !l.ReversedBy.IsZero(), l.At})
	}
	for _, w := range sheet.Works {
		out.Works = append(out.Works, showPast(w, n))
	}
	return out, err
}
