package api

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/domain/account"
	"github.com/jingkai-zone/jingkai/internal/domain/org"
	"github.com/jingkai-zone/jingkai/internal/engine/ledger"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// demoAccount is one card of the login page of a demonstration.
type demoAccount struct {
	Zone    string       `json:"zone"`
	Login   string       `json:"login"`
	Name    string       `json:"name"`
	Roles   []ident.Role `json:"roles"`
	Role    ident.Role   `json:"role"`
	TitleZH string       `json:"title_zh"`
	TitleEN string       `json:"title_en"`
	TodayZH string       `json:"today_zh"`
	TodayEN string       `json:"today_en"`
}

// cards say what each role does today, in the order in which the login page
// shows them.
var cards = []struct {
	role                     ident.Role
	zh, en, todayZH, todayEN string
}{
	{account.PrincipalLeader, "主要领导", "Principal leader", "看逾期与提级事项，定红黄榜", "looks at overdue and escalated matters, confirms the board"},
	{account.Leader, "分管（牵头）领导", "Leader in charge", "看牵头事项，裁定异议", "follows the items led, decides objections"},
	{account.DeptHead, "部门负责人", "Department head", "报进展、交证据，写整改方案", "reports progress with evidence, plans rectification"},
	{account.Staff, "工作人员", "Staff", "看我的任务、签收清单", "sees own tasks, acknowledges the list"},
	{account.PartyOffice, "党政办", "Party and administration office", "编发工作要点，张贴榜单", "prepares and issues the list, publishes the board"},
	{account.Supervision, "督查", "Supervision", "测算红黄榜，盯逾期，验收整改", "computes the board, follows overdue work, accepts rectification"},
	{account.Discipline, "纪检", "Discipline", "抽查台账与公示", "spot-checks the ledger and publications"},
	{account.AppraisalOffice, "考核办", "Appraisal office", "核实数据，考勤月结", "verifies facts, closes attendance"},
	{account.HR, "组织人事", "Personnel", "维护机构与人员", "keeps units and people"},
	{account.SystemAdmin, "系统管理员", "System administrator", "管账号", "keeps accounts"},
	{account.SecurityAdmin, "安全管理员", "Security administrator", "授角色", "grants roles"},
	{account.Auditor, "安全审计员", "Auditor", "验台账、查审计", "verifies the ledger, searches the audit"},
	{account.CitySupervisor, "市级主管部门", "City supervisor", "看各园区清单与榜单", "reads lists and boards of the zones"},
}

func (s *Server) registerDemo() {
	open := func(id, method, path, zh, en string) Op {
		return Op{ID: id, Method: method, Path: path, Public: true, Free: true, ZH: zh, EN: en, Tag: "demo"}
	}
	ask(s, open("list-demo-accounts", http.MethodGet, "/demo/accounts", "演示账号", "Accounts of the demonstration"), s.demoAccounts)
	ask(s, open("get-demo-clock", http.MethodGet, "/demo/clock", "演示时钟", "Clock of the demonstration"),
		func(q *Question, _ *struct{}) (clockView, error) { return clockView{q.Now()}, nil })
	huma.Register(s.huma, s.operation(open("demo-login", http.MethodPost, "/demo/session", "演示登录", "Log in to the demonstration")), s.demoLogin)
	huma.Register(s.huma, s.operation(open("move-demo-clock", http.MethodPost, "/demo/clock", "拨动演示时钟", "Move the clock of the demonstration")), s.moveClock)
}

type clockView struct {
	Now time.Time `json:"now"`
}

func (s *Server) demoAccounts(q *Question, in *struct {
	Zone string `query:"zone" maxLength:"64"`
}) (List[demoAccount], error) {
	out := List[demoAccount]{Items: []demoAccount{}}
	zones, err := org.Zones(q, org.ZoneFilter{})
	if err != nil {
		return out, err
	}
	for _, z := range zones {
		if in.Zone != "" && in.Zone != z.Slug {
			continue
		}
		accounts, err := s.Accounts.DemoAccounts(q, z.ID)
		if err != nil {
			return out, err
		}
		for _, card := range cards {
			for _, a := range accounts {
				if a.Has(card.role) && isCard(a, card.role) {
					out.Items = append(out.Items, demoAccount{z.Slug, a.Login, a.Name, a.Roles, card.role, card.zh, card.en, card.todayZH, card.todayEN})
					break
				}
			}
		}
	}
	return out, nil
}

// isCard tells the account that stands for a role from those of further staff:
// its login is the zone and the role.
func isCard(a account.Account, role ident.Role) bool {
	_, name, ok := strings.Cut(a.Login, ".")
	return ok && name == string(role)
}

func (s *Server) demoLogin(ctx context.Context, in *struct {
	Body struct {
		Login string `json:"login,omitempty" maxLength:"128"`
		Zone  string `json:"zone,omitempty" maxLength:"64" doc:"With role: the zone's account of this role"`
		Role  string `json:"role,omitempty" maxLength:"40"`
	}
}) (*cookieAnswer, error) {
	c := callOf(ctx)
	login := in.Body.Login
	if login == "" {
		login = in.Body.Zone + "." + in.Body.Role
	}
	token, sess, err := s.Accounts.DemoLogin(ctx, login, c.token, c.origin())
	if account.NoAccount.Is(err) {
		err = noDemoAccount.New()
	}
	return s.welcome(ctx, c, token, sess, err)
}

func (s *Server) moveClock(ctx context.Context, in *struct {
	Body struct {
		To time.Time `json:"to"`
	}
}) (*struct{ Body clockView }, error) {
	if s.Demo.Until != nil {
		if err := s.Demo.Until(ctx, in.Body.To); err != nil {
			return nil, problem(ctx, err)
		}
	}
	if err := s.Demo.Clock.Set(in.Body.To); err != nil {
		return nil, problem(ctx, err)
	}
	c := callOf(ctx)
	err := s.db.Write(ctx, c.actor, func(tx *store.Tx) error {
		return ledger.Record(tx, ledger.Entry{Action: "demo.clock", Detail: map[string]any{"to": in.Body.To}})
	})
	if err == nil {
		err = s.Demo.Moved(ctx)
	}
	if err != nil {
		return nil, problem(ctx, err)
	}
	return &struct{ Body clockView }{clockView{s.db.Now()}}, nil
}
