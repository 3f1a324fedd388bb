package account

import (
	"strings"
	"testing"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/engine/access"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// The first start: a one-time token, three different people, no default
// password, and the second factor before anything else.
func TestFirstStart(t *testing.T) {
	each(t, Config{}, func(d *desk) {
		stale, needed, err := d.BeginSetup(ctx, home)
		d.must(err)
		token, _, err := d.BeginSetup(ctx, home)
		d.must(err)
		if !needed || token == stale {
			t.Fatal("a new start must give a new token")
		}
		form := Setup{Token: token, Password: good, System: NewAccount{Login: "sys", Name: "测试系统员"},
			Security: NewAccount{Login: "sec", Name: "测试安全员"}, Auditor: NewAccount{Login: "aud", Name: "测试审计员"}}
		complete := func(change func(*Setup)) (Invitations, error) {
			f := form
			change(&f)
			return d.CompleteSetup(ctx, f, here)
		}
		_, err = complete(func(f *Setup) { f.Token = stale })
		d.refused(err, BadSetup)
		_, err = complete(func(f *Setup) { f.Security.Login = "ＳＹＳ" })
		d.refused(err, ThreePersons)
		_, err = complete(func(f *Setup) { f.Auditor.Name = "测试安全员 " })
		d.refused(err, ThreePersons)
		_, err = complete(func(f *Setup) { f.Password = "Admin@123456" })
		d.refused(err, PasswordWeak)
		invitations, err := complete(func(*Setup) {})
		d.must(err)
		_, err = complete(func(*Setup) {})
		d.refused(err, BadSetup)
		if _, needed, err := d.BeginSetup(ctx, home); needed || err != nil {
			t.Errorf("set up again: %v, %v", needed, err)
		}
		d.must(d.AcceptInvitation(ctx, invitations.Security, better, here))
		d.refused(d.AcceptInvitation(ctx, invitations.Security, good, here), BadInvitation)
		for login, want := range map[string]struct {
			password string
			role     ident.Role
		}{"sys": {good, SystemAdmin}, "sec": {better, SecurityAdmin}} {
			token, sess, err := d.Login(ctx, Credentials{Login: login, Password: want.password}, here)
			d.must(err)
			d.refused(sess.Ready(), FactorUnbound)
			_, token = d.bind(token)
			actor, sess, err := d.who(token, 0)
			if err != nil || sess.Ready() != nil || !actor.Has(want.role) || actor.Factors != 2 {
				t.Errorf("%s: %+v, %v", login, actor, err)
			}
		}
		_, _, err = d.Login(ctx, Credentials{Login: "aud", Password: good}, here)
		d.refused(err, BadLogin) // has not chosen a password yet
	})
}

func TestRecoverALostAdministrator(t *testing.T) {
	each(t, Config{}, func(d *desk) {
		person := ident.NewID(d.clock.Now())
		d.open(NewAccount{Person: person}, "", SecurityAdmin)
		again := func(actor *ident.Actor, in NewAccount) error {
			return d.as(actor, func(tx *store.Tx) error {
				_, err := Recover(tx, SecurityAdmin, in, "原管理员调离")
				return err
			})
		}
		fresh := NewAccount{Login: "sec2", Name: "测试接任"}
		d.refused(again(ident.System(home), fresh), SetUpAlready)
		d.must(d.as(ident.System(home), func(tx *store.Tx) error { return DisableForPerson(tx, person, "调离") }))
		d.refused(again(admin(), fresh), NotSecurityAdmin)
		d.must(again(ident.System(home), fresh))
	})
}

func TestFactorIsAskedAndUsedOnce(t *testing.T) {
	each(t, Config{}, func(d *desk) {
		a := d.open(NewAccount{}, good, Leader)
		token, sess := d.login(a, good, "")
		d.refused(sess.Ready(), FactorUnbound)
		engine, err := access.New()
		d.must(err)
		actor, _, err := d.who(token, 0)
		d.must(err)
		d.refused(engine.Check(actor, "tasks.read", access.Resource{Zone: home}), access.NeedFactor)
		d.must(engine.Check(actor, "account.self", access.Resource{Zone: home}))
		d.refused(d.as(actor, func(tx *store.Tx) error { _, _, err := d.ConfirmFactor(tx, "123456"); return err }), FactorNotBegun)
		secret, _ := d.bind(token)
		_, _, err = d.who(token, 0)
		d.refused(err, SessionOver) // the weak session ended
		d.refused(d.as(actor, func(tx *store.Tx) error { _, err := d.BeginFactor(tx); return err }), FactorBound)

		try := func(code string) error {
			_, _, err := d.Login(ctx, Credentials{Login: a.Login, Password: good, Code: code}, here)
			return err
		}
		d.refused(try(""), NeedCode)
		d.refused(try(d.code(secret)), BadCode) // used at binding
		d.pass(30 * time.Second)
		code := d.code(secret)
		d.must(try(code))
		d.refused(try(code), BadCode) // each code once
		d.pass(30 * time.Second)
		d.refused(try("000000"), BadCode)
		late := d.code(secret)
		d.pass(30 * time.Second) // a slow hand: one step late passes
		d.must(try(late))
		d.pass(30 * time.Second)
		late = d.code(secret)
		d.pass(60 * time.Second) // two steps late does not
		d.refused(try(late), BadCode)
		d.must(try(d.code(secret)))
		actor, _, err = d.who(func() string { d.pass(time.Minute); token, _ := d.login(a, good, d.code(secret)); return token }(), 0)
		d.must(err)
		d.must(engine.Check(actor, "tasks.read", access.Resource{Zone: home}))
	})
}

// Codes are guessed no more often than passwords.
func TestCodesAreCounted(t *testing.T) {
	each(t, Config{}, func(d *desk) {
		a := d.open(NewAccount{}, good, Leader)
		token, _ := d.login(a, good, "")
		secret, _ := d.bind(token)
		d.pass(time.Minute)
		for range loginLimit {
			_, _, err := d.Login(ctx, Credentials{Login: a.Login, Password: good}, here)
			d.refused(err, NeedCode) // asking for the code does not reset the count
			_, _, err = d.Login(ctx, Credentials{Login: a.Login, Password: good, Code: "12345x"}, here)
			d.refused(err, BadCode)
		}
		code := d.code(secret)
		_, _, err := d.Login(ctx, Credentials{Login: a.Login, Password: good, Code: code}, here)
		d.refused(err, Locked)
		d.pass(time.Minute)
		code = d.code(secret)
		d.login(a, good, code)
		for range loginLimit { // a code seen over a shoulder counts as a failure, too
			_, _, err := d.Login(ctx, Credentials{Login: a.Login, Password: good, Code: code}, here)
			d.refused(err, BadCode)
		}
		_, _, err = d.Login(ctx, Credentials{Login: a.Login, Password: good, Code: d.code(secret)}, here)
		d.refused(err, Locked)
	})
}

func TestResetFactorTakesTwoAdministrators(t *testing.T) {
	each(t, Config{}, func(d *desk) {
		a := d.open(NewAccount{}, good, Leader)
		token, _ := d.login(a, good, "")
		d.bind(token)
		d.must(d.as(admin(), func(tx *store.Tx) error { return ResetFactor(tx, a.ID, "手机丢失") }))
		d.pass(time.Minute)
		_, _, err := d.Login(ctx, Credentials{Login: a.Login, Password: good}, here)
		d.refused(err, BadLogin) // the password alone opens nothing any more
		d.must(d.as(admin(), func(tx *store.Tx) (err error) { token, err = Invite(tx, a.ID, "重新发放"); return err }))
		d.refused(d.AcceptInvitation(ctx, token, good, here), PasswordUsed)
		d.must(d.AcceptInvitation(ctx, token, better, here))
		_, sess := d.login(a, better, "")
		d.refused(sess.Ready(), FactorUnbound)
	})
}

func TestSecretsOpenOnlyWithTheirKeyAndAccount(t *testing.T) {
	each(t, Config{}, func(d *desk) {
		one, two := ident.NewID(d.clock.Now()), ident.NewID(d.clock.Now())
		box, err := d.sealed("JBSWY3DP", one)
		d.must(err)
		if got, err := d.opened(box, one); got != "JBSWY3DP" || err != nil {
			t.Errorf("%q, %v", got, err)
		}
		if _, err := d.opened(box, two); err == nil {
			t.Error("opens for another account")
		}
		if _, err := New(d.db, Config{Key: []byte("short")}); err == nil {
			t.Error("a short key is accepted")
		}
	})
}

func TestPasswordExpiresAndIsChanged(t *testing.T) {
	each(t, Config{}, func(d *desk) {
		a := d.open(NewAccount{}, good, Staff)
		d.pass(90*24*time.Hour + time.Microsecond)
		token, sess := d.login(a, good, "")
		d.refused(sess.Ready(), PasswordExpired)
		actor, _, err := d.who(token, 0)
		d.must(err)
		engine, err := access.New()
		d.must(err)
		if got := engine.Actions(actor); len(got) != 1 || got[0] != "account.self" {
			t.Errorf("before the change one may %v", got)
		}
		_, _, err = d.ChangePassword(ctx, sess, better, "Tong~Ling~58q", here)
		d.refused(err, WrongPassword)
		_, _, err = d.ChangePassword(ctx, sess, good, "short", here)
		d.refused(err, PasswordShort)
		_, _, err = d.ChangePassword(ctx, sess, good, good, here)
		d.refused(err, PasswordUsed)
		next, fresh, err := d.ChangePassword(ctx, sess, good, better, here)
		d.must(err)
		d.must(fresh.Ready())
		_, _, err = d.who(token, 0)
		d.refused(err, SessionOver)
		actor, _, err = d.who(next, 0)
		if err != nil || !actor.Has(Staff) {
			t.Errorf("%+v, %v", actor, err)
		}
		d.login(a, better, "")
	})
	each(t, Config{Profile: func(int64) string { return "asvs" }}, func(d *desk) {
		a := d.open(NewAccount{}, "correct horse staple", Staff)
		d.pass(10 * 365 * 24 * time.Hour)
		_, sess := d.login(a, "correct horse staple", "")
		d.must(sess.Ready())
	})
}

func TestInvitations(t *testing.T) {
	each(t, Config{}, func(d *desk) {
		a := d.open(NewAccount{}, good, Staff)
		invite := func() (token string) {
			d.must(d.as(admin(), func(tx *store.Tx) (err error) { token, err = Invite(tx, a.ID, "忘记口令"); return err }))
			return token
		}
		first := invite()
		d.login(a, good, "") // the old password holds until the token is used
		second := invite()
		d.refused(d.AcceptInvitation(ctx, first, better, here), BadInvitation)
		d.refused(d.AcceptInvitation(ctx, second, "weak", here), PasswordShort)
		d.must(d.AcceptInvitation(ctx, second, better, here))
		late := invite()
		d.pass(InvitationLife)
		d.refused(d.AcceptInvitation(ctx, late, "Tong~Ling~58q", here), BadInvitation)
		d.refused(d.AcceptInvitation(ctx, "rubbish", better, here), BadInvitation)
		setup, _, err := d.BeginSetup(ctx, 2)
		d.must(err)
		d.refused(d.AcceptInvitation(ctx, setup, better, here), BadInvitation)
		self := admin()
		self.Account = a.ID
		d.refused(d.as(self, func(tx *store.Tx) error { _, err := Invite(tx, a.ID, "自己"); return err }), Oneself)
		token := invite()
		d.must(d.as(admin(), func(tx *store.Tx) error { return Disable(tx, a.ID, "停用") }))
		d.refused(d.AcceptInvitation(ctx, token, "Tong~Ling~58q", here), BadInvitation)
		d.refused(d.as(admin(), func(tx *store.Tx) error { _, err := Invite(tx, a.ID, "停用后"); return err }), NotActive)
	})
}

func TestDisableAndEnable(t *testing.T) {
	each(t, Config{}, func(d *desk) {
		person := ident.NewID(d.clock.Now())
		one, two := d.open(NewAccount{Person: person}, good, Staff), d.open(NewAccount{Person: person}, good, DeptHead)
		do := func(fn func(tx *store.Tx) error) error { return d.as(admin(), fn) }
		d.refused(do(func(tx *store.Tx) error { return Disable(tx, one.ID, "") }), ReasonMissing)
		d.refused(do(func(tx *store.Tx) error { return Enable(tx, one.ID, "恢复") }), AlreadyActive)
		d.must(do(func(tx *store.Tx) error { return Disable(tx, one.ID, "停用") }))
		d.refused(do(func(tx *store.Tx) error { return Disable(tx, one.ID, "停用") }), AlreadyDisabled)
		self := admin()
		self.Account = two.ID
		d.refused(d.as(self, func(tx *store.Tx) error { return Disable(tx, two.ID, "停用") }), Oneself)
		d.must(do(func(tx *store.Tx) error { return Enable(tx, one.ID, "复职") }))
		d.login(one, good, "")
		d.must(do(func(tx *store.Tx) error { return DisableForPerson(tx, person, "调离") }))
		for _, a := range []Account{one, two} {
			if got := d.get(a.ID); got.Status != Disabled || got.Reason != "调离" {
				t.Errorf("%+v", got)
			}
			_, _, err := d.Login(ctx, Credentials{Login: a.Login, Password: good}, here)
			d.refused(err, BadLogin)
		}
		// nobody's accounts, nothing happens
		d.must(do(func(tx *store.Tx) error { return DisableForPerson(tx, ident.NewID(tx.Now()), "调离") }))
	})
}

func TestListAndPlace(t *testing.T) {
	each(t, Config{}, func(d *desk) {
		person, unit := ident.NewID(d.clock.Now()), ident.NewID(d.clock.Now())
		first := d.open(NewAccount{Login: "b_one", Name: "测试王甲", Person: person}, "", Staff)
		d.open(NewAccount{Login: "a-two", Name: "测试钱乙"}, "", Staff, DeptHead)
		third := d.open(NewAccount{Login: "b-three", Name: "测试孙丙"}, "")
		d.must(d.as(admin(), func(tx *store.Tx) error { return Disable(tx, third.ID, "停用") }))
		for _, c := range []struct {
			f    Filter
			want string
		}{
			{Filter{}, "a-two b-three b_one"}, {Filter{Limit: 1}, "a-two"}, {Filter{After: "a-two"}, "b-three b_one"},
			{Filter{Role: Staff}, "a-two b_one"}, {Filter{Status: Disabled}, "b-three"}, {Filter{Text: "_"}, "b_one"},
			{Filter{Text: "王"}, "b_one"}, {Filter{Text: "%"}, ""}, {Filter{Role: Staff, Status: Active, Text: "two"}, "a-two"},
		} {
			d.must(d.db.Read(ctx, func(r *store.Snapshot) error {
				list, err := List(r, home, c.f)
				var logins []string
				for _, a := range list {
					logins = append(logins, a.Login)
				}
				if got := strings.Join(logins, " "); got != c.want {
					t.Errorf("%+v: %s, want %s", c.f, got, c.want)
				}
				other, err2 := List(r, 2, c.f)
				if len(other) > 0 || err2 != nil {
					t.Errorf("another zone: %v, %v", other, err2)
				}
				return err
			}))
		}
		d.must(d.as(admin(), func(tx *store.Tx) error { tx.MarkRecorded(); return Place(tx, person, unit) }))
		if got := d.get(first.ID); got.Unit != unit {
			t.Errorf("%+v", got)
		}
	})
}
