package scheme

import (
	"reflect"
	"strconv"
	"strings"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/exact"
)

// leaf says how values of one type are written in a scheme.
type leaf struct {
	name    string // as JSON Schema shows it under x-kind
	expects Text   // completes "Wrong type: … is expected"
	pattern string // for editors; the parse function is what counts
	sample  string
	choices []Choice // a closed list, or nil
	parse   func(text string) (any, error)
	print   func(v any) string
	number  func(v any) exact.Ratio // nil where there is no order
}

var textLeaf = &leaf{
	name: "text", expects: Text{"文字", "a text"},
	parse: func(s string) (any, error) { return s, nil },
	print: func(v any) string { return v.(string) },
}

var flagLeaf = &leaf{
	name: "flag", expects: Text{" true 或 false", "true or false"},
	parse: func(s string) (any, error) {
		if s != "true" && s != "false" {
			return nil, errForm
		}
		return s == "true", nil
	},
	print: func(v any) string { return strconv.FormatBool(v.(bool)) },
}

var wholeLeaf = &leaf{
	name: "whole", expects: Text{"整数", "a whole number"}, pattern: `^-?[0-9]{1,18}$`, sample: "5",
	parse: func(s string) (any, error) {
		n, err := strconv.ParseInt(s, 10, 64)
		if err != nil || strings.HasPrefix(s, "+") || len(s) > 18 {
			return nil, errForm
		}
		return n, nil
	},
	print:  func(v any) string { return strconv.FormatInt(v.(int64), 10) },
	number: func(v any) exact.Ratio { return exact.FromInt(v.(int64)) },
}

// leaves are the value types of base that a section may use.
var leaves = map[reflect.Type]*leaf{
	reflect.TypeFor[exact.Ratio](): {
		name: "ratio", expects: Text{"百分数（如 60%）或分数（如 2/3）", "a percentage (60%) or a fraction (2/3)"},
		pattern: `^-?[0-9]+(\.[0-9]+)?(%|/[0-9]+(\.[0-9]+)?)$`, sample: "60%",
		parse: func(s string) (any, error) {
			// A bare 0.6 or 60 is refused: one of the two readings would be
			// wrong by a factor of a hundred.
			if !strings.ContainsAny(s, "%/") {
				return nil, errForm
			}
			r, err := exact.ParseRatio(s)
			return r.Lowest(), err
		},
		print:  func(v any) string { return percentText(v.(exact.Ratio)) },
		number: func(v any) exact.Ratio { return v.(exact.Ratio) },
	},
	reflect.TypeFor[exact.Decimal](): {
		name: "decimal", expects: Text{"数字（如 2 或 0.5）", "a number (2 or 0.5)"},
		pattern: `^-?[0-9]+(\.[0-9]+)?$`, sample: "2",
		parse:  func(s string) (any, error) { return exact.Parse(s) },
		print:  func(v any) string { return v.(exact.Decimal).Trim().String() },
		number: func(v any) exact.Ratio { return v.(exact.Decimal).Ratio() },
	},
	reflect.TypeFor[exact.Mode](): {
		name: "mode", expects: Text{"修约方式的名称", "the name of a rounding mode"},
		choices: modeChoices(),
		parse:   func(s string) (any, error) { return exact.ParseMode(s) },
		print:   func(v any) string { return v.(exact.Mode).String() },
	},
	reflect.TypeFor[exact.Qualifier](): {
		name: "qualifier", expects: Text{"原文所用的限定词", "the qualifier used in the source"},
		choices: qualifierChoices(),
		parse:   func(s string) (any, error) { return exact.Qualifier(s), nil },
		print:   func(v any) string { return string(v.(exact.Qualifier)) },
	},
	reflect.TypeFor[calendar.Date](): {
		name: "date", expects: Text{"日期（如 2019-12-01）", "a date (2019-12-01)"},
		pattern: `^[0-9]{4}-[0-9]{2}-[0-9]{2}$`, sample: "2019-12-01",
		parse:  func(s string) (any, error) { return calendar.ParseDate(s) },
		print:  func(v any) string { return v.(calendar.Date).String() },
		number: func(v any) exact.Ratio { return exact.FromInt(int64(v.(calendar.Date).Sub(calendar.MinDate))) },
	},
	reflect.TypeFor[calendar.Budget](): {
		name: "budget", expects: Text{"时限：数量加单位（10wd 工作日、5d 自然日、48h 小时）",
			"a time limit: number and unit (10wd working days, 5d calendar days, 48h hours)"},
		pattern: `^[0-9]{1,5} *(wd|d|h|个?工作日|个?自然日|个?日历日|天|个?小时)$`, sample: "10wd",
		parse:  func(s string) (any, error) { return calendar.ParseBudget(s) },
		print:  func(v any) string { return v.(calendar.Budget).String() },
		number: func(v any) exact.Ratio { return exact.FromInt(int64(v.(calendar.Budget).N)) },
	},
	reflect.TypeFor[Cap](): {
		name: "cap", expects: Text{"名额：不小于零的整数，或 none 表示不限", "a cap: a whole number not below zero, or none for no limit"},
		pattern: `^([0-9]{1,9}|none)$`, sample: "3",
		parse: func(s string) (any, error) { return ParseCap(s) },
		print: func(v any) string { return v.(Cap).String() },
	},
	reflect.TypeFor[TimeOfDay](): {
		name: "time", expects: Text{"时刻（如 08:30）", "a time of day (08:30)"},
		pattern: `^([01][0-9]|2[0-3]):[0-5][0-9]$`, sample: "08:30",
		parse:  func(s string) (any, error) { return ParseTimeOfDay(s) },
		print:  func(v any) string { return v.(TimeOfDay).String() },
		number: func(v any) exact.Ratio { return exact.FromInt(int64(v.(TimeOfDay))) },
	},
}

func modeChoices() []Choice {
	var out []Choice
	for m := exact.HalfEven; m.Valid(); m++ {
		zh, en := m.Words()
		out = append(out, Choice{m.String(), Text{zh, en}})
	}
	return out
}

func qualifierChoices() []Choice {
	return []Choice{
		{string(exact.Near), Text{"近", "nearly"}},
		{string(exact.Around), Text{"约", "about (约)"}},
		{string(exact.About), Text{"左右", "about (左右)"}},
		{string(exact.Odd), Text{"余", "and some (余)"}},
		{string(exact.Many), Text{"多", "and some (多)"}},
		{string(exact.Over), Text{"超", "over (超)"}},
		{string(exact.Exceeds), Text{"超过", "over (超过)"}},
		{string(exact.AtLeast), Text{"以上", "and above"}},
	}
}

// percentText prints a share as a percentage when that is exact, otherwise as a
// fraction.
func percentText(r exact.Ratio) string {
	if d, finite := r.Mul(exact.FromInt(100)).Decimal(); finite {
		return d.Trim().String() + "%"
	}
	return r.Lowest().String()
}

// errForm marks a text that a leaf cannot read; the user is told what the leaf
// expects instead.
var errForm = wrongShape.New("expected_zh", "", "expected_en", "")
