package merklelog

import (
	"errors"
	"fmt"

	"github.com/transparency-dev/merkle/compact"
	"github.com/transparency-dev/merkle/proof"
)

// ErrProof says that a proof does not prove what it claims.
var ErrProof = errors.New("merklelog: the proof does not hold")

// InclusionProof shows that an entry stands in the log of the given size and
// root. It checks with nothing but the suite's hash; see the package comment.
type InclusionProof struct {
	Origin     string `json:"origin" doc:"Which log: the product's name and the zone"`
	Suite      Suite  `json:"suite" doc:"Hash and signature algorithms of the log"`
	Seq        int64  `json:"seq" doc:"Place of the entry, from 0"`
	Size       int64  `json:"size" doc:"Number of entries of the log the root is for"`
	Body       string `json:"body" doc:"The entry's exact bytes"`
	Leaf       Hash   `json:"leaf" doc:"H(0x00 || body), base64"`
	Path       []Hash `json:"path" nullable:"false" doc:"Sibling hashes from the leaf up, base64"`
	Root       Hash   `json:"root" doc:"Root of the tree of that size, base64"`
	Checkpoint string `json:"checkpoint,omitempty" doc:"The signed note over size and root, when one exists"`
	Key        string `json:"key" doc:"Public key of the log"`
}

// Verify recomputes the leaf from the body and the root from the leaf, and
// checks the checkpoint's signature if there is one. It does not judge whether
// the key is one to trust.
func (p InclusionProof) Verify() error {
	if !p.Suite.Valid() || p.Seq < 0 || p.Size <= p.Seq {
		return fmt.Errorf("%w: suite, place or size", ErrProof)
	}
	h := newHasher(p.Suite)
	leaf := leafOf(h, p.Body)
	if leaf != p.Leaf {
		return fmt.Errorf("%w: the body has another leaf", ErrProof)
	}
	if err := proof.VerifyInclusion(h, uint64(p.Seq), uint64(p.Size), leaf[:], asSlices(p.Path), p.Root[:]); err != nil {
		return fmt.Errorf("%w: %w", ErrProof, err)
	}
	return checkNote(p.Checkpoint, p.Key, p.Origin, p.Suite, p.Size, p.Root)
}

// ConsistencyProof shows that the log of the new size begins with all entries
// of the log of the old size, unchanged and in the same order.
type ConsistencyProof struct {
	Origin     string `json:"origin" doc:"Which log"`
	Suite      Suite  `json:"suite" doc:"Hash and signature algorithms of the log"`
	OldSize    int64  `json:"old_size" doc:"Number of entries of the older log"`
	OldRoot    Hash   `json:"old_root" doc:"Root of the older log, base64"`
	NewSize    int64  `json:"new_size" doc:"Number of entries of the newer log"`
	NewRoot    Hash   `json:"new_root" doc:"Root of the newer log, base64"`
	Path       []Hash `json:"path" nullable:"false" doc:"Hashes of RFC 6962 section 2.1.2, base64"`
	Checkpoint string `json:"checkpoint,omitempty" doc:"The signed note over the newer log, when one exists"`
	Key        string `json:"key" doc:"Public key of the log"`
}

// Verify recomputes both roots from the path.
func (p ConsistencyProof) Verify() error {
	if !p.Suite.Valid() || p.OldSize < 0 || p.NewSize < p.OldSize {
		return fmt.Errorf("%w: suite or sizes", ErrProof)
	}
	if p.OldSize == 0 && p.OldRoot != p.Suite.sum(nil) {
		return fmt.Errorf("%w: the root of no entries", ErrProof)
	}
	err := proof.VerifyConsistency(newHasher(p.Suite), uint64(p.OldSize), uint64(p.NewSize), asSlices(p.Path), p.OldRoot[:], p.NewRoot[:])
	if err != nil {
		return fmt.Errorf("%w: %w", ErrProof, err)
	}
	return checkNote(p.Checkpoint, p.Key, p.Origin, p.Suite, p.NewSize, p.NewRoot)
}

func checkNote(note, key, origin string, suite Suite, size int64, root Hash) error {
	if note == "" {
		return nil
	}
	public, err := ParsePublicKey(key)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrProof, err)
	}
	c, err := OpenCheckpoint([]byte(note), public)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrProof, err)
	}
	if c.Origin != origin || c.Suite != suite || c.Size != size || c.Root != root {
		return fmt.Errorf("%w: the checkpoint is for another tree", ErrProof)
	}
	return nil
}

// Inclusion gives the path from leaf seq to the root of the log of size.
// It requires 0 <= seq < size.
func Inclusion(s Suite, seq, size int64, tiles Tiles) ([]Hash, error) {
	plan, err := proof.Inclusion(uint64(seq), uint64(size))
	if err != nil {
		return nil, err
	}
	return fulfil(s, plan.IDs, plan, tiles)
}

// Consistency gives the path between two sizes. It requires 0 <= old <= new.
func Consistency(s Suite, oldSize, newSize int64, tiles Tiles) ([]Hash, error) {
	plan, err := proof.Consistency(uint64(oldSize), uint64(newSize))
	if err != nil {
		return nil, err
	}
	return fulfil(s, plan.IDs, plan, tiles)
}

func fulfil(s Suite, ids []compact.NodeID, plan proof.Nodes, tiles Tiles) ([]Hash, error) {
	h := newHasher(s)
	found, err := h.nodes(ids, tiles)
	if err != nil {
		return nil, err
	}
	path, err := plan.Rehash(found, h.HashChildren)
	if err != nil {
		return nil, err
	}
	out := make([]Hash, len(path))
	for i, p := range path {
		if out[i], err = HashOf(p); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// asSlices gives the hashes as byte slices, for the library.
func asSlices(hashes []Hash) [][]byte {
	out := make([][]byte, len(hashes))
	for i := range hashes {
		out[i] = hashes[i][:]
	}
	return out
}
