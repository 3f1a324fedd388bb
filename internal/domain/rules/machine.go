package rules

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/engine/flow"
)

// stepClock is the clock of the step a run waits for.
const stepClock = "step"

// States of a run beside those of its steps, which are step1, step2, ….
const (
	draftState     = "draft"
	returnedState  = "returned"
	doneState      = "done"
	rejectedState  = "rejected"
	withdrawnState = "withdrawn"
)

// machine makes the state machine of an edition's steps: from each step the
// matter goes on, back to whoever started it, or is rejected; whoever started
// it may withdraw it until it has ended. The clock of a step runs while the
// matter waits for the step.
func (e Edition) machine() (*flow.Machine, error) {
	d := &flow.Definition{Name: "rules.run", Text: flow.Text{ZH: e.Title, EN: e.Title}, Duties: duties,
		Exclusive: []flow.Pair{{string(Propose), string(Review)}, {string(Propose), string(Decide)}},
		Evidence:  e.evidence(),
		States: []flow.State{
			{Name: draftState, Text: flow.Text{ZH: "待发起", EN: "to be started"}, Initial: true},
			{Name: returnedState, Text: flow.Text{ZH: "已退回", EN: "returned"}},
			{Name: doneState, Text: flow.Text{ZH: "已办结", EN: "done"}, Terminal: true},
			{Name: rejectedState, Text: flow.Text{ZH: "不同意", EN: "rejected"}, Terminal: true},
			{Name: withdrawnState, Text: flow.Text{ZH: "已撤回", EN: "withdrawn"}, Terminal: true},
		}}
	open := []string{returnedState}
	for i, s := range e.Steps {
		open = append(open, stepState(i))
		d.States = append(d.States, flow.State{Name: stepState(i), Text: flow.Text{ZH: s.Action, EN: s.Action}})
		d.Actions = append(d.Actions, e.actions(i)...)
		if !s.Limit.IsZero() && d.Clocks == nil {
			d.Clocks = []flow.Rule{{Name: stepClock, Text: flow.Text{ZH: "步骤时限", EN: "time for a step"}}}
		}
	}
	enter := e.enter(0)
	d.Actions = append(d.Actions,
		flow.Action{Name: "start", Text: flow.Text{ZH: "发起", EN: "start"}, From: []string{draftState}, To: stepState(0), Duty: string(Propose), Clocks: enter},
		flow.Action{Name: "resubmit", Text: flow.Text{ZH: "重新提交", EN: "submit again"}, From: []string{returnedState}, To: stepState(0),
			Duty: string(Propose), Reason: true, Clocks: enter},
		flow.Action{Name: "withdraw", Text: flow.Text{ZH: "撤回", EN: "withdraw"}, From: open, To: withdrawnState, Duty: string(Propose), Reason: true,
			Clocks: stopIf(d.Clocks != nil)})
	return flow.Compile(d)
}

// actions are those that leave a step.
func (e Edition) actions(i int) []flow.Action {
	s := e.Steps[i]
	leave := stopIf(!s.Limit.IsZero())
	to := doneState
	if i+1 < len(e.Steps) {
		to = stepState(i + 1)
	}
	leaving := func(verb, zh, en, to string, duty Duty) flow.Action {
		return flow.Action{Name: verb + strconv.Itoa(i+1), Text: flow.Text{ZH: zh, EN: en}, From: []string{stepState(i)}, To: to,
			Roles: []ident.Role{s.Role}, Duty: string(duty), Clocks: leave}
	}
	back := s.Duty
	if back == CarryOut || back == Propose {
		back = Review
	}
	pass := leaving("pass", s.Action, s.Action, to, s.Duty)
	pass.Clocks = append(slices.Clone(leave), e.enter(i+1)...)
	for _, name := range s.Evidence {
		pass.Evidence = append(pass.Evidence, e.evidenceName(name))
	}
	returned := leaving("return", "退回", "return", returnedState, back)
	rejected := leaving("reject", "不同意", "reject", rejectedState, back)
	returned.Reason, rejected.Reason = true, true
	return []flow.Action{pass, returned, rejected}
}

// enter starts the clock of the i-th step, if it has one.
func (e Edition) enter(i int) []flow.Step {
	if i >= len(e.Steps) || e.Steps[i].Limit.IsZero() {
		return nil
	}
	return []flow.Step{{Clock: stepClock, Do: flow.DoStart}}
}

func stopIf(open bool) []flow.Step {
	if !open {
		return nil
	}
	return []flow.Step{{Clock: stepClock, Do: flow.DoStop}}
}

func stepState(i int) string { return "step" + strconv.Itoa(i+1) }

// stepOf gives the place of a step's state, -1 for the other states.
func stepOf(state string) int {
	text, ok := strings.CutPrefix(state, "step")
	n, err := strconv.Atoi(text)
	if !ok || err != nil {
		return -1
	}
	return n - 1
}

// evidence lists the kinds of evidence of all steps, each once.
func (e Edition) evidence() []flow.Kind {
	var out []flow.Kind
	for _, s := range e.Steps {
		for _, name := range s.Evidence {
			if !slices.ContainsFunc(out, func(k flow.Kind) bool { return k.Text.ZH == name }) {
				out = append(out, flow.Kind{Name: fmt.Sprintf("e%d", len(out)+1), Text: flow.Text{ZH: name, EN: name}})
			}
		}
	}
	return out
}

// evidenceName gives the machine's name of a kind of evidence, "" for none.
func (e Edition) evidenceName(text string) string {
	for _, k := range e.evidence() {
		if k.Text.ZH == text {
			return k.Name
		}
	}
	return ""
}

// limit is the budget of the step that a state waits for; zero for none.
func (e Edition) limit(state string) calendar.Budget {
	if i := stepOf(state); i >= 0 && i < len(e.Steps) {
		return e.Steps[i].Limit
	}
	return calendar.Budget{}
}
