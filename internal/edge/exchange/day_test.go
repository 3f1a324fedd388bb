package exchange_test

import (
	"testing"

	"github.com/jingkai-zone/jingkai/internal/edge/exchange"
)

func TestDay(t *testing.T) {
	for text, want := range map[string]string{
		"2019-12-31": "2019-12-31", "2019/12/31": "2019-12-31", "2019/1/2": "2019-01-02", "2019年8月1日": "2019-08-01", " 2019.08.01 ": "2019-08-01",
		// Excel shows 43830 as 2019-12-31 and 43830.375 as 09:00 of that day.
		"43830": "2019-12-31", "43830.375": "2019-12-31", "43466": "2019-01-01",
		"": "", "2019-13-01": "", "2019": "", "12": "", "19999": "", "-43830": "", "43830x": "", "明天": "",
	} {
		day, ok := exchange.Day(text)
		if got := day.String(); ok != (want != "") || ok && got != want {
			t.Errorf("%q: %s %v, want %q", text, got, ok, want)
		}
	}
}
