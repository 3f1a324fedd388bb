package tasks

import (
	"errors"
	"fmt"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/store"
)

const meetingColumns = `SELECT zone_id, id, number, kind, series, title, project_id, week, on_day, place, unit_id, chair_id, secretary_id, previous_id,
	status, minutes, issued_by, issued_at, version FROM tasks_meeting`

func scanMeeting(row *store.Rows) (m Meeting, err error) {
	return m, row.Scan(&m.Zone, &m.ID, &m.Number, &m.Kind, &m.Series, &m.Title, &m.Project, &m.Week, &m.On, &m.Place, &m.Unit, &m.Chair,
		&m.Secretary, &m.Previous, &m.Status, &m.Minutes, &m.IssuedBy, &m.IssuedAt, &m.Version)
}

// insertMeeting keeps a new meeting and draws its number. It reports false when
// the project has a huddle in that week already; then nothing is drawn.
func insertMeeting(tx *store.Tx, m *Meeting) (bool, error) {
	if m.Kind == HuddleMeeting {
		if _, err := huddleOf(tx, m.Zone, m.Project, m.Week); err == nil {
			return false, nil
		} else if !NoMeeting.Is(err) {
			return false, err
		}
	}
	year := m.On.Year()
	n, err := store.NextNumber(tx, m.Zone, fmt.Sprintf("tasks-meeting-%d", year))
	if err != nil {
		return false, err
	}
	m.Number = ident.Number{Series: "会议", Year: year, Seq: n}.String()
	_, err = tx.Exec(`INSERT INTO tasks_meeting (zone_id, id, number, kind, series, title, project_id, week, on_day, place, unit_id, chair_id,
		secretary_id, status, minutes, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
		m.Zone, m.ID, m.Number, m.Kind, m.Series, m.Title, m.Project, m.Week, m.On, m.Place, m.Unit, m.Chair, m.Secretary, m.Status, m.Minutes, m.Version)
	if store.IsUnique(err) {
		return false, store.Stale.Wrap(err) // two at once: the other one planned the week
	}
	return err == nil, err
}

func updateMeeting(tx *store.Tx, m *Meeting) error {
	n, err := tx.Exec(`UPDATE tasks_meeting SET series = $4, title = $5, week = $6, on_day = $7, place = $8, chair_id = $9, secretary_id = $10,
		previous_id = $11, status = $12, minutes = $13, issued_by = $14, issued_at = $15, version = version + 1
		WHERE zone_id = $1 AND id = $2 AND version = $3`, m.Zone, m.ID, m.Version, m.Series, m.Title, m.Week, m.On, m.Place, m.Chair, m.Secretary,
		m.Previous, m.Status, m.Minutes, m.IssuedBy, m.IssuedAt)
	if err := changed(n, err); err != nil {
		return err
	}
	m.Version++
	return nil
}

// MeetingByID reads a meeting with its attendance, or refuses with [NoMeeting].
func MeetingByID(r store.Reader, zone int64, id ident.ID) (Meeting, error) {
	m, err := store.One(r, scanMeeting, meetingColumns+` WHERE zone_id = $1 AND id = $2`, zone, id)
	if err != nil {
		return m, found(err, NoMeeting)
	}
	m.Attendees, err = store.All(r, func(row *store.Rows) (a Attendee, err error) { return a, row.Scan(&a.Person, &a.Name, &a.Presence) },
		`SELECT person_id, name, presence FROM tasks_attendee WHERE zone_id = $1 AND meeting_id = $2 ORDER BY line`, zone, id)
	return m, err
}

func huddleOf(r store.Reader, zone int64, project ident.ID, week string) (Meeting, error) {
	m, err := store.One(r, scanMeeting, meetingColumns+` WHERE zone_id = $1 AND project_id = $2 AND week = $3 AND kind = 'huddle'`, zone, project, week)
	return m, found(err, NoMeeting)
}

// previousOf is the last meeting of the series before this one that was held;
// the zero meeting when there is none.
func previousOf(r store.Reader, m Meeting) (Meeting, error) {
	before, err := store.One(r, scanMeeting, meetingColumns+` WHERE zone_id = $1 AND kind = $2 AND series = $3 AND (on_day, id) < ($4, $5)
		AND status <> 'planned' ORDER BY on_day DESC, id DESC LIMIT 1`, m.Zone, m.Kind, m.Series, m.On, m.ID)
	if errors.Is(err, store.ErrNoRows) {
		return Meeting{}, nil
	}
	return before, err
}

// MeetingFilter narrows the meetings of a zone; zero fields do not.
type MeetingFilter struct {
	Zone    int64
	Kind    MeetingKind
	Status  MeetingStatus
	Project ident.ID
	Series  string
	From    calendar.Date
	To      calendar.Date
	After   string
	Limit   int
}

// Meetings gives a page of meetings, the latest first, without attendance.
func Meetings(r store.Reader, f MeetingFilter) (store.Page[Meeting], error) {
	q := newQuery(f.Zone)
	if err := q.before("on_day", f.After); err != nil {
		return store.Page[Meeting]{}, err
	}
	for column, value := range map[string]string{"kind": string(f.Kind), "status": string(f.Status), "series": f.Series} {
		if value != "" {
			q.equal(column, value)
		}
	}
	q.is("project_id", f.Project)
	q.from("on_day", f.From)
	q.to("on_day", f.To)
	limit := store.PageSize(f.Limit)
	rows, err := store.All(r, scanMeeting, meetingColumns+q.where()+` ORDER BY on_day DESC, id DESC`+q.limit(limit+1), q.args...)
	if err != nil {
		return store.Page[Meeting]{}, err
	}
	return store.CutPage(rows, limit, func(m Meeting) string { return store.EncodeCursor(m.On.String(), m.ID.String()) }), nil
}

// Agenda gives a meeting's agenda: kept as it was when the meeting was held,
// before that computed anew each time.
func Agenda(r store.Reader, m Meeting) ([]AgendaLine, error) {
	kept, err := store.All(r, func(row *store.Rows) (a AgendaLine, err error) {
		return a, row.Scan(&a.Kind, &a.Ref, &a.Text, &a.Weeks)
	},
		`SELECT kind, ref_id, text, weeks FROM tasks_agenda WHERE zone_id = $1 AND meeting_id = $2 ORDER BY line`, m.Zone, m.ID)
	if err != nil || m.Status != Planned {
		return kept, err
	}
	day := calendar.DateOf(r.Now())
	if m.On.After(day) {
		day = m.On
	}
	decided, err := store.All(r, func(row *store.Rows) (a AgendaLine, err error) {
		var on calendar.Date
		if err := row.Scan(&a.Ref, &a.Text, &on); err != nil {
			return a, err
		}
		a.Kind, a.Weeks = OpenDecision, weeksBetween(on, day)
		return a, nil
	}, `SELECT d.id, d.text, m.on_day FROM tasks_meeting m JOIN tasks_decision d ON d.zone_id = m.zone_id AND d.meeting_id = m.id
		JOIN tasks_task t ON t.zone_id = d.zone_id AND t.id = d.task_id
		WHERE m.zone_id = $1 AND m.kind = $2 AND m.series = $3 AND t.status IN ('open', 'claimed') ORDER BY m.on_day, d.line, d.id`, m.Zone, m.Kind, m.Series)
	if err != nil {
		return nil, err
	}
	if m.Kind != HuddleMeeting {
		return append(decided, kept...), nil
	}
	open, err := standingIssues(r, m.Zone, m.Project)
	if err != nil {
		return nil, err
	}
	for _, i := range open {
		decided = append(decided, AgendaLine{Kind: OpenIssue, Ref: i.ID, Text: i.Title, Weeks: i.Weeks(day)})
	}
	return append(decided, kept...), nil
}

func keepTopics(tx *store.Tx, m Meeting, topics []string) error {
	lines := make([]AgendaLine, len(topics))
	for i, t := range topics {
		lines[i] = AgendaLine{Kind: Topic, Text: t}
	}
	return keepAgenda(tx, m, lines)
}

func keepAgenda(tx *store.Tx, m Meeting, lines []AgendaLine) error {
	if _, err := tx.Exec(`DELETE FROM tasks_agenda WHERE zone_id = $1 AND meeting_id = $2`, m.Zone, m.ID); err != nil {
		return err
	}
	for i, a := range lines {
		if _, err := tx.Exec(`INSERT INTO tasks_agenda (zone_id, meeting_id, line, kind, ref_id, text, weeks) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			m.Zone, m.ID, i+1, a.Kind, a.Ref, a.Text, a.Weeks); err != nil {
			return err
		}
	}
	return nil
}

func keepAttendance(tx *store.Tx, m Meeting, list []Attendee) error {
	if _, err := tx.Exec(`DELETE FROM tasks_attendee WHERE zone_id = $1 AND meeting_id = $2`, m.Zone, m.ID); err != nil {
		return err
	}
	for i, a := range list {
		if _, err := tx.Exec(`INSERT INTO tasks_attendee (zone_id, meeting_id, line, person_id, name, presence) VALUES ($1, $2, $3, $4, $5, $6)`,
			m.Zone, m.ID, i+1, a.Person, a.Name, a.Presence); err != nil {
			return err
		}
	}
	return nil
}

const decisionColumns = `SELECT d.id, d.meeting_id, d.line, d.text, d.unit_id, d.person_id, d.due_on, d.task_id, COALESCE(t.status, '')
	FROM tasks_decision d LEFT JOIN tasks_task t ON t.zone_id = d.zone_id AND t.id = d.task_id`

func scanDecision(row *store.Rows) (d Decision, err error) {
	return d, row.Scan(&d.ID, &d.Meeting, &d.Line, &d.Text, &d.Unit, &d.Person, &d.DueOn, &d.Task, &d.Status)
}

// DecisionsOf gives what a meeting decided, with the state of each task.
func DecisionsOf(r store.Reader, zone int64, meeting ident.ID) ([]Decision, error) {
	return store.All(r, scanDecision, decisionColumns+` WHERE d.zone_id = $1 AND d.meeting_id = $2 ORDER BY d.line, d.id`, zone, meeting)
}

// DecisionByID reads a decision, or refuses with [NoDecision].
func DecisionByID(r store.Reader, zone int64, id ident.ID) (Decision, error) {
	d, err := store.One(r, scanDecision, decisionColumns+` WHERE d.zone_id = $1 AND d.id = $2`, zone, id)
	return d, found(err, NoDecision)
}

func insertDecision(tx *store.Tx, zone int64, d *Decision) error {
	if err := tx.QueryRow(`SELECT COALESCE(MAX(line), 0) + 1 FROM tasks_decision WHERE zone_id = $1 AND meeting_id = $2`, zone, d.Meeting).Scan(&d.Line); err != nil {
		return err
	}
	_, err := tx.Exec(`INSERT INTO tasks_decision (zone_id, id, meeting_id, line, text, unit_id, person_id, due_on) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		zone, d.ID, d.Meeting, d.Line, d.Text, d.Unit, d.Person, d.DueOn)
	return err
}
