package people

import (
	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/domain/org"
	"github.com/jingkai-zone/jingkai/internal/engine/ledger"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// JoinInput is what a new member of the staff is entered with.
type JoinInput struct {
	Number    string
	Name      string
	Unit      ident.ID
	Post      ident.ID // zero for none
	RankTitle string   // may be empty
	Leader    bool
	JoinedOn  calendar.Date // zero for today
	Phone     string        // may be empty
	SortNo    int64         // 0 for no place of one's own in lists
	Reason    string
}

// Join enters a person into the staff of the actor's zone (入职). It refuses
// with all faults of the input at once, with [NumberTaken], [PostHeld],
// [PostElsewhere], [OverCeiling], [OverLeaders], and with org's refusals for a unit or post
// that is unknown or closed.
func Join(tx *store.Tx, in JoinInput) (Person, error) {
	var f form
	f.reason(in.Reason)
	p := f.newcomer(tx, tx.Actor().Zone, in)
	if err := f.Err(); err != nil {
		return Person{}, err
	}
	if err := org.Lock(tx, p.Zone); err != nil {
		return Person{}, err
	}
	if err := seat(tx, p, ident.ID{}); err != nil {
		return Person{}, err
	}
	if p.Leader {
		if err := lead(tx, p.Zone); err != nil {
			return Person{}, err
		}
	}
	if _, err := ByNumber(tx, p.Zone, p.Number); !NoPerson.Is(err) {
		if err == nil {
			err = NumberTaken.At("number")
		}
		return Person{}, err
	}
	if err := enter(tx, p, in.Reason); err != nil {
		return Person{}, err
	}
	return p, ledger.Record(tx, ledger.Entry{Action: "people.join", Object: p.ID.String(), Reason: in.Reason,
		Detail: map[string]any{"number": p.Number, "unit": p.Unit, "post": p.Post, "rank_title": p.RankTitle,
			"leader": p.Leader, "joined_on": p.JoinedOn}})
}

// newcomer checks the fields of an input and makes the person of them.
func (f *form) newcomer(r store.Reader, zone int64, in JoinInput) Person {
	p := Person{Zone: zone, ID: ident.NewID(r.Now()), Number: f.number(in.Number), Name: f.line("name", in.Name),
		Unit: in.Unit, Post: in.Post, RankTitle: f.maybe("rank_title", in.RankTitle), Leader: in.Leader, Status: Active,
		JoinedOn: in.JoinedOn, Phone: f.phone(in.Phone), SortNo: placed(in.SortNo), Version: 1}
	if p.JoinedOn.IsZero() {
		p.JoinedOn = today(r)
	}
	f.day("joined_on", p.JoinedOn, calendar.MinDate, today(r))
	return p
}

// seat checks that the person's unit is in use, and that the post, if any, is
// in use, in that unit, free, and within the ceiling when the person held none
// before. The zone's structure must be locked.
func seat(tx *store.Tx, p Person, before ident.ID) error {
	unit, err := org.UnitByID(tx, p.Zone, p.Unit)
	switch {
	case org.NoUnit.Is(err):
		return org.NoUnit.At("unit")
	case err != nil:
		return err
	case unit.Status == org.Closed:
		return org.UnitClosed.At("unit")
	case p.Post.IsZero():
		return nil
	}
	post, err := org.PostByID(tx, p.Zone, p.Post)
	switch {
	case org.NoPost.Is(err):
		return org.NoPost.At("post")
	case err != nil:
		return err
	case post.Status == org.Closed:
		return org.PostClosed.At("post")
	case post.Unit != p.Unit:
		return PostElsewhere.At("post")
	}
	holder, err := HolderOf(tx, p.Zone, p.Post)
	switch {
	case err == nil && holder.ID != p.ID:
		return PostHeld.At("post")
	case err != nil && !NoPerson.Is(err):
		return err
	case before.IsZero():
		return engage(tx, p.Zone)
	}
	return nil
}

// enter writes a new person with the first move of the history.
func enter(tx *store.Tx, p Person, reason string) error {
	if err := insertPerson(tx, p); err != nil {
		return err
	}
	return insertMove(tx, p.move(Joined, p.JoinedOn, reason))
}

// place is where the person stands.
func (p Person) place() Place { return Place{Unit: p.Unit, Post: p.Post, RankTitle: p.RankTitle} }

// move is the history's entry for the person's present version.
func (p Person) move(kind MoveKind, day calendar.Date, reason string) Move {
	return Move{Zone: p.Zone, Person: p.ID, No: p.Version, Kind: kind, Day: day, Place: p.place(), Reason: reason}
}
