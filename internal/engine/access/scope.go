package access

import (
	"fmt"
	"strings"

	"github.com/jingkai-zone/jingkai/internal/base/ident"
)

// Scope is the set of records of the actor's zone that an action may touch, by
// how a record stands to the actor. The named values are those that policies
// normally give; a policy that excludes (nobody accepts his own unit's
// rectification) or unites (own unit, and own records elsewhere) gives another
// combination, which [Scope.Covers] and [Scope.Where] handle as well.
type Scope uint8

// The cells of a scope: the four relations of a record to the actor.
const (
	cellOther     Scope = 1 << iota // another unit's, about another person
	cellUnit                        // own unit's, about another person
	cellPerson                      // about the actor, kept by another unit
	cellUnitOwner                   // own unit's, about the actor
)

// The named scopes.
const (
	None Scope = 0                                                 // 无
	Own  Scope = cellPerson | cellUnitOwner                        // 本人
	Unit Scope = cellUnit | cellUnitOwner                          // 本部门
	All  Scope = cellOther | cellUnit | cellPerson | cellUnitOwner // 本园区
)

var cells = []struct {
	cell Scope
	rel  relation
}{
	{cellOther, 0}, {cellUnit, ownUnit}, {cellPerson, ownPerson}, {cellUnitOwner, ownUnit | ownPerson},
}

// String names the scope for logs and for the API: "all", "unit", "own",
// "unit+own", "none", or "part" for any other combination.
func (s Scope) String() string {
	switch s {
	case None:
		return "none"
	case Own:
		return "own"
	case Unit:
		return "unit"
	case Unit | Own:
		return "unit+own"
	case All:
		return "all"
	}
	return "part"
}

// Scope gives the records of the actor's zone on which the actor may do the
// action, for records without a kind.
func (e *Engine) Scope(actor *ident.Actor, action string) Scope {
	return e.ScopeKind(actor, action, "")
}

// ScopeKind is Scope for records of a kind. Lists of records about persons must
// ask for [KindPerson].
func (e *Engine) ScopeKind(actor *ident.Actor, action, kind string) Scope {
	base := question{action: action, kind: kind, roles: roleBits([]ident.Role{Visitor}), rel: ownZone}
	if actor != nil {
		base.roles = roleBits(actor.Roles)
		if actor.Zone == 0 {
			base.rel = 0
		}
		if actor.Factors >= 2 {
			base.rel |= secondFactor
		}
	}
	return e.scope(base)
}

func (e *Engine) scope(base question) Scope {
	var s Scope
	for _, c := range cells {
		q := base
		q.rel |= c.rel
		if e.decide(q) {
			s |= c.cell
		}
	}
	return s
}

// Covers reports whether the scope contains the record, given that it is of the
// kind the scope was asked for. For every action it equals Check.
func (s Scope) Covers(actor *ident.Actor, res Resource) bool {
	q := ask(actor, "", res)
	if q.rel&ownZone == 0 {
		return false
	}
	for _, c := range cells {
		if q.rel&(ownUnit|ownPerson) == c.rel {
			return s&c.cell != 0
		}
	}
	return false
}

// Where gives the condition that keeps exactly the scope's rows of the actor's
// zone in a statement, as text for SQL with its arguments numbered from next.
// The columns are names written by the caller, never input; an empty name says
// that the table has no such column. The zone's own condition is the caller's.
func (s Scope) Where(actor *ident.Actor, unitColumn, personColumn string, next int) (string, []any) {
	if s == All || s == None {
		return pick(s == All, "TRUE", "FALSE"), nil
	}
	unit, person := test{column: unitColumn}, test{column: personColumn}
	if actor != nil {
		unit.id, person.id = actor.Unit, actor.Person
	}
	var args []any
	if unit.possible() && s != Own {
		unit.number = next
		args, next = append(args, unit.id), next+1
	}
	if person.possible() && s != Unit {
		person.number = next
		args = append(args, person.id)
	}
	switch s {
	case Own:
		return person.yes(), args
	case Unit:
		return unit.yes(), args
	case Unit | Own:
		return "(" + unit.yes() + " OR " + person.yes() + ")", args
	}
	var parts []string
	for _, c := range cells {
		if s&c.cell != 0 {
			u := pick(c.rel&ownUnit != 0, unit.yes(), unit.no())
			p := pick(c.rel&ownPerson != 0, person.yes(), person.no())
			parts = append(parts, "("+u+" AND "+p+")")
		}
	}
	return "(" + strings.Join(parts, " OR ") + ")", args
}

// test compares one column with what is the actor's own.
type test struct {
	column string
	id     ident.ID
	number int
}

// possible is false when no row can be the actor's own.
func (t test) possible() bool { return t.column != "" && !t.id.IsZero() }

func (t test) yes() string {
	if !t.possible() {
		return "FALSE"
	}
	return fmt.Sprintf("%s = $%d", t.column, t.number)
}

// no holds for a row without unit (person) as well: that is nobody's own.
func (t test) no() string {
	if !t.possible() {
		return "TRUE"
	}
	return fmt.Sprintf("(%s IS NULL OR %s <> $%d)", t.column, t.column, t.number)
}

// Actions lists by name what the actor may do to at least some record of the
// zone, for menus and buttons. A nil actor is the public.
func (e *Engine) Actions(actor *ident.Actor) []string {
	var out []string
	for _, a := range Declared() {
		if e.Scope(actor, a.Name) != None {
			out = append(out, a.Name)
		}
	}
	return out
}
