package ledger

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
)

// Refusals of an entry.
var (
	NoAction = fault.Define(fault.Internal, "ledger.no_action", "",
		"台账条目缺少动作名称。", "The ledger entry names no action.")
	BadDetail = fault.Define(fault.Internal, "ledger.bad_detail", "",
		"台账条目的明细无法写成 JSON。", "The detail of the ledger entry cannot be written as JSON.")
	LongName = fault.Define(fault.Internal, "ledger.long_name", "",
		"台账条目的动作不得超过 {action} 字节，对象不得超过 {object} 字节：对象应写编号。",
		"A ledger entry's action holds at most {action} bytes and its object {object}: the object is an id.")
	TooDeep = fault.Define(fault.Internal, "ledger.too_deep", "",
		"台账条目的明细嵌套不得超过 {limit} 层。", "The detail of a ledger entry is nested at most {limit} deep.")
	TooLong = fault.Define(fault.TooLarge, "ledger.too_long", "",
		"台账条目不得超过 {limit} 字节：请在明细中写编号，不写全文。",
		"A ledger entry holds at most {limit} bytes: put ids into the detail, not whole documents.")
)

// MaxBody caps an entry's bytes. The limit keeps verification bounded; a
// normal entry has about 500.
const MaxBody = 1 << 20

// What both databases can index and take apart again, with room to spare: an
// index row of PostgreSQL holds 2,704 bytes, SQLite reads JSON 1,000 deep. An
// entry beyond that would be recorded and could never be placed.
const (
	maxAction = 100
	maxObject = 256
	maxDepth  = 100
)

// Entry is what a command leaves behind. Who did it, for which zone, when and
// from where is taken from the transaction.
type Entry struct {
	Action string // what was done: room, dot, verb; "goals.issue"
	Object string // what it was done to, usually a record's id; may be empty
	Reason string // why, where the command asks for a reason
	Detail any    // further facts, written as JSON; ids and values, nothing personal
}

// Result is how an attempt ended.
type Result string

// The results.
const (
	Done   Result = "done"   // accepted and carried out
	Denied Result = "denied" // refused for want of permission
	Viewed Result = "viewed" // something sensitive was read
)

// Body is the content of an entry as it is signed. The order of the fields is
// the order in the text.
type Body struct {
	Version int             `json:"v" doc:"Version of this layout: 1"`
	ID      ident.ID        `json:"id" doc:"Id of the entry; sorts by time"`
	Zone    int64           `json:"zone" doc:"Zone in which it was done"`
	At      time.Time       `json:"at" doc:"Instant, UTC, microseconds"`
	Account ident.ID        `json:"account" doc:"Account, or null for the public and the program itself"`
	Person  ident.ID        `json:"person" doc:"Person behind the account, or null"`
	Unit    ident.ID        `json:"unit" doc:"Unit of the person at that time, or null"`
	Home    int64           `json:"home" doc:"Zone the account belongs to"`
	Name    string          `json:"name" doc:"Name of the actor at that time"`
	Roles   []ident.Role    `json:"roles" nullable:"false" doc:"Roles held at that time"`
	Factors int             `json:"factors" doc:"Factors of the login: 1 or 2"`
	Request string          `json:"request" doc:"Request id, as in the log"`
	Source  string          `json:"source" doc:"Network address"`
	Action  string          `json:"action" doc:"What was done"`
	Object  string          `json:"object" doc:"What it was done to"`
	Result  Result          `json:"result" enum:"done,denied,viewed" doc:"How it ended"`
	Reason  string          `json:"reason" doc:"Why"`
	Detail  json.RawMessage `json:"detail" doc:"Further facts, or null"`
}

const instant = "2006-01-02T15:04:05.000000Z"

// encode gives the entry's bytes. It is written by hand because it runs in
// every command: reflection would cost more than the INSERT.
func encode(id ident.ID, at time.Time, a *ident.Actor, e Entry, r Result) (string, error) {
	if e.Action == "" {
		return "", NoAction.New()
	}
	if len(e.Action) > maxAction || len(e.Object) > maxObject {
		return "", LongName.New("action", maxAction, "object", maxObject)
	}
	detail, err := encodeDetail(e.Detail)
	if err != nil {
		return "", err
	}
	if bytes.Count(detail, []byte("["))+bytes.Count(detail, []byte("{")) > maxDepth && depth(detail) > maxDepth {
		return "", TooDeep.New("limit", maxDepth)
	}
	b := make([]byte, 0, 512+len(detail))
	b = append(b, `{"v":1,"id":`...)
	b = appendID(b, id)
	b = append(b, `,"zone":`...)
	b = strconv.AppendInt(b, a.Zone, 10)
	b = append(b, `,"at":"`...)
	b = at.UTC().AppendFormat(b, instant)
	b = append(b, `","account":`...)
	b = appendID(b, a.Account)
	b = append(b, `,"person":`...)
	b = appendID(b, a.Person)
	b = append(b, `,"unit":`...)
	b = appendID(b, a.Unit)
	b = append(b, `,"home":`...)
	b = strconv.AppendInt(b, a.Home, 10)
	b = append(b, `,"name":`...)
	b = appendText(b, a.Name)
	b = append(b, `,"roles":[`...)
	for i, role := range a.Roles {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendText(b, string(role))
	}
	b = append(b, `],"factors":`...)
	b = strconv.AppendInt(b, int64(a.Factors), 10)
	for _, f := range []struct{ name, text string }{
		{`,"request":`, a.Request}, {`,"source":`, a.Source}, {`,"action":`, e.Action}, {`,"object":`, e.Object},
		{`,"result":`, string(r)}, {`,"reason":`, e.Reason},
	} {
		b = append(b, f.name...)
		b = appendText(b, f.text)
	}
	b = append(b, `,"detail":`...)
	b = append(append(b, detail...), '}')
	if len(b) > MaxBody {
		return "", TooLong.New("limit", MaxBody)
	}
	return string(b), nil
}

// decode reads an entry's bytes.
func decode(body string) (Body, error) {
	var b Body
	err := json.Unmarshal([]byte(body), &b)
	return b, err
}

func appendID(b []byte, id ident.ID) []byte {
	if id.IsZero() {
		return append(b, "null"...)
	}
	b = append(b, '"')
	b = append(b, id.String()...)
	return append(b, '"')
}

const hexDigits = "0123456789abcdef"

// appendText writes a JSON string. What is not UTF-8, and the NUL that
// PostgreSQL cannot read out of JSON again, becomes U+FFFD.
func appendText(b []byte, s string) []byte {
	b = append(b, '"')
	start := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= 0x20 && c != '"' && c != '\\' && c < utf8.RuneSelf {
			i++
			continue
		}
		size := 1
		if c >= utf8.RuneSelf {
			var r rune
			if r, size = utf8.DecodeRuneInString(s[i:]); r != utf8.RuneError || size > 1 {
				i += size
				continue
			}
		}
		b = append(b, s[start:i]...)
		switch {
		case c == '"' || c == '\\':
			b = append(b, '\\', c)
		case c == 0 || c >= utf8.RuneSelf:
			b = append(b, "\ufffd"...)
		case c == '\n':
			b = append(b, '\\', 'n')
		default:
			b = append(b, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
		}
		i += size
		start = i
	}
	return append(append(b, s[start:]...), '"')
}

// encodeDetail gives compact JSON without the characters that PostgreSQL
// refuses inside JSON.
func encodeDetail(detail any) ([]byte, error) {
	if detail == nil {
		return []byte("null"), nil
	}
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(detail); err != nil {
		return nil, BadDetail.Wrap(err)
	}
	text := bytes.TrimSuffix(out.Bytes(), []byte("\n"))
	if !bytes.Contains(text, []byte(`\u0000`)) && !bytes.Contains(text, []byte(`\ud`)) && !bytes.Contains(text, []byte(`\uD`)) {
		return text, nil
	}
	return encodeClean(text)
}

// depth tells how deep valid JSON is nested.
func depth(text []byte) int {
	now, most, quoted := 0, 0, false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '[' || c == '{':
			now++
			most = max(most, now)
		case c == ']' || c == '}':
			now--
		}
	}
	return most
}

// encodeClean is the rare way: text that may hold NUL or half a surrogate
// pair is read and written again. The order of an object's names is then
// alphabetical, which changes nothing of its meaning.
func encodeClean(text []byte) ([]byte, error) {
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil {
		return nil, BadDetail.Wrap(err)
	}
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(withoutNUL(v)); err != nil {
		return nil, BadDetail.Wrap(err)
	}
	return bytes.TrimSuffix(out.Bytes(), []byte("\n")), nil
}

func withoutNUL(v any) any {
	switch v := v.(type) {
	case string:
		return strings.ReplaceAll(v, "\x00", "\ufffd")
	case []any:
		for i := range v {
			v[i] = withoutNUL(v[i])
		}
		return v
	case map[string]any:
		clean := make(map[string]any, len(v))
		for name, value := range v {
			clean[strings.ReplaceAll(name, "\x00", "\ufffd")] = withoutNUL(value)
		}
		return clean
	}
	return v
}
