package standing

import (
	"slices"
	"strconv"

	"github.com/jingkai-zone/jingkai/internal/base/exact"
)

// End says from which end of the ranking is picked.
type End string

// The ends. There is no default.
const (
	Best  End = "best"
	Worst End = "worst"
)

// Line is a score that must be reached or missed (分数线), compared exactly.
type Line struct {
	Sign  string       `json:"sign"` // ">=", ">", "<=", "<"
	Score *exact.Ratio `json:"score"`
}

// At makes a line: At(">=", 90).
func At(sign string, score exact.Ratio) *Line { return &Line{Sign: sign, Score: &score} }

// Met reports whether a score is on the right side of a line that was checked.
func (l Line) Met(score exact.Ratio) bool {
	order := score.Cmp(*l.Score)
	switch l.Sign {
	case ">=":
		return order >= 0
	case ">":
		return order > 0
	case "<=":
		return order <= 0
	case "<":
		return order < 0
	}
	return false
}

func (l Line) sign() string {
	switch l.Sign {
	case ">=":
		return "≥"
	case "<=":
		return "≤"
	}
	return l.Sign
}

// Pick says who is taken from a ranking. At most one of Ranks, AtMost and
// Quota is set; a Line may stand alone or beside any of them.
type Pick struct {
	End   End   `json:"end"`
	Line  *Line `json:"line,omitempty"`
	Ranks *int  `json:"ranks,omitempty"` // 前70名: a cut by rank; included ties may make it longer
	// AtMost is a hard limit (红榜最多3个): included ties that would pass it are refused.
	AtMost *int   `json:"at_most,omitempty"`
	Quota  *Quota `json:"quota,omitempty"` // a share of base N; its High is a hard limit
	// After leaves out those whom an earlier selection of the same ranking has
	// listed (不称职 first, then 基本称职). N stays the whole base.
	After *Selection `json:"-"`
}

// Selection is the outcome of a pick: a proposal with everything a person
// needs to check it.
type Selection struct {
	Base     int         `json:"base"`
	Listed   []Row       `json:"listed"`
	Passed   []Row       `json:"passed,omitempty"` // met the line but are not listed, with Reason
	Seats    *Seats      `json:"seats,omitempty"`
	Formula  Words       `json:"formula"`
	Ties     Words       `json:"ties"`
	Excluded []Exclusion `json:"excluded,omitempty"`
	Notes    []Words     `json:"notes,omitempty"`
	// Short is how many are lacking to the quota's minimum (LW-27: a shortfall
	// needs a written reason).
	Short int `json:"short,omitempty"`

	pick   Pick
	limit  int // the number that cut the list; -1 for none
	places map[string]int
	listed map[string]bool
}

func (p Pick) check() error {
	limits := 0
	for _, set := range []bool{p.Ranks != nil, p.AtMost != nil, p.Quota != nil} {
		if set {
			limits++
		}
	}
	switch {
	case p.End == "":
		return NotSet.At("end", "path", "end")
	case p.End != Best && p.End != Worst:
		return bad("end", "只能是 best 或 worst", "the end must be best or worst")
	case limits == 0 && p.Line == nil:
		return NotSet.At("line", "path", "line")
	case limits > 1:
		return bad("at_most", "名次、上限和比例只能写一个", "only one of ranks, at_most and quota may be set")
	case p.Line != nil && p.Line.Score == nil:
		return NotSet.At("line.score", "path", "line.score")
	case p.Line != nil && !slices.Contains([]string{">=", ">", "<=", "<"}, p.Line.Sign):
		return bad("line.sign", "分数线只能用 >=、>、<= 或 <", "the sign must be >=, >, <= or <")
	case p.Ranks != nil && *p.Ranks < 0, p.AtMost != nil && *p.AtMost < 0:
		return bad("ranks", "个数不能为负", "a number must not be negative")
	}
	return nil
}

// Pick takes from the ranking. Refusals: NotSet, BadRule, TieAtCut,
// TieOverCap, Impossible.
func (t *Table) Pick(p Pick) (*Selection, error) {
	if err := p.check(); err != nil {
		return nil, err
	}
	s := &Selection{Base: t.Base, Ties: t.ties, Excluded: t.Excluded, pick: p, limit: -1}
	hard := t.Base
	switch {
	case p.Ranks != nil:
		s.limit = *p.Ranks
	case p.AtMost != nil:
		s.limit, hard = *p.AtMost, *p.AtMost
	case p.Quota != nil:
		seats, err := p.Quota.Of(t.Base)
		if err != nil {
			return nil, err
		}
		if seats.Impossible {
			base := exact.FromInt(int64(t.Base))
			return nil, Impossible.New("base", t.Base, "low", p.Quota.Band.Low.Mul(base).Plain(), "high", p.Quota.Band.High.Mul(base).Plain())
		}
		s.Seats, s.limit, hard = &seats, seats.Target, seats.High
	}
	candidates := t.candidates(p)
	wanted := s.limit
	if p.Ranks != nil && t.Rule.Method == Dense {
		wanted = levels(candidates, wanted)
	}
	if wanted < 0 || wanted > len(candidates) {
		wanted = len(candidates)
	}
	taken, err := t.cut(candidates, wanted, hard)
	if err != nil {
		return nil, err
	}
	s.fill(candidates, taken, wanted)
	return s, nil
}

// candidates lists those who meet the line and were not taken before, from the
// end of the pick.
func (t *Table) candidates(p Pick) []Row {
	before := map[string]bool{}
	for s := p.After; s != nil; s = s.pick.After {
		for id := range s.listed {
			before[id] = true
		}
	}
	out := make([]Row, 0, len(t.Rows))
	for _, row := range t.Rows {
		if !before[row.ID] && (p.Line == nil || p.Line.Met(row.Score)) {
			out = append(out, row)
		}
	}
	if p.End == Worst {
		slices.Reverse(out)
	}
	return out
}

// cut gives how many of the candidates are in when wanted are. A tie across
// the cut is resolved by the declared policy; hard is never passed.
func (t *Table) cut(candidates []Row, wanted, hard int) (int, error) {
	if wanted == 0 || wanted == len(candidates) {
		return wanted, nil
	}
	rank := candidates[wanted-1].Rank
	if candidates[wanted].Rank != rank {
		return wanted, nil
	}
	first := slices.IndexFunc(candidates, func(r Row) bool { return r.Rank == rank })
	last := wanted
	for last < len(candidates) && candidates[last].Rank == rank {
		last++
	}
	switch t.Rule.atCut() {
	case SpareTies:
		return first, nil
	case IncludeTies:
		if last > hard {
			return 0, TieOverCap.New("rank", rank, "tied", last-first, "cap", hard)
		}
		return last, nil
	}
	return 0, TieAtCut.New("rank", rank, "tied", last-first)
}

// levels turns a number of dense ranks into a number of candidates.
func levels(candidates []Row, ranks int) int {
	n, previous := 0, 0
	for _, row := range candidates {
		if row.Rank != previous {
			if ranks == 0 {
				break
			}
			ranks, previous = ranks-1, row.Rank
		}
		n++
	}
	return n
}

func (s *Selection) fill(candidates []Row, taken, wanted int) {
	s.Listed, s.Passed = slices.Clone(candidates[:taken]), nil
	s.listed = make(map[string]bool, taken)
	for _, row := range s.Listed {
		s.listed[row.ID] = true
	}
	if s.pick.Line != nil {
		s.Passed = slices.Clone(candidates[taken:])
		s.places = make(map[string]int, len(s.Passed))
		for i, row := range s.Passed {
			s.places[row.ID] = taken + i + 1
		}
	}
	s.Formula = s.formula()
	n, k := strconv.Itoa(taken), strconv.Itoa(wanted)
	switch {
	case taken > wanted:
		s.Notes = append(s.Notes, Words{"并列列入，共 " + n + " 个（原定 " + k + " 个）", "ties included: " + n + " instead of " + k})
	case taken < wanted:
		s.Notes = append(s.Notes, Words{"并列不列入，共 " + n + " 个（原定 " + k + " 个）", "ties left out: " + n + " instead of " + k})
	}
	if s.Seats != nil && taken < s.Seats.Low {
		s.Short = s.Seats.Low - taken
		n := strconv.Itoa(s.Short)
		s.Notes = append(s.Notes, Words{"比规定下限少 " + n + " 个，须书面说明理由", n + " below the minimum: a written reason is needed"})
	}
}

func (s *Selection) formula() Words {
	var w Words
	join := func(zh, en string) {
		if w.ZH != "" {
			w.ZH, w.EN = w.ZH+"；", w.EN+"; "
		}
		w.ZH, w.EN = w.ZH+zh, w.EN+en
	}
	if l := s.pick.Line; l != nil {
		join("得分 "+l.sign()+" "+l.Score.Plain(), "score "+l.sign()+" "+l.Score.Plain())
	}
	k := strconv.Itoa(s.limit)
	switch {
	case s.pick.Quota != nil:
		join(s.Seats.Formula.ZH, s.Seats.Formula.EN)
	case s.pick.AtMost != nil:
		join("最多 "+k+" 个", "at most "+k)
	case s.pick.Ranks != nil && s.pick.End == Worst:
		join("后 "+k+" 名", "the last "+k)
	case s.pick.Ranks != nil:
		join("名次 ≤ "+k, "rank ≤ "+k)
	}
	return w
}

// Has reports whether an id is listed.
func (s *Selection) Has(id string) bool { return s.listed[id] }

// Reason tells why a row of the same ranking is or is not listed, in one
// sentence for the person it concerns: "rank 71 > 70".
func (s *Selection) Reason(row Row) Words {
	rank, k, score := strconv.Itoa(row.Rank), strconv.Itoa(s.limit), shown(row.Score)
	line := s.pick.Line
	if s.listed[row.ID] {
		w := Words{"第 " + rank + " 名", "rank " + rank}
		if line != nil {
			w.ZH, w.EN = w.ZH+"，得分 "+score+" "+line.sign()+" "+line.Score.Plain(), w.EN+", score "+score+" "+line.sign()+" "+line.Score.Plain()
		}
		return Words{w.ZH + "：列入", w.EN + ": listed"}
	}
	for before := s.pick.After; before != nil; before = before.pick.After {
		if before.listed[row.ID] {
			return Words{"已列入前一档", "listed in an earlier selection"}
		}
	}
	if line != nil && !line.Met(row.Score) {
		return Words{"得分 " + score + " 不满足 " + line.sign() + " " + line.Score.Plain() + "：未列入",
			"score " + score + " is not " + line.sign() + " " + line.Score.Plain() + ": not listed"}
	}
	switch {
	case line != nil && s.places != nil:
		place := strconv.Itoa(s.places[row.ID])
		return Words{"得分 " + score + " " + line.sign() + " " + line.Score.Plain() + "，但排在第 " + place + " 位，名额 " + k + " 个：未列入",
			"score " + score + " " + line.sign() + " " + line.Score.Plain() + ", but number " + place + " for " + k + " places: not listed"}
	case s.pick.End == Best && s.pick.Ranks != nil && row.Rank > s.limit:
		return Words{"第 " + rank + " 名 > " + k, "rank " + rank + " > " + k}
	case row.Tied > 1 && len(s.Listed) < s.limit:
		return Words{"第 " + rank + " 名并列 " + strconv.Itoa(row.Tied) + " 个，按规则不列入", strconv.Itoa(row.Tied) + " are tied at rank " + rank + ": left out by the rule"}
	}
	return Words{"第 " + rank + " 名，名额 " + k + " 个：未列入", "rank " + rank + " for " + k + " places: not listed"}
}

// shown prints a score for a sentence: exactly when that is short, otherwise
// with four decimals and the sign for "about".
func shown(r exact.Ratio) string {
	if d, ok := r.Decimal(); ok && d.Trim().Places() <= 4 {
		return d.Trim().String()
	}
	return "≈" + r.Round(4, exact.HalfEven).String()
}
