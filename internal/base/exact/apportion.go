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

// wordWeights brings the weights to one denominator and gives the numerators
// with their sum, as long as all of it fits machine words.
func wordWeights(weights []Ratio) ([]int64, int64, bool) {
	common := int64(1)
	for _, w := range weights {
		if w.wide != nil {
			return nil, 0, false
		}
		g := int64(gcdWord(uint64(common), uint64(w.den())))
		c, ok := mulWord(common, w.den()/g)
		if !ok {
			return nil, 0, false
		}
		common = c
	}
	out, sum := make([]int64, len(weights)), int64(0)
	for i, w := range weights {
		n, ok1 := mulWord(w.n, common/w.den())
		s, ok2 := addWord(sum, n)
		if !ok1 || !ok2 {
			return nil, 0, false
		}
		out[i], sum = n, s
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
