package app_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jingkai-zone/jingkai/internal/app"
	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/store"
	"github.com/jingkai-zone/jingkai/internal/store/storetest"
)

// desk is a clerk at a running house: enough of a client to see what a fault
// looks like from outside.
type desk struct {
	t      *testing.T
	app    *app.App
	base   string
	cookie string
	list   string
}

func newDesk(t *testing.T, a *app.App) *desk {
	t.Helper()
	server := httptest.NewServer(a.Handler())
	t.Cleanup(server.Close)
	d := &desk{t: t, app: a, base: server.URL + "/api/v1"}
	res, err := http.Post(d.base+"/demo/session", "application/json", strings.NewReader(`{"zone":"leiyang","role":"party_office"}`))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	for _, c := range res.Cookies() {
		d.cookie = c.Name + "=" + c.Value
	}
	status, body := d.send("POST", "/month-lists", `{"kind":"month","month":"2020-01"}`, "list-key-1")
	var list struct{ ID string }
	if err := json.Unmarshal([]byte(body), &list); err != nil || status != http.StatusCreated {
		t.Fatal(status, body)
	}
	d.list = list.ID
	return d
}

func (d *desk) send(method, path, body, key string) (int, string) {
	d.t.Helper()
	req, err := http.NewRequest(method, d.base+"/zones/leiyang"+path, strings.NewReader(body))
	if err != nil {
		d.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Cookie", d.cookie)
	req.Header.Set("Idempotency-Key", key)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		d.t.Fatal(err)
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(res.Body)
	if err != nil {
		d.t.Fatal(err)
	}
	return res.StatusCode, string(answer)
}

// add puts an item on the list; filler makes its record large.
func (d *desk) add(key string, filler int) (int, string) {
	return d.send("POST", "/month-lists/"+d.list+"/items", fmt.Sprintf(`{"title":%q,"measure":%q}`, key, strings.Repeat("长", filler)), key)
}

func (d *desk) items() (n int64) {
	d.t.Helper()
	err := d.app.DB().Read(context.Background(), func(r *store.Snapshot) error {
		return r.QueryRow(`SELECT COUNT(*) FROM goals_item`).Scan(&n)
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return n
}

func (d *desk) want(status int, text string) func(int, string) {
	return func(got int, body string) {
		d.t.Helper()
		if got != status || !strings.Contains(body, text) {
			d.t.Fatalf("%d %s, want %d with %q", got, body, status, text)
		}
	}
}

// A file that may not grow refuses with store.full; nothing is half written,
// reading goes on, and the same command passes when there is room again.
func TestFullFileIsARefusalNotARuin(t *testing.T) {
	t.Parallel()
	a := mustHouse(t, t.TempDir())
	defer shut(t, a)
	d := newDesk(t, a)
	pages := func(n int) {
		t.Helper()
		err := a.DB().Maintain(context.Background(), "test", func(tx *store.Tx) error {
			var had int64
			return tx.QueryRow(fmt.Sprintf(`PRAGMA max_page_count(%d)`, n)).Scan(&had)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	pages(1) // the present size
	acked := 0
	for n := 0; ; n++ {
		status, body := d.add(fmt.Sprintf("full-%05d", n), 900)
		if status != http.StatusCreated {
			d.want(http.StatusServiceUnavailable, "store.full")(status, body)
			break
		}
		acked++
		if n > 5000 {
			t.Fatal("the file never became full")
		}
	}
	if n := d.items(); n != int64(acked) {
		t.Errorf("%d items, %d acknowledged", n, acked)
	}
	d.want(http.StatusOK, d.list)(d.send("GET", "/month-lists/"+d.list, "", ""))
	pages(1 << 30)
	again := fmt.Sprintf("full-%05d", acked)
	d.want(http.StatusCreated, again)(d.add(again, 900))
	if n := d.items(); n != int64(acked)+1 {
		t.Errorf("%d items after %d acknowledged", n, acked+1)
	}
}

// The same with a disk that really is full. Mounting needs rights that not
// every machine gives; the test before covers the program there.
func TestFullDiskIsARefusalNotARuin(t *testing.T) {
	t.Parallel()
	disk := t.TempDir()
	if err := syscall.Mount("tmpfs", disk, "tmpfs", 0, "size=24m"); err != nil {
		t.Logf("no small disk here: %v", err)
		return
	}
	defer func() {
		if err := syscall.Unmount(disk, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	}()
	dir := filepath.Join(disk, "data")
	a := mustHouse(t, dir)
	closed := false
	defer func() {
		if !closed {
			_ = a.Close(context.Background())
		}
	}()
	d := newDesk(t, a)
	filler := filepath.Join(disk, "filler")
	fill(t, filler)
	acked, refused := 0, 0
	for n := 0; refused < 20 && n < 20000; n++ {
		status, body := d.add(fmt.Sprintf("disk-%05d", n), 900)
		if status == http.StatusCreated {
			acked++
			continue
		}
		d.want(http.StatusServiceUnavailable, "store.")(status, body)
		refused++
	}
	if refused == 0 {
		t.Fatal("the disk never became full")
	}
	if n := d.items(); n != int64(acked) {
		t.Errorf("%d items, %d acknowledged", n, acked)
	}
	if err := os.Remove(filler); err != nil {
		t.Fatal(err)
	}
	d.want(http.StatusCreated, "after-room")(d.add("after-room", 900))
	if n := d.items(); n != int64(acked)+1 {
		t.Errorf("%d items after room was made, %d acknowledged", n, acked+1)
	}
	time.Sleep(1500 * time.Millisecond) // until what waited is placed and signed
	closed = true
	shut(t, a)
	wantVerb(t, 0, "完好 / intact", "ledger", "verify", "--data", dir)
	shut(t, mustHouse(t, dir))
}

// fill takes what is free on a disk but for 2 MiB.
func fill(t *testing.T, path string) {
	t.Helper()
	var st syscall.Statfs_t
	if err := syscall.Statfs(filepath.Dir(path), &st); err != nil {
		t.Fatal(err)
	}
	free := int64(st.Bavail)*st.Bsize - 2<<20
	if err := os.WriteFile(path, make([]byte, free), 0o600); err != nil {
		t.Fatal(err)
	}
}

// A database server that is gone is a clear refusal, quickly; when it is back
// the program works on by itself, and a command that was refused passes with
// the same key, once.
func TestStoppedDatabaseIsARefusalUntilItIsBack(t *testing.T) {
	t.Parallel()
	server := storetest.NewServer(t, true) // the others lose their last commits with their process
	cfg := houseConfig(t.TempDir())
	cfg.DB = server.URL()
	a, err := app.Start(context.Background(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer shut(t, a)
	d := newDesk(t, a)
	d.want(http.StatusCreated, "")(d.add("before-1", 1))
	server.Stop()
	begin := time.Now()
	for i := range 5 {
		d.want(http.StatusServiceUnavailable, "store.unavailable")(d.add("during-1", 1))
		d.want(http.StatusServiceUnavailable, "store.unavailable")(d.send("GET", "/month-lists/"+d.list, "", ""))
		if took := time.Since(begin); took > 20*time.Second {
			t.Fatalf("%d refusals took %v", i+1, took)
		}
	}
	server.Start(t)
	d.want(http.StatusCreated, "during-1")(d.add("during-1", 1))
	d.want(http.StatusCreated, "during-1")(d.add("during-1", 1))
	if n := d.items(); n != 2 {
		t.Errorf("%d items, want 2", n)
	}
}

// A clock behind the records refuses to start; the demonstration's goes on from
// where it stood.
func TestClockNeverRunsBackwards(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	cfg := houseConfig(dir)
	later := storetest.Start.AddDate(0, 0, 9)
	cfg.Clock = app.NewClock(later)
	a, err := app.Start(context.Background(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	shut(t, a)
	early := &storetest.Clock{}
	for behind, ok := range map[time.Duration]bool{time.Minute: true, time.Hour: false} {
		early.Set(later.Add(-behind))
		cfg.Clock = early
		a, err := app.Start(context.Background(), cfg)
		if ok != (err == nil) || !ok && !app.ClockBehind.Is(err) {
			t.Errorf("%v behind: %v", behind, err)
		}
		if err == nil {
			shut(t, a)
		}
	}
	clock := app.NewClock(storetest.Start)
	cfg.Clock = clock
	if a, err = app.Start(context.Background(), cfg); err != nil {
		t.Fatal(err)
	}
	defer shut(t, a)
	if clock.Now().Before(later) {
		t.Errorf("the demonstration began again at %v", clock.Now())
	}
	if err := clock.Set(storetest.Start); !calendar.Backwards.Is(err) {
		t.Errorf("set backwards: %v", err)
	}
}
