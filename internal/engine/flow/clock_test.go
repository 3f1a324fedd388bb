package flow_test

import (
	"bytes"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"
	"pgregory.net/rapid"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/engine/flow"
)

type book struct {
	Rule  flow.Rule   `yaml:"rule"`
	Cases []clockCase `yaml:"cases"`
}

type clockCase struct {
	Name        string          `yaml:"name"`
	Budget      calendar.Budget `yaml:"budget"`
	Start       calendar.Date   `yaml:"start"`
	Events      []clockEvent    `yaml:"events"`
	Due         calendar.Date   `yaml:"due"`
	LateFrom    string          `yaml:"late_from"`
	Provisional bool            `yaml:"provisional"`
	Open        bool            `yaml:"open"`
	Used        map[string]int  `yaml:"used"`
}

type clockEvent struct {
	On      calendar.Date   `yaml:"on"`
	At      string          `yaml:"at"`
	Do      flow.Do         `yaml:"do"`
	Cause   string          `yaml:"cause"`
	Rank    string          `yaml:"rank"`
	By      calendar.Budget `yaml:"by"`
	Refused string          `yaml:"refused"`
}

func (e clockEvent) instant(t *testing.T) time.Time {
	if e.At == "" {
		return e.On.At(9, 0)
	}
	at, err := time.ParseInLocation("2006-01-02 15:04", e.On.String()+" "+e.At, calendar.Shanghai)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func (e clockEvent) apply(t *testing.T, c flow.Clock, rule flow.Rule) (flow.Clock, error) {
	cal := calendar.Builtin()
	switch at := e.instant(t); e.Do {
	case flow.DoPause:
		return c.Pause(cal, rule, at, e.Cause, "")
	case flow.DoResume:
		return c.Resume(at)
	case flow.DoExtend:
		return c.Extend(cal, rule, at, e.Rank, e.By, "")
	case flow.DoStop:
		return c.Stop(at)
	}
	t.Fatalf("the book does %q", e.Do)
	return c, nil
}

func readBook(t *testing.T) book {
	t.Helper()
	text, err := os.ReadFile("testdata/clocks.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var b book
	if err := yaml.NewDecoder(bytes.NewReader(text), yaml.Strict()).Decode(&b); err != nil {
		t.Fatal(err)
	}
	return b
}

func TestClockBook(t *testing.T) {
	b := readBook(t)
	if len(b.Cases) < 20 {
		t.Fatalf("the book has %d cases", len(b.Cases))
	}
	cal := calendar.Builtin()
	for _, k := range b.Cases {
		t.Run(k.Name, func(t *testing.T) {
			c, err := flow.NewClock(b.Rule, k.Budget, calendar.Budget{}, k.Start.At(9, 0))
			if err != nil {
				t.Fatal(err)
			}
			for i, e := range k.Events {
				next, err := e.apply(t, c, b.Rule)
				if e.Refused != "" {
					if refused, ok := fault.As(err); !ok || refused.Code.Name != e.Refused {
						t.Fatalf("event %d: %v, want %s", i+1, err, e.Refused)
					}
					continue
				}
				if err != nil {
					t.Fatalf("event %d: %v", i+1, err)
				}
				c = next
			}
			d := c.Deadline(cal)
			if d.Due != k.Due || d.Provisional != k.Provisional || d.Open != k.Open {
				t.Errorf("due %s (provisional %v, open %v), want %s (%v, %v)", d.Due, d.Provisional, d.Open, k.Due, k.Provisional, k.Open)
			}
			if k.LateFrom != "" && d.At.Format(time.RFC3339) != k.LateFrom {
				t.Errorf("late from %s, want %s", d.At.Format(time.RFC3339), k.LateFrom)
			}
			for on, want := range k.Used {
				if got := c.Used(cal, calendar.MustDate(on).At(18, 0)); got != want {
					t.Errorf("used by %s: %d, want %d", on, got, want)
				}
			}
		})
	}
}

func TestClockExplainsItself(t *testing.T) {
	rule := readBook(t).Rule
	cal := calendar.Builtin()
	c, err := flow.NewClock(rule, calendar.MustBudget("3wd"), calendar.Budget{}, day("2026-09-18").At(9, 0))
	if err != nil {
		t.Fatal(err)
	}
	if c, err = c.Pause(cal, rule, day("2026-09-20").At(9, 0), "hearing", ""); err != nil {
		t.Fatal(err)
	}
	if e := c.Explain(cal, day("2026-09-21").At(9, 0)); e.Text(fault.Chinese) != "自 2026-09-18 起 3个工作日，现暂停计时，恢复后再定到期日，尚余 2。" || len(e.Lines) != 3 {
		t.Errorf("%s %+v", e.Text(fault.Chinese), e.Lines)
	}
	if c, err = c.Resume(day("2026-09-22").At(9, 0)); err != nil {
		t.Fatal(err)
	}
	e := c.Explain(cal, day("2026-09-23").At(9, 0))
	var lines []string
	for _, l := range e.Lines {
		lines = append(lines, l.Text(fault.Chinese, rule))
	}
	want := `2026-09-19 周六，休息日，不计入
2026-09-20 周日，调休上班（国庆节），计至 1
2026-09-21 周一，工作日，暂停计时（听证）
2026-09-22 周二，工作日，暂停计时（听证）
2026-09-23 周三，工作日，计至 2
2026-09-24 周四，工作日，计至 3`
	if got := strings.Join(lines, "\n"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if e.Used != 2 || e.Left != 1 || e.Due != day("2026-09-24") || e.State != flow.Running {
		t.Errorf("%+v", e)
	}
	if got := e.Lines[2].Text(fault.English, rule); got != "2026-09-21 Monday, working day, paused (hearing)" {
		t.Error(got)
	}
	if got := e.Text(fault.English); got != "From 2026-09-18, 3 working days, due on 2026-09-24." {
		t.Error(got)
	}
}

func TestClockBudget(t *testing.T) {
	rule := flow.Rule{Name: "x", Text: flow.Text{ZH: "示例", EN: "example"}}
	if _, err := flow.NewClock(rule, calendar.Budget{}, calendar.Budget{}, time.Time{}); !flow.BudgetNotSet.Is(err) || fault.KindOf(err) != fault.NotSet {
		t.Errorf("a limit nobody set: %v", err)
	}
	rule.Budget = calendar.MustBudget("20wd")
	if c, err := flow.NewClock(rule, calendar.MustBudget("10wd"), calendar.Budget{}, day("2026-07-01").Start()); err != nil || c.Total().N != 10 {
		t.Errorf("a promise below the law: %v", err)
	}
	for _, over := range []string{"21wd", "20d", "1h"} {
		if _, err := flow.NewClock(rule, calendar.MustBudget(over), calendar.Budget{}, day("2026-07-01").Start()); !flow.BudgetOver.Is(err) {
			t.Errorf("%s promised of 20 working days: %v", over, err)
		}
	}
}

// bruteDue walks day by day from the words of the rules: the day after the
// start is the first that can count; the day of a pause counts and the day of
// resuming does not.
func bruteDue(cal *calendar.Calendar, c flow.Clock) (calendar.Date, bool) {
	d, left := calendar.DateOf(c.Began()), c.Total().N
	for steps := 0; left > 0; steps++ {
		if steps > 5000 {
			return calendar.Date{}, false
		}
		d = d.AddDays(1)
		paused := false
		for _, s := range c.Segments {
			if s.State == flow.Paused && d.After(calendar.DateOf(s.From)) && (s.To.IsZero() || !d.After(calendar.DateOf(s.To))) {
				paused = true
			}
		}
		if !paused && (c.Budget.Unit == calendar.CalendarDays || cal.IsWorking(d)) {
			left--
		}
	}
	return d, true
}

func TestClockAgreesWithCountingDayByDay(t *testing.T) {
	rule, cal := readBook(t).Rule, calendar.Builtin()
	rapid.Check(t, func(t *rapid.T) {
		unit := rapid.SampledFrom([]calendar.Unit{calendar.WorkingDays, calendar.CalendarDays}).Draw(t, "unit")
		budget := calendar.Budget{N: rapid.IntRange(0, 60).Draw(t, "n"), Unit: unit}
		at := day("2014-11-01").AddDays(rapid.IntRange(0, 4600).Draw(t, "start")).At(9, 0)
		c, err := flow.NewClock(rule, budget, calendar.Budget{}, at)
		if err != nil {
			t.Fatal(err)
		}
		before := c.Deadline(cal)
		for range rapid.IntRange(0, 8).Draw(t, "events") {
			at = at.Add(time.Duration(rapid.IntRange(0, 9*24).Draw(t, "hours")) * time.Hour)
			next := c
			switch rapid.SampledFrom([]string{"pause", "resume", "extend"}).Draw(t, "do") {
			case "pause":
				next, err = c.Pause(cal, rule, at, "hearing", "")
			case "resume":
				next, err = c.Resume(at)
			case "extend":
				next, err = c.Extend(cal, rule, at, "organ_head", calendar.Budget{N: rapid.IntRange(1, 10).Draw(t, "by"), Unit: unit}, "")
			}
			if err != nil {
				if _, ok := fault.As(err); !ok {
					t.Fatal(err)
				}
				continue
			}
			c = next
		}
		d := c.Deadline(cal)
		due, ends := bruteDue(cal, c)
		if ends == d.Open || ends && due != d.Due {
			t.Fatalf("due %s open %v, counting gives %s %v: %+v", d.Due, d.Open, due, ends, c)
		}
		if !d.Open && d.Due.Before(before.Due) {
			t.Fatalf("pauses and extensions moved the end from %s to %s", before.Due, d.Due)
		}
		e := c.Explain(cal, at)
		if !d.Open && len(e.Lines) > 0 {
			if last := e.Lines[len(e.Lines)-1]; last.Date != d.Due || last.N != e.Total.N || !last.Counted {
				t.Fatalf("the explanation ends with %+v, due %s", last, d.Due)
			}
		}
		for _, l := range e.Lines {
			if got := c.Used(cal, l.Date.At(12, 0)); got != l.N {
				t.Fatalf("by %s used %d, the explanation says %d", l.Date, got, l.N)
			}
		}
	})
}

func BenchmarkExplain(b *testing.B) {
	rule := flow.Rule{Name: "x", Text: flow.Text{ZH: "示例", EN: "example"}, Causes: []flow.Kind{{Name: "hearing"}}}
	cal := calendar.Builtin()
	c, err := flow.NewClock(rule, calendar.MustBudget("20wd"), calendar.Budget{}, day("2026-09-10").At(9, 0))
	if err != nil {
		b.Fatal(err)
	}
	if c, err = c.Pause(cal, rule, day("2026-09-14").At(9, 0), "hearing", ""); err != nil {
		b.Fatal(err)
	}
	if c, err = c.Resume(day("2026-09-18").At(9, 0)); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		c.Explain(cal, day("2026-09-21").At(9, 0))
	}
}
