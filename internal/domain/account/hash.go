package account

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"
	"sync/atomic"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"

	"github.com/jingkai-zone/jingkai/internal/base/fault"
)

// Parameters of argon2id (RFC 9106; OWASP's first choice for servers with
// little memory to spare): 19 MiB, two passes, one lane. With two hashes at a
// time the service stays below 40 MiB for them.
const (
	hashMemory  = 19 * 1024 // KiB
	hashPasses  = 2
	hashLanes   = 1
	hashSalt    = 16 // bytes
	hashLength  = 32 // bytes
	hashesAtOne = 2  // at the same time
	hashQueue   = 64 // waiting beyond which callers are sent away
)

// Busy sends a login away when too many wait for their password to be checked.
var Busy = fault.Define(fault.Unavailable, "account.busy", "",
	"当前登录人数过多，请稍后重试。", "Too many are signing in at this moment; try again shortly.")

var (
	hashSlots   = make(chan struct{}, hashesAtOne)
	hashWaiting atomic.Int64
)

// slot waits for one of the few places where a hash may be computed.
func slot(ctx context.Context) (release func(), err error) {
	if hashWaiting.Add(1) > hashQueue {
		hashWaiting.Add(-1)
		return nil, Busy.New()
	}
	defer hashWaiting.Add(-1)
	select {
	case hashSlots <- struct{}{}:
		return func() { <-hashSlots }, nil
	case <-ctx.Done():
		return nil, Busy.Wrap(ctx.Err())
	}
}

// hashPassword gives the slow hash of a password in the PHC string form.
func hashPassword(ctx context.Context, password string) (string, error) {
	release, err := slot(ctx)
	if err != nil {
		return "", err
	}
	defer release()
	salt := make([]byte, hashSalt)
	if _, err := rand.Read(salt); err != nil {
		return "", fmt.Errorf("account: salt: %w", err)
	}
	return encodeHash(salt, stretch(password, salt)), nil
}

// verifyPassword tells whether the password is the one hashed. An empty hash
// stands for an account that is not there or has no password: the same work is
// done and the answer is no.
func verifyPassword(ctx context.Context, hash, password string) (bool, error) {
	release, err := slot(ctx)
	if err != nil {
		return false, err
	}
	defer release()
	real := hash != ""
	if !real {
		hash = nobodysHash
	}
	salt, want, err := decodeHash(hash)
	if err != nil {
		return false, err
	}
	same := subtle.ConstantTimeCompare(stretch(password, salt), want) == 1
	return same && real, nil
}

func stretch(password string, salt []byte) []byte {
	if len(password) > maxPassword {
		password = password[:maxPassword]
	}
	return argon2.IDKey([]byte(norm.NFKC.String(password)), salt, hashPasses, hashMemory, hashLanes, hashLength)
}

var hashPrefix = fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$", argon2.Version, hashMemory, hashPasses, hashLanes)

// nobodysHash is compared against when there is no account.
var nobodysHash = encodeHash(make([]byte, hashSalt), make([]byte, hashLength))

func encodeHash(salt, sum []byte) string {
	b64 := base64.RawStdEncoding
	return hashPrefix + b64.EncodeToString(salt) + "$" + b64.EncodeToString(sum)
}

func decodeHash(hash string) (salt, sum []byte, err error) {
	rest, ok := strings.CutPrefix(hash, hashPrefix)
	saltText, sumText, ok2 := strings.Cut(rest, "$")
	if !ok || !ok2 {
		return nil, nil, fmt.Errorf("account: a stored password is not in the form of this program")
	}
	b64 := base64.RawStdEncoding
	if salt, err = b64.DecodeString(saltText); err != nil {
		return nil, nil, fmt.Errorf("account: stored salt: %w", err)
	}
	if sum, err = b64.DecodeString(sumText); err != nil {
		return nil, nil, fmt.Errorf("account: stored hash: %w", err)
	}
	return salt, sum, nil
}
