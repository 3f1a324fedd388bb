package hanzi

import (
	"slices"
	"strings"
	"unicode"

	"github.com/mozillazg/go-pinyin"
)

// MaxReadings caps how many ways of saying one name are kept.
const MaxReadings = 8

// SearchText gives what a name is found by: for each reading, its full pinyin
// and its initials, beginning at every syllable, each word led by one blank.
// 测试 gives " ceshi shi cs s". Letters and digits stand for themselves, in
// lower case; everything else is left out.
func SearchText(name string) string {
	syllables := split(name)
	if len(syllables) == 0 {
		return ""
	}
	var words []string
	for _, reading := range readings(syllables) {
		initials := make([]string, len(reading))
		for i, s := range reading {
			initials[i] = s[:1]
		}
		for i := range reading {
			words = append(words, strings.Join(reading[i:], ""), strings.Join(initials[i:], ""))
		}
	}
	slices.SortFunc(words, func(a, b string) int {
		if len(a) != len(b) {
			return len(b) - len(a)
		}
		return strings.Compare(a, b)
	})
	return " " + strings.Join(slices.Compact(words), " ")
}

// Query turns what somebody typed into the form of [SearchText]: lower-case
// ASCII letters and digits only. ok is false when it holds anything else that
// matters (Chinese characters), in which case the name itself is to be
// searched.
func Query(typed string) (word string, ok bool) {
	var b strings.Builder
	for _, r := range typed {
		switch {
		case r <= unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			b.WriteRune(unicode.ToLower(r))
		case r == 'ü' || r == 'Ü':
			b.WriteByte('v')
		case r == ' ' || r == '\'' || r == '’':
		default:
			return "", false
		}
	}
	return b.String(), b.Len() > 0
}

// Containing gives the LIKE pattern (ESCAPE '\') of what contains the text.
func Containing(text string) string { return "%" + Beginning(text) }

// Beginning gives the LIKE pattern (ESCAPE '\') of what begins with the text.
func Beginning(text string) string {
	return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(text) + "%"
}

// split cuts a name into syllables, each with its readings: one character has
// the readings of the dictionary, a run of Latin letters or digits has itself.
func split(name string) [][]string {
	var out [][]string
	var run []rune
	flush := func() {
		if len(run) > 0 {
			out = append(out, []string{string(run)})
			run = nil
		}
	}
	args := pinyin.NewArgs()
	args.Heteronym = true
	for _, r := range name {
		if r <= unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
			run = append(run, unicode.ToLower(r))
			continue
		}
		flush()
		if said := distinct(pinyin.SinglePinyin(r, args)); len(said) > 0 {
			out = append(out, said)
		}
	}
	flush()
	return out
}

// readings gives the ways to say the syllables, at most MaxReadings, the
// common reading of every character first.
func readings(syllables [][]string) [][]string {
	out := [][]string{nil}
	for _, said := range syllables {
		var next [][]string
		for _, s := range said {
			for _, head := range out {
				next = append(next, append(slices.Clone(head), s))
			}
		}
		out = next[:min(len(next), MaxReadings)]
	}
	return out
}

func distinct(said []string) []string {
	var out []string
	for _, s := range said {
		if s != "" && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}
