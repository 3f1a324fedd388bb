// Package fault is how Jingkai refuses.
//
// It owns the closed list of kinds, the catalogue of stable codes and the two
// languages every refusal is written in. A refusal says which rule refused,
// which field, and what would make it pass; it never repeats what was
// submitted.
//
// Words: fault 拒绝/差错, kind 类别, code 代码, field 字段, rule 依据.
//
// Invariants:
//   - a code is defined once, at package level, with both languages;
//   - anything that is not an [*Error] is internal: its text is for the log,
//     never for the user.
package fault
