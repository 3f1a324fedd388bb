package publish

import (
	"slices"
	"strconv"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/engine/scheme"
)

// Scheme is what a zone's scheme says about publications: the section
// "publish". A document that the scheme does not list cannot be published.
type Scheme struct {
	Documents []Document `json:"documents" zh:"公示文书" en:"Documents" needs:"公示|any publication"`
}

// Document says how one type of document is published (LY-26, LY-39).
type Document struct {
	Key      string           `json:"key" zh:"代号" en:"Key" scheme:"key"`
	ZH       string           `json:"zh" zh:"中文名称" en:"Chinese name" scheme:"required"`
	EN       string           `json:"en" zh:"英文名称" en:"English name" scheme:"required"`
	Audience *Audience        `json:"audience" zh:"公示范围" en:"Audience" needs:"该文书的公示|the publication of this document"`
	Fields   []Field          `json:"fields" zh:"公示内容" en:"Fields" needs:"该文书的公示|the publication of this document"`
	Mask     *Mask            `json:"mask" zh:"个人的称谓" en:"How people are named" needs:"该文书的公示|the publication of this document"`
	Period   *calendar.Budget `json:"period" zh:"公示期" en:"Period" scheme:"positive" needs:"公示到期撤下|the take-down of this document"`
	Place    *string          `json:"place" zh:"张贴地点" en:"Where it is posted" scheme:"optional"`
}

// Audience is who sees a publication.
type Audience string

// The audiences, from the widest.
const (
	Public Audience = "public" // 社会公开
	Screen Audience = "screen" // 园区大屏，来访者可见
	Inside Audience = "zone"   // 园区内部
	OwnOne Audience = "unit"   // 本部门
)

// Choices gives the audiences.
func (Audience) Choices() []scheme.Choice {
	return []scheme.Choice{
		choice(string(Public), "社会公开", "everybody"), choice(string(Screen), "园区大屏", "wall displays in the zone"),
		choice(string(Inside), "园区内部", "inside the zone"),
		choice(string(OwnOne), "本部门", "the unit itself"),
	}
}

// Field is one thing a publication may show. Personal numbers, addresses and
// telephone numbers are not among them.
type Field string

// The fields that can be published.
const (
	RankField   Field = "rank"   // 名次
	PersonField Field = "person" // 个人（按 mask 显示）
	UnitField   Field = "unit"   // 单位
	ItemField   Field = "item"   // 事项
	TotalField  Field = "total"  // 总分
	PartsField  Field = "parts"  // 分项得分
	ResultField Field = "result" // 结果
	ReasonField Field = "reason" // 理由
)

// Choices gives the fields.
func (Field) Choices() []scheme.Choice {
	return []scheme.Choice{
		choice(string(RankField), "名次", "rank"), choice(string(PersonField), "个人", "person"),
		choice(string(UnitField), "单位", "unit"), choice(string(ItemField), "事项", "item"),
		choice(string(TotalField), "总分", "total"), choice(string(PartsField), "分项得分", "scores by part"),
		choice(string(ResultField), "结果", "result"), choice(string(ReasonField), "理由", "reason"),
	}
}

// Mask is how a person is named in a publication.
type Mask string

// How a person can be named.
const (
	FullName   Mask = "name"        // 姓名
	EmployeeNo Mask = "employee_no" // 工号
	Nobody     Mask = "nobody"      // 不出现个人
)

// Choices gives how a person can be named.
func (Mask) Choices() []scheme.Choice {
	return []scheme.Choice{
		choice(string(FullName), "姓名", "name"), choice(string(EmployeeNo), "工号", "employee number"),
		choice(string(Nobody), "不出现个人", "no person appears"),
	}
}

func choice(value, zh, en string) scheme.Choice {
	return scheme.Choice{Value: value, Text: scheme.Text{ZH: zh, EN: en}}
}

var (
	maskContradicts = fault.Define(fault.Invalid, "publish.scheme.mask_contradicts", "LY-26",
		"写了不出现个人，公示内容里却有 person。", "No person is to appear, yet the fields have person.")
	namesInPublic = fault.Define(fault.Invalid, "publish.scheme.names_in_public", "个人信息保护法 13、25",
		"向社会公开个人姓名，须有法律依据或本人单独同意。建议改为园区内部，或以工号代替姓名。",
		"Publishing names to everybody needs a basis in law or each person's separate consent. Prefer the zone's inside, or employee numbers.")
	scoresOfPeople = fault.Define(fault.Invalid, "publish.scheme.scores_of_people", "个人信息保护法 6",
		"公示个人的分项得分，超出公示名次所必要的范围。", "Scores by part of a person are more than a published ranking needs.")
)

// SchemeSection gives the publications' part of a scheme.
var SchemeSection = scheme.Register("publish", scheme.Options[Scheme]{
	Title:    scheme.Text{ZH: "公示", EN: "Publication"},
	Place:    80,
	Validate: validateScheme,
	Lint:     func(_ *scheme.Doc, s Scheme) []scheme.Problem { return lintScheme(s) },
})

func validateScheme(s Scheme) []scheme.Problem {
	var out []scheme.Problem
	for i, d := range s.Documents {
		if d.Mask != nil && *d.Mask == Nobody && slices.Contains(d.Fields, PersonField) {
			out = append(out, scheme.Wrong(at(i, "mask"), maskContradicts))
		}
	}
	return out
}

func lintScheme(s Scheme) []scheme.Problem {
	var out []scheme.Problem
	for i, d := range s.Documents {
		person := slices.Contains(d.Fields, PersonField)
		if person && d.Audience != nil && *d.Audience == Public && d.Mask != nil && *d.Mask == FullName {
			out = append(out, scheme.Risk(at(i, "audience"), namesInPublic))
		}
		if person && slices.Contains(d.Fields, PartsField) {
			out = append(out, scheme.Risk(at(i, "fields"), scoresOfPeople))
		}
	}
	return out
}

func at(i int, field string) string { return "documents[" + strconv.Itoa(i) + "]." + field }
