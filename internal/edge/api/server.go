package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"runtime/debug"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/domain/account"
	"github.com/jingkai-zone/jingkai/internal/domain/org"
	"github.com/jingkai-zone/jingkai/internal/engine/access"
	"github.com/jingkai-zone/jingkai/internal/engine/files"
	"github.com/jingkai-zone/jingkai/internal/engine/jobs"
	"github.com/jingkai-zone/jingkai/internal/engine/ledger"
	"github.com/jingkai-zone/jingkai/internal/store"
)

const (
	prefix = "/api/v1"
	// maxBody caps a JSON body; uploads have caps of their own.
	maxBody = 1 << 20
	// SessionCookie carries the session token.
	SessionCookie = "jk_session"
)

var keyInFlight = fault.Define(fault.Conflict, "api.idempotency_in_flight", "",
	"同一操作正在处理中，请稍后用同一个 Idempotency-Key 查询结果。", "The same command is being carried out; retry with the same key to get its answer.")

// Deps is what the interface needs of the house.
type Deps struct {
	DB        *store.DB
	Access    *access.Engine
	Ledger    *ledger.Engine
	Bus       *jobs.Bus
	Accounts  *account.Service
	Calendar  *calendar.Calendar
	Files     *files.Folder
	MaxUpload int64                                                  // bytes of one file
	Demo      *Demo                                                  // one-click logins and a clock that can be moved; nil outside demonstrations
	Dir       string                                                 // data folder: attachments, keys, checkpoints
	Secure    bool                                                   // cookies only over TLS
	Observe   func(operation string, status int, took time.Duration) // told of every answer; may be nil
	Idle      time.Duration                                          // after which a session without a request ends; shown to the screens
}

// Server answers the API.
type Server struct {
	Deps
	db    *store.DB
	huma  huma.API
	mux   *http.ServeMux
	ops   []Op
	zones sync.Map // slug → zone id; zones are never renamed or removed
}

// New registers every operation.
func New(d Deps) *Server {
	huma.DefaultArrayNullable = false
	huma.ValidateStrictCasing = true
	huma.NewErrorWithContext = fromHuma
	huma.NewError = func(status int, msg string, errs ...error) huma.StatusError {
		return fromHuma(nil, status, msg, errs...)
	}
	s := &Server{Deps: d, db: d.DB, mux: http.NewServeMux()}
	config := huma.DefaultConfig("Jingkai 经开", "1")
	config.OpenAPIPath = prefix + "/openapi"
	config.DocsPath = ""
	config.SchemasPath = ""
	config.CreateHooks = nil
	config.RejectUnknownQueryParameters = true
	config.Formats = map[string]huma.Format{"application/json": strictJSON, "json": strictJSON}
	s.huma = humago.New(s.mux, config)
	s.mux.HandleFunc("/", s.stray)
	s.register()
	return s
}

// OpenAPI gives the description of the interface as JSON.
func (s *Server) OpenAPI() ([]byte, error) { return json.MarshalIndent(s.huma.OpenAPI(), "", "  ") }

// Ops lists every operation, for the permission matrix and the house's laws.
func (s *Server) Ops() []Op { return s.ops }

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	r = r.WithContext(jobs.With(r.Context(), s.Bus))
	begin := time.Now()
	seen := &statusWriter{ResponseWriter: w, status: http.StatusOK}
	defer func() {
		if s.Observe != nil {
			s.Observe(r.Pattern, seen.status, time.Since(begin))
		}
	}()
	defer seen.rescue(r)
	if !legibleAddress(r.URL) {
		writeHTTP(seen, render(notFound.New(), language(r.Header.Get("Accept-Language"))))
		return
	}
	s.mux.ServeHTTP(seen, r)
}

// statusWriter remembers the status of an answer for the figures.
type statusWriter struct {
	http.ResponseWriter
	status int
	begun  bool
}

// WriteHeader notes the status.
func (w *statusWriter) WriteHeader(status int) {
	w.status, w.begun = status, true
	w.ResponseWriter.WriteHeader(status)
}

// Write notes that the answer has begun.
func (w *statusWriter) Write(p []byte) (int, error) {
	w.begun = true
	return w.ResponseWriter.Write(p)
}

// rescue turns a programmer's error into an answer; its transaction has been
// rolled back by then. An answer that has begun is cut off.
func (w *statusWriter) rescue(r *http.Request) {
	p := recover()
	if p == nil {
		return
	}
	if p == http.ErrAbortHandler {
		panic(p)
	}
	slog.ErrorContext(r.Context(), "request panicked", "operation", r.Pattern, "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
	if w.begun {
		panic(http.ErrAbortHandler)
	}
	writeHTTP(w, render(internalError.New(), language(r.Header.Get("Accept-Language"))))
}

// Unwrap lets http.ResponseController reach the connection.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// enter authenticates a request and asks whether the actor may do the action
// in the zone at all.
func (s *Server) enter(hc huma.Context, op Op) (*call, error) {
	req, _ := humago.Unwrap(hc)
	c := &call{op: op.ID, action: op.Action, lang: language(hc.Header("Accept-Language")), http: req, access: s.Access,
		request: ident.NewID(time.Now()).String(), slug: hc.Param("zone")}
	c.form = op.Form
	hc.SetHeader("X-Request-Id", c.request)
	if c.slug != "" {
		zone, err := s.zone(hc.Context(), c.slug)
		if err != nil {
			return c, err
		}
		c.zone = zone
	}
	if err := s.identify(hc.Context(), c, op); err != nil {
		return c, s.noteStranger(hc.Context(), c, err)
	}
	c.actor.Request = c.request
	c.actor.Source = source(req)
	if op.Action == "" {
		return c, nil
	}
	c.scope = s.Access.Scope(c.actor, op.Action)
	if c.scope == access.None {
		err := s.Access.Check(c.actor, op.Action, access.Resource{Zone: c.zone})
		return c, s.noteDenial(hc.Context(), c, err)
	}
	return c, nil
}

// identify puts the actor behind the session cookie into the call. Whoever has
// no valid session is the visitor, which public operations allow.
func (s *Server) identify(ctx context.Context, c *call, op Op) error {
	c.actor = account.AsVisitor(c.zone)
	cookie, err := c.http.Cookie(SessionCookie)
	if err != nil {
		if op.Public {
			return nil
		}
		return loginNeeded.New()
	}
	c.token = cookie.Value
	var actor *ident.Actor
	err = s.db.Read(ctx, func(r *store.Snapshot) (err error) {
		actor, c.session, err = s.Accounts.Authenticate(r, cookie.Value, c.zone)
		return err
	})
	if err != nil {
		if op.Public {
			return nil
		}
		return err
	}
	c.actor, c.zone = actor, actor.Zone
	if err := s.Accounts.Touch(ctx, c.session); err != nil {
		return err
	}
	if op.Public || op.Unready {
		return nil
	}
	return c.session.Ready()
}

// noteDenial records that somebody was refused for lack of permission.
func (s *Server) noteDenial(ctx context.Context, c *call, err error) error {
	e, ok := fault.As(err)
	if !ok || e.Code.Kind != fault.Forbidden {
		return err
	}
	if noted := s.Ledger.Denied(ctx, c.actor, c.action, c.http.URL.Path, e.Code.Name); noted != nil {
		return errors.Join(noted, err)
	}
	return err
}

// noteStranger records, in the zone somebody belongs to, that they knocked at
// another zone's door.
func (s *Server) noteStranger(ctx context.Context, c *call, err error) error {
	if !account.ForeignZone.Is(err) {
		return err
	}
	var actor *ident.Actor
	unknown := s.db.Read(ctx, func(r *store.Snapshot) (err error) {
		actor, _, err = s.Accounts.Authenticate(r, c.token, 0)
		return err
	})
	if unknown != nil {
		return errors.Join(unknown, err)
	}
	actor.Request, actor.Source = c.request, source(c.http)
	c.actor = actor
	return s.noteDenial(ctx, c, err)
}

func (s *Server) zone(ctx context.Context, slug string) (int64, error) {
	if id, ok := s.zones.Load(slug); ok {
		return id.(int64), nil
	}
	var zone org.Zone
	err := s.db.Read(ctx, func(r *store.Snapshot) (err error) {
		zone, err = org.ZoneBySlug(r, slug)
		return err
	})
	if err != nil {
		return 0, err
	}
	s.zones.Store(slug, zone.ID)
	return zone.ID, nil
}

func source(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

func write(hc huma.Context, p *Problem) {
	hc.SetHeader("Content-Type", p.ContentType(""))
	hc.SetStatus(p.Status)
	_ = json.NewEncoder(hc.BodyWriter()).Encode(p) // the caller is gone if this fails
}

func writeHTTP(w http.ResponseWriter, p *Problem) {
	w.Header().Set("Content-Type", p.ContentType(""))
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p)
}
