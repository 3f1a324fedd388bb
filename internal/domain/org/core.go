package org

import "github.com/jingkai-zone/jingkai/internal/base/exact"

// CoreStanding says how the share of core departments stands to the scheme's
// target (PK-06 近70%, YT-06 70%左右).
type CoreStanding string

// The standings of the core share.
const (
	CoreUnset   CoreStanding = "not_set" // the scheme sets no target, or no tolerance that is needed (方案未设定)
	CoreUnknown CoreStanding = "unknown" // no department, or one without a category
	CoreReached CoreStanding = "reached" // at or above the target
	CoreNear    CoreStanding = "near"    // within the tolerance of a target stated as 近, 约 or 左右
	CoreBelow   CoreStanding = "below"   // an explanation is needed
)

// standing holds a share against the target. 近 reaches from target minus
// tolerance to below the target; 左右 and 约 reach as far to both sides, and
// more than that above the target is still "reached".
func (c CoreRatio) standing(share *exact.Ratio) CoreStanding {
	switch {
	case c.Target == nil:
		return CoreUnset
	case share == nil:
		return CoreUnknown
	}
	approximate := c.Qualifier != nil && c.Qualifier.Sign() == "≈"
	both := approximate && *c.Qualifier != exact.Near
	missing := c.Target.Sub(*share)
	switch {
	case missing.Sign() <= 0 && !both:
		return CoreReached
	case !approximate:
		return CoreBelow
	case c.Tolerance == nil:
		return CoreUnset
	case missing.Abs().Cmp(*c.Tolerance) <= 0:
		return CoreNear
	case missing.Sign() < 0:
		return CoreReached
	}
	return CoreBelow
}
