package ident

import (
	"bytes"
	"crypto/rand"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/jingkai-zone/jingkai/internal/base/fault"
)

// BadID refuses a text that is not a record id.
var BadID = fault.Define(fault.Invalid, "ident.id", "",
	"编号格式不对，应为 36 位带连字符的 UUID。", "Not a record id: a hyphenated UUID of 36 characters is expected.")

// ID names a record: a UUIDv7, 16 bytes in the database, hyphenated text at
// the edges. The zero ID means "none".
type ID [16]byte

// NewID makes an id that sorts after those made at earlier instants, and, in
// one process, after those made at the same instant: a clock may stand still,
// and what was done second must still be listed second.
func NewID(now time.Time) ID {
	var id ID
	if _, err := rand.Read(id[6:]); err != nil {
		panic("ident: no randomness: " + err.Error())
	}
	ms := uint64(now.UnixMilli())
	for i := 0; i < 6; i++ {
		id[i] = byte(ms >> (40 - 8*i))
	}
	// The 12 bits of rand_a carry the microseconds, so that ids of one
	// millisecond still sort by time (RFC 9562, 6.2, method 3).
	us := uint16(now.UnixMicro()%1000) << 2
	id[6] = 0x70 | byte(us>>8)
	id[7] = byte(us)
	id[8] = id[8]&0x1f | 0x80 // half of the room is left for the steps below
	return latest.after(id)
}

// sequence remembers the latest id of the process.
type sequence struct {
	mu   sync.Mutex
	last ID
}

var latest sequence

// after gives id, or where the latest id of the same microsecond is not below
// it, a step of 32 random bits behind that one (RFC 9562, 6.2, method 2): ids
// stay unguessable and in order.
func (s *sequence) after(id ID) ID {
	s.mu.Lock()
	defer s.mu.Unlock()
	if [8]byte(s.last[:8]) == [8]byte(id[:8]) && bytes.Compare(id[8:], s.last[8:]) <= 0 {
		step := uint64(binary.BigEndian.Uint32(id[12:])) + 1
		binary.BigEndian.PutUint64(id[8:], binary.BigEndian.Uint64(s.last[8:])+step)
	}
	s.last = id
	return id
}

// ParseID reads the hyphenated form.
func ParseID(s string) (ID, error) {
	if len(s) != 36 {
		return ID{}, BadID.New()
	}
	u, err := uuid.Parse(s)
	if err != nil {
		return ID{}, BadID.New()
	}
	return ID(u), nil
}

// MustID is ParseID for constants and tests.
func MustID(s string) ID {
	id, err := ParseID(s)
	if err != nil {
		panic(err)
	}
	return id
}

// IsZero reports whether the id names nothing.
func (id ID) IsZero() bool { return id == ID{} }

// String gives the hyphenated form; the zero id gives "".
func (id ID) String() string {
	if id.IsZero() {
		return ""
	}
	var b [36]byte
	hex.Encode(b[:8], id[:4])
	b[8] = '-'
	hex.Encode(b[9:13], id[4:6])
	b[13] = '-'
	hex.Encode(b[14:18], id[6:8])
	b[18] = '-'
	hex.Encode(b[19:23], id[8:10])
	b[23] = '-'
	hex.Encode(b[24:], id[10:])
	return string(b[:])
}

// MarshalText writes the hyphenated form.
func (id ID) MarshalText() ([]byte, error) { return []byte(id.String()), nil }

// UnmarshalText reads the hyphenated form; an empty text is the zero id.
func (id *ID) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*id = ID{}
		return nil
	}
	parsed, err := ParseID(string(b))
	if err != nil {
		return err
	}
	*id = parsed
	return nil
}

// MarshalJSON writes the hyphenated form, or null for the zero id.
func (id ID) MarshalJSON() ([]byte, error) {
	if id.IsZero() {
		return []byte("null"), nil
	}
	return json.Marshal(id.String())
}

// UnmarshalJSON reads the hyphenated form or null.
func (id *ID) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		*id = ID{}
		return nil
	}
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return BadID.New()
	}
	return id.UnmarshalText([]byte(s))
}
