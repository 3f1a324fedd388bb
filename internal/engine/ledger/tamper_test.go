package ledger_test

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/base/merklelog"
	"github.com/jingkai-zone/jingkai/internal/engine/ledger"
	"github.com/jingkai-zone/jingkai/internal/store"
	"github.com/jingkai-zone/jingkai/internal/store/storetest"
)

// intruder owns the database: guards and indexes are taken away first, so that
// nothing but the signatures stands in the way.
type intruder struct {
	t  *testing.T
	db *store.DB
}

func intrude(t *testing.T, db *store.DB) intruder {
	in := intruder{t, db}
	on := map[bool]string{true: " ON ledger_entry", false: ""}[db.Engine() == store.Postgres]
	in.sql(`DROP TRIGGER ledger_entry_keep` + on)
	in.sql(`DROP TRIGGER ledger_entry_stay` + on)
	on = strings.Replace(on, "entry", "checkpoint", 1)
	in.sql(`DROP TRIGGER ledger_checkpoint_keep` + on)
	in.sql(`DROP TRIGGER ledger_checkpoint_stay` + on)
	for _, index := range []string{"id", "account", "action", "object"} {
		in.sql(`DROP INDEX ledger_entry_` + index)
	}
	if db.Engine() == store.Postgres {
		in.sql(`ALTER TABLE ledger_entry ALTER COLUMN body TYPE TEXT`)
	}
	return in
}

func (in intruder) sql(text string, args ...any) {
	in.t.Helper()
	err := in.db.Maintain(context.Background(), "intrude", func(tx *store.Tx) error {
		_, err := tx.Exec(text, args...)
		return err
	})
	if err != nil {
		in.t.Fatal(err)
	}
}

// parts is everything the database holds of zone 7's log.
type parts struct {
	bodies      []string
	tiles       []tile
	checkpoints []kept
	size, noted int64
	root        []byte
	note        string
}

type tile struct {
	level, index int64
	hashes       []byte
}

type kept struct {
	size int64
	note string
}

func (in intruder) copy() parts {
	in.t.Helper()
	var p parts
	read(in.t, in.db, func(r store.Reader) (err error) {
		if p.bodies, err = store.All(r, func(r *store.Rows) (s string, err error) { return s, r.Scan(&s) }, `SELECT body FROM ledger_entry WHERE zone_id = 7 ORDER BY seq`); err != nil {
			return err
		}
		if p.tiles, err = store.All(r, func(r *store.Rows) (x tile, err error) { return x, r.Scan(&x.level, &x.index, &x.hashes) }, `SELECT level, idx, hashes FROM ledger_tile WHERE zone_id = 7`); err != nil {
			return err
		}
		if p.checkpoints, err = store.All(r, func(r *store.Rows) (x kept, err error) { return x, r.Scan(&x.size, &x.note) }, `SELECT size, note FROM ledger_checkpoint WHERE zone_id = 7`); err != nil {
			return err
		}
		return r.QueryRow(`SELECT size, noted, root, note FROM ledger_head WHERE zone_id = 7`).Scan(&p.size, &p.noted, &p.root, &p.note)
	})
	return p
}

// paste makes the database hold p and nothing else of zone 7.
func (in intruder) paste(p parts) {
	in.t.Helper()
	err := in.db.Maintain(context.Background(), "paste", func(tx *store.Tx) error {
		for _, table := range []string{"ledger_entry", "ledger_tile", "ledger_checkpoint"} {
			if _, err := tx.Exec(`DELETE FROM ` + table + ` WHERE zone_id = 7`); err != nil {
				return err
			}
		}
		for i, body := range p.bodies {
			if _, err := tx.Exec(`INSERT INTO ledger_entry VALUES (7, $1, $2)`, i, body); err != nil {
				return err
			}
		}
		for _, x := range p.tiles {
			if _, err := tx.Exec(`INSERT INTO ledger_tile VALUES (7, $1, $2, $3)`, x.level, x.index, x.hashes); err != nil {
				return err
			}
		}
		for _, x := range p.checkpoints {
			if _, err := tx.Exec(`INSERT INTO ledger_checkpoint VALUES (7, $1, $2)`, x.size, x.note); err != nil {
				return err
			}
		}
		_, err := tx.Exec(`UPDATE ledger_head SET size = $1, noted = $2, root = $3, note = $4 WHERE zone_id = 7`, p.size, p.noted, p.root, p.note)
		return err
	})
	if err != nil {
		in.t.Fatal(err)
	}
}

// rehash makes tiles and head fit the bodies, as an intruder would who knows
// the format and lacks only the key.
func (p parts) rehash(s merklelog.Suite) parts {
	at := map[[2]int64][]byte{}
	tree := merklelog.NewTree(s)
	tree.OnNode(func(level int, index int64, h merklelog.Hash) {
		if level%merklelog.TileHeight == 0 {
			k := [2]int64{int64(level / merklelog.TileHeight), index / merklelog.TileWidth}
			at[k] = append(at[k], h[:]...)
		}
	})
	for _, b := range p.bodies {
		if err := tree.Append(s.Leaf(b)); err != nil {
			panic(err)
		}
	}
	p.tiles = nil
	for k, hashes := range at {
		p.tiles = append(p.tiles, tile{k[0], k[1], hashes})
	}
	root, err := tree.Root()
	if err != nil {
		panic(err)
	}
	p.size, p.root = int64(len(p.bodies)), root[:]
	return p
}

// flip changes one byte of an ASCII text or of bytes into another.
func flip(rnd *rand.Rand, s string) string {
	b := []byte(s)
	for {
		i := rnd.IntN(len(b))
		c := byte(' ' + rnd.IntN(95))
		if b[i] < 0x80 && b[i] != c {
			b[i] = c
			return string(b)
		}
	}
}

// Requirement S6 on real databases: single changes of entries, stored hashes,
// head and checkpoints are all found. The 5,000 of the requirement run on
// exports, beside the verifier; these show that reading the database adds no
// blind spot.
func TestEveryFlipInTheDatabaseIsFound(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		dir := t.TempDir()
		fill(t, db, open(t, db, ledger.Options{Dir: dir}), clerk(7), 200, 50)
		in := intrude(t, db)
		whole := in.copy()
		rnd := rand.New(rand.NewPCG(7, 2020))
		opts := ledger.VerifyOptions{Dir: dir, Zone: 7}
		found := func(what string, code *fault.Code, seq int64) {
			t.Helper()
			rep := verify(t, db, opts).Logs[0]
			if rep.OK() || code != nil && (!rep.Has(code) || rep.Findings[0].Seq != seq) {
				t.Errorf("%s: want %v at %d, got %+v", what, code, seq, rep.Findings)
			}
		}
		for range 200 {
			seq := rnd.Int64N(200)
			in.sql(`UPDATE ledger_entry SET body = $2 WHERE zone_id = 7 AND seq = $1`, seq, flip(rnd, whole.bodies[seq]))
			found(fmt.Sprintf("body %d", seq), merklelog.Changed, seq)
			in.sql(`UPDATE ledger_entry SET body = $2 WHERE zone_id = 7 AND seq = $1`, seq, whole.bodies[seq])
		}
		for range 60 {
			x := whole.tiles[rnd.IntN(len(whole.tiles))]
			broken := bytes.Clone(x.hashes)
			broken[rnd.IntN(len(broken))] ^= byte(1 + rnd.IntN(255))
			in.sql(`UPDATE ledger_tile SET hashes = $3 WHERE zone_id = 7 AND level = $1 AND idx = $2`, x.level, x.index, broken)
			found(fmt.Sprintf("tile %d/%d", x.level, x.index), nil, 0)
			in.sql(`UPDATE ledger_tile SET hashes = $3 WHERE zone_id = 7 AND level = $1 AND idx = $2`, x.level, x.index, x.hashes)
		}
		for range 40 {
			x := whole.checkpoints[rnd.IntN(len(whole.checkpoints))]
			in.sql(`UPDATE ledger_checkpoint SET note = $2 WHERE zone_id = 7 AND size = $1`, x.size, flip(rnd, x.note))
			found("checkpoint", merklelog.BadSignature, -1)
			in.sql(`UPDATE ledger_checkpoint SET note = $2 WHERE zone_id = 7 AND size = $1`, x.size, x.note)
		}
		for name, sql := range map[string]string{
			"head size up":   `UPDATE ledger_head SET size = 201`,
			"head size wild": `UPDATE ledger_head SET size = 4611686018427387904`,
			"head size down": `UPDATE ledger_head SET size = 199`,
			"head root":      `UPDATE ledger_head SET root = (SELECT hashes FROM ledger_tile WHERE level = 1)`,
			"origin":         `UPDATE ledger_head SET origin = 'jingkai/8'`,
			"suite":          `UPDATE ledger_head SET suite = 'sm3-sm2'`,
			"no suite":       `UPDATE ledger_head SET suite = ''`,
			"key":            `UPDATE ledger_head SET key = 'jingkai+00000000+AQ=='`,
			"note":           `UPDATE ledger_head SET note = (SELECT note FROM ledger_checkpoint WHERE size = 50) || ' '`,
		} {
			in.sql(`CREATE TABLE saved AS SELECT * FROM ledger_head`)
			in.sql(sql)
			found(name, nil, 0)
			in.sql(`DELETE FROM ledger_head`)
			found("no head", merklelog.HeadChanged, -1)
			in.sql(`INSERT INTO ledger_head SELECT * FROM saved`)
			in.sql(`DROP TABLE saved`)
		}
		if rep := verify(t, db, opts); !rep.OK() {
			t.Errorf("control: the repaired log is said to be wrong: %+v", rep.Logs[0].Findings)
		}
	})
}

func TestManipulationsOfRowsAreNamed(t *testing.T) {
	cases := []struct {
		name string
		edit func(p parts) parts
		want *fault.Code
		seq  int64
	}{
		{"swapped", func(p parts) parts { p.bodies[3], p.bodies[90] = p.bodies[90], p.bodies[3]; return p }, merklelog.Moved, 3},
		{"deleted and closed up", func(p parts) parts { p.bodies = append(p.bodies[:60], p.bodies[61:]...); return p }, merklelog.Deleted, 60},
		{"inserted", func(p parts) parts {
			p.bodies = append(p.bodies[:60], append([]string{`{"id":"x"}`}, p.bodies[60:]...)...)
			return p
		}, merklelog.Inserted, 60},
		{"appended", func(p parts) parts { p.bodies = append(p.bodies, `{"id":"x"}`); return p }, merklelog.Extra, 200},
		{"cut", func(p parts) parts { p.bodies = p.bodies[:150]; return p }, merklelog.Missing, 150},
		{"changed, all hashes made to fit", func(p parts) parts { p.bodies[70] = `{"id":"x"}`; return p.rehash(merklelog.SHA256) }, merklelog.Rewritten, 50},
		{"cut, all hashes made to fit", func(p parts) parts {
			p.bodies, p.checkpoints = p.bodies[:120], p.checkpoints[:2]
			p.note, p.noted = p.checkpoints[1].note, 100
			return p.rehash(merklelog.SHA256)
		}, merklelog.RolledBack, 120},
		{"every checkpoint removed", func(p parts) parts {
			p.bodies[199] = `{"id":"x"}`
			p.checkpoints, p.note, p.noted = nil, "", 0
			return p.rehash(merklelog.SHA256)
		}, merklelog.Rewritten, 150},
		{"tile lost", func(p parts) parts { p.tiles = p.tiles[:len(p.tiles)-1]; return p }, merklelog.NodeChanged, -2},
	}
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		dir := t.TempDir()
		fill(t, db, open(t, db, ledger.Options{Dir: dir}), clerk(7), 200, 50)
		in := intrude(t, db)
		for _, c := range cases {
			whole := in.copy()
			edited := whole
			edited.bodies = append([]string(nil), whole.bodies...)
			in.paste(c.edit(edited))
			rep := verify(t, db, ledger.VerifyOptions{Dir: dir, Zone: 7}).Logs[0]
			seen := false
			for _, f := range rep.Findings {
				seen = seen || f.Code == c.want.Name && (f.Seq == c.seq || c.seq == -2)
			}
			if !seen {
				t.Errorf("%s: want %s at %d, got %+v", c.name, c.want.Name, c.seq, rep.Findings)
			}
			in.paste(whole)
			if rep := verify(t, db, ledger.VerifyOptions{Dir: dir, Zone: 7}); !rep.OK() {
				t.Fatalf("%s: the test did not put the log back: %+v", c.name, rep.Logs[0].Findings)
			}
		}
	})
}

// Negative control: after a changed body with everything else in place, all
// that is stored still agrees with itself. Only hashing the body again finds
// it, which is what the tests above therefore prove.
func TestControlAChangedBodyHidesFromTheStoredTree(t *testing.T) {
	db := lite(t)
	dir := t.TempDir()
	e := open(t, db, ledger.Options{Dir: dir})
	fill(t, db, e, clerk(7), 100, 50)
	in := intrude(t, db)
	in.sql(`UPDATE ledger_entry SET body = '{}' WHERE seq = 20`)
	if _, err := ledger.Open(context.Background(), db, ledger.Options{Dir: dir}); err != nil {
		t.Errorf("the tree alone should look intact: %v", err)
	}
	read(t, db, func(r store.Reader) error {
		p, err := ledger.ConsistencyProof(r, 7, 50, 100)
		if err != nil {
			return err
		}
		return p.Verify()
	})
	if verify(t, db, ledger.VerifyOptions{Dir: dir, Zone: 7}).OK() {
		t.Error("hashing the body did not find it")
	}
}

// Below SQL: a byte of the database file itself.
func TestAFlippedByteOfTheFileIsFound(t *testing.T) {
	file := filepath.Join(t.TempDir(), "jingkai.db")
	dir := t.TempDir()
	ctx := context.Background()
	db, err := store.Open(ctx, store.Config{Path: file})
	if err != nil {
		t.Fatal(err)
	}
	fill(t, db, open(t, db, ledger.Options{Dir: dir}), clerk(7), 100, 50)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	at := bytes.Index(raw, []byte(`"detail":{"n":42}`))
	if at < 0 {
		t.Fatal("entry 42 is not in the file")
	}
	raw[at+len(`"detail":{"n":`)] = '9'
	if err := os.WriteFile(file, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	if db, err = store.Open(ctx, store.Config{Path: file}); err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rep := verify(t, db, ledger.VerifyOptions{Dir: dir, Zone: 7}).Logs[0]
	if len(rep.Findings) != 1 || rep.Findings[0].Code != merklelog.Changed.Name || rep.Findings[0].Seq != 42 {
		t.Errorf("findings: %+v", rep.Findings)
	}
}

// A database put back to an earlier state: the program refuses to start, a
// running one refuses to sign, the verifier says so, and an adoption goes on
// record.
func TestARolledBackDatabaseIsRefused(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx, dir := context.Background(), t.TempDir()
		e := open(t, db, ledger.Options{Dir: dir})
		fill(t, db, e, clerk(7), 100, 50)
		in := intrude(t, db)
		old := in.copy()
		fill(t, db, e, clerk(7), 60, 30)
		in.paste(old)
		if _, err := ledger.Open(ctx, db, ledger.Options{Dir: dir}); !ledger.RolledBack.Is(err) {
			t.Errorf("start on a rolled-back database: %v", err)
		}
		if rep := verify(t, db, ledger.VerifyOptions{Dir: dir, Zone: 7}); !rep.Logs[0].Has(merklelog.RolledBack) {
			t.Errorf("verify: %+v", rep.Logs[0].Findings)
		}
		// Grown past the signed length with other entries: a fork.
		for range 80 {
			act(t, db, clerk(7), ledger.Entry{Action: "test.other"})
		}
		if err := e.Flush(ctx); !ledger.RolledBack.Is(err) {
			t.Errorf("a running engine signed a fork: %v", err)
		}
		if _, err := ledger.Open(ctx, db, ledger.Options{Dir: dir}); !ledger.RolledBack.Is(err) {
			t.Errorf("start on a fork: %v", err)
		}
		if rep := verify(t, db, ledger.VerifyOptions{Dir: dir, Zone: 7}); !rep.Logs[0].Has(merklelog.Rewritten) {
			t.Errorf("verify of the fork: %+v", rep.Logs[0].Findings)
		}
		if _, err := ledger.Open(ctx, db, ledger.Options{Dir: dir, Adopt: &ledger.Adoption{}}); !ledger.NoReason.Is(err) {
			t.Errorf("adoption without actor and reason: %v", err)
		}
		admin := &ident.Actor{Name: "测试系统管理员", Account: ident.NewID(storetest.Start)}
		open(t, db, ledger.Options{Dir: dir, Adopt: &ledger.Adoption{Actor: admin, Reason: "恢复演练"}})
		if rep := verify(t, db, ledger.VerifyOptions{Dir: dir, Zone: 7}); !rep.OK() {
			t.Errorf("after adoption: %+v", rep.Logs[0].Findings)
		}
		if db.Engine() == store.Postgres {
			in.sql(`ALTER TABLE ledger_entry ALTER COLUMN body TYPE JSON USING CAST(body AS JSON)`)
		}
		read(t, db, func(r store.Reader) error {
			page, err := ledger.Entries(r, ledger.Filter{Zone: 7, Action: "ledger.adopted"})
			if err == nil && (len(page.Items) != 1 || page.Items[0].Reason != "恢复演练" || !strings.Contains(page.Items[0].Text, `"signed":160`)) {
				t.Errorf("adoption on record: %+v", page.Items)
			}
			return err
		})
		aside, err := filepath.Glob(filepath.Join(dir, "checkpoints", "zone-7.note.superseded-*"))
		if err != nil || len(aside) != 1 {
			t.Errorf("superseded checkpoints put aside: %v %v", aside, err)
		}
		open(t, db, ledger.Options{Dir: dir})
	})
}
