package account

import (
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/engine/access"
	"github.com/jingkai-zone/jingkai/internal/engine/ledger"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// Refusals of granting and revoking.
var (
	NoRole = fault.Define(fault.Invalid, "account.role.none", "",
		"没有该角色或该角色不能授予，请从角色目录中选择。", "There is no such role, or it is not granted; choose one from the catalogue.")
	NotSecurityAdmin = fault.Define(fault.Forbidden, "account.role.security_admin", "GB/T 22239-2019 8.1.5",
		"角色的授予和收回须由安全管理员办理。", "Roles are granted and revoked by the security administrator.")
	RoleHeld = fault.Define(fault.Conflict, "account.role.held", "",
		"该账号已有此角色，无需重复授予。", "The account holds this role already; nothing more is needed.")
	RoleNotHeld = fault.Define(fault.Conflict, "account.role.not_held", "",
		"该账号没有此角色，无需收回。", "The account does not hold this role; nothing is to be revoked.")
	RolesExclude = fault.Define(fault.Refused, "account.role.exclusive", "GB/T 22239-2019 8.1.5",
		"「{new_zh}」与该人员已有的「{held_zh}」不得由同一人担任（三员分立），请先收回后者，或授予其他人员。",
		"The same person cannot be both {new_en} and {held_en} (the three administrators hold nothing else); revoke the latter first, or choose somebody else.")
)

// Grant gives an account of the actor's zone a role. Only a security
// administrator grants, never to himself. A person who holds an administrator's
// role, in whichever account, gets no other, and the reverse. The account's
// sessions end at once.
func Grant(tx *store.Tx, id ident.ID, role ident.Role, reason string) error {
	a, err := grantable(tx, id, role, reason)
	if err != nil {
		return err
	}
	if a.Status != Active {
		return NotActive.New()
	}
	if a.Has(role) {
		return RoleHeld.New()
	}
	// The accounts of one person change one after the other, so that two
	// excluding roles granted at the same moment cannot both pass.
	if _, err := tx.Exec(sqlLockAccounts, a.Zone, id, a.Person); err != nil {
		return err
	}
	if a, err = Get(tx, a.Zone, id); err != nil {
		return err
	}
	others, err := OfPerson(tx, a.Zone, a.Person)
	if err != nil {
		return err
	}
	if err := compatible(role, append(others, a)); err != nil {
		return err
	}
	n, err := tx.Exec(sqlGrant, a.Zone, id, string(role), tx.Actor().Account, tx.Now())
	if err != nil {
		return err
	}
	if n == 0 {
		return RoleHeld.New()
	}
	return changedRole(tx, a, "account.role.grant", role, reason)
}

// Revoke takes a role from an account of the actor's zone. Only a security
// administrator revokes, never from himself, and not the last administrator of
// a kind. The account's sessions end at once.
func Revoke(tx *store.Tx, id ident.ID, role ident.Role, reason string) error {
	a, err := grantable(tx, id, role, reason)
	if err != nil {
		return err
	}
	if err := notLast(tx, a, role); err != nil {
		return err
	}
	n, err := tx.Exec(sqlRevoke, a.Zone, id, string(role))
	if err != nil {
		return err
	}
	if n == 0 {
		return RoleNotHeld.New()
	}
	return changedRole(tx, a, "account.role.revoke", role, reason)
}

// grantable checks what granting and revoking have in common.
func grantable(tx *store.Tx, id ident.ID, role ident.Role, reason string) (Account, error) {
	actor := tx.Actor()
	if !actor.Has(SecurityAdmin) && !actor.Has(System) {
		return Account{}, NotSecurityAdmin.New()
	}
	var faults fault.List
	if info, ok := access.FindRole(role); !ok || !info.CanGrant() {
		faults.Add(NoRole.At("role"))
	}
	faults.Add(reasoned(reason))
	if err := faults.Err(); err != nil {
		return Account{}, err
	}
	a, err := Get(tx, actor.Zone, id)
	if err != nil {
		return Account{}, err
	}
	if isSelf(actor, a) {
		return Account{}, Oneself.New()
	}
	return a, nil
}

// compatible refuses a role that any role of these accounts excludes.
func compatible(role ident.Role, accounts []Account) error {
	for _, a := range accounts {
		for _, held := range a.Roles {
			if access.Exclusive(role, held) {
				fresh, _ := access.FindRole(role)
				old, _ := access.FindRole(held)
				return RolesExclude.At("role", "new_zh", fresh.ZH, "new_en", fresh.EN, "held_zh", old.ZH, "held_en", old.EN)
			}
		}
	}
	return nil
}

// notLast refuses to leave a zone without an administrator it cannot replace.
func notLast(tx *store.Tx, a Account, roles ...ident.Role) error {
	for _, role := range roles {
		if role != SystemAdmin && role != SecurityAdmin || !a.Has(role) || a.Status != Active {
			continue
		}
		if _, err := tx.Exec(sqlLockHolders, a.Zone, string(role)); err != nil {
			return err
		}
		var others int64
		if err := tx.QueryRow(sqlCountHolders, a.Zone, string(role), a.ID).Scan(&others); err != nil {
			return err
		}
		if others == 0 {
			info, _ := access.FindRole(role)
			return LastAdministrator.New("role_zh", info.ZH, "role_en", info.EN)
		}
	}
	return nil
}

func changedRole(tx *store.Tx, a Account, action string, role ident.Role, reason string) error {
	if _, err := tx.Exec(sqlDropSessions, a.Zone, a.ID); err != nil {
		return err
	}
	return ledger.Record(tx, ledger.Entry{Action: action, Object: a.ID.String(), Reason: reason,
		Detail: map[string]ident.Role{"role": role}})
}
