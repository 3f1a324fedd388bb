// Package score turns facts into a score and says why.
//
// It owns the indicator tree (指标体系) of a scheme, its kinds of indicator,
// the formulas a scheme may write, and the derivation (计算过程) that is shown
// to everyone who asks "why is this number so?". It does not own where facts
// come from (measure), who ranks whom (standing), nor what a score leads to.
// It is pure: no clock, no store, no randomness; the same tree and facts give
// the same bytes.
//
// Words: tree 指标体系, block 板块, indicator 指标, weight 权重, attainment 完成率,
// tiers 分档, deductions 扣分, rating 评分, time-weighted 按时间加权, given 直接给定,
// missing 缺失, cap 封顶, floor 保底.
//
// Invariants:
//   - a tree is compiled once and refused whole: weights that do not sum to 1,
//     a parameter nobody set, an unknown measure, a formula that names age, sex,
//     origin or anything sealed;
//   - all arithmetic is over exact fractions; one rounding, at the end, by the
//     mode the tree names; the lines of a derivation are rounded for display
//     only and carry their exact value;
//   - a missing fact is refused, counted as zero or excluded as the scheme says
//     for that indicator, and the derivation says which; it is never silently 0;
//   - weights are normalised only where a block is irrelevant or excluded, and
//     the derivation says over which blocks.
package score
