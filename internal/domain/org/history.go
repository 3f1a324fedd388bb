package org

import (
	"slices"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/engine/scheme"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// StructureOf gives the organisation of a zone as it was on a day: the units
// and posts of that day under the names and reporting lines of that day, held
// against the scheme of that day (LW-13, PK-05, PK-06, PK-07).
func StructureOf(r store.Reader, zone int64, day calendar.Date) (Structure, error) {
	units, err := unitsOn(r, zone, day)
	if err != nil {
		return Structure{}, err
	}
	posts, err := postsOn(r, zone, day)
	if err != nil {
		return Structure{}, err
	}
	rules, err := rulesOn(r, zone, day)
	if err != nil && !scheme.TrialEnded.Is(err) { // what is there can be shown when its limits cannot

		return Structure{}, err
	}
	return newStructure(zone, day, units, posts, rules.Scheme), nil
}

func unitsOn(r store.Reader, zone int64, day calendar.Date) ([]Unit, error) {
	units, err := Units(r, zone)
	if err != nil {
		return nil, err
	}
	past, err := pastUnits(r, zone, day)
	if err != nil {
		return nil, err
	}
	units = slices.DeleteFunc(units, func(u Unit) bool { return !u.On(day) })
	for i, u := range units {
		if was, changed := past[u.ID]; changed {
			units[i].Name, units[i].Category = was.Name, was.Category
		}
	}
	return units, nil
}

func postsOn(r store.Reader, zone int64, day calendar.Date) ([]Post, error) {
	posts, err := Posts(r, zone)
	if err != nil {
		return nil, err
	}
	past, err := pastPosts(r, zone, day)
	if err != nil {
		return nil, err
	}
	posts = slices.DeleteFunc(posts, func(p Post) bool { return !p.On(day) })
	for i, p := range posts {
		if was, changed := past[p.ID]; changed {
			posts[i].Unit, posts[i].ReportsTo, posts[i].Title = was.Unit, was.ReportsTo, was.Title
		}
	}
	return posts, nil
}
