package tasks

import (
	"fmt"
	"strings"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/domain/people"
	"github.com/jingkai-zone/jingkai/internal/engine/ledger"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// PlanMeeting plans a meeting. Its agenda opens with what the series decided
// before and is still open (LY-21), for a huddle with the project's open issues
// (YT-24). A project has one huddle a week: planning it again takes over the
// one that the scan has planned.
func PlanMeeting(tx *store.Tx, in MeetingInput) (Meeting, error) {
	zone := tx.Actor().Zone
	m := Meeting{Zone: zone, ID: ident.NewID(tx.Now()), Kind: in.Kind, Unit: tx.Actor().Unit, Status: Planned, Version: 1}
	book, err := rulesOf(tx, zone)
	if err != nil {
		return Meeting{}, err
	}
	if err := in.prepare(tx, book, &m); err != nil {
		return Meeting{}, err
	}
	if ours, err := insertMeeting(tx, &m); err != nil {
		return Meeting{}, err
	} else if !ours {
		planned, err := huddleOf(tx, zone, m.Project, m.Week)
		if err != nil {
			return Meeting{}, err
		}
		if planned.Status != Planned {
			return Meeting{}, HuddleHeld.New("week", m.Week)
		}
		m.ID, m.Number, m.Unit, m.Version = planned.ID, planned.Number, planned.Unit, planned.Version
		if err := updateMeeting(tx, &m); err != nil {
			return Meeting{}, err
		}
	}
	if err := in.keepLines(tx, m); err != nil {
		return Meeting{}, err
	}
	return m, ledger.Record(tx, ledger.Entry{Action: "meeting.plan", Object: m.ID.String(),
		Detail: map[string]any{"number": m.Number, "kind": m.Kind, "series": m.Series, "on": m.On, "week": m.Week}})
}

// prepare checks the input and writes it into the meeting.
func (in MeetingInput) prepare(r store.Reader, book rulebook, m *Meeting) error {
	faults := in.check()
	if err := in.namesServe(r, m.Zone, faults); err != nil {
		return err
	}
	if err := faults.Err(); err != nil {
		return err
	}
	if in.Kind == HuddleMeeting {
		if err := in.prepareHuddle(r, book, m); err != nil {
			return err
		}
	} else if !in.Project.IsZero() {
		if _, err := ProjectByID(r, m.Zone, in.Project); err != nil {
			return err
		}
	}
	m.Title, m.Series = strings.TrimSpace(in.Title), strings.TrimSpace(in.Series)
	if m.Series == "" {
		m.Series = m.Title
	}
	m.Project, m.On, m.Place, m.Chair, m.Secretary = in.Project, in.On, strings.TrimSpace(in.Place), in.Chair, in.Secretary
	m.Minutes = strings.TrimSpace(in.Minutes)
	return nil
}

func (in *MeetingInput) prepareHuddle(r store.Reader, book rulebook, m *Meeting) error {
	if err := practised(book, "tasks.weekly_huddle", book.set.WeeklyHuddle, NoHuddles); err != nil {
		return err
	}
	if in.Project.IsZero() {
		return HuddleProject.At("project")
	}
	p, err := ProjectByID(r, m.Zone, in.Project)
	if err != nil {
		return err
	}
	week := isoWeek(in.On)
	switch {
	case !p.Until.IsZero() && in.On.After(p.Until):
		return ProjectEnded.New()
	case m.Week != "" && week != m.Week:
		return HuddleWeek.At("on", "week", m.Week)
	case book.today.After(monday(in.On).AddDays(6)):
		return HuddleMissed.New("week", week)
	}
	m.Week, in.Series = week, p.Name
	return nil
}

func (in MeetingInput) namesServe(r store.Reader, zone int64, faults *fault.List) error {
	wanted := map[ident.ID]string{}
	for _, a := range in.Attendees {
		wanted[a.Person] = "attendees"
	}
	wanted[in.Chair], wanted[in.Secretary] = "chair", "secretary"
	delete(wanted, ident.ID{})
	ids := make([]ident.ID, 0, len(wanted))
	for id := range wanted {
		ids = append(ids, id)
	}
	known, err := people.ByIDs(r, zone, ids)
	for id, field := range wanted {
		if _, ok := known[id]; !ok && err == nil {
			faults.Add(NotServing.At(field))
		}
	}
	return err
}

// keepLines writes the topics and the attendance anew.
func (in MeetingInput) keepLines(tx *store.Tx, m Meeting) error {
	if err := keepTopics(tx, m, in.Topics); err != nil {
		return err
	}
	return keepAttendance(tx, m, in.Attendees)
}

// EditMeeting rewrites a meeting's particulars; after it was held its topics
// stay, after its minutes were issued nothing changes ([MinutesLocked]).
func EditMeeting(tx *store.Tx, id ident.ID, version int64, in MeetingInput) (Meeting, error) {
	m, err := MeetingByID(tx, tx.Actor().Zone, id)
	if err != nil {
		return Meeting{}, err
	}
	if m.Status == MinutesIssued {
		return Meeting{}, MinutesLocked.New()
	}
	book, err := rulesOf(tx, m.Zone)
	if err != nil {
		return Meeting{}, err
	}
	held := m
	in.Kind, in.Project = m.Kind, m.Project
	if held.Status == Held {
		in.On = held.On
		book.today = earlier(book.today, held.On) // a huddle held in its week may be written up after it
	}
	if err := in.prepare(tx, book, &m); err != nil {
		return Meeting{}, err
	}
	m.Version = version
	if held.Status == Held {
		m.Series = held.Series
	}
	if err := updateMeeting(tx, &m); err != nil {
		return Meeting{}, err
	}
	if held.Status == Held {
		err = keepAttendance(tx, m, in.Attendees)
	} else {
		err = in.keepLines(tx, m)
	}
	if err != nil {
		return Meeting{}, err
	}
	return m, ledger.Record(tx, ledger.Entry{Action: "meeting.edit", Object: m.ID.String(), Detail: map[string]any{"status": m.Status, "on": m.On}})
}

func earlier(a, b calendar.Date) calendar.Date {
	if b.Before(a) {
		return b
	}
	return a
}

// HoldMeeting notes that a meeting was held, and keeps its agenda as it was
// then. A huddle is held within its week ([HuddleMissed]).
func HoldMeeting(tx *store.Tx, id ident.ID) (Meeting, error) {
	m, err := MeetingByID(tx, tx.Actor().Zone, id)
	if err != nil {
		return Meeting{}, err
	}
	today := calendar.DateOf(tx.Now())
	switch {
	case m.Status == MinutesIssued:
		return Meeting{}, MinutesLocked.New()
	case m.Status == Held:
		return Meeting{}, HeldAlready.New()
	case m.On.After(today):
		return Meeting{}, MeetingAhead.New("day", m.On)
	case m.Kind == HuddleMeeting && isoWeek(today) != m.Week:
		return Meeting{}, HuddleMissed.New("week", m.Week)
	}
	agenda, err := Agenda(tx, m)
	if err != nil {
		return Meeting{}, err
	}
	before, err := previousOf(tx, m)
	if err != nil {
		return Meeting{}, err
	}
	m.Status, m.Previous = Held, before.ID
	if err := updateMeeting(tx, &m); err != nil {
		return Meeting{}, err
	}
	if err := keepAgenda(tx, m, agenda); err != nil {
		return Meeting{}, err
	}
	return m, ledger.Record(tx, ledger.Entry{Action: "meeting.hold", Object: m.ID.String(), Detail: map[string]any{"agenda": len(agenda)}})
}

// DecisionInput is what a decision is written with.
type DecisionInput struct {
	Text   string
	Unit   ident.ID // zero means the person's unit
	Person ident.ID
	DueOn  calendar.Date
}

// Decide enters a decision of a meeting whose minutes are not issued yet: each
// has an owner and a due day.
func Decide(tx *store.Tx, meeting ident.ID, in DecisionInput) (Decision, error) {
	m, err := unlocked(tx, meeting)
	if err != nil {
		return Decision{}, err
	}
	var faults fault.List
	if n := len([]rune(strings.TrimSpace(in.Text))); n < 2 || n > 200 {
		faults.Add(BadDecision.At("text"))
	}
	if in.DueOn.Before(m.On) || in.DueOn.After(m.On.AddYears(5)) {
		faults.Add(BadDecisionDue.At("due_on"))
	}
	if in.Person.IsZero() {
		faults.Add(OwnerMissing.At("person"))
	}
	if err := owners(tx, m.Zone, ident.ID{}, in.Unit, in.Person, &faults); err != nil {
		return Decision{}, err
	}
	if err := faults.Err(); err != nil {
		return Decision{}, err
	}
	owner := Input{Person: in.Person, Unit: in.Unit}
	if err := owner.fillUnit(tx, m.Zone); err != nil {
		return Decision{}, err
	}
	d := Decision{ID: ident.NewID(tx.Now()), Meeting: m.ID, Text: strings.TrimSpace(in.Text), Unit: owner.Unit, Person: in.Person, DueOn: in.DueOn}
	if err := insertDecision(tx, m.Zone, &d); err != nil {
		return Decision{}, err
	}
	return d, ledger.Record(tx, ledger.Entry{Action: "meeting.decide", Object: m.ID.String(), Detail: map[string]any{"decision": d.ID, "person": d.Person, "due_on": d.DueOn}})
}

// DropDecision takes a decision out again before the minutes are issued.
func DropDecision(tx *store.Tx, id ident.ID) (Meeting, error) {
	zone := tx.Actor().Zone
	d, err := DecisionByID(tx, zone, id)
	if err != nil {
		return Meeting{}, err
	}
	m, err := unlocked(tx, d.Meeting)
	if err != nil {
		return Meeting{}, err
	}
	if _, err := tx.Exec(`DELETE FROM tasks_decision WHERE zone_id = $1 AND id = $2`, zone, id); err != nil {
		return Meeting{}, err
	}
	return m, ledger.Record(tx, ledger.Entry{Action: "meeting.decision.drop", Object: m.ID.String(), Detail: map[string]any{"decision": id}})
}

func unlocked(tx *store.Tx, id ident.ID) (Meeting, error) {
	m, err := MeetingByID(tx, tx.Actor().Zone, id)
	if err == nil && m.Status == MinutesIssued {
		return Meeting{}, MinutesLocked.New()
	}
	return m, err
}

// IssueMinutes issues and locks the minutes of a meeting that was held. Every
// decision becomes a task at once, which follows the rules like any other
// (LY-21).
func IssueMinutes(tx *store.Tx, id ident.ID) (Meeting, error) {
	m, err := unlocked(tx, id)
	if err != nil {
		return Meeting{}, err
	}
	if m.Status != Held {
		return Meeting{}, NotHeld.New()
	}
	present := false
	for _, a := range m.Attendees {
		present = present || a.Presence == Present
	}
	if m.Chair.IsZero() || !present || m.Minutes == "" {
		return Meeting{}, MinutesLack.New()
	}
	book, err := rulesOf(tx, m.Zone)
	if err != nil {
		return Meeting{}, err
	}
	m.Status, m.IssuedBy, m.IssuedAt = MinutesIssued, tx.Actor().Person, tx.Now()
	if err := updateMeeting(tx, &m); err != nil {
		return Meeting{}, err
	}
	decisions, err := DecisionsOf(tx, m.Zone, m.ID)
	if err != nil {
		return Meeting{}, err
	}
	tasks := make([]string, 0, len(decisions))
	for _, d := range decisions {
		t, err := open(tx, book, m.task(d))
		if err != nil {
			return Meeting{}, fmt.Errorf("decision %d: %w", d.Line, err)
		}
		if _, err := tx.Exec(`UPDATE tasks_decision SET task_id = $3 WHERE zone_id = $1 AND id = $2`, m.Zone, d.ID, t.ID); err != nil {
			return Meeting{}, err
		}
		tasks = append(tasks, t.Number)
	}
	return m, ledger.Record(tx, ledger.Entry{Action: "meeting.issue", Object: m.ID.String(), Detail: map[string]any{"number": m.Number, "tasks": tasks}})
}

// task makes the task that a decision becomes.
func (m Meeting) task(d Decision) Task {
	title := []rune(d.Text)
	t := Task{Zone: m.Zone, Title: string(title[:min(len(title), 100)]), Detail: d.Text, Source: FromMeeting, SourceText: m.Number + " " + m.Title,
		Origin: Subject{FromDecision, d.ID}, StartOn: m.On, DueOn: d.DueOn, Weight: one, Unit: d.Unit, Person: d.Person, AssignedBy: m.Chair}
	return t
}
