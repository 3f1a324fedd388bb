package publish_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/exact"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/engine/publish"
	"github.com/jingkai-zone/jingkai/internal/store"
	"github.com/jingkai-zone/jingkai/internal/store/storetest"
)

const zone = 3

var officer = &ident.Actor{Account: ident.ID{9}, Person: ident.ID{1}, Zone: zone, Name: "测试办公室"}

// The database's clock begins on 2 December 2019.
func board() publish.Terms {
	return publish.Terms{Kind: "month_board", Object: "board.issue/1", TitleZH: "12月红黄榜", TitleEN: "Boards of December", Audience: publish.Public,
		Fields: []publish.Field{publish.ItemField, publish.UnitField}, Mask: publish.Nobody,
		From: calendar.MustDate("2019-12-02"), To: calendar.MustDate("2019-12-12"), ObjectionUntil: calendar.MustDate("2019-12-06"), Form: "poster", Place: "办公大楼大门口"}
}

func sheet() publish.Sheet {
	total := exact.MustParse("87.65")
	return publish.Sheet{Groups: []publish.Group{
		{Key: "red", TitleZH: "红榜", TitleEN: "Red board", Tone: publish.Red, Rows: []publish.Row{
			{Rank: 1, People: []publish.Person{{Name: "测试甲", EmployeeNo: "GH0001"}}, Unit: "经济发展局", Item: "标准厂房二期主体封顶", Total: &total,
				Parts: []publish.Part{{TitleZH: "进度", TitleEN: "Progress", Score: total}}, Result: "推进快", Reason: "提前 12 天"}}},
		{Key: "yellow", TitleZH: "黄榜", TitleEN: "Yellow board", Tone: publish.Yellow, Rows: []publish.Row{
			{Rank: 2, People: []publish.Person{{Name: "测试乙", EmployeeNo: "GH0002"}}, Unit: "规划建设局", Item: "污水管网改造"}}},
	}}
}

func as(t *testing.T, db *store.DB, fn func(tx *store.Tx) error) {
	t.Helper()
	if err := db.Write(context.Background(), officer, fn); err != nil {
		t.Fatal(err)
	}
}

func refused(t *testing.T, db *store.DB, code *fault.Code, fn func(tx *store.Tx) error) {
	t.Helper()
	if err := db.Write(context.Background(), officer, fn); !code.Is(err) {
		t.Errorf("want %s, got %v", code.Name, err)
	}
}

func published(t *testing.T, db *store.DB, terms publish.Terms, s publish.Sheet) (id ident.ID) {
	t.Helper()
	as(t, db, func(tx *store.Tx) (err error) { id, err = publish.Publish(tx, zone, terms, s); return err })
	return id
}

func current(t *testing.T, db *store.DB, v publish.Viewer, day string) []publish.Publication {
	t.Helper()
	var page store.Page[publish.Publication]
	err := db.Read(context.Background(), func(r *store.Snapshot) (err error) {
		page, err = publish.Current(r, zone, v, calendar.MustDate(day), "", 0)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return page.Items
}

var visitor = publish.Viewer{Audience: publish.Public}

// LY-39: the public page lists item and unit and names nobody.
func TestThePublicBoardNamesNobody(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		published(t, db, board(), sheet())
		shown := current(t, db, visitor, "2019-12-12")
		if len(shown) != 1 {
			t.Fatalf("%d publications shown", len(shown))
		}
		raw, err := json.Marshal(shown[0].Body)
		if err != nil {
			t.Fatal(err)
		}
		want := `{"groups":[{"key":"red","title_zh":"红榜","title_en":"Red board","tone":"red","rows":[{"unit":"经济发展局","item":"标准厂房二期主体封顶"}]},` +
			`{"key":"yellow","title_zh":"黄榜","title_en":"Yellow board","tone":"yellow","rows":[{"unit":"规划建设局","item":"污水管网改造"}]}]}`
		if string(raw) != want {
			t.Errorf("shown %s\nwant  %s", raw, want)
		}
		for _, day := range []string{"2019-12-01", "2019-12-13"} {
			if n := len(current(t, db, visitor, day)); n != 0 {
				t.Errorf("%d shown on %s, outside the period", n, day)
			}
		}
	})
}

// Whatever the fields and the mask: what is not listed is nowhere in the
// stored body, and what is listed is.
func TestOnlyListedFieldsCanAppear(t *testing.T) {
	db := storetest.Open(t, store.SQLite, startClock())
	marks := map[publish.Field]string{publish.RankField: `"rank":417`, publish.UnitField: "单位标记", publish.ItemField: "事项标记", publish.TotalField: "31.41",
		publish.PartsField: "27.18", publish.ResultField: "结果标记", publish.ReasonField: "理由标记", publish.PersonField: `"people"`}
	var all []publish.Field
	for f := range marks {
		all = append(all, f)
	}
	rapid.Check(t, func(rt *rapid.T) {
		terms := board()
		terms.Audience, terms.Basis = publish.Inside, "制度第 3 条"
		terms.Fields = rapid.SliceOfNDistinct(rapid.SampledFrom(all), 1, len(all), func(f publish.Field) publish.Field { return f }).Draw(rt, "fields")
		terms.Mask = rapid.SampledFrom([]publish.Mask{publish.FullName, publish.EmployeeNo, publish.Nobody}).Draw(rt, "mask")
		total := exact.MustParse("31.41")
		s := publish.Sheet{NoteZH: "注", Groups: []publish.Group{{Key: "g", TitleZH: "组", TitleEN: "g", Rows: []publish.Row{{Rank: 417,
			People: []publish.Person{{Name: "测试甲", EmployeeNo: "GH0001"}}, Unit: "单位标记", Item: "事项标记", Total: &total,
			Parts: []publish.Part{{TitleZH: "分", TitleEN: "p", Score: exact.MustParse("27.18")}}, Result: "结果标记", Reason: "理由标记"}}}}}
		var stored string
		err := db.Write(context.Background(), officer, func(tx *store.Tx) error {
			id, err := publish.Publish(tx, zone, terms, s)
			if err != nil {
				return err
			}
			return tx.QueryRow(`SELECT body FROM publish_notice WHERE zone_id = $1 AND id = $2`, zone, id).Scan(&stored)
		})
		if err != nil {
			rt.Fatal(err)
		}
		listed := map[publish.Field]bool{}
		for _, f := range terms.Fields {
			listed[f] = true
		}
		for f, mark := range marks {
			want := listed[f] && !(f == publish.PersonField && terms.Mask == publish.Nobody)
			if strings.Contains(stored, mark) != want {
				rt.Errorf("%s listed %v, in body %v: %s", f, listed[f], !want, stored)
			}
		}
		named := listed[publish.PersonField]
		if strings.Contains(stored, "测试甲") != (named && terms.Mask == publish.FullName) || strings.Contains(stored, "GH0001") != (named && terms.Mask == publish.EmployeeNo) {
			rt.Errorf("mask %s: %s", terms.Mask, stored)
		}
	})
}

func startClock() *storetest.Clock {
	c := &storetest.Clock{}
	c.Set(storetest.Start)
	return c
}

func TestWhatMayNotBeShownIsRefused(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		cases := map[string]struct {
			code  *fault.Code
			spoil func(*publish.Terms, *publish.Sheet)
		}{
			"a name in an item": {publish.NameInText, func(_ *publish.Terms, s *publish.Sheet) { s.Groups[1].Rows[0].Item = "测试乙负责的管网改造" }},
			"another row's name in the note": {publish.NameInText, func(_ *publish.Terms, s *publish.Sheet) {
				s.NoteZH = "由测试甲解释"
			}},
			"a number of a person": {publish.NameInText, func(t *publish.Terms, s *publish.Sheet) { t.TitleEN = "GH0002" }},
			"an identity number": {publish.NumberInText, func(_ *publish.Terms, s *publish.Sheet) {
				s.Groups[0].Rows[0].Item = "身份证 11010119900307123X 持有人"
			}},
			"a mobile number": {publish.NumberInText, func(_ *publish.Terms, s *publish.Sheet) { s.NoteEN = "call 13800138000" }},
			"names to everybody without basis": {publish.NamesNeedBasis, func(t *publish.Terms, _ *publish.Sheet) {
				t.Fields, t.Mask = append(t.Fields, publish.PersonField), publish.FullName
			}},
			"a missing employee number": {publish.NoEmployeeNo, func(t *publish.Terms, s *publish.Sheet) {
				t.Fields, t.Mask = append(t.Fields, publish.PersonField), publish.EmployeeNo
				s.Groups[0].Rows[0].People[0].EmployeeNo = ""
			}},
			"nothing":                  {publish.EmptySheet, func(_ *publish.Terms, s *publish.Sheet) { s.Groups = nil }},
			"no period":                {publish.BadTerms, func(t *publish.Terms, _ *publish.Sheet) { t.To = calendar.Date{} }},
			"no fields":                {publish.BadTerms, func(t *publish.Terms, _ *publish.Sheet) { t.Fields = nil }},
			"no audience":              {publish.BadTerms, func(t *publish.Terms, _ *publish.Sheet) { t.Audience = "" }},
			"a unit's without unit":    {publish.BadTerms, func(t *publish.Terms, _ *publish.Sheet) { t.Audience = publish.OwnOne }},
			"backdated":                {publish.Backdated, func(t *publish.Terms, _ *publish.Sheet) { t.From = calendar.MustDate("2019-12-01") }},
			"window beyond the period": {publish.BadWindow, func(t *publish.Terms, _ *publish.Sheet) { t.ObjectionUntil = calendar.MustDate("2019-12-13") }},
		}
		for name, c := range cases {
			t.Run(name, func(t *testing.T) {
				terms, s := board(), sheet()
				c.spoil(&terms, &s)
				refused(t, db, c.code, func(tx *store.Tx) error { _, err := publish.Publish(tx, zone, terms, s); return err })
			})
		}
		// A project's code is no identity number: it has no birthday in it.
		s := sheet()
		s.Groups[0].Rows[0].Item = "项目代码 2019-430481-50-03-012345 标准厂房"
		published(t, db, board(), s)
	})
}

func TestCorrectionAndWithdrawal(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		first := published(t, db, board(), sheet())
		clock.Set(clock.Now().Add(48 * time.Hour))
		s := sheet()
		s.Groups[1].Rows = nil
		s.Groups[0].Rows[0].Corrected = calendar.MustDate("2019-12-04")
		refused(t, db, publish.NoReason, func(tx *store.Tx) error {
			_, err := publish.Correct(tx, publish.Correction{Zone: zone, ID: first, Version: 1, Sheet: s})
			return err
		})
		c := publish.Correction{Zone: zone, ID: first, Version: 1, Sheet: s, Reason: "异议成立", ObjectionUntil: calendar.MustDate("2019-12-10")}
		short := c
		short.To = calendar.MustDate("2019-12-11")
		refused(t, db, publish.OverdueWindow, func(tx *store.Tx) error { _, err := publish.Correct(tx, short); return err })
		stale := c
		stale.Version = 7
		refused(t, db, store.Stale, func(tx *store.Tx) error { _, err := publish.Correct(tx, stale); return err })
		var second ident.ID
		as(t, db, func(tx *store.Tx) (err error) { second, err = publish.Correct(tx, c); return err })
		refused(t, db, publish.NotLive, func(tx *store.Tx) error { _, err := publish.Correct(tx, c); return err })
		shown := current(t, db, visitor, "2019-12-04")
		if len(shown) != 1 || shown[0].ID != second || shown[0].No != 2 || shown[0].Correction != "异议成立" ||
			shown[0].Body.Groups[0].Rows[0].Corrected.String() != "2019-12-04" || len(shown[0].Body.Groups[1].Rows) != 0 {
			t.Errorf("after the correction: %+v", shown)
		}
		if day := calendar.MustDate("2019-12-10"); !shown[0].ObjectionOpen(day) || shown[0].ObjectionOpen(day.AddDays(1)) {
			t.Error("the longer objection window does not hold")
		}
		as(t, db, func(tx *store.Tx) error { return publish.Withdraw(tx, zone, second, 1, "数据有误") })
		shown = current(t, db, visitor, "2019-12-05")
		if len(shown) != 1 || shown[0].Status != publish.Withdrawn || shown[0].StatusNote != "数据有误" || len(shown[0].Body.Groups) != 0 || shown[0].StatusAt.IsZero() {
			t.Errorf("after the withdrawal: %+v", shown)
		}
		if n := len(current(t, db, visitor, "2019-12-13")); n != 0 {
			t.Errorf("%d shown after the period", n)
		}
		err := db.Read(context.Background(), func(r *store.Snapshot) error {
			page, err := publish.Log(r, publish.LogQuery{Zone: zone, Kind: "month_board", Limit: 1})
			if err != nil || len(page.Items) != 1 || page.Items[0].ID != second || len(page.Items[0].Body.Groups) != 2 || page.Next == "" {
				t.Errorf("log: %+v %v", page, err)
			}
			versions, err := publish.Versions(r, zone, first)
			if err != nil || len(versions) != 2 || versions[0].Status != publish.Corrected || versions[0].StatusNote != "异议成立" {
				t.Errorf("versions: %+v %v", versions, err)
			}
			if _, err := publish.View(r, zone, visitor, first, calendar.MustDate("2019-12-05")); !publish.NotFound.Is(err) {
				t.Errorf("the corrected version can be viewed: %v", err)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

// Who sees what: each wider audience is part of the narrower one's view.
func TestAudiences(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ids := map[ident.ID]string{}
		for _, a := range []publish.Audience{publish.Public, publish.Screen, publish.Inside, publish.OwnOne} {
			terms := board()
			terms.Audience = a
			if a == publish.OwnOne {
				terms.Unit = "U1"
			}
			ids[published(t, db, terms, sheet())] = string(a)
		}
		for _, c := range []struct {
			v    publish.Viewer
			want string
		}{
			{visitor, "public"},
			{publish.Viewer{}, "public"},
			{publish.Viewer{Audience: publish.Public, Unit: "U1"}, "public"},
			{publish.Viewer{Audience: publish.Screen}, "public screen"},
			{publish.Viewer{Audience: publish.Inside}, "public screen zone"},
			{publish.Viewer{Audience: publish.Inside, Unit: "U2"}, "public screen zone"},
			{publish.Viewer{Audience: publish.Inside, Unit: "U1"}, "public screen unit zone"},
		} {
			seen := map[string]bool{}
			for _, p := range current(t, db, c.v, "2019-12-03") {
				seen[ids[p.ID]] = true
			}
			var list []string
			for _, a := range []string{"public", "screen", "unit", "zone"} {
				if seen[a] {
					list = append(list, a)
				}
			}
			if got := strings.Join(list, " "); got != c.want {
				t.Errorf("%+v sees %q, want %q", c.v, got, c.want)
			}
			for id, a := range ids { // one by one it must be the same
				err := db.Read(context.Background(), func(r *store.Snapshot) error {
					_, err := publish.View(r, zone, c.v, id, calendar.MustDate("2019-12-03"))
					return err
				})
				if (err == nil) != seen[a] {
					t.Errorf("%+v: view of %s says %v, list says %v", c.v, a, err, seen[a])
				}
			}
		}
	})
}

func TestPagesShowEachPublicationOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		for i := range 7 {
			terms := board()
			terms.From = terms.From.AddDays(i / 2)
			terms.Object = fmt.Sprint(i)
			published(t, db, terms, sheet())
		}
		seen := map[string]int{}
		for cursor := ""; ; {
			var page store.Page[publish.Publication]
			if err := db.Read(context.Background(), func(r *store.Snapshot) (err error) {
				page, err = publish.Current(r, zone, visitor, calendar.MustDate("2019-12-12"), cursor, 3)
				return err
			}); err != nil {
				t.Fatal(err)
			}
			for _, p := range page.Items {
				seen[p.Object]++
			}
			if cursor = page.Next; cursor == "" {
				break
			}
		}
		for i := range 7 {
			if seen[fmt.Sprint(i)] != 1 {
				t.Errorf("publication %d shown %d times", i, seen[fmt.Sprint(i)])
			}
		}
	})
}

func TestPostings(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		id := published(t, db, board(), sheet())
		plain := board()
		plain.Form = ""
		screenOnly := published(t, db, plain, sheet())
		refused(t, db, publish.NoForm, func(tx *store.Tx) error { _, err := publish.Post(tx, zone, screenOnly, "大门口", ""); return err })
		refused(t, db, publish.NoPlace, func(tx *store.Tx) error { _, err := publish.Post(tx, zone, id, "", ""); return err })
		var posting ident.ID
		as(t, db, func(tx *store.Tx) (err error) {
			posting, err = publish.Post(tx, zone, id, "办公大楼大门口", "")
			return err
		})
		as(t, db, func(tx *store.Tx) error { return publish.Remove(tx, zone, posting) })
		refused(t, db, publish.NotPosted, func(tx *store.Tx) error { return publish.Remove(tx, zone, posting) })
		err := db.Read(context.Background(), func(r *store.Snapshot) error {
			list, err := publish.Postings(r, zone, id)
			if err != nil || len(list) != 1 || list[0].Place != "办公大楼大门口" || list[0].RemovedAt.IsZero() {
				t.Errorf("postings %+v %v", list, err)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
