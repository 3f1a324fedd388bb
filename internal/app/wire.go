package app

import (
	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/domain/account"
	"github.com/jingkai-zone/jingkai/internal/domain/board"
	"github.com/jingkai-zone/jingkai/internal/domain/people"
	"github.com/jingkai-zone/jingkai/internal/domain/tasks"
	"github.com/jingkai-zone/jingkai/internal/engine/flow"
	"github.com/jingkai-zone/jingkai/internal/engine/jobs"
	"github.com/jingkai-zone/jingkai/internal/store"

	// The sections of schemes are registered by the rooms that own them.
	_ "github.com/jingkai-zone/jingkai/internal/domain/attendance"
	_ "github.com/jingkai-zone/jingkai/internal/domain/rules"
	_ "github.com/jingkai-zone/jingkai/internal/engine/publish"
)

// wire says who listens to whom and what is looked for on a schedule: the one
// place where rooms meet that may not know each other.
func (a *App) wire() {
	people.Subscribe(a.bus)
	tasks.Subscribe(a.bus)
	a.bus.Subscribe(board.OverdueEvent, "tasks", superviseRectification)
	a.bus.Subscribe(board.RectificationMovedEvent, "tasks", concludeRectification)
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

// concludeRectification closes the supervision order of a rectification that
// has ended: accepted by another unit, or cancelled with its board's item.
func concludeRectification(tx *store.Tx, e jobs.Event) error {
	x, ok := e.Data.(board.Rectification)
	if !ok || x.State != board.Accepted && x.State != board.Cancelled {
		return nil
	}
	result := x.Number + " 整改到位，已由其他单位验收"
	if x.State == board.Cancelled {
		result = x.Number + " 榜单更正，整改撤销"
	}
	return tasks.ConcludeSupervision(tx, rectificationSubject(x), result, nil)
}

// rectificationSubject names a rectification in supervision orders.
func rectificationSubject(x board.Rectification) tasks.Subject {
	return tasks.Subject{Kind: "board.rectification", ID: x.ID}
}

// superviseRectification opens the supervision order of a rectification that
// was not finished in time (LY-41 → LW-37).
func superviseRectification(tx *store.Tx, e jobs.Event) error {
	x, ok := e.Data.(board.Rectification)
	if !ok {
		return nil
	}
	clocks, err := flow.ClocksOf(tx, x.Zone, x.Clock())
	if err != nil {
		return err
	}
	due := calendar.DateOf(tx.Now())
	if len(clocks) > 0 {
		due = clocks[0].Due
	}
	order, _, err := tasks.OpenSupervision(tx, tasks.SupervisionInput{Subject: rectificationSubject(x),
		Title: x.Title, Unit: x.Unit, Person: x.Person, Lead: x.Lead, Reason: x.Number + " 逾期未整改到位", Due: due})
	if err != nil {
		return err
	}
	return board.LinkSupervision(tx, x.ID, order.Number)
}
