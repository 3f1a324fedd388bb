package board

import (
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/domain/account"
	"github.com/jingkai-zone/jingkai/internal/engine/notify"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// The messages of the room. They tell units their results before anybody else
// sees them, and everybody what waits for him.
var (
	computedMessage = notify.Define(notify.Template{Kind: "board.computed", LabelZH: "红黄榜测算结果", LabelEN: "Board computed",
		TitleZH: "{title}红黄榜已测算", TitleEN: "The board of {title} is computed",
		BodyZH: "请查看本人、本单位事项的得分和计算过程；如有异议，请在 {due} 前提出。",
		BodyEN: "Look at your scores and how they came about; object by {due} if you disagree.", Mail: true})
	changedMessage = notify.Define(notify.Template{Kind: "board.changed", LabelZH: "榜单结果改定", LabelEN: "Result changed",
		TitleZH: "《{item}》的结果改定为{colour}", TitleEN: "“{item}” is changed to: {colour}",
		BodyZH: "请查看改定理由；如有异议，请在 {due} 前提出。", BodyEN: "Read the reason; object by {due} if you disagree.", Mail: true})
	objectedMessage = notify.Define(notify.Template{Kind: "board.objected", LabelZH: "榜单异议待裁定", LabelEN: "Objection waits",
		TitleZH: "异议待裁定：《{item}》", TitleEN: "Objection to be decided: “{item}”",
		BodyZH: "{title}红黄榜《{item}》有异议，请裁定并写明理由。", BodyEN: "There is an objection to “{item}” on the board of {title}; decide it and say why."})
	ruledMessage = notify.Define(notify.Template{Kind: "board.ruled", LabelZH: "榜单异议裁定", LabelEN: "Objection decided",
		TitleZH: "异议已裁定：《{item}》", TitleEN: "Objection decided: “{item}”",
		BodyZH: "结果：{ruling}。请查看裁定理由。", BodyEN: "Result: {ruling}. Read the reason.", Mail: true})
	confirmedMessage = notify.Define(notify.Template{Kind: "board.confirmed", LabelZH: "红黄榜待公布", LabelEN: "Board to be published",
		TitleZH: "{title}红黄榜已审定", TitleEN: "The board of {title} is confirmed",
		BodyZH: "请按方案公布并印制张贴。", BodyEN: "Publish and post it as the scheme says."})
	correctionMessage = notify.Define(notify.Template{Kind: "board.correction", LabelZH: "榜单更正待批准", LabelEN: "Correction waits",
		TitleZH: "更正待批准：《{item}》", TitleEN: "Correction to be approved: “{item}”",
		BodyZH: "{title}红黄榜《{item}》拟更正为{colour}，请批准或退回。", BodyEN: "“{item}” on the board of {title} is to become: {colour}; approve or reject it."})
	correctedMessage = notify.Define(notify.Template{Kind: "board.corrected", LabelZH: "榜单更正", LabelEN: "Board corrected",
		TitleZH: "《{item}》已更正为{colour}", TitleEN: "“{item}” is corrected to: {colour}",
		BodyZH: "{title}红黄榜已更正，奖励分和整改单随之调整。", BodyEN: "The board of {title} is corrected, with its points and rectifications.", Mail: true})
	rectifyMessage = notify.Define(notify.Template{Kind: "board.rectify", LabelZH: "整改单", LabelEN: "Rectification",
		TitleZH: "整改单 {number}：《{item}》", TitleEN: "Rectification {number}: “{item}”",
		BodyZH: "请制定整改方案，{due} 前整改到位并提交佐证材料。", BodyEN: "Plan it, put it right by {due} and submit the evidence.", NeedAck: true, Mail: true})
	submittedMessage = notify.Define(notify.Template{Kind: "board.submitted", LabelZH: "整改待验收", LabelEN: "Rectification submitted",
		TitleZH: "整改待验收：《{item}》", TitleEN: "To be accepted: “{item}”",
		BodyZH: "{number}《{item}》已提交，请验收或退回。", BodyEN: "{number} “{item}” is submitted; accept it or send it back."})
	returnedMessage = notify.Define(notify.Template{Kind: "board.returned", LabelZH: "整改退回", LabelEN: "Rectification returned",
		TitleZH: "整改退回：《{item}》", TitleEN: "Sent back: “{item}”",
		BodyZH: "{number}《{item}》未通过验收，请按意见继续整改。", BodyEN: "{number} “{item}” was not accepted; go on as the remarks say."})
)

func tell(tx *store.Tx, m notify.Message) error {
	m.Zone = tx.Actor().Zone
	_, err := notify.Send(tx, m)
	return err
}

// concerned lists those who answer for items, each once.
func concerned(items ...Item) []ident.ID {
	var out []ident.ID
	seen := map[ident.ID]bool{{}: true}
	for _, i := range items {
		if !seen[i.Person] {
			seen[i.Person] = true
			out = append(out, i.Person)
		}
	}
	return out
}

// tellComputed hands the results to those they concern: the notice from which
// the window for objections counts.
func (b Board) tellComputed(tx *store.Tx, items []Item) error {
	due, _, err := WindowOf(tx, b)
	if err != nil {
		return err
	}
	return tell(tx, notify.Message{Kind: computedMessage, Object: b.Object(), Persons: concerned(items...),
		Roles: []ident.Role{account.DeptHead, account.Leader}, Args: map[string]string{"title": b.Title().ZH, "due": due.String()},
		ArgsEN: map[string]string{"title": b.Title().EN}})
}

// tellItem tells something about one item, with what it is now.
func (b Board) tellItem(tx *store.Tx, kind string, i Item, colour Colour, more map[string]string, roles ...ident.Role) error {
	m := notify.Message{Kind: kind, Object: b.Object(), Roles: roles, Args: map[string]string{"item": i.Title, "title": b.Title().ZH, "colour": colour.Text().ZH},
		ArgsEN: map[string]string{"title": b.Title().EN, "colour": colour.Text().EN}}
	if len(roles) == 0 {
		m.Persons = concerned(i)
	}
	for name, value := range more {
		m.Args[name] = value
	}
	return tell(tx, m)
}

// tellRuled tells who objected what was decided.
func (o Objection) tellRuled(tx *store.Tx, i Item) error {
	ruling, rulingEN := "不成立", "rejected"
	if o.Status == Upheld {
		ruling, rulingEN = "成立", "upheld"
	}
	return tell(tx, notify.Message{Kind: ruledMessage, Object: o.Object(), Persons: concerned(i, Item{Person: o.By}),
		Args: map[string]string{"item": i.Title, "ruling": ruling}, ArgsEN: map[string]string{"ruling": rulingEN}})
}

// tellStep tells whose turn a rectification is.
func (x Rectification) tellStep(tx *store.Tx, action, due string) error {
	m := notify.Message{Object: x.Object(), Args: map[string]string{"number": x.Number, "item": x.Title, "due": due}}
	switch action {
	case "open":
		m.Kind, m.Once = rectifyMessage, x.Object()
	case "return":
		m.Kind = returnedMessage
	case "submit":
		m.Kind, m.Roles = submittedMessage, []ident.Role{account.Supervision}
		return tell(tx, m)
	default:
		return nil
	}
	if m.Persons = []ident.ID{x.Person}; x.Person.IsZero() {
		m.Persons, m.Roles = nil, []ident.Role{account.DeptHead}
	}
	return tell(tx, m)
}
