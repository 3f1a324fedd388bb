package tasks

import (
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/exact"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
)

// Refusals of checkpoints.
var (
	NoCheckpoint = fault.Define(fault.NotFound, "tasks.checkpoint.none", "LW-36",
		"没有这个考核点。", "There is no such checkpoint.")
	CheckpointEarly = fault.Define(fault.Refused, "tasks.checkpoint.early", "LW-36",
		"考核点 {day} 尚未到期，到期当日起方可评分。", "The checkpoint of {day} is not due yet; it can be scored from that day on.")
	CheckpointMissed = fault.Define(fault.Refused, "tasks.checkpoint.missed", "LW-36",
		"考核点 {day} 的评分期已于 {until} 结束，按“漏考”列示，不能补评。", "The time to score the checkpoint of {day} ended on {until}; it stands as missed.")
	CheckpointScored = fault.Define(fault.Conflict, "tasks.checkpoint.scored", "LW-36",
		"该考核点已评分。", "The checkpoint is scored already.")
	BadScore = fault.Define(fault.Invalid, "tasks.checkpoint.score", "LW-36",
		"评分须为 0–100 的数，最多 2 位小数。", "A score is a number from 0 to 100 with at most 2 decimals.")
	CommentNeeded = fault.Define(fault.Invalid, "tasks.checkpoint.comment", "LW-36",
		"评分须附评语，2–500 字。", "A score needs a comment of 2 to 500 characters.")
)

// Checkpoint is one periodic test of a class B task (LW-36). It judges the time
// from From to On and is scored from On until the day before the next one.
type Checkpoint struct {
	ID       ident.ID
	Task     ident.ID
	From     calendar.Date // first day it judges
	On       calendar.Date
	Until    calendar.Date  // last day on which it can be scored; zero for the last of a task: until it is closed
	Score    *exact.Decimal // nil while nobody scored it: never zero
	Comment  string
	ScoredBy ident.ID
	ScoredAt time.Time
}

// Standing is how a checkpoint stands on a day.
type Standing string

// The standings.
const (
	Coming Standing = "coming" // 未到
	DueNow Standing = "due"    // 待考
	Scored Standing = "scored" // 已考
	Missed Standing = "missed" // 漏考
)

// StandingOn tells how the checkpoint stands on a day.
func (c Checkpoint) StandingOn(day calendar.Date) Standing {
	switch {
	case c.Score != nil:
		return Scored
	case day.Before(c.On):
		return Coming
	case !c.Until.IsZero() && day.After(c.Until):
		return Missed
	}
	return DueNow
}

// checkpoints lays out the tests of a task between two days: one for each
// period begun, the last on the due day. Ten months give ten monthly ones,
// whether they are written 1 March to 31 December or 10 March to 10 January.
func checkpoints(rhythm Checkpoints, start, due calendar.Date) []Checkpoint {
	var out []Checkpoint
	from := start
	for n := 1; ; n++ {
		on := step(rhythm, start, n)
		if !on.Before(due) {
			on = due
		}
		out = append(out, Checkpoint{From: from, On: on})
		if k := len(out); k > 1 {
			out[k-2].Until = on.AddDays(-1)
		}
		if on == due {
			return out
		}
		from = on.AddDays(1)
	}
}

// step is the n-th day of a rhythm after the start. Months are counted from the
// start each time, so that the 31st does not drift.
func step(rhythm Checkpoints, start calendar.Date, n int) calendar.Date {
	switch rhythm {
	case EveryWeek:
		return start.AddDays(7 * n)
	case EveryQuarter:
		return start.AddMonths(3 * n)
	}
	return start.AddMonths(n)
}

// Series is what a task's checkpoints come to.
type Series struct {
	Points int
	Scored int
	Missed int
	// Average is the mean of the scores, weighted by the days that each
	// checkpoint judges; nil while nothing is scored. Missed ones are outside
	// it and are counted beside it.
	Average *exact.Ratio
}

// SeriesOf sums a task's checkpoints up as they stand on a day. It is what the
// year's appraisal reads (LW-36).
func SeriesOf(points []Checkpoint, day calendar.Date) Series {
	s := Series{Points: len(points)}
	sum, days := exact.FromInt(0), int64(0)
	for _, p := range points {
		switch p.StandingOn(day) {
		case Scored:
			length := int64(p.On.Sub(p.From)) + 1
			sum = sum.Add(p.Score.Ratio().Mul(exact.FromInt(length)))
			days += length
			s.Scored++
		case Missed:
			s.Missed++
		}
	}
	if days > 0 {
		if average, err := sum.Quo(exact.FromInt(days)); err == nil {
			s.Average = &average
		}
	}
	return s
}

var hundred = exact.Int(100)

func goodScore(score exact.Decimal) bool {
	return score.Sign() >= 0 && score.Cmp(hundred) <= 0 && score.Trim().Places() <= 2
}
