package bench

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"path/filepath"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/jingkai-zone/jingkai/internal/store"
	"github.com/jingkai-zone/jingkai/internal/store/storetest"
)

const clients = 32

// BenchmarkActionSQLite: a durable business action (session, permission,
// rules, record, idempotent answer, ledger entry) over HTTP with 32 clients on
// SQLite with synchronous=FULL, against a bare handler that makes a durable
// two-statement transition through the same group commit.
func BenchmarkActionSQLite(b *testing.B) {
	db, err := store.Open(context.Background(), store.Config{Path: filepath.Join(b.TempDir(), "bare.db")})
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	err = db.Maintain(context.Background(), "bench", func(tx *store.Tx) error {
		for _, text := range bareTables {
			if _, err := tx.Exec(text); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	compare(b, "SQLite", open(b, ""), listen(b, bare(func(ctx context.Context, m move) error {
		return db.Maintain(ctx, "bench", func(tx *store.Tx) error {
			if _, err := tx.Exec(bareUpdate, m.Case, m.State); err != nil {
				return err
			}
			_, err := tx.Exec(bareInsert, m.Case, tx.Now(), m.Note)
			return err
		})
	})))
}

// BenchmarkActionPostgres: the same on PostgreSQL with synchronous_commit=on,
// against a bare handler on plain pgx, a transaction each.
func BenchmarkActionPostgres(b *testing.B) {
	server := storetest.NewServer(b, true)
	besides = server.PID()
	defer func() { besides = 0 }()
	ctx := context.Background()
	cfg, err := pgxpool.ParseConfig(server.URL())
	if err != nil {
		b.Fatal(err)
	}
	cfg.MaxConns = 24
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		b.Fatal(err)
	}
	defer pool.Close()
	for _, text := range append([]string{`CREATE SCHEMA bare`, `SET search_path = bare`}, bareTables...) {
		if _, err := pool.Exec(ctx, text); err != nil {
			b.Fatal(err)
		}
	}
	if _, err := pool.Exec(ctx, `CREATE DATABASE house`); err != nil {
		b.Fatal(err)
	}
	pool.Reset()
	cfg.ConnConfig.RuntimeParams["search_path"] = "bare"
	barePool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		b.Fatal(err)
	}
	defer barePool.Close()
	compare(b, "PostgreSQL", open(b, server.Database("house")), listen(b, bare(func(ctx context.Context, m move) error {
		return pgx.BeginFunc(ctx, barePool, func(tx pgx.Tx) error {
			if _, err := tx.Exec(ctx, bareUpdate, m.Case, m.State); err != nil {
				return err
			}
			_, err := tx.Exec(ctx, bareInsert, m.Case, time.Now().UnixMicro(), m.Note)
			return err
		})
	})))
}

var bareTables = []string{
	`CREATE TABLE bench_case (zone_id BIGINT, id BIGINT, state TEXT, version BIGINT, PRIMARY KEY (zone_id, id))`,
	`CREATE TABLE bench_event (zone_id BIGINT, case_id BIGINT, at BIGINT, note TEXT)`,
	`INSERT INTO bench_case WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 9999) SELECT 7, i, 'open', 0 FROM n`,
}

const (
	bareUpdate = `UPDATE bench_case SET state = $2, version = version + 1 WHERE zone_id = 7 AND id = $1`
	bareInsert = `INSERT INTO bench_event (zone_id, case_id, at, note) VALUES (7, $1, $2, $3)`
)

// move is what the bare handler is sent.
type move struct {
	Case  int64  `json:"case"`
	State string `json:"state"`
	Note  string `json:"note"`
}

// bare is the least that a durable transition over HTTP can be.
func bare(do func(context.Context, move) error) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /moves", func(w http.ResponseWriter, r *http.Request) {
		var m move
		if err := json.NewDecoder(r.Body).Decode(&m); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		if err := do(r.Context(), m); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(m)
	})
	return mux
}

func compare(b *testing.B, engine string, h *house, bareAddr string) {
	act := action(b, h)
	transition := func(client, n int) []byte {
		return request("POST", "/moves", nil, fmt.Sprintf(`{"case":%d,"state":"open","note":"主体结构施工至第 %d 层"}`, (client*311+n*7)%10000, n))
	}
	load(b, h.addr, clients, time.Second, act)
	load(b, bareAddr, clients, time.Second, transition)
	b.ResetTimer()
	got := alternate(func() spell { return load(b, h.addr, clients, seconds(), act) },
		func() spell { return load(b, bareAddr, clients, seconds(), transition) })
	b.ReportMetric(got[0].perSecond(), "actions/s")
	b.ReportMetric(got[1].perSecond(), "bare/s")
	rate("durable action over HTTP, 32 clients, "+engine, got[0].perSecond(), got[1].perSecond(), "bare handler", 3000, 30)
	rate("  bare handler, durable UPDATE + INSERT, "+engine, got[1].perSecond(), 0, "", 0, 0)
	atMost("  processor time of one action, "+engine, got[0].each(), 0)
	atMost("  processor time of one bare transition, "+engine, got[1].each(), 0)
	atMost("  p50 of the action, "+engine, got[0].at(.5), 0)
	atMost("  p99 of the action, "+engine, got[0].at(.99), 50*time.Millisecond)
	atMost("  p99 of the bare handler, "+engine, got[1].at(.99), 0)
}

// tasksUnderWork is how many tasks the actions are spread over.
const tasksUnderWork = 4000

// action prepares the business action that is measured: progress of a task is
// reported. It asks for permission on the task, checks its state and the
// scheme's rules, keeps duties apart, records the fact for task, unit and
// person, counts it into the task, notes it in its history, records it in the
// ledger and keeps the answer for a second delivery.
func action(b *testing.B, h *house) func(client, n int) []byte {
	ids := h.tasks(b, "leiyang", tasksUnderWork)
	analyze(b, h.app.DB())
	cookies := make([]string, clients)
	for i := range cookies {
		cookies[i] = h.login(b, "leiyang", "staff")
	}
	begin := time.Now().UnixNano()
	var sent [clients]int
	return func(client, _ int) []byte {
		n := sent[client]
		sent[client]++
		path := "/api/v1/zones/leiyang/tasks/" + ids[(client+clients*n)%len(ids)].String() + "/actions/report"
		return request("POST", path, map[string]string{"Cookie": cookies[client], "Idempotency-Key": fmt.Sprintf("bench-%d-%d-%d", begin, client, n)},
			fmt.Sprintf(`{"amount":"1.5","note":"主体结构施工至第 %d 层"}`, n))
	}
}
