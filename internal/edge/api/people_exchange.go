package api

import (
	"bytes"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/domain/people"
	"github.com/jingkai-zone/jingkai/internal/edge/exchange"
	"github.com/jingkai-zone/jingkai/internal/engine/access"
	"github.com/jingkai-zone/jingkai/internal/store"
)

var peopleColumns = []exchange.Column{
	{Key: "number", ZH: "工号", EN: "Number", Must: true, NoteZH: "字母、数字或连字符", NoteEN: "letters, digits or hyphens"},
	{Key: "name", ZH: "姓名", EN: "Name", Must: true},
	{Key: "unit", ZH: "部门", EN: "Unit", Width: 20, NoteZH: "机构全称，下级部门写成“上级/下级”", NoteEN: "full name; a sub-unit as parent/child"},
	{Key: "post", ZH: "岗位", EN: "Post", Width: 18, NoteZH: "该部门空缺岗位的名称，可空", NoteEN: "title of a vacant post of the unit, or empty"},
	{Key: "rank_title", ZH: "职务", EN: "Rank", Width: 18},
	{Key: "leader", ZH: "班子成员", EN: "Leading group", NoteZH: "是或否，空为否", NoteEN: "yes or no; empty means no"},
	{Key: "joined_on", ZH: "入职日", EN: "Joined on", NoteZH: "如 2019-12-02，空为当日", NoteEN: "e.g. 2019-12-02; empty means today"},
	{Key: "phone", ZH: "电话", EN: "Telephone"},
	{Key: "sort_no", ZH: "排序号", EN: "Sort number", Number: true},
}

// uploadedStaff is a staff table with the reason it is taken over for.
type uploadedStaff struct {
	uploaded
	Reason string
}

func readStaff(c *call, _ *In) (uploadedStaff, error) {
	var u uploadedStaff
	var err error
	u.uploaded, err = readForm(c, func(name, value string) {
		if name == "reason" {
			u.Reason = value
		}
	})
	return u, err
}

func (s *Server) registerPeopleExchange(path string) {
	form := map[string]*huma.Schema{"dry_run": dryRunField["dry_run"], "reason": {Type: huma.TypeString, Description: "Kept in the ledger; needed unless dry_run"}}
	actWith(s, Op{ID: "import-people", Path: path + "/actions/import", Action: "people.write", ZH: "从 Excel 导入人员", EN: "Import people from Excel", Tag: "people", Form: form},
		readStaff, importPeople)
	fetch(s, Op{ID: "people-template", Path: path + "/template", Action: "people.write", ZH: "人员导入模板", EN: "Template of the import of people", Tag: "people"}, mediaXLSX,
		func(q *Question, _ *In) (file, error) {
			var b bytes.Buffer
			err := exchange.WriteTemplate(&b, q.Lang(), exchange.Sheet{NameZH: "人员", NameEN: "People", Columns: peopleColumns})
			return file{"人员-模板.xlsx", mediaXLSX, b.Bytes()}, err
		})
	fetch(s, Op{ID: "export-people", Path: path + "/export", Action: "people.read", ZH: "导出人员", EN: "Export people", Tag: "people"}, mediaXLSX, exportPeople)
}

func importPeople(c *Command, _ *In, u uploadedStaff) (importReport, error) {
	table, err := exchange.ReadTable(u.raw, peopleColumns)
	if err != nil {
		return importReport{}, err
	}
	rows := make([]people.Row, 0, len(table))
	for _, r := range table {
		rows = append(rows, people.Row{Line: r.Number, Number: r.Get("number"), Name: r.Get("name"), Unit: r.Get("unit"), Post: r.Get("post"),
			RankTitle: r.Get("rank_title"), Leader: r.Get("leader"), JoinedOn: r.Get("joined_on"), Phone: r.Get("phone"), SortNo: r.Get("sort_no")})
	}
	out := importReport{Rows: len(rows), DryRun: u.DryRun}
	if !u.DryRun {
		done, err := people.Import(c.Tx, rows, u.Reason)
		out.Added, out.Changed = done.Added, done.Changed
		return out, err
	}
	c.dry = true
	found, err := people.CheckImport(c, c.Zone(), rows)
	for _, e := range found.Faults {
		out.Faults = append(out.Faults, FieldProblem{e.Location, e.Code.Name, e.Text(c.Lang())})
	}
	return out, err
}

// exportPeople writes the filtered list: of the zone for whoever reads all
// records, else of the own unit or of oneself.
func exportPeople(q *Question, in *struct {
	In
	FindPeople
}) (file, error) {
	f := in.filter(q.Zone())
	scope := q.Scope()
	if scope&access.Unit == access.Unit && scope != access.All {
		f.Unit = q.Actor().Unit
	}
	n, err := placesOf(q, q.Zone())
	if err != nil {
		return file{}, err
	}
	sheet := exchange.Sheet{NameZH: "人员", NameEN: "People", Columns: peopleColumns}
	for {
		f.Limit = store.MaxPage
		page, err := people.List(q, f)
		if err != nil {
			return file{}, err
		}
		for _, p := range page.Items {
			if q.Can("people.read", personResource(p)) {
				sheet.Rows = append(sheet.Rows, staffRow(p, n, q.Lang()))
			}
		}
		if len(sheet.Rows) > exchange.MaxExportRows || page.Next == "" {
			break
		}
		f.After = page.Next
	}
	var b bytes.Buffer
	err = exchange.WriteXLSX(&b, q.Lang(), sheet)
	return file{"人员.xlsx", mediaXLSX, b.Bytes()}, err
}

func staffRow(p people.Person, n places, lang fault.Lang) []string {
	leader := "否"
	switch {
	case p.Leader && lang == fault.English:
		leader = "yes"
	case p.Leader:
		leader = "是"
	case lang == fault.English:
		leader = "no"
	}
	sortNo := ""
	if p.SortNo != people.Unplaced {
		sortNo = strconv.FormatInt(p.SortNo, 10)
	}
	return []string{p.Number, p.Name, n.names.units[p.Unit], n.posts[p.Post], p.RankTitle, leader, p.JoinedOn.String(), p.Phone, sortNo}
}
