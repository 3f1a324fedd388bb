package app

import (
	"strings"
)

// Operations lists the ids of every operation of the API.
func (a *App) Operations() []string {
	var out []string
	for _, op := range a.api.Ops() {
		out = append(out, op.ID)
	}
	return out
}

// OperationOf tells which operation a request reaches, "" for none; stories
// use it to see that every operation is told in one of them.
func (a *App) OperationOf(method, path string) string {
	path = strings.TrimPrefix(path, "/api/v1")
	found, parameters := "", 0
	for _, op := range a.api.Ops() {
		// Of two that fit, the one with fewer parameters is meant, as the router
		// sees it: /people/export is no person.
		if n := strings.Count(op.Path, "{"); op.Method == method && fits(op.Path, path) && (found == "" || n < parameters) {
			found, parameters = op.ID, n
		}
	}
	return found
}

// fits compares a path with a pattern segment by segment.
func fits(pattern, path string) bool {
	p, q := strings.Split(pattern, "/"), strings.Split(path, "/")
	if len(p) != len(q) {
		return false
	}
	for i := range p {
		if !strings.HasPrefix(p[i], "{") && p[i] != q[i] {
			return false
		}
	}
	return true
}
