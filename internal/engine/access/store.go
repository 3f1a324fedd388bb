package access

import (
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/store"
)

const (
	sqlLockObject = `INSERT INTO access_object (zone_id, object, acts) VALUES ($1, $2, 1)
		ON CONFLICT (zone_id, object) DO UPDATE SET acts = access_object.acts + 1`

	sqlInsertAct = `INSERT INTO access_act (zone_id, object, id, duty, person_id, account_id, unit_id, at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`

	sqlActs = `SELECT duty, person_id, account_id, unit_id, at FROM access_act
		WHERE zone_id = $1 AND object = $2 ORDER BY id`

	sqlInsertRecusal = `INSERT INTO access_recusal (zone_id, object, person_id, reason, account_id, at)
		VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (zone_id, object, person_id) DO NOTHING`

	sqlCountRecusal = `SELECT COUNT(*) FROM access_recusal WHERE zone_id = $1 AND object = $2 AND person_id = $3`

	sqlRecusals = `SELECT person_id, reason, account_id, at FROM access_recusal
		WHERE zone_id = $1 AND object = $2 ORDER BY at, person_id`
)

// Acts lists who had which duty on the object, earliest first.
func Acts(r store.Reader, zone int64, object string) ([]DutyAct, error) {
	return store.All(r, scanAct, sqlActs, zone, object)
}

// Recusals lists who stands aside in the matter, earliest first.
func Recusals(r store.Reader, zone int64, object string) ([]Recusal, error) {
	return store.All(r, scanRecusal, sqlRecusals, zone, object)
}

func insertAct(tx *store.Tx, zone int64, object string, a DutyAct) error {
	_, err := tx.Exec(sqlInsertAct, zone, object, ident.NewID(a.At), a.Duty, a.Person, a.Account, a.Unit, a.At)
	return err
}

func scanAct(rows *store.Rows) (a DutyAct, err error) {
	return a, rows.Scan(&a.Duty, &a.Person, &a.Account, &a.Unit, &a.At)
}

func scanRecusal(rows *store.Rows) (c Recusal, err error) {
	return c, rows.Scan(&c.Person, &c.Reason, &c.Account, &c.At)
}
