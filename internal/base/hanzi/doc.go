// Package hanzi orders and finds Chinese names.
//
// It owns the sort key by which every list of names is ordered on both
// databases, and the search text by which a name is found through its pinyin
// or its initials. It knows no person and no table.
//
// Words: sort key 排序键, reading 读音, initials 首字母.
//
// Invariants:
//   - names are ordered by pinyin as in the Xinhua dictionary's index (Unicode
//     CLDR, zh), one reading per character: 重庆 sorts under zh, not under ch;
//   - a search text holds up to [MaxReadings] readings of a name, so a surname
//     such as 单 or 曾 is found by each way it is said;
//   - an equal name gives equal bytes in every process of the same release.
package hanzi
