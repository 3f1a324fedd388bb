package ledger

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/store"
)

const (
	// denialsAMinute is how many denials of one account, or of one address
	// where nobody is logged in, are recorded one by one. A person who meets a
	// closed door does so a few times; more is a program probing.
	denialsAMinute = 20
	// viewsAMinute is the same for reads of something sensitive. It is higher:
	// a clerk may leaf through a register.
	viewsAMinute = 120
	// maxSubjects bounds the memory of the counters. Beyond it all further
	// subjects share one counter: recorded as many, not forgotten.
	maxSubjects = 10000
	// maxNamed bounds how many different actions a summary names.
	maxNamed = 20
)

// Denied records that the actor was refused an action on a resource. The entry
// has its own transaction, because the refused command has none. After
// [denialsAMinute] in a minute further ones are counted, and one entry
// "ledger.suppressed" tells how many there were and which actions, so that
// probing leaves a trace but cannot flood the ledger. A nil actor is refused.
func (e *Engine) Denied(ctx context.Context, actor *ident.Actor, action, resource, reason string) error {
	return e.attempt(ctx, actor, Denied, denialsAMinute, Entry{Action: action, Object: resource, Reason: reason})
}

// Viewed records that the actor read something sensitive (a sealed identity, a
// salary, an audit search) and why. Limits are as in [Engine.Denied], higher.
func (e *Engine) Viewed(ctx context.Context, actor *ident.Actor, action, object, reason string) error {
	return e.attempt(ctx, actor, Viewed, viewsAMinute, Entry{Action: action, Object: object, Reason: reason})
}

func (e *Engine) attempt(ctx context.Context, actor *ident.Actor, r Result, limit int, entry Entry) error {
	if actor == nil {
		return store.NoActor.New()
	}
	if !e.denials.admit(e.db.Now(), actor, r, limit, entry.Action) {
		return nil
	}
	// What was asked for may come from outside and be of any length.
	entry.Action, entry.Object = cut(entry.Action, maxAction), cut(entry.Object, maxObject)
	entry.Reason = cut(entry.Reason, 4*maxObject)
	return e.db.Write(ctx, actor, func(tx *store.Tx) error {
		_, err := record(tx, entry, r)
		return err
	})
}

// cut shortens s to n bytes and whole characters.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return strings.ToValidUTF8(s[:n], "")
}

// flushDenials records the counts of the minutes that are over, or all of them.
func (e *Engine) flushDenials(ctx context.Context, all bool) error {
	ended := e.denials.over(e.db.Now(), all)
	for i, s := range ended {
		err := e.db.Write(ctx, s.actor, func(tx *store.Tx) error {
			_, err := record(tx, Entry{Action: "ledger.suppressed", Detail: map[string]any{
				"count": s.suppressed, "of": s.result, "since": s.since.UTC().Format(time.RFC3339), "actions": s.actions}}, s.result)
			return err
		})
		if err != nil {
			for _, left := range ended[i:] {
				e.denials.giveBack(left)
			}
			return err
		}
	}
	return nil
}

// denials counts attempts per subject and minute.
type denials struct {
	mu       sync.Mutex
	subjects map[subject]*spell
}

// subject is who is counted: an account in a zone, or an address.
type subject struct {
	zone    int64
	account ident.ID
	source  string
	result  Result
}

// spell is one minute of one subject.
type spell struct {
	who        subject
	actor      *ident.Actor
	result     Result
	since      time.Time
	recorded   int
	suppressed int64
	actions    []string
}

func newDenials() *denials { return &denials{subjects: map[subject]*spell{}} }

// admit reports whether an attempt is to be recorded on its own, and counts it
// otherwise.
func (d *denials) admit(now time.Time, actor *ident.Actor, r Result, limit int, action string) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	who := subject{zone: actor.Zone, account: actor.Account, result: r}
	if actor.Account.IsZero() {
		who.source = actor.Source
	}
	s := d.subjects[who]
	if s == nil && len(d.subjects) >= maxSubjects {
		who = subject{zone: actor.Zone, result: r}
		s = d.subjects[who]
	}
	if s == nil || s.suppressed == 0 && now.Sub(s.since) >= time.Minute {
		s = &spell{who: who, actor: actor, result: r, since: now}
		d.subjects[who] = s
	}
	if s.recorded < limit {
		s.recorded++
		return true
	}
	s.suppressed++
	if len(s.actions) < maxNamed && !slices.Contains(s.actions, cut(action, maxAction)) {
		s.actions = append(s.actions, cut(action, maxAction))
	}
	return false
}

// over takes out the spells that have ended, or all, and gives those that
// suppressed something.
func (d *denials) over(now time.Time, all bool) []*spell {
	d.mu.Lock()
	defer d.mu.Unlock()
	var out []*spell
	for who, s := range d.subjects {
		if !all && now.Sub(s.since) < time.Minute {
			continue
		}
		delete(d.subjects, who)
		if s.suppressed > 0 {
			out = append(out, s)
		}
	}
	return out
}

// giveBack keeps a count that could not be recorded for the next attempt.
func (d *denials) giveBack(s *spell) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if present := d.subjects[s.who]; present != nil {
		present.suppressed += s.suppressed
		return
	}
	d.subjects[s.who] = s
}
