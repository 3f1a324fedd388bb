package merklelog

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
)

// ErrCheckpoint says that a text is not a checkpoint signed by a known key.
var ErrCheckpoint = errors.New("merklelog: not a checkpoint signed by a known key")

// Checkpoint is what the log's keeper signs: how many entries there were at an
// instant, and the root over them.
type Checkpoint struct {
	Origin string
	Size   int64
	Root   Hash
	Suite  Suite
	At     time.Time // UTC, microseconds
}

const instant = "2006-01-02T15:04:05.000000Z"

// text gives the five lines that are signed.
func (c Checkpoint) text() string {
	return fmt.Sprintf("%s\n%d\n%s\nsuite %s\nat %s\n", c.Origin, c.Size, c.Root, c.Suite, c.At.UTC().Format(instant))
}

// parseCheckpoint reads the five lines and refuses any other spelling of them.
func parseCheckpoint(text string) (Checkpoint, error) {
	lines := strings.Split(text, "\n")
	if len(lines) != 6 {
		return Checkpoint{}, ErrCheckpoint
	}
	c := Checkpoint{Origin: lines[0], Suite: Suite(strings.TrimPrefix(lines[3], "suite "))}
	var err1, err2, err3 error
	c.Size, err1 = strconv.ParseInt(lines[1], 10, 64)
	c.Root, err2 = ParseHash(lines[2])
	c.At, err3 = time.Parse(instant, strings.TrimPrefix(lines[4], "at "))
	if errors.Join(err1, err2, err3) != nil || c.Size < 0 || !c.Suite.Valid() || c.text() != text {
		return Checkpoint{}, ErrCheckpoint
	}
	return c, nil
}

// Sign gives the checkpoint as a signed note.
func (c Checkpoint) Sign(key *PrivateKey) ([]byte, error) {
	return note.Sign(&note.Note{Text: c.text()}, key)
}

// OpenCheckpoint checks that the note is signed by one of the keys, in the one
// spelling this package writes, and gives what it says.
func OpenCheckpoint(signed []byte, keys ...*PublicKey) (Checkpoint, error) {
	text, key, err := openNote(signed, keys)
	if err != nil {
		return Checkpoint{}, err
	}
	c, err := parseCheckpoint(text)
	if err != nil {
		return Checkpoint{}, err
	}
	if c.Suite != key.suite {
		return Checkpoint{}, ErrCheckpoint
	}
	return c, nil
}

// openNote gives the text of a note with exactly one signature, by one of the
// keys, spelled canonically.
func openNote(signed []byte, keys []*PublicKey) (string, *PublicKey, error) {
	verifiers := make([]note.Verifier, 0, len(keys))
	seen := map[string]bool{}
	for _, k := range keys {
		if s := k.String(); !seen[s] {
			seen[s] = true
			verifiers = append(verifiers, k)
		}
	}
	n, err := note.Open(signed, note.VerifierList(verifiers...))
	if err != nil || len(n.Sigs) != 1 || len(n.UnverifiedSigs) != 0 {
		return "", nil, ErrCheckpoint
	}
	sig := n.Sigs[0]
	raw, err := base64.StdEncoding.DecodeString(sig.Base64)
	if err != nil {
		return "", nil, ErrCheckpoint
	}
	again := fmt.Appendf(nil, "%s\n— %s %s\n", n.Text, sig.Name, base64.StdEncoding.EncodeToString(raw))
	if !bytes.Equal(again, signed) || len(raw) < 4 {
		return "", nil, ErrCheckpoint
	}
	for _, k := range keys {
		if k.name == sig.Name && k.KeyHash() == binary.BigEndian.Uint32(raw) {
			return n.Text, k, nil
		}
	}
	return "", nil, ErrCheckpoint
}
