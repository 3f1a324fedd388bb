package scheme_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/engine/scheme"
	"github.com/jingkai-zone/jingkai/internal/store"
	"github.com/jingkai-zone/jingkai/internal/store/storetest"
)

// office is a zone with two people who may deal with its scheme.
type office struct {
	t     *testing.T
	db    *store.DB
	clock *storetest.Clock
	zone  int64
	a, b  *ident.Actor // 测试甲 proposes, 测试乙 activates
}

func newOffice(t *testing.T, db *store.DB, clock *storetest.Clock) *office {
	person := func(name string) *ident.Actor {
		return &ident.Actor{Name: name, Zone: 7, Home: 7, Account: ident.NewID(db.Now()), Person: ident.NewID(db.Now())}
	}
	return &office{t: t, db: db, clock: clock, zone: 7, a: person("测试甲"), b: person("测试乙")}
}

// text is a made-up scheme; more are further lines of its header.
func text(line int, more ...string) string {
	s := "scheme:\n  id: made-up\n  zone: example\n  title: {zh: 示例方案, en: Made-up scheme}\n"
	if !strings.Contains(strings.Join(more, ""), "status:") {
		s += "  status: final\n"
	}
	for _, m := range more {
		s += "  " + m + "\n"
	}
	return s + fmt.Sprintf("sample: {red: {line: %d}}\n", line)
}

func do[T any](o *office, actor *ident.Actor, fn func(*store.Tx) (T, error)) (T, error) {
	var out T
	err := o.db.Write(context.Background(), actor, func(tx *store.Tx) (err error) {
		out, err = fn(tx)
		return err
	})
	return out, err
}

func (o *office) propose(text string) scheme.Version {
	o.t.Helper()
	v, err := o.tryPropose(scheme.Proposal{Zone: o.zone, Text: text, Reason: "示例理由"})
	if err != nil {
		o.t.Fatal(err)
	}
	return v
}

func (o *office) tryPropose(p scheme.Proposal) (scheme.Version, error) {
	return do(o, o.a, func(tx *store.Tx) (scheme.Version, error) { return scheme.Propose(tx, p) })
}

func (o *office) tryActivate(by *ident.Actor, v scheme.Version) (scheme.Version, error) {
	return do(o, by, func(tx *store.Tx) (scheme.Version, error) {
		return scheme.Activate(tx, v.ID, v.Version, "同意施行")
	})
}

func (o *office) activate(text string) scheme.Version {
	o.t.Helper()
	v, err := o.tryActivate(o.b, o.propose(text))
	if err != nil {
		o.t.Fatal(err)
	}
	return v
}

func (o *office) withdraw(v scheme.Version) (scheme.Version, error) {
	return do(o, o.a, func(tx *store.Tx) (scheme.Version, error) {
		return scheme.Withdraw(tx, v.ID, v.Version, "示例撤回")
	})
}

// use notes a kept result; the draft gives the transaction its ledger entry.
func (o *office) use(v scheme.Version, day string) error {
	_, err := do(o, o.a, func(tx *store.Tx) (scheme.Version, error) {
		if err := scheme.Use(tx, o.zone, v.ID, calendar.MustDate(day)); err != nil {
			return scheme.Version{}, err
		}
		return scheme.SaveDraft(tx, scheme.Proposal{Zone: o.zone, Text: "# 随手记"})
	})
	return err
}

func (o *office) at(day string) (doc *scheme.Doc, err error) {
	err = o.db.Read(context.Background(), func(r *store.Snapshot) (err error) {
		doc, err = scheme.At(r, o.zone, calendar.MustDate(day))
		return err
	})
	return doc, err
}

// noOn gives the number of the version of a day, or the code of the refusal.
func (o *office) noOn(day string) string {
	doc, err := o.at(day)
	if refusal, ok := fault.As(err); ok {
		return refusal.Code.Name
	}
	if err != nil {
		o.t.Fatal(err)
	}
	return fmt.Sprint(doc.No)
}

func (o *office) days(want map[string]string) {
	o.t.Helper()
	got := map[string]string{}
	for day := range want {
		got[day] = o.noOn(day)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		o.t.Errorf("versions by day (-want +got):\n%s", diff)
	}
}

func refused(t *testing.T, err error, code *fault.Code) {
	t.Helper()
	if !code.Is(err) {
		t.Errorf("want %s, got %v", code.Name, err)
	}
}

// each runs a test on both engines. The clock stands at 2019-12-02, 09:00.
func each(t *testing.T, fn func(*testing.T, *office)) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) { fn(t, newOffice(t, db, clock)) })
}

func TestProposeActivateAndFind(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		o.days(map[string]string{"2019-12-02": "scheme.none_in_force"})
		first := o.propose(text(90))
		if first.No != 1 || first.State != scheme.Proposed || !first.EffectiveFrom.IsZero() || len(first.Digest) != 64 {
			t.Errorf("proposed: %+v", first)
		}
		o.days(map[string]string{"2019-12-02": "scheme.none_in_force"})
		active, err := o.tryActivate(o.b, first)
		if err != nil {
			t.Fatal(err)
		}
		if active.State != scheme.Active || active.EffectiveFrom.String() != "2019-12-02" ||
			active.Proposed.Name != "测试甲" || active.Activated.Name != "测试乙" || active.Activated.Reason != "同意施行" {
			t.Errorf("activated: %+v", active)
		}
		o.days(map[string]string{"2019-12-01": "scheme.none_in_force", "2019-12-02": "1", "2030-01-01": "1"})
		doc, err := o.at("2019-12-31")
		if err != nil || doc.Version != first.ID || doc.Label.ZH != "示例方案第1版" || doc.Label.EN != "Made-up scheme, version 1" {
			t.Errorf("%+v %v", doc, err)
		}
		if again, _ := o.at("2019-12-31"); again != doc {
			t.Error("a version is parsed once")
		}
	})
}

func TestTwoPersonRule(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		v := o.propose(text(90))
		_, err := o.tryActivate(o.a, v)
		refused(t, err, scheme.SameHand)
		// Another account of the same person is the same hand.
		_, err = o.tryActivate(&ident.Actor{Name: "测试甲", Zone: 7, Account: ident.NewID(o.db.Now()), Person: o.a.Person}, v)
		refused(t, err, scheme.SameHand)
		// So is the program itself for what it proposed.
		own, err := do(o, ident.System(7), func(tx *store.Tx) (scheme.Version, error) {
			return scheme.Propose(tx, scheme.Proposal{Zone: 7, Text: text(80), Reason: "示例"})
		})
		if err != nil {
			t.Fatal(err)
		}
		_, err = o.tryActivate(ident.System(7), own)
		refused(t, err, scheme.SameHand)
		// Who wrote the draft does not activate it either, though another proposed it.
		draft, err := do(o, o.b, func(tx *store.Tx) (scheme.Version, error) {
			return scheme.SaveDraft(tx, scheme.Proposal{Zone: 7, Text: text(70)})
		})
		if err != nil {
			t.Fatal(err)
		}
		proposed, err := o.tryPropose(scheme.Proposal{Zone: 7, Draft: draft.ID, DraftVersion: draft.Version, Text: text(70), Reason: "示例"})
		if err != nil {
			t.Fatal(err)
		}
		if _, err = o.tryActivate(o.b, proposed); fault.KindOf(err) == fault.Internal || err == nil {
			t.Errorf("the author of the draft activates it: %v", err)
		}
		o.days(map[string]string{"2019-12-02": "scheme.none_in_force"})
	})
}

func TestRefusedProposals(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		cases := map[string]struct {
			p    scheme.Proposal
			code *fault.Code
		}{
			"faulty text": {scheme.Proposal{Zone: 7, Text: text(101) + "nonsense: 1\n", Reason: "示例"}, scheme.Faulty},
			"no reason":   {scheme.Proposal{Zone: 7, Text: text(90), Reason: "  "}, scheme.NoReason},
			"long reason": {scheme.Proposal{Zone: 7, Text: text(90), Reason: strings.Repeat("长", 501)}, scheme.NoReason},
			"other zone":  {scheme.Proposal{Zone: 7, Slug: "shili", Text: text(90), Reason: "示例"}, scheme.OtherZone},
			"NUL":         {scheme.Proposal{Zone: 7, Text: text(90) + "#\x00", Reason: "示例"}, scheme.Faulty},
			"no such draft": {scheme.Proposal{Zone: 7, Text: text(90), Reason: "示例", Draft: ident.NewID(o.db.Now()), DraftVersion: 1},
				scheme.NoVersion},
		}
		for name, c := range cases {
			_, err := o.tryPropose(c.p)
			if !c.code.Is(err) {
				t.Errorf("%s: %v", name, err)
			}
		}
		_, err := o.tryPropose(cases["faulty text"].p)
		if refusal, _ := fault.As(err); refusal == nil || len(refusal.Details) != 2 || refusal.Details[0].Location != "sample.red.line" {
			t.Errorf("every error is a detail at its path: %v", err)
		}
		if _, err := o.tryPropose(scheme.Proposal{Zone: 8, Text: text(90), Reason: "示例"}); fault.KindOf(err) != fault.Internal {
			t.Errorf("another zone's scheme: %v", err)
		}
		// Refused proposals draw no number.
		if v := o.activate(text(90)); v.No != 1 {
			t.Errorf("number %d", v.No)
		}
		_, err = o.tryPropose(scheme.Proposal{Zone: 7, Text: "# other words, same rules\n" + text(90), Reason: "示例"})
		refused(t, err, scheme.SameText)
	})
}

func TestChangeNeverAltersThePast(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		// The first version may begin in the past: before it there was nothing.
		first := o.activate(text(90, "effective_from: 2019-11-01"))
		o.days(map[string]string{"2019-10-31": "scheme.none_in_force", "2019-11-01": "1"})
		_, err := o.tryActivate(o.b, o.propose(text(80, "effective_from: 2019-12-01")))
		refused(t, err, scheme.InThePast)
		// A result for the end of December is kept.
		if err := o.use(first, "2019-12-31"); err != nil {
			t.Fatal(err)
		}
		if err := o.use(first, "2019-12-05"); err != nil {
			t.Fatal("an earlier day does not shorten the use:", err)
		}
		_, err = o.tryActivate(o.b, o.propose(text(80, "effective_from: 2019-12-31")))
		refused(t, err, scheme.AlreadyUsed)
		second := o.activate(text(80, "effective_from: 2020-01-01"))
		o.days(map[string]string{"2019-12-31": "1", "2020-01-01": "4"})
		// The first can no longer be used for a day that is not its own.
		refused(t, o.use(first, "2020-01-01"), scheme.NotThatDay)
		if err := o.use(first, "2019-12-15"); err != nil {
			t.Error("recomputing a past day:", err)
		}
		refused(t, o.use(second, "2019-12-31"), scheme.NotThatDay)
		// What was computed keeps its version.
		err = o.db.Read(context.Background(), func(r *store.Snapshot) error {
			doc, err := scheme.ByID(r, o.zone, first.ID)
			if err == nil && (doc.No != 1 || doc.Version != first.ID) {
				t.Errorf("%+v", doc)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	})
}

func TestPlannedVersions(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		o.activate(text(90))
		planned := o.activate(text(80, "effective_from: 2020-03-01"))
		o.days(map[string]string{"2020-02-29": "1", "2020-03-01": "2"})
		_, err := o.tryActivate(o.b, o.propose(text(70, "effective_from: 2020-02-01")))
		refused(t, err, scheme.LaterPlanned)
		// On the same day the later activation counts.
		correction := o.activate(text(60, "effective_from: 2020-03-01"))
		o.days(map[string]string{"2020-02-29": "1", "2020-03-01": "4"})
		// Withdrawing it puts back what it replaced, one step at a time.
		if _, err := o.withdraw(correction); err != nil {
			t.Fatal(err)
		}
		o.days(map[string]string{"2020-02-29": "1", "2020-03-01": "2", "2030-01-01": "2"})
		planned = o.get(planned.ID)
		if _, err := o.withdraw(planned); err != nil {
			t.Fatal(err)
		}
		o.days(map[string]string{"2020-02-29": "1", "2020-03-01": "1", "2030-01-01": "1"})
		// What is in force cannot be withdrawn.
		_, err = o.withdraw(o.list()[len(o.list())-1])
		refused(t, err, scheme.NotWithdrawable)
		var standings []string
		for _, v := range o.list() {
			standings = append(standings, fmt.Sprintf("%d %s %s", v.No, v.State, v.StandingOn(calendar.MustDate("2019-12-02"))))
		}
		want := []string{"4 withdrawn withdrawn", "3 proposed not_activated", "2 withdrawn withdrawn", "1 active in_force"}
		if diff := cmp.Diff(want, standings); diff != "" {
			t.Error(diff)
		}
	})
}

func (o *office) list() (out []scheme.Version) {
	o.t.Helper()
	err := o.db.Read(context.Background(), func(r *store.Snapshot) (err error) {
		out, err = scheme.List(r, o.zone)
		return err
	})
	if err != nil {
		o.t.Fatal(err)
	}
	return out
}

func (o *office) get(id ident.ID) scheme.Version {
	o.t.Helper()
	for _, v := range o.list() {
		if v.ID == id {
			return v
		}
	}
	o.t.Fatal("no such version")
	return scheme.Version{}
}

func TestTrialLapses(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		trial := o.activate(text(90, "status: trial", "trial_until: 2019-12-31"))
		if !strings.HasSuffix(trial.Label().ZH, "（试行）") {
			t.Error(trial.Label())
		}
		o.days(map[string]string{"2019-12-31": "1", "2020-01-01": "scheme.trial_ended"})
		_, err := o.at("2020-01-01")
		if refusal, _ := fault.As(err); refusal == nil || !strings.Contains(refusal.Text(fault.Chinese), "2019-12-31") {
			t.Errorf("the refusal names the end: %v", err)
		}
		if s := trial.StandingOn(calendar.MustDate("2020-01-01")); s != scheme.Lapsed {
			t.Errorf("standing %s", s)
		}
		// A trial that would be over before it begins is refused.
		_, err = o.tryActivate(o.b, o.propose(text(80, "status: trial", "trial_until: 2019-12-01")))
		refused(t, err, scheme.TrialOver)
		// Renewed in the middle of January, the gap stays a gap.
		o.clock.Set(time.Date(2020, 1, 15, 1, 0, 0, 0, time.UTC))
		o.activate(text(90, "status: trial", "trial_until: 2020-06-30"))
		o.days(map[string]string{"2019-12-31": "1", "2020-01-01": "scheme.trial_ended", "2020-01-14": "scheme.trial_ended",
			"2020-01-15": "3", "2020-06-30": "3", "2020-07-01": "scheme.trial_ended"})
	})
}

func TestStaleAndRepeated(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		v := o.propose(text(90))
		old := v
		old.Version--
		_, err := o.tryActivate(o.b, old)
		refused(t, err, store.Stale)
		active, err := o.tryActivate(o.b, v)
		if err != nil {
			t.Fatal(err)
		}
		_, err = o.tryActivate(o.b, active)
		refused(t, err, scheme.NotProposed)
		_, err = o.withdraw(active)
		refused(t, err, scheme.NotWithdrawable)
		_, err = o.tryActivate(o.b, scheme.Version{ID: ident.NewID(o.db.Now())})
		refused(t, err, scheme.NoVersion)
	})
}

func TestDrafts(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		save := func(p scheme.Proposal) (scheme.Version, error) {
			p.Zone = o.zone
			return do(o, o.a, func(tx *store.Tx) (scheme.Version, error) { return scheme.SaveDraft(tx, p) })
		}
		draft, err := save(scheme.Proposal{Text: "scheme: [unfinished"})
		if err != nil || draft.State != scheme.Draft || draft.No != 0 {
			t.Fatalf("%+v %v", draft, err)
		}
		_, err = save(scheme.Proposal{Text: "\xff"})
		refused(t, err, scheme.Faulty)
		second, err := save(scheme.Proposal{Draft: draft.ID, DraftVersion: draft.Version, Text: text(90)})
		if err != nil || second.Version != 2 {
			t.Fatalf("%+v %v", second, err)
		}
		_, err = save(scheme.Proposal{Draft: draft.ID, DraftVersion: draft.Version, Text: text(80)})
		refused(t, err, store.Stale)
		proposed, err := o.tryPropose(scheme.Proposal{Zone: 7, Draft: draft.ID, DraftVersion: second.Version, Text: text(90), Reason: "示例"})
		if err != nil || proposed.No != 1 || proposed.ID != draft.ID {
			t.Fatalf("%+v %v", proposed, err)
		}
		_, err = save(scheme.Proposal{Draft: draft.ID, DraftVersion: proposed.Version, Text: text(80)})
		refused(t, err, scheme.NotDraft)
		err = o.db.Read(context.Background(), func(r *store.Snapshot) error {
			kept, err := scheme.TextOf(r, o.zone, draft.ID)
			if kept != text(90) {
				t.Errorf("the text is kept as it was proposed, got %q", kept)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	})
}

// Two activations at once: one passes, the zone has one active version.
func TestConcurrentActivations(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		for _, base := range []bool{false, true} {
			if base {
				o.clock.Set(o.clock.Now().AddDate(0, 1, 0))
			}
			var versions []scheme.Version
			for i := range 4 {
				line := 10 + i
				if base {
					line += 50
				}
				versions = append(versions, o.propose(text(line)))
			}
			var wg sync.WaitGroup
			errs := make([]error, len(versions))
			for i, v := range versions {
				wg.Add(1)
				go func() {
					defer wg.Done()
					_, errs[i] = o.tryActivate(o.b, v)
				}()
			}
			wg.Wait()
			for _, err := range errs {
				if err != nil && !store.Stale.Is(err) {
					t.Errorf("unexpected: %v", err)
				}
			}
			active := 0
			for _, v := range o.list() {
				if v.State == scheme.Active {
					active++
				}
			}
			if active != 1 || allFailed(errs) {
				t.Errorf("%d active versions, errors %v", active, errs)
			}
		}
	})
}

func allFailed(errs []error) bool {
	for _, err := range errs {
		if err == nil {
			return false
		}
	}
	return true
}

// Another zone's versions are never seen.
func TestZonesAreApart(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		v := o.activate(text(90))
		err := o.db.Read(context.Background(), func(r *store.Snapshot) error {
			if _, err := scheme.At(r, 8, calendar.MustDate("2019-12-02")); !scheme.NoneInForce.Is(err) {
				t.Errorf("at: %v", err)
			}
			if _, err := scheme.ByID(r, 8, v.ID); !scheme.NoVersion.Is(err) {
				t.Errorf("by id: %v", err)
			}
			if _, err := scheme.TextOf(r, 8, v.ID); !scheme.NoVersion.Is(err) {
				t.Errorf("text: %v", err)
			}
			list, err := scheme.List(r, 8)
			if len(list) != 0 {
				t.Errorf("list: %v", list)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
		stranger := &ident.Actor{Name: "测试丙", Zone: 8, Account: ident.NewID(o.db.Now()), Person: ident.NewID(o.db.Now())}
		_, err = o.tryActivate(stranger, v)
		refused(t, err, scheme.NoVersion)
	})
}
