package account

import (
	"strings"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/engine/ledger"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// NewAccount is what opening an account needs.
type NewAccount struct {
	Login  string
	Name   string
	Person ident.ID  // zero for an account without personnel record
	Unit   ident.ID  // the person's present unit
	Ends   time.Time // when it stops by itself; zero for never
}

// Create opens an account without roles and without a password in the actor's
// zone, and gives the one-time token with which its owner chooses the password
// (see Service.AcceptInvitation). The token is shown once and not kept.
func Create(tx *store.Tx, in NewAccount) (a Account, invitation string, err error) {
	zone := tx.Actor().Zone
	id, err := insert(tx, zone, in, "")
	if err != nil {
		return Account{}, "", err
	}
	if invitation, err = invite(tx, zone, id, InvitationLife); err != nil {
		return Account{}, "", err
	}
	if a, err = Get(tx, zone, id); err != nil {
		return Account{}, "", err
	}
	return a, invitation, ledger.Record(tx, ledger.Entry{Action: "account.create", Object: id.String(),
		Detail: map[string]ident.ID{"person": a.Person, "unit": a.Unit}})
}

// insert writes the account; password is a hash or empty.
func insert(tx *store.Tx, zone int64, in NewAccount, password string) (ident.ID, error) {
	var faults fault.List
	login, err := NormalLogin(in.Login)
	if refusal, ok := fault.As(err); ok {
		faults.Add(refusal)
	}
	name := strings.TrimSpace(in.Name)
	if name == "" {
		faults.Add(NameMissing.At("name"))
	}
	if err := faults.Err(); err != nil {
		return ident.ID{}, err
	}
	id := ident.NewID(tx.Now())
	n, err := tx.Exec(sqlClaimLogin, login, zone, id)
	if err != nil {
		return ident.ID{}, err
	}
	if n == 0 {
		return ident.ID{}, LoginTaken.At("login")
	}
	var passwordAt time.Time
	if password != "" {
		passwordAt = tx.Now()
	}
	_, err = tx.Exec(sqlInsertAccount, zone, id, login, name, in.Person, in.Unit, optional(password), passwordAt,
		false, in.Ends, tx.Now())
	return id, err
}

// Edit is what may change about an account besides its roles and secrets.
type Edit struct {
	Name   string
	Person ident.ID
	Unit   ident.ID
	Ends   time.Time
}

// Update changes an account's details; version is the one the editor saw. An
// account cannot be given to a person whose other accounts hold roles that
// exclude this one's.
func Update(tx *store.Tx, id ident.ID, version int64, in Edit) error {
	zone := tx.Actor().Zone
	if strings.TrimSpace(in.Name) == "" {
		return NameMissing.At("name")
	}
	before, err := Get(tx, zone, id)
	if err != nil {
		return err
	}
	n, err := tx.Exec(sqlEditAccount, zone, id, version, strings.TrimSpace(in.Name), in.Person, in.Unit, in.Ends)
	if err != nil {
		return err
	}
	if n == 0 {
		return store.Stale.New()
	}
	if in.Person != before.Person {
		if err := mergeable(tx, zone, before, in.Person); err != nil {
			return err
		}
		if _, err := tx.Exec(sqlDropSessions, zone, id); err != nil {
			return err
		}
	}
	return ledger.Record(tx, ledger.Entry{Action: "account.edit", Object: id.String(), Detail: map[string]any{
		"person": in.Person, "unit": in.Unit, "renamed": before.Name != strings.TrimSpace(in.Name), "ends": !in.Ends.IsZero()}})
}

// mergeable refuses to give an account to a person whose other accounts hold
// excluded roles.
func mergeable(tx *store.Tx, zone int64, a Account, person ident.ID) error {
	if _, err := tx.Exec(sqlLockAccounts, zone, a.ID, person); err != nil {
		return err
	}
	others, err := OfPerson(tx, zone, person)
	if err != nil {
		return err
	}
	for _, role := range a.Roles {
		if err := compatible(role, others); err != nil {
			return err
		}
	}
	return nil
}

// Place notes the present unit of a person on that person's accounts. It
// belongs to a personnel change, whose ledger entry covers it.
func Place(tx *store.Tx, person, unit ident.ID) error {
	if person.IsZero() {
		return nil
	}
	_, err := tx.Exec(sqlPlace, tx.Actor().Zone, person, unit)
	return err
}
