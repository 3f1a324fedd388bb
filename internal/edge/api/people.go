package api

import (
	"net/http"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/domain/org"
	"github.com/jingkai-zone/jingkai/internal/domain/people"
	"github.com/jingkai-zone/jingkai/internal/engine/access"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// person is one member of the staff. Everybody on the staff may look up who
// works where; what belongs to the personnel record is there only for whoever
// may read that record.
type person struct {
	ID        ident.ID       `json:"id"`
	Number    string         `json:"number"`
	Name      string         `json:"name"`
	Unit      *Ref           `json:"unit"`
	Post      *Ref           `json:"post,omitempty"`
	RankTitle string         `json:"rank_title,omitempty"`
	Leader    bool           `json:"leader"`
	Status    people.Status  `json:"status" enum:"active,left"`
	JoinedOn  *calendar.Date `json:"joined_on,omitempty"`
	LeftOn    *calendar.Date `json:"left_on,omitempty"`
	Phone     string         `json:"phone,omitempty"`
	SortNo    int64          `json:"sort_no,omitempty"`
	Account   *Ref           `json:"account,omitempty"`
	Version   int64          `json:"version"`
	Moves     []personMove   `json:"moves,omitempty"`
	Actions   []Action       `json:"actions"`
}

// VersionTag makes the person's version the ETag.
func (p person) VersionTag() int64 { return p.Version }

// personMove is one entry of a person's history.
type personMove struct {
	Kind      people.MoveKind `json:"kind" enum:"join,transfer,leave"`
	Day       calendar.Date   `json:"day"`
	Unit      *Ref            `json:"unit,omitempty"`
	Post      *Ref            `json:"post,omitempty"`
	RankTitle string          `json:"rank_title,omitempty"`
	Reason    string          `json:"reason"`
}

// FindPeople is the filter of lists of people.
type FindPeople struct {
	Query  string        `query:"query" maxLength:"60" doc:"Part of a name, its pinyin or initials, or the beginning of a number"`
	Unit   ident.ID      `query:"unit"`
	Status people.Status `query:"status" enum:"active,left" doc:"Those who left are shown to whoever reads all personnel records"`
	Leader string        `query:"leader" enum:"true,false" doc:"Members of the leading group"`
}

func (f FindPeople) filter(zone int64) people.Filter {
	out := people.Filter{Zone: zone, Query: f.Query, Unit: f.Unit, Status: f.Status}
	if f.Leader != "" {
		leader := f.Leader == "true"
		out.Leader = &leader
	}
	return out
}

func (s *Server) registerPeople() {
	const path = "/zones/{zone}/people"
	ask(s, Op{ID: "list-people", Path: path, Action: "people.find", ZH: "查找人员", EN: "Look people up", Tag: "people"}, s.listPeople)
	act(s, Op{ID: "join-person", Path: path, Action: "people.write", ZH: "入职", EN: "Enter a person", Tag: "people", Status: http.StatusCreated}, joinPerson)
	ask(s, Op{ID: "get-person", Path: path + "/{id}", Action: "people.read", ZH: "查看人员档案", EN: "Read a personnel record", Tag: "people"},
		func(q *Question, in *ByID) (person, error) {
			p, err := people.ByID(q, q.Zone(), in.ID)
			if err != nil {
				return person{}, err
			}
			if err := q.May(personResource(p)); err != nil {
				return person{}, err
			}
			if p.ID != q.Actor().Person {
				if err := s.viewed(q.call, "people.read", p.ID.String(), ""); err != nil {
					return person{}, err
				}
			}
			return wholePerson(q, q.call, in.ID)
		})
	act(s, Op{ID: "edit-person", Method: http.MethodPut, Path: path + "/{id}", Action: "people.write", ZH: "修改人员资料", EN: "Edit a person", Tag: "people"}, editPerson)
	act(s, Op{ID: "transfer-person", Path: path + "/{id}/actions/transfer", Action: "people.write", ZH: "调动", EN: "Transfer a person", Tag: "people"}, transferPerson)
	act(s, Op{ID: "leave-person", Path: path + "/{id}/actions/leave", Action: "people.write", ZH: "离职", EN: "Let a person leave", Tag: "people"}, leavePerson)
	s.registerPeopleExchange(path)
}

// personResource says whose record it is.
func personResource(p people.Person) access.Resource {
	return access.Resource{Unit: p.Unit, Person: p.ID, Kind: access.KindPerson}
}

func (s *Server) listPeople(q *Question, in *struct {
	In
	Paging
	FindPeople
}) (List[person], error) {
	f := in.filter(q.Zone())
	f.After, f.Limit = in.Cursor, in.Limit
	if s.Access.Scope(q.Actor(), "people.read") != access.All {
		f.Status = people.Active
	}
	page, err := people.List(q, f)
	if err != nil {
		return List[person]{}, err
	}
	n, err := placesOf(q, q.Zone())
	out := List[person]{Items: []person{}, Next: page.Next}
	for _, p := range page.Items {
		out.Items = append(out.Items, showPerson(p, n, q.call))
	}
	return out, err
}

// places names the units and posts that people stand in.
type places struct {
	names
	posts map[ident.ID]string
}

func placesOf(r store.Reader, zone int64) (places, error) {
	n, err := namesOf(r, zone)
	if err != nil {
		return places{}, err
	}
	out := places{n, map[ident.ID]string{}}
	posts, err := org.Posts(r, zone)
	for _, p := range posts {
		out.posts[p.ID] = p.Title
	}
	return out, err
}

// post gives the reference to a post, nil for none.
func (n places) post(id ident.ID) *Ref {
	if id.IsZero() {
		return nil
	}
	return &Ref{id, n.posts[id]}
}

func showPerson(p people.Person, n places, c *call) person {
	out := person{ID: p.ID, Number: p.Number, Name: p.Name, Unit: n.unit(p.Unit), Post: n.post(p.Post), RankTitle: p.RankTitle,
		Leader: p.Leader, Status: p.Status, Version: p.Version, Actions: []Action{}}
	if c.Can("people.read", personResource(p)) {
		out.JoinedOn, out.LeftOn, out.Phone = day(p.JoinedOn), day(p.LeftOn), p.Phone
		if p.SortNo != people.Unplaced {
			out.SortNo = p.SortNo
		}
	}
	if !c.Can("people.write", personResource(p)) {
		return out
	}
	for _, name := range []string{"edit", "transfer", "leave"} {
		a := Action{Name: name, Allowed: p.Status == people.Active || name == "edit"}
		if !a.Allowed {
			a.Why = people.HasLeft.New().Text(c.lang)
		}
		out.Actions = append(out.Actions, a)
	}
	return out
}

// day leaves a day out of an answer when there is none.
func day(d calendar.Date) *calendar.Date {
	if d.IsZero() {
		return nil
	}
	return &d
}

// wholePerson reads a person with the history.
func wholePerson(r store.Reader, c *call, id ident.ID) (person, error) {
	p, err := people.ByID(r, c.zone, id)
	if err != nil {
		return person{}, err
	}
	n, err := placesOf(r, c.zone)
	if err != nil {
		return person{}, err
	}
	out := showPerson(p, n, c)
	moves, err := people.History(r, c.zone, id)
	for _, m := range moves {
		out.Moves = append(out.Moves, personMove{m.Kind, m.Day, n.unit(m.Unit), n.post(m.Post), m.RankTitle, m.Reason})
	}
	return out, err
}

// done gives the person after a command.
func donePerson(c *Command, p people.Person, err error) (person, error) {
	if err != nil {
		return person{}, err
	}
	return wholePerson(c, c.call, p.ID)
}

func joinPerson(c *Command, in *struct {
	In
	Body struct {
		Number    string        `json:"number" maxLength:"32"`
		Name      string        `json:"name" maxLength:"50"`
		Unit      ident.ID      `json:"unit"`
		Post      ident.ID      `json:"post,omitempty"`
		RankTitle string        `json:"rank_title,omitempty" maxLength:"50"`
		Leader    bool          `json:"leader,omitempty"`
		JoinedOn  calendar.Date `json:"joined_on,omitempty" doc:"Today when empty"`
		Phone     string        `json:"phone,omitempty" maxLength:"20"`
		SortNo    int64         `json:"sort_no,omitempty" minimum:"0" maximum:"999999"`
		Reasoned
	}
}) (person, error) {
	b := in.Body
	p, err := people.Join(c.Tx, people.JoinInput{Number: b.Number, Name: b.Name, Unit: b.Unit, Post: b.Post, RankTitle: b.RankTitle,
		Leader: b.Leader, JoinedOn: b.JoinedOn, Phone: b.Phone, SortNo: b.SortNo, Reason: b.Reason})
	return donePerson(c, p, err)
}

func editPerson(c *Command, in *struct {
	ByID
	IfMatch
	Body struct {
		Name   string `json:"name" maxLength:"50"`
		Leader bool   `json:"leader,omitempty"`
		Phone  string `json:"phone,omitempty" maxLength:"20"`
		SortNo int64  `json:"sort_no,omitempty" minimum:"0" maximum:"999999"`
		Reason string `json:"reason,omitempty" maxLength:"500"`
	}
}) (person, error) {
	version, err := in.Expected()
	if err != nil {
		return person{}, err
	}
	b := in.Body
	p, err := people.Edit(c.Tx, people.EditInput{ID: in.ID, Version: version, Name: b.Name, Leader: b.Leader, Phone: b.Phone, SortNo: b.SortNo, Reason: b.Reason})
	return donePerson(c, p, err)
}

// personVersion is the version an action on a person applies to.
func personVersion(c *Command, id ident.ID, m IfMatch) (int64, error) {
	p, err := people.ByID(c, c.Zone(), id)
	if err != nil {
		return 0, err
	}
	return m.orPresent(p.Version)
}

func transferPerson(c *Command, in *struct {
	ByID
	IfMatch
	Body struct {
		Unit      ident.ID      `json:"unit"`
		Post      ident.ID      `json:"post,omitempty"`
		RankTitle string        `json:"rank_title,omitempty" maxLength:"50"`
		Day       calendar.Date `json:"day,omitempty" doc:"First day in the new place; today when empty"`
		Reasoned
	}
}) (person, error) {
	version, err := personVersion(c, in.ID, in.IfMatch)
	if err != nil {
		return person{}, err
	}
	p, err := people.Transfer(c.Tx, people.TransferInput{ID: in.ID, Version: version, Unit: in.Body.Unit, Post: in.Body.Post,
		RankTitle: in.Body.RankTitle, Day: in.Body.Day, Reason: in.Body.Reason})
	return donePerson(c, p, err)
}

func leavePerson(c *Command, in *struct {
	ByID
	IfMatch
	Body struct {
		Day calendar.Date `json:"day,omitempty" doc:"First day no longer on the staff; today when empty"`
		Reasoned
	}
}) (person, error) {
	version, err := personVersion(c, in.ID, in.IfMatch)
	if err != nil {
		return person{}, err
	}
	p, err := people.Leave(c.Tx, people.LeaveInput{ID: in.ID, Version: version, Day: in.Body.Day, Reason: in.Body.Reason})
	return donePerson(c, p, err)
}
