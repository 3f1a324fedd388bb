package attendance

import (
	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/engine/notify"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// The messages of the room. None of them says what was found.
var (
	resultMessage = notify.Define(notify.Template{Kind: "attendance.result.ready", LabelZH: "考勤待确认", LabelEN: "Attendance to confirm",
		TitleZH: "{month} 考勤结果待确认", TitleEN: "Confirm your attendance of {month}",
		BodyZH: "请核对本人 {month} 的考勤结果并确认；有误的，请提出补卡或外出、请假、出差申请。",
		BodyEN: "Check and confirm your attendance of {month}; ask for a correction if it is wrong.", Mail: true})
	reminderMessage = notify.Define(notify.Template{Kind: "attendance.result.reminder", LabelZH: "考勤确认提醒", LabelEN: "Attendance reminder",
		TitleZH: "请确认 {month} 考勤结果", TitleEN: "Please confirm your attendance of {month}",
		BodyZH: "您尚未确认 {month} 的考勤结果；月结时仍未确认的，将注明“未确认”。",
		BodyEN: "You have not confirmed your attendance of {month}; it will be noted as unconfirmed when the month is closed.", Mail: true})
	decidedMessage = notify.Define(notify.Template{Kind: "attendance.request.decided", LabelZH: "考勤申请办结", LabelEN: "Attendance request decided",
		TitleZH: "{number} {state}", TitleEN: "{number}: {state}", BodyZH: "请查看审批意见。", BodyEN: "Read what was decided."})
	correctedMessage = notify.Define(notify.Template{Kind: "attendance.result.corrected", LabelZH: "考勤结果更正", LabelEN: "Attendance corrected",
		TitleZH: "{month} 考勤结果已更正", TitleEN: "Your attendance of {month} was corrected",
		BodyZH: "月结后的考勤结果已按批准的申请更正，请查看。", BodyEN: "The closed result was corrected by an approved request.", Mail: true})
)

func tell(tx *store.Tx, kind, object string, persons []ident.ID, args, argsEN map[string]string) error {
	if len(persons) == 0 {
		return nil
	}
	_, err := notify.Send(tx, notify.Message{Zone: tx.Actor().Zone, Kind: kind, Object: object, Persons: persons, Args: args, ArgsEN: argsEN})
	return err
}

func tellResults(tx *store.Tx, m calendar.Month, persons []ident.ID) error {
	return tell(tx, resultMessage, monthObject(m), persons, map[string]string{"month": m.String()}, nil)
}

func tellReminder(tx *store.Tx, m calendar.Month, persons []ident.ID) error {
	return tell(tx, reminderMessage, monthObject(m), persons, map[string]string{"month": m.String()}, nil)
}

func tellCorrected(tx *store.Tx, x Result) error {
	return tell(tx, correctedMessage, monthObject(x.Month), []ident.ID{x.Person}, map[string]string{"month": x.Month.String()}, nil)
}

func (q Request) tellDecided(tx *store.Tx) error {
	words := map[RequestStatus][2]string{RequestApproved: {"已批准", "approved"}, RequestRefused: {"未获批准", "not approved"}, RequestRevoked: {"已撤销", "revoked"}}[q.Status]
	return tell(tx, decidedMessage, q.object(), []ident.ID{q.Person}, map[string]string{"number": q.Number, "state": words[0]}, map[string]string{"state": words[1]})
}
