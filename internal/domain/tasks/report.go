package tasks

import (
	"strings"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/exact"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/engine/access"
	"github.com/jingkai-zone/jingkai/internal/engine/ledger"
	"github.com/jingkai-zone/jingkai/internal/engine/measure"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// Refusals of progress reports.
var (
	NoReport   = fault.Define(fault.NotFound, "tasks.report.none", "LY-35", "没有这次进展报告。", "There is no such report.")
	BadAmount  = fault.Define(fault.Invalid, "tasks.report.amount", "LY-35", "本次完成数须为 0 以上的数，最多 6 位小数。", "The amount done is 0 or more with at most 6 decimals.")
	BadPercent = fault.Define(fault.Invalid, "tasks.report.percent", "LY-35",
		"累计进度须为 0–100 的百分数，最多 2 位小数，且不低于已报的 {done}%。", "The progress so far is a percentage from 0 to 100 with at most 2 decimals, not below the {done}% reported before.")
	AmountNotPercent = fault.Define(fault.Invalid, "tasks.report.which", "LY-35",
		"有计划数的任务请填本次完成数，没有计划数的任务请填累计进度百分数。", "A task with a planned amount takes the amount done; a task without one takes the progress in percent.")
	BadNote = fault.Define(fault.Invalid, "tasks.report.note", "LY-35",
		"进展说明须为 2–500 字。", "The description needs 2 to 500 characters.")
	NotOpen = fault.Define(fault.Refused, "tasks.not_open", "LW-37",
		"任务正在等待验收，退回后方可继续填报。", "The task waits for acceptance; it can be reported on again when it is sent back.")
	ReportVerified = fault.Define(fault.Conflict, "tasks.report.verified", "LY-35", "该进展已核实。", "The report is verified already.")
)

// Progress is what a report says. Amount is what was newly done, for a task
// with a planned amount; Percent is the progress so far, for one without.
type Progress struct {
	On       calendar.Date // zero means today
	Amount   *exact.Decimal
	Percent  *exact.Decimal
	Note     string
	Evidence []Evidence
}

// Report is one report of progress.
type Report struct {
	ID         ident.ID
	Task       ident.ID
	On         calendar.Date
	Person     ident.ID
	Amount     exact.Decimal // newly done, in the unit of the plan or as a share of 1
	Done       exact.Decimal // done so far, with this
	Note       string
	Evidence   []Evidence
	VerifiedBy ident.ID // zero until somebody verified it
	VerifiedAt time.Time
	At         time.Time
}

// AddReport reports progress of a task with evidence. What was newly done is a
// fact at once and counts after somebody else verified it.
func AddReport(tx *store.Tx, id ident.ID, in Progress) (Task, error) {
	t, book, err := standing(tx, id)
	if err != nil {
		return Task{}, err
	}
	if t.Status != Open {
		return Task{}, NotOpen.New()
	}
	if n := len([]rune(strings.TrimSpace(in.Note))); n < 2 || n > 500 {
		return Task{}, BadNote.At("note")
	}
	if err := checkEvidence(in.Evidence, false); err != nil {
		return Task{}, err
	}
	amount, err := in.increment(t)
	if err != nil {
		return Task{}, err
	}
	if in.On.IsZero() {
		in.On = book.today
	}
	r, err := t.report(tx, in, amount)
	if err != nil {
		return Task{}, err
	}
	if err := updateDone(tx, &t); err != nil {
		return Task{}, err
	}
	detail := map[string]any{"report": r.ID, "amount": amount.String(), "done": t.Done.String(), "evidence": len(in.Evidence)}
	if err := note(tx, t, "reported", in.Note, detail); err != nil {
		return Task{}, err
	}
	return t, ledger.Record(tx, ledger.Entry{Action: "tasks.report", Object: t.ID.String(), Detail: detail})
}

// increment is what a report adds to what was done, exactly.
func (in Progress) increment(t Task) (exact.Decimal, error) {
	switch {
	case t.Plan != nil && in.Amount != nil && in.Percent == nil:
		if in.Amount.Sign() < 0 || in.Amount.Trim().Places() > maxPlaces {
			return exact.Decimal{}, BadAmount.At("amount")
		}
		return *in.Amount, nil
	case t.Plan == nil && in.Percent != nil && in.Amount == nil:
		share := in.Percent.Mul(percent)
		if in.Percent.Cmp(hundred) > 0 || in.Percent.Trim().Places() > 2 || share.Cmp(t.Done) < 0 {
			return exact.Decimal{}, BadPercent.At("percent", "done", t.Done.Mul(hundred).Trim())
		}
		return share.Sub(t.Done), nil
	case in.Amount == nil && in.Percent == nil:
		return exact.Decimal{}, nil
	}
	return exact.Decimal{}, AmountNotPercent.At("amount")
}

var percent = exact.MustParse("0.01")

// report keeps a report and its fact, and counts it into what is done.
func (t *Task) report(tx *store.Tx, in Progress, amount exact.Decimal) (Report, error) {
	if err := access.Act(tx, "carry_out", t.object()); err != nil {
		return Report{}, err
	}
	r := Report{ID: ident.NewID(tx.Now()), Task: t.ID, On: in.On, Person: tx.Actor().Person, Amount: amount, Note: strings.TrimSpace(in.Note),
		Evidence: in.Evidence, At: tx.Now()}
	if amount.Sign() > 0 {
		if err := achieve(tx, *t, measure.Fact{Day: in.On, Value: amount, Note: r.Note, Source: r.source()}); err != nil {
			return Report{}, err
		}
	}
	t.Done = t.Done.Add(amount).Trim()
	r.Done = t.Done
	if err := attach(tx, t.object(), "progress", in.Evidence); err != nil {
		return Report{}, err
	}
	return r, insertReport(tx, t.Zone, r)
}

// VerifyReport makes a report count, on the word of somebody who did not do the
// work.
func VerifyReport(tx *store.Tx, id ident.ID) (Task, error) {
	zone := tx.Actor().Zone
	r, err := ReportByID(tx, zone, id)
	if err != nil {
		return Task{}, err
	}
	t, err := ByID(tx, zone, r.Task)
	if err != nil {
		return Task{}, err
	}
	if err := access.Act(tx, "accept_done", t.object()); err != nil {
		return Task{}, err
	}
	if !r.VerifiedBy.IsZero() {
		return Task{}, ReportVerified.New()
	}
	if err := r.verify(tx, zone); err != nil {
		return Task{}, err
	}
	if err := note(tx, t, "verified", "", map[string]any{"report": r.ID}); err != nil {
		return Task{}, err
	}
	return t, ledger.Record(tx, ledger.Entry{Action: "tasks.report.verify", Object: t.ID.String(), Detail: map[string]any{"report": r.ID}})
}

// verify makes what the report says count.
func (r Report) verify(tx *store.Tx, zone int64) error {
	if err := verify(tx, zone, r.source()); err != nil {
		return err
	}
	_, err := tx.Exec(`UPDATE tasks_report SET verified_by = $3, verified_at = $4 WHERE zone_id = $1 AND id = $2 AND verified_at IS NULL`,
		zone, r.ID, acting(tx), tx.Now())
	return err
}

// source is the record that the report's facts come from.
func (r Report) source() string { return "tasks.report/" + r.ID.String() }

const reportColumns = `SELECT id, task_id, on_day, by_person, amount, done, note, evidence, verified_by, verified_at, at FROM tasks_report`

func scanReport(row *store.Rows) (r Report, err error) {
	var evidence string
	if err := row.Scan(&r.ID, &r.Task, &r.On, &r.Person, &r.Amount, &r.Done, &r.Note, &evidence, &r.VerifiedBy, &r.VerifiedAt, &r.At); err != nil {
		return r, err
	}
	return r, readDocument(evidence, &r.Evidence)
}

// ReportByID reads one report, or refuses with [NoReport].
func ReportByID(r store.Reader, zone int64, id ident.ID) (Report, error) {
	out, err := store.One(r, scanReport, reportColumns+` WHERE zone_id = $1 AND id = $2`, zone, id)
	return out, found(err, NoReport)
}

// ReportsOf gives the reports of a task, oldest first.
func ReportsOf(r store.Reader, zone int64, task ident.ID) ([]Report, error) {
	return store.All(r, scanReport, reportColumns+` WHERE zone_id = $1 AND task_id = $2 ORDER BY id`, zone, task)
}

func insertReport(tx *store.Tx, zone int64, r Report) error {
	evidence, err := document(r.Evidence)
	if err != nil {
		return err
	}
	return tx.Later(nil, `INSERT INTO tasks_report (zone_id, id, task_id, on_day, by_person, amount, done, note, evidence, at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`, zone, r.ID, r.Task, r.On, r.Person, r.Amount, r.Done, r.Note, evidence, r.At)
}
