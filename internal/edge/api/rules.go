package api

import (
	"net/http"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/domain/rules"
	"github.com/jingkai-zone/jingkai/internal/engine/access"
	"github.com/jingkai-zone/jingkai/internal/engine/files"
	"github.com/jingkai-zone/jingkai/internal/engine/scheme"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// ruleView is an entry of the library as the API shows it: the rule with the
// edition that is, or was last, in force on the day asked for.
type ruleView struct {
	ID           ident.ID       `json:"id"`
	Number       string         `json:"number"`
	Title        string         `json:"title"`
	Kind         rules.Kind     `json:"kind" enum:"rule,workflow"`
	Field        string         `json:"field"`
	FieldName    string         `json:"field_name,omitempty"`
	Owner        *Ref           `json:"owner"`
	Process      string         `json:"process,omitempty" doc:"Operation of this program that carries it out"`
	State        rules.State    `json:"state" enum:"planned,in_force,trial,lapsed,repealed"`
	Edition      int64          `json:"edition"`
	From         calendar.Date  `json:"from"`
	Until        *calendar.Date `json:"until,omitempty" doc:"First day on which this edition is no longer in force"`
	TrialUntil   *calendar.Date `json:"trial_until,omitempty"`
	RepealedOn   *calendar.Date `json:"repealed_on,omitempty"`
	RepealReason string         `json:"repeal_reason,omitempty"`
	Body         string         `json:"body,omitempty"`
	Steps        []ruleStep     `json:"steps,omitempty"`
	Files        []attachment   `json:"files,omitempty"`
	Editions     []ruleEdition  `json:"editions,omitempty"`
	Read         *bool          `json:"read,omitempty" doc:"The asker has acknowledged this edition"`
	Version      int64          `json:"version"`
	Actions      []Action       `json:"actions"`
}

// VersionTag makes the rule's version its ETag.
func (r ruleView) VersionTag() int64 { return r.Version }

type ruleEdition struct {
	No         int64          `json:"no"`
	Title      string         `json:"title"`
	From       calendar.Date  `json:"from"`
	Until      *calendar.Date `json:"until,omitempty"`
	TrialUntil *calendar.Date `json:"trial_until,omitempty"`
	Reason     string         `json:"reason,omitempty"`
	By         *Ref           `json:"by,omitempty"`
	At         time.Time      `json:"at"`
}

// ruleStep is one step of a workflow.
type ruleStep struct {
	Action   string     `json:"action" maxLength:"60"`
	Role     ident.Role `json:"role" maxLength:"40"`
	RoleName string     `json:"role_name,omitempty" readOnly:"true"`
	Unit     ident.ID   `json:"unit,omitempty,omitzero" doc:"Only somebody of this unit"`
	Home     bool       `json:"home,omitempty" doc:"Only somebody of the unit that started it"`
	Duty     rules.Duty `json:"duty" enum:"propose,review,decide,carry_out"`
	Limit    string     `json:"limit,omitempty" maxLength:"20" doc:"3wd, 2d or 24h"`
	Evidence []string   `json:"evidence,omitempty" maxItems:"10"`
}

// RuleBody is what a rule is adopted or revised with.
type RuleBody struct {
	Title      string        `json:"title" maxLength:"100"`
	Field      string        `json:"field" maxLength:"40" doc:"Key of the scheme's field"`
	Owner      ident.ID      `json:"owner"`
	Process    string        `json:"process,omitempty" maxLength:"60"`
	From       calendar.Date `json:"from,omitempty" doc:"Today when empty"`
	TrialUntil calendar.Date `json:"trial_until,omitempty"`
	Body       string        `json:"body,omitempty" maxLength:"200000"`
	Steps      []ruleStep    `json:"steps,omitempty" maxItems:"30"`
	Files      []ident.ID    `json:"files,omitempty" maxItems:"20"`
}

func (b RuleBody) draft() (rules.Draft, error) {
	d := rules.Draft{Title: b.Title, Field: b.Field, Owner: b.Owner, Process: b.Process, From: b.From, TrialUntil: b.TrialUntil, Body: b.Body, Files: b.Files}
	for i, s := range b.Steps {
		step := rules.Step{Action: s.Action, Role: s.Role, Unit: s.Unit, Home: s.Home, Duty: s.Duty, Evidence: s.Evidence}
		if s.Limit != "" {
			limit, err := calendar.ParseBudget(s.Limit)
			if err != nil {
				return d, rules.BadStepLimit.At("steps", "step", i+1)
			}
			step.Limit = limit
		}
		d.Steps = append(d.Steps, step)
	}
	return d, nil
}

func (s *Server) registerRules() {
	const path = "/zones/{zone}/rules"
	ask(s, Op{ID: "list-rules", Path: path, Action: "rules.read", ZH: "制度汇编", EN: "Library of rules", Tag: "rules"}, listRules)
	s.registerRulesExchange(path)
	ask(s, Op{ID: "count-rules", Path: "/zones/{zone}/rule-counts", Action: "rules.read", ZH: "制度数量", EN: "How many rules are in force", Tag: "rules"}, countRules)
	act(s, Op{ID: "adopt-rule", Path: path, Action: "rules.write", ZH: "登记制度", EN: "Adopt a rule", Tag: "rules", Status: http.StatusCreated},
		func(c *Command, in *struct {
			In
			Body struct {
				Number string     `json:"number" maxLength:"40"`
				Kind   rules.Kind `json:"kind" enum:"rule,workflow"`
				RuleBody
			}
		}) (ruleView, error) {
			d, err := in.Body.draft()
			if err != nil {
				return ruleView{}, err
			}
			d.Number, d.Kind = in.Body.Number, in.Body.Kind
			r, err := rules.Adopt(c.Tx, d)
			return doneRule(c, r, err)
		})
	ask(s, Op{ID: "get-rule", Path: path + "/{id}", Action: "rules.read", ZH: "查看制度", EN: "Read a rule", Tag: "rules"},
		func(q *Question, in *struct {
			ByID
			On calendar.Date `query:"on" doc:"As of this day; today when empty"`
		}) (ruleView, error) {
			return wholeRule(q, q.call, in.ID, orToday(q, in.On))
		})
	act(s, Op{ID: "revise-rule", Path: path + "/{id}/actions/revise", Action: "rules.write", ZH: "修订制度", EN: "Revise a rule", Tag: "rules"},
		func(c *Command, in *struct {
			ByID
			IfMatch
			Body struct {
				RuleBody
				Reasoned
			}
		}) (ruleView, error) {
			version, err := ruleVersion(c, in.ID, in.IfMatch)
			if err != nil {
				return ruleView{}, err
			}
			d, err := in.Body.draft()
			if err != nil {
				return ruleView{}, err
			}
			r, err := rules.Revise(c.Tx, in.ID, version, d, in.Body.Reason)
			return doneRule(c, r, err)
		})
	act(s, Op{ID: "repeal-rule", Path: path + "/{id}/actions/repeal", Action: "rules.write", ZH: "废止制度", EN: "Repeal a rule", Tag: "rules"},
		func(c *Command, in *struct {
			ByID
			IfMatch
			Body struct {
				Day calendar.Date `json:"day,omitempty" doc:"First day no longer in force; today when empty"`
				Reasoned
			}
		}) (ruleView, error) {
			version, err := ruleVersion(c, in.ID, in.IfMatch)
			if err != nil {
				return ruleView{}, err
			}
			r, err := rules.Repeal(c.Tx, in.ID, version, in.Body.Day, in.Body.Reason)
			return doneRule(c, r, err)
		})
	act(s, Op{ID: "acknowledge-rule", Path: path + "/{id}/actions/acknowledge", Action: "rules.acknowledge", ZH: "阅知确认", EN: "Acknowledge a rule", Tag: "rules"},
		func(c *Command, in *ByID) (ruleView, error) {
			if err := c.May(access.Resource{Unit: c.Actor().Unit, Person: c.Actor().Person}); err != nil {
				return ruleView{}, err
			}
			if _, err := rules.Acknowledge(c.Tx, in.ID); err != nil {
				return ruleView{}, err
			}
			return wholeRule(c, c.call, in.ID, calendar.DateOf(c.Now()))
		})
	ask(s, Op{ID: "list-rule-readings", Path: path + "/{id}/readings", Action: "rules.write", ZH: "阅知情况", EN: "Who has read a rule", Tag: "rules"}, ruleReadings)
	s.registerRuns()
	s.registerTopics()
	s.registerRequests()
}

func orToday(r store.Reader, day calendar.Date) calendar.Date {
	if day.IsZero() {
		return calendar.DateOf(r.Now())
	}
	return day
}

func ruleVersion(c *Command, id ident.ID, m IfMatch) (int64, error) {
	r, err := rules.ByID(c, c.Zone(), id)
	if err != nil {
		return 0, err
	}
	return m.orPresent(r.Version)
}

// FindRules is the filter of lists of rules.
type FindRules struct {
	Kind    rules.Kind    `query:"kind" enum:"rule,workflow"`
	Field   string        `query:"field" maxLength:"40"`
	Owner   ident.ID      `query:"owner"`
	Process string        `query:"process" maxLength:"60"`
	On      calendar.Date `query:"on" doc:"As of this day; today when empty"`
	InForce bool          `query:"in_force" doc:"Only what is in force on that day"`
	Query   string        `query:"query" maxLength:"60" doc:"Part of number or title"`
}

func (f FindRules) filter(r store.Reader, zone int64) rules.Filter {
	return rules.Filter{Zone: zone, Day: orToday(r, f.On), Kind: f.Kind, Field: f.Field, Owner: f.Owner, Process: f.Process, InForce: f.InForce, Query: f.Query}
}

func listRules(q *Question, in *struct {
	In
	Paging
	FindRules
}) (List[ruleView], error) {
	f := in.filter(q, q.Zone())
	f.After, f.Limit = in.Cursor, in.Limit
	q.asked = true // the library is open to whoever may read rules at all
	page, err := rules.List(q, f)
	if err != nil {
		return List[ruleView]{}, err
	}
	w, err := ruleWordsOf(q, q.call)
	out := List[ruleView]{Items: []ruleView{}, Next: page.Next}
	for _, e := range page.Items {
		out.Items = append(out.Items, w.show(e, q.call))
	}
	return out, err
}

// ruleCounts is how many entries are in force.
type ruleCounts struct {
	On        calendar.Date `json:"on"`
	Rules     int64         `json:"rules"`
	Workflows int64         `json:"workflows"`
	Fields    []ruleCount   `json:"fields"`
}

type ruleCount struct {
	Field     string `json:"field"`
	Name      string `json:"name,omitempty"`
	Rules     int64  `json:"rules"`
	Workflows int64  `json:"workflows"`
}

func countRules(q *Question, in *struct {
	In
	On calendar.Date `query:"on" doc:"As of this day; today when empty"`
}) (ruleCounts, error) {
	q.asked = true // numbers say nothing about anybody
	out := ruleCounts{On: orToday(q, in.On), Fields: []ruleCount{}}
	counts, err := rules.Counts(q, q.Zone(), out.On)
	if err != nil {
		return out, err
	}
	w, err := ruleWordsOf(q, q.call)
	at := map[string]int{}
	for _, c := range counts {
		i, ok := at[c.Field]
		if !ok {
			i = len(out.Fields)
			at[c.Field] = i
			out.Fields = append(out.Fields, ruleCount{Field: c.Field, Name: w.fields[c.Field]})
		}
		if c.Kind == rules.RuleKind {
			out.Fields[i].Rules, out.Rules = c.N, out.Rules+c.N
		} else {
			out.Fields[i].Workflows, out.Workflows = c.N, out.Workflows+c.N
		}
	}
	return out, err
}

// ruleWords puts names to the fields and units of entries.
type ruleWords struct {
	names
	fields map[string]string
}

// ruleWordsOf reads the names; a scheme without fields names none.
func ruleWordsOf(r store.Reader, c *call, persons ...ident.ID) (ruleWords, error) {
	n, err := namesOf(r, c.zone, persons...)
	w := ruleWords{n, map[string]string{}}
	if err != nil {
		return w, err
	}
	fields, err := rules.Fields(r, c.zone, calendar.DateOf(r.Now()))
	if scheme.NotSet.Is(err) || scheme.NoneInForce.Is(err) || scheme.TrialEnded.Is(err) {
		return w, nil
	}
	for _, f := range fields {
		w.fields[f.Key] = f.ZH
		if c.lang == fault.English {
			w.fields[f.Key] = f.EN
		}
	}
	return w, err
}

func (w ruleWords) show(e rules.Entry, c *call) ruleView {
	out := ruleView{ID: e.Rule.ID, Number: e.Rule.Number, Title: e.Edition.Title, Kind: e.Rule.Kind, Field: e.Rule.Field, FieldName: w.fields[e.Rule.Field],
		Owner: w.unit(e.Rule.Owner), Process: e.Rule.Process, State: e.State, Edition: e.Edition.No, From: e.Edition.From, Until: day(e.Edition.Until),
		TrialUntil: day(e.Edition.TrialUntil), RepealedOn: day(e.Rule.RepealedOn), RepealReason: e.Rule.RepealReason, Version: e.Rule.Version}
	for _, s := range e.Edition.Steps {
		step := ruleStep{Action: s.Action, Role: s.Role, Unit: s.Unit, Home: s.Home, Duty: s.Duty, Limit: s.Limit.String(), Evidence: s.Evidence}
		if role, ok := access.FindRole(s.Role); ok {
			step.RoleName = role.ZH
			if c.lang == fault.English {
				step.RoleName = role.EN
			}
		}
		out.Steps = append(out.Steps, step)
	}
	out.Actions = ruleButtons(e, c)
	return out
}

// button is one action of a record: who may do it, whether it is possible now,
// and what is missing otherwise.
type button struct {
	name, action string
	res          access.Resource
	ok           bool
	why          *fault.Error
}

// press gives the buttons that the asker's grants open.
func (c *call) press(list ...button) []Action {
	out := []Action{}
	for _, b := range list {
		if !c.Can(b.action, b.res) {
			continue
		}
		a := Action{Name: b.name, Allowed: b.ok}
		if !b.ok && b.why != nil {
			a.Why = b.why.Text(c.lang)
		}
		out = append(out, a)
	}
	return out
}

func ruleButtons(e rules.Entry, c *call) []Action {
	own := access.Resource{Unit: c.actor.Unit, Person: c.actor.Person}
	live := e.Rule.RepealedOn.IsZero()
	force := e.State == rules.InForce || e.State == rules.OnTrial
	repealed, outside := rules.Repealed.New("day", e.Rule.RepealedOn), rules.NotInForce.New("day", e.Edition.From)
	list := []button{{"revise", "rules.write", own, live, repealed}, {"repeal", "rules.write", own, live, repealed},
		{"acknowledge", "rules.acknowledge", own, force, outside}}
	if e.Rule.Kind == rules.WorkflowKind {
		why := outside
		if force {
			why = rules.NoSteps.New()
		}
		list = append(list, button{"start", "workflow.start", own, force && len(e.Edition.Steps) > 0, why})
	}
	return c.press(list...)
}

func doneRule(c *Command, r rules.Rule, err error) (ruleView, error) {
	if err != nil {
		return ruleView{}, err
	}
	return wholeRule(c, c.call, r.ID, calendar.DateOf(c.Now()))
}

// wholeRule reads a rule as of a day with everything its page shows.
func wholeRule(r store.Reader, c *call, id ident.ID, on calendar.Date) (ruleView, error) {
	c.asked = true // the library is open to whoever may read rules at all
	rule, err := rules.ByID(r, c.zone, id)
	if err != nil {
		return ruleView{}, err
	}
	editions, err := rules.Editions(r, c.zone, id)
	if err != nil {
		return ruleView{}, err
	}
	at := 0
	var ids []ident.ID
	for i, e := range editions {
		ids = append(ids, e.By)
		if !e.From.After(on) {
			at = i
		}
	}
	w, err := ruleWordsOf(r, c, ids...)
	if err != nil {
		return ruleView{}, err
	}
	e := editions[at]
	out := w.show(rules.Entry{Rule: rule, Edition: e, State: e.State(on)}, c)
	out.Body = e.Body
	for _, x := range editions {
		out.Editions = append(out.Editions, ruleEdition{x.No, x.Title, x.From, day(x.Until), day(x.TrialUntil), x.Reason, w.person(x.By), x.At})
	}
	if out.Files, err = filesOf(r, c.zone, rules.EditionObject(id, e.No)); err != nil {
		return ruleView{}, err
	}
	if !c.actor.Person.IsZero() {
		read, err := rules.HasRead(r, c.zone, id, e.No, c.actor.Person)
		out.Read = &read
		return out, err
	}
	return out, nil
}

// filesOf lists the files of a record.
func filesOf(r store.Reader, zone int64, object string) ([]attachment, error) {
	list, err := files.Of(r, zone, object)
	var out []attachment
	for _, f := range list {
		out = append(out, showFile(f.File))
	}
	return out, err
}

// readings is who has read the edition of today.
type readings struct {
	Edition int64     `json:"edition"`
	Staff   int64     `json:"staff" doc:"People on the staff"`
	Items   []reading `json:"items"`
}

type reading struct {
	Person *Ref      `json:"person"`
	At     time.Time `json:"at"`
}

func ruleReadings(q *Question, in *ByID) (readings, error) {
	q.asked = true // whoever keeps the rules sees who has read them
	e, err := rules.VersionOn(q, q.Zone(), in.ID, calendar.DateOf(q.Now()))
	if err != nil {
		return readings{}, err
	}
	list, err := rules.Readings(q, q.Zone(), in.ID, e.No)
	if err != nil {
		return readings{}, err
	}
	var ids []ident.ID
	for _, x := range list {
		ids = append(ids, x.Person)
	}
	n, err := namesOf(q, q.Zone(), ids...)
	if err != nil {
		return readings{}, err
	}
	out := readings{Edition: e.No, Items: []reading{}}
	for _, x := range list {
		out.Items = append(out.Items, reading{n.person(x.Person), x.At})
	}
	out.Staff, err = staffCount(q, q.Zone())
	return out, err
}
