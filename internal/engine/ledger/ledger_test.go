package ledger_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/base/merklelog"
	"github.com/jingkai-zone/jingkai/internal/engine/ledger"
	"github.com/jingkai-zone/jingkai/internal/store"
	"github.com/jingkai-zone/jingkai/internal/store/storetest"
)

var suites = []merklelog.Suite{merklelog.SHA256, merklelog.SM3}

func lite(t testing.TB) *store.DB {
	t.Helper()
	clock := &storetest.Clock{}
	clock.Set(storetest.Start)
	return storetest.Open(t, store.SQLite, clock)
}

func clerk(zone int64) *ident.Actor {
	return &ident.Actor{Account: ident.NewID(storetest.Start), Person: ident.NewID(storetest.Start), Zone: zone, Home: zone,
		Name: "测试甲", Roles: []ident.Role{"clerk", "hall"}, Factors: 2, Request: "req-1", Source: "192.0.2.7"}
}

func open(t testing.TB, db *store.DB, opts ledger.Options) *ledger.Engine {
	t.Helper()
	if opts.Dir == "" {
		opts.Dir = t.TempDir()
	}
	e, err := ledger.Open(context.Background(), db, opts)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func act(t testing.TB, db *store.DB, actor *ident.Actor, e ledger.Entry) {
	t.Helper()
	if err := db.Write(context.Background(), actor, func(tx *store.Tx) error { return ledger.Record(tx, e) }); err != nil {
		t.Fatal(err)
	}
}

// fill records n entries and places and signs them after every step of them.
func fill(t testing.TB, db *store.DB, e *ledger.Engine, actor *ident.Actor, n, step int) {
	t.Helper()
	for i := 0; i < n; {
		err := db.Write(context.Background(), actor, func(tx *store.Tx) error {
			for stop := min(i+step, n); i < stop; i++ {
				if err := ledger.Record(tx, ledger.Entry{Action: "test.act", Object: fmt.Sprint("object-", i%7), Reason: "测试\n事由", Detail: map[string]int{"n": i}}); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		flush(t, e)
	}
}

func flush(t testing.TB, e *ledger.Engine) {
	t.Helper()
	if err := e.Flush(context.Background()); err != nil {
		t.Fatal(err)
	}
}

func read(t testing.TB, db *store.DB, fn func(r store.Reader) error) {
	t.Helper()
	if err := db.Read(context.Background(), func(s *store.Snapshot) error { return fn(s) }); err != nil {
		t.Fatal(err)
	}
}

func verify(t testing.TB, db *store.DB, opts ledger.VerifyOptions) ledger.Report {
	t.Helper()
	var rep ledger.Report
	read(t, db, func(r store.Reader) (err error) {
		rep, err = ledger.Verify(context.Background(), r, opts)
		return err
	})
	return rep
}

func TestRecordPlaceSignVerify(t *testing.T) {
	for _, suite := range suites {
		t.Run(string(suite), func(t *testing.T) {
			storetest.Each(t, func(t *testing.T, db *store.DB) {
				dir := t.TempDir()
				e := open(t, db, ledger.Options{Dir: dir, Suite: suite})
				fill(t, db, e, clerk(7), 150, 47)
				fill(t, db, e, clerk(8), 3, 1)
				act(t, db, clerk(7), ledger.Entry{Action: "test.waiting"})
				rep := verify(t, db, ledger.VerifyOptions{Dir: dir, All: true})
				if !rep.OK() || len(rep.Logs) != 2 {
					t.Fatalf("intact logs: %+v", rep.Logs)
				}
				log := rep.Logs[0]
				if log.Zone != 7 || log.Size != 150 || log.Entries != 150 || log.Signed != 150 || log.Pending != 1 || !log.KeyTrusted || log.Suite != suite {
					t.Errorf("report of zone 7: %+v", log)
				}
				// A second engine on the same folders continues the log.
				again := open(t, db, ledger.Options{Dir: dir, Suite: suite})
				fill(t, db, again, clerk(7), 200, 33)
				fill(t, db, e, clerk(7), 5, 5)
				if rep := verify(t, db, ledger.VerifyOptions{Dir: dir, Zone: 7}); !rep.OK() || rep.Logs[0].Size != 356 {
					t.Errorf("after two engines took turns: %+v", rep.Logs[0])
				}
			})
		})
	}
}

func TestEntryCarriesWhoWhatWhenWhence(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		actor := clerk(7)
		var id ident.ID
		err := db.Write(context.Background(), actor, func(tx *store.Tx) (err error) {
			id, err = ledger.RecordID(tx, ledger.Entry{Action: "goals.issue", Object: "对象\"一\"\\\x00\x01\xff", Reason: "行一\n行二\u2028", Detail: map[string]any{"a": "x\x00y<&>", "b": 1}})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		check := func(seq int64) {
			var got ledger.Recorded
			read(t, db, func(r store.Reader) (err error) {
				got, err = ledger.ByID(r, 7, id)
				return err
			})
			if got.Seq != seq || got.Account != actor.Account || got.Person != actor.Person || got.Name != "测试甲" || len(got.Roles) != 2 ||
				got.Source != "192.0.2.7" || got.Request != "req-1" || got.Factors != 2 || !got.At.Equal(storetest.Start) || got.Zone != 7 ||
				got.Object != "对象\"一\"\\\ufffd\x01\ufffd" || got.Reason != "行一\n行二\u2028" || got.Result != ledger.Done {
				t.Errorf("read back: %+v", got)
			}
			if string(got.Detail) != `{"a":"x`+"\ufffd"+`y<&>","b":1}` {
				t.Errorf("detail: %s", got.Detail)
			}
		}
		check(-1)
		flush(t, open(t, db, ledger.Options{}))
		check(0)
	})
}

func TestRecordRefuses(t *testing.T) {
	db := lite(t)
	for name, c := range map[string]struct {
		entry ledger.Entry
		is    func(error) bool
	}{
		"no action": {ledger.Entry{}, ledger.NoAction.Is},
		"no JSON":   {ledger.Entry{Action: "test.act", Detail: func() {}}, ledger.BadDetail.Is},
		"action":    {ledger.Entry{Action: strings.Repeat("a", 101)}, ledger.LongName.Is},
		"object":    {ledger.Entry{Action: "test.act", Object: strings.Repeat("a", 257)}, ledger.LongName.Is},
		"too deep":  {ledger.Entry{Action: "test.act", Detail: json.RawMessage(strings.Repeat("[", 101) + strings.Repeat("]", 101))}, ledger.TooDeep.Is},
		"too long":  {ledger.Entry{Action: "test.act", Reason: strings.Repeat("长", 400000)}, ledger.TooLong.Is},
	} {
		err := db.Write(context.Background(), clerk(7), func(tx *store.Tx) error { return ledger.Record(tx, c.entry) })
		if !c.is(err) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// The largest entry that is accepted can be placed, searched and proved on
// both databases: nothing that was recorded may stick.
func TestTheLargestEntryCanBePlaced(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		e := open(t, db, ledger.Options{})
		object := strings.Repeat("象", 85)
		act(t, db, clerk(7), ledger.Entry{Action: strings.Repeat("a", 100), Object: object, Reason: strings.Repeat("长", 300000),
			Detail: json.RawMessage(strings.Repeat("[", 100) + strings.Repeat("]", 100))})
		flush(t, e)
		read(t, db, func(r store.Reader) error {
			page, err := ledger.Entries(r, ledger.Filter{Zone: 7, Object: object})
			if err == nil && len(page.Items) != 1 {
				t.Errorf("%d entries found", len(page.Items))
			}
			return err
		})
	})
}

// The ledger cannot be switched off: what writes without an entry is undone,
// and an entry that cannot be written undoes its command.
func TestNothingHappensUnrecorded(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		draw := func(tx *store.Tx) error { _, err := store.NextNumber(tx, 7, "test"); return err }
		if err := db.Write(ctx, clerk(7), draw); !store.Unrecorded.Is(err) {
			t.Errorf("a write without an entry: %v", err)
		}
		if err := db.Maintain(ctx, "break the ledger", func(tx *store.Tx) error {
			_, err := tx.Exec(`ALTER TABLE ledger_pending RENAME TO ledger_hidden`)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		err := db.Write(ctx, clerk(7), func(tx *store.Tx) error {
			return errors.Join(draw(tx), ledger.Record(tx, ledger.Entry{Action: "test.act"}))
		})
		if err == nil {
			t.Error("a command succeeded although its entry could not be written")
		}
		var n int64
		read(t, db, func(r store.Reader) error { return r.QueryRow(`SELECT COUNT(*) FROM store_counter`).Scan(&n) })
		if n != 0 {
			t.Errorf("%d numbers were drawn without an entry", n)
		}
	})
}

// GB/T 22239 8.1.4.3 c: the program's own database user cannot change or
// delete what is recorded.
func TestTheDatabaseRefusesChanges(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		fill(t, db, open(t, db, ledger.Options{}), clerk(7), 3, 3)
		act(t, db, clerk(7), ledger.Entry{Action: "test.waiting"})
		for _, sql := range []string{
			`UPDATE ledger_entry SET body = '{}' WHERE seq = 1`,
			`UPDATE ledger_entry SET seq = 9 WHERE seq = 1`,
			`DELETE FROM ledger_entry WHERE seq = 2`,
			`UPDATE ledger_pending SET body = '{}'`,
			`UPDATE ledger_checkpoint SET note = ''`,
			`DELETE FROM ledger_checkpoint`,
		} {
			err := db.Maintain(context.Background(), "tamper", func(tx *store.Tx) error { _, err := tx.Exec(sql); return err })
			if err == nil {
				t.Errorf("accepted: %s", sql)
			}
		}
	})
}

func TestProofsOfARealLog(t *testing.T) {
	for _, suite := range suites {
		t.Run(string(suite), func(t *testing.T) {
			storetest.Each(t, func(t *testing.T, db *store.DB) {
				e := open(t, db, ledger.Options{Suite: suite})
				fill(t, db, e, clerk(7), 140, 70)
				var page store.Page[ledger.Recorded]
				read(t, db, func(r store.Reader) (err error) {
					page, err = ledger.Entries(r, ledger.Filter{Zone: 7, Limit: 200})
					return err
				})
				if len(page.Items) != 140 {
					t.Fatalf("%d entries", len(page.Items))
				}
				for _, entry := range page.Items {
					read(t, db, func(r store.Reader) error {
						p, err := ledger.InclusionProof(r, 7, entry.ID)
						if err != nil {
							return err
						}
						if p.Seq != entry.Seq || p.Size != 140 || p.Checkpoint == "" || p.Body != entry.Text {
							t.Errorf("proof of %d: %+v", entry.Seq, p)
						}
						return p.Verify()
					})
				}
				for old := int64(0); old <= 140; old += 7 {
					read(t, db, func(r store.Reader) error {
						p, err := ledger.ConsistencyProof(r, 7, old, 0)
						if err != nil {
							return err
						}
						return p.Verify()
					})
				}
				err := db.Read(context.Background(), func(s *store.Snapshot) error { _, err := ledger.ConsistencyProof(s, 7, 3, 141); return err })
				if !ledger.BadSize.Is(err) {
					t.Errorf("a size beyond the log: %v", err)
				}
				var waiting ident.ID
				if err := db.Write(context.Background(), clerk(7), func(tx *store.Tx) (err error) {
					waiting, err = ledger.RecordID(tx, ledger.Entry{Action: "test.act"})
					return err
				}); err != nil {
					t.Fatal(err)
				}
				err = db.Read(context.Background(), func(s *store.Snapshot) error { _, err := ledger.InclusionProof(s, 7, waiting); return err })
				if !ledger.NotPlaced.Is(err) {
					t.Errorf("a waiting entry: %v", err)
				}
				err = db.Read(context.Background(), func(s *store.Snapshot) error { _, err := ledger.InclusionProof(s, 8, waiting); return err })
				if !ledger.NoEntry.Is(err) {
					t.Errorf("an entry of another zone: %v", err)
				}
			})
		})
	}
}

func TestExportVerifiesWithoutTheDatabase(t *testing.T) {
	for _, suite := range suites {
		t.Run(string(suite), func(t *testing.T) {
			storetest.Each(t, func(t *testing.T, db *store.DB) {
				dir := t.TempDir()
				e := open(t, db, ledger.Options{Dir: dir, Suite: suite})
				fill(t, db, e, clerk(7), 130, 30)
				act(t, db, clerk(7), ledger.Entry{Action: "test.waiting"})
				var file bytes.Buffer
				read(t, db, func(r store.Reader) error { return e.Export(context.Background(), r, 7, &file) })
				key, err := e.PublicKey()
				if err != nil {
					t.Fatal(err)
				}
				rep, err := merklelog.VerifyExport(bytes.NewReader(file.Bytes()), merklelog.ExportOptions{Trusted: key})
				if err != nil || !rep.OK() || rep.Entries != 130 || rep.Checkpoints < 5 || rep.Origin != "jingkai/7" {
					t.Errorf("export: %+v, %v", rep, err)
				}
				broken := bytes.Replace(file.Bytes(), []byte(`object-3`), []byte(`object-4`), 1)
				if rep, err = merklelog.VerifyExport(bytes.NewReader(broken), merklelog.ExportOptions{}); err != nil || !rep.Has(merklelog.Changed) {
					t.Errorf("changed export: %+v, %v", rep, err)
				}
				err = db.Read(context.Background(), func(s *store.Snapshot) error { return e.Export(context.Background(), s, 99, &file) })
				if !ledger.NoEntry.Is(err) {
					t.Errorf("export of no log: %v", err)
				}
			})
		})
	}
}

// The background loop places and signs by itself, within the promised lag, and
// leaves nothing unsigned when it stops.
func TestRunPlacesWithinTheLag(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		dir := t.TempDir()
		e := open(t, db, ledger.Options{Dir: dir, SignEvery: 100 * time.Millisecond})
		ctx, stop := context.WithCancel(context.Background())
		ended := make(chan error, 1)
		go func() { ended <- e.Run(ctx) }()
		for range 20 {
			act(t, db, clerk(7), ledger.Entry{Action: "test.act"})
		}
		// The promise is 100 ms on an idle machine; tests share theirs.
		deadline := time.Now().Add(5 * time.Second)
		for {
			rep := verify(t, db, ledger.VerifyOptions{Dir: dir, Zone: 7}).Logs[0]
			if rep.Size == 20 && rep.Signed == 20 {
				break
			}
			if time.Now().After(deadline) {
				t.Fatalf("not placed and signed in time: %+v", rep)
			}
			time.Sleep(10 * time.Millisecond)
		}
		act(t, db, clerk(7), ledger.Entry{Action: "test.last"})
		stop()
		if err := <-ended; err != nil {
			t.Fatal(err)
		}
		if rep := verify(t, db, ledger.VerifyOptions{Dir: dir, Zone: 7}); !rep.OK() || rep.Logs[0].Signed != 21 || e.Health() != nil {
			t.Errorf("after stopping: %+v, health %v", rep.Logs[0], e.Health())
		}
	})
}
