package calendar

import (
	"sync"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/fault"
)

// Backwards refuses to move a clock to an earlier instant: entries already
// written would then lie in the future.
var Backwards = fault.Define(fault.Refused, "calendar.clock_backwards", "",
	"时钟只能向前拨，请选择晚于当前系统时间的时刻。",
	"The clock only moves forward: choose an instant later than the present one.")

// Clock tells the instant. Everything that needs "now" is given one; nothing
// else asks the operating system.
type Clock interface {
	// Now gives the instant in UTC, in whole microseconds, which is what the
	// database keeps.
	Now() time.Time
}

// System is the clock of the machine.
type System struct{}

// Now gives the machine's instant.
func (System) Now() time.Time { return time.Now().UTC().Truncate(time.Microsecond) }

// Movable is a clock that can be set forward, for demonstrations and tests. It
// is safe for concurrent use.
type Movable struct {
	mu    sync.Mutex
	at    time.Time // the instant shown when it was last set
	since time.Time // the machine's instant of that moment; zero when the clock stands
}

// NewMovable makes a clock that stands at start until it is moved.
func NewMovable(start time.Time) *Movable {
	return &Movable{at: start.UTC().Truncate(time.Microsecond)}
}

// NewRunning makes a clock that shows start now and then runs on at the
// machine's pace; it can be moved forward as well.
func NewRunning(start time.Time) *Movable {
	m := NewMovable(start)
	m.since = time.Now()
	return m
}

// Now gives the instant shown.
func (m *Movable) Now() time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.now()
}

// Set moves the clock to t. An instant before the one shown is refused with
// [Backwards].
func (m *Movable) Set(t time.Time) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.set(t.UTC().Truncate(time.Microsecond))
}

// Advance moves the clock by d. A negative d is refused with [Backwards].
func (m *Movable) Advance(d time.Duration) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.set(m.now().Add(d).Truncate(time.Microsecond))
}

func (m *Movable) set(t time.Time) error {
	if t.Before(m.now()) {
		return Backwards.New()
	}
	m.at = t
	if !m.since.IsZero() {
		m.since = time.Now()
	}
	return nil
}

func (m *Movable) now() time.Time {
	if m.since.IsZero() {
		return m.at
	}
	return m.at.Add(time.Since(m.since)).Truncate(time.Microsecond)
}
