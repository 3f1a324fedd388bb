package hanzi_test

import (
	"bytes"
	"slices"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"github.com/jingkai-zone/jingkai/internal/base/hanzi"
)

func TestNamesSortByPinyin(t *testing.T) {
	want := []string{"测试丙", "测试甲", "测试乙", "临武", "浦口", "示例一", "岳塘"} // bing jia yi, lin, pu, shi, yue
	got := slices.Clone(want)
	slices.Reverse(got)
	slices.SortFunc(got, func(a, b string) int { return bytes.Compare(hanzi.SortKey(a), hanzi.SortKey(b)) })
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestSortKeysAreTheSameFromManyGoroutines(t *testing.T) {
	want := hanzi.SortKey("测试甲")
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 200 {
				if !bytes.Equal(hanzi.SortKey("测试甲"), want) {
					t.Error("a key differs")
					return
				}
			}
		})
	}
	wg.Wait()
}

func TestNamesAreFoundByWhatPeopleType(t *testing.T) {
	for _, c := range []struct {
		name, typed string
		found       bool
	}{
		{"测试甲", "csj", true},
		{"测试甲", "ceshi", true},
		{"测试甲", "Ce Shi", true},
		{"测试甲", "shijia", true}, // from the given name on
		{"测试甲", "sj", true},
		{"测试甲", "eshi", false}, // not from the middle of a syllable
		{"单测试", "dan", true},   // 单 is said dan, chan and, as a surname, shan
		{"单测试", "shan", true},
		{"单测试", "scs", true},
		{"吕测试", "lv", true},
		{"测试A1", "csa1", false}, // a Latin run counts as one syllable: its initial is a
		{"测试A1", "ceshia1", true},
		{"测试A1", "csa", true},
		{"阿测·试", "acs", true},
	} {
		word, ok := hanzi.Query(c.typed)
		if !ok {
			t.Errorf("%q is not understood", c.typed)
			continue
		}
		if got := strings.Contains(hanzi.SearchText(c.name), " "+word); got != c.found {
			t.Errorf("%s by %q: found %v, want %v in %q", c.name, c.typed, got, c.found, hanzi.SearchText(c.name))
		}
	}
}

func TestSearchTextIsExact(t *testing.T) {
	// Both characters have one reading. Longer words first, then by letter.
	if got, want := hanzi.SearchText("测试"), " ceshi shi cs s"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := hanzi.SearchText("·  "); got != "" {
		t.Errorf("nothing to say gives %q", got)
	}
}

func TestChineseInputIsSearchedInTheName(t *testing.T) {
	for _, typed := range []string{"测", "测试jia", "", "%", "a_b"} {
		if word, ok := hanzi.Query(typed); ok {
			t.Errorf("%q became the word %q", typed, word)
		}
	}
	if got := hanzi.Containing(`50%_\`); got != `%50\%\_\\%` {
		t.Errorf("got %s", got)
	}
}

func TestSearchTextIsBounded(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.StringOfN(rapid.RuneFrom([]rune("单曾行乐重长Ab1 ·测")), 0, 20, -1).Draw(t, "name")
		text := hanzi.SearchText(name)
		if len(text) > hanzi.MaxReadings*20*2*130 {
			t.Fatalf("%d bytes for %q", len(text), name)
		}
		if text != strings.ToLower(text) {
			t.Fatalf("not in lower case: %q", text)
		}
	})
}

func FuzzSearch(f *testing.F) {
	f.Add("测试甲", "csj")
	f.Fuzz(func(t *testing.T, name, typed string) {
		if len(name) > 200 {
			return
		}
		hanzi.SearchText(name)
		hanzi.SortKey(name)
		if word, ok := hanzi.Query(typed); ok && strings.ContainsAny(word, ` %_\`) {
			t.Fatalf("the word %q holds what LIKE would read", word)
		}
	})
}

func TestOneLineTextsAreCleaned(t *testing.T) {
	for _, c := range []struct {
		in, out string
		ok      bool
	}{
		{" 测试甲\u3000", "测试甲", true},
		{"四个字呀", "四个字呀", true},
		{"五个字不行", "五个字不行", false},
		{"e\u0301", "é", true},
		{" \u3000", "", false},
		{"甲\n乙", "", false},
		{"甲\u200b", "", false}, // zero-width space
		{"甲\u202e", "", false}, // turns the reading direction
		{"\xff", "", false},
	} {
		if got, ok := hanzi.Clean(c.in, 4); ok != c.ok || ok && got != c.out {
			t.Errorf("Clean(%q) = %q, %v; want %q, %v", c.in, got, ok, c.out, c.ok)
		}
	}
}

func TestLegible(t *testing.T) {
	for text, want := range map[string]bool{"": true, "征地 40 亩\r\n\t拆迁": true, "𠮷𰻞 🀄": true, "\ue000": true, "\ufeffid: x": true, "a\x00": false, "\x1b[31m": false,
		"\u0085": false, "x\u202etxt.exe": false, "\u2067": false, "\ufffd": false, "\xff": false, "\uffff": false, "\U0001fffe": false} {
		if hanzi.Legible(text) != want {
			t.Errorf("%q: %v", text, !want)
		}
	}
}
