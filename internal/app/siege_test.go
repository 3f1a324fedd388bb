package app_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jingkai-zone/jingkai/internal/store"
)

const besiegers = 32

// siege is the real program under load, killed again and again on one folder.
// It remembers what was acknowledged and holds the data to it.
type siege struct {
	t      *testing.T
	bin    string
	dir    string
	db     string // PostgreSQL URL; empty for SQLite
	addr   string
	front  string // where the clients send to: the program, or a faulty front before it
	proc   *exec.Cmd
	log    bytes.Buffer
	client *http.Client
	cookie string
	lists  []string
	rng    *rand.Rand

	mu    sync.Mutex
	acked map[string]bool // titles
	lost  []string        // titles whose answer never came
	next  atomic.Int64

	replayed int // lost answers that had been committed
	asked    int // lost answers asked for again
	restarts []time.Duration
}

var build struct {
	sync.Once
	bin string
	err error
}

// program builds the program once for all sieges.
func program(t *testing.T) string {
	t.Helper()
	build.Do(func() {
		dir, err := os.MkdirTemp("", "jingkai-siege-")
		if err != nil {
			build.err = err
			return
		}
		build.bin = filepath.Join(dir, "jingkai")
		out, err := exec.Command("go", "build", "-o", build.bin, "../../cmd/jingkai").CombinedOutput()
		if err != nil {
			build.err = fmt.Errorf("%w\n%s", err, out)
		}
	})
	if build.err != nil {
		t.Fatal(build.err)
	}
	return build.bin
}

func TestMain(m *testing.M) {
	slog.SetDefault(slog.New(slog.DiscardHandler)) // faults are made on purpose
	code := m.Run()
	if build.bin != "" {
		_ = os.RemoveAll(filepath.Dir(build.bin))
	}
	os.Exit(code)
}

func newSiege(t *testing.T, db string, seed uint64) *siege {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &siege{t: t, bin: program(t), dir: t.TempDir(), db: db, addr: l.Addr().String(), acked: map[string]bool{},
		rng: rand.New(rand.NewPCG(seed, 1)), client: &http.Client{Timeout: 20 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: besiegers}}}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	s.front = "http://" + s.addr
	s.start()
	t.Cleanup(s.kill)
	s.login()
	for month := 1; month <= 12; month++ {
		status, body, _ := s.send("POST", "/month-lists", fmt.Sprintf(`{"kind":"month","month":"2020-%02d"}`, month), fmt.Sprintf("siege-list-%d", month))
		var list struct{ ID string }
		if err := json.Unmarshal(body, &list); err != nil || status != http.StatusCreated {
			t.Fatalf("open a list: %d %s", status, body)
		}
		s.lists = append(s.lists, list.ID)
	}
	// What is a second old is signed; before that nothing could be verified.
	deadline := time.Now().Add(20 * time.Second)
	for out, err := s.ledgerVerify(); err != nil; out, err = s.ledgerVerify() {
		if time.Now().After(deadline) {
			t.Fatalf("the ledger is never signed: %v\n%s", err, out)
		}
		time.Sleep(100 * time.Millisecond)
	}
	return s
}

// start runs the program on the folder and waits until it answers.
func (s *siege) start() {
	s.t.Helper()
	args := []string{"demo", "--data", s.dir, "--addr", s.addr, "--world", "basic"}
	if s.db != "" {
		args = append(args, "--db", s.db)
	}
	s.proc = exec.Command(s.bin, args...)
	s.log.Reset()
	s.proc.Stdout, s.proc.Stderr = io.Discard, &s.log
	s.proc.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	begin := time.Now()
	if err := s.proc.Start(); err != nil {
		s.t.Fatal(err)
	}
	for time.Since(begin) < 60*time.Second {
		res, err := s.client.Get("http://" + s.addr + "/readyz")
		if err == nil {
			_ = res.Body.Close()
			if res.StatusCode == http.StatusOK {
				s.restarts = append(s.restarts, time.Since(begin))
				return
			}
		}
		time.Sleep(5 * time.Millisecond)
	}
	s.t.Fatalf("the program did not become ready\n%s", s.log.String())
}

func (s *siege) kill() {
	_ = s.proc.Process.Kill() // SIGKILL
	_ = s.proc.Wait()
	s.client.CloseIdleConnections()
}

func (s *siege) login() {
	s.t.Helper()
	res, err := s.client.Post(s.front+"/api/v1/demo/session", "application/json", strings.NewReader(`{"zone":"leiyang","role":"party_office"}`))
	if err != nil {
		s.t.Fatal(err)
	}
	defer res.Body.Close()
	for _, c := range res.Cookies() {
		s.cookie = c.Name + "=" + c.Value
	}
	if s.cookie == "" {
		s.t.Fatal("no session: ", res.Status)
	}
}

// send makes one request; status 0 means that no answer came.
func (s *siege) send(method, path, body, key string) (status int, answer []byte, replayed bool) {
	req, err := http.NewRequest(method, s.front+"/api/v1/zones/leiyang"+path, strings.NewReader(body))
	if err != nil {
		panic(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Cookie", s.cookie)
	req.Header.Set("Idempotency-Key", key)
	res, err := s.client.Do(req)
	if err != nil {
		return 0, nil, false
	}
	defer res.Body.Close()
	if answer, err = io.ReadAll(res.Body); err != nil {
		return 0, nil, false
	}
	return res.StatusCode, answer, res.Header.Get("Idempotent-Replayed") == "true"
}

// act sends the command of a title: the title is its key as well, so a second
// delivery is the same command.
func (s *siege) act(title string) (acknowledged, replayed bool, err error) {
	n := 0
	for _, c := range title {
		n += int(c)
	}
	status, body, replayed := s.send("POST", "/month-lists/"+s.lists[n%len(s.lists)]+"/items", fmt.Sprintf(`{"title":%q,"measure":"主体封顶"}`, title), title)
	switch {
	case status == http.StatusCreated:
		return true, replayed, nil
	case status == 0:
		return false, false, nil
	}
	return false, false, fmt.Errorf("%s: %d %s", title, status, body)
}

// storm lets the clients work until the program has been killed under them.
func (s *siege) storm(d time.Duration) {
	s.t.Helper()
	var over atomic.Bool
	var wg sync.WaitGroup
	errs := make([]error, besiegers)
	for i := range besiegers {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for !over.Load() {
				title := fmt.Sprintf("siege-%08d", s.next.Add(1))
				ok, _, err := s.act(title)
				s.mu.Lock()
				switch {
				case ok:
					s.acked[title] = true
				case err == nil:
					s.lost = append(s.lost, title)
				default:
					errs[i] = err
				}
				s.mu.Unlock()
				if !ok {
					return
				}
			}
		}()
	}
	time.Sleep(d)
	over.Store(true)
	s.kill()
	wg.Wait()
	if err := errors.Join(errs...); err != nil {
		s.t.Fatal(err)
	}
}

// retry asks again for every answer that was lost.
func (s *siege) retry() {
	s.t.Helper()
	for _, title := range s.lost {
		ok, replayed, err := s.act(title)
		if !ok {
			s.t.Fatalf("%s asked again: %v", title, err)
		}
		s.acked[title] = true
		s.asked++
		if replayed {
			s.replayed++
		}
	}
	s.lost = nil
}

// violations compares the data with what was acknowledged.
func (s *siege) violations() (out []string) {
	s.t.Helper()
	cfg := store.Config{URL: s.db, Path: filepath.Join(s.dir, "jingkai.db"), Readers: 1, Pool: 2}
	db, err := store.OpenExisting(context.Background(), cfg)
	if err != nil {
		s.t.Fatal(err)
	}
	defer db.Close()
	have := map[string]int64{}
	var rows, entries int64
	err = db.View(context.Background(), func(r *store.Snapshot) error {
		found, err := r.Query(`SELECT title, COUNT(*) FROM goals_item GROUP BY title`)
		if err != nil {
			return err
		}
		defer found.Close()
		for found.Next() {
			var title string
			var n int64
			if err := found.Scan(&title, &n); err != nil {
				return err
			}
			have[title] = n
			rows += n
		}
		if err := errors.Join(found.Err(), found.Close()); err != nil {
			return err
		}
		return r.QueryRow(`SELECT (SELECT COUNT(*) FROM ledger_entry WHERE body ->> 'action' = 'goals.item.add')
			+ (SELECT COUNT(*) FROM ledger_pending WHERE body LIKE '%"action":"goals.item.add"%')`).Scan(&entries)
	})
	if err != nil {
		s.t.Fatal(err)
	}
	for title := range s.acked {
		if have[title] != 1 {
			out = append(out, fmt.Sprintf("%s was acknowledged and is there %d times", title, have[title]))
		}
	}
	for title := range have {
		if !s.acked[title] {
			out = append(out, title+" is there and was never acknowledged")
		}
	}
	if entries != rows {
		out = append(out, fmt.Sprintf("%d commands and %d ledger entries", rows, entries))
	}
	slices.Sort(out)
	return out
}

// ledgerVerify runs the program's own verification beside the running server.
func (s *siege) ledgerVerify() (string, error) {
	args := []string{"ledger", "verify", "--data", s.dir}
	if s.db != "" {
		args = append(args, "--db", s.db)
	}
	out, err := exec.Command(s.bin, args...).CombinedOutput()
	return string(out), err
}

// deceitful is a front before the program that answers what the program has
// not said: the seeded bugs that the harness must catch.
func (s *siege) deceitful(lie func(forward func(http.Header) int, r *http.Request, w http.ResponseWriter)) {
	target := s.front
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return
		}
		header, path, method := r.Header.Clone(), r.URL.RequestURI(), r.Method
		lie(func(h http.Header) int {
			req, err := http.NewRequest(method, target+path, bytes.NewReader(body))
			if err != nil {
				return 0
			}
			req.Header = header.Clone()
			for name, values := range h {
				req.Header[name] = values
			}
			res, err := s.client.Do(req)
			if err != nil {
				return 0
			}
			defer res.Body.Close()
			_, _ = io.Copy(io.Discard, res.Body)
			return res.StatusCode
		}, r, w)
	}))
	s.t.Cleanup(front.Close)
	s.front = front.URL
}
