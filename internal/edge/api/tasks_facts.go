package api

import (
	"net/http"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/exact"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/domain/tasks"
	"github.com/jingkai-zone/jingkai/internal/engine/access"
	"github.com/jingkai-zone/jingkai/internal/engine/measure"
	"github.com/jingkai-zone/jingkai/internal/store"
)

const factsTag = "facts"

// fact is one measured thing as the API shows it.
type fact struct {
	ID         ident.ID          `json:"id"`
	Measure    string            `json:"measure"`
	Title      string            `json:"title"`
	Unit       string            `json:"unit" doc:"Unit of the value"`
	Subjects   []measure.Subject `json:"subjects"`
	Day        calendar.Date     `json:"day"`
	Value      exact.Decimal     `json:"value"`
	Source     string            `json:"source" doc:"Record it comes from"`
	Note       string            `json:"note,omitempty"`
	ReportedBy *Ref              `json:"reported_by,omitempty"`
	At         time.Time         `json:"at"`
	VerifiedBy *Ref              `json:"verified_by,omitempty"`
	VerifiedAt *time.Time        `json:"verified_at,omitempty"`
	Pending    bool              `json:"pending" doc:"Waits for somebody else to verify it and does not count yet"`
	Reverses   ident.ID          `json:"reverses,omitzero"`
	ReversedBy ident.ID          `json:"reversed_by,omitzero"`
	Actions    []Action          `json:"actions"`
}

type measureView struct {
	Name        string              `json:"name"`
	Title       string              `json:"title"`
	Unit        string              `json:"unit"`
	Aggregation measure.Aggregation `json:"aggregation" enum:"sum,last,mean"`
	Source      measure.Source      `json:"source" enum:"work,report"`
}

// measureTitle is a measure's name for people.
func measureTitle(m measure.Measure, lang fault.Lang) string {
	if lang == fault.English {
		return m.TitleEN
	}
	return m.TitleZH
}

const factsPath = "/zones/{zone}/facts"

func (s *Server) registerFacts() {
	ask(s, Op{ID: "list-measures", Path: "/zones/{zone}/measures", Action: "fact.read", ZH: "指标目录", EN: "Catalogue of measures", Tag: factsTag},
		func(q *Question, _ *In) (List[measureView], error) {
			q.asked = true // the catalogue says nothing about anybody
			out := List[measureView]{Items: []measureView{}}
			for _, m := range measure.Catalogue() {
				out.Items = append(out.Items, measureView{m.Name, measureTitle(m, q.Lang()), m.Unit, m.Aggregation, m.Source})
			}
			return out, nil
		})
	ask(s, Op{ID: "list-facts", Path: factsPath, Action: "fact.read", ZH: "事实数据", EN: "Facts", Tag: factsTag}, listFacts)
	act(s, Op{ID: "report-fact", Path: factsPath, Action: "fact.report", ZH: "填报事实数据", EN: "Report a fact", Tag: factsTag, Status: http.StatusCreated}, reportFact)
	act(s, Op{ID: "verify-fact", Path: factsPath + "/{id}/actions/verify", Action: "fact.verify", ZH: "核验事实数据", EN: "Verify a fact", Tag: factsTag},
		factAct(func(c *Command, id ident.ID, _ Empty) error { return measure.Verify(c.Tx, id) }))
	act(s, Op{ID: "reverse-fact", Path: factsPath + "/{id}/actions/reverse", Action: "fact.verify", ZH: "冲销事实数据", EN: "Take a fact back", Tag: factsTag},
		factAct(func(c *Command, id ident.ID, in Reasoned) error {
			_, err := measure.Reverse(c.Tx, id, in.Reason)
			return err
		}))
}

// factResource says whose fact it is: the person and the unit among its
// subjects.
func factResource(subjects []measure.Subject) access.Resource {
	var res access.Resource
	for _, s := range subjects {
		id, err := ident.ParseID(s.ID)
		switch {
		case err != nil:
		case s.Kind == tasks.UnitSubject:
			res.Unit = id
		case s.Kind == tasks.PersonSubject:
			res.Person = id
		}
	}
	return res
}

func factAct[B any](do func(c *Command, id ident.ID, in B) error) func(*Command, *struct {
	ByID
	Body B
}) (fact, error) {
	return func(c *Command, in *struct {
		ByID
		Body B
	}) (fact, error) {
		f, err := measure.Get(c, c.Zone(), in.ID)
		if err != nil {
			return fact{}, err
		}
		if err := c.May(factResource(f.Subjects)); err != nil {
			return fact{}, err
		}
		if err := do(c, in.ID, in.Body); err != nil {
			return fact{}, err
		}
		return oneFact(c, c.call, in.ID)
	}
}

func oneFact(r store.Reader, c *call, id ident.ID) (fact, error) {
	f, err := measure.Get(r, c.zone, id)
	if err != nil {
		return fact{}, err
	}
	n, err := namesOf(r, c.zone, f.ReportedBy, f.VerifiedBy)
	return showFact(f, n, c), err
}

func showFact(f measure.Fact, n names, c *call) fact {
	m, _ := measure.Lookup(f.Measure)
	res := factResource(f.Subjects)
	var self *fault.Error
	if f.ReportedBy == c.actor.Person || f.ReportedBy == c.actor.Account {
		self = measure.SelfVerified.New()
	}
	return fact{ID: f.ID, Measure: f.Measure, Title: measureTitle(m, c.lang), Unit: m.Unit, Subjects: f.Subjects, Day: f.Day, Value: f.Value,
		Source: f.Source, Note: f.Note, ReportedBy: n.person(f.ReportedBy), At: f.At, VerifiedBy: n.person(f.VerifiedBy),
		VerifiedAt: someTime(f.VerifiedAt), Pending: f.Pending(), Reverses: f.Reverses, ReversedBy: f.ReversedBy, Actions: c.press(
			can("verify", "fact.verify", res, first(when(!f.Pending(), measure.AlreadyVerified), self)),
			can("reverse", "fact.verify", res, when(!f.Live(), measure.AlreadyReversed)),
		)}
}

func listFacts(q *Question, in *struct {
	In
	Paging
	Measure     string        `query:"measure" maxLength:"80"`
	SubjectKind string        `query:"subject_kind" maxLength:"40" doc:"item, task, unit, person, …"`
	Subject     string        `query:"subject" maxLength:"64"`
	From        calendar.Date `query:"from"`
	To          calendar.Date `query:"to"`
	State       string        `query:"state" enum:"counting,pending,live,everything" default:"live"`
}) (List[fact], error) {
	query := measure.Query{Zone: q.Zone(), SubjectKind: in.SubjectKind, From: in.From, To: in.To, Cursor: in.Cursor, Limit: in.Limit,
		State: map[string]measure.State{"counting": measure.Counting, "pending": measure.Pending, "live": measure.Live, "everything": measure.Everything}[in.State]}
	if in.Measure != "" {
		query.Measures = []string{in.Measure}
	}
	if in.Subject != "" {
		query.SubjectIDs = []string{in.Subject}
	}
	scope := q.Scope()
	if scope != access.All {
		narrow(&query, scope, q.Actor())
	}
	page, err := measure.Facts(q, query)
	if err != nil {
		return List[fact]{}, err
	}
	var ids []ident.ID
	for _, f := range page.Items {
		ids = append(ids, f.ReportedBy, f.VerifiedBy)
	}
	n, err := namesOf(q, q.Zone(), ids...)
	out := List[fact]{Items: []fact{}, Next: page.Next}
	for _, f := range page.Items {
		// What a narrow scope does not cover is not shown, also where the
		// question names another subject.
		if scope == access.All || scope.Covers(q.Actor(), resourceIn(f.Subjects, q.Zone())) {
			out.Items = append(out.Items, showFact(f, n, q.call))
		}
	}
	return out, err
}

func resourceIn(subjects []measure.Subject, zone int64) access.Resource {
	res := factResource(subjects)
	res.Zone = zone
	return res
}

// narrow asks about the asker's own facts, or a head about the unit's, when
// the question names no subject.
func narrow(q *measure.Query, scope access.Scope, by *ident.Actor) {
	if q.SubjectKind != "" && len(q.SubjectIDs) > 0 {
		return
	}
	q.SubjectKind, q.SubjectIDs = tasks.PersonSubject, []string{by.Person.String()}
	if scope == access.Unit || scope == access.Unit|access.Own {
		q.SubjectKind, q.SubjectIDs = tasks.UnitSubject, []string{by.Unit.String()}
	}
}

func reportFact(c *Command, in *struct {
	In
	Body struct {
		Measure  string            `json:"measure" maxLength:"80"`
		Subjects []measure.Subject `json:"subjects" minItems:"1" maxItems:"16"`
		Day      calendar.Date     `json:"day"`
		Value    exact.Decimal     `json:"value"`
		Source   string            `json:"source" maxLength:"500" doc:"Document or record the value comes from"`
		Note     string            `json:"note,omitempty" maxLength:"500"`
	}
}) (fact, error) {
	b := in.Body
	if err := c.May(factResource(b.Subjects)); err != nil {
		return fact{}, err
	}
	id, err := tasks.RecordFact(c.Tx, measure.Fact{Measure: b.Measure, Subjects: b.Subjects, Day: b.Day, Value: b.Value, Source: b.Source, Note: b.Note})
	if err != nil {
		return fact{}, err
	}
	return oneFact(c, c.call, id)
}
