package publish_test

import (
	"testing"

	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/engine/publish"
	"github.com/jingkai-zone/jingkai/internal/engine/scheme"
)

// What the scheme leaves open stays open: nothing is published by a guess.
func TestTermsComeFromTheScheme(t *testing.T) {
	const text = `scheme:
  id: made-up
  zone: example
  title: {zh: 示例方案, en: Made-up scheme}
  status: final
publish:
  documents:
    - {key: board, zh: 红黄榜, en: Red and yellow board, audience: public, fields: [item, unit], mask: nobody, period: 5wd, place: 大门口}
    - {key: ranking, zh: 排名, en: Ranking, audience: zone, fields: [rank, person, total], mask: employee_no, period: null}
`
	doc, problems := scheme.Parse([]byte(text))
	if scheme.HasErrors(problems) {
		t.Fatal(problems)
	}
	from := calendar.MustDate("2019-12-30")
	terms, err := publish.TermsOf(doc, calendar.Builtin(), "board", from)
	// Five working days after Monday the 30th: 31 December, then 2 and 3
	// January (the 1st is a holiday), 6 and 7 January.
	if err != nil || terms.To.String() != "2020-01-07" || terms.Audience != publish.Public || terms.Mask != publish.Nobody || terms.Place != "大门口" || len(terms.Fields) != 2 {
		t.Errorf("%+v %v", terms, err)
	}
	if _, err := publish.TermsOf(doc, calendar.Builtin(), "ranking", from); !scheme.NotSet.Is(err) {
		t.Errorf("a document without a period: %v", err)
	}
	if _, err := publish.TermsOf(doc, calendar.Builtin(), "payroll", from); !publish.NotListed.Is(err) {
		t.Errorf("a document the scheme does not list: %v", err)
	}
}
