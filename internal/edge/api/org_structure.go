package api

import (
	"bytes"
	"strconv"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/exact"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/domain/org"
	"github.com/jingkai-zone/jingkai/internal/edge/exchange"
)

// structure is the organisation of one day with its figures.
type structure struct {
	Day         calendar.Date    `json:"day"`
	Short       string           `json:"short" example:"5部1中心"`
	Counts      map[org.Kind]int `json:"counts" doc:"Units by kind"`
	Departments int              `json:"departments"`
	General     int              `json:"general"`
	UnitDepth   int              `json:"unit_depth"`
	Levels      int              `json:"levels" doc:"Levels of posts"`
	MaxLevels   *int             `json:"max_levels,omitempty" doc:"The scheme's org.max_levels; absent when not set"`
	TooDeep     bool             `json:"too_deep"`
	LevelNote   string           `json:"level_note"`
	Longest     []string         `json:"longest" doc:"A reporting line of that many levels, from the top"`
	Core        *coreShare       `json:"core,omitempty"`
	CoreState   org.CoreStanding `json:"core_standing" enum:"not_set,unknown,reached,near,below"`
	Unsorted    int              `json:"uncategorised" doc:"Departments whose category nobody has said"`
	Units       []unitNode       `json:"units"`
	Posts       []postNode       `json:"posts"`
}

// coreShare is the share of core departments in its terms and as a percentage.
type coreShare struct {
	Core        string        `json:"core"`
	Departments string        `json:"departments"`
	Percent     exact.Decimal `json:"percent" example:"66.7"`
}

// unitNode is a unit in the flattened tree; the order is that of the screen.
type unitNode struct {
	ID       ident.ID     `json:"id"`
	Parent   ident.ID     `json:"parent,omitzero"`
	Name     string       `json:"name"`
	Kind     org.Kind     `json:"kind"`
	Category org.Category `json:"category,omitempty"`
	Depth    int          `json:"depth"`
	Posts    int          `json:"posts"`
}

type postNode struct {
	ID        ident.ID `json:"id"`
	Title     string   `json:"title"`
	Unit      ident.ID `json:"unit"`
	ReportsTo ident.ID `json:"reports_to,omitzero"`
	Level     int      `json:"level"`
	Span      int      `json:"span" doc:"Posts that report to it directly"`
	All       int      `json:"all" doc:"Posts below it in any depth"`
}

// comparison is what changed between two days.
type comparison struct {
	From        calendar.Date       `json:"from"`
	To          calendar.Date       `json:"to"`
	Before      string              `json:"before" example:"23部"`
	After       string              `json:"after" example:"5部1中心"`
	Departments change              `json:"departments"`
	General     change              `json:"general"`
	Levels      change              `json:"levels"`
	Posts       change              `json:"posts"`
	ByKind      map[org.Kind]change `json:"by_kind"`
	Ended       []fate              `json:"ended"`
	Orphans     int                 `json:"orphans" doc:"Ended departments without a successor"`
	Founded     []Ref               `json:"founded"`
}

type change struct {
	Before  int            `json:"before"`
	After   int            `json:"after"`
	Diff    int            `json:"diff"`
	Percent *exact.Decimal `json:"percent,omitempty" example:"-73.9"`
}

type fate struct {
	Unit      Ref      `json:"unit"`
	Kind      org.Kind `json:"kind"`
	Successor *Ref     `json:"successor,omitempty"`
}

func (s *Server) registerStructure() {
	ask(s, Op{ID: "get-structure", Path: "/zones/{zone}/org/structure", Action: "org.read", ZH: "组织架构", EN: "Structure", Tag: "org"},
		func(q *Question, in *struct {
			In
			On calendar.Date `query:"on" doc:"Day; today when empty"`
		}) (structure, error) {
			if in.On.IsZero() {
				in.On = calendar.DateOf(q.Now())
			}
			found, err := org.StructureOf(q, q.Zone(), in.On)
			return showStructure(found, q.call), err
		})
	ask(s, Op{ID: "compare-structures", Path: "/zones/{zone}/org/compare", Action: "org.read", ZH: "架构对比", EN: "Compare two days", Tag: "org"},
		func(q *Question, in *struct {
			In
			From calendar.Date `query:"from" required:"true"`
			To   calendar.Date `query:"to" doc:"Today when empty"`
		}) (comparison, error) {
			if in.To.IsZero() {
				in.To = calendar.DateOf(q.Now())
			}
			found, err := org.Compare(q, q.Zone(), in.From, in.To)
			return showComparison(found, q.call), err
		})
}

func showStructure(found org.Structure, c *call) structure {
	out := structure{Day: found.Day, Short: found.Short(c.lang), Counts: found.Counts, Departments: found.Departments, General: found.General,
		UnitDepth: found.UnitDepth, Levels: found.Levels, TooDeep: found.TooDeep(), LevelNote: found.LevelNote(c.lang), Longest: []string{},
		CoreState: found.CoreStanding, Unsorted: found.Uncategorised, Units: flatten(nil, found.Units), Posts: []postNode{}}
	if found.MaxLevels > 0 {
		out.MaxLevels = &found.MaxLevels
	}
	for _, p := range found.Longest {
		out.Longest = append(out.Longest, p.Title)
	}
	if found.Core != nil {
		num, den := found.Core.Terms()
		out.Core = &coreShare{num, den, found.Core.Percent(1, exact.HalfUp)}
	}
	for _, p := range found.Posts {
		out.Posts = append(out.Posts, postNode{p.ID, p.Title, p.Unit, p.ReportsTo, p.Level, p.Span, p.All})
	}
	return out
}

func flatten(out []unitNode, nodes []org.UnitNode) []unitNode {
	for _, u := range nodes {
		out = append(out, unitNode{u.ID, u.Parent, u.Name, u.Kind, u.Category, u.Depth, u.Posts})
		out = flatten(out, u.Children)
	}
	return out
}

func showComparison(found org.Comparison, c *call) comparison {
	out := comparison{From: found.Before.Day, To: found.After.Day, Before: found.Before.Short(c.lang), After: found.After.Short(c.lang),
		Departments: showChange(found.Departments), General: showChange(found.General), Levels: showChange(found.Levels), Posts: showChange(found.Posts),
		ByKind: map[org.Kind]change{}, Ended: []fate{}, Orphans: found.Orphans, Founded: []Ref{}}
	for kind, n := range found.ByKind {
		out.ByKind[kind] = showChange(n)
	}
	for _, f := range found.Ended {
		one := fate{Unit: Ref{f.Unit.ID, f.Unit.Name}, Kind: f.Unit.Kind}
		if f.Successor != nil {
			one.Successor = &Ref{f.Successor.ID, f.Successor.Name}
		}
		out.Ended = append(out.Ended, one)
	}
	for _, u := range found.Founded {
		out.Founded = append(out.Founded, Ref{u.ID, u.Name})
	}
	return out
}

func showChange(n org.Change) change {
	out := change{Before: n.Before, After: n.After, Diff: n.Diff()}
	if n.Share != nil {
		percent := n.Share.Percent(1, exact.HalfUp)
		out.Percent = &percent
	}
	return out
}

var unitColumns = []exchange.Column{
	{Key: "name", ZH: "部门", EN: "Unit", Width: 24}, {Key: "kind", ZH: "类别", EN: "Kind"}, {Key: "category", ZH: "分类", EN: "Category"},
	{Key: "parent", ZH: "上级部门", EN: "Parent", Width: 20}, {Key: "people", ZH: "在职人数", EN: "People", Number: true},
	{Key: "opened_on", ZH: "设立日", EN: "Opened on"}, {Key: "closed_on", ZH: "撤销日", EN: "Closed on"}, {Key: "successor", ZH: "承接部门", EN: "Successor", Width: 20},
}

func exportUnits(q *Question, in *struct {
	In
	FindUnits
}) (file, error) {
	found, err := listUnits(q, in)
	if err != nil {
		return file{}, err
	}
	sheet := exchange.Sheet{NameZH: "部门", NameEN: "Units", Columns: unitColumns}
	for _, u := range found.Items {
		sheet.Rows = append(sheet.Rows, []string{u.Name, unitKindTitle(u.Kind, q.call), categoryTitle(u.Category, q.call), refName(u.Parent),
			strconv.FormatInt(u.People, 10), u.OpenedOn.String(), dayText(u.ClosedOn), refName(u.Successor)})
	}
	var b bytes.Buffer
	err = exchange.WriteXLSX(&b, q.Lang(), sheet)
	return file{"部门.xlsx", mediaXLSX, b.Bytes()}, err
}

var postColumns = []exchange.Column{
	{Key: "title", ZH: "岗位", EN: "Post", Width: 20}, {Key: "unit", ZH: "部门", EN: "Unit", Width: 20}, {Key: "level", ZH: "层级", EN: "Level", Number: true},
	{Key: "reports_to", ZH: "上级岗位", EN: "Reports to", Width: 20}, {Key: "holder", ZH: "任职人员", EN: "Holder"},
	{Key: "opened_on", ZH: "设立日", EN: "Opened on"}, {Key: "closed_on", ZH: "撤销日", EN: "Closed on"},
}

func exportPosts(q *Question, in *struct {
	In
	FindPosts
}) (file, error) {
	found, err := postsFound(q, q.call, in.FindPosts)
	if err != nil {
		return file{}, err
	}
	sheet := exchange.Sheet{NameZH: "岗位", NameEN: "Posts", Columns: postColumns}
	for _, p := range found {
		sheet.Rows = append(sheet.Rows, []string{p.Title, refName(p.Unit), strconv.Itoa(p.Level), refName(p.ReportsTo), refName(p.Holder),
			p.OpenedOn.String(), dayText(p.ClosedOn)})
	}
	var b bytes.Buffer
	err = exchange.WriteXLSX(&b, q.Lang(), sheet)
	return file{"岗位.xlsx", mediaXLSX, b.Bytes()}, err
}

var kindTitles = map[org.Kind][2]string{
	org.KindLeadership: {"领导班子", "Leadership"}, org.KindInternal: {"内设机构", "Internal department"}, org.KindInstitution: {"下设事业单位", "Public institution"},
	org.KindCentre: {"中心", "Centre"}, org.KindSection: {"股室", "Section"}, org.KindCompany: {"公司", "Company"},
}

var categoryTitles = map[org.Category][2]string{org.Core: {"主责主业", "Core"}, org.General: {"综合管理", "General"}}

func unitKindTitle(k org.Kind, c *call) string     { return inLang(kindTitles[k], c) }
func categoryTitle(k org.Category, c *call) string { return inLang(categoryTitles[k], c) }

// inLang picks the title in the language of the answer.
func inLang(title [2]string, c *call) string {
	if c.lang == fault.English {
		return title[1]
	}
	return title[0]
}

func refName(r *Ref) string {
	if r == nil {
		return ""
	}
	return r.Name
}

func dayText(d *calendar.Date) string {
	if d == nil {
		return ""
	}
	return d.String()
}
