package hanzi

import (
	"sync"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
)

// sorter is a collator with its buffer; neither may be used by two at once.
type sorter struct {
	collator *collate.Collator
	buffer   collate.Buffer
}

var sorters = sync.Pool{New: func() any {
	return &sorter{collator: collate.New(language.SimplifiedChinese)}
}}

// SortKey gives the bytes by which a name sorts: compare them as bytes. Equal
// keys mean names that differ at most in what pinyin order ignores, so lists
// add a unique last column.
func SortKey(name string) []byte {
	s := sorters.Get().(*sorter)
	defer sorters.Put(s)
	s.buffer.Reset()
	return append([]byte(nil), s.collator.KeyFromString(&s.buffer, name)...)
}
