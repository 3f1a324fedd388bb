package goals

import "github.com/jingkai-zone/jingkai/internal/engine/measure"

// ItemActual is what was done of an item's plan, in the plan's unit, by the
// item: the newest report is the state of the work. Its plan is not a fact but
// stands in the list.
var ItemActual = measure.Define(measure.Measure{Name: "goals.item.actual", TitleZH: "完成数", TitleEN: "Done of the plan", Unit: "计划单位",
	Aggregation: measure.Last, Source: measure.FromReport})
