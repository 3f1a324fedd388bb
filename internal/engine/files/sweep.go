package files

import (
	"context"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/store"
)

const (
	// keepUnlinked is how long an upload waits for a record to link it.
	keepUnlinked = 7 * 24 * time.Hour
	// keepUnrecorded is how long a content waits for its record.
	keepUnrecorded = 24 * time.Hour
)

// Sweep forgets uploads that no record linked within a week, and removes
// contents that no upload of their zone refers to. It is made to be a loop of
// the jobs engine.
func (f *Folder) Sweep(ctx context.Context, db *store.DB, now time.Time) error {
	err := db.Maintain(ctx, "files", func(tx *store.Tx) error {
		_, err := tx.Exec(deleteUnlinked, now.Add(-keepUnlinked))
		return err
	})
	if err != nil {
		return err
	}
	return f.each(func(zone int64, h Hash, path string, info os.FileInfo) error {
		if ctx.Err() != nil || time.Since(info.ModTime()) < keepUnrecorded {
			return ctx.Err()
		}
		return db.Read(ctx, func(r *store.Snapshot) error {
			var id ident.ID
			err := r.QueryRow(selectByHash, zone, h[:]).Scan(&id)
			if errors.Is(err, store.ErrNoRows) {
				return os.Remove(path)
			}
			return err
		})
	})
}

// each walks the contents on the disk. What has no content's name is none of
// ours and left alone.
func (f *Folder) each(fn func(zone int64, h Hash, path string, info os.FileInfo) error) error {
	paths, err := filepath.Glob(filepath.Join(f.dir, "*", "??", "*"))
	if err != nil {
		return err
	}
	for _, path := range paths {
		zone, err := strconv.ParseInt(filepath.Base(filepath.Dir(filepath.Dir(path))), 10, 64)
		raw, bad := hex.DecodeString(filepath.Base(path))
		if err != nil || bad != nil || len(raw) != len(Hash{}) {
			continue
		}
		info, err := os.Stat(path)
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil {
			return err
		}
		if err := fn(zone, Hash(raw), path, info); err != nil {
			return err
		}
	}
	return nil
}

// Audit reads every content of a zone and gives the files whose content is
// missing or changed: after a restore, and on demand.
func (f *Folder) Audit(r store.Reader, zone int64) ([]File, error) {
	var damaged []File
	after := ident.ID{15: 1} // before every id
	for {
		page, err := store.All(r, scanFile, selectFrom, zone, after, store.MaxPage)
		if err != nil {
			return nil, err
		}
		for _, file := range page {
			if err := r.Context().Err(); err != nil {
				return nil, err
			}
			content, err := f.Open(file)
			if err != nil {
				damaged = append(damaged, file)
				continue
			}
			if err := content.Close(); err != nil {
				return nil, err
			}
		}
		if len(page) < store.MaxPage {
			return damaged, nil
		}
		after = page[len(page)-1].ID
	}
}
