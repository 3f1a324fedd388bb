package flow

import (
	"maps"
	"slices"

	"github.com/jingkai-zone/jingkai/internal/base/ident"
)

// graph checks that every state can be reached and left.
func (c *checker) graph() {
	reach := c.d.reachable(c.d.initial())
	ends := map[string]bool{}
	for _, s := range c.d.States {
		where := "states." + s.Name
		if !reach[s.Name] {
			c.wrong(where, "从初始状态到不了该状态", "it cannot be reached from the initial state")
		}
		if !s.Terminal && !slices.ContainsFunc(c.d.Actions, func(a Action) bool { return slices.Contains(a.From, s.Name) }) {
			c.wrong(where, "该状态既非终结又没有任何动作，案件会停在这里", "a dead end: it is not terminal and has no action")
		}
		for to := range c.d.reachable(s.Name) {
			if st, ok := c.d.state(to); ok && st.Terminal {
				ends[s.Name] = true
			}
		}
	}
	for _, s := range c.d.States {
		if reach[s.Name] && !ends[s.Name] {
			c.doubted("states."+s.Name, "从该状态出发永远不能办结", "no terminal state can be reached from here")
		}
	}
}

// reachable gives every state that can follow from one, itself included.
func (d *Definition) reachable(from string) map[string]bool {
	seen := map[string]bool{from: true}
	queue := []string{from}
	for len(queue) > 0 {
		at := queue[0]
		queue = queue[1:]
		for _, a := range d.Actions {
			if slices.Contains(a.From, at) && !seen[a.To] {
				seen[a.To] = true
				queue = append(queue, a.To)
			}
		}
	}
	return seen
}

// clockStatus is a set of what a clock can be when a case arrives somewhere.
type clockStatus uint8

const (
	clockNone clockStatus = 1 << iota // never started, or stopped
	clockRuns
	clockPaused
)

// clocksOnPaths walks each clock through the graph: which of running, paused or
// absent it can be in each state, over all paths.
func (c *checker) clocksOnPaths() {
	for _, r := range c.d.Clocks {
		at := map[string]clockStatus{c.d.initial(): clockNone}
		for changed := true; changed; {
			changed = false
			for _, a := range c.d.Actions {
				for _, from := range a.From {
					after := at[a.To] | through(at[from], a.Clocks, r.Name)
					if after != at[a.To] {
						at[a.To] = after
						changed = true
					}
				}
			}
		}
		c.clockAtStates(r, at)
	}
}

func (c *checker) clockAtStates(r Rule, at map[string]clockStatus) {
	where := "clocks." + r.Name
	var all clockStatus
	for _, s := range c.d.States {
		all |= at[s.Name]
		if s.Terminal && at[s.Name]&(clockRuns|clockPaused) != 0 {
			c.wrong(where, "案件到达“%s”时该时限可能仍未停止", "it may still be open when a case ends in %q", s.Name)
		}
	}
	if all&clockRuns == 0 {
		c.doubted(where, "没有任何动作启动该时限", "no action starts it")
	}
	for _, a := range c.d.Actions {
		for _, step := range a.Clocks {
			if step.Clock != r.Name {
				continue
			}
			var before clockStatus
			for _, from := range a.From {
				before |= at[from]
			}
			open := before&(clockRuns|clockPaused) != 0
			switch {
			case step.Do != DoStart && !open && !does(a, r.Name, DoStart):
				c.wrong("actions."+a.Name, "时限“%s”此时尚未启动", "the clock %q has not been started by then", r.Name)
			case step.Do == DoStart && open && !does(a, r.Name, DoStop):
				c.doubted("actions."+a.Name, "时限“%s”此时可能已经启动", "the clock %q may be open already", r.Name)
			}
		}
	}
}

func does(a Action, clock string, do Do) bool {
	return slices.ContainsFunc(a.Clocks, func(s Step) bool { return s.Clock == clock && s.Do == do })
}

// through applies an action's steps to every status a clock can have.
func through(before clockStatus, steps []Step, clock string) clockStatus {
	for _, s := range steps {
		if s.Clock != clock || before == 0 {
			continue
		}
		switch s.Do {
		case DoStart:
			before = clockRuns
		case DoStop:
			before = clockNone
		case DoPause:
			if before&clockRuns != 0 {
				before = before&^clockRuns | clockPaused
			}
		case DoResume:
			if before&clockPaused != 0 {
				before = before&^clockPaused | clockRuns
			}
		}
	}
	return before
}

// Conflict is a way in which one person could do two duties that exclude each
// other on the same case.
type Conflict struct {
	Duties Pair         `json:"duties"`
	First  string       `json:"first"`  // the action with the earlier duty
	Second string       `json:"second"` // the action with the later one
	Path   []string     `json:"path"`   // actions from First to Second
	Roles  []ident.Role `json:"roles"`  // what the person needs to hold
}

// Conflicts finds, for each pair of exclusive duties of the definition, a path
// on which both are done, and the roles with which one person could do both.
// Every path found is a conflict as far as the definition alone can tell, since
// one person may hold several roles; a single role that is enough for both is
// reported in preference.
func Conflicts(d *Definition) []Conflict {
	var out []Conflict
	reach := d.reachable(d.initial())
	for _, pair := range d.Exclusive {
		for _, first := range d.Actions {
			for _, second := range d.Actions {
				if first.Duty == second.Duty || !pair.Has(first.Duty, second.Duty) ||
					!slices.ContainsFunc(first.From, func(s string) bool { return reach[s] }) {
					continue
				}
				if path, ok := d.path(first, second); ok {
					out = append(out, Conflict{pair, first.Name, second.Name, path, together(first.Roles, second.Roles)})
				}
			}
		}
	}
	return out
}

// together gives one role that both lists admit, or else one of each.
func together(a, b []ident.Role) []ident.Role {
	for _, r := range a {
		if slices.Contains(b, r) {
			return []ident.Role{r}
		}
	}
	both := map[ident.Role]bool{}
	for _, list := range [][]ident.Role{a, b} {
		if len(list) > 0 {
			both[list[0]] = true
		}
	}
	return slices.Sorted(maps.Keys(both))
}

// path gives the shortest run of actions that begins with first and ends with
// second.
func (d *Definition) path(first, second Action) ([]string, bool) {
	type step struct {
		state string
		names []string
	}
	queue := []step{{first.To, []string{first.Name}}}
	seen := map[string]bool{first.To: true}
	for len(queue) > 0 {
		at := queue[0]
		queue = queue[1:]
		if slices.Contains(second.From, at.state) {
			return append(slices.Clone(at.names), second.Name), true
		}
		for _, a := range d.Actions {
			if slices.Contains(a.From, at.state) && !seen[a.To] {
				seen[a.To] = true
				queue = append(queue, step{a.To, append(slices.Clone(at.names), a.Name)})
			}
		}
	}
	return nil, false
}
