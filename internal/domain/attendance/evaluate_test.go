package attendance_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/exact"
	"github.com/jingkai-zone/jingkai/internal/domain/attendance"
	"github.com/jingkai-zone/jingkai/internal/engine/scheme"
)

const header = `
scheme: {id: test, zone: test, title: {zh: 测试方案, en: Test scheme}, source: {article: "", sentence: ""}, status: final}
attendance:
`

// set is the story's scheme: late −1, early −1, absent −5, a missing punch −1,
// from 08:30 to 17:30 with five minutes of grace.
const set = header + `
  base: 100
  floor: 0
  deductions: {late: 1, early: 1, absent: 5, missing: 1}
  hours: {start: "08:30", end: "17:30", grace: 5}
  sources: [dingtalk]
`

func doc(t interface{ Fatal(...any) }, text string) *scheme.Doc {
	d, problems := scheme.Parse([]byte(text))
	if err := scheme.Refusal(problems); err != nil {
		t.Fatal(err)
	}
	return d
}

func terms(t interface{ Fatal(...any) }) attendance.Terms {
	out, err := attendance.TermsOf(doc(t, set))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func at(hour, minute int64) int64 { return hour*60 + minute }

func punch(slot string, minute int64) attendance.Punch {
	return attendance.Punch{Slot: slot, Minute: minute, Validity: attendance.Valid}
}

func TestWhatADayWas(t *testing.T) {
	rule := terms(t)
	outing := func(from, to int64) attendance.Cover {
		return attendance.Cover{Kind: attendance.OutingRequest, From: from, To: to}
	}
	leave := func(from, to int64) attendance.Cover {
		return attendance.Cover{Kind: attendance.LeaveRequest, From: from, To: to}
	}
	day := calendar.MustDate("2019-12-02")
	for name, c := range map[string]struct {
		punches []attendance.Punch
		covers  []attendance.Cover
		want    attendance.Finding
	}{
		"in time":                 {[]attendance.Punch{punch("in1", at(8, 30)), punch("out1", at(17, 30))}, nil, attendance.Finding{Present: true}},
		"at the end of the grace": {[]attendance.Punch{punch("in1", at(8, 35)), punch("out1", at(17, 25))}, nil, attendance.Finding{Present: true}},
		"a minute late":           {[]attendance.Punch{punch("in1", at(8, 36)), punch("out1", at(17, 30))}, nil, attendance.Finding{Present: true, Late: true}},
		"a minute early":          {[]attendance.Punch{punch("in1", at(8, 0)), punch("out1", at(17, 24))}, nil, attendance.Finding{Present: true, Early: true}},
		"both":                    {[]attendance.Punch{punch("in1", at(9, 0)), punch("out1", at(17, 0))}, nil, attendance.Finding{Present: true, Late: true, Early: true}},
		"absent":                  {nil, nil, attendance.Finding{Absent: true}},
		"absent by the clock": {[]attendance.Punch{{Slot: "in1", Minute: -1, Validity: attendance.Missing}, {Slot: "out1", Minute: -1, Validity: attendance.Missing}}, nil,
			attendance.Finding{Absent: true}},
		"no punch out": {[]attendance.Punch{punch("in1", at(8, 20))}, nil, attendance.Finding{Present: true, Missing: 1}},
		"no punch in":  {[]attendance.Punch{punch("out1", at(17, 40))}, nil, attendance.Finding{Present: true, Missing: 1}},
		"invalid punch in": {[]attendance.Punch{{Slot: "in1", Minute: at(8, 20), Validity: attendance.Invalid}, punch("out1", at(17, 40))}, nil,
			attendance.Finding{Present: true, Missing: 1}},
		"left after midnight": {[]attendance.Punch{punch("in1", at(8, 20)), punch("out1", at(24, 30))}, nil, attendance.Finding{Present: true}},
		// A late punch covered by an approved outing is not deducted.
		"late, covered": {[]attendance.Punch{punch("in1", at(10, 0)), punch("out1", at(17, 30))}, []attendance.Cover{outing(at(8, 30), at(10, 0))},
			attendance.Finding{Present: true, Outing: true, Spared: true}},
		// The outing ends at ten and five minutes of grace: 10:06 is late.
		"late beyond the outing": {[]attendance.Punch{punch("in1", at(10, 6)), punch("out1", at(17, 30))}, []attendance.Cover{outing(at(8, 30), at(10, 0))},
			attendance.Finding{Present: true, Outing: true, Late: true}},
		"an outing later in the day": {[]attendance.Punch{punch("in1", at(9, 0)), punch("out1", at(17, 30))}, []attendance.Cover{outing(at(9, 30), at(11, 0))},
			attendance.Finding{Present: true, Outing: true, Late: true}},
		"two outings in a row": {[]attendance.Punch{punch("in1", at(11, 0)), punch("out1", at(17, 30))}, []attendance.Cover{outing(at(10, 0), at(11, 0)), outing(at(8, 0), at(10, 0))},
			attendance.Finding{Present: true, Outing: true, Spared: true}},
		"early, covered": {[]attendance.Punch{punch("in1", at(8, 30)), punch("out1", at(15, 0))}, []attendance.Cover{outing(at(15, 0), at(17, 30))},
			attendance.Finding{Present: true, Outing: true, Spared: true}},
		"leave all day": {nil, []attendance.Cover{leave(0, 24*60)}, attendance.Finding{Leave: true}},
		"trip all day":  {nil, []attendance.Cover{{Kind: attendance.TripRequest, From: 0, To: 24 * 60}}, attendance.Finding{Trip: true}},
		"morning leave, worked in the afternoon": {[]attendance.Punch{punch("in1", at(12, 0)), punch("out1", at(17, 30))}, []attendance.Cover{leave(at(8, 30), at(12, 0))},
			attendance.Finding{Present: true, Leave: true, Spared: true}},
		"morning leave, never came": {nil, []attendance.Cover{leave(at(8, 30), at(12, 0))}, attendance.Finding{Leave: true, Missing: 1}},
		"afternoon leave, no punch out": {[]attendance.Punch{punch("in1", at(8, 25))}, []attendance.Cover{leave(at(12, 0), at(17, 30))},
			attendance.Finding{Present: true, Leave: true}},
		"excused by the clock": {[]attendance.Punch{{Slot: "in1", Minute: at(9, 30), Validity: attendance.Excused}, punch("out1", at(17, 30))}, nil,
			attendance.Finding{Present: true, Spared: true}},
		"two shifts: first in, last out": {[]attendance.Punch{punch("in1", at(8, 20)), punch("out1", at(12, 0)), punch("in2", at(14, 0)), punch("out2", at(17, 40))}, nil,
			attendance.Finding{Present: true}},
		"single records":           {[]attendance.Punch{punch("at0825", at(8, 25)), punch("at1201", at(12, 1)), punch("at1745", at(17, 45))}, nil, attendance.Finding{Present: true}},
		"one single record, early": {[]attendance.Punch{punch("at0825", at(8, 25))}, nil, attendance.Finding{Present: true, Missing: 1}},
		"a corrected punch":        {[]attendance.Punch{punch("in1", at(9, 10)), punch("out1", at(17, 30)), punch("in9", at(8, 25))}, nil, attendance.Finding{Present: true}},
	} {
		c.want.Day = day
		if got := rule.Judge(day, c.punches, c.covers); got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}

// 2 late (−1 each) and 1 absent day (−5) leave 93 (LF-33); with one lateness
// covered, 94.
func TestPointsOfAMonth(t *testing.T) {
	rule, d := terms(t), doc(t, set)
	score := func(findings ...attendance.Finding) string {
		tally, err := rule.Add(d, findings)
		if err != nil {
			t.Fatal(err)
		}
		return tally.Score.String()
	}
	late, absent := attendance.Finding{Late: true, Present: true}, attendance.Finding{Absent: true}
	if got := score(late, late, absent, attendance.Finding{Present: true}); got != "93" {
		t.Errorf("two late, one absent: %s", got)
	}
	if got := score(late, attendance.Finding{Present: true, Spared: true}, absent); got != "94" {
		t.Errorf("one of them covered: %s", got)
	}
	many := make([]attendance.Finding, 21)
	for i := range many {
		many[i] = absent // 21 × 5 = 105, more than there are points
	}
	if got := score(many...); got != "0" {
		t.Errorf("floor: %s", got)
	}
	if got := score(); got != "100" {
		t.Errorf("nothing found: %s", got)
	}
}

// What a scheme does not set is refused by its path, and a missing punch only
// where one is missing.
func TestUnsetIsRefused(t *testing.T) {
	for path, text := range map[string]string{
		"attendance.base":            header + "  floor: 0\n",
		"attendance.floor":           header + "  base: 100\n",
		"attendance.deductions.late": header + "  base: 100\n  floor: 0\n  deductions: {early: 1, absent: 5}\n",
		"attendance.hours.start":     header + "  base: 100\n  floor: 0\n  deductions: {late: 1, early: 1, absent: 5}\n",
		"attendance.hours.grace":     header + "  base: 100\n  floor: 0\n  deductions: {late: 1, early: 1, absent: 5}\n  hours: {start: \"08:30\", end: \"17:30\"}\n",
	} {
		if _, err := attendance.TermsOf(doc(t, text)); !scheme.NotSet.Is(err) || err.(interface{ Error() string }).Error() == "" || locationOf(err) != path {
			t.Errorf("%s: %v", path, err)
		}
	}
	d := doc(t, header+"  base: 100\n  floor: 0\n  deductions: {late: 1, early: 1, absent: 5}\n  hours: {start: \"08:30\", end: \"17:30\", grace: 0}\n")
	rule, err := attendance.TermsOf(d)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := rule.Add(d, []attendance.Finding{{Late: true}}); err != nil {
		t.Errorf("no punch is missing: %v", err)
	}
	if _, err := rule.Add(d, []attendance.Finding{{Missing: 1}}); !scheme.NotSet.Is(err) || locationOf(err) != "attendance.deductions.missing" {
		t.Errorf("a punch is missing: %v", err)
	}
}

// However the days were, the points lie between floor and base, and one more
// bad day never adds any.
func TestPointsStayWithinBounds(t *testing.T) {
	rule, d := terms(t), doc(t, set)
	rapid.Check(t, func(t *rapid.T) {
		finding := rapid.Custom(func(t *rapid.T) attendance.Finding {
			return attendance.Finding{Late: rapid.Bool().Draw(t, "late"), Early: rapid.Bool().Draw(t, "early"), Absent: rapid.Bool().Draw(t, "absent"), Missing: rapid.Int64Range(0, 1).Draw(t, "missing")}
		})
		findings := rapid.SliceOfN(finding, 0, 31).Draw(t, "days")
		all, err := rule.Add(d, findings)
		if err != nil {
			t.Fatal(err)
		}
		if all.Score.Cmp(rule.Floor) < 0 || all.Score.Cmp(rule.Base) > 0 {
			t.Fatalf("%s", all.Score)
		}
		more, err := rule.Add(d, append(findings, attendance.Finding{Absent: true}))
		if err != nil || more.Score.Cmp(all.Score) > 0 {
			t.Fatalf("%s after %s: %v", more.Score, all.Score, err)
		}
		if want := exact.Int(100).Sub(exact.Int(all.Late + all.Early + 5*all.Absent + all.Missing)); want.Sign() > 0 && !want.Equal(all.Score) {
			t.Fatalf("%s, want %s", all.Score, want)
		}
	})
}
