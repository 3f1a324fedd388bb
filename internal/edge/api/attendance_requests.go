package api

import (
	"bytes"
	"net/http"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/domain/attendance"
	"github.com/jingkai-zone/jingkai/internal/domain/people"
	"github.com/jingkai-zone/jingkai/internal/edge/exchange"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// attendanceRequest is a correction of a punch, a leave, an outing or a trip as
// the API shows it.
type attendanceRequest struct {
	ID        ident.ID                 `json:"id"`
	Number    string                   `json:"number" example:"考勤申请-2019-000001"`
	Kind      attendance.RequestKind   `json:"kind" enum:"punch,leave,outing,trip"`
	Person    *Ref                     `json:"person"`
	Unit      *Ref                     `json:"unit,omitempty"`
	FromDay   calendar.Date            `json:"from_day"`
	FromTime  string                   `json:"from_time,omitempty"`
	ToDay     calendar.Date            `json:"to_day"`
	ToTime    string                   `json:"to_time,omitempty"`
	Slot      string                   `json:"slot,omitempty" enum:"in,out"`
	Sort      string                   `json:"sort,omitempty" doc:"Sort of leave"`
	Reason    string                   `json:"reason"`
	Status    attendance.RequestStatus `json:"status" enum:"open,approved,refused,withdrawn,revoked"`
	AskedBy   *Ref                     `json:"asked_by,omitempty"`
	DecidedBy *Ref                     `json:"decided_by,omitempty" doc:"Who approved, refused or revoked it"`
	DecidedAt *time.Time               `json:"decided_at,omitempty"`
	Decision  string                   `json:"decision,omitempty"`
	CreatedAt time.Time                `json:"created_at"`
	Version   int64                    `json:"version"`
	Actions   []Action                 `json:"actions"`
}

// VersionTag makes the request's version its ETag.
func (r attendanceRequest) VersionTag() int64 { return r.Version }

func (s *Server) registerAttendanceRequests() {
	const path = "/zones/{zone}/attendance-requests"
	ask(s, Op{ID: "list-attendance-requests", Path: path, Action: "attendance.read", ZH: "补卡、请假、外出、出差登记", EN: "Registers of corrections, leave, outings and trips", Tag: "attendance"}, listAttendanceRequests)
	fetch(s, Op{ID: "export-attendance-requests", Path: path + "/export", Action: "attendance.read", ZH: "导出考勤申请", EN: "Export attendance requests", Tag: "attendance"}, mediaXLSX, exportAttendanceRequests)
	act(s, Op{ID: "make-attendance-request", Path: path, Action: "attendance.correct", ZH: "申请补卡、请假、外出、出差", EN: "Ask for a correction, leave, outing or trip", Tag: "attendance", Status: http.StatusCreated}, makeAttendanceRequest)
	ask(s, Op{ID: "get-attendance-request", Path: path + "/{id}", Action: "attendance.read", ZH: "查看考勤申请", EN: "Read an attendance request", Tag: "attendance"},
		func(q *Question, in *ByID) (attendanceRequest, error) {
			x, err := attendance.RequestByID(q, q.Zone(), in.ID)
			if err != nil {
				return attendanceRequest{}, err
			}
			if err := q.May(aboutPerson(x.Unit, x.Person)); err != nil {
				return attendanceRequest{}, err
			}
			return wholeAttendanceRequest(q, q.call, x)
		})
	for _, verb := range []struct{ name, action, zh, en string }{{"approve", "attendance.approve", "批准", "Approve"}, {"refuse", "attendance.approve", "不批准", "Refuse"},
		{"revoke", "attendance.approve", "撤销批准（销假）", "Revoke the approval of"}, {"withdraw", "attendance.correct", "撤回", "Withdraw"}} {
		act(s, Op{ID: verb.name + "-attendance-request", Path: path + "/{id}/actions/" + verb.name, Action: verb.action, ZH: verb.zh + "考勤申请", EN: verb.en + " an attendance request", Tag: "attendance"},
			func(c *Command, in *struct {
				ByID
				IfMatch
				Body struct {
					Note string `json:"note,omitempty" maxLength:"500" doc:"Needed to refuse and to revoke"`
				}
			}) (attendanceRequest, error) {
				return onAttendanceRequest(c, verb.name, in.ID, in.IfMatch, in.Body.Note)
			})
	}
}

func makeAttendanceRequest(c *Command, in *struct {
	In
	Body struct {
		Kind   attendance.RequestKind `json:"kind" enum:"punch,leave,outing,trip"`
		Person ident.ID               `json:"person,omitempty" doc:"Oneself when empty"`
		From   time.Time              `json:"from" doc:"Beginning; of a punch its time"`
		To     time.Time              `json:"to,omitempty" doc:"End; not of a punch"`
		Slot   string                 `json:"slot,omitempty" enum:"in,out" doc:"Of a punch"`
		Sort   string                 `json:"sort,omitempty" maxLength:"20" doc:"Of leave, e.g. 年休假"`
		Reason string                 `json:"reason" maxLength:"500"`
	}
}) (attendanceRequest, error) {
	b := in.Body
	who, unit := b.Person, c.Actor().Unit
	if who.IsZero() {
		who = c.Actor().Person
	} else if p, err := people.ByID(c, c.Zone(), who); err == nil {
		unit = p.Unit
	}
	if err := c.May(aboutPerson(unit, who)); err != nil {
		return attendanceRequest{}, err
	}
	x, err := attendance.Ask(c.Tx, attendance.Draft{Kind: b.Kind, Person: b.Person, From: b.From, To: b.To, Slot: b.Slot, Sort: b.Sort, Reason: b.Reason})
	if err != nil {
		return attendanceRequest{}, err
	}
	return wholeAttendanceRequest(c, c.call, x)
}

func onAttendanceRequest(c *Command, verb string, id ident.ID, m IfMatch, note string) (attendanceRequest, error) {
	x, err := attendance.RequestByID(c, c.Zone(), id)
	if err != nil {
		return attendanceRequest{}, err
	}
	if err := c.May(aboutPerson(x.Unit, x.Person)); err != nil {
		return attendanceRequest{}, err
	}
	version, err := m.orPresent(x.Version)
	if err != nil {
		return attendanceRequest{}, err
	}
	switch verb {
	case "approve", "refuse":
		x, err = attendance.Decide(c.Tx, id, version, verb == "approve", note)
	case "revoke":
		x, err = attendance.Revoke(c.Tx, id, version, note)
	default:
		x, err = attendance.Withdraw(c.Tx, id, version)
	}
	if err != nil {
		return attendanceRequest{}, err
	}
	return wholeAttendanceRequest(c, c.call, x)
}

func wholeAttendanceRequest(r store.Reader, c *call, x attendance.Request) (attendanceRequest, error) {
	n, err := namesOf(r, c.zone, x.Person, x.AskedBy, x.DecidedBy)
	return showAttendanceRequest(x, n, c), err
}

func showAttendanceRequest(x attendance.Request, n names, c *call) attendanceRequest {
	out := attendanceRequest{ID: x.ID, Number: x.Number, Kind: x.Kind, Person: n.person(x.Person), Unit: n.unit(x.Unit), FromDay: x.FromDay,
		FromTime: attendance.Clock(x.FromMinute), ToDay: x.ToDay, ToTime: attendance.Clock(x.ToMinute), Slot: x.Slot, Sort: x.Sort, Reason: x.Reason, Status: x.Status,
		AskedBy: n.person(x.AskedBy), DecidedBy: n.person(x.DecidedBy), DecidedAt: instant(x.DecidedAt), Decision: x.Decision, CreatedAt: x.CreatedAt, Version: x.Version}
	res, open := aboutPerson(x.Unit, x.Person), x.Status == attendance.RequestOpen
	decided := attendance.Decided.New()
	var list []button
	if me := c.actor.Person; x.Person != me && x.AskedBy != me {
		list = append(list, button{"approve", "attendance.approve", res, open, decided}, button{"refuse", "attendance.approve", res, open, decided},
			button{"revoke", "attendance.approve", res, x.Status == attendance.RequestApproved, attendance.NotApproved.New()})
	} else {
		list = append(list, button{"withdraw", "attendance.correct", res, open, decided})
	}
	out.Actions = c.press(list...)
	return out
}

// FindAttendance is the filter of the registers.
type FindAttendance struct {
	Kind   attendance.RequestKind   `query:"kind" enum:"punch,leave,outing,trip"`
	Status attendance.RequestStatus `query:"status" enum:"open,approved,refused,withdrawn,revoked"`
	Person ident.ID                 `query:"person"`
	From   calendar.Date            `query:"from" doc:"Touching days from this one on"`
	To     calendar.Date            `query:"to"`
}

func (f FindAttendance) filter(q *Question) attendance.RequestFilter {
	return attendance.RequestFilter{Zone: q.Zone(), Reach: attendanceReach(q), Kind: f.Kind, Status: f.Status, Person: f.Person, From: f.From, To: f.To}
}

func listAttendanceRequests(q *Question, in *struct {
	In
	Paging
	FindAttendance
}) (List[attendanceRequest], error) {
	f := in.filter(q)
	f.After, f.Limit = in.Cursor, in.Limit
	page, err := attendance.Requests(q, f)
	if err != nil {
		return List[attendanceRequest]{}, err
	}
	items, err := showAttendanceRequests(q, q.call, page.Items)
	return List[attendanceRequest]{Items: items, Next: page.Next}, err
}

func showAttendanceRequests(r store.Reader, c *call, list []attendance.Request) ([]attendanceRequest, error) {
	var ids []ident.ID
	for _, x := range list {
		ids = append(ids, x.Person, x.AskedBy, x.DecidedBy)
	}
	n, err := namesOf(r, c.zone, ids...)
	out := []attendanceRequest{}
	for _, x := range list {
		out = append(out, showAttendanceRequest(x, n, c))
	}
	return out, err
}

var attendanceRequestColumns = []exchange.Column{{ZH: "编号", EN: "Number", Width: 22}, {ZH: "类别", EN: "Kind"}, {ZH: "姓名", EN: "Name"}, {ZH: "部门", EN: "Unit", Width: 20},
	{ZH: "开始", EN: "From", Width: 18}, {ZH: "结束", EN: "To", Width: 18}, {ZH: "假别", EN: "Sort"}, {ZH: "状态", EN: "Status"}, {ZH: "审批人", EN: "Decided by"}}

var attendanceKindWords = map[attendance.RequestKind][2]string{attendance.PunchRequest: {"补卡", "correction"}, attendance.LeaveRequest: {"请假", "leave"},
	attendance.OutingRequest: {"外出", "outing"}, attendance.TripRequest: {"出差", "business trip"}}

var attendanceStatusWords = map[attendance.RequestStatus][2]string{attendance.RequestOpen: {"待审批", "open"}, attendance.RequestApproved: {"已批准", "approved"},
	attendance.RequestRefused: {"未批准", "refused"}, attendance.RequestWithdrawn: {"已撤回", "withdrawn"}, attendance.RequestRevoked: {"已撤销", "revoked"}}

// exportAttendanceRequests leaves the reasons out: they may say something of a
// person's health or family, and a sheet travels.
func exportAttendanceRequests(q *Question, in *struct {
	In
	FindAttendance
}) (file, error) {
	f := in.filter(q)
	f.Limit = store.MaxPage
	sheet := exchange.Sheet{NameZH: "考勤申请", NameEN: "Attendance requests", Columns: attendanceRequestColumns}
	for {
		page, err := attendance.Requests(q, f)
		if err != nil {
			return file{}, err
		}
		items, err := showAttendanceRequests(q, q.call, page.Items)
		if err != nil {
			return file{}, err
		}
		for _, x := range items {
			sheet.Rows = append(sheet.Rows, []string{x.Number, ruleWord(attendanceKindWords[x.Kind], q.Lang()), refName(x.Person), refName(x.Unit),
				x.FromDay.String() + " " + x.FromTime, x.ToDay.String() + " " + x.ToTime, x.Sort, ruleWord(attendanceStatusWords[x.Status], q.Lang()), refName(x.DecidedBy)})
		}
		if f.After = page.Next; f.After == "" || len(sheet.Rows) > exchange.MaxExportRows {
			break
		}
	}
	var b bytes.Buffer
	err := exchange.WriteXLSX(&b, q.Lang(), sheet)
	return file{"考勤申请.xlsx", mediaXLSX, b.Bytes()}, err
}
