package files_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/engine/files"
	"github.com/jingkai-zone/jingkai/internal/store"
	"github.com/jingkai-zone/jingkai/internal/store/storetest"
)

const zone = 5

var (
	alice = &ident.Actor{Account: ident.ID{9, 1}, Person: ident.ID{1, 1}, Zone: zone, Name: "测试甲"}
	bob   = &ident.Actor{Account: ident.ID{9, 2}, Person: ident.ID{1, 2}, Zone: zone, Name: "测试乙"}
)

func folder(t testing.TB) (*files.Folder, string) {
	t.Helper()
	dir := t.TempDir()
	f, err := files.OpenFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	return f, filepath.Join(dir, "files")
}

func onDisk(t *testing.T, dir string) (n int) {
	t.Helper()
	err := filepath.Walk(dir, func(_ string, info os.FileInfo, err error) error {
		if err == nil && !info.IsDir() {
			n++
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func archive(t testing.TB, parts map[string]string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range parts {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, text); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func picture(t testing.TB, format string) string {
	t.Helper()
	var b bytes.Buffer
	img := image.NewGray(image.Rect(0, 0, 3, 2))
	err := png.Encode(&b, img)
	if format == "jpeg" {
		b.Reset()
		err = jpeg.Encode(&b, img, nil)
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// hugePNG declares 100,000 × 100,000 pixels in a few bytes.
func hugePNG() string {
	header := []byte("IHDR\x00\x01\x86\xa0\x00\x01\x86\xa0\x08\x00\x00\x00\x00")
	sum := binary.BigEndian.AppendUint32(nil, crc32.ChecksumIEEE(header))
	return "\x89PNG\r\n\x1a\n\x00\x00\x00\x0d" + string(header) + string(sum)
}

func workbook(t testing.TB) string {
	t.Helper()
	var b bytes.Buffer
	x := excelize.NewFile()
	if err := x.SetCellValue("Sheet1", "A1", "测试甲"); err != nil {
		t.Fatal(err)
	}
	if err := x.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestWhatComesIn(t *testing.T) {
	f, dir := folder(t)
	office := map[string]string{"[Content_Types].xml": "<Types/>", "word/document.xml": "<document/>"}
	with := func(name, text string) map[string]string {
		m := map[string]string{name: text}
		for k, v := range office {
			m[k] = v
		}
		return m
	}
	doc := archive(t, office)
	limits := files.Limits{Bytes: 1 << 20, Unpacked: 2 << 20, Entries: 50}
	parts := map[string]string{}
	for i := range 60 {
		parts[strings.Repeat("x", i+1)] = "1"
	}
	cases := []struct {
		name, content string
		kind          files.Kind
		code          *fault.Code
	}{
		{"minutes.pdf", "%PDF-1.7\n%âãÏÓ\n", files.PDF, nil},
		{"photo.png", picture(t, "png"), files.PNG, nil},
		{"photo.jpg", picture(t, "jpeg"), files.JPEG, nil},
		{"really-a-png.jpg", picture(t, "png"), files.PNG, nil},
		{"table.xlsx", workbook(t), files.XLSX, nil},
		{"minutes.docx", doc, files.DOCX, nil},
		{"notes.txt", "第一行\r\n第二行\t完", files.Text, nil},
		{"table.CSV", "\xcb\xb3\xd0\xf2,\xbd\xf0\xb6\xee\r\n1,2\r\n", files.CSV, nil}, // GBK
		{"empty.txt", "", "", files.Empty},
		{"long.txt", strings.Repeat("长", 1<<19), "", files.TooLarge},
		{"exactly.txt", strings.Repeat("a", 1<<20), files.Text, nil},
		{"page.pdf", "<!DOCTYPE html><script>alert(1)</script>", "", files.KindRefused},
		{"drawing.png", `<?xml version="1.0"?><svg onload="alert(1)"/>`, "", files.KindRefused},
		{"program.txt", "MZ\x90\x00\x03\x00\x00\x00", "", files.KindRefused},
		{"script.txt", strings.Repeat("a", 600) + "\x00\x01", "", files.KindRefused},
		{"old.doc", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "", files.KindRefused},
		{"a.zip", archive(t, map[string]string{"a.txt": "1"}), "", files.KindRefused},
		{"a.jar", archive(t, map[string]string{"META-INF/MANIFEST.MF": "1", "[Content_Types].xml": ""}), "", files.KindRefused},
		{"macro.docx", archive(t, with("word/vbaProject.bin", "x")), "", files.Macros},
		{"slip.docx", archive(t, with("../../etc/passwd", "x")), "", files.Damaged},
		{"bomb.docx", archive(t, with("word/media/0", strings.Repeat("0", 3<<20))), "", files.Bomb},
		{"many.docx", archive(t, parts), "", files.Bomb},
		{"cut.docx", doc[:len(doc)-10], "", files.Damaged},
		{"cut.png", picture(t, "png")[:12], "", files.Damaged},
		{"huge.png", hugePNG(), "", files.BigPicture},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			before := onDisk(t, dir)
			s, err := f.Spool(context.Background(), zone, c.name, strings.NewReader(c.content), limits)
			if c.code != nil {
				if !c.code.Is(err) {
					t.Errorf("want %s, got %v", c.code.Name, err)
				}
				if n := onDisk(t, dir); n != before {
					t.Errorf("a refused upload left %d files", n-before)
				}
				return
			}
			if err != nil || s.Kind != c.kind || s.Size != int64(len(c.content)) {
				t.Errorf("got %+v, %v; want %s", s, err, c.kind)
			}
		})
	}
	// Only what a place accepts.
	_, err := f.Spool(context.Background(), zone, "a.pdf", strings.NewReader("%PDF-1.7\n"), files.Limits{Kinds: []files.Kind{files.XLSX}})
	if !files.KindRefused.Is(err) {
		t.Errorf("a PDF where workbooks are wanted: %v", err)
	}
}

// The declared size of a part is not believed.
func TestALyingArchiveIsFoundOut(t *testing.T) {
	f, _ := folder(t)
	raw := []byte(archive(t, map[string]string{"[Content_Types].xml": "", "word/document.xml": strings.Repeat("0", 3<<20)}))
	// Declare 1 byte wherever the true size stands.
	size := binary.LittleEndian.AppendUint32(nil, 3<<20)
	if !bytes.Contains(raw, size) {
		t.Fatal("the archive does not state its size as expected")
	}
	raw = bytes.ReplaceAll(raw, size, []byte{1, 0, 0, 0})
	if _, err := f.Spool(context.Background(), zone, "a.docx", bytes.NewReader(raw), files.Limits{Unpacked: 1 << 20}); !files.Damaged.Is(err) && !files.Bomb.Is(err) {
		t.Errorf("got %v", err)
	}
}

type endless struct{ cancel func() }

func (e endless) Read(b []byte) (int, error) { e.cancel(); return copy(b, "a"), nil }

func TestAnUploadEndsWithItsRequest(t *testing.T) {
	f, dir := folder(t)
	ctx, cancel := context.WithCancel(context.Background())
	if _, err := f.Spool(ctx, zone, "a.txt", endless{cancel}, files.Limits{}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if n := onDisk(t, dir); n != 0 {
		t.Errorf("%d files left", n)
	}
}

func spool(t *testing.T, f *files.Folder, zone int64, name, text string) files.Spooled {
	t.Helper()
	s, err := f.Spool(context.Background(), zone, name, strings.NewReader(text), files.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func write(db *store.DB, who *ident.Actor, fn func(tx *store.Tx) error) error {
	return db.Write(context.Background(), who, func(tx *store.Tx) error {
		tx.MarkRecorded()
		return fn(tx)
	})
}

func TestAttachmentsOfARecord(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		f, dir := folder(t)
		minutes := spool(t, f, zone, `C:\会议\纪要‮fdp.txt`, "会议纪要")
		same := spool(t, f, zone, "again.txt", "会议纪要")
		elsewhere := spool(t, f, zone+1, "other.txt", "会议纪要")
		if minutes.Hash != same.Hash || onDisk(t, dir) != 2 {
			t.Errorf("%d contents on the disk, want one in each zone", onDisk(t, dir))
		}
		var file files.File
		err := write(db, alice, func(tx *store.Tx) (err error) {
			if file, err = files.Put(tx, minutes); err != nil {
				return err
			}
			if _, err := files.PutIn(tx, elsewhere); err != nil {
				return err
			}
			return files.Link(tx, zone, file.ID, "tasks.report/1", "minutes")
		})
		if err != nil {
			t.Fatal(err)
		}
		if file.Name != "纪要fdp.txt" {
			t.Errorf("name %q", file.Name)
		}
		refused := map[*fault.Code]func(tx *store.Tx) error{
			files.NotYours: func(tx *store.Tx) error { return files.Link(tx, zone, file.ID, "tasks.report/2", "minutes") },
			files.NotFound: func(tx *store.Tx) error { return files.Link(tx, zone+1, file.ID, "tasks.report/2", "minutes") },
			files.NotLinked: func(tx *store.Tx) error {
				return files.Relink(tx, zone, file.ID, "tasks.report/3", "tasks.report/2", "minutes")
			},
			files.NoReason: func(tx *store.Tx) error { return files.Unlink(tx, zone, file.ID, "tasks.report/1", "") },
		}
		for code, fn := range refused {
			if err := write(db, bob, fn); !code.Is(err) {
				t.Errorf("want %s, got %v", code.Name, err)
			}
		}
		err = write(db, bob, func(tx *store.Tx) error {
			return errors.Join(files.Relink(tx, zone, file.ID, "tasks.report/1", "board.item/7", "photo"),
				files.Unlink(tx, zone, file.ID, "tasks.report/1", "传错了"))
		})
		if err != nil {
			t.Fatal(err)
		}
		err = db.Read(context.Background(), func(r *store.Snapshot) error {
			now, err := files.Of(r, zone, "tasks.report/1")
			if err != nil || len(now) != 0 {
				t.Errorf("still attached: %v %v", now, err)
			}
			past, err := files.History(r, zone, "tasks.report/1")
			if err != nil || len(past) != 1 || past[0].Reason != "传错了" || past[0].Evidence != "minutes" || past[0].RemovedAt.IsZero() {
				t.Errorf("history: %+v %v", past, err)
			}
			records, err := files.Records(r, zone, file.ID)
			if err != nil || len(records) != 1 || records[0] != "board.item/7" {
				t.Errorf("records: %v %v", records, err)
			}
			damaged, err := f.Audit(r, zone)
			if err != nil || len(damaged) != 0 {
				t.Errorf("audit: %v %v", damaged, err)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestFilesAreGivenOutAsAttachmentsOnlyWhole(t *testing.T) {
	db := storetest.Open(t, store.SQLite, clockAt())
	f, dir := folder(t)
	var file files.File
	s := spool(t, f, zone, `合同 "终稿".html`, "合同正文 <b>")
	err := write(db, alice, func(tx *store.Tx) (err error) { file, err = files.PutIn(tx, s); return err })
	if err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	if err := f.Serve(w, httptest.NewRequest("GET", "/", nil), file); err != nil {
		t.Fatal(err)
	}
	if w.Body.String() != "合同正文 <b>" || w.Header().Get("Content-Type") != "text/plain" || w.Header().Get("X-Content-Type-Options") != "nosniff" ||
		w.Header().Get("Content-Disposition") != "attachment; filename*=UTF-8''%E5%90%88%E5%90%8C%20%22%E7%BB%88%E7%A8%BF%22.txt" ||
		!strings.HasPrefix(w.Header().Get("Content-Security-Policy"), "sandbox") {
		t.Errorf("headers %v", w.Header())
	}
	name := file.Hash.String()
	place := filepath.Join(dir, "5", name[:2], name)
	if err := os.WriteFile(place, []byte("合同改文 <b>"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := f.Serve(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil), file); !files.Lost.Is(err) {
		t.Errorf("a changed content was served: %v", err)
	}
	err = db.Read(context.Background(), func(r *store.Snapshot) error {
		damaged, err := f.Audit(r, zone)
		if err != nil || len(damaged) != 1 || damaged[0].ID != file.ID {
			t.Errorf("audit: %v %v", damaged, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	// Uploading the same again heals it.
	spool(t, f, zone, "again.txt", "合同正文 <b>")
	if c, err := f.Open(file); err != nil {
		t.Error(err)
	} else if err := c.Close(); err != nil {
		t.Error(err)
	}
}

func clockAt() *storetest.Clock {
	c := &storetest.Clock{}
	c.Set(storetest.Start)
	return c
}

func TestSweep(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		f, dir := folder(t)
		linked, forgotten := spool(t, f, zone, "linked.txt", "有用"), spool(t, f, zone, "forgotten.txt", "没人要")
		rolledBack := spool(t, f, zone, "rolledback.txt", "没写成")
		err := write(db, alice, func(tx *store.Tx) error {
			_, err := files.Attach(tx, linked, "tasks.report/1", "minutes")
			if err == nil {
				_, err = files.PutIn(tx, forgotten)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		sweep := func() int {
			t.Helper()
			if err := f.Sweep(context.Background(), db, clock.Now()); err != nil {
				t.Fatal(err)
			}
			return onDisk(t, dir)
		}
		if n := sweep(); n != 3 {
			t.Errorf("%d contents after a sweep at once, want 3", n)
		}
		old := time.Now().Add(-25 * time.Hour)
		for _, s := range []files.Spooled{linked, forgotten, rolledBack} {
			name := s.Hash.String()
			if err := os.Chtimes(filepath.Join(dir, "5", name[:2], name), old, old); err != nil {
				t.Fatal(err)
			}
		}
		if n := sweep(); n != 2 {
			t.Errorf("%d contents after a day, want 2: the one without a record is gone", n)
		}
		clock.Set(clock.Now().Add(8 * 24 * time.Hour))
		if n := sweep(); n != 1 {
			t.Errorf("%d contents after a week, want the linked one", n)
		}
	})
}

// Many upload the same content at once: one copy, everybody served.
func TestTheSameUploadAtOnce(t *testing.T) {
	f, dir := folder(t)
	var wg sync.WaitGroup
	for range 16 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			if _, err := f.Spool(context.Background(), zone, "a.txt", strings.NewReader("同一内容"), files.Limits{}); err != nil {
				t.Error(err)
			}
		}()
	}
	wg.Wait()
	if n := onDisk(t, dir); n != 1 {
		t.Errorf("%d files on the disk", n)
	}
}
