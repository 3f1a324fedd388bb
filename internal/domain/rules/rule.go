package rules

import (
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/engine/scheme"
)

// Refusals of the library.
var (
	NoRule = fault.Define(fault.NotFound, "rules.rule.none", "LY-43",
		"没有这项制度或流程。", "There is no such rule or workflow.")
	NumberTaken = fault.Define(fault.Conflict, "rules.rule.number_taken", "LY-43",
		"该编号已有制度使用；修订请在原制度上办理。", "Another rule has this number; revise that one.")
	BadNumber = fault.Define(fault.Invalid, "rules.rule.number", "LY-43",
		"编号须为 1–40 字的一行文字。", "A number is one line of 1 to 40 characters.")
	BadTitle = fault.Define(fault.Invalid, "rules.title", "LY-43",
		"名称须为 2–100 字的一行文字。", "A title is one line of 2 to 100 characters.")
	BadBody = fault.Define(fault.Invalid, "rules.body", "LY-43",
		"正文最多 {limit} 字，更长的请作为附件。", "A text has at most {limit} characters; attach what is longer.")
	BadField = fault.Define(fault.Invalid, "rules.rule.field", "LY-43",
		"领域须为方案所列之一：{fields}。", "The field must be one of the scheme's: {fields}.")
	BadKind = fault.Define(fault.Invalid, "rules.rule.kind", "LY-43",
		"类别须为制度（rule）或流程（workflow）。", "The kind is rule or workflow.")
	BadProcess = fault.Define(fault.Invalid, "rules.rule.process", "LY-43",
		"对应的系统操作须为权限目录中的一项，如 goals.issue，也可以留空。", "The operation must be one of the access catalogue, e.g. goals.issue, or empty.")
	OwnerNotActive = fault.Define(fault.Refused, "rules.rule.owner", "LY-43",
		"责任单位须为现有机构。", "The owner must be a unit that exists.")
	FromNeeded = fault.Define(fault.Invalid, "rules.rule.from", "LY-43",
		"须写明施行日期，在 2015-01-01 至 {to} 之间。", "The first day in force is needed, between 2015-01-01 and {to}.")
	TrialBeforeFrom = fault.Define(fault.Invalid, "rules.rule.trial_until", "LF-37",
		"试行截止日期不得早于施行日期。", "A trial cannot end before it begins.")
	FromTooEarly = fault.Define(fault.Refused, "rules.rule.from_past", "LY-43",
		"修订和废止不改变过去：生效日期最早为 {first}。", "A revision or repeal never alters the past: it takes effect on {first} at the earliest.")
	Repealed = fault.Define(fault.Refused, "rules.rule.repealed", "LY-43",
		"该制度已决定自 {day} 起废止；需要恢复的，请以新编号另行制定。", "The rule is repealed from {day}; adopt a new one under another number if it is needed again.")
	NotInForce = fault.Define(fault.Refused, "rules.rule.not_in_force", "LY-43",
		"{day} 该制度不在施行（未到施行日、试行期满或已废止）。", "The rule is not in force on {day}: not begun, its trial over, or repealed.")
	ReasonNeeded = fault.Define(fault.Invalid, "rules.reason", "LY-43",
		"须写明理由，2–500 字。", "A reason of 2 to 500 characters is needed.")
	NotAcknowledged = fault.Define(fault.Refused, "rules.reading.not_used", "LY-43",
		"本区方案不要求阅知确认（rules.acknowledge）。", "The zone's scheme does not ask for acknowledgements (rules.acknowledge).")
)

// Caps on texts, in characters.
const (
	maxNumber = 40
	maxTitle  = 100
	maxReason = 500
	maxBody   = 200_000
)

// Kind tells a rule from a workflow.
type Kind string

// The kinds of entries of the library.
const (
	RuleKind     Kind = "rule"     // 规章制度
	WorkflowKind Kind = "workflow" // 工作流程
)

// State is how a rule stands on a day. It is computed, never kept.
type State string

// The states of a rule.
const (
	Planned      State = "planned"  // 未到施行日
	InForce      State = "in_force" // 施行中
	OnTrial      State = "trial"    // 试行中
	Lapsed       State = "lapsed"   // 试行期满
	RepealedRule State = "repealed" // 已废止
)

// Rule is one entry of the library.
type Rule struct {
	Zone         int64
	ID           ident.ID
	Number       string // 编号, unique in the zone
	Title        string // that of the newest edition
	Kind         Kind
	Field        string   // key of the scheme's field
	Owner        ident.ID // 责任单位
	Process      string   // operation of this program that carries it out; empty for none
	RepealedOn   calendar.Date
	RepealReason string
	RepealedBy   ident.ID
	CreatedBy    ident.ID
	Version      int64
}

// Edition is one version of a rule's text. It never changes.
type Edition struct {
	Rule       ident.ID
	No         int64 // from 1
	Title      string
	From       calendar.Date // first day in force
	Until      calendar.Date // first day no longer in force; zero while open
	TrialUntil calendar.Date // last day of a trial; zero for none
	Body       string
	Steps      []Step // of workflows
	Reason     string // why it was revised; empty for the first
	By         ident.ID
	At         time.Time
}

// State tells how the rule of this edition stands on a day, given that no later
// edition has begun by then.
func (e Edition) State(day calendar.Date) State {
	switch {
	case day.Before(e.From):
		return Planned
	case !e.Until.IsZero() && !day.Before(e.Until):
		return RepealedRule
	case e.TrialUntil.IsZero():
		return InForce
	case day.After(e.TrialUntil):
		return Lapsed
	}
	return OnTrial
}

// Draft is what a rule is adopted or revised with.
type Draft struct {
	Number     string // adoption only
	Title      string
	Kind       Kind          // adoption only
	Field      string        // key of the scheme's field
	Owner      ident.ID      // 责任单位
	Process    string        // operation of the access catalogue; may be empty
	From       calendar.Date // zero means today
	TrialUntil calendar.Date // zero for none
	Body       string        // may be empty when a file is attached
	Steps      []Step        // workflows only; may follow with a revision
	Files      []ident.ID    // uploads of the actor that are the text
}

func (d Draft) trimmed() Draft {
	d.Number, d.Title, d.Process = strings.TrimSpace(d.Number), strings.TrimSpace(d.Title), strings.TrimSpace(d.Process)
	return d
}

// check finds what the draft alone shows; fields are the scheme's.
func (d Draft) check(fields []scheme.Named, today calendar.Date) *fault.List {
	var faults fault.List
	if !oneLine(d.Number, 1, maxNumber) {
		faults.Add(BadNumber.At("number"))
	}
	if d.Kind != RuleKind && d.Kind != WorkflowKind {
		faults.Add(BadKind.At("kind"))
	}
	if latest := today.AddYears(1); d.From.IsZero() || d.From.Before(firstDay) || d.From.After(latest) {
		faults.Add(FromNeeded.At("from", "to", latest))
	}
	d.checkText(fields, &faults)
	return &faults
}

var firstDay = calendar.MustDate("2015-01-01")

// checkText finds what is wrong in the parts that a revision carries too.
func (d Draft) checkText(fields []scheme.Named, faults *fault.List) {
	if !oneLine(d.Title, 2, maxTitle) {
		faults.Add(BadTitle.At("title"))
	}
	if !slices.ContainsFunc(fields, func(f scheme.Named) bool { return f.Key == d.Field }) {
		words := make([]string, len(fields))
		for i, f := range fields {
			words[i] = f.ZH + " " + f.Key
		}
		faults.Add(BadField.At("field", "fields", strings.Join(words, "、")))
	}
	if !d.TrialUntil.IsZero() && d.TrialUntil.Before(d.From) {
		faults.Add(TrialBeforeFrom.At("trial_until"))
	}
	if len([]rune(d.Body)) > maxBody {
		faults.Add(BadBody.At("body", "limit", maxBody))
	}
	if d.Kind == RuleKind && len(d.Steps) > 0 {
		faults.Add(StepsOfRule.At("steps"))
	}
	checkSteps(d.Steps, faults)
}

// oneLine reports whether a text is one line of low to high characters.
func oneLine(s string, low, high int) bool {
	n := len([]rune(s))
	return n >= low && n <= high && !strings.ContainsFunc(s, unicode.IsControl)
}

// checkReason refuses a reason that says nothing.
func checkReason(reason string) error {
	if n := len([]rune(strings.TrimSpace(reason))); n < 2 || n > maxReason {
		return ReasonNeeded.At("reason")
	}
	return nil
}
