package notify_test

import (
	"bufio"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"net/http/httptest"
	"net/mail"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/engine/jobs"
	"github.com/jingkai-zone/jingkai/internal/engine/notify"
	"github.com/jingkai-zone/jingkai/internal/store"
	"github.com/jingkai-zone/jingkai/internal/store/storetest"
)

const zone = 4

var (
	overdue = notify.Define(notify.Template{Kind: "test.overdue", LabelZH: "任务逾期督办", LabelEN: "Overdue task",
		TitleZH: "{item}已逾期", TitleEN: "{item} is overdue", BodyZH: "{item}已逾期 {days} 个工作日，请{person}说明。", BodyEN: "{item} is {days} working days overdue; {person} is asked to explain.",
		NeedAck: true, Mail: true})
	hello = notify.Define(notify.Template{Kind: "test.hello", LabelZH: "提示", LabelEN: "Hint", TitleZH: "提示", TitleEN: "Hint", BodyZH: "您好。", BodyEN: "Hello."})
	fire  = notify.Define(notify.Template{Kind: "test.fire", LabelZH: "急报", LabelEN: "Alarm", TitleZH: "急报", TitleEN: "Alarm", BodyZH: "请立即处理。", BodyEN: "Act now.", Urgent: true})
)

func person(n byte, roles ...ident.Role) *ident.Actor {
	return &ident.Actor{Account: ident.ID{9, n}, Person: ident.ID{1, n}, Zone: zone, Name: fmt.Sprintf("测试%d", n), Roles: roles}
}

var (
	chief  = person(1, "office")
	staff  = person(2)
	inRole = person(3, "office", "auditor")
)

func write(ctx context.Context, t *testing.T, db *store.DB, who *ident.Actor, fn func(tx *store.Tx) error) {
	t.Helper()
	err := db.Write(ctx, who, func(tx *store.Tx) error {
		tx.MarkRecorded()
		return fn(tx)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func send(ctx context.Context, t *testing.T, db *store.DB, m notify.Message) (id ident.ID) {
	t.Helper()
	m.Zone = zone
	write(ctx, t, db, chief, func(tx *store.Tx) (err error) { id, err = notify.Send(tx, m); return err })
	return id
}

func inbox(t *testing.T, db *store.DB, who *ident.Actor, unread bool) string {
	t.Helper()
	var titles []string
	err := db.View(context.Background(), func(r *store.Snapshot) error {
		for cursor := ""; ; {
			page, err := notify.Inbox(r, notify.BoxOf(who), unread, cursor, 2)
			if err != nil {
				return err
			}
			for _, i := range page.Items {
				titles = append(titles, i.TitleZH)
			}
			if cursor = page.Next; cursor == "" {
				break
			}
		}
		n, waiting, err := notify.Unread(r, notify.BoxOf(who))
		titles = append(titles, fmt.Sprintf("%d/%d", n, waiting))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(titles, " ")
}

var args = map[string]string{"item": "管网改造", "days": "3", "person": "测试乙"}

func TestInbox(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		ctx := context.Background()
		tick := func() { clock.Set(clock.Now().Add(time.Second)) }
		first := send(ctx, t, db, notify.Message{Kind: overdue, Object: "tasks.task/1", Persons: []ident.ID{staff.Person, staff.Person}, Roles: []ident.Role{"office"}, Args: args, Once: "overdue/1"})
		tick()
		// To the person and to a role the person holds: one message.
		send(ctx, t, db, notify.Message{Kind: hello, Persons: []ident.ID{inRole.Person}, Roles: []ident.Role{"office", "auditor"}})
		tick()
		third := send(ctx, t, db, notify.Message{Kind: fire, Persons: []ident.ID{staff.Person}})
		if again := send(ctx, t, db, notify.Message{Kind: overdue, Persons: []ident.ID{staff.Person}, Args: args, Once: "overdue/1"}); again != first {
			t.Errorf("the same episode was told twice")
		}
		want := map[*ident.Actor]string{staff: "急报 管网改造已逾期 2/1", chief: "提示 管网改造已逾期 2/1", inRole: "提示 管网改造已逾期 2/1", person(8): "0/0"}
		for who, w := range want {
			if got := inbox(t, db, who, false); got != w {
				t.Errorf("%s sees %q, want %q", who.Name, got, w)
			}
		}
		if err := db.Maintain(ctx, "test", func(tx *store.Tx) error { return notify.MarkRead(tx, notify.BoxOf(staff), third, first) }); err != nil {
			t.Fatal(err)
		}
		// A stranger cannot mark another's message.
		if err := db.Maintain(ctx, "test", func(tx *store.Tx) error { return notify.MarkRead(tx, notify.BoxOf(person(8)), first) }); err != nil {
			t.Fatal(err)
		}
		if got := inbox(t, db, staff, true); got != "0/1" {
			t.Errorf("after reading: %q", got)
		}
		tick()
		for range 2 { // the second time changes nothing and is no error
			if err := db.Write(ctx, staff, func(tx *store.Tx) error { return notify.Acknowledge(tx, first) }); err != nil {
				t.Fatal(err)
			}
		}
		for who, code := range map[*ident.Actor]*fault.Code{person(8): notify.NotFound, staff: notify.NoAckNeeded} {
			id := first
			if who == staff {
				id = third
			}
			if err := db.Write(ctx, who, func(tx *store.Tx) error { return notify.Acknowledge(tx, id) }); !code.Is(err) {
				t.Errorf("want %s, got %v", code.Name, err)
			}
		}
		err := db.View(ctx, func(r *store.Snapshot) error {
			receipts, err := notify.Receipts(r, zone, first)
			if err != nil || len(receipts) != 1 || receipts[0].Owner != staff.Person || receipts[0].AckedAt.Sub(receipts[0].ReadAt) != time.Second {
				t.Errorf("receipts %+v %v", receipts, err)
			}
			about, err := notify.About(r, zone, "tasks.task/1")
			if err != nil || len(about) != 1 || about[0].BodyEN != "管网改造 is 3 working days overdue; 测试乙 is asked to explain." {
				t.Errorf("about: %+v %v", about, err)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestSendRefuses(t *testing.T) {
	db := storetest.Open(t, store.SQLite, &storetest.Clock{})
	for code, m := range map[*fault.Code]notify.Message{
		notify.NoTemplate: {Zone: zone, Kind: "test.none", Persons: []ident.ID{staff.Person}},
		notify.Nobody:     {Zone: zone, Kind: hello, Persons: []ident.ID{{}}},
		notify.NoArgument: {Zone: zone, Kind: overdue, Persons: []ident.ID{staff.Person}, Args: map[string]string{"item": "x"}},
	} {
		err := db.Write(context.Background(), chief, func(tx *store.Tx) error { _, err := notify.Send(tx, m); return err })
		if !code.Is(err) {
			t.Errorf("want %s, got %v", code.Name, err)
		}
	}
	for name, bad := range map[string]notify.Template{
		"twice":             {Kind: hello, LabelZH: "a", LabelEN: "a", TitleZH: "a", TitleEN: "a", BodyZH: "a", BodyEN: "a"},
		"no English":        {Kind: "test.x", LabelZH: "a", LabelEN: "a", TitleZH: "a", TitleEN: "a", BodyZH: "a"},
		"argument in label": {Kind: "test.x", LabelZH: "{a}", LabelEN: "a", TitleZH: "a", TitleEN: "a", BodyZH: "a", BodyEN: "a"},
		"lost in English":   {Kind: "test.x", LabelZH: "a", LabelEN: "a", TitleZH: "a", TitleEN: "a", BodyZH: "{a}", BodyEN: "a"},
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: accepted", name)
				}
			}()
			notify.Define(bad)
		}()
	}
}

// postOffice is an SMTP server that keeps what it is given.
type postOffice struct {
	listener net.Listener
	mu       sync.Mutex
	mails    []string
	refuse   int // so many mails are refused for now before one is taken
}

func openPostOffice(t *testing.T, refuse int) *postOffice {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &postOffice{listener: l, refuse: refuse}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go p.serve(c)
		}
	}()
	return p
}

func (p *postOffice) serve(c net.Conn) {
	defer c.Close()
	in := bufio.NewReader(c)
	say := func(s string) { _, _ = io.WriteString(c, s+"\r\n") }
	say("220 test")
	var to string
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		switch verb := strings.ToUpper(line[:4]); verb {
		case "EHLO", "HELO", "MAIL":
			say("250 ok")
		case "RCPT":
			if to = strings.TrimSpace(line[8:]); strings.Contains(to, "gone@") {
				say("550 no such user")
				continue
			}
			say("250 ok")
		case "DATA":
			say("354 go on")
			var text strings.Builder
			for {
				line, err := in.ReadString('\n')
				if err != nil {
					return
				}
				if line == ".\r\n" {
					break
				}
				text.WriteString(line)
			}
			p.mu.Lock()
			if p.refuse > 0 {
				p.refuse--
				say("451 later")
			} else {
				p.mails = append(p.mails, to+"\n"+text.String())
				say("250 taken")
			}
			p.mu.Unlock()
		case "QUIT":
			say("221 bye")
			return
		default:
			say("502 what")
		}
	}
}

func (p *postOffice) taken() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.mails
}

// outside is a server with a webhook and two robots.
type outside struct {
	*httptest.Server
	mu    sync.Mutex
	heard map[string][]string // path → bodies
	query url.Values
	sig   string
	fails int // webhook requests that are answered 503 first
}

func openOutside(t *testing.T, fails int) *outside {
	t.Helper()
	o := &outside{heard: map[string][]string{}, fails: fails}
	o.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		o.mu.Lock()
		defer o.mu.Unlock()
		switch r.URL.Path {
		case "/hook":
			if o.fails > 0 {
				o.fails--
				w.WriteHeader(http.StatusServiceUnavailable)
				return
			}
			o.sig = r.Header.Get(notify.SignatureHeader)
		case "/ding":
			o.query = r.URL.Query()
			_, _ = io.WriteString(w, `{"errcode":0,"errmsg":"ok"}`)
		case "/gone":
			w.WriteHeader(http.StatusNotFound)
		default:
			_, _ = io.WriteString(w, `{"errcode":0}`)
		}
		o.heard[r.URL.Path] = append(o.heard[r.URL.Path], string(body))
	}))
	t.Cleanup(o.Close)
	return o
}

func (o *outside) bodies(path string) []string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.heard[path]
}

func (o *outside) host() string { return strings.TrimPrefix(o.URL, "http://") }

const secret = "0123456789abcdef0123"

// center starts background work with a directory of made-up addresses and
// gives the context for commands.
func center(t *testing.T, db *store.DB, o notify.Options) context.Context {
	t.Helper()
	bus := jobs.NewBus()
	r, err := jobs.NewRunner(context.Background(), db, bus, jobs.Options{})
	if err != nil {
		t.Fatal(err)
	}
	notify.NewCenter(db, r, notify.Directory{
		Holders: func(_ store.Reader, _ int64, role ident.Role) ([]ident.ID, error) {
			return map[ident.Role][]ident.ID{"office": {chief.Person, inRole.Person}}[role], nil
		},
		Address: func(_ store.Reader, _ int64, owner ident.ID) (notify.Address, error) {
			return map[ident.ID]notify.Address{chief.Person: {Mail: "chief@example.com", Lang: fault.Chinese},
				staff.Person: {Mail: "staff@example.com", Lang: fault.English}, inRole.Person: {Mail: "gone@example.com"}}[owner], nil
		},
	}, o)
	if err := r.Start(context.Background()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := r.Stop(context.Background()); err != nil {
			t.Errorf("stop: %v", err)
		}
	})
	return jobs.With(context.Background(), bus)
}

func channel(ctx context.Context, t *testing.T, db *store.DB, kind notify.ChannelKind, url string, kinds ...string) (id ident.ID) {
	t.Helper()
	err := db.Write(ctx, chief, func(tx *store.Tx) (err error) {
		id, err = notify.SaveChannel(tx, notify.Channel{Zone: zone, Kind: kind, Name: "测试通道", URL: url, Kinds: kinds, Active: true}, secret)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func settings(ctx context.Context, t *testing.T, db *store.DB, s notify.Settings) {
	t.Helper()
	if err := db.Write(ctx, chief, func(tx *store.Tx) error { return notify.SaveSettings(tx, zone, s) }); err != nil {
		t.Fatal(err)
	}
}

func deliveries(t *testing.T, db *store.DB, message ident.ID) (out []notify.Delivery) {
	t.Helper()
	err := db.Read(context.Background(), func(r *store.Snapshot) (err error) { out, err = notify.Deliveries(r, zone, message); return err })
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func wait(t *testing.T, what string, done func() bool) {
	t.Helper()
	for range 600 {
		if done() {
			return
		}
		time.Sleep(25 * time.Millisecond)
	}
	t.Fatalf("waited 15 s for %s", what)
}

// settled waits until every delivery of a message has ended.
func settled(t *testing.T, db *store.DB, message ident.ID, n int) (out []notify.Delivery) {
	t.Helper()
	wait(t, "the deliveries", func() bool {
		out = deliveries(t, db, message)
		for _, d := range out {
			if d.State == notify.Waiting {
				return false
			}
		}
		return len(out) == n
	})
	return out
}

// A message goes by mail in each reader's language and to the zone's channels;
// failures that pass are tried again, those that do not are given up.
func TestDeliveries(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		post, out := openPostOffice(t, 1), openOutside(t, 1)
		ctx := center(t, db, notify.Options{SMTP: post.listener.Addr().String(), MailFrom: "经开 <no-reply@example.com>", Trusted: []string{out.host()}})
		settings(ctx, t, db, notify.Settings{Mail: true})
		channel(ctx, t, db, notify.Webhook, out.URL+"/hook", "test.")
		channel(ctx, t, db, notify.DingTalk, out.URL+"/ding?access_token=abc", overdue)
		channel(ctx, t, db, notify.WeCom, out.URL+"/wecom?key=abc", overdue)
		gone := channel(ctx, t, db, notify.Webhook, out.URL+"/gone", overdue)
		channel(ctx, t, db, notify.Webhook, out.URL+"/other", hello)
		id := send(ctx, t, db, notify.Message{Kind: overdue, Object: "tasks.task/1", Persons: []ident.ID{staff.Person}, Roles: []ident.Role{"office"}, Args: args})
		// Three mails (one address refused for good) and four channels.
		for _, d := range settled(t, db, id, 7) {
			want := notify.Delivered
			if d.Target == gone.String() || d.Target == "p:"+inRole.Person.String() {
				want = notify.GivenUp
			}
			if d.State != want || d.Tries < 1 {
				t.Errorf("%+v, want %s", d, want)
			}
		}
		checkMails(t, post.taken())
		checkHooks(t, out, id)
		if n := len(out.bodies("/other")); n != 0 {
			t.Errorf("a channel heard %d messages it did not ask for", n)
		}
	})
}

func checkMails(t *testing.T, mails []string) {
	t.Helper()
	subjects := map[string]string{"<chief@example.com>": "管网改造已逾期", "<staff@example.com>": "管网改造 is overdue"}
	bodies := map[string]string{"<chief@example.com>": "管网改造已逾期 3 个工作日，请测试乙说明。", "<staff@example.com>": "管网改造 is 3 working days overdue; 测试乙 is asked to explain."}
	if len(mails) != 2 {
		t.Fatalf("%d mails taken, want 2", len(mails))
	}
	for _, raw := range mails {
		to, text, _ := strings.Cut(raw, "\n")
		m, err := mail.ReadMessage(strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
		if err != nil || subject != subjects[to] {
			t.Errorf("to %s: subject %q %v", to, subject, err)
		}
		body, err := io.ReadAll(base64.NewDecoder(base64.StdEncoding, m.Body))
		if err != nil || string(body) != bodies[to] {
			t.Errorf("to %s: body %q %v", to, body, err)
		}
	}
}

func checkHooks(t *testing.T, out *outside, id ident.ID) {
	t.Helper()
	hooks := out.bodies("/hook")
	if len(hooks) != 1 {
		t.Fatalf("webhook heard %d times", len(hooks))
	}
	var n notify.Notice
	if err := json.Unmarshal([]byte(hooks[0]), &n); err != nil || n.ID != id.String() || n.Kind != overdue || n.LabelZH != "任务逾期督办" || n.Object != "tasks.task/1" {
		t.Errorf("notice %+v %v", n, err)
	}
	var seconds int64
	if _, err := fmt.Sscanf(out.sig, "t=%d,", &seconds); err != nil || notify.Sign(secret, time.Unix(seconds, 0), []byte(hooks[0])) != out.sig {
		t.Errorf("signature %q does not verify: %v", out.sig, err)
	}
	if notify.Sign("another secret!!", time.Unix(seconds, 0), []byte(hooks[0])) == out.sig {
		t.Error("the signature does not depend on the secret")
	}
	for path, bodies := range out.heard {
		for _, body := range bodies {
			if strings.Contains(body, "测试乙") || strings.Contains(body, "管网") {
				t.Errorf("%s carries what was written: %s", path, body)
			}
		}
	}
	for _, path := range []string{"/ding", "/wecom"} {
		if b := out.bodies(path); len(b) != 1 || b[0] != `{"msgtype":"text","text":{"content":"【任务逾期督办】有一条新消息，请登录系统查看。"}}` {
			t.Errorf("%s heard %v", path, b)
		}
	}
	if out.query.Get("access_token") != "abc" || out.query.Get("sign") == "" || len(out.query.Get("timestamp")) != 13 {
		t.Errorf("robot's query %v", out.query)
	}
}

// In quiet hours only what is urgent leaves the house; the rest waits.
func TestQuietHoursHoldDeliveriesBack(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, _ *storetest.Clock) {
		out := openOutside(t, 0)
		ctx := center(t, db, notify.Options{Trusted: []string{out.host()}})
		settings(ctx, t, db, notify.Settings{QuietFrom: 8 * 60, QuietTo: 10 * 60}) // it is nine in China
		channel(ctx, t, db, notify.Webhook, out.URL+"/hook", "test.")
		calm := send(ctx, t, db, notify.Message{Kind: hello, Persons: []ident.ID{staff.Person}})
		urgent := send(ctx, t, db, notify.Message{Kind: fire, Persons: []ident.ID{staff.Person}})
		if d := settled(t, db, urgent, 1); d[0].State != notify.Delivered {
			t.Errorf("urgent: %+v", d)
		}
		wait(t, "the plan", func() bool { return len(deliveries(t, db, calm)) == 1 })
		time.Sleep(200 * time.Millisecond)
		if d := deliveries(t, db, calm); d[0].State != notify.Waiting || d[0].Tries != 0 || len(out.bodies("/hook")) != 1 {
			t.Errorf("calm: %+v", d)
		}
	})
}

func TestChannelsAndSettingsAreChecked(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		good := notify.Channel{Zone: zone, Kind: notify.Webhook, Name: "市平台", URL: "https://example.com/hook", Kinds: []string{hello}, Active: true}
		for name, c := range map[string]struct {
			code   *fault.Code
			secret string
			spoil  func(*notify.Channel)
		}{
			"no name":      {notify.BadChannel, secret, func(c *notify.Channel) { c.Name = "" }},
			"no host":      {notify.BadChannel, secret, func(c *notify.Channel) { c.URL = "https://" }},
			"a file":       {notify.BadChannel, secret, func(c *notify.Channel) { c.URL = "file:///etc/passwd" }},
			"a password":   {notify.BadChannel, secret, func(c *notify.Channel) { c.URL = "https://a:b@example.com" }},
			"short secret": {notify.BadChannel, "short", func(*notify.Channel) {}},
			"unknown type": {notify.BadChannel, secret, func(c *notify.Channel) { c.Kind = "fax" }},
			"unknown kind": {notify.UnknownKind, secret, func(c *notify.Channel) { c.Kinds = []string{"test.none"} }},
			"not there":    {notify.NoChannel, secret, func(c *notify.Channel) { c.ID = ident.ID{5} }},
		} {
			ch := good
			c.spoil(&ch)
			err := db.Write(ctx, chief, func(tx *store.Tx) error { _, err := notify.SaveChannel(tx, ch, c.secret); return err })
			if !c.code.Is(err) {
				t.Errorf("%s: want %s, got %v", name, c.code.Name, err)
			}
		}
		id := channel(ctx, t, db, notify.Webhook, "https://example.com/hook", hello)
		change := good
		change.ID, change.Version, change.Active = id, 1, false
		for range 2 { // the second time it is stale
			err := db.Write(ctx, chief, func(tx *store.Tx) error { _, err := notify.SaveChannel(tx, change, ""); return err })
			if err != nil && !store.Stale.Is(err) {
				t.Fatal(err)
			}
		}
		err := db.Read(ctx, func(r *store.Snapshot) error {
			list, err := notify.Channels(r, zone)
			if err != nil || len(list) != 1 || list[0].Active || list[0].Version != 2 || strings.Contains(fmt.Sprintf("%#v", list[0].URL), secret) {
				t.Errorf("channels %+v %v", list, err)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		err = db.Write(ctx, chief, func(tx *store.Tx) error { return notify.SaveSettings(tx, zone, notify.Settings{QuietFrom: 1440}) })
		if !notify.BadQuiet.Is(err) {
			t.Errorf("quiet hours beyond the day: %v", err)
		}
		settings(ctx, t, db, notify.Settings{Mail: true, QuietFrom: 60, QuietTo: 120})
		err = db.Write(ctx, chief, func(tx *store.Tx) error { return notify.SaveSettings(tx, zone, notify.Settings{}) })
		if !store.Stale.Is(err) {
			t.Errorf("settings over newer ones: %v", err)
		}
	})
}
