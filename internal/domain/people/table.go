package people

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/domain/org"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// table is the rows of an import held against what is on record.
type table struct {
	form
	record record

	seen    map[string]bool // numbers in the rows before
	added   []Person
	changed []Person
	same    int
}

// record is what an import needs to know of the zone.
type record struct {
	zone    int64
	people  map[string]Person     // by number
	units   map[string][]org.Unit // in use, by name and by parent/child
	posts   map[ident.ID]org.Post
	vacant  map[ident.ID][]org.Post // by unit
	engaged int64                   // people who hold a post
	leaders int64                   // members of the leading group
}

// readTable works out what the rows mean.
func readTable(r store.Reader, zone int64, rows []Row) (*table, error) {
	if len(rows) > MaxImport {
		return nil, TooManyRows.New("max", MaxImport)
	}
	onRecord, err := readRecord(r, zone)
	if err != nil {
		return nil, err
	}
	t := &table{record: onRecord, seen: map[string]bool{}}
	for _, row := range rows {
		t.take(r, row)
	}
	t.prefix = ""
	return t, t.checkCeilings(r)
}

// checkCeilings refuses the rows together when they would fill more posts or
// seats of the leading group than the scheme allows (LW-15, YT-07).
func (t *table) checkCeilings(r store.Reader) error {
	var posts, leaders int64
	for _, p := range t.added {
		if !p.Post.IsZero() {
			posts++
		}
		if p.Leader {
			leaders++
		}
	}
	for _, p := range t.changed {
		was := t.record.people[p.Number]
		if p.Leader && !was.Leader {
			leaders++
		}
		if was.Leader && !p.Leader {
			leaders--
		}
	}
	low, set, err := ceilingOn(r, t.record.zone, today(r))
	if err != nil {
		return err
	}
	if set && posts > 0 && t.record.engaged+posts > low.cap {
		t.Add(low.refusal(OverCeiling, "rows", t.record.engaged))
	}
	limit, set, err := leaderCapOn(r, t.record.zone, today(r))
	if set && leaders > 0 && t.record.leaders+leaders > limit.cap {
		t.Add(limit.refusal(OverLeaders, "rows", t.record.leaders))
	}
	return err
}

func (t *table) report() Report {
	out := Report{Added: len(t.added), Changed: len(t.changed), Same: t.same}
	if err, ok := fault.As(t.Err()); ok {
		out.Faults = append(out.Faults, err.Details...)
		if len(err.Details) == 0 {
			out.Faults = append(out.Faults, err)
		}
	}
	return out
}

// take works out one row, or notes what is wrong with it.
func (t *table) take(r store.Reader, row Row) {
	t.prefix = fmt.Sprintf("rows[%d].", row.Line)
	before := t.Len()
	in := JoinInput{Number: strings.TrimSpace(row.Number), Name: row.Name, RankTitle: row.RankTitle, Leader: t.yes(row.Leader),
		JoinedOn: t.date(row.JoinedOn), Phone: strings.TrimSpace(row.Phone), SortNo: t.sortNo(row.SortNo)}
	known, onRecord := t.record.people[in.Number]
	if !onRecord || row.Unit != "" {
		in.Unit = t.unit(row.Unit)
	}
	if in.Number != "" && t.seen[in.Number] {
		t.refuse(SameRow, "number")
	}
	t.seen[in.Number] = true
	p := t.newcomer(r, t.record.zone, in)
	if onRecord {
		p = t.known(known, p, row)
	} else if row.Post != "" && t.Len() == before {
		p.Post = t.post(p.Unit, row.Post)
	}
	switch {
	case t.Len() > before:
	case !onRecord:
		t.added = append(t.added, p)
	case p.Version > known.Version:
		t.changed = append(t.changed, p)
	default:
		t.same++
	}
}

// known gives a person on record as the row describes them: a version later
// when something differs. Empty cells leave things as they are.
func (t *table) known(was, read Person, row Row) Person {
	for _, f := range []struct {
		field string
		given bool
		same  bool
	}{
		{"number", was.Status == Left, false},
		{"unit", row.Unit != "", read.Unit == was.Unit || read.Unit.IsZero()},
		{"post", row.Post != "", t.record.posts[was.Post].Title == strings.TrimSpace(row.Post)},
		{"rank_title", row.RankTitle != "", read.RankTitle == was.RankTitle},
		{"joined_on", row.JoinedOn != "", read.JoinedOn == was.JoinedOn},
	} {
		if f.given && !f.same {
			t.refuse(MovedByImport, f.field)
		}
	}
	now := was
	now.Name = read.Name
	if row.Leader != "" {
		now.Leader = read.Leader
	}
	if row.Phone != "" {
		now.Phone = read.Phone
	}
	if row.SortNo != "" {
		now.SortNo = read.SortNo
	}
	if now != was {
		now.Version++
	}
	return now
}

func (t *table) unit(cell string) ident.ID {
	found := t.record.units[strings.TrimSpace(cell)]
	switch len(found) {
	case 0:
		t.refuse(UnknownUnit, "unit")
	case 1:
		return found[0].ID
	default:
		t.refuse(ManyUnits, "unit")
	}
	return ident.ID{}
}

// post takes the first vacant post of a title in a unit.
func (t *table) post(unit ident.ID, cell string) ident.ID {
	vacant := t.record.vacant[unit]
	for i, p := range vacant {
		if p.Title == strings.TrimSpace(cell) {
			t.record.vacant[unit] = slices.Delete(vacant, i, i+1)
			return p.ID
		}
	}
	t.refuse(NoFreePost, "post")
	return ident.ID{}
}

func (t *table) yes(cell string) bool {
	switch strings.ToLower(strings.TrimSpace(cell)) {
	case "是", "yes", "true":
		return true
	case "", "否", "no", "false":
	default:
		t.refuse(BadYesNo, "leader")
	}
	return false
}

func (t *table) date(cell string) calendar.Date {
	var d calendar.Date
	if err := d.UnmarshalText([]byte(strings.TrimSpace(cell))); err != nil {
		t.refuse(calendar.BadDate, "joined_on")
	}
	return d
}

func (t *table) sortNo(cell string) int64 {
	if cell == "" {
		return 0
	}
	n, err := strconv.ParseInt(strings.TrimSpace(cell), 10, 64)
	if err != nil || n < 1 || n >= Unplaced {
		t.refuse(BadSortNo, "sort_no")
	}
	return n
}

func readRecord(r store.Reader, zone int64) (record, error) {
	rec := record{zone: zone, people: map[string]Person{}, units: map[string][]org.Unit{}, posts: map[ident.ID]org.Post{}, vacant: map[ident.ID][]org.Post{}}
	everybody, err := store.All(r, scanPerson, personColumns+` WHERE zone_id = $1`, zone)
	if err != nil {
		return rec, err
	}
	held := map[ident.ID]bool{}
	for _, p := range everybody {
		rec.people[p.Number] = p
		if p.Leader && p.Status == Active {
			rec.leaders++
		}
		if !p.Post.IsZero() {
			held[p.Post] = true
		}
	}
	rec.engaged = int64(len(held))
	posts, err := org.Posts(r, zone)
	if err != nil {
		return rec, err
	}
	for _, p := range posts {
		rec.posts[p.ID] = p
		if p.Status == org.Active && !held[p.ID] {
			rec.vacant[p.Unit] = append(rec.vacant[p.Unit], p)
		}
	}
	units, err := org.Units(r, zone)
	rec.name(units)
	return rec, err
}

// name makes units in use known by their name and by parent/child.
func (rec *record) name(units []org.Unit) {
	names := map[ident.ID]string{}
	for _, u := range units {
		names[u.ID] = u.Name
	}
	for _, u := range units {
		if u.Status != org.Active {
			continue
		}
		rec.units[u.Name] = append(rec.units[u.Name], u)
		if path := names[u.Parent] + "/" + u.Name; !u.Parent.IsZero() {
			rec.units[path] = append(rec.units[path], u)
		}
	}
}
