package rules

import (
	"errors"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/engine/flow"
	"github.com/jingkai-zone/jingkai/internal/store"
)

const topicColumns = `SELECT zone_id, id, number, title, summary, body, unit_id, person_id, status, agenda_id, carried, outcome, decision, note,
	reviewed_by, decided_by, decided_on, submitted_at, version FROM rules_topic`

func scanTopic(row *store.Rows) (t Topic, err error) {
	return t, row.Scan(&t.Zone, &t.ID, &t.Number, &t.Title, &t.Summary, &t.Body, &t.Unit, &t.Person, &t.Status, &t.Agenda, &t.Carried, &t.Outcome,
		&t.Decision, &t.Note, &t.ReviewedBy, &t.DecidedBy, &t.DecidedOn, &t.SubmittedAt, &t.Version)
}

// TopicByID reads a topic, or refuses with [NoTopic].
func TopicByID(r store.Reader, zone int64, id ident.ID) (Topic, error) {
	t, err := store.One(r, scanTopic, topicColumns+` WHERE zone_id = $1 AND id = $2`, zone, id)
	return t, found(err, NoTopic)
}

func insertTopic(tx *store.Tx, t Topic) error {
	_, err := tx.Exec(`INSERT INTO rules_topic (zone_id, id, number, title, summary, body, unit_id, person_id, status, carried, outcome, decision, note,
		submitted_at, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, '', '', '', $10, $11)`,
		t.Zone, t.ID, t.Number, t.Title, t.Summary, t.Body, t.Unit, t.Person, t.Status, t.SubmittedAt, t.Version)
	return err
}

func updateTopic(tx *store.Tx, t Topic) error {
	return changed(tx.Exec(`UPDATE rules_topic SET title = $4, summary = $5, body = $6, status = $7, agenda_id = $8, outcome = $9, decision = $10,
		note = $11, reviewed_by = $12, decided_by = $13, decided_on = $14, version = version + 1 WHERE zone_id = $1 AND id = $2 AND version = $3`,
		t.Zone, t.ID, t.Version, t.Title, t.Summary, t.Body, t.Status, t.Agenda, t.Outcome, t.Decision, t.Note, t.ReviewedBy, t.DecidedBy, t.DecidedOn))
}

// TopicFilter narrows a list of topics; zero fields do not, but for Zone and
// Reach.
type TopicFilter struct {
	Zone   int64
	Reach  Reach
	Status TopicStatus
	Agenda ident.ID
	After  string
	Limit  int
}

// Topics gives a page of topics, newest first.
func Topics(r store.Reader, f TopicFilter) (store.Page[Topic], error) {
	q := question{sql: topicColumns + ` WHERE zone_id = $1`, args: []any{f.Zone}}
	q.sql += ` AND ` + q.where(f.Reach, "unit_id", "person_id")
	q.same("status", string(f.Status))
	if !f.Agenda.IsZero() {
		q.and(`agenda_id = ?`, f.Agenda)
	}
	if err := q.before(f.After); err != nil {
		return store.Page[Topic]{}, err
	}
	limit := store.PageSize(f.Limit)
	rows, err := store.All(r, scanTopic, q.limit(`id DESC`, limit), q.args...)
	if err != nil {
		return store.Page[Topic]{}, err
	}
	return store.CutPage(rows, limit, func(t Topic) string { return store.EncodeCursor(t.ID.String()) }), nil
}

const agendaColumns = `SELECT zone_id, id, number, body, day, status, minutes, version FROM rules_agenda`

func scanAgenda(row *store.Rows) (a Agenda, err error) {
	var status string
	err = row.Scan(&a.Zone, &a.ID, &a.Number, &a.Body, &a.Day, &status, &a.Minutes, &a.Version)
	a.Open = status == "open"
	return a, err
}

// AgendaByID reads an agenda, or refuses with [NoAgenda].
func AgendaByID(r store.Reader, zone int64, id ident.ID) (Agenda, error) {
	a, err := store.One(r, scanAgenda, agendaColumns+` WHERE zone_id = $1 AND id = $2`, zone, id)
	return a, found(err, NoAgenda)
}

// OnAgenda gives the topics of an agenda in the order in which they were
// submitted: those it decided and those it has still to take up.
func OnAgenda(r store.Reader, zone int64, agenda ident.ID) ([]Topic, error) {
	return store.All(r, scanTopic, topicColumns+` WHERE zone_id = $1 AND agenda_id = $2 ORDER BY carried DESC, id`, zone, agenda)
}

// Agendas gives a page of agendas, the latest day first.
func Agendas(r store.Reader, zone int64, body, after string, limit int) (store.Page[Agenda], error) {
	q := question{sql: agendaColumns + ` WHERE zone_id = $1`, args: []any{zone}}
	q.same("body", body)
	if after != "" {
		parts, err := store.DecodeCursor(after, 2)
		if err != nil {
			return store.Page[Agenda]{}, err
		}
		day, err1 := calendar.ParseDate(parts[0])
		id, err2 := ident.ParseID(parts[1])
		if err1 != nil || err2 != nil {
			return store.Page[Agenda]{}, store.BadCursor.New()
		}
		q.and(`(day, id) < (?, ?)`, day, id)
	}
	limit = store.PageSize(limit)
	rows, err := store.All(r, scanAgenda, q.limit(`day DESC, id DESC`, limit), q.args...)
	if err != nil {
		return store.Page[Agenda]{}, err
	}
	return store.CutPage(rows, limit, func(a Agenda) string { return store.EncodeCursor(a.Day.String(), a.ID.String()) }), nil
}

func insertAgenda(tx *store.Tx, a Agenda) error {
	_, err := tx.Exec(`INSERT INTO rules_agenda (zone_id, id, number, body, day, status, minutes, version) VALUES ($1, $2, $3, $4, $5, 'open', '', $6)`,
		a.Zone, a.ID, a.Number, a.Body, a.Day, a.Version)
	return err
}

func updateAgenda(tx *store.Tx, a Agenda) error {
	return changed(tx.Exec(`UPDATE rules_agenda SET status = 'closed', minutes = $4, version = version + 1 WHERE zone_id = $1 AND id = $2 AND version = $3`,
		a.Zone, a.ID, a.Version, a.Minutes))
}

// nextAgenda gives the body's earliest open agenda other than a; zero for none.
func nextAgenda(tx *store.Tx, a Agenda) (ident.ID, error) {
	next, err := store.One(tx, scanAgenda, agendaColumns+` WHERE zone_id = $1 AND body = $2 AND status = 'open' AND id <> $3 ORDER BY day, id LIMIT 1`, a.Zone, a.Body, a.ID)
	if errors.Is(err, store.ErrNoRows) {
		return ident.ID{}, nil
	}
	return next.ID, err
}

// carryOver moves the undecided topics of a meeting to the next agenda, or lets
// them wait for it, and gives how many there were.
func carryOver(tx *store.Tx, a Agenda, next ident.ID) (int64, error) {
	status := TopicScheduled
	if next.IsZero() {
		status = TopicReviewed
	}
	return tx.Exec(`UPDATE rules_topic SET status = $3, agenda_id = $4, carried = carried + 1, version = version + 1
		WHERE zone_id = $1 AND agenda_id = $2 AND status = 'scheduled'`, a.Zone, a.ID, status, next)
}

// takeCarried puts the topics that wait after an earlier meeting of the body on
// a new agenda, and gives how many there were.
func takeCarried(tx *store.Tx, a Agenda) (int64, error) {
	return tx.Exec(`UPDATE rules_topic SET status = 'scheduled', agenda_id = $3, version = version + 1
		WHERE zone_id = $1 AND body = $2 AND status = 'reviewed' AND carried > 0`, a.Zone, a.Body, a.ID)
}

const requestColumns = `q.zone_id, q.id, q.number, q.kind, q.title, q.body, q.unit_id, q.person_id, q.to_id, q.status, q.answer, q.reply, q.answered_by,
	q.answered_at, q.overdue_at, q.created_at, q.version`

func (q *Request) columns() []any {
	return []any{&q.Zone, &q.ID, &q.Number, &q.Kind, &q.Title, &q.Body, &q.Unit, &q.Person, &q.To, &q.Status, &q.Answer, &q.Reply, &q.AnsweredBy,
		&q.AnsweredAt, &q.OverdueAt, &q.CreatedAt, &q.Version}
}

func scanRequest(row *store.Rows) (q Request, err error) { return q, row.Scan(q.columns()...) }

// RequestByID reads a request, or refuses with [NoRequest].
func RequestByID(r store.Reader, zone int64, id ident.ID) (Request, error) {
	q, err := store.One(r, scanRequest, `SELECT `+requestColumns+` FROM rules_request q WHERE q.zone_id = $1 AND q.id = $2`, zone, id)
	return q, found(err, NoRequest)
}

func insertRequest(tx *store.Tx, q Request) error {
	_, err := tx.Exec(`INSERT INTO rules_request (zone_id, id, number, kind, title, body, unit_id, person_id, to_id, status, answer, reply, created_at, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, '', '', $11, $12)`,
		q.Zone, q.ID, q.Number, q.Kind, q.Title, q.Body, q.Unit, q.Person, q.To, q.Status, q.CreatedAt, q.Version)
	return err
}

func updateRequest(tx *store.Tx, q Request) error {
	return changed(tx.Exec(`UPDATE rules_request SET status = $4, answer = $5, reply = $6, answered_by = $7, answered_at = $8, version = version + 1
		WHERE zone_id = $1 AND id = $2 AND version = $3`, q.Zone, q.ID, q.Version, q.Status, q.Answer, q.Reply, q.AnsweredBy, q.AnsweredAt))
}

func markRequestOverdue(tx *store.Tx, zone int64, id ident.ID, at time.Time) (bool, error) {
	n, err := tx.Exec(`UPDATE rules_request SET overdue_at = $3 WHERE zone_id = $1 AND id = $2 AND status = 'open' AND overdue_at IS NULL`, zone, id, at)
	return n > 0, err
}

// RequestFilter narrows a list of requests; zero fields do not, but for Zone
// and Reach. Requests addressed to the asker are always within reach.
type RequestFilter struct {
	Zone   int64
	Reach  Reach
	Kind   RequestKind
	Status RequestStatus
	To     ident.ID
	After  string
	Limit  int
}

// Requests gives a page of requests and reports, newest first.
func Requests(r store.Reader, f RequestFilter) (store.Page[Request], error) {
	q := question{sql: `SELECT ` + requestColumns + ` FROM rules_request q WHERE q.zone_id = $1`, args: []any{f.Zone}}
	q.reach(f.Reach)
	q.same("q.kind", string(f.Kind))
	q.same("q.status", string(f.Status))
	if !f.To.IsZero() {
		q.and(`q.to_id = ?`, f.To)
	}
	if f.After != "" {
		parts, err := store.DecodeCursor(f.After, 1)
		if err != nil {
			return store.Page[Request]{}, err
		}
		id, err := ident.ParseID(parts[0])
		if err != nil {
			return store.Page[Request]{}, store.BadCursor.New()
		}
		q.and(`q.id < ?`, id)
	}
	limit := store.PageSize(f.Limit)
	rows, err := store.All(r, scanRequest, q.limit(`q.id DESC`, limit), q.args...)
	if err != nil {
		return store.Page[Request]{}, err
	}
	return store.CutPage(rows, limit, func(x Request) string { return store.EncodeCursor(x.ID.String()) }), nil
}

func (q *question) reach(reach Reach) {
	where := q.where(reach, "q.unit_id", "q.person_id")
	if reach.Actor != nil && !reach.Actor.Person.IsZero() {
		q.and(`(`+where+` OR q.to_id = ?)`, reach.Actor.Person)
		return
	}
	q.sql += ` AND ` + where
}

// Clocks gives the reply clocks that run for some requests, by request; a
// request without a limit is absent. It takes at most 500 requests.
func Clocks(r store.Reader, zone int64, ids []ident.ID) (map[ident.ID]flow.Head, error) {
	heads, err := flow.Heads(r, zone, RequestClockKind, ids)
	out := make(map[ident.ID]flow.Head, len(heads))
	for id, list := range heads {
		for _, h := range list {
			if h.Name == replyRule.Name {
				out[id] = h
			}
		}
	}
	return out, err
}

// Waiting is an unanswered request with the clock of its reply.
type Waiting struct {
	Request Request
	DueOn   calendar.Date
	DueAt   time.Time // the first late instant
}

// Late reports whether the reply is overdue at an instant.
func (w Waiting) Late(at time.Time) bool { return !at.Before(w.DueAt) }

// Unanswered gives a page of the requests that wait for a reply, by deadline:
// those over the limit come first. To narrows it to one leader.
func Unanswered(r store.Reader, f RequestFilter) (store.Page[Waiting], error) {
	// The flow engine keeps the deadline of its running clocks in due_at and
	// moves it when a calendar is published; reading it here gives the order
	// without keeping a target date of our own.
	q := question{sql: `SELECT ` + requestColumns + `, c.due_on, c.due_at FROM rules_request q JOIN flow_clock c ON c.zone_id = q.zone_id
		AND c.subject_kind = 'rules.request' AND c.subject_id = q.id AND c.state = 'running' WHERE q.zone_id = $1 AND q.status = 'open'`, args: []any{f.Zone}}
	q.reach(f.Reach)
	if !f.To.IsZero() {
		q.and(`q.to_id = ?`, f.To)
	}
	if f.After != "" {
		at, id, err := parseDue(f.After)
		if err != nil {
			return store.Page[Waiting]{}, err
		}
		q.and(`(c.due_at, q.id) > (?, ?)`, at, id)
	}
	limit := store.PageSize(f.Limit)
	rows, err := store.All(r, func(row *store.Rows) (w Waiting, err error) {
		return w, row.Scan(append(w.Request.columns(), &w.DueOn, &w.DueAt)...)
	}, q.limit(`c.due_at, q.id`, limit), q.args...)
	if err != nil {
		return store.Page[Waiting]{}, err
	}
	return store.CutPage(rows, limit, func(w Waiting) string {
		return store.EncodeCursor(w.DueAt.UTC().Format(time.RFC3339Nano), w.Request.ID.String())
	}), nil
}

func parseDue(cursor string) (time.Time, ident.ID, error) {
	parts, err := store.DecodeCursor(cursor, 2)
	if err != nil {
		return time.Time{}, ident.ID{}, err
	}
	at, err1 := time.Parse(time.RFC3339Nano, parts[0])
	id, err2 := ident.ParseID(parts[1])
	if err1 != nil || err2 != nil {
		return time.Time{}, ident.ID{}, store.BadCursor.New()
	}
	return at, id, nil
}
