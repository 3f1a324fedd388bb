package org_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/domain/org"
	"github.com/jingkai-zone/jingkai/internal/engine/scheme"
	"github.com/jingkai-zone/jingkai/internal/store"
	"github.com/jingkai-zone/jingkai/internal/store/storetest"
)

// adopt proposes a scheme and has another person activate it.
func (h *house) adopt(body string) {
	h.t.Helper()
	text := "scheme:\n  id: made-up\n  zone: shili\n  title: {zh: 示例方案, en: Made-up scheme}\n  status: final\n" + body
	v := must(h, func(tx *store.Tx) (scheme.Version, error) {
		return scheme.Propose(tx, scheme.Proposal{Zone: h.zone, Text: text, Reason: "示例"})
	})
	proposer := h.actor
	h.actor = &ident.Actor{Name: "测试乙", Zone: h.zone, Account: ident.NewID(h.db.Now()), Person: ident.NewID(h.db.Now())}
	must(h, func(tx *store.Tx) (scheme.Version, error) { return scheme.Activate(tx, v.ID, v.Version, "示例") })
	h.actor = proposer
}

// LW-13, PK-07: with max_levels = 3 a fourth reporting level is refused.
func TestSchemeLimitsTheLevels(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		h := newHouse(t, db)
		unit := h.unit("招商部", ident.ID{})
		director := h.post("主任", unit.ID, ident.ID{})
		head := h.post("部长", unit.ID, director.ID)
		clerk := h.post("科员", unit.ID, head.ID)
		deep := h.post("办事员", unit.ID, clerk.ID) // level 4, before there is a scheme
		clock.Set(clock.Now().Add(24 * time.Hour))
		h.adopt("org:\n  max_levels: 3\n")

		_, err := try(h, func(tx *store.Tx) (org.Post, error) {
			return org.CreatePost(tx, org.PostInput{Title: "办事员", Unit: unit.ID, ReportsTo: clerk.ID})
		})
		h.refused(err, org.TooDeep)
		refusal, _ := fault.As(err)
		if refusal == nil || refusal.Code.Rule != "LW-13" {
			t.Fatalf("got %v", err)
		}
		for _, part := range []string{"示例方案", "3 级", "org.max_levels", "第 4 级", "主任（招商部） → 部长（招商部） → 科员（招商部） → 新岗位（招商部）"} {
			if text := refusal.Text(fault.Chinese); !strings.Contains(text, part) {
				t.Errorf("%q is missing in %s", part, text)
			}
		}
		s := h.structure("2019-12-03")
		if !s.TooDeep() || s.Levels != 4 || s.Longest[3].ID != deep.ID || s.LevelNote(fault.Chinese) != "层级上限：3 级，现有 4 级，已超过上限" {
			t.Errorf("got %d levels, %s", s.Levels, s.LevelNote(fault.Chinese))
		}
		if then := h.structure("2019-12-02"); then.TooDeep() || then.LevelNote(fault.Chinese) != "层级上限：方案未设定" {
			t.Errorf("before the scheme: %s", then.LevelNote(fault.Chinese))
		}
		moved := must(h, func(tx *store.Tx) (org.Post, error) {
			return org.MovePost(tx, org.MovePostInput{ID: deep.ID, Version: deep.Version, Unit: unit.ID, ReportsTo: head.ID, Reason: "压缩层级"})
		})
		if moved.Level != 3 || h.structure("2019-12-03").TooDeep() {
			t.Errorf("flattening: got level %d", moved.Level)
		}
	})
}

// LW-04: with 5 internal departments a 6th is refused, also when several are
// founded at once.
func TestSchemeCapsTheDepartments(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		h.adopt("org:\n  caps: {internal: 5, centre: 1}\n")
		found := func(name string, kind org.Kind) error {
			_, err := try(h, func(tx *store.Tx) (org.Unit, error) {
				return org.CreateUnit(tx, org.UnitInput{Name: name, Kind: kind})
			})
			return err
		}
		var wg sync.WaitGroup
		for _, name := range strings.Split("一二三四五六七八", "") {
			wg.Go(func() {
				if err := found("示例"+name+"部", org.KindInternal); err != nil && !org.OverCap.Is(err) {
					t.Errorf("got %v", err)
				}
			})
		}
		wg.Wait()
		err := found("示例九部", org.KindInternal)
		h.refused(err, org.OverCap)
		refusal, _ := fault.As(err)
		if refusal == nil || !strings.Contains(refusal.Text(fault.Chinese), "规定内设机构不超过 5 个（org.caps.internal），现已有 5 个") {
			t.Errorf("got %v", err)
		}
		if err := found("服务中心", org.KindCentre); err != nil {
			t.Error(err)
		}
		if err := found("事业单位", org.KindInstitution); err != nil { // the scheme says nothing of institutions
			t.Error(err)
		}
		if got := h.structure("2019-12-02").Short(fault.Chinese); got != "5部1个事业单位1中心" {
			t.Errorf("got %s", got)
		}
	})
}

// PK-06, and the history of a flag: flipped today, yesterday's share stays.
func TestCategoriesHaveAHistory(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		h := newHouse(t, db)
		var units []org.Unit
		for _, name := range strings.Split("一二三四五六", "") {
			units = append(units, h.unit("示例"+name+"部", ident.ID{}))
		}
		flip := func(u org.Unit) (org.Unit, error) {
			return try(h, func(tx *store.Tx) (org.Unit, error) {
				return org.CategoriseUnit(tx, org.CategoriseInput{ID: u.ID, Version: u.Version, Category: org.General, Reason: "职能梳理"})
			})
		}
		clock.Set(clock.Now().Add(24 * time.Hour))
		for _, u := range units[4:] {
			if _, err := flip(u); err != nil {
				t.Fatal(err)
			}
		}
		_, err := flip(units[5])
		h.refused(err, store.Stale)
		h.adopt("org:\n  core_ratio: {target: 70%, qualifier: 近, tolerance: 5%}\n")
		then, now := h.structure("2019-12-02"), h.structure("2019-12-03")
		if then.Core.String() != "6/6" || then.CoreStanding != org.CoreUnset {
			t.Errorf("yesterday: %v, %s", then.Core, then.CoreStanding)
		}
		if now.Core.String() != "4/6" || now.CoreStanding != org.CoreNear || now.General != 2 {
			t.Errorf("today: %v, %s, %d general", now.Core, now.CoreStanding, now.General)
		}
		var c org.Comparison
		err = db.View(context.Background(), func(r *store.Snapshot) (err error) {
			c, err = org.Compare(r, h.zone, calendar.MustDate("2019-12-02"), calendar.MustDate("2019-12-03"))
			return err
		})
		if err != nil || c.General != (org.Change{Before: 0, After: 2}) || len(c.Ended)+len(c.Founded) != 0 || c.Departments.Diff() != 0 {
			t.Errorf("got %+v, %v", c, err)
		}
	})
}

func TestTitlesHaveAHistory(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		h := newHouse(t, db)
		p := h.post("主任", h.unit("综合部", ident.ID{}).ID, ident.ID{})
		clock.Set(clock.Now().Add(24 * time.Hour))
		for _, title := range []string{"部长", "部 长"} { // twice on one day: the day before keeps the first
			p = must(h, func(tx *store.Tx) (org.Post, error) {
				return org.RetitlePost(tx, org.RetitleInput{ID: p.ID, Version: p.Version, Title: title, Reason: "规范名称"})
			})
		}
		if then, now := h.structure("2019-12-02"), h.structure("2019-12-03"); then.Posts[0].Title != "主任" || now.Posts[0].Title != "部 长" {
			t.Errorf("got %q, then %q", then.Posts[0].Title, now.Posts[0].Title)
		}
	})
}
