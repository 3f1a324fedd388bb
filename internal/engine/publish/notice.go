package publish

import (
	"encoding/json"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
)

// Refusals about publications.
var (
	NotFound = fault.Define(fault.NotFound, "publish.not_found", "",
		"没有找到这项公示。", "There is no such publication.")
	NotLive = fault.Define(fault.Conflict, "publish.not_live", "LY-39",
		"这项公示已被更正或撤下，请对最新的一版操作。", "The publication was corrected or withdrawn; act on its latest version.")
	NoReason = fault.Define(fault.Invalid, "publish.reason", "LY-39",
		"更正或撤下公示须写明理由（不超过 {limit} 字）。", "Correcting or withdrawing takes a reason (at most {limit} characters).")
	NoPlace = fault.Define(fault.Invalid, "publish.place", "LY-39",
		"请写明张贴地点（不超过 {limit} 字）。", "State where it was posted (at most {limit} characters).")
	NoForm = fault.Define(fault.Refused, "publish.no_form", "LY-39",
		"这项公示没有印制件，不能登记张贴。", "The publication has no printed form to be posted.")
	NotPosted = fault.Define(fault.Conflict, "publish.not_posted", "LY-39",
		"这张印制件已经取下。", "The printed form was taken down already.")
)

const maxText = 500

// Status is where a version of a publication stands.
type Status string

// The statuses. A version whose period is over keeps its status and is no
// longer shown.
const (
	Live      Status = "live"
	Corrected Status = "corrected" // a newer version took its place
	Withdrawn Status = "withdrawn" // taken down, for a reason
)

// Publication is one version of something published.
type Publication struct {
	Terms
	ID          ident.ID
	Zone        int64
	Series      ident.ID // the first version's id, the same for all versions
	No          int64    // 1 for the first version
	Body        Body     // what is shown; empty in lists when withdrawn
	Correction  string   // why this version took its predecessor's place; empty on the first
	PublishedBy ident.ID // person
	At          time.Time
	Status      Status
	StatusAt    time.Time // when it was corrected or withdrawn
	StatusBy    ident.ID
	StatusNote  string // the reason, shown
	Version     int64
}

// Shown reports whether the version can be seen on a day: a live one with its
// body, a withdrawn one with its mark.
func (p Publication) Shown(day calendar.Date) bool {
	return p.Status != Corrected && day.Between(p.From, p.To)
}

// ObjectionOpen reports whether objections are received on a day.
func (p Publication) ObjectionOpen(day calendar.Date) bool {
	return p.Status == Live && !p.ObjectionUntil.IsZero() && day.Between(p.From, p.ObjectionUntil)
}

// Posting is a printed form hanging somewhere.
type Posting struct {
	ID        ident.ID
	Notice    ident.ID
	Place     string
	Evidence  string // a photograph, as a file's id; may be empty
	PostedBy  ident.ID
	At        time.Time
	RemovedBy ident.ID
	RemovedAt time.Time // zero while it hangs
}

// bodyText writes a body as it is stored, and reads back the same bytes.
func bodyText(b Body) (string, error) {
	raw, err := json.Marshal(b)
	return string(raw), err
}
