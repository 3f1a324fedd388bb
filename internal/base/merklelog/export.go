package merklelog

import (
	"bufio"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/emmansun/gmsm/sm3"
	"golang.org/x/mod/sumdb/note"
)

// Header is the first line of an export.
type Header struct {
	Origin string    // which log
	Zone   int64     // its zone
	Suite  Suite     // its algorithms
	Key    string    // its public key
	Size   int64     // how many entries follow
	Root   Hash      // the root over them
	At     time.Time // when the export was made
}

const headerForm = `{"jingkai-ledger":1,"origin":"%s","zone":%d,"suite":"%s","key":"%s","size":%d,"root":"%s","at":"%s"}` + "\n"

func (h Header) line() string {
	return fmt.Sprintf(headerForm, h.Origin, h.Zone, h.Suite, h.Key, h.Size, h.Root, h.At.UTC().Format(instant))
}

// sealText is what the last line signs: the log, its length and root, and the
// hash over all lines that the root does not cover.
func (h Header) sealText(others Hash) string {
	return fmt.Sprintf("jingkai ledger export\n%s\n%d\n%s\n%s\n", h.Origin, h.Size, h.Root, others)
}

func (s Suite) stream() hash.Hash {
	if s == SM3 {
		return sm3.New()
	}
	return sha256.New()
}

// ExportWriter writes an export line by line.
type ExportWriter struct {
	w      *bufio.Writer
	header Header
	others hash.Hash
	h      *hasher
	line   []byte
	next   int64
}

// NewExportWriter writes the header. Origin and key must be free of quotes,
// commas, backslashes and control characters, as this package makes them.
func NewExportWriter(w io.Writer, header Header) (*ExportWriter, error) {
	if strings.ContainsAny(header.Origin+header.Key, "\",\\\n") || !header.Suite.Valid() {
		return nil, errors.New("merklelog: a header that cannot be written")
	}
	e := &ExportWriter{w: bufio.NewWriterSize(w, 1<<16), header: header, others: header.Suite.stream(), h: newHasher(header.Suite)}
	return e, e.other(header.line())
}

// other writes a line that the seal covers.
func (e *ExportWriter) other(line string) error {
	e.others.Write([]byte(line))
	_, err := e.w.WriteString(line)
	return err
}

// Entry writes the next entry with its stored hash.
func (e *ExportWriter) Entry(body string, leaf Hash) error {
	b := append(e.line[:0], `{"seq":`...)
	b = strconv.AppendInt(b, e.next, 10)
	b = append(b, `,"leaf":"`...)
	b = append(b, leaf.String()...)
	b = append(b, `","body":"`...)
	b = appendEscaped(b, body)
	b = append(b, '"', '}', '\n')
	e.line = b
	e.next++
	_, err := e.w.Write(b)
	return err
}

// Checkpoint writes a signed note over the entries so far.
func (e *ExportWriter) Checkpoint(signed []byte) error {
	b := append([]byte(nil), `{"checkpoint":"`...)
	b = appendEscaped(b, string(signed))
	return e.other(string(b) + "\"}\n")
}

// Close seals the export and flushes it. It does not close the writer below.
func (e *ExportWriter) Close(key *PrivateKey) error {
	if e.next != e.header.Size {
		return fmt.Errorf("merklelog: %d entries announced, %d written", e.header.Size, e.next)
	}
	others, err := HashOf(e.others.Sum(nil))
	if err != nil {
		return err
	}
	signed, err := note.Sign(&note.Note{Text: e.header.sealText(others)}, key)
	if err != nil {
		return err
	}
	b := append([]byte(nil), `{"seal":"`...)
	b = append(appendEscaped(b, string(signed)), "\"}\n"...)
	if _, err := e.w.Write(b); err != nil {
		return err
	}
	return e.w.Flush()
}

// appendEscaped writes text as the inside of a JSON string. What is exported
// is compact JSON or a note, so only these three characters can need it.
func appendEscaped(b []byte, text string) []byte {
	for {
		i := strings.IndexAny(text, "\"\\\n")
		if i < 0 {
			return append(b, text...)
		}
		b = append(b, text[:i]...)
		if text[i] == '\n' {
			b = append(b, '\\', 'n')
		} else {
			b = append(b, '\\', text[i])
		}
		text = text[i+1:]
	}
}

// appendUnescaped reads the inside of a JSON string up to its closing quote
// and gives what follows. Only the spelling of appendEscaped is accepted.
func appendUnescaped(b, in []byte) (out, rest []byte, ok bool) {
	start := 0
	for i := 0; i < len(in); i++ {
		switch c := in[i]; {
		case c == '"':
			return append(b, in[start:i]...), in[i+1:], true
		case c < 0x20:
			return b, nil, false
		case c == '\\':
			if i+1 == len(in) {
				return b, nil, false
			}
			b = append(b, in[start:i]...)
			switch in[i+1] {
			case '"', '\\':
				b = append(b, in[i+1])
			case 'n':
				b = append(b, '\n')
			default:
				return b, nil, false
			}
			i++
			start = i + 1
		}
	}
	return b, nil, false
}
