package account

import (
	_ "embed"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/jingkai-zone/jingkai/internal/base/fault"
)

// Profile is a rule for passwords. An organisation follows one of [Profiles].
type Profile struct {
	Name    string
	Min     int           // characters at least
	Classes int           // of: small letters, capitals, digits, other characters
	Age     time.Duration // after which a new one must be chosen; 0 means never
	History int           // earlier passwords that must not come back
}

// maxPassword bounds the work of checking and hashing, in bytes.
const maxPassword = 256

// DefaultProfile is the profile of an organisation that chose none.
const DefaultProfile = "mlps3"

// Profiles are the two schools: 等保三级 demands complexity and expiry
// (GB/T 22239-2019 8.1.4.1 a), OWASP ASVS 6.2 forbids both and asks for length.
var Profiles = map[string]Profile{
	"mlps3": {Name: "mlps3", Min: 10, Classes: 3, Age: 90 * 24 * time.Hour, History: 5},
	"asvs":  {Name: "asvs", Min: 12, History: 1},
}

// Refusals of a password.
var (
	PasswordShort = fault.Define(fault.Invalid, "account.password.short", "GB/T 22239-2019 8.1.4.1",
		"口令至少 {min} 个字符。", "A password has at least {min} characters.")
	PasswordLong = fault.Define(fault.Invalid, "account.password.long", "",
		"口令过长，请缩短到 {max} 字节以内。", "The password is too long: at most {max} bytes.")
	PasswordPlain = fault.Define(fault.Invalid, "account.password.plain", "GB/T 22239-2019 8.1.4.1",
		"口令须包含小写字母、大写字母、数字、其他字符中的至少 {classes} 类。",
		"A password needs at least {classes} of: small letters, capitals, digits, other characters.")
	PasswordWeak = fault.Define(fault.Invalid, "account.password.weak", "GB/T 22239-2019 8.1.4.1",
		"口令属于常见弱口令（常用词加数字、键盘顺序或重复字符），请换一个不易被猜到的口令。",
		"The password is a common one (a usual word with digits, a row of keys, repetition); choose one that is hard to guess.")
	PasswordOwnName = fault.Define(fault.Invalid, "account.password.own_name", "GB/T 22239-2019 8.1.4.1",
		"口令不得包含登录名或姓名。", "A password must not contain the login or the name.")
	PasswordUsed = fault.Define(fault.Invalid, "account.password.used", "GB/T 22239-2019 8.1.4.1",
		"口令不得与最近使用过的 {history} 个口令相同。", "A password must differ from the last {history} ones.")
	PasswordExpired = fault.Define(fault.Forbidden, "account.password.expired", "GB/T 22239-2019 8.1.4.1",
		"口令已到期或须首次修改，请先在「本人账号」中修改口令。",
		"The password has expired or must be changed first: change it under “My account”.")
)

//go:embed weak.txt
var weakText string

// weak holds the words and strings of weak.txt.
var weak = readWeak(weakText)

func readWeak(text string) map[string]bool {
	out := map[string]bool{}
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "# ") {
			out[line] = true
		}
	}
	return out
}

// CheckPassword collects everything that is wrong with a new password.
func (p Profile) CheckPassword(password, login, name string) error {
	var faults fault.List
	if len(password) > maxPassword || !utf8.ValidString(password) {
		return PasswordLong.At("password", "max", maxPassword)
	}
	password = norm.NFKC.String(password)
	if utf8.RuneCountInString(password) < p.Min {
		faults.Add(PasswordShort.At("password", "min", p.Min))
	}
	if classes(password) < p.Classes {
		faults.Add(PasswordPlain.At("password", "classes", p.Classes))
	}
	if isWeak(password) {
		faults.Add(PasswordWeak.At("password"))
	}
	lower := strings.ToLower(password)
	for _, own := range []string{strings.ToLower(login), strings.ToLower(name)} {
		if utf8.RuneCountInString(own) >= 2 && strings.Contains(lower, own) {
			faults.Add(PasswordOwnName.At("password"))
			break
		}
	}
	return faults.Err()
}

func classes(s string) int {
	var small, capital, digit, other int
	for _, r := range s {
		switch {
		case unicode.IsLower(r):
			small = 1
		case unicode.IsUpper(r):
			capital = 1
		case unicode.IsDigit(r):
			digit = 1
		default:
			other = 1
		}
	}
	return small + capital + digit + other
}

// unleet undoes the usual substitutions of letters.
var unleet = strings.NewReplacer("@", "a", "4", "a", "3", "e", "1", "i", "!", "i", "0", "o", "$", "s", "5", "s", "7", "t")

// isWeak finds the password itself, or the word left after the decoration
// around it and the usual substitutions in it are taken away, among the weak
// ones; and repetition and rows of keys.
func isWeak(password string) bool {
	lower := strings.ToLower(password)
	decoration := func(r rune) bool { return !unicode.IsLetter(r) }
	core := strings.TrimFunc(lower, decoration)
	tail := strings.TrimRightFunc(lower, decoration)
	for _, form := range []string{lower, core, unleet.Replace(core), unleet.Replace(tail), unleet.Replace(lower),
		strings.TrimFunc(unleet.Replace(lower), decoration)} {
		if weak[form] {
			return true
		}
	}
	return core == "" || repeats(lower) || rows(lower)
}

// repeats finds four equal characters in a row, or a short piece repeated over
// the whole length ("abcabcabc").
func repeats(s string) bool {
	run, last := 0, rune(-1)
	for _, r := range s {
		if r != last {
			run, last = 0, r
		}
		if run++; run == 4 {
			return true
		}
	}
	for n := 1; n <= 4 && 3*n <= len(s); n++ {
		if strings.Repeat(s[:n], len(s)/n+1)[:len(s)] == s {
			return true
		}
	}
	return false
}

// keyRows are the orders in which lazy hands travel.
var keyRows = []string{"abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm",
	"!@#$%^&*()", "1qaz2wsx3edc4rfv5tgb6yhn7ujm"}

// longestRow is how many neighbouring keys are still accepted.
const longestRow = 5

func rows(s string) bool {
	for _, row := range keyRows {
		for _, way := range []string{row, reversed(row)} {
			for i := 0; i+longestRow < len(way); i++ {
				if strings.Contains(s, way[i:i+longestRow+1]) {
					return true
				}
			}
		}
	}
	return false
}

func reversed(s string) string {
	b := []byte(s)
	for i, j := 0, len(b)-1; i < j; i, j = i+1, j-1 {
		b[i], b[j] = b[j], b[i]
	}
	return string(b)
}
