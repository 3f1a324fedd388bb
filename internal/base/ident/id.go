package ident

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
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

// NewID makes an id that sorts after those made at earlier instants.
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
	id[7] = byte(us) | id[7]&0x03
	id[8] = id[8]&0x3f | 0x80
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
