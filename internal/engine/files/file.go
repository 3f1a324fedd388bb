package files

import (
	"errors"
	"net/http"
	"net/url"
	"path"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/engine/ledger"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// Refusals about records of files.
var (
	NotFound = fault.Define(fault.NotFound, "files.not_found", "",
		"没有找到这个附件，它可能超过一周未被引用而已清除，请重新上传。",
		"There is no such file; an upload that nothing refers to is removed after a week. Upload it again.")
	NotLinked = fault.Define(fault.NotFound, "files.not_linked", "",
		"这个附件不在该记录上。", "The file does not belong to this record.")
	NoReason = fault.Define(fault.Invalid, "files.reason", "",
		"移除佐证材料须写明理由（不超过 {limit} 字）。", "Removing evidence takes a reason (at most {limit} characters).")
	NotYours = fault.Define(fault.Forbidden, "files.not_yours", "",
		"只能引用本人上传的附件。", "Only files you uploaded yourself can be attached.")
)

const (
	maxName = 200 // characters of an uploader's file name
	maxText = 500
)

// File is the record of one upload.
type File struct {
	ID         ident.ID
	Zone       int64
	Hash       Hash
	Size       int64 // bytes
	Kind       Kind
	Name       string   // the uploader's name for it
	UploadedBy ident.ID // account
	At         time.Time
}

// Attachment is a file as part of a record.
type Attachment struct {
	File
	Object    string   // the record: "tasks.report/<id>"
	Evidence  string   // as what, in the room's words: "minutes", "photo"
	LinkedBy  ident.ID // account
	LinkedAt  time.Time
	RemovedAt time.Time // zero while it is part of the record
	Reason    string    // why it was removed
}

// DownloadName is the uploader's name with the extension of what it really is.
func (f File) DownloadName() string {
	stem := strings.TrimSuffix(f.Name, path.Ext(f.Name))
	if f.Kind == JPEG && strings.EqualFold(path.Ext(f.Name), ".jpg") {
		return f.Name
	}
	if stem == "" {
		stem = "附件"
	}
	return stem + "." + string(f.Kind)
}

// cleanName makes a text of an uploader's file name: its last element, without
// control and direction characters, at most 200 characters.
func cleanName(name string) string {
	name = strings.ToValidUTF8(name, "")
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	name = strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, name))
	if r := []rune(name); len(r) > maxName {
		ext := []rune(path.Ext(name))
		if len(ext) > 10 {
			ext = nil
		}
		name = string(r[:maxName-len(ext)]) + string(ext)
	}
	if strings.Trim(name, ".") == "" {
		return "附件"
	}
	return name
}

// Put is PutIn as a command of its own, with a ledger entry: an upload that a
// later command will attach.
func Put(tx *store.Tx, s Spooled) (File, error) {
	f, err := PutIn(tx, s)
	if err != nil {
		return File{}, err
	}
	return f, ledger.Record(tx, ledger.Entry{Action: "files.put", Object: f.ID.String(),
		Detail: map[string]any{"sha256": f.Hash.String(), "size": f.Size, "kind": f.Kind}})
}

// PutIn records an upload inside another command.
func PutIn(tx *store.Tx, s Spooled) (File, error) {
	f := File{ID: ident.NewID(tx.Now()), Zone: s.Zone, Hash: s.Hash, Size: s.Size, Kind: s.Kind, Name: s.Name, UploadedBy: tx.Actor().Account, At: tx.Now()}
	_, err := tx.Exec(insertFile, f.Zone, f.ID, f.Hash[:], f.Size, string(f.Kind), f.Name, f.UploadedBy, f.At)
	return f, err
}

// Attach records an upload and links it to a record at once, inside a room's
// command.
func Attach(tx *store.Tx, s Spooled, object, evidence string) (File, error) {
	f, err := PutIn(tx, s)
	if err != nil {
		return File{}, err
	}
	return f, link(tx, f.Zone, f.ID, object, evidence)
}

// Link makes an earlier upload part of a record, inside a room's command. The
// actor must be the uploader, unless the file is part of a record already and
// the room has checked that the actor may see it (see [Relink]).
func Link(tx *store.Tx, zone int64, file ident.ID, object, evidence string) error {
	f, err := Get(tx, zone, file)
	if err != nil {
		return err
	}
	if f.UploadedBy != tx.Actor().Account {
		return NotYours.New()
	}
	return link(tx, zone, file, object, evidence)
}

// Relink makes a file of one record part of another as well. The caller has
// checked that the actor may see the first record.
func Relink(tx *store.Tx, zone int64, file ident.ID, from, object, evidence string) error {
	of, err := Of(tx, zone, from)
	if err != nil {
		return err
	}
	for _, a := range of {
		if a.ID == file {
			return link(tx, zone, file, object, evidence)
		}
	}
	return NotLinked.New()
}

func link(tx *store.Tx, zone int64, file ident.ID, object, evidence string) error {
	_, err := tx.Exec(insertLink, zone, object, file, evidence, tx.Actor().Account, tx.Now())
	if store.IsForeignKey(err) { // swept since it was read
		return NotFound.New()
	}
	return err
}

// Unlink takes a file off a record, for a reason, inside a room's command. The
// link stays readable as removed; nothing is deleted.
func Unlink(tx *store.Tx, zone int64, file ident.ID, object, reason string) error {
	if n := utf8.RuneCountInString(reason); n == 0 || n > maxText {
		return NoReason.At("reason", "limit", maxText)
	}
	n, err := tx.Exec(removeLink, zone, object, file, tx.Actor().Account, tx.Now(), reason)
	if err == nil && n == 0 {
		err = NotLinked.New()
	}
	return err
}

// Get gives the record of an upload, or NotFound.
func Get(r store.Reader, zone int64, id ident.ID) (File, error) {
	f, err := store.One(r, scanFile, selectFile, zone, id)
	if errors.Is(err, store.ErrNoRows) {
		return File{}, NotFound.New()
	}
	return f, err
}

// Of gives the files of a record in the order they were attached, without
// removed ones.
func Of(r store.Reader, zone int64, object string) ([]Attachment, error) {
	return store.All(r, scanAttachment, selectOf, zone, object)
}

// History gives all files a record ever had, removed ones included.
func History(r store.Reader, zone int64, object string) ([]Attachment, error) {
	return store.All(r, scanAttachment, selectHistory, zone, object)
}

// Records gives the records a file is part of: whoever may see one of them may
// see the file.
func Records(r store.Reader, zone int64, file ident.ID) ([]string, error) {
	return store.All(r, func(r *store.Rows) (s string, err error) { return s, r.Scan(&s) }, selectRecords, zone, file)
}

// Serve answers a request with the file's content, always to be saved: it is
// not shown in place, and nothing in it can run as a page of this site.
func (f *Folder) Serve(w http.ResponseWriter, r *http.Request, file File) error {
	content, err := f.Open(file)
	if err != nil {
		return err
	}
	defer content.Close()
	h := w.Header()
	h.Set("Content-Type", file.Kind.MediaType())
	h.Set("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape(file.DownloadName()))
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	h.Set("Cache-Control", "private, no-store")
	h.Set("ETag", `"`+file.Hash.String()+`"`)
	http.ServeContent(w, r, "", file.At, content)
	return nil
}
