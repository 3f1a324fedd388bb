package api

import (
	"net/http"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/exact"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/domain/tasks"
	"github.com/jingkai-zone/jingkai/internal/engine/access"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// campaign is a themed drive with its tracks as the API shows it.
type campaign struct {
	ID       ident.ID             `json:"id"`
	Name     string               `json:"name"`
	From     calendar.Date        `json:"from"`
	Until    calendar.Date        `json:"until"`
	Unit     *Ref                 `json:"unit,omitempty"`
	Person   *Ref                 `json:"person,omitempty"`
	Status   tasks.CampaignStatus `json:"status" enum:"open,closed"`
	Tracks   []campaignTrack      `json:"tracks"`
	Done     int64                `json:"done"`
	Total    int64                `json:"total"`
	Summary  string               `json:"summary,omitempty"`
	ClosedOn *calendar.Date       `json:"closed_on,omitempty"`
	Version  int64                `json:"version"`
	Actions  []Action             `json:"actions"`
}

// VersionTag makes the campaign's version its ETag.
func (c campaign) VersionTag() int64 { return c.Version }

type campaignTrack struct {
	Line    int64          `json:"line"`
	Name    string         `json:"name"`
	Done    int64          `json:"done"`
	Total   int64          `json:"total"`
	Percent *exact.Decimal `json:"percent,omitempty" doc:"Done of total, one decimal; absent without tasks"`
}

const campaignsPath = "/zones/{zone}/campaigns"

func (s *Server) registerCampaigns() {
	ask(s, Op{ID: "list-campaigns", Path: campaignsPath, Action: "tasks.read", ZH: "专项活动", EN: "Campaigns", Tag: tasksTag},
		func(q *Question, _ *In) (List[campaign], error) {
			q.asked = true // a campaign and its counts are open to whoever reads tasks; the tasks themselves are not
			list, err := tasks.Campaigns(q, q.Zone())
			if err != nil {
				return List[campaign]{}, err
			}
			return showCampaigns(q, q.call, list)
		})
	act(s, Op{ID: "open-campaign", Path: campaignsPath, Action: "tasks.create", ZH: "开展专项活动", EN: "Open a campaign", Tag: tasksTag, Status: http.StatusCreated}, openCampaign)
	ask(s, Op{ID: "get-campaign", Path: campaignsPath + "/{id}", Action: "tasks.read", ZH: "查看专项活动", EN: "Read a campaign", Tag: tasksTag},
		func(q *Question, in *ByID) (campaign, error) {
			q.asked = true
			return oneCampaign(q, q.call, in.ID)
		})
	act(s, Op{ID: "close-campaign", Path: campaignsPath + "/{id}/actions/close", Action: "tasks.create", ZH: "结束专项活动", EN: "End a campaign", Tag: tasksTag}, closeCampaign)
	actWork(s, Op{ID: "move-task-track", Path: tasksPath + "/{id}/actions/move-track", Action: "tasks.create", ZH: "调整任务所属专项", EN: "Move a task between tracks", Tag: tasksTag},
		workAct(func(c *Command, id ident.ID, in struct {
			Campaign ident.ID `json:"campaign,omitempty" doc:"Takes the task out of its campaign when absent"`
			Track    int64    `json:"track,omitempty" minimum:"0" maximum:"12"`
		}) (tasks.Task, error) {
			return tasks.MoveToTrack(c.Tx, id, in.Campaign, in.Track)
		}))
}

func oneCampaign(r store.Reader, c *call, id ident.ID) (campaign, error) {
	one, err := tasks.CampaignByID(r, c.zone, id)
	if err != nil {
		return campaign{}, err
	}
	list, err := showCampaigns(r, c, []tasks.Campaign{one})
	if err != nil {
		return campaign{}, err
	}
	return list.Items[0], nil
}

func showCampaigns(r store.Reader, c *call, list []tasks.Campaign) (List[campaign], error) {
	var ids []ident.ID
	for _, one := range list {
		ids = append(ids, one.Person)
	}
	n, err := namesOf(r, c.zone, ids...)
	out := List[campaign]{Items: []campaign{}}
	for _, one := range list {
		v := campaign{ID: one.ID, Name: one.Name, From: one.From, Until: one.Until, Unit: n.unit(one.Unit), Person: n.person(one.Person),
			Status: one.Status, Summary: one.Summary, ClosedOn: someDay(one.ClosedOn), Version: one.Version}
		for _, t := range one.Tracks {
			v.Tracks = append(v.Tracks, campaignTrack{t.Line, t.Name, t.Done, t.Total, percentOf(t.Done, t.Total)})
			v.Done, v.Total = v.Done+t.Done, v.Total+t.Total
		}
		res := access.Resource{Unit: one.Unit, Person: one.Person}
		v.Actions = c.press(can("close", "tasks.create", res, when(one.Status != tasks.CampaignRuns, tasks.CampaignClosed)))
		out.Items = append(out.Items, v)
	}
	return out, err
}

// percentOf is a share of two counts in percent with one decimal, nil of
// nothing.
func percentOf(part, whole int64) *exact.Decimal {
	r, err := exact.NewRatio(exact.Int(part), exact.Int(whole))
	if err != nil {
		return nil
	}
	p := r.Percent(1, exact.HalfUp)
	return &p
}

func openCampaign(c *Command, in *struct {
	In
	Body struct {
		Name   string        `json:"name" maxLength:"100"`
		Tracks []string      `json:"tracks" maxItems:"12"`
		From   calendar.Date `json:"from"`
		Until  calendar.Date `json:"until"`
		Unit   ident.ID      `json:"unit,omitempty"`
		Person ident.ID      `json:"person"`
	}
}) (campaign, error) {
	b := in.Body
	if err := c.mayAssign(b.Unit, b.Person); err != nil {
		return campaign{}, err
	}
	one, err := tasks.OpenCampaign(c.Tx, tasks.CampaignInput{Name: b.Name, Tracks: b.Tracks, From: b.From, Until: b.Until, Unit: b.Unit, Person: b.Person})
	if err != nil {
		return campaign{}, err
	}
	return oneCampaign(c, c.call, one.ID)
}

func closeCampaign(c *Command, in *struct {
	ByID
	Body struct {
		Summary string `json:"summary" maxLength:"5000"`
	}
}) (campaign, error) {
	one, err := tasks.CampaignByID(c, c.Zone(), in.ID)
	if err != nil {
		return campaign{}, err
	}
	if err := c.May(access.Resource{Unit: one.Unit, Person: one.Person}); err != nil {
		return campaign{}, err
	}
	if _, err := tasks.CloseCampaign(c.Tx, in.ID, one.Version, in.Body.Summary); err != nil {
		return campaign{}, err
	}
	return oneCampaign(c, c.call, in.ID)
}
