// Package standing ranks and cuts.
//
// It owns rankings (排名) with a declared tie policy (并列), cuts by rank (前70名)
// and by line (≥ 90), at-most lists with the reason for everyone who is not on
// them (未列入), and quotas (比例名额) as whole numbers of people. It does not own
// how a score came about (score) nor what follows from a place: it proposes,
// people decide. It is pure and deterministic.
//
// Words: base N 基数, exclusion 不参与排名, tie 并列, cut 名次线, line 分数线,
// quota 比例名额, cap 上限, minimum 下限, about 左右, band 区间, not listed 未列入.
//
// Invariants:
//   - scores are compared as exact fractions, never as displayed;
//   - equal scores have equal ranks unless the declared chain of keys parts
//     them; nothing else (id, order of input) ever decides a place;
//   - nobody is ranked without a score and nobody is left out without a reason;
//   - a cap takes the floor, a minimum the ceiling, "about" the nearest whole
//     number within floor…ceil or within the scheme's band; a band without a
//     whole number is impossible and is never forced (law.md §8);
//   - every result carries base N, the exclusions, the formula and the tie policy.
package standing
