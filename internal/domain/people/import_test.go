package people_test

import (
	"slices"
	"testing"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/domain/org"
	"github.com/jingkai-zone/jingkai/internal/domain/people"
	"github.com/jingkai-zone/jingkai/internal/store"
	"github.com/jingkai-zone/jingkai/internal/store/storetest"
)

func (h *house) imported(rows []people.Row) (people.Report, error) {
	return try(h, func(tx *store.Tx) (people.Report, error) { return people.Import(tx, rows, "建册") })
}

func staffTable() []people.Row {
	return []people.Row{
		{Line: 2, Number: "A-001", Name: "测试乙", Unit: "综合部", Post: "股长", RankTitle: "股长", Leader: "否", JoinedOn: "2019-11-01"},
		{Line: 3, Number: "A-002", Name: "测试丙", Unit: "综合部/文秘股", Leader: "是", Phone: "0735-0000000", SortNo: "1"},
	}
}

func TestImportIsAllOrNothingAndRepeatable(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		h.newUnit("文秘股", h.unit.ID)
		h.newPost("股长", h.unit.ID)
		rows := staffTable()

		dry := ask(h, func(r store.Reader) (people.Report, error) { return people.CheckImport(r, h.zone, rows) })
		if dry.Added != 2 || len(dry.Faults) != 0 {
			t.Errorf("dry run: got %+v", dry)
		}
		if got := walk(h, people.Filter{Zone: h.zone}, 5); got != "" {
			t.Errorf("a dry run wrote %q", got)
		}
		done, err := h.imported(rows)
		if err != nil || done.Added != 2 {
			t.Fatalf("got %+v, %v", done, err)
		}
		if got := walk(h, people.Filter{Zone: h.zone}, 5); got != "测试丙 测试乙" {
			t.Errorf("got %q", got)
		}
		again, err := h.imported(rows)
		if err != nil || again.Same != 2 || again.Added+again.Changed != 0 {
			t.Errorf("the same rows again: got %+v, %v", again, err)
		}
		rows[0] = people.Row{Line: 2, Number: "A-001", Name: "测试丁", Phone: "110"} // empty cells stay as they are
		changed, err := h.imported(rows)
		p := ask(h, func(r store.Reader) (people.Person, error) { return people.ByNumber(r, h.zone, "A-001") })
		if err != nil || changed.Changed != 1 || changed.Same != 1 || p.Name != "测试丁" || p.RankTitle != "股长" || p.Phone != "110" {
			t.Errorf("got %+v, %v: %+v", changed, err, p)
		}
		places := ask(h, func(r store.Reader) (map[ident.ID]people.Place, error) {
			return people.PlacesOn(r, h.zone, calendar.MustDate("2019-11-01"))
		})
		if places[p.ID].Unit != h.unit.ID || len(places) != 1 {
			t.Errorf("places %+v", places)
		}
	})
}

func TestImportTellsEveryFault(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		h.newUnit("文秘股", h.unit.ID)
		h.newUnit("文秘股", h.newUnit("招商部", ident.ID{}).ID)
		h.joined("A-009", "测试己", nil)
		rows := []people.Row{
			{Line: 2, Number: "A-001", Name: "测试乙", Unit: "综合部"},
			{Line: 3, Number: "A-001", Name: "测试丙", Unit: "综合部"},
			{Line: 4, Number: "A 3", Name: "", Unit: "无此部", Leader: "也许", JoinedOn: "去年", Phone: "?", SortNo: "第一"},
			{Line: 5, Number: "A-004", Name: "测试丁", Unit: "文秘股"},
			{Line: 6, Number: "A-005", Name: "测试戊", Unit: "综合部", Post: "股长"},
			{Line: 7, Number: "A-009", Name: "测试己", Unit: "招商部", RankTitle: "股长"},
			{Line: 8, Number: "A-006", Name: "测试庚", Unit: "招商部/文秘股"},
		}
		want := []string{
			"rows[3].number people.import.twice",
			"rows[4].joined_on calendar.date",
			"rows[4].leader people.import.yes_no",
			"rows[4].name people.text",
			"rows[4].number people.number",
			"rows[4].phone people.phone",
			"rows[4].sort_no people.import.sort_no",
			"rows[4].unit people.import.unit",
			"rows[5].unit people.import.many_units",
			"rows[6].post people.import.post",
			"rows[7].rank_title people.import.moved",
			"rows[7].unit people.import.moved",
		}
		dry := ask(h, func(r store.Reader) (people.Report, error) { return people.CheckImport(r, h.zone, rows) })
		if got := locations(dry.Faults); !slices.Equal(got, want) || dry.Added != 2 {
			t.Errorf("%d to add, faults:\ngot  %q\nwant %q", dry.Added, got, want)
		}
		_, err := h.imported(rows)
		refusal, _ := fault.As(err)
		if refusal == nil || len(refusal.Details) != len(want) {
			t.Errorf("got %v", err)
		}
		if got := walk(h, people.Filter{Zone: h.zone}, 9); got != "测试己" {
			t.Errorf("a refused import wrote: %q", got)
		}
		_, err = h.imported(make([]people.Row, people.MaxImport+1))
		h.refused(err, people.TooManyRows)
		_, err = h.imported([]people.Row{{Line: 2, Number: "A-010", Name: "测试辛", Unit: "综合部", Post: "股长"}})
		h.refused(err, people.NoFreePost)
	})
}

func locations(faults []*fault.Error) []string {
	var out []string
	for _, f := range faults {
		out = append(out, f.Location+" "+f.Code.Name)
	}
	slices.Sort(out)
	return out
}

// A vacant post is given to one row only, also within one file.
func TestImportGivesAPostOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		posts := []org.Post{h.newPost("科员", h.unit.ID), h.newPost("科员", h.unit.ID)}
		rows := []people.Row{
			{Line: 2, Number: "1", Name: "测试乙", Unit: "综合部", Post: "科员"},
			{Line: 3, Number: "2", Name: "测试丙", Unit: "综合部", Post: "科员"},
			{Line: 4, Number: "3", Name: "测试丁", Unit: "综合部", Post: "科员"},
		}
		_, err := h.imported(rows)
		h.refused(err, people.NoFreePost)
		if _, err := h.imported(rows[:2]); err != nil {
			t.Fatal(err)
		}
		for _, post := range posts {
			ask(h, func(r store.Reader) (people.Person, error) { return people.HolderOf(r, h.zone, post.ID) })
		}
	})
}
