package merklelog

import (
	"fmt"

	"github.com/transparency-dev/merkle/compact"
)

// TileHeight is how many levels of the tree one stored tile spans. Six levels
// make a tile of 64 hashes, 2 KiB, which fits a page of either database.
const TileHeight = 6

// TileWidth is the number of hashes of a full tile.
const TileWidth = 1 << TileHeight

// Tiles reads stored hashes: tile (level, index) holds the nodes of tree level
// level × [TileHeight] from index × [TileWidth] on, as many as are complete.
// It may return more than existed when the log was smaller.
type Tiles func(level int, index int64) ([]Hash, error)

// Visit is told of every complete node that an append creates: tree level
// (0 is the leaves), place in that level, hash.
type Visit func(level int, index int64, hash Hash)

// Tree is the right edge of a growing log: enough to append and to give the
// root, whatever the size. It belongs to one goroutine.
type Tree struct {
	h     *hasher
	f     *compact.RangeFactory
	r     *compact.Range
	visit compact.VisitFn // adapts onNode once, not per append
	on    Visit
}

// NewTree starts an empty log.
func NewTree(s Suite) *Tree {
	t := &Tree{h: newHasher(s)}
	t.f = &compact.RangeFactory{Hash: t.h.HashChildren}
	t.r = t.f.NewEmptyRange(0)
	t.visit = func(id compact.NodeID, hash []byte) { t.on(int(id.Level), int64(id.Index), Hash(hash)) }
	return t
}

// OpenTree continues a log of size entries from its stored tiles.
func OpenTree(s Suite, size int64, tiles Tiles) (*Tree, error) {
	t := NewTree(s)
	ids := compact.RangeNodes(0, uint64(size), nil)
	hashes, err := t.h.nodes(ids, tiles)
	if err != nil {
		return nil, err
	}
	t.r, err = t.f.NewRange(0, uint64(size), hashes)
	return t, err
}

// OnNode sets who is told of new nodes; nil for nobody.
func (t *Tree) OnNode(v Visit) { t.on = v }

// Append adds the next leaf.
func (t *Tree) Append(leaf Hash) error {
	visit := t.visit
	if t.on == nil {
		visit = nil
	}
	return t.r.Append(t.h.keep(leaf), visit)
}

// Size is the number of leaves.
func (t *Tree) Size() int64 { return int64(t.r.End()) }

// Root is the root over all leaves.
func (t *Tree) Root() (Hash, error) {
	root, err := t.r.GetRootHash(nil)
	if err != nil {
		return Hash{}, err
	}
	if root == nil {
		return t.h.suite.sum(nil), nil
	}
	return HashOf(root)
}

// clone copies the edge, without the visitor.
func (t *Tree) clone() (*Tree, error) {
	c := NewTree(t.h.suite)
	var err error
	c.r, err = c.f.NewRange(0, t.r.End(), append([][]byte(nil), t.r.Hashes()...))
	return c, err
}

// RootAt gives the root the log had at size, from its tiles.
func RootAt(s Suite, size int64, tiles Tiles) (Hash, error) {
	t, err := OpenTree(s, size, tiles)
	if err != nil {
		return Hash{}, err
	}
	return t.Root()
}

// nodes finds complete nodes in tiles; each tile is read once.
func (h *hasher) nodes(ids []compact.NodeID, tiles Tiles) ([][]byte, error) {
	type place struct {
		level int
		index int64
	}
	read := map[place][]Hash{}
	out := make([][]byte, len(ids))
	for i, id := range ids {
		level := int(id.Level) / TileHeight
		// The node covers 2^rest hashes of its tile, starting at first.
		rest := id.Level % TileHeight
		first := id.Index << rest
		at := place{level, int64(first / TileWidth)}
		tile, ok := read[at]
		if !ok {
			var err error
			if tile, err = tiles(at.level, at.index); err != nil {
				return nil, err
			}
			read[at] = tile
		}
		from, n := int(first%TileWidth), 1<<rest
		if len(tile) < from+n {
			return nil, fmt.Errorf("merklelog: tile %d/%d holds %d hashes, %d are needed", at.level, at.index, len(tile), from+n)
		}
		out[i] = h.fold(tile[from : from+n])
	}
	return out, nil
}

// fold gives the root of a complete subtree of 1, 2, 4 … 64 hashes.
func (h *hasher) fold(hashes []Hash) []byte {
	if len(hashes) == 1 {
		return h.keep(hashes[0])
	}
	half := len(hashes) / 2
	return h.HashChildren(h.fold(hashes[:half]), h.fold(hashes[half:]))
}
