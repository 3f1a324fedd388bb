package standing

import (
	"strconv"

	"github.com/jingkai-zone/jingkai/internal/base/exact"
)

// Limit is what a share means in whole people. There is no default.
type Limit string

// The limits of law.md §8.
const (
	Cap     Limit = "cap"   // not more than (不超过): the floor
	Minimum Limit = "min"   // not less than (不低于): the ceiling
	About   Limit = "about" // about (左右): the nearest, floor…ceil allowed unless a band is set
)

// Quota is a share of the base: not more than 20 %, at least 6 %, about 5 %.
type Quota struct {
	Limit Limit       `json:"limit"`
	Share exact.Ratio `json:"share"`
	Band  *Band       `json:"band,omitempty"` // with About only
}

// Band is what a scheme allows around an "about", as shares of the base.
type Band struct {
	Low  *exact.Ratio `json:"low"`
	High *exact.Ratio `json:"high"`
}

// Seats is a quota in whole people with its derivation.
type Seats struct {
	Base       int         `json:"base"`
	Exact      exact.Ratio `json:"exact"`  // share × base
	Target     int         `json:"target"` // what is proposed
	Low        int         `json:"low"`    // fewest allowed
	High       int         `json:"high"`   // most allowed
	Impossible bool        `json:"impossible,omitempty"`
	Formula    Words       `json:"formula"`
}

// Check refuses a quota with NotSet or BadRule.
func (q Quota) Check() error {
	one := exact.FromInt(1)
	switch {
	case q.Limit == "":
		return NotSet.At("limit", "path", "limit")
	case q.Limit != Cap && q.Limit != Minimum && q.Limit != About:
		return bad("limit", "只能是 cap、min 或 about", "the limit must be cap, min or about")
	case q.Share.Sign() == 0:
		return NotSet.At("share", "path", "share")
	case q.Share.Sign() < 0 || q.Share.Cmp(one) > 0:
		return bad("share", "比例应大于 0 且不超过 100%", "the share must be above 0 and at most 100%")
	case q.Band == nil:
		return nil
	case q.Limit != About:
		return bad("band", "只有“左右”才能写区间", "only about takes a band")
	case q.Band.Low == nil || q.Band.High == nil:
		return NotSet.At("band", "path", "band")
	case q.Band.Low.Sign() < 0 || q.Band.High.Cmp(one) > 0 || q.Band.Low.Cmp(q.Share) > 0 || q.Band.High.Cmp(q.Share) < 0:
		return bad("band", "区间应在 0 至 100% 之间并包含该比例", "the band must lie in 0…100% and contain the share")
	}
	return nil
}

// Of gives the seats of a base N. A band that contains no whole number gives
// Impossible with Target, Low and High zero: it is said, never forced.
func (q Quota) Of(n int) (Seats, error) {
	if err := q.Check(); err != nil {
		return Seats{}, err
	}
	if n < 0 {
		return Seats{}, bad("base", "基数不能为负", "the base must not be negative")
	}
	base := exact.FromInt(int64(n))
	s := Seats{Base: n, Exact: q.Share.Mul(base).Lowest()}
	floor, ceil, near := round(s.Exact, exact.Floor), round(s.Exact, exact.Ceil), round(s.Exact, exact.HalfUp)
	product := "N=" + strconv.Itoa(n) + "，" + strconv.Itoa(n) + " × " + q.Share.PlainPercent() + " = " + s.Exact.Plain()
	productEN := "N=" + strconv.Itoa(n) + ", " + strconv.Itoa(n) + " × " + q.Share.PlainPercent() + " = " + s.Exact.Plain()
	switch q.Limit {
	case Cap:
		s.Target, s.Low, s.High = floor, 0, floor
		s.Formula = Words{"不超过：" + product + "，向下取整为 " + strconv.Itoa(floor), "not more than: " + productEN + ", rounded down to " + strconv.Itoa(floor)}
		return s, nil
	case Minimum:
		s.Target, s.Low, s.High = ceil, ceil, n
		s.Formula = Words{"不低于：" + product + "，向上取整为 " + strconv.Itoa(ceil), "not less than: " + productEN + ", rounded up to " + strconv.Itoa(ceil)}
		return s, nil
	}
	s.Low, s.High = floor, ceil
	if q.Band != nil {
		low, high := q.Band.Low.Mul(base), q.Band.High.Mul(base)
		s.Low, s.High = round(low, exact.Ceil), round(high, exact.Floor)
		span := q.Band.Low.PlainPercent() + "…" + q.Band.High.PlainPercent() + " = " + low.Plain() + "…" + high.Plain()
		product, productEN = product+"，区间 "+span, productEN+", band "+span
		if s.Low > s.High {
			s.Low, s.High, s.Impossible = 0, 0, true
			s.Formula = Words{"左右：" + product + "，区间内没有整数，无法确定", "about: " + productEN + ", no whole number in the band: impossible"}
			return s, nil
		}
	}
	s.Target = min(max(near, s.Low), s.High)
	allowed := strconv.Itoa(s.Low) + "…" + strconv.Itoa(s.High)
	s.Formula = Words{"左右：" + product + "，取最近整数 " + strconv.Itoa(s.Target) + "，允许 " + allowed,
		"about: " + productEN + ", the nearest whole number is " + strconv.Itoa(s.Target) + ", allowed " + allowed}
	return s, nil
}

// round gives a share of an int base as an int; it cannot overflow because the
// share is at most 1.
func round(r exact.Ratio, m exact.Mode) int {
	n, _ := r.Whole(m)
	return int(n)
}

// Share gives count as a share of the base, to be shown beside a proposal:
// 4 of 60 is 4/60.
func (s Seats) Share(count int) (exact.Ratio, error) {
	return exact.NewRatio(exact.Int(int64(count)), exact.Int(int64(s.Base)))
}
