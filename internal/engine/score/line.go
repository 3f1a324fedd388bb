package score

import (
	"strings"

	"github.com/jingkai-zone/jingkai/internal/base/exact"
)

// State tells what became of a line.
type State string

// The states of a line.
const (
	Counted    State = "counted"    // its value went into the score
	ZeroedFact State = "zeroed"     // missing, counted as zero by the scheme
	Excluded   State = "excluded"   // missing or insufficient, left out by the scheme
	Irrelevant State = "irrelevant" // not relevant for this item, left out
)

// Line is one step of a derivation (计算过程): what it is, how it was computed
// in words, from what. Exact is the value as a fraction in lowest terms; Shown
// is rounded for reading and never computed with.
type Line struct {
	Key     string   `json:"key"`
	Kind    string   `json:"kind"` // "tree", "block", an indicator kind or "fact"
	Name    Words    `json:"name"`
	State   State    `json:"state"`
	Weight  string   `json:"weight,omitempty"` // as the scheme states it
	Used    string   `json:"used,omitempty"`   // after normalisation, when different
	Formula Words    `json:"formula"`
	Exact   string   `json:"exact,omitempty"`
	Shown   string   `json:"shown,omitempty"`
	Facts   []string `json:"facts,omitempty"` // ids of the records underneath
	Notes   []Words  `json:"notes,omitempty"`
	Parts   []*Line  `json:"parts,omitempty"`
}

func (l *Line) note(zh, en string) { l.Notes = append(l.Notes, Words{zh, en}) }

// number prints a value for a formula in words.
func number(r exact.Ratio) string { return r.Plain() }

// weighted writes "进度 100 × 60% + 服务 95 × 20%" from lines.
func weighted(lines []*Line, name func(*Line) string) string {
	var b strings.Builder
	for _, l := range lines {
		if l.State == Irrelevant || l.State == Excluded {
			continue
		}
		if b.Len() > 0 {
			b.WriteString(" + ")
		}
		weight := l.Weight
		if l.Used != "" {
			weight = l.Used
		}
		b.WriteString(name(l) + " " + l.Shown + " × " + weight)
	}
	return b.String()
}

func nameZH(l *Line) string { return l.Name.ZH }
func nameEN(l *Line) string { return l.Name.EN }
