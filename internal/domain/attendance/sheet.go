package attendance

import (
	"fmt"
	"slices"
	"strings"

	"github.com/jingkai-zone/jingkai/internal/base/fault"
)

// SheetKind is which of DingTalk's sheets a file was read from.
type SheetKind string

// The kinds of sheets.
const (
	Daily SheetKind = "daily" // 每日统计
	Raw   SheetKind = "raw"   // 原始记录
)

// headerWithin is how far down the header is looked for: titles above it are
// merged cells of one row each.
const headerWithin = 15

// columns are the places of what is read, -1 where a sheet has none.
type columns struct {
	kind         SheetKind
	first        int // index of the first row of data
	name, number int
	day          int
	slots        []slotColumn
}

// slotColumn is one pair of time and result.
type slotColumn struct {
	slot, title  string
	time, result int
}

// Recognise tells whether a sheet is one of DingTalk's, and which.
func Recognise(grid [][]string) (SheetKind, bool) {
	c, ok := locate(grid)
	return c.kind, ok
}

// locate finds the header within the first rows: the row with 姓名 and a day,
// alone or joined with the row below it, where a group of columns has its
// titles in two rows.
func locate(grid [][]string) (columns, bool) {
	for i := range min(len(grid), headerWithin) {
		top := titles(grid[i])
		if !slices.Contains(top, "姓名") {
			continue
		}
		if i+1 < len(grid) {
			if joined, ok := join(top, titles(grid[i+1])); ok {
				if c, ok := choose(joined); ok {
					c.first = i + 2
					return c, true
				}
			}
		}
		if c, ok := choose(top); ok {
			c.first = i + 1
			return c, true
		}
	}
	return columns{}, false
}

func titles(row []string) []string {
	out := make([]string, len(row))
	for i, text := range row {
		out[i] = strings.NewReplacer(" ", "", "\n", "", "\r", "", "\t", "", "　", "").Replace(text)
	}
	return out
}

// join puts the titles of a header of two rows together: a title of the upper
// row reaches over the blanks to its right as far as the lower row has titles.
// A lower row with something under 姓名 is data, not a header.
func join(top, low []string) ([]string, bool) {
	name := slices.Index(top, "姓名")
	if name < len(low) && low[name] != "" {
		return nil, false
	}
	out := make([]string, max(len(top), len(low)))
	group, any := "", false
	for i := range out {
		upper, lower := cell(top, i), cell(low, i)
		if upper != "" {
			group = upper
		}
		switch {
		case lower == "":
			out[i] = upper
		case strings.HasPrefix(lower, group):
			out[i], any = lower, true
		default:
			out[i], any = group+lower, true
		}
	}
	return out, any
}

func cell(row []string, i int) string {
	if i >= 0 && i < len(row) {
		return row[i]
	}
	return ""
}

// choose finds the columns by their titles; ok is false when the sheet is
// neither of the two.
func choose(header []string) (columns, bool) {
	at := func(names ...string) int {
		for _, n := range names {
			if i := slices.Index(header, n); i >= 0 {
				return i
			}
		}
		return -1
	}
	c := columns{name: at("姓名"), number: at("工号"), day: at("日期", "考勤日期")}
	for i := 1; i <= 3; i++ {
		for _, way := range []struct{ word, slot string }{{"上班", "in"}, {"下班", "out"}} {
			title := fmt.Sprintf("%s%d", way.word, i)
			s := slotColumn{fmt.Sprintf("%s%d", way.slot, i), title, at(title + "打卡时间"), at(title + "打卡结果")}
			if s.time >= 0 || s.result >= 0 {
				c.slots = append(c.slots, s)
			}
		}
	}
	c.kind = Daily
	if len(c.slots) == 0 {
		c.kind = Raw
		c.slots = []slotColumn{{"", "打卡时间", at("打卡时间"), at("打卡结果")}}
		if c.slots[0].time < 0 {
			return c, false
		}
	}
	return c, c.name >= 0 && c.day >= 0
}

// ReadSheet reads the rows of one of DingTalk's sheets. Faults name the row as
// people count it, at "rows[5].day"; a row with a fault gives no line. Rows
// without a name are passed over, and so are days without anything to punch.
// It refuses a sheet that is not recognised with [NoSheet].
func ReadSheet(grid [][]string) (SheetKind, []Line, []*fault.Error, error) {
	c, ok := locate(grid)
	if !ok {
		return "", nil, nil, NoSheet.New()
	}
	var lines []Line
	var faults []*fault.Error
	for i, row := range grid[c.first:] {
		l, err := c.line(c.first+i+1, row)
		switch {
		case err != nil:
			faults = append(faults, err)
		case l.Name != "":
			lines = append(lines, l)
		}
	}
	if len(lines) == 0 && len(faults) == 0 {
		return c.kind, nil, nil, NoLines.New()
	}
	return c.kind, lines, faults, nil
}

func (c columns) line(number int, row []string) (Line, *fault.Error) {
	l := Line{Row: number, Name: strings.TrimSpace(cell(row, c.name)), Number: strings.TrimSpace(cell(row, c.number))}
	if l.Name == "" {
		return l, nil
	}
	var ok bool
	if l.Day, ok = parseDay(cell(row, c.day)); !ok {
		return l, BadDay.At(fmt.Sprintf("rows[%d].day", number), "row", number)
	}
	for _, s := range c.slots {
		m, found, err := s.mark(number, row, l)
		if err != nil {
			return l, err
		}
		if found {
			l.Marks = append(l.Marks, m)
		}
	}
	return l, nil
}

// mark reads one pair of time and result; found is false when both are empty.
func (s slotColumn) mark(number int, row []string, l Line) (m Mark, found bool, fault *fault.Error) {
	at, result := strings.TrimSpace(cell(row, s.time)), strings.TrimSpace(cell(row, s.result))
	if at == "--" || at == "-" {
		at = ""
	}
	if result == "--" || result == "-" {
		result = ""
	}
	if at == "" && (result == "" || result == "休息" || result == "不在考勤组") {
		return Mark{}, false, nil
	}
	m = Mark{Slot: s.slot, Minute: NoMinute}
	if at != "" {
		var ok bool
		if m.Minute, ok = parseTime(at, l.Day); !ok {
			return m, false, BadTime.At(fmt.Sprintf("rows[%d].%s", number, place(s.slot)), "row", number, "column", s.title)
		}
	}
	var stands bool
	if m.Validity, stands = judge(result, at != ""); !stands {
		return m, false, BadResult.At(fmt.Sprintf("rows[%d].%s", number, place(s.slot)), "row", number, "column", s.title)
	}
	if m.Slot == "" {
		m.Slot = "at" + strings.ReplaceAll(strings.TrimPrefix(Clock(m.Minute), "次日 "), ":", "")
		if m.Minute >= 24*60 {
			m.Slot += "n"
		}
		if m.Minute < 0 {
			m.Slot = "none"
		}
	}
	return m, true, nil
}

func place(slot string) string {
	if slot == "" {
		return "punch"
	}
	return slot
}
