package access

import (
	"fmt"
	"slices"
	"strings"
	"sync"
)

// Kind says what sort of act an action is. Edges use it for colours and
// confirmations, audits for what must be recorded.
type Kind string

// The kinds of action.
const (
	Read    Kind = "read"    // shows something and changes nothing
	Write   Kind = "write"   // changes a business record
	Adverse Kind = "adverse" // may be to somebody's disadvantage: needs reasons, notice and appeal
	Admin   Kind = "admin"   // changes accounts, roles, keys or settings
)

// Action is one thing somebody may or may not do. Its name is its room and a
// verb, "goals.issue".
type Action struct {
	Name    string // stable, dotted, starts with the room
	Room    string // the room or engine that performs it
	TitleZH string // as shown in menus and refusals
	TitleEN string
	Kind    Kind
}

var (
	declareMu sync.RWMutex
	declared  = map[string]Action{}
)

// Declare adds an action to the catalogue and returns it. Call it in a
// package-level var. Declaring the same name again is allowed for the room that
// owns it, so that a room may keep an action's words beside its operation; a
// different room or kind, a name outside its room, or a missing title panics
// at start.
func Declare(a Action) Action {
	if !strings.HasPrefix(a.Name, a.Room+".") || a.Room == "" || a.TitleZH == "" || a.TitleEN == "" {
		panic(fmt.Sprintf("access: action %q needs a room, a name that starts with it and both titles", a.Name))
	}
	if !slices.Contains([]Kind{Read, Write, Adverse, Admin}, a.Kind) {
		panic(fmt.Sprintf("access: action %q is of no known kind", a.Name))
	}
	declareMu.Lock()
	defer declareMu.Unlock()
	if old, ok := declared[a.Name]; ok && (old.Room != a.Room || old.Kind != a.Kind) {
		panic(fmt.Sprintf("access: action %q is declared twice and differently", a.Name))
	}
	declared[a.Name] = a
	return a
}

// Declared lists the catalogue by name.
func Declared() []Action {
	declareMu.RLock()
	defer declareMu.RUnlock()
	out := make([]Action, 0, len(declared))
	for _, a := range declared {
		out = append(out, a)
	}
	slices.SortFunc(out, func(a, b Action) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// Find gives the declared action of that name.
func Find(name string) (Action, bool) {
	declareMu.RLock()
	defer declareMu.RUnlock()
	a, ok := declared[name]
	return a, ok
}
