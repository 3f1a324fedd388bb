package standing

import (
	"cmp"
	"slices"

	"github.com/jingkai-zone/jingkai/internal/base/exact"
)

// Words is one text in the two languages of the product.
type Words struct {
	ZH string `json:"zh"`
	EN string `json:"en"`
}

// Method says how ranks continue after a tie.
type Method string

// The methods of ranking. There is no default.
const (
	Competition Method = "competition" // 1, 2, 2, 4
	Dense       Method = "dense"       // 1, 2, 2, 3
)

// Ties says what happens when a cut falls into a tie. There is no default.
type Ties string

// The tie policies.
const (
	IncludeTies Ties = "include" // all of the tie are in (131 stay for 130 places)
	SpareTies   Ties = "spare"   // none of the tie is in
	BreakTies   Ties = "break"   // the chain of keys parts them, then Rule.Rest
	RefuseTies  Ties = "refuse"  // no result until people part them
)

// Order says which end is best.
type Order string

// The orders. There is no default.
const (
	HighFirst Order = "high" // the highest score is first
	LowFirst  Order = "low"  // the lowest value is first (days, complaints)
)

// Key is one key of the tie-break chain. Rooms check that it names nothing
// sealed (score.Sealed), as they do for indicators.
type Key struct {
	Name  Words `json:"name"`
	Order Order `json:"order"`
}

// Rule is how a ranking is made, as the scheme declares it.
type Rule struct {
	Method Method `json:"method"`
	Order  Order  `json:"order"`
	Ties   Ties   `json:"ties"`
	Keys   []Key  `json:"keys,omitempty"` // with BreakTies: in this order
	Rest   Ties   `json:"rest,omitempty"` // with BreakTies: for those equal in every key; any other policy
}

// Entry is one candidate for a place: a person, a unit, a task.
type Entry struct {
	ID       string        // unique; orders equal rows for printing, never decides a rank
	Score    *exact.Ratio  // nil when there is none
	Keys     []exact.Ratio // values of Rule.Keys, same length, with BreakTies
	Excluded Words         // why this one is not ranked and not counted in N (LW-27: new, long leave …); empty when ranked
}

// Row is one place of a ranking.
type Row struct {
	ID    string      `json:"id"`
	Rank  int         `json:"rank"`
	Score exact.Ratio `json:"score"`
	// Tied counts all who share this rank, this one included; 1 when alone.
	Tied int `json:"tied"`
	// Key is 1 + the index of the key that parted this row from the one above
	// with an equal score; 0 when the score itself did.
	Key int `json:"key,omitempty"`
}

// Exclusion is one who was not ranked, with the reason.
type Exclusion struct {
	ID     string `json:"id"`
	Reason Words  `json:"reason"`
}

// Table is a ranking: rows from best to worst, base N = len(Rows), and who was
// left out why.
type Table struct {
	Rule     Rule        `json:"rule"`
	Base     int         `json:"base"`
	Rows     []Row       `json:"rows"`
	Excluded []Exclusion `json:"excluded,omitempty"`
	ties     Words
}

// Check refuses a rule with NotSet or BadRule.
func (r Rule) Check() error {
	switch {
	case r.Method == "":
		return NotSet.At("method", "path", "method")
	case r.Method != Competition && r.Method != Dense:
		return bad("method", "排名方法只能是 competition 或 dense", "the method must be competition or dense")
	case r.Order == "":
		return NotSet.At("order", "path", "order")
	case !r.Order.known():
		return bad("order", "方向只能是 high 或 low", "the order must be high or low")
	case r.Ties == "":
		return NotSet.At("ties", "path", "ties")
	case !r.Ties.known():
		return bad("ties", "并列办法只能是 include、spare、break 或 refuse", "ties must be include, spare, break or refuse")
	case r.Ties != BreakTies && (len(r.Keys) > 0 || r.Rest != ""):
		return bad("keys", "只有 break 才能写排序依据", "only break takes keys")
	case r.Ties != BreakTies:
		return nil
	case len(r.Keys) == 0:
		return NotSet.At("keys", "path", "keys")
	case r.Rest == "":
		return NotSet.At("rest", "path", "rest")
	case r.Rest == BreakTies || !r.Rest.known():
		return bad("rest", "各依据仍相同时只能 include、spare 或 refuse", "for those equal in every key: include, spare or refuse")
	}
	for _, k := range r.Keys {
		if !k.Order.known() || k.Name.ZH == "" || k.Name.EN == "" {
			return NotSet.At("keys", "path", "keys")
		}
	}
	return nil
}

func bad(at, zh, en string) error { return BadRule.At(at, "rule", zh, "rule_en", en) }

func (o Order) known() bool { return o == HighFirst || o == LowFirst }

func (t Ties) known() bool {
	return t == IncludeTies || t == SpareTies || t == BreakTies || t == RefuseTies
}

// atCut is the policy for a tie that is still there at a cut.
func (r Rule) atCut() Ties {
	if r.Ties == BreakTies {
		return r.Rest
	}
	return r.Ties
}

// Words tells the tie policy in a sentence, for notices and proposals.
func (r Rule) Words() Words {
	plain := map[Ties]Words{
		IncludeTies: {"并列全部列入", "ties are all included"},
		SpareTies:   {"并列全部不列入", "ties are all left out"},
		RefuseTies:  {"名次线处并列须由人工决定", "a tie at the cut is decided by people"},
	}
	if r.Ties != BreakTies {
		return plain[r.Ties]
	}
	w := Words{"并列依次比较", "ties are parted by"}
	for i, k := range r.Keys {
		if i > 0 {
			w.ZH, w.EN = w.ZH+"、", w.EN+", then"
		}
		w.ZH, w.EN = w.ZH+k.Name.ZH, w.EN+" "+k.Name.EN
	}
	rest := plain[r.Rest]
	return Words{w.ZH + "；仍相同则" + rest.ZH, w.EN + "; if still equal, " + rest.EN}
}

// Rank orders the entries by the rule. Refusals: NotSet, BadRule, MissingScore,
// MissingKey, Twice. The entries are not changed.
func Rank(entries []Entry, rule Rule) (*Table, error) {
	if err := rule.Check(); err != nil {
		return nil, err
	}
	t := &Table{Rule: rule, ties: rule.Words()}
	ranked := make([]*Entry, 0, len(entries))
	seen := make(map[string]struct{}, len(entries))
	missing := 0
	for i := range entries {
		e := &entries[i]
		if _, twice := seen[e.ID]; twice {
			return nil, Twice.New()
		}
		seen[e.ID] = struct{}{}
		switch {
		case e.Excluded != Words{}:
			t.Excluded = append(t.Excluded, Exclusion{e.ID, e.Excluded})
		case e.Score == nil:
			missing++
		case rule.Ties == BreakTies && len(e.Keys) != len(rule.Keys):
			return nil, MissingKey.New("keys", len(rule.Keys))
		default:
			ranked = append(ranked, e)
		}
	}
	if missing > 0 {
		return nil, MissingScore.New("count", missing)
	}
	rule.sort(ranked)
	slices.SortFunc(t.Excluded, func(a, b Exclusion) int { return cmp.Compare(a.ID, b.ID) })
	t.Base = len(ranked)
	t.number(ranked)
	return t, nil
}

// sort puts the best first and equals by id, for printing only. Scores that fit
// a common denominator are compared as whole numbers, which is several times
// faster and gives the same order.
func (r *Rule) sort(ranked []*Entry) {
	scores := make([]exact.Ratio, len(ranked))
	for i, e := range ranked {
		scores[i] = *e.Score
	}
	aligned, ok := exact.Align(scores)
	if !ok {
		slices.SortFunc(ranked, r.before)
		return
	}
	type place struct {
		score int64 // smaller is better
		id    string
		entry *Entry
	}
	places := make([]place, len(ranked))
	for i, e := range ranked {
		places[i] = place{aligned[i], e.ID, e}
		if r.Order == HighFirst {
			places[i].score = -aligned[i]
		}
	}
	slices.SortFunc(places, func(a, b place) int {
		if a.score != b.score {
			return cmp.Compare(a.score, b.score)
		}
		if len(r.Keys) > 0 {
			if order, _ := r.compare(a.entry, b.entry); order != 0 {
				return order
			}
		}
		return cmp.Compare(a.id, b.id)
	})
	for i := range places {
		ranked[i] = places[i].entry
	}
}

func (r *Rule) before(a, b *Entry) int {
	order, _ := r.compare(a, b)
	if order == 0 {
		order = cmp.Compare(a.ID, b.ID)
	}
	return order
}

// compare tells which entry is better (negative: a) and by which key (0: the
// score, i: key i).
func (r *Rule) compare(a, b *Entry) (order, key int) {
	if order = r.Order.of(*a.Score, *b.Score); order != 0 {
		return order, 0
	}
	for i := range r.Keys {
		if order = r.Keys[i].Order.of(a.Keys[i], b.Keys[i]); order != 0 {
			return order, i + 1
		}
	}
	return 0, 0
}

func (o Order) of(a, b exact.Ratio) int {
	if o == HighFirst {
		return b.Cmp(a)
	}
	return a.Cmp(b)
}

// number gives the sorted entries their ranks.
func (t *Table) number(ranked []*Entry) {
	t.Rows = make([]Row, len(ranked))
	start, level := 0, 0
	for i, e := range ranked {
		row := Row{ID: e.ID, Score: *e.Score, Tied: 1}
		order := -1
		if i > 0 {
			order, row.Key = t.Rule.compare(ranked[i-1], e)
		}
		if order != 0 {
			start, level = i, level+1
		}
		row.Rank = start + 1
		if t.Rule.Method == Dense {
			row.Rank = level
		}
		t.Rows[i] = row
		if order == 0 {
			t.Rows[i].Key = t.Rows[start].Key
			t.Rows[start].Tied++
		}
	}
	for i := 0; i < len(t.Rows); {
		tied := t.Rows[i].Tied
		for j := i; j < i+tied; j++ {
			t.Rows[j].Tied = tied
		}
		i += tied
	}
}

// Find gives the row of an id.
func (t *Table) Find(id string) (Row, bool) {
	i := slices.IndexFunc(t.Rows, func(r Row) bool { return r.ID == id })
	if i < 0 {
		return Row{}, false
	}
	return t.Rows[i], true
}
