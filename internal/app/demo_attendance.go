package app

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/domain/attendance"
	"github.com/jingkai-zone/jingkai/internal/domain/people"
	"github.com/jingkai-zone/jingkai/internal/engine/access"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// demoPunch is one day of somebody that is told in the script and not made up
// by the way.
type demoPunch struct {
	Login   string
	Day     calendar.Date
	In, Out string // empty: not punched
}

// punchSheet makes the month's export of the clock for everybody on the staff,
// in the layout that DingTalk's 每日统计 has: everybody is there on every working
// day, now and then late, early or without a punch.
func (p *month) punchSheet(sc *scene, r store.Reader) (attendance.File, error) {
	var staff []people.Person
	for filter := (people.Filter{Zone: sc.zone, Status: people.Active, Limit: store.MaxPage}); ; {
		page, err := people.List(r, filter)
		if err != nil {
			return attendance.File{}, err
		}
		staff = append(staff, page.Items...)
		if filter.After = page.Next; filter.After == "" {
			break
		}
	}
	slices.SortFunc(staff, func(a, b people.Person) int { return strings.Compare(a.Number, b.Number) })
	told := map[string]demoPunch{}
	for _, punch := range p.Punches {
		who, err := sc.person(r, punch.Login)
		if err != nil {
			return attendance.File{}, err
		}
		told[who.Number+punch.Day.String()] = punch
	}
	title := fmt.Sprintf("每日统计 统计日期：%s 至 %s", p.Month.First(), p.Month.Last())
	grid := [][]string{{title}, {"姓名", "工号", "日期", "上班1打卡时间", "上班1打卡结果", "下班1打卡时间", "下班1打卡结果"}}
	days := workingDays(p.Month)
	for n, who := range staff {
		for i, day := range days {
			if day.Before(who.JoinedOn) {
				continue
			}
			in, out := usualDay(n, i)
			if punch, ok := told[who.Number+day.String()]; ok {
				in, out = punch.In, punch.Out
			}
			grid = append(grid, []string{who.Name, who.Number, day.String(), in, verdict(in, in > "08:30", "迟到"), out, verdict(out, out < "17:30", "早退")})
		}
	}
	sum := sha256.New()
	for _, row := range grid {
		sum.Write([]byte(strings.Join(row, "\t") + "\n"))
	}
	return attendance.File{Grid: grid, Digest: hex.EncodeToString(sum.Sum(nil))}, nil
}

func workingDays(m calendar.Month) []calendar.Date {
	var out []calendar.Date
	cal := calendar.Builtin()
	for day := m.First(); !day.After(m.Last()); day = day.AddDays(1) {
		if cal.Day(day).Working {
			out = append(out, day)
		}
	}
	return out
}

// usualDay is when the nth of the staff comes and goes on the ith working day:
// in time but for about one day in seventy.
func usualDay(n, i int) (in, out string) {
	come, leave := 8*60+5+(n*7+i*11)%25, 17*60+31+(n*5+i*3)%40
	switch (n*37 + i*101) % 211 {
	case 17:
		come = 8*60 + 31 + n%20 // late
	case 101:
		leave = 17*60 + 29 - n%30 // early
	case 53:
		return clockText(come), "" // forgot to punch
	}
	return clockText(come), clockText(leave)
}

func clockText(minute int) string { return fmt.Sprintf("%02d:%02d", minute/60, minute%60) }

// verdict is the word that the clock puts beside a time.
func verdict(at string, wrong bool, word string) string {
	switch {
	case at == "":
		return "缺卡"
	case wrong:
		return word
	}
	return "正常"
}

// punches takes the month's export over.
func punches(p *month, sc *scene, tx *store.Tx, _ demoAct) error {
	file, err := p.punchSheet(sc, tx)
	if err != nil {
		return err
	}
	_, err = attendance.Import(tx, file)
	return err
}

// outing asks for a morning outside.
func outing(_ *month, _ *scene, tx *store.Tx, a demoAct) error {
	_, err := attendance.Ask(tx, attendance.Draft{Kind: attendance.OutingRequest, From: a.Due.At(8, 30), To: a.Due.At(10, 0), Reason: a.Text})
	return err
}

// correct asks for a punch in the evening that was forgotten.
func correct(_ *month, _ *scene, tx *store.Tx, a demoAct) error {
	_, err := attendance.Ask(tx, attendance.Draft{Kind: attendance.PunchRequest, Slot: "out", From: a.Due.At(17, 35), Reason: a.Text})
	return err
}

// grant approves what somebody asked for.
func grant(_ *month, sc *scene, tx *store.Tx, a demoAct) error {
	who, err := sc.person(tx, a.Person)
	if err != nil {
		return err
	}
	page, err := attendance.Requests(tx, attendance.RequestFilter{Zone: sc.zone, Reach: attendance.Reach{Actor: tx.Actor(), Scope: access.All},
		Status: attendance.RequestOpen, Person: who.ID})
	if err != nil {
		return err
	}
	if len(page.Items) == 0 {
		return attendance.NoRequest.New()
	}
	_, err = attendance.Decide(tx, page.Items[0].ID, page.Items[0].Version, true, a.Text)
	return err
}

// prepareMonth computes the month's attendance, unless somebody has.
func prepareMonth(p *month, sc *scene, tx *store.Tx, _ demoAct) error {
	switch _, err := attendance.MonthOf(tx, sc.zone, p.Month); {
	case err == nil:
		return errPassed
	case !attendance.NoMonth.Is(err):
		return err
	}
	_, err := attendance.Prepare(tx, p.Month)
	return err
}
