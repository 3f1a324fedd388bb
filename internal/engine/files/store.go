package files

import (
	"fmt"

	"github.com/jingkai-zone/jingkai/internal/store"
)

const (
	fileColumns = `f.zone_id, f.id, f.hash, f.size, f.kind, f.name, f.uploaded_by, f.at`

	insertFile = `INSERT INTO files_file (zone_id, id, hash, size, kind, name, uploaded_by, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`

	// Attaching a file again after it was removed makes it part of the record
	// again.
	insertLink = `INSERT INTO files_link (zone_id, object, file_id, evidence, linked_by, at, reason) VALUES ($1, $2, $3, $4, $5, $6, '')
		ON CONFLICT (zone_id, object, file_id, evidence) DO UPDATE SET removed_by = NULL, removed_at = NULL, reason = ''`

	removeLink = `UPDATE files_link SET removed_by = $4, removed_at = $5, reason = $6
		WHERE zone_id = $1 AND object = $2 AND file_id = $3 AND removed_at IS NULL`

	selectFile = `SELECT ` + fileColumns + ` FROM files_file f WHERE f.zone_id = $1 AND f.id = $2`

	selectLinks = `SELECT ` + fileColumns + `, l.object, l.evidence, l.linked_by, l.at, l.removed_at, l.reason
		FROM files_link l JOIN files_file f ON f.zone_id = l.zone_id AND f.id = l.file_id WHERE l.zone_id = $1 AND l.object = $2`

	selectOf      = selectLinks + ` AND l.removed_at IS NULL ORDER BY l.at, f.id`
	selectHistory = selectLinks + ` ORDER BY l.at, f.id`

	selectRecords = `SELECT DISTINCT object FROM files_link WHERE zone_id = $1 AND file_id = $2 AND removed_at IS NULL ORDER BY object`

	selectByHash = `SELECT id FROM files_file WHERE zone_id = $1 AND hash = $2 LIMIT 1`

	deleteUnlinked = `DELETE FROM files_file WHERE at < $1
		AND NOT EXISTS (SELECT 1 FROM files_link l WHERE l.zone_id = files_file.zone_id AND l.file_id = files_file.id)`

	selectFrom = `SELECT ` + fileColumns + ` FROM files_file f WHERE f.zone_id = $1 AND f.id > $2 ORDER BY f.id LIMIT $3`
)

func scanFile(r *store.Rows) (f File, err error) {
	var hash []byte
	var kind string
	if err := r.Scan(&f.Zone, &f.ID, &hash, &f.Size, &kind, &f.Name, &f.UploadedBy, &f.At); err != nil {
		return File{}, err
	}
	return f, fill(&f, hash, kind)
}

func scanAttachment(r *store.Rows) (a Attachment, err error) {
	var hash []byte
	var kind string
	err = r.Scan(&a.Zone, &a.ID, &hash, &a.Size, &kind, &a.Name, &a.UploadedBy, &a.At,
		&a.Object, &a.Evidence, &a.LinkedBy, &a.LinkedAt, &a.RemovedAt, &a.Reason)
	if err != nil {
		return Attachment{}, err
	}
	return a, fill(&a.File, hash, kind)
}

func fill(f *File, hash []byte, kind string) error {
	if len(hash) != len(f.Hash) {
		return fmt.Errorf("files: a hash of %d bytes", len(hash))
	}
	copy(f.Hash[:], hash)
	f.Kind = Kind(kind)
	return nil
}
