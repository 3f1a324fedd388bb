package board_test

import (
	"context"
	"strings"
	"sync"
	"testing"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/domain/board"
	"github.com/jingkai-zone/jingkai/internal/domain/goals"
	"github.com/jingkai-zone/jingkai/internal/engine/access"
	"github.com/jingkai-zone/jingkai/internal/engine/flow"
	"github.com/jingkai-zone/jingkai/internal/engine/measure"
	"github.com/jingkai-zone/jingkai/internal/engine/publish"
	"github.com/jingkai-zone/jingkai/internal/store"
	"github.com/jingkai-zone/jingkai/internal/store/storetest"
)

func TestDecemberFromFactsToPublication(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		h := newHouse(t, db, clock)
		b := h.published()
		if b.Number != "红黄榜-2019-000001" || b.Status != board.Published {
			t.Errorf("got %+v", b)
		}
		for _, i := range h.items(b) {
			d := december[i.Line-1]
			final := d.colour
			if i.Line == 8 { // the objection was upheld
				final = board.Unlisted
			}
			if i.Score.Score.String() != d.score || i.Computed != d.colour || i.Final != final || i.Decided != (i.Line == 8) {
				t.Errorf("%s: %s %s %s", i.Title, i.Score.Score, i.Computed, i.Final)
			}
		}
		page := ask(h, func(r store.Reader) (publish.Publication, error) {
			return publish.View(r, h.zone, publish.Viewer{Audience: publish.Public}, b.Notice, calendar.MustDate("2019-12-31"))
		})
		var shown []string
		for _, g := range page.Body.Groups {
			for _, row := range g.Rows {
				shown = append(shown, g.Key+" "+row.Item+" "+row.Unit)
				if len(row.People) > 0 || row.Total != nil {
					t.Errorf("the public sees %+v", row)
				}
			}
		}
		// Lines by place: 51.00 is last, so 10 comes after 11 (61.60) and 12 (61.40).
		if got, want := strings.Join(shown, "\n"), strings.Join([]string{"red 新生力 项目建设局", "red 耒水新城土地储备 项目建设局", "red 湘当靓汤 项目建设局",
			"yellow 示例事项11 项目建设局", "yellow 示例事项12 项目建设局", "yellow 示例事项10 项目建设局"}, "\n"); got != want {
			t.Errorf("public page:\n%s\nwant:\n%s", got, want)
		}
		if page.TitleZH != "示例开发区2019年12月红黄榜" || page.To.String() != "2020-01-30" { // 30 days
			t.Errorf("%s until %s", page.TitleZH, page.To)
		}
	})
}

func TestConsequences(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		h := newHouse(t, db, clock)
		b := h.published()
		sheet := func() board.Sheet {
			return ask(h, func(r store.Reader) (board.Sheet, error) {
				return board.SheetOf(r, h.zone, h.staff.Person, calendar.MustMonth("2019-12"))
			})
		}
		// Three red items × 2 points for the responsible person, once each.
		if s := sheet(); len(s.Lines) != 3 || s.Total.String() != "6" || len(s.Works) != 12 {
			t.Errorf("sheet: %d lines, total %s, %d works", len(s.Lines), s.Total, len(s.Works))
		}
		_, err := try(h, h.office, func(tx *store.Tx) (board.Board, error) { return board.Publish(tx, b.ID) })
		h.refused(err, board.AlreadyPublished)

		page := ask(h, func(r store.Reader) (store.Page[board.Rectification], error) {
			return board.Rectifications(r, board.RectificationFilter{Zone: h.zone, Scope: access.All, Actor: h.supervision})
		})
		if len(page.Items) != 3 {
			t.Fatalf("%d rectifications", len(page.Items))
		}
		for _, x := range page.Items {
			clocks := ask(h, func(r store.Reader) ([]flow.Record, error) { return flow.ClocksOf(r, h.zone, x.Clock()) })
			// Ten working days after Tuesday 31 December 2019, 1 January off: 2, 3, 6–10, 13–15 January.
			if len(clocks) != 1 || clocks[0].Due.String() != "2020-01-15" {
				t.Errorf("%s due %+v", x.Number, clocks)
			}
		}
		// A correction takes the points of 湘当靓汤 back by a line of its own.
		third := h.item(b, 3)
		c := must(h, h.supervision, func(tx *store.Tx) (board.Correction, error) {
			return board.Correct(tx, b.ID, third.ID, board.Unlisted, "统计口径有误")
		})
		_, err = try(h, h.supervision, func(tx *store.Tx) (board.Correction, error) { return board.DecideCorrection(tx, c.ID, true, "同意") })
		h.refused(err, access.DutyConflict)
		h.at("2020-01-03 09:00")
		must(h, h.principal, func(tx *store.Tx) (board.Correction, error) {
			return board.DecideCorrection(tx, c.ID, true, "经核实")
		})
		s := sheet()
		if len(s.Lines) != 4 || s.Total.String() != "4" || s.Lines[3].Value.String() != "-2" || s.Lines[3].Reverses.IsZero() {
			t.Errorf("after the correction: %d lines, total %s", len(s.Lines), s.Total)
		}
		now := ask(h, func(r store.Reader) (board.Board, error) { return board.ByID(r, h.zone, b.ID) })
		shown := ask(h, func(r store.Reader) (publish.Publication, error) {
			return publish.View(r, h.zone, publish.Viewer{Audience: publish.Public}, now.Notice, calendar.MustDate("2020-01-03"))
		})
		if row := shown.Body.Groups[0].Rows[2]; row.Item != "湘当靓汤" || row.Corrected.String() != "2020-01-03" || row.Result != "更正：撤出红榜" {
			t.Errorf("the public sees %+v", row)
		}
		// A yellow item that is corrected has its rectification cancelled.
		ten := h.item(b, 10)
		c = must(h, h.supervision, func(tx *store.Tx) (board.Correction, error) {
			return board.Correct(tx, b.ID, ten.ID, board.Unlisted, "数据录入有误")
		})
		must(h, h.principal, func(tx *store.Tx) (board.Correction, error) {
			return board.DecideCorrection(tx, c.ID, true, "经核实")
		})
		counts := ask(h, func(r store.Reader) ([]board.StateCount, error) { return board.RectificationCounts(r, h.zone) })
		if len(counts) != 2 || counts[0].State != board.Cancelled || counts[0].N != 1 || counts[1].N != 2 {
			t.Errorf("counts %+v", counts)
		}
		_, err = try(h, h.supervision, func(tx *store.Tx) (board.Correction, error) {
			return board.Correct(tx, b.ID, third.ID, board.Yellow, "改列黄榜")
		})
		h.refused(err, board.AdverseCorrection)
	})
}

func TestWhatStandsInTheWayOfConfirmation(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		h := newHouse(t, db, clock)
		b := h.december()
		confirm := func(who *ident.Actor) error {
			_, err := try(h, who, func(tx *store.Tx) (board.Board, error) { return board.Confirm(tx, b.ID) })
			return err
		}
		// Two working days from Thursday 26 December: Friday 27 and Monday 30.
		h.at("2019-12-30 23:59")
		h.refused(confirm(h.principal), board.WindowOpen)
		o := must(h, h.head, func(tx *store.Tx) (board.Objection, error) {
			return board.Object(tx, b.ID, board.ObjectionInput{Item: h.list.Items[9].ID, Text: "数据有出入"})
		})
		_, err := try(h, h.head, func(tx *store.Tx) (board.Objection, error) {
			return board.Object(tx, b.ID, board.ObjectionInput{Item: h.list.Items[9].ID, Text: "再提一次"})
		})
		h.refused(err, board.ObjectionExists)
		h.at("2019-12-31 00:00")
		_, err = try(h, h.head, func(tx *store.Tx) (board.Objection, error) {
			return board.Object(tx, b.ID, board.ObjectionInput{Item: h.list.Items[10].ID, Text: "过期的异议"})
		})
		h.refused(err, board.WindowOver)
		h.refused(confirm(h.principal), board.ObjectionsOpen)
		for who, want := range map[*ident.Actor]*fault.Code{h.supervision: access.DutyConflict, h.head: access.DutyConflict, h.staff: access.DutyConflict} {
			_, err := try(h, who, func(tx *store.Tx) (board.Objection, error) {
				return board.Decide(tx, o.ID, board.Ruling{Reason: "不予采纳"})
			})
			h.refused(err, want)
		}
		must(h, h.leader, func(tx *store.Tx) (board.Objection, error) {
			return board.Decide(tx, o.ID, board.Ruling{Reason: "数据无误"})
		})
		h.refused(confirm(h.supervision), access.DutyConflict)

		// The list is amended: what was computed is not the list any more.
		must(h, h.office, func(tx *store.Tx) (goals.Item, error) {
			i := h.list.Items[11]
			return goals.AmendWithdraw(tx, i.ID, i.Version, "项目终止")
		})
		h.refused(confirm(h.principal), board.ListChanged)
		again := must(h, h.supervision, func(tx *store.Tx) (board.Board, error) { return board.Again(tx, b.ID, nil, "清单调整") })
		if again.Computation == b.Computation || len(h.items(b)) != 11 {
			t.Errorf("computed again: %d items", len(h.items(b)))
		}
		history := ask(h, func(r store.Reader) ([]board.Computation, error) { return board.Computations(r, h.zone, b.ID) })
		if len(history) != 2 || history[0].Items != 12 || history[1].Reason != "清单调整" {
			t.Errorf("history: %+v", history)
		}
		h.refused(confirm(h.principal), board.WindowOpen) // everybody has a new window
		h.at("2020-01-03 00:00")                          // two working days after 31 December: 2 and 3 January … the 3rd itself still counts
		h.refused(confirm(h.principal), board.WindowOpen)
		h.at("2020-01-04 00:00")
		if err := confirm(h.principal); err != nil {
			t.Fatal(err)
		}
		h.refused(confirm(h.principal), board.AlreadyConfirmed)
	})
}

func TestOneOfTwoConfirms(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		h := newHouse(t, db, clock)
		b := h.december()
		h.at("2019-12-31 09:00")
		var wait sync.WaitGroup
		errs := make([]error, 6)
		for n := range errs {
			who := []*ident.Actor{h.principal, h.leader}[n%2]
			wait.Go(func() {
				_, errs[n] = try(h, who, func(tx *store.Tx) (board.Board, error) { return board.Confirm(tx, b.ID) })
			})
		}
		wait.Wait()
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
			} else {
				h.refused(err, board.AlreadyConfirmed)
			}
		}
		if won != 1 {
			t.Errorf("%d confirmed", won)
		}
	})
}

func TestALeadersChange(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		h := newHouse(t, db, clock)
		b := h.december()
		change := func(who *ident.Actor, line int64, to board.Colour, reason string) (board.Item, error) {
			return try(h, who, func(tx *store.Tx) (board.Item, error) {
				return board.ChangeFinal(tx, b.ID, h.list.Items[line-1].ID, to, reason)
			})
		}
		_, err := change(h.leader, 4, board.Red, "")
		h.refused(err, board.ReasonNeeded)
		_, err = change(h.supervision, 4, board.Unlisted, "测算人改定")
		h.refused(err, board.BadColour)
		_, err = change(h.supervision, 4, board.Yellow, "测算人改定")
		h.refused(err, access.DutyConflict)
		_, err = change(h.staff, 10, board.Unlisted, "本人改定")
		h.refused(err, board.OwnMatter)
		_, err = change(h.leader, 4, board.Red, "成绩突出")
		h.refused(err, board.RedFull)

		// For the worse, on the last day of the window: the item gets its own.
		h.at("2019-12-30 16:00")
		i, err := change(h.leader, 9, board.Yellow, "弄虚作假")
		if err != nil || i.Computed != board.Unlisted || i.Final != board.Yellow || i.Reason != "弄虚作假" || i.Score.Score.String() != "78.00" {
			t.Fatalf("%+v, %v", i, err)
		}
		h.at("2019-12-31 09:00")
		_, err = try(h, h.principal, func(tx *store.Tx) (board.Board, error) { return board.Confirm(tx, b.ID) })
		h.refused(err, board.WindowOpen)
		object := func(line int64) error {
			_, err := try(h, h.head, func(tx *store.Tx) (board.Objection, error) {
				return board.Object(tx, b.ID, board.ObjectionInput{Item: h.list.Items[line-1].ID, Text: "不符合事实"})
			})
			return err
		}
		h.refused(object(10), board.WindowOver)
		if err := object(9); err != nil {
			t.Error(err)
		}
		changes := ask(h, func(r store.Reader) ([]board.Change, error) { return board.Changes(r, h.zone, b.ID) })
		if len(changes) != 1 || changes[0].Kind != board.ByLeader || changes[0].Before != board.Unlisted || changes[0].After != board.Yellow {
			t.Errorf("changes: %+v", changes)
		}
	})
}

func TestWhyANumberIsSo(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		h := newHouse(t, db, clock)
		b := h.december()
		four := h.list.Items[3].ID
		first := b.Computation
		why := func(computation ident.ID) board.Explanation {
			return ask(h, func(r store.Reader) (board.Explanation, error) {
				now, err := board.ByID(r, h.zone, b.ID)
				if err != nil {
					return board.Explanation{}, err
				}
				return board.Why(r, now, four, computation)
			})
		}
		e := why(ident.ID{})
		if len(e.Facts) != 3 || len(e.Line.Parts) != 4 || e.Line.Exact != "458/5" { // 91.6
			t.Errorf("%d facts, %d blocks, %s", len(e.Facts), len(e.Line.Parts), e.Line.Exact)
		}
		for _, part := range []string{"91.60", "60%", "40%", "第 4 位", "名额 3"} {
			if !strings.Contains(e.Words.ZH, part) {
				t.Errorf("the sentence lacks %s: %s", part, e.Words.ZH)
			}
		}
		// A better fact comes in and the board is computed again: 0.6 × 99 + 17 + 17.6 = 94.00.
		h.at("2019-12-26 16:00")
		h.fact(four, "goals.item.actual", "99", "2019-12-26")
		b = must(h, h.supervision, func(tx *store.Tx) (board.Board, error) { return board.Again(tx, b.ID, nil, "补报进度") })
		if now := why(ident.ID{}); now.Item.Score.Score.String() != "94.00" {
			t.Errorf("now %s", now.Item.Score.Score)
		}
		if then := why(first); then.Item.Score.Score.String() != "91.60" || then.Computation.No != 1 {
			t.Errorf("then %s", then.Item.Score.Score)
		}
		err := db.View(context.Background(), func(r *store.Snapshot) error {
			_, err := board.Why(r, b, four, ident.NewID(db.Now()))
			return err
		})
		h.refused(err, board.NoComputation)
	})
}

func TestFactsOfTheUnitAndLateFacts(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		h := newHouse(t, db, clock, "weight: 100%, kind: given, measure: board.foundation, missing: exclude", "weight: 100%, kind: given, measure: board.foundation, missing: exclude, subjects: [item, unit]",
			"weight: 60%\n", "weight: 40%\n", "weight: 0%\n", "weight: 20%\n")
		h.list = h.issue(goals.ListInput{Kind: goals.MonthList, Month: calendar.MustMonth("2019-12"), EvaluateOn: calendar.MustDate("2019-12-26")})
		_, err := try(h, h.supervision, func(tx *store.Tx) (board.Board, error) {
			return board.Compute(tx, board.ComputeInput{List: h.list.ID})
		})
		h.refused(err, board.NotYet)
		h.at("2019-12-27 09:00")
		h.report(h.list, "2019-12-26")
		h.fact(h.list.Items[0].ID, board.Service, "1", "2019-12-27") // after the day of evaluation
		must(h, h.head, func(tx *store.Tx) (ident.ID, error) {
			return measure.Record(tx, measure.Fact{Zone: h.zone, Measure: board.Foundation, Day: calendar.MustDate("2019-12-20"), Value: fact("80")[0].Value.Round(0, 1),
				Subjects: []measure.Subject{{Kind: "unit", ID: h.unit.ID.String()}}, Source: "test/unit", VerifiedBy: h.appraisal.Person})
		})
		h.fact(h.list.Items[1].ID, board.Foundation, "90", "2019-12-20") // the item's own comes first
		b := h.compute(h.list.ID)
		// 40% × 100 + 20% × 80 (unit) + 40% × 95.5 = 94.20; 40% × 100 + 20% × 90 + 40% × 93 = 95.20.
		for line, want := range map[int64]string{1: "94.20", 2: "95.20"} {
			if got := h.item(b, line).Score.Score.String(); got != want {
				t.Errorf("line %d: %s, want %s", line, got, want)
			}
		}
		_, err = try(h, h.supervision, func(tx *store.Tx) (board.Board, error) {
			return board.Compute(tx, board.ComputeInput{List: h.list.ID})
		})
		h.refused(err, board.BoardExists)
	})
}

func TestPointsAreGivenOnceAndCapped(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		h := newHouse(t, db, clock, "pool_cap: 20", "pool_cap: 5", "rewards: {leader: 0, unit: 0, person: 2}", "rewards: {leader: 0.5, unit: 1, person: 2}")
		b := h.december()
		h.at("2019-12-31 09:00")
		// Three red items × 3.5 = 10.5 > 5.
		_, err := try(h, h.principal, func(tx *store.Tx) (board.Board, error) { return board.Confirm(tx, b.ID) })
		h.refused(err, board.PoolFull)
		if now := ask(h, func(r store.Reader) (board.Board, error) { return board.ByID(r, h.zone, b.ID) }); now.Status != board.Computed {
			t.Errorf("a refused confirmation left %s", now.Status)
		}
	})
}

// The same works in a node list are judged again and rewarded once (LY-36).
func TestAWorkInTwoListsIsRewardedOnce(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		h := newHouse(t, db, clock)
		b := h.december()
		var works []ident.ID
		for _, i := range h.list.Items {
			works = append(works, i.Work)
		}
		node := h.issue(goals.ListInput{Kind: goals.NodeList, Month: calendar.MustMonth("2019-12"), Node: "示例集中开工", EvaluateOn: calendar.MustDate("2019-12-27")}, works...)
		h.at("2019-12-27 09:00")
		h.report(node, "2019-12-27")
		n := h.compute(node.ID)
		h.at("2020-01-02 09:00")
		for _, one := range []board.Board{b, n} {
			must(h, h.principal, func(tx *store.Tx) (board.Board, error) { return board.Confirm(tx, one.ID) })
			must(h, h.office, func(tx *store.Tx) (board.Board, error) { return board.Publish(tx, one.ID) })
		}
		s := ask(h, func(r store.Reader) (board.Sheet, error) {
			return board.SheetOf(r, h.zone, h.staff.Person, calendar.MustMonth("2019-12"))
		})
		if len(s.Lines) != 3 || s.Total.String() != "6" || len(s.Works) != 24 {
			t.Errorf("%d lines, %s points, %d works judged", len(s.Lines), s.Total, len(s.Works))
		}
		past := ask(h, func(r store.Reader) ([]board.Past, error) { return board.History(r, h.zone, works[11]) })
		if len(past) != 2 || board.Streak(past) != 1 { // two boards of one month are one month
			t.Errorf("%d boards, streak %d", len(past), board.Streak(past))
		}
	})
}
