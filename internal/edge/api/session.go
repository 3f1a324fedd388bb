package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/domain/account"
	"github.com/jingkai-zone/jingkai/internal/domain/org"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// Demo is what a demonstration adds: a clock that can be moved, what happens on
// its way there (nil for nothing), and what must happen after it has arrived.
type Demo struct {
	Clock *calendar.Movable
	Until func(ctx context.Context, to time.Time) error
	Moved func(ctx context.Context) error
}

var noDemoAccount = fault.Define(fault.NotFound, "api.demo.account", "",
	"演示数据中没有这个角色的账号。", "The demonstration has no account with this role.")

// sessionView is who is logged in, where, and what the menus may show.
type sessionView struct {
	Account  Ref          `json:"account"`
	Login    string       `json:"login"`
	Person   ident.ID     `json:"person,omitempty"`
	Unit     *Ref         `json:"unit,omitempty"`
	Zone     zoneView     `json:"zone"`
	Zones    []zoneView   `json:"zones,omitempty" doc:"Zones a city supervisor may enter"`
	Roles    []ident.Role `json:"roles"`
	Factors  int          `json:"factors"`
	Actions  []string     `json:"actions"`
	Demo     bool         `json:"demo"`
	Now      time.Time    `json:"now"`
	Ends     time.Time    `json:"ends"`
	IdleMins int          `json:"idle_minutes"`
	Todo     []string     `json:"todo,omitempty" doc:"What must be done first: change-password, bind-factor"`
}

type zoneView struct {
	ID     int64        `json:"id"`
	Slug   string       `json:"slug"`
	NameZH string       `json:"name_zh"`
	NameEN string       `json:"name_en"`
	Kind   org.ZoneKind `json:"kind"`
}

func showZone(z org.Zone) zoneView { return zoneView{z.ID, z.Slug, z.NameZH, z.NameEN, z.Kind} }

// cookieAnswer sets or clears the session cookie.
type cookieAnswer struct {
	SetCookie http.Cookie `header:"Set-Cookie"`
	Body      sessionView
}

func (s *Server) registerSession() {
	own := func(id, method, zh, en string) Op {
		return Op{ID: id, Method: method, Path: "/session", Public: true, ZH: zh, EN: en, Tag: "account", Free: true}
	}
	ask(s, Op{ID: "get-session", Path: "/session", Action: "account.self", ZH: "当前登录", EN: "Present session", Tag: "account", Unready: true},
		func(q *Question, in *struct {
			Zone string `query:"zone" maxLength:"64" doc:"Zone to look from; home when empty"`
		}) (sessionView, error) {
			q.asked = true
			return s.showSession(q, q.call, in.Zone)
		})
	ask(s, Op{ID: "start", Path: "/start", Public: true, ZH: "系统状态", EN: "What kind of installation this is", Tag: "account"}, s.start)
	huma.Register(s.huma, s.operation(own("login", http.MethodPost, "登录", "Log in")), s.login)
	huma.Register(s.huma, s.operation(own("logout", http.MethodDelete, "退出登录", "Log out")), s.logout)
	if s.Demo != nil {
		s.registerDemo()
	}
}

// startView says what the door shows before anybody is logged in.
type startView struct {
	Demo  bool `json:"demo" doc:"Accounts of a demonstration may be entered without a password"`
	Setup bool `json:"setup" doc:"Nobody has an account yet; the one-time token printed at start founds the first"`
}

func (s *Server) start(q *Question, _ *struct{}) (startView, error) {
	out := startView{Demo: s.Demo != nil, Setup: true}
	zones, err := org.Zones(q, org.ZoneFilter{})
	if err != nil {
		return out, err
	}
	for _, z := range zones {
		some, err := account.List(q, z.ID, account.Filter{Limit: 1})
		if err != nil {
			return out, err
		}
		out.Setup = out.Setup && len(some) == 0
	}
	return out, nil
}

func (s *Server) login(ctx context.Context, in *struct {
	Body struct {
		Login    string `json:"login" maxLength:"128"`
		Password string `json:"password" maxLength:"256"`
		Code     string `json:"code,omitempty" maxLength:"8" doc:"Of the authenticator, when it is asked for"`
	}
}) (*cookieAnswer, error) {
	c := callOf(ctx)
	token, sess, err := s.Accounts.Login(ctx, account.Credentials{Login: in.Body.Login, Password: in.Body.Password, Code: in.Body.Code, Previous: c.token}, c.origin())
	return s.welcome(ctx, c, token, sess, err)
}

// origin is where a login comes from, for the ledger.
func (c *call) origin() account.Origin {
	return account.Origin{Source: source(c.http), Request: c.request}
}

func (s *Server) welcome(ctx context.Context, c *call, token string, sess account.Session, err error) (*cookieAnswer, error) {
	if err != nil {
		return nil, problem(ctx, err)
	}
	out := &cookieAnswer{SetCookie: s.cookie(token, sess.Ends.Sub(s.db.Now()))}
	err = s.db.Read(ctx, func(r *store.Snapshot) (err error) {
		if c.actor, c.session, err = s.Accounts.Authenticate(r, token, 0); err != nil {
			return err
		}
		out.Body, err = s.showSession(r, c, "")
		return err
	})
	if err != nil {
		return nil, problem(ctx, err)
	}
	return out, nil
}

func (s *Server) cookie(value string, life time.Duration) http.Cookie {
	return http.Cookie{Name: SessionCookie, Value: value, Path: "/", HttpOnly: true, Secure: s.Secure, SameSite: http.SameSiteStrictMode,
		MaxAge: int(life / time.Second)}
}

func (s *Server) logout(ctx context.Context, _ *struct{}) (*struct {
	SetCookie http.Cookie `header:"Set-Cookie"`
}, error) {
	c := callOf(ctx)
	out := &struct {
		SetCookie http.Cookie `header:"Set-Cookie"`
	}{s.cookie("", -time.Second)}
	if c.session.Account.IsZero() {
		return out, nil
	}
	err := s.db.Write(ctx, c.actor, func(tx *store.Tx) error { return account.Logout(tx, c.session) })
	if err != nil {
		return nil, problem(ctx, err)
	}
	return out, nil
}

func (s *Server) showSession(r store.Reader, c *call, slug string) (sessionView, error) {
	actor := c.actor
	if slug != "" {
		zone, err := org.ZoneBySlug(r, slug)
		if err != nil {
			return sessionView{}, err
		}
		if actor, c.session, err = s.Accounts.Authenticate(r, c.token, zone.ID); err != nil {
			return sessionView{}, err
		}
		actor.Request, actor.Source = c.request, source(c.http)
	}
	zone, err := org.ZoneByID(r, actor.Zone)
	if err != nil {
		return sessionView{}, err
	}
	v := sessionView{Account: Ref{actor.Account, c.session.Name}, Login: c.session.Login, Person: actor.Person, Zone: showZone(zone), Roles: actor.Roles,
		Factors: actor.Factors, Actions: s.Access.Actions(actor), Demo: s.Demo != nil, Now: r.Now(), Ends: c.session.Ends, IdleMins: int(s.Idle / time.Minute)}
	if c.session.MustChange {
		v.Todo = append(v.Todo, "change-password")
	}
	if c.session.MustBind {
		v.Todo = append(v.Todo, "bind-factor")
	}
	if !actor.Unit.IsZero() {
		n, err := namesOf(r, actor.Zone)
		if err != nil {
			return sessionView{}, err
		}
		v.Unit = n.unit(actor.Unit)
	}
	below, err := org.Zones(r, org.ZoneFilter{Parent: actor.Home})
	for _, z := range below {
		if actor.Has(account.CitySupervisor) {
			v.Zones = append(v.Zones, showZone(z))
		}
	}
	return v, err
}
