package app

import (
	"context"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/engine/ledger"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// clockSlack is how far a machine's clock may lag behind what was recorded:
// another machine's clock, or this one's before it was corrected.
const clockSlack = 2 * time.Minute

// ClockBehind refuses to start with a clock that shows a time before the last
// record: deadlines would run backwards and entries lie in the future.
var ClockBehind = fault.Define(fault.Unavailable, "app.clock_behind", "GB/T 22239-2019 8.1.4.3",
	"本机时间 {now} 早于台账最新记录的时间 {newest}：请先校准时钟（NTP）再启动。",
	"This machine's clock shows {now}, before the newest record of {newest}: set the clock (NTP) before starting.")

// keepTime holds the clock to what was recorded. A demonstration that is
// started again goes on from where its clock stood.
func (a *App) keepTime(ctx context.Context) error {
	var newest time.Time
	err := a.db.Read(ctx, func(r *store.Snapshot) (err error) {
		newest, err = ledger.LastPlaced(r)
		return err
	})
	now := a.cfg.Clock.Now()
	if err != nil || !now.Before(newest) {
		return err
	}
	if movable, ok := a.cfg.Clock.(*calendar.Movable); ok {
		return movable.Set(newest)
	}
	if newest.Sub(now) > clockSlack {
		return ClockBehind.New("now", now.Format(time.RFC3339), "newest", newest.Format(time.RFC3339))
	}
	return nil
}
