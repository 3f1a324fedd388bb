package account

import (
	"context"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/engine/ledger"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// ChangePassword replaces the password of the session's own account. The old
// one is asked again, and wrong answers count like failed logins. All sessions
// of the account end; the new token continues this one.
func (s *Service) ChangePassword(ctx context.Context, sess Session, old, password string, from Origin) (string, Session, error) {
	var a Account
	var sec secrets
	err := s.db.View(ctx, func(r *store.Snapshot) (err error) {
		if a, err = Get(r, sess.Zone, sess.Account); err != nil {
			return err
		}
		sec, err = readSecrets(r, sess.Zone, sess.Account)
		return err
	})
	if err != nil {
		return "", Session{}, err
	}
	if err := s.admit(ctx, a.Login, from); err != nil {
		return "", Session{}, err
	}
	right, err := verifyPassword(ctx, sec.password, old)
	if err != nil {
		return "", Session{}, err
	}
	if !right {
		return "", Session{}, s.failed(ctx, a, a.Login, from, WrongPassword.At("old"))
	}
	hash, err := s.newPassword(ctx, a, password)
	if err != nil {
		return "", Session{}, err
	}
	var token string
	err = s.db.Write(ctx, from.actor(a), func(tx *store.Tx) error {
		if err := setPassword(tx, a, hash); err != nil {
			return err
		}
		if err := forgive(tx, a.Login, from); err != nil {
			return err
		}
		if token, sess, err = s.issue(tx, a, sess.Factors, sess.Demo, from); err != nil {
			return err
		}
		return ledger.Record(tx, ledger.Entry{Action: "account.password.change", Object: a.ID.String()})
	})
	return token, sess, err
}

// newPassword checks a new password against the zone's profile and the
// account's earlier ones, and gives its hash.
func (s *Service) newPassword(ctx context.Context, a Account, password string) (string, error) {
	p := s.profile(a.Zone)
	if err := p.CheckPassword(password, a.Login, a.Name); err != nil {
		return "", err
	}
	var used []string
	err := s.db.Read(ctx, func(r *store.Snapshot) (err error) {
		used, err = store.All(r, func(rows *store.Rows) (h string, err error) { return h, rows.Scan(&h) },
			sqlOldPasswords, a.Zone, a.ID, p.History)
		return err
	})
	if err != nil {
		return "", err
	}
	for _, hash := range used {
		same, err := verifyPassword(ctx, hash, password)
		if err != nil {
			return "", err
		}
		if same {
			return "", PasswordUsed.At("password", "history", p.History)
		}
	}
	return hashPassword(ctx, password)
}

// setPassword stores a hash, remembers it among the used ones, and ends the
// account's sessions and one-time tokens.
func setPassword(tx *store.Tx, a Account, hash string) error {
	for _, step := range []struct {
		sql  string
		args []any
	}{
		{sqlSetPassword, []any{a.Zone, a.ID, hash, tx.Now(), false}},
		{sqlKeepPassword, []any{a.Zone, a.ID, tx.Now(), hash}},
		{sqlDropSessions, []any{a.Zone, a.ID}},
		{sqlDropInvitations, []any{a.Zone, a.ID}},
	} {
		if _, err := tx.Exec(step.sql, step.args...); err != nil {
			return err
		}
	}
	return nil
}

// Origin is where a request comes from, for locks, the ledger and the log.
type Origin struct {
	Source  string // network address; empty for the command line, which is not counted
	Request string // request id
}

// actor makes the actor of an account acting for itself at the door.
func (o Origin) actor(a Account) *ident.Actor {
	return &ident.Actor{Account: a.ID, Person: a.Person, Unit: a.Unit, Zone: a.Zone, Home: a.Zone,
		Name: a.Name, Roles: a.Roles, Factors: 1, Request: o.Request, Source: o.Source}
}

// over reports whether an account has come to its end.
func over(ends, now time.Time) bool { return !ends.IsZero() && !now.Before(ends) }
