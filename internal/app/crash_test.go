package app_test

import (
	"net/http"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/jingkai-zone/jingkai/internal/store/storetest"
)

// kills is how often the program is killed; JINGKAI_KILLS asks for more.
func kills(t *testing.T, standby int) int {
	t.Helper()
	text := os.Getenv("JINGKAI_KILLS")
	if text == "" {
		return standby
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal("JINGKAI_KILLS: ", err)
	}
	return n
}

// seed makes a run repeatable as far as a race with the kernel can be.
func seed(t *testing.T) uint64 {
	t.Helper()
	n, err := strconv.ParseUint(os.Getenv("JINGKAI_SEED"), 10, 64)
	if err != nil {
		n = uint64(time.Now().UnixNano())
	}
	t.Logf("JINGKAI_SEED=%d", n)
	return n
}

// 32 clients work, the program is killed under them at any moment (kill -9) and
// started again on the same folder. Every acknowledged command is there exactly
// once, with one ledger entry; a command whose answer was lost is asked for
// again with the same key and is then there exactly once, too; the ledger
// verifies.
func TestNothingAcknowledgedIsLost(t *testing.T) {
	t.Parallel()
	for engine, n := range map[string]int{"sqlite": kills(t, 8), "postgres": max(2, kills(t, 16)/8)} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			db := ""
			if engine == "postgres" {
				db = storetest.Database(t)
			}
			s := newSiege(t, db, seed(t))
			for range n {
				s.storm(time.Duration(30+s.rng.IntN(400)) * time.Millisecond)
				s.start()
				s.retry()
				if found := s.violations(); len(found) > 0 {
					t.Fatalf("after %d acknowledged commands: %d violations, first %q\n%s", len(s.acked), len(found), found[0], s.log.String())
				}
				if out, err := s.ledgerVerify(); err != nil {
					t.Fatalf("ledger verify: %v\n%s", err, out)
				}
			}
			slices.Sort(s.restarts)
			t.Logf("%d kills: %d commands acknowledged, %d answers lost, of which %d had been committed; ready again after %v, at most %v",
				n, len(s.acked), s.asked, s.replayed, s.restarts[len(s.restarts)/2], s.restarts[len(s.restarts)-1])
			if len(s.acked) < 20*n {
				t.Errorf("only %d commands were acknowledged: the program was hardly under load", len(s.acked))
			}
		})
	}
}

// A harness that finds nothing proves nothing: commands that are acknowledged
// before they are committed must be missed after a kill.
func TestAcknowledgingTooEarlyIsCaught(t *testing.T) {
	t.Parallel()
	s := newSiege(t, "", seed(t))
	waiting := make(chan struct{}, 1000)
	s.deceitful(func(forward func(http.Header) int, _ *http.Request, w http.ResponseWriter) {
		waiting <- struct{}{}
		go func() {
			forward(nil)
			<-waiting
		}()
		w.WriteHeader(http.StatusCreated)
	})
	for range 5 {
		s.storm(200 * time.Millisecond)
		s.start()
		if found := s.violations(); len(found) > 0 {
			t.Logf("caught: %d violations, e.g. %s", len(found), found[0])
			return
		}
	}
	t.Error("commands acknowledged before the commit were never missed")
}

// A command that is carried out twice must be noticed.
func TestCarryingOutTwiceIsCaught(t *testing.T) {
	t.Parallel()
	s := newSiege(t, "", seed(t))
	s.deceitful(func(forward func(http.Header) int, r *http.Request, w http.ResponseWriter) {
		status := forward(nil)
		if status == http.StatusCreated && r.Header.Get("Idempotency-Key") == "siege-00000007" {
			forward(http.Header{"Idempotency-Key": {"another-delivery"}})
		}
		if status != 0 {
			w.WriteHeader(status)
		} else if hijacked, _, err := w.(http.Hijacker).Hijack(); err == nil {
			_ = hijacked.Close() // no answer came, none is given
		}
	})
	s.storm(300 * time.Millisecond)
	s.start()
	for _, v := range s.violations() {
		if v == "siege-00000007 was acknowledged and is there 2 times" {
			return
		}
	}
	t.Error("a command carried out twice was not noticed")
}
