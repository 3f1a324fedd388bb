package calendar_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
)

func TestBuiltinYears(t *testing.T) {
	want := []int{2015, 2016, 2017, 2018, 2019, 2020, 2021, 2022, 2023, 2024, 2025, 2026}
	if got := calendar.Builtin().Years(); !slices.Equal(got, want) {
		t.Fatalf("published %v, want %v", got, want)
	}
	// 2019 has 261 weekdays; the holidays on weekdays are 1 January,
	// 4–8 February, 5 April, 1–3 May, 7 June, 13 September, 1–4 and 7 October
	// = 17; make-up days are 2 and 3 February, 28 April, 5 May, 29 September,
	// 12 October = 6; 261-17+6 = 250.
	if n, certain := calendar.Builtin().WorkingDaysOf(2019); n != 250 || !certain {
		t.Errorf("2019 has %d working days (certain %v), want 250", n, certain)
	}
	if n, certain := calendar.Builtin().WorkingDaysIn(calendar.MustMonth("2026-02")); n != 16 || !certain {
		// 20 weekdays of February 2026, minus 16–20 and 23 off, plus 14 and 28 worked.
		t.Errorf("2026-02 has %d working days, want 16", n)
	}
	if _, certain := calendar.Builtin().WorkingDaysIn(calendar.MustMonth("2027-02")); certain {
		t.Error("2027 is not published")
	}
	for year := 2015; year <= 2026; year++ {
		for _, r := range calendar.Builtin().Rows(year) {
			if r.NameEN == "" || strings.ContainsFunc(r.NameEN, func(c rune) bool { return c > 0x2000 }) {
				t.Errorf("%s %s has no English name", r.Date, r.Name)
			}
		}
	}
}

// The check values are those of the rule book: the day after acceptance is day
// 1, public holidays excluded, make-up days counted.
func TestDeadlineCheckValues(t *testing.T) {
	for _, c := range []struct {
		start, budget, due string
		provisional        bool
	}{
		{"2026-09-10", "20wd", "2026-10-14", false},
		{"2026-02-09", "20wd", "2026-03-13", false},
		{"2019-12-31", "10wd", "2020-01-15", false},
		{"2021-08-02", "10wd", "2021-08-16", false},
		{"2026-12-25", "4wd", "2026-12-31", false}, // 28, 29, 30, 31
		{"2026-12-25", "5wd", "2027-01-01", true},  // the notice of 2027 is not known
		{"2026-12-31", "1wd", "2027-01-01", true},
		{"2014-12-30", "2wd", "2015-01-04", true}, // 31 December 2014 is 1; Sunday 4 January is worked, 2
		{"2026-09-10", "0wd", "2026-09-10", false},
		{"2026-12-25", "7d", "2027-01-01", false},
		{"2026-09-30", "1d", "2026-10-01", false}, // the end does not move off a holiday
		{"2026-09-10", "24h", "2026-09-11", false},
	} {
		got := calendar.Builtin().Deadline(calendar.MustDate(c.start), calendar.MustBudget(c.budget))
		if got.Due.String() != c.due || got.Provisional != c.provisional {
			t.Errorf("%s + %s = %s (provisional %v), want %s (%v)", c.start, c.budget, got.Due, got.Provisional, c.due, c.provisional)
		}
	}
}

func TestDeadlineExplainsItself(t *testing.T) {
	r := calendar.Builtin().Deadline(calendar.MustDate("2026-09-18"), calendar.MustBudget("5个工作日"))
	var zh, en []string
	for _, l := range r.Days {
		zh = append(zh, l.Text(fault.Chinese))
		en = append(en, l.Text(fault.English))
	}
	wantZH := []string{
		"2026-09-19 周六，休息日，不计入",
		"2026-09-20 周日，调休上班（国庆节），计至 1",
		"2026-09-21 周一，工作日，计至 2",
		"2026-09-22 周二，工作日，计至 3",
		"2026-09-23 周三，工作日，计至 4",
		"2026-09-24 周四，工作日，计至 5",
	}
	if !slices.Equal(zh, wantZH) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(zh, "\n"), strings.Join(wantZH, "\n"))
	}
	if en[1] != "2026-09-20 Sunday, make-up working day (National Day), counted: 1" {
		t.Error(en[1])
	}
	if !r.At.Equal(time.Date(2026, 9, 24, 16, 0, 0, 0, time.UTC)) {
		t.Errorf("late from %s", r.At)
	}
	oct1 := calendar.Builtin().Day(calendar.MustDate("2026-10-01"))
	if oct1.Text(fault.Chinese) != "周四，放假（国庆节）" || oct1.Why != calendar.Holiday {
		t.Error(oct1.Text(fault.Chinese))
	}
	if s := calendar.Builtin().Day(calendar.MustDate("2027-03-02")).Text(fault.English); s != "Tuesday, working day, calendar not published" {
		t.Error(s)
	}
}

func TestHoursRunOnTheWall(t *testing.T) {
	// Friday 25 September 2026, 17:30, a holiday follows: hours do not care.
	start := calendar.MustDate("2026-09-25").At(17, 30)
	r := calendar.Builtin().DeadlineAt(start, calendar.MustBudget("48h"))
	if r.Due.String() != "2026-09-27" || !r.At.Equal(start.Add(48*time.Hour)) || r.Provisional {
		t.Errorf("due %s, late from %s", r.Due, r.At)
	}
	if len(r.Days) != 3 || r.Days[0].N != 6 || r.Days[1].N != 30 || r.Days[2].N != 48 {
		t.Errorf("explained as %+v", r.Days) // 6.5 h left on Friday, then 24 more, then the rest
	}
	midnight := calendar.MustDate("2026-09-25").Start()
	if r := calendar.Builtin().DeadlineAt(midnight, calendar.MustBudget("24h")); r.Due.String() != "2026-09-25" {
		t.Errorf("24 hours from midnight end on the same day, got %s", r.Due)
	}
}

func TestPublishedLater(t *testing.T) {
	d, b := calendar.MustDate("2026-12-25"), calendar.MustBudget("6wd")
	before := calendar.Builtin().Deadline(d, b)
	if before.Due.String() != "2027-01-04" || !before.Provisional { // 28–31 December, 1 January, 4 January
		t.Fatalf("before: %s %v", before.Due, before.Provisional)
	}
	notice := calendar.Notice{Year: 2027, Source: "示例通知", Rows: []calendar.Row{
		{Date: calendar.MustDate("2027-01-01"), Name: "元旦"},
		{Date: calendar.MustDate("2027-01-02"), Name: "元旦"},
		{Date: calendar.MustDate("2027-01-03"), Name: "元旦"},
	}}
	later, err := calendar.Builtin().With(notice)
	if err != nil {
		t.Fatal(err)
	}
	after := later.Deadline(d, b)
	if after.Due.String() != "2027-01-05" || after.Provisional {
		t.Errorf("after: %s %v", after.Due, after.Provisional)
	}
	if calendar.Builtin().Published(2027) {
		t.Error("With changed the calendar it was called on")
	}
	// A notice for 2027 that lists days of December 2028 or a day twice is refused.
	notice.Rows = []calendar.Row{{Date: calendar.MustDate("2028-12-30"), Name: "元旦"}}
	if _, err := calendar.Builtin().With(notice); !calendar.NoticeYear.Is(err) {
		t.Error(err)
	}
	notice.Rows = []calendar.Row{{Date: calendar.MustDate("2027-01-01"), Name: "元旦"}, {Date: calendar.MustDate("2027-01-01"), Name: "元旦"}}
	if _, err := calendar.Builtin().With(notice); !calendar.TableTwice.Is(err) {
		t.Error(err)
	}
	// A day of 2028 listed in the notice for 2027 does not publish 2028.
	notice.Rows = []calendar.Row{{Date: calendar.MustDate("2028-01-01"), Name: "元旦"}}
	partly, err := calendar.Builtin().With(notice)
	if err != nil || partly.Published(2028) || partly.Day(calendar.MustDate("2028-01-01")).Why != calendar.Holiday {
		t.Errorf("a partly listed year: %v", err)
	}
}

// naive counts working days one by one, straight from the words of the rule.
func naive(c *calendar.Calendar, start calendar.Date, n int) calendar.Date {
	d := start
	for n > 0 {
		d = d.AddDays(1)
		if c.IsWorking(d) {
			n--
		}
	}
	return d
}

func TestWorkingDaysAgreeWithCountingOneByOne(t *testing.T) {
	c := calendar.Builtin()
	from := calendar.MustDate("2013-06-01")
	rapid.Check(t, func(t *rapid.T) {
		start := from.AddDays(rapid.IntRange(0, 6000).Draw(t, "start"))
		n := rapid.IntRange(0, 300).Draw(t, "n")
		due, _ := c.AddWorkingDays(start, n)
		if want := naive(c, start, n); due != want {
			t.Fatalf("%s + %d = %s, want %s", start, n, due, want)
		}
		if got := c.WorkingDays(start, due); got != n {
			t.Fatalf("between %s and %s: %d, want %d", start, due, got, n)
		}
		if n > 0 && !c.IsWorking(due) {
			t.Fatalf("%s is not worked", due)
		}
		r := c.Deadline(start, calendar.Budget{N: n, Unit: calendar.WorkingDays})
		if r.Due != due || len(r.Days) != due.Sub(start) || n > 0 && r.Days[len(r.Days)-1].N != n {
			t.Fatalf("explanation of %s + %d ends differently", start, n)
		}
		// Backwards: the n-th working day before the day after due is n-1 working days before due.
		if n > 0 {
			back, _ := c.AddWorkingDays(due.AddDays(1), -n)
			if got := c.WorkingDays(back.AddDays(-1), due); got != n || !c.IsWorking(back) {
				t.Fatalf("%d working days back from %s: %s", n, due, back)
			}
		}
		// A later start never ends earlier, a longer limit never ends earlier.
		later, _ := c.AddWorkingDays(start.AddDays(1), n)
		longer, _ := c.AddWorkingDays(start, n+1)
		if later.Before(due) || !longer.After(due) {
			t.Fatalf("not monotone at %s + %d", start, n)
		}
	})
}

func TestNthWorkingDay(t *testing.T) {
	c := calendar.Builtin()
	// October 2026 begins with a week off: 8 and 9 are the first two, Saturday
	// the 10th is worked and the third; the last working day is Friday the 30th.
	m := calendar.MustMonth("2026-10")
	for n, want := range map[int]string{1: "2026-10-08", 3: "2026-10-10", -1: "2026-10-30"} {
		if d, ok := c.NthWorkingDay(m, n); !ok || d.String() != want {
			t.Errorf("working day %d is %s, want %s", n, d, want)
		}
	}
	total, _ := c.WorkingDaysIn(m)
	for _, n := range []int{0, total + 1, -total - 1} {
		if d, ok := c.NthWorkingDay(m, n); ok {
			t.Errorf("working day %d of %s is %s", n, m, d)
		}
	}
}

func TestBudgets(t *testing.T) {
	for in, want := range map[string]calendar.Budget{
		"10wd": {10, calendar.WorkingDays}, "10个工作日": {10, calendar.WorkingDays}, "10 工作日": {10, calendar.WorkingDays},
		"7d": {7, calendar.CalendarDays}, "7个自然日": {7, calendar.CalendarDays}, "7天": {7, calendar.CalendarDays},
		"48h": {48, calendar.Hours}, "48小时": {48, calendar.Hours}, "24个小时": {24, calendar.Hours},
	} {
		got, err := calendar.ParseBudget(in)
		if err != nil || got != want {
			t.Errorf("%s: %v %v", in, got, err)
		}
		if again, err := calendar.ParseBudget(got.Text(fault.Chinese)); err != nil || again != want {
			t.Errorf("%s is not read back", got.Text(fault.Chinese))
		}
	}
	for _, in := range []string{"", "wd", "-1wd", "1.5wd", "99999wd", "0h", "10", "10 weeks", "十个工作日", " 10wd"} {
		if b, err := calendar.ParseBudget(in); !calendar.BadBudget.Is(err) {
			t.Errorf("%q was read as %v", in, b)
		}
	}
	if s := calendar.MustBudget("1wd").Text(fault.English); s != "1 working day" {
		t.Error(s)
	}
}

func FuzzParseBudget(f *testing.F) {
	for _, s := range []string{"10wd", "10个工作日", "7 d", "48小时", "99999wd", "0h"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		b, err := calendar.ParseBudget(s)
		if err != nil {
			return
		}
		if again, err := calendar.ParseBudget(b.String()); err != nil || again != b || !b.Valid() {
			t.Fatalf("%q gives %v, read back as %v, %v", s, b, again, err)
		}
	})
}

func FuzzParseTable(f *testing.F) {
	f.Add("date,kind,name\n2027-01-01,off,元旦\n")
	f.Add("2027-01-01,work,\"元旦\n2")
	f.Fuzz(func(t *testing.T, s string) {
		rows, err := calendar.ParseTable(strings.NewReader(s))
		if err != nil {
			if _, ok := fault.As(err); !ok {
				t.Fatalf("not a refusal: %v", err)
			}
			return
		}
		for _, r := range rows {
			if r.Date.IsZero() || r.Name == "" {
				t.Fatalf("row %+v", r)
			}
		}
	})
}

func BenchmarkDeadline20(b *testing.B) {
	c, d, budget := calendar.Builtin(), calendar.MustDate("2026-09-10"), calendar.MustBudget("20wd")
	b.ReportAllocs()
	for b.Loop() {
		c.Deadline(d, budget)
	}
}

func BenchmarkDue20(b *testing.B) {
	c, d, budget := calendar.Builtin(), calendar.MustDate("2026-09-10"), calendar.MustBudget("20wd")
	b.ReportAllocs()
	for b.Loop() {
		c.Due(d, budget)
	}
}
