package people_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/domain/org"
	"github.com/jingkai-zone/jingkai/internal/domain/people"
	"github.com/jingkai-zone/jingkai/internal/engine/scheme"
	"github.com/jingkai-zone/jingkai/internal/store"
	"github.com/jingkai-zone/jingkai/internal/store/storetest"
)

// adopt proposes a scheme and has another person activate it.
func (h *house) adopt(body string) {
	h.t.Helper()
	text := "scheme:\n  id: made-up\n  zone: shili\n  title: {zh: 示例方案, en: Made-up scheme}\n  status: final\n" + body
	v := must(h, func(tx *store.Tx) (scheme.Version, error) {
		return scheme.Propose(tx, scheme.Proposal{Zone: h.zone, Text: text, Reason: "示例"})
	})
	proposer := h.actor
	h.actor = &ident.Actor{Name: "测试壬", Zone: h.zone, Account: ident.NewID(h.db.Now()), Person: ident.NewID(h.db.Now())}
	must(h, func(tx *store.Tx) (scheme.Version, error) { return scheme.Activate(tx, v.ID, v.Version, "示例") })
	h.actor = proposer
}

// LW-15: posts ≤ ceiling, and persons in post ≤ ceiling, also in a race.
func TestCeilingOnPosts(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		h.adopt("people:\n  ceilings: {zone: 3}\n")
		var wg sync.WaitGroup
		for i := range 8 {
			wg.Go(func() {
				_, err := try(h, func(tx *store.Tx) (org.Post, error) {
					return org.CreatePost(tx, org.PostInput{Title: fmt.Sprintf("示例岗%d", i), Unit: h.unit.ID})
				})
				if err != nil && !people.PostsOverCeiling.Is(err) {
					t.Errorf("got %v", err)
				}
			})
		}
		wg.Wait()
		posts := ask(h, func(r store.Reader) ([]org.Post, error) { return org.Posts(r, h.zone) })
		if len(posts) != 3 {
			t.Fatalf("%d posts under a ceiling of 3", len(posts))
		}
		_, err := try(h, func(tx *store.Tx) (org.Post, error) {
			return org.CreatePost(tx, org.PostInput{Title: "第四岗", Unit: h.unit.ID})
		})
		refusal, _ := fault.As(err)
		if refusal == nil || !strings.Contains(refusal.Text(fault.Chinese), "示例方案第1版园区员额为 3 人（people.ceilings.zone），现已设岗 3 个") {
			t.Errorf("got %v", err)
		}
	})
}

// LF-26: of two ceilings the lower binds and is named. 5 people are engaged
// under a ceiling of 9 (province), then 5 (city): the 6th is refused.
func TestTheLowerCeilingBinds(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		var posts []org.Post
		for i := range 7 {
			posts = append(posts, h.newPost(fmt.Sprintf("示例岗%d", i), h.unit.ID))
		}
		h.adopt("people:\n  ceilings: {province: 9, city: 5}\n")
		engage := func(i int) (people.Person, error) {
			return h.join(fmt.Sprintf("A-%d", i), "测试乙", func(in *people.JoinInput) { in.Post = posts[i].ID })
		}
		var last people.Person
		for i := range 5 {
			var err error
			if last, err = engage(i); err != nil {
				t.Fatal(err)
			}
		}
		_, err := engage(5)
		h.refused(err, people.OverCeiling)
		if refusal, _ := fault.As(err); refusal == nil || !strings.Contains(refusal.Text(fault.Chinese), "市核定数为 5 人（people.ceilings.city），现已聘任 5 人") {
			t.Errorf("got %v", err)
		}
		idle := h.joined("B-1", "测试丙", nil) // on the staff without a post: not engaged
		transfer := func(p people.Person, post ident.ID) (people.Person, error) {
			return try(h, func(tx *store.Tx) (people.Person, error) {
				return people.Transfer(tx, people.TransferInput{ID: p.ID, Version: p.Version, Unit: h.unit.ID, Post: post, Reason: "聘任"})
			})
		}
		_, err = transfer(idle, posts[6].ID)
		h.refused(err, people.OverCeiling)
		if last, err = transfer(last, posts[5].ID); err != nil { // from post to post: no more people engaged
			t.Errorf("a change of posts: %v", err)
		}
		_, err = h.imported([]people.Row{{Line: 2, Number: "B-2", Name: "测试丁", Unit: "综合部", Post: "示例岗6"}})
		h.refused(err, people.OverCeiling)
		must(h, func(tx *store.Tx) (people.Person, error) {
			return people.Leave(tx, people.LeaveInput{ID: last.ID, Version: last.Version, Reason: "辞职"})
		})
		if _, err = transfer(idle, posts[6].ID); err != nil {
			t.Errorf("after one left: %v", err)
		}
	})
}

// YT-07: with 2 leading posts the third member of the leading group is refused.
func TestCapOnLeaders(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		h.adopt("org:\n  leader_cap: 2\n")
		leader := func(in *people.JoinInput) { in.Leader = true }
		h.joined("A-1", "测试乙", leader)
		second := h.joined("A-2", "测试丙", leader)
		_, err := h.join("A-3", "测试丁", leader)
		h.refused(err, people.OverLeaders)
		third := h.joined("A-3", "测试丁", nil)
		edit := func(p people.Person, leader bool) (people.Person, error) {
			return try(h, func(tx *store.Tx) (people.Person, error) {
				return people.Edit(tx, people.EditInput{ID: p.ID, Version: p.Version, Name: p.Name, Leader: leader})
			})
		}
		_, err = edit(third, true)
		h.refused(err, people.OverLeaders)
		swap := []people.Row{{Line: 2, Number: "A-2", Name: "测试丙", Leader: "否"}, {Line: 3, Number: "A-3", Name: "测试丁", Leader: "是"}}
		_, err = h.imported(swap[1:])
		h.refused(err, people.OverLeaders)
		if _, err := h.imported(swap); err != nil { // one steps down as the other steps up
			t.Error(err)
		}
		if _, err = edit(second, false); !store.Stale.Is(err) {
			t.Errorf("got %v", err)
		}
	})
}
