package merklelog

import (
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/fault"
)

// What a verifier can find. Each text says what is wrong and how it shows.
var (
	Changed = fault.Define(fault.Internal, "ledger.found.changed", "GB/T 22239 8.1.4.3 c",
		"第 {seq} 条的内容与记入时的哈希不符：内容被改动过。",
		"Entry {seq} does not match the hash taken when it was recorded: its content was changed.")
	Moved = fault.Define(fault.Internal, "ledger.found.moved", "GB/T 22239 8.1.4.3 c",
		"第 {seq} 条的位置上放着原第 {from} 条：条目被调换过。",
		"The place of entry {seq} holds what was entry {from}: entries were swapped.")
	Inserted = fault.Define(fault.Internal, "ledger.found.inserted", "GB/T 22239 8.1.4.3 c",
		"第 {seq} 条是后来插入的：它不在哈希树中，其后条目因此错位。",
		"Entry {seq} was inserted later: the tree does not know it and the entries behind it stand one place further.")
	Deleted = fault.Define(fault.Internal, "ledger.found.deleted", "GB/T 22239 8.1.4.3 c",
		"原第 {seq} 条已被删除，其后条目被前移补位。",
		"What was entry {seq} was deleted and the entries behind it were moved up.")
	Missing = fault.Define(fault.Internal, "ledger.found.missing", "GB/T 22239 8.1.4.3 c",
		"缺少第 {seq} 条至第 {to} 条：条目被删除。", "Entries {seq} to {to} are missing: they were deleted.")
	Extra = fault.Define(fault.Internal, "ledger.found.extra", "GB/T 22239 8.1.4.3 c",
		"第 {seq} 条超出台账长度 {size}：该行不是由系统记入的。",
		"Entry {seq} lies beyond the log's length of {size}: the program did not write it.")
	Unreadable = fault.Define(fault.Internal, "ledger.found.unreadable", "GB/T 22239 8.1.4.3 c",
		"第 {seq} 条不是规范的 JSON，无法排入台账。", "Entry {seq} is not proper JSON and cannot be placed.")
	HashChanged = fault.Define(fault.Internal, "ledger.found.hash", "GB/T 22239 8.1.4.3 c",
		"第 {seq} 条的内容完好（签名检查点可证），但存储的哈希被改动。",
		"Entry {seq} is intact, as a signed checkpoint proves, but its stored hash was changed.")
	NodeChanged = fault.Define(fault.Internal, "ledger.found.node", "GB/T 22239 8.1.4.3 c",
		"哈希树第 {level} 层第 {index} 个节点与其下条目不符或缺失。",
		"Node {index} of tree level {level} does not match the entries under it, or is missing.")
	HeadChanged = fault.Define(fault.Internal, "ledger.found.head", "GB/T 22239 8.1.4.3 c",
		"台账表头记载的长度 {size} 或根哈希与条目不符。", "The log's head (length {size}) does not match its entries.")
	Rewritten = fault.Define(fault.Internal, "ledger.found.rewritten", "GB/T 22239 8.1.4.3 c",
		"第 {seq} 条至第 {to} 条中有条目被改写：与长度 {size} 处的签名检查点（{where}）不符。",
		"Among entries {seq} to {to} something was rewritten: they contradict the checkpoint signed at length {size} ({where}).")
	RolledBack = fault.Define(fault.Internal, "ledger.found.rolled_back", "GB/T 22239 8.1.4.3 c",
		"签名检查点（{where}）证明台账曾有 {signed} 条，现只有 {have} 条：尾部被截断，或数据库被回退。",
		"A signed checkpoint ({where}) proves {signed} entries, only {have} are there: the end was cut off, or the database was rolled back.")
	BadSignature = fault.Define(fault.Internal, "ledger.found.signature", "GB/T 22239 8.1.4.3 c",
		"检查点（{where}）没有受信任密钥的有效签名，或不属于本台账。",
		"A checkpoint ({where}) has no valid signature of a trusted key, or belongs to another log.")
	NoCheckpoint = fault.Define(fault.Internal, "ledger.found.no_checkpoint", "GB/T 22239 8.1.4.3 c",
		"台账有 {size} 条，却没有任何有效的签名检查点：无从证明其未被整体改写。",
		"The log has {size} entries and no valid signed checkpoint: nothing proves that it was not rewritten as a whole.")
	NoOutside = fault.Define(fault.Internal, "ledger.found.no_outside", "GB/T 22239 8.1.4.3 c",
		"库外检查点文件缺失：数据库被回退将无从发现。",
		"The checkpoint file outside the database is missing: a rolled-back database could not be noticed.")
	Malformed = fault.Define(fault.Internal, "ledger.found.format", "GB/T 22239 8.1.4.3 c",
		"导出文件第 {line} 行不符合规定格式。", "Line {line} of the export is not in the prescribed form.")
	CutOff = fault.Define(fault.Internal, "ledger.found.cut_off", "GB/T 22239 8.1.4.3 c",
		"导出文件不完整：应有 {size} 条并以封签行结尾。", "The export is incomplete: {size} entries and a seal line are expected.")
	BadSeal = fault.Define(fault.Internal, "ledger.found.seal", "GB/T 22239 8.1.4.3 c",
		"封签与文件内容不符：表头或检查点行被改动，或封签不是由该密钥签署。",
		"The seal does not match the file: the header or a checkpoint line was changed, or the key did not sign it.")
	WrongKey = fault.Define(fault.Internal, "ledger.found.key", "GB/T 22239 8.1.4.3 c",
		"文件使用的公钥不是指定信任的公钥：文件可能出自他人。",
		"The file's public key is not the trusted one: somebody else may have made the file.")
)

// Finding is one thing that is wrong with a log.
type Finding struct {
	Code string `json:"code" doc:"Stable name of the kind of finding"`
	Seq  int64  `json:"seq" doc:"First entry concerned, or -1 when it is none in particular"`
	ZH   string `json:"zh" doc:"What is wrong, in Chinese"`
	EN   string `json:"en" doc:"What is wrong, in English"`
}

// Text gives the sentence in the language asked for.
func (f Finding) Text(lang fault.Lang) string {
	if lang == fault.English {
		return f.EN
	}
	return f.ZH
}

// Report is the outcome of verifying one log.
type Report struct {
	Origin      string    `json:"origin" doc:"Which log"`
	Zone        int64     `json:"zone" doc:"Zone of the log"`
	Suite       Suite     `json:"suite" doc:"Algorithms of the log"`
	Key         string    `json:"key" doc:"Public key the signatures were checked with"`
	KeyTrusted  bool      `json:"key_trusted" doc:"Whether that key was given as trusted, not taken from the file"`
	Size        int64     `json:"size" doc:"Entries the log says it has"`
	Entries     int64     `json:"entries" doc:"Entries read"`
	Root        Hash      `json:"root" doc:"Root over the entries read, base64"`
	Checkpoints int64     `json:"checkpoints" doc:"Signed checkpoints that agree with the entries"`
	Signed      int64     `json:"signed" doc:"Length proved by the newest agreeing checkpoint; later entries are not signed yet"`
	SignedAt    time.Time `json:"signed_at" doc:"Instant of that checkpoint"`
	Pending     int64     `json:"pending" doc:"Entries recorded and not yet placed in the tree"`
	Findings    []Finding `json:"findings" nullable:"false" doc:"What is wrong; empty when the log is intact"`
	More        int64     `json:"more" doc:"Findings beyond those listed"`
}

// OK reports whether nothing is wrong.
func (r *Report) OK() bool { return len(r.Findings) == 0 && r.More == 0 }

// maxFindings bounds a report: a log that is wrong everywhere is told once.
const maxFindings = 1000

// Add puts a finding on the report; seq is -1 when no entry is concerned.
func (r *Report) Add(code *fault.Code, seq int64, args ...any) {
	if len(r.Findings) >= maxFindings {
		r.More++
		return
	}
	e := code.New(append([]any{"seq", seq}, args...)...)
	r.Findings = append(r.Findings, Finding{Code: code.Name, Seq: seq, ZH: e.Text(fault.Chinese), EN: e.Text(fault.English)})
}

// Has reports whether a finding of this kind is on the report.
func (r *Report) Has(code *fault.Code) bool {
	for _, f := range r.Findings {
		if f.Code == code.Name {
			return true
		}
	}
	return false
}
