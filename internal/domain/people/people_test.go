package people_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/domain/org"
	"github.com/jingkai-zone/jingkai/internal/domain/people"
	"github.com/jingkai-zone/jingkai/internal/engine/jobs"
	"github.com/jingkai-zone/jingkai/internal/store"
	"github.com/jingkai-zone/jingkai/internal/store/storetest"
)

// house is a zone with one department, in which the room listens to org.
type house struct {
	t     *testing.T
	db    *store.DB
	zone  int64
	actor *ident.Actor
	bus   *jobs.Bus
	unit  org.Unit
}

func newHouse(t *testing.T, db *store.DB) *house {
	t.Helper()
	h := &house{t: t, db: db, bus: jobs.NewBus(), actor: &ident.Actor{Name: "测试甲", Account: ident.NewID(db.Now())}}
	people.Subscribe(h.bus)
	z := must(h, func(tx *store.Tx) (org.Zone, error) {
		return org.CreateZone(tx, org.ZoneInput{Slug: "shili", NameZH: "示例开发区", NameEN: "Example Zone", Kind: org.Development, Stage: org.Operating, Source: "示例"})
	})
	h.zone, h.actor.Zone = z.ID, z.ID
	h.unit = h.newUnit("综合部", ident.ID{})
	return h
}

func try[T any](h *house, do func(*store.Tx) (T, error)) (T, error) {
	var out T
	err := h.db.Write(jobs.With(context.Background(), h.bus), h.actor, func(tx *store.Tx) (err error) {
		out, err = do(tx)
		return err
	})
	return out, err
}

func must[T any](h *house, do func(*store.Tx) (T, error)) T {
	h.t.Helper()
	out, err := try(h, do)
	if err != nil {
		h.t.Fatal(err)
	}
	return out
}

func ask[T any](h *house, question func(store.Reader) (T, error)) T {
	h.t.Helper()
	var out T
	err := h.db.Read(context.Background(), func(r *store.Snapshot) (err error) {
		out, err = question(r)
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return out
}

func (h *house) newUnit(name string, parent ident.ID) org.Unit {
	h.t.Helper()
	return must(h, func(tx *store.Tx) (org.Unit, error) {
		return org.CreateUnit(tx, org.UnitInput{Name: name, Kind: org.KindInternal, Parent: parent})
	})
}

func (h *house) newPost(title string, unit ident.ID) org.Post {
	h.t.Helper()
	return must(h, func(tx *store.Tx) (org.Post, error) {
		return org.CreatePost(tx, org.PostInput{Title: title, Unit: unit})
	})
}

// join enters somebody into the department; change may alter the input.
func (h *house) join(number, name string, change func(*people.JoinInput)) (people.Person, error) {
	in := people.JoinInput{Number: number, Name: name, Unit: h.unit.ID, Reason: "聘用"}
	if change != nil {
		change(&in)
	}
	return try(h, func(tx *store.Tx) (people.Person, error) { return people.Join(tx, in) })
}

func (h *house) joined(number, name string, change func(*people.JoinInput)) people.Person {
	h.t.Helper()
	p, err := h.join(number, name, change)
	if err != nil {
		h.t.Fatal(err)
	}
	return p
}

func (h *house) refused(err error, want *fault.Code) {
	h.t.Helper()
	if !want.Is(err) {
		h.t.Errorf("got %v, want %s", err, want.Name)
	}
}

func TestJoining(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		post := h.newPost("股长", h.unit.ID)
		other := h.newPost("股长", h.newUnit("招商部", ident.ID{}).ID)
		p := h.joined("A-001", " 测试乙 ", func(in *people.JoinInput) {
			in.Post, in.RankTitle, in.Phone, in.Leader = post.ID, "股长", "0735-0000000", true
		})
		got := ask(h, func(r store.Reader) (people.Person, error) { return people.ByID(r, h.zone, p.ID) })
		if got != p || got.Name != "测试乙" || got.SortNo != people.Unplaced || got.JoinedOn.String() != "2019-12-02" {
			t.Errorf("got  %+v\nwant %+v", got, p)
		}
		for name, c := range map[string]struct {
			number string
			change func(*people.JoinInput)
			want   *fault.Code
		}{
			"number again":       {"A-001", nil, people.NumberTaken},
			"second holder":      {"A-002", func(in *people.JoinInput) { in.Post = post.ID }, people.PostHeld},
			"post elsewhere":     {"A-002", func(in *people.JoinInput) { in.Post = other.ID }, people.PostElsewhere},
			"no such unit":       {"A-002", func(in *people.JoinInput) { in.Unit = post.ID }, org.NoUnit},
			"no such post":       {"A-002", func(in *people.JoinInput) { in.Post = h.unit.ID }, org.NoPost},
			"a day to come":      {"A-002", func(in *people.JoinInput) { in.JoinedOn = calendar.MustDate("2019-12-03") }, people.BadDay},
			"no reason":          {"A-002", func(in *people.JoinInput) { in.Reason = " " }, people.NoReason},
			"number with blanks": {"A 2", nil, people.BadNumber},
			"phone of letters":   {"A-002", func(in *people.JoinInput) { in.Phone = "call me" }, people.BadPhone},
			"name of two lines":  {"A-002", func(in *people.JoinInput) { in.Name = "测\n试" }, people.BadText},
		} {
			if _, err := h.join(c.number, "测试丙", c.change); !c.want.Is(err) {
				t.Errorf("%s: got %v, want %s", name, err, c.want.Name)
			}
		}
		_, err := h.join("", "", func(in *people.JoinInput) { in.Phone = "x" })
		if refusal, _ := fault.As(err); refusal == nil || len(refusal.Details) != 3 {
			t.Errorf("a form shows all its faults: got %v", err)
		}
	})
}

func TestAPersonsWay(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) { // 2019-12-02
		h := newHouse(t, db)
		post := h.newPost("科员", h.unit.ID)
		target := h.newUnit("招商部", ident.ID{})
		p := h.joined("A-001", "测试乙", func(in *people.JoinInput) { in.Post, in.RankTitle = post.ID, "科员" })
		transfer := func(p people.Person, day string) (people.Person, error) {
			return try(h, func(tx *store.Tx) (people.Person, error) {
				return people.Transfer(tx, people.TransferInput{ID: p.ID, Version: p.Version, Unit: target.ID, RankTitle: "股长",
					Day: calendar.MustDate(day), Reason: "竞聘上岗"})
			})
		}
		clock.Set(clock.Now().AddDate(0, 1, 0)) // 2020-01-02
		_, err := transfer(p, "2019-12-01")
		h.refused(err, people.BadDay) // before joining
		_, err = transfer(p, "2020-01-03")
		h.refused(err, people.BadDay) // to come
		moved, err := transfer(p, "2019-12-20")
		if err != nil || moved.Unit != target.ID || !moved.Post.IsZero() || moved.RankTitle != "股长" {
			t.Fatalf("got %+v, %v", moved, err)
		}
		_, err = transfer(p, "2020-01-02")
		h.refused(err, store.Stale)

		leave := people.LeaveInput{ID: p.ID, Version: moved.Version, Day: calendar.MustDate("2020-01-01"), Reason: "协商解除"}
		left := must(h, func(tx *store.Tx) (people.Person, error) { return people.Leave(tx, leave) })
		if left.Status != people.Left || left.On(calendar.MustDate("2020-01-01")) || !left.On(calendar.MustDate("2019-12-31")) {
			t.Errorf("got %+v", left)
		}
		leave.Version = left.Version
		_, err = try(h, func(tx *store.Tx) (people.Person, error) { return people.Leave(tx, leave) })
		h.refused(err, people.HasLeft)
		_, err = h.join("A-001", "测试丙", nil)
		h.refused(err, people.NumberTaken)

		var kinds []people.MoveKind
		for _, m := range ask(h, func(r store.Reader) ([]people.Move, error) { return people.History(r, h.zone, p.ID) }) {
			kinds = append(kinds, m.Kind)
		}
		if want := []people.MoveKind{people.Joined, people.Transferred, people.Departed}; !slices.Equal(kinds, want) {
			t.Errorf("history %v, want %v", kinds, want)
		}
		for day, want := range map[string]people.Place{
			"2019-12-01": {},
			"2019-12-02": {Unit: h.unit.ID, Post: post.ID, RankTitle: "科员"},
			"2019-12-19": {Unit: h.unit.ID, Post: post.ID, RankTitle: "科员"},
			"2019-12-20": {Unit: target.ID, RankTitle: "股长"},
			"2020-01-01": {},
		} {
			places := ask(h, func(r store.Reader) (map[ident.ID]people.Place, error) {
				return people.PlacesOn(r, h.zone, calendar.MustDate(day))
			})
			if places[p.ID] != want {
				t.Errorf("on %s: got %+v, want %+v", day, places[p.ID], want)
			}
		}
	})
}

func TestLeavingIsHeard(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		var heard []people.Person
		h.bus = jobs.NewBus()
		people.Subscribe(h.bus)
		h.bus.Subscribe(people.EventLeft, "test", func(_ *store.Tx, e jobs.Event) error {
			heard = append(heard, e.Data.(people.Person))
			return nil
		})
		p := h.joined("A-001", "测试乙", nil)
		account := ident.NewID(db.Now())
		p = must(h, func(tx *store.Tx) (people.Person, error) { return people.LinkAccount(tx, p.ID, p.Version, account) })
		other := h.joined("A-002", "测试丙", nil)
		_, err := try(h, func(tx *store.Tx) (people.Person, error) {
			return people.LinkAccount(tx, other.ID, other.Version, account)
		})
		h.refused(err, people.AccountTaken)
		must(h, func(tx *store.Tx) (people.Person, error) {
			return people.Leave(tx, people.LeaveInput{ID: p.ID, Version: p.Version, Reason: "退休"})
		})
		if len(heard) != 1 || heard[0].ID != p.ID || heard[0].Account != account || heard[0].Unit != h.unit.ID {
			t.Errorf("heard %+v", heard)
		}
	})
}

func TestTheOrganisationCannotLosePeople(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		h := newHouse(t, db)
		post := h.newPost("股长", h.unit.ID)
		p := h.joined("A-001", "测试乙", func(in *people.JoinInput) { in.Post = post.ID })
		_, err := try(h, func(tx *store.Tx) (org.Post, error) {
			return org.ClosePost(tx, org.ClosePostInput{ID: post.ID, Version: post.Version, Reason: "岗位清零"})
		})
		h.refused(err, people.HolderRemains)

		clock.Set(clock.Now().Add(24 * time.Hour))
		target := h.newUnit("招商部", ident.ID{})
		must(h, func(tx *store.Tx) (org.Post, error) {
			return org.MovePost(tx, org.MovePostInput{ID: post.ID, Version: post.Version, Unit: target.ID, Reason: "划转"})
		})
		p = ask(h, func(r store.Reader) (people.Person, error) { return people.ByID(r, h.zone, p.ID) })
		if p.Unit != target.ID || p.Post != post.ID {
			t.Errorf("the holder did not go along: %+v", p)
		}
		moves := ask(h, func(r store.Reader) ([]people.Move, error) { return people.History(r, h.zone, p.ID) })
		if len(moves) != 2 || moves[1].Reason != "划转" || moves[1].Day.String() != "2019-12-03" {
			t.Errorf("got %+v", moves)
		}
		h.joined("A-002", "测试丙", nil)
		_, err = try(h, func(tx *store.Tx) (org.Unit, error) {
			return org.CloseUnit(tx, org.CloseUnitInput{ID: h.unit.ID, Version: h.unit.Version, Reason: "撤并"})
		})
		h.refused(err, people.StaffRemain)
	})
}

// Of many who are engaged to one post at once, one gets it (LW-15).
func TestOnePostOneHolder(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		post := h.newPost("股长", h.unit.ID)
		var wg sync.WaitGroup
		for i := range 8 {
			wg.Go(func() {
				_, err := h.join(fmt.Sprintf("A-%03d", i), "测试乙", func(in *people.JoinInput) { in.Post = post.ID })
				if err != nil && !people.PostHeld.Is(err) {
					t.Errorf("got %v", err)
				}
			})
		}
		wg.Wait()
		if n := ask(h, func(r store.Reader) (int64, error) { return people.Engaged(r, h.zone) }); n != 1 {
			t.Errorf("%d people hold one post", n)
		}
	})
}

func TestLists(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		section := h.newUnit("文秘股", h.unit.ID)
		yes, no := true, false
		for i, name := range []string{"测试乙", "单测试", "示例丁", "测试丙", "A1测试"} {
			h.joined(fmt.Sprintf("B-%02d", i), name, func(in *people.JoinInput) {
				if in.Leader = i == 2; in.Leader {
					in.SortNo = 1
				}
				if i == 3 {
					in.Unit = section.ID
				}
			})
		}
		left := h.joined("C-01", "测试戊", nil)
		must(h, func(tx *store.Tx) (people.Person, error) {
			return people.Leave(tx, people.LeaveInput{ID: left.ID, Version: left.Version, Reason: "辞职"})
		})
		for name, c := range map[string]struct {
			filter people.Filter
			want   string
		}{
			"by place, then by pinyin":   {people.Filter{Status: people.Active}, "示例丁 A1测试 测试丙 测试乙 单测试"}, // ce shi bing, ce shi yi; shan or dan sorts as dan
			"in a unit":                  {people.Filter{Unit: section.ID}, "测试丙"},
			"leaders":                    {people.Filter{Leader: &yes}, "示例丁"},
			"others who left":            {people.Filter{Leader: &no, Status: people.Left}, "测试戊"},
			"a character":                {people.Filter{Query: "丁"}, "示例丁"},
			"initials":                   {people.Filter{Query: "CSY"}, "测试乙"},
			"a reading of a surname":     {people.Filter{Query: "shan"}, "单测试"},
			"another reading of it":      {people.Filter{Query: "dance"}, "单测试"},
			"given name in pinyin":       {people.Filter{Query: "shi bing"}, "测试丙"},
			"the beginning of a number":  {people.Filter{Query: "b-02"}, "示例丁"},
			"what LIKE would read":       {people.Filter{Query: "%"}, ""},
			"initials, all of that name": {people.Filter{Query: "cs", Status: people.Active}, "A1测试 测试丙 测试乙 单测试"},
		} {
			c.filter.Zone = h.zone
			if got := walk(h, c.filter, 2); got != c.want {
				t.Errorf("%s: got %q, want %q", name, got, c.want)
			}
		}
		if got := walk(h, people.Filter{Zone: h.zone + 1}, 2); got != "" {
			t.Errorf("another zone sees %q", got)
		}
		err := db.Read(context.Background(), func(r *store.Snapshot) error {
			_, err := people.List(r, people.Filter{Zone: h.zone, After: store.EncodeCursor("x", "y", "z")})
			return err
		})
		h.refused(err, store.BadCursor)
		if l := ask(h, func(r store.Reader) ([]people.Person, error) { return people.Leaders(r, h.zone) }); len(l) != 1 || l[0].Name != "示例丁" {
			t.Errorf("leaders %+v", l)
		}
		counts := ask(h, func(r store.Reader) (map[ident.ID]int64, error) { return people.Headcount(r, h.zone) })
		if counts[h.unit.ID] != 4 || counts[section.ID] != 1 || len(counts) != 2 {
			t.Errorf("headcount %v", counts)
		}
	})
}

// walk reads a list page by page.
func walk(h *house, f people.Filter, limit int) string {
	h.t.Helper()
	var names []string
	for f.Limit = limit; ; {
		page := ask(h, func(r store.Reader) (store.Page[people.Person], error) { return people.List(r, f) })
		if len(page.Items) > limit {
			h.t.Fatalf("a page of %d", len(page.Items))
		}
		for _, p := range page.Items {
			names = append(names, p.Name)
		}
		if f.After = page.Next; f.After == "" {
			return strings.Join(names, " ")
		}
	}
}

func TestManyAtOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		var asked []ident.ID
		for i := range 70 { // more than two statements of 32
			asked = append(asked, h.joined(fmt.Sprintf("A-%03d", i), "测试乙", nil).ID)
		}
		stranger := ident.NewID(db.Now())
		found := ask(h, func(r store.Reader) (map[ident.ID]people.Person, error) {
			return people.ByIDs(r, h.zone, append(asked, stranger))
		})
		if len(found) != 70 || found[asked[69]].Number != "A-069" {
			t.Errorf("found %d, the last is %+v", len(found), found[asked[69]])
		}
		if none := ask(h, func(r store.Reader) (map[ident.ID]people.Person, error) { return people.ByIDs(r, h.zone, nil) }); len(none) != 0 {
			t.Errorf("nobody was asked for, %d came", len(none))
		}
	})
}

func TestEditing(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		p := h.joined("A-001", "测试乙", nil)
		in := people.EditInput{ID: p.ID, Version: p.Version, Name: "示例乙", Leader: true, SortNo: 3, Reason: "更正姓名"}
		edited := must(h, func(tx *store.Tx) (people.Person, error) { return people.Edit(tx, in) })
		if edited.Name != "示例乙" || edited.Version != p.Version+1 || edited.SortNo != 3 {
			t.Errorf("got %+v", edited)
		}
		_, err := try(h, func(tx *store.Tx) (people.Person, error) { return people.Edit(tx, in) })
		h.refused(err, store.Stale)
		if got := walk(h, people.Filter{Zone: h.zone, Query: "sly"}, 5); got != "示例乙" {
			t.Errorf("not found by the new name: %q", got)
		}
		if got := walk(h, people.Filter{Zone: h.zone, Query: "csy"}, 5); got != "" {
			t.Errorf("still found by the old name: %q", got)
		}
	})
}
