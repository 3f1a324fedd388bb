package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"

	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/hanzi"
)

// maxDepth is how deep a JSON document may be nested; what the interface takes
// is at most a third as deep.
const maxDepth = 32

// What strict reading says is wrong; see inputRules.
const (
	wordsUnreadable = "unreadable character"
	wordsTwice      = "a field stands twice"
	wordsDepth      = "nested too deep"
)

// strictJSON reads what Go reads, and refuses what different readers of JSON
// take differently or what no paper can show: a key that stands twice, broken
// UTF-8, control characters and marks that turn the direction of writing.
var strictJSON = huma.Format{Marshal: huma.DefaultJSONFormat.Marshal, Unmarshal: func(data []byte, v any) error {
	document, first := v.(*any)
	if !first {
		err := json.Unmarshal(data, v) // was read strictly before, when it was checked
		if err != nil {
			var where string
			where, err = culprit(data, reflect.TypeOf(v), "")
			err = fmt.Errorf("%s%s%w", where, atField, err)
		}
		return err
	}
	if !utf8.Valid(data) {
		return errors.New(wordsUnreadable)
	}
	keys, depth := measureJSON(data)
	if depth > maxDepth {
		return errors.New(wordsDepth)
	}
	if err := json.Unmarshal(data, v); err != nil {
		return err
	}
	found := 0
	if bad, where := illegible(*document, "", &found); bad {
		return errors.New(strings.TrimPrefix(where, ".") + atField + wordsUnreadable)
	}
	if found != keys {
		return errors.New(wordsTwice)
	}
	return nil
}}

// wellFormed tells what strict reading refused from what is no JSON at all.
func wellFormed(message string) bool {
	return strings.Contains(message, wordsUnreadable) || strings.Contains(message, wordsTwice) || strings.Contains(message, wordsDepth)
}

// measureJSON counts the keys of a document, which are the colons outside of
// texts, and how deep it is nested.
func measureJSON(data []byte) (keys, depth int) {
	at, quoted := 0, false
	for i := 0; i < len(data); i++ {
		switch c := data[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == ':':
			keys++
		case c == '{' || c == '[':
			at++
			depth = max(depth, at)
		case c == '}' || c == ']':
			at--
		}
	}
	return keys, depth
}

// illegible looks for a text that cannot be shown and gives its place; keys
// counts the keys passed on the way.
func illegible(v any, path string, keys *int) (bool, string) {
	switch v := v.(type) {
	case string:
		return !hanzi.Legible(v), path
	case []any:
		for i, one := range v {
			if bad, where := illegible(one, path+"["+strconv.Itoa(i)+"]", keys); bad {
				return true, where
			}
		}
	case map[string]any:
		*keys += len(v)
		for name, one := range v {
			if !hanzi.Legible(name) {
				return true, path
			}
			if bad, where := illegible(one, path+"."+cleanName(name), keys); bad {
				return true, where
			}
		}
	}
	return false, ""
}

var (
	plainName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_-]{0,39}$`)
	stepName  = regexp.MustCompile(`[^.\[\]]+`)
)

// cleanName is a field's name as a refusal may repeat it: a plain one, else "?".
func cleanName(name string) string {
	if plainName.MatchString(name) {
		return name
	}
	return "?"
}

// location turns huma's "body.items[2].person" into the field path forms use.
// Names of fields nobody knows are the sender's, and only plain ones of them
// are repeated.
func location(l string) string {
	l = strings.TrimPrefix(strings.TrimPrefix(l, "body."), "body")
	if len(l) > 400 {
		return "?"
	}
	return stepName.ReplaceAllStringFunc(l, func(step string) string {
		if _, err := strconv.Atoi(step); err == nil {
			return step
		}
		return cleanName(step)
	})
}

// legibleAddress tells whether a path can belong to a record at all.
func legibleAddress(u *url.URL) bool { return hanzi.Legible(u.Path) }

var (
	parameterTwice = fault.Define(fault.Invalid, "api.parameter_twice", "",
		"同一个查询参数出现多次，请只保留一个。", "A query parameter stands more than once; keep one.")
	parameterText = fault.Define(fault.Invalid, "api.parameter_text", "",
		"查询参数含有无法显示的字符，请去掉。", "A query parameter has characters that cannot be shown; remove them.")
	bodyUnexpected = fault.Define(fault.Invalid, "api.body_unexpected", "",
		"此操作不接受任何内容，请去掉请求体。", "This operation takes no content; leave the body out.")
)

// plain refuses a request whose parameters are ambiguous or unreadable, and
// content where an operation takes none: what is sent is never ignored.
func plain(hc huma.Context, req *http.Request, op Op) error {
	u := hc.URL()
	query, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return parameterText.Wrap(err)
	}
	for name, values := range query {
		if len(values) > 1 {
			return parameterTwice.At("query." + cleanName(name))
		}
		if !hanzi.Legible(values[0]) || !hanzi.Legible(name) {
			return parameterText.At("query." + cleanName(name))
		}
	}
	if hc.Operation().RequestBody != nil || op.Form != nil || req.Body == nil || req.ContentLength == 0 {
		return nil
	}
	head, err := io.ReadAll(io.LimitReader(req.Body, 64))
	if err != nil {
		return badBody.Wrap(err)
	}
	if text := bytes.TrimSpace(head); len(head) == 64 || len(text) > 0 && string(text) != "{}" {
		return bodyUnexpected.New()
	}
	return nil
}

var methods = []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodDelete, http.MethodPatch}

// stray answers requests that reach no operation: a known address with a
// method that it does not take, or an unknown address.
func (s *Server) stray(w http.ResponseWriter, r *http.Request) {
	lang := language(r.Header.Get("Accept-Language"))
	var allowed []string
	for _, method := range methods {
		probe := &http.Request{Method: method, URL: r.URL, Host: r.Host}
		if _, pattern := s.mux.Handler(probe); strings.HasPrefix(pattern, method+" ") {
			allowed = append(allowed, method)
		}
	}
	if len(allowed) == 0 || slices.Contains(allowed, r.Method) {
		writeHTTP(w, render(notFound.New(), lang))
		return
	}
	w.Header().Set("Allow", strings.Join(allowed, ", "))
	p := render(methodNotAllowed.New(), lang)
	p.Status = http.StatusMethodNotAllowed
	writeHTTP(w, p)
}

var crossSite = fault.Define(fault.Forbidden, "api.cross_site", "",
	"该请求由其他网站发起，已拒绝；请在本系统页面内操作。", "Another site made the browser send this request; work from this system's own pages.")

// RefuseCrossSite answers what another site made a browser send.
func RefuseCrossSite(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Cache-Control", "no-store")
	writeHTTP(w, render(crossSite.New(), language(r.Header.Get("Accept-Language"))))
}
