package app

import (
	"context"
	_ "embed"
	"errors"
	"fmt"

	"github.com/goccy/go-yaml"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/domain/account"
	"github.com/jingkai-zone/jingkai/internal/domain/org"
	"github.com/jingkai-zone/jingkai/internal/domain/people"
	"github.com/jingkai-zone/jingkai/internal/engine/scheme"
	"github.com/jingkai-zone/jingkai/internal/store"
	"github.com/jingkai-zone/jingkai/schemes"
)

// World is what an empty database is filled with. A database that holds a zone
// already is left as it is.
type World string

// The worlds.
const (
	NoWorld    World = ""      // nothing: a new installation sets itself up
	BasicWorld World = "basic" // the zones, their units, one account per role, their schemes
	DemoWorld  World = "demo"  // the basic world with staff and a played month
)

//go:embed worlds.yaml
var worldsText []byte

type worlds struct {
	Zones        []worldZone    `yaml:"zones"`
	Units        []worldUnit    `yaml:"units"`
	Accounts     []worldAccount `yaml:"accounts"`
	CityAccounts []worldAccount `yaml:"city_accounts"`
}

type worldZone struct {
	Slug, ZH, EN, Kind, Stage, Parent, Source string
}

type worldUnit struct {
	Key, ZH, Kind, Category, Source string
	Same                            string // key of the unit that this one is, where several are one
}

type worldAccount struct {
	Role, Login, Name, Unit, Title string
	Leader                         bool
}

// founder is the program itself, before there is anybody.
var founder = ident.System(0)

// NewClock gives a clock that stands at an instant until it is moved.
var NewClock = calendar.NewMovable

// populate fills an empty database with the world asked for. What the
// demonstration has beyond the basic world follows in the background.
func (a *App) populate(ctx context.Context) error {
	if a.cfg.World == NoWorld {
		return nil
	}
	if a.cfg.World != DemoWorld {
		return a.found(ctx, a.db)
	}
	// A demonstration that is opened later in its story began at the beginning.
	err := a.at(ctx, &stageClock{earlier(a.db.Now(), demoBegin)}, func(db *store.DB) error { return a.found(ctx, db) })
	if err != nil {
		return err
	}
	return a.stage(ctx)
}

// found makes the zones of an empty database.
func (a *App) found(ctx context.Context, db *store.DB) error {
	var w worlds
	if err := yaml.UnmarshalWithOptions(worldsText, &w, yaml.Strict()); err != nil {
		return err
	}
	var further demoZones
	if a.cfg.World == DemoWorld {
		if err := demoText("demo_zones.yaml", &further); err != nil {
			return err
		}
	}
	ids := map[string]int64{}
	err := db.Read(ctx, func(r *store.Snapshot) error {
		zones, err := org.Zones(r, org.ZoneFilter{})
		for _, z := range zones {
			ids[z.Slug] = z.ID
		}
		return err
	})
	if err != nil || len(ids) > 0 {
		return err
	}
	sample := w.Units
	for _, z := range w.Zones {
		w.Units = sample
		if units := further.divisions(z.Slug); len(units) > 0 {
			w.Units = units
		}
		if ids[z.Slug], err = foundZone(ctx, db, w, z, ids[z.Parent]); err != nil {
			return fmt.Errorf("%s: %w", z.Slug, err)
		}
	}
	return nil
}

// foundZone makes one zone with its units, people, accounts and scheme.
func foundZone(ctx context.Context, db *store.DB, w worlds, z worldZone, parent int64) (int64, error) {
	var zone org.Zone
	err := db.Write(ctx, founder, func(tx *store.Tx) (err error) {
		zone, err = org.CreateZone(tx, org.ZoneInput{Slug: z.Slug, NameZH: z.ZH, NameEN: z.EN, Kind: org.ZoneKind(z.Kind), Parent: parent,
			Stage: org.Stage(z.Stage), Source: z.Source})
		return err
	})
	if err != nil {
		return 0, err
	}
	accounts := w.Accounts
	if zone.Kind == org.City {
		accounts = w.CityAccounts
	}
	actors := map[ident.Role]*ident.Actor{}
	err = db.Write(ctx, ident.System(zone.ID), func(tx *store.Tx) error {
		units, err := foundUnits(tx, w.Units)
		if err != nil {
			return err
		}
		for i, wa := range accounts {
			actor, err := foundAccount(tx, zone, wa, units, i+1)
			if err != nil {
				return fmt.Errorf("%s: %w", wa.Name, err)
			}
			if actors[actor.Roles[0]] == nil {
				actors[actor.Roles[0]] = actor
			}
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	return zone.ID, foundScheme(ctx, db, zone, actors[account.PartyOffice], actors[account.PrincipalLeader])
}

func foundUnits(tx *store.Tx, list []worldUnit) (map[string]ident.ID, error) {
	units := map[string]ident.ID{}
	for i, u := range list {
		if u.Same != "" {
			units[u.Key] = units[u.Same]
			continue
		}
		unit, err := org.CreateUnit(tx, org.UnitInput{Kind: org.Kind(u.Kind), Category: org.Category(u.Category), Name: u.ZH, SortNo: int64(i + 1), Reason: u.Source})
		if err != nil {
			return nil, fmt.Errorf("%s: %w", u.ZH, err)
		}
		units[u.Key] = unit.ID
	}
	return units, nil
}

// foundAccount makes a person with an account, or an account alone, and gives
// the actor it becomes.
func foundAccount(tx *store.Tx, zone org.Zone, wa worldAccount, units map[string]ident.ID, n int) (*ident.Actor, error) {
	actor := &ident.Actor{Zone: zone.ID, Home: zone.ID, Name: wa.Name, Roles: []ident.Role{ident.Role(wa.Role)}, Unit: units[wa.Unit], Factors: 2}
	var person people.Person
	var err error
	if wa.Unit != "" {
		person, err = people.Join(tx, people.JoinInput{Number: fmt.Sprintf("S%03d", n), Name: wa.Name, Unit: units[wa.Unit], RankTitle: wa.Title,
			Leader: wa.Leader, SortNo: int64(n), Reason: "演示初始化"})
		if err != nil {
			return nil, err
		}
		actor.Person = person.ID
	}
	login := wa.Login
	if login == "" {
		login = wa.Role
	}
	acc, _, err := account.Create(tx, account.NewAccount{Login: zone.Slug + "." + login, Name: wa.Name, Person: person.ID, Unit: person.Unit})
	if err != nil {
		return nil, err
	}
	actor.Account = acc.ID
	if !person.ID.IsZero() {
		if _, err := people.LinkAccount(tx, person.ID, person.Version, acc.ID); err != nil {
			return nil, err
		}
	}
	return actor, account.Grant(tx, acc.ID, ident.Role(wa.Role), "演示初始化")
}

// foundScheme activates the zone's scheme, proposed by one person and decided
// by another as the rule wants it. Leiyang runs on the made-up sample, because
// a month cannot be evaluated on parameters nobody has set.
func foundScheme(ctx context.Context, db *store.DB, zone org.Zone, proposer, decider *ident.Actor) error {
	text, ok := schemes.Text(zone.Slug)
	if zone.Slug == "leiyang" {
		text, ok = schemes.Sample("leiyang-story")
	}
	if !ok {
		return nil
	}
	if proposer == nil || decider == nil {
		return errors.New("a scheme needs two people")
	}
	var v scheme.Version
	err := db.Write(ctx, proposer, func(tx *store.Tx) (err error) {
		v, err = scheme.Propose(tx, scheme.Proposal{Zone: zone.ID, Slug: zone.Slug, Text: string(text), Reason: "演示初始化"})
		return err
	})
	if err != nil {
		return err
	}
	return db.Write(ctx, decider, func(tx *store.Tx) error {
		_, err := scheme.Activate(tx, v.ID, v.Version, "演示初始化")
		return err
	})
}
