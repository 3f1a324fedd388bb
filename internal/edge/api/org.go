package api

import (
	"net/http"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/domain/org"
	"github.com/jingkai-zone/jingkai/internal/domain/people"
	"github.com/jingkai-zone/jingkai/internal/engine/access"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// zoneRow is one zone of the list everybody may see.
type zoneRow struct {
	ID     int64        `json:"id"`
	Slug   string       `json:"slug"`
	NameZH string       `json:"name_zh"`
	NameEN string       `json:"name_en"`
	Kind   org.ZoneKind `json:"kind" enum:"city,zone,company"`
	Stage  org.Stage    `json:"stage" enum:"applying,preparing,operating,merged"`
	Parent string       `json:"parent,omitempty" doc:"Slug of the supervising city, or of a company's zone"`
	Source string       `json:"source,omitempty"`
}

// unit is a department as the API shows it.
type unit struct {
	ID        ident.ID       `json:"id"`
	Parent    *Ref           `json:"parent,omitempty"`
	Kind      org.Kind       `json:"kind" enum:"leadership,internal,institution,centre,section,company"`
	Category  org.Category   `json:"category,omitempty" enum:"core,general"`
	Name      string         `json:"name"`
	SortNo    int64          `json:"sort_no"`
	Status    org.Status     `json:"status" enum:"active,closed"`
	OpenedOn  calendar.Date  `json:"opened_on"`
	ClosedOn  *calendar.Date `json:"closed_on,omitempty"`
	Successor *Ref           `json:"successor,omitempty"`
	People    int64          `json:"people" doc:"On its staff, without sub-units"`
	Version   int64          `json:"version"`
	Actions   []Action       `json:"actions"`
}

// VersionTag makes the unit's version its ETag.
func (u unit) VersionTag() int64 { return u.Version }

// post is a post as the API shows it.
type post struct {
	ID        ident.ID       `json:"id"`
	Title     string         `json:"title"`
	Unit      *Ref           `json:"unit"`
	ReportsTo *Ref           `json:"reports_to,omitempty"`
	Level     int            `json:"level" doc:"1 at the top of a reporting line"`
	Status    org.Status     `json:"status" enum:"active,closed"`
	OpenedOn  calendar.Date  `json:"opened_on"`
	ClosedOn  *calendar.Date `json:"closed_on,omitempty"`
	Holder    *Ref           `json:"holder,omitempty"`
	Version   int64          `json:"version"`
	Actions   []Action       `json:"actions"`
}

// VersionTag makes the post's version its ETag.
func (p post) VersionTag() int64 { return p.Version }

func (s *Server) registerOrg() {
	ask(s, Op{ID: "list-zones", Path: "/zones", Public: true, ZH: "园区", EN: "Zones", Tag: "org"}, listZones)
	s.registerUnits("/zones/{zone}/org/units")
	s.registerPosts("/zones/{zone}/org/posts")
	s.registerStructure()
}

func listZones(q *Question, _ *struct{}) (List[zoneRow], error) {
	zones, err := org.Zones(q, org.ZoneFilter{})
	slugs := map[int64]string{}
	for _, z := range zones {
		slugs[z.ID] = z.Slug
	}
	out := List[zoneRow]{Items: []zoneRow{}}
	for _, z := range zones {
		out.Items = append(out.Items, zoneRow{z.ID, z.Slug, z.NameZH, z.NameEN, z.Kind, z.Stage, slugs[z.Parent], z.Source})
	}
	return out, err
}

func (s *Server) registerUnits(path string) {
	ask(s, Op{ID: "list-units", Path: path, Action: "org.read", ZH: "部门", EN: "Units", Tag: "org"}, listUnits)
	act(s, Op{ID: "create-unit", Path: path, Action: "org.write", ZH: "设立部门", EN: "Set up a unit", Tag: "org", Status: http.StatusCreated}, createUnit)
	ask(s, Op{ID: "get-unit", Path: path + "/{id}", Action: "org.read", ZH: "查看部门", EN: "Read a unit", Tag: "org"},
		func(q *Question, in *ByID) (unit, error) { return oneUnit(q, q.call, in.ID) })
	act(s, Op{ID: "rename-unit", Path: path + "/{id}/actions/rename", Action: "org.write", ZH: "部门更名", EN: "Rename a unit", Tag: "org"},
		func(c *Command, in *struct {
			ByID
			IfMatch
			Body struct {
				Name string `json:"name" maxLength:"100"`
				Reasoned
			}
		}) (unit, error) {
			return changeUnit(c, in.ID, in.IfMatch, func(version int64) error {
				_, err := org.RenameUnit(c.Tx, org.RenameInput{ID: in.ID, Version: version, Name: in.Body.Name, Reason: in.Body.Reason})
				return err
			})
		})
	act(s, Op{ID: "categorise-unit", Path: path + "/{id}/actions/categorise", Action: "org.write", ZH: "部门分类", EN: "Say what a unit serves", Tag: "org"},
		func(c *Command, in *struct {
			ByID
			IfMatch
			Body struct {
				Category org.Category `json:"category,omitempty" enum:"core,general"`
				Reasoned
			}
		}) (unit, error) {
			return changeUnit(c, in.ID, in.IfMatch, func(version int64) error {
				_, err := org.CategoriseUnit(c.Tx, org.CategoriseInput{ID: in.ID, Version: version, Category: in.Body.Category, Reason: in.Body.Reason})
				return err
			})
		})
	act(s, Op{ID: "close-unit", Path: path + "/{id}/actions/close", Action: "org.write", ZH: "撤销部门", EN: "Close a unit", Tag: "org"},
		func(c *Command, in *struct {
			ByID
			IfMatch
			Body struct {
				Day       calendar.Date `json:"day,omitempty" doc:"First day without it; today when empty"`
				Successor ident.ID      `json:"successor,omitempty" doc:"Unit that takes over its work"`
				Reasoned
			}
		}) (unit, error) {
			return changeUnit(c, in.ID, in.IfMatch, func(version int64) error {
				_, err := org.CloseUnit(c.Tx, org.CloseUnitInput{ID: in.ID, Version: version, Day: in.Body.Day, Successor: in.Body.Successor, Reason: in.Body.Reason})
				return err
			})
		})
	fetch(s, Op{ID: "export-units", Path: path + "/export", Action: "org.read", ZH: "导出部门", EN: "Export units", Tag: "org"}, mediaXLSX, exportUnits)
}

// FindUnits is the filter of lists of units.
type FindUnits struct {
	Status org.Status `query:"status" enum:"active,closed"`
	Kind   org.Kind   `query:"kind" enum:"leadership,internal,institution,centre,section,company"`
}

func listUnits(q *Question, in *struct {
	In
	FindUnits
}) (List[unit], error) {
	out := List[unit]{Items: []unit{}}
	units, err := org.Units(q, q.Zone())
	if err != nil {
		return out, err
	}
	staff, err := people.Headcount(q, q.Zone())
	n := unitNames(units)
	for _, u := range units {
		if (in.Status == "" || u.Status == in.Status) && (in.Kind == "" || u.Kind == in.Kind) {
			out.Items = append(out.Items, showUnit(u, n, staff[u.ID], q.call))
		}
	}
	total := int64(len(out.Items))
	out.Total = &total
	return out, err
}

func unitNames(units []org.Unit) names {
	n := names{units: map[ident.ID]string{}}
	for _, u := range units {
		n.units[u.ID] = u.Name
	}
	return n
}

func showUnit(u org.Unit, n names, staff int64, c *call) unit {
	return unit{ID: u.ID, Parent: n.unit(u.Parent), Kind: u.Kind, Category: u.Category, Name: u.Name, SortNo: u.SortNo, Status: u.Status,
		OpenedOn: u.OpenedOn, ClosedOn: day(u.ClosedOn), Successor: n.unit(u.Successor), People: staff, Version: u.Version,
		Actions: orgActions(c, u.Status == org.Active, org.UnitClosed.New().Text(c.lang), "rename", "categorise", "close")}
}

// orgActions are the buttons of a unit or a post: while it is in use, for
// whoever keeps the organisation.
func orgActions(c *call, open bool, why string, of ...string) []Action {
	out := []Action{}
	if !c.Can("org.write", access.Resource{}) {
		return out
	}
	for _, name := range of {
		a := Action{Name: name, Allowed: open}
		if !open {
			a.Why = why
		}
		out = append(out, a)
	}
	return out
}

func oneUnit(r store.Reader, c *call, id ident.ID) (unit, error) {
	units, err := org.Units(r, c.zone)
	if err != nil {
		return unit{}, err
	}
	u, err := org.UnitByID(r, c.zone, id)
	if err != nil {
		return unit{}, err
	}
	staff, err := people.Headcount(r, c.zone)
	return showUnit(u, unitNames(units), staff[id], c), err
}

// changeUnit runs a verb on the version of a unit the caller has read, or on
// the present one.
func changeUnit(c *Command, id ident.ID, m IfMatch, verb func(version int64) error) (unit, error) {
	u, err := org.UnitByID(c, c.Zone(), id)
	if err != nil {
		return unit{}, err
	}
	version, err := m.orPresent(u.Version)
	if err != nil {
		return unit{}, err
	}
	if err := verb(version); err != nil {
		return unit{}, err
	}
	return oneUnit(c, c.call, id)
}

func createUnit(c *Command, in *struct {
	In
	Body struct {
		Parent   ident.ID      `json:"parent,omitempty"`
		Kind     org.Kind      `json:"kind" enum:"leadership,internal,institution,centre,section,company"`
		Category org.Category  `json:"category,omitempty" enum:"core,general"`
		Name     string        `json:"name" maxLength:"100"`
		SortNo   int64         `json:"sort_no,omitempty" minimum:"0"`
		OpenedOn calendar.Date `json:"opened_on,omitempty" doc:"Today when empty"`
		Reason   string        `json:"reason,omitempty" maxLength:"500" doc:"The decision it rests on"`
	}
}) (unit, error) {
	b := in.Body
	u, err := org.CreateUnit(c.Tx, org.UnitInput{Parent: b.Parent, Kind: b.Kind, Category: b.Category, Name: b.Name, SortNo: b.SortNo,
		OpenedOn: b.OpenedOn, Reason: b.Reason})
	if err != nil {
		return unit{}, err
	}
	return oneUnit(c, c.call, u.ID)
}
