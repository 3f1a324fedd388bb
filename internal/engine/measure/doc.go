// Package measure keeps the facts people are judged and paid by.
//
// It owns the catalogue of measures (指标口径) that rooms declare, the facts
// (事实) with who reported and who verified them, their reversals (冲销), and
// the totals (累计) by subject, measure and month. It does not own targets,
// scores or ranks: those are computed from what stands here, and every one of
// them opens to the facts under it.
//
// Words: measure 指标, fact 事实, subject 对象, source 来源记录, verify 核实,
// reverse 冲销, correct 更正, total 累计, pending 待核实.
//
// Invariants:
//   - a fact is never changed or deleted; a correction is a reversal, which is
//     a record of its own pointing at the old one, and a new fact;
//   - a fact is reversed at most once, and a reversal is not reversed;
//   - a fact that somebody reported counts only after somebody else verified
//     it; a fact that the work itself left (an approval closed) counts at once;
//   - totals change in the transaction that records, verifies or reverses;
//   - what was known at an earlier instant can be asked for at any later time
//     (AsOf).
//
// # Exactness
//
// A fact keeps the value as it was stated (68.00 stays 68.00). Sums are kept
// as 64-bit integers of millionths, which both engines add exactly in one
// statement, without reading first. Therefore a value has at most
// [MaxPlaces] decimals, and neither a value nor a monthly total may exceed
// [MaxMagnitude]; a value beyond is refused with the advice to declare the
// measure in a larger unit (万元, 亿元). Means are exact fractions.
//
// # Verbs
//
// [Record], [Verify], [Reverse] and [Correct] are whole commands with a ledger
// entry, for edges. [RecordIn], [VerifyIn], [ReverseIn] and [CorrectIn] do the
// same inside a room's own command and leave the entry to it.
package measure
