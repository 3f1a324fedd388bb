package attendance

import (
	"slices"
	"strconv"
	"strings"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/exact"
)

// epoch is day 0 of Excel's count of days (right from 1 March 1900 on).
var epoch = calendar.MustDate("1899-12-30")

// parseDay reads a day: 2019-12-02, 19-12-02 星期一, 2019/12/2, 2019年12月2日,
// 20191202, or Excel's number of days.
func parseDay(text string) (calendar.Date, bool) {
	text = strings.TrimSpace(text)
	if i := strings.IndexAny(text, " \t　星周("); i > 0 {
		text = strings.TrimSpace(text[:i])
	}
	whole, _, _ := strings.Cut(text, ".")
	if n, err := strconv.Atoi(whole); err == nil && n > 0 {
		switch {
		case len(whole) == 5 && n >= 20_000:
			return epoch.AddDays(n), true
		case len(text) == 8:
			text = text[:4] + "-" + text[4:6] + "-" + text[6:]
		}
	}
	parts := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("-/.年月日", r) })
	if len(parts) != 3 {
		return calendar.Date{}, false
	}
	if len(parts[0]) == 2 {
		parts[0] = "20" + parts[0]
	}
	for i := 1; i < 3; i++ {
		if len(parts[i]) == 1 {
			parts[i] = "0" + parts[i]
		}
	}
	day, err := calendar.ParseDate(strings.Join(parts, "-"))
	return day, err == nil
}

// parseTime reads a time of day as minutes, seconds dropped: 08:25, 8:25:30,
// 次日 00:10, a day and a time, or Excel's fraction of a day. day is the day
// the punch belongs to; a time of the day after counts on.
func parseTime(text string, day calendar.Date) (int64, bool) {
	text = strings.TrimSpace(text)
	later := int64(0)
	for _, word := range []string{"次日", "次"} {
		if rest, ok := strings.CutPrefix(text, word); ok {
			text, later = strings.TrimSpace(rest), 24*60
			break
		}
	}
	if on, clock, two := cutDay(text); two {
		d, ok := parseDay(on)
		if !ok {
			return 0, false
		}
		switch d {
		case day:
		case day.AddDays(1):
			later = 24 * 60
		default:
			return 0, false
		}
		text = clock
	}
	if minute, ok := fraction(text, day); ok {
		return minute + later, minute+later <= lastMinute
	}
	parts := strings.Split(strings.ReplaceAll(text, "：", ":"), ":")
	if len(parts) < 2 || len(parts) > 3 {
		return 0, false
	}
	numbers := make([]int64, len(parts))
	for i, p := range parts {
		n, err := strconv.ParseInt(p, 10, 64)
		if err != nil || len(p) == 0 || len(p) > 2 || n < 0 || n > 59 {
			return 0, false
		}
		numbers[i] = n
	}
	if numbers[0] > 23 {
		return 0, false
	}
	return numbers[0]*60 + numbers[1] + later, true
}

// cutDay separates "2019-12-02 08:25" into day and time.
func cutDay(text string) (day, clock string, ok bool) {
	i := strings.LastIndexAny(text, " \t")
	if i < 0 || !strings.ContainsAny(text[:i], "-/年") {
		return "", text, false
	}
	return text[:i], text[i+1:], true
}

// secondsOfDay turns Excel's fraction of a day into seconds.
var secondsOfDay = exact.Int(24 * 60 * 60)

// fraction reads Excel's number for a time of day (0.350694444444444) or for an
// instant (43801.350694444444), which must lie on the day or the one after.
func fraction(text string, day calendar.Date) (int64, bool) {
	text, ok := plain(text)
	if !ok {
		return 0, false
	}
	n, err := exact.Parse(text)
	if err != nil || n.Sign() < 0 {
		return 0, false
	}
	whole, _ := n.Round(0, exact.Floor).Whole()
	later := int64(0)
	switch {
	case whole == 0:
	case epoch.AddDays(int(min(whole, 3_000_000))) == day:
	case epoch.AddDays(int(min(whole, 3_000_000))) == day.AddDays(1):
		later = 24 * 60
	default:
		return 0, false
	}
	seconds, _ := n.Sub(exact.Int(whole)).Mul(secondsOfDay).Round(0, exact.HalfUp).Whole()
	return min(seconds/60, 24*60-1) + later, true
}

// plain writes a decimal without an exponent: Excel keeps two in the morning as
// 8.3333333333333329E-2.
func plain(text string) (string, bool) {
	text = strings.ToUpper(strings.TrimSpace(text))
	mantissa, power, has := strings.Cut(text, "E")
	if !has {
		return text, strings.Contains(text, ".") || text == "0"
	}
	n, err := strconv.Atoi(power)
	whole, digits, _ := strings.Cut(mantissa, ".")
	if err != nil || n > 0 || n < -9 || len(whole) != 1 || strings.Trim(whole+digits, "0123456789") != "" {
		return "", false
	}
	if n == 0 {
		return whole + "." + digits + "0", true
	}
	return "0." + strings.Repeat("0", -n-1) + whole + digits, true
}

// The words of a result that say the clock knows of an approval.
var excuses = []string{"请假", "调休", "年假", "事假", "病假", "婚假", "产假", "丧假", "出差", "外出", "补卡", "改为正常", "审批通过"}

// standing are the results that need no time: the clock did not ask for one.
var standing = []string{"正常", "外勤", "无需打卡", "免打卡"}

// judge tells what the words of a result mean for a punch; stands is false when
// there is neither a time nor a word that stands without one. Whether a time is
// late (正常, 迟到, 严重迟到, 旷工迟到, 早退) is found from the zone's own hours.
func judge(result string, timed bool) (v Validity, stands bool) {
	result = strings.TrimSpace(result)
	has := func(word string) bool { return strings.Contains(result, word) }
	switch {
	case has("无效"):
		return Invalid, timed
	case has("缺卡"), has("未打卡"), has("旷工") && !timed:
		return Missing, true
	case slices.ContainsFunc(excuses, has):
		return Excused, true
	case timed:
		return Valid, true
	}
	return Excused, slices.Contains(standing, result)
}
