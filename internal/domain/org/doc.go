// Package org keeps what an organisation is made of: zones, their units and
// their posts, and who reports to whom.
//
// It owns the register of zones (shared by all), the tree of units, the tree
// of posts, and the structure of any day with its figures: levels, span of
// control, counts by kind, share of core departments. It does not own who
// sits on a post (people), the handing over of functions and staff at a reform
// (reform), nor the limits themselves, which the zone's scheme sets. Later
// rooms hear of what closes or moves in the same transaction and may refuse.
//
// Words: zone 开发区/园区, unit 部门 (leadership 领导班子, internal 内设机构,
// institution 事业单位, centre 中心, section 股室, company 公司), post 岗位, level 层级,
// span of control 管理幅度, core department 主责主业部门, structure 组织架构.
//
// Invariants:
//   - reporting lines and unit trees have no cycle, and a post's level is the
//     number of posts from the top of its line down to it, counting both;
//   - no post is added or moved to a level deeper than the scheme's
//     org.max_levels (LW-13 扁平化管理, PK-07 三级框架); where the scheme sets none,
//     none is applied and the structure says so;
//   - changes of one zone's structure happen one after another, also when two
//     arrive at once;
//   - nothing is deleted: units and posts are closed, names and reporting lines
//     of past days are kept, so the structure of a past day can be shown again.
//
// Write verbs work in the zone of the transaction's actor and leave one ledger
// entry each. Whether the actor may is checked by the edge.
package org
