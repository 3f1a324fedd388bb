package hanzi

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Clean prepares a one-line text (a name, a title, a number) for keeping:
// blanks around it are dropped, full-width ones too, and composed characters
// are written in one way (Unicode NFC). ok is false when nothing is left, when
// it is longer than max characters, or when it holds line breaks, control
// characters, invisible characters or broken UTF-8.
func Clean(s string, max int) (text string, ok bool) {
	if !utf8.ValidString(s) {
		return "", false
	}
	text = norm.NFC.String(strings.TrimSpace(s))
	n := 0
	for _, r := range text {
		if n++; !unicode.IsPrint(r) && r != '\u3000' {
			return "", false
		}
	}
	return text, n > 0 && n <= max
}
