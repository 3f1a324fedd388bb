package jobs

import "github.com/jingkai-zone/jingkai/internal/store"

// Handled reports whether the transaction's bus has somebody who does a kind
// of background work. It is for engines whose work is whole without the
// background part, such as a message that is in the inbox anyway; a room that
// needs the work calls [Enqueue], which refuses.
func Handled(tx *store.Tx, kind string) bool {
	bus, err := busOf(tx)
	if err != nil {
		return false
	}
	bus.mu.RLock()
	r := bus.runner
	bus.mu.RUnlock()
	return r != nil && r.handles(kind)
}

func (r *Runner) handles(kind string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	_, ok := r.handlers[kind]
	return ok
}
