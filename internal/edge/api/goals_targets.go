package api

import (
	"net/http"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/exact"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/domain/goals"
	"github.com/jingkai-zone/jingkai/internal/engine/access"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// target is a yearly target with its breakdown as the API shows it.
type target struct {
	ID          ident.ID       `json:"id"`
	Parent      ident.ID       `json:"parent,omitempty"`
	Year        int64          `json:"year"`
	Category    string         `json:"category"`
	Indicator   string         `json:"indicator"`
	UnitName    string         `json:"unit_name"`
	Value       exact.Decimal  `json:"value"`
	Allocated   *exact.Decimal `json:"allocated,omitempty"`
	Reserve     *exact.Decimal `json:"reserve,omitempty"`
	Unallocated *exact.Decimal `json:"unallocated,omitempty"`
	Weight      exact.Decimal  `json:"weight"`
	Unit        *Ref           `json:"unit,omitempty"`
	Person      *Ref           `json:"person,omitempty"`
	Basis       string         `json:"basis,omitempty"`
	Status      goals.Status   `json:"status" enum:"draft,issued"`
	IssuedAt    *time.Time     `json:"issued_at,omitempty"`
	GivenBy     string         `json:"given_by,omitempty"`
	SignedBy    string         `json:"signed_by,omitempty"`
	SignedAt    *time.Time     `json:"signed_at,omitempty"`
	Version     int64          `json:"version"`
	Shares      []target       `json:"shares,omitempty"`
	Adjustments []adjustment   `json:"adjustments,omitempty"`
	Actions     []Action       `json:"actions"`
}

// VersionTag makes the target's version its ETag.
func (t target) VersionTag() int64 { return t.Version }

type adjustment struct {
	On     calendar.Date `json:"on"`
	Before exact.Decimal `json:"before"`
	After  exact.Decimal `json:"after"`
	Reason string        `json:"reason"`
	By     string        `json:"by"`
}

func (s *Server) registerTargets() {
	const path = "/zones/{zone}/targets"
	ask(s, Op{ID: "list-targets", Path: path, Action: "goals.read", ZH: "年度目标及分解", EN: "Yearly targets and their breakdown", Tag: "goals"}, listTargets)
	ask(s, Op{ID: "get-target", Path: path + "/{id}", Action: "goals.read", ZH: "查看目标", EN: "Read a target", Tag: "goals"},
		func(q *Question, in *ByID) (target, error) { return wholeTarget(q, q.call, in.ID) })
	act(s, Op{ID: "set-target", Path: path, Action: "goals.target.edit", ZH: "设定或分解目标", EN: "Set or break down a target", Tag: "goals", Status: http.StatusCreated}, setTarget)
	act(s, Op{ID: "reserve-target", Path: path + "/{id}/actions/reserve", Action: "goals.target.edit", ZH: "目标预留", EN: "Declare a reserve", Tag: "goals"},
		func(c *Command, in *struct {
			ByID
			IfMatch
			Body struct {
				Reserve exact.Decimal `json:"reserve"`
			}
		}) (target, error) {
			return withVersion(c, in.ID, in.IfMatch, func(v int64) error {
				_, err := goals.SetReserve(c.Tx, in.ID, v, in.Body.Reserve)
				return err
			})
		})
	act(s, Op{ID: "issue-target", Path: path + "/{id}/actions/issue", Action: "goals.target.issue", ZH: "下达目标", EN: "Issue a target", Tag: "goals"},
		func(c *Command, in *ByID) (target, error) {
			if _, err := goals.IssueTarget(c.Tx, in.ID); err != nil {
				return target{}, err
			}
			return wholeTarget(c, c.call, in.ID)
		})
	act(s, Op{ID: "sign-target", Path: path + "/{id}/actions/sign", Action: "goals.acknowledge", ZH: "签收责任书", EN: "Sign the letter of responsibility", Tag: "goals"},
		func(c *Command, in *ByID) (target, error) {
			if err := c.May(access.Resource{Unit: c.Actor().Unit, Person: c.Actor().Person}); err != nil {
				return target{}, err
			}
			if _, err := goals.SignTarget(c.Tx, in.ID); err != nil {
				return target{}, err
			}
			return wholeTarget(c, c.call, in.ID)
		})
	act(s, Op{ID: "adjust-target", Path: path + "/{id}/actions/adjust", Action: "goals.target.issue", ZH: "调整目标", EN: "Adjust a target", Tag: "goals"},
		func(c *Command, in *struct {
			ByID
			IfMatch
			Body struct {
				Reasoned
				Value exact.Decimal `json:"value"`
			}
		}) (target, error) {
			return withVersion(c, in.ID, in.IfMatch, func(v int64) error {
				_, err := goals.AdjustTarget(c.Tx, in.ID, v, in.Body.Value, in.Body.Reason)
				return err
			})
		})
}

// withVersion acts on the version the caller has read, or on the present one
// when no If-Match was sent.
func withVersion(c *Command, id ident.ID, m IfMatch, verb func(version int64) error) (target, error) {
	b, err := goals.BreakdownOf(c, c.Zone(), id)
	if err != nil {
		return target{}, err
	}
	version := b.Target.Version
	if m.Match != "" {
		if version, err = m.Expected(); err != nil {
			return target{}, err
		}
	}
	if err := verb(version); err != nil {
		return target{}, err
	}
	return wholeTarget(c, c.call, id)
}

func setTarget(c *Command, in *struct {
	In
	Body struct {
		Parent    ident.ID       `json:"parent,omitempty" doc:"Target this is a share of"`
		Year      int64          `json:"year,omitempty"`
		Category  string         `json:"category,omitempty" maxLength:"40"`
		Indicator string         `json:"indicator,omitempty" maxLength:"100"`
		UnitName  string         `json:"unit_name,omitempty" maxLength:"20"`
		Value     exact.Decimal  `json:"value"`
		Weight    *exact.Decimal `json:"weight,omitempty"`
		Unit      ident.ID       `json:"unit,omitempty"`
		Person    ident.ID       `json:"person,omitempty"`
		Basis     string         `json:"basis,omitempty" maxLength:"200"`
	}
}) (target, error) {
	b := in.Body
	t, err := goals.SetTarget(c.Tx, goals.TargetInput{Parent: b.Parent, Year: b.Year, Category: b.Category, Indicator: b.Indicator, UnitName: b.UnitName,
		Value: b.Value, Weight: b.Weight, Unit: b.Unit, Person: b.Person, Basis: b.Basis})
	if err != nil {
		return target{}, err
	}
	return wholeTarget(c, c.call, t.ID)
}

func listTargets(q *Question, in *struct {
	In
	Year int64 `query:"year" minimum:"2015" maximum:"2099" required:"true"`
}) (List[target], error) {
	all, err := goals.Targets(q, q.Zone(), in.Year)
	if err != nil {
		return List[target]{}, err
	}
	var people []ident.ID
	for _, b := range all {
		people = append(people, b.Target.Person)
		for _, share := range b.Shares {
			people = append(people, share.Person)
		}
	}
	n, err := namesOf(q, q.Zone(), people...)
	out := List[target]{Items: []target{}}
	for _, b := range all {
		out.Items = append(out.Items, showBreakdown(b, n, q.call))
	}
	return out, err
}

func wholeTarget(r store.Reader, c *call, id ident.ID) (target, error) {
	b, err := goals.BreakdownOf(r, c.zone, id)
	if err != nil {
		return target{}, err
	}
	people := []ident.ID{b.Target.Person}
	for _, share := range b.Shares {
		people = append(people, share.Person)
	}
	n, err := namesOf(r, c.zone, people...)
	if err != nil {
		return target{}, err
	}
	out := showBreakdown(b, n, c)
	changes, err := goals.Adjustments(r, c.zone, id)
	for _, a := range changes {
		out.Adjustments = append(out.Adjustments, adjustment{a.On, a.Before, a.After, a.Reason, a.By})
	}
	return out, err
}

func showBreakdown(b goals.Breakdown, n names, c *call) target {
	out := showTarget(b.Target, n, c)
	out.Allocated, out.Reserve, out.Unallocated = &b.Allocated, &b.Target.Reserve, &b.Left
	for _, share := range b.Shares {
		out.Shares = append(out.Shares, showTarget(share, n, c))
	}
	return out
}

func showTarget(t goals.Target, n names, c *call) target {
	out := target{ID: t.ID, Parent: t.Parent, Year: t.Year, Category: t.Category, Indicator: t.Indicator, UnitName: t.UnitName, Value: t.Value,
		Weight: t.Weight, Unit: n.unit(t.Unit), Person: n.person(t.Person), Basis: t.Basis, Status: t.Status, GivenBy: t.GivenBy, SignedBy: t.SignedBy,
		Version: t.Version, Actions: targetActions(t, c)}
	if !t.IssuedAt.IsZero() {
		out.IssuedAt = &t.IssuedAt
	}
	if !t.SignedAt.IsZero() {
		out.SignedAt = &t.SignedAt
	}
	return out
}

func targetActions(t goals.Target, c *call) []Action {
	out := []Action{}
	add := func(name, action string, allowed bool, why string) {
		if !c.Can(action, access.Resource{Unit: c.actor.Unit, Person: c.actor.Person}) {
			return
		}
		if allowed {
			why = ""
		}
		out = append(out, Action{name, allowed, why})
	}
	draft := t.Status == goals.Draft
	frozen, notYet := goals.TargetIssued.New().Text(c.lang), goals.TargetDraft.New().Text(c.lang)
	add("allocate", "goals.target.edit", draft, frozen)
	add("reserve", "goals.target.edit", draft, frozen)
	if t.Parent.IsZero() {
		add("issue", "goals.target.issue", draft, frozen)
	}
	add("adjust", "goals.target.issue", !draft, notYet)
	if !t.Unit.IsZero() && t.Unit == c.actor.Unit && t.SignedBy == "" {
		add("sign", "goals.acknowledge", !draft, notYet)
	}
	return out
}
