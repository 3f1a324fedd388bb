package scheme

// Param is one parameter of a document as people read it.
type Param struct {
	Path        string  // elements by key: "board.blocks[foundation].weight"
	Name        Text    // what the parameter is called, with its section
	Value       *string // as a scheme writes it; nil when not set
	Counts      bool    // silence about it counts as not set
	WhatNeedsIt Text    // what refuses until it is set; empty where nothing does by itself
	Line        int     // in the text; 0 when the text has no place for it
}

// Sheet is one section of a document laid flat for reading.
type Sheet struct {
	Name   string
	Title  Text
	Params []Param
}

// Sheets lays a document flat, section by section in the order of the document,
// with what is set and what is not.
func Sheets(doc *Doc) []Sheet {
	byName := map[string][]Param{}
	for _, r := range doc.rows() {
		section, _ := cutStep(r.path)
		byName[section] = append(byName[section], Param{Path: r.path, Name: r.title, Value: r.value, Counts: r.param,
			WhatNeedsIt: r.needs, Line: doc.spotOf(r.place).line})
	}
	var out []Sheet
	for _, e := range sections() {
		out = append(out, Sheet{Name: e.name, Title: e.title, Params: byName[e.name]})
	}
	return out
}
