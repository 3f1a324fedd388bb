package flow

import (
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
)

// Why a kept clock is not found or not started.
var (
	NoClock = fault.Define(fault.NotFound, "flow.clock_none", "",
		"没有找到这项时限，或者它已经终止。", "There is no such clock, or it has been stopped.")
	ClockOpen = fault.Define(fault.Conflict, "flow.clock_open", "",
		"同一事项的这项时限已经在计时，须先终止才能重新开始。",
		"This clock is already open for the same subject; stop it before starting it again.")
)

// Subject is what a clock belongs to: a case, a task, a rectification.
type Subject struct {
	Kind string   `json:"kind"` // room first: approval.case
	ID   ident.ID `json:"id"`
}

// Head is a kept clock without its history, as lists need it. Due, DueAt and
// Provisional are what the calendar said when the clock last changed or a
// calendar was last published.
type Head struct {
	Zone        int64           `json:"-"`
	ID          ident.ID        `json:"id"`
	Subject     Subject         `json:"subject"`
	Name        string          `json:"name"`
	Budget      calendar.Budget `json:"budget"` // without extensions
	State       ClockState      `json:"state"`
	StartedAt   time.Time       `json:"started_at"`
	EndedAt     time.Time       `json:"ended_at,omitzero"`
	Due         calendar.Date   `json:"due"`             // none while paused
	DueAt       time.Time       `json:"due_at,omitzero"` // the first late instant
	Provisional bool            `json:"provisional"`
	WarnedAt    time.Time       `json:"warned_at,omitzero"`  // when it was reported about to be due
	OverdueAt   time.Time       `json:"overdue_at,omitzero"` // when it was reported overdue
}

// Late reports whether the clock was past its deadline at an instant, or when
// it stopped if that was earlier.
func (h Head) Late(at time.Time) bool {
	if !h.EndedAt.IsZero() && h.EndedAt.Before(at) {
		at = h.EndedAt
	}
	return !h.DueAt.IsZero() && !at.Before(h.DueAt)
}

// Record is a kept clock with its history.
type Record struct {
	Head
	Clock   Clock `json:"clock"`
	version int64
	warn    calendar.Budget
	pauses  int64
	grants  int64
	next    time.Time // when it has to be reported next; zero: not any more
}

// recompute brings what is computed up to date with the history and the
// calendar. An episode that was reported stays reported unless its deadline
// moved past now.
func (r *Record) recompute(cal *calendar.Calendar, now time.Time) {
	d := r.Clock.Deadline(cal)
	r.State, r.EndedAt = r.Clock.State(), r.Clock.Ended
	r.Due, r.DueAt, r.Provisional = d.Due, d.At, d.Provisional
	r.next = time.Time{}
	if r.State != Running {
		return
	}
	warn := r.Clock.warnAt(cal, d)
	if d.At.After(now) {
		r.OverdueAt = time.Time{}
	}
	if warn.After(now) {
		r.WarnedAt = time.Time{}
	}
	switch {
	case !r.OverdueAt.IsZero():
	case r.WarnedAt.IsZero() && !warn.IsZero() && warn.Before(d.At):
		r.next = warn
	default:
		r.next = d.At
	}
}
