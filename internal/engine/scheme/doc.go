// Package scheme keeps what an organisation decided about itself: one document,
// the scheme (方案), in which everything numeric or named that differs between
// zones is written.
//
// It owns the reading of that document with all its faults at once and the line
// of each, the typed sections that rooms register, the sentence "not set by
// scheme", the comparison of two versions, the JSON Schema for editors, and the
// versions of a zone with the day each is in force. It does not own any section
// but the header and the facts that are only stated; it knows no room and no
// zone by name.
//
// Words: scheme 方案, section 分项, parameter 参数, not set 方案未设定, version
// 版本, to propose 提出, to activate 启用, to withdraw 撤回, trial 试行, lapsed
// 试行到期.
//
// Invariants:
//   - a parameter that is null or absent is not set; nothing in the program
//     replaces it, and what needs it refuses with [NotSet];
//   - a key, a section or a value that is not understood is an error, never
//     skipped;
//   - a version's text never changes once proposed, and a parsed document is
//     never changed after it was read;
//   - the one who activates a version is not the one who proposed it;
//   - a change never alters the past: a version takes effect today or later, and
//     after the last day for which a result was computed with its predecessor;
//   - a trial version (试行) computes nothing after its last day (LF-37).
package scheme
