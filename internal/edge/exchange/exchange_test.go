package exchange_test

import (
	"archive/zip"
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/edge/exchange"
)

var columns = []exchange.Column{
	{Key: "name", ZH: "事项", EN: "Item", Must: true},
	{Key: "person", ZH: "责任人", EN: "Person", Must: true},
	{Key: "weight", ZH: "权重", EN: "Weight", Number: true},
}

func workbook(t *testing.T, rows ...[]string) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := exchange.WriteXLSX(&b, fault.Chinese, exchange.Sheet{NameZH: "清单", NameEN: "List", Columns: columns, Rows: rows}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestWhatGoesOutComesBackIn(t *testing.T) {
	rows, err := exchange.ReadTable(workbook(t, []string{"征地 40 亩", "测试甲", "12.50"}, []string{"", "", ""}, []string{"开工", "测试乙", "3"}), columns)
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != 2 || rows[0].Get("weight") != "12.50" || rows[1].Number != 4 || rows[1].Get("person") != "测试乙" {
		t.Errorf("got %v", rows)
	}
}

// A cell that looks like a formula stays text, in every column.
func TestNoCellBecomesAFormula(t *testing.T) {
	raw := workbook(t, []string{"=cmd|' /C calc'!A0", "@SUM(1)", "=1+1"})
	f, err := excelize.OpenReader(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	for _, cell := range []string{"A2", "B2", "C2"} {
		formula, err := f.GetCellFormula("清单", cell)
		kind, err2 := f.GetCellType("清单", cell)
		if err != nil || err2 != nil || formula != "" || kind != excelize.CellTypeSharedString && kind != excelize.CellTypeInlineString {
			t.Errorf("%s: formula %q, type %v, %v %v", cell, formula, kind, err, err2)
		}
	}
}

func TestAThinTableIsRefusedByItsColumn(t *testing.T) {
	var b bytes.Buffer
	thin := exchange.Sheet{NameZH: "清单", NameEN: "List", Columns: columns[:1], Rows: [][]string{{"x"}}}
	if err := exchange.WriteXLSX(&b, fault.English, thin); err != nil {
		t.Fatal(err)
	}
	_, err := exchange.ReadTable(b.Bytes(), columns)
	if !exchange.NoHeader.Is(err) || !strings.Contains(err.Error(), "责任人") {
		t.Errorf("got %v", err)
	}
}

func TestWhatIsNoWorkbookIsRefused(t *testing.T) {
	for name, raw := range map[string][]byte{"empty": nil, "text": []byte("事项,责任人\n"), "pdf": []byte("%PDF-1.7"), "zip": emptyZip(t)} {
		if _, err := exchange.ReadTable(raw, columns); !exchange.NotXLSX.Is(err) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := exchange.ReadTable(make([]byte, exchange.MaxImportBytes+1), columns); !exchange.TooBig.Is(err) {
		t.Errorf("large: %v", err)
	}
	if _, err := exchange.ReadTable(bomb(t), columns); !exchange.TooBig.Is(err) {
		t.Errorf("bomb: %v", err)
	}
}

func emptyZip(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := zip.NewWriter(&b).Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// bomb packs 300 MiB of zeros into a few hundred KB.
func bomb(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create("xl/worksheets/sheet1.xml")
	if err != nil {
		t.Fatal(err)
	}
	block := make([]byte, 1<<20)
	for range 300 {
		if _, err := w.Write(block); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestRowsAreCapped(t *testing.T) {
	rows := make([][]string, exchange.MaxImportRows+1)
	for i := range rows {
		rows[i] = []string{strconv.Itoa(i), "测试甲", "1"}
	}
	if _, err := exchange.ReadTable(workbook(t, rows...), columns); !exchange.TooManyRows.Is(err) {
		t.Errorf("got %v", err)
	}
}

// 1,000 rows without a person: 200 faults are listed and 800 counted.
func TestFaultsStayReadable(t *testing.T) {
	var faults exchange.Faults
	for i := range 1000 {
		faults.Missing(exchange.Row{Number: i + 2, Cells: map[string]string{"name": "x"}}, columns)
	}
	e, ok := fault.As(faults.Err())
	if !ok || len(e.Details) != 201 || !strings.Contains(e.Details[200].Text(fault.Chinese), "800") {
		t.Fatalf("got %v", e)
	}
	if text := e.Details[0].Text(fault.Chinese); text != "第 2 行缺少「责任人 / Person」。" {
		t.Errorf("got %s", text)
	}
}

func TestPaperIsAWordFile(t *testing.T) {
	var b bytes.Buffer
	err := exchange.WriteDOCX(&b, exchange.Paper{Organ: "示例经济开发区管理委员会", Title: "关于 2019 年 12 月红黄榜的通报", Number: "示经开通〔2019〕1号", To: "各部门：",
		Body: []string{"经综合评定，现予通报。"}, Table: &exchange.PaperTable{Head: []string{"名次", "事项", "得分"}, Rows: [][]string{{"1", "新生力 <&>", "98.20"}}, Widths: []int{15, 60, 25}},
		Sign: "示例经济开发区管理委员会", Date: "2019年12月31日", Fill: "CF1322", Ink: "FFFFFF"})
	if err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open("word/document.xml")
	if err != nil {
		t.Fatal(err)
	}
	var text bytes.Buffer
	if _, err := text.ReadFrom(f); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"通报", "新生力 &lt;&amp;&gt;", "98.20", "CF1322", "方正小标宋简体"} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("the paper lacks %s", want)
		}
	}
	if out := os.Getenv("PAPER_OUT"); out != "" {
		if err := os.WriteFile(filepath.Join(out, "paper.docx"), b.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		_ = exec.Command("libreoffice", "--headless", "--convert-to", "pdf", "--outdir", out, filepath.Join(out, "paper.docx")).Run()
	}
}

func FuzzReadTable(f *testing.F) {
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		if _, err := exchange.ReadTable(raw, columns); err != nil {
			if _, ok := fault.As(err); !ok {
				t.Errorf("not a refusal: %v", err)
			}
		}
	})
}
