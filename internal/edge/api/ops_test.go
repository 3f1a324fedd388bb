package api

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"github.com/jingkai-zone/jingkai/internal/engine/access"
)

func described(t *testing.T) *Server {
	t.Helper()
	engine, err := access.New()
	if err != nil {
		t.Fatal(err)
	}
	return New(Deps{Access: engine, Demo: &Demo{}})
}

var opID = regexp.MustCompile(`^[a-z]+(-[a-z]+)*$`)

// Every operation names a declared action or needs no login, has both titles,
// and has an id of its own.
func TestOperationsAreComplete(t *testing.T) {
	s := described(t)
	if len(s.Ops()) < 60 {
		t.Fatalf("%d operations", len(s.Ops()))
	}
	seen, places := map[string]bool{}, map[string]bool{}
	for _, op := range s.Ops() {
		if !opID.MatchString(op.ID) || seen[op.ID] {
			t.Errorf("%q is no operation's id of its own", op.ID)
		}
		seen[op.ID] = true
		if at := op.Method + " " + op.Path; op.Method == "" || places[at] {
			t.Errorf("%s: %q is no address of its own", op.ID, at)
		} else {
			places[at] = true
		}
		if op.Public == (op.Action != "") {
			t.Errorf("%s: exactly one of action and public", op.ID)
		}
		if _, ok := access.Find(op.Action); op.Action != "" && !ok {
			t.Errorf("%s: the action %s is not in the catalogue", op.ID, op.Action)
		}
		if op.ZH == "" || op.EN == "" || op.Tag == "" {
			t.Errorf("%s: titles or room missing", op.ID)
		}
		if !strings.ContainsFunc(op.ZH, func(r rune) bool { return r > 0x2E80 }) || strings.ContainsFunc(op.EN, func(r rune) bool { return r > 0x2E80 }) {
			t.Errorf("%s: titles %q and %q are not Chinese and English", op.ID, op.ZH, op.EN)
		}
		if len(s.Access.Holders(op.Action)) == 0 && !op.Public {
			t.Errorf("%s: no role may %s", op.ID, op.Action)
		}
	}
}

// The description of the interface can be written, and names every operation.
func TestOpenAPINamesEveryOperation(t *testing.T) {
	s := described(t)
	raw, err := s.OpenAPI()
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Paths map[string]map[string]struct {
			OperationID string `json:"operationId"`
			Action      string `json:"x-action"`
		} `json:"paths"`
	}
	if err := json.Unmarshal(raw, &doc); err != nil {
		t.Fatal(err)
	}
	for _, op := range s.Ops() {
		if at := doc.Paths[prefix+op.Path][strings.ToLower(op.Method)]; at.OperationID != op.ID || at.Action != op.Action {
			t.Errorf("%s: described as %+v", op.ID, at)
		}
	}
}

// The permission matrix holds a row for each operation and a column for each
// role, with titles in both languages.
func TestPermissionMatrix(t *testing.T) {
	s := described(t)
	text := string(s.PermissionMatrix())
	for _, op := range s.Ops() {
		if !strings.Contains(text, "| "+op.ZH+" | "+op.EN+" | `"+op.Method+" "+op.Path+"` |") {
			t.Errorf("%s has no row", op.ID)
		}
	}
	for _, r := range access.Roles() {
		if !strings.Contains(text, "| "+string(r.Name)+" | "+r.ZH+" | "+r.EN+" |") {
			t.Errorf("%s has no row", r.Name)
		}
	}
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "| ") && strings.Contains(line, "`GET /zones/{zone}/people/{id}`") {
			// leaders, the discipline and personnel offices read all records, a
			// head the unit's, everybody else in the zone one's own, the three
			// administrators, the city and the public none
			if got := strings.Count(line, "| ●"); got != 4 {
				t.Errorf("%d roles read all personnel records: %s", got, line)
			}
			if !strings.Contains(line, "| 部门＋本人 |") || !strings.Contains(line, "| 本人 |") {
				t.Error(line)
			}
		}
	}
}
