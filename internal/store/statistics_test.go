package store_test

import (
	"context"
	"strings"
	"testing"

	"github.com/jingkai-zone/jingkai/internal/store"
	"github.com/jingkai-zone/jingkai/internal/store/storetest"
)

// A question about one record's details must not read the whole zone, however
// its answer is to be ordered.
func TestQuestionsTakeTheNarrowIndex(t *testing.T) {
	db := storetest.Open(t, store.SQLite, &storetest.Clock{})
	for question, index := range map[string]string{
		`SELECT * FROM goals_item WHERE zone_id = $1 AND list_id = $2 ORDER BY id`:                        "goals_item_list",
		`SELECT * FROM goals_item WHERE zone_id = $1 AND list_id = $2 ORDER BY line`:                      "goals_item_list",
		`SELECT * FROM goals_amendment WHERE zone_id = $1 AND list_id = $2 ORDER BY id`:                   "goals_amendment_list",
		`SELECT * FROM goals_adjustment WHERE zone_id = $1 AND target_id = $2 ORDER BY id`:                "goals_adjustment_target",
		`SELECT * FROM goals_item WHERE zone_id = $1 AND id = $2`:                                         "PRIMARY KEY|autoindex_goals_item",
		`SELECT * FROM goals_list WHERE zone_id = $1 AND month >= $2 ORDER BY month DESC, id DESC`:        "goals_list_month",
		`SELECT COALESCE(MAX(line), 0) + 1 FROM goals_item WHERE zone_id = $1 AND list_id = $2`:           "goals_item_list",
		`SELECT * FROM store_answer WHERE zone_id = $1 AND account_id = $2 AND key = $3`:                  "PRIMARY KEY",
		`SELECT body FROM ledger_entry WHERE zone_id = $1 AND seq >= $2 AND seq < $3 ORDER BY seq`:        "PRIMARY KEY",
		`SELECT * FROM ledger_entry WHERE zone_id = $1 AND body ->> 'object' = $2 ORDER BY body ->> 'id'`: "ledger_entry_object",
	} {
		err := db.Read(context.Background(), func(r *store.Snapshot) error {
			steps, err := store.All(r, func(row *store.Rows) (step string, err error) {
				var id, parent, unused int64
				return step, row.Scan(&id, &parent, &unused, &step)
			}, `EXPLAIN QUERY PLAN `+question, int64(1), "x", "y")
			if err != nil {
				return err
			}
			plan := strings.Join(steps, "; ")
			for _, name := range strings.Split(index, "|") {
				if strings.Contains(plan, name) && !strings.Contains(plan, "SCAN") {
					return nil
				}
			}
			t.Errorf("%s\n  goes by %s, not by %s", question, plan, index)
			return nil
		})
		if err != nil {
			t.Errorf("%s: %v", question, err)
		}
	}
}
