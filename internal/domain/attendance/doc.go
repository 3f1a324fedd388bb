// Package attendance is the room of who was at work when.
//
// It owns punches imported from the zone's clock (LY-42), what later files say
// otherwise, the registers of corrections, leave, outings and business trips
// with their approvals, and the months' results with their closing (LF-33). It
// does not own the clock itself, pay, or the appraisal that the result enters.
//
// Words: 打卡 punch, 补卡 correction of a punch, 缺卡 missing punch, 请假 leave,
// 外出 outing, 出差 business trip, 迟到 late, 早退 early, 旷工 absent, 月结
// closing, 差异 difference.
//
// # What is kept of a person
//
// Of each punch the day, the minute and whether it counts. The addresses,
// coordinates, devices, pictures, remarks and networks that a clock's export
// also carries are not read (个人信息保护法 6: no more than the purpose needs).
// Punches are erased when the time that the scheme states has passed; the
// months' results stay, which hold findings and no times.
//
// # DingTalk's export
//
// The administrator's page of DingTalk (钉钉) exports workbooks whose layout is
// not specified anywhere in public. It was put together from what public
// repositories read and write:
//
//   - DingTalk-Real-AI/dingtalk-workspace-cli, attendance-report.md and
//     attendance_report_detail.py: the fields of 每日统计 (姓名, 考勤组, 部门, 日期,
//     班次, 上班1打卡时间, 上班1打卡结果, 下班1打卡时间, 下班1打卡结果, … to 3,
//     关联的审批单, 出勤天数, …) and of the single records (考勤日期, 考勤时间,
//     打卡时间, 打卡结果, 打卡地址, 打卡备注, 异常打卡原因, 打卡图片1, 打卡设备,
//     管理员修改备注), and the words of a result: 正常, 迟到, 早退, 严重迟到, 旷工迟到,
//     未打卡;
//   - several programs that read downloaded files: titles in the first two rows
//     (“每日统计 统计日期：2020-09-01 至 2020-09-30”, “报表生成时间：…”), the header in
//     the third and for grouped columns in the fourth, data from the fourth or
//     fifth row; 工号, 职位 and UserId among the first columns; days written
//     “20-09-01 星期二”; results such as 缺卡, 外勤, 外出, 请假, 出差, 补卡审批通过,
//     管理员某某改为正常.
//
// Columns and rows move between versions. The reader therefore looks for the
// titles it needs within the first rows, joins a header of two rows, takes the
// columns in any order and passes over those it does not know.
//
// Invariants:
//   - importing the same content twice adds nothing: a punch is known by person,
//     day and place in the day; a later file that says otherwise makes a
//     difference, which somebody settles;
//   - nobody approves a request of his own, or one he made for somebody else;
//   - what a day was is found from the zone's working hours, not from the word
//     the clock puts beside a time; a lateness that an approved outing, trip or
//     leave covers is none;
//   - a month is prepared by one and closed by another, when everybody has
//     confirmed his result or was reminded of it;
//   - a closed month changes only through an approved request, which keeps the
//     result before and after and corrects the facts.
package attendance
