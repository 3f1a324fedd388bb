package board

import (
	"github.com/jingkai-zone/jingkai/internal/engine/measure"
	"github.com/jingkai-zone/jingkai/internal/engine/score"
)

// PlanMeasure is the name under which a scheme speaks of an item's planned
// amount. It is read from the frozen list itself, so that nobody can report a
// plan that was never issued.
const PlanMeasure = "goals.item.plan"

// The measures the board's indicators can read beside those of other rooms,
// and the one it writes.
var (
	// Foundation is the stated value of orderly management (基础：规范园区管理), 0 to 100.
	Foundation = measure.Define(measure.Measure{Name: "board.foundation", TitleZH: "管理规范", TitleEN: "Orderly management", Unit: "分",
		Aggregation: measure.Last, Source: measure.FromReport})
	// Project is the stated value of project construction (关键：项目建设), 0 to 100.
	Project = measure.Define(measure.Measure{Name: "board.project", TitleZH: "项目建设", TitleEN: "Project construction", Unit: "分",
		Aggregation: measure.Last, Source: measure.FromReport})
	// Service is the stated value of service (服务佳), 0 to 100.
	Service = measure.Define(measure.Measure{Name: "board.service", TitleZH: "服务", TitleEN: "Service", Unit: "分",
		Aggregation: measure.Last, Source: measure.FromReport})
	// Response is the stated value of the response of enterprises and masses (反响好), 0 to 100.
	Response = measure.Define(measure.Measure{Name: "board.response", TitleZH: "反响", TitleEN: "Response", Unit: "分",
		Aggregation: measure.Last, Source: measure.FromReport})
	// RedPoints are the reward points of red items (LY-40), by person or unit.
	RedPoints = measure.Define(measure.Measure{Name: "board.red_points", TitleZH: "红榜奖励分", TitleEN: "Reward points of red items", Unit: "分",
		Aggregation: measure.Sum, Source: measure.FromWork})
)

// vocabulary names what an indicator may read: the catalogue of measures and
// the plan of the item.
func vocabulary() score.Vocabulary {
	out := score.Vocabulary{PlanMeasure: {ZH: "计划数", EN: "Planned amount"}}
	for _, m := range measure.Catalogue() {
		out[m.Name] = score.Words{ZH: m.TitleZH, EN: m.TitleEN}
	}
	return out
}
