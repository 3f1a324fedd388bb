package access

import (
	"github.com/cedar-policy/cedar-go"

	"github.com/jingkai-zone/jingkai/internal/base/ident"
)

// Resource is what an action is done to, as far as access cares: whose record
// it is.
type Resource struct {
	Zone   int64
	Unit   ident.ID // the unit the record belongs to; zero when none
	Person ident.ID // the person the record is about; zero when none
	Kind   string   // KindPerson for a record about a person, else empty or the room's word
}

// KindPerson marks a record about a person (档案, 考勤, 个人榜单 …), which
// those outside the zone never read.
const KindPerson = "person"

// question is everything a decision depends on. Zone, unit and person enter
// only as "the actor's own or not".
type question struct {
	action string
	kind   string
	roles  uint32 // bit i: the i-th role of roles.yaml
	rel    relation
}

// relation is how a record stands to the actor.
type relation uint8

const (
	ownZone relation = 1 << iota
	ownUnit
	ownPerson
	secondFactor
)

// Check answers whether actor may do action on res. It returns nil, or a
// refusal that says what would make it pass. A nil actor is the public.
func (e *Engine) Check(actor *ident.Actor, action string, res Resource) error {
	q := ask(actor, action, res)
	if e.decide(q) {
		return nil
	}
	return e.refusal(actor, q)
}

// Allowed is Check without the explanation.
func (e *Engine) Allowed(actor *ident.Actor, action string, res Resource) bool {
	return e.decide(ask(actor, action, res))
}

func ask(actor *ident.Actor, action string, res Resource) question {
	q := question{action: action, kind: res.Kind}
	if actor == nil {
		q.roles = roleBits([]ident.Role{Visitor})
		if res.Zone != 0 {
			q.rel = ownZone
		}
		return q
	}
	q.roles = roleBits(actor.Roles)
	if actor.Factors >= 2 {
		q.rel |= secondFactor
	}
	if actor.Zone == res.Zone && res.Zone != 0 {
		q.rel |= ownZone
	}
	if actor.Unit == res.Unit && !res.Unit.IsZero() {
		q.rel |= ownUnit
	}
	if actor.Person == res.Person && !res.Person.IsZero() {
		q.rel |= ownPerson
	}
	return q
}

// roleBits makes the role set of a question; a role the catalogue does not
// know grants nothing.
func roleBits(held []ident.Role) uint32 {
	var bits uint32
	for _, r := range held {
		if i := roleIndex(r); i >= 0 {
			bits |= 1 << i
		}
	}
	return bits
}

// decide answers from memory, or asks the policies and remembers.
func (e *Engine) decide(q question) bool {
	e.mu.RLock()
	allowed, known := e.memory[q]
	e.mu.RUnlock()
	if known {
		return allowed
	}
	applicable := e.byAction[q.action]
	if len(applicable) == 0 {
		return false // no policy names the action; not remembered, so that names cannot fill the memory
	}
	allowed = e.evaluate(applicable, q)
	e.mu.Lock()
	if len(e.memory) >= memoryLimit {
		clear(e.memory)
	}
	e.memory[q] = allowed
	e.mu.Unlock()
	return allowed
}

var (
	actorUID  = cedar.NewEntityUID("Account", "actor")
	recordUID = cedar.NewEntityUID("Record", "record")
)

// evaluate puts the question to Cedar. What the policies see is made from the
// question alone, so equal questions have equal answers.
func (e *Engine) evaluate(applicable policies, q question) bool {
	principal := cedar.Entity{UID: actorUID, Attributes: cedar.NewRecord(cedar.RecordMap{
		"zone": cedar.Long(1), "unit": cedar.String("own"), "person": cedar.String("own"),
		"roles": roleNames(q.roles), "factors": pick(q.rel&secondFactor != 0, cedar.Long(2), cedar.Long(1)),
	}), Parents: roleParents(q.roles)}
	resource := cedar.Entity{UID: recordUID, Attributes: cedar.NewRecord(cedar.RecordMap{
		"zone":   pick(q.rel&ownZone != 0, cedar.Long(1), cedar.Long(2)),
		"unit":   pick(q.rel&ownUnit != 0, cedar.String("own"), cedar.String("other")),
		"person": pick(q.rel&ownPerson != 0, cedar.String("own"), cedar.String("other")),
		"kind":   cedar.String(q.kind),
	})}
	decision, diagnostic := cedar.Authorize(applicable, request{e.entities, principal, resource}, cedar.Request{
		Principal: actorUID, Action: cedar.NewEntityUID("Action", cedar.String(q.action)), Resource: recordUID,
	})
	// Cedar skips a policy that fails to evaluate; a forbid that fails would
	// then permit. Here any failure refuses.
	return decision == cedar.Allow && len(diagnostic.Errors) == 0
}

func pick[T any](yes bool, a, b T) T {
	if yes {
		return a
	}
	return b
}

// request is the entities of one question: the roles, which never change, with
// the actor and the record.
type request struct {
	roles             cedar.EntityMap
	principal, record cedar.Entity
}

// Get finds an entity for Cedar.
func (r request) Get(uid cedar.EntityUID) (cedar.Entity, bool) {
	switch uid {
	case actorUID:
		return r.principal, true
	case recordUID:
		return r.record, true
	}
	return r.roles.Get(uid)
}

func roleParents(bits uint32) cedar.EntityUIDSet {
	var uids []cedar.EntityUID
	for i, r := range roles.Roles {
		if bits&(1<<i) != 0 {
			uids = append(uids, roleUID(string(r.Name)))
		}
	}
	return cedar.NewEntityUIDSet(uids...)
}

func roleNames(bits uint32) cedar.Set {
	var names []cedar.Value
	for i, r := range roles.Roles {
		if bits&(1<<i) != 0 {
			names = append(names, cedar.String(r.Name))
		}
	}
	return cedar.NewSet(names...)
}
