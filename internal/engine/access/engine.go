package access

import (
	"embed"
	"encoding/json"
	"fmt"
	"iter"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/cedar-policy/cedar-go"

	"github.com/jingkai-zone/jingkai/internal/base/ident"
)

//go:embed policies/*.cedar
var policyFiles embed.FS

// Engine decides. It is safe for concurrent use and keeps nothing but the
// policies and a bounded memory of past decisions.
type Engine struct {
	byAction map[string]policies // the policies that can apply to an action
	named    map[string][]string // action → ids of the permits that name it
	entities cedar.EntityMap     // the roles with their groups

	mu     sync.RWMutex
	memory map[question]bool

	holderMu sync.Mutex
	holders  map[string][]ident.Role
}

// memoryLimit bounds the remembered decisions. There are far fewer in practice
// (actions × role sets in use × relations); past the limit the memory starts
// anew rather than growing.
const memoryLimit = 1 << 16

// policy is one permit or forbid with what its scope says about actions.
type policy struct {
	id      string // "supervision.cedar:12"
	cedar   *cedar.Policy
	actions []string // empty: every action
	permit  bool
}

// policies is a list Cedar can walk.
type policies []policy

// All walks the list for Cedar.
func (ps policies) All() iter.Seq2[cedar.PolicyID, *cedar.Policy] {
	return func(yield func(cedar.PolicyID, *cedar.Policy) bool) {
		for i := range ps {
			if !yield(cedar.PolicyID(ps[i].id), ps[i].cedar) {
				return
			}
		}
	}
}

// New compiles the policies of the program. It fails when a policy cannot be
// read, or names a role or group that roles.yaml does not know.
func New() (*Engine, error) {
	all, err := loadPolicies()
	if err != nil {
		return nil, err
	}
	return build(all)
}

func build(all policies) (*Engine, error) {
	e := &Engine{
		byAction: map[string]policies{},
		named:    map[string][]string{},
		entities: roleEntities(),
		memory:   map[question]bool{},
		holders:  map[string][]ident.Role{},
	}
	for _, p := range all {
		for _, a := range p.actions {
			e.byAction[a] = nil
			if p.permit {
				e.named[a] = append(e.named[a], p.id)
			}
		}
	}
	for action := range e.byAction {
		e.byAction[action] = applicable(all, action)
	}
	return e, nil
}

// applicable keeps the policies whose scope covers the action.
func applicable(all policies, action string) policies {
	var out policies
	for _, p := range all {
		if len(p.actions) == 0 || slices.Contains(p.actions, action) {
			out = append(out, p)
		}
	}
	return out
}

func loadPolicies() (policies, error) {
	files, err := policyFiles.ReadDir("policies")
	if err != nil {
		return nil, fmt.Errorf("access: policies: %w", err)
	}
	var all policies
	for _, file := range files {
		text, err := policyFiles.ReadFile(path.Join("policies", file.Name()))
		if err != nil {
			return nil, fmt.Errorf("access: policies: %w", err)
		}
		read, err := readPolicies(file.Name(), text)
		if err != nil {
			return nil, err
		}
		all = append(all, read...)
	}
	return all, nil
}

func readPolicies(name string, text []byte) (policies, error) {
	list, err := cedar.NewPolicyListFromBytes(name, text)
	if err != nil {
		return nil, fmt.Errorf("access: policy %s: %w", name, err)
	}
	out := make(policies, 0, len(list))
	for _, c := range list {
		p := policy{id: fmt.Sprintf("%s:%d", name, c.Position().Line), cedar: c, permit: c.Effect() == cedar.Permit}
		if p.actions, err = scopeOf(c); err != nil {
			return nil, fmt.Errorf("access: policy %s: %w", p.id, err)
		}
		if p.permit && len(p.actions) == 0 {
			return nil, fmt.Errorf("access: policy %s: a permit must list its actions", p.id)
		}
		out = append(out, p)
	}
	return out, nil
}

// scopeOf reads from Cedar's JSON form which actions the policy names, and
// refuses an unknown role or group anywhere in it.
func scopeOf(c *cedar.Policy) ([]string, error) {
	raw, err := c.MarshalJSON()
	if err != nil {
		return nil, err
	}
	type entity struct{ Type, ID string }
	var form struct {
		Action struct {
			Op       string
			Entity   entity
			Entities []entity
		}
	}
	if err := json.Unmarshal(raw, &form); err != nil {
		return nil, err
	}
	var tree any
	if err := json.Unmarshal(raw, &tree); err != nil {
		return nil, err
	}
	if err := knownRoles(tree); err != nil {
		return nil, err
	}
	var names []string
	switch form.Action.Op {
	case "All":
		return nil, nil
	case "==":
		names = []string{form.Action.Entity.ID}
	case "in":
		for _, a := range form.Action.Entities {
			names = append(names, a.ID)
		}
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("write the actions as == Action::\"…\" or in [Action::\"…\"]")
	}
	return names, nil
}

// knownRoles walks a policy's JSON for entities of type Role.
func knownRoles(node any) error {
	switch n := node.(type) {
	case []any:
		for _, child := range n {
			if err := knownRoles(child); err != nil {
				return err
			}
		}
	case map[string]any:
		if n["type"] == "Role" {
			name := fmt.Sprint(n["id"])
			if _, group := roles.Groups[name]; !group && roleIndex(ident.Role(name)) < 0 {
				return fmt.Errorf("roles.yaml knows no role or group %s", name)
			}
		}
		for _, child := range n {
			if err := knownRoles(child); err != nil {
				return err
			}
		}
	}
	return nil
}

func roleEntities() cedar.EntityMap {
	out := cedar.EntityMap{}
	for _, r := range roles.Roles {
		var groups []cedar.EntityUID
		for _, g := range r.Groups {
			groups = append(groups, roleUID(g))
		}
		uid := roleUID(string(r.Name))
		out[uid] = cedar.Entity{UID: uid, Parents: cedar.NewEntityUIDSet(groups...)}
	}
	return out
}

func roleUID(name string) cedar.EntityUID {
	return cedar.NewEntityUID("Role", cedar.String(name))
}

// Gaps lists, over everything linked into the program, the policies that name
// an action nobody declared and the declared actions that no policy grants.
// A sound program has none.
func (e *Engine) Gaps() []string {
	var out []string
	for action, ids := range e.named {
		if _, ok := Find(action); !ok {
			out = append(out, fmt.Sprintf("policy %s names the undeclared action %s", strings.Join(ids, ", "), action))
		}
	}
	for action := range e.byAction {
		if _, ok := Find(action); !ok && len(e.named[action]) == 0 {
			out = append(out, fmt.Sprintf("a forbid names the undeclared action %s", action))
		}
	}
	for _, a := range Declared() {
		if len(e.named[a.Name]) == 0 {
			out = append(out, fmt.Sprintf("no policy grants the action %s", a.Name))
		}
	}
	slices.Sort(out)
	return out
}
