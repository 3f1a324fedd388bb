package attendance_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/domain/attendance"
	"github.com/jingkai-zone/jingkai/internal/edge/exchange"
)

// book makes a workbook of sheets given as rows of cells, with the first rows
// merged as DingTalk merges its titles.
func book(t *testing.T, sheets map[string][][]any, order ...string) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for i, name := range order {
		if i == 0 {
			if err := f.SetSheetName("Sheet1", name); err != nil {
				t.Fatal(err)
			}
		} else if _, err := f.NewSheet(name); err != nil {
			t.Fatal(err)
		}
		for r, row := range sheets[name] {
			cell, _ := excelize.CoordinatesToCellName(1, r+1)
			if err := f.SetSheetRow(name, cell, &row); err != nil {
				t.Fatal(err)
			}
		}
		for _, merged := range [][2]string{{"A1", "T1"}, {"A2", "T2"}} {
			if err := f.MergeCell(name, merged[0], merged[1]); err != nil {
				t.Fatal(err)
			}
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

var dailyTitle = []any{"每日统计 统计日期：2019-12-01 至 2019-12-31"}
var generated = []any{"报表生成时间：2020-01-02 09:00"}

// dailySheet has the header in the third row and the groups of leave and
// overtime in the fourth, as downloaded files have it.
func dailySheet(rows ...[]any) [][]any {
	return append([][]any{dailyTitle, generated,
		{"姓名", "考勤组", "部门", "工号", "职位", "UserId", "日期", "班次", "上班1打卡时间", "上班1打卡结果", "下班1打卡时间", "下班1打卡结果", "关联的审批单", "请假", "", "加班总时长"},
		{"", "", "", "", "", "", "", "", "", "", "", "", "", "年假(天)", "事假(小时)", ""}}, rows...)
}

func TestDailySheetOfAWorkbook(t *testing.T) {
	raw := book(t, map[string][][]any{
		"月度汇总": {{"月度汇总"}, {"报表生成时间"}, {"姓名", "出勤天数"}, {"测试甲", "22"}},
		"每日统计": dailySheet(
			[]any{"测试甲", "示例组", "项目建设局", "S1", "科员", "u1", "19-12-02 星期一", "班次A 08:30-17:30", "08:25", "正常", "17:40", "正常", ""},
			[]any{"测试甲", "示例组", "项目建设局", "S1", "科员", "u1", "19-12-03 星期二", "班次A", "08:50", "迟到", "", "缺卡", ""},
			[]any{"测试甲", "示例组", "项目建设局", "S1", "科员", "u1", "19-12-07 星期六", "休息", "", "", "", "", ""},
			[]any{"测试乙", "示例组", "项目建设局", "", "", "u2", "2019-12-02", "班次A", "09:10", "外出", "次日 00:20", "正常", "外出12-02 08:30到12-02 10:00"},
			[]any{"", "", "", "", "", "", "", ""},
			[]any{"测试丙", "", "", "S3", "", "u3", 43801, "班次A", 0.350694444444444, "正常", 43801.7361111111, "外勤"},
		)}, "月度汇总", "每日统计")
	grid, err := exchange.Grid(raw, "每日统计")
	if err != nil {
		t.Fatal(err)
	}
	kind, lines, faults, err := attendance.ReadSheet(grid)
	if err != nil || kind != attendance.Daily || len(faults) != 0 {
		t.Fatalf("%s %v %v", kind, faults, err)
	}
	day := calendar.MustDate
	want := []attendance.Line{
		// 08:25 is minute 505, 17:40 is 1060.
		{Row: 5, Number: "S1", Name: "测试甲", Day: day("2019-12-02"), Marks: []attendance.Mark{{Slot: "in1", Minute: 505, Validity: attendance.Valid}, {Slot: "out1", Minute: 1060, Validity: attendance.Valid}}},
		{Row: 6, Number: "S1", Name: "测试甲", Day: day("2019-12-03"), Marks: []attendance.Mark{{Slot: "in1", Minute: 530, Validity: attendance.Valid}, {Slot: "out1", Minute: -1, Validity: attendance.Missing}}},
		{Row: 7, Number: "S1", Name: "测试甲", Day: day("2019-12-07")},
		// 00:20 of the next day is 1440 + 20.
		{Row: 8, Name: "测试乙", Day: day("2019-12-02"), Marks: []attendance.Mark{{Slot: "in1", Minute: 550, Validity: attendance.Excused}, {Slot: "out1", Minute: 1460, Validity: attendance.Valid}}},
		{Row: 10, Number: "S3", Name: "测试丙", Day: day("2019-12-02"), Marks: []attendance.Mark{{Slot: "in1", Minute: 505, Validity: attendance.Valid}, {Slot: "out1", Minute: 1060, Validity: attendance.Valid}}},
	}
	if diff := cmp.Diff(want, lines, cmp.Comparer(func(a, b calendar.Date) bool { return a == b })); diff != "" {
		t.Error(diff)
	}
	if summary, err := exchange.Grid(raw, "月度汇总"); err != nil {
		t.Fatal(err)
	} else if _, ok := attendance.Recognise(summary); ok {
		t.Error("the monthly summary has no days and must not be taken for the daily sheet")
	}
}

// The older layout groups time and result under 上班1, and the columns of
// single records stand in any order.
func TestHeadersOfOtherVersions(t *testing.T) {
	grouped := [][]string{{"每日统计表 统计日期：2019-12-01 至 2019-12-31"}, {"报表生成时间"}, {},
		{"姓名", "工号", "日期", "上班1", "", "下班1", "", "备注"},
		{"", "", "", "打卡时间", "打卡结果", "打卡时间", "打卡结果", ""},
		{"测试甲", "S1", "2019/12/2", "8:25:59", "正常", "17：31", "正常", "无"}}
	_, lines, faults, err := attendance.ReadSheet(grouped)
	if err != nil || len(faults) != 0 || len(lines) != 1 || lines[0].Row != 6 || lines[0].Marks[0].Minute != 505 || lines[0].Marks[1].Minute != 1051 {
		t.Errorf("%+v %v %v", lines, faults, err)
	}
	single := [][]string{{"原始记录表 统计日期"}, {"报表生成时间"},
		{"打卡结果", "姓名", "考勤组", "部门", "工号", "职位", "UserId", "考勤日期", "考勤时间", "打卡时间", "打卡地址", "打卡设备"},
		{"正常", "测试甲", "", "", "S1", "", "", "19-12-02 星期一", "2019-12-02 08:30", "2019-12-02 08:25", "某地址", "某手机"},
		{"打卡无效：此记录未按班次", "测试甲", "", "", "S1", "", "", "19-12-02 星期一", "", "2019-12-02 12:01", "", ""},
		{"正常", "测试甲", "", "", "S1", "", "", "19-12-02 星期一", "", "2019-12-03 00:05", "", ""},
		{"未打卡", "测试甲", "", "", "S1", "", "", "19-12-03 星期二", "", "", "", ""}}
	kind, lines, faults, err := attendance.ReadSheet(single)
	if err != nil || kind != attendance.Raw || len(faults) != 0 || len(lines) != 4 {
		t.Fatalf("%s %+v %v %v", kind, lines, faults, err)
	}
	var got []string
	for _, l := range lines {
		for _, m := range l.Marks {
			got = append(got, l.Day.String()+" "+m.Slot+" "+attendance.Clock(m.Minute)+" "+string(m.Validity))
		}
	}
	want := []string{"2019-12-02 at0825 08:25 valid", "2019-12-02 at1201 12:01 invalid", "2019-12-02 at0005n 次日 00:05 valid", "2019-12-03 none  missing"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// Nothing of where, with what and why somebody punched comes out of the reader.
func TestPlacesAndDevicesAreNotRead(t *testing.T) {
	grid := [][]string{{"姓名", "考勤日期", "打卡时间", "打卡结果", "打卡地址", "打卡备注", "异常打卡原因", "打卡设备", "打卡图片1"},
		{"测试甲", "2019-12-02", "08:25", "正常", "机密路1号", "在家", "模拟定位", "某手机", "https://example.invalid/p.jpg"}}
	_, lines, _, err := attendance.ReadSheet(grid)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, l := range lines {
		b.WriteString(cmp.Diff(attendance.Line{}, l, cmp.Comparer(func(a, b calendar.Date) bool { return a == b })))
	}
	for _, secret := range []string{"机密路", "在家", "模拟定位", "手机", "example"} {
		if strings.Contains(b.String(), secret) {
			t.Errorf("%s was read", secret)
		}
	}
}

func TestRowsWithFaults(t *testing.T) {
	grid := [][]string{{"姓名", "日期", "上班1打卡时间", "上班1打卡结果"},
		{"测试甲", "没有日期", "08:25", "正常"}, {"测试甲", "2019-12-02", "八点", "正常"}, {"测试甲", "2019-12-02", "", "奇怪的结果"},
		{"测试甲", "2019-12-02", "2019-12-05 08:25", "正常"}, {"测试甲", "2019-13-01", "", ""}, {"测试甲", "2019-12-02", "25:00", ""},
		{"测试甲", "2019-12-03", "08:25", "正常"}}
	_, lines, faults, err := attendance.ReadSheet(grid)
	if err != nil || len(lines) != 1 {
		t.Fatalf("%v %v", lines, err)
	}
	want := map[string]string{"rows[2].day": "attendance.import.day", "rows[3].in1": "attendance.import.time", "rows[4].in1": "attendance.import.result",
		"rows[5].in1": "attendance.import.time", "rows[6].day": "attendance.import.day", "rows[7].in1": "attendance.import.time"}
	for _, f := range faults {
		if want[f.Location] != f.Code.Name {
			t.Errorf("%s at %s", f.Code.Name, f.Location)
		}
		delete(want, f.Location)
	}
	if len(want) > 0 {
		t.Errorf("not found: %v", want)
	}
	for _, nothing := range [][][]string{nil, {{"姓名", "部门"}}, {{"日期", "上班1打卡时间"}}} {
		if _, _, _, err := attendance.ReadSheet(nothing); !attendance.NoSheet.Is(err) {
			t.Errorf("%v: %v", nothing, err)
		}
	}
	if _, _, _, err := attendance.ReadSheet(grid[:1]); !attendance.NoLines.Is(err) {
		t.Errorf("an empty sheet: %v", err)
	}
}

// times are cells as DingTalk and Excel write them, for a punch of 2019-12-02.
func TestTimesOfCells(t *testing.T) {
	for text, want := range map[string]string{
		"08:25": "08:25", "8:25": "08:25", "08:25:59": "08:25", " 17：31 ": "17:31", "次日 00:20": "次日 00:20", "次日00:20": "次日 00:20",
		"2019-12-02 08:25": "08:25", "2019-12-03 00:10": "次日 00:10", "2019/12/02 08:25:11": "08:25",
		"0.350694444444444": "08:25", "0.5": "12:00", "43801.350694444445": "08:25", "43802.25": "次日 06:00", "8.3333333333333329E-2": "02:00", "0.99999999": "23:59",
		"": "", "24:00": "", "08:60": "", "0825": "", "-0.5": "", "43800.5": "", "8.3E5": "", "1E400": "", "0x10": "", "2019-12-04 08:25": "", "次日 次日 08:25": "",
	} {
		grid := [][]string{{"姓名", "日期", "上班1打卡时间", "上班1打卡结果"}, {"测试甲", "2019-12-02", text, "正常"}}
		_, lines, faults, err := attendance.ReadSheet(grid)
		got := ""
		if err == nil && len(faults) == 0 && len(lines) == 1 && len(lines[0].Marks) == 1 {
			got = attendance.Clock(lines[0].Marks[0].Minute)
		}
		if text != "" && got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestWordsOfResults(t *testing.T) {
	for _, c := range []struct {
		time, result string
		want         attendance.Validity
	}{
		{"08:25", "正常", attendance.Valid}, {"09:25", "迟到", attendance.Valid}, {"09:25", "严重迟到", attendance.Valid}, {"10:25", "旷工迟到", attendance.Valid},
		{"08:25", "外勤", attendance.Valid}, {"08:25", "", attendance.Valid}, {"09:25", "外出", attendance.Excused}, {"08:25", "补卡审批通过", attendance.Excused},
		{"", "补卡审批通过", attendance.Excused}, {"", "管理员测试零改为正常", attendance.Excused}, {"", "请假", attendance.Excused}, {"", "出差", attendance.Excused},
		{"", "缺卡", attendance.Missing}, {"", "未打卡", attendance.Missing}, {"", "旷工", attendance.Missing}, {"", "正常", attendance.Excused}, {"12:00", "打卡无效", attendance.Invalid},
	} {
		grid := [][]string{{"姓名", "日期", "上班1打卡时间", "上班1打卡结果"}, {"测试甲", "2019-12-02", c.time, c.result}}
		_, lines, faults, err := attendance.ReadSheet(grid)
		if err != nil || len(faults) > 0 || len(lines[0].Marks) != 1 || lines[0].Marks[0].Validity != c.want {
			t.Errorf("%q %q: %+v %v %v", c.time, c.result, lines, faults, err)
		}
	}
}

func FuzzReadSheet(f *testing.F) {
	f.Add("姓名,日期,上班1打卡时间,上班1打卡结果\n测试甲,2019-12-02,08:25,正常")
	f.Add("每日统计\n姓名,工号,日期,上班1,,下班1,\n,,,打卡时间,打卡结果,打卡时间,打卡结果\n测试甲,S1,19-12-02 星期一,0.35,迟到,次日 00:10,正常")
	f.Add("姓名,考勤日期,打卡时间,打卡结果\n测试甲,43801,43801.35,打卡无效\n测试甲,43801,8.33E-2,")
	f.Add(",,,\n姓名\n姓名,日期,上班3打卡结果\n\x00,9999-12-31,,缺卡")
	f.Fuzz(func(t *testing.T, text string) {
		var grid [][]string
		for _, line := range strings.Split(text, "\n") {
			grid = append(grid, strings.Split(line, ","))
		}
		_, lines, faults, err := attendance.ReadSheet(grid)
		if err != nil {
			return
		}
		for _, l := range lines {
			if l.Name == "" || l.Day.IsZero() || l.Row < 2 || l.Row > len(grid) {
				t.Fatalf("line %+v of %d rows", l, len(grid))
			}
			for _, m := range l.Marks {
				if m.Slot == "" || m.Minute < attendance.NoMinute || m.Minute >= 2*24*60 || (m.Validity == attendance.Valid) && m.Minute < 0 {
					t.Fatalf("mark %+v", m)
				}
			}
		}
		for _, e := range faults {
			if e.Location == "" {
				t.Fatal("a fault that says no row")
			}
		}
	})
}
