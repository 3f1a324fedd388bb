package board

import (
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/store"
)

const objectionColumns = `SELECT zone_id, id, board_id, item_id, unit_id, person_id, text, evidence, status, at, by_person, by_name, ruling,
	decided_at, decided_by, judge_name, version FROM board_objection`

func scanObjection(row *store.Rows) (Objection, error) {
	var o Objection
	var evidence string
	err := row.Scan(&o.Zone, &o.ID, &o.Board, &o.Item, &o.Unit, &o.Person, &o.Text, &evidence, &o.Status, &o.At, &o.By, &o.ByName,
		&o.Ruling, &o.DecidedAt, &o.DecidedBy, &o.Judge, &o.Version)
	if err != nil {
		return o, err
	}
	o.Evidence, err = readEvidence(evidence)
	return o, err
}

func insertObjection(tx *store.Tx, o Objection, evidence string) error {
	_, err := tx.Exec(`INSERT INTO board_objection (zone_id, id, board_id, item_id, unit_id, person_id, text, evidence, status, at, by_person,
		by_name, ruling, judge_name, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, '', '', $13)`,
		o.Zone, o.ID, o.Board, o.Item, o.Unit, o.Person, o.Text, evidence, o.Status, o.At, o.By, o.ByName, o.Version)
	return err
}

func updateObjection(tx *store.Tx, o Objection) error {
	n, err := tx.Exec(`UPDATE board_objection SET status = $4, ruling = $5, decided_at = $6, decided_by = $7, judge_name = $8, version = version + 1
		WHERE zone_id = $1 AND id = $2 AND version = $3`, o.Zone, o.ID, o.Version, o.Status, o.Ruling, o.DecidedAt, o.DecidedBy, o.Judge)
	if err == nil && n == 0 {
		return store.Stale.New()
	}
	return err
}

func objectionByID(r store.Reader, zone int64, id ident.ID) (Objection, error) {
	o, err := store.One(r, scanObjection, objectionColumns+` WHERE zone_id = $1 AND id = $2`, zone, id)
	return o, found(err, NoObjection)
}

// ObjectionByID reads one objection, or refuses with [NoObjection].
func ObjectionByID(r store.Reader, zone int64, id ident.ID) (Objection, error) {
	return objectionByID(r, zone, id)
}

// Objections gives every objection to a board, oldest first.
func Objections(r store.Reader, zone int64, board ident.ID) ([]Objection, error) {
	return store.All(r, scanObjection, objectionColumns+` WHERE zone_id = $1 AND board_id = $2 ORDER BY id`, zone, board)
}

// openObjections counts what waits to be decided about items the board still has.
func openObjections(r store.Reader, zone int64, board ident.ID) (n int64, err error) {
	err = r.QueryRow(`SELECT COUNT(*) FROM board_objection WHERE zone_id = $1 AND board_id = $2 AND status = 'open'
		AND item_id IN (SELECT item_id FROM board_item WHERE zone_id = $1 AND board_id = $2)`, zone, board).Scan(&n)
	return n, err
}

const correctionColumns = `SELECT zone_id, id, board_id, item_id, target, reason, status, at, by_person, by_name, ruling, decided_at, decided_by,
	judge_name, version FROM board_correction`

func scanCorrection(row *store.Rows) (Correction, error) {
	var c Correction
	err := row.Scan(&c.Zone, &c.ID, &c.Board, &c.Item, &c.Target, &c.Reason, &c.Status, &c.At, &c.By, &c.ByName, &c.Ruling, &c.DecidedAt,
		&c.DecidedBy, &c.Judge, &c.Version)
	return c, err
}

func insertCorrection(tx *store.Tx, c Correction) error {
	_, err := tx.Exec(`INSERT INTO board_correction (zone_id, id, board_id, item_id, target, reason, status, at, by_person, by_name, ruling,
		judge_name, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, '', '', $11)`,
		c.Zone, c.ID, c.Board, c.Item, c.Target, c.Reason, c.Status, c.At, c.By, c.ByName, c.Version)
	return err
}

func updateCorrection(tx *store.Tx, c Correction) error {
	n, err := tx.Exec(`UPDATE board_correction SET status = $4, ruling = $5, decided_at = $6, decided_by = $7, judge_name = $8, version = version + 1
		WHERE zone_id = $1 AND id = $2 AND version = $3`, c.Zone, c.ID, c.Version, c.Status, c.Ruling, c.DecidedAt, c.DecidedBy, c.Judge)
	if err == nil && n == 0 {
		return store.Stale.New()
	}
	return err
}

// CorrectionByID reads one correction, or refuses with [NoCorrection].
func CorrectionByID(r store.Reader, zone int64, id ident.ID) (Correction, error) {
	c, err := store.One(r, scanCorrection, correctionColumns+` WHERE zone_id = $1 AND id = $2`, zone, id)
	return c, found(err, NoCorrection)
}

// Corrections gives every correction of a board, oldest first.
func Corrections(r store.Reader, zone int64, board ident.ID) ([]Correction, error) {
	return store.All(r, scanCorrection, correctionColumns+` WHERE zone_id = $1 AND board_id = $2 ORDER BY id`, zone, board)
}

const rewardColumns = `SELECT id, board_id, item_id, work_id, month, role, holder_kind, holder_id, points, fact_id, reversal_id, at FROM board_reward`

func scanReward(row *store.Rows) (w Reward, err error) {
	return w, row.Scan(&w.ID, &w.Board, &w.Item, &w.Work, &w.Month, &w.Role, &w.Kind, &w.Holder, &w.Points, &w.Fact, &w.Reversal, &w.At)
}

func insertReward(tx *store.Tx, zone int64, w Reward) error {
	_, err := tx.Exec(`INSERT INTO board_reward (zone_id, id, board_id, item_id, work_id, month, role, holder_kind, holder_id, points, at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		zone, w.ID, w.Board, w.Item, w.Work, w.Month, w.Role, w.Kind, w.Holder, w.Points, w.At)
	return err
}

func giveReward(tx *store.Tx, zone int64, w Reward) error {
	n, err := tx.Exec(`UPDATE board_reward SET fact_id = $3 WHERE zone_id = $1 AND id = $2 AND fact_id IS NULL`, zone, w.ID, w.Fact)
	if err == nil && n == 0 {
		return store.Stale.New()
	}
	return err
}

func reverseReward(tx *store.Tx, zone int64, w Reward) error {
	n, err := tx.Exec(`UPDATE board_reward SET reversal_id = $3 WHERE zone_id = $1 AND id = $2 AND reversal_id IS NULL`, zone, w.ID, w.Reversal)
	if err == nil && n == 0 {
		return store.Stale.New()
	}
	return err
}

// PointsOf gives the points a board gave, reversed ones too, in the order in
// which they were given.
func PointsOf(r store.Reader, zone int64, board ident.ID) ([]Reward, error) {
	return store.All(r, scanReward, rewardColumns+` WHERE zone_id = $1 AND board_id = $2 ORDER BY id`, zone, board)
}

// monthRewards gives the points of a month that were not taken back.
func monthRewards(r store.Reader, b Board) ([]Reward, error) {
	return store.All(r, scanReward, rewardColumns+` WHERE zone_id = $1 AND month = $2 AND reversal_id IS NULL ORDER BY id`, b.Zone, b.Month)
}

// queue lets commands that give points in the same month pass one by one.
func queue(tx *store.Tx, b Board) error {
	_, err := tx.Exec(`INSERT INTO board_pool (zone_id, month, turn) VALUES ($1, $2, 1)
		ON CONFLICT (zone_id, month) DO UPDATE SET turn = board_pool.turn + 1`, b.Zone, b.Month)
	return err
}
