package flow

import (
	"slices"

	"github.com/jingkai-zone/jingkai/internal/base/fault"
)

// Offer is one action of the present state as a screen shows it: a button, or
// a barred button with the reason.
type Offer struct {
	Action   string `json:"action"`
	Text     Text   `json:"text"`
	To       string `json:"to"`
	Allowed  bool   `json:"allowed"`
	Why      []Text `json:"why,omitempty"`      // why not, one wording for each thing in the way
	Evidence []Kind `json:"evidence,omitempty"` // what will have to be attached
	Reason   bool   `json:"reason"`             // a reason will have to be written
}

// Offered lists the actions that start from the case's state, in the order of
// the definition, and for each whether who could do it now and what is in the
// way. Evidence and reasons come with the act, so they bar nothing here. Actions
// for which the asker lacks the role are listed as barred: a room leaves them
// out where even the possibility should not be shown.
func (m *Machine) Offered(c Case, who Who, facts Facts) ([]Offer, error) {
	var out []Offer
	for _, def := range m.def.Actions {
		a := m.actions[def.Name]
		if !slices.Contains(a.From, c.State) {
			continue
		}
		o := Offer{Action: a.Name, Text: a.Text, To: a.To, Reason: a.Reason}
		for _, kind := range a.Evidence {
			o.Evidence = append(o.Evidence, Kind{Name: kind, Text: kindText(m.def.Evidence, kind)})
		}
		if err := m.may(c, a, who); err != nil {
			refused, ok := fault.As(err)
			if !ok {
				return nil, err
			}
			o.bar(refused)
			out = append(out, o)
			continue
		}
		var list fault.List
		if err := m.conditions(c, a, facts, &list); err != nil {
			return nil, err
		}
		if refused, ok := fault.As(list.Err()); ok {
			o.bar(refused)
		}
		o.Allowed = len(o.Why) == 0
		out = append(out, o)
	}
	return out, nil
}

// bar adds a refusal, or each of a list of them, to what is in the way.
func (o *Offer) bar(e *fault.Error) {
	all := e.Details
	if len(all) == 0 {
		all = []*fault.Error{e}
	}
	for _, one := range all {
		o.Why = append(o.Why, Text{one.Text(fault.Chinese), one.Text(fault.English)})
	}
}
