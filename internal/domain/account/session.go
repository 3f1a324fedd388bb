package account

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/engine/access"
	"github.com/jingkai-zone/jingkai/internal/engine/ledger"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// Refusals of a session.
var (
	SessionOver = fault.Define(fault.Unauthenticated, "account.session.over", "GB/T 22239-2019 8.1.4.1",
		"登录已失效，请重新登录。", "The session is over; sign in again.")
	ForeignZone = fault.Define(fault.Forbidden, "account.session.zone", "GB/T 22239-2019 8.1.4.2",
		"您的账号不属于该园区，请回到本园区办理；市级主管部门人员只能进入所辖园区。",
		"Your account does not belong to this zone; work in your own. The city's supervisors may enter the zones below their city only.")
	FactorUnbound = fault.Define(fault.Forbidden, "account.factor.unbound", "GB/T 22239-2019 8.1.4.1",
		"您的岗位须两步验证，请先在「本人账号」中绑定验证器。",
		"Your role needs a second factor: bind an authenticator under “My account” first.")
)

// touchEvery is how far apart the notes of a session's use are.
const touchEvery = time.Minute

// deepest bounds the walk from a zone up to its city and province.
const deepest = 5

// Session is an open session. Its token is not in it.
type Session struct {
	Zone    int64 // the account's home
	Account ident.ID
	Login   string
	Name    string
	Factors int
	Demo    bool
	Created time.Time
	Seen    time.Time // at most a minute behind
	Ends    time.Time

	MustChange bool // the password must be changed before anything else
	MustBind   bool // a second factor must be bound before anything else

	digest []byte
}

// Ready refuses while the session may only be used to put its account in order.
func (s Session) Ready() error {
	switch {
	case s.MustChange:
		return PasswordExpired.New()
	case s.MustBind:
		return FactorUnbound.New()
	}
	return nil
}

// issue opens a session and gives its token.
func (s *Service) issue(tx *store.Tx, a Account, factors int, demo bool, from Origin) (string, Session, error) {
	token, digest, err := newToken(a.Zone)
	if err != nil {
		return "", Session{}, err
	}
	now := tx.Now()
	if _, err := tx.Exec(sqlInsertSession, a.Zone, digest, a.ID, factors, demo, now, now.Add(s.cfg.Absolute), from.Source); err != nil {
		return "", Session{}, err
	}
	if _, err := tx.Exec(sqlLoggedIn, a.Zone, a.ID, now); err != nil {
		return "", Session{}, err
	}
	_, sess, err := s.Authenticate(tx, token, 0)
	return token, sess, err
}

// Authenticate tells who is behind a token in a zone, from one indexed query
// (one more for each level between the zone and a visiting supervisor's city).
// Zone 0 stands for the account's home. A supervisor of the city enters a zone
// below it with that role alone. An account that must change its password, or
// was granted no role yet, has the role Pending alone, with which it keeps its
// own account and nothing else; Session.Ready says so in words.
func (s *Service) Authenticate(r store.Reader, token string, zone int64) (*ident.Actor, Session, error) {
	home, digest, ok := readToken(token)
	if !ok {
		return nil, Session{}, SessionOver.New()
	}
	sess := Session{Zone: home, digest: digest}
	actor := &ident.Actor{Home: home, Zone: home}
	row, err := s.readSession(r, &sess, actor)
	if err != nil {
		return nil, Session{}, err
	}
	if row.status != Active || over(row.accountEnds, r.Now()) || sess.Demo && !s.cfg.Demo || s.expired(sess, r.Now()) {
		return nil, Session{}, SessionOver.New()
	}
	// The clock of a demonstration is moved by hand and there is no real data:
	// nothing ages in it, and every session counts as strong.
	if s.cfg.Demo {
		sess.Factors = 2
	} else {
		age := s.profile(home).Age
		sess.MustChange = row.mustChange || age > 0 && r.Now().Sub(row.passwordAt) > age
	}
	actor.Factors = sess.Factors
	sess.MustBind = actor.Factors < 2 && access.NeedsSecondFactor(actor.Roles)
	if zone != 0 && zone != home {
		if err := visit(r, actor, zone); err != nil {
			return nil, Session{}, err
		}
	}
	if sess.MustChange || len(actor.Roles) == 0 {
		actor.Roles = []ident.Role{Pending}
	}
	return actor, sess, nil
}

// sessionRow is what the query says beside the session and the actor.
type sessionRow struct {
	status      Status
	accountEnds time.Time
	passwordAt  time.Time
	mustChange  bool
}

func (s *Service) readSession(r store.Reader, sess *Session, actor *ident.Actor) (row sessionRow, err error) {
	var status, roles string
	err = r.QueryRow(sqlSession, sess.Zone, sess.digest).Scan(&sess.Account, &sess.Factors, &sess.Demo,
		&sess.Created, &sess.Seen, &sess.Ends, &sess.Login, &sess.Name, &actor.Person, &actor.Unit,
		&status, &row.accountEnds, &row.passwordAt, &row.mustChange, &roles)
	if errors.Is(err, store.ErrNoRows) {
		return row, SessionOver.New()
	}
	row.status = Status(status)
	actor.Account, actor.Name, actor.Roles = sess.Account, sess.Name, splitRoles(roles)
	return row, err
}

func (s *Service) expired(sess Session, now time.Time) bool {
	if s.cfg.Demo {
		return false
	}
	return !now.Before(sess.Ends) || !now.Before(sess.Seen.Add(s.cfg.Idle))
}

// visit turns the actor into a visitor of a zone below its city, or refuses.
func visit(r store.Reader, actor *ident.Actor, zone int64) error {
	if !actor.Has(CitySupervisor) {
		return ForeignZone.New()
	}
	above := zone
	for range deepest {
		var parent *int64
		err := r.QueryRow(sqlParent, above).Scan(&parent)
		if errors.Is(err, store.ErrNoRows) || err == nil && parent == nil {
			break
		}
		if err != nil {
			return err
		}
		if above = *parent; above == actor.Home {
			actor.Zone, actor.Roles, actor.Unit = zone, []ident.Role{CitySupervisor}, ident.ID{}
			return nil
		}
	}
	return ForeignZone.New()
}

// Touch notes that the session was used, at most once a minute. It belongs
// after the answer, outside the request's transaction.
func (s *Service) Touch(ctx context.Context, sess Session) error {
	if now := s.db.Now(); now.Sub(sess.Seen) < touchEvery {
		return nil
	}
	return s.db.Maintain(ctx, "account.touch", func(tx *store.Tx) error {
		_, err := tx.Exec(sqlTouch, sess.Zone, sess.digest, tx.Now())
		return err
	})
}

// Logout ends the session at once.
func Logout(tx *store.Tx, sess Session) error {
	if _, err := tx.Exec(sqlDropSession, sess.Zone, sess.digest); err != nil {
		return err
	}
	return ledger.Record(tx, ledger.Entry{Action: "account.logout", Object: sess.Account.String()})
}

// EndSessions ends all sessions of an account at once (强制下线).
func EndSessions(tx *store.Tx, id ident.ID, reason string) error {
	if r := reasoned(reason); r != nil {
		return r
	}
	zone := tx.Actor().Zone
	if _, err := Get(tx, zone, id); err != nil {
		return err
	}
	if _, err := tx.Exec(sqlDropSessions, zone, id); err != nil {
		return err
	}
	return ledger.Record(tx, ledger.Entry{Action: "account.session.end", Object: id.String(), Reason: reason})
}

// Use is one open session of an account as its owner sees it.
type Use struct {
	Factors int
	Demo    bool
	Created time.Time
	Seen    time.Time // at most a minute behind
	Ends    time.Time
	Source  string // network address it was opened from
	Present bool   // the one that asks
}

// Uses lists the sessions of the account behind a session that have not ended:
// the one that asks, then the latest used first.
func (s *Service) Uses(r store.Reader, sess Session) ([]Use, error) {
	all, err := store.All(r, func(row *store.Rows) (u Use, err error) {
		var digest []byte
		err = row.Scan(&u.Factors, &u.Demo, &u.Created, &u.Seen, &u.Ends, &u.Source, &digest)
		u.Present = bytes.Equal(digest, sess.digest)
		return u, err
	}, sqlSessions, sess.Zone, sess.Account)
	all = slices.DeleteFunc(all, func(u Use) bool { return s.expired(Session{Seen: u.Seen, Ends: u.Ends}, r.Now()) })
	slices.SortStableFunc(all, func(a, b Use) int {
		switch {
		case a.Present == b.Present:
			return 0
		case a.Present:
			return -1
		}
		return 1
	})
	return all, err
}

// EndOthers ends every session of the account but the one that asks.
func EndOthers(tx *store.Tx, sess Session) error {
	if _, err := tx.Exec(sqlDropOtherSessions, sess.Zone, sess.Account, sess.digest); err != nil {
		return err
	}
	return ledger.Record(tx, ledger.Entry{Action: "account.session.end_others", Object: sess.Account.String()})
}

// dropToken ends the session of a token, if there is one.
func dropToken(tx *store.Tx, token string) error {
	zone, digest, ok := readToken(token)
	if !ok {
		return nil
	}
	_, err := tx.Exec(sqlDropSession, zone, digest)
	return err
}

// Sweep removes what has ended: sessions and one-time tokens of a zone, and
// attempts long forgotten. It is bookkeeping for a scheduled job.
func (s *Service) Sweep(tx *store.Tx, zone int64) error {
	now := tx.Now()
	if !s.cfg.Demo {
		if _, err := tx.Exec(sqlSweepSessions, zone, now, now.Add(-s.cfg.Idle)); err != nil {
			return err
		}
	}
	if _, err := tx.Exec(sqlSweepInvitations, zone, now); err != nil {
		return err
	}
	_, err := tx.Exec(sqlSweepAttempts, now.Add(-forgetAfter), now)
	return err
}
