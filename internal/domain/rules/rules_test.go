package rules_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/domain/org"
	"github.com/jingkai-zone/jingkai/internal/domain/people"
	"github.com/jingkai-zone/jingkai/internal/domain/rules"
	"github.com/jingkai-zone/jingkai/internal/engine/jobs"
	"github.com/jingkai-zone/jingkai/internal/engine/scheme"
	"github.com/jingkai-zone/jingkai/internal/store"
	"github.com/jingkai-zone/jingkai/internal/store/storetest"
)

// head begins every made-up scheme of these tests.
const head = `
scheme: {id: test, zone: test, title: {zh: 测试方案, en: Test scheme}, source: {article: "", sentence: ""}, status: final}
rules:
  fields: [{key: deliberation, zh: 议事规则, en: Deliberation}, {key: daily, zh: 日常管理, en: Daily management}]
`

const full = head + "  acknowledge: true\n  request_reply: 5wd\n"

// house is a zone with two units, two leaders and some staff, seen by a clock
// that stands at Monday, 2 December 2019, 09:00.
type house struct {
	t     *testing.T
	db    *store.DB
	clock *storetest.Clock
	ctx   context.Context
	bus   *jobs.Bus
	zone  int64

	office, projects           ident.ID
	founder                    *ident.Actor
	principal, leader          *ident.Actor
	head, staff, staff2, clerk *ident.Actor
	overdueHeard, runsOverdue  int
	handedOn                   int
}

func build(t *testing.T, db *store.DB, clock *storetest.Clock, text string) *house {
	t.Helper()
	h := &house{t: t, db: db, clock: clock, bus: jobs.NewBus(), founder: &ident.Actor{Account: ident.NewID(db.Now()), Name: "测试零"}}
	h.bus.Subscribe(rules.OverdueEvent, "test", func(*store.Tx, jobs.Event) error { h.overdueHeard++; return nil })
	h.bus.Subscribe(rules.StepOverdueEvent, "test", func(*store.Tx, jobs.Event) error { h.runsOverdue++; return nil })
	h.bus.Subscribe(rules.DueEvent, "test", func(*store.Tx, jobs.Event) error { h.handedOn++; return nil })
	h.ctx = jobs.With(context.Background(), h.bus)
	h.do(h.founder, func(tx *store.Tx) error {
		z, err := org.CreateZone(tx, org.ZoneInput{Slug: "test", NameZH: "示例区", NameEN: "Example", Kind: org.Development, Stage: org.Operating, Source: "示例"})
		h.zone, h.founder.Zone = z.ID, z.ID
		return err
	})
	h.do(h.founder, func(tx *store.Tx) error {
		for name, into := range map[string]*ident.ID{"党政办公室": &h.office, "项目建设局": &h.projects} {
			u, err := org.CreateUnit(tx, org.UnitInput{Kind: org.KindInternal, Name: name})
			if err != nil {
				return err
			}
			*into = u.ID
		}
		return nil
	})
	h.principal = h.person("S1", "测试甲", h.office, true, "principal_leader")
	h.leader = h.person("S2", "测试乙", h.office, true, "leader")
	h.head = h.person("S3", "测试丙", h.projects, false, "dept_head")
	h.staff = h.person("S4", "测试丁", h.projects, false, "staff")
	h.staff2 = h.person("S5", "测试子", h.office, false, "staff")
	h.clerk = h.person("S6", "测试戊", h.office, false, "party_office")
	h.activate(text)
	return h
}

func (h *house) person(number, name string, unit ident.ID, leader bool, role ident.Role) *ident.Actor {
	h.t.Helper()
	a := &ident.Actor{Account: ident.NewID(h.db.Now()), Zone: h.zone, Home: h.zone, Name: name, Unit: unit, Roles: []ident.Role{role}, Factors: 2}
	h.do(h.founder, func(tx *store.Tx) error {
		p, err := people.Join(tx, people.JoinInput{Number: number, Name: name, Unit: unit, Leader: leader, Reason: "聘用"})
		a.Person = p.ID
		return err
	})
	return a
}

func (h *house) activate(text string) {
	h.t.Helper()
	var v scheme.Version
	h.do(h.founder, func(tx *store.Tx) (err error) {
		v, err = scheme.Propose(tx, scheme.Proposal{Zone: h.zone, Slug: "test", Text: text, Reason: "测试"})
		return err
	})
	h.do(h.principal, func(tx *store.Tx) error {
		_, err := scheme.Activate(tx, v.ID, v.Version, "测试")
		return err
	})
}

func (h *house) do(actor *ident.Actor, fn func(*store.Tx) error) {
	h.t.Helper()
	if err := h.db.Write(h.ctx, actor, fn); err != nil {
		h.t.Fatal(err)
	}
}

// refused runs a command that must be refused with a code.
func (h *house) refused(actor *ident.Actor, code *fault.Code, fn func(*store.Tx) error) {
	h.t.Helper()
	err := h.db.Write(h.ctx, actor, fn)
	if e, ok := fault.As(err); ok && !code.Is(err) {
		for _, d := range e.Details {
			if d.Code == code {
				return
			}
		}
	}
	if !code.Is(err) {
		h.t.Fatalf("got %v, want %s", err, code.Name)
	}
}

func get[T any](h *house, question func(store.Reader) (T, error)) T {
	h.t.Helper()
	out, err := try(h, question)
	if err != nil {
		h.t.Fatal(err)
	}
	return out
}

func try[T any](h *house, question func(store.Reader) (T, error)) (out T, err error) {
	err = h.db.View(h.ctx, func(r *store.Snapshot) (err error) {
		out, err = question(r)
		return err
	})
	return out, err
}

func done[T any](h *house, actor *ident.Actor, verb func(*store.Tx) (T, error)) T {
	h.t.Helper()
	var out T
	h.do(actor, func(tx *store.Tx) (err error) {
		out, err = verb(tx)
		return err
	})
	return out
}

func (h *house) at(day string, hour int) {
	h.clock.Set(calendar.MustDate(day).At(hour, 0))
}

func (h *house) draft(number, title string, kind rules.Kind) rules.Draft {
	return rules.Draft{Number: number, Title: title, Kind: kind, Field: "daily", Owner: h.office, From: calendar.MustDate("2019-08-01"), Body: "正文"}
}

func (h *house) adopt(d rules.Draft) rules.Rule {
	h.t.Helper()
	return done(h, h.clerk, func(tx *store.Tx) (rules.Rule, error) { return rules.Adopt(tx, d) })
}

// counts gives the rules and workflows in force on a day.
func (h *house) counts(day string) [2]int64 {
	h.t.Helper()
	var out [2]int64
	for _, c := range get(h, func(r store.Reader) ([]rules.Count, error) { return rules.Counts(r, h.zone, calendar.MustDate(day)) }) {
		if c.Kind == rules.RuleKind {
			out[0] += c.N
		} else {
			out[1] += c.N
		}
	}
	return out
}

// 34 rules and 21 workflows are counted as of a day; repealing one shows 33
// from the day of the repeal on, and 34 on the days before (LY-43).
func TestTheLibraryIsCounted(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		h := build(t, db, clock, full)
		var rows []rules.Row
		for i := range 34 {
			rows = append(rows, rules.Row{Line: i + 2, Number: fmt.Sprintf("制度-%02d", i+1), Title: fmt.Sprintf("示例制度%d", i+1), Kind: "制度", Field: "日常管理",
				Owner: "党政办公室", From: calendar.MustDate("2019-08-01"), Body: "正文"})
		}
		for i := range 21 {
			rows = append(rows, rules.Row{Line: i + 36, Number: fmt.Sprintf("流程-%02d", i+1), Title: fmt.Sprintf("示例流程%d", i+1), Kind: "流程", Field: "deliberation",
				Owner: "项目建设局", From: calendar.MustDate("2019-09-01"), Steps: "部门负责人|审核|审核|2wd\n主要领导|审批|决定||会议纪要"})
		}
		dry := get(h, func(r store.Reader) (rules.Report, error) { return rules.CheckImport(r, h.zone, rows) })
		if dry.Added != 55 || len(dry.Faults) != 0 || h.counts("2019-12-02") != [2]int64{} {
			t.Fatalf("dry run: %+v, then %v", dry, h.counts("2019-12-02"))
		}
		imported := done(h, h.clerk, func(tx *store.Tx) (rules.Report, error) { return rules.Import(tx, rows) })
		if imported.Added != 55 || h.counts("2019-12-02") != [2]int64{34, 21} || h.counts("2019-08-31") != [2]int64{34, 0} || h.counts("2019-07-31") != [2]int64{} {
			t.Fatalf("%+v: %v", imported, h.counts("2019-12-02"))
		}
		again := done(h, h.clerk, func(tx *store.Tx) (rules.Report, error) { return rules.Import(tx, rows) })
		if again.Added != 0 || again.Same != 55 {
			t.Fatalf("imported again: %+v", again)
		}
		page := get(h, func(r store.Reader) (store.Page[rules.Entry], error) {
			return rules.List(r, rules.Filter{Zone: h.zone, Day: calendar.MustDate("2019-12-02"), Kind: rules.RuleKind, InForce: true, Limit: 20})
		})
		second := get(h, func(r store.Reader) (store.Page[rules.Entry], error) {
			return rules.List(r, rules.Filter{Zone: h.zone, Day: calendar.MustDate("2019-12-02"), Kind: rules.RuleKind, InForce: true, Limit: 20, After: page.Next})
		})
		if len(page.Items) != 20 || len(second.Items) != 14 || second.Next != "" || second.Items[0].Rule.Number != "制度-21" {
			t.Fatalf("pages of %d and %d", len(page.Items), len(second.Items))
		}
		first := page.Items[0].Rule
		h.at("2020-01-06", 9)
		h.refused(h.clerk, rules.FromTooEarly, func(tx *store.Tx) error {
			_, err := rules.Repeal(tx, first.ID, 1, calendar.MustDate("2020-01-05"), "不再适用")
			return err
		})
		h.refused(h.clerk, rules.ReasonNeeded, func(tx *store.Tx) error {
			_, err := rules.Repeal(tx, first.ID, 1, calendar.Date{}, " ")
			return err
		})
		done(h, h.clerk, func(tx *store.Tx) (rules.Rule, error) {
			return rules.Repeal(tx, first.ID, 1, calendar.Date{}, "不再适用")
		})
		if h.counts("2020-01-06") != [2]int64{33, 21} || h.counts("2020-01-05") != [2]int64{34, 21} {
			t.Errorf("after the repeal: %v, the day before %v", h.counts("2020-01-06"), h.counts("2020-01-05"))
		}
		h.refused(h.clerk, rules.Repealed, func(tx *store.Tx) error {
			_, err := rules.Revise(tx, first.ID, 2, h.draft("", "又修订", rules.RuleKind), "再修订")
			return err
		})
	})
}

func TestImportFindsEveryFault(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		h := build(t, db, clock, full)
		h.adopt(h.draft("甲-1", "已有制度", rules.RuleKind))
		good := rules.Row{Line: 2, Number: "乙-1", Title: "新制度", Kind: "制度", Field: "daily", Owner: "党政办公室", From: calendar.MustDate("2019-08-01"), Body: "正文"}
		vary := func(line int, change func(*rules.Row)) rules.Row {
			row := good
			row.Line, row.Number = line, fmt.Sprintf("乙-%d", line)
			change(&row)
			return row
		}
		rows := []rules.Row{good,
			vary(3, func(r *rules.Row) { r.Owner = "没有这个局" }),
			vary(4, func(r *rules.Row) { r.Field = "土地" }),
			vary(5, func(r *rules.Row) { r.Kind = "办法" }),
			vary(6, func(r *rules.Row) { r.Number = "乙-1" }),
			vary(7, func(r *rules.Row) { r.Number = "甲-1" }),
			vary(8, func(r *rules.Row) { r.Steps = "部门负责人|审核" }),
			vary(9, func(r *rules.Row) { r.Kind, r.Steps = "流程", "没有角色" }),
			vary(10, func(r *rules.Row) { r.Kind, r.Steps = "流程", "国王|审批" }),
			vary(11, func(r *rules.Row) { r.TrialUntil = calendar.MustDate("2019-07-31") }),
			vary(12, func(r *rules.Row) { r.Title = "x" }),
			vary(13, func(r *rules.Row) { r.Process = "no.such" }),
		}
		report := get(h, func(r store.Reader) (rules.Report, error) { return rules.CheckImport(r, h.zone, rows) })
		want := map[string]*fault.Code{"rows[3].owner": rules.UnknownOwner, "rows[4].field": rules.BadField, "rows[5].kind": rules.BadKind,
			"rows[6].number": rules.SameRow, "rows[7].number": rules.OtherText, "rows[8].steps": rules.StepsOfRule, "rows[9].steps": rules.BadStepLine,
			"rows[10].steps[0].role": rules.BadStepRole, "rows[11].trial_until": rules.TrialBeforeFrom, "rows[12].title": rules.BadTitle,
			"rows[13].process": rules.BadProcess}
		for _, f := range report.Faults {
			if want[f.Location] != f.Code {
				t.Errorf("unexpected %s at %s", f.Code.Name, f.Location)
			}
			delete(want, f.Location)
		}
		if len(want) > 0 || report.Added != 1 {
			t.Errorf("not found: %v; %d to add", want, report.Added)
		}
		h.refused(h.clerk, rules.UnknownOwner, func(tx *store.Tx) error { _, err := rules.Import(tx, rows); return err })
		if h.counts("2019-12-02") != [2]int64{1, 0} {
			t.Error("a refused import took something over")
		}
	})
}

// What a December board was decided under stays readable after a revision in
// January (LY-43), and a trial that is over is not in force.
func TestEditionsFollowEachOther(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		h := build(t, db, clock, full)
		d := h.draft("制度-01", "红黄榜管理办法（试行）", rules.RuleKind)
		d.TrialUntil = calendar.MustDate("2020-01-31")
		d.Process = "board.confirm"
		r := h.adopt(d)
		h.refused(h.clerk, rules.NumberTaken, func(tx *store.Tx) error { _, err := rules.Adopt(tx, d); return err })
		h.refused(h.clerk, rules.FromTooEarly, func(tx *store.Tx) error {
			past := d
			past.From = calendar.MustDate("2019-12-01")
			_, err := rules.Revise(tx, r.ID, 1, past, "修订内容")
			return err
		})
		h.at("2020-01-10", 9)
		next := d
		next.Title, next.From, next.TrialUntil, next.Body = "红黄榜管理办法", calendar.MustDate("2020-01-15"), calendar.Date{}, "新正文"
		r = done(h, h.clerk, func(tx *store.Tx) (rules.Rule, error) {
			return rules.Revise(tx, r.ID, 1, next, "试行期满转为正式")
		})
		h.refused(h.clerk, store.Stale, func(tx *store.Tx) error {
			later := next
			later.From = calendar.MustDate("2020-02-01")
			_, err := rules.Revise(tx, r.ID, 1, later, "又一次修订")
			return err
		})
		for day, want := range map[string]string{"2019-12-31": "红黄榜管理办法（试行）", "2020-01-14": "红黄榜管理办法（试行）", "2020-01-15": "红黄榜管理办法", "2021-06-01": "红黄榜管理办法"} {
			e := get(h, func(r2 store.Reader) (rules.Edition, error) {
				return rules.VersionOn(r2, h.zone, r.ID, calendar.MustDate(day))
			})
			if e.Title != want {
				t.Errorf("%s: %s, want %s", day, e.Title, want)
			}
		}
		if _, err := try(h, func(r2 store.Reader) (rules.Edition, error) {
			return rules.VersionOn(r2, h.zone, r.ID, calendar.MustDate("2019-07-31"))
		}); !rules.NotInForce.Is(err) {
			t.Errorf("before it began: %v", err)
		}
		if of := get(h, func(r2 store.Reader) ([]rules.Rule, error) {
			return rules.Of(r2, h.zone, "board.confirm", calendar.MustDate("2019-12-31"))
		}); len(of) != 1 || of[0].ID != r.ID {
			t.Errorf("the process points at %v", of)
		}
		trial := h.draft("制度-02", "考勤办法（试行）", rules.RuleKind)
		trial.TrialUntil = calendar.MustDate("2019-12-31")
		h.adopt(trial)
		if h.counts("2019-12-31") != [2]int64{2, 0} || h.counts("2020-01-01") != [2]int64{1, 0} {
			t.Errorf("with a trial that ended: %v then %v", h.counts("2019-12-31"), h.counts("2020-01-01"))
		}
		// A repeal before a planned edition begins: the planned one never does.
		planned := next
		planned.From = calendar.MustDate("2020-03-01")
		r = done(h, h.clerk, func(tx *store.Tx) (rules.Rule, error) {
			return rules.Revise(tx, r.ID, r.Version, planned, "春季修订")
		})
		done(h, h.clerk, func(tx *store.Tx) (rules.Rule, error) {
			return rules.Repeal(tx, r.ID, r.Version, calendar.MustDate("2020-02-01"), "整体废止")
		})
		if h.counts("2020-01-31") != [2]int64{1, 0} || h.counts("2020-02-01") != [2]int64{} || h.counts("2020-03-02") != [2]int64{} {
			t.Errorf("repealed: %v, %v, %v", h.counts("2020-01-31"), h.counts("2020-02-01"), h.counts("2020-03-02"))
		}
	})
}

func TestReadingIsAcknowledgedOnce(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		h := build(t, db, clock, full)
		r := h.adopt(h.draft("制度-01", "考勤办法", rules.RuleKind))
		for range 2 {
			done(h, h.staff, func(tx *store.Tx) (rules.Edition, error) { return rules.Acknowledge(tx, r.ID) })
		}
		readings := get(h, func(r2 store.Reader) ([]rules.Reading, error) { return rules.Readings(r2, h.zone, r.ID, 1) })
		if len(readings) != 1 || readings[0].Person != h.staff.Person {
			t.Errorf("%+v", readings)
		}
		h.activate(head + "  acknowledge: false\n")
		h.refused(h.staff, rules.NotAcknowledged, func(tx *store.Tx) error { _, err := rules.Acknowledge(tx, r.ID); return err })
		h.activate(head)
		h.refused(h.staff, scheme.NotSet, func(tx *store.Tx) error { _, err := rules.Acknowledge(tx, r.ID); return err })
	})
}

func TestAdoptionIsChecked(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		h := build(t, db, clock, "\nscheme: {id: test, zone: test, title: {zh: 空, en: Empty}, source: {article: \"\", sentence: \"\"}, status: final}\n")
		h.refused(h.clerk, scheme.NotSet, func(tx *store.Tx) error {
			_, err := rules.Adopt(tx, h.draft("制度-01", "考勤办法", rules.RuleKind))
			return err
		})
		h.activate(full)
		for code, change := range map[*fault.Code]func(*rules.Draft){
			rules.BadNumber: func(d *rules.Draft) { d.Number = " " }, rules.BadTitle: func(d *rules.Draft) { d.Title = "短\n行" },
			rules.BadField: func(d *rules.Draft) { d.Field = "land" }, rules.BadKind: func(d *rules.Draft) { d.Kind = "law" },
			rules.OwnerNotActive: func(d *rules.Draft) { d.Owner = ident.NewID(time.Now()) },
			rules.FromNeeded:     func(d *rules.Draft) { d.From = calendar.MustDate("2014-12-31") },
			rules.StepsOfRule:    func(d *rules.Draft) { d.Steps = []rules.Step{{Action: "审核", Role: "staff", Duty: rules.Review}} },
			rules.BadStepDuty: func(d *rules.Draft) {
				d.Kind, d.Steps = rules.WorkflowKind, []rules.Step{{Action: "审核", Role: "staff", Duty: "rule"}}
			},
			rules.BadStepRole: func(d *rules.Draft) {
				d.Kind, d.Steps = rules.WorkflowKind, []rules.Step{{Action: "审核", Role: "auditor", Duty: rules.Review}}
			},
		} {
			d := h.draft("制度-01", "考勤办法", rules.RuleKind)
			change(&d)
			h.refused(h.clerk, code, func(tx *store.Tx) error { _, err := rules.Adopt(tx, d); return err })
		}
	})
}
