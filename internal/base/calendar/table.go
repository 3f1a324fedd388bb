package calendar

import (
	_ "embed"
	"encoding/csv"
	"errors"
	"io"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/fault"
)

// What can be wrong with a table of holidays.
var (
	BadTable = fault.Define(fault.Invalid, "calendar.table", "行政许可法 82",
		"节假日表第 {line} 行不合格式，应为“日期,off 或 work,名称”三列。",
		"Line {line} of the holiday table is malformed: three columns are expected, date, off or work, name.")
	TableTwice = fault.Define(fault.Invalid, "calendar.table_twice", "行政许可法 82",
		"节假日表中 {date} 出现了两次，每一天只能写一次。",
		"{date} occurs twice in the holiday table; each day is written once.")
	NoticeYear = fault.Define(fault.Invalid, "calendar.notice_year", "行政许可法 82",
		"放假通知的年份应在 1949 至 2999 之间，所列日期应在该年或其前后各一个月之内。",
		"The year of a holiday notice lies between 1949 and 2999, and its dates within that year or one month around it.")
)

//go:embed holidays.csv
var builtinTable string

// Row is one day on which a holiday notice departs from the ordinary week.
type Row struct {
	Date   Date   `json:"date"`
	Work   bool   `json:"work"` // true: a make-up working day; false: a day off
	Name   string `json:"name"` // the holiday the day belongs to, 国庆节
	NameEN string `json:"name_en,omitempty"`
}

// Notice is one holiday notice of the State Council (国务院办公厅关于某年部分节假日
// 安排的通知): it publishes a year. It may list days of the neighbouring years,
// which does not publish those. A later notice for the same year amends it day
// by day.
type Notice struct {
	Year   int    `json:"year"`
	Source string `json:"source,omitempty"` // the notice's number
	Rows   []Row  `json:"rows"`
}

// Calendar says which days are worked. It never changes; [Calendar.With] gives
// a new one. It is safe for concurrent use.
type Calendar struct {
	rows      map[Date]Row
	published map[int]bool
	first     Date    // 1 January of the first year with a row
	shift     []int32 // for each day from first: make-up days minus weekday holidays so far
}

var builtin = sync.OnceValue(func() *Calendar {
	rows, err := ParseTable(strings.NewReader(builtinTable))
	if err != nil {
		panic("calendar: the built-in table is broken: " + err.Error())
	}
	byYear := map[int][]Row{}
	national := map[int]bool{}
	for _, r := range rows {
		year, month, day := r.Date.Civil()
		byYear[year] = append(byYear[year], r)
		// National Day is in every notice, while New Year's Day of a year can
		// already be in the notice of the year before.
		national[year] = national[year] || (!r.Work && month == time.October && day == 1)
	}
	c := &Calendar{rows: map[Date]Row{}, published: map[int]bool{}}
	for year, rows := range byYear {
		c.add(rows)
		if national[year] {
			c.published[year] = true
		}
	}
	c.index()
	return c
})

// Builtin gives the calendar of the notices known when the program was built:
// 2015 to 2026.
func Builtin() *Calendar { return builtin() }

// With gives a calendar that also knows the notices, later ones amending
// earlier ones. It refuses a notice whose year or dates cannot be
// ([NoticeYear]) or that lists a day twice ([TableTwice]).
func (c *Calendar) With(notices ...Notice) (*Calendar, error) {
	next := &Calendar{rows: maps.Clone(c.rows), published: maps.Clone(c.published)}
	for _, n := range notices {
		if err := n.Check(); err != nil {
			return nil, err
		}
		next.add(n.Rows)
		next.published[n.Year] = true
	}
	next.index()
	return next, nil
}

// Check reports what is wrong with the notice, nil when nothing is.
func (n Notice) Check() error {
	if n.Year < 1949 || n.Year > 2999 {
		return NoticeYear.At("year")
	}
	from, _ := NewDate(n.Year-1, time.December, 1)
	to, _ := NewDate(n.Year+1, time.January, 31)
	seen := make(map[Date]bool, len(n.Rows))
	for _, r := range n.Rows {
		if r.Date.IsZero() || !r.Date.Between(from, to) {
			return NoticeYear.At("rows")
		}
		if seen[r.Date] {
			return TableTwice.At("rows", "date", r.Date)
		}
		seen[r.Date] = true
	}
	return nil
}

// ParseTable reads rows from CSV with the header "date,kind,name", kind being
// off or work. It refuses a malformed line ([BadTable]) and a day written twice
// ([TableTwice]).
func ParseTable(r io.Reader) ([]Row, error) {
	in := csv.NewReader(r)
	in.FieldsPerRecord = 3
	in.ReuseRecord = true
	var rows []Row
	seen := map[Date]bool{}
	for line := 1; ; line++ {
		rec, err := in.Read()
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if err != nil {
			return nil, BadTable.Wrap(err, "line", line)
		}
		if line == 1 && strings.TrimPrefix(rec[0], "\ufeff") == "date" {
			continue
		}
		d, err := ParseDate(rec[0])
		if err != nil || (rec[1] != "off" && rec[1] != "work") || strings.TrimSpace(rec[2]) == "" {
			return nil, BadTable.New("line", line)
		}
		if seen[d] {
			return nil, TableTwice.New("date", d)
		}
		seen[d] = true
		rows = append(rows, Row{Date: d, Work: rec[1] == "work", Name: strings.TrimSpace(rec[2])})
	}
}

// Published reports whether the year's notice is known.
func (c *Calendar) Published(year int) bool { return c.published[year] }

// Years lists the published years in order.
func (c *Calendar) Years() []int { return slices.Sorted(maps.Keys(c.published)) }

// Rows lists the days of a year that depart from the ordinary week, in order.
func (c *Calendar) Rows(year int) []Row {
	var out []Row
	for d, r := range c.rows {
		if d.Year() == year {
			out = append(out, r)
		}
	}
	slices.SortFunc(out, func(a, b Row) int { return a.Date.Compare(b.Date) })
	return out
}

func (c *Calendar) add(rows []Row) {
	for _, r := range rows {
		if r.NameEN == "" {
			r.NameEN = englishName(r.Name)
		}
		c.rows[r.Date] = r
	}
}

// index sums the departures from the ordinary week day by day, so that working
// days between two dates are one subtraction.
func (c *Calendar) index() {
	if len(c.rows) == 0 {
		return
	}
	first, last := MaxDate, MinDate
	for d := range c.rows {
		if d.Before(first) {
			first = d
		}
		if d.After(last) {
			last = d
		}
	}
	c.first = fromCivil(first.Year(), 1, 1)
	c.shift = make([]int32, last.Sub(c.first)+1)
	for d, r := range c.rows {
		switch {
		case r.Work && weekend(d):
			c.shift[d.Sub(c.first)] = 1
		case !r.Work && !weekend(d):
			c.shift[d.Sub(c.first)] = -1
		}
	}
	for i := 1; i < len(c.shift); i++ {
		c.shift[i] += c.shift[i-1]
	}
}

func weekend(d Date) bool {
	w := d.Weekday()
	return w == time.Saturday || w == time.Sunday
}

// englishNames translates the holidays of 全国年节及纪念日放假办法 and the one
// extraordinary holiday of 2015.
var englishNames = map[string]string{
	"元旦":  "New Year's Day",
	"春节":  "Spring Festival",
	"清明节": "Tomb-Sweeping Day",
	"劳动节": "Labour Day",
	"端午节": "Dragon Boat Festival",
	"中秋节": "Mid-Autumn Festival",
	"国庆节": "National Day",
	"抗日战争暨世界反法西斯战争胜利70周年纪念日": "70th anniversary of the victory in the War of Resistance",
}

// englishName translates a name or a combination such as 国庆节、中秋节; what is
// not known stays Chinese.
func englishName(zh string) string {
	parts := strings.Split(zh, "、")
	for i, p := range parts {
		if en, ok := englishNames[p]; ok {
			parts[i] = en
		}
	}
	return strings.Join(parts, ", ")
}
