package people

import (
	"regexp"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/hanzi"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
)

// Refusals of the room.
var (
	NoPerson = fault.Define(fault.NotFound, "people.none", "",
		"没有这名人员。", "There is no such person.")
	HasLeft = fault.Define(fault.Refused, "people.left", "",
		"该人员已离职，不能再办理任职变动；再次入职请使用新工号。",
		"The person has left and cannot be moved; somebody who comes back gets a new number.")
	NumberTaken = fault.Define(fault.Conflict, "people.number_taken", "",
		"该工号已被使用；离职人员的工号不再分配，请换一个。",
		"The number is in use or was used before; numbers of people who left are not given again.")
	PostHeld = fault.Define(fault.Conflict, "people.post_held", "PK-08",
		"该岗位已有人任职，请先调整现任人员或选择其他岗位。",
		"The post has a holder; move the holder first or choose another post.")
	PostElsewhere = fault.Define(fault.Refused, "people.post_elsewhere", "PK-08",
		"该岗位不属于所选部门，请选择该部门内的岗位。", "The post is not in the chosen unit; choose one of that unit.")
	AccountTaken = fault.Define(fault.Conflict, "people.account_taken", "",
		"该账号已关联其他人员，一个账号只对应一人。", "The account belongs to another person; one account is for one person.")
	JustTaken = fault.Define(fault.Conflict, "people.just_taken", "",
		"工号、岗位或账号刚刚被占用，请刷新后重试。", "The number, post or account was taken a moment ago; reload and try again.")
	BadText = fault.Define(fault.Invalid, "people.text", "",
		"请填写一行 1 至 {max} 字的文字，不含换行和不可见字符。",
		"Write one line of 1 to {max} characters without line breaks or invisible characters.")
	BadNumber = fault.Define(fault.Invalid, "people.number", "",
		"工号为 1 至 32 位字母、数字或连字符。", "A number has 1 to 32 letters, digits or hyphens.")
	BadPhone = fault.Define(fault.Invalid, "people.phone", "",
		"电话为 3 至 20 位数字，可含加号、连字符和空格。", "A telephone number has 3 to 20 digits, plus signs, hyphens or blanks.")
	BadDay = fault.Define(fault.Refused, "people.day", "",
		"生效日应在 {from} 至 {to} 之间。", "The day of effect must be from {from} to {to}.")
	NoReason = fault.Define(fault.Invalid, "people.reason", "",
		"请写明理由（1 至 500 字）。", "Give the reason in 1 to 500 characters.")
)

// Caps on texts, in characters.
const (
	maxName   = 50
	maxReason = 500
)

// Unplaced is the sort number of people without a place of their own in lists:
// they follow those who have one, by pinyin.
const Unplaced = 1_000_000

// Status is whether a person is on the staff.
type Status string

// The statuses of a person.
const (
	Active Status = "active" // 在职
	Left   Status = "left"   // 离职
)

// Person is one member of a zone's staff.
type Person struct {
	Zone      int64
	ID        ident.ID
	Number    string // 工号, unique in the zone for ever
	Name      string
	Unit      ident.ID
	Post      ident.ID // zero for none
	RankTitle string   // 职务, e.g. 股长; may be empty
	Leader    bool     // member of the leading group (班子成员)
	Status    Status
	JoinedOn  calendar.Date
	LeftOn    calendar.Date // first day no longer on the staff; zero while on it
	Phone     string        // may be empty
	Account   ident.ID      // login; zero for none
	SortNo    int64         // place in lists; [Unplaced] for none
	Version   int64
}

// On reports whether the person is on the staff on a day.
func (p Person) On(day calendar.Date) bool {
	return !day.Before(p.JoinedOn) && (p.LeftOn.IsZero() || day.Before(p.LeftOn))
}

// MoveKind is what sort of change of place it was.
type MoveKind string

// The kinds of moves.
const (
	Joined      MoveKind = "join"
	Transferred MoveKind = "transfer"
	Departed    MoveKind = "leave"
)

// Place is where somebody stands in the organisation.
type Place struct {
	Unit      ident.ID
	Post      ident.ID // zero for none
	RankTitle string
}

// Move is one entry of a person's history: the place from a day on. The place
// of a leaving is the one that was left.
type Move struct {
	Zone   int64
	Person ident.ID
	No     int64 // the version of the person it made; orders moves of one day
	Kind   MoveKind
	Day    calendar.Date
	Place
	Reason string
}

var (
	numberForm = regexp.MustCompile(`^[A-Za-z0-9-]{1,32}$`)
	phoneForm  = regexp.MustCompile(`^\+?[0-9][0-9 -]{2,19}$`)
)

// form cleans the fields of an input and collects what is wrong with them.
// Prefix leads every location.
type form struct {
	fault.List
	prefix string
}

func (f *form) refuse(code *fault.Code, field string, args ...any) {
	f.Add(code.At(f.prefix+field, args...))
}

// line gives a text that must be there.
func (f *form) line(field, s string) string {
	text, ok := hanzi.Clean(s, maxName)
	if !ok {
		f.refuse(BadText, field, "max", maxName)
	}
	return text
}

// maybe gives a text that may be empty.
func (f *form) maybe(field, s string) string {
	if s == "" {
		return ""
	}
	return f.line(field, s)
}

func (f *form) number(s string) string {
	if !numberForm.MatchString(s) {
		f.refuse(BadNumber, "number")
	}
	return s
}

func (f *form) phone(s string) string {
	if s != "" && !phoneForm.MatchString(s) {
		f.refuse(BadPhone, "phone")
	}
	return s
}

func (f *form) reason(s string) {
	if _, ok := hanzi.Clean(s, maxReason); !ok {
		f.refuse(NoReason, "reason")
	}
}

// day refuses a day outside [from, to].
func (f *form) day(field string, day, from, to calendar.Date) {
	if day.Before(from) || day.After(to) {
		f.refuse(BadDay, field, "from", from, "to", to)
	}
}

func placed(sortNo int64) int64 {
	if sortNo <= 0 {
		return Unplaced
	}
	return sortNo
}
