package api

import (
	"fmt"
	"strings"

	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/engine/access"
)

// permission is one row of the matrix: an operation and how far each role's
// grant for it reaches.
type permission struct {
	Operation string            `json:"operation" example:"issue-month-list"`
	Method    string            `json:"method"`
	Path      string            `json:"path"`
	Room      string            `json:"room"`
	ZH        string            `json:"title_zh"`
	EN        string            `json:"title_en"`
	Action    string            `json:"action,omitempty" doc:"Empty for operations without login"`
	ActionZH  string            `json:"action_zh,omitempty"`
	ActionEN  string            `json:"action_en,omitempty"`
	Kind      access.Kind       `json:"kind,omitempty" enum:"read,write,adverse,admin"`
	Roles     map[string]string `json:"roles" doc:"Role → all, unit, own, unit+own, part or none"`
}

// roleView is one role of the catalogue.
type roleView struct {
	Name      ident.Role `json:"name"`
	ZH        string     `json:"title_zh"`
	EN        string     `json:"title_en"`
	Grantable bool       `json:"grantable"`
	Separate  bool       `json:"separate" doc:"One of the three administrators, who hold no other role"`
	Factor    bool       `json:"second_factor" doc:"Needs a second factor"`
}

// matrix is the whole of who may do what.
type matrix struct {
	Roles []roleView   `json:"roles"`
	Items []permission `json:"items"`
}

func (s *Server) registerAccess() {
	ask(s, Op{ID: "list-permissions", Path: "/permissions", Public: true, ZH: "权限一览", EN: "Who may do what", Tag: "access"},
		func(*Question, *struct{}) (matrix, error) { return s.matrix(), nil })
}

func roleViews() []roleView {
	var out []roleView
	for _, r := range access.Roles() {
		out = append(out, roleView{r.Name, r.ZH, r.EN, r.CanGrant(), r.Separate, access.NeedsSecondFactor([]ident.Role{r.Name})})
	}
	return out
}

// matrix asks the engine, for every operation and role, how far the grant
// reaches; it cannot differ from what a request is answered with.
func (s *Server) matrix() matrix {
	m := matrix{Roles: roleViews()}
	for _, op := range s.ops {
		p := permission{Operation: op.ID, Method: op.Method, Path: prefix + op.Path, Room: op.Tag, ZH: op.ZH, EN: op.EN, Action: op.Action, Roles: map[string]string{}}
		if a, ok := access.Find(op.Action); ok {
			p.ActionZH, p.ActionEN, p.Kind = a.TitleZH, a.TitleEN, a.Kind
		}
		for _, r := range m.Roles {
			p.Roles[string(r.Name)] = s.reach(op, r.Name).String()
		}
		m.Items = append(m.Items, p)
	}
	return m
}

// reach is how far a role's grant for an operation goes, with both factors.
func (s *Server) reach(op Op, role ident.Role) access.Scope {
	if op.Action == "" {
		return access.All
	}
	return s.Access.Scope(&ident.Actor{Zone: 1, Home: 1, Roles: []ident.Role{role}, Factors: 2}, op.Action)
}

// reachMark is how the matrix is written for people.
var reachMark = map[string]string{"all": "●", "unit": "部门", "own": "本人", "unit+own": "部门＋本人", "none": "", "part": "他人"}

// PermissionMatrix writes docs/permissions.md: every operation with how far
// each role may do it, in both languages.
func (s *Server) PermissionMatrix() []byte {
	m := s.matrix()
	var b strings.Builder
	b.WriteString("# 权限一览 / Who may do what\n\n" +
		"由程序生成，请勿手改：`jingkai describe`。Generated from the program; do not edit.\n\n" +
		"● 本园区全部记录 all records of the zone · 部门 own unit's records · 本人 own records · 他人 others' records, never one's own or one's unit's · 空白 not permitted.\n" +
		"不需登录的操作单列。Operations without login are listed by themselves. 市级主管部门不得查看个人性质的记录。The city never sees records about persons.\n\n" +
		"## 角色 / Roles\n\n| 代号 role | 角色 | English | 三员 | 两步验证 second factor |\n|---|---|---|---|---|\n")
	for _, r := range m.Roles {
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", r.Name, r.ZH, r.EN, mark(r.Separate), mark(r.Factor))
	}
	for _, room := range rooms(m.Items) {
		fmt.Fprintf(&b, "\n## %s\n\n| 操作 | Operation | 地址 |", room)
		for _, r := range m.Roles {
			b.WriteString(" " + r.ZH + " |")
		}
		b.WriteString("\n|---|---|---|" + strings.Repeat("---|", len(m.Roles)) + "\n")
		for _, p := range m.Items {
			if p.Room != room {
				continue
			}
			fmt.Fprintf(&b, "| %s | %s | `%s %s` |", p.ZH, p.EN, p.Method, strings.TrimPrefix(p.Path, prefix))
			for _, r := range m.Roles {
				cell := reachMark[p.Roles[string(r.Name)]]
				if p.Action == "" {
					cell = "免登录"
				}
				b.WriteString(" " + cell + " |")
			}
			b.WriteString("\n")
		}
	}
	return []byte(b.String())
}

func mark(yes bool) string {
	if yes {
		return "✓"
	}
	return ""
}

// rooms lists the rooms in the order in which their first operation appears.
func rooms(items []permission) []string {
	var out []string
	seen := map[string]bool{}
	for _, p := range items {
		if !seen[p.Room] {
			seen[p.Room] = true
			out = append(out, p.Room)
		}
	}
	return out
}
