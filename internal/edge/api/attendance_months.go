package api

import (
	"bytes"
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/exact"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/domain/attendance"
	"github.com/jingkai-zone/jingkai/internal/edge/exchange"
	"github.com/jingkai-zone/jingkai/internal/engine/access"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// attendanceMonth is a month as the API shows it.
type attendanceMonth struct {
	Month       calendar.Month         `json:"month"`
	Status      attendance.MonthStatus `json:"status" enum:"prepared,closed"`
	Scheme      ident.ID               `json:"scheme" doc:"Version of the scheme it is computed with"`
	PreparedBy  *Ref                   `json:"prepared_by,omitempty"`
	PreparedAt  time.Time              `json:"prepared_at"`
	ClosedBy    *Ref                   `json:"closed_by,omitempty"`
	ClosedAt    *time.Time             `json:"closed_at,omitempty"`
	Erased      *calendar.Date         `json:"punches_erased_before,omitempty"`
	People      int64                  `json:"people"`
	Confirmed   int64                  `json:"confirmed"`
	Unconfirmed int64                  `json:"unconfirmed"`
	Reminded    int64                  `json:"reminded" doc:"Of the unconfirmed"`
	Version     int64                  `json:"version"`
	Actions     []Action               `json:"actions"`
}

// VersionTag makes the month's version its ETag.
func (m attendanceMonth) VersionTag() int64 { return m.Version }

// attendanceResult is one person's month as the API shows it.
type attendanceResult struct {
	Month       calendar.Month         `json:"month"`
	Person      *Ref                   `json:"person"`
	Unit        *Ref                   `json:"unit,omitempty"`
	Workdays    int64                  `json:"workdays"`
	Present     int64                  `json:"present"`
	Late        int64                  `json:"late"`
	Early       int64                  `json:"early"`
	Absent      int64                  `json:"absent"`
	Missing     int64                  `json:"missing"`
	Leave       int64                  `json:"leave_days"`
	Outing      int64                  `json:"outing_days"`
	Trip        int64                  `json:"trip_days"`
	Score       exact.Decimal          `json:"score"`
	Provisional bool                   `json:"provisional,omitempty" doc:"The month is not prepared yet: computed up to yesterday, and kept nowhere"`
	ConfirmedAt *time.Time             `json:"confirmed_at,omitempty"`
	RemindedAt  *time.Time             `json:"reminded_at,omitempty"`
	Unconfirmed bool                   `json:"unconfirmed,omitempty" doc:"Closed without the person's confirmation"`
	Days        []attendanceDay        `json:"days,omitempty"`
	Punches     []punchView            `json:"punches,omitempty"`
	Requests    []attendanceRequest    `json:"requests,omitempty"`
	Corrections []attendanceCorrection `json:"corrections,omitempty"`
	Actions     []Action               `json:"actions"`
}

// attendanceDay is what one working day was found to be.
type attendanceDay attendance.Finding

type attendanceCorrection struct {
	Request ident.ID       `json:"request"`
	Before  map[string]any `json:"before"`
	After   map[string]any `json:"after"`
	By      *Ref           `json:"by,omitempty"`
	At      time.Time      `json:"at"`
}

// OfMonth is the input of operations on one month.
type OfMonth struct {
	In
	Month calendar.Month `path:"month" doc:"Month, e.g. 2019-12" example:"2019-12"`
}

func (s *Server) registerAttendanceMonths() {
	const path = "/zones/{zone}/attendance-months"
	ask(s, Op{ID: "list-attendance-months", Path: path, Action: "attendance.read", ZH: "月度考勤", EN: "Months of attendance", Tag: "attendance"},
		func(q *Question, _ *In) (List[attendanceMonth], error) {
			q.asked = true // how many have confirmed says nothing about anybody
			months, err := attendance.Months(q, q.Zone())
			out := List[attendanceMonth]{Items: []attendanceMonth{}}
			for _, m := range months {
				one, err := showMonth(q, q.call, m)
				if err != nil {
					return out, err
				}
				out.Items = append(out.Items, one)
			}
			return out, err
		})
	ask(s, Op{ID: "get-attendance-month", Path: path + "/{month}", Action: "attendance.read", ZH: "查看月度考勤", EN: "Read a month of attendance", Tag: "attendance"},
		func(q *Question, in *OfMonth) (attendanceMonth, error) {
			q.asked = true // how many have confirmed says nothing about anybody
			m, err := attendance.MonthOf(q, q.Zone(), in.Month)
			if err != nil {
				return attendanceMonth{}, err
			}
			return showMonth(q, q.call, m)
		})
	act(s, Op{ID: "prepare-attendance-month", Path: path + "/{month}/actions/prepare", Action: "attendance.close", ZH: "汇总月度考勤", EN: "Prepare a month of attendance", Tag: "attendance"},
		func(c *Command, in *OfMonth) (attendanceMonth, error) {
			m, err := attendance.Prepare(c.Tx, in.Month)
			return doneMonth(c, m, err)
		})
	act(s, Op{ID: "remind-attendance-month", Path: path + "/{month}/actions/remind", Action: "attendance.close", ZH: "提醒确认考勤", EN: "Remind those who have not confirmed", Tag: "attendance"},
		func(c *Command, in *OfMonth) (attendanceMonth, error) {
			if _, err := attendance.Remind(c.Tx, in.Month); err != nil {
				return attendanceMonth{}, err
			}
			m, err := attendance.MonthOf(c, c.Zone(), in.Month)
			return doneMonth(c, m, err)
		})
	act(s, Op{ID: "close-attendance-month", Path: path + "/{month}/actions/close", Action: "attendance.close", ZH: "考勤月结", EN: "Close a month of attendance", Tag: "attendance"},
		func(c *Command, in *struct {
			OfMonth
			IfMatch
			Body struct{}
		}) (attendanceMonth, error) {
			m, err := attendance.MonthOf(c, c.Zone(), in.Month)
			if err != nil {
				return attendanceMonth{}, err
			}
			version, err := in.orPresent(m.Version)
			if err != nil {
				return attendanceMonth{}, err
			}
			m, err = attendance.Close(c.Tx, in.Month, version)
			return doneMonth(c, m, err)
		})
	act(s, Op{ID: "confirm-attendance", Path: path + "/{month}/actions/confirm", Action: "attendance.confirm", ZH: "确认本人考勤", EN: "Confirm one's own attendance", Tag: "attendance"},
		func(c *Command, in *OfMonth) (attendanceResult, error) {
			if err := c.May(aboutPerson(c.Actor().Unit, c.Actor().Person)); err != nil {
				return attendanceResult{}, err
			}
			x, err := attendance.Confirm(c.Tx, in.Month)
			if err != nil {
				return attendanceResult{}, err
			}
			return wholeResult(c, c.call, x, false)
		})
	ask(s, Op{ID: "list-attendance-results", Path: path + "/{month}/results", Action: "attendance.read", ZH: "月度考勤结果", EN: "Results of a month of attendance", Tag: "attendance"}, listResults)
	fetch(s, Op{ID: "export-attendance-month", Path: path + "/{month}/export", Action: "attendance.read", ZH: "导出月度考勤表", EN: "Export the monthly sheet", Tag: "attendance"}, mediaXLSX, exportMonth)
	ask(s, Op{ID: "get-attendance-result", Path: path + "/{month}/results/{person}", Action: "attendance.read", ZH: "查看个人考勤", EN: "Read one person's attendance", Tag: "attendance"}, getResult)
}

func doneMonth(c *Command, m attendance.Month, err error) (attendanceMonth, error) {
	if err != nil {
		return attendanceMonth{}, err
	}
	return showMonth(c, c.call, m)
}

func showMonth(r store.Reader, c *call, m attendance.Month) (attendanceMonth, error) {
	n, err := namesOf(r, c.zone, m.PreparedBy, m.ClosedBy)
	if err != nil {
		return attendanceMonth{}, err
	}
	s, err := attendance.StandingOf(r, c.zone, m.Month)
	open, closed := m.Status == attendance.Prepared, attendance.MonthClosed.New("month", m.Month)
	return attendanceMonth{Month: m.Month, Status: m.Status, Scheme: m.Scheme, PreparedBy: n.person(m.PreparedBy), PreparedAt: m.PreparedAt, ClosedBy: n.person(m.ClosedBy),
		ClosedAt: instant(m.ClosedAt), Erased: day(m.Purged), People: s.People, Confirmed: s.Confirmed, Unconfirmed: s.Unconfirmed, Reminded: s.Reminded, Version: m.Version,
		Actions: c.press(button{"prepare", "attendance.close", access.Resource{}, open, closed}, button{"remind", "attendance.close", access.Resource{}, open && s.Unconfirmed > 0, closed},
			button{"close", "attendance.close", access.Resource{}, open, closed})}, err
}

func listResults(q *Question, in *struct {
	OfMonth
	Paging
	Unit        ident.ID `query:"unit"`
	Unconfirmed bool     `query:"unconfirmed" doc:"Only who has not confirmed"`
}) (List[attendanceResult], error) {
	reach := attendanceReach(q)
	if _, err := attendance.MonthOf(q, q.Zone(), in.Month); err != nil {
		return List[attendanceResult]{}, err
	}
	page, err := attendance.Results(q, attendance.ResultFilter{Zone: q.Zone(), Reach: reach, Month: in.Month, Unit: in.Unit, Unconfirmed: in.Unconfirmed, After: in.Cursor, Limit: in.Limit})
	if err != nil {
		return List[attendanceResult]{}, err
	}
	ids := make([]ident.ID, len(page.Items))
	for i, x := range page.Items {
		ids[i] = x.Person
	}
	n, err := namesOf(q, q.Zone(), ids...)
	out := List[attendanceResult]{Items: []attendanceResult{}, Next: page.Next}
	for _, x := range page.Items {
		out.Items = append(out.Items, showResult(x, n, q.call))
	}
	return out, err
}

func showResult(x attendance.Result, n names, c *call) attendanceResult {
	t := x.Tally
	out := attendanceResult{Month: x.Month, Person: n.person(x.Person), Unit: n.unit(x.Unit), Workdays: t.Workdays, Present: t.Present, Late: t.Late, Early: t.Early, Absent: t.Absent,
		Missing: t.Missing, Leave: t.Leave, Outing: t.Outing, Trip: t.Trip, Score: t.Score, ConfirmedAt: instant(x.ConfirmedAt), RemindedAt: instant(x.RemindedAt),
		Unconfirmed: x.Unconfirmed, Actions: []Action{}}
	if x.Person == c.actor.Person {
		confirmed := attendance.ConfirmedAlready.New("month", x.Month)
		out.Actions = c.press(button{"confirm", "attendance.confirm", aboutPerson(x.Unit, x.Person), x.ConfirmedAt.IsZero() && !x.Unconfirmed, confirmed})
	}
	return out
}

// getResult shows one person's month with what it is made of: the days, and as
// far as they are still kept the punches and requests.
func getResult(q *Question, in *struct {
	OfMonth
	Person ident.ID `path:"person"`
}) (attendanceResult, error) {
	x, err := attendance.ResultOf(q, q.Zone(), in.Month, in.Person)
	provisional := attendance.NoResult.Is(err)
	if provisional {
		x, err = attendance.Preview(q, q.Zone(), in.Month, in.Person)
	}
	if err != nil {
		return attendanceResult{}, err
	}
	if err := q.May(aboutPerson(x.Unit, x.Person)); err != nil {
		return attendanceResult{}, err
	}
	return wholeResult(q, q.call, x, provisional)
}

func wholeResult(r store.Reader, c *call, x attendance.Result, provisional bool) (attendanceResult, error) {
	corrections, err := attendance.Corrections(r, c.zone, x.Month, x.Person)
	if err != nil {
		return attendanceResult{}, err
	}
	ids := []ident.ID{x.Person}
	for _, cr := range corrections {
		ids = append(ids, cr.By)
	}
	n, err := namesOf(r, c.zone, ids...)
	if err != nil {
		return attendanceResult{}, err
	}
	out := showResult(x, n, c)
	out.Provisional = provisional
	for _, f := range x.Findings {
		out.Days = append(out.Days, attendanceDay(f))
	}
	if provisional {
		out.Actions = []Action{}
	}
	for _, cr := range corrections {
		one := attendanceCorrection{Request: cr.Request, By: n.person(cr.By), At: cr.At}
		for text, into := range map[string]*map[string]any{cr.Before: &one.Before, cr.After: &one.After} {
			if err := json.Unmarshal([]byte(text), into); err != nil {
				return attendanceResult{}, err
			}
		}
		out.Corrections = append(out.Corrections, one)
	}
	whole := attendance.Reach{Actor: c.actor, Scope: access.All} // the record itself was checked
	punches, err := attendance.Punches(r, attendance.PunchFilter{Zone: c.zone, Reach: whole, Person: x.Person, From: x.Month.First(), To: x.Month.Last(), Limit: store.MaxPage})
	if err != nil {
		return attendanceResult{}, err
	}
	if out.Punches, err = showPunches(r, c.zone, punches.Items); err != nil {
		return attendanceResult{}, err
	}
	requests, err := attendance.Requests(r, attendance.RequestFilter{Zone: c.zone, Reach: whole, Person: x.Person, From: x.Month.First(), To: x.Month.Last(), Limit: store.MaxPage})
	if err != nil {
		return attendanceResult{}, err
	}
	out.Requests, err = showAttendanceRequests(r, c, requests.Items)
	return out, err
}

// dayMark says in a character or two what a day was, for the monthly sheet.
func dayMark(f attendance.Finding) string {
	var b strings.Builder
	for _, m := range []struct {
		is   bool
		mark string
	}{{f.Absent, "旷"}, {f.Late, "迟"}, {f.Early, "早"}, {f.Missing > 0, "缺"}, {f.Leave, "假"}, {f.Outing, "外"}, {f.Trip, "差"}} {
		if m.is {
			b.WriteString(m.mark)
		}
	}
	if b.Len() == 0 && f.Present {
		return "√"
	}
	return b.String()
}

var monthColumns = []exchange.Column{{ZH: "部门", EN: "Unit", Width: 20}, {ZH: "工号", EN: "Number"}, {ZH: "姓名", EN: "Name"}, {ZH: "应出勤", EN: "Working days", Number: true}, {ZH: "出勤", EN: "Present", Number: true},
	{ZH: "迟到", EN: "Late", Number: true}, {ZH: "早退", EN: "Early", Number: true}, {ZH: "旷工", EN: "Absent", Number: true}, {ZH: "缺卡", EN: "Missing", Number: true}, {ZH: "请假天", EN: "Leave", Number: true},
	{ZH: "外出天", EN: "Outing", Number: true}, {ZH: "出差天", EN: "Trip", Number: true}, {ZH: "得分", EN: "Points", Number: true}, {ZH: "本人确认", EN: "Confirmed"}}

func exportMonth(q *Question, in *OfMonth) (file, error) {
	m, err := attendance.MonthOf(q, q.Zone(), in.Month)
	if err != nil {
		return file{}, err
	}
	f := attendance.ResultFilter{Zone: q.Zone(), Reach: attendanceReach(q), Month: in.Month, Limit: store.MaxPage}
	columns := slices.Clone(monthColumns)
	for d := m.Month.First(); m.Month.Contains(d); d = d.AddDays(1) {
		columns = append(columns, exchange.Column{ZH: strconv.Itoa(d.Day()), EN: strconv.Itoa(d.Day()), Width: 5})
	}
	sheet := exchange.Sheet{NameZH: m.Month.String() + " 考勤表", NameEN: m.Month.String() + " attendance", Columns: columns,
		Notes: []string{"√出勤 迟=迟到 早=早退 旷=旷工 缺=缺卡 假=请假 外=外出 差=出差；空白为非工作日或不在职。"}}
	for {
		page, err := attendance.Results(q, f)
		if err != nil {
			return file{}, err
		}
		ids := make([]ident.ID, len(page.Items))
		for i, x := range page.Items {
			ids[i] = x.Person
		}
		n, err := namesOf(q, q.Zone(), ids...)
		if err != nil {
			return file{}, err
		}
		for _, x := range page.Items {
			sheet.Rows = append(sheet.Rows, monthRow(x, n))
		}
		if f.After = page.Next; f.After == "" || len(sheet.Rows) > exchange.MaxExportRows {
			break
		}
	}
	slices.SortFunc(sheet.Rows, func(a, b []string) int { return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1])) })
	var b bytes.Buffer
	err = exchange.WriteXLSX(&b, q.Lang(), sheet)
	return file{m.Month.String() + "-考勤表.xlsx", mediaXLSX, b.Bytes()}, err
}

func monthRow(x attendance.Result, n names) []string {
	t, confirmed := x.Tally, "未确认"
	if !x.ConfirmedAt.IsZero() {
		confirmed = calendar.DateOf(x.ConfirmedAt).String()
	}
	row := []string{n.units[x.Unit], n.persons[x.Person].Number, n.persons[x.Person].Name}
	for _, count := range []int64{t.Workdays, t.Present, t.Late, t.Early, t.Absent, t.Missing, t.Leave, t.Outing, t.Trip} {
		row = append(row, strconv.FormatInt(count, 10))
	}
	row = append(row, t.Score.String(), confirmed)
	found := map[calendar.Date]attendance.Finding{}
	for _, f := range x.Findings {
		found[f.Day] = f
	}
	for d := x.Month.First(); x.Month.Contains(d); d = d.AddDays(1) {
		row = append(row, dayMark(found[d]))
	}
	return row
}
