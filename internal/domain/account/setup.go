package account

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/engine/ledger"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// SetupLife is how long the set-up token printed at a start is good.
const SetupLife = 24 * time.Hour

// Refusals of the set-up.
var (
	BadSetup = fault.Define(fault.Unauthenticated, "account.setup.token", "GB/T 22239-2019 8.1.4.2",
		"初始化凭据无效、已使用或已过期，请重新启动程序，使用新显示的凭据。",
		"The set-up token is wrong, used or expired; start the program again and use the token it shows.")
	SetUpAlready = fault.Define(fault.Conflict, "account.setup.done", "",
		"本园区已完成初始化，请直接登录。", "The zone is set up already; sign in.")
	ThreePersons = fault.Define(fault.Invalid, "account.setup.three", "GB/T 22239-2019 8.1.5",
		"系统管理员、安全管理员、安全审计员须由三个不同的人担任，请填写三个不同的登录名和姓名。",
		"System administrator, security administrator and auditor must be three different people: give three different logins and names.")
)

// Setup is the form of a zone's first start: three different people. The first
// chooses the password now, the other two by their one-time tokens.
type Setup struct {
	Token    string
	System   NewAccount
	Password string // of the system administrator
	Security NewAccount
	Auditor  NewAccount
}

// Invitations are the one-time tokens for the two others of the three
// administrators; each is handed to its owner and shown once.
type Invitations struct {
	Security string
	Auditor  string
}

// BeginSetup gives a one-time set-up token for a zone that has no account yet;
// needed is false when it has. A new token stops the earlier ones.
func (s *Service) BeginSetup(ctx context.Context, zone int64) (token string, needed bool, err error) {
	err = s.db.Maintain(ctx, "account.setup", func(tx *store.Tx) error {
		var n int64
		if err := tx.QueryRow(sqlCountAccounts, zone).Scan(&n); err != nil || n > 0 {
			return err
		}
		needed = true
		token, err = invite(tx, zone, ident.ID{}, SetupLife)
		return err
	})
	return token, needed, err
}

// CompleteSetup creates the three administrators of a zone from its one-time
// token. There is no default password: the system administrator chooses one,
// the others get one-time tokens.
func (s *Service) CompleteSetup(ctx context.Context, in Setup, from Origin) (Invitations, error) {
	zone, digest, ok := readToken(in.Token)
	if !ok {
		return Invitations{}, BadSetup.New()
	}
	valid := func(r store.Reader) error {
		var none ident.ID
		err := r.QueryRow(sqlInvited, zone, digest, r.Now()).Scan(&none)
		if errors.Is(err, store.ErrNoRows) || err == nil && !none.IsZero() {
			return BadSetup.New()
		}
		return err
	}
	if err := s.db.Read(ctx, func(r *store.Snapshot) error { return valid(r) }); err != nil {
		return Invitations{}, err
	}
	if err := in.check(s.profile(zone)); err != nil {
		return Invitations{}, err
	}
	hash, err := hashPassword(ctx, in.Password)
	if err != nil {
		return Invitations{}, err
	}
	actor := ident.System(zone)
	actor.Source, actor.Request = from.Source, from.Request
	var out Invitations
	err = s.db.Write(ctx, actor, func(tx *store.Tx) error {
		n, err := tx.Exec(sqlUseInvitation, zone, digest, tx.Now())
		if err != nil {
			return err
		}
		if n == 0 {
			return BadSetup.New()
		}
		out, err = in.create(tx, zone, hash)
		return err
	})
	return out, err
}

// check collects what is wrong with the form.
func (in Setup) check(p Profile) error {
	var faults fault.List
	if err, ok := fault.As(p.CheckPassword(in.Password, in.System.Login, in.System.Name)); ok {
		faults.Add(err)
	}
	logins, names := map[string]bool{}, map[string]bool{}
	for _, a := range []NewAccount{in.System, in.Security, in.Auditor} {
		login, err := NormalLogin(a.Login)
		if refusal, ok := fault.As(err); ok {
			faults.Add(refusal)
		}
		logins[login] = true
		names[strings.TrimSpace(a.Name)] = true
	}
	if len(logins) < 3 || len(names) < 3 {
		faults.Add(ThreePersons.New())
	}
	return faults.Err()
}

// create writes the three accounts with their roles.
func (in Setup) create(tx *store.Tx, zone int64, hash string) (out Invitations, err error) {
	var present int64
	if err := tx.QueryRow(sqlCountAccounts, zone).Scan(&present); err != nil {
		return out, err
	}
	if present > 0 {
		return out, SetUpAlready.New()
	}
	made := map[ident.Role]ident.ID{}
	for _, who := range []struct {
		account NewAccount
		role    ident.Role
		hash    string
		token   *string
	}{
		{in.System, SystemAdmin, hash, nil},
		{in.Security, SecurityAdmin, "", &out.Security},
		{in.Auditor, Auditor, "", &out.Auditor},
	} {
		id, err := insert(tx, zone, who.account, who.hash)
		if err != nil {
			return out, err
		}
		if _, err := tx.Exec(sqlGrant, zone, id, string(who.role), ident.ID{}, tx.Now()); err != nil {
			return out, err
		}
		made[who.role] = id
		if who.token == nil {
			_, err = tx.Exec(sqlKeepPassword, zone, id, tx.Now(), who.hash)
		} else {
			*who.token, err = invite(tx, zone, id, InvitationLife)
		}
		if err != nil {
			return out, err
		}
	}
	return out, ledger.Record(tx, ledger.Entry{Action: "account.setup", Detail: made})
}

// Recover gives a zone that lost its last active administrator of a kind a new
// one, with a one-time token for the password. It is for the command line of
// the machine itself: only the system actor may.
func Recover(tx *store.Tx, role ident.Role, in NewAccount, reason string) (invitation string, err error) {
	if !tx.Actor().Has(System) {
		return "", NotSecurityAdmin.New()
	}
	if r := reasoned(reason); r != nil {
		return "", r
	}
	if role != SystemAdmin && role != SecurityAdmin && role != Auditor {
		return "", NoRole.At("role")
	}
	zone := tx.Actor().Zone
	if _, err := tx.Exec(sqlLockHolders, zone, string(role)); err != nil {
		return "", err
	}
	var holders int64
	if err := tx.QueryRow(sqlCountHolders, zone, string(role), ident.NewID(tx.Now())).Scan(&holders); err != nil {
		return "", err
	}
	if holders > 0 {
		return "", SetUpAlready.New()
	}
	id, err := insert(tx, zone, in, "")
	if err != nil {
		return "", err
	}
	others, err := OfPerson(tx, zone, in.Person)
	if err != nil {
		return "", err
	}
	if err := compatible(role, others); err != nil {
		return "", err
	}
	if _, err := tx.Exec(sqlGrant, zone, id, string(role), ident.ID{}, tx.Now()); err != nil {
		return "", err
	}
	if invitation, err = invite(tx, zone, id, InvitationLife); err != nil {
		return "", err
	}
	return invitation, ledger.Record(tx, ledger.Entry{Action: "account.recover", Object: id.String(), Reason: reason,
		Detail: map[string]ident.Role{"role": role}})
}
