package api

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/exact"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
)

func TestStrictJSON(t *testing.T) {
	for text, want := range map[string]string{
		`{"a":{"b":[1,"x:y{[\"",null]}}`:                  "",
		`{"a":1,"a":2}`:                                   wordsTwice,
		`{"a":[{"b":1},{"c":1,"c":1}]}`:                   wordsTwice,
		`{"a":1,"\u0061":2}`:                              wordsTwice,
		"{\"a\":\"\xff\"}":                                wordsUnreadable,
		`{"a":{"b":["x","\u0000"]}}`:                      "a.b[1]" + atField + wordsUnreadable,
		`{"a":"\ud800"}`:                                  "a" + atField + wordsUnreadable,
		`{"<b>":{"x":"\u202e"}}`:                          "?.x" + atField + wordsUnreadable,
		`{"\u0007":1}`:                                    wordsUnreadable,
		strings.Repeat("[", 33):                           wordsDepth,
		`{"a":1} {"b":2}`:                                 "after top-level value",
		strings.Repeat(`{"a":`, maxDepth+1) + "1":         wordsDepth,
		strings.Repeat("[", 32) + strings.Repeat("]", 32): "",
	} {
		var v any
		err := strictJSON.Unmarshal([]byte(text), &v)
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
}

// A text that its type does not take is refused at its field, in the type's
// own words.
func TestTheFieldOfABadTextIsNamed(t *testing.T) {
	type row struct {
		Day    calendar.Date  `json:"day"`
		Weight *exact.Decimal `json:"weight,omitempty"`
	}
	type Base struct {
		Person ident.ID `json:"person"`
	}
	type body struct {
		Base
		Rows []row `json:"rows"`
	}
	for text, want := range map[string]FieldProblem{
		`{"rows":[{"day":"2020-01-01"},{"day":"2019-02-30"}]}`: {"rows[1].day", "calendar.date", ""},
		`{"rows":[{"weight":"1e5"}]}`:                          {"rows[0].weight", "exact.decimal", ""},
		`{"person":"<script>"}`:                                {"person", "ident.id", ""},
	} {
		var b body
		err := strictJSON.Unmarshal([]byte(text), &b)
		if err == nil {
			t.Fatal(text)
		}
		for _, lang := range []fault.Lang{fault.Chinese, fault.English} {
			got := fieldProblem(&huma.ErrorDetail{Location: "body", Message: err.Error()}, lang)
			if got.Location != want.Location || got.Code != want.Code || got.Message == "" || strings.Contains(got.Message, "script") {
				t.Errorf("%s: %+v", text, got)
			}
		}
	}
}

func TestPlacesRepeatOnlyPlainNames(t *testing.T) {
	for in, want := range map[string]string{"body.items[2].person": "items[2].person", "body": "", "query.limit": "query.limit", "body.<b>x": "?", "body.a.b c[3]": "a.?[3]",
		"body." + strings.Repeat("x", 500): "?", "body.名": "?"} {
		if got := location(in); got != want {
			t.Errorf("%s: %s", in, got)
		}
	}
}

// A programmer's error is an answer like any other and says nothing of itself;
// an answer that has begun is cut off.
func TestPanicsAreAnswers(t *testing.T) {
	for begun, handler := range map[bool]http.HandlerFunc{
		false: func(http.ResponseWriter, *http.Request) { panic("secret of the house") },
		true: func(w http.ResponseWriter, _ *http.Request) {
			_, _ = w.Write([]byte("half"))
			panic("secret of the house")
		},
	} {
		s := &Server{mux: http.NewServeMux()}
		s.mux.HandleFunc("/", handler)
		w := httptest.NewRecorder()
		var thrown any
		func() {
			defer func() { thrown = recover() }()
			s.ServeHTTP(w, httptest.NewRequest("GET", "/api/v1/x", nil))
		}()
		if begun {
			if thrown != http.ErrAbortHandler {
				t.Errorf("%v", thrown)
			}
			continue
		}
		var p Problem
		if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil || w.Code != http.StatusInternalServerError || p.Code != "api.internal" || strings.Contains(w.Body.String(), "secret") {
			t.Errorf("%d %s %v", w.Code, w.Body, err)
		}
	}
}

// Whatever bytes come, strict reading ends with a value or an error, and what
// it takes has every key once.
func FuzzStrictJSON(f *testing.F) {
	for _, seed := range []string{`{"a":[1,{"b":"c"}]}`, `{"a":1,"a":2}`, `"\ud800"`, `[[[[`, `{"a\"":1}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var v, again any
		if strictJSON.Unmarshal(data, &v) != nil {
			return
		}
		raw, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		if err := strictJSON.Unmarshal(raw, &again); err != nil || !reflect.DeepEqual(v, again) {
			t.Fatalf("%q: %v", data, err)
		}
	})
}
