package standing

import "github.com/jingkai-zone/jingkai/internal/base/fault"

// Refusals of this package.
var (
	// NotSet refuses a rule without a parameter that is needed.
	NotSet = fault.Define(fault.NotSet, "standing.not_set", "",
		"方案未设定“{path}”，不能排名；请在方案中写明。", "Not set by scheme: {path}. State it in the scheme.")
	// BadRule refuses a rule that contradicts itself.
	BadRule = fault.Define(fault.Invalid, "standing.rule", "", "排名规则不对：{rule}。", "The rule of ranking is wrong: {rule_en}.")
	// MissingScore refuses a ranking while somebody has neither a score nor a recorded reason to be left out.
	MissingScore = fault.Define(fault.Refused, "standing.missing_score", "LY-25",
		"有 {count} 个对象没有得分，也没有记录不参与的理由；请补齐得分或记录理由。",
		"{count} have neither a score nor a recorded reason to be left out; complete the scores or record the reason.")
	// Twice refuses an id that is ranked twice.
	Twice = fault.Define(fault.Invalid, "standing.twice", "", "同一对象出现了两次。", "The same one is entered twice.")
	// MissingKey refuses an entry without the values of the tie-break chain.
	MissingKey = fault.Define(fault.Refused, "standing.missing_key", "",
		"并列排序依据有 {keys} 项，有对象没有填全；请补齐。", "The tie-break chain has {keys} keys and somebody lacks a value; complete them.")
	// TieAtCut refuses a cut through a tie when the scheme says so.
	TieAtCut = fault.Define(fault.Refused, "standing.tie_at_cut", "LY-27, LY-28",
		"名次线处有 {tied} 个并列（第 {rank} 名），方案规定不得自动取舍；请在方案中写明并列办法或补充排序依据。",
		"{tied} are tied at the cut (rank {rank}) and the scheme does not let the cut part them; state a tie policy or add a tie-break key.")
	// TieOverCap refuses to include a tie beyond a hard limit.
	TieOverCap = fault.Define(fault.Refused, "standing.tie_over_cap", "",
		"第 {rank} 名有 {tied} 个并列，全部列入将超过上限 {cap}；请在方案中改为并列不列入，或补充排序依据。",
		"{tied} are tied at rank {rank}; including all would exceed the limit of {cap}. Let the scheme spare ties or add a tie-break key.")
	// Impossible refuses to pick by a band that contains no whole number.
	Impossible = fault.Define(fault.Refused, "standing.impossible", "",
		"基数 {base} 时，{low} 至 {high} 之间没有整数，不能按此比例确定名额；请调整区间或由集体研究决定。",
		"With base {base} there is no whole number between {low} and {high}; change the band or decide without it.")
)
