package app_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"github.com/jingkai-zone/jingkai/internal/app"
	"github.com/jingkai-zone/jingkai/internal/base/config"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/domain/account"
	"github.com/jingkai-zone/jingkai/internal/domain/org"
	"github.com/jingkai-zone/jingkai/internal/store"
	"github.com/jingkai-zone/jingkai/internal/store/storetest"
)

// newInstallation is an empty one that is no demonstration, with a zone and the
// one-time token that a first start prints.
func newInstallation(t *testing.T) (d door, clock *storetest.Clock, token string) {
	t.Helper()
	clock = &storetest.Clock{}
	clock.Set(storetest.Start)
	d, a := openDoor(t, app.Config{Config: config.Default(), Clock: clock})
	var zone org.Zone
	err := a.DB().Write(context.Background(), ident.System(0), func(tx *store.Tx) (err error) {
		zone, err = org.CreateZone(tx, org.ZoneInput{Slug: "example", NameZH: "示例园区", NameEN: "Example", Kind: org.Development, Stage: org.Operating, Source: "示例"})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	key, err := os.ReadFile(filepath.Join(filepath.Dir(a.DB().Config().Path), "keys", "account.key"))
	if err != nil {
		t.Fatal(err)
	}
	service, err := account.New(a.DB(), account.Config{Key: key})
	if err != nil {
		t.Fatal(err)
	}
	token, needed, err := service.BeginSetup(context.Background(), zone.ID)
	if err != nil || !needed {
		t.Fatal(needed, err)
	}
	return d, clock, token
}

// must sends a request that is to be answered with a status, and reads the
// answer into out.
func (d door) must(want int, cookie *http.Cookie, method, path, body string, out any) *http.Cookie {
	d.t.Helper()
	status, code, w := d.ask(cookie, method, path, body)
	if status != want {
		d.t.Fatalf("%s %s: %d %s, want %d: %s", method, path, status, code, want, w.Body)
	}
	if out != nil {
		if err := json.Unmarshal(w.Body.Bytes(), out); err != nil {
			d.t.Fatal(err)
		}
	}
	for _, c := range w.Result().Cookies() {
		if c.Name == "jk_session" && c.Value != "" {
			return c
		}
	}
	return cookie
}

// A new installation: three different people, no password that anybody else
// knows, a second factor before any work, and the end of a session by idleness.
func TestFirstStart(t *testing.T) {
	d, clock, token := newInstallation(t)
	var start struct{ Demo, Setup bool }
	d.must(http.StatusOK, nil, "GET", "/api/v1/start", "", &start)
	if start.Demo || !start.Setup {
		t.Errorf("%+v", start)
	}
	form := `{"token":%q,"password":%q,"system":{"login":"system","name":"测试甲"},"security":{"login":%q,"name":"测试乙"},"auditor":{"login":"auditor","name":"测试丙"}}`
	d.must(http.StatusUnprocessableEntity, nil, "POST", "/api/v1/setup", fmt.Sprintf(form, token, "Lv-shan.2040", "system"), nil) // two of one login
	d.must(http.StatusUnprocessableEntity, nil, "POST", "/api/v1/setup", fmt.Sprintf(form, token, "12345678", "security"), nil)   // a weak password
	var made struct{ Security, Auditor string }
	d.must(http.StatusOK, nil, "POST", "/api/v1/setup", fmt.Sprintf(form, token, "Lv-shan.2040", "security"), &made)
	d.must(http.StatusUnauthorized, nil, "POST", "/api/v1/setup", fmt.Sprintf(form, token, "Lv-shan.2040", "security"), nil) // used up
	d.must(http.StatusOK, nil, "POST", "/api/v1/invitations/actions/accept", fmt.Sprintf(`{"token":%q,"password":"Qingshui_7bei"}`, made.Security), nil)

	cookie := d.must(http.StatusOK, nil, "POST", "/api/v1/session", `{"login":"system","password":"Lv-shan.2040"}`, nil)
	if status, code, _ := d.ask(cookie, "GET", "/api/v1/zones/example/accounts", ""); status != http.StatusForbidden || code != "account.factor.unbound" {
		t.Errorf("without a second factor: %d %s", status, code)
	}
	cookie = d.bind(cookie, clock)
	var list struct {
		Items []struct {
			Login  string
			Locked string
			Roles  []string
		}
	}
	d.must(http.StatusOK, cookie, "GET", "/api/v1/zones/example/accounts", "", &list)
	if len(list.Items) != 3 || list.Items[0].Roles != nil {
		t.Errorf("%+v", list)
	}
	clock.Set(clock.Now().Add(29 * time.Minute))
	d.must(http.StatusOK, cookie, "GET", "/api/v1/session", "", nil)
	clock.Set(clock.Now().Add(31 * time.Minute))
	if status, code, _ := d.ask(cookie, "GET", "/api/v1/session", ""); status != http.StatusUnauthorized || code != "account.session.over" {
		t.Errorf("after half an hour without a request: %d %s", status, code)
	}
	if status, code, _ := d.ask(nil, "POST", "/api/v1/session", `{"login":"system","password":"Lv-shan.2040"}`); code != "account.login.need_code" {
		t.Errorf("a right password without code: %d %s", status, code)
	}
	if status, _, _ := d.ask(nil, "POST", "/api/v1/demo/session", `{"zone":"example","role":"system_admin"}`); status != http.StatusNotFound {
		t.Errorf("the demonstration's door exists: %d", status)
	}
}

// bind binds an authenticator and gives the session with both factors.
func (d door) bind(cookie *http.Cookie, clock *storetest.Clock) *http.Cookie {
	d.t.Helper()
	var e struct{ Secret string }
	d.must(http.StatusOK, cookie, "POST", "/api/v1/session/factor", "{}", &e)
	code, err := totp.GenerateCode(e.Secret, clock.Now())
	if err != nil {
		d.t.Fatal(err)
	}
	var v struct{ Factors int }
	next := d.must(http.StatusOK, cookie, "POST", "/api/v1/session/factor/actions/confirm", fmt.Sprintf(`{"code":%q}`, code), &v)
	if v.Factors != 2 || next.Value == cookie.Value {
		d.t.Errorf("%+v", v)
	}
	return next
}
