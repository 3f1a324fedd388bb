package store_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/store"
	"github.com/jingkai-zone/jingkai/internal/store/storetest"
)

func TestOldAnswersAreSwept(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		ctx := context.Background()
		add := func(zone int64, n int) {
			t.Helper()
			err := db.Maintain(ctx, "test", func(tx *store.Tx) error {
				for i := range n {
					_, err := tx.Exec(`INSERT INTO store_answer (zone_id, account_id, key, operation, digest, status, body, at)
						VALUES ($1, $2, $3, 'x', $4, 200, '{}', $5)`, zone, ident.NewID(tx.Now()), fmt.Sprintf("key-%d-%d", tx.Now().Unix(), i), []byte{1}, tx.Now())
					if err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		add(1, 1201) // more than two batches
		add(2, 3)
		clock.Set(storetest.Start.Add(store.AnswersKept + time.Second))
		add(1, 7)
		if n, err := db.SweepAnswers(ctx, 1); n != 1201 || err != nil {
			t.Errorf("removed %d, %v; want 1201", n, err)
		}
		var left int64
		err := db.Read(ctx, func(r *store.Snapshot) error { return r.QueryRow(`SELECT COUNT(*) FROM store_answer`).Scan(&left) })
		if err != nil || left != 10 {
			t.Errorf("%d left, %v; want 7 new ones and 3 of another zone", left, err)
		}
	})
}
