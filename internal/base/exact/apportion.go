package exact

import (
	"cmp"
	"math/big"
	"math/bits"
	"slices"
)

// Apportion divides total units (fen, people, days) by weights so that the
// parts sum to the total exactly: every part first gets the whole units of its
// share, the units left go one each to the largest remainders, and among equal
// remainders to the lower index. A negative total is refused with BadTotal; a
// negative weight, no weight, or weights that sum to zero with BadWeights.
func Apportion(total int64, weights []Ratio) ([]int64, error) {
	if total < 0 {
		return nil, BadTotal.New()
	}
	for _, w := range weights {
		if w.Sign() < 0 {
			return nil, BadWeights.New()
		}
	}
	if words, sum, ok := wordWeights(weights); ok {
		return apportionWords(total, words, sum)
	}
	return apportionBig(total, weights)
}

// Align brings values to their common denominator and gives the numerators, in
// the same order: they compare and add as the values do, only faster. ok is
// false when a machine word cannot hold them; then use Cmp and Add.
func Align(values []Ratio) (numerators []int64, ok bool) {
	common := int64(1)
	for _, v := range values {
		if v.wide != nil {
			return nil, false
		}
		if common%v.den() == 0 {
			continue
		}
		g := int64(gcdWord(uint64(common), uint64(v.den())))
		if common, ok = mulWord(common, v.den()/g); !ok {
			return nil, false
		}
	}
	numerators = make([]int64, len(values))
	for i, v := range values {
		if numerators[i], ok = mulWord(v.n, common/v.den()); !ok {
			return nil, false
		}
	}
	return numerators, true
}

// wordWeights aligns weights and sums them, as long as that fits a word.
func wordWeights(weights []Ratio) ([]int64, int64, bool) {
	out, ok := Align(weights)
	if !ok {
		return nil, 0, false
	}
	sum := int64(0)
	for _, n := range out {
		if sum, ok = addWord(sum, n); !ok {
			return nil, 0, false
		}
	}
	return out, sum, true
}

// apportionWords divides with 128-bit products: weight ≤ sum keeps every
// quotient within the total.
func apportionWords(total int64, weights []int64, sum int64) ([]int64, error) {
	if sum == 0 {
		return nil, BadWeights.New()
	}
	parts, rests := make([]int64, len(weights)), make([]uint64, len(weights))
	left := total
	for i, w := range weights {
		hi, lo := bits.Mul64(uint64(total), uint64(w))
		q, rest := bits.Div64(hi, lo, uint64(sum))
		parts[i], rests[i] = int64(q), rest
		left -= parts[i]
	}
	order := indexes(len(weights))
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(rests[b], rests[a]) })
	for _, i := range order[:left] {
		parts[i]++
	}
	return parts, nil
}

// apportionBig is apportionWords for weights beyond machine words.
func apportionBig(total int64, weights []Ratio) ([]int64, error) {
	common := big.NewInt(1)
	for _, w := range weights {
		d := w.rat().Denom()
		g := new(big.Int).GCD(nil, nil, common, d)
		common.Mul(common, new(big.Int).Quo(d, g))
	}
	terms, sum := make([]*big.Int, len(weights)), new(big.Int)
	for i, w := range weights {
		q := w.rat()
		terms[i] = new(big.Int).Quo(common, q.Denom())
		terms[i].Mul(terms[i], q.Num())
		sum.Add(sum, terms[i])
	}
	if sum.Sign() == 0 {
		return nil, BadWeights.New()
	}
	parts, rests := make([]int64, len(weights)), make([]*big.Int, len(weights))
	left, all := total, big.NewInt(total)
	for i, w := range terms {
		q, rest := new(big.Int).QuoRem(w.Mul(w, all), sum, new(big.Int))
		parts[i], rests[i] = q.Int64(), rest
		left -= parts[i]
	}
	order := indexes(len(weights))
	slices.SortStableFunc(order, func(a, b int) int { return rests[b].Cmp(rests[a]) })
	for _, i := range order[:left] {
		parts[i]++
	}
	return parts, nil
}

func indexes(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

// ApportionFen divides money, see Apportion.
func ApportionFen(total Fen, weights []Ratio) ([]Fen, error) {
	parts, err := Apportion(int64(total), weights)
	if err != nil {
		return nil, err
	}
	out := make([]Fen, len(parts))
	for i, p := range parts {
		out[i] = Fen(p)
	}
	return out, nil
}
