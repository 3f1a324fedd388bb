package org

import (
	"testing"

	"github.com/jingkai-zone/jingkai/internal/base/exact"
)

func TestCoreShareAgainstTheTarget(t *testing.T) {
	near, about, five := exact.Near, exact.About, exact.MustRatio("5%")
	target := exact.MustRatio("70%")
	share := func(core, all int64) *exact.Ratio {
		r, err := exact.NewRatio(exact.Int(core), exact.Int(all))
		if err != nil {
			t.Fatal(err)
		}
		return &r
	}
	pukou := CoreRatio{Target: &target, Qualifier: &near, Tolerance: &five}
	yuetang := CoreRatio{Target: &target, Qualifier: &about, Tolerance: &five}
	for _, c := range []struct {
		name  string
		set   CoreRatio
		share *exact.Ratio
		want  CoreStanding
	}{
		{"4 of 6 is 66.7 %, in [65, 70) (PK-06)", pukou, share(4, 6), CoreNear},
		{"3 of 6 is 50 % (PK-06)", pukou, share(3, 6), CoreBelow},
		{"5 of 6 is 83.3 %", pukou, share(5, 6), CoreReached},
		{"13 of 20 is exactly 65 %", pukou, share(13, 20), CoreNear},
		{"7 of 10 is the target", pukou, share(7, 10), CoreReached},
		{"4 of 6 is about 70 % (YT-06)", yuetang, share(4, 6), CoreNear},
		{"3 of 6 is not (YT-06)", yuetang, share(3, 6), CoreBelow},
		{"15 of 20 is exactly 75 %", yuetang, share(15, 20), CoreNear},
		{"5 of 6 is more than about 70 %", yuetang, share(5, 6), CoreReached},
		{"no word, below", CoreRatio{Target: &target}, share(4, 6), CoreBelow},
		{"near, but how near is not said", CoreRatio{Target: &target, Qualifier: &near}, share(4, 6), CoreUnset},
		{"no target", CoreRatio{}, share(4, 6), CoreUnset},
		{"a department without category", pukou, nil, CoreUnknown},
	} {
		if got := c.set.standing(c.share); got != c.want {
			t.Errorf("%s: got %s, want %s", c.name, got, c.want)
		}
	}
}
