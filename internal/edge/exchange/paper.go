package exchange

import (
	"io"

	"github.com/gomutex/godocx"
	"github.com/gomutex/godocx/docx"
	"github.com/gomutex/godocx/wml/ctypes"
	"github.com/gomutex/godocx/wml/stypes"
)

// Fonts of official papers. A machine without them shows the next best serif
// and imitation-song face.
const (
	titleFont = "方正小标宋简体"
	bodyFont  = "仿宋_GB2312"
	headFont  = "黑体"
)

// Sizes of official papers in points (GB/T 9704-2012): 二号, 三号, 四号.
const (
	titleSize = 22
	bodySize  = 16
	tableSize = 14
)

// Paper is one official paper: a notice, a decision, a supervision order, or
// one colour of a board.
type Paper struct {
	Organ  string   // issuing organ, printed as the head
	Title  string   // centred
	Number string   // document number, e.g. 耒经开督〔2019〕1号
	To     string   // addressee, flush left, with its colon
	Body   []string // paragraphs
	Table  *PaperTable
	After  []string // paragraphs behind the table
	Sign   string   // signing organ, right
	Date   string   // date in words, right, over the seal's place
	Fill   string   // background of head and table head, RRGGBB; "" for white
	Ink    string   // colour of the title, RRGGBB; "" for black
	A3     bool     // landscape poster instead of A4
}

// PaperTable is the table of a paper; Widths are shares of the line in percent.
type PaperTable struct {
	Head   []string
	Rows   [][]string
	Widths []int
}

// WriteDOCX writes papers into one Word file, each on a page of its own.
func WriteDOCX(w io.Writer, papers ...Paper) error {
	doc, err := godocx.NewDocument()
	if err != nil {
		return err
	}
	defer doc.Close()
	doc.Document.Body.Children = nil
	for i, p := range papers {
		if i > 0 {
			doc.AddPageBreak()
		}
		p.write(doc)
	}
	page(doc, len(papers) > 0 && papers[0].A3)
	return doc.Write(w)
}

// page sets A4 with the margins of GB/T 9704 (37 mm above, 28 mm left, 26 mm
// right, 35 mm below), or A3 landscape for posters; lengths in twentieths of a
// point.
func page(doc *docx.RootDoc, a3 bool) {
	width, height := uint64(11906), uint64(16838)
	orient := stypes.PageOrientPortrait
	if a3 {
		width, height, orient = 23811, 16838, stypes.PageOrientLandscape
	}
	top, left, right, bottom := 2098, 1588, 1474, 1984
	doc.Document.Body.SectPr = &ctypes.SectionProp{PageSize: &ctypes.PageSize{Width: &width, Height: &height, Orient: orient},
		PageMargin: &ctypes.PageMargin{Top: &top, Left: &left, Right: &right, Bottom: &bottom}}
}

func (p Paper) write(doc *docx.RootDoc) {
	scale := uint64(1)
	if p.A3 {
		scale = 2
	}
	if p.Organ != "" {
		line(doc.AddEmptyParagraph(), p.Organ, titleFont, titleSize*scale, "C00000", stypes.JustificationCenter)
	}
	if p.Number != "" {
		line(doc.AddEmptyParagraph(), p.Number, bodyFont, bodySize, "", stypes.JustificationCenter)
	}
	title := doc.AddEmptyParagraph()
	title.Spacing(240, 240)
	run := line(title, p.Title, titleFont, titleSize*scale, p.Ink, stypes.JustificationCenter)
	if p.Fill != "" {
		run.Shading(stypes.ShdClear, "auto", p.Fill)
	}
	if p.To != "" {
		line(doc.AddEmptyParagraph(), p.To, bodyFont, bodySize, "", stypes.JustificationLeft)
	}
	paragraphs(doc, p.Body)
	if p.Table != nil {
		p.table(doc, scale)
	}
	paragraphs(doc, p.After)
	for _, text := range []string{p.Sign, p.Date} {
		if text != "" {
			line(doc.AddEmptyParagraph(), text, bodyFont, bodySize, "", stypes.JustificationRight)
		}
	}
}

// paragraphs sets body text with two characters of indent at the first line.
func paragraphs(doc *docx.RootDoc, texts []string) {
	for _, text := range texts {
		p := doc.AddEmptyParagraph()
		indent := uint64(bodySize * 2 * 20)
		p.Indent(&ctypes.Indent{FirstLine: &indent})
		line(p, text, bodyFont, bodySize, "", stypes.JustificationBoth)
	}
}

func line(p *docx.Paragraph, text, font string, size uint64, ink string, where stypes.Justification) *docx.Run {
	p.Justification(where)
	r := p.AddText(text).Font(font).Size(size)
	if fonts := p.GetCT().Children[len(p.GetCT().Children)-1].Run.Property.Fonts; fonts != nil {
		fonts.EastAsia = font
	}
	if ink != "" {
		r.Color(ink)
	}
	return r
}

func (p Paper) table(doc *docx.RootDoc, scale uint64) {
	t := doc.AddTable()
	t.Style("TableGrid")
	t.Width(5000, stypes.TableWidthPct)
	row := t.AddRow()
	for i, text := range p.Table.Head {
		c := row.AddCell().Width(p.width(i), stypes.TableWidthPct)
		if p.Fill != "" {
			c.BackgroundColor(p.Fill)
		}
		line(c.AddEmptyPara(), text, headFont, tableSize*scale, p.Ink, stypes.JustificationCenter)
	}
	for _, cells := range p.Table.Rows {
		row := t.AddRow()
		for i, text := range cells {
			c := row.AddCell().Width(p.width(i), stypes.TableWidthPct)
			line(c.AddEmptyPara(), text, bodyFont, tableSize*scale, "", stypes.JustificationLeft)
		}
	}
}

// width gives a column's share in fiftieths of a percent, Word's unit.
func (p Paper) width(i int) int {
	if i < len(p.Table.Widths) {
		return p.Table.Widths[i] * 50
	}
	return 5000 / max(len(p.Table.Head), 1)
}
