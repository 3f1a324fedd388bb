package measure

import (
	"regexp"
	"sort"
	"sync"
)

// Aggregation says how the facts of a period become one number.
type Aggregation string

// The aggregations.
const (
	Sum  Aggregation = "sum"  // 累计: the values are added
	Last Aggregation = "last" // 期末: the value of the newest day counts
	Mean Aggregation = "mean" // 平均: sum over count, as an exact fraction
)

// Source says where the facts of a measure come from, and with it when they
// begin to count.
type Source string

// The sources.
const (
	// FromWork facts are left by the work itself (a case closed, a day
	// attended): the record named as their source is the evidence, and they
	// count at once.
	FromWork Source = "work"
	// FromReport facts are stated by a person and count after another person
	// has verified them.
	FromReport Source = "report"
)

// Measure is one entry of the catalogue: what is counted, in which unit.
type Measure struct {
	Name        string      // dotted, starts with the room: "works.invested"
	TitleZH     string      // 完成投资
	TitleEN     string      // Investment completed
	Unit        string      // as printed after the number: 万元, 件, 天
	Aggregation Aggregation // how a period becomes one number
	Source      Source      // where its facts come from
}

var (
	catalogueLock sync.RWMutex
	catalogue     = map[string]Measure{}
	namePattern   = regexp.MustCompile(`^[a-z]+(\.[a-z][a-z0-9_]*)+$`)
)

// Define adds a measure to the catalogue and gives its name back. Call it in a
// package-level var of the room that records it. A measure defined twice or
// incompletely panics at start.
func Define(m Measure) string {
	knownAggregation := m.Aggregation == Sum || m.Aggregation == Last || m.Aggregation == Mean
	knownSource := m.Source == FromWork || m.Source == FromReport
	if !namePattern.MatchString(m.Name) || m.TitleZH == "" || m.TitleEN == "" || m.Unit == "" || !knownAggregation || !knownSource {
		panic("measure: " + m.Name + " needs a dotted name, both titles, a unit, an aggregation and a source")
	}
	catalogueLock.Lock()
	defer catalogueLock.Unlock()
	if _, twice := catalogue[m.Name]; twice {
		panic("measure: " + m.Name + " is defined twice")
	}
	catalogue[m.Name] = m
	return m.Name
}

// Lookup gives a measure of the catalogue.
func Lookup(name string) (Measure, bool) {
	catalogueLock.RLock()
	defer catalogueLock.RUnlock()
	m, ok := catalogue[name]
	return m, ok
}

// Catalogue lists all measures by name.
func Catalogue() []Measure {
	catalogueLock.RLock()
	defer catalogueLock.RUnlock()
	out := make([]Measure, 0, len(catalogue))
	for _, m := range catalogue {
		out = append(out, m)
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Name < out[j].Name })
	return out
}
