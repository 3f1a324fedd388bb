package exact

import (
	"math"
	"math/bits"
)

// addWord adds two words; it fails on overflow and on math.MinInt64, so that
// every stored word can be negated.
func addWord(a, b int64) (int64, bool) {
	s := a + b
	if (s > a) != (b > 0) && b != 0 || s == math.MinInt64 {
		return 0, false
	}
	return s, true
}

// mulWord multiplies two words with the same care.
func mulWord(a, b int64) (int64, bool) {
	hi, lo := bits.Mul64(magnitude(a), magnitude(b))
	if hi != 0 || lo > math.MaxInt64 {
		return 0, false
	}
	if (a < 0) != (b < 0) {
		return -int64(lo), true
	}
	return int64(lo), true
}

func magnitude(a int64) uint64 {
	if a < 0 {
		return -uint64(a)
	}
	return uint64(a)
}

func signWord(a int64) int {
	switch {
	case a < 0:
		return -1
	case a > 0:
		return 1
	}
	return 0
}

// gcdWord is Euclid's; both arguments positive or zero, not both zero.
func gcdWord(a, b uint64) uint64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}
