// Package access decides who may do what, and who may no longer.
//
// It owns three things, each a file a lawyer can read:
//
//   - policies/*.cedar: which role may do which action on which record, in
//     the Cedar language, one file per group of roles, deny by default;
//   - roles.yaml: the catalogue of roles, the groups they form, and the three
//     administrators (三员) who hold nothing beside their own role;
//   - duties.yaml: the graph of duties that one person or one unit must not
//     both hold on the same object (职责分离), with recusal (回避) beside it.
//
// It does not own accounts or who holds which role (room account), nor what a
// room's states allow (engine flow). It writes the tables access_object,
// access_act and access_recusal, and no other.
//
// Words: action 操作, role 角色, scope 范围, duty 职责, recusal 回避,
// 三员 the three administrators.
//
// # How a decision is made
//
// [Engine.Check] looks at an actor, an action and a [Resource]. The policies
// see only whether zone, unit and person are the actor's own, never which
// ones they are, so a decision is a pure function of (roles, second factor,
// own zone?, own unit?, own person?, kind, action) and is remembered. A policy
// that fails to evaluate denies. [Engine.Scope] asks the same policies about
// the four possible relations of a record to the actor, so a list filtered by
// a scope is by construction the rows that Check would allow one by one.
//
// # How to add an action
//
// One row in the room's section of catalogue.go, and its name in the action
// list of a policy. A policy naming an action that nobody declared, and an
// action that no policy grants, both fail the tests of this package.
//
// Invariants:
//   - what is not permitted is refused, and a forbid beats every permit;
//   - an actor acts only in the zone the request works in;
//   - a record without unit (or person) is nobody's own unit (or person);
//   - a refusal names who may do it, in both languages.
package access
