package ledger

import (
	"errors"

	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/base/merklelog"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// Refusals of proofs.
var (
	NoEntry = fault.Define(fault.NotFound, "ledger.no_entry", "",
		"台账中没有该条目。", "The ledger has no such entry.")
	NotPlaced = fault.Define(fault.Unavailable, "ledger.not_placed", "",
		"该条目刚刚记入，尚未排入哈希树，请一秒后重试。",
		"The entry was recorded a moment ago and is not in the tree yet; try again in a second.")
	BadSize = fault.Define(fault.Invalid, "ledger.size", "",
		"台账长度应在 0 与当前长度 {size} 之间，且旧长度不大于新长度。",
		"A log length lies between 0 and the present length of {size}, the older one not above the newer.")
)

// InclusionProof proves that an entry stands in the zone's log. It is made for
// the newest signed checkpoint, so that the reader can check the signature
// too; for an entry that is not signed yet it is made for the present head,
// without a checkpoint. Refusals: [NoEntry], [NotPlaced].
func InclusionProof(r store.Reader, zone int64, entry ident.ID) (merklelog.InclusionProof, error) {
	var p merklelog.InclusionProof
	err := r.QueryRow(entryByID, zone, entry.String()).Scan(&p.Seq, &p.Body)
	if errors.Is(err, store.ErrNoRows) {
		if _, err := store.One(r, scanText, pendingByID, zone, entry); err == nil {
			return p, NotPlaced.New()
		}
		return p, NoEntry.New()
	}
	if err != nil {
		return p, err
	}
	h, err := readHead(r, zone)
	if err != nil {
		return p, err
	}
	p.Origin, p.Suite, p.Key, p.Size = h.origin, h.suite, h.key, h.size
	if p.Seq < h.noted {
		p.Size, p.Checkpoint = h.noted, h.note
	}
	read := tiles(r, zone)
	if p.Root, err = merklelog.RootAt(p.Suite, p.Size, read); err != nil {
		return p, Broken.Wrap(err, "zone", zone)
	}
	if p.Path, err = merklelog.Inclusion(p.Suite, p.Seq, p.Size, read); err != nil {
		return p, Broken.Wrap(err, "zone", zone)
	}
	p.Leaf = p.Suite.Leaf(p.Body)
	return p, nil
}

// ConsistencyProof proves that the log of newSize entries continues the log of
// oldSize entries. newSize 0 means the newest signed checkpoint. Refusal:
// [BadSize].
func ConsistencyProof(r store.Reader, zone, oldSize, newSize int64) (merklelog.ConsistencyProof, error) {
	var p merklelog.ConsistencyProof
	h, err := readHead(r, zone)
	if err != nil && !errors.Is(err, store.ErrNoRows) {
		return p, err
	}
	if newSize == 0 {
		newSize = h.noted
	}
	if oldSize < 0 || oldSize > newSize || newSize > h.size || !h.suite.Valid() {
		return p, BadSize.New("size", h.size)
	}
	p = merklelog.ConsistencyProof{Origin: h.origin, Suite: h.suite, Key: h.key, OldSize: oldSize, NewSize: newSize}
	if newSize == h.noted {
		p.Checkpoint = h.note
	}
	read := tiles(r, zone)
	var err1, err2, err3 error
	p.OldRoot, err1 = merklelog.RootAt(h.suite, oldSize, read)
	p.NewRoot, err2 = merklelog.RootAt(h.suite, newSize, read)
	p.Path, err3 = merklelog.Consistency(h.suite, oldSize, newSize, read)
	if err := errors.Join(err1, err2, err3); err != nil {
		return p, Broken.Wrap(err, "zone", zone)
	}
	return p, nil
}

// Newest gives the zone's newest signed checkpoint as a note, for whoever
// wants to keep one as a witness. It is empty while nothing is signed.
func Newest(r store.Reader, zone int64) (string, error) {
	h, err := readHead(r, zone)
	if errors.Is(err, store.ErrNoRows) {
		return "", nil
	}
	return h.note, err
}
