package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/jingkai-zone/jingkai/internal/domain/account"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// enrolment is what an authenticator app needs; it is shown once.
type enrolment struct {
	Secret string `json:"secret" doc:"For typing"`
	URL    string `json:"url" doc:"otpauth address, for a QR code"`
}

// use is one open session of one's own account.
type use struct {
	Source  string    `json:"source" doc:"Network address it was opened from"`
	Factors int       `json:"factors"`
	Created time.Time `json:"created"`
	Seen    time.Time `json:"seen"`
	Ends    time.Time `json:"ends"`
	Present bool      `json:"present" doc:"The session that asks"`
}

// administrator is one of the three of a set-up.
type administrator struct {
	Login string `json:"login" maxLength:"64"`
	Name  string `json:"name" maxLength:"50"`
}

// setupDone holds the one-time tokens for the two who did not fill in the form.
type setupDone struct {
	Security string `json:"security"`
	Auditor  string `json:"auditor"`
}

func (s *Server) registerSelf() {
	own := func(id, method, path, zh, en string) Op {
		return Op{ID: id, Method: method, Path: path, Action: "account.self", Unready: true, Free: true, ZH: zh, EN: en, Tag: "account"}
	}
	door := func(id, path, zh, en string) Op {
		return Op{ID: id, Method: http.MethodPost, Path: path, Public: true, Free: true, ZH: zh, EN: en, Tag: "account"}
	}
	ask(s, own("list-my-sessions", http.MethodGet, "/session/sessions", "本人登录会话", "Own sessions"),
		func(q *Question, _ *struct{}) (List[use], error) {
			found, err := s.Accounts.Uses(q, q.session)
			out := List[use]{Items: []use{}}
			for _, u := range found {
				out.Items = append(out.Items, use{u.Source, u.Factors, u.Created, u.Seen, u.Ends, u.Present})
			}
			return out, err
		})
	act(s, own("end-my-other-sessions", http.MethodPost, "/session/actions/end-others", "结束本人其他会话", "End one's other sessions"),
		func(c *Command, _ *struct{}) (Empty, error) { return Empty{}, account.EndOthers(c.Tx, c.session) })
	begin := own("begin-factor", http.MethodPost, "/session/factor", "开始绑定验证器", "Begin to bind an authenticator")
	begin.Secret = true
	act(s, begin, func(c *Command, _ *struct{}) (enrolment, error) {
		e, err := s.Accounts.BeginFactor(c.Tx)
		return enrolment{e.Secret, e.URL}, err
	})
	huma.Register(s.huma, s.operation(own("confirm-factor", http.MethodPost, "/session/factor/actions/confirm", "确认绑定验证器", "Confirm the authenticator")), s.confirmFactor)
	huma.Register(s.huma, s.operation(own("change-password", http.MethodPost, "/session/password", "修改口令", "Change the password")), s.changePassword)
	huma.Register(s.huma, s.operation(door("accept-invitation", "/invitations/actions/accept", "用一次性凭据设置口令", "Choose a password with a one-time token")), s.acceptInvitation)
	huma.Register(s.huma, s.operation(door("set-up", "/setup", "首次初始化", "First set-up")), s.setUp)
}

func (s *Server) changePassword(ctx context.Context, in *struct {
	Body struct {
		Old      string `json:"old" maxLength:"256"`
		Password string `json:"password" maxLength:"256"`
	}
}) (*cookieAnswer, error) {
	c := callOf(ctx)
	token, sess, err := s.Accounts.ChangePassword(ctx, c.session, in.Body.Old, in.Body.Password, c.origin())
	return s.welcome(ctx, c, token, sess, err)
}

func (s *Server) confirmFactor(ctx context.Context, in *struct {
	Body struct {
		Code string `json:"code" maxLength:"8"`
	}
}) (*cookieAnswer, error) {
	c := callOf(ctx)
	var token string
	var sess account.Session
	err := s.db.Write(ctx, c.actor, func(tx *store.Tx) (err error) {
		token, sess, err = s.Accounts.ConfirmFactor(tx, in.Body.Code)
		return err
	})
	return s.welcome(ctx, c, token, sess, err)
}

func (s *Server) acceptInvitation(ctx context.Context, in *struct {
	Body struct {
		Token    string `json:"token" maxLength:"256"`
		Password string `json:"password" maxLength:"256"`
	}
}) (*struct{ Body Empty }, error) {
	if err := s.Accounts.AcceptInvitation(ctx, in.Body.Token, in.Body.Password, callOf(ctx).origin()); err != nil {
		return nil, problem(ctx, err)
	}
	return &struct{ Body Empty }{}, nil
}

func (s *Server) setUp(ctx context.Context, in *struct {
	Body struct {
		Token    string        `json:"token" maxLength:"256"`
		Password string        `json:"password" maxLength:"256" doc:"Of the system administrator"`
		System   administrator `json:"system"`
		Security administrator `json:"security"`
		Auditor  administrator `json:"auditor"`
	}
}) (*struct{ Body setupDone }, error) {
	b := in.Body
	person := func(a administrator) account.NewAccount { return account.NewAccount{Login: a.Login, Name: a.Name} }
	made, err := s.Accounts.CompleteSetup(ctx, account.Setup{Token: b.Token, Password: b.Password,
		System: person(b.System), Security: person(b.Security), Auditor: person(b.Auditor)}, callOf(ctx).origin())
	if err != nil {
		return nil, problem(ctx, err)
	}
	return &struct{ Body setupDone }{setupDone{made.Security, made.Auditor}}, nil
}
