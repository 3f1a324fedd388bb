package tasks

import (
	"bytes"
	"slices"

	"github.com/jingkai-zone/jingkai/internal/base/exact"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/domain/people"
	"github.com/jingkai-zone/jingkai/internal/engine/access"
	"github.com/jingkai-zone/jingkai/internal/engine/scheme"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// Load is how full somebody's hands are (PK-36): the weights of the open tasks
// over the scheme's standard. A task that waits for acceptance weighs nothing.
type Load struct {
	Person people.Person
	Tasks  int64
	Weight exact.Decimal
	Share  exact.Ratio // Weight ÷ standard
	Over   bool        // above the scheme's line
	Idle   bool        // below the scheme's line
}

// LoadTable is the workload of a zone or a unit, the fullest hands first.
type LoadTable struct {
	Standard exact.Decimal
	Overload *exact.Ratio // nil where the scheme draws no line: nobody is over it
	IdleLine *exact.Ratio
	Loads    []Load
}

// Loads computes the workload of those whom the asker may see, everybody on the
// staff included, also those without a task. It refuses with scheme.NotSet
// where the scheme does not say what full work is. No consequence is attached
// to it (PK-36).
func Loads(r store.Reader, zone int64, unit ident.ID, scope access.Scope, by *ident.Actor) (LoadTable, error) {
	book, err := rulesOf(r, zone)
	if err != nil {
		return LoadTable{}, err
	}
	out := LoadTable{Overload: book.set.Load.Overload, IdleLine: book.set.Load.Idle}
	if out.Standard, err = scheme.Need(book.doc, "tasks.load.standard", book.set.Load.Standard); err != nil {
		return LoadTable{}, err
	}
	weights, err := openWeights(r, zone)
	if err != nil {
		return LoadTable{}, err
	}
	cursor := ""
	for {
		page, err := people.List(r, people.Filter{Zone: zone, Unit: unit, Status: people.Active, After: cursor, Limit: store.MaxPage})
		if err != nil {
			return LoadTable{}, err
		}
		for _, p := range page.Items {
			if !scope.Covers(by, access.Resource{Zone: zone, Unit: p.Unit, Person: p.ID}) {
				continue
			}
			l, err := out.of(p, weights[p.ID])
			if err != nil {
				return LoadTable{}, err
			}
			out.Loads = append(out.Loads, l)
		}
		if cursor = page.Next; cursor == "" {
			break
		}
	}
	slices.SortStableFunc(out.Loads, func(a, b Load) int {
		if c := b.Share.Cmp(a.Share); c != 0 {
			return c
		}
		return bytes.Compare([]byte(a.Person.Number), []byte(b.Person.Number))
	})
	return out, nil
}

// of computes one person's load, exactly.
func (t LoadTable) of(p people.Person, w weighed) (Load, error) {
	l := Load{Person: p, Tasks: w.tasks, Weight: fromMillionths(w.micro)}
	var err error
	if l.Share, err = exact.NewRatio(l.Weight, t.Standard); err != nil {
		return l, err
	}
	l.Over = t.Overload != nil && l.Share.Cmp(*t.Overload) > 0
	l.Idle = t.IdleLine != nil && l.Share.Cmp(*t.IdleLine) < 0
	return l, nil
}

type weighed struct{ tasks, micro int64 }

func openWeights(r store.Reader, zone int64) (map[ident.ID]weighed, error) {
	type row struct {
		person ident.ID
		weighed
	}
	rows, err := store.All(r, func(s *store.Rows) (x row, err error) { return x, s.Scan(&x.person, &x.tasks, &x.micro) },
		`SELECT person_id, COUNT(*), CAST(SUM(weight) AS BIGINT) FROM tasks_task WHERE zone_id = $1 AND status = 'open' AND person_id IS NOT NULL
		GROUP BY person_id`, zone)
	out := make(map[ident.ID]weighed, len(rows))
	for _, x := range rows {
		out[x.person] = x.weighed
	}
	return out, err
}
