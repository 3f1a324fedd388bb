package scheme

import (
	"cmp"
	"reflect"
	"slices"
	"strings"
	"sync"
)

// Options describe a section to register.
type Options[T any] struct {
	Title Text // what the section is called
	Needs Text // what refuses while its parameters are not set; a field's tag needs:"zh|en" says it more exactly
	Place int  // order within the document; sections of equal place are ordered by name

	// Validate finds what makes the section's values impossible, beyond the
	// rules in the tags. Parameters that are not set are nil; parameters that
	// could not be read are nil too and have been reported. May be nil.
	Validate func(v T) []Problem

	// Lint finds legal risks and contradictions, also with other sections of
	// the document. May be nil.
	Lint func(doc *Doc, v T) []Problem
}

// Section is the typed part of a scheme that one room owns.
type Section[T any] struct{ entry *entry }

// entry is a section as the engine sees it.
type entry struct {
	name     string
	place    int
	title    Text
	shape    *shape
	validate func(v any) []Problem
	lint     func(doc *Doc, v any) []Problem
}

var registry struct {
	sync.RWMutex
	byName  map[string]*entry
	byType  map[reflect.Type]*entry
	ordered []*entry
}

// Register makes T the section of that name. Call it in a package-level var of
// the room that owns the section.
//
// T is a struct of keys. Every field has the tags json (its key), zh and en (its
// name), and may have
//
//	scheme:"required"         must be given
//	scheme:"optional"         may be left out without counting as a parameter that is not set
//	scheme:"key"              names the element in its list; unique there
//	scheme:"percent"          0 to 100%
//	scheme:"positive,min=,max="   bounds of numbers, dates, times and time limits
//	scheme:"for=kind:a|b"     used only when the choice "kind" beside it is a or b
//	needs:"中文|English"       what refuses while it is not set
//
// A parameter that a scheme may leave open is a pointer or a slice; nested
// structs are values. Leaves are string, bool, int64, types that implement
// [Chooser], [TimeOfDay], exact.Ratio, exact.Decimal, exact.Mode,
// exact.Qualifier, calendar.Date and calendar.Budget.
//
// A name or a type registered twice, or a type a scheme cannot hold, panics at
// start.
func Register[T any](name string, o Options[T]) *Section[T] {
	t := reflect.TypeFor[T]()
	if !keyForm.MatchString(name) || o.Title.ZH == "" || o.Title.EN == "" || t.Kind() != reflect.Struct {
		panic("scheme: section " + name + " needs a plain name, a title in both languages and a struct type")
	}
	e := &entry{name: name, place: o.Place, title: o.Title, shape: shapeOf(t, o.Needs, 0)}
	if o.Validate != nil {
		e.validate = func(v any) []Problem { return o.Validate(v.(T)) }
	}
	if o.Lint != nil {
		e.lint = func(doc *Doc, v any) []Problem { return o.Lint(doc, v.(T)) }
	}
	registry.Lock()
	defer registry.Unlock()
	if registry.byName[name] != nil || registry.byType[t] != nil {
		panic("scheme: section " + name + " or its type is registered twice")
	}
	if registry.byName == nil {
		registry.byName, registry.byType = map[string]*entry{}, map[reflect.Type]*entry{}
	}
	registry.byName[name], registry.byType[t] = e, e
	registry.ordered = append(slices.Clone(registry.ordered), e)
	slices.SortFunc(registry.ordered, func(a, b *entry) int {
		return cmp.Or(cmp.Compare(a.place, b.place), strings.Compare(a.name, b.name))
	})
	return &Section[T]{e}
}

// Name gives the section's key in the document.
func (s *Section[T]) Name() string { return s.entry.name }

// Title gives the section's name.
func (s *Section[T]) Title() Text { return s.entry.title }

// Get gives what the document says in this section; a document without the
// section has nothing set in it. The result shares its lists with the document
// and must not be changed.
func (s *Section[T]) Get(doc *Doc) T {
	v, _ := doc.values[s.entry.name].(T)
	return v
}

// sections gives all registered sections in the order of the document.
func sections() []*entry {
	registry.RLock()
	defer registry.RUnlock()
	return registry.ordered
}

func sectionOf(t reflect.Type) *entry {
	registry.RLock()
	defer registry.RUnlock()
	return registry.byType[t]
}

func sectionNamed(name string) *entry {
	registry.RLock()
	defer registry.RUnlock()
	return registry.byName[name]
}

func sectionNames() []string {
	all := sections()
	out := make([]string, len(all))
	for i, e := range all {
		out[i] = e.name
	}
	return out
}
