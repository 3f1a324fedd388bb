package merklelog

import (
	"time"
)

// Expectation is a root that somebody vouches for at a size: a signed
// checkpoint, or the head the database keeps.
type Expectation struct {
	Size   int64
	Root   Hash
	At     time.Time
	Where  string // which copy, for the report: "database", a file's name, a line
	Signed bool   // whether a signature stands behind it
}

// Expectations gives what is expected in ascending order of size; ok is false
// at the end. The audit asks for the next one only when it has used the last.
type Expectations func() (e Expectation, ok bool, err error)

// FromSlice gives expectations that are already sorted by size.
func FromSlice(sorted []Expectation) Expectations {
	return func() (Expectation, bool, error) {
		if len(sorted) == 0 {
			return Expectation{}, false, nil
		}
		e := sorted[0]
		sorted = sorted[1:]
		return e, true, nil
	}
}

// Audit goes through a log once, in order, and collects findings. It holds two
// trees: one over the hashes computed from what was read (actual) and one over
// the hashes that were stored when the entries were recorded (stored). While
// nothing is wrong they are the same tree. When they part, the next signed root
// tells which of them is true, and with it whether an entry or only its stored
// hash was changed. Memory does not grow with the log.
type Audit struct {
	Report Report

	suite   Suite
	h       *hasher
	stored  *Tree
	actual  *Tree // nil while equal to stored
	next    int64
	good    int64 // size of the last root that agreed
	lost    bool  // a signed root agreed with neither tree
	odd     []mismatch
	open    int // odd[open:] were met since a signed root last agreed
	sources []*source
	blind   bool // test only: believe stored hashes, as a verifier must not
}

// mismatch is an entry whose computed hash is not the stored one; got is zero
// for an entry that is not there.
type mismatch struct {
	seq       int64
	got, want Hash
}

type source struct {
	next  Expectations
	head  Expectation
	ready bool
	done  bool
}

// NewAudit starts at entry 0. The sources vouch for roots on the way.
func NewAudit(s Suite, sources ...Expectations) *Audit {
	a := &Audit{suite: s, h: newHasher(s), stored: NewTree(s)}
	a.Report.Suite = s
	a.Report.Findings = []Finding{}
	for _, next := range sources {
		a.sources = append(a.sources, &source{next: next})
	}
	return a
}

// OnNode tells v of the nodes of the stored tree, so that the caller can
// compare those the database keeps.
func (a *Audit) OnNode(v Visit) { a.stored.OnNode(v) }

// Next is the seq the audit waits for.
func (a *Audit) Next() int64 { return a.next }

// Entry takes the next entry with the hash that was stored for it; stored is
// nil when there is none.
func (a *Audit) Entry(body string, stored *Hash) error {
	return a.Hashed(leafOf(a.h, body), stored)
}

// Leaf gives the leaf hash of an entry's exact bytes, without allocation.
func (a *Audit) Leaf(body string) Hash { return leafOf(a.h, body) }

// Hashed is Entry for a caller that computed the leaf with [Audit.Leaf].
func (a *Audit) Hashed(got Hash, stored *Hash) error {
	if a.blind && stored != nil {
		got = *stored
	}
	a.Report.Entries++
	want := got
	if stored != nil {
		want = *stored
	}
	return a.append(got, want)
}

// Absent takes the place of an entry that is not there, with the hash that was
// stored for it.
func (a *Audit) Absent(stored *Hash) error {
	var want Hash
	if stored != nil {
		want = *stored
	}
	// What is absent has no hash of its own; a zero leaf keeps the actual
	// tree apart from any true one.
	return a.append(Hash{}, want)
}

func (a *Audit) append(got, want Hash) error {
	if err := a.compare(); err != nil {
		return err
	}
	if got != want {
		if err := a.part(); err != nil {
			return err
		}
		a.note(mismatch{a.next, got, want})
	}
	if a.actual != nil {
		if err := a.actual.Append(got); err != nil {
			return err
		}
	}
	a.next++
	return a.stored.Append(want)
}

// part starts a tree of its own for what was actually read.
func (a *Audit) part() error {
	if a.actual != nil {
		return nil
	}
	var err error
	a.actual, err = a.stored.clone()
	return err
}

// maxOdd bounds how many mismatches are kept to tell swaps from changes.
const maxOdd = 4096

func (a *Audit) note(m mismatch) {
	if len(a.odd) < maxOdd {
		a.odd = append(a.odd, m)
		return
	}
	a.Report.More++
}

// Resume tells the audit that sources which had come to an end may have more.
func (a *Audit) Resume() {
	for _, s := range a.sources {
		s.done = false
	}
}

// again asks the sources once more: they have something new at this size.
func (a *Audit) again() error {
	a.Resume()
	return a.compare()
}

// Lost reports whether a signed root agreed with nothing that was read.
func (a *Audit) Lost() bool { return a.lost }

// compare checks every expectation for the present size.
func (a *Audit) compare() error {
	for _, s := range a.sources {
		for {
			if !s.ready && !s.done {
				var err error
				if s.head, s.ready, err = s.next(); err != nil {
					return err
				}
				s.done = !s.ready
			}
			if s.done || s.head.Size > a.next {
				break
			}
			s.ready = false
			if s.head.Size < a.next {
				// Out of order: sizes only grow in a source we wrote.
				a.Report.Add(BadSignature, -1, "where", s.head.Where)
				continue
			}
			if err := a.judge(s.head); err != nil {
				return err
			}
		}
	}
	return nil
}

// judge compares one vouched root with both trees.
func (a *Audit) judge(e Expectation) error {
	root, err := a.stored.Root()
	if err != nil {
		return err
	}
	if e.Root == root {
		// The stored hashes are the true ones: what parted from them was
		// changed. From here on both trees are one again.
		if e.Signed {
			a.agreed(e)
			a.open = len(a.odd)
			a.actual = nil
		}
		return nil
	}
	if a.actual != nil {
		if root, err = a.actual.Root(); err != nil {
			return err
		}
		if e.Root == root {
			if e.Signed {
				a.agreed(e)
				a.exonerate()
				a.stored, a.actual = a.adopt(), nil
			}
			return nil
		}
	}
	if !e.Signed {
		a.Report.Add(HeadChanged, -1, "size", e.Size)
		return nil
	}
	if !a.lost {
		a.lost = true
		a.Report.Add(Rewritten, a.good, "to", e.Size-1, "size", e.Size, "where", e.Where)
	}
	return nil
}

// adopt goes on with the actual tree and keeps the visitor of the stored one.
func (a *Audit) adopt() *Tree {
	a.actual.OnNode(a.stored.on)
	return a.actual
}

func (a *Audit) agreed(e Expectation) {
	a.Report.Checkpoints++
	a.good = e.Size
	if e.Size >= a.Report.Signed {
		a.Report.Signed, a.Report.SignedAt = e.Size, e.At
	}
}

// Finish says that there are no more entries. What is still expected beyond
// the end was cut off.
func (a *Audit) Finish() error {
	if err := a.compare(); err != nil {
		return err
	}
	a.explain()
	for _, s := range a.sources {
		worst := Expectation{}
		for ; s.ready; s.head, s.ready = a.pull(s) {
			if s.head.Signed && s.head.Size > worst.Size {
				worst = s.head
			}
		}
		if worst.Signed {
			a.Report.Add(RolledBack, a.next, "where", worst.Where, "signed", worst.Size, "have", a.next)
		}
	}
	tree := a.stored
	if a.actual != nil {
		tree = a.actual
	}
	root, err := tree.Root()
	a.Report.Root = root
	return err
}

func (a *Audit) pull(s *source) (Expectation, bool) {
	e, ok, err := s.next()
	if err != nil {
		a.Report.Add(BadSignature, -1, "where", s.head.Where)
		return Expectation{}, false
	}
	return e, ok
}

// exonerate reports the mismatches since the last agreement as what they are:
// the entries are true, their stored hashes were changed.
func (a *Audit) exonerate() {
	for _, m := range a.odd[a.open:] {
		if m.got != (Hash{}) {
			a.Report.Add(HashChanged, m.seq)
		}
	}
	a.odd = a.odd[:a.open]
}

// explain turns the mismatches that are left into findings: entries that stand
// in each other's place, a row put in or taken out with the rest shifted, or
// plainly changed content.
func (a *Audit) explain() {
	odd := a.odd
	home := make(map[Hash]int64, len(odd))
	for _, m := range odd {
		home[m.want] = m.seq
	}
	for i := 0; i < len(odd); i++ {
		if odd[i].got == (Hash{}) {
			continue // the caller has told that it is missing
		}
		from, known := home[odd[i].got]
		if !known {
			if n := run(odd, home, i+1, -1); n > 0 && odd[i+1].seq == odd[i].seq+1 {
				a.Report.Add(Inserted, odd[i].seq)
				i += n
				continue
			}
			a.Report.Add(Changed, odd[i].seq)
			continue
		}
		if n := run(odd, home, i, 1); n > 1 {
			a.Report.Add(Deleted, odd[i].seq)
			i += n - 1
			continue
		}
		a.Report.Add(Moved, odd[i].seq, "from", from)
	}
}

// run counts the mismatches from i on, at neighbouring places, whose content
// belongs by places further on.
func run(odd []mismatch, home map[Hash]int64, i int, by int64) int {
	n := 0
	for ; i < len(odd); i++ {
		from, known := home[odd[i].got]
		if !known || from != odd[i].seq+by || n > 0 && odd[i].seq != odd[i-1].seq+1 {
			break
		}
		n++
	}
	return n
}
