package ledger_test

import (
	"context"
	"testing"

	"github.com/jingkai-zone/jingkai/internal/engine/ledger"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// BenchmarkPlace is the cost of placing one entry, without the commands.
func BenchmarkPlace(b *testing.B) {
	for _, engine := range []store.Engine{store.SQLite, store.Postgres} {
		b.Run(string(engine), func(b *testing.B) {
			db := benchDB(b, engine)
			e := open(b, db, ledger.Options{Dir: b.TempDir()})
			actor := clerk(7)
			for n := 0; n < b.N; {
				b.StopTimer()
				err := db.Write(context.Background(), actor, func(tx *store.Tx) error {
					for range 2000 {
						if err := transition(tx, int64(n), true); err != nil {
							return err
						}
						n++
					}
					return nil
				})
				if err != nil {
					b.Fatal(err)
				}
				b.StartTimer()
				flush(b, e)
			}
		})
	}
}
