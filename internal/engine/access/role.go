package access

import (
	_ "embed"
	"fmt"
	"slices"

	"github.com/goccy/go-yaml"

	"github.com/jingkai-zone/jingkai/internal/base/ident"
)

// RoleInfo is one row of the catalogue of roles.
type RoleInfo struct {
	Name      ident.Role `yaml:"name"`
	ZH        string     `yaml:"zh"`
	EN        string     `yaml:"en"`
	Groups    []string   `yaml:"groups"`    // groups whose policies apply as well
	Separate  bool       `yaml:"separate"`  // 三员: excludes every other role
	Grantable *bool      `yaml:"grantable"` // nil means yes
}

// CanGrant reports whether the role may be given to an account at all; the
// public's and the system's own roles may not.
func (r RoleInfo) CanGrant() bool { return r.Grantable == nil || *r.Grantable }

// The two roles that nobody is granted.
const (
	Visitor    ident.Role = "visitor" // 公众: whoever is not signed in
	SystemRole ident.Role = "system"  // the program acting on a schedule
)

// SecondFactor is the group of roles that need a second factor
// (GB/T 22239-2019 8.1.4.1 d).
const SecondFactor = "second_factor"

// title is a name in both languages.
type title struct {
	ZH string `yaml:"zh"`
	EN string `yaml:"en"`
}

type roleBook struct {
	Groups map[string]title `yaml:"groups"`
	Roles  []RoleInfo       `yaml:"roles"`
}

//go:embed roles.yaml
var roleText []byte

// roles is the catalogue; the file is part of the program, so a fault in it is
// a programmer's error and stops the start.
var roles = mustRoles()

func mustRoles() roleBook {
	var book roleBook
	if err := yaml.UnmarshalWithOptions(roleText, &book, yaml.Strict()); err != nil {
		panic("access: roles.yaml: " + err.Error())
	}
	if len(book.Roles) > 32 {
		panic("access: more than 32 roles do not fit the decision key")
	}
	for i, r := range book.Roles {
		if r.Name == "" || r.ZH == "" || r.EN == "" {
			panic(fmt.Sprintf("access: roles.yaml: role %d needs a name and both titles", i+1))
		}
		for _, g := range r.Groups {
			if _, ok := book.Groups[g]; !ok {
				panic(fmt.Sprintf("access: roles.yaml: %s is in the unknown group %s", r.Name, g))
			}
		}
	}
	return book
}

// Roles lists the catalogue in the order of the file.
func Roles() []RoleInfo { return slices.Clone(roles.Roles) }

// FindRole gives the catalogue's row of a role.
func FindRole(name ident.Role) (RoleInfo, bool) {
	i := roleIndex(name)
	if i < 0 {
		return RoleInfo{}, false
	}
	return roles.Roles[i], true
}

func roleIndex(name ident.Role) int {
	for i := range roles.Roles {
		if roles.Roles[i].Name == name {
			return i
		}
	}
	return -1
}

// Exclusive reports whether one person must not hold both roles: two different
// roles of which one is an administrator's (三员分立). A role does not exclude
// itself.
func Exclusive(a, b ident.Role) bool {
	if a == b {
		return false
	}
	ra, _ := FindRole(a)
	rb, _ := FindRole(b)
	return ra.Separate || rb.Separate
}

// InGroup reports whether any of the roles belongs to the group of roles.yaml.
func InGroup(group string, held []ident.Role) bool {
	for _, name := range held {
		if r, ok := FindRole(name); ok && slices.Contains(r.Groups, group) {
			return true
		}
	}
	return false
}

// NeedsSecondFactor reports whether the roles together need a second factor.
func NeedsSecondFactor(held []ident.Role) bool { return InGroup(SecondFactor, held) }
