package ledger

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/merklelog"
	"github.com/jingkai-zone/jingkai/internal/store"
)

const (
	insertPending = `INSERT INTO ledger_pending (zone_id, id, body) VALUES ($1, $2, $3)`

	nextPendingZone = `SELECT zone_id FROM ledger_pending WHERE zone_id > $1 ORDER BY zone_id LIMIT 1`

	takePending = `DELETE FROM ledger_pending WHERE zone_id = $1 AND id IN
		(SELECT id FROM ledger_pending WHERE zone_id = $1 ORDER BY id LIMIT $2) RETURNING body`

	countPending = `SELECT COUNT(*) FROM ledger_pending WHERE zone_id = $1`

	pendingBefore = `SELECT body FROM ledger_pending WHERE zone_id = $1 ORDER BY id DESC`

	lockHead = `UPDATE ledger_head SET version = version + 1 WHERE zone_id = $1
		RETURNING zone_id, origin, suite, key, size, root, at, note, noted, version`

	insertHead = `INSERT INTO ledger_head (zone_id, origin, suite, key, size, root, at, note, noted, version)
		VALUES ($1, $2, $3, $4, 0, $5, $6, '', 0, 0) ON CONFLICT (zone_id) DO NOTHING`

	updateHead = `UPDATE ledger_head SET size = $2, root = $3, at = $4 WHERE zone_id = $1 AND version = $5`

	noteHead = `UPDATE ledger_head SET note = $2, noted = $3 WHERE zone_id = $1 AND noted < $3`

	rekeyHead = `UPDATE ledger_head SET key = $2, note = '', noted = 0, version = version + 1 WHERE zone_id = $1`

	headColumns = `SELECT zone_id, origin, suite, key, size, root, at, note, noted, version FROM ledger_head `

	oneHead = headColumns + `WHERE zone_id = $1`

	allHeads = headColumns + `ORDER BY zone_id`

	unsignedHeads = headColumns + `WHERE noted < size ORDER BY zone_id`

	upsertTile = `INSERT INTO ledger_tile (zone_id, level, idx, hashes) VALUES ($1, $2, $3, $4)
		ON CONFLICT (zone_id, level, idx) DO UPDATE SET hashes = excluded.hashes`

	oneTile = `SELECT hashes FROM ledger_tile WHERE zone_id = $1 AND level = $2 AND idx = $3`

	tileRange = `SELECT idx, hashes FROM ledger_tile WHERE zone_id = $1 AND level = 0 AND idx >= $2 AND idx < $3 ORDER BY idx`

	entryRange = `SELECT seq, body FROM ledger_entry WHERE zone_id = $1 AND seq >= $2 AND seq < $3 ORDER BY seq`

	bodyRange = `SELECT body FROM ledger_entry WHERE zone_id = $1 AND seq >= $2 AND seq < $3 ORDER BY seq`

	nextEntry = `SELECT seq FROM ledger_entry WHERE zone_id = $1 AND seq >= $2 AND seq < $3 ORDER BY seq LIMIT 1`

	entriesBeyond = `SELECT e.seq FROM ledger_entry e WHERE e.zone_id = $1
		AND e.seq >= COALESCE((SELECT h.size FROM ledger_head h WHERE h.zone_id = $1), 0) ORDER BY e.seq LIMIT 11`

	entryByID = `SELECT seq, body FROM ledger_entry WHERE zone_id = $1 AND body ->> 'id' = $2`

	pendingByID = `SELECT body FROM ledger_pending WHERE zone_id = $1 AND id = $2`

	nextEntryZone = `SELECT zone_id FROM ledger_entry WHERE zone_id > $1 ORDER BY zone_id LIMIT 1`

	insertCheckpoint = `INSERT INTO ledger_checkpoint (zone_id, size, note) VALUES ($1, $2, $3) ON CONFLICT (zone_id, size) DO NOTHING`

	checkpointRange = `SELECT size, note FROM ledger_checkpoint WHERE zone_id = $1 AND size > $2 AND size <= $3 ORDER BY size`

	lastCheckpoint = `SELECT size, note FROM ledger_checkpoint WHERE zone_id = $1 AND size > $2 ORDER BY size DESC LIMIT 1`
)

// insertRows are how many entries one INSERT takes. Few different texts keep
// few prepared statements.
var insertRows = []int{64, 8, 1}

var insertTexts = func() map[int]string {
	out := map[int]string{}
	for _, n := range insertRows {
		var b strings.Builder
		b.WriteString(`INSERT INTO ledger_entry (zone_id, seq, body) VALUES `)
		for i := range n {
			if i > 0 {
				b.WriteString(", ")
			}
			b.WriteString("($1, $" + strconv.Itoa(2*i+2) + ", $" + strconv.Itoa(2*i+3) + ")")
		}
		out[n] = b.String()
	}
	return out
}()

func insertEntries(tx *store.Tx, zone, seq int64, bodies []string) error {
	for len(bodies) > 0 {
		n := 1
		for _, rows := range insertRows {
			if rows <= len(bodies) {
				n = rows
				break
			}
		}
		args := make([]any, 0, 2*n+1)
		args = append(args, zone)
		for _, body := range bodies[:n] {
			args = append(args, seq, body)
			seq++
		}
		if _, err := tx.Exec(insertTexts[n], args...); err != nil {
			return err
		}
		bodies = bodies[n:]
	}
	return nil
}

// head is the present state of a zone's log.
type head struct {
	zone    int64
	origin  string
	suite   merklelog.Suite
	key     string
	size    int64
	root    []byte
	at      time.Time
	note    string
	noted   int64
	version int64
}

func scanHead(r *store.Rows) (head, error) {
	var h head
	var suite string
	err := r.Scan(&h.zone, &h.origin, &suite, &h.key, &h.size, &h.root, &h.at, &h.note, &h.noted, &h.version)
	h.suite = merklelog.Suite(suite)
	return h, err
}

func readHead(r store.Reader, zone int64) (head, error) {
	return store.One(r, scanHead, oneHead, zone)
}

func scanText(r *store.Rows) (s string, err error) { return s, r.Scan(&s) }

func scanInt(r *store.Rows) (n int64, err error) { return n, r.Scan(&n) }

// tiles reads a zone's tiles through r.
func tiles(r store.Reader, zone int64) merklelog.Tiles {
	return func(level int, index int64) ([]merklelog.Hash, error) {
		var raw []byte
		err := r.QueryRow(oneTile, zone, level, index).Scan(&raw)
		if errors.Is(err, store.ErrNoRows) {
			return nil, nil // too few hashes: the caller says which are needed
		}
		if err != nil {
			return nil, err
		}
		return unpack(raw), nil
	}
}

func pack(hashes []merklelog.Hash) []byte {
	out := make([]byte, 0, len(hashes)*merklelog.HashSize)
	for i := range hashes {
		out = append(out, hashes[i][:]...)
	}
	return out
}

// unpack gives the whole hashes in raw.
func unpack(raw []byte) []merklelog.Hash {
	out := make([]merklelog.Hash, len(raw)/merklelog.HashSize)
	for i := range out {
		copy(out[i][:], raw[i*merklelog.HashSize:])
	}
	return out
}
