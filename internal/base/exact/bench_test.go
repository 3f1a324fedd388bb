package exact

import (
	"testing"

	"github.com/cockroachdb/apd/v3"
	"github.com/govalues/decimal"
)

// The choice of docs/adr/0002-exact-decimal.md: read two amounts, multiply,
// add, print — what a totals row costs.
func BenchmarkDecimal(b *testing.B) {
	b.Run("exact", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			x, _ := Parse("103.39")
			y, _ := Parse("0.85")
			if x.Mul(y).Add(x).String() == "" {
				b.Fatal()
			}
		}
	})
	b.Run("apd", func(b *testing.B) {
		b.ReportAllocs()
		ctx := apd.BaseContext.WithPrecision(0)
		for b.Loop() {
			x, _, _ := apd.NewFromString("103.39")
			y, _, _ := apd.NewFromString("0.85")
			z := new(apd.Decimal)
			_, _ = ctx.Mul(z, x, y)
			_, _ = ctx.Add(z, z, x)
			if z.String() == "" {
				b.Fatal()
			}
		}
	})
	b.Run("govalues", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			x, _ := decimal.Parse("103.39")
			y, _ := decimal.Parse("0.85")
			z, _ := x.MulExact(y, 4)
			z, _ = z.AddExact(x, 4)
			if z.String() == "" {
				b.Fatal()
			}
		}
	})
}

func BenchmarkRatioWeightedSum(b *testing.B) {
	b.ReportAllocs()
	actual, plan, weight := MustParse("103.39"), MustParse("153.52"), MustRatio("0.6").Lowest()
	for b.Loop() {
		share, err := FromDecimal(actual).Quo(FromDecimal(plan))
		if err != nil {
			b.Fatal(err)
		}
		sum := share.Mul(weight).Add(FromInt(95).Mul(weight))
		if sum.Round(2, HalfEven).Sign() <= 0 {
			b.Fatal()
		}
	}
}

func BenchmarkApportion10000(b *testing.B) {
	weights := make([]Ratio, 10000)
	for i := range weights {
		weights[i] = FromDecimal(scaled(int64(5000+i), 2))
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Apportion(123456789, weights); err != nil {
			b.Fatal(err)
		}
	}
}
