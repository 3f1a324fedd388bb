package people

import (
	"fmt"

	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/domain/org"
	"github.com/jingkai-zone/jingkai/internal/engine/jobs"
	"github.com/jingkai-zone/jingkai/internal/engine/ledger"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// EventLeft tells later rooms, in the same transaction, that somebody left the
// staff. Its object is the person's id, its data the [Person] as left behind:
// without a post, with the unit and the account there were. A subscriber that
// refuses stops the leaving.
const EventLeft = "people.left"

// EventPlaced tells later rooms, in the same transaction, that somebody on the
// staff stands in another place. Its object is the person's id, its data the
// [Person] in the new place.
const EventPlaced = "people.placed"

// Refusals of changes to the organisation that would leave somebody without a
// place.
var (
	StaffRemain = fault.Define(fault.Refused, "people.staff_remain", "LW-04",
		"该部门还有 {count} 名在职人员，请先为他们调整任职，再撤销部门。",
		"The unit still has {count} people; give them another place before closing it.")
	HolderRemains = fault.Define(fault.Refused, "people.holder_remains", "LW-15",
		"该岗位还有人任职，请先调整任职，再撤销岗位。", "Somebody holds the post; move the holder before closing it.")
)

// Subscribe makes the room hear of changes to the organisation: a unit with
// staff and a post with a holder are not closed, a post beyond the ceiling is
// not added, and a holder goes along when the post goes to another unit.
func Subscribe(bus *jobs.Bus) {
	bus.Subscribe(org.EventUnitClosed, "people", about(unitClosed))
	bus.Subscribe(org.EventPostClosed, "people", about(postClosed))
	bus.Subscribe(org.EventPostCreated, "people", about(postCreated))
	bus.Subscribe(org.EventPostMoved, "people", about(postMoved))
}

// about gives a subscriber the event's data in its type.
func about[T any](fn func(*store.Tx, T) error) func(*store.Tx, jobs.Event) error {
	return func(tx *store.Tx, e jobs.Event) error {
		data, ok := e.Data.(T)
		if !ok {
			return fmt.Errorf("people: %s carries a %T", e.Kind, e.Data)
		}
		return fn(tx, data)
	}
}

func unitClosed(tx *store.Tx, u org.Unit) error {
	staff, err := InUnit(tx, u.Zone, u.ID)
	if err == nil && len(staff) > 0 {
		err = StaffRemain.New("count", len(staff))
	}
	return err
}

func postClosed(tx *store.Tx, p org.Post) error {
	_, err := HolderOf(tx, p.Zone, p.ID)
	switch {
	case NoPerson.Is(err):
		return nil
	case err == nil:
		return HolderRemains.New()
	}
	return err
}

func postCreated(tx *store.Tx, p org.Post) error {
	low, set, err := ceilingOn(tx, p.Zone, today(tx))
	if err != nil || !set {
		return err
	}
	posts, err := org.Posts(tx, p.Zone)
	if err != nil {
		return err
	}
	have := int64(-1) // the new one does not count
	for _, x := range posts {
		if x.Status == org.Active {
			have++
		}
	}
	return low.room(PostsOverCeiling, "title", have)
}

// postMoved takes the holder along into the post's new unit.
func postMoved(tx *store.Tx, m org.PostMoved) error {
	if m.Was.Unit == m.Now.Unit {
		return nil
	}
	p, err := HolderOf(tx, m.Now.Zone, m.Now.ID)
	if NoPerson.Is(err) {
		return nil
	}
	if err != nil {
		return err
	}
	p.Unit, p.Version = m.Now.Unit, p.Version+1
	if err := update(tx, p); err != nil {
		return err
	}
	if err := insertMove(tx, p.move(Transferred, today(tx), m.Reason)); err != nil {
		return err
	}
	if err := tell(tx, EventPlaced, p); err != nil {
		return err
	}
	return ledger.Record(tx, ledger.Entry{Action: "people.transfer", Object: p.ID.String(), Reason: m.Reason,
		Detail: map[string]any{"day": today(tx), "unit": [...]any{m.Was.Unit, m.Now.Unit}, "with_post": m.Now.ID}})
}

// tell publishes what happened to a person.
func tell(tx *store.Tx, kind string, p Person) error {
	return jobs.Publish(tx, jobs.Event{Kind: kind, Zone: p.Zone, Object: p.ID.String(), Data: p})
}
