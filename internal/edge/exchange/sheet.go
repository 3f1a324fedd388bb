package exchange

import (
	"io"
	"regexp"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/jingkai-zone/jingkai/internal/base/fault"
)

// MaxExportRows caps one exported sheet; a longer list is refused with the
// advice to filter, never silently cut.
const MaxExportRows = 50_000

// TooManyToExport refuses a list longer than [MaxExportRows].
var TooManyToExport = fault.Define(fault.TooLarge, "exchange.export_rows", "",
	"筛选结果超过 {limit} 行，无法一次导出；请缩小筛选范围。", "The filter finds more than {limit} rows; narrow it before exporting.")

// Column is one column of a sheet. Its titles are also what an import looks
// for in the first row.
type Column struct {
	Key    string
	ZH, EN string
	Width  int  // in characters; 0 means 14
	Number bool // cells are exact decimal texts, written as numbers
	Places int  // decimals such a number is shown with; 0: as many as it has
	Must   bool // an import refuses rows without it
	NoteZH string
	NoteEN string
}

func (c Column) title(lang fault.Lang) string {
	if lang == fault.English {
		return c.EN
	}
	return c.ZH
}

// Sheet is a table with a title.
type Sheet struct {
	NameZH, NameEN string
	Columns        []Column
	Rows           [][]string // one text per column
	Notes          []string   // printed below the table: filter, rule, date
}

var numeric = regexp.MustCompile(`^-?[0-9]{1,15}(\.[0-9]{1,12})?$`)

// WriteXLSX writes sheets into one workbook.
func WriteXLSX(w io.Writer, lang fault.Lang, sheets ...Sheet) error {
	f := excelize.NewFile()
	defer f.Close()
	for i, s := range sheets {
		if len(s.Rows) > MaxExportRows {
			return TooManyToExport.New("limit", MaxExportRows)
		}
		name := sheetName(s, lang)
		if i == 0 {
			if err := f.SetSheetName("Sheet1", name); err != nil {
				return err
			}
		} else if _, err := f.NewSheet(name); err != nil {
			return err
		}
		if err := fill(f, name, s, lang); err != nil {
			return err
		}
	}
	return f.Write(w)
}

// sheetName keeps within what Excel allows: 31 characters, none of []:*?/\.
func sheetName(s Sheet, lang fault.Lang) string {
	name := s.NameZH
	if lang == fault.English {
		name = s.NameEN
	}
	name = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`[]:*?/\`, r) {
			return '-'
		}
		return r
	}, name)
	if r := []rune(name); len(r) > 31 {
		name = string(r[:31])
	}
	return name
}

func fill(f *excelize.File, name string, s Sheet, lang fault.Lang) error {
	head, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}, Alignment: &excelize.Alignment{WrapText: true, Vertical: "center"},
		Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E8EEF7"}}})
	if err != nil {
		return err
	}
	body, err := f.NewStyle(&excelize.Style{Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}})
	if err != nil {
		return err
	}
	for i, c := range s.Columns {
		col, err := excelize.ColumnNumberToName(i + 1)
		if err != nil {
			return err
		}
		width := c.Width
		if width == 0 {
			width = 14
		}
		if err := f.SetColWidth(name, col, col, float64(width)); err != nil {
			return err
		}
		if err := f.SetCellStr(name, col+"1", c.title(lang)); err != nil {
			return err
		}
		if err := f.SetCellStyle(name, col+"1", col+"1", head); err != nil {
			return err
		}
	}
	for r, row := range s.Rows {
		if err := fillRow(f, name, s.Columns, row, r+2, body); err != nil {
			return err
		}
	}
	if err := showPlaces(f, name, s); err != nil {
		return err
	}
	for i, note := range s.Notes {
		cell, err := excelize.CoordinatesToCellName(1, len(s.Rows)+3+i)
		if err != nil {
			return err
		}
		if err := f.SetCellStr(name, cell, note); err != nil {
			return err
		}
	}
	return f.SetPanes(name, &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"})
}

func fillRow(f *excelize.File, name string, columns []Column, row []string, at, style int) error {
	for i, text := range row {
		cell, err := excelize.CoordinatesToCellName(i+1, at)
		if err != nil {
			return err
		}
		// SetCellDefault keeps the decimal text as the number's own digits, so
		// no binary fraction is ever made of it.
		if i < len(columns) && columns[i].Number && numeric.MatchString(text) {
			err = f.SetCellDefault(name, cell, text)
		} else {
			err = f.SetCellStr(name, cell, text)
		}
		if err != nil {
			return err
		}
	}
	last, err := excelize.CoordinatesToCellName(max(len(row), 1), at)
	if err != nil {
		return err
	}
	first, err := excelize.CoordinatesToCellName(1, at)
	if err != nil {
		return err
	}
	return f.SetCellStyle(name, first, last, style)
}

// showPlaces shows the numbers of columns that ask for it with fixed decimals.
func showPlaces(f *excelize.File, name string, s Sheet) error {
	for i, c := range s.Columns {
		if !c.Number || c.Places <= 0 || len(s.Rows) == 0 {
			continue
		}
		format := "0." + strings.Repeat("0", c.Places)
		style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &format, Alignment: &excelize.Alignment{Vertical: "top"}})
		if err != nil {
			return err
		}
		col, err := excelize.ColumnNumberToName(i + 1)
		if err != nil {
			return err
		}
		if err := f.SetCellStyle(name, col+"2", col+strconv.Itoa(len(s.Rows)+1), style); err != nil {
			return err
		}
	}
	return nil
}

// WriteTemplate writes the workbook an import expects: the titles, a line of
// notes saying what each column takes, and sample rows to be overwritten.
func WriteTemplate(w io.Writer, lang fault.Lang, s Sheet) error {
	notes := make([]string, 0, len(s.Columns))
	for _, c := range s.Columns {
		note := c.NoteZH
		if lang == fault.English {
			note = c.NoteEN
		}
		if c.Must {
			if lang == fault.English {
				note = "required. " + note
			} else {
				note = "必填。" + note
			}
		}
		if note != "" {
			notes = append(notes, c.title(lang)+"："+note)
		}
	}
	s.Notes = append(notes, s.Notes...)
	return WriteXLSX(w, lang, s)
}
