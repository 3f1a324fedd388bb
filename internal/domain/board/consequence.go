package board

import (
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/exact"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/engine/measure"
	"github.com/jingkai-zone/jingkai/internal/engine/scheme"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// Role is in which role somebody stands on a red item.
type Role string

// The roles that a red item can reward.
const (
	LeadRole   Role = "lead"   // 牵头领导
	UnitRole   Role = "unit"   // 责任单位
	PersonRole Role = "person" // 责任人
)

// Text names the role.
func (r Role) Text() scheme.Text {
	switch r {
	case LeadRole:
		return scheme.Text{ZH: "牵头领导", EN: "lead leader"}
	case UnitRole:
		return scheme.Text{ZH: "责任单位", EN: "unit"}
	}
	return scheme.Text{ZH: "责任人", EN: "responsible person"}
}

// Reward are the points of one red item for one holder in one role (LY-40).
type Reward struct {
	ID       ident.ID
	Board    ident.ID
	Item     ident.ID
	Work     ident.ID
	Month    calendar.Month
	Role     Role
	Kind     string // "person" or "unit"
	Holder   ident.ID
	Points   exact.Decimal
	Fact     ident.ID // zero until the board is published
	Reversal ident.ID // set when a correction took the points back
	At       time.Time
}

// consequences are what follows from a board: points for red items, orders for
// yellow ones.
type consequences struct {
	rewards []Reward
	cap     exact.Decimal // most points in the month
	yellow  []Item
	rectify calendar.Budget
	titles  map[ident.ID]string
}

// consequencesOf reads from the board's version of the scheme what follows from
// its final colours. What is needed and not set is refused.
func consequencesOf(r store.Reader, b Board, items []Item) (consequences, error) {
	doc, err := scheme.ByID(r, b.Zone, b.Scheme)
	if err != nil {
		return consequences{}, err
	}
	s, n := scheme.Get[Scheme](doc), &needs{doc: doc}
	out := consequences{titles: map[ident.ID]string{}}
	for _, i := range items {
		out.titles[i.ID] = i.Title
		switch i.Final {
		case Red:
			out.rewards = append(out.rewards, rewardsOf(i,
				need(n, "board.rewards.leader", s.Rewards.Leader), need(n, "board.rewards.unit", s.Rewards.Unit),
				need(n, "board.rewards.person", s.Rewards.Person))...)
			out.cap = need(n, "board.pool_cap", s.PoolCap)
		case Yellow:
			out.yellow = append(out.yellow, i)
			out.rectify = need(n, "board.rectify", s.Rectify)
		}
	}
	return out, n.faults.Err()
}

func rewardsOf(i Item, leader, unit, person exact.Decimal) []Reward {
	var out []Reward
	for _, w := range []Reward{{Role: LeadRole, Kind: "person", Holder: i.Lead, Points: leader},
		{Role: UnitRole, Kind: "unit", Holder: i.Unit, Points: unit}, {Role: PersonRole, Kind: "person", Holder: i.Person, Points: person}} {
		if w.Points.Sign() > 0 && !w.Holder.IsZero() {
			w.Board, w.Item, w.Work, w.Month = i.Board, i.ID, i.Work, i.Month
			out = append(out, w)
		}
	}
	return out
}

// setAside keeps the points for those who will get them. A holder who has the
// points of the same work, month and role from another list is passed over
// (LY-36). It refuses with [PoolFull] above the month's cap.
func (c consequences) setAside(tx *store.Tx, b Board) error {
	if len(c.rewards) == 0 {
		return nil
	}
	if err := queue(tx, b); err != nil {
		return err
	}
	have, err := monthRewards(tx, b)
	if err != nil {
		return err
	}
	type once struct {
		work, holder ident.ID
		role         Role
	}
	given, sum := map[once]bool{}, exact.Decimal{}
	for _, w := range have {
		given[once{w.Work, w.Holder, w.Role}] = true
		sum = sum.Add(w.Points)
	}
	for _, w := range c.rewards {
		k := once{w.Work, w.Holder, w.Role}
		if given[k] {
			continue
		}
		given[k] = true
		sum = sum.Add(w.Points)
		w.ID, w.At = ident.NewID(tx.Now()), tx.Now()
		if err := insertReward(tx, b.Zone, w); err != nil {
			return err
		}
	}
	if sum.Cmp(c.cap) > 0 {
		return PoolFull.New("month", b.Month, "sum", sum, "cap", c.cap)
	}
	return nil
}

// give records the points that were set aside as facts of the people and units.
func give(tx *store.Tx, b Board, titles map[ident.ID]string) (int, error) {
	rewards, err := PointsOf(tx, b.Zone, b.ID)
	if err != nil {
		return 0, err
	}
	n := 0
	for _, w := range rewards {
		if !w.Fact.IsZero() || !w.Reversal.IsZero() {
			continue
		}
		w.Fact, err = measure.RecordIn(tx, measure.Fact{Zone: b.Zone, Measure: RedPoints, Day: b.day(), Value: w.Points, Source: b.Object(),
			Subjects: []measure.Subject{{Kind: w.Kind, ID: w.Holder.String()}, {Kind: "item", ID: w.Item.String()}, {Kind: "work", ID: w.Work.String()}},
			Note:     "红榜奖励（" + w.Role.Text().ZH + "）：" + b.Title().ZH + "《" + titles[w.Item] + "》"})
		if err != nil {
			return n, err
		}
		if err := giveReward(tx, b.Zone, w); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// takeBack reverses the points of an item by visible lines and gives how many.
func takeBack(tx *store.Tx, b Board, item ident.ID, reason string) (int, error) {
	rewards, err := PointsOf(tx, b.Zone, b.ID)
	if err != nil {
		return 0, err
	}
	n := 0
	for _, w := range rewards {
		if w.Item != item || w.Fact.IsZero() || !w.Reversal.IsZero() {
			continue
		}
		if w.Reversal, err = measure.ReverseIn(tx, b.Zone, w.Fact, "红榜更正，冲回奖励分："+reason); err != nil {
			return n, err
		}
		if err := reverseReward(tx, b.Zone, w); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}
