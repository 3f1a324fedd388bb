package board

import (
	"fmt"
	"strings"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/exact"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/domain/org"
	"github.com/jingkai-zone/jingkai/internal/domain/people"
	"github.com/jingkai-zone/jingkai/internal/engine/access"
	"github.com/jingkai-zone/jingkai/internal/engine/flow"
	"github.com/jingkai-zone/jingkai/internal/engine/jobs"
	"github.com/jingkai-zone/jingkai/internal/engine/ledger"
	"github.com/jingkai-zone/jingkai/internal/engine/publish"
	"github.com/jingkai-zone/jingkai/internal/engine/scheme"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// PublishedEvent is published with a board; the object is the board's id, the
// data the [Board].
const PublishedEvent = "board.published"

// DocumentKey is the board's type of document in the scheme's section on
// publications.
const DocumentKey = "board"

// Publish shows a confirmed board to those the scheme names, gives the points
// of its red items and opens a rectification for each yellow one. What is shown
// is decided by the scheme; a person's name never is (LY-39).
func Publish(tx *store.Tx, id ident.ID) (Board, error) {
	b, err := ByID(tx, tx.Actor().Zone, id)
	if err != nil {
		return Board{}, err
	}
	switch b.Status {
	case Computed:
		return Board{}, NotConfirmed.New()
	case Published:
		return Board{}, AlreadyPublished.New()
	}
	items, err := Items(tx, b)
	if err != nil {
		return Board{}, err
	}
	terms, err := termsOf(tx, b)
	if err != nil {
		return Board{}, err
	}
	sheet, err := sheetOf(tx, b, items)
	if err != nil {
		return Board{}, err
	}
	if err := access.Act(tx, "publish", b.Object()); err != nil {
		return Board{}, err
	}
	if b.Notice, err = publish.PublishIn(tx, b.Zone, terms, sheet); err != nil {
		return Board{}, err
	}
	b.Status, b.PublishedAt, b.PublishedBy = Published, tx.Now(), tx.Actor().Person
	if err := updateBoard(tx, b, Confirmed); err != nil {
		return Board{}, err
	}
	b.Version++
	c, err := consequencesOf(tx, b, items)
	if err != nil {
		return Board{}, err
	}
	rewards, err := give(tx, b, c.titles)
	if err != nil {
		return Board{}, err
	}
	for _, i := range c.yellow {
		if err := openRectification(tx, b, i, c.rectify); err != nil {
			return Board{}, err
		}
	}
	if err := jobs.Publish(tx, jobs.Event{Kind: PublishedEvent, Zone: b.Zone, Object: b.ID.String(), Data: b}); err != nil {
		return Board{}, err
	}
	return b, ledger.Record(tx, ledger.Entry{Action: "board.publish", Object: b.ID.String(),
		Detail: map[string]any{"number": b.Number, "notice": b.Notice, "rewards": rewards, "rectifications": len(c.yellow)}})
}

// termsOf reads how the board is published from the scheme in force today.
func termsOf(tx *store.Tx, b Board) (publish.Terms, error) {
	today := calendar.DateOf(tx.Now())
	doc, err := scheme.At(tx, b.Zone, today)
	if err != nil {
		return publish.Terms{}, err
	}
	cal, err := flow.CalendarOf(tx, b.Zone)
	if err != nil {
		return publish.Terms{}, err
	}
	t, err := publish.TermsOf(doc, cal, DocumentKey, today)
	if err != nil {
		return publish.Terms{}, err
	}
	zone, err := org.ZoneByID(tx, b.Zone)
	title := b.Title()
	t.Object, t.Form = b.Object(), "poster"
	t.TitleZH = zone.NameZH + title.ZH + "红黄榜"
	t.TitleEN = zone.NameEN + ": red and yellow board, " + title.EN
	// Who tells that a text names a person also asks that nobody be named.
	t.Mask = publish.Nobody
	return t, err
}

// Group keys of a published board.
const (
	RedGroup    = "red"
	YellowGroup = "yellow"
)

// sheetOf puts the final colours on a red and a yellow page. An item that was
// corrected stays where it was published, marked with the day.
func sheetOf(r store.Reader, b Board, items []Item) (publish.Sheet, error) {
	names, err := namesFor(r, b.Zone, items)
	if err != nil {
		return publish.Sheet{}, err
	}
	groups := []publish.Group{{Key: RedGroup, TitleZH: "红榜", TitleEN: "Red board", Tone: publish.Red},
		{Key: YellowGroup, TitleZH: "黄榜", TitleEN: "Yellow board", Tone: publish.Yellow}}
	listed := map[Colour]int{}
	for _, i := range items {
		listed[i.Final]++
		for g, colour := range []Colour{Red, Yellow} {
			stands, stood := i.Final == colour, i.Was == colour && i.Final != colour
			if stands || stood {
				groups[g].Rows = append(groups[g].Rows, names.row(i, stood))
			}
		}
	}
	return publish.Sheet{Groups: groups,
		NoteZH: fmt.Sprintf("本期参评 %d 项，红榜 %d 项，黄榜 %d 项。", len(items), listed[Red], listed[Yellow]),
		NoteEN: fmt.Sprintf("%d items judged, %d on the red board, %d on the yellow board.", len(items), listed[Red], listed[Yellow])}, nil
}

// sheetNames are the names of the units and persons of a sheet. Persons are
// given to the publication only so that it can refuse texts that name them.
type sheetNames struct {
	units   map[ident.ID]string
	persons map[ident.ID]people.Person
}

func namesFor(r store.Reader, zone int64, items []Item) (sheetNames, error) {
	units, err := org.Units(r, zone)
	if err != nil {
		return sheetNames{}, err
	}
	out := sheetNames{units: map[ident.ID]string{}}
	for _, u := range units {
		out.units[u.ID] = u.Name
	}
	var ids []ident.ID
	for _, i := range items {
		for _, id := range []ident.ID{i.Lead, i.Person} {
			if !id.IsZero() {
				ids = append(ids, id)
			}
		}
	}
	out.persons, err = people.ByIDs(r, zone, ids)
	return out, err
}

func (n sheetNames) row(i Item, stood bool) publish.Row {
	total := i.Score.Score
	row := publish.Row{Unit: n.units[i.Unit], Item: i.Title, Total: &total, Rank: i.Score.Rank, Result: i.Final.Text().ZH, Corrected: i.CorrectedOn}
	if stood {
		row.Result = "更正：撤出" + i.Was.Text().ZH
	} else if i.Was != "" {
		row.Result = "更正：列入" + i.Final.Text().ZH
	}
	for _, c := range i.Score.Criteria {
		if shown, err := exact.Parse(c.Shown); err == nil {
			row.Parts = append(row.Parts, publish.Part{TitleZH: c.ZH, TitleEN: c.EN, Score: shown})
		}
	}
	for _, id := range []ident.ID{i.Lead, i.Person} {
		if p, ok := n.persons[id]; ok {
			row.People = append(row.People, publish.Person{Name: p.Name, EmployeeNo: p.Number})
		}
	}
	if !i.Decided {
		return row
	}
	row.Reason = strings.TrimSpace(i.Reason)
	return row
}
