package account

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/store"
)

func TestLoginAndWhoIsBehindIt(t *testing.T) {
	each(t, Config{}, func(d *desk) {
		unit, person := ident.NewID(d.clock.Now()), ident.NewID(d.clock.Now())
		a := d.open(NewAccount{Login: "ZhaoYi", Name: "测试赵一", Person: person, Unit: unit}, good, Staff, PartyOffice)
		for _, spelling := range []string{"zhaoyi", "ＺＨＡＯＹＩ", " zhaoyi "} {
			token, sess, err := d.Login(ctx, Credentials{Login: spelling, Password: good}, here)
			d.must(err)
			actor, again, err := d.who(token, 0)
			d.must(err)
			want := ident.Actor{Account: a.ID, Person: person, Unit: unit, Zone: home, Home: home, Name: "测试赵一", Factors: 1}
			if !slices.Equal(actor.Roles, []ident.Role{PartyOffice, Staff}) {
				t.Errorf("roles %v", actor.Roles)
			}
			if actor.Roles = nil; actor.Account != want.Account || actor.Person != want.Person || actor.Unit != want.Unit ||
				actor.Zone != home || actor.Name != want.Name || actor.Factors != 1 {
				t.Errorf("actor %+v", actor)
			}
			if again.Account != sess.Account || again.Ready() != nil || !again.Ends.Equal(d.clock.Now().Add(DefaultAbsolute)) {
				t.Errorf("session %+v, at login %+v", again, sess)
			}
		}
		if got := d.get(a.ID); !got.LastLogin.Equal(d.clock.Now()) || !got.HasSecret || got.HasFactor {
			t.Errorf("account %+v", got)
		}
		if n := len(d.entries("account.login")); n != 3 {
			t.Errorf("%d logins recorded", n)
		}
	})
}

func TestLoginsAreUniqueInAllSpellingsAndZones(t *testing.T) {
	each(t, Config{}, func(d *desk) {
		d.open(NewAccount{Login: "Li-Er"}, "")
		for _, login := range []string{"li-er", "LI-ER", "ｌｉ-ｅｒ"} {
			err := d.as(ident.System(2), func(tx *store.Tx) error {
				_, _, err := Create(tx, NewAccount{Login: login, Name: "测试李二"})
				return err
			})
			d.refused(err, LoginTaken)
		}
		d.refused(d.as(ident.System(home), func(tx *store.Tx) error {
			_, _, err := Create(tx, NewAccount{Login: "x y", Name: " "})
			if !NameMissing.Is(err) {
				t.Errorf("all faults at once: %v", err)
			}
			return err
		}), BadLoginName)
	})
}

// Secrets are not in the database as such, and not in the ledger.
func TestNothingReadableIsKept(t *testing.T) {
	each(t, Config{}, func(d *desk) {
		a := d.open(NewAccount{}, good, Leader)
		token, _ := d.login(a, good, "")
		secret, token := d.bind(token)
		dump := ""
		d.must(d.db.Read(ctx, func(r *store.Snapshot) error {
			for _, sql := range []string{`SELECT password FROM account_account`, `SELECT password FROM account_password`,
				`SELECT body FROM ledger_pending`} {
				texts, err := store.All(r, func(rows *store.Rows) (s string, err error) { return s, rows.Scan(&s) }, sql)
				if err != nil {
					return err
				}
				dump += strings.Join(texts, "\n")
			}
			for _, sql := range []string{`SELECT token FROM account_session`, `SELECT factor FROM account_account`} {
				raw, err := store.All(r, func(rows *store.Rows) (b []byte, err error) { return b, rows.Scan(&b) }, sql)
				if err != nil {
					return err
				}
				for _, b := range raw {
					dump += string(b)
				}
			}
			return nil
		}))
		_, random, _ := strings.Cut(token, ".")
		for _, s := range []string{good, secret, random} {
			if strings.Contains(dump, s) {
				t.Errorf("%q is readable", s)
			}
		}
		if !strings.Contains(dump, "argon2id") {
			t.Error("the dump holds nothing: this test proves nothing")
		}
	})
}

// Unknown, wrong, disabled, ended and passwordless get one answer, and a lock
// comes after the same number of tries.
func TestAccountsCannotBeEnumerated(t *testing.T) {
	each(t, Config{}, func(d *desk) {
		real := d.open(NewAccount{}, good, Staff)
		disabled := d.open(NewAccount{}, good, Staff)
		d.must(d.as(admin(), func(tx *store.Tx) error { return Disable(tx, disabled.ID, "停用") }))
		ended := d.open(NewAccount{Ends: d.clock.Now().Add(time.Hour)}, good, Staff)
		fresh := d.open(NewAccount{}, "", Staff)
		d.pass(time.Hour)
		for _, c := range []struct{ login, password string }{
			{real.Login, better}, {disabled.Login, good}, {ended.Login, good}, {fresh.Login, ""}, {"nobody", good}, {"not a login", good},
		} {
			for try := 1; try <= 7; try++ {
				_, _, err := d.Login(ctx, Credentials{Login: c.login, Password: c.password}, Origin{Source: "192.0.2." + c.login})
				want := BadLogin
				if try > loginLimit {
					want = Locked
				}
				if !want.Is(err) {
					t.Errorf("%s, try %d: %v", c.login, try, err)
				}
			}
		}
	})
}

// Row 3 of the controls: the medians of unknown login and wrong password do not
// differ by more than a fraction of the hash both must compute.
func TestTimingTellsNothing(t *testing.T) {
	each(t, Config{}, func(d *desk) {
		a := d.open(NewAccount{}, good, Staff)
		const rounds = 9
		took := map[string][]time.Duration{}
		for range rounds {
			for _, login := range []string{a.Login, "nobody"} {
				began := time.Now()
				_, _, err := d.Login(ctx, Credentials{Login: login, Password: better}, Origin{})
				took[login] = append(took[login], time.Since(began))
				d.refused(err, BadLogin)
				d.must(d.db.Maintain(ctx, "test", func(tx *store.Tx) error {
					_, err := tx.Exec(sqlForgetAttempt, loginKey(login))
					return err
				}))
			}
		}
		median := func(ds []time.Duration) time.Duration { slices.Sort(ds); return ds[len(ds)/2] }
		known, unknown := median(took[a.Login]), median(took["nobody"])
		if unknown < known/2 || known < unknown/2 {
			t.Errorf("known %v, unknown %v", known, unknown)
		}
	})
}

func TestLockGrowsAndEnds(t *testing.T) {
	for failures, want := range map[int64]time.Duration{4: 0, 5: time.Minute, 6: 2 * time.Minute, 9: 16 * time.Minute, 10: 30 * time.Minute, 500: 30 * time.Minute} {
		if got := lockFor(failures, loginLimit); got != want {
			t.Errorf("%d failures: %v, want %v", failures, got, want)
		}
	}
	each(t, Config{}, func(d *desk) {
		a := d.open(NewAccount{}, good, Staff)
		try := func(password string) error {
			_, _, err := d.Login(ctx, Credentials{Login: a.Login, Password: password}, here)
			return err
		}
		// 200 tries in one minute: five are judged, the rest refused unseen.
		judged := 0
		for range 200 {
			if BadLogin.Is(try(better)) {
				judged++
			}
		}
		if judged != loginLimit {
			t.Errorf("%d tries were judged", judged)
		}
		d.refused(try(good), Locked) // the right password does not open a locked login
		d.pass(time.Minute)
		d.refused(try(better), BadLogin)
		d.pass(time.Minute)
		d.refused(try(good), Locked) // the second lock lasts two minutes
		d.pass(time.Minute)
		d.must(try(good))
		d.refused(try(better), BadLogin) // counting began anew
		d.must(try(good))
		// One entry at the first failure, then one for each lock.
		if failed, locked := len(d.entries("account.login_failed")), len(d.entries("account.locked")); failed != 2 || locked != 2 {
			t.Errorf("%d failures and %d locks recorded", failed, locked)
		}
	})
}

func TestUnlock(t *testing.T) {
	each(t, Config{}, func(d *desk) {
		a := d.open(NewAccount{}, good, Staff)
		for range 6 {
			_, _, _ = d.Login(ctx, Credentials{Login: a.Login, Password: better}, here)
		}
		d.refused(d.as(admin(), func(tx *store.Tx) error { return Unlock(tx, a.ID, "") }), ReasonMissing)
		self := admin()
		self.Account = a.ID
		d.refused(d.as(self, func(tx *store.Tx) error { return Unlock(tx, a.ID, "误锁") }), Oneself)
		d.must(d.as(admin(), func(tx *store.Tx) error { return Unlock(tx, a.ID, "误锁") }))
		d.login(a, good, "")
	})
}

// One address trying many logins is locked as an address; others are not.
func TestSourceLock(t *testing.T) {
	each(t, Config{}, func(d *desk) {
		a := d.open(NewAccount{}, good, Staff)
		d.must(d.db.Maintain(ctx, "test", func(tx *store.Tx) error {
			for range sourceLimit - 1 {
				if err := countAttempt(tx, sourceKey(elsewhere), sourceLimit); err != nil {
					return err
				}
			}
			return nil
		}))
		_, _, err := d.Login(ctx, Credentials{Login: "nobody", Password: good}, Origin{Source: elsewhere})
		d.refused(err, BadLogin)
		_, _, err = d.Login(ctx, Credentials{Login: a.Login, Password: good}, Origin{Source: elsewhere})
		d.refused(err, Locked)
		d.login(a, good, "")
		d.pass(time.Minute)
		_, _, err = d.Login(ctx, Credentials{Login: a.Login, Password: good}, Origin{Source: elsewhere})
		d.must(err)
	})
}

// Tries made at the same moment cannot slip under the limit.
func TestParallelTriesAreCounted(t *testing.T) {
	each(t, Config{}, func(d *desk) {
		a := d.open(NewAccount{}, good, Staff)
		var wg sync.WaitGroup
		var mu sync.Mutex
		judged := 0
		for range 20 {
			wg.Go(func() {
				_, _, err := d.Login(ctx, Credentials{Login: a.Login, Password: better}, here)
				mu.Lock()
				defer mu.Unlock()
				if BadLogin.Is(err) {
					judged++
				} else if !Locked.Is(err) {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if judged != loginLimit {
			t.Errorf("%d tries were judged", judged)
		}
	})
}

func TestDemoLoginOnlyInDemo(t *testing.T) {
	each(t, Config{}, func(d *desk) {
		a := d.open(NewAccount{}, "", PrincipalLeader)
		_, _, err := d.DemoLogin(ctx, a.Login, "", here)
		d.refused(err, NotDemo)
		d.must(d.db.Read(ctx, func(r *store.Snapshot) error {
			_, err := d.DemoAccounts(r, home)
			d.refused(err, NotDemo)
			return nil
		}))
		_, _, err = d.Login(ctx, Credentials{Login: a.Login}, here)
		d.refused(err, BadLogin) // an account without password is not open
	})
	each(t, Config{Demo: true}, func(d *desk) {
		a := d.open(NewAccount{}, "", PrincipalLeader)
		token, sess, err := d.DemoLogin(ctx, a.Login, "", here)
		d.must(err)
		if sess.Factors != 2 || !sess.Demo || sess.Ready() != nil {
			t.Errorf("session %+v", sess)
		}
		d.pass(400 * 24 * time.Hour) // the clock of a demonstration is moved by hand
		actor, _, err := d.who(token, home)
		d.must(err)
		if !actor.Has(PrincipalLeader) || actor.Factors != 2 {
			t.Errorf("actor %+v", actor)
		}
		d.must(d.db.Read(ctx, func(r *store.Snapshot) error {
			list, err := d.DemoAccounts(r, home)
			if len(list) != 1 {
				t.Errorf("%d accounts on the login page", len(list))
			}
			return err
		}))
		_, _, err = d.DemoLogin(ctx, "nobody", "", here)
		d.refused(err, NoAccount)
		// The same data on a real server: the session is worth nothing.
		d.Service.cfg.Demo = false
		_, _, err = d.who(token, home)
		d.refused(err, SessionOver)
	})
}
