package org

import (
	"slices"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
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
	if err != nil {
		return Structure{}, err
	}
	return newStructure(zone, day, units, posts, rules.levels().max), nil
}

func unitsOn(r store.Reader, zone int64, day calendar.Date) ([]Unit, error) {
	units, err := Units(r, zone)
	if err != nil {
		return nil, err
	}
	names, err := pastNames(r, zone, day)
	if err != nil {
		return nil, err
	}
	units = slices.DeleteFunc(units, func(u Unit) bool { return !u.On(day) })
	for i, u := range units {
		if name, renamed := names[u.ID]; renamed {
			units[i].Name = name
		}
	}
	return units, nil
}

func postsOn(r store.Reader, zone int64, day calendar.Date) ([]Post, error) {
	posts, err := Posts(r, zone)
	if err != nil {
		return nil, err
	}
	places, err := pastPlaces(r, zone, day)
	if err != nil {
		return nil, err
	}
	posts = slices.DeleteFunc(posts, func(p Post) bool { return !p.On(day) })
	for i, p := range posts {
		if was, moved := places[p.ID]; moved {
			posts[i].Unit, posts[i].ReportsTo = was.unit, was.reportsTo
		}
	}
	return posts, nil
}
