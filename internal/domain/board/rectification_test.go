package board_test

import (
	"context"
	"slices"
	"sync"
	"testing"

	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/domain/board"
	"github.com/jingkai-zone/jingkai/internal/engine/access"
	"github.com/jingkai-zone/jingkai/internal/engine/flow"
	"github.com/jingkai-zone/jingkai/internal/engine/jobs"
	"github.com/jingkai-zone/jingkai/internal/engine/ledger"
	"github.com/jingkai-zone/jingkai/internal/store"
	"github.com/jingkai-zone/jingkai/internal/store/storetest"
)

// orders gives the rectifications of the zone by the line of their item.
func (h *house) orders(scope access.Scope, who *ident.Actor) []board.Rectification {
	h.t.Helper()
	return ask(h, func(r store.Reader) (store.Page[board.Rectification], error) {
		return board.Rectifications(r, board.RectificationFilter{Zone: h.zone, Scope: scope, Actor: who})
	}).Items
}

type verb func(*store.Tx, ident.ID, board.StepInput) (board.Rectification, error)

func (h *house) do(who *ident.Actor, do verb, id ident.ID, text string) (board.Rectification, error) {
	return try(h, who, func(tx *store.Tx) (board.Rectification, error) {
		return do(tx, id, board.StepInput{Text: text, Evidence: []board.Evidence{{Text: "示例附件"}}})
	})
}

func (h *house) scan(text string) int {
	h.t.Helper()
	h.at(text)
	n, err := try(h, ident.System(h.zone), func(tx *store.Tx) (int, error) { return board.Scan(tx, h.zone, tx.Now()) })
	if err != nil {
		h.t.Fatal(err)
	}
	return n
}

func TestARectificationIsAcceptedFromOutside(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		h := newHouse(t, db, clock)
		h.published()
		x := h.orders(access.All, h.supervision)[0]
		_, err := h.do(h.head, board.Submit, x.ID, "没有方案就提交")
		h.refused(err, flow.WrongState)
		if x, err = h.do(h.head, board.Plan, x.ID, "两周内补齐手续"); err != nil || x.State != board.Planned {
			t.Fatalf("%+v, %v", x, err)
		}
		_, err = h.do(h.head, board.Submit, x.ID, " ")
		h.refused(err, board.LongText)
		if _, err = h.do(h.head, board.Submit, x.ID, "手续已补齐"); err != nil {
			t.Fatal(err)
		}
		outsider := *h.supervision
		outsider.Unit = h.unit.ID // a supervisor of the same unit
		for _, who := range []*ident.Actor{h.head, h.staff, &outsider} {
			_, err = h.do(who, board.Accept, x.ID, "自行验收")
			h.refused(err, board.SelfAcceptance)
		}
		if x, err = h.do(h.supervision, board.Return, x.ID, "现场仍缺一项"); err != nil || x.State != board.Planned {
			t.Fatalf("%+v, %v", x, err)
		}
		if _, err = h.do(h.head, board.Submit, x.ID, "全部补齐"); err != nil {
			t.Fatal(err)
		}
		if x, err = h.do(h.supervision, board.Accept, x.ID, "现场核实到位"); err != nil || x.State != board.Accepted || x.EndedAt.IsZero() {
			t.Fatalf("%+v, %v", x, err)
		}
		_, err = h.do(h.supervision, board.Accept, x.ID, "再验一次")
		h.refused(err, flow.WrongState)
		steps := ask(h, func(r store.Reader) ([]board.Step, error) { return board.Steps(r, h.zone, x.ID) })
		var done []string
		for _, s := range steps {
			done = append(done, s.Action)
		}
		if !slices.Equal(done, []string{"open", "plan", "submit", "return", "submit", "accept"}) {
			t.Errorf("steps %v", done)
		}
		// Who sees what: the unit its own, another unit nothing.
		if n := len(h.orders(access.Unit, h.head)); n != 3 {
			t.Errorf("the unit sees %d", n)
		}
		if n := len(h.orders(access.Unit, h.supervision)); n != 0 {
			t.Errorf("another unit sees %d", n)
		}
	})
}

// Overdue from 16 January; each once, however many look; what was submitted in
// time rests; what is closed is nobody's business.
func TestOverdueIsReportedOnce(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		h := newHouse(t, db, clock)
		h.published()
		all := h.orders(access.All, h.supervision)
		h.at("2020-01-15 10:00")
		for _, do := range []verb{board.Plan, board.Submit} {
			if _, err := h.do(h.head, do, all[0].ID, "按期整改"); err != nil {
				t.Fatal(err)
			}
		}
		if n := h.scan("2020-01-15 23:59"); n != 0 {
			t.Errorf("%d overdue on the last day", n)
		}
		h.at("2020-01-16 00:00")
		var wait sync.WaitGroup
		found := make([]int, 4)
		for n := range found {
			wait.Go(func() {
				err := db.Write(jobs.With(context.Background(), h.bus), ident.System(h.zone), func(tx *store.Tx) (err error) {
					found[n], err = board.Scan(tx, h.zone, tx.Now())
					return err
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		wait.Wait()
		if sum := found[0] + found[1] + found[2] + found[3]; sum != 2 {
			t.Errorf("found %v, want two in all", found)
		}
		if n := h.scan("2020-02-01 09:00"); n != 0 {
			t.Errorf("%d found again", n)
		}
		// Returned: the limit runs on from the rest and ends; then it is overdue too.
		if _, err := h.do(h.supervision, board.Return, all[0].ID, "没有到位"); err != nil {
			t.Fatal(err)
		}
		if n := h.scan("2020-02-20 09:00"); n != 1 {
			t.Errorf("%d after the return, want 1", n)
		}
		// Late work can still be submitted and accepted.
		for _, step := range []struct {
			who *ident.Actor
			do  verb
		}{{h.head, board.Plan}, {h.head, board.Submit}, {h.supervision, board.Accept}} {
			if _, err := h.do(step.who, step.do, all[1].ID, "逾期整改"); err != nil {
				t.Fatal(err)
			}
		}
		n := 0
		for _, kind := range h.events {
			if kind == board.OverdueEvent {
				n++
			}
		}
		if n < 3 { // PostgreSQL may run a command again; each committed once
			t.Errorf("%d events", n)
		}
		must(h, ident.System(h.zone), func(tx *store.Tx) (int, error) {
			if err := board.LinkSupervision(tx, all[1].ID, "督办-2020-000001"); err != nil {
				return 0, err
			}
			return 0, ledger.Record(tx, ledger.Entry{Action: "test.link", Object: all[1].ID.String()})
		})
		linked := ask(h, func(r store.Reader) (board.Rectification, error) {
			return board.RectificationByID(r, h.zone, all[1].ID)
		})
		if linked.Supervision != "督办-2020-000001" || linked.OverdueAt.IsZero() || linked.State != board.Accepted {
			t.Errorf("%+v", linked)
		}
	})
}
