package tasks

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/engine/access"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// Filter narrows the tasks of a zone; zero fields do not.
type Filter struct {
	Zone     int64
	Statuses []Status
	Class    *Class // NoClass finds those without one
	Layer    *string
	Source   Source
	Unit     ident.ID
	Person   ident.ID
	Lead     ident.ID
	Campaign ident.ID
	Track    int64
	Overdue  bool // open and past its day
	DueFrom  calendar.Date
	DueTo    calendar.Date
	Scope    access.Scope // which records the asker may see; the zero scope sees none
	By       *ident.Actor // who asks
	Latest   bool         // latest due day first, instead of the earliest
	After    string       // cursor of the previous page
	Limit    int
}

// List gives a page of tasks by due day.
//
// Whatever the filter, the statement reads about one page of rows: it asks an
// index that ends in (due_on, id) for the first page of every combination of
// the leading columns that the filter leaves open (status and class have four
// words each) and merges them. A filter that few tasks pass, such as "closed,
// class A, of this unit", therefore costs no more than an open one.
func List(r store.Reader, f Filter) (store.Page[Task], error) {
	limit := store.PageSize(f.Limit)
	text, args, err := f.statement(calendar.DateOf(r.Now()), limit+1)
	if err != nil || text == "" {
		return store.Page[Task]{}, err
	}
	rows, err := store.All(r, scanTask, text, args...)
	if err != nil {
		return store.Page[Task]{}, err
	}
	return store.CutPage(rows, limit, func(t Task) string { return store.EncodeCursor(t.DueOn.String(), t.ID.String()) }), nil
}

// branch is one walk through one index.
type branch struct {
	status Status
	class  *Class
	scope  string // "unit", "person" or empty
}

// statement writes the question; it is empty when the asker may see nothing.
func (f Filter) statement(today calendar.Date, limit int) (string, []any, error) {
	if f.Scope == access.None {
		return "", nil, nil
	}
	if f.Overdue {
		f.Statuses = []Status{Open}
		if yesterday := today.AddDays(-1); f.DueTo.IsZero() || f.DueTo.After(yesterday) {
			f.DueTo = yesterday
		}
	}
	q := &query{}
	order, sign := " ORDER BY due_on, id", ">"
	if f.Latest {
		order, sign = " ORDER BY due_on DESC, id DESC", "<"
	}
	var walks []string
	for n, b := range f.branches() {
		q.terms = nil
		if err := f.conditions(q, b, sign); err != nil {
			return "", nil, err
		}
		walk := "SELECT id AS found_id, due_on AS found_due FROM tasks_task" + q.where() + order + q.limit(limit)
		walks = append(walks, fmt.Sprintf("SELECT found_id, found_due FROM (%s) AS walk%d", walk, n))
	}
	sorted := strings.ReplaceAll(strings.ReplaceAll(order, "due_on", "found_due"), " id", " found_id")
	found := "(SELECT found_id, found_due FROM (" + strings.Join(walks, " UNION ALL ") + ") AS walks" + sorted + q.limit(limit) + ") AS found"
	// CROSS JOIN keeps SQLite from walking the table instead of what was found.
	text := strings.TrimSuffix(taskColumns, "tasks_task") + found + " CROSS JOIN tasks_task WHERE zone_id = " + q.mark(f.Zone) + " AND id = found_id" + sorted
	return text, q.args, nil
}

// branches lists the walks that together find everything.
func (f Filter) branches() []branch {
	scopes := []string{""}
	if f.Scope != access.All && f.Unit.IsZero() && f.Person.IsZero() {
		scopes = nil
		if f.seesUnit() {
			scopes = append(scopes, "unit")
		}
		if f.seesOwn() {
			scopes = append(scopes, "person")
		}
		if len(scopes) == 0 {
			scopes = []string{""}
		}
	}
	var out []branch
	for _, scope := range scopes {
		byPerson := !f.Person.IsZero() || scope == "person"
		walksAll := !byPerson && f.Unit.IsZero() && scope == "" && f.Layer == nil && f.Class == nil && len(f.Statuses) == 0
		if walksAll || !f.Campaign.IsZero() {
			out = append(out, branch{scope: scope})
			continue
		}
		list := f.Statuses
		if len(list) == 0 {
			list = statuses
		}
		classes := []*Class{f.Class}
		if !byPerson && f.Class == nil {
			classes = allClasses
		}
		for _, status := range list {
			for _, class := range classes {
				out = append(out, branch{status, class, scope})
			}
		}
	}
	return out
}

var allClasses = func() (out []*Class) {
	for _, c := range Classes {
		out = append(out, &c)
	}
	return out
}()

// seesUnit and seesOwn tell which of the two usual narrow scopes the filter's
// is made of. Any other scope walks with its whole condition instead.
func (f Filter) seesUnit() bool {
	return (f.Scope == access.Unit || f.Scope == access.Unit|access.Own) && !f.By.Unit.IsZero()
}

func (f Filter) seesOwn() bool {
	return (f.Scope == access.Own || f.Scope == access.Unit|access.Own) && !f.By.Person.IsZero()
}

func (f Filter) conditions(q *query, b branch, sign string) error {
	q.equal("zone_id", f.Zone)
	switch b.scope {
	case "unit":
		q.equal("unit_id", f.By.Unit)
	case "person":
		q.equal("person_id", f.By.Person)
		if f.seesUnit() { // those of the own unit are found already
			q.terms = append(q.terms, "(unit_id IS NULL OR unit_id <> "+q.mark(f.By.Unit)+")")
		}
	}
	if b.scope == "" {
		q.within(f.Scope, f.By)
	}
	if b.status != "" {
		q.equal("status", b.status)
	} else if len(f.Statuses) > 0 {
		oneOf(q, "status", f.Statuses)
	}
	if b.class == nil {
		b.class = f.Class
	}
	if b.class != nil {
		q.equal("class", *b.class)
	}
	if f.Layer != nil {
		q.equal("layer", *f.Layer)
	}
	if f.Source != "" {
		q.equal("source", f.Source)
	}
	q.is("unit_id", f.Unit)
	q.is("person_id", f.Person)
	q.is("lead_id", f.Lead)
	q.is("campaign_id", f.Campaign)
	if f.Track > 0 {
		q.equal("track", f.Track)
	}
	q.from("due_on", f.DueFrom)
	q.to("due_on", f.DueTo)
	return q.beyond("due_on", sign, f.After)
}

// Supervised is a filter of what supervision looks at.
type Supervised struct {
	Zone  int64
	Class *Class
	To    calendar.Date // only looks due by this day; zero for all
	Scope access.Scope
	By    *ident.Actor
	After string
	Limit int
}

// SupervisedTasks gives the tasks that supervision has to look at, the next
// look first: class A by its checks, class B by its checkpoints (LW-35, LW-36).
func SupervisedTasks(r store.Reader, f Supervised) (store.Page[Task], error) {
	q := newQuery(f.Zone)
	q.terms = append(q.terms, "check_on IS NOT NULL")
	if f.Class != nil {
		q.equal("class", *f.Class)
	}
	q.to("check_on", f.To)
	q.within(f.Scope, f.By)
	if err := q.after("check_on", f.After); err != nil {
		return store.Page[Task]{}, err
	}
	limit := store.PageSize(f.Limit)
	rows, err := store.All(r, scanTask, taskColumns+q.where()+` ORDER BY check_on, id`+q.limit(limit+1), q.args...)
	if err != nil {
		return store.Page[Task]{}, err
	}
	return store.CutPage(rows, limit, func(t Task) string { return store.EncodeCursor(t.CheckOn.String(), t.ID.String()) }), nil
}

// ChangedSince gives the tasks that changed since an instant, the latest change
// first, at most limit of them.
func ChangedSince(r store.Reader, zone int64, since time.Time, scope access.Scope, by *ident.Actor, limit int) ([]Task, error) {
	q := newQuery(zone)
	q.terms = append(q.terms, "changed_on >= "+q.mark(calendar.DateOf(since)), "changed_at >= "+q.mark(since))
	q.within(scope, by)
	return store.All(r, scanTask, taskColumns+q.where()+` ORDER BY changed_at DESC, id DESC`+q.limit(limit), q.args...)
}

// Unchecked counts the tasks of class A and B that have no next look because
// the scheme does not say when: they are supervised by nobody.
func Unchecked(r store.Reader, zone int64) (n int64, err error) {
	err = r.QueryRow(`SELECT COUNT(*) FROM tasks_task WHERE zone_id = $1 AND status IN ('open', 'claimed') AND class IN ('A', 'B') AND check_on IS NULL`,
		zone).Scan(&n)
	return n, err
}

// Cell is one cell of the matrix of layers and classes (LW-38).
type Cell struct {
	Layer string // empty for tasks without a layer
	Class Class  // empty for tasks without a class
	Count int64
}

// Matrix counts the tasks that are not concluded by layer and class: each is in
// exactly one cell. Cells without tasks are not in it.
func Matrix(r store.Reader, zone int64, scope access.Scope, by *ident.Actor) ([]Cell, error) {
	q := newQuery(zone)
	oneOf(q, "status", []Status{Open, Claimed})
	q.within(scope, by)
	cells, err := store.All(r, func(row *store.Rows) (c Cell, err error) { return c, row.Scan(&c.Layer, &c.Class, &c.Count) },
		`SELECT layer, class, COUNT(*) FROM tasks_task`+q.where()+` GROUP BY layer, class`, q.args...)
	slices.SortFunc(cells, func(a, b Cell) int {
		if c := strings.Compare(a.Layer, b.Layer); c != 0 {
			return c
		}
		return slices.Index(Classes, a.Class) - slices.Index(Classes, b.Class)
	})
	return cells, err
}
