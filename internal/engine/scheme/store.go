package scheme

import (
	"errors"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/store"
)

const versionColumns = `SELECT zone_id, id, COALESCE(no, 0), status, scheme_id, title_zh, title_en, trial,
	effective_from, ended_on, trial_until, used_until, digest,
	proposed_by, proposed_person, proposed_name, proposed_at, proposed_reason,
	activated_by, activated_person, COALESCE(activated_name, ''), activated_at, COALESCE(activated_reason, ''),
	withdrawn_by, withdrawn_person, COALESCE(withdrawn_name, ''), withdrawn_at, COALESCE(withdrawn_reason, ''), version
	FROM scheme_version`

const (
	sqlVersion  = versionColumns + ` WHERE zone_id = $1 AND id = $2`
	sqlVersions = versionColumns + ` WHERE zone_id = $1 ORDER BY no DESC NULLS FIRST, id DESC`
	sqlText     = `SELECT text FROM scheme_version WHERE zone_id = $1 AND id = $2`

	// The version of a day. Of two that begin on one day the later activated
	// counts; the earlier then ended on the day it began.
	sqlOfDay = versionColumns + ` WHERE zone_id = $1 AND status IN ('active', 'retired')
		AND effective_from <= $2 AND (ended_on IS NULL OR ended_on > $2)
		ORDER BY effective_from DESC, no DESC LIMIT 1`

	sqlActive = versionColumns + ` WHERE zone_id = $1 AND status = 'active'`

	// The version that the active one replaced.
	sqlReplaced = versionColumns + ` WHERE zone_id = $1 AND status = 'retired' AND ended_on = $2
		ORDER BY effective_from DESC, no DESC LIMIT 1`

	sqlInsert = `INSERT INTO scheme_version (zone_id, id, no, status, scheme_id, title_zh, title_en, trial,
		effective_from, trial_until, text, digest,
		proposed_by, proposed_person, proposed_name, proposed_at, proposed_reason, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, 1)`

	sqlRewrite = `UPDATE scheme_version SET no = $4, status = $5, scheme_id = $6, title_zh = $7, title_en = $8,
		trial = $9, effective_from = $10, trial_until = $11, text = $12, digest = $13,
		proposed_by = $14, proposed_person = $15, proposed_name = $16, proposed_at = $17, proposed_reason = $18,
		version = version + 1
		WHERE zone_id = $1 AND id = $2 AND version = $3 AND status = 'draft'`

	sqlActivate = `UPDATE scheme_version SET status = 'active', effective_from = $4,
		activated_by = $5, activated_person = $6, activated_name = $7, activated_at = $8, activated_reason = $9,
		version = version + 1
		WHERE zone_id = $1 AND id = $2 AND version = $3 AND status = 'proposed'`

	sqlRetire = `UPDATE scheme_version SET status = 'retired', ended_on = $4, version = version + 1
		WHERE zone_id = $1 AND id = $2 AND version = $3 AND status = 'active' AND (used_until IS NULL OR used_until < $4)`

	sqlReinstate = `UPDATE scheme_version SET status = 'active', ended_on = NULL, version = version + 1
		WHERE zone_id = $1 AND id = $2 AND version = $3 AND status = 'retired'`

	sqlWithdraw = `UPDATE scheme_version SET status = 'withdrawn',
		withdrawn_by = $4, withdrawn_person = $5, withdrawn_name = $6, withdrawn_at = $7, withdrawn_reason = $8,
		version = version + 1
		WHERE zone_id = $1 AND id = $2 AND version = $3 AND status IN ('draft', 'proposed', 'active')`

	// Use and retirement of one version wait for each other and each looks at
	// what the other wrote, so no day is both used and taken away.
	sqlUse = `UPDATE scheme_version SET used_until = CASE WHEN used_until > $3 THEN used_until ELSE $3 END
		WHERE zone_id = $1 AND id = $2 AND status IN ('active', 'retired')
		AND effective_from <= $3 AND (ended_on IS NULL OR ended_on > $3)`
)

func scanVersion(r *store.Rows) (Version, error) {
	var v Version
	err := r.Scan(&v.Zone, &v.ID, &v.No, &v.State, &v.Scheme, &v.Title.ZH, &v.Title.EN, &v.Trial,
		&v.EffectiveFrom, &v.EndedOn, &v.TrialUntil, &v.UsedUntil, &v.Digest,
		&v.Proposed.Account, &v.Proposed.Person, &v.Proposed.Name, &v.Proposed.At, &v.Proposed.Reason,
		&v.Activated.Account, &v.Activated.Person, &v.Activated.Name, &v.Activated.At, &v.Activated.Reason,
		&v.Withdrawn.Account, &v.Withdrawn.Person, &v.Withdrawn.Name, &v.Withdrawn.At, &v.Withdrawn.Reason, &v.Version)
	return v, err
}

func versionByID(r store.Reader, zone int64, id ident.ID) (Version, error) {
	v, err := store.One(r, scanVersion, sqlVersion, zone, id)
	if errors.Is(err, store.ErrNoRows) {
		return Version{}, NoVersion.New()
	}
	return v, err
}

// maybe turns "no such row" into false.
func maybe(v Version, err error) (Version, bool, error) {
	if errors.Is(err, store.ErrNoRows) {
		return Version{}, false, nil
	}
	return v, err == nil, err
}

func versionOfDay(r store.Reader, zone int64, day calendar.Date) (Version, bool, error) {
	return maybe(store.One(r, scanVersion, sqlOfDay, zone, day))
}

func activeVersion(r store.Reader, zone int64) (Version, bool, error) {
	return maybe(store.One(r, scanVersion, sqlActive, zone))
}

func textOf(r store.Reader, zone int64, id ident.ID) (string, error) {
	var text string
	err := r.QueryRow(sqlText, zone, id).Scan(&text)
	if errors.Is(err, store.ErrNoRows) {
		return "", NoVersion.New()
	}
	return text, err
}

// numbered is the number as stored: a draft has none.
func (v Version) numbered() *int64 {
	if v.No == 0 {
		return nil
	}
	return &v.No
}

func insertVersion(tx *store.Tx, v Version, text string) error {
	p := v.Proposed
	_, err := tx.Exec(sqlInsert, v.Zone, v.ID, v.numbered(), string(v.State), v.Scheme, v.Title.ZH, v.Title.EN, v.Trial,
		v.EffectiveFrom, v.TrialUntil, text, v.Digest, p.Account, p.Person, p.Name, p.At, p.Reason)
	return err
}

func rewriteVersion(tx *store.Tx, v Version, text string, expected int64) error {
	p := v.Proposed
	return one(tx.Exec(sqlRewrite, v.Zone, v.ID, expected, v.numbered(), string(v.State), v.Scheme, v.Title.ZH, v.Title.EN,
		v.Trial, v.EffectiveFrom, v.TrialUntil, text, v.Digest, p.Account, p.Person, p.Name, p.At, p.Reason))
}

func activateVersion(tx *store.Tx, v Version, from calendar.Date, s Signature) error {
	return one(tx.Exec(sqlActivate, v.Zone, v.ID, v.Version, from, s.Account, s.Person, s.Name, s.At, s.Reason))
}

func retireVersion(tx *store.Tx, v Version, ended calendar.Date) error {
	return one(tx.Exec(sqlRetire, v.Zone, v.ID, v.Version, ended))
}

func reinstateVersion(tx *store.Tx, v Version) error {
	return one(tx.Exec(sqlReinstate, v.Zone, v.ID, v.Version))
}

func withdrawVersion(tx *store.Tx, v Version, s Signature) error {
	return one(tx.Exec(sqlWithdraw, v.Zone, v.ID, v.Version, s.Account, s.Person, s.Name, s.At, s.Reason))
}

// one refuses an update that found the record changed or gone. A second active
// version, which two activations at once would make, counts as changed too.
func one(n int64, err error) error {
	if store.IsUnique(err) || err == nil && n == 0 {
		return store.Stale.New()
	}
	return err
}
