package ident

import (
	"database/sql/driver"
	"strings"

	"github.com/jingkai-zone/jingkai/internal/base/fault"
)

// BadUSCC refuses a text that cannot be a unified social credit code.
var BadUSCC = fault.Define(fault.Invalid, "ident.uscc", "GB 32100-2015",
	"统一社会信用代码格式不对：应为 18 位，只含数字和大写字母，不含 I、O、S、V、Z。",
	"Not a unified social credit code: 18 characters are expected, digits and capital letters other than I, O, S, V and Z.")

// Warning tells that a code is well formed but doubtful. It does not stop
// anything: the one who enters the code is asked for a reason. The zero Warning
// means there is nothing to say.
type Warning struct {
	Rule string `json:"rule"` // the standard that raises the doubt
	ZH   string `json:"zh"`
	EN   string `json:"en"`
}

// IsZero reports whether there is nothing to warn of.
func (w Warning) IsZero() bool { return w == Warning{} }

// Text gives the sentence in the language asked for.
func (w Warning) Text(lang fault.Lang) string {
	if lang == fault.English {
		return w.EN
	}
	return w.ZH
}

// The doubts a code can raise.
var (
	usccCheck = Warning{"GB 32100-2015",
		"统一社会信用代码的校验位不符，请核对证照；确认无误的，请写明理由后继续。",
		"The check character of the unified social credit code does not agree. Compare it with the licence; if it is right, give a reason and go on."}
	residentCheck = Warning{"GB 11643-1999",
		"公民身份号码的校验位不符，请核对证件；确认无误的，请写明理由后继续。",
		"The check digit of the resident number does not agree. Compare it with the document; if it is right, give a reason and go on."}
)

// USCC is a unified social credit code (统一社会信用代码): 18 characters, in
// capitals. The zero USCC means none. A USCC that was parsed is well formed; its
// check character may still be wrong, see [USCC.Check].
type USCC struct{ s string }

const usccAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"

// ParseUSCC reads a code; spaces around it are dropped and small letters raised.
// A malformed code is refused with [BadUSCC], a wrong check character is not.
func ParseUSCC(s string) (USCC, error) {
	s = strings.ToUpper(strings.TrimSpace(s))
	if len(s) != 18 {
		return USCC{}, BadUSCC.New()
	}
	for i := range len(s) {
		if strings.IndexByte(usccAlphabet, s[i]) < 0 {
			return USCC{}, BadUSCC.New()
		}
	}
	return USCC{s}, nil
}

// IsZero reports whether there is no code.
func (c USCC) IsZero() bool { return c.s == "" }

// String gives the 18 characters, "" for none.
func (c USCC) String() string { return c.s }

// Check compares the check character: 31 less the sum of the values weighted
// with 3^(i-1) mod 31, mod 31. Real licences exist that fail it, hence a
// warning.
func (c USCC) Check() Warning {
	if c.IsZero() || usccCheckCharacter(c.s[:17]) == c.s[17] {
		return Warning{}
	}
	return usccCheck
}

func usccCheckCharacter(body string) byte {
	sum, weight := 0, 1
	for i := range len(body) {
		sum += strings.IndexByte(usccAlphabet, body[i]) * weight
		weight = weight * 3 % 31
	}
	return usccAlphabet[(31-sum%31)%31]
}

// MarshalText writes the code.
func (c USCC) MarshalText() ([]byte, error) { return []byte(c.s), nil }

// UnmarshalText reads a code; an empty text is none.
func (c *USCC) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*c = USCC{}
		return nil
	}
	parsed, err := ParseUSCC(string(b))
	if err != nil {
		return err
	}
	*c = parsed
	return nil
}

// Value stores the code as text; none is NULL.
func (c USCC) Value() (driver.Value, error) { return textValue(c.s) }

// Scan reads what Value stored.
func (c *USCC) Scan(src any) error { return scanText(src, c, BadUSCC) }

func textValue(s string) (driver.Value, error) {
	if s == "" {
		return nil, nil
	}
	return s, nil
}

func scanText(src any, into interface{ UnmarshalText([]byte) error }, refusal *fault.Code) error {
	switch v := src.(type) {
	case nil:
		return into.UnmarshalText(nil)
	case string:
		return into.UnmarshalText([]byte(v))
	case []byte:
		return into.UnmarshalText(v)
	}
	return refusal.New()
}
