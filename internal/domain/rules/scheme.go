package rules

import (
	"github.com/jingkai-zone/jingkai/internal/base/calendar"
	"github.com/jingkai-zone/jingkai/internal/engine/scheme"
)

// Scheme is what a zone's scheme says about its library of rules and its
// requests: the section "rules" (LY-43, LY-44).
type Scheme struct {
	Fields       []scheme.Named   `json:"fields" zh:"制度领域" en:"Fields of the library" needs:"制度归类|the filing of rules"`
	Acknowledge  *bool            `json:"acknowledge" zh:"阅知确认" en:"Reading is acknowledged" needs:"阅知确认|acknowledgements"`
	RequestReply *calendar.Budget `json:"request_reply" zh:"请示答复时限" en:"Requests are answered within" scheme:"positive" needs:"请示答复的到期计算|the deadline of replies"`
}

// SchemeSection gives the rules' part of a scheme.
var SchemeSection = scheme.Register("rules", scheme.Options[Scheme]{
	Title: scheme.Text{ZH: "规章制度", EN: "Rules"},
	Place: 70,
})
