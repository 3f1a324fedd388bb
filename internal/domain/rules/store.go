package rules

import (
	"encoding/json"
	"errors"
	"strconv"
	"strings"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/hanzi"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/domain/org"
	"github.com/jingkai-zone/jingkai/internal/store"
)

const ruleColumns = `r.zone_id, r.id, r.number, r.title, r.kind, r.field, r.owner_id, r.process, r.repealed_on, r.repeal_reason, r.repealed_by,
	r.created_by, r.version`

func (r *Rule) columns() []any {
	return []any{&r.Zone, &r.ID, &r.Number, &r.Title, &r.Kind, &r.Field, &r.Owner, &r.Process, &r.RepealedOn, &r.RepealReason, &r.RepealedBy,
		&r.CreatedBy, &r.Version}
}

func scanRule(row *store.Rows) (r Rule, err error) { return r, row.Scan(r.columns()...) }

// found turns "no rows" into the room's refusal.
func found(err error, none *fault.Code) error {
	if errors.Is(err, store.ErrNoRows) {
		return none.New()
	}
	return err
}

// changed turns an update that met another version into a refusal.
func changed(n int64, err error) error {
	if err == nil && n == 0 {
		return store.Stale.New()
	}
	return err
}

// ByID reads a rule, or refuses with [NoRule].
func ByID(r store.Reader, zone int64, id ident.ID) (Rule, error) {
	out, err := store.One(r, scanRule, `SELECT `+ruleColumns+` FROM rules_rule r WHERE r.zone_id = $1 AND r.id = $2`, zone, id)
	return out, found(err, NoRule)
}

func insertRule(tx *store.Tx, r Rule) error {
	_, err := tx.Exec(`INSERT INTO rules_rule (zone_id, id, number, title, kind, field, owner_id, process, repeal_reason, created_by, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '', $9, $10)`, r.Zone, r.ID, r.Number, r.Title, r.Kind, r.Field, r.Owner, r.Process, r.CreatedBy, r.Version)
	return err
}

func updateRule(tx *store.Tx, r Rule) error {
	return changed(tx.Exec(`UPDATE rules_rule SET title = $4, field = $5, owner_id = $6, process = $7, repealed_on = $8, repeal_reason = $9,
		repealed_by = $10, version = version + 1 WHERE zone_id = $1 AND id = $2 AND version = $3`,
		r.Zone, r.ID, r.Version, r.Title, r.Field, r.Owner, r.Process, r.RepealedOn, r.RepealReason, r.RepealedBy))
}

const editionColumns = `e.rule_id, e.no, e.title, e.from_day, e.until_day, e.trial_until, e.steps, e.reason, e.by_id, e.at`

func scanEdition(row *store.Rows) (e Edition, err error) {
	var steps string
	if err = row.Scan(&e.Rule, &e.No, &e.Title, &e.From, &e.Until, &e.TrialUntil, &steps, &e.Reason, &e.By, &e.At, &e.Body); err != nil {
		return e, err
	}
	return e, json.Unmarshal([]byte(steps), &e.Steps)
}

func insertEdition(tx *store.Tx, zone int64, e Edition) error {
	if e.Steps == nil {
		e.Steps = []Step{}
	}
	steps, err := encode(e.Steps)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO rules_edition (zone_id, rule_id, no, title, from_day, until_day, trial_until, body, steps, reason, by_id, at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		zone, e.Rule, e.No, e.Title, e.From, e.Until, e.TrialUntil, e.Body, steps, e.Reason, e.By, e.At)
	return err
}

func endEdition(tx *store.Tx, zone int64, rule ident.ID, no int64, until calendar.Date) error {
	_, err := tx.Exec(`UPDATE rules_edition SET until_day = $4 WHERE zone_id = $1 AND rule_id = $2 AND no = $3`, zone, rule, no, until)
	return err
}

// Editions gives every edition of a rule, the first one first.
func Editions(r store.Reader, zone int64, rule ident.ID) ([]Edition, error) {
	return store.All(r, scanEdition, `SELECT `+editionColumns+`, e.body FROM rules_edition e WHERE e.zone_id = $1 AND e.rule_id = $2 ORDER BY e.no`, zone, rule)
}

func editionNo(r store.Reader, zone int64, rule ident.ID, no int64) (Edition, error) {
	e, err := store.One(r, scanEdition, `SELECT `+editionColumns+`, e.body FROM rules_edition e WHERE e.zone_id = $1 AND e.rule_id = $2 AND e.no = $3`, zone, rule, no)
	return e, found(err, NoRule)
}

// inForce keeps the editions in force on the day numbered $2.
const inForce = `e.from_day <= $2 AND (e.until_day IS NULL OR e.until_day > $2) AND (e.trial_until IS NULL OR e.trial_until >= $2)`

// VersionOn gives the edition of a rule that was in force on a day, whatever
// was revised or repealed since, or refuses with [NotInForce].
func VersionOn(r store.Reader, zone int64, rule ident.ID, day calendar.Date) (Edition, error) {
	e, err := store.One(r, scanEdition, `SELECT `+editionColumns+`, e.body FROM rules_edition e WHERE e.zone_id = $1 AND e.rule_id = $3 AND `+inForce, zone, day, rule)
	if errors.Is(err, store.ErrNoRows) {
		return e, NotInForce.New("day", day)
	}
	return e, err
}

// Of gives the rules in force on a day that name an operation of this program
// as what carries them out, by number.
func Of(r store.Reader, zone int64, process string, day calendar.Date) ([]Rule, error) {
	return store.All(r, scanRule, `SELECT `+ruleColumns+` FROM rules_rule r JOIN rules_edition e ON e.zone_id = r.zone_id AND e.rule_id = r.id
		WHERE r.zone_id = $1 AND r.process = $3 AND `+inForce+` ORDER BY r.number`, zone, day, process)
}

// Count is how many entries of a kind and field are in force.
type Count struct {
	Kind  Kind
	Field string
	N     int64
}

// Counts gives the number of entries in force on a day by kind and field.
func Counts(r store.Reader, zone int64, day calendar.Date) ([]Count, error) {
	return store.All(r, func(row *store.Rows) (c Count, err error) { return c, row.Scan(&c.Kind, &c.Field, &c.N) },
		`SELECT r.kind, r.field, COUNT(*) FROM rules_rule r JOIN rules_edition e ON e.zone_id = r.zone_id AND e.rule_id = r.id
		WHERE r.zone_id = $1 AND `+inForce+` GROUP BY r.kind, r.field ORDER BY r.kind, r.field`, zone, day)
}

// Filter narrows the library; zero fields do not, but for Zone and Day.
type Filter struct {
	Zone    int64
	Day     calendar.Date // as of which states are told
	Kind    Kind
	Field   string
	Owner   ident.ID
	Process string
	InForce bool   // only what is in force on Day
	Query   string // part of number or title
	After   string
	Limit   int
}

// Entry is a rule with the edition that is, or was last, in force on the day
// asked for; for a planned rule the first. The edition carries no body.
type Entry struct {
	Rule    Rule
	Edition Edition
	State   State
}

// List gives a page of the library by number.
func List(r store.Reader, f Filter) (store.Page[Entry], error) {
	q := question{sql: `SELECT ` + ruleColumns + `, ` + editionColumns + ` FROM rules_rule r JOIN rules_edition e
		ON e.zone_id = r.zone_id AND e.rule_id = r.id AND e.no = (SELECT COALESCE(MAX(x.no) FILTER (WHERE x.from_day <= $2), MIN(x.no))
			FROM rules_edition x WHERE x.zone_id = r.zone_id AND x.rule_id = r.id) WHERE r.zone_id = $1`, args: []any{f.Zone, f.Day}}
	if f.InForce {
		q.sql += ` AND ` + inForce
	}
	q.same("r.kind", string(f.Kind))
	q.same("r.field", f.Field)
	q.same("r.process", f.Process)
	if !f.Owner.IsZero() {
		q.and(`r.owner_id = ?`, f.Owner)
	}
	if typed := strings.TrimSpace(f.Query); typed != "" {
		q.and(`(r.number LIKE ? ESCAPE '\' OR r.title LIKE ? ESCAPE '\')`, hanzi.Containing(typed), hanzi.Containing(typed))
	}
	if f.After != "" {
		parts, err := store.DecodeCursor(f.After, 1)
		if err != nil {
			return store.Page[Entry]{}, err
		}
		q.and(`r.number > ?`, parts[0])
	}
	limit := store.PageSize(f.Limit)
	rows, err := store.All(r, func(row *store.Rows) (e Entry, err error) {
		var steps string
		d := &e.Edition
		err = row.Scan(append(e.Rule.columns(), &d.Rule, &d.No, &d.Title, &d.From, &d.Until, &d.TrialUntil, &steps, &d.Reason, &d.By, &d.At)...)
		if err == nil {
			err = json.Unmarshal([]byte(steps), &d.Steps)
		}
		e.State = d.State(f.Day)
		return e, err
	}, q.limit(`r.number`, limit), q.args...)
	if err != nil {
		return store.Page[Entry]{}, err
	}
	return store.CutPage(rows, limit, func(e Entry) string { return store.EncodeCursor(e.Rule.Number) }), nil
}

func insertReading(tx *store.Tx, zone int64, e Edition, person ident.ID) (bool, error) {
	n, err := tx.Exec(`INSERT INTO rules_reading (zone_id, rule_id, no, person_id, at) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (zone_id, rule_id, no, person_id) DO NOTHING`, zone, e.Rule, e.No, person, tx.Now())
	return n > 0, err
}

// Readings gives who has read an edition, in the order of time.
func Readings(r store.Reader, zone int64, rule ident.ID, no int64) ([]Reading, error) {
	return store.All(r, func(row *store.Rows) (x Reading, err error) { return x, row.Scan(&x.Person, &x.At) },
		`SELECT person_id, at FROM rules_reading WHERE zone_id = $1 AND rule_id = $2 AND no = $3 ORDER BY at, person_id`, zone, rule, no)
}

// HasRead tells which of a person's editions of today are read, by rule.
func HasRead(r store.Reader, zone int64, rule ident.ID, no int64, person ident.ID) (bool, error) {
	var n int64
	err := r.QueryRow(`SELECT COUNT(*) FROM rules_reading WHERE zone_id = $1 AND rule_id = $2 AND no = $3 AND person_id = $4`, zone, rule, no, person).Scan(&n)
	return n > 0, err
}

// question is a SELECT that grows by conditions; each ? takes the next number.
type question struct {
	sql  string
	args []any
}

func (q *question) and(condition string, args ...any) {
	for _, arg := range args {
		q.args = append(q.args, arg)
		condition = strings.Replace(condition, "?", "$"+strconv.Itoa(len(q.args)), 1)
	}
	q.sql += " AND " + condition
}

// same narrows a column to a value unless the value is empty.
func (q *question) same(column, value string) {
	if value != "" {
		q.and(column+` = ?`, value)
	}
}

// limit orders and asks for one row more than a page.
func (q *question) limit(order string, limit int) string {
	q.args = append(q.args, int64(limit)+1)
	return q.sql + ` ORDER BY ` + order + ` LIMIT $` + strconv.Itoa(len(q.args))
}

func unitName(r store.Reader, zone int64, unit ident.ID) (string, error) {
	u, err := org.UnitByID(r, zone, unit)
	return u.Name, err
}
