package attendance

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/domain/org"
	"github.com/jingkai-zone/jingkai/internal/engine/flow"
	"github.com/jingkai-zone/jingkai/internal/engine/ledger"
	"github.com/jingkai-zone/jingkai/internal/engine/scheme"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// Purged says what was erased.
type Purged struct {
	Before  calendar.Date // punches before this day; zero: the scheme states no time
	Punches int64
	Held    int64 // punches past their time that stay because their month is not closed
}

// oldestKept gives the first day whose punches may be kept on a day; zero when
// the scheme states no time.
func oldestKept(r store.Reader, zone int64, s Scheme, today calendar.Date) (calendar.Date, error) {
	if s.Retention == nil {
		return calendar.Date{}, nil
	}
	switch b := *s.Retention; b.Unit {
	case calendar.Hours:
		return today.AddDays(-(b.N + 23) / 24), nil
	case calendar.WorkingDays:
		cal, err := flow.CalendarOf(r, zone)
		if err != nil {
			return calendar.Date{}, err
		}
		day, _ := cal.AddWorkingDays(today, -b.N)
		return day, nil
	default:
		return today.AddDays(-b.N), nil
	}
}

// Purge erases the punches of the actor's zone that are older than the scheme
// lets them be kept (个人信息保护法 19, 47), with the differences about them and
// the times of corrections. Months that are not closed keep theirs, or their
// result could never be computed. Results stay. The ledger notes how many were
// erased and up to when, and nothing of what they said.
func Purge(tx *store.Tx, now time.Time) (Purged, error) {
	zone, today := tx.Actor().Zone, calendar.DateOf(now)
	doc, err := scheme.At(tx, zone, today)
	if err != nil {
		return Purged{}, err
	}
	var out Purged
	out.Before, err = oldestKept(tx, zone, scheme.Get[Scheme](doc), today)
	if err != nil || out.Before.IsZero() {
		return out, err
	}
	due, held, err := duePunches(tx, zone, out.Before)
	if err != nil {
		return out, err
	}
	out.Punches, out.Held = due, held
	if due == 0 {
		return out, nil
	}
	if err := erase(tx, zone, out.Before); err != nil {
		return out, err
	}
	return out, ledger.Record(tx, ledger.Entry{Action: "attendance.purge", Detail: map[string]any{"before": out.Before, "punches": out.Punches, "held": out.Held,
		"retention": scheme.Get[Scheme](doc).Retention.String(), "scheme": doc.Version}})
}

// Watch erases in every zone what is past its time, each in a transaction of
// its own. It is made to be a loop of the jobs engine. A zone without a scheme
// in force erases nothing.
func Watch(ctx context.Context, db *store.DB, now time.Time) error {
	var zones []org.Zone
	err := db.Read(ctx, func(r *store.Snapshot) (err error) {
		zones, err = org.Zones(r, org.ZoneFilter{})
		return err
	})
	if err != nil {
		return err
	}
	var errs []error
	for _, z := range zones {
		err := db.Write(ctx, ident.System(z.ID), func(tx *store.Tx) error {
			_, err := Purge(tx, now)
			return err
		})
		if e, refused := fault.As(err); refused && (scheme.NoneInForce.Is(e) || scheme.TrialEnded.Is(e)) {
			continue
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", z.Slug, err))
		}
	}
	return errors.Join(errs...)
}
