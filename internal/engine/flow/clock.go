package flow

import (
	"slices"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
)

// Why nothing happens to a clock.
var (
	ClockBackwards = fault.Define(fault.Refused, "flow.clock_backwards", "",
		"时限不能倒走：本次操作的时间早于该时限上一次变动的时间 {last}。",
		"A clock does not run backwards: this act lies before the clock's last change at {last}.")
	ClockNotRunning = fault.Define(fault.Refused, "flow.clock_not_running", "",
		"该时限没有在计时，只有正在计时的时限才能暂停。",
		"The clock is not running; only a running clock can be paused.")
	ClockNotPaused = fault.Define(fault.Refused, "flow.clock_not_paused", "",
		"该时限没有暂停，无需恢复。", "The clock is not paused, so it cannot be resumed.")
	ClockStopped = fault.Define(fault.Refused, "flow.clock_stopped", "",
		"该时限已经终止，不能再变动。", "The clock has been stopped and no longer changes.")
	ClockPast = fault.Define(fault.Refused, "flow.clock_past", "行政许可法 42",
		"时限已于 {due} 届满，届满之后不能再暂停或延长。",
		"The limit ended on {due}; it can be paused or extended only before its end.")
	ClockCause = fault.Define(fault.Refused, "flow.clock_cause", "行政许可法 45",
		"只有规定列明的事由才能暂停计时：{zh}。", "Only the listed causes pause this clock: {en}.")
	ClockRank = fault.Define(fault.Refused, "flow.clock_rank", "行政许可法 42",
		"有权延长该时限的只有：{zh}。", "Only these may extend the clock: {en}.")
	ClockTwice = fault.Define(fault.Refused, "flow.clock_twice", "行政许可法 42",
		"{zh}已经延长过一次，同一层级只能延长一次。",
		"{en} has extended this clock already; each rank does so once.")
	ClockTooLong = fault.Define(fault.Refused, "flow.clock_too_long", "行政许可法 42",
		"延长期应大于零且不超过{zh}。", "The extension must be positive and not longer than {en}.")
	BudgetNotSet = fault.Define(fault.NotSet, "flow.budget_not_set", "",
		"方案未设定“{zh}”的时限，请先在方案中设定。",
		"The scheme does not set the limit of “{en}”; set it there first.")
	BudgetOver = fault.Define(fault.Refused, "flow.budget_over", "LW-08",
		"承诺时限不得超过法定时限{zh}。", "A promised limit may not exceed the statutory one of {en}.")
)

// ClockState is what a clock is doing.
type ClockState string

// The states.
const (
	Running ClockState = "running"
	Paused  ClockState = "paused"
	Stopped ClockState = "stopped"
)

// Segment is a stretch of a clock's life. To is zero while it lasts.
type Segment struct {
	State ClockState `json:"state"` // Running or Paused
	Cause string     `json:"cause,omitempty"`
	Note  string     `json:"note,omitempty"` // what the applicant was told in writing
	From  time.Time  `json:"from"`
	To    time.Time  `json:"to,omitzero"`
}

// Grant is one extension given.
type Grant struct {
	Rank string          `json:"rank"`
	By   calendar.Budget `json:"by"`
	At   time.Time       `json:"at"`
	Note string          `json:"note,omitempty"` // the reason told to the applicant
}

// Clock is the ledger of one time limit. It holds what happened and no target
// date. Its methods change nothing; they give the next clock.
type Clock struct {
	Name     string          `json:"name"`
	Budget   calendar.Budget `json:"budget"` // without extensions
	Warn     calendar.Budget `json:"warn"`   // zero: nobody is warned
	Segments []Segment       `json:"segments"`
	Grants   []Grant         `json:"grants,omitempty"`
	Ended    time.Time       `json:"ended,omitzero"`
}

// NewClock starts a clock under a rule. A zero budget or warning is taken from
// the rule; a budget above the rule's own is refused with [BudgetOver], a limit
// that nobody set with [BudgetNotSet].
func NewClock(rule Rule, budget, warn calendar.Budget, at time.Time) (Clock, error) {
	if budget.IsZero() {
		budget = rule.Budget
	}
	if budget.IsZero() {
		return Clock{}, BudgetNotSet.New("zh", rule.Text.ZH, "en", rule.Text.EN)
	}
	if !budget.Valid() {
		return Clock{}, calendar.BadBudget.New()
	}
	if !rule.Budget.IsZero() && (budget.Unit != rule.Budget.Unit || budget.N > rule.Budget.N) {
		return Clock{}, BudgetOver.New("zh", rule.Budget.Text(fault.Chinese), "en", rule.Budget.Text(fault.English))
	}
	if warn.IsZero() {
		warn = rule.Warn
	}
	return Clock{Name: rule.Name, Budget: budget, Warn: warn, Segments: []Segment{{State: Running, From: at.UTC()}}}, nil
}

// State tells what the clock is doing.
func (c Clock) State() ClockState {
	if !c.Ended.IsZero() || len(c.Segments) == 0 {
		return Stopped
	}
	return c.Segments[len(c.Segments)-1].State
}

// Began gives the instant of the start.
func (c Clock) Began() time.Time {
	if len(c.Segments) == 0 {
		return time.Time{}
	}
	return c.Segments[0].From
}

// Total gives the budget with all extensions.
func (c Clock) Total() calendar.Budget {
	total := c.Budget
	for _, g := range c.Grants {
		total.N += g.By.N
	}
	return total
}

// Pause stops counting for a cause the rule lists. Refused: [ClockCause],
// [ClockNotRunning], [ClockPast] after the deadline, [ClockBackwards].
func (c Clock) Pause(cal *calendar.Calendar, rule Rule, at time.Time, cause, note string) (Clock, error) {
	at = at.UTC()
	if err := c.changes(at); err != nil {
		return c, err
	}
	if !rule.hasCause(cause) {
		var zh, en []string
		for _, k := range rule.Causes {
			zh, en = append(zh, k.Text.ZH), append(en, k.Text.EN)
		}
		return c, ClockCause.New("zh", listOr(zh, "无"), "en", listOr(en, "none"))
	}
	if c.State() != Running {
		return c, ClockNotRunning.New()
	}
	if err := c.inTime(cal, at); err != nil {
		return c, err
	}
	return c.turn(at, Segment{State: Paused, Cause: cause, Note: note, From: at}), nil
}

// Resume counts again. Refused: [ClockNotPaused], [ClockBackwards].
func (c Clock) Resume(at time.Time) (Clock, error) {
	at = at.UTC()
	if err := c.changes(at); err != nil {
		return c, err
	}
	if c.State() != Paused {
		return c, ClockNotPaused.New()
	}
	return c.turn(at, Segment{State: Running, From: at}), nil
}

// Extend adds to the budget by the authority of a rank. Refused: [ClockRank],
// [ClockTwice], [ClockTooLong], [ClockPast] after the deadline,
// [ClockBackwards].
func (c Clock) Extend(cal *calendar.Calendar, rule Rule, at time.Time, rank string, by calendar.Budget, note string) (Clock, error) {
	at = at.UTC()
	if err := c.changes(at); err != nil {
		return c, err
	}
	ext, ok := rule.extension(rank)
	if !ok {
		var zh, en []string
		for _, e := range rule.Extensions {
			zh, en = append(zh, e.Text.ZH), append(en, e.Text.EN)
		}
		return c, ClockRank.New("zh", listOr(zh, "无"), "en", listOr(en, "nobody"))
	}
	if slices.ContainsFunc(c.Grants, func(g Grant) bool { return g.Rank == rank }) {
		return c, ClockTwice.New("zh", ext.Text.ZH, "en", ext.Text.EN)
	}
	if by.N < 1 || by.Unit != c.Budget.Unit || by.Unit != ext.Most.Unit || by.N > ext.Most.N {
		return c, ClockTooLong.New("zh", ext.Most.Text(fault.Chinese), "en", ext.Most.Text(fault.English))
	}
	if err := c.inTime(cal, at); err != nil {
		return c, err
	}
	c.Grants = append(slices.Clip(c.Grants), Grant{rank, by, at, note})
	return c, nil
}

// Stop ends the clock for good. Refused: [ClockStopped], [ClockBackwards].
func (c Clock) Stop(at time.Time) (Clock, error) {
	at = at.UTC()
	if err := c.changes(at); err != nil {
		return c, err
	}
	c.Segments = slices.Clone(c.Segments)
	c.Segments[len(c.Segments)-1].To = at
	c.Ended = at
	return c, nil
}

// changes refuses an act on a stopped clock, and one before the last change.
func (c Clock) changes(at time.Time) error {
	if c.State() == Stopped {
		return ClockStopped.New()
	}
	last := c.Segments[len(c.Segments)-1].From
	for _, g := range c.Grants {
		if g.At.After(last) {
			last = g.At
		}
	}
	if at.Before(last) {
		return ClockBackwards.New("last", last.In(calendar.Shanghai).Format("2006-01-02 15:04"))
	}
	return nil
}

func (c Clock) inTime(cal *calendar.Calendar, at time.Time) error {
	if d := c.Deadline(cal); d.Late(at) {
		return ClockPast.New("due", d.Due)
	}
	return nil
}

func (c Clock) turn(at time.Time, next Segment) Clock {
	c.Segments = slices.Clone(c.Segments)
	c.Segments[len(c.Segments)-1].To = at
	c.Segments = append(c.Segments, next)
	return c
}

func listOr(items []string, none string) string {
	if len(items) == 0 {
		return none
	}
	s := items[0]
	for _, item := range items[1:] {
		s += "; " + item
	}
	return s
}
