package scheme

import (
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
)

// State is what has been done with a version.
type State string

// The states of a version.
const (
	Draft     State = "draft"     // 草稿: being written, may have errors
	Proposed  State = "proposed"  // 已提出: the text is fixed, another person decides
	Active    State = "active"    // 已启用: the newest that was activated
	Retired   State = "retired"   // 已替代: a successor was activated
	Withdrawn State = "withdrawn" // 已撤回
)

// Standing is how a version stands on a day.
type Standing string

// The standings of a version.
const (
	NotActivated Standing = "not_activated" // 未启用
	Planned      Standing = "planned"       // 待施行: activated, not yet in force
	InForce      Standing = "in_force"      // 施行中
	Lapsed       Standing = "lapsed"        // 试行到期
	Superseded   Standing = "superseded"    // 已被替代
	TakenBack    Standing = "withdrawn"     // 已撤回
)

// Signature says who did something to a version, when and why. The zero
// signature means that nobody did.
type Signature struct {
	Account ident.ID
	Person  ident.ID
	Name    string
	At      time.Time
	Reason  string
}

// Version is one version of a zone's scheme without its text.
type Version struct {
	Zone   int64
	ID     ident.ID
	No     int64 // counts the zone's proposed versions from 1; 0 for a draft
	State  State
	Scheme string // the header's id
	Title  Text
	Trial  bool

	EffectiveFrom calendar.Date // first day in force; no date while the text leaves it to the activation
	EndedOn       calendar.Date // first day no longer in force, because a successor is; no date without one
	TrialUntil    calendar.Date // last day of the trial; no date without one
	UsedUntil     calendar.Date // last day for which a kept result was computed; no date when there is none

	Digest    string // SHA-256 of the text, hexadecimal
	Proposed  Signature
	Activated Signature
	Withdrawn Signature
	Version   int64 // counts changes of this record, for expectedVersion
}

// Covers reports whether the version is the zone's scheme of that day, on trial
// or not, lapsed or not.
func (v Version) Covers(day calendar.Date) bool {
	return (v.State == Active || v.State == Retired) && !day.Before(v.EffectiveFrom) &&
		(v.EndedOn.IsZero() || day.Before(v.EndedOn))
}

// LapsedOn reports whether the version's trial has ended before the day.
func (v Version) LapsedOn(day calendar.Date) bool {
	return !v.TrialUntil.IsZero() && day.After(v.TrialUntil)
}

// StandingOn tells how the version stands on a day.
func (v Version) StandingOn(day calendar.Date) Standing {
	switch {
	case v.State == Draft || v.State == Proposed:
		return NotActivated
	case v.State == Withdrawn:
		return TakenBack
	case !v.EndedOn.IsZero() && !day.Before(v.EndedOn):
		return Superseded
	case day.Before(v.EffectiveFrom):
		return Planned
	case v.LapsedOn(day):
		return Lapsed
	}
	return InForce
}

// Label is what people call the version: title, number, whether on trial.
func (v Version) Label() Text {
	h := Header{ID: v.Scheme, Title: v.Title, Status: Final}
	if v.Trial {
		h.Status = Trial
	}
	return labelOf(h, v.No)
}

// signedBy is the signature of the actor of a transaction.
func signedBy(a *ident.Actor, at time.Time, reason string) Signature {
	return Signature{Account: a.Account, Person: a.Person, Name: a.Name, At: at, Reason: reason}
}

// sameHand reports whether the actor is who signed: by account or by person.
// Two signatures without either are taken for the same hand.
func (s Signature) sameHand(a *ident.Actor) bool {
	return s.Account == a.Account || !s.Person.IsZero() && s.Person == a.Person
}
