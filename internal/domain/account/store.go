package account

import (
	"errors"
	"strings"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// Accounts.
const (
	sqlClaimLogin = `INSERT INTO account_login (login, zone_id, account_id) VALUES ($1, $2, $3) ON CONFLICT (login) DO NOTHING`

	sqlFindLogin = `SELECT zone_id, account_id FROM account_login WHERE login = $1`

	sqlInsertAccount = `INSERT INTO account_account (zone_id, id, login, name, person_id, unit_id, status, reason,
		password, password_at, must_change, factor_step, ends_at, created_at, version)
		VALUES ($1, $2, $3, $4, $5, $6, 'active', '', $7, $8, $9, 0, $10, $11, 1)`

	accountColumns = `a.zone_id, a.id, a.login, a.name, a.person_id, a.unit_id, a.status, a.reason,
		a.factor IS NOT NULL, a.password IS NOT NULL, a.ends_at, a.created_at, a.last_login_at, a.version,
		COALESCE((SELECT string_agg(r.role, ',' ORDER BY r.role) FROM account_role r
			WHERE r.zone_id = a.zone_id AND r.account_id = a.id), '')`

	sqlGetAccount = `SELECT ` + accountColumns + ` FROM account_account a WHERE a.zone_id = $1 AND a.id = $2`

	sqlAccountsOfPerson = `SELECT ` + accountColumns + ` FROM account_account a
		WHERE a.zone_id = $1 AND a.person_id = $2 ORDER BY a.login`

	sqlListAccounts = `SELECT ` + accountColumns + ` FROM account_account a WHERE a.zone_id = $1 AND a.login > $2
		AND (CAST($3 AS TEXT) IS NULL OR a.status = $3)
		AND (CAST($4 AS TEXT) IS NULL OR EXISTS (SELECT 1 FROM account_role f
			WHERE f.zone_id = a.zone_id AND f.account_id = a.id AND f.role = $4))
		AND (CAST($5 AS TEXT) IS NULL OR a.login LIKE $5 ESCAPE '\' OR a.name LIKE $5 ESCAPE '\')
		ORDER BY a.login LIMIT $6`

	sqlCountAccounts = `SELECT COUNT(*) FROM account_account WHERE zone_id = $1`

	sqlEditAccount = `UPDATE account_account SET name = $4, person_id = $5, unit_id = $6, ends_at = $7, version = version + 1
		WHERE zone_id = $1 AND id = $2 AND version = $3`

	sqlPlace = `UPDATE account_account SET unit_id = $3, version = version + 1 WHERE zone_id = $1 AND person_id = $2`

	sqlSetStatus = `UPDATE account_account SET status = $3, reason = $4, version = version + 1
		WHERE zone_id = $1 AND id = $2 AND status <> $3`

	// sqlLockAccounts makes changes to the accounts of one person wait for each other.
	sqlLockAccounts = `UPDATE account_account SET version = version + 1 WHERE zone_id = $1 AND (id = $2 OR person_id = $3)`

	// sqlLockHolders makes two withdrawals of one role wait for each other.
	sqlLockHolders = `UPDATE account_account SET version = version + 1 WHERE zone_id = $1
		AND id IN (SELECT account_id FROM account_role WHERE zone_id = $1 AND role = $2)`

	sqlCountHolders = `SELECT COUNT(*) FROM account_role r JOIN account_account a
		ON a.zone_id = r.zone_id AND a.id = r.account_id
		WHERE r.zone_id = $1 AND r.role = $2 AND a.status = 'active' AND a.id <> $3`

	sqlGrant = `INSERT INTO account_role (zone_id, account_id, role, granted_by, granted_at) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (zone_id, account_id, role) DO NOTHING`

	sqlRevoke = `DELETE FROM account_role WHERE zone_id = $1 AND account_id = $2 AND role = $3`
)

// Secrets.
const (
	sqlSecrets = `SELECT password, password_at, must_change, factor, factor_pending, factor_step
		FROM account_account WHERE zone_id = $1 AND id = $2`

	sqlSetPassword = `UPDATE account_account SET password = $3, password_at = $4, must_change = $5, version = version + 1
		WHERE zone_id = $1 AND id = $2`

	sqlKeepPassword = `INSERT INTO account_password (zone_id, account_id, at, password) VALUES ($1, $2, $3, $4)
		ON CONFLICT (zone_id, account_id, at) DO NOTHING`

	sqlOldPasswords = `SELECT password FROM account_password WHERE zone_id = $1 AND account_id = $2 ORDER BY at DESC LIMIT $3`

	sqlSetPendingFactor = `UPDATE account_account SET factor_pending = $3, version = version + 1
		WHERE zone_id = $1 AND id = $2 AND factor IS NULL`

	sqlBindFactor = `UPDATE account_account SET factor = factor_pending, factor_pending = NULL, factor_step = $3, version = version + 1
		WHERE zone_id = $1 AND id = $2 AND factor IS NULL AND factor_pending IS NOT NULL`

	sqlUseFactor = `UPDATE account_account SET factor_step = $3 WHERE zone_id = $1 AND id = $2 AND factor_step < $3`

	sqlDropFactor = `UPDATE account_account SET factor = NULL, factor_pending = NULL, password = NULL, version = version + 1
		WHERE zone_id = $1 AND id = $2`

	sqlLoggedIn = `UPDATE account_account SET last_login_at = $3 WHERE zone_id = $1 AND id = $2`

	sqlInsertInvitation = `INSERT INTO account_invitation (zone_id, token, account_id, ends_at) VALUES ($1, $2, $3, $4)`

	sqlInvited = `SELECT account_id FROM account_invitation WHERE zone_id = $1 AND token = $2 AND ends_at > $3`

	sqlUseInvitation = `DELETE FROM account_invitation WHERE zone_id = $1 AND token = $2 AND ends_at > $3`

	sqlDropInvitations = `DELETE FROM account_invitation WHERE zone_id = $1 AND account_id = $2`

	sqlDropSetup = `DELETE FROM account_invitation WHERE zone_id = $1 AND account_id IS NULL`
)

// Sessions.
const (
	sqlInsertSession = `INSERT INTO account_session (zone_id, token, account_id, factors, demo, created_at, seen_at, ends_at, source)
		VALUES ($1, $2, $3, $4, $5, $6, $6, $7, $8)`

	sqlSession = `SELECT s.account_id, s.factors, s.demo, s.created_at, s.seen_at, s.ends_at,
		a.login, a.name, a.person_id, a.unit_id, a.status, a.ends_at, a.password_at, a.must_change,
		COALESCE((SELECT string_agg(r.role, ',' ORDER BY r.role) FROM account_role r
			WHERE r.zone_id = s.zone_id AND r.account_id = s.account_id), '')
		FROM account_session s JOIN account_account a ON a.zone_id = s.zone_id AND a.id = s.account_id
		WHERE s.zone_id = $1 AND s.token = $2`

	sqlTouch = `UPDATE account_session SET seen_at = $3 WHERE zone_id = $1 AND token = $2 AND seen_at < $3`

	sqlDropSession = `DELETE FROM account_session WHERE zone_id = $1 AND token = $2`

	sqlDropSessions = `DELETE FROM account_session WHERE zone_id = $1 AND account_id = $2`

	sqlSessions = `SELECT s.factors, s.demo, s.created_at, s.seen_at, s.ends_at, s.source, s.token FROM account_session s
		WHERE s.zone_id = $1 AND s.account_id = $2 ORDER BY s.seen_at DESC, s.created_at DESC`

	sqlDropOtherSessions = `DELETE FROM account_session WHERE zone_id = $1 AND account_id = $2 AND token <> $3`

	sqlParent = `SELECT parent_id FROM org_zone WHERE zone_id = $1`

	sqlSweepSessions = `DELETE FROM account_session WHERE zone_id = $1 AND (ends_at < $2 OR seen_at < $3)`

	sqlSweepInvitations = `DELETE FROM account_invitation WHERE zone_id = $1 AND ends_at < $2`

	sqlSweepAttempts = `DELETE FROM account_attempt WHERE zone_id = 0 AND last_at < $1 AND locked_until < $2`
)

// Attempts. A locked key counts no more, which is how a lock is told.
const (
	sqlCountAttempt = `INSERT INTO account_attempt (zone_id, key, failures, last_at, locked_until, told_at) VALUES (0, $1, 1, $2, 0, 0)
		ON CONFLICT (zone_id, key) DO UPDATE SET last_at = $2,
			failures = CASE WHEN account_attempt.last_at < $3 THEN 1 ELSE account_attempt.failures + 1 END
		WHERE account_attempt.locked_until <= $2
		RETURNING failures`

	sqlLockedUntil = `SELECT locked_until FROM account_attempt WHERE zone_id = 0 AND key = $1`

	sqlLockAttempt = `UPDATE account_attempt SET locked_until = $2 WHERE zone_id = 0 AND key = $1`

	sqlTellAttempt = `UPDATE account_attempt SET told_at = $2 WHERE zone_id = 0 AND key = $1 AND (told_at <= $3 OR locked_until > $2)
		RETURNING failures, locked_until`

	sqlForgetAttempt = `DELETE FROM account_attempt WHERE zone_id = 0 AND key = $1`

	sqlForgiveAttempt = `UPDATE account_attempt SET failures = failures - 1,
		locked_until = CASE WHEN failures - 1 < $2 THEN 0 ELSE locked_until END
		WHERE zone_id = 0 AND key = $1 AND failures > 0`
)

// Get gives one account of a zone, or the refusal NoAccount.
func Get(r store.Reader, zone int64, id ident.ID) (Account, error) {
	a, err := store.One(r, scanAccount, sqlGetAccount, zone, id)
	if errors.Is(err, store.ErrNoRows) {
		return Account{}, NoAccount.New()
	}
	return a, err
}

// OfPerson lists the accounts of one person in a zone.
func OfPerson(r store.Reader, zone int64, person ident.ID) ([]Account, error) {
	if person.IsZero() {
		return nil, nil
	}
	return store.All(r, scanAccount, sqlAccountsOfPerson, zone, person)
}

// Filter narrows a list of accounts. Empty fields filter nothing.
type Filter struct {
	Status Status
	Role   ident.Role
	Text   string // part of the login or the name
	After  string // login of the last account of the page before
	Limit  int    // 0 means 50; at most 500
}

// List gives a page of a zone's accounts in the order of their logins.
func List(r store.Reader, zone int64, f Filter) ([]Account, error) {
	if f.Limit <= 0 {
		f.Limit = 50
	}
	return store.All(r, scanAccount, sqlListAccounts, zone, f.After, optional(string(f.Status)),
		optional(string(f.Role)), like(f.Text), min(f.Limit, 500))
}

func optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

var likeEscape = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

func like(text string) *string {
	if text == "" {
		return nil
	}
	return optional("%" + likeEscape.Replace(text) + "%")
}

func scanAccount(rows *store.Rows) (a Account, err error) {
	var status, roles string
	err = rows.Scan(&a.Zone, &a.ID, &a.Login, &a.Name, &a.Person, &a.Unit, &status, &a.Reason,
		&a.HasFactor, &a.HasSecret, &a.Ends, &a.Created, &a.LastLogin, &a.Version, &roles)
	a.Status, a.Roles = Status(status), splitRoles(roles)
	return a, err
}

func splitRoles(text string) []ident.Role {
	if text == "" {
		return nil
	}
	var out []ident.Role
	for name := range strings.SplitSeq(text, ",") {
		out = append(out, ident.Role(name))
	}
	return out
}

// secrets is what only logging in reads.
type secrets struct {
	password   string // hash; empty when none was chosen
	passwordAt time.Time
	mustChange bool
	factor     []byte // sealed; nil when none is bound
	pending    []byte
	step       int64 // the last time step whose code was used
}

func readSecrets(r store.Reader, zone int64, id ident.ID) (s secrets, err error) {
	var password *string
	err = r.QueryRow(sqlSecrets, zone, id).Scan(&password, &s.passwordAt, &s.mustChange, &s.factor, &s.pending, &s.step)
	if password != nil {
		s.password = *password
	}
	return s, err
}
