package publish

import (
	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// Viewer is who looks: which audiences somebody belongs to.
type Viewer struct {
	Audience Audience // Public for a visitor, Screen for a wall display, Inside or OwnOne for staff
	Unit     string   // the staff member's unit
}

// audiences gives the four marks of selectCurrent: wider audiences include the
// narrower one's view, never the other way round.
func (v Viewer) audiences() [4]Audience {
	switch v.Audience {
	case Screen:
		return [4]Audience{Public, Screen, Public, Public}
	case Inside, OwnOne:
		out := [4]Audience{Public, Screen, Inside, Inside}
		if v.Unit != "" {
			out[3] = OwnOne
		}
		return out
	}
	return [4]Audience{Public, Public, Public, Public}
}

// Current gives a page of what a viewer may see on a day, newest first.
// Corrected versions are not among them; withdrawn ones come without their
// body, with the day and the reason.
func Current(r store.Reader, zone int64, v Viewer, day calendar.Date, cursor string, limit int) (store.Page[Publication], error) {
	beforeDay, beforeID := "9999-99-99", ident.ID{}
	if cursor != "" {
		parts, err := store.DecodeCursor(cursor, 2)
		if err != nil {
			return store.Page[Publication]{}, err
		}
		if beforeID, err = ident.ParseID(parts[1]); err != nil {
			return store.Page[Publication]{}, store.BadCursor.New()
		}
		beforeDay = parts[0]
	} else {
		beforeID = lastID
	}
	limit = store.PageSize(limit)
	a := v.audiences()
	rows, err := store.All(r, scanNotice, selectCurrent, zone, a[0], a[1], a[2], a[3], v.Unit, day, beforeDay, beforeID, limit+1)
	if err != nil {
		return store.Page[Publication]{}, err
	}
	for i := range rows {
		if rows[i].Status == Withdrawn {
			rows[i].Body = Body{}
		}
	}
	return store.CutPage(rows, limit, func(p Publication) string { return store.EncodeCursor(p.From.String(), p.ID.String()) }), nil
}

// lastID sorts after every id made before the year 10889.
var lastID = ident.ID{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}

// View gives one publication as a viewer may see it on a day; anything else
// is NotFound.
func View(r store.Reader, zone int64, v Viewer, id ident.ID, day calendar.Date) (Publication, error) {
	p, err := Get(r, zone, id)
	if err != nil {
		return Publication{}, err
	}
	allowed := false
	for _, a := range v.audiences() {
		allowed = allowed || a == p.Audience
	}
	if !allowed || !p.Shown(day) || p.Audience == OwnOne && p.Unit != v.Unit {
		return Publication{}, NotFound.New()
	}
	if p.Status == Withdrawn {
		p.Body = Body{}
	}
	return p, nil
}

// LogQuery asks for publications of whatever status and period.
type LogQuery struct {
	Zone   int64
	Kind   string // empty: all
	Object string // empty: all
	Cursor string
	Limit  int
}

// Log gives a page of all versions ever published, newest first: the archive
// for those who may read it.
func Log(r store.Reader, q LogQuery) (store.Page[Publication], error) {
	before := lastID
	if q.Cursor != "" {
		parts, err := store.DecodeCursor(q.Cursor, 1)
		if err != nil {
			return store.Page[Publication]{}, err
		}
		if before, err = ident.ParseID(parts[0]); err != nil {
			return store.Page[Publication]{}, store.BadCursor.New()
		}
	}
	limit := store.PageSize(q.Limit)
	rows, err := store.All(r, scanNotice, selectLog, q.Zone, given(q.Kind), given(q.Object), before, limit+1)
	if err != nil {
		return store.Page[Publication]{}, err
	}
	return store.CutPage(rows, limit, func(p Publication) string { return store.EncodeCursor(p.ID.String()) }), nil
}

// given makes an empty filter NULL.
func given(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// Versions gives all versions of a publication, the first one first.
func Versions(r store.Reader, zone int64, series ident.ID) ([]Publication, error) {
	return store.All(r, scanNotice, selectSeries, zone, series)
}

// Postings gives where the printed forms of a version hang or hung.
func Postings(r store.Reader, zone int64, notice ident.ID) ([]Posting, error) {
	return store.All(r, func(r *store.Rows) (p Posting, err error) {
		return p, r.Scan(&p.ID, &p.Notice, &p.Place, &p.Evidence, &p.PostedBy, &p.At, &p.RemovedBy, &p.RemovedAt)
	}, selectPostings, zone, notice)
}
