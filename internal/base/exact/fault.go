package exact

import "github.com/jingkai-zone/jingkai/internal/base/fault"

// The refusals of this package. None of them repeats what was submitted.
var (
	// BadDecimal refuses a text that is not a plain decimal number.
	BadDecimal = fault.Define(fault.Invalid, "exact.decimal", "",
		"不是规范的数字：请只用阿拉伯数字、一个小数点和可选的负号，例如 103.39，不用科学计数法和千分位。",
		"Not a plain number: use digits, at most one point and an optional minus sign, e.g. 103.39; no exponent, no thousands separator.")
	// LongDecimal refuses a number with more digits than MaxDigits.
	LongDecimal = fault.Define(fault.TooLarge, "exact.decimal_long", "",
		"数字过长：整数和小数合计最多 {limit} 位。", "The number is too long: at most {limit} digits in all.")
	// BadRatio refuses a text that is not a fraction, a percentage or a decimal.
	BadRatio = fault.Define(fault.Invalid, "exact.ratio", "",
		"不是规范的占比：请写成 103.39/153.52、60% 或 0.6。", "Not a share: write 103.39/153.52, 60% or 0.6.")
	// LongRatio refuses a fraction with terms longer than maxTermDigits.
	LongRatio = fault.Define(fault.TooLarge, "exact.ratio_long", "",
		"分数过长：分子、分母各最多 {limit} 位。", "The fraction is too long: at most {limit} digits in each term.")
	// ZeroDivisor refuses a division by zero.
	ZeroDivisor = fault.Define(fault.Refused, "exact.zero_divisor", "",
		"除数（基数）为零，无法计算；请先给出不为零的基数。", "The divisor (base) is zero; give a base that is not zero.")
	// BadMode refuses an unknown name of a rounding mode.
	BadMode = fault.Define(fault.Invalid, "exact.mode", "",
		"未知的修约方式；可用：gb8170、half-up、floor、ceil。", "Unknown rounding mode; one of gb8170, half-up, floor, ceil.")
	// BadYuan refuses a text that is not an amount in yuan with at most two decimals.
	BadYuan = fault.Define(fault.Invalid, "exact.yuan", "",
		"不是规范的金额：请以元为单位，最多两位小数，例如 1234.56。", "Not an amount: give yuan with at most two decimals, e.g. 1234.56.")
	// MoneyRange refuses an amount beyond what 64 bits of fen hold (about ±9.2e16 yuan).
	MoneyRange = fault.Define(fault.TooLarge, "exact.money_range", "",
		"金额超出可表示的范围。", "The amount is out of range.")
	// BadWeights refuses weights that cannot divide anything.
	BadWeights = fault.Define(fault.Invalid, "exact.weights", "",
		"分摊权数不能为负，合计必须大于零。", "Weights must not be negative and must sum to more than zero.")
	// BadTotal refuses a negative total to apportion.
	BadTotal = fault.Define(fault.Invalid, "exact.total", "",
		"待分摊的总数不能为负。", "The total to apportion must not be negative.")
	// BadFigure refuses a text that is not a number with an optional qualifier and unit.
	BadFigure = fault.Define(fault.Invalid, "exact.figure", "",
		"不是规范的数量：请写数字，可加近、约、超、余、多、左右、以上和单位，例如 90余个、近70%、5%左右。",
		"Not a quantity: write a number, optionally with 近, 约, 超, 余, 多, 左右, 以上 and a unit, e.g. 90余个, 近70%, 5%左右.")
	// BadStored reports a database column of the wrong kind.
	BadStored = fault.Define(fault.Internal, "exact.stored", "",
		"存储的数值类型不对。", "A stored number has the wrong type.")
)
