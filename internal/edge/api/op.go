package api

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"net/http"
	"reflect"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/jingkai-zone/jingkai/internal/engine/access"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// Op describes one operation.
type Op struct {
	ID      string                  // operationId, e.g. "issue-month-list"
	Method  string                  // GET unless set
	Path    string                  // below /api/v1, e.g. "/zones/{zone}/month-lists"
	Action  string                  // access action, e.g. "goals.issue"; empty only with Public
	Public  bool                    // no login needed
	ZH, EN  string                  // title in both languages
	Tag     string                  // room
	Status  int                     // status of success; 200 for GET, 200 for commands unless set
	Free    bool                    // a POST that needs no Idempotency-Key (login)
	Secret  bool                    // the answer holds what is shown once: it is not kept, and a retry is carried out anew
	Unready bool                    // allowed while the account must still be put in order (password, second factor)
	Form    map[string]*huma.Schema // fields beside the file, for operations that take an upload; nil for JSON
}

// answer is what huma writes: status, entity tag and body.
type answer[B any] struct {
	Status int
	ETag   string `header:"ETag"`
	Replay string `header:"Idempotent-Replayed"`
	Body   B
}

// Tagged is a body with a version, which becomes the entity tag.
type Tagged interface{ VersionTag() int64 }

func tag(body any) string {
	if t, ok := body.(Tagged); ok {
		return strconv.Quote(strconv.FormatInt(t.VersionTag(), 10))
	}
	return ""
}

// IfMatch is embedded in inputs of commands on versioned records.
type IfMatch struct {
	Match string `header:"If-Match" doc:"ETag of the record as it was read"`
}

// Expected gives the version the caller has read.
func (m IfMatch) Expected() (int64, error) {
	v, err := strconv.ParseInt(strings.Trim(strings.TrimPrefix(m.Match, "W/"), `"`), 10, 64)
	if err != nil {
		return 0, badMatch.New()
	}
	return v, nil
}

// orPresent gives the version the caller has read, or the present one when no
// If-Match was sent: an action then applies to the record as it stands.
func (m IfMatch) orPresent(present int64) (int64, error) {
	if m.Match == "" {
		return present, nil
	}
	return m.Expected()
}

// In is embedded in the input of every operation of a zone.
type In struct {
	ZoneSlug string `path:"zone" maxLength:"64" doc:"Zone" example:"leiyang"`
}

// Empty is the body of answers without content.
type Empty struct{}

func (s *Server) operation(op Op) huma.Operation {
	if op.Method == "" {
		op.Method = http.MethodGet
	}
	if op.ZH == "" || op.EN == "" || (op.Action == "") != op.Public && op.Action == "" {
		panic("api: operation " + op.ID + " needs an action and both languages")
	}
	s.ops = append(s.ops, op)
	return huma.Operation{OperationID: op.ID, Method: op.Method, Path: prefix + op.Path, Summary: op.ZH, Description: op.EN,
		Tags: []string{op.Tag}, DefaultStatus: op.Status, MaxBodyBytes: maxBody,
		Extensions: map[string]any{"x-action": op.Action, "x-title-en": op.EN},
		Middlewares: huma.Middlewares{func(hc huma.Context, next func(huma.Context)) {
			c, err := s.enter(hc, op)
			ctx := context.WithValue(hc.Context(), callKey{}, c)
			if err == nil {
				err = plain(hc, c.http, op)
			}
			if err != nil {
				write(hc, problem(ctx, err))
				return
			}
			next(huma.WithContext(hc, ctx))
		}}}
}

// mustSee stops the start when an input embeds an unexported struct: the
// schema would not see its fields, and every request that sends them would be
// refused.
func mustSee(op Op, t reflect.Type) {
	if t.Kind() != reflect.Struct {
		return
	}
	for f := range t.Fields() {
		if f.Anonymous && !f.IsExported() {
			panic("api: operation " + op.ID + " embeds the unexported " + f.Name)
		}
		if f.Anonymous || f.Name == "Body" {
			mustSee(op, f.Type)
		}
	}
}

// ask registers a question. fn reads at most what one page shows.
func ask[I, B any](s *Server, op Op, fn func(q *Question, in *I) (B, error)) {
	mustSee(op, reflect.TypeFor[I]())
	huma.Register(s.huma, s.operation(op), func(ctx context.Context, in *I) (*answer[B], error) {
		c := callOf(ctx)
		out := &answer[B]{Status: max(op.Status, http.StatusOK)}
		err := s.db.Read(ctx, func(r *store.Snapshot) (err error) {
			out.Body, err = fn(&Question{c, r}, in)
			return err
		})
		if err == nil {
			err = c.mustHaveAsked()
		}
		if err != nil {
			return nil, problem(ctx, s.noteDenial(ctx, c, err))
		}
		out.ETag = tag(out.Body)
		return out, nil
	})
}

// act registers a command.
func act[I, B any](s *Server, op Op, fn func(c *Command, in *I) (B, error)) {
	actWith(s, op, func(*call, *I) (Empty, error) { return Empty{}, nil },
		func(c *Command, in *I, _ Empty) (B, error) { return fn(c, in) })
}

// actWith registers a command with a part that must happen before the
// transaction opens, such as reading an upload.
func actWith[I, P, B any](s *Server, op Op, before func(c *call, in *I) (P, error), fn func(c *Command, in *I, p P) (B, error)) {
	if op.Method == "" {
		op.Method = http.MethodPost
	}
	mustSee(op, reflect.TypeFor[I]())
	huma.Register(s.huma, s.operation(op), func(ctx context.Context, in *I) (*answer[B], error) {
		c := callOf(ctx)
		prepared, err := before(c, in)
		if err != nil {
			return nil, problem(ctx, err)
		}
		slot, err := newSlot(c, op, in, prepared)
		if err != nil {
			return nil, problem(ctx, err)
		}
		d, err := carryOut(ctx, s, c, slot, op, func(c *Command) (B, error) { return fn(c, in, prepared) })
		if err != nil {
			return nil, problem(ctx, err)
		}
		return shown(d.status, d.replayed, d.what), nil
	})
	if op.Form != nil {
		// Described only now: huma reads and checks a body that it knows of when
		// the operation is registered, and an upload is read by the handler.
		s.huma.OpenAPI().Paths[prefix+op.Path].Post.RequestBody = form(op.Form)
	}
}

// actThen registers a command whose answer is a question. fn does it and gives
// the key that the question needs, usually an id; show reads the answer once
// the command is committed. So the one writer, behind whom everybody waits,
// does nothing but the command, and what is kept for a second delivery is the
// key: that delivery is shown the record as it is then.
func actThen[I, K, B any](s *Server, op Op, fn func(c *Command, in *I) (K, error), show func(q *Question, key K) (B, error)) {
	if op.Method == "" {
		op.Method = http.MethodPost
	}
	mustSee(op, reflect.TypeFor[I]())
	huma.Register(s.huma, s.operation(op), func(ctx context.Context, in *I) (*answer[B], error) {
		c := callOf(ctx)
		slot, err := newSlot(c, op, in, nil)
		if err != nil {
			return nil, problem(ctx, err)
		}
		d, err := carryOut(ctx, s, c, slot, op, func(c *Command) (K, error) { return fn(c, in) })
		if err != nil {
			return nil, problem(ctx, err)
		}
		var body B
		err = s.db.Read(ctx, func(r *store.Snapshot) (err error) {
			body, err = show(&Question{c, r}, d.what)
			return err
		})
		if store.Unavailable.Is(err) {
			err = store.Unknown.Wrap(err) // it was done; only the answer is missing
		}
		if err != nil {
			return nil, problem(ctx, err)
		}
		return shown(d.status, d.replayed, body), nil
	})
}

// done is what is left of a command that was carried out, now or by an earlier
// delivery.
type done[K any] struct {
	status   int
	replayed bool
	what     K
}

func shown[B any](status int, replayed bool, body B) *answer[B] {
	out := &answer[B]{Status: status, ETag: tag(body), Body: body}
	if replayed {
		out.Replay = "true"
	}
	return out
}

// carryOut runs a command in its transaction, once for all its deliveries.
func carryOut[K any](ctx context.Context, s *Server, c *call, slot *slot, op Op, fn func(c *Command) (K, error)) (done[K], error) {
	d := done[K]{status: max(op.Status, http.StatusOK)}
	err := s.db.Write(ctx, c.actor, func(tx *store.Tx) (err error) {
		c.asked = false
		if d.what, err = fn(&Command{c, tx}); err != nil {
			return err
		}
		if err := c.mustHaveAsked(); err != nil {
			return err
		}
		return slot.keep(tx, d.status, d.what)
	})
	if err == nil {
		return d, nil
	}
	err = slot.replay(ctx, s.db, err, func(status int, kept []byte) error {
		d = done[K]{status: status, replayed: true}
		return json.Unmarshal(kept, &d.what)
	})
	return d, s.noteDenial(ctx, c, err)
}

// mustHaveAsked fails closed: a handler that forgot the record-level check of
// a narrow grant must not answer.
func (c *call) mustHaveAsked() error {
	if c.action == "" || c.scope == access.All || c.asked {
		return nil
	}
	return internalError.New()
}

// slot is the place where an idempotent command's answer is kept.
type slot struct {
	c      *call
	op     string
	key    string
	digest []byte
}

// newSlot reads the key of a command. What the key stands for is the digest of
// the operation, its input and what was prepared from an upload.
func newSlot(c *call, op Op, in, prepared any) (*slot, error) {
	if op.Secret {
		return nil, nil
	}
	key := c.http.Header.Get("Idempotency-Key")
	if key == "" || c.actor.Account.IsZero() {
		if op.Method == http.MethodPost && !op.Public && !op.Free {
			return nil, keyNeeded.New()
		}
		return nil, nil
	}
	if len(key) < 8 || len(key) > 64 || strings.Trim(key, keyAlphabet) != "" {
		return nil, keyNeeded.New()
	}
	raw, err := json.Marshal([]any{in, prepared})
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(append([]byte(op.ID+"\x00"+c.slug+"\x00"), raw...))
	return &slot{c, op.ID, key, sum[:]}, nil
}

const keyAlphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"

const (
	sqlAnswer = `SELECT digest, status, body FROM store_answer WHERE zone_id = $1 AND account_id = $2 AND key = $3`
	sqlKeep   = `INSERT INTO store_answer (zone_id, account_id, key, operation, digest, status, body, at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`
)

// replay answers a repeated delivery of a command with the answer of the first
// one. It is looked for only when this delivery has failed: the primary key of
// the slot refuses a second one whole, with everything it did, and a first one,
// which nearly all are, need not look. failed is what this delivery met; it
// stands when the command was not carried out before.
func (s *slot) replay(ctx context.Context, db *store.DB, failed error, restore func(status int, body []byte) error) error {
	if s == nil {
		return failed
	}
	var digest []byte
	var status int64
	var body string
	err := db.Read(ctx, func(r *store.Snapshot) error {
		return r.QueryRow(sqlAnswer, s.c.zone, s.c.actor.Account, s.key).Scan(&digest, &status, &body)
	})
	if err != nil {
		return failed
	}
	if string(digest) != string(s.digest) {
		return keyReused.New()
	}
	return restore(int(status), []byte(body))
}

func (s *slot) keep(tx *store.Tx, status int, body any) error {
	if s == nil || s.c.dry {
		return nil
	}
	raw, err := json.Marshal(body)
	if err != nil {
		return err
	}
	// Of two deliveries of one command at the same moment one wins; the other
	// finds its answer, see replay.
	return tx.Later(keyInFlight, sqlKeep, s.c.zone, s.c.actor.Account, s.key, s.op, s.digest, int64(status), string(raw), tx.Now())
}
