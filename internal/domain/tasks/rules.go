package tasks

import (
	"slices"
	"strings"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/engine/flow"
	"github.com/jingkai-zone/jingkai/internal/engine/scheme"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// rulebook is what a verb needs to know of its zone on its day.
type rulebook struct {
	doc   *scheme.Doc // nil while no scheme is in force: then nothing is set
	set   Scheme
	cal   *calendar.Calendar
	today calendar.Date
}

// rulesOf reads the zone's rules of today. A zone without a scheme in force, or
// with one whose trial has ended, keeps tasks all the same: for it nothing is
// set.
func rulesOf(r store.Reader, zone int64) (rulebook, error) {
	book := rulebook{today: calendar.DateOf(r.Now())}
	var err error
	if book.cal, err = flow.CalendarOf(r, zone); err != nil {
		return book, err
	}
	book.doc, err = scheme.At(r, zone, book.today)
	if scheme.NoneInForce.Is(err) || scheme.TrialEnded.Is(err) {
		return book, nil
	}
	book.set = scheme.Get[Scheme](book.doc)
	return book, err
}

// layer refuses a layer that the scheme does not have. No layer is none.
func (b rulebook) layer(key string) (*fault.Error, error) {
	if key == "" {
		return nil, nil
	}
	layers, err := scheme.NeedList(b.doc, "tasks.layers", b.set.Layers)
	if err != nil {
		return nil, err
	}
	if slices.ContainsFunc(layers, func(l scheme.Named) bool { return l.Key == key }) {
		return nil, nil
	}
	names := make([]string, len(layers))
	for i, l := range layers {
		names[i] = l.ZH + "（" + l.Key + "）"
	}
	return BadLayer.At("layer", "layers", strings.Join(names, "、")), nil
}

// due computes a day of the future from a limit.
func (b rulebook) due(from calendar.Date, limit calendar.Budget) calendar.Date {
	day, _ := b.cal.Due(from, limit)
	return day
}

// Lacking gives the refusals behind a task's unset parameters, in the words of
// the scheme: what the page of a task without class or checks says.
func Lacking(r store.Reader, zone int64, unset []string) ([]*fault.Error, error) {
	if len(unset) == 0 {
		return nil, nil
	}
	book, err := rulesOf(r, zone)
	if err != nil {
		return nil, err
	}
	var out []*fault.Error
	for _, path := range unset {
		_, err := scheme.Need[string](book.doc, path, nil)
		if e, ok := fault.As(err); ok {
			out = append(out, e)
		}
	}
	return out, nil
}

// LayerNames gives the scheme's layers by key in a language; empty while the
// scheme does not set them.
func LayerNames(r store.Reader, zone int64, lang fault.Lang) (map[string]string, error) {
	book, err := rulesOf(r, zone)
	out := make(map[string]string, len(book.set.Layers))
	for _, l := range book.set.Layers {
		out[l.Key] = l.Text().In(lang)
	}
	return out, err
}

// Layers gives the scheme's layers in its order.
func Layers(r store.Reader, zone int64) ([]scheme.Named, error) {
	book, err := rulesOf(r, zone)
	return book.set.Layers, err
}
