package api

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/base/merklelog"
	"github.com/jingkai-zone/jingkai/internal/engine/access"
	"github.com/jingkai-zone/jingkai/internal/engine/ledger"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// ledgerEntry is one entry as an auditor sees it.
type ledgerEntry struct {
	ID       ident.ID        `json:"id"`
	Seq      int64           `json:"seq" doc:"Place in the ledger from 0, -1 while it waits to be placed"`
	At       time.Time       `json:"at"`
	Actor    string          `json:"actor" doc:"Name at that time"`
	Account  ident.ID        `json:"account,omitzero"`
	Person   ident.ID        `json:"person,omitzero"`
	Unit     ident.ID        `json:"unit,omitzero"`
	Roles    []ident.Role    `json:"roles"`
	Factors  int             `json:"factors"`
	Source   string          `json:"source" doc:"Network address"`
	Request  string          `json:"request"`
	Action   string          `json:"action"`
	ActionZH string          `json:"action_zh,omitempty"`
	ActionEN string          `json:"action_en,omitempty"`
	Object   string          `json:"object,omitempty"`
	Result   ledger.Result   `json:"result" enum:"done,denied,viewed"`
	Reason   string          `json:"reason,omitempty"`
	Detail   json.RawMessage `json:"detail,omitempty"`
}

// provenEntry is an entry with the proof that it stands in the signed log. The
// proof's body is the entry's exact bytes; a browser can check it by itself.
type provenEntry struct {
	Entry ledgerEntry              `json:"entry"`
	Proof merklelog.InclusionProof `json:"proof"`
}

// ledgerState is how a zone's log stands.
type ledgerState struct {
	Origin  string          `json:"origin"`
	Suite   merklelog.Suite `json:"suite"`
	Key     string          `json:"key" doc:"Public key of the log"`
	Size    int64           `json:"size" doc:"Entries placed"`
	Signed  int64           `json:"signed" doc:"Of them proved by the newest signed checkpoint"`
	Waiting int64           `json:"waiting" doc:"Recorded and not placed yet"`
	Newest  string          `json:"newest" doc:"Newest signed checkpoint, as a note; keep it to prove later that nothing before it was changed"`
}

type checkpointView struct {
	Size  int64          `json:"size"`
	At    time.Time      `json:"at,omitzero"`
	Root  merklelog.Hash `json:"root" doc:"base64"`
	Valid bool           `json:"valid" doc:"Signed by a trusted key"`
	Note  string         `json:"note" doc:"The signed bytes"`
}

// ledgerKey is the public key outsiders are given to trust.
type ledgerKey struct {
	Key   string          `json:"key"`
	Suite merklelog.Suite `json:"suite"`
}

// verification is the outcome of verifying a zone's log.
type verification struct {
	OK      bool              `json:"ok"`
	Message string            `json:"message"`
	Report  *merklelog.Report `json:"report"`
}

// FindEntries is the filter of the audit search.
type FindEntries struct {
	Actor  ident.ID      `query:"actor" doc:"Account"`
	Action string        `query:"action" maxLength:"100" doc:"One action, or a whole room when it ends with a dot: goals."`
	Object string        `query:"object" maxLength:"256" doc:"Id of a record, exactly"`
	Result ledger.Result `query:"result" enum:"done,denied,viewed"`
	From   calendar.Date `query:"from" doc:"First day"`
	To     calendar.Date `query:"to" doc:"Last day"`
}

func (f FindEntries) filter(zone int64) ledger.Filter {
	out := ledger.Filter{Zone: zone, Actor: f.Actor, Action: f.Action, Object: f.Object}
	if !f.From.IsZero() {
		out.From = f.From.Start()
	}
	if !f.To.IsZero() {
		out.To = f.To.AddDays(1).Start()
	}
	return out
}

// said is the search in one line, for the entry that tells of it.
func (f FindEntries) said() string {
	v := url.Values{}
	for name, text := range map[string]string{"actor": f.Actor.String(), "action": f.Action, "object": f.Object, "result": string(f.Result)} {
		if text != "" {
			v.Set(name, text)
		}
	}
	if !f.From.IsZero() {
		v.Set("from", f.From.String())
	}
	if !f.To.IsZero() {
		v.Set("to", f.To.String())
	}
	return v.Encode()
}

func (s *Server) registerLedger() {
	const path = "/zones/{zone}/ledger"
	ask(s, Op{ID: "get-ledger", Path: path, Action: "ledger.read", ZH: "台账状态", EN: "State of the ledger", Tag: "ledger"},
		func(q *Question, _ *In) (ledgerState, error) {
			st, err := ledger.StateOf(q, q.Zone())
			return ledgerState(st), err
		})
	ask(s, Op{ID: "search-audit", Path: path + "/entries", Action: "audit.search", ZH: "审计检索", EN: "Search the audit trail", Tag: "ledger"}, s.searchAudit)
	ask(s, Op{ID: "get-ledger-entry", Path: path + "/entries/{id}", Action: "ledger.read", ZH: "查看台账条目及证明", EN: "Read an entry with its proof", Tag: "ledger"}, s.provenEntry)
	ask(s, Op{ID: "list-checkpoints", Path: path + "/checkpoints", Action: "ledger.read", ZH: "签名检查点", EN: "Signed checkpoints", Tag: "ledger"}, s.checkpoints)
	ask(s, Op{ID: "consistency-proof", Path: path + "/consistency", Action: "ledger.read", ZH: "一致性证明", EN: "Proof that a log continues an older one", Tag: "ledger"},
		func(q *Question, in *struct {
			In
			Old int64 `query:"old" required:"true" minimum:"0" doc:"Length of the older log"`
			New int64 `query:"new" minimum:"0" doc:"Length of the newer one; the newest signed when empty"`
		}) (merklelog.ConsistencyProof, error) {
			return ledger.ConsistencyProof(q, q.Zone(), in.Old, in.New)
		})
	ask(s, Op{ID: "ledger-key", Path: "/ledger-key", Public: true, ZH: "台账公钥", EN: "Public key of the ledgers", Tag: "ledger"},
		func(*Question, *struct{}) (ledgerKey, error) {
			key, err := s.Ledger.PublicKey()
			if err != nil {
				return ledgerKey{}, err
			}
			return ledgerKey{key.String(), key.Suite()}, nil
		})
	ask(s, Op{ID: "verify-ledger", Method: http.MethodPost, Path: path + "/actions/verify", Action: "ledger.verify", ZH: "校验台账", EN: "Verify the ledger", Tag: "ledger"}, s.verifyLedger)
	huma.Register(s.huma, s.operation(Op{ID: "export-ledger", Method: http.MethodGet, Path: path + "/export", Action: "ledger.export", ZH: "导出台账", EN: "Export the ledger", Tag: "ledger"}), s.exportLedger)
}

// viewed records that the asker read something sensitive.
func (s *Server) viewed(c *call, action, object, reason string) error {
	return s.Ledger.Viewed(c.http.Context(), c.actor, action, object, reason)
}

func showEntry(e ledger.Recorded) ledgerEntry {
	out := ledgerEntry{ID: e.ID, Seq: e.Seq, At: e.At, Actor: e.Name, Account: e.Account, Person: e.Person, Unit: e.Unit, Roles: e.Roles,
		Factors: e.Factors, Source: e.Source, Request: e.Request, Action: e.Action, Object: e.Object, Result: e.Result, Reason: e.Reason}
	if string(e.Detail) != "null" {
		out.Detail = e.Detail
	}
	if a, ok := access.Find(e.Action); ok {
		out.ActionZH, out.ActionEN = a.TitleZH, a.TitleEN
	}
	return out
}

// maxLeafed bounds how many pages one answer leafs through for entries with a
// rare result; the cursor goes on where it stopped.
const maxLeafed = 20

func (s *Server) searchAudit(q *Question, in *struct {
	In
	Paging
	FindEntries
}) (List[ledgerEntry], error) {
	out, err := in.leaf(q, in.Paging)
	if err != nil || in.Cursor != "" {
		return out, err
	}
	// Whoever searches the audit trail stands in it, too; further pages of one
	// search do not count again.
	return out, s.viewed(q.call, "audit.search", "", in.said())
}

// leaf reads one page of what the filter finds.
func (in FindEntries) leaf(q *Question, at Paging) (List[ledgerEntry], error) {
	out := List[ledgerEntry]{Items: []ledgerEntry{}}
	f := in.filter(q.Zone())
	f.After, f.Limit = at.Cursor, at.Limit
	limit := store.PageSize(at.Limit)
	for range maxLeafed {
		page, err := ledger.Entries(q, f)
		if err != nil {
			return out, err
		}
		for _, e := range page.Items {
			if in.Result != "" && e.Result != in.Result {
				continue
			}
			out.Items = append(out.Items, showEntry(e))
			if len(out.Items) == limit && in.Result != "" {
				out.Next = store.EncodeCursor(e.ID.String())
				return out, nil
			}
		}
		f.After, out.Next = page.Next, page.Next
		if in.Result == "" || page.Next == "" {
			break
		}
	}
	return out, nil
}

// provenEntry gives an entry with its proof. An entry of this second is placed
// and signed first.
func (s *Server) provenEntry(q *Question, in *ByID) (out provenEntry, err error) {
	e, err := ledger.ByID(q, q.Zone(), in.ID)
	if err != nil {
		return out, err
	}
	state, err := ledger.StateOf(q, q.Zone())
	if err != nil {
		return out, err
	}
	if e.Seq < 0 || e.Seq >= state.Signed {
		if err := s.Ledger.Flush(q.Context()); err != nil {
			return out, err
		}
		if e, err = ledger.ByID(q, q.Zone(), in.ID); err != nil {
			return out, err
		}
	}
	out.Entry = showEntry(e)
	out.Proof, err = ledger.InclusionProof(q, q.Zone(), in.ID)
	return out, err
}

func (s *Server) checkpoints(q *Question, in *struct {
	In
	Paging
}) (List[checkpointView], error) {
	out := List[checkpointView]{Items: []checkpointView{}}
	before := int64(0)
	if in.Cursor != "" {
		parts, err := store.DecodeCursor(in.Cursor, 1)
		if err != nil {
			return out, err
		}
		if before, err = strconv.ParseInt(parts[0], 10, 64); err != nil || before <= 0 {
			return out, store.BadCursor.New()
		}
	}
	keys, err := ledger.PublicKeys(s.Dir)
	if err != nil {
		return out, err
	}
	limit := store.PageSize(in.Limit)
	found, err := ledger.Checkpoints(q, q.Zone(), before, limit+1, keys)
	if err != nil {
		return out, err
	}
	if len(found) > limit {
		found = found[:limit]
		out.Next = store.EncodeCursor(strconv.FormatInt(found[limit-1].Size, 10))
	}
	for _, n := range found {
		out.Items = append(out.Items, checkpointView{n.Size, n.At, n.Root, n.Valid, n.Note})
	}
	return out, nil
}

var (
	intact  = [2]string{"台账完整：全部条目、哈希树和签名检查点相互一致。", "The ledger is intact: entries, tree and signed checkpoints agree."}
	damaged = [2]string{"台账不一致：详见各项发现。请立即停止使用并通知纪检和系统管理员。", "The ledger does not agree with itself: see the findings. Stop using it and tell the discipline office and the system administrator."}
)

func (s *Server) verifyLedger(q *Question, _ *In) (verification, error) {
	if err := s.Ledger.Flush(q.Context()); err != nil {
		return verification{}, err
	}
	// Seen before the database is: what is signed meanwhile is not a rollback.
	seen, err := ledger.See(s.Dir)
	if err != nil {
		return verification{}, err
	}
	found, err := ledger.Verify(q.Context(), q, ledger.VerifyOptions{Dir: s.Dir, Witness: seen, Zone: q.Zone()})
	if err != nil {
		return verification{}, err
	}
	log := found.Logs[0]
	out := verification{OK: log.OK(), Message: inLang(intact, q.call), Report: log}
	if !out.OK {
		out.Message = inLang(damaged, q.call)
	}
	return out, s.viewed(q.call, "ledger.verify", "", "ok="+strconv.FormatBool(out.OK)+" size="+strconv.FormatInt(log.Size, 10))
}

// exportLedger streams the zone's signed log. What breaks off on the way lacks
// the seal at its end, and jingkai-verify says so.
func (s *Server) exportLedger(ctx context.Context, _ *In) (*huma.StreamResponse, error) {
	c := callOf(ctx)
	if err := s.Ledger.Flush(ctx); err != nil {
		return nil, problem(ctx, err)
	}
	var state ledger.State
	err := s.db.Read(ctx, func(r *store.Snapshot) (err error) {
		state, err = ledger.StateOf(r, c.zone)
		return err
	})
	if err == nil && state.Signed == 0 {
		err = ledger.NoEntry.New()
	}
	if err == nil {
		err = s.viewed(c, "ledger.export", "", "size="+strconv.FormatInt(state.Signed, 10))
	}
	if err != nil {
		return nil, problem(ctx, err)
	}
	return &huma.StreamResponse{Body: func(hc huma.Context) {
		_, w := humago.Unwrap(hc)
		w.Header().Set("Content-Type", "application/x-ndjson")
		w.Header().Set("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape("台账-"+c.slug+".jsonl"))
		err := s.db.View(ctx, func(r *store.Snapshot) error { return s.Ledger.Export(ctx, r, c.zone, w) })
		if err != nil {
			_ = problem(ctx, err) // logs it; the answer has begun, and the file lacks its seal
		}
	}}, nil
}
