package account

import (
	"context"
	"errors"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/engine/ledger"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// InvitationLife is how long a one-time token to choose a password is good.
const InvitationLife = 7 * 24 * time.Hour

// BadInvitation refuses a one-time token that is wrong, used or too old.
var BadInvitation = fault.Define(fault.Unauthenticated, "account.invitation", "GB/T 22239-2019 8.1.4.1",
	"一次性凭据无效、已使用或已过期，请联系系统管理员重新发放。",
	"The one-time token is wrong, used or expired; ask the system administrator for a new one.")

// Invite gives a new one-time token with which the owner of the account chooses
// a password, for a first or a forgotten one; earlier tokens stop. The present
// password stays until the token is used. The second factor is not touched.
func Invite(tx *store.Tx, id ident.ID, reason string) (string, error) {
	if r := reasoned(reason); r != nil {
		return "", r
	}
	zone := tx.Actor().Zone
	a, err := Get(tx, zone, id)
	if err != nil {
		return "", err
	}
	if isSelf(tx.Actor(), a) {
		return "", Oneself.New()
	}
	if a.Status != Active {
		return "", NotActive.New()
	}
	token, err := invite(tx, zone, id, InvitationLife)
	if err != nil {
		return "", err
	}
	return token, ledger.Record(tx, ledger.Entry{Action: "account.invite", Object: id.String(), Reason: reason})
}

// invite replaces the account's tokens; the zero id is the set-up of the zone.
func invite(tx *store.Tx, zone int64, id ident.ID, life time.Duration) (string, error) {
	var err error
	if id.IsZero() {
		_, err = tx.Exec(sqlDropSetup, zone)
	} else {
		_, err = tx.Exec(sqlDropInvitations, zone, id)
	}
	if err != nil {
		return "", err
	}
	token, digest, err := newToken(zone)
	if err != nil {
		return "", err
	}
	_, err = tx.Exec(sqlInsertInvitation, zone, digest, id, tx.Now().Add(life))
	return token, err
}

// AcceptInvitation lets the owner of an account choose the password with a
// one-time token. All sessions of the account end; signing in is the next step.
func (s *Service) AcceptInvitation(ctx context.Context, token, password string, from Origin) error {
	zone, digest, ok := readToken(token)
	if !ok {
		return BadInvitation.New()
	}
	var a Account
	err := s.db.Read(ctx, func(r *store.Snapshot) error {
		var id ident.ID
		err := r.QueryRow(sqlInvited, zone, digest, r.Now()).Scan(&id)
		if errors.Is(err, store.ErrNoRows) || err == nil && id.IsZero() {
			return BadInvitation.New()
		}
		if err != nil {
			return err
		}
		a, err = Get(r, zone, id)
		return err
	})
	if err != nil {
		return err
	}
	if a.Status != Active {
		return BadInvitation.New()
	}
	hash, err := s.newPassword(ctx, a, password)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, from.actor(a), func(tx *store.Tx) error {
		n, err := tx.Exec(sqlUseInvitation, zone, digest, tx.Now())
		if err != nil {
			return err
		}
		if n == 0 {
			return BadInvitation.New()
		}
		if err := setPassword(tx, a, hash); err != nil {
			return err
		}
		if _, err := tx.Exec(sqlForgetAttempt, loginKey(a.Login)); err != nil {
			return err
		}
		return ledger.Record(tx, ledger.Entry{Action: "account.password.set", Object: a.ID.String()})
	})
}
