package standing

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"github.com/jingkai-zone/jingkai/internal/base/exact"
)

// law.md §8 and requirements §3.1: LW-27 (not below 6 %), LW-28 (about 5 %).
func TestQuotas(t *testing.T) {
	band := &Band{new(exact.MustRatio("4%")), new(exact.MustRatio("6%"))}
	for _, c := range []struct {
		limit             Limit
		share             string
		band              *Band
		n                 int
		target, low, high int
		impossible        bool
	}{
		{Minimum, "6%", nil, 60, 4, 4, 60, false}, // 3.6
		{Minimum, "6%", nil, 58, 4, 4, 58, false}, // 3.48
		{Minimum, "6%", nil, 50, 3, 3, 50, false}, // 3 exactly
		{Minimum, "6%", nil, 16, 1, 1, 16, false}, // 0.96
		{Minimum, "6%", nil, 8, 1, 1, 8, false},   // 0.48: one of eight is 12.5 %
		{About, "5%", nil, 60, 3, 3, 3, false},    // 3 exactly
		{About, "5%", nil, 58, 3, 2, 3, false},    // 2.9
		{About, "5%", nil, 50, 3, 2, 3, false},    // 2.5, half up
		{About, "5%", nil, 16, 1, 0, 1, false},    // 0.8
		{About, "5%", nil, 8, 0, 0, 1, false},     // 0.4
		{About, "5%", band, 100, 5, 4, 6, false},
		{About, "5%", band, 60, 3, 3, 3, false}, // 2.4…3.6
		{About, "5%", band, 58, 3, 3, 3, false}, // 2.32…3.48
		{About, "5%", band, 30, 0, 0, 0, true},  // 1.2…1.8
		{About, "5%", band, 16, 0, 0, 0, true},  // 0.64…0.96
		{Cap, "20%", nil, 11, 2, 0, 2, false},   // 2.2; ceil would be 27 %
		{Cap, "10%", nil, 19, 1, 0, 1, false},   // 1.9; ceil would be 10.5 %
		{Cap, "20%", nil, 60, 12, 0, 12, false},
		{Cap, "1/3", nil, 9, 3, 0, 3, false},
		{Cap, "15%", nil, 0, 0, 0, 0, false},
		{Minimum, "100%", nil, 7, 7, 7, 7, false},
	} {
		s, err := Quota{Limit: c.limit, Share: exact.MustRatio(c.share), Band: c.band}.Of(c.n)
		if err != nil {
			t.Errorf("%s %s of %d: %v", c.limit, c.share, c.n, err)
			continue
		}
		if s.Target != c.target || s.Low != c.low || s.High != c.high || s.Impossible != c.impossible || s.Base != c.n || s.Formula.ZH == "" || s.Formula.EN == "" {
			t.Errorf("%s %s of %d: %d in %d…%d impossible %v, want %d in %d…%d", c.limit, c.share, c.n, s.Target, s.Low, s.High, s.Impossible, c.target, c.low, c.high)
		}
	}
	// requirements §3.1: the band 4…6 % is empty for N ≤ 16 and N = 26…33.
	for n := 1; n <= 60; n++ {
		s, err := Quota{Limit: About, Share: exact.MustRatio("5%"), Band: band}.Of(n)
		if empty := n <= 16 || n >= 26 && n <= 33; err != nil || s.Impossible != empty {
			t.Errorf("N=%d: impossible %v: %v", n, s.Impossible, err)
		}
	}
}

func TestQuotaRefuses(t *testing.T) {
	share := exact.MustRatio("5%")
	for name, q := range map[string]Quota{"no limit": {Share: share}, "no share": {Limit: Cap}, "half a band": {Limit: About, Share: share, Band: &Band{High: &share}}} {
		if _, err := q.Of(10); !NotSet.Is(err) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, q := range map[string]Quota{"limit": {Limit: "x", Share: share}, "above all": {Limit: Cap, Share: exact.MustRatio("101%")}, "negative": {Limit: Cap, Share: exact.MustRatio("-5%")},
		"a band around a cap": {Limit: Cap, Share: share, Band: &Band{&share, &share}}, "a band beside the share": {Limit: About, Share: share, Band: &Band{new(exact.MustRatio("6%")), new(exact.MustRatio("7%"))}}} {
		if _, err := q.Of(10); !BadRule.Is(err) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := (Quota{Limit: Cap, Share: share}).Of(-1); !BadRule.Is(err) {
		t.Errorf("a negative base: %v", err)
	}
}

// A cap is never passed, a minimum never missed, whatever the numbers.
func TestQuotaLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 100000).Draw(t, "n")
		share := exact.MustRatio(fmt.Sprintf("%d/1000", rapid.IntRange(1, 1000).Draw(t, "share")))
		of := func(l Limit) Seats {
			s, err := Quota{Limit: l, Share: share}.Of(n)
			if err != nil {
				t.Fatal(err)
			}
			return s
		}
		whole := share.Mul(exact.FromInt(int64(n)))
		if exact.FromInt(int64(of(Cap).Target)).Cmp(whole) > 0 {
			t.Fatal("a cap was passed")
		}
		if exact.FromInt(int64(of(Minimum).Target)).Cmp(whole) < 0 {
			t.Fatal("a minimum was missed")
		}
		about := of(About)
		if about.Target < about.Low || about.Target > about.High || about.High-about.Low > 1 {
			t.Fatalf("about: %+v", about)
		}
	})
}

// Ranking laws: rank = 1 + number of better ones; ties share; a cut that
// includes ties takes exactly those with rank ≤ k, one that spares them never more than k.
func TestRankLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 40).Draw(t, "n")
		list := make([]Entry, n)
		for i := range list {
			list[i] = Entry{ID: fmt.Sprint(i), Score: new(exact.MustRatio(fmt.Sprintf("%d/%d", rapid.IntRange(0, 12).Draw(t, "num"), rapid.IntRange(1, 4).Draw(t, "den"))))}
		}
		table, err := Rank(list, include)
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range table.Rows {
			better, same := 0, 0
			for _, e := range list {
				switch e.Score.Cmp(row.Score) {
				case 1:
					better++
				case 0:
					same++
				}
			}
			if row.Rank != better+1 || row.Tied != same {
				t.Fatalf("%s is %d of %d tied, want %d of %d", row.ID, row.Rank, row.Tied, better+1, same)
			}
		}
		k := rapid.IntRange(0, 45).Draw(t, "k")
		s, err := table.Pick(Pick{End: Best, Ranks: &k})
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range table.Rows {
			if s.Has(row.ID) != (row.Rank <= k) || s.Reason(row).ZH == "" {
				t.Fatalf("rank %d against %d: %v", row.Rank, k, s.Has(row.ID))
			}
		}
		spare := include
		spare.Ties = SpareTies
		if table, err = Rank(list, spare); err != nil {
			t.Fatal(err)
		}
		few, err := table.Pick(Pick{End: Worst, AtMost: &k})
		if err != nil || len(few.Listed) > k {
			t.Fatalf("%d listed of at most %d: %v", len(few.Listed), k, err)
		}
		for i := 1; i < len(few.Listed); i++ {
			if few.Listed[i-1].Rank < few.Listed[i].Rank {
				t.Fatal("the worst are not first")
			}
		}
		for _, row := range few.Listed {
			for _, other := range table.Rows {
				if other.Rank == row.Rank && !few.Has(other.ID) {
					t.Fatal("a part of a tie was taken")
				}
			}
		}
	})
}

func BenchmarkRankMillion(b *testing.B) {
	list := make([]Entry, 1_000_000)
	for i := range list {
		// Scores with two decimals in no order, about a hundred of each.
		v := exact.MustParse(fmt.Sprintf("%d.%02d", i*7919%100, i*104729%100)).Ratio()
		list[i] = Entry{ID: fmt.Sprintf("%07d", i), Score: &v}
	}
	b.ReportAllocs()
	b.ResetTimer()
	for b.Loop() {
		table, err := Rank(list, include)
		if err != nil || table.Base != len(list) {
			b.Fatal(err)
		}
	}
}
