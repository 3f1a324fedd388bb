package store

import (
	"context"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/ident"
)

// AnswersKept is how long the answer of a command can be asked for again with
// its Idempotency-Key.
const AnswersKept = 7 * 24 * time.Hour

// sweepBatch bounds how many answers one transaction removes.
const sweepBatch = 500

// SweepAnswers removes stored answers of a zone that nobody will ask for again
// and tells how many. Answers have no index by time, which every command would
// have to keep: the sweep, which comes a few times a day, walks them instead,
// as a reader who holds up nobody.
func (db *DB) SweepAnswers(ctx context.Context, zone int64) (removed int64, err error) {
	before := db.Now().Add(-AnswersKept)
	var account ident.ID
	key := ""
	for {
		type slot struct {
			account ident.ID
			key     string
			old     bool
		}
		var batch []slot
		err := db.Read(ctx, func(s *Snapshot) (err error) {
			batch, err = All(s, func(r *Rows) (o slot, err error) { return o, r.Scan(&o.account, &o.key, &o.old) },
				`SELECT account_id, key, at < $2 FROM store_answer WHERE zone_id = $1 AND (account_id, key) > ($3, $4)
				ORDER BY account_id, key LIMIT $5`, zone, before, first(account), key, int64(sweepBatch))
			return err
		})
		if err != nil || len(batch) == 0 {
			return removed, err
		}
		account, key = batch[len(batch)-1].account, batch[len(batch)-1].key
		err = db.Maintain(ctx, "store: sweep answers", func(tx *Tx) error {
			for _, o := range batch {
				if !o.old {
					continue
				}
				n, err := tx.Exec(`DELETE FROM store_answer WHERE zone_id = $1 AND account_id = $2 AND key = $3`, zone, o.account, o.key)
				if err != nil {
					return err
				}
				removed += n
			}
			return nil
		})
		if err != nil {
			return removed, err
		}
	}
}

// first gives an id for the comparison that begins a walk; the zero id would be
// NULL, which nothing is greater than.
func first(id ident.ID) ident.ID {
	if id.IsZero() {
		id[len(id)-1] = 1
	}
	return id
}
