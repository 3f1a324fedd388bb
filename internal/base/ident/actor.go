package ident

import "slices"

// Role names what somebody may do in a zone. The closed catalogue lives in the
// account room; engines only compare names.
type Role string

// Actor is the one on whose behalf something is read or done: an account with
// the person, unit and roles it has in one zone at this moment. It is built
// once per request by the account room and never changes afterwards.
type Actor struct {
	Account ID     // zero for the public visitor and for the system itself
	Person  ID     // the person's record in people; zero for accounts without one
	Unit    ID     // the person's present unit
	Zone    int64  // the zone this request works in
	Home    int64  // the zone the account belongs to (differs for a city supervisor)
	Name    string // as shown in the ledger
	Roles   []Role
	Factors int    // 1 password, 2 with a second factor
	Request string // request id, for the ledger and the log
	Source  string // network address the request came from
}

// Has reports whether the actor holds the role.
func (a *Actor) Has(r Role) bool { return a != nil && slices.Contains(a.Roles, r) }

// System is the program itself acting on a schedule in a zone. What it does is
// recorded under its own name.
func System(zone int64) *Actor {
	return &Actor{Zone: zone, Home: zone, Name: "system", Roles: []Role{"system"}}
}
