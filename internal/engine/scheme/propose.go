package scheme

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"unicode/utf8"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/engine/access"
	"github.com/jingkai-zone/jingkai/internal/engine/ledger"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// Refusals of proposals.
var (
	// NoReason refuses an act on a scheme without a reason.
	NoReason = fault.Define(fault.Invalid, "scheme.reason", "",
		"请写明理由（1 至 {limit} 字）。", "Give the reason in 1 to {limit} characters.")
	// OtherZone refuses a text written for another organisation.
	OtherZone = fault.Define(fault.Refused, "scheme.other_zone", "",
		"这份方案的单位代号（scheme.zone）不是本单位的 {zone}，请核对是否拿错了文件。",
		"The scheme's zone (scheme.zone) is not {zone}; is it the wrong file?")
	// NotDraft refuses to write on in a version that is no longer a draft.
	NotDraft = fault.Define(fault.Refused, "scheme.not_draft", "LF-37",
		"该版本已提出或已处理，文本不能再改。请另提一个新版本。",
		"The version is no longer a draft; its text is fixed. Propose a new version.")
	// SameText refuses a proposal that changes nothing.
	SameText = fault.Define(fault.Refused, "scheme.same", "",
		"与现行方案的参数完全相同，没有需要启用的变化。", "It sets the same parameters as the scheme in force: there is nothing to activate.")
	wrongZone = fault.Define(fault.Internal, "scheme.wrong_zone", "",
		"操作人不在该单位。", "The actor works in another zone.")
)

const maxReason = 500

// Proposal is a text to be kept, as a draft or as a proposal.
type Proposal struct {
	Zone  int64    // the organisation; the actor's zone
	Slug  string   // its slug, which the text's scheme.zone must equal; empty leaves it unchecked
	Draft ident.ID // the draft this continues; zero for a new text

	// DraftVersion is the draft's version as the author saw it.
	DraftVersion int64
	Text         string
	Reason       string
}

// SaveDraft keeps a text that is being written; it may have errors. It refuses
// a text that is no UTF-8 or too large, [NotDraft], and a stale version.
func SaveDraft(tx *store.Tx, p Proposal) (Version, error) {
	if p.Zone != tx.Actor().Zone {
		return Version{}, wrongZone.New()
	}
	if problem, bad := unreadable([]byte(p.Text)); bad || strings.ContainsRune(p.Text, 0) {
		if !bad {
			problem = Wrong("", notUTF8)
		}
		return Version{}, Refusal([]Problem{problem})
	}
	doc, _ := Parse([]byte(p.Text))
	v := proposed(tx, p, doc, Draft)
	if err := keep(tx, p, &v); err != nil {
		return Version{}, err
	}
	if err := access.Act(tx, "propose", dutyObject(v.ID)); err != nil {
		return Version{}, err
	}
	return v, ledger.Record(tx, ledger.Entry{Action: "scheme.draft", Object: v.ID.String(), Reason: p.Reason,
		Detail: map[string]any{"digest": v.Digest}})
}

// Propose fixes a text as the zone's next version, for another person to
// activate. It refuses with [Faulty] and every error of the text, with
// [OtherZone], with [SameText] when nothing differs from the scheme in force,
// and with [NoReason].
func Propose(tx *store.Tx, p Proposal) (Version, error) {
	if p.Zone != tx.Actor().Zone {
		return Version{}, wrongZone.New()
	}
	reason, err := reasonOf(p.Reason)
	if err != nil {
		return Version{}, err
	}
	p.Reason = reason
	if strings.ContainsRune(p.Text, 0) {
		return Version{}, Refusal([]Problem{Wrong("", notUTF8)})
	}
	doc, problems := Parse([]byte(p.Text))
	if err := Refusal(problems); err != nil {
		return Version{}, err
	}
	if p.Slug != "" && doc.Header.Zone != p.Slug {
		return Version{}, OtherZone.At("scheme.zone", "zone", p.Slug)
	}
	if err := refuseSame(tx, p.Zone, doc); err != nil {
		return Version{}, err
	}
	v := proposed(tx, p, doc, Proposed)
	if v.No, err = store.NextNumber(tx, p.Zone, "scheme"); err != nil {
		return Version{}, err
	}
	if err := keep(tx, p, &v); err != nil {
		return Version{}, err
	}
	if err := access.Act(tx, "propose", dutyObject(v.ID)); err != nil {
		return Version{}, err
	}
	return v, ledger.Record(tx, ledger.Entry{Action: "scheme.propose", Object: v.ID.String(), Reason: p.Reason,
		Detail: map[string]any{"no": v.No, "scheme": v.Scheme, "digest": v.Digest, "unset": len(Unset(doc))}})
}

// dutyObject names a version for the separation of duties.
func dutyObject(id ident.ID) string { return "scheme/" + id.String() }

// proposed makes the record of a text.
func proposed(tx *store.Tx, p Proposal, doc *Doc, state State) Version {
	h := doc.Header
	v := Version{Zone: p.Zone, ID: p.Draft, State: state, Scheme: h.ID, Title: h.Title, Trial: h.Status == Trial,
		Digest: digest(p.Text), Proposed: signedBy(tx.Actor(), tx.Now(), p.Reason), Version: p.DraftVersion + 1}
	if h.EffectiveFrom != nil {
		v.EffectiveFrom = *h.EffectiveFrom
	}
	if h.TrialUntil != nil {
		v.TrialUntil = *h.TrialUntil
	}
	return v
}

// keep writes a new record, or continues the draft.
func keep(tx *store.Tx, p Proposal, v *Version) error {
	if p.Draft.IsZero() {
		v.ID, v.Version = ident.NewID(tx.Now()), 1
		return insertVersion(tx, *v, p.Text)
	}
	before, err := versionByID(tx, p.Zone, p.Draft)
	if err != nil {
		return err
	}
	if before.State != Draft {
		return NotDraft.New()
	}
	return rewriteVersion(tx, *v, p.Text, p.DraftVersion)
}

// refuseSame refuses a text that sets what the scheme in force sets.
func refuseSame(tx *store.Tx, zone int64, doc *Doc) error {
	active, found, err := activeVersion(tx, zone)
	if err != nil || !found {
		return err
	}
	now, err := load(tx, active)
	if err != nil {
		return err
	}
	if len(Diff(now, doc)) == 0 {
		return SameText.New()
	}
	return nil
}

func reasonOf(s string) (string, error) {
	s = strings.TrimSpace(s)
	if s == "" || !utf8.ValidString(s) || utf8.RuneCountInString(s) > maxReason || strings.ContainsRune(s, 0) {
		return "", NoReason.At("reason", "limit", maxReason)
	}
	return s, nil
}

func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// today is the zone's day of the transaction.
func today(r store.Reader) calendar.Date { return calendar.DateOf(r.Now()) }
