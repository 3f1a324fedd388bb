package ledger

import (
	"context"
	"fmt"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/base/merklelog"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// Refusals at start.
var (
	RolledBack = fault.Define(fault.Unavailable, "ledger.rolled_back", "GB/T 22239 8.1.4.7",
		"工作区 {zone} 的台账有 {have} 条，与库外签名检查点（{signed} 条）不衔接：数据库被回退、截断或改写。请换回最新的数据库；确需启用旧备份的，由系统管理员运行 jingkai ledger adopt 并说明理由。",
		"The ledger of zone {zone} holds {have} entries and does not continue the checkpoint signed outside the database ({signed} entries): the database was rolled back, cut or rewritten. Put the newest database back; if an older backup is really wanted, the system administrator runs jingkai ledger adopt with a reason.")
	OutsideMissing = fault.Define(fault.Unavailable, "ledger.outside_missing", "GB/T 22239 8.1.4.7",
		"工作区 {zone} 的库外检查点文件缺失或损坏，无从判断数据库是否被回退。请恢复 checkpoints 文件夹；确已遗失的，由系统管理员运行 jingkai ledger adopt 并说明理由。",
		"The checkpoint file of zone {zone} outside the database is missing or damaged, so a rolled-back database could not be noticed. Restore the checkpoints folder; if it is lost, the system administrator runs jingkai ledger adopt with a reason.")
	NoReason = fault.Define(fault.Invalid, "ledger.adopt_reason", "",
		"采用旧数据库或更换密钥须写明操作人和理由。", "Adopting an older database or another key needs an actor and a reason.")
)

// Adoption is the recorded decision to go on with a database that contradicts
// the outside checkpoints (a backup was restored) or with new keys (the old
// ones are lost). The superseded checkpoints are put aside as evidence, and an
// entry "ledger.adopted" in each log says what was superseded, by whom, why.
type Adoption struct {
	Actor  *ident.Actor
	Reason string
}

// trouble is a zone that cannot go on without an adoption.
type trouble struct {
	head   head
	signed merklelog.Checkpoint // what the outside file vouches for; zero when it cannot be read
	why    error
}

// inspect compares every log with its outside checkpoint.
func (e *Engine) inspect(ctx context.Context) error {
	var heads []head
	err := e.db.Read(ctx, func(s *store.Snapshot) (err error) {
		heads, err = store.All(s, scanHead, allHeads)
		return err
	})
	if err != nil {
		return err
	}
	known := map[int64]bool{}
	var found []trouble
	for _, h := range heads {
		known[h.zone] = true
		if t := e.inspectZone(ctx, h); t != nil {
			found = append(found, *t)
		}
	}
	zones, err := e.outside.zones()
	if err != nil {
		return store.Unavailable.Wrap(err)
	}
	for _, zone := range zones {
		if !known[zone] {
			found = append(found, e.orphan(zone))
		}
	}
	if len(found) == 0 {
		return nil
	}
	if e.opts.Adopt == nil {
		return found[0].why
	}
	return e.adopt(ctx, found)
}

func (e *Engine) inspectZone(ctx context.Context, h head) *trouble {
	if !e.keys.has(h.suite) {
		return &trouble{head: h, why: KeyMissing.New("key", h.key)}
	}
	key, err := e.keys.signer(h.suite)
	if err != nil {
		return &trouble{head: h, why: err}
	}
	if key.Public().String() != h.key {
		return &trouble{head: h, why: KeyMissing.New("key", h.key)}
	}
	if err := e.outside.mend(h.zone); err != nil {
		return &trouble{head: h, why: store.Unavailable.Wrap(err)}
	}
	signed, err := e.outside.newest(h.zone)
	if err != nil {
		return &trouble{head: h, why: store.Unavailable.Wrap(err)}
	}
	if signed == nil {
		if h.noted == 0 {
			return nil // never signed: the program stopped within its first second
		}
		return &trouble{head: h, why: OutsideMissing.New("zone", h.zone)}
	}
	c, err := openNote(signed, h, []*merklelog.PublicKey{key.Public()})
	if err != nil {
		return &trouble{head: h, why: OutsideMissing.Wrap(err, "zone", h.zone)}
	}
	err = e.db.Read(ctx, func(s *store.Snapshot) error { return follows(s, h, c) })
	if err != nil {
		return &trouble{head: h, signed: c, why: err}
	}
	e.signed[h.zone] = signature{size: c.Size, root: c.Root}
	return nil
}

// orphan is a zone with a checkpoint outside and no log inside.
func (e *Engine) orphan(zone int64) trouble {
	h := head{zone: zone, origin: fmt.Sprintf("%s/%d", e.opts.Name, zone), suite: e.opts.Suite}
	t := trouble{head: h, why: RolledBack.New("zone", zone, "have", 0, "signed", "?")}
	signed, err := e.outside.newest(zone)
	keys, err2 := PublicKeys(e.opts.Dir)
	if err != nil || err2 != nil {
		return t
	}
	if c, err := merklelog.OpenCheckpoint(signed, keys...); err == nil {
		t.signed = c
		t.why = RolledBack.New("zone", zone, "have", 0, "signed", c.Size)
	}
	return t
}

// adopt puts the contradicted checkpoints aside, gives each log the present
// key and records the decision in the log itself.
func (e *Engine) adopt(ctx context.Context, found []trouble) error {
	by := e.opts.Adopt
	if by.Actor == nil || by.Reason == "" {
		return NoReason.New()
	}
	for _, t := range found {
		if code, ok := fault.As(t.why); !ok || code.Code != RolledBack && code.Code != OutsideMissing && code.Code != KeyMissing {
			return t.why // a damaged tree or key file is to be repaired, not adopted
		}
		if t.head.key != "" {
			// The old public key stays known, so that checkpoints signed with
			// it can still be checked.
			if err := e.keys.publish(t.head.key); err != nil {
				return err
			}
		}
		if err := e.outside.retire(t.head.zone, e.db.Now().UTC().Format("20060102T150405.000000")); err != nil {
			return store.Unavailable.Wrap(err)
		}
		key, err := e.keys.signer(t.head.suite)
		if err != nil {
			return err
		}
		actor := *by.Actor
		actor.Zone = t.head.zone
		err = e.db.Write(ctx, &actor, func(tx *store.Tx) error {
			if _, err := tx.Exec(rekeyHead, t.head.zone, key.Public().String()); err != nil {
				return err
			}
			return Record(tx, Entry{Action: "ledger.adopted", Reason: by.Reason, Detail: map[string]any{
				"have": t.head.size, "signed": t.signed.Size, "signed_root": t.signed.Root, "signed_at": t.signed.At.UTC().Format(time.RFC3339),
				"key_before": t.head.key, "key_after": key.Public().String()}})
		})
		if err != nil {
			return err
		}
	}
	return e.Flush(ctx)
}
