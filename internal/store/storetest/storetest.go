package storetest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/jingkai-zone/jingkai/internal/store"
)

// Clock is a clock that tests move by hand.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// Now reads the clock.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Set moves the clock.
func (c *Clock) Set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = t.UTC()
}

// Start is the instant at which test databases begin: Monday, 2 December 2019,
// 09:00 in China.
var Start = time.Date(2019, 12, 2, 1, 0, 0, 0, time.UTC)

// Each runs fn as parallel subtests, once on SQLite and once on PostgreSQL,
// each with a database of its own.
func Each(t *testing.T, fn func(t *testing.T, db *store.DB)) {
	t.Helper()
	EachAt(t, func(t *testing.T, db *store.DB, _ *Clock) { fn(t, db) })
}

// EachAt is Each with the clock of the database in the test's hand.
func EachAt(t *testing.T, fn func(t *testing.T, db *store.DB, clock *Clock)) {
	t.Helper()
	for _, engine := range []store.Engine{store.SQLite, store.Postgres} {
		t.Run(string(engine), func(t *testing.T) {
			t.Parallel()
			clock := &Clock{now: Start}
			fn(t, Open(t, engine, clock), clock)
		})
	}
}

// Open gives an empty database of one engine that ends with the test.
func Open(t testing.TB, engine store.Engine, clock *Clock) *store.DB {
	t.Helper()
	cfg := store.Config{Clock: clock}
	if engine == store.Postgres {
		cfg.URL = Database(t)
		cfg.Pool = 8
	} else {
		cfg.Path = filepath.Join(t.TempDir(), "jingkai.db")
	}
	db, err := store.Open(context.Background(), cfg)
	if err != nil {
		t.Fatalf("open %s: %v", engine, err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Errorf("close %s: %v", engine, err)
		}
	})
	return db
}

var (
	template   sync.Once
	serverURL  string
	serverErr  error
	databaseNo atomic.Int64
)

// Database creates an empty, migrated PostgreSQL database and gives its URL.
// It is dropped when the test ends.
func Database(t testing.TB) string {
	t.Helper()
	ctx := context.Background()
	templateName := fmt.Sprintf("jk_template_%d", os.Getpid())
	template.Do(func() {
		serverURL = os.Getenv("JINGKAI_TEST_PG")
		if serverURL == "" {
			var s *Server
			if s, serverErr = newServer(false); serverErr == nil {
				serverURL = s.URL()
			}
		}
		if serverErr == nil {
			serverErr = makeTemplate(ctx, templateName)
		}
	})
	if serverErr != nil {
		t.Fatalf("PostgreSQL for tests: %v", serverErr)
	}
	name := fmt.Sprintf("jk_%d_%d", os.Getpid(), databaseNo.Add(1))
	if err := admin(ctx, "CREATE DATABASE "+name+" TEMPLATE "+templateName); err != nil {
		t.Fatalf("create test database: %v", err)
	}
	t.Cleanup(func() {
		if err := admin(ctx, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)"); err != nil {
			t.Logf("drop test database: %v", err)
		}
	})
	return databaseURL(name)
}

func makeTemplate(ctx context.Context, name string) error {
	if err := admin(ctx, "DROP DATABASE IF EXISTS "+name); err != nil {
		return err
	}
	if err := admin(ctx, "CREATE DATABASE "+name); err != nil {
		return err
	}
	db, err := store.Open(ctx, store.Config{URL: databaseURL(name), Pool: 2})
	if err != nil {
		return err
	}
	return db.Close()
}

func databaseURL(name string) string {
	cfg, err := pgx.ParseConfig(serverURL)
	if err != nil {
		return serverURL
	}
	return fmt.Sprintf("postgres://%s@%s:%d/%s?sslmode=disable", cfg.User, cfg.Host, cfg.Port, name)
}

// adminLock keeps CREATE DATABASE from running twice at once on one template.
var adminLock sync.Mutex

func admin(ctx context.Context, sql string) error {
	adminLock.Lock()
	defer adminLock.Unlock()
	c, err := pgx.Connect(ctx, serverURL)
	if err != nil {
		return err
	}
	defer c.Close(ctx)
	_, err = c.Exec(ctx, sql)
	return err
}
