package access

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/store"
	"github.com/jingkai-zone/jingkai/internal/store/storetest"
)

func TestScopes(t *testing.T) {
	e := engine(t)
	for _, c := range []struct {
		actor  *ident.Actor
		action string
		want   Scope
	}{
		{who("staff"), "board.read", Own},
		{who("dept_head"), "people.read", Unit | Own},
		{who("dept_head"), "request.answer", Unit},
		{who("leader"), "people.read", All},
		{who("staff"), "board.confirm", None},
		{who("supervision"), "rectification.accept", cellOther}, // neither own unit's nor about himself
		{nil, "publication.read", All},
		{nil, "tasks.read", None},
	} {
		if got := e.Scope(c.actor, c.action); got != c.want {
			t.Errorf("%v %s: %s (%04b), want %s (%04b)", c.actor, c.action, got, got, c.want, c.want)
		}
	}
	if got := e.ScopeKind(who("city_supervisor"), "board.read", KindPerson); got != None {
		t.Errorf("the city reads persons' boards: %s", got)
	}
}

var anyID = rapid.SampledFrom([]ident.ID{{}, unitA, unitB, personA, personB})

func anyActor(t *rapid.T) *ident.Actor {
	if rapid.IntRange(0, 19).Draw(t, "public") == 0 {
		return nil
	}
	var names []ident.Role
	for _, r := range Roles() {
		names = append(names, r.Name)
	}
	return &ident.Actor{
		Zone: rapid.Int64Range(0, 2).Draw(t, "zone"), Unit: anyID.Draw(t, "unit"), Person: anyID.Draw(t, "person"),
		Roles: rapid.SliceOfN(rapid.SampledFrom(names), 0, 3).Draw(t, "roles"), Factors: rapid.IntRange(1, 2).Draw(t, "factors"),
	}
}

// A list is its filter by Check, by construction: for any actor, action and
// record, the scope covers the record exactly when Check allows it.
func TestScopeIsCheck(t *testing.T) {
	e := engine(t)
	actions := Declared()
	rapid.Check(t, func(t *rapid.T) {
		actor := anyActor(t)
		action := rapid.SampledFrom(actions).Draw(t, "action").Name
		res := Resource{Zone: rapid.Int64Range(0, 2).Draw(t, "row zone"), Unit: anyID.Draw(t, "row unit"),
			Person: anyID.Draw(t, "row person"), Kind: rapid.SampledFrom([]string{"", KindPerson}).Draw(t, "kind")}
		listed := e.ScopeKind(actor, action, res.Kind).Covers(actor, res)
		if checked := e.Check(actor, action, res) == nil; listed != checked {
			t.Fatalf("listed %v, checked %v", listed, checked)
		}
	})
}

// The SQL condition keeps the same rows as Covers, for each of the 16 scopes.
func TestWhereIsCovers(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		rows := scratchRows(t, db)
		for s := None; s <= All; s++ {
			for _, actor := range []*ident.Actor{who(), {Zone: 1, Unit: unitA}, {Zone: 1, Person: personA}, {Zone: 1}, nil} {
				var want []int64
				for i, res := range rows {
					if s.Covers(actor, res) {
						want = append(want, int64(i))
					}
				}
				if got := selectRows(t, db, s, actor); !slices.Equal(got, want) {
					t.Errorf("scope %04b, actor %+v: rows %v, want %v", s, actor, got, want)
				}
			}
		}
	})
}

func scratchRows(t *testing.T, db *store.DB) []Resource {
	t.Helper()
	id := "BLOB"
	if db.Engine() == store.Postgres {
		id = "uuid"
	}
	var rows []Resource
	err := db.Maintain(context.Background(), "test", func(tx *store.Tx) error {
		rows = nil
		if _, err := tx.Exec(`CREATE TABLE scratch (zone_id BIGINT NOT NULL, n BIGINT NOT NULL, unit_id ` + id + `, person_id ` + id + `, PRIMARY KEY (zone_id, n))`); err != nil {
			return err
		}
		for _, unit := range []ident.ID{{}, unitA, unitB} {
			for _, person := range []ident.ID{{}, personA, personB} {
				if _, err := tx.Exec(`INSERT INTO scratch (zone_id, n, unit_id, person_id) VALUES ($1, $2, $3, $4)`, 1, len(rows), unit, person); err != nil {
					return err
				}
				rows = append(rows, Resource{Zone: 1, Unit: unit, Person: person})
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func selectRows(t *testing.T, db *store.DB, s Scope, actor *ident.Actor) []int64 {
	t.Helper()
	where, args := s.Where(actor, "unit_id", "person_id", 2)
	var got []int64
	err := db.Read(context.Background(), func(r *store.Snapshot) (err error) {
		got, err = store.All(r, func(r *store.Rows) (n int64, err error) { return n, r.Scan(&n) },
			fmt.Sprintf(`SELECT n FROM scratch WHERE zone_id = $1 AND %s ORDER BY n`, where), append([]any{1}, args...)...)
		return err
	})
	if err != nil {
		t.Fatalf("%s: %v", where, err)
	}
	return got
}
