package account

import (
	"bytes"
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/store"
	"github.com/jingkai-zone/jingkai/internal/store/storetest"
)

const (
	good      = "Lv-shan.2040"
	better    = "Qingshui_7bei"
	home      = int64(1)
	elsewhere = "192.0.2.7"
)

var here = Origin{Source: "192.0.2.1", Request: "r-2"}

var ctx = context.Background()

// desk is the room over an empty database with a clock in the test's hand.
type desk struct {
	*testing.T
	*Service
	db    *store.DB
	clock *storetest.Clock
	no    atomic.Int64
}

func each(t *testing.T, cfg Config, fn func(d *desk)) {
	t.Helper()
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		cfg := cfg
		cfg.Key = bytes.Repeat([]byte{7}, 32)
		s, err := New(db, cfg)
		if err != nil {
			t.Fatal(err)
		}
		fn(&desk{T: t, Service: s, db: db, clock: clock})
	})
}

func (d *desk) pass(dur time.Duration) { d.clock.Set(d.clock.Now().Add(dur)) }

// as runs a command of an actor.
func (d *desk) as(actor *ident.Actor, fn func(tx *store.Tx) error) error {
	return d.db.Write(ctx, actor, fn)
}

func (d *desk) must(err error) {
	d.Helper()
	if err != nil {
		d.Fatal(err)
	}
}

// refused checks the code of a refusal, and that its texts are complete.
func (d *desk) refused(err error, code *fault.Code) {
	d.Helper()
	if !code.Is(err) {
		d.Errorf("got %v, want %s", err, code.Name)
		return
	}
	e, _ := fault.As(err)
	for _, lang := range []fault.Lang{fault.Chinese, fault.English} {
		if text := e.Text(lang); bytes.ContainsAny([]byte(text), "{}") {
			d.Errorf("%s is not filled in: %s", code.Name, text)
		}
	}
}

// admin is a security administrator who is nobody's account here.
func admin() *ident.Actor {
	return &ident.Actor{Account: ident.MustID("01900000-0000-7000-8000-0000000000ad"), Zone: home, Home: home,
		Name: "测试安全员", Roles: []ident.Role{SecurityAdmin}, Factors: 2}
}

// open makes an account with roles and, unless empty, a password.
func (d *desk) open(in NewAccount, password string, roles ...ident.Role) Account {
	d.Helper()
	if in.Login == "" {
		in.Login = fmt.Sprintf("user%d", d.no.Add(1))
	}
	if in.Name == "" {
		in.Name = "测试" + in.Login
	}
	var a Account
	var token string
	d.must(d.as(ident.System(home), func(tx *store.Tx) (err error) {
		if a, token, err = Create(tx, in); err != nil {
			return err
		}
		for _, role := range roles {
			if err := Grant(tx, a.ID, role, "到岗"); err != nil {
				return err
			}
		}
		a, err = Get(tx, home, a.ID)
		return err
	}))
	if password != "" {
		d.must(d.AcceptInvitation(ctx, token, password, here))
	}
	return a
}

func (d *desk) login(a Account, password, code string) (string, Session) {
	d.Helper()
	token, sess, err := d.Login(ctx, Credentials{Login: a.Login, Password: password, Code: code}, here)
	d.must(err)
	return token, sess
}

func (d *desk) who(token string, zone int64) (actor *ident.Actor, sess Session, err error) {
	err = d.db.Read(ctx, func(r *store.Snapshot) (err error) {
		actor, sess, err = d.Authenticate(r, token, zone)
		return err
	})
	return actor, sess, err
}

func (d *desk) get(id ident.ID) (a Account) {
	d.Helper()
	d.must(d.db.Read(ctx, func(r *store.Snapshot) (err error) { a, err = Get(r, home, id); return err }))
	return a
}

// bind gives the account a second factor and returns its secret and the token.
func (d *desk) bind(token string) (secret, next string) {
	d.Helper()
	actor, _, err := d.who(token, 0)
	d.must(err)
	d.must(d.as(actor, func(tx *store.Tx) error {
		e, err := d.BeginFactor(tx)
		secret = e.Secret
		return err
	}))
	d.must(d.as(actor, func(tx *store.Tx) (err error) {
		next, _, err = d.ConfirmFactor(tx, d.code(secret))
		return err
	}))
	return secret, next
}

func (d *desk) code(secret string) string {
	d.Helper()
	code, err := totp.GenerateCode(secret, d.clock.Now())
	d.must(err)
	return code
}

// entries gives the ledger's entries of an action, as written.
func (d *desk) entries(action string) (bodies []string) {
	d.Helper()
	d.must(d.db.Read(ctx, func(r *store.Snapshot) (err error) {
		bodies, err = store.All(r, func(rows *store.Rows) (b string, err error) { return b, rows.Scan(&b) },
			`SELECT body FROM ledger_pending WHERE body LIKE $1 ORDER BY id`, `%"action":"`+action+`"%`)
		return err
	}))
	return bodies
}
