// Package calendar knows days: which day it is, which days are worked, and
// when a time limit ends.
//
// It owns the civil date and month, the program's clock, the table of public
// holidays (法定节假日) and make-up working days (调休上班日), and the counting
// of working days. It does not own stopped clocks and extensions: those belong
// to the flow engine.
//
// Words: date 日期, working day 工作日, calendar day 自然日, make-up day
// 调休上班日, budget 时限, due 到期日, provisional 暂定.
//
// Invariants:
//   - the zone's day is the day at UTC+8, all year, wherever the server stands;
//   - time limits count working days with public holidays excluded (行政许可法
//     82), and the day after the start is day 1;
//   - weekends are off unless a notice of the State Council lists them as
//     worked;
//   - a year without its notice is "not published": a date that depends on such
//     a year is provisional, never silently certain.
package calendar
