package tasks_test

import (
	"context"
	"strings"
	"testing"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/exact"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/domain/goals"
	"github.com/jingkai-zone/jingkai/internal/domain/org"
	"github.com/jingkai-zone/jingkai/internal/domain/people"
	"github.com/jingkai-zone/jingkai/internal/domain/tasks"
	"github.com/jingkai-zone/jingkai/internal/engine/access"
	"github.com/jingkai-zone/jingkai/internal/engine/jobs"
	"github.com/jingkai-zone/jingkai/internal/engine/scheme"
	"github.com/jingkai-zone/jingkai/internal/store"
	"github.com/jingkai-zone/jingkai/internal/store/storetest"
)

// zone is a zone with one department, its staff and a scheme. 测试甲 leads,
// 测试乙 heads the department, 测试丙 works in it, 测试丁 supervises.
type zone struct {
	t                         *testing.T
	db                        *store.DB
	clock                     *storetest.Clock
	bus                       *jobs.Bus
	id                        int64
	unit                      org.Unit
	lead, head, owner, superv *ident.Actor
}

// rules is a scheme in which everything of this room is set.
const rules = `scheme: {id: made-up, zone: shili, status: final, title: {zh: 示例方案, en: Made-up scheme}}
goals: {rhythm: [month, node], levels: [lead, unit, person], categories: [{key: a, zh: 甲类, en: A}], month_issue_by: 5}
tasks:
  layers:
    - {key: annual, zh: 年度重大工作, en: Major work of the year}
    - {key: phase, zh: 阶段性重点工作, en: Key work of a phase}
    - {key: daily, zh: 日常工作, en: Daily work}
  immediate: {sources: [superior], within: 5d, first_check: 1wd, check_every: 1wd}
  constant: {span_months: 3, difficult: true, checkpoint: month}
  overdue: {day: 1, ladder: [{after: 5wd, role: leader}, {after: 10wd, role: principal_leader}]}
  load: {standard: 8, overload: 120%, idle: 50%}
  weekly_huddle: true
  strike_off: true
`

func newZone(t *testing.T, db *store.DB, clock *storetest.Clock, text string) *zone {
	t.Helper()
	z := &zone{t: t, db: db, clock: clock, bus: jobs.NewBus()}
	people.Subscribe(z.bus)
	tasks.Subscribe(z.bus)
	founder := &ident.Actor{Name: "测试甲", Account: ident.NewID(db.Now())}
	z.id = must(z, founder, func(tx *store.Tx) (org.Zone, error) {
		return org.CreateZone(tx, org.ZoneInput{Slug: "shili", NameZH: "示例开发区", NameEN: "Example Zone", Kind: org.Development, Stage: org.Operating, Source: "示例"})
	}).ID
	founder.Zone = z.id
	z.unit = must(z, founder, func(tx *store.Tx) (org.Unit, error) {
		return org.CreateUnit(tx, org.UnitInput{Name: "项目建设局", Kind: org.KindInternal})
	})
	z.lead = z.person("A-001", "测试甲", true)
	z.head = z.person("A-002", "测试乙", false)
	z.owner = z.person("A-003", "测试丙", false)
	z.superv = z.person("A-004", "测试丁", false)
	z.lead.Roles, z.head.Roles = []ident.Role{"principal_leader"}, []ident.Role{"dept_head"}
	z.owner.Roles, z.superv.Roles = []ident.Role{"staff"}, []ident.Role{"supervision"}
	if text != "" {
		z.activate(text)
	}
	return z
}

func (z *zone) activate(text string) {
	z.t.Helper()
	v := must(z, z.head, func(tx *store.Tx) (scheme.Version, error) {
		return scheme.Propose(tx, scheme.Proposal{Zone: z.id, Slug: "shili", Text: text, Reason: "示例"})
	})
	must(z, z.lead, func(tx *store.Tx) (scheme.Version, error) { return scheme.Activate(tx, v.ID, v.Version, "示例") })
}

func (z *zone) person(number, name string, leader bool) *ident.Actor {
	z.t.Helper()
	founder := &ident.Actor{Name: "测试甲", Account: ident.NewID(z.db.Now()), Zone: z.id}
	p := must(z, founder, func(tx *store.Tx) (people.Person, error) {
		return people.Join(tx, people.JoinInput{Number: number, Name: name, Unit: z.unit.ID, Leader: leader, Reason: "示例"})
	})
	return &ident.Actor{Name: name, Account: ident.NewID(z.db.Now()), Person: p.ID, Unit: z.unit.ID, Zone: z.id, Home: z.id, Factors: 2}
}

func try[T any](z *zone, actor *ident.Actor, do func(*store.Tx) (T, error)) (T, error) {
	var out T
	err := z.db.Write(jobs.With(context.Background(), z.bus), actor, func(tx *store.Tx) (err error) {
		out, err = do(tx)
		return err
	})
	return out, err
}

func must[T any](z *zone, actor *ident.Actor, do func(*store.Tx) (T, error)) T {
	z.t.Helper()
	out, err := try(z, actor, do)
	if err != nil {
		z.t.Fatal(err)
	}
	return out
}

func ask[T any](z *zone, question func(store.Reader) (T, error)) T {
	z.t.Helper()
	var out T
	err := z.db.Read(context.Background(), func(r *store.Snapshot) (err error) {
		out, err = question(r)
		return err
	})
	if err != nil {
		z.t.Fatal(err)
	}
	return out
}

func (z *zone) refused(err error, want *fault.Code) {
	z.t.Helper()
	if !want.Is(err) {
		z.t.Errorf("got %v, want %s", err, want.Name)
	}
}

// on moves the clock to nine in the morning of a day.
func (z *zone) on(day string) {
	z.clock.Set(calendar.MustDate(day).At(9, 0))
}

func day(s string) calendar.Date { return calendar.MustDate(s) }

func dec(s string) *exact.Decimal {
	d := exact.MustParse(s)
	return &d
}

// input is an ordinary task of the owner, due in a month.
func (z *zone) input(change func(*tasks.Input)) tasks.Input {
	in := tasks.Input{Title: "示例任务", Source: tasks.FromUnit, DueOn: day("2019-12-31"), Person: z.owner.Person}
	if change != nil {
		change(&in)
	}
	return in
}

func (z *zone) tryCreate(change func(*tasks.Input)) (tasks.Task, error) {
	return try(z, z.head, func(tx *store.Tx) (tasks.Task, error) { return tasks.Create(tx, z.input(change)) })
}

func (z *zone) create(change func(*tasks.Input)) tasks.Task {
	z.t.Helper()
	t, err := z.tryCreate(change)
	if err != nil {
		z.t.Fatal(err)
	}
	return t
}

func (z *zone) task(id ident.ID) tasks.Task {
	z.t.Helper()
	return ask(z, func(r store.Reader) (tasks.Task, error) { return tasks.ByID(r, z.id, id) })
}

// scan runs the nightly scan once, as the program itself.
func (z *zone) scan() tasks.Scanned {
	z.t.Helper()
	return must(z, ident.System(z.id), func(tx *store.Tx) (tasks.Scanned, error) { return tasks.Scan(tx, calendar.DateOf(tx.Now())) })
}

func (z *zone) orders(t tasks.Task) []tasks.Order {
	z.t.Helper()
	return ask(z, func(r store.Reader) ([]tasks.Order, error) {
		return tasks.OrdersOf(r, z.id, tasks.Subject{Kind: tasks.TaskKind, ID: t.ID})
	})
}

var proof = []tasks.Evidence{{Text: "示例台账第 1 号"}}

func (z *zone) claim(t tasks.Task) tasks.Task {
	z.t.Helper()
	return must(z, z.owner, func(tx *store.Tx) (tasks.Task, error) { return tasks.Claim(tx, t.ID, "已完成", proof) })
}

func (z *zone) accept(t tasks.Task) tasks.Task {
	z.t.Helper()
	return must(z, z.superv, func(tx *store.Tx) (tasks.Task, error) { return tasks.Accept(tx, t.ID, "验收合格") })
}

// list issues a list whose items are all the owner's: title and due day each,
// with the work it repeats.
func (z *zone) list(in goals.ListInput, items ...goals.ItemDraft) goals.List {
	z.t.Helper()
	l := must(z, z.head, func(tx *store.Tx) (goals.List, error) { return goals.CreateList(tx, in) })
	for _, d := range items {
		d.Lead, d.Unit, d.Person = z.lead.Person, z.unit.ID, z.owner.Person
		must(z, z.head, func(tx *store.Tx) (goals.Item, error) { return goals.AddItem(tx, l.ID, d) })
	}
	must(z, z.head, func(tx *store.Tx) (goals.List, error) { return goals.Issue(tx, calendar.Builtin(), l.ID) })
	return ask(z, func(r store.Reader) (goals.List, error) { return goals.ListByID(r, z.id, l.ID) })
}

// all is the scope of somebody who sees the whole zone.
const all = access.All

// without is the scheme with one line of the tasks' section changed.
func without(line, instead string) string { return strings.Replace(rules, line, instead, 1) }
