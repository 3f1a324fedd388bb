package merklelog

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"

	"github.com/emmansun/gmsm/sm3"
)

// Suite names the hash and the signature of a log. A log keeps its suite for
// life, because its old leaves cannot be hashed again without the old root
// losing its meaning.
type Suite string

// The suites: the international one, and the one of the Chinese commercial
// cryptography standards (商用密码, GB/T 39786).
const (
	SHA256 Suite = "sha256-ed25519"
	SM3    Suite = "sm3-sm2"
)

// Valid reports whether the suite is one of the two.
func (s Suite) Valid() bool { return s == SHA256 || s == SM3 }

// HashSize is the length of every hash in bytes, in both suites.
const HashSize = 32

// Hash is a leaf, a node or a root.
type Hash [HashSize]byte

// String gives the padded base64 form.
func (h Hash) String() string { return base64.StdEncoding.EncodeToString(h[:]) }

// MarshalText writes the padded base64 form.
func (h Hash) MarshalText() ([]byte, error) { return []byte(h.String()), nil }

// UnmarshalText reads the padded base64 form, and only the canonical one.
func (h *Hash) UnmarshalText(b []byte) error {
	parsed, err := ParseHash(string(b))
	if err != nil {
		return err
	}
	*h = parsed
	return nil
}

// ParseHash reads the padded base64 form, and only the canonical one.
func ParseHash(s string) (Hash, error) {
	var h Hash
	raw, err := decodeBase64(s)
	if err != nil {
		return h, err
	}
	return HashOf(raw)
}

// HashOf takes the 32 bytes of a stored hash.
func HashOf(raw []byte) (Hash, error) {
	if len(raw) != HashSize {
		return Hash{}, fmt.Errorf("merklelog: a hash of %d bytes", len(raw))
	}
	return Hash(raw), nil
}

// decodeBase64 refuses the spellings that the standard decoder forgives (line
// ends, loose trailing bits): two spellings of one value would let a byte
// change unseen.
func decodeBase64(s string) ([]byte, error) {
	raw, err := base64.StdEncoding.DecodeString(s)
	if err != nil {
		return nil, fmt.Errorf("merklelog: base64: %w", err)
	}
	if base64.StdEncoding.EncodeToString(raw) != s {
		return nil, fmt.Errorf("merklelog: base64 is not canonical")
	}
	return raw, nil
}

// Domain separation of RFC 6962, section 2.1: a leaf can never pass for a node.
const (
	leafPrefix = 0x00
	nodePrefix = 0x01
)

// sum hashes bytes with the suite.
func (s Suite) sum(b []byte) Hash {
	if s == SM3 {
		return sm3.Sum(b)
	}
	return sha256.Sum256(b)
}

// Leaf gives the leaf hash of an entry's exact bytes.
func (s Suite) Leaf(body string) Hash {
	buf := make([]byte, 0, 1+len(body))
	return s.sum(append(append(buf, leafPrefix), body...))
}

// Node gives the hash of a node over its two children.
func (s Suite) Node(l, r Hash) Hash {
	var buf [1 + 2*HashSize]byte
	buf[0] = nodePrefix
	copy(buf[1:], l[:])
	copy(buf[1+HashSize:], r[:])
	return s.sum(buf[:])
}

// hasher is the suite in the shape the merkle library wants. It keeps its
// buffers, so one belongs to one goroutine.
type hasher struct {
	suite Suite
	buf   []byte
	node  [1 + 2*HashSize]byte
	arena []byte // results are cut from here, 512 at a time, to spare the collector
}

func newHasher(s Suite) *hasher { return &hasher{suite: s} }

func (h *hasher) keep(sum Hash) []byte {
	if len(h.arena) < HashSize {
		h.arena = make([]byte, 512*HashSize)
	}
	out := h.arena[:HashSize:HashSize]
	h.arena = h.arena[HashSize:]
	copy(out, sum[:])
	return out
}

// leafOf is [Suite.Leaf] without allocation.
func leafOf[T string | []byte](h *hasher, body T) Hash {
	h.buf = append(append(h.buf[:0], leafPrefix), body...)
	return h.suite.sum(h.buf)
}

// EmptyRoot is the root of no leaves.
func (h *hasher) EmptyRoot() []byte { return h.keep(h.suite.sum(nil)) }

// HashLeaf hashes an entry's bytes.
func (h *hasher) HashLeaf(body []byte) []byte { return h.keep(leafOf(h, body)) }

// HashChildren hashes two children.
func (h *hasher) HashChildren(l, r []byte) []byte {
	h.node[0] = nodePrefix
	copy(h.node[1:], l)
	copy(h.node[1+HashSize:], r)
	return h.keep(h.suite.sum(h.node[:]))
}

// Size is the length of a hash.
func (h *hasher) Size() int { return HashSize }
