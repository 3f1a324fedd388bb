package account

import (
	"context"
	"errors"

	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/engine/ledger"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// Refusals of signing in.
var (
	BadLogin = fault.Define(fault.Unauthenticated, "account.login.bad", "GB/T 22239-2019 8.1.4.1",
		"登录名或口令不正确，请核对后重试；多次失败将暂停登录。",
		"The login or the password is wrong; check both. Repeated failures suspend signing in.")
	NeedCode = fault.Define(fault.Unauthenticated, "account.login.need_code", "GB/T 22239-2019 8.1.4.1",
		"请输入验证器显示的 6 位动态口令。", "Enter the 6-digit code shown by your authenticator.")
	BadCode = fault.Define(fault.Unauthenticated, "account.login.bad_code", "GB/T 22239-2019 8.1.4.1",
		"动态口令不正确或已使用过，请等待验证器显示新的动态口令后重试。",
		"The code is wrong or was used already; wait for a new one and try again.")
	WrongPassword = fault.Define(fault.Refused, "account.password.wrong", "GB/T 22239-2019 8.1.4.1",
		"原口令不正确，请核对后重试。", "The present password is wrong; check it and try again.")
	NotDemo = fault.Define(fault.Forbidden, "account.demo_only", "GB/T 22239-2019 8.1.4.2",
		"一键登录仅在演示环境开放，请使用登录名和口令登录。",
		"One-click sign-in exists only in a demonstration; sign in with login and password.")
)

// Credentials is what somebody presents at the door.
type Credentials struct {
	Login    string
	Password string
	Code     string // of the second factor; empty at the first try
	Previous string // the token of an earlier session of the same browser, which ends
}

// Login signs in and gives the bearer token of the new session, which is not
// kept anywhere. Unknown login, wrong password, disabled and ended accounts get
// the same answer after the same work. With a second factor bound, a right
// password without a code is answered with NeedCode.
func (s *Service) Login(ctx context.Context, in Credentials, from Origin) (string, Session, error) {
	login, err := NormalLogin(in.Login)
	if err != nil {
		login = "?" // no account has it; the work and the answer are the same
	}
	if err := s.admit(ctx, login, from); err != nil {
		return "", Session{}, err
	}
	a, sec, err := s.lookup(ctx, login)
	if err != nil {
		return "", Session{}, err
	}
	right, err := verifyPassword(ctx, sec.password, in.Password)
	if err != nil {
		return "", Session{}, err
	}
	if !right || a.Status != Active || over(a.Ends, s.db.Now()) {
		return "", Session{}, s.failed(ctx, a, login, from, BadLogin.New())
	}
	factors, step := 1, int64(0)
	if sec.factor != nil && !s.cfg.Demo {
		if in.Code == "" {
			return "", Session{}, s.forgiven(ctx, login, from, NeedCode.New())
		}
		secret, err := s.opened(sec.factor, a.ID)
		if err != nil {
			return "", Session{}, err
		}
		if step = matchCode(secret, in.Code, s.db.Now()); step <= sec.step {
			return "", Session{}, s.failed(ctx, a, login, from, BadCode.At("code"))
		}
		factors = 2
	}
	return s.enter(ctx, a, factors, step, login, in.Previous, from)
}

// enter opens the session after everything was right.
func (s *Service) enter(ctx context.Context, a Account, factors int, step int64, login, previous string, from Origin) (token string, sess Session, err error) {
	err = s.db.Write(ctx, from.actor(a), func(tx *store.Tx) error {
		if step > 0 {
			n, err := tx.Exec(sqlUseFactor, a.Zone, a.ID, step)
			if err != nil {
				return err
			}
			if n == 0 { // the same code won a race a moment ago
				return BadCode.At("code")
			}
		}
		if err := forgive(tx, login, from); err != nil {
			return err
		}
		if err := dropToken(tx, previous); err != nil {
			return err
		}
		if token, sess, err = s.issue(tx, a, factors, false, from); err != nil {
			return err
		}
		return ledger.Record(tx, ledger.Entry{Action: "account.login", Object: a.ID.String(),
			Detail: map[string]any{"factors": factors, "source": from.Source}})
	})
	return token, sess, err
}

// lookup finds the account of a login with its secrets. For an unknown login
// both are empty and there is no error.
func (s *Service) lookup(ctx context.Context, login string) (a Account, sec secrets, err error) {
	err = s.db.Read(ctx, func(r *store.Snapshot) error {
		var zone int64
		var id ident.ID
		err := r.QueryRow(sqlFindLogin, login).Scan(&zone, &id)
		if errors.Is(err, store.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		if a, err = Get(r, zone, id); err != nil {
			return err
		}
		sec, err = readSecrets(r, zone, id)
		return err
	})
	return a, sec, err
}

// forgiven takes the count of a right password back when only the code is
// missing, and gives the answer.
func (s *Service) forgiven(ctx context.Context, login string, from Origin, answer error) error {
	err := s.db.Maintain(ctx, "account.attempt", func(tx *store.Tx) error {
		if from.Source != "" {
			if _, err := tx.Exec(sqlForgiveAttempt, sourceKey(from.Source), sourceLimit); err != nil {
				return err
			}
		}
		_, err := tx.Exec(sqlForgiveAttempt, loginKey(login), loginLimit)
		return err
	})
	if err != nil {
		return err
	}
	return answer
}

// DemoLogin signs in to an account without password, in a demonstration only.
// In a demonstration every session counts as having a second factor.
func (s *Service) DemoLogin(ctx context.Context, login, previous string, from Origin) (token string, sess Session, err error) {
	if !s.cfg.Demo {
		return "", Session{}, NotDemo.New()
	}
	name, err := NormalLogin(login)
	if err != nil {
		return "", Session{}, err
	}
	a, _, err := s.lookup(ctx, name)
	if err != nil {
		return "", Session{}, err
	}
	if a.ID.IsZero() || a.Status != Active {
		return "", Session{}, NoAccount.New()
	}
	err = s.db.Write(ctx, from.actor(a), func(tx *store.Tx) error {
		if err := dropToken(tx, previous); err != nil {
			return err
		}
		if token, sess, err = s.issue(tx, a, 2, true, from); err != nil {
			return err
		}
		return ledger.Record(tx, ledger.Entry{Action: "account.login", Object: a.ID.String(),
			Detail: map[string]any{"demo": true, "source": from.Source}})
	})
	return token, sess, err
}

// DemoAccounts lists a zone's active accounts for the login page of a
// demonstration; elsewhere it refuses.
func (s *Service) DemoAccounts(r store.Reader, zone int64) ([]Account, error) {
	if !s.cfg.Demo {
		return nil, NotDemo.New()
	}
	return List(r, zone, Filter{Status: Active, Limit: 500})
}
