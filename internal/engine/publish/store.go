package publish

import (
	"encoding/json"

	"github.com/jingkai-zone/jingkai/internal/store"
)

const noticeColumns = `zone_id, id, series_id, no, kind, object, title_zh, title_en, audience, unit, fields, mask, basis,
	from_day, to_day, objection_until, form, place, body, correction, published_by, at, status, status_at, status_by, status_note, version`

func scanNotice(r *store.Rows) (p Publication, err error) {
	var audience, mask, status string
	var fields, body []byte
	err = r.Scan(&p.Zone, &p.ID, &p.Series, &p.No, &p.Kind, &p.Object, &p.TitleZH, &p.TitleEN, &audience, &p.Unit, &fields, &mask, &p.Basis,
		&p.From, &p.To, &p.ObjectionUntil, &p.Form, &p.Place, &body, &p.Correction, &p.PublishedBy, &p.At, &status, &p.StatusAt, &p.StatusBy,
		&p.StatusNote, &p.Version)
	if err != nil {
		return Publication{}, err
	}
	p.Audience, p.Mask, p.Status = Audience(audience), Mask(mask), Status(status)
	if err := json.Unmarshal(fields, &p.Fields); err != nil {
		return Publication{}, err
	}
	return p, json.Unmarshal(body, &p.Body)
}

const (
	insertNoticeRow = `INSERT INTO publish_notice (` + noticeColumns + `)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, 'live', NULL, NULL, '', 1)`

	selectNotice = `SELECT ` + noticeColumns + ` FROM publish_notice WHERE zone_id = $1 AND id = $2`

	updateStatus = `UPDATE publish_notice SET status = $4, status_at = $5, status_by = $6, status_note = $7, version = version + 1
		WHERE zone_id = $1 AND id = $2 AND version = $3 AND status = 'live'`

	// $2 to $5 are the audiences the viewer belongs to; $6 is the viewer's
	// unit.
	selectCurrent = `SELECT ` + noticeColumns + ` FROM publish_notice
		WHERE zone_id = $1 AND audience IN ($2, $3, $4, $5) AND to_day >= $7 AND from_day <= $7
		AND (audience <> 'unit' OR unit = $6) AND status <> 'corrected'
		AND (from_day, id) < ($8, $9) ORDER BY from_day DESC, id DESC LIMIT $10`

	selectLog = `SELECT ` + noticeColumns + ` FROM publish_notice
		WHERE zone_id = $1 AND (CAST($2 AS TEXT) IS NULL OR kind = $2) AND (CAST($3 AS TEXT) IS NULL OR object = $3)
		AND id < $4 ORDER BY id DESC LIMIT $5`

	selectSeries = `SELECT ` + noticeColumns + ` FROM publish_notice WHERE zone_id = $1 AND series_id = $2 ORDER BY no`

	insertPosting = `INSERT INTO publish_posting (zone_id, id, notice_id, place, evidence, posted_by, at) VALUES ($1, $2, $3, $4, $5, $6, $7)`

	removePosting = `UPDATE publish_posting SET removed_by = $3, removed_at = $4 WHERE zone_id = $1 AND id = $2 AND removed_at IS NULL`

	selectPostings = `SELECT id, notice_id, place, evidence, posted_by, at, removed_by, removed_at FROM publish_posting
		WHERE zone_id = $1 AND notice_id = $2 ORDER BY id`
)

func insertNotice(tx *store.Tx, p Publication) error {
	fields, err := json.Marshal(p.Fields)
	if err != nil {
		return err
	}
	body, err := bodyText(p.Body)
	if err != nil {
		return err
	}
	_, err = tx.Exec(insertNoticeRow, p.Zone, p.ID, p.Series, p.No, p.Kind, p.Object, p.TitleZH, p.TitleEN, p.Audience, p.Unit, string(fields), p.Mask,
		p.Basis, p.From, p.To, p.ObjectionUntil, p.Form, p.Place, body, p.Correction, p.PublishedBy, p.At)
	return err
}
