package access

import (
	"strings"

	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
)

// Refusals of a check. Each names what would make it pass.
var (
	Undeclared = fault.Define(fault.Internal, "access.undeclared", "",
		"该操作未在权限目录登记，请联系系统管理员。", "The action is not in the catalogue of access; tell the system administrator.")
	SignIn = fault.Define(fault.Unauthenticated, "access.sign_in", "GB/T 22239-2019 8.1.4.2",
		"请先登录；「{action_zh}」须由{roles_zh}办理。", "Sign in first: {roles_en} may {action_en}.")
	OtherZone = fault.Define(fault.Forbidden, "access.other_zone", "GB/T 22239-2019 8.1.4.2",
		"只能办理当前所在园区的事项，请切换到该事项所属园区后再办理。",
		"Only matters of the present zone can be dealt with; switch to the zone the matter belongs to.")
	NeedFactor = fault.Define(fault.Forbidden, "access.second_factor", "GB/T 22239-2019 8.1.4.1",
		"须通过两步验证后才能办理，请先在「本人账号」中绑定验证器，再用动态口令登录。",
		"A second factor is needed: bind an authenticator under “My account”, then sign in with its code.")
	OnlyOwn = fault.Define(fault.Forbidden, "access.only_own", "",
		"「{action_zh}」只能办理本人的事项；他人的事项须由{roles_zh}办理。",
		"You may {action_en} for yourself only; for others it is done by {roles_en}.")
	OnlyUnit = fault.Define(fault.Forbidden, "access.only_unit", "",
		"「{action_zh}」只能办理本部门的事项；其他部门的事项须由{roles_zh}办理。",
		"You may {action_en} in your own unit only; for other units it is done by {roles_en}.")
	NotOwn = fault.Define(fault.Forbidden, "access.not_own", "",
		"「{action_zh}」不得由本人或本单位办理自己的事项，须由其他人员办理。",
		"Nobody may {action_en} in a matter of his own or of his own unit; someone else must do it.")
	PersonRecord = fault.Define(fault.Forbidden, "access.person_record", "个人信息保护法 6",
		"个人性质的记录不对您的身份开放，须由{roles_zh}办理。",
		"Records about persons are not open to your role; this is done by {roles_en}.")
	NeedRole = fault.Define(fault.Forbidden, "access.role", "",
		"「{action_zh}」须由{roles_zh}办理。", "To {action_en} is for {roles_en}.")
	Nobody = fault.Define(fault.Forbidden, "access.nobody", "",
		"「{action_zh}」尚未授权任何角色办理，请联系安全管理员。",
		"No role may {action_en} yet; ask the security administrator.")
)

// refusal explains a denied question by asking the neighbouring ones: with a
// second factor, on other records, in other roles.
func (e *Engine) refusal(actor *ident.Actor, q question) error {
	action, ok := Find(q.action)
	if !ok {
		return Undeclared.New()
	}
	if q.rel&ownZone == 0 && actor != nil {
		return OtherZone.New()
	}
	strong := q
	strong.rel |= secondFactor
	if e.decide(strong) {
		return NeedFactor.New()
	}
	code := NeedRole
	open := e.scope(question{action: q.action, kind: q.kind, roles: q.roles, rel: ownZone | secondFactor})
	switch {
	case actor == nil || actor.Has(Visitor):
		code = SignIn
	case open != None && open&cellOther == 0 && open&cellUnit == 0 && q.rel&ownPerson == 0:
		code = OnlyOwn
	case open != None && open&cellOther == 0 && q.rel&ownUnit == 0:
		code = OnlyUnit
	case open != None:
		return NotOwn.New("action_zh", action.TitleZH, "action_en", action.TitleEN)
	case q.kind != "" && e.scope(question{action: q.action, roles: q.roles, rel: ownZone | secondFactor}) != None:
		code = PersonRecord
	}
	zh, en := e.whoMay(q)
	if zh == "" {
		return Nobody.New("action_zh", action.TitleZH, "action_en", action.TitleEN)
	}
	return code.New("action_zh", action.TitleZH, "action_en", action.TitleEN, "roles_zh", zh, "roles_en", en)
}

// Holders lists the roles that may do the action on some record of their zone,
// in the order of roles.yaml.
func (e *Engine) Holders(action string) []ident.Role {
	e.holderMu.Lock()
	defer e.holderMu.Unlock()
	if known, ok := e.holders[action]; ok {
		return known
	}
	if len(e.byAction[action]) == 0 {
		return nil
	}
	var out []ident.Role
	for i, r := range roles.Roles {
		if e.scope(question{action: action, roles: 1 << i, rel: ownZone | secondFactor}) != None {
			out = append(out, r.Name)
		}
	}
	e.holders[action] = out
	return out
}

// whoMay names the roles that would pass this very question for somebody
// else's record, or failing that, any holder of the action.
func (e *Engine) whoMay(q question) (zh, en string) {
	var fit, any []RoleInfo
	for _, name := range e.Holders(q.action) {
		r, _ := FindRole(name)
		if !r.CanGrant() {
			continue
		}
		any = append(any, r)
		i := roleIndex(name)
		if e.decide(question{action: q.action, kind: q.kind, roles: 1 << i, rel: ownZone | secondFactor}) {
			fit = append(fit, r)
		}
	}
	if len(fit) == 0 {
		fit = any
	}
	return titles(fit)
}

// titles joins the roles' names; a whole group is named as such.
func titles(list []RoleInfo) (zh, en string) {
	var zhs, ens []string
	if group, rest, ok := wholeGroup(list, "employees"); ok {
		zhs, ens = append(zhs, group.ZH), append(ens, group.EN)
		list = rest
	}
	for _, r := range list {
		zhs, ens = append(zhs, r.ZH), append(ens, r.EN)
	}
	return strings.Join(zhs, "、"), strings.Join(ens, ", ")
}

// wholeGroup finds out whether the list holds every role of a group, and gives
// the roles beside it.
func wholeGroup(list []RoleInfo, group string) (title, []RoleInfo, bool) {
	in, total := 0, 0
	var rest []RoleInfo
	for _, r := range roles.Roles {
		if InGroup(group, []ident.Role{r.Name}) {
			total++
		}
	}
	for _, r := range list {
		if InGroup(group, []ident.Role{r.Name}) {
			in++
		} else {
			rest = append(rest, r)
		}
	}
	return roles.Groups[group], rest, total > 0 && in == total
}
