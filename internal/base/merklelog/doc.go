// Package merklelog is the arithmetic of a tamper-evident log (防篡改台账): its
// hashes, its tree, its signed checkpoints, its proofs and the verifier that
// needs nothing but an export. It reads and writes no database, so that the
// command jingkai-verify can be small enough for an outsider to audit.
//
// Words: entry 条目 (the signed bytes of one act), seq 序号 (its place, from 0),
// leaf 叶哈希, root 根哈希, checkpoint 检查点 (size and root, signed), suite
// 算法套件, finding 发现 (one thing that is wrong).
//
// # Byte layout
//
// The tree is the one of RFC 6962, section 2.1, over the hash H of the suite:
//
//	leaf(i)    = H( 0x00 || body(i) )              body: the entry's exact UTF-8 bytes
//	node(l, r) = H( 0x01 || l || r )               l, r: 32 bytes each
//	root of n leaves, n > 1, k the largest power of two below n:
//	  root(0..n) = node( root(0..k), root(k..n) )
//	root of no leaves = H( "" )
//
// H is SHA-256 in suite "sha256-ed25519" and SM3 (GB/T 32905) in suite
// "sm3-sm2". Both give 32 bytes. In JSON a hash is standard base64 with
// padding, 44 characters.
//
// To check an [InclusionProof] in a browser with WebCrypto only:
//
//	h = SHA-256(0x00 || UTF8(proof.body)); i = proof.seq; last = proof.size - 1
//	for p of proof.path:
//	  if last == 0: fail
//	  if i is odd or i == last:
//	    h = SHA-256(0x01 || p || h)
//	    while i is even and i != 0: i >>= 1; last >>= 1
//	  else: h = SHA-256(0x01 || h || p)
//	  i >>= 1; last >>= 1
//	ok = last == 0 and h == proof.root
//
// # Checkpoints
//
// A checkpoint is a signed note (golang.org/x/mod/sumdb/note) whose text has
// five lines: origin, size in decimal, root in base64, "suite " and the
// suite's name, "at " and the instant in RFC 3339 with six decimals, UTC. The
// first three lines are those of the C2SP tlog-checkpoint format. Ed25519
// signs the text itself (algorithm byte 1); SM2 (GB/T 32918.2, default user id
// 1234567812345678, ASN.1) signs it under algorithm byte 0xff followed by
// "sm2-sm3". The key's hash is the first four bytes of
// H(name || "\n" || algorithm || public key).
//
// # Export
//
// An export is text, one JSON object per line, in one canonical form:
//
//	{"jingkai-ledger":1,"origin":…,"zone":…,"suite":…,"key":…,"size":…,"root":…,"at":…}
//	{"seq":0,"leaf":"…","body":"…"}          one per entry, in order
//	{"checkpoint":"…"}                       after the entry that completes its size
//	{"seal":"…"}                             last line, a signed note
//
// In body and checkpoint only the characters " and \ and line ends are escaped
// (\" \\ \n). The seal's text is "jingkai ledger export", the origin, the size,
// the root and H over all lines that are not entries, each on its own line.
// Entries are bound by the root, all other lines by the seal, and an entry
// line has exactly one spelling; so no byte of an export can change unseen.
//
// # Invariants
//
// A verifier never trusts a stored hash that it can compute. Everything a
// verifier reads is bounded: line length, findings kept, memory.
package merklelog
