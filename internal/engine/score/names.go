package score

import (
	"strings"
	"unicode"
)

// sealedWords are the parts of a name that point at a protected or sealed
// trait. A name is cut at dots, dashes, underscores, digits and capitals, so
// that "age_group" and "personAge" are found and "average" is not.
var sealedWords = map[string]bool{
	"age": true, "ages": true, "aged": true, "birth": true, "birthday": true, "birthdate": true, "birthdays": true,
	"born": true, "dob": true, "sex": true, "sexes": true, "gender": true, "male": true, "female": true,
	"woman": true, "women": true, "origin": true, "origins": true, "hometown": true,
	"birthplace": true, "native": true, "hukou": true, "ethnic": true, "ethnicity": true, "ethnicgroup": true,
	"nationality": true, "race": true, "religion": true, "religious": true, "faith": true, "sealed": true,
	"identity": true, "marital": true, "marriage": true, "married": true, "pregnancy": true, "pregnant": true,
	"maternity": true, "disability": true, "xingbie": true, "nianling": true, "minzu": true, "jiguan": true,
	"shenfen": true, "chusheng": true, "agegroup": true, "ageband": true,
}

// sealedParts are the same in Chinese, where words have no borders.
var sealedParts = []string{
	"年龄", "岁", "出生", "生日", "性别", "男", "女", "籍贯", "户籍", "户口", "国籍", "出生地", "民族", "族别", "宗教", "信仰",
	"身份", "出身", "封存", "婚", "生育", "孕", "产假", "残疾", "健康状况",
}

// Sealed reports whether a name points at age, sex, origin, ethnicity, faith,
// family status, health, identity or a sealed field. Such a name may appear in
// no tree, formula or guard (architecture §1.5, LW-17).
func Sealed(name string) bool {
	for _, part := range sealedParts {
		if strings.Contains(name, part) {
			return true
		}
	}
	for _, word := range nameWords(name) {
		if sealedWords[word] {
			return true
		}
	}
	return false
}

func nameWords(name string) []string {
	var words []string
	var word strings.Builder
	flush := func() {
		if word.Len() > 0 {
			words = append(words, strings.ToLower(word.String()))
			word.Reset()
		}
	}
	runes := []rune(name)
	for i, r := range runes {
		switch {
		case !unicode.IsLetter(r):
			flush()
			continue
		case unicode.IsUpper(r):
			startsWord := i == 0 || !unicode.IsUpper(runes[i-1]) || i+1 < len(runes) && unicode.IsLower(runes[i+1])
			if startsWord {
				flush()
			}
		}
		word.WriteRune(r)
	}
	flush()
	return words
}

// plainKey accepts letters, digits, '_', '-' and '.', at most 80 characters.
func plainKey(key string) bool {
	if key == "" || len([]rune(key)) > 80 {
		return false
	}
	for _, r := range key {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '_' && r != '-' && r != '.' {
			return false
		}
	}
	return true
}
