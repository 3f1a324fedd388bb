package score

import "github.com/jingkai-zone/jingkai/internal/base/fault"

// Refusals of a tree when it is checked.
var (
	// NotSet refuses a tree without a parameter that a calculation needs.
	NotSet = fault.Define(fault.NotSet, "score.not_set", "",
		"方案未设定“{path}”，无法计算；请在方案中写明。", "Not set by scheme: {path}. State it in the scheme.")
	// BadTree refuses a tree whose shape cannot be read.
	BadTree = fault.Define(fault.Invalid, "score.tree", "",
		"指标体系结构不对：每个节点要么有下级（parts），要么恰好是一种指标；最多 {depth} 层、{nodes} 个节点。",
		"Bad indicator tree: every node either has parts or is exactly one kind of indicator; at most {depth} levels and {nodes} nodes.")
	// BadKey refuses a key that is empty, used twice or not a plain word.
	BadKey = fault.Define(fault.Invalid, "score.key", "",
		"键名为空、重复或含有不允许的字符；请用文字、数字、下划线、连字符或点，且不重复。",
		"A key is empty, used twice or has characters that are not allowed; use letters, digits, _, - or a dot, each key once.")
	// BadWeights refuses sibling weights that do not sum to exactly 1.
	BadWeights = fault.Define(fault.Invalid, "score.weights", "",
		"同级权重合计必须正好为 100%，现为 {sum}；权重不能为负。", "The weights of one level must sum to exactly 100%; they sum to {sum}. None may be negative.")
	// UnknownMeasure refuses an input that is not in the vocabulary.
	UnknownMeasure = fault.Define(fault.Invalid, "score.measure", "",
		"引用了指标库中没有的量；请先在指标库登记或改正名称。", "An input is not a known measure; register it or correct its name.")
	// SealedName refuses a name of age, sex, origin or another sealed or protected trait.
	SealedName = fault.Define(fault.Refused, "score.sealed_name", "LW-17; 个人信息保护法 24",
		"计分不得引用年龄、性别、出身、民族、婚育、身份或封存信息；请改用工作事实。",
		"A score must not use age, sex, origin, ethnicity, family status, identity or sealed fields; use facts of the work.")
	// BadParameter refuses a parameter outside its rule.
	BadParameter = fault.Define(fault.Invalid, "score.parameter", "",
		"参数不符合规定：{rule}。", "A parameter breaks its rule: {rule_en}.")
	// BadFormula refuses a formula that cannot be read or uses what is not allowed.
	BadFormula = fault.Define(fault.Invalid, "score.formula", "",
		"公式第 {column} 个字符处不能通过：{rule}。", "The formula does not pass at character {column}: {rule_en}.")
)

// Refusals of a calculation.
var (
	// MissingFact refuses a score for which a needed fact is not there.
	MissingFact = fault.Define(fault.Refused, "score.missing_fact", "",
		"缺少事实“{measure}”，方案规定缺失时不计分；请先补齐事实。", "The fact {measure_en} is missing and the scheme refuses a score without it; record the fact first.")
	// NothingCounted refuses a score of which every part is missing or irrelevant.
	NothingCounted = fault.Define(fault.Refused, "score.nothing_counted", "",
		"没有任何可计分的板块（全部缺失、不相关或权重为零）。", "Nothing can be counted: every block is missing, irrelevant or has weight zero.")
	// ManyFacts refuses several facts where one is needed.
	ManyFacts = fault.Define(fault.Refused, "score.many_facts", "",
		"“{measure}”应只有一条事实，现有 {count} 条；请更正事实。", "{measure_en} must be one fact, there are {count}; correct the facts.")
	// ZeroBase refuses a division by a fact that is zero.
	ZeroBase = fault.Define(fault.Refused, "score.zero_base", "",
		"“{measure}”为零，不能作除数；请先给出不为零的基数。", "{measure_en} is zero and cannot divide; give a base that is not zero.")
	// OutOfRange refuses a stated value outside its allowed range.
	OutOfRange = fault.Define(fault.Refused, "score.out_of_range", "",
		"“{measure}”应在 {low} 至 {high} 之间。", "{measure_en} must be between {low} and {high}.")
	// NoTier refuses a value for which the table has no row.
	NoTier = fault.Define(fault.Refused, "score.no_tier", "",
		"“{measure}”的值不在任何一档；请在方案中补充最低一档。", "The value of {measure_en} falls into no tier; add the last tier to the scheme.")
	// DaysDiffer refuses spans that do not add up to the period.
	DaysDiffer = fault.Define(fault.Refused, "score.days_differ", "LF-32",
		"各类天数合计 {sum}，应为 {total}；请核对各类起止日期。", "The days sum to {sum}, they must be {total}; check the dates of the classes.")
	// UnknownBlock refuses an irrelevant block that the tree does not have.
	UnknownBlock = fault.Define(fault.Invalid, "score.unknown_block", "",
		"标为不相关的板块不在指标体系中。", "A block marked irrelevant is not in the tree.")
)
