package goals

import (
	"errors"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/store"
)

const listColumns = `SELECT zone_id, id, number, kind, month, node, evaluate_on, status, issued_at, issued_by, scheme_version, late,
	created_by, version FROM goals_list`

func scanList(row *store.Rows) (List, error) {
	var l List
	err := row.Scan(&l.Zone, &l.ID, &l.Number, &l.Kind, &l.Month, &l.Node, &l.EvaluateOn, &l.Status, &l.IssuedAt, &l.IssuedBy,
		&l.Scheme, &l.Late, &l.CreatedBy, &l.Version)
	return l, err
}

func insertList(tx *store.Tx, l List) error {
	_, err := tx.Exec(`INSERT INTO goals_list (zone_id, id, number, kind, month, node, evaluate_on, status, late, created_by, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		l.Zone, l.ID, l.Number, l.Kind, l.Month, l.Node, l.EvaluateOn, l.Status, l.Late, l.CreatedBy, l.Version)
	return err
}

func updateList(tx *store.Tx, l List) error {
	n, err := tx.Exec(`UPDATE goals_list SET status = $4, issued_at = $5, issued_by = $6, scheme_version = $7, late = $8, version = version + 1
		WHERE zone_id = $1 AND id = $2 AND version = $3`,
		l.Zone, l.ID, l.Version, l.Status, l.IssuedAt, l.IssuedBy, l.Scheme, l.Late)
	return changed(n, err)
}

// changed turns an update that met another version into a refusal.
func changed(n int64, err error) error {
	if err == nil && n == 0 {
		return store.Stale.New()
	}
	return err
}

// listHead reads a list without its items.
func listHead(r store.Reader, zone int64, id ident.ID) (List, error) {
	l, err := store.One(r, scanList, listColumns+` WHERE zone_id = $1 AND id = $2`, zone, id)
	return l, found(err, NoList)
}

// ListByID reads a list with its items in line order, or refuses with [NoList].
func ListByID(r store.Reader, zone int64, id ident.ID) (List, error) {
	l, err := listHead(r, zone, id)
	if err != nil {
		return List{}, err
	}
	l.Items, err = itemsOf(r, zone, id)
	return l, err
}

func found(err error, none *fault.Code) error {
	if errors.Is(err, store.ErrNoRows) {
		return none.New()
	}
	return err
}

// ListFilter narrows the lists of a zone; zero fields do not.
type ListFilter struct {
	Zone   int64
	From   calendar.Month
	To     calendar.Month
	Kind   Kind
	Status Status
	After  string // cursor of the previous page
	Limit  int
}

// Lists gives a zone's lists, newest month first, without their items.
func Lists(r store.Reader, f ListFilter) (store.Page[List], error) {
	month, id := "9999-99", ""
	if f.After != "" {
		parts, err := store.DecodeCursor(f.After, 2)
		if err != nil {
			return store.Page[List]{}, err
		}
		month, id = parts[0], parts[1]
	}
	last := ident.ID{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}
	if id != "" {
		parsed, err := ident.ParseID(id)
		if err != nil {
			return store.Page[List]{}, store.BadCursor.New()
		}
		last = parsed
	}
	limit := store.PageSize(f.Limit)
	from, to := "0000-00", "9999-99"
	if !f.From.IsZero() {
		from = f.From.String()
	}
	if !f.To.IsZero() {
		to = f.To.String()
	}
	rows, err := store.All(r, scanList, listColumns+` WHERE zone_id = $1 AND (month, id) < ($2, $3) AND month >= $4 AND month <= $5
		AND (CAST($6 AS TEXT) = '' OR kind = $6) AND (CAST($7 AS TEXT) = '' OR status = $7)
		ORDER BY month DESC, id DESC LIMIT $8`, f.Zone, month, last, from, to, f.Kind, f.Status, limit+1)
	if err != nil {
		return store.Page[List]{}, err
	}
	return store.CutPage(rows, limit, func(l List) string { return store.EncodeCursor(l.Month.String(), l.ID.String()) }), nil
}

const itemColumns = `SELECT zone_id, id, list_id, work_id, line, title, measure, plan, plan_unit, weight, due_on, lead_id, unit_id, person_id,
	origin, status, amended_on, version FROM goals_item`

func scanItem(row *store.Rows) (Item, error) {
	var i Item
	err := row.Scan(&i.Zone, &i.ID, &i.List, &i.Work, &i.Line, &i.Title, &i.Measure, &i.Plan, &i.PlanUnit, &i.Weight, &i.DueOn,
		&i.Lead, &i.Unit, &i.Person, &i.Origin, &i.Status, &i.AmendedOn, &i.Version)
	return i, err
}

func itemsOf(r store.Reader, zone int64, list ident.ID) ([]Item, error) {
	return store.All(r, scanItem, itemColumns+` WHERE zone_id = $1 AND list_id = $2 ORDER BY line`, zone, list)
}

func itemByID(r store.Reader, zone int64, id ident.ID) (Item, error) {
	i, err := store.One(r, scanItem, itemColumns+` WHERE zone_id = $1 AND id = $2`, zone, id)
	return i, found(err, NoItem)
}

// ItemByID reads one item, or refuses with [NoItem].
func ItemByID(r store.Reader, zone int64, id ident.ID) (Item, error) { return itemByID(r, zone, id) }

func nextLine(r store.Reader, l List) (int64, error) {
	var line int64
	err := r.QueryRow(`SELECT COALESCE(MAX(line), 0) + 1 FROM goals_item WHERE zone_id = $1 AND list_id = $2`, l.Zone, l.ID).Scan(&line)
	return line, err
}

func insertItem(tx *store.Tx, i Item) error {
	_, err := tx.Exec(`INSERT INTO goals_item (zone_id, id, list_id, work_id, line, title, measure, plan, plan_unit, weight, due_on,
		lead_id, unit_id, person_id, origin, status, amended_on, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)`,
		i.Zone, i.ID, i.List, i.Work, i.Line, i.Title, i.Measure, i.Plan, i.PlanUnit, i.Weight, i.DueOn, i.Lead, i.Unit, i.Person,
		i.Origin, i.Status, i.AmendedOn, i.Version)
	return err
}

func updateItem(tx *store.Tx, i Item, version int64) error {
	n, err := tx.Exec(`UPDATE goals_item SET title = $4, measure = $5, plan = $6, plan_unit = $7, weight = $8, due_on = $9, lead_id = $10,
		unit_id = $11, person_id = $12, origin = $13, status = $14, amended_on = $15, version = version + 1
		WHERE zone_id = $1 AND id = $2 AND version = $3`, i.Zone, i.ID, version, i.Title, i.Measure, i.Plan, i.PlanUnit, i.Weight, i.DueOn,
		i.Lead, i.Unit, i.Person, i.Origin, i.Status, i.AmendedOn)
	return changed(n, err)
}

func deleteItem(tx *store.Tx, i Item) error {
	n, err := tx.Exec(`DELETE FROM goals_item WHERE zone_id = $1 AND id = $2 AND version = $3`, i.Zone, i.ID, i.Version)
	return changed(n, err)
}

// PersonItems gives the standing items of issued lists of a month that name
// the person as lead or responsible.
func PersonItems(r store.Reader, zone int64, person ident.ID, month calendar.Month) ([]Item, error) {
	return store.All(r, scanItem, itemColumns+` WHERE zone_id = $1 AND status = 'active' AND (person_id = $2 OR lead_id = $2)
		AND list_id IN (SELECT id FROM goals_list WHERE zone_id = $1 AND month = $3 AND status = 'issued') ORDER BY due_on, line`,
		zone, person, month)
}

// PersonWorks counts the distinct works for which the person answers in a
// month: a work in a monthly and a node list counts once (LY-36).
func PersonWorks(r store.Reader, zone int64, person ident.ID, month calendar.Month) (int64, error) {
	var n int64
	err := r.QueryRow(`SELECT COUNT(DISTINCT work_id) FROM goals_item WHERE zone_id = $1 AND person_id = $2 AND status = 'active'
		AND list_id IN (SELECT id FROM goals_list WHERE zone_id = $1 AND month = $3 AND status = 'issued')`, zone, person, month).Scan(&n)
	return n, err
}

func insertAmendment(tx *store.Tx, zone int64, a Amendment) error {
	_, err := tx.Exec(`INSERT INTO goals_amendment (zone_id, id, list_id, item_id, kind, on_day, reason, before, after, by_name)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`, zone, a.ID, a.List, a.Item, a.Kind, a.On, a.Reason, a.Before, a.After, a.By)
	return err
}

// Amendments gives the changes of an issued list, oldest first.
func Amendments(r store.Reader, zone int64, list ident.ID) ([]Amendment, error) {
	return store.All(r, func(row *store.Rows) (a Amendment, err error) {
		return a, row.Scan(&a.ID, &a.List, &a.Item, &a.Kind, &a.On, &a.Reason, &a.Before, &a.After, &a.By)
	}, `SELECT id, list_id, item_id, kind, on_day, reason, before, after, by_name FROM goals_amendment
		WHERE zone_id = $1 AND list_id = $2 ORDER BY id`, zone, list)
}

func insertReceipt(tx *store.Tx, l List, person ident.ID) (bool, error) {
	n, err := tx.Exec(`INSERT INTO goals_receipt (zone_id, list_id, person_id, at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (zone_id, list_id, person_id) DO NOTHING`, l.Zone, l.ID, person, tx.Now())
	return n > 0, err
}

// Receipts gives who has acknowledged a list.
func Receipts(r store.Reader, zone int64, list ident.ID) ([]ident.ID, error) {
	return store.All(r, func(row *store.Rows) (id ident.ID, err error) { return id, row.Scan(&id) },
		`SELECT person_id FROM goals_receipt WHERE zone_id = $1 AND list_id = $2 ORDER BY at, person_id`, zone, list)
}
