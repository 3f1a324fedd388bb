package rules_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/domain/rules"
	"github.com/jingkai-zone/jingkai/internal/engine/access"
	"github.com/jingkai-zone/jingkai/internal/engine/flow"
	"github.com/jingkai-zone/jingkai/internal/engine/scheme"
	"github.com/jingkai-zone/jingkai/internal/store"
	"github.com/jingkai-zone/jingkai/internal/store/storetest"
)

// steps of a made-up purchase: the head of the starter's own unit reviews it
// within two working days, the office attaches the minutes, the principal
// leader decides.
func (h *house) workflow() rules.Rule {
	d := h.draft("流程-01", "示例采购流程", rules.WorkflowKind)
	d.Steps = []rules.Step{
		{Action: "部门负责人审核", Role: "dept_head", Home: true, Duty: rules.Review, Limit: calendar.MustBudget("2wd")},
		{Action: "党政办会签", Role: "party_office", Unit: h.office, Duty: rules.CarryOut, Evidence: []string{"会签单"}},
		{Action: "主要领导审批", Role: "principal_leader", Duty: rules.Decide, Limit: calendar.MustBudget("3wd")},
	}
	return h.adopt(d)
}

func (h *house) take(actor *ident.Actor, run rules.Run, t rules.Take) rules.Run {
	h.t.Helper()
	return done(h, actor, func(tx *store.Tx) (rules.Run, error) { return rules.Act(tx, run.ID, run.Version, t) })
}

// A workflow is started and its steps are followed, each by the right role only
// (LY-43); who proposed it does not decide it.
func TestAWorkflowIsFollowed(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		h := build(t, db, clock, full)
		r := h.workflow()
		run := done(h, h.staff, func(tx *store.Tx) (rules.Run, error) { return rules.Start(tx, r.ID, "采购示例设备") })
		if run.Number != "流程-2019-000001" || run.Step != 1 || run.StepRole != "dept_head" || run.StepUnit != h.projects {
			t.Fatalf("%+v", run)
		}
		pass := rules.Take{Verb: "pass"}
		act := func(run rules.Run, t rules.Take) func(*store.Tx) error {
			return func(tx *store.Tx) error { _, err := rules.Act(tx, run.ID, run.Version, t); return err }
		}
		h.refused(h.staff, flow.WrongRole, act(run, pass))
		elsewhere := *h.head
		elsewhere.Unit = h.office
		h.refused(&elsewhere, rules.NotYourStep, act(run, pass))
		h.refused(h.head, flow.NoReason, act(run, rules.Take{Verb: "return"}))
		h.refused(h.head, flow.UnknownAction, act(run, rules.Take{Verb: "seal"}))

		run = h.take(h.head, run, rules.Take{Verb: "return", Note: "请补充预算"})
		if run.Status != rules.Returned || run.Step != 0 {
			t.Fatalf("returned: %+v", run)
		}
		h.refused(h.head, flow.WrongState, act(run, pass))
		h.refused(h.staff2, rules.NotYourRun, act(run, rules.Take{Verb: "resubmit", Note: "已补充"}))
		run = h.take(h.staff, run, rules.Take{Verb: "resubmit", Note: "已补充预算"})
		run = h.take(h.head, run, pass)
		h.refused(h.clerk, flow.NoEvidence, act(run, pass))
		h.refused(h.clerk, rules.UnknownEvidence, act(run, rules.Take{Verb: "pass", Evidence: []rules.Evidence{{Kind: "发票", Note: "第3号"}}}))
		stale := run
		run = h.take(h.clerk, run, rules.Take{Verb: "pass", Evidence: []rules.Evidence{{Kind: "会签单", Note: "会签〔2019〕3号"}}})
		stale.Version--
		h.refused(h.principal, store.Stale, act(stale, pass))
		run = h.take(h.principal, run, pass)
		if run.Status != rules.Done || run.EndedAt.IsZero() {
			t.Fatalf("%+v", run)
		}
		acts := get(h, func(r store.Reader) ([]rules.RunAct, error) { return rules.Acts(r, run) })
		var verbs []string
		for _, a := range acts {
			verbs = append(verbs, a.Action)
		}
		if want := []string{"start", "return", "resubmit", "pass", "pass", "pass"}; !slices.Equal(verbs, want) || acts[4].Evidence[0].Note != "会签〔2019〕3号" {
			t.Errorf("%v", acts)
		}
	})
}

func TestWhoProposesDoesNotDecide(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		h := build(t, db, clock, full)
		d := h.draft("流程-02", "示例直批流程", rules.WorkflowKind)
		d.Steps = []rules.Step{{Action: "主要领导审批", Role: "principal_leader", Duty: rules.Decide}}
		r := h.adopt(d)
		run := done(h, h.principal, func(tx *store.Tx) (rules.Run, error) { return rules.Start(tx, r.ID, "本人提出的事项") })
		for _, verb := range []string{"pass", "reject"} {
			h.refused(h.principal, flow.Exclusive, func(tx *store.Tx) error {
				_, err := rules.Act(tx, run.ID, run.Version, rules.Take{Verb: verb, Note: "同意"})
				return err
			})
		}
		edition := get(h, func(r store.Reader) (rules.Edition, error) { return rules.EditionOf(r, run) })
		offers, err := run.Offered(edition, h.principal)
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range offers {
			if (o.Action == "withdraw") != o.Allowed {
				t.Errorf("%s: %v %v", o.Action, o.Allowed, o.Why)
			}
		}
		run = h.take(h.principal, run, rules.Take{Verb: "withdraw", Note: "改由他人提出"})
		if run.Status != rules.Withdrawn {
			t.Errorf("%+v", run)
		}
		// Somebody who stands aside takes no step (公务员法 76).
		run = done(h, h.staff, func(tx *store.Tx) (rules.Run, error) { return rules.Start(tx, r.ID, "他人提出的事项") })
		h.do(h.clerk, func(tx *store.Tx) error {
			return access.Recuse(tx, rules.RunKind+"/"+run.ID.String(), h.principal.Person, "亲属关系")
		})
		h.refused(h.principal, access.StoodAside, func(tx *store.Tx) error {
			_, err := rules.Act(tx, run.ID, run.Version, rules.Take{Verb: "pass"})
			return err
		})
		empty := h.adopt(h.draft("流程-03", "尚无步骤的流程", rules.WorkflowKind))
		rule := h.adopt(h.draft("制度-09", "示例制度", rules.RuleKind))
		h.refused(h.staff, rules.NoSteps, func(tx *store.Tx) error { _, err := rules.Start(tx, empty.ID, "示例"); return err })
		h.refused(h.staff, rules.NotAWorkflow, func(tx *store.Tx) error { _, err := rules.Start(tx, rule.ID, "示例"); return err })
	})
}

// A step that waits too long is reported once; the run keeps the edition it
// was started with.
func TestStepsRunOutOfTime(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		h := build(t, db, clock, full)
		r := h.workflow()
		run := done(h, h.staff, func(tx *store.Tx) (rules.Run, error) { return rules.Start(tx, r.ID, "采购示例设备") })
		// Started on Monday the 2nd with two working days: due on Wednesday the 4th.
		h.at("2019-12-04", 23)
		h.watch()
		if h.runsOverdue != 0 {
			t.Fatal("reported within its limit")
		}
		h.at("2019-12-05", 0)
		h.watch()
		h.watch()
		if h.runsOverdue != 1 {
			t.Fatalf("reported %d times", h.runsOverdue)
		}
		revised := h.draft("", "示例采购流程（修订）", rules.WorkflowKind)
		revised.From = calendar.Date{}
		revised.Steps = []rules.Step{{Action: "分管领导审批", Role: "leader", Duty: rules.Decide}}
		done(h, h.clerk, func(tx *store.Tx) (rules.Rule, error) { return rules.Revise(tx, r.ID, 1, revised, "简化步骤") })
		run = get(h, func(r store.Reader) (rules.Run, error) { return rules.RunByID(r, h.zone, run.ID) })
		run = h.take(h.head, run, rules.Take{Verb: "pass"})
		if run.Edition != 1 || run.StepRole != "party_office" || !run.OverdueAt.IsZero() {
			t.Errorf("%+v", run)
		}
		waiting := func(actor *ident.Actor) int {
			page := get(h, func(r store.Reader) (store.Page[rules.Run], error) {
				return rules.Runs(r, rules.RunFilter{Zone: h.zone, Reach: rules.Reach{Actor: actor, Scope: access.Own}, Waiting: true})
			})
			return len(page.Items)
		}
		if waiting(h.clerk) != 1 || waiting(h.head) != 0 {
			t.Errorf("waits for the clerk %d, for the head %d", waiting(h.clerk), waiting(h.head))
		}
	})
}

func (h *house) watch() {
	h.t.Helper()
	if err := rules.Watch(h.ctx, h.db, h.db.Now()); err != nil {
		h.t.Fatal(err)
	}
}

// A topic goes from its unit through the office to a meeting; what a meeting
// leaves undecided is on the body's next agenda (LY-44).
func TestUndecidedTopicsReturnToTheNextAgenda(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		h := build(t, db, clock, full)
		submit := func(actor *ident.Actor, title string) rules.Topic {
			return done(h, actor, func(tx *store.Tx) (rules.Topic, error) {
				return rules.Submit(tx, rules.TopicDraft{Title: title, Summary: "示例说明", Body: "主任办公会"})
			})
		}
		one, two, three := submit(h.head, "议题一"), submit(h.head, "议题二"), submit(h.clerk, "办公室的议题")
		h.refused(h.clerk, access.DutyConflict, func(tx *store.Tx) error { _, err := rules.ReviewTopic(tx, three.ID, 1); return err })
		for _, topic := range []*rules.Topic{&one, &two} {
			*topic = done(h, h.clerk, func(tx *store.Tx) (rules.Topic, error) { return rules.ReviewTopic(tx, topic.ID, topic.Version) })
		}
		open := func(body, day string) rules.Agenda {
			return done(h, h.clerk, func(tx *store.Tx) (rules.Agenda, error) { return rules.OpenAgenda(tx, body, calendar.MustDate(day)) })
		}
		first, other := open("主任办公会", "2019-12-06"), open("党工委会", "2019-12-06")
		h.refused(h.clerk, rules.AgendaExists, func(tx *store.Tx) error {
			_, err := rules.OpenAgenda(tx, "主任办公会", calendar.MustDate("2019-12-06"))
			return err
		})
		h.refused(h.clerk, rules.OtherBody, func(tx *store.Tx) error {
			_, err := rules.ScheduleTopic(tx, one.ID, one.Version, other.ID)
			return err
		})
		for _, topic := range []*rules.Topic{&one, &two} {
			*topic = done(h, h.clerk, func(tx *store.Tx) (rules.Topic, error) {
				return rules.ScheduleTopic(tx, topic.ID, topic.Version, first.ID)
			})
		}
		decide := func(topic rules.Topic) func(*store.Tx) error {
			return func(tx *store.Tx) error {
				_, err := rules.DecideTopic(tx, topic.ID, topic.Version, rules.Verdict{Outcome: rules.Agreed, Decision: "原则同意"})
				return err
			}
		}
		h.refused(h.principal, rules.AgendaNotYet, decide(one))
		h.at("2019-12-06", 10)
		h.refused(h.head, access.DutyConflict, decide(one))
		h.do(h.principal, decide(one))
		h.refused(h.principal, rules.TopicState, decide(one))
		h.refused(h.clerk, rules.MinutesNeeded, func(tx *store.Tx) error { _, err := rules.CloseAgenda(tx, first.ID, 1, ""); return err })
		done(h, h.clerk, func(tx *store.Tx) (rules.Agenda, error) {
			return rules.CloseAgenda(tx, first.ID, 1, "纪要〔2019〕12号")
		})
		two = get(h, func(r store.Reader) (rules.Topic, error) { return rules.TopicByID(r, h.zone, two.ID) })
		if two.Status != rules.TopicReviewed || two.Carried != 1 || !two.Agenda.IsZero() {
			t.Fatalf("undecided: %+v", two)
		}
		second := open("主任办公会", "2019-12-13")
		on := get(h, func(r store.Reader) ([]rules.Topic, error) { return rules.OnAgenda(r, h.zone, second.ID) })
		if len(on) != 1 || on[0].ID != two.ID || on[0].Status != rules.TopicScheduled {
			t.Fatalf("on the next agenda: %+v", on)
		}
		// With the third meeting already called, a topic left over goes straight to it.
		third := open("主任办公会", "2019-12-20")
		h.at("2019-12-13", 10)
		done(h, h.clerk, func(tx *store.Tx) (rules.Agenda, error) {
			return rules.CloseAgenda(tx, second.ID, 1, "纪要〔2019〕13号")
		})
		two = get(h, func(r store.Reader) (rules.Topic, error) { return rules.TopicByID(r, h.zone, two.ID) })
		if two.Agenda != third.ID || two.Carried != 2 || two.Status != rules.TopicScheduled {
			t.Errorf("%+v", two)
		}
		two = done(h, h.clerk, func(tx *store.Tx) (rules.Topic, error) {
			return rules.ReturnTopic(tx, two.ID, two.Version, "请补充论证")
		})
		h.refused(h.staff2, rules.NotYourTopic, func(tx *store.Tx) error {
			_, err := rules.WithdrawTopic(tx, two.ID, two.Version, "不报了")
			return err
		})
		two = done(h, h.head, func(tx *store.Tx) (rules.Topic, error) {
			return rules.ResubmitTopic(tx, two.ID, two.Version, rules.TopicDraft{Title: "议题二（修改）", Summary: "已补充论证", Body: "主任办公会"})
		})
		if two.Status != rules.TopicSubmitted || two.Number != "议题-2019-000002" {
			t.Errorf("%+v", two)
		}
	})
}

// A request that is not answered in its limit is first in the leader's list
// and reported exactly once (LY-44).
func TestUnansweredRequests(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		h := build(t, db, clock, full)
		ask := func(actor *ident.Actor, d rules.RequestDraft) rules.Request {
			return done(h, actor, func(tx *store.Tx) (rules.Request, error) { return rules.Ask(tx, d) })
		}
		paper := rules.RequestDraft{Kind: rules.RequestPaper, Title: "关于示例事项的请示", Body: "请批示。", To: h.leader.Person}
		slow := ask(h.head, paper)
		paper.Limit = calendar.MustBudget("2wd")
		quick := ask(h.staff, paper)
		report := ask(h.staff, rules.RequestDraft{Kind: rules.ReportPaper, Title: "关于示例工作的报告", Body: "特此报告。", To: h.leader.Person})
		if slow.Number != "请示-2019-000001" || report.Number != "报告-2019-000001" {
			t.Errorf("%s, %s", slow.Number, report.Number)
		}
		h.refused(h.leader, rules.ToOneself, func(tx *store.Tx) error { _, err := rules.Ask(tx, paper); return err })
		h.refused(h.head, rules.NotALeader, func(tx *store.Tx) error {
			wrong := paper
			wrong.To = h.staff.Person
			_, err := rules.Ask(tx, wrong)
			return err
		})
		list := func() []rules.Waiting {
			return get(h, func(r store.Reader) (store.Page[rules.Waiting], error) {
				return rules.Unanswered(r, rules.RequestFilter{Zone: h.zone, Reach: rules.Reach{Actor: h.leader, Scope: access.All}, To: h.leader.Person})
			}).Items
		}
		// Asked on Monday the 2nd: two working days end with the 4th, five with the 9th.
		if l := list(); len(l) != 2 || l[0].Request.ID != quick.ID || l[0].DueOn.String() != "2019-12-04" || l[1].DueOn.String() != "2019-12-09" || l[0].Late(db.Now()) {
			t.Fatalf("%+v", l)
		}
		h.at("2019-12-05", 9)
		for range 3 {
			h.watch()
		}
		if l := list(); h.overdueHeard != 1 || !l[0].Late(db.Now()) || l[1].Late(db.Now()) {
			t.Fatalf("reported %d times; %+v", h.overdueHeard, l)
		}
		h.refused(h.head, rules.NotAddressed, func(tx *store.Tx) error {
			_, err := rules.Reply(tx, quick.ID, quick.Version, rules.AnswerAgreed, "同意")
			return err
		})
		h.refused(h.leader, rules.BadAnswer, func(tx *store.Tx) error {
			_, err := rules.Reply(tx, quick.ID, quick.Version, "maybe", "同意")
			return err
		})
		quick = done(h, h.leader, func(tx *store.Tx) (rules.Request, error) {
			return rules.Reply(tx, quick.ID, quick.Version, rules.AnswerAgreed, "同意，请抓紧办理。")
		})
		if quick.AnsweredBy != h.leader.Person || len(list()) != 1 {
			t.Errorf("%+v, %d left", quick, len(list()))
		}
		h.refused(h.principal, rules.AnsweredAlready, func(tx *store.Tx) error {
			_, err := rules.Reply(tx, quick.ID, quick.Version, rules.AnswerAgreed, "同意")
			return err
		})
		h.refused(h.staff, rules.NotYourRequest, func(tx *store.Tx) error {
			_, err := rules.WithdrawRequest(tx, slow.ID, slow.Version, "不请示了")
			return err
		})
		done(h, h.head, func(tx *store.Tx) (rules.Request, error) {
			return rules.WithdrawRequest(tx, slow.ID, slow.Version, "情况变化")
		})
		h.at("2019-12-20", 9)
		h.watch()
		if h.overdueHeard != 1 || len(list()) != 0 {
			t.Errorf("reported %d, %d waiting", h.overdueHeard, len(list()))
		}
		h.activate(head)
		paper.Limit = calendar.Budget{}
		h.refused(h.head, scheme.NotSet, func(tx *store.Tx) error { _, err := rules.Ask(tx, paper); return err })
	})
}

// The principal leader cannot answer what he asked himself, though he may
// answer for anybody.
func TestNobodyAnswersHimself(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		h := build(t, db, clock, full)
		q := done(h, h.principal, func(tx *store.Tx) (rules.Request, error) {
			return rules.Ask(tx, rules.RequestDraft{Kind: rules.RequestPaper, Title: "征求意见", Body: "请提意见。", To: h.leader.Person})
		})
		h.refused(h.principal, access.DutyConflict, func(tx *store.Tx) error {
			_, err := rules.Reply(tx, q.ID, q.Version, rules.AnswerAgreed, "同意")
			return err
		})
	})
}

// Clocks of other rooms are handed on, not swallowed.
func TestOtherRoomsHearOfTheirClocks(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		h := build(t, db, clock, full)
		h.do(h.founder, func(tx *store.Tx) error {
			_, err := flow.Start(tx, flow.StartInput{Zone: h.zone, Subject: flow.Subject{Kind: "tasks.task", ID: ident.NewID(tx.Now())},
				Rule: flow.Rule{Name: "plan"}, Budget: calendar.MustBudget("1d")})
			if err == nil {
				_, err = rules.Adopt(tx, h.draft("制度-77", "示例", rules.RuleKind))
			}
			return err
		})
		h.at("2019-12-09", 9)
		h.watch()
		h.watch()
		if h.handedOn != 1 || h.overdueHeard != 0 {
			t.Errorf("handed on %d, heard %d", h.handedOn, h.overdueHeard)
		}
	})
}

// Whatever one writes into the library's steps column either becomes steps
// that say the same when written out and read again, or is refused.
func TestStepsAreReadAsWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		roles := []ident.Role{"staff", "dept_head", "party_office", "principal_leader"}
		duty := rapid.SampledFrom([]rules.Duty{rules.Propose, rules.Review, rules.Decide, rules.CarryOut})
		var in []rules.Step
		var text string
		for range rapid.IntRange(1, 6).Draw(t, "steps") {
			s := rules.Step{Action: rapid.SampledFrom([]string{"审核", "会签", "审批", "提交材料"}).Draw(t, "action"), Role: rapid.SampledFrom(roles).Draw(t, "role"),
				Duty: duty.Draw(t, "duty"), Evidence: rapid.SampledFrom([][]string{nil, {"纪要"}, {"纪要", "会签单"}}).Draw(t, "evidence")}
			if rapid.Bool().Draw(t, "limited") {
				s.Limit = calendar.MustBudget("3wd")
			}
			in = append(in, s)
			text += s.String() + "\n"
		}
		out, faults := rules.ParseSteps(text)
		if err := faults.Err(); err != nil {
			t.Fatal(err)
		}
		if len(out) != len(in) {
			t.Fatalf("%d steps of %d", len(out), len(in))
		}
		for i := range in {
			if out[i].String() != in[i].String() {
				t.Fatalf("%s became %s", in[i], out[i])
			}
		}
	})
}

func FuzzParseSteps(f *testing.F) {
	f.Add("部门负责人|审核|审核|2wd|会签单\n主要领导|审批")
	f.Add("|;｜；||||\x00")
	f.Fuzz(func(t *testing.T, text string) {
		steps, faults := rules.ParseSteps(text)
		if faults.Err() == nil && len(steps) > 0 {
			for _, s := range steps {
				_ = s.String()
			}
		}
	})
}
