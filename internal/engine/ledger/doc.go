// Package ledger keeps the tamper-evident record of every accepted command
// (台账): one Merkle log per zone, signed checkpoints inside and outside the
// database, proofs, search and verification.
//
// It owns the tables ledger_*, the folder of keys and the folder of outside
// checkpoints. It does not own the arithmetic of the tree, nor the format of
// checkpoints, proofs and exports: those are in base/merklelog, with the exact
// byte layout, so that an outsider's verifier links no database.
//
// Words: entry 条目, action 动作 ("goals.issue"), object 对象 (what it was done
// to), reason 事由, seq 序号, checkpoint 检查点, denial 拒绝记录.
//
// # The life of an entry
//
//  1. A command calls [Record] once. The entry's bytes go to ledger_pending in
//     the command's own transaction: one INSERT, no read, no lock that another
//     command of the zone could wait for. If it cannot be written, the command
//     fails (GB/T 22239-2019 8.1.4.3 d; nothing happens unrecorded).
//  2. Within 100 ms the sequencer moves it to ledger_entry, gives it the next
//     seq of its zone, and extends the tree (tiles and head), all in one
//     transaction.
//  3. At most once a second the zone's head is signed. The signed checkpoint is
//     written to a file outside the database and into the database.
//
// Between 1 and 3 an entry is as safe as the database and no safer; from 3 on
// nobody without the private key can change, remove, reorder or insert an
// entry without [Verify] finding it, and nobody without the outside file can
// put an older database in its place.
//
// # Signed bytes
//
// The leaf of an entry is H(0x00 || body), a node is H(0x01 || left || right);
// body is the UTF-8 JSON text kept in the table, byte for byte, whose fields
// are those of [Body] in that order. package merklelog spells out the rest and
// the steps by which a browser checks a proof.
//
// # What must not be in an entry
//
// An entry cannot be deleted. Detail therefore carries ids, numbers, states
// and field names, not identity numbers, bank accounts, telephone numbers or
// free text about a person (个人信息保护法 47: deletion is done outside the
// ledger, which keeps ids and hashes only).
//
// Sources: GB/T 22239-2019 8.1.4.3 (audit), 8.1.4.7 (integrity); GB/T
// 39786-2021 8.4; RFC 6962.
package ledger
