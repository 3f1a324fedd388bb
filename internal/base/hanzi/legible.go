package hanzi

import (
	"unicode/utf8"
)

// Legible tells whether a text of any number of lines can be kept, printed and
// read as it was written. It cannot when it has control characters other than
// line breaks and tabs (PostgreSQL keeps no NUL, XML and so Excel and Word none
// of them), marks that turn the direction of writing (a name would read
// otherwise than it is), characters that stand for none, or broken UTF-8.
func Legible(s string) bool {
	for _, r := range s {
		switch {
		case r == '\t' || r == '\n' || r == '\r':
		case r < ' ' || r >= 0x7f && r < 0xa0,
			r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069,
			r == utf8.RuneError, r >= 0xfdd0 && r <= 0xfdef, r&0xfffe == 0xfffe:
			return false
		}
	}
	return true
}
