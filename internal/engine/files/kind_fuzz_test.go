package files

import (
	"archive/zip"
	"bytes"
	"strings"
	"testing"

	"github.com/jingkai-zone/jingkai/internal/base/fault"
)

// No upload, however broken, gets past the list or takes the program down.
func FuzzSniff(f *testing.F) {
	var office bytes.Buffer
	z := zip.NewWriter(&office)
	for _, part := range []string{"[Content_Types].xml", "word/document.xml"} {
		w, err := z.Create(part)
		if err != nil {
			f.Fatal(err)
		}
		if _, err := w.Write([]byte("<x/>")); err != nil {
			f.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		f.Fatal(err)
	}
	f.Add("a.docx", office.Bytes())
	f.Add("a.png", []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00\x3a\x7e\x9b\x55"))
	f.Add("a.jpg", []byte("\xff\xd8\xff\xe0\x00\x10JFIF\x00"))
	f.Add("a.csv", []byte("a,b\n"))
	f.Add("a.pdf", []byte("%PDF-1.4"))
	f.Fuzz(func(t *testing.T, name string, b []byte) {
		limits := Limits{Unpacked: 1 << 20}.orDefault()
		kind, err := sniff(bytes.NewReader(b), int64(len(b)), name, limits)
		if err == nil && kind.MediaType() == "" {
			t.Errorf("accepted as %q", kind)
		}
		if _, refused := fault.As(err); err != nil && !refused {
			t.Errorf("not a refusal: %v", err)
		}
		if clean := cleanName(name); clean == "" || strings.ContainsAny(clean, "/\\\x00\r\n") || len([]rune(clean)) > maxName {
			t.Errorf("name %q", clean)
		}
	})
}
