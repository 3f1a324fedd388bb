package attendance_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/exact"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/domain/attendance"
	"github.com/jingkai-zone/jingkai/internal/domain/org"
	"github.com/jingkai-zone/jingkai/internal/domain/people"
	"github.com/jingkai-zone/jingkai/internal/engine/access"
	"github.com/jingkai-zone/jingkai/internal/engine/flow"
	"github.com/jingkai-zone/jingkai/internal/engine/jobs"
	"github.com/jingkai-zone/jingkai/internal/engine/ledger"
	"github.com/jingkai-zone/jingkai/internal/engine/measure"
	"github.com/jingkai-zone/jingkai/internal/engine/scheme"
	"github.com/jingkai-zone/jingkai/internal/store"
	"github.com/jingkai-zone/jingkai/internal/store/storetest"
)

func locationOf(err error) string {
	e, _ := fault.As(err)
	if e == nil {
		return ""
	}
	return e.Location
}

// house is a zone with two units and some staff, by a clock that stands at
// Thursday, 2 January 2020, 09:00: December is over.
type house struct {
	t        *testing.T
	db       *store.DB
	clock    *storetest.Clock
	ctx      context.Context
	zone     int64
	projects ident.ID
	founder  *ident.Actor
	a, b, c  *ident.Actor // 测试甲, 测试乙 of 项目建设局; 测试丙 of the other unit
	hr, boss *ident.Actor
	closed   int
}

var december = calendar.MustMonth("2019-12")

// build makes the house; 测试甲 and 测试乙 joined before December, 测试丙 on
// the 30th.
func build(t *testing.T, db *store.DB, clock *storetest.Clock, text string) *house {
	t.Helper()
	clock.Set(calendar.MustDate("2019-11-01").At(9, 0))
	h := &house{t: t, db: db, clock: clock, founder: &ident.Actor{Account: ident.NewID(db.Now()), Name: "测试零"}}
	bus := jobs.NewBus()
	bus.Subscribe(attendance.ClosedEvent, "test", func(*store.Tx, jobs.Event) error { h.closed++; return nil })
	h.ctx = jobs.With(context.Background(), bus)
	h.do(h.founder, func(tx *store.Tx) error {
		z, err := org.CreateZone(tx, org.ZoneInput{Slug: "test", NameZH: "示例区", NameEN: "Example", Kind: org.Development, Stage: org.Operating, Source: "示例"})
		h.zone, h.founder.Zone = z.ID, z.ID
		return err
	})
	units := map[string]ident.ID{}
	h.do(h.founder, func(tx *store.Tx) error {
		for _, name := range []string{"项目建设局", "组织人事局"} {
			u, err := org.CreateUnit(tx, org.UnitInput{Kind: org.KindInternal, Name: name})
			if err != nil {
				return err
			}
			units[name] = u.ID
		}
		return nil
	})
	h.projects = units["项目建设局"]
	h.a = h.person("S1", "测试甲", h.projects, "2019-01-02", "staff")
	h.b = h.person("S2", "测试乙", h.projects, "2019-01-02", "dept_head")
	h.hr = h.person("S4", "测试壬", units["组织人事局"], "2020-01-01", "hr")
	h.boss = h.person("S5", "测试辛", units["组织人事局"], "2020-01-01", "appraisal_office")
	h.clock.Set(calendar.MustDate("2019-12-30").At(9, 0))
	h.c = h.person("S3", "测试丙", units["组织人事局"], "2019-12-30", "staff")
	h.activate(text)
	h.clock.Set(calendar.MustDate("2020-01-02").At(9, 0))
	return h
}

func (h *house) person(number, name string, unit ident.ID, joined string, role ident.Role) *ident.Actor {
	h.t.Helper()
	a := &ident.Actor{Account: ident.NewID(h.db.Now()), Zone: h.zone, Home: h.zone, Name: name, Unit: unit, Roles: []ident.Role{role}}
	now := h.db.Now()
	if day := calendar.MustDate(joined); day.After(calendar.DateOf(now)) {
		h.clock.Set(day.At(9, 0))
	}
	h.do(h.founder, func(tx *store.Tx) error {
		p, err := people.Join(tx, people.JoinInput{Number: number, Name: name, Unit: unit, JoinedOn: calendar.MustDate(joined), Reason: "聘用"})
		a.Person = p.ID
		return err
	})
	h.clock.Set(now)
	return a
}

func (h *house) activate(text string) {
	h.t.Helper()
	h.clock.Set(calendar.MustDate("2019-11-29").At(9, 0))
	var v scheme.Version
	h.do(h.founder, func(tx *store.Tx) (err error) {
		v, err = scheme.Propose(tx, scheme.Proposal{Zone: h.zone, Slug: "test", Text: text, Reason: "测试"})
		return err
	})
	h.do(h.hr, func(tx *store.Tx) error {
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

func (h *house) refused(actor *ident.Actor, code *fault.Code, fn func(*store.Tx) error) {
	h.t.Helper()
	if err := h.db.Write(h.ctx, actor, fn); !code.Is(err) {
		h.t.Fatalf("got %v, want %s", err, code.Name)
	}
}

func get[T any](h *house, question func(store.Reader) (T, error)) (out T) {
	h.t.Helper()
	err := h.db.View(h.ctx, func(r *store.Snapshot) (err error) {
		out, err = question(r)
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return out
}

func done[T any](h *house, actor *ident.Actor, verb func(*store.Tx) (T, error)) (out T) {
	h.t.Helper()
	h.do(actor, func(tx *store.Tx) (err error) {
		out, err = verb(tx)
		return err
	})
	return out
}

// month is everybody's December as DingTalk would have it: in time on every
// working day but for what change says by "number day".
func (h *house) month(change map[string][4]string) attendance.File {
	h.t.Helper()
	cal := get(h, func(r store.Reader) (*calendar.Calendar, error) { return flow.CalendarOf(r, h.zone) })
	grid := [][]string{{"每日统计 统计日期：2019-12-01 至 2019-12-31"}, {"报表生成时间：2020-01-01 08:00"},
		{"姓名", "考勤组", "部门", "工号", "职位", "UserId", "日期", "班次", "上班1打卡时间", "上班1打卡结果", "下班1打卡时间", "下班1打卡结果"}}
	for _, p := range []struct{ number, name, from string }{{"S1", "测试甲", "2019-12-01"}, {"S2", "测试乙", "2019-12-01"}, {"S3", "测试丙", "2019-12-30"}} {
		for day := calendar.MustDate(p.from); !day.After(december.Last()); day = day.AddDays(1) {
			cells := [4]string{"08:20", "正常", "17:40", "正常"}
			shift := "班次A"
			if !cal.IsWorking(day) {
				cells, shift = [4]string{}, "休息"
			}
			if c, ok := change[p.number+" "+day.String()]; ok {
				cells = c
			}
			grid = append(grid, []string{p.name, "示例组", "示例部门", p.number, "", "", day.String()[2:] + " 星期", shift, cells[0], cells[1], cells[2], cells[3]})
		}
	}
	return attendance.File{Grid: grid, Digest: "示例"}
}

// story is the month of the mechanism: 测试甲 was late on the 3rd and the 10th
// and absent on the 17th.
var story = map[string][4]string{
	"S1 2019-12-03": {"08:50", "迟到", "17:40", "正常"},
	"S1 2019-12-10": {"09:40", "严重迟到", "17:40", "正常"},
	"S1 2019-12-17": {"", "缺卡", "", "缺卡"},
}

func (h *house) load(f attendance.File) attendance.Report {
	h.t.Helper()
	return done(h, h.hr, func(tx *store.Tx) (attendance.Report, error) { return attendance.Import(tx, f) })
}

func (h *house) result(who *ident.Actor) attendance.Result {
	h.t.Helper()
	return get(h, func(r store.Reader) (attendance.Result, error) {
		return attendance.ResultOf(r, h.zone, december, who.Person)
	})
}

func (h *house) prepare() attendance.Month {
	h.t.Helper()
	return done(h, h.hr, func(tx *store.Tx) (attendance.Month, error) { return attendance.Prepare(tx, december) })
}

func (h *house) when(day string, hour, minute int) time.Time {
	return calendar.MustDate(day).At(hour, minute)
}

func (h *house) ask(who *ident.Actor, d attendance.Draft) attendance.Request {
	h.t.Helper()
	return done(h, who, func(tx *store.Tx) (attendance.Request, error) { return attendance.Ask(tx, d) })
}

func (h *house) approve(who *ident.Actor, q attendance.Request) attendance.Request {
	h.t.Helper()
	return done(h, who, func(tx *store.Tx) (attendance.Request, error) {
		return attendance.Decide(tx, q.ID, q.Version, true, "")
	})
}

// Importing the same file twice adds nothing; what a later file says otherwise
// is a difference that somebody settles (LY-42).
func TestImportingTwiceAddsNothing(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		h := build(t, db, clock, set)
		file := h.month(story)
		dry := get(h, func(r store.Reader) (attendance.Report, error) { return attendance.CheckImport(r, h.zone, file) })
		// 22 working days for two people, 2 for the third, two punches a day.
		if dry.Added != (22+22+2)*2 || len(dry.Faults) != 0 {
			t.Fatalf("dry run: %+v", dry)
		}
		first := h.load(file)
		again := h.load(file)
		if first.Added != 92 || again.Added != 0 || again.Same != 92 || again.Differing != 0 {
			t.Fatalf("first %+v, again %+v", first, again)
		}
		changed := h.month(map[string][4]string{"S1 2019-12-03": {"08:25", "正常", "17:40", "正常"}, "S1 2019-12-10": story["S1 2019-12-10"], "S1 2019-12-17": story["S1 2019-12-17"]})
		for range 2 {
			if later := h.load(changed); later.Added != 0 || later.Differing > 1 {
				t.Fatalf("%+v", later)
			}
		}
		differences := get(h, func(r store.Reader) (store.Page[attendance.Difference], error) {
			return attendance.Differences(r, attendance.DifferenceFilter{Zone: h.zone, Reach: attendance.Reach{Actor: h.hr, Scope: access.All}})
		}).Items
		if len(differences) != 1 || attendance.Clock(differences[0].Had.Minute) != "08:50" || attendance.Clock(differences[0].Got.Minute) != "08:25" {
			t.Fatalf("%+v", differences)
		}
		if x := get(h, func(r store.Reader) (attendance.Result, error) {
			return attendance.Preview(r, h.zone, december, h.a.Person)
		}); x.Tally.Late != 2 {
			t.Errorf("overwritten without a decision: %+v", x.Tally)
		}
		d := differences[0]
		h.refused(h.boss, attendance.ReasonNeeded, func(tx *store.Tx) error {
			_, err := attendance.SettleDifference(tx, d.ID, d.Version, true, "")
			return err
		})
		done(h, h.boss, func(tx *store.Tx) (attendance.Difference, error) {
			return attendance.SettleDifference(tx, d.ID, d.Version, true, "钉钉已更正时间")
		})
		h.refused(h.boss, attendance.Settled, func(tx *store.Tx) error {
			_, err := attendance.SettleDifference(tx, d.ID, d.Version+1, false, "改主意了")
			return err
		})
		if x := get(h, func(r store.Reader) (attendance.Result, error) {
			return attendance.Preview(r, h.zone, december, h.a.Person)
		}); x.Tally.Late != 1 {
			t.Errorf("not taken over: %+v", x.Tally)
		}
	})
}

func TestImportFindsEveryFault(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		h := build(t, db, clock, set+"  retention: 30d\n")
		head := []string{"姓名", "工号", "日期", "上班1打卡时间", "上班1打卡结果"}
		file := attendance.File{Grid: [][]string{head,
			{"测试甲", "S1", "2019-12-10", "08:20", "正常"},
			{"测试乙", "", "2019-12-10", "08:20", "正常"},   // by name
			{"测试甲", "S2", "2019-12-11", "08:20", "正常"}, // S2 is somebody else
			{"测试癸", "", "2019-12-11", "08:20", "正常"},   // nobody
			{"测试丙", "S3", "2019-12-10", "08:20", "正常"}, // not on the staff yet
			{"测试甲", "S1", "2020-01-03", "08:20", "正常"}, // tomorrow
			{"测试甲", "S1", "2019-12-02", "08:20", "正常"}, // 31 days ago
			{"测试甲", "S1", "2019-12-10", "08:21", "正常"}, // said otherwise above
			{"测试甲", "S1", "??", "08:20", "正常"},
		}}
		want := map[string]*fault.Code{"rows[4].name": attendance.OtherName, "rows[5].name": attendance.WhoIsIt, "rows[6].name": attendance.NotOnStaff,
			"rows[7].day": attendance.FutureDay, "rows[8].day": attendance.ErasedDay, "rows[9].day": attendance.TwoMarks, "rows[10].day": attendance.BadDay}
		report := get(h, func(r store.Reader) (attendance.Report, error) { return attendance.CheckImport(r, h.zone, file) })
		for _, f := range report.Faults {
			if want[f.Location] != f.Code {
				t.Errorf("%s at %s", f.Code.Name, f.Location)
			}
			delete(want, f.Location)
		}
		if len(want) > 0 || report.Added != 2 || report.Skipped != 7 {
			t.Errorf("not found: %v; %+v", want, report)
		}
		h.refused(h.hr, attendance.BadDay, func(tx *store.Tx) error { _, err := attendance.Import(tx, file); return err })
		file.Skip = true
		if took := h.load(file); took.Added != 2 || took.Skipped != 7 {
			t.Errorf("%+v", took)
		}
	})
}

func TestTheSchemeSaysWherePunchesComeFrom(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		h := build(t, db, clock, header+"  sources: [terminal]\n")
		file := h.month(nil)
		h.refused(h.hr, attendance.NotImported, func(tx *store.Tx) error { _, err := attendance.Import(tx, file); return err })
	})
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		h := build(t, db, clock, header+"  base: 100\n")
		file := h.month(nil)
		h.refused(h.hr, scheme.NotSet, func(tx *store.Tx) error { _, err := attendance.Import(tx, file); return err })
		h.refused(h.hr, scheme.NotSet, func(tx *store.Tx) error { _, err := attendance.Prepare(tx, december); return err })
	})
}

// The mechanism's own numbers, through import, approval, confirmation, closing
// and the facts that follow (LF-33).
func TestAMonthIsClosed(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		h := build(t, db, clock, set)
		h.load(h.month(story))
		month := h.prepare()
		if x := h.result(h.a); x.Tally.Score.String() != "93" || x.Tally.Late != 2 || x.Tally.Absent != 1 || x.Tally.Workdays != 22 || x.Tally.Present != 21 {
			t.Fatalf("two late and one absent day: %+v", x.Tally)
		}
		if x := h.result(h.c); x.Tally.Workdays != 2 || x.Tally.Score.String() != "100" {
			t.Errorf("joined on the 30th: %+v", x.Tally)
		}
		h.refused(h.hr, access.DutyConflict, func(tx *store.Tx) error { _, err := attendance.Close(tx, december, month.Version); return err })
		done(h, h.a, func(tx *store.Tx) (attendance.Result, error) { return attendance.Confirm(tx, december) })
		h.refused(h.a, attendance.ConfirmedAlready, func(tx *store.Tx) error { _, err := attendance.Confirm(tx, december); return err })

		// The outing of the 10th is approved by the head: 94, to be confirmed anew.
		q := h.ask(h.a, attendance.Draft{Kind: attendance.OutingRequest, From: h.when("2019-12-10", 8, 30), To: h.when("2019-12-10", 9, 40), Reason: "到示例企业走访"})
		h.refused(h.boss, attendance.OpenMatters, func(tx *store.Tx) error { _, err := attendance.Close(tx, december, month.Version); return err })
		h.refused(h.a, access.DutyConflict, func(tx *store.Tx) error {
			_, err := attendance.Decide(tx, q.ID, q.Version, true, "")
			return err
		})
		q = h.approve(h.b, q)
		if q.DecidedBy != h.b.Person || q.Status != attendance.RequestApproved {
			t.Errorf("%+v", q)
		}
		if x := h.result(h.a); x.Tally.Score.String() != "94" || !x.ConfirmedAt.IsZero() {
			t.Fatalf("after the outing: %+v", x)
		}
		done(h, h.a, func(tx *store.Tx) (attendance.Result, error) { return attendance.Confirm(tx, december) })
		h.refused(h.boss, attendance.Unconfirmed, func(tx *store.Tx) error { _, err := attendance.Close(tx, december, month.Version); return err })
		if n := done(h, h.hr, func(tx *store.Tx) (int, error) { return attendance.Remind(tx, december) }); n != 2 {
			t.Errorf("reminded %d", n)
		}
		month = done(h, h.boss, func(tx *store.Tx) (attendance.Month, error) { return attendance.Close(tx, december, month.Version) })
		if month.Status != attendance.Closed || h.closed != 1 {
			t.Fatalf("%+v, %d events", month, h.closed)
		}
		if h.result(h.a).Unconfirmed || !h.result(h.b).Unconfirmed {
			t.Error("who has not confirmed is to be noted")
		}
		h.facts(h.a, "94")
		// The unit's mean of 94 and 100 is 97, exactly.
		mean := h.amount("unit", h.projects)
		if v, ok := mean.Value(); !ok || !v.Equal(exact.MustRatio("97")) {
			t.Errorf("unit: %s", v)
		}
		h.refused(h.hr, attendance.MonthClosed, func(tx *store.Tx) error { _, err := attendance.Prepare(tx, december); return err })
		h.refused(h.b, attendance.MonthClosed, func(tx *store.Tx) error { _, err := attendance.Confirm(tx, december); return err })
		h.afterClosing()
	})
}

// afterClosing shows that a closed month changes by a correction record only.
func (h *house) afterClosing() {
	h.t.Helper()
	late := h.month(map[string][4]string{"S2 2019-12-21": {"08:20", "正常", "17:40", "正常"}})
	h.refused(h.hr, attendance.ClosedDay, func(tx *store.Tx) error { _, err := attendance.Import(tx, late); return err })
	q := h.ask(h.a, attendance.Draft{Kind: attendance.PunchRequest, Slot: "in", From: h.when("2019-12-03", 8, 25), Reason: "当日手机没电，门卫可证明"})
	h.approve(h.b, q)
	if x := h.result(h.a); x.Tally.Score.String() != "95" || x.Tally.Late != 0 {
		h.t.Fatalf("after the correction: %+v", x.Tally)
	}
	corrections := get(h, func(r store.Reader) ([]attendance.Correction, error) {
		return attendance.Corrections(r, h.zone, december, h.a.Person)
	})
	if len(corrections) != 1 || corrections[0].Request != q.ID || corrections[0].By != h.b.Person {
		h.t.Fatalf("%+v", corrections)
	}
	h.facts(h.a, "95")
	// Revoked, it is as before: 94.
	q = get(h, func(r store.Reader) (attendance.Request, error) { return attendance.RequestByID(r, h.zone, q.ID) })
	done(h, h.boss, func(tx *store.Tx) (attendance.Request, error) {
		return attendance.Revoke(tx, q.ID, q.Version, "证明不实")
	})
	h.facts(h.a, "94")
	if v, _ := h.amount("unit", h.projects).Value(); !v.Equal(exact.MustRatio("97")) {
		h.t.Errorf("unit after all: %s", v)
	}
}

func (h *house) amount(kind string, id ident.ID) measure.Amount {
	h.t.Helper()
	return get(h, func(r store.Reader) (measure.Sheet, error) {
		return measure.Amounts(r, measure.AmountQuery{Zone: h.zone, Measures: []string{attendance.ScoreMeasure}, SubjectKind: kind, SubjectIDs: []string{id.String()},
			From: december.First(), To: december.Last()})
	}).Of(attendance.ScoreMeasure, id.String())
}

func (h *house) facts(who *ident.Actor, want string) {
	h.t.Helper()
	if v, ok := h.amount("person", who.Person).Value(); !ok || !v.Equal(exact.MustRatio(want)) {
		h.t.Errorf("fact of %s: %s, want %s", who.Name, v, want)
	}
}

// What a request may say, and who may do what with it.
func TestRequests(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		h := build(t, db, clock, set)
		for code, d := range map[*fault.Code]attendance.Draft{
			attendance.BadKind:      {Kind: "holiday", Reason: "休息一下"},
			attendance.BadPunch:     {Kind: attendance.PunchRequest, Slot: "in", From: h.when("2020-01-03", 8, 0), Reason: "明天的卡"},
			attendance.BadSpan:      {Kind: attendance.TripRequest, From: h.when("2020-01-08", 8, 0), To: h.when("2020-01-07", 8, 0), Reason: "去示例市"},
			attendance.BadSort:      {Kind: attendance.LeaveRequest, From: h.when("2020-01-08", 8, 30), To: h.when("2020-01-08", 17, 30), Reason: "家中有事"},
			attendance.ReasonNeeded: {Kind: attendance.OutingRequest, From: h.when("2020-01-08", 8, 30), To: h.when("2020-01-08", 9, 30)},
			attendance.NotServing:   {Kind: attendance.OutingRequest, Person: h.c.Person, From: h.when("2019-12-10", 8, 30), To: h.when("2019-12-10", 9, 30), Reason: "入职之前"},
		} {
			h.refused(h.a, code, func(tx *store.Tx) error { _, err := attendance.Ask(tx, d); return err })
		}
		leave := h.ask(h.a, attendance.Draft{Kind: attendance.LeaveRequest, Sort: "年休假", From: h.when("2020-01-08", 8, 30), To: h.when("2020-01-09", 17, 30), Reason: "年休假"})
		if leave.Number != "考勤申请-2020-000001" || leave.FromMinute != 510 || leave.ToMinute != 1050 {
			t.Errorf("%+v", leave)
		}
		h.refused(h.b, attendance.ReasonNeeded, func(tx *store.Tx) error {
			_, err := attendance.Decide(tx, leave.ID, leave.Version, false, "")
			return err
		})
		h.refused(h.c, attendance.NotYours, func(tx *store.Tx) error { _, err := attendance.Withdraw(tx, leave.ID, leave.Version); return err })
		leave = done(h, h.a, func(tx *store.Tx) (attendance.Request, error) {
			return attendance.Withdraw(tx, leave.ID, leave.Version)
		})
		h.refused(h.b, attendance.Decided, func(tx *store.Tx) error {
			_, err := attendance.Decide(tx, leave.ID, leave.Version, true, "")
			return err
		})
		h.refused(h.b, attendance.NotApproved, func(tx *store.Tx) error {
			_, err := attendance.Revoke(tx, leave.ID, leave.Version, "提前回来")
			return err
		})
		// The office makes it for somebody: neither the office nor that person decides it.
		trip := h.ask(h.boss, attendance.Draft{Kind: attendance.TripRequest, Person: h.a.Person, From: h.when("2020-01-08", 8, 30), To: h.when("2020-01-09", 17, 30), Reason: "赴示例市招商"})
		for _, who := range []*ident.Actor{h.boss, h.a} {
			h.refused(who, access.DutyConflict, func(tx *store.Tx) error {
				_, err := attendance.Decide(tx, trip.ID, trip.Version, true, "")
				return err
			})
		}
		h.approve(h.b, trip)
		trips := get(h, func(r store.Reader) (store.Page[attendance.Request], error) {
			return attendance.Requests(r, attendance.RequestFilter{Zone: h.zone, Reach: attendance.Reach{Actor: h.a, Scope: access.Own}, Kind: attendance.TripRequest, From: calendar.MustDate("2020-01-01")})
		})
		others := get(h, func(r store.Reader) (store.Page[attendance.Request], error) {
			return attendance.Requests(r, attendance.RequestFilter{Zone: h.zone, Reach: attendance.Reach{Actor: h.c, Scope: access.Own}})
		})
		if len(trips.Items) != 1 || len(others.Items) != 0 {
			t.Errorf("%d trips, %d of somebody else's shown", len(trips.Items), len(others.Items))
		}
	})
}

func TestAMonthIsPreparedInOrder(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		h := build(t, db, clock, set)
		h.load(h.month(nil))
		h.refused(h.hr, attendance.NotOver, func(tx *store.Tx) error { _, err := attendance.Prepare(tx, calendar.MustMonth("2020-01")); return err })
		h.refused(h.a, attendance.NoMonth, func(tx *store.Tx) error { _, err := attendance.Confirm(tx, december); return err })
		h.prepare()
		h.refused(h.hr, attendance.NoResult, func(tx *store.Tx) error { _, err := attendance.Confirm(tx, december); return err })
		// Prepared again without a change, confirmations stand.
		done(h, h.a, func(tx *store.Tx) (attendance.Result, error) { return attendance.Confirm(tx, december) })
		month := h.prepare()
		if h.result(h.a).ConfirmedAt.IsZero() || month.Version != 2 {
			t.Error("a confirmation was lost")
		}
		// A later file with a missing punch changes one result only.
		h.load(attendance.File{Grid: [][]string{{"姓名", "工号", "日期", "下班2打卡时间", "下班2打卡结果"}, {"测试乙", "S2", "2019-12-05", "16:00", "正常"}}})
		if h.result(h.a).ConfirmedAt.IsZero() || h.result(h.b).Version != 1 {
			t.Errorf("%+v", h.result(h.b))
		}
		s := get(h, func(r store.Reader) (attendance.Standing, error) { return attendance.StandingOf(r, h.zone, december) })
		if s.People != 3 || s.Confirmed != 1 || s.Unconfirmed != 2 || s.Reminded != 0 {
			t.Errorf("%+v", s)
		}
	})
}

// Punches are erased when their time is over, months that are not closed keep
// theirs, results stay, and the ledger says so.
func TestPunchesAreErasedInTime(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		h := build(t, db, clock, set+"  retention: 365d\n")
		h.load(h.month(story))
		watch := func(day string) int {
			h.clock.Set(calendar.MustDate(day).At(9, 0))
			if err := attendance.Watch(h.ctx, h.db, h.db.Now()); err != nil {
				t.Fatal(err)
			}
			page := get(h, func(r store.Reader) (store.Page[attendance.Punch], error) {
				return attendance.Punches(r, attendance.PunchFilter{Zone: h.zone, Reach: attendance.Reach{Actor: h.hr, Scope: access.All}, Limit: 200})
			})
			return len(page.Items)
		}
		if n := watch("2021-01-05"); n != 92 {
			t.Fatalf("a month that is not closed lost punches: %d left", n)
		}
		month := h.prepare()
		done(h, h.hr, func(tx *store.Tx) (int, error) { return attendance.Remind(tx, december) })
		done(h, h.boss, func(tx *store.Tx) (attendance.Month, error) { return attendance.Close(tx, december, month.Version) })
		// On 20 December 2020 what is older than 365 days would be before the 20th
		// of December 2019; on 5 January 2021 all of December is.
		if n := watch("2021-01-05"); n != 0 {
			t.Fatalf("%d left", n)
		}
		if x := h.result(h.a); x.Tally.Score.String() != "93" {
			t.Errorf("the result went too: %+v", x)
		}
		entries := get(h, func(r store.Reader) (store.Page[ledger.Recorded], error) {
			return ledger.Entries(r, ledger.Filter{Zone: h.zone, Action: "attendance.purge"})
		})
		if len(entries.Items) != 1 {
			t.Errorf("%d entries", len(entries.Items))
		}
		q := h.ask(h.a, attendance.Draft{Kind: attendance.PunchRequest, Slot: "in", From: h.when("2019-12-03", 8, 25), Reason: "一年以后才想起来"})
		h.refused(h.b, attendance.ErasedMonth, func(tx *store.Tx) error {
			_, err := attendance.Decide(tx, q.ID, q.Version, true, "")
			return err
		})
		file := h.month(story)
		h.refused(h.hr, attendance.ErasedDay, func(tx *store.Tx) error { _, err := attendance.Import(tx, file); return err })
	})
}

// Pages of punches are complete and without repetition.
func TestPagesOfPunches(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		h := build(t, db, clock, set)
		h.load(h.month(nil))
		seen, f := map[string]bool{}, attendance.PunchFilter{Zone: h.zone, Reach: attendance.Reach{Actor: h.b, Scope: access.Unit}, Limit: 30}
		for {
			page := get(h, func(r store.Reader) (store.Page[attendance.Punch], error) { return attendance.Punches(r, f) })
			for _, p := range page.Items {
				if p.Unit != h.projects {
					t.Fatalf("of another unit: %+v", p)
				}
				seen[fmt.Sprint(p.Person, p.Day, p.Slot)] = true
			}
			if f.After = page.Next; f.After == "" {
				break
			}
		}
		if len(seen) != 88 {
			t.Errorf("%d punches of the unit", len(seen))
		}
	})
}

// Two people who import the same file at once: one succeeds, the other is told,
// and nothing is there twice.
func TestTwoImportAtOnce(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		h := build(t, db, clock, set)
		file := h.month(story)
		errs := make(chan error, 2)
		for _, who := range []*ident.Actor{h.hr, h.boss} {
			go func() {
				errs <- h.db.Write(h.ctx, who, func(tx *store.Tx) error { _, err := attendance.Import(tx, file); return err })
			}()
		}
		for range 2 {
			if err := <-errs; err != nil && !attendance.JustImported.Is(err) {
				t.Errorf("%v", err)
			}
		}
		if again := h.load(file); again.Same != 92 || again.Added != 0 {
			t.Errorf("%+v", again)
		}
	})
}
