package ledger_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/engine/ledger"
	"github.com/jingkai-zone/jingkai/internal/store"
	"github.com/jingkai-zone/jingkai/internal/store/storetest"
)

func results(t *testing.T, db *store.DB, zone int64) (denied, viewed, summaries []ledger.Recorded) {
	t.Helper()
	f := ledger.Filter{Zone: zone, Limit: 200}
	read(t, db, func(r store.Reader) error {
		for {
			page, err := ledger.Entries(r, f)
			if err != nil {
				return err
			}
			for _, e := range page.Items {
				switch {
				case e.Action == "ledger.suppressed":
					summaries = append(summaries, e)
				case e.Result == ledger.Denied:
					denied = append(denied, e)
				case e.Result == ledger.Viewed:
					viewed = append(viewed, e)
				}
			}
			if f.After = page.Next; f.After == "" {
				return nil
			}
		}
	})
	return denied, viewed, summaries
}

// A program that probes 5,000 doors leaves 20 entries and one that counts the
// other 4,980; somebody else meanwhile is recorded as usual.
func TestProbingIsCountedAndCannotFlood(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		ctx := context.Background()
		e := open(t, db, ledger.Options{})
		prober, other, stranger := clerk(7), clerk(7), &ident.Actor{Zone: 7, Name: "public", Source: "192.0.2.9"}
		for i := range 5000 {
			if err := e.Denied(ctx, prober, []string{"pay.read", "seal.open"}[i%2], "record", ""); err != nil {
				t.Fatal(err)
			}
		}
		for _, a := range []*ident.Actor{other, stranger} {
			if err := e.Denied(ctx, a, "board.edit", strings.Repeat("板", 300), "非本单位"); err != nil {
				t.Fatal(err)
			}
		}
		if err := e.Viewed(ctx, prober, "seal.open", "sealed-1", "经批准调阅"); err != nil {
			t.Fatal(err)
		}
		flush(t, e)
		denied, viewed, summaries := results(t, db, 7)
		if len(denied) != 22 || len(viewed) != 1 || len(summaries) != 1 {
			t.Fatalf("%d denials, %d views, %d summaries; want 22, 1, 1", len(denied), len(viewed), len(summaries))
		}
		text := summaries[0].Text
		if summaries[0].Account != prober.Account || !strings.Contains(text, `"count":4980`) || !strings.Contains(text, `"pay.read"`) || !strings.Contains(text, `"seal.open"`) {
			t.Errorf("summary: %s", text)
		}
		// A minute later the account is recorded one by one again.
		clock.Set(storetest.Start.Add(2 * time.Minute))
		if err := e.Denied(ctx, prober, "pay.read", "record", ""); err != nil {
			t.Fatal(err)
		}
		if denied, _, _ = results(t, db, 7); len(denied) != 23 {
			t.Errorf("%d denials after a minute, want 23", len(denied))
		}
		if err := e.Denied(ctx, nil, "pay.read", "record", ""); !store.NoActor.Is(err) {
			t.Errorf("nobody at all: %v", err)
		}
	})
}
