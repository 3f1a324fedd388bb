package account

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"fmt"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// Default limits of a session (GB/T 22239-2019 8.1.4.1 b).
const (
	DefaultIdle     = 30 * time.Minute
	DefaultAbsolute = 12 * time.Hour
)

// Config is what an installation decides.
type Config struct {
	Demo     bool                    // demonstration: sign in without password, clock moved by hand
	Key      []byte                  // 32 bytes, kept outside the database; seals second factors
	Idle     time.Duration           // 0 means DefaultIdle
	Absolute time.Duration           // 0 means DefaultAbsolute
	Issuer   string                  // what authenticator apps show; empty means Jingkai
	Profile  func(zone int64) string // name in Profiles; nil or unknown means DefaultProfile
}

// Service does what needs the installation's settings or a password's hash, and
// opens its own transactions for it.
type Service struct {
	db   *store.DB
	cfg  Config
	seal cipher.AEAD
}

// New prepares the service. It fails when the key is not 32 bytes: there is no
// default key.
func New(db *store.DB, cfg Config) (*Service, error) {
	if len(cfg.Key) != 32 {
		return nil, fmt.Errorf("account: the key must be 32 bytes, not %d", len(cfg.Key))
	}
	block, err := aes.NewCipher(cfg.Key)
	if err != nil {
		return nil, fmt.Errorf("account: key: %w", err)
	}
	seal, err := cipher.NewGCM(block)
	if err != nil {
		return nil, fmt.Errorf("account: key: %w", err)
	}
	if cfg.Idle <= 0 {
		cfg.Idle = DefaultIdle
	}
	if cfg.Absolute <= 0 {
		cfg.Absolute = DefaultAbsolute
	}
	if cfg.Issuer == "" {
		cfg.Issuer = "Jingkai"
	}
	return &Service{db: db, cfg: cfg, seal: seal}, nil
}

// profile gives the password rule of a zone.
func (s *Service) profile(zone int64) Profile {
	if s.cfg.Profile != nil {
		if p, ok := Profiles[s.cfg.Profile(zone)]; ok {
			return p
		}
	}
	return Profiles[DefaultProfile]
}

// sealed encrypts a secret for one account; it opens for no other.
func (s *Service) sealed(secret string, account ident.ID) ([]byte, error) {
	nonce := make([]byte, s.seal.NonceSize())
	if _, err := rand.Read(nonce); err != nil {
		return nil, fmt.Errorf("account: nonce: %w", err)
	}
	return s.seal.Seal(nonce, nonce, []byte(secret), account[:]), nil
}

func (s *Service) opened(box []byte, account ident.ID) (string, error) {
	n := s.seal.NonceSize()
	if len(box) < n {
		return "", fmt.Errorf("account: a sealed secret is too short")
	}
	secret, err := s.seal.Open(nil, box[:n], box[n:], account[:])
	if err != nil {
		return "", fmt.Errorf("account: a sealed secret does not open with this key: %w", err)
	}
	return string(secret), nil
}
