package board

import (
	"encoding/json"
	"errors"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/domain/goals"
	"github.com/jingkai-zone/jingkai/internal/store"
)

const boardColumns = `SELECT zone_id, id, number, list_id, kind, month, node, evaluate_on, status, computation_id, scheme_version, objection,
	confirmed_at, confirmed_by, published_at, published_by, notice_id, version FROM board_board`

func scanBoard(row *store.Rows) (Board, error) {
	var b Board
	err := row.Scan(&b.Zone, &b.ID, &b.Number, &b.List, &b.Kind, &b.Month, &b.Node, &b.EvaluateOn, &b.Status, &b.Computation, &b.Scheme,
		&b.Objection, &b.ConfirmedAt, &b.ConfirmedBy, &b.PublishedAt, &b.PublishedBy, &b.Notice, &b.Version)
	return b, err
}

func insertBoard(tx *store.Tx, b Board) error {
	_, err := tx.Exec(`INSERT INTO board_board (zone_id, id, number, list_id, kind, month, node, evaluate_on, status, computation_id,
		scheme_version, objection, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		b.Zone, b.ID, b.Number, b.List, b.Kind, b.Month, b.Node, b.EvaluateOn, b.Status, b.Computation, b.Scheme, b.Objection, b.Version)
	return err
}

// updateBoard writes a board over the version and the status before it. Another
// command that came first is told apart by its status: who confirms what
// somebody has confirmed meanwhile is told so.
func updateBoard(tx *store.Tx, b Board, was Status) error {
	n, err := tx.Exec(`UPDATE board_board SET status = $5, computation_id = $6, scheme_version = $7, objection = $8, confirmed_at = $9,
		confirmed_by = $10, published_at = $11, published_by = $12, notice_id = $13, version = version + 1
		WHERE zone_id = $1 AND id = $2 AND version = $3 AND status = $4`, b.Zone, b.ID, b.Version, was,
		b.Status, b.Computation, b.Scheme, b.Objection, b.ConfirmedAt, b.ConfirmedBy, b.PublishedAt, b.PublishedBy, b.Notice)
	if err != nil || n > 0 {
		return err
	}
	now, err := ByID(tx, b.Zone, b.ID)
	switch {
	case err != nil:
		return err
	case was == Computed && now.Status != Computed:
		return now.open()
	case was == Confirmed && now.Status == Published:
		return AlreadyPublished.New()
	}
	return store.Stale.New()
}

// ByID reads a board, or refuses with [NoBoard].
func ByID(r store.Reader, zone int64, id ident.ID) (Board, error) {
	b, err := store.One(r, scanBoard, boardColumns+` WHERE zone_id = $1 AND id = $2`, zone, id)
	return b, found(err, NoBoard)
}

func found(err error, none *fault.Code) error {
	if errors.Is(err, store.ErrNoRows) {
		return none.New()
	}
	return err
}

// Filter narrows a list of boards; zero fields do not, but for Zone.
type Filter struct {
	Zone     int64
	From, To calendar.Month
	Kind     goals.Kind
	Status   Status
	After    string
	Limit    int
}

// List gives a zone's boards, newest month first.
func List(r store.Reader, f Filter) (store.Page[Board], error) {
	month, last := "9999-99", lastID
	if f.After != "" {
		parts, err := store.DecodeCursor(f.After, 2)
		if err != nil {
			return store.Page[Board]{}, err
		}
		if last, err = ident.ParseID(parts[1]); err != nil {
			return store.Page[Board]{}, store.BadCursor.New()
		}
		month = parts[0]
	}
	from, to := "0000-00", "9999-99"
	if !f.From.IsZero() {
		from = f.From.String()
	}
	if !f.To.IsZero() {
		to = f.To.String()
	}
	limit := store.PageSize(f.Limit)
	rows, err := store.All(r, scanBoard, boardColumns+` WHERE zone_id = $1 AND (month, id) < ($2, $3) AND month >= $4 AND month <= $5
		AND (CAST($6 AS TEXT) = '' OR kind = $6) AND (CAST($7 AS TEXT) = '' OR status = $7)
		ORDER BY month DESC, id DESC LIMIT $8`, f.Zone, month, last, from, to, f.Kind, f.Status, limit+1)
	if err != nil {
		return store.Page[Board]{}, err
	}
	return store.CutPage(rows, limit, func(b Board) string { return store.EncodeCursor(b.Month.String(), b.ID.String()) }), nil
}

// lastID sorts after every id.
var lastID = ident.ID{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}

func insertComputation(tx *store.Tx, zone int64, c Computation) error {
	words, err := json.Marshal(c.Words)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO board_computation (zone_id, id, board_id, no, scheme_version, list_version, amendments, items, words,
		reason, at, by_person, by_name) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		zone, c.ID, c.Board, c.No, c.Scheme, c.ListVersion, c.Amendments, c.Items, string(words), c.Reason, c.At, c.By, c.ByName)
	return err
}

// Computations gives every computation of a board, the first one first.
func Computations(r store.Reader, zone int64, board ident.ID) ([]Computation, error) {
	return store.All(r, scanComputation, computationColumns+` WHERE zone_id = $1 AND board_id = $2 ORDER BY no`, zone, board)
}

func computationByID(r store.Reader, zone int64, id ident.ID) (Computation, error) {
	c, err := store.One(r, scanComputation, computationColumns+` WHERE zone_id = $1 AND id = $2`, zone, id)
	return c, found(err, NoComputation)
}

const computationColumns = `SELECT id, board_id, no, scheme_version, list_version, amendments, items, words, reason, at, by_person, by_name
	FROM board_computation`

func scanComputation(row *store.Rows) (Computation, error) {
	var c Computation
	var words string
	err := row.Scan(&c.ID, &c.Board, &c.No, &c.Scheme, &c.ListVersion, &c.Amendments, &c.Items, &words, &c.Reason, &c.At, &c.By, &c.ByName)
	if err != nil {
		return c, err
	}
	return c, json.Unmarshal([]byte(words), &c.Words)
}

func insertScore(tx *store.Tx, zone int64, computation ident.ID, in Input, j Judgement, irrelevant []Irrelevance) error {
	docs := make([]string, 4)
	for i, v := range []any{j.Blocks, j.Criteria, in.Facts, irrelevant} {
		raw, err := json.Marshal(v)
		if err != nil {
			return err
		}
		docs[i] = string(raw)
	}
	_, err := tx.Exec(`INSERT INTO board_score (zone_id, computation_id, item_id, line, exact, score, place, tied, colour, reason_zh, reason_en,
		blocks, criteria, facts, irrelevant) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
		zone, computation, in.Item, in.Line, j.Exact, j.Score, int64(j.Rank), int64(j.Tied), j.Colour, j.Reason.ZH, j.Reason.EN,
		docs[0], docs[1], docs[2], docs[3])
	return err
}

const scoreColumns = `s.exact, s.score, s.place, s.tied, s.colour, s.reason_zh, s.reason_en, s.blocks, s.criteria, s.facts, s.irrelevant`

// scores collects the targets of scoreColumns and, after the scan, reads the
// documents among them.
type scores struct {
	to                                  *Score
	blocks, criteria, facts, irrelevant string
}

func (s *scores) targets() []any {
	return []any{&s.to.Exact, &s.to.Score, &s.to.Rank, &s.to.Tied, &s.to.Colour, &s.to.Reason.ZH, &s.to.Reason.EN,
		&s.blocks, &s.criteria, &s.facts, &s.irrelevant}
}

func (s *scores) read() error {
	return errors.Join(json.Unmarshal([]byte(s.blocks), &s.to.Blocks), json.Unmarshal([]byte(s.criteria), &s.to.Criteria),
		json.Unmarshal([]byte(s.facts), &s.to.Facts), json.Unmarshal([]byte(s.irrelevant), &s.to.Irrelevant))
}

// scoresOf gives what one computation says, by item.
func scoresOf(r store.Reader, zone int64, computation ident.ID) (map[ident.ID]Score, error) {
	out := map[ident.ID]Score{}
	rows, err := store.All(r, func(row *store.Rows) (Item, error) {
		var i Item
		s := scores{to: &i.Score}
		if err := row.Scan(append([]any{&i.ID}, s.targets()...)...); err != nil {
			return i, err
		}
		return i, s.read()
	}, `SELECT s.item_id, `+scoreColumns+` FROM board_score s WHERE s.zone_id = $1 AND s.computation_id = $2`, zone, computation)
	for _, i := range rows {
		out[i.ID] = i.Score
	}
	return out, err
}

const itemColumns = `i.board_id, i.item_id, i.work_id, i.month, i.line, i.title, i.lead_id, i.unit_id, i.person_id, i.computed, i.final,
	i.decided, i.reason, i.notified_at, i.corrected_on, i.was`

func (i *Item) targets() []any {
	return []any{&i.Board, &i.ID, &i.Work, &i.Month, &i.Line, &i.Title, &i.Lead, &i.Unit, &i.Person, &i.Computed, &i.Final,
		&i.Decided, &i.Reason, &i.NotifiedAt, &i.CorrectedOn, &i.Was}
}

func scanItem(row *store.Rows) (Item, error) {
	var i Item
	s := scores{to: &i.Score}
	if err := row.Scan(append(i.targets(), s.targets()...)...); err != nil {
		return i, err
	}
	return i, s.read()
}

const selectItems = `SELECT ` + itemColumns + `, ` + scoreColumns + ` FROM board_item i
	JOIN board_score s ON s.zone_id = i.zone_id AND s.computation_id = $3 AND s.item_id = i.item_id
	WHERE i.zone_id = $1 AND i.board_id = $2`

// Items gives the items of a board as they stand, by place, then by line.
func Items(r store.Reader, b Board) ([]Item, error) {
	return store.All(r, scanItem, selectItems+` ORDER BY s.place, i.line`, b.Zone, b.ID, b.Computation)
}

// ItemByID gives one item of a board, or refuses with [NoItem].
func ItemByID(r store.Reader, b Board, item ident.ID) (Item, error) {
	i, err := store.One(r, scanItem, selectItems+` AND i.item_id = $4`, b.Zone, b.ID, b.Computation, item)
	return i, found(err, NoItem)
}

// putItem writes an item of a board as it stands.
func putItem(tx *store.Tx, zone int64, i Item) error {
	_, err := tx.Exec(`INSERT INTO board_item (zone_id, board_id, item_id, work_id, month, line, title, lead_id, unit_id, person_id, computed,
		final, decided, reason, notified_at, corrected_on, was)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
		ON CONFLICT (zone_id, board_id, item_id) DO UPDATE SET title = excluded.title, lead_id = excluded.lead_id, unit_id = excluded.unit_id,
		person_id = excluded.person_id, computed = excluded.computed, final = excluded.final, decided = excluded.decided,
		reason = excluded.reason, notified_at = excluded.notified_at, corrected_on = excluded.corrected_on, was = excluded.was`,
		zone, i.Board, i.ID, i.Work, i.Month, i.Line, i.Title, i.Lead, i.Unit, i.Person, i.Computed, i.Final, i.Decided, i.Reason,
		i.NotifiedAt, i.CorrectedOn, i.Was)
	return err
}

// dropItem takes off a board what the list no longer has.
func dropItem(tx *store.Tx, zone int64, i Item) error {
	_, err := tx.Exec(`DELETE FROM board_item WHERE zone_id = $1 AND board_id = $2 AND item_id = $3`, zone, i.Board, i.ID)
	return err
}

// bareItems gives the items of a board without their scores.
func bareItems(r store.Reader, zone int64, board ident.ID) ([]Item, error) {
	return store.All(r, func(row *store.Rows) (i Item, err error) { return i, row.Scan(i.targets()...) },
		`SELECT `+itemColumns+` FROM board_item i WHERE i.zone_id = $1 AND i.board_id = $2 ORDER BY i.line`, zone, board)
}

func insertChange(tx *store.Tx, zone int64, c Change) error {
	_, err := tx.Exec(`INSERT INTO board_change (zone_id, id, board_id, item_id, kind, before, after, reason, at, by_person, by_name)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		zone, c.ID, c.Board, c.Item, c.Kind, c.Before, c.After, c.Reason, c.At, c.By, c.ByName)
	return err
}

// Changes gives every change of a final colour on a board, oldest first.
func Changes(r store.Reader, zone int64, board ident.ID) ([]Change, error) {
	return store.All(r, func(row *store.Rows) (c Change, err error) {
		return c, row.Scan(&c.ID, &c.Board, &c.Item, &c.Kind, &c.Before, &c.After, &c.Reason, &c.At, &c.By, &c.ByName)
	}, `SELECT id, board_id, item_id, kind, before, after, reason, at, by_person, by_name FROM board_change
		WHERE zone_id = $1 AND board_id = $2 ORDER BY id`, zone, board)
}
