package exchange

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/jingkai-zone/jingkai/internal/base/fault"
)

// Caps of one imported workbook.
const (
	MaxImportBytes    = 20 << 20
	MaxUnpackedBytes  = 200 << 20
	MaxImportRows     = 20_000
	MaxImportColumns  = 400
	MaxReportedFaults = 200
)

// Refusals of an import.
var (
	NotXLSX = fault.Define(fault.Invalid, "exchange.not_xlsx", "",
		"文件不是 Excel 工作簿（.xlsx），请按模板另存为 .xlsx 后上传。", "The file is not an Excel workbook; save it as .xlsx and upload again.")
	TooBig = fault.Define(fault.TooLarge, "exchange.too_big", "",
		"文件超出上限（{limit}）。", "The file is over the cap ({limit}).")
	TooManyRows = fault.Define(fault.TooLarge, "exchange.too_many_rows", "",
		"表格超过 {limit} 行，请拆分后分次导入。", "The table has more than {limit} rows; split it.")
	NoHeader = fault.Define(fault.Invalid, "exchange.header", "",
		"首行缺少列「{column}」，请使用下载的模板。", "The first row has no column {column}; use the template.")
	NoSheet = fault.Define(fault.Invalid, "exchange.sheet", "",
		"工作簿中没有工作表「{sheet}」。", "The workbook has no sheet {sheet}.")
	Empty = fault.Define(fault.Invalid, "exchange.empty", "",
		"表格没有数据行。", "The table has no rows.")
	CellMissing = fault.Define(fault.Invalid, "exchange.cell_missing", "",
		"第 {row} 行缺少「{column}」。", "Row {row} has no {column}.")
	MoreFaults = fault.Define(fault.Invalid, "exchange.more_faults", "",
		"另有 {count} 处错误未列出，请先改正以上各处。", "{count} more faults are not listed; mend these first.")
)

// Row is one row of an import: its number in the sheet, as Excel shows it, and
// the trimmed text of each column by key.
type Row struct {
	Number int
	Cells  map[string]string
}

// Get gives a cell's text, "" when it is empty.
func (r Row) Get(key string) string { return r.Cells[key] }

// Grid reads the raw cells of one sheet of a workbook, "" meaning the first
// sheet. It refuses what is not xlsx and what is over the caps, without
// unpacking more than it declares.
func Grid(raw []byte, sheet string) ([][]string, error) {
	f, err := open(raw)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if sheet == "" {
		sheet = f.GetSheetName(0)
	} else if i, err := f.GetSheetIndex(sheet); err != nil || i < 0 {
		return nil, NoSheet.New("sheet", sheet)
	}
	rows, err := f.Rows(sheet)
	if err != nil {
		return nil, NotXLSX.Wrap(err)
	}
	defer rows.Close()
	var out [][]string
	for rows.Next() {
		cells, err := rows.Columns(excelize.Options{RawCellValue: true})
		if err != nil {
			return nil, NotXLSX.Wrap(err)
		}
		if len(out) > MaxImportRows {
			return nil, TooManyRows.New("limit", MaxImportRows)
		}
		if len(cells) > MaxImportColumns {
			cells = cells[:MaxImportColumns]
		}
		out = append(out, cells)
	}
	if err := rows.Error(); err != nil {
		return nil, NotXLSX.Wrap(err)
	}
	return out, nil
}

// Sheets lists the names of a workbook's sheets.
func Sheets(raw []byte) ([]string, error) {
	f, err := open(raw)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return f.GetSheetList(), nil
}

func open(raw []byte) (*excelize.File, error) {
	if len(raw) > MaxImportBytes {
		return nil, TooBig.New("limit", "20 MiB")
	}
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		return nil, NotXLSX.Wrap(err)
	}
	var total uint64
	for _, f := range z.File {
		total += f.UncompressedSize64
	}
	if total > MaxUnpackedBytes || len(z.File) > 2000 {
		return nil, TooBig.New("limit", "200 MiB")
	}
	f, err := excelize.OpenReader(bytes.NewReader(raw), excelize.Options{UnzipSizeLimit: MaxUnpackedBytes, UnzipXMLSizeLimit: MaxUnpackedBytes})
	if err != nil {
		return nil, NotXLSX.Wrap(err)
	}
	return f, nil
}

// ReadTable reads the rows under the columns' titles, in either language and
// any order. Empty rows are passed over, notes below the table end it: a row
// whose only filled cell is the first, after an empty row.
func ReadTable(raw []byte, columns []Column) ([]Row, error) {
	grid, err := Grid(raw, "")
	if err != nil {
		return nil, err
	}
	if len(grid) == 0 {
		return nil, Empty.New()
	}
	where, err := header(grid[0], columns)
	if err != nil {
		return nil, err
	}
	var out []Row
	blank := false
	for i, cells := range grid[1:] {
		row := Row{Number: i + 2, Cells: map[string]string{}}
		for key, at := range where {
			if at < len(cells) {
				if text := strings.TrimSpace(cells[at]); text != "" {
					row.Cells[key] = text
				}
			}
		}
		if len(row.Cells) == 0 {
			blank = true
			continue
		}
		if blank && len(row.Cells) == 1 && row.Cells[columns[0].Key] != "" {
			break
		}
		out = append(out, row)
	}
	if len(out) == 0 {
		return nil, Empty.New()
	}
	return out, nil
}

func header(first []string, columns []Column) (map[string]int, error) {
	where := map[string]int{}
	for at, text := range first {
		text = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(text), "*"))
		for _, c := range columns {
			if text == c.ZH || strings.EqualFold(text, c.EN) {
				if _, twice := where[c.Key]; !twice {
					where[c.Key] = at
				}
			}
		}
	}
	var faults fault.List
	for _, c := range columns {
		if _, ok := where[c.Key]; !ok && c.Must {
			faults.Add(NoHeader.At(c.Key, "column", c.ZH+" / "+c.EN))
		}
	}
	return where, faults.Err()
}

// Faults collects the faults of an import's rows up to a number a person can
// read, and counts the rest.
type Faults struct {
	list fault.List
	more int
}

// Add notes a fault.
func (f *Faults) Add(e *fault.Error) {
	if e == nil {
		return
	}
	if f.list.Len() >= MaxReportedFaults {
		f.more++
		return
	}
	f.list.Add(e)
}

// Missing notes the empty required cells of a row.
func (f *Faults) Missing(r Row, columns []Column) {
	for _, c := range columns {
		if c.Must && r.Get(c.Key) == "" {
			f.Add(CellMissing.At(c.Key, "row", r.Number, "column", c.ZH+" / "+c.EN))
		}
	}
}

// Err gives all faults as one refusal, or nil.
func (f *Faults) Err() error {
	if f.more > 0 {
		f.list.Add(MoreFaults.New("count", f.more))
		f.more = 0
	}
	return f.list.Err()
}

// ReadAll reads at most limit bytes and refuses more.
func ReadAll(r io.Reader, limit int64) ([]byte, error) {
	raw, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return nil, errors.Join(NotXLSX.New(), err)
	}
	if int64(len(raw)) > limit {
		return nil, TooBig.New("limit", "20 MiB")
	}
	return raw, nil
}
