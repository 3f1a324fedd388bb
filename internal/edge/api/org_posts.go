package api

import (
	"net/http"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/domain/org"
	"github.com/jingkai-zone/jingkai/internal/domain/people"
	"github.com/jingkai-zone/jingkai/internal/store"
)

func (s *Server) registerPosts(path string) {
	ask(s, Op{ID: "list-posts", Path: path, Action: "org.read", ZH: "岗位", EN: "Posts", Tag: "org"}, listPosts)
	act(s, Op{ID: "create-post", Path: path, Action: "org.write", ZH: "设置岗位", EN: "Set up a post", Tag: "org", Status: http.StatusCreated}, createPost)
	ask(s, Op{ID: "get-post", Path: path + "/{id}", Action: "org.read", ZH: "查看岗位", EN: "Read a post", Tag: "org"},
		func(q *Question, in *ByID) (post, error) { return onePost(q, q.call, in.ID) })
	act(s, Op{ID: "move-post", Path: path + "/{id}/actions/move", Action: "org.write", ZH: "调整岗位", EN: "Move a post", Tag: "org"},
		func(c *Command, in *struct {
			ByID
			IfMatch
			Body struct {
				Unit      ident.ID `json:"unit"`
				ReportsTo ident.ID `json:"reports_to,omitempty" doc:"Superior post; empty at the top"`
				Reasoned
			}
		}) (post, error) {
			return changePost(c, in.ID, in.IfMatch, func(version int64) error {
				_, err := org.MovePost(c.Tx, org.MovePostInput{ID: in.ID, Version: version, Unit: in.Body.Unit, ReportsTo: in.Body.ReportsTo, Reason: in.Body.Reason})
				return err
			})
		})
	act(s, Op{ID: "retitle-post", Path: path + "/{id}/actions/retitle", Action: "org.write", ZH: "岗位更名", EN: "Retitle a post", Tag: "org"},
		func(c *Command, in *struct {
			ByID
			IfMatch
			Body struct {
				Title string `json:"title" maxLength:"100"`
				Reasoned
			}
		}) (post, error) {
			return changePost(c, in.ID, in.IfMatch, func(version int64) error {
				_, err := org.RetitlePost(c.Tx, org.RetitleInput{ID: in.ID, Version: version, Title: in.Body.Title, Reason: in.Body.Reason})
				return err
			})
		})
	act(s, Op{ID: "close-post", Path: path + "/{id}/actions/close", Action: "org.write", ZH: "撤销岗位", EN: "Close a post", Tag: "org"},
		func(c *Command, in *struct {
			ByID
			IfMatch
			Body struct {
				Day calendar.Date `json:"day,omitempty" doc:"First day without it; today when empty"`
				Reasoned
			}
		}) (post, error) {
			return changePost(c, in.ID, in.IfMatch, func(version int64) error {
				_, err := org.ClosePost(c.Tx, org.ClosePostInput{ID: in.ID, Version: version, Day: in.Body.Day, Reason: in.Body.Reason})
				return err
			})
		})
	fetch(s, Op{ID: "export-posts", Path: path + "/export", Action: "org.read", ZH: "导出岗位", EN: "Export posts", Tag: "org"}, mediaXLSX, exportPosts)
}

// FindPosts is the filter of lists of posts.
type FindPosts struct {
	Unit   ident.ID   `query:"unit"`
	Status org.Status `query:"status" enum:"active,closed"`
	Vacant string     `query:"vacant" enum:"true,false" doc:"Without a holder, or with one"`
}

func listPosts(q *Question, in *struct {
	In
	FindPosts
}) (List[post], error) {
	out := List[post]{Items: []post{}}
	shown, err := postsFound(q, q.call, in.FindPosts)
	out.Items = append(out.Items, shown...)
	total := int64(len(out.Items))
	out.Total = &total
	return out, err
}

// postsFound reads the posts of a zone that a filter finds, by level.
func postsFound(r store.Reader, c *call, f FindPosts) ([]post, error) {
	posts, err := org.Posts(r, c.zone)
	if err != nil {
		return nil, err
	}
	book, err := postBookOf(r, c.zone, posts)
	var out []post
	for _, p := range posts {
		_, held := book.holders[p.ID]
		if (f.Unit.IsZero() || p.Unit == f.Unit) && (f.Status == "" || p.Status == f.Status) && (f.Vacant == "" || held == (f.Vacant == "false")) {
			out = append(out, book.show(p, c))
		}
	}
	return out, err
}

// postBook names what a post speaks of.
type postBook struct {
	names
	titles  map[ident.ID]string
	holders map[ident.ID]people.Person
}

func postBookOf(r store.Reader, zone int64, posts []org.Post) (b postBook, err error) {
	if b.names, err = namesOf(r, zone); err != nil {
		return b, err
	}
	b.titles = map[ident.ID]string{}
	for _, p := range posts {
		b.titles[p.ID] = p.Title
	}
	b.holders, err = people.Holders(r, zone)
	return b, err
}

func (b postBook) show(p org.Post, c *call) post {
	out := post{ID: p.ID, Title: p.Title, Unit: b.unit(p.Unit), Level: p.Level, Status: p.Status, OpenedOn: p.OpenedOn, ClosedOn: day(p.ClosedOn),
		Version: p.Version, Actions: orgActions(c, p.Status == org.Active, org.PostClosed.New().Text(c.lang), "move", "retitle", "close")}
	if !p.ReportsTo.IsZero() {
		out.ReportsTo = &Ref{p.ReportsTo, b.titles[p.ReportsTo]}
	}
	if h, held := b.holders[p.ID]; held {
		out.Holder = &Ref{h.ID, h.Name}
	}
	return out
}

func onePost(r store.Reader, c *call, id ident.ID) (post, error) {
	posts, err := org.Posts(r, c.zone)
	if err != nil {
		return post{}, err
	}
	p, err := org.PostByID(r, c.zone, id)
	if err != nil {
		return post{}, err
	}
	book, err := postBookOf(r, c.zone, posts)
	return book.show(p, c), err
}

// changePost runs a verb on the version of a post the caller has read, or on
// the present one.
func changePost(c *Command, id ident.ID, m IfMatch, verb func(version int64) error) (post, error) {
	p, err := org.PostByID(c, c.Zone(), id)
	if err != nil {
		return post{}, err
	}
	version, err := m.orPresent(p.Version)
	if err != nil {
		return post{}, err
	}
	if err := verb(version); err != nil {
		return post{}, err
	}
	return onePost(c, c.call, id)
}

func createPost(c *Command, in *struct {
	In
	Body struct {
		Unit      ident.ID      `json:"unit"`
		ReportsTo ident.ID      `json:"reports_to,omitempty" doc:"Superior post; empty at the top"`
		Title     string        `json:"title" maxLength:"100"`
		OpenedOn  calendar.Date `json:"opened_on,omitempty" doc:"Today when empty"`
		Reason    string        `json:"reason,omitempty" maxLength:"500" doc:"The decision it rests on"`
	}
}) (post, error) {
	b := in.Body
	p, err := org.CreatePost(c.Tx, org.PostInput{Unit: b.Unit, ReportsTo: b.ReportsTo, Title: b.Title, OpenedOn: b.OpenedOn, Reason: b.Reason})
	if err != nil {
		return post{}, err
	}
	return onePost(c, c.call, p.ID)
}
