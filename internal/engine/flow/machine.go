package flow

import (
	"slices"
	"strings"

	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
)

// Why an action is refused.
var (
	UnknownAction = fault.Define(fault.Invalid, "flow.action_unknown", "",
		"该流程没有这个动作，请从页面提供的动作中选择。",
		"The workflow has no such action; choose one of those offered.")
	UnknownState = fault.Define(fault.Internal, "flow.state_unknown", "",
		"案件所处状态不在流程定义之中。", "The case is in a state its workflow does not know.")
	WrongState = fault.Define(fault.Refused, "flow.state", "",
		"当前状态为“{now_zh}”，该动作只能在“{from_zh}”时办理。",
		"The case is {now_en}; this action is possible only when it is {from_en}.")
	WrongRole = fault.Define(fault.Forbidden, "flow.role", "",
		"您不具有办理该动作所需的角色，请由相应岗位的人员办理。",
		"You do not hold a role this action needs; let somebody in the proper post act.")
	Exclusive = fault.Define(fault.Refused, "flow.duty", "LY-03",
		"您已经办理过本案的“{done_zh}”，不能再办理“{duty_zh}”，请由他人办理。",
		"You have done “{done_en}” in this case and cannot do “{duty_en}” as well; let somebody else act.")
	NoPerson = fault.Define(fault.Refused, "flow.person", "LY-03",
		"该动作须由具体人员办理，当前账号没有对应的人员。",
		"This action is done by a person, and the present account belongs to none.")
	NotMet = fault.Define(fault.Refused, "flow.guard", "",
		"{zh}", "{en}")
	NoEvidence = fault.Define(fault.Refused, "flow.evidence", "",
		"还缺少材料：{zh}。请补齐后再办理。", "Evidence is missing: {en}. Attach it and act again.")
	NoReason = fault.Define(fault.Refused, "flow.reason", "",
		"该动作必须写明理由。", "This action needs a written reason.")
)

// Machine is a compiled definition. It never changes and is safe for concurrent
// use.
type Machine struct {
	def     *Definition
	actions map[string]*compiled
	gates   [][]guard // by position of the stage
}

// compiled is an action with its guards ready to run.
type compiled struct {
	Action
	guards []guard
}

// Compile checks a definition and makes it runnable. It refuses a definition
// with [BadDefinition] when [Check] finds anything wrong; what is only doubted
// passes. The definition must not be changed afterwards.
func Compile(d *Definition) (*Machine, error) {
	if err := refusal(Check(d)); err != nil {
		return nil, err
	}
	m := &Machine{def: d, actions: make(map[string]*compiled, len(d.Actions))}
	for _, a := range d.Actions {
		guards, err := compileAll(a.Guards, d.Facts)
		if err != nil {
			return nil, err
		}
		m.actions[a.Name] = &compiled{a, guards}
	}
	for _, s := range d.Stages {
		gate, err := compileAll(s.Gate, d.Facts)
		if err != nil {
			return nil, err
		}
		m.gates = append(m.gates, gate)
	}
	return m, nil
}

func compileAll(guards []Guard, facts map[string]FactKind) ([]guard, error) {
	out := make([]guard, 0, len(guards))
	for _, g := range guards {
		ready, err := compileGuard(g, facts)
		if err != nil {
			return nil, BadDefinition.Wrap(err, "zh", g.Else.ZH, "en", g.Else.EN)
		}
		out = append(out, ready)
	}
	return out, nil
}

// Definition gives what the machine was made from; it must not be changed.
func (m *Machine) Definition() *Definition { return m.def }

// Case is where a case is and who did which duty to it. The room stores both.
type Case struct {
	State string `json:"state"`
	Done  []Done `json:"done,omitempty"`
}

// Done is one duty somebody did.
type Done struct {
	Duty   string   `json:"duty"`
	Person ident.ID `json:"person"`
}

// New gives a case in the initial state.
func (m *Machine) New() Case { return Case{State: m.def.initial()} }

// Who wants to act.
type Who struct {
	Person ident.ID
	Roles  []ident.Role
}

// WhoOf takes person and roles from an actor.
func WhoOf(a *ident.Actor) Who {
	if a == nil {
		return Who{}
	}
	return Who{Person: a.Person, Roles: a.Roles}
}

// Move is one attempt to act on a case.
type Move struct {
	Action   string
	Who      Who
	Facts    Facts
	Evidence []string // kinds that are attached
	Reason   string
}

// Outcome is what follows from an accepted move; the room carries it out.
type Outcome struct {
	Action  string   `json:"action"`
	From    string   `json:"from"`
	To      string   `json:"to"`
	Effects []string `json:"effects,omitempty"`
	Clocks  []Step   `json:"clocks,omitempty"`
}

// Next moves a case. It changes nothing that is passed in: the new case and
// what follows come back. An impossible action is refused with [UnknownAction],
// [WrongState], [WrongRole], [NoPerson] or [Exclusive]; a possible one that is
// not ready lists everything that is missing at once: [NotMet] for each guard
// and gate, [NoEvidence], [NoReason], [MissingFact].
func (m *Machine) Next(c Case, move Move) (Case, Outcome, error) {
	a, ok := m.actions[move.Action]
	if !ok {
		return c, Outcome{}, UnknownAction.New()
	}
	if err := m.may(c, a, move.Who); err != nil {
		return c, Outcome{}, err
	}
	var list fault.List
	if err := m.conditions(c, a, move.Facts, &list); err != nil {
		return c, Outcome{}, err
	}
	m.papers(a, move, &list)
	if err := list.Err(); err != nil {
		return c, Outcome{}, err
	}
	next := Case{State: a.To, Done: slices.Clone(c.Done)}
	if done := (Done{a.Duty, move.Who.Person}); a.Duty != "" && !slices.Contains(next.Done, done) {
		next.Done = append(next.Done, done)
	}
	return next, Outcome{a.Name, c.State, a.To, slices.Clone(a.Effects), slices.Clone(a.Clocks)}, nil
}

// may checks what cannot be mended by filling in more: state, role, duty.
func (m *Machine) may(c Case, a *compiled, who Who) error {
	state, ok := m.def.state(c.State)
	if !ok {
		return UnknownState.New()
	}
	if !slices.Contains(a.From, c.State) {
		var zh, en []string
		for _, name := range a.From {
			from, _ := m.def.state(name)
			zh, en = append(zh, from.Text.ZH), append(en, from.Text.EN)
		}
		return WrongState.New("now_zh", state.Text.ZH, "now_en", state.Text.EN,
			"from_zh", strings.Join(zh, "”或“"), "from_en", strings.Join(en, " or "))
	}
	if len(a.Roles) > 0 && !slices.ContainsFunc(a.Roles, func(r ident.Role) bool { return slices.Contains(who.Roles, r) }) {
		return WrongRole.New()
	}
	return m.separate(c, a, who.Person)
}

func (m *Machine) separate(c Case, a *compiled, person ident.ID) error {
	if a.Duty == "" {
		return nil
	}
	exclusive := slices.ContainsFunc(m.def.Exclusive, func(p Pair) bool { return p[0] == a.Duty || p[1] == a.Duty })
	if exclusive && person.IsZero() {
		return NoPerson.New()
	}
	for _, done := range c.Done {
		if done.Person != person {
			continue
		}
		if slices.ContainsFunc(m.def.Exclusive, func(p Pair) bool { return p.Has(done.Duty, a.Duty) }) {
			did, duty := kindText(m.def.Duties, done.Duty), kindText(m.def.Duties, a.Duty)
			return Exclusive.New("done_zh", did.ZH, "done_en", did.EN, "duty_zh", duty.ZH, "duty_en", duty.EN)
		}
	}
	return nil
}

// conditions collects the guards and gates that do not hold.
func (m *Machine) conditions(c Case, a *compiled, facts Facts, list *fault.List) error {
	guards := slices.Clip(a.guards)
	for stage := m.def.stage(c.State) + 1; stage <= m.def.stage(a.To); stage++ {
		guards = append(guards, m.gates[stage]...)
	}
	for _, g := range guards {
		ok, err := g.holds(m.def.Facts, facts)
		if refusal, is := fault.As(err); is {
			list.Add(refusal)
			continue
		}
		if err != nil {
			return err
		}
		if !ok {
			list.Add(NotMet.At(g.Name, "zh", g.Else.ZH, "en", g.Else.EN))
		}
	}
	return nil
}

// papers collects missing evidence and a missing reason.
func (m *Machine) papers(a *compiled, move Move, list *fault.List) {
	var zh, en []string
	for _, kind := range a.Evidence {
		if !slices.Contains(move.Evidence, kind) {
			text := kindText(m.def.Evidence, kind)
			zh, en = append(zh, text.ZH), append(en, text.EN)
		}
	}
	if len(zh) > 0 {
		list.Add(NoEvidence.At("evidence", "zh", strings.Join(zh, "、"), "en", strings.Join(en, ", ")))
	}
	if a.Reason && strings.TrimSpace(move.Reason) == "" {
		list.Add(NoReason.At("reason"))
	}
}
