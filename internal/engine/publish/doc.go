// Package publish shows things to people, as far as they may be shown.
//
// It owns publications (公示) with their audience, fields, masking, period,
// objection window, corrections and take-down, the printed forms that hang
// somewhere, and what a scheme says about all this. It does not own what is
// published: rooms hand over a [Sheet] and the [Terms] of their scheme.
//
// Words: publication 公示, notice 公告, board 榜单, audience 公示范围, mask
// 个人的称谓, period 公示期, objection 异议, correct 更正, withdraw 撤下,
// posting 张贴.
//
// Invariants (LY-26, LY-39; 个人信息保护法 6, 13, 25):
//   - a publication shows the fields its terms list and no others, and its
//     people only as its terms name them; nothing else is stored as its body,
//     so nothing else can leak from it;
//   - names to everybody need a stated basis in law or consent; identity and
//     telephone numbers appear in no publication;
//   - a body never changes: a correction is a new version, shown as corrected
//     with its day and reason, and a withdrawn publication is shown as
//     withdrawn, without its body, until its period ends;
//   - after its period a publication is gone from sight; the log keeps it.
package publish
