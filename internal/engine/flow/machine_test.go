package flow_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/engine/flow"
)

func approval(t testing.TB) *flow.Machine {
	t.Helper()
	text, err := os.ReadFile("testdata/approval.yaml")
	if err != nil {
		t.Fatal(err)
	}
	m, err := flow.Build(text)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

var (
	jia  = ident.MustID("01900000-0000-7000-8000-00000000000a") // 测试甲
	yi   = ident.MustID("01900000-0000-7000-8000-00000000000b") // 测试乙
	day  = calendar.MustDate
	full = flow.Facts{"papers_complete": true, "deferrable_missing": 0, "fee_fen": int64(0), "sealed_on": day("2026-09-10"), "class": "A"}
)

func with(changes flow.Facts) flow.Facts {
	f := flow.Facts{}
	for k, v := range full {
		f[k] = v
	}
	for k, v := range changes {
		f[k] = v
	}
	return f
}

func TestNext(t *testing.T) {
	m := approval(t)
	accepted := flow.Case{State: "accepted", Done: []flow.Done{{Duty: "accept", Person: jia}}}
	clerk, approver := flow.Who{Person: jia, Roles: []ident.Role{"clerk"}}, flow.Who{Person: yi, Roles: []ident.Role{"approver"}}
	both := flow.Who{Person: jia, Roles: []ident.Role{"clerk", "approver"}}
	for _, c := range []struct {
		name  string
		from  flow.Case
		move  flow.Move
		to    string
		codes []*fault.Code
	}{
		{"accept", m.New(), flow.Move{Action: "accept", Who: clerk, Facts: full, Evidence: []string{"receipt"}}, "accepted", nil},
		{"no such action", m.New(), flow.Move{Action: "eat", Who: clerk}, "", []*fault.Code{flow.UnknownAction}},
		{"state of another workflow", flow.Case{State: "gone"}, flow.Move{Action: "accept", Who: clerk}, "", []*fault.Code{flow.UnknownState}},
		{"too late", accepted, flow.Move{Action: "accept", Who: clerk, Facts: full}, "", []*fault.Code{flow.WrongState}},
		{"another's work", m.New(), flow.Move{Action: "accept", Who: approver, Facts: full}, "", []*fault.Code{flow.WrongRole}},
		{"nobody", m.New(), flow.Move{Action: "accept", Who: flow.Who{Roles: []ident.Role{"clerk"}}, Facts: full}, "", []*fault.Code{flow.NoPerson}},
		{"accept and approve by one person", accepted, flow.Move{Action: "decide", Who: both, Facts: full, Evidence: []string{"decision"}}, "", []*fault.Code{flow.Exclusive}},
		{"accept and approve by two", accepted, flow.Move{Action: "decide", Who: approver, Facts: full, Evidence: []string{"decision"}}, "decided", nil},
		{"everything missing is told at once", accepted, flow.Move{Action: "decide", Who: approver, Facts: with(flow.Facts{"fee_fen": 100})}, "",
			[]*fault.Code{flow.NotMet, flow.NoEvidence}},
		{"gate closed", m.New(), flow.Move{Action: "accept", Who: clerk, Facts: with(flow.Facts{"papers_complete": false}), Evidence: []string{"receipt"}}, "",
			[]*fault.Code{flow.NotMet}},
		{"gate opened by a promise", m.New(), flow.Move{Action: "accept", Who: clerk,
			Facts: with(flow.Facts{"papers_complete": false, "deferrable_missing": 1}), Evidence: []string{"receipt"}}, "accepted", nil},
		{"promise of the wrong class", m.New(), flow.Move{Action: "accept", Who: clerk,
			Facts: with(flow.Facts{"papers_complete": false, "deferrable_missing": 1, "class": "C"}), Evidence: []string{"receipt"}}, "",
			[]*fault.Code{flow.NotMet}},
		{"not sealed", flow.Case{State: "decided"}, flow.Move{Action: "issue", Who: clerk, Facts: with(flow.Facts{"sealed_on": calendar.Date{}})}, "",
			[]*fault.Code{flow.NotMet}},
		{"a fact of another type", flow.Case{State: "decided"}, flow.Move{Action: "issue", Who: clerk, Facts: with(flow.Facts{"sealed_on": "2026-09-10"})}, "",
			[]*fault.Code{flow.MissingFact}},
		{"a fact nobody supplied", accepted, flow.Move{Action: "decide", Who: approver, Evidence: []string{"decision"}}, "",
			[]*fault.Code{flow.MissingFact}},
		{"no reason", accepted, flow.Move{Action: "withdraw", Who: clerk, Facts: full, Reason: "  "}, "", []*fault.Code{flow.NoReason}},
		{"with a reason", accepted, flow.Move{Action: "withdraw", Who: clerk, Facts: full, Reason: "申请人撤回"}, "withdrawn", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			next, out, err := m.Next(c.from, c.move)
			for _, code := range c.codes {
				if !code.Is(err) {
					t.Fatalf("refused with %v, want %s", err, code.Name)
				}
			}
			if c.codes != nil {
				if next.State != c.from.State || out.Action != "" {
					t.Fatal("a refused move moved the case")
				}
				return
			}
			if err != nil || next.State != c.to || out.To != c.to || out.From != c.from.State {
				t.Fatalf("went to %q: %v", next.State, err)
			}
		})
	}
	// What follows from acceptance.
	next, out, _ := m.Next(m.New(), flow.Move{Action: "accept", Who: clerk, Facts: full, Evidence: []string{"receipt"}})
	if !slices.Equal(out.Effects, []string{"print_receipt"}) || !slices.Equal(out.Clocks, []flow.Step{{Clock: "decision", Do: flow.DoStart}}) {
		t.Errorf("outcome %+v", out)
	}
	if !slices.Equal(next.Done, []flow.Done{{Duty: "accept", Person: jia}}) {
		t.Errorf("done %+v", next.Done)
	}
}

func TestOffered(t *testing.T) {
	m := approval(t)
	c := flow.Case{State: "accepted", Done: []flow.Done{{Duty: "accept", Person: jia}}}
	offers, err := m.Offered(c, flow.Who{Person: jia, Roles: []ident.Role{"clerk", "approver"}}, with(flow.Facts{"fee_fen": 50}))
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]flow.Offer{}
	var order []string
	for _, o := range offers {
		got[o.Action] = o
		order = append(order, o.Action)
	}
	if !slices.Equal(order, []string{"hold_hearing", "extend", "decide", "withdraw"}) {
		t.Errorf("offered %v", order)
	}
	if o := got["withdraw"]; !o.Allowed || !o.Reason || len(o.Why) != 0 {
		t.Errorf("withdraw: %+v", o)
	}
	if o := got["extend"]; o.Allowed || len(o.Why) != 1 || !strings.Contains(o.Why[0].ZH, "角色") {
		t.Errorf("extend: %+v", o)
	}
	want := "您已经办理过本案的“受理”，不能再办理“审批”，请由他人办理。"
	if o := got["decide"]; o.Allowed || len(o.Why) != 1 || o.Why[0].ZH != want {
		t.Errorf("decide by the acceptor: %+v", o)
	}
	offers, err = m.Offered(c, flow.Who{Person: yi, Roles: []ident.Role{"approver"}}, with(flow.Facts{"fee_fen": 50}))
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range offers {
		if o.Action == "decide" && (o.Allowed || o.Why[0].EN != "The fee must be zero or above one yuan." || o.Evidence[0].Name != "decision") {
			t.Errorf("decide with a wrong fee: %+v", o)
		}
	}
}

// Whatever is tried, an offer and an attempt agree, a case only goes where the
// definition says, and nobody ever does two exclusive duties.
func TestWalks(t *testing.T) {
	m := approval(t)
	def := m.Definition()
	rapid.Check(t, func(t *rapid.T) {
		c := m.New()
		for range rapid.IntRange(1, 12).Draw(t, "steps") {
			who := flow.Who{Person: rapid.SampledFrom([]ident.ID{jia, yi}).Draw(t, "who"),
				Roles: rapid.SliceOfN(rapid.SampledFrom([]ident.Role{"clerk", "approver", "head", "keeper"}), 0, 4).Draw(t, "roles")}
			facts := with(flow.Facts{"papers_complete": rapid.Bool().Draw(t, "papers"), "fee_fen": rapid.IntRange(0, 200).Draw(t, "fee")})
			action := rapid.SampledFrom(def.Actions).Draw(t, "action")
			offers, err := m.Offered(c, who, facts)
			if err != nil {
				t.Fatal(err)
			}
			i := slices.IndexFunc(offers, func(o flow.Offer) bool { return o.Action == action.Name })
			next, _, err := m.Next(c, flow.Move{Action: action.Name, Who: who, Facts: facts, Evidence: action.Evidence, Reason: "示例理由"})
			if allowed := i >= 0 && offers[i].Allowed; allowed != (err == nil) {
				t.Fatalf("%s offered %v but tried with %v", action.Name, allowed, err)
			}
			if err != nil {
				continue
			}
			if !slices.Contains(action.From, c.State) || next.State != action.To {
				t.Fatalf("%s led from %s to %s", action.Name, c.State, next.State)
			}
			c = next
			for _, p := range def.Exclusive {
				for _, person := range []ident.ID{jia, yi} {
					if slices.Contains(c.Done, flow.Done{Duty: p[0], Person: person}) && slices.Contains(c.Done, flow.Done{Duty: p[1], Person: person}) {
						t.Fatalf("one person did both %s and %s", p[0], p[1])
					}
				}
			}
		}
	})
}

func BenchmarkNext(b *testing.B) {
	m := approval(b)
	c := flow.Case{State: "accepted", Done: []flow.Done{{Duty: "accept", Person: jia}}}
	move := flow.Move{Action: "decide", Who: flow.Who{Person: yi, Roles: []ident.Role{"approver"}}, Facts: full, Evidence: []string{"decision"}}
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := m.Next(c, move); err != nil {
			b.Fatal(err)
		}
	}
}
