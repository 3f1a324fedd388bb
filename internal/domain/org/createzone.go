package org

import (
	"strconv"

	"github.com/jingkai-zone/jingkai/internal/engine/ledger"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// ZoneInput is what a new zone is registered with.
type ZoneInput struct {
	Slug   string
	NameZH string
	NameEN string
	Kind   ZoneKind
	Parent int64 // 0 for none
	Stage  Stage
	Source string
}

// CreateZone registers an organisation under the next number and leaves the
// entry in the ledger of the actor's zone. It refuses with [ZoneTaken] when
// the slug is in use, [NoZone] when there is no such parent, and with all
// faults of the input at once.
func CreateZone(tx *store.Tx, in ZoneInput) (Zone, error) {
	z := Zone{Slug: in.Slug, NameZH: cleaned(in.NameZH), NameEN: cleaned(in.NameEN), Kind: in.Kind,
		Parent: in.Parent, Stage: in.Stage, Source: cleaned(in.Source), Version: 1}
	if err := z.check(); err != nil {
		return Zone{}, err
	}
	if z.Parent != 0 {
		if _, err := ZoneByID(tx, z.Parent); err != nil {
			return Zone{}, err
		}
	}
	var err error
	// Zones are numbered in one series of the whole installation, kept under 0.
	if z.ID, err = store.NextNumber(tx, 0, "zone"); err != nil {
		return Zone{}, err
	}
	if err := insertZone(tx, z); err != nil {
		return Zone{}, err
	}
	return z, ledger.Record(tx, ledger.Entry{Action: "org.zone.create", Object: strconv.FormatInt(z.ID, 10),
		Detail: map[string]any{"slug": z.Slug, "name": z.NameZH, "kind": z.Kind, "parent": z.Parent, "source": z.Source}})
}
