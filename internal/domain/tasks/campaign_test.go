package tasks_test

import (
	"testing"

	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/domain/tasks"
	"github.com/jingkai-zone/jingkai/internal/engine/access"
	"github.com/jingkai-zone/jingkai/internal/store"
	"github.com/jingkai-zone/jingkai/internal/store/storetest"
)

// The four tracks of the campaign have counts of their own, and a task moved
// between them changes both (LW-02).
func TestFourTracks(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		z := newZone(t, db, clock, rules)
		in := tasks.CampaignInput{Name: "四个大活动", From: day("2019-12-01"), Until: day("2020-11-30"), Person: z.head.Person,
			Tracks: []string{"思想大解放", "服务大提质", "效率大提升", "环境大优化"}}
		open := func(in tasks.CampaignInput) (tasks.Campaign, error) {
			return try(z, z.head, func(tx *store.Tx) (tasks.Campaign, error) { return tasks.OpenCampaign(tx, in) })
		}
		c, err := open(in)
		if err != nil {
			t.Fatal(err)
		}
		_, err = open(in)
		z.refused(err, tasks.CampaignExists)
		twice := in
		twice.Name, twice.Tracks = "另一活动", []string{"服务大提质", "服务大提质"}
		_, err = open(twice)
		z.refused(err, tasks.BadTracks)
		on := func(track int64) func(*tasks.Input) {
			return func(in *tasks.Input) { in.Campaign, in.Track = c.ID, track }
		}
		a, b := z.create(on(1)), z.create(on(1))
		z.create(on(4))
		_, err = z.tryCreate(on(5))
		z.refused(err, tasks.NoTrack)
		z.claim(a)
		z.accept(a)
		counts := func() (out [4][2]int64) {
			c := ask(z, func(r store.Reader) (tasks.Campaign, error) { return tasks.CampaignByID(r, z.id, c.ID) })
			for i, k := range c.Tracks {
				out[i] = [2]int64{k.Done, k.Total}
			}
			return out
		}
		if got, want := counts(), ([4][2]int64{{1, 2}, {}, {}, {0, 1}}); got != want {
			t.Errorf("%v, want %v", got, want)
		}
		must(z, z.head, func(tx *store.Tx) (tasks.Task, error) { return tasks.MoveToTrack(tx, a.ID, c.ID, 2) })
		must(z, z.head, func(tx *store.Tx) (tasks.Task, error) { return tasks.MoveToTrack(tx, b.ID, c.ID, 3) })
		if got, want := counts(), ([4][2]int64{{}, {1, 1}, {0, 1}, {0, 1}}); got != want {
			t.Errorf("after moving: %v, want %v", got, want)
		}
		must(z, z.head, func(tx *store.Tx) (tasks.Campaign, error) {
			return tasks.CloseCampaign(tx, c.ID, c.Version, "活动总结")
		})
		_, err = try(z, z.head, func(tx *store.Tx) (tasks.Task, error) { return tasks.MoveToTrack(tx, b.ID, ident.ID{}, 0) })
		z.refused(err, tasks.CampaignClosed)
	})
}

// Weights 3 + 2 + 3 over a standard of 8 are 100 %; 2 more are 125 % and over
// the line of 120 % (PK-36). Somebody without a task is idle.
func TestLoad(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		z := newZone(t, db, clock, rules)
		load := func() (mine tasks.Load, over, idle int) {
			table := ask(z, func(r store.Reader) (tasks.LoadTable, error) { return tasks.Loads(r, z.id, ident.ID{}, all, z.lead) })
			if len(table.Loads) != 4 {
				t.Errorf("%d people", len(table.Loads))
			}
			for _, l := range table.Loads {
				if l.Person.ID == z.owner.Person {
					mine = l
				}
				if l.Over {
					over++
				}
				if l.Idle {
					idle++
				}
			}
			return mine, over, idle
		}
		weigh := func(w string) tasks.Task { return z.create(func(in *tasks.Input) { in.Weight = dec(w) }) }
		first := weigh("3")
		weigh("2")
		weigh("3")
		if mine, over, idle := load(); mine.Share.PlainPercent() != "100%" || over != 0 || idle != 3 || mine.Tasks != 3 {
			t.Errorf("%s, %d over, %d idle", mine.Share.PlainPercent(), over, idle)
		}
		weigh("2")
		if mine, over, _ := load(); mine.Share.PlainPercent() != "125%" || over != 1 {
			t.Errorf("%s, %d over", mine.Share.PlainPercent(), over)
		}
		// What waits for acceptance is off the hands: 7 of 8 are 87.5 %.
		z.claim(first)
		if mine, over, _ := load(); mine.Share.PlainPercent() != "87.5%" || over != 0 {
			t.Errorf("%s, %d over", mine.Share.PlainPercent(), over)
		}
		// Staff see their own load only.
		own := ask(z, func(r store.Reader) (tasks.LoadTable, error) {
			return tasks.Loads(r, z.id, ident.ID{}, access.Own, z.owner)
		})
		if len(own.Loads) != 1 {
			t.Errorf("staff see %d loads", len(own.Loads))
		}
	})
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		z := newZone(t, db, clock, without("standard: 8", "standard: null"))
		err := db.Read(t.Context(), func(r *store.Snapshot) error {
			_, err := tasks.Loads(r, z.id, ident.ID{}, all, z.lead)
			return err
		})
		if fault.KindOf(err) != fault.NotSet {
			t.Errorf("full work nobody defined: %v", err)
		}
	})
}
