package scheme

import (
	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/exact"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
)

// The engine knows no room, so its tests register a section of their own that
// uses everything a section may use.

type sampleTies string

func (sampleTies) Choices() []Choice {
	return []Choice{{"include", Text{"并列全部计入", "include all"}}, {"chain", Text{"依次比较", "compare in turn"}}}
}

type samplePart struct {
	Key    string       `json:"key" zh:"代号" en:"Key" scheme:"key"`
	ZH     string       `json:"zh" zh:"名称" en:"Name" scheme:"required"`
	Weight *exact.Ratio `json:"weight" zh:"权重" en:"Weight" scheme:"percent"`
	Steps  []int64      `json:"steps" zh:"档位" en:"Steps"`
	Note   *string      `json:"note" zh:"备注" en:"Note" scheme:"optional"`
}

type sampleLine struct {
	Line *exact.Decimal `json:"line" zh:"线" en:"Line" scheme:"min=0,max=100"`
	Cap  *int64         `json:"cap" zh:"名额" en:"Cap" scheme:"positive" needs:"限额|the cap"`
}

type sampleHours struct {
	Start *TimeOfDay `json:"start" zh:"上班" en:"Start"`
	Grace *int64     `json:"grace" zh:"宽限分钟" en:"Grace" scheme:"min=0"`
}

type sampleRung struct {
	After *calendar.Budget `json:"after" zh:"时限" en:"After" scheme:"positive"`
	To    string           `json:"to" zh:"对象" en:"To" scheme:"required"`
}

type sample struct {
	Enabled *bool            `json:"enabled" zh:"启用" en:"Enabled"`
	Red     sampleLine       `json:"red" zh:"红" en:"Red"`
	Hours   sampleHours      `json:"hours" zh:"工时" en:"Hours"`
	Parts   []samplePart     `json:"parts" zh:"部分" en:"Parts"`
	Ladder  []sampleRung     `json:"ladder" zh:"阶梯" en:"Ladder"`
	Words   []string         `json:"words" zh:"词" en:"Words"`
	Limit   *calendar.Budget `json:"limit" zh:"时限" en:"Limit"`
	From    *calendar.Date   `json:"from" zh:"起" en:"From"`
	Mode    *exact.Mode      `json:"mode" zh:"修约" en:"Rounding"`
	Near    *exact.Qualifier `json:"near" zh:"限定词" en:"Qualifier"`
	Ties    *sampleTies      `json:"ties" zh:"并列" en:"Ties"`
	Chain   []string         `json:"chain" zh:"比较次序" en:"Chain" scheme:"for=ties:chain"`
}

var capUnderLine = fault.Define(fault.Invalid, "scheme.sample_cap", "", "名额小于线", "cap below line")
var limitLong = fault.Define(fault.Invalid, "scheme.sample_limit", "", "时限太长", "the limit is long")

var sampleSection = Register("sample", Options[sample]{
	Title: Text{"样例", "Sample"}, Needs: Text{"样例计算", "the sample calculation"},
	Validate: func(v sample) []Problem {
		shares := make([]*exact.Ratio, len(v.Parts))
		for i, p := range v.Parts {
			shares[i] = p.Weight
		}
		out := Weights("parts", shares...)
		if v.Red.Cap != nil && *v.Red.Cap == 13 {
			out = append(out, Wrong("red.cap", capUnderLine))
		}
		return out
	},
	Lint: func(doc *Doc, v sample) []Problem {
		if v.Limit != nil && v.Limit.N > 100 && doc.Header.Status == Final {
			return []Problem{Risk("limit", limitLong)}
		}
		return nil
	},
})

// head is a header to put before a section.
const head = `scheme:
  id: made-up
  zone: example
  title: {zh: 示例方案, en: Made-up scheme}
  status: final
`
