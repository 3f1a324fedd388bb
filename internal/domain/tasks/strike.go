package tasks

import (
	"fmt"
	"strings"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/domain/account"
	"github.com/jingkai-zone/jingkai/internal/engine/access"
	"github.com/jingkai-zone/jingkai/internal/engine/ledger"
	"github.com/jingkai-zone/jingkai/internal/engine/notify"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// Raise puts an issue on a strike-off list. Its owner handles it and will
// therefore not strike it off, whoever raised it.
func Raise(tx *store.Tx, in IssueInput) (Issue, error) {
	zone := tx.Actor().Zone
	book, err := rulesOf(tx, zone)
	if err != nil {
		return Issue{}, err
	}
	if err := practised(book, "tasks.strike_off", book.set.StrikeOff, NoStrikeOff); err != nil {
		return Issue{}, err
	}
	if err := in.verify(tx, zone, book.today); err != nil {
		return Issue{}, err
	}
	owner := Input{Person: in.Person, Unit: in.Unit}
	if err := owner.fillUnit(tx, zone); err != nil {
		return Issue{}, err
	}
	year := book.today.Year()
	n, err := store.NextNumber(tx, zone, fmt.Sprintf("tasks-issue-%d", year))
	if err != nil {
		return Issue{}, err
	}
	i := Issue{Zone: zone, ID: ident.NewID(tx.Now()), Number: ident.Number{Series: "问题", Year: year, Seq: n}.String(), Project: in.Project,
		Title: strings.TrimSpace(in.Title), Detail: strings.TrimSpace(in.Detail), RaisedBy: tx.Actor().Person, RaisedOn: book.today,
		Unit: owner.Unit, Person: in.Person, DueOn: in.DueOn, Status: IssueOpen, ChangedAt: tx.Now(), Version: 1}
	if err := access.Act(tx, "raise", i.object()); err != nil {
		return Issue{}, err
	}
	if err := access.Assign(tx, "handle", i.object(), access.Holder{Person: i.Person}); err != nil {
		return Issue{}, err
	}
	if err := insertIssue(tx, i); err != nil {
		return Issue{}, err
	}
	return i, ledger.Record(tx, ledger.Entry{Action: "issue.raise", Object: i.ID.String(),
		Detail: map[string]any{"number": i.Number, "project": i.Project, "person": i.Person, "due_on": i.DueOn}})
}

func (in IssueInput) verify(r store.Reader, zone int64, today calendar.Date) error {
	faults := in.check(today)
	if err := owners(r, zone, ident.ID{}, in.Unit, in.Person, faults); err != nil {
		return err
	}
	if err := faults.Err(); err != nil {
		return err
	}
	if in.Project.IsZero() {
		return nil
	}
	_, err := ProjectByID(r, zone, in.Project)
	return err
}

// ClaimIssue says with evidence that an issue is solved. It stays on the list
// until somebody else strikes it off.
func ClaimIssue(tx *store.Tx, id ident.ID, text string, evidence []Evidence) (Issue, error) {
	i, err := standingIssue(tx, id)
	if err != nil {
		return Issue{}, err
	}
	if i.Status == IssueDone {
		return Issue{}, IssueClaimed.New()
	}
	if n := len([]rune(strings.TrimSpace(text))); n < 2 || n > 500 {
		return Issue{}, BadNote.At("note")
	}
	if err := checkEvidence(evidence, true); err != nil {
		return Issue{}, err
	}
	if err := access.Act(tx, "handle", i.object()); err != nil {
		return Issue{}, err
	}
	if err := attach(tx, i.object(), "solution", evidence); err != nil {
		return Issue{}, err
	}
	i.Status, i.ClaimedBy, i.ClaimedOn, i.ClaimNote, i.Evidence = IssueDone, tx.Actor().Person, calendar.DateOf(tx.Now()), strings.TrimSpace(text), evidence
	if err := updateIssue(tx, &i); err != nil {
		return Issue{}, err
	}
	return i, ledger.Record(tx, ledger.Entry{Action: "issue.claim", Object: i.ID.String(), Detail: map[string]any{"evidence": evidence}})
}

// Strike strikes a claimed issue off the list, by who raised it or by a
// verifier, never by who owns or claimed it (YT-25).
func Strike(tx *store.Tx, id ident.ID, text string) (Issue, error) {
	i, err := standingIssue(tx, id)
	if err != nil {
		return Issue{}, err
	}
	// The duty comes first: its refusal is the one that matters to an owner.
	if err := access.Act(tx, "strike_off", i.object()); err != nil {
		return Issue{}, err
	}
	if i.Status != IssueDone {
		return Issue{}, IssueUnclaimed.New()
	}
	if n := len([]rune(strings.TrimSpace(text))); n < 2 || n > 500 {
		return Issue{}, BadNote.At("note")
	}
	i.Status, i.StruckBy, i.StruckOn, i.StrikeNote = StruckOff, tx.Actor().Person, calendar.DateOf(tx.Now()), strings.TrimSpace(text)
	i.Level = ""
	if err := updateIssue(tx, &i); err != nil {
		return Issue{}, err
	}
	return i, ledger.Record(tx, ledger.Entry{Action: "issue.strike", Object: i.ID.String(), Reason: i.StrikeNote})
}

// Reopen puts a claimed issue back, or one that was struck off and came again.
func Reopen(tx *store.Tx, id ident.ID, reason string) (Issue, error) {
	if err := checkReason(reason); err != nil {
		return Issue{}, err
	}
	i, err := IssueByID(tx, tx.Actor().Zone, id)
	if err != nil {
		return Issue{}, err
	}
	if i.Status != IssueDone && i.Status != StruckOff {
		return Issue{}, IssueUnclaimed.New()
	}
	if err := access.Act(tx, "strike_off", i.object()); err != nil {
		return Issue{}, err
	}
	was := i.Status
	i.Status, i.ClaimedOn, i.StruckOn, i.StruckBy = IssueReopened, calendar.Date{}, calendar.Date{}, ident.ID{}
	i.Reopened++
	if err := updateIssue(tx, &i); err != nil {
		return Issue{}, err
	}
	return i, ledger.Record(tx, ledger.Entry{Action: "issue.reopen", Object: i.ID.String(), Reason: reason, Detail: map[string]any{"was": was}})
}

// Escalate brings an issue to a leader, who takes it in person (YT-28).
func Escalate(tx *store.Tx, id ident.ID, to Escalation, reason string) (Issue, error) {
	if err := checkReason(reason); err != nil {
		return Issue{}, err
	}
	i, err := standingIssue(tx, id)
	if err != nil {
		return Issue{}, err
	}
	switch {
	case to != ToLeader && to != ToPrincipal:
		return Issue{}, BadLevel.At("level")
	case rank(to) <= rank(i.Level):
		return Issue{}, AlreadyEscalated.New()
	}
	i.Level, i.EscalatedBy, i.EscalatedOn, i.Escalation = to, tx.Actor().Person, calendar.DateOf(tx.Now()), strings.TrimSpace(reason)
	if err := updateIssue(tx, &i); err != nil {
		return Issue{}, err
	}
	role := account.Leader
	if to == ToPrincipal {
		role = account.PrincipalLeader
	}
	m := notify.Message{Kind: escalatedMessage, Object: i.object(), Roles: []ident.Role{role}, Args: map[string]string{"title": i.Title, "number": i.Number}}
	if err := tell(tx, m); err != nil {
		return Issue{}, err
	}
	return i, ledger.Record(tx, ledger.Entry{Action: "issue.escalate", Object: i.ID.String(), Reason: reason, Detail: map[string]any{"level": to}})
}

// Rule records a leader's decision about an escalated issue. The decision
// becomes a task, and the issue goes back to those who handle it (YT-28). What
// was brought to the principal leader is decided by the principal leader.
func Rule(tx *store.Tx, id ident.ID, in DecisionInput) (Ruling, error) {
	i, err := standingIssue(tx, id)
	if err != nil {
		return Ruling{}, err
	}
	principal := tx.Actor().Has(account.PrincipalLeader)
	if i.Level == "" || i.Level == ToPrincipal && !principal {
		return Ruling{}, NotEscalated.New()
	}
	book, err := rulesOf(tx, i.Zone)
	if err != nil {
		return Ruling{}, err
	}
	var faults fault.List
	if n := len([]rune(strings.TrimSpace(in.Text))); n < 2 || n > 200 {
		faults.Add(BadRuling.At("text"))
	}
	if in.DueOn.Before(book.today) || in.DueOn.After(book.today.AddYears(1)) {
		faults.Add(BadIssueDue.At("due_on"))
	}
	if in.Person.IsZero() {
		faults.Add(OwnerMissing.At("person"))
	}
	if err := owners(tx, i.Zone, ident.ID{}, in.Unit, in.Person, &faults); err != nil {
		return Ruling{}, err
	}
	if err := faults.Err(); err != nil {
		return Ruling{}, err
	}
	r := Ruling{ID: ident.NewID(tx.Now()), Issue: i.ID, Level: i.Level, Reason: i.Escalation, Text: strings.TrimSpace(in.Text), By: tx.Actor().Person, On: book.today}
	t, err := i.task(tx, book, r, in)
	if err != nil {
		return Ruling{}, err
	}
	r.Task, i.Level = t.ID, ""
	if err := insertRuling(tx, i.Zone, r); err != nil {
		return Ruling{}, err
	}
	if err := updateIssue(tx, &i); err != nil {
		return Ruling{}, err
	}
	return r, ledger.Record(tx, ledger.Entry{Action: "issue.decide", Object: i.ID.String(), Reason: r.Text, Detail: map[string]any{"task": t.Number, "level": r.Level}})
}

// task opens the task that a leader's decision becomes.
func (i Issue) task(tx *store.Tx, book rulebook, r Ruling, in DecisionInput) (Task, error) {
	owner := Input{Person: in.Person, Unit: in.Unit}
	if err := owner.fillUnit(tx, i.Zone); err != nil {
		return Task{}, err
	}
	title := []rune(r.Text)
	return open(tx, book, Task{Zone: i.Zone, Title: string(title[:min(len(title), 100)]), Detail: r.Text, Source: FromLeader,
		SourceText: i.Number + " " + i.Title, Origin: Subject{FromRuling, r.ID}, StartOn: book.today, DueOn: in.DueOn, Weight: one,
		Lead: tx.Actor().Person, Unit: owner.Unit, Person: in.Person, AssignedBy: tx.Actor().Person})
}

func standingIssue(tx *store.Tx, id ident.ID) (Issue, error) {
	i, err := IssueByID(tx, tx.Actor().Zone, id)
	if err == nil && !i.Standing() {
		return Issue{}, IssueStruck.New()
	}
	return i, err
}
