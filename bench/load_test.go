package bench

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// wire is one keep-alive connection of the load generator. It does no more
// than HTTP/1.1 asks of a client, because it shares the cores with the server.
type wire struct {
	conn net.Conn
	r    *bufio.Reader
	body []byte
}

func dial(addr string) (*wire, error) {
	c, err := net.Dial("tcp", addr)
	if err != nil {
		return nil, err
	}
	return &wire{conn: c, r: bufio.NewReaderSize(c, 16<<10)}, nil
}

var (
	contentLength = []byte("content-length:")
	chunked       = []byte("transfer-encoding: chunked")
	errAnswer     = errors.New("bench: not an HTTP answer")
)

// send writes a whole request and reads the answer; the body is kept until the
// next call.
func (w *wire) send(request []byte) (status int, err error) {
	if _, err := w.conn.Write(request); err != nil {
		return 0, err
	}
	line, err := w.r.ReadSlice('\n')
	if err != nil {
		return 0, err
	}
	if len(line) < 12 {
		return 0, errAnswer
	}
	if status, err = strconv.Atoi(string(line[9:12])); err != nil {
		return 0, errAnswer
	}
	length, inChunks := 0, false
	for {
		if line, err = w.r.ReadSlice('\n'); err != nil {
			return 0, err
		}
		if len(line) <= 2 {
			break
		}
		low := bytes.ToLower(bytes.TrimSpace(line))
		if rest, ok := bytes.CutPrefix(low, contentLength); ok {
			if length, err = strconv.Atoi(string(bytes.TrimSpace(rest))); err != nil {
				return 0, errAnswer
			}
		}
		inChunks = inChunks || bytes.Equal(low, chunked)
	}
	w.body = w.body[:0]
	if !inChunks {
		return status, w.take(length)
	}
	return status, w.chunks()
}

func (w *wire) take(n int) error {
	have := len(w.body)
	w.body = slices.Grow(w.body, n)[:have+n]
	_, err := io.ReadFull(w.r, w.body[have:])
	return err
}

func (w *wire) chunks() error {
	for {
		line, err := w.r.ReadSlice('\n')
		if err != nil {
			return err
		}
		n, err := strconv.ParseInt(string(bytes.TrimSpace(line)), 16, 32)
		if err != nil {
			return errAnswer
		}
		if err := w.take(int(n)); err != nil {
			return err
		}
		if _, err := w.r.Discard(2); err != nil {
			return err
		}
		if n == 0 {
			return nil
		}
	}
}

// request makes the bytes of a request.
func request(method, path string, headers map[string]string, body string) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s %s HTTP/1.1\r\nHost: bench\r\n", method, path)
	for name, value := range headers {
		fmt.Fprintf(&b, "%s: %s\r\n", name, value)
	}
	if method != "GET" {
		fmt.Fprintf(&b, "Content-Type: application/json\r\nContent-Length: %d\r\n", len(body))
	}
	b.WriteString("\r\n" + body)
	return b.Bytes()
}

// spell is what a number of clients experienced in a stretch of time.
type spell struct {
	elapsed time.Duration
	cpu     time.Duration // of server, load generator and database
	took    []time.Duration
	refused int
	example string // of a refusal
}

func (s spell) perSecond() float64 { return float64(len(s.took)) / s.elapsed.Seconds() }

// at gives the latency below which a share of the answers came.
func (s spell) at(share float64) time.Duration {
	if len(s.took) == 0 {
		return 0
	}
	slices.Sort(s.took)
	return s.took[min(int(share*float64(len(s.took))), len(s.took)-1)]
}

// each is the processor time of one answer, which a neighbour on the machine
// changes less than the rate.
func (s spell) each() time.Duration { return s.cpu / time.Duration(max(1, len(s.took))) }

func (s *spell) join(o spell) {
	s.elapsed += o.elapsed
	s.cpu += o.cpu
	s.took = append(s.took, o.took...)
	s.refused += o.refused
	if s.example == "" {
		s.example = o.example
	}
}

// load lets clients send requests one after another for a while. next makes
// the nth request of a client; every answer must be 2xx.
func load(b *testing.B, addr string, clients int, d time.Duration, next func(client, n int) []byte) spell {
	b.Helper()
	all := make([]spell, clients)
	errs := make([]error, clients)
	var wg sync.WaitGroup
	begin, before := time.Now(), used()
	end := begin.Add(d)
	for i := range clients {
		wg.Add(1)
		go func() {
			defer wg.Done()
			errs[i] = all[i].run(addr, end, func(n int) []byte { return next(i, n) })
		}()
	}
	wg.Wait()
	var out spell
	for _, s := range all {
		out.join(s)
	}
	out.elapsed, out.cpu = time.Since(begin), used()-before
	if err := errors.Join(errs...); err != nil {
		b.Fatal(err)
	}
	if out.refused > 0 {
		b.Fatalf("%d of %d refused, e.g. %s", out.refused, len(out.took), out.example)
	}
	return out
}

func (s *spell) run(addr string, end time.Time, next func(n int) []byte) error {
	w, err := dial(addr)
	if err != nil {
		return err
	}
	defer w.conn.Close()
	for n := 0; ; n++ {
		req := next(n)
		sent := time.Now()
		if sent.After(end) {
			return nil
		}
		status, err := w.send(req)
		if err != nil {
			return err
		}
		s.took = append(s.took, time.Since(sent))
		if status < 200 || status > 299 {
			s.refused++
			s.example = fmt.Sprintf("%d %s", status, w.body)
		}
	}
}

// seconds is how long one round lasts.
func seconds() time.Duration {
	if n, err := strconv.Atoi(os.Getenv("BENCH_SECONDS")); err == nil && n > 0 {
		return time.Duration(n) * time.Second
	}
	return 4 * time.Second
}

// rounds alternates between contestants, so that a neighbour who takes the
// machine for a while takes it from all of them.
const rounds = 3

func alternate(contestants ...func() spell) []spell {
	out := make([]spell, len(contestants))
	for range rounds {
		for i, c := range contestants {
			if only, err := strconv.Atoi(os.Getenv("BENCH_ONLY")); err == nil && only != i {
				continue // for a profile of one of them
			}
			out[i].join(c())
		}
	}
	return out
}

// besides is a process whose children's time counts as well: the database
// server, whose sessions live as long as the pools. 0 for none.
var besides int

// used is the processor time that this process and the database server have
// taken so far.
func used() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano()+u.Stime.Nano()) + children(besides)
}

// children adds up the processor time of a process's living children.
func children(parent int) time.Duration {
	if parent == 0 {
		return 0
	}
	const tick = 10 * time.Millisecond // USER_HZ is 100 on Linux
	sum := time.Duration(0)
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		return 0
	}
	for _, file := range stats {
		raw, err := os.ReadFile(file)
		if err != nil {
			continue // it ended meanwhile
		}
		_, rest, ok := strings.Cut(string(raw), ") ")
		f := strings.Fields(rest)
		if !ok || len(f) < 13 || f[1] != strconv.Itoa(parent) {
			continue
		}
		for _, field := range f[11:13] {
			n, err := strconv.Atoi(field)
			if err == nil {
				sum += time.Duration(n) * tick
			}
		}
	}
	return sum
}
