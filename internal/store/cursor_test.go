package store_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/jingkai-zone/jingkai/internal/store"
)

func TestCursorComesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		parts := rapid.SliceOfN(rapid.StringN(0, 40, 200), 1, 5).Draw(t, "parts")
		got, err := store.DecodeCursor(store.EncodeCursor(parts...), len(parts))
		if err != nil || !slices.Equal(got, parts) {
			t.Fatalf("got %q, %v; want %q", got, err, parts)
		}
		if _, err := store.DecodeCursor(store.EncodeCursor(parts...), len(parts)+1); !store.BadCursor.Is(err) {
			t.Fatalf("one part too few: %v", err)
		}
		if _, err := store.DecodeCursor(store.EncodeCursor(parts...), len(parts)-1); !store.BadCursor.Is(err) {
			t.Fatalf("one part too many: %v", err)
		}
	})
}

func TestCursorFromOutsideIsRefused(t *testing.T) {
	for name, s := range map[string]string{
		"empty":          "",
		"not base64":     "*",
		"padding":        "AQ==",
		"length beyond":  "BWE",               // says 5 bytes, has 1
		"endless length": "gICAgICAgICAgICAg", // a varint that never ends
		"too long":       strings.Repeat("A", 5000),
	} {
		if _, err := store.DecodeCursor(s, 1); !store.BadCursor.Is(err) {
			t.Errorf("%s: got %v, want a refusal", name, err)
		}
	}
}

func FuzzDecodeCursor(f *testing.F) {
	f.Add("AWE", 1)
	f.Add("", 0)
	f.Fuzz(func(t *testing.T, s string, n int) {
		if n < 0 || n > 8 {
			return
		}
		parts, err := store.DecodeCursor(s, n)
		if err == nil && len(parts) != n {
			t.Fatalf("%d parts, asked for %d", len(parts), n)
		}
	})
}

func TestPageIsCutAtItsSize(t *testing.T) {
	key := func(n int) string { return string(rune('a' + n)) }
	if p := store.CutPage([]int{1, 2, 3}, 2, key); !slices.Equal(p.Items, []int{1, 2}) || p.Next != "c" {
		t.Errorf("surplus row: got %+v", p)
	}
	if p := store.CutPage([]int{1, 2}, 2, key); len(p.Items) != 2 || p.Next != "" {
		t.Errorf("exactly full: got %+v", p)
	}
	for asked, want := range map[int]int{-1: 50, 0: 50, 1: 1, 200: 200, 201: 200} {
		if got := store.PageSize(asked); got != want {
			t.Errorf("PageSize(%d) = %d, want %d", asked, got, want)
		}
	}
}
