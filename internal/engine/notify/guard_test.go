package notify

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/mail"
	"net/netip"
	"strings"
	"testing"
	"time"
)

func TestOnlyTheInternetAtLargeIsPublic(t *testing.T) {
	for address, want := range map[string]bool{
		"223.5.5.5": true, "2400:3200::1": true, "::ffff:223.5.5.5": true, "172.32.0.1": true,
		"127.0.0.1": false, "::1": false, "10.1.2.3": false, "172.16.0.1": false, "192.168.1.1": false, "169.254.169.254": false,
		"0.0.0.0": false, "100.64.0.1": false, "198.18.0.1": false, "224.0.0.1": false, "255.255.255.255": false, "240.0.0.1": false,
		"fe80::1": false, "fc00::1": false, "ff02::1": false, "::": false, "::ffff:127.0.0.1": false, "::ffff:10.0.0.1": false,
		"64:ff9b::7f00:1": false, "2002:7f00:1::": false, "2001:db8::1": false,
	} {
		if got := isPublic(netip.MustParseAddr(address)); got != want {
			t.Errorf("%s public: %v", address, got)
		}
	}
}

// An address that is not trusted is not connected to, by number or by name,
// over https or not, and not by way of a redirect.
func TestNothingIsSentInside(t *testing.T) {
	hits := 0
	inside := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { hits++ }))
	defer inside.Close()
	insideTLS := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { hits++ }))
	defer insideTLS.Close()
	door := httptest.NewServer(http.RedirectHandler(inside.URL, http.StatusTemporaryRedirect))
	defer door.Close()
	p := newPoster([]string{strings.TrimPrefix(door.URL, "http://")})
	for _, target := range []string{inside.URL, insideTLS.URL, strings.Replace(insideTLS.URL, "127.0.0.1", "localhost", 1), door.URL} {
		ch := Channel{Kind: Webhook, URL: target, secret: "0123456789abcdef", Active: true}
		err := p.send(context.Background(), ch, Sent{}, time.Now())
		if !errors.Is(err, errHopeless) {
			t.Errorf("%s: %v", target, err)
		}
		if strings.Contains(reasonOf(err), "127.0.0.1") {
			t.Errorf("the reason repeats the address: %s", reasonOf(err))
		}
	}
	if hits != 0 {
		t.Errorf("%d requests got inside", hits)
	}
}

func TestQuietHours(t *testing.T) {
	night := Settings{QuietFrom: 22 * 60, QuietTo: 7*60 + 30}
	noon := Settings{QuietFrom: 12 * 60, QuietTo: 14 * 60}
	for _, c := range []struct {
		s    Settings
		at   string // China's time
		want time.Duration
	}{
		{night, "2019-12-02T21:59:59+08:00", 0},
		{night, "2019-12-02T22:00:00+08:00", 9*time.Hour + 30*time.Minute},
		{night, "2019-12-03T00:10:00+08:00", 7*time.Hour + 20*time.Minute},
		{night, "2019-12-03T07:29:59+08:00", time.Second},
		{night, "2019-12-03T07:30:00+08:00", 0},
		{noon, "2019-12-03T13:00:00+08:00", time.Hour},
		{noon, "2019-12-03T14:00:00+08:00", 0},
		{Settings{}, "2019-12-03T03:00:00+08:00", 0},
		{Settings{QuietFrom: 60, QuietTo: 60}, "2019-12-03T01:00:00+08:00", 0},
	} {
		at, err := time.Parse(time.RFC3339, c.at)
		if err != nil {
			t.Fatal(err)
		}
		if got := c.s.Wait(at.UTC()); got != c.want {
			t.Errorf("%+v at %s: wait %v, want %v", c.s, c.at, got, c.want)
		}
	}
}

// Nothing in a title or an address becomes a header of its own.
func TestAMailHasOnlyOurHeaders(t *testing.T) {
	raw := compose(letter{title: "逾期\r\nBcc: spy@example.com", body: strings.Repeat("督办 ", 200), id: "x", at: time.Unix(0, 0)},
		&mail.Address{Name: "经开\r\nX: y", Address: "no-reply@example.com"}, &mail.Address{Name: "a\r\nBcc: b@example.com", Address: "a@example.com"})
	m, err := mail.ReadMessage(strings.NewReader(string(raw)))
	if err != nil {
		t.Fatal(err)
	}
	if m.Header.Get("Bcc") != "" || m.Header.Get("X") != "" || len(m.Header) != 9 {
		t.Errorf("headers %v", m.Header)
	}
	for line := range strings.SplitSeq(string(raw), "\r\n") {
		if len(line) > 250 {
			t.Errorf("a line of %d bytes", len(line))
		}
	}
}
