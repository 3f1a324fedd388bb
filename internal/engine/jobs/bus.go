package jobs

import (
	"context"
	"fmt"
	"sync"

	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// Refusals of this engine.
var (
	NoBus = fault.Define(fault.Internal, "jobs.no_bus", "",
		"事件没有投递渠道，操作已撤销。", "There is no bus in the context (jobs.With); the command was rolled back.")
	NoRunner = fault.Define(fault.Internal, "jobs.no_runner", "",
		"后台作业尚未就绪，操作已撤销。", "The bus has no runner for background work; the command was rolled back.")
	Circle = fault.Define(fault.Internal, "jobs.circle", "",
		"事件相互触发形成循环，操作已撤销。", "Events cause each other in a circle; the command was rolled back.")
	UnknownKind = fault.Define(fault.Internal, "jobs.unknown_kind", "",
		"没有程序处理这类后台作业。", "No handler is declared for this kind of background work.")
	NoTask = fault.Define(fault.NotFound, "jobs.task_not_found", "",
		"没有找到这项任务。", "There is no such task.")
)

// Event says that something happened, to whoever subscribed to its kind.
type Event struct {
	Kind   string // dotted, starts with the publisher: "tasks.overdue"
	Zone   int64
	Object string // the record it is about: "tasks.task/<id>"
	Data   any    // what subscribers need beyond that; a type of the publisher
}

// Bus knows who subscribed to what. One is made at start and carried in every
// context by [With]; it is closed to new subscribers by the first event.
type Bus struct {
	mu          sync.RWMutex
	subscribers map[string][]subscriber
	frozen      bool
	runner      *Runner
	depth       sync.Map // *store.Tx → int: how deep events have caused events
}

type subscriber struct {
	name string
	fn   func(*store.Tx, Event) error
}

// maxDepth bounds events that cause events: the rooms' order allows no more.
const maxDepth = 16

// NewBus makes a bus without subscribers.
func NewBus() *Bus { return &Bus{subscribers: map[string][]subscriber{}} }

type busKey struct{}

// With gives a context in which commands can publish events and enqueue jobs.
func With(ctx context.Context, bus *Bus) context.Context {
	return context.WithValue(ctx, busKey{}, bus)
}

// busOf gives the bus of a transaction's context.
func busOf(tx *store.Tx) (*Bus, error) {
	bus, _ := tx.Context().Value(busKey{}).(*Bus)
	if bus == nil {
		return nil, NoBus.New()
	}
	return bus, nil
}

// Subscribe makes fn run in the transaction of every event of a kind. name
// says who listens and appears in errors. Subscribing twice under one name, or
// after the first event, panics: wiring happens at start.
func (b *Bus) Subscribe(kind, name string, fn func(*store.Tx, Event) error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.frozen {
		panic("jobs: " + name + " subscribes to " + kind + " after the first event")
	}
	for _, s := range b.subscribers[kind] {
		if s.name == name {
			panic("jobs: " + name + " subscribes to " + kind + " twice")
		}
	}
	b.subscribers[kind] = append(b.subscribers[kind], subscriber{name, fn})
}

// Publish runs the subscribers of the event's kind, in the order in which they
// subscribed, in this transaction. The first refusal ends it and is returned.
func Publish(tx *store.Tx, e Event) error {
	bus, err := busOf(tx)
	if err != nil {
		return err
	}
	return bus.publish(tx, e)
}

func (b *Bus) publish(tx *store.Tx, e Event) error {
	subscribers := b.listeners(e.Kind)
	if len(subscribers) == 0 {
		return nil
	}
	depth := 0
	if d, ok := b.depth.Load(tx); ok {
		depth = d.(int)
	}
	if depth >= maxDepth {
		return Circle.New()
	}
	b.depth.Store(tx, depth+1)
	defer func() {
		if depth == 0 {
			b.depth.Delete(tx)
		} else {
			b.depth.Store(tx, depth)
		}
	}()
	for _, s := range subscribers {
		if err := s.fn(tx, e); err != nil {
			if _, refused := fault.As(err); refused {
				return err // the sentence is for the user as it stands
			}
			return fmt.Errorf("%s on %s: %w", s.name, e.Kind, err)
		}
	}
	return nil
}

func (b *Bus) listeners(kind string) []subscriber {
	b.mu.RLock()
	frozen, found := b.frozen, b.subscribers[kind]
	b.mu.RUnlock()
	if !frozen {
		b.mu.Lock()
		b.frozen = true
		b.mu.Unlock()
	}
	return found
}
