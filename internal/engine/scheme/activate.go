package scheme

import (
	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/engine/access"
	"github.com/jingkai-zone/jingkai/internal/engine/ledger"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// Refusals of activations and withdrawals.
var (
	// SameHand refuses to let the proposer activate.
	SameHand = fault.Define(fault.Refused, "scheme.same_hand", "",
		"提出人不能启用自己提出的方案，请由另一位有权限的人启用。",
		"Who proposed a version does not activate it; another person with the right must.")
	// NotProposed refuses to activate what is not waiting for it.
	NotProposed = fault.Define(fault.Refused, "scheme.not_proposed", "",
		"该版本不在待启用状态，只有已提出、未撤回的版本可以启用。",
		"The version is not waiting to be activated: only one that is proposed and not withdrawn can be.")
	// InThePast refuses a version that would take effect before today.
	InThePast = fault.Define(fault.Refused, "scheme.in_the_past", "",
		"施行日期早于今天（{today}）。方案的变更不改变过去：请把 scheme.effective_from 改为今天或以后，或留空。",
		"It would take effect before today ({today}). A change never alters the past: make scheme.effective_from today or later, or leave it out.")
	// AlreadyUsed refuses a version that would take effect on a day for which
	// results were kept.
	AlreadyUsed = fault.Define(fault.Refused, "scheme.already_used", "",
		"截至 {used} 的结果已按现行方案形成。方案的变更不改变过去：请把 scheme.effective_from 改为 {first} 或以后。",
		"Results up to {used} were made with the scheme in force. A change never alters the past: make scheme.effective_from {first} or later.")
	// LaterPlanned refuses a version that would take effect before one already
	// activated.
	LaterPlanned = fault.Define(fault.Refused, "scheme.later_planned", "",
		"第 {no} 版已启用，将于 {from} 施行。请先撤回它，或让本版本在同一天或以后施行。",
		"Version {no} is activated and takes effect on {from}. Withdraw it first, or let this one take effect on that day or later.")
	// TrialOver refuses a trial that would be over before it begins.
	TrialOver = fault.Define(fault.Refused, "scheme.trial_over", "LF-37",
		"试行截止日期 {until} 早于施行日期 {from}，启用后一天也不能用。", "The trial would end on {until}, before it takes effect on {from}.")
	// NotWithdrawable refuses to withdraw what is or was in force.
	NotWithdrawable = fault.Define(fault.Refused, "scheme.not_withdrawable", "",
		"该版本已经施行或已处理，不能撤回。需要变更时请提出新版本。",
		"The version is or was in force, or was dealt with already; it cannot be withdrawn. Propose a new version to change it.")
)

// Activate puts a proposed version in force from the day its text names, or
// from today when it names none. The one who activates is not the one who
// proposed. The day is today or later and after the last day in use, unless it
// is the zone's first version. It refuses with [SameHand], [NotProposed],
// [InThePast], [AlreadyUsed], [LaterPlanned], [TrialOver], with [Faulty] when
// the program has become stricter since the proposal, and when the record
// changed since expectedVersion was read.
func Activate(tx *store.Tx, id ident.ID, expectedVersion int64, reason string) (Version, error) {
	zone := tx.Actor().Zone
	reason, err := reasonOf(reason)
	if err != nil {
		return Version{}, err
	}
	v, err := waiting(tx, zone, id, expectedVersion)
	if err != nil {
		return Version{}, err
	}
	before, found, err := activeVersion(tx, zone)
	if err != nil {
		return Version{}, err
	}
	from, err := v.takesEffect(tx, before, found)
	if err != nil {
		return Version{}, err
	}
	if found {
		if err := retireVersion(tx, before, from); err != nil {
			return Version{}, err
		}
	}
	if err := access.Act(tx, "decide", dutyObject(id)); err != nil {
		return Version{}, err
	}
	if err := activateVersion(tx, v, from, signedBy(tx.Actor(), tx.Now(), reason)); err != nil {
		return Version{}, err
	}
	detail := map[string]any{"no": v.No, "digest": v.Digest, "effective_from": from}
	if found {
		detail["replaces"] = before.ID
	}
	if err := ledger.Record(tx, ledger.Entry{Action: "scheme.activate", Object: id.String(), Reason: reason, Detail: detail}); err != nil {
		return Version{}, err
	}
	return versionByID(tx, zone, id)
}

// waiting gives a version that the actor may activate.
func waiting(tx *store.Tx, zone int64, id ident.ID, expected int64) (Version, error) {
	v, err := versionByID(tx, zone, id)
	if err != nil {
		return Version{}, err
	}
	switch {
	case v.State != Proposed:
		return Version{}, NotProposed.New()
	case v.Version != expected:
		return Version{}, store.Stale.New()
	case v.Proposed.sameHand(tx.Actor()):
		return Version{}, SameHand.New()
	}
	text, err := textOf(tx, zone, id)
	if err != nil {
		return Version{}, err
	}
	_, problems := Parse([]byte(text))
	return v, Refusal(problems)
}

// takesEffect gives the first day in force, or refuses it.
func (v Version) takesEffect(tx *store.Tx, before Version, found bool) (calendar.Date, error) {
	day, now := v.EffectiveFrom, today(tx)
	if day.IsZero() {
		day = now
	}
	if v.LapsedOn(day) {
		return day, TrialOver.New("until", v.TrialUntil, "from", day)
	}
	if !found {
		return day, nil
	}
	used := before.UsedUntil
	switch {
	case day.Before(now):
		return day, InThePast.New("today", now)
	case !used.IsZero() && !day.After(used):
		return day, AlreadyUsed.New("used", used, "first", used.AddDays(1))
	case day.Before(before.EffectiveFrom):
		return day, LaterPlanned.New("no", before.No, "from", before.EffectiveFrom)
	}
	return day, nil
}

// Withdraw takes back a draft, a proposal, or an activated version that has not
// taken effect; the version it replaced is then in force again as before. It
// refuses with [NotWithdrawable], [NoReason], and when the record changed since
// expectedVersion was read.
func Withdraw(tx *store.Tx, id ident.ID, expectedVersion int64, reason string) (Version, error) {
	zone := tx.Actor().Zone
	reason, err := reasonOf(reason)
	if err != nil {
		return Version{}, err
	}
	v, err := versionByID(tx, zone, id)
	if err != nil {
		return Version{}, err
	}
	planned := v.State == Active && v.StandingOn(today(tx)) == Planned && v.UsedUntil.IsZero()
	switch {
	case v.State != Draft && v.State != Proposed && !planned:
		return Version{}, NotWithdrawable.New()
	case v.Version != expectedVersion:
		return Version{}, store.Stale.New()
	}
	if err := withdrawVersion(tx, v, signedBy(tx.Actor(), tx.Now(), reason)); err != nil {
		return Version{}, err
	}
	if planned {
		replaced, found, err := maybe(store.One(tx, scanVersion, sqlReplaced, zone, v.EffectiveFrom))
		if err != nil {
			return Version{}, err
		}
		if found {
			if err := reinstateVersion(tx, replaced); err != nil {
				return Version{}, err
			}
		}
	}
	err = ledger.Record(tx, ledger.Entry{Action: "scheme.withdraw", Object: id.String(), Reason: reason,
		Detail: map[string]any{"no": v.No, "digest": v.Digest, "planned": planned}})
	if err != nil {
		return Version{}, err
	}
	return versionByID(tx, zone, id)
}
