package ledger_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/engine/ledger"
	"github.com/jingkai-zone/jingkai/internal/store"
	"github.com/jingkai-zone/jingkai/internal/store/storetest"
)

// Forty entries, one a minute, by two accounts, of four actions, on five
// objects; half of them placed. What the search gives is compared with what a
// loop over all of them gives.
func TestEntriesFindsExactlyWhatMatches(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		e := open(t, db, ledger.Options{})
		actors := []*ident.Actor{clerk(7), clerk(7)}
		actions := []string{"goals.issue", "goals.sign", "goalsmith.act", "board.publish"}
		type made struct {
			n      int
			at     time.Time
			actor  ident.ID
			action string
			object string
		}
		var all []made
		for i := range 40 {
			clock.Set(storetest.Start.Add(time.Duration(i) * time.Minute))
			m := made{i, clock.Now(), actors[i%2].Account, actions[i%4], fmt.Sprint("object-", i%5)}
			all = append(all, m)
			act(t, db, actors[i%2], ledger.Entry{Action: m.action, Object: m.object, Detail: i})
			if i == 20 {
				flush(t, e)
			}
		}
		act(t, db, clerk(8), ledger.Entry{Action: "goals.issue", Object: "object-1"})
		for name, f := range map[string]ledger.Filter{
			"all":                {},
			"account":            {Actor: actors[1].Account},
			"nobody":             {Actor: ident.NewID(storetest.Start)},
			"action":             {Action: "goals.sign"},
			"room":               {Action: "goals."},
			"room nobody uses":   {Action: "pay."},
			"object":             {Object: "object-3"},
			"from":               {From: storetest.Start.Add(30 * time.Minute)},
			"to":                 {To: storetest.Start.Add(5 * time.Minute)},
			"window":             {From: storetest.Start.Add(10 * time.Minute), To: storetest.Start.Add(25 * time.Minute)},
			"everything at once": {Actor: actors[0].Account, Action: "goals.", Object: "object-0", From: storetest.Start, To: storetest.Start.Add(35 * time.Minute)},
		} {
			var want []int
			for _, m := range slices.Backward(all) {
				if (f.Actor.IsZero() || f.Actor == m.actor) && (f.Object == "" || f.Object == m.object) &&
					(f.Action == "" || f.Action == m.action || strings.HasSuffix(f.Action, ".") && strings.HasPrefix(m.action, f.Action)) &&
					(f.From.IsZero() || !m.at.Before(f.From)) && (f.To.IsZero() || m.at.Before(f.To)) {
					want = append(want, m.n)
				}
			}
			for _, limit := range []int{3, 200} {
				f.Zone, f.Limit, f.After = 7, limit, ""
				var got []int
				for {
					var page store.Page[ledger.Recorded]
					read(t, db, func(r store.Reader) (err error) {
						page, err = ledger.Entries(r, f)
						return err
					})
					for _, item := range page.Items {
						var n int
						if _, err := fmt.Sscan(string(item.Detail), &n); err != nil {
							t.Fatal(err)
						}
						if placed := n <= 20; placed != (item.Seq >= 0) || placed && item.Seq != int64(n) {
							t.Errorf("entry %d has seq %d", n, item.Seq)
						}
						got = append(got, n)
					}
					if f.After = page.Next; f.After == "" {
						break
					}
				}
				if !slices.Equal(got, want) {
					t.Errorf("%s, %d a page: got %v, want %v", name, limit, got, want)
				}
			}
		}
		err := db.Read(context.Background(), func(s *store.Snapshot) error {
			_, err := ledger.Entries(s, ledger.Filter{Zone: 7, After: "???"})
			return err
		})
		if !store.BadCursor.Is(err) {
			t.Errorf("a made-up cursor: %v", err)
		}
	})
}

// Entries of one command, which share their instant, keep their order.
func TestEntriesOfOneCommandKeepTheirOrder(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		e := open(t, db, ledger.Options{})
		err := db.Write(context.Background(), clerk(7), func(tx *store.Tx) error {
			for i := range 300 {
				if err := ledger.Record(tx, ledger.Entry{Action: "test.act", Object: fmt.Sprint(i)}); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		flush(t, e)
		read(t, db, func(r store.Reader) error {
			page, err := ledger.Entries(r, ledger.Filter{Zone: 7, Limit: 200})
			for i, item := range page.Items {
				if want := fmt.Sprint(299 - i); item.Object != want {
					t.Fatalf("item %d is %s, want %s", i, item.Object, want)
				}
			}
			return err
		})
	})
}

// Each way of searching walks an index; none sorts or scans the whole log.
func TestSearchesWalkIndexes(t *testing.T) {
	db := lite(t)
	for _, c := range []struct {
		actor, action, object bool
		index                 string
	}{
		{false, false, false, "ledger_entry_id"},
		{true, false, false, "ledger_entry_account"},
		{false, true, false, "ledger_entry_action"},
		{false, false, true, "ledger_entry_object"},
		{true, true, true, "ledger_entry_"},
	} {
		args := []any{7, "g", 50, "x", "x", "x"}
		text := ledger.PlacedText(c.actor, c.action, c.object)
		read(t, db, func(r store.Reader) error {
			plan, err := store.All(r, func(r *store.Rows) (detail string, err error) {
				var a, b, c any
				return detail, r.Scan(&a, &b, &c, &detail)
			}, `EXPLAIN QUERY PLAN `+text, args[:strings.Count(text, "$")]...)
			if text := strings.Join(plan, "; "); !strings.Contains(text, c.index) || strings.Contains(text, "TEMP B-TREE") || strings.Contains(text, "SCAN") {
				t.Errorf("want %s, got %s", c.index, text)
			}
			return err
		})
	}
}
