package api

import (
	"bytes"

	"github.com/jingkai-zone/jingkai/internal/base/exact"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/domain/tasks"
	"github.com/jingkai-zone/jingkai/internal/edge/exchange"
	"github.com/jingkai-zone/jingkai/internal/engine/access"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// loadTable is the workload of people as the API shows it (PK-36).
type loadTable struct {
	Standard exact.Decimal `json:"standard" doc:"Weights that make full work, from the scheme"`
	Overload *exact.Ratio  `json:"overload,omitempty" doc:"Line above which somebody is overloaded"`
	Idle     *exact.Ratio  `json:"idle,omitempty" doc:"Line below which somebody is idle"`
	Items    []personLoad  `json:"items"`
}

type personLoad struct {
	Person Ref           `json:"person"`
	Unit   *Ref          `json:"unit,omitempty"`
	Tasks  int64         `json:"tasks"`
	Weight exact.Decimal `json:"weight"`
	Share  exact.Ratio   `json:"share" doc:"Weight over standard, exact"`
	// Percent is the share for people.
	Percent exact.Decimal `json:"percent" doc:"Two decimals"`
}

// loadLists are for heads only.
type loadLists struct {
	Overloaded []personLoad `json:"overloaded"`
	Idle       []personLoad `json:"idle"`
}

const loadPath = "/zones/{zone}/load"

func (s *Server) registerLoad() {
	ask(s, Op{ID: "list-load", Path: loadPath, Action: "load.read", ZH: "工作负荷", EN: "Workload", Tag: tasksTag},
		func(q *Question, in *struct {
			In
			Unit ident.ID `query:"unit"`
		}) (loadTable, error) {
			return readLoads(q, q.call, in.Unit)
		})
	ask(s, Op{ID: "list-overload", Path: loadPath + "/lists", Action: "load.lists", ZH: "超负荷与负荷不足名单", EN: "Who is overloaded and who is idle", Tag: tasksTag}, overloaded)
	fetch(s, Op{ID: "export-load", Path: loadPath + "/export", Action: "load.read", ZH: "导出工作负荷", EN: "Export the workload", Tag: tasksTag}, mediaXLSX, exportLoad)
}

func readLoads(r store.Reader, c *call, unit ident.ID) (loadTable, error) {
	table, err := tasks.Loads(r, c.zone, unit, c.Scope(), c.actor)
	if err != nil {
		return loadTable{}, err
	}
	n, err := namesOf(r, c.zone)
	out := loadTable{Standard: table.Standard, Overload: table.Overload, Idle: table.IdleLine, Items: []personLoad{}}
	for _, l := range table.Loads {
		out.Items = append(out.Items, showLoad(l, n))
	}
	return out, err
}

func showLoad(l tasks.Load, n names) personLoad {
	return personLoad{Person: Ref{l.Person.ID, l.Person.Name}, Unit: n.unit(l.Person.Unit), Tasks: l.Tasks, Weight: l.Weight, Share: l.Share.Lowest(),
		Percent: l.Share.Percent(2, exact.HalfUp)}
}

func overloaded(q *Question, in *struct {
	In
	Unit ident.ID `query:"unit"`
}) (loadLists, error) {
	table, err := tasks.Loads(q, q.Zone(), in.Unit, q.Scope(), q.Actor())
	if err != nil {
		return loadLists{}, err
	}
	n, err := namesOf(q, q.Zone())
	out := loadLists{Overloaded: []personLoad{}, Idle: []personLoad{}}
	for _, l := range table.Loads {
		if l.Over {
			out.Overloaded = append(out.Overloaded, showLoad(l, n))
		}
		if l.Idle {
			out.Idle = append(out.Idle, showLoad(l, n))
		}
	}
	return out, err
}

func exportLoad(q *Question, in *struct {
	In
	Unit ident.ID `query:"unit"`
}) (file, error) {
	table, err := readLoads(q, q.call, in.Unit)
	if err != nil {
		return file{}, err
	}
	sheet := exchange.Sheet{NameZH: "工作负荷", NameEN: "Workload", Columns: []exchange.Column{{Key: "person", ZH: "姓名", EN: "Name"},
		{Key: "unit", ZH: "部门", EN: "Unit", Width: 20}, {Key: "tasks", ZH: "在办任务", EN: "Open tasks", Number: true},
		{Key: "weight", ZH: "权重合计", EN: "Weights", Number: true}, {Key: "percent", ZH: "负荷（%）", EN: "Load (%)", Number: true}}}
	for _, l := range table.Items {
		sheet.Rows = append(sheet.Rows, []string{l.Person.Name, refName(l.Unit), exact.Int(l.Tasks).String(), l.Weight.String(), l.Percent.String()})
	}
	sheet.Notes = []string{"标准负荷 / Standard: " + table.Standard.String()}
	var b bytes.Buffer
	err = exchange.WriteXLSX(&b, q.Lang(), sheet)
	return file{"工作负荷.xlsx", mediaXLSX, b.Bytes()}, err
}

// actorResource is a record of the asker's own.
func actorResource(c *call) access.Resource {
	return access.Resource{Unit: c.actor.Unit, Person: c.actor.Person}
}
