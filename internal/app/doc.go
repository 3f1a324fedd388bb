// Package app puts the house together.
//
// It owns the order in which things start and stop, who listens to which
// event, the loops that look for what became due, and the worlds a
// demonstration or a story begins with. It is the only package that knows
// everyone, and it holds no rule of any room.
package app
