package bench

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/store"
	"github.com/jingkai-zone/jingkai/internal/store/storetest"
)

// rowsInTheList is how many tasks the zone has.
func rowsInTheList() int {
	if n, err := strconv.Atoi(os.Getenv("BENCH_ROWS")); err == nil && n > 0 {
		return n
	}
	return 1_000_000
}

// numbered is the id that [million] gives to a number.
func numbered(n int) (id ident.ID) {
	copy(id[:], fmt.Sprintf("%016d", n))
	return id
}

// million loads n tasks into a zone with a few statements: four states, four
// classes, 20 units, 1,000 people and 400 due days, mixed by primes so that
// every combination occurs, unevenly.
func million(b *testing.B, db *store.DB, zone int64, n int) {
	b.Helper()
	id := func(expr string) string {
		if db.Engine() == store.Postgres {
			return `CAST(encode(convert_to(lpad(CAST(` + expr + ` AS TEXT), 16, '0'), 'UTF8'), 'hex') AS uuid)`
		}
		return `CAST(substr('0000000000000000' || CAST(` + expr + ` AS TEXT), -16) AS BLOB)`
	}
	due := `date('2019-01-01', '+' || CAST(n * 7 % 401 AS TEXT) || ' days')`
	if db.Engine() == store.Postgres {
		due = `CAST(DATE '2019-01-01' + CAST(n * 7 % 401 AS INTEGER) AS TEXT)`
	}
	word := func(expr string, words ...string) string {
		text := "CASE " + expr
		for i, w := range words {
			text += fmt.Sprintf(" WHEN %d THEN '%s'", i, w)
		}
		return text + " END"
	}
	text := `WITH RECURSIVE s(n) AS (SELECT CAST($1 AS BIGINT) UNION ALL SELECT n + 1 FROM s WHERE n + 1 < CAST($2 AS BIGINT))
		INSERT INTO tasks_task (zone_id, id, number, title, detail, source, source_text, origin_kind, layer, difficult, start_on, due_on,
		first_due_on, plan_unit, weight, unit_id, person_id, class, by_hand, grounds, unset, status, done, episodes, track, claim_note,
		evidence, created_at, changed_at, changed_on, version)
		SELECT CAST($3 AS BIGINT), ` + id("n") + `, CAST(n AS TEXT), '示例任务', '', 'unit', '', '', ` + word("n * 13 / 7 % 3", "annual", "phase", "daily") + `, FALSE,
		'2019-01-01', ` + due + `, '2019-12-31', '', 1000000, ` + id("n * 31 % 20") + `, ` + id("n * 17 % 1000") + `,
		` + word("n / 3 % 100 / 30", "C", "A", "B", "") + `, FALSE, 'null', 'null', ` + word("n / 11 % 100 / 20", "closed", "closed", "closed", "open", "claimed") + `,
		'0', 0, 0, '', 'null', 0, 0, '1970-01-01', 1 FROM s`
	const batch = 50_000
	for from := 0; from < n; from += batch {
		err := db.Maintain(context.Background(), "bench", func(tx *store.Tx) error {
			_, err := tx.Exec(text, from, min(from+batch, n), zone)
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	analyze(b, db)
}

// analyze does at once what PostgreSQL does by itself within a minute.
func analyze(b *testing.B, db *store.DB) {
	b.Helper()
	if db.Engine() != store.Postgres {
		return
	}
	if err := db.Maintain(context.Background(), "bench", func(tx *store.Tx) error { _, err := tx.Exec(`ANALYZE`); return err }); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkListSQLite: pages of 25 out of a million tasks, filtered, at any
// depth, by 8 clients, against a bare handler that lists the same rows.
func BenchmarkListSQLite(b *testing.B) { compareLists(b, "SQLite", open(b, "")) }

// BenchmarkListPostgres is the same on PostgreSQL.
func BenchmarkListPostgres(b *testing.B) {
	server := storetest.NewServer(b, true)
	besides = server.PID()
	defer func() { besides = 0 }()
	compareLists(b, "PostgreSQL", open(b, server.URL()))
}

const readers = 8

// questions are the filters that are asked in turn.
var questions = []string{"latest=false", "status=open", "status=active&class=A", "class=B", "status=closed&layer=annual", "unit=" + numbered(4).String(),
	"unit=" + numbered(7).String() + "&status=open&class=C", "person=" + numbered(321).String(), "overdue=true", "status=claimed&latest=true",
	"due_from=2019-06-01&due_to=2019-06-30&status=closed"}

func compareLists(b *testing.B, engine string, h *house) {
	zone := h.zone(b, "leiyang")
	begin := time.Now()
	million(b, h.app.DB(), zone, rowsInTheList())
	fmt.Fprintf(os.Stderr, "  %d tasks loaded in %v\n", rowsInTheList(), time.Since(begin).Round(time.Second))
	cookies := make([]string, readers)
	for i := range cookies {
		cookies[i] = h.login(b, "leiyang", "principal_leader")
	}
	const path = "/api/v1/zones/leiyang/tasks?limit=25"
	// A cursor names a due day and an id: any such pair is a place in the list.
	cursor := func(n int) string {
		day := calendar.MustDate("2019-01-01").AddDays(n * 37 % 400)
		return store.EncodeCursor(day.String(), numbered(n*7919%rowsInTheList()).String())
	}
	filtered := func(client, n int) []byte {
		i := client*1009 + n
		return request("GET", path+"&"+questions[i%len(questions)]+"&cursor="+cursor(i), map[string]string{"Cookie": cookies[client]}, "")
	}
	first := func(client, _ int) []byte {
		return request("GET", path, map[string]string{"Cookie": cookies[client]}, "")
	}
	deep := func(client, n int) []byte {
		return request("GET", path+"&cursor="+cursor(client*1009+n), map[string]string{"Cookie": cookies[client]}, "")
	}
	bareAddr := listen(b, bareList(h.app.DB(), zone))
	bare := func(client, n int) []byte {
		return request("GET", "/tasks?after="+cursor(client*1009+n), nil, "")
	}
	run := func(addr string, next func(client, n int) []byte) func() spell {
		load(b, addr, readers, time.Second, next)
		return func() spell { return load(b, addr, readers, seconds(), next) }
	}
	got := alternate(run(h.addr, filtered), run(h.addr, deep), run(h.addr, first), run(bareAddr, bare))
	b.ReportMetric(got[1].perSecond(), "pages/s")
	rate("page of 25 of "+count(float64(rowsInTheList()))+" tasks, any depth, "+engine, got[1].perSecond(), got[3].perSecond(), "bare handler's list", 0, 40)
	rate("  bare handler's list, "+engine, got[3].perSecond(), 0, "", 0, 0)
	atMost("  p99 of filtered pages at any depth, 8 clients, "+engine, got[0].at(.99), 20*time.Millisecond)
	atMost("  processor time of one page, "+engine, got[1].each(), 0)
	atMost("  processor time of one bare page, "+engine, got[3].each(), 0)
	slower := 100 * (float64(got[1].each())/float64(got[2].each()) - 1)
	report(figure{what: "  deep page against page 1, processor time, " + engine, value: fmt.Sprintf("%+.0f %%", slower), budget: "within 20 %", met: judge(slower <= 20)})
}

// bareList is the least that a page of tasks over HTTP can be.
func bareList(db *store.DB, zone int64) http.Handler {
	type row struct {
		ID       ident.ID `json:"id"`
		Number   string   `json:"number"`
		Title    string   `json:"title"`
		DueOn    string   `json:"due_on"`
		Status   string   `json:"status"`
		Class    string   `json:"class"`
		Layer    string   `json:"layer"`
		Unit     ident.ID `json:"unit"`
		Person   ident.ID `json:"person"`
		Done     string   `json:"done"`
		PlanUnit string   `json:"plan_unit"`
		Weight   int64    `json:"weight"`
		Version  int64    `json:"version"`
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /tasks", func(w http.ResponseWriter, r *http.Request) {
		parts, err := store.DecodeCursor(r.FormValue("after"), 2)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		id, err := ident.ParseID(parts[1])
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		var out []row
		err = db.Read(r.Context(), func(s *store.Snapshot) (err error) {
			out, err = store.All(s, func(rows *store.Rows) (o row, err error) {
				return o, rows.Scan(&o.ID, &o.Number, &o.Title, &o.DueOn, &o.Status, &o.Class, &o.Layer, &o.Unit, &o.Person, &o.Done, &o.PlanUnit, &o.Weight, &o.Version)
			}, `SELECT id, number, title, due_on, status, class, layer, unit_id, person_id, done, plan_unit, weight, version FROM tasks_task
				WHERE zone_id = $1 AND (due_on, id) > ($2, $3) ORDER BY due_on, id LIMIT 25`, zone, parts[0], id)
			return err
		})
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(out) // the caller is gone if this fails
	})
	return mux
}
