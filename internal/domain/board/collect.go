package board

import (
	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/exact"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/domain/goals"
	"github.com/jingkai-zone/jingkai/internal/engine/measure"
	"github.com/jingkai-zone/jingkai/internal/engine/score"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// batch is how many subjects one statement asks facts about.
const batch = 128

// subject gives the id under which an item's facts of a kind are recorded;
// empty when the item names none.
func (k SubjectKind) subject(i goals.Item) string {
	switch k {
	case OfWork:
		return i.Work.String()
	case OfUnit:
		return i.Unit.String()
	case OfPerson:
		return i.Person.String()
	}
	return i.ID.String()
}

// heap holds facts by kind of subject, measure and subject.
type heap map[heapKey][]measure.Fact

type heapKey struct {
	kind    SubjectKind
	measure string
	subject string
}

// collect finds the facts that the rule reads for each item between two days,
// in a few statements however many items there are.
func (r *Rule) collect(q store.Reader, zone int64, items []goals.Item, from, to calendar.Date) ([]Input, error) {
	facts, err := r.gather(q, zone, items, from, to)
	if err != nil {
		return nil, err
	}
	out := make([]Input, len(items))
	for n, item := range items {
		out[n] = Input{Item: item.ID, Line: item.Line, Facts: score.Facts{}}
		for _, i := range r.indicators {
			for _, m := range i.reads {
				if m.measure == PlanMeasure {
					if item.Plan != nil {
						out[n].Facts[m.as] = []score.Fact{{Value: item.Plan.Ratio(), IDs: []string{"goals.item/" + item.ID.String()}}}
					}
				} else if found := facts.of(i, m.measure, item); len(found) > 0 {
					out[n].Facts[m.as] = found
				}
			}
		}
	}
	return out, nil
}

func (r *Rule) gather(q store.Reader, zone int64, items []goals.Item, from, to calendar.Date) (heap, error) {
	names := map[SubjectKind][]string{}
	seen := map[heapKey]bool{}
	for _, i := range r.indicators {
		for _, kind := range i.subjects {
			for _, m := range i.reads {
				if k := (heapKey{kind: kind, measure: m.measure}); m.measure != PlanMeasure && !seen[k] {
					seen[k] = true
					names[kind] = append(names[kind], m.measure)
				}
			}
		}
	}
	out := heap{}
	for kind, measures := range names {
		var ids []string
		once := map[string]bool{"": true}
		for _, item := range items {
			if id := kind.subject(item); !once[id] {
				once[id] = true
				ids = append(ids, id)
			}
		}
		for len(ids) > 0 {
			some := ids[:min(batch, len(ids))]
			ids = ids[len(some):]
			query := measure.Query{Zone: zone, Measures: measures, SubjectKind: string(kind), SubjectIDs: some, From: from, To: to, Limit: store.MaxPage}
			if err := out.read(q, query, kind, once); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

func (h heap) read(q store.Reader, query measure.Query, kind SubjectKind, wanted map[string]bool) error {
	for {
		page, err := measure.Facts(q, query)
		if err != nil {
			return err
		}
		for _, f := range page.Items {
			for _, s := range f.Subjects {
				if s.Kind == string(kind) && wanted[s.ID] {
					k := heapKey{kind, f.Measure, s.ID}
					h[k] = append(h[k], f)
				}
			}
		}
		if query.Cursor = page.Next; query.Cursor == "" {
			return nil
		}
	}
}

// of gives what an indicator reads under a measure: the facts of the first
// subject that has any, each by itself for ratings, otherwise as one value by
// the measure's aggregation.
func (h heap) of(i indicator, name string, item goals.Item) []score.Fact {
	for _, kind := range i.subjects {
		facts := h[heapKey{kind, name, kind.subject(item)}]
		if len(facts) == 0 {
			continue
		}
		if !i.each {
			return []score.Fact{joined(name, facts)}
		}
		out := make([]score.Fact, len(facts))
		for n, f := range facts {
			out[n] = score.Fact{Value: f.Value.Ratio(), IDs: []string{f.ID.String()}}
		}
		return out
	}
	return nil
}

// joined makes one value of facts, which come newest first, by the measure's
// aggregation, and names the facts that made it.
func joined(name string, facts []measure.Fact) score.Fact {
	m, _ := measure.Lookup(name) // a name the catalogue lacks did not compile
	if m.Aggregation == measure.Last {
		facts = facts[:1]
	}
	out := score.Fact{}
	for n := len(facts) - 1; n >= 0; n-- {
		out.Value = out.Value.Add(facts[n].Value.Ratio())
		out.IDs = append(out.IDs, facts[n].ID.String())
	}
	if m.Aggregation == measure.Mean {
		if mean, err := out.Value.Quo(exact.FromInt(int64(len(facts)))); err == nil {
			out.Value = mean
		}
	}
	return out
}

// factIDs lists the ids of records among what a computation was made from.
func factIDs(facts score.Facts) []ident.ID {
	var out []ident.ID
	for _, list := range facts {
		for _, f := range list {
			for _, text := range f.IDs {
				if id, err := ident.ParseID(text); err == nil {
					out = append(out, id)
				}
			}
		}
	}
	return out
}
