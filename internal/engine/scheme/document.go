package scheme

import (
	"reflect"
	"strconv"
	"strings"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
)

// Doc is one scheme as it was read: a version of a zone, or a text that is not
// kept yet. It is never changed after reading and may be shared.
type Doc struct {
	Header Header

	// Version names the stored version; zero for a text that is not stored.
	// Whoever keeps a result keeps this beside it.
	Version ident.ID
	// No counts the zone's versions from 1; 0 for a text that is not stored.
	No int64
	// Label is what people call the version: title, number, whether on trial.
	Label Text
	// EffectiveFrom is the first day the stored version is in force; no date
	// before it was activated.
	EffectiveFrom calendar.Date

	values map[string]any // by section, each of the registered type
	spots  map[string]spot
}

// Parse reads a scheme text. It gives all errors and warnings at once, ordered
// by line. The document is never nil; parameters with an error are not set in
// it, so check [HasErrors] or [Refusal] before relying on it.
func Parse(data []byte) (*Doc, []Problem) {
	doc := &Doc{values: map[string]any{}, spots: map[string]spot{}}
	root, problems := readSource(data)
	if root == nil {
		return doc, problems
	}
	d := &decoder{problems: problems, spots: doc.spots}
	d.sections(root, doc)
	doc.Header = header.Get(doc)
	doc.Label = labelOf(doc.Header, 0)
	for _, e := range sections() {
		v, given := doc.values[e.name]
		if !given {
			continue
		}
		if e.validate != nil {
			d.adopt(e.validate(v), e.name)
		}
		if e.lint != nil {
			d.adopt(e.lint(doc, v), e.name)
		}
	}
	sortProblems(d.problems)
	return doc, d.problems
}

func (d *decoder) sections(root *node, doc *Doc) {
	d.spots[""] = root.at
	if root.kind == brokenNode {
		return
	}
	if root.kind != mapNode {
		d.expected(root, "", "一组分项", "a group of sections")
		return
	}
	for _, p := range root.pairs {
		e := sectionNamed(p.key)
		if e == nil {
			d.unknownSection(p)
			continue
		}
		d.spots[p.key] = p.at
		v := reflect.New(e.shape.typ).Elem()
		d.value(p.value, e.shape, rule{}, v, p.key)
		doc.values[e.name] = v.Interface()
	}
	if _, given := doc.values[headerName]; !given {
		d.wrong(root.at, headerName, missing, "name_zh", header.entry.title.ZH, "name_en", header.entry.title.EN)
	}
}

func (d *decoder) unknownSection(p pair) {
	known := sectionNames()
	if nearest(p.key, known) != "" {
		d.unknown(p, known, shownKey(p.key))
		return
	}
	d.wrong(p.at, shownKey(p.key), unknownSection, "known", strings.Join(known, ", "))
}

func (d *decoder) adopt(found []Problem, section string) {
	for _, p := range found {
		d.problems = append(d.problems, p.under(section, d.spots))
	}
}

// Get gives what the document says in the section of type T; a document
// without that section has nothing set in it. The result shares its lists with
// the document and must not be changed.
func Get[T any](doc *Doc) T {
	var zero T
	e := sectionOf(reflect.TypeFor[T]())
	if e == nil || doc == nil {
		return zero
	}
	v, _ := doc.values[e.name].(T)
	return v
}

// Need gives a parameter's value, or refuses with [NotSet] when the scheme does
// not set it. The path is the parameter's full path ("board.red.line",
// "board.blocks[key].weight"), from which the refusal takes its name.
func Need[T any](doc *Doc, path string, value *T) (T, error) {
	if value == nil {
		var zero T
		return zero, notSet(doc, path)
	}
	return *value, nil
}

// NeedList is [Need] for a list: a list that is null or absent is not set, an
// empty list is set.
func NeedList[T any](doc *Doc, path string, list []T) ([]T, error) {
	if list == nil {
		return nil, notSet(doc, path)
	}
	return list, nil
}

func notSet(doc *Doc, path string) error {
	name, label := NameOf(path), Text{"方案", "scheme"}
	if doc != nil && doc.Label != (Text{}) {
		label = doc.Label
	}
	return NotSet.At(path, "path", path, "name_zh", name.ZH, "name_en", name.EN,
		"label_zh", label.ZH, "label_en", label.EN)
}

// NameOf gives what the parameter at a path is called, with the section and the
// groups it stands in ("红黄榜·红榜·最低分"); the path itself when no registered
// section has it.
func NameOf(path string) Text {
	section, rest := cutStep(path)
	e := sectionNamed(section)
	if e == nil {
		return Text{path, path}
	}
	if rest == "" {
		return e.title
	}
	name, known := e.shape.name(rest)
	if !known {
		return Text{path, path}
	}
	return Text{e.title.ZH + name.ZH, e.title.EN + name.EN}
}

func cutStep(path string) (first, rest string) {
	for i, r := range path {
		if r == '.' {
			return path[:i], path[i+1:]
		}
		if r == '[' {
			return path[:i], path[i:]
		}
	}
	return path, ""
}

// labelOf is what people call a version; no is 0 for a text not stored.
func labelOf(h Header, no int64) Text {
	label := h.Title
	if label == (Text{}) {
		label = Text{h.ID, h.ID}
	}
	if no > 0 {
		label = Text{label.ZH + "第" + strconv.FormatInt(no, 10) + "版", label.EN + ", version " + strconv.FormatInt(no, 10)}
	}
	if h.Status == Trial {
		label = Text{label.ZH + "（试行）", label.EN + " (on trial)"}
	}
	return label
}
