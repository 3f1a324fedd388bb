package exchange

import (
	"strconv"
	"strings"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
)

// epoch is day 0 of Excel's count of days. Day 60 is a 29 February 1900 that
// never was, so that the count is right from 1 March 1900 on.
var epoch = calendar.MustDate("1899-12-30")

// Day reads a day from a cell: 2019-12-31, 2019/12/31, 2019年12月31日, or the
// number of days that Excel keeps for a cell formatted as a date (its time of
// day is dropped). ok is false for anything else.
func Day(text string) (day calendar.Date, ok bool) {
	text = strings.TrimSpace(text)
	whole, _, _ := strings.Cut(text, ".")
	if n, err := strconv.Atoi(whole); err == nil && len(whole) == 5 && n >= 20_000 {
		return epoch.AddDays(n), true
	}
	text = strings.NewReplacer("年", "-", "月", "-", "日", "", "/", "-", ".", "-").Replace(text)
	parts := strings.Split(text, "-")
	if len(parts) != 3 {
		return calendar.Date{}, false
	}
	for i, p := range parts {
		if len(p) == 1 {
			parts[i] = "0" + p
		}
	}
	day, err := calendar.ParseDate(strings.Join(parts, "-"))
	return day, err == nil
}
