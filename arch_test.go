// Package jingkai_test holds the laws of the house as tests. A law may be
// tightened; loosening one needs a decision record in docs/adr.
package jingkai_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/jingkai-zone/jingkai/"

// tiers, lowest first: a package imports its own tier's rules permitting, and
// any tier below it.
var tiers = []string{"internal/base", "internal/store", "internal/engine", "internal/domain", "internal/edge", "internal/app", "cmd"}

// rooms in the order in which they may know each other: a room imports only
// rooms to its left.
var rooms = []string{"org", "account", "people", "goals", "tasks", "rules", "attendance", "board"}

// engines in the order in which they may know each other.
var engines = []string{"ledger", "jobs", "access", "scheme", "measure", "files", "notify", "publish", "flow", "score", "standing"}

// drivers may be imported only by the packages named: the seam, its test
// bench, and the queue, whose library wants the driver's own transaction.
var drivers = map[string][]string{
	"modernc.org/sqlite":   {"internal/store"},
	"github.com/jackc/pgx": {"internal/store", "internal/store/storetest", "internal/engine/jobs"},
	"database/sql":         {"internal/store", "internal/engine/jobs"},
}

type source struct {
	path  string // slash path from the root
	pkg   string // folder
	test  bool
	file  *ast.File
	set   *token.FileSet
	text  string
	lines int
}

func sources(t *testing.T) []source {
	t.Helper()
	var out []source
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "node_modules" || d.Name() == "web" && path == "web" || strings.HasPrefix(d.Name(), ".") && path != ".") {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(path, ".go") {
			return nil
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, path, raw, parser.ParseComments)
		if err != nil {
			return err
		}
		slash := filepath.ToSlash(path)
		out = append(out, source{path: slash, pkg: filepath.ToSlash(filepath.Dir(path)), test: strings.HasSuffix(path, "_test.go"),
			file: file, set: set, text: string(raw), lines: strings.Count(string(raw), "\n")})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(out) < 20 {
		t.Fatalf("only %d Go files seen: the laws would hold of nothing", len(out))
	}
	return out
}

func (s source) imports() []string {
	var out []string
	for _, i := range s.file.Imports {
		path, err := strconv.Unquote(i.Path.Value)
		if err == nil {
			out = append(out, path)
		}
	}
	return out
}

func tier(pkg string) int {
	for i, t := range tiers {
		if pkg == t || strings.HasPrefix(pkg, t+"/") {
			return i
		}
	}
	return -1
}

func TestImportsPointUpward(t *testing.T) {
	for _, s := range sources(t) {
		from := tier(s.pkg)
		if from < 0 || s.test {
			continue
		}
		for _, path := range s.imports() {
			pkg, ours := strings.CutPrefix(path, module)
			if !ours {
				continue
			}
			if to := tier(pkg); to > from {
				t.Errorf("%s imports %s, which is above it", s.path, pkg)
			}
			sideways(t, s, pkg, "internal/domain/", rooms)
			sideways(t, s, pkg, "internal/engine/", engines)
		}
	}
}

// sideways holds rooms and engines to their written order, so that no circle
// of meaning can grow.
func sideways(t *testing.T, s source, pkg, prefix string, order []string) {
	t.Helper()
	from, a := strings.CutPrefix(s.pkg, prefix)
	to, b := strings.CutPrefix(pkg, prefix)
	if !a || !b {
		return
	}
	i, j := slices.Index(order, from), slices.Index(order, to)
	if i < 0 {
		t.Errorf("%s: %s is not in the order of %s; add it in arch_test.go", s.path, from, prefix)
	}
	if j >= i {
		t.Errorf("%s imports %s, which comes later", s.path, pkg)
	}
}

func TestOnlyTheSeamImportsDrivers(t *testing.T) {
	for _, s := range sources(t) {
		if s.test || strings.HasPrefix(s.pkg, "bench") {
			continue
		}
		for _, path := range s.imports() {
			for driver, allowed := range drivers {
				if path != driver && !strings.HasPrefix(path, driver+"/") || path == "database/sql/driver" {
					continue
				}
				if !slices.Contains(allowed, s.pkg) {
					t.Errorf("%s imports %s: only %v may", s.path, path, allowed)
				}
			}
		}
	}
}

func TestFoldersStayShallow(t *testing.T) {
	for _, s := range sources(t) {
		if rest, ok := strings.CutPrefix(s.pkg, "internal/"); ok && strings.Count(rest, "/") > 1 {
			t.Errorf("%s lies deeper than two levels under internal/", s.path)
		}
	}
}

var standard = []string{"errors", "log", "path", "http", "time", "sort", "sync", "context", "fmt", "io", "os", "json", "sql", "net", "url", "html", "text", "image", "math", "rand", "hash", "bytes", "strings"}

func TestPackageNames(t *testing.T) {
	for _, s := range sources(t) {
		name := strings.TrimSuffix(s.file.Name.Name, "_test")
		if slices.Contains(standard, name) {
			t.Errorf("%s: package %s shadows the standard library", s.path, name)
		}
		if regexp.MustCompile(`^(util|utils|common|helper|helpers|misc|shared)$`).MatchString(name) {
			t.Errorf("%s: package %s says nothing of what it owns", s.path, name)
		}
	}
}

func TestSizes(t *testing.T) {
	for _, s := range sources(t) {
		fileCap, funcCap := 500, 80
		if s.test {
			fileCap, funcCap = 800, 120
		}
		if s.lines > fileCap {
			t.Errorf("%s has %d lines, the house allows %d", s.path, s.lines, fileCap)
		}
		for _, d := range s.file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok || f.Body == nil {
				continue
			}
			if n := s.set.Position(f.End()).Line - s.set.Position(f.Pos()).Line + 1; n > funcCap {
				t.Errorf("%s: %s has %d lines, the house allows %d", s.path, f.Name.Name, n, funcCap)
			}
		}
	}
}

// exact arithmetic: no binary fractions where scores, shares and money live.
// The only exceptions turn a figure into a picture or a library's own number.
func TestNoFloatsInExactCode(t *testing.T) {
	float := regexp.MustCompile(`\bfloat(32|64)\b`)
	for _, s := range sources(t) {
		if s.test || !strings.HasPrefix(s.pkg, "internal/domain/") && !strings.HasPrefix(s.pkg, "internal/engine/") && !strings.HasPrefix(s.pkg, "internal/base/") {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok && float.MatchString(id.Name) {
				t.Errorf("%s: %s in exact code", s.set.Position(id.Pos()), id.Name)
			}
			return true
		})
	}
}

func TestEverythingExportedIsDocumented(t *testing.T) {
	documented := map[string]bool{}
	seen := map[string]bool{}
	for _, s := range sources(t) {
		if s.test {
			continue
		}
		seen[s.pkg] = true
		if s.file.Doc != nil {
			documented[s.pkg] = true
		}
		for _, d := range s.file.Decls {
			undocumented(t, s, d)
		}
	}
	for pkg := range seen {
		if !documented[pkg] {
			t.Errorf("%s has no package documentation", pkg)
		}
	}
}

func undocumented(t *testing.T, s source, d ast.Decl) {
	t.Helper()
	switch d := d.(type) {
	case *ast.FuncDecl:
		if d.Name.IsExported() && d.Doc == nil && exportedReceiver(d) {
			t.Errorf("%s: %s has no documentation", s.set.Position(d.Pos()), d.Name.Name)
		}
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			switch spec := spec.(type) {
			case *ast.TypeSpec:
				if spec.Name.IsExported() && d.Doc == nil && spec.Doc == nil {
					t.Errorf("%s: type %s has no documentation", s.set.Position(spec.Pos()), spec.Name.Name)
				}
			case *ast.ValueSpec:
				for _, name := range spec.Names {
					if name.IsExported() && d.Doc == nil && spec.Doc == nil && spec.Comment == nil {
						t.Errorf("%s: %s has no documentation", s.set.Position(name.Pos()), name.Name)
					}
				}
			}
		}
	}
}

func exportedReceiver(d *ast.FuncDecl) bool {
	if d.Recv == nil {
		return true
	}
	expr := d.Recv.List[0].Type
	if star, ok := expr.(*ast.StarExpr); ok {
		expr = star.X
	}
	if index, ok := expr.(*ast.IndexExpr); ok {
		expr = index.X
	}
	id, ok := expr.(*ast.Ident)
	return ok && id.IsExported()
}

var writes = regexp.MustCompile(`(?i)\b(INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+([a-z]+)_[a-z_]+`)

// A room or an engine writes only the tables that carry its name.
func TestEveryRoomWritesOnlyItsOwnTables(t *testing.T) {
	for _, s := range sources(t) {
		if s.test {
			continue
		}
		parts := strings.Split(s.pkg, "/")
		if len(parts) != 3 || parts[1] != "domain" && parts[1] != "engine" {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			lit, ok := n.(*ast.BasicLit)
			if !ok || lit.Kind != token.STRING {
				return true
			}
			for _, m := range writes.FindAllStringSubmatch(lit.Value, -1) {
				if m[2] != parts[2] {
					t.Errorf("%s: %s writes %s…", s.set.Position(lit.Pos()), parts[2], m[0])
				}
			}
			return true
		})
	}
}

// Nothing in the tree depends on the design folder beside it.
func TestTheTreeStandsAlone(t *testing.T) {
	outside := regexp.MustCompile(`\.\./shared|/work/`)
	for _, s := range sources(t) {
		if outside.MatchString(s.text) && s.path != "arch_test.go" {
			t.Errorf("%s refers to something outside the project", s.path)
		}
	}
}

var unfinished = regexp.MustCompile(`\b(TODO|FIXME|XXX)\b|t\.Skip\(`)

func TestNothingIsLeftUnfinished(t *testing.T) {
	for _, s := range sources(t) {
		if s.path == "arch_test.go" {
			continue
		}
		if m := unfinished.FindString(s.text); m != "" {
			t.Errorf("%s: %q", s.path, m)
		}
	}
}
