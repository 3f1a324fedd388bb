package merklelog_test

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/jingkai-zone/jingkai/internal/base/merklelog"
)

var suites = []merklelog.Suite{merklelog.SHA256, merklelog.SM3}

// naive is RFC 6962, section 2.1, written down a second time: the definition
// by recursion, with no library and no state.
func naive(s merklelog.Suite, bodies []string) merklelog.Hash {
	switch len(bodies) {
	case 0:
		h, _ := merklelog.RootAt(s, 0, nil)
		return h
	case 1:
		return s.Leaf(bodies[0])
	}
	k := 1
	for k*2 < len(bodies) {
		k *= 2
	}
	return s.Node(naive(s, bodies[:k]), naive(s, bodies[k:]))
}

// memory is a log's tiles in memory.
type memory map[[2]int64][]merklelog.Hash

func (m memory) visit(level int, index int64, h merklelog.Hash) {
	if level%merklelog.TileHeight == 0 {
		at := [2]int64{int64(level / merklelog.TileHeight), index / merklelog.TileWidth}
		m[at] = append(m[at], h)
	}
}

func (m memory) read(level int, index int64) ([]merklelog.Hash, error) {
	return m[[2]int64{int64(level), index}], nil
}

func bodies(n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprintf(`{"action":"test.act","n":%d,"text":"测试甲\n\"第%d条\""}`, i, i)
	}
	return out
}

func grow(t testing.TB, s merklelog.Suite, bodies []string) (*merklelog.Tree, memory) {
	t.Helper()
	tree, m := merklelog.NewTree(s), memory{}
	tree.OnNode(m.visit)
	for _, b := range bodies {
		if err := tree.Append(s.Leaf(b)); err != nil {
			t.Fatal(err)
		}
	}
	return tree, m
}

// The known answers of RFC 6962 test vectors: the root of no leaves is
// SHA-256(""), the leaf of an empty body is SHA-256(0x00), and SM3("") is the
// value of GB/T 32905's empty input.
func TestKnownAnswers(t *testing.T) {
	empty, err := merklelog.RootAt(merklelog.SHA256, 0, nil)
	if err != nil {
		t.Fatal(err)
	}
	leaf, byHand := merklelog.SHA256.Leaf(""), sha256.Sum256([]byte{0})
	sm, err := merklelog.RootAt(merklelog.SM3, 0, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ what, got, want string }{
		{"root of nothing", hex.EncodeToString(empty[:]), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
		{"leaf of nothing", hex.EncodeToString(leaf[:]), "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"},
		{"leaf by hand", hex.EncodeToString(leaf[:]), hex.EncodeToString(byHand[:])},
		{"SM3 of nothing", hex.EncodeToString(sm[:]), "1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b"},
	} {
		if c.got != c.want {
			t.Errorf("%s: got %s, want %s", c.what, c.got, c.want)
		}
	}
}

func TestRootsAndProofsAgreeWithTheDefinition(t *testing.T) {
	for _, s := range suites {
		t.Run(string(s), func(t *testing.T) {
			const n = 200 // more than three tiles
			all := bodies(n)
			_, tiles := grow(t, s, all)
			for size := int64(0); size <= n; size++ {
				root, err := merklelog.RootAt(s, size, tiles.read)
				if err != nil {
					t.Fatal(err)
				}
				if want := naive(s, all[:size]); root != want {
					t.Fatalf("root at %d: got %s, want %s", size, root, want)
				}
			}
			rapid.Check(t, func(t *rapid.T) {
				size := rapid.Int64Range(1, n).Draw(t, "size")
				seq := rapid.Int64Range(0, size-1).Draw(t, "seq")
				older := rapid.Int64Range(0, size).Draw(t, "older")
				checkProofs(t, s, all, tiles, seq, older, size)
			})
		})
	}
}

func checkProofs(t *rapid.T, s merklelog.Suite, all []string, tiles memory, seq, older, size int64) {
	path, err := merklelog.Inclusion(s, seq, size, tiles.read)
	if err != nil {
		t.Fatal(err)
	}
	p := merklelog.InclusionProof{Suite: s, Seq: seq, Size: size, Body: all[seq], Leaf: s.Leaf(all[seq]), Path: path, Root: naive(s, all[:size])}
	if err := p.Verify(); err != nil {
		t.Fatalf("inclusion of %d in %d: %v", seq, size, err)
	}
	if !browser(p) {
		t.Fatalf("the steps of the package comment do not verify %d in %d", seq, size)
	}
	wrong := p
	wrong.Body += " "
	if wrong.Verify() == nil || browser(wrong) {
		t.Fatal("a changed body passed")
	}
	wrong = p
	wrong.Seq = (seq + 1) % size
	if size > 1 && wrong.Verify() == nil {
		t.Fatal("a proof for another place passed")
	}
	path, err = merklelog.Consistency(s, older, size, tiles.read)
	if err != nil {
		t.Fatal(err)
	}
	c := merklelog.ConsistencyProof{Suite: s, OldSize: older, OldRoot: naive(s, all[:older]), NewSize: size, NewRoot: p.Root, Path: path}
	if err := c.Verify(); err != nil {
		t.Fatalf("consistency %d to %d: %v", older, size, err)
	}
	c.OldRoot[0] ^= 1
	if c.Verify() == nil {
		t.Fatal("a forked history passed")
	}
}

// browser follows the steps that the package comment gives to a browser.
func browser(p merklelog.InclusionProof) bool {
	h, i, last := p.Suite.Leaf(p.Body), p.Seq, p.Size-1
	for _, sibling := range p.Path {
		if last == 0 {
			return false
		}
		if i%2 == 1 || i == last {
			h = p.Suite.Node(sibling, h)
			for i%2 == 0 && i != 0 {
				i, last = i>>1, last>>1
			}
		} else {
			h = p.Suite.Node(h, sibling)
		}
		i, last = i>>1, last>>1
	}
	return last == 0 && h == p.Root
}

func TestTreeContinuesFromItsTiles(t *testing.T) {
	all := bodies(300)
	for _, s := range suites {
		_, tiles := grow(t, s, all[:129])
		tree, err := merklelog.OpenTree(s, 129, tiles.read)
		if err != nil {
			t.Fatal(err)
		}
		for _, b := range all[129:] {
			if err := tree.Append(s.Leaf(b)); err != nil {
				t.Fatal(err)
			}
		}
		root, err := tree.Root()
		if err != nil || root != naive(s, all) {
			t.Errorf("%s: root %s after continuing, error %v", s, root, err)
		}
		if _, err := merklelog.OpenTree(s, 200, tiles.read); err == nil {
			t.Error("a tree was opened from tiles that do not reach its size")
		}
	}
}

func newKey(t testing.TB, s merklelog.Suite) *merklelog.PrivateKey {
	t.Helper()
	key, err := merklelog.GenerateKey(s, "jingkai", rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func TestKeysSurviveTheirText(t *testing.T) {
	for _, s := range suites {
		key := newKey(t, s)
		again, err := merklelog.ParsePrivateKey(key.Encode()+"\n", rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		public, err := merklelog.ParsePublicKey(again.Public().String())
		if err != nil {
			t.Fatal(err)
		}
		sig, err := again.Sign([]byte("message"))
		if err != nil {
			t.Fatal(err)
		}
		if !public.Verify([]byte("message"), sig) || public.Verify([]byte("massage"), sig) {
			t.Errorf("%s: the key read back does not check signatures", s)
		}
		if strings.Contains(fmt.Sprintf("%v %s", key, key), key.Encode()[20:]) {
			t.Errorf("%s: printing a private key shows it", s)
		}
		text := public.String()
		for i := range text {
			broken := text[:i] + string(text[i]^1) + text[i+1:]
			if k, err := merklelog.ParsePublicKey(broken); err == nil && k.Verify([]byte("message"), sig) {
				t.Errorf("%s: key text with byte %d changed still checks", s, i)
			}
		}
	}
}

func TestCheckpointHasOneSpelling(t *testing.T) {
	for _, s := range suites {
		key, other := newKey(t, s), newKey(t, s)
		c := merklelog.Checkpoint{Origin: "jingkai/7", Size: 12, Root: s.Leaf("x"), Suite: s,
			At: time.Date(2019, 12, 2, 1, 0, 0, 123456000, time.UTC)}
		signed, err := c.Sign(key)
		if err != nil {
			t.Fatal(err)
		}
		got, err := merklelog.OpenCheckpoint(signed, other.Public(), key.Public())
		if err != nil || got != c {
			t.Fatalf("%s: opened %+v, %v; want %+v", s, got, err, c)
		}
		if _, err := merklelog.OpenCheckpoint(signed, other.Public()); err == nil {
			t.Errorf("%s: a checkpoint of an unknown key was opened", s)
		}
		for i := range signed {
			for bit := range 8 {
				broken := append([]byte(nil), signed...)
				broken[i] ^= 1 << bit
				if _, err := merklelog.OpenCheckpoint(broken, key.Public()); err == nil {
					t.Fatalf("%s: byte %d bit %d changed and the checkpoint still opens:\n%s", s, i, bit, broken)
				}
			}
		}
	}
}

func TestProofsTravelAsJSON(t *testing.T) {
	all := bodies(70)
	s := merklelog.SHA256
	tree, tiles := grow(t, s, all)
	root, err := tree.Root()
	if err != nil {
		t.Fatal(err)
	}
	key := newKey(t, s)
	signed, err := merklelog.Checkpoint{Origin: "jingkai/7", Size: 70, Root: root, Suite: s, At: time.Unix(0, 0)}.Sign(key)
	if err != nil {
		t.Fatal(err)
	}
	path, err := merklelog.Inclusion(s, 33, 70, tiles.read)
	if err != nil {
		t.Fatal(err)
	}
	sent := merklelog.InclusionProof{Origin: "jingkai/7", Suite: s, Seq: 33, Size: 70, Body: all[33], Leaf: s.Leaf(all[33]),
		Path: path, Root: root, Checkpoint: string(signed), Key: key.Public().String()}
	text, err := json.Marshal(sent)
	if err != nil {
		t.Fatal(err)
	}
	var got merklelog.InclusionProof
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatal(err)
	}
	if err := got.Verify(); err != nil {
		t.Error(err)
	}
	got.Origin = "jingkai/8"
	if got.Verify() == nil {
		t.Error("a checkpoint of another zone was accepted")
	}
}
