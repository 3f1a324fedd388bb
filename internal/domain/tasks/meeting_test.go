package tasks_test

import (
	"fmt"
	"testing"

	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/domain/tasks"
	"github.com/jingkai-zone/jingkai/internal/engine/access"
	"github.com/jingkai-zone/jingkai/internal/store"
	"github.com/jingkai-zone/jingkai/internal/store/storetest"
)

func (z *zone) agenda(m tasks.Meeting) []tasks.AgendaLine {
	z.t.Helper()
	return ask(z, func(r store.Reader) ([]tasks.AgendaLine, error) {
		m, err := tasks.MeetingByID(r, z.id, m.ID)
		if err != nil {
			return nil, err
		}
		return tasks.Agenda(r, m)
	})
}

// A meeting with four decisions makes four tasks; the next one opens with those
// still open, and issued minutes do not change (LY-21).
func TestDecisionsBecomeTasks(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		z := newZone(t, db, clock, rules)
		plan := func(on string) tasks.Meeting {
			return must(z, z.head, func(tx *store.Tx) (tasks.Meeting, error) {
				return tasks.PlanMeeting(tx, tasks.MeetingInput{Kind: tasks.DispatchMeeting, Series: "企业用电用水调度会", Title: "用电用水调度会",
					On: day(on), Chair: z.lead.Person, Topics: []string{"迎峰度冬"}, Minutes: "会议研究了用电缺口。",
					Attendees: []tasks.Attendee{{Person: z.lead.Person, Presence: tasks.Present}, {Name: "示例供电公司 测试戊", Presence: tasks.Present}}})
			})
		}
		m := plan("2019-12-02")
		for n := range 4 {
			must(z, z.head, func(tx *store.Tx) (tasks.Decision, error) {
				return tasks.Decide(tx, m.ID, tasks.DecisionInput{Text: fmt.Sprintf("议定事项 %d", n+1), Person: z.owner.Person, DueOn: day("2019-12-20")})
			})
		}
		_, err := try(z, z.head, func(tx *store.Tx) (tasks.Decision, error) {
			return tasks.Decide(tx, m.ID, tasks.DecisionInput{Text: "没有责任人", DueOn: day("2019-12-01")})
		})
		if e, ok := fault.As(err); !ok || len(e.Details) != 2 {
			t.Errorf("a decision without owner and with a past day: %v", err)
		}
		issue := func() (tasks.Meeting, error) {
			return try(z, z.head, func(tx *store.Tx) (tasks.Meeting, error) { return tasks.IssueMinutes(tx, m.ID) })
		}
		_, err = issue()
		z.refused(err, tasks.NotHeld)
		m = must(z, z.head, func(tx *store.Tx) (tasks.Meeting, error) { return tasks.HoldMeeting(tx, m.ID) })
		if m, err = issue(); err != nil {
			t.Fatal(err)
		}
		page := ask(z, func(r store.Reader) (store.Page[tasks.Task], error) {
			return tasks.List(r, tasks.Filter{Zone: z.id, Scope: all})
		})
		if len(page.Items) != 4 || page.Items[0].Source != tasks.FromMeeting {
			t.Fatalf("%d tasks", len(page.Items))
		}
		_, err = try(z, z.head, func(tx *store.Tx) (tasks.Meeting, error) {
			return tasks.EditMeeting(tx, m.ID, m.Version, tasks.MeetingInput{Title: "改过的", On: day("2019-12-02")})
		})
		z.refused(err, tasks.MinutesLocked)
		_, err = try(z, z.head, func(tx *store.Tx) (tasks.Decision, error) {
			return tasks.Decide(tx, m.ID, tasks.DecisionInput{Text: "补一条", Person: z.owner.Person, DueOn: day("2019-12-20")})
		})
		z.refused(err, tasks.MinutesLocked)
		// One is done; three open the next meeting, before its own topic.
		z.claim(page.Items[0])
		z.accept(page.Items[0])
		z.on("2019-12-16")
		next := plan("2019-12-16")
		lines := z.agenda(next)
		if len(lines) != 4 || lines[0].Kind != tasks.OpenDecision || lines[0].Weeks != 2 || lines[3].Kind != tasks.Topic {
			t.Fatalf("%+v", lines)
		}
		// Held, the agenda stays as it was.
		must(z, z.head, func(tx *store.Tx) (tasks.Meeting, error) { return tasks.HoldMeeting(tx, next.ID) })
		z.claim(page.Items[1])
		z.accept(page.Items[1])
		if lines = z.agenda(next); len(lines) != 4 {
			t.Errorf("the agenda of a held meeting changed: %d lines", len(lines))
		}
	})
}

func (z *zone) raise(project ident.ID, by *ident.Actor) tasks.Issue {
	z.t.Helper()
	return must(z, by, func(tx *store.Tx) (tasks.Issue, error) {
		return tasks.Raise(tx, tasks.IssueInput{Project: project, Title: "施工用电未通", Person: z.owner.Person, DueOn: day("2020-01-10")})
	})
}

// Eight opened, three struck off, one claimed: five remain, and the next huddle
// has five on its agenda (YT-25). A week without a huddle is missed (YT-24).
func TestEightIssuesFiveRemain(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		z := newZone(t, db, clock, rules)
		p := must(z, z.head, func(tx *store.Tx) (tasks.Project, error) {
			return tasks.OpenProject(tx, "示例项目", z.owner.Person, ident.ID{}, day("2019-12-02"))
		})
		if done := z.scan(); done.Huddles != 1 {
			t.Fatalf("%+v", done)
		}
		weeks := ask(z, func(r store.Reader) ([]tasks.Week, error) { return tasks.Weeks(r, p) })
		if len(weeks) != 1 || weeks[0].Week != "2019-W49" || weeks[0].Standing != tasks.WeekWaiting {
			t.Fatalf("%+v", weeks)
		}
		huddle := tasks.Meeting{Zone: z.id, ID: weeks[0].Meeting}
		var issues []tasks.Issue
		for range 8 {
			issues = append(issues, z.raise(p.ID, z.head))
		}
		if n := len(z.agenda(huddle)); n != 8 {
			t.Errorf("the huddle's agenda has %d issues", n)
		}
		must(z, z.head, func(tx *store.Tx) (tasks.Meeting, error) { return tasks.HoldMeeting(tx, huddle.ID) })
		claim := func(i tasks.Issue) {
			must(z, z.owner, func(tx *store.Tx) (tasks.Issue, error) { return tasks.ClaimIssue(tx, i.ID, "已接通", proof) })
		}
		_, err := try(z, z.owner, func(tx *store.Tx) (tasks.Issue, error) { return tasks.ClaimIssue(tx, issues[0].ID, "已接通", nil) })
		z.refused(err, tasks.EvidenceNeeded)
		for _, i := range issues[:4] {
			claim(i)
		}
		strike := func(who *ident.Actor, i tasks.Issue) error {
			_, err := try(z, who, func(tx *store.Tx) (tasks.Issue, error) { return tasks.Strike(tx, i.ID, "现场核实") })
			return err
		}
		z.refused(strike(z.owner, issues[0]), access.DutyConflict)
		z.refused(strike(z.head, issues[7]), tasks.IssueUnclaimed)
		for _, i := range issues[:3] {
			if err := strike(z.head, i); err != nil {
				t.Fatal(err)
			}
		}
		c := ask(z, func(r store.Reader) (tasks.IssueCount, error) { return tasks.CountIssues(r, z.id, p.ID) })
		if c.Opened != 8 || c.Struck != 3 || c.Claimed != 1 || c.Remaining != 5 {
			t.Errorf("%+v", c)
		}
		// Week 50 passes without a huddle. In week 51 five are on the agenda,
		// two weeks old, and week 50 stands as missed.
		z.on("2019-12-09")
		z.scan()
		z.on("2019-12-16")
		z.scan()
		weeks = ask(z, func(r store.Reader) ([]tasks.Week, error) { return tasks.Weeks(r, p) })
		want := []tasks.WeekStanding{tasks.WeekWaiting, tasks.WeekMissed, tasks.WeekHeld}
		for i, w := range weeks {
			if w.Standing != want[i] {
				t.Errorf("%s %s, want %s", w.Week, w.Standing, want[i])
			}
		}
		lines := z.agenda(tasks.Meeting{ID: weeks[0].Meeting})
		if len(lines) != 5 || lines[0].Kind != tasks.OpenIssue || lines[0].Weeks != 2 {
			t.Errorf("%+v", lines)
		}
		_, err = try(z, z.head, func(tx *store.Tx) (tasks.Meeting, error) { return tasks.HoldMeeting(tx, weeks[1].Meeting) })
		z.refused(err, tasks.HuddleMissed)
		// Struck off and back again.
		must(z, z.head, func(tx *store.Tx) (tasks.Issue, error) { return tasks.Reopen(tx, issues[0].ID, "又停电了") })
		c = ask(z, func(r store.Reader) (tasks.IssueCount, error) { return tasks.CountIssues(r, z.id, p.ID) })
		if c.Remaining != 6 || c.Oldest != 2 {
			t.Errorf("after reopening: %+v", c)
		}
	})
}

// Who raised an issue and owns it does not strike it off either.
func TestAnOwnerNeverStrikesOff(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		z := newZone(t, db, clock, rules)
		i := z.raise(ident.ID{}, z.owner)
		must(z, z.owner, func(tx *store.Tx) (tasks.Issue, error) { return tasks.ClaimIssue(tx, i.ID, "已解决", proof) })
		_, err := try(z, z.owner, func(tx *store.Tx) (tasks.Issue, error) { return tasks.Strike(tx, i.ID, "自己销") })
		z.refused(err, access.DutyConflict)
		must(z, z.superv, func(tx *store.Tx) (tasks.Issue, error) { return tasks.Strike(tx, i.ID, "现场核实") })
	})
}

// An issue brought to the principal leader comes back with a decision, which is
// a task (YT-28).
func TestALeaderTakesAnIssueInPerson(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		z := newZone(t, db, clock, rules)
		i := z.raise(ident.ID{}, z.head)
		rule := func(who *ident.Actor) (tasks.Ruling, error) {
			return try(z, who, func(tx *store.Tx) (tasks.Ruling, error) {
				return tasks.Rule(tx, i.ID, tasks.DecisionInput{Text: "协调供电公司三日内送电", Person: z.head.Person, DueOn: day("2019-12-05")})
			})
		}
		_, err := rule(z.lead)
		z.refused(err, tasks.NotEscalated)
		must(z, z.head, func(tx *store.Tx) (tasks.Issue, error) {
			return tasks.Escalate(tx, i.ID, tasks.ToPrincipal, "部门协调不动")
		})
		onPage := func() int {
			return len(ask(z, func(r store.Reader) (store.Page[tasks.Issue], error) {
				return tasks.Issues(r, tasks.IssueFilter{Zone: z.id, Scope: all, Levels: []tasks.Escalation{tasks.ToPrincipal}})
			}).Items)
		}
		if onPage() != 1 {
			t.Error("not on the leader's page")
		}
		_, err = rule(z.head)
		z.refused(err, tasks.NotEscalated)
		r, err := rule(z.lead)
		if err != nil {
			t.Fatal(err)
		}
		a := z.task(r.Task)
		if a.Source != tasks.FromLeader || a.Person != z.head.Person || a.Lead != z.lead.Person || a.Class != tasks.ClassA {
			t.Errorf("%+v", a)
		}
		if onPage() != 0 {
			t.Error("still on the leader's page")
		}
	})
}

func TestZonesThatDoNotPractiseIt(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		z := newZone(t, db, clock, without("strike_off: true", "strike_off: false"))
		_, err := try(z, z.head, func(tx *store.Tx) (tasks.Issue, error) {
			return tasks.Raise(tx, tasks.IssueInput{Title: "示例问题", Person: z.owner.Person, DueOn: day("2020-01-10")})
		})
		z.refused(err, tasks.NoStrikeOff)
	})
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		z := newZone(t, db, clock, without("weekly_huddle: true", "weekly_huddle: null"))
		p := must(z, z.head, func(tx *store.Tx) (tasks.Project, error) {
			return tasks.OpenProject(tx, "示例项目", z.owner.Person, ident.ID{}, day("2019-12-02"))
		})
		_, err := try(z, z.head, func(tx *store.Tx) (tasks.Meeting, error) {
			return tasks.PlanMeeting(tx, tasks.MeetingInput{Kind: tasks.HuddleMeeting, Title: "周碰头", Project: p.ID, On: day("2019-12-03")})
		})
		if fault.KindOf(err) != fault.NotSet {
			t.Errorf("huddles nobody set: %v", err)
		}
	})
}
