package exchange

import (
	"github.com/gomutex/godocx/docx"
	"github.com/gomutex/godocx/wml/ctypes"
	"github.com/gomutex/godocx/wml/stypes"
)

// A poster fills an A3 page in landscape with one colour, to be read at the
// gate from some metres away. It is one table over the whole page, because
// that is what every word processor prints in colour.
const (
	posterMargin = 567 // 1 cm
	posterWidth  = 23811 - 2*posterMargin
	posterHeight = 16838 - 2*posterMargin - 500 // what is left for the paragraph behind the table
	posterSide   = 900                          // colour beside the table
	posterFoot   = 800
)

// Sizes of a poster in points.
const (
	posterTitle = 80
	posterOrgan = 36
	posterBody  = 32
	posterSmall = 22
	posterRow   = 36 // at most
	posterLeast = 9
)

// poster writes the paper over a page of its own: organ, title, the paragraphs
// of its body, the table, those behind it, sign and date, all on the fill.
func (p Paper) poster(doc *docx.RootDoc) {
	widths := p.Table.columns(posterWidth - 2*posterSide)
	t := doc.AddTable()
	t.Width(posterWidth, stypes.TableWidthDxa).Layout(stypes.TableLayoutFixed)
	t.Grid(posterSide).Grid(widths...).Grid(posterSide)
	used := 0
	wide := func(text, font string, size uint64, where stypes.Justification, height int) {
		row := t.AddRow()
		p.side(row)
		c := row.AddCell().ColSpan(len(widths)).Width(posterWidth-2*posterSide, stypes.TableWidthDxa).BackgroundColor(p.Fill).VerticalAlign("center")
		p.cell(c, text, font, size, where)
		p.side(row)
		rowHeight(t, height)
		used += height
	}
	wide(p.Organ, titleFont, posterOrgan, stypes.JustificationCenter, 1500)
	wide(p.Title, titleFont, posterTitle, stypes.JustificationCenter, 2300)
	for _, text := range p.Body {
		wide(text, bodyFont, posterBody, stypes.JustificationCenter, 1200)
	}
	tail := (len(p.After) + 1) * posterFoot
	height := min(1400, (posterHeight-used-tail)/(len(p.Table.Rows)+1))
	p.posterRow(t, widths, p.Table.Head, headFont, height)
	used += height
	for _, cells := range p.Table.Rows {
		p.posterRow(t, widths, cells, bodyFont, height)
		used += height
	}
	if rest := posterHeight - used - tail; rest > 0 {
		wide("", bodyFont, posterSmall, stypes.JustificationLeft, rest)
	}
	for _, text := range p.After {
		wide(text, bodyFont, posterSmall, stypes.JustificationLeft, posterFoot)
	}
	wide(p.Sign+"　　"+p.Date, bodyFont, posterSmall, stypes.JustificationRight, posterFoot)
}

// side is the empty cell beside the table, in the page's colour.
func (p Paper) side(row *docx.Row) {
	c := row.AddCell().Width(posterSide, stypes.TableWidthDxa).BackgroundColor(p.Fill)
	p.cell(c, "", bodyFont, posterSmall, stypes.JustificationLeft)
}

// cell writes one line of text without room above and below.
func (p Paper) cell(c *docx.Cell, text, font string, size uint64, where stypes.Justification) {
	para := c.AddEmptyPara()
	para.Spacing(0, 0)
	line(para, text, font, size, p.Ink, where)
}

// posterRow writes one row of the poster's table with a thin line in the ink
// around its cells. A text that is too long for its cell is set smaller.
func (p Paper) posterRow(t *docx.Table, widths []uint64, cells []string, font string, height int) {
	row := t.AddRow()
	p.side(row)
	for i, width := range widths {
		text := ""
		if i < len(cells) {
			text = cells[i]
		}
		c := row.AddCell().Width(int(width), stypes.TableWidthDxa).BackgroundColor(p.Fill).VerticalAlign("center")
		edge := ctypes.NewCellBorder(stypes.BorderStyleSingle, p.edge(), "0", 8)
		c.Borders(edge, edge, edge, edge, nil, nil, nil, nil)
		p.cell(c, text, font, fitting(text, int(width), height), stypes.JustificationCenter)
	}
	p.side(row)
	rowHeight(t, height)
}

// fitting gives the largest size, in points, at which a text of Chinese
// characters fits a cell.
func fitting(text string, width, height int) uint64 {
	n := len([]rune(text))
	for size := posterRow; size > posterLeast; size-- {
		perLine := max(1, (width-300)/(size*20))
		lines := max(1, (n+perLine-1)/perLine)
		if lines*size*28 <= height {
			return uint64(size)
		}
	}
	return posterLeast
}

// edge is the colour of lines: the ink, black where none is set.
func (p Paper) edge() string {
	if p.Ink == "" {
		return "000000"
	}
	return p.Ink
}

// rowHeight fixes the height of the last row.
func rowHeight(t *docx.Table, height int) {
	rows := t.GetCT().RowContents
	rows[len(rows)-1].Row.Property.Height = ctypes.NewTableRowHeight(height, stypes.HeightRuleExact)
}

// small makes the paragraph of a page break take no room.
func small(p *docx.Paragraph) {
	p.Spacing(0, 0)
	for _, child := range p.GetCT().Children {
		if child.Run != nil && child.Run.Property == nil {
			child.Run.Property = &ctypes.RunProperty{}
		}
		if child.Run != nil {
			child.Run.Property.Size = ctypes.NewFontSize(2)
		}
	}
}
