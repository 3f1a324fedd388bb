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
	Fill   string   // background of the table's head, of a poster's whole page, RRGGBB; "" for white
	Ink    string   // colour of what stands on Fill, RRGGBB; "" for black
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
			small(doc.AddPageBreak())
		}
		if p.A3 {
			p.poster(doc)
		} else {
			p.write(doc)
		}
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
	top, left, right, bottom := 2098, 1588, 1474, 1984
	if a3 {
		width, height, orient = 23811, 16838, stypes.PageOrientLandscape
		top, left, right, bottom = posterMargin, posterMargin, posterMargin, posterMargin
	}
	doc.Document.Body.SectPr = &ctypes.SectionProp{PageSize: &ctypes.PageSize{Width: &width, Height: &height, Orient: orient},
		PageMargin: &ctypes.PageMargin{Top: &top, Left: &left, Right: &right, Bottom: &bottom}}
}

// textWidth is the width of a line of text on an A4 paper.
const textWidth = 11906 - 1588 - 1474

func (p Paper) write(doc *docx.RootDoc) {
	if p.Organ != "" {
		line(doc.AddEmptyParagraph(), p.Organ, titleFont, titleSize, "C00000", stypes.JustificationCenter)
	}
	if p.Number != "" {
		line(doc.AddEmptyParagraph(), p.Number, bodyFont, bodySize, "", stypes.JustificationCenter)
	}
	title := doc.AddEmptyParagraph()
	title.Spacing(240, 240)
	line(title, p.Title, titleFont, titleSize, "", stypes.JustificationCenter)
	if p.To != "" {
		line(doc.AddEmptyParagraph(), p.To, bodyFont, bodySize, "", stypes.JustificationLeft)
	}
	paragraphs(doc, p.Body)
	if p.Table != nil {
		p.table(doc)
	}
	paragraphs(doc, p.After)
	for i, text := range []string{p.Sign, p.Date} {
		if text != "" {
			para := doc.AddEmptyParagraph()
			if i == 0 {
				para.Spacing(bodySize*2*20, 120) // two lines for the seal
			}
			line(para, text, bodyFont, bodySize, "", stypes.JustificationRight)
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

func (p Paper) table(doc *docx.RootDoc) {
	widths := p.Table.columns(textWidth)
	t := doc.AddTable()
	t.Style("TableGrid")
	t.Width(textWidth, stypes.TableWidthDxa).Layout(stypes.TableLayoutFixed).Grid(widths...)
	row := t.AddRow()
	for i, text := range p.Table.Head {
		c := row.AddCell().Width(int(widths[i]), stypes.TableWidthDxa)
		if p.Fill != "" {
			c.BackgroundColor(p.Fill)
		}
		inCell(c, text, headFont, p.Ink, stypes.JustificationCenter)
	}
	for _, cells := range p.Table.Rows {
		row := t.AddRow()
		for i := range widths {
			text := ""
			if i < len(cells) {
				text = cells[i]
			}
			c := row.AddCell().Width(int(widths[i]), stypes.TableWidthDxa)
			inCell(c, text, bodyFont, "", align(text))
		}
	}
}

func inCell(c *docx.Cell, text, font, ink string, where stypes.Justification) {
	p := c.AddEmptyPara()
	p.Spacing(80, 80)
	line(p, text, font, tableSize, ink, where)
}

// align centres what is short, so that numbers stand under their heads.
func align(text string) stypes.Justification {
	if len([]rune(text)) <= 8 {
		return stypes.JustificationCenter
	}
	return stypes.JustificationLeft
}

// columns gives the widths of the columns in twentieths of a point: all widths
// sum to the line. LibreOffice looks at nothing else.
func (t *PaperTable) columns(line uint64) []uint64 {
	out := make([]uint64, max(len(t.Head), 1))
	left := line
	for i := range out {
		share := 100 / len(out)
		if i < len(t.Widths) {
			share = t.Widths[i]
		}
		out[i] = min(line*uint64(share)/100, left)
		left -= out[i]
	}
	out[len(out)-1] += left
	return out
}
