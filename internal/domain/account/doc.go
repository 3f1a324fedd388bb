// Package account is the room of accounts (账号): logins, passwords, second
// factors, roles, sessions, and the first set-up of a zone.
//
// It owns who can sign in and which roles an account holds in its zone. It does
// not own what a role may do (engine access), who works where (rooms people and
// org tell it through Place and DisableForPerson), or any business record.
//
// Words: account 账号, login 登录名, password 口令, second factor 两步验证
// (验证器, TOTP), session 登录会话, invitation 一次性凭据, lock 登录锁定,
// 三员 system administrator, security administrator, auditor.
//
// # Invariants
//
//   - A login is one spelling in the whole installation: NFKC, case folded.
//   - Nobody but its owner ever knows a password: an account starts with an
//     invitation, and there is no default password. A demonstration signs in
//     without one, and only while the server is in demonstration mode.
//   - Unknown login, wrong password and disabled account take the same work
//     and give the same answer; a lock applies to logins that do not exist, too.
//   - Leaders, finance and the three administrators work with a second factor;
//     a code is used once; resetting it takes two administrators.
//   - A session is a random 256-bit token of which only the SHA-256 digest is
//     kept. It ends at logout, idleness, its absolute age, disabling, a change
//     of roles, of password, or of the second factor, at once.
//   - Roles are granted by a security administrator, never to oneself; the
//     three administrators exclude each other and every business role, over all
//     accounts of one person.
//   - Every change leaves a ledger entry, never the password. Failed logins do
//     at most once a minute for each login, locks always.
//
// Passwords are hashed outside transactions, because a hash takes tens of
// milliseconds and a transaction holds up its neighbours; what needs one is a
// method of [Service] that opens its own transactions. The other verbs join the
// caller's.
//
// Law: GB/T 22239-2019 8.1.4.1 and 8.1.4.2 (等保三级), 网络安全法 21.
package account
