package account

import (
	"slices"
	"strings"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
)

// Status of an account.
type Status string

// The two states of an account.
const (
	Active   Status = "active"   // 启用
	Disabled Status = "disabled" // 停用
)

// Account is one account as administrators see it; secrets are not in it.
type Account struct {
	Zone      int64
	ID        ident.ID
	Login     string
	Name      string   // as shown, and as written in the ledger
	Person    ident.ID // the personnel record; zero when there is none
	Unit      ident.ID // the person's present unit; zero when there is none
	Status    Status
	Reason    string // why it was disabled, or opened again
	Roles     []ident.Role
	HasFactor bool // a second factor is bound
	HasSecret bool // a password was chosen
	Ends      time.Time
	Created   time.Time
	LastLogin time.Time
	Version   int64
}

// Has reports whether the account holds the role.
func (a Account) Has(r ident.Role) bool { return slices.Contains(a.Roles, r) }

// Refusals about accounts in general.
var (
	NoAccount = fault.Define(fault.NotFound, "account.none", "",
		"没有该账号，请从账号列表中选择。", "There is no such account; choose one from the list.")
	NameMissing = fault.Define(fault.Invalid, "account.name_missing", "",
		"请填写姓名。", "State the name.")
	ReasonMissing = fault.Define(fault.Invalid, "account.reason_missing", "",
		"请填写事由，该事由将记入台账。", "State the reason; it is kept in the ledger.")
	NotActive = fault.Define(fault.Refused, "account.not_active", "GB/T 22239-2019 8.1.4.2",
		"该账号已停用，请先恢复账号再办理。", "The account is disabled; enable it first.")
	AlreadyDisabled = fault.Define(fault.Conflict, "account.already_disabled", "",
		"该账号已经停用，无需重复办理。", "The account is disabled already; nothing more is needed.")
	AlreadyActive = fault.Define(fault.Conflict, "account.already_active", "",
		"该账号正在使用中，无需恢复。", "The account is active already; nothing more is needed.")
	Oneself = fault.Define(fault.Forbidden, "account.oneself", "GB/T 22239-2019 8.1.5",
		"不得对本人的账号办理此操作，请由另一位管理员办理。",
		"Nobody does this to his own account; another administrator must do it.")
	LastAdministrator = fault.Define(fault.Refused, "account.last_administrator", "GB/T 22239-2019 8.1.5",
		"该账号是本园区最后一名{role_zh}，请先授予另一人该角色。",
		"This account is the last one as {role_en} of the zone; grant the role to somebody else first.")
)

// reasoned gives a refusal when the reason is blank.
func reasoned(reason string) *fault.Error {
	if strings.TrimSpace(reason) == "" {
		return ReasonMissing.At("reason")
	}
	return nil
}

// isSelf reports whether the account is the actor's own, or another one of the
// same person.
func isSelf(actor *ident.Actor, a Account) bool {
	return actor.Account == a.ID && !a.ID.IsZero() || actor.Person == a.Person && !a.Person.IsZero()
}
