package merklelog

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/base64"
	"errors"
	"fmt"
	"hash"
	"io"
	"slices"
	"strconv"
	"time"
)

// maxLine bounds a line of an export: the longest body, all of it escaped.
const maxLine = 4 << 20

// maxGap bounds how many missing entries are bridged one by one; a number that
// leaps further is taken for a line that cannot be read.
const maxGap = 1 << 20

// ExportOptions are what a reader of an export may know from elsewhere. The
// zero value knows nothing.
type ExportOptions struct {
	// Trusted is the public key the reader got from elsewhere. Without it the
	// key in the file is used and the report says so: such a file is consistent
	// in itself, but anybody could have made it.
	Trusted *PublicKey
	// Held are checkpoints (signed notes) that the reader kept from before, in
	// any order. The export must contain what they vouch for; this is how a log
	// that shows different people different contents is caught.
	Held [][]byte
	// Progress is told now and then how many bytes were read; may be nil.
	Progress func(read int64)
}

// VerifyExport checks an export and needs nothing else. The error is for
// reading only; what is wrong with the log is in the report.
func VerifyExport(r io.Reader, opts ExportOptions) (*Report, error) {
	v := &exportVerifier{r: bufio.NewReaderSize(r, 1<<16), opts: opts}
	return v.run()
}

type exportVerifier struct {
	r      *bufio.Reader
	long   []byte // a line longer than the reader's buffer
	body   []byte
	leaf64 []byte
	lineNo int64
	read   int64
	opts   ExportOptions

	header Header
	key    *PublicKey
	audit  *Audit
	others hash.Hash
	queue  []Expectation
	sealed bool
	blind  bool // test only
}

func (v *exportVerifier) run() (*Report, error) {
	line, err := v.line()
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	header, ok := parseHeader(line)
	if !ok {
		rep := &Report{Findings: []Finding{}}
		rep.Add(Malformed, -1, "line", 1)
		return rep, nil
	}
	v.header = header
	// One line waits at a time, so the queue of expectations is at most that.
	v.audit = NewAudit(header.Suite, func() (Expectation, bool, error) {
		if len(v.queue) == 0 {
			return Expectation{}, false, nil
		}
		e := v.queue[0]
		v.queue = v.queue[:0]
		return e, true, nil
	})
	v.audit.blind = v.blind
	v.chooseKey()
	v.hold()
	v.others = header.Suite.stream()
	v.others.Write(line)
	for {
		line, err := v.line()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		if err := v.take(line); err != nil {
			return nil, err
		}
	}
	return v.finish()
}

func (v *exportVerifier) chooseKey() {
	trusted := v.opts.Trusted
	rep := &v.audit.Report
	rep.Origin, rep.Zone, rep.Size, rep.Key = v.header.Origin, v.header.Zone, v.header.Size, v.header.Key
	own, err := ParsePublicKey(v.header.Key)
	if err != nil || own.suite != v.header.Suite || own.String() != v.header.Key {
		rep.Add(Malformed, -1, "line", 1)
		own = nil
	}
	v.key = own
	if trusted != nil {
		rep.KeyTrusted = true
		if own == nil || own.String() != trusted.String() {
			rep.Add(WrongKey, -1)
		}
		v.key = trusted
	}
}

// hold adds the checkpoints the reader kept as a source of their own.
func (v *exportVerifier) hold() {
	held := make([]Expectation, 0, len(v.opts.Held))
	for i, signed := range v.opts.Held {
		where := fmt.Sprintf("held %d", i+1)
		c, err := OpenCheckpoint(signed, v.keys()...)
		if err != nil || c.Origin != v.header.Origin || c.Suite != v.header.Suite {
			v.audit.Report.Add(BadSignature, -1, "where", where)
			continue
		}
		held = append(held, Expectation{Size: c.Size, Root: c.Root, At: c.At, Where: where, Signed: true})
	}
	slices.SortFunc(held, func(a, b Expectation) int { return cmp.Compare(a.Size, b.Size) })
	v.audit.sources = append(v.audit.sources, &source{next: FromSlice(held)})
}

// take handles one line after the header.
func (v *exportVerifier) take(line []byte) error {
	rep := &v.audit.Report
	switch {
	case v.sealed:
		v.malformed()
	case bytes.HasPrefix(line, []byte(`{"seq":`)):
		return v.entry(line)
	case bytes.HasPrefix(line, []byte(`{"checkpoint":"`)):
		v.others.Write(line)
		signed, ok := v.text(line, `{"checkpoint":"`)
		if !ok {
			v.malformed()
			return nil
		}
		where := fmt.Sprintf("line %d", v.lineNo)
		c, err := OpenCheckpoint(signed, v.keys()...)
		if err != nil || c.Origin != v.header.Origin || c.Suite != v.header.Suite || c.Size != v.audit.Next() {
			rep.Add(BadSignature, -1, "where", where)
			return nil
		}
		v.queue = append(v.queue[:0], Expectation{Size: c.Size, Root: c.Root, At: c.At, Where: where, Signed: true})
		return v.audit.again()
	case bytes.HasPrefix(line, []byte(`{"seal":"`)):
		v.sealed = true
		signed, ok := v.text(line, `{"seal":"`)
		if !ok {
			v.malformed()
			return nil
		}
		others, err := HashOf(v.others.Sum(nil))
		if err != nil {
			return err
		}
		text, _, err := openNote(signed, v.keys())
		if err != nil || text != v.header.sealText(others) {
			rep.Add(BadSeal, -1)
		}
	default:
		v.malformed()
	}
	return nil
}

func (v *exportVerifier) keys() []*PublicKey {
	if v.key == nil {
		return nil
	}
	return []*PublicKey{v.key}
}

func (v *exportVerifier) malformed() {
	v.audit.Report.Add(Malformed, -1, "line", v.lineNo)
}

// entry reads {"seq":N,"leaf":"…","body":"…"} in its one spelling.
func (v *exportVerifier) entry(line []byte) error {
	seq, leaf, ok := v.parseEntry(line)
	if !ok {
		v.malformed()
		return v.audit.Absent(nil)
	}
	if next := v.audit.Next(); seq != next {
		if seq < next || seq-next > maxGap {
			v.malformed()
			return nil
		}
		v.audit.Report.Add(Missing, next, "to", seq-1)
		for v.audit.Next() < seq {
			if err := v.audit.Absent(nil); err != nil {
				return err
			}
		}
	}
	return v.audit.Hashed(leafOf(v.audit.h, v.body), &leaf)
}

func (v *exportVerifier) parseEntry(line []byte) (seq int64, leaf Hash, ok bool) {
	rest := line[len(`{"seq":`):]
	comma := bytes.IndexByte(rest, ',')
	if comma < 1 || comma > 19 {
		return 0, leaf, false
	}
	seq, err := strconv.ParseInt(string(rest[:comma]), 10, 64)
	if err != nil || seq < 0 || (rest[0] == '0' && comma > 1) || rest[0] == '+' || rest[0] == '-' {
		return 0, leaf, false
	}
	rest, ok = bytes.CutPrefix(rest[comma:], []byte(`,"leaf":"`))
	if !ok || len(rest) < 44 {
		return 0, leaf, false
	}
	var raw [HashSize + 1]byte
	if n, err := base64.StdEncoding.Decode(raw[:], rest[:44]); err != nil || n != HashSize {
		return 0, leaf, false
	}
	copy(leaf[:], raw[:])
	v.leaf64 = base64.StdEncoding.AppendEncode(v.leaf64[:0], leaf[:])
	if !bytes.Equal(v.leaf64, rest[:44]) {
		return 0, leaf, false
	}
	rest, ok = bytes.CutPrefix(rest[44:], []byte(`","body":"`))
	if !ok {
		return 0, leaf, false
	}
	v.body, rest, ok = appendUnescaped(v.body[:0], rest)
	return seq, leaf, ok && string(rest) == "}\n"
}

// text reads the one string of a checkpoint or seal line.
func (v *exportVerifier) text(line []byte, prefix string) ([]byte, bool) {
	out, rest, ok := appendUnescaped(nil, line[len(prefix):])
	if !ok || string(rest) != "}\n" || !bytes.Equal(append(appendEscaped([]byte(prefix), string(out)), "\"}\n"...), line) {
		return nil, false
	}
	return out, true
}

func (v *exportVerifier) finish() (*Report, error) {
	rep := &v.audit.Report
	if v.audit.Next() != v.header.Size || !v.sealed {
		rep.Add(CutOff, -1, "size", v.header.Size)
	}
	v.queue = append(v.queue[:0], Expectation{Size: v.audit.Next(), Root: v.header.Root, Where: "header"})
	if err := v.audit.again(); err != nil {
		return nil, err
	}
	if err := v.audit.Finish(); err != nil {
		return nil, err
	}
	if v.header.Size > 0 && rep.Checkpoints == 0 && !v.audit.lost {
		rep.Add(NoCheckpoint, -1, "size", v.header.Size)
	}
	return rep, nil
}

// line gives the next line with its end. The last line must have one too: a
// file cut inside a line is told apart that way.
func (v *exportVerifier) line() ([]byte, error) {
	v.lineNo++
	line, err := v.r.ReadSlice('\n')
	if errors.Is(err, bufio.ErrBufferFull) {
		v.long = append(v.long[:0], line...)
		for errors.Is(err, bufio.ErrBufferFull) && len(v.long) < maxLine {
			line, err = v.r.ReadSlice('\n')
			v.long = append(v.long, line...)
		}
		line = v.long
	}
	v.read += int64(len(line))
	if v.opts.Progress != nil && v.lineNo%4096 == 0 {
		v.opts.Progress(v.read)
	}
	if errors.Is(err, io.EOF) && len(line) > 0 || errors.Is(err, bufio.ErrBufferFull) {
		return line, nil // without its end: nothing will accept it
	}
	return line, err
}

func parseHeader(line []byte) (Header, bool) {
	var h Header
	var suite, root, at string
	rest := line
	for _, part := range []struct {
		before string
		text   *string
		number *int64
	}{
		{`{"jingkai-ledger":1,"origin":"`, &h.Origin, nil},
		{`","zone":`, nil, &h.Zone},
		{`,"suite":"`, &suite, nil},
		{`","key":"`, &h.Key, nil},
		{`","size":`, nil, &h.Size},
		{`,"root":"`, &root, nil},
		{`","at":"`, &at, nil},
	} {
		var ok bool
		if rest, ok = bytes.CutPrefix(rest, []byte(part.before)); !ok {
			return h, false
		}
		end := bytes.IndexAny(rest, "\",\n")
		if end < 0 {
			return h, false
		}
		if part.text != nil {
			*part.text = string(rest[:end])
		} else {
			n, err := strconv.ParseInt(string(rest[:end]), 10, 64)
			if err != nil {
				return h, false
			}
			*part.number = n
		}
		rest = rest[end:]
	}
	h.Suite = Suite(suite)
	var err1, err2 error
	h.Root, err1 = ParseHash(root)
	h.At, err2 = time.Parse(instant, at)
	return h, err1 == nil && err2 == nil && h.Suite.Valid() && h.Size >= 0 && h.line() == string(line)
}
