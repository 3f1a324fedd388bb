package admin

import (
	"context"
	"errors"
	"fmt"

	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/domain/account"
	"github.com/jingkai-zone/jingkai/internal/store"
)

type userCmd struct {
	Recover userRecover `cmd:"" help:"园区失去最后一名某类管理员时，重新指定一名 / Name a new administrator for a zone that lost its last one"`
}

type userRecover struct {
	Where
	Zone   string `required:"" help:"园区 / Zone, by its slug" placeholder:"SLUG"`
	Role   string `required:"" enum:"system_admin,security_admin,auditor" help:"system_admin, security_admin, auditor" placeholder:"ROLE"`
	Login  string `required:"" help:"新账号的登录名 / Login of the new account"`
	Name   string `required:"" help:"姓名 / Name"`
	Reason string `required:"" help:"理由 / Reason" placeholder:"TEXT"`
}

// Help gives examples.
func (userRecover) Help() string {
	return `仅当该类管理员已无一人在用时可办，记入台账；打印一次性凭据，由本人在登录页设置口令。
Only while nobody of the kind is active; recorded in the ledger. Prints a one-time token with which the owner chooses a password.

  jingkai user recover --data /var/lib/jingkai --zone leiyang --role system_admin --login leiyang.admin2 --name 测试寅 --reason "原管理员离职"`
}

// Run makes the account and prints its one-time token.
func (c userRecover) Run(ctx context.Context, t Terminal) (err error) {
	db, _, err := c.open(ctx, t)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	zone, err := zoneOf(ctx, db, c.Zone)
	if err != nil {
		return err
	}
	var token string
	actor := *ident.System(zone.ID)
	actor.Source = "console"
	err = db.Write(ctx, &actor, func(tx *store.Tx) (err error) {
		token, err = account.Recover(tx, ident.Role(c.Role), account.NewAccount{Login: c.Login, Name: c.Name}, c.Reason)
		return err
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(t.Out, "一次性凭据，只显示这一次 / one-time token, shown once:\n%s\n", token)
	return nil
}
