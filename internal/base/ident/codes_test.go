package ident_test

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/jingkai-zone/jingkai/internal/base/ident"
)

// The codes are made up: division 999999 does not exist.
//
// 91999999MA00TEQT0?: values of the 17 characters by the alphabet
// 0123456789ABCDEFGHJKLMNPQRTUWXY are
// 9 1 9 9 9 9 9 9 | M=21 A=10 0 0 T=26 E=14 Q=24 T=26 0
// and the weights 3^(i-1) mod 31 are
// 1 3 9 27 19 26 16 17 | 20 29 25 13 8 24 10 30 28.
// 9+3+81+243+171+234+144+153 = 1038; 420+290+0+0+208+336+240+780+0 = 2274;
// 3312 mod 31 = 26; 31-26 = 5.
const goodUSCC = "91999999MA00TEQT05"

func TestUSCC(t *testing.T) {
	c, err := ident.ParseUSCC(" " + strings.ToLower(goodUSCC) + " ")
	if err != nil || c.String() != goodUSCC || !c.Check().IsZero() {
		t.Fatalf("%s %v %v", c, err, c.Check())
	}
	// The example printed in the standard itself.
	if c, err := ident.ParseUSCC("91350100M000100Y43"); err != nil || !c.Check().IsZero() {
		t.Errorf("the standard's example: %v %v", err, c.Check())
	}
	wrong, err := ident.ParseUSCC("91999999MA00TEQT06")
	if err != nil {
		t.Fatalf("a wrong check character was refused: %v", err)
	}
	if w := wrong.Check(); w.IsZero() || w.Rule != "GB 32100-2015" || w.Text("en") == w.Text("zh-CN") {
		t.Errorf("no warning: %+v", w)
	}
	for _, s := range []string{"", "91999999MA00TEQT0", "91999999MA00TEQT05K", "91999999MA00TESTOK", "91999999MA00TEQT0-", "９1999999MA00TEQ0K"} {
		if _, err := ident.ParseUSCC(s); !ident.BadUSCC.Is(err) {
			t.Errorf("%q: %v", s, err)
		}
	}
}

// Any single wrong character is noticed: 31 is prime and no weight is 0.
func TestUSCCNoticesOneWrongCharacter(t *testing.T) {
	const alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
	rapid.Check(t, func(t *rapid.T) {
		i := rapid.IntRange(0, 17).Draw(t, "position")
		r := alphabet[rapid.IntRange(0, 30).Draw(t, "character")]
		changed := goodUSCC[:i] + string(r) + goodUSCC[i+1:]
		c, err := ident.ParseUSCC(changed)
		if err != nil {
			t.Fatal(err)
		}
		if c.Check().IsZero() != (changed == goodUSCC) {
			t.Fatalf("%s: %v", changed, c.Check())
		}
	})
}

// 99999919900101001?: the weights 2^(18-i) mod 11 of the 17 digits are
// 7 9 10 5 8 4 2 1 6 3 7 9 10 5 8 4 2.
// 9*(7+9+10+5+8+4) = 387; 1*2+9*1+9*6+0*3 = 65; 0*7+1*9+0*10+1*5 = 14;
// 0*8+0*4+1*2 = 2; 468 mod 11 = 6, the 7th of 10X98765432 is 6.
const goodResident = "999999199001010016"

func TestResident(t *testing.T) {
	r, err := ident.ParseResident(goodResident)
	if err != nil || !r.Check().IsZero() {
		t.Fatalf("%v %v", err, r.Check())
	}
	if r.Reveal() != goodResident || r.Birth().String() != "1990-01-01" {
		t.Errorf("birth %s", r.Birth())
	}
	const masked = "999*************16"
	b, err := json.Marshal(map[string]any{"r": r})
	if err != nil {
		t.Fatal(err)
	}
	for _, shown := range []string{r.String(), fmt.Sprint(r), fmt.Sprintf("%v %+v %#v %s", r, r, r, r), string(b), fmt.Sprint(&r)} {
		if strings.Contains(shown, "1990") || !strings.Contains(shown, masked) {
			t.Errorf("shown as %s", shown)
		}
	}
	if v, _ := r.Value(); v != goodResident {
		t.Error("the database gets the whole number")
	}
	// The example printed in the standard itself, with X.
	if r, err := ident.ParseResident("11010519491231002X"); err != nil || !r.Check().IsZero() {
		t.Errorf("the standard's example: %v %v", err, r.Check())
	}
	x, err := ident.ParseResident("99999919900101002x")
	if err != nil || x.Check().IsZero() {
		t.Errorf("a wrong check digit is a warning: %v %v", err, x.Check())
	}
	for _, s := range []string{"", "99999919900101001", "999999199002300016", "99999919900101001A", "9999991990O1010016", masked} {
		if _, err := ident.ParseResident(s); !ident.BadResident.Is(err) {
			t.Errorf("%q: %v", s, err)
		}
	}
}

func TestNumber(t *testing.T) {
	n, err := ident.ParseNumber("审批-2020-000123")
	if err != nil || n != (ident.Number{Series: "审批", Year: 2020, Seq: 123}) || n.String() != "审批-2020-000123" {
		t.Fatalf("%v %v", n, err)
	}
	if n, err := ident.NewNumber("项目", 2026, 1234567); err != nil || n.String() != "项目-2026-1234567" {
		t.Errorf("%s %v", n, err)
	}
	for _, s := range []string{"", "审批-2020-123", "审批-2020-0000123", "审批-2020-000000", "-2020-000123", "审批-20-000123",
		"审 批-2020-000123", "审批-2020-000123-1", "审批-2020-+00123", "a\xff-2020-000123"} {
		if _, err := ident.ParseNumber(s); !ident.BadNumber.Is(err) {
			t.Errorf("%q: %v", s, err)
		}
	}
	if _, err := ident.NewNumber("审-批", 2020, 1); !ident.BadNumber.Is(err) {
		t.Error("a dash in the series")
	}
}

func FuzzCodes(f *testing.F) {
	for _, s := range []string{goodUSCC, goodResident, "审批-2020-000123", "ſ1999999MA00TEQT05"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if c, err := ident.ParseUSCC(s); err == nil {
			if again, err := ident.ParseUSCC(c.String()); err != nil || again != c {
				t.Fatalf("%q: %v", s, err)
			}
			c.Check()
		}
		if r, err := ident.ParseResident(s); err == nil {
			if again, err := ident.ParseResident(r.Reveal()); err != nil || again != r || r.Birth().IsZero() {
				t.Fatalf("%q: %v", s, err)
			}
			r.Check()
		}
		if n, err := ident.ParseNumber(s); err == nil && n.String() != s {
			t.Fatalf("%q: %s", s, n)
		}
	})
}

// What is stored is read back whole; nothing is stored as NULL; anything else
// than text is refused.
func TestCodesAreStoredAsText(t *testing.T) {
	type column interface {
		Scan(any) error
		Value() (driver.Value, error)
	}
	for _, c := range []struct {
		stored string
		fresh  func() column
	}{
		{goodUSCC, func() column { return new(ident.USCC) }},
		{goodResident, func() column { return new(ident.Resident) }},
		{"审批-2020-000123", func() column { return new(ident.Number) }},
	} {
		v := c.fresh()
		if err := v.Scan([]byte(c.stored)); err != nil {
			t.Fatal(err)
		}
		back, err := v.Value()
		if err != nil || back != c.stored {
			t.Errorf("%s came back as %v, %v", c.stored, back, err)
		}
		if err := v.Scan(nil); err != nil {
			t.Fatal(err)
		}
		if null, err := v.Value(); null != nil || err != nil {
			t.Errorf("none is stored as %v, %v", null, err)
		}
		if err := v.Scan(int64(5)); err == nil {
			t.Error("a number was read as a code")
		}
		if err := v.Scan("x"); err == nil {
			t.Error("x was read as a code")
		}
	}
}
