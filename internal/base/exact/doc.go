// Package exact is arithmetic that is never approximately right.
//
// It owns the numbers of scores, shares and money: [Decimal] (小数), [Ratio]
// (占比, an exact fraction), [Fen] (money in 分), [Mode] (修约 rules),
// [Apportion] (分摊 to the last unit), [Figure] (a number with 近, 余, 左右, 超)
// and [Reported] (a stated figure kept beside the computed one). It does not
// own what is measured, nor when something is rounded: callers round once, at
// the end, by a mode that a rule row names (GB/T 8170 for scores).
//
// Invariants:
//   - no binary floating point anywhere;
//   - every value is immutable; the zero value is zero;
//   - addition, subtraction and multiplication of Decimal and Ratio cannot
//     overflow; Fen is bounded and its operations return an error instead;
//   - a text longer than the declared caps, with an exponent or with anything
//     that is not a plain number is refused, never shortened.
package exact
