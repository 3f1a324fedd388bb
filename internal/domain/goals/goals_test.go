package goals_test

import (
	"context"
	"testing"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/exact"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/domain/goals"
	"github.com/jingkai-zone/jingkai/internal/domain/org"
	"github.com/jingkai-zone/jingkai/internal/domain/people"
	"github.com/jingkai-zone/jingkai/internal/engine/jobs"
	"github.com/jingkai-zone/jingkai/internal/engine/scheme"
	"github.com/jingkai-zone/jingkai/internal/store"
	"github.com/jingkai-zone/jingkai/internal/store/storetest"
)

const zone = 1

// text is a made-up scheme that says just what lists and targets need.
const text = `
scheme: {id: test, zone: test, title: {zh: 测试方案, en: Test scheme}, source: {article: "", sentence: ""}, status: final}
goals:
  rhythm: [month, node]
  levels: [lead, unit, person]
  categories: [{key: investment, zh: 招商引资, en: Investment}]
  month_issue_by: 3
`

// house is a zone with one unit, a leader and a member of staff.
type house struct {
	t              *testing.T
	db             *store.DB
	ctx            context.Context
	actor          *ident.Actor
	unit           ident.ID
	leader, person ident.ID
}

func build(t *testing.T, db *store.DB, schemeText string) *house {
	t.Helper()
	h := &house{t: t, db: db, ctx: jobs.With(context.Background(), jobs.NewBus()),
		actor: &ident.Actor{Account: ident.NewID(db.Now()), Zone: zone, Home: zone, Name: "测试甲"}}
	h.do(h.actor, func(tx *store.Tx) error {
		if _, err := org.CreateZone(tx, org.ZoneInput{Slug: "test", NameZH: "测试区", NameEN: "Test zone", Kind: org.Development, Stage: org.Operating, Source: "测试"}); err != nil {
			return err
		}
		u, err := org.CreateUnit(tx, org.UnitInput{Kind: org.KindInternal, Name: "项目建设局"})
		if err != nil {
			return err
		}
		h.unit = u.ID
		for _, who := range []struct {
			number, name string
			leader       bool
			into         *ident.ID
		}{{"S1", "测试乙", true, &h.leader}, {"S2", "测试丁", false, &h.person}} {
			p, err := people.Join(tx, people.JoinInput{Number: who.number, Name: who.name, Unit: h.unit, Leader: who.leader, Reason: "测试"})
			if err != nil {
				return err
			}
			*who.into = p.ID
		}
		return nil
	})
	if schemeText == "" {
		return h
	}
	var v scheme.Version
	h.do(h.actor, func(tx *store.Tx) (err error) {
		v, err = scheme.Propose(tx, scheme.Proposal{Zone: zone, Text: schemeText, Reason: "测试"})
		return err
	})
	h.do(&ident.Actor{Account: ident.NewID(db.Now()), Zone: zone, Home: zone, Name: "测试丙"}, func(tx *store.Tx) error {
		_, err := scheme.Activate(tx, v.ID, v.Version, "测试")
		return err
	})
	return h
}

func (h *house) do(actor *ident.Actor, fn func(tx *store.Tx) error) {
	h.t.Helper()
	if err := h.db.Write(h.ctx, actor, fn); err != nil {
		h.t.Fatal(err)
	}
}

// refused runs a command that must be refused with a code.
func (h *house) refused(code *fault.Code, fn func(tx *store.Tx) error) {
	h.t.Helper()
	if err := h.db.Write(h.ctx, h.actor, fn); !code.Is(err) {
		h.t.Fatalf("got %v, want %s", err, code.Name)
	}
}

func (h *house) list(kind goals.Kind) (l goals.List) {
	h.t.Helper()
	h.do(h.actor, func(tx *store.Tx) (err error) {
		in := goals.ListInput{Kind: kind, Month: calendar.MustMonth("2019-12")}
		if kind == goals.NodeList {
			in.Node, in.EvaluateOn = "集中开工", calendar.MustDate("2019-12-20")
		}
		l, err = goals.CreateList(tx, in)
		return err
	})
	return l
}

func (h *house) draft() goals.ItemDraft {
	return goals.ItemDraft{Title: "示例项目", Lead: h.leader, Unit: h.unit, Person: h.person}
}

// A work in the monthly and in the node list is in both, and counts once for
// the person (LY-36).
func TestAWorkInTwoListsCountsOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		h := build(t, db, text)
		month, node := h.list(goals.MonthList), h.list(goals.NodeList)
		h.do(h.actor, func(tx *store.Tx) error {
			i, err := goals.AddItem(tx, month.ID, h.draft())
			if err != nil {
				return err
			}
			again := h.draft()
			again.Work = i.Work
			if _, err := goals.AddItem(tx, node.ID, again); err != nil {
				return err
			}
			_, err = goals.AddItem(tx, node.ID, h.draft())
			return err
		})
		for _, l := range []goals.List{month, node} {
			h.do(h.actor, func(tx *store.Tx) error { _, err := goals.Issue(tx, calendar.Builtin(), l.ID); return err })
		}
		err := db.View(h.ctx, func(r *store.Snapshot) error {
			items, err := goals.PersonItems(r, zone, h.person, calendar.MustMonth("2019-12"))
			if err != nil {
				return err
			}
			n, err := goals.PersonWorks(r, zone, h.person, calendar.MustMonth("2019-12"))
			// Three items in two lists, of which two are the same work: two works.
			if len(items) != 3 || n != 2 {
				t.Errorf("%d items, %d works; want 3 and 2", len(items), n)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestAZoneWithoutTheseParametersIsToldSo(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		h := build(t, db, "scheme: {id: test, zone: test, title: {zh: 测试方案, en: Test scheme}, source: {article: \"\", sentence: \"\"}, status: final}\ngoals: {rhythm: [month], levels: null}\n")
		l := h.list(goals.MonthList)
		h.do(h.actor, func(tx *store.Tx) error { _, err := goals.AddItem(tx, l.ID, h.draft()); return err })
		h.refused(scheme.NotSet, func(tx *store.Tx) error { _, err := goals.Issue(tx, calendar.Builtin(), l.ID); return err })
		h.refused(goals.RhythmNotUsed, func(tx *store.Tx) error {
			_, err := goals.CreateList(tx, goals.ListInput{Kind: goals.NodeList, Month: calendar.MustMonth("2019-12"), Node: "集中开工", EvaluateOn: calendar.MustDate("2019-12-20")})
			return err
		})
		h.refused(scheme.NotSet, func(tx *store.Tx) error {
			_, err := goals.SetTarget(tx, goals.TargetInput{Year: 2020, Category: "x", Indicator: "示例", UnitName: "亿元", Value: exact.MustParse("1")})
			return err
		})
	})
}

// Issued on the 2nd, the first working day: in time. Issued on the 10th, the
// seventh: late against the scheme's third.
func TestLateIssueIsSeen(t *testing.T) {
	for day, want := range map[string]bool{"2019-12-02": false, "2019-12-10": true} {
		t.Run(day, func(t *testing.T) {
			storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
				h := build(t, db, text)
				l := h.list(goals.MonthList)
				h.do(h.actor, func(tx *store.Tx) error { _, err := goals.AddItem(tx, l.ID, h.draft()); return err })
				clock.Set(calendar.MustDate(day).At(10, 0))
				h.do(h.actor, func(tx *store.Tx) (err error) { l, err = goals.Issue(tx, calendar.Builtin(), l.ID); return err })
				if l.Late != want {
					t.Errorf("late: %v, want %v", l.Late, want)
				}
			})
		})
	}
}

// Two shares of 30 of a target of 50, set at the same moment: one of them must
// not fit.
func TestSharesSetAtOnceNeverExceedTheTarget(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		h := build(t, db, text)
		var top goals.Target
		h.do(h.actor, func(tx *store.Tx) (err error) {
			top, err = goals.SetTarget(tx, goals.TargetInput{Year: 2020, Category: "investment", Indicator: "引进投资", UnitName: "亿元", Value: exact.MustParse("50")})
			return err
		})
		errs := make(chan error, 8)
		for range cap(errs) {
			go func() {
				errs <- db.Write(h.ctx, h.actor, func(tx *store.Tx) error {
					_, err := goals.SetTarget(tx, goals.TargetInput{Parent: top.ID, Value: exact.MustParse("30"), Unit: h.unit})
					return err
				})
			}()
		}
		good := 0
		for range cap(errs) {
			if err := <-errs; err == nil {
				good++
			} else if !goals.OverAllocated.Is(err) && !store.Stale.Is(err) {
				t.Error(err)
			}
		}
		if good != 1 {
			t.Errorf("%d shares of 30 fit into 50", good)
		}
	})
}
