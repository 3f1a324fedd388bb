package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/domain/org"
	"github.com/jingkai-zone/jingkai/internal/engine/ledger"
	"github.com/jingkai-zone/jingkai/internal/engine/scheme"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// MaxImport caps the rows of one import of the library.
const MaxImport = 2000

// Refusals of an import. Locations read "rows[7].owner"; 7 is the row's Line.
var (
	TooManyRows = fault.Define(fault.TooLarge, "rules.import.too_many", "LY-43",
		"一次最多导入 {max} 行，请分批导入。", "At most {max} rows are imported at once; split the file.")
	SameRow = fault.Define(fault.Invalid, "rules.import.twice", "LY-43",
		"同一编号在文件中出现了两次。", "The number occurs twice in the file.")
	OtherText = fault.Define(fault.Invalid, "rules.import.differs", "LY-43",
		"库中已有该编号且内容不同；内容变更请办理修订，不能用导入覆盖。",
		"The library has this number with other content; changes are made by a revision, not by an import.")
	UnknownOwner = fault.Define(fault.Invalid, "rules.import.owner", "LY-43",
		"责任单位不是现有机构的全称。", "The owner is not the full name of a unit that exists.")
)

// Row is one line of a table of the library.
type Row struct {
	Line       int // as people count lines in the file; only for locations
	Number     string
	Title      string
	Kind       string // 制度 or 流程, or the kind's name
	Field      string // key or name of the scheme's field
	Owner      string // full name of a unit
	Process    string
	From       calendar.Date
	TrialUntil calendar.Date
	Body       string
	Steps      string // see [ParseSteps]
}

// Report tells what an import does: how many entries it adds and how many the
// library has already, word for word. Rows with faults are in neither.
type Report struct {
	Added, Same int
	Faults      []*fault.Error
}

// CheckImport is the dry run: it reports what [Import] would do, with the
// faults of all rows, and writes nothing.
func CheckImport(r store.Reader, zone int64, rows []Row) (Report, error) {
	t, err := readTable(r, zone, rows)
	return t.report(), err
}

// Import adds the rows to the library, all or none: with faults it refuses,
// carrying all of them. Importing the same rows again adds nothing.
func Import(tx *store.Tx, rows []Row) (Report, error) {
	t, err := readTable(tx, tx.Actor().Zone, rows)
	if err != nil {
		return Report{}, err
	}
	if err := t.faults.Err(); err != nil {
		return t.report(), err
	}
	added := make([]ident.ID, 0, len(t.drafts))
	for _, d := range t.drafts {
		rule, err := enter(tx, d)
		if err != nil {
			return Report{}, err
		}
		added = append(added, rule.ID)
	}
	return t.report(), ledger.Record(tx, ledger.Entry{Action: "rules.import", Detail: map[string]any{"added": added, "same": t.same}})
}

// table is the rows of an import held against the library.
type table struct {
	fields []scheme.Named
	units  []org.Unit
	have   map[string]Entry
	today  calendar.Date
	seen   map[string]bool

	faults fault.List
	drafts []Draft
	same   int
}

func (t *table) report() Report {
	if t == nil {
		return Report{}
	}
	out := Report{Added: len(t.drafts), Same: t.same}
	if e, ok := fault.As(t.faults.Err()); ok {
		out.Faults = e.Details
		if len(e.Details) == 0 {
			out.Faults = []*fault.Error{e}
		}
	}
	return out
}

func readTable(r store.Reader, zone int64, rows []Row) (*table, error) {
	if len(rows) > MaxImport {
		return nil, TooManyRows.New("max", MaxImport)
	}
	t := &table{have: map[string]Entry{}, seen: map[string]bool{}, today: today(r)}
	var err error
	if t.fields, err = Fields(r, zone, t.today); err != nil {
		return nil, err
	}
	if t.units, err = org.Units(r, zone); err != nil {
		return nil, err
	}
	f := Filter{Zone: zone, Day: t.today, Limit: store.MaxPage}
	for {
		page, err := List(r, f)
		if err != nil {
			return nil, err
		}
		for _, e := range page.Items {
			t.have[e.Rule.Number] = e
		}
		if f.After = page.Next; f.After == "" {
			break
		}
	}
	for _, row := range rows {
		if err := t.take(r, zone, row); err != nil {
			return nil, err
		}
	}
	return t, nil
}

// take works one row out, or notes what is wrong with it.
func (t *table) take(r store.Reader, zone int64, row Row) error {
	var faults fault.List
	steps, wrong := ParseSteps(row.Steps)
	d := Draft{Number: row.Number, Title: row.Title, Kind: kindNamed(row.Kind), Field: t.field(row.Field), Owner: t.unit(row.Owner), Process: row.Process,
		From: row.From, TrialUntil: row.TrialUntil, Body: row.Body, Steps: steps}.trimmed()
	if d.From.IsZero() {
		d.From = t.today
	}
	if t.seen[d.Number] {
		faults.Add(SameRow.At("number"))
	}
	t.seen[d.Number] = true
	for _, list := range []*fault.List{d.check(t.fields, t.today), wrong} {
		for _, e := range details(list) {
			faults.Add(e)
		}
	}
	if d.Owner.IsZero() {
		faults.Add(UnknownOwner.At("owner"))
	} else if err := d.checkRecords(r, zone, &faults); err != nil {
		return err
	}
	if e, known := t.have[d.Number]; known {
		same, err := d.same(r, zone, e, row.From.IsZero())
		if err != nil {
			return err
		}
		if !same {
			faults.Add(OtherText.At("number"))
		} else if faults.Len() == 0 {
			t.same++
			return nil
		}
	}
	for _, e := range details(&faults) {
		e.Location = fmt.Sprintf("rows[%d].%s", row.Line, e.Location)
		t.faults.Add(e)
	}
	if faults.Len() == 0 {
		t.drafts = append(t.drafts, d)
	}
	return nil
}

// same reports whether the library has exactly what the row says.
func (d Draft) same(r store.Reader, zone int64, e Entry, anyDay bool) (bool, error) {
	full, err := editionNo(r, zone, e.Rule.ID, e.Edition.No)
	if err != nil {
		return false, err
	}
	steps := func(list []Step) (out []string) {
		for _, s := range list {
			out = append(out, s.String())
		}
		return out
	}
	return e.Rule.Title == d.Title && e.Rule.Kind == d.Kind && e.Rule.Field == d.Field && e.Rule.Owner == d.Owner && e.Rule.Process == d.Process &&
		full.Body == d.Body && (anyDay || full.From == d.From) && full.TrialUntil == d.TrialUntil && slices.Equal(steps(full.Steps), steps(d.Steps)), nil
}

func details(list *fault.List) []*fault.Error {
	e, bad := fault.As(list.Err())
	switch {
	case !bad:
		return nil
	case len(e.Details) == 0:
		return []*fault.Error{e}
	}
	return e.Details
}

func kindNamed(text string) Kind {
	switch strings.TrimSpace(text) {
	case "制度", "规章制度", "rule", "Rule":
		return RuleKind
	case "流程", "工作流程", "workflow", "Workflow":
		return WorkflowKind
	}
	return ""
}

// field gives the key of a field written as key or name; an unknown one stays
// as it is and is found by the draft's own check.
func (t *table) field(text string) string {
	text = strings.TrimSpace(text)
	for _, f := range t.fields {
		if text == f.ZH || strings.EqualFold(text, f.EN) {
			return f.Key
		}
	}
	return text
}

func (t *table) unit(name string) ident.ID {
	name = strings.TrimSpace(name)
	var out ident.ID
	for _, u := range t.units {
		if u.Name == name && u.Status == org.Active {
			if !out.IsZero() {
				return ident.ID{}
			}
			out = u.ID
		}
	}
	return out
}
