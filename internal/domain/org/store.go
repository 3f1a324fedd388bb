package org

import (
	"errors"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/hanzi"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/store"
)

const zoneColumns = `SELECT zone_id, slug, name_zh, name_en, kind, parent_id, stage, source, version FROM org_zone`

func scanZone(row *store.Rows) (Zone, error) {
	var z Zone
	var parent *int64
	err := row.Scan(&z.ID, &z.Slug, &z.NameZH, &z.NameEN, &z.Kind, &parent, &z.Stage, &z.Source, &z.Version)
	if parent != nil {
		z.Parent = *parent
	}
	return z, err
}

// ZoneBySlug finds the zone a URL speaks of, or refuses with [NoZone].
func ZoneBySlug(r store.Reader, slug string) (Zone, error) {
	z, err := store.One(r, scanZone, zoneColumns+` WHERE slug = $1`, slug)
	return z, found(err, NoZone)
}

// ZoneByID finds a zone by its number, or refuses with [NoZone].
func ZoneByID(r store.Reader, id int64) (Zone, error) {
	z, err := store.One(r, scanZone, zoneColumns+` WHERE zone_id = $1`, id)
	return z, found(err, NoZone)
}

// ZoneFilter narrows a list of zones; zero fields do not.
type ZoneFilter struct {
	Parent int64    // zones that this organisation supervises or owns
	Kind   ZoneKind // organisations of one kind
}

// Zones lists zones by slug.
func Zones(r store.Reader, f ZoneFilter) ([]Zone, error) {
	var parent *int64
	if f.Parent != 0 {
		parent = &f.Parent
	}
	return store.All(r, scanZone, zoneColumns+`
		WHERE (CAST($1 AS BIGINT) IS NULL OR parent_id = $1) AND (CAST($2 AS TEXT) IS NULL OR kind = $2)
		ORDER BY slug`, parent, orNull(f.Kind))
}

func insertZone(tx *store.Tx, z Zone) error {
	var parent *int64
	if z.Parent != 0 {
		parent = &z.Parent
	}
	_, err := tx.Exec(`INSERT INTO org_zone (zone_id, slug, name_zh, name_en, kind, parent_id, stage, source, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		z.ID, z.Slug, z.NameZH, z.NameEN, string(z.Kind), parent, string(z.Stage), z.Source, z.Version)
	if store.IsUnique(err) {
		return ZoneTaken.At("slug")
	}
	return err
}

const unitColumns = `SELECT zone_id, id, parent_id, kind, category, name, sort_no, status, opened_on, closed_on, successor_id, version FROM org_unit`

func scanUnit(row *store.Rows) (Unit, error) {
	var u Unit
	var category *string
	err := row.Scan(&u.Zone, &u.ID, &u.Parent, &u.Kind, &category, &u.Name, &u.SortNo, &u.Status,
		&u.OpenedOn, &u.ClosedOn, &u.Successor, &u.Version)
	if category != nil {
		u.Category = Category(*category)
	}
	return u, err
}

// Units lists all units of a zone, closed ones too, in the order in which
// siblings are shown: by sort number, then by name.
func Units(r store.Reader, zone int64) ([]Unit, error) {
	return store.All(r, scanUnit, unitColumns+` WHERE zone_id = $1 ORDER BY sort_no, name_sort, id`, zone)
}

// UnitNames gives the names of all units of a zone, closed ones too: what an
// answer needs to put names to ids, without the rest of the record.
func UnitNames(r store.Reader, zone int64) (map[ident.ID]string, error) {
	rows, err := r.Query(`SELECT id, name FROM org_unit WHERE zone_id = $1`, zone)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[ident.ID]string{}
	for rows.Next() {
		var id ident.ID
		var name string
		if err := rows.Scan(&id, &name); err != nil {
			return nil, err
		}
		out[id] = name
	}
	return out, rows.Err()
}

// UnitByID finds one unit, or refuses with [NoUnit].
func UnitByID(r store.Reader, zone int64, id ident.ID) (Unit, error) {
	u, err := store.One(r, scanUnit, unitColumns+` WHERE zone_id = $1 AND id = $2`, zone, id)
	return u, found(err, NoUnit)
}

func insertUnit(tx *store.Tx, u Unit) error {
	_, err := tx.Exec(`INSERT INTO org_unit (zone_id, id, parent_id, kind, category, name, name_sort, sort_no, status, opened_on, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		u.Zone, u.ID, u.Parent, string(u.Kind), orNull(u.Category), u.Name, hanzi.SortKey(u.Name), u.SortNo, string(u.Status), u.OpenedOn, u.Version)
	return err
}

// changeUnit writes what a unit in use is called and counted as from today, and
// keeps what it was until today. was.Version is the version the caller read.
func changeUnit(tx *store.Tx, was, now Unit) error {
	_, err := tx.Exec(`INSERT INTO org_unit_past (zone_id, unit_id, until_on, name, category) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (zone_id, unit_id, until_on) DO NOTHING`, was.Zone, was.ID, today(tx), was.Name, orNull(was.Category))
	if err != nil {
		return err
	}
	return changed(tx.Exec(`UPDATE org_unit SET name = $1, name_sort = $2, category = $3, version = version + 1
		WHERE zone_id = $4 AND id = $5 AND version = $6`,
		now.Name, hanzi.SortKey(now.Name), orNull(now.Category), was.Zone, was.ID, was.Version))
}

func closeUnit(tx *store.Tx, u Unit) error {
	return changed(tx.Exec(`UPDATE org_unit SET status = 'closed', closed_on = $1, successor_id = $2, version = version + 1
		WHERE zone_id = $3 AND id = $4 AND version = $5`, u.ClosedOn, u.Successor, u.Zone, u.ID, u.Version))
}

const postColumns = `SELECT zone_id, id, unit_id, reports_to, title, level, status, opened_on, closed_on, version FROM org_post`

func scanPost(row *store.Rows) (Post, error) {
	var p Post
	err := row.Scan(&p.Zone, &p.ID, &p.Unit, &p.ReportsTo, &p.Title, &p.Level, &p.Status, &p.OpenedOn, &p.ClosedOn, &p.Version)
	return p, err
}

// Posts lists all posts of a zone, closed ones too, by level.
func Posts(r store.Reader, zone int64) ([]Post, error) {
	return store.All(r, scanPost, postColumns+` WHERE zone_id = $1 ORDER BY level, id`, zone)
}

// PostByID finds one post, or refuses with [NoPost].
func PostByID(r store.Reader, zone int64, id ident.ID) (Post, error) {
	p, err := store.One(r, scanPost, postColumns+` WHERE zone_id = $1 AND id = $2`, zone, id)
	return p, found(err, NoPost)
}

func insertPost(tx *store.Tx, p Post) error {
	_, err := tx.Exec(`INSERT INTO org_post (zone_id, id, unit_id, reports_to, title, level, status, opened_on, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		p.Zone, p.ID, p.Unit, p.ReportsTo, p.Title, p.Level, string(p.Status), p.OpenedOn, p.Version)
	return err
}

// changePost writes where a post in use stands and what it is called from
// today, and keeps what it was until today. was.Version is the version the
// caller read.
func changePost(tx *store.Tx, was, now Post) error {
	_, err := tx.Exec(`INSERT INTO org_post_past (zone_id, post_id, until_on, unit_id, reports_to, title) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (zone_id, post_id, until_on) DO NOTHING`, was.Zone, was.ID, today(tx), was.Unit, was.ReportsTo, was.Title)
	if err != nil {
		return err
	}
	return changed(tx.Exec(`UPDATE org_post SET unit_id = $1, reports_to = $2, title = $3, version = version + 1
		WHERE zone_id = $4 AND id = $5 AND version = $6`, now.Unit, now.ReportsTo, now.Title, was.Zone, was.ID, was.Version))
}

// setLevels writes the levels of posts that a move shifted.
func setLevels(tx *store.Tx, zone int64, levels map[ident.ID]int) error {
	for id, level := range levels {
		if _, err := tx.Exec(`UPDATE org_post SET level = $1 WHERE zone_id = $2 AND id = $3`, level, zone, id); err != nil {
			return err
		}
	}
	return nil
}

func closePost(tx *store.Tx, p Post) error {
	return changed(tx.Exec(`UPDATE org_post SET status = 'closed', closed_on = $1, version = version + 1
		WHERE zone_id = $2 AND id = $3 AND version = $4`, p.ClosedOn, p.Zone, p.ID, p.Version))
}

// Lock lets one change of a zone's structure or staffing run at a time and
// refuses with [NoZone] where there is no zone. Everything read after it is as
// the change before left it, on PostgreSQL too. The lock ends with the
// transaction.
func Lock(tx *store.Tx, zone int64) error {
	if _, err := ZoneByID(tx, zone); err != nil {
		return err
	}
	_, err := tx.Exec(`INSERT INTO org_structure (zone_id, version) VALUES ($1, 1)
		ON CONFLICT (zone_id) DO UPDATE SET version = org_structure.version + 1`, zone)
	return err
}

// past is what something was before it changed.
type past[T any] struct {
	id  ident.ID
	was T
}

func pastUnits(r store.Reader, zone int64, day calendar.Date) (map[ident.ID]Unit, error) {
	return pastOn(r, func(row *store.Rows) (p past[Unit], err error) {
		var category *string
		err = row.Scan(&p.id, &p.was.Name, &category)
		if category != nil {
			p.was.Category = Category(*category)
		}
		return p, err
	}, `SELECT unit_id, name, category FROM org_unit_past WHERE zone_id = $1 AND until_on > $2 ORDER BY until_on DESC`, zone, day)
}

func pastPosts(r store.Reader, zone int64, day calendar.Date) (map[ident.ID]Post, error) {
	return pastOn(r, func(row *store.Rows) (p past[Post], err error) {
		return p, row.Scan(&p.id, &p.was.Unit, &p.was.ReportsTo, &p.was.Title)
	}, `SELECT post_id, unit_id, reports_to, title FROM org_post_past WHERE zone_id = $1 AND until_on > $2 ORDER BY until_on DESC`, zone, day)
}

// pastOn reads what changed after a day, the latest change first: the last one
// seen of each is what held on that day. What has not changed is absent.
func pastOn[T any](r store.Reader, scan func(*store.Rows) (past[T], error), sql string, zone int64, day calendar.Date) (map[ident.ID]T, error) {
	states, err := store.All(r, scan, sql, zone, day)
	if err != nil {
		return nil, err
	}
	out := map[ident.ID]T{}
	for _, s := range states {
		out[s.id] = s.was
	}
	return out, nil
}

// found turns "no rows" into the room's refusal.
func found(err error, none *fault.Code) error {
	if errors.Is(err, store.ErrNoRows) {
		return none.New()
	}
	return err
}

// changed turns an update of no row into [store.Stale].
func changed(rows int64, err error) error {
	if err == nil && rows == 0 {
		return store.Stale.New()
	}
	return err
}

func orNull[T ~string](s T) *string {
	if s == "" {
		return nil
	}
	text := string(s)
	return &text
}

func today(r store.Reader) calendar.Date { return calendar.DateOf(r.Now()) }
