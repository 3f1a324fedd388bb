package attendance

import (
	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/domain/people"
	"github.com/jingkai-zone/jingkai/internal/engine/flow"
	"github.com/jingkai-zone/jingkai/internal/engine/scheme"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// desk holds what a month is computed from.
type desk struct {
	zone     int64
	month    calendar.Month
	until    calendar.Date // last day that is judged
	doc      *scheme.Doc
	terms    Terms
	workdays []calendar.Date
	punches  map[ident.ID]map[calendar.Date][]Punch
	requests map[ident.ID][]Request
	units    map[ident.ID]ident.ID
}

// layOut reads what a month is computed from, with the scheme of doc. Days
// after until are left out: the present month is judged up to yesterday.
func layOut(r store.Reader, zone int64, m calendar.Month, doc *scheme.Doc, until calendar.Date, only ...ident.ID) (*desk, error) {
	d := &desk{zone: zone, month: m, until: until, doc: doc, punches: map[ident.ID]map[calendar.Date][]Punch{}, requests: map[ident.ID][]Request{}, units: map[ident.ID]ident.ID{}}
	var err error
	if d.terms, err = TermsOf(doc); err != nil {
		return nil, err
	}
	cal, err := flow.CalendarOf(r, zone)
	if err != nil {
		return nil, err
	}
	for day := m.First(); !day.After(until); day = day.AddDays(1) {
		if cal.IsWorking(day) {
			d.workdays = append(d.workdays, day)
		}
	}
	places, err := people.PlacesOn(r, zone, m.Last())
	if err != nil {
		return nil, err
	}
	for id, p := range places {
		d.units[id] = p.Unit
	}
	punches, err := punchList(r, zone, m.First(), m.Last(), only)
	if err != nil {
		return nil, err
	}
	for _, p := range punches {
		d.add(p)
	}
	requests, err := approvedBetween(r, zone, m.First(), m.Last(), only)
	if err != nil {
		return nil, err
	}
	for _, q := range requests {
		d.requests[q.Person] = append(d.requests[q.Person], q)
		if q.Kind == PunchRequest && q.FromMinute >= 0 {
			d.add(Punch{Person: q.Person, Day: q.FromDay, Slot: q.Slot + "9", Minute: q.FromMinute, Validity: Valid})
		}
	}
	return d, nil
}

func (d *desk) add(p Punch) {
	if d.punches[p.Person] == nil {
		d.punches[p.Person] = map[calendar.Date][]Punch{}
	}
	d.punches[p.Person][p.Day] = append(d.punches[p.Person][p.Day], p)
}

// result computes one person's month; ok is false for somebody who was not on
// the staff on any working day of it.
func (d *desk) result(p people.Person) (x Result, ok bool, err error) {
	x = Result{Zone: d.zone, Month: d.month, Person: p.ID, Unit: p.Unit, Version: 1}
	if unit, placed := d.units[p.ID]; placed {
		x.Unit = unit
	}
	for _, day := range d.workdays {
		if !p.On(day) {
			continue
		}
		var covers []Cover
		for _, q := range d.requests[p.ID] {
			if c, touches := q.cover(day); touches {
				covers = append(covers, c)
			}
		}
		x.Findings = append(x.Findings, d.terms.Judge(day, d.punches[p.ID][day], covers))
	}
	if len(x.Findings) == 0 {
		return x, false, nil
	}
	x.Tally, err = d.terms.Add(d.doc, x.Findings)
	return x, true, err
}

// results computes everybody's month, in list order.
func (d *desk) results(r store.Reader) ([]Result, error) {
	var out []Result
	f := people.Filter{Zone: d.zone, Limit: store.MaxPage}
	for {
		page, err := people.List(r, f)
		if err != nil {
			return nil, err
		}
		for _, p := range page.Items {
			x, ok, err := d.result(p)
			if err != nil {
				return nil, err
			}
			if ok {
				out = append(out, x)
			}
		}
		if f.After = page.Next; f.After == "" {
			return out, nil
		}
	}
}

// Preview computes one person's month as it stands: of the present month up to
// yesterday. Nothing is kept.
func Preview(r store.Reader, zone int64, m calendar.Month, person ident.ID) (Result, error) {
	until := m.Last()
	if yesterday := calendar.DateOf(r.Now()).AddDays(-1); yesterday.Before(until) {
		until = yesterday
	}
	doc, err := scheme.At(r, zone, m.Last())
	if err != nil {
		return Result{}, err
	}
	d, err := layOut(r, zone, m, doc, until, person)
	if err != nil {
		return Result{}, err
	}
	p, err := people.ByID(r, zone, person)
	if err != nil {
		return Result{}, err
	}
	x, ok, err := d.result(p)
	if err == nil && !ok {
		err = NoResult.New("month", m)
	}
	return x, err
}
