package account

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/store"
)

func TestSessionsEnd(t *testing.T) {
	each(t, Config{}, func(d *desk) {
		a := d.open(NewAccount{}, good, Staff)
		// idle: each use within half an hour keeps it, up to twelve hours
		token, sess := d.login(a, good, "")
		for range 24 {
			d.pass(29 * time.Minute)
			var err error
			if _, sess, err = d.who(token, 0); err != nil {
				t.Fatal(err)
			}
			d.must(d.Touch(ctx, sess))
		}
		d.pass(24 * time.Minute) // 24 × 29 + 24 = 720 minutes
		_, _, err := d.who(token, 0)
		d.refused(err, SessionOver)
		token, _ = d.login(a, good, "")
		d.pass(30*time.Minute - time.Microsecond)
		_, _, err = d.who(token, 0)
		d.must(err)
		d.pass(time.Microsecond)
		_, _, err = d.who(token, 0)
		d.refused(err, SessionOver)
	})
}

// What changes about an account ends its sessions at once.
func TestSessionsDieWithTheirReason(t *testing.T) {
	each(t, Config{}, func(d *desk) {
		person := ident.NewID(d.clock.Now())
		a := d.open(NewAccount{Person: person}, good, Staff)
		other := d.open(NewAccount{}, good, Staff)
		bystander, _ := d.login(other, good, "")
		for _, c := range []struct {
			name string
			end  func(tx *store.Tx, sess Session) error
		}{
			{"logout", func(tx *store.Tx, sess Session) error { return Logout(tx, sess) }},
			{"forced", func(tx *store.Tx, _ Session) error { return EndSessions(tx, a.ID, "异常登录") }},
			{"granted", func(tx *store.Tx, _ Session) error { return Grant(tx, a.ID, DeptHead, "任职") }},
			{"revoked", func(tx *store.Tx, _ Session) error { return Revoke(tx, a.ID, DeptHead, "免职") }},
			{"factor", func(tx *store.Tx, _ Session) error { return ResetFactor(tx, a.ID, "手机丢失") }},
			{"left", func(tx *store.Tx, _ Session) error { return DisableForPerson(tx, person, "调离") }},
		} {
			if current := d.get(a.ID); !current.HasSecret {
				d.setPassword(a)
			}
			token, sess := d.login(a, good, "")
			_, _, err := d.who(token, 0)
			d.must(err)
			d.must(d.as(admin(), func(tx *store.Tx) error { return c.end(tx, sess) }))
			_, _, err = d.who(token, 0)
			if !SessionOver.Is(err) {
				t.Errorf("%s: the session lives on: %v", c.name, err)
			}
			if c.name == "factor" {
				d.setPassword(a)
			}
		}
		if _, _, err := d.who(bystander, 0); err != nil {
			t.Errorf("another account's session: %v", err)
		}
	})
}

// setPassword gives the account the good password again, whatever was before.
func (d *desk) setPassword(a Account) {
	d.Helper()
	hash, err := hashPassword(ctx, good)
	d.must(err)
	d.must(d.as(admin(), func(tx *store.Tx) error { tx.MarkRecorded(); return setPassword(tx, a, hash) }))
}

func TestPreviousSessionEndsAtLogin(t *testing.T) {
	each(t, Config{}, func(d *desk) {
		a := d.open(NewAccount{}, good, Staff)
		first, _ := d.login(a, good, "")
		second, _, err := d.Login(ctx, Credentials{Login: a.Login, Password: good, Previous: first}, here)
		d.must(err)
		if first == second {
			t.Error("the token is the same")
		}
		_, _, err = d.who(first, 0)
		d.refused(err, SessionOver)
		_, _, err = d.who(second, 0)
		d.must(err)
	})
}

func TestForgedTokens(t *testing.T) {
	each(t, Config{}, func(d *desk) {
		a := d.open(NewAccount{}, good, Staff)
		token, _ := d.login(a, good, "")
		_, random, _ := strings.Cut(token, ".")
		for _, forged := range []string{"", "1.", "2." + random, "1." + strings.Repeat("A", 43), random, token + "A", "-1." + random} {
			_, _, err := d.who(forged, 0)
			d.refused(err, SessionOver)
		}
	})
}

func TestTouchWritesOnceAMinute(t *testing.T) {
	each(t, Config{}, func(d *desk) {
		a := d.open(NewAccount{}, good, Staff)
		token, sess := d.login(a, good, "")
		start := sess.Seen
		for _, c := range []struct {
			pass time.Duration
			want time.Duration // how far seen is behind the login
		}{{30 * time.Second, 0}, {29 * time.Second, 0}, {time.Second, time.Minute}, {time.Second, time.Minute}} {
			d.pass(c.pass)
			_, sess, err := d.who(token, 0)
			d.must(err)
			d.must(d.Touch(ctx, sess))
			if _, sess, err = d.who(token, 0); err != nil || sess.Seen.Sub(start) != c.want {
				t.Errorf("seen %v after the login, want %v (%v)", sess.Seen.Sub(start), c.want, err)
			}
		}
	})
}

func TestCitySupervisorEntersZonesBelow(t *testing.T) {
	each(t, Config{}, func(d *desk) {
		d.zones()
		city := d.open(NewAccount{Unit: ident.NewID(d.clock.Now())}, good, CitySupervisor, Staff)
		token, _ := d.login(city, good, "")
		actor, _, err := d.who(token, home)
		d.must(err)
		if !slices.Equal(actor.Roles, []ident.Role{CitySupervisor, Staff}) {
			t.Errorf("at home: %v", actor.Roles)
		}
		for _, zone := range []int64{11, 111} { // a zone of the city, a company of that zone
			actor, sess, err := d.who(token, zone)
			d.must(err)
			if actor.Zone != zone || actor.Home != home || !slices.Equal(actor.Roles, []ident.Role{CitySupervisor}) || !actor.Unit.IsZero() {
				t.Errorf("in zone %d: %+v", zone, actor)
			}
			if sess.Zone != home {
				t.Errorf("the session's home is %d", sess.Zone)
			}
		}
		for _, zone := range []int64{2, 21, 999} { // another city, its zone, nothing
			_, _, err := d.who(token, zone)
			d.refused(err, ForeignZone)
		}
		staff := d.open(NewAccount{}, good, Staff)
		token, _ = d.login(staff, good, "")
		_, _, err = d.who(token, 11)
		d.refused(err, ForeignZone)
	})
}

// zones puts two cities with their zones into the register of zones.
func (d *desk) zones() {
	d.must(d.db.Maintain(ctx, "test", func(tx *store.Tx) error {
		for _, z := range []struct {
			id     int64
			kind   string
			parent *int64
		}{{1, "city", nil}, {2, "city", nil}, {11, "zone", new(home)}, {111, "company", new(int64(11))}, {21, "zone", new(int64(2))}} {
			_, err := tx.Exec(`INSERT INTO org_zone (zone_id, slug, name_zh, name_en, kind, parent_id, stage, source, version)
				VALUES ($1, $2, $3, $4, $5, $6, '', '', 1)`, z.id, "z"+z.kind+string(rune('a'+z.id%26)), "示例", "Example", z.kind, z.parent)
			if err != nil {
				return err
			}
		}
		return nil
	}))
}

func TestSweep(t *testing.T) {
	each(t, Config{}, func(d *desk) {
		a := d.open(NewAccount{}, good, Staff)
		d.open(NewAccount{}, "", Staff) // leaves an invitation
		d.login(a, good, "")
		_, _, err := d.Login(ctx, Credentials{Login: "nobody", Password: good}, here)
		d.refused(err, BadLogin)
		count := func() (n int64) {
			d.must(d.db.Read(ctx, func(r *store.Snapshot) error {
				return r.QueryRow(`SELECT (SELECT COUNT(*) FROM account_session) + (SELECT COUNT(*) FROM account_invitation) + (SELECT COUNT(*) FROM account_attempt)`).Scan(&n)
			}))
			return n
		}
		sweep := func() {
			d.must(d.db.Maintain(ctx, "test", func(tx *store.Tx) error { return d.Sweep(tx, home) }))
		}
		// a session, an invitation, and the attempts of one login and one address
		if sweep(); count() != 4 {
			t.Errorf("%d rows before their time", count())
		}
		d.pass(8 * 24 * time.Hour)
		if sweep(); count() != 0 {
			t.Errorf("%d rows after their time", count())
		}
	})
}

// The owner sees the open sessions, the asking one first, and ends the others.
func TestOwnSessions(t *testing.T) {
	each(t, Config{}, func(d *desk) {
		a := d.open(NewAccount{}, good, Staff)
		bystander := d.open(NewAccount{}, good, Staff)
		d.login(a, good, "") // will have ended by idleness
		d.pass(20 * time.Minute)
		stranger, _ := d.login(bystander, good, "")
		other, _ := d.login(a, good, "")
		token, sess := d.login(a, good, "")
		d.pass(15 * time.Minute)
		var uses []Use
		read := func() {
			d.must(d.db.Read(ctx, func(r *store.Snapshot) (err error) {
				uses, err = d.Uses(r, sess)
				return err
			}))
		}
		if read(); len(uses) != 2 || !uses[0].Present || uses[1].Present {
			t.Fatalf("%+v", uses)
		}
		actor, sess, err := d.who(token, 0)
		d.must(err)
		d.must(d.as(actor, func(tx *store.Tx) error { return EndOthers(tx, sess) }))
		if read(); len(uses) != 1 || !uses[0].Present {
			t.Errorf("%+v", uses)
		}
		_, _, err = d.who(other, 0)
		d.refused(err, SessionOver)
		_, _, err = d.who(stranger, 0)
		d.must(err)
	})
}

// An account without a role, or with a password to change, keeps its own
// account and nothing else.
func TestRolelessIsPending(t *testing.T) {
	each(t, Config{}, func(d *desk) {
		token, _ := d.login(d.open(NewAccount{}, good), good, "")
		actor, sess, err := d.who(token, 0)
		d.must(err)
		d.must(sess.Ready())
		if !slices.Equal(actor.Roles, []ident.Role{Pending}) {
			t.Errorf("roles %v", actor.Roles)
		}
	})
}
