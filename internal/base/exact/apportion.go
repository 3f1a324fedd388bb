package exact

import (
	"math/big"
	"sort"
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
	scaledWeights, sum, err := commonWeights(weights)
	if err != nil {
		return nil, err
	}
	parts := make([]int64, len(weights))
	rests := make([]*big.Int, len(weights))
	left := total
	product, all := new(big.Int), big.NewInt(total)
	for i, w := range scaledWeights {
		q := new(big.Int)
		rests[i] = new(big.Int)
		q.QuoRem(product.Mul(w, all), sum, rests[i])
		parts[i] = q.Int64()
		left -= parts[i]
	}
	order := make([]int, len(weights))
	for i := range order {
		order[i] = i
	}
	sort.SliceStable(order, func(a, b int) bool { return rests[order[a]].Cmp(rests[order[b]]) > 0 })
	for _, i := range order[:left] {
		parts[i]++
	}
	return parts, nil
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

// commonWeights brings the weights to one denominator and gives the
// numerators with their sum.
func commonWeights(weights []Ratio) ([]*big.Int, *big.Int, error) {
	common := big.NewInt(1)
	for _, w := range weights {
		if w.Sign() < 0 {
			return nil, nil, BadWeights.New()
		}
		d := w.rat().Denom()
		g := new(big.Int).GCD(nil, nil, common, d)
		common.Mul(common, new(big.Int).Quo(d, g))
	}
	out, sum := make([]*big.Int, len(weights)), new(big.Int)
	for i, w := range weights {
		q := w.rat()
		out[i] = new(big.Int).Quo(common, q.Denom())
		out[i].Mul(out[i], q.Num())
		sum.Add(sum, out[i])
	}
	if sum.Sign() == 0 {
		return nil, nil, BadWeights.New()
	}
	return out, sum, nil
}
