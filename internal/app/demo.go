package app

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/goccy/go-yaml"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/domain/account"
	"github.com/jingkai-zone/jingkai/internal/domain/org"
	"github.com/jingkai-zone/jingkai/internal/domain/people"
	"github.com/jingkai-zone/jingkai/internal/engine/ledger"
	"github.com/jingkai-zone/jingkai/internal/store"
)

//go:embed demo_*.yaml
var demoTexts embed.FS

// demoBegin is where the demonstration's story begins: a Monday, the first
// working day of the month that is played.
var demoBegin = calendar.MustDate("2019-12-02").At(9, 0)

// demoSeries counts the steps that were played, in the transaction of each: a
// step happens once, whatever is stopped and started in between.
const demoSeries = "demo-2019-12"

// demo plays what happens in the demonstration beside the visitor: first what
// is there when the curtain rises (facts of the articles, staff, the library of
// rules), then a month of work by the people whose work it is.
//
// A visitor may do any of it first: a step that is refused, because it was done
// or because things went otherwise, is passed over.
//
// The clock of a demonstration is moved by days and weeks at once. Each step
// nevertheless happens at its own instant, as if the clock had passed it: the
// play has the database open a second time, with a clock that it sets itself.
type demo struct {
	app *App
	log *slog.Logger

	mu    sync.Mutex // held while it plays
	clock *stageClock
	db    *store.DB // with that clock; nil between the plays
	steps []step    // what is still to be played; nil at the end
	done  int64     // how many were
}

// stageClock shows the instant of the step that is played.
type stageClock struct{ at time.Time }

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// Now gives that instant.
func (c *stageClock) Now() time.Time { return c.at }

// step is one thing that somebody does.
type step struct {
	at   time.Time                                        // the instant at which it happens
	due  time.Time                                        // when it is played; at unless it waits for the visitor
	zone string                                           // slug
	by   string                                           // login without the zone; empty for the program itself
	who  func(*scene, store.Reader) (*ident.Actor, error) // instead of by, where it depends on what visitors did
	name string
	do   func(*scene, *store.Tx) error
}

// scene is what a step finds: its zone, and who is who in it.
type scene struct {
	zone int64
	slug string
}

// stage prepares the play on a filled database and declares the loop that
// plays it. The clock of a demonstration that was stopped goes on where the
// play was.
func (a *App) stage(ctx context.Context) error {
	d := &demo{app: a, log: a.cfg.Log, clock: &stageClock{}}
	steps, err := demoSteps()
	if err != nil {
		return err
	}
	done, err := d.played(ctx)
	if err != nil {
		return err
	}
	if done > 0 {
		if err := d.resume(ctx, steps[min(done, int64(len(steps)))-1].due); err != nil {
			return err
		}
	}
	d.steps = steps
	d.skip(done)
	a.demo = d
	a.runner.Every("demo.month", time.Minute, d.play)
	return nil
}

// skip leaves out what was played already.
func (d *demo) skip(done int64) {
	rest := d.steps[min(done-d.done, int64(len(d.steps))):]
	d.steps, d.done = nil, done // the texts of what was played are not needed any more
	if len(rest) > 0 {
		d.steps = slices.Clone(rest)
	}
}

// resume lets the clock go on from the last thing that happened in Leiyang, and
// not before the last step.
func (d *demo) resume(ctx context.Context, last time.Time) error {
	clock, ok := d.app.cfg.Clock.(*calendar.Movable)
	if !ok {
		return nil
	}
	err := d.app.db.Read(ctx, func(r *store.Snapshot) error {
		zone, err := org.ZoneBySlug(r, "leiyang")
		if err != nil {
			return err
		}
		page, err := ledger.Entries(r, ledger.Filter{Zone: zone.ID, Limit: 1})
		if err == nil && len(page.Items) > 0 && page.Items[0].At.After(last) {
			last = page.Items[0].At
		}
		return err
	})
	if err != nil || !clock.Now().Before(last) {
		return err
	}
	return clock.Set(last)
}

// demoSteps gives the whole play in order.
func demoSteps() ([]step, error) {
	var out []step
	for _, part := range []func() ([]step, error){zoneSteps, staffSteps, librarySteps, monthSteps} {
		steps, err := part()
		if err != nil {
			return nil, err
		}
		out = append(out, steps...)
	}
	for i := range out {
		if out[i].due.IsZero() {
			out[i].due = out[i].at
		}
	}
	slices.SortStableFunc(out, func(a, b step) int { return a.due.Compare(b.due) })
	return out, nil
}

// demoText reads one of the play's files.
func demoText(name string, into any) error {
	raw, err := demoTexts.ReadFile(name)
	if err != nil {
		return err
	}
	if err := yaml.UnmarshalWithOptions(raw, into, yaml.Strict()); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

var errLook = errors.New("only looking")

// played tells how many steps are done: a number is drawn and given back.
func (d *demo) played(ctx context.Context) (n int64, err error) {
	err = d.app.db.Maintain(ctx, "demo", func(tx *store.Tx) error {
		if n, err = store.NextNumber(tx, 0, demoSeries); err != nil {
			return err
		}
		return errLook
	})
	if errors.Is(err, errLook) {
		err = nil
	}
	return n - 1, err
}

// play does everything that is due until now, in order and each at its time.
func (d *demo) play(ctx context.Context, now time.Time) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.steps) == 0 || d.steps[0].due.After(now) {
		return nil
	}
	// Another process may have played, and a commit whose answer was lost stands.
	done, err := d.played(ctx)
	if err != nil {
		return err
	}
	d.skip(done)
	begun := time.Now()
	err = d.app.at(ctx, d.clock, func(db *store.DB) error {
		d.db = db
		return d.playUntil(ctx, now)
	})
	d.db = nil
	debug.FreeOSMemory() // reading the texts and opening the database left more behind than what stays
	d.skip(d.done)
	d.log.Info("demonstration", "steps", d.done-done, "until", calendar.DateOf(now), "left", len(d.steps), "took", time.Since(begun).Round(time.Millisecond))
	return err
}

// at lets fn work on the database with a clock of its own.
func (a *App) at(ctx context.Context, clock *stageClock, fn func(*store.DB) error) error {
	cfg := a.db.Config()
	cfg.Clock, cfg.Readers, cfg.Pool = clock, 1, 2
	db, err := store.Open(ctx, cfg)
	if err != nil {
		return err
	}
	return errors.Join(fn(db), db.Close())
}

func (d *demo) playUntil(ctx context.Context, now time.Time) error {
	for len(d.steps) > 0 && !d.steps[0].due.After(now) {
		if err := d.take(ctx, d.steps[0]); err != nil {
			return fmt.Errorf("%s: %w", d.steps[0].name, err)
		}
		d.steps = d.steps[1:]
		d.done++
	}
	return nil
}

// take does one step in a transaction of its own. What a rule refuses is passed
// over, what fails is tried again.
func (d *demo) take(ctx context.Context, s step) error {
	d.clock.at = s.at
	sc, actor, err := d.scene(ctx, s)
	if err == nil {
		err = d.db.Write(ctx, actor, func(tx *store.Tx) error {
			if err := d.count(tx); err != nil {
				return err
			}
			return s.do(sc, tx)
		})
	}
	if err == nil || !passable(err) {
		return err
	}
	if !errors.Is(err, errPassed) {
		d.log.Info("demonstration: passed over", "step", s.name, "why", err)
	}
	return d.db.Maintain(ctx, "demo", d.count)
}

// passable reports whether a step that failed so has been overtaken by what
// visitors did, and not by a fault of the house. One that wrote nothing had
// nothing left to do.
func passable(err error) bool {
	_, refused := fault.As(err)
	kind := fault.KindOf(err)
	return errors.Is(err, errPassed) || store.Unrecorded.Is(err) || refused && kind != fault.Internal && kind != fault.Unavailable
}

// errPassed says that there is nothing left to do in a step.
var errPassed = errors.New("somebody did it before")

// count notes that one more step is done. Where another process plays the same
// step, one of the two stops here.
func (d *demo) count(tx *store.Tx) error {
	n, err := store.NextNumber(tx, 0, demoSeries)
	if err == nil && n != d.done+1 {
		return fmt.Errorf("step %d is played elsewhere", n)
	}
	return err
}

// scene finds the zone of a step and whoever takes it.
func (d *demo) scene(ctx context.Context, s step) (sc *scene, actor *ident.Actor, err error) {
	err = d.db.Read(ctx, func(r *store.Snapshot) error {
		zone, err := org.ZoneBySlug(r, s.zone)
		switch {
		case org.NoZone.Is(err) && s.by == "":
			sc, actor = &scene{slug: s.zone}, founder
			return nil
		case err != nil:
			return err
		}
		sc = &scene{zone: zone.ID, slug: s.zone}
		switch actor = ident.System(zone.ID); {
		case s.who != nil:
			actor, err = s.who(sc, r)
		case s.by != "":
			actor, err = sc.actor(r, s.by)
		}
		return err
	})
	return sc, actor, err
}

// actor gives whoever has a login, as if signed in.
func (sc *scene) actor(r store.Reader, login string) (*ident.Actor, error) {
	a, err := sc.account(r, login)
	if err != nil {
		return nil, err
	}
	return sc.behind(a), nil
}

func (sc *scene) behind(a account.Account) *ident.Actor {
	return &ident.Actor{Account: a.ID, Person: a.Person, Unit: a.Unit, Zone: sc.zone, Home: sc.zone, Name: a.Name, Roles: a.Roles, Factors: 2}
}

// somebody gives a person of the zone as an actor, with an account or without.
func (sc *scene) somebody(r store.Reader, id ident.ID) (*ident.Actor, error) {
	accounts, err := account.OfPerson(r, sc.zone, id)
	if err != nil {
		return nil, err
	}
	if len(accounts) > 0 {
		return sc.behind(accounts[0]), nil
	}
	p, err := people.ByID(r, sc.zone, id)
	return &ident.Actor{Person: p.ID, Unit: p.Unit, Zone: sc.zone, Home: sc.zone, Name: p.Name, Roles: []ident.Role{account.Staff}, Factors: 2}, err
}

// account finds an account by its login without the zone.
func (sc *scene) account(r store.Reader, login string) (account.Account, error) {
	whole := sc.slug + "." + login
	found, err := account.List(r, sc.zone, account.Filter{Text: whole, Limit: 500})
	if err != nil {
		return account.Account{}, err
	}
	i := slices.IndexFunc(found, func(a account.Account) bool { return a.Login == whole })
	if i < 0 {
		return account.Account{}, account.NoAccount.New()
	}
	return found[i], nil
}

// person finds the person behind a login.
func (sc *scene) person(r store.Reader, login string) (people.Person, error) {
	a, err := sc.account(r, login)
	if err != nil {
		return people.Person{}, err
	}
	return people.ByID(r, sc.zone, a.Person)
}

// unit finds a unit in use by its name, written parent/child below the top.
func (sc *scene) unit(r store.Reader, path string) (org.Unit, error) {
	units, err := org.Units(r, sc.zone)
	if err != nil {
		return org.Unit{}, err
	}
	var at org.Unit
	for _, name := range strings.Split(path, "/") {
		i := slices.IndexFunc(units, func(u org.Unit) bool { return u.Status == org.Active && u.Parent == at.ID && u.Name == name })
		if i < 0 {
			return org.Unit{}, org.NoUnit.New()
		}
		at = units[i]
	}
	return at, nil
}
