package tasks

import (
	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/engine/access"
	"github.com/jingkai-zone/jingkai/internal/store"
)

const issueColumns = `SELECT zone_id, id, number, project_id, title, detail, raised_by, raised_on, unit_id, person_id, due_on, status, reopened,
	claimed_by, claimed_on, claim_note, evidence, struck_by, struck_on, strike_note, level, escalated_by, escalated_on, escalation, changed_at,
	version FROM tasks_issue`

func scanIssue(row *store.Rows) (i Issue, err error) {
	var evidence string
	if err := row.Scan(&i.Zone, &i.ID, &i.Number, &i.Project, &i.Title, &i.Detail, &i.RaisedBy, &i.RaisedOn, &i.Unit, &i.Person, &i.DueOn,
		&i.Status, &i.Reopened, &i.ClaimedBy, &i.ClaimedOn, &i.ClaimNote, &evidence, &i.StruckBy, &i.StruckOn, &i.StrikeNote, &i.Level,
		&i.EscalatedBy, &i.EscalatedOn, &i.Escalation, &i.ChangedAt, &i.Version); err != nil {
		return i, err
	}
	return i, readDocument(evidence, &i.Evidence)
}

func insertIssue(tx *store.Tx, i Issue) error {
	_, err := tx.Exec(`INSERT INTO tasks_issue (zone_id, id, number, project_id, title, detail, raised_by, raised_on, unit_id, person_id, due_on,
		status, reopened, claim_note, evidence, strike_note, level, escalation, changed_at, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0, '', '', '', '', '', $13, $14)`,
		i.Zone, i.ID, i.Number, i.Project, i.Title, i.Detail, i.RaisedBy, i.RaisedOn, i.Unit, i.Person, i.DueOn, i.Status, i.ChangedAt, i.Version)
	return err
}

func updateIssue(tx *store.Tx, i *Issue) error {
	evidence, err := document(i.Evidence)
	if err != nil {
		return err
	}
	i.ChangedAt = tx.Now()
	n, err := tx.Exec(`UPDATE tasks_issue SET status = $4, reopened = $5, claimed_by = $6, claimed_on = $7, claim_note = $8, evidence = $9,
		struck_by = $10, struck_on = $11, strike_note = $12, level = $13, escalated_by = $14, escalated_on = $15, escalation = $16, changed_at = $17,
		version = version + 1 WHERE zone_id = $1 AND id = $2 AND version = $3`, i.Zone, i.ID, i.Version, i.Status, i.Reopened, i.ClaimedBy, i.ClaimedOn,
		i.ClaimNote, evidence, i.StruckBy, i.StruckOn, i.StrikeNote, i.Level, i.EscalatedBy, i.EscalatedOn, i.Escalation, i.ChangedAt)
	if err := changed(n, err); err != nil {
		return err
	}
	i.Version++
	return nil
}

// IssueByID reads an issue, or refuses with [NoIssue].
func IssueByID(r store.Reader, zone int64, id ident.ID) (Issue, error) {
	i, err := store.One(r, scanIssue, issueColumns+` WHERE zone_id = $1 AND id = $2`, zone, id)
	return i, found(err, NoIssue)
}

// IssueFilter narrows the issues of a zone; zero fields do not.
type IssueFilter struct {
	Zone     int64
	Project  ident.ID
	Statuses []IssueStatus
	Levels   []Escalation // only those that wait for one of these levels
	Unit     ident.ID
	Person   ident.ID
	RaisedBy ident.ID
	Late     bool // past their day and on the list
	Scope    access.Scope
	By       *ident.Actor
	After    string
	Limit    int
}

// Issues gives a page of issues, the oldest first.
func Issues(r store.Reader, f IssueFilter) (store.Page[Issue], error) {
	q := newQuery(f.Zone)
	if err := q.after("raised_on", f.After); err != nil {
		return store.Page[Issue]{}, err
	}
	q.is("project_id", f.Project)
	oneOf(q, "status", f.Statuses)
	if len(f.Levels) > 0 {
		q.terms = append(q.terms, "level <> ''")
		oneOf(q, "level", f.Levels)
	}
	q.is("unit_id", f.Unit)
	q.is("person_id", f.Person)
	q.is("raised_by", f.RaisedBy)
	if f.Late {
		q.terms = append(q.terms, "status <> 'struck'")
		q.to("due_on", calendar.DateOf(r.Now()).AddDays(-1))
	}
	q.visible(f.Scope, f.By)
	limit := store.PageSize(f.Limit)
	rows, err := store.All(r, scanIssue, issueColumns+q.where()+` ORDER BY raised_on, id`+q.limit(limit+1), q.args...)
	if err != nil {
		return store.Page[Issue]{}, err
	}
	return store.CutPage(rows, limit, func(i Issue) string { return store.EncodeCursor(i.RaisedOn.String(), i.ID.String()) }), nil
}

// visible is within, and what the asker has raised.
func (q *query) visible(scope access.Scope, by *ident.Actor) {
	if scope == access.All {
		return
	}
	n := len(q.terms)
	q.within(scope, by)
	if by != nil && !by.Person.IsZero() {
		q.terms[n] = "(" + q.terms[n] + " OR raised_by = " + q.mark(by.Person) + ")"
	}
}

func standingIssues(r store.Reader, zone int64, project ident.ID) ([]Issue, error) {
	return store.All(r, scanIssue, issueColumns+` WHERE zone_id = $1 AND project_id = $2 AND status <> 'struck' ORDER BY raised_on, id`, zone, project)
}

// CountIssues sums a project's strike-off list up, or with the zero id those of
// all projects and the zone's own.
func CountIssues(r store.Reader, zone int64, project ident.ID) (IssueCount, error) {
	q := newQuery(zone)
	q.is("project_id", project)
	var c IssueCount
	var oldest calendar.Date
	err := r.QueryRow(`SELECT COUNT(*), COUNT(CASE WHEN status = 'struck' THEN 1 END), COUNT(CASE WHEN status = 'claimed' THEN 1 END),
		MIN(CASE WHEN status <> 'struck' THEN raised_on END) FROM tasks_issue`+q.where(), q.args...).Scan(&c.Opened, &c.Struck, &c.Claimed, &oldest)
	c.Remaining = c.Opened - c.Struck
	if !oldest.IsZero() {
		c.Oldest = weeksBetween(oldest, calendar.DateOf(r.Now()))
	}
	return c, err
}

func insertRuling(tx *store.Tx, zone int64, r Ruling) error {
	_, err := tx.Exec(`INSERT INTO tasks_ruling (zone_id, id, issue_id, level, reason, text, by_person, on_day, task_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		zone, r.ID, r.Issue, r.Level, r.Reason, r.Text, r.By, r.On, r.Task)
	return err
}

// RulingsOf gives what leaders decided about an issue, oldest first.
func RulingsOf(r store.Reader, zone int64, issue ident.ID) ([]Ruling, error) {
	return store.All(r, func(row *store.Rows) (x Ruling, err error) {
		return x, row.Scan(&x.ID, &x.Issue, &x.Level, &x.Reason, &x.Text, &x.By, &x.On, &x.Task)
	}, `SELECT id, issue_id, level, reason, text, by_person, on_day, task_id FROM tasks_ruling WHERE zone_id = $1 AND issue_id = $2 ORDER BY id`, zone, issue)
}
