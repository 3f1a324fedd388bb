package scheme

import "github.com/jingkai-zone/jingkai/internal/base/fault"

// Text is a name or a sentence in both languages of the product.
type Text struct {
	ZH string `json:"zh" zh:"中文" en:"Chinese" scheme:"required"`
	EN string `json:"en" zh:"英文" en:"English" scheme:"required"`
}

// In gives the text in the language asked for.
func (t Text) In(lang fault.Lang) string {
	if lang == fault.English {
		return t.EN
	}
	return t.ZH
}

// Choice is one permitted value of a closed list, with its names.
type Choice struct {
	Value string
	Text
}

// Chooser is a text type whose values are a closed list. A field of such a type
// accepts nothing else, and editors offer the list.
type Chooser interface {
	// Choices gives the permitted values in the order in which they are offered.
	Choices() []Choice
}

// Named is an element of a list that a scheme names itself: a category, a layer,
// a field of the rule library, an excluded group.
type Named struct {
	Key string `json:"key" zh:"代号" en:"Key" scheme:"key"`
	ZH  string `json:"zh" zh:"中文名称" en:"Chinese name" scheme:"required"`
	EN  string `json:"en" zh:"英文名称" en:"English name" scheme:"required"`
}

// Text gives the name in both languages.
func (n Named) Text() Text { return Text{n.ZH, n.EN} }
