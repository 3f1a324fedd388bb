package people

import (
	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/domain/org"
	"github.com/jingkai-zone/jingkai/internal/engine/ledger"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// TransferInput gives a person another place.
type TransferInput struct {
	ID        ident.ID
	Version   int64 // as read
	Unit      ident.ID
	Post      ident.ID      // zero for none
	RankTitle string        // from the same day; may be empty
	Day       calendar.Date // first day in the new place; zero for today
	Reason    string
}

// Transfer moves a person to another unit, post or rank from a day that is not
// to come and not before the last move (调动). It refuses as [Join] does for
// the place, with [HasLeft], [BadDay] and [store.Stale].
func Transfer(tx *store.Tx, in TransferInput) (Person, error) {
	if err := org.Lock(tx, tx.Actor().Zone); err != nil {
		return Person{}, err
	}
	p, err := staff(tx, in.ID)
	if err != nil {
		return Person{}, err
	}
	was := p.place()
	day, err := moveDay(tx, p, in.Day)
	if err != nil {
		return Person{}, err
	}
	var f form
	f.reason(in.Reason)
	p.Unit, p.Post, p.RankTitle, p.Version = in.Unit, in.Post, f.maybe("rank_title", in.RankTitle), in.Version+1
	f.day("day", day.of, day.from, day.to)
	if err := f.Err(); err != nil {
		return Person{}, err
	}
	if err := seat(tx, p, was.Post); err != nil {
		return Person{}, err
	}
	if err := update(tx, p); err != nil {
		return Person{}, err
	}
	if err := insertMove(tx, p.move(Transferred, day.of, in.Reason)); err != nil {
		return Person{}, err
	}
	if err := tell(tx, EventPlaced, p); err != nil {
		return Person{}, err
	}
	return p, ledger.Record(tx, ledger.Entry{Action: "people.transfer", Object: p.ID.String(), Reason: in.Reason,
		Detail: map[string]any{"day": day.of, "unit": []ident.ID{was.Unit, p.Unit}, "post": []ident.ID{was.Post, p.Post},
			"rank_title": []string{was.RankTitle, p.RankTitle}}})
}

// LeaveInput ends a person's time on the staff.
type LeaveInput struct {
	ID      ident.ID
	Version int64         // as read
	Day     calendar.Date // first day no longer on the staff; zero for today
	Reason  string
}

// Leave ends a person's time on the staff (离职): the post becomes free, the
// record stays, and later rooms learn of it by [EventLeft]. It refuses with
// [HasLeft], [BadDay], [NoReason] and [store.Stale].
func Leave(tx *store.Tx, in LeaveInput) (Person, error) {
	p, err := staff(tx, in.ID)
	if err != nil {
		return Person{}, err
	}
	day, err := moveDay(tx, p, in.Day)
	if err != nil {
		return Person{}, err
	}
	var f form
	f.reason(in.Reason)
	f.day("day", day.of, day.from, day.to)
	if err := f.Err(); err != nil {
		return Person{}, err
	}
	p.Version = in.Version + 1
	m := p.move(Departed, day.of, in.Reason) // keeps the place that is left
	p.Status, p.LeftOn, p.Post = Left, day.of, ident.ID{}
	if err := update(tx, p); err != nil {
		return Person{}, err
	}
	if err := insertMove(tx, m); err != nil {
		return Person{}, err
	}
	if err := tell(tx, EventLeft, p); err != nil {
		return Person{}, err
	}
	return p, ledger.Record(tx, ledger.Entry{Action: "people.leave", Object: p.ID.String(), Reason: in.Reason,
		Detail: map[string]any{"day": day.of, "unit": m.Unit, "post": m.Post}})
}

// staff gives somebody on the staff of the actor's zone.
func staff(tx *store.Tx, id ident.ID) (Person, error) {
	p, err := ByID(tx, tx.Actor().Zone, id)
	if err == nil && p.Status == Left {
		err = HasLeft.New()
	}
	return p, err
}

// window is the day of a move and the days it may be.
type window struct{ of, from, to calendar.Date }

func moveDay(tx *store.Tx, p Person, asked calendar.Date) (window, error) {
	w := window{of: asked, to: today(tx)}
	if asked.IsZero() {
		w.of = w.to
	}
	moves, err := History(tx, p.Zone, p.ID)
	if err == nil {
		w.from = moves[len(moves)-1].Day // joining is the first move
	}
	return w, err
}
