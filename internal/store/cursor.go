package store

import (
	"encoding/base64"
	"encoding/binary"

	"github.com/jingkai-zone/jingkai/internal/base/fault"
)

// BadCursor refuses a page cursor that this program did not make.
var BadCursor = fault.Define(fault.Invalid, "store.cursor", "",
	"翻页标记无效，请从第一页重新查询。", "The page cursor is not valid; start again from the first page.")

// Page sizes of lists. A size of 0 asks for the default.
const (
	DefaultPage = 50
	MaxPage     = 200
)

// maxCursor caps the text of a cursor: a sort key of a long name fits well.
const maxCursor = 4096

// Page is one page of a list in keyset order.
type Page[T any] struct {
	Items []T
	Next  string // cursor of the following page; empty on the last one
}

// PageSize gives the number of items a page holds when asked for n: the
// default for 0 or less, and never more than [MaxPage].
func PageSize(n int) int {
	if n <= 0 {
		return DefaultPage
	}
	return min(n, MaxPage)
}

// CutPage makes a page of at most limit items. Ask the database for limit+1
// rows: the surplus row tells that there is a following page, whose cursor is
// made by key from the last item shown.
func CutPage[T any](items []T, limit int, key func(T) string) Page[T] {
	if len(items) <= limit {
		return Page[T]{Items: items}
	}
	items = items[:limit]
	return Page[T]{Items: items, Next: key(items[limit-1])}
}

// EncodeCursor packs the sort values of a row into an opaque text for URLs.
// Parts may hold any bytes.
func EncodeCursor(parts ...string) string {
	var b []byte
	for _, p := range parts {
		b = binary.AppendUvarint(b, uint64(len(p)))
		b = append(b, p...)
	}
	return base64.RawURLEncoding.EncodeToString(b)
}

// DecodeCursor unpacks a cursor of exactly n parts, or refuses with
// [BadCursor]. The parts come from outside: parse them as strictly as any
// other input.
func DecodeCursor(s string, n int) ([]string, error) {
	if len(s) > maxCursor {
		return nil, BadCursor.New()
	}
	b, err := base64.RawURLEncoding.Strict().DecodeString(s)
	if err != nil {
		return nil, BadCursor.New()
	}
	parts := make([]string, 0, n)
	for len(b) > 0 {
		size, used := binary.Uvarint(b)
		if used <= 0 || size > uint64(len(b)-used) || len(parts) == n {
			return nil, BadCursor.New()
		}
		end := used + int(size)
		parts = append(parts, string(b[used:end]))
		b = b[end:]
	}
	if len(parts) != n {
		return nil, BadCursor.New()
	}
	return parts, nil
}
