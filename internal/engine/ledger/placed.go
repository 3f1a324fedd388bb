package ledger

import (
	"time"

	"github.com/jingkai-zone/jingkai/internal/store"
)

// LastPlaced gives the instant at which entries were last placed in any zone's
// log, zero before the first. A clock that shows an earlier one is wrong.
func LastPlaced(r store.Reader) (time.Time, error) {
	var at time.Time
	err := r.QueryRow(`SELECT MAX(at) FROM ledger_head`).Scan(&at)
	return at, err
}
