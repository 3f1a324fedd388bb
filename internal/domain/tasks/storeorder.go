package tasks

import (
	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/engine/access"
	"github.com/jingkai-zone/jingkai/internal/store"
)

const orderColumns = `SELECT zone_id, id, COALESCE(number, ''), subject_kind, subject_id, title, missed_on, episode, unit_id, person_id, lead_id,
	reason, opened_on, status, level, rung, escalate_on, reply, replied_by, replied_at, proposed_on, due_on, result, evidence, closed_by,
	closed_on, version FROM tasks_order`

func scanOrder(row *store.Rows) (Order, error) {
	var o Order
	var evidence string
	if err := row.Scan(&o.Zone, &o.ID, &o.Number, &o.Subject.Kind, &o.Subject.ID, &o.Title, &o.MissedOn, &o.Episode, &o.Unit, &o.Person, &o.Lead,
		&o.Reason, &o.OpenedOn, &o.Status, &o.Level, &o.rung, &o.escalateOn, &o.Reply, &o.RepliedBy, &o.RepliedAt, &o.ProposedOn, &o.DueOn,
		&o.Result, &evidence, &o.ClosedBy, &o.ClosedOn, &o.Version); err != nil {
		return o, err
	}
	return o, readDocument(evidence, &o.Evidence)
}

func insertOrder(tx *store.Tx, o Order) (bool, error) {
	n, err := tx.Exec(`INSERT INTO tasks_order (zone_id, id, subject_kind, subject_id, title, missed_on, episode, unit_id, person_id, lead_id,
		reason, opened_on, status, level, rung, escalate_on, reply, result, evidence, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, '', '', '', $17)
		ON CONFLICT (zone_id, subject_kind, subject_id, missed_on) DO NOTHING`,
		o.Zone, o.ID, o.Subject.Kind, o.Subject.ID, o.Title, o.MissedOn, o.Episode, o.Unit, o.Person, o.Lead, o.Reason, o.OpenedOn, o.Status,
		o.Level, o.rung, o.escalateOn, o.Version)
	return n > 0, err
}

func numberOrder(tx *store.Tx, o Order) error {
	_, err := tx.Exec(`UPDATE tasks_order SET number = $3 WHERE zone_id = $1 AND id = $2`, o.Zone, o.ID, o.Number)
	return err
}

func updateOrder(tx *store.Tx, o *Order) error {
	evidence, err := document(o.Evidence)
	if err != nil {
		return err
	}
	n, err := tx.Exec(`UPDATE tasks_order SET status = $4, level = $5, rung = $6, escalate_on = $7, reply = $8, replied_by = $9, replied_at = $10,
		proposed_on = $11, due_on = $12, result = $13, evidence = $14, closed_by = $15, closed_on = $16, version = version + 1
		WHERE zone_id = $1 AND id = $2 AND version = $3`, o.Zone, o.ID, o.Version, o.Status, o.Level, o.rung, o.escalateOn, o.Reply, o.RepliedBy,
		o.RepliedAt, o.ProposedOn, o.DueOn, o.Result, evidence, o.ClosedBy, o.ClosedOn)
	if err := changed(n, err); err != nil {
		return err
	}
	o.Version++
	return nil
}

// OrderByID reads an order, or refuses with [NoOrder].
func OrderByID(r store.Reader, zone int64, id ident.ID) (Order, error) {
	o, err := store.One(r, scanOrder, orderColumns+` WHERE zone_id = $1 AND id = $2`, zone, id)
	return o, found(err, NoOrder)
}

// OrdersOf gives the orders of a matter, the earliest missed day first.
func OrdersOf(r store.Reader, zone int64, subject Subject) ([]Order, error) {
	return store.All(r, scanOrder, orderColumns+` WHERE zone_id = $1 AND subject_kind = $2 AND subject_id = $3 ORDER BY missed_on`,
		zone, subject.Kind, subject.ID)
}

func orderOfDay(r store.Reader, zone int64, subject Subject, missed calendar.Date) (Order, error) {
	o, err := store.One(r, scanOrder, orderColumns+` WHERE zone_id = $1 AND subject_kind = $2 AND subject_id = $3 AND missed_on = $4`,
		zone, subject.Kind, subject.ID, missed)
	return o, found(err, NoOrder)
}

func hasOrder(r store.Reader, zone int64, subject Subject, missed calendar.Date) (bool, error) {
	_, err := orderOfDay(r, zone, subject, missed)
	if NoOrder.Is(err) {
		return false, nil
	}
	return err == nil, err
}

// OrderFilter narrows the orders of a zone; zero fields do not.
type OrderFilter struct {
	Zone     int64
	Status   OrderStatus
	Standing bool // only those that still ask for something
	Levels   []Escalation
	Unit     ident.ID
	Person   ident.ID
	Subject  Subject
	Scope    access.Scope // which records the asker may see
	By       *ident.Actor // who asks
	After    string       // cursor of the previous page
	Limit    int
}

// Orders gives a page of orders, the newest first.
func Orders(r store.Reader, f OrderFilter) (store.Page[Order], error) {
	q := newQuery(f.Zone)
	if err := q.before("opened_on", f.After); err != nil {
		return store.Page[Order]{}, err
	}
	if f.Status != "" {
		q.equal("status", f.Status)
	}
	if f.Standing {
		oneOf(q, "status", []OrderStatus{Issued, Replied, Dated})
	}
	if len(f.Levels) > 0 {
		oneOf(q, "level", f.Levels)
	}
	q.is("unit_id", f.Unit)
	q.is("person_id", f.Person)
	if f.Subject.Kind != "" {
		q.equal("subject_kind", f.Subject.Kind)
		q.is("subject_id", f.Subject.ID)
	}
	q.within(f.Scope, f.By)
	limit := store.PageSize(f.Limit)
	rows, err := store.All(r, scanOrder, orderColumns+q.where()+` ORDER BY opened_on DESC, id DESC`+q.limit(limit+1), q.args...)
	if err != nil {
		return store.Page[Order]{}, err
	}
	return store.CutPage(rows, limit, func(o Order) string { return store.EncodeCursor(o.OpenedOn.String(), o.ID.String()) }), nil
}
