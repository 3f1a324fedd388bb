package storetest

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"runtime"
	"sort"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// Server is a PostgreSQL server of its own. The kernel ends it when this
// process ends, however that happens.
type Server struct {
	bin     string
	dir     string
	port    int
	who     *syscall.Credential
	durable bool
	process *exec.Cmd
	ended   chan struct{}
}

// NewServer starts a server that belongs to one test, which may stop it and
// start it again. A durable one flushes every commit to the disk
// (synchronous_commit=on) as an installation does; the others do not. It is
// stopped and its folder removed when the test ends.
func NewServer(t testing.TB, durable bool) *Server {
	t.Helper()
	s, err := newServer(durable)
	if err != nil {
		t.Fatalf("PostgreSQL for tests: %v", err)
	}
	t.Cleanup(func() {
		s.Stop()
		_ = os.RemoveAll(s.dir)
	})
	return s
}

// folder is the name of a server's folder; the number is the process that owns
// it, so that what a killed process left can be told and removed.
const folder = "jingkai-pg-%d-"

func newServer(durable bool) (*Server, error) {
	sweep()
	s := &Server{durable: durable}
	var err error
	if s.bin, err = binaries(); err != nil {
		return nil, err
	}
	if s.who, err = credential(); err != nil {
		return nil, err
	}
	if s.dir, err = os.MkdirTemp("", fmt.Sprintf(folder, os.Getpid())); err != nil {
		return nil, err
	}
	if s.who != nil {
		if err := os.Chown(s.dir, int(s.who.Uid), int(s.who.Gid)); err != nil {
			return nil, err
		}
	}
	initdb := exec.Command(filepath.Join(s.bin, "initdb"), "-D", filepath.Join(s.dir, "data"), "-U", "jingkai", "--auth=trust",
		"--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
	initdb.SysProcAttr = &syscall.SysProcAttr{Credential: s.who}
	initdb.Dir = s.dir
	if out, err := initdb.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("initdb: %w\n%s", err, out)
	}
	if s.port, err = freePort(); err != nil {
		return nil, err
	}
	return s, s.start()
}

// sweep removes the folders of processes that are gone.
func sweep() {
	old, err := filepath.Glob(filepath.Join(os.TempDir(), "jingkai-pg-*"))
	if err != nil {
		return
	}
	for _, dir := range old {
		var pid int
		if _, err := fmt.Sscanf(filepath.Base(dir), folder, &pid); err == nil && syscall.Kill(pid, 0) == syscall.ESRCH {
			_ = os.RemoveAll(dir)
		}
	}
}

// URL names the server's own database.
func (s *Server) URL() string {
	return s.Database("postgres")
}

// Database names another database of the server.
func (s *Server) Database(name string) string {
	return fmt.Sprintf("postgres://jingkai@127.0.0.1:%d/%s?sslmode=disable", s.port, name)
}

// Start starts the server again after [Server.Stop], with its data.
func (s *Server) Start(t testing.TB) {
	t.Helper()
	if err := s.start(); err != nil {
		t.Fatalf("start PostgreSQL again: %v", err)
	}
}

func (s *Server) start() error {
	args := []string{"-D", filepath.Join(s.dir, "data"), "-p", strconv.Itoa(s.port), "-h", "127.0.0.1", "-k", s.dir,
		"-c", "max_connections=200", "-c", "logging_collector=off"}
	if s.durable {
		args = append(args, "-c", "shared_buffers=256MB", "-c", "synchronous_commit=on", "-c", "max_wal_size=4GB")
	} else {
		args = append(args, "-c", "shared_buffers=64MB", "-c", "fsync=off", "-c", "full_page_writes=off", "-c", "synchronous_commit=off")
	}
	s.process = exec.Command(filepath.Join(s.bin, "postgres"), args...)
	s.process.SysProcAttr = &syscall.SysProcAttr{Credential: s.who, Pdeathsig: syscall.SIGQUIT}
	s.process.Dir = s.dir
	s.ended = make(chan struct{})
	if err := startOnOwnThread(s.process, s.ended); err != nil {
		return err
	}
	return await(s.URL())
}

// PID is the server's process; its sessions are the process's children.
func (s *Server) PID() int { return s.process.Process.Pid }

// Stop ends the server at once, as a crash of its machine would: sessions are
// cut and recovery runs at the next start.
func (s *Server) Stop() {
	select {
	case <-s.ended:
		return
	default:
	}
	_ = s.process.Process.Signal(syscall.SIGQUIT)
	<-s.ended
}

// startOnOwnThread starts cmd from a thread that lives as long as the process:
// the parent-death signal is tied to the thread that forked.
func startOnOwnThread(cmd *exec.Cmd, ended chan<- struct{}) error {
	started := make(chan error)
	go func() {
		defer close(ended)
		runtime.LockOSThread()
		err := cmd.Start()
		started <- err
		if err == nil {
			_ = cmd.Wait()
		}
	}()
	return <-started
}

func binaries() (string, error) {
	if p, err := exec.LookPath("postgres"); err == nil {
		return filepath.Dir(p), nil
	}
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/postgres")
	if err != nil || len(found) == 0 {
		return "", errors.New("no PostgreSQL server programs found: run `make setup`")
	}
	sort.Strings(found)
	return filepath.Dir(found[len(found)-1]), nil
}

// credential is nil unless we are root, whom PostgreSQL refuses to serve.
func credential() (*syscall.Credential, error) {
	if os.Getuid() != 0 {
		return nil, nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		return nil, err
	}
	uid, err := strconv.ParseUint(u.Uid, 10, 32)
	if err != nil {
		return nil, err
	}
	gid, err := strconv.ParseUint(u.Gid, 10, 32)
	if err != nil {
		return nil, err
	}
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}

func await(url string) error {
	var err error
	for range 200 {
		var c *pgx.Conn
		c, err = pgx.Connect(context.Background(), url)
		if err == nil {
			return c.Close(context.Background())
		}
		time.Sleep(50 * time.Millisecond)
	}
	return err
}
