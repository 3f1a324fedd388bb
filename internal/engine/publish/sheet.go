package publish

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/exact"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
)

// Refusals about what may be shown.
var (
	NameInText = fault.Define(fault.Refused, "publish.name_in_text", "LY-39",
		"这段文字写有当事人的姓名或工号，而本公示不以此称谓显示个人；请改写后再公示。",
		"The text contains a person's name or number although this publication does not name people so; rewrite it.")
	NumberInText = fault.Define(fault.Refused, "publish.number_in_text", "个人信息保护法 6、28",
		"文字中含有身份证号码或手机号码，任何公示都不得出现；请删去后再公示。",
		"The text contains an identity or mobile number, which no publication may show; remove it.")
	NoEmployeeNo = fault.Define(fault.Refused, "publish.no_employee_no", "LY-26",
		"本公示以工号称谓个人，但有人没有工号；请先补录工号。",
		"This publication names people by employee number and somebody has none; enter it first.")
	NamesNeedBasis = fault.Define(fault.Refused, "publish.names_need_basis", "个人信息保护法 13、25",
		"向社会公开个人姓名，须写明法律依据或本人单独同意的记录。",
		"Publishing names to everybody needs a stated basis in law or a record of each person's separate consent.")
	EmptySheet = fault.Define(fault.Invalid, "publish.empty_sheet", "LY-26",
		"公示没有任何内容。", "The publication would show nothing.")
)

// Person is somebody on a sheet. Which of the two is shown, if any, is for the
// mask to say.
type Person struct {
	Name       string
	EmployeeNo string
}

// Row is one line of a sheet as the room knows it. Each field but Corrected is
// shown only if the terms list it.
type Row struct {
	Rank      int64
	People    []Person
	Unit      string
	Item      string
	Total     *exact.Decimal
	Parts     []Part
	Result    string
	Reason    string
	Corrected calendar.Date // since when this line stands corrected; always shown
}

// Part is one part of a score.
type Part struct {
	TitleZH string        `json:"title_zh"`
	TitleEN string        `json:"title_en"`
	Score   exact.Decimal `json:"score"`
}

// Tone is the colour of a group's printed page.
type Tone string

// The tones. 红榜 praises, 黄榜 blames.
const (
	Plain  Tone = ""
	Red    Tone = "red"
	Yellow Tone = "yellow"
)

// Group is a titled part of a sheet, printed as a page of its own.
type Group struct {
	Key     string
	TitleZH string
	TitleEN string
	Tone    Tone
	Rows    []Row
}

// Sheet is what a room wants to publish, with everything it knows.
type Sheet struct {
	Groups []Group
	NoteZH string // for the foot of the page
	NoteEN string
}

// Body is what a publication shows: a sheet after masking.
type Body struct {
	Groups []ShownGroup `json:"groups"`
	NoteZH string       `json:"note_zh,omitempty"`
	NoteEN string       `json:"note_en,omitempty"`
}

// ShownGroup is a titled part of a publication.
type ShownGroup struct {
	Key     string     `json:"key"`
	TitleZH string     `json:"title_zh"`
	TitleEN string     `json:"title_en"`
	Tone    Tone       `json:"tone,omitempty"`
	Rows    []ShownRow `json:"rows"`
}

// ShownRow is one line as everybody in the audience sees it.
type ShownRow struct {
	Rank      int64          `json:"rank,omitempty"`
	People    []string       `json:"people,omitempty"` // names or employee numbers, as the mask says
	Unit      string         `json:"unit,omitempty"`
	Item      string         `json:"item,omitempty"`
	Total     *exact.Decimal `json:"total,omitempty"`
	Parts     []Part         `json:"parts,omitempty"`
	Result    string         `json:"result,omitempty"`
	Reason    string         `json:"reason,omitempty"`
	Corrected calendar.Date  `json:"corrected,omitzero"`
}

// masked builds the body of a sheet under terms: it starts from nothing and
// copies what the terms list. All faults are found at once.
func masked(s Sheet, t Terms) (Body, error) {
	var list fault.List
	named := slices.Contains(t.Fields, PersonField)
	if named && (t.Audience == Public || t.Audience == Screen) && t.Mask == FullName && strings.TrimSpace(t.Basis) == "" {
		list.Add(NamesNeedBasis.At("basis"))
	}
	hidden := hiddenWords(s, t)
	body := Body{NoteZH: s.NoteZH, NoteEN: s.NoteEN}
	checkTexts(&list, "note", hidden, s.NoteZH, s.NoteEN)
	checkTexts(&list, "title", hidden, t.TitleZH, t.TitleEN)
	rows := 0
	for i, g := range s.Groups {
		at := fmt.Sprintf("groups[%d]", i)
		checkTexts(&list, at+".title", hidden, g.TitleZH, g.TitleEN)
		shown := ShownGroup{Key: g.Key, TitleZH: g.TitleZH, TitleEN: g.TitleEN, Tone: g.Tone, Rows: []ShownRow{}}
		for j, r := range g.Rows {
			shown.Rows = append(shown.Rows, maskedRow(&list, fmt.Sprintf("%s.rows[%d]", at, j), r, t, hidden))
			rows++
		}
		body.Groups = append(body.Groups, shown)
	}
	if rows == 0 && s.NoteZH == "" {
		list.Add(EmptySheet.At("groups"))
	}
	return body, list.Err()
}

func maskedRow(list *fault.List, at string, r Row, t Terms, hidden []string) ShownRow {
	shown := ShownRow{Corrected: r.Corrected}
	for _, f := range t.Fields {
		switch f {
		case RankField:
			shown.Rank = r.Rank
		case PersonField:
			shown.People = maskedPeople(list, at, r.People, t.Mask)
		case UnitField:
			shown.Unit = r.Unit
		case ItemField:
			shown.Item = r.Item
		case TotalField:
			shown.Total = r.Total
		case PartsField:
			shown.Parts = slices.Clone(r.Parts)
		case ResultField:
			shown.Result = r.Result
		case ReasonField:
			shown.Reason = r.Reason
		}
	}
	checkTexts(list, at+".unit", hidden, shown.Unit)
	checkTexts(list, at+".item", hidden, shown.Item)
	checkTexts(list, at+".result", hidden, shown.Result)
	checkTexts(list, at+".reason", hidden, shown.Reason)
	for _, p := range shown.Parts {
		checkTexts(list, at+".parts", hidden, p.TitleZH, p.TitleEN)
	}
	return shown
}

func maskedPeople(list *fault.List, at string, people []Person, m Mask) []string {
	var out []string
	for _, p := range people {
		switch m {
		case FullName:
			out = append(out, p.Name)
		case EmployeeNo:
			if p.EmployeeNo == "" {
				list.Add(NoEmployeeNo.At(at + ".people"))
				continue
			}
			out = append(out, p.EmployeeNo)
		}
	}
	return out
}

// hiddenWords gives the names and numbers of the sheet's people that its free
// texts must not give away.
func hiddenWords(s Sheet, t Terms) []string {
	named := slices.Contains(t.Fields, PersonField)
	var out []string
	for _, g := range s.Groups {
		for _, r := range g.Rows {
			for _, p := range r.People {
				if !(named && t.Mask == FullName) && utf8.RuneCountInString(p.Name) > 1 {
					out = append(out, p.Name)
				}
				if !(named && t.Mask == EmployeeNo) && utf8.RuneCountInString(p.EmployeeNo) > 3 {
					out = append(out, p.EmployeeNo)
				}
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

var (
	// GB 11643: six digits of the place, the birthday, three digits, a check
	// digit.
	residentNumber = regexp.MustCompile(`(?:^|\D)[1-9]\d{5}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}[\dXx](?:[^\dXx]|$)`)
	mobileNumber   = regexp.MustCompile(`(?:^|\D)1[3-9]\d{9}(?:\D|$)`)
)

func checkTexts(list *fault.List, at string, hidden []string, texts ...string) {
	for _, text := range texts {
		if text == "" {
			continue
		}
		if residentNumber.MatchString(text) || mobileNumber.MatchString(text) {
			list.Add(NumberInText.At(at))
		}
		if slices.ContainsFunc(hidden, func(word string) bool { return strings.Contains(text, word) }) {
			list.Add(NameInText.At(at))
		}
	}
}
