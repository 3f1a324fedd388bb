package board_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/exact"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/domain/board"
	"github.com/jingkai-zone/jingkai/internal/domain/goals"
	"github.com/jingkai-zone/jingkai/internal/domain/org"
	"github.com/jingkai-zone/jingkai/internal/domain/people"
	"github.com/jingkai-zone/jingkai/internal/engine/jobs"
	"github.com/jingkai-zone/jingkai/internal/engine/measure"
	"github.com/jingkai-zone/jingkai/internal/engine/scheme"
	"github.com/jingkai-zone/jingkai/internal/store"
	"github.com/jingkai-zone/jingkai/internal/store/storetest"
	"github.com/jingkai-zone/jingkai/schemes"
)

// house is a zone with two units, one person for each role, the sample scheme
// and the list of December 2019.
type house struct {
	t      *testing.T
	db     *store.DB
	clock  *storetest.Clock
	zone   int64
	bus    *jobs.Bus
	events []string
	unit   org.Unit // the unit of all items
	list   goals.List

	principal, leader, office, supervision, appraisal, head, staff *ident.Actor
}

func newHouse(t *testing.T, db *store.DB, clock *storetest.Clock, changes ...string) *house {
	t.Helper()
	h := &house{t: t, db: db, clock: clock, bus: jobs.NewBus()}
	people.Subscribe(h.bus)
	for _, kind := range []string{board.ComputedEvent, board.ObjectedEvent, board.RuledEvent, board.ChangedEvent, board.ConfirmedEvent,
		board.PublishedEvent, board.CorrectedEvent, board.RectificationOpenedEvent, board.OverdueEvent} {
		h.bus.Subscribe(kind, "test", func(_ *store.Tx, e jobs.Event) error { h.events = append(h.events, e.Kind); return nil })
	}
	founder := &ident.Actor{Name: "测试甲", Account: ident.NewID(db.Now())}
	z := must(h, founder, func(tx *store.Tx) (org.Zone, error) {
		return org.CreateZone(tx, org.ZoneInput{Slug: "leiyang", NameZH: "示例开发区", NameEN: "Example Zone", Kind: org.Development, Stage: org.Operating, Source: "示例"})
	})
	h.zone, founder.Zone = z.ID, z.ID
	units := map[string]org.Unit{}
	for _, name := range []string{"领导班子", "项目建设局", "督查考核局"} {
		units[name] = must(h, founder, func(tx *store.Tx) (org.Unit, error) {
			return org.CreateUnit(tx, org.UnitInput{Name: name, Kind: org.KindInternal})
		})
	}
	h.unit = units["项目建设局"]
	for n, p := range []struct {
		name, unit string
		into       **ident.Actor
	}{{"测试甲", "领导班子", &h.principal}, {"测试乙", "领导班子", &h.leader}, {"测试戊", "督查考核局", &h.office}, {"测试己", "督查考核局", &h.supervision},
		{"测试辛", "督查考核局", &h.appraisal}, {"测试丙", "项目建设局", &h.head}, {"测试丁", "项目建设局", &h.staff}} {
		person := must(h, founder, func(tx *store.Tx) (people.Person, error) {
			return people.Join(tx, people.JoinInput{Number: "T00" + string(rune('1'+n)), Name: p.name, Unit: units[p.unit].ID, Leader: p.unit == "领导班子", Reason: "示例"})
		})
		*p.into = &ident.Actor{Zone: h.zone, Home: h.zone, Person: person.ID, Unit: person.Unit, Account: ident.NewID(db.Now()), Name: p.name}
	}
	h.activate(changes...)
	return h
}

// activate puts the sample scheme in force, with changes to its text.
func (h *house) activate(changes ...string) {
	h.t.Helper()
	text, _ := schemes.Sample("leiyang-story")
	changed := string(text)
	for i := 0; i < len(changes); i += 2 {
		if !strings.Contains(changed, changes[i]) {
			h.t.Fatalf("the sample does not say %q", changes[i])
		}
		changed = strings.Replace(changed, changes[i], changes[i+1], 1)
	}
	v := must(h, h.office, func(tx *store.Tx) (scheme.Version, error) {
		return scheme.Propose(tx, scheme.Proposal{Zone: h.zone, Slug: "leiyang", Text: changed, Reason: "示例"})
	})
	must(h, h.principal, func(tx *store.Tx) (scheme.Version, error) { return scheme.Activate(tx, v.ID, v.Version, "示例") })
}

func (h *house) at(text string) {
	h.t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", text, calendar.Shanghai)
	if err != nil {
		h.t.Fatal(err)
	}
	h.clock.Set(at)
}

func try[T any](h *house, actor *ident.Actor, do func(*store.Tx) (T, error)) (T, error) {
	var out T
	err := h.db.Write(jobs.With(context.Background(), h.bus), actor, func(tx *store.Tx) (err error) {
		out, err = do(tx)
		return err
	})
	return out, err
}

func must[T any](h *house, actor *ident.Actor, do func(*store.Tx) (T, error)) T {
	h.t.Helper()
	out, err := try(h, actor, do)
	if err != nil {
		h.t.Fatal(err)
	}
	return out
}

func ask[T any](h *house, question func(store.Reader) (T, error)) T {
	h.t.Helper()
	var out T
	err := h.db.View(context.Background(), func(r *store.Snapshot) (err error) {
		out, err = question(r)
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return out
}

func (h *house) refused(err error, want *fault.Code) {
	h.t.Helper()
	if !want.Is(err) {
		h.t.Errorf("got %v, want %s", err, want.Name)
	}
}

// issue makes and issues a list of the December items, to be judged on a day.
// The head's own unit has all of them; the last names the head as responsible.
func (h *house) issue(in goals.ListInput, works ...ident.ID) goals.List {
	h.t.Helper()
	l := must(h, h.office, func(tx *store.Tx) (goals.List, error) { return goals.CreateList(tx, in) })
	for n, d := range december {
		plan := exact.MustParse(d.plan)
		draft := goals.ItemDraft{Title: d.title, Plan: &plan, Lead: h.principal.Person, Unit: h.unit.ID, Person: h.staff.Person}
		if n < len(works) {
			draft.Work = works[n]
		}
		must(h, h.office, func(tx *store.Tx) (goals.Item, error) { return goals.AddItem(tx, l.ID, draft) })
	}
	cal := calendar.Builtin()
	return must(h, h.office, func(tx *store.Tx) (goals.List, error) { return goals.Issue(tx, cal, l.ID) })
}

// report records and verifies the December facts of a list's items.
func (h *house) report(l goals.List, day string) {
	h.t.Helper()
	for n, i := range l.Items {
		d := december[n]
		for _, f := range [][2]string{{"goals.item.actual", d.actual}, {board.Service, d.service}, {board.Response, d.response}} {
			h.fact(i.ID, f[0], f[1], day)
		}
	}
}

func (h *house) fact(item ident.ID, name, value, day string) ident.ID {
	h.t.Helper()
	return must(h, h.head, func(tx *store.Tx) (ident.ID, error) {
		return measure.Record(tx, measure.Fact{Zone: h.zone, Measure: name, Day: calendar.MustDate(day), Value: exact.MustParse(value),
			Subjects: []measure.Subject{{Kind: "item", ID: item.String()}}, Source: "test/" + item.String(), VerifiedBy: h.appraisal.Person})
	})
}

// december issues the list on 2 December, reports on the 26th and computes.
func (h *house) december() board.Board {
	h.t.Helper()
	h.list = h.issue(goals.ListInput{Kind: goals.MonthList, Month: calendar.MustMonth("2019-12"), EvaluateOn: calendar.MustDate("2019-12-26")})
	h.at("2019-12-26 15:00")
	h.report(h.list, "2019-12-26")
	return h.compute(h.list.ID)
}

func (h *house) compute(list ident.ID) board.Board {
	h.t.Helper()
	return must(h, h.supervision, func(tx *store.Tx) (board.Board, error) { return board.Compute(tx, board.ComputeInput{List: list}) })
}

func (h *house) items(b board.Board) []board.Item {
	h.t.Helper()
	return ask(h, func(r store.Reader) ([]board.Item, error) {
		now, err := board.ByID(r, h.zone, b.ID)
		if err != nil {
			return nil, err
		}
		return board.Items(r, now)
	})
}

// item finds an item of a board by the number of its line.
func (h *house) item(b board.Board, line int64) board.Item {
	h.t.Helper()
	items := h.items(b)
	n := slices.IndexFunc(items, func(i board.Item) bool { return i.Line == line })
	if n < 0 {
		h.t.Fatalf("no line %d", line)
	}
	return items[n]
}

// published brings the December board to its publication on 31 December, with
// the objection of item 8 upheld.
func (h *house) published() board.Board {
	h.t.Helper()
	b := h.december()
	eight := h.item(b, 8)
	h.at("2019-12-27 10:00")
	o := must(h, h.head, func(tx *store.Tx) (board.Objection, error) {
		return board.Object(tx, b.ID, board.ObjectionInput{Item: eight.ID, Text: "上级批复延迟", Evidence: []board.Evidence{{Text: "示例批复登记"}}})
	})
	must(h, h.leader, func(tx *store.Tx) (board.Objection, error) {
		return board.Decide(tx, o.ID, board.Ruling{Upheld: true, Final: board.Unlisted, Reason: "上级批复延迟属实"})
	})
	h.at("2019-12-31 09:00")
	must(h, h.principal, func(tx *store.Tx) (board.Board, error) { return board.Confirm(tx, b.ID) })
	return must(h, h.office, func(tx *store.Tx) (board.Board, error) { return board.Publish(tx, b.ID) })
}
