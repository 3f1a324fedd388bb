package tasks

import (
	"fmt"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/hanzi"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/engine/ledger"
	"github.com/jingkai-zone/jingkai/internal/engine/scheme"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// Refusals of projects and their huddles.
var (
	NoProject     = fault.Define(fault.NotFound, "tasks.project.none", "YT-24", "没有这个项目。", "There is no such project.")
	ProjectExists = fault.Define(fault.Conflict, "tasks.project.exists", "YT-24", "已有同名项目。", "There is a project of this name already.")
	BadProject    = fault.Define(fault.Invalid, "tasks.project.name", "YT-24", "项目名称须为一行 2–60 字。", "The project's name is one line of 2 to 60 characters.")
	ProjectEnded  = fault.Define(fault.Refused, "tasks.project.ended", "YT-24", "该项目已不再碰头。", "The project has no huddles any more.")
	BadProjectDay = fault.Define(fault.Invalid, "tasks.project.until", "YT-24", "停止日期不得早于开始日期。", "The last day is not before the first.")
	NoHuddles     = fault.Define(fault.Refused, "tasks.huddle.not_practised", "YT-24",
		"本区方案不实行周碰头（tasks.weekly_huddle）。", "The zone's scheme has no weekly huddles (tasks.weekly_huddle).")
	HuddleProject = fault.Define(fault.Invalid, "tasks.huddle.project", "YT-24", "周碰头须选定项目。", "A huddle belongs to a project.")
	HuddleHeld    = fault.Define(fault.Conflict, "tasks.huddle.exists", "YT-24",
		"该项目本周（{week}）的碰头会已召开。", "The project's huddle of {week} was held already.")
	HuddleMissed = fault.Define(fault.Refused, "tasks.huddle.missed", "YT-24",
		"{week} 已过，该周按“缺会”列示，不能补记。", "{week} is over and stands as missed; a huddle is entered within its week.")
	HuddleWeek = fault.Define(fault.Invalid, "tasks.huddle.week", "YT-24",
		"碰头会日期须在 {week} 当周内。", "The day of the huddle must lie within {week}.")
)

// Project is something with a list of issues and a weekly huddle: an investment
// project with its owner and steward.
type Project struct {
	Zone    int64
	ID      ident.ID
	Name    string
	Unit    ident.ID
	Person  ident.ID // 项目专员
	From    calendar.Date
	Until   calendar.Date // last day with huddles; zero while they go on
	Version int64
}

// OpenProject registers a project, which meets every week from a day on.
func OpenProject(tx *store.Tx, name string, person, unit ident.ID, from calendar.Date) (Project, error) {
	zone := tx.Actor().Zone
	clean, ok := hanzi.Clean(name, 60)
	if !ok || len([]rune(clean)) < 2 {
		return Project{}, BadProject.At("name")
	}
	if person.IsZero() {
		return Project{}, OwnerMissing.At("person")
	}
	var faults fault.List
	if err := owners(tx, zone, ident.ID{}, unit, person, &faults); err != nil {
		return Project{}, err
	}
	if err := faults.Err(); err != nil {
		return Project{}, err
	}
	owner := Input{Person: person, Unit: unit}
	if err := owner.fillUnit(tx, zone); err != nil {
		return Project{}, err
	}
	if from.IsZero() {
		from = calendar.DateOf(tx.Now())
	}
	p := Project{Zone: zone, ID: ident.NewID(tx.Now()), Name: clean, Unit: owner.Unit, Person: person, From: from, Version: 1}
	_, err := tx.Exec(`INSERT INTO tasks_project (zone_id, id, name, unit_id, person_id, from_on, version) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		p.Zone, p.ID, p.Name, p.Unit, p.Person, p.From, p.Version)
	if store.IsUnique(err) {
		return Project{}, ProjectExists.New()
	} else if err != nil {
		return Project{}, err
	}
	return p, ledger.Record(tx, ledger.Entry{Action: "tasks.project.open", Object: p.ID.String(), Detail: map[string]any{"name": p.Name, "from": from}})
}

// EndProject ends the huddles of a project with a day.
func EndProject(tx *store.Tx, id ident.ID, until calendar.Date) (Project, error) {
	p, err := ProjectByID(tx, tx.Actor().Zone, id)
	if err != nil {
		return Project{}, err
	}
	if until.Before(p.From) {
		return Project{}, BadProjectDay.At("until")
	}
	n, err := tx.Exec(`UPDATE tasks_project SET until_on = $4, version = version + 1 WHERE zone_id = $1 AND id = $2 AND version = $3`, p.Zone, p.ID, p.Version, until)
	if err := changed(n, err); err != nil {
		return Project{}, err
	}
	p.Until, p.Version = until, p.Version+1
	return p, ledger.Record(tx, ledger.Entry{Action: "tasks.project.end", Object: id.String(), Detail: map[string]any{"until": until}})
}

const projectColumns = `SELECT zone_id, id, name, unit_id, person_id, from_on, until_on, version FROM tasks_project`

func scanProject(row *store.Rows) (p Project, err error) {
	return p, row.Scan(&p.Zone, &p.ID, &p.Name, &p.Unit, &p.Person, &p.From, &p.Until, &p.Version)
}

// ProjectByID reads a project, or refuses with [NoProject].
func ProjectByID(r store.Reader, zone int64, id ident.ID) (Project, error) {
	p, err := store.One(r, scanProject, projectColumns+` WHERE zone_id = $1 AND id = $2`, zone, id)
	return p, found(err, NoProject)
}

// Projects gives the projects of a zone by name.
func Projects(r store.Reader, zone int64) ([]Project, error) {
	return store.All(r, scanProject, projectColumns+` WHERE zone_id = $1 ORDER BY name, id`, zone)
}

// isoWeek is the week of a day after ISO 8601 (GB/T 7408): 2021-W31.
func isoWeek(d calendar.Date) string {
	year, week := noon(d).ISOWeek()
	return fmt.Sprintf("%04d-W%02d", year, week)
}

// monday is the first day of a day's week.
func monday(d calendar.Date) calendar.Date { return d.AddDays(-(int(d.Weekday()) + 6) % 7) }

func noon(d calendar.Date) time.Time {
	y, m, day := d.Civil()
	return time.Date(y, m, day, 12, 0, 0, 0, time.UTC)
}

// WeekStanding is how a project's week stands.
type WeekStanding string

// The standings of a week.
const (
	WeekHeld    WeekStanding = "held"
	WeekWaiting WeekStanding = "waiting" // this week, not held yet
	WeekMissed  WeekStanding = "missed"  // over without a huddle
)

// Week is one week of a project.
type Week struct {
	Week     string // 2021-W31
	From     calendar.Date
	To       calendar.Date
	Standing WeekStanding
	Meeting  ident.ID // zero for none
}

// Weeks lists a project's weeks, the latest first, with those missed among them
// (YT-24). They are computed from the calendar, so that a week in which nobody
// did anything is seen all the same.
func Weeks(r store.Reader, p Project) ([]Week, error) {
	type row struct {
		id     ident.ID
		week   string
		status MeetingStatus
	}
	rows, err := store.All(r, func(s *store.Rows) (x row, err error) { return x, s.Scan(&x.id, &x.week, &x.status) },
		`SELECT id, week, status FROM tasks_meeting WHERE zone_id = $1 AND project_id = $2 AND kind = 'huddle'`, p.Zone, p.ID)
	if err != nil {
		return nil, err
	}
	of := map[string]row{}
	for _, x := range rows {
		of[x.week] = x
	}
	today := calendar.DateOf(r.Now())
	last := today
	if !p.Until.IsZero() && p.Until.Before(today) {
		last = p.Until
	}
	var out []Week
	for from := monday(last); !from.AddDays(6).Before(p.From); from = from.AddDays(-7) {
		w := Week{Week: isoWeek(from), From: from, To: from.AddDays(6), Standing: WeekWaiting}
		x, ok := of[w.Week]
		w.Meeting = x.id
		switch {
		case ok && x.status != Planned:
			w.Standing = WeekHeld
		case today.After(w.To):
			w.Standing = WeekMissed
		}
		out = append(out, w)
	}
	return out, nil
}

// practised refuses what the zone's scheme does not practise or does not
// mention.
func practised(book rulebook, path string, value *bool, not *fault.Code) error {
	on, err := scheme.Need(book.doc, path, value)
	if err == nil && !on {
		return not.New()
	}
	return err
}

// planHuddles plans this week's huddle of every project that has none.
func planHuddles(tx *store.Tx, zone int64, book rulebook, done *Scanned) error {
	if on := book.set.WeeklyHuddle; on == nil || !*on {
		return nil
	}
	week := isoWeek(book.today)
	missing, err := store.All(tx, scanProject, projectColumns+` WHERE zone_id = $1 AND from_on <= $2 AND (until_on IS NULL OR until_on >= $2)
		AND NOT EXISTS (SELECT 1 FROM tasks_meeting m WHERE m.zone_id = $1 AND m.project_id = tasks_project.id AND m.kind = 'huddle' AND m.week = $3)
		ORDER BY id LIMIT $4`, zone, book.today, week, scanBatch)
	if err != nil {
		return err
	}
	for _, p := range missing {
		m := Meeting{Zone: zone, ID: ident.NewID(tx.Now()), Kind: HuddleMeeting, Series: p.Name, Title: p.Name + " " + week + " 周碰头",
			Project: p.ID, Week: week, On: book.today, Unit: p.Unit, Secretary: p.Person, Status: Planned, Version: 1}
		if ours, err := insertMeeting(tx, &m); err != nil {
			return err
		} else if ours {
			done.Huddles++
		}
	}
	done.More = done.More || len(missing) == scanBatch
	return nil
}
