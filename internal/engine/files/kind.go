package files

import (
	"archive/zip"
	"bufio"
	"errors"
	"image"
	_ "image/jpeg" // reads the size of a photograph
	_ "image/png"  // reads the size of a picture
	"io"
	"net/http"
	"path"
	"slices"
	"strings"

	"github.com/jingkai-zone/jingkai/internal/base/fault"
)

// Kind is the type of a file, told from its content.
type Kind string

// The kinds that may come in.
const (
	PDF  Kind = "pdf"
	PNG  Kind = "png"
	JPEG Kind = "jpeg"
	XLSX Kind = "xlsx"
	DOCX Kind = "docx"
	Text Kind = "txt"
	CSV  Kind = "csv"
)

// Kinds lists all kinds that may come in.
var Kinds = []Kind{PDF, PNG, JPEG, XLSX, DOCX, Text, CSV}

var mediaTypes = map[Kind]string{
	PDF: "application/pdf", PNG: "image/png", JPEG: "image/jpeg",
	XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
	Text: "text/plain", CSV: "text/csv", // in whatever encoding the uploader wrote
}

// MediaType is the kind's name in HTTP.
func (k Kind) MediaType() string { return mediaTypes[k] }

// Refusals about what comes in.
var (
	TooLarge = fault.Define(fault.TooLarge, "files.too_large", "",
		"附件不能超过 {limit} MB，请压缩或拆分后再上传。", "A file may have at most {limit} MB; compress or split it.")
	Empty = fault.Define(fault.Invalid, "files.empty", "",
		"附件是空的，请重新选择文件。", "The file is empty; choose another.")
	KindRefused = fault.Define(fault.Refused, "files.kind", "",
		"只能上传以下类型的文件：{kinds}；类型按文件内容判断，与文件名无关。",
		"Only files of these types are accepted: {kinds}; the content tells the type, not the name.")
	Damaged = fault.Define(fault.Invalid, "files.damaged", "",
		"文件已损坏或加密，无法识别；请上传可以正常打开、未加密的文件。",
		"The file is damaged or encrypted and cannot be read; upload one that opens without a password.")
	Bomb = fault.Define(fault.Refused, "files.bomb", "",
		"文件解压后过大（超过 {limit} MB 或 {entries} 个部分），不能上传。",
		"The file unpacks to more than {limit} MB or {entries} parts and is not accepted.")
	Macros = fault.Define(fault.Refused, "files.macros", "",
		"文件含有宏，不能上传；请另存为不含宏的 .xlsx 或 .docx。",
		"The file contains macros; save it as an .xlsx or .docx without them.")
	BigPicture = fault.Define(fault.Refused, "files.big_picture", "",
		"图片不能超过 {limit} 万像素，请缩小后再上传。", "A picture may have at most {limit} × 10,000 pixels; reduce it.")
)

// Limits bound what may come in. A zero field means its default.
type Limits struct {
	Bytes    int64  // of the upload; default 20 MiB
	Kinds    []Kind // that are accepted; default all
	Unpacked int64  // bytes an office file may unpack to; default 200 MiB
	Entries  int    // parts an office file may have; default 5000
	Pixels   int64  // of a picture; default 100 million
}

const mebi = 1 << 20

func (l Limits) orDefault() Limits {
	if l.Bytes == 0 {
		l.Bytes = 20 * mebi
	}
	if len(l.Kinds) == 0 {
		l.Kinds = Kinds
	}
	if l.Unpacked == 0 {
		l.Unpacked = 200 * mebi
	}
	if l.Entries == 0 {
		l.Entries = 5000
	}
	if l.Pixels == 0 {
		l.Pixels = 100_000_000
	}
	return l
}

func (l Limits) refuseKind() error {
	names := make([]string, len(l.Kinds))
	for i, k := range l.Kinds {
		names[i] = string(k)
	}
	return KindRefused.New("kinds", strings.Join(names, ", "))
}

func (l Limits) refuseBomb() error {
	return Bomb.New("limit", max(l.Unpacked/mebi, 1), "entries", l.Entries)
}

// content is an upload while it is looked into: a file, or bytes in a test.
type content interface {
	io.Reader
	io.ReaderAt
	io.Seeker
}

// sniff tells the kind from the content and refuses what is not accepted. The
// uploader's name only decides between plain text and a table of text.
func sniff(c content, size int64, name string, l Limits) (Kind, error) {
	head := make([]byte, 512)
	n, err := c.ReadAt(head, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return "", err
	}
	var kind Kind
	err = nil
	switch media, _, _ := strings.Cut(http.DetectContentType(head[:n]), ";"); media {
	case "application/pdf":
		kind = PDF
	case "image/png":
		kind, err = PNG, picture(c, "png", l)
	case "image/jpeg":
		kind, err = JPEG, picture(c, "jpeg", l)
	case "application/zip":
		kind, err = office(c, size, l)
	case "text/plain":
		kind, err = Text, plain(c, l)
		if strings.EqualFold(path.Ext(name), ".csv") {
			kind = CSV
		}
	default:
		err = l.refuseKind()
	}
	if err == nil && !slices.Contains(l.Kinds, kind) {
		err = l.refuseKind()
	}
	if err != nil {
		return "", err
	}
	return kind, nil
}

// picture reads the header of an image: one that unpacks to gigabytes is a
// bomb as well.
func picture(c content, format string, l Limits) error {
	if _, err := c.Seek(0, io.SeekStart); err != nil {
		return err
	}
	cfg, got, err := image.DecodeConfig(c)
	if err != nil || got != format {
		return Damaged.New()
	}
	if int64(cfg.Width)*int64(cfg.Height) > l.Pixels {
		return BigPicture.New("limit", l.Pixels/10_000)
	}
	return nil
}

// plain refuses text with control characters anywhere, not only at its head.
// The encoding is left open: tables from Chinese offices come as GBK too.
func plain(c content, l Limits) error {
	if _, err := c.Seek(0, io.SeekStart); err != nil {
		return err
	}
	r := bufio.NewReaderSize(c, 64<<10)
	for {
		b, err := r.ReadByte()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if b < 0x20 && b != '\t' && b != '\n' && b != '\r' && b != '\f' || b == 0x7f {
			return l.refuseKind()
		}
	}
}

// office looks into a ZIP archive: it must be a workbook or a document without
// macros, and must really unpack within the limits, whatever it declares.
func office(c content, size int64, l Limits) (Kind, error) {
	z, err := zip.NewReader(c, size)
	if err != nil {
		return "", Damaged.New()
	}
	if len(z.File) > l.Entries {
		return "", l.refuseBomb()
	}
	parts := map[string]bool{}
	left := l.Unpacked
	for _, f := range z.File {
		name := strings.ToLower(f.Name)
		if strings.Contains(name, "..") || strings.HasPrefix(name, "/") || strings.Contains(name, `\`) || f.Flags&1 != 0 {
			return "", Damaged.New()
		}
		if strings.HasSuffix(name, "vbaproject.bin") {
			return "", Macros.New()
		}
		n, err := unpack(f, left)
		if err != nil {
			return "", err
		}
		if left -= n; left < 0 {
			return "", l.refuseBomb()
		}
		parts[name] = true
	}
	switch {
	case !parts["[content_types].xml"]:
	case parts["xl/workbook.xml"]:
		return XLSX, nil
	case parts["word/document.xml"]:
		return DOCX, nil
	}
	return "", l.refuseKind()
}

// unpack counts what a part really unpacks to, giving up just after left.
func unpack(f *zip.File, left int64) (int64, error) {
	r, err := f.Open()
	if err != nil {
		return 0, Damaged.New()
	}
	defer r.Close()
	n, err := io.Copy(io.Discard, io.LimitReader(r, left+1))
	if err != nil {
		return 0, Damaged.New()
	}
	return n, nil
}
