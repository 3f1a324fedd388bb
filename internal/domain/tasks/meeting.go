package tasks

import (
	"strings"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/hanzi"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
)

// Refusals of meetings.
var (
	NoMeeting  = fault.Define(fault.NotFound, "tasks.meeting.none", "LY-21", "没有这次会议。", "There is no such meeting.")
	BadMeeting = fault.Define(fault.Invalid, "tasks.meeting.title", "LY-21",
		"会议名称和会议系列须为一行 2–60 字。", "The meeting's title and its series are each one line of 2 to 60 characters.")
	BadMeetingDay = fault.Define(fault.Invalid, "tasks.meeting.day", "LY-21",
		"请填写会议日期。", "State the day of the meeting.")
	BadAgenda = fault.Define(fault.Invalid, "tasks.meeting.topics", "LY-21",
		"议题最多 50 项，每项 2–200 字。", "At most 50 topics of 2 to 200 characters each.")
	BadAttendance = fault.Define(fault.Invalid, "tasks.meeting.attendance", "LY-21",
		"参会人员最多 200 人，每人须为在册人员或写明姓名单位（2–60 字）。", "At most 200 attendees, each a person of the zone or a name with organisation of 2 to 60 characters.")
	BadMinutes = fault.Define(fault.Invalid, "tasks.meeting.minutes", "LY-21",
		"纪要最多 20000 字。", "Minutes have at most 20000 characters.")
	NotHeld = fault.Define(fault.Refused, "tasks.meeting.not_held", "LY-21",
		"会议尚未召开；请先登记召开和到会情况。", "The meeting is not held yet; enter first that it was held and who came.")
	HeldAlready = fault.Define(fault.Refused, "tasks.meeting.held", "LY-21",
		"会议已召开，议程不再变动。", "The meeting is held; its agenda no longer changes.")
	MeetingAhead = fault.Define(fault.Refused, "tasks.meeting.ahead", "LY-21",
		"会议日期为 {day}，尚未到。", "The meeting is on {day}, which has not come.")
	MinutesLocked = fault.Define(fault.Refused, "tasks.meeting.locked", "LY-21",
		"纪要已印发，不能再修改；更正事项请列入下次会议。", "The minutes are issued and locked; bring corrections to the next meeting.")
	MinutesLack = fault.Define(fault.Refused, "tasks.meeting.lack", "LY-21",
		"印发纪要须有主持人、到会人员和纪要正文。", "Minutes are issued with a chair, people present and a text.")
	BadDecision = fault.Define(fault.Invalid, "tasks.decision.text", "LY-21",
		"议定事项须为 2–200 字。", "A decision has 2 to 200 characters.")
	BadDecisionDue = fault.Define(fault.Invalid, "tasks.decision.due", "LY-21",
		"议定事项的期限不得早于会议日期，且不超过 5 年。", "The due day of a decision is not before the meeting and at most five years after it.")
	NoDecision = fault.Define(fault.NotFound, "tasks.decision.none", "LY-21", "没有这项议定事项。", "There is no such decision.")
)

// MeetingKind is what sort of meeting it is.
type MeetingKind string

// The kinds of meetings.
const (
	SpecialMeeting  MeetingKind = "special"  // 专题会
	DispatchMeeting MeetingKind = "dispatch" // 调度会
	OfficeMeeting   MeetingKind = "office"   // 办公会
	HuddleMeeting   MeetingKind = "huddle"   // 周碰头 (YT-24)
)

// Title names the kind in a language.
func (k MeetingKind) Title(lang fault.Lang) string {
	zh := map[MeetingKind]string{SpecialMeeting: "专题会", DispatchMeeting: "调度会", OfficeMeeting: "办公会", HuddleMeeting: "周碰头"}
	en := map[MeetingKind]string{SpecialMeeting: "Special meeting", DispatchMeeting: "Dispatch meeting", OfficeMeeting: "Office meeting", HuddleMeeting: "Weekly huddle"}
	if lang == fault.English {
		return en[k]
	}
	return zh[k]
}

// MeetingStatus is how far a meeting has come.
type MeetingStatus string

// The states of meetings.
const (
	Planned       MeetingStatus = "planned" // 待召开
	Held          MeetingStatus = "held"    // 已召开
	MinutesIssued MeetingStatus = "issued"  // 纪要已印发
)

// Meeting is one meeting with its minutes.
type Meeting struct {
	Zone      int64
	ID        ident.ID
	Number    string // 会议-2019-000001
	Kind      MeetingKind
	Series    string // meetings of one kind and series carry their decisions on
	Title     string
	Project   ident.ID // zero for none
	Week      string   // ISO week of a huddle: 2021-W31
	On        calendar.Date
	Place     string
	Unit      ident.ID
	Chair     ident.ID
	Secretary ident.ID
	Previous  ident.ID // the meeting of the series before, once it is held
	Status    MeetingStatus
	Minutes   string
	IssuedBy  ident.ID
	IssuedAt  time.Time
	Version   int64
	Attendees []Attendee
}

// Presence is whether somebody came.
type Presence string

// The presences.
const (
	Invited Presence = "invited"
	Present Presence = "present"
	Absent  Presence = "absent"
	OnLeave Presence = "leave"
)

// Attendee is somebody asked to a meeting: a person of the zone, or a name.
type Attendee struct {
	Person   ident.ID `json:"person,omitzero"`
	Name     string   `json:"name,omitempty" maxLength:"60" doc:"For people outside the zone"`
	Presence Presence `json:"presence" enum:"invited,present,absent,leave"`
}

// AgendaKind is where a line of an agenda comes from.
type AgendaKind string

// The kinds of agenda lines, in the order in which they stand.
const (
	OpenDecision AgendaKind = "decision" // decided before and still open (LY-21)
	OpenIssue    AgendaKind = "issue"    // on the project's list and not struck off (YT-24)
	Topic        AgendaKind = "topic"
)

// AgendaLine is one line of an agenda.
type AgendaLine struct {
	Kind  AgendaKind
	Ref   ident.ID // decision or issue
	Text  string
	Weeks int64 // whole weeks since it was decided or raised
}

// Decision is what a meeting decided: it becomes a task when the minutes are
// issued.
type Decision struct {
	ID      ident.ID
	Meeting ident.ID
	Line    int64
	Text    string
	Unit    ident.ID
	Person  ident.ID
	DueOn   calendar.Date
	Task    ident.ID // zero until the minutes are issued
	Status  Status   // of the task; empty until then
}

// Standing reports whether the decision still waits to be carried out.
func (d Decision) Standing() bool { return d.Status == Open || d.Status == Claimed }

// MeetingInput is what a meeting is written with.
type MeetingInput struct {
	Kind      MeetingKind
	Series    string // empty takes the title, a huddle its project's name
	Title     string
	Project   ident.ID
	On        calendar.Date
	Place     string
	Chair     ident.ID
	Secretary ident.ID
	Topics    []string
	Attendees []Attendee
	Minutes   string
}

func (in MeetingInput) check() *fault.List {
	var faults fault.List
	title, ok := hanzi.Clean(in.Title, 60)
	series, fine := hanzi.Clean(in.Series, 60)
	if !ok || len([]rune(title)) < 2 || in.Series != "" && (!fine || len([]rune(series)) < 2) {
		faults.Add(BadMeeting.At("title"))
	}
	if in.On.IsZero() {
		faults.Add(BadMeetingDay.At("on"))
	}
	if len([]rune(in.Minutes)) > 20000 {
		faults.Add(BadMinutes.At("minutes"))
	}
	if !goodTopics(in.Topics) {
		faults.Add(BadAgenda.At("topics"))
	}
	if !goodAttendance(in.Attendees) {
		faults.Add(BadAttendance.At("attendees"))
	}
	return &faults
}

func goodTopics(topics []string) bool {
	for _, t := range topics {
		if n := len([]rune(strings.TrimSpace(t))); n < 2 || n > 200 {
			return false
		}
	}
	return len(topics) <= 50
}

func goodAttendance(list []Attendee) bool {
	for _, a := range list {
		name, ok := hanzi.Clean(a.Name, 60)
		if a.Person.IsZero() && (!ok || len([]rune(name)) < 2) {
			return false
		}
	}
	return len(list) <= 200
}

// weeksBetween counts the whole weeks from one day to another.
func weeksBetween(from, to calendar.Date) int64 { return int64(max(to.Sub(from), 0) / 7) }
