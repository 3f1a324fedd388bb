package api

import (
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/domain/org"
	"github.com/jingkai-zone/jingkai/internal/domain/people"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// Ref names a record a row speaks of: a person or a unit.
type Ref struct {
	ID   ident.ID `json:"id"`
	Name string   `json:"name"`
}

// names puts names to the ids of one answer, with two queries however many
// rows there are.
type names struct {
	units   map[ident.ID]string
	persons map[ident.ID]people.Person
}

func namesOf(r store.Reader, zone int64, persons ...ident.ID) (names, error) {
	var n names
	var err error
	if n.units, err = org.UnitNames(r, zone); err != nil {
		return n, err
	}
	unique := map[ident.ID]bool{}
	var ids []ident.ID
	for _, id := range persons {
		if !id.IsZero() && !unique[id] {
			unique[id] = true
			ids = append(ids, id)
		}
	}
	n.persons, err = people.ByIDs(r, zone, ids)
	return n, err
}

// unit gives the reference to a unit, nil for none.
func (n names) unit(id ident.ID) *Ref {
	if id.IsZero() {
		return nil
	}
	return &Ref{id, n.units[id]}
}

// person gives the reference to a person, nil for none.
func (n names) person(id ident.ID) *Ref {
	if id.IsZero() {
		return nil
	}
	return &Ref{id, n.persons[id].Name}
}

// unitNamed finds a unit in use by its name; the zero id when there is none or
// more than one.
func unitNamed(units []org.Unit, name string) ident.ID {
	var out ident.ID
	for _, u := range units {
		if u.Name == name && u.Status == org.Active {
			if !out.IsZero() {
				return ident.ID{}
			}
			out = u.ID
		}
	}
	return out
}
