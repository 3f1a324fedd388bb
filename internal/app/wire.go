package app

import (
	"github.com/jingkai-zone/jingkai/internal/domain/account"
	"github.com/jingkai-zone/jingkai/internal/domain/people"
	"github.com/jingkai-zone/jingkai/internal/engine/jobs"
	"github.com/jingkai-zone/jingkai/internal/store"

	// The sections of schemes are registered by the rooms that own them.
	_ "github.com/jingkai-zone/jingkai/internal/domain/attendance"
	_ "github.com/jingkai-zone/jingkai/internal/domain/board"
	_ "github.com/jingkai-zone/jingkai/internal/domain/rules"
	_ "github.com/jingkai-zone/jingkai/internal/domain/tasks"
	_ "github.com/jingkai-zone/jingkai/internal/engine/publish"
)

// wire says who listens to whom and what is looked for on a schedule: the one
// place where rooms meet that may not know each other.
func (a *App) wire() {
	people.Subscribe(a.bus)
	a.bus.Subscribe(people.EventLeft, "account", func(tx *store.Tx, e jobs.Event) error {
		p, ok := e.Data.(people.Person)
		if !ok {
			return nil
		}
		return account.DisableForPerson(tx, p.ID, "离职自动停用")
	})
	a.bus.Subscribe(people.EventPlaced, "account", func(tx *store.Tx, e jobs.Event) error {
		p, ok := e.Data.(people.Person)
		if !ok {
			return nil
		}
		return account.Place(tx, p.ID, p.Unit)
	})
}
