package account

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
)

// tokenBytes is the randomness of a token: 256 bits.
const tokenBytes = 32

// newToken makes a bearer token. Its zone stands in front in the clear, so that
// one shard is asked for it; the rest is random. Only its digest is stored.
func newToken(zone int64) (token string, digest []byte, err error) {
	random := make([]byte, tokenBytes)
	if _, err := rand.Read(random); err != nil {
		return "", nil, fmt.Errorf("account: token: %w", err)
	}
	token = strconv.FormatInt(zone, 36) + "." + base64.RawURLEncoding.EncodeToString(random)
	return token, digestOf(token), nil
}

// readToken gives the zone and the digest of a presented token.
func readToken(token string) (zone int64, digest []byte, ok bool) {
	head, tail, found := strings.Cut(token, ".")
	if !found || len(tail) != base64.RawURLEncoding.EncodedLen(tokenBytes) {
		return 0, nil, false
	}
	zone, err := strconv.ParseInt(head, 36, 64)
	if err != nil || zone < 0 {
		return 0, nil, false
	}
	return zone, digestOf(token), true
}

func digestOf(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}
