package api

import (
	"bytes"
	"strconv"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/domain/board"
	"github.com/jingkai-zone/jingkai/internal/domain/org"
	"github.com/jingkai-zone/jingkai/internal/edge/exchange"
	"github.com/jingkai-zone/jingkai/internal/engine/access"
	"github.com/jingkai-zone/jingkai/internal/engine/publish"
)

// Colours of the two boards on paper, with an ink that can be read on each.
var boardTones = map[publish.Tone]struct{ fill, ink string }{publish.Red: {"CF1322", "FFFFFF"}, publish.Yellow: {"FADB14", "000000"}}

func (s *Server) registerBoardPapers() {
	fetch(s, Op{ID: "export-board", Path: boardsPath + "/{id}/export", Action: "board.read", ZH: "导出测算表", EN: "Export the computed table", Tag: boardTag}, mediaXLSX, exportBoard)
	fetch(s, Op{ID: "board-poster", Path: boardsPath + "/{id}/poster", Action: "publication.read", ZH: "红黄榜张贴稿", EN: "Poster of a board", Tag: boardTag}, mediaDOCX, boardPoster)
	fetch(s, Op{ID: "board-notice", Path: boardsPath + "/{id}/notice", Action: "publication.read", ZH: "红黄榜通报", EN: "Notice of a board", Tag: boardTag}, mediaDOCX, boardNoticePaper)
}

// exportBoard writes what the asker may see of the computed table.
func exportBoard(q *Question, in *ByID) (file, error) {
	b, err := wholeBoard(q, q.call, in.ID)
	if err != nil {
		return file{}, err
	}
	say := func(w words) string {
		if q.Lang() == fault.English {
			return w.EN
		}
		return w.ZH
	}
	colour := func(c board.Colour) string { return c.Text().In(q.Lang()) }
	places := 0
	if len(b.Items) > 0 {
		places = b.Items[0].Score.Places()
	}
	sheet := exchange.Sheet{NameZH: b.Number, NameEN: b.Number, Columns: []exchange.Column{{Key: "rank", ZH: "名次", EN: "Rank", Width: 6, Number: true},
		{Key: "title", ZH: "事项", EN: "Item", Width: 28}, {Key: "unit", ZH: "责任单位", EN: "Unit", Width: 18}, {Key: "lead", ZH: "牵头领导", EN: "Lead leader"},
		{Key: "person", ZH: "责任人", EN: "Responsible person"}, {Key: "score", ZH: "得分", EN: "Score", Width: 9, Number: true, Places: places},
		{Key: "exact", ZH: "精确值", EN: "Exact", Width: 12}}}
	if len(b.Items) > 0 {
		for _, p := range append(append([]boardPart{}, b.Items[0].Blocks...), b.Items[0].Criteria...) {
			sheet.Columns = append(sheet.Columns, exchange.Column{Key: p.Key, ZH: p.Name.ZH, EN: p.Name.EN, Width: 12, Number: true, Places: places})
		}
	}
	sheet.Columns = append(sheet.Columns, exchange.Column{Key: "computed", ZH: "测算结果", EN: "Computed", Width: 10}, exchange.Column{Key: "final", ZH: "最终结果", EN: "Final", Width: 10},
		exchange.Column{Key: "reason", ZH: "测算说明", EN: "Why computed so", Width: 40}, exchange.Column{Key: "final_reason", ZH: "改定理由", EN: "Why final differs", Width: 30})
	for _, i := range b.Items {
		row := []string{strconv.FormatInt(i.Rank, 10), i.Title, refName(i.Unit), refName(i.Lead), refName(i.Person), i.Score.String(), i.Exact}
		for _, p := range append(append([]boardPart{}, i.Blocks...), i.Criteria...) {
			row = append(row, p.Shown)
		}
		sheet.Rows = append(sheet.Rows, append(row, colour(i.Computed), colour(i.Final), say(i.Reason), i.FinalReason))
	}
	if b.Rules != nil {
		sheet.Notes = []string{say(b.Rules.Scheme), colour(board.Red) + "：" + say(b.Rules.Red), colour(board.Yellow) + "：" + say(b.Rules.Yellow), say(b.Rules.Ties)}
	}
	var out bytes.Buffer
	err = exchange.WriteXLSX(&out, q.Lang(), sheet)
	return file{b.Number + ".xlsx", mediaXLSX, out.Bytes()}, err
}

// posted is what the poster and the notice print: the publication itself, so
// that paper and page show the same and never a person.
type posted struct {
	board board.Board
	zone  org.Zone
	pub   publish.Publication
}

func readPosted(q *Question, in *ByID) (posted, error) {
	if err := q.May(access.Resource{}); err != nil {
		return posted{}, err
	}
	b, err := board.ByID(q, q.Zone(), in.ID)
	if err != nil {
		return posted{}, err
	}
	if b.Status != board.Published {
		return posted{}, board.NotPublished.New()
	}
	z, err := org.ZoneByID(q, b.Zone)
	if err != nil {
		return posted{}, err
	}
	p, err := publish.Get(q, b.Zone, b.Notice)
	return posted{b, z, p}, err
}

// table prints a group with the columns that the publication shows.
func (p posted) table(g publish.ShownGroup) *exchange.PaperTable {
	t := &exchange.PaperTable{Head: []string{"序号", "事项", "责任单位"}, Widths: []int{10, 42, 28}}
	totals := false
	for _, r := range g.Rows {
		totals = totals || r.Total != nil
	}
	if totals {
		t.Head, t.Widths = append(t.Head, "得分"), []int{8, 40, 24, 10, 18}
	} else {
		t.Widths = append(t.Widths, 20)
	}
	t.Head = append(t.Head, "结果")
	for n, r := range g.Rows {
		row := []string{strconv.Itoa(n + 1), r.Item, r.Unit}
		if totals {
			score := ""
			if r.Total != nil {
				score = r.Total.String()
			}
			row = append(row, score)
		}
		result := r.Result
		if !r.Corrected.IsZero() {
			result += "（" + r.Corrected.String() + "）"
		}
		t.Rows = append(t.Rows, append(row, result))
	}
	return t
}

func (p posted) day() string { return calendar.DateOf(p.pub.At).Text(fault.Chinese) }

// boardPoster prints both boards, each on an A3 page of its colour.
func boardPoster(q *Question, in *ByID) (file, error) {
	p, err := readPosted(q, in)
	if err != nil {
		return file{}, err
	}
	var papers []exchange.Paper
	for _, g := range p.pub.Body.Groups {
		tone := boardTones[g.Tone]
		title := []rune(g.TitleZH)
		papers = append(papers, exchange.Paper{A3: true, Organ: p.zone.NameZH, Title: string(title[:1]) + "　" + string(title[1:]), Body: []string{p.board.Title().ZH},
			Table: p.table(g), After: []string{p.pub.Body.NoteZH}, Sign: p.zone.NameZH, Date: p.day(), Fill: tone.fill, Ink: tone.ink})
	}
	var out bytes.Buffer
	err = exchange.WriteDOCX(&out, papers...)
	return file{p.pub.TitleZH + "-张贴稿.docx", mediaDOCX, out.Bytes()}, err
}

// boardNoticePaper prints the notice that goes to the units (GB/T 9704).
func boardNoticePaper(q *Question, in *ByID) (file, error) {
	p, err := readPosted(q, in)
	if err != nil {
		return file{}, err
	}
	organ := p.zone.NameZH + "管理委员会"
	paper := exchange.Paper{Organ: organ, Title: "关于" + p.board.Title().ZH + "红黄榜的通报", Number: p.board.Number, To: "各部门、各单位：",
		Body: []string{"按照红黄榜制度，对" + p.board.Title().ZH + "工作要点落实情况进行了评比测算，经公示异议、审定，现将结果通报如下。" + p.pub.Body.NoteZH},
		Sign: organ, Date: p.day(), Fill: "E8EEF7"}
	table := &exchange.PaperTable{}
	for _, g := range p.pub.Body.Groups {
		one := p.table(g)
		table.Head, table.Widths = one.Head, one.Widths
		table.Rows = append(table.Rows, one.Rows...)
	}
	for n := range table.Rows {
		table.Rows[n][0] = strconv.Itoa(n + 1)
	}
	paper.Table = table
	paper.After = []string{"列入红榜的，按方案给予奖励；列入黄榜的，须按整改单限期整改到位，由责任单位以外的人员验收。"}
	var out bytes.Buffer
	err = exchange.WriteDOCX(&out, paper)
	return file{p.pub.TitleZH + "-通报.docx", mediaDOCX, out.Bytes()}, err
}
