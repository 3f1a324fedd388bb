package notify

import (
	"regexp"
	"slices"
	"sort"
	"strings"
	"sync"
)

// Template is how a kind of message is worded. {name} stands for an argument.
type Template struct {
	Kind    string // dotted, starts with the room: "tasks.overdue"
	LabelZH string // what the kind is called, without arguments: 任务逾期督办
	LabelEN string
	TitleZH string // one line
	TitleEN string
	BodyZH  string // what happened, what to do until when
	BodyEN  string
	NeedAck bool // the recipient must acknowledge it (签收)
	Mail    bool // also goes by mail, where the zone has mail switched on
	Urgent  bool // does not wait for the end of quiet hours
}

var (
	templatesLock sync.RWMutex
	templates     = map[string]Template{}
	argument      = regexp.MustCompile(`\{([a-z_]+)\}`)
	kindPattern   = regexp.MustCompile(`^[a-z]+(\.[a-z][a-z0-9_]*)+$`)
)

// Define adds a template and gives its kind back. Call it in a package-level
// var of the room that sends it. A kind defined twice, a text missing in
// either language, different arguments in the two languages, or an argument in
// a label panics at start.
func Define(t Template) string {
	for _, text := range []string{t.LabelZH, t.LabelEN, t.TitleZH, t.TitleEN, t.BodyZH, t.BodyEN} {
		if strings.TrimSpace(text) == "" {
			panic("notify: template " + t.Kind + " lacks a text")
		}
	}
	if !kindPattern.MatchString(t.Kind) || argument.MatchString(t.LabelZH+t.LabelEN) || strings.ContainsAny(t.TitleZH+t.TitleEN, "\r\n") ||
		!slices.Equal(argumentsOf(t.TitleZH+t.BodyZH), argumentsOf(t.TitleEN+t.BodyEN)) {
		panic("notify: template " + t.Kind + " needs a dotted kind, one-line titles, labels without arguments, and the same arguments in both languages")
	}
	templatesLock.Lock()
	defer templatesLock.Unlock()
	if _, twice := templates[t.Kind]; twice {
		panic("notify: template " + t.Kind + " is defined twice")
	}
	templates[t.Kind] = t
	return t.Kind
}

// Lookup gives the template of a kind.
func Lookup(kind string) (Template, bool) {
	templatesLock.RLock()
	defer templatesLock.RUnlock()
	t, ok := templates[kind]
	return t, ok
}

// Templates lists all templates by kind.
func Templates() []Template {
	templatesLock.RLock()
	defer templatesLock.RUnlock()
	out := make([]Template, 0, len(templates))
	for _, t := range templates {
		out = append(out, t)
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Kind < out[j].Kind })
	return out
}

// argumentsOf lists the arguments of a text, each once, in order of name.
func argumentsOf(text string) []string {
	var out []string
	for _, m := range argument.FindAllStringSubmatch(text, -1) {
		out = append(out, m[1])
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// fill puts the arguments in; values are texts and are not looked at again.
func fill(text string, args map[string]string) string {
	return argument.ReplaceAllStringFunc(text, func(m string) string { return args[m[1:len(m)-1]] })
}
