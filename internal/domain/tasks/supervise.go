package tasks

import (
	"fmt"
	"strings"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/engine/access"
	"github.com/jingkai-zone/jingkai/internal/engine/jobs"
	"github.com/jingkai-zone/jingkai/internal/engine/ledger"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// OpenSupervision opens the order of an overdue matter of any room, such as a
// rectification, inside that room's command. For one due day of a matter there
// is one order, however often this is called: later calls give the first one,
// with fresh false. The second order of a matter goes to the leader, and the
// one before lapses. It leaves the ledger entry of the order itself.
func OpenSupervision(tx *store.Tx, in SupervisionInput) (o Order, fresh bool, err error) {
	book, err := rulesOf(tx, tx.Actor().Zone)
	if err != nil {
		return Order{}, false, err
	}
	return openOrder(tx, book, in)
}

// ConcludeSupervision closes the orders of a matter that its own room has
// concluded, with the result and its evidence.
func ConcludeSupervision(tx *store.Tx, subject Subject, result string, evidence []Evidence) error {
	return concludeOrders(tx, tx.Actor().Zone, subject, result, evidence, calendar.DateOf(tx.Now()))
}

func openOrder(tx *store.Tx, book rulebook, in SupervisionInput) (Order, bool, error) {
	zone := tx.Actor().Zone
	before, err := OrdersOf(tx, zone, in.Subject)
	if err != nil {
		return Order{}, false, err
	}
	o := Order{Zone: zone, ID: ident.NewID(tx.Now()), Subject: in.Subject, Title: in.Title, MissedOn: in.Due, Episode: 1, Unit: in.Unit,
		Person: in.Person, Lead: in.Lead, Reason: in.Reason, OpenedOn: book.today, Status: Issued, Version: 1}
	for _, b := range before {
		if b.MissedOn == in.Due {
			return b, false, nil
		}
		o.Episode = max(o.Episode, b.Episode+1)
		o.raise(b.Level)
	}
	if o.Episode > 1 {
		o.raise(ToLeader)
	}
	o.climb(book)
	// The row comes first and its number after it: of two scans at once the
	// second finds the row and draws nothing, so the numbers have no gap.
	if ours, err := insertOrder(tx, o); err != nil || !ours {
		if err == nil {
			o, err = orderOfDay(tx, zone, in.Subject, in.Due)
		}
		return o, false, err
	}
	n, err := store.NextNumber(tx, zone, fmt.Sprintf("tasks-order-%d", book.today.Year()))
	if err != nil {
		return Order{}, false, err
	}
	o.Number = ident.Number{Series: "督办", Year: book.today.Year(), Seq: n}.String()
	if err := numberOrder(tx, o); err != nil {
		return Order{}, false, err
	}
	for _, b := range before {
		if b.Standing() {
			b.Status, b.escalateOn = OrderLapsed, calendar.Date{}
			if err := updateOrder(tx, &b); err != nil {
				return Order{}, false, err
			}
		}
	}
	if err := access.Assign(tx, "carry_out", o.object(), access.Holder{Person: o.Person}); !o.Person.IsZero() && err != nil {
		return Order{}, false, err
	}
	if err := o.tellAll(tx); err != nil {
		return Order{}, false, err
	}
	if err := jobs.Publish(tx, jobs.Event{Kind: OrderOpenedEvent, Zone: zone, Object: o.ID.String(), Data: o}); err != nil {
		return Order{}, false, err
	}
	return o, true, ledger.Record(tx, ledger.Entry{Action: "tasks.order.open", Object: o.ID.String(), Reason: o.Reason,
		Detail: map[string]any{"number": o.Number, "subject": o.Subject, "missed_on": o.MissedOn, "episode": o.Episode, "level": o.Level}})
}

// overdue opens a task's order when its day has passed and no scan has seen it.
func (t *Task) overdue(tx *store.Tx, book rulebook) error {
	if t.scanOn.IsZero() || book.set.Overdue.Day == nil || book.today.Before(t.DueOn.AddDays(int(*book.set.Overdue.Day))) {
		return nil
	}
	_, err := t.order(tx, book, fmt.Sprintf("%s 到期未办结", t.DueOn))
	return err
}

// order opens the order of the task's present due day and notes that it is
// seen to.
func (t *Task) order(tx *store.Tx, book rulebook, reason string) (Order, error) {
	o, fresh, err := openOrder(tx, book, SupervisionInput{Subject: t.subject(), Title: t.Title, Unit: t.Unit, Person: t.Person, Lead: t.Lead,
		Reason: reason, Due: t.DueOn})
	t.scanOn = calendar.Date{}
	if err != nil || !fresh {
		return o, err
	}
	t.Episodes = o.Episode
	if err := missed(tx, *t, o); err != nil {
		return o, err
	}
	if err := lapseExtensions(tx, t.Zone, t.ID); err != nil {
		return o, err
	}
	return o, note(tx, *t, "ordered", o.Number, map[string]any{"missed_on": o.MissedOn, "level": o.Level})
}

// Supervise opens the order of an overdue task by hand: where the scheme does
// not say when the scan does it, the supervision office decides.
func Supervise(tx *store.Tx, id ident.ID, reason string) (Order, error) {
	if err := checkReason(reason); err != nil {
		return Order{}, err
	}
	t, book, err := standing(tx, id)
	if err != nil {
		return Order{}, err
	}
	if !t.Late(book.today) {
		return Order{}, NotOverdue.New("due", t.DueOn)
	}
	if o, err := orderOfDay(tx, t.Zone, t.subject(), t.DueOn); err == nil {
		return Order{}, OrderOpen.New("number", o.Number)
	} else if !NoOrder.Is(err) {
		return Order{}, err
	}
	o, err := t.order(tx, book, reason)
	if err != nil {
		return Order{}, err
	}
	return o, updateTask(tx, &t)
}

// ReplyOrder answers an order: why the matter was not concluded, what will be
// done, and by when.
func ReplyOrder(tx *store.Tx, id ident.ID, reply string, proposed calendar.Date) (Order, error) {
	o, err := standingOrder(tx, id)
	if err != nil {
		return Order{}, err
	}
	today := calendar.DateOf(tx.Now())
	switch n := len([]rune(strings.TrimSpace(reply))); {
	case o.Status == Replied:
		return Order{}, OrderReplied.New()
	case n < 2 || n > 1000:
		return Order{}, BadReply.At("reply")
	case proposed.Before(today) || proposed.After(today.AddYears(1)):
		return Order{}, BadNewDate.At("proposed_on")
	}
	if err := access.Act(tx, "carry_out", o.object()); err != nil {
		return Order{}, err
	}
	o.Status, o.Reply, o.RepliedBy, o.RepliedAt, o.ProposedOn = Replied, strings.TrimSpace(reply), tx.Actor().Person, tx.Now(), proposed
	if err := updateOrder(tx, &o); err != nil {
		return Order{}, err
	}
	return o, ledger.Record(tx, ledger.Entry{Action: "tasks.order.reply", Object: o.ID.String(), Reason: o.Reply, Detail: map[string]any{"proposed_on": proposed}})
}

// DateOrder sets the new date of an order that was replied to. It becomes the
// due day of the task; the one before stays in the order. Who replied does not
// set it.
func DateOrder(tx *store.Tx, id ident.ID, due calendar.Date, text string) (Order, error) {
	o, err := standingOrder(tx, id)
	if err != nil {
		return Order{}, err
	}
	today := calendar.DateOf(tx.Now())
	switch {
	case o.Status != Replied:
		return Order{}, OrderNotReplied.New()
	case due.Before(today) || due.After(today.AddYears(1)):
		return Order{}, BadNewDate.At("due_on")
	}
	if err := access.Act(tx, "accept_done", o.object()); err != nil {
		return Order{}, err
	}
	o.Status, o.DueOn = Dated, due
	if err := updateOrder(tx, &o); err != nil {
		return Order{}, err
	}
	if o.Subject.Kind == TaskKind {
		if err := redate(tx, o, text); err != nil {
			return Order{}, err
		}
	}
	if err := jobs.Publish(tx, jobs.Event{Kind: OrderDatedEvent, Zone: o.Zone, Object: o.ID.String(), Data: o}); err != nil {
		return Order{}, err
	}
	return o, ledger.Record(tx, ledger.Entry{Action: "tasks.order.date", Object: o.ID.String(), Reason: text, Detail: map[string]any{"due_on": due}})
}

func redate(tx *store.Tx, o Order, text string) error {
	t, book, err := standing(tx, o.Subject.ID)
	if err != nil {
		return err
	}
	before := t
	t.move(o.DueOn)
	if err := t.changeTo(tx, book, before); err != nil {
		return err
	}
	return note(tx, t, "redated", text, map[string]any{"order": o.Number, "from": before.DueOn, "to": t.DueOn})
}

// CloseOrder closes the order of a matter that is not a task, with its result
// and evidence, by somebody who did not answer for it. Orders of tasks close
// with the task ([CloseByTask]).
func CloseOrder(tx *store.Tx, id ident.ID, result string, evidence []Evidence) (Order, error) {
	o, err := standingOrder(tx, id)
	if err != nil {
		return Order{}, err
	}
	if o.Subject.Kind == TaskKind {
		return Order{}, CloseByTask.New()
	}
	if n := len([]rune(strings.TrimSpace(result))); n < 2 || n > 1000 {
		return Order{}, BadResult.At("result")
	}
	if err := checkEvidence(evidence, true); err != nil {
		return Order{}, err
	}
	if err := access.Act(tx, "accept_done", o.object()); err != nil {
		return Order{}, err
	}
	if err := attach(tx, o.object(), "result", evidence); err != nil {
		return Order{}, err
	}
	return o.conclude(tx, strings.TrimSpace(result), evidence, calendar.DateOf(tx.Now()))
}

func (o Order) conclude(tx *store.Tx, result string, evidence []Evidence, today calendar.Date) (Order, error) {
	o.Status, o.Result, o.Evidence, o.ClosedBy, o.ClosedOn, o.escalateOn = Concluded, result, evidence, tx.Actor().Person, today, calendar.Date{}
	if err := updateOrder(tx, &o); err != nil {
		return Order{}, err
	}
	if err := jobs.Publish(tx, jobs.Event{Kind: OrderClosedEvent, Zone: o.Zone, Object: o.ID.String(), Data: o}); err != nil {
		return Order{}, err
	}
	return o, ledger.Record(tx, ledger.Entry{Action: "tasks.order.close", Object: o.ID.String(), Reason: result})
}

// concludeOrders closes whatever orders of a matter still stand.
func concludeOrders(tx *store.Tx, zone int64, subject Subject, result string, evidence []Evidence, today calendar.Date) error {
	orders, err := OrdersOf(tx, zone, subject)
	if err != nil {
		return err
	}
	for _, o := range orders {
		if !o.Standing() {
			continue
		}
		if _, err := o.conclude(tx, result, evidence, today); err != nil {
			return err
		}
	}
	return lapseExtensions(tx, zone, subject.ID)
}

// EscalateOrder takes an order to a higher level by hand, with the reason.
func EscalateOrder(tx *store.Tx, id ident.ID, to Escalation, reason string) (Order, error) {
	if err := checkReason(reason); err != nil {
		return Order{}, err
	}
	o, err := standingOrder(tx, id)
	if err != nil {
		return Order{}, err
	}
	if rank(to) <= rank(o.Level) {
		return Order{}, BadLevel.At("level")
	}
	o.raise(to)
	if err := updateOrder(tx, &o); err != nil {
		return Order{}, err
	}
	return o, ledger.Record(tx, ledger.Entry{Action: "tasks.order.escalate", Object: o.ID.String(), Reason: reason, Detail: map[string]any{"level": to}})
}

func standingOrder(tx *store.Tx, id ident.ID) (Order, error) {
	o, err := OrderByID(tx, tx.Actor().Zone, id)
	if err == nil && !o.Standing() {
		return Order{}, OrderClosed.New()
	}
	return o, err
}
