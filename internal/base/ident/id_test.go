package ident_test

import (
	"bytes"
	"testing"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/ident"
)

// A clock that stands still: 100,000 ids of one instant come in the order in
// which they were made, and each is a UUIDv7.
func TestIDsOfOneInstantKeepTheirOrder(t *testing.T) {
	now := time.Date(2019, 12, 2, 1, 0, 0, 123456000, time.UTC)
	last := ident.NewID(now)
	for i := range 100_000 {
		id := ident.NewID(now)
		if bytes.Compare(last[:], id[:]) >= 0 {
			t.Fatalf("id %d: %s does not follow %s", i, id, last)
		}
		if id[6]>>4 != 7 || id[8]>>6 != 2 {
			t.Fatalf("%s is no UUIDv7", id)
		}
		last = id
	}
	if later := ident.NewID(now.Add(time.Microsecond)); bytes.Compare(last[:], later[:]) >= 0 {
		t.Errorf("%s of the next microsecond does not follow %s", later, last)
	}
}
