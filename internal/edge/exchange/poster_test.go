package exchange_test

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/jingkai-zone/jingkai/internal/edge/exchange"
)

func posters() []exchange.Paper {
	page := func(title, fill, ink string, rows [][]string) exchange.Paper {
		return exchange.Paper{A3: true, Organ: "示例经济开发区", Title: title, Body: []string{"2019年12月"}, Fill: fill, Ink: ink,
			Table: &exchange.PaperTable{Head: []string{"序号", "事项", "责任单位", "结果"}, Rows: rows, Widths: []int{10, 45, 27, 18}},
			After: []string{"本期参评 12 项，红榜 3 项，黄榜 3 项。"}, Sign: "示例经济开发区党政办公室", Date: "2019年12月31日"}
	}
	return []exchange.Paper{
		page("红　榜", "CF1322", "FFFFFF", [][]string{{"1", "新生力", "项目建设局", "红榜"}, {"2", "耒水新城土地储备", "项目建设局", "红榜"}, {"3", "湘当靓汤", "招商合作局", "更正：撤出红榜（2020-01-10）"}}),
		page("黄　榜", "FADB14", "000000", [][]string{{"1", "示例事项11", "项目建设局", "黄榜"}, {"2", "示例事项12", "项目建设局", "黄榜"}, {"3", "示例事项10", "项目建设局", "黄榜"}}),
	}
}

func word(t *testing.T, papers ...exchange.Paper) string {
	t.Helper()
	var b bytes.Buffer
	if err := exchange.WriteDOCX(&b, papers...); err != nil {
		t.Fatal(err)
	}
	if out := os.Getenv("PAPER_OUT"); out != "" {
		if err := os.WriteFile(filepath.Join(out, t.Name()+".docx"), b.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	z, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open("word/document.xml")
	if err != nil {
		t.Fatal(err)
	}
	raw, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	if err := xml.Unmarshal(raw, new(struct{})); err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// Two A3 pages in landscape, each in its colour, with the columns' widths
// where every word processor looks for them.
func TestAPosterHasTwoPagesInTheirColours(t *testing.T) {
	text := word(t, posters()...)
	for want, n := range map[string]int{`w:w="23811"`: 1, `w:orient="landscape"`: 1, `w:type="page"`: 1, "红　榜": 1, "黄　榜": 1, "<w:tblGrid>": 2} {
		if got := strings.Count(text, want); got != n {
			t.Errorf("%s: %d times, want %d", want, got, n)
		}
	}
	red, yellow, found := strings.Cut(text, `w:type="page"`)
	if !found || strings.Contains(red, "FADB14") || strings.Contains(yellow, "CF1322") {
		t.Error("a page has the other page's colour")
	}
	if !strings.Contains(red, `w:fill="CF1322"`) || !strings.Contains(red, `w:val="FFFFFF"`) || !strings.Contains(yellow, `w:fill="FADB14"`) {
		t.Error("a page lacks its colour")
	}
}

// However many rows there are, a page stays a page: the rows get lower.
func TestManyRowsStayOnOnePage(t *testing.T) {
	long := posters()[:1]
	long[0].Table.Rows = nil
	for range 30 {
		long[0].Table.Rows = append(long[0].Table.Rows, []string{"1", "示例事项", "项目建设局", "红榜"})
	}
	sum := 0
	for _, part := range strings.Split(word(t, long...), "<w:trHeight ")[1:] {
		value, _, _ := strings.Cut(strings.TrimPrefix(part, `w:val="`), `"`)
		n := 0
		for _, digit := range value {
			n = n*10 + int(digit-'0')
		}
		sum += n
	}
	if sum == 0 || sum > 16838-2*567 {
		t.Errorf("the rows take %d of the page's %d", sum, 16838-2*567)
	}
}

func TestNumbersKeepTheirDecimals(t *testing.T) {
	var b bytes.Buffer
	err := exchange.WriteXLSX(&b, "zh-CN", exchange.Sheet{NameZH: "得分", NameEN: "Scores", Columns: []exchange.Column{{Key: "s", ZH: "得分", EN: "Score", Number: true, Places: 2}},
		Rows: [][]string{{"98.20"}, {"88"}, {""}}})
	if err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := f.GetRows("得分")
	if err != nil || len(rows) < 3 || rows[1][0] != "98.20" || rows[2][0] != "88.00" {
		t.Errorf("got %v, %v", rows, err)
	}
}
