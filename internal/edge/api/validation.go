package api

import (
	"regexp"

	"github.com/jingkai-zone/jingkai/internal/base/fault"
)

// inputRule pairs a message of the schema validator with our two sentences.
// Quoted parts of the schema may be carried over, submitted values never.
type inputRule struct {
	pattern *regexp.Regexp
	zh, en  string
}

var inputRules = []inputRule{
	{regexp.MustCompile(`^expected required (?:property|\w+ parameter) ?(\S*) to be present$`), "必填：$1", "Required: $1"},
	{regexp.MustCompile(`^required \w+ parameter is missing$`), "必填", "Required"},
	{regexp.MustCompile(`^unknown query parameter$`), "不认识的参数，请去掉", "Unknown parameter; remove it"},
	{regexp.MustCompile(`^` + wordsUnreadable + `$`), "含有无法显示的字符（控制字符、变向字符或损坏的编码），请去掉", "Has characters that cannot be shown (control characters, direction marks, broken encoding); remove them"},
	{regexp.MustCompile(`^` + wordsTwice + `$`), "同一个字段出现多次，请只保留一个", "A field stands more than once; keep one"},
	{regexp.MustCompile(`^` + wordsDepth + `$`), "嵌套层数过多", "Nested too deep"},
	{regexp.MustCompile(`^unexpected property$`), "不认识的字段，请去掉", "Unknown field; remove it"},
	{regexp.MustCompile(`^expected value to be one of "(.*)"$`), "只能是：$1", "One of: $1"},
	{regexp.MustCompile(`^expected number >= (\S+)$`), "不得小于 $1", "At least $1"},
	{regexp.MustCompile(`^expected number > (\S+)$`), "须大于 $1", "More than $1"},
	{regexp.MustCompile(`^expected number <= (\S+)$`), "不得大于 $1", "At most $1"},
	{regexp.MustCompile(`^expected number < (\S+)$`), "须小于 $1", "Less than $1"},
	{regexp.MustCompile(`^expected length >= (\d+)$`), "至少 $1 个字符", "At least $1 characters"},
	{regexp.MustCompile(`^expected length <= (\d+)$`), "最多 $1 个字符", "At most $1 characters"},
	{regexp.MustCompile(`^expected array length >= (\d+)$`), "至少 $1 项", "At least $1 entries"},
	{regexp.MustCompile(`^expected array length <= (\d+)$`), "最多 $1 项", "At most $1 entries"},
	{regexp.MustCompile(`^expected array items to be unique$`), "各项不得重复", "Entries must differ"},
	{regexp.MustCompile(`^(?:expected|invalid) boolean$`), "应为是或否", "Yes or no (boolean) is expected"},
	{regexp.MustCompile(`^(?:expected|invalid) integer$`), "应为整数", "A whole number is expected"},
	{regexp.MustCompile(`^expected number$`), "应为数字", "A number is expected"},
	{regexp.MustCompile(`^expected string$`), "应为文字", "A text is expected"},
	{regexp.MustCompile(`^expected array$`), "应为列表", "A list is expected"},
	{regexp.MustCompile(`^expected object$`), "应为对象", "An object is expected"},
	{regexp.MustCompile(`^expected string to be RFC 3339 date.*$`), "应为日期，如 2019-12-31", "A date such as 2019-12-31 is expected"},
	{regexp.MustCompile(`^expected string to (?:match pattern|be) (.*)$`), "格式应为 $1", "The form must be $1"},
}

// inputText gives the sentence for one fault of the schema validator. A
// message of an unknown form is replaced, because it may quote the value.
func inputText(msg string, lang fault.Lang) string {
	for _, r := range inputRules {
		if m := r.pattern.FindStringSubmatchIndex(msg); m != nil {
			text := r.zh
			if lang == fault.English {
				text = r.en
			}
			return string(r.pattern.ExpandString(nil, text, msg, m))
		}
	}
	if lang == fault.English {
		return "This value is not of the expected form."
	}
	return "格式不符合要求。"
}
