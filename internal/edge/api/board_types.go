package api

import (
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/exact"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/domain/board"
	"github.com/jingkai-zone/jingkai/internal/domain/goals"
	"github.com/jingkai-zone/jingkai/internal/engine/score"
)

// words is a sentence in both languages.
type words struct {
	ZH string `json:"zh"`
	EN string `json:"en"`
}

// redBoard is a red and yellow board as the API shows it.
type redBoard struct {
	ID           ident.ID          `json:"id"`
	Number       string            `json:"number" example:"红黄榜-2019-000001"`
	List         ident.ID          `json:"list"`
	Kind         goals.Kind        `json:"kind" enum:"month,node"`
	Month        calendar.Month    `json:"month"`
	Node         string            `json:"node,omitempty"`
	Title        words             `json:"title"`
	EvaluateOn   calendar.Date     `json:"evaluate_on"`
	Status       board.Status      `json:"status" enum:"computed,confirmed,published"`
	Window       *boardWindow      `json:"window,omitempty"`
	ConfirmedAt  *time.Time        `json:"confirmed_at,omitempty"`
	ConfirmedBy  *Ref              `json:"confirmed_by,omitempty"`
	PublishedAt  *time.Time        `json:"published_at,omitempty"`
	PublishedBy  *Ref              `json:"published_by,omitempty"`
	Version      int64             `json:"version"`
	Rules        *boardRules       `json:"rules,omitempty"`
	Items        []boardItem       `json:"items,omitempty" doc:"Those the asker may see, by place"`
	Of           int64             `json:"of,omitempty" doc:"How many items were judged in all"`
	Objections   []boardObjection  `json:"objections,omitempty"`
	Changes      []boardChange     `json:"changes,omitempty"`
	Corrections  []boardCorrection `json:"corrections,omitempty"`
	Computations []boardRun        `json:"computations,omitempty" doc:"Every computation, the first one first"`
	Publication  *boardNotice      `json:"publication,omitempty"`
	Actions      []Action          `json:"actions"`
}

// VersionTag makes the board's version its ETag.
func (b redBoard) VersionTag() int64 { return b.Version }

// boardPart is a partial score: of a block or of a criterion.
type boardPart struct {
	Key    string      `json:"key"`
	Name   words       `json:"name"`
	Weight string      `json:"weight,omitempty" doc:"As the scheme states it"`
	Used   string      `json:"used,omitempty" doc:"After the weights of blocks that do not count were shared out"`
	State  score.State `json:"state" enum:"counted,zeroed,excluded,irrelevant"`
	Exact  string      `json:"exact,omitempty"`
	Shown  string      `json:"shown,omitempty"`
}

// leftOut says which blocks do not concern an item, and why.
type leftOut struct {
	Item   ident.ID `json:"item"`
	Blocks []string `json:"blocks" minItems:"1" maxItems:"50" doc:"Keys of blocks"`
	Reason string   `json:"reason" minLength:"2" maxLength:"500"`
}

// boardProof is one piece of evidence: an attachment, or a record that can be
// looked up elsewhere.
type boardProof struct {
	File ident.ID `json:"file,omitempty" doc:"Attachment"`
	Text string   `json:"text,omitempty" maxLength:"200" doc:"What it is; number of the document"`
}

// whyLine is one step of a derivation, with the steps below it.
type whyLine struct {
	Key     string      `json:"key"`
	Kind    string      `json:"kind" doc:"tree, block, a kind of indicator, or fact"`
	Name    words       `json:"name"`
	State   score.State `json:"state" enum:"counted,zeroed,excluded,irrelevant"`
	Weight  string      `json:"weight,omitempty"`
	Used    string      `json:"used,omitempty" doc:"Weight after normalisation, when different"`
	Formula words       `json:"formula"`
	Exact   string      `json:"exact,omitempty" doc:"Fraction in lowest terms"`
	Shown   string      `json:"shown,omitempty" doc:"Rounded for reading, never computed with"`
	Facts   []string    `json:"facts,omitempty" doc:"Ids of the records underneath"`
	Notes   []words     `json:"notes,omitempty"`
	Parts   []*whyLine  `json:"parts,omitempty"`
}

// factSubject is somebody or something a fact is about.
type factSubject struct {
	Kind string `json:"kind"`
	ID   string `json:"id"`
}

type boardWindow struct {
	Due  calendar.Date `json:"due" doc:"Last day for objections"`
	Over bool          `json:"over"`
	Open int           `json:"open" doc:"Objections that wait to be decided"`
}

type boardRules struct {
	Scheme words `json:"scheme"`
	Red    words `json:"red"`
	Yellow words `json:"yellow"`
	Ties   words `json:"ties"`
}

type boardItem struct {
	Item        ident.ID       `json:"item"`
	Work        ident.ID       `json:"work"`
	Line        int64          `json:"line"`
	Title       string         `json:"title"`
	Lead        *Ref           `json:"lead,omitempty"`
	Unit        *Ref           `json:"unit,omitempty"`
	Person      *Ref           `json:"person,omitempty"`
	Rank        int64          `json:"rank"`
	Tied        int64          `json:"tied" doc:"How many share the rank"`
	Score       exact.Decimal  `json:"score"`
	Exact       string         `json:"exact" doc:"The score as a fraction"`
	Blocks      []boardPart    `json:"blocks" doc:"The four blocks (LY-55)"`
	Criteria    []boardPart    `json:"criteria" doc:"The three criteria (LY-38)"`
	Irrelevant  []leftOut      `json:"irrelevant,omitempty"`
	Computed    board.Colour   `json:"computed" enum:"red,yellow,none"`
	Reason      words          `json:"reason" doc:"Why it was computed so"`
	Final       board.Colour   `json:"final" enum:"red,yellow,none"`
	FinalReason string         `json:"final_reason,omitempty" doc:"Why the final result differs"`
	Until       calendar.Date  `json:"until,omitempty" doc:"Last day for objections to this item"`
	CorrectedOn *calendar.Date `json:"corrected_on,omitempty"`
	Was         board.Colour   `json:"was,omitempty" doc:"What was published before the correction"`
	Actions     []Action       `json:"actions"`
}

type boardObjection struct {
	ID        ident.ID              `json:"id"`
	Board     ident.ID              `json:"board"`
	Item      ident.ID              `json:"item"`
	Title     string                `json:"title,omitempty"`
	Text      string                `json:"text"`
	Evidence  []boardProof          `json:"evidence,omitempty"`
	Status    board.ObjectionStatus `json:"status" enum:"open,upheld,rejected,withdrawn"`
	At        time.Time             `json:"at"`
	By        string                `json:"by"`
	Ruling    string                `json:"ruling,omitempty"`
	DecidedAt *time.Time            `json:"decided_at,omitempty"`
	DecidedBy string                `json:"decided_by,omitempty"`
	Version   int64                 `json:"version"`
	Actions   []Action              `json:"actions"`
}

// VersionTag makes the objection's version its ETag.
func (o boardObjection) VersionTag() int64 { return o.Version }

type boardChange struct {
	Item   ident.ID         `json:"item"`
	Kind   board.ChangeKind `json:"kind" enum:"objection,leader,correction"`
	Before board.Colour     `json:"before" enum:"red,yellow,none"`
	After  board.Colour     `json:"after" enum:"red,yellow,none"`
	Reason string           `json:"reason"`
	At     time.Time        `json:"at"`
	By     string           `json:"by"`
}

type boardCorrection struct {
	ID        ident.ID               `json:"id"`
	Board     ident.ID               `json:"board"`
	Item      ident.ID               `json:"item"`
	Title     string                 `json:"title,omitempty"`
	Final     board.Colour           `json:"final" enum:"red,none"`
	Reason    string                 `json:"reason"`
	Status    board.CorrectionStatus `json:"status" enum:"proposed,approved,rejected"`
	At        time.Time              `json:"at"`
	By        string                 `json:"by"`
	Ruling    string                 `json:"ruling,omitempty"`
	DecidedAt *time.Time             `json:"decided_at,omitempty"`
	DecidedBy string                 `json:"decided_by,omitempty"`
	Version   int64                  `json:"version"`
	Actions   []Action               `json:"actions"`
}

// VersionTag makes the correction's version its ETag.
func (c boardCorrection) VersionTag() int64 { return c.Version }

type boardRun struct {
	ID     ident.ID  `json:"id"`
	No     int64     `json:"no"`
	At     time.Time `json:"at"`
	By     string    `json:"by"`
	Items  int64     `json:"items"`
	Reason string    `json:"reason,omitempty"`
	Scheme words     `json:"scheme"`
	Stands bool      `json:"stands"`
}

type boardNotice struct {
	ID       ident.ID       `json:"id"`
	From     calendar.Date  `json:"from"`
	To       calendar.Date  `json:"to"`
	Audience string         `json:"audience" enum:"public,screen,zone,unit"`
	Status   string         `json:"status" enum:"live,corrected,withdrawn"`
	No       int64          `json:"no" doc:"1 for the first version, then one more for each correction"`
	Place    string         `json:"place,omitempty" doc:"Where the scheme wants it posted"`
	Postings []boardPosting `json:"postings,omitempty"`
}

type boardPosting struct {
	ID        ident.ID   `json:"id"`
	Place     string     `json:"place"`
	At        time.Time  `json:"at"`
	RemovedAt *time.Time `json:"removed_at,omitempty"`
}

// whyAnswer is the answer to "why is this number so?".
type whyAnswer struct {
	Item        boardItem     `json:"item"`
	Words       words         `json:"words" doc:"The whole in a sentence"`
	Exact       string        `json:"exact" doc:"The score as a fraction in lowest terms"`
	Derivation  *whyLine      `json:"derivation" doc:"From the total down to the ids of the facts"`
	Facts       []whyFact     `json:"facts"`
	Scheme      words         `json:"scheme"`
	SchemeID    ident.ID      `json:"scheme_id"`
	Computation boardRun      `json:"computation"`
	Changes     []boardChange `json:"changes,omitempty"`
}

type whyFact struct {
	ID         ident.ID      `json:"id"`
	Measure    string        `json:"measure"`
	Title      words         `json:"title"`
	Subjects   []factSubject `json:"subjects"`
	Day        calendar.Date `json:"day"`
	Value      exact.Decimal `json:"value"`
	Unit       string        `json:"unit"`
	Source     string        `json:"source"`
	Note       string        `json:"note,omitempty"`
	ReportedBy *Ref          `json:"reported_by,omitempty"`
	At         time.Time     `json:"at"`
	VerifiedBy *Ref          `json:"verified_by,omitempty"`
	VerifiedAt *time.Time    `json:"verified_at,omitempty"`
	ReversedAt *time.Time    `json:"reversed_at,omitempty" doc:"Taken back since; the result stands until it is computed again"`
}

// trial is what the board would be with other weights.
type trial struct {
	Items  []trialItem `json:"items"`
	Red    words       `json:"red"`
	Yellow words       `json:"yellow"`
}

type trialItem struct {
	Item   ident.ID      `json:"item"`
	Title  string        `json:"title"`
	Score  exact.Decimal `json:"score"`
	Rank   int           `json:"rank"`
	Colour board.Colour  `json:"colour" enum:"red,yellow,none"`
	Reason words         `json:"reason"`
	Now    exact.Decimal `json:"now" doc:"The score as it stands"`
	Stands board.Colour  `json:"stands" enum:"red,yellow,none"`
}

// pastResult is a work on one published board.
type pastResult struct {
	Board       ident.ID       `json:"board"`
	Number      string         `json:"number"`
	Kind        goals.Kind     `json:"kind" enum:"month,node"`
	Month       calendar.Month `json:"month"`
	Item        ident.ID       `json:"item"`
	Title       string         `json:"title"`
	Unit        *Ref           `json:"unit,omitempty"`
	Score       exact.Decimal  `json:"score"`
	Final       board.Colour   `json:"final" enum:"red,yellow,none"`
	CorrectedOn *calendar.Date `json:"corrected_on,omitempty"`
}

type workHistory struct {
	Work   ident.ID     `json:"work"`
	Title  string       `json:"title"`
	Streak int          `json:"streak" doc:"Months in a row on the yellow board, up to the newest"`
	Items  []pastResult `json:"items"`
}

// personSheet is what the boards of a month say of one person.
type personSheet struct {
	Person Ref            `json:"person"`
	Month  calendar.Month `json:"month"`
	Total  exact.Decimal  `json:"total" doc:"Reward points of the month"`
	Lines  []sheetLine    `json:"lines"`
	Works  []pastResult   `json:"works"`
}

type sheetLine struct {
	ID       ident.ID      `json:"id"`
	Measure  string        `json:"measure"`
	Title    words         `json:"title"`
	Item     ident.ID      `json:"item"`
	Day      calendar.Date `json:"day"`
	Points   exact.Decimal `json:"points"`
	Note     string        `json:"note"`
	Reversal bool          `json:"reversal" doc:"The line takes an earlier one back"`
	Reversed bool          `json:"reversed" doc:"The line was taken back"`
	At       time.Time     `json:"at"`
}
