package merklelog_test

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/merklelog"
)

// at is when everything in these tests was signed.
var at = time.Date(2019, 12, 2, 1, 0, 0, 0, time.UTC)

// history is a log in memory with a signed checkpoint at some sizes.
type history struct {
	suite  merklelog.Suite
	key    *merklelog.PrivateKey
	bodies []string
	leaves []merklelog.Hash
	notes  map[int64][]byte
	root   merklelog.Hash
}

func newHistory(t testing.TB, s merklelog.Suite, key *merklelog.PrivateKey, bodies []string, every int64) history {
	t.Helper()
	h := history{suite: s, key: key, bodies: bodies, notes: map[int64][]byte{}}
	tree := merklelog.NewTree(s)
	h.root, _ = tree.Root()
	for i, b := range bodies {
		leaf := s.Leaf(b)
		h.leaves = append(h.leaves, leaf)
		if err := tree.Append(leaf); err != nil {
			t.Fatal(err)
		}
		var err error
		if h.root, err = tree.Root(); err != nil {
			t.Fatal(err)
		}
		size := int64(i) + 1
		if size%every == 0 || i == len(bodies)-1 {
			if h.notes[size], err = (merklelog.Checkpoint{Origin: "jingkai/7", Size: size, Root: h.root, Suite: s, At: at}).Sign(key); err != nil {
				t.Fatal(err)
			}
		}
	}
	return h
}

func (h history) export(t testing.TB) []byte {
	t.Helper()
	var out bytes.Buffer
	w, err := merklelog.NewExportWriter(&out, merklelog.Header{Origin: "jingkai/7", Zone: 7, Suite: h.suite,
		Key: h.key.Public().String(), Size: int64(len(h.bodies)), Root: h.root, At: at})
	if err != nil {
		t.Fatal(err)
	}
	for i, b := range h.bodies {
		if err := w.Entry(b, h.leaves[i]); err != nil {
			t.Fatal(err)
		}
		if signed, ok := h.notes[int64(i)+1]; ok {
			if err := w.Checkpoint(signed); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := w.Close(h.key); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func verify(t testing.TB, file []byte, opts merklelog.ExportOptions) *merklelog.Report {
	t.Helper()
	rep, err := merklelog.VerifyExport(bytes.NewReader(file), opts)
	if err != nil {
		t.Fatal(err)
	}
	return rep
}

func TestAnIntactExportPasses(t *testing.T) {
	for _, s := range suites {
		for _, n := range []int{0, 1, 2, 63, 64, 65, 300} {
			key := newKey(t, s)
			file := newHistory(t, s, key, bodies(n), 100).export(t)
			rep := verify(t, file, merklelog.ExportOptions{Trusted: key.Public()})
			if !rep.OK() || rep.Entries != int64(n) || rep.Signed != int64(n) || !rep.KeyTrusted {
				t.Errorf("%s, %d entries: %+v", s, n, rep)
			}
		}
	}
}

// Requirement S6: 5,000 flips of a single bit, anywhere in an export, are all
// found; so is every other value a byte can take, at a sample of places.
func TestEveryFlippedByteIsFound(t *testing.T) {
	flips := map[merklelog.Suite]int{merklelog.SHA256: 5000, merklelog.SM3: 600}
	for _, s := range suites {
		t.Run(string(s), func(t *testing.T) {
			t.Parallel()
			key := newKey(t, s)
			file := newHistory(t, s, key, bodies(300), 50).export(t)
			rnd := rand.New(rand.NewPCG(7, 2019))
			missed, blind := 0, 0
			for range flips[s] {
				i := rnd.IntN(len(file))
				old := file[i]
				file[i] ^= byte(1 + rnd.IntN(255))
				if verify(t, file, merklelog.ExportOptions{}).OK() {
					missed++
					t.Errorf("byte %d: %q became %q unseen", i, old, file[i])
				}
				if s == merklelog.SHA256 && blind == 0 {
					if rep, err := merklelog.VerifyBlind(bytes.NewReader(file), merklelog.ExportOptions{}); err != nil || rep.OK() {
						blind++
					}
				}
				file[i] = old
			}
			if s == merklelog.SHA256 && blind == 0 {
				t.Error("negative control: a verifier that does not hash entries found every flip; the test proves nothing")
			}
		})
	}
}

func TestManipulationsAreNamed(t *testing.T) {
	for _, s := range suites {
		key := newKey(t, s)
		whole := newHistory(t, s, key, bodies(300), 100)
		cases := []struct {
			name string
			edit func(h *history)
			want *fault.Code
			seq  int64
		}{
			{"content", func(h *history) { h.bodies[70] = strings.Replace(h.bodies[70], "70", "71", 1) }, merklelog.Changed, 70},
			{"stored hash", func(h *history) { h.leaves[70][3] ^= 1 }, merklelog.HashChanged, 70},
			{"content with its hash", func(h *history) { h.bodies[170] = "{}"; h.leaves[170] = s.Leaf("{}") }, merklelog.Rewritten, 100},
			{"swap far", func(h *history) { h.bodies[3], h.bodies[90] = h.bodies[90], h.bodies[3] }, merklelog.Moved, 3},
			{"swap near", func(h *history) { h.bodies[3], h.bodies[4] = h.bodies[4], h.bodies[3] }, merklelog.Moved, 3},
			{"swap with hashes", func(h *history) {
				h.bodies[3], h.bodies[4] = h.bodies[4], h.bodies[3]
				h.leaves[3], h.leaves[4] = h.leaves[4], h.leaves[3]
			}, merklelog.Rewritten, 0},
		}
		for _, c := range cases {
			h := whole
			h.bodies, h.leaves = append([]string(nil), whole.bodies...), append([]merklelog.Hash(nil), whole.leaves...)
			c.edit(&h)
			rep := verify(t, h.export(t), merklelog.ExportOptions{Trusted: key.Public()})
			if len(rep.Findings) == 0 || rep.Findings[0].Code != c.want.Name || rep.Findings[0].Seq != c.seq {
				t.Errorf("%s, %s: want %s at %d, got %+v", s, c.name, c.want.Name, c.seq, rep.Findings)
			}
		}
	}
}

// Whole lines taken out, put in, exchanged or cut off.
func TestLinesCannotMove(t *testing.T) {
	key := newKey(t, merklelog.SHA256)
	file := newHistory(t, merklelog.SHA256, key, bodies(120), 40).export(t)
	lines := strings.SplitAfter(string(file), "\n")
	lines = lines[:len(lines)-1]
	for i := range lines {
		without := strings.Join(append(append([]string(nil), lines[:i]...), lines[i+1:]...), "")
		twice := strings.Join(append(append([]string(nil), lines[:i+1]...), lines[i:]...), "")
		for name, text := range map[string]string{"deleted": without, "doubled": twice, "cut": strings.Join(lines[:i], "")} {
			if verify(t, []byte(text), merklelog.ExportOptions{}).OK() {
				t.Errorf("line %d %s unseen: %.60s", i+1, name, lines[i])
			}
		}
		if i > 0 {
			swapped := append([]string(nil), lines...)
			swapped[i-1], swapped[i] = swapped[i], swapped[i-1]
			if verify(t, []byte(strings.Join(swapped, "")), merklelog.ExportOptions{}).OK() {
				t.Errorf("lines %d and %d exchanged unseen", i, i+1)
			}
		}
	}
}

// A second log, complete and signed, that parts from the first at entry 60,
// and one that is older: only who holds a checkpoint or the key can tell.
func TestForkAndForgeryNeedSomethingHeld(t *testing.T) {
	for _, s := range suites {
		key := newKey(t, s)
		one := newHistory(t, s, key, bodies(100), 50)
		other := append([]string(nil), one.bodies...)
		other[60] = "{}"
		fork := newHistory(t, s, key, other, 50).export(t)
		held := merklelog.ExportOptions{Trusted: key.Public(), Held: [][]byte{one.notes[100], one.notes[50]}}
		if rep := verify(t, fork, merklelog.ExportOptions{Trusted: key.Public()}); !rep.OK() {
			t.Errorf("the fork is consistent in itself, yet: %+v", rep.Findings)
		}
		if rep := verify(t, fork, held); !rep.Has(merklelog.Rewritten) {
			t.Errorf("fork not found: %+v", rep.Findings)
		}
		older := newHistory(t, s, key, one.bodies[:80], 50).export(t)
		if rep := verify(t, older, held); !rep.Has(merklelog.RolledBack) {
			t.Errorf("cut end not found: %+v", rep.Findings)
		}
		forger := newKey(t, s)
		forged := newHistory(t, s, forger, one.bodies, 50).export(t)
		if rep := verify(t, forged, merklelog.ExportOptions{}); !rep.OK() || rep.KeyTrusted {
			t.Errorf("a file with a key of its own: %+v", rep)
		}
		if rep := verify(t, forged, merklelog.ExportOptions{Trusted: key.Public()}); !rep.Has(merklelog.WrongKey) {
			t.Errorf("forged file not found: %+v", rep.Findings)
		}
		if rep := verify(t, one.export(t), held); !rep.OK() {
			t.Errorf("the true log with held checkpoints: %+v", rep.Findings)
		}
	}
}

func FuzzVerifyExport(f *testing.F) {
	key := newKey(f, merklelog.SHA256)
	file := newHistory(f, merklelog.SHA256, key, bodies(5), 2).export(f)
	f.Add(file)
	f.Add([]byte(`{"jingkai-ledger":1,"origin":"x","zone":1,"suite":"sm3-sm2","key":"","size":0,"root":"","at":""}` + "\n"))
	f.Add([]byte(strings.Replace(string(file), `{"seq":3`, `{"seq":9000000000000000000`, 1)))
	f.Fuzz(func(t *testing.T, in []byte) {
		rep, err := merklelog.VerifyExport(bytes.NewReader(in), merklelog.ExportOptions{Trusted: key.Public()})
		if err != nil {
			t.Fatal(err)
		}
		// Nobody can make another file that passes under this key.
		if rep.OK() && !bytes.Equal(in, file) {
			t.Fatalf("a file that the key did not seal passed:\n%q", in)
		}
	})
}

// The rate of verifying an export, and of a bare hash chain over the same
// bodies, in one run: the first must be a quarter of the second or more.
func BenchmarkVerifyExport(b *testing.B) {
	const n = 20000
	long := make([]string, n)
	for i := range long {
		long[i] = fmt.Sprintf(`{"action":"goals.issue","n":%d,"text":"%s"}`, i, strings.Repeat("目标责任书", 24))
	}
	for _, s := range suites {
		key := newKey(b, s)
		file := newHistory(b, s, key, long, n/4).export(b)
		b.Run(string(s)+"/chain", func(b *testing.B) {
			var prev merklelog.Hash
			for i := 0; b.Loop(); i++ {
				prev = s.Leaf(string(prev[:]) + long[i%n])
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "entries/s")
		})
		b.Run(string(s)+"/verify", func(b *testing.B) {
			for b.Loop() {
				if rep, err := merklelog.VerifyExport(bytes.NewReader(file), merklelog.ExportOptions{}); err != nil || !rep.OK() {
					b.Fatal(rep, err)
				}
			}
			b.ReportMetric(float64(b.N*n)/b.Elapsed().Seconds(), "entries/s")
		})
	}
	b.Run("sha256/bare", func(b *testing.B) {
		buf := make([]byte, 32+len(long[0]))
		copy(buf[32:], long[0])
		for b.Loop() {
			h := sha256.Sum256(buf)
			copy(buf, h[:])
		}
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "entries/s")
	})
}
