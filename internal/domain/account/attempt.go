package account

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/engine/ledger"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// Limits of failed attempts (GB/T 22239-2019 8.1.4.1 b; ASVS 6.3.1). Reaching a
// limit locks for a minute; each further failure after the lock doubles it.
const (
	loginLimit  = 5                // wrong passwords or codes for one login
	sourceLimit = 50               // from one network address; an office shares one
	lockFirst   = time.Minute      // the first lock
	lockLongest = 30 * time.Minute // no lock is longer
	forgetAfter = time.Hour        // without failures, after which counting starts anew
	tellEvery   = time.Minute      // ledger entries about one login are at least this far apart
)

// Locked refuses while a login or an address is locked. It is the same for
// logins that do not exist.
var Locked = fault.Define(fault.TooMany, "account.locked", "GB/T 22239-2019 8.1.4.1",
	"登录失败次数过多，已暂停登录，请在 {minutes} 分钟后重试，或联系安全管理员解除锁定。",
	"Too many failed attempts: signing in is suspended. Try again in {minutes} minutes, or ask the security administrator to unlock.")

// loginKey names a login among the attempts without keeping what was typed.
func loginKey(login string) string {
	sum := sha256.Sum256([]byte(login))
	return "login:" + hex.EncodeToString(sum[:16])
}

func sourceKey(source string) string { return "source:" + source }

// lockFor gives the length of the lock after so many failures; 0 below the limit.
func lockFor(failures, limit int64) time.Duration {
	if failures < limit {
		return 0
	}
	lock := lockFirst
	for i := limit; i < failures && lock < lockLongest; i++ {
		lock *= 2
	}
	return min(lock, lockLongest)
}

// admit counts an attempt before it is judged, so that attempts made at the
// same time cannot slip under the limit, and refuses while a lock lasts. A
// success takes its count back.
func (s *Service) admit(ctx context.Context, login string, from Origin) error {
	err := s.db.Maintain(ctx, "account.attempt", func(tx *store.Tx) error {
		if from.Source != "" {
			if err := countAttempt(tx, sourceKey(from.Source), sourceLimit); err != nil {
				return err
			}
		}
		return countAttempt(tx, loginKey(login), loginLimit)
	})
	if refusal, ok := fault.As(err); ok {
		return refusal
	}
	return err
}

func countAttempt(tx *store.Tx, key string, limit int64) error {
	now := tx.Now()
	var failures int64
	err := tx.QueryRow(sqlCountAttempt, key, now, now.Add(-forgetAfter)).Scan(&failures)
	if errors.Is(err, store.ErrNoRows) {
		var until time.Time
		if err := tx.QueryRow(sqlLockedUntil, key).Scan(&until); err != nil {
			return err
		}
		return Locked.New("minutes", int64((until.Sub(now)+time.Minute-1)/time.Minute))
	}
	if err != nil {
		return err
	}
	if lock := lockFor(failures, limit); lock > 0 {
		_, err = tx.Exec(sqlLockAttempt, key, now.Add(lock))
	}
	return err
}

// forgive takes back what admit counted, after a success.
func forgive(tx *store.Tx, login string, from Origin) error {
	if _, err := tx.Exec(sqlForgetAttempt, loginKey(login)); err != nil {
		return err
	}
	if from.Source == "" {
		return nil
	}
	_, err := tx.Exec(sqlForgiveAttempt, sourceKey(from.Source), sourceLimit)
	return err
}

// failed records a failed attempt in the ledger of the account's zone (of the
// installation, zone 0, when there is no such account) unless it did so less
// than a minute ago, and gives the refusal to answer with. A lock is always
// recorded.
func (s *Service) failed(ctx context.Context, a Account, login string, from Origin, answer error) error {
	actor := from.actor(a)
	if a.ID.IsZero() {
		actor.Name = "visitor"
	}
	err := s.db.Write(ctx, actor, func(tx *store.Tx) error {
		var failures int64
		var until time.Time
		err := tx.QueryRow(sqlTellAttempt, loginKey(login), tx.Now(), tx.Now().Add(-tellEvery)).Scan(&failures, &until)
		if errors.Is(err, store.ErrNoRows) {
			tx.MarkRecorded() // nothing changed: the entry of a moment ago stands for this attempt
			return nil
		}
		if err != nil {
			return err
		}
		action := "account.login_failed"
		if until.After(tx.Now()) {
			action = "account.locked"
		}
		return ledger.Record(tx, ledger.Entry{Action: action, Object: a.ID.String(),
			Detail: map[string]any{"failures": failures, "source": from.Source}})
	})
	if err != nil {
		return err
	}
	return answer
}

// LockedUntil tells until when a login is locked; the zero time when it is not.
func LockedUntil(r store.Reader, login string) (time.Time, error) {
	var until time.Time
	err := r.QueryRow(sqlLockedUntil, loginKey(login)).Scan(&until)
	if errors.Is(err, store.ErrNoRows) || err == nil && !until.After(r.Now()) {
		return time.Time{}, nil
	}
	return until, err
}

// Unlock lifts the lock of an account's login before its time.
func Unlock(tx *store.Tx, id ident.ID, reason string) error {
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
	if _, err := tx.Exec(sqlForgetAttempt, loginKey(a.Login)); err != nil {
		return err
	}
	return ledger.Record(tx, ledger.Entry{Action: "account.unlock", Object: id.String(), Reason: reason})
}
