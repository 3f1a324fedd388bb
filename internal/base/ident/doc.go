// Package ident names things and people.
//
// It owns record ids (UUIDv7), people-readable numbers, the check rules of the
// unified social credit code (统一社会信用代码, GB 32100-2015) and of the
// resident number (公民身份号码, GB 11643), and [Actor], the one on whose
// behalf something is done.
//
// Invariants: an id sorts by the instant it was made; a code that fails its
// check digit is a warning, not a refusal, because such codes exist.
package ident
