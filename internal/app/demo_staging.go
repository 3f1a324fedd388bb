package app

import (
	"fmt"

	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/domain/account"
	"github.com/jingkai-zone/jingkai/internal/domain/org"
	"github.com/jingkai-zone/jingkai/internal/domain/people"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// demoZones is demo_zones.yaml.
type demoZones struct {
	Zones      []worldZone               `yaml:"zones"`
	Structures map[string][]demoDivision `yaml:"structures"`
	Units      []demoUnit                `yaml:"units"`
}

type demoDivision struct {
	Keys                       []string
	ZH, Kind, Category, Source string
}

type demoUnit struct {
	Zone, In, ZH, Kind, Category, Source string
}

// divisions gives the units of a zone that an article counts, in the form of
// worlds.yaml: several keys may name one unit.
func (z demoZones) divisions(slug string) []worldUnit {
	var out []worldUnit
	for _, d := range z.Structures[slug] {
		for i, key := range d.Keys {
			u := worldUnit{Key: key, ZH: d.ZH, Kind: d.Kind, Category: d.Category, Source: d.Source}
			if i > 0 {
				u = worldUnit{Key: key, Same: d.Keys[0]}
			}
			out = append(out, u)
		}
	}
	return out
}

// zoneSteps registers the further zones and units of the articles.
func zoneSteps() ([]step, error) {
	var z demoZones
	if err := demoText("demo_zones.yaml", &z); err != nil {
		return nil, err
	}
	out := make([]step, 0, len(z.Zones)+len(z.Units))
	for _, zone := range z.Zones {
		out = append(out, step{at: demoBegin, zone: zone.Slug, name: zone.ZH, do: func(_ *scene, tx *store.Tx) error {
			city, err := org.ZoneBySlug(tx, zone.Parent)
			if err != nil {
				return err
			}
			_, err = org.CreateZone(tx, org.ZoneInput{Slug: zone.Slug, NameZH: zone.ZH, NameEN: zone.EN, Kind: org.ZoneKind(zone.Kind),
				Parent: city.ID, Stage: org.Stage(zone.Stage), Source: zone.Source})
			return err
		}})
	}
	for n, u := range z.Units {
		out = append(out, step{at: demoBegin, zone: u.Zone, name: u.ZH, do: func(sc *scene, tx *store.Tx) error {
			in := org.UnitInput{Kind: org.Kind(u.Kind), Category: org.Category(u.Category), Name: u.ZH, SortNo: int64(100 + n), Reason: u.Source}
			if u.In != "" {
				above, err := sc.unit(tx, u.In)
				if err != nil {
					return err
				}
				in.Parent = above.ID
			}
			_, err := org.CreateUnit(tx, in)
			return err
		}})
	}
	return out, nil
}

// demoStaff is demo_staff.yaml.
type demoStaff struct {
	Prefixes []string    `yaml:"prefixes"`
	Posts    []demoPost  `yaml:"posts"`
	Units    []staffUnit `yaml:"units"`
}

type demoPost struct {
	Login, Title, Under string
}

type staffUnit struct {
	Unit     string
	New      string // category of a unit that is set up here
	Head     string // title of the head to be appointed
	Under    string // login of the leader in charge
	ChiefOf  string `yaml:"chief_of"` // login of the head there is
	Login    string
	Members  []string
	Sections []staffSection
}

type staffSection struct {
	ZH, Source, Login string
	Staff             int
}

// size is how many people the unit's entry appoints.
func (u staffUnit) size() int {
	n := 0
	if u.Head != "" {
		n++
	}
	for _, s := range u.Sections {
		n += 1 + s.Staff
	}
	return n
}

const (
	stems    = "甲乙丙丁戊己庚辛壬癸"
	branches = "子丑寅卯辰巳午未申酉戌亥"
)

// madeUp gives the nth name, from 0: a prefix that says it is made up, and one
// of the sixty pairs of stem and branch.
func madeUp(prefixes []string, n int) string {
	s, b := []rune(stems), []rune(branches)
	return prefixes[n/60] + string(s[n%10]) + string(b[n%12])
}

// staffSteps appoints the staff of Leiyang, unit by unit: long enough to be few
// commands, short enough to keep nobody waiting.
func staffSteps() ([]step, error) {
	var f demoStaff
	if err := demoText("demo_staff.yaml", &f); err != nil {
		return nil, err
	}
	out := []step{{at: demoBegin, zone: "leiyang", name: "岗位", do: func(sc *scene, tx *store.Tx) error {
		for _, p := range f.Posts {
			if err := sc.seat(tx, p.Login, p.Title, p.Under); err != nil {
				return err
			}
		}
		return nil
	}}}
	number := 0
	for _, u := range f.Units {
		first := number
		number += u.size()
		out = append(out, step{at: demoBegin, zone: "leiyang", name: u.Unit, do: func(sc *scene, tx *store.Tx) error {
			return (&appointments{scene: sc, tx: tx, prefixes: f.Prefixes, n: first}).unit(u)
		}})
	}
	return out, nil
}

const demoReason = "演示初始化"

// seat gives somebody of the basic world a post in the unit they serve in.
func (sc *scene) seat(tx *store.Tx, login, title, under string) error {
	p, err := sc.person(tx, login)
	if err != nil {
		return err
	}
	var above ident.ID
	if under != "" {
		leader, err := sc.person(tx, under)
		if err != nil {
			return err
		}
		above = leader.Post
	}
	post, err := org.CreatePost(tx, org.PostInput{Unit: p.Unit, ReportsTo: above, Title: title, Reason: demoReason})
	if err != nil {
		return err
	}
	_, err = people.Transfer(tx, people.TransferInput{ID: p.ID, Version: p.Version, Unit: p.Unit, Post: post.ID, RankTitle: title, Reason: demoReason})
	return err
}

// appointments fills one unit.
type appointments struct {
	*scene
	tx       *store.Tx
	prefixes []string
	n        int // people appointed so far in the zone
}

func (a *appointments) unit(u staffUnit) error {
	unit, err := a.scene.unit(a.tx, u.Unit)
	if org.NoUnit.Is(err) && u.New != "" {
		unit, err = org.CreateUnit(a.tx, org.UnitInput{Kind: org.KindInternal, Category: org.Category(u.New), Name: u.Unit, SortNo: 20, Reason: demoReason})
	}
	if err != nil {
		return err
	}
	var head ident.ID
	if u.ChiefOf != "" {
		p, err := a.person(a.tx, u.ChiefOf)
		if err != nil {
			return err
		}
		head = p.Post
	} else {
		leader, err := a.person(a.tx, u.Under)
		if err != nil {
			return err
		}
		if head, err = a.appoint(unit.ID, leader.Post, u.Head, u.Login, account.DeptHead); err != nil {
			return err
		}
	}
	for _, login := range u.Members {
		p, err := a.person(a.tx, login)
		if err != nil {
			return err
		}
		post, err := org.CreatePost(a.tx, org.PostInput{Unit: unit.ID, ReportsTo: head, Title: p.RankTitle, Reason: demoReason})
		if err != nil {
			return err
		}
		if _, err := people.Transfer(a.tx, people.TransferInput{ID: p.ID, Version: p.Version, Unit: unit.ID, Post: post.ID,
			RankTitle: p.RankTitle, Reason: demoReason}); err != nil {
			return err
		}
	}
	for i, s := range u.Sections {
		if err := a.section(unit, head, s, int64(i+1)); err != nil {
			return fmt.Errorf("%s: %w", s.ZH, err)
		}
	}
	return nil
}

func (a *appointments) section(unit org.Unit, head ident.ID, s staffSection, sortNo int64) error {
	reason := demoReason
	if s.Source != "" {
		reason = s.Source
	}
	section, err := org.CreateUnit(a.tx, org.UnitInput{Parent: unit.ID, Kind: org.KindSection, Name: s.ZH, SortNo: sortNo, Reason: reason})
	if err != nil {
		return err
	}
	chief, err := a.appoint(section.ID, head, "股长", s.Login, account.Staff)
	if err != nil {
		return err
	}
	for range s.Staff {
		if _, err := a.appoint(section.ID, chief, "工作人员", "", ""); err != nil {
			return err
		}
	}
	return nil
}

// appoint sets up a post and enters a made-up person on it, with an account
// where a login is given. It gives the post.
func (a *appointments) appoint(unit, above ident.ID, title, login string, role ident.Role) (ident.ID, error) {
	post, err := org.CreatePost(a.tx, org.PostInput{Unit: unit, ReportsTo: above, Title: title, Reason: demoReason})
	if err != nil {
		return post.ID, err
	}
	p, err := people.Join(a.tx, people.JoinInput{Number: fmt.Sprintf("N%03d", a.n+1), Name: madeUp(a.prefixes, a.n), Unit: unit, Post: post.ID,
		RankTitle: title, SortNo: int64(100 + a.n), Reason: demoReason})
	a.n++
	if err != nil || login == "" {
		return post.ID, err
	}
	acc, _, err := account.Create(a.tx, account.NewAccount{Login: a.slug + "." + login, Name: p.Name, Person: p.ID, Unit: unit})
	if err != nil {
		return post.ID, err
	}
	if _, err := people.LinkAccount(a.tx, p.ID, p.Version, acc.ID); err != nil {
		return post.ID, err
	}
	return post.ID, account.Grant(a.tx, acc.ID, role, demoReason)
}
