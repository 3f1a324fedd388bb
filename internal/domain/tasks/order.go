package tasks

import (
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
)

// Refusals of supervision orders.
var (
	NoOrder      = fault.Define(fault.NotFound, "tasks.order.none", "LW-37", "没有这份督办单。", "There is no such supervision order.")
	OrderClosed  = fault.Define(fault.Refused, "tasks.order.closed", "LW-37", "督办单已办结。", "The order is closed.")
	OrderReplied = fault.Define(fault.Refused, "tasks.order.replied", "LW-37",
		"督办单已回复，请等待督查核定新期限。", "The order is replied to; supervision sets the new date next.")
	OrderNotReplied = fault.Define(fault.Refused, "tasks.order.not_replied", "LW-37",
		"责任人尚未回复督办单；回复原因和拟定期限后方可核定。", "The owner has not replied yet; the new date is set after a reply with the cause and a proposed day.")
	BadReply = fault.Define(fault.Invalid, "tasks.order.reply", "LW-37",
		"回复须写明未办结原因和措施，2–1000 字。", "A reply gives the cause and the measures, in 2 to 1000 characters.")
	BadNewDate = fault.Define(fault.Invalid, "tasks.order.new_date", "LW-37",
		"新期限不得早于今天，且不超过一年。", "The new date is not before today and at most a year from now.")
	BadResult = fault.Define(fault.Invalid, "tasks.order.result", "LW-37",
		"办结须写明结果，2–1000 字。", "Closing needs the result, in 2 to 1000 characters.")
	CloseByTask = fault.Define(fault.Refused, "tasks.order.by_task", "LW-37",
		"任务的督办单随任务验收办结：请先由责任人附佐证材料报完成，再由督查验收任务。",
		"The order of a task is closed with it: the owner claims the task done with evidence, then supervision accepts the task.")
	NotOverdue = fault.Define(fault.Refused, "tasks.order.not_overdue", "LW-37",
		"尚未到期（{due}），未逾期的事项不开督办单。", "It is due on {due} and not overdue; no order is opened before.")
	OrderOpen = fault.Define(fault.Conflict, "tasks.order.open", "LW-37",
		"该期限已有督办单 {number}。", "There is an order for this due day already: {number}.")
	BadLevel = fault.Define(fault.Invalid, "tasks.order.level", "LW-37",
		"只能提级到更高一级。", "An order is escalated to a higher level only.")
)

// OrderStatus is how far a supervision order has come.
type OrderStatus string

// The states of orders.
const (
	Issued      OrderStatus = "open"    // 已发出，待回复
	Replied     OrderStatus = "replied" // 已回复，待核定新期限
	Dated       OrderStatus = "dated"   // 已定新期限
	OrderLapsed OrderStatus = "lapsed"  // 新期限又过，转入下一份督办单
	Concluded   OrderStatus = "closed"  // 已办结
)

// Order is a supervision order (督办单): what is opened, once and numbered,
// when a due day passed without conclusion (LW-37).
type Order struct {
	Zone       int64
	ID         ident.ID
	Number     string // 督办-2019-000001
	Subject    Subject
	Title      string
	MissedOn   calendar.Date // the due day that passed
	Episode    int64         // 1 for the first due day missed
	Unit       ident.ID
	Person     ident.ID
	Lead       ident.ID
	Reason     string
	OpenedOn   calendar.Date
	Status     OrderStatus
	Level      Escalation // whom it has been escalated to; empty for nobody
	Reply      string
	RepliedBy  ident.ID
	RepliedAt  time.Time
	ProposedOn calendar.Date // new day the owner proposes
	DueOn      calendar.Date // new day supervision set
	Result     string
	Evidence   []Evidence
	ClosedBy   ident.ID
	ClosedOn   calendar.Date
	Version    int64

	rung       int64         // steps of the ladder taken
	escalateOn calendar.Date // last day before the next step; zero for none
}

// Standing reports whether the order still asks for something.
func (o Order) Standing() bool { return o.Status != Concluded && o.Status != OrderLapsed }

// object is how the duties on an order are kept apart.
func (o Order) object() string { return "tasks.order/" + o.ID.String() }

// rank orders the levels of escalation.
func rank(e Escalation) int {
	switch e {
	case ToDeptHead:
		return 1
	case ToLeader:
		return 2
	case ToPrincipal:
		return 3
	}
	return 0
}

// raise lifts the order to a level, never down.
func (o *Order) raise(to Escalation) {
	if rank(to) > rank(o.Level) {
		o.Level = to
	}
}

// climb takes the steps of the ladder whose time has come by a day, counted
// from the day the order was opened, and notes when the next one comes.
func (o *Order) climb(book rulebook) {
	ladder := book.set.Overdue.Ladder
	for {
		o.escalateOn = calendar.Date{}
		if int(o.rung) >= len(ladder) || !o.Standing() {
			return
		}
		last := book.due(o.OpenedOn, ladder[o.rung].After)
		if !book.today.After(last) {
			o.escalateOn = last
			return
		}
		o.raise(ladder[o.rung].Role)
		o.rung++
	}
}

// SupervisionInput is what an order is opened with for a matter of any room.
type SupervisionInput struct {
	Subject Subject // the matter; Kind starts with its room: "board.rectification"
	Title   string  // what the matter is called
	Unit    ident.ID
	Person  ident.ID
	Lead    ident.ID
	Reason  string
	Due     calendar.Date // the due day that passed: one order for each
}

// OrderOpenedEvent is published when an order is opened; its object is the
// order's id, its data the Order.
const OrderOpenedEvent = "tasks.order.opened"

// OrderDatedEvent is published when supervision sets a new date in an order;
// its object is the order's id, its data the Order. A room whose matter it is
// moves its own due day.
const OrderDatedEvent = "tasks.order.dated"

// OrderClosedEvent is published when an order is closed; its object is the
// order's id, its data the Order.
const OrderClosedEvent = "tasks.order.closed"
