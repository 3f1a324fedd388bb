package api

import (
	"bytes"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/domain/attendance"
	"github.com/jingkai-zone/jingkai/internal/edge/exchange"
	"github.com/jingkai-zone/jingkai/internal/engine/access"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// punchView is one punch as the API shows it: a time and whether it counts.
type punchView struct {
	Person   *Ref                `json:"person"`
	Unit     *Ref                `json:"unit,omitempty"`
	Day      calendar.Date       `json:"day"`
	Slot     string              `json:"slot" example:"in1"`
	Time     string              `json:"time,omitempty" doc:"08:25; 次日 00:10 after midnight; absent when there is none" example:"08:25"`
	Validity attendance.Validity `json:"validity" enum:"valid,missing,excused,invalid"`
}

// punchImport says what an import of punches would do, or has done.
type punchImport struct {
	Kind      attendance.SheetKind `json:"kind" enum:"daily,raw"`
	From      calendar.Date        `json:"from"`
	To        calendar.Date        `json:"to"`
	Batch     ident.ID             `json:"batch,omitempty,omitzero"`
	Rows      int                  `json:"rows" doc:"Rows with something to take over"`
	Added     int                  `json:"added" doc:"Punches that are new"`
	Same      int                  `json:"same" doc:"Punches on record already"`
	Differing int                  `json:"differing" doc:"Punches that are on record otherwise; they wait as differences"`
	Skipped   int                  `json:"skipped" doc:"Rows left out because of a fault"`
	DryRun    bool                 `json:"dry_run"`
	Faults    []FieldProblem       `json:"faults,omitempty"`
}

// punchBatch is one file that was taken over.
type punchBatch struct {
	ID        ident.ID             `json:"id"`
	Number    string               `json:"number" example:"打卡导入-2019-000001"`
	Kind      attendance.SheetKind `json:"kind" enum:"daily,raw"`
	From      calendar.Date        `json:"from"`
	To        calendar.Date        `json:"to"`
	Rows      int64                `json:"rows"`
	Added     int64                `json:"added"`
	Same      int64                `json:"same"`
	Differing int64                `json:"differing"`
	Skipped   int64                `json:"skipped"`
	By        *Ref                 `json:"by,omitempty"`
	At        time.Time            `json:"at"`
	Actions   []Action             `json:"actions"`
}

// punchDifference is what a later file says otherwise.
type punchDifference struct {
	ID        ident.ID                    `json:"id"`
	Person    *Ref                        `json:"person"`
	Unit      *Ref                        `json:"unit,omitempty"`
	Day       calendar.Date               `json:"day"`
	Slot      string                      `json:"slot"`
	Had       punchMark                   `json:"had" doc:"On record"`
	Got       punchMark                   `json:"got" doc:"In the later file"`
	Status    attendance.DifferenceStatus `json:"status" enum:"open,taken,kept"`
	SettledBy *Ref                        `json:"settled_by,omitempty"`
	SettledAt *time.Time                  `json:"settled_at,omitempty"`
	Reason    string                      `json:"reason,omitempty"`
	Version   int64                       `json:"version"`
	Actions   []Action                    `json:"actions"`
}

// VersionTag makes the difference's version its ETag.
func (d punchDifference) VersionTag() int64 { return d.Version }

type punchMark struct {
	Time     string              `json:"time,omitempty"`
	Validity attendance.Validity `json:"validity" enum:"valid,missing,excused,invalid"`
}

// uploadedPunches is an export with the way it is to be treated.
type uploadedPunches struct {
	uploaded
	Skip bool
}

func readPunches(c *call, _ *In) (uploadedPunches, error) {
	var u uploadedPunches
	var err error
	u.uploaded, err = readForm(c, func(name, value string) {
		if name == "skip_faulty" {
			u.Skip = value == "true" || value == "1"
		}
	})
	return u, err
}

func (s *Server) registerAttendance() {
	const path = "/zones/{zone}/punches"
	form := map[string]*huma.Schema{"dry_run": dryRunField["dry_run"], "skip_faulty": {Type: huma.TypeBoolean, Description: "Leave rows with faults out instead of refusing the file"}}
	ask(s, Op{ID: "list-punches", Path: path, Action: "attendance.read", ZH: "打卡记录", EN: "Punches", Tag: "attendance"}, listPunches)
	fetch(s, Op{ID: "export-punches", Path: path + "/export", Action: "attendance.read", ZH: "导出打卡记录", EN: "Export punches", Tag: "attendance"}, mediaXLSX, exportPunches)
	actWith(s, Op{ID: "import-punches", Path: path + "/actions/import", Action: "attendance.import", ZH: "导入钉钉打卡", EN: "Import DingTalk's export", Tag: "attendance", Form: form},
		readPunches, importPunches)
	ask(s, Op{ID: "list-punch-imports", Path: "/zones/{zone}/punch-imports", Action: "attendance.import", ZH: "打卡导入记录", EN: "Imports of punches", Tag: "attendance"}, listBatches)
	ask(s, Op{ID: "list-punch-differences", Path: "/zones/{zone}/punch-differences", Action: "attendance.read", ZH: "打卡差异", EN: "Differences between files", Tag: "attendance"}, listDifferences)
	for _, verb := range []struct {
		name, zh, en string
		take         bool
	}{{"take", "采用新打卡", "Take the later file's punch", true}, {"keep", "保留原打卡", "Keep the punch on record", false}} {
		act(s, Op{ID: verb.name + "-punch-difference", Path: "/zones/{zone}/punch-differences/{id}/actions/" + verb.name, Action: "attendance.approve", ZH: verb.zh, EN: verb.en, Tag: "attendance"},
			func(c *Command, in *struct {
				ByID
				IfMatch
				Body Reasoned
			}) (punchDifference, error) {
				return settleDifference(c, in.ID, in.IfMatch, verb.take, in.Body.Reason)
			})
	}
	s.registerAttendanceRequests()
	s.registerAttendanceMonths()
}

// personScope is how far the grant reaches over records about persons.
func (c *call) personScope() access.Scope {
	c.asked = true
	return c.access.ScopeKind(c.actor, c.action, access.KindPerson)
}

func attendanceReach(q *Question) attendance.Reach {
	return attendance.Reach{Actor: q.Actor(), Scope: q.personScope()}
}

func aboutPerson(unit, person ident.ID) access.Resource {
	return access.Resource{Unit: unit, Person: person, Kind: access.KindPerson}
}

// punchSheet finds the sheet to read: the daily one, else the single records.
func punchSheet(raw []byte) ([][]string, error) {
	names, err := exchange.Sheets(raw)
	if err != nil {
		return nil, err
	}
	var single [][]string
	for _, name := range names {
		grid, err := exchange.Grid(raw, name)
		if err != nil {
			return nil, err
		}
		kind, ok := attendance.Recognise(grid)
		switch {
		case ok && kind == attendance.Daily:
			return grid, nil
		case ok && single == nil:
			single = grid
		}
	}
	return single, nil
}

func importPunches(c *Command, _ *In, u uploadedPunches) (punchImport, error) {
	grid, err := punchSheet(u.raw)
	if err != nil {
		return punchImport{}, err
	}
	f := attendance.File{Grid: grid, Digest: u.Sum, Skip: u.Skip}
	found, err := attendance.CheckImport(c, c.Zone(), f)
	if err != nil {
		return punchImport{}, err
	}
	c.dry = u.DryRun
	var faults exchange.Faults
	for _, e := range found.Faults {
		faults.Add(e)
	}
	refusal, bad := fault.As(faults.Err())
	if !u.DryRun {
		if bad && !u.Skip {
			return punchImport{}, refusal
		}
		if found, err = attendance.Import(c.Tx, f); err != nil {
			return punchImport{}, err
		}
	}
	out := punchImport{Kind: found.Kind, From: found.From, To: found.To, Batch: found.Batch, Rows: found.Lines, Added: found.Added, Same: found.Same,
		Differing: found.Differing, Skipped: found.Skipped, DryRun: u.DryRun}
	if bad {
		out.Faults = render(refusal, c.Lang()).Errors
	}
	return out, nil
}

// FindPunches is the filter of lists of punches.
type FindPunches struct {
	Person ident.ID      `query:"person"`
	Unit   ident.ID      `query:"unit"`
	From   calendar.Date `query:"from"`
	To     calendar.Date `query:"to"`
}

func (f FindPunches) filter(q *Question) attendance.PunchFilter {
	return attendance.PunchFilter{Zone: q.Zone(), Reach: attendanceReach(q), Person: f.Person, Unit: f.Unit, From: f.From, To: f.To}
}

func listPunches(q *Question, in *struct {
	In
	Paging
	FindPunches
}) (List[punchView], error) {
	f := in.filter(q)
	f.After, f.Limit = in.Cursor, in.Limit
	page, err := attendance.Punches(q, f)
	if err != nil {
		return List[punchView]{}, err
	}
	items, err := showPunches(q, q.zone, page.Items)
	return List[punchView]{Items: items, Next: page.Next}, err
}

func showPunches(r store.Reader, zone int64, list []attendance.Punch) ([]punchView, error) {
	ids := make([]ident.ID, 0, len(list))
	for _, p := range list {
		ids = append(ids, p.Person)
	}
	n, err := namesOf(r, zone, ids...)
	out := []punchView{}
	for _, p := range list {
		out = append(out, punchView{n.person(p.Person), n.unit(p.Unit), p.Day, p.Slot, attendance.Clock(p.Minute), p.Validity})
	}
	return out, err
}

var punchColumns = []exchange.Column{{ZH: "姓名", EN: "Name"}, {ZH: "部门", EN: "Unit", Width: 20}, {ZH: "日期", EN: "Day"}, {ZH: "打卡", EN: "Punch"},
	{ZH: "时间", EN: "Time"}, {ZH: "是否有效", EN: "Validity"}}

var validityWords = map[attendance.Validity][2]string{attendance.Valid: {"有效", "valid"}, attendance.Missing: {"缺卡", "missing"},
	attendance.Excused: {"有审批", "excused"}, attendance.Invalid: {"无效", "invalid"}}

func exportPunches(q *Question, in *struct {
	In
	FindPunches
}) (file, error) {
	f := in.filter(q)
	f.Limit = store.MaxPage
	sheet := exchange.Sheet{NameZH: "打卡记录", NameEN: "Punches", Columns: punchColumns}
	for {
		page, err := attendance.Punches(q, f)
		if err != nil {
			return file{}, err
		}
		items, err := showPunches(q, q.zone, page.Items)
		if err != nil {
			return file{}, err
		}
		for _, p := range items {
			sheet.Rows = append(sheet.Rows, []string{refName(p.Person), refName(p.Unit), p.Day.String(), p.Slot, p.Time, ruleWord(validityWords[p.Validity], q.Lang())})
		}
		if f.After = page.Next; f.After == "" || len(sheet.Rows) > exchange.MaxExportRows {
			break
		}
	}
	var b bytes.Buffer
	err := exchange.WriteXLSX(&b, q.Lang(), sheet)
	return file{"打卡记录.xlsx", mediaXLSX, b.Bytes()}, err
}

func listBatches(q *Question, in *struct {
	In
	Paging
}) (List[punchBatch], error) {
	q.asked = true // files as such say nothing about anybody
	page, err := attendance.Batches(q, q.Zone(), in.Cursor, in.Limit)
	if err != nil {
		return List[punchBatch]{}, err
	}
	var ids []ident.ID
	for _, b := range page.Items {
		ids = append(ids, b.By)
	}
	n, err := namesOf(q, q.Zone(), ids...)
	out := List[punchBatch]{Items: []punchBatch{}, Next: page.Next}
	for _, b := range page.Items {
		out.Items = append(out.Items, punchBatch{b.ID, b.Number, b.Kind, b.From, b.To, b.Lines, b.Added, b.Same, b.Differing, b.Skipped, n.person(b.By), b.At, []Action{}})
	}
	return out, err
}

func listDifferences(q *Question, in *struct {
	In
	Paging
	Status attendance.DifferenceStatus `query:"status" enum:"open,taken,kept"`
}) (List[punchDifference], error) {
	page, err := attendance.Differences(q, attendance.DifferenceFilter{Zone: q.Zone(), Reach: attendanceReach(q), Status: in.Status, After: in.Cursor, Limit: in.Limit})
	if err != nil {
		return List[punchDifference]{}, err
	}
	var ids []ident.ID
	for _, d := range page.Items {
		ids = append(ids, d.Person, d.SettledBy)
	}
	n, err := namesOf(q, q.Zone(), ids...)
	out := List[punchDifference]{Items: []punchDifference{}, Next: page.Next}
	for _, d := range page.Items {
		out.Items = append(out.Items, showDifference(d, n, q.call))
	}
	return out, err
}

func showDifference(d attendance.Difference, n names, c *call) punchDifference {
	open, settled, res := d.Status == attendance.DifferenceOpen, attendance.Settled.New(), aboutPerson(d.Unit, d.Person)
	return punchDifference{ID: d.ID, Person: n.person(d.Person), Unit: n.unit(d.Unit), Day: d.Day, Slot: d.Slot,
		Had: punchMark{attendance.Clock(d.Had.Minute), d.Had.Validity}, Got: punchMark{attendance.Clock(d.Got.Minute), d.Got.Validity},
		Status: d.Status, SettledBy: n.person(d.SettledBy), SettledAt: instant(d.SettledAt), Reason: d.Reason, Version: d.Version,
		Actions: c.press(button{"take", "attendance.approve", res, open, settled}, button{"keep", "attendance.approve", res, open, settled})}
}

func settleDifference(c *Command, id ident.ID, m IfMatch, take bool, reason string) (punchDifference, error) {
	d, err := attendance.DifferenceByID(c, c.Zone(), id)
	if err != nil {
		return punchDifference{}, err
	}
	if err := c.May(aboutPerson(d.Unit, d.Person)); err != nil {
		return punchDifference{}, err
	}
	version, err := m.orPresent(d.Version)
	if err != nil {
		return punchDifference{}, err
	}
	if d, err = attendance.SettleDifference(c.Tx, id, version, take, reason); err != nil {
		return punchDifference{}, err
	}
	n, err := namesOf(c, c.Zone(), d.Person, d.SettledBy)
	return showDifference(d, n, c.call), err
}
