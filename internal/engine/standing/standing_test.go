package standing

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/jingkai-zone/jingkai/internal/base/exact"
)

func entry(id, score string, keys ...string) Entry {
	e := Entry{ID: id, Score: new(exact.MustRatio(score))}
	for _, k := range keys {
		e.Keys = append(e.Keys, exact.MustRatio(k))
	}
	return e
}

func entries(scores ...string) []Entry {
	out := make([]Entry, len(scores))
	for i, s := range scores {
		out[i] = entry(fmt.Sprintf("%c", 'a'+i), s)
	}
	return out
}

func rank(t *testing.T, list []Entry, r Rule) *Table {
	t.Helper()
	table, err := Rank(list, r)
	if err != nil {
		t.Fatal(err)
	}
	return table
}

func ranks(t *Table) string {
	var out []string
	for _, r := range t.Rows {
		out = append(out, fmt.Sprintf("%s%d", r.ID, r.Rank))
	}
	return strings.Join(out, " ")
}

func ids(rows []Row) string {
	var out []string
	for _, r := range rows {
		out = append(out, r.ID)
	}
	return strings.Join(out, " ")
}

var include = Rule{Method: Competition, Order: HighFirst, Ties: IncludeTies}

func TestRanks(t *testing.T) {
	dense, low := include, include
	dense.Method, low.Order = Dense, LowFirst
	for _, c := range []struct {
		name, want string
		rule       Rule
		list       []Entry
	}{
		{"competition", "b1 a2 d2 c4", include, entries("80", "90", "70", "80")},
		{"dense", "b1 a2 d2 c3", dense, entries("80", "90", "70", "80")},
		{"less is better", "c1 a2 d2 b4", low, entries("80", "90", "70", "80")},
		{"equal fractions tie", "a1 b1 c3", include, entries("2/3", "4/6", "0.6666666666666666")},
		{"a hair apart does not", "b1 a2", include, entries("0.666666666666666666666666666666", "2/3")},
		{"nobody", "", include, nil},
		{"all equal", "a1 b1 c1", include, entries("1", "1.0", "100%")},
	} {
		if got := ranks(rank(t, c.list, c.rule)); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

// The order of input and the ids never decide a place.
func TestOrderOfInputDoesNotMatter(t *testing.T) {
	list := entries("80", "90", "70", "80", "90", "60", "80")
	want := ranks(rank(t, list, include))
	for range 50 {
		list = append(list[1:], list[0])
		if got := ranks(rank(t, list, include)); got != want {
			t.Fatalf("%s, then %s", want, got)
		}
	}
}

var byWork = Rule{Method: Competition, Order: HighFirst, Ties: BreakTies, Rest: RefuseTies,
	Keys: []Key{{Name: Words{"工作表现", "work"}, Order: HighFirst}, {Name: Words{"迟到", "lates"}, Order: LowFirst}}}

func TestTieBreakChain(t *testing.T) {
	table := rank(t, []Entry{entry("a", "80", "70", "3"), entry("b", "80", "72", "9"), entry("c", "80", "70", "1"), entry("d", "81", "0", "0"), entry("e", "80", "70", "3")}, byWork)
	if got := ranks(table); got != "d1 b2 c3 a4 e4" {
		t.Error(got)
	}
	keys := []int{}
	for _, r := range table.Rows {
		keys = append(keys, r.Key)
	}
	if !slices.Equal(keys, []int{0, 0, 1, 2, 2}) { // c is below b by work, a below c by lates
		t.Errorf("parted by %v", keys)
	}
	if w := byWork.Words(); w.ZH != "并列依次比较工作表现、迟到；仍相同则名次线处并列须由人工决定" || w.EN != "ties are parted by work, then lates; if still equal, a tie at the cut is decided by people" {
		t.Errorf("%+v", w)
	}
}

// requirements §8.3 steps 12–14: 150 people, total 97.6 − 0.23i, person 131
// lifted by 1.15 in J (weight 20 %), so 130 and 131 tie at 67.70; W is 98 − 0.2i.
func evaluation(keys bool) []Entry {
	var list []Entry
	for i := int64(1); i <= 150; i++ {
		total := exact.MustRatio("97.6").Sub(exact.MustRatio("0.23").Mul(exact.FromInt(i)))
		if i == 131 {
			total = total.Add(exact.MustRatio("1.15").Mul(exact.MustRatio("20%")))
		}
		e := Entry{ID: fmt.Sprintf("%03d", i), Score: &total}
		if keys {
			e.Keys = []exact.Ratio{exact.MustRatio("98").Sub(exact.MustRatio("0.2").Mul(exact.FromInt(i)))}
		}
		list = append(list, e)
	}
	return list
}

func TestCutsOfLeiyang(t *testing.T) {
	broken := byWork
	broken.Keys = broken.Keys[:1]
	refuse, spare := include, include
	refuse.Ties, spare.Ties = RefuseTies, SpareTies
	for _, c := range []struct {
		name        string
		rule        Rule
		stay, moved int
		note        string
	}{
		{"include", include, 131, 19, "并列列入，共 131 个（原定 130 个）"},
		{"work parts them, 72.0 and 71.8", broken, 130, 20, ""},
		{"spare", spare, 129, 21, "并列不列入，共 129 个（原定 130 个）"},
	} {
		table := rank(t, evaluation(c.rule.Ties == BreakTies), c.rule)
		row70, _ := table.Find("070")
		row71, _ := table.Find("071")
		if row70.Score.Round(2, exact.HalfEven).String() != "81.50" || row71.Score.Round(2, exact.HalfEven).String() != "81.27" {
			t.Errorf("#70 %s, #71 %s", row70.Score, row71.Score)
		}
		s, err := table.Pick(Pick{End: Best, Ranks: new(130)})
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if len(s.Listed) != c.stay || table.Base-len(s.Listed) != c.moved || (c.note == "") != (len(s.Notes) == 0) || c.note != "" && s.Notes[0].ZH != c.note {
			t.Errorf("%s: %d stay, notes %v", c.name, len(s.Listed), s.Notes)
		}
		apply, err := table.Pick(Pick{End: Best, Ranks: new(70)})
		if err != nil || len(apply.Listed) != 70 || apply.Has("071") || !apply.Has("070") {
			t.Errorf("%s: %d may compete: %v", c.name, len(apply.Listed), err)
		}
		if got := apply.Reason(row71); got.EN != "rank 71 > 70" || got.ZH != "第 71 名 > 70" {
			t.Errorf("%+v", got)
		}
		if got := apply.Reason(row70).ZH; got != "第 70 名：列入" {
			t.Error(got)
		}
	}
	if _, err := rank(t, evaluation(false), refuse).Pick(Pick{End: Best, Ranks: new(130)}); !TieAtCut.Is(err) {
		t.Errorf("a tie at the cut was parted: %v", err)
	}
	if s, err := rank(t, evaluation(false), refuse).Pick(Pick{End: Best, Ranks: new(131)}); err != nil || len(s.Listed) != 131 {
		t.Errorf("a tie inside the cut was refused: %v", err)
	}
}

// requirements §8.3 steps 2–3: red ≥ 90 and at most three, yellow < 70.
func TestBoardOfLeiyang(t *testing.T) {
	table := rank(t, []Entry{entry("新生力", "98.20"), entry("土地储备", "97.20"), entry("湘当靓汤", "96.20"), entry("P04", "91.60"), entry("P05", "88.80"),
		entry("P06", "88.00"), entry("P07", "83.40"), entry("P08", "69.00"), entry("P09", "78.00"), entry("P10", "51.00"), entry("P11", "61.60"), entry("P12", "61.40")}, include)
	red, err := table.Pick(Pick{End: Best, Line: At(">=", exact.FromInt(90)), AtMost: new(3)})
	if err != nil {
		t.Fatal(err)
	}
	if ids(red.Listed) != "新生力 土地储备 湘当靓汤" || ids(red.Passed) != "P04" {
		t.Errorf("red %s, passed over %s", ids(red.Listed), ids(red.Passed))
	}
	p04, _ := table.Find("P04")
	p05, _ := table.Find("P05")
	if got := red.Reason(p04); got.ZH != "得分 91.6 ≥ 90，但排在第 4 位，名额 3 个：未列入" || got.EN != "score 91.6 ≥ 90, but number 4 for 3 places: not listed" {
		t.Errorf("%+v", got)
	}
	if got := red.Reason(p05).ZH; got != "得分 88.8 不满足 ≥ 90：未列入" {
		t.Error(got)
	}
	if got := red.Reason(red.Listed[0]).ZH; got != "第 1 名，得分 98.2 ≥ 90：列入" {
		t.Error(got)
	}
	if red.Formula.ZH != "得分 ≥ 90；最多 3 个" || red.Base != 12 {
		t.Errorf("%+v", red.Formula)
	}
	yellow, err := table.Pick(Pick{End: Worst, Line: At("<", exact.FromInt(70))})
	if err != nil || ids(yellow.Listed) != "P10 P12 P11 P08" {
		t.Errorf("yellow %s: %v", ids(yellow.Listed), err)
	}
	// 69.996 shows as 70.00, but the line is compared exactly.
	close := rank(t, entries("69.996", "70"), include)
	if s, err := close.Pick(Pick{End: Worst, Line: At("<", exact.FromInt(70))}); err != nil || ids(s.Listed) != "a" {
		t.Errorf("69.996 against 70: %s %v", ids(s.Listed), err)
	}
}

// A tie at a hard limit: included would be four of at most three.
func TestTieAtHardLimit(t *testing.T) {
	list := entries("95", "94", "93", "93", "80")
	pick := Pick{End: Best, Line: At(">=", exact.FromInt(90)), AtMost: new(3)}
	if _, err := rank(t, list, include).Pick(pick); !TieOverCap.Is(err) {
		t.Errorf("included: %v", err)
	}
	spare := include
	spare.Ties = SpareTies
	table := rank(t, list, spare)
	s, err := table.Pick(pick)
	if err != nil || ids(s.Listed) != "a b" || ids(s.Passed) != "c d" {
		t.Errorf("spared: %s, %s: %v", ids(s.Listed), ids(s.Passed), err)
	}
	// 20 % of 11 is at most 2; a tie at 2 and 3 must not make it 3.
	eleven := entries("99", "90", "90", "80", "79", "78", "77", "76", "75", "74", "73")
	if _, err := rank(t, eleven, include).Pick(Pick{End: Best, Quota: &Quota{Limit: Cap, Share: exact.MustRatio("20%")}}); !TieOverCap.Is(err) {
		t.Errorf("20 %% of 11: %v", err)
	}
}

func TestDenseCut(t *testing.T) {
	dense := include
	dense.Method = Dense
	s, err := rank(t, entries("9", "8", "8", "7", "6"), dense).Pick(Pick{End: Best, Ranks: new(3)})
	if err != nil || ids(s.Listed) != "a b c d" || len(s.Notes) != 0 {
		t.Errorf("%s %v: %v", ids(s.Listed), s.Notes, err)
	}
}

// requirements §8.1 steps 14 and 16: 60 people, score 96 − 0.5(k−1).
func linwu(appeal bool) []Entry {
	var list []Entry
	for k := int64(1); k <= 60; k++ {
		v := exact.FromInt(96).Sub(exact.MustRatio("0.5").Mul(exact.FromInt(k - 1)))
		if appeal && k == 57 {
			v = exact.MustRatio("72.25")
		}
		list = append(list, Entry{ID: fmt.Sprintf("%02d", k), Score: &v})
	}
	return append(list, Entry{ID: "新人甲", Excluded: Words{"入职不满半年", "less than half a year in post"}})
}

func TestLowGradesOfLinwu(t *testing.T) {
	for _, c := range []struct {
		appeal   bool
		out, low string
	}{{false, "60 59 58", "57 56 55 54"}, {true, "60 59 58", "56 55 54 53"}} {
		table := rank(t, linwu(c.appeal), include)
		out, err := table.Pick(Pick{End: Worst, Quota: &Quota{Limit: About, Share: exact.MustRatio("5%")}})
		if err != nil {
			t.Fatal(err)
		}
		low, err := table.Pick(Pick{End: Worst, Quota: &Quota{Limit: Minimum, Share: exact.MustRatio("6%")}, After: out})
		if err != nil {
			t.Fatal(err)
		}
		if ids(out.Listed) != c.out || ids(low.Listed) != c.low || table.Base != 60 || low.Base != 60 {
			t.Errorf("out %s, low %s of %d", ids(out.Listed), ids(low.Listed), table.Base)
		}
		if len(low.Excluded) != 1 || low.Excluded[0].Reason.ZH != "入职不满半年" {
			t.Errorf("excluded %v", low.Excluded)
		}
		if low.Formula.ZH != "不低于：N=60，60 × 6% = 3.6，向上取整为 4" || out.Formula.ZH != "左右：N=60，60 × 5% = 3，取最近整数 3，允许 3…3" {
			t.Errorf("%s / %s", low.Formula.ZH, out.Formula.ZH)
		}
		last, _ := table.Find("60")
		if got := low.Reason(last).ZH; got != "已列入前一档" {
			t.Error(got)
		}
		if share, err := low.Seats.Share(len(low.Listed)); err != nil || share.Percent(2, exact.HalfUp).String() != "6.67" {
			t.Errorf("share %s: %v", share, err)
		}
	}
	row, _ := rank(t, linwu(true), include).Find("57")
	if row.Rank != 49 { // 72.25 lies between person 48 (72.50) and 49 (72.00)
		t.Errorf("person 57 is now %d", row.Rank)
	}
}

// PK-20: the last, and below 60.
func TestLastPlaceOfPukou(t *testing.T) {
	pick := Pick{End: Worst, Ranks: new(1), Line: At("<", exact.FromInt(60))}
	for score, want := range map[string]string{"57.00": "T4", "62.49": ""} {
		table := rank(t, []Entry{entry("T1", "120"), entry("T2", "116"), entry("T3", "105"), entry("T4", score), entry("T5", "90")}, include)
		if s, err := table.Pick(pick); err != nil || ids(s.Listed) != want {
			t.Errorf("%s: %s: %v", score, ids(s.Listed), err)
		}
	}
}

func TestRankRefuses(t *testing.T) {
	missing := append(entries("1", "2"), Entry{ID: "x"})
	if _, err := Rank(missing, include); !MissingScore.Is(err) {
		t.Errorf("without a score: %v", err)
	}
	if _, err := Rank(append(entries("1"), entry("a", "2")), include); !Twice.Is(err) {
		t.Errorf("twice: %v", err)
	}
	if _, err := Rank(entries("1", "2"), byWork); !MissingKey.Is(err) {
		t.Errorf("without keys: %v", err)
	}
	for name, r := range map[string]Rule{
		"nothing": {}, "no ties": {Method: Dense, Order: LowFirst}, "no order": {Method: Dense, Ties: IncludeTies}, "break without keys": {Method: Dense, Order: LowFirst, Ties: BreakTies, Rest: IncludeTies},
		"break without rest": {Method: Dense, Order: LowFirst, Ties: BreakTies, Keys: byWork.Keys},
	} {
		if _, err := Rank(nil, r); !NotSet.Is(err) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, r := range map[string]Rule{
		"method": {Method: "x", Order: LowFirst, Ties: IncludeTies}, "ties": {Method: Dense, Order: LowFirst, Ties: "x"}, "order": {Method: Dense, Order: "x", Ties: IncludeTies},
		"keys without break": {Method: Dense, Order: LowFirst, Ties: IncludeTies, Keys: byWork.Keys}, "rest break": {Method: Dense, Order: LowFirst, Ties: BreakTies, Keys: byWork.Keys, Rest: BreakTies},
	} {
		if _, err := Rank(nil, r); !BadRule.Is(err) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestPickRefuses(t *testing.T) {
	table := rank(t, entries("1", "2"), include)
	for name, p := range map[string]Pick{"no end": {Ranks: new(1)}, "no limit": {End: Best}, "a line nobody set": {End: Best, Line: &Line{Sign: ">="}}} {
		if _, err := table.Pick(p); !NotSet.Is(err) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, p := range map[string]Pick{"end": {End: "x", Ranks: new(1)}, "two limits": {End: Best, Ranks: new(1), AtMost: new(1)}, "negative": {End: Best, Ranks: new(-1)},
		"sign": {End: Best, Line: At("=", exact.FromInt(1))}} {
		if _, err := table.Pick(p); !BadRule.Is(err) {
			t.Errorf("%s: %v", name, err)
		}
	}
	band := &Quota{Limit: About, Share: exact.MustRatio("5%"), Band: &Band{new(exact.MustRatio("4%")), new(exact.MustRatio("6%"))}}
	if _, err := table.Pick(Pick{End: Worst, Quota: band}); !Impossible.Is(err) {
		t.Errorf("4 to 6 %% of 2: %v", err)
	}
	none := &Quota{Limit: Minimum}
	if _, err := table.Pick(Pick{End: Worst, Quota: none}); !NotSet.Is(err) { // YT-14
		t.Errorf("a share nobody set: %v", err)
	}
	empty := rank(t, nil, include)
	if s, err := empty.Pick(Pick{End: Best, Ranks: new(5)}); err != nil || len(s.Listed) != 0 {
		t.Errorf("nobody: %v", err)
	}
}

// Fewer reach the line than the minimum asks: shown, not forced.
func TestShortfall(t *testing.T) {
	table := rank(t, linwu(false), include)
	s, err := table.Pick(Pick{End: Worst, Quota: &Quota{Limit: Minimum, Share: exact.MustRatio("6%")}, Line: At("<", exact.MustRatio("67.5"))})
	if err != nil || len(s.Listed) != 2 || s.Short != 2 || s.Notes[0].EN != "2 below the minimum: a written reason is needed" {
		t.Errorf("%d listed, %d short, %v: %v", len(s.Listed), s.Short, s.Notes, err)
	}
	b, err := json.Marshal(s)
	if err != nil || !strings.Contains(string(b), `"base":60`) || !strings.Contains(string(b), `"ties":{"zh":"并列全部列入"`) || !strings.Contains(string(b), `"reason":{"zh":"入职不满半年"`) {
		t.Errorf("%s %v", b, err)
	}
}
