package org

import (
	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/engine/jobs"
	"github.com/jingkai-zone/jingkai/internal/engine/ledger"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// PostInput is what a new post is set up with.
type PostInput struct {
	Unit      ident.ID
	ReportsTo ident.ID // zero at the top
	Title     string
	OpenedOn  calendar.Date // zero for today
	Reason    string        // the decision it rests on; may be empty
}

// CreatePost adds a post to a unit of the actor's zone. It refuses with
// [TooDeep], naming the chain of posts, where the scheme limits the levels and
// the new post would exceed them (LW-13, PK-07); where the scheme sets no
// limit none is applied. A subscriber of [EventPostCreated] may refuse, too.
func CreatePost(tx *store.Tx, in PostInput) (Post, error) {
	p := Post{Zone: tx.Actor().Zone, ID: ident.NewID(tx.Now()), Unit: in.Unit, ReportsTo: in.ReportsTo,
		Title: cleaned(in.Title), Status: Active, OpenedOn: in.OpenedOn, Version: 1}
	if p.OpenedOn.IsZero() {
		p.OpenedOn = today(tx)
	}
	if err := checkText("title", p.Title); err != nil {
		return Post{}, err
	}
	d, err := draw(tx)
	if err != nil {
		return Post{}, err
	}
	first, err := d.seat(p.Unit, p.ReportsTo)
	if err != nil {
		return Post{}, err
	}
	if err := within("opened_on", p.OpenedOn, first, today(tx)); err != nil {
		return Post{}, err
	}
	if p.Level, err = d.chart.admit(p.Unit, p.ReportsTo, d.limit); err != nil {
		return Post{}, err
	}
	if err := insertPost(tx, p); err != nil {
		return Post{}, err
	}
	if err := jobs.Publish(tx, jobs.Event{Kind: EventPostCreated, Zone: p.Zone, Object: p.ID.String(), Data: p}); err != nil {
		return Post{}, err
	}
	return p, ledger.Record(tx, ledger.Entry{Action: "org.post.create", Object: p.ID.String(), Reason: in.Reason,
		Detail: map[string]any{"title": p.Title, "unit": p.Unit, "reports_to": p.ReportsTo, "level": p.Level, "opened_on": p.OpenedOn}})
}

// MovePostInput puts a post elsewhere in the organisation.
type MovePostInput struct {
	ID        ident.ID
	Version   int64 // as read
	Unit      ident.ID
	ReportsTo ident.ID // zero for the top
	Reason    string
}

// MovePost puts a post, with all that report to it, under another superior or
// into another unit from today. It refuses with [Circle] and with [TooDeep],
// both naming the chain of posts, and with [store.Stale].
func MovePost(tx *store.Tx, in MovePostInput) (Post, error) {
	if err := checkReason(in.Reason); err != nil {
		return Post{}, err
	}
	d, err := draw(tx)
	if err != nil {
		return Post{}, err
	}
	was, err := d.post(in.ID)
	if err != nil {
		return Post{}, err
	}
	if _, err := d.seat(in.Unit, in.ReportsTo); err != nil {
		return Post{}, err
	}
	levels, err := d.chart.move(in.ID, in.ReportsTo, d.limit)
	if err != nil {
		return Post{}, err
	}
	was.Version = in.Version
	p := was
	p.Unit, p.ReportsTo, p.Level, p.Version = in.Unit, in.ReportsTo, levels[p.ID], in.Version+1
	if err := changePost(tx, was, p); err != nil {
		return Post{}, err
	}
	if err := setLevels(tx, p.Zone, levels); err != nil {
		return Post{}, err
	}
	moved := PostMoved{Was: was, Now: p, Reason: in.Reason}
	if err := jobs.Publish(tx, jobs.Event{Kind: EventPostMoved, Zone: p.Zone, Object: p.ID.String(), Data: moved}); err != nil {
		return Post{}, err
	}
	return p, ledger.Record(tx, ledger.Entry{Action: "org.post.move", Object: p.ID.String(), Reason: in.Reason,
		Detail: map[string]any{"unit": []ident.ID{was.Unit, p.Unit}, "reports_to": []ident.ID{was.ReportsTo, p.ReportsTo},
			"level": []int{was.Level, p.Level}}})
}

// RetitleInput gives a post another title.
type RetitleInput struct {
	ID      ident.ID
	Version int64 // as read
	Title   string
	Reason  string
}

// RetitlePost gives a post in use another title from today; earlier days keep
// the earlier title. It refuses with [store.Stale].
func RetitlePost(tx *store.Tx, in RetitleInput) (Post, error) {
	var list fault.List
	title := cleaned(in.Title)
	list.Add(checkText("title", title))
	list.Add(checkReason(in.Reason))
	if err := list.Err(); err != nil {
		return Post{}, err
	}
	d, err := draw(tx)
	if err != nil {
		return Post{}, err
	}
	was, err := d.post(in.ID)
	if err != nil {
		return Post{}, err
	}
	was.Version = in.Version
	p := was
	p.Title, p.Version = title, in.Version+1
	if err := changePost(tx, was, p); err != nil {
		return Post{}, err
	}
	return p, ledger.Record(tx, ledger.Entry{Action: "org.post.retitle", Object: p.ID.String(), Reason: in.Reason,
		Detail: map[string]any{"title": []string{was.Title, p.Title}}})
}

// ClosePostInput ends a post.
type ClosePostInput struct {
	ID      ident.ID
	Version int64         // as read
	Day     calendar.Date // first day without it; zero for today
	Reason  string
}

// ClosePost ends a post. It refuses with [HasReports] while posts in use
// report to it, [BadDay] and [store.Stale], and when a subscriber of
// [EventPostClosed] refuses because somebody holds it.
func ClosePost(tx *store.Tx, in ClosePostInput) (Post, error) {
	if err := checkReason(in.Reason); err != nil {
		return Post{}, err
	}
	d, err := draw(tx)
	if err != nil {
		return Post{}, err
	}
	p, err := d.post(in.ID)
	if err != nil {
		return Post{}, err
	}
	if n := len(d.chart.reports[p.ID]); n > 0 {
		return Post{}, HasReports.New("reports", n)
	}
	p.Version, p.Status, p.ClosedOn = in.Version, Closed, in.Day
	if p.ClosedOn.IsZero() {
		p.ClosedOn = today(tx)
	}
	if err := within("day", p.ClosedOn, p.OpenedOn, today(tx)); err != nil {
		return Post{}, err
	}
	if err := closePost(tx, p); err != nil {
		return Post{}, err
	}
	p.Version++
	if err := jobs.Publish(tx, jobs.Event{Kind: EventPostClosed, Zone: p.Zone, Object: p.ID.String(), Data: p}); err != nil {
		return Post{}, err
	}
	return p, ledger.Record(tx, ledger.Entry{Action: "org.post.close", Object: p.ID.String(), Reason: in.Reason,
		Detail: map[string]any{"title": p.Title, "closed_on": p.ClosedOn}})
}

// drawing is what a change of posts is decided by.
type drawing struct {
	chart  chart
	closed map[ident.ID]bool // posts no longer in use
	units  map[ident.ID]Unit
	limit  limit
}

// draw locks the structure of the actor's zone and reads it with the scheme's
// limit of today.
func draw(tx *store.Tx) (drawing, error) {
	d := drawing{closed: map[ident.ID]bool{}, units: map[ident.ID]Unit{}}
	zone := tx.Actor().Zone
	if err := Lock(tx, zone); err != nil {
		return d, err
	}
	units, err := Units(tx, zone)
	if err != nil {
		return d, err
	}
	all, err := Posts(tx, zone)
	if err != nil {
		return d, err
	}
	var open []Post
	for _, p := range all {
		if p.Status == Active {
			open = append(open, p)
		}
		d.closed[p.ID] = p.Status == Closed
	}
	for _, u := range units {
		d.units[u.ID] = u
	}
	d.chart = newChart(open, units)
	rules, err := rulesOn(tx, zone, today(tx))
	d.limit = rules.levels()
	return d, err
}

// post gives a post in use.
func (d drawing) post(id ident.ID) (Post, error) {
	if p, ok := d.chart.posts[id]; ok {
		return p, nil
	}
	if d.closed[id] {
		return Post{}, PostClosed.New()
	}
	return Post{}, NoPost.New()
}

// seat checks that unit and superior (which may be none) are in use and gives
// the first day on which both are.
func (d drawing) seat(unit, superior ident.ID) (calendar.Date, error) {
	var list fault.List
	u, known := d.units[unit]
	if !known {
		list.Add(NoUnit.At("unit"))
	} else if u.Status == Closed {
		list.Add(UnitClosed.At("unit"))
	}
	first := u.OpenedOn
	if !superior.IsZero() {
		boss, known := d.chart.posts[superior]
		if d.closed[superior] {
			list.Add(PostClosed.At("reports_to"))
		} else if !known {
			list.Add(NoPost.At("reports_to"))
		}
		first = later(first, boss.OpenedOn)
	}
	return first, list.Err()
}
