package api

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/domain/org"
	"github.com/jingkai-zone/jingkai/internal/domain/tasks"
	"github.com/jingkai-zone/jingkai/internal/edge/exchange"
	"github.com/jingkai-zone/jingkai/internal/store"
)

func (s *Server) registerMeetingPapers() {
	fetch(s, Op{ID: "print-minutes", Path: meetingsPath + "/{id}/document", Action: "meeting.read", ZH: "会议纪要文书", EN: "Minutes as a paper", Tag: meetingsTag}, mediaDOCX, minutesPaper)
	fetch(s, Op{ID: "export-meetings", Path: meetingsPath + "/export", Action: "meeting.read", ZH: "导出会议", EN: "Export meetings", Tag: meetingsTag}, mediaXLSX, exportMeetings)
}

// minutesPaper prints the minutes; those not issued yet say that they are a
// draft.
func minutesPaper(q *Question, in *ByID) (file, error) {
	m, err := wholeMeeting(q, q.call, in.ID)
	if err != nil {
		return file{}, err
	}
	z, err := org.ZoneByID(q, q.Zone())
	if err != nil {
		return file{}, err
	}
	var present, away []string
	for _, a := range m.Attendees {
		switch a.Presence {
		case tasks.Present:
			present = append(present, a.Name)
		case tasks.Absent, tasks.OnLeave:
			away = append(away, a.Name)
		}
	}
	body := []string{fmt.Sprintf("时间：%s　地点：%s", m.On.Text(fault.Chinese), m.Place), "主持：" + refName(m.Chair) + "　记录：" + refName(m.Secretary),
		"到会：" + strings.Join(present, "、")}
	if len(away) > 0 {
		body = append(body, "缺席、请假："+strings.Join(away, "、"))
	}
	for i, a := range m.Agenda {
		prefix := map[tasks.AgendaKind]string{tasks.OpenDecision: "上次议定未办结：", tasks.OpenIssue: "未销项问题：", tasks.Topic: ""}[a.Kind]
		age := ""
		if a.Kind != tasks.Topic {
			age = fmt.Sprintf("（已 %d 周）", a.Weeks)
		}
		body = append(body, fmt.Sprintf("议程 %d　%s%s%s", i+1, prefix, a.Text, age))
	}
	for part := range strings.SplitSeq(m.Minutes, "\n") {
		if text := strings.TrimSpace(part); text != "" {
			body = append(body, text)
		}
	}
	p := exchange.Paper{Organ: z.NameZH, Title: m.Title + "纪要", Number: m.Number, Body: body, Sign: z.NameZH, Date: m.On.Text(fault.Chinese)}
	if m.Status != tasks.MinutesIssued {
		p.Title += "（未印发）"
	}
	if len(m.Decisions) > 0 {
		p.Table = &exchange.PaperTable{Head: []string{"序号", "议定事项", "责任单位", "责任人", "期限"}, Widths: []int{8, 46, 18, 12, 16}}
		for _, d := range m.Decisions {
			p.Table.Rows = append(p.Table.Rows, []string{strconv.FormatInt(d.Line, 10), d.Text, refName(d.Unit), refName(d.Person), d.DueOn.String()})
		}
	}
	var b bytes.Buffer
	err = exchange.WriteDOCX(&b, p)
	return file{m.Number + "-纪要.docx", mediaDOCX, b.Bytes()}, err
}

var meetingWords = map[tasks.MeetingStatus][2]string{tasks.Planned: {"待召开", "planned"}, tasks.Held: {"已召开", "held"}, tasks.MinutesIssued: {"纪要已印发", "minutes issued"}}

func exportMeetings(q *Question, in *struct {
	In
	FindMeetings
}) (file, error) {
	f := in.filter(q.Zone())
	f.Limit = store.MaxPage
	sheet := exchange.Sheet{NameZH: "会议", NameEN: "Meetings", Columns: []exchange.Column{{Key: "number", ZH: "编号", EN: "Number", Width: 20},
		{Key: "kind", ZH: "类别", EN: "Kind"}, {Key: "title", ZH: "名称", EN: "Title", Width: 30}, {Key: "on", ZH: "日期", EN: "Day"},
		{Key: "chair", ZH: "主持人", EN: "Chair"}, {Key: "status", ZH: "状态", EN: "State"}}}
	for {
		page, err := tasks.Meetings(q, f)
		if err != nil {
			return file{}, err
		}
		var chairs []ident.ID
		for _, m := range page.Items {
			chairs = append(chairs, m.Chair)
		}
		n, err := namesOf(q, q.Zone(), chairs...)
		if err != nil {
			return file{}, err
		}
		for _, m := range page.Items {
			sheet.Rows = append(sheet.Rows, []string{m.Number, m.Kind.Title(q.Lang()), m.Title, m.On.String(), refName(n.person(m.Chair)), word(meetingWords[m.Status], q.Lang())})
		}
		if f.After = page.Next; f.After == "" || len(sheet.Rows) > exchange.MaxExportRows {
			break
		}
	}
	var b bytes.Buffer
	err := exchange.WriteXLSX(&b, q.Lang(), sheet)
	return file{"会议.xlsx", mediaXLSX, b.Bytes()}, err
}
