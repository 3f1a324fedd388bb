package flow

import (
	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
)

// Text is a wording in both languages of the product.
type Text struct {
	ZH string `yaml:"zh" json:"zh"`
	EN string `yaml:"en" json:"en"`
}

// In gives the wording in a language.
func (t Text) In(lang fault.Lang) string {
	if lang == fault.English {
		return t.EN
	}
	return t.ZH
}

func (t Text) missing() bool { return t.ZH == "" || t.EN == "" }

// FactKind is the type of a fact that guards may name.
type FactKind string

// The kinds of facts and the Go values they are supplied as.
const (
	FactBool FactKind = "bool" // bool
	FactInt  FactKind = "int"  // int or int64; money in fen
	FactText FactKind = "text" // string
	FactDate FactKind = "date" // calendar.Date; compared as YYYY-MM-DD, no date is ""
)

// Definition describes one kind of case. It is written in YAML or Go and does
// nothing before [Compile].
type Definition struct {
	Name      string              `yaml:"name" json:"name"` // room first: approval.case
	Text      Text                `yaml:"text" json:"text"`
	Facts     map[string]FactKind `yaml:"facts,omitempty" json:"facts,omitempty"` // all names a guard can use
	Evidence  []Kind              `yaml:"evidence,omitempty" json:"evidence,omitempty"`
	Duties    []Kind              `yaml:"duties,omitempty" json:"duties,omitempty"`
	Exclusive []Pair              `yaml:"exclusive,omitempty" json:"exclusive,omitempty"` // duties one person may not both do on a case
	Stages    []Stage             `yaml:"stages,omitempty" json:"stages,omitempty"`       // in order
	States    []State             `yaml:"states" json:"states"`
	Actions   []Action            `yaml:"actions" json:"actions"`
	Clocks    []Rule              `yaml:"clocks,omitempty" json:"clocks,omitempty"`
}

// Kind names a kind of evidence, a duty, a cause or a rank.
type Kind struct {
	Name string `yaml:"name" json:"name"`
	Text Text   `yaml:"text" json:"text"`
	Law  string `yaml:"law,omitempty" json:"law,omitempty"` // the article it rests on
}

// Pair is two duties that exclude each other on one case: accept and approve.
type Pair [2]string

// Has reports whether the pair consists of a and b, in either order.
func (p Pair) Has(a, b string) bool { return p[0] == a && p[1] == b || p[0] == b && p[1] == a }

// Stage is a stretch of the way with a gate at its beginning. A case that moves
// forward passes the gates of every stage up to its new one; skipping a stage
// does not skip its gate. Moving back needs none.
type Stage struct {
	Name string  `yaml:"name" json:"name"`
	Text Text    `yaml:"text" json:"text"`
	Gate []Guard `yaml:"gate,omitempty" json:"gate,omitempty"`
}

// State is where a case can be.
type State struct {
	Name     string `yaml:"name" json:"name"`
	Text     Text   `yaml:"text" json:"text"`
	Stage    string `yaml:"stage,omitempty" json:"stage,omitempty"`
	Initial  bool   `yaml:"initial,omitempty" json:"initial,omitempty"` // exactly one
	Terminal bool   `yaml:"terminal,omitempty" json:"terminal,omitempty"`
}

// Action leads from one of several states to one state; From and To may be the
// same (an act that is recorded without moving).
type Action struct {
	Name     string       `yaml:"name" json:"name"`
	Text     Text         `yaml:"text" json:"text"`
	From     []string     `yaml:"from" json:"from"`
	To       string       `yaml:"to" json:"to"`
	Roles    []ident.Role `yaml:"roles,omitempty" json:"roles,omitempty"`       // one of them is needed
	Duty     string       `yaml:"duty,omitempty" json:"duty,omitempty"`         // what the actor does to the case
	Guards   []Guard      `yaml:"guards,omitempty" json:"guards,omitempty"`     // all must hold
	Evidence []string     `yaml:"evidence,omitempty" json:"evidence,omitempty"` // kinds that must be attached
	Reason   bool         `yaml:"reason,omitempty" json:"reason,omitempty"`     // a written reason is needed
	Effects  []string     `yaml:"effects,omitempty" json:"effects,omitempty"`   // carried out by the room, in order
	Clocks   []Step       `yaml:"clocks,omitempty" json:"clocks,omitempty"`     // what happens to clocks, in order
}

// Guard is a condition over the facts. When is an expression over the declared
// fact names: and or not, == != < <= > >=, in, + - *, whole numbers, texts.
// The name of a bool fact alone is an expression.
type Guard struct {
	Name string `yaml:"name" json:"name"`
	When string `yaml:"when" json:"when"`
	Else Text   `yaml:"else" json:"else"` // said when it does not hold: what would make it pass
}

// Do is what an action does to a clock.
type Do string

// The things done to a clock.
const (
	DoStart  Do = "start"
	DoPause  Do = "pause"
	DoResume Do = "resume"
	DoExtend Do = "extend"
	DoStop   Do = "stop"
)

// Step is one thing an action does to one clock. It happens only where it can:
// the room applies it to the case's open clock of that name.
type Step struct {
	Clock string `yaml:"clock" json:"clock"`
	Do    Do     `yaml:"do" json:"do"`
	Cause string `yaml:"cause,omitempty" json:"cause,omitempty"` // of a pause
	Rank  string `yaml:"rank,omitempty" json:"rank,omitempty"`   // of an extension
}

// Rule says how a clock of this name behaves. A Budget or Warn that is not
// given must come from the scheme when the clock starts.
type Rule struct {
	Name       string          `yaml:"name" json:"name"`
	Text       Text            `yaml:"text" json:"text"`
	Budget     calendar.Budget `yaml:"budget,omitempty" json:"budget"`
	Warn       calendar.Budget `yaml:"warn,omitempty" json:"warn"`               // so long before the due day it is "about to be due"
	Causes     []Kind          `yaml:"causes,omitempty" json:"causes,omitempty"` // the closed list of reasons to pause
	Extensions []Extension     `yaml:"extensions,omitempty" json:"extensions,omitempty"`
	Law        string          `yaml:"law,omitempty" json:"law,omitempty"`
}

// Extension is what one rank may add to a clock, once.
type Extension struct {
	Rank string          `yaml:"rank" json:"rank"`
	Text Text            `yaml:"text" json:"text"`
	Most calendar.Budget `yaml:"most" json:"most"` // in the unit of the clock's budget
	Law  string          `yaml:"law,omitempty" json:"law,omitempty"`
}

// Clock gives the rule of a clock's name.
func (d *Definition) Clock(name string) (Rule, bool) {
	for _, r := range d.Clocks {
		if r.Name == name {
			return r, true
		}
	}
	return Rule{}, false
}

// CauseText gives the wording of a cause of pause, or its name where the rule
// does not know it (a case that began under an earlier definition).
func (r Rule) CauseText(cause string) Text {
	for _, k := range r.Causes {
		if k.Name == cause {
			return k.Text
		}
	}
	return Text{cause, cause}
}

func (r Rule) hasCause(cause string) bool {
	for _, k := range r.Causes {
		if k.Name == cause {
			return true
		}
	}
	return false
}

func (r Rule) extension(rank string) (Extension, bool) {
	for _, e := range r.Extensions {
		if e.Rank == rank {
			return e, true
		}
	}
	return Extension{}, false
}

func (d *Definition) state(name string) (State, bool) {
	for _, s := range d.States {
		if s.Name == name {
			return s, true
		}
	}
	return State{}, false
}

func (d *Definition) initial() string {
	for _, s := range d.States {
		if s.Initial {
			return s.Name
		}
	}
	return ""
}

// stage gives the position of a state's stage, -1 for a state outside stages.
func (d *Definition) stage(state string) int {
	s, _ := d.state(state)
	for i, st := range d.Stages {
		if st.Name == s.Stage {
			return i
		}
	}
	return -1
}

func kindText(kinds []Kind, name string) Text {
	for _, k := range kinds {
		if k.Name == name {
			return k.Text
		}
	}
	return Text{name, name}
}
