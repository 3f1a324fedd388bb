package account

import (
	"sync"
	"testing"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/engine/access"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// The constants and the catalogue that lawyers read name the same roles.
func TestCatalogueOfRoles(t *testing.T) {
	mine := []ident.Role{PrincipalLeader, Leader, DeptHead, Staff, PartyOffice, Supervision, Discipline, AppraisalOffice, HR,
		Finance, SystemAdmin, SecurityAdmin, Auditor, CitySupervisor, Visitor, Pending, System}
	for _, r := range mine {
		if _, ok := access.FindRole(r); !ok {
			t.Errorf("roles.yaml has no %s", r)
		}
	}
	if n := len(access.Roles()); n != len(mine) {
		t.Errorf("%d roles in roles.yaml, %d constants", n, len(mine))
	}
}

// grant is Grant as one command.
func (d *desk) grant(actor *ident.Actor, a Account, role ident.Role) error {
	return d.as(actor, func(tx *store.Tx) error { return Grant(tx, a.ID, role, "到岗") })
}

// The 3×3 matrix of the three administrators, on one account, and on two
// accounts of one person.
func TestThreeAdministratorsExcludeEachOther(t *testing.T) {
	admins := []ident.Role{SystemAdmin, SecurityAdmin, Auditor}
	each(t, Config{}, func(d *desk) {
		for _, first := range admins {
			for _, second := range append(admins, Staff, PrincipalLeader, CitySupervisor) {
				want := RolesExclude
				if first == second {
					want = RoleHeld
				}
				d.refused(d.grant(admin(), d.open(NewAccount{}, "", first), second), want)
				if first == second {
					continue
				}
				person := ident.NewID(d.clock.Now())
				d.open(NewAccount{Person: person}, "", first)
				d.refused(d.grant(admin(), d.open(NewAccount{Person: person}, ""), second), RolesExclude)
			}
			d.refused(d.grant(admin(), d.open(NewAccount{}, "", Staff), first), RolesExclude)
		}
	})
}

func TestGrantingHasItsRules(t *testing.T) {
	each(t, Config{}, func(d *desk) {
		person := ident.NewID(d.clock.Now())
		a := d.open(NewAccount{Person: person}, "")
		for _, r := range access.Roles() { // nobody but the security administrator grants
			if r.Name == SecurityAdmin || r.Name == System {
				continue
			}
			actor := admin()
			actor.Roles = []ident.Role{r.Name}
			d.refused(d.grant(actor, a, Staff), NotSecurityAdmin)
		}
		self := admin()
		self.Account = a.ID
		d.refused(d.grant(self, a, Staff), Oneself)
		self = admin()
		self.Person = person // another account of the same person
		d.refused(d.grant(self, a, Staff), Oneself)
		for _, role := range []ident.Role{Visitor, System, Pending, "king", ""} {
			d.refused(d.grant(admin(), a, role), NoRole)
		}
		d.refused(d.as(admin(), func(tx *store.Tx) error { return Grant(tx, a.ID, Staff, " ") }), ReasonMissing)
		d.refused(d.as(admin(), func(tx *store.Tx) error { return Grant(tx, ident.NewID(tx.Now()), Staff, "到岗") }), NoAccount)
		away := admin()
		away.Zone = 2
		d.refused(d.grant(away, a, Staff), NoAccount) // another zone's account is not there
		d.refused(d.as(admin(), func(tx *store.Tx) error { return Revoke(tx, a.ID, Staff, "离岗") }), RoleNotHeld)
		d.must(d.grant(admin(), a, Staff))
		d.must(d.grant(admin(), a, DeptHead))
		if got := d.get(a.ID); !got.Has(Staff) || !got.Has(DeptHead) {
			t.Errorf("roles %v", got.Roles)
		}
		d.must(d.as(admin(), func(tx *store.Tx) error { return Disable(tx, a.ID, "调离") }))
		d.refused(d.grant(admin(), a, Leader), NotActive)
		if n := len(d.entries("account.role.grant")); n != 2 {
			t.Errorf("%d grants recorded", n)
		}
	})
}

// slowly keeps a command open for a moment, so that its neighbour meets it
// unfinished.
func slowly(err error) error {
	time.Sleep(30 * time.Millisecond)
	return err
}

// Two excluding roles granted to one person at the same moment: one passes.
func TestExclusiveGrantsRace(t *testing.T) {
	each(t, Config{}, func(d *desk) {
		for range 3 {
			person := ident.NewID(d.clock.Now())
			one, two := d.open(NewAccount{Person: person}, ""), d.open(NewAccount{Person: person}, "")
			errs := make([]error, 2)
			var wg sync.WaitGroup
			wg.Go(func() {
				errs[0] = d.as(admin(), func(tx *store.Tx) error { return slowly(Grant(tx, one.ID, Auditor, "到岗")) })
			})
			wg.Go(func() {
				errs[1] = d.as(admin(), func(tx *store.Tx) error { return slowly(Grant(tx, two.ID, Staff, "到岗")) })
			})
			wg.Wait()
			if (errs[0] == nil) == (errs[1] == nil) {
				t.Fatalf("both ended alike: %v", errs)
			}
		}
	})
}

func TestLastAdministratorStays(t *testing.T) {
	each(t, Config{}, func(d *desk) {
		one, two := d.open(NewAccount{}, "", SecurityAdmin), d.open(NewAccount{}, "", SecurityAdmin)
		errs := make([]error, 2)
		var wg sync.WaitGroup
		wg.Go(func() {
			errs[0] = d.as(admin(), func(tx *store.Tx) error { return slowly(Revoke(tx, one.ID, SecurityAdmin, "轮岗")) })
		})
		wg.Go(func() {
			errs[1] = d.as(admin(), func(tx *store.Tx) error { return slowly(Disable(tx, two.ID, "轮岗")) })
		})
		wg.Wait()
		if (errs[0] == nil) == (errs[1] == nil) {
			t.Fatalf("both ended alike: %v", errs)
		}
		for _, err := range errs {
			if err != nil {
				d.refused(err, LastAdministrator)
			}
		}
	})
}

func TestUpdateCannotJoinExclusiveAccounts(t *testing.T) {
	each(t, Config{}, func(d *desk) {
		person := ident.NewID(d.clock.Now())
		d.open(NewAccount{Person: person}, "", Auditor)
		a := d.open(NewAccount{}, "", Staff)
		edit := Edit{Name: "测试改名", Person: person}
		d.refused(d.as(admin(), func(tx *store.Tx) error { return Update(tx, a.ID, a.Version, edit) }), RolesExclude)
		edit.Person = ident.ID{}
		d.refused(d.as(admin(), func(tx *store.Tx) error { return Update(tx, a.ID, a.Version+1, edit) }), store.Stale)
		d.refused(d.as(admin(), func(tx *store.Tx) error { return Update(tx, a.ID, a.Version, Edit{}) }), NameMissing)
		d.must(d.as(admin(), func(tx *store.Tx) error { return Update(tx, a.ID, a.Version, edit) }))
		if got := d.get(a.ID); got.Name != "测试改名" || got.Version != a.Version+1 {
			t.Errorf("%+v", got)
		}
	})
}
