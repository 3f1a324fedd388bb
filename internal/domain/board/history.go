package board

import (
	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/exact"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/domain/goals"
	"github.com/jingkai-zone/jingkai/internal/engine/measure"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// Past is a work on one published board.
type Past struct {
	Board       ident.ID
	Number      string
	Kind        goals.Kind
	Month       calendar.Month
	Item        ident.ID
	Title       string
	Unit        ident.ID
	Person      ident.ID
	Score       exact.Decimal
	Final       Colour
	CorrectedOn calendar.Date
}

const selectPast = `SELECT b.id, b.number, b.kind, b.month, i.item_id, i.title, i.unit_id, i.person_id, s.score, i.final, i.corrected_on
	FROM board_item i JOIN board_board b ON b.zone_id = i.zone_id AND b.id = i.board_id
	JOIN board_score s ON s.zone_id = i.zone_id AND s.computation_id = b.computation_id AND s.item_id = i.item_id
	WHERE b.status = 'published' AND `

func scanPast(row *store.Rows) (p Past, err error) {
	return p, row.Scan(&p.Board, &p.Number, &p.Kind, &p.Month, &p.Item, &p.Title, &p.Unit, &p.Person, &p.Score, &p.Final, &p.CorrectedOn)
}

// History gives how a work stood on the published boards, the newest first, at
// most a page of them.
func History(r store.Reader, zone int64, work ident.ID) ([]Past, error) {
	return store.All(r, scanPast, selectPast+`i.zone_id = $1 AND i.work_id = $2 ORDER BY i.month DESC, b.id DESC LIMIT $3`,
		zone, work, store.MaxPage)
}

// Streak counts for how many months in a row, up to the newest in which it was
// judged, a work stood on the yellow board (连续黄榜). A month is yellow when
// any of its boards says so; a month in which the work was not judged does not
// break the row.
func Streak(history []Past) int {
	months := 0
	var yellow bool
	for n, p := range history {
		if n == 0 || p.Month != history[n-1].Month {
			if n > 0 && !yellow {
				return months
			}
			yellow = false
		}
		if p.Final == Yellow && !yellow {
			yellow = true
			months++
		}
	}
	return months
}

// Count is how many items of a published board stand in a colour.
type Count struct {
	Board  ident.ID
	Month  calendar.Month
	Kind   goals.Kind
	Node   string
	Colour Colour
	N      int64
}

// Counts gives the colours of the published boards since a month, oldest first.
func Counts(r store.Reader, zone int64, from calendar.Month) ([]Count, error) {
	return store.All(r, func(row *store.Rows) (c Count, err error) {
		return c, row.Scan(&c.Board, &c.Month, &c.Kind, &c.Node, &c.Colour, &c.N)
	}, `SELECT b.id, b.month, b.kind, b.node, i.final, COUNT(*) FROM board_board b JOIN board_item i ON i.zone_id = b.zone_id AND i.board_id = b.id
		WHERE b.zone_id = $1 AND b.month >= $2 AND b.status = 'published' GROUP BY b.id, b.month, b.kind, b.node, i.final
		ORDER BY b.month, b.id, i.final`, zone, from)
}

// StateCount is how many rectifications stand in a state.
type StateCount struct {
	State   State
	Overdue int64 // of N, those that ever passed their limit
	N       int64
}

// RectificationCounts counts a zone's rectifications by state.
func RectificationCounts(r store.Reader, zone int64) ([]StateCount, error) {
	return store.All(r, func(row *store.Rows) (c StateCount, err error) { return c, row.Scan(&c.State, &c.N, &c.Overdue) },
		`SELECT state, COUNT(*), COUNT(overdue_at) FROM board_rectification WHERE zone_id = $1 GROUP BY state ORDER BY state`, zone)
}

// SheetLine is one line of points on a person's sheet.
type SheetLine struct {
	measure.Fact
	Item ident.ID // the red item it comes from
}

// Sheet is what the boards of a month say of one person (LY-40): the points,
// with those taken back and the lines that did it, and the works answered for.
type Sheet struct {
	Person ident.ID
	Month  calendar.Month
	Lines  []SheetLine
	Total  exact.Decimal
	Works  []Past // of published boards
}

// SheetOf reads a person's sheet of a month.
func SheetOf(r store.Reader, zone int64, person ident.ID, month calendar.Month) (Sheet, error) {
	out := Sheet{Person: person, Month: month}
	q := measure.Query{Zone: zone, Measures: []string{RedPoints}, SubjectKind: "person", SubjectIDs: []string{person.String()},
		From: month.First(), To: month.Last(), State: measure.Everything, Limit: store.MaxPage}
	page, err := measure.Facts(r, q)
	if err != nil {
		return Sheet{}, err
	}
	for n := len(page.Items) - 1; n >= 0; n-- { // as they were recorded
		line := SheetLine{Fact: page.Items[n]}
		for _, s := range line.Subjects {
			if id, err := ident.ParseID(s.ID); err == nil && s.Kind == "item" {
				line.Item = id
			}
		}
		out.Lines = append(out.Lines, line)
		out.Total = out.Total.Add(line.Value)
	}
	out.Works, err = store.All(r, scanPast, selectPast+`i.zone_id = $1 AND i.person_id = $2 AND i.month = $3 ORDER BY b.id, i.line`, zone, person, month)
	return out, err
}
