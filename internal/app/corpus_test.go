package app_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jingkai-zone/jingkai/internal/app"
	"github.com/jingkai-zone/jingkai/internal/base/config"
	"github.com/jingkai-zone/jingkai/internal/store"
	"github.com/jingkai-zone/jingkai/internal/store/storetest"
)

// marker is in every bad text that is sent: no refusal may repeat it.
const marker = "ZQX7marker"

// schema is as much of a JSON Schema as the description of the API uses.
type schema struct {
	Ref        string             `json:"$ref"`
	Type       any                `json:"type"` // a name, or a name and "null"
	Format     string             `json:"format"`
	Enum       []any              `json:"enum"`
	Properties map[string]*schema `json:"properties"`
	Items      *schema            `json:"items"`
	MaxLength  int                `json:"maxLength"`
	MinLength  int                `json:"minLength"`
	MinItems   int                `json:"minItems"`
	Minimum    float64            `json:"minimum"`
}

// described is one operation as the description of the API tells it.
type described struct {
	ID         string `json:"operationId"`
	Action     string `json:"x-action"`
	Parameters []struct {
		Name   string
		In     string
		Schema *schema
	} `json:"parameters"`
	RequestBody *struct {
		Content map[string]struct{ Schema *schema }
	} `json:"requestBody"`
	method, path string
}

func (o described) body() *schema {
	if o.RequestBody == nil {
		return nil
	}
	return o.RequestBody.Content["application/json"].Schema
}

// corpus makes requests to every operation from the description of the API: as
// good as can be made without knowing the rooms, and then spoilt.
type corpus struct {
	door
	rng     *rand.Rand
	ops     []described
	schemas map[string]*schema
	roles   map[string]string // operation → the role that may most
	ids     map[string][]string
	all     []string
}

// openCorpus opens the demonstration after its month was played, so that there
// is a record of nearly every kind.
func openCorpus(t *testing.T, engine store.Engine) *corpus {
	t.Helper()
	cfg := app.Config{Config: config.Default(), Demo: true, Clock: app.NewClock(storetest.Start), World: app.DemoWorld}
	if engine == store.Postgres {
		cfg.DB = storetest.Database(t)
	}
	d, a := openDoor(t, cfg)
	c := &corpus{door: d, rng: rand.New(rand.NewPCG(seed(t), 2)), roles: map[string]string{}, ids: map[string][]string{}}
	// Moving the clock also does what is due by then.
	d.must(http.StatusOK, nil, "POST", "/api/v1/demo/clock", `{"to":"2020-01-09T01:00:00Z"}`, nil)
	raw, err := a.API().OpenAPI()
	if err != nil {
		t.Fatal(err)
	}
	var description struct {
		Paths      map[string]map[string]described
		Components struct{ Schemas map[string]*schema }
	}
	if err := json.Unmarshal(raw, &description); err != nil {
		t.Fatal(err)
	}
	c.schemas = description.Components.Schemas
	for path, methods := range description.Paths {
		for method, op := range methods {
			op.method, op.path = strings.ToUpper(method), path
			c.ops = append(c.ops, op)
		}
	}
	slices.SortFunc(c.ops, func(a, b described) int {
		return strings.Compare(rank(a)+a.path+a.method, rank(b)+b.path+b.method)
	})
	c.readRoles()
	c.harvest()
	return c
}

// rank puts what ends sessions or disables accounts behind everything else, and
// what moves the clock last.
func rank(o described) string {
	switch {
	case strings.HasPrefix(o.Action, "account.") && o.method != http.MethodGet:
		return "1"
	case o.ID == "move-demo-clock":
		return "2"
	}
	return "0"
}

func (c *corpus) readRoles() {
	var m permissions
	c.must(http.StatusOK, nil, "GET", "/api/v1/permissions", "", &m)
	for _, op := range m.Items {
		best := 0
		for _, role := range m.Roles {
			reach := map[string]int{"all": 3, "none": 0, "": 0}
			n, known := reach[op.Roles[role.Name]]
			if !known {
				n = 2
			}
			if role.Grantable && role.Name != "city_supervisor" && n > best {
				best, c.roles[op.Operation] = n, role.Name
			}
		}
	}
}

// as enters with the role that may do most with an operation.
func (c *corpus) as(op described) *http.Cookie {
	if op.Action == "" {
		return nil
	}
	role := c.roles[op.ID]
	if role == "" {
		c.t.Fatalf("nobody may %s", op.ID)
	}
	return c.enter("leiyang", role)
}

// harvest asks every list, and then one record of each kind, for ids.
func (c *corpus) harvest() {
	for round := range 2 {
		for _, op := range c.ops {
			deep := strings.Contains(op.path, "{id}")
			if op.method != http.MethodGet || op.ID == "download-file" || deep != (round == 1) {
				continue
			}
			collection := strings.Split(strings.TrimPrefix(op.path, "/api/v1/zones/{zone}/"), "/")[0]
			paths := []string{c.fill(op, nil)}
			if deep {
				paths = nil
				for _, id := range c.ids[collection] {
					if len(paths) < 3 {
						paths = append(paths, strings.ReplaceAll(strings.ReplaceAll(op.path, "{zone}", "leiyang"), "{id}", id))
					}
				}
			}
			cookie := c.as(op)
			for _, path := range paths {
				_, _, w := c.ask(cookie, op.method, path, "")
				var answer any
				if json.Unmarshal(w.Body.Bytes(), &answer) == nil && w.Code == http.StatusOK {
					c.collect(collection, answer, !deep)
				}
			}
		}
	}
	for kind, ids := range c.ids {
		slices.Sort(ids)
		c.ids[kind] = slices.Compact(ids)
		c.all = append(c.all, c.ids[kind]...)
	}
}

// collect keeps the ids of an answer by what they are ids of: the rows of a
// list by the list, anything else by the field it stands in.
func (c *corpus) collect(kind string, v any, top bool) {
	switch v := v.(type) {
	case []any:
		for _, one := range v {
			c.collect(kind, one, false)
		}
	case map[string]any:
		for key, one := range v {
			if text, ok := one.(string); ok && len(text) == 36 && strings.Count(text, "-") == 4 {
				if key == "id" {
					key = kind
				}
				c.ids[key] = append(c.ids[key], text)
			}
			if key == "items" && top {
				c.collect(kind, one, false)
			} else {
				c.collect(key, one, false)
			}
		}
	}
}

func pick[T any](rng *rand.Rand, list []T) T { return list[rng.IntN(len(list))] }

// pools are the collections whose ids a field of a name takes.
var pools = map[string]string{"person": "people", "lead": "people", "unit": "units", "owner": "units", "to": "units", "parent": "units", "successor": "units",
	"post": "posts", "reports_to": "people", "list": "month-lists", "item": "items", "work": "works", "works": "works", "rule": "rules", "agenda": "agendas",
	"draft": "schemes", "with": "schemes", "board": "boards", "file": "files", "files": "files", "photo": "files", "month-list-items": "items", "chair": "people", "secretary": "people", "project": "projects", "campaign": "campaigns", "evidence": "files",
	"topics": "topics", "tracks": "tracks", 
	"board-objections": "objections", "board-corrections": "corrections", "units": "org", "posts": "org", "history": "", "computation": ""}

func (c *corpus) id(kind string) string {
	for _, name := range []string{kind, pools[kind], kind + "s"} {
		if ids := c.ids[name]; len(ids) > 0 && c.rng.IntN(20) > 0 {
			return pick(c.rng, ids)
		}
	}
	return pick(c.rng, append(c.all, "01900000-0000-7000-8000-000000000000"))
}

// fill gives the address of an operation with good parameters; spoil may
// replace one of them by its name.
func (c *corpus) fill(op described, spoil map[string]string) string {
	segments := strings.Split(op.path, "/")
	for i, s := range segments {
		if !strings.HasPrefix(s, "{") {
			continue
		}
		name := strings.Trim(s, "{}")
		value, bad := spoil[name]
		switch {
		case bad:
		case name == "zone":
			value = "leiyang"
		case len(c.all) == 0:
			value = "01900000-0000-7000-8000-000000000000"
		case name == "id":
			value = c.id(segments[i-1])
		default:
			value = c.id(name)
		}
		segments[i] = url.PathEscape(value)
	}
	query := url.Values{}
	for name, value := range spoil {
		if !strings.Contains(op.path, "{"+name+"}") {
			query.Set(name, value)
		}
	}
	if len(query) == 0 {
		return strings.Join(segments, "/")
	}
	return strings.Join(segments, "/") + "?" + query.Encode()
}

func (c *corpus) resolve(s *schema) *schema {
	for s.Ref != "" {
		s = c.schemas[s.Ref[strings.LastIndexByte(s.Ref, '/')+1:]]
	}
	return s
}

// example makes a value that fits a schema.
func (c *corpus) example(s *schema, name string, depth int) any {
	s = c.resolve(s)
	kind, _ := s.Type.(string)
	if several, ok := s.Type.([]any); ok && len(several) > 0 {
		kind, _ = several[0].(string)
	}
	switch {
	case len(s.Enum) > 0:
		return pick(c.rng, s.Enum)
	case kind == "object":
		out := map[string]any{}
		for key, property := range s.Properties {
			if key != "$schema" && depth < 6 {
				out[key] = c.example(property, key, depth+1)
			}
		}
		return out
	case kind == "array":
		out := []any{}
		for range max(s.MinItems, c.rng.IntN(3)) {
			if depth < 6 {
				out = append(out, c.example(s.Items, name, depth+1))
			}
		}
		return out
	case kind == "boolean":
		return c.rng.IntN(2) == 0
	case kind == "integer" || kind == "number":
		return int(s.Minimum) + c.rng.IntN(5)
	}
	return c.text(s, name)
}

func (c *corpus) text(s *schema, name string) string {
	if s.Format == "date-time" {
		return time.Date(2020, 1, 9, 2, c.rng.IntN(60), 0, 0, time.UTC).Format(time.RFC3339)
	}
	_, isID := pools[name]
	switch {
	case isID:
		return c.id(name)
	case name == "month":
		return fmt.Sprintf("2020-%02d", 1+c.rng.IntN(12))
	case name == "day" || name == "on" || name == "from" || name == "until" || strings.HasSuffix(name, "_on") || strings.HasSuffix(name, "_until"):
		return fmt.Sprintf("2020-01-%02d", 5+c.rng.IntN(8))
	case name == "limit":
		return pick(c.rng, []string{"5wd", "3d", "24h"})
	case name == "phone":
		return "0000-000000"
	case name == "plan" || name == "weight" || name == "value" || name == "reserve" || name == "score" || name == "amount" || name == "percent":
		return strconv.Itoa(1 + c.rng.IntN(90))
	}
	if s.MaxLength > 0 && s.MaxLength < 20 {
		return strconv.Itoa(1000 + c.rng.IntN(9000))
	}
	text := "测试" + name + strconv.Itoa(c.rng.IntN(1000))
	for len([]rune(text)) < s.MinLength {
		text += "字"
	}
	return text
}

// evils are raw JSON values that take the place of a good one.
var evils = func() []string {
	texts := []string{marker + "\x00", marker + "\x1b[31m", marker + "\r\nSet-Cookie: a=b", "=cmd|' /C calc'!A0" + marker, "<script>alert('" + marker + "')</script>",
		"' OR 1=1 -- " + marker, marker + "\u202etxt.exe", "../../../../etc/passwd" + marker, "{{.}}${7*7}" + marker, "%s%n%d" + marker, marker + "🀄𠮷", " \t ",
		marker + strings.Repeat("长", 1_000_00), "9999-12-31", "0000-00-00", "-0001-01-01", "2019-02-30", "2019-13", "9999-12", "0001-01", "1e999999999", "-1", "0", "NaN", "Infinity",
		"99999999999999999999999999999999999999", "0." + strings.Repeat("3", 60), "1/3", "", "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff", "9999-12-31T23:59:59.999999999Z", "0001-01-01T00:00:00Z"}
	out := []string{"null", "true", "-1", "0", "1.5", "1e400", "9223372036854775807", "9223372036854775808", "-9223372036854775809", "{}", "[]", "[[]]", `{"` + marker + `<b>":1}`,
		`"\ud800` + marker + `"`, "\"\xff\xfe" + marker + "\"", "[" + strings.Repeat(`"`+marker+`",`, 2000) + "1]", strings.Repeat("[", 200) + strings.Repeat("]", 200)}
	for _, text := range texts {
		raw, err := json.Marshal(text)
		if err != nil {
			panic(err)
		}
		out = append(out, string(raw))
	}
	return out
}()

// places lists where a value stands in a document, as setters.
func places(v any, set func(any)) []func(any) {
	out := []func(any){set}
	switch v := v.(type) {
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			out = append(out, places(v[key], func(x any) { v[key] = x })...)
		}
	case []any:
		for i := range v {
			out = append(out, places(v[i], func(x any) { v[i] = x })...)
		}
	}
	return out
}

// corpora is how many times the corpus is sent; JINGKAI_CORPUS asks for more.
func corpora(t *testing.T) int {
	t.Helper()
	text := os.Getenv("JINGKAI_CORPUS")
	if text == "" {
		return 1
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal("JINGKAI_CORPUS: ", err)
	}
	return n
}

// spoilt is one request of the corpus.
type spoilt struct {
	method, path, body string
	header             map[string]string
	must               []int // statuses it is to be answered with; nil for any below 500
	how                string
}

func encode(v any) string {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(raw)
}

// bodies spoils the body of a command in n ways.
func (c *corpus) bodies(op described, n int) []spoilt {
	fresh := func() map[string]any {
		out, _ := c.example(op.body(), "", 0).(map[string]any)
		return out
	}
	good := encode(fresh())
	keys := slices.Sorted(maps.Keys(fresh()))
	refused := []int{http.StatusBadRequest, http.StatusUnprocessableEntity}
	if len(keys) == 0 {
		return []spoilt{{method: op.method, path: c.fill(op, nil), body: `{"approved":true}`, must: refused, how: "fields where none are"}}
	}
	first := keys[0]
	out := []spoilt{
		{body: good, how: "good"},
		{body: `{"` + marker + `<b>":1,` + good[1:], must: refused, how: "unknown field"},
		{body: `{"status":"issued","zone_id":1,"approved":true,` + good[1:], must: refused, how: "fields of the record"},
		{body: "{" + encode(first) + ":null," + good[1:], must: refused, how: "key twice"},
		{body: strings.Replace(good, encode(first), encode(strings.ToUpper(first)), 1), must: refused, how: "other case"},
		{body: good + good, must: refused, how: "two documents"},
		{body: good[:len(good)/2], must: refused, how: "cut"},
		{body: "", must: refused, how: "empty"},
		{body: "null", must: refused, how: "null"},
		{body: "[" + good + "]", must: refused, how: "list"},
		{body: strings.Repeat(`{"`+first+`":`, 10_000) + "1" + strings.Repeat("}", 10_000), must: refused, how: "deep"},
		{body: `{"` + strings.Repeat(marker, 10_000) + `":1}`, must: refused, how: "long key"},
		{body: `{"` + first + "\x00" + `":1}`, must: refused, how: "NUL in a key"},
		{body: good, header: map[string]string{"Content-Type": "application/xml"}, must: []int{http.StatusUnsupportedMediaType}, how: "called XML"},
		{body: good, header: map[string]string{"Idempotency-Key": marker + "\x7f"}, how: "bad key"},
		{body: good, header: map[string]string{"If-Match": marker}, how: "bad If-Match"},
	}
	if c.rng.IntN(8) == 0 { // a megabyte each
		out = append(out,
			spoilt{body: strings.Repeat("[", 1<<19), must: refused, how: "brackets"},
			spoilt{body: `{"` + first + `":"` + strings.Repeat("a", 1_000_000) + `"}`, must: refused, how: "long text"},
			spoilt{body: strings.Repeat(" ", 1<<20) + good, must: []int{http.StatusRequestEntityTooLarge}, how: "too large"})
	}
	for len(out) < n {
		doc := fresh()
		at := places(doc, func(any) {})[1:]
		for range 1 + c.rng.IntN(2) {
			pick(c.rng, at)("@@evil@@")
		}
		out = append(out, spoilt{body: strings.ReplaceAll(encode(doc), `"@@evil@@"`, pick(c.rng, evils)), how: "evil"})
	}
	for i := range out {
		out[i].method, out[i].path = op.method, c.fill(op, nil)
	}
	return out
}

// addresses spoils parameters and headers in n ways.
func (c *corpus) addresses(op described, n int) []spoilt {
	good := c.fill(op, nil)
	out := []spoilt{
		{path: good, how: "good"},
		{path: good + "?" + marker + "%3Cb%3E=1", must: []int{http.StatusUnprocessableEntity, http.StatusNotFound}, how: "unknown parameter"},
		{path: good + "/" + marker, must: []int{http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusUnprocessableEntity}, how: "unknown path"},
		{path: good, header: map[string]string{"Accept-Language": strings.Repeat("en;q=", 5000) + marker}, how: "language"},
		{path: good, header: map[string]string{"Accept": "application/" + marker}, how: "media"},
		{path: good, header: map[string]string{"Cookie": "jk_session=" + strings.Repeat(marker, 100)}, how: "cookie"},
		{path: good, header: map[string]string{"Cookie": "jk_session=\xff\xfe"}, how: "cookie of bytes"},
		{path: good, header: map[string]string{"X-Forwarded-For": marker + "\r\n", "X-HTTP-Method-Override": "DELETE"}, how: "headers"},
	}
	if len(op.Parameters) == 0 {
		return out
	}
	for len(out) < n {
		p := pick(c.rng, op.Parameters)
		var value string
		if json.Unmarshal([]byte(pick(c.rng, evils)), &value) != nil {
			value = pick(c.rng, []string{marker + "\xff\xfe", marker + "' UNION SELECT 1 --", "a,b,c;DROP TABLE x", "\x00", strings.Repeat(marker, 40), "9223372036854775808", "-5", "eyJ9" + marker, "AAAAAAAAAAAAAAAAAAAAAA", "W10", "bnVsbA", "e30"})
		}
		if p.In == "header" {
			out = append(out, spoilt{path: c.fill(op, nil), header: map[string]string{p.Name: value}, how: p.Name})
		} else if path := c.fill(op, map[string]string{p.Name: value}); len(path) < 60_000 && !strings.Contains(path, "//") {
			out = append(out, spoilt{path: path, how: p.Name})
		}
	}
	return out
}

// send sends a request as it stands and gives the answer.
func (c *corpus) send(cookie *http.Cookie, s spoilt) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, "/", strings.NewReader(s.body))
	u, err := url.ParseRequestURI(s.path)
	if err != nil {
		c.t.Fatal(err)
	}
	r.Method, r.URL, r.RequestURI = s.method, u, s.path
	*c.sent++
	r.Header.Set("Idempotency-Key", fmt.Sprintf("corpus-%d", 1000+*c.sent))
	r.Header.Set("If-Match", `"1"`)
	if s.body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if cookie != nil {
		r.AddCookie(cookie)
	}
	for name, value := range s.header {
		r.Header[name] = []string{value}
	}
	w := httptest.NewRecorder()
	c.h.ServeHTTP(w, r)
	return w
}

// verdict says what is wrong with an answer, "" when nothing is.
func (s spoilt) verdict(w *httptest.ResponseRecorder) string {
	body := w.Body.String()
	switch {
	case w.Code >= http.StatusInternalServerError:
		return "failed inside"
	case s.must != nil && !slices.Contains(s.must, w.Code) && w.Code != http.StatusUnauthorized && w.Code != http.StatusTooManyRequests:
		return fmt.Sprintf("want %v", s.must)
	case w.Header().Get("X-Content-Type-Options") != "nosniff":
		return "no nosniff"
	case w.Code < http.StatusBadRequest:
		return ""
	case w.Header().Get("Content-Type") != "application/problem+json":
		return "no problem document but " + w.Header().Get("Content-Type")
	case strings.Contains(body, marker) || strings.Contains(body, strings.ToUpper(marker)):
		return "repeats what was sent"
	}
	var p struct{ Type, Title, Code, Detail string }
	if err := json.Unmarshal([]byte(body), &p); err != nil || p.Type == "" || p.Title == "" || p.Code == "" || p.Detail == "" {
		return "the problem says too little"
	}
	return ""
}

func short(s string) string {
	if len(s) > 300 {
		return s[:300] + "…"
	}
	return s
}

// Every operation is sent more than 30 requests spoilt in every way. None fails
// inside, every refusal is a problem document with a code that repeats nothing
// of what was sent, and unknown fields are refused.
func TestSpoiltRequestsAreRefusals(t *testing.T) {
	for _, engine := range []store.Engine{store.SQLite, store.Postgres} {
		t.Run(string(engine), func(t *testing.T) {
			t.Parallel()
			c, times := openCorpus(t, engine), corpora(t)
			statuses, faults := map[int]int{}, map[string]int{}
			for _, op := range c.ops {
				requests := c.addresses(op, 12*times)
				if op.method == http.MethodGet {
					requests = c.addresses(op, 32*times)
				} else if op.body() != nil {
					requests = append(requests, c.bodies(op, 34*times)...)
				}
				cookie := c.as(op)
				for _, s := range requests {
					s.method = op.method
					w := c.send(cookie, s)
					statuses[w.Code]++
					if wrong := s.verdict(w); wrong != "" {
						if faults[op.ID+wrong]++; faults[op.ID+wrong] <= 2 {
							t.Errorf("%s, %s: %s\n%d %s\n%s", op.ID, s.how, wrong, w.Code, short(w.Body.String()), short(s.path+" "+s.body))
						}
					}
				}
			}
			total := 0
			for _, n := range statuses {
				total += n
			}
			t.Logf("%d operations, %d requests, %d ids: %v", len(c.ops), total, len(c.all), statuses)
			if total < 5000 || statuses[http.StatusUnauthorized] > total/10 || statuses[http.StatusOK]+statuses[http.StatusCreated] < total/40 {
				t.Error("the corpus does not reach the rooms")
			}
		})
	}
}
