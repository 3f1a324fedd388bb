package board

import (
	"encoding/json"
	"strings"

	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/engine/files"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// Refusals of evidence.
var (
	EvidenceNeeded = fault.Define(fault.Refused, "board.evidence.none", "LY-41",
		"须附佐证材料：上传附件，或写明可查的文号、台账编号。", "Evidence is needed: attach a file, or name a document or record that can be looked up.")
	BadEvidence = fault.Define(fault.Invalid, "board.evidence", "LY-41",
		"佐证材料最多 20 件，每件须有附件或 2–200 字的说明。", "At most 20 pieces of evidence, each with a file or a description of 2 to 200 characters.")
)

// Evidence is one piece of proof: an attachment, or a record that can be
// looked up elsewhere.
type Evidence struct {
	File ident.ID `json:"file,omitzero" doc:"Attachment"`
	Text string   `json:"text,omitempty" maxLength:"200" doc:"What it is; number of the document"`
}

const maxEvidence = 20

// attach checks evidence, makes its attachments part of the record and gives
// the text that is kept beside it.
func attach(tx *store.Tx, object, what string, list []Evidence) (string, error) {
	if len(list) > maxEvidence {
		return "", BadEvidence.At("evidence")
	}
	for _, e := range list {
		if n := len([]rune(strings.TrimSpace(e.Text))); n > 200 || e.File.IsZero() && n < 2 {
			return "", BadEvidence.At("evidence")
		}
		if e.File.IsZero() {
			continue
		}
		if err := files.Link(tx, tx.Actor().Zone, e.File, object, what); err != nil {
			return "", err
		}
	}
	raw, err := json.Marshal(list)
	return string(raw), err
}

// readEvidence gives kept evidence back.
func readEvidence(text string) (list []Evidence, err error) {
	err = json.Unmarshal([]byte(text), &list)
	return list, err
}
