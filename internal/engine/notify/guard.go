package notify

import (
	"context"
	"net"
	"net/http"
	"net/netip"
	"syscall"
	"time"
)

// guarded gives a transport that connects only to public addresses, and to
// trusted host:port pairs. The address is looked at after the name was
// resolved, at the moment of connecting: a name that points inside, now or
// after having pointed outside before, gets nothing.
func guarded(trusted map[string]bool) *http.Transport {
	open := &net.Dialer{Timeout: postTime}
	public := &net.Dialer{Timeout: postTime, Control: func(_, address string, _ syscall.RawConn) error {
		to, err := netip.ParseAddrPort(address)
		if err != nil || !isPublic(to.Addr()) {
			return errForbidden
		}
		return nil
	}}
	return &http.Transport{
		Proxy: nil, // a proxy would connect where we must not
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			if trusted[address] {
				return open.DialContext(ctx, network, address)
			}
			return public.DialContext(ctx, network, address)
		},
		TLSHandshakeTimeout: postTime,
		MaxIdleConns:        4,
		IdleConnTimeout:     30 * time.Second,
	}
}

// special are the networks that are neither public nor covered by netip's own
// classes (IANA special-purpose registries).
var special = func() []netip.Prefix {
	var out []netip.Prefix
	for _, s := range []string{
		"0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24",
		"203.0.113.0/24", "240.0.0.0/4", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "fec0::/10",
	} {
		out = append(out, netip.MustParsePrefix(s))
	}
	return out
}()

// isPublic reports whether an address belongs to the internet at large.
func isPublic(a netip.Addr) bool {
	a = a.Unmap()
	if !a.IsGlobalUnicast() || a.IsPrivate() || a.IsLoopback() || a.IsLinkLocalUnicast() || a.Zone() != "" {
		return false
	}
	for _, p := range special {
		if p.Contains(a) {
			return false
		}
	}
	return true
}
