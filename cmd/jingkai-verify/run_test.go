package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"go/build"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/merklelog"
)

// files writes an export of ten entries, its key, a checkpoint and a receipt.
func files(t *testing.T, s merklelog.Suite) (export, key, note, receipt string) {
	t.Helper()
	private, err := merklelog.GenerateKey(s, "jingkai", rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	tree := merklelog.NewTree(s)
	var leaves []merklelog.Hash
	body := func(i int) string { return `{"n":` + string(rune('0'+i)) + `}` }
	for i := range 10 {
		leaves = append(leaves, s.Leaf(body(i)))
		if err := tree.Append(leaves[i]); err != nil {
			t.Fatal(err)
		}
	}
	root, err := tree.Root()
	if err != nil {
		t.Fatal(err)
	}
	signed, err := merklelog.Checkpoint{Origin: "jingkai/7", Size: 10, Root: root, Suite: s, At: time.Unix(1575248400, 0)}.Sign(private)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w, err := merklelog.NewExportWriter(&out, merklelog.Header{Origin: "jingkai/7", Zone: 7, Suite: s, Key: private.Public().String(), Size: 10, Root: root})
	if err != nil {
		t.Fatal(err)
	}
	for i := range 10 {
		if err := w.Entry(body(i), leaves[i]); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Checkpoint(signed); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(private); err != nil {
		t.Fatal(err)
	}
	path, err := merklelog.Inclusion(s, 4, 10, func(int, int64) ([]merklelog.Hash, error) { return leaves, nil })
	if err != nil {
		t.Fatal(err)
	}
	proof, err := json.Marshal(merklelog.InclusionProof{Origin: "jingkai/7", Suite: s, Seq: 4, Size: 10, Body: body(4), Leaf: leaves[4], Path: path,
		Root: root, Checkpoint: string(signed), Key: private.Public().String()})
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	put := func(name string, content []byte) string {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, content, 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	return put("ledger.jsonl", out.Bytes()), put("key.pub", []byte(private.Public().String()+"\n")), put("last.note", signed), put("receipt.json", proof)
}

func TestRun(t *testing.T) {
	for _, s := range []merklelog.Suite{merklelog.SHA256, merklelog.SM3} {
		export, key, note, receipt := files(t, s)
		raw, err := os.ReadFile(export)
		if err != nil {
			t.Fatal(err)
		}
		spoiled := filepath.Join(t.TempDir(), "spoiled.jsonl")
		if err := os.WriteFile(spoiled, bytes.Replace(raw, []byte(`n\":4`), []byte(`n\":5`), 1), 0o600); err != nil {
			t.Fatal(err)
		}
		_, otherKey, otherNote, _ := files(t, s)
		for name, c := range map[string]struct {
			args []string
			code int
			says string
		}{
			"good":             {[]string{"--key", key, "--held", note, export}, good, "台账完好"},
			"good, English":    {[]string{"--key", key, "--lang", "en", export}, good, "intact: jingkai/7, 10 entries"},
			"standard input":   {[]string{"--key", key, "-"}, good, "台账完好"},
			"no key":           {[]string{export}, good, "未指定信任的公钥"},
			"json":             {[]string{"--json", "--key", key, export}, good, `"entries": 10`},
			"spoiled":          {[]string{"--key", key, spoiled}, wrong, "第 4 条的内容"},
			"another key":      {[]string{"--key", otherKey, export}, wrong, "不是指定信任的公钥"},
			"another log held": {[]string{"--key", key, "--held", otherNote, export}, wrong, "没有受信任密钥的有效签名"},
			"receipt":          {[]string{"--key", key, "--receipt", receipt}, good, "第 4 条"},
			"receipt, key":     {[]string{"--key", otherKey, "--receipt", receipt}, wrong, "不是由指定信任的公钥签署"},
			"help":             {[]string{"--help"}, good, "usage"},
			"no file":          {nil, misuse, ""},
			"missing file":     {[]string{"nowhere"}, misuse, ""},
			"bad option":       {[]string{"--lang", "fr", export}, misuse, ""},
		} {
			var stdout, stderr bytes.Buffer
			code := run(context.Background(), c.args, func(string) string { return "" }, bytes.NewReader(raw), &stdout, &stderr)
			if code != c.code || !strings.Contains(stdout.String(), c.says) {
				t.Errorf("%s, %s: exit %d, want %d; %s%s", s, name, code, c.code, stdout.String(), stderr.String())
			}
		}
	}
}

// An outsider who reads this command's source to trust it must not have to
// read a database driver.
func TestLinksNoDatabase(t *testing.T) {
	seen := map[string]bool{}
	var visit func(dir string)
	visit = func(dir string) {
		if seen[dir] {
			return
		}
		seen[dir] = true
		pkg, err := build.ImportDir(dir, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range pkg.Imports {
			if path == "database/sql" || strings.Contains(path, "sqlite") || strings.Contains(path, "pgx") {
				t.Errorf("%s imports %s", dir, path)
			}
			if rest, ours := strings.CutPrefix(path, "github.com/jingkai-zone/jingkai/"); ours {
				visit(filepath.Join("..", "..", filepath.FromSlash(rest)))
			}
		}
	}
	visit(".")
	if len(seen) < 3 {
		t.Errorf("only %d packages visited", len(seen))
	}
}
