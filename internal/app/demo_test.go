package app

import (
	"context"
	"log/slog"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/config"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/domain/attendance"
	"github.com/jingkai-zone/jingkai/internal/domain/board"
	"github.com/jingkai-zone/jingkai/internal/domain/goals"
	"github.com/jingkai-zone/jingkai/internal/domain/org"
	"github.com/jingkai-zone/jingkai/internal/domain/people"
	"github.com/jingkai-zone/jingkai/internal/domain/rules"
	"github.com/jingkai-zone/jingkai/internal/domain/tasks"
	"github.com/jingkai-zone/jingkai/internal/engine/access"
	"github.com/jingkai-zone/jingkai/internal/engine/flow"
	"github.com/jingkai-zone/jingkai/internal/engine/jobs"
	"github.com/jingkai-zone/jingkai/internal/store"
	"github.com/jingkai-zone/jingkai/internal/store/storetest"
)

// engines are the databases that every demonstration is played on.
var engines = []store.Engine{store.SQLite, store.Postgres}

// house is a demonstration that can be stopped and opened again.
type house struct {
	*App
	t     *testing.T
	cfg   Config
	clock *calendar.Movable
	log   *strings.Builder
}

func newHouse(t *testing.T, engine store.Engine, at time.Time) *house {
	t.Helper()
	h := &house{t: t, clock: calendar.NewMovable(at), log: &strings.Builder{}}
	h.cfg = Config{Config: config.Default(), Demo: true, Clock: h.clock, World: DemoWorld, Log: slog.New(slog.NewTextHandler(h.log, nil))}
	h.cfg.Data = t.TempDir()
	if engine == store.Postgres {
		h.cfg.DB = storetest.Database(t)
	}
	h.open()
	t.Cleanup(h.close)
	return h
}

func (h *house) open() {
	h.t.Helper()
	var err error
	if h.App, err = Start(context.Background(), h.cfg); err != nil {
		h.t.Fatal(err)
	}
	h.settle()
}

// reopen ends the program and starts it again, with a clock that begins where
// every demonstration begins.
func (h *house) reopen() {
	h.t.Helper()
	h.close()
	h.clock = calendar.NewMovable(demoBegin)
	h.cfg.Clock = h.clock
	h.open()
}

func (h *house) close() {
	h.t.Helper()
	if h.App == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := h.Close(ctx); err != nil {
		h.t.Error(err)
	}
	h.App = nil
}

// settle waits until everything due is done.
func (h *house) settle() {
	h.t.Helper()
	if err := h.runner.Tick(context.Background()); err != nil {
		h.t.Fatal(err)
	}
}

// read asks in a zone.
func (h *house) read(slug string, fn func(r *store.Snapshot, zone int64)) {
	h.t.Helper()
	err := h.db.Read(context.Background(), func(r *store.Snapshot) error {
		z, err := org.ZoneBySlug(r, slug)
		if err == nil {
			fn(r, z.ID)
		}
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
}

// The curtain rises: five zones and the city, the other eight of Linfen, the
// departments that the articles count, and 150 people in Leiyang.
func TestDemonstrationBegins(t *testing.T) {
	for _, engine := range engines {
		t.Run(string(engine), func(t *testing.T) {
			t.Parallel()
			h := newHouse(t, engine, demoBegin)
			h.read("linfen-city", func(r *store.Snapshot, _ int64) {
				zones, err := org.Zones(r, org.ZoneFilter{})
				if err != nil || len(zones) != 14 { // 临汾市, the five, eight more of Linfen
					t.Errorf("zones: %d, %v; want 14", len(zones), err)
				}
			})
			for zone, want := range map[string]string{
				"linwu":   "5部1个事业单位", // 将内设部门精简合并至5个，下设事业单位1个
				"pukou":   "5部1中心",    // 五部一中心
				"yuetang": "6部",       // 内设机构由13个减少到6个
				"leiyang": "14部",      // 14个正科单位
			} {
				h.read(zone, func(r *store.Snapshot, id int64) {
					s, err := org.StructureOf(r, id, calendar.DateOf(demoBegin))
					if err != nil || s.Short(fault.Chinese) != want {
						t.Errorf("%s: %s, %v; want %s", zone, s.Short(fault.Chinese), err, want)
					}
				})
			}
			h.read("leiyang", func(r *store.Snapshot, zone int64) {
				n := int64(0)
				heads, err := people.Headcount(r, zone)
				for _, c := range heads {
					n += c
				}
				if err != nil || n != 150 {
					t.Errorf("staff: %d, %v; want 150", n, err)
				}
				if engaged, err := people.Engaged(r, zone); err != nil || engaged != 150 {
					t.Errorf("engaged: %d, %v; want 150", engaged, err)
				}
				posts, err := org.Posts(r, zone)
				deepest := 0
				for _, p := range posts {
					deepest = max(deepest, p.Level)
				}
				if err != nil || len(posts) != 150 || deepest != 4 {
					t.Errorf("posts: %d, deepest %d, %v; want 150 on 4 levels", len(posts), deepest, err)
				}
			})
			h.read("leiyang", func(r *store.Snapshot, zone int64) {
				list, err := rules.Counts(r, zone, calendar.DateOf(demoBegin))
				inForce := map[rules.Kind]int64{}
				for _, c := range list {
					inForce[c.Kind] += c.N
				}
				// 规章制度34个，各项工作流程21项
				if err != nil || inForce[rules.RuleKind] != 34 || inForce[rules.WorkflowKind] != 21 {
					t.Errorf("library %v, %v; want 34 rules and 21 workflows", inForce, err)
				}
			})
			if refused := h.passedOver(); len(refused) > 0 {
				t.Errorf("steps were refused:\n%s", strings.Join(refused, "\n"))
			}
		})
	}
}

// to moves the clock as the API does and lets the house settle.
func (h *house) to(day string, hour, minute int) {
	h.t.Helper()
	at := calendar.MustDate(day).At(hour, minute)
	if err := h.demo.play(jobs.With(context.Background(), h.bus), at); err != nil {
		h.t.Fatal(err)
	}
	if err := h.clock.Set(at); err != nil {
		h.t.Fatal(err)
	}
	h.settle()
}

// as lets somebody of Leiyang do something.
func (h *house) as(login string, do func(tx *store.Tx) error) error {
	h.t.Helper()
	ctx := jobs.With(context.Background(), h.bus)
	var actor *ident.Actor
	err := h.db.Read(ctx, func(r *store.Snapshot) error {
		zone, err := org.ZoneBySlug(r, "leiyang")
		if err != nil {
			return err
		}
		actor, err = (&scene{zone: zone.ID, slug: "leiyang"}).actor(r, login)
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return h.db.Write(ctx, actor, do)
}

// passedOver lists the steps that were refused.
func (h *house) passedOver() []string {
	var out []string
	for _, line := range strings.Split(h.log.String(), "\n") {
		if strings.Contains(line, "passed over") {
			out = append(out, line)
		}
	}
	return out
}

func (h *house) decemberList(r store.Reader, zone int64) goals.List {
	h.t.Helper()
	l, err := (&month{demoMonth: demoMonth{Month: calendar.MustMonth("2019-12")}}).list(&scene{zone: zone}, r)
	if err != nil {
		h.t.Fatal(err)
	}
	return l
}

// want is the board of December worked out by hand; see demo_month.yaml.
var want = []struct {
	score           string
	computed, final board.Colour
}{
	{"98.20", board.Red, board.Red}, {"97.20", board.Red, board.Red}, {"96.20", board.Red, board.Red},
	{"91.60", board.Unlisted, board.Unlisted}, {"88.80", board.Unlisted, board.Unlisted}, {"88.00", board.Unlisted, board.Unlisted},
	{"83.40", board.Unlisted, board.Unlisted}, {"69.00", board.Yellow, board.Unlisted}, {"78.00", board.Unlisted, board.Unlisted},
	{"51.00", board.Yellow, board.Yellow}, {"61.60", board.Yellow, board.Yellow}, {"61.40", board.Yellow, board.Yellow},
}

func (h *house) checkBoard(final bool) {
	h.t.Helper()
	h.read("leiyang", func(r *store.Snapshot, zone int64) {
		page, err := board.List(r, board.Filter{Zone: zone})
		if err != nil || len(page.Items) != 1 {
			h.t.Fatalf("boards: %d, %v", len(page.Items), err)
		}
		items, err := board.Items(r, page.Items[0])
		if err != nil || len(items) != len(want) {
			h.t.Fatalf("items: %d, %v", len(items), err)
		}
		for _, i := range items { // best first; the table is in the order of the list
			n := i.Line - 1
			if i.Score.Score.String() != want[n].score || i.Computed != want[n].computed || final && i.Final != want[n].final {
				h.t.Errorf("%s: %s %s→%s; want %v", i.Title, i.Score.Score, i.Computed, i.Final, want[n])
			}
		}
	})
}

// A visitor who comes to the end of the month finds everything ready, computes
// the board and takes it from there: the play leaves it to the visitor.
func TestMonthWaitsForTheVisitor(t *testing.T) {
	for _, engine := range engines {
		t.Run(string(engine), func(t *testing.T) {
			t.Parallel()
			h := newHouse(t, engine, demoBegin)
			h.read("leiyang", func(r *store.Snapshot, zone int64) {
				l := h.decemberList(r, zone)
				gaps := goals.Lacks(l, []goals.Level{goals.LeadLevel, goals.UnitLevel, goals.PersonLevel})
				if l.Status != goals.Draft || len(l.Items) != 12 || len(gaps) != 1 || gaps[0].Code != goals.PersonMissing {
					t.Errorf("at nine: %s with %d items and gaps %v; want a draft of 12 with one person missing", l.Status, len(l.Items), gaps)
				}
			})
			h.to("2019-12-31", 9, 0)
			h.read("leiyang", func(r *store.Snapshot, zone int64) {
				l := h.decemberList(r, zone)
				if at := calendar.MustDate("2019-12-02").At(10, 0); !l.IssuedAt.Equal(at) || l.Late {
					t.Errorf("issued at %s, late %t; want %s", l.IssuedAt, l.Late, at)
				}
				if page, err := board.List(r, board.Filter{Zone: zone}); err != nil || len(page.Items) != 0 {
					t.Errorf("boards before the visitor: %d, %v", len(page.Items), err)
				}
			})
			if err := h.as("supervision", func(tx *store.Tx) error {
				l := h.decemberList(tx, tx.Actor().Zone)
				_, err := board.Compute(tx, board.ComputeInput{List: l.ID})
				return err
			}); err != nil {
				t.Fatal(err)
			}
			h.checkBoard(false)
			h.to("2020-01-05", 9, 0)
			h.read("leiyang", func(r *store.Snapshot, zone int64) {
				page, err := board.List(r, board.Filter{Zone: zone})
				if err != nil || page.Items[0].Status != board.Computed {
					t.Errorf("the visitor's board: %s, %v; want it left as it is", page.Items[0].Status, err)
				}
			})
		})
	}
}

// Nobody acts: the play goes through the month and through January alone, each
// thing at its own time, in one leap of the clock.
func TestMonthPlaysAlone(t *testing.T) {
	for _, engine := range engines {
		t.Run(string(engine), func(t *testing.T) {
			t.Parallel()
			h := newHouse(t, engine, demoBegin)
			h.reopen() // what is there at the beginning is there once
			h.to("2020-01-20", 9, 0)
			if refused := h.passedOver(); len(refused) > 0 {
				t.Errorf("%d steps were refused:\n%s", len(refused), strings.Join(refused, "\n"))
			}
			h.checkBoard(true)
			h.to("2020-01-20", 10, 0) // the house's own loops find what the play left
			before := h.counts()
			// Tasks: 12 of the list, 5 decisions, 1 handed down. Orders: 9 items not
			// done by the end of December, the late decision of the 4th, that of
			// the 18th on 11 January, one late rectification. Huddles: 6 held, one
			// that was planned and missed, and those of the present week.
			if before.people != 150 || before.tasks != 18 || before.orders != 12 || before.issues != 8 || before.rectifications != 3 {
				t.Errorf("%+v", before)
			}
			h.checkJanuary()
			h.checkAttendance()
			h.reopen()
			if now := h.clock.Now(); now.Before(calendar.MustDate("2020-01-16").Start()) {
				t.Errorf("the clock goes on from %s; want it after the last step", now)
			}
			h.to("2020-01-20", 11, 0)
			if after := h.counts(); after != before {
				t.Errorf("after the restart %+v; want %+v", after, before)
			}
		})
	}
}

// However many moves it takes, the same happens: what was done in between is
// played before the house looks for what became overdue.
func TestMonthInManyMoves(t *testing.T) {
	for _, days := range [][]string{
		{"2019-12-03", "2019-12-06", "2019-12-09", "2019-12-12", "2019-12-16", "2019-12-20", "2019-12-26", "2019-12-31", "2020-01-05", "2020-01-10"},
		{"2019-12-05", "2019-12-31"},
		{"2019-12-10"},
	} {
		t.Run(days[len(days)-1], func(t *testing.T) {
			t.Parallel()
			h := newHouse(t, store.SQLite, demoBegin)
			for _, day := range append(days, "2020-01-20") {
				h.to(day, 20, 0)
			}
			if refused := h.passedOver(); len(refused) > 0 {
				t.Errorf("%d steps were refused:\n%s", len(refused), strings.Join(refused, "\n"))
			}
			if c := h.counts(); c.orders != 12 {
				t.Errorf("%d orders; want 12", c.orders)
			}
			h.checkBoard(true)
			h.checkJanuary()
		})
	}
}

type counts struct{ people, tasks, orders, meetings, issues, rectifications int }

func (h *house) counts() (c counts) {
	h.t.Helper()
	h.read("leiyang", func(r *store.Snapshot, zone int64) {
		n := func(err error) {
			if err != nil {
				h.t.Fatal(err)
			}
		}
		staff, err := people.Headcount(r, zone)
		n(err)
		for _, k := range staff {
			c.people += int(k)
		}
		all, err := tasks.List(r, tasks.Filter{Zone: zone, Scope: access.All, Limit: store.MaxPage})
		n(err)
		orders, err := tasks.Orders(r, tasks.OrderFilter{Zone: zone, Scope: access.All, Limit: store.MaxPage})
		n(err)
		meetings, err := tasks.Meetings(r, tasks.MeetingFilter{Zone: zone, Limit: store.MaxPage})
		n(err)
		issues, err := tasks.Issues(r, tasks.IssueFilter{Zone: zone, Scope: access.All, Limit: store.MaxPage})
		n(err)
		yellow, err := board.Rectifications(r, board.RectificationFilter{Zone: zone, Scope: access.All})
		n(err)
		c.tasks, c.orders, c.meetings, c.issues, c.rectifications = len(all.Items), len(orders.Items), len(meetings.Items), len(issues.Items), len(yellow.Items)
	})
	return c
}

// checkJanuary looks at what the month led to: the board was published on 31
// December, so its rectifications are due ten working days later, New Year's
// Day not counted; one is done, one waits, one is overdue.
func (h *house) checkJanuary() {
	h.t.Helper()
	h.read("leiyang", func(r *store.Snapshot, zone int64) {
		yellow, err := board.Rectifications(r, board.RectificationFilter{Zone: zone, Scope: access.All})
		if err != nil {
			h.t.Fatal(err)
		}
		states := map[string]board.State{}
		for _, x := range yellow.Items {
			states[x.Title] = x.State
			due := calendar.MustDate("2020-01-15")
			if x.State == board.Accepted {
				due = due.AddDays(1) // its limit rested from the 13th to the 14th, while supervision looked
			}
			clocks, err := flow.ClocksOf(r, zone, x.Clock())
			if err != nil || len(clocks) != 1 || clocks[0].Due != due {
				h.t.Errorf("%s: due %v, %v; want %s", x.Title, clocks, err, due)
			}
			if late := !x.OverdueAt.IsZero(); late != (x.State == board.Planned) || late && x.Supervision == "" {
				h.t.Errorf("%s: overdue %s, order %q", x.Title, x.OverdueAt, x.Supervision)
			}
		}
		expected := map[string]board.State{"示例十：征地拆迁扫尾": board.Planned, "示例十一：污水管网建设": board.Accepted, "示例十二：招商项目签约": board.Submitted}
		if !maps.Equal(states, expected) {
			h.t.Errorf("rectifications %v; want %v", states, expected)
		}
		project, err := projectOf(&scene{zone: zone}, r, "新生力")
		if err != nil {
			h.t.Fatal(err)
		}
		n, err := tasks.CountIssues(r, zone, project) // 8 opened, 3 struck, 1 claimed that still counts
		if err != nil || n.Opened != 8 || n.Struck != 3 || n.Claimed != 1 || n.Remaining != 5 {
			h.t.Errorf("issues %+v, %v", n, err)
		}
		orders, err := tasks.Orders(r, tasks.OrderFilter{Zone: zone, Scope: access.All, Limit: store.MaxPage})
		if err != nil {
			h.t.Fatal(err)
		}
		for _, o := range orders.Items {
			if o.Title == "示例：逐宗明确供地时间表" && (o.OpenedOn != calendar.MustDate("2019-12-14") || o.ClosedOn != calendar.MustDate("2019-12-20")) {
				h.t.Errorf("order %s from %s to %s", o.Number, o.OpenedOn, o.ClosedOn)
			}
		}
	})
}

// checkAttendance looks at the punches of December: 150 people on 22 working
// days, each coming and going. Taking the same export over again adds nothing.
func (h *house) checkAttendance() {
	h.t.Helper()
	var m demoMonth
	if err := demoText("demo_month.yaml", &m); err != nil {
		h.t.Fatal(err)
	}
	h.read("leiyang", func(r *store.Snapshot, zone int64) {
		sc := &scene{zone: zone, slug: "leiyang"}
		file, err := (&month{demoMonth: m}).punchSheet(sc, r)
		if err != nil {
			h.t.Fatal(err)
		}
		again, err := attendance.CheckImport(r, zone, file)
		if err != nil || again.Lines != 150*22 || again.Added != 0 || again.Differing != 0 || again.Same != 2*150*22 || len(again.Faults) > 0 {
			h.t.Errorf("the same export again: %+v, %v", again, err)
		}
		// Points: 100, less 1 for each lateness and missing punch and 5 for a day
		// absent.
		for login, want := range map[string]string{
			"staff":       "99", // one punch missing; that of the 24th was corrected with approval
			"staff2":      "98", // late on the 23rd, one punch missing on the 11th; the 17th is covered by an approved outing
			"chief-works": "95", // absent on the 18th
		} {
			who, err := sc.person(r, login)
			if err != nil {
				h.t.Fatal(err)
			}
			if x, err := attendance.ResultOf(r, zone, m.Month, who.ID); err != nil || x.Tally.Workdays != 22 || x.Tally.Score.String() != want {
				h.t.Errorf("%s: %+v, %v; want %s points", login, x.Tally, err, want)
			}
		}
	})
}

// Whoever opens the demonstration in January finds the same as whoever moved
// the clock there.
func TestDemonstrationOpensLater(t *testing.T) {
	for _, engine := range engines {
		t.Run(string(engine), func(t *testing.T) {
			t.Parallel()
			h := newHouse(t, engine, calendar.MustDate("2020-01-20").At(9, 0))
			if refused := h.passedOver(); len(refused) > 0 {
				t.Errorf("%d steps were refused:\n%s", len(refused), strings.Join(refused, "\n"))
			}
			h.checkBoard(true)
			h.checkJanuary()
			h.checkAttendance()
		})
	}
}

// A visitor is faster than the play: what the visitor did stays, and the play
// goes on around it.
func TestVisitorComesFirst(t *testing.T) {
	for _, engine := range engines {
		t.Run(string(engine), func(t *testing.T) {
			t.Parallel()
			h := newHouse(t, engine, demoBegin)
			var chosen ident.ID
			err := h.as("party_office", func(tx *store.Tx) error {
				zone := tx.Actor().Zone
				l := h.decemberList(tx, zone)
				other, err := (&scene{zone: zone, slug: "leiyang"}).person(tx, "staff")
				if err != nil {
					return err
				}
				for _, i := range l.Items {
					if !i.Person.IsZero() {
						continue
					}
					chosen = i.ID
					_, err := goals.EditItem(tx, i.ID, i.Version, goals.ItemDraft{Work: i.Work, Title: i.Title, Plan: i.Plan, PlanUnit: i.PlanUnit, DueOn: i.DueOn,
						Lead: i.Lead, Unit: i.Unit, Person: other.ID})
					if err != nil {
						return err
					}
				}
				_, err = goals.Issue(tx, calendar.Builtin(), l.ID)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			if err := h.as("dept_head", func(tx *store.Tx) error {
				_, err := goals.Acknowledge(tx, h.decemberList(tx, tx.Actor().Zone).ID)
				return err
			}); err != nil {
				t.Fatal(err)
			}
			h.to("2019-12-31", 20, 0)
			h.read("leiyang", func(r *store.Snapshot, zone int64) {
				item, err := goals.ItemByID(r, zone, chosen)
				if err != nil {
					t.Fatal(err)
				}
				staff, err := (&scene{zone: zone, slug: "leiyang"}).person(r, "staff")
				if err != nil || item.Person != staff.ID {
					t.Errorf("the visitor's choice was replaced: %v, %v", item.Person, err)
				}
				l := h.decemberList(r, zone)
				if !l.IssuedAt.Equal(demoBegin) {
					t.Errorf("issued at %s; want the visitor's instant", l.IssuedAt)
				}
				receipts, err := goals.Receipts(r, zone, l.ID)
				// Fourteen people answer or lead; the one whom the visitor replaced
				// has nothing to receive.
				if err != nil || len(receipts) != 13 {
					t.Errorf("receipts: %d, %v; want 13", len(receipts), err)
				}
				reports, err := tasks.ReportsOf(r, zone, taskOfItem(t, r, zone, chosen))
				if err != nil || len(reports) != 4 || reports[0].Person != staff.ID {
					t.Errorf("reports: %+v, %v; want four by the visitor's choice", reports, err)
				}
			})
			// Issuing, the receipt of the replaced one, and the receipt that the
			// visitor gave.
			if refused := h.passedOver(); len(refused) != 3 {
				t.Errorf("%d steps were refused, want 3:\n%s", len(refused), strings.Join(refused, "\n"))
			}
			if err := h.as("supervision", func(tx *store.Tx) error {
				_, err := board.Compute(tx, board.ComputeInput{List: h.decemberList(tx, tx.Actor().Zone).ID})
				return err
			}); err != nil {
				t.Errorf("the month cannot be computed: %v", err)
			}
		})
	}
}

func taskOfItem(t *testing.T, r store.Reader, zone int64, item ident.ID) ident.ID {
	t.Helper()
	task, err := tasks.TaskOfItem(r, zone, item)
	if err != nil {
		t.Fatal(err)
	}
	return task.ID
}
