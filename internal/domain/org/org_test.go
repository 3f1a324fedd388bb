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
	"github.com/jingkai-zone/jingkai/internal/engine/jobs"
	"github.com/jingkai-zone/jingkai/internal/store"
	"github.com/jingkai-zone/jingkai/internal/store/storetest"
)

// house is a database with one zone and somebody who works in it.
type house struct {
	t     *testing.T
	db    *store.DB
	zone  int64
	actor *ident.Actor
	bus   *jobs.Bus
}

func newHouse(t *testing.T, db *store.DB) *house {
	t.Helper()
	h := &house{t: t, db: db, bus: jobs.NewBus(), actor: &ident.Actor{Name: "测试甲", Account: ident.NewID(db.Now())}}
	z := must(h, func(tx *store.Tx) (org.Zone, error) { return org.CreateZone(tx, example("shili")) })
	h.zone, h.actor.Zone = z.ID, z.ID
	return h
}

func example(slug string) org.ZoneInput {
	return org.ZoneInput{Slug: slug, NameZH: "示例开发区", NameEN: "Example Zone", Kind: org.Development, Stage: org.Operating, Source: "示例"}
}

// try runs one command as the house's actor.
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

func (h *house) unit(name string, parent ident.ID) org.Unit {
	h.t.Helper()
	return must(h, func(tx *store.Tx) (org.Unit, error) {
		return org.CreateUnit(tx, org.UnitInput{Name: name, Kind: org.KindInternal, Category: org.Core, Parent: parent})
	})
}

func (h *house) post(title string, unit, superior ident.ID) org.Post {
	h.t.Helper()
	return must(h, func(tx *store.Tx) (org.Post, error) {
		return org.CreatePost(tx, org.PostInput{Title: title, Unit: unit, ReportsTo: superior})
	})
}

func (h *house) structure(day string) org.Structure {
	h.t.Helper()
	var s org.Structure
	err := h.db.View(context.Background(), func(r *store.Snapshot) (err error) {
		s, err = org.StructureOf(r, h.zone, calendar.MustDate(day))
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return s
}

func (h *house) refused(err error, want *fault.Code) {
	h.t.Helper()
	if !want.Is(err) {
		h.t.Errorf("got %v, want %s", err, want.Name)
	}
}

func TestZonesAreFoundBySlug(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		city := must(h, func(tx *store.Tx) (org.Zone, error) {
			in := example("shi")
			in.Kind = org.City
			return org.CreateZone(tx, in)
		})
		must(h, func(tx *store.Tx) (org.Zone, error) {
			in := example("xia")
			in.Parent = city.ID
			return org.CreateZone(tx, in)
		})
		err := db.Read(context.Background(), func(r *store.Snapshot) error {
			z, err := org.ZoneBySlug(r, "xia")
			if err != nil || z.Parent != city.ID || z.Name(fault.English) != "Example Zone" || z.Stage != org.Operating {
				t.Errorf("got %+v, %v", z, err)
			}
			if _, err := org.ZoneBySlug(r, "wu"); !org.NoZone.Is(err) {
				t.Errorf("unknown slug: %v", err)
			}
			for _, c := range []struct {
				filter org.ZoneFilter
				want   int
			}{{org.ZoneFilter{}, 3}, {org.ZoneFilter{Parent: city.ID}, 1}, {org.ZoneFilter{Kind: org.City}, 1}, {org.ZoneFilter{Parent: h.zone}, 0}} {
				if list, err := org.Zones(r, c.filter); err != nil || len(list) != c.want {
					t.Errorf("%+v: got %d, %v; want %d", c.filter, len(list), err, c.want)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		_, err = try(h, func(tx *store.Tx) (org.Zone, error) { return org.CreateZone(tx, example("shi")) })
		h.refused(err, org.ZoneTaken)
		_, err = try(h, func(tx *store.Tx) (org.Zone, error) { return org.CreateZone(tx, org.ZoneInput{Slug: "Ä"}) })
		refusal, _ := fault.As(err)
		if refusal == nil || len(refusal.Details) != 6 { // slug, kind, stage, two names, source
			t.Errorf("an empty form shows all its faults: got %v", err)
		}
	})
}

func TestUnitsLiveAndEnd(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) { // 2019-12-02
		h := newHouse(t, db)
		office := h.unit(" 综合部　", ident.ID{})
		if office.Name != "综合部" || office.OpenedOn.String() != "2019-12-02" {
			t.Errorf("got %+v", office)
		}
		section := must(h, func(tx *store.Tx) (org.Unit, error) {
			return org.CreateUnit(tx, org.UnitInput{Name: "文秘股", Kind: org.KindSection, Parent: office.ID})
		})
		h.post("股长", section.ID, ident.ID{})
		_, err := try(h, func(tx *store.Tx) (org.Unit, error) {
			return org.CreateUnit(tx, org.UnitInput{Name: "综合部", Kind: org.KindInternal})
		})
		h.refused(err, org.UnitNameTaken)

		clock.Set(clock.Now().AddDate(0, 1, 0)) // 2020-01-02
		renamed := must(h, func(tx *store.Tx) (org.Unit, error) {
			return org.RenameUnit(tx, org.RenameInput{ID: office.ID, Version: office.Version, Name: "党政办公室", Reason: "机构改革"})
		})
		_, err = try(h, func(tx *store.Tx) (org.Unit, error) {
			return org.RenameUnit(tx, org.RenameInput{ID: office.ID, Version: office.Version, Name: "办公室", Reason: "机构改革"})
		})
		h.refused(err, store.Stale)
		if then, now := h.structure("2020-01-01"), h.structure("2020-01-02"); then.Units[0].Name != "综合部" || now.Units[0].Name != "党政办公室" {
			t.Errorf("the name of a past day is lost: %q, then %q", then.Units[0].Name, now.Units[0].Name)
		}

		end := func(u org.Unit, change func(*org.CloseUnitInput)) (org.Unit, error) {
			in := org.CloseUnitInput{ID: u.ID, Version: u.Version, Reason: "精简合并"}
			change(&in)
			return try(h, func(tx *store.Tx) (org.Unit, error) { return org.CloseUnit(tx, in) })
		}
		_, err = end(renamed, func(*org.CloseUnitInput) {})
		h.refused(err, org.UnitInUse)
		_, err = end(section, func(in *org.CloseUnitInput) { in.Reason = "" })
		h.refused(err, org.NoReason)
		closePosts(h)
		_, err = end(section, func(in *org.CloseUnitInput) { in.Day = calendar.MustDate("2020-01-03") })
		h.refused(err, org.BadDay)
		_, err = end(section, func(in *org.CloseUnitInput) { in.Successor = section.ID })
		h.refused(err, org.BadSuccessor)
		closed, err := end(section, func(in *org.CloseUnitInput) { in.Successor = office.ID })
		if err != nil || closed.Successor != office.ID || closed.ClosedOn.String() != "2020-01-02" {
			t.Fatalf("got %+v, %v", closed, err)
		}
		_, err = end(closed, func(*org.CloseUnitInput) {})
		h.refused(err, org.UnitClosed)
		_, err = try(h, func(tx *store.Tx) (org.Post, error) {
			return org.CreatePost(tx, org.PostInput{Title: "股长", Unit: section.ID})
		})
		h.refused(err, org.UnitClosed)
		if then, now := h.structure("2020-01-01"), h.structure("2020-01-02"); then.Counts[org.KindSection] != 1 || now.Counts[org.KindSection] != 0 {
			t.Errorf("sections: %d before and %d after the closing; want 1 and 0", then.Counts[org.KindSection], now.Counts[org.KindSection])
		}
	})
}

func closePosts(h *house) {
	h.t.Helper()
	for _, p := range h.structure("2020-01-02").Posts {
		must(h, func(tx *store.Tx) (org.Post, error) {
			return org.ClosePost(tx, org.ClosePostInput{ID: p.ID, Version: p.Version, Reason: "岗位清零"})
		})
	}
}

func TestPostsMoveWithTheirReports(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		h := newHouse(t, db)
		unit := h.unit("招商部", ident.ID{})
		director := h.post("主任", unit.ID, ident.ID{})
		deputy := h.post("副主任", unit.ID, director.ID)
		head := h.post("部长", unit.ID, director.ID)
		clerk := h.post("科员", unit.ID, head.ID)
		if clerk.Level != 3 {
			t.Fatalf("level %d, want 3", clerk.Level)
		}
		clock.Set(clock.Now().Add(24 * time.Hour))
		move := func(p org.Post, to ident.ID) (org.Post, error) {
			return try(h, func(tx *store.Tx) (org.Post, error) {
				return org.MovePost(tx, org.MovePostInput{ID: p.ID, Version: p.Version, Unit: p.Unit, ReportsTo: to, Reason: "调整分工"})
			})
		}
		_, err := move(head, clerk.ID)
		h.refused(err, org.Circle)
		moved, err := move(head, deputy.ID)
		if err != nil || moved.Level != 3 {
			t.Fatalf("got %+v, %v", moved, err)
		}
		_, err = move(head, director.ID)
		h.refused(err, store.Stale)
		now, then := h.structure("2019-12-03"), h.structure("2019-12-02")
		if now.Levels != 4 || then.Levels != 3 || now.LevelNote(fault.Chinese) != "层级上限：方案未设定" {
			t.Errorf("%d levels now and %d then (%s); want 4 and 3", now.Levels, then.Levels, now.LevelNote(fault.Chinese))
		}
		err = db.Read(context.Background(), func(r *store.Snapshot) error {
			p, err := org.PostByID(r, h.zone, clerk.ID)
			if err != nil || p.Level != 4 {
				t.Errorf("the report did not move along: %+v, %v", p, err)
			}
			_, err = org.PostByID(r, h.zone+1, clerk.ID)
			h.refused(err, org.NoPost)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		_, err = try(h, func(tx *store.Tx) (org.Post, error) {
			return org.ClosePost(tx, org.ClosePostInput{ID: deputy.ID, Version: deputy.Version, Reason: "撤岗"})
		})
		h.refused(err, org.HasReports)
	})
}

// Two moves that together would make a circle never both succeed.
func TestRacingMovesMakeNoCircle(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		unit := h.unit("招商部", ident.ID{})
		for range 10 {
			a, b := h.post("甲岗", unit.ID, ident.ID{}), h.post("乙岗", unit.ID, ident.ID{})
			var wg sync.WaitGroup
			for _, pair := range [][2]org.Post{{a, b}, {b, a}} {
				wg.Go(func() {
					_, err := try(h, func(tx *store.Tx) (org.Post, error) {
						return org.MovePost(tx, org.MovePostInput{ID: pair[0].ID, Version: pair[0].Version, Unit: unit.ID, ReportsTo: pair[1].ID, Reason: "调整"})
					})
					if err != nil && !org.Circle.Is(err) {
						t.Errorf("got %v", err)
					}
				})
			}
			wg.Wait()
		}
		for _, p := range h.structure("2019-12-02").Posts {
			if p.Level != 2 && p.All != 1 {
				t.Errorf("post on level %d with %d below it; each pair must be one over one", p.Level, p.All)
			}
		}
	})
}

func TestFormsShowAllFaults(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		_, err := try(h, func(tx *store.Tx) (org.Unit, error) {
			return org.CreateUnit(tx, org.UnitInput{Name: "坏\n名", Kind: org.KindSection, Category: "both"})
		})
		for _, want := range []*fault.Code{org.BadText, org.BadCategory, org.SectionAlone} {
			h.refused(err, want)
		}
		if refusal, _ := fault.As(err); refusal != nil && strings.Contains(refusal.Error(), "both") {
			t.Errorf("the refusal repeats what was submitted: %v", refusal)
		}
		_, err = try(h, func(tx *store.Tx) (org.Post, error) {
			return org.CreatePost(tx, org.PostInput{Title: "科员", Unit: ident.NewID(tx.Now()), ReportsTo: ident.NewID(tx.Now())})
		})
		h.refused(err, org.NoUnit)
		h.refused(err, org.NoPost)
		_, err = try(h, func(tx *store.Tx) (org.Unit, error) {
			return org.CreateUnit(tx, org.UnitInput{Name: "明日部", Kind: org.KindInternal, OpenedOn: calendar.MustDate("2019-12-03")})
		})
		h.refused(err, org.BadDay)
		h.actor.Zone = 999
		_, err = try(h, func(tx *store.Tx) (org.Unit, error) {
			return org.CreateUnit(tx, org.UnitInput{Name: "他部", Kind: org.KindInternal})
		})
		h.refused(err, org.NoZone)
	})
}
