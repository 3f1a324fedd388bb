// Package people keeps the staff of a zone: who they are, where they are
// placed, and how they came there.
//
// It owns the register of persons and the history of their moves. It does not
// own posts and units (org), logins (account), contracts and competitions
// (selection), nor anything people are judged by.
//
// Words: person 人员, number 工号, rank title 职务, leader 班子成员, to join 入职, to
// transfer 调动, to leave 离职, move 任职变动, place 任职.
//
// Invariants:
//   - there is no field for age, sex, origin or former status (身份), anywhere:
//     the zones manage posts, not status (PK, LW 岗位管理), and what is not kept
//     can neither be ranked by nor leak (个人信息保护法 6, 最小范围);
//   - a post has at most one holder (one current owner, whatever two requests do
//     at once), and a holder belongs to the post's unit;
//   - moves are append-only and in order of their days; the place of any past
//     day can be told, so a past month is recomputed with the staff of then;
//   - who left keeps the record and gives up the post; a person is never
//     deleted and a number never used again;
//   - the ledger gets ids, numbers and names of changed fields, no personal
//     names and no telephone numbers: a ledger cannot forget.
//
// Lists are ordered by the place given to a person by hand, then by pinyin.
// Write verbs work in the zone of the transaction's actor and leave one ledger
// entry each. Whether the actor may is checked by the edge.
package people
