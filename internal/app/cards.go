package app

import (
	"context"
	"fmt"
	"io"

	"github.com/jingkai-zone/jingkai/internal/domain/org"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// printCards tells whoever started the demonstration who can log in.
func (a *App) printCards(ctx context.Context, out io.Writer) {
	err := a.db.Read(ctx, func(r *store.Snapshot) error {
		zones, err := org.Zones(r, org.ZoneFilter{})
		if err != nil {
			return err
		}
		for _, z := range zones {
			accounts, err := a.accounts.DemoAccounts(r, z.ID)
			if err != nil {
				return err
			}
			fmt.Fprintf(out, "\n%s %s\n", z.NameZH, z.NameEN)
			for _, acc := range accounts {
				fmt.Fprintf(out, "  %-28s %s\n", acc.Login, acc.Name)
			}
		}
		return nil
	})
	if err != nil {
		a.cfg.Log.Warn("accounts of the demonstration", "error", err)
	}
	fmt.Fprintln(out, "\n演示环境：登录页点一下角色即可，无口令。 / Demonstration: click a role on the login page, no password.")
}

// setUp prints the one-time token of a new installation. There is no default
// account: whoever reads the token on the server's console founds the zone and
// names its three administrators.
func (a *App) setUp(ctx context.Context, out io.Writer) error {
	if a.cfg.Demo {
		return nil
	}
	zone, err := a.firstZone(ctx)
	if err != nil {
		return err
	}
	token, needed, err := a.accounts.BeginSetup(ctx, zone)
	if err != nil || !needed {
		return err
	}
	fmt.Fprintf(out, "首次启动：请打开 /setup，用一次性凭据完成初始化 / first start: open /setup with this one-time token:\n%s\n", token)
	return nil
}

// firstZone is the zone that a new installation sets up; it is founded under a
// name that its administrators change.
func (a *App) firstZone(ctx context.Context) (zone int64, err error) {
	err = a.db.Read(ctx, func(r *store.Snapshot) error {
		zones, err := org.Zones(r, org.ZoneFilter{})
		if len(zones) > 0 {
			zone = zones[0].ID
		}
		return err
	})
	if err != nil || zone != 0 {
		return zone, err
	}
	err = a.db.Write(ctx, founder, func(tx *store.Tx) error {
		z, err := org.CreateZone(tx, org.ZoneInput{Slug: "zone", NameZH: "本园区", NameEN: "This zone", Kind: org.Development, Stage: org.Operating, Source: "首次启动"})
		zone = z.ID
		return err
	})
	return zone, err
}
