package people

import (
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/domain/org"
	"github.com/jingkai-zone/jingkai/internal/engine/ledger"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// MaxImport caps the rows of one import.
const MaxImport = 5000

// Refusals of an import. Locations read "rows[7].unit"; 7 is the row's Line.
var (
	TooManyRows = fault.Define(fault.TooLarge, "people.import.too_many", "",
		"一次最多导入 {max} 行，请分批导入。", "At most {max} rows are imported at once; split the file.")
	UnknownUnit = fault.Define(fault.Invalid, "people.import.unit", "",
		"没有这个在用部门；下级部门请写成“上级/下级”。", "No unit in use has this name; write a sub-unit as parent/child.")
	ManyUnits = fault.Define(fault.Invalid, "people.import.many_units", "",
		"有多个同名部门，请写成“上级/下级”。", "Several units have this name; write it as parent/child.")
	NoFreePost = fault.Define(fault.Invalid, "people.import.post", "LW-15",
		"该部门没有这个名称的空缺岗位。", "The unit has no vacant post of this title.")
	BadYesNo = fault.Define(fault.Invalid, "people.import.yes_no", "",
		"请填“是”或“否”，也可以留空。", "Write 是/yes or 否/no, or leave it empty.")
	BadSortNo = fault.Define(fault.Invalid, "people.import.sort_no", "",
		"排序号应为 1 至 999999 的整数，也可以留空。", "A sort number is a whole number from 1 to 999999, or empty.")
	SameRow = fault.Define(fault.Invalid, "people.import.twice", "",
		"同一工号在文件中出现了两次。", "The number occurs twice in the file.")
	MovedByImport = fault.Define(fault.Invalid, "people.import.moved", "",
		"已在册人员的部门、岗位、职务和入职日不能通过导入修改，请办理调动。",
		"Unit, post, rank and joining day of people on record do not change by import; use a transfer.")
)

// Row is one line of a staff table, as text. Empty cells of optional columns
// mean "nothing" for newcomers and "as it is" for people on record.
type Row struct {
	Line      int    // as people count lines in the file; only for locations
	Number    string // 工号
	Name      string // 姓名
	Unit      string // 部门: a name, or parent/child
	Post      string // 岗位: a title in that unit; optional
	RankTitle string // 职务; optional
	Leader    string // 班子成员: 是/否; optional
	JoinedOn  string // 入职日; optional, today
	Phone     string // 电话; optional
	SortNo    string // 排序号; optional
}

// Report tells what an import does: how many people it enters, changes and
// leaves as they are. Rows with faults are in none of the counts.
type Report struct {
	Added, Changed, Same int
	Faults               []*fault.Error
}

// CheckImport is the dry run: it reports what [Import] would do, with the
// faults of all rows, and writes nothing.
func CheckImport(r store.Reader, zone int64, rows []Row) (Report, error) {
	t, err := readTable(r, zone, rows)
	if err != nil {
		return Report{}, err
	}
	return t.report(), nil
}

// Import enters new people and brings the particulars of known ones (by
// number) up to date, all rows or none: with faults it refuses with the first,
// carrying all. Importing the same rows again changes nothing.
func Import(tx *store.Tx, rows []Row, reason string) (Report, error) {
	var f form
	f.reason(reason)
	if err := f.Err(); err != nil {
		return Report{}, err
	}
	zone := tx.Actor().Zone
	if err := org.Lock(tx, zone); err != nil {
		return Report{}, err
	}
	t, err := readTable(tx, zone, rows)
	if err != nil {
		return Report{}, err
	}
	if err := t.Err(); err != nil {
		return t.report(), err
	}
	for _, p := range t.added {
		if err := enter(tx, p, reason); err != nil {
			return Report{}, err
		}
	}
	for _, p := range t.changed {
		if err := update(tx, p); err != nil {
			return Report{}, err
		}
	}
	return t.report(), ledger.Record(tx, ledger.Entry{Action: "people.import", Reason: reason,
		Detail: map[string]any{"added": ids(t.added), "changed": ids(t.changed), "same": t.same}})
}

func ids(people []Person) []ident.ID {
	out := make([]ident.ID, len(people))
	for i, p := range people {
		out[i] = p.ID
	}
	return out
}
