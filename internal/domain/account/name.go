package account

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"github.com/jingkai-zone/jingkai/internal/base/fault"
)

// Lengths of a login, in characters.
const (
	minLogin = 2
	maxLogin = 64
)

// Refusals of a login.
var (
	BadLoginName = fault.Define(fault.Invalid, "account.login.name", "GB/T 22239-2019 8.1.4.1",
		"登录名应为 2 至 64 个字符，只能使用汉字、英文字母、数字和 . _ - @，并以汉字、字母或数字开头。",
		"A login has 2 to 64 characters: Han characters, Latin letters, digits and . _ - @, and begins with a character, letter or digit.")
	LoginTaken = fault.Define(fault.Conflict, "account.login.taken", "GB/T 22239-2019 8.1.4.1",
		"该登录名已被使用（不区分大小写和全角半角），请换一个。",
		"This login is in use (case and width make no difference); choose another.")
)

// NormalLogin gives the one spelling of a login: compatibility forms (full
// width, ligatures) and case are folded away. Letters of other scripts, which
// only look alike, are refused.
func NormalLogin(login string) (string, error) {
	if len(login) > 4*maxLogin || !utf8.ValidString(login) {
		return "", BadLoginName.At("login")
	}
	login = norm.NFKC.String(cases.Fold().String(norm.NFKC.String(strings.TrimSpace(login))))
	n := utf8.RuneCountInString(login)
	if n < minLogin || n > maxLogin {
		return "", BadLoginName.At("login")
	}
	for i, r := range login {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9', unicode.Is(unicode.Han, r):
		case i > 0 && strings.ContainsRune("._-@", r):
		default:
			return "", BadLoginName.At("login")
		}
	}
	return login, nil
}
