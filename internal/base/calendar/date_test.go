package calendar_test

import (
	"encoding/json"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
)

// anyDate draws dates of all four-digit years, the ends included.
func anyDate() *rapid.Generator[calendar.Date] {
	span := calendar.MaxDate.Sub(calendar.MinDate)
	return rapid.Map(rapid.IntRange(0, span), calendar.MinDate.AddDays)
}

func TestDateAgreesWithTheStandardLibrary(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := anyDate().Draw(t, "date")
		year, month, day := d.Civil()
		std := time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
		if got, want := d.String(), std.Format("2006-01-02"); got != want {
			t.Fatalf("String %s, want %s", got, want)
		}
		if d.Weekday() != std.Weekday() {
			t.Fatalf("%s: weekday %s, want %s", d, d.Weekday(), std.Weekday())
		}
		n := rapid.IntRange(-4000, 4000).Draw(t, "n")
		moved := std.AddDate(0, 0, n)
		if y := moved.Year(); y >= 1 && y <= 9999 {
			if got, want := d.AddDays(n).String(), moved.Format("2006-01-02"); got != want {
				t.Fatalf("%s%+d = %s, want %s", d, n, got, want)
			}
			if back := d.AddDays(n).Sub(d); back != n {
				t.Fatalf("Sub gives %d, want %d", back, n)
			}
		}
	})
}

func TestDateRoundTrips(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := anyDate().Draw(t, "date")
		if parsed, err := calendar.ParseDate(d.String()); err != nil || parsed != d {
			t.Fatalf("parsing %s gives %s, %v", d, parsed, err)
		}
		b, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		var back calendar.Date
		if err := json.Unmarshal(b, &back); err != nil || back != d {
			t.Fatalf("json %s gives %s, %v", b, back, err)
		}
		v, err := d.Value()
		if err != nil {
			t.Fatal(err)
		}
		var scanned calendar.Date
		if err := scanned.Scan(v); err != nil || scanned != d {
			t.Fatalf("scan of %v gives %s, %v", v, scanned, err)
		}
		if calendar.DateOf(d.Start()) != d || calendar.DateOf(d.At(23, 59)) != d ||
			d != calendar.MinDate && calendar.DateOf(d.Start().Add(-time.Microsecond)) != d.AddDays(-1) {
			t.Fatalf("%s does not contain its own hours", d)
		}
	})
}

func TestParseDateRefuses(t *testing.T) {
	for _, s := range []string{"", "2026-9-10", "2026-09-1", "2026/09/10", "2026-02-29", "1900-02-29", "2026-00-10",
		"2026-13-01", "2026-04-31", "0000-01-01", "2026-09-10 ", "２０26-09-1", "+026-09-10", "2026-09-10T00:00:00Z"} {
		if d, err := calendar.ParseDate(s); err == nil {
			t.Errorf("%q was read as %s", s, d)
		} else if !calendar.BadDate.Is(err) {
			t.Errorf("%q refused with %v", s, err)
		}
	}
	if d := calendar.MustDate("2024-02-29"); d.AddYears(1).String() != "2025-02-28" {
		t.Error("29 February plus a year is 28 February")
	}
}

func TestNoDate(t *testing.T) {
	var none calendar.Date
	if b, _ := json.Marshal(struct{ D calendar.Date }{}); string(b) != `{"D":null}` {
		t.Errorf("json of no date: %s", b)
	}
	if v, _ := none.Value(); v != nil {
		t.Errorf("no date is stored as %v", v)
	}
	d := calendar.MustDate("2020-01-01")
	if err := d.Scan(nil); err != nil || !d.IsZero() {
		t.Errorf("NULL scans to %q, %v", d, err)
	}
	if none.String() != "" || none.AddDays(3) != none || !none.Month().IsZero() || !none.Start().IsZero() {
		t.Error("no date must stay no date")
	}
	if err := json.Unmarshal([]byte(`20200101`), &d); !calendar.BadDate.Is(err) {
		t.Errorf("a number is not a date: %v", err)
	}
}

func TestDateOfIsTheZonesDay(t *testing.T) {
	for _, c := range []struct{ instant, day string }{
		{"2019-12-31T15:59:59Z", "2019-12-31"}, // 23:59:59 at UTC+8
		{"2019-12-31T16:00:00Z", "2020-01-01"}, // 00:00 at UTC+8
		{"1969-12-31T15:59:59Z", "1969-12-31"}, // before the epoch as well
		{"1969-12-31T16:00:00Z", "1970-01-01"},
		{"2026-09-10T23:30:00-07:00", "2026-09-11"},
	} {
		at, err := time.Parse(time.RFC3339, c.instant)
		if err != nil {
			t.Fatal(err)
		}
		if got := calendar.DateOf(at).String(); got != c.day {
			t.Errorf("%s lies on %s, want %s", c.instant, got, c.day)
		}
	}
	if got := calendar.MustDate("2026-09-10").Text(fault.Chinese); got != "2026年9月10日" {
		t.Error(got)
	}
}

func TestMonths(t *testing.T) {
	m := calendar.MustMonth("2024-02")
	if m.First().String() != "2024-02-01" || m.Last().String() != "2024-02-29" || m.Days() != 29 {
		t.Errorf("%s runs %s to %s", m, m.First(), m.Last())
	}
	if m.Add(11).String() != "2025-01" || m.Add(-2).String() != "2023-12" || m.Next().Prev() != m || m.Quarter() != 1 {
		t.Error("month arithmetic")
	}
	if got := calendar.MustDate("2024-01-31").AddMonths(1); got.String() != "2024-02-29" {
		t.Errorf("31 January plus a month is %s", got)
	}
	for _, s := range []string{"", "2024-2", "2024-00", "2024-13", "2024/02", "0000-01", "2024-02-01"} {
		if _, err := calendar.ParseMonth(s); !calendar.BadMonth.Is(err) {
			t.Errorf("%q: %v", s, err)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		d := anyDate().Draw(t, "date")
		m := d.Month()
		if !m.Contains(d) || d.Before(m.First()) || d.After(m.Last()) {
			t.Fatalf("%s is not in %s", d, m)
		}
		var back calendar.Month
		b, _ := json.Marshal(m)
		if err := json.Unmarshal(b, &back); err != nil || back != m {
			t.Fatalf("json %s: %v", b, err)
		}
	})
}

func TestMovableOnlyMovesForward(t *testing.T) {
	start := calendar.MustDate("2020-03-01").At(9, 0)
	c := calendar.NewMovable(start)
	if err := c.Advance(-time.Second); !calendar.Backwards.Is(err) {
		t.Errorf("moved back: %v", err)
	}
	if err := c.Set(start.Add(-time.Hour)); !calendar.Backwards.Is(err) {
		t.Errorf("set back: %v", err)
	}
	if err := c.Set(start.Add(time.Hour)); err != nil || !c.Now().Equal(start.Add(time.Hour)) {
		t.Errorf("set forward: %s %v", c.Now(), err)
	}
}

func TestRunningClockGoesOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := calendar.MustDate("2020-03-01").At(9, 0)
		c := calendar.NewRunning(start)
		time.Sleep(90 * time.Minute)
		if got := c.Now(); !got.Equal(start.Add(90 * time.Minute)) {
			t.Fatalf("after 90 minutes it shows %s", got)
		}
		if err := c.Advance(24 * time.Hour); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		if got, want := c.Now(), start.Add(24*time.Hour+91*time.Minute); !got.Equal(want) {
			t.Fatalf("it shows %s, want %s", got, want)
		}
	})
}

func FuzzParseDate(f *testing.F) {
	for _, s := range []string{"2026-09-10", "2024-02-29", "0001-01-01", "9999-12-31", "2026-02-30", "二〇二六-09-10"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if d, err := calendar.ParseDate(s); err == nil && d.String() != s {
			t.Fatalf("%q was read as %s", s, d)
		}
		if m, err := calendar.ParseMonth(s); err == nil && m.String() != s {
			t.Fatalf("%q was read as month %s", s, m)
		}
	})
}

// What is stored is read back; nothing is NULL and null.
func TestMonthsAndBudgetsAreStoredAsText(t *testing.T) {
	var m calendar.Month
	var b calendar.Budget
	if err := errors.Join(m.Scan("2026-09"), b.Scan([]byte("10wd"))); err != nil {
		t.Fatal(err)
	}
	mv, err1 := m.Value()
	bv, err2 := b.Value()
	if mv != "2026-09" || bv != "10wd" || err1 != nil || err2 != nil {
		t.Errorf("stored as %v and %v", mv, bv)
	}
	text, err := json.Marshal([]any{m, b, calendar.Month{}, calendar.Budget{}})
	if err != nil || string(text) != `["2026-09","10wd",null,null]` {
		t.Errorf("json %s %v", text, err)
	}
	if err := json.Unmarshal([]byte(`"7个自然日"`), &b); err != nil || b != calendar.MustBudget("7d") {
		t.Errorf("json budget %v %v", b, err)
	}
	if err := errors.Join(m.Scan(nil), b.Scan(nil)); err != nil || !m.IsZero() || !b.IsZero() {
		t.Errorf("NULL gives %v %v %v", m, b, err)
	}
	if err := b.Scan(int64(10)); !calendar.BadBudget.Is(err) {
		t.Errorf("a number is not a limit: %v", err)
	}
}
