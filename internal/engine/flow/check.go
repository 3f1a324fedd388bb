package flow

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/jingkai-zone/jingkai/internal/base/fault"
)

// Level says how bad a problem of a definition is.
type Level string

// The levels.
const (
	Wrong   Level = "wrong"   // the definition cannot be used
	Doubted Level = "doubted" // it can, but somebody should look
)

// Problem is one thing found in a definition.
type Problem struct {
	Level Level  `json:"level"`
	Where string `json:"where"` // path: actions.approve.guards.papers
	Text  Text   `json:"text"`
}

// String gives level, place and the English wording.
func (p Problem) String() string { return string(p.Level) + " " + p.Where + ": " + p.Text.EN }

var nameForm = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

// checker collects problems while it walks a definition.
type checker struct {
	d        *Definition
	problems []Problem
}

func (c *checker) wrong(where, zh, en string, args ...any) {
	c.problems = append(c.problems, Problem{Wrong, where, Text{fmt.Sprintf(zh, args...), fmt.Sprintf(en, args...)}})
}

func (c *checker) doubted(where, zh, en string, args ...any) {
	c.problems = append(c.problems, Problem{Doubted, where, Text{fmt.Sprintf(zh, args...), fmt.Sprintf(en, args...)}})
}

// Check finds what is wrong or doubtful in a definition: unknown names, missing
// wordings, actions nobody may do, conditions that do not compile, states that
// cannot be reached or left, clocks that are paused without being started or
// still run at the end, and duties that exclude each other although one person
// could do both on some path. The order is that of the definition.
func Check(d *Definition) []Problem {
	c := &checker{d: d}
	c.names()
	c.states()
	seen := map[string]bool{}
	for _, a := range d.Actions {
		c.action(a, seen)
	}
	c.stages()
	c.rules()
	if c.broken() {
		return c.problems // the graph cannot be walked before the names are right
	}
	c.graph()
	c.clocksOnPaths()
	for _, conflict := range Conflicts(d) {
		c.conflict(conflict)
	}
	return c.problems
}

func (c *checker) broken() bool {
	return slices.ContainsFunc(c.problems, func(p Problem) bool { return p.Level == Wrong })
}

func (c *checker) name(where, name string, text Text, seen map[string]bool) {
	if !nameForm.MatchString(name) {
		c.wrong(where, "名称应为小写字母、数字和下划线", "a name of small letters, digits and underscores is expected")
	}
	if seen[name] {
		c.wrong(where, "名称重复", "the name occurs twice")
	}
	seen[name] = true
	if text.missing() {
		c.wrong(where, "缺少中文或英文名称", "the wording is missing in Chinese or English")
	}
}

func (c *checker) kinds(where string, kinds []Kind) {
	seen := map[string]bool{}
	for _, k := range kinds {
		c.name(where+"."+k.Name, k.Name, k.Text, seen)
	}
}

func (c *checker) names() {
	if c.d.Name == "" || c.d.Text.missing() {
		c.wrong("name", "流程缺少名称", "the workflow needs a name and both wordings")
	}
	for name, kind := range c.d.Facts {
		switch kind {
		case FactBool, FactInt, FactText, FactDate:
		default:
			c.wrong("facts."+name, "事实类型应为 bool、int、text 或 date", "the kind of a fact is bool, int, text or date")
		}
		if !nameForm.MatchString(name) {
			c.wrong("facts."+name, "名称应为小写字母、数字和下划线", "a name of small letters, digits and underscores is expected")
		}
		if slices.Contains(sealedFacts, name) {
			c.wrong("facts."+name, "年龄、性别、出身和封存身份不得作为办理条件", "age, sex, origin and sealed identity may not decide how a case moves")
		}
	}
	c.kinds("evidence", c.d.Evidence)
	c.kinds("duties", c.d.Duties)
	for _, p := range c.d.Exclusive {
		for _, duty := range p {
			if !hasKind(c.d.Duties, duty) {
				c.wrong("exclusive", "互斥职责“%s”未在 duties 中定义", "the exclusive duty %q is not among the duties", duty)
			}
		}
		if p[0] == p[1] {
			c.wrong("exclusive", "职责“%s”与自身互斥", "the duty %q excludes itself", p[0])
		}
	}
}

func (c *checker) states() {
	seen, initial := map[string]bool{}, 0
	for _, s := range c.d.States {
		c.name("states."+s.Name, s.Name, s.Text, seen)
		if s.Initial {
			initial++
		}
		if s.Stage != "" && !slices.ContainsFunc(c.d.Stages, func(st Stage) bool { return st.Name == s.Stage }) {
			c.wrong("states."+s.Name, "阶段“%s”未定义", "the stage %q is not defined", s.Stage)
		}
	}
	if initial != 1 {
		c.wrong("states", "应有且只有一个初始状态，现有 %d 个", "exactly one initial state is needed, there are %d", initial)
	}
}

func (c *checker) action(a Action, seen map[string]bool) {
	where := "actions." + a.Name
	c.name(where, a.Name, a.Text, seen)
	if len(a.From) == 0 {
		c.wrong(where, "没有写明从哪些状态出发", "it starts from no state")
	}
	for _, from := range a.From {
		if s, ok := c.d.state(from); !ok {
			c.wrong(where, "状态“%s”未定义", "the state %q is not defined", from)
		} else if s.Terminal {
			c.wrong(where, "终结状态“%s”不应再有动作", "the terminal state %q has an action", from)
		}
	}
	if _, ok := c.d.state(a.To); !ok {
		c.wrong(where, "状态“%s”未定义", "the state %q is not defined", a.To)
	}
	if len(a.Roles) == 0 && a.Duty == "" {
		c.wrong(where, "没有写明由谁办理（角色或职责）", "nobody may do it: roles or a duty are needed")
	}
	if a.Duty != "" && !hasKind(c.d.Duties, a.Duty) {
		c.wrong(where, "职责“%s”未定义", "the duty %q is not defined", a.Duty)
	}
	for _, e := range a.Evidence {
		if !hasKind(c.d.Evidence, e) {
			c.wrong(where, "材料种类“%s”未定义", "the kind of evidence %q is not defined", e)
		}
	}
	c.guards(where, a.Guards)
	for _, step := range a.Clocks {
		c.step(where, step)
	}
}

func (c *checker) guards(where string, guards []Guard) {
	seen := map[string]bool{}
	for _, g := range guards {
		at := where + ".guards." + g.Name
		c.name(at, g.Name, g.Else, seen)
		if _, err := compileGuard(g, c.d.Facts); err != nil {
			first, _, _ := strings.Cut(err.Error(), "\n")
			c.wrong(at, "条件写法不对：%s", "the condition does not compile: %s", first)
		}
	}
}

func (c *checker) step(where string, s Step) {
	rule, ok := c.d.Clock(s.Clock)
	if !ok {
		c.wrong(where, "时限“%s”未定义", "the clock %q is not defined", s.Clock)
		return
	}
	switch s.Do {
	case DoStart, DoResume, DoStop:
	case DoPause:
		if !rule.hasCause(s.Cause) {
			c.wrong(where, "时限“%s”不能因“%s”暂停，只能用所列事由", "the clock %q cannot pause for %q, which is not among its causes", s.Clock, s.Cause)
		}
	case DoExtend:
		if _, ok := rule.extension(s.Rank); !ok {
			c.wrong(where, "“%s”无权延长时限“%s”", "the rank %q may not extend the clock %q", s.Rank, s.Clock)
		}
	default:
		c.wrong(where, "对时限的操作应为 start、pause、resume、extend 或 stop", "a clock is started, paused, resumed, extended or stopped")
	}
}

func (c *checker) stages() {
	seen := map[string]bool{}
	for _, s := range c.d.Stages {
		where := "stages." + s.Name
		c.name(where, s.Name, s.Text, seen)
		c.guards(where, s.Gate)
		if !slices.ContainsFunc(c.d.States, func(st State) bool { return st.Stage == s.Name }) {
			c.wrong(where, "没有任何状态属于该阶段", "no state belongs to the stage")
		}
	}
}

func (c *checker) rules() {
	seen := map[string]bool{}
	for _, r := range c.d.Clocks {
		where := "clocks." + r.Name
		c.name(where, r.Name, r.Text, seen)
		c.kinds(where+".causes", r.Causes)
		ranks := map[string]bool{}
		for _, e := range r.Extensions {
			at := where + ".extensions." + e.Rank
			c.name(at, e.Rank, e.Text, ranks)
			if e.Most.N < 1 || !r.Budget.IsZero() && e.Most.Unit != r.Budget.Unit {
				c.wrong(at, "延长期应大于零，且与时限同一单位", "an extension is positive and in the clock's own unit")
			}
		}
	}
}

func (c *checker) conflict(k Conflict) {
	names := strings.Join(k.Path, " → ")
	c.doubted("exclusive", "同时具有所列角色的人可以先后办理互斥的“%s”和“%s”（%s）；办理时会按经办人逐案拦截",
		"one person with the roles could do both %q and %q (%s); the machine refuses it case by case",
		k.Duties[0], k.Duties[1], names)
}

func hasKind(kinds []Kind, name string) bool {
	return slices.ContainsFunc(kinds, func(k Kind) bool { return k.Name == name })
}

// refusal turns the errors among problems into one refusal, nil when there are
// none.
func refusal(problems []Problem) error {
	var list fault.List
	for _, p := range problems {
		if p.Level == Wrong {
			list.Add(BadDefinition.At(p.Where, "zh", p.Text.ZH, "en", p.Text.EN))
		}
	}
	return list.Err()
}
