package api

import (
	"bytes"
	"net/http"
	"strings"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/domain/account"
	"github.com/jingkai-zone/jingkai/internal/domain/people"
	"github.com/jingkai-zone/jingkai/internal/edge/exchange"
	"github.com/jingkai-zone/jingkai/internal/engine/access"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// accountView is an account as administrators see it. Roles are there for
// whoever may read them.
type accountView struct {
	ID        ident.ID       `json:"id"`
	Login     string         `json:"login"`
	Name      string         `json:"name"`
	Person    *Ref           `json:"person,omitempty"`
	Unit      *Ref           `json:"unit,omitempty"`
	Status    account.Status `json:"status" enum:"active,disabled"`
	Reason    string         `json:"reason,omitempty" doc:"Why it was disabled, or opened again"`
	Roles     []ident.Role   `json:"roles,omitempty"`
	HasFactor bool           `json:"has_factor"`
	HasSecret bool           `json:"has_password"`
	Locked    *time.Time     `json:"locked_until,omitempty" doc:"Signing in is suspended after wrong passwords; only on one account's page"`
	Ends      *time.Time     `json:"ends,omitempty"`
	Created   time.Time      `json:"created"`
	LastLogin *time.Time     `json:"last_login,omitempty"`
	Version   int64          `json:"version"`
	Actions   []Action       `json:"actions"`
}

// VersionTag makes the account's version its ETag.
func (a accountView) VersionTag() int64 { return a.Version }

// invited is an account with the one-time token for its owner.
type invited struct {
	Account    accountView `json:"account"`
	Invitation string      `json:"invitation" doc:"One-time token with which the owner chooses the password; shown once"`
}

// AccountBody is what an account is opened and changed with.
type AccountBody struct {
	Name   string    `json:"name" maxLength:"50"`
	Number string    `json:"number,omitempty" maxLength:"32" doc:"Number of the person it belongs to; empty for an account without personnel record"`
	Ends   time.Time `json:"ends,omitempty" doc:"When it stops by itself"`
}

// FindAccounts is the filter of lists of accounts.
type FindAccounts struct {
	Query  string         `query:"query" maxLength:"60" doc:"Part of the login or the name"`
	Status account.Status `query:"status" enum:"active,disabled"`
	Role   ident.Role     `query:"role" maxLength:"40"`
}

func (s *Server) registerAccount() {
	const path = "/zones/{zone}/accounts"
	ask(s, Op{ID: "list-accounts", Path: path, Action: "account.read", ZH: "账号", EN: "Accounts", Tag: "account"}, listAccounts)
	act(s, Op{ID: "create-account", Path: path, Action: "account.create", ZH: "开通账号", EN: "Open an account", Tag: "account", Status: http.StatusCreated, Secret: true}, createAccount)
	ask(s, Op{ID: "get-account", Path: path + "/{id}", Action: "account.read", ZH: "查看账号", EN: "Read an account", Tag: "account"},
		func(q *Question, in *ByID) (accountView, error) { return oneAccount(q, q.call, in.ID) })
	act(s, Op{ID: "edit-account", Method: http.MethodPut, Path: path + "/{id}", Action: "account.edit", ZH: "修改账号", EN: "Edit an account", Tag: "account"}, editAccount)
	act(s, Op{ID: "invite-account", Path: path + "/{id}/actions/invite", Action: "account.invite", ZH: "发放一次性凭据", EN: "Issue a one-time token", Tag: "account", Secret: true},
		func(c *Command, in *reasonedID) (out invited, err error) {
			if err = mayAccount(c, in.ID); err != nil {
				return out, err
			}
			if out.Invitation, err = account.Invite(c.Tx, in.ID, in.Body.Reason); err != nil {
				return out, err
			}
			out.Account, err = oneAccount(c, c.call, in.ID)
			return out, err
		})
	for _, one := range []struct {
		id, verb, action, zh, en string
		do                       func(tx *store.Tx, id ident.ID, reason string) error
	}{
		{"disable-account", "disable", "account.disable", "停用账号", "Disable an account", account.Disable},
		{"enable-account", "enable", "account.enable", "恢复账号", "Enable an account", account.Enable},
		{"unlock-account", "unlock", "account.unlock", "解除登录锁定", "Lift a login lock", account.Unlock},
		{"reset-factor", "reset-factor", "account.factor.reset", "重置两步验证", "Reset a second factor", account.ResetFactor},
		{"end-sessions", "end-sessions", "account.session.end", "强制下线", "End an account's sessions", account.EndSessions},
	} {
		act(s, Op{ID: one.id, Path: path + "/{id}/actions/" + one.verb, Action: one.action, ZH: one.zh, EN: one.en, Tag: "account"},
			func(c *Command, in *reasonedID) (accountView, error) {
				return changeAccount(c, in.ID, func() error { return one.do(c.Tx, in.ID, in.Body.Reason) })
			})
	}
	for _, one := range []struct {
		verb, action, zh, en string
		do                   func(tx *store.Tx, id ident.ID, role ident.Role, reason string) error
	}{
		{"grant", "account.role.grant", "授予角色", "Grant a role", account.Grant},
		{"revoke", "account.role.revoke", "收回角色", "Revoke a role", account.Revoke},
	} {
		act(s, Op{ID: one.verb + "-role", Path: path + "/{id}/actions/" + one.verb, Action: one.action, ZH: one.zh, EN: one.en, Tag: "account"},
			func(c *Command, in *struct {
				ByID
				Body struct {
					Role ident.Role `json:"role" maxLength:"40"`
					Reasoned
				}
			}) (accountView, error) {
				return changeAccount(c, in.ID, func() error { return one.do(c.Tx, in.ID, in.Body.Role, in.Body.Reason) })
			})
	}
	fetch(s, Op{ID: "export-accounts", Path: path + "/export", Action: "account.read", ZH: "导出账号", EN: "Export accounts", Tag: "account"}, mediaXLSX, exportAccounts)
	s.registerSelf()
}

// reasonedID is the input of an act on one record that needs a reason.
type reasonedID struct {
	ByID
	Body Reasoned
}

// accountActions are the buttons of an account: its name in the path, the
// access action, and whether it is for accounts that are active.
var accountActions = []struct {
	name, action string
	active       *bool
}{
	{"edit", "account.edit", nil}, {"invite", "account.invite", yes}, {"disable", "account.disable", yes}, {"enable", "account.enable", no},
	{"grant", "account.role.grant", yes}, {"revoke", "account.role.revoke", nil}, {"unlock", "account.unlock", nil},
	{"reset-factor", "account.factor.reset", nil}, {"end-sessions", "account.session.end", nil},
}

var yes, no = ptr(true), ptr(false)

func ptr[T any](v T) *T { return &v }

func showAccount(a account.Account, n names, c *call) accountView {
	res := access.Resource{Person: a.Person}
	out := accountView{ID: a.ID, Login: a.Login, Name: a.Name, Person: n.person(a.Person), Unit: n.unit(a.Unit), Status: a.Status, Reason: a.Reason,
		HasFactor: a.HasFactor, HasSecret: a.HasSecret, Ends: instant(a.Ends), Created: a.Created, LastLogin: instant(a.LastLogin), Version: a.Version,
		Actions: []Action{}}
	if c.Can("account.role.read", res) {
		out.Roles = a.Roles
	}
	own := a.ID == c.actor.Account || a.Person == c.actor.Person && !a.Person.IsZero()
	for _, one := range accountActions {
		if !c.Can(one.action, access.Resource{}) {
			continue
		}
		b := Action{Name: one.name, Allowed: true}
		switch {
		case own && one.name != "edit" && one.name != "end-sessions":
			b = Action{one.name, false, account.Oneself.New().Text(c.lang)}
		case one.active == yes && a.Status != account.Active:
			b = Action{one.name, false, account.NotActive.New().Text(c.lang)}
		case one.active == no && a.Status == account.Active:
			b = Action{one.name, false, account.AlreadyActive.New().Text(c.lang)}
		}
		out.Actions = append(out.Actions, b)
	}
	return out
}

// instant leaves an instant out of an answer when there is none.
func instant(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

func oneAccount(r store.Reader, c *call, id ident.ID) (accountView, error) {
	a, err := account.Get(r, c.zone, id)
	if err != nil {
		return accountView{}, err
	}
	n, err := namesOf(r, c.zone, a.Person)
	if err != nil {
		return accountView{}, err
	}
	out := showAccount(a, n, c)
	until, err := account.LockedUntil(r, a.Login)
	out.Locked = instant(until)
	return out, err
}

// mayAccount checks the action on the person whose account it is.
func mayAccount(c *Command, id ident.ID) error {
	a, err := account.Get(c, c.Zone(), id)
	if err != nil {
		return err
	}
	return c.May(access.Resource{Person: a.Person})
}

func changeAccount(c *Command, id ident.ID, verb func() error) (accountView, error) {
	if err := mayAccount(c, id); err != nil {
		return accountView{}, err
	}
	if err := verb(); err != nil {
		return accountView{}, err
	}
	return oneAccount(c, c.call, id)
}

func (f FindAccounts) filter(c *call) account.Filter {
	out := account.Filter{Status: f.Status, Text: f.Query}
	if c.Can("account.role.read", access.Resource{}) {
		out.Role = f.Role
	}
	return out
}

func listAccounts(q *Question, in *struct {
	In
	Paging
	FindAccounts
}) (List[accountView], error) {
	f := in.filter(q.call)
	f.Limit = store.PageSize(in.Limit) + 1
	out := List[accountView]{Items: []accountView{}}
	if in.Cursor != "" {
		parts, err := store.DecodeCursor(in.Cursor, 1)
		if err != nil {
			return out, err
		}
		f.After = parts[0]
	}
	found, err := account.List(q, q.Zone(), f)
	if err != nil {
		return out, err
	}
	if len(found) == f.Limit {
		found = found[:f.Limit-1]
		out.Next = store.EncodeCursor(found[len(found)-1].Login)
	}
	out.Items, err = showAccounts(q, q.call, found)
	return out, err
}

func showAccounts(r store.Reader, c *call, found []account.Account) ([]accountView, error) {
	var persons []ident.ID
	for _, a := range found {
		persons = append(persons, a.Person)
	}
	n, err := namesOf(r, c.zone, persons...)
	out := []accountView{}
	for _, a := range found {
		out = append(out, showAccount(a, n, c))
	}
	return out, err
}

// owner finds the person an account is for; the zero person for none.
func owner(c *Command, number string) (people.Person, error) {
	if number == "" {
		return people.Person{}, nil
	}
	p, err := people.ByNumber(c, c.Zone(), number)
	switch {
	case people.NoPerson.Is(err):
		return p, people.NoPerson.At("number")
	case err == nil && p.Status == people.Left:
		return p, people.HasLeft.At("number")
	}
	return p, err
}

func createAccount(c *Command, in *struct {
	In
	Body struct {
		Login string `json:"login" maxLength:"64"`
		AccountBody
	}
}) (out invited, err error) {
	p, err := owner(c, in.Body.Number)
	if err != nil {
		return out, err
	}
	a, token, err := account.Create(c.Tx, account.NewAccount{Login: in.Body.Login, Name: in.Body.Name, Person: p.ID, Unit: p.Unit, Ends: in.Body.Ends})
	if err != nil {
		return out, err
	}
	if err := link(c, p, a.ID); err != nil {
		return out, err
	}
	out.Invitation = token
	out.Account, err = oneAccount(c, c.call, a.ID)
	return out, err
}

// link notes a person's first account in the personnel record.
func link(c *Command, p people.Person, id ident.ID) error {
	if p.ID.IsZero() || !p.Account.IsZero() {
		return nil
	}
	_, err := people.LinkAccount(c.Tx, p.ID, p.Version, id)
	return err
}

func editAccount(c *Command, in *struct {
	ByID
	IfMatch
	Body AccountBody
}) (accountView, error) {
	version, err := in.Expected()
	if err != nil {
		return accountView{}, err
	}
	before, err := account.Get(c, c.Zone(), in.ID)
	if err != nil {
		return accountView{}, err
	}
	p, err := owner(c, in.Body.Number)
	if err != nil {
		return accountView{}, err
	}
	if err := account.Update(c.Tx, in.ID, version, account.Edit{Name: in.Body.Name, Person: p.ID, Unit: p.Unit, Ends: in.Body.Ends}); err != nil {
		return accountView{}, err
	}
	if p.ID == before.Person {
		return oneAccount(c, c.call, in.ID)
	}
	if !before.Person.IsZero() {
		was, err := people.ByID(c, c.Zone(), before.Person)
		if err != nil {
			return accountView{}, err
		}
		if was.Account == in.ID {
			if _, err := people.LinkAccount(c.Tx, was.ID, was.Version, ident.ID{}); err != nil {
				return accountView{}, err
			}
		}
	}
	if err := link(c, p, in.ID); err != nil {
		return accountView{}, err
	}
	return oneAccount(c, c.call, in.ID)
}

var accountColumns = []exchange.Column{
	{Key: "login", ZH: "登录名", EN: "Login", Width: 24}, {Key: "name", ZH: "姓名", EN: "Name"}, {Key: "unit", ZH: "部门", EN: "Unit", Width: 20},
	{Key: "status", ZH: "状态", EN: "Status"}, {Key: "roles", ZH: "角色", EN: "Roles", Width: 30}, {Key: "factor", ZH: "两步验证", EN: "Second factor"},
	{Key: "created", ZH: "开通时间", EN: "Opened", Width: 20}, {Key: "last", ZH: "最近登录", EN: "Last login", Width: 20},
}

func exportAccounts(q *Question, in *struct {
	In
	FindAccounts
}) (file, error) {
	f := in.filter(q.call)
	f.Limit = store.MaxPage
	sheet := exchange.Sheet{NameZH: "账号", NameEN: "Accounts", Columns: accountColumns}
	for {
		found, err := account.List(q, q.Zone(), f)
		if err != nil {
			return file{}, err
		}
		shown, err := showAccounts(q, q.call, found)
		if err != nil {
			return file{}, err
		}
		for _, a := range shown {
			sheet.Rows = append(sheet.Rows, accountRow(a, q.call))
		}
		if len(found) < f.Limit {
			break
		}
		f.After = found[len(found)-1].Login
	}
	var b bytes.Buffer
	err := exchange.WriteXLSX(&b, q.Lang(), sheet)
	return file{"账号.xlsx", mediaXLSX, b.Bytes()}, err
}

func accountRow(a accountView, c *call) []string {
	var roles []string
	for _, r := range a.Roles {
		if info, ok := access.FindRole(r); ok {
			roles = append(roles, inLang([2]string{info.ZH, info.EN}, c))
		}
	}
	status := [2]string{"启用", "active"}
	if a.Status == account.Disabled {
		status = [2]string{"停用", "disabled"}
	}
	factor := [2]string{"未绑定", "not bound"}
	if a.HasFactor {
		factor = [2]string{"已绑定", "bound"}
	}
	return []string{a.Login, a.Name, refName(a.Unit), inLang(status, c), strings.Join(roles, "、"), inLang(factor, c), clock(&a.Created), clock(a.LastLogin)}
}

// clock writes an instant in the zone's time for a sheet; empty for none.
func clock(t *time.Time) string {
	if t == nil {
		return ""
	}
	return t.In(china).Format("2006-01-02 15:04:05")
}

var china = time.FixedZone("CST", 8*60*60)
