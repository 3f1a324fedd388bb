package account

import (
	"crypto/subtle"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"
	"github.com/pquerna/otp/totp"

	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/engine/ledger"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// Parameters of the second factor (TOTP, RFC 6238), those every authenticator
// app understands.
const (
	codePeriod = 30 // seconds
	codeSkew   = 1  // steps before and after the present one that are accepted
)

// Refusals of the second factor.
var (
	FactorBound = fault.Define(fault.Conflict, "account.factor.bound", "",
		"本账号已绑定验证器；如需更换，请由安全管理员重置。",
		"An authenticator is bound already; to change it, ask the security administrator for a reset.")
	FactorNotBegun = fault.Define(fault.Refused, "account.factor.not_begun", "",
		"请先获取绑定二维码，再输入动态口令。", "Get the binding code first, then enter the code it gives.")
)

// Enrolment is what an authenticator app needs; it is shown once.
type Enrolment struct {
	Secret string // base32, for typing
	URL    string // otpauth://…, for the QR code
}

// BeginFactor prepares a second factor for the actor's own account. It counts
// only after ConfirmFactor; beginning again replaces what was prepared.
func (s *Service) BeginFactor(tx *store.Tx) (Enrolment, error) {
	actor := tx.Actor()
	a, err := Get(tx, actor.Home, actor.Account)
	if err != nil {
		return Enrolment{}, err
	}
	key, err := totp.Generate(totp.GenerateOpts{Issuer: s.cfg.Issuer, AccountName: a.Login, Period: codePeriod,
		Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
	if err != nil {
		return Enrolment{}, err
	}
	box, err := s.sealed(key.Secret(), a.ID)
	if err != nil {
		return Enrolment{}, err
	}
	n, err := tx.Exec(sqlSetPendingFactor, a.Zone, a.ID, box)
	if err != nil {
		return Enrolment{}, err
	}
	if n == 0 {
		return Enrolment{}, FactorBound.New()
	}
	return Enrolment{Secret: key.Secret(), URL: key.URL()},
		ledger.Record(tx, ledger.Entry{Action: "account.factor.begin", Object: a.ID.String()})
}

// ConfirmFactor binds the prepared second factor when code is the one it shows
// now. All sessions of the account end; the new token continues this one with
// both factors.
func (s *Service) ConfirmFactor(tx *store.Tx, code string) (string, Session, error) {
	actor := tx.Actor()
	a, err := Get(tx, actor.Home, actor.Account)
	if err != nil {
		return "", Session{}, err
	}
	sec, err := readSecrets(tx, a.Zone, a.ID)
	if err != nil {
		return "", Session{}, err
	}
	if sec.pending == nil {
		return "", Session{}, FactorNotBegun.New()
	}
	secret, err := s.opened(sec.pending, a.ID)
	if err != nil {
		return "", Session{}, err
	}
	step := matchCode(secret, code, tx.Now())
	if step <= sec.step {
		return "", Session{}, BadCode.At("code")
	}
	n, err := tx.Exec(sqlBindFactor, a.Zone, a.ID, step)
	if err != nil {
		return "", Session{}, err
	}
	if n == 0 {
		return "", Session{}, FactorBound.New()
	}
	if _, err := tx.Exec(sqlDropSessions, a.Zone, a.ID); err != nil {
		return "", Session{}, err
	}
	token, sess, err := s.issue(tx, a, 2, false, Origin{Source: actor.Source, Request: actor.Request})
	if err != nil {
		return "", Session{}, err
	}
	return token, sess, ledger.Record(tx, ledger.Entry{Action: "account.factor.bind", Object: a.ID.String()})
}

// ResetFactor takes the second factor and the password away from an account
// whose owner lost the authenticator, and ends its sessions. Somebody who only
// knows the password gains nothing by it: to get in again the owner needs a
// one-time token, which the system administrator gives (see Invite). So it
// takes two administrators.
func ResetFactor(tx *store.Tx, id ident.ID, reason string) error {
	if r := reasoned(reason); r != nil {
		return r
	}
	zone := tx.Actor().Zone
	a, err := Get(tx, zone, id)
	if err != nil {
		return err
	}
	if isSelf(tx.Actor(), a) {
		return Oneself.New()
	}
	for _, sql := range []string{sqlDropFactor, sqlDropSessions, sqlDropInvitations} {
		if _, err := tx.Exec(sql, zone, id); err != nil {
			return err
		}
	}
	return ledger.Record(tx, ledger.Entry{Action: "account.factor.reset", Object: id.String(), Reason: reason})
}

// matchCode gives the time step whose code this is, or 0. The caller refuses a
// step that is not later than the last one used, so each code passes once.
func matchCode(secret, code string, now time.Time) int64 {
	code = strings.TrimSpace(code)
	present := now.Unix() / codePeriod
	var found int64
	for step := present - codeSkew; step <= present+codeSkew; step++ {
		want, err := hotp.GenerateCodeCustom(secret, uint64(step), hotp.ValidateOpts{Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
		if err == nil && subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 {
			found = step
		}
	}
	return found
}
