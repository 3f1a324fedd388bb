package access

import (
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
)

var (
	unitA   = ident.MustID("01900000-0000-7000-8000-00000000000a")
	unitB   = ident.MustID("01900000-0000-7000-8000-00000000000b")
	personA = ident.MustID("01900000-0000-7000-8000-0000000000aa")
	personB = ident.MustID("01900000-0000-7000-8000-0000000000bb")
)

func engine(t testing.TB) *Engine {
	t.Helper()
	e, err := New()
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// who makes an actor of unit A and person A in zone 1, with a second factor.
func who(held ...ident.Role) *ident.Actor {
	return &ident.Actor{Account: ident.MustID("01900000-0000-7000-8000-000000000001"), Name: "测试甲",
		Zone: 1, Home: 1, Unit: unitA, Person: personA, Roles: held, Factors: 2}
}

func TestPoliciesAndCatalogueAgree(t *testing.T) {
	for _, gap := range engine(t).Gaps() {
		t.Error(gap)
	}
}

// The test above can fail: a policy for nothing, and an action for nobody.
func TestGapsAreFound(t *testing.T) {
	list, err := readPolicies("test.cedar", []byte(`permit (principal in Role::"staff", action == Action::"goals.fly", resource);`))
	if err != nil {
		t.Fatal(err)
	}
	e, err := build(list)
	if err != nil {
		t.Fatal(err)
	}
	gaps := strings.Join(e.Gaps(), "\n")
	for _, want := range []string{"names the undeclared action goals.fly", "no policy grants the action goals.read"} {
		if !strings.Contains(gaps, want) {
			t.Errorf("missing %q in:\n%s", want, gaps)
		}
	}
}

func TestPolicyFilesAreRefusedWhenWrong(t *testing.T) {
	for name, text := range map[string]string{
		"unknown role":       `permit (principal in Role::"king", action == Action::"goals.read", resource);`,
		"unknown role in if": `permit (principal, action == Action::"goals.read", resource) when { principal in Role::"king" };`,
		"permit of all":      `permit (principal in Role::"staff", action, resource);`,
		"syntax":             `permit (principal in Role::"staff"`,
	} {
		if _, err := readPolicies("test.cedar", []byte(text)); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

// A policy is read by lawyers: a Chinese comment stands above each.
func TestEveryPolicyHasAChineseComment(t *testing.T) {
	files, err := policyFiles.ReadDir("policies")
	if err != nil {
		t.Fatal(err)
	}
	policies := 0
	for _, f := range files {
		text, err := policyFiles.ReadFile("policies/" + f.Name())
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(string(text), "\n")
		for i, line := range lines {
			if !strings.HasPrefix(line, "permit") && !strings.HasPrefix(line, "forbid") {
				continue
			}
			policies++
			if i == 0 || !strings.HasPrefix(lines[i-1], "// ") || !strings.ContainsFunc(lines[i-1], isHan) {
				t.Errorf("%s:%d: no Chinese comment above", f.Name(), i+1)
			}
		}
	}
	if policies < 20 {
		t.Errorf("only %d policies seen", policies)
	}
}

func isHan(r rune) bool { return unicode.Is(unicode.Han, r) }

// One row per principle of the organisation: who, what, on whose record.
func TestGrants(t *testing.T) {
	e := engine(t)
	var (
		own    = Resource{Zone: 1, Unit: unitA, Person: personA}
		mate   = Resource{Zone: 1, Unit: unitA, Person: personB}
		other  = Resource{Zone: 1, Unit: unitB, Person: personB}
		none   = Resource{Zone: 1}
		away   = Resource{Zone: 2, Unit: unitA, Person: personA}
		record = Resource{Zone: 1, Unit: unitB, Person: personB, Kind: KindPerson}
	)
	for _, c := range []struct {
		role   ident.Role
		action string
		res    Resource
		want   bool
	}{
		{"principal_leader", "board.confirm", none, true},
		{"principal_leader", "board.read", record, true},
		{"principal_leader", "scheme.activate", none, true},
		{"principal_leader", "scheme.propose", none, false},
		{"principal_leader", "issue.decide", other, true},
		{"principal_leader", "board.compute", none, false},
		{"leader", "board.decide_objection", other, true},
		{"leader", "board.decide_objection", own, false}, // nobody decides about himself
		{"leader", "board.confirm", none, false},
		{"dept_head", "tasks.report", mate, true},
		{"dept_head", "tasks.report", other, false},
		{"dept_head", "rectification.accept", other, false},
		{"staff", "tasks.report", own, true},
		{"staff", "tasks.report", mate, false},
		{"staff", "tasks.read", mate, true},
		{"staff", "board.read", own, true},
		{"staff", "board.read", mate, false}, // never a colleague's sub-scores
		{"staff", "tasks.read", Resource{Zone: 1, Unit: unitA, Person: personB, Kind: KindPerson}, false},
		{"party_office", "goals.edit", none, true},
		{"party_office", "board.publish", none, true},
		{"party_office", "fact.verify", other, false}, // never edits facts
		{"supervision", "board.compute", none, true},
		{"supervision", "board.confirm", none, false},
		{"supervision", "rectification.accept", other, true},
		{"supervision", "rectification.accept", mate, false}, // own unit's rectification
		{"discipline", "audit.search", none, true},
		{"discipline", "people.read", record, true},
		{"discipline", "people.write", record, false},
		{"appraisal_office", "fact.verify", other, true},
		{"appraisal_office", "fact.verify", own, false},
		{"system_admin", "account.create", none, true},
		{"system_admin", "account.role.grant", none, false},
		{"system_admin", "goals.read", none, false},
		{"security_admin", "account.role.grant", other, true},
		{"security_admin", "account.role.grant", own, false},
		{"security_admin", "account.create", none, false},
		{"auditor", "ledger.export", none, true},
		{"auditor", "tasks.read", own, false},
		{"city_supervisor", "board.read", other, true},
		{"city_supervisor", "board.read", record, false},
		{"city_supervisor", "people.read", other, false},
		{"visitor", "publication.read", none, true},
		{"visitor", "org.read", none, false},
		{"no_such_role", "org.read", none, false},
		{"staff", "tasks.report", away, false},
		{"principal_leader", "tasks.read", away, false},
		{"staff", "tasks.report", none, false}, // nobody's record is not one's own
		{"staff", "no.such_action", own, false},
	} {
		if got := e.Allowed(who(c.role), c.action, c.res); got != c.want {
			t.Errorf("%s %s %+v: allowed %v, want %v", c.role, c.action, c.res, got, c.want)
		}
	}
}

// An account without unit and person owns no record without unit and person.
func TestNobodyOwnsNothing(t *testing.T) {
	actor := who("staff", "dept_head")
	actor.Unit, actor.Person = ident.ID{}, ident.ID{}
	if engine(t).Allowed(actor, "tasks.report", Resource{Zone: 1}) {
		t.Error("a record of nobody passed as one's own")
	}
}

func TestAdministratorsTouchNoBusiness(t *testing.T) {
	e := engine(t)
	for role, rooms := range map[ident.Role][]string{
		"system_admin":   {"account", "notify", "demo"},
		"security_admin": {"account", "notify"},
		"auditor":        {"account", "notify", "ledger", "audit"},
	} {
		for _, action := range e.Actions(who(role)) {
			room, _, _ := strings.Cut(action, ".")
			if !slices.Contains(rooms, room) {
				t.Errorf("%s may %s", role, action)
			}
		}
	}
	if got := e.Actions(who("auditor")); !slices.Equal(got, []string{"account.self", "audit.search",
		"ledger.export", "ledger.read", "ledger.verify", "notify.read"}) {
		t.Errorf("the auditor may %v", got)
	}
}

func TestPublicSeesOnlyPublications(t *testing.T) {
	e := engine(t)
	for _, actor := range []*ident.Actor{nil, {Zone: 1, Roles: []ident.Role{Visitor}, Factors: 1}} {
		if got := e.Actions(actor); !slices.Equal(got, []string{"publication.read"}) {
			t.Errorf("the public may %v", got)
		}
	}
}

func TestThreeAdministratorsExcludeEachOtherAndEverything(t *testing.T) {
	admins := []ident.Role{"system_admin", "security_admin", "auditor"}
	for _, a := range admins {
		for _, b := range admins {
			if got := Exclusive(a, b); got != (a != b) {
				t.Errorf("Exclusive(%s, %s) = %v", a, b, got)
			}
		}
		for _, r := range Roles() {
			if r.Name != a && (!Exclusive(a, r.Name) || !Exclusive(r.Name, a)) {
				t.Errorf("%s goes with %s", a, r.Name)
			}
		}
	}
	if Exclusive("leader", "dept_head") {
		t.Error("business roles exclude each other")
	}
}

func TestSecondFactorIsAskedOfLeadersAndAdministrators(t *testing.T) {
	e := engine(t)
	for _, r := range Roles() {
		actor := who(r.Name)
		actor.Factors = 1
		var may []string
		for _, a := range e.Actions(actor) {
			if a != "account.self" {
				may = append(may, a)
			}
		}
		if NeedsSecondFactor([]ident.Role{r.Name}) && len(may) > 0 {
			t.Errorf("%s without second factor may %v", r.Name, may)
		}
		if !NeedsSecondFactor([]ident.Role{r.Name}) && len(may) == 0 && r.Name != "pending" {
			t.Errorf("%s may nothing", r.Name)
		}
	}
	actor := who("principal_leader")
	actor.Factors = 1
	if err := e.Check(actor, "board.confirm", Resource{Zone: 1}); !NeedFactor.Is(err) {
		t.Errorf("got %v", err)
	}
}

func TestRefusalsNameWhoMay(t *testing.T) {
	e := engine(t)
	other := Resource{Zone: 1, Unit: unitB, Person: personB}
	for _, c := range []struct {
		actor  *ident.Actor
		action string
		res    Resource
		code   *fault.Code
		zh     string
	}{
		{who("staff"), "board.compute", other, NeedRole, "「测算红黄榜」须由督查人员办理。"},
		{who("staff"), "board.confirm", other, NeedRole, "「审定红黄榜」须由主要领导办理。"},
		{who(), "tasks.report", other, NeedRole, "「报告任务进展」须由园区工作人员办理。"},
		{who("staff"), "people.read", other, OnlyOwn,
			"「查看人员档案」只能办理本人的事项；他人的事项须由主要领导、分管（牵头）领导、纪检人员、组织人事人员办理。"},
		{who("dept_head"), "people.read", other, OnlyUnit,
			"「查看人员档案」只能办理本部门的事项；其他部门的事项须由主要领导、分管（牵头）领导、纪检人员、组织人事人员办理。"},
		{who("supervision"), "rectification.accept", Resource{Zone: 1, Unit: unitA}, NotOwn,
			"「验收整改」不得由本人或本单位办理自己的事项，须由其他人员办理。"},
		{who("leader"), "goals.read", Resource{Zone: 2}, OtherZone, "只能办理当前所在园区的事项，请切换到该事项所属园区后再办理。"},
		{who("city_supervisor"), "board.read", Resource{Zone: 1, Kind: KindPerson}, PersonRecord,
			"个人性质的记录不对您的身份开放，须由主要领导、分管（牵头）领导、党政办人员、督查人员、纪检人员、考核办人员、组织人事人员、财务人员办理。"},
		{nil, "org.read", Resource{Zone: 1}, SignIn, "请先登录；「查看机构编制」须由园区工作人员、市级主管部门人员办理。"},
		{who("leader"), "leader.sing", Resource{Zone: 1}, Undeclared, "该操作未在权限目录登记，请联系系统管理员。"},
	} {
		err := e.Check(c.actor, c.action, c.res)
		refusal, ok := fault.As(err)
		if !ok || refusal.Code != c.code {
			t.Errorf("%s: got %v, want %s", c.action, err, c.code.Name)
			continue
		}
		if got := refusal.Text(fault.Chinese); got != c.zh {
			t.Errorf("%s:\n got %s\nwant %s", c.action, got, c.zh)
		}
		if en := refusal.Text(fault.English); strings.ContainsAny(en, "{}") || strings.ContainsFunc(en, isHan) {
			t.Errorf("%s: English text %q", c.action, en)
		}
	}
}

// Cedar skips policies that fail; a failing forbid must still refuse.
func TestFailingPolicyRefuses(t *testing.T) {
	list, err := readPolicies("test.cedar", []byte(`
		permit (principal in Role::"staff", action == Action::"org.read", resource);
		forbid (principal, action, resource) when { principal.missing == 1 };`))
	if err != nil {
		t.Fatal(err)
	}
	e, err := build(list)
	if err != nil {
		t.Fatal(err)
	}
	if e.Allowed(who("staff"), "org.read", Resource{Zone: 1}) {
		t.Error("a failing forbid let the action pass")
	}
	if e, err = build(list[:1]); err != nil || !e.Allowed(who("staff"), "org.read", Resource{Zone: 1}) {
		t.Errorf("the permit alone should pass: %v", err)
	}
}

func TestMemoryIsBounded(t *testing.T) {
	e := engine(t)
	for i := range memoryLimit + 10 {
		e.decide(question{action: "org.read", roles: uint32(i), rel: ownZone})
	}
	if len(e.memory) > memoryLimit {
		t.Errorf("%d decisions remembered", len(e.memory))
	}
	e.Allowed(who("staff"), "a made-up action", Resource{Zone: 1})
	if _, kept := e.memory[ask(who("staff"), "a made-up action", Resource{Zone: 1})]; kept {
		t.Error("a made-up action is remembered")
	}
}

func BenchmarkCheckRemembered(b *testing.B) {
	e := engine(b)
	actor, res := who("staff", "dept_head"), Resource{Zone: 1, Unit: unitA, Person: personB}
	b.ReportAllocs()
	for b.Loop() {
		if err := e.Check(actor, "tasks.report", res); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCheckFirstTime(b *testing.B) {
	e := engine(b)
	q := ask(who("staff", "dept_head"), "tasks.report", Resource{Zone: 1, Unit: unitA, Person: personB})
	b.ReportAllocs()
	for b.Loop() {
		if !e.evaluate(e.byAction[q.action], q) {
			b.Fatal("refused")
		}
	}
}

func BenchmarkRefusal(b *testing.B) {
	e := engine(b)
	actor, res := who("staff"), Resource{Zone: 1, Unit: unitB, Person: personB}
	for b.Loop() {
		if err := e.Check(actor, "board.confirm", res); err == nil {
			b.Fatal("allowed")
		}
	}
}
