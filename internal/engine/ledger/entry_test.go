package ledger

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/ident"
)

// Whatever the texts hold, the body is one line of JSON that both databases
// accept, and reads back as what was recorded.
func FuzzEncode(f *testing.F) {
	f.Add("goals.issue", "对象", "行一\n行二", `{"a":"\u0000"}`)
	f.Add("a", "\x00\xff\"\\", "\u2028\x1f", `"\ud800"`)
	f.Add("a", "\ufffd", "\U0001f600", `{"\u0000":[1.50,"\ud83d\ude00"]}`)
	f.Fuzz(func(t *testing.T, action, object, reason, detail string) {
		at := time.Date(2019, 12, 2, 1, 0, 0, 123456000, time.UTC)
		var raw any
		if json.Valid([]byte(detail)) {
			raw = json.RawMessage(detail)
		}
		a := &ident.Actor{Zone: 7, Name: object, Roles: []ident.Role{ident.Role(reason)}, Source: reason}
		text, err := encode(ident.NewID(at), at, a, Entry{Action: action, Object: object, Reason: reason, Detail: raw}, Done)
		if err != nil {
			if action != "" && len(action) <= maxAction && len(object) <= maxObject && !TooDeep.Is(err) && !TooLong.Is(err) {
				t.Fatal(err)
			}
			return
		}
		if strings.ContainsAny(text, "\n\r\x00") || !json.Valid([]byte(text)) {
			t.Fatalf("not one line of JSON: %q", text)
		}
		if strings.Contains(strings.ReplaceAll(text, `\\`, ""), `\u0000`) {
			t.Fatalf("PostgreSQL cannot read NUL out of JSON: %q", text)
		}
		clean := func(s string) string {
			return strings.ReplaceAll(strings.ToValidUTF8(strings.Map(func(r rune) rune { return r }, s), "\ufffd"), "\x00", "\ufffd")
		}
		b, err := decode(text)
		if err != nil || b.Action != clean(action) || b.Object != clean(object) || b.Reason != clean(reason) || !b.At.Equal(at) || b.Zone != 7 {
			t.Fatalf("read back %+v, %v from %q", b, err, text)
		}
	})
}

func TestDepth(t *testing.T) {
	for text, want := range map[string]int{`1`: 0, `"[[["`: 0, `[]`: 1, `{"a":[{}],"b":"\"{"}`: 3, `["\\",[1]]`: 2} {
		if got := depth([]byte(text)); got != want {
			t.Errorf("%s: %d deep, want %d", text, got, want)
		}
	}
}
