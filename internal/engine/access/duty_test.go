package access

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/store"
	"github.com/jingkai-zone/jingkai/internal/store/storetest"
)

func accountNo(n int) ident.ID {
	return ident.MustID(fmt.Sprintf("01900000-0000-7000-8000-%012d", n))
}

// do notes a duty as one command of the actor.
func do(db *store.DB, actor *ident.Actor, duty, object string) error {
	return db.Write(context.Background(), actor, func(tx *store.Tx) error {
		tx.MarkRecorded()
		return Act(tx, duty, object)
	})
}

func person(account int, person, unit ident.ID) *ident.Actor {
	return &ident.Actor{Account: accountNo(account), Person: person, Unit: unit, Zone: 1, Home: 1, Name: "测试乙", Factors: 2}
}

// Every edge of the graph refuses in both directions for the same holder, and
// passes for another.
func TestEveryConflictRefusesBothWays(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		for i, c := range Conflicts() {
			for _, pair := range [][2]string{{c.Pair[0], c.Pair[1]}, {c.Pair[1], c.Pair[0]}} {
				object := fmt.Sprintf("case-%d-%s", i, pair[0])
				first := person(1, personA, unitA)
				second := person(2, personA, unitB) // same person, moved and with another account
				code := DutyConflict
				if c.By == "unit" {
					second, code = person(2, personB, unitA), UnitConflict
				}
				if err := do(db, first, pair[0], object); err != nil {
					t.Fatalf("%v: first duty: %v", pair, err)
				}
				err := do(db, second, pair[1], object)
				if !code.Is(err) {
					t.Errorf("%v: got %v, want %s", pair, err, code.Name)
				}
				if err := do(db, person(3, personB, unitB), pair[1], object); err != nil {
					t.Errorf("%v: someone else of another unit: %v", pair, err)
				}
				if err := do(db, second, pair[1], object+"-another"); err != nil {
					t.Errorf("%v: on another object: %v", pair, err)
				}
			}
		}
	})
}

func TestDutyRefusalSaysWhatWouldPass(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		actor := person(1, personA, unitA)
		if err := do(db, actor, "compute", "board:2020-03"); err != nil {
			t.Fatal(err)
		}
		refusal, _ := fault.As(do(db, actor, "confirm", "board:2020-03"))
		want := "测算人不得审定自己的测算结果：同一事项上已由同一人担任「测算」，「审定」须换其他人员办理。"
		if refusal == nil || refusal.Text(fault.Chinese) != want {
			t.Errorf("got %v", refusal)
		}
		if refusal != nil && strings.ContainsAny(refusal.Text(fault.English), "{}") {
			t.Error(refusal.Text(fault.English))
		}
	})
}

func TestActsAreKeptOncePerHolderAndZone(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		actor := person(1, personA, unitA)
		for range 3 {
			if err := do(db, actor, "rate", "sheet"); err != nil {
				t.Fatal(err)
			}
		}
		elsewhere := person(1, personA, unitA)
		elsewhere.Zone = 2
		if err := do(db, elsewhere, "rated", "sheet"); err != nil {
			t.Errorf("another zone's object of the same name: %v", err)
		}
		err := db.Read(context.Background(), func(s *store.Snapshot) error {
			acts, err := Acts(s, 1, "sheet")
			if err != nil || len(acts) != 1 || acts[0].Duty != "rate" || acts[0].Holder != HolderOf(actor) || !acts[0].At.Equal(storetest.Start) {
				t.Errorf("acts %+v, %v", acts, err)
			}
			if err := MayAct(s, actor, "rated", "sheet"); !DutyConflict.Is(err) {
				t.Errorf("may act: %v", err)
			}
			return MayAct(s, actor, "rate", "sheet")
		})
		if err != nil {
			t.Error(err)
		}
	})
}

func TestUnknownDutyAndObjectAreRefused(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		actor := person(1, personA, unitA)
		if err := do(db, actor, "juggle", "x"); !UnknownDuty.Is(err) {
			t.Errorf("got %v", err)
		}
		if err := do(db, actor, "rate", ""); !NoObject.Is(err) {
			t.Errorf("got %v", err)
		}
	})
}

// An account without a person still conflicts with itself, not with others.
func TestAccountsWithoutPersons(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		one, two := person(1, ident.ID{}, ident.ID{}), person(2, ident.ID{}, ident.ID{})
		if err := do(db, one, "propose", "x"); err != nil {
			t.Fatal(err)
		}
		if err := do(db, two, "decide", "x"); err != nil {
			t.Errorf("another account: %v", err)
		}
		if err := do(db, one, "decide", "x"); !DutyConflict.Is(err) {
			t.Errorf("same account: %v", err)
		}
	})
}

func TestRecusal(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		actor := person(1, personA, unitA)
		recuse := func(object string, who ident.ID, reason string) error {
			return db.Write(context.Background(), actor, func(tx *store.Tx) error { return Recuse(tx, object, who, reason) })
		}
		if err := recuse("case", ident.ID{}, " "); !RecusalPerson.Is(err) || !RecusalReason.Is(err) {
			t.Errorf("empty form: %v", err)
		}
		if err := recuse("case", personA, "与被评人为近亲属"); err != nil {
			t.Fatal(err)
		}
		if err := recuse("case", personA, "再次"); !RecusalTwice.Is(err) {
			t.Errorf("twice: %v", err)
		}
		if err := do(db, actor, "rate", "case"); !StoodAside.Is(err) {
			t.Errorf("rating: %v", err)
		}
		if err := do(db, actor, "object", "case"); err != nil {
			t.Errorf("a party's duty stays open: %v", err)
		}
		if err := do(db, person(2, personB, unitB), "rate", "case"); err != nil {
			t.Errorf("someone else: %v", err)
		}
		err := db.Read(context.Background(), func(s *store.Snapshot) error {
			list, err := Recusals(s, 1, "case")
			if len(list) != 1 || list[0].Person != personA || list[0].Reason != "与被评人为近亲属" {
				t.Errorf("recusals %+v", list)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	})
}

// Two conflicting duties of one person racing on one object: one passes.
func TestConflictingRace(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		actor := person(1, personA, unitA)
		for i := range 20 {
			object := fmt.Sprint("race-", i)
			var wg sync.WaitGroup
			errs := make([]error, 2)
			for k, duty := range []string{"propose", "decide"} {
				wg.Go(func() { errs[k] = do(db, actor, duty, object) })
			}
			wg.Wait()
			if (errs[0] == nil) == (errs[1] == nil) {
				t.Fatalf("round %d: %v", i, errs)
			}
		}
	})
}
