package stories_test

import (
	"archive/zip"
	"bytes"
	"crypto/rand"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"os"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/tidwall/gjson"
	"github.com/xuri/excelize/v2"

	"github.com/jingkai-zone/jingkai/internal/app"
)

// player carries a story's state between its lines.
type player struct {
	app    *app.App
	base   string
	zone   string
	lang   string
	cookie *http.Cookie
	kept   map[string]*http.Cookie // sessions put aside by name
	tags   map[string]string       // record path → ETag last seen
	match  string                  // If-Match set by hand for the next command
	run    *outcome
	last   request
	status int
	body   []byte
}

type request struct {
	method, path, kind, key string
	body                    []byte
}

var commands = map[string]func(*testscript.TestScript, bool, []string){
	"as": cmdAs, "keep": cmdKeep, "resume": cmdResume, "zone": cmdZone, "clock": cmdClock, "lang": cmdLang,
	"get": send("GET"), "post": send("POST"), "put": send("PUT"), "patch": send("PATCH"), "delete": send("DELETE"),
	"again": cmdAgain, "upload": cmdUpload, "download": cmdDownload, "match": cmdMatch,
	"xlsx": cmdXLSX, "cells": cmdCells, "docx": cmdDocx,
	"status": cmdStatus, "refused": cmdRefused, "json": cmdJSON, "save": cmdSave,
}

func of(ts *testscript.TestScript) *player { return ts.Value(playerKey{}).(*player) }

func need(ts *testscript.TestScript, neg bool, args []string, low, high int, usage string) {
	if neg || len(args) < low || len(args) > high {
		ts.Fatalf("usage: %s", usage)
	}
}

func cmdAs(ts *testscript.TestScript, neg bool, args []string) {
	need(ts, neg, args, 1, 2, "as ROLE [ZONE]")
	p := of(ts)
	p.cookie = nil
	if len(args) == 2 {
		p.zone = args[1]
	}
	if args[0] == "visitor" {
		return
	}
	body, _ := json.Marshal(map[string]string{"zone": p.zone, "role": args[0]})
	p.do(ts, request{method: "POST", path: "/api/v1/demo/session", kind: "application/json", body: body})
	if p.status != http.StatusOK {
		ts.Fatalf("as %s: %d %s", args[0], p.status, p.body)
	}
}

// cmdKeep puts the present session aside, as one who leaves the browser open.
func cmdKeep(ts *testscript.TestScript, neg bool, args []string) {
	need(ts, neg, args, 1, 1, "keep NAME")
	of(ts).kept[args[0]] = of(ts).cookie
}

func cmdResume(ts *testscript.TestScript, neg bool, args []string) {
	need(ts, neg, args, 1, 1, "resume NAME")
	of(ts).cookie = of(ts).kept[args[0]]
}

func cmdZone(ts *testscript.TestScript, neg bool, args []string) {
	need(ts, neg, args, 1, 1, "zone SLUG")
	of(ts).zone = args[0]
}

func cmdLang(ts *testscript.TestScript, neg bool, args []string) {
	need(ts, neg, args, 1, 1, "lang zh-CN|en")
	of(ts).lang = args[0]
}

func cmdMatch(ts *testscript.TestScript, neg bool, args []string) {
	need(ts, neg, args, 1, 1, "match VERSION")
	of(ts).match = strconv.Quote(args[0])
}

var china = time.FixedZone("CST", 8*3600)

// cmdClock moves the server's clock the way the demo does, through the API.
func cmdClock(ts *testscript.TestScript, neg bool, args []string) {
	need(ts, neg, args, 1, 2, "clock DATE [HH:MM]")
	text := args[0] + " 09:00"
	if len(args) == 2 {
		text = args[0] + " " + args[1]
	}
	at, err := time.ParseInLocation("2006-01-02 15:04", text, china)
	ts.Check(err)
	body, _ := json.Marshal(map[string]string{"to": at.Format(time.RFC3339)})
	of(ts).do(ts, request{method: "POST", path: "/api/v1/demo/clock", kind: "application/json", body: body})
}

func send(method string) func(*testscript.TestScript, bool, []string) {
	return func(ts *testscript.TestScript, neg bool, args []string) {
		need(ts, neg, args, 1, 2, strings.ToLower(method)+" PATH [JSON|FILE]")
		r := request{method: method, path: args[0]}
		if len(args) == 2 {
			r.kind = "application/json"
			r.body = []byte(expand(ts, args[1]))
			if !strings.HasPrefix(strings.TrimSpace(args[1]), "{") && !strings.HasPrefix(strings.TrimSpace(args[1]), "[") {
				r.body = []byte(expand(ts, ts.ReadFile(args[1])))
			}
			r.body = quoteFiles(ts, r.body)
		} else if method == "POST" {
			r.kind, r.body = "application/json", []byte("{}")
		}
		if method != "GET" {
			r.key = newKey()
		}
		of(ts).do(ts, r)
	}
}

var variable = regexp.MustCompile(`\$\{?([A-Za-z_][A-Za-z0-9_]*)\}?`)

func expand(ts *testscript.TestScript, text string) string {
	return variable.ReplaceAllStringFunc(text, func(m string) string {
		return ts.Getenv(strings.Trim(m, "${}"))
	})
}

var fileName = regexp.MustCompile(`"@([A-Za-z0-9._-]+)"`)

// quoteFiles puts the text of a file of the story where its name stands in JSON.
func quoteFiles(ts *testscript.TestScript, body []byte) []byte {
	return fileName.ReplaceAllFunc(body, func(m []byte) []byte {
		text, err := json.Marshal(expand(ts, ts.ReadFile(string(m[2:len(m)-1]))))
		ts.Check(err)
		return text
	})
}

func newKey() string {
	var b [12]byte
	_, _ = rand.Read(b[:])
	return hex.EncodeToString(b[:])
}

func cmdAgain(ts *testscript.TestScript, neg bool, args []string) {
	need(ts, neg, args, 0, 0, "again")
	p := of(ts)
	if p.last.key == "" {
		ts.Fatalf("again: no command was sent before")
	}
	p.do(ts, p.last)
}

func (p *player) url(path string) string {
	if strings.HasPrefix(path, "/api/") || strings.HasPrefix(path, "/public/") {
		return p.base + path
	}
	return p.base + "/api/v1/zones/" + p.zone + path
}

// record is the path of the record a command is about: what stands before
// "/actions/".
func record(path string) string {
	path, _, _ = strings.Cut(path, "?")
	head, _, _ := strings.Cut(path, "/actions/")
	return head
}

func (p *player) do(ts *testscript.TestScript, r request) {
	req, err := http.NewRequest(r.method, p.url(r.path), bytes.NewReader(r.body))
	ts.Check(err)
	if r.kind != "" {
		req.Header.Set("Content-Type", r.kind)
	}
	req.Header.Set("Accept-Language", p.lang)
	if r.key != "" {
		req.Header.Set("Idempotency-Key", r.key)
	}
	if p.match != "" {
		req.Header.Set("If-Match", p.match)
		p.match = ""
	} else if tag := p.tags[record(r.path)]; tag != "" && r.method != "GET" {
		req.Header.Set("If-Match", tag)
	}
	if p.cookie != nil {
		req.AddCookie(p.cookie)
	}
	res, err := http.DefaultClient.Do(req)
	ts.Check(err)
	defer res.Body.Close()
	p.body, err = io.ReadAll(res.Body)
	ts.Check(err)
	p.status, p.last = res.StatusCode, r
	for _, c := range res.Cookies() {
		if c.Name == "jk_session" {
			p.cookie = c
		}
	}
	if tag := res.Header.Get("ETag"); tag != "" {
		p.tags[record(r.path)] = tag
	}
	p.run.use(p.app.Operations(), p.app.OperationOf(r.method, req.URL.Path))
	ts.Logf("%s %s -> %d\n%s", r.method, r.path, p.status, short(p.body))
}

func short(b []byte) string {
	if !utf8.Valid(b) {
		return fmt.Sprintf("(%d bytes)", len(b))
	}
	if len(b) > 4000 {
		return string(b[:4000]) + "…"
	}
	return string(b)
}

func cmdUpload(ts *testscript.TestScript, neg bool, args []string) {
	need(ts, neg, args, 2, 12, "upload PATH FILE [name=value …]")
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	for _, field := range args[2:] {
		name, value, _ := strings.Cut(field, "=")
		ts.Check(form.WriteField(name, value))
	}
	part, err := form.CreateFormFile("file", args[1])
	ts.Check(err)
	raw, err := os.ReadFile(ts.MkAbs(args[1]))
	ts.Check(err)
	_, err = part.Write(raw)
	ts.Check(err)
	ts.Check(form.Close())
	of(ts).do(ts, request{method: "POST", path: args[0], kind: form.FormDataContentType(), body: b.Bytes(), key: newKey()})
}

func cmdDownload(ts *testscript.TestScript, neg bool, args []string) {
	need(ts, neg, args, 2, 2, "download PATH FILE")
	p := of(ts)
	p.do(ts, request{method: "GET", path: args[0]})
	if p.status != http.StatusOK {
		ts.Fatalf("download: %d %s", p.status, short(p.body))
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), p.body, 0o600))
}

func cmdXLSX(ts *testscript.TestScript, neg bool, args []string) {
	need(ts, neg, args, 2, 3, "xlsx FILE TABLE.csv [SHEET]")
	r := csv.NewReader(strings.NewReader(expand(ts, ts.ReadFile(args[1]))))
	r.FieldsPerRecord = -1
	rows, err := r.ReadAll()
	ts.Check(err)
	f := excelize.NewFile()
	defer f.Close()
	sheet := "Sheet1"
	if len(args) == 3 {
		ts.Check(f.SetSheetName(sheet, args[2]))
		sheet = args[2]
	}
	for i, row := range rows {
		cell, err := excelize.CoordinatesToCellName(1, i+1)
		ts.Check(err)
		ts.Check(f.SetSheetRow(sheet, cell, &row))
	}
	ts.Check(f.SaveAs(ts.MkAbs(args[0])))
}

func cmdCells(ts *testscript.TestScript, neg bool, args []string) {
	need(ts, neg, args, 1, 2, "cells FILE [SHEET]")
	f, err := excelize.OpenFile(ts.MkAbs(args[0]))
	ts.Check(err)
	defer f.Close()
	sheet := f.GetSheetName(0)
	if len(args) == 2 {
		sheet = args[1]
	}
	rows, err := f.GetRows(sheet)
	ts.Check(err)
	for _, row := range rows {
		_, err := io.WriteString(ts.Stdout(), strings.Join(row, "\t")+"\n")
		ts.Check(err)
	}
}

// cmdDocx prints a Word file paragraph by paragraph.
func cmdDocx(ts *testscript.TestScript, neg bool, args []string) {
	need(ts, neg, args, 1, 1, "docx FILE")
	z, err := zip.OpenReader(ts.MkAbs(args[0]))
	ts.Check(err)
	defer z.Close()
	f, err := z.Open("word/document.xml")
	ts.Check(err)
	defer f.Close()
	d := xml.NewDecoder(f)
	for {
		token, err := d.Token()
		if err == io.EOF {
			return
		}
		ts.Check(err)
		switch token := token.(type) {
		case xml.CharData:
			_, err = ts.Stdout().Write(bytes.TrimSpace(token))
		case xml.EndElement:
			if token.Name.Local == "p" {
				_, err = io.WriteString(ts.Stdout(), "\n")
			}
		}
		ts.Check(err)
	}
}

func cmdStatus(ts *testscript.TestScript, neg bool, args []string) {
	need(ts, neg, args, 1, 1, "status CODE")
	if p := of(ts); strconv.Itoa(p.status) != args[0] {
		ts.Fatalf("status %d, want %s\n%s", p.status, args[0], short(p.body))
	}
}

func cmdRefused(ts *testscript.TestScript, neg bool, args []string) {
	need(ts, neg, args, 1, 2, "refused CODE [WORDS]")
	p := of(ts)
	codes := gjson.GetBytes(p.body, "errors.#.code").String() + gjson.GetBytes(p.body, "code").String()
	if p.status < 400 || !strings.Contains(codes, args[0]) {
		ts.Fatalf("not refused with %s: %d\n%s", args[0], p.status, short(p.body))
	}
	if len(args) == 2 && !strings.Contains(string(p.body), args[1]) {
		ts.Fatalf("the refusal does not say %q:\n%s", args[1], short(p.body))
	}
}

func cmdSave(ts *testscript.TestScript, neg bool, args []string) {
	need(ts, neg, args, 2, 2, "save NAME PATH")
	v := gjson.GetBytes(of(ts).body, args[1])
	if !v.Exists() {
		ts.Fatalf("save: the answer has no %s\n%s", args[1], short(of(ts).body))
	}
	ts.Setenv(args[0], v.String())
}

func cmdJSON(ts *testscript.TestScript, neg bool, args []string) {
	need(ts, neg, args, 2, 3, "json PATH = VALUE")
	p := of(ts)
	v := gjson.GetBytes(p.body, args[0])
	if args[1] == "absent" {
		if v.Exists() && v.Type != gjson.Null {
			ts.Fatalf("%s is there: %s", args[0], v)
		}
		return
	}
	if len(args) != 3 || !v.Exists() {
		ts.Fatalf("the answer has no %s\n%s", args[0], short(p.body))
	}
	if !holds(v, args[1], args[2]) {
		ts.Fatalf("%s is %s, want %s %s\n%s", args[0], v, args[1], args[2], short(p.body))
	}
}

func holds(v gjson.Result, op, want string) bool {
	switch op {
	case "=":
		return v.String() == want
	case "!=":
		return v.String() != want
	case "contains":
		return strings.Contains(v.String(), want)
	}
	n, err := strconv.ParseFloat(want, 64)
	if err != nil {
		return false
	}
	switch op {
	case ">":
		return v.Float() > n
	case ">=":
		return v.Float() >= n
	case "<":
		return v.Float() < n
	case "<=":
		return v.Float() <= n
	}
	return false
}
