package flow

import (
	"errors"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// The verbs below keep a clock's ledger in the caller's transaction. They leave
// no entry in the zone's ledger of acts: the room that moves the case does,
// once, for the whole act.

// StartInput starts a clock.
type StartInput struct {
	Zone    int64
	Subject Subject
	Rule    Rule
	Budget  calendar.Budget // zero: the rule's; from the scheme or the promise otherwise
	Warn    calendar.Budget // zero: the rule's; nobody is warned when that is zero too
	At      time.Time       // zero: now; earlier where the law says so (deemed accepted on receipt)
}

// Act is when a clock changes and what was told about it.
type Act struct {
	At   time.Time // zero: now
	Note string    // the reason or the written notice
}

func (a Act) instant(tx *store.Tx) time.Time {
	if a.At.IsZero() {
		return tx.Now()
	}
	return a.At.UTC().Truncate(time.Microsecond)
}

// Start starts a clock for a subject and keeps it. Refused: [BudgetNotSet],
// [BudgetOver], and [ClockOpen] when one of that name is open already.
func Start(tx *store.Tx, in StartInput) (Record, error) {
	cal, err := CalendarOf(tx, in.Zone)
	if err != nil {
		return Record{}, err
	}
	at := Act{At: in.At}.instant(tx)
	c, err := NewClock(in.Rule, in.Budget, in.Warn, at)
	if err != nil {
		return Record{}, err
	}
	r := Record{Clock: c, version: 1, warn: c.Warn, Head: Head{Zone: in.Zone, ID: ident.NewID(tx.Now()),
		Subject: in.Subject, Name: c.Name, Budget: c.Budget, StartedAt: at}}
	r.recompute(cal, tx.Now())
	if err := insertClock(tx, r); err != nil {
		if store.IsUnique(err) {
			return Record{}, ClockOpen.Wrap(err)
		}
		return Record{}, err
	}
	return r, nil
}

// Pause pauses a kept clock; the refusals are those of [Clock.Pause].
func Pause(tx *store.Tx, r Record, rule Rule, cause string, act Act) (Record, error) {
	return change(tx, r, func(cal *calendar.Calendar, c Clock) (Clock, error) {
		return c.Pause(cal, rule, act.instant(tx), cause, act.Note)
	})
}

// Resume resumes a kept clock; the refusals are those of [Clock.Resume].
func Resume(tx *store.Tx, r Record, act Act) (Record, error) {
	return change(tx, r, func(_ *calendar.Calendar, c Clock) (Clock, error) { return c.Resume(act.instant(tx)) })
}

// Extend extends a kept clock; the refusals are those of [Clock.Extend].
func Extend(tx *store.Tx, r Record, rule Rule, rank string, by calendar.Budget, act Act) (Record, error) {
	return change(tx, r, func(cal *calendar.Calendar, c Clock) (Clock, error) {
		return c.Extend(cal, rule, act.instant(tx), rank, by, act.Note)
	})
}

// Stop stops a kept clock; the refusals are those of [Clock.Stop].
func Stop(tx *store.Tx, r Record, act Act) (Record, error) {
	return change(tx, r, func(_ *calendar.Calendar, c Clock) (Clock, error) { return c.Stop(act.instant(tx)) })
}

// change applies one act to a clock and writes what is new. A clock that
// somebody else changed since it was loaded is refused with store.Stale.
func change(tx *store.Tx, r Record, act func(*calendar.Calendar, Clock) (Clock, error)) (Record, error) {
	cal, err := CalendarOf(tx, r.Zone)
	if err != nil {
		return r, err
	}
	next, err := act(cal, r.Clock)
	if err != nil {
		return r, err
	}
	before := r
	r.Clock = next
	r.recompute(cal, tx.Now())
	if err := writePauses(tx, before, &r); err != nil {
		return before, err
	}
	if err := writeGrants(tx, before, &r); err != nil {
		return before, err
	}
	if err := updateClock(tx, &r); err != nil {
		return before, err
	}
	return r, nil
}

// Carry carries out the clock steps of an outcome for a subject.
type Carry struct {
	Zone    int64
	Subject Subject
	Machine *Machine
	Steps   []Step
	Limits  map[string]Limit // by clock: what the scheme or the promise sets, for starts
	By      calendar.Budget  // how much an extension adds; zero: the most the rank may
	Act
}

// Limit is a budget and a warning for one clock.
type Limit struct {
	Budget calendar.Budget
	Warn   calendar.Budget
}

// Do carries the steps out in order. To stop a clock that is not open does
// nothing; any other step on a clock that is not open is refused with
// [NoClock].
func (c Carry) Do(tx *store.Tx) error {
	for _, step := range c.Steps {
		rule, ok := c.Machine.def.Clock(step.Clock)
		if !ok {
			return NoClock.New()
		}
		if err := c.step(tx, step, rule); err != nil {
			return err
		}
	}
	return nil
}

func (c Carry) step(tx *store.Tx, step Step, rule Rule) error {
	if step.Do == DoStart {
		limit := c.Limits[step.Clock]
		_, err := Start(tx, StartInput{c.Zone, c.Subject, rule, limit.Budget, limit.Warn, c.At})
		return err
	}
	r, err := OpenClock(tx, c.Zone, c.Subject, step.Clock)
	if errors.Is(err, store.ErrNoRows) {
		if step.Do == DoStop {
			return nil
		}
		return NoClock.New()
	}
	if err != nil {
		return err
	}
	switch step.Do {
	case DoPause:
		_, err = Pause(tx, r, rule, step.Cause, c.Act)
	case DoResume:
		_, err = Resume(tx, r, c.Act)
	case DoExtend:
		by := c.By
		if ext, ok := rule.extension(step.Rank); ok && by.IsZero() {
			by = ext.Most
		}
		_, err = Extend(tx, r, rule, step.Rank, by, c.Act)
	case DoStop:
		_, err = Stop(tx, r, c.Act)
	}
	return err
}
