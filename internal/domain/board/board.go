package board

import (
	"strings"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/exact"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/domain/goals"
	"github.com/jingkai-zone/jingkai/internal/engine/flow"
	"github.com/jingkai-zone/jingkai/internal/engine/scheme"
	"github.com/jingkai-zone/jingkai/internal/engine/score"
)

// Refusals about boards.
var (
	NoBoard = fault.Define(fault.NotFound, "board.none", "LY-37",
		"没有这一期红黄榜。", "There is no such board.")
	NoItem = fault.Define(fault.NotFound, "board.item_none", "LY-37",
		"这一期红黄榜没有这个事项。", "The board has no such item.")
	BoardExists = fault.Define(fault.Conflict, "board.exists", "LY-37",
		"这份清单已经测算过，请在原榜单上重新测算。", "The list has been computed already; compute again on its board.")
	ListNotIssued = fault.Define(fault.Refused, "board.list_not_issued", "LY-37",
		"清单尚未下发，不能测算；请先下发清单。", "The list is not issued; issue it before it is judged.")
	NotYet = fault.Define(fault.Refused, "board.not_yet", "LY-37",
		"清单的评比日期是 {day}，到期方可测算。", "The list is judged on {day}; compute it then.")
	NothingToJudge = fault.Define(fault.Refused, "board.nothing", "LY-37",
		"清单中没有有效事项，无可测算。", "The list has no standing item to judge.")
	AlreadyConfirmed = fault.Define(fault.Conflict, "board.confirmed", "LY-37",
		"这一期红黄榜已于 {at} 审定，不能再测算、异议、改定或重复审定；公布后有误的，按更正办理。",
		"The board was confirmed at {at}: it is no longer computed, objected to, changed or confirmed again. Errors are corrected after publication.")
	NotConfirmed = fault.Define(fault.Refused, "board.not_confirmed", "LY-39",
		"这一期红黄榜尚未审定；主要领导审定后方可公布。", "The board is not confirmed; the principal leader confirms it before it is published.")
	AlreadyPublished = fault.Define(fault.Conflict, "board.published", "LY-39",
		"这一期红黄榜已经公布；有误的，按更正办理。", "The board is published already; errors are corrected.")
	NotPublished = fault.Define(fault.Refused, "board.not_published", "LY-39",
		"这一期红黄榜尚未公布，无须更正：审定前可提出异议或由领导改定。",
		"The board is not published yet: before confirmation, object or let a leader change it.")
	WindowOpen = fault.Define(fault.Refused, "board.window_open", "LY-37",
		"异议期至 {due} 届满，届满后方可审定。", "Objections are received until {due}; the board is confirmed after that.")
	WindowOver = fault.Define(fault.Refused, "board.window_over", "LY-37",
		"该事项的异议期已于 {due} 届满。", "The window for objections to this item ended on {due}.")
	ObjectionsOpen = fault.Define(fault.Refused, "board.objections_open", "LY-37",
		"还有 {count} 件异议没有裁定，裁定后方可审定。", "{count} objection(s) are not decided; decide them first.")
	ListChanged = fault.Define(fault.Refused, "board.list_changed", "LY-35",
		"测算之后清单作过调整，请重新测算后再审定。", "The list was amended after the computation; compute again before it is confirmed.")
	RedFull = fault.Define(fault.Refused, "board.red_full", "LY-37",
		"红榜名额 {cap} 个，改定后将有 {count} 个；请先撤出其他事项。", "The red board has {cap} places and would hold {count}; take another item off first.")
	PoolFull = fault.Define(fault.Refused, "board.pool_full", "LY-40",
		"{month} 红榜奖励分合计将为 {sum}，超过方案上限 {cap}（board.pool_cap）；请调整红榜事项，或按程序调整方案后重新测算。",
		"The reward points of {month} would sum to {sum}, above the scheme's cap of {cap} (board.pool_cap); change the red items, or the scheme by its procedure and compute again.")
	ReasonNeeded = fault.Define(fault.Invalid, "board.reason", "LY-37",
		"须写明理由，2–500 字。", "A reason of 2 to 500 characters is needed.")
	LongText = fault.Define(fault.Invalid, "board.text", "LY-37",
		"文字须为 2–2000 字。", "The text needs 2 to 2000 characters.")
	BadColour = fault.Define(fault.Invalid, "board.colour", "LY-37",
		"结果只能是红榜、黄榜或未列入（red、yellow、none），且须与现在的不同。", "The result is red, yellow or none, and differs from the present one.")
	OwnMatter = fault.Define(fault.Forbidden, "board.own_matter", "LY-37",
		"任何人不得决定本人负责事项的榜单结果，须由其他领导决定。", "Nobody decides the result of an item he answers for; another leader does.")
)

// Status is how far a board has come.
type Status string

// The states of a board.
const (
	Computed  Status = "computed"  // 已测算，异议期内或待审定
	Confirmed Status = "confirmed" // 已审定
	Published Status = "published" // 已公布
)

// Board is the judgement of one issued list.
type Board struct {
	Zone        int64
	ID          ident.ID
	Number      string // 红黄榜-2019-000001
	List        ident.ID
	Kind        goals.Kind
	Month       calendar.Month
	Node        string
	EvaluateOn  calendar.Date
	Status      Status
	Computation ident.ID        // the one that stands
	Scheme      ident.ID        // version it was computed with
	Objection   calendar.Budget // window of the scheme
	ConfirmedAt time.Time
	ConfirmedBy ident.ID
	PublishedAt time.Time
	PublishedBy ident.ID
	Notice      ident.ID // the publication's newest version
	Version     int64
}

// Object names the board in duties, publications and facts.
func (b Board) Object() string { return "board.board/" + b.ID.String() }

// Title names the board's period: 2019年12月, or the node.
func (b Board) Title() scheme.Text {
	if b.Kind == goals.NodeList {
		return scheme.Text{ZH: b.Node, EN: b.Node}
	}
	first := b.Month.First()
	zh, _, _ := strings.Cut(first.Text(fault.Chinese), "月")
	_, en, _ := strings.Cut(first.Text(fault.English), " ")
	return scheme.Text{ZH: zh + "月", EN: en}
}

// day is the day its points and facts belong to: the day of evaluation, within
// the board's month.
func (b Board) day() calendar.Date {
	if last := b.Month.Last(); b.EvaluateOn.After(last) {
		return last
	}
	return b.EvaluateOn
}

func (b Board) clock() flow.Subject { return flow.Subject{Kind: "board.board", ID: b.ID} }

// open refuses what is possible only before confirmation.
func (b Board) open() error {
	if b.Status != Computed {
		return AlreadyConfirmed.New("at", calendar.DateOf(b.ConfirmedAt))
	}
	return nil
}

// objectionRule is the window for objections, kept by the flow engine.
var objectionRule = flow.Rule{Name: "objection", Text: flow.Text{ZH: "异议期", EN: "window for objections"}}

// Item is an item as it stands on its board: computed beside final.
type Item struct {
	Board       ident.ID
	ID          ident.ID // the list's item
	Work        ident.ID
	Month       calendar.Month
	Line        int64
	Title       string
	Lead        ident.ID
	Unit        ident.ID
	Person      ident.ID
	Computed    Colour
	Final       Colour
	Decided     bool   // a person set Final
	Reason      string // why Final differs
	NotifiedAt  time.Time
	CorrectedOn calendar.Date // set by a correction after publication
	Was         Colour        // what was published before the correction; empty without one
	Score       Score
}

// Score is what the standing computation says of an item.
type Score struct {
	Exact      exact.Ratio
	Score      exact.Decimal
	Rank       int64
	Tied       int64
	Colour     Colour
	Reason     scheme.Text
	Blocks     []Part
	Criteria   []Part
	Facts      score.Facts
	Irrelevant []Irrelevance
}

// Irrelevance says that blocks do not concern an item, and why: its score is
// shared out over the others (LY-55).
type Irrelevance struct {
	Item   ident.ID `json:"item"`
	Blocks []string `json:"blocks"`
	Reason string   `json:"reason"`
}

// Computation is one run of the rule over the list, kept for ever.
type Computation struct {
	ID          ident.ID
	Board       ident.ID
	No          int64
	Scheme      ident.ID
	ListVersion int64
	Amendments  int64 // of the list, when it was computed
	Items       int64
	Words       RuleWords
	Reason      string // why it was computed again; empty for the first
	At          time.Time
	By          ident.ID
	ByName      string
}

// RuleWords are the rules of both boards as a computation applied them.
type RuleWords struct {
	Red    scheme.Text `json:"red"`
	Yellow scheme.Text `json:"yellow"`
	Ties   scheme.Text `json:"ties"`
	Scheme scheme.Text `json:"scheme"` // what the version is called
}

// ChangeKind is how a final colour came to be changed.
type ChangeKind string

// The kinds of changes.
const (
	ByObjection  ChangeKind = "objection"  // 异议成立
	ByLeader     ChangeKind = "leader"     // 领导改定
	ByCorrection ChangeKind = "correction" // 公布后更正
)

// Change is one change of a final colour by a person.
type Change struct {
	ID     ident.ID
	Board  ident.ID
	Item   ident.ID
	Kind   ChangeKind
	Before Colour
	After  Colour
	Reason string
	At     time.Time
	By     ident.ID
	ByName string
}

// checkReason refuses a reason that says nothing.
func checkReason(reason string) error {
	if n := len([]rune(strings.TrimSpace(reason))); n < 2 || n > 500 {
		return ReasonNeeded.At("reason")
	}
	return nil
}

func checkText(field, text string) error {
	if n := len([]rune(strings.TrimSpace(text))); n < 2 || n > 2000 {
		return LongText.At(field)
	}
	return nil
}
