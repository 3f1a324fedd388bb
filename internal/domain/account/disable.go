package account

import (
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/engine/ledger"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// Disable stops an account at once: its sessions end, its one-time tokens too.
// Nobody disables himself, nor the last system or security administrator.
func Disable(tx *store.Tx, id ident.ID, reason string) error {
	if r := reasoned(reason); r != nil {
		return r
	}
	a, err := Get(tx, tx.Actor().Zone, id)
	if err != nil {
		return err
	}
	if isSelf(tx.Actor(), a) {
		return Oneself.New()
	}
	if a.Status != Active {
		return AlreadyDisabled.New()
	}
	if err := notLast(tx, a, a.Roles...); err != nil {
		return err
	}
	return stop(tx, a, reason)
}

// DisableForPerson stops every account of a person who leaves, in the actor's
// zone. It belongs to the personnel event. A leaver stops even as the last
// administrator of a kind; see Recover. A person without active account is no
// fault.
func DisableForPerson(tx *store.Tx, person ident.ID, reason string) error {
	if r := reasoned(reason); r != nil {
		return r
	}
	accounts, err := OfPerson(tx, tx.Actor().Zone, person)
	if err != nil {
		return err
	}
	for _, a := range accounts {
		if a.Status != Active {
			continue
		}
		if err := stop(tx, a, reason); err != nil {
			return err
		}
	}
	return nil
}

func stop(tx *store.Tx, a Account, reason string) error {
	n, err := tx.Exec(sqlSetStatus, a.Zone, a.ID, string(Disabled), reason)
	if err != nil {
		return err
	}
	if n == 0 {
		return AlreadyDisabled.New()
	}
	for _, sql := range []string{sqlDropSessions, sqlDropInvitations} {
		if _, err := tx.Exec(sql, a.Zone, a.ID); err != nil {
			return err
		}
	}
	return ledger.Record(tx, ledger.Entry{Action: "account.disable", Object: a.ID.String(), Reason: reason})
}

// Enable opens a disabled account again. Its roles and password are as before.
func Enable(tx *store.Tx, id ident.ID, reason string) error {
	if r := reasoned(reason); r != nil {
		return r
	}
	a, err := Get(tx, tx.Actor().Zone, id)
	if err != nil {
		return err
	}
	if isSelf(tx.Actor(), a) {
		return Oneself.New()
	}
	n, err := tx.Exec(sqlSetStatus, a.Zone, id, string(Active), reason)
	if err != nil {
		return err
	}
	if n == 0 {
		return AlreadyActive.New()
	}
	return ledger.Record(tx, ledger.Entry{Action: "account.enable", Object: id.String(), Reason: reason})
}
