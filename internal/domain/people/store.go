package people

import (
	"errors"
	"strconv"
	"strings"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/hanzi"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/store"
)

const personColumns = `SELECT zone_id, id, number, name, unit_id, post_id, rank_title, leader, status, joined_on, left_on,
	phone, account_id, sort_no, version FROM people_person`

// inOrder is the order of every list of people: by place, then by pinyin.
const inOrder = ` ORDER BY sort_no, name_sort, id`

func scanPerson(row *store.Rows) (Person, error) {
	var p Person
	var phone *string
	err := row.Scan(&p.Zone, &p.ID, &p.Number, &p.Name, &p.Unit, &p.Post, &p.RankTitle, &p.Leader, &p.Status,
		&p.JoinedOn, &p.LeftOn, &phone, &p.Account, &p.SortNo, &p.Version)
	if phone != nil {
		p.Phone = *phone
	}
	return p, err
}

// ByID finds a person, or refuses with [NoPerson].
func ByID(r store.Reader, zone int64, id ident.ID) (Person, error) {
	return one(r, ` WHERE zone_id = $1 AND id = $2`, zone, id)
}

// ByNumber finds a person by the number (工号), or refuses with [NoPerson].
func ByNumber(r store.Reader, zone int64, number string) (Person, error) {
	return one(r, ` WHERE zone_id = $1 AND number = $2`, zone, number)
}

// ByAccount finds the person an account belongs to, or refuses with [NoPerson].
func ByAccount(r store.Reader, zone int64, account ident.ID) (Person, error) {
	return one(r, ` WHERE zone_id = $1 AND account_id = $2`, zone, account)
}

// HolderOf finds who holds a post, or refuses with [NoPerson].
func HolderOf(r store.Reader, zone int64, post ident.ID) (Person, error) {
	return one(r, ` WHERE zone_id = $1 AND post_id = $2`, zone, post)
}

func one(r store.Reader, where string, args ...any) (Person, error) {
	p, err := store.One(r, scanPerson, personColumns+where, args...)
	if errors.Is(err, store.ErrNoRows) {
		err = NoPerson.New()
	}
	return p, err
}

// batches are how many people one statement of ByIDs asks for. Few different
// texts keep few prepared statements; the small one is what most commands need,
// and looking thirty-two times for two people would hold up the writer.
var batches = []int{2, 8, 32}

// ByIDs finds many people at once. Ids that name nobody are absent.
func ByIDs(r store.Reader, zone int64, ids []ident.ID) (map[ident.ID]Person, error) {
	out := make(map[ident.ID]Person, len(ids))
	for len(ids) > 0 {
		size := batches[len(batches)-1]
		for _, n := range batches {
			if n >= len(ids) {
				size = n
				break
			}
		}
		some := ids[:min(size, len(ids))]
		ids = ids[len(some):]
		args := make([]any, size+1)
		args[0] = zone
		for i := range size { // a short batch repeats its last id
			args[i+1] = some[min(i, len(some)-1)]
		}
		found, err := store.All(r, scanPerson, byIDs[size], args...)
		if err != nil {
			return nil, err
		}
		for _, p := range found {
			out[p.ID] = p
		}
	}
	return out, nil
}

var byIDs = func() map[int]string {
	texts := map[int]string{}
	for _, n := range batches {
		marks := make([]string, n)
		for i := range marks {
			marks[i] = "$" + strconv.Itoa(i+2)
		}
		texts[n] = personColumns + ` WHERE zone_id = $1 AND id IN (` + strings.Join(marks, ", ") + `)`
	}
	return texts
}()

// InUnit lists who is on the staff of a unit, without its sub-units.
func InUnit(r store.Reader, zone int64, unit ident.ID) ([]Person, error) {
	return store.All(r, scanPerson, personColumns+` WHERE zone_id = $1 AND unit_id = $2 AND status = 'active'`+inOrder, zone, unit)
}

// Leaders lists the members of the leading group (班子成员) on the staff.
func Leaders(r store.Reader, zone int64) ([]Person, error) {
	return store.All(r, scanPerson, personColumns+` WHERE zone_id = $1 AND leader = $2 AND status = 'active'`+inOrder, zone, true)
}

// Holders gives who holds each post; a vacant post is absent.
func Holders(r store.Reader, zone int64) (map[ident.ID]Person, error) {
	held, err := store.All(r, scanPerson, personColumns+` WHERE zone_id = $1 AND post_id IS NOT NULL`, zone)
	out := make(map[ident.ID]Person, len(held))
	for _, p := range held {
		out[p.Post] = p
	}
	return out, err
}

// Headcount gives the number of people on the staff of each unit; a unit
// without anybody is absent.
func Headcount(r store.Reader, zone int64) (map[ident.ID]int64, error) {
	type count struct {
		unit ident.ID
		n    int64
	}
	counts, err := store.All(r, func(row *store.Rows) (c count, err error) { return c, row.Scan(&c.unit, &c.n) },
		`SELECT unit_id, COUNT(*) FROM people_person WHERE zone_id = $1 AND status = 'active' GROUP BY unit_id`, zone)
	out := map[ident.ID]int64{}
	for _, c := range counts {
		out[c.unit] = c.n
	}
	return out, err
}

// Engaged counts the people who hold a post.
func Engaged(r store.Reader, zone int64) (n int64, err error) {
	err = r.QueryRow(`SELECT COUNT(*) FROM people_person WHERE zone_id = $1 AND post_id IS NOT NULL`, zone).Scan(&n)
	return n, err
}

// Filter narrows a list of people; zero fields do not, but for Zone.
type Filter struct {
	Zone   int64
	Unit   ident.ID
	Query  string // part of a name, its pinyin or initials from any syllable on, or the beginning of a number
	Status Status
	Leader *bool
	After  string // cursor of the page before; empty for the first page
	Limit  int    // see [store.PageSize]
}

// List gives a page of people in list order. It refuses with
// [store.BadCursor] when After is not a cursor of this list.
func List(r store.Reader, f Filter) (store.Page[Person], error) {
	q := question{sql: personColumns + ` WHERE zone_id = $1`, args: []any{f.Zone}}
	if !f.Unit.IsZero() {
		q.and(`unit_id = ?`, f.Unit)
	}
	if f.Status != "" {
		q.and(`status = ?`, string(f.Status))
	}
	if f.Leader != nil {
		q.and(`leader = ?`, *f.Leader)
	}
	if typed := strings.TrimSpace(f.Query); typed != "" {
		column, pattern := "name", hanzi.Containing(typed)
		if word, ok := hanzi.Query(typed); ok {
			column, pattern = "name_search", hanzi.Containing(" "+word)
		}
		q.and(`(`+column+` LIKE ? ESCAPE '\' OR LOWER(number) LIKE ? ESCAPE '\')`, pattern, hanzi.Beginning(strings.ToLower(typed)))
	}
	if f.After != "" {
		after, err := parseAfter(f.After)
		if err != nil {
			return store.Page[Person]{}, err
		}
		q.and(`(sort_no, name_sort, id) > (?, ?, ?)`, after...)
	}
	limit := store.PageSize(f.Limit)
	q.args = append(q.args, int64(limit)+1)
	found, err := store.All(r, scanPerson, q.sql+inOrder+` LIMIT $`+strconv.Itoa(len(q.args)), q.args...)
	if err != nil {
		return store.Page[Person]{}, err
	}
	return store.CutPage(found, limit, func(p Person) string {
		return store.EncodeCursor(strconv.FormatInt(p.SortNo, 10), string(hanzi.SortKey(p.Name)), p.ID.String())
	}), nil
}

func parseAfter(cursor string) ([]any, error) {
	parts, err := store.DecodeCursor(cursor, 3)
	if err != nil {
		return nil, err
	}
	sortNo, err1 := strconv.ParseInt(parts[0], 10, 64)
	id, err2 := ident.ParseID(parts[2])
	if err1 != nil || err2 != nil {
		return nil, store.BadCursor.New()
	}
	return []any{sortNo, []byte(parts[1]), id}, nil
}

// question is a SELECT that grows by conditions; each ? takes the next number.
type question struct {
	sql  string
	args []any
}

func (q *question) and(condition string, args ...any) {
	for _, arg := range args {
		q.args = append(q.args, arg)
		condition = strings.Replace(condition, "?", "$"+strconv.Itoa(len(q.args)), 1)
	}
	q.sql += " AND " + condition
}

const moveColumns = `SELECT zone_id, person_id, no, kind, day, unit_id, post_id, rank_title, reason FROM people_move`

func scanMove(row *store.Rows) (Move, error) {
	var m Move
	return m, row.Scan(&m.Zone, &m.Person, &m.No, &m.Kind, &m.Day, &m.Unit, &m.Post, &m.RankTitle, &m.Reason)
}

// History lists a person's moves, the earliest first.
func History(r store.Reader, zone int64, person ident.ID) ([]Move, error) {
	return store.All(r, scanMove, moveColumns+` WHERE zone_id = $1 AND person_id = $2 ORDER BY no`, zone, person)
}

// PlacesOn gives where each person on the staff of a zone stood on a day.
func PlacesOn(r store.Reader, zone int64, day calendar.Date) (map[ident.ID]Place, error) {
	moves, err := store.All(r, scanMove, moveColumns+` WHERE zone_id = $1 AND day <= $2 ORDER BY person_id, no`, zone, day)
	if err != nil {
		return nil, err
	}
	out := map[ident.ID]Place{}
	for _, m := range moves {
		if m.Kind == Departed {
			delete(out, m.Person)
		} else {
			out[m.Person] = m.Place
		}
	}
	return out, nil
}

func insertPerson(tx *store.Tx, p Person) error {
	_, err := tx.Exec(`INSERT INTO people_person (zone_id, id, number, name, name_sort, name_search, unit_id, post_id, rank_title,
		leader, status, joined_on, phone, sort_no, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
		p.Zone, p.ID, p.Number, p.Name, hanzi.SortKey(p.Name), hanzi.SearchText(p.Name), p.Unit, p.Post, p.RankTitle,
		p.Leader, string(p.Status), p.JoinedOn, orNull(p.Phone), p.SortNo, p.Version)
	return taken(err)
}

// update writes a person over the version before it, or refuses with
// [store.Stale].
func update(tx *store.Tx, p Person) error {
	n, err := tx.Exec(`UPDATE people_person SET name = $1, name_sort = $2, name_search = $3, unit_id = $4, post_id = $5,
		rank_title = $6, leader = $7, status = $8, left_on = $9, phone = $10, account_id = $11, sort_no = $12, version = $13
		WHERE zone_id = $14 AND id = $15 AND version = $16`,
		p.Name, hanzi.SortKey(p.Name), hanzi.SearchText(p.Name), p.Unit, p.Post,
		p.RankTitle, p.Leader, string(p.Status), p.LeftOn, orNull(p.Phone), p.Account, p.SortNo, p.Version,
		p.Zone, p.ID, p.Version-1)
	if err == nil && n == 0 {
		return store.Stale.New()
	}
	return taken(err)
}

func insertMove(tx *store.Tx, m Move) error {
	_, err := tx.Exec(`INSERT INTO people_move (zone_id, person_id, no, kind, day, unit_id, post_id, rank_title, reason, at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		m.Zone, m.Person, m.No, string(m.Kind), m.Day, m.Unit, m.Post, m.RankTitle, m.Reason, tx.Now())
	return err
}

// taken turns a lost race for a number, a post or an account into a refusal.
// Which of them it was cannot be asked any more in the same transaction.
func taken(err error) error {
	if store.IsUnique(err) {
		return JustTaken.Wrap(err)
	}
	return err
}

func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func today(r store.Reader) calendar.Date { return calendar.DateOf(r.Now()) }
