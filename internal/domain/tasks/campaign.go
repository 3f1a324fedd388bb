package tasks

import (
	"slices"
	"strings"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/hanzi"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/engine/ledger"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// Refusals of campaigns.
var (
	NoCampaign     = fault.Define(fault.NotFound, "tasks.campaign.none", "LW-02", "没有这项活动。", "There is no such campaign.")
	CampaignExists = fault.Define(fault.Conflict, "tasks.campaign.exists", "LW-02", "已有同名活动。", "There is a campaign of this name already.")
	CampaignClosed = fault.Define(fault.Refused, "tasks.campaign.closed", "LW-02", "活动已结束，不能再增减任务。", "The campaign is over; its tasks no longer change.")
	BadCampaign    = fault.Define(fault.Invalid, "tasks.campaign.name", "LW-02", "活动名称须为一行 2–100 字。", "The campaign's name is one line of 2 to 100 characters.")
	BadWindow      = fault.Define(fault.Invalid, "tasks.campaign.window", "LW-02", "活动须有起止日期，结束不早于开始。", "A campaign has a first and a last day, in that order.")
	BadTracks      = fault.Define(fault.Invalid, "tasks.campaign.tracks", "LW-02",
		"须列出 1–12 个专项，名称各不相同，每个 2–50 字。", "Give 1 to 12 tracks with different names of 2 to 50 characters each.")
	NoTrack = fault.Define(fault.Invalid, "tasks.campaign.track", "LW-02",
		"该活动没有这个专项；专项只有：{tracks}。", "The campaign has no such track; its tracks are: {tracks}.")
	BadSummary = fault.Define(fault.Invalid, "tasks.campaign.summary", "LW-02",
		"结束活动须写总结，2–5000 字。", "Ending a campaign needs a summary of 2 to 5000 characters.")
)

// CampaignStatus is whether a campaign runs.
type CampaignStatus string

// The states of campaigns.
const (
	CampaignRuns CampaignStatus = "open"
	CampaignOver CampaignStatus = "closed"
)

// Track is one part of a campaign. The tracks are those given when the campaign
// was opened, exactly (LW-02).
type Track struct {
	Line  int64
	Name  string
	Done  int64 // tasks accepted
	Total int64 // tasks, without those withdrawn
}

// Campaign is a themed drive with its tracks, such as 四个大.
type Campaign struct {
	Zone     int64
	ID       ident.ID
	Name     string
	From     calendar.Date
	Until    calendar.Date
	Unit     ident.ID
	Person   ident.ID // who runs it
	Status   CampaignStatus
	Summary  string
	ClosedOn calendar.Date
	Version  int64
	Tracks   []Track
}

// CampaignInput is what a campaign is opened with.
type CampaignInput struct {
	Name   string
	Tracks []string
	From   calendar.Date
	Until  calendar.Date
	Unit   ident.ID
	Person ident.ID
}

func (in CampaignInput) check() *fault.List {
	var faults fault.List
	if name, ok := hanzi.Clean(in.Name, 100); !ok || len([]rune(name)) < 2 {
		faults.Add(BadCampaign.At("name"))
	}
	if in.From.IsZero() || in.Until.Before(in.From) {
		faults.Add(BadWindow.At("until"))
	}
	names := map[string]bool{}
	for _, t := range in.Tracks {
		if name, ok := hanzi.Clean(t, 50); ok && len([]rune(name)) >= 2 {
			names[name] = true
		}
	}
	if len(names) != len(in.Tracks) || len(names) == 0 || len(names) > 12 {
		faults.Add(BadTracks.At("tracks"))
	}
	if in.Person.IsZero() {
		faults.Add(OwnerMissing.At("person"))
	}
	return &faults
}

// OpenCampaign opens a campaign with exactly the tracks given.
func OpenCampaign(tx *store.Tx, in CampaignInput) (Campaign, error) {
	zone := tx.Actor().Zone
	faults := in.check()
	if err := owners(tx, zone, ident.ID{}, in.Unit, in.Person, faults); err != nil {
		return Campaign{}, err
	}
	if err := faults.Err(); err != nil {
		return Campaign{}, err
	}
	owner := Input{Unit: in.Unit, Person: in.Person}
	if err := owner.fillUnit(tx, zone); err != nil {
		return Campaign{}, err
	}
	c := Campaign{Zone: zone, ID: ident.NewID(tx.Now()), Name: strings.TrimSpace(in.Name), From: in.From, Until: in.Until, Unit: owner.Unit,
		Person: in.Person, Status: CampaignRuns, Version: 1}
	for i, name := range in.Tracks {
		c.Tracks = append(c.Tracks, Track{Line: int64(i + 1), Name: strings.TrimSpace(name)})
	}
	if err := insertCampaign(tx, c); store.IsUnique(err) {
		return Campaign{}, CampaignExists.New()
	} else if err != nil {
		return Campaign{}, err
	}
	return c, ledger.Record(tx, ledger.Entry{Action: "tasks.campaign.open", Object: c.ID.String(),
		Detail: map[string]any{"name": c.Name, "tracks": in.Tracks, "from": c.From, "until": c.Until}})
}

// CloseCampaign ends a campaign with its summary; its tasks go on.
func CloseCampaign(tx *store.Tx, id ident.ID, version int64, summary string) (Campaign, error) {
	if n := len([]rune(strings.TrimSpace(summary))); n < 2 || n > 5000 {
		return Campaign{}, BadSummary.At("summary")
	}
	c, err := CampaignByID(tx, tx.Actor().Zone, id)
	if err != nil {
		return Campaign{}, err
	}
	if c.Status != CampaignRuns {
		return Campaign{}, CampaignClosed.New()
	}
	c.Status, c.Summary, c.ClosedOn = CampaignOver, strings.TrimSpace(summary), calendar.DateOf(tx.Now())
	n, err := tx.Exec(`UPDATE tasks_campaign SET status = $4, summary = $5, closed_on = $6, version = version + 1
		WHERE zone_id = $1 AND id = $2 AND version = $3`, c.Zone, c.ID, version, c.Status, c.Summary, c.ClosedOn)
	if err := changed(n, err); err != nil {
		return Campaign{}, err
	}
	c.Version = version + 1
	counts := map[string]any{}
	for _, t := range c.Tracks {
		counts[t.Name] = [2]int64{t.Done, t.Total}
	}
	return c, ledger.Record(tx, ledger.Entry{Action: "tasks.campaign.close", Object: id.String(), Detail: counts})
}

// MoveToTrack puts a task into a track of a campaign, or with a zero campaign
// takes it out. Both tracks' counts follow.
func MoveToTrack(tx *store.Tx, id, campaign ident.ID, track int64) (Task, error) {
	t, err := ByID(tx, tx.Actor().Zone, id)
	if err != nil {
		return Task{}, err
	}
	if t.Status == Withdrawn {
		return Task{}, Ended.New()
	}
	if err := onTrack(tx, t.Zone, campaign, track); err != nil {
		return Task{}, err
	}
	if t.Campaign != campaign {
		if err := stillRuns(tx, t.Zone, t.Campaign); err != nil {
			return Task{}, err
		}
	}
	detail := map[string]any{"from": t.Campaign, "from_track": t.Track, "to": campaign, "to_track": track}
	if t.Campaign, t.Track = campaign, track; campaign.IsZero() {
		t.Track = 0
	}
	if err := updateTask(tx, &t); err != nil {
		return Task{}, err
	}
	if err := note(tx, t, "track", "", detail); err != nil {
		return Task{}, err
	}
	return t, ledger.Record(tx, ledger.Entry{Action: "tasks.track", Object: t.ID.String(), Detail: detail})
}

// onTrack refuses a track that the campaign does not have. No campaign is none.
func onTrack(r store.Reader, zone int64, campaign ident.ID, track int64) error {
	if campaign.IsZero() {
		return nil
	}
	c, err := CampaignByID(r, zone, campaign)
	if err != nil {
		return err
	}
	if c.Status != CampaignRuns {
		return CampaignClosed.New()
	}
	if slices.ContainsFunc(c.Tracks, func(t Track) bool { return t.Line == track }) {
		return nil
	}
	names := make([]string, len(c.Tracks))
	for i, t := range c.Tracks {
		names[i] = t.Name
	}
	return NoTrack.At("track", "tracks", strings.Join(names, "、"))
}

func stillRuns(r store.Reader, zone int64, campaign ident.ID) error {
	if campaign.IsZero() {
		return nil
	}
	c, err := CampaignByID(r, zone, campaign)
	if err == nil && c.Status != CampaignRuns {
		return CampaignClosed.New()
	}
	return err
}

const campaignColumns = `SELECT zone_id, id, name, from_on, until_on, unit_id, person_id, status, summary, closed_on, version FROM tasks_campaign`

func scanCampaign(row *store.Rows) (c Campaign, err error) {
	return c, row.Scan(&c.Zone, &c.ID, &c.Name, &c.From, &c.Until, &c.Unit, &c.Person, &c.Status, &c.Summary, &c.ClosedOn, &c.Version)
}

// CampaignByID reads a campaign with its tracks and their counts, or refuses
// with [NoCampaign].
func CampaignByID(r store.Reader, zone int64, id ident.ID) (Campaign, error) {
	c, err := store.One(r, scanCampaign, campaignColumns+` WHERE zone_id = $1 AND id = $2`, zone, id)
	if err != nil {
		return c, found(err, NoCampaign)
	}
	c.Tracks, err = tracksOf(r, zone, id)
	return c, err
}

// Campaigns gives the campaigns of a zone with their counts, the latest first.
func Campaigns(r store.Reader, zone int64) ([]Campaign, error) {
	list, err := store.All(r, scanCampaign, campaignColumns+` WHERE zone_id = $1 ORDER BY from_on DESC, id DESC`, zone)
	for i := range list {
		if err == nil {
			list[i].Tracks, err = tracksOf(r, zone, list[i].ID)
		}
	}
	return list, err
}

func tracksOf(r store.Reader, zone int64, campaign ident.ID) ([]Track, error) {
	return store.All(r, func(row *store.Rows) (t Track, err error) { return t, row.Scan(&t.Line, &t.Name, &t.Done, &t.Total) },
		`SELECT k.line, k.name,
			(SELECT COUNT(*) FROM tasks_task t WHERE t.zone_id = $1 AND t.campaign_id = $2 AND t.track = k.line AND t.status = 'closed'),
			(SELECT COUNT(*) FROM tasks_task t WHERE t.zone_id = $1 AND t.campaign_id = $2 AND t.track = k.line AND t.status <> 'withdrawn')
		FROM tasks_track k WHERE k.zone_id = $1 AND k.campaign_id = $2 ORDER BY k.line`, zone, campaign)
}

func insertCampaign(tx *store.Tx, c Campaign) error {
	if _, err := tx.Exec(`INSERT INTO tasks_campaign (zone_id, id, name, from_on, until_on, unit_id, person_id, status, summary, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '', $9)`, c.Zone, c.ID, c.Name, c.From, c.Until, c.Unit, c.Person, c.Status, c.Version); err != nil {
		return err
	}
	for _, t := range c.Tracks {
		if _, err := tx.Exec(`INSERT INTO tasks_track (zone_id, campaign_id, line, name) VALUES ($1, $2, $3, $4)`, c.Zone, c.ID, t.Line, t.Name); err != nil {
			return err
		}
	}
	return nil
}
