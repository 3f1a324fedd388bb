package merklelog

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/emmansun/gmsm/sm2"
	"golang.org/x/mod/sumdb/note"
)

// ErrKey says that a text is not a key of either suite.
var ErrKey = errors.New("merklelog: not a key of this product")

// Algorithm marks in front of the public key. The first is that of signed
// notes; the second is the byte reserved there for algorithms without a number
// of their own, made unique by the name behind it.
const (
	markEd25519 = "\x01"
	markSM2     = "\xffsm2-sm3"
)

const privatePrefix = "PRIVATE+KEY+"

func (s Suite) mark() string {
	if s == SM3 {
		return markSM2
	}
	return markEd25519
}

// keyHash is the four bytes that name a key inside a signed note.
func (s Suite) keyHash(name string, public []byte) uint32 {
	h := s.sum([]byte(name + "\n" + s.mark() + string(public)))
	return binary.BigEndian.Uint32(h[:4])
}

// PublicKey checks signatures of one log. It implements note.Verifier.
type PublicKey struct {
	suite Suite
	name  string
	raw   []byte // Ed25519: 32 bytes; SM2: uncompressed point, 65 bytes
	point *ecdsa.PublicKey
}

// Suite tells which algorithms the key belongs to.
func (k *PublicKey) Suite() Suite { return k.suite }

// Name is the signer's name in signed notes.
func (k *PublicKey) Name() string { return k.name }

// KeyHash names the key in signed notes.
func (k *PublicKey) KeyHash() uint32 { return k.suite.keyHash(k.name, k.raw) }

// Verify reports whether sig is the key's signature of msg.
func (k *PublicKey) Verify(msg, sig []byte) bool {
	if k.suite == SM3 {
		return sm2.VerifyASN1WithSM2(k.point, nil, msg, sig)
	}
	return ed25519.Verify(k.raw, msg, sig)
}

// String gives the key in one line: name, hash in hexadecimal and key in
// base64, joined by plus signs. This is what an outsider is told to trust.
func (k *PublicKey) String() string {
	return fmt.Sprintf("%s+%08x+%s", k.name, k.KeyHash(), base64.StdEncoding.EncodeToString([]byte(k.suite.mark()+string(k.raw))))
}

// ParsePublicKey reads the line that [PublicKey.String] gives.
func ParsePublicKey(text string) (*PublicKey, error) {
	name, rest, _ := strings.Cut(strings.TrimSpace(text), "+")
	hash, key64, _ := strings.Cut(rest, "+")
	raw, err := decodeBase64(key64)
	if err != nil || !validName(name) {
		return nil, ErrKey
	}
	k := &PublicKey{name: name}
	switch {
	case strings.HasPrefix(string(raw), markSM2):
		k.suite, k.raw = SM3, raw[len(markSM2):]
		if k.point, err = sm2.NewPublicKey(k.raw); err != nil || len(k.raw) != 65 {
			return nil, ErrKey
		}
	case strings.HasPrefix(string(raw), markEd25519) && len(raw) == 1+ed25519.PublicKeySize:
		k.suite, k.raw = SHA256, raw[1:]
	default:
		return nil, ErrKey
	}
	if fmt.Sprintf("%08x", k.KeyHash()) != hash {
		return nil, ErrKey
	}
	return k, nil
}

// PrivateKey signs checkpoints of a log. It implements note.Signer.
type PrivateKey struct {
	public *PublicKey
	seed   []byte // 32 bytes in both suites
	ed     ed25519.PrivateKey
	sm     *sm2.PrivateKey
	random io.Reader
}

// Public gives the key that checks what this one signs.
func (k *PrivateKey) Public() *PublicKey { return k.public }

// Name is the signer's name in signed notes.
func (k *PrivateKey) Name() string { return k.public.name }

// KeyHash names the key in signed notes.
func (k *PrivateKey) KeyHash() uint32 { return k.public.KeyHash() }

// Sign signs msg.
func (k *PrivateKey) Sign(msg []byte) ([]byte, error) {
	if k.sm != nil {
		return k.sm.SignWithSM2(k.random, nil, msg)
	}
	return ed25519.Sign(k.ed, msg), nil
}

// String hides the key: it must not appear in a log by accident.
func (k *PrivateKey) String() string { return "private key of " + k.public.String() }

// Encode gives the secret line that [ParsePrivateKey] reads.
func (k *PrivateKey) Encode() string {
	return fmt.Sprintf("%s%s+%08x+%s", privatePrefix, k.public.name, k.KeyHash(),
		base64.StdEncoding.EncodeToString([]byte(k.public.suite.mark()+string(k.seed))))
}

// GenerateKey makes a key for a suite. The name must have no space and no plus.
func GenerateKey(s Suite, name string, random io.Reader) (*PrivateKey, error) {
	if !s.Valid() || !validName(name) {
		return nil, ErrKey
	}
	if s == SM3 {
		sm, err := sm2.GenerateKey(random)
		if err != nil {
			return nil, err
		}
		seed := make([]byte, 32)
		sm.D.FillBytes(seed)
		return privateKey(s, name, seed, random)
	}
	seed := make([]byte, ed25519.SeedSize)
	if _, err := io.ReadFull(random, seed); err != nil {
		return nil, err
	}
	return privateKey(s, name, seed, random)
}

// ParsePrivateKey reads the line that [PrivateKey.Encode] gives. SM2 draws
// randomness for each signature from random.
func ParsePrivateKey(text string, random io.Reader) (*PrivateKey, error) {
	rest, ok := strings.CutPrefix(strings.TrimSpace(text), privatePrefix)
	name, rest, _ := strings.Cut(rest, "+")
	hash, key64, _ := strings.Cut(rest, "+")
	raw, err := decodeBase64(key64)
	if !ok || err != nil || !validName(name) {
		return nil, ErrKey
	}
	s := SHA256
	if strings.HasPrefix(string(raw), markSM2) {
		s = SM3
	}
	seed, ok := strings.CutPrefix(string(raw), s.mark())
	if !ok || len(seed) != 32 {
		return nil, ErrKey
	}
	k, err := privateKey(s, name, []byte(seed), random)
	if err != nil || fmt.Sprintf("%08x", k.KeyHash()) != hash {
		return nil, ErrKey
	}
	return k, nil
}

func privateKey(s Suite, name string, seed []byte, random io.Reader) (*PrivateKey, error) {
	k := &PrivateKey{seed: seed, random: random, public: &PublicKey{suite: s, name: name}}
	if s == SHA256 {
		k.ed = ed25519.NewKeyFromSeed(seed)
		k.public.raw = k.ed[ed25519.SeedSize:]
		return k, nil
	}
	sm, err := sm2.NewPrivateKey(seed)
	if err != nil {
		return nil, ErrKey
	}
	point, err := sm2.PublicKeyToECDH(&sm.PublicKey)
	if err != nil {
		return nil, ErrKey
	}
	k.sm, k.public.raw, k.public.point = sm, point.Bytes(), &sm.PublicKey
	return k, nil
}

func validName(name string) bool {
	return name != "" && utf8.ValidString(name) && !strings.Contains(name, "+") && strings.IndexFunc(name, unicode.IsSpace) < 0
}

// Both keys are what signed notes ask for.
var (
	_ note.Verifier = (*PublicKey)(nil)
	_ note.Signer   = (*PrivateKey)(nil)
)
