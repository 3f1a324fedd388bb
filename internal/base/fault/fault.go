package fault

import (
	"errors"
	"fmt"
	"sort"
	"strings"
	"sync"
)

// Kind is the closed list of reasons for which a command or a question is not
// answered. Edges map it once: to an HTTP status, to an exit code.
type Kind uint8

// The kinds. The order is not meaningful.
const (
	Internal        Kind = iota // our mistake; the text stays in the log
	Invalid                     // the input cannot be understood or breaks a field's rule
	Refused                     // understood, but a rule of the zone or of law says no
	NotSet                      // the scheme does not set a parameter that is needed (方案未设定)
	Unauthenticated             // nobody is logged in
	Forbidden                   // somebody is, but may not
	NotFound                    // no such thing, or not visible to the asker
	Conflict                    // it exists already, or two acts exclude each other
	Stale                       // the record changed since it was read (If-Match)
	TooLarge                    // more than the declared cap
	TooMany                     // too many attempts in a window
	Unavailable                 // storage or a neighbour does not answer; nothing was written
)

// String names the kind as it appears in logs and in problem types.
func (k Kind) String() string {
	names := [...]string{"internal", "invalid", "refused", "not-set", "unauthenticated", "forbidden",
		"not-found", "conflict", "stale", "too-large", "too-many", "unavailable"}
	if int(k) < len(names) {
		return names[k]
	}
	return "internal"
}

// Lang is a language a refusal can be told in.
type Lang string

// The languages of the product.
const (
	Chinese Lang = "zh-CN"
	English Lang = "en"
)

// Code is one entry of the catalogue: a stable name with its kind, its rule
// and its two texts.
type Code struct {
	Name string // dotted, starts with the room or engine: "goals.item.person_missing"
	Kind Kind
	Rule string // mechanism id ("LY-35") or law ("行政许可法 32"); empty where the rule is only technical
	ZH   string // text with {placeholders}
	EN   string
}

var (
	mu        sync.Mutex
	catalogue = map[string]*Code{}
)

// Define adds a code to the catalogue. Call it in a package-level var; a name
// defined twice or a missing text panics at start.
func Define(kind Kind, name, rule, zh, en string) *Code {
	if name == "" || zh == "" || en == "" {
		panic("fault: code " + name + " needs a name and both languages")
	}
	mu.Lock()
	defer mu.Unlock()
	if _, twice := catalogue[name]; twice {
		panic("fault: code " + name + " is defined twice")
	}
	c := &Code{Name: name, Kind: kind, Rule: rule, ZH: zh, EN: en}
	catalogue[name] = c
	return c
}

// Catalogue lists every defined code by name, for documents and tests.
func Catalogue() []*Code {
	mu.Lock()
	defer mu.Unlock()
	out := make([]*Code, 0, len(catalogue))
	for _, c := range catalogue {
		out = append(out, c)
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Name < out[j].Name })
	return out
}

// New makes a refusal of this code. Args are pairs of placeholder name and
// value: New("limit", 5). Values must be ours (limits, counts, dates, names of
// things), never what the user submitted.
func (c *Code) New(args ...any) *Error {
	return &Error{Code: c, Args: pairs(args)}
}

// At makes a refusal of this code at a field, e.g. At("items[2].person").
func (c *Code) At(location string, args ...any) *Error {
	e := c.New(args...)
	e.Location = location
	return e
}

// Wrap makes a refusal of this code caused by err; err goes to the log only.
func (c *Code) Wrap(err error, args ...any) *Error {
	e := c.New(args...)
	e.cause = err
	return e
}

// Is reports whether err is, or wraps, a refusal of this code.
func (c *Code) Is(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.has(c)
}

func pairs(args []any) map[string]string {
	if len(args) == 0 {
		return nil
	}
	m := make(map[string]string, len(args)/2)
	for i := 0; i+1 < len(args); i += 2 {
		m[fmt.Sprint(args[i])] = fmt.Sprint(args[i+1])
	}
	return m
}

// Error is one refusal. Details carries further refusals found at the same
// time, so that a form shows all its faults at once.
type Error struct {
	Code     *Code
	Args     map[string]string
	Location string // field path, e.g. "items[2].person"; empty for the whole
	Details  []*Error
	cause    error
}

// Error gives the English text with the code, for logs.
func (e *Error) Error() string {
	s := e.Code.Name + ": " + e.Text(English)
	if e.Location != "" {
		s = e.Location + ": " + s
	}
	if e.cause != nil {
		s += ": " + e.cause.Error()
	}
	for _, d := range e.Details {
		s += "; " + d.Error()
	}
	return s
}

// Unwrap gives the cause, if any.
func (e *Error) Unwrap() error { return e.cause }

// Text gives the sentence for a person in the language asked for.
func (e *Error) Text(lang Lang) string {
	text := e.Code.ZH
	if lang == English {
		text = e.Code.EN
	}
	for name, value := range e.Args {
		text = strings.ReplaceAll(text, "{"+name+"}", value)
	}
	return text
}

func (e *Error) has(c *Code) bool {
	if e.Code == c {
		return true
	}
	for _, d := range e.Details {
		if d.has(c) {
			return true
		}
	}
	return false
}

// List collects refusals while a whole input is checked.
type List struct{ errs []*Error }

// Add puts a refusal on the list; nil is ignored.
func (l *List) Add(e *Error) {
	if e != nil {
		l.errs = append(l.errs, e)
	}
}

// Err gives nil for an empty list, the refusal itself for one, and the first
// with all as details for several.
func (l *List) Err() error {
	switch len(l.errs) {
	case 0:
		return nil
	case 1:
		return l.errs[0]
	}
	first := *l.errs[0]
	first.Details = l.errs
	return &first
}

// Len counts what was collected.
func (l *List) Len() int { return len(l.errs) }

// KindOf classifies any error; what is not a refusal is Internal.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Code.Kind
	}
	return Internal
}

// As gives the refusal inside err, if there is one.
func As(err error) (*Error, bool) {
	var e *Error
	ok := errors.As(err, &e)
	return e, ok
}
