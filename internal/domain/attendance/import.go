package attendance

import (
	"fmt"
	"slices"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/domain/people"
	"github.com/jingkai-zone/jingkai/internal/engine/ledger"
	"github.com/jingkai-zone/jingkai/internal/engine/scheme"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// File is one sheet of an export that is to be taken over.
type File struct {
	Grid   [][]string
	Digest string // SHA-256 of the file, for the record
	Skip   bool   // leave rows with faults out instead of refusing the file
}

// Report tells what an import does.
type Report struct {
	Batch     ident.ID // zero in a dry run
	Kind      SheetKind
	From, To  calendar.Date
	Lines     int // rows with something to take over
	Added     int // punches that are new
	Same      int // punches on record already, word for word
	Differing int // punches that are on record otherwise: differences to settle
	Skipped   int // rows left out because of a fault
	Faults    []*fault.Error
}

// CheckImport is the dry run: it reports what [Import] would do, with the
// faults of all rows, and writes nothing.
func CheckImport(r store.Reader, zone int64, f File) (Report, error) {
	p, err := plan(r, zone, f)
	if err != nil {
		return Report{}, err
	}
	return p.report, nil
}

// Import takes the punches of a sheet over. It adds what is new, leaves what is
// the same, and keeps what differs as a difference to be settled: nothing on
// record is overwritten. With faults it refuses, carrying all of them, unless
// Skip says to leave those rows out. It refuses with [NotImported] when the
// scheme does not take punches from DingTalk and scheme.NotSet when it does not
// say from where.
func Import(tx *store.Tx, f File) (Report, error) {
	zone := tx.Actor().Zone
	p, err := plan(tx, zone, f)
	if err != nil {
		return Report{}, err
	}
	if len(p.report.Faults) > 0 && !f.Skip {
		var list fault.List
		for _, e := range p.report.Faults {
			list.Add(e)
		}
		return p.report, list.Err()
	}
	number, err := draw(tx, "打卡导入", "batch")
	if err != nil {
		return Report{}, err
	}
	p.report.Batch = ident.NewID(tx.Now())
	b := Batch{ID: p.report.Batch, Number: number, Kind: p.report.Kind, From: p.report.From, To: p.report.To, Digest: f.Digest, Lines: int64(p.report.Lines),
		Added: int64(p.report.Added), Same: int64(p.report.Same), Differing: int64(p.report.Differing), Skipped: int64(p.report.Skipped), By: tx.Actor().Person, At: tx.Now()}
	if err := insertBatch(tx, zone, b); err != nil {
		return Report{}, err
	}
	touched := map[ident.ID]bool{}
	for _, x := range p.added {
		x.Batch = b.ID
		if err := insertPunch(tx, zone, x); err != nil {
			return Report{}, err
		}
		touched[x.Person] = true
	}
	for _, d := range p.differing {
		d.ID, d.Batch = ident.NewID(tx.Now()), b.ID
		if err := insertDifference(tx, d); err != nil {
			return Report{}, err
		}
	}
	if err := p.refresh(tx, touched); err != nil {
		return Report{}, err
	}
	return p.report, ledger.Record(tx, ledger.Entry{Action: "attendance.import", Object: b.ID.String(), Detail: map[string]any{"number": b.Number, "kind": b.Kind,
		"from": b.From, "to": b.To, "digest": b.Digest, "added": b.Added, "same": b.Same, "differing": b.Differing, "skipped": b.Skipped}})
}

// refresh computes again what a prepared month says of the persons touched.
func (p *planned) refresh(tx *store.Tx, touched map[ident.ID]bool) error {
	for m := p.report.From.Month(); len(touched) > 0 && !m.After(p.report.To.Month()); m = m.Next() {
		ids := make([]ident.ID, 0, len(touched))
		for id := range touched {
			ids = append(ids, id)
		}
		slices.SortFunc(ids, func(a, b ident.ID) int { return slices.Compare(a[:], b[:]) })
		if err := refresh(tx, m, ids); err != nil {
			return err
		}
	}
	return nil
}

// planned is a sheet held against what is on record.
type planned struct {
	report    Report
	added     []Punch
	differing []Difference

	zone    int64
	today   calendar.Date
	oldest  calendar.Date // zero: nothing is erased
	staff   staff
	months  map[calendar.Month]Month
	have    map[punchKey]Punch
	pending map[differenceKey]bool
	seen    map[punchKey]Mark
}

type punchKey struct {
	person ident.ID
	day    calendar.Date
	slot   string
}

type differenceKey struct {
	punchKey
	minute   int64
	validity Validity
}

func plan(r store.Reader, zone int64, f File) (*planned, error) {
	kind, lines, faults, err := ReadSheet(f.Grid)
	if err != nil {
		return nil, err
	}
	p := &planned{zone: zone, today: calendar.DateOf(r.Now()), seen: map[punchKey]Mark{}}
	p.report.Kind, p.report.Faults, p.report.Skipped = kind, faults, len(faults)
	if err := p.allowed(r); err != nil {
		return nil, err
	}
	if p.staff, err = readStaff(r, zone); err != nil {
		return nil, err
	}
	for _, l := range lines {
		if p.report.From.IsZero() || l.Day.Before(p.report.From) {
			p.report.From = l.Day
		}
		if l.Day.After(p.report.To) {
			p.report.To = l.Day
		}
	}
	if p.have, err = punchesBetween(r, zone, p.report.From, p.report.To); err != nil {
		return nil, err
	}
	if p.pending, err = differencesBetween(r, zone, p.report.From, p.report.To); err != nil {
		return nil, err
	}
	if p.months, err = monthsOf(r, zone); err != nil {
		return nil, err
	}
	for _, l := range lines {
		if e := p.take(l); e != nil {
			p.report.Faults = append(p.report.Faults, e)
			p.report.Skipped++
		} else if len(l.Marks) > 0 {
			p.report.Lines++
		}
	}
	return p, nil
}

// allowed refuses an import that the scheme does not provide for, and finds how
// far back punches may still be kept.
func (p *planned) allowed(r store.Reader) error {
	doc, err := scheme.At(r, p.zone, p.today)
	if err != nil {
		return err
	}
	s := scheme.Get[Scheme](doc)
	sources, err := scheme.NeedList(doc, "attendance.sources", s.Sources)
	if err != nil {
		return err
	}
	if !slices.Contains(sources, DingTalk) {
		return NotImported.New()
	}
	p.oldest, err = oldestKept(r, p.zone, s, p.today)
	return err
}

// take holds one line against the record.
func (p *planned) take(l Line) *fault.Error {
	at := func(field string) string { return fmt.Sprintf("rows[%d].%s", l.Row, field) }
	who, e := p.staff.find(l)
	if e != nil {
		return e
	}
	switch {
	case l.Day.After(p.today):
		return FutureDay.At(at("day"), "row", l.Row)
	case !who.On(l.Day):
		return NotOnStaff.At(at("name"), "row", l.Row)
	case l.Day.Before(p.oldest):
		return ErasedDay.At(at("day"), "row", l.Row)
	}
	closed := p.months[l.Day.Month()].Status == Closed
	var added []Punch
	var differing []Difference
	same := 0
	for _, m := range l.Marks {
		key := punchKey{who.ID, l.Day, m.Slot}
		if before, twice := p.seen[key]; twice {
			if before == m || p.report.Kind == Raw {
				continue // one record twice; of two at one minute the first stands
			}
			return TwoMarks.At(at("day"), "row", l.Row)
		}
		have, known := p.have[key]
		switch {
		case known && have.Minute == m.Minute && have.Validity == m.Validity:
			same++
		case closed:
			return ClosedDay.At(at("day"), "row", l.Row)
		case !known:
			added = append(added, Punch{Person: who.ID, Unit: who.Unit, Day: l.Day, Slot: m.Slot, Minute: m.Minute, Validity: m.Validity})
		case p.pending[differenceKey{key, m.Minute, m.Validity}]:
			same++
		default:
			differing = append(differing, Difference{Zone: p.zone, Person: who.ID, Unit: who.Unit, Day: l.Day, Slot: m.Slot,
				Had: Mark{m.Slot, have.Minute, have.Validity}, Got: m, Status: DifferenceOpen, Version: 1})
		}
	}
	for _, m := range l.Marks {
		p.seen[punchKey{who.ID, l.Day, m.Slot}] = m
	}
	p.added, p.differing = append(p.added, added...), append(p.differing, differing...)
	p.report.Added, p.report.Same, p.report.Differing = len(p.added), p.report.Same+same, len(p.differing)
	return nil
}

// staff finds the people an export names: by number, else by a name that only
// one person bears.
type staff struct {
	byNumber map[string]people.Person
	byName   map[string][]people.Person
}

func readStaff(r store.Reader, zone int64) (staff, error) {
	s := staff{map[string]people.Person{}, map[string][]people.Person{}}
	f := people.Filter{Zone: zone, Limit: store.MaxPage}
	for {
		page, err := people.List(r, f)
		if err != nil {
			return s, err
		}
		for _, p := range page.Items {
			s.byNumber[p.Number] = p
			s.byName[p.Name] = append(s.byName[p.Name], p)
		}
		if f.After = page.Next; f.After == "" {
			return s, nil
		}
	}
}

func (s staff) find(l Line) (people.Person, *fault.Error) {
	at := fmt.Sprintf("rows[%d].name", l.Row)
	if p, ok := s.byNumber[l.Number]; ok && l.Number != "" {
		if p.Name != l.Name {
			return p, OtherName.At(at, "row", l.Row)
		}
		return p, nil
	}
	var found []people.Person
	for _, p := range s.byName[l.Name] {
		if p.On(l.Day) {
			found = append(found, p)
		}
	}
	switch {
	case len(found) == 1:
		return found[0], nil
	case len(found) == 0 && len(s.byName[l.Name]) == 1:
		return s.byName[l.Name][0], nil // known, and found not on the staff on the day
	}
	return people.Person{}, WhoIsIt.At(at, "row", l.Row)
}

// draw gives the next number of a series of the room.
func draw(tx *store.Tx, series, counter string) (string, error) {
	year := calendar.DateOf(tx.Now()).Year()
	n, err := store.NextNumber(tx, tx.Actor().Zone, fmt.Sprintf("attendance-%s-%d", counter, year))
	if err != nil {
		return "", err
	}
	return ident.Number{Series: series, Year: year, Seq: n}.String(), nil
}
