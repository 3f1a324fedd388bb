package org

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
)

func idOf(n int) ident.ID { return ident.ID{15: byte(n)} }

// three is 主任 → 部长 → 科员 in units 1, 2 and 2, the frame of PK-07.
func three() chart {
	return newChart([]Post{
		{ID: idOf(1), Unit: idOf(101), Title: "主任"},
		{ID: idOf(2), Unit: idOf(102), Title: "部长", ReportsTo: idOf(1)},
		{ID: idOf(3), Unit: idOf(102), Title: "科员", ReportsTo: idOf(2)},
		{ID: idOf(4), Unit: idOf(101), Title: "副主任"},
	}, []Unit{{ID: idOf(101), Name: "领导班子"}, {ID: idOf(102), Name: "综合部"}})
}

func TestFourthLevelIsRefusedWithItsChain(t *testing.T) {
	c, max := three(), limit{max: 3, labelZH: "示例方案", labelEN: "Example scheme"}
	if level, err := c.admit(idOf(102), idOf(2), max); err != nil || level != 3 {
		t.Errorf("third level: got %d, %v", level, err)
	}
	_, err := c.admit(idOf(102), idOf(3), max)
	refusal, ok := fault.As(err)
	if !ok || refusal.Code != TooDeep || refusal.Code.Rule != "LW-13" || refusal.Location != "reports_to" {
		t.Fatalf("fourth level: got %v", err)
	}
	want := "示例方案规定管理层级不超过 3 级（org.max_levels），这样设置会出现第 4 级：" +
		"主任（领导班子） → 部长（综合部） → 科员（综合部） → 新岗位（综合部）。请改为向更高一级的岗位汇报，或先按程序修订方案。"
	if got := refusal.Text(fault.Chinese); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if got := refusal.Text(fault.English); !strings.Contains(got, "主任 (领导班子) → 部长 (综合部) → 科员 (综合部) → the new post (综合部)") {
		t.Errorf("got %s", got)
	}
	if level, err := c.admit(idOf(102), idOf(3), limit{}); err != nil || level != 4 {
		t.Errorf("without a limit: got %d, %v; want level 4", level, err)
	}
}

func TestMovingABranch(t *testing.T) {
	max := limit{max: 3}
	for _, m := range []struct {
		name         string
		post, to     int
		limit        limit
		refusal      *fault.Code
		level, under int // new level of the post, and of the post below it (3)
	}{
		{name: "beside where it was", post: 2, to: 4, limit: max, level: 2, under: 3},
		{name: "to the top", post: 2, to: 0, limit: max, level: 1, under: 2},
		{name: "the top under another top: 科员 would be on level 4", post: 1, to: 4, limit: max, refusal: TooDeep},
		{name: "the same without a limit", post: 1, to: 4, level: 2, under: 4},
		{name: "under itself", post: 2, to: 2, limit: max, refusal: Circle},
		{name: "under its own report", post: 1, to: 3, refusal: Circle},
		{name: "not deeper, though the scheme was tightened to 2", post: 2, to: 4, limit: limit{max: 2}, level: 2, under: 3},
	} {
		levels, err := three().move(idOf(m.post), idOf(m.to), m.limit)
		if m.refusal != nil {
			if !m.refusal.Is(err) {
				t.Errorf("%s: got %v, want %s", m.name, err, m.refusal.Name)
			}
			continue
		}
		if err != nil || levels[idOf(m.post)] != m.level || levels[idOf(3)] != m.under {
			t.Errorf("%s: got %v, %v; want %d and %d", m.name, levels, err, m.level, m.under)
		}
	}
}

func TestCircleIsNamed(t *testing.T) {
	_, err := three().move(idOf(1), idOf(3), limit{})
	refusal, _ := fault.As(err)
	if refusal == nil || !strings.Contains(refusal.Text(fault.Chinese), "主任（领导班子） → 部长（综合部） → 科员（综合部） → 主任（领导班子）") {
		t.Errorf("got %v", err)
	}
}

// Whatever is added and moved in whatever order, lines stay free of circles,
// levels stay the length of the line, and no accepted step exceeds the limit.
func TestReportingTreeStaysATree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		max := limit{max: rapid.IntRange(0, 5).Draw(t, "max")}
		posts := map[ident.ID]Post{}
		var order []ident.ID
		list := func() (out []Post) {
			for _, id := range order {
				out = append(out, posts[id])
			}
			return out
		}
		pick := func(label string) ident.ID {
			return idOf(rapid.IntRange(0, len(order)).Draw(t, label)) // 0 is none
		}
		for range rapid.IntRange(1, 30).Draw(t, "steps") {
			c, superior := newChart(list(), nil), pick("superior")
			if len(order) == 0 || rapid.Bool().Draw(t, "add") {
				level, err := c.admit(ident.ID{}, superior, max)
				if err == nil {
					id := idOf(len(order) + 1)
					order = append(order, id)
					posts[id] = Post{ID: id, ReportsTo: superior, Level: level}
				}
			} else if id := pick("post"); !id.IsZero() {
				levels, err := c.move(id, superior, max)
				if err == nil {
					p := posts[id]
					p.ReportsTo = superior
					posts[id] = p
					for x, level := range levels {
						p := posts[x]
						p.Level = level
						posts[x] = p
					}
				}
			}
			checkTree(t, posts, max)
		}
	})
}

func checkTree(t *rapid.T, posts map[ident.ID]Post, max limit) {
	for id, p := range posts {
		steps := 1
		for at := p; !at.ReportsTo.IsZero(); at = posts[at.ReportsTo] {
			if steps++; steps > len(posts) {
				t.Fatalf("post %v is in a circle", id)
			}
		}
		if p.Level != steps {
			t.Fatalf("post %v says level %d, its line has %d", id, p.Level, steps)
		}
		if max.max > 0 && steps > max.max {
			t.Fatalf("post %v is on level %d of %d allowed", id, steps, max.max)
		}
	}
}
