package scheme

import "github.com/jingkai-zone/jingkai/internal/base/fault"

// NotSet refuses a calculation or an act that needs a parameter the scheme in
// force does not set. Its location is the parameter's path.
var NotSet = fault.Define(fault.NotSet, "scheme.not_set", "LF-37",
	"方案未设定“{name_zh}”（{path}）：《{label_zh}》没有规定，系统不代为假定，本事项不能计算。请在方案中写明这一项，由一人提出、另一人启用后再办。",
	"Not set by scheme: “{name_en}” ({path}) has no value in “{label_en}”, and the system assumes none, so this cannot be computed. Write the value into the scheme, have one person propose and another activate it, then try again.")

// Faulty refuses a scheme text that has errors; each error is a detail.
var Faulty = fault.Define(fault.Invalid, "scheme.faulty", "",
	"方案文本有 {count} 处错误，改正后才能提出或启用。",
	"The scheme text has {count} error(s); correct them before it is proposed or activated.")

// What reading a text can find wrong. All carry the line and the path.
var (
	tooLarge = fault.Define(fault.TooLarge, "scheme.too_large", "",
		"方案文本超过 {limit} 字节。", "The scheme text is larger than {limit} bytes.")
	tooMany = fault.Define(fault.TooLarge, "scheme.too_many", "",
		"方案文本的词元超过 {limit} 个，请检查是否贴入了数据而不是规则。",
		"The scheme text has more than {limit} tokens; was data pasted instead of rules?")
	tooDeep = fault.Define(fault.TooLarge, "scheme.too_deep", "",
		"层次超过 {limit} 层。", "Nested deeper than {limit} levels.")
	notUTF8 = fault.Define(fault.Invalid, "scheme.encoding", "",
		"文本不是 UTF-8 编码，请另存为 UTF-8。", "The text is not UTF-8; save it as UTF-8.")
	badSyntax = fault.Define(fault.Invalid, "scheme.syntax", "",
		"YAML 写法有误（{reason}）。请检查本行的缩进、冒号后的空格和引号。",
		"Not valid YAML ({reason}). Check this line's indentation, the space after the colon and the quotes.")
	oneDocument = fault.Define(fault.Invalid, "scheme.documents", "",
		"一个文件只写一份方案，不用“---”分成多份。", "One file holds one scheme; do not divide it with “---”.")
	emptyText = fault.Define(fault.Invalid, "scheme.empty", "",
		"没有内容：方案至少要有 scheme 一节。", "Nothing here: a scheme has at least the section “scheme”.")
	noAlias = fault.Define(fault.Invalid, "scheme.alias", "",
		"方案不用锚点、引用和合并键（&、*、<<）：每个数值都写在它生效的地方。",
		"A scheme has no anchors, aliases or merge keys (&, *, <<): every value stands where it applies.")
	noTag = fault.Define(fault.Invalid, "scheme.tag", "",
		"方案不用类型标记（!）。", "A scheme has no type tags (!).")
	plainKey = fault.Define(fault.Invalid, "scheme.plain_key", "",
		"键名只能是一个简单的词。", "A key is one plain word.")
	keyTwice = fault.Define(fault.Invalid, "scheme.duplicate_key", "",
		"同一层里这个键写了两次，先前在第 {line} 行。只保留一处。",
		"This key is written twice on one level, before in line {line}. Keep one.")
	unknownSection = fault.Define(fault.Invalid, "scheme.unknown_section", "",
		"没有这个分项。可用的分项：{known}。", "No such section. The sections are: {known}.")
	unknownKey = fault.Define(fault.Invalid, "scheme.unknown_key", "",
		"这里没有这个键。可用的键：{known}。", "No such key here. The keys are: {known}.")
	unknownKeyNear = fault.Define(fault.Invalid, "scheme.misspelt_key", "",
		"这里没有这个键，是否想写 {near}？可用的键：{known}。", "No such key here; is {near} meant? The keys are: {known}.")
	wrongShape = fault.Define(fault.Invalid, "scheme.wrong_type", "",
		"类型不对，应为{expected_zh}。", "Wrong type: {expected_en} is expected.")
	missing = fault.Define(fault.Invalid, "scheme.required", "",
		"“{name_zh}”必须写明。", "“{name_en}” must be given.")
	belowLeast = fault.Define(fault.Invalid, "scheme.below", "",
		"不得小于 {limit}。", "Must not be less than {limit}.")
	aboveMost = fault.Define(fault.Invalid, "scheme.above", "",
		"不得大于 {limit}。", "Must not be more than {limit}.")
	badChoice = fault.Define(fault.Invalid, "scheme.choice", "",
		"不在可选范围内。可选：{known_zh}。", "Not one of the choices: {known_en}.")
	unusedHere = fault.Define(fault.Invalid, "scheme.unused", "",
		"这一项不会被用到：只有 {beside} 为 {used} 时才写它。", "Nothing uses this: it is written only when {beside} is {used}.")
	badKeyForm = fault.Define(fault.Invalid, "scheme.key_form", "",
		"代号用小写字母开头，只含小写字母、数字、下划线和连字符，最长 {limit} 个字符。",
		"A key starts with a small letter and has only small letters, digits, underscores and hyphens, at most {limit} characters.")
	elementTwice = fault.Define(fault.Invalid, "scheme.element_twice", "",
		"同一列表里代号重复，先前是第 {place} 项。", "The same key stands twice in this list, before as item {place}.")
	longText = fault.Define(fault.TooLarge, "scheme.long_text", "",
		"文字超过 {limit} 个字。", "The text is longer than {limit} characters.")
	manyItems = fault.Define(fault.TooLarge, "scheme.many_items", "",
		"列表超过 {limit} 项。", "The list has more than {limit} items.")
	weightSum = fault.Define(fault.Invalid, "scheme.weights_sum", "",
		"权重合计为 {sum}，应正好为 100%。", "The weights sum to {sum}; they must be exactly 100%.")
	weightOver = fault.Define(fault.Invalid, "scheme.weights_over", "",
		"已写明的权重合计为 {sum}，超过了 100%，其余几项已无处可放。",
		"The weights given so far sum to {sum}, more than 100%: no room is left for the others.")
)
